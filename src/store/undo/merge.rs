//! A row that a run changed and a later one too.

use serde_json::Value;

use super::rows::{Row, Rows};
use super::tables::{GROWING, LISTS, Later};

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
                    _ if LISTS.contains(&(rows.table.name, column)) => row.push(without_changes(before, after, now)),
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

/// A list as it is now, without what the run added to it and with what the run took out of it.
fn without_changes(before: &Value, after: &Value, now: &Value) -> Value {
    let list = |value: &Value| value.as_str().and_then(|text| serde_json::from_str::<Vec<Value>>(text).ok());
    let (Some(before), Some(after), Some(mut left)) = (list(before), list(after), list(now)) else {
        return now.clone();
    };
    left.retain(|one| before.contains(one) || !after.contains(one));
    let taken_out = before.into_iter().filter(|one| !after.contains(one));
    let back: Vec<Value> = taken_out.filter(|one| !left.contains(one)).collect();
    left.extend(back);
    serde_json::to_string(&left).map_or_else(|_| now.clone(), Value::String)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_loses_what_a_run_added_and_has_again_what_it_took_out() {
        let list = |text: &str| Value::from(text);
        let left = |before, after, now| without_changes(&list(before), &list(after), &list(now));
        assert_eq!(left(r#"["a","b"]"#, r#"["a","c"]"#, r#"["a","c","d"]"#), list(r#"["a","d","b"]"#));
        assert_eq!(left(r#"["a"]"#, r#"["a","b"]"#, r#"["b"]"#), list("[]"), "a later run took out what stood before");
        assert_eq!(left("[]", r#"["a"]"#, "no list"), list("no list"));
    }
}
