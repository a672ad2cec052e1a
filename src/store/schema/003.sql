-- Schema 3. Sources that send numbered messages: who the two sides are, how far each got, and what came under which
-- number. An era begins where a person says that the numbers began anew.
CREATE TABLE exchange (
    source_id INTEGER PRIMARY KEY REFERENCES source (id),
    node TEXT NOT NULL,
    peer TEXT NOT NULL,
    peer_alias TEXT,
    last_in INTEGER NOT NULL,
    last_created TEXT,
    last_out INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    era INTEGER NOT NULL,
    number_offset INTEGER NOT NULL,
    restarted TEXT,
    answer_name TEXT
);

CREATE TABLE exchange_message (
    source_id INTEGER NOT NULL,
    era INTEGER NOT NULL,
    number INTEGER NOT NULL,
    created TEXT,
    revision_id INTEGER NOT NULL,
    PRIMARY KEY (source_id, era, number)
) WITHOUT ROWID;
