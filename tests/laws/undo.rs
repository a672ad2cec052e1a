//! A run taken back has never been: the newest exactly, number for number; an earlier one as far as anybody outside can
//! tell, or not at all. Dropped again, its files are what they were.

use serde_json::Value;
use sverka::pipeline::undo::NotUndone;

use crate::desk::Desk;
use crate::dice::Dice;
use crate::ledger::state;
use crate::settings::SETTINGS;
use crate::undoing::tried;
use crate::world::{DAYS, Dress, INVOICES, Parcel};

type Files = Vec<(Parcel, Vec<u8>)>;

/// The files of some runs: pieces of the ledger as it was on some day, days of the bank, some again.
fn runs(dice: &mut Dice) -> Vec<Files> {
    let number = |dice: &mut Dice, end: u32| 1 + u32::try_from(dice.below(end as usize)).unwrap_or_default();
    let parcel = |dice: &mut Dice, day: u32| {
        let count = 1 + dice.below(8);
        if dice.one_in(2) {
            let mut numbers: Vec<u32> = (0..count).map(|_| number(dice, INVOICES)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            Parcel::Invoices { day, numbers }
        } else {
            let mut days: Vec<u32> = (0..=count / 3).map(|_| number(dice, DAYS)).collect();
            days.sort_unstable();
            days.dedup();
            Parcel::Days(days)
        }
    };
    (1..=5_u32)
        .map(|run| {
            let parcels: Vec<Parcel> = (0..1 + dice.below(2)).map(|_| parcel(dice, run * 4)).collect();
            parcels.into_iter().map(|parcel| (parcel.clone(), parcel.bytes(Dress::Plain))).collect()
        })
        .collect()
}

/// Drops the files of a run and takes them; the number of the run.
fn taken(desk: &mut Desk, files: &Files) -> i64 {
    for (at, (parcel, bytes)) in files.iter().enumerate() {
        desk.drop(parcel.source(), &format!("{at}.dat"), bytes);
    }
    desk.sync().run
}

fn differing(one: &Value, other: &Value) -> String {
    let mut text = String::new();
    for (name, rows) in one.as_object().unwrap() {
        let of = |value: &Value| value[name].as_array().cloned().unwrap_or_default();
        let theirs = of(other);
        let mine = rows.as_array().unwrap();
        mine.iter().filter(|row| !theirs.contains(row)).for_each(|row| text.push_str(&format!("\n- {name} {row}")));
        theirs.iter().filter(|row| !mine.contains(row)).for_each(|row| text.push_str(&format!("\n+ {name} {row}")));
    }
    text
}

/// So many ledgers are tried at most until one can be taken back and one can't.
const LAWS_MAX: u64 = 40;

fn seeds() -> u64 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

#[test]
fn runs_taken_back_one_after_the_other_leave_the_store_as_it_was_before_each() {
    for seed in 0..seeds() {
        let mut dice = Dice::new(seed);
        let mut desk = Desk::new(SETTINGS);
        let mut before = Vec::new();
        let runs = runs(&mut dice);
        for files in &runs {
            let stood = desk.store();
            before.push((taken(&mut desk, files), stood));
        }
        let all = state(&desk);
        for (run, stood) in before.iter().rev() {
            match tried(&desk, *run) {
                Ok(()) => {
                    let now = desk.store();
                    assert!(now == *stood, "seed {seed}, run {run}: {}", differing(stood, &now));
                }
                Err(NotUndone::Not(_)) => {}
                Err(refused) => panic!("seed {seed}, run {run}: {refused:?}"),
            }
            assert!(desk.open().store().faults().unwrap().is_empty(), "seed {seed}, run {run}");
        }
        for files in &runs {
            taken(&mut desk, files);
        }
        assert_eq!(state(&desk), all, "seed {seed}: taken again");
    }
    println!("{} ledgers were taken back run by run and taken again", seeds());
}

#[test]
fn an_earlier_run_taken_back_has_never_been_or_what_needs_it_is_named() {
    let (mut undone, mut refused) = (0, 0);
    // As many seeds as are asked for, and more until both have come up.
    for seed in 0..LAWS_MAX.max(seeds() * 2) {
        if seed >= seeds() * 2 && undone > 0 && refused > 0 {
            break;
        }
        let mut dice = Dice::new(1_000 + seed);
        let runs = runs(&mut dice);
        let gone = dice.below(runs.len() - 1);
        let mut desk = Desk::new(SETTINGS);
        let numbers: Vec<i64> = runs.iter().map(|files| taken(&mut desk, files)).collect();
        let with = desk.store();
        match tried(&desk, numbers[gone]) {
            Ok(()) => {
                undone += 1;
                assert!(desk.open().store().faults().unwrap().is_empty(), "seed {seed}");
                let mut other = Desk::new(SETTINGS);
                let others = runs.iter().enumerate().filter(|(at, _)| *at != gone);
                for (_, files) in others {
                    taken(&mut other, files);
                }
                assert_eq!(state(&desk), state(&other), "seed {seed}: run {} of {numbers:?}", numbers[gone]);
            }
            Err(NotUndone::Needed(others)) => {
                refused += 1;
                assert!(others.iter().all(|other| other.run > numbers[gone]), "seed {seed}: {others:?}");
                assert_eq!(desk.store(), with, "seed {seed}");
            }
            Err(NotUndone::Not(_)) => {}
            Err(other) => panic!("seed {seed}: {other:?}"),
        }
    }
    assert!(undone > 0 && refused > 0, "{undone} taken back, {refused} refused: neither is put to the test");
}
