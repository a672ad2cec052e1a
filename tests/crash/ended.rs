//! The program ended at a step, by itself and by the system: nothing is flushed and nothing cleaned up.
//!
//! The program is this test again: it is told by one variable in which workspace to work, and at which step to end.

use std::cell::Cell;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::run::RunReport;
use sverka::model::steps::watch;
use sverka::pipeline::{SyncError, SyncOptions, Workspace, sync};

use crate::broken::calm;
use crate::desk::Desk;
use crate::points::points;
use crate::state::made_good;
use crate::world::{copy, first, second};

pub(crate) const TOLD: &str = "SVERKA_TEST_ENDED";
/// Starts the program.
pub(crate) const PROGRAM: [&str; 5] = ["ended::program", "--exact", "--ignored", "--nocapture", "--test-threads=1"];
const REACHED: &str = "the step is reached";

/// Who ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The program, at once.
    Itself,
    /// The system, while the program stands before the step.
    Kill,
}

/// Does nothing by itself: the other tests start it.
#[test]
#[ignore = "the other tests start it in a process of its own"]
fn program() {
    let Ok(told) = env::var(TOLD) else { return };
    let (way, rest) = told.split_once('|').unwrap();
    let (point, folder) = rest.split_once('|').unwrap();
    if way == "run" {
        // What it says of the failure is not looked at: what it left is.
        return drop(run(Path::new(folder)));
    }
    let (waits, point) = (way == "wait", point.parse::<usize>().unwrap());
    let count = Rc::new(Cell::new(0));
    watch(move |_, _| {
        let number = count.replace(count.get() + 1);
        if number == point && waits {
            println!("{REACHED}");
            std::thread::sleep(Duration::from_secs(600));
        } else if number == point {
            std::process::abort();
        }
        Ok(())
    });
    run(Path::new(folder)).unwrap();
    panic!("the step was not reached");
}

fn run(folder: &Path) -> Result<RunReport, SyncError> {
    let config = Config::load(&folder.join("sverka.toml")).unwrap();
    let mut workspace = Workspace::open(config, Lang::Ru)?;
    let (now, stop) = ("2026-11-02T09:00:00Z".parse().unwrap(), AtomicBool::new(false));
    let options = SyncOptions { verb: "sync", dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
    sync(&mut workspace, options)
}

fn end(desk: &Desk, point: usize, by: By) {
    let way = if by == By::Kill { "wait" } else { "abort" };
    let mut child = Command::new(env::current_exe().unwrap())
        .args(PROGRAM)
        .env(TOLD, format!("{way}|{point}|{}", desk.path("").display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if by == By::Kill {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.map_while(Result::ok).any(|line| line.contains(REACHED)), "step {point} was not reached");
        child.kill().unwrap();
    }
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && !said.contains("was not reached"), "step {point}: {said}");
}

fn survive(name: &str, desk: &Desk, by: By, usually: usize) {
    let (total, expected) = calm(desk);
    let tried = points(total, usually);
    let mut bad = Vec::new();
    for point in tried.iter().copied() {
        let ended = copy(desk);
        end(&ended, point, by);
        let difference = made_good(&ended, &expected);
        if !difference.is_empty() {
            bad.push(format!("step {point} of {total}:{difference}"));
        }
    }
    assert!(bad.is_empty(), "{name}, ended by {by:?}: {} of {} steps\n{}", bad.len(), tried.len(), bad.join("\n"));
    println!("{name}, ended by {by:?}: {} of {total} ends were made good", tried.len());
}

#[test]
fn a_first_run_that_ends_at_any_step_is_made_good() {
    survive("first run", &first(), By::Itself, 8);
}

#[test]
fn a_run_with_edits_that_ends_at_any_step_is_made_good() {
    survive("run with edits", &second(), By::Itself, 8);
}

#[test]
fn a_first_run_that_is_killed_at_any_step_is_made_good() {
    survive("first run", &first(), By::Kill, 4);
}

#[test]
fn a_run_with_edits_that_is_killed_at_any_step_is_made_good() {
    survive("run with edits", &second(), By::Kill, 4);
}
