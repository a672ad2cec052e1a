-- Schema 11. The store's books against the balances that sources state: what is compared and what came of it, the balances
-- of each comparison, and what must be compared anew. A row is derived from the rest, but for the run since which it differs.
CREATE TABLE control (
    subject TEXT PRIMARY KEY, -- what is compared, as JSON
    source_id INTEGER NOT NULL,
    organization_id INTEGER,
    client_id INTEGER, -- nothing for a bank account, or for a client nobody knows
    account TEXT NOT NULL, -- our bank account, or empty
    currency TEXT NOT NULL,
    label TEXT NOT NULL, -- what the source calls it
    period_start TEXT NOT NULL,
    period_end TEXT NOT NULL,
    stated INTEGER NOT NULL,
    held INTEGER NOT NULL,
    difference INTEGER NOT NULL,
    state TEXT NOT NULL, -- agrees; differs; not_comparable
    since_day TEXT,
    since_run INTEGER,
    last_run INTEGER NOT NULL,
    balance_id INTEGER NOT NULL, -- the newest
    reasons TEXT NOT NULL,
    candidates TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX control_client ON control (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX control_account ON control (account) WHERE account <> '';

CREATE TABLE control_balance (
    balance_id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    held INTEGER, -- closing balance by the store; nothing where it was not compared
    difference INTEGER
);
CREATE INDEX control_balance_subject ON control_balance (subject);

CREATE TABLE control_due (
    kind TEXT NOT NULL, -- balance; client; account
    key TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
INSERT INTO control_due (kind, key) SELECT 'balance', CAST(id AS TEXT) FROM balance;

-- Accounts of ours that a payment came to and left.
ALTER TABLE payment ADD COLUMN account_in TEXT NOT NULL DEFAULT '';
ALTER TABLE payment ADD COLUMN account_out TEXT NOT NULL DEFAULT '';
UPDATE payment SET
    account_in = CASE WHEN direction IN (1, 3) THEN coalesce(json_extract(body, '$.payee.account'), '') ELSE '' END,
    account_out = CASE WHEN direction IN (2, 3) THEN coalesce(json_extract(body, '$.payer.account'), '') ELSE '' END;
CREATE INDEX payment_account_in ON payment (account_in, date) WHERE account_in <> '';
CREATE INDEX payment_account_out ON payment (account_out, date) WHERE account_out <> '';
