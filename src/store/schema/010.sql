-- Schema 10. Who is who, as the program judges it. The weights as they were last learned, one row; and the records that
-- the program itself gave to another client, with why and how sure it was: what `explain` says and parting again needs.
CREATE TABLE identity_model (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    revision_id INTEGER NOT NULL
);
CREATE TABLE membership (
    id INTEGER PRIMARY KEY,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    joined INTEGER NOT NULL, -- 0: parted, `to_id` was made for them
    confidence INTEGER NOT NULL, -- percent
    reasons TEXT NOT NULL,
    moved TEXT NOT NULL, -- the records, as decisions name them
    fields TEXT NOT NULL, -- what people had filled in on the card that is gone, and that went along
    revision_id INTEGER NOT NULL
);
CREATE INDEX membership_from ON membership (from_id);
CREATE INDEX membership_to ON membership (to_id);
