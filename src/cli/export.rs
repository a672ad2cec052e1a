//! `sverka export`: the machine's view of the store.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use serde_json::{Map, Value};
use sverka::model::record::RecordKind;
use sverka::store::export::Entity;

use super::error::CliError;
use super::{Context, wire};

/// Print every row of an entity.
///
/// Field names are stable. In CSV a list of texts is joined by "; ", anything nested is JSON, and a text that a
/// spreadsheet would take for a formula is preceded by an apostrophe; JSON Lines hold every value as it is.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to print.
    #[arg(value_name = "ENTITY", value_parser = PossibleValuesParser::new(Entity::ALL.map(|(_, name)| name)))]
    entity: String,

    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a heading, UTF-8.
    Csv,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let out = io::BufWriter::new(io::stdout().lock());
    let Some(entity) = Entity::from_name(&args.entity) else {
        return Err(CliError::Usage { key: "no-entity", subject: args.entity.clone() });
    };
    let mut rows = RowWriter::new(out, args.format, entity.fields(), entity.record_kind())?;
    wire::export(&config, entity, &mut |row| rows.write(row))?;
    rows.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Writes rows one by one, so that a large store needs no memory.
struct RowWriter<W: Write> {
    sink: Sink<W>,
    columns: &'static [&'static str],
    /// What a line of JSON says it is, so that another workspace can take it in.
    record: Option<RecordKind>,
}

enum Sink<W: Write> {
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> RowWriter<W> {
    fn new(
        out: W,
        format: Format,
        columns: &'static [&'static str],
        record: Option<RecordKind>,
    ) -> Result<Self, CliError> {
        let sink = match format {
            Format::Jsonl => Sink::Jsonl(out),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(columns).map_err(output_lost)?;
                Sink::Csv(Box::new(writer))
            }
        };
        Ok(Self { sink, columns, record })
    }

    fn write(&mut self, row: &Map<String, Value>) -> Result<(), CliError> {
        match &mut self.sink {
            Sink::Jsonl(out) => writeln!(out, "{}", ordered(row, self.columns, self.record)).map_err(CliError::Output),
            Sink::Csv(writer) => {
                let cells = self.columns.iter().map(|column| cell(row.get(*column)));
                writer.write_record(cells).map_err(output_lost)
            }
        }
    }

    fn finish(mut self) -> Result<(), CliError> {
        match &mut self.sink {
            Sink::Jsonl(out) => out.flush(),
            Sink::Csv(writer) => writer.flush(),
        }
        .map_err(CliError::Output)
    }
}

/// The writer's own error: inside one of `csv`, a reader who went away would look like a failure.
fn output_lost(error: csv::Error) -> CliError {
    CliError::Output(match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => io::Error::other(format!("{other:?}")),
    })
}

/// The row as JSON: what it is, then the columns in their order; what has no column follows.
fn ordered(row: &Map<String, Value>, columns: &[&str], record: Option<RecordKind>) -> String {
    let known = columns.iter().filter_map(|column| row.get_key_value(*column));
    let rest = row.iter().filter(|(name, _)| !columns.contains(&name.as_str()));
    let record = record.map(|kind| format!("\"record\":\"{}\"", kind.name()));
    let fields = known.chain(rest).map(|(name, value)| format!("{}:{value}", Value::String(name.clone())));
    let fields: Vec<String> = record.into_iter().chain(fields).collect();
    format!("{{{}}}", fields.join(","))
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => safe(text),
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            safe(&texts.join("; "))
        }
        Some(other) => other.to_string(),
    }
}

/// Letters by which a spreadsheet takes a cell of a csv for a formula, wide ones of Asian keyboards too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A spreadsheet must not run what somebody wrote into a name; numbers and phones stay as they are. Whoever reads the csv
/// takes one apostrophe away from where a cell begins: one that was there has got another.
fn safe(text: &str) -> String {
    let is_quoted = text.starts_with('\'') || text.starts_with(FORMULA) && !text.split("; ").all(is_number);
    if is_quoted { format!("'{text}") } else { text.to_owned() }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(format: Format, row: &Value) -> String {
        let mut out = Vec::new();
        let mut rows = RowWriter::new(&mut out, format, &["id", "name", "phones", "sources"], None).unwrap();
        rows.write(row.as_object().unwrap()).unwrap();
        rows.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_lines_keep_the_order_of_columns() {
        let row = json!({ "name": "A", "id": "C-1", "phones": [], "extra": 1 });
        assert_eq!(written(Format::Jsonl, &row), "{\"id\":\"C-1\",\"name\":\"A\",\"phones\":[],\"extra\":1}\n");
    }

    #[test]
    fn csv_holds_lists_and_disarms_formulas() {
        let row = json!({ "id": "C-1", "name": "=1+1", "phones": ["+79160000000", "+79160000001"], "sources": [{"id": "x"}] });
        let text = written(Format::Csv, &row);
        assert_eq!(text, "id,name,phones,sources\nC-1,'=1+1,+79160000000; +79160000001,\"[{\"\"id\"\":\"\"x\"\"}]\"\n");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_quoted_and_can_be_read_back() {
        let quoted = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "'a", "-", "+7 916"];
        for text in quoted {
            assert_eq!(safe(text), format!("'{text}"));
        }
        for text in ["", "a=1", "-1234.50", "+79160000000; +79160000001", "1-2", "О'Нил"] {
            assert_eq!(safe(text), text);
        }
    }

    /// What a pipe is when its reader has gone away: `sverka export … | head`.
    struct Abandoned;

    impl Write for Abandoned {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_went_away_is_known_as_such() {
        let row = json!({ "id": "x".repeat(100_000) });
        for format in [Format::Jsonl, Format::Csv] {
            let mut rows = RowWriter::new(Abandoned, format, &["id"], None).unwrap();
            let error = rows.write(row.as_object().unwrap()).unwrap_err();
            assert!(
                matches!(&error, CliError::Output(source) if source.kind() == io::ErrorKind::BrokenPipe),
                "{error:?}"
            );
        }
    }

    #[test]
    fn every_entity_has_columns_that_begin_with_its_id() {
        for (entity, name) in Entity::ALL {
            assert_eq!(entity.fields().first(), Some(&"id"), "{name}");
        }
    }
}
