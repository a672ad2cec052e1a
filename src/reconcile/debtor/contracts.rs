//! Whose money it is that names a contract: its client's, where exactly one has a contract of this number (and day, where
//! both say one), and the payer has no business of his own with us, or says that he pays for another.
//!
//! A payer who has such a contract himself is himself. One who has documents of his own is asked about, and so is whoever
//! names another than the contract's client, or a number that several have.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::called::words;
use super::{Case, Claim, Of, Whom, is_one_number};
use crate::model::change::Reason;
use crate::model::debtor::{CitedContract, CitingPayment};
use crate::model::ids::ClientId;
use crate::model::number::full_key;
use crate::model::person::is_person_name;
use crate::reconcile::citation::{Behalf, Citation, CitedKind, Purpose, is_ceded};

/// A contract can be dated a few days behind the payment that names it, never far.
const DAYS_AHEAD: i32 = 10;

/// Surnames of one family begin with so many letters that are the same.
const ALIKE: usize = 4;

/// The contracts that a purpose names by number, where the money is a price.
pub(in crate::reconcile) fn contracts_named(purpose: &str, today: Date) -> Vec<Citation> {
    let read = Purpose::of(purpose, today);
    let is_contract = |one: &&Citation| one.kind == Some(CitedKind::Contract) && !one.core.is_empty();
    let named: Vec<Citation> = read.citations().iter().filter(is_contract).cloned().collect();
    // Who lends money, gives it back or bought a debt names a contract of his own.
    if named.is_empty() || read.is_no_price() || read.comes_back() || is_ceded(purpose) {
        return Vec::new();
    }
    named
}

/// For whom a purpose says that is paid, where that is not its payer.
pub(in crate::reconcile) fn names_another<'s>(said: &'s Behalf, payer: &str, payer_tax: &str) -> Option<&'s String> {
    let own = words(payer);
    let is_own = |name: &str| {
        let name = words(name);
        own.windows(name.len().max(1)).any(|part| part == name)
    };
    // They are one name, in one case or another.
    let name = said.names.first().filter(|_| !said.names.iter().any(|name| is_own(name)));
    let digits = said.tax_ids.iter().find(|digits| **digits != payer_tax);
    // A tax number that is the payer's own says that the name is, too.
    let is_payer = !said.tax_ids.is_empty() && digits.is_none();
    name.filter(|_| !is_payer).or(digits)
}

/// The contracts of others that a payment names; none where the payer has one himself. Those whose day agrees, or that are
/// written just so, are meant before others.
pub(super) fn meant(payment: &CitingPayment) -> Vec<&CitedContract> {
    let is_own = |contract: &CitedContract| Some(contract.client) == payment.payer;
    if payment.contracts.is_empty() || payment.contracts.iter().any(is_own) {
        return Vec::new();
    }
    let named = contracts_named(&payment.purpose, payment.date);
    let best = |contract: &CitedContract| named.iter().filter_map(|citation| fit(citation, contract, payment)).max();
    let fitting = payment.contracts.iter().filter_map(|contract| Some((best(contract)?, contract)));
    let fitting: Vec<(Fit, &CitedContract)> = fitting.collect();
    let Some(closest) = fitting.iter().map(|(fit, _)| *fit).max() else { return Vec::new() };
    let meant = fitting.into_iter().filter(|(fit, _)| *fit == closest).map(|(_, contract)| contract);
    let mut meant: Vec<&CitedContract> = meant.collect();
    meant.sort_by_key(|contract| (&contract.client_core, &contract.client_tax, contract.date, &contract.number));
    meant
}

/// How a contract is the one that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its number without what stands before it.
    Core,
    /// Its number as it is written.
    Written,
    /// Its number and day.
    Dated,
}

fn fit(citation: &Citation, contract: &CitedContract, payment: &CitingPayment) -> Option<Fit> {
    let is_ahead = contract.date.is_some_and(|date| (date - payment.date).get_days() > DAYS_AHEAD);
    let is_other_company = matches!((contract.organization, payment.organization), (Some(a), Some(b)) if a != b);
    if is_ahead || is_other_company {
        return None;
    }
    let shorter = citation.without_year(payment.date).filter(|_| {
        let year = contract.date.map(Date::year);
        year.is_none_or(|year| year == citation.date.unwrap_or(payment.date).year())
    });
    let is_of = |one: &Citation| is_one_number(&contract.core, &one.core);
    let said = [Some(citation), shorter.as_ref()].into_iter().flatten().find(|one| is_of(one))?;
    if let (Some(said), Some(date)) = (citation.date, contract.date) {
        return (said == date).then_some(Fit::Dated);
    }
    let written = full_key(&said.number);
    if written == full_key(&contract.number) {
        return Some(Fit::Written);
    }
    // What stands before a number is left out, but not made up.
    (written.trim_start_matches('0') == said.core).then_some(Fit::Core)
}

/// What contracts that are named say of whose the money is.
pub(super) enum ByContract<'c> {
    /// Nothing.
    Nothing,
    /// It is the client's who has this one.
    Of(&'c CitedContract),
    /// Nobody but a person can say.
    Unclear(Unclear<'c>),
}

/// Contracts that are named, and why it is not clear whose the money is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear<'c> {
    /// The contracts, one of each client.
    pub contracts: Vec<&'c CitedContract>,
    /// Clients whose money it may be: those who have them, and who is named; with what they are called.
    pub clients: Vec<(ClientId, String)>,
    /// Why.
    pub why: Reason,
    /// Whether their day is named as well.
    pub dated: bool,
}

impl<'c> Case<'c> {
    /// Why the money is another's than the payer's, where a contract says so.
    #[must_use]
    pub fn why_debtor(&self) -> Option<Reason> {
        let told_apart = &self.payment.told_apart;
        let claims = self.claims(told_apart);
        match self.by_contract(claims.own, &claims.others, told_apart) {
            ByContract::Of(contract) if self.debtor() == Some(contract.client) => {
                Some(of_contract("by-contract", contract))
            }
            _ => None,
        }
    }

    /// The contracts of others that the payment names, where only a person can say whose the money is.
    #[must_use]
    pub fn unclear_contracts(&self) -> Option<Unclear<'c>> {
        let told_apart = &self.payment.told_apart;
        let claims = self.claims(told_apart);
        if self.contracts.is_empty() || self.debtor_by(&claims, told_apart).is_some() {
            return None;
        }
        match self.by_contract(claims.own, &claims.others, told_apart) {
            ByContract::Unclear(unclear) => Some(unclear),
            _ => None,
        }
    }

    /// Whose the money is by the contracts that are named; `own` and `others` are what speaks for documents that are.
    pub(super) fn by_contract(
        &self,
        own: Option<Claim>,
        others: &[Of],
        told_apart: &BTreeSet<ClientId>,
    ) -> ByContract<'c> {
        // He names documents of his own.
        if own.is_some() {
            return ByContract::Nothing;
        }
        let mut seen = BTreeSet::new();
        let mut contracts = self.contracts.clone();
        contracts.retain(|contract| seen.insert(contract.client));
        let for_whom: Vec<&CitedContract> =
            contracts.iter().copied().filter(|contract| self.payment.on_behalf.contains(&contract.client)).collect();
        let unclear = |why: Reason| ByContract::Unclear(self.unclear(contracts.clone(), why));
        let contract = match (&contracts[..], &for_whom[..]) {
            ([], _) => return ByContract::Nothing,
            (_, [only]) | ([only], _) => *only,
            _ => return unclear(Reason::new("contract-of-several")),
        };
        if others.iter().any(|of| of.client != contract.client) {
            let numbers: Vec<&str> = self.cited.iter().map(|citation| citation.number.as_str()).collect();
            return unclear(Reason::new("contract-of-another-document").with("numbers", numbers.join(", ")));
        }
        let payer = |code: &str| Reason::new(code).with("payer", &self.payment.payer_name);
        if told_apart.contains(&contract.client) {
            return unclear(payer("contract-told-apart").with("client", contract.client.to_string()));
        }
        let purpose = Purpose::of(&self.payment.purpose, self.payment.date);
        let said = purpose.behalf();
        let named = names_another(said, &self.payment.payer_name, &self.payment.payer_tax);
        let is_named = !for_whom.is_empty() || self.is_named(&Whom::of_contract(contract), told_apart);
        match named {
            _ if is_named => ByContract::Of(contract),
            None if !self.payment.on_behalf.is_empty() => unclear(Reason::new("contract-not-of-named-client")),
            Some(name) if !self.may_be_of_family(said, contract) => {
                unclear(Reason::new("contract-not-of-named").with("name", name))
            }
            Some(_) => ByContract::Of(contract),
            None if self.payment.namesake.is_some() => unclear(payer("contract-and-namesake")),
            None if self.payment.has_dealings => unclear(payer("contract-of-another")),
            None => ByContract::Of(contract),
        }
    }

    fn unclear(&self, contracts: Vec<&'c CitedContract>, why: Reason) -> Unclear<'c> {
        let payment = self.payment;
        let cited = contracts_named(&payment.purpose, payment.date);
        let is_dated = |contract: &&CitedContract| {
            cited.iter().any(|citation| fit(citation, contract, payment) == Some(Fit::Dated))
        };
        let mut clients: Vec<(ClientId, String)> =
            contracts.iter().map(|contract| (contract.client, contract.client_name.clone())).collect();
        let purpose = Purpose::of(&payment.purpose, payment.date);
        let said = purpose.behalf();
        let called = said.names.first().or(said.tax_ids.first()).cloned().unwrap_or_default();
        for client in &payment.on_behalf {
            if clients.iter().all(|(known, _)| known != client) {
                clients.push((*client, called.clone()));
            }
        }
        Unclear { dated: contracts.iter().all(is_dated), contracts, clients, why }
    }

    /// Whether a person for whom is paid, and whom nobody knows, may be of the family whose the contract is: a child.
    fn may_be_of_family(&self, said: &Behalf, contract: &CitedContract) -> bool {
        let are_known = !self.payment.on_behalf.is_empty() || !said.tax_ids.is_empty() || !said.form.is_empty();
        if are_known || !contract.is_person || !said.names.iter().any(|name| is_persons(name)) {
            return false;
        }
        let title = words(&contract.title);
        let own = words(&contract.client_core);
        said.names.iter().map(|name| words(name)).any(|name| {
            let is_in_title = title.windows(name.len().max(1)).any(|part| part == name);
            is_in_title || name.first().zip(own.first()).is_some_and(|(one, other)| are_alike(one, other))
        })
    }
}

/// Whether a name is a person's, in full or by initials.
fn is_persons(name: &str) -> bool {
    let mut given = name.split(' ').skip(1).peekable();
    let has_initials = given.peek().is_some() && given.all(|word| word.chars().count() == 1);
    has_initials || is_person_name(name) || (2..=3).contains(&name.split(' ').count())
}

fn are_alike(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    same >= ALIKE
}

/// A reason that tells of a contract and whose it is.
pub(in crate::reconcile) fn of_contract(code: &str, contract: &CitedContract) -> Reason {
    let about =
        |code: &str| Reason::new(code).with("number", &contract.number).with("client", contract.client.to_string());
    match contract.date {
        Some(date) => about(code).with("date", date.to_string()),
        None => about(&format!("{code}-undated")),
    }
}
