//! A store in a folder of its own, invented deliveries into it, and what it holds told by external keys.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;

use super::super::{CHUNK_ROWS, Chunks};
use crate::model::authority::Authorities;
use crate::model::ids::RunId;
use crate::model::ownership::{Manager, Ownership};
use crate::model::record::{Record, Row};
use crate::model::run::{FileOutcome, FileReport};
use crate::model::sample::{invoice, mention, payer, payment, row};
use crate::model::tally::Tally;
use crate::pipeline::reading::Batch;
use crate::store::Store;
use crate::store::commit::DeliveryEntry;
use crate::store::export::Entity;

/// Rows of one file of one source.
pub(super) type Delivery = (&'static str, Vec<Row>);

pub(super) struct World {
    folder: TempDir,
    pub(super) store: Store,
    pub(super) ownership: Ownership,
    pub(super) authorities: Authorities,
    pub(super) run: RunId,
    deliveries: u8,
}

impl World {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let run = store.begin_run("test", Timestamp::UNIX_EPOCH).unwrap();
        let manager = |name: &str| Manager { name: name.into(), book: format!("{name}.xlsx"), aliases: Vec::new() };
        let ownership = Ownership { managers: vec![manager("Анна"), manager("Олег")], rules: Vec::new() };
        Self { folder, store, ownership, authorities: Authorities::default(), run, deliveries: 0 }
    }

    pub(super) fn of(deliveries: &[Delivery]) -> Self {
        let mut world = Self::new();
        for (source, rows) in deliveries {
            world.deliver(source, rows.clone(), CHUNK_ROWS);
        }
        world
    }

    pub(super) fn entry(&mut self) -> DeliveryEntry {
        self.deliveries += 1;
        DeliveryEntry {
            content: [self.deliveries; 32],
            file_name: format!("{}.xml", self.deliveries),
            byte_len: 1,
            mapping: "test".into(),
            mapping_digest: [0; 32],
            received_at: Timestamp::UNIX_EPOCH.to_string(),
        }
    }

    /// Takes a delivery; gives the count and the owners whose books it touched.
    pub(super) fn deliver(&mut self, source: &str, rows: Vec<Row>, chunk_rows: usize) -> (Tally, BTreeSet<String>) {
        let entry = self.entry();
        let revision = self.store.begin(self.run, source, &entry).unwrap();
        let mut chunks =
            Chunks::new(revision, &self.ownership, &self.authorities, crate::reconcile::Controls::default());
        chunks.chunk_rows = chunk_rows;
        take_all(&mut chunks, rows);
        let mut report = FileReport::new("a.xml", source, FileOutcome::Taken);
        chunks.balance(&mut report).unwrap();
        assert!(chunks.tally.balances());
        let (revision, owners, tally) = chunks.finish();
        revision.commit("{}").unwrap();
        (tally, owners)
    }

    pub(super) fn export(&self, entity: Entity) -> Vec<Value> {
        let mut rows = Vec::new();
        self.store
            .export(entity, &mut |row| {
                rows.push(row);
                Ok(())
            })
            .unwrap();
        rows
    }

    /// Everything golden, by external keys instead of numbers.
    pub(super) fn state(&self) -> BTreeSet<String> {
        let entities = [
            Entity::Organizations,
            Entity::Clients,
            Entity::Contacts,
            Entity::Contracts,
            Entity::Products,
            Entity::Invoices,
            Entity::Orders,
            Entity::Shipments,
            Entity::Returns,
            Entity::Payments,
            Entity::Balances,
        ];
        let rows: Vec<Value> = entities.into_iter().flat_map(|entity| self.export(entity)).collect();
        let names: BTreeMap<String, String> =
            rows.iter().map(|row| (text(&row["id"]), keys(&row["sources"]))).collect();
        let mut state: BTreeSet<String> = rows.into_iter().map(|row| renamed(row, &names).to_string()).collect();
        for row in self.export(Entity::Allocations) {
            state.insert(renamed(row, &names).to_string());
        }
        state.extend(self.questions(&names));
        state
    }

    /// Open questions. One about two clients is the same whichever of them came second.
    fn questions(&self, names: &BTreeMap<String, String>) -> BTreeSet<String> {
        let named = |id: &Value| names.get(&text(id)).cloned().unwrap_or_else(|| text(id));
        let mut questions = BTreeSet::new();
        for row in self.export(Entity::Review).into_iter().filter(|row| row["state"] == "open") {
            let (kind, subject) = (text(&row["kind"]), named(&row["subject"]));
            let candidates: Vec<String> =
                row["candidates"].as_array().unwrap().iter().map(|candidate| named(&candidate["id"])).collect();
            if kind == "client_match" && text(&row["subject"]).starts_with("C-") {
                for candidate in candidates {
                    let pair = BTreeSet::from([subject.clone(), candidate]);
                    questions.insert(format!("{kind}: {pair:?}"));
                }
            } else {
                questions.insert(format!("{kind}: {subject} {candidates:?} {}", row["reasons"]));
            }
        }
        questions
    }

    pub(super) fn open_questions(&self) -> usize {
        self.export(Entity::Review).iter().filter(|row| row["state"] == "open").count()
    }

    /// What upgrading a store does that another program wrote.
    pub(super) fn upgrade(&self, script: &str) {
        let connection = rusqlite::Connection::open(self.folder.path().join("sverka.db")).unwrap();
        connection.execute_batch(script).unwrap();
    }

    /// The first column of a query, straight from the file.
    pub(super) fn numbers(&self, sql: &str) -> Vec<i64> {
        let connection = rusqlite::Connection::open(self.folder.path().join("sverka.db")).unwrap();
        let mut find = connection.prepare(sql).unwrap();
        find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// A field of the record that a source calls so.
    pub(super) fn field(&self, entity: Entity, external_id: &str, field: &str) -> String {
        let rows = self.export(entity);
        let row = rows.iter().find(|row| keys(&row["sources"]).split('+').any(|key| key.ends_with(external_id)));
        row.map(|row| text(&row[field])).unwrap_or_default()
    }
}

pub(super) fn take_all(chunks: &mut Chunks<'_>, rows: Vec<Row>) {
    let mut report = FileReport::new("a.xml", "1c", FileOutcome::Taken);
    chunks.take(Batch { rows, ..Batch::default() }, &mut report).unwrap();
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn keys(sources: &Value) -> String {
    let key = |source: &Value| {
        format!("{}:{}:{}", text(&source["source"]), text(&source["kind"]), text(&source["external_id"]))
    };
    sources.as_array().into_iter().flatten().map(key).collect::<Vec<_>>().join("+")
}

/// The row with every number of ours replaced by what the sources call it.
pub(super) fn renamed(mut row: Value, names: &BTreeMap<String, String>) -> Value {
    let object = row.as_object_mut().unwrap();
    object.remove("id");
    for value in object.values_mut() {
        if let Some(name) = value.as_str().and_then(|id| names.get(id)) {
            *value = Value::String(name.clone());
        }
    }
    row
}

/// Every order of a few deliveries, each against the first.
pub(super) fn assert_any_order(deliveries: &[Delivery]) {
    let expected = World::of(deliveries).state();
    let mut order: Vec<usize> = (0..deliveries.len()).collect();
    while next_order(&mut order) {
        let shuffled: Vec<Delivery> = order.iter().map(|at| deliveries[*at].clone()).collect();
        let state = World::of(&shuffled).state();
        let (missing, new): (Vec<_>, Vec<_>) =
            (expected.difference(&state).collect(), state.difference(&expected).collect());
        assert!(missing.is_empty() && new.is_empty(), "order {order:?}\n- {missing:#?}\n+ {new:#?}");
    }
}

/// The next permutation in the order of the alphabet.
pub(super) fn next_order(order: &mut [usize]) -> bool {
    let Some(at) = (1..order.len()).rev().find(|at| order[at - 1] < order[*at]) else { return false };
    let other = (at..order.len()).rev().find(|other| order[*other] > order[at - 1]).unwrap();
    order.swap(at - 1, other);
    order[at..].reverse();
    true
}

pub(super) fn bill(id: &str, number: &str, day: &str, whole: i64, of: Record) -> Row {
    row(invoice(id, number, day, whole, Some(&of.id))).mentioning(mention(of))
}

pub(super) fn money(id: &str, number: &str, day: &str, whole: i64, from: (&str, &str), purpose: &str) -> Row {
    let key = format!("tax:{}", from.1);
    row(payment(id, number, day, whole, (&key, from.1), purpose)).mentioning(payer(from.0, from.1))
}
