-- Schema 25. What taking a run back needs: how far each table was numbered when the run began (what it made is numbered above),
-- and every older row that it changed, as it was before. Whatever connection writes within a run notes it; see store/undo.
CREATE TABLE undo_mark (
    run_id INTEGER PRIMARY KEY,
    schema INTEGER NOT NULL, -- of the store then: rows of another are not put back
    marks TEXT NOT NULL -- the highest number of each table, as JSON
);
CREATE TABLE undo_row (
    run_id INTEGER NOT NULL,
    name TEXT NOT NULL, -- of the table
    key TEXT NOT NULL, -- the row's key, as JSON
    before TEXT, -- its columns, as JSON; nothing: there was no such row
    PRIMARY KEY (run_id, name, key)
) WITHOUT ROWID;
-- The run that took this one back.
ALTER TABLE run ADD COLUMN undone_by INTEGER;
