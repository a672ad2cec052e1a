//! What a delivery says that is held already: where the run that said it first is taken back, this one would have said it.

use rusqlite::params;

use super::super::commit::Revision;
use crate::model::ids::StatementId;

impl Revision<'_> {
    /// Notes statements of earlier revisions that this one says again, as ranges of their numbers: a file that repeats
    /// another one repeats it in its order.
    pub(in crate::store) fn put_restated(&self, mut statements: Vec<StatementId>) -> rusqlite::Result<()> {
        statements.retain(|statement| statement.0 < self.first_statement);
        statements.sort_unstable();
        let sql = "INSERT INTO restated (revision_id, first, last) VALUES (?1, ?2, ?3)
             ON CONFLICT (revision_id, first) DO UPDATE SET last = max(last, excluded.last)";
        let mut put = self.tx.prepare_cached(sql)?;
        for (first, last) in ranges(&statements) {
            put.execute(params![self.id.0, first, last])?;
        }
        Ok(())
    }
}

/// Sorted numbers as ranges without gaps.
fn ranges(sorted: &[StatementId]) -> Vec<(i64, i64)> {
    let mut found: Vec<(i64, i64)> = Vec::new();
    for StatementId(number) in sorted {
        match found.last_mut() {
            Some((_, last)) if *number <= *last + 1 => *last = *number,
            _ => found.push((*number, *number)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbors_are_one_range_and_a_gap_ends_it() {
        let of = |numbers: &[i64]| ranges(&numbers.iter().copied().map(StatementId).collect::<Vec<_>>());
        assert_eq!(of(&[]), []);
        assert_eq!(of(&[3, 4, 4, 5, 7, 9, 10]), [(3, 5), (7, 7), (9, 10)]);
    }
}
