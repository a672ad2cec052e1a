//! What is the same document, why money was allocated as it was, and what waits for a person.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::ledger::column;
use super::super::lookup::{json, to_json};
use crate::model::change::{Reason, Subject};
use crate::model::explain::{ExplainedAllocation, ExplainedQuestion, ExplainedTwin};
use crate::model::ids::{ClientId, DocumentId, PaymentId, ReviewId};
use crate::model::money::Money;
use crate::model::provenance::Position;
use crate::model::record::RecordKind;

pub(super) fn allocations(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<ExplainedAllocation>> {
    let condition = match kind {
        RecordKind::Payment => "a.payment_id = ?1",
        kind if kind.is_document() => "a.document_id = ?1",
        _ => return Ok(Vec::new()),
    };
    let sql = format!(
        "SELECT a.payment_id, a.document_id, a.amount, a.currency, a.decided_by, a.reasons, d.number, d.date, p.number,
            p.date
         FROM allocation a JOIN document d ON d.id = a.document_id JOIN payment p ON p.id = a.payment_id
         WHERE {condition} ORDER BY a.payment_id, a.document_id"
    );
    let mut find = c.prepare(&sql)?;
    let mut rows = find.query([id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let currency: String = row.get(3)?;
        let minor: i64 = row.get(2)?;
        let amount = currency.parse().map(|currency| Money { minor, currency }.to_string()).unwrap_or_default();
        let (number, date) = if kind == RecordKind::Payment { (6, 7) } else { (8, 9) };
        found.push(ExplainedAllocation {
            payment: PaymentId(row.get(0)?).to_string(),
            document: DocumentId(row.get(1)?).to_string(),
            title: format!("{} {}", row.get::<_, String>(number)?, row.get::<_, String>(date)?),
            amount,
            currency,
            decided_by: row.get(4)?,
            reasons: json(&row.get::<_, String>(5)?)?,
        });
    }
    Ok(found)
}

/// What of a payment was given back and by which, or which it gives back, each with why.
pub(in crate::store) fn refunds(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<Reason>> {
    if kind != RecordKind::Payment {
        return Ok(Vec::new());
    }
    let sql = "SELECT r.refund_id <> ?1, other.id, other.number, other.date, r.amount, other.currency, r.reasons
         FROM refund r JOIN payment other ON other.id = iif(r.refund_id = ?1, r.payment_id, r.refund_id)
         WHERE ?1 IN (r.payment_id, r.refund_id) ORDER BY r.payment_id, r.refund_id";
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query([id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let code = if row.get(0)? { "given-back" } else { "gives-back" };
        let amount = Money { minor: row.get(4)?, currency: column(row, 5)? };
        let about = Reason::new(code)
            .with("payment", PaymentId(row.get(1)?).to_string())
            .with("number", row.get::<_, String>(2)?);
        let about = about.with("date", row.get::<_, String>(3)?).with("left", amount.to_string());
        found.push(about.with("currency", amount.currency.code()));
        found.extend(json::<Vec<Reason>>(&row.get::<_, String>(6)?)?);
    }
    Ok(found)
}

/// Why a return or correction is no credit of its own.
pub(super) fn covered(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<Reason>> {
    if !kind.is_document() {
        return Ok(Vec::new());
    }
    let why: Option<String> =
        c.query_row("SELECT covered_why FROM document WHERE id = ?1", [id], |row| row.get(0)).optional()?.flatten();
    Ok(why.map(|text| json(&text)).transpose()?.unwrap_or_default())
}

/// The same document from other sources: they have one number, amount and client, and their days are near.
pub(super) fn twins(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<ExplainedTwin>> {
    if !kind.is_document() {
        return Ok(Vec::new());
    }
    let sql = "WITH main (id) AS (SELECT coalesce(twin_of, id) FROM document WHERE id = ?1)
         SELECT t.id, t.number, t.date, src.name, d.file_name, s.part, s.line, s.path, t.id = main.id
         FROM main JOIN document t ON t.id = main.id OR t.twin_of = main.id
         JOIN source src ON src.id = t.source_id JOIN statement s ON s.id = t.statement_id
         JOIN revision r ON r.id = s.revision_id LEFT JOIN revision o ON o.id = r.origin_id
         JOIN delivery d ON d.id = coalesce(r.delivery_id, o.delivery_id)
         WHERE t.id <> ?1 ORDER BY t.id";
    let mut find = c.prepare(sql)?;
    let rows = find.query_map([id], |row| {
        Ok(ExplainedTwin {
            document: DocumentId(row.get(0)?).to_string(),
            title: format!("{} {}", row.get::<_, String>(1)?, row.get::<_, String>(2)?),
            source: row.get(3)?,
            file: row.get(4)?,
            position: Position {
                part: row.get::<_, String>(5)?.into(),
                line: row.get::<_, i64>(6)?.unsigned_abs(),
                path: row.get(7)?,
            },
            counts: row.get(8)?,
        })
    })?;
    rows.collect()
}

/// Open questions about a record, and those that it may be the answer to.
pub(super) fn questions(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<ExplainedQuestion>> {
    let subject = match kind {
        RecordKind::Client => Subject::Client(ClientId(id)),
        RecordKind::Payment => Subject::Payment(PaymentId(id)),
        kind if kind.is_document() => Subject::Document(DocumentId(id)),
        _ => return Ok(Vec::new()),
    };
    let sql = "SELECT id, kind, label, candidates, reasons FROM review
         WHERE state = 'open' AND (subject = ?1 OR instr(candidates, ?2) > 0) ORDER BY id";
    let as_candidate = format!("\"id\":\"{}\"", kind.entity_id(id));
    let mut find = c.prepare(sql)?;
    let rows = find.query_map(params![to_json(&subject)?, as_candidate], |row| {
        Ok(ExplainedQuestion {
            id: ReviewId(row.get(0)?).to_string(),
            kind: row.get(1)?,
            label: row.get(2)?,
            candidates: json(&row.get::<_, String>(3)?)?,
            reasons: json(&row.get::<_, String>(4)?)?,
        })
    })?;
    rows.collect()
}
