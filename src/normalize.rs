//! Stage 4: drafts → canonical records and issues.
