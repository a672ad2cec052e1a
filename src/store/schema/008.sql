-- Schema 8. Corrections for the tax books alone (КСЧФ): another document may state the same change. And what accepted
-- messages said, as a hash: nothing for those that were accepted before.
ALTER TABLE document ADD COLUMN tax_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange_message ADD COLUMN content BLOB;
