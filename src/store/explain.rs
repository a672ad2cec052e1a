//! Where a value came from: every statement about an entity with its file, place, rule and run, and why money was
//! allocated as it was.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use super::codes::{kind_code, standing_of};
use super::control;
use super::decisions::{client_now, decisions_about, joined_cards, memberships};
use super::golden::moment;
use super::lookup::json;
use super::{Store, StoreError};
use crate::model::explain::{Explanation, Judged, Statement};
use crate::model::ids::{BalanceId, ClientId, ContentHash, DocumentId, OrganizationId, PaymentId};
use crate::model::layout::OWN;
use crate::model::money::Money;
use crate::model::provenance::Position;
use crate::model::record::{Body, Party, Payment, RecordKind};
use crate::model::snapshot::PartyStatement;

pub(super) mod decisions;
mod fields;
mod waiting;

/// One statement with its values as text.
struct Said {
    values: Values,
    statement: Statement,
    party: Option<PartyStatement>,
}

/// Judges what sources say about a client.
pub type Judge<'j> = &'j dyn Fn(&[PartyStatement]) -> Judged;

impl Store {
    /// The entities a person can mean by an id (`D-17`), a number, a tax number or a name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn find(&self, kind: RecordKind, text: &str) -> Result<Vec<i64>, StoreError> {
        let by_id = match kind {
            RecordKind::Client => text.parse().map(|ClientId(id)| id).ok(),
            RecordKind::Payment => text.parse().map(|PaymentId(id)| id).ok(),
            RecordKind::Balance => text.parse().map(|BalanceId(id)| id).ok(),
            kind if kind.is_document() => text.parse().map(|DocumentId(id)| id).ok(),
            _ => None,
        };
        let code = kind_code(kind);
        let (exists, search) = match kind {
            RecordKind::Client => (
                "SELECT id FROM client WHERE id = ?1 AND ?2 = ?2",
                "SELECT id FROM client WHERE ?2 = ?2 AND (name = ?1 OR tax_key LIKE '%:' || ?1) ORDER BY id LIMIT 20",
            ),
            RecordKind::Payment => (
                "SELECT id FROM payment WHERE id = ?1 AND ?2 = ?2",
                "SELECT id FROM payment WHERE number = ?1 AND ?2 = ?2 ORDER BY id LIMIT 20",
            ),
            RecordKind::Balance => (
                "SELECT id FROM balance WHERE id = ?1 AND ?2 = ?2",
                "SELECT id FROM balance WHERE ?2 = ?2 AND (account = ?1 OR ledger = ?1) ORDER BY id LIMIT 20",
            ),
            _ => (
                "SELECT id FROM document WHERE id = ?1 AND kind = ?2",
                "SELECT id FROM document WHERE number = ?1 AND kind = ?2 ORDER BY id LIMIT 20",
            ),
        };
        self.run(|c| {
            if let (RecordKind::Client, Some(id)) = (kind, by_id)
                && let Some(client) = client_now(c, ClientId(id))?
            {
                return Ok(vec![client.0]);
            }
            let exact = by_id.map(|id| c.query_row(exists, [id, code], |row| row.get(0)).optional()).transpose()?;
            if let Some(Some(id)) = exact {
                return Ok(vec![id]);
            }
            let mut find = c.prepare(search)?;
            find.query_map(params![text.trim(), code], |row| row.get(0))?.collect()
        })
    }

    /// Everything known about where a client, document, payment or control total came from; nothing if there is no such one.
    /// Whose word on a client counts is for `judge` to say.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn explain(&self, kind: RecordKind, id: i64, judge: Judge<'_>) -> Result<Option<Explanation>, StoreError> {
        self.run(|c| {
            let id = match kind {
                RecordKind::Client => client_now(c, ClientId(id))?.map_or(id, |client| client.0),
                _ => id,
            };
            let Some((title, golden)) = golden(c, kind, id)? else { return Ok(None) };
            let said = said(c, kind, id)?;
            let fields = fields::explained(golden, &said, &fields::decided(c, kind, id)?, judge);
            Ok(Some(Explanation {
                id: kind.entity_id(id),
                kind: kind.name().to_owned(),
                title,
                fields,
                twins: decisions::twins(c, kind, id)?,
                allocations: decisions::allocations(c, kind, id)?,
                refunds: decisions::refunds(c, kind, id)?,
                covered: decisions::covered(c, kind, id)?,
                waits: Vec::new(),
                questions: decisions::questions(c, kind, id)?,
                decisions: decisions_about(c, &kind.entity_id(id))?,
                controls: if kind == RecordKind::Client { control::of_client(c, id)? } else { Vec::new() },
                memberships: match kind {
                    RecordKind::Client => memberships(c, ClientId(id))?,
                    _ => Vec::new(),
                },
            }))
        })
    }
}

/// Named values as text.
type Values = Vec<(String, String)>;

fn golden(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<Option<(String, Values)>> {
    let body = |sql: &str| c.query_row(sql, [id], |row| row.get::<_, String>(0)).optional();
    match kind {
        RecordKind::Client => {
            let Some(text) = body("SELECT body FROM client WHERE id = ?1")? else { return Ok(None) };
            let party: Party = json(&text)?;
            let mut values = flatten(&party);
            let owner: String = c.query_row("SELECT owner FROM client WHERE id = ?1", [id], |row| row.get(0))?;
            values.retain(|(name, _)| name != "manager");
            values.push(("manager".to_owned(), owner));
            Ok(Some((party.name, values)))
        }
        RecordKind::Payment => {
            let Some(text) = body("SELECT body FROM payment WHERE id = ?1")? else { return Ok(None) };
            let payment: Payment = json(&text)?;
            let title = format!("{} {} {} {}", payment.number, payment.date, payment.amount, payment.amount.currency);
            Ok(Some((title, with_holders(c, "payment", id, flatten(&payment))?)))
        }
        RecordKind::Balance => {
            let sql = "SELECT s.body FROM balance b JOIN statement s ON s.id = b.statement_id WHERE b.id = ?1";
            let Some(text) = body(sql)? else { return Ok(None) };
            let Body::Balance(balance) = json(&text)? else { return Ok(None) };
            Ok(Some((balance.label(), flatten(&*balance))))
        }
        _ => {
            let sql = "SELECT s.body FROM document d JOIN statement s ON s.id = d.statement_id WHERE d.id = ?1";
            let Some(text) = body(sql)? else { return Ok(None) };
            let Body::Document(document) = json(&text)? else { return Ok(None) };
            let title = format!("{} {} {} {}", document.number, document.date, document.total, document.total.currency);
            Ok(Some((title, with_holders(c, "document", id, flatten(&*document))?)))
        }
    }
}

/// Whose a payment or document is, and our company, by number and name in place of what a source refers to them by.
fn with_holders(c: &Connection, table: &str, id: i64, mut values: Values) -> rusqlite::Result<Values> {
    let sql = format!(
        "SELECT c.id, c.name, o.id, o.name FROM {table} t LEFT JOIN client c ON c.id = t.client_id
         LEFT JOIN organization o ON o.id = t.organization_id WHERE t.id = ?1"
    );
    let (client, organization) = c.query_row(&sql, [id], |row| {
        let client = row.get::<_, Option<i64>>(0)?.map(|id| ClientId(id).to_string()).zip(row.get(1)?);
        let organization = row.get::<_, Option<i64>>(2)?.map(|id| OrganizationId(id).to_string()).zip(row.get(3)?);
        Ok((client, organization))
    })?;
    for (field, holder) in [("client", client), ("organization", organization)] {
        let known: Option<(String, String)> = holder;
        if let (Some((id, name)), Some((_, value))) = (known, values.iter_mut().find(|(known, _)| known == field)) {
            *value = format!("{id} {name}").trim_end().to_owned();
        }
    }
    Ok(values)
}

fn said(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<Said>> {
    let sql = "SELECT s.body, src.name, d.file_name, d.content_hash, s.part, s.line, s.path, ru.name, r.run_id,
            s.standing, s.file_time, s.external_id, coalesce(o.made_at, r.made_at)
         FROM statement s JOIN source src ON src.id = s.source_id JOIN rule ru ON ru.id = s.rule_id
         JOIN revision r ON r.id = s.revision_id LEFT JOIN revision o ON o.id = r.origin_id
         JOIN delivery d ON d.id = coalesce(r.delivery_id, o.delivery_id)
         WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0 ORDER BY s.standing DESC, s.id DESC";
    let joined = if kind == RecordKind::Client { joined_cards(c)? } else { BTreeSet::new() };
    let mut find = c.prepare(sql)?;
    let rows = find.query_map(params![kind_code(kind), id], |row| {
        let body: Body = json(&row.get::<_, String>(0)?)?;
        let (values, statement) = (body_values(&body), statement(row)?);
        let party = match body {
            Body::Client(party) => {
                let mut said = party_statement(row, &statement.source, party)?;
                said.joined = joined.contains(&(said.source.clone(), said.external_id.clone()));
                Some(said)
            }
            _ => None,
        };
        Ok(Said { values, statement, party })
    })?;
    rows.collect()
}

fn party_statement(row: &Row<'_>, source: &str, party: Party) -> rusqlite::Result<PartyStatement> {
    let file_time: Option<String> = row.get(10)?;
    Ok(PartyStatement {
        source: source.to_owned(),
        standing: standing_of(row.get(9)?),
        file_time: file_time.and_then(|text| text.parse().ok()),
        arrived: moment(&row.get::<_, String>(12)?),
        external_id: row.get(11)?,
        joined: false,
        party,
    })
}

fn statement(row: &Row<'_>) -> rusqlite::Result<Statement> {
    Ok(Statement {
        value: String::new(),
        source: row.get(1)?,
        who: String::new(),
        file: row.get(2)?,
        delivery: ContentHash(row.get(3)?).to_hex(),
        position: Position {
            part: row.get::<_, String>(4)?.into(),
            line: row.get::<_, i64>(5)?.unsigned_abs(),
            path: row.get(6)?,
        },
        rule: row.get(7)?,
        run: row.get(8)?,
        counts: false,
    })
}

fn body_values(body: &Body) -> Values {
    match body {
        Body::Organization(party) | Body::Client(party) => flatten(party),
        Body::Contact(contact) => flatten(contact),
        Body::Contract(contract) => flatten(contract),
        Body::Product(product) => flatten(product),
        Body::Document(document) => flatten(&**document),
        Body::Payment(payment) => flatten(&**payment),
        Body::Balance(balance) => flatten(&**balance),
        Body::Deletion => vec![("deleted".to_owned(), "true".to_owned())],
    }
}

/// A record as named texts. What is only for comparison (folded names) is left out.
fn flatten<T: serde::Serialize>(record: &T) -> Values {
    let Ok(Value::Object(fields)) = serde_json::to_value(record) else { return Vec::new() };
    let told = fields.into_iter().filter(|(name, _)| name != "name_core");
    told.flat_map(|(name, value)| if name == ATTRIBUTES { attributes(&value) } else { vec![(name, text(&value))] })
        .collect()
}

/// What a record says besides its fields, each by its name.
const ATTRIBUTES: &str = "attributes";

fn attributes(value: &Value) -> Values {
    let pairs = value.as_array().into_iter().flatten();
    let pair = |pair: &Value| Some((format!("{OWN}{}", pair.get(0)?.as_str()?), text(pair.get(1)?)));
    pairs.filter_map(pair).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            if let Ok(money) = serde_json::from_value::<Money>(value.clone()) {
                return format!("{money} {}", money.currency);
            }
            if let Some(Value::String(digits)) = fields.get("d") {
                return digits.clone();
            }
            let shown = fields.iter().filter(|(name, _)| *name != "name_core");
            shown.map(|(_, value)| text(value)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
