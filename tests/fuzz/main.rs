//! Foreign bytes cost neither a panic, nor a hang, nor memory without measure.
//!
//! | file | holds |
//! |---|---|
//! | `mutator` | a file made strange by chance that can be repeated |
//! | `slice` | what `fuzz/` does, for a short while on every run of the tests: `SVERKA_FUZZ_RUNS` inputs a target |
//! | `bombs` | files that are small and unfold, or lie of their size |
//! | `formulas` | texts from outside that a spreadsheet would run |
//! | `hostile` | each of them through a whole run in a process of its own, with its time and memory measured |

#[cfg(test)]
#[path = "../desk/book.rs"]
mod book;
#[cfg(test)]
#[path = "../desk/desk.rs"]
mod desk;
#[cfg(test)]
#[path = "../../fuzz/exercise.rs"]
mod exercise;

#[cfg(test)]
mod bombs;
#[cfg(test)]
mod formulas;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod mutator;
#[cfg(test)]
mod slice;
