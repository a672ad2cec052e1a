//! What reconciliation plans: pure data.
