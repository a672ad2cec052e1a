//! Numbers whose writing a mapping states: which sign is the decimal point, how many digits are coins, whose sign counts.

use rust_decimal::Decimal;

use super::convert::decimal;

/// How a number is written and what of it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NumberForm {
    /// The decimal point; other signs group thousands.
    pub(crate) point: Option<char>,
    /// How many of the last digits stand behind the point, though none is written.
    pub(crate) scale: u32,
    /// The sign is dropped.
    pub(crate) absolute: bool,
    /// The sign is turned round.
    pub(crate) negated: bool,
}

impl NumberForm {
    /// Whether nothing is stated.
    pub(crate) fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the decimal point is stated.
    pub(crate) fn says_how(&self) -> bool {
        self.point.is_some() || self.scale > 0
    }

    /// Reads a number.
    pub(crate) fn read(&self, text: &str) -> Option<Decimal> {
        let mut number = match self.point {
            Some(point) => decimal(&pointed(text, point)?)?,
            None => decimal(text)?,
        };
        let scale = number.scale().checked_add(self.scale)?;
        number.set_scale(scale).ok()?;
        let number = if self.absolute { number.abs() } else { number };
        Some(if self.negated { -number } else { number })
    }
}

/// The text with a point where the decimal point is, and nothing where thousands were kept apart.
fn pointed(text: &str, point: char) -> Option<String> {
    (text.matches(point).count() <= 1).then(|| {
        let kept = text.chars().filter(|c| *c == point || !matches!(c, '.' | ',' | '\'' | '’' | '`'));
        kept.map(|c| if c == point { '.' } else { c }).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_stated() {
        let cases = [
            (NumberForm { point: Some(','), ..NumberForm::default() }, "1.234", "1234"),
            (NumberForm { point: Some(','), ..NumberForm::default() }, "1.234,5", "1234.5"),
            (NumberForm { point: Some('.'), ..NumberForm::default() }, "1,234", "1234"),
            (NumberForm { point: Some('.'), ..NumberForm::default() }, "-1 234.50 ₽", "-1234.50"),
            (NumberForm { scale: 2, ..NumberForm::default() }, "123456", "1234.56"),
            (NumberForm { scale: 2, ..NumberForm::default() }, "-5", "-0.05"),
            (NumberForm { absolute: true, ..NumberForm::default() }, "-5,10", "5.10"),
            (NumberForm { negated: true, ..NumberForm::default() }, "5,10", "-5.10"),
        ];
        for (form, text, expected) in cases {
            assert_eq!(form.read(text).map(|number| number.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(NumberForm { point: Some(','), ..NumberForm::default() }.read("1,2,3"), None);
        assert_eq!(NumberForm { scale: 2, ..NumberForm::default() }.read("сто"), None);
    }
}
