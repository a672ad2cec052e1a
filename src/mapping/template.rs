//! Texts that are put together: templates with holes, keys, texts given in parts.

use std::borrow::Cow;

use super::rule::{Piece, Template};
use super::select::{Scene, Selector};
use crate::model::draft::{Fields, Value};
use crate::parse::Node;

impl Template {
    /// Fills the holes of a value, dropping blanks that empty holes leave. Nothing where every hole is empty.
    pub(super) fn fill<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>) -> Option<String> {
        let mut text = String::new();
        let mut any = false;
        for piece in &*self.0 {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Hole { from, .. } => {
                    let value = from.text(node, scene);
                    any |= value.is_some();
                    text.push_str(value.unwrap_or_default());
                }
                Piece::Field { .. } => {}
            }
        }
        any.then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Fills the holes of a key. Nothing where a hole that isn't optional is empty.
    pub(super) fn key<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>, fields: &Fields) -> Option<String> {
        let mut text = String::new();
        let mut any = false;
        for piece in &*self.0 {
            let (value, optional) = match piece {
                Piece::Literal(literal) => {
                    text.push_str(literal);
                    continue;
                }
                Piece::Hole { from, optional } => (from.text(node, scene).map(Cow::Borrowed), *optional),
                Piece::Field { field, optional } => (fields.get(*field).and_then(plain), *optional),
            };
            match value {
                Some(value) => {
                    any = true;
                    text.push_str(&value);
                }
                None if optional => {}
                None => return None,
            }
        }
        any.then_some(text)
    }
}

/// A value as text, the same for every spelling of it.
pub(super) fn plain(value: &Value) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::Text(text) => Cow::Borrowed(text.as_str()),
        Value::Bool(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Value::Decimal(number) => Cow::Owned(number.normalize().to_string()),
        Value::Integer(number) => Cow::Owned(number.to_string()),
        Value::Date(date) => Cow::Owned(date.to_string()),
        Value::DateTime(at) => Cow::Owned(at.to_string()),
        Value::Texts(_) | Value::One(_) | Value::Many(_) => return None,
    })
}

/// The whole text, or its numbered parts put together where they hold more.
///
/// Programs cut a long text every 70 or 80 characters, inside words: such parts are joined without a blank.
pub(super) fn longer_form<'a>(
    whole: &'a Selector,
    parts: &'a [Selector],
    cut: &[usize],
    node: Node<'a>,
    scene: &Scene<'a>,
) -> Option<Cow<'a, str>> {
    let whole = whole.text(node, scene);
    let mut joined = String::new();
    let mut last_length = 0;
    for part in parts.iter().filter_map(|part| part.text(node, scene)) {
        if !joined.is_empty() && !cut.contains(&last_length) {
            joined.push(' ');
        }
        joined.push_str(part);
        last_length = part.chars().count();
    }
    match whole {
        Some(whole) if whole.chars().count() >= joined.chars().count() => Some(Cow::Borrowed(whole)),
        _ if joined.is_empty() => whole.map(Cow::Borrowed),
        _ => Some(Cow::Owned(joined)),
    }
}
