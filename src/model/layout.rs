//! What settings say of workbooks: of single ones whose, which clients, how much, what is hidden, in which order; of all of
//! them which columns they have besides the usual ones, and what is otherwise of the usual ones.
//!
//! | file | holds |
//! |---|---|
//! | `column` | one column as settings describe it |
//! | `known` | the sheets and columns that there are |

mod column;
mod known;

pub use column::{Captions, ColumnRule, HOLDS, Holder, Holds, OWN, own_column, own_name};
pub use known::{
    HIDEABLE, MANAGERS_TOO, SHEETS, SHOWABLE, column_names, extra_names, hideable, hideable_names, known_column,
    sheet_of_name,
};

/// One `[[workbook]]`: what the books of its scope show otherwise than the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookRule {
    /// Managers whose books it is about, by their names in settings.
    pub managers: Vec<String>,
    /// Whether it is about the head's book.
    pub head: bool,
    /// Only clients of these segments; any where there is none.
    pub segments: Vec<String>,
    /// Only clients of these regions; any where there is none.
    pub regions: Vec<String>,
    /// Settled documents and payments older than this are left out, days.
    pub recent_days: Option<u32>,
    /// Most rows a sheet holds.
    pub rows_max: Option<usize>,
    /// Columns that are drawn hidden: sheet and column.
    pub hidden: Vec<(&'static str, &'static str)>,
    /// Sheets that are shown of those that may be left out; all of them where there is none. The others are drawn hidden.
    pub sheets: Vec<&'static str>,
    /// In which order rows are drawn, the weightiest first.
    pub sort: Vec<SortBy>,
}

/// One step of the order of a sheet's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortBy {
    /// The sheet.
    pub sheet: &'static str,
    /// The column.
    pub column: &'static str,
    /// The greatest or last first.
    pub descending: bool,
}

impl BookRule {
    /// Whether it is about a book: a manager's, or the head's. One that names nobody is about every book.
    #[must_use]
    pub fn is_of(&self, manager: Option<&str>) -> bool {
        is_of(&self.managers, self.head, manager)
    }

    /// Whether its books show clients of this segment and region.
    #[must_use]
    pub fn shows(&self, segment: &str, region: &str) -> bool {
        let fits = |known: &[String], said: &str| {
            let said = said.to_lowercase();
            known.is_empty() || known.iter().any(|one| one.to_lowercase() == said)
        };
        fits(&self.segments, segment) && fits(&self.regions, region)
    }

    /// Whether it leaves any client out.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        !self.segments.is_empty() || !self.regions.is_empty()
    }
}

/// Whether a scope of managers and of the head holds a book; one that names nobody holds every book.
fn is_of(managers: &[String], head: bool, manager: Option<&str>) -> bool {
    let is_any = managers.is_empty() && !head;
    is_any || manager.map_or(head, |manager| managers.iter().any(|known| known == manager))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_about_whom_it_names_and_about_all_where_it_names_nobody() {
        let of = |managers: &[&str], head| BookRule {
            managers: managers.iter().map(|name| (*name).to_owned()).collect(),
            head,
            ..BookRule::default()
        };
        let told = |rule: &BookRule| [Some("Анна"), Some("Игорь"), None].map(|book| rule.is_of(book));
        assert_eq!(told(&of(&[], false)), [true, true, true]);
        assert_eq!(told(&of(&["Анна"], false)), [true, false, false]);
        assert_eq!(told(&of(&[], true)), [false, false, true]);
        assert_eq!(told(&of(&["Игорь"], true)), [false, true, true]);
        let rule = BookRule { segments: vec!["Опт".into()], ..BookRule::default() };
        assert!(rule.shows("опт", "Москва") && !rule.shows("", "Москва") && rule.is_narrow());
    }

    #[test]
    fn columns_are_named_by_their_sheets() {
        assert_eq!(hideable("clients.kpp"), Some(("clients", "kpp")));
        assert_eq!((hideable("clients.id"), hideable("kpp"), hideable("payments.kpp")), (None, None, None));
        assert!(hideable_names().any(|name| name == "documents.due_date"));
        assert_eq!(known_column("clients", "region"), Some("region"), "the store knows it, though no book shows it");
        assert_eq!((known_column("clients", "id"), known_column("clients", "purpose")), (Some("id"), None));
    }
}
