-- Schema 22. Deliveries that change more than is taken unasked: the plan that a person was asked about, as a hash. Whether it
-- was accepted is in the answer to the question. And the list before, by source and mapping.
CREATE TABLE brake (
    source_id INTEGER NOT NULL REFERENCES source (id),
    content_hash BLOB NOT NULL,
    mapping_digest BLOB NOT NULL,
    plan BLOB NOT NULL,
    PRIMARY KEY (source_id, content_hash)
) WITHOUT ROWID;
CREATE INDEX delivery_source ON delivery (source_id, mapping, id);
