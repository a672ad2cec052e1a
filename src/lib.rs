//! sverka (from the accountants' word for reconciliation): accountants drop exports, managers keep working in their own
//! workbooks, and one store keeps everyone in agreement.
//!
//! This page is the map of the code. The listing of `src` *is* the data flow:
//!
//! ```text
//!  exchange folders
//!        │  a delivery: immutable bytes, known by their content hash, kept for ever          intake
//!        ▼
//!  decode → read (streaming)                    raw records: the source's own names, text    parse
//!        ▼
//!  map, by declarative TOML                     drafts: our field names, typed values        mapping
//!        ▼
//!  normalize                                    records, and issues with their position      normalize
//!        ▼
//!  reconcile: who is who, which version wins, what pays what        a plan: pure data        reconcile
//!        ▼
//!  commit: rows, journal and outgoing jobs in ONE transaction       the only writer          store
//!        ▼
//!  receipts where the files were dropped · the managers' workbooks                  output, workbook
//! ```
//!
//! # Modules
//!
//! | module | is |
//! |---|---|
//! | [`model`] | what every stage speaks: records, money, tax numbers, plans, reports; uses nothing |
//! | [`lang`] | the message catalogue (ru, uk, en): the only texts people read |
//! | [`config`] | the settings file → a `Config` that can hold no bad value |
//! | [`intake`] | stage 1: the world → deliveries: folders, the archive, packages |
//! | [`parse`] | stage 2: bytes → raw records; a new wire format is one line in `FORMATS` |
//! | [`mapping`] | stage 3: raw records → drafts; a new accounting export is a TOML file, no Rust |
//! | [`normalize`] | stage 4: drafts → records and issues |
//! | [`reconcile`] | stage 5: records + what the store holds → a plan; pure, no I/O, no clock |
//! | [`store`] | stage 6: a plan → a revision in the journal; the only SQL |
//! | [`workbook`] | stage 8: the managers' books |
//! | [`output`] | stage 9: what goes out after a commit; a new way out is one line in [`output::OUTPUTS`] |
//! | [`pipeline`] | one run from end to end: the only module that knows every stage |
//! | [`serve`] | what the service tells the outside: metrics, health, alarms |
//! | [`demo`] | an invented company and its exports, for `sverka demo` and for tests |
//!
//! Stage 7 (`report`) and most of `serve` are yet to come. Who may use whom is a table in
//! `tests/tidy`, kept by a test. The binary (`main.rs`, `cli/`) is the only place that prints, exits, or reads the clock.
//!
//! # Words
//!
//! | word | means |
//! |---|---|
//! | *source* | a configured place and system that exports come from; record ids are its own |
//! | *delivery* | one dropped file's bytes; the same bytes of the same source, read by the same mapping, are taken once |
//! | *statement* | what one source says about one of its records. Statements are append-only; a newer one replaces an older one, and the older one stays as history |
//! | *mention* | a copy of another record's key fields inside a record (the buyer inside an invoice); it makes a stub and never overwrites a full record |
//! | *golden value* | the one value shown, computed from all current statements about an entity; never edited |
//! | *allocation* | a part of a payment that pays a document, with who decided and why |
//! | *covered* | of a document: no receivable and no credit of its own. An order or shipment that another document stands for; a return whose amount is taken off others in full; a correction for the tax books that does not count |
//! | *twin* | of a document: the same one as another source has it; one of them counts, the others are covered |
//! | *run* | one `sync`, or one wake of `watch` |
//! | *revision* | one committed delivery: its statements are one contiguous range |
//! | *review* | a question that waits for a person. What is doubtful is asked, never guessed, and asked no more once later data answers it |
//! | *withheld* | of a record: kept with its question, out of every golden value, until a person decides |
//! | *issue* | something wrong with the data, with its place; the rest of the file goes on |
//! | *outbox* | jobs that a commit queues: moving the original, receipts, workbooks; carried out again after a crash |
//!
//! # Laws
//!
//! - *Nothing is lost*: rows and money read = applied + unchanged + queued + refused ([`model::tally`]).
//! - *Nothing is done twice*, and the order of arrival decides nothing that versions decide (`pipeline/chunks/tests`).
//! - *Nothing is half done*: a delivery is one transaction, and what follows it is in the outbox.
//! - *Cost follows the change*: what a delivery asks of the store is found by index (`store/plans`).

pub mod config;
pub mod demo;
pub mod intake;
pub mod lang;
pub mod mapping;
pub mod model;
pub mod normalize;
pub mod output;
pub mod parse;
pub mod pipeline;
pub mod reconcile;
pub mod serve;
pub mod store;
pub mod workbook;
