//! The embedded templates and the rows they are filled with.

use std::io;

use jiff::civil::Date;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, Output, State, Value};
use serde::Serialize;

use crate::model::money::{Currency, Money};

use super::cast::Bank;
use super::random::Random;
use super::words::{dotted, trimmed, vat_inside, vat_rate};
use super::world::{Client, Document, Line};

/// The byte order mark that 1C writes.
pub(crate) const BOM: &str = "\u{feff}";

/// Fills an embedded template.
pub(crate) fn fill(name: &str, context: impl Serialize) -> io::Result<String> {
    environment().and_then(|environment| environment.get_template(name)?.render(context)).map_err(io::Error::other)
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_keep_trailing_newline(true);
    environment.set_formatter(write_value);
    environment.add_template("orders.xml", include_str!("templates/orders.xml.j2"))?;
    environment.add_template("contragents.xml", include_str!("templates/contragents.xml.j2"))?;
    environment.add_template("message.xml", include_str!("templates/message.xml.j2"))?;
    environment.add_template("unknown.xml", include_str!("templates/unknown.xml.j2"))?;
    environment.add_template("statement.txt", include_str!("templates/statement.txt.j2"))?;
    environment.add_template("sverka.toml", include_str!("templates/sverka.toml.j2"))?;
    Ok(environment)
}

/// Escapes XML as accounting programs do: only what must be, so that quotes in names stay readable.
fn write_value(out: &mut Output<'_>, state: &State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_none() || value.is_undefined() {
        return Ok(());
    }
    // The template engine would write `True`.
    let text = if value.kind() == ValueKind::Bool { value.is_true().to_string() } else { value.to_string() };
    let raw = value.is_safe() || state.auto_escape() == AutoEscape::None;
    let written = if raw { text } else { text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;") };
    out.write_str(&written).map_err(Error::from)
}

/// A client inside a file.
#[derive(Debug, Serialize)]
pub(crate) struct PartyRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) official: String,
    pub(crate) is_company: bool,
    pub(crate) tax_id: Option<String>,
    pub(crate) reason_code: Option<String>,
    pub(crate) version: String,
    pub(crate) account: String,
    pub(crate) bank: Bank,
    pub(crate) phones: Vec<String>,
    pub(crate) email: String,
    pub(crate) address: String,
    pub(crate) manager: Option<String>,
    pub(crate) contract: ContractRow,
}

/// A contract inside a file.
#[derive(Debug, Serialize)]
pub(crate) struct ContractRow {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) date: String,
    pub(crate) date_text: String,
}

impl PartyRow {
    /// As the trade program writes a client at a date.
    pub(crate) fn of_trade(client: &Client, date: Date, today: Date) -> Self {
        let official = client.official_at(date, today).to_owned();
        let name = if official == client.official { client.trade_name.clone() } else { official.clone() };
        let tax_id = client.written_tax_id.clone();
        Self { id: client.trade_id.clone().unwrap_or_default(), name, official, tax_id, ..Self::plain(client) }
    }

    /// As the accounting program writes it.
    pub(crate) fn of_accounting(client: &Client) -> Self {
        Self {
            id: client.accounting_id.clone().unwrap_or_default(),
            name: client.accounting_name.clone(),
            official: client.former.clone().unwrap_or_else(|| client.official.clone()),
            tax_id: client.tax_id.clone(),
            ..Self::plain(client)
        }
    }

    fn plain(client: &Client) -> Self {
        let foreign = client.quirk == super::Quirk::Foreign;
        Self {
            id: String::new(),
            name: String::new(),
            official: String::new(),
            is_company: client.kind == "company",
            tax_id: None,
            reason_code: client.reason_code.clone(),
            version: String::new(),
            // An account abroad is not one of these twenty digits.
            account: if foreign { String::new() } else { client.account.clone() },
            bank: client.bank.clone(),
            phones: client.phones.clone(),
            email: client.email.clone(),
            address: client.address.clone(),
            manager: client.manager.as_ref().map(|manager| manager.name.clone()),
            contract: ContractRow {
                id: client.contract.id.clone(),
                number: client.contract.number.clone(),
                date: client.contract.date.to_string(),
                date_text: dotted(client.contract.date),
            },
        }
    }
}

/// A document line inside a file.
#[derive(Debug, Serialize)]
pub(crate) struct LineRow {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) article: String,
    pub(crate) unit: String,
    pub(crate) unit_code: String,
    pub(crate) unit_full: String,
    pub(crate) quantity: i64,
    pub(crate) price: String,
    pub(crate) total: String,
    pub(crate) vat: String,
    pub(crate) vat_rate: i64,
}

impl LineRow {
    /// A line with sums written by `decimal` and the product's identifier in the writing program.
    pub(crate) fn new(line: &Line, document: &Document, in_trade: bool) -> Self {
        let currency = document.total.currency;
        let rate = vat_rate(document.date);
        let write = |minor: i64| {
            let money = Money { minor, currency };
            if in_trade { money.to_string() } else { trimmed(money) }
        };
        let [unit, unit_code, unit_full] = line.product.unit.clone();
        Self {
            id: if in_trade { line.product.trade_id.clone() } else { line.product.accounting_id.clone() },
            code: line.product.code.clone(),
            name: line.product.name.clone(),
            article: line.product.article.clone(),
            unit,
            unit_code,
            unit_full,
            quantity: line.quantity,
            price: write(line.price),
            total: write(line.total),
            vat: write(vat_inside(line.total, rate)),
            vat_rate: rate,
        }
    }
}

/// A time of day that always goes with the same identifier.
pub(crate) fn time_of(id: &str) -> String {
    let mut random = Random::new(id.bytes().fold(7, |sum, byte| sum * 31 % 1_000_003 + u64::from(byte)), 4);
    format!("{:02}:{:02}:{:02}", random.between(9, 18), random.between(0, 59), random.between(0, 59))
}

/// What a currency's rate is in the demo.
pub(crate) fn rate(currency: Currency) -> &'static str {
    match currency.code() {
        "USD" => "81.5000",
        "EUR" => "94.2500",
        _ => "1.0000",
    }
}
