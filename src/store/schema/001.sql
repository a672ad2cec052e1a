-- Schema 1. Statements are append-only: what a source said before stays, `previous_id` leads to it, and a revision's
-- statements are one contiguous range of ids. Golden tables are computed from the current statements.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE rule (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    verb TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    report TEXT
);

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id),
    content_hash BLOB NOT NULL,
    mapping TEXT NOT NULL,
    mapping_digest BLOB NOT NULL,
    file_name TEXT NOT NULL,
    byte_len INTEGER NOT NULL,
    run_id INTEGER NOT NULL REFERENCES run (id),
    received_at TEXT NOT NULL,
    state TEXT NOT NULL, -- taken; refused
    tally TEXT NOT NULL
);
CREATE INDEX delivery_content ON delivery (content_hash, source_id);

CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id),
    delivery_id INTEGER REFERENCES delivery (id),
    made_at TEXT NOT NULL,
    first_statement INTEGER NOT NULL,
    last_statement INTEGER NOT NULL,
    undone_by INTEGER
);

-- hash(source, kind, external id) → the current statement; small and cached, written in key order per chunk
CREATE TABLE source_key (key BLOB PRIMARY KEY, statement_id INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE statement (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    entity_id INTEGER NOT NULL, -- 0: withheld until a person decides, or gone before it was known
    revision_id INTEGER NOT NULL,
    previous_id INTEGER,
    replaced INTEGER NOT NULL DEFAULT 0,
    external_id TEXT NOT NULL,
    standing INTEGER NOT NULL, -- 0 mention, 1 full
    message INTEGER,
    file_time TEXT,
    token TEXT,
    digest BLOB NOT NULL,
    rule_id INTEGER NOT NULL,
    part TEXT NOT NULL,
    line INTEGER NOT NULL,
    path TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX statement_entity ON statement (kind, entity_id);

CREATE TABLE person_value (
    kind INTEGER NOT NULL,
    entity_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    who TEXT NOT NULL,
    revision_id INTEGER NOT NULL,
    PRIMARY KEY (kind, entity_id, field)
);

CREATE TABLE organization (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE client (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    tax_key TEXT,
    owner TEXT NOT NULL DEFAULT '', -- the manager's name as settings have it
    body TEXT NOT NULL
);
CREATE INDEX client_owner ON client (owner);
CREATE TABLE client_key (
    type INTEGER NOT NULL, -- 1 tax number, 2 name core
    key TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    PRIMARY KEY (type, key, client_id)
) WITHOUT ROWID;

CREATE TABLE contact (id INTEGER PRIMARY KEY, client_id INTEGER, body TEXT NOT NULL);
CREATE TABLE contract (id INTEGER PRIMARY KEY, client_id INTEGER, organization_id INTEGER, body TEXT NOT NULL);
CREATE TABLE product (id INTEGER PRIMARY KEY, body TEXT NOT NULL);

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    organization_id INTEGER,
    client_id INTEGER,
    contract_id INTEGER,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    due_date TEXT,
    currency TEXT NOT NULL,
    total INTEGER NOT NULL,
    paid INTEGER NOT NULL DEFAULT 0,
    posted INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    canceled INTEGER NOT NULL,
    covered INTEGER NOT NULL DEFAULT 0, -- an order that an invoice stands for
    manager TEXT NOT NULL, -- as the source names him
    statement_id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    based_on TEXT
);
CREATE INDEX document_client ON document (client_id, date);

CREATE TABLE payment (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    direction INTEGER NOT NULL,
    method INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    allocated INTEGER NOT NULL DEFAULT 0,
    client_id INTEGER,
    organization_id INTEGER,
    counterparty_tax TEXT,
    posted INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    settlement INTEGER NOT NULL,
    twin INTEGER, -- equal in every source that states the payment
    body TEXT NOT NULL
);
CREATE INDEX payment_client ON payment (client_id, date);
CREATE INDEX payment_twin ON payment (twin) WHERE twin IS NOT NULL;
CREATE INDEX payment_orphan ON payment (counterparty_tax) WHERE client_id IS NULL;

CREATE TABLE allocation (
    payment_id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    confidence INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    revision_id INTEGER NOT NULL,
    PRIMARY KEY (payment_id, document_id)
) WITHOUT ROWID;
CREATE INDEX allocation_document ON allocation (document_id);

CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL, -- open; resolved: later data answered it, and may open it again
    candidates TEXT NOT NULL,
    reasons TEXT NOT NULL,
    statement_id INTEGER, -- the withheld statement
    record_key BLOB, -- its key: what is taken later under it answers the question
    created_run INTEGER NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX review_record ON review (record_key) WHERE record_key IS NOT NULL AND state = 'open';

CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    position TEXT NOT NULL,
    params TEXT NOT NULL
);
CREATE INDEX issue_delivery ON issue (delivery_id);

CREATE TABLE outbox (
    output TEXT NOT NULL,
    key TEXT NOT NULL,
    revision_id INTEGER,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    PRIMARY KEY (output, key)
);

CREATE TABLE book (name TEXT PRIMARY KEY, content_hash BLOB NOT NULL, written_at TEXT NOT NULL);
