//! What a workbook shows: own clients with their standing, open and recent documents and payments.
//!
//! A manager's book costs what his clients have, whatever else the store holds; the head's reads everything once. Sums
//! are the database's, so memory holds no more rows than the sheets do.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use rusqlite::{Connection, Row, params};

use super::codes::{direction_code, direction_of, kind_code, kind_of, method_of};
use super::ledger::column;
use super::lookup::json;
use super::{Store, StoreError};
use crate::model::ids::{ClientId, DocumentId, OrganizationId, PaymentId};
use crate::model::money::{Currency, Money};
use crate::model::record::{Direction, Party, Payment, RecordKind};
use crate::model::view::{BookData, ClientBalance, ClientView, DocumentStatus, DocumentView, PaymentView};

/// What a workbook is asked to hold.
#[derive(Debug, Clone)]
pub struct BookScope {
    /// The manager whose clients it holds; nothing: everybody's.
    pub manager: Option<String>,
    /// The business date.
    pub today: Date,
    /// Settled documents and payments older than this are left out, days.
    pub recent_days: u32,
    /// Most rows a sheet holds.
    pub rows_max: usize,
    /// When a document without a due date is due, days after its date.
    pub payment_term_days: Option<u32>,
}

impl BookScope {
    /// Settled documents and payments before this day are left out.
    fn recent(&self) -> Date {
        self.today.checked_sub(Span::new().days(i64::from(self.recent_days))).unwrap_or(Date::MIN)
    }

    /// A document without a due date is overdue if it is dated before this day; nothing: never.
    fn late(&self) -> Option<Date> {
        self.today.checked_sub(Span::new().days(i64::from(self.payment_term_days?))).ok()
    }

    /// The SQL with what it says of the owner: a manager's book starts from his clients, by index.
    pub(super) fn sql(&self, template: &str) -> String {
        let (join, condition) = match self.manager {
            Some(_) => ("JOIN", "c.owner = ?1"),
            None => ("LEFT JOIN", "?1 IS NULL"),
        };
        template.replace("{join}", join).replace("{condition}", condition)
    }
}

impl Store {
    /// Everything one workbook shows.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book(&self, scope: &BookScope) -> Result<BookData, StoreError> {
        self.run(|c| {
            let (documents, documents_left) = documents(c, scope)?;
            let (payments, payments_left) = payments(c, scope)?;
            let (clients, clients_left) = clients(c, scope)?;
            let left_out = [clients_left, documents_left, payments_left];
            Ok(BookData { manager: scope.manager.clone(), today: scope.today, clients, documents, payments, left_out })
        })
    }
}

/// Rows of a sheet while there is room.
struct Sheet<T> {
    rows: Vec<T>,
    most: usize,
    left_out: usize,
}

impl<T> Sheet<T> {
    fn new(most: usize) -> Self {
        Self { rows: Vec::new(), most, left_out: 0 }
    }

    fn add(&mut self, row: impl FnOnce() -> rusqlite::Result<T>) -> rusqlite::Result<()> {
        if self.rows.len() < self.most {
            self.rows.push(row()?);
        } else {
            self.left_out += 1;
        }
        Ok(())
    }

    fn done(self) -> (Vec<T>, usize) {
        (self.rows, self.left_out)
    }
}

/// Invoices, and orders no invoice stands for: what a client is asked to pay. Newest first.
pub(super) const DOCUMENTS: &str =
    "SELECT d.id, d.kind, d.number, d.date, d.due_date, d.client_id, coalesce(c.name, ''),
        d.organization_id, coalesce(o.name, ''), d.currency, d.total, d.paid, d.posted, d.deleted, d.canceled,
        coalesce(c.owner, '')
     FROM document d {join} client c ON c.id = d.client_id LEFT JOIN organization o ON o.id = d.organization_id
     WHERE {condition} AND d.kind IN (?2, ?3) AND d.covered = 0 AND d.deleted = 0
        AND (d.date >= ?4 OR (d.posted = 1 AND d.canceled = 0 AND d.total <> d.paid))
     ORDER BY d.date DESC, d.number DESC, d.id DESC";

fn documents(c: &Connection, scope: &BookScope) -> rusqlite::Result<(Vec<DocumentView>, usize)> {
    let mut find = c.prepare_cached(&scope.sql(DOCUMENTS))?;
    let mut rows = find.query(params![
        scope.manager,
        kind_code(RecordKind::Invoice),
        kind_code(RecordKind::Order),
        scope.recent().to_string()
    ])?;
    let mut sheet = Sheet::new(scope.rows_max);
    while let Some(row) = rows.next()? {
        sheet.add(|| document(row, scope))?;
    }
    Ok(sheet.done())
}

fn document(row: &Row<'_>, scope: &BookScope) -> rusqlite::Result<DocumentView> {
    let currency: Currency = column(row, 9)?;
    let total = Money { minor: row.get(10)?, currency };
    let paid = Money { minor: row.get(11)?, currency };
    let (posted, deleted, canceled): (bool, bool, bool) = (row.get(12)?, row.get(13)?, row.get(14)?);
    let status = document_status(total, paid, posted, deleted, canceled);
    let open = if posted && !deleted && !canceled { total.minor - paid.minor } else { 0 };
    let date: Date = column(row, 3)?;
    let stated: Option<String> = row.get(4)?;
    Ok(DocumentView {
        id: DocumentId(row.get(0)?),
        kind: kind_of(row.get(1)?).unwrap_or(RecordKind::Invoice),
        number: row.get(2)?,
        date,
        due_date: due_date(date, stated.and_then(|text| text.parse().ok()), scope.payment_term_days),
        client: row.get::<_, Option<i64>>(5)?.map(ClientId),
        client_name: row.get(6)?,
        organization: row.get::<_, Option<i64>>(7)?.map(OrganizationId),
        organization_name: row.get(8)?,
        total,
        paid,
        balance: Money { minor: open, currency },
        status,
        manager: row.get(15)?,
    })
}

/// The most significant state of a document.
pub(super) fn document_status(
    total: Money,
    paid: Money,
    posted: bool,
    deleted: bool,
    canceled: bool,
) -> DocumentStatus {
    match (deleted, canceled, posted) {
        (true, _, _) => DocumentStatus::Deleted,
        (_, true, _) => DocumentStatus::Canceled,
        (_, _, false) => DocumentStatus::Draft,
        _ if paid.minor >= total.minor => DocumentStatus::Paid,
        _ if paid.minor > 0 => DocumentStatus::PartlyPaid,
        _ => DocumentStatus::Open,
    }
}

fn due_date(date: Date, stated: Option<Date>, term_days: Option<u32>) -> Option<Date> {
    stated.or_else(|| date.checked_add(Span::new().days(i64::from(term_days?))).ok())
}

/// Settlements with counterparties, newest first. The head also sees those whose client is unknown.
pub(super) const PAYMENTS: &str =
    "SELECT p.id, p.number, p.date, p.direction, p.method, p.currency, p.amount, p.allocated,
        p.client_id, coalesce(c.name, ''), p.body, coalesce(c.owner, '')
     FROM payment p {join} client c ON c.id = p.client_id
     WHERE {condition} AND p.settlement = 1 AND p.posted = 1 AND p.deleted = 0
        AND (p.date >= ?2 OR (p.direction = ?3 AND p.amount <> p.allocated))
     ORDER BY p.date DESC, p.id DESC";

fn payments(c: &Connection, scope: &BookScope) -> rusqlite::Result<(Vec<PaymentView>, usize)> {
    let mut find = c.prepare_cached(&scope.sql(PAYMENTS))?;
    let mut rows = find.query(params![scope.manager, scope.recent().to_string(), direction_code(Direction::In)])?;
    let mut sheet = Sheet::new(scope.rows_max);
    while let Some(row) = rows.next()? {
        sheet.add(|| payment(c, row))?;
    }
    Ok(sheet.done())
}

fn payment(c: &Connection, row: &Row<'_>) -> rusqlite::Result<PaymentView> {
    let id: i64 = row.get(0)?;
    let currency: Currency = column(row, 5)?;
    let (amount, allocated): (i64, i64) = (row.get(6)?, row.get(7)?);
    let direction = direction_of(row.get(3)?);
    let body: Payment = json(&row.get::<_, String>(10)?)?;
    let known: String = row.get(9)?;
    let stated = match direction {
        Direction::Out => body.payee.name,
        Direction::In | Direction::Internal | Direction::Unknown => body.payer.name,
    };
    // Money paid out is not allocated to receivables: nothing of it is open.
    let open = if direction == Direction::In { amount - allocated } else { 0 };
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
        purpose: body.purpose,
        documents: if allocated == 0 { Vec::new() } else { numbers_paid(c, id)? },
        manager: row.get(11)?,
    })
}

fn numbers_paid(c: &Connection, payment: i64) -> rusqlite::Result<Vec<String>> {
    let mut find = c.prepare_cached(
        "SELECT d.number FROM allocation a JOIN document d ON d.id = a.document_id
         WHERE a.payment_id = ?1 ORDER BY d.date, d.number",
    )?;
    find.query_map([payment], |row| row.get(0))?.collect()
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

fn clients(c: &Connection, scope: &BookScope) -> rusqlite::Result<(Vec<ClientView>, usize)> {
    let mut standings = BTreeMap::new();
    add_documents(c, scope, &mut standings)?;
    add_payments(c, scope, &mut standings)?;
    let condition = if scope.manager.is_some() { "c.owner = ?1" } else { "?1 IS NULL" };
    let sql = format!("SELECT c.id, c.owner, c.body FROM client c WHERE {condition} ORDER BY c.name, c.id");
    let mut find = c.prepare_cached(&sql)?;
    let mut rows = find.query([&scope.manager])?;
    let mut sheet = Sheet::new(scope.rows_max);
    while let Some(row) = rows.next()? {
        let id = ClientId(row.get(0)?);
        let party: Party = json(&row.get::<_, String>(2)?)?;
        let standing = standings.remove(&id).unwrap_or_default();
        let settled = standing.balances.values().all(|b| b.open.minor == 0 && b.unallocated.minor == 0);
        if party.deleted && settled {
            continue;
        }
        sheet.add(|| Ok(client(id, row.get(1)?, party, standing)))?;
    }
    Ok(sheet.done())
}

type Standings = BTreeMap<ClientId, Standing>;

/// What each client was asked to pay and did, over all time.
pub(super) const DOCUMENT_SUMS: &str =
    "SELECT d.client_id, d.currency, sum(CASE WHEN d.posted = 1 AND d.canceled = 0 THEN d.total ELSE 0 END),
        sum(CASE WHEN d.posted = 1 AND d.canceled = 0 THEN d.paid ELSE 0 END),
        sum(CASE WHEN d.posted = 1 AND d.canceled = 0 AND d.total > d.paid
            AND (d.due_date < ?4 OR (d.due_date IS NULL AND d.date < ?5)) THEN d.total - d.paid ELSE 0 END),
        max(d.date),
        max(CASE WHEN d.posted = 1 AND d.canceled = 0 THEN 1 ELSE 0 END)
     FROM document d {join} client c ON c.id = d.client_id
     WHERE {condition} AND d.kind IN (?2, ?3) AND d.covered = 0 AND d.deleted = 0 AND d.client_id IS NOT NULL
     GROUP BY d.client_id, d.currency";

fn add_documents(c: &Connection, scope: &BookScope, standings: &mut Standings) -> rusqlite::Result<()> {
    let mut find = c.prepare_cached(&scope.sql(DOCUMENT_SUMS))?;
    let mut rows = find.query(params![
        scope.manager,
        kind_code(RecordKind::Invoice),
        kind_code(RecordKind::Order),
        scope.today.to_string(),
        scope.late().map(|date| date.to_string()),
    ])?;
    while let Some(row) = rows.next()? {
        let standing = standings.entry(ClientId(row.get(0)?)).or_default();
        standing.last_document = standing.last_document.max(Some(column(row, 5)?));
        if row.get::<_, bool>(6)? {
            let (invoiced, paid, overdue): (i64, i64, i64) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let balance = standing.balance(column(row, 1)?);
            balance.invoiced.minor = invoiced;
            balance.paid.minor = paid;
            balance.open.minor = invoiced - paid;
            balance.overdue.minor = overdue;
        }
    }
    Ok(())
}

/// What each client paid, and what of it pays nothing yet.
pub(super) const PAYMENT_SUMS: &str = "SELECT p.client_id, p.currency, sum(p.amount - p.allocated), max(p.date)
     FROM payment p {join} client c ON c.id = p.client_id
     WHERE {condition} AND p.settlement = 1 AND p.posted = 1 AND p.deleted = 0 AND p.direction = ?2
        AND p.client_id IS NOT NULL
     GROUP BY p.client_id, p.currency";

fn add_payments(c: &Connection, scope: &BookScope, standings: &mut Standings) -> rusqlite::Result<()> {
    let mut find = c.prepare_cached(&scope.sql(PAYMENT_SUMS))?;
    let mut rows = find.query(params![scope.manager, direction_code(Direction::In)])?;
    while let Some(row) = rows.next()? {
        let standing = standings.entry(ClientId(row.get(0)?)).or_default();
        standing.last_payment = standing.last_payment.max(Some(column(row, 3)?));
        standing.balance(column(row, 1)?).unallocated.minor = row.get(2)?;
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
        region: party.region,
        manager,
        deleted: party.deleted,
        balances: standing.balances.into_values().collect(),
        last_document: standing.last_document,
        last_payment: standing.last_payment,
    }
}

#[cfg(test)]
mod tests;
