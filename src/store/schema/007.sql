-- Schema 7. Money for another client's invoice: documents are found by the core of their number, whoever's they are, and
-- payments by the cores they cite, so that an invoice that comes later finds them. `client_id` of a payment is whose
-- money it is, `payer_client_id` who sent it.
ALTER TABLE document ADD COLUMN number_core TEXT NOT NULL DEFAULT '';
CREATE INDEX document_core ON document (number_core) WHERE number_core <> '';
ALTER TABLE payment ADD COLUMN payer_client_id INTEGER;
UPDATE payment SET payer_client_id = client_id;
CREATE TABLE payment_citation (
    core TEXT NOT NULL,
    payment_id INTEGER NOT NULL,
    PRIMARY KEY (core, payment_id)
) WITHOUT ROWID;
CREATE INDEX payment_citation_payment ON payment_citation (payment_id);
-- What one unit of a currency was worth to a company of ours, as its documents state it.
CREATE TABLE rate (
    organization_id INTEGER NOT NULL, -- 0: no company named
    currency TEXT NOT NULL,
    date TEXT NOT NULL,
    rate TEXT NOT NULL,
    PRIMARY KEY (organization_id, currency, date)
) WITHOUT ROWID;
-- How much of the document an allocation settles, in the document's currency; `amount` is in the payment's.
ALTER TABLE allocation ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
UPDATE allocation SET settled = amount;
