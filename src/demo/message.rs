//! The accounting program's exchange message: catalogs, invoices, shipments, bank and cash receipts.

use std::io;

use serde::Serialize;

use crate::model::money::{Currency, Money};
use crate::model::record::RecordKind;

use super::days_before;
use super::orders::Kinds;
use super::random::Random;
use super::render::{BOM, LineRow, PartyRow, fill, rate, time_of};
use super::truth::KindTruth;
use super::words::trimmed;
use super::world::{Channel, Client, Company, Document, Method, Organization, Payment, Product, Route};

#[derive(Debug, Serialize)]
struct MessageFile {
    made: String,
    organization: OrganizationRow,
    currencies: Vec<CurrencyRow>,
    clients: Vec<PartyRow>,
    products: Vec<ProductRow>,
    invoices: Vec<DocumentRow>,
    shipments: Vec<DocumentRow>,
    receipts: Vec<PaymentRow>,
    cash: Vec<PaymentRow>,
}

#[derive(Debug, Serialize)]
struct OrganizationRow {
    id: String,
    name: String,
    short: String,
    full: String,
    tax_id: String,
    reason_code: String,
    account: String,
    bank: super::cast::Bank,
}

#[derive(Debug, Clone, Serialize)]
struct CurrencyRow {
    id: String,
    code: &'static str,
    name: &'static str,
    rate: &'static str,
}

#[derive(Debug, Serialize)]
struct ProductRow {
    id: String,
    name: String,
    code: String,
    article: String,
    unit: String,
    unit_code: String,
}

#[derive(Debug, Serialize)]
struct DocumentRow {
    id: String,
    number: String,
    date: String,
    time: String,
    manager: Option<String>,
    currency: CurrencyRow,
    total: String,
    client: PartyRow,
    due: Option<String>,
    lines: Vec<LineRow>,
    invoice: Option<Box<DocumentRow>>,
}

#[derive(Debug, Serialize)]
struct PaymentRow {
    id: String,
    number: String,
    date: String,
    time: String,
    incoming_number: String,
    currency: CurrencyRow,
    total: String,
    client: PartyRow,
    text: String,
}

/// The message and what it holds.
pub(crate) fn message(company: &Company) -> io::Result<(String, Kinds)> {
    let Some(organization) = company.organizations.last() else {
        return Ok((String::new(), Kinds::new()));
    };
    let mut kinds = Kinds::new();
    let clients = clients(company, &mut kinds);
    let products = company.products.iter().map(|product| product_row(product)).collect();
    count(&mut kinds, RecordKind::Organization, 1);
    count(&mut kinds, RecordKind::Product, company.products.len());
    let [invoices, shipments] =
        [RecordKind::Invoice, RecordKind::Shipment].map(|kind| documents(company, kind, &mut kinds));
    let [receipts, cash] = [Method::Bank, Method::Cash].map(|method| payments(company, method, &mut kinds));
    let made = format!("{}T03:10:00", days_before(company.today, 1));
    let file = MessageFile {
        made,
        organization: organization_row(organization),
        currencies: ["RUB", "EUR"].into_iter().map(currency_row).collect(),
        clients,
        products,
        invoices,
        shipments,
        receipts,
        cash,
    };
    Ok((format!("{BOM}{}", fill("message.xml", file)?), kinds))
}

fn clients(company: &Company, kinds: &mut Kinds) -> Vec<PartyRow> {
    let kept: Vec<&Client> = company.clients.iter().map(AsRef::as_ref).filter(|c| c.accounting_id.is_some()).collect();
    count(kinds, RecordKind::Client, kept.len());
    count(kinds, RecordKind::Contract, kept.len());
    kept.into_iter().map(PartyRow::of_accounting).collect()
}

fn documents(company: &Company, kind: RecordKind, kinds: &mut Kinds) -> Vec<DocumentRow> {
    let truth = kinds.entry(kind).or_default();
    let wanted = company.documents.iter().filter(|d| d.channel == Channel::Message && d.kind == kind);
    let mut rows = Vec::new();
    for document in wanted {
        truth.add(Some(document.total));
        rows.push(document_row(document));
    }
    rows
}

fn payments(company: &Company, method: Method, kinds: &mut Kinds) -> Vec<PaymentRow> {
    let truth = kinds.entry(RecordKind::Payment).or_default();
    let wanted = company.payments.iter().filter(|p| p.method == method && p.routes.contains(&Route::Message));
    let mut rows = Vec::new();
    for (ordinal, payment) in wanted.enumerate() {
        let Some(client) = &payment.client else { continue };
        truth.add(Some(payment.amount));
        rows.push(payment_row(payment, client, ordinal));
    }
    rows
}

fn document_row(document: &Document) -> DocumentRow {
    DocumentRow {
        id: document.id.clone(),
        number: document.number.clone(),
        date: document.date.to_string(),
        time: time_of(&document.id),
        manager: document.manager.clone(),
        currency: currency_row(document.total.currency.code()),
        total: trimmed(document.total),
        client: PartyRow::of_accounting(&document.client),
        due: document.due.map(|due| due.to_string()),
        lines: document.lines.iter().map(|line| LineRow::new(line, document, false)).collect(),
        invoice: document.based_on.as_ref().map(|base| Box::new(document_row(base))),
    }
}

fn payment_row(payment: &Payment, client: &Client, ordinal: usize) -> PaymentRow {
    let cash = payment.method == Method::Cash;
    PaymentRow {
        id: payment.id.clone(),
        number: if cash { payment.number.clone() } else { format!("0000-{:06}", ordinal + 51) },
        date: payment.date.to_string(),
        time: time_of(&payment.id),
        incoming_number: payment.number.clone(),
        currency: currency_row(payment.amount.currency.code()),
        total: trimmed(payment.amount),
        client: PartyRow::of_accounting(client),
        text: payment.text.clone(),
    }
}

fn organization_row(organization: &Organization) -> OrganizationRow {
    OrganizationRow {
        id: organization.id.clone(),
        name: organization.name.clone(),
        short: organization.short.clone(),
        full: organization.full.clone(),
        tax_id: organization.tax_id.clone(),
        reason_code: organization.reason_code.clone(),
        account: organization.account.clone(),
        bank: organization.bank.clone(),
    }
}

fn product_row(product: &Product) -> ProductRow {
    let [unit, unit_code, _full] = product.unit.clone();
    ProductRow {
        id: product.accounting_id.clone(),
        name: product.name.clone(),
        code: product.code.clone(),
        article: product.article.clone(),
        unit,
        unit_code,
    }
}

/// A currency as the classifier has it. Its identifier is the same in every file.
fn currency_row(code: &str) -> CurrencyRow {
    let (digits, name) = match code {
        "USD" => ("840", "USD"),
        "EUR" => ("978", "EUR"),
        _ => ("643", "руб."),
    };
    let currency = code.parse().unwrap_or(Currency::RUB);
    let seed = digits.bytes().map(u64::from).sum();
    CurrencyRow { id: Random::new(seed, 9).guid(), code: digits, name, rate: rate(currency) }
}

fn count(kinds: &mut Kinds, kind: RecordKind, rows: usize) {
    let nothing: Option<Money> = None;
    let truth: &mut KindTruth = kinds.entry(kind).or_default();
    (0..rows).for_each(|_| truth.add(nothing));
}
