//! Canonical records and values: the nouns every stage speaks. Uses nothing of the rest.
//!
//! | file | holds |
//! |---|---|
//! | `alarm` | what is wrong with the service, and who must still be told |
//! | `backup` | what a backup says of itself, and what checking found |
//! | `check_digits` | registration numbers, bank accounts and IBANs checked |
//! | `doctor` | what an examination of a workspace finds |
//! | `ids` | newtypes of identifiers |
//! | `row_id` | ids of rows in workbooks, with a check letter |
//! | `asked` | questions as a workbook asks them, and what became of an answer |
//! | `book` | what was written into a workbook, and what came back |
//! | `brake` | how much a delivery may change unasked |
//! | `money` | currencies and exact amounts |
//! | `name` | whether two folded names can be one party's |
//! | `number` | document numbers and the keys they are compared by |
//! | `tax_id` | tax numbers with their check digits |
//! | `vat_number` | VAT numbers of the European Union |
//! | `provenance` | where a value came from |
//! | `issue` | what is wrong with the data |
//! | `field` | the schema the mapping language writes into |
//! | `draft` | what a mapping yields |
//! | `quarantine` | a file that could not be taken |
//! | `record` | what normalization yields |
//! | `snapshot` | what the store knows about a chunk of rows |
//! | `key` | the keys of settings and mapping files, from which schemas and references are made |
//! | `ledger` | a client's documents and payments, for allocation |
//! | `control` | the store's books against balances that sources state |
//! | `debtor` | a payment and the documents it cites, whoever's they are |
//! | `card` | what a person is shown of a client, a payment, a document |
//! | `change` | what reconciliation plans |
//! | `lasting` | names that settings give and that last as long as the program |
//! | `layout` | what settings say of workbooks |
//! | `deed` | what people decide about managers' workbooks |
//! | `decision` | what people decide, as facts about sources' records |
//! | `mending` | refused records that go back as a file of their own |
//! | `membership` | records that the program itself gave to another client |
//! | `tally` | the conservation count of every delivery |
//! | `view` | golden rows as readers of the store see them |
//! | `ownership` | whose client is whose |
//! | `run` | what one run did: files, rows, money, workbooks |
//! | `exchange` | a numbered exchange of messages: envelopes, and how far it got |
//! | `calendar` | the work calendar, and times at which nothing is done |
//! | `schedule` | when a source is looked into, and until when its delivery is expected |
//! | `shape` | what documents of a source look like to a mapping |
//! | `explain` | where a value came from, as it is shown |
//! | `status` | how the workspace stands |
//! | `undone` | a run that is taken back, and what stands in the way |
//! | `vitals` | how the service stands, in figures |
//! | `problem` | what is wrong with a settings or mapping file, and the TOML reader that finds all of it at once |

pub mod alarm;
pub mod asked;
pub mod authority;
pub mod backup;
pub mod book;
pub mod brake;
pub mod calendar;
pub mod card;
pub mod change;
pub mod check_digits;
pub mod control;
pub mod debtor;
pub mod decision;
pub mod deed;
pub mod doctor;
pub mod double;
pub mod draft;
pub mod exchange;
pub mod explain;
pub mod field;
pub mod foreign;
pub mod ids;
pub mod issue;
pub mod key;
pub mod lasting;
pub mod layout;
pub mod ledger;
pub mod membership;
pub mod mending;
pub mod money;
pub mod name;
pub mod number;
pub mod ownership;
pub mod person;
pub mod problem;
pub mod provenance;
pub mod quarantine;
pub mod record;
pub mod row_id;
pub mod run;
#[cfg(test)]
pub(crate) mod sample;
pub mod schedule;
pub mod shape;
pub mod snapshot;
pub mod status;
pub mod steps;
pub mod tally;
pub mod tax_id;
pub mod undone;
pub mod vat_number;
pub mod view;
pub mod vitals;
