//! A plan as a hash: two runs that would do the same have the same.
//!
//! Numbers that the store gives out in passing are taken from where the delivery began, so that what others committed
//! meanwhile changes nothing by itself.

use crate::model::change::{Confirmation, NewStatement, Plan, Withheld};
use crate::model::ids::StatementId;
use crate::model::record::RecordKind;
use crate::model::snapshot::{NextIds, Snapshot, id_space};

/// The running hash of a delivery's chunks.
#[derive(Debug, Clone, Default)]
pub struct PlanDigest {
    hasher: blake3::Hasher,
    began: Option<(i64, NextIds)>,
}

impl PlanDigest {
    /// Adds a chunk that was planned against `snapshot`.
    pub fn add(&mut self, snapshot: &Snapshot, plan: &Plan) {
        // Who was joined follows from the clients that the statements are of.
        let Plan { rekeyed, parted, statements, confirmed, restated: _, withheld, reviews, outcomes, joined: _ } = plan;
        self.began.get_or_insert_with(|| (snapshot.next_statement, snapshot.next_ids.clone()));
        for (former, key) in rekeyed {
            self.mark("rekeyed", &[&former.0, &key.0]);
        }
        for parting in parted {
            let (from, to) =
                (self.entity(RecordKind::Payment, parting.from.0), self.entity(RecordKind::Payment, parting.to.0));
            self.mark("parted", &[from.as_bytes(), to.as_bytes()]);
        }
        statements.iter().for_each(|statement| self.statement(statement));
        for Confirmation { statement, key, message, file_time, before: _ } in confirmed {
            let (statement, version) = (self.number(*statement), format!("{message:?} {file_time:?}"));
            self.mark("confirmed", &[statement.as_bytes(), &key.0, version.as_bytes()]);
        }
        for Withheld { key, digest, item, record: _, body: _ } in withheld {
            self.mark("withheld", &[&key.0, &digest.0, item.kind.name().as_bytes()]);
        }
        for item in reviews {
            self.mark("review", &[item.kind.name().as_bytes(), item.label.as_bytes()]);
        }
        let outcomes: Vec<u8> =
            outcomes.iter().map(|outcome| format!("{outcome:?}").bytes().next().unwrap_or(0)).collect();
        self.mark("rows", &[&outcomes]);
    }

    /// The hash of everything that was added.
    #[must_use]
    pub fn finish(&self) -> [u8; 32] {
        *self.hasher.finalize().as_bytes()
    }

    fn statement(&mut self, new: &NewStatement) {
        let record = &new.record;
        let previous = new.previous.map_or_else(String::new, |previous| self.number(previous));
        let entity = self.entity(record.kind, new.entity);
        let (kind, kept_as) = (record.kind.name(), record.kept_as.name());
        let standing = [u8::from(new.new_entity), record.standing as u8];
        let parts: [&[u8]; 7] = [
            kind.as_bytes(),
            kept_as.as_bytes(),
            record.id.as_bytes(),
            &new.digest.0,
            previous.as_bytes(),
            entity.as_bytes(),
            &standing,
        ];
        self.mark("statement", &parts);
    }

    fn mark(&mut self, what: &str, parts: &[&[u8]]) {
        for part in std::iter::once(&what.as_bytes()).chain(parts) {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            self.hasher.update(&length.to_le_bytes());
            self.hasher.update(part);
        }
    }

    /// A statement of the store by its number, one of the delivery by its place.
    fn number(&self, id: StatementId) -> String {
        place(id.0, self.began.as_ref().map_or(0, |(first, _)| *first))
    }

    fn entity(&self, kind: RecordKind, id: i64) -> String {
        let first = self.began.as_ref().map_or(1, |(_, ids)| ids.peek(id_space(kind)));
        place(id, first)
    }
}

fn place(id: i64, first: i64) -> String {
    if id >= first { format!("+{}", id - first) } else { id.to_string() }
}
