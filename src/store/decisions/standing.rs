//! Decisions that hold, with the clients their records belong to now. Loaded once for a revision: people decide in
//! hundreds, deliveries bring hundreds of thousands.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::OptionalExtension;

use super::super::commit::Revision;
use crate::model::change::RecordKey;
use crate::model::decision::{Decided, Decision, Fact, RecordRef, namesake_key};
use crate::model::ids::{ClientId, RecordNo, SourceId};
use crate::model::record::{Direction, RecordKind};

impl Revision<'_> {
    /// Decisions that hold, as planning needs them.
    pub(in crate::store) fn standing(&self) -> rusqlite::Result<Arc<Decided>> {
        if let Some(known) = self.standing.get() {
            return Ok(Arc::clone(known));
        }
        let standing = if self.has_decisions { self.load_standing()? } else { Decided::default() };
        Ok(Arc::clone(self.standing.get_or_init(|| Arc::new(standing))))
    }

    /// What holds changed.
    pub(in crate::store) fn forget_standing(&mut self) {
        self.has_decisions = true;
        self.standing = std::cell::OnceCell::new();
    }

    fn load_standing(&self) -> rusqlite::Result<Decided> {
        let mut standing = Decided::default();
        for Decision { id, fact, payment, document, .. } in self.decisions_that_hold()? {
            standing.about.extend(payment.map(RecordNo::Payment));
            standing.about.extend(document.map(RecordNo::Document));
            for record in fact.identities() {
                self.note_namesake(record, &mut standing)?;
            }
            match fact {
                Fact::Same { one, other } => self.note_same(&one, &other, &mut standing)?,
                Fact::Different { one, other } => self.note_apart(&one, &other, &mut standing)?,
                Fact::Take { record, direction } => self.note_taken(&record, direction, &mut standing)?,
                Fact::Rule { tax_id, client } => standing.rules.push((id, tax_id, client)),
                Fact::Link { .. }
                | Fact::Pays { .. }
                | Fact::Overpays { .. }
                | Fact::Unlink { .. }
                | Fact::GivesBack { .. }
                | Fact::GivesNotBack { .. }
                | Fact::OneChange { .. }
                | Fact::TwoChanges { .. }
                | Fact::Whose { .. }
                | Fact::Refuse { .. }
                | Fact::Delete { .. }
                | Fact::Delivery { .. }
                | Fact::Workbook(_)
                | Fact::Undo { .. } => {}
            }
        }
        Ok(standing)
    }

    fn note_namesake(&self, record: &RecordRef, standing: &mut Decided) -> rusqlite::Result<()> {
        let Some(source) = self.source_named(&record.source)? else { return Ok(()) };
        let key = namesake_key(source, record.tax_key.as_deref(), &record.name_core);
        if let (Some(key), Some(client)) = (key, self.client_of(std::slice::from_ref(record))?) {
            standing.namesakes.entry(key).or_default().insert((client.0, record.kpp.clone()));
        }
        Ok(())
    }

    fn note_same(&self, one: &[RecordRef], other: &[RecordRef], standing: &mut Decided) -> rusqlite::Result<()> {
        standing.joined.extend(other.iter().map(|record| (record.source.clone(), record.id.clone())));
        for record in one.iter().chain(other) {
            let (Some(tax), Some(key)) = (&record.tax_key, self.key_of(record)?) else { continue };
            standing.taken.insert((key, tax.clone()));
            if let Some(client) = self.client_of(std::slice::from_ref(record))? {
                standing.merged.entry(tax.clone()).or_default().insert(client.0);
            }
        }
        Ok(())
    }

    fn note_apart(&self, one: &[RecordRef], other: &[RecordRef], standing: &mut Decided) -> rusqlite::Result<()> {
        let (one, other) = (self.clients_of(one)?, self.clients_of(other)?);
        for (a, b) in one.iter().flat_map(|a| other.iter().map(move |b| (a.0, b.0))) {
            if a != b {
                standing.apart.insert((a.min(b), a.max(b)));
                standing.apart_from.entry(a).or_default().insert(ClientId(b));
                standing.apart_from.entry(b).or_default().insert(ClientId(a));
            }
        }
        Ok(())
    }

    fn note_taken(
        &self,
        record: &RecordRef,
        direction: Option<Direction>,
        standing: &mut Decided,
    ) -> rusqlite::Result<()> {
        let Some(key) = self.key_of(record)? else { return Ok(()) };
        if let Some(direction) = direction {
            standing.directions.insert(key, direction);
        }
        match &record.tax_key {
            Some(tax) => drop(standing.taken.insert((key, tax.clone()))),
            None => drop(standing.accepted.insert(key)),
        }
        Ok(())
    }

    /// The store's number of a source, if it ever delivered.
    pub(super) fn source_named(&self, name: &str) -> rusqlite::Result<Option<SourceId>> {
        let sql = "SELECT id FROM source WHERE name = ?1";
        self.tx.prepare_cached(sql)?.query_row([name], |row| row.get(0).map(SourceId)).optional()
    }

    /// The key of a record that a decision names.
    pub(super) fn key_of(&self, record: &RecordRef) -> rusqlite::Result<Option<RecordKey>> {
        let source = self.source_named(&record.source)?;
        Ok(source.map(|source| record.key(source)))
    }

    /// The entities that the records are of now.
    pub(in crate::store) fn entities_of(&self, records: &[RecordRef]) -> rusqlite::Result<BTreeSet<i64>> {
        let mut entities = BTreeSet::new();
        for record in records {
            let Some(source) = self.source_named(&record.source)? else { continue };
            let kept_as = record.kept_as.unwrap_or(record.kind);
            entities.extend(self.entity_of(source.0, kept_as, Some(&record.id))?);
        }
        Ok(entities)
    }

    fn clients_of(&self, records: &[RecordRef]) -> rusqlite::Result<BTreeSet<ClientId>> {
        Ok(self.entities_of(records)?.into_iter().map(ClientId).collect())
    }

    /// The client that most of the records are of now; of equally many, the older.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client_of(&self, records: &[RecordRef]) -> rusqlite::Result<Option<ClientId>> {
        let mut counts: HashMap<i64, usize> = HashMap::new();
        for record in records.iter().filter(|record| record.kind == RecordKind::Client) {
            for entity in self.entities_of(std::slice::from_ref(record))? {
                *counts.entry(entity).or_default() += 1;
            }
        }
        let best = counts.into_iter().max_by_key(|(id, count)| (*count, std::cmp::Reverse(*id)));
        Ok(best.map(|(id, _)| ClientId(id)))
    }
}
