-- Schema 6. What else a source says of a document: the payments that pay it, and texts a payer will cite it by. And what
-- returns and corrections change of a document that is to be paid, and, on themselves, how much of them is applied there:
-- over a client's documents that adds up to nothing.
ALTER TABLE document ADD COLUMN paid_by TEXT;
ALTER TABLE document ADD COLUMN cited_as TEXT;
ALTER TABLE document ADD COLUMN adjusted INTEGER NOT NULL DEFAULT 0;
