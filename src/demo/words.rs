//! Wordings: small templates of the embedded lists, dates and sums as people write them.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;

use crate::model::money::Money;

use super::cast::Wording;
use super::random::Random;
use super::world::{Client, Document};

/// Fills a one-line template.
pub(crate) fn render(template: &str, values: &[(&str, &str)]) -> io::Result<String> {
    let values: BTreeMap<&str, &str> = values.iter().copied().collect();
    minijinja::Environment::new().render_str(template, values).map_err(io::Error::other)
}

/// `01.02.2026`.
pub(crate) fn dotted(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

/// `01.02.26`.
pub(crate) fn dotted_short(date: Date) -> String {
    format!("{:02}.{:02}.{:02}", date.day(), date.month(), date.year() % 100)
}

/// The VAT rate in force, percent: 22 since 2026, 20 before.
pub(crate) fn vat_rate(date: Date) -> i64 {
    if date.year() >= 2026 { 22 } else { 20 }
}

/// The VAT contained in an amount, rounded to the nearest minor unit.
pub(crate) fn vat_inside(minor: i64, rate: i64) -> i64 {
    (2 * minor * rate + 100 + rate) / (2 * (100 + rate))
}

/// `12300-00`, as payers write a sum inside a text.
pub(crate) fn dashed(money: Money) -> String {
    money.to_string().replace('.', "-")
}

/// `21 639,34`.
pub(crate) fn blanked(money: Money) -> String {
    let text = money.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    let count = whole.chars().count();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (count - at).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    format!("{grouped},{fraction}")
}

/// `4922.5`, `30000`: an amount without closing zeros, as 1C writes decimals.
pub(crate) fn trimmed(money: Money) -> String {
    money.to_decimal().normalize().to_string()
}

/// What a payment's text is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) months: &'a [String],
    pub(crate) client: &'a Client,
    pub(crate) amount: Money,
    pub(crate) paid_on: Date,
}

impl Subject<'_> {
    /// The text that cites one document.
    pub(crate) fn one(&self, template: &str, document: &Document) -> io::Result<String> {
        let vat = self.vat();
        let values = [
            ("n", document.short.clone()),
            ("full", document.number.clone()),
            ("d", dotted(document.date)),
            ("d2", dotted_short(document.date)),
            ("words", self.in_words(document.date)),
            ("debtor", document.client.official.clone()),
        ];
        self.filled(template, &values, vat)
    }

    /// The text that cites several.
    pub(crate) fn many(&self, wording: &Wording, documents: &[&Document]) -> io::Result<String> {
        let each: Vec<String> =
            documents.iter().map(|document| self.one(&wording.each, document)).collect::<io::Result<_>>()?;
        self.filled(&wording.text, &[("list", each.join(", "))], self.vat())
    }

    /// The text with values of the caller's own.
    pub(crate) fn with(&self, template: &str, values: &[(&str, String)]) -> io::Result<String> {
        self.filled(template, values, self.vat())
    }

    fn vat(&self) -> Money {
        Money { minor: vat_inside(self.amount.minor, vat_rate(self.paid_on)), currency: self.amount.currency }
    }

    fn filled(&self, template: &str, more: &[(&str, String)], vat: Money) -> io::Result<String> {
        let own = [
            ("rate", vat_rate(self.paid_on).to_string()),
            ("vat", vat.to_string()),
            ("vat_dash", dashed(vat)),
            ("vat_blank", blanked(vat)),
            ("sum_dash", dashed(self.amount)),
            ("contract", self.client.contract.number.clone()),
            ("contract_date", dotted(self.client.contract.date)),
        ];
        let values: Vec<(&str, &str)> = own.iter().chain(more).map(|(name, value)| (*name, value.as_str())).collect();
        render(template, &values)
    }

    fn in_words(&self, date: Date) -> String {
        let month = usize::try_from(date.month() - 1).ok().and_then(|at| self.months.get(at));
        format!("{} {} {}", date.day(), month.map_or("", String::as_str), date.year())
    }
}

/// One wording of a list; the plain ones, at the beginning, are the more usual.
pub(crate) fn wording<'a>(random: &mut Random, list: &'a [Wording]) -> &'a Wording {
    let usual = list.get(..list.len().min(4)).unwrap_or(list);
    if random.chance(45) { random.pick(usual) } else { random.pick(list) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::Currency;

    #[test]
    fn vat_is_rounded_to_the_nearest_kopeck() {
        assert_eq!(vat_inside(2_953_500, 20), 492_250);
        assert_eq!(vat_inside(1_440_000, 22), 259_672);
    }

    #[test]
    fn sums_are_written_as_payers_do() {
        let money = Money { minor: 2_163_934, currency: Currency::RUB };
        assert_eq!(dashed(money), "21639-34");
        assert_eq!(blanked(money), "21 639,34");
        assert_eq!(trimmed(Money { minor: 492_250, ..money }), "4922.5");
        assert_eq!(trimmed(Money { minor: 3_000_000, ..money }), "30000");
    }
}
