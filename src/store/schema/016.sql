-- Schema 16. What was written into managers' books, one row per changed row and not per version: the base that a book is
-- merged against when it comes back. A row stands from `from_version` on and before `to_version`.
CREATE TABLE book_version (
    book TEXT NOT NULL,
    version INTEGER NOT NULL,
    written_at TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    PRIMARY KEY (book, version)
) WITHOUT ROWID;
CREATE TABLE book_row (
    id INTEGER PRIMARY KEY,
    book TEXT NOT NULL,
    row_id TEXT NOT NULL,
    from_version INTEGER NOT NULL,
    to_version INTEGER, -- nothing: it stands
    cells TEXT NOT NULL -- canonical values by column, as JSON
);
CREATE INDEX book_row_id ON book_row (book, row_id, from_version);
CREATE INDEX book_row_standing ON book_row (book) WHERE to_version IS NULL;

-- What people filled in, with what stood there before: what undoing a revision needs.
ALTER TABLE person_value ADD COLUMN base TEXT;
CREATE TABLE person_value_change (
    revision_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    entity_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    before_value TEXT, -- nothing: nobody had filled it in
    before_base TEXT,
    before_who TEXT,
    before_revision INTEGER
);
CREATE INDEX person_value_change_revision ON person_value_change (revision_id);
CREATE INDEX person_value_change_field ON person_value_change (kind, entity_id, field);

-- Two values of one cell of a book.
CREATE TABLE book_clash (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL, -- conflict; request
    book TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field TEXT NOT NULL,
    base TEXT,
    stored TEXT,
    mine TEXT NOT NULL,
    subject TEXT NOT NULL,
    who TEXT NOT NULL,
    made_at TEXT NOT NULL,
    state TEXT NOT NULL, -- open; mine; stored
    revision_id INTEGER NOT NULL,
    settled_by INTEGER -- the revision in which somebody chose
);
CREATE UNIQUE INDEX book_clash_open ON book_clash (book, row_id, field) WHERE state = 'open';
