-- Schema 13. Up to this statement shipments and returns are kept by what they are, not by what their source keeps them as:
-- one that was a return only by its amount, or was mapped otherwise then, is looked for under the other kind too.
INSERT INTO meta (key, value)
    SELECT 'kept_by_kind_up_to', CAST(max(id) AS TEXT) FROM statement WHERE kind IN (8, 9) HAVING max(id) IS NOT NULL
    ON CONFLICT (key) DO NOTHING;
