-- Schema 2. Control totals: what a source states about a balance and its turnovers, one row per source record. Whose it is, is
-- looked up when it is read (source's own id, tax number, name), so that the order of arrival decides nothing.
CREATE TABLE balance (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL, -- our bank account, or empty
    ledger TEXT NOT NULL, -- ledger account, or empty
    client_key TEXT NOT NULL, -- the client's id in the source, or empty
    period_start TEXT NOT NULL,
    period_end TEXT NOT NULL,
    currency TEXT NOT NULL,
    opening INTEGER,
    debit INTEGER,
    credit INTEGER,
    closing INTEGER,
    deleted INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    statement_id INTEGER NOT NULL
);
CREATE INDEX balance_account ON balance (account, period_end) WHERE account <> '';
CREATE INDEX balance_ledger ON balance (ledger, period_end) WHERE ledger <> '';
