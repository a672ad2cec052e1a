//! What a workbook shows: own clients, their open and recent documents and payments, already summed up.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use rusqlite::{Connection, Row, params};

use super::codes::{direction_of, kind_code, kind_of, method_of};
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

impl Store {
    /// Everything one workbook shows.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book(&self, scope: &BookScope) -> Result<BookData, StoreError> {
        self.run(|c| {
            let mut documents = documents(c, scope)?;
            let mut payments = payments(c, scope)?;
            let mut clients = clients(c, scope, &documents, &payments)?;
            let recent = scope.today.checked_sub(Span::new().days(i64::from(scope.recent_days))).unwrap_or(Date::MIN);
            documents.retain(|doc| doc.balance.minor != 0 || doc.date >= recent);
            payments.retain(|payment| payment.unallocated.minor != 0 || payment.date >= recent);
            let left_out = [
                cut(&mut clients, scope.rows_max),
                cut(&mut documents, scope.rows_max),
                cut(&mut payments, scope.rows_max),
            ];
            Ok(BookData { manager: scope.manager.clone(), today: scope.today, clients, documents, payments, left_out })
        })
    }

    /// The owners that clients have now.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn owners(&self) -> Result<Vec<String>, StoreError> {
        self.run(|c| {
            let mut find = c.prepare("SELECT DISTINCT owner FROM client ORDER BY owner")?;
            let rows = find.query_map([], |row| row.get(0))?;
            rows.collect()
        })
    }
}

fn cut<T>(rows: &mut Vec<T>, most: usize) -> usize {
    let over = rows.len().saturating_sub(most);
    rows.truncate(most);
    over
}

/// Invoices, and orders no invoice stands for: what a client is asked to pay. Newest first.
fn documents(c: &Connection, scope: &BookScope) -> rusqlite::Result<Vec<DocumentView>> {
    let sql = "SELECT d.id, d.kind, d.number, d.date, d.due_date, d.client_id, coalesce(c.name, ''),
            d.organization_id, coalesce(o.name, ''), d.currency, d.total, d.paid, d.posted, d.deleted, d.canceled,
            coalesce(c.owner, '')
         FROM document d LEFT JOIN client c ON c.id = d.client_id LEFT JOIN organization o ON o.id = d.organization_id
         WHERE d.kind IN (?1, ?2) AND d.covered = 0 AND d.deleted = 0 AND (?3 IS NULL OR c.owner = ?3)
         ORDER BY d.date DESC, d.number DESC, d.id DESC";
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query(params![kind_code(RecordKind::Invoice), kind_code(RecordKind::Order), scope.manager])?;
    let mut documents = Vec::new();
    while let Some(row) = rows.next()? {
        documents.push(document(row, scope)?);
    }
    Ok(documents)
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
fn payments(c: &Connection, scope: &BookScope) -> rusqlite::Result<Vec<PaymentView>> {
    let sql = "SELECT p.id, p.number, p.date, p.direction, p.method, p.currency, p.amount, p.allocated, p.client_id,
            coalesce(c.name, ''), p.body, coalesce(c.owner, '')
         FROM payment p LEFT JOIN client c ON c.id = p.client_id
         WHERE p.settlement = 1 AND p.posted = 1 AND p.deleted = 0 AND (?1 IS NULL OR c.owner = ?1)
         ORDER BY p.date DESC, p.id DESC";
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query([&scope.manager])?;
    let mut payments = Vec::new();
    while let Some(row) = rows.next()? {
        payments.push(payment(c, row)?);
    }
    Ok(payments)
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

fn clients(
    c: &Connection,
    scope: &BookScope,
    documents: &[DocumentView],
    payments: &[PaymentView],
) -> rusqlite::Result<Vec<ClientView>> {
    let mut standings = standings(scope, documents, payments);
    let sql = "SELECT id, owner, body FROM client WHERE ?1 IS NULL OR owner = ?1 ORDER BY name, id";
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query([&scope.manager])?;
    let mut clients = Vec::new();
    while let Some(row) = rows.next()? {
        let id = ClientId(row.get(0)?);
        let party: Party = json(&row.get::<_, String>(2)?)?;
        let standing = standings.remove(&id).unwrap_or_default();
        let settled = standing.balances.values().all(|b| b.open.minor == 0 && b.unallocated.minor == 0);
        if party.deleted && settled {
            continue;
        }
        clients.push(client(id, row.get(1)?, party, standing));
    }
    Ok(clients)
}

fn standings(scope: &BookScope, documents: &[DocumentView], payments: &[PaymentView]) -> BTreeMap<ClientId, Standing> {
    let mut standings: BTreeMap<ClientId, Standing> = BTreeMap::new();
    for doc in documents {
        let Some(client) = doc.client else { continue };
        let standing = standings.entry(client).or_default();
        standing.last_document = standing.last_document.max(Some(doc.date));
        if matches!(doc.status, DocumentStatus::Draft | DocumentStatus::Canceled) {
            continue;
        }
        let overdue = doc.overdue_days(scope.today) > 0;
        let balance = standing.balance(doc.total.currency);
        balance.invoiced.minor += doc.total.minor;
        balance.paid.minor += doc.paid.minor;
        balance.open.minor += doc.balance.minor;
        balance.overdue.minor += if overdue { doc.balance.minor } else { 0 };
    }
    for payment in payments.iter().filter(|payment| payment.direction == Direction::In) {
        let Some(client) = payment.client else { continue };
        let standing = standings.entry(client).or_default();
        standing.last_payment = standing.last_payment.max(Some(payment.date));
        standing.balance(payment.amount.currency).unallocated.minor += payment.unallocated.minor;
    }
    standings
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
