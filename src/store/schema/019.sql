-- Schema 19. Which versions of a book were drawn from nothing, so that nothing of anybody's is in their files; and the file
-- that a version was made from, whose edits are in the store by then. Before, only the newest drawing was known, and
-- already before its file was there.
ALTER TABLE book_version ADD COLUMN drawn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE book_version ADD COLUMN made_from BLOB;
UPDATE book_version SET drawn = 1 WHERE EXISTS (
    SELECT 1 FROM meta WHERE key = 'book_drawn:' || book AND value = lower(hex(content_hash)));
DELETE FROM meta WHERE key LIKE 'book_drawn:%';
