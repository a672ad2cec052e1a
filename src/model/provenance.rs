//! Where a value came from.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A place inside a delivery: which part of it, which line, which element path or cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The entry of a package (`orders.xml` inside a zip) or the sheet of a book; empty where there is only one.
    #[serde(default, skip_serializing_if = "str_is_empty")]
    pub part: Arc<str>,
    /// The line, counted from 1; 0 where the format has none.
    #[serde(default)]
    pub line: u64,
    /// The element path (`/КоммерческаяИнформация/Документ[3]`), the section, or the cell (`B7`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
}

fn str_is_empty(text: &Arc<str>) -> bool {
    text.is_empty()
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separate = false;
        if !self.part.is_empty() {
            f.write_str(&self.part)?;
            separate = true;
        }
        if self.line > 0 {
            write!(f, "{}:{}", if separate { " " } else { "" }, self.line)?;
            separate = true;
        }
        if !self.path.is_empty() {
            write!(f, "{}{}", if separate { " " } else { "" }, self.path)?;
        }
        Ok(())
    }
}

impl Position {
    /// The place that is written so.
    #[must_use]
    pub fn from_shown(text: &str) -> Self {
        let is_line = |word: &str| word.strip_prefix(':').is_some_and(|number| number.parse::<u64>().is_ok());
        let words: Vec<&str> = text.split(' ').collect();
        // Without a line nothing tells the part from the path.
        let Some(at) = words.iter().position(|word| is_line(word)) else {
            return Self { path: text.to_owned(), ..Self::default() };
        };
        let (part, rest) = words.split_at(at);
        let line = rest.first().and_then(|word| word.get(1..)?.parse().ok()).unwrap_or_default();
        Self { part: part.join(" ").into(), line, path: rest.get(1..).unwrap_or_default().join(" ") }
    }
}

/// Which mapping rule read a record, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// `mapping/record`, e.g. `commerceml/invoice`.
    pub rule: Arc<str>,
    /// Where in the delivery.
    pub position: Position,
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for (part, line, path) in
            [("", 7, ""), ("", 7, "B7"), ("Лист 1: счета", 7, "B7"), ("a.xml", 3, "/А/Б[2] в"), ("", 0, "[3].x")]
        {
            let position = Position { part: part.into(), line, path: path.to_owned() };
            assert_eq!(Position::from_shown(&position.to_string()), position);
        }
    }
}
