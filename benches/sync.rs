//! The speed of a first sync against the floor, printed as ratios of one run.
//!
//! `cargo bench --bench sync -- [DOCUMENTS]`, 200,000 unless told.
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::run::RunEvent;
use sverka::pipeline::{SyncOptions, Workspace, sync};

#[path = "support/floor.rs"]
mod floor;
#[path = "support/generate.rs"]
mod generate;

use floor::floor;
use generate::{Export, generate};

/// Documents of the generated export unless told otherwise.
const DOCUMENTS: u64 = 200_000;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --benches` passes no size and must be quick; `cargo bench` passes `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = arguments.iter().find_map(|argument| argument.parse().ok());
    let full = arguments.iter().any(|argument| argument == "--bench");
    let documents = asked.unwrap_or(if full { DOCUMENTS } else { 200 });
    let folder = tempfile::tempdir()?;

    let export = Export::full(documents, 3, 1);
    let path = folder.path().join("orders.xml");
    let bytes = generate(&path, export)?;
    println!("export: {documents} documents, {} MB, {} bytes a document", bytes >> 20, bytes / documents.max(1));

    let before = cpu_time();
    let least = floor(&path, &folder.path().join("floor.db"))?;
    assert_eq!((least.documents, least.lines), (documents, documents * 3), "the floor read everything");
    println!("floor: {:.3?} for {} documents and {} lines", least.time, least.documents, least.lines);

    let floor_cpu = used_since(before);
    let mut place = Place::make(folder.path())?;
    let first = place.drop_and_sync(&path, "orders.xml")?;
    assert_eq!(first.rows_read, documents, "sverka read everything");
    println!("first sync to commit and receipt: {:.3?}, {:.2}× the floor", first.taken, ratio(first.taken, least.time));
    println!("  workbooks after it: {:.3?}", first.whole - first.taken);
    if let (Some(ours), Some(floor)) = (first.cpu, floor_cpu) {
        println!("  processor time: {ours:.2?} against {floor:.2?}, {:.2}× the floor", ratio(ours, floor));
    }
    if let Some(kilobytes) = peak_memory_kb() {
        println!("  peak memory of this process so far: {} MB", kilobytes >> 10);
    }

    let again = place.drop_and_sync(&path, "orders again.xml")?;
    println!("the same bytes again: {:.3?}, {:.3}× the first sync", again.taken, ratio(again.taken, first.taken));

    let changed = folder.path().join("changed.xml");
    generate(&changed, export.changed(100.min(documents)))?;
    let later = place.drop_and_sync(&changed, "changed.xml")?;
    println!("{} changed documents: {:.3?} to commit and receipt", later.rows_read, later.taken);
    let again = generate(&changed, export.changed(100.min(documents)).later())
        .map_err(Box::<dyn Error>::from)
        .and_then(|_| place.drop_and_sync(&changed, "changed more.xml"))?;
    println!("{} changed once more: {:.3?} to commit and receipt", again.rows_read, again.taken);
    Ok(())
}

/// A workspace to sync in.
struct Place {
    exchange: PathBuf,
    workspace: Workspace,
}

/// What a sync took.
struct Taken {
    /// Until the file was committed and answered.
    taken: Duration,
    /// With the workbooks.
    whole: Duration,
    rows_read: u64,
    /// Processor time of all threads until then, where the system tells.
    cpu: Option<Duration>,
}

impl Place {
    fn make(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let exchange = folder.join("exchange");
        fs::create_dir_all(&exchange)?;
        let settings = folder.join("sverka.toml");
        fs::write(
            &settings,
            "[intake]\nquiet_seconds = 0\nfile_mb_max = 100000\n\n[[source]]\nname = \"trade\"\nfolder = \"exchange\"\n",
        )?;
        let workspace = Workspace::open(Config::load(&settings)?, Lang::Ru)?;
        Ok(Self { exchange, workspace })
    }

    fn drop_and_sync(&mut self, file: &Path, name: &str) -> Result<Taken, Box<dyn Error>> {
        fs::copy(file, self.exchange.join(name))?;
        let start = Instant::now();
        let mut taken = Duration::ZERO;
        let (before, mut cpu) = (cpu_time(), None);
        let options = SyncOptions {
            verb: "sync",
            dry_run: false,
            now: jiff::Timestamp::now(),
            stop: &AtomicBool::new(false),
            on_event: &mut |event| {
                if let RunEvent::Finished { .. } | RunEvent::Judged { .. } = event {
                    taken = start.elapsed();
                    cpu = used_since(before);
                }
            },
        };
        let report = sync(&mut self.workspace, options)?;
        Ok(Taken { taken, whole: start.elapsed(), rows_read: report.totals.rows.read, cpu })
    }
}

#[expect(clippy::float_arithmetic, reason = "a ratio of two durations")]
fn ratio(ours: Duration, other: Duration) -> f64 {
    ours.as_secs_f64() / other.as_secs_f64()
}

/// Processor time this process used so far: what a busy machine does not distort.
fn cpu_time() -> Option<Duration> {
    const TICK_MS: u64 = 10;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11).map(|field| field.parse::<u64>().ok());
    let (user, system) = (fields.next()??, fields.next()??);
    Some(Duration::from_millis((user + system) * TICK_MS))
}

fn used_since(before: Option<Duration>) -> Option<Duration> {
    cpu_time()?.checked_sub(before?)
}

/// The high-water mark of resident memory, where the system tells.
fn peak_memory_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
