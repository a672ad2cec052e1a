//! No guess is silent, and what a person decided holds: merged and parted again is as before, a decision outlives every
//! later export, and the store says who decided.

use serde_json::Value;
use sverka::model::ids::ReviewId;
use sverka::pipeline::decide::{Answer, DecideError, Order, Refusal, Request, decide};

use crate::desk::Desk;
use crate::papers::{SETTINGS, demo_desk, statement};

pub(crate) fn ask(desk: &Desk, request: &Request, dry_run: bool) -> Result<Answer, Refusal> {
    let mut workspace = desk.open();
    let now = "2026-11-02T10:00:00Z".parse().unwrap();
    match decide(&mut workspace, Order { request, who: "Ольга", reason: "позвонила", dry_run, now }) {
        Ok(answer) => Ok(answer),
        Err(DecideError::Refused(refusal)) => Err(refusal),
        Err(DecideError::Sync(error)) => panic!("{error:?}"),
    }
}

pub(crate) fn made(desk: &Desk, request: &Request) -> Answer {
    ask(desk, request, false).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

/// The store without the decisions themselves.
fn facts(desk: &Desk) -> Value {
    let mut store = desk.store();
    store.as_object_mut().unwrap().remove("decisions");
    store
}

pub(crate) fn rows<'s>(store: &'s Value, entity: &str) -> &'s [Value] {
    store[entity].as_array().map_or(&[], Vec::as_slice)
}

fn differing(one: &Value, other: &Value) -> String {
    let mut text = String::new();
    for entity in one.as_object().unwrap().keys() {
        let (ours, theirs) = (rows(one, entity), rows(other, entity));
        for row in ours.iter().filter(|row| !theirs.contains(row)) {
            text.push_str(&format!("\n- {entity} {row}"));
        }
        for row in theirs.iter().filter(|row| !ours.contains(row)) {
            text.push_str(&format!("\n+ {entity} {row}"));
        }
    }
    text
}

/// A register of invoices: number, day of October, client, tax number, sum.
pub(crate) fn register(lines: &[(u32, u32, &str, &str, &str)]) -> Vec<u8> {
    let mut text = "№ счета;Дата;Контрагент;ИНН;Сумма\n".to_owned();
    for (number, day, name, tax, sum) in lines {
        text.push_str(&format!("{number};{day:02}.10.2026;{name};{tax};{sum}\n"));
    }
    text.into_bytes()
}

/// A client with a tax number and one of the same name without, each with an invoice, and money for both.
fn namesakes() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    let lines = [
        (101, 5, "ООО Берёзка", "7702555038", "300.00"),
        (102, 6, "ООО Берёзка", "", "500.00"),
        (103, 7, "Клён", "", "70.00"),
    ];
    desk.drop("accounting", "реестр.csv", &register(&lines));
    desk.drop(
        "bank",
        "kl.txt",
        &statement(&[(1, 10, "300.00", "счет 101 от 05.10.2026"), (2, 11, "500.00", "оплата")]),
    );
    desk.sync();
    desk
}

pub(crate) fn open_question(desk: &Desk, kind: &str) -> (ReviewId, Value) {
    let store = desk.store();
    let found = rows(&store, "review").iter().find(|row| row["state"] == "open" && row["kind"] == kind);
    let row = found.unwrap_or_else(|| panic!("no open {kind} in {store:#}")).clone();
    (row["id"].as_str().unwrap().parse().unwrap(), row)
}

fn client_ids(store: &Value) -> Vec<&str> {
    rows(store, "clients").iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn what_is_merged_and_parted_again_is_as_it_was() {
    let desk = namesakes();
    let before = facts(&desk);
    let (question, asked) = open_question(&desk, "client_match");
    let merge = made(&desk, &Request::Accept(question, None));
    let merged = facts(&desk);
    assert_eq!(client_ids(&merged).len() + 1, client_ids(&before).len());
    let gone = merge.clients[1];
    assert!(!client_ids(&merged).contains(&gone.to_string().as_str()));
    let paid: Vec<&Value> = rows(&merged, "payments").iter().filter(|row| row["unallocated"] != "0.00").collect();
    assert!(paid.is_empty(), "the sum fits the one invoice that is open: {paid:?}");
    let answered = rows(&merged, "review").iter().find(|row| row["id"] == asked["id"]).unwrap();
    assert_eq!((&answered["state"], &answered["decided_by"]), (&Value::from("accepted"), &Value::from("Ольга")));
    made(&desk, &Request::Unmerge(gone));
    let parted = facts(&desk);
    assert_eq!(parted, before, "{}", differing(&before, &parted));
    // The other way to say it.
    let again = made(&desk, &Request::Merge(gone, merge.clients[0]));
    assert_eq!(facts(&desk)["payments"], merged["payments"]);
    made(&desk, &Request::Undo(again.decision));
    let undone = facts(&desk);
    assert_eq!(undone, before, "{}", differing(&before, &undone));
}

#[test]
fn every_pair_that_the_demo_asks_about_can_be_merged_and_parted() {
    let (desk, _) = demo_desk(4);
    desk.sync();
    let before = facts(&desk);
    let asked: Vec<ReviewId> = rows(&before, "review")
        .iter()
        .filter(|row| row["state"] == "open")
        .map(|row| row["id"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(asked.len() > 3);
    for question in asked {
        let row = rows(&before, "review").iter().find(|row| row["id"] == question.to_string()).unwrap();
        let candidate = row["candidates"][0]["id"].as_str().map(str::to_owned);
        let yes = made(&desk, &Request::Accept(question, candidate));
        assert_ne!(facts(&desk), before, "{row}");
        made(&desk, &Request::Undo(yes.decision));
        let undone = facts(&desk);
        assert_eq!(undone, before, "{row}{}", differing(&before, &undone));
        let no = made(&desk, &Request::Reject(question));
        made(&desk, &Request::Undo(no.decision));
        let undone = facts(&desk);
        assert_eq!(undone, before, "{row}{}", differing(&before, &undone));
    }
}

#[test]
fn a_decision_outlives_the_same_export_and_one_with_other_ids() {
    let mut desk = Desk::new(SETTINGS);
    let card = |id: &str, name: &str, tax: &str| {
        format!("{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"{name}\",\"tax_id\":\"{tax}\"}}\n")
    };
    let cards = [card("c1", "ООО Берёзка", "7702555038"), card("c2", "ООО Берёзка", "")].concat();
    desk.drop("accounting", "clients.jsonl", cards.as_bytes());
    desk.sync();
    let (question, _) = open_question(&desk, "client_match");
    made(&desk, &Request::Accept(question, None));
    let merged = desk.store();
    assert_eq!(client_ids(&merged), ["C-1"]);
    // The same again, in another file.
    desk.drop("accounting", "again.jsonl", format!("{cards}\n").as_bytes());
    desk.sync();
    assert_eq!(desk.store(), merged);
    // After the accountant joined duplicates in her program the card has another id.
    desk.drop("accounting", "renumbered.jsonl", card("c9", "Берёзка ООО", "").as_bytes());
    desk.sync();
    let store = desk.store();
    assert_eq!(client_ids(&store), ["C-1"], "{store:#}");
    assert!(rows(&store, "review").iter().all(|row| row["state"] != "open"), "{store:#}");
}

#[test]
fn who_was_told_apart_is_not_asked_about_again() {
    let mut desk = Desk::new(SETTINGS);
    let card = |id: &str, name: &str, tax: &str, phone: &str| {
        format!(
            "{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"{name}\",\"tax_id\":\"{tax}\",\"phones\":[\"{phone}\"]}}\n"
        )
    };
    // With one phone they would be one client: nobody would have to be asked.
    let cards = |phone: &str| {
        let other = phone.replace("+7916", "+7917");
        [card("c1", "ООО Берёзка", "7702555038", phone), card("c2", "ООО Берёзка", "", &other)].concat()
    };
    desk.drop("accounting", "clients.jsonl", cards("+79160000001").as_bytes());
    desk.sync();
    let (question, _) = open_question(&desk, "client_match");
    made(&desk, &Request::Reject(question));
    for phone in ["+79160000002", "+79160000003"] {
        desk.drop("accounting", &format!("{phone}.jsonl"), cards(phone).as_bytes());
        desk.sync();
        let store = desk.store();
        assert_eq!(client_ids(&store).len(), 2);
        assert!(rows(&store, "review").iter().all(|row| row["state"] == "rejected"), "{store:#}");
    }
    // A third one of that name is news.
    desk.drop("shop", "third.jsonl", b"");
    desk.drop("bank", "third.jsonl", card("b1", "ООО Берёзка", "7733147896", "+79160000009").as_bytes());
    desk.sync();
    let (_, asked) = open_question(&desk, "client_match");
    assert_eq!(asked["candidates"].as_array().map(Vec::len), Some(1), "only the new one: {asked}");
}

#[test]
fn what_a_person_links_stays_whatever_comes_later() {
    let mut desk = namesakes();
    let before = facts(&desk);
    let payment = rows(&before, "payments").iter().find(|row| row["amount"] == "500.00").unwrap();
    let invoice = rows(&before, "invoices").iter().find(|row| row["number"] == "102").unwrap();
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    let (payment, invoice) = (id(payment), id(invoice));
    let link = Request::Link(payment.parse().unwrap(), invoice.parse().unwrap(), Some("400,00".to_owned()));
    let answer = made(&desk, &link);
    let allocation = |store: &Value| {
        let found = rows(store, "allocations").iter().find(|row| row["document_id"] == invoice.as_str());
        found.map(|row| (row["amount"].clone(), row["decided_by"].clone()))
    };
    let expected = Some((Value::from("400.00"), Value::from("person")));
    assert_eq!(allocation(&desk.store()), expected);
    desk.drop("bank", "more.txt", &statement(&[(7, 20, "500.00", "счет 102 от 06.10.2026")]));
    desk.drop("accounting", "more.csv", &register(&[(104, 9, "ООО Берёзка", "7702555038", "500.00")]));
    desk.sync();
    assert_eq!(allocation(&desk.store()), expected);
    let store = desk.store();
    let document = rows(&store, "invoices").iter().find(|row| row["id"] == invoice.as_str()).unwrap();
    assert!(document["balance"].as_str().unwrap().starts_with(|digit: char| digit.is_ascii_digit()), "{document}");
    made(&desk, &Request::Undo(answer.decision));
    assert_ne!(allocation(&desk.store()), expected);
}

#[test]
fn a_rule_gives_a_payers_money_to_the_client_it_names() {
    let mut desk = namesakes();
    let before = facts(&desk);
    let maple = rows(&before, "clients").iter().find(|row| row["name"] == "Клён").unwrap()["id"].as_str().unwrap();
    let rule = made(&desk, &Request::AddRule("7702555038".into(), maple.parse().unwrap()));
    desk.drop("bank", "more.txt", &statement(&[(7, 20, "70.00", "оплата")]));
    desk.sync();
    let store = desk.store();
    let theirs: Vec<_> = rows(&store, "payments").iter().map(|row| (&row["id"], &row["client_id"])).collect();
    assert!(theirs.iter().all(|(_, client)| **client == maple), "{theirs:?} are not all {maple}");
    let named = format!("by-rule rule={}", rule.decision);
    let by_rule = |row: &&Value| row["reasons"].as_array().unwrap().iter().any(|reason| reason == named.as_str());
    assert!(rows(&store, "allocations").iter().any(|row| by_rule(&row)), "{:#}", store["allocations"]);
    assert_eq!(
        ask(&desk, &Request::AddRule("7702555038".into(), maple.parse().unwrap()), false).unwrap_err().key,
        "rule-exists"
    );
    made(&desk, &Request::RemoveRule(rule.decision));
    let store = desk.store();
    let theirs = rows(&store, "payments").iter().filter(|row| row["client_id"] == maple).count();
    assert_eq!(theirs, 0, "{:#}", store["payments"]);
}

#[test]
fn deleted_by_a_person_stays_deleted_until_it_is_brought_back() {
    let mut desk = namesakes();
    let before = facts(&desk);
    let maple = rows(&before, "clients").iter().find(|row| row["name"] == "Клён").unwrap()["id"].as_str().unwrap();
    let is_deleted =
        |store: &Value| rows(store, "clients").iter().find(|row| row["id"] == maple).unwrap()["deleted"] == true;
    made(&desk, &Request::Delete(maple.parse().unwrap()));
    desk.drop("accounting", "more.csv", &register(&[(109, 9, "Клён", "", "10.00")]));
    desk.sync();
    assert!(is_deleted(&desk.store()));
    made(&desk, &Request::Restore(maple.parse().unwrap()));
    assert!(!is_deleted(&desk.store()));
    assert_eq!(ask(&desk, &Request::Restore(maple.parse().unwrap()), false).unwrap_err().key, "not-deleted");
}

#[test]
fn a_record_that_is_split_off_is_a_client_of_its_own() {
    let mut desk = namesakes();
    let (question, _) = open_question(&desk, "client_match");
    let merge = made(&desk, &Request::Accept(question, None));
    let before = facts(&desk);
    let client = rows(&before, "clients").iter().find(|row| row["id"] == merge.clients[0].to_string()).unwrap();
    let source = client["sources"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["external_id"].as_str().unwrap().starts_with("name:"));
    let record = ("accounting".to_owned(), source.unwrap()["external_id"].as_str().unwrap().to_owned());
    let split = made(&desk, &Request::Split(merge.clients[0], vec![record]));
    let parted = facts(&desk);
    let fresh = split.clients[1].to_string();
    assert!(rows(&parted, "invoices").iter().any(|row| row["client_id"] == fresh.as_str() && row["number"] == "102"));
    desk.drop("accounting", "more.csv", &register(&[(104, 9, "ООО Берёзка", "", "5.00")]));
    desk.sync();
    let store = desk.store();
    let later = rows(&store, "invoices").iter().find(|row| row["number"] == "104").unwrap();
    assert_eq!(later["client_id"], fresh.as_str(), "what comes later under the record's name goes with it");
    let refusal = ask(&desk, &Request::Undo(merge.decision), false).unwrap_err();
    assert_eq!(refusal.key, "others-depend");
    assert!(refusal.params.iter().any(|(_, value)| value.contains(&split.decision.to_string())), "{refusal:?}");
}

#[test]
fn a_dry_run_decides_nothing() {
    let desk = namesakes();
    let before = desk.store();
    let (question, _) = open_question(&desk, "client_match");
    let shown = ask(&desk, &Request::Accept(question, None), true).unwrap();
    assert_ne!(shown.before, shown.after);
    assert_eq!(desk.store(), before);
}

#[test]
fn a_client_card_under_a_code_that_had_another_tax_number_is_taken_or_left() {
    let mut desk = Desk::new(SETTINGS);
    let card = |tax: &str, phone: &str| {
        format!(
            "{{\"record\":\"client\",\"id\":\"c1\",\"name\":\"ООО Берёзка\",\"tax_id\":\"{tax}\",\"phones\":[\"{phone}\"]}}\n"
        )
    };
    desk.drop("accounting", "1.jsonl", card("7702555038", "+79160000001").as_bytes());
    desk.drop("accounting", "2.jsonl", card("7733147896", "+79160000002").as_bytes());
    desk.sync();
    let before = facts(&desk);
    let (question, _) = open_question(&desk, "conflict");
    let taken = made(&desk, &Request::Accept(question, None));
    let tax = |desk: &Desk| desk.store()["clients"][0]["tax_id"].clone();
    assert_eq!(tax(&desk), "7733147896");
    desk.drop("accounting", "3.jsonl", card("7733147896", "+79160000003").as_bytes());
    assert_eq!(desk.sync().totals.rows.applied, 1, "nobody is asked again");
    let refused = ask(&desk, &Request::Accept(question, None), false).unwrap_err();
    assert_eq!(refused.key, "answered");
    drop(taken);
    // Another workspace, the other answer.
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "1.jsonl", card("7702555038", "+79160000001").as_bytes());
    desk.drop("accounting", "2.jsonl", card("7733147896", "+79160000002").as_bytes());
    desk.sync();
    assert_eq!(facts(&desk), before);
    let (question, _) = open_question(&desk, "conflict");
    let yes = made(&desk, &Request::Accept(question, None));
    made(&desk, &Request::Undo(yes.decision));
    let undone = facts(&desk);
    assert_eq!(undone, before, "{}", differing(&before, &undone));
    made(&desk, &Request::Reject(question));
    desk.drop("accounting", "again.jsonl", format!("{}\n", card("7733147896", "+79160000002")).as_bytes());
    let report = desk.sync();
    assert_eq!((report.totals.rows.queued, report.totals.rows.unchanged), (0, 1), "it was refused for good");
    assert_eq!(tax(&desk), "7702555038");
}

#[test]
fn the_direction_that_a_person_tells_is_remembered() {
    let line = |purpose: &str| {
        format!(
            "{{\"record\":\"payment\",\"id\":\"p1\",\"number\":\"7\",\"date\":\"2026-10-12\",\"currency\":\"RUB\",\
             \"amount\":\"500.00\",\"payer\":{{\"name\":\"ООО Берёзка\",\"tax_id\":\"7702555038\"}},\
             \"payee\":{{\"name\":\"Неизвестный\"}},\"purpose\":\"{purpose}\"}}\n"
        )
    };
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "1.jsonl", line("оплата").as_bytes());
    desk.sync();
    let before = facts(&desk);
    assert!(rows(&before, "payments").is_empty());
    let (question, _) = open_question(&desk, "payment_match");
    assert_eq!(ask(&desk, &Request::Accept(question, None), false).unwrap_err().key, "choose-direction");
    let yes = made(&desk, &Request::Accept(question, Some("in".to_owned())));
    let direction = |desk: &Desk| desk.store()["payments"][0]["direction"].clone();
    assert_eq!(direction(&desk), "in");
    desk.drop("accounting", "again.jsonl", format!("{}\n", line("оплата")).as_bytes());
    assert_eq!(desk.sync().totals.rows.unchanged, 1);
    desk.drop("accounting", "more.jsonl", line("оплата за товар").as_bytes());
    assert_eq!(desk.sync().totals.rows.applied, 1, "nobody is asked again");
    assert_eq!(direction(&desk), "in");
    drop(yes);
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "1.jsonl", line("оплата").as_bytes());
    desk.sync();
    let yes = made(&desk, &Request::Accept(question, Some("in".to_owned())));
    made(&desk, &Request::Undo(yes.decision));
    let undone = facts(&desk);
    assert_eq!(undone, before, "{}", differing(&before, &undone));
}

#[test]
fn whose_a_payment_is_that_fits_two_branches_is_a_persons_word() {
    let mut desk = Desk::new(SETTINGS);
    let branch = |id: &str, kpp: &str| {
        format!(
            "{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"ООО Берёзка\",\"tax_id\":\"7702555038\",\"kpp\":\"{kpp}\"}}\n"
        )
    };
    let cards = [branch("c1", "770201001"), branch("c2", "540243001")].concat();
    desk.drop("accounting", "cards.jsonl", cards.as_bytes());
    desk.drop("bank", "kl.txt", &statement(&[(1, 10, "300.00", "оплата")]));
    desk.sync();
    let before = facts(&desk);
    let (question, asked) = open_question(&desk, "payment_match");
    assert_eq!(asked["candidates"].as_array().unwrap().len(), 2);
    let yes = made(&desk, &Request::Accept(question, Some("C-2".to_owned())));
    desk.drop("bank", "again.txt", &statement(&[(1, 10, "300.00", "оплата"), (2, 11, "70.00", "оплата")]));
    desk.sync();
    let store = desk.store();
    let whose: Vec<_> = rows(&store, "payments").iter().map(|row| row["client_id"].clone()).collect();
    assert_eq!(whose, [Value::from("C-2"), Value::Null], "one word for one payment");
    made(&desk, &Request::Undo(yes.decision));
    assert_eq!(desk.store()["payments"][0], before["payments"][0]);
    let (again, _) = open_question(&desk, "payment_match");
    assert_eq!(again, question);
    // Branches that are one client after all: their money has one client.
    made(&desk, &Request::Merge("C-1".parse().unwrap(), "C-2".parse().unwrap()));
    let store = desk.store();
    assert!(rows(&store, "payments").iter().all(|row| row["client_id"] == "C-1"), "{:#}", store["payments"]);
}

#[test]
fn what_came_to_a_merged_client_later_goes_back_with_its_records() {
    let mut desk = Desk::new(SETTINGS);
    let card = |id: &str, name: &str, tax: &str| {
        format!("{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"{name}\",\"tax_id\":\"{tax}\"}}\n")
    };
    let beside = |kind: &str, id: &str, client: &str| {
        format!(
            "{{\"record\":\"{kind}\",\"id\":\"{id}\",\"name\":\"Мария {id}\",\"number\":\"{id}\",\"client_id\":\"{client}\"}}\n"
        )
    };
    let invoice = |id: &str, client: &str| {
        format!(
            "{{\"record\":\"invoice\",\"id\":\"{id}\",\"number\":\"{id}\",\"date\":\"2026-10-05\",\"client_id\":\"{client}\",\
             \"currency\":\"RUB\",\"total\":\"300.00\"}}\n"
        )
    };
    let first = [
        card("c1", "ООО Берёзка", "7702555038"),
        card("c2", "Клён", "7733147896"),
        beside("contact", "k1", "c2"),
        beside("contract", "a1", "c2"),
        invoice("i1", "c1"),
        invoice("i2", "c2"),
    ];
    desk.drop("accounting", "1.jsonl", first.concat().as_bytes());
    desk.sync();
    let merge = made(&desk, &Request::MergeDifferent("C-1".parse().unwrap(), "C-2".parse().unwrap()));
    let merged = desk.store();
    for entity in ["contacts", "contracts", "invoices"] {
        assert!(rows(&merged, entity).iter().all(|row| row["client_id"] == "C-1"), "{entity}: {merged:#}");
    }
    // Another tax number than the golden one is no contradiction: a person put them together.
    let later = [card("c2", "Клён, ООО", "7733147896"), beside("contact", "k2", "c2"), invoice("i3", "c2")];
    desk.drop("accounting", "2.jsonl", later.concat().as_bytes());
    desk.drop("bank", "3.jsonl", [card("b7", "Клён", "7733147896"), invoice("i4", "b7")].concat().as_bytes());
    assert_eq!(desk.sync().totals.rows.queued, 0);
    let store = desk.store();
    assert_eq!(client_ids(&store), ["C-1"], "{store:#}");
    made(&desk, &Request::Undo(merge.decision));
    let store = desk.store();
    let of = |entity: &str, client: &str| -> Vec<String> {
        let theirs = rows(&store, entity).iter().filter(|row| row["client_id"] == client);
        theirs.map(|row| row["sources"][0]["external_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (of("invoices", "C-1"), of("invoices", "C-2")),
        (vec!["i1".into()], vec!["i2".into(), "i3".into(), "i4".into()])
    );
    assert_eq!((of("contacts", "C-2").len(), of("contracts", "C-2").len()), (2, 1));
    let parted = rows(&store, "clients").iter().find(|row| row["id"] == "C-2").unwrap();
    assert_eq!((&parted["name"], parted["sources"].as_array().unwrap().len()), (&Value::from("Клён, ООО"), 2));
}

#[test]
fn documents_that_wait_for_a_doubtful_card_are_taken_with_it() {
    let message = |tax: &str, invoice: u32| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<КоммерческаяИнформация ВерсияСхемы=\"2.09\" \
             ДатаФормирования=\"2026-10-0{invoice}T12:00:00\"><Документ><Ид>i-{invoice}</Ид><Номер>{invoice}</Номер>\
             <Дата>2026-10-01</Дата><ХозОперация>Счет на оплату</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта>\
             <Сумма>100.00</Сумма><Контрагенты><Контрагент><Ид>c-1</Ид><Наименование>Гость</Наименование>\
             <ИНН>{tax}</ИНН><Роль>Покупатель</Роль></Контрагент></Контрагенты></Документ></КоммерческаяИнформация>\n"
        )
    };
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "1.xml", message("7702555038", 1).as_bytes());
    desk.drop("accounting", "2.xml", message("7733147896", 2).as_bytes());
    desk.sync();
    let before = facts(&desk);
    assert_eq!(rows(&before, "invoices").len(), 1, "the second waits: {before:#}");
    let waiting = |subject: &str| {
        let row = rows(&before, "review").iter().find(|row| row["subject"].as_str().unwrap().starts_with(subject));
        row.unwrap_or_else(|| panic!("{before:#}"))["id"].as_str().unwrap().parse::<ReviewId>().unwrap()
    };
    let yes = made(&desk, &Request::Accept(waiting("client:"), None));
    let store = desk.store();
    assert_eq!((rows(&store, "invoices").len(), &store["clients"][0]["tax_id"]), (2, &Value::from("7733147896")));
    assert!(rows(&store, "review").iter().all(|row| row["state"] == "accepted"), "{:#}", store["review"]);
    desk.drop("accounting", "3.xml", message("7733147896", 3).as_bytes());
    assert_eq!(desk.sync().totals.rows.applied, 1, "nobody is asked again");
    let known = desk.store();
    desk.drop("accounting", "again.xml", format!("{}\n", message("7733147896", 2)).as_bytes());
    assert_eq!(desk.sync().totals.rows.unchanged, 1);
    assert_eq!(desk.store(), known, "replay changes nothing");
    drop(yes);
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "1.xml", message("7702555038", 1).as_bytes());
    desk.drop("accounting", "2.xml", message("7733147896", 2).as_bytes());
    desk.sync();
    let yes = made(&desk, &Request::Accept(waiting("client:"), None));
    made(&desk, &Request::Undo(yes.decision));
    let undone = facts(&desk);
    assert_eq!(undone, before, "{}", differing(&before, &undone));
    // The document alone, for the client that the code had.
    made(&desk, &Request::Accept(waiting("invoice:"), None));
    let store = desk.store();
    assert_eq!((rows(&store, "invoices").len(), &store["clients"][0]["tax_id"]), (2, &Value::from("7702555038")));
    desk.drop("accounting", "again.xml", format!("{}\n", message("7733147896", 2)).as_bytes());
    assert_eq!((desk.sync().totals.rows.unchanged, rows(&desk.store(), "invoices").len()), (1, 2));
}

#[test]
fn a_document_that_a_person_gave_to_a_client_stays_the_clients() {
    let mut desk = namesakes();
    let before = facts(&desk);
    let invoice = rows(&before, "invoices").iter().find(|row| row["number"] == "101").unwrap()["id"].as_str().unwrap();
    let maple = rows(&before, "clients").iter().find(|row| row["name"] == "Клён").unwrap()["id"].as_str().unwrap();
    let given = made(&desk, &Request::AssignDocument(invoice.parse().unwrap(), maple.parse().unwrap()));
    let whose = |desk: &Desk| {
        let store = desk.store();
        rows(&store, "invoices").iter().find(|row| row["id"] == invoice).unwrap()["client_id"].clone()
    };
    assert_eq!(whose(&desk), maple);
    desk.drop("accounting", "again.csv", &register(&[(101, 5, "ООО Берёзка", "7702555038", "310.00")]));
    desk.sync();
    assert_eq!(whose(&desk), maple, "a new version of it changes nothing");
    made(&desk, &Request::Undo(given.decision));
    assert_ne!(whose(&desk), maple);
}

#[test]
fn any_two_clients_can_be_merged_and_parted() {
    let (desk, _) = demo_desk(5);
    desk.sync();
    let before = facts(&desk);
    let ids = client_ids(&before);
    let of = |entity: &str, id: &str| rows(&before, entity).iter().filter(|row| row["client_id"] == id).count();
    let mut busy: Vec<&str> =
        ids.iter().copied().filter(|id| of("invoices", id) > 1 && of("payments", id) > 1).collect();
    busy.truncate(8);
    assert!(busy.len() > 5, "{busy:?}");
    for pair in busy.windows(2).step_by(2) {
        let answer = made(&desk, &Request::MergeDifferent(pair[1].parse().unwrap(), pair[0].parse().unwrap()));
        let merged = facts(&desk);
        assert_eq!(client_ids(&merged).len() + 1, ids.len());
        let count =
            |store: &Value, id: &str| rows(store, "invoices").iter().filter(|row| row["client_id"] == id).count();
        assert_eq!(count(&merged, pair[0]), count(&before, pair[0]) + count(&before, pair[1]));
        made(&desk, &Request::Undo(answer.decision));
        let parted = facts(&desk);
        assert_eq!(parted, before, "{pair:?}{}", differing(&before, &parted));
    }
}

/// A shipment, a correction of it and a tax invoice of another amount about it.
fn corrected() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/fns-ukd/input/accounting");
    for name in ["4 упд 301.xml", "8 дис.xml", "9 ксчф о другой сумме.xml"] {
        desk.drop("accounting", name, &std::fs::read(format!("{folder}/{name}")).unwrap());
    }
    desk.sync();
    desk
}

#[test]
fn whether_two_corrections_are_one_change_is_answered_once_and_for_good() {
    let mut desk = corrected();
    let (question, asked) = open_question(&desk, "conflict");
    let tax = asked["subject"].clone();
    let of_tax = |store: &Value| rows(store, "returns").iter().find(|row| row["id"] == tax).unwrap().clone();
    let before = facts(&desk);
    assert_eq!(of_tax(&before)["covered_because"], serde_json::json!(["tax-correction-waits"]));
    assert_eq!((&of_tax(&before)["tax_only"], &of_tax(&before)["covered"]), (&Value::from(true), &Value::from(true)));
    let due = |store: &Value| -> i64 {
        let all = ["shipments", "returns"].into_iter().flat_map(|entity| rows(store, entity));
        all.map(|row| row["balance"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap()).sum()
    };
    let two = made(&desk, &Request::Reject(question));
    let counted = facts(&desk);
    assert_ne!(due(&counted), due(&before), "both count");
    made(&desk, &Request::Undo(two.decision));
    assert_eq!(facts(&desk), before, "{}", differing(&before, &facts(&desk)));
    made(&desk, &Request::Accept(question, None));
    let one = facts(&desk);
    assert_eq!(due(&one), due(&before), "it counts once");
    assert!(of_tax(&one)["covered_because"][0].as_str().unwrap().starts_with("tax-correction-repeats"));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/fns-ukd/input/accounting");
    let mut again = std::fs::read(format!("{folder}/9 ксчф о другой сумме.xml")).unwrap();
    again.extend_from_slice(b"\n \n");
    desk.drop("accounting", "9 ещё раз.xml", &again);
    desk.sync();
    assert_eq!(facts(&desk), one, "nobody is asked again");
}
