-- Schema 4. Payments of banks' reports: how much of an entry other payments state one by one or take back, and the keys
-- by which they find each other.
ALTER TABLE payment ADD COLUMN detailed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
CREATE TABLE payment_key (
    type INTEGER NOT NULL, -- see codes.rs
    key INTEGER NOT NULL,
    payment_id INTEGER NOT NULL,
    PRIMARY KEY (type, key, payment_id)
) WITHOUT ROWID;
CREATE INDEX payment_key_payment ON payment_key (payment_id);
