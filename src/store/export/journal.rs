//! Exported questions, issues and the journal of changes.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::super::codes::kind_of;
use super::super::lookup::json as body_of;
use super::{ExportError, RowSink};
use crate::model::change::{Candidate, NO_ENTITY, Reason, Subject};
use crate::model::explain::ExplainedDecision;
use crate::model::ids::{DecisionId, DeliveryNo, ReviewId, RevisionId, RunId, StatementId};
use crate::model::record::RecordKind;

pub(super) const REVIEW_FIELDS: &[&str] = &[
    "id",
    "kind",
    "state",
    "subject",
    "label",
    "candidates",
    "reasons",
    "created_run",
    "decision",
    "decided_by",
    "decided_at",
];
pub(super) const DECISION_FIELDS: &[&str] =
    &["id", "kind", "about", "fact", "who", "at", "reason", "revision", "undone_by"];
pub(super) const ISSUE_FIELDS: &[&str] =
    &["id", "run", "delivery", "file", "code", "severity", "position", "message", "params"];
pub(super) const JOURNAL_FIELDS: &[&str] = &[
    "id",
    "revision",
    "run",
    "delivery",
    "file",
    "source",
    "kind",
    "entity",
    "external_id",
    "change",
    "replaces",
    "position",
    "at",
];

pub(super) fn reviews(c: &Connection, kind: Option<&str>, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let sql = "SELECT r.id, r.kind, r.state, r.subject, r.label, r.candidates, r.reasons, r.created_run, r.decision_id,
            d.who, d.made_at
         FROM review r LEFT JOIN decision d ON d.id = r.decision_id WHERE ?1 IS NULL OR r.kind = ?1 ORDER BY r.id";
    let mut find = c.prepare(sql)?;
    let mut rows = find.query([kind])?;
    while let Some(row) = rows.next()? {
        let subject: Subject = body_of(&row.get::<_, String>(3)?)?;
        let candidates: Vec<Candidate> = body_of(&row.get::<_, String>(5)?)?;
        let reasons: Vec<Reason> = body_of(&row.get::<_, String>(6)?)?;
        sink(json!({
            "id": ReviewId(row.get(0)?).to_string(),
            "kind": row.get::<_, String>(1)?,
            "state": row.get::<_, String>(2)?,
            "subject": subject.to_string(),
            "label": row.get::<_, String>(4)?,
            "candidates": candidates,
            "reasons": reasons.iter().map(Reason::brief).collect::<Vec<_>>(),
            "created_run": row.get::<_, i64>(7)?,
            "decision": row.get::<_, Option<i64>>(8)?.map(|id| DecisionId(id).to_string()),
            "decided_by": row.get::<_, Option<String>>(9)?,
            "decided_at": row.get::<_, Option<String>>(10)?,
        }))?;
    }
    Ok(())
}

pub(super) fn decisions(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let mut find = c.prepare("SELECT revision_id FROM decision WHERE id = ?1")?;
    for decision in super::super::decisions::made::all(c)? {
        let revision = find.query_row([decision.id.0], |row| row.get(0).map(RevisionId))?;
        let about = super::super::decisions::made::subjects(c, &decision)?;
        let kind = decision.fact.name();
        let mut row = serde_json::to_value(ExplainedDecision::of(decision, about)).map_err(std::io::Error::other)?;
        if let Some(row) = row.as_object_mut() {
            row.insert("kind".to_owned(), json!(kind));
            row.insert("revision".to_owned(), json!(revision.to_string()));
        }
        sink(row)?;
    }
    Ok(())
}

pub(super) fn issues(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let sql = "SELECT i.id, i.run_id, i.delivery_id, d.file_name, i.code, i.severity, i.position, i.params
         FROM issue i JOIN delivery d ON d.id = i.delivery_id ORDER BY i.id";
    let mut find = c.prepare(sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let params: Vec<(String, String)> = body_of(&row.get::<_, String>(7)?)?;
        let code: String = row.get(4)?;
        let details: Vec<String> = params.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let object: Map<String, Value> = params.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
        sink(json!({
            "id": row.get::<_, i64>(0)?,
            "run": RunId(row.get(1)?).to_string(),
            "delivery": DeliveryNo(row.get(2)?).to_string(),
            "file": row.get::<_, String>(3)?,
            "message": if details.is_empty() { code.clone() } else { format!("{code} ({})", details.join(", ")) },
            "code": code,
            "severity": row.get::<_, String>(5)?,
            "position": row.get::<_, String>(6)?,
            "params": object,
        }))?;
    }
    Ok(())
}

pub(super) fn journal(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let sql = "SELECT s.id, s.revision_id, r.run_id, r.delivery_id, d.file_name, src.name, s.kind, s.entity_id,
            s.external_id, s.previous_id, s.part, s.line, s.path, r.made_at, s.body = '\"deletion\"'
         FROM statement s JOIN revision r ON r.id = s.revision_id JOIN source src ON src.id = s.source_id
         LEFT JOIN delivery d ON d.id = r.delivery_id ORDER BY s.id";
    let mut find = c.prepare(sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let previous: Option<i64> = row.get(9)?;
        let entity: i64 = row.get(7)?;
        let position = crate::model::provenance::Position {
            part: row.get::<_, String>(10)?.into(),
            line: row.get::<_, i64>(11)?.unsigned_abs(),
            path: row.get(12)?,
        };
        let change = match (entity, previous, row.get(14)?) {
            // Gone before it was known.
            (NO_ENTITY, _, true) => "deleted",
            (NO_ENTITY, _, false) => "withheld",
            (_, None, _) => "added",
            (_, Some(_), _) => "changed",
        };
        sink(json!({
            "id": StatementId(row.get(0)?).to_string(),
            "revision": RevisionId(row.get(1)?).to_string(),
            "run": RunId(row.get(2)?).to_string(),
            "delivery": row.get::<_, Option<i64>>(3)?.map(|id| DeliveryNo(id).to_string()),
            "file": row.get::<_, Option<String>>(4)?,
            "source": row.get::<_, String>(5)?,
            "kind": kind_of(row.get(6)?).map(RecordKind::name),
            "entity": kind_of(row.get(6)?).filter(|_| entity > 0).map(|kind| kind.entity_id(entity)),
            "external_id": row.get::<_, String>(8)?,
            "change": change,
            "replaces": previous.map(|id| StatementId(id).to_string()),
            "position": position.to_string(),
            "at": row.get::<_, String>(13)?,
        }))?;
    }
    Ok(())
}
