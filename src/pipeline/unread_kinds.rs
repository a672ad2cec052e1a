//! Sorts of records that a document has and its mapping does not read, by name and number.

use std::collections::BTreeMap;

use super::inspect::unread::bare;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;

/// More names than that are not told apart; the messages of one exchange have some dozens.
const NAMES_MAX: usize = 100;
/// A longer name is cut, in characters.
const NAME_MAX: usize = 120;

/// What was met so far.
#[derive(Debug, Default)]
pub(super) struct UnreadKinds {
    by_name: BTreeMap<String, u64>,
    /// Of further names.
    others: u64,
    first: Option<Position>,
}

impl UnreadKinds {
    /// Counts an element.
    pub(super) fn see(&mut self, position: &Position) {
        self.first.get_or_insert_with(|| position.clone());
        let path = bare(&position.path);
        let name: String = path.rsplit('/').next().unwrap_or_default().chars().take(NAME_MAX).collect();
        if let Some(count) = self.by_name.get_mut(&name) {
            *count += 1;
        } else if self.by_name.len() < NAMES_MAX {
            self.by_name.insert(name, 1);
        } else {
            self.others += 1;
        }
    }

    /// What is said of them, the most frequent first; nothing where there were none.
    pub(super) fn issue(self) -> Option<Issue> {
        let mut kinds: Vec<(String, u64)> = self.by_name.into_iter().collect();
        kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        if self.others > 0 {
            kinds.push(("…".to_owned(), self.others));
        }
        let kinds: Vec<String> = kinds.into_iter().map(|(name, count)| format!("{name} {count}")).collect();
        Some(Issue::new(IssueCode::UnreadKinds, Severity::Notice, self.first?).with("kinds", kinds.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Position {
        Position { path: path.to_owned(), ..Position::default() }
    }

    #[test]
    fn sorts_are_counted_by_name_the_most_frequent_first() {
        let mut unread = UnreadKinds::default();
        assert_eq!(UnreadKinds::default().issue(), None);
        for path in ["/a/Б[1]", "/a/В[1]", "/a/В[2]", "/a/А[1]"] {
            unread.see(&at(path));
        }
        let issue = unread.issue().unwrap();
        assert_eq!(issue.params, [("kinds".to_owned(), "В 2, А 1, Б 1".to_owned())]);
        assert_eq!(issue.position.path, "/a/Б[1]");
    }

    #[test]
    fn names_without_end_cost_a_fixed_table() {
        let mut unread = UnreadKinds::default();
        (0..NAMES_MAX + 7).for_each(|number| unread.see(&at(&format!("/a/n{number}"))));
        assert!(unread.issue().unwrap().params[0].1.ends_with(", … 7"));
    }
}
