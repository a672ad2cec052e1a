-- Schema 14. A payment whose direction a person told is found by what it says, when it comes under another key because the
-- account is known since: questions that were answered are looked up like open ones.
DROP INDEX review_payment;
CREATE INDEX review_payment ON review (payment_hash) WHERE payment_hash IS NOT NULL;
