//! `sverka mapping check`: everything wrong with mapping files, at once.

use std::path::PathBuf;
use std::process::ExitCode;

use sverka::lang::Lang;
use sverka::mapping::{Library, LibraryError};

use super::super::error::CliError;
use super::super::problems::{Faulty, faulty_json, render_faulty};
use super::super::{Context, terminal};
use super::{Named, workspace};

/// Say every problem of mapping files, with its place and what to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Mapping files; without any, all of the workspace's own.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let (checked, faulty) =
        if args.files.is_empty() { of_workspace(context)? } else { of_files(&args.files, context)? };
    if context.json {
        terminal::print_json(&faulty_json(&faulty))?;
    } else {
        terminal::print(&render(checked, &faulty, context.lang))?;
    }
    Ok(ExitCode::from(if faulty.is_empty() { 0 } else { 2 }))
}

fn render(checked: usize, faulty: &[Faulty], lang: Lang) -> String {
    match faulty {
        [] => lang.text("mapping-check-fine", &[("count", checked.into())]),
        faulty => render_faulty(faulty, lang),
    }
}

/// How many own mappings the workspace has, and those with problems.
fn of_workspace(context: &Context) -> Result<(usize, Vec<Faulty>), CliError> {
    let config = workspace(context)?;
    match Library::load(config.as_ref().map(|config| config.paths.mappings.as_path())) {
        Ok(library) => Ok((library.iter_with_origins().filter(|(_, origin)| origin.is_own).count(), Vec::new())),
        Err(LibraryError::Bad(files)) => Ok((0, files.into_iter().map(Faulty::from).collect())),
        Err(error) => Err(CliError::Failed(Box::new(error))),
    }
}

/// A base that several of the files stand on is told once.
fn of_files(files: &[PathBuf], context: &Context) -> Result<(usize, Vec<Faulty>), CliError> {
    let config = workspace(context)?;
    let named = Named::read(config.as_ref(), files.iter().map(PathBuf::as_path))?;
    let mut faulty: Vec<Faulty> = Vec::new();
    for (shown, _) in &named.files {
        for bad in named.compile(shown)?.err().into_iter().flatten() {
            if !faulty.contains(&bad) {
                faulty.push(bad);
            }
        }
    }
    Ok((files.len(), faulty))
}
