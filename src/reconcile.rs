//! Stage 5: records and a snapshot of the store → a plan. Pure: no I/O, no clock.

pub mod citation;
