-- Schema 8. Corrections for the tax books alone (КСЧФ): another document may state the same change.
ALTER TABLE document ADD COLUMN tax_only INTEGER NOT NULL DEFAULT 0;
