//! A row that a run changed and a later one too.

use super::rows::{Row, Rows};
use super::tables::{GROWING, Later};

/// What becomes of a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Merged {
    /// It is as it should be.
    Stays,
    /// It is to be this, or gone.
    Put(Option<Row>),
    /// It is computed anew; what it says besides is to be this.
    Computed(Option<Row>),
    /// The later run said something about what would go away.
    Says,
}

/// A row as it was before, but for what never goes back.
pub(super) fn not_below(rows: &Rows, before: Row, now: Option<&Row>) -> Row {
    let Some(now) = now else { return before };
    let grows = |column: &str| GROWING.contains(&(rows.table.name, column));
    let columns = rows.columns().zip(before).zip(now);
    columns.map(|((column, before), now)| if grows(column) { now.clone() } else { before }).collect()
}

/// Merges a row: as it was before the run, as the run left it, as it is now.
pub(super) fn merged(rows: &Rows, before: Option<&Row>, after: Option<&Row>, now: Option<&Row>) -> Merged {
    if now == before {
        return Merged::Stays;
    }
    if now == after {
        return Merged::Put(before.cloned());
    }
    let is_computed = |column: &str| match rows.table.later {
        Later::Computed => true,
        Later::ComputedIn(columns) => columns.contains(&column),
        Later::Says => false,
    };
    match (before, after, now) {
        (None, Some(after), Some(now)) => {
            let says = |((column, after), now): ((&str, _), _)| after != now && !is_computed(column);
            if rows.columns().zip(after).zip(now).any(says) { Merged::Says } else { Merged::Put(None) }
        }
        (None, Some(_), None) => Merged::Stays,
        (Some(before), Some(after), Some(now)) => {
            let mut row = Row::new();
            for (((column, before), after), now) in rows.columns().zip(before).zip(after).zip(now) {
                match (before == after, now == after) {
                    (true, _) => row.push(now.clone()),
                    (false, true) if rows.table.later != Later::Computed => row.push(before.clone()),
                    _ if is_computed(column) => row.push(now.clone()),
                    _ => return Merged::Says,
                }
            }
            Merged::Computed((row != *now).then_some(row))
        }
        _ if rows.table.later == Later::Computed => Merged::Computed(None),
        _ => Merged::Says,
    }
}
