//! What a purpose names is heard: bills that are not in force, bills of other clients, and those for whom is paid.

use std::fs;

use serde_json::Value;

use crate::book::{open, sheet};
use crate::decisions::{open_question, rows};
use crate::desk::Desk;
use crate::joined::said;
use crate::papers::{SETTINGS, statement};

fn bill(number: &str, day: u32, total: &str, more: &str) -> String {
    format!(
        "{{\"record\":\"invoice\",\"id\":\"i{number}\",\"number\":\"{number}\",\"date\":\"2026-10-{day:02}\",\
         \"client_id\":\"c1\",\"currency\":\"RUB\",\"total\":\"{total}\"{more}}}\n"
    )
}

const BERYOZKA: &str = "{\"record\":\"client\",\"id\":\"c1\",\"name\":\"ООО Берёзка\",\"tax_id\":\"7702555038\"}\n";

fn payment(desk: &Desk, number: &str) -> Value {
    rows(&desk.store(), "payments").iter().find(|row| row["number"] == number).unwrap().clone()
}

fn explained(desk: &Desk, number: &str) -> String {
    said(desk, &["explain", "payment", payment(desk, number)["id"].as_str().unwrap()])
}

#[test]
fn money_for_a_bill_that_was_cancelled_does_not_move_to_the_next_number() {
    let mut desk = Desk::new(SETTINGS);
    let bills = [BERYOZKA.to_owned(), bill("14151", 5, "331.50", ""), bill("14152", 6, "331.50", "")].concat();
    desk.drop("accounting", "a.jsonl", bills.as_bytes());
    desk.drop("bank", "a.txt", &statement(&[(401, 12, "331.50", "оплата по счету 14151")]));
    desk.sync();
    assert_eq!(payment(&desk, "401")["unallocated"], "0.00");
    desk.drop("accounting", "b.jsonl", bill("14151", 5, "331.50", ",\"canceled\":true").as_bytes());
    desk.sync();
    assert_eq!(payment(&desk, "401")["unallocated"], "331.50");
    let (_, asked) = open_question(&desk, "payment_match");
    let reasons = asked["reasons"].to_string();
    assert!(reasons.contains("named-not-in-force") && reasons.contains("canceled"), "{asked:#}");
    let text = explained(&desk, "401");
    assert!(text.contains("№ 14151 от 05.10.2026 есть, но отменён"), "{text}");
}

#[test]
fn money_for_a_draft_alone_waits_with_that_word() {
    for (mark, word) in [(",\"posted\":false", "не проведён"), (",\"deleted\":true", "удалён")] {
        let mut desk = Desk::new(SETTINGS);
        let bills = [BERYOZKA.to_owned(), bill("9531", 5, "331.50", mark)].concat();
        desk.drop("accounting", "a.jsonl", bills.as_bytes());
        desk.drop("bank", "a.txt", &statement(&[(401, 12, "331.50", "оплата по счету 9531 от 05.10.2026")]));
        desk.sync();
        let text = explained(&desk, "401");
        assert!(text.contains(&format!("№ 9531 от 05.10.2026 есть, но {word}")), "{text}");
        assert!(!text.contains("такого документа у клиента нет"), "{text}");
    }
}

#[test]
fn a_bill_made_out_anew_is_asked_about_with_the_other_clients_of_another_sum() {
    let other = "{\"record\":\"client\",\"id\":\"c2\",\"name\":\"ООО Медведь\",\"tax_id\":\"7809679290\"}\n\
                 {\"record\":\"invoice\",\"id\":\"m1\",\"number\":\"9704\",\"date\":\"2026-10-01\",\"client_id\":\"c2\",\
                 \"currency\":\"RUB\",\"total\":\"120.40\"}\n";
    let own = [BERYOZKA.to_owned(), bill("9705", 3, "331.50", "")].concat();
    let money = statement(&[(401, 12, "331.50", "по счету 9704 от 01.10.2026")]);
    let files: [(&str, &str, &[u8]); 3] = [
        ("accounting", "a.jsonl", other.as_bytes()),
        ("accounting", "b.jsonl", own.as_bytes()),
        ("bank", "c.txt", &money),
    ];
    for order in [[0, 1, 2], [1, 2, 0], [2, 0, 1]] {
        let mut desk = Desk::new(SETTINGS);
        for at in order {
            let (folder, name, bytes) = files[at];
            desk.drop(folder, name, bytes);
            desk.sync();
        }
        assert_eq!(payment(&desk, "401")["unallocated"], "331.50", "{order:?}");
        let (_, asked) = open_question(&desk, "payment_match");
        assert_eq!(asked["candidates"].as_array().map(Vec::len), Some(2), "{asked:#}");
        let reasons = asked["reasons"].to_string();
        assert!(reasons.contains("cited-of-another") && reasons.contains("perhaps-made-anew"), "{asked:#}");
    }
    let mut desk = Desk::new(SETTINGS);
    for (folder, name, bytes) in &files[1..] {
        desk.drop(folder, name, bytes);
    }
    desk.sync();
    assert_eq!(payment(&desk, "401")["unallocated"], "0.00", "nobody else has it");
}

#[test]
fn money_that_waits_says_for_whom_it_is_in_words_and_in_the_book() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "a.jsonl", BERYOZKA.as_bytes());
    let lines = [
        (401, 12, "300.00", "за сына Цветкова Илью Олеговича"),
        (402, 12, "301.00", "за ООО \"КвазарА\" по договору цессии 5"),
        (403, 12, "302.00", "Покупатель: Рогов Тарас Ильич"),
        (404, 12, "303.00", "оплата"),
    ];
    desk.drop("bank", "a.txt", &statement(&lines));
    desk.sync();
    let name = fs::read_dir(desk.path("managers")).unwrap().map(|file| file.unwrap().path());
    let book = open(&name.filter(|path| path.extension().is_some_and(|ending| ending == "xlsx")).min().unwrap());
    let why = |number: &str| {
        let rows = &sheet(&book, "payments").rows;
        let row = rows.iter().find(|row| row.value("number") == Some(number)).unwrap();
        row.value("why").unwrap_or_default().to_owned()
    };
    for (number, whom) in
        [("401", "«Цветкова Илью Олеговича»"), ("402", "«ООО \"КвазарА\"»"), ("403", "«Рогов Тарас Ильич»")]
    {
        assert!(explained(&desk, number).contains(whom), "{}", explained(&desk, number));
        assert!(why(number).contains(whom), "{}", why(number));
    }
    assert_eq!(why("404"), "");
}
