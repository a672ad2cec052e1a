//! Sources with a schedule are looked into at its moments, what was missed once; nothing is done in a blackout; a
//! delivery that does not come by its deadline is said until it comes.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::Value;
use sverka::model::run::RunReport;
use sverka::pipeline::watch::{Wake, WatchOptions, watch};
use sverka::pipeline::{self, SyncOptions};

use crate::desk::Desk;
use crate::papers::{SETTINGS, orders, sverka};

const TIME: &str = "2026-10-01T12:00:00";

/// Runs `watch` by a clock that shows these moments, one after another: what each wake took, by source; `-` is a pause.
fn wakes(desk: &Desk, moments: &[&str]) -> Vec<String> {
    let (stop, wakes) = (AtomicBool::new(false), RefCell::new(Vec::new()));
    let mut workspace = desk.open();
    // The clock is asked once when the loop starts, then at every wake.
    let left = RefCell::new(std::iter::once(moments[0]).chain(moments.iter().copied()).collect::<Vec<_>>());
    let clock = || left.borrow_mut().remove(0).parse::<Timestamp>().unwrap();
    let options = WatchOptions {
        stop: &stop,
        clock: &clock,
        on_event: &mut |_| {},
        on_wake: &mut |_, wake, _| {
            let took = match wake {
                Wake::Ran(report) => report.files.iter().map(|file| file.source.clone()).collect::<Vec<_>>().join(" "),
                Wake::Paused => "-".to_owned(),
                Wake::Failed(error) => panic!("{error:?}"),
            };
            wakes.borrow_mut().push(took);
            stop.store(left.borrow().is_empty(), Ordering::Relaxed);
        },
        on_tick: &mut || {},
    };
    watch(&mut workspace, options).unwrap();
    wakes.into_inner()
}

#[test]
fn watch_keeps_to_schedules_and_makes_good_once_what_was_missed() {
    let own =
        "name = \"bank\"\nschedule = { cron = \"0 9 * * *\", time_zone = \"Europe/Moscow\", on = \"working-days\" }";
    let pause = "[[blackout]]\nfrom = \"20:00\"\nuntil = \"21:00\"\ntime_zone = \"Europe/Moscow\"\n";
    let settings =
        SETTINGS.replace("name = \"bank\"", own).replace("quiet_seconds = 0", "quiet_seconds = 0, rescan_seconds = 1");
    let mut desk = Desk::new(&format!("{settings}{pause}"));
    desk.drop("accounting", "a.xml", orders(1, TIME).as_bytes());
    desk.drop("bank", "b.xml", orders(2, TIME).as_bytes());
    // November 27th, 2026 is a Friday. Moscow is three hours ahead.
    let friday = ["2026-11-27T05:59:00Z", "2026-11-27T06:00:00Z"];
    assert_eq!(wakes(&desk, &friday), ["accounting", "bank"]);
    desk.drop("bank", "c.xml", orders(3, TIME).as_bytes());
    // Down from Friday to Tuesday: one look at once, and the next on Wednesday.
    let tuesday = ["2026-12-01T09:30:00Z"];
    assert_eq!(wakes(&desk, &tuesday), ["bank"]);
    desk.drop("bank", "d.xml", orders(4, TIME).as_bytes());
    let on = ["2026-12-01T09:31:00Z", "2026-12-01T17:30:00Z", "2026-12-02T05:59:59Z", "2026-12-02T06:00:00Z"];
    assert_eq!(wakes(&desk, &on), ["", "-", "", "bank"]);
}

#[test]
fn a_passing_error_before_the_run_does_not_end_watch() {
    let mut desk = Desk::new(&SETTINGS.replace("quiet_seconds = 0", "quiet_seconds = 0, rescan_seconds = 1"));
    desk.drop("accounting", "a.xml", orders(1, TIME).as_bytes());
    let (stop, wakes) = (AtomicBool::new(false), RefCell::new(Vec::new()));
    let mut workspace = desk.open();
    let rename = |from: &str, to: &str| {
        let store = Connection::open(desk.path("store/sverka.db")).unwrap();
        store.execute(&format!("ALTER TABLE {from} RENAME TO {to}"), []).unwrap();
    };
    let asked = std::cell::Cell::new(0);
    let clock = || {
        asked.set(asked.get() + 1);
        // The first is when the loop starts.
        match asked.get() {
            2 => rename("meta", "away"),
            3 => rename("away", "meta"),
            _ => {}
        }
        Timestamp::now()
    };
    let options = WatchOptions {
        stop: &stop,
        clock: &clock,
        on_event: &mut |_| {},
        on_wake: &mut |_, wake, _| {
            wakes.borrow_mut().push(match wake {
                Wake::Ran(report) => report.files.len().to_string(),
                Wake::Paused => "-".to_owned(),
                Wake::Failed(error) => std::error::Error::source(error).map_or(error.to_string(), ToString::to_string),
            });
            stop.store(wakes.borrow().len() == 2, Ordering::Relaxed);
        },
        on_tick: &mut || {},
    };
    watch(&mut workspace, options).unwrap();
    let wakes = wakes.into_inner();
    assert!(wakes[0].contains("meta") && wakes[1] == "1", "{wakes:?}");
}

fn sync(desk: &Desk, now: &str) -> RunReport {
    let stop = AtomicBool::new(false);
    let now = now.parse().unwrap();
    let options = SyncOptions { verb: "sync", dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
    pipeline::sync(&mut desk.open(), options).unwrap()
}

#[test]
fn a_source_whose_delivery_was_taken_back_is_late_again() {
    let expected = "name = \"bank\"\nexpected = { by = \"10:00\", time_zone = \"Europe/Moscow\" }";
    let mut desk = Desk::new(&SETTINGS.replace("name = \"bank\"", expected));
    assert!(sync(&desk, "2026-11-27T06:00:00Z").late_sources.is_empty());
    desk.drop("bank", "b.xml", orders(2, TIME).as_bytes());
    let report = sync(&desk, "2026-11-27T06:30:00Z");
    assert!(sync(&desk, "2026-11-27T07:05:00Z").late_sources.is_empty());
    let now = "2026-11-27T07:10:00Z".parse().unwrap();
    let run = sverka::model::ids::RunId(report.run);
    let done = pipeline::undo::undo(
        &mut desk.open(),
        &pipeline::undo::UndoOrder { run, who: "Ольга", reason: "", dry_run: false, now },
    )
    .unwrap();
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(sync(&desk, "2026-11-27T07:15:00Z").late_sources, ["bank"]);
}

#[test]
fn a_missed_deadline_is_said_until_a_delivery_comes() {
    let expected = "name = \"bank\"\nexpected = { by = \"10:00\", time_zone = \"Europe/Moscow\" }";
    let mut desk = Desk::new(&SETTINGS.replace("name = \"bank\"", expected));
    let late = |desk: &Desk, now: &str| {
        let report = sync(desk, now);
        (report.late_sources.clone(), report.exit_code(false))
    };
    let (nobody, bank) = ((vec![], 0), (vec!["bank".to_owned()], 6));
    assert_eq!(late(&desk, "2026-11-27T06:00:00Z"), nobody);
    assert_eq!(late(&desk, "2026-11-27T07:00:00Z"), bank);
    desk.drop("accounting", "a.xml", orders(1, TIME).as_bytes());
    assert_eq!(late(&desk, "2026-11-28T12:00:00Z"), bank, "on Saturday still, whatever others bring");
    desk.drop("bank", "torn.xml", b"<a><b>");
    assert_eq!(sync(&desk, "2026-11-28T12:05:00Z").late_sources, ["bank"], "what can't be read is no delivery");
    desk.drop("bank", "b.xml", orders(2, TIME).as_bytes());
    assert_eq!(late(&desk, "2026-11-28T12:10:00Z"), nobody);
    assert_eq!(late(&desk, "2026-11-30T07:00:00Z"), bank, "on Monday again");
    desk.drop("bank", "same.xml", orders(2, TIME).as_bytes());
    assert_eq!(late(&desk, "2026-11-30T07:05:00Z"), nobody, "the same as last time is a delivery");
}

#[test]
fn a_delivery_that_waits_for_a_person_came_once() {
    let expected = "name = \"bank\"\nexpected = { by = \"10:00\", time_zone = \"Europe/Moscow\" }";
    let closed = SETTINGS.replacen("lang", "closed_until = 2026-12-31\nlang", 1);
    let mut desk = Desk::new(&closed.replace("name = \"bank\"", expected));
    let run = |desk: &Desk, now: &str| {
        let report = sync(desk, now);
        (report.files.iter().map(|file| file.outcome.name()).collect::<Vec<_>>(), report.late_sources.len())
    };
    assert_eq!(run(&desk, "2026-11-27T06:00:00Z"), (vec![], 0));
    desk.drop("bank", "a.xml", orders(1, TIME).as_bytes());
    assert_eq!(run(&desk, "2026-11-27T06:30:00Z"), (vec!["held"], 0));
    assert_eq!(run(&desk, "2026-11-27T07:00:00Z"), (vec!["held"], 0), "it came, and waits");
    assert_eq!(run(&desk, "2026-11-30T07:00:00Z"), (vec!["held"], 1), "Friday's is not Monday's");
    desk.drop("bank", "b.xml", orders(2, TIME).as_bytes());
    assert_eq!(run(&desk, "2026-11-30T07:05:00Z"), (vec!["held", "held"], 0));
    assert_eq!(run(&desk, "2026-12-01T07:00:00Z"), (vec!["held", "held"], 1));
}

#[test]
fn a_schedule_that_names_no_moment_is_found_by_check() {
    let on = |cron: &str| {
        let own = format!("name = \"bank\"\nschedule = {{ cron = \"{cron}\", on = \"working-days\" }}");
        Desk::new(&SETTINGS.replace("name = \"bank\"", &own))
    };
    let fine = sverka(&on("0 9 * * MON").path(""), &["check"]);
    assert_eq!(fine.status.code(), Some(0), "{fine:?}");
    let desk = on("0 9 * * SUN");
    let said = sverka(&desk.path(""), &["check", "--json"]);
    let found: Value = serde_json::from_slice(&said.stdout).unwrap();
    let problem = &found["problems"][0];
    let text = std::fs::read_to_string(desk.path("sverka.toml")).unwrap();
    let line = text.lines().position(|line| line.contains("cron")).unwrap() + 1;
    assert_eq!(
        (said.status.code(), problem["code"].as_str(), problem["line"].as_u64()),
        (Some(2), Some("never-due"), Some(line as u64))
    );
    let text = String::from_utf8(sverka(&desk.path(""), &["check"]).stdout).unwrap();
    assert!(text.contains("«bank»") && text.contains("0 9 * * SUN"), "{text}");
    // It is a warning: whatever else there is, works.
    assert_eq!(sverka(&desk.path(""), &["sync"]).status.code(), Some(0));
}

#[test]
fn status_says_who_is_late_and_ends_with_six() {
    let expected = "name = \"bank\"\nexpected = { by = \"00:00\", on = \"every-day\" }";
    let mut desk = Desk::new(&SETTINGS.replace("name = \"bank\"", expected));
    let status = |desk: &Desk| {
        let said = sverka(&desk.path(""), &["status", "--json"]);
        let status: Value = serde_json::from_slice(&said.stdout).unwrap();
        (said.status.code(), status["sources"][1]["late"].clone())
    };
    assert_eq!(sverka(&desk.path(""), &["sync"]).status.code(), Some(0));
    assert_eq!(status(&desk), (Some(0), Value::Null), "new: nothing is asked about the past");
    let since = r#"{"since":"2026-01-01T00:00:00Z","heard":{},"looked":{}}"#;
    let store = Connection::open(desk.path("store/sverka.db")).unwrap();
    store.execute("UPDATE meta SET value = ?1 WHERE key = 'arrivals'", [since]).unwrap();
    drop(store);
    let (code, late) = status(&desk);
    assert!(code == Some(6) && late["missed"].as_u64() > Some(1), "{late}");
    assert!(late["since"].as_str().unwrap().ends_with("T00:00:00"), "{late}");
    let text = String::from_utf8(sverka(&desk.path(""), &["status"]).stdout).unwrap();
    assert!(text.contains("выгрузка не пришла к сроку"), "{text}");
    desk.drop("bank", "b.xml", orders(2, TIME).as_bytes());
    assert_eq!(sverka(&desk.path(""), &["sync"]).status.code(), Some(0));
    assert_eq!(status(&desk), (Some(0), Value::Null));
}

#[test]
fn doctor_says_what_is_overdue_and_which_owner_files_are_stale() {
    let own =
        "name = \"bank\"\nschedule = { cron = \"*/5 * * * *\" }\nexpected = { by = \"00:00\", on = \"every-day\" }";
    let desk = Desk::new(&SETTINGS.replace("name = \"bank\"", own));
    let found = |desk: &Desk| {
        let said = sverka(&desk.path(""), &["doctor", "--json"]);
        let found: Value = serde_json::from_slice(&said.stdout).unwrap();
        let codes = found["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned());
        codes
            .filter(|code| ["late", "owner-stale"].contains(&code.as_str()) || code.starts_with("sched"))
            .collect::<Vec<_>>()
    };
    assert_eq!(sverka(&desk.path(""), &["sync"]).status.code(), Some(0));
    assert_eq!(found(&desk), ["schedule-unused"]);
    let keep = |looked: &str| {
        let text = format!(r#"{{"since":"2026-01-01T00:00:00Z","heard":{{}},"looked":{{"bank":"{looked}"}}}}"#);
        let store = Connection::open(desk.path("store/sverka.db")).unwrap();
        store.execute("UPDATE meta SET value = ?1 WHERE key = 'arrivals'", [text]).unwrap();
    };
    keep(&Timestamp::now().to_string());
    assert_eq!(found(&desk), ["late", "schedule"]);
    keep("2026-06-01T00:00:00Z");
    let owner = desk.path("managers/~$Руководитель.xlsx");
    std::fs::write(&owner, "somebody").unwrap();
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(30 * 24 * 3600);
    std::fs::File::options().write(true).open(&owner).unwrap().set_modified(old).unwrap();
    assert_eq!(found(&desk), ["owner-stale", "late", "schedule-overdue"]);
}
