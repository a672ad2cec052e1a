//! The compiled form of a mapping: nothing in it can be wrong any more.

use std::collections::HashSet;
use std::sync::Arc;

use regex::Regex;
use rust_decimal::Decimal;

use super::convert::Converter;
use super::fold::{Folded, folded_chars};
use super::layout::Layout;
use super::number::NumberForm;
use super::select::Selector;
use crate::model::draft::Value;
use crate::model::field::Field;
use crate::model::issue::Severity;
use crate::model::record::RecordKind;

/// A value table, its keys compared folded.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValueTable {
    /// Sorted by key.
    rows: Vec<(Folded, String)>,
    /// A bit for the first letter of each key: most texts that are in no row are passed over by it.
    first_letters: u64,
}

/// The bit of a text's first letter, folded; several letters share one.
fn first_letter(text: &str) -> u64 {
    folded_chars(text).next().map_or(0, |letter| 1 << (u32::from(letter) % u64::BITS))
}

impl ValueTable {
    pub(crate) fn new(rows: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut rows: Vec<_> = rows.into_iter().map(|(key, value)| (Folded::new(&key), value)).collect();
        rows.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        let first_letters = rows.iter().fold(0, |bits, (key, _)| bits | first_letter(key.as_str()));
        Self { rows, first_letters }
    }

    /// Every key as written, with its value.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rows.iter().map(|(key, value)| (key.raw(), value.as_str()))
    }

    pub(crate) fn get(&self, text: &str) -> Option<&str> {
        let letter = first_letter(text);
        if letter != 0 && letter & self.first_letters == 0 {
            return None;
        }
        let at = self.rows.binary_search_by(|(key, _)| key.compare(text)).ok()?;
        self.rows.get(at).map(|(_, value)| value.as_str())
    }
}

/// How the values of `[file]` are known.
#[derive(Debug, Default)]
pub(crate) struct FileRules {
    /// For each pattern of the shape's file values, the slot it fills.
    pub(crate) slot_of_pattern: Vec<usize>,
    pub(crate) slots: usize,
    /// Names of the slots.
    pub(crate) names: Vec<String>,
    /// The paths as written, each with its slot.
    pub(crate) paths: Vec<(usize, String)>,
    pub(crate) time: Option<usize>,
    pub(crate) message: Option<usize>,
    pub(crate) own_accounts: Option<usize>,
}

/// What reads one sort of record.
#[derive(Debug)]
pub(crate) struct RecordRule {
    pub(crate) name: String,
    /// `mapping/record`.
    pub(crate) provenance: Arc<str>,
    pub(crate) kind: RecordKind,
    /// Reads what another rule reads too.
    pub(crate) also: bool,
    pub(crate) when: Box<[Condition]>,
    pub(crate) key: Box<[Template]>,
    pub(crate) removal: bool,
    /// What it reads is counted and passed over.
    pub(crate) skip: bool,
    pub(crate) share: Box<[Share]>,
    pub(crate) fields: Box<[FieldRule]>,
}

/// A value that later records of the same container may read.
#[derive(Debug)]
pub(crate) struct Share {
    pub(crate) slot: usize,
    /// Patterns whose records share; empty: all.
    pub(crate) patterns: HashSet<usize>,
    pub(crate) from: Selector,
}

/// What some rows say for later ones of the same container.
#[derive(Debug)]
pub(crate) struct NoteRule {
    /// Patterns of the raw records that are read.
    pub(crate) patterns: Vec<usize>,
    pub(crate) when: Box<[Condition]>,
    pub(crate) share: Box<[Share]>,
}

/// What must hold.
#[derive(Debug)]
pub(crate) enum Condition {
    /// The selector's text is one of these.
    Is(Selector, Box<[Folded]>),
    /// The selector's text is none of these; holds where there is no text.
    Not(Selector, Box<[Folded]>),
    /// A text stands at the selector, or none.
    Exists(Selector, bool),
    /// The text reads as this yes or no.
    Truth(Selector, bool),
    /// The text matches.
    Matches(Selector, Regex),
    /// The text is a number within bounds.
    Number(Selector, Bounds),
    /// A field read before has one of these values.
    FieldIs(Field, Box<[Folded]>),
    /// A field read before has none of these values; holds where it is absent.
    FieldNot(Field, Box<[Folded]>),
    /// A field read before is there, or is not.
    FieldExists(Field, bool),
    /// A field read before is a number within bounds.
    FieldNumber(Field, Bounds),
    /// At least one holds.
    Any(Box<[Condition]>),
    /// None holds.
    None(Box<[Condition]>),
}

/// What a number must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) less: Option<Decimal>,
    pub(crate) greater: Option<Decimal>,
    pub(crate) equals: Option<Decimal>,
}

impl Bounds {
    pub(crate) fn hold(&self, number: Decimal) -> bool {
        self.less.is_none_or(|bound| number < bound)
            && self.greater.is_none_or(|bound| number > bound)
            && self.equals.is_none_or(|wanted| number == wanted)
    }
}

/// How one field is read.
#[derive(Debug)]
pub(crate) struct FieldRule {
    pub(crate) field: Field,
    /// The first that gives a value wins.
    pub(crate) choices: Box<[Choice]>,
    pub(crate) required: bool,
    pub(crate) severity: Option<Severity>,
    /// The rule as the file has it.
    pub(crate) text: String,
}

/// One way to read a field.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) when: Box<[Condition]>,
    pub(crate) source: Source,
}

/// Where a value comes from.
#[derive(Debug)]
pub(crate) enum Source {
    Constant(Value),
    Value(Box<ValueRule>),
    /// Yes where all conditions hold, else no.
    Test(Box<[Condition]>),
    Direction(Box<DirectionRule>),
    One(Box<GroupRule>),
    /// The groups of every selector, in order.
    Many(Box<GroupRule>),
    /// Several sources of one list.
    All(Box<[Choice]>),
}

/// How nested groups are read.
#[derive(Debug)]
pub(crate) struct GroupRule {
    pub(crate) at: Box<[Selector]>,
    /// The text there is XML or JSON itself; the groups stand inside it.
    pub(crate) inner: Option<Selector>,
    pub(crate) fields: Box<[FieldRule]>,
}

/// How a text becomes a value.
#[derive(Debug)]
pub(crate) struct ValueRule {
    pub(crate) from: From,
    pub(crate) written: Option<Box<Written>>,
    /// Selects inside the text, which is XML or JSON itself.
    pub(crate) inner: Option<Selector>,
    pub(crate) converters: Vec<&'static Converter>,
    pub(crate) capture: Option<Regex>,
    pub(crate) table: Option<(Arc<ValueTable>, bool)>,
    pub(crate) default: Option<Value>,
}

/// How the mapping says a value is written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// What is replaced, and by what.
    pub(crate) replace: Vec<(Regex, String)>,
    /// What stands between the entries of a list in one text.
    pub(crate) split: Vec<String>,
    /// Layouts of a date; the first that fits reads it.
    pub(crate) layouts: Vec<Layout>,
    pub(crate) number: NumberForm,
}

/// Which texts a value is made of.
#[derive(Debug)]
pub(crate) enum From {
    /// The first text.
    First(Selector),
    /// The least or greatest of all values.
    Extreme(Selector, std::cmp::Ordering),
    /// The sum of all values of the first selectors, less that of the second.
    Sum(Box<[Selector]>, Box<[Selector]>),
    /// All texts, with this between them.
    Joined(Selector, String),
    /// A text that is also given in numbered parts, cut at fixed lengths; the longer form wins.
    Parts {
        whole: Selector,
        parts: Box<[Selector]>,
        cut: Box<[usize]>,
    },
    Template(Template),
}

/// A text with holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(pub(crate) Box<[Piece]>);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Literal(String),
    /// `{selector}`, or `{selector?}` that may be empty.
    Hole {
        from: Selector,
        optional: bool,
    },
    /// `{$field/number}` of a key: the field as it was read, so that two spellings of a date are one key.
    Field {
        field: Field,
        optional: bool,
    },
}

/// A payment's direction by whose accounts it moves between.
#[derive(Debug)]
pub(crate) struct DirectionRule {
    pub(crate) payer: Box<[Selector]>,
    pub(crate) payee: Box<[Selector]>,
    /// Filled only on received payments.
    pub(crate) received: Option<Selector>,
    /// Filled only on payments made.
    pub(crate) paid: Option<Selector>,
}

/// The text of the rule that reads a field, given with dots for nested groups.
pub(crate) fn rule_text(fields: &[FieldRule], path: &str) -> Option<String> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let rule = fields.iter().find(|rule| rule.field.name() == name)?;
    match rest {
        None => Some(rule.text.clone()),
        Some(rest) => nested(&rule.choices).iter().find_map(|fields| rule_text(fields, rest)),
    }
}

fn nested(choices: &[Choice]) -> Vec<&[FieldRule]> {
    let mut groups = Vec::new();
    for choice in choices {
        match &choice.source {
            Source::One(group) | Source::Many(group) => groups.push(&*group.fields),
            Source::All(parts) => groups.extend(nested(parts)),
            _ => {}
        }
    }
    groups
}
