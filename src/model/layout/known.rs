//! The sheets and columns of workbooks, as settings name them; the workbooks' own layout describes them.

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

/// The other columns of these sheets, which are never hidden.
const FIXED: [(&str, &[&str]); 3] = [
    ("clients", &["id", "client", "manager", "sync"]),
    ("documents", &["id", "number", "date", "client", "manager", "sync"]),
    ("payments", &["id", "date", "client", "manager", "amount", "sync"]),
];

/// What the store knows and no book shows unless settings say so.
const EXTRA: [(&str, &[&str]); 1] = [("clients", &["legal_name", "email", "region"])];

/// Columns of accounting that settings may give to managers: the store can hold a person's value of them.
pub const MANAGERS_TOO: [(&str, &[&str]); 1] = [("clients", &["kpp", "legal_name", "email", "region"])];

/// Sheets whose columns settings describe.
pub const SHEETS: [&str; 3] = ["clients", "documents", "payments"];

/// Sheets that a book may be without: those of values that collide and of questions are always shown.
pub const SHOWABLE: [&str; 5] = ["summary", "clients", "documents", "payments", "controls"];

fn of(sheet: &str, lists: &[(&'static str, &'static [&'static str])]) -> Vec<&'static str> {
    lists.iter().filter(|(known, _)| *known == sheet).flat_map(|(_, columns)| columns.iter().copied()).collect()
}

/// The sheet of a name, where it is one whose columns settings describe.
#[must_use]
pub fn sheet_of_name(name: &str) -> Option<&'static str> {
    SHEETS.into_iter().find(|known| *known == name)
}

/// The columns of a sheet that are drawn without settings, and those that are not.
#[must_use]
pub fn column_names(sheet: &str) -> Vec<&'static str> {
    [of(sheet, &FIXED), of(sheet, &HIDEABLE), extra_names(sheet)].concat()
}

/// The columns of a sheet that only settings show.
#[must_use]
pub fn extra_names(sheet: &str) -> Vec<&'static str> {
    of(sheet, &EXTRA)
}

/// A column of a sheet that there is, shown or not.
#[must_use]
pub fn known_column(sheet: &str, column: &str) -> Option<&'static str> {
    column_names(sheet).into_iter().find(|known| *known == column)
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
