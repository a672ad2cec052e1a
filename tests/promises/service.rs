//! A service that is watched from outside: metrics, health, the service manager, the log, alarms; one instance, whatever
//! happened to the one before.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;
use sverka::model::vitals::RunMemory;
use sverka::pipeline::vitals;

use crate::desk::{Desk, files_below};
use crate::papers::{SETTINGS, orders, sverka};

const TIME: &str = "2026-10-01T12:00:00";

/// Settings with more in them.
fn settings(more: &str) -> String {
    format!("{SETTINGS}\n{more}\n")
}

fn run(desk: &Desk, args: &[&str]) -> (i32, String, String) {
    let said = sverka(&desk.path(""), args);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (said.status.code().unwrap(), text(said.stdout), text(said.stderr))
}

/// One figure: its name, labels and value.
type Figure = (String, Vec<(String, String)>, String);

fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// Labels of a figure and what stands behind them; as strict as the format's grammar.
fn labels(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    loop {
        let (name, value) = rest.split_once("=\"").expect("a label");
        assert!(is_name(name), "{name}");
        let mut text = String::new();
        let mut letters = value.char_indices();
        let end = loop {
            match letters.next().expect("a closing quote") {
                (_, '\\') => match letters.next().expect("an escape").1 {
                    'n' => text.push('\n'),
                    kept @ ('\\' | '"') => text.push(kept),
                    other => panic!("\\{other}"),
                },
                (at, '"') => break at + 1,
                (_, letter) => text.push(letter),
            }
        };
        found.push((name.to_owned(), text));
        let behind = value.split_at(end).1;
        if let Some(more) = behind.strip_prefix(',') {
            rest = more;
        } else {
            return (found, behind.strip_prefix('}').expect("a closing brace"));
        }
    }
}

/// Reads Prometheus' text format, or panics: a family's lines stand together, with their type before them, none twice.
fn figures(text: &str) -> Vec<Figure> {
    assert!(text.ends_with('\n') && !text.contains('\r'));
    let (mut found, mut seen, mut family) = (Vec::<Figure>::new(), BTreeSet::new(), String::new());
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            family = help.split_once(' ').expect("a text").0.to_owned();
            assert!(is_name(&family) && seen.insert(family.clone()), "{line}");
            continue;
        }
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            assert!([format!("{family} gauge"), format!("{family} counter")].contains(&kind.to_owned()), "{line}");
            continue;
        }
        let (name, rest) = line.split_at(line.find(['{', ' ']).expect("a value"));
        assert_eq!(name, family, "{line}");
        let (labels, value) = rest.strip_prefix('{').map_or((Vec::new(), rest), labels);
        let value = value.strip_prefix(' ').expect("a blank");
        assert!(value.parse::<f64>().is_ok_and(f64::is_finite), "{line}");
        assert!(!found.iter().any(|(known, with, _)| known == name && *with == labels), "twice: {line}");
        found.push((name.to_owned(), labels, value.to_owned()));
    }
    found
}

fn figure<'f>(figures: &'f [Figure], name: &str, labels: &[(&str, &str)]) -> &'f str {
    let wanted: Vec<(String, String)> = labels.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let found = figures.iter().find(|(known, with, _)| known == name && *with == wanted);
    found.unwrap_or_else(|| panic!("no {name} {labels:?}")).2.as_str()
}

#[test]
fn metrics_count_what_came_of_every_row_and_kopeck() {
    let mut desk = Desk::new(&settings("[metrics]\nfile = \"metrics/sverka.prom\""));
    desk.drop("accounting", "a.xml", orders(7, TIME).as_bytes());
    assert_eq!(run(&desk, &["sync"]).0, 0);
    desk.drop("accounting", "b.xml", orders(9, "2026-10-02T12:00:00").as_bytes());
    desk.drop("bank", "torn.xml", b"<a><b>");
    assert_eq!(run(&desk, &["sync"]).0, 3);
    let (code, text, _) = run(&desk, &["metrics"]);
    let found = figures(&text);
    assert_eq!(code, 0);
    let rows = |outcome| figure(&found, "sverka_rows_total", &[("source", "accounting"), ("outcome", outcome)]);
    assert_eq!([rows("read"), rows("refused"), rows("queued")], ["16", "0", "0"]);
    let money = |outcome| {
        figure(&found, "sverka_money", &[("source", "accounting"), ("currency", "RUB"), ("outcome", outcome)])
    };
    assert_eq!([money("read"), money("refused")], ["1600.00", "0.00"]);
    let sum = |of: &dyn Fn(&'static str) -> f64| of("applied") + of("unchanged");
    assert_eq!(sum(&|outcome| rows(outcome).parse().unwrap()), 16.0);
    assert_eq!(sum(&|outcome| money(outcome).parse().unwrap()), 1600.0);
    for (name, labels, value) in [
        ("sverka_quarantine_files", &[][..], "1"),
        ("sverka_runs_failed_in_a_row", &[], "0"),
        ("sverka_source_late", &[("source", "bank")], "0"),
        ("sverka_source_reachable", &[("source", "bank")], "1"),
        ("sverka_review_open", &[("kind", "brake")], "0"),
        ("sverka_workbooks_pending", &[], "0"),
    ] {
        assert_eq!(figure(&found, name, labels), value, "{name}");
    }
    let begun: i64 = figure(&found, "sverka_last_success_timestamp_seconds", &[]).parse().unwrap();
    assert!((Timestamp::now().as_second() - begun).abs() < 120);
    let names = |text: &str| figures(text).into_iter().map(|(name, labels, _)| (name, labels)).collect::<Vec<_>>();
    let file = fs::read_to_string(desk.path("metrics/sverka.prom")).unwrap();
    assert_eq!(names(&file), names(&text));
    assert_eq!(files_below(&desk.path("metrics")).len(), 1, "nothing half written is left");
    // A plan that is applied is a run like any other.
    desk.drop("accounting", "c.xml", orders(10, "2026-10-03T12:00:00").as_bytes());
    let plan: Value = serde_json::from_str(&run(&desk, &["sync", "--dry-run", "--json"]).1).unwrap();
    assert_eq!(run(&desk, &["sync", "--apply", plan["plan"].as_str().unwrap()]).0, 0);
    let found = figures(&fs::read_to_string(desk.path("metrics/sverka.prom")).unwrap());
    assert_eq!(figure(&found, "sverka_rows_total", &[("source", "accounting"), ("outcome", "read")]), "26");
}

#[test]
fn a_metric_says_who_is_gone_and_what_waits() {
    let mut desk = Desk::new(SETTINGS);
    assert_eq!(run(&desk, &["sync"]).0, 0);
    fs::remove_dir(desk.path("exchange/bank")).unwrap();
    desk.drop("accounting", "a.xml", orders(1, TIME).as_bytes());
    let found = figures(&run(&desk, &["metrics"]).1);
    assert_eq!(figure(&found, "sverka_source_reachable", &[("source", "bank")]), "0");
    assert_eq!(figure(&found, "sverka_source_files_waiting", &[("source", "accounting")]), "1");
}

#[test]
fn a_log_for_programs_says_run_source_delivery_and_code() {
    let mut desk = Desk::new(&settings("[log]\nfile = \"log/sverka.log\"\nformat = \"json\""));
    desk.drop("accounting", "a.xml", orders(2, TIME).as_bytes());
    desk.drop("bank", "torn.xml", b"<a><b>");
    let (_, _, err) = run(&desk, &["sync"]);
    let object = |line: &str| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("no object: {line}"));
    let lines: Vec<Value> = err.lines().map(object).collect();
    let done: Vec<&Value> = lines.iter().filter(|line| line["message"] == "file done").collect();
    let [taken, refused] = done.as_slice() else { panic!("two files: {err}") };
    assert_eq!((taken["run"].as_i64(), taken["source"].as_str()), (Some(1), Some("accounting")), "{taken}");
    assert_eq!((taken["outcome"].as_str(), taken["applied"].as_i64()), (Some("taken"), taken["read"].as_i64()));
    assert_eq!(taken["delivery"].as_str().map(str::len), Some(64), "{taken}");
    assert_eq!((refused["source"].as_str(), refused["code"].as_str().map(str::is_empty)), (Some("bank"), Some(false)));
    assert!(["time", "level", "target"].iter().all(|name| taken[name].is_string()), "{taken}");
    let files = files_below(&desk.path("log"));
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let kept = fs::read_to_string(file).unwrap();
    assert!(kept.lines().map(object).any(|line| line["message"] == "file done" && line["run"] == 1), "{kept}");
    // The command line beats the settings.
    desk.drop("accounting", "b.xml", orders(3, TIME).as_bytes());
    let (_, _, err) = run(&desk, &["sync", "--log-format", "text", "-v"]);
    assert!(err.contains("file done") && !err.lines().any(|line| line.starts_with('{')), "{err}");
}

#[cfg(unix)]
#[test]
fn an_alarm_is_told_once_and_once_when_it_is_over() {
    let alarms = |megabytes: &str| {
        let command = r#"command = ["sh", "-c", "cat >> told; echo \"$SVERKA_TEXT\" >> words"]"#;
        settings(&format!("[alarms]\n{command}\ndisk_mb_min = {megabytes}"))
    };
    let desk = Desk::new(&alarms("999999999"));
    let told = || {
        let text = fs::read_to_string(desk.path("told")).unwrap_or_default();
        let object = |line: &str| serde_json::from_str::<Value>(line).unwrap();
        let pair = |told: Value| format!("{} {}", told["alarm"].as_str().unwrap(), told["state"].as_str().unwrap());
        text.lines().map(object).map(pair).collect::<Vec<_>>()
    };
    assert_eq!(run(&desk, &["sync"]).0, 0);
    assert_eq!(told(), ["disk raised"]);
    assert_eq!(run(&desk, &["sync"]).0, 0);
    assert_eq!(told(), ["disk raised"], "once");
    fs::write(desk.path("sverka.toml"), alarms("0")).unwrap();
    assert_eq!(run(&desk, &["sync"]).0, 0);
    assert_eq!(run(&desk, &["sync"]).0, 0);
    assert_eq!(told(), ["disk raised", "disk cleared"]);
    let words = fs::read_to_string(desk.path("words")).unwrap();
    assert!(words.contains("на диске с базой осталось") && words.contains("уже в порядке"), "{words}");
    // A hook that fails or hangs costs the run nothing but its time limit.
    let hangs = settings("[alarms]\ncommand = [\"sleep\", \"60\"]\ntimeout_seconds = 1\ndisk_mb_min = 999999999");
    fs::write(desk.path("sverka.toml"), hangs).unwrap();
    let begun = Instant::now();
    assert_eq!(run(&desk, &["sync"]).0, 0);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn a_file_waits_only_from_the_moment_of_its_schedule() {
    let oldest = |lines: &str, now: Timestamp| {
        let mut desk = Desk::new(&SETTINGS.replace("name = \"bank\"", &format!("name = \"bank\"\n{lines}")));
        desk.drop("bank", "b.xml", orders(1, TIME).as_bytes());
        let workspace = desk.open();
        let found = vitals::vitals(workspace.store(), &workspace.config, RunMemory::default(), 0, now).unwrap();
        found.sources.iter().find(|source| source.name == "bank").unwrap().oldest_file
    };
    let (now, later) = (Timestamp::now(), "2100-06-01T12:00:00Z".parse::<Timestamp>().unwrap());
    let yearly = "schedule = { cron = \"0 9 29 2 *\", time_zone = \"UTC\" }";
    assert!(oldest("", now).is_some());
    assert_eq!(oldest(yearly, now), None, "its moment is ahead");
    let due = oldest(yearly, later).unwrap();
    assert!(due > now && due.to_string().ends_with("-02-29T09:00:00Z"), "{due}");
}

#[cfg(unix)]
#[test]
fn in_a_blackout_nobody_is_told_of_a_folder_that_is_gone() {
    let pause = |from: &str, until: &str| format!("[[blackout]]\nfrom = \"{from}\"\nuntil = \"{until}\"\n");
    let always = pause("00:00", "12:00") + &pause("11:00", "00:00");
    let alarms = "[alarms]\ncommand = [\"sh\", \"-c\", \"cat >> told\"]\ndisk_mb_min = 0\n";
    let desk = Desk::new(&settings(&format!("[metrics]\nfile = \"metrics/sverka.prom\"\n{alarms}{always}")));
    fs::remove_dir(desk.path("exchange/bank")).unwrap();
    let mut child = start(&desk.path(""), &["watch"], &[]);
    let holder = desk.path("store/sverka.holder");
    until("watch does not hold the workspace", || holder.exists());
    sleep(Duration::from_secs(4));
    signal(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!desk.path("told").exists() && !desk.path("metrics").exists());
    // Without a blackout it is told at once.
    fs::write(desk.path("sverka.toml"), settings(alarms)).unwrap();
    assert_eq!(run(&desk, &["sync"]).0, 6);
    assert!(fs::read_to_string(desk.path("told")).unwrap().contains("missing"));
}

#[cfg(unix)]
fn start(folder: &Path, args: &[&str], environment: &[(&str, &str)]) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("sverka"));
    command.current_dir(folder).args(args).envs(environment.iter().copied());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// Waits until something holds; at most some seconds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        sleep(Duration::from_millis(50));
    }
}

#[cfg(unix)]
#[test]
fn the_service_manager_is_told_ready_alive_and_stopping() {
    let desk = Desk::new(SETTINGS);
    let socket = desk.path("notify");
    let ear = std::os::unix::net::UnixDatagram::bind(&socket).unwrap();
    ear.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let hear = || {
        let mut said = [0; 256];
        let len = ear.recv(&mut said).expect("told in time");
        String::from_utf8_lossy(&said[..len]).trim().to_owned()
    };
    let environment = [("NOTIFY_SOCKET", socket.to_str().unwrap()), ("WATCHDOG_USEC", "400000")];
    let mut child = start(&desk.path(""), &["watch"], &environment);
    assert_eq!(hear(), "READY=1");
    assert_eq!([hear(), hear()], ["WATCHDOG=1", "WATCHDOG=1"]);
    signal(&child, "-TERM");
    until("no STOPPING=1", || hear() == "STOPPING=1");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn health_and_metrics_are_served_while_watch_runs() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut desk = Desk::new(&settings(&format!("[metrics]\nlisten = \"{port}\"")));
    desk.drop("accounting", "a.xml", orders(3, TIME).as_bytes());
    let mut child = start(&desk.path(""), &["watch"], &[]);
    let ask = |path: &str| {
        let mut answer = ureq::get(format!("http://127.0.0.1:{port}{path}")).call().ok()?;
        answer.body_mut().read_to_string().ok()
    };
    until("not ready", || ask("/readyz").is_some());
    assert_eq!(ask("/healthz").as_deref(), Some("ok\n"));
    let found = figures(&ask("/metrics").unwrap());
    let labels = [("source", "accounting"), ("outcome", "read")];
    assert_eq!(figure(&found, "sverka_rows_total", &labels), "3");
    signal(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(ask("/healthz").is_none());
}

#[cfg(unix)]
#[test]
fn a_lock_whose_holder_was_killed_is_taken_over_at_once() {
    let mut desk = Desk::new(SETTINGS);
    let mut child = start(&desk.path(""), &["watch"], &[]);
    // Asking by `sync` could hold the lock at the moment when `watch` wants it.
    let holder = desk.path("store/sverka.holder");
    let holds = || fs::read_to_string(&holder).is_ok_and(|said| said.trim() == child.id().to_string());
    until("watch does not hold the workspace", holds);
    let (code, _, err) = run(&desk, &["sync"]);
    assert!(code == 7 && err.contains(&child.id().to_string()), "who holds it is said: {err}");
    signal(&child, "-KILL");
    child.wait().unwrap();
    desk.drop("accounting", "a.xml", orders(3, TIME).as_bytes());
    assert_eq!(run(&desk, &["sync"]).0, 0);
    assert_eq!(desk.store()["invoices"].as_array().unwrap().len(), 3);
}
