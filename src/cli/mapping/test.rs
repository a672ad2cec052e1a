//! `sverka mapping test`: whether mappings read their own examples as they say.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::mapping::Mapping;
use sverka::mapping::example::{Difference, Mismatch};
use sverka::model::problem::line_column;
use sverka::output::words::{field_name, position_text};

use super::super::error::CliError;
use super::super::problems::{Faulty, faulty_json, render_faulty};
use super::super::{Context, terminal};
use super::attempt::check_text;
use super::{library, workspace};

/// Read the examples that mapping files carry, and show where they come out otherwise.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Mapping files or names of mappings; without any, all of them.
    #[arg(value_name = "FILE|NAME")]
    subjects: Vec<String>,
}

/// One mapping file with what its examples came to.
struct Tested {
    file: String,
    text: String,
    name: String,
    examples: Vec<(String, Vec<Mismatch>)>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = workspace(context)?;
    let (mut tested, mut faulty) = (Vec::new(), Vec::new());
    let library = library(config.as_ref(), None)?;
    let folder = config.as_ref().map(|config| config.paths.mappings.clone()).unwrap_or_default();
    if args.subjects.is_empty() {
        for (mapping, origin) in library.iter_with_origins() {
            tested.push(test(mapping, &origin.file, library.text(mapping.name()), &folder));
        }
    }
    for subject in &args.subjects {
        let path = Path::new(subject);
        if path.extension().is_some_and(|end| end == "toml") {
            let text = std::fs::read_to_string(path).map_err(CliError::file(path))?;
            match Mapping::compile(&text) {
                Ok(mapping) => tested.push(test(&mapping, subject, &text, path.parent().unwrap_or(Path::new("")))),
                Err(problems) => faulty.push(Faulty { file: subject.clone(), text, problems }),
            }
        } else {
            let mapping = super::named(&library, subject)?;
            tested.push(test(mapping, subject, library.text(subject), &folder));
        }
    }
    let is_good = faulty.is_empty() && tested.iter().flat_map(|one| &one.examples).all(|(_, found)| found.is_empty());
    if context.json {
        let mut object = faulty_json(&faulty);
        if let Some(object) = object.as_object_mut() {
            object.insert("mappings".to_owned(), tested.iter().map(to_json).collect());
        }
        terminal::print_json(&object)?;
    } else {
        terminal::print(&render(&tested, context))?;
        terminal::print(&render_faulty(&faulty, context.lang))?;
    }
    Ok(ExitCode::from(u8::from(!is_good)))
}

fn test(mapping: &Mapping, file: &str, text: &str, folder: &Path) -> Tested {
    let run = |example: &sverka::mapping::example::Example| (example.title.clone(), example.run(mapping, folder));
    let examples = mapping.examples().iter().map(run).collect();
    Tested { file: file.to_owned(), text: text.to_owned(), name: mapping.name().to_owned(), examples }
}

fn render(tested: &[Tested], context: &Context) -> String {
    let lang = context.lang;
    let mut text = String::new();
    let (mut count, mut wrong) = (0_usize, 0_usize);
    for one in tested {
        if one.examples.is_empty() {
            text.push_str(&lang.text("test-no-examples", &[("name", Arg::Text(&one.name))]));
            text.push('\n');
        }
        for (title, found) in &one.examples {
            count += 1;
            wrong += usize::from(!found.is_empty());
            let args = [("name", Arg::Text(&one.name)), ("title", Arg::Text(title))];
            text.push_str(&lang.text(if found.is_empty() { "test-good" } else { "test-wrong" }, &args));
            text.push('\n');
            for mismatch in found {
                text.push_str(&mismatch_text(one, mismatch, context));
            }
        }
    }
    text.push_str(&lang.text("test-total", &[("count", count.into()), ("wrong", wrong.into())]));
    text.push('\n');
    text
}

/// `FILE:LINE:COL: field: expected …, was read …`, and where in the input.
fn mismatch_text(one: &Tested, mismatch: &Mismatch, context: &Context) -> String {
    let lang = context.lang;
    let (line, column) = line_column(&one.text, mismatch.span.start);
    let shown = |text: &str| match text {
        "" => lang.text("test-nothing", &[]),
        text => format!("«{text}»"),
    };
    let (expected, found) = (shown(&mismatch.expected), shown(&mismatch.found));
    let field = field_words(&mismatch.field, lang);
    let args = [("field", Arg::Text(&field)), ("expected", Arg::Text(&expected)), ("found", Arg::Text(&found))];
    let what = lang.text(&format!("test-{}", mismatch.what.name()), &args);
    let mut text = format!("  {}:{line}:{column}: {what}\n", one.file);
    if mismatch.position.line > 0 || !mismatch.position.path.is_empty() {
        let place = position_text(&mismatch.position, lang);
        text.push_str(&format!("      {}\n", lang.text("test-in-input", &[("place", Arg::Text(&place))])));
    }
    if let Difference::NotRecognised(checks) = &mismatch.what {
        for check in checks {
            text.push_str(&format!("      - {}\n", check_text(check, context)));
        }
    }
    text
}

/// `total (сумма)`: the key the mapping file has, and its words.
fn field_words(field: &str, lang: Lang) -> String {
    let bare: String =
        field.split('.').map(|part| part.split('[').next().unwrap_or(part)).collect::<Vec<_>>().join(".");
    let words = field_name(&bare, lang);
    if words == bare { field.to_owned() } else { format!("{field} ({words})") }
}

fn to_json(one: &Tested) -> Value {
    let examples = one.examples.iter().map(|(title, found)| {
        let mismatches = found.iter().map(|mismatch| {
            let (line, column) = line_column(&one.text, mismatch.span.start);
            json!({
                "line": line,
                "column": column,
                "what": mismatch.what.name(),
                "field": mismatch.field,
                "expected": mismatch.expected,
                "found": mismatch.found,
                "position": mismatch.position,
            })
        });
        json!({ "title": title, "good": found.is_empty(), "mismatches": mismatches.collect::<Vec<_>>() })
    });
    json!({ "mapping": one.name, "file": one.file, "examples": examples.collect::<Vec<_>>() })
}
