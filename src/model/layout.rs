//! What settings say of single workbooks: whose, which clients, how much, what is hidden.

/// Sheets with the columns that settings may hide, as the workbooks' own layout names them.
pub const HIDEABLE: [(&str, &[&str]); 3] = [
    (
        "clients",
        &[
            "tax_id",
            "kpp",
            "invoiced",
            "paid",
            "debt",
            "overdue",
            "advance",
            "currency",
            "other_currencies",
            "last_document",
            "last_payment",
            "phone",
            "segment",
            "stage",
            "next_contact",
            "comment",
        ],
    ),
    (
        "documents",
        &[
            "kind",
            "tax_id",
            "organization",
            "total",
            "reduced",
            "paid",
            "balance",
            "currency",
            "due_date",
            "overdue_days",
            "status",
            "planned_payment",
            "comment",
        ],
    ),
    ("payments", &["number", "direction", "method", "allocated", "unallocated", "currency", "documents", "purpose"]),
];

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
}

impl BookRule {
    /// Whether it is about a book: a manager's, or the head's. One that names nobody is about every book.
    #[must_use]
    pub fn is_of(&self, manager: Option<&str>) -> bool {
        let is_any = self.managers.is_empty() && !self.head;
        is_any || manager.map_or(self.head, |manager| self.managers.iter().any(|known| known == manager))
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

/// A column of a sheet that settings may hide, of `sheet.column`.
#[must_use]
pub fn hideable(name: &str) -> Option<(&'static str, &'static str)> {
    let (sheet, column) = name.split_once('.')?;
    let (sheet, columns) = HIDEABLE.iter().find(|(known, _)| *known == sheet)?;
    Some((sheet, columns.iter().find(|known| **known == column)?))
}

/// Every `sheet.column` that settings may hide.
pub fn hideable_names() -> impl Iterator<Item = String> {
    HIDEABLE.iter().flat_map(|(sheet, columns)| columns.iter().map(move |column| format!("{sheet}.{column}")))
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
    }
}
