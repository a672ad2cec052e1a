//! What people filled in by hand: phones, segment, stage, next contact, comments, planned payments. A value that a person
//! gave stands before what sources say, until it is taken back.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::books::{ALL_DOCUMENTS, BookScope, OWN_DOCUMENTS};
use super::codes::kind_code;
use super::commit::Revision;
use crate::model::book::{Filled, FilledValue};
use crate::model::ids::{ClientId, DocumentId, RevisionId};
use crate::model::layout::own_name;
use crate::model::record::{Party, RecordKind};
use crate::model::view::{ClientView, DocumentView};

pub mod overtaken;

/// Fields that people fill in; what else is kept of a client's card (its manager, its deletion) are decisions.
const FIELDS: [&str; 10] = [
    "phones",
    "segment",
    "stage",
    "next_contact",
    "comment",
    "planned_payment",
    "kpp",
    "legal_name",
    "emails",
    "region",
];

/// Whether people fill in a field, or an attribute in a column of their own.
pub(super) fn is_filled_in(field: &str) -> bool {
    FIELDS.contains(&field) || own_name(field).is_some()
}

/// Values by the number they are of and their field.
pub(super) type FilledIn = BTreeMap<i64, BTreeMap<String, String>>;

/// A value as it is kept.
struct Kept {
    value: String,
    base: Option<String>,
    who: String,
    revision: i64,
}

impl Revision<'_> {
    /// Keeps what a person filled in, with what stood there before for undoing it; whether anything changed. A client
    /// that was merged is the one it was merged into.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn fill(&mut self, filled: &FilledValue, base: &str, who: &str) -> rusqlite::Result<bool> {
        let Some(of) = self.filled_now(filled.of)? else { return Ok(false) };
        let before = self.kept(of, &filled.field)?;
        if before.as_ref().is_some_and(|kept| kept.value == filled.value) {
            return Ok(false);
        }
        self.log(of, &filled.field, before.as_ref())?;
        let now =
            Kept { value: filled.value.clone(), base: Some(base.to_owned()), who: who.to_owned(), revision: self.id.0 };
        self.keep(of, &filled.field, &now)?;
        Ok(true)
    }

    /// What a person filled in, and who; nothing where nobody did.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn filled_by(&self, of: Filled, field: &str) -> rusqlite::Result<Option<(String, String)>> {
        let Some(of) = self.filled_now(of)? else { return Ok(None) };
        Ok(self.kept(of, field)?.map(|kept| (kept.value, kept.who)))
    }

    /// What people said and filled in of a client, by field.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn filled_in(&self, id: ClientId) -> rusqlite::Result<BTreeMap<String, String>> {
        of_client(&self.tx, id.0)
    }

    /// Takes back what a revision filled in; what somebody filled in anew since stays and is given back. Taking back is
    /// itself a change that can be taken back.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn take_back_filled(&mut self, revision: RevisionId) -> rusqlite::Result<Vec<FilledValue>> {
        let mut stays = Vec::new();
        for (of, field, before) in self.changes_of(revision)? {
            let Some(of) = self.filled_now(of)? else { continue };
            let now = self.kept(of, &field)?;
            match now {
                Some(now) if now.revision != revision.0 && self.last_change(of, &field)? != Some(revision.0) => {
                    stays.push(FilledValue { of, field, value: now.value });
                }
                now => {
                    self.log(of, &field, now.as_ref())?;
                    match before {
                        Some(before) => self.keep(of, &field, &before)?,
                        None => self.forget(of, &field)?,
                    }
                }
            }
        }
        Ok(stays)
    }

    fn filled_now(&self, of: Filled) -> rusqlite::Result<Option<Filled>> {
        match of {
            Filled::Client(id) => Ok(self.client_now(id)?.map(Filled::Client)),
            Filled::Document(id) => {
                let is_known = self.tx.prepare_cached("SELECT 1 FROM document WHERE id = ?1")?.exists([id.0])?;
                Ok(is_known.then_some(of))
            }
        }
    }

    fn kept(&self, of: Filled, field: &str) -> rusqlite::Result<Option<Kept>> {
        let sql =
            "SELECT value, base, who, revision_id FROM person_value WHERE kind = ?1 AND entity_id = ?2 AND field = ?3";
        let mut find = self.tx.prepare_cached(sql)?;
        let kept =
            |row: &Row<'_>| Ok(Kept { value: row.get(0)?, base: row.get(1)?, who: row.get(2)?, revision: row.get(3)? });
        find.query_row(params![kind_code(of.kind()), of.number(), field], kept).optional()
    }

    fn keep(&self, of: Filled, field: &str, kept: &Kept) -> rusqlite::Result<()> {
        let sql = "INSERT INTO person_value (kind, entity_id, field, value, base, who, revision_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (kind, entity_id, field) DO UPDATE SET
                value = excluded.value, base = excluded.base, who = excluded.who, revision_id = excluded.revision_id";
        let Kept { value, base, who, revision } = kept;
        let key = (kind_code(of.kind()), of.number());
        self.tx.prepare_cached(sql)?.execute(params![key.0, key.1, field, value, base, who, revision]).map(drop)
    }

    fn forget(&self, of: Filled, field: &str) -> rusqlite::Result<()> {
        let sql = "DELETE FROM person_value WHERE kind = ?1 AND entity_id = ?2 AND field = ?3";
        self.tx.prepare_cached(sql)?.execute(params![kind_code(of.kind()), of.number(), field]).map(drop)
    }

    fn log(&self, of: Filled, field: &str, before: Option<&Kept>) -> rusqlite::Result<()> {
        self.forget_undone_value(of, field)?;
        let sql = "INSERT INTO person_value_change (revision_id, kind, entity_id, field, before_value, before_base,
                before_who, before_revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let values = before.map(|kept| (&kept.value, &kept.base, &kept.who, kept.revision));
        self.tx
            .prepare_cached(sql)?
            .execute(params![
                self.id.0,
                kind_code(of.kind()),
                of.number(),
                field,
                values.map(|known| known.0),
                values.and_then(|known| known.1.as_ref()),
                values.map(|known| known.2),
                values.map(|known| known.3)
            ])
            .map(drop)
    }

    /// The revision that changed a field last; what it brought back may be of an earlier one.
    fn last_change(&self, of: Filled, field: &str) -> rusqlite::Result<Option<i64>> {
        let sql = "SELECT revision_id FROM person_value_change WHERE kind = ?1 AND entity_id = ?2 AND field = ?3
             ORDER BY revision_id DESC LIMIT 1";
        let mut find = self.tx.prepare_cached(sql)?;
        find.query_row(params![kind_code(of.kind()), of.number(), field], |row| row.get(0)).optional()
    }

    /// What a revision filled in, with what stood before its first word on each.
    fn changes_of(&self, revision: RevisionId) -> rusqlite::Result<Vec<(Filled, String, Option<Kept>)>> {
        let sql = "SELECT kind, entity_id, field, before_value, before_base, before_who, before_revision
             FROM person_value_change WHERE revision_id = ?1 GROUP BY kind, entity_id, field HAVING rowid = min(rowid)
             ORDER BY rowid";
        let mut find = self.tx.prepare_cached(sql)?;
        let rows = find.query_map([revision.0], |row| {
            let number = row.get(1)?;
            let is_client = row.get::<_, i64>(0)? == kind_code(RecordKind::Client);
            let of = if is_client { Filled::Client(ClientId(number)) } else { Filled::Document(DocumentId(number)) };
            let before = match row.get::<_, Option<String>>(3)? {
                Some(value) => Some(Kept { value, base: row.get(4)?, who: row.get(5)?, revision: row.get(6)? }),
                None => None,
            };
            Ok((of, row.get(2)?, before))
        })?;
        rows.collect()
    }
}

/// What people filled in of the clients of a book.
pub(super) fn of_clients(c: &Connection, scope: &BookScope) -> rusqlite::Result<FilledIn> {
    let sql = match scope.manager {
        Some(_) => {
            "SELECT v.entity_id, v.field, v.value FROM client c JOIN person_value v ON v.kind = ?2 AND v.entity_id = c.id
             WHERE c.owner = ?1"
        }
        None => "SELECT entity_id, field, value FROM person_value WHERE kind = ?2 AND ?1 IS NULL",
    };
    by_number(c, sql, scope.manager.as_deref(), RecordKind::Client)
}

/// What people filled in of the documents of a book.
pub(super) fn of_documents(c: &Connection, scope: &BookScope) -> rusqlite::Result<FilledIn> {
    let from = if scope.manager.is_some() { OWN_DOCUMENTS } else { ALL_DOCUMENTS };
    let sql = format!(
        "SELECT v.entity_id, v.field, v.value FROM person_value v JOIN ({from}) ON d.id = v.entity_id AND v.kind = ?2"
    );
    by_number(c, &sql, scope.manager.as_deref(), RecordKind::Invoice)
}

/// What people filled in of these documents.
pub(super) fn of_some_documents(c: &Connection, ids: &[DocumentId]) -> rusqlite::Result<FilledIn> {
    let sql = "SELECT field, value FROM person_value WHERE kind = ?1 AND entity_id = ?2";
    let mut find = c.prepare_cached(sql)?;
    let mut found = FilledIn::new();
    for id in ids {
        let mut rows = find.query(params![kind_code(RecordKind::Invoice), id.0])?;
        while let Some(row) = rows.next()? {
            found.entry(id.0).or_default().insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(found)
}

/// What people filled in of one client.
pub(super) fn of_client(c: &Connection, id: i64) -> rusqlite::Result<BTreeMap<String, String>> {
    of_one(c, RecordKind::Client, id)
}

/// What people filled in of one document.
pub(super) fn of_document(c: &Connection, id: i64) -> rusqlite::Result<BTreeMap<String, String>> {
    of_one(c, RecordKind::Invoice, id)
}

fn of_one(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<BTreeMap<String, String>> {
    let sql = "SELECT field, value FROM person_value WHERE kind = ?1 AND entity_id = ?2";
    let mut find = c.prepare_cached(sql)?;
    let rows = find.query_map(params![kind_code(kind), id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn by_number(c: &Connection, sql: &str, manager: Option<&str>, kind: RecordKind) -> rusqlite::Result<FilledIn> {
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query(params![manager, kind_code(kind)])?;
    let mut found = FilledIn::new();
    while let Some(row) = rows.next()? {
        found.entry(row.get(0)?).or_default().insert(row.get(1)?, row.get(2)?);
    }
    Ok(found)
}

/// Puts what people filled in before what sources say.
pub(super) fn fill_client(client: &mut ClientView, filled: &BTreeMap<String, String>) {
    for (field, value) in filled {
        match field.as_str() {
            "phones" => client.phones = list(value),
            "segment" => client.segment.clone_from(value),
            "stage" => client.stage.clone_from(value),
            "next_contact" => client.next_contact = value.parse().ok(),
            "comment" => client.comment.clone_from(value),
            "kpp" => client.kpp.clone_from(value),
            "legal_name" => client.legal_name.clone_from(value),
            "emails" => client.emails = list(value),
            "region" => client.region.clone_from(value),
            own => attribute(&mut client.attributes, own, value),
        }
    }
}

/// An attribute in a column of their own; what else is kept of a card are decisions.
fn attribute(attributes: &mut BTreeMap<String, String>, field: &str, value: &str) {
    if let Some(name) = own_name(field) {
        attributes.insert(name.to_owned(), value.to_owned());
    }
}

/// Likewise of a document.
pub(super) fn fill_document(document: &mut DocumentView, filled: &BTreeMap<String, String>) {
    for (field, value) in filled {
        match field.as_str() {
            "planned_payment" => document.planned_payment = value.parse().ok(),
            "comment" => document.comment.clone_from(value),
            own => attribute(&mut document.attributes, own, value),
        }
    }
}

/// What people filled in stands before what sources say; with the stage, which no source knows.
pub(super) fn fill_party(mut party: Party, filled: BTreeMap<String, String>) -> (Party, Option<String>) {
    let mut stage = None;
    for (field, value) in filled {
        match field.as_str() {
            "phones" => party.phones = list(&value),
            "segment" => party.segment = value,
            "stage" if !value.is_empty() => stage = Some(value),
            "kpp" => party.kpp = value,
            "legal_name" => party.legal_name = value,
            "emails" => party.emails = list(&value),
            "region" => party.region = value,
            own => put_attribute(&mut party.attributes, own, value),
        }
    }
    (party, stage)
}

/// What stands in a column of their own; a cell that was cleared says nothing.
fn put_attribute(attributes: &mut Vec<(String, String)>, field: &str, value: String) {
    let Some(name) = own_name(field) else { return };
    attributes.retain(|(known, _)| known != name);
    if !value.is_empty() {
        attributes.push((name.to_owned(), value));
    }
}

/// Phones that stand in one value.
pub(super) fn list(value: &str) -> Vec<String> {
    value.split([',', ';', '\n']).map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
