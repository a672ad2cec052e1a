//! Invented records for unit tests: short to write, whole enough to be planned and stored.

use super::money::{Currency, Money};
use super::provenance::{Position, Provenance};
use super::record::{
    Balance, Body, Booking, Direction, Document, DocumentRef, NamedParty, Party, Payment, PaymentMethod, PaymentSide,
    Record, RecordKind, RecordVersion, Row, Standing,
};
use super::tax_id::{TaxId, TaxIdKind};

/// Valid tax numbers of companies that do not exist.
pub(crate) const ALFA: &str = "7733147896";
pub(crate) const BETA: &str = "7806123453";

pub(crate) fn rub(whole: i64) -> Money {
    Money { minor: whole * 100, currency: Currency::RUB }
}

pub(crate) fn record(kind: RecordKind, id: &str, body: Body) -> Record {
    Record {
        kind,
        kept_as: kind,
        id: id.into(),
        provenance: Provenance { rule: "test/any".into(), position: Position::default() },
        version: RecordVersion::default(),
        standing: Standing::Full,
        body,
    }
}

pub(crate) fn party(name: &str, tax_id: &str) -> Party {
    let tax_id = (!tax_id.is_empty()).then(|| TaxId { kind: TaxIdKind::InnCompany, digits: tax_id.to_owned() });
    Party { name: name.into(), name_core: name.to_lowercase(), tax_id, ..Party::default() }
}

pub(crate) fn client(id: &str, name: &str, tax_id: &str) -> Record {
    record(RecordKind::Client, id, Body::Client(party(name, tax_id)))
}

pub(crate) fn organization(id: &str, name: &str, tax_id: &str) -> Record {
    record(RecordKind::Organization, id, Body::Organization(party(name, tax_id)))
}

/// A payer that only a bank line names.
pub(crate) fn payer(name: &str, tax_id: &str) -> Record {
    mention(client(&format!("tax:{tax_id}"), name, tax_id))
}

pub(crate) fn mention(record: Record) -> Record {
    Record { standing: Standing::Mention, ..record }
}

pub(crate) fn removal(kind: RecordKind, id: &str) -> Record {
    record(kind, id, Body::Deletion)
}

pub(crate) fn invoice(id: &str, number: &str, day: &str, whole: i64, client: Option<&str>) -> Record {
    document(RecordKind::Invoice, id, number, day, whole, client)
}

pub(crate) fn document(
    kind: RecordKind,
    id: &str,
    number: &str,
    day: &str,
    whole: i64,
    client: Option<&str>,
) -> Record {
    let document = Document {
        rate: None,
        number: number.into(),
        date: day.parse().unwrap(),
        due_date: None,
        organization: None,
        client: client.map(str::to_owned),
        contract: None,
        total: rub(whole),
        vat: None,
        posted: true,
        deleted: false,
        canceled: false,
        tax_only: false,
        correction: false,
        paid_hint: None,
        manager: String::new(),
        comment: String::new(),
        based_on: Vec::new(),
        paid_by: Vec::new(),
        cited_as: Vec::new(),
        lines: Vec::new(),
    };
    record(kind, id, Body::Document(Box::new(document)))
}

/// Money received. `from` is the payer: its id in the source and its tax number.
pub(crate) fn payment(id: &str, number: &str, day: &str, whole: i64, from: (&str, &str), purpose: &str) -> Record {
    let payment = Payment {
        number: number.into(),
        date: day.parse().unwrap(),
        value_date: None,
        direction: Direction::In,
        method: PaymentMethod::Bank,
        amount: rub(whole),
        payer: PaymentSide { name: String::new(), tax_id: from.1.into(), account: String::new() },
        payee: PaymentSide::default(),
        organization: None,
        client: (!from.0.is_empty()).then(|| from.0.to_owned()),
        purpose: purpose.into(),
        pays: Vec::new(),
        posted: true,
        deleted: false,
        not_settlement: false,
        booking: Booking::default(),
    };
    record(RecordKind::Payment, id, Body::Payment(Box::new(payment)))
}

/// A reference by the source's id.
/// What a source states for one client in January 2026.
pub(crate) fn balance(ledger: &str, client: &str, tax_id: &str, closing: i64) -> Record {
    let core = client.trim_start_matches("ООО ").to_lowercase();
    let id = if tax_id.is_empty() { format!("name:{core}") } else { format!("tax:{tax_id}") };
    let client = NamedParty { id, name: client.into(), name_core: core, tax_id: tax_id.into() };
    let balance = Balance {
        account: String::new(),
        ledger: ledger.into(),
        organization: None,
        client: Some(client),
        contract: None,
        period_start: jiff::civil::date(2026, 1, 1),
        period_end: jiff::civil::date(2026, 1, 31),
        currency: Currency::RUB,
        opening: None,
        opening_sides: None,
        debit: None,
        credit: None,
        closing: Some(rub(closing)),
        closing_sides: None,
        debit_count: None,
        credit_count: None,
        report: String::new(),
        deleted: false,
    };
    record(RecordKind::Balance, &format!("{ledger}|{tax_id}"), Body::Balance(Box::new(balance)))
}

pub(crate) fn reference(kind: RecordKind, id: &str) -> DocumentRef {
    DocumentRef { kind: Some(kind), id: id.into(), ..DocumentRef::default() }
}

pub(crate) fn row(record: Record) -> Row {
    Row { record, mentions: Vec::new() }
}

impl Row {
    /// The row with one more mention.
    pub(crate) fn mentioning(mut self, mention: Record) -> Self {
        self.mentions.push(mention);
        self
    }
}

impl Record {
    /// The record from the n-th message of its sender.
    pub(crate) fn message(mut self, number: i64) -> Self {
        self.version.message = Some(number);
        self
    }

    /// The document, changed.
    pub(crate) fn with_document(mut self, change: impl FnOnce(&mut Document)) -> Self {
        if let Body::Document(document) = &mut self.body {
            change(document);
        }
        self
    }

    /// The payment, changed.
    pub(crate) fn with_payment(mut self, change: impl FnOnce(&mut Payment)) -> Self {
        if let Body::Payment(payment) = &mut self.body {
            change(payment);
        }
        self
    }

    /// The client or company, changed.
    pub(crate) fn with_party(mut self, change: impl FnOnce(&mut Party)) -> Self {
        if let Body::Client(party) | Body::Organization(party) = &mut self.body {
            change(party);
        }
        self
    }
}
