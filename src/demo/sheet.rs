//! The turnover sheet of the accounting company's clients, saved as a table: what they were delivered and paid by its own
//! books. One shipment is missing there, so that the comparison has something to find.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde::Serialize;

use crate::model::money::{Currency, Money};
use crate::model::record::RecordKind;

use super::days_before;
use super::orders::Kinds;
use super::render::{BOM, fill};
use super::truth::KindTruth;
use super::words::dotted;
use super::world::{Channel, Client, Company, Document, Organization, Purpose};

#[derive(Debug, Serialize)]
struct SheetFile {
    organization: String,
    from: String,
    to: String,
    rows: Vec<Row>,
    total: Row,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    debit: String,
    credit: String,
    closing_debit: String,
    closing_credit: String,
}

/// What a client was delivered and paid, kopecks.
#[derive(Debug, Clone, Copy, Default)]
struct Turnover {
    debit: i64,
    credit: i64,
}

impl Turnover {
    fn row(self, name: &str) -> Row {
        let rub = |minor: i64| match minor {
            0 => String::new(),
            minor => Money { minor, currency: Currency::RUB }.to_string().replace('.', ","),
        };
        let closing = self.debit - self.credit;
        Row {
            name: name.to_owned(),
            debit: rub(self.debit),
            credit: rub(self.credit),
            closing_debit: rub(closing.max(0)),
            closing_credit: rub(closing.min(0).abs()),
        }
    }
}

/// The shipment that the sheet lacks.
pub(crate) fn unbooked(company: &Company) -> Option<&Arc<Document>> {
    let shipments: Vec<&Arc<Document>> = company.documents.iter().filter(|one| is_shipped(one)).collect();
    shipments.get(shipments.len() / 2).copied()
}

/// The sheet over the whole story, and what it holds.
pub(crate) fn sheet(company: &Company, organization: &Organization) -> io::Result<(String, Kinds)> {
    let missing = unbooked(company).map(|one| one.id.clone());
    let mut clients: BTreeMap<&str, (&Client, Turnover)> = BTreeMap::new();
    let mut oldest = company.today;
    for shipment in company.documents.iter().filter(|one| is_shipped(one)) {
        oldest = oldest.min(shipment.date);
        let debit = if missing.as_ref() == Some(&shipment.id) { 0 } else { shipment.total.minor };
        add(&mut clients, &shipment.client, Turnover { debit, credit: 0 });
    }
    for payment in company.payments.iter().filter(|payment| payment.organization.id == organization.id) {
        let Some(client) = payment.client.as_ref().filter(|_| payment.amount.currency == Currency::RUB) else {
            continue;
        };
        oldest = oldest.min(payment.date);
        match payment.purpose {
            Purpose::Income => add(&mut clients, client, Turnover { debit: 0, credit: payment.amount.minor }),
            Purpose::Refund => add(&mut clients, client, Turnover { debit: payment.amount.minor, credit: 0 }),
            Purpose::Fee | Purpose::Tax | Purpose::Transfer | Purpose::Supplier => {}
        }
    }
    let mut truth = KindTruth::default();
    let mut total = Turnover::default();
    let mut closing = [0_i64; 2];
    let mut rows = Vec::new();
    for (client, turnover) in clients.values() {
        truth.add(None);
        (total.debit, total.credit) = (total.debit + turnover.debit, total.credit + turnover.credit);
        let owed = turnover.debit - turnover.credit;
        closing = [closing[0] + owed.max(0), closing[1] + owed.min(0).abs()];
        rows.push(turnover.row(&client.accounting_name));
    }
    truth.add(None);
    let whole = Turnover { debit: closing[0], credit: closing[1] };
    let sides = [whole.debit, whole.credit].map(|minor| Turnover { debit: minor, credit: 0 }.row("").debit);
    let [closing_debit, closing_credit] = sides;
    let file = SheetFile {
        organization: organization.short.clone(),
        from: dotted(oldest),
        to: dotted(days_before(company.today, 1)),
        rows,
        total: Row { closing_debit, closing_credit, ..total.row("") },
    };
    let text = fill("sheet.csv", file)?;
    Ok((format!("{BOM}{text}"), Kinds::from([(RecordKind::Balance, truth)])))
}

fn is_shipped(document: &Document) -> bool {
    document.kind == RecordKind::Shipment
        && document.channel == Channel::Message
        && document.posted
        && !document.deleted
        && document.total.currency == Currency::RUB
}

fn add<'c>(clients: &mut BTreeMap<&'c str, (&'c Client, Turnover)>, client: &'c Arc<Client>, moved: Turnover) {
    let Some(id) = client.accounting_id.as_deref() else { return };
    let (_, turnover) = clients.entry(id).or_insert((client, Turnover::default()));
    (turnover.debit, turnover.credit) = (turnover.debit + moved.debit, turnover.credit + moved.credit);
}
