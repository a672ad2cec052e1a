//! Values of a column that changed places between rows: only a part of the table was sorted, or cells were moved up or down.
//! What left some rows is what came to others, and nobody writes that by hand but for a value or two.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern;
use crate::model::book::Cells;
use crate::workbook::layout::{ColumnSpec, Kind};
use crate::workbook::read::FileRow;
use crate::workbook::value::FileCell;

/// Values that changed places in a column that never changes.
const IMMUTABLE_MIN: usize = 2;
/// Values of a manager's column that changed places: two may be a correction.
const OWN_MIN: usize = 3;
/// Two texts that are so long are not exchanged by hand.
const EXCHANGED_LONG: usize = 12;
/// Texts that other rows have as well, where most of what changed is such.
const REPEATED_MIN: usize = 4;
/// So many words that many rows have are the same as before by no chance.
const SAME_MIN: usize = 8;

/// Rows of a file with what was written into them.
pub(super) type Pairs<'a> = [(&'a FileRow, &'a Cells)];

/// A cell whose value is another one now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed<'a> {
    /// Row, from 1.
    row: u32,
    /// What stood there.
    pub(super) was: &'a str,
    cell: &'a FileCell,
}

/// Values that are others now.
pub(super) fn changed<'a>(pairs: &Pairs<'a>, column: &str) -> Vec<Changed<'a>> {
    let of_row = |(row, was): &(&'a FileRow, &'a Cells)| {
        let (was, cell) = (was.get(column)?.as_str(), row.cells.get(column)?);
        let is_changed = !cell.says(was) && !matches!(cell, FileCell::Unreadable { .. });
        is_changed.then_some(Changed { row: row.row, was, cell })
    };
    pairs.iter().filter_map(of_row).collect()
}

/// Values that changed places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moved {
    /// Rows where they stand now, from 1.
    pub(super) rows: Vec<u32>,
    /// Whether there may be more of them: of values that several rows have nobody knows where they went.
    pub(super) is_least: bool,
    /// Whether cells were taken out or put in, so that those behind them stand higher or lower.
    pub(super) is_shift: bool,
}

impl Moved {
    fn of(pairs: &Pairs<'_>, column: &str, moves: &[Move<'_>], may_be: usize) -> Self {
        let mut rows: Vec<u32> = moves.iter().map(|one| one.to).collect();
        rows.sort_unstable();
        Self { rows, is_least: may_be > moves.len(), is_shift: pattern::is_shift(pairs, column, moves) }
    }
}

/// A value that left one row and came to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move<'a> {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) value: &'a str,
}

/// Values that left rows and came to others, each once.
fn moves<'a>(from: &[Changed<'a>], to: &[Changed<'a>]) -> Vec<Move<'a>> {
    let mut left: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for one in from.iter().rev() {
        left.entry(one.was).or_default().push(one.row);
    }
    let of_cell = |one: &Changed<'a>| {
        let value = match one.cell {
            FileCell::Value(value) => left.get_key_value(value.as_str()).map(|(value, _)| *value),
            // Digits whose zeros a spreadsheet took away may have moved as well.
            cell => left.iter().find(|(was, rows)| !rows.is_empty() && cell.says(was)).map(|(was, _)| *was),
        }?;
        let from = left.get_mut(value)?.pop()?;
        Some(Move { from, to: one.row, value })
    };
    to.iter().filter_map(of_cell).collect()
}

/// Values that changed places in a column that never changes, where nearly all that changed did. Nothing is filled in there:
/// a blank that moved is a sign like any other.
pub(super) fn in_immutable(pairs: &Pairs<'_>, changed: &[Changed<'_>], column: &ColumnSpec) -> Option<Moved> {
    mostly(pairs, column.id, &moves(changed, changed), (changed.len(), IMMUTABLE_MIN))
}

/// Values that changed places in a column of the manager's, where she can't have moved them by hand: different texts that
/// nobody else has, whatever else she wrote; values of other kinds, where nearly all that changed did, or where nothing came
/// that had not left another row.
pub(super) fn in_own(pairs: &Pairs<'_>, changed: &[Changed<'_>], column: &ColumnSpec) -> Option<Moved> {
    let (left, came) = sides(changed);
    let moves_of_all = moves(&left, &came);
    let moved = |moves: &[Move<'_>]| Moved::of(pairs, column.id, moves, moves_of_all.len());
    let texts = if is_text(column) { of_one_row(pairs, &moves_of_all, column.id) } else { Vec::new() };
    let nothing_else = [&left, &came].iter().all(|all| all.len() == moves_of_all.len());
    let are_by_no_hand = match &texts[..] {
        [] | [_] => false,
        [one, other] => {
            let is_long = |one: &Move<'_>| one.value.chars().count() >= EXCHANGED_LONG;
            (is_exchange(*one, *other) && is_long(one) && is_long(other))
                || pattern::is_shift(pairs, column.id, &texts)
                || (nothing_else && pattern::is_sorted(pairs, column.id))
        }
        more => more.len() >= OWN_MIN,
    };
    if are_by_no_hand {
        return Some(moved(&texts));
    }
    // Texts that several rows have are moved by nobody's hand either where they are most of what changed, whatever else she
    // wrote in that save.
    if is_text(column) && moves_of_all.len() >= REPEATED_MIN && moves_of_all.len() * 10 >= changed.len() * 6 {
        return Some(Moved::of(pairs, column.id, &moves_of_all, changed.len()));
    }
    let is_distinct = left.iter().map(|one| one.was).collect::<BTreeSet<_>>().len() == left.len();
    let of_said = (left.len(), OWN_MIN);
    let among_said = is_distinct.then(|| mostly(pairs, column.id, &moves(&left, &left), of_said)).flatten();
    // Two clients exchange their stages, and so may others: of words to choose from it takes more.
    let least = if is_distinct && column.list.is_none() { OWN_MIN } else { SAME_MIN };
    let is_same = moves_of_all.len() >= least && nothing_else;
    among_said.or_else(|| is_same.then(|| moved(&moves_of_all)))
}

/// Texts that left a row and came to another, where they are so few that they are taken: nobody else has them.
pub(super) fn few<'a>(pairs: &Pairs<'a>, column: &ColumnSpec) -> Vec<Move<'a>> {
    if !is_text(column) {
        return Vec::new();
    }
    let (left, came) = sides(&changed(pairs, column.id));
    let texts = of_one_row(pairs, &moves(&left, &came), column.id);
    if texts.len() < OWN_MIN { texts } else { Vec::new() }
}

/// Whether two values stand each where the other stood.
pub(super) fn is_exchange(one: Move<'_>, other: Move<'_>) -> bool {
    (one.from, one.to) == (other.to, other.from)
}

/// What left its row and what came to one.
fn sides<'a>(changed: &[Changed<'a>]) -> (Vec<Changed<'a>>, Vec<Changed<'a>>) {
    let left = changed.iter().copied().filter(|one| !one.was.is_empty()).collect();
    (left, changed.iter().copied().filter(|one| !one.cell.is_blank()).collect())
}

/// Whether a column holds words of her own.
fn is_text(column: &ColumnSpec) -> bool {
    matches!(column.kind, Kind::Text | Kind::Code) && column.list.is_none() && column.choices.is_empty()
}

fn mostly(pairs: &Pairs<'_>, column: &str, moves: &[Move<'_>], (of, least): (usize, usize)) -> Option<Moved> {
    (moves.len() >= least && moves.len() * 10 >= of * 8).then(|| Moved::of(pairs, column, moves, of))
}

/// Those of texts that one row alone had, and one alone has.
fn of_one_row<'a>(pairs: &Pairs<'_>, moves: &[Move<'a>], column: &str) -> Vec<Move<'a>> {
    let mut count: BTreeMap<&str, (usize, usize)> = moves.iter().map(|one| (one.value, (0, 0))).collect();
    for (row, was) in pairs {
        if let Some((had, _)) = was.get(column).and_then(|was| count.get_mut(was.as_str())) {
            *had += 1;
        }
        if let Some((_, has)) = row.value(column).and_then(|has| count.get_mut(has)) {
            *has += 1;
        }
    }
    let is_of_one = |one: &&Move<'_>| count.get(one.value).is_some_and(|(had, has)| *had == 1 && *has <= 1);
    moves.iter().filter(is_of_one).copied().collect()
}
