//! A year of an office in a few seconds: one seed decides what is delivered in what pieces, wrappings and order, what
//! managers write, what people decide, how the clock jumps and where the program dies. After every calm run an auditor with
//! bookkeeping of its own looks whether anything is lost, there twice, or out of balance.
//!
//! `SVERKA_SEEDS` says how many seeds are played, `SVERKA_SEED` names the first or only one. A seed that fails is printed
//! with the fewest of its steps that still fail.
//!
//! | file | holds |
//! |---|---|
//! | `dice` | chance that can be repeated |
//! | `world` | what there is in accounting and at the bank, and how it is written down |
//! | `plan` | the steps of a seed |
//! | `office` | the steps carried out |
//! | `ledger` | the auditor's own books: what was delivered, what was written by whom |
//! | `audit` | the store against these |
//! | `play` | seeds, and how a failure is made small |

#![cfg(debug_assertions)]

#[cfg(test)]
#[path = "../desk/book.rs"]
#[expect(dead_code, reason = "rows are found by their ids here")]
mod book;
#[cfg(test)]
#[path = "../desk/desk.rs"]
#[expect(dead_code, reason = "runs have a clock of their own here")]
mod desk;
#[cfg(test)]
#[path = "../desk/settings.rs"]
mod settings;

#[cfg(test)]
mod audit;
#[cfg(test)]
mod dice;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod office;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod play;
#[cfg(test)]
mod world;
