//! Stage 5: records + what the store holds → a plan. Pure: no I/O, no clock, the same answer every time.
//!
//! | file | decides |
//! |---|---|
//! | `plan` | what is new, what is older, what is withheld: one outcome for every row |
//! | `identity` | who is who: by the source's own id, then by an unambiguous tax number, else nobody guesses |
//! | `exchange` | whether a numbered message may be taken |
//! | `memory` | what the delivery's earlier rows already said |
//! | `survivorship` | which source's value is the golden one |
//! | `bookings` | which payments a bank's entry holds, and which were taken back |
//! | `citation` | which documents a payment's purpose names |
//! | `decisions` | what a person said before, heard before any rule |
//! | `debtor` | whose money a payment is that names another client's documents |
//! | `allocate` | what pays what |
//! | `elsewhere` | what is asked about money that names documents of other clients |
//! | `books` | where the store's books differ from the balances that sources state |
//! | `brake` | whether a delivery changes so much that a person must be asked |
//! | `control` | whether a delivery says what it states about itself |
//! | `digest` | whether two plans are the same |
//! | `doubles` | what may be told twice, where nothing proves it |
//! | `waits` | why money that pays nothing waits |
//! | `drift` | whether a source sends what it used to send |

pub mod allocate;
pub mod bookings;
pub mod books;
pub mod brake;
pub mod citation;
pub mod control;
pub mod debtor;
pub mod decisions;
pub mod digest;
pub mod doubles;
pub mod drift;
pub mod elsewhere;
pub mod exchange;
pub mod identity;
pub mod memory;
pub mod plan;
pub mod survivorship;
pub mod waits;

pub use allocate::{Allocated, allocate, names_months};
pub use control::Controls;
pub use debtor::{Case, cited_keys, read_ahead};
pub use doubles::doubles;
pub use elsewhere::{ask_elsewhere, by_money, doubt_by_contract, doubt_made_anew, made_anew};
pub use memory::Memory;
pub use plan::{plan, wanted};
