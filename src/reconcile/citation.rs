//! Which documents a payment purpose cites: a tokenizer and a grammar, not one pattern.
//!
//! What a purpose also holds — VAT, sums, periods, accounts, tax numbers, payment orders — never stands where the
//! grammar expects a number, so it is not taken for one: a number counts only behind the word for a document, or in a
//! list that such a word opened. Nothing is matched as a substring.
//!
//! | file | holds |
//! |---|---|
//! | `words` | the words of the language: documents, connectives, months, currencies |
//! | `lexer` | text → atoms (letters, digits, signs) |
//! | `glue` | words that were run together |
//! | `shares` | agreed shares |
//! | `short` | abbreviations with signs |
//! | `dates` | dates in figures and in words |
//! | `amounts` | sums, and digits that are accounts |
//! | `numbers` | where a number begins and ends, ranges |
//! | `grammar` | atoms → citations |
//! | `behalf` | for whom somebody else pays |
//! | `periods` | for which months is paid |
//! | `price` | money that is no price |
//! | `own` | money of one's own, of insurers and banks |
//! | `purpose` | a purpose that is read once |
//! | `memory` | purposes that were read lately |
//! | `rates` | rates and sums of other currencies |
//! | `refunds` | atoms → payments that are given back |
//! | `written` | what is written beside each document of a list |
//! | `sides` | beside which document it is written |

use jiff::civil::Date;

mod amounts;
mod behalf;
mod dates;
mod glue;
mod grammar;
mod items;
mod lexer;
mod memory;
mod numbers;
mod own;
mod period;
mod periods;
mod persons;
mod price;
mod purpose;
mod rates;
mod refunds;
mod shares;
mod short;
mod sides;
mod words;
mod written;

pub use behalf::{Behalf, behalf, is_ceded};
pub use periods::{Month, months};
pub use price::is_no_price;
pub use purpose::Purpose;
pub use rates::{names_sum, stated_rate, states_sum};
pub use refunds::{NamedPayment, refund};
pub use shares::{bare_percent, names_others, percent, said_in_part, says_part};
pub use written::{Share, Written, written};

/// A number without its day is believed to mean a document that is no older than so many days.
const DAYS_DUE: i32 = 150;

/// Whether a number without its day, cited today, may mean a document of that day: numbers begin anew each year, and old
/// ones are paid.
#[must_use]
pub fn may_be_meant_undated(document: Date, today: Date) -> bool {
    document.year() == today.year() && (today - document).get_days() <= DAYS_DUE
}

/// What sort of document is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CitedKind {
    /// A bill (счёт, рахунок).
    Invoice,
    /// An order (заказ, замовлення).
    Order,
    /// A shipment, act, transfer document or tax invoice (накладная, акт, УПД, счёт-фактура).
    Shipment,
    /// A contract: evidence of whose money it is, never a thing that is paid.
    Contract,
}

impl CitedKind {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Order => "order",
            Self::Shipment => "shipment",
            Self::Contract => "contract",
        }
    }
}

/// One document that a purpose cites.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Citation {
    /// What the purpose calls it; nothing where it says only «№ 101 от 05.10.2026».
    pub kind: Option<CitedKind>,
    /// The number as written; empty where only the day is cited («по счету от 05.10.2026»).
    pub number: String,
    /// The number without series and zeros; see [`crate::model::number::number_core`].
    pub core: String,
    /// The date of the document, where the purpose says it; one date behind a list belongs to all of it.
    pub date: Option<Date>,
}

impl Citation {
    /// The number without the year that people put behind it («811/2025», «58/26»), where it is the document's year or this
    /// one.
    #[must_use]
    pub fn without_year(&self, today: Date) -> Option<Self> {
        let (serial, ending) = parted(&self.number)?;
        let core = crate::model::number::number_core(serial);
        let is_year = is_year_of(ending, self.date.unwrap_or(today));
        (is_year && !core.is_empty()).then(|| Self { number: serial.to_owned(), core, ..self.clone() })
    }
}

/// A number that ends in two or four digits behind a slash or hyphen, which may be a year: what stands before, and they.
#[must_use]
pub fn parted(number: &str) -> Option<(&str, i16)> {
    let (serial, ending) = number.rsplit_once(['/', '-'])?;
    let is_short = matches!(ending.len(), 2 | 4) && ending.chars().all(|digit| digit.is_ascii_digit());
    Some((serial, ending.parse().ok().filter(|_| is_short)?))
}

/// Whether the ending of a number is the year of a day, whole or in short.
#[must_use]
pub fn is_year_of(ending: i16, day: Date) -> bool {
    ending == day.year() || ending == day.year() % 100
}

/// Finds the documents that a payment purpose cites, in their order, each once.
///
/// `today` completes dates without a year: the nearest such day that is not in the future.
#[must_use]
pub fn citations(purpose: &str, today: Date) -> Vec<Citation> {
    grammar::read(&lexer::atoms(purpose), today).cited
}

/// Numbers that may go on a list of undated ones with nothing but blanks between («сч. 806 807 830»): they may be anything,
/// and count only where the money proves them.
#[must_use]
pub fn bare_numbers(purpose: &str, today: Date) -> Vec<Citation> {
    grammar::read(&lexer::atoms(purpose), today).bare
}

#[cfg(test)]
mod tests;
