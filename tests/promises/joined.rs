//! What the program makes one client is counted, listed and taken back; money says why it waits; what comes for a deleted
//! client is said; two tax numbers are not made one unawares.

use serde_json::Value;
use sverka::model::issue::IssueCode;
use sverka::pipeline::decide::Request;

use crate::decisions::{made, register, rows};
use crate::desk::Desk;
use crate::papers::{SETTINGS, statement, sverka};

fn card(id: &str, name: &str, tax_id: &str) -> String {
    format!("{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"{name}\",\"tax_id\":\"{tax_id}\"}}\n")
}

pub(crate) fn said(desk: &Desk, args: &[&str]) -> String {
    let output = sverka(&desk.path(""), args);
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn a_days_joins_are_listed_with_their_reason_and_each_is_taken_back() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "cards.jsonl", card("c1", "ООО Берёзка", "7702555038").as_bytes());
    assert_eq!(desk.sync().clients.by_rule, 0);
    desk.drop("bank", "cards.jsonl", card("b1", "Берёзка", "7702555038").as_bytes());
    let report = desk.sync();
    assert_eq!(report.clients.by_rule, 1);
    let run = report.run.to_string();
    let listed: Value = serde_json::from_str(&said(&desk, &["review", "list", "--joined", "--json"])).unwrap();
    let [join] = &listed["joins"].as_array().unwrap()[..] else { panic!("{listed:#}") };
    assert_eq!((&join["to"], &join["from"], &join["run"]), (&"C-1".into(), &"".into(), &report.run.into()));
    assert_eq!(join["records"], Value::from(vec!["bank:b1"]));
    assert!(join["reasons"].to_string().contains("equal-tax-id"), "{join}");
    let of_run = |run: &str| said(&desk, &["review", "list", "--joined", "--run", run]);
    let text = of_run(&run);
    for part in ["совпадает ИНН 7702555038", "программа", "sverka review split C-1 --record \"bank:b1\""]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(of_run("1").contains("Ничего не объединено"));
    assert!(said(&desk, &["explain", "client", "C-1"]).contains("сразу за клиентом C-1: совпадает ИНН"));
    assert!(said(&desk, &["review", "unmerge", "C-1"]).contains("--record"), "it says how");
    said(&desk, &["review", "split", "C-1", "--record", "bank:b1", "--who", "Ольга"]);
    assert_eq!(rows(&desk.store(), "clients").len(), 2);
    assert!(of_run(&run).contains("Ничего не объединено"));
    desk.drop("bank", "again.jsonl", card("b1", "ООО «Берёзка»", "7702555038").as_bytes());
    desk.sync();
    assert_eq!(rows(&desk.store(), "clients").len(), 2, "and it is never made again");
}

#[test]
fn what_people_joined_is_listed_beside_it() {
    let mut desk = Desk::new(SETTINGS);
    let cards = [card("c1", "ООО Берёзка", "7702555038"), card("c2", "Клён", "")].concat();
    desk.drop("accounting", "cards.jsonl", cards.as_bytes());
    desk.sync();
    made(&desk, &Request::Merge("C-1".parse().unwrap(), "C-2".parse().unwrap()));
    let text = said(&desk, &["review", "list", "--joined"]);
    for part in ["Ольга", "C-2 (Клён) и C-1 — один клиент, решение J-1", "sverka review unmerge C-2", "позвонила"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn money_says_why_it_waits() {
    let mut desk = Desk::new(SETTINGS);
    let bills = register(&[(101, 5, "ООО Берёзка", "7702555038", "300.00")]);
    desk.drop("accounting", "реестр.csv", &bills);
    let lines = [
        (1, 10, "300.00", "счет 101 от 05.10.2026"),
        (2, 20, "300.00", "счет 101 от 05.10.2026"),
        (3, 21, "50.00", "счет 999"),
    ];
    desk.drop("bank", "kl.txt", &statement(&lines));
    desk.sync();
    assert!(!said(&desk, &["explain", "payment", "P-1"]).contains("Почему деньги ждут"), "it waits for nothing");
    let second = said(&desk, &["explain", "payment", "P-2"]);
    for part in ["ни к чему не отнесено 300,00 RUB", "названный № 101 уже оплачен: P-1", "об этом спрашивает вопрос Q-"]
    {
        assert!(second.contains(part), "{part}\n{second}");
    }
    let third = said(&desk, &["explain", "payment", "P-3"]);
    for part in ["назван № 999, такого документа у клиента нет", "неоплаченных документов у клиента нет"]
    {
        assert!(third.contains(part), "{part}\n{third}");
    }
}

#[test]
fn what_comes_for_a_deleted_client_is_said_with_the_way_back() {
    let mut desk = Desk::new(SETTINGS);
    let bill = |number, day| (number, day, "ООО Берёзка", "7702555038", "300.00");
    desk.drop("accounting", "реестр.csv", &register(&[bill(101, 5)]));
    desk.sync();
    made(&desk, &Request::Delete("C-1".parse().unwrap()));
    desk.drop("accounting", "реестр 2.csv", &register(&[bill(101, 5), bill(102, 6)]));
    desk.drop("bank", "kl.txt", &statement(&[(1, 10, "300.00", "оплата")]));
    let report = desk.sync();
    let told = |file: usize| {
        let issues = report.files[file].issues.iter().filter(|issue| issue.code == IssueCode::DeletedClient);
        let number = |name: &str, params: &[(String, String)]| {
            params.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap()
        };
        issues.map(|issue| (number("number", &issue.params), number("client", &issue.params))).collect::<Vec<_>>()
    };
    let all = [told(0), told(1)].concat();
    let expected = [("102", "C-1"), ("1", "C-1")].map(|(number, client)| (number.to_owned(), client.to_owned()));
    assert_eq!(all, expected, "what was there before is no news");
}

#[test]
fn clients_of_two_tax_numbers_become_one_only_where_a_person_insists() {
    let mut desk = Desk::new(SETTINGS);
    let cards = [card("c1", "ООО Берёзка", "7702555038"), card("c2", "АО Вектор", "7733147896")].concat();
    desk.drop("accounting", "cards.jsonl", cards.as_bytes());
    desk.sync();
    let refused = said(&desk, &["review", "merge", "C-1", "C-2"]);
    assert!(refused.contains("разные действительные ИНН, 7702555038 и 7733147896"), "{refused}");
    assert_eq!(rows(&desk.store(), "clients").len(), 2);
    said(&desk, &["review", "merge", "C-1", "C-2", "--different-numbers"]);
    assert_eq!(rows(&desk.store(), "clients").len(), 1);
}
