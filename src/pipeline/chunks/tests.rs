//! Whole deliveries of invented records into a real store, compared by external keys: what order they come in and where
//! chunks end must not show.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::model::ids::RunId;
use crate::model::ownership::Manager;
use crate::model::record::{DocumentRef, Record};
use crate::model::run::FileOutcome;
use crate::model::sample::{
    ALFA, BETA, client, document, invoice, mention, organization, party, payer, payment, record, reference, removal,
    row,
};
use crate::store::Store;
use crate::store::commit::DeliveryEntry;
use crate::store::export::Entity;

/// Rows of one file of one source.
type Delivery = (&'static str, Vec<Row>);

struct World {
    _folder: TempDir,
    store: Store,
    ownership: Ownership,
    run: RunId,
    deliveries: u8,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let run = store.begin_run("test", Timestamp::UNIX_EPOCH).unwrap();
        let manager = |name: &str| Manager { name: name.into(), book: format!("{name}.xlsx"), aliases: Vec::new() };
        let ownership = Ownership { managers: vec![manager("Анна"), manager("Олег")], rules: Vec::new() };
        Self { _folder: folder, store, ownership, run, deliveries: 0 }
    }

    fn of(deliveries: &[Delivery]) -> Self {
        let mut world = Self::new();
        for (source, rows) in deliveries {
            world.deliver(source, rows.clone(), CHUNK_ROWS);
        }
        world
    }

    fn entry(&mut self) -> DeliveryEntry {
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
    fn deliver(&mut self, source: &str, rows: Vec<Row>, chunk_rows: usize) -> (Tally, BTreeSet<String>) {
        let entry = self.entry();
        let revision = self.store.begin(self.run, source, &entry).unwrap();
        let mut chunks = Chunks::new(revision, &self.ownership);
        chunks.chunk_rows = chunk_rows;
        take_all(&mut chunks, rows);
        chunks.balance().unwrap();
        assert!(chunks.tally.balances());
        let (revision, owners, tally) = chunks.finish();
        revision.commit("{}").unwrap();
        (tally, owners)
    }

    fn export(&self, entity: Entity) -> Vec<Value> {
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
    fn state(&self) -> BTreeSet<String> {
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

    fn open_questions(&self) -> usize {
        self.export(Entity::Review).iter().filter(|row| row["state"] == "open").count()
    }

    /// A field of the record that a source calls so.
    fn field(&self, entity: Entity, external_id: &str, field: &str) -> String {
        let rows = self.export(entity);
        let row = rows.iter().find(|row| keys(&row["sources"]).split('+').any(|key| key.ends_with(external_id)));
        row.map(|row| text(&row[field])).unwrap_or_default()
    }
}

fn take_all(chunks: &mut Chunks<'_>, rows: Vec<Row>) {
    let mut report = FileReport::new("a.xml", "1c", FileOutcome::Taken);
    chunks.take(Batch { rows, ..Batch::default() }, &mut report).unwrap();
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn keys(sources: &Value) -> String {
    let key = |source: &Value| {
        format!("{}:{}:{}", text(&source["source"]), text(&source["kind"]), text(&source["external_id"]))
    };
    sources.as_array().into_iter().flatten().map(key).collect::<Vec<_>>().join("+")
}

/// The row with every number of ours replaced by what the sources call it.
fn renamed(mut row: Value, names: &BTreeMap<String, String>) -> Value {
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
fn assert_any_order(deliveries: &[Delivery]) {
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
fn next_order(order: &mut [usize]) -> bool {
    let Some(at) = (1..order.len()).rev().find(|at| order[at - 1] < order[*at]) else { return false };
    let other = (at..order.len()).rev().find(|other| order[*other] > order[at - 1]).unwrap();
    order.swap(at - 1, other);
    order[at..].reverse();
    true
}

fn bill(id: &str, number: &str, day: &str, whole: i64, of: Record) -> Row {
    row(invoice(id, number, day, whole, Some(&of.id))).mentioning(mention(of))
}

fn money(id: &str, number: &str, day: &str, whole: i64, from: (&str, &str), purpose: &str) -> Row {
    let key = format!("tax:{}", from.1);
    row(payment(id, number, day, whole, (&key, from.1), purpose)).mentioning(payer(from.0, from.1))
}

#[test]
fn bills_cards_and_money_may_come_in_any_order() {
    assert_any_order(&[
        ("1c", vec![row(client("c1", "Альфа", ALFA)), row(client("c2", "Бета", BETA))]),
        (
            "1c",
            vec![
                bill("i1", "0000-000101", "2026-10-05", 300, client("c1", "Альфа", ALFA)),
                bill("i2", "0000-000102", "2026-10-06", 500, client("c2", "Бета", BETA)),
            ],
        ),
        (
            "bank",
            vec![
                money("p1", "15", "2026-10-10", 300, ("ООО АЛЬФА", ALFA), "счет 101 от 05.10.2026"),
                money("p2", "16", "2026-10-10", 70, ("БЕТА ТД", BETA), "за товар"),
            ],
        ),
        ("shop", vec![row(client("77", "Альфа", ALFA)), row(client("78", "Бета", ""))]),
    ]);
}

#[test]
fn versions_of_one_record_may_come_in_any_order() {
    let of =
        |message: i64, whole: i64| bill("i1", "101", "2026-10-05", whole, client("c1", "Альфа", ALFA).message(message));
    let at = |message: i64, mut row: Row| {
        row.record.version.message = Some(message);
        row
    };
    assert_any_order(&[
        ("1c", vec![at(1, of(1, 300))]),
        ("1c", vec![at(2, of(2, 400))]),
        ("1c", vec![at(3, of(3, 250)), row(client("c1", "Альфа Плюс", ALFA).message(3))]),
        ("bank", vec![money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "счет 101 от 05.10.2026")]),
    ]);
}

#[test]
fn a_deletion_may_come_before_what_it_deletes() {
    assert_any_order(&[
        ("1c", vec![row(client("c1", "Альфа", ALFA).message(1)), row(removal(RecordKind::Invoice, "i1").message(2))]),
        (
            "1c",
            vec![
                row(invoice("i1", "101", "2026-10-05", 300, Some("c1")).message(1))
                    .mentioning(mention(client("c1", "Альфа", ALFA).message(1))),
            ],
        ),
        ("1c", vec![row(removal(RecordKind::Client, "c1").message(3))]),
    ]);
}

#[test]
fn one_payment_of_two_systems_may_come_in_any_order() {
    let own = |id: &str, purpose: &str| {
        let card = client("c1", "Альфа", ALFA);
        row(payment(id, "0015", "2026-10-10", 300, ("c1", ALFA), purpose).with_payment(|payment| {
            payment.pays.push(reference(RecordKind::Invoice, "i1"));
        }))
        .mentioning(mention(card))
    };
    let line = |id: &str| {
        let mut line = money(id, "15", "2026-10-10", 300, ("Альфа", ALFA), "по договору");
        line.record = line.record.with_payment(|payment| {
            payment.payer.account = "40702810900000000001".into();
            payment.payee.account = "40702810900000000002".into();
        });
        line
    };
    let deliveries = [
        ("1c", vec![own("a", "")]),
        ("1c", vec![bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA))]),
        ("bank", vec![line("b")]),
        ("bank", vec![line("b")]),
    ];
    assert_any_order(&deliveries);
    let world = World::of(&deliveries);
    assert_eq!(world.export(Entity::Payments).len(), 1);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "300.00");
    let two = [("1c", vec![own("a", ""), own("a2", "")]), ("bank", vec![line("b"), line("b2"), line("b3")])];
    assert_any_order(&two);
    assert_eq!(World::of(&two).export(Entity::Payments).len(), 3);
}

#[test]
fn managers_follow_the_newest_document_whatever_comes_last() {
    let named = |id: &str, day: &str, manager: &str| {
        let manager = manager.to_owned();
        let mut row = bill(id, id, day, 10, client("c1", "Альфа", ALFA));
        row.record = row.record.with_document(|document| document.manager = manager);
        row
    };
    let deliveries = [
        ("1c", vec![named("i1", "2026-10-05", "Анна")]),
        ("1c", vec![named("i2", "2026-10-06", "Олег")]),
        ("1c", vec![named("i3", "2026-10-06", "Анна")]),
        ("1c", vec![named("i4", "2026-10-07", "")]),
    ];
    assert_any_order(&deliveries);
    let mut world = World::of(&deliveries);
    assert_eq!(world.field(Entity::Clients, "c1", "manager"), "Анна");
    world.deliver("1c", vec![row(removal(RecordKind::Invoice, "i3"))], 9);
    assert_eq!(world.field(Entity::Clients, "c1", "manager"), "Олег");
}

#[test]
fn orders_their_bills_and_shipments_may_come_in_any_order() {
    let of = |kind: RecordKind, id: &str, day: &str, base: Option<DocumentRef>| {
        let mut record = document(kind, id, id, day, 300, Some("c1"));
        record = record.with_document(|document| document.based_on.extend(base));
        row(record).mentioning(mention(client("c1", "Альфа", ALFA)))
    };
    let deliveries = [
        ("1c", vec![of(RecordKind::Order, "7", "2026-10-01", None)]),
        ("1c", vec![of(RecordKind::Invoice, "8", "2026-10-02", Some(reference(RecordKind::Order, "7")))]),
        ("1c", vec![of(RecordKind::Shipment, "9", "2026-10-03", Some(reference(RecordKind::Order, "7")))]),
        ("bank", vec![money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "оплата по накладной 9 от 03.10.2026")]),
    ];
    assert_any_order(&deliveries);
    let mut world = World::of(&deliveries);
    assert_eq!(world.field(Entity::Orders, "7", "covered"), "true");
    assert_eq!(world.field(Entity::Invoices, "8", "paid"), "300.00");
    world.deliver("1c", vec![row(removal(RecordKind::Invoice, "8"))], 9);
    assert_eq!(world.field(Entity::Orders, "7", "covered"), "false", "nothing stands for it any more");
    assert_eq!(world.field(Entity::Orders, "7", "paid"), "300.00");
}

#[test]
fn chunks_end_anywhere() {
    let rows = || {
        vec![
            row(client("c0", "Гамма", "")),
            bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA)),
            row(client("c1", "Альфа Трейд", ALFA)),
            row(client("c2", "Альфа", "")),
            bill("i2", "102", "2026-10-06", 500, client("c3", "Гамма", BETA)),
            money("p1", "15", "2026-10-10", 300, ("АЛЬФА", ALFA), "счет 101 от 05.10.2026"),
            bill("i1", "101", "2026-10-05", 350, client("c1", "Альфа", ALFA)),
            bill("i5", "105", "2026-10-06", 5, client("c7", "Дельта", "")),
            bill("i6", "106", "2026-10-06", 5, client("c7", "Дельта Юг", "")),
            bill("i7", "107", "2026-10-06", 5, client("c7", "Дельта", "")),
            row(organization("o1", "Север", "")),
            row(organization("o2", "Север", "7812345676")),
            row(removal(RecordKind::Client, "c9")),
            row(client("c9", "Омега", ALFA)),
            bill("i3", "103", "2026-10-06", 5, mention(client("name:гамма", "Гамма", ""))),
            bill("i4", "104", "2026-10-06", 5, client("c1", "Чужая", BETA)),
        ]
    };
    let mut expected = World::new();
    let count = expected.deliver("1c", rows(), CHUNK_ROWS).0;
    for size in [1, 2, 3, 5] {
        let mut world = World::new();
        assert_eq!(world.deliver("1c", rows(), size).0, count, "chunks of {size}");
        let (state, wanted) = (world.state(), expected.state());
        let (missing, new): (Vec<_>, Vec<_>) =
            (wanted.difference(&state).collect(), state.difference(&wanted).collect());
        assert!(missing.is_empty() && new.is_empty(), "chunks of {size}\n- {missing:#?}\n+ {new:#?}");
    }
}

#[test]
fn a_delivery_that_comes_again_changes_nothing() {
    let rows = || {
        vec![
            bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA)),
            bill("i2", "102", "2026-10-06", 5, client("c1", "Чужая", BETA)),
            money("p1", "15", "2026-10-10", 300, ("АЛЬФА", ALFA), "счет 101 от 05.10.2026"),
            row(payment("p2", "1", "2026-10-05", 5, ("", ""), "").with_payment(|p| p.direction = Direction::Unknown)),
            row(removal(RecordKind::Client, "c9")),
        ]
    };
    let mut world = World::new();
    let (first, _) = world.deliver("1c", rows(), CHUNK_ROWS);
    let (state, journal) = (world.state(), world.export(Entity::Journal).len());
    let (again, owners) = world.deliver("1c", rows(), CHUNK_ROWS);
    assert_eq!(world.state(), state);
    assert_eq!(world.export(Entity::Journal).len(), journal, "not a statement more");
    assert_eq!((first.rows.applied, first.rows.queued), (2, 2));
    assert_eq!((again.rows.applied, again.rows.unchanged, again.rows.queued), (0, 3, 2));
    assert!(owners.is_empty(), "no book need be drawn: {owners:?}");
}

#[test]
fn what_paid_at_the_old_client_is_free_when_a_document_or_a_payment_moves() {
    let alfa = || client("c1", "Альфа", ALFA);
    let beta = || client("c2", "Бета", BETA);
    let mut world = World::of(&[(
        "1c",
        vec![
            bill("i1", "101", "2026-10-05", 300, alfa()),
            bill("i2", "102", "2026-10-05", 100, beta()),
            money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "счет 101 от 05.10.2026"),
        ],
    )]);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "300.00");
    world.deliver("1c", vec![bill("i1", "101", "2026-10-05", 300, beta())], 9);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "0.00");
    assert_eq!(world.field(Entity::Payments, "p1", "unallocated"), "300.00");
    world.deliver("1c", vec![bill("i1", "101", "2026-10-05", 300, alfa())], 9);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "300.00");
    world.deliver("1c", vec![money("p1", "15", "2026-10-10", 300, ("Бета", BETA), "счет 102 от 05.10.2026")], 9);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "0.00");
    assert_eq!(world.field(Entity::Invoices, "i2", "paid"), "100.00");
    assert_eq!(world.field(Entity::Payments, "p1", "allocated"), "100.00");
    assert_eq!(world.export(Entity::Allocations).len(), 1);
}

#[test]
fn a_document_or_payment_taken_back_frees_its_allocations() {
    let mut world = World::of(&[(
        "1c",
        vec![
            bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA)),
            money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "счет 101 от 05.10.2026"),
        ],
    )]);
    let mut draft = bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA));
    draft.record = draft.record.with_document(|document| document.posted = false);
    world.deliver("1c", vec![draft], 9);
    assert_eq!(world.field(Entity::Payments, "p1", "allocated"), "0.00");
    world.deliver("1c", vec![bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA))], 9);
    assert_eq!(world.field(Entity::Payments, "p1", "allocated"), "300.00");
    world.deliver("1c", vec![row(removal(RecordKind::Payment, "p1"))], 9);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "0.00");
    assert_eq!(world.field(Entity::Payments, "p1", "status"), "deleted");
}

#[test]
fn a_question_is_taken_back_when_later_data_answers_it() {
    let ask = money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "за товар");
    let mut world = World::of(&[("1c", vec![bill("i1", "101", "2026-10-05", 500, client("c1", "Альфа", ALFA)), ask])]);
    assert_eq!(world.open_questions(), 1);
    let mut told = money("p1", "15", "2026-10-10", 300, ("", ""), "за товар");
    told.mentions.clear();
    told.record = told.record.with_payment(|payment| {
        payment.client = None;
        payment.payer.tax_id.clear();
    });
    world.deliver("1c", vec![told], 9);
    assert_eq!(world.open_questions(), 0, "the payment is nobody's now");
    world.deliver("1c", vec![money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "за товар ещё раз")], 9);
    assert_eq!(world.open_questions(), 1, "asked again");
    world.deliver("1c", vec![money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "счет 101 от 05.10.2026")], 9);
    assert_eq!(world.open_questions(), 0);
}

#[test]
fn a_withheld_record_is_not_asked_about_once_its_source_mends_it() {
    let good = |message| bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA).message(message));
    let at = |message: i64, mut row: Row| {
        row.record.version.message = Some(message);
        row
    };
    let flipped = bill("i1", "101", "2026-10-05", 400, client("c1", "Чужая", BETA).message(2));
    let mut world = World::of(&[
        ("1c", vec![row(client("c1", "Альфа", ALFA).message(1)), at(1, good(1))]),
        ("1c", vec![at(2, flipped)]),
    ]);
    assert_eq!(world.open_questions(), 2, "the card and its bill");
    world.deliver("1c", vec![at(1, good(1))], 9);
    assert_eq!(world.open_questions(), 2, "an older file answers nothing");
    world.deliver("1c", vec![row(client("c1", "Альфа", ALFA).message(3)), at(3, good(3))], 9);
    assert_eq!(world.open_questions(), 0);
    assert_eq!(world.field(Entity::Invoices, "i1", "total"), "300.00");
}

#[test]
fn payments_nobody_could_tell_apart_find_their_client_when_only_one_is_left() {
    let branch =
        |id: &str, kpp: &str, tax_id: &str| row(client(id, "Альфа", tax_id).with_party(|party| party.kpp = kpp.into()));
    let mut world = World::of(&[
        ("1c", vec![branch("c1", "770101001", ALFA), branch("c2", "540243001", ALFA)]),
        ("bank", vec![money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "за товар")]),
    ]);
    assert_eq!(world.field(Entity::Payments, "p1", "client_id"), "null");
    assert_eq!(world.open_questions(), 2);
    world.deliver("1c", vec![branch("c2", "540243001", "")], 9);
    assert_eq!(world.field(Entity::Payments, "p1", "client_id"), world.field(Entity::Clients, "c1", "id"));
    assert_eq!(world.open_questions(), 1, "the payment is told, the cards are not");
}

#[test]
fn a_client_named_by_its_source_is_stronger_than_one_found_by_tax_number() {
    let branch = |id: &str, kpp: &str| client(id, "Альфа", ALFA).with_party(|party| party.kpp = kpp.into());
    let own =
        row(payment("a", "15", "2026-10-10", 300, ("c2", ALFA), "")).mentioning(mention(branch("c2", "540243001")));
    let mut line = money("b", "15", "2026-10-10", 300, ("Альфа", ALFA), "");
    line.mentions = vec![mention(record(
        RecordKind::Client,
        "tax:7733147896",
        Body::Client(Party { kpp: "770101001".into(), ..party("Альфа", ALFA) }),
    ))];
    let cards = vec![row(branch("c1", "770101001")), row(branch("c2", "540243001"))];
    for deliveries in [
        [("1c", cards.clone()), ("bank", vec![line.clone()]), ("1c", vec![own.clone()])],
        [("1c", cards.clone()), ("1c", vec![own]), ("bank", vec![line])],
    ] {
        let world = World::of(&deliveries);
        assert_eq!(world.export(Entity::Payments).len(), 1);
        assert_eq!(
            world.field(Entity::Payments, "1c:payment:a", "client_id"),
            world.field(Entity::Clients, "c2", "id")
        );
    }
}

#[test]
fn a_revision_that_is_dropped_leaves_nothing() {
    let mut world = World::of(&[("1c", vec![row(client("c1", "Альфа", ALFA))])]);
    let before = (world.state(), world.export(Entity::Journal).len());
    let entry = world.entry();
    let revision = world.store.begin(world.run, "1c", &entry).unwrap();
    let mut chunks = Chunks::new(revision, &world.ownership);
    take_all(&mut chunks, vec![bill("i1", "101", "2026-10-05", 300, client("c2", "Бета", BETA))]);
    chunks.balance().unwrap();
    drop(chunks);
    assert_eq!((world.state(), world.export(Entity::Journal).len()), before);
    world.deliver("1c", vec![bill("i9", "109", "2026-10-05", 300, client("c9", "Бета", BETA))], 9);
    assert_eq!(world.field(Entity::Clients, "c9", "name"), "Бета");
}

#[test]
fn a_payment_without_a_client_still_reaches_the_head_s_book() {
    let mut world = World::new();
    let lone = row(payment("p1", "15", "2026-10-10", 300, ("", ""), "аванс"));
    let (_, owners) = world.deliver("bank", vec![lone], 9);
    assert_eq!(owners, BTreeSet::from([String::new()]));
}

#[test]
fn only_the_books_of_touched_owners_are_due() {
    let of = |id: &str, manager: &str, tax: &str| {
        row(client(id, id, tax).with_party(|party| party.manager = manager.into()))
    };
    let mut world = World::of(&[("1c", vec![of("c1", "Анна", ALFA), of("c2", "Олег", BETA)])]);
    let (_, owners) = world.deliver("bank", vec![money("p1", "15", "2026-10-10", 3, ("c1", ALFA), "")], 9);
    assert_eq!(owners, BTreeSet::from([String::new(), "Анна".into()]));
    let (_, owners) = world.deliver("1c", vec![of("c1", "Олег", ALFA)], 9);
    assert_eq!(owners, BTreeSet::from([String::new(), "Анна".into(), "Олег".into()]), "from whom and to whom");
}
