//! What documents of a source look like to one mapping: the columns or elements its records have, how often, holding
//! what sort of values. Learned from delivery to delivery; a delivery that looks otherwise is said to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Beyond this the counts are halved: what a source sent years ago must not outweigh what it sends.
const WEIGHT_MAX: u64 = 1_000_000;

/// What is done where a source sends something other than before, and it matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DriftPolicy {
    /// The file is taken, and it is said.
    #[default]
    Accept,
    /// The file waits until a person has accepted it.
    Ask,
    /// The file is refused.
    Stop,
}

impl DriftPolicy {
    /// Every policy, the mildest first.
    pub const ALL: [Self; 3] = [Self::Accept, Self::Ask, Self::Stop];
}

/// What sort of value a text is, judged by its letters alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueSort {
    /// Digits, with or without a sign.
    Integer,
    /// Digits with a fraction or with separators.
    Decimal,
    /// Ten or twelve digits, as a tax number has.
    TaxId,
    /// A day, with or without a time.
    Date,
    /// Anything else.
    Text,
}

impl ValueSort {
    /// Every sort, in the order of [`Sorts`].
    pub const ALL: [Self; 5] = [Self::Integer, Self::Decimal, Self::TaxId, Self::Date, Self::Text];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::TaxId => "tax-id",
            Self::Date => "date",
            Self::Text => "text",
        }
    }

    /// The sort of a text; nothing for a blank one.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return None;
        }
        let unsigned = text.trim_start_matches(['-', '+', '−']);
        let digits = unsigned.bytes().filter(u8::is_ascii_digit).count();
        if digits > 0 && digits == unsigned.len() {
            let is_tax_id = unsigned.len() == text.len() && matches!(digits, 10 | 12);
            return Some(if is_tax_id { Self::TaxId } else { Self::Integer });
        }
        if is_date(bytes) {
            return Some(Self::Date);
        }
        let is_separator = |letter: char| matches!(letter, '.' | ',' | '\'') || letter.is_whitespace();
        let is_number = digits > 0 && unsigned.chars().all(|letter| letter.is_ascii_digit() || is_separator(letter));
        Some(if is_number { Self::Decimal } else { Self::Text })
    }
}

/// `2026-10-31…`, `31.10.2026…`, `31/10/2026…`.
fn is_date(bytes: &[u8]) -> bool {
    let Some(first) = bytes.first_chunk::<10>() else { return false };
    let has_form = |form: &[u8; 10]| {
        first.iter().zip(form).all(|(byte, wanted)| match wanted {
            b'0' => byte.is_ascii_digit(),
            mark => byte == mark,
        })
    };
    [b"0000-00-00", b"00.00.0000", b"00/00/0000"].iter().any(|form| has_form(form))
        && !bytes.get(10).is_some_and(u8::is_ascii_digit)
}

/// How many values of each sort were seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sorts([u64; 5]);

impl Sorts {
    /// Counts a value.
    pub fn add(&mut self, sort: ValueSort) {
        if let Some(count) = self.0.get_mut(sort as usize) {
            *count += 1;
        }
    }

    /// Counts what another count holds.
    pub fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(count, more)| *count = count.saturating_add(more));
        if self.total() > WEIGHT_MAX {
            self.0.iter_mut().for_each(|count| *count /= 2);
        }
    }

    /// How many values were seen.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// How many of a sort.
    #[must_use]
    pub fn count(&self, sort: ValueSort) -> u64 {
        self.0.get(sort as usize).copied().unwrap_or_default()
    }

    /// The sort that values mostly have.
    #[must_use]
    pub fn main(&self) -> Option<ValueSort> {
        let most = ValueSort::ALL.into_iter().max_by_key(|sort| self.count(*sort))?;
        (self.count(most) > 0).then_some(most)
    }
}

/// One column, element or attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// A column's caption as it stands in the file; empty for elements, whose path says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caption: String,
    /// A column's place in the sheet, counted from 0; nothing for elements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The mapping's name of the column, where it reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The mapping reads it.
    pub is_read: bool,
    /// How often it stood; of a column, in how many rows.
    pub nodes: u64,
    /// In how many elements that might have it it stood; of a column, in how many heads.
    pub within: u64,
    /// How many elements, or heads, there were that might have it, since it was met first.
    pub of: u64,
    /// How many there were since it was met last.
    #[serde(default)]
    pub missing: u64,
    /// What its values are, by sample.
    pub sorts: Sorts,
    /// It went away once and that was accepted: it comes and goes.
    #[serde(default)]
    pub comes_and_goes: bool,
}

/// What documents look like, by path: `rule/element/element`, `rule/element/@attribute`; of a column, its folded caption.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Its columns and elements.
    pub places: BTreeMap<String, Place>,
    /// There were more than are kept: what is absent may only not have been kept.
    pub is_cut: bool,
}

impl Shape {
    /// Whether nothing was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether it is that of sheets.
    #[must_use]
    pub fn has_columns(&self) -> bool {
        self.places.values().any(|place| place.column.is_some())
    }

    /// How many elements there are that might have what stands at a path; of a column, how many heads.
    #[must_use]
    pub fn chances(&self, path: &str, place: &Place) -> u64 {
        if place.column.is_some() {
            return u64::from(self.has_columns());
        }
        path.rsplit_once('/').and_then(|(parent, _)| self.places.get(parent)).map_or(0, |parent| parent.nodes)
    }

    /// Adds what another document of the same delivery shows.
    pub fn join(&mut self, other: Self) {
        self.is_cut |= other.is_cut;
        for (path, place) in other.places {
            match self.places.get_mut(&path) {
                Some(known) if known.column.is_some() => {
                    known.nodes += place.nodes;
                    known.sorts.join(&place.sorts);
                }
                Some(known) => known.add(&place),
                None => drop(self.places.insert(path, place)),
            }
        }
    }

    /// What is known once a delivery was taken that looks like `now`.
    #[must_use]
    pub fn learned(mut self, now: &Self) -> Self {
        for (path, known) in &mut self.places {
            match now.places.get(path) {
                Some(place) => known.meet(place, now.chances(path, place)),
                None => {
                    let chances = now.chances(path, known);
                    known.missing = known.missing.saturating_add(chances);
                    known.of = known.of.saturating_add(chances);
                }
            }
            known.fade();
        }
        for (path, place) in &now.places {
            self.places.entry(path.clone()).or_insert_with(|| place.clone());
        }
        self
    }
}

impl Place {
    fn add(&mut self, other: &Self) {
        self.nodes = self.nodes.saturating_add(other.nodes);
        self.within = self.within.saturating_add(other.within);
        self.of = self.of.saturating_add(other.of);
        self.sorts.join(&other.sorts);
    }

    fn meet(&mut self, now: &Self, chances: u64) {
        self.caption.clone_from(&now.caption);
        (self.column, self.is_read, self.missing) = (now.column, now.is_read, 0);
        self.key.clone_from(&now.key);
        self.nodes = self.nodes.saturating_add(now.nodes);
        self.within = self.within.saturating_add(now.within);
        self.of = self.of.saturating_add(chances);
        self.sorts.join(&now.sorts);
    }

    fn fade(&mut self) {
        if self.of.max(self.nodes) > WEIGHT_MAX {
            self.nodes /= 2;
            self.within /= 2;
            self.of /= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_sorted_by_their_letters() {
        for (text, sort) in [
            ("7701555010", ValueSort::TaxId),
            ("770155501000", ValueSort::TaxId),
            ("142", ValueSort::Integer),
            ("-5", ValueSort::Integer),
            ("40702810100000012345", ValueSort::Integer),
            ("1 234,50", ValueSort::Decimal),
            ("1\u{a0}234", ValueSort::Decimal),
            ("10.5", ValueSort::Decimal),
            ("2026-10-31", ValueSort::Date),
            ("2026-10-31T10:00:00", ValueSort::Date),
            ("31.10.2026 0:00:00", ValueSort::Date),
            ("С-17", ValueSort::Text),
            ("ООО «Ромашка»", ValueSort::Text),
            ("—", ValueSort::Text),
            (".", ValueSort::Text),
            ("31.10.20261", ValueSort::Decimal),
        ] {
            assert_eq!(ValueSort::of(text), Some(sort), "{text}");
        }
        assert_eq!(ValueSort::of(" \t"), None);
    }

    #[test]
    fn a_shape_survives_json() {
        let mut shape = Shape::default();
        let mut place = Place { nodes: 3, within: 3, of: 3, ..Place::default() };
        place.sorts.add(ValueSort::Date);
        shape.places.insert("invoice/Дата".to_owned(), place);
        let text = serde_json::to_string(&shape).unwrap();
        assert_eq!(serde_json::from_str::<Shape>(&text).unwrap(), shape);
        assert_eq!(shape.places["invoice/Дата"].sorts.main(), Some(ValueSort::Date));
    }

    #[test]
    fn learning_counts_what_came_and_what_stayed_away() {
        let shape = |paths: &[&str]| {
            let place = |path: &&str| ((*path).to_owned(), Place { nodes: 2, within: 2, of: 2, ..Place::default() });
            Shape { places: paths.iter().map(place).collect(), is_cut: false }
        };
        let known = shape(&["r", "r/a", "r/b"]).learned(&shape(&["r", "r/a", "r/c"]));
        let counts = |path: &str| (known.places[path].within, known.places[path].of, known.places[path].missing);
        assert_eq!(counts("r/a"), (4, 4, 0));
        assert_eq!(counts("r/b"), (2, 4, 2));
        assert_eq!(counts("r/c"), (2, 2, 0));
    }
}
