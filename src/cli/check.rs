//! `sverka check`: everything wrong with settings and mappings, at once.

use std::process::ExitCode;

use jiff::Timestamp;
use sverka::config::{self, Config, ConfigError};
use sverka::lang::{Arg, Lang};
use sverka::mapping::{Library, LibraryError, Mapping};
use sverka::model::layout::own_name;
use sverka::model::problem::{Problem, ProblemCode, did_you_mean};

use sverka::workbook::layout;

use super::error::CliError;
use super::problems::{Faulty, faulty_json, render_faulty};
use super::{Context, terminal};

/// Say every problem of the settings file and of the workspace's mappings.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let file = context.config_path.to_string_lossy().into_owned();
    let faulty = match config::check(&context.config_path) {
        Ok(checked) => {
            let mut faulty = mappings(&checked.config)?;
            let mut problems = checked.missing;
            problems.extend(doubled_captions(&checked.config, &checked.text));
            problems.extend(never_due(&checked.config, &checked.text, Timestamp::now()));
            if !problems.is_empty() {
                faulty.insert(0, Faulty { file, text: checked.text, problems });
            }
            faulty
        }
        Err(ConfigError::Invalid { text, problems, .. }) => vec![Faulty { file, text, problems }],
        Err(error) => return Err(error.into()),
    };
    if context.json {
        terminal::print_json(&faulty_json(&faulty))?;
    } else if faulty.is_empty() {
        let file = context.config_path.to_string_lossy();
        terminal::print(&context.lang.text("check-fine", &[("file", Arg::Text(&file))]))?;
    } else {
        terminal::print(&render_faulty(&faulty, context.lang))?;
    }
    Ok(ExitCode::from(if faulty.is_empty() { 0 } else { 2 }))
}

/// Captions of own columns that usual columns have: a book can't have two of one name.
fn doubled_captions(config: &Config, text: &str) -> Vec<Problem> {
    let lang = Lang::from_code(config.language).unwrap_or_default();
    let doubled = layout::doubled(&config.workbooks.columns, lang);
    doubled
        .into_iter()
        .map(|doubled| {
            let said = format!("{}.{}", doubled.sheet, own_name(doubled.column).unwrap_or(doubled.column));
            let quoted = [format!("\"{}\"", doubled.caption), format!("\"{said}\"")];
            let place = quoted.iter().find_map(|said| Some((text.find(said.as_str())?, said.len())));
            let (start, length) = place.unwrap_or_default();
            let problem = Problem::new(ProblemCode::Duplicate, start..start + length);
            problem.with("key", "caption").with("value", doubled.caption)
        })
        .collect()
}

/// Schedules that come to no moment: the days they name are days off.
fn never_due(config: &Config, text: &str, now: Timestamp) -> Vec<Problem> {
    let of_source = config.sources.iter().filter_map(|source| Some((source.name.as_str(), source.schedule.as_ref()?)));
    let all = of_source.chain(config.times.schedule.iter().map(|schedule| ("[watch]", schedule)));
    let idle = all.filter(|(_, schedule)| schedule.next(&config.times.calendar, now).is_none());
    idle.map(|(name, schedule)| {
        let cron = schedule.expression();
        let start = text.find(cron).unwrap_or(0);
        Problem::new(ProblemCode::NeverDue, start..start + cron.len()).with("key", name).with("value", cron)
    })
    .collect()
}

/// What is wrong with the workspace's own mapping files.
fn mappings(config: &Config) -> Result<Vec<Faulty>, CliError> {
    match Library::load(Some(&config.paths.mappings)) {
        Ok(library) => Ok(pinned(config, &library)),
        Err(LibraryError::Bad(files)) => Ok(files.into_iter().map(Faulty::from).collect()),
        Err(error) => Err(CliError::Failed(Box::new(error))),
    }
}

/// Sources that pin a mapping nobody has.
fn pinned(config: &Config, library: &Library) -> Vec<Faulty> {
    let unknown = config.sources.iter().filter_map(|source| source.mapping.as_ref());
    let unknown: Vec<&String> = unknown.filter(|name| library.get(name).is_none()).collect();
    if unknown.is_empty() {
        return Vec::new();
    }
    let text = std::fs::read_to_string(&config.file).unwrap_or_default();
    let problems = unknown.into_iter().map(|name| {
        let start = text.find(&format!("\"{name}\"")).unwrap_or(0);
        let mut problem = Problem::new(ProblemCode::UnknownReference, start..start + name.len() + 2)
            .with("key", "mapping")
            .with("value", name);
        if let Some(near) = did_you_mean(name, library.iter().map(Mapping::name)) {
            problem = problem.with("suggestion", near);
        }
        problem
    });
    let problems = problems.collect();
    vec![Faulty { file: config.file.to_string_lossy().into_owned(), text, problems }]
}
