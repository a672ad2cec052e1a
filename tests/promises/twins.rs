//! One document from two systems: which of several it is, a person says once and for good.

use serde_json::Value;
use sverka::model::ids::{DocumentId, ReviewId};
use sverka::model::record::RecordKind;
use sverka::pipeline::decide::Request;
use sverka::pipeline::explain;

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
    let mut desk = Desk::new(&format!("{SETTINGS}\n[[source]]\nname = \"operator\"\n"));
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

/// What is owed of the orders, and how many of them do not count.
fn owed(desk: &Desk) -> (i64, usize) {
    let store = desk.store();
    let orders = rows(&store, "orders");
    let owed = |row: &Value| row["balance"].as_str().expect("a sum").replace('.', "").parse::<i64>().expect("a number");
    let is_covered = |row: &&Value| row["covered"] == true;
    let counting = orders.iter().filter(|row| !is_covered(row));
    (counting.map(owed).sum::<i64>() / 100, orders.iter().filter(is_covered).count())
}

#[test]
fn which_of_two_is_the_shop_s_order_is_answered_once_and_for_good() {
    let mut desk = desk();
    let [question] = open(&desk)[..] else { panic!("{:#}", desk.store()["review"]) };
    assert_eq!(owed(&desk), (900, 0), "each counts until it is answered");
    let chosen = document(&desk.store(), "o2");
    let answer = made(&desk, &Request::Accept(question, Some(chosen)));
    assert_eq!((owed(&desk), open(&desk).len()), ((600, 1), 0));
    let store = desk.store();
    let covered = rows(&store, "orders").iter().find(|row| row["covered"] == true).expect("one of the two");
    let covered: DocumentId = covered["id"].as_str().expect("an id").parse().expect("an id");
    let workspace = desk.open();
    let explained = explain(workspace.store(), &workspace.config.authorities, RecordKind::Order, covered.0);
    let explained = explained.expect("a store").expect("an order");
    assert_eq!(explained.covered.iter().map(|why| why.code.as_str()).collect::<Vec<_>>(), ["person-said"]);
    drop(workspace);
    desk.drop("accounting", "2.jsonl", format!("{}\n", accounts()).as_bytes());
    desk.sync();
    assert_eq!((owed(&desk), open(&desk).len()), ((600, 1), 0), "it holds when the file comes again");
    made(&desk, &Request::Undo(answer.decision));
    assert_eq!((owed(&desk), open(&desk).len()), ((900, 0), 1));
}

#[test]
fn an_order_that_is_none_of_them_is_not_asked_about_again() {
    let mut desk = desk();
    let [question] = open(&desk)[..] else { panic!("{:#}", desk.store()["review"]) };
    made(&desk, &Request::Reject(question));
    let operator = order("e1", 5);
    desk.drop("bank", "shop 2.jsonl", format!("{CLIENT}\n{}\n", order("s1", 5)).as_bytes());
    desk.sync();
    assert_eq!((owed(&desk), open(&desk).len()), ((900, 0), 0));
    // A third system has it too: whose twin that is, is a new question, and the two stay two.
    desk.drop("operator", "e.jsonl", format!("{CLIENT}\n{operator}").as_bytes());
    desk.sync();
    assert_eq!((owed(&desk), open(&desk).len()), ((1200, 0), 1), "{:#}", desk.store()["review"]);
}
