-- Schema 23. Where a held delivery was dropped, relative to the workspace: once it is gone from there nobody need answer.
-- Nothing is known of those held before.
ALTER TABLE brake ADD COLUMN path TEXT NOT NULL DEFAULT '';
-- What every wake asks: when each source delivered last, and what waits for a person.
CREATE INDEX delivery_taken ON delivery (source_id, received_at) WHERE state = 'taken';
CREATE INDEX review_open ON review (kind, created_run) WHERE state = 'open';
