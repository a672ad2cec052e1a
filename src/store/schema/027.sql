-- Schema 27. What taking a run back must know of later ones, and of answers that it gave.
-- Statements of earlier revisions that a delivery stated again, as ranges of their numbers.
CREATE TABLE restated (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (revision_id, first)
) WITHOUT ROWID;
-- Where answers to numbered messages were written, and by which run last: what they confirm may be taken back.
CREATE TABLE answered (
    path TEXT PRIMARY KEY, -- inside the workspace, or where it lies
    source_id INTEGER NOT NULL REFERENCES source (id),
    run_id INTEGER NOT NULL
) WITHOUT ROWID;
-- As whom we answered whom: also when an exchange was taken back to before its beginning, such a message is our own.
CREATE TABLE exchange_own (
    source_id INTEGER NOT NULL REFERENCES source (id),
    node TEXT NOT NULL,
    peer TEXT NOT NULL,
    PRIMARY KEY (source_id, node, peer)
) WITHOUT ROWID;
INSERT INTO exchange_own (source_id, node, peer) SELECT source_id, node, peer FROM exchange;
-- What was taken back is counted apart.
CREATE INDEX delivery_undone ON delivery (source_id) WHERE state = 'undone';
