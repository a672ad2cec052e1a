//! What a delivery says that is held already: where the run that said it first is taken back, this one would have said it.

use rusqlite::params;

use super::super::commit::Revision;
use crate::model::change::Restated;

impl Revision<'_> {
    /// Notes statements of earlier revisions that this one says again, as ranges of their numbers: a file that repeats
    /// another one repeats it in its order.
    pub(in crate::store) fn put_restated(&self, restated: &[Restated]) -> rusqlite::Result<()> {
        let sql = "INSERT INTO restated (revision_id, first, last, is_same) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (revision_id, first) DO UPDATE SET last = max(last, excluded.last),
                is_same = min(is_same, excluded.is_same)";
        let further = "UPDATE restated SET last = ?3 WHERE revision_id = ?1 AND last = ?2 - 1 AND is_same = ?4";
        let mut further = self.tx.prepare_cached(further)?;
        let mut put = self.tx.prepare_cached(sql)?;
        for is_same in [true, false] {
            let of_sort = restated.iter().filter(|one| one.is_same == is_same).map(|one| one.statement.0);
            let mut numbers: Vec<i64> = of_sort.filter(|number| *number < self.first_statement).collect();
            numbers.sort_unstable();
            for (first, last) in ranges(&numbers) {
                // Where the last chunk ended, this one goes on.
                if further.execute(params![self.id.0, first, last, is_same])? == 0 {
                    put.execute(params![self.id.0, first, last, is_same])?;
                }
            }
        }
        Ok(())
    }
}

/// Sorted numbers as ranges without gaps.
pub(super) fn ranges(sorted: &[i64]) -> Vec<(i64, i64)> {
    let mut found: Vec<(i64, i64)> = Vec::new();
    for number in sorted {
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
        assert_eq!(ranges(&[]), []);
        assert_eq!(ranges(&[3, 4, 4, 5, 7, 9, 10]), [(3, 5), (7, 7), (9, 10)]);
    }
}
