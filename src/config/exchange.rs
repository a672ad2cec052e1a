//! `[[source]]`'s `exchange`: who the two sides of a numbered exchange are, and where answers go.

use std::path::PathBuf;

use jiff::civil::DateTime;
use toml::de::DeValue;

use super::keys;
use super::places::Places;
use super::read::bad_value;
use crate::model::exchange::ExchangeTerms;
use crate::model::problem::{At, Problems, Section, wrong_type};

/// The exchange with one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// What judges messages.
    pub terms: ExchangeTerms,
    /// Where answers are written; beside the message where nothing is said.
    pub folder: Option<PathBuf>,
}

/// Reads the table; without one, everything is learned from the first message.
pub(super) fn exchange(source: &mut Section<'_, '_>, places: &Places, problems: &mut Problems) -> Exchange {
    let mut exchange = Exchange::default();
    let Some(mut section) = source.section("exchange", problems) else { return exchange };
    let mut name = |key: &'static str, problems: &mut Problems| {
        let name = section.text(key, problems)?;
        if name.value.trim().is_empty() {
            problems.push(bad_value(key, &name, "not-empty", None));
        }
        Some(name.value)
    };
    exchange.terms.node = name("node", problems);
    exchange.terms.peer = name("peer", problems);
    exchange.terms.restarted = restarted(&mut section, problems);
    if let Some(item) = section.item("ack") {
        match item.get_ref() {
            DeValue::Boolean(answers) => exchange.terms.answers = *answers,
            DeValue::String(folder) => exchange.folder = Some(places.resolved(folder)),
            _ => {
                wrong_type::<()>("ack", "true, false or a folder", item, problems);
            }
        }
    }
    section.finish_as(&keys::EXCHANGE, problems);
    exchange
}

/// A time, with or without quotes.
fn restarted(section: &mut Section<'_, '_>, problems: &mut Problems) -> Option<DateTime> {
    const KEY: &str = "restarted";
    let item = section.item(KEY)?;
    let text = match item.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        _ => return wrong_type(KEY, "date and time", item, problems),
    };
    let time = text.parse().ok();
    if time.is_none() {
        problems.push(bad_value(KEY, &At { value: text, span: item.span() }, "date-time", None));
    }
    time
}
