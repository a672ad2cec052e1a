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
use crate::config::{Exchange, Source};
use crate::intake::folder::Candidate;
use crate::lang::Arg;
use crate::model::book::{Cells, Filled, FilledValue, field_of_column};
use crate::model::ids::{ClientId, RunId};
use crate::model::run::RunReport;
use crate::model::shape::DriftPolicy;
use crate::pipeline::{SyncError, SyncOptions, Workspace, take};
use crate::workbook::layout::CLIENTS;
use crate::workbook::merge::{Merged, NewRow};

/// The source of what people type into books, for the journal and for `explain`.
pub(in crate::pipeline) const SOURCE: &str = "workbooks";
/// The mapping that reads it.
const MAPPING: &str = "json-records";
/// Columns of a new client that are the manager's own and not a part of the card.
const FILLED: [&str; 3] = ["stage", "next_contact", "comment"];

/// The key of a typed client: equal rows of a book are one.
pub(super) fn key(book: &str, cells: &Cells) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [book].into_iter().chain(["client", "tax_id", "phone"].map(|column| text(cells, column))) {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().chars().take(24).collect()
}

fn text<'c>(cells: &'c Cells, column: &str) -> &'c str {
    cells.get(column).map_or("", String::as_str)
}

/// The rows of a file that are new clients.
fn clients(merged: &Merged) -> impl Iterator<Item = &NewRow> {
    merged.new_rows.iter().filter(|row| row.sheet == CLIENTS.id && !text(&row.cells, "client").is_empty())
}

/// Takes the new clients of a merged file; whether there were any.
pub(super) fn take_new(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    merged: &Merged,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<bool, SyncError> {
    let mut lines = String::new();
    for row in clients(merged) {
        if workspace.store.client_of(SOURCE, &key(&book.name, &row.cells))?.is_none() {
            lines.push_str(&record(book, &row.cells).to_string());
            lines.push('\n');
        }
    }
    if lines.is_empty() {
        return Ok(false);
    }
    let stem = book.name.rsplit_once('.').map_or(book.name.as_str(), |(stem, _)| stem);
    let name = workspace.lang.text("book-typed-rows", &[("name", Arg::Text(stem))]);
    let path = workspace.scratch().join(format!("{name}.jsonl"));
    let failed = |source| SyncError::Folder { path: path.clone(), source };
    fs::write(&path, &lines).map_err(failed)?;
    let Some(mut file) = take::take(workspace, run, &source(workspace.scratch()), &candidate(&path, &lines), options)?
    else {
        return Ok(false);
    };
    file.path = workspace.shown(&book.path);
    report.push(file);
    fill(workspace, run, book, merged, options)?;
    Ok(true)
}

fn source(folder: PathBuf) -> Source {
    Source {
        name: SOURCE.to_owned(),
        folder,
        mapping: Some(MAPPING.to_owned()),
        exchange: Exchange::default(),
        drift: DriftPolicy::Accept,
    }
}

fn candidate(path: &std::path::Path, lines: &str) -> Candidate {
    let modified = fs::metadata(path).and_then(|known| known.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    Candidate { path: path.to_owned(), len: lines.len() as u64, modified, created: None }
}

fn record(book: &Book, cells: &Cells) -> Value {
    let phones: Vec<&str> = text(cells, "phone").split(", ").filter(|phone| !phone.is_empty()).collect();
    let manager = book.manager.as_deref().unwrap_or_else(|| text(cells, "manager"));
    json!({
        "record": "client",
        "id": key(&book.name, cells),
        "name": text(cells, "client"),
        "tax_id": text(cells, "tax_id"),
        "kpp": text(cells, "kpp"),
        "phones": phones,
        "segment": text(cells, "segment"),
        "manager": manager,
    })
}

/// What people filled in of a new client beside its card.
fn fill(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    merged: &Merged,
    options: &SyncOptions<'_>,
) -> Result<(), SyncError> {
    let mut values = Vec::new();
    for row in clients(merged) {
        let Some(id) = workspace.store.client_of(SOURCE, &key(&book.name, &row.cells))? else { continue };
        values.extend(filled(id, &row.cells));
    }
    if values.is_empty() {
        return Ok(());
    }
    let who = book.manager.clone().unwrap_or_else(|| workspace.lang.text("book-head", &[]));
    let mut revision = workspace.store.begin_decision(run, options.now)?;
    for value in &values {
        revision.fill(value, "", &who).map_err(|error| revision.named(error))?;
    }
    Ok(revision.commit("")?)
}

fn filled(id: ClientId, cells: &Cells) -> Vec<FilledValue> {
    let given = FILLED.into_iter().filter_map(|column| Some((column, cells.get(column)?)));
    given
        .map(|(column, value)| FilledValue {
            of: Filled::Client(id),
            field: field_of_column(column).to_owned(),
            value: value.clone(),
        })
        .collect()
}
