//! One field after the other: what counts, what does not, and why.

use rusqlite::{Connection, params};

use super::super::codes::kind_code;
use super::super::filled::is_filled_in;
use super::{Judge, Said, Values};
use crate::model::explain::{Because, ExplainedField, FieldOrder, Judged, Statement};
use crate::model::layout::own_name;
use crate::model::provenance::Position;
use crate::model::record::RecordKind;
use crate::model::snapshot::PartyStatement;

/// Values that people decided, by field: those of the record, then those of clients that became one with it. The latter
/// count no more, and come back where the clients are parted.
pub(super) type DecidedValues = Vec<(String, Statement)>;

pub(super) fn decided(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<DecidedValues> {
    let sql = "WITH RECURSIVE of (id) AS (VALUES (?2) UNION
            SELECT e.from_id FROM entity_redirect e JOIN of ON e.to_id = of.id WHERE e.kind = ?1)
         SELECT v.field, v.value, v.who, r.run_id, v.entity_id = ?2 FROM of
         JOIN person_value v ON v.entity_id = of.id JOIN revision r ON r.id = v.revision_id
         WHERE v.kind = ?1 AND (v.entity_id = ?2 OR v.field <> 'deleted') ORDER BY v.field, v.entity_id <> ?2, v.entity_id";
    let mut find = c.prepare(sql)?;
    // Documents of every kind share their numbers, and so what people fill in of them.
    let kind = if kind.is_document() { RecordKind::Invoice } else { kind };
    let rows = find.query_map(params![kind_code(kind), id], |row| {
        let statement = Statement {
            value: row.get(1)?,
            source: String::new(),
            who: row.get(2)?,
            file: String::new(),
            delivery: String::new(),
            position: Position::default(),
            rule: String::new(),
            run: row.get(3)?,
            counts: row.get(4)?,
        };
        Ok((row.get(0)?, statement))
    })?;
    rows.collect()
}

/// Every field with the values that were said, what counts first.
pub(super) fn explained(
    golden: Values,
    said: &[Said],
    decided: &DecidedValues,
    judge: Judge<'_>,
) -> Vec<ExplainedField> {
    let parties: Vec<PartyStatement> = said.iter().filter_map(|one| one.party.clone()).collect();
    // A deletion says nothing of a client's fields; where one stands among the statements, indices would slip.
    let judged = if parties.len() == said.len() { judge(&parties) } else { Judged::default() };
    let unknown = decided
        .iter()
        .filter(|(field, said)| said.counts && is_filled_in(field) && golden.iter().all(|(known, _)| known != field));
    let added: Vec<(String, String)> = unknown.map(|(field, said)| (field.clone(), said.value.clone())).collect();
    golden
        .into_iter()
        .chain(added)
        .map(|(field, value)| {
            let judged_as = if own_name(&field).is_some() { "attributes" } else { &field };
            let order = judged.orders.iter().find(|order| order.field == judged_as);
            let about = decided.iter().filter(|(known, _)| *known == field).map(|(_, statement)| statement);
            let (counting, lost): (Vec<&Statement>, Vec<&Statement>) = about.partition(|statement| statement.counts);
            let decided = counting.first().copied();
            let conflict = judged.conflicts.contains(&judged_as);
            let value = match decided {
                Some(said) if is_filled_in(&field) => said.value.clone(),
                _ => value,
            };
            let mut explained = one(field, value, said, order, decided);
            let is_other = |statement: &&Statement| statement.value != explained.value;
            let lost: Vec<Statement> = lost.into_iter().filter(is_other).cloned().collect();
            explained.statements.extend(lost);
            ExplainedField { conflict, ..explained }
        })
        .collect()
}

fn one(
    field: String,
    value: String,
    said: &[Said],
    order: Option<&FieldOrder>,
    decided: Option<&Statement>,
) -> ExplainedField {
    let indices = order.map_or_else(|| (0..said.len()).collect(), |order| order.order.clone());
    let told: Vec<(usize, Statement)> =
        indices.into_iter().filter_map(|index| Some((index, statement(said.get(index)?, &field)?))).collect();
    // The manager's golden value is the name settings have for him: it is the strongest source's word all the same.
    let strongest = told.first().filter(|_| order.is_some()).map(|(_, statement)| statement.value.clone());
    let is_said = told.iter().any(|(_, statement)| statement.value == value);
    let counts = if is_said { Some(value.clone()) } else { strongest };
    let because = match (decided, order, &counts) {
        (Some(_), _, _) => Some(Because::Person),
        (None, Some(order), Some(counts)) => why(order, &told, counts),
        _ => None,
    };
    let authority = order.and_then(|order| order.rule).filter(|_| because == Some(Because::Authority));
    let is_united = because == Some(Because::United);
    let mut statements: Vec<Statement> = told.into_iter().map(|(_, statement)| statement).collect();
    for statement in &mut statements {
        let is_chosen = counts.as_ref().is_none_or(|counts| statement.value == *counts);
        statement.counts = decided.is_none() && (is_united || is_chosen);
    }
    statements.sort_by_key(|statement| !statement.counts);
    statements.splice(0..0, decided.cloned());
    ExplainedField { field, value, statements, because, authority, conflict: false }
}

/// What a record says of a field; of the tax number also one whose check digits fail.
fn statement(said: &Said, field: &str) -> Option<Statement> {
    let value_of = |name: &str| said.values.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    let unverified = || value_of("tax_id_unverified").filter(|_| field == "tax_id");
    let value = value_of(field).or_else(unverified)?;
    let rule = format!("{}.{field}", said.statement.rule);
    Some(Statement { value: value.clone(), rule, ..said.statement.clone() })
}

/// Why what counts stands before the first that says something else; nothing where all say the same.
fn why(order: &FieldOrder, told: &[(usize, Statement)], counts: &str) -> Option<Because> {
    let place = |index: usize| order.order.iter().position(|known| *known == index);
    let counting = told.iter().find(|(_, statement)| statement.value == counts).and_then(|(index, _)| place(*index))?;
    let other = told.iter().filter(|(_, statement)| statement.value != counts).find_map(|(index, _)| place(*index))?;
    if order.united {
        return Some(Because::United);
    }
    // A value that is not the first in order counts only because the first does not hold.
    if other < counting {
        return Some(Because::Valid);
    }
    order.steps.get(counting..other).unwrap_or_default().iter().min().copied()
}
