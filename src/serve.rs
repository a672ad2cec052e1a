//! What the service tells the outside while it runs: metrics, health over HTTP, alarms.
//!
//! | file | holds |
//! |---|---|
//! | `exposition` | Prometheus' text format |
//! | `metrics` | the figures by their names |
//! | `pulse` | whether the loop is alive and the last run went well |
//! | `http` | `/metrics`, `/healthz`, `/readyz` |
//! | `alarms` | who is told of an alarm, once, with reminders |
//!
//! Async stays in `http`: the rest of the program is threads.

pub mod alarms;
pub mod exposition;
pub mod http;
pub mod metrics;
pub mod pulse;
