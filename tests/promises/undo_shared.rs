//! Money that the accounting's register and the bank's statement both tell is one payment: taken back, the register leaves
//! what the statement tells as the statement's alone, and nobody's run is in the way.

use sverka::pipeline::decide::Request;
use sverka::pipeline::undo::NotUndone;

use crate::decisions::{made, rows};
use crate::desk::Desk;
use crate::papers::{SETTINGS, statement};
use crate::undo::{begun, outside, paid, tried, undone};

/// A register of received payments: number, day of October, client, tax number, sum, purpose.
fn payments(lines: &[(u32, u32, &str, &str, &str, &str)]) -> Vec<u8> {
    let mut text = "Номер;Дата платежа;Плательщик;ИНН;Сумма платежа;Назначение платежа\n".to_owned();
    for (number, day, name, tax, sum, purpose) in lines {
        text.push_str(&format!("{number};{day:02}.10.2026;{name};{tax};{sum};{purpose}\n"));
    }
    text.into_bytes()
}

/// The day's register: one payment that the bank tells too, and one that it does not.
fn register(desk: &mut Desk) -> i64 {
    let birch = ("ООО Берёзка", "7702555038");
    let lines =
        [(7, 10, birch.0, birch.1, "300.00", "счет 101 от 05.10.2026"), (8, 10, "Клён", "7809679290", "20.00", "")];
    desk.drop("accounting", "платежи.csv", &payments(&lines));
    desk.sync().run
}

/// The bank's statement of the same day.
fn bank(desk: &mut Desk) -> i64 {
    desk.drop("bank", "kl.txt", &statement(&[(7, 10, "300.00", "счет 101 от 05.10.2026"), (9, 10, "5.00", "аванс")]));
    desk.sync().run
}

fn told(desk: &Desk) -> Vec<(String, usize)> {
    let store = desk.store();
    let of = |row: &serde_json::Value| {
        (row["number"].as_str().unwrap().to_owned(), row["sources"].as_array().unwrap().len())
    };
    rows(&store, "payments").iter().map(of).collect()
}

#[test]
fn what_the_bank_tells_too_stays_as_the_banks_alone_when_the_register_goes() {
    for has_invoices in [true, false] {
        let begun = || if has_invoices { begun() } else { Desk::new(SETTINGS) };
        let mut desk = begun();
        let before = outside(&desk);
        let first = register(&mut desk);
        let second = bank(&mut desk);
        let with = outside(&desk);
        assert_eq!(told(&desk), [("7".into(), 2), ("8".into(), 1), ("9".into(), 1)], "one payment, told twice");
        let shown = tried(&desk, first, true).unwrap_or_else(|refused| panic!("{refused:?}"));
        let done = undone(&desk, first);
        assert_eq!(shown.stays, done.stays);
        assert!(done.stays.iter().all(|one| (one.run, one.file.as_str()) == (second, "kl.txt")), "{:?}", done.stays);
        assert!(done.stays.iter().any(|one| one.records >= 1), "{:?}", done.stays);
        assert_eq!(told(&desk), [("7".into(), 1), ("9".into(), 1)]);
        assert!(desk.open().store().faults().unwrap().is_empty());
        let mut other = begun();
        bank(&mut other);
        assert_eq!(outside(&desk), outside(&other), "as if the register had never been");
        if has_invoices {
            assert_eq!(paid(&desk)[0], ("101".into(), "300.00".into()), "the bank's money pays it");
        }
        let third = register(&mut desk);
        assert_eq!(outside(&desk), with, "the register can come again");
        undone(&desk, third);
        undone(&desk, second);
        assert_eq!(outside(&desk), before, "and what the bank kept goes with the bank");
    }
}

#[test]
fn the_banks_statement_goes_and_the_registers_payment_stays() {
    let mut desk = begun();
    let first = bank(&mut desk);
    let second = register(&mut desk);
    undone(&desk, first);
    let mut other = begun();
    register(&mut other);
    assert_eq!(outside(&desk), outside(&other));
    assert!(desk.open().store().faults().unwrap().is_empty());
    undone(&desk, second);
    assert_eq!(outside(&desk), outside(&begun()));
}

#[test]
fn what_a_person_said_of_the_payment_before_the_bank_told_it_is_in_the_way() {
    let mut desk = begun();
    let first = register(&mut desk);
    let store = desk.store();
    let of = |entity: &str, number: &str| {
        let row = rows(&store, entity).iter().find(|row| row["number"] == number).unwrap();
        row["id"].as_str().unwrap().to_owned()
    };
    let (payment, invoice) = (of("payments", "7").parse().unwrap(), of("invoices", "101").parse().unwrap());
    let decision = made(&desk, &Request::Link(payment, invoice, None)).decision.to_string();
    bank(&mut desk);
    let before = desk.store();
    let Err(NotUndone::Needed(others)) = tried(&desk, first, false) else { panic!("taken back") };
    assert!(others.iter().any(|one| (one.sort, &one.label) == ("decision", &decision)), "{others:?}");
    assert_eq!(desk.store(), before);
}

#[test]
fn a_payer_who_would_have_been_asked_about_is_in_the_way_and_named() {
    let mut desk = Desk::new(SETTINGS);
    // A namesake without a tax number: whether the register's payer is it, is asked.
    let namesake = [(3, 9, "ООО Берёзка", "", "1.00", "")];
    desk.drop("accounting", "вчера.csv", &payments(&namesake));
    desk.sync();
    let first = register(&mut desk);
    let second = bank(&mut desk);
    let before = desk.store();
    let Err(NotUndone::Needed(others)) = tried(&desk, first, false) else { panic!("taken back") };
    assert!(others.iter().any(|one| one.run == second && one.sort == "client"), "{others:?}");
    assert_eq!(desk.store(), before);
}

#[test]
fn a_statement_that_repeated_another_goes_from_the_payment_that_the_register_keeps() {
    let line = [(7, 10, "300.00", "счет 101 от 05.10.2026")];
    let mut desk = begun();
    desk.drop("bank", "первая.txt", &statement(&line));
    let first = desk.sync().run;
    register(&mut desk);
    desk.drop("bank", "вторая.txt", &statement(&[line[0], (9, 11, "5.00", "аванс")]));
    let second = desk.sync().run;
    undone(&desk, first);
    undone(&desk, second);
    assert!(desk.open().store().faults().unwrap().is_empty());
    let mut other = begun();
    register(&mut other);
    assert_eq!(outside(&desk), outside(&other), "the payment is as the register alone tells it");
}
