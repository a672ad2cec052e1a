-- Schema 17. Clients' records that say something else since it was judged last who is who: judged once at the end of a run,
-- or, where it ended early, of the next one.
CREATE TABLE unjudged (
    record BLOB PRIMARY KEY
) WITHOUT ROWID;
-- An older program left large deliveries unjudged, and told nobody which.
INSERT INTO unjudged (record)
    SELECT k.key FROM source_key k JOIN statement s ON s.id = k.statement_id WHERE s.kind = 2;

-- What goes with a client's records when they change their client.
CREATE INDEX contact_client ON contact (client_id);
CREATE INDEX contract_client ON contract (client_id);
CREATE INDEX payment_payer ON payment (payer_client_id) WHERE payer_client_id IS NOT client_id;
