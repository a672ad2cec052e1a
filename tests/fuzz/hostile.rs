//! Each hostile file through a whole run of the program in a process of its own: it ends by itself, in time, without much
//! memory, with an answer, and with nothing outside of the workspace.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::bombs::{NAMES, books, deliveries, named};
use crate::desk::{Desk, files_below};

const TOLD: &str = "SVERKA_TEST_HOSTILE";
const PEAK: &str = "peak KiB ";

/// No file of these may cost more; the machine may have much else to do.
const TIME_MAX: Duration = Duration::from_secs(90);
const PEAK_MAX_KIB: u64 = 400 * 1024;

const SETTINGS: &str = "lang = \"ru\"\nintake = { quiet_seconds = 0 }\n[[source]]\nname = \"a\"\n[[manager]]\n\
                        name = \"Анна\"\nbook = \"Анна.xlsx\"\n[[owner_rule]]\nmanager = \"Анна\"\n";

/// Does nothing by itself: the other tests start it.
#[test]
#[ignore = "the other tests start it in a process of its own"]
fn program() {
    let Ok(folder) = env::var(TOLD) else { return };
    let config = sverka::config::Config::load(&Path::new(&folder).join("sverka.toml")).unwrap();
    let mut workspace = sverka::pipeline::Workspace::open(config, sverka::lang::Lang::Ru).unwrap();
    let (now, stop) = ("2026-11-02T09:00:00Z".parse().unwrap(), false.into());
    let options =
        sverka::pipeline::SyncOptions { verb: "sync", dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
    sverka::pipeline::sync(&mut workspace, options).unwrap();
    println!("\n{PEAK}{}", peak_kib().unwrap_or_default());
}

/// The most memory that this process ever had, where the system tells.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Runs the program in a workspace; the most memory it had, KiB.
fn run(name: &str, desk: &Desk) -> u64 {
    let begun = Instant::now();
    let ended = Command::new(env::current_exe().unwrap())
        .args(["hostile::program", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(TOLD, desk.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success(), "{name}: {said}\n{}", String::from_utf8_lossy(&ended.stderr));
    let (took, peak) = (begun.elapsed(), said.lines().find_map(|line| line.strip_prefix(PEAK)).unwrap());
    let peak: u64 = peak.parse().unwrap();
    println!("{name}: {took:?}, {} MiB", peak / 1024);
    assert!(took < TIME_MAX && peak < PEAK_MAX_KIB, "{name} took {took:?} and {peak} KiB");
    peak
}

fn names(desk: &Desk, folder: &str) -> Vec<String> {
    let files = files_below(&desk.path(folder));
    files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_hostile_delivery_costs_little_and_is_answered() {
    for (name, file, bytes) in deliveries() {
        let mut desk = Desk::new(SETTINGS);
        desk.drop("a", file, &bytes);
        run(name, &desk);
        // A record that can be cut out lies beside the receipt.
        let (answers, to_mend): (Vec<String>, Vec<String>) =
            names(&desk, "exchange").into_iter().partition(|name| name.ends_with(".txt") && name.starts_with(file));
        assert!(to_mend.iter().all(|name| name.contains(".на-исправление")), "{name} left {to_mend:?}");
        assert!(
            answers == [format!("{file}.errors.txt")] || answers == [format!("{file}.ok.txt")],
            "{name} was answered by {answers:?}"
        );
        assert!(names(&desk, "store/tmp").is_empty(), "{name} left {:?}", names(&desk, "store/tmp"));
    }
}

#[test]
fn a_hostile_workbook_costs_little_and_is_not_written_over() {
    for (name, bytes) in books() {
        let mut desk = Desk::new(SETTINGS);
        desk.drop("a", "a.jsonl", b"{\"record\":\"client\",\"id\":\"c\",\"name\":\"A\"}\n");
        fs::create_dir_all(desk.path("managers")).unwrap();
        let book = desk.path("managers/Анна.xlsx");
        fs::write(&book, &bytes).unwrap();
        run(name, &desk);
        assert!(fs::read(&book).unwrap() == bytes, "{name} is not ours and was written over");
    }
}

#[test]
fn names_in_a_package_lead_nowhere() {
    let outer = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(SETTINGS);
    desk.drop("a", "a.zip", &named());
    let beside = |path: &Path| -> Vec<_> { fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect() };
    let (root, temporary) = (Path::new("/"), outer.path().parent().unwrap());
    run("names that lead elsewhere", &desk);
    let escaped =
        [root, temporary].into_iter().flat_map(beside).filter(|path| path.to_string_lossy().contains("escaped"));
    assert_eq!(escaped.count(), 0, "something was unpacked elsewhere");
    assert_eq!(
        desk.store()["clients"].as_array().map(Vec::len),
        Some(NAMES.len()),
        "what is in it is read all the same"
    );
    assert!(names(&desk, "store/tmp").is_empty());
}
