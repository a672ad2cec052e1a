//! Exported documents, payments and allocations.

use rusqlite::{Connection, Row, params};
use serde_json::{Map, Value, json};

use super::super::books::{document_status, owed};
use super::super::codes::{direction_of, kind_code, kind_of, method_of};
use super::super::filled;
use super::super::ledger::column;
use super::super::lookup::json as body_of;
use super::{ExportError, RowSink, decimal, sources};
use crate::model::change::Reason;
use crate::model::ids::{ClientId, ContractId, DocumentId, OrganizationId, PaymentId};
use crate::model::layout::own_name;
use crate::model::money::Money;
use crate::model::record::{Body, Direction, Line, Payment, PaymentSide, RecordKind};

pub(super) const DOCUMENT_FIELDS: &[&str] = &[
    "id",
    "number",
    "date",
    "due_date",
    "client_id",
    "organization_id",
    "contract_id",
    "currency",
    "total",
    "paid",
    "balance",
    "status",
    "posted",
    "deleted",
    "canceled",
    "covered",
    "lines",
    "sources",
    "attributes",
];
/// Those of a return, and what is said of no other document.
pub(super) const RETURN_FIELDS: &[&str] = &[
    "id",
    "number",
    "date",
    "due_date",
    "client_id",
    "organization_id",
    "contract_id",
    "currency",
    "total",
    "paid",
    "balance",
    "status",
    "posted",
    "deleted",
    "canceled",
    "covered",
    "lines",
    "sources",
    "attributes",
    "tax_only",
    "covered_because",
];
pub(super) const PAYMENT_FIELDS: &[&str] = &[
    "id",
    "number",
    "date",
    "value_date",
    "direction",
    "method",
    "currency",
    "amount",
    "payer",
    "payee",
    "purpose",
    "client_id",
    "organization_id",
    "allocated",
    "unallocated",
    "status",
    "sources",
];
pub(super) const ALLOCATION_FIELDS: &[&str] = &[
    "id",
    "payment_id",
    "document_kind",
    "document_id",
    "amount",
    "currency",
    "settled",
    "document_currency",
    "decided_by",
    "confidence",
    "reasons",
];

pub(super) fn documents(c: &Connection, kind: RecordKind, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let sql = "SELECT d.id, d.number, d.date, d.due_date, d.client_id, d.organization_id, d.contract_id, d.currency,
            d.total, d.paid, d.posted, d.deleted, d.canceled, d.covered, s.body, d.adjusted, d.tax_only, d.covered_why
         FROM document d JOIN statement s ON s.id = d.statement_id WHERE d.kind = ?1 ORDER BY d.id";
    let mut find = c.prepare(sql)?;
    let mut rows = find.query([kind_code(kind)])?;
    while let Some(row) = rows.next()? {
        sink(document(c, kind, row)?)?;
    }
    Ok(())
}

fn document(c: &Connection, kind: RecordKind, row: &Row<'_>) -> rusqlite::Result<Value> {
    let id: i64 = row.get(0)?;
    let currency: String = row.get(7)?;
    let money = |minor| Ok::<_, rusqlite::Error>(Money { minor, currency: column(row, 7)? });
    let (total, paid) = (money(row.get(8)?)?, money(row.get(9)?)?);
    let (posted, deleted, canceled): (bool, bool, bool) = (row.get(10)?, row.get(11)?, row.get(12)?);
    let covered: bool = row.get(13)?;
    // One debt is told once: on the invoice, not on its order or shipment again; and what a return takes off, on the
    // document that it lowers, not as a credit besides.
    let owed = owed(kind, total.minor, row.get(15)?);
    let balance = if posted && !deleted && !canceled && !covered { owed - paid.minor } else { 0 };
    let lines: Vec<Value> = match body_of(&row.get::<_, String>(14)?)? {
        Body::Document(document) => document.lines.into_iter().map(line).collect(),
        _ => Vec::new(),
    };
    let mut value = json!({
        "id": DocumentId(id).to_string(),
        "number": row.get::<_, String>(1)?,
        "date": row.get::<_, String>(2)?,
        "due_date": row.get::<_, Option<String>>(3)?,
        "client_id": row.get::<_, Option<i64>>(4)?.map(|id| ClientId(id).to_string()),
        "organization_id": row.get::<_, Option<i64>>(5)?.map(|id| OrganizationId(id).to_string()),
        "contract_id": row.get::<_, Option<i64>>(6)?.map(|id| ContractId(id).to_string()),
        "currency": currency,
        "total": total.to_string(),
        "paid": paid.to_string(),
        "balance": decimal(balance, &currency),
        "status": document_status(owed.abs(), paid.minor, posted, deleted, canceled).name(),
        "posted": posted,
        "deleted": deleted,
        "canceled": canceled,
        "covered": covered,
        "lines": lines,
        "sources": sources(c, &[kind], id)?,
    });
    if let (RecordKind::Return, Some(fields)) = (kind, value.as_object_mut()) {
        let why: Option<String> = row.get(17)?;
        let why: Vec<Reason> = why.map(|text| body_of(&text)).transpose()?.unwrap_or_default();
        fields.insert("tax_only".into(), Value::Bool(row.get(16)?));
        fields.insert("covered_because".into(), why.iter().map(Reason::brief).collect());
    }
    if let (Some(fields), Some(attributes)) = (value.as_object_mut(), attributes(c, id)?) {
        fields.insert("attributes".into(), attributes);
    }
    Ok(value)
}

/// What people filled in in columns of their own; nothing where they did not.
fn attributes(c: &Connection, id: i64) -> rusqlite::Result<Option<Value>> {
    let filled = filled::of_document(c, id)?.into_iter();
    let named = filled.filter_map(|(field, value)| Some((own_name(&field)?.to_owned(), value)));
    let kept: Map<String, Value> =
        named.filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, Value::String(value))).collect();
    Ok((!kept.is_empty()).then_some(Value::Object(kept)))
}

fn line(line: Line) -> Value {
    let Line { product, name, unit, quantity, price, total, vat_rate, vat } = line;
    json!({
        "product": product,
        "name": name,
        "unit": unit,
        "quantity": quantity,
        "price": price,
        "total": total.map(|money| money.to_string()),
        "vat_rate": vat_rate,
        "vat": vat.map(|money| money.to_string()),
    })
}

pub(super) fn payments(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let sql = "SELECT id, number, date, direction, method, currency, amount - detailed, allocated, client_id,
            organization_id, posted, deleted, settlement, body, returned + refunded FROM payment ORDER BY id";
    let mut find = c.prepare(sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        sink(payment(c, row)?)?;
    }
    Ok(())
}

fn payment(c: &Connection, row: &Row<'_>) -> rusqlite::Result<Value> {
    let id: i64 = row.get(0)?;
    let currency: String = row.get(5)?;
    let (amount, allocated): (i64, i64) = (row.get(6)?, row.get(7)?);
    let (posted, deleted, settlement): (bool, bool, bool) = (row.get(10)?, row.get(11)?, row.get(12)?);
    let direction = direction_of(row.get(3)?);
    let body: Payment = body_of(&row.get::<_, String>(13)?)?;
    let counts = posted && !deleted && settlement && direction == Direction::In;
    let returned: i64 = row.get(14)?;
    let unallocated = if counts { amount - returned - allocated } else { 0 };
    let status = match (deleted, posted, settlement) {
        (true, _, _) => "deleted",
        (_, false, _) => "draft",
        // Other payments state all of it one by one.
        _ if amount == 0 => "detailed",
        (_, _, false) => "not_settlement",
        _ if returned == amount => "returned",
        _ if !counts => "recorded",
        _ if unallocated == 0 => "allocated",
        _ if allocated > 0 => "partly_allocated",
        _ => "open",
    };
    Ok(json!({
        "id": PaymentId(id).to_string(),
        "number": row.get::<_, String>(1)?,
        "date": row.get::<_, String>(2)?,
        "value_date": body.value_date,
        "direction": direction.name(),
        "method": method_of(row.get(4)?).name(),
        "currency": currency,
        "amount": decimal(amount, &currency),
        "payer": side(body.payer),
        "payee": side(body.payee),
        "purpose": body.purpose,
        "client_id": row.get::<_, Option<i64>>(8)?.map(|id| ClientId(id).to_string()),
        "organization_id": row.get::<_, Option<i64>>(9)?.map(|id| OrganizationId(id).to_string()),
        "allocated": decimal(allocated, &currency),
        "unallocated": decimal(unallocated, &currency),
        "status": status,
        "sources": sources(c, &[RecordKind::Payment], id)?,
    }))
}

fn side(side: PaymentSide) -> Value {
    let PaymentSide { name, tax_id, account } = side;
    json!({ "name": name, "tax_id": tax_id, "account": account })
}

pub(super) fn allocations(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let sql = "SELECT a.payment_id, a.document_id, d.kind, a.amount, a.currency, a.decided_by, a.confidence, a.reasons,
            a.settled, d.currency
         FROM allocation a JOIN document d ON d.id = a.document_id ORDER BY a.payment_id, a.document_id";
    let mut find = c.prepare(sql)?;
    let mut rows = find.query(params![])?;
    while let Some(row) = rows.next()? {
        let (payment, document) = (PaymentId(row.get(0)?), DocumentId(row.get(1)?));
        let currency: String = row.get(4)?;
        let reasons: Vec<Reason> = body_of(&row.get::<_, String>(7)?)?;
        sink(json!({
            "id": format!("{payment}/{document}"),
            "payment_id": payment.to_string(),
            "document_kind": kind_of(row.get(2)?).map(RecordKind::name),
            "document_id": document.to_string(),
            "amount": decimal(row.get(3)?, &currency),
            "currency": currency,
            "settled": decimal(row.get(8)?, &row.get::<_, String>(9)?),
            "document_currency": row.get::<_, String>(9)?,
            "decided_by": row.get::<_, String>(5)?,
            "confidence": row.get::<_, i64>(6)?,
            "reasons": reasons.iter().map(Reason::brief).collect::<Vec<_>>(),
        }))?;
    }
    Ok(())
}
