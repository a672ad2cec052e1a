//! Ids of rows in managers' workbooks: an id of ours that begins and ends with a letter, the last one checking the rest.
//!
//! The fill handle counts up what begins or ends with a digit: `D-17` dragged down becomes the valid ids of other rows.
//! `D-17-X` is copied as it is, and a digit changed by hand fails its letter.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ids::{ClientId, ConflictId, DocumentId, InvalidId, PaymentId, ReviewId};

/// Letters that nobody takes for a digit or for each other; a prime number of them, so that every changed digit and every
/// two that changed places are noticed.
const LETTERS: [char; 23] =
    ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z'];

/// Letters that a Russian or Ukrainian keyboard gives for those that look the same.
const LOOKALIKES: [(char, char); 13] = [
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
    ('І', 'I'),
    ('О', 'O'),
];

/// What a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// A client.
    Client,
    /// A document.
    Document,
    /// A payment.
    Payment,
    /// Two values of one cell, between which the manager chooses.
    Conflict,
    /// A question that waits for a person.
    Question,
}

impl RowKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Client, Self::Document, Self::Payment, Self::Conflict, Self::Question];

    /// Whether rows of the kind are no records of anybody's: in each somebody chooses, and that is judged by itself.
    #[must_use]
    pub fn offers_a_choice(self) -> bool {
        matches!(self, Self::Conflict | Self::Question)
    }

    /// The letter its ids begin with: the one its numbers have everywhere.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Client => ClientId::PREFIX,
            Self::Document => DocumentId::PREFIX,
            Self::Payment => PaymentId::PREFIX,
            Self::Conflict => ConflictId::PREFIX,
            Self::Question => ReviewId::PREFIX,
        }
    }
}

/// The id of a row in a workbook; kept as its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct RowId {
    /// What the row is of.
    pub kind: RowKind,
    /// Its number in the store.
    pub number: i64,
}

impl RowId {
    /// The id as a workbook shows it: `C-12-K`.
    #[must_use]
    pub fn encode(self) -> String {
        let prefix = self.kind.prefix();
        format!("{prefix}-{}-{}", self.number, check_letter(prefix, self.number))
    }

    /// The id as the rest of the program writes it: `C-12`.
    #[must_use]
    pub fn bare(self) -> String {
        format!("{}-{}", self.kind.prefix(), self.number)
    }

    /// Reads an id of a workbook: any case, blanks around it, Cyrillic letters that look the same. Nothing without a
    /// check letter that holds: `C-12` in a workbook is what somebody typed or dragged down.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let folded = fold(text);
        let (prefix, rest) = folded.split_once('-')?;
        let kind = RowKind::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
        let number = checked(prefix, rest)?;
        Some(Self { kind, number })
    }
}

impl From<RowId> for String {
    fn from(id: RowId) -> Self {
        id.encode()
    }
}

impl TryFrom<String> for RowId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text).ok_or(InvalidId { text })
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.encode())
    }
}

impl From<ClientId> for RowId {
    fn from(id: ClientId) -> Self {
        Self { kind: RowKind::Client, number: id.0 }
    }
}

impl From<DocumentId> for RowId {
    fn from(id: DocumentId) -> Self {
        Self { kind: RowKind::Document, number: id.0 }
    }
}

impl From<PaymentId> for RowId {
    fn from(id: PaymentId) -> Self {
        Self { kind: RowKind::Payment, number: id.0 }
    }
}

impl From<ConflictId> for RowId {
    fn from(id: ConflictId) -> Self {
        Self { kind: RowKind::Conflict, number: id.0 }
    }
}

impl From<ReviewId> for RowId {
    fn from(id: ReviewId) -> Self {
        Self { kind: RowKind::Question, number: id.0 }
    }
}

/// The letter that checks a prefix and a number. Ten is a primitive root of the prime: no digit and no place weighs the
/// same as another. Seven only keeps the letters of neighbors apart, so that nobody learns to count in them.
#[must_use]
pub fn check_letter(prefix: &str, number: i64) -> char {
    let of_prefix = prefix.bytes().fold(0_i64, |sum, byte| sum + i64::from(byte) * 5);
    let at = (number.rem_euclid(23) * 7 + of_prefix).rem_euclid(23);
    usize::try_from(at).ok().and_then(|at| LETTERS.get(at)).copied().unwrap_or('A')
}

/// The number of `12-K`, behind a prefix, where its letter holds.
#[must_use]
pub fn checked(prefix: &str, rest: &str) -> Option<i64> {
    let (digits, letter) = rest.split_once('-')?;
    // A sign or a leading zero would give one row several ids.
    if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = digits.parse().ok()?;
    let mut letters = letter.chars();
    (letters.next() == Some(check_letter(prefix, number)) && letters.next().is_none()).then_some(number)
}

/// Capital letters, Latin where they look so, without blanks around.
#[must_use]
pub fn fold(text: &str) -> String {
    let latin =
        |letter: char| LOOKALIKES.iter().find(|(cyrillic, _)| *cyrillic == letter).map_or(letter, |pair| pair.1);
    text.trim().to_uppercase().chars().map(latin).collect()
}

/// An id as the rest of the program writes it: `C-12` where a workbook's `C-12-F` was given, anything else folded.
#[must_use]
pub fn plain(text: &str) -> String {
    RowId::parse(text).map_or_else(|| fold(text), |id| format!("{}-{}", id.kind.prefix(), id.number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(kind: RowKind, number: i64) -> RowId {
        RowId { kind, number }
    }

    #[test]
    fn an_id_begins_and_ends_with_a_letter_and_is_read_back() {
        let shown = RowId::from(ClientId(12)).encode();
        assert_eq!(shown, "C-12-F");
        assert_eq!(RowId::parse(&format!(" {} ", shown.to_lowercase())), Some(RowId::from(ClientId(12))));
        assert_eq!(RowId::parse("С-12-F"), Some(RowId::from(ClientId(12))), "Cyrillic С");
        for broken in ["C-12", "C12F", "12", "", "C-12-", "C-012-N", "C-+12-N", "C-12-FN", "Q-12-N", "C-12-n-1"] {
            assert_eq!(RowId::parse(broken), None, "{broken}");
        }
    }

    #[test]
    fn no_kind_has_the_letters_of_another() {
        let letters: std::collections::BTreeSet<char> =
            RowKind::ALL.into_iter().map(|kind| check_letter(kind.prefix(), 12)).collect();
        assert_eq!(letters.len(), RowKind::ALL.len());
    }

    proptest! {
        #[test]
        fn what_is_changed_is_noticed(number in 1_i64..10_000_000_000, digit in 0_usize..10, to in 0_u8..10) {
            for kind in RowKind::ALL {
                let shown = id(kind, number).encode();
                prop_assert_eq!(RowId::parse(&shown), Some(id(kind, number)));
                let letter = shown.chars().last().unwrap();
                // The fill handle counts up or down.
                for near in [number + 1, number - 1, number + 2] {
                    let neighbor = format!("{}-{near}-{letter}", kind.prefix());
                    prop_assert_eq!(RowId::parse(&neighbor), None, "{}", neighbor);
                }
                let digits: Vec<char> = number.to_string().chars().collect();
                let mut wrong = digits.clone();
                if let Some(place) = wrong.get_mut(digit) {
                    *place = char::from(b'0' + to);
                }
                let mut swapped = digits.clone();
                if digit + 1 < swapped.len() {
                    swapped.swap(digit, digit + 1);
                }
                for changed in [wrong, swapped].into_iter().filter(|changed| *changed != digits) {
                    let text: String = changed.into_iter().collect();
                    let text = format!("{}-{text}-{letter}", kind.prefix());
                    prop_assert_eq!(RowId::parse(&text), None, "{}", text);
                }
            }
        }
    }
}
