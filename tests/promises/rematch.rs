//! Judged anew, the same records are the same clients, every join says why and can be taken back for good, and what people
//! decided holds.

use serde_json::Value;
use sverka::lang::Lang;
use sverka::model::ids::ClientId;
use sverka::model::record::RecordKind;
use sverka::output::words::decision_text;
use sverka::pipeline::decide::{Answer, Order, Request, decide};
use sverka::pipeline::explain;
use sverka::pipeline::rematch::{Rematch, rematch};

use crate::desk::Desk;
use crate::papers::{SETTINGS, demo_desk};

fn judged(desk: &Desk, dry_run: bool) -> Rematch {
    rematch(&mut desk.open(), dry_run, "2026-11-02T10:00:00Z".parse().unwrap())
        .unwrap_or_else(|error| panic!("{error:?}"))
}

fn made(desk: &Desk, request: &Request) -> Answer {
    let order =
        Order { request, who: "Ольга", reason: "", dry_run: false, now: "2026-11-02T11:00:00Z".parse().unwrap() };
    decide(&mut desk.open(), order).unwrap_or_else(|error| panic!("{error:?}"))
}

fn client(id: i64) -> ClientId {
    ClientId(id)
}

struct Card<'c> {
    id: &'c str,
    name: &'c str,
    tax_id: &'c str,
    phone: &'c str,
}

/// A card and an invoice of it.
fn lines(card: &Card<'_>) -> String {
    let Card { id, name, tax_id, phone } = card;
    format!(
        "{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"{name}\",\"tax_id\":\"{tax_id}\",\"phones\":[\"{phone}\"]}}\n\
         {{\"record\":\"invoice\",\"id\":\"i-{id}\",\"number\":\"{id}\",\"date\":\"2026-10-05\",\"client_id\":\"{id}\",\
         \"currency\":\"RUB\",\"total\":\"300.00\"}}\n"
    )
}

const PHONE: &str = "+79160000001";

/// One company in the accounts with its tax number and in a bank's list without, spelled otherwise; and a stranger.
fn one_company_twice() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    let accounting = [
        Card { id: "1", name: "ООО «Стройкомплект-Юг»", tax_id: "7702555038", phone: PHONE },
        Card { id: "2", name: "АО «Вектор»", tax_id: "7733147896", phone: "+79160000002" },
    ];
    desk.drop("accounting", "1.jsonl", accounting.iter().map(lines).collect::<String>().as_bytes());
    let twin = Card { id: "b1", name: "Стройкомплект Юг, ООО", tax_id: "", phone: PHONE };
    desk.drop("bank", "1.jsonl", lines(&twin).as_bytes());
    desk.sync();
    desk
}

fn rows<'s>(store: &'s Value, entity: &str) -> &'s [Value] {
    store[entity].as_array().map_or(&[], Vec::as_slice)
}

fn client_ids(store: &Value) -> Vec<&str> {
    rows(store, "clients").iter().map(|row| row["id"].as_str().unwrap()).collect()
}

/// The store without decisions and questions: who is who, and whose is what.
fn clients_and_documents(desk: &Desk) -> Value {
    let mut store = desk.store();
    for entity in ["decisions", "review"] {
        store.as_object_mut().unwrap().remove(entity);
    }
    store
}

fn whose(store: &Value, number: &str) -> Value {
    rows(store, "invoices").iter().find(|row| row["number"] == number).unwrap()["client_id"].clone()
}

#[test]
fn one_company_in_two_spellings_becomes_one_client_and_says_why() {
    let desk = one_company_twice();
    let before = desk.store();
    assert_eq!(client_ids(&before), ["C-1", "C-2", "C-3"]);
    let shown = judged(&desk, true);
    assert_eq!(desk.store(), before, "a dry run changes nothing");
    let done = judged(&desk, false);
    assert_eq!((&shown.joined, &shown.asked), (&done.joined, &done.asked));
    assert_eq!((done.records, done.clients_before, done.clients_after), (3, 3, 2));
    let store = desk.store();
    assert_eq!(client_ids(&store), ["C-1", "C-2"]);
    assert_eq!(whose(&store, "b1"), "C-1", "its documents went along");
    assert!(rows(&store, "review").iter().all(|row| row["state"] != "open"), "{:#}", store["review"]);
    let workspace = desk.open();
    let found = workspace.store().find(RecordKind::Client, "C-3").unwrap();
    assert_eq!(found, [1], "the old number finds the client");
    let explained = explain(workspace.store(), &workspace.config.authorities, RecordKind::Client, 3).unwrap().unwrap();
    let [membership] = &explained.memberships[..] else { panic!("{:?}", explained.memberships) };
    assert_eq!((membership.from.as_str(), membership.to.as_str(), membership.joined), ("C-3", "C-1", true));
    assert_eq!(membership.records, ["bank:b1"]);
    let said: Vec<String> = membership.reasons.iter().map(|reason| decision_text(reason, Lang::Ru)).collect();
    assert!(said.iter().any(|text| text.contains("телефон") && text.contains(PHONE)), "{said:?}");
    drop(workspace);
    let again = judged(&desk, false);
    assert!(again.joined.is_empty() && again.parted.is_empty() && again.asked.is_empty(), "{again:?}");
    assert_eq!(desk.store(), store);
}

#[test]
fn what_a_person_parts_again_stays_apart() {
    let desk = one_company_twice();
    let before = clients_and_documents(&desk);
    judged(&desk, false);
    let joined = clients_and_documents(&desk);
    let parted = made(&desk, &Request::Unmerge(client(3)));
    assert_eq!(clients_and_documents(&desk), before);
    let workspace = desk.open();
    let explained = explain(workspace.store(), &workspace.config.authorities, RecordKind::Client, 1).unwrap().unwrap();
    drop(workspace);
    assert!(explained.memberships.is_empty(), "it holds no longer: {:?}", explained.memberships);
    let again = judged(&desk, false);
    assert!(again.joined.is_empty() && again.asked.is_empty(), "a person's word holds: {again:?}");
    assert_eq!(clients_and_documents(&desk), before);
    made(&desk, &Request::Undo(parted.decision));
    assert_eq!(clients_and_documents(&desk), joined);
    // By the number of the client that took it in.
    made(&desk, &Request::Unmerge(client(1)));
    assert_eq!(clients_and_documents(&desk), before);
}

#[test]
fn a_doubt_is_asked_and_the_answer_holds() {
    let mut desk = Desk::new(SETTINGS);
    let one = Card { id: "1", name: "ООО «Стройкомплект-Юг»", tax_id: "7738675650", phone: PHONE };
    // Both numbers are valid, and they are one slip of the pen apart.
    let other = Card { id: "b1", name: "Стройкомплект Юг, ООО", tax_id: "7738657650", phone: PHONE };
    desk.drop("accounting", "1.jsonl", lines(&one).as_bytes());
    desk.drop("bank", "1.jsonl", lines(&other).as_bytes());
    desk.sync();
    let done = judged(&desk, false);
    assert_eq!(client_ids(&desk.store()).len(), 2);
    let [asked] = &done.asked[..] else { panic!("{done:?}") };
    let codes: Vec<&str> = asked.reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert!(codes.contains(&"tax-ids-nearly-equal") && codes.contains(&"equal-phone"), "{codes:?}");
    made(&desk, &Request::Reject(asked.question.parse().unwrap()));
    let after = desk.store();
    let again = judged(&desk, false);
    assert!(again.joined.is_empty() && again.asked.is_empty(), "{again:?}");
    assert_eq!(desk.store(), after);
}

#[test]
fn what_people_joined_stays_one_though_nothing_speaks_for_it() {
    let desk = one_company_twice();
    let merge = made(&desk, &Request::Merge(client(2), client(3)));
    let merged = clients_and_documents(&desk);
    let done = judged(&desk, false);
    // The bank's card and the accountant's are one company, and a person put the bank's card to another: it stays there.
    assert!(done.joined.is_empty() && done.parted.is_empty(), "{done:?}");
    assert_eq!(clients_and_documents(&desk), merged);
    made(&desk, &Request::Undo(merge.decision));
    let done = judged(&desk, false);
    assert_eq!(done.joined.len(), 1, "nothing stands against it any more: {done:?}");
    assert_eq!(whose(&desk.store(), "b1"), "C-1");
}

#[test]
fn what_people_joined_stays_one_also_under_another_id() {
    let mut desk = one_company_twice();
    let maple = |id: &'static str| Card { id, name: "Клён", tax_id: "", phone: "" };
    desk.drop("accounting", "2.jsonl", lines(&maple("4")).as_bytes());
    desk.sync();
    made(&desk, &Request::Merge(client(2), client(4)));
    desk.drop("accounting", "3.jsonl", lines(&maple("5")).as_bytes());
    desk.sync();
    let store = desk.store();
    assert_eq!((whose(&store, "4"), whose(&store, "5")), (Value::from("C-2"), Value::from("C-2")));
    let done = judged(&desk, false);
    assert!(done.parted.is_empty(), "{done:?}");
    assert_eq!(whose(&desk.store(), "5"), "C-2");
}

#[test]
fn what_people_joined_is_parted_again_also_after_the_program_joined_more() {
    let mut desk = Desk::new(SETTINGS);
    let cards = [
        Card { id: "1", name: "АО «Вектор»", tax_id: "7733147896", phone: "+79160000002" },
        Card { id: "2", name: "ООО «Стройкомплект-Юг»", tax_id: "7702555038", phone: PHONE },
        Card { id: "3", name: "Стройкомплект-Юг", tax_id: "", phone: "" },
    ];
    desk.drop("accounting", "1.jsonl", cards.iter().map(lines).collect::<String>().as_bytes());
    let twin = Card { id: "b1", name: "Стройкомплект Юг, ООО", tax_id: "", phone: PHONE };
    desk.drop("bank", "1.jsonl", lines(&twin).as_bytes());
    desk.sync();
    // The card without a number took in the bank's, and goes then with both to the one with a number.
    let merge = made(&desk, &Request::Merge(client(3), client(4)));
    let done = judged(&desk, false);
    assert_eq!(done.joined.len(), 1, "{done:?}");
    let store = desk.store();
    assert_eq!([whose(&store, "2"), whose(&store, "3"), whose(&store, "b1")], ["C-3", "C-3", "C-3"].map(Value::from));
    made(&desk, &Request::Undo(merge.decision));
    let store = desk.store();
    assert_eq!((whose(&store, "2"), whose(&store, "b1")), (Value::from("C-3"), Value::from("C-4")));
    judged(&desk, false);
    let store = desk.store();
    assert_eq!(whose(&store, "2"), whose(&store, "b1"));
}

#[test]
fn a_card_that_became_another_company_s_is_a_client_of_its_own() {
    let mut desk = Desk::new(SETTINGS);
    let one = Card { id: "1", name: "ООО «Стройкомплект-Юг»", tax_id: "7702555038", phone: PHONE };
    let same = Card { id: "b1", name: "Стройкомплект Юг, ООО", tax_id: "7702555038", phone: PHONE };
    desk.drop("accounting", "1.jsonl", lines(&one).as_bytes());
    desk.drop("bank", "1.jsonl", lines(&same).as_bytes());
    desk.sync();
    assert_eq!(client_ids(&desk.store()), ["C-1"]);
    let other = Card { id: "b1", name: "Клён", tax_id: "", phone: "+79160000009" };
    desk.drop("bank", "2.jsonl", lines(&other).as_bytes());
    desk.sync();
    assert_eq!(client_ids(&desk.store()), ["C-1"], "one id is one client until it is judged anew");
    let done = judged(&desk, false);
    let [parted] = &done.parted[..] else { panic!("{done:?}") };
    assert_eq!((parted.from.as_str(), parted.to.as_str()), ("C-1", "C-2"));
    let store = desk.store();
    assert_eq!((whose(&store, "1"), whose(&store, "b1")), (Value::from("C-1"), Value::from("C-2")));
}

#[test]
fn the_demo_s_records_are_judged_alike_however_often() {
    let (desk, _) = demo_desk(4);
    desk.sync();
    let before = clients_and_documents(&desk);
    let done = judged(&desk, false);
    assert!(!done.joined.is_empty() && done.parted.is_empty(), "{done:?}");
    let store = desk.store();
    let count = |entity: &str| rows(&before, entity).len() == rows(&store, entity).len();
    assert!(["invoices", "orders", "shipments", "payments"].into_iter().all(count), "nothing is lost");
    let again = judged(&desk, false);
    assert!(again.joined.is_empty() && again.parted.is_empty() && again.asked.is_empty(), "{again:?}");
    assert_eq!(desk.store(), store);
    // One by one, each join is taken back.
    for joined in &done.joined {
        made(&desk, &Request::Unmerge(joined.from.parse().unwrap()));
    }
    let parted = clients_and_documents(&desk);
    assert_eq!(parted["clients"], before["clients"]);
    assert_eq!(parted["invoices"], before["invoices"]);
    assert_eq!(parted["payments"], before["payments"]);
}
