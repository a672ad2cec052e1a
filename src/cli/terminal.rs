//! Writing to stdout (data) and stderr (the rest).

use std::io::{self, Write};

use serde_json::Value;

use super::Context;
use super::error::CliError;

/// Writes data, ended by a line end.
pub(crate) fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    write!(out, "{text}{end}").and_then(|()| out.flush()).map_err(CliError::Output)
}

/// Writes one JSON object.
pub(crate) fn print_json(value: &Value) -> Result<(), CliError> {
    print(&format!("{value:#}"))
}

/// Tells a person something that is no data.
pub(crate) fn tell(context: &Context, text: &str) {
    if !context.quiet {
        complain(text);
    }
}

/// Writes to stderr whatever was asked: errors.
pub(crate) fn complain(text: &str) {
    let mut err = io::stderr().lock();
    // Nobody is left to tell when stderr itself is gone.
    let _written: Result<(), io::Error> = writeln!(err, "{}", text.trim_end_matches('\n'));
}
