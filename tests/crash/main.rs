//! Every step of a run fails once, or is the last one before the program ends; the next run makes it good: the store, every
//! workbook and every receipt are what they would have been.
//!
//! A step is what [`sverka::model::steps`] stands before: an action on a file, a row or a commit of the store, a job of the
//! outbox. `SVERKA_CRASH_POINTS` says how many of them are tried in each way (`all` for every one); they are spread evenly
//! over the run, beginning at another one each day.
//!
//! | file | holds |
//! |---|---|
//! | `points` | which steps are tried |
//! | `world` | a small workspace before its first run, and before one that finds news and people's edits |
//! | `state` | what must be the same in the end, as text |
//! | `broken` | an error at a step, and at every later one too |
//! | `ended` | the program aborted at a step, and killed at one |
//! | `full` | a disk that really takes no more |
//! | `undone` | taking a run back, broken at a step |
//! | `raced` | a file written by somebody at a step, and the program ended at a later one |
#![cfg(debug_assertions)]

#[cfg(test)]
#[path = "../desk/book.rs"]
mod book;
#[cfg(test)]
#[path = "../desk/desk.rs"]
#[expect(dead_code, reason = "its text of the store keeps the numbers of runs")]
mod desk;
#[cfg(test)]
#[path = "../desk/settings.rs"]
mod settings;

#[cfg(test)]
mod broken;
#[cfg(test)]
mod ended;
#[cfg(unix)]
#[cfg(test)]
mod full;
#[cfg(test)]
mod points;
#[cfg(test)]
mod raced;
#[cfg(test)]
mod state;
#[cfg(test)]
mod undone;
#[cfg(test)]
mod world;
