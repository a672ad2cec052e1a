-- Schema 15. Under which keys clients' records are found, and, of keys whose frequency counts, the holder a record speaks
-- for: records that share a key are compared. How a key is made is the program's: the first delivery, or decision, fills in
-- what a store of an earlier program lacks, and `meta` keeps of which kind the keys are.
CREATE TABLE block_key (
    key INTEGER NOT NULL,
    record BLOB NOT NULL,
    holder INTEGER,
    PRIMARY KEY (key, record)
) WITHOUT ROWID;
CREATE INDEX block_key_record ON block_key (record);
