//! Rows that people typed under a table → records, taken the same way as a file that somebody drops: archived, mapped,
//! normalized, matched with who is known already.
//!
//! A typed row has no id until the book is written again, so it is known by what it says: its key is made of the book,
//! the name, the tax number and the phones, and the same row read twice is one record.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::Book;
use super::edits::Read;
use crate::config::{Exchange, Source};
use crate::intake::folder::Candidate;
use crate::lang::Arg;
use crate::model::book::{Cells, TypedRow};
use crate::model::brake::BrakeLimits;
use crate::model::ids::RunId;
use crate::model::run::{RunReport, TakenCounts};
use crate::model::shape::DriftPolicy;
use crate::model::steps::{Step, before};
use crate::pipeline::{SyncError, SyncOptions, Workspace, take};
use crate::workbook::layout::CLIENTS;
use crate::workbook::merge::{Merged, NewRow};

/// The source of what people type into books, for the journal and for `explain`.
pub(in crate::pipeline) const SOURCE: &str = "workbooks";
/// The mapping that reads it.
const MAPPING: &str = "json-records";
/// Columns of a typed row that its record says.
pub(super) const CARD: [&str; 5] = ["client", "tax_id", "kpp", "phone", "manager"];

/// The key of a typed client: equal rows of a book are one.
pub(super) fn key(book: &str, cells: &Cells) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [book].into_iter().chain(["client", "tax_id", "phone"].map(|column| text(cells, column))) {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().chars().take(24).collect()
}

pub(super) fn text<'c>(cells: &'c Cells, column: &str) -> &'c str {
    cells.get(column).map_or("", String::as_str)
}

/// The rows of a file that are new clients.
fn clients(merged: &Merged) -> impl Iterator<Item = &NewRow> {
    merged.new_rows.iter().filter(|row| row.sheet == CLIENTS.id && !text(&row.cells, "client").is_empty())
}

/// Takes the new clients of a merged file and the corrected cards of those taken before; whether the file must be merged
/// once more, for its rows are known by now.
pub(super) fn take_new(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    read: &Read,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<bool, SyncError> {
    if options.dry_run {
        return Ok(false);
    }
    let mut lines = String::new();
    let new = new(workspace, book, read)?;
    for (key, row) in &new {
        lines.push_str(&format!("{}\n", record(book, key, &row.cells)));
    }
    let counts = TakenCounts { new_rows: new.len(), ..TakenCounts::default() };
    for one in read.typed.values().filter(|one| one.is_corrected()) {
        let mut record = record(book, &one.typed.key, &one.card);
        if let Some(record) = record.as_object_mut() {
            // Corrected back, it is not the delivery that is known from before.
            record.insert("corrected_at".to_owned(), Value::from(options.now.to_string()));
        }
        lines.push_str(&format!("{record}\n"));
    }
    if !lines.is_empty() && !deliver(workspace, run, book, &lines, options, report)? {
        return Ok(false);
    }
    report.took(&workspace.shown(&book.path), counts);
    remember(workspace, book, read)
}

/// The rows of a file that are no records yet, with their keys.
pub(super) fn new<'r>(
    workspace: &Workspace,
    book: &Book,
    read: &'r Read,
) -> Result<Vec<(String, &'r NewRow)>, SyncError> {
    let mut new = Vec::new();
    for row in clients(&read.merged) {
        let key = key(&book.name, &row.cells);
        if workspace.store.client_of(SOURCE, &key)?.is_none() {
            new.push((key, row));
        }
    }
    Ok(new)
}

/// Takes records as if somebody had dropped a file of them; nothing where it is gone again.
fn deliver(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    lines: &str,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<bool, SyncError> {
    let stem = book.name.rsplit_once('.').map_or(book.name.as_str(), |(stem, _)| stem);
    let name = workspace.lang.text("book-typed-rows", &[("name", Arg::Text(stem))]);
    let path = workspace.scratch().join(format!("{name}.jsonl"));
    let failed = |source| SyncError::Folder { path: path.clone(), source };
    before(Step::Write, &path).and_then(|()| fs::write(&path, lines)).map_err(failed)?;
    let Some(mut file) = take::take(workspace, run, &source(workspace.scratch()), &candidate(&path, lines), options)?
    else {
        return Ok(false);
    };
    file.path = workspace.shown(&book.path);
    report.push(file);
    Ok(true)
}

/// Remembers what was taken of typed rows until the book is written with their ids; whether there was anything new.
///
/// Of the card only: what else people filled in is merged against nothing, and collides with what is known of a client
/// that turns out to be one of ours.
fn remember(workspace: &Workspace, book: &Book, read: &Read) -> Result<bool, SyncError> {
    let version = read.version();
    let mut is_new = false;
    for row in clients(&read.merged) {
        let key = key(&book.name, &row.cells);
        if workspace.store.client_of(SOURCE, &key)?.is_none() {
            continue;
        }
        let card = row.cells.iter().filter(|(column, _)| CARD.contains(&column.as_str()));
        let cells = card.map(|(column, value)| (column.clone(), value.clone())).collect();
        let typed = TypedRow { number: None, place: row.row, key, cells };
        workspace.store.remember_typed(&book.name, version, &typed)?;
        is_new = true;
    }
    for one in read.typed.values().filter(|one| one.is_corrected()) {
        let mut typed = one.typed.clone();
        let corrected = one.card.iter().filter(|(column, _)| CARD.contains(&column.as_str()) && *column != "phone");
        typed.cells.extend(corrected.map(|(column, value)| (column.clone(), value.clone())));
        workspace.store.remember_typed(&book.name, version, &typed)?;
        is_new = true;
    }
    Ok(is_new)
}

fn source(folder: PathBuf) -> Source {
    Source {
        name: SOURCE.to_owned(),
        folder,
        mapping: Some(MAPPING.to_owned()),
        exchange: Exchange::default(),
        drift: DriftPolicy::Accept,
        schedule: None,
        expected: None,
        brake: BrakeLimits { on: false, ..BrakeLimits::default() },
    }
}

fn candidate(path: &std::path::Path, lines: &str) -> Candidate {
    let modified = fs::metadata(path).and_then(|known| known.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    Candidate { path: path.to_owned(), len: lines.len() as u64, modified, created: None }
}

fn record(book: &Book, key: &str, cells: &Cells) -> Value {
    let phones: Vec<&str> = text(cells, "phone").split(", ").filter(|phone| !phone.is_empty()).collect();
    let manager = book.manager.as_deref().unwrap_or_else(|| text(cells, "manager"));
    json!({
        "record": "client",
        "id": key,
        "name": text(cells, "client"),
        "tax_id": text(cells, "tax_id"),
        "kpp": text(cells, "kpp"),
        "phones": phones,
        "segment": text(cells, "segment"),
        "manager": manager,
    })
}
