-- Money that was given back to a client: which payment received it, which one returned it.
CREATE TABLE refund (
    payment_id INTEGER NOT NULL,
    refund_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    PRIMARY KEY (payment_id, refund_id)
) WITHOUT ROWID;
CREATE INDEX refund_by ON refund (refund_id);
ALTER TABLE payment ADD COLUMN refunded INTEGER NOT NULL DEFAULT 0;
