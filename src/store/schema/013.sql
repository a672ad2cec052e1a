-- Schema 13. Up to this statement shipments and returns are kept by what they are, not by what their source keeps them as:
-- one that was a return only by its amount, or was mapped otherwise then, is looked for under the other kind too.
INSERT INTO meta (key, value)
    SELECT 'kept_by_kind_up_to', CAST(max(id) AS TEXT) FROM statement WHERE kind IN (8, 9) HAVING max(id) IS NOT NULL
    ON CONFLICT (key) DO NOTHING;
-- Corrections, which state a difference, and goods that came back are told apart: the first may repeat one another. And why
-- a return or correction is no credit of its own.
ALTER TABLE document ADD COLUMN correction INTEGER NOT NULL DEFAULT 0;
UPDATE document SET correction = 1 WHERE kind = 9 AND statement_id IN (
    SELECT s.id FROM statement s JOIN rule r ON r.id = s.rule_id WHERE s.kind = 9 AND r.name LIKE '%/correction');
ALTER TABLE document ADD COLUMN covered_why TEXT;
-- A payment of unknown direction waits under a key of its own: once the account is known, it comes under another.
ALTER TABLE review ADD COLUMN payment_hash INTEGER;
CREATE INDEX review_payment ON review (payment_hash) WHERE payment_hash IS NOT NULL AND state = 'open';
