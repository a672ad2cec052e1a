//! What a run mentioned and a later one mentions too stays: the later one would have said it, had it not been said.
//!
//! A payment names its payer, a document its client and our company: such a mention is a statement of its own, made once. Where
//! a later run made it anew in other words, the later words stand and the earlier ones go from the middle.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, Params, Row, params};

use super::super::codes::{kind_code, kind_of};
use super::super::commit::Revision;
use super::super::lookup::json;
use super::Span;
use super::anew::Anew;
use super::depends::STANDS;
use crate::model::change::RecordKey;
use crate::model::decision::Taken;
use crate::model::ids::{ClientId, OrganizationId, SourceId};
use crate::model::record::{Body, RecordKind};

/// What is held under a key, where it is a mention that stayed of a run that was taken back.
pub(super) const LEFT_OF_UNDONE: &str =
    "SELECT s.id, s.source_id, s.kind, s.external_id, s.entity_id, s.previous_id FROM source_key k
     JOIN statement s ON s.id = k.statement_id JOIN revision v ON v.id = s.revision_id JOIN run r ON r.id = v.run_id
     WHERE k.key = ?1 AND r.undone_by IS NOT NULL AND s.standing = 0 AND s.entity_id <> 0 AND s.replaced = 0";

/// What standing runs said, the newest first.
pub(super) fn newest_said() -> String {
    format!(
        "SELECT s.source_id, s.body FROM statement s CROSS JOIN revision v ON v.id = s.revision_id
         CROSS JOIN run r ON r.id = v.run_id WHERE {STANDS} AND s.entity_id <> 0 ORDER BY s.id DESC"
    )
}

/// What a record names: its source, its kind and the source's own id.
pub(super) type Name = (i64, i64, String);

/// A mention that the run made.
struct Mention {
    statement: i64,
    source: i64,
    kind: RecordKind,
    id: String,
    entity: i64,
    previous: Option<i64>,
}

impl Mention {
    /// The table of what is mentioned.
    fn table(&self) -> Option<&'static str> {
        match self.kind {
            RecordKind::Organization => Some("organization"),
            RecordKind::Client => Some("client"),
            RecordKind::Contract => Some("contract"),
            _ => None,
        }
    }
}

impl Revision<'_> {
    /// Finds what must stay and leaves a mark on it, which [`Span`] heeds.
    pub(super) fn keep_mentions(&mut self, span: &Span, anew: &mut Anew) -> rusqlite::Result<()> {
        if !span.has_later {
            return Ok(());
        }
        let mentions = self.mentions(span)?;
        if mentions.is_empty() {
            return Ok(());
        }
        // A later run's, also where it is by now what an earlier one had said.
        let ours = span.within("said.id", "statement");
        let later = format!(
            "v.run_id > ?1 AND s.source_id IN
                (SELECT said.source_id FROM statement said WHERE {ours} AND said.standing = 0)"
        );
        let (mentioned, replaced) = (self.mentioned(&later, [span.run.0])?, self.replaced_later(span)?);
        for mention in &mentions {
            let Some(table) = mention.table() else { continue };
            if let Some(later) = replaced.get(&mention.statement) {
                let sql = "UPDATE statement SET previous_id = ?2 WHERE id = ?1";
                self.tx.prepare_cached(sql)?.execute(params![later, mention.previous])?;
                anew.skip("statement", format!("[{}]", mention.statement));
            } else if mentioned.contains(&(mention.source, kind_code(mention.kind), mention.id.clone())) {
                self.leave("statement", mention.statement)?;
            } else {
                continue;
            }
            self.leave(table, mention.entity)?;
            if let Some(previous) = mention.previous {
                anew.skip("statement", format!("[{previous}]"));
            }
            let key = RecordKey::new(SourceId(mention.source), mention.kind, &mention.id);
            let hex: String = key.0.iter().map(|byte| format!("{byte:02X}")).collect();
            anew.skip("source_key", format!("[\"{hex}\"]"));
            anew.computed(table, mention.entity);
        }
        Ok(())
    }

    /// What the records of the run name: only of that it may be the last to speak.
    pub(super) fn named_by(&self, span: &Span) -> rusqlite::Result<HashSet<Name>> {
        self.mentioned(&span.within("s.id", "statement"), [])
    }

    /// What stayed of runs that were taken back earlier, because a later one named it too, goes with the last that names it:
    /// with the one just taken back, where nothing else names what it `named`.
    /// Clients of whom less is said since then are told.
    pub(super) fn drop_unmentioned(&mut self, named: &HashSet<Name>) -> rusqlite::Result<Vec<i64>> {
        let mut left = self.left_of_undone(named)?;
        self.without_mentioned(&mut left)?;
        left.sort_by_key(|one| Reverse(one.statement));
        let clients = left.iter().filter(|one| one.kind == RecordKind::Client).map(|one| one.entity).collect();
        for one in left {
            let taken = Taken { statement: one.statement, previous: one.previous };
            self.put_back(&taken)?;
            let sql = "DELETE FROM statement WHERE id = ?1";
            self.tx.prepare_cached(sql)?.execute([one.statement])?;
            let sql = "SELECT EXISTS (SELECT 1 FROM statement WHERE kind = ?1 AND entity_id = ?2 AND replaced = 0)";
            let is_named: bool =
                self.tx.prepare_cached(sql)?.query_row([kind_code(one.kind), one.entity], |row| row.get(0))?;
            if !is_named {
                self.drop_entity(one.kind, one.entity)?;
            }
        }
        Ok(clients)
    }

    /// Of what is named, the mentions that stayed of runs that were taken back.
    fn left_of_undone(&self, named: &HashSet<Name>) -> rusqlite::Result<Vec<Mention>> {
        let mut find = self.tx.prepare_cached(LEFT_OF_UNDONE)?;
        let mut left = Vec::new();
        for (source, kind, id) in named {
            let Some(kind) = kind_of(*kind) else { continue };
            let key = RecordKey::new(SourceId(*source), kind, id);
            left.extend(find.query_row([key.0], mention).optional()?);
        }
        Ok(left)
    }

    /// Leaves out what a record of a standing run names. The newest are looked at first: mostly one of them does, and no
    /// other is read.
    fn without_mentioned(&self, left: &mut Vec<Mention>) -> rusqlite::Result<()> {
        let mut find = self.tx.prepare(&newest_said())?;
        let mut rows = find.query([])?;
        while !left.is_empty()
            && let Some(row) = rows.next()?
        {
            let source: i64 = row.get(0)?;
            if left.iter().any(|one| one.source == source) {
                let body: Body = json(row.get_ref(1)?.as_str()?)?;
                each_name(&body, &mut |kind, id| {
                    left.retain(|one| !(one.source == source && one.kind == kind && one.id == id));
                });
            }
        }
        Ok(())
    }

    /// An entity of which nobody says anything any more.
    fn drop_entity(&mut self, kind: RecordKind, entity: i64) -> rusqlite::Result<()> {
        let tables: &[&str] = match kind {
            RecordKind::Organization => {
                self.touched.organizations.remove(&OrganizationId(entity));
                &["organization WHERE id"]
            }
            RecordKind::Client => {
                self.touched.clients.remove(&ClientId(entity));
                &["client WHERE id", "client_key WHERE client_id"]
            }
            RecordKind::Contract => {
                self.wake_contract(entity)?;
                &["contract WHERE id"]
            }
            _ => &[],
        };
        for table in tables {
            self.tx.execute(&format!("DELETE FROM {table} = ?1"), [entity])?;
        }
        Ok(())
    }

    pub(super) fn leave(&self, name: &str, id: i64) -> rusqlite::Result<()> {
        let sql = "INSERT INTO temp.undo_kept (of_table, number) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.tx.prepare_cached(sql)?.execute(params![name, id]).map(drop)
    }

    fn mentions(&self, span: &Span) -> rusqlite::Result<Vec<Mention>> {
        let ours = span.within("id", "statement");
        let sql = format!(
            "SELECT id, source_id, kind, external_id, entity_id, previous_id FROM statement
             WHERE {ours} AND standing = 0 AND entity_id <> 0 ORDER BY id"
        );
        self.tx.prepare(&sql)?.query_map([], mention)?.collect()
    }

    /// Whom and what records of standing runs name, by source, kind and the source's own id.
    fn mentioned(&self, condition: &str, params: impl Params) -> rusqlite::Result<HashSet<Name>> {
        let sql = format!(
            "SELECT s.source_id, s.body FROM statement s JOIN revision v ON v.id = s.revision_id
             JOIN run r ON r.id = v.run_id WHERE {condition} AND {STANDS} AND s.entity_id <> 0"
        );
        let mut find = self.tx.prepare(&sql)?;
        let mut rows = find.query(params)?;
        let mut found = HashSet::new();
        while let Some(row) = rows.next()? {
            let (source, body): (i64, Body) = (row.get(0)?, json(&row.get::<_, String>(1)?)?);
            each_name(&body, &mut |kind, id| {
                found.insert((source, kind_code(kind), id.to_owned()));
            });
        }
        Ok(found)
    }

    /// Statements of the run that later ones replaced, with those.
    fn replaced_later(&self, span: &Span) -> rusqlite::Result<HashMap<i64, i64>> {
        let (_, to) = span.numbers("statement");
        let ours = span.within("previous_id", "statement");
        let sql = format!("SELECT previous_id, id FROM statement WHERE id > ?1 AND {ours}");
        self.tx.prepare(&sql)?.query_map([to], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }
}

/// Whom and what a record names.
fn each_name(body: &Body, each: &mut dyn FnMut(RecordKind, &str)) {
    let (organization, contract) = match body {
        Body::Document(document) => (document.organization.as_deref(), document.contract.as_deref()),
        Body::Payment(payment) => (payment.organization.as_deref(), None),
        Body::Contract(contract) => (contract.organization.as_deref(), None),
        _ => (None, None),
    };
    let names = [
        (RecordKind::Client, body.client()),
        (RecordKind::Organization, organization),
        (RecordKind::Contract, contract),
    ];
    names.into_iter().filter_map(|(kind, id)| Some((kind, id?))).for_each(|(kind, id)| each(kind, id));
}

fn mention(row: &Row<'_>) -> rusqlite::Result<Mention> {
    Ok(Mention {
        statement: row.get(0)?,
        source: row.get(1)?,
        kind: kind_of(row.get(2)?).unwrap_or(RecordKind::Client),
        id: row.get(3)?,
        entity: row.get(4)?,
        previous: row.get(5)?,
    })
}
