//! A program that gives every export the same name: what was not mended of yesterday's lies there until somebody mends it.

use std::fs;

use sverka::model::run::RunReport;

use crate::desk::{Desk, files_below};
use crate::papers::{SETTINGS, cp1251, statement};
use crate::undoing::tried;

const DROPPED: &str = "kl_to_1c.txt";
const FIRST: &str = "kl_to_1c.на-исправление.txt";
const SECOND: &str = "kl_to_1c.на-исправление (2).txt";

fn names(desk: &Desk) -> Vec<String> {
    let files = files_below(&desk.path("exchange"));
    files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

fn read(desk: &Desk, name: &str) -> String {
    let bytes =
        fs::read(desk.path(&format!("exchange/accounting/{name}"))).unwrap_or_else(|_| panic!("{:?}", names(desk)));
    match name.ends_with(".errors.txt") || name.ends_with(".ok.txt") {
        true => String::from_utf8(bytes).unwrap(),
        false => encoding_rs::WINDOWS_1251.decode(&bytes).0.into_owned(),
    }
}

fn dropped(desk: &mut Desk, lines: &[(u32, u32, &str, &str)]) -> RunReport {
    desk.drop("accounting", DROPPED, &statement(lines));
    desk.sync()
}

/// Mends what lies under a name, where it lies.
fn mended(desk: &mut Desk, name: &str, wrong: &str) -> RunReport {
    let text = read(desk, name).replace(&format!("Сумма={wrong}"), "Сумма=7.00");
    fs::write(desk.path(&format!("exchange/accounting/{name}")), cp1251(&text)).unwrap();
    desk.sync()
}

fn stored(desk: &Desk) -> usize {
    desk.store()["payments"].as_array().map_or(0, Vec::len)
}

/// Two days, a payment refused in each.
fn two_days() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    dropped(&mut desk, &[(1, 1, "5.00", "за дрова"), (2, 1, "сто", "за уголь")]);
    dropped(&mut desk, &[(3, 2, "6.00", "за торф"), (4, 2, "двести", "за уголь")]);
    desk
}

#[test]
fn yesterdays_refused_payment_is_still_there_to_be_mended() {
    for order in [[FIRST, SECOND], [SECOND, FIRST]] {
        let mut desk = two_days();
        let [first, second] = [FIRST, SECOND].map(|name| read(&desk, name));
        assert!(first.contains("Номер=2\r\n") && !first.contains("Номер=4\r\n"), "{first}");
        assert!(second.contains("Номер=4\r\n") && !second.contains("Номер=2\r\n"), "{second}");
        let told = read(&desk, "kl_to_1c.txt.errors.txt");
        assert!(told.contains(&format!("в файле «{SECOND}», у каждой написана причина")), "{told}");
        let forgotten = format!("остались неисправленные записи: 1. Они лежат рядом в файле «{FIRST}»");
        assert!(told.contains(&forgotten), "{told}");
        for name in order {
            let wrong = if name == FIRST { "сто" } else { "двести" };
            let report = mended(&mut desk, name, wrong);
            assert_eq!((report.files[0].tally.rows.applied, report.files.len()), (1, 1), "{name} {report:?}");
        }
        assert_eq!(stored(&desk), 4);
        let there = names(&desk);
        assert!(!there.iter().any(|name| name.ends_with("на-исправление.txt") || name == SECOND), "{there:?}");
    }
}

#[test]
fn a_third_day_without_mistakes_reminds_of_both() {
    let mut desk = two_days();
    let report = dropped(&mut desk, &[(5, 3, "9.00", "за щепу")]);
    let left: Vec<(&str, u64)> = report.files[0].unmended.iter().map(|one| (one.name.as_str(), one.records)).collect();
    assert_eq!(left, [(FIRST, 1), (SECOND, 1)]);
    let told = read(&desk, "kl_to_1c.txt.ok.txt");
    assert!(told.contains(FIRST) && told.contains(SECOND) && !told.contains("Ничего делать не нужно"), "{told}");
    let json = report.to_json();
    assert_eq!(json["files"][0]["unmended"].as_array().map(Vec::len), Some(2), "{json}");
}

#[test]
fn the_same_day_exported_again_takes_its_file_away_and_no_other() {
    // Mended in the bank's program, with another word in it besides.
    let mut desk = two_days();
    let report = dropped(&mut desk, &[(3, 2, "6.00", "за торф"), (4, 2, "200.00", "за бурый уголь")]);
    assert_eq!(report.files[0].tally.rows.refused, 0);
    let there = names(&desk);
    assert!(there.contains(&FIRST.to_owned()) && !there.contains(&SECOND.to_owned()), "{there:?}");
    // Nothing else was in it: the refused payment itself is there again, mended.
    let mut desk = Desk::new(SETTINGS);
    dropped(&mut desk, &[(2, 1, "сто", "за уголь")]);
    dropped(&mut desk, &[(2, 1, "100.00", "за уголь"), (3, 2, "6.00", "за торф")]);
    assert!(!names(&desk).contains(&FIRST.to_owned()), "{:?}", names(&desk));
    // Another payment of the same payer, as much and for the same, is not it.
    let mut desk = Desk::new(SETTINGS);
    dropped(&mut desk, &[(2, 1, "сто", "за уголь")]);
    dropped(&mut desk, &[(3, 1, "сто", "за уголь")]);
    assert!(read(&desk, FIRST).contains("Номер=2\r\n") && read(&desk, SECOND).contains("Номер=3\r\n"));
}

#[test]
fn half_mended_and_dropped_with_the_next_days_neither_is_lost() {
    let mut desk = Desk::new(SETTINGS);
    dropped(&mut desk, &[(1, 1, "5.00", "за дрова"), (2, 1, "сто", "за уголь"), (3, 1, "много", "за золу")]);
    let half = read(&desk, FIRST).replace("Сумма=сто", "Сумма=7.00");
    desk.drop("accounting", FIRST, &cp1251(&half));
    let report = dropped(&mut desk, &[(4, 2, "6.00", "за торф"), (5, 2, "двести", "за уголь")]);
    assert_eq!(report.files.len(), 2, "{report:?}");
    let both: String = [FIRST, SECOND].map(|name| read(&desk, name)).concat();
    assert!(both.contains("Номер=3\r\n") && both.contains("Номер=5\r\n"), "{both}");
    let name = |number: &str| if read(&desk, FIRST).contains(number) { FIRST } else { SECOND };
    let (third, fifth) = (name("Номер=3\r\n"), name("Номер=5\r\n"));
    assert_ne!(third, fifth);
    mended(&mut desk, third, "много");
    mended(&mut desk, fifth, "двести");
    assert_eq!(stored(&desk), 5);
}

#[test]
fn a_day_taken_back_takes_its_own_file_away_and_not_the_other_days() {
    for (run, gone, stays) in [(1, FIRST, SECOND), (2, SECOND, FIRST)] {
        let mut desk = Desk::new(SETTINGS);
        let runs = [
            dropped(&mut desk, &[(1, 1, "5.00", "за дрова"), (2, 1, "сто", "за уголь")]).run,
            dropped(&mut desk, &[(3, 2, "6.00", "за торф"), (4, 2, "двести", "за уголь")]).run,
        ];
        tried(&desk, runs[run - 1]).unwrap();
        let there = names(&desk);
        assert!(!there.contains(&gone.to_owned()) && there.contains(&stays.to_owned()), "{run}: {there:?}");
    }
}

#[test]
fn a_card_that_is_told_every_day_does_not_make_yesterdays_file_the_same() {
    let mut desk = Desk::new(SETTINGS);
    let card = r#"{"record":"client","id":"c1","name":"Ива"}"#;
    let bill = |id: &str, date: &str| {
        format!(
            r#"{{"record":"invoice","id":"{id}","number":"{id}","date":"{date}","client_id":"c1","currency":"RUB","total":"5.00"}}"#
        )
    };
    desk.drop("accounting", "export.jsonl", format!("{card}\n{}\n", bill("2", "вчера")).as_bytes());
    assert_eq!(desk.sync().files[0].tally.rows.refused, 1);
    desk.drop("accounting", "export.jsonl", format!("{card}\n{}\n", bill("3", "2026-10-02")).as_bytes());
    let report = desk.sync();
    assert_eq!(report.files[0].unmended.len(), 1, "{report:?}");
    assert!(names(&desk).contains(&"export.на-исправление.jsonl".to_owned()), "{:?}", names(&desk));
}
