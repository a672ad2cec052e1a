-- Schema 12. The same document from another source that counts in its stead.
ALTER TABLE document ADD COLUMN twin_of INTEGER;
CREATE INDEX document_twin ON document (twin_of) WHERE twin_of IS NOT NULL;
