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

/// Finds rows of the base that are missing, by the surest keys first; which rows, by their order, say the code of another
/// where not all were found. A key that two rows have on either side tells nothing.
///
/// A row that is found to be another one than it says frees the row that it says, and so one after another where a column of
/// codes was moved. A row is found once, so that ends.
pub(super) fn recover(
    sheet: &Readable,
    rows: &[FileRow],
    known: &KnownRows<'_>,
    matched: &mut [Matched],
) -> Vec<usize> {
    let found: BTreeSet<RowId> = matched.iter().filter_map(|one| one.known()).collect();
    let is_missing = |id: &RowId| id.kind == sheet.kind && !found.contains(id);
    let missing: Vec<RowId> = known.base.keys().copied().filter(is_missing).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let everything = of_accounting(sheet, rows);
    let by_key = sheet.keys.iter().map(|columns| Telling { columns, is_everything: false });
    let tellings: Vec<Telling<'_>> = by_key.chain([Telling { columns: &everything, is_everything: true }]).collect();
    let mut search = Search::of(rows, known, matched, &tellings);
    missing.into_iter().for_each(|id| search.miss(id));
    while let Some((telling, key)) = search.work.pop_first() {
        search.look(telling, &key);
    }
    search.undo_torn()
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

    fn key_of_cells<'s>(self, cells: &'s Cells) -> Option<Key<'s>> {
        self.key(|column| cells.get(column).map(String::as_str))
    }

    fn key_of_row<'s>(self, row: &'s FileRow) -> Option<Key<'s>> {
        self.key(|column| row.value(column))
    }
}

/// Rows that are missing and rows that may be they, of one key.
#[derive(Debug, Default)]
struct Group {
    ids: BTreeSet<RowId>,
    places: BTreeSet<usize>,
}

/// A row that was taken for another one than it says.
#[derive(Debug, Clone, Copy)]
struct Taken {
    at: usize,
    /// What it was taken for before.
    was: Matched,
    /// The row of the base that it says, which is missing since.
    freed: Option<RowId>,
}

struct Search<'s, 'm> {
    rows: &'s [FileRow],
    known: &'s KnownRows<'s>,
    matched: &'m mut [Matched],
    tellings: &'s [Telling<'s>],
    missing: BTreeMap<RowId, &'s Cells>,
    /// By what tells them apart, as the tellings are ordered.
    groups: Vec<BTreeMap<Key<'s>, Group>>,
    /// Groups that have changed since they were looked at, the surest first.
    work: BTreeSet<(usize, Key<'s>)>,
    /// By what the row was taken for.
    taken: BTreeMap<RowId, Taken>,
}

impl<'s, 'm> Search<'s, 'm> {
    fn of(
        rows: &'s [FileRow],
        known: &'s KnownRows<'s>,
        matched: &'m mut [Matched],
        tellings: &'s [Telling<'s>],
    ) -> Self {
        let mut groups = Vec::with_capacity(tellings.len());
        for telling in tellings {
            let mut of_key: BTreeMap<Key<'s>, Group> = BTreeMap::new();
            for (at, (row, one)) in rows.iter().zip(matched.iter()).enumerate() {
                if let Some(key) = may_be_another(*telling, row, *one, known) {
                    of_key.entry(key).or_default().places.insert(at);
                }
            }
            groups.push(of_key);
        }
        Self {
            rows,
            known,
            matched,
            tellings,
            missing: BTreeMap::new(),
            groups,
            work: BTreeSet::new(),
            taken: BTreeMap::new(),
        }
    }

    /// Looks for a row too.
    fn miss(&mut self, id: RowId) {
        let Some(cells) = self.known.base.get(&id).copied() else { return };
        self.missing.insert(id, cells);
        for (at, telling) in self.tellings.iter().enumerate() {
            let Some(key) = telling.key_of_cells(cells) else { continue };
            if let Some(groups) = self.groups.get_mut(at) {
                groups.entry(key.clone()).or_default().ids.insert(id);
                self.work.insert((at, key));
            }
        }
    }

    fn look(&mut self, telling: usize, key: &Key<'s>) {
        let Some(group) = self.groups.get(telling).and_then(|groups| groups.get(key)) else { return };
        let ids: Vec<RowId> = group.ids.iter().copied().collect();
        let places: Vec<usize> = group.places.iter().copied().collect();
        if self.tellings.get(telling).is_some_and(|telling| telling.is_everything) {
            if ids.len() == places.len() {
                self.pair(&ids, &places);
            }
        } else if let ([id], [at]) = (&ids[..], &places[..]) {
            self.take(*at, *id);
        }
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
        let was = *one;
        let freed = match was {
            Matched::Known(said) if alike(said) >= likeness(row, cells) => return,
            Matched::CopyOf(said) if alike(said) > likeness(row, cells) => return,
            Matched::Known(said) => self.known.base.contains_key(&said).then_some(said),
            _ => None,
        };
        *one = Matched::Recovered(id);
        self.missing.remove(&id);
        self.taken.insert(id, Taken { at, was, freed });
        self.leave(row, cells, (at, id));
        if let Some(freed) = freed {
            self.miss(freed);
        }
    }

    /// Takes a row of the file and one of the base out of the groups that they are in: of those that stay one may be alone.
    fn leave(&mut self, row: &'s FileRow, cells: &'s Cells, (at, id): (usize, RowId)) {
        for (number, telling) in self.tellings.iter().enumerate() {
            let Some(groups) = self.groups.get_mut(number) else { continue };
            let keys = [telling.key_of_row(row), telling.key_of_cells(cells)];
            for key in keys.into_iter().flatten() {
                if let Some(group) = groups.get_mut(&key) {
                    let is_other = group.places.remove(&at) | group.ids.remove(&id);
                    if is_other && !group.ids.is_empty() && !group.places.is_empty() {
                        self.work.insert((number, key));
                    }
                }
            }
        }
    }

    /// Where a row was freed and never found although the file has rows of which nobody knows whose they are, one of these may
    /// be it: whatever was found on the way there is undone, for to mend a part would leave the rest with others. The rows, by
    /// their order.
    fn undo_torn(&mut self) -> Vec<usize> {
        if !self.has_unknown() {
            return Vec::new();
        }
        let freed_by: BTreeMap<RowId, RowId> =
            self.taken.iter().filter_map(|(id, taken)| Some((taken.freed?, *id))).collect();
        let mut torn = Vec::new();
        for lost in freed_by.keys().filter(|id| self.missing.contains_key(id)) {
            let mut last = Some(*lost);
            while let Some(id) = last.and_then(|freed| freed_by.get(&freed)).copied() {
                let Some(taken) = self.taken.remove(&id) else { break };
                if let Some(one) = self.matched.get_mut(taken.at) {
                    *one = taken.was;
                }
                torn.push(taken.at);
                last = Some(id);
            }
        }
        torn.sort_unstable();
        torn
    }

    /// Whether rows are left that say nobody's code, or that of somebody else as far as keys tell.
    fn has_unknown(&self) -> bool {
        let keys = || self.tellings.iter().filter(|telling| !telling.is_everything);
        self.rows.iter().zip(self.matched.iter()).any(|(row, one)| match one {
            Matched::New | Matched::CopyOf(_) => true,
            Matched::Known(id) => {
                let was = self.known.cells(*id);
                let said = keys().filter_map(|key| Some((key, key.key_of_row(row)?)));
                let mut says =
                    said.map(|(key, said)| was.and_then(|was| key.key_of_cells(was)) == Some(said)).peekable();
                says.peek().is_some() && !says.any(|is_as_before| is_as_before)
            }
            _ => false,
        })
    }
}

/// What tells a row apart that may be another one than it says.
fn may_be_another<'s>(
    telling: Telling<'_>,
    row: &'s FileRow,
    one: Matched,
    known: &'s KnownRows<'s>,
) -> Option<Key<'s>> {
    let said = match one {
        Matched::New | Matched::CopyOf(_) | Matched::Foreign(_) => None,
        Matched::Known(id) => known.cells(id),
        _ => return None,
    };
    let key = telling.key_of_row(row)?;
    (said.and_then(|cells| telling.key_of_cells(cells)).as_ref() != Some(&key)).then_some(key)
}
