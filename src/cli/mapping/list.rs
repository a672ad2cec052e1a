//! `sverka mapping list`: every mapping, where it comes from and who pins it.

use std::process::ExitCode;

use serde_json::{Value, json};
use sverka::config::Config;
use sverka::lang::{Arg, Lang};
use sverka::mapping::library::Origin;
use sverka::mapping::{Library, Mapping, Verdict};
use sverka::model::record::RecordKind;
use sverka::output::words::kind_title;

use super::super::error::CliError;
use super::super::table::Table;
use super::super::{Context, terminal};
use super::{library, workspace};

/// List every mapping: its name, format, what it reads, where it comes from, which sources pin it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = workspace(context)?;
    let library = library(config.as_ref(), None)?;
    if context.json {
        terminal::print_json(&to_json(&library, config.as_ref(), context.lang))?;
    } else {
        terminal::print(&render(&library, config.as_ref(), context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Sources whose settings name the mapping.
fn pinned_by<'c>(mapping: &Mapping, config: Option<&'c Config>) -> Vec<&'c str> {
    let sources = config.map(|config| config.sources.as_slice()).unwrap_or_default();
    let pinning = sources.iter().filter(|source| source.mapping.as_deref() == Some(mapping.name()));
    pinning.map(|source| source.name.as_str()).collect()
}

fn render(library: &Library, config: Option<&Config>, lang: Lang) -> String {
    let mut table = Table::of_texts();
    let columns = ["name", "format", "origin", "reads"];
    table.row(columns.map(|column| lang.text(&format!("mapping-column-{column}"), &[])));
    for (mapping, origin) in library.iter_with_origins() {
        let reads = reads(mapping, lang);
        table.row([mapping.name().to_owned(), mapping.format().to_owned(), origin_text(origin, lang), reads]);
        table.note(mapping.title(lang.code()));
        let pinned = pinned_by(mapping, config).join(", ");
        if !pinned.is_empty() {
            table.note(lang.text("mapping-pinned-by", &[("sources", Arg::Text(&pinned))]));
        }
    }
    table.render()
}

fn origin_text(origin: &Origin, lang: Lang) -> String {
    let key = match (origin.is_own, origin.replaces) {
        (false, _) => "mapping-origin-builtin",
        (true, false) => "mapping-origin-own",
        (true, true) => "mapping-origin-replaces",
    };
    lang.text(key, &[])
}

/// What it reads, or that it reads nothing.
fn reads(mapping: &Mapping, lang: Lang) -> String {
    match mapping.verdict() {
        Verdict::Skip { .. } => lang.text("mapping-skips", &[]),
        Verdict::Refuse { .. } => lang.text("mapping-refuses", &[]),
        Verdict::Read => mapping.kinds().into_iter().map(|kind| kind_title(kind, lang)).collect::<Vec<_>>().join(", "),
    }
}

fn to_json(library: &Library, config: Option<&Config>, lang: Lang) -> Value {
    let mappings: Vec<Value> = library
        .iter_with_origins()
        .map(|(mapping, origin)| {
            let verdict = match mapping.verdict() {
                Verdict::Read => "read",
                Verdict::Skip { .. } => "skip",
                Verdict::Refuse { .. } => "refuse",
            };
            json!({
                "name": mapping.name(),
                "title": mapping.title(lang.code()),
                "format": mapping.format(),
                "file": origin.file,
                "own": origin.is_own,
                "replaces": origin.replaces,
                "verdict": verdict,
                "kinds": mapping.kinds().into_iter().map(RecordKind::name).collect::<Vec<_>>(),
                "pinned_by": pinned_by(mapping, config),
            })
        })
        .collect();
    json!({ "mappings": mappings })
}
