-- Schema 21. Managers' workbooks: files that are held until a person has looked, rows that are gone from a book, and wishes
-- that became questions for the accountant.
CREATE TABLE book_held (
    book TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    state TEXT NOT NULL, -- held; released; discarded
    PRIMARY KEY (book, content_hash)
) WITHOUT ROWID;

CREATE TABLE book_absent (
    book TEXT NOT NULL,
    row_id TEXT NOT NULL,
    state TEXT NOT NULL, -- proposed; away; returning
    PRIMARY KEY (book, row_id)
) WITHOUT ROWID;

-- Whether the accountant was asked about a wish; of a store of before about none.
ALTER TABLE book_clash ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX book_clash_request ON book_clash (row_id, field) WHERE kind = 'request' AND state = 'open';
CREATE INDEX book_clash_declined ON book_clash (book, row_id, field) WHERE state = 'declined';
