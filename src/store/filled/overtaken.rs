//! Values that a person filled in while a source came to another one in the same run: neither had seen the other's.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::super::codes::kind_code;
use super::super::lookup::json;
use super::super::{Store, StoreError};
use super::{Revision, is_filled_in};
use crate::model::book::Filled;
use crate::model::ids::ClientId;
use crate::model::layout::own_name;
use crate::model::record::{Party, RecordKind};

/// The field of which people's word is in the client's card already: what sources say of it the statements tell.
pub const IN_CARD: &str = "kpp";

/// A value of a client that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaken {
    /// Whose.
    pub client: ClientId,
    /// Its name.
    pub name: String,
    /// The field: one of those that sources say too.
    pub field: String,
    /// What stood there before either.
    pub base: String,
    /// What sources say now; of the field that is [in the card](IN_CARD), what the card says.
    pub stored: String,
    /// What the person filled in.
    pub mine: String,
    /// Who.
    pub who: String,
}

impl Store {
    /// Values that people were the first to fill in since the last finished run, and of which sources say by now neither
    /// what stood there before nor what was filled in.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn overtaken(&self) -> Result<Vec<Overtaken>, StoreError> {
        self.run(|c| {
            let mut found = Vec::new();
            for (client, field) in filled_since(c)? {
                found.extend(overtaken(c, client, &field)?);
            }
            Ok(found)
        })
    }
}

impl Revision<'_> {
    /// Takes back what a person was the first to fill in.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn withdraw(&mut self, client: ClientId, field: &str) -> rusqlite::Result<()> {
        let of = Filled::Client(client);
        let now = self.kept(of, field)?;
        self.log(of, field, now.as_ref())?;
        self.forget(of, field)
    }
}

/// What was filled in since the last run that was finished, where nobody's value stood: whoever changes a value of people
/// saw that one, and not what sources say. A run that was torn is gone on with.
fn filled_since(c: &Connection) -> rusqlite::Result<BTreeSet<(ClientId, String)>> {
    let sql = "SELECT id FROM run WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1";
    let finished: i64 = c.query_row(sql, [], |row| row.get(0)).optional()?.unwrap_or(0);
    let mut newest = c.prepare_cached("SELECT id, run_id FROM revision ORDER BY id DESC")?;
    let mut changed = c.prepare_cached(
        "SELECT entity_id, field FROM person_value_change
         WHERE revision_id = ?1 AND kind = ?2 AND before_value IS NULL",
    )?;
    let mut rows = newest.query([])?;
    let mut found = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (revision, run): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
        if run.is_none_or(|run| run <= finished) {
            break;
        }
        let values = params![revision, kind_code(RecordKind::Client)];
        for one in changed.query_map(values, |row| Ok((ClientId(row.get(0)?), row.get::<_, String>(1)?)))? {
            let one = one?;
            if is_filled_in(&one.1) {
                found.insert(one);
            }
        }
    }
    Ok(found)
}

fn overtaken(c: &Connection, client: ClientId, field: &str) -> rusqlite::Result<Option<Overtaken>> {
    let key = params![kind_code(RecordKind::Client), client.0, field];
    let sql = "SELECT v.value, v.who, v.base, c.body, c.name FROM person_value v JOIN client c ON c.id = v.entity_id
         WHERE v.kind = ?1 AND v.entity_id = ?2 AND v.field = ?3";
    let known = c
        .prepare_cached(sql)?
        .query_row(key, |row| {
            let said: (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((said, row.get::<_, String>(3)?, row.get(4)?))
        })
        .optional()?;
    let Some(((mine, who, base), body, name)) = known else { return Ok(None) };
    // The first word on it, and after that what the second one found there.
    let sql = "SELECT before_value, before_base FROM person_value_change
         WHERE kind = ?1 AND entity_id = ?2 AND field = ?3 ORDER BY rowid";
    let mut find = c.prepare_cached(sql)?;
    let words: Vec<(Option<String>, Option<String>)> =
        find.query_map(key, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let first = words.iter().rposition(|(before, _)| before.is_none());
    let Some(first) = first else { return Ok(None) };
    let base = words.get(first + 1).map_or(base, |(_, base)| base.clone()).unwrap_or_default();
    let party: Party = json(&body)?;
    let Some(stored) = stated(&party, field) else { return Ok(None) };
    let is_overtaken = field == IN_CARD || (stored != base && stored != mine);
    Ok(is_overtaken.then(|| Overtaken { client, name, field: field.to_owned(), base, stored, mine, who }))
}

/// What sources say of a field of a client; nothing of one that only people fill in.
fn stated(party: &Party, field: &str) -> Option<String> {
    Some(match field {
        "phones" => party.phones.join(", "),
        "emails" => party.emails.join(", "),
        "segment" => party.segment.clone(),
        "region" => party.region.clone(),
        "kpp" => party.kpp.clone(),
        "legal_name" => party.legal_name.clone(),
        own => {
            let name = own_name(own)?;
            let said = party.attributes.iter().find(|(known, _)| known == name);
            said.map(|(_, value)| value.clone()).unwrap_or_default()
        }
    })
}
