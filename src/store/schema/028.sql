-- Schema 28. Whether a conflict about a cell of a book was decided before.
CREATE INDEX book_clash_decided ON book_clash (row_id, field) WHERE kind = 'conflict' AND state IN ('mine', 'stored');
