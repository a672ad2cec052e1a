//! `sverka quarantine`: files that could not be taken: what they are, once more, or given up.

use std::fs;
use std::process::ExitCode;

use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::model::quarantine::Quarantined;
use sverka::output::words::reason_text;
use sverka::pipeline::quarantine::is_from_workbook;

use super::error::CliError;
use super::review::Signature;
use super::{Context, status, stop, sync, terminal, wire};

/// See what could not be taken, take it again once what was wrong is mended, or give it up.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List the files in quarantine with the reason.
    List,
    /// Show what was answered about a file.
    Show {
        /// The file, as `list` shows it.
        #[arg(value_name = "FILE")]
        file: String,
    },
    /// Put files back into their source's folder and take them as if they were dropped now.
    Replay {
        /// The files, as `list` shows them.
        #[arg(value_name = "FILE", required_unless_present = "all")]
        files: Vec<String>,
        /// Every file whose source is known.
        #[arg(long, conflicts_with = "files")]
        all: bool,
        /// The source of a file that no run knows.
        #[arg(long, value_name = "SOURCE")]
        source: Option<String>,
        /// Say what would be put back and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Give a file up: it leaves the quarantine, the journal keeps who and why, the archive its bytes.
    Discard {
        /// The file, as `list` shows it.
        #[arg(value_name = "FILE")]
        file: String,
        #[command(flatten)]
        signature: Signature,
    },
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let files = wire::quarantined(&config)?;
    match &args.what {
        What::List if context.json => {
            let files: Vec<Value> = files.iter().map(to_json).collect();
            terminal::print_json(&json!({ "files": files }))?;
        }
        What::List => terminal::print(&render(&files, context.lang))?,
        What::Show { file } => show(named(&files, file)?, context)?,
        What::Replay { files: wanted, all, source, dry_run } => {
            let chosen: Vec<&Quarantined> = if *all {
                let config = context.config()?;
                files.iter().filter(|file| file.source.is_some() && !is_from_workbook(&config, file)).collect()
            } else {
                wanted.iter().map(|name| named(&files, name)).collect::<Result<_, _>>()?
            };
            return replay(&chosen, source.as_deref(), *dry_run, context);
        }
        What::Discard { file, signature } => discard(named(&files, file)?, signature, context)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The file of that name; what people type has their own slashes, and may be the name alone.
fn named<'f>(files: &'f [Quarantined], name: &str) -> Result<&'f Quarantined, CliError> {
    let wanted = name.replace('\\', "/");
    let is_it = |file: &&Quarantined| file.shown == wanted || file.shown.rsplit('/').next() == Some(wanted.as_str());
    let mut found = files.iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(CliError::Usage { key: "not-in-quarantine", subject: name.to_owned() }),
        (Some(_), Some(_)) => Err(CliError::Usage { key: "several-in-quarantine", subject: name.to_owned() }),
    }
}

fn to_json(file: &Quarantined) -> Value {
    json!({
        "path": file.shown,
        "delivery": file.content,
        "source": file.source,
        "name": file.name,
        "received": file.received.map(|at| at.to_string()),
        "reason": file.reason,
    })
}

fn render(files: &[Quarantined], lang: Lang) -> String {
    if files.is_empty() {
        return lang.text("quarantine-empty", &[]);
    }
    let mut text = String::new();
    for file in files {
        let at = file.received.map_or_else(String::new, |at| status::moment(at, lang));
        let source = file.source.clone().unwrap_or_else(|| lang.text("quarantine-no-source", &[]));
        let reason =
            file.reason.as_ref().map_or_else(|| lang.text("quarantine-no-reason", &[]), |why| reason_text(why, lang));
        let about = [("source", Arg::Text(&source)), ("when", Arg::Text(&at)), ("reason", Arg::Text(&reason))];
        text.push_str(&format!("{}\n    {}\n", file.shown, lang.text("quarantine-about", &about)));
    }
    text.push_str(&format!("\n{}", lang.text("quarantine-advice", &[])));
    text
}

fn show(file: &Quarantined, context: &Context) -> Result<(), CliError> {
    if context.json {
        return terminal::print_json(&to_json(file));
    }
    let answered = file.receipt.as_ref().and_then(|receipt| fs::read_to_string(receipt).ok());
    match answered {
        Some(text) => terminal::print(text.trim_start_matches('\u{feff}')),
        None => terminal::print(&render(std::slice::from_ref(file), context.lang)),
    }
}

fn replay(
    files: &[&Quarantined],
    source: Option<&str>,
    dry_run: bool,
    context: &Context,
) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let mut back = Vec::new();
    for file in files {
        let Some(source) = source.or(file.source.as_deref()) else {
            return Err(CliError::Usage { key: "source-unknown", subject: file.shown.clone() });
        };
        if Some(source) == file.source.as_deref() && is_from_workbook(&config, file) {
            return Err(CliError::Usage { key: "from-workbook", subject: file.shown.clone() });
        }
        if config.source(source).is_none() {
            return Err(CliError::Usage { key: "no-source", subject: source.to_owned() });
        }
        back.push((*file, source));
    }
    if dry_run || back.is_empty() {
        for (file, source) in &back {
            let args = [("file", Arg::Text(&file.shown)), ("source", Arg::Text(source))];
            terminal::print(&context.lang.text("quarantine-would-replay", &args))?;
        }
        if back.is_empty() {
            terminal::print(&context.lang.text("quarantine-none-to-replay", &[]))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let stop = stop::on_ctrl_c(context)?;
    let report = wire::replay(&config, context.lang, &back, &stop)?;
    sync::print(&report, context)?;
    Ok(ExitCode::from(report.exit_code(false)))
}

fn discard(file: &Quarantined, signature: &Signature, context: &Context) -> Result<(), CliError> {
    if signature.reason.trim().is_empty() {
        return Err(CliError::Usage { key: "no-reason", subject: file.shown.clone() });
    }
    if !signature.dry_run {
        wire::discard(&context.config()?, context.lang, file, &signature.who(), &signature.reason)?;
    }
    if context.json {
        return terminal::print_json(&json!({ "discarded": file.shown, "dry_run": signature.dry_run }));
    }
    let key = if signature.dry_run { "quarantine-would-discard" } else { "quarantine-discarded" };
    terminal::print(&context.lang.text(key, &[("file", Arg::Text(&file.shown))]))
}
