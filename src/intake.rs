//! Stage 1: the world → deliveries.
//!
//! | file | does |
//! |---|---|
//! | `folder` | exchange folders: what lies there, what is settled, where originals go |
//! | `place` | what a folder can do: written to, renamed in, watched, local |
//! | `archive` | every delivery's bytes by content hash, kept for ever |
//! | `unpack` | a zip package → its documents, bounded |

pub mod archive;
pub mod folder;
pub mod place;
pub mod unpack;
