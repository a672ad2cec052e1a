-- Schema 9. What people decided. A decision names records as their sources call them, so that it outlives every number of
-- ours; `payment_id` and `document_id` only find it. `before` is what taking it back needs.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    made_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    revision_id INTEGER NOT NULL,
    before TEXT NOT NULL,
    undone_by INTEGER,
    payment_id INTEGER,
    document_id INTEGER
);
CREATE INDEX decision_payment ON decision (payment_id) WHERE payment_id IS NOT NULL AND undone_by IS NULL;
CREATE INDEX decision_document ON decision (document_id) WHERE document_id IS NOT NULL AND undone_by IS NULL;
-- A client that was merged into another: its old number still finds it.
CREATE TABLE entity_redirect (
    kind INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    decision_id INTEGER NOT NULL,
    PRIMARY KEY (kind, from_id)
) WITHOUT ROWID;
-- The decision that answered a question.
ALTER TABLE review ADD COLUMN decision_id INTEGER;
CREATE INDEX review_rejected ON review (record_key) WHERE record_key IS NOT NULL AND state = 'rejected';
-- The delivery's revision whose withheld records a decision takes.
ALTER TABLE revision ADD COLUMN origin_id INTEGER;
