//! Who was told apart pays for himself: his money goes with him, and what was paid for another is asked again.

use serde_json::Value;
use sverka::pipeline::decide::Request;

use crate::decisions::{made, open_question, rows};
use crate::desk::Desk;
use crate::papers::{SETTINGS, cp1251, statement, sverka};

const BILL: &str = "счет 101 от 05.10.2026";

/// A statement whose payer has no tax number.
fn line(lines: &[(u32, u32, &str, &str)]) -> Vec<u8> {
    let bytes = statement(lines);
    let (text, _, _) = encoding_rs::WINDOWS_1251.decode(&bytes);
    cp1251(&text.replace("ПлательщикИНН=7702555038\r\n", ""))
}

/// A client of the accounting with an invoice, and a payer of whom the bank tells the same name alone: they were made one.
fn paid_by_a_namesake() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    let register = "№ счета;Дата;Контрагент;ИНН;Сумма\n101;05.10.2026;ООО Берёзка;7702555038;300.00\n";
    desk.drop("accounting", "реестр.csv", register.as_bytes());
    desk.drop("bank", "kl.txt", &line(&[(1, 10, "300.00", BILL)]));
    desk.sync();
    desk
}

/// Whose the money is, what of it pays nothing, and the documents that are asked about.
fn stands(desk: &Desk) -> (Value, Value, Vec<String>) {
    let store = desk.store();
    let money = &store["payments"][0];
    let asked = rows(&store, "review").iter().filter(|row| row["state"] == "open" && row["kind"] == "payment_match");
    let candidates = asked.flat_map(|row| row["candidates"].as_array().unwrap());
    let ids = candidates.map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    (money["client_id"].clone(), money["unallocated"].clone(), ids)
}

fn is_asked_about(client: &str) -> (Value, Value, Vec<String>) {
    (client.into(), "300.00".into(), vec!["D-1".to_owned()])
}

fn is_paid() -> (Value, Value, Vec<String>) {
    ("C-1".into(), "0.00".into(), Vec::new())
}

#[test]
fn money_of_who_was_told_apart_is_kept_by_no_name_and_asked_about() {
    let mut desk = paid_by_a_namesake();
    assert_eq!(stands(&desk), is_paid(), "a name and a number before anybody spoke");
    let before = desk.store();
    let (question, _) = open_question(&desk, "client_match");
    let no = made(&desk, &Request::Reject(question));
    assert_eq!(stands(&desk), is_asked_about("C-2"));
    desk.drop("bank", "again.txt", &line(&[(1, 10, "300.00", BILL), (2, 11, "70.00", "оплата")]));
    desk.sync();
    assert_eq!(stands(&desk), is_asked_about("C-2"), "whatever comes later");
    let (about_money, asked) = open_question(&desk, "payment_match");
    assert!(asked["reasons"][0].as_str().unwrap().starts_with("told-apart-from-payer number=101"), "{asked}");
    let yes = made(&desk, &Request::Accept(about_money, None));
    assert_eq!(stands(&desk), is_paid(), "a person knows");
    made(&desk, &Request::Undo(yes.decision));
    assert_eq!(stands(&desk), is_asked_about("C-2"));
    made(&desk, &Request::Undo(no.decision));
    assert_eq!(stands(&desk), is_paid());
    assert_eq!(desk.store()["allocations"], before["allocations"]);
}

#[test]
fn money_of_a_card_that_was_taken_out_goes_with_it() {
    let desk = paid_by_a_namesake();
    let (one, other) = ("C-1".parse().unwrap(), "C-2".parse().unwrap());
    made(&desk, &Request::Merge(one, other));
    assert_eq!(stands(&desk), is_paid());
    let split = made(&desk, &Request::Split(one, vec![("bank".to_owned(), "name:березка".to_owned())]));
    assert_eq!(stands(&desk), is_asked_about(&split.clients[1].to_string()));
    let (question, _) = open_question(&desk, "payment_match");
    made(&desk, &Request::Reject(question));
    let (whose, free, asked) = stands(&desk);
    assert_eq!((whose, free, asked), (split.clients[1].to_string().into(), "300.00".into(), Vec::new()));
}

#[test]
fn where_a_person_joins_two_cards_the_one_that_stays_is_believed() {
    let mut desk = Desk::new(SETTINGS);
    let card = |id: &str, name: &str, tax: &str, manager: &str| {
        format!(
            "{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"{name}\",\"tax_id\":\"{tax}\",\"manager\":\"{manager}\"}}\n"
        )
    };
    let cards =
        [card("z9", "ООО Белая Ладья", "7702555038", "Олег"), card("a1", "ООО Ёлочка", "7733147896", "Анна")].concat();
    desk.drop("accounting", "cards.jsonl", cards.as_bytes());
    desk.sync();
    let shown = |desk: &Desk| {
        let client = &desk.store()["clients"][0];
        ["id", "name", "tax_id", "manager"].map(|field| client[field].as_str().unwrap_or_default().to_owned())
    };
    let before = shown(&desk);
    assert_eq!(&before[..3], ["C-1", "ООО Белая Ладья", "7702555038"]);
    made(&desk, &Request::Merge("C-2".parse().unwrap(), "C-1".parse().unwrap()));
    assert_eq!(shown(&desk), before);
    let explained = sverka(&desk.path(""), &["explain", "client", "C-1", "name"]);
    let text = String::from_utf8_lossy(&explained.stdout).into_owned();
    assert!(text.contains("взято с карточки, к которой человек присоединил другую"), "{text}");
}
