//! The speed of a first sync against the floor, printed as ratios of one run.
//!
//! `cargo bench --bench sync -- [DOCUMENTS]`, 200,000 unless told.
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]

use std::error::Error;

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

    let least = floor(&path, &folder.path().join("floor.db"))?;
    assert_eq!((least.documents, least.lines), (documents, documents * 3), "the floor read everything");
    println!("floor: {:.3?} for {} documents and {} lines", least.time, least.documents, least.lines);

    let changed = folder.path().join("changed.xml");
    let bytes = generate(&changed, export.changed(100.min(documents)))?;
    println!("changed: {} KB", bytes >> 10);
    Ok(())
}
