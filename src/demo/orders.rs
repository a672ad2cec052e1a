//! The trade program's files: containers of documents (a full file and a later one) and the list of clients.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;
use serde::Serialize;

use crate::model::money::Money;
use crate::model::record::RecordKind;

use super::days_before;
use super::render::{BOM, LineRow, PartyRow, fill, rate, time_of};
use super::truth::KindTruth;
use super::world::{Channel, Company, Document, Flaw, Later, Method, Organization, Payment, Route};

/// What a file holds, by kind.
pub(crate) type Kinds = BTreeMap<RecordKind, KindTruth>;

/// The full file was made so many days ago; the later one last night.
const FULL_FILE_AGE: u16 = 8;

#[derive(Debug, Serialize)]
struct OrdersFile {
    made: String,
    seller: SellerRow,
    containers: Vec<Vec<DocumentRow>>,
}

#[derive(Debug, Serialize)]
struct ClientsFile {
    made: String,
    clients: Vec<PartyRow>,
}

#[derive(Debug, Serialize)]
struct SellerRow {
    id: String,
    name: String,
    official: String,
    is_company: bool,
    tax_id: String,
    reason_code: String,
}

#[derive(Debug, Serialize)]
struct DocumentRow {
    operation: &'static str,
    id: String,
    version: String,
    deleted: bool,
    short: String,
    number: String,
    date: String,
    time: String,
    based_on: Option<String>,
    client: PartyRow,
    currency: String,
    rate: &'static str,
    total: String,
    due: Option<String>,
    lines: Vec<LineRow>,
    posted: bool,
    canceled: bool,
    manager: Option<String>,
    paid_by: Option<(String, String)>,
}

/// The last day the full file knows.
pub(crate) fn full_until(today: Date) -> Date {
    days_before(today, FULL_FILE_AGE)
}

/// The first file: everything until it was made.
pub(crate) fn full(company: &Company, unreadable: &str) -> io::Result<(String, Kinds)> {
    let day = full_until(company.today);
    file(company, unreadable, format!("{day}T20:00:00"), false)
}

/// The second: what is new or changed since, and something repeated.
pub(crate) fn later(company: &Company, unreadable: &str) -> io::Result<(String, Kinds)> {
    let day = days_before(company.today, 1);
    file(company, unreadable, format!("{day}T21:30:00"), true)
}

/// The list of clients.
pub(crate) fn clients(company: &Company) -> io::Result<(String, Kinds)> {
    let yesterday = days_before(company.today, 1);
    let mut truth = KindTruth::default();
    let mut rows = Vec::new();
    for (ordinal, client) in company.clients.iter().filter(|client| client.trade_id.is_some()).enumerate() {
        truth.add(None);
        let mut row = PartyRow::of_trade(client, company.today, company.today);
        row.version = version(ordinal, false);
        rows.push(row);
    }
    let made = format!("{yesterday}T21:30:00");
    let text = fill("contragents.xml", ClientsFile { made, clients: rows })?;
    Ok((format!("{BOM}{text}"), Kinds::from([(RecordKind::Client, truth)])))
}

fn file(company: &Company, unreadable: &str, made: String, later: bool) -> io::Result<(String, Kinds)> {
    let Some(organization) = company.organizations.first() else {
        return Ok((String::new(), Kinds::new()));
    };
    let mut writer = Writer { company, unreadable, later, kinds: Kinds::new(), deals: BTreeMap::new() };
    for (ordinal, document) in company.documents.iter().enumerate() {
        writer.document(document, ordinal);
    }
    for payment in &company.payments {
        writer.payment(payment);
    }
    let containers = writer.deals.into_values().collect();
    let text = fill("orders.xml", OrdersFile { made, seller: seller(organization), containers })?;
    Ok((format!("{BOM}{text}"), writer.kinds))
}

struct Writer<'a> {
    company: &'a Company,
    unreadable: &'a str,
    later: bool,
    kinds: Kinds,
    deals: BTreeMap<usize, Vec<DocumentRow>>,
}

impl Writer<'_> {
    fn document(&mut self, document: &Document, ordinal: usize) {
        let told_later = document.later != Later::Silent || self.is_late(document.date);
        let told = if self.later { told_later } else { !self.is_late(document.date) };
        if document.channel != Channel::Orders || !told {
            return;
        }
        let row = self.row(document, ordinal);
        self.deals.entry(document.deal).or_default().push(row);
        let truth = self.kinds.entry(document.kind).or_default();
        match document.flaw {
            None => truth.add(Some(document.total)),
            Some(_) => truth.refuse(),
        }
    }

    fn payment(&mut self, payment: &Payment) {
        let (Some(deal), Some(client)) = (payment.deal, &payment.client) else {
            return;
        };
        if !payment.routes.contains(&Route::Orders) || self.is_late(payment.date) != self.later {
            return;
        }
        let Some(order) = payment.shares.first().map(|share| &share.document) else {
            return;
        };
        let row = DocumentRow {
            operation: if payment.method == Method::Card { "card" } else { "cash" },
            id: payment.id.clone(),
            version: version(deal, false),
            deleted: false,
            short: format!("{}-1", order.short),
            number: payment.number.clone(),
            date: payment.date.to_string(),
            time: time_of(&payment.id),
            based_on: Some(order.short.clone()),
            client: PartyRow::of_trade(client, payment.date, self.company.today),
            currency: payment.amount.currency.to_string(),
            rate: rate(payment.amount.currency),
            total: payment.amount.to_string(),
            due: None,
            lines: Vec::new(),
            posted: true,
            canceled: false,
            manager: None,
            paid_by: None,
        };
        self.deals.entry(deal).or_default().push(row);
        self.kinds.entry(RecordKind::Payment).or_default().add(Some(payment.amount));
    }

    fn row(&self, document: &Document, ordinal: usize) -> DocumentRow {
        let changes = matches!(document.later, Later::Posted | Later::Marked);
        DocumentRow {
            operation: document.kind.name(),
            id: document.id.clone(),
            version: version(ordinal, self.later && changes),
            deleted: document.deleted && (self.later || document.later != Later::Marked),
            short: document.short.clone(),
            number: document.number.clone(),
            date: written_date(document),
            time: time_of(&document.id),
            based_on: document.based_on.as_ref().map(|base| base.short.clone()),
            client: PartyRow::of_trade(&document.client, document.date, self.company.today),
            currency: spelled_currency(document.total, ordinal),
            rate: rate(document.total.currency),
            total: written_total(document, self.unreadable),
            due: document.due.map(|due| due.to_string()),
            lines: document.lines.iter().map(|line| LineRow::new(line, document, true)).collect(),
            posted: document.posted && (self.later || document.later != Later::Posted),
            canceled: document.canceled,
            manager: document.manager.clone(),
            paid_by: document.paid_by.as_ref().map(|(number, date)| (number.clone(), date.to_string())),
        }
    }

    fn is_late(&self, date: Date) -> bool {
        date > full_until(self.company.today)
    }
}

fn seller(organization: &Organization) -> SellerRow {
    SellerRow {
        id: organization.id.clone(),
        name: organization.name.clone(),
        official: organization.full.clone(),
        is_company: true,
        tax_id: organization.tax_id.clone(),
        reason_code: organization.reason_code.clone(),
    }
}

fn written_date(document: &Document) -> String {
    match document.flaw {
        Some(Flaw::Date) => format!("{}-02-31", document.date.year()),
        _ => document.date.to_string(),
    }
}

fn written_total(document: &Document, unreadable: &str) -> String {
    match document.flaw {
        Some(Flaw::Sum) => unreadable.to_owned(),
        _ => document.total.to_string(),
    }
}

/// The trade program is not of one mind about the rouble.
fn spelled_currency(money: Money, ordinal: usize) -> String {
    match money.currency.code() {
        "RUB" if ordinal % 9 == 4 => "643".to_owned(),
        code => code.to_owned(),
    }
}

/// Eight bytes that look like the row version of a database, equal only for equal states.
fn version(ordinal: usize, changed: bool) -> String {
    let letter = |n: usize| u32::try_from(n % 26).ok().and_then(|n| char::from_u32(65 + n)).unwrap_or('A');
    let generation = if changed { 'g' } else { 'A' };
    format!("AAAAA{generation}A{}{}{}U=", letter(ordinal / 676), letter(ordinal / 26), letter(ordinal))
}
