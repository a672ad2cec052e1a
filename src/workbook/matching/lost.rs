//! Rows of the base whose ids no row of a file says, found among those whose ids were lost: emptied, broken, or written over
//! with the id of another row, as whoever drags a code down does.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{KnownRows, Matched, likeness};
use crate::model::book::Cells;
use crate::model::row_id::RowId;
use crate::workbook::layout::{Owner, Readable, STATUS};
use crate::workbook::read::FileRow;

/// So many rows that are alike in everything of accounting's are told apart by the rest; more are taken in their order.
const ALIKE_MAX: usize = 50;
/// So many values a row must say to be known by all of them.
const SAID_MIN: usize = 3;

/// What tells rows apart.
type Key<'s> = Vec<&'s str>;

/// Finds rows of the base that are missing, by the surest keys first. A key that two rows have on either side tells nothing.
pub(super) fn recover(sheet: &Readable, rows: &[FileRow], known: &KnownRows<'_>, matched: &mut [Matched]) {
    let found: BTreeSet<RowId> = matched.iter().filter_map(|one| one.known()).collect();
    let is_missing = |id: &RowId| id.kind == sheet.kind && !found.contains(id);
    let missing = known.base.iter().filter(|(id, _)| is_missing(id)).map(|(id, cells)| (*id, *cells)).collect();
    let mut search = Search { rows, known, matched, missing, count: 0 };
    let everything = of_accounting(sheet, rows);
    // A row that is found to be another one than it says frees the row that it says: where a column of codes was moved, one
    // after another, until nothing changes. A row is found once, so that ends.
    for _ in 0..=rows.len() {
        if search.missing.is_empty() {
            return;
        }
        let before = search.count;
        for columns in sheet.keys {
            search.by_key(columns);
        }
        search.by_everything(&everything);
        if search.count == before {
            return;
        }
    }
}

/// The columns that accounting fills in, as far as the file has them.
fn of_accounting(sheet: &Readable, rows: &[FileRow]) -> Vec<&'static str> {
    let stands = |id: &str| rows.first().is_some_and(|row| row.cells.contains_key(id));
    let columns = sheet.columns.iter().filter(|column| column.owner == Owner::Accounting);
    columns.map(|column| column.id).filter(|id| !matches!(*id, "id" | STATUS) && stands(id)).collect()
}

/// Columns by which rows are told apart: each says something, or most are blank and they say enough together.
#[derive(Debug, Clone, Copy)]
struct Telling<'c> {
    columns: &'c [&'static str],
    is_everything: bool,
}

impl Telling<'_> {
    fn key<'s>(self, value: impl Fn(&str) -> Option<&'s str>) -> Option<Key<'s>> {
        let key: Key<'s> = self.columns.iter().map(|column| value(column)).collect::<Option<_>>()?;
        let said = key.iter().filter(|value| !value.is_empty()).count();
        let is_enough = if self.is_everything { said >= SAID_MIN } else { said == key.len() };
        is_enough.then_some(key)
    }
}

struct Search<'s, 'm> {
    rows: &'s [FileRow],
    known: &'s KnownRows<'s>,
    matched: &'m mut [Matched],
    missing: BTreeMap<RowId, &'s Cells>,
    /// How many were found.
    count: usize,
}

impl<'s> Search<'s, '_> {
    fn by_key(&mut self, columns: &[&'static str]) {
        for (ids, places) in self.groups(Telling { columns, is_everything: false }) {
            if let ([id], [at]) = (&ids[..], &places[..]) {
                self.take(*at, *id);
            }
        }
    }

    fn by_everything(&mut self, columns: &[&'static str]) {
        for (ids, places) in self.groups(Telling { columns, is_everything: true }) {
            if ids.len() == places.len() {
                self.pair(&ids, &places);
            }
        }
    }

    /// Rows that are missing and rows that may be they, by what tells them apart.
    fn groups(&self, telling: Telling<'_>) -> Vec<(Vec<RowId>, Vec<usize>)> {
        let mut groups: BTreeMap<Key<'s>, (Vec<RowId>, Vec<usize>)> = BTreeMap::new();
        let of_cells = |cells: &'s Cells| telling.key(|column| cells.get(column).map(String::as_str));
        for (id, cells) in &self.missing {
            if let Some(key) = of_cells(cells) {
                groups.entry(key).or_default().0.push(*id);
            }
        }
        for (at, (row, one)) in self.rows.iter().zip(self.matched.iter()).enumerate() {
            let said = match one {
                Matched::New | Matched::CopyOf(_) | Matched::Foreign(_) => None,
                Matched::Known(id) => self.known.cells(*id),
                _ => continue,
            };
            let Some(key) = telling.key(|column| row.value(column)) else { continue };
            if said.and_then(of_cells).as_ref() == Some(&key) {
                continue;
            }
            if let Some((_, places)) = groups.get_mut(&key) {
                places.push(at);
            }
        }
        groups.into_values().collect()
    }

    /// Tells rows apart that are alike, by whatever else they say.
    fn pair(&mut self, ids: &[RowId], places: &[usize]) {
        if ids.len() > ALIKE_MAX {
            ids.iter().zip(places).for_each(|(id, at)| self.take(*at, *id));
            return;
        }
        let alike = |at: usize, id: &RowId| {
            self.rows.get(at).zip(self.missing.get(id)).map_or(0, |(row, cells)| likeness(row, cells))
        };
        let pair = |at: &usize, id: &RowId| (Reverse(alike(*at, id)), *at, self.known.order.get(id).copied(), *id);
        let mut pairs: Vec<_> = places.iter().flat_map(|at| ids.iter().map(move |id| pair(at, id))).collect();
        pairs.sort();
        let (mut taken, mut used) = (BTreeSet::new(), BTreeSet::new());
        for (_, at, _, id) in pairs {
            if !taken.contains(&at) && !used.contains(&id) {
                taken.insert(at);
                used.insert(id);
                self.take(at, id);
            }
        }
    }

    /// Takes a row for one that is missing. A row that says the id of another must be liker to this one.
    fn take(&mut self, at: usize, id: RowId) {
        let (Some(row), Some(one), Some(cells)) =
            (self.rows.get(at), self.matched.get_mut(at), self.missing.get(&id).copied())
        else {
            return;
        };
        let alike = |said: RowId| self.known.cells(said).map_or(0, |cells| likeness(row, cells));
        match *one {
            Matched::Known(said) if alike(said) >= likeness(row, cells) => return,
            Matched::CopyOf(said) if alike(said) > likeness(row, cells) => return,
            Matched::Known(said) => {
                let freed = self.known.base.get(&said).map(|cells| (said, *cells));
                self.missing.extend(freed);
            }
            _ => {}
        }
        *one = Matched::Recovered(id);
        self.missing.remove(&id);
        self.count += 1;
    }
}
