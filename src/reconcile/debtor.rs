//! Whose money a payment is, where its payer and the documents it names are not one client's: «за ООО „Вектор“ по
//! счёту 101 от 05.10.2026», or a payer the bank names without a tax number.
//!
//! A number alone never moves money to another client: everything the purpose cites must be that one client's, and a
//! second witness must agree — the client's tax number or name in the purpose, the payer's own name, or the exact sum of
//! documents cited with their dates, or of recent ones that nobody else's number can mean.
//!
//! Where the purpose says for whom the payer pays («за ООО „Вектор“», with or without a number), and one client is called so
//! or has that tax number, the money is that client's; of several namesakes, of the one who alone has a document of exactly
//! this sum.
//!
//! Where the purpose names a contract that exactly one client has, see `contracts`.
//!
//! Where a person said that the payer is not this client, neither the payer's name nor an exact sum is a witness: it is
//! asked then.

use std::collections::{BTreeMap, BTreeSet};

use super::citation::{Behalf, Citation, CitedKind, Purpose, may_be_meant_undated};
use crate::model::debtor::{
    CitedContract, CitedDocument, CitingPayment, contract_key, form_key, name_key, payer_key, tax_number_key,
};
use crate::model::ids::ClientId;
use crate::model::number::{lettered, letters_behind};
use crate::model::record::{Direction, Payment, RecordKind};
pub(super) use called::words;
use called::{Called, is_full_name};
use contracts::ByContract;
pub use contracts::Unclear;
pub(super) use contracts::{contracts_named, names_another, of_contract};

mod called;
mod contracts;

/// Rounding of value added tax, minor units.
const ROUNDING: i64 = 5;

/// An overpayment is at most one in so many parts.
const OVERPAID: i64 = 10;

/// A namesake pays what is at most so many days old.
const DAYS_DUE: i32 = 60;

/// Sums without kopecks are round.
const ROUND: i64 = 100;

/// What a payment names, each once: the cores of document numbers, and for whom somebody else pays (see
/// [`crate::model::debtor`]). Money that is no client's names nothing.
#[must_use]
pub fn cited_keys(payment: &Payment) -> Vec<String> {
    if !names_anything(payment) {
        return Vec::new();
    }
    let mut cores = BTreeSet::new();
    let purpose = Purpose::of(&payment.purpose, payment.date);
    for citation in named(&purpose) {
        cores.extend(cores_of(citation, payment.date));
    }
    for citation in contracts_named(&payment.purpose, payment.date) {
        cores.extend(cores_of(&citation, payment.date).map(|core| contract_key(&core)));
    }
    let Behalf { tax_ids, names, form } = purpose.behalf();
    cores.extend((!form.is_empty()).then(|| form_key(form)));
    cores.extend(tax_ids.iter().map(|digits| tax_number_key(digits)));
    cores.extend(names.iter().map(|name| name_key(name)));
    // A person whom the bank gives no number may be a client of his name.
    let payer = words(&payment.payer.name).join(" ");
    let is_full = payment.payer.tax_id.is_empty() && is_full_name(&payer);
    cores.extend(is_full.then(|| payer_key(&payer)));
    cores.into_iter().collect()
}

/// Reads what a payment says it is for before it is judged: by a thread that has the time.
pub fn read_ahead(payment: &Payment) {
    if names_anything(payment) {
        let purpose = Purpose::of(&payment.purpose, payment.date);
        let (_cited, _behalf) = (purpose.citations(), purpose.behalf());
    }
}

/// Whether it is money of a client at all.
fn names_anything(payment: &Payment) -> bool {
    payment.direction == Direction::In && !payment.not_settlement && !payment.deleted
}

/// The cores under which what is cited may be kept.
fn cores_of(citation: &Citation, today: jiff::civil::Date) -> impl Iterator<Item = String> {
    let shorter = citation.without_year(today).map(|shorter| shorter.core);
    lettered(&citation.core).into_iter().chain(shorter).chain([citation.core.clone()])
}

/// What a purpose cites by number, contracts aside.
pub(super) fn named(purpose: &Purpose) -> impl Iterator<Item = &Citation> {
    let all = purpose.citations().iter();
    all.filter(|citation| citation.kind != Some(CitedKind::Contract) && !citation.core.is_empty())
}

/// A payment with the documents that it may name, whoever's: read once, judged as often as need be.
pub struct Case<'c> {
    payment: &'c CitingPayment,
    documents: &'c [CitedDocument],
    /// What the purpose cites by number.
    cited: Vec<Citation>,
    /// The contracts that it names.
    contracts: Vec<&'c CitedContract>,
    /// The words of the purpose, and of the payer's name.
    purpose: Vec<String>,
    payer: Vec<String>,
}

impl<'c> Case<'c> {
    /// Reads a payment's purpose.
    #[must_use]
    pub fn new(payment: &'c CitingPayment, documents: &'c [CitedDocument]) -> Self {
        // Where nobody else is named nothing need be read.
        let is_own = |doc: &CitedDocument| Some(doc.client) == payment.payer;
        let contracts = contracts::meant(payment);
        let is_idle = payment.on_behalf.is_empty()
            && payment.namesake.is_none()
            && documents.iter().all(is_own)
            && contracts.is_empty();
        let read = |text: &str| if is_idle { Vec::new() } else { words(text) };
        Self {
            payment,
            documents,
            cited: if is_idle {
                Vec::new()
            } else {
                named(&Purpose::of(&payment.purpose, payment.date)).cloned().collect()
            },
            contracts,
            purpose: read(&payment.purpose),
            payer: read(&payment.payer_name),
        }
    }

    /// The client whose documents the payment names, or for whom it says that it pays, where that is not its payer and is
    /// beyond doubt.
    #[must_use]
    pub fn debtor(&self) -> Option<ClientId> {
        self.debtor_by(&self.claims(&self.payment.told_apart), &self.payment.told_apart)
    }

    /// The documents of other clients that are exactly what is named, by number and day.
    #[must_use]
    pub fn dated_of_others(&self) -> Vec<&'c CitedDocument> {
        let Claims { others, .. } = self.claims(&self.payment.told_apart);
        others.iter().filter(|of| of.claim.dated).flat_map(|of| self.meant_of(of.client)).collect()
    }

    fn debtor_by(&self, Claims { own, others }: &Claims, told_apart: &BTreeSet<ClientId>) -> Option<ClientId> {
        let payment = self.payment;
        let named: Vec<&Of> = others.iter().filter(|of| of.claim.named && of.claim.is_enough()).collect();
        match (&named[..], own) {
            ([of], None) => return Some(of.client),
            ([of], Some(own)) if of.claim.dated && !own.dated => return Some(of.client),
            _ => {}
        }
        match self.by_contract(*own, others, told_apart) {
            ByContract::Of(contract) => return Some(contract.client),
            ByContract::Unclear(_) => return None,
            ByContract::Nothing => {}
        }
        if !payment.on_behalf.is_empty() {
            return self.paid_for(*own, others, told_apart);
        }
        if self.cited.is_empty() && own.is_none() && others.is_empty() {
            return self.namesake(told_apart);
        }
        // What he owes himself, of this sum, is as likely: a number may be mistaken.
        if !named.is_empty() || own.is_some() || payment.own_of_sum {
            return None;
        }
        let may_be = |of: &&Of| !told_apart.contains(&of.client);
        let exact: Vec<&Of> = others.iter().filter(may_be).filter(|of| of.claim.dated && of.claim.fits).collect();
        match (&exact[..], &others[..]) {
            ([of], _) => Some(of.client),
            // A number without its day that is one client's only, and its exact sum, to the kopeck.
            ([], [only]) if may_be(&only) && only.claim.fits && only.claim.recent && !is_round(payment) => {
                Some(only.client)
            }
            _ => None,
        }
    }

    /// Who is called as the payer is, where he has a document of exactly this sum from the days before.
    fn namesake(&self, told_apart: &BTreeSet<ClientId>) -> Option<ClientId> {
        let client = self.payment.namesake.filter(|client| !told_apart.contains(client))?;
        let is_due = |doc: &CitedDocument| (0..=DAYS_DUE).contains(&(self.payment.date - doc.date).get_days());
        let mut of_sum = self.documents.iter().filter(|doc| is_of_sum(doc, self.payment, &[client]));
        of_sum.any(is_due).then_some(client)
    }

    /// The one client for whom the purpose says that is paid; of several who are called so, the one whose document alone is
    /// of exactly this sum.
    fn paid_for(&self, own: Option<Claim>, others: &[Of], told_apart: &BTreeSet<ClientId>) -> Option<ClientId> {
        let claim_of = |client: ClientId| others.iter().find(|of| of.client == client).map(|of| of.claim);
        let client = match &self.payment.on_behalf[..] {
            [only] => *only,
            several => {
                let of_sum = self.documents.iter().filter(|doc| is_of_sum(doc, self.payment, several));
                let mut fitting = of_sum.map(|doc| doc.client);
                let first = fitting.next()?;
                fitting.all(|client| client == first).then_some(first)?
            }
        };
        if told_apart.contains(&client) {
            return None;
        }
        // His own document of this number weighs more than a name, unless the other has one too.
        let is_others =
            |own: Claim| claim_of(client).is_some_and(|claim| claim.dated >= own.dated && claim.fits >= own.fits);
        own.is_none_or(is_others).then_some(client)
    }

    /// Documents of other clients that the payment may be meant for where it pays nothing certain: those of whom a person said
    /// that he is not its payer, else those of whoever's the numbers, the sum, the days or the name fit. Of a payer who has
    /// no documents at all a number alone is enough to ask.
    #[must_use]
    pub fn perhaps(&self, is_stranger: bool) -> Vec<&'c CitedDocument> {
        let claims = self.claims(&self.payment.told_apart);
        let debtor = self.debtor_by(&claims, &self.payment.told_apart);
        let denied = self.denied(debtor);
        if !denied.is_empty() || debtor.is_some() {
            return denied;
        }
        let Claims { own, others } = claims;
        if own.is_some() {
            return Vec::new();
        }
        let speaks = |of: &&Of| {
            let Claim { fits, named, dated, within, recent, nearly: _ } = of.claim;
            fits || dated && within || named || is_stranger && recent && within
        };
        let mut speaking: Vec<&Of> = others.iter().filter(speaks).collect();
        speaking.sort_by_key(|of| (!of.claim.fits, !of.claim.named, !of.claim.dated, of.client));
        let mut found: Vec<&CitedDocument> = Vec::new();
        for of in speaking {
            found.extend(self.meant_of(of.client));
        }
        let may_be_for = &self.payment.on_behalf;
        found.extend(self.documents.iter().filter(|doc| is_of_sum(doc, self.payment, may_be_for)));
        let mut seen = BTreeSet::new();
        found.retain(|doc| seen.insert(doc.id));
        found
    }

    /// The documents of another client that the payment would have paid, had a person not said that he is not its payer.
    fn denied(&self, debtor: Option<ClientId>) -> Vec<&'c CitedDocument> {
        let told_apart = &self.payment.told_apart;
        if told_apart.is_empty() {
            return Vec::new();
        }
        let unsaid = BTreeSet::new();
        let meant = self.debtor_by(&self.claims(&unsaid), &unsaid).filter(|client| told_apart.contains(client));
        match meant {
            Some(client) if debtor != Some(client) => self.meant_of(client),
            _ => Vec::new(),
        }
    }

    /// The documents of a client that are cited.
    fn meant_of(&self, client: ClientId) -> Vec<&'c CitedDocument> {
        let theirs: Vec<&CitedDocument> = self.documents.iter().filter(|doc| doc.client == client).collect();
        self.cited.iter().filter_map(|citation| meant(citation, &theirs, self.payment)).collect()
    }

    fn claims(&self, told_apart: &BTreeSet<ClientId>) -> Claims {
        let mut by_client: BTreeMap<ClientId, Vec<&CitedDocument>> = BTreeMap::new();
        for document in self.documents {
            by_client.entry(document.client).or_default().push(document);
        }
        let own = self.payment.payer.and_then(|payer| by_client.remove(&payer)).unwrap_or_default();
        let own = self.claim(&own, told_apart);
        let of = |(client, theirs): (ClientId, Vec<&CitedDocument>)| {
            Some(Of { client, claim: self.claim(&theirs, told_apart)? })
        };
        Claims { own, others: by_client.into_iter().filter_map(of).collect() }
    }

    fn claim(&self, documents: &[&CitedDocument], told_apart: &BTreeSet<ClientId>) -> Option<Claim> {
        let payment = self.payment;
        let (mut total, mut recent) = (0, true);
        for citation in &self.cited {
            let document = meant(citation, documents, payment)?;
            total += document.total.minor;
            recent &= document.date <= payment.date && may_be_meant_undated(document.date, payment.date);
        }
        let client = documents.first().filter(|_| !self.cited.is_empty())?;
        Some(Claim {
            dated: self.cited.iter().all(|citation| citation.date.is_some()),
            fits: (total - payment.amount.minor).abs() <= ROUNDING,
            recent,
            within: payment.amount.minor <= total + ROUNDING,
            nearly: payment.amount.minor <= total + total / OVERPAID,
            named: self.is_named(&Whom::of(client), told_apart)
                || self.contracts.iter().any(|contract| contract.client == client.client),
        })
    }

    /// Whether the purpose holds the client's tax number or name, or the payer is called as the client is.
    fn is_named(&self, whom: &Whom<'_>, told_apart: &BTreeSet<ClientId>) -> bool {
        // Payers write their own number too: it names another only where it is not theirs.
        let is_anothers = !whom.tax.is_empty() && whom.tax != self.payment.payer_tax;
        let has_tax = is_anothers && self.purpose.iter().any(|word| word == whom.tax);
        let called = Called::new(whom.core);
        // Who has a tax number of his own is another company, however like the name is.
        let is_another = is_anothers && !self.payment.payer_tax.is_empty();
        let is_payers = !is_another && called.is_payer(&self.payer, &self.payment.payer_name);
        if told_apart.contains(&whom.client) {
            return has_tax || called.stands_in(&self.purpose) && !is_payers;
        }
        has_tax || called.stands_in(&self.purpose) || is_payers
    }
}

/// A client as a purpose may name him.
struct Whom<'w> {
    client: ClientId,
    /// His name without its legal form, folded.
    core: &'w str,
    /// His tax number, digits only.
    tax: &'w str,
}

impl<'w> Whom<'w> {
    fn of(document: &'w CitedDocument) -> Self {
        Self { client: document.client, core: &document.client_core, tax: &document.client_tax }
    }

    fn of_contract(contract: &'w CitedContract) -> Self {
        Self { client: contract.client, core: &contract.client_core, tax: &contract.client_tax }
    }
}

/// Whether a document is one of these clients', and of exactly the payment's sum.
fn is_of_sum(document: &CitedDocument, payment: &CitingPayment, clients: &[ClientId]) -> bool {
    clients.contains(&document.client)
        && document.total.currency == payment.amount.currency
        && (document.total.minor - payment.amount.minor).abs() <= ROUNDING
}

/// What speaks for whose documents are cited: the payer's own, and those of each other client.
struct Claims {
    own: Option<Claim>,
    others: Vec<Of>,
}

/// What speaks for one client.
struct Of {
    client: ClientId,
    claim: Claim,
}

/// What speaks for one client's documents being the cited ones. Every citation must be one of them.
#[derive(Debug, Clone, Copy)]
struct Claim {
    /// Every citation has a date, and it agrees.
    dated: bool,
    /// The payment is exactly what they amount to.
    fits: bool,
    /// None of them is older than a number without a day is believed to mean.
    recent: bool,
    /// The payment is no more than what they amount to.
    within: bool,
    /// It is at most a tenth more.
    nearly: bool,
    /// The purpose names the client, or the payer's name is the client's.
    named: bool,
}

impl Claim {
    fn is_enough(&self) -> bool {
        (self.dated || self.named && self.recent) && self.within || self.dated && self.named && self.nearly || self.fits
    }
}

/// Round sums meet by chance.
fn is_round(payment: &CitingPayment) -> bool {
    payment.amount.minor % ROUND == 0
}

/// The one document of a client that a citation can mean.
fn meant<'d>(
    citation: &Citation,
    documents: &[&'d CitedDocument],
    payment: &CitingPayment,
) -> Option<&'d CitedDocument> {
    let fits = |document: &&&CitedDocument| {
        is_one_number(&document.core, &citation.core)
            && citation.date.is_none_or(|date| date == document.date)
            && document.total.currency == payment.amount.currency
            && (citation.kind == Some(CitedKind::Shipment)) == (document.kind == RecordKind::Shipment)
    };
    let same_company = |document: &&CitedDocument| {
        document.organization.is_none()
            || payment.organization.is_none()
            || document.organization == payment.organization
    };
    let mut found = documents.iter().filter(fits).copied().filter(same_company);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether two cores are one number, however letters behind it are joined.
fn is_one_number(a: &str, b: &str) -> bool {
    a == b || letters_behind(a).is_some_and(|parts| letters_behind(b) == Some(parts))
}

#[cfg(test)]
mod tests;
