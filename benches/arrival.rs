//! What judging who is who costs in the run that brings the cards: the first import of a market's cards through the
//! whole program, with and without, and one more card.
//!
//! `cargo bench --bench arrival -- [SEED] [ENTITIES]`: 42,500 entities, about 100,000 records, of seed 12 unless told.
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]
#![expect(clippy::indexing_slicing, reason = "the market is invented here, and every index into it")]
#![expect(clippy::string_slice, reason = "digits are invented here, one byte each")]
#![expect(clippy::float_arithmetic, reason = "ratios are printed")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json};
use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::draft::{Draft, Value};
use sverka::model::run::RunEvent;
use sverka::pipeline::{SyncOptions, Workspace, sync};
use sverka::store::export::Entity as Exported;

#[path = "support/identity/market.rs"]
mod market;
#[path = "support/identity/mess.rs"]
mod mess;
#[path = "support/identity/pool.rs"]
mod pool;
#[path = "support/identity/random.rs"]
mod random;
#[path = "support/identity/records.rs"]
#[expect(dead_code, reason = "the program itself reads what is written here")]
mod records;

/// Single cards that come after the first import.
const LATER: usize = 40;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut numbers = arguments.iter().filter_map(|argument| argument.parse::<u64>().ok());
    let seed = numbers.next().unwrap_or(12);
    let full = arguments.iter().any(|argument| argument == "--bench");
    let entities = numbers.next().and_then(|count| usize::try_from(count).ok());
    let entities = entities.unwrap_or(if full { 42_500 } else { 200 });
    let files = written(seed, entities);
    let records: usize = files.values().map(|lines| lines.lines().count()).sum();
    println!("seed {seed}: {records} records of {entities} entities in {} sources", files.len());

    let mut judged = Place::make("delivery", &files)?;
    let (Took { whole, judging, memory: before }, memory) = (judged.import(&files)?, peak_memory_mb());
    println!(
        "first import, judged: {whole:.2?} ({judging:.2?} of it judging), {memory} MB at most, {before} MB before judging"
    );
    println!("  {} clients", judged.clients()?);
    let mut left = Place::make("rematch", &files)?;
    let bare = left.import(&files)?.whole;
    println!("first import, not judged: {bare:.2?}; judging makes it {:.2} times as long", ratio(whole, bare));

    let market = market::invent(&mut random::Random::new(seed), entities);
    let others = written_of(&mut random::Random::new(seed + 1_000), &market);
    let mut later: Vec<(Duration, Duration)> = Vec::new();
    for (at, (source, line)) in others.iter().step_by((others.len() / LATER).max(1)).take(LATER).enumerate() {
        let line = line.replace("\"id-", "\"later-");
        let name = format!("later {at}.jsonl");
        later.push((judged.one(*source, &name, &line)?.whole, left.one(*source, &name, &line)?.whole));
    }
    let median = |pick: &dyn Fn(&(Duration, Duration)) -> Duration| {
        let mut all: Vec<Duration> = later.iter().map(pick).collect();
        all.sort_unstable();
        (all[all.len() / 2], all[all.len() * 9 / 10], all[all.len() - 1])
    };
    let (one, other) = (median(&|pair| pair.0), median(&|pair| pair.1));
    println!("one more card, file to receipt: {one:.2?} judged, {other:.2?} not (median, 9 of 10, longest)");
    println!("  judging it: {:.2?}", median(&|pair| pair.0.saturating_sub(pair.1)));
    Ok(())
}

/// The cards of each source as a file of lines.
fn written(seed: u64, entities: usize) -> BTreeMap<i64, String> {
    let mut random = random::Random::new(seed);
    let market = market::invent(&mut random, entities);
    let mut files: BTreeMap<i64, String> = BTreeMap::new();
    for (source, line) in written_of(&mut random, &market) {
        let file = files.entry(source).or_default();
        file.push_str(&line);
        file.push('\n');
    }
    files
}

fn written_of(random: &mut random::Random, market: &[market::Entity]) -> Vec<(i64, String)> {
    let mut lines = Vec::new();
    records::each(random, market, &mut |written| {
        lines.push((written.source.0, line(&written.draft)));
        true
    });
    lines
}

/// A card as a line of JSON, in the field names of the program.
fn line(draft: &Draft) -> String {
    let mut card = Map::new();
    card.insert("record".to_owned(), Json::from("client"));
    if let Some(id) = &draft.id {
        card.insert("id".to_owned(), Json::from(id.as_str()));
    }
    for (field, value) in &draft.fields.0 {
        let value = match value {
            Value::Text(text) => Json::from(text.as_str()),
            Value::Texts(texts) => Json::from(texts.clone()),
            Value::Many(groups) => groups
                .iter()
                .flat_map(|group| &group.0)
                .filter_map(|(field, value)| match value {
                    Value::Text(text) => {
                        Some(Json::Object(Map::from_iter([(field.name().to_owned(), Json::from(text.as_str()))])))
                    }
                    _ => None,
                })
                .collect(),
            _ => continue,
        };
        card.insert(field.name().to_owned(), value);
    }
    Json::Object(card).to_string()
}

/// How long a run took until all was taken and judged, and how long of it the judging.
struct Took {
    whole: Duration,
    judging: Duration,
    /// Peak of the process when the judging began, megabytes.
    memory: u64,
}

/// A workspace to sync in.
struct Place {
    folder: tempfile::TempDir,
    workspace: Workspace,
}

impl Place {
    fn make(judge: &str, files: &BTreeMap<i64, String>) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let settings = folder.path().join("sverka.toml");
        let mut text = format!("[intake]\nquiet_seconds = 0\nfile_mb_max = 1000\n[clients]\njudge = \"{judge}\"\n");
        for source in files.keys() {
            text.push_str(&format!("[[source]]\nname = \"s{source}\"\n"));
            fs::create_dir_all(folder.path().join(format!("exchange/s{source}")))?;
        }
        fs::write(&settings, text)?;
        let workspace = Workspace::open(Config::load(&settings)?, Lang::Ru)?;
        Ok(Self { folder, workspace })
    }

    fn import(&mut self, files: &BTreeMap<i64, String>) -> Result<Took, Box<dyn Error>> {
        for (source, lines) in files {
            fs::write(self.folder.path().join(format!("exchange/s{source}/cards.jsonl")), lines)?;
        }
        self.sync()
    }

    fn one(&mut self, source: i64, name: &str, line: &str) -> Result<Took, Box<dyn Error>> {
        fs::write(self.folder.path().join(format!("exchange/s{source}")).join(Path::new(name)), line)?;
        self.sync()
    }

    /// Until the last file was committed and answered, and it was judged who is who; the workbooks come after.
    fn sync(&mut self) -> Result<Took, Box<dyn Error>> {
        let start = Instant::now();
        let (mut whole, mut files, mut memory) = (Duration::ZERO, Duration::ZERO, 0);
        let options = SyncOptions {
            verb: "sync",
            dry_run: false,
            now: jiff::Timestamp::now(),
            stop: &AtomicBool::new(false),
            on_event: &mut |event| match event {
                RunEvent::Finished { .. } => (whole, files) = (start.elapsed(), start.elapsed()),
                RunEvent::Judging => memory = peak_memory_mb(),
                RunEvent::Judged { .. } => whole = start.elapsed(),
                _ => {}
            },
        };
        let report = sync(&mut self.workspace, options)?;
        assert_eq!(report.totals.rows.refused, 0, "every card is taken");
        Ok(Took { whole, judging: whole.saturating_sub(files), memory })
    }

    fn clients(&self) -> Result<usize, Box<dyn Error>> {
        let mut count = 0;
        self.workspace.store().export(Exported::Clients, &mut |_| {
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }
}

fn ratio(ours: Duration, other: Duration) -> f64 {
    ours.as_secs_f64() / other.as_secs_f64()
}

/// The high-water mark of resident memory, where the system tells.
fn peak_memory_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kb| kb >> 10)
}
