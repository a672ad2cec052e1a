//! Stated balances that were compared in a run that is taken back, and decisions that people took in their books in one.

use serde_json::Value;
use sverka::pipeline::undo::NotUndone;

use crate::books::{give, open_questions, payment, sheet, shipment};
use crate::chosen::{choose, questions, state, world};
use crate::desk::Desk;
use crate::papers::SETTINGS;
use crate::undo::{outside, tried, undone};

/// A client with goods for 800 who has paid 200.
fn begun() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    let goods = [shipment("s1", "2026-10-05", "500.00", ""), shipment("s2", "2026-10-12", "300.00", "")];
    give(&mut desk, "1.jsonl", &goods);
    give(&mut desk, "2.jsonl", &[payment("p1", "2026-10-08", "200.00", "RUB")]);
    desk.sync();
    desk
}

fn gave(desk: &mut Desk, name: &str, lines: &[String]) -> i64 {
    give(desk, name, lines);
    desk.sync().run
}

/// A turnover sheet of the client; its run.
fn stated(desk: &mut Desk, name: &str, turnover: [&str; 4]) -> i64 {
    desk.drop("accounting", name, sheet(&[("ООО «Берёзка»", turnover)]).as_bytes());
    desk.sync().run
}

fn differences(desk: &Desk) -> usize {
    open_questions(desk).len()
}

#[test]
fn a_stated_balance_goes_with_its_run_and_so_does_what_differed_from_it() {
    let mut desk = begun();
    let before = desk.store();
    let run = stated(&mut desk, "осв.csv", ["", "800", "500", "300"]);
    assert_eq!(differences(&desk), 1, "we know of 200 only");
    undone(&desk, run);
    assert_eq!((desk.store(), differences(&desk)), (before, 0));
    assert!(desk.sync().files.is_empty() && differences(&desk) == 0);
    stated(&mut desk, "осв.csv", ["", "800", "200", "600"]);
    assert_eq!(differences(&desk), 0, "the right one agrees");
}

#[test]
fn what_made_the_books_agree_is_taken_back_and_they_differ_again() {
    let mut desk = begun();
    stated(&mut desk, "осв.csv", ["", "800", "500", "300"]);
    assert_eq!(differences(&desk), 1);
    let with = outside(&desk);
    let run = gave(&mut desk, "3.jsonl", &[payment("p2", "2026-10-20", "300.00", "RUB")]);
    assert_eq!(differences(&desk), 0, "with it they agree");
    undone(&desk, run);
    assert_eq!(differences(&desk), 1, "without it they do not");
    assert_eq!(outside(&desk), with);
}

#[test]
fn a_balance_that_was_stated_since_stands_and_is_compared_with_what_is_left() {
    let mut desk = begun();
    let money = gave(&mut desk, "3.jsonl", &[payment("p2", "2026-10-20", "300.00", "RUB")]);
    stated(&mut desk, "осв.csv", ["", "800", "500", "300"]);
    assert_eq!(differences(&desk), 0);
    undone(&desk, money);
    let mut other = begun();
    stated(&mut other, "осв.csv", ["", "800", "500", "300"]);
    assert_eq!(differences(&desk), 1, "the payment is missing by now");
    assert_eq!(outside(&desk), outside(&other), "as if the money had never come");
}

#[test]
fn a_balance_that_two_sheets_state_is_the_second_ones_when_the_first_goes() {
    let mut desk = begun();
    let first = stated(&mut desk, "осв.csv", ["", "500", "", "500"]);
    let both = sheet(&[("ООО «Берёзка»", ["", "500", "", "500"]), ("Клён", ["", "70", "", "70"])]);
    desk.drop("accounting", "осв ещё.csv", both.as_bytes());
    let second = desk.sync().run;
    let done = undone(&desk, first);
    assert!(done.stays.iter().all(|one| one.run == second) && !done.stays.is_empty(), "{:?}", done.stays);
    let mut other = begun();
    other.drop("accounting", "осв ещё.csv", both.as_bytes());
    other.sync();
    assert_eq!(outside(&desk), outside(&other));
}

fn decisions(desk: &Desk) -> usize {
    desk.open().store().decisions().unwrap().len()
}

#[test]
fn a_decision_taken_in_a_book_goes_with_the_run_that_took_it_and_is_asked_for_again() {
    let desk = world();
    let [client, payment] = questions(&desk);
    let before = desk.store();
    choose(&desk, "Анна", payment, "1", "клиент так сказал");
    choose(&desk, "Анна", client, "1", "");
    let run = desk.sync().run;
    assert_eq!((state(&desk, client), state(&desk, payment)), ("accepted".into(), "accepted".into()));
    undone(&desk, run);
    let facts = |store: Value| (store["clients"].clone(), store["payments"].clone(), store["review"].clone());
    assert_eq!(facts(desk.store()), facts(before));
    assert_eq!(decisions(&desk), 0);
    desk.sync();
    assert_eq!((state(&desk, client).as_str(), decisions(&desk)), ("open", 0), "her old choice is not taken once more");
    choose(&desk, "Анна", client, "нет", "");
    desk.sync();
    assert_eq!(state(&desk, client), "rejected", "and she may choose anew");
}

#[test]
fn a_decision_taken_in_a_book_since_stands_in_the_way_by_its_number() {
    let desk = world();
    let [_, payment] = questions(&desk);
    choose(&desk, "Анна", payment, "1", "");
    let later = desk.sync().run;
    let first = desk.open().store().runs(20).unwrap().last().unwrap().id;
    let Err(NotUndone::Needed(others)) = tried(&desk, first.0, false) else { panic!("taken back") };
    let named = others.iter().find(|one| one.sort == "decision").unwrap_or_else(|| panic!("{others:?}"));
    assert_eq!((named.run, named.label.as_str()), (later, "J-1"));
}
