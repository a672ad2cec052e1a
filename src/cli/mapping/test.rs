//! `sverka mapping test`: whether mappings read their own examples as they say.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use sverka::config::Config;
use sverka::lang::{Arg, Lang};
use sverka::mapping::example::{Difference, Mismatch};
use sverka::mapping::{Library, Mapping, Place};
use sverka::output::words::{field_name, position_text};

use super::super::error::CliError;
use super::super::problems::{Faulty, faulty_json, render_faulty};
use super::super::{Context, terminal};
use super::attempt::check_text;
use super::{Named, library, workspace};

/// Read the examples that mapping files carry, and show where they come out otherwise.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Mapping files or names of mappings; without any, all of them.
    #[arg(value_name = "FILE|NAME")]
    subjects: Vec<String>,
}

/// One mapping with what its examples came to.
struct Tested<'m> {
    /// How its own file is called.
    file: String,
    mapping: &'m Mapping,
    examples: Vec<(String, Vec<Mismatch>)>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = workspace(context)?;
    let folder = config.as_ref().map(|config| config.paths.mappings.clone()).unwrap_or_default();
    let (files, names): (Vec<&String>, Vec<&String>) = args.subjects.iter().partition(|subject| is_file(subject));
    let (compiled, faulty) = compile(&files, config.as_ref())?;
    let mut tested: Vec<Tested<'_>> = Vec::new();
    for (file, mapping) in &compiled {
        tested.push(test(mapping, file, Path::new(file).parent().unwrap_or(Path::new(""))));
    }
    // What was not asked about may be wrong without being in the way.
    let library = if names.is_empty() && !files.is_empty() { None } else { Some(library(config.as_ref(), None)?) };
    for (mapping, origin) in library.iter().flat_map(Library::iter_with_origins) {
        if args.subjects.is_empty() || names.iter().any(|name| *name == mapping.name()) {
            tested.push(test(mapping, &origin.file, &folder));
        }
    }
    if let Some(library) = &library {
        names.iter().try_for_each(|name| super::named(library, name).map(drop))?;
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

fn is_file(subject: &str) -> bool {
    Path::new(subject).extension().is_some_and(|end| end == "toml")
}

/// Mappings with the files they stand in.
type Compiled = Vec<(String, Mapping)>;

/// The mappings of files, and what is wrong with those that don't compile.
fn compile(files: &[&String], config: Option<&Config>) -> Result<(Compiled, Vec<Faulty>), CliError> {
    let named = Named::read(config, files.iter().map(Path::new))?;
    let (mut compiled, mut faulty) = (Vec::new(), Vec::new());
    for (shown, _) in &named.files {
        match named.compile(shown)? {
            Ok(mapping) => compiled.push((shown.clone(), mapping)),
            Err(bad) => faulty.extend(bad),
        }
    }
    Ok((compiled, faulty))
}

fn test<'m>(mapping: &'m Mapping, file: &str, folder: &Path) -> Tested<'m> {
    let run = |example: &sverka::mapping::example::Example| (example.title.clone(), example.run(mapping, folder));
    let examples = mapping.examples().iter().map(run).collect();
    Tested { file: file.to_owned(), mapping, examples }
}

impl Tested<'_> {
    /// The file that says what is expected, as it is shown, and the place in it.
    fn place(&self, mismatch: &Mismatch, lang: Lang) -> (String, Place<'_>) {
        let place = self.mapping.place(&mismatch.span);
        let file = match (place.is_base, place.is_builtin) {
            (false, _) => self.file.clone(),
            (true, false) => place.file.to_owned(),
            (true, true) => format!("{} ({})", place.file, lang.text("mapping-origin-builtin", &[])),
        };
        (file, place)
    }
}

fn render(tested: &[Tested<'_>], context: &Context) -> String {
    let lang = context.lang;
    let mut text = String::new();
    let (mut count, mut wrong) = (0_usize, 0_usize);
    for one in tested {
        let name = Arg::Text(one.mapping.name());
        if one.examples.is_empty() {
            text.push_str(&lang.text("test-no-examples", &[("name", name)]));
            text.push('\n');
        }
        for (title, found) in &one.examples {
            count += 1;
            wrong += usize::from(!found.is_empty());
            let args = [("name", name), ("title", Arg::Text(title))];
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
fn mismatch_text(one: &Tested<'_>, mismatch: &Mismatch, context: &Context) -> String {
    let lang = context.lang;
    let (file, Place { line, column, .. }) = one.place(mismatch, lang);
    let shown = |text: &str| match text {
        "" => lang.text("test-nothing", &[]),
        text => format!("«{text}»"),
    };
    let (expected, found) = (shown(&mismatch.expected), shown(&mismatch.found));
    let field = field_words(&mismatch.field, lang);
    let args = [("field", Arg::Text(&field)), ("expected", Arg::Text(&expected)), ("found", Arg::Text(&found))];
    let what = lang.text(&format!("test-{}", mismatch.what.name()), &args);
    let mut text = format!("  {file}:{line}:{column}: {what}\n");
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

fn to_json(one: &Tested<'_>) -> Value {
    let examples = one.examples.iter().map(|(title, found)| {
        let mismatches = found.iter().map(|mismatch| {
            let place = one.mapping.place(&mismatch.span);
            json!({
                "file": if place.is_base { place.file } else { &one.file },
                "builtin": place.is_builtin,
                "line": place.line,
                "column": place.column,
                "what": mismatch.what.name(),
                "field": mismatch.field,
                "expected": mismatch.expected,
                "found": mismatch.found,
                "position": mismatch.position,
            })
        });
        json!({ "title": title, "good": found.is_empty(), "mismatches": mismatches.collect::<Vec<_>>() })
    });
    json!({ "mapping": one.mapping.name(), "file": one.file, "examples": examples.collect::<Vec<_>>() })
}
