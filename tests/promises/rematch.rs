//! Judged anew, the same records are the same clients, every join says why and can be taken back for good, and what people
//! decided holds.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use sverka::lang::Lang;
use sverka::model::explain::Explanation;
use sverka::model::ids::ClientId;
use sverka::model::record::RecordKind;
use sverka::model::run::{ClientsJudged, RunEvent, RunReport};
use sverka::output::words::decision_text;
use sverka::pipeline::decide::{Answer, Order, Request, decide};
use sverka::pipeline::rematch::{Rematch, rematch};
use sverka::pipeline::{SyncOptions, explain, sync};

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

#[derive(Clone, Copy)]
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

const TWIN: Card<'_> = Card { id: "b1", name: "Стройкомплект Юг, ООО", tax_id: "", phone: PHONE };

/// Cards of the accounts.
fn accounting(cards: &[Card<'_>]) -> Desk {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "1.jsonl", cards.iter().map(lines).collect::<String>().as_bytes());
    desk.sync();
    desk
}

/// A card of the bank that nobody judged yet: while it became what it is, its client was deleted.
fn unjudged(desk: &mut Desk, card: &Card<'_>) -> ClientId {
    let stranger = Card { name: "Липа-Сервис", tax_id: "", phone: "", ..*card };
    desk.drop("bank", "stranger.jsonl", lines(&stranger).as_bytes());
    desk.sync();
    let client: ClientId = whose(&desk.store(), card.id).as_str().unwrap().parse().unwrap();
    made(desk, &Request::Delete(client));
    desk.drop("bank", "now.jsonl", lines(card).as_bytes());
    desk.sync();
    made(desk, &Request::Restore(client));
    client
}

const KNOWN: [Card<'_>; 2] = [
    Card { id: "1", name: "ООО «Стройкомплект-Юг»", tax_id: "7702555038", phone: PHONE },
    Card { id: "2", name: "АО «Вектор»", tax_id: "7733147896", phone: "+79160000002" },
];

/// One company in the accounts with its tax number and in a bank's list without, spelled otherwise, and a stranger; not
/// judged yet.
fn one_company_twice() -> Desk {
    let mut desk = accounting(&KNOWN);
    assert_eq!(unjudged(&mut desk, &TWIN), client(3));
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
fn what_a_delivery_brings_is_judged_with_it() {
    let mut desk = accounting(&KNOWN);
    desk.drop("bank", "1.jsonl", lines(&TWIN).as_bytes());
    desk.sync();
    let store = desk.store();
    assert_eq!((client_ids(&store), whose(&store, "b1")), (vec!["C-1", "C-2"], Value::from("C-1")));
    assert!(rows(&store, "review").is_empty(), "nobody saw a question: {:#}", store["review"]);
    let explained = explained(&desk, 1);
    assert_eq!(explained.memberships.len(), 1, "{:?}", explained.memberships);
    assert!(judged(&desk, false).changed_nothing());
    desk.drop("bank", "again.jsonl", format!("{}\n", lines(&TWIN)).as_bytes());
    desk.sync();
    assert_eq!(desk.store(), store, "replay changes nothing");
    made(&desk, &Request::Unmerge(client(1)));
    let other = Card { phone: "+79160000004", ..TWIN };
    desk.drop("bank", "later.jsonl", [lines(&other), lines(&TWIN)].concat().as_bytes());
    desk.sync();
    assert_ne!(whose(&desk.store(), "b1"), "C-1", "a person's word holds at every delivery");
}

fn explained(desk: &Desk, client: i64) -> Explanation {
    let workspace = desk.open();
    explain(workspace.store(), &workspace.config.authorities, RecordKind::Client, client).unwrap().unwrap()
}

/// Who is one with whom, by sources and ids.
fn clusters(store: &Value) -> std::collections::BTreeSet<Vec<String>> {
    let id = |one: &Value| format!("{}:{}", one["source"], one["external_id"]);
    rows(store, "clients")
        .iter()
        .map(|row| {
            let mut ids: Vec<String> = row["sources"].as_array().unwrap().iter().map(id).collect();
            ids.sort();
            ids
        })
        .collect()
}

/// In a store that is large beside what comes, each delivery is judged by what shares keys with it; that is the same as
/// everything at once, in whatever order it came.
#[test]
fn one_by_one_in_any_order_is_as_everything_at_once() {
    let number = |at: usize| format!("+7916111{at:04}");
    let words = ["Гранит", "Полюс", "Ладога", "Кедр", "Вымпел", "Родник", "Маяк", "Сокол"];
    let names: Vec<String> = (0..48)
        .map(|at| format!("ООО «{}{}»", words[at % 8], ["торг", "снаб", "строй", "мебель", "связь", "лес"][at / 8]))
        .collect();
    let phones: Vec<String> = (0..48).map(number).collect();
    let ids: Vec<String> = (0..48).map(|at| format!("s{at}")).collect();
    let strangers: Vec<Card<'_>> =
        (0..48).map(|at| Card { id: &ids[at], name: &names[at], tax_id: "", phone: &phones[at] }).collect();
    let few = [
        KNOWN[0],
        TWIN,
        Card { id: "b3", name: "OOO Stroykomplekt-Yug", tax_id: "", phone: PHONE },
        Card { id: "b4", name: "ООО Вектор", tax_id: "7733147896", phone: "" },
    ];
    let mut found = Vec::new();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 2, 0, 3]] {
        let mut desk = accounting(&strangers);
        for at in order {
            let source = if at == 0 { "accounting" } else { "bank" };
            desk.drop(source, &format!("{at}.jsonl"), lines(&few[at]).as_bytes());
            desk.sync();
        }
        let store = desk.store();
        assert_eq!(whose(&store, "1"), whose(&store, "b1"), "{order:?}");
        let done = judged(&desk, false);
        assert!(done.joined.is_empty() && done.parted.is_empty(), "{order:?}: {done:?}");
        found.push(clusters(&store));
    }
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:#?}");
}

#[test]
fn what_a_person_parts_again_stays_apart() {
    let desk = one_company_twice();
    let before = clients_and_documents(&desk);
    judged(&desk, false);
    let joined = clients_and_documents(&desk);
    let parted = made(&desk, &Request::Unmerge(client(3)));
    assert_eq!(clients_and_documents(&desk), before);
    let explained = explained(&desk, 1);
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
    let store = desk.store();
    assert_eq!(client_ids(&store).len(), 2);
    let [asked] = rows(&store, "review") else { panic!("{:#}", store["review"]) };
    let reasons = asked["reasons"].to_string();
    assert!(reasons.contains("tax-ids-nearly-equal") && reasons.contains("equal-phone"), "{reasons}");
    assert!(judged(&desk, false).changed_nothing(), "it is asked once");
    made(&desk, &Request::Reject(asked["id"].as_str().unwrap().parse().unwrap()));
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
    let cards = [
        Card { id: "1", name: "АО «Вектор»", tax_id: "7733147896", phone: "+79160000002" },
        Card { id: "2", name: "ООО «Стройкомплект-Юг»", tax_id: "7702555038", phone: PHONE },
        Card { id: "3", name: "Стройкомплект-Юг", tax_id: "", phone: "" },
    ];
    let mut desk = accounting(&cards);
    assert_eq!(unjudged(&mut desk, &TWIN), client(4));
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
    let store = desk.store();
    assert_eq!((whose(&store, "1"), whose(&store, "b1")), (Value::from("C-1"), Value::from("C-2")));
    let explained = explained(&desk, 2);
    assert!(explained.memberships.iter().any(|one| !one.joined && one.from == "C-1"), "{:?}", explained.memberships);
    assert!(judged(&desk, false).changed_nothing());
}

#[test]
fn the_demo_s_records_are_judged_alike_by_delivery_and_at_once() {
    let (desk, _) = demo_desk(4);
    desk.sync();
    let store = desk.store();
    let done = judged(&desk, false);
    assert!(done.joined.is_empty() && done.parted.is_empty() && done.asked.is_empty(), "{done:?}");
    assert_eq!(clusters(&desk.store()), clusters(&store));
}

/// A run that a person stops when its first file is done.
fn stopped(desk: &Desk) -> RunReport {
    let stop = AtomicBool::new(false);
    let mut on_event = |event: RunEvent<'_>| {
        if matches!(event, RunEvent::Finished { .. }) {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let now = "2026-11-02T09:00:00Z".parse().unwrap();
    let options = SyncOptions { verb: "sync", dry_run: false, now, stop: &stop, on_event: &mut on_event };
    let report = sync(&mut desk.open(), options).unwrap_or_else(|error| panic!("{error:?}"));
    assert!(report.interrupted && report.clients == ClientsJudged::default(), "{report:?}");
    report
}

#[test]
fn what_a_run_left_unjudged_is_judged_by_the_next_one() {
    let maple = Card { id: "b2", name: "Клён", tax_id: "", phone: "" };
    for more in [None, Some(maple)] {
        let mut desk = accounting(&KNOWN);
        desk.drop("bank", "1.jsonl", lines(&TWIN).as_bytes());
        if let Some(more) = more {
            desk.drop("bank", "2.jsonl", lines(&more).as_bytes());
        }
        assert_eq!(stopped(&desk).files.len(), 1);
        assert_eq!(whose(&desk.store(), "b1"), "C-3", "taken, and not judged yet");
        let next = desk.sync();
        assert_eq!((next.clients.joined, whose(&desk.store(), "b1")), (1, Value::from("C-1")));
        assert_eq!(desk.sync().clients, ClientsJudged::default(), "once");
    }
}

#[test]
fn what_was_judged_anew_is_found_by_what_comes_later() {
    let words = ["Гранит", "Полюс", "Ладога", "Кедр", "Вымпел", "Родник", "Маяк", "Сокол", "Парус", "Ключ"];
    let strangers: Vec<Card<'_>> = words.map(|name| Card { id: name, name, tax_id: "", phone: "" }).into();
    let settings = |judge: &str| format!("{SETTINGS}\n[clients]\njudge = \"{judge}\"\n");
    let south = Card { id: "a9", name: "ООО «Стройкомплект-Юг»", tax_id: "", phone: PHONE };
    // What nobody has judged: a run was stopped, or nobody but a person was to judge.
    for judge in ["delivery", "rematch"] {
        let mut desk = accounting(&strangers);
        std::fs::write(desk.path("sverka.toml"), settings(judge)).unwrap();
        desk.drop("accounting", "9.jsonl", lines(&south).as_bytes());
        if judge == "delivery" {
            stopped(&desk);
        } else {
            assert_eq!(desk.sync().clients, ClientsJudged::default());
        }
        assert!(judged(&desk, false).joined.is_empty());
        std::fs::write(desk.path("sverka.toml"), settings("delivery")).unwrap();
        desk.drop("bank", "9.jsonl", lines(&TWIN).as_bytes());
        assert_eq!(desk.sync().clients.joined, 1, "{judge}");
        assert_eq!(whose(&desk.store(), "b1"), whose(&desk.store(), "a9"), "{judge}");
    }
}

#[test]
fn what_came_while_nobody_judged_is_judged_once_runs_judge_again() {
    let mut desk = accounting(&KNOWN);
    std::fs::write(desk.path("sverka.toml"), format!("{SETTINGS}\n[clients]\njudge = \"rematch\"\n")).unwrap();
    desk.drop("bank", "1.jsonl", lines(&TWIN).as_bytes());
    assert_eq!((desk.sync().clients.joined, whose(&desk.store(), "b1")), (0, Value::from("C-3")));
    std::fs::write(desk.path("sverka.toml"), SETTINGS).unwrap();
    assert_eq!((desk.sync().clients.joined, whose(&desk.store(), "b1")), (1, Value::from("C-1")));
}

#[test]
fn a_bank_line_of_one_does_not_make_another_with_its_tax_number_the_same() {
    let south = Card { id: "1", name: "ООО «Дельта Юг»", tax_id: "7702555038", phone: "+79160000001" };
    let north = Card { id: "b1", name: "ООО «Дельта Север»", phone: "+79160000002", ..south };
    let plant = Card { id: "2", name: "ООО «Стройка-1»", tax_id: "7733147896", phone: "+79160000003" };
    let other_plant = Card { id: "b2", name: "ООО «Стройка-2»", phone: "+79160000004", ..plant };
    let mut desk = accounting(&[south, plant]);
    desk.drop("bank", "1.jsonl", [lines(&north), lines(&other_plant)].concat().as_bytes());
    desk.sync();
    let open = |store: &Value| {
        rows(store, "review").iter().filter(|row| row["kind"] == "client_match" && row["state"] == "open").count()
    };
    assert_eq!(open(&desk.store()), 2, "{:#}", desk.store()["review"]);
    let line = |number: u32, payer: &Card<'_>| {
        let name = payer.name.replace(['«', '»'], "\"");
        let account = format!("4070281050000000{number:04}");
        [
            "СекцияДокумент=Платежное поручение".to_owned(),
            format!("Номер={number}\r\nДата=08.10.2026\r\nСумма=222.00"),
            format!("ПлательщикСчет={account}\r\nПлательщикИНН={}\r\nПлательщик1={name}", payer.tax_id),
            "ПолучательСчет=40702810100000012345\r\nПолучательИНН=7701555010".to_owned(),
            "Получатель1=ООО \"Гранит-Сервис\"\r\nНазначениеПлатежа=За товар\r\nКонецДокумента".to_owned(),
        ]
        .join("\r\n")
    };
    let head = "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n";
    let text = format!("{head}{}\r\n{}\r\nКонецФайла\r\n", line(2, &south), line(3, &plant));
    desk.drop("bank", "kl.txt", &crate::papers::cp1251(&text));
    let run = desk.sync();
    assert_eq!(run.totals.rows.applied, 2, "{run:?}");
    assert_eq!((run.clients.joined, run.clients.answered), (0, 0), "a bank's line says nothing new of the others");
    assert_eq!(open(&desk.store()), 2, "still asked: {:#}", desk.store()["review"]);
}
