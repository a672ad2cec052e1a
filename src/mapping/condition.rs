//! Whether the conditions of a record rule or choice hold.

use rust_decimal::Decimal;

use super::convert::{boolean, decimal};
use super::fold::Folded;
use super::rule::Condition;
use super::select::Selector;
use super::template::plain;
use super::value::Evaluation;
use crate::model::draft::{Fields, Value};
use crate::parse::Node;

impl<'a> Evaluation<'a> {
    /// Whether all conditions hold at a node, `earlier` being the fields read before.
    pub(super) fn hold(&self, conditions: &'a [Condition], node: Node<'a>, earlier: &Fields) -> bool {
        conditions.iter().all(|condition| self.holds(condition, node, earlier))
    }

    fn holds(&self, condition: &'a Condition, node: Node<'a>, earlier: &Fields) -> bool {
        let text = |selector: &'a Selector| selector.text(node, &self.scene);
        match condition {
            Condition::Is(selector, wanted) => text(selector).is_some_and(|text| among(wanted, text)),
            Condition::Not(selector, unwanted) => !text(selector).is_some_and(|text| among(unwanted, text)),
            Condition::Exists(selector, wanted) => text(selector).is_some() == *wanted,
            Condition::Truth(selector, wanted) => {
                text(selector).and_then(|text| boolean(text, self.truths)) == Some(*wanted)
            }
            Condition::Matches(selector, pattern) => text(selector).is_some_and(|text| pattern.is_match(text)),
            Condition::Number(selector, bounds) => {
                text(selector).and_then(decimal).is_some_and(|number| bounds.hold(number))
            }
            Condition::FieldNumber(field, bounds) => {
                earlier.get(*field).and_then(number_of).is_some_and(|number| bounds.hold(number))
            }
            Condition::FieldIs(field, wanted) => earlier.get(*field).is_some_and(|value| value_among(wanted, value)),
            Condition::FieldNot(field, unwanted) => {
                !earlier.get(*field).is_some_and(|value| value_among(unwanted, value))
            }
            Condition::FieldExists(field, wanted) => earlier.get(*field).is_some() == *wanted,
            Condition::Any(conditions) => conditions.iter().any(|one| self.holds(one, node, earlier)),
            Condition::None(conditions) => !conditions.iter().any(|one| self.holds(one, node, earlier)),
        }
    }
}

fn number_of(value: &Value) -> Option<Decimal> {
    match value {
        Value::Decimal(number) => Some(*number),
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Text(text) => decimal(text),
        _ => None,
    }
}

fn among(wanted: &[Folded], text: &str) -> bool {
    wanted.iter().any(|folded| folded.matches(text))
}

fn value_among(wanted: &[Folded], value: &Value) -> bool {
    match value {
        Value::Texts(texts) => texts.iter().any(|text| among(wanted, text)),
        other => plain(other).is_some_and(|text| among(wanted, &text)),
    }
}
