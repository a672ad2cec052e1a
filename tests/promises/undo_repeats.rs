//! A register that is exported whole every day says again what the day before brought: taken back, such a day leaves what
//! the later one said too, as that one's; nobody is in anybody's way.

use serde_json::Value;
use sverka::model::undone::Repeat;
use sverka::pipeline::undo::NotUndone;

use crate::decisions::rows;
use crate::desk::Desk;
use crate::papers::{SETTINGS, statement};
use crate::undo::{begun, invoices, outside, paid, tried, undone};

type Lines<'l> = Vec<(u32, u32, &'l str, &'l str, &'l str)>;

/// The register as of a day: an invoice more each day.
fn register_of(days: usize) -> Lines<'static> {
    let lines = [
        (101, 5, "ООО Берёзка", "7702555038", "300.00"),
        (102, 6, "Клён", "7809679290", "70.00"),
        (103, 7, "ООО Осинка", "7707083893", "50.00"),
    ];
    lines.iter().take(days).copied().collect()
}

/// Days of an office whose register is exported whole every day, but for those that never were.
fn days(desk: &mut Desk, without: &[usize]) -> Vec<i64> {
    let mut runs = Vec::new();
    for day in (1..=3).filter(|day| !without.contains(day)) {
        let money = u32::try_from(day).unwrap();
        desk.drop("bank", &format!("{day}.txt"), &statement(&[(money, 10 + money, "60.00", "оплата по договору")]));
        runs.push(invoices(desk, &format!("реестр {day}.csv"), &register_of(day)));
    }
    runs
}

#[test]
fn any_day_of_a_daily_register_is_taken_back_and_what_the_next_day_repeats_is_that_days() {
    for day in 1..=3 {
        let mut desk = Desk::new(SETTINGS);
        let runs = days(&mut desk, &[]);
        let shown = tried(&desk, runs[day - 1], true).unwrap();
        let done = undone(&desk, runs[day - 1]);
        assert_eq!(shown.stays, done.stays, "a dry run shows what the real one does");
        let next = format!("реестр {}.csv", day + 1);
        let kept = Repeat { run: *runs.get(day).unwrap_or(&0), source: "accounting".into(), file: next, records: 1 };
        assert_eq!(done.stays, if day < 3 { vec![kept] } else { Vec::new() }, "day {day}");
        assert!(desk.open().store().faults().unwrap().is_empty());
        let mut other = Desk::new(SETTINGS);
        days(&mut other, &[day]);
        assert_eq!(outside(&desk), outside(&other), "day {day} has never been");
    }
}

#[test]
fn days_taken_back_one_after_the_other_in_any_order_leave_nothing_behind() {
    for order in [[1, 2, 3], [2, 3, 1], [3, 1, 2]] {
        let mut desk = Desk::new(SETTINGS);
        let empty = outside(&desk);
        let runs = days(&mut desk, &[]);
        let mut gone = Vec::new();
        for day in order {
            undone(&desk, runs[day - 1]);
            gone.push(day);
            assert!(desk.open().store().faults().unwrap().is_empty());
            let mut other = Desk::new(SETTINGS);
            days(&mut other, &gone);
            assert_eq!(outside(&desk), outside(&other), "without {gone:?}");
        }
        assert_eq!(outside(&desk), empty);
    }
}

#[test]
fn what_a_file_changed_and_the_next_repeats_is_the_next_ones_to_take_back() {
    let mut desk = begun();
    let before = outside(&desk);
    let wrong = invoices(&mut desk, "реестр 3.csv", &[(101, 5, "ООО Берёзка", "7702555038", "800.00")]);
    let same = [(101, 5, "ООО Берёзка", "7702555038", "800.00"), (103, 7, "Клён", "7809679290", "70.00")];
    let later = invoices(&mut desk, "реестр 4.csv", &same);
    let with = desk.store();
    let done = undone(&desk, wrong);
    assert_eq!(done.stays.iter().map(|one| (one.run, one.records)).collect::<Vec<_>>(), [(later, 1)]);
    assert_eq!(desk.store(), with, "the later list says 800 too");
    undone(&desk, later);
    assert_eq!(outside(&desk), before);
}

#[test]
fn what_stays_is_explained_by_the_file_that_keeps_it_line_for_line() {
    let mut desk = Desk::new(SETTINGS);
    let run = invoices(&mut desk, "первый.csv", &[(103, 7, "ООО Осинка", "7707083893", "50.00")]);
    invoices(&mut desk, "второй.csv", &register_of(3));
    undone(&desk, run);
    let explained = crate::papers::sverka(&desk.path(""), &["explain", "invoice", "103", "--json"]);
    let said: Value = serde_json::from_slice(&explained.stdout).unwrap();
    let statement = said["fields"].as_array().unwrap().iter().find(|field| field["field"] == "number").unwrap();
    assert!(statement.to_string().contains("второй.csv") && !said.to_string().contains("первый.csv"), "{said:#}");
    let told = std::fs::read_to_string(desk.path("exchange/accounting/первый.csv.отменено.txt")).unwrap();
    assert!(told.contains("теперь это их данные") && told.contains("второй.csv, записей: 1"), "{told}");
    assert!(statement.to_string().contains(":4") || statement.to_string().contains("4"), "{statement}");
}

#[test]
fn every_file_of_a_run_is_told_what_of_itself_stays() {
    let mut desk = Desk::new(SETTINGS);
    let money = [(1, 10, "300.00", "счет 101 от 05.10.2026"), (2, 11, "9.00", "аванс")];
    desk.drop("bank", "сентябрь.txt", &statement(&money));
    let run = invoices(&mut desk, "счета.csv", &register_of(2));
    let more: Vec<_> = money.into_iter().chain([(3, 12, "5.00", "аванс")]).collect();
    desk.drop("bank", "октябрь.txt", &statement(&more));
    desk.sync();
    let kept: usize = undone(&desk, run).stays.iter().map(|one| one.records).sum();
    let told = |name: &str| std::fs::read_to_string(desk.path(&format!("exchange/{name}.отменено.txt"))).unwrap();
    let bills = told("accounting/счета.csv");
    assert!(bills.contains("Из этого файла — ничего") && !bills.contains("октябрь.txt"), "{bills}");
    let payments = told("bank/сентябрь.txt");
    assert!(kept >= 2 && payments.contains(&format!("октябрь.txt, записей: {kept}")), "{payments}");
}

#[test]
fn a_file_that_was_dropped_again_meanwhile_is_told_to_be_gone_too() {
    let mut desk = Desk::new(SETTINGS);
    let empty = outside(&desk);
    let run = invoices(&mut desk, "счета.csv", &register_of(2));
    let again = std::fs::read(as_taken(&desk)).unwrap();
    desk.drop("accounting", "те же.csv", &again);
    assert_eq!(desk.sync().files[0].outcome.name(), "known");
    undone(&desk, run);
    let told = std::fs::read_to_string(desk.path("exchange/accounting/счета.csv.отменено.txt")).unwrap();
    assert!(told.contains("02.11.2026 этот же файл положили ещё раз"), "{told}");
    assert_eq!(outside(&desk), empty);
    // What it says is to be done is enough.
    desk.drop("accounting", "те же.csv", &again);
    assert_eq!(desk.sync().totals.rows.applied, 2);
}

/// The register as it was taken.
fn as_taken(desk: &Desk) -> std::path::PathBuf {
    let files = crate::desk::files_below(&desk.path("done"));
    files.into_iter().find(|path| path.ends_with("счета.csv")).unwrap()
}

#[test]
fn money_that_two_statements_tell_stays_with_the_second() {
    let both = [(1, 10, "300.00", "счет 101 от 05.10.2026"), (2, 11, "9.00", "аванс"), (2, 11, "9.00", "аванс")];
    let desk_with = |files: &[&[(u32, u32, &str, &str)]]| {
        let mut desk = begun();
        let mut runs = Vec::new();
        for (at, file) in files.iter().enumerate() {
            desk.drop("bank", &format!("{at}.txt"), &statement(file));
            runs.push(desk.sync().run);
        }
        (desk, runs)
    };
    let week: Vec<_> = both.iter().copied().chain([(3, 12, "5.00", "аванс")]).collect();
    let (desk, runs) = desk_with(&[&both, &week]);
    let done = undone(&desk, runs[0]);
    assert_eq!(done.stays.iter().map(|one| one.records).sum::<usize>(), 3, "truly equal payments stay two");
    let (other, _) = desk_with(&[&week]);
    assert_eq!(outside(&desk), outside(&other));
    assert_eq!(paid(&desk)[0], ("101".into(), "300.00".into()));
    undone(&desk, runs[1]);
    assert_eq!(outside(&desk), outside(&begun()));
}

#[test]
fn an_older_version_of_what_would_go_is_still_in_the_way() {
    let mut desk = Desk::new(SETTINGS);
    let catalog = |time: &str, total: &str| crate::papers::orders(1, time).replace("100.00", total);
    desk.drop("accounting", "новый.xml", catalog("2026-10-02T12:00:00", "900.00").as_bytes());
    let run = desk.sync().run;
    desk.drop("accounting", "старый.xml", catalog("2026-10-01T12:00:00", "100.00").as_bytes());
    let later = desk.sync().run;
    let before = desk.store();
    assert_eq!(rows(&before, "orders").len() + rows(&before, "invoices").len(), 1);
    let Err(NotUndone::Needed(others)) = tried(&desk, run, false) else { panic!("taken back") };
    assert!(
        others.iter().any(|one| (one.run, one.sort, one.label.as_str()) == (later, "file", "старый.xml")),
        "{others:?}"
    );
    assert_eq!(desk.store(), before);
}

/// What a run noted for being taken back: rows as they were before, and ranges of what was said again.
fn notes(desk: &Desk, run: i64) -> (i64, i64) {
    let store = rusqlite::Connection::open(desk.path("store/sverka.db")).unwrap();
    let count = |sql: &str| store.query_row(sql, [run], |row| row.get::<_, i64>(0)).unwrap();
    let of = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table} x JOIN revision v ON v.id = x.revision_id WHERE v.run_id = ?1");
        count(&sql)
    };
    (count("SELECT count(*) FROM undo_row WHERE run_id = ?1"), of("restated") + of("confirmed"))
}

fn times(desk: &Desk) -> Vec<String> {
    let store = rusqlite::Connection::open(desk.path("store/sverka.db")).unwrap();
    let mut find = store.prepare("SELECT DISTINCT file_time FROM statement ORDER BY 1").unwrap();
    find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_file_that_says_nothing_new_leaves_next_to_no_notes_however_long_it_is() {
    let mut desk = Desk::new(SETTINGS);
    let mut given = |time: &str| {
        desk.drop(
            "accounting",
            &format!("{}.xml", time.replace(':', "-")),
            crate::papers::orders(2_500, time).as_bytes(),
        );
        desk.sync().run
    };
    let [first, second, third] = ["2026-10-01T12:00:00", "2026-10-02T12:00:00", "2026-10-03T12:00:00"].map(&mut given);
    for run in [second, third] {
        let (rows, ranges) = notes(&desk, run);
        assert!(rows <= 2 && ranges <= 4, "run {run}: {rows} rows, {ranges} ranges");
    }
    assert_eq!(times(&desk), ["2026-10-03T12:00:00"]);
    undone(&desk, second);
    assert_eq!(times(&desk), ["2026-10-03T12:00:00"], "the third said so too");
    undone(&desk, third);
    assert_eq!(times(&desk), ["2026-10-01T12:00:00"]);
    undone(&desk, first);
    assert_eq!(times(&desk), Vec::<String>::new());
}
