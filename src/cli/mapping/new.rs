//! `sverka mapping new`: a mapping for a file that nobody reads yet, to be finished by hand.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;
use sverka::lang::{Arg, Lang};
use sverka::mapping::LibraryError;
use sverka::pipeline::propose::{Outcome, Proposed, propose};

use super::super::error::CliError;
use super::super::problems::render_problems;
use super::super::{Context, terminal};
use super::attempt::why_not;
use super::workspace;

/// Look at a file that nobody reads yet and propose a mapping for it, with comments.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file: XML or a table.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Where to write the mapping, which is then named so; without it, it is printed.
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let lang = context.lang;
    let config = workspace(context)?;
    let name = name_of(args.out.as_deref().unwrap_or(&args.file));
    let opened = match sverka::pipeline::inspect::open(&args.file).map_err(CliError::file(&args.file))? {
        Ok(opened) => opened,
        Err(reason) => return Err(CliError::Refused(reason)),
    };
    let say = |key: &str, params: &[(&str, &str)]| {
        let args: Vec<(&str, Arg<'_>)> = params.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
        lang.text(key, &args)
    };
    let mut nothing = None;
    for document in &opened.documents {
        let outcome = propose(config.as_ref(), document, &name, &say).map_err(CliError::file(&args.file))?;
        match outcome {
            Ok(Outcome::Proposed(proposed)) => return show(&proposed, &name, args, context),
            Ok(Outcome::Nothing(reason)) => nothing = nothing.or(Some(reason)),
            Ok(Outcome::Faulty { text, problems }) => {
                terminal::complain(&render_problems(&format!("{name}.toml"), &text, &problems, lang));
                return Err(CliError::Usage { key: "new-faulty", subject: name });
            }
            Err(LibraryError::Bad(files)) => return Err(CliError::Mappings(files)),
            Err(error) => return Err(CliError::Failed(Box::new(error))),
        }
    }
    if let Some(reason) = nothing {
        terminal::complain(&why_not(&reason, lang));
    }
    Err(CliError::Usage { key: "new-nothing", subject: args.file.display().to_string() })
}

fn show(proposed: &Proposed, name: &str, args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let lang = context.lang;
    if let Some(out) = &args.out {
        // Somebody's work may lie there: only a new file is written.
        let mut file = match fs::File::create_new(out) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(CliError::Usage { key: "new-exists", subject: out.display().to_string() });
            }
            opened => opened.map_err(CliError::file(out))?,
        };
        file.write_all(proposed.text.as_bytes()).map_err(CliError::file(out))?;
    }
    if context.json {
        terminal::print_json(&json!({
            "name": name,
            "out": args.out,
            "text": proposed.text,
            "read": proposed.read,
            "refused": proposed.refused,
            "doubtful": doubts(&proposed.text),
        }))?;
    } else if args.out.is_none() {
        terminal::print(&proposed.text)?;
    }
    terminal::tell(context, &summary(proposed, args, lang));
    Ok(ExitCode::SUCCESS)
}

/// Lines that somebody must look at.
fn doubts(text: &str) -> usize {
    text.lines().filter(|line| line.contains("# ? ")).count()
}

fn summary(proposed: &Proposed, args: &Args, lang: Lang) -> String {
    let out = args.out.as_ref().map_or_else(|| "—".to_owned(), |out| out.display().to_string());
    let file = args.file.display().to_string();
    let numbers = [
        ("read", Arg::from(proposed.read)),
        ("refused", proposed.refused.into()),
        ("doubts", doubts(&proposed.text).into()),
        ("out", Arg::Text(&out)),
        ("file", Arg::Text(&file)),
    ];
    let mut text = lang.text("new-summary", &numbers);
    if let Some(reason) = &proposed.reason {
        text.push('\n');
        text.push_str(&why_not(reason, lang));
    }
    if !proposed.known.is_empty() {
        let names = proposed.known.join(", ");
        text.push('\n');
        text.push_str(&lang.text("new-known", &[("names", Arg::Text(&names)), ("file", Arg::Text(&file))]));
    }
    let next = if args.out.is_some() { "new-next" } else { "new-next-print" };
    format!("{}\n{}", text.trim_end(), lang.text(next, &numbers))
}

/// A mapping's name of a file's: Latin letters, digits and dashes.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let kept: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let parts: Vec<&str> = kept.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "own".to_owned() } else { parts.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_named_after_its_file() {
        assert_eq!(name_of(Path::new("a/Parus export (2).XML")), "parus-export-2");
        assert_eq!(name_of(Path::new("реестр.xlsx")), "реестр");
        assert_eq!(name_of(Path::new("…")), "own");
    }
}
