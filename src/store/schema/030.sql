-- Names that records of a client have, or had, besides the one that is shown (type 3): purposes name it by them.
CREATE INDEX client_called ON client_key (client_id) WHERE type = 3;
