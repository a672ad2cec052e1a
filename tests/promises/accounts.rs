//! What waited because nobody knew whose its accounts are is known again once the settings say so.

use std::fs;

use sverka::pipeline::decide::Request;

use crate::decisions::{made, open_question, rows};
use crate::desk::Desk;
use crate::papers::{self, SETTINGS};

const OURS: &str = "40702810100000012345";

/// A workspace whose settings name an account of ours, or have yet to.
fn settings(account: &str) -> String {
    SETTINGS.replace(OURS, account)
}

/// A statement that does not say whose it is, and tells our company by its account only.
fn statement(lines: &[(u32, u32, &str, &str)]) -> Vec<u8> {
    let bytes = papers::statement(lines);
    let (text, ..) = encoding_rs::WINDOWS_1251.decode(&bytes);
    let is_silent =
        |line: &&str| !["РасчСчет", "ДатаПоступило", "ПолучательИНН"].iter().any(|key| line.starts_with(key));
    papers::cp1251(&text.split_inclusive('\n').filter(is_silent).collect::<String>())
}

/// A workspace that does not know our account, and a statement with so many payments that were accepted as received.
fn accepted(lines: &[(u32, u32, &str, &str)]) -> Desk {
    let mut desk = Desk::new(&settings("40702810200000099999"));
    desk.drop("bank", "kl.txt", &statement(lines));
    assert_eq!(desk.sync().totals.rows.queued, u64::try_from(lines.len()).unwrap());
    for _ in lines {
        let (question, _) = open_question(&desk, "payment_match");
        made(&desk, &Request::Accept(question, Some("in".to_owned())));
    }
    assert_eq!(rows(&desk.store(), "payments").len(), lines.len());
    desk
}

fn learn(desk: &Desk) {
    fs::write(desk.path("sverka.toml"), settings(OURS)).unwrap();
}

fn numbers(desk: &Desk) -> Vec<String> {
    let store = desk.store();
    let shown =
        |row: &serde_json::Value| format!("{} {} {}", row["id"], row["number"], row["direction"]).replace('"', "");
    rows(&store, "payments").iter().map(shown).collect()
}

#[test]
fn an_accepted_payment_is_the_same_once_its_account_is_known() {
    // Two of them are equal to the last letter.
    let lines = [(1, 10, "300.00", "оплата"), (1, 10, "300.00", "оплата"), (2, 11, "70.00", "оплата")];
    let mut desk = accepted(&lines);
    learn(&desk);
    let all = ["P-1 1 in", "P-2 1 in", "P-3 2 in"];
    for name in ["again.txt", "once-more.txt"] {
        desk.drop("bank", name, &statement(&lines));
        let report = desk.sync();
        assert_eq!((report.totals.rows.read, report.totals.rows.queued), (3, 0), "{name}");
        assert_eq!(numbers(&desk), all, "{name}");
    }
    // A third one that is equal, and a line that was accepted alone, in a longer statement.
    let longer = [lines[0], lines[1], lines[0], lines[2]];
    desk.drop("bank", "longer.txt", &statement(&longer));
    assert_eq!(desk.sync().totals.rows.applied, 1);
    assert_eq!(numbers(&desk), ["P-1 1 in", "P-2 1 in", "P-3 2 in", "P-4 1 in"]);
}

#[test]
fn what_its_account_says_outranks_the_direction_that_a_person_told() {
    let lines = [(1, 10, "300.00", "оплата")];
    let mut desk = Desk::new(&settings("40702810200000099999"));
    desk.drop("bank", "kl.txt", &statement(&lines));
    desk.sync();
    let (question, _) = open_question(&desk, "payment_match");
    let told = made(&desk, &Request::Accept(question, Some("out".to_owned())));
    learn(&desk);
    desk.drop("bank", "again.txt", &statement(&lines));
    desk.sync();
    assert_eq!(numbers(&desk), ["P-1 1 in"]);
    // The answer goes; the payment, which its source states by itself now, stays one.
    made(&desk, &Request::Undo(told.decision));
    assert_eq!(numbers(&desk), ["P-1 1 in"]);
    desk.drop("bank", "once-more.txt", &statement(&[lines[0], (2, 11, "70.00", "оплата")]));
    desk.sync();
    assert_eq!(numbers(&desk), ["P-1 1 in", "P-2 2 in"]);
}
