//! What a workbook shows: own clients, their open and recent documents and payments, already summed up.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use rusqlite::{Connection, Row, params};

use super::codes::{direction_code, direction_of, kind_of, method_of};
use super::control;
use super::explain::decisions::refunds;
use super::filled;
use super::ledger::column;
use super::lookup::json;
use super::{Store, StoreError};
use crate::model::change::Reason;
use crate::model::ids::{ClientId, DocumentId, OrganizationId, PaymentId};
use crate::model::money::{Currency, Money};
use crate::model::record::{Direction, Party, Payment, RecordKind};
use crate::model::view::{BookData, ClientBalance, ClientView, DocumentStatus, DocumentView, PaymentView};

mod of_file;
mod scope;

pub use scope::BookScope;

impl Store {
    /// Everything one workbook shows. A manager's book costs what his clients have; sums are made by the store, so
    /// memory follows the rows shown and not the rows held.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book(&self, scope: &BookScope) -> Result<BookData, StoreError> {
        self.run(|c| {
            let (mut documents, documents_left) = documents(c, scope)?;
            let (payments, payments_left) = payments(c, scope)?;
            let (mut clients, clients_left) = clients(c, scope)?;
            fill_in(c, scope, &mut clients, &mut documents)?;
            let (controls, controls_left) = match &scope.manager {
                None => control::all(c, scope.rows_max)?,
                Some(_) => (Vec::new(), 0),
            };
            Ok(BookData {
                manager: scope.manager.clone(),
                today: scope.today,
                clients,
                documents,
                payments,
                controls,
                conflicts: Vec::new(),
                questions: Vec::new(),
                questions_left: 0,
                declined: Vec::new(),
                undone: Vec::new(),
                left_out: [clients_left, documents_left, payments_left, controls_left],
            })
        })
    }
}

/// Puts what people filled in before what sources say.
fn fill_in(
    c: &Connection,
    scope: &BookScope,
    clients: &mut [ClientView],
    documents: &mut [DocumentView],
) -> rusqlite::Result<()> {
    let filled = filled::of_clients(c, scope)?;
    for client in clients {
        if let Some(filled) = filled.get(&client.id.0) {
            filled::fill_client(client, filled);
        }
    }
    let filled = filled::of_documents(c, scope)?;
    for document in documents {
        if let Some(filled) = filled.get(&document.id.0) {
            filled::fill_document(document, filled);
        }
    }
    Ok(())
}

/// Documents joined with clients: from a manager's clients to their documents, for the head from all documents.
pub(super) const OWN_DOCUMENTS: &str = "client c JOIN document d ON d.client_id = c.id AND c.owner = ?1";
pub(super) const ALL_DOCUMENTS: &str = "document d LEFT JOIN client c ON c.id = d.client_id AND ?1 IS NULL";

/// Payments joined with clients, likewise.
pub(super) const OWN_PAYMENTS: &str = "client c JOIN payment p ON p.client_id = c.id AND c.owner = ?1";
const ALL_PAYMENTS: &str = "payment p LEFT JOIN client c ON c.id = p.client_id AND ?1 IS NULL";

/// Invoices and orders (see `codes`) that no other document stands for: what a client is asked to pay.
pub(super) const RECEIVABLE: &str = "d.kind IN (6, 7) AND d.covered = 0 AND d.deleted = 0";

/// Of these, what still wants money.
const OPEN: &str = "d.posted = 1 AND d.canceled = 0 AND d.paid <> d.total + d.adjusted";

/// Settlements with counterparties that were carried out.
pub(super) const SETTLEMENT: &str = "p.settlement = 1 AND p.posted = 1 AND p.deleted = 0 AND p.amount > p.detailed";

/// Open and recent documents, newest first, as many as a sheet holds, and how many more there are.
fn documents(c: &Connection, scope: &BookScope) -> rusqlite::Result<(Vec<DocumentView>, usize)> {
    let from = if scope.manager.is_some() { OWN_DOCUMENTS } else { ALL_DOCUMENTS };
    let shown = format!(
        "FROM {from} LEFT JOIN organization o ON o.id = d.organization_id
         WHERE {RECEIVABLE} AND (({OPEN}) OR d.date >= ?2)"
    );
    let sql = format!("{DOCUMENT} {shown} ORDER BY d.date DESC, d.number DESC, d.id DESC LIMIT ?3");
    let mut find = c.prepare_cached(&sql)?;
    let mut rows = find.query(params![scope.manager, scope.recent(), scope.rows_max()])?;
    let mut documents = Vec::new();
    while let Some(row) = rows.next()? {
        documents.push(document(row, scope)?);
    }
    let left = left_out(c, scope, &shown, documents.len())?;
    Ok((documents, left))
}

/// What is shown of a document.
const DOCUMENT: &str = "SELECT d.id, d.kind, d.number, d.date, d.due_date, d.client_id, coalesce(c.name, ''),
    d.organization_id, coalesce(o.name, ''), d.currency, d.total, d.paid, d.posted, d.deleted, d.canceled,
    coalesce(c.owner, ''), d.adjusted";

/// How many rows a sheet can't hold; counted only when it is full.
fn left_out(c: &Connection, scope: &BookScope, shown: &str, held: usize) -> rusqlite::Result<usize> {
    if held < scope.rows_max {
        return Ok(0);
    }
    let sql = format!("SELECT count(*) {shown}");
    let all: i64 = c.query_row(&sql, params![scope.manager, scope.recent()], |row| row.get(0))?;
    Ok(usize::try_from(all).unwrap_or(0).saturating_sub(held))
}

fn document(row: &Row<'_>, scope: &BookScope) -> rusqlite::Result<DocumentView> {
    let currency: Currency = column(row, 9)?;
    let total = Money { minor: row.get(10)?, currency };
    let paid = Money { minor: row.get(11)?, currency };
    let (posted, deleted, canceled): (bool, bool, bool) = (row.get(12)?, row.get(13)?, row.get(14)?);
    let kind = kind_of(row.get(1)?).unwrap_or(RecordKind::Invoice);
    let owed = owed(kind, total.minor, row.get(16)?);
    let status = document_status(owed, paid.minor, posted, deleted, canceled);
    let is_money = posted && !deleted && !canceled;
    let (open, reduced) = if is_money { (owed - paid.minor, total.minor - owed) } else { (0, 0) };
    let date: Date = column(row, 3)?;
    let stated: Option<String> = row.get(4)?;
    Ok(DocumentView {
        id: DocumentId(row.get(0)?),
        kind,
        number: row.get(2)?,
        date,
        due_date: due_date(date, stated.and_then(|text| text.parse().ok()), scope.payment_term_days),
        client: row.get::<_, Option<i64>>(5)?.map(ClientId),
        client_name: row.get(6)?,
        organization: row.get::<_, Option<i64>>(7)?.map(OrganizationId),
        organization_name: row.get(8)?,
        total,
        paid,
        reduced: Money { minor: reduced, currency },
        balance: Money { minor: open, currency },
        status,
        manager: row.get(15)?,
        planned_payment: None,
        comment: String::new(),
        attributes: BTreeMap::new(),
    })
}

/// What is to be paid for a document once returns and corrections are taken into account; a return by itself is owed to
/// the client.
pub(super) fn owed(kind: RecordKind, total: i64, adjusted: i64) -> i64 {
    if kind == RecordKind::Return { adjusted - total } else { total + adjusted }
}

/// The most significant state of a document, of what is to be paid for it and what is.
pub(super) fn document_status(owed: i64, paid: i64, posted: bool, deleted: bool, canceled: bool) -> DocumentStatus {
    match (deleted, canceled, posted) {
        (true, _, _) => DocumentStatus::Deleted,
        (_, true, _) => DocumentStatus::Canceled,
        (_, _, false) => DocumentStatus::Draft,
        _ if paid >= owed => DocumentStatus::Paid,
        _ if paid > 0 => DocumentStatus::PartlyPaid,
        _ => DocumentStatus::Open,
    }
}

fn due_date(date: Date, stated: Option<Date>, term_days: Option<u32>) -> Option<Date> {
    stated.or_else(|| date.checked_add(Span::new().days(i64::from(term_days?))).ok())
}

/// Open and recent payments, newest first. The head also sees those whose client is unknown.
fn payments(c: &Connection, scope: &BookScope) -> rusqlite::Result<(Vec<PaymentView>, usize)> {
    let from = if scope.manager.is_some() { OWN_PAYMENTS } else { ALL_PAYMENTS };
    let incoming = direction_code(Direction::In);
    let shown = format!(
        "FROM {from} WHERE {SETTLEMENT}
         AND ((p.direction = {incoming} AND p.allocated <> p.amount - p.detailed - p.returned - p.refunded) OR p.date >= ?2)"
    );
    let sql = format!("{PAYMENT} {shown} ORDER BY p.date DESC, p.id DESC LIMIT ?3");
    let mut find = c.prepare_cached(&sql)?;
    let mut rows = find.query(params![scope.manager, scope.recent(), scope.rows_max()])?;
    let mut payments = Vec::new();
    while let Some(row) = rows.next()? {
        payments.push(payment(c, row)?);
    }
    let left = left_out(c, scope, &shown, payments.len())?;
    Ok((payments, left))
}

/// What is shown of a payment.
const PAYMENT: &str = "SELECT p.id, p.number, p.date, p.direction, p.method, p.currency, p.amount - p.detailed,
    p.allocated, p.client_id, coalesce(c.name, ''), p.body, coalesce(c.owner, ''), p.returned + p.refunded,
    p.payer_client_id IS NOT p.client_id";

fn payment(c: &Connection, row: &Row<'_>) -> rusqlite::Result<PaymentView> {
    let id: i64 = row.get(0)?;
    let currency: Currency = column(row, 5)?;
    let (amount, allocated, returned): (i64, i64, i64) = (row.get(6)?, row.get(7)?, row.get(12)?);
    let direction = direction_of(row.get(3)?);
    let body: Payment = json(&row.get::<_, String>(10)?)?;
    let known: String = row.get(9)?;
    let payer = if direction == Direction::Out { String::new() } else { body.payer.name.clone() };
    let stated = match direction {
        Direction::Out => body.payee.name,
        Direction::In | Direction::Internal | Direction::Unknown => body.payer.name,
    };
    let mut paid = if allocated == 0 { Vec::new() } else { documents_paid(c, id)? };
    let mut reasons = Vec::new();
    for (number, of_document) in &mut paid {
        reasons.extend(std::mem::take(of_document).into_iter().map(|reason| (number.clone(), reason)));
    }
    if returned != 0 || direction == Direction::Out {
        reasons.extend(refunds(c, RecordKind::Payment, id)?.into_iter().map(|reason| (String::new(), reason)));
    }
    // Money paid out is not allocated to receivables: nothing of it is open.
    let open = if direction == Direction::In { amount - returned - allocated } else { 0 };
    Ok(PaymentView {
        id: PaymentId(id),
        number: row.get(1)?,
        date: column(row, 2)?,
        direction,
        method: method_of(row.get(4)?),
        client: row.get::<_, Option<i64>>(8)?.map(ClientId),
        client_name: if known.is_empty() { stated } else { known },
        amount: Money { minor: amount, currency },
        allocated: Money { minor: allocated, currency },
        unallocated: Money { minor: open, currency },
        returned: Money { minor: returned, currency },
        payer,
        payer_tax: body.payer.tax_id,
        is_anothers: row.get(13)?,
        reasons,
        why: String::new(),
        purpose: body.purpose,
        documents: paid.into_iter().map(|(number, _)| number).collect(),
        manager: row.get(11)?,
    })
}

/// Numbers of the documents that a payment pays, each with why.
fn documents_paid(c: &Connection, payment: i64) -> rusqlite::Result<Vec<(String, Vec<Reason>)>> {
    let mut find = c.prepare_cached(
        "SELECT d.number, a.reasons FROM allocation a JOIN document d ON d.id = a.document_id
         WHERE a.payment_id = ?1 ORDER BY d.date, d.number",
    )?;
    let mut rows = find.query([payment])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((row.get(0)?, json(&row.get::<_, String>(1)?)?));
    }
    Ok(found)
}

#[derive(Default)]
struct Standing {
    balances: BTreeMap<Currency, ClientBalance>,
    last_document: Option<Date>,
    last_payment: Option<Date>,
}

impl Standing {
    fn balance(&mut self, currency: Currency) -> &mut ClientBalance {
        let zero = Money::zero(currency);
        self.balances.entry(currency).or_insert(ClientBalance {
            invoiced: zero,
            paid: zero,
            open: zero,
            overdue: zero,
            unallocated: zero,
        })
    }
}

/// Clients by name, with their standing over all their documents and payments, also those too old to be shown.
fn clients(c: &Connection, scope: &BookScope) -> rusqlite::Result<(Vec<ClientView>, usize)> {
    let mut standings = BTreeMap::new();
    document_standings(c, scope, &mut standings)?;
    payment_standings(c, scope, &mut standings)?;
    let sql = "SELECT id, owner, body FROM client WHERE ?1 IS NULL OR owner = ?1 ORDER BY name, id";
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query([&scope.manager])?;
    let mut clients = Vec::new();
    let mut left = 0;
    while let Some(row) = rows.next()? {
        let id = ClientId(row.get(0)?);
        let party: Party = json(&row.get::<_, String>(2)?)?;
        let standing = standings.remove(&id).unwrap_or_default();
        let settled = standing.balances.values().all(|b| b.open.minor == 0 && b.unallocated.minor == 0);
        if party.deleted && settled {
            continue;
        }
        if clients.len() < scope.rows_max {
            clients.push(client(id, row.get(1)?, party, standing));
        } else {
            left += 1;
        }
    }
    Ok((clients, left))
}

fn document_standings(
    c: &Connection,
    scope: &BookScope,
    standings: &mut BTreeMap<ClientId, Standing>,
) -> rusqlite::Result<()> {
    let from = if scope.manager.is_some() { OWN_DOCUMENTS } else { ALL_DOCUMENTS };
    // An undated document is overdue by the payment term; the empty text is before every date.
    let sql = format!(
        "SELECT d.client_id, d.currency, max(d.date),
            sum(CASE WHEN d.posted = 1 AND d.canceled = 0 THEN d.total + d.adjusted ELSE 0 END),
            sum(CASE WHEN d.posted = 1 AND d.canceled = 0 THEN d.paid ELSE 0 END),
            sum(CASE WHEN {OPEN} AND d.total + d.adjusted > d.paid
                AND (d.due_date < ?2 OR (d.due_date IS NULL AND d.date < ?3)) THEN d.total + d.adjusted - d.paid ELSE 0 END)
         FROM {from} WHERE {RECEIVABLE} AND d.client_id IS NOT NULL GROUP BY d.client_id, d.currency"
    );
    let mut find = c.prepare_cached(&sql)?;
    let mut rows = find.query(params![scope.manager, scope.today.to_string(), scope.undated_overdue_before()])?;
    while let Some(row) = rows.next()? {
        let standing = standings.entry(ClientId(row.get(0)?)).or_default();
        standing.last_document = standing.last_document.max(Some(column(row, 2)?));
        let balance = standing.balance(column(row, 1)?);
        let (invoiced, paid): (i64, i64) = (row.get(3)?, row.get(4)?);
        balance.invoiced.minor = invoiced;
        balance.paid.minor = paid;
        balance.open.minor = invoiced - paid;
        balance.overdue.minor = row.get(5)?;
    }
    Ok(())
}

fn payment_standings(
    c: &Connection,
    scope: &BookScope,
    standings: &mut BTreeMap<ClientId, Standing>,
) -> rusqlite::Result<()> {
    let from = if scope.manager.is_some() { OWN_PAYMENTS } else { ALL_PAYMENTS };
    let sql = format!(
        "SELECT p.client_id, p.currency, max(p.date), sum(p.amount - p.detailed - p.returned - p.refunded - p.allocated)
         FROM {from} WHERE {SETTLEMENT} AND p.direction = ?2 AND p.client_id IS NOT NULL
         GROUP BY p.client_id, p.currency"
    );
    let mut find = c.prepare_cached(&sql)?;
    let mut rows = find.query(params![scope.manager, direction_code(Direction::In)])?;
    while let Some(row) = rows.next()? {
        let standing = standings.entry(ClientId(row.get(0)?)).or_default();
        standing.last_payment = standing.last_payment.max(Some(column(row, 2)?));
        standing.balance(column(row, 1)?).unallocated.minor = row.get(3)?;
    }
    Ok(())
}

fn client(id: ClientId, manager: String, party: Party, standing: Standing) -> ClientView {
    ClientView {
        id,
        name: party.name,
        legal_name: party.legal_name,
        tax_id: party.tax_id.map_or(party.tax_id_unverified, |tax_id| tax_id.digits),
        kpp: party.kpp,
        phones: party.phones,
        emails: party.emails,
        segment: party.segment,
        stage: String::new(),
        next_contact: None,
        comment: String::new(),
        region: party.region,
        manager,
        deleted: party.deleted,
        balances: standing.balances.into_values().collect(),
        last_document: standing.last_document,
        last_payment: standing.last_payment,
        attributes: party.attributes.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
