//! Stage 4: drafts → canonical records and issues.
//!
//! | file | holds |
//! |---|---|
//! | `names` | legal form apart from name, names folded for comparison |
//! | `legal_forms` | how legal forms are written |
//! | `contacts` | phones, mails, accounts |
//! | `desk` | what all of them share: rules, issues, amounts, mentions |
//! | `identity` | ids for records whose source gives none |
//! | `parties` | clients and our own companies |
//! | `catalog` | contacts, contracts, products |
//! | `documents` | invoices, orders, shipments, returns |
//! | `payments` | payments |
//! | `said` | what a person said of a client |
//! | `balances` | balances and turnovers that sources state |

use std::collections::{HashMap, HashSet};

use crate::model::draft::{Draft, Fields};
use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::{Currency, Money};
use crate::model::provenance::Position;
use crate::model::record::{Body, Party, Record, RecordKind, Row, Standing};
use crate::model::tax_id::Country;

mod balances;
mod catalog;
pub mod contacts;
mod desk;
mod documents;
mod identity;
mod legal_forms;
pub mod names;
mod parties;
mod payments;
pub mod said;

use desk::{Desk, Refused};

/// What normalization needs to know of the workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The currency of an amount that names none.
    pub base_currency: Currency,
    /// The country whose tax numbers and phones are meant where nothing says otherwise.
    pub home: Country,
    /// Tax numbers of our own companies, digits only.
    pub own_tax_ids: HashSet<String>,
    /// Our own bank accounts, blanks removed, with whose they are.
    pub own_accounts: HashMap<String, Party>,
}

impl Rules {
    /// Takes note of one of our own companies, as the settings name it.
    pub fn add_company(&mut self, name: &str, tax_id: &str, accounts: impl IntoIterator<Item = String>) {
        self.own_tax_ids.insert(tax_id.to_owned());
        let company = parties::own_company(name, tax_id, self.home);
        self.own_accounts.extend(accounts.into_iter().map(|account| (account, company.clone())));
    }

    /// Rules of a workspace that keeps books in a currency and knows no own companies yet.
    #[must_use]
    pub fn of_currency(base_currency: Currency) -> Self {
        Self {
            base_currency,
            home: Country::of_currency(base_currency),
            own_tax_ids: HashSet::new(),
            own_accounts: HashMap::new(),
        }
    }
}

/// A record that could not be taken; the issues beside it say why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What it would have been.
    pub kind: RecordKind,
    /// The source's id of it, where there is one.
    pub id: Option<String>,
    /// Where it stands.
    pub position: Position,
    /// The amount it states, counted as refused in the conservation check.
    pub money: Option<Money>,
    /// Nothing is wrong with it: it is none of ours to keep (a purchase), and counts as skipped.
    pub left_out: bool,
}

/// Makes a canonical record of a draft, with copies of the parties, contracts and products it mentions.
///
/// Doubtful values are kept or left out with an issue; the record goes through.
///
/// # Errors
/// When the record lacks what no reader can do without (date, number, total, every key), or its amount or currency can't be read.
pub fn normalize(draft: Draft, rules: &Rules, issues: &mut Vec<Issue>) -> Result<Row, Refusal> {
    let Draft { kind, id, removal, provenance, mut version, mut fields } = draft;
    let token = fields.take_text(Field::VersionToken);
    if version.token.is_none() && !token.is_empty() {
        version.token = Some(token);
    }
    let revision = fields.take_integer(Field::Revision);
    let own_id = fields.take_text(Field::Id);
    let id = id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).or(Some(own_id).filter(|id| !id.is_empty()));
    let (label, before) = (fields.label(), issues.len());
    let mut desk = Desk { rules, provenance, version, issues, mentions: Vec::new(), stated: None, left_out: false };
    let made = if removal {
        id.clone()
            .map(|id| (kind, id, Body::Deletion))
            .ok_or_else(|| desk.refuse(Issue::new(IssueCode::NoKey, Severity::Error, desk.position())))
    } else {
        body(kind, id.clone(), fields, &mut desk)
    };
    let Desk { provenance, mut version, mentions, stated, issues, left_out, .. } = desk;
    // The record's own number of correction orders it; the parties it mentions have none.
    version.message = revision.or(version.message);
    if let Some(label) = label {
        issues.iter_mut().skip(before).for_each(|issue| issue.name_record(&label));
    }
    match made {
        Ok((made, id, body)) => {
            // Documents name a party that is one of our companies as one, so it is kept as one.
            let kept_as = if made.is_document() { kind } else { made };
            let standing = Standing::Full;
            Ok(Row { record: Record { kind: made, kept_as, id, provenance, version, standing, body }, mentions })
        }
        Err(Refused) => Err(Refusal { kind, id, position: provenance.position, money: stated, left_out }),
    }
}

/// Makes the body by kind; a counterparty whose tax number is ours comes back as one of our own companies.
fn body(
    kind: RecordKind,
    id: Option<String>,
    fields: Fields,
    desk: &mut Desk<'_>,
) -> Result<(RecordKind, String, Body), Refused> {
    match kind {
        RecordKind::Organization | RecordKind::Client => parties::record(kind, id, fields, desk),
        RecordKind::Contact => catalog::contact(id, fields, desk),
        RecordKind::Contract => catalog::contract(id, fields, desk),
        RecordKind::Product => catalog::product(id, fields, desk),
        RecordKind::Invoice | RecordKind::Order | RecordKind::Shipment | RecordKind::Return => {
            documents::document(kind, id, fields, desk)
        }
        RecordKind::Payment => payments::payment(id, fields, desk),
        RecordKind::Balance => balances::balance(id, fields, desk),
    }
}

#[cfg(test)]
mod tests;
