//! What a later file of another list told too stays as that one's alone: the money of a register that the bank's statement
//! tells, the client who paid it. Without the run the later record would have been the first of it; where it might have been
//! somebody else's then, it is not shared but needed, and that is named.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{OptionalExtension, params};

use super::super::codes::{KEY_TAX, kind_code};
use super::super::commit::Revision;
use super::anew::{Anew, clients_of_question};
use super::depends::STANDS;
use super::repeated::Owned;
use super::{SaidIn, Span};
use crate::model::ids::ClientId;
use crate::model::name::names_agree;
use crate::model::record::{Body, Party, Payment, RecordKind};
use crate::model::snapshot::tax_key;
use crate::model::undone::{Dependent, Repeat};
use crate::store::lookup::json;

/// Kinds of what several lists may tell, and the tables that number it.
pub(super) const TOLD_BY_SEVERAL: [(RecordKind, &str); 3] =
    [(RecordKind::Payment, "payment"), (RecordKind::Client, "client"), (RecordKind::Organization, "organization")];

/// What a list says of something that the run was the first to tell.
struct Telling {
    body: Body,
    /// The run's own, and it goes with it.
    goes: bool,
    /// Of a later run that stands: its number and its revision.
    later: Option<(i64, i64)>,
    /// Of an earlier run that stands: it was moved here.
    is_older: bool,
    /// It is what replaces something that goes.
    follows: bool,
    /// The delivery that said it.
    said_in: Option<i64>,
}

/// A later file that keeps what it told too.
#[derive(Debug, Clone)]
pub struct Shared {
    /// The file, and how much it keeps.
    pub file: Repeat,
    /// How much of that each delivery of the run had told.
    pub said_in: SaidIn,
}

impl Revision<'_> {
    /// Gives what later files told too to the first of them, and tells which; what people said of it before that is named.
    pub(super) fn keep_shared(
        &mut self,
        span: &Span,
        anew: &mut Anew,
        found: &mut BTreeSet<Dependent>,
    ) -> rusqlite::Result<Vec<Shared>> {
        self.tx.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS undo_shared (of_table TEXT NOT NULL, number INTEGER NOT NULL,
                PRIMARY KEY (of_table, number)); DELETE FROM undo_shared",
        )?;
        if !span.has_later {
            return Ok(Vec::new());
        }
        let (mut owned, mut files) = (Owned::new(), BTreeMap::<i64, (usize, SaidIn)>::new());
        let asked = self.asked_about_clients()?;
        for (kind, table) in TOLD_BY_SEVERAL {
            for number in self.told_later(span, kind, table)? {
                let told = self.tellings(span, kind, number)?;
                let Some((run, revision)) = told.iter().filter_map(|one| one.later).min() else { continue };
                let is_asked = kind == RecordKind::Client && asked.contains(&ClientId(number));
                // What an earlier run said was moved here: it is not the later one's.
                let was_moved = told.iter().any(|one| one.is_older);
                if is_asked || was_moved || !self.stands_alone(span, kind, number, &told)? {
                    continue;
                }
                owned.insert((table, number), run);
                let (records, said_in) = files.entry(revision).or_default();
                *records += 1;
                let gone: BTreeSet<i64> = told.iter().filter(|one| one.goes).filter_map(|one| one.said_in).collect();
                gone.into_iter().for_each(|delivery| *said_in.entry(delivery).or_default() += 1);
                anew.computed(table, number);
                self.shares_of(table, number, anew)?;
                self.share(table, number)?;
            }
        }
        for number in self.older_told_later(span)? {
            let told = self.tellings(span, RecordKind::Client, number)?;
            if self.stands_alone(span, RecordKind::Client, number, &told)? {
                self.share("client", number)?;
            }
        }
        self.keep_questions(span, &mut owned)?;
        self.adopt(span, &owned, found)?;
        let shared = |(revision, (records, said_in))| Ok(Shared { file: self.told_in(revision, records)?, said_in });
        files.into_iter().map(shared).collect()
    }

    fn share(&self, table: &str, number: i64) -> rusqlite::Result<()> {
        let sql = "INSERT INTO temp.undo_shared (of_table, number) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.tx.prepare_cached(sql)?.execute(params![table, number]).map(drop)
    }

    /// Clients of earlier runs of whom this one said something, and later ones too.
    fn older_told_later(&self, span: &Span) -> rusqlite::Result<Vec<i64>> {
        let (ours, made) = (span.within("s.id", "statement"), span.within("s.entity_id", "client"));
        let sql = format!(
            "SELECT DISTINCT s.entity_id FROM statement s WHERE {ours} AND s.kind = ?1 AND s.entity_id <> 0 AND NOT {made}
             AND EXISTS (SELECT 1 FROM statement later JOIN revision v ON v.id = later.revision_id
                JOIN run r ON r.id = v.run_id
                WHERE later.kind = ?1 AND later.entity_id = s.entity_id AND r.id > ?2 AND {STANDS})"
        );
        let mut find = self.tx.prepare(&sql)?;
        find.query_map([kind_code(RecordKind::Client), span.run.0], |row| row.get(0))?.collect()
    }

    /// Whose money it is that others told too, is computed anew: that the run said so, needs nobody.
    pub(super) fn forget_whose_shared(&self) -> rusqlite::Result<()> {
        let sql = "UPDATE payment SET client_id = NULL, payer_client_id = NULL, organization_id = NULL
             WHERE id IN (SELECT number FROM temp.undo_shared WHERE of_table = 'payment')";
        self.unnoted(|| self.tx.execute(sql, [])).map(drop)
    }

    /// What the run made and later runs say something of; what stays anyhow is left out.
    fn told_later(&self, span: &Span, kind: RecordKind, table: &str) -> rusqlite::Result<Vec<i64>> {
        let goes = span.goes("s.entity_id", table);
        let kept = span.within("s.entity_id", table);
        // A client who is mentioned later stays, but by whose record others were given to him is still to be judged.
        let wanted = if kind == RecordKind::Client { kept } else { goes };
        let mut find = self.tx.prepare(&told_later(&wanted))?;
        find.query_map([kind_code(kind), span.run.0], |row| row.get(0))?.collect()
    }

    fn tellings(&self, span: &Span, kind: RecordKind, number: i64) -> rusqlite::Result<Vec<Telling>> {
        let goes = span.goes("s.id", "statement");
        let follows = span.goes("s.previous_id", "statement");
        let sql = format!(
            "SELECT s.body, {goes}, r.id, v.id, {STANDS}, coalesce({follows}, 0), v.delivery_id
             FROM statement s JOIN revision v ON v.id = s.revision_id JOIN run r ON r.id = v.run_id
             WHERE s.kind = ?1 AND s.entity_id = ?2 ORDER BY s.id"
        );
        let mut find = self.tx.prepare_cached(&sql)?;
        let rows = find.query_map([kind_code(kind), number], |row| {
            let (run, revision, stands): (i64, i64, bool) = (row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(Telling {
                body: json(row.get_ref(0)?.as_str()?)?,
                goes: row.get(1)?,
                later: (stands && run > span.run.0).then_some((run, revision)),
                is_older: stands && run < span.run.0,
                follows: row.get(5)?,
                said_in: row.get(6)?,
            })
        })?;
        rows.collect()
    }

    /// Whether what is left of it would be the same by itself: one thing, and nobody else's.
    fn stands_alone(&self, span: &Span, kind: RecordKind, number: i64, told: &[Telling]) -> rusqlite::Result<bool> {
        let needs_more = |one: &Telling| !one.goes && (one.follows || matches!(one.body, Body::Deletion));
        if told.iter().any(needs_more) {
            return Ok(false);
        }
        let left: Vec<&Body> = told.iter().filter(|one| !one.goes).map(|one| &one.body).collect();
        match kind {
            RecordKind::Payment => Ok(are_one_payment(&left)),
            RecordKind::Client => Ok(match one_party(&left) {
                Some(tax) => self.is_only_client(span, ClientId(number), &tax)?,
                None => false,
            }),
            RecordKind::Organization => Ok(match one_party(&left) {
                Some(tax) => self.is_only_company(number, &tax, &left)?,
                None => false,
            }),
            _ => Ok(false),
        }
    }

    /// Whether nobody else has the tax number, and nobody joined the client with another since.
    fn is_only_client(&self, span: &Span, client: ClientId, tax: &str) -> rusqlite::Result<bool> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM client_key WHERE type = ?1 AND key = ?2 AND client_id <> ?3)
             AND NOT EXISTS (SELECT 1 FROM membership m JOIN revision v ON v.id = m.revision_id
                WHERE (m.from_id = ?3 OR m.to_id = ?3) AND v.run_id >= ?4)";
        let known = params![KEY_TAX, tax, client.0, span.run.0];
        self.tx.prepare_cached(sql)?.query_row(known, |row| row.get(0))
    }

    /// Clients of whom it was ever asked whether they are others, and those.
    fn asked_about_clients(&self) -> rusqlite::Result<HashSet<ClientId>> {
        let mut find = self.tx.prepare("SELECT subject, candidates FROM review WHERE kind = 'client_match'")?;
        let mut rows = find.query([])?;
        let mut asked = HashSet::new();
        while let Some(row) = rows.next()? {
            asked.extend(clients_of_question(row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?)?);
        }
        Ok(asked)
    }

    /// Whether no other company of ours has the tax number, or lacks one and has the name.
    fn is_only_company(&self, number: i64, tax: &str, left: &[&Body]) -> rusqlite::Result<bool> {
        let mut find = self.tx.prepare_cached("SELECT body FROM organization WHERE id <> ?1")?;
        let mut rows = find.query([number])?;
        while let Some(row) = rows.next()? {
            let other: Party = json(row.get_ref(0)?.as_str()?)?;
            let is_it = match &other.tax_id {
                Some(id) => tax_key(id) == tax,
                None => left.iter().filter_map(|body| party(body)).any(|one| one.name_core == other.name_core),
            };
            if is_it {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn told_in(&self, revision: i64, records: usize) -> rusqlite::Result<Repeat> {
        let sql = "SELECT v.run_id, s.name, d.file_name FROM revision v JOIN delivery d ON d.id = v.delivery_id
             JOIN source s ON s.id = d.source_id WHERE v.id = ?1";
        let read =
            |row: &rusqlite::Row<'_>| Ok(Repeat { run: row.get(0)?, source: row.get(1)?, file: row.get(2)?, records });
        let known = self.tx.prepare_cached(sql)?.query_row([revision], read).optional()?;
        // A person's decision has no file.
        Ok(known.unwrap_or(Repeat { run: 0, source: String::new(), file: String::new(), records }))
    }
}

/// What later runs say something of, by a condition on its number.
pub(super) fn told_later(wanted: &str) -> String {
    format!(
        "SELECT DISTINCT s.entity_id FROM statement s CROSS JOIN revision v ON v.id = s.revision_id
         CROSS JOIN run r ON r.id = v.run_id WHERE s.kind = ?1 AND s.entity_id <> 0 AND {wanted} AND r.id > ?2 AND {STANDS}"
    )
}

/// Whether records are of one payment by what they say themselves.
fn are_one_payment(left: &[&Body]) -> bool {
    let keys =
        |payment: &Payment| -> BTreeSet<i64> { payment.same_keys().into_iter().chain(payment.twin_hash()).collect() };
    let mut payments = left.iter().map(|body| match body {
        Body::Payment(payment) => Some(keys(payment)),
        _ => None,
    });
    let Some(Some(first)) = payments.next() else { return false };
    payments.all(|keys| keys.is_some_and(|keys| !keys.is_disjoint(&first)))
}

/// The tax number that records of one company have in common, where their names agree too.
fn one_party(left: &[&Body]) -> Option<String> {
    let first = party(left.first()?)?;
    let tax = first.tax_id.as_ref().map(tax_key)?;
    let is_it = |body: &&Body| {
        let Some(other) = party(body) else { return false };
        let is_named_so = first.name_core == other.name_core || names_agree(&first.name_core, &other.name_core);
        other.tax_id.as_ref().map(tax_key).as_ref() == Some(&tax) && is_named_so && first.kpp == other.kpp
    };
    left.iter().all(is_it).then_some(tax)
}

fn party(body: &Body) -> Option<&Party> {
    match body {
        Body::Client(party) | Body::Organization(party) => Some(party),
        _ => None,
    }
}
