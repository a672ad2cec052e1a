-- What every wake asks: when each source delivered last, and what waits for a person.
CREATE INDEX delivery_taken ON delivery (source_id, received_at) WHERE state = 'taken';
CREATE INDEX review_open ON review (kind, created_run) WHERE state = 'open';
