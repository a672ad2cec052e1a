//! A hundred managers' books of a thousand rows after a change of a hundred documents: only the books concerned are
//! written again. And what reading a book costs against the cells alone. Prints ratios of one run.
//!
//! `cargo bench --bench books [-- MANAGERS ROWS]`
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]
#![expect(clippy::float_arithmetic, reason = "ratios of durations")]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::Cursor;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use jiff::Timestamp;
use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::run::{BookOutcome, RunReport};
use sverka::pipeline::{SyncOptions, Workspace, sync};
use sverka::workbook::read::read;

const RUNS: usize = 7;
/// Documents that change, and the managers whose they are.
const CHANGED: usize = 100;
const CONCERNED: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let full = arguments.iter().any(|argument| argument == "--bench");
    let asked: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let (managers, rows) = match asked[..] {
        [managers, rows, ..] => (managers.max(CONCERNED), rows.max(1)),
        _ if full => (100, 1_000),
        _ => (CONCERNED + 1, 10),
    };
    let folder = tempfile::tempdir()?;
    fs::create_dir_all(folder.path().join("exchange/accounting"))?;
    fs::write(folder.path().join("sverka.toml"), settings(managers))?;
    let config = Config::load(&folder.path().join("sverka.toml"))?;
    let mut workspace = Workspace::open(config, Lang::Ru)?;

    drop_export(folder.path(), "all.jsonl", (0..managers * rows).map(|client| (client, client / rows, 100)))?;
    let (first, report) = run(&mut workspace)?;
    println!("{managers} managers × {rows} rows: first sync {first:.2?}, {} books drawn", written(&report));

    let changed = (0..CHANGED).map(|at| {
        let manager = at % CONCERNED;
        (manager * rows + (at / CONCERNED) % rows, manager, 250)
    });
    drop_export(folder.path(), "changed.jsonl", changed)?;
    let (later, report) = run(&mut workspace)?;
    let count = written(&report);
    println!(
        "{CHANGED} changed documents: {later:.2?} with the books, {:.3}× the first sync; {count} books written, {} of managers",
        later.as_secs_f64() / first.as_secs_f64(),
        report.workbooks.iter().filter(|book| book.outcome == BookOutcome::Written && book.path.contains('М')).count()
    );
    assert_eq!(count, CONCERNED + 1, "the books concerned, the head's, and no others: {:?}", report.workbooks);

    reading(&folder.path().join("managers/М1.xlsx"))
}

fn settings(managers: usize) -> String {
    let mut text = String::from(
        "lang = \"ru\"\nintake = { quiet_seconds = 0 }\nclients = { judge = \"rematch\" }\n\n[[source]]\nname = \"accounting\"\nbrake = false\n",
    );
    for manager in 1..=managers {
        let _written = write!(text, "\n[[manager]]\nname = \"М{manager}\"\n");
    }
    text
}

/// An export of clients, whose they are, and a document of each with its amount.
fn drop_export(
    root: &Path,
    name: &str,
    clients: impl Iterator<Item = (usize, usize, u32)>,
) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    for (client, manager, amount) in clients {
        let manager = manager + 1;
        writeln!(
            text,
            r#"{{"record":"client","id":"c{client}","name":"Клиент {client}","phones":["+7916{client:07}"],"manager":"М{manager}"}}
{{"record":"invoice","id":"i{client}","number":"{client}","date":"2026-10-05","client_id":"c{client}","currency":"RUB","total":"{amount}.00"}}"#
        )?;
    }
    Ok(fs::write(root.join("exchange/accounting").join(name), text)?)
}

fn run(workspace: &mut Workspace) -> Result<(Duration, RunReport), Box<dyn Error>> {
    let now: Timestamp = "2026-11-02T09:00:00Z".parse()?;
    let stop = AtomicBool::new(false);
    let started = Instant::now();
    let options = SyncOptions { verb: "sync", dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
    let report = sync(workspace, options)?;
    Ok((started.elapsed(), report))
}

fn written(report: &RunReport) -> usize {
    report.workbooks.iter().filter(|book| book.outcome == BookOutcome::Written).count()
}

/// Our reader against calamine's own over the same sheets, interleaved.
fn reading(book: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(book)?;
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let started = Instant::now();
        black_box(cells(&bytes)?);
        floor.push(started.elapsed());
        let started = Instant::now();
        black_box(read(Cursor::new(&bytes))?);
        ours.push(started.elapsed());
    }
    let (ours, floor) = (median(ours), median(floor));
    println!(
        "reading a book of {} KB: {ours:.2?} against {floor:.2?} for the cells alone, {:.2}×",
        bytes.len() >> 10,
        ours.as_secs_f64() / floor.as_secs_f64()
    );
    Ok(())
}

fn cells(bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
    let mut book = Xlsx::new(Cursor::new(bytes))?;
    let mut count = 0;
    for name in book.sheet_names() {
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = reader.next_cell()? {
            black_box(&cell);
            count += 1;
        }
    }
    Ok(count)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
