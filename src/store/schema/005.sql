-- Schema 5. What documents of a source look like to a mapping. `learned`: as deliveries that were taken showed them;
-- derivable from the archive, so that forgetting a row costs a comparison, not data. `asked`: as they would be known
-- if what waits for a person were accepted.
CREATE TABLE shape (
    source_id INTEGER NOT NULL REFERENCES source (id),
    mapping TEXT NOT NULL,
    state TEXT NOT NULL, -- learned; asked
    revision_id INTEGER, -- the last that taught it
    body TEXT NOT NULL,
    PRIMARY KEY (source_id, mapping, state)
);
