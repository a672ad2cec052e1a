-- Schema 31. What taking a run back leaves standing because a later file said the same.
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
