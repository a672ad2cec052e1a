-- Schema 31. Contracts are found by the cores of their numbers: a payment that names one is money of the client whose it is.
-- Nothing for one that is deleted or has no number.
ALTER TABLE contract ADD COLUMN number_core TEXT NOT NULL DEFAULT '';
CREATE INDEX contract_core ON contract (number_core) WHERE number_core <> '';
-- Why a payment is another's money than its payer's, as JSON; nothing: it is not, or documents or names say so.
ALTER TABLE payment ADD COLUMN debtor_why TEXT;
