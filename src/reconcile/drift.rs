//! What a source sends now, compared with what it sent before.
//!
//! An element that was always optional may be absent without a word: only what was there nearly always, often enough,
//! can vanish. A column of a sheet is its author's statement: there one delivery is enough.

use crate::model::shape::{Place, Shape, Sorts, ValueSort};

/// So many elements that might have had it must have been seen before something about one of them means anything.
const ENOUGH: u64 = 20;
/// And so many now.
const ENOUGH_NOW: u64 = 3;
/// So many values tell what sort they are.
const ENOUGH_VALUES: u64 = 20;
/// And so many now.
const ENOUGH_VALUES_NOW: u64 = 5;
/// Nearly always, percent.
const NEARLY_ALWAYS: u64 = 98;
/// Nearly always of heads, percent: there are few.
const NEARLY_ALWAYS_HEADS: u64 = 90;
/// From here on two names are similar, per mille.
const SIMILAR: usize = 600;

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change.
    pub kind: ChangeKind,
    /// The path or folded caption.
    pub path: String,
    /// What it is called: the caption of a column, the path of an element within its record.
    pub name: String,
    /// The mapping's name of a column that it reads.
    pub key: Option<String>,
    /// It is a column of a sheet.
    pub is_column: bool,
    /// One delivery alone had it: nothing shows that it belongs there.
    pub once: bool,
    /// The mapping reads it: what it held is missing or changed in our records.
    pub matters: bool,
}

/// How a thing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was nearly always there and is not.
    Vanished,
    /// It vanished, and something like it is new: that one's name.
    Renamed {
        /// The new name.
        to: String,
    },
    /// Its values are of another sort.
    Retyped {
        /// What they were.
        from: ValueSort,
        /// What they are.
        to: ValueSort,
    },
    /// It was never there.
    New,
    /// The document has more different elements than are compared.
    TooWide,
}

/// Compares. What matters comes first; without anything known before, nothing changed.
#[must_use]
pub fn drift(before: &Shape, now: &Shape) -> Vec<Change> {
    if before.is_empty() || now.is_empty() {
        return Vec::new();
    }
    if now.is_cut {
        let is_column = now.has_columns();
        let (path, name) = (String::new(), String::new());
        return vec![Change {
            kind: ChangeKind::TooWide,
            path,
            name,
            key: None,
            is_column,
            once: false,
            matters: false,
        }];
    }
    let mut vanished: Vec<(&String, &Place)> =
        before.places.iter().filter(|(path, place)| has_vanished(path, place, before, now)).collect();
    let arrived: Vec<(&String, &Place)> =
        now.places.iter().filter(|(path, _)| !before.places.contains_key(*path)).collect();
    let mut paired: Vec<&String> = Vec::new();
    let mut changes = Vec::new();
    vanished.retain(|(path, place)| {
        let same = arrived.iter().filter(|(other, new)| !paired.contains(other) && is_renamed(path, place, other, new));
        let Some((other, new)) = same.max_by_key(|(other, new)| likeness(path, place, other, new)) else {
            return true;
        };
        paired.push(other);
        let to = shown(other, new);
        changes.push(change(ChangeKind::Renamed { to }, path, place, place.is_read && !new.is_read));
        false
    });
    changes.extend(vanished.iter().map(|(path, place)| change(ChangeKind::Vanished, path, place, place.is_read)));
    changes.extend(now.places.iter().filter_map(|(path, place)| retyped(path, before.places.get(path)?, place)));
    let is_new = |(path, place): &&(&String, &Place)| !paired.contains(path) && is_new(path, place, before, now);
    changes.extend(arrived.iter().filter(is_new).map(|(path, place)| change(ChangeKind::New, path, place, false)));
    changes.sort_by_key(|change| !change.matters);
    changes
}

fn change(kind: ChangeKind, path: &str, place: &Place, matters: bool) -> Change {
    Change {
        kind,
        path: path.to_owned(),
        name: shown(path, place),
        key: place.key.clone(),
        is_column: place.column.is_some(),
        once: place.column.is_some() && place.of <= 1,
        matters,
    }
}

/// A caption as it stands there, or the path below the record.
fn shown(path: &str, place: &Place) -> String {
    if place.column.is_some() {
        return place.caption.clone();
    }
    path.split_once('/').map_or(path, |(_, below)| below).to_owned()
}

fn has_vanished(path: &str, place: &Place, before: &Shape, now: &Shape) -> bool {
    if place.comes_and_goes || now.places.contains_key(path) {
        return false;
    }
    let chances = now.chances(path, place);
    if place.column.is_some() {
        // A column that the mapping knows by this caption too is the same column.
        let goes_on = |other: &Place| other.key.is_some() && other.key == place.key;
        return chances > 0
            && place.within * 100 >= place.of * NEARLY_ALWAYS_HEADS
            && !now.places.values().any(goes_on);
    }
    // What stands inside something that vanished is said with it.
    let has_parent = path.rsplit_once('/').is_some_and(|(parent, _)| before.places.contains_key(parent));
    has_parent
        && chances > 0
        && place.of >= ENOUGH
        && place.within * 100 >= (place.of - place.missing.min(place.of)) * NEARLY_ALWAYS
        && place.missing + chances >= ENOUGH_NOW
}

fn is_new(path: &str, place: &Place, before: &Shape, now: &Shape) -> bool {
    if place.column.is_some() {
        let goes_on = |other: &Place| other.key.is_some() && other.key == place.key;
        return before.has_columns() && !before.places.values().any(goes_on);
    }
    let Some(parent) = path.rsplit_once('/').and_then(|(parent, _)| before.places.get(parent)) else { return false };
    let chances = now.chances(path, place);
    !place.is_read && parent.nodes >= ENOUGH && place.within >= ENOUGH_NOW && place.within * 2 >= chances
}

fn retyped(path: &str, before: &Place, now: &Place) -> Option<Change> {
    let (from, to) = (before.sorts.main()?, now.sorts.main()?);
    let enough = before.sorts.total() >= ENOUGH_VALUES && now.sorts.total() >= ENOUGH_VALUES_NOW;
    if !enough || from == to {
        return None;
    }
    let is_other = match (from, to) {
        // A tax number whose leading zero a spreadsheet dropped; one that is longer was no tax number before.
        (ValueSort::TaxId, ValueSort::Integer) => is_mostly(&before.sorts, &[from]) && is_mostly(&now.sorts, &[to]),
        _ => {
            let (old, new) = (family(from), family(to));
            old != new && is_mostly(&before.sorts, old) && is_mostly(&now.sorts, new)
        }
    };
    is_other.then(|| change(ChangeKind::Retyped { from, to }, path, now, now.is_read))
}

/// Sorts that pass for one another: whole sums have no fraction, numbers may have ten digits.
fn family(sort: ValueSort) -> &'static [ValueSort] {
    match sort {
        ValueSort::Integer | ValueSort::Decimal | ValueSort::TaxId => {
            &[ValueSort::Integer, ValueSort::Decimal, ValueSort::TaxId]
        }
        ValueSort::Date => &[ValueSort::Date],
        ValueSort::Text => &[ValueSort::Text],
    }
}

fn is_mostly(sorts: &Sorts, wanted: &[ValueSort]) -> bool {
    wanted.iter().map(|sort| sorts.count(*sort)).sum::<u64>() * 100 >= sorts.total() * 95
}

fn is_renamed(path: &str, place: &Place, other: &str, new: &Place) -> bool {
    if parent(path) != parent(other) || place.column.is_some() != new.column.is_some() {
        return false;
    }
    // Two columns that the mapping tells apart.
    if place.key.is_some() && new.key.is_some() {
        return false;
    }
    let holds_the_same = match (place.sorts.main(), new.sorts.main()) {
        (Some(was), Some(is)) => family(was) == family(is),
        // One of them has no values: names alone can't tell.
        (was, is) => was == is,
    };
    let is_similar = likeness(path, place, other, new) > 0;
    let same_column = place.column.is_some() && place.column == new.column;
    holds_the_same && (is_similar || same_column)
}

/// How similar two names are, per mille; 0 where they are not.
fn likeness(path: &str, place: &Place, other: &str, new: &Place) -> usize {
    let (was, is) = (own_name(path, place), own_name(other, new));
    let (long, short) = (was.chars().count().max(is.chars().count()), was.chars().count().min(is.chars().count()));
    if short >= 3 && (is.contains(&was) || was.contains(&is)) {
        return 1_000;
    }
    let alike = long.saturating_sub(strsim::damerau_levenshtein(&was, &is)) * 1_000 / long.max(1);
    if alike >= SIMILAR { alike } else { 0 }
}

fn own_name(path: &str, place: &Place) -> String {
    let name = if place.column.is_some() { path } else { path.rsplit('/').next().unwrap_or(path) };
    name.trim_start_matches('@').to_lowercase()
}

/// Where an element stands; columns stand nowhere.
fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent)
}

/// The shape as it is known once these changes are accepted.
#[must_use]
pub fn accepted(before: Shape, now: &Shape, changes: &[Change]) -> Shape {
    let mut known = before.learned(now);
    for change in changes {
        match &change.kind {
            ChangeKind::Vanished | ChangeKind::Renamed { .. } => {
                if let Some(place) = known.places.get_mut(&change.path) {
                    place.comes_and_goes = true;
                }
            }
            ChangeKind::Retyped { .. } => {
                if let (Some(place), Some(now)) = (known.places.get_mut(&change.path), now.places.get(&change.path)) {
                    place.sorts = now.sorts;
                }
            }
            ChangeKind::New | ChangeKind::TooWide => {}
        }
    }
    known
}

#[cfg(test)]
mod tests;
