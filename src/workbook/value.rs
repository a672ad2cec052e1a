//! Canonical values: what a drawn cell and a cell that came back have in common when they mean the same.
//!
//! | kind | canonical text |
//! |---|---|
//! | words, codes | NFC, line ends `\n`, plain blanks, none around |
//! | days | `2026-02-01` |
//! | amounts | `1234.50`, rounded to the currency's minor units |
//! | days counted | `17` |
//! | other numbers | `12.5`, six decimals at most |
//! | a choice | its stable name |

use rust_decimal::{Decimal, RoundingStrategy};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use self::day::day;
use self::number::number;
use super::layout::{ColumnSpec, Digits, Kind, Value, choice_word};
use super::render::clean;
use crate::lang::Lang;
use crate::model::money::Currency;
use crate::model::tax_id::TaxIdKind;

mod day;
mod number;

/// Decimals of numbers that are no money.
const SCALE: u32 = 6;
/// From here on a double no longer holds every whole number, and spreadsheets keep fifteen digits.
const EXACT_MAX: f64 = 1e15;

/// What stands in a cell of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number without a date format.
    Number(f64),
    /// A number with a date format, as a day; the time of the day is not kept.
    Date {
        /// Year.
        year: u16,
        /// Month.
        month: u8,
        /// Day.
        day: u8,
    },
    /// Text of a cell that says it is a day (ISO 8601).
    Iso(String),
    /// Yes or no.
    Bool(bool),
    /// An error value, or a cell that the reader does not understand; what it says.
    Error(String),
}

/// Why a cell can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A formula whose program saved no value.
    NoValue,
    /// An error value: `#REF!`, `#Н/Д`.
    ErrorValue,
    /// Text where an amount belongs.
    NotANumber,
    /// Text or a number where a day belongs.
    NotADate,
    /// A day of which the year is not said.
    NoYear,
    /// A day that can't be meant.
    DateOutOfRange,
    /// Percent where an amount belongs.
    Percent,
    /// More decimals than an amount has; or a sign between thousands that looks like one of decimals.
    TooPrecise,
    /// No tax number: letters in it, or a digit is wrong.
    NotATaxId,
    /// No КПП.
    NotAKpp,
    /// A code that a spreadsheet took for a number or a day, so that digits are gone.
    DigitsLost,
    /// None of the values to choose from.
    NotAChoice,
    /// Words where phones belong.
    NotAPhone,
    /// The file has two cells of one address.
    AddressTwice,
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::NoValue,
        Self::ErrorValue,
        Self::NotANumber,
        Self::NotADate,
        Self::NoYear,
        Self::DateOutOfRange,
        Self::Percent,
        Self::TooPrecise,
        Self::NotATaxId,
        Self::NotAKpp,
        Self::DigitsLost,
        Self::NotAChoice,
        Self::NotAPhone,
        Self::AddressTwice,
    ];

    /// The stable name; its words are `book-trouble-<name>`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoValue => "no-value",
            Self::ErrorValue => "error-value",
            Self::NotANumber => "not-a-number",
            Self::NotADate => "not-a-date",
            Self::NoYear => "no-year",
            Self::DateOutOfRange => "date-out-of-range",
            Self::Percent => "percent",
            Self::TooPrecise => "too-precise",
            Self::NotATaxId => "not-a-tax-id",
            Self::NotAKpp => "not-a-kpp",
            Self::DigitsLost => "digits-lost",
            Self::NotAChoice => "not-a-choice",
            Self::NotAPhone => "not-a-phone",
            Self::AddressTwice => "address-twice",
        }
    }
}

/// What a cell of a managed column says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileCell {
    /// A canonical value; empty for a blank cell.
    Value(String),
    /// Digits that stood in a number cell: zeros and a plus before them may be lost, and only the value before tells.
    Digits(String),
    /// It can't be read: the value before stays.
    Unreadable {
        /// Why.
        trouble: Trouble,
        /// What the cell shows.
        shown: String,
    },
}

impl FileCell {
    /// The value, where it was read.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Value(value) | Self::Digits(value) => Some(value),
            Self::Unreadable { .. } => None,
        }
    }

    /// What it shows, whether that can be read or not.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self {
            Self::Value(shown) | Self::Digits(shown) | Self::Unreadable { shown, .. } => shown,
        }
    }

    /// Whether it says the same as a canonical value.
    #[must_use]
    pub fn says(&self, canonical: &str) -> bool {
        match self {
            Self::Value(value) => value == canonical,
            Self::Digits(digits) => {
                let bare = canonical.strip_prefix('+').unwrap_or(canonical);
                let stripped = bare.trim_start_matches('0');
                digits == canonical || (!bare.is_empty() && digits == if stripped.is_empty() { "0" } else { stripped })
            }
            Self::Unreadable { .. } => false,
        }
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Value(value) if value.is_empty())
    }

    fn unreadable(trouble: Trouble, shown: impl Into<String>) -> Self {
        Self::Unreadable { trouble, shown: shown.into() }
    }
}

/// What reading a cell depends on, besides its column.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The book's language.
    pub lang: Lang,
    /// The row's currency.
    pub currency: Currency,
    /// Days are counted from 1904.
    pub from_1904: bool,
}

/// The canonical text of what is drawn.
#[must_use]
pub fn of_drawn(spec: &ColumnSpec, value: &Value<'_>) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(drawn) => {
            let drawn = text(&clean(drawn));
            choice(spec, &drawn).map_or(drawn, str::to_owned)
        }
        Value::Date(date) => date.to_string(),
        Value::Money(money) => money.to_string(),
        Value::Days(days) => days.to_string(),
        Value::Number(number) => canonical(*number),
    }
}

/// The canonical value of what a file has in a cell.
#[must_use]
pub fn of_file(spec: &ColumnSpec, raw: &Raw, has_formula: bool, setting: Setting) -> FileCell {
    match raw {
        Raw::Empty if has_formula => return FileCell::unreadable(Trouble::NoValue, ""),
        Raw::Empty => return FileCell::Value(String::new()),
        Raw::Error(said) => return FileCell::unreadable(Trouble::ErrorValue, said.as_str()),
        Raw::Text(words) if text(words).is_empty() => return FileCell::Value(String::new()),
        _ => {}
    }
    match spec.kind {
        Kind::Id | Kind::Text | Kind::Word => {
            let said = words(raw, setting);
            match choice(spec, &said) {
                Some(name) => FileCell::Value(name.to_owned()),
                None if spec.choices.is_empty() => FileCell::Value(said),
                None => FileCell::unreadable(Trouble::NotAChoice, said),
            }
        }
        Kind::Code => code(spec.digits, raw, setting),
        Kind::Date => day(raw, setting),
        Kind::Money => number(spec, raw, has_formula, setting, setting.currency.minor_digits()),
        Kind::Days => number(spec, raw, has_formula, setting, 0),
        Kind::Number => match number(spec, raw, has_formula, setting, SCALE) {
            FileCell::Value(said) => FileCell::Value(said.parse().map_or(said, canonical)),
            other => other,
        },
    }
}

/// A number of anything as it is compared: no zeros behind the last decimal.
fn canonical(number: Decimal) -> String {
    number.round_dp_with_strategy(SCALE, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

/// Words as they are compared.
#[must_use]
pub fn text(words: &str) -> String {
    if is_plain(words) {
        return words.trim().to_owned();
    }
    let unified = words.replace("_x000D_", "").replace("\r\n", "\n").replace('\r', "\n");
    let plain = unified.chars().map(|letter| match letter {
        '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' => ' ',
        letter => letter,
    });
    plain.nfc().collect::<String>().trim().to_owned()
}

/// Whether words are as they are compared, but for what stands around them: most are, and a book has a hundred thousand.
fn is_plain(words: &str) -> bool {
    let is_odd = |letter| matches!(letter, '\r' | '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}');
    let is_composed = words.is_ascii() || is_nfc_quick(words.chars()) == IsNormalized::Yes;
    is_composed && !words.contains(is_odd) && !words.contains("_x000D_")
}

/// The stable name of a choice in the words of any language.
fn choice(spec: &ColumnSpec, said: &str) -> Option<&'static str> {
    if spec.choices.is_empty() {
        return None;
    }
    let folded = folded(said);
    let says = |word: &str| self::folded(word) == folded;
    // What the choice was called before stays in the lists of books.
    let before = |lang: &Lang| lang.text("book-choice-stored-before", &[]);
    let was = |name: &str| name == "stored" && Lang::ALL.iter().any(|lang| says(&before(lang)));
    let is = |name: &&&'static str| {
        **name == folded || Lang::ALL.iter().any(|lang| says(&choice_word(*lang, name))) || was(name)
    };
    spec.choices.iter().find(is).copied()
}

/// Words as they are compared with those to choose from: people write no dots over letters.
fn folded(said: &str) -> String {
    said.to_lowercase().replace('ё', "е").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whatever stands in a cell, as words.
fn words(raw: &Raw, setting: Setting) -> String {
    match raw {
        Raw::Empty => String::new(),
        Raw::Text(words) | Raw::Error(words) => text(words),
        // Never an exponent: the display form of doubles has none.
        Raw::Number(number) => number.to_string(),
        Raw::Date { .. } | Raw::Iso(_) => match day(raw, setting) {
            FileCell::Value(day) => day.parse().map_or(day, |date| setting.lang.date(date)),
            FileCell::Digits(shown) | FileCell::Unreadable { shown, .. } => shown,
        },
        Raw::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
    }
}

fn code(digits: Digits, raw: &Raw, setting: Setting) -> FileCell {
    let said = words(raw, setting);
    match raw {
        Raw::Number(number) => {
            if number.abs() >= EXACT_MAX || !said.bytes().all(|byte| byte.is_ascii_digit()) {
                return FileCell::unreadable(Trouble::DigitsLost, said);
            }
            padded(digits, &said).map_or(FileCell::Digits(said), FileCell::Value)
        }
        Raw::Date { .. } | Raw::Iso(_) | Raw::Bool(_) => FileCell::unreadable(Trouble::DigitsLost, said),
        // Nothing takes zeros away from a text: only check digits tell that they were lost before.
        _ if digits == Digits::TaxId && said.bytes().all(|byte| byte.is_ascii_digit()) => {
            FileCell::Value(padded(digits, &said).unwrap_or(said))
        }
        _ => FileCell::Value(said),
    }
}

/// The digits with the zeros that a spreadsheet took away, where check digits or the length tell how many.
fn padded(rule: Digits, digits: &str) -> Option<String> {
    let to = |length: usize| (digits.len() <= length).then(|| format!("{digits:0>length$}"));
    match rule {
        Digits::Any => None,
        Digits::Count(length) => to(length),
        Digits::TaxId => {
            let holds = |number: &String| TaxIdKind::ALL.into_iter().any(|kind| kind.holds(number));
            if holds(&digits.to_owned()) {
                return Some(digits.to_owned());
            }
            // Eight and nine digits have one check digit and no second register to tell them from: never made up.
            [10, 12].into_iter().filter_map(to).find(holds)
        }
    }
}

#[cfg(test)]
mod tests;
