//! One document from two systems: which of several it is, a person says once and for good.

use serde_json::Value;
use sverka::model::ids::ReviewId;
use sverka::pipeline::decide::Request;

use crate::decisions::{made, rows};
use crate::desk::Desk;
use crate::papers::SETTINGS;

const CLIENT: &str = r#"{"record":"client","id":"c1","name":"ООО «Берёзка»","tax_id":"7702555038"}"#;

fn order(id: &str, day: u32) -> String {
    format!(
        "{{\"record\":\"order\",\"id\":\"{id}\",\"number\":\"142\",\"date\":\"2026-10-{day:02}\",\"client_id\":\"c1\",\
         \"currency\":\"RUB\",\"total\":\"300.00\"}}\n"
    )
}

/// An order of the bank's shop, and two of that number in the accounts.
fn desk() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("bank", "shop.jsonl", format!("{CLIENT}\n{}", order("s1", 5)).as_bytes());
    desk.drop("accounting", "1.jsonl", accounts().as_bytes());
    desk.sync();
    desk
}

fn accounts() -> String {
    [format!("{CLIENT}\n"), order("o1", 5), order("o2", 6)].concat()
}

fn open(desk: &Desk) -> Vec<ReviewId> {
    let store = desk.store();
    let open = rows(&store, "review").iter().filter(|row| row["state"] == "open" && row["kind"] == "conflict");
    open.map(|row| row["id"].as_str().expect("an id").parse().expect("an id")).collect()
}

/// The document's number, as the store shows it.
fn document(store: &Value, id: &str) -> String {
    let is_it =
        |row: &&Value| row["sources"].as_array().expect("as exported").iter().any(|source| source["external_id"] == id);
    rows(store, "orders").iter().find(is_it).expect("as exported")["id"].as_str().expect("as exported").to_owned()
}

#[test]
fn which_of_two_is_the_shop_s_order_is_answered_once_and_for_good() {
    let mut desk = desk();
    let [question] = open(&desk)[..] else { panic!("{:#}", desk.store()["review"]) };
    let chosen = document(&desk.store(), "o2");
    let answer = made(&desk, &Request::Accept(question, Some(chosen)));
    assert!(open(&desk).is_empty(), "{:#}", desk.store()["review"]);
    desk.drop("accounting", "2.jsonl", format!("{}\n", accounts()).as_bytes());
    desk.sync();
    assert!(open(&desk).is_empty(), "asked again: {:#}", desk.store()["review"]);
    made(&desk, &Request::Undo(answer.decision));
    assert_eq!(open(&desk).len(), 1, "{:#}", desk.store()["review"]);
}

#[test]
fn an_order_that_is_none_of_them_is_not_asked_about_again() {
    let mut desk = desk();
    let [question] = open(&desk)[..] else { panic!("{:#}", desk.store()["review"]) };
    made(&desk, &Request::Reject(question));
    desk.drop("bank", "shop 2.jsonl", format!("{CLIENT}\n{}\n", order("s1", 5)).as_bytes());
    desk.sync();
    assert!(open(&desk).is_empty(), "asked again: {:#}", desk.store()["review"]);
}
