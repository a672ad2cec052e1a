//! Who is who: which source records are one client.
//!
//! A client is a cluster of *source records* (`RecordKey`: source, kind, external id). Everything here is pure: records'
//! features in, a partition and questions out. Precision goes first: a wrong merge costs money, a missed one a question.
//!
//! | file | holds |
//! |---|---|
//! | `rules` | the certain rules by tax number and name that the plan goes by today |
//! | `features` | what of a party identifies it, ready for comparison |
//! | `naming`, `persons`, `written`, `skeleton`, `address`, `words` | names, what their spelling says, transliterations, addresses, word lists |
//! | `keys` | blocking keys and how often their values occur |
//! | `compare` | two records side by side: levels, vetoes, weight, verdict |
//! | `model` | the weights; plain, versioned data |
//! | `training` | learning the weights from the store |
//! | `partition` | clusters and questions of one component |
//! | `blocks` | all records at once: first import, `review rematch` |
//! | `assign` | which clusters keep which clients' numbers |
//! | `reasons` | a comparison in words |
//!
//! # How a pair is judged
//!
//! 1. Vetoes: two valid tax numbers of one country, company and person, numbers in names, two registration numbers; and
//!    softer, asked about: two numbers one slip apart, two КПП of one tax number in one source (branches).
//! 2. Equal valid tax numbers and a witness (a name that agrees, a contact, an account, or a record that says nothing
//!    else): one client. Without a witness: a question.
//! 3. Else the Fellegi–Sunter weight: prior, plus for each field what its level says. How often a name, phone, mail,
//!    address or account occurs sets what agreeing on it is worth; a contact of many firms is worth nothing. Of phone, mail
//!    and address the strongest counts in full, the others half: one office has all three. What is left of dependence is
//!    corrected by pattern (name level × support × how common the name × city), learned from pairs whose tax numbers are
//!    both known.
//! 4. Joined above `bars.join`, and only where the names agree or an account vouches; asked above `bars.ask`.
//!
//! # How the pipeline uses it
//!
//! *Stored and indexed*: `block_key(key, record, holder)` with [`BlockKey::bits`] of [`block_keys`] (about eleven keys a
//! record) and whom the record speaks for ([`holder`]), written when what a source says of a client changes; the [`Model`] as
//! one JSON row; people's decisions by record key. How often a value occurs is counted from its block when it is needed.
//!
//! *A delivery*: for each touched record, [`Features`] and keys; the records of its blocks, leaving out blocks above
//! [`blocks::BLOCK_MAX`]; [`compare`] with each. Where a pair [`Comparison::is_doubtful`], the other record and all of its
//! client's are gathered too, until nothing new comes. The component goes to [`partition()`], `judge` comparing any two of its
//! nodes. Clusters keep the id of the client that most of their records had (the oldest of equals); questions become review
//! items, [`reasons`](reasons()) of each suspect's edge their words. A delivery that brings a large part of the store is judged
//! with all of it at once, by [`blocks`]: the same, and faster.
//!
//! The result of a component depends on its records, on how often the values they carry occur, on decisions and on the
//! model: nothing on the order of arrival, once what arrived later has touched the component. Learning anew ([`train`]) is an
//! explicit `review rematch`; a model of another [`MODEL_VERSION`] asks for one.

mod address;
mod assign;
pub mod blocks;
mod compare;
mod features;
mod keys;
mod model;
mod naming;
mod partition;
mod persons;
mod reasons;
mod rules;
mod skeleton;
mod training;
mod words;
mod written;

pub use assign::assign;
pub use compare::{Comparison, Verdict, Veto, compare};
pub use features::{Features, KeyedName, Value};
pub use keys::{BlockKey, BlockKind, Count, Frequencies, KEYS_VERSION, block_keys, holder};
pub use model::{BIT, Bars, Chance, Field, Levels, MODEL_VERSION, Model, Pattern};
pub(super) use naming::ends_in_remark;
pub use naming::{Name, NameLevel};
pub use partition::{Decision, Edge, Node, Partition, Question, Suspect, Why, partition};
pub(super) use persons::is_patronymic as is_latin_patronymic;
pub use reasons::reasons;
pub use rules::{Identity, identify};
pub(super) use rules::{candidate, contradiction, equal_tax};
pub(super) use skeleton::skeleton;
pub use training::train;
