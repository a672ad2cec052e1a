//! Whose word on a field counts: a name that is spelt well, then what settings say, then a full record before a mention,
//! then what can be checked and holds, then the newest file, then the card to which a person joined others, then the
//! source's name. The order of arrival decides nothing.

use std::cmp::{Ordering, Reverse};

use jiff::civil::DateTime;

use super::spelling::{Blemish, blemish};
use crate::model::authority::{Authorities, Authority, Keep, PartyField};
use crate::model::check_digits::{self, Check};
use crate::model::explain::{Because, FieldOrder};
use crate::model::record::{BankAccount, Party, Role, Standing};
use crate::model::snapshot::PartyStatement;

/// What sources say about one party, and who is believed.
pub(super) struct Court<'s> {
    statements: &'s [PartyStatement],
    authorities: &'s Authorities,
    roles: Vec<Role>,
}

/// Statements that say something about a field, strongest first.
pub(super) struct Ranked<'s> {
    places: Vec<Place<'s>>,
    /// Number of the rule of settings that speaks of it, from 1.
    rule: Option<usize>,
    keep: Keep,
}

/// A statement's place: each criterion counts only where all before it are equal.
struct Place<'s> {
    statement: &'s PartyStatement,
    index: usize,
    blemish: Blemish,
    authority: usize,
    holds: bool,
}

impl<'s> Court<'s> {
    pub(super) fn new(statements: &'s [PartyStatement], authorities: &'s Authorities) -> Self {
        let mut roles: Vec<Role> = statements.iter().flat_map(|one| one.party.roles.iter().copied()).collect();
        roles.sort_unstable();
        roles.dedup();
        Self { statements, authorities, roles }
    }

    /// Who is believed about a field.
    pub(super) fn rank(&self, field: PartyField) -> Ranked<'s> {
        let telling = || self.statements.iter().enumerate().filter(move |(_, one)| tells(field, &one.party));
        let place_by = |rule: &Authority, one: &PartyStatement| {
            rule.place(&one.source, self.authorities.day(one.file_time, one.arrived))
        };
        let speaks = |rule: &Authority| {
            rule.concerns(field, &self.roles) && telling().any(|(_, one)| place_by(rule, one).is_some())
        };
        let found = self.authorities.rules.iter().enumerate().find(|(_, rule)| speaks(rule));
        let mut places: Vec<Place<'s>> = telling()
            .map(|(index, statement)| Place {
                statement,
                index,
                blemish: if field == PartyField::Name { blemish(&statement.party) } else { Blemish::None },
                authority: found.and_then(|(_, rule)| place_by(rule, statement)).unwrap_or(usize::MAX),
                holds: holds(field, &statement.party),
            })
            .collect();
        places.sort_by(|a, b| a.key().cmp(&b.key()));
        Ranked {
            places,
            rule: found.map(|(number, _)| number + 1),
            keep: found.map(|(_, rule)| rule.keep).unwrap_or_default(),
        }
    }
}

impl<'s> Ranked<'s> {
    /// What they say, strongest first.
    pub(super) fn parties(&self) -> impl Iterator<Item = &'s Party> {
        self.places.iter().map(|place| &place.statement.party)
    }

    /// Those whose lists are kept.
    pub(super) fn kept(&self, field: PartyField) -> impl Iterator<Item = &'s Party> {
        self.parties().take(if self.unites(field) { usize::MAX } else { 1 })
    }

    fn unites(&self, field: PartyField) -> bool {
        field.is_list() && self.keep == Keep::All
    }

    /// The order, and why each stands before the next.
    pub(super) fn order(&self, field: PartyField) -> FieldOrder {
        let steps = self.places.windows(2).filter_map(|pair| match pair {
            [stronger, weaker] => Some(stronger.beats(weaker)),
            _ => None,
        });
        FieldOrder {
            field: field.name(),
            order: self.places.iter().map(|place| place.index).collect(),
            steps: steps.collect(),
            rule: self.rule,
            united: self.unites(field),
        }
    }
}

type Key<'s> = (Blemish, usize, Reverse<Standing>, Reverse<bool>, Reverse<Option<DateTime>>, bool, &'s str, &'s str);

impl<'s> Place<'s> {
    fn key(&self) -> Key<'s> {
        let PartyStatement { source, standing, file_time, arrived: _, external_id, joined, party: _ } = self.statement;
        let (standing, newer) = (Reverse(*standing), Reverse(*file_time));
        (self.blemish, self.authority, standing, Reverse(self.holds), newer, *joined, source, external_id)
    }

    fn beats(&self, other: &Self) -> Because {
        let (a, b) = (self.key(), other.key());
        let criteria = [
            (a.0.cmp(&b.0), Because::Spelling),
            (a.1.cmp(&b.1), Because::Authority),
            (a.2.cmp(&b.2), Because::Standing),
            (a.3.cmp(&b.3), Because::Valid),
            (a.4.cmp(&b.4), Because::Newer),
            (a.5.cmp(&b.5), Because::Stays),
        ];
        criteria.into_iter().find(|(order, _)| *order != Ordering::Equal).map_or(Because::Source, |(_, why)| why)
    }
}

/// Whether a party says anything about a field.
fn tells(field: PartyField, party: &Party) -> bool {
    match field {
        PartyField::Name => !party.name.is_empty(),
        PartyField::LegalName => !party.legal_name.is_empty(),
        PartyField::Kind => party.kind.is_some(),
        PartyField::Roles => !party.roles.is_empty(),
        PartyField::TaxId => party.tax_id.is_some() || !party.tax_id_unverified.is_empty(),
        PartyField::Kpp => !party.kpp.is_empty(),
        PartyField::RegistrationNumber => !party.registration_number.is_empty(),
        PartyField::Phones => !party.phones.is_empty(),
        PartyField::Emails => !party.emails.is_empty(),
        PartyField::Addresses => !party.addresses.is_empty(),
        PartyField::BankAccounts => !party.bank_accounts.is_empty(),
        PartyField::Manager => !party.manager.is_empty(),
        PartyField::Segment => !party.segment.is_empty(),
        PartyField::Region => !party.region.is_empty(),
        PartyField::Comment => !party.comment.is_empty(),
        PartyField::Attributes => !party.attributes.is_empty(),
    }
}

/// Whether check digits do not speak against it. Phones and mails hold always: what can't be read as one is none.
fn holds(field: PartyField, party: &Party) -> bool {
    match field {
        PartyField::TaxId => party.tax_id.is_some(),
        PartyField::RegistrationNumber => check_digits::registration_number(&party.registration_number) != Check::Fails,
        PartyField::BankAccounts => party.bank_accounts.iter().all(account_holds),
        _ => true,
    }
}

fn account_holds(account: &BankAccount) -> bool {
    check_digits::account_key(&account.number, &account.bank_code) != Check::Fails
        && check_digits::iban(&account.number) != Check::Fails
}
