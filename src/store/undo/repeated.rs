//! What a later file said again, word for word, stays: without the run it would have been that file's to say, so that file
//! is where it comes from by now. Rows keep their numbers, which workbooks and people know; what the run changed of older
//! rows by such a record is the later run's to take back.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{OptionalExtension, params};

use super::super::codes::{kind_code, kind_of};
use super::super::commit::Revision;
use super::anew::Anew;
use super::depends::{ENTITIES, STANDS};
use super::{SaidIn, Span, TakenDelivery, taken_delivery};
use crate::model::change::{BodyDigest, NO_ENTITY};
use crate::model::ids::{RunId, StatementId};
use crate::model::record::{Body, Record, RecordKind};
use crate::model::undone::Dependent;
use crate::store::lookup::to_json;

/// A later file that keeps what it said again.
#[derive(Debug, Clone)]
pub struct Repeating {
    /// Its run.
    pub run: RunId,
    /// The file.
    pub delivery: TakenDelivery,
    /// What it keeps, by kind and the source's own id.
    pub kept: HashMap<(RecordKind, String), StatementId>,
    /// How many of those each delivery of the run had said.
    pub said_in: SaidIn,
}

/// A record of the run that a later file said again.
struct Repeated {
    statement: i64,
    kind: RecordKind,
    id: String,
    entity: i64,
    previous: Option<i64>,
    revision: i64,
    run: i64,
    /// The delivery of the run that said it.
    said_in: Option<i64>,
}

impl Repeated {
    fn table(&self) -> Option<&'static str> {
        ENTITIES
            .iter()
            .find(|(kind, _)| *kind == self.kind)
            .map(|(_, table)| *table)
            .filter(|_| self.entity != NO_ENTITY)
    }
}

/// Rows by table and number, with the run whose they are by now.
pub(super) type Owned = BTreeMap<(&'static str, i64), i64>;

impl Revision<'_> {
    /// Gives what later files said again to them, and tells which; what only they would have said otherwise is named.
    pub(super) fn keep_repeated(
        &mut self,
        span: &Span,
        anew: &mut Anew,
        found: &mut BTreeSet<Dependent>,
    ) -> rusqlite::Result<Vec<Repeating>> {
        self.tx.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS undo_kept (of_table TEXT NOT NULL, number INTEGER NOT NULL,
                PRIMARY KEY (of_table, number));
             CREATE TEMP TABLE IF NOT EXISTS undo_repeated (statement INTEGER PRIMARY KEY, revision INTEGER NOT NULL,
                is_same INTEGER NOT NULL);
             DELETE FROM undo_kept; DELETE FROM undo_repeated",
        )?;
        if span.has_adopted {
            self.keep_mentioned(span, anew)?;
        }
        if !span.has_later {
            return Ok(Vec::new());
        }
        self.find_repeated(span)?;
        self.marked_deleted(span)?;
        self.said_otherwise(found)?;
        let repeated = self.all_repeated()?;
        if repeated.is_empty() {
            return Ok(Vec::new());
        }
        let mut owned = Owned::new();
        let mut moved = self.moved_keys(span)?;
        for one in &repeated {
            self.give(span, one, &mut moved, anew)?;
            self.own(span, one, anew, &mut owned)?;
        }
        self.keep_questions(span, &mut owned)?;
        self.adopt(span, &owned, found)?;
        self.joined_by(span, found)?;
        self.repeating(&repeated)
    }

    /// Rows are later runs' own from now on; what was said of them before those is named.
    pub(super) fn adopt(&self, span: &Span, owned: &Owned, found: &mut BTreeSet<Dependent>) -> rusqlite::Result<()> {
        let put = "INSERT INTO adopted (of_table, number, run_id) VALUES (?1, ?2, ?3)
             ON CONFLICT (of_table, number) DO UPDATE SET run_id = excluded.run_id";
        for ((table, number), run) in owned {
            self.leave(table, *number)?;
            self.tx.prepare_cached(put)?.execute(params![table, number, run])?;
            let forget = "DELETE FROM undo_row WHERE name = ?1 AND key = ?2 AND run_id > ?3 AND run_id <= ?4";
            self.said_between(span, (table, *number), *run, found)?;
            self.tx.prepare_cached(forget)?.execute(params![table, format!("[{number}]"), span.run.0, run])?;
        }
        Ok(())
    }

    /// The first later file that said each record again.
    fn find_repeated(&self, span: &Span) -> rusqlite::Result<()> {
        let ours = span.within("s.id", "statement");
        let sql = format!("SELECT count(*), min(s.id), max(s.id) FROM statement s WHERE {ours} AND s.standing <> 0");
        let (mut left, first, last): (i64, Option<i64>, Option<i64>) =
            self.tx.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let sql = format!(
            "SELECT DISTINCT x.revision_id FROM restated x JOIN revision v ON v.id = x.revision_id
             JOIN run r ON r.id = v.run_id JOIN delivery d ON d.id = v.delivery_id
             WHERE r.id > ?1 AND d.state = 'taken' AND {STANDS} AND x.last >= ?2 AND x.first <= ?3 ORDER BY x.revision_id"
        );
        let mut find = self.tx.prepare(&sql)?;
        let revisions = find.query_map(params![span.run.0, first, last], |row| row.get(0))?;
        let revisions: Vec<i64> = revisions.collect::<rusqlite::Result<_>>()?;
        let sql = format!(
            "INSERT INTO undo_repeated (statement, revision, is_same) SELECT s.id, x.revision_id, min(x.is_same)
             FROM restated x CROSS JOIN statement s ON s.id BETWEEN x.first AND x.last
             WHERE x.revision_id = ?1 AND {ours} AND s.standing <> 0 GROUP BY s.id ON CONFLICT (statement) DO NOTHING"
        );
        let mut put = self.tx.prepare(&sql)?;
        for revision in revisions {
            if left <= 0 {
                break;
            }
            left -= i64::try_from(put.execute([revision])?).unwrap_or(i64::MAX);
        }
        Ok(())
    }

    /// A deletion marks what was held: where that goes, the later file would have deleted something else.
    fn marked_deleted(&self, span: &Span) -> rusqlite::Result<()> {
        let ours = span.within("s.previous_id", "statement");
        let sql = format!(
            "UPDATE undo_repeated SET is_same = 0 WHERE statement IN
                (SELECT s.id FROM temp.undo_repeated x JOIN statement s ON s.id = x.statement WHERE s.digest = ?1 AND {ours})"
        );
        let deletion = BodyDigest::of(&to_json(&Body::Deletion)?);
        self.tx.execute(&sql, [deletion.0]).map(drop)
    }

    /// Files that said such a record in an older version, or only that it is deleted: they would have been taken otherwise.
    fn said_otherwise(&self, found: &mut BTreeSet<Dependent>) -> rusqlite::Result<()> {
        let sql = "SELECT DISTINCT v.run_id, d.file_name FROM temp.undo_repeated x JOIN revision v ON v.id = x.revision
             JOIN delivery d ON d.id = v.delivery_id WHERE x.is_same = 0 ORDER BY d.id";
        let mut find = self.tx.prepare(sql)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            found.insert(Dependent { run: row.get(0)?, sort: "file", label: row.get(1)? });
        }
        drop(rows);
        self.tx.execute("DELETE FROM temp.undo_repeated WHERE is_same = 0", []).map(drop)
    }

    fn all_repeated(&self) -> rusqlite::Result<Vec<Repeated>> {
        let sql =
            "SELECT s.id, s.kind, s.external_id, s.entity_id, s.previous_id, x.revision, v.run_id, ours.delivery_id
             FROM temp.undo_repeated x JOIN statement s ON s.id = x.statement JOIN revision v ON v.id = x.revision
             JOIN revision ours ON ours.id = s.revision_id ORDER BY s.id";
        let mut find = self.tx.prepare(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Repeated {
                statement: row.get(0)?,
                kind: kind_of(row.get(1)?).unwrap_or(RecordKind::Client),
                id: row.get(2)?,
                entity: row.get(3)?,
                previous: row.get(4)?,
                revision: row.get(5)?,
                run: row.get(6)?,
                said_in: row.get(7)?,
            })
        };
        find.query_map([], read)?.collect()
    }

    /// Keys of records that the run gave a newer version, by the number of the older.
    fn moved_keys(&self, span: &Span) -> rusqlite::Result<HashMap<i64, String>> {
        let sql = "SELECT json_extract(before, '$[1]'), key FROM undo_row WHERE run_id = ?1 AND name = 'source_key'
             AND before IS NOT NULL";
        self.tx.prepare(sql)?.query_map([span.run.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// Makes a record the later file's own.
    fn give(
        &mut self,
        span: &Span,
        one: &Repeated,
        moved: &mut HashMap<i64, String>,
        anew: &mut Anew,
    ) -> rusqlite::Result<()> {
        let mut previous = one.previous;
        let ours = span.within("s.id", "statement");
        let sql = format!("SELECT s.previous_id FROM statement s WHERE s.id = ?1 AND {ours}");
        while let Some(id) = previous {
            let before: Option<Option<i64>> =
                self.tx.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
            let Some(before) = before else { break };
            previous = before;
        }
        let sql = "UPDATE statement SET revision_id = ?2, previous_id = ?3 WHERE id = ?1";
        self.tx.prepare_cached(sql)?.execute(params![one.statement, one.revision, previous])?;
        if let Some(previous) = previous {
            self.hand_on(span, "statement", &format!("[{previous}]"), one.run, anew)?;
            if let Some(key) = moved.remove(&previous) {
                self.hand_on(span, "source_key", &key, one.run, anew)?;
            }
        }
        Ok(())
    }

    /// What the record is of is the later run's too, where this run made it; else what it changed of that.
    fn own(&mut self, span: &Span, one: &Repeated, anew: &mut Anew, owned: &mut Owned) -> rusqlite::Result<()> {
        owned.insert(("statement", one.statement), one.run);
        let Some(table) = one.table() else { return Ok(()) };
        anew.computed(table, one.entity);
        let sql = format!("SELECT {}", span.within("?1", table));
        let is_made: bool = self.tx.prepare_cached(&sql)?.query_row([one.entity], |row| row.get(0))?;
        if !is_made {
            self.hand_on(span, table, &format!("[{}]", one.entity), one.run, anew)?;
        } else {
            // Another source may have said it before this file did.
            let sql = format!(
                "SELECT min(r.id) FROM statement s JOIN revision v ON v.id = s.revision_id JOIN run r ON r.id = v.run_id
                 WHERE s.kind = ?1 AND s.entity_id = ?2 AND r.id > ?3 AND {STANDS}"
            );
            let known = params![kind_code(one.kind), one.entity, span.run.0];
            let earliest: Option<i64> = self.tx.prepare_cached(&sql)?.query_row(known, |row| row.get(0))?;
            let run = earliest.map_or(one.run, |run| run.min(one.run));
            owned.entry((table, one.entity)).and_modify(|known| *known = run.min(*known)).or_insert(run);
        }
        self.shares_of(table, one.entity, anew)?;
        if table == "document" {
            let sql = "SELECT json_array(coalesce(organization_id, 0), currency, date) FROM document WHERE id = ?1";
            let rate: Option<String> =
                self.tx.prepare_cached(sql)?.query_row([one.entity], |row| row.get(0)).optional()?;
            if let Some(rate) = rate {
                self.hand_on(span, "rate", &rate, one.run, anew)?;
            }
        }
        Ok(())
    }

    /// What is paid with it, and what pays it, is summed up anew; what is compared with it, compared.
    pub(super) fn shares_of(&self, table: &str, number: i64, anew: &mut Anew) -> rusqlite::Result<()> {
        if table == "balance" {
            let sql = "INSERT INTO control_due (kind, key) VALUES ('balance', CAST(?1 AS TEXT)) ON CONFLICT DO NOTHING";
            self.tx.prepare_cached(sql)?.execute([number])?;
        }
        let sql = match table {
            "document" => "SELECT 'payment', payment_id FROM allocation WHERE document_id = ?1",
            "payment" => {
                "SELECT 'document', document_id FROM allocation WHERE payment_id = ?1
                 UNION SELECT 'payment', refund_id FROM refund WHERE payment_id = ?1
                 UNION SELECT 'payment', payment_id FROM refund WHERE refund_id = ?1"
            }
            _ => return Ok(()),
        };
        let mut find = self.tx.prepare_cached(sql)?;
        let mut rows = find.query([number])?;
        while let Some(row) = rows.next()? {
            anew.computed(&row.get::<_, String>(0)?, row.get(1)?);
        }
        Ok(())
    }

    /// Questions about what stays, stay.
    pub(super) fn keep_questions(&self, span: &Span, owned: &mut Owned) -> rusqlite::Result<()> {
        let ours = span.within("q.id", "review");
        let sql = format!(
            "SELECT q.id, q.statement_id, json_extract(q.subject, '$.client'), json_extract(q.subject, '$.document'),
                json_extract(q.subject, '$.payment') FROM review q WHERE {ours} AND q.decision_id IS NULL"
        );
        let mut find = self.tx.prepare(&sql)?;
        let mut rows = find.query([])?;
        let mut kept = Vec::new();
        while let Some(row) = rows.next()? {
            let about = ["statement", "client", "document", "payment"];
            let subjects = about.iter().zip(1..).filter_map(|(table, at)| Some((*table, row.get(at).ok()?)));
            let run = subjects.filter_map(|subject| owned.get(&subject)).max();
            kept.extend(run.map(|run| (row.get::<_, i64>(0).unwrap_or_default(), *run)));
        }
        let sql = "UPDATE review SET created_run = ?2 WHERE id = ?1";
        for (question, run) in kept {
            self.unnoted(|| self.tx.prepare_cached(sql)?.execute([question, run]))?;
            owned.insert(("review", question), run);
        }
        Ok(())
    }

    /// What somebody said about a row before the file that keeps it: without the run there was nothing to say it of.
    fn said_between(
        &self,
        span: &Span,
        (table, number): (&'static str, i64),
        run: i64,
        found: &mut BTreeSet<Dependent>,
    ) -> rusqlite::Result<()> {
        let kinds = ENTITIES.iter().filter(|(_, of)| *of == table).map(|(kind, _)| kind_code(*kind).to_string());
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let values = format!(
            "SELECT r.id, p.field FROM person_value p JOIN revision v ON v.id = p.revision_id JOIN run r ON r.id = v.run_id
             WHERE p.kind IN ({kinds}) AND p.entity_id = ?1 AND r.id > ?2 AND r.id <= ?3 AND {STANDS}"
        );
        let decisions = format!(
            "SELECT r.id, 'J-' || d.id FROM decision d JOIN revision v ON v.id = d.revision_id JOIN run r ON r.id = v.run_id
             WHERE d.{table}_id = ?1 AND r.id > ?2 AND r.id <= ?3 AND d.undone_by IS NULL AND {STANDS}"
        );
        let answers = format!(
            "SELECT r.id, 'J-' || d.id FROM review q JOIN decision d ON d.id = q.decision_id
             JOIN revision v ON v.id = d.revision_id JOIN run r ON r.id = v.run_id
             WHERE q.id = ?1 AND r.id > ?2 AND r.id <= ?3 AND d.undone_by IS NULL AND {STANDS}"
        );
        let said: &[(&'static str, &str)] = match table {
            "statement" => &[],
            "review" => &[("decision", answers.as_str())],
            "document" | "payment" => &[("value", values.as_str()), ("decision", decisions.as_str())],
            _ => &[("value", values.as_str())],
        };
        for (sort, sql) in said {
            let mut find = self.tx.prepare_cached(sql)?;
            let mut rows = find.query([number, span.run.0, run])?;
            while let Some(row) = rows.next()? {
                found.insert(Dependent { run: row.get(0)?, sort, label: row.get(1)? });
            }
        }
        Ok(())
    }

    /// Clients that became one, or parted, in this run, and payments that did: a later file that says the same records
    /// again would have made them so, but the program can't tell which of them.
    fn joined_by(&self, span: &Span, found: &mut BTreeSet<Dependent>) -> rusqlite::Result<()> {
        let joined = span.within("m.id", "membership");
        let sql = format!(
            "SELECT DISTINCT v.run_id, d.file_name FROM temp.undo_repeated x JOIN statement s ON s.id = x.statement
             JOIN revision v ON v.id = x.revision JOIN delivery d ON d.id = v.delivery_id
             WHERE s.kind = ?1 AND s.entity_id IN (SELECT m.from_id FROM membership m WHERE {joined}
                UNION ALL SELECT m.to_id FROM membership m WHERE {joined})
             UNION SELECT DISTINCT v.run_id, d.file_name FROM undo_row u
             CROSS JOIN statement moved ON moved.id = CAST(json_extract(u.key, '$[0]') AS INTEGER)
             CROSS JOIN statement s ON s.kind = moved.kind
                AND s.entity_id IN (moved.entity_id, json_extract(u.before, '$[0]'))
             CROSS JOIN temp.undo_repeated x ON x.statement = s.id
             JOIN revision v ON v.id = x.revision JOIN delivery d ON d.id = v.delivery_id
             WHERE u.run_id = ?2 AND u.name = 'statement' AND moved.entity_id <> json_extract(u.before, '$[0]')"
        );
        let mut find = self.tx.prepare(&sql)?;
        let mut rows = find.query([kind_code(RecordKind::Client), span.run.0])?;
        while let Some(row) = rows.next()? {
            found.insert(Dependent { run: row.get(0)?, sort: "file", label: row.get(1)? });
        }
        Ok(())
    }

    /// What a run that is gone mentioned, and a later one too, is no longer this run's where somebody else mentions it.
    fn keep_mentioned(&self, span: &Span, anew: &mut Anew) -> rusqlite::Result<()> {
        for (kind, table) in ENTITIES.iter().filter(|(_, table)| ["client", "organization", "contract"].contains(table))
        {
            let ours = span.within("s.id", "statement");
            let sql = format!(
                "SELECT a.number FROM adopted a WHERE a.run_id = ?1 AND a.of_table = ?2 AND EXISTS
                    (SELECT 1 FROM statement s JOIN revision v ON v.id = s.revision_id JOIN run r ON r.id = v.run_id
                     WHERE s.kind = ?3 AND s.entity_id = a.number AND s.replaced = 0 AND r.undone_by IS NOT NULL
                        AND NOT {ours})"
            );
            let mut find = self.tx.prepare(&sql)?;
            let left = find.query_map(params![span.run.0, table, kind_code(*kind)], |row| row.get(0))?;
            for number in left.collect::<rusqlite::Result<Vec<i64>>>()? {
                self.leave(table, number)?;
                anew.computed(table, number);
            }
        }
        Ok(())
    }

    /// Where a record stands in the file that keeps it.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn place_again(&mut self, file: &Repeating, statement: StatementId, record: &Record) -> rusqlite::Result<()> {
        let rule = self.rule(record.rule())?;
        let position = &record.provenance.position;
        let line = i64::try_from(position.line).unwrap_or(i64::MAX);
        let (version, part) = (&record.version, &*position.part);
        let sql = "UPDATE statement SET rule_id = ?2, part = ?3, line = ?4, path = ?5, token = ?6 WHERE id = ?1";
        self.tx.prepare_cached(sql)?.execute(params![statement.0, rule, part, line, position.path, version.token])?;
        if !self.is_confirmed_since(statement, file.run.0)? {
            let time = version.file_time.map(|time| time.to_string());
            let sql = "UPDATE statement SET file_time = ?2 WHERE id = ?1";
            self.tx.prepare_cached(sql)?.execute(params![statement.0, time])?;
        }
        Ok(())
    }

    fn repeating(&self, repeated: &[Repeated]) -> rusqlite::Result<Vec<Repeating>> {
        let mut by_revision: BTreeMap<i64, Repeating> = BTreeMap::new();
        for one in repeated {
            let file = match by_revision.entry(one.revision) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.repeating_file(one)?),
            };
            file.kept.insert((one.kind, one.id.clone()), StatementId(one.statement));
            if let Some(delivery) = one.said_in {
                *file.said_in.entry(delivery).or_default() += 1;
            }
        }
        Ok(by_revision.into_values().collect())
    }

    fn repeating_file(&self, one: &Repeated) -> rusqlite::Result<Repeating> {
        let sql = "SELECT d.content_hash, s.name, d.file_name, d.received_at, d.id FROM revision v
             JOIN delivery d ON d.id = v.delivery_id JOIN source s ON s.id = d.source_id WHERE v.id = ?1";
        let delivery = self.tx.prepare_cached(sql)?.query_row([one.revision], taken_delivery)?;
        Ok(Repeating { run: RunId(one.run), delivery, kept: HashMap::new(), said_in: SaidIn::new() })
    }
}
