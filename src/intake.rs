//! Stage 1: the world → deliveries.
//!
//! | file | does |
//! |---|---|
//! | `unpack` | a zip package → its documents, bounded |

pub mod archive;
pub mod folder;
pub mod unpack;
