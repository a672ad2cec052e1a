-- Schema 18. What was taken from a file of a book before the book was written again: a file that says the same version comes
-- back with more edits, and what was taken is what these began with.
CREATE TABLE book_taken (
    book TEXT NOT NULL,
    version INTEGER NOT NULL, -- that the file says it is
    row_id TEXT NOT NULL,
    field TEXT NOT NULL, -- the column's id
    value TEXT NOT NULL,
    PRIMARY KEY (book, version, row_id, field)
) WITHOUT ROWID;

-- Rows that somebody typed and that were taken before the file says their id.
CREATE TABLE book_typed (
    id INTEGER PRIMARY KEY,
    book TEXT NOT NULL,
    version INTEGER NOT NULL,
    place INTEGER NOT NULL, -- the row of the sheet, from 1
    record_key TEXT NOT NULL, -- under which the row was taken as a record
    cells TEXT NOT NULL -- canonical values that were taken, by column, as JSON
);
CREATE INDEX book_typed_version ON book_typed (book, version);
