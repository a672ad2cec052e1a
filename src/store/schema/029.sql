-- Schema 29. What taking a run back leaves standing because a later file said the same.
-- Whether a later delivery said these statements in the same words, or in an older version.
ALTER TABLE restated ADD COLUMN is_same INTEGER NOT NULL DEFAULT 0;
-- Rows that a run made which was taken back, by table and number, and the later run that made them since.
CREATE TABLE adopted (
    of_table TEXT NOT NULL,
    number INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    PRIMARY KEY (of_table, number)
) WITHOUT ROWID;
CREATE INDEX adopted_run ON adopted (run_id);
-- What people had filled in, in runs that were taken back: their books say so until they write there again.
CREATE TABLE undone_value (
    kind INTEGER NOT NULL,
    entity_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL, -- nothing: they had cleared it
    filled_at TEXT NOT NULL, -- when it was taken, RFC 3339
    undone_at TEXT NOT NULL,
    PRIMARY KEY (kind, entity_id, field)
) WITHOUT ROWID;
-- Statements that a delivery said again in a newer version, as ranges of their numbers: what version they were, and are.
CREATE TABLE confirmed (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    message_before INTEGER,
    time_before TEXT,
    message INTEGER,
    file_time TEXT,
    PRIMARY KEY (revision_id, first)
) WITHOUT ROWID;
-- What later runs noted of a row.
CREATE INDEX undo_row_noted ON undo_row (name, key);
