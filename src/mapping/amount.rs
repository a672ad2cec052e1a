//! What the writing of a record's own amount says besides its figure: a currency by its sign, and whether a lone
//! separator is the decimal point at all (`1,234` is a thousand to one person and a little more than one to another).

use rust_decimal::Decimal;

use super::number::NumberForm;
use crate::model::draft::{Fields, Value};
use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::{Currency, currency_of_sign};
use crate::model::provenance::Position;

/// Digits between two separators of thousands.
const GROUP: usize = 3;

/// Whether a field is the amount that a record counts for.
pub(super) fn is_own_amount(field: Field, around: &[Field]) -> bool {
    around.is_empty() && matches!(field, Field::Total | Field::Amount)
}

/// Which decimal points amounts of a document show beyond doubt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Points {
    comma: bool,
    point: bool,
}

impl Points {
    /// Takes in what another amount shows.
    pub(super) fn join(&mut self, other: Self) {
        self.comma |= other.comma;
        self.point |= other.point;
    }

    /// The document writes both: nothing can settle a doubtful amount any more.
    pub(super) fn are_both(self) -> bool {
        self.comma && self.point
    }

    fn only(self) -> Option<char> {
        match (self.comma, self.point) {
            (true, false) => Some(','),
            (false, true) => Some('.'),
            _ => None,
        }
    }
}

/// What the texts of a record's own amounts show.
#[derive(Debug, Default)]
pub(super) struct Written {
    sign: Option<(Field, String, Currency)>,
    doubtful: Option<(Field, String)>,
    pub(super) points: Points,
}

impl Written {
    /// Takes in the text of an amount; `stated` where the mapping says how it is written.
    pub(super) fn see(&mut self, field: Field, text: &str, stated: bool) {
        if let Some(currency) = text.chars().find_map(currency_of_sign) {
            self.sign = Some((field, text.to_owned(), currency));
        }
        match mark(text).filter(|_| !stated) {
            Some(Mark::Doubtful) => self.doubtful = Some((field, text.to_owned())),
            Some(Mark::Point(',')) => self.points.comma = true,
            Some(Mark::Point(_)) => self.points.point = true,
            None => {}
        }
    }

    /// Reads a doubtful amount as the document's other amounts are written; where they show nothing, says so.
    pub(super) fn settle(
        &self,
        fields: &mut Fields,
        points: impl FnOnce() -> Points,
        position: &Position,
    ) -> Option<Issue> {
        let (field, text) = self.doubtful.as_ref()?;
        let form = NumberForm { point: points().only(), ..NumberForm::default() };
        let number = form.point.and_then(|_| form.read(text));
        match (number, value_of(fields, *field)) {
            (Some(number), Some(held)) => {
                // The sign as the mapping made it.
                *held = if held.is_sign_negative() { -number.abs() } else { number.abs() };
                None
            }
            (_, None) => None,
            (None, Some(_)) => {
                let issue = Issue::new(IssueCode::AmbiguousAmount, Severity::Error, position.clone());
                Some(issue.with("field", field.name()).with("value", text))
            }
        }
    }

    /// Adds the currency that a sign names, where the record names none; says so where it names another.
    pub(super) fn name_currency(&self, fields: &mut Fields, position: &Position) -> Option<Issue> {
        let (field, text, sign) = self.sign.as_ref()?;
        let named = match fields.get(Field::Currency) {
            Some(Value::Text(named)) => named.parse::<Currency>(),
            _ => {
                fields.0.push((Field::Currency, Value::Text(sign.to_string())));
                return None;
            }
        };
        let other = named.ok().filter(|named| named != sign)?;
        let issue = Issue::new(IssueCode::CurrencyContradicted, Severity::Error, position.clone());
        Some(issue.with("field", field.name()).with("value", text).with("given", other.to_string()))
    }
}

fn value_of(fields: &mut Fields, wanted: Field) -> Option<&mut Decimal> {
    fields.0.iter_mut().find_map(|(field, value)| match value {
        Value::Decimal(number) if *field == wanted => Some(number),
        _ => None,
    })
}

/// What the separators of an amount show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// The decimal point is this one.
    Point(char),
    /// A lone separator with three digits behind it.
    Doubtful,
}

fn mark(text: &str) -> Option<Mark> {
    let is_separator = |c: char| matches!(c, ',' | '.');
    let of = |wanted: char| text.chars().filter(|c| *c == wanted).count();
    let (before, after) = text.rsplit_once(is_separator)?;
    let last = text.chars().rfind(|c| is_separator(*c))?;
    let other = if last == ',' { '.' } else { ',' };
    match (of(last), of(other)) {
        (1, 0) => {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
            let leading = before.chars().find(char::is_ascii_digit);
            let begins_a_group = (1..=GROUP).contains(&digits(before)) && leading != Some('0');
            let is_doubtful = digits(after) == GROUP && begins_a_group;
            Some(if is_doubtful { Mark::Doubtful } else { Mark::Point(last) })
        }
        (1, _) => Some(Mark::Point(last)),
        // Several of a kind group thousands.
        _ => Some(Mark::Point(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_separator_before_three_digits_says_nothing() {
        for text in ["1,234", "1.234", "30.005", "-250.000", "$1,234"] {
            assert_eq!(mark(text), Some(Mark::Doubtful), "{text}");
        }
        for (text, point) in [
            ("1 234,56", ','),
            ("1,5", ','),
            ("1.234,56", ','),
            ("1,234.56", '.'),
            ("1.234.567", ','),
            ("1234.567", '.'),
            ("0.125", '.'),
            ("1 234,567", ','),
            ("7.5000", '.'),
        ] {
            assert_eq!(mark(text), Some(Mark::Point(point)), "{text}");
        }
        assert_eq!(mark("1 234"), None);
    }
}
