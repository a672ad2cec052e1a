//! Decides how each invoice is paid, before any payment is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::model::money::Currency;
use crate::model::record::RecordKind;

use super::cast::Quirk;
use super::random::Random;
use super::world::{Channel, Document, Later};

/// How an invoice is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// In one payment, exactly.
    Full,
    /// A part; the rest is owed.
    Part,
    /// In two instalments.
    Twice,
    /// Together with other invoices of the client.
    Pooled,
    /// Not yet.
    Unpaid,
    /// With a number no invoice has.
    Wrong,
    /// By somebody else.
    ThirdParty,
    /// With a text that names the contract alone.
    Advance,
    /// Too much; the excess is given back.
    Refunded,
    /// Too much; the excess stays.
    Over,
    /// In two halves that are equal in everything.
    Twin,
    /// In cash.
    Cash,
}

/// An invoice with its plan.
pub(crate) struct Planned {
    pub(crate) invoice: Arc<Document>,
    pub(crate) plan: Plan,
}

/// The plan of every invoice that can be paid.
pub(crate) fn plans(documents: &[Arc<Document>], today: Date, random: &mut Random) -> Vec<Planned> {
    let payable = documents.iter().filter(|document| is_payable(document));
    let mut special = Specials::default();
    let mut planned: Vec<Planned> = payable
        .map(|invoice| {
            let plan = special.next(invoice, today).unwrap_or_else(|| usual(invoice, random));
            Planned { invoice: Arc::clone(invoice), plan }
        })
        .collect();
    for channel in [Channel::Orders, Channel::Message] {
        pool(&mut planned, channel);
    }
    planned
}

fn is_payable(document: &Document) -> bool {
    document.kind == RecordKind::Invoice
        && document.posted
        && !document.deleted
        && document.flaw.is_none()
        && document.later != Later::Posted
        && (document.channel == Channel::Message || document.total.currency == Currency::RUB)
}

/// The stories that must occur, each once, told by older trade invoices whose payers have a tax number.
#[derive(Default)]
struct Specials {
    seen: u32,
}

impl Specials {
    fn next(&mut self, invoice: &Document, today: Date) -> Option<Plan> {
        let old = super::days_before(today, 30) > invoice.date;
        if invoice.channel != Channel::Orders || !old || invoice.client.tax_id.is_none() {
            return None;
        }
        self.seen += 1;
        match self.seen {
            4 => Some(Plan::Wrong),
            9 => Some(Plan::ThirdParty),
            13 => Some(Plan::Advance),
            17 => Some(Plan::Refunded),
            20 => Some(Plan::Over),
            _ if self.seen >= 23 && self.seen < 100 && invoice.total.minor % 2 == 0 => {
                self.seen = 100;
                Some(Plan::Twin)
            }
            _ => None,
        }
    }
}

fn usual(invoice: &Document, random: &mut Random) -> Plan {
    if invoice.client.kind == "person" {
        return Plan::Cash;
    }
    match random.between(0, 99) {
        0..=57 => Plan::Full,
        58..=65 => Plan::Part,
        66..=73 => Plan::Twice,
        74..=75 if invoice.channel == Channel::Message => Plan::Cash,
        _ => Plan::Unpaid,
    }
}

/// Up to three clients pay two or three of their invoices at once.
fn pool(planned: &mut [Planned], channel: Channel) {
    let mut by_client: BTreeMap<String, Vec<&mut Planned>> = BTreeMap::new();
    for entry in planned.iter_mut().filter(|p| p.plan == Plan::Full && p.invoice.channel == channel) {
        let client = &entry.invoice.client;
        if let (Some(tax_id), false) = (&client.tax_id, client.quirk == Quirk::Branches) {
            by_client.entry(tax_id.clone()).or_default().push(entry);
        }
    }
    let several = by_client.into_values().filter(|invoices| invoices.len() > 1);
    for invoice in several.take(3).flat_map(|invoices| invoices.into_iter().take(3)) {
        invoice.plan = Plan::Pooled;
    }
}
