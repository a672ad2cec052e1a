//! What changes its mind: documents and payments that leave their client, questions that later data answers.

use std::collections::BTreeSet;

use super::super::Chunks;
use super::world::{World, assert_any_order, bill, money, take_all};
use crate::model::record::{Body, Direction, Party, RecordKind, Row};
use crate::model::run::{FileOutcome, FileReport};
use crate::model::sample::{ALFA, BETA, client, document, mention, party, payment, record, removal, row};
use crate::store::export::Entity;

#[test]
fn what_paid_at_the_old_client_is_free_when_a_document_or_a_payment_moves() {
    let alfa = || client("c1", "Альфа", ALFA);
    let beta = || client("c2", "Бета", BETA);
    let mut world = World::of(&[(
        "1c",
        vec![
            bill("i1", "101", "2026-10-05", 300, alfa()),
            bill("i2", "102", "2026-10-05", 100, beta()),
            money("p1", "15", "2026-10-10", 250, ("Альфа", ALFA), "счет 101 от 05.10.2026"),
        ],
    )]);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "250.00");
    world.deliver("1c", vec![bill("i1", "101", "2026-10-05", 300, beta())], 9);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "0.00");
    assert_eq!(world.field(Entity::Payments, "p1", "unallocated"), "250.00");
    world.deliver("1c", vec![bill("i1", "101", "2026-10-05", 300, alfa())], 9);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "250.00");
    world.deliver("1c", vec![money("p1", "15", "2026-10-10", 250, ("Бета", BETA), "счет 102 от 05.10.2026")], 9);
    assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "0.00");
    assert_eq!(world.field(Entity::Invoices, "i2", "paid"), "100.00");
    assert_eq!(world.field(Entity::Payments, "p1", "allocated"), "100.00");
    assert_eq!(world.export(Entity::Allocations).len(), 1);
}

#[test]
fn money_for_another_client_s_invoice_is_his_whichever_came_first() {
    let pays =
        || money("p1", "15", "2026-10-10", 300, ("Посредник", BETA), "за ООО «Альфа» по счету 101 от 05.10.2026");
    let owed = || bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA));
    for rows in [vec![owed(), pays()], vec![pays(), owed()]] {
        let mut world = World::of(&[("1c", rows)]);
        assert_eq!(world.field(Entity::Invoices, "i1", "paid"), "300.00");
        let mut draft = owed();
        draft.record = draft.record.with_document(|document| document.posted = false);
        world.deliver("1c", vec![draft], 9);
        assert_eq!(world.field(Entity::Payments, "p1", "allocated"), "0.00", "the payer's own again");
    }
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
    let mut chunks = Chunks::new(revision, &world.ownership, &world.authorities, crate::reconcile::Controls::default());
    take_all(&mut chunks, vec![bill("i1", "101", "2026-10-05", 300, client("c2", "Бета", BETA))]);
    let mut report = FileReport::new("a.xml", "1c", FileOutcome::Taken);
    chunks.balance(&mut report).unwrap();
    drop(chunks);
    assert_eq!((world.state(), world.export(Entity::Journal).len()), before);
    world.deliver("1c", vec![bill("i9", "109", "2026-10-05", 300, client("c9", "Бета", BETA))], 9);
    assert_eq!(world.field(Entity::Clients, "c9", "name"), "Бета");
}

#[test]
fn a_payment_that_waits_for_its_direction_is_asked_about_no_more_once_that_is_known() {
    let line = |id: &str, direction: Direction| {
        row(payment(id, "15", "2026-10-10", 900, ("", ALFA), "аванс").with_payment(|payment| {
            payment.direction = direction;
            payment.payer.account = "40702810900000000001".into();
            payment.payee.account = "40702810900000000002".into();
        }))
    };
    let unknown = || vec![line("line:a", Direction::Unknown), line("line:a#2", Direction::Unknown)];
    let mut world = World::of(&[("bank", unknown())]);
    assert_eq!((world.open_questions(), world.export(Entity::Payments).len()), (2, 0));
    world.deliver("other", vec![line("line:b", Direction::In)], 9);
    assert_eq!(world.open_questions(), 2, "another source answers nothing");
    world.deliver("bank", vec![line("line:b", Direction::In)], 9);
    assert_eq!(world.open_questions(), 1, "one of two");
    world.deliver("bank", vec![line("line:b", Direction::In), line("line:b#2", Direction::In)], 9);
    assert_eq!(world.open_questions(), 0);
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

/// A shipment as normalization makes it: one of less than nothing is a return that the source keeps as a shipment.
fn sale(message: i64, whole: i64) -> Row {
    let kind = if whole < 0 { RecordKind::Return } else { RecordKind::Shipment };
    let mut record = document(kind, "s1", "7", "2026-10-05", whole.abs(), Some("c1")).message(message);
    record.kept_as = RecordKind::Shipment;
    row(record).mentioning(mention(client("c1", "Альфа", ALFA)))
}

fn gone(message: i64) -> Row {
    row(removal(RecordKind::Shipment, "s1").message(message))
}

#[test]
fn a_shipment_that_turns_into_a_return_and_back_is_one_document_to_the_end() {
    let state = |world: &World| {
        let [shipments, returns] = [Entity::Shipments, Entity::Returns].map(|entity| {
            let rows = world.export(entity);
            assert!(rows.iter().all(|row| row["sources"].as_array().unwrap().len() == 1), "{rows:?}");
            rows.iter().filter(|row| row["deleted"] == false).count()
        });
        let paid = world.field(Entity::Shipments, "s1", "paid");
        (shipments, returns, paid, world.field(Entity::Payments, "p1", "unallocated"))
    };
    let of = |shipments, returns, paid: &str, left: &str| (shipments, returns, paid.to_owned(), left.to_owned());
    let pays = || money("p1", "15", "2026-10-10", 100, ("Альфа", ALFA), "по накладной 7 от 05.10.2026");
    let mut world = World::of(&[("1c", vec![sale(1, 100)]), ("bank", vec![pays()])]);
    assert_eq!(state(&world), of(1, 0, "100.00", "0.00"));
    world.deliver("1c", vec![sale(2, -100)], 9);
    assert_eq!(state(&world), of(0, 1, "", "100.00"), "the same amount, but the other way");
    world.deliver("1c", vec![sale(1, 100)], 9);
    assert_eq!(state(&world), of(0, 1, "", "100.00"), "older than what is held");
    world.deliver("1c", vec![sale(3, 80)], 9);
    assert_eq!(state(&world), of(1, 0, "80.00", "20.00"));
    world.deliver("1c", vec![sale(4, -30)], 9);
    world.deliver("1c", vec![gone(5)], 9);
    assert_eq!(state(&world), of(0, 0, "", "100.00"), "the deletion reaches it whatever it became");
    assert_eq!(world.field(Entity::Returns, "s1", "deleted"), "true");
    world.deliver("1c", vec![sale(6, 100)], 9);
    assert_eq!(state(&world), of(1, 0, "100.00", "0.00"), "sent again, it is back");
    assert_eq!(world.numbers("SELECT count(*) FROM document"), [1]);
    assert_eq!(world.numbers("SELECT count(*) FROM statement WHERE kind IN (8, 9) AND replaced = 0"), [1]);
}

#[test]
fn the_turns_of_a_shipment_may_come_in_one_file_or_in_any_order() {
    let turns = [sale(1, 100), sale(2, -40), sale(3, 70)];
    assert_any_order(&turns.clone().map(|turn| ("1c", vec![turn])));
    assert_any_order(&[("1c", vec![sale(2, -40)]), ("1c", vec![gone(3)])]);
    let kept = |rows: Vec<Row>, chunk| {
        let mut world = World::new();
        world.deliver("1c", rows, chunk);
        let [shipments, returns] = [Entity::Shipments, Entity::Returns].map(|entity| world.export(entity).len());
        assert_eq!(world.numbers("SELECT count(*) FROM document"), [1]);
        (shipments, returns, world.field(Entity::Shipments, "s1", "total"))
    };
    for chunk in [1, 2, 9] {
        assert_eq!(kept(turns.to_vec(), chunk), (1, 0, "70.00".into()), "chunks of {chunk}");
        let mut backwards = turns.to_vec();
        backwards.reverse();
        assert_eq!(kept(backwards, chunk), (1, 0, "70.00".into()), "the version decides, in chunks of {chunk}");
        assert_eq!(kept(vec![sale(1, 100), sale(1, -40)], chunk).1, 1, "nothing but the place tells them apart");
    }
    let mut deleted = World::new();
    deleted.deliver("1c", [turns.to_vec(), vec![sale(4, -5), gone(5)]].concat(), 2);
    assert_eq!(deleted.field(Entity::Returns, "s1", "deleted"), "true");
    assert_eq!(deleted.numbers("SELECT count(*) FROM document WHERE deleted = 0"), [0]);
}

/// A world in which every row was kept by the kind it is, as programs before schema 13 did.
fn upgraded(rows: Vec<Row>) -> World {
    let by_kind = |mut row: Row| {
        row.record.kept_as = row.record.kind;
        row
    };
    let world = World::of(&[("1c", rows.into_iter().map(by_kind).collect())]);
    world.upgrade(
        "ALTER TABLE document DROP COLUMN correction; ALTER TABLE document DROP COLUMN covered_why;
         DROP INDEX review_payment; ALTER TABLE review DROP COLUMN payment_hash",
    );
    world.upgrade(include_str!("../../../store/schema/013.sql"));
    world
}

#[test]
fn what_an_older_program_kept_as_a_return_stays_one_document() {
    let said = |message, comment: &str| {
        let mut row = sale(message, -100);
        row.record = row.record.with_document(|document| document.comment = comment.into());
        row
    };
    let one = |world: &World, deleted: bool| {
        assert_eq!(world.numbers("SELECT count(*) FROM document"), [1]);
        assert_eq!(world.field(Entity::Returns, "s1", "deleted"), deleted.to_string());
    };
    let mut world = upgraded(vec![said(1, "")]);
    world.deliver("1c", vec![said(1, "")], 9);
    world.deliver("1c", vec![said(2, "по акту")], 9);
    one(&world, false);
    world.deliver("1c", vec![gone(3)], 9);
    one(&world, true);
    let mut world = upgraded(vec![said(1, "")]);
    world.deliver("1c", vec![gone(2)], 9);
    one(&world, true);
    world.deliver("1c", vec![said(1, "")], 9);
    one(&world, true);
    let mut world = upgraded(vec![said(1, "")]);
    world.deliver("1c", vec![said(2, "а"), sale(3, 70), gone(4)], 1);
    assert_eq!(world.field(Entity::Shipments, "s1", "deleted"), "true");
    assert_eq!(world.numbers("SELECT count(*) FROM document"), [1]);
}

#[test]
fn a_correction_that_was_mapped_as_a_shipment_is_the_correction_of_today() {
    let raised = |kind, whole, message| row(document(kind, "k1", "11", "2026-10-05", whole, None).message(message));
    let mut world = upgraded(vec![raised(RecordKind::Shipment, 1200, 1)]);
    world.deliver("1c", vec![raised(RecordKind::Return, -1200, 1)], 9);
    assert_eq!(world.export(Entity::Shipments).len(), 0);
    assert_eq!(world.field(Entity::Returns, "k1", "total"), "-1200.00");
    world.deliver("1c", vec![row(removal(RecordKind::Return, "k1").message(2))], 9);
    assert_eq!(world.numbers("SELECT count(*) FROM document WHERE deleted = 0"), [0]);
}

#[test]
fn a_shipment_and_a_return_of_one_number_stay_two_in_an_older_store() {
    let mut back = row(document(RecordKind::Return, "s1", "7", "2026-10-05", 30, None));
    back.record.provenance.rule = "test/return".into();
    let mut world = upgraded(vec![back.clone()]);
    world.deliver("1c", vec![sale(2, 100), back], 9);
    assert_eq!(world.numbers("SELECT count(*) FROM document WHERE deleted = 0"), [2]);
}

#[test]
fn what_is_asked_about_a_record_stands_in_its_explanation_until_it_is_answered() {
    let mut world = World::of(&[(
        "1c",
        vec![
            bill("i1", "101", "2026-10-05", 70, client("c1", "Альфа", ALFA)),
            bill("i2", "102", "2026-10-06", 70, client("c1", "Альфа", ALFA)),
            money("p1", "15", "2026-10-10", 70, ("Альфа", ALFA), "за товар"),
            row(client("c2", "Альфа", "")),
        ],
    )]);
    let asked = |world: &World, kind, id| {
        let explanation = crate::pipeline::explain(&world.store, &world.authorities, kind, id).unwrap().unwrap();
        let brief = |question: crate::model::explain::ExplainedQuestion| {
            let candidates: Vec<String> = question.candidates.into_iter().map(|candidate| candidate.id).collect();
            let reasons: Vec<String> = question.reasons.into_iter().map(|reason| reason.code).collect();
            format!("{} {} {}", question.kind, candidates.join("+"), reasons.join("+"))
        };
        explanation.questions.into_iter().map(brief).collect::<Vec<_>>()
    };
    let of_payment = "payment_match D-1+D-2 waits-names-nothing+equals-several";
    assert_eq!(asked(&world, RecordKind::Payment, 1), [of_payment]);
    assert_eq!(asked(&world, RecordKind::Invoice, 2), [of_payment], "it may be the answer");
    let of_client = ["client_match C-1 equal-name-no-tax-id"];
    assert_eq!(asked(&world, RecordKind::Client, 2), of_client);
    assert_eq!(asked(&world, RecordKind::Client, 1), of_client);
    world.deliver("1c", vec![row(removal(RecordKind::Invoice, "i2"))], 9);
    assert_eq!(asked(&world, RecordKind::Payment, 1), Vec::<String>::new(), "one bill is left for the money");
}
