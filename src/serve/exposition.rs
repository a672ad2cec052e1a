//! Prometheus' text format, version 0.0.4.

use std::fmt::{Display, Write as _};

/// The content type of the format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What a figure does over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
}

/// A figure with its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Names and values of labels.
    pub labels: Vec<(&'static str, String)>,
    /// The number as text: sums of money are exact.
    pub value: String,
}

/// Figures of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    name: &'static str,
    help: &'static str,
    kind: Kind,
    samples: Vec<Sample>,
}

impl Family {
    /// A family without figures.
    #[must_use]
    pub fn new(kind: Kind, name: &'static str, help: &'static str) -> Self {
        Self { name, help, kind, samples: Vec::new() }
    }

    /// With a figure.
    #[must_use]
    pub fn with(mut self, labels: &[(&'static str, &str)], value: impl Display + Copy) -> Self {
        let labels = labels.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.samples.push(Sample { labels, value: value.to_string() });
        self
    }

    /// With a figure where there is one.
    #[must_use]
    pub fn with_some(self, labels: &[(&'static str, &str)], value: Option<impl Display + Copy>) -> Self {
        match value {
            Some(value) => self.with(labels, value),
            None => self,
        }
    }
}

/// The text of all families that have figures, in their order.
#[must_use]
pub fn render(families: &[Family]) -> String {
    let mut text = String::new();
    for family in families.iter().filter(|family| !family.samples.is_empty()) {
        let kind = match family.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        line(&mut text, format_args!("# HELP {} {}", family.name, escaped(family.help, false)));
        line(&mut text, format_args!("# TYPE {} {kind}", family.name));
        for sample in &family.samples {
            line(&mut text, format_args!("{}{} {}", family.name, labels(&sample.labels), sample.value));
        }
    }
    text
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a text does not fail.
    writeln!(text, "{words}").unwrap_or_default();
}

fn labels(labels: &[(&'static str, String)]) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let pairs = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value, true)));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

/// Backslashes and line ends, in values of labels also quotes.
fn escaped(text: &str, quoted: bool) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\n', "\\n");
    if quoted { escaped.replace('"', "\\\"") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sources_can_hold_whatever_they_like() {
        let family = Family::new(Kind::Gauge, "sverka_x", "Line one.\nWith \\ and \"quotes\".")
            .with(&[("source", "ба\"нк\\\n1")], 5)
            .with(&[], "-12.50");
        let empty = Family::new(Kind::Counter, "sverka_none", "Nothing").with_some(&[], None::<u64>);
        let expected = "# HELP sverka_x Line one.\\nWith \\\\ and \"quotes\".\n# TYPE sverka_x gauge\n\
                        sverka_x{source=\"ба\\\"нк\\\\\\n1\"} 5\nsverka_x -12.50\n";
        assert_eq!(render(&[family, empty]), expected);
    }
}
