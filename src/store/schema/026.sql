-- Schema 26. Files of refused records that lie beside receipts until somebody mends them: known by their content, so that
-- they are not taken while nobody has; and by their name, so that what is mended finds whose records these were.
CREATE TABLE mending (
    delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id), -- whose refused records it holds
    source_id INTEGER NOT NULL REFERENCES source (id),
    content_hash BLOB NOT NULL,
    name TEXT NOT NULL,
    file_name TEXT NOT NULL, -- the file that was delivered first
    records INTEGER NOT NULL
);
CREATE INDEX mending_content ON mending (content_hash);
CREATE INDEX mending_name ON mending (source_id, name);
-- Deliveries of such files: parts of what was delivered before, never a list of their own.
CREATE TABLE fragment (
    delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id),
    of_delivery_id INTEGER REFERENCES delivery (id) -- nothing where the file was given another name
);
