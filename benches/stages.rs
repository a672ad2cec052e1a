//! What each stage of reading costs, beside bare tokenizing of the same bytes, in one run: time of the processor, which
//! other programs of the machine stretch less than that of the clock. No stage waits for anything.
//!
//! `cargo bench --bench stages -- [DOCUMENTS]`, 50,000 unless told.
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cpu_time::ThreadTime;
use quick_xml::events::Event;
use sverka::mapping::{Library, Mapping, Reading};
use sverka::model::ids::SourceId;
use sverka::model::money::Currency;
use sverka::model::record::Row;
use sverka::model::snapshot::Snapshot;
use sverka::normalize::{Rules, normalize};
use sverka::parse::{Document, Format, RawRecord, xml::Xml};
use sverka::reconcile::{self, Memory};

#[expect(dead_code, reason = "the other benchmark uses the rest")]
#[path = "support/generate.rs"]
mod generate;
#[path = "support/message.rs"]
mod message;

use generate::{Export, generate};
use message::message;

/// Reads the export as far as one stage, and says how long that took.
type Stage<'a> = Box<dyn FnMut() -> Result<Duration, Box<dyn Error>> + 'a>;

/// How often every stage is run; its least time counts.
const ROUNDS: usize = 5;

/// Documents of the generated export unless told otherwise.
const DOCUMENTS: u64 = 50_000;

/// Rows planned together, as the pipeline does.
const CHUNK_ROWS: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = arguments.iter().find_map(|argument| argument.parse().ok());
    let full = arguments.iter().any(|argument| argument == "--bench");
    let documents = asked.unwrap_or(if full { DOCUMENTS } else { 200 });
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("orders.xml");
    let bytes = generate(&path, Export::full(documents, 3, 1))?;
    stages("commerceml", path, documents, bytes)?;
    let path = folder.path().join("message.xml");
    let bytes = message(&path, documents)?;
    stages("enterprisedata", path, documents, bytes)
}

/// Reads one export as far as each stage, and prints what that costs beside bare tokenizing.
fn stages(mapping: &str, path: PathBuf, documents: u64, bytes: u64) -> Result<(), Box<dyn Error>> {
    println!("{mapping}: {documents} documents, {} MB", bytes >> 20);
    let mapping = Library::builtin().get(mapping).ok_or("no such mapping")?;
    let document = Document { name: "export.xml".into(), path, part: "".into(), sheets: None };
    let rules = Rules::of_currency(Currency::RUB);
    let mut stages: [(&str, Stage<'_>); 6] = [
        ("tokenize", Box::new(|| tokenize(&document.path))),
        ("+ tree", Box::new(|| read(&document, mapping, &mut |_| {}))),
        (
            "+ mapping",
            Box::new(|| {
                let mut reader = mapping.reader(&[]);
                read(&document, mapping, &mut |raw| reader.read_each(raw, &mut |_| {}))
            }),
        ),
        ("  + shape", Box::new(|| observe(&document, mapping))),
        (
            "+ normalize",
            Box::new(|| {
                let mut reader = mapping.reader(&[]);
                read(&document, mapping, &mut |raw| reader.read_each(raw, &mut |reading| drop(row(reading, &rules))))
            }),
        ),
        ("+ plan", Box::new(|| plan(&document, mapping, &rules))),
    ];
    let mut least = [Duration::MAX; 6];
    // What the machine does beside only adds; stage by stage in every round, so that it adds to all of them alike.
    for _ in 0..ROUNDS {
        for ((_, stage), least) in stages.iter_mut().zip(&mut least) {
            *least = (*least).min(stage()?);
        }
    }
    let [bare, ..] = least;
    for ((stage, _), time) in stages.iter().zip(least) {
        let nanos = time.as_nanos() / u128::from(documents.max(1));
        let rate = (u128::from(bytes) * 1_000_000_000 / time.as_nanos().max(1)) >> 20;
        println!("{stage:12} {time:9.3?}  {:5.2}×  {rate:5} MB/s  {nanos:6} ns a document", ratio(time, bare));
    }
    Ok(())
}

/// Mapping, and what the shape of every record costs to observe.
fn observe(document: &Document, mapping: &Mapping) -> Result<Duration, Box<dyn Error>> {
    let mut reader = mapping.reader(&[]);
    let mut observer = mapping.observer();
    let time = read(document, mapping, &mut |raw| {
        let mut rule = None;
        reader.read_each(raw, &mut |reading| rule = rule.take().or_else(|| reading.rule().cloned()));
        if let Some(rule) = rule {
            observer.see(&rule, raw.tree);
        }
    })?;
    assert!(!observer.finish().is_empty(), "nothing was observed");
    Ok(time)
}

fn plan(document: &Document, mapping: &Mapping, rules: &Rules) -> Result<Duration, Box<dyn Error>> {
    let mut reader = mapping.reader(&[]);
    let mut memory = Memory::default();
    let mut rows = Vec::with_capacity(CHUNK_ROWS);
    read(document, mapping, &mut |raw| {
        reader.read_each(raw, &mut |reading| {
            let Some(mut row) = row(reading, rules) else { return };
            row.mentions.retain(|mention| !memory.knows(mention));
            rows.push(row);
        });
        if rows.len() >= CHUNK_ROWS {
            let rows = std::mem::replace(&mut rows, Vec::with_capacity(CHUNK_ROWS));
            drop(reconcile::wanted(SourceId(1), &rows));
            drop(reconcile::plan(SourceId(1), &Snapshot::default(), &mut memory, rows));
        }
    })
}

fn row(reading: Reading, rules: &Rules) -> Option<Row> {
    match reading {
        Reading::Draft(draft, mut issues) => normalize(*draft, rules, &mut issues).ok(),
        Reading::Refused(_) | Reading::Skipped => None,
    }
}

fn tokenize(path: &Path) -> Result<Duration, Box<dyn Error>> {
    let start = ThreadTime::now();
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(1 << 16, File::open(path)?));
    let mut buffer = Vec::new();
    loop {
        if let Event::Eof = reader.read_event_into(&mut buffer)? {
            return Ok(start.elapsed());
        }
        buffer.clear();
    }
}

fn read(
    document: &Document,
    mapping: &Mapping,
    each: &mut dyn FnMut(&RawRecord<'_>),
) -> Result<Duration, Box<dyn Error>> {
    let start = ThreadTime::now();
    Xml.read(document, mapping.shape(), &mut Vec::new(), &mut |raw| {
        if let Ok(raw) = raw {
            each(&raw);
        }
        ControlFlow::Continue(())
    })?;
    Ok(start.elapsed())
}

#[expect(clippy::float_arithmetic, reason = "a ratio of two durations")]
fn ratio(ours: Duration, other: Duration) -> f64 {
    ours.as_secs_f64() / other.as_secs_f64()
}
