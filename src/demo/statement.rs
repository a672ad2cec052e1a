//! A bank statement as the client bank saves it: windows-1251, CRLF.

use std::io;

use jiff::civil::Date;
use serde::Serialize;

use crate::model::money::{Currency, Money};
use crate::model::record::RecordKind;

use super::cast::Bank;
use super::days_before;
use super::orders::Kinds;
use super::render::fill;
use super::truth::KindTruth;
use super::words::dotted;
use super::world::{Company, Counterparty, Organization, Payment, Purpose, Route};

/// What lies on the account when the statement begins, kopecks.
const OPENING: i64 = 150_000_000;

#[derive(Debug, Serialize)]
struct StatementFile {
    sender: String,
    made: String,
    from: String,
    to: String,
    account: String,
    opening: String,
    received: String,
    spent: String,
    closing: String,
    payments: Vec<PaymentRow>,
}

#[derive(Debug, Serialize)]
struct PaymentRow {
    number: String,
    date: String,
    amount: String,
    payer: SideRow,
    payee: SideRow,
    is_outgoing: bool,
    is_fee: bool,
    is_tax: bool,
    text: String,
}

#[derive(Debug, Clone, Serialize)]
struct SideRow {
    name: String,
    one_line: String,
    tax_id: String,
    reason_code: String,
    account: String,
    bank: Option<Bank>,
}

/// The statement of an organization from a day on, and what it holds.
pub(crate) fn statement(company: &Company, organization: &Organization, from: Date) -> io::Result<(Vec<u8>, Kinds)> {
    let mut truth = KindTruth::default();
    let (mut received, mut spent) = (0_i64, 0_i64);
    let mut payments = Vec::new();
    for payment in on_account(company, organization) {
        truth.add(Some(payment.amount));
        *(if payment.is_outgoing() { &mut spent } else { &mut received }) += payment.amount.minor;
        payments.push(row(payment, organization));
    }
    // The account with its balances.
    let mut section = KindTruth::default();
    section.add(None);
    let rub = |minor| Money { minor, currency: Currency::RUB }.to_string();
    let file = StatementFile {
        sender: organization.bank.name.clone(),
        made: dotted(company.today),
        from: dotted(from),
        to: dotted(days_before(company.today, 1)),
        account: organization.account.clone(),
        opening: rub(OPENING),
        received: rub(received),
        spent: rub(spent),
        closing: rub(OPENING + received - spent),
        payments,
    };
    let text = fill("statement.txt", file)?.replace('\n', "\r\n");
    Ok((windows_1251(&text)?, Kinds::from([(RecordKind::Payment, truth), (RecordKind::Balance, section)])))
}

/// What a statement holds: payments of the organization that go through the bank.
fn on_account<'a>(company: &'a Company, organization: &'a Organization) -> impl Iterator<Item = &'a Payment> {
    company
        .payments
        .iter()
        .filter(|payment| payment.organization.id == organization.id && payment.routes.contains(&Route::Statement))
}

fn row(payment: &Payment, organization: &Organization) -> PaymentRow {
    let ours = SideRow {
        name: organization.bank_name.clone(),
        one_line: organization.bank_name.clone(),
        tax_id: organization.tax_id.clone(),
        reason_code: organization.reason_code.clone(),
        account: organization.account.clone(),
        bank: Some(organization.bank.clone()),
    };
    let theirs = side(&payment.other, &payment.number);
    let outgoing = payment.is_outgoing();
    let (payer, payee) = if outgoing { (ours, theirs) } else { (theirs, ours) };
    PaymentRow {
        number: payment.number.clone(),
        date: dotted(payment.date),
        amount: payment.amount.to_string(),
        payer,
        payee,
        is_outgoing: outgoing,
        is_fee: payment.purpose == Purpose::Fee,
        is_tax: payment.purpose == Purpose::Tax,
        text: payment.text.clone(),
    }
}

/// Banks write the party's line with the tax number before the name, or without it.
fn side(other: &Counterparty, number: &str) -> SideRow {
    let bare = other.tax_id.is_empty() || number.ends_with(['1', '4', '7']);
    SideRow {
        name: other.name.clone(),
        one_line: if bare { other.name.clone() } else { format!("ИНН {} {}", other.tax_id, other.name) },
        tax_id: if other.tax_id.is_empty() { "0".to_owned() } else { other.tax_id.clone() },
        reason_code: if other.reason_code.is_empty() { "0".to_owned() } else { other.reason_code.clone() },
        account: other.account.clone(),
        bank: other.bank.clone(),
    }
}

fn windows_1251(text: &str) -> io::Result<Vec<u8>> {
    let (bytes, _encoding, replaced) = encoding_rs::WINDOWS_1251.encode(text);
    if replaced {
        return Err(io::Error::other("a statement holds letters that windows-1251 has not"));
    }
    Ok(bytes.into_owned())
}
