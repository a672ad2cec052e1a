//! What a column looks like after a slip: cells behind one that was taken out or put in stand higher or lower, all of them; a
//! column that was sorted by itself is in order, with its blank cells last.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::moved::{Move, Pairs};
use crate::model::book::Cells;
use crate::workbook::read::FileRow;
use crate::workbook::value::FileCell;

/// What stood in the rows of a column, and what stands there now, by row.
fn by_row<'a>(pairs: &Pairs<'a>, column: &str) -> BTreeMap<u32, (&'a str, &'a FileCell)> {
    let of_row =
        |(row, was): &(&'a FileRow, &'a Cells)| Some((row.row, (was.get(column)?.as_str(), row.cells.get(column)?)));
    pairs.iter().filter_map(of_row).collect()
}

/// Whether values stand as many rows higher or lower as each other, and are those of rows that follow each other; or, where
/// there are gaps between them, whether all that is said from the first of them on has moved by one row.
pub(super) fn is_shift(pairs: &Pairs<'_>, column: &str, moves: &[Move<'_>]) -> bool {
    let steps: BTreeSet<i64> = moves.iter().map(|one| i64::from(one.to) - i64::from(one.from)).collect();
    let rows: BTreeSet<u32> = moves.iter().map(|one| one.from).collect();
    let (Some(step), 1, Some(first), Some(last)) = (steps.first(), steps.len(), rows.first(), rows.last()) else {
        return false;
    };
    if moves.len() < 2 {
        return false;
    }
    let follow = usize::try_from(last - first).is_ok_and(|rest| rest < rows.len());
    follow || (step.abs() == 1 && has_moved_behind(&by_row(pairs, column), *first, *step))
}

/// Whether everything that a column said from a row on stands so many rows lower; what left the table is not looked for.
fn has_moved_behind(cells: &BTreeMap<u32, (&str, &FileCell)>, first: u32, step: i64) -> bool {
    cells.range(first..).filter(|(_, (was, _))| !was.is_empty()).all(|(row, (was, _))| {
        let to = u32::try_from(i64::from(*row).saturating_add(step)).ok();
        to.and_then(|to| cells.get(&to)).is_none_or(|(_, now)| now.says(was))
    })
}

/// Whether a column is in order now, up or down, with its blank cells last, and was not before.
pub(super) fn is_sorted(pairs: &Pairs<'_>, column: &str) -> bool {
    let cells = by_row(pairs, column);
    let now: Vec<&str> = cells.values().map(|(_, now)| now.value().unwrap_or_default()).collect();
    let was: Vec<&str> = cells.values().map(|(was, _)| *was).collect();
    in_order(&now) && !in_order(&was)
}

fn in_order(values: &[&str]) -> bool {
    let end = values.iter().rposition(|value| !value.is_empty()).map_or(0, |last| last + 1);
    let said: Vec<String> = values.iter().take(end).map(|value| value.to_lowercase().replace('ё', "е")).collect();
    let is_in = |order: Ordering| said.windows(2).all(|two| two.first().cmp(&two.last()) != order);
    said.iter().all(|value| !value.is_empty()) && (is_in(Ordering::Greater) || is_in(Ordering::Less))
}
