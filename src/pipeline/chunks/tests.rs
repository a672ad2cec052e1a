//! Whole deliveries of invented records into a real store, compared by external keys: what order they come in and where
//! chunks end must not show.

use super::*;
use crate::model::record::DocumentRef;
use crate::model::sample::{
    ALFA, BETA, balance, client, document, invoice, mention, organization, payment, reference, removal, row,
};
use crate::store::export::Entity;
use world::{World, assert_any_order, bill, money};

mod moves;
mod world;

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
fn a_bank_that_tells_no_tax_number_tells_the_account() {
    let of = |id: &str, tax_id: &str, account: &str| {
        let account = account.to_owned();
        let from = if tax_id.is_empty() { "" } else { "c1" };
        let line = row(payment(id, "0015", "2026-10-10", 300, (from, tax_id), "по договору").with_payment(|payment| {
            payment.payer.account = account;
        }));
        if tax_id.is_empty() { line } else { line.mentioning(mention(client("c1", "Альфа", tax_id))) }
    };
    let books = |id: &str| of(id, ALFA, "4070281");
    let count = |deliveries: &[world::Delivery]| {
        assert_any_order(deliveries);
        World::of(deliveries).export(Entity::Payments).len()
    };
    assert_eq!(count(&[("1c", vec![books("a")]), ("bank", vec![of("b", "", "4070281")])]), 1);
    let world = World::of(&[("bank", vec![of("b", "", "4070281")]), ("1c", vec![books("a")])]);
    assert_eq!(world.field(Entity::Payments, "b", "client_id"), "C-1");
    let two = [("1c", vec![books("a"), books("a2")]), ("bank", vec![of("b", "", "4070281"), of("b2", "", "4070281")])];
    assert_eq!(count(&two), 2, "two equal ones stay two");
    assert_eq!(count(&[("1c", vec![books("a")]), ("bank", vec![of("b", "", "4070282")])]), 2, "another account");
    assert_eq!(count(&[("1c", vec![books("a")]), ("bank", vec![of("b", BETA, "4070281")])]), 2, "another tax number");
    assert_eq!(
        count(&[("1c", vec![of("a", ALFA, "")]), ("bank", vec![of("b", "", "4070281")])]),
        2,
        "nothing in common"
    );
}

#[test]
fn an_account_with_two_tax_numbers_says_nothing_of_a_line_with_none() {
    let of = |id: &str, tax_id: &str| {
        row(payment(id, "0015", "2026-10-10", 300, ("", tax_id), "по договору").with_payment(|payment| {
            payment.payer.account = "4070281".into();
        }))
    };
    let count = |deliveries: &[world::Delivery]| {
        assert_any_order(deliveries);
        World::of(deliveries).export(Entity::Payments).len()
    };
    let (x, y, z) = (("x", vec![of("x", ALFA)]), ("y", vec![of("y", BETA)]), ("z", vec![of("z", "")]));
    assert_eq!(count(&[x.clone(), y.clone(), z.clone()]), 3);
    assert_eq!(count(&[x.clone(), y, z.clone(), ("w", vec![of("w", "")])]), 3, "what tells none is one");
    assert_eq!(count(&[x, ("y", vec![of("y", ALFA)]), z]), 1, "one tax number, one payment");
}

#[test]
fn a_tax_number_alone_gives_a_client_no_name_of_another_company() {
    let card = |name: &str, form: &str, phone: &str| {
        let (form, phone) = (form.to_owned(), phone.to_owned());
        row(client(&format!("tax:{ALFA}"), name, ALFA).with_party(|party| {
            party.legal_form = form;
            party.phones.push(phone);
        }))
    };
    let after = |next: Row| {
        let mut world = World::of(&[("1c", vec![card("Клён", "ООО", "+7495")])]);
        let (tally, _) = world.deliver("1c", vec![next], 9);
        (world.field(Entity::Clients, ALFA, "name"), tally.rows.queued, world.open_questions())
    };
    assert_eq!(after(card("Ручей", "АО", "+7812")), ("Клён".into(), 1, 1), "asked, and the name is kept");
    assert_eq!(after(card("Ручей", "АО", "+7495")), ("Ручей".into(), 0, 0), "a new name at the same phone");
    assert_eq!(after(card("Ручей", "ООО", "+7812")), ("Ручей".into(), 0, 0), "a new name");
    assert_eq!(after(card("Клён", "АО", "+7812")), ("Клён".into(), 0, 0), "a new form");
    let mut bill = bill("i1", "101", "2026-10-05", 70, card("Ручей", "АО", "+7812").record);
    bill.record = bill.record.with_document(|document| document.client = Some(format!("tax:{ALFA}")));
    let mut world = World::of(&[("1c", vec![card("Клён", "ООО", "+7495")])]);
    world.deliver("1c", vec![bill.clone()], 9);
    assert_eq!(world.export(Entity::Invoices).len(), 1, "a mention renames no card");
    let mut named = card("Клён", "ООО", "+7495");
    named.record = mention(named.record);
    let mut world = World::of(&[("1c", vec![named])]);
    bill.mentions = vec![mention(card("Ручей", "АО", "+7812").record)];
    world.deliver("1c", vec![bill], 9);
    assert_eq!(world.field(Entity::Clients, ALFA, "name"), "Клён");
    assert_eq!(world.export(Entity::Invoices).len(), 0, "whose it is, is asked");
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
fn corrections_change_what_is_owed_whatever_comes_last() {
    let of = |kind: RecordKind, id: &str, day: &str, whole: i64, base: Option<&str>| {
        let mut record = document(kind, id, id, day, whole, Some("c1"));
        let base = base.map(|base| reference(RecordKind::Shipment, base));
        record = record.with_document(|document| document.based_on.extend(base));
        row(record).mentioning(mention(client("c1", "Альфа", ALFA)))
    };
    let mut shipment = of(RecordKind::Shipment, "9", "2026-10-03", 300, None);
    let bill_of = reference(RecordKind::Invoice, "8");
    shipment.record = shipment.record.with_document(|document| document.based_on.push(bill_of));
    let deliveries = [
        ("1c", vec![of(RecordKind::Invoice, "8", "2026-10-02", 300, None), shipment]),
        ("1c", vec![of(RecordKind::Return, "k1", "2026-10-04", 100, Some("9"))]),
        ("1c", vec![of(RecordKind::Return, "k2", "2026-10-05", -30, Some("9"))]),
        ("bank", vec![money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "счет 8 от 02.10.2026")]),
    ];
    assert_any_order(&deliveries);
    let mut world = World::of(&deliveries);
    let state = |world: &World| {
        let invoice = |field| world.field(Entity::Invoices, "8", field);
        [invoice("paid"), invoice("balance"), invoice("status"), world.field(Entity::Payments, "p1", "unallocated")]
    };
    assert_eq!(state(&world), ["230.00", "0.00", "paid", "70.00"], "300 - 100 + 30 are owed");
    world.deliver("1c", vec![row(removal(RecordKind::Return, "k1"))], 9);
    assert_eq!(state(&world), ["300.00", "30.00", "partly_paid", "0.00"]);
    world.deliver("1c", vec![row(removal(RecordKind::Return, "k2"))], 9);
    assert_eq!(state(&world), ["300.00", "0.00", "paid", "0.00"]);
}

#[test]
fn a_correction_changes_what_is_owed_though_nobody_ever_paid() {
    let bill = bill("i1", "101", "2026-10-05", 300, client("c1", "Альфа", ALFA));
    let mut less = document(RecordKind::Return, "k1", "К-1", "2026-10-06", 400, Some("c1"));
    less = less.with_document(|document| document.based_on.push(reference(RecordKind::Invoice, "i1")));
    let less = row(less).mentioning(mention(client("c1", "Альфа", ALFA)));
    assert_any_order(&[("1c", vec![bill.clone()]), ("1c", vec![less.clone()])]);
    let world = World::of(&[("1c", vec![less]), ("1c", vec![bill])]);
    assert_eq!(world.field(Entity::Invoices, "i1", "balance"), "0.00");
    assert_eq!(world.field(Entity::Returns, "k1", "balance"), "-100.00", "the rest is the client's credit");
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
fn an_order_of_the_shop_and_of_the_accounting_counts_once_in_any_order() {
    let of = |id: &str, number: &str, day: &str, clients_id: &str| {
        let record = document(RecordKind::Order, id, number, day, 300, Some(clients_id));
        row(record).mentioning(mention(client(clients_id, "Альфа", ALFA)))
    };
    let deliveries = [
        ("shop", vec![of("s142", "142", "2026-10-05", "77")]),
        ("1c", vec![of("g142", "0000-000142", "2026-10-06", "c1")]),
        ("bank", vec![money("p1", "15", "2026-10-10", 300, ("Альфа", ALFA), "заказ 142 от 05.10.2026")]),
    ];
    assert_any_order(&deliveries[..2]);
    assert_any_order(&deliveries);
    let mut world = World::of(&deliveries[..2]);
    let open = |world: &World| ["s142", "g142"].map(|order| world.field(Entity::Orders, order, "balance"));
    assert_eq!(open(&world), ["0.00", "300.00"], "nobody paid yet, and it is one debt already");
    let id = world.field(Entity::Orders, "s142", "id");
    let found = world.store.find(RecordKind::Order, &id).unwrap();
    let explained =
        crate::pipeline::explain(&world.store, &world.authorities, RecordKind::Order, found[0]).unwrap().unwrap();
    let [twin] = &explained.twins[..] else { panic!("{:?}", explained.twins) };
    assert_eq!((twin.title.as_str(), twin.source.as_str(), twin.counts), ("0000-000142 2026-10-06", "1c", true));
    world.deliver("bank", deliveries[2].1.clone(), 9);
    assert_eq!(open(&world), ["0.00", "0.00"]);
    world.deliver("1c", vec![row(removal(RecordKind::Order, "g142"))], 9);
    assert_eq!(world.field(Entity::Orders, "s142", "covered"), "false", "the shop's is alone again");
    assert_eq!(world.field(Entity::Orders, "s142", "paid"), "300.00");
}

#[test]
fn which_of_two_orders_is_the_shop_s_is_asked_until_the_sources_settle_it() {
    let of = |id: &str, day: &str, clients_id: &str| {
        let record = document(RecordKind::Order, id, "142", day, 300, Some(clients_id));
        row(record).mentioning(mention(client(clients_id, "Альфа", ALFA)))
    };
    let deliveries = [
        ("shop", vec![of("s142", "2026-10-05", "77")]),
        ("1c", vec![of("g142", "2026-10-05", "c1")]),
        ("1c", vec![of("g142-copy", "2026-10-06", "c1")]),
    ];
    assert_any_order(&deliveries);
    let mut world = World::of(&deliveries);
    assert_eq!(world.open_questions(), 1);
    assert_eq!(world.field(Entity::Orders, "s142", "covered"), "false");
    world.deliver("1c", vec![row(removal(RecordKind::Order, "g142-copy"))], 9);
    assert_eq!((world.open_questions(), world.field(Entity::Orders, "s142", "covered")), (0, "true".into()));
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
fn a_revision_s_statements_are_one_range_and_lead_to_what_they_replace() {
    let rows = |whole| {
        vec![
            bill("i1", "101", "2026-10-05", whole, client("c1", "Альфа", ALFA)),
            bill("i2", "102", "2026-10-05", whole, client("c1", "Чужая", BETA)),
            row(removal(RecordKind::Invoice, "i3")),
        ]
    };
    let mut world = World::new();
    for whole in [100, 200, 200] {
        world.deliver("1c", rows(whole), 2);
    }
    let ends = world.numbers("SELECT last_statement FROM revision ORDER BY id");
    assert_eq!(world.numbers("SELECT first_statement FROM revision ORDER BY id"), [1, ends[0] + 1, ends[1] + 1]);
    assert_eq!(ends[2], ends[1], "the third time nothing is said");
    let strays = "SELECT s.id FROM statement s JOIN revision r ON r.id = s.revision_id
         WHERE s.id NOT BETWEEN r.first_statement AND r.last_statement";
    assert!(world.numbers(strays).is_empty());
    let chains = "SELECT s.id FROM statement s JOIN statement old ON old.id = s.previous_id
         WHERE old.replaced = 0 OR old.external_id <> s.external_id OR old.kind <> s.kind";
    assert!(world.numbers(chains).is_empty());
    let current = "SELECT count(*) FROM source_key k LEFT JOIN statement s ON s.id = k.statement_id AND s.replaced = 0
         WHERE s.id IS NULL";
    assert_eq!(world.numbers(current), [0], "every key leads to a current statement");
    let sums = "SELECT count(*) FROM document d
         WHERE d.paid <> (SELECT coalesce(sum(a.amount), 0) FROM allocation a WHERE a.document_id = d.id)";
    assert_eq!(world.numbers(sums), [0]);
}

#[test]
fn a_control_total_is_replaced_by_what_is_stated_anew_and_its_client_may_come_later() {
    assert_any_order(&[
        ("1c", vec![row(balance("62", "Альфа", "", 300))]),
        ("bank", vec![row(balance("62", "ООО Альфа", ALFA, 250))]),
        ("1c", vec![row(client("c1", "Альфа", ALFA)), row(client("c2", "Бета", BETA))]),
    ]);
    let mut world = World::new();
    let deliver = |world: &mut World, whole| {
        let (tally, _) = world.deliver("1c", vec![row(balance("62", "Альфа", "", whole))], 9);
        (tally.rows.applied, tally.rows.unchanged)
    };
    assert_eq!(deliver(&mut world, 300), (1, 0));
    assert_eq!(deliver(&mut world, 300), (0, 1));
    assert_eq!(
        world.export(Entity::Balances)[0]["client_id"],
        serde_json::Value::Null,
        "nobody is made of a control total"
    );
    world.deliver("1c", vec![row(client("c1", "Альфа", ALFA))], 9);
    assert_eq!(deliver(&mut world, 400), (1, 0));
    let [only] = &world.export(Entity::Balances)[..] else { panic!() };
    assert_eq!(
        (&only["closing"], &only["client_id"]),
        (&serde_json::Value::from("400.00"), &serde_json::Value::from("C-1"))
    );
}
