//! `sverka mapping explain`: how the record at a place came to its values.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::mapping::trace::{Step, StepKind, Traced};
use sverka::model::provenance::Position;
use sverka::output::words::{issue_text, position_text};
use sverka::pipeline::inspect::{Explained, Sample};

use super::super::error::CliError;
use super::super::{Context, terminal};
use super::attempt::{sample_json, title, why_not};
use super::{Desk, values};

/// Say how the record at a place of a file came to its values: text, rule, conversions.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Where: a line (12), an element path (/Root/Doc[3], also a part of the record: /Root/Doc[3]/Sum), or a cell
    /// (Sheet!C7, or C7 of the first sheet).
    #[arg(value_name = "POSITION")]
    position: String,

    /// Read it with this mapping (a name, or a mapping file) whatever is recognised.
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,

    /// Read it as a file of this source: with the mapping that its settings name.
    #[arg(long, value_name = "SOURCE", conflicts_with = "mapping")]
    source: Option<String>,
}

/// A place as a person names it.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// The record that stands at a line or begins above it.
    Line(u64),
    /// The record that an element is or stands in.
    Path(String),
    /// The row of a cell.
    Cell {
        /// Empty: any.
        sheet: String,
        row: u64,
    },
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(line) = text.parse() {
            return Some(Self::Line(line));
        }
        if text.starts_with('/') {
            return Some(Self::Path(plain(text)));
        }
        let (sheet, cell) = text.rsplit_once('!').unwrap_or(("", text));
        let row = cell.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        let row = row.parse().ok()?;
        Some(Self::Cell { sheet: sheet.trim_matches('\'').to_owned(), row })
    }

    fn holds(&self, position: &Position, is_table: bool) -> bool {
        match self {
            Self::Line(line) if is_table => position.line == *line,
            Self::Line(line) => position.line <= *line,
            Self::Path(path) => {
                let own = plain(&position.path);
                path.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Self::Cell { sheet, row } => {
                let part = position.part.rsplit('!').next().unwrap_or_default();
                position.line == *row && (sheet.is_empty() || sheet == part)
            }
        }
    }

    /// The part of the record that was asked for; empty for all of it.
    fn within<'p>(&'p self, position: &Position) -> &'p str {
        match self {
            Self::Path(path) => {
                path.strip_prefix(plain(&position.path).as_str()).unwrap_or_default().trim_start_matches('/')
            }
            Self::Line(_) | Self::Cell { .. } => "",
        }
    }
}

/// The first of several needs no number.
fn plain(path: &str) -> String {
    path.replace("[1]", "")
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let subject = args.position.clone();
    let Some(place) = Place::parse(&args.position) else {
        return Err(CliError::Usage { key: "bad-position", subject });
    };
    let desk = Desk::new(args.mapping.as_deref(), args.source.as_deref(), context)?;
    let opened = desk.open(&args.file)?;
    let inspector = desk.inspector(0)?;
    let mut found = Vec::new();
    for document in &opened.documents {
        let is_table = inspector.is_table(document).map_err(CliError::file(&args.file))?;
        let (inspection, explained) = inspector
            .find(document, &|position| place.holds(position, is_table))
            .map_err(CliError::file(&args.file))?;
        if let (Some(reason), true) = (&inspection.reason, explained.is_empty()) {
            terminal::complain(&why_not(reason, context.lang));
        }
        found.extend(explained);
    }
    if found.is_empty() {
        return Err(CliError::Usage { key: "no-record-there", subject });
    }
    if context.json {
        let records: Vec<Value> = found.iter().flat_map(|one| to_json(one, &place)).collect();
        terminal::print_json(&json!({ "records": records }))?;
    } else {
        for one in &found {
            terminal::print(&render(one, &place, context.lang))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The fields that were read at a place, or all of them.
fn wanted<'s>(sample: &'s Sample, explained: &Explained, place: &Place) -> Vec<&'s Traced> {
    let within = place.within(&explained.position);
    let is_there = |field: &&Traced| {
        within.is_empty()
            || field.reads.iter().filter_map(|read| explained.places.get(read.node?)).any(|at| {
                let at = plain(at);
                at == within || at.strip_prefix(within).is_some_and(|rest| rest.starts_with('/'))
            })
    };
    sample.traced.iter().filter(is_there).collect()
}

fn render(explained: &Explained, place: &Place, lang: Lang) -> String {
    let mut text = String::new();
    if explained.samples.is_empty() {
        let at = position_text(&explained.position, lang);
        text.push_str(&lang.text("explain-passed-over", &[("place", Arg::Text(&at))]));
        text.push('\n');
    }
    for sample in &explained.samples {
        text.push_str(&title(sample, lang));
        text.push('\n');
        let fields = wanted(sample, explained, place);
        if fields.is_empty() {
            text.push_str(&lang.text("explain-nothing-reads", &[]));
            text.push('\n');
        }
        for field in fields {
            text.push_str(&field_text(field, explained, lang));
        }
        for issue in &sample.issues {
            text.push_str(&format!("! {}\n", issue_text(issue, lang)));
        }
        text.push('\n');
    }
    text
}

fn field_text(field: &Traced, explained: &Explained, lang: Lang) -> String {
    let mut text = format!("\n{} = {}\n", field.path, values::shown(&field.value, lang));
    for read in &field.reads {
        let place = match read.node.map(|node| explained.places.get(node)) {
            Some(Some(place)) if !place.is_empty() => place.clone(),
            Some(_) => ".".to_owned(),
            None => lang.text("explain-outside", &[]),
        };
        let args = [("place", Arg::Text(&place)), ("text", Arg::Text(&read.text))];
        text.push_str(&format!("    {}\n", lang.text("explain-read", &args)));
    }
    let mut before = field.reads.last().map(|read| read.text.as_str()).unwrap_or_default();
    for step in &field.steps {
        if step.text != before || matches!(step.kind, StepKind::Default) {
            text.push_str(&format!("    {}\n", step_text(step, lang)));
        }
        before = &step.text;
    }
    let rule = shortened(&field.rule);
    text.push_str(&format!("    {}\n", lang.text("explain-rule", &[("rule", Arg::Text(&rule))])));
    text
}

/// A rule on one line; a long one is only begun, `--json` has all of it.
fn shortened(rule: &str) -> String {
    const MOST: usize = 200;
    let line = rule.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    let begun: String = line.chars().take(MOST).collect();
    format!("{begun}…")
}

fn step_text(step: &Step, lang: Lang) -> String {
    let key = match step.kind {
        StepKind::Convert(_) => "explain-step-convert".to_owned(),
        kind => format!("explain-step-{}", kind.name()),
    };
    lang.text(&key, &[("name", step.kind.name().into()), ("text", Arg::Text(&step.text))])
}

fn to_json(explained: &Explained, place: &Place) -> Vec<Value> {
    let each = explained.samples.iter().map(|sample| {
        let fields = wanted(sample, explained, place).into_iter().map(|field| {
            let reads = field.reads.iter().map(|read| {
                let at = read.node.and_then(|node| explained.places.get(node));
                json!({ "place": at, "text": read.text })
            });
            let steps = field.steps.iter().map(|step| json!({ "step": step.kind.name(), "text": step.text }));
            json!({
                "field": field.path,
                "value": values::value_json(&field.value),
                "read": reads.collect::<Vec<_>>(),
                "steps": steps.collect::<Vec<_>>(),
                "rule": field.rule,
            })
        });
        let fields: Vec<Value> = fields.collect();
        let mut object = sample_json(sample);
        if let Some(object) = object.as_object_mut() {
            object.insert("explained".to_owned(), fields.into());
        }
        object
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_a_path_or_a_cell() {
        let cell = |sheet: &str, row| Some(Place::Cell { sheet: sheet.to_owned(), row });
        assert_eq!(Place::parse("12"), Some(Place::Line(12)));
        assert_eq!(Place::parse("/A/B[1]/C"), Some(Place::Path("/A/B/C".to_owned())));
        assert_eq!(Place::parse("'Лист 1'!C7"), cell("Лист 1", 7));
        assert_eq!(Place::parse("AB12"), cell("", 12));
        assert_eq!(Place::parse("where"), None);
        let at = Position { part: "a.xlsx!Лист".into(), line: 7, path: "A7".into() };
        assert!(Place::parse("Лист!C7").is_some_and(|place| place.holds(&at, true)));
        assert!(!Place::parse("Лист2!C7").is_some_and(|place| place.holds(&at, true)));
        let at = Position { line: 3, path: "/A/B[2]".into(), ..Position::default() };
        let path = Place::parse("/A/B[2]/C/@d");
        assert!(path.as_ref().is_some_and(|place| place.holds(&at, false) && place.within(&at) == "C/@d"));
        assert!(!Place::parse("/A/B[22]").is_some_and(|place| place.holds(&at, false)));
    }
}
