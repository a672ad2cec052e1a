//! What people decided, and what that changes.
//!
//! | file | holds |
//! |---|---|
//! | `made` | decisions, in the order they were made |
//! | `standing` | decisions that hold, as planning needs them |
//! | `clients` | which records are a client's, and what follows them from client to client |
//! | `deleted` | clients that a person deleted, and what came for them since |
//! | `membership` | which records the program gave to another client, and why |
//! | `blocks` | clients' records by what they are compared by |
//! | `questions` | questions before and after a decision |
//! | `withheld` | records that wait, taken or left |
//! | `figures` | documents, payments and clients before and after |
//! | `cards` | what a person is shown of a client, document or payment |

mod blocks;
pub mod cards;
mod clients;
mod deleted;
pub mod figures;
pub mod made;
mod membership;
pub mod questions;
mod standing;
pub mod withheld;

pub use blocks::Keyed;
#[cfg(test)]
pub(super) use blocks::{BLOCK, CLIENT_RECORD, HOLDERS, KEYS_OF_RECORD, RECORDS_OF_CLIENT};
pub(super) use clients::client_now;
#[cfg(test)]
pub(super) use clients::{CONTACTS, CONTRACTS, DOCUMENTS, PAYMENTS};
#[cfg(test)]
pub(super) use made::{OF_CHANGE, OF_PAYMENT, WHOSE_DOCUMENT, WHOSE_PAYMENT};
pub(super) use made::{decisions_about, joined_cards};
pub(super) use membership::memberships;
