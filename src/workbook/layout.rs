//! What a book consists of, as data: one description of sheets and columns for drawing, patching, reading and merging.
//!
//! Ids are stable and written into the book's hidden `_sync` sheet; captions come from the catalogue and may differ by
//! language, so that a column is known by its id and never by its place.

mod book;
mod clients;
mod column;
mod conflicts;
mod controls;
mod documents;
mod frame;
mod order;
mod payments;
mod questions;
mod remarks;

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use book::{Doubled, Layout, Words, doubled};
pub use clients::CLIENTS;
pub use column::{Column, ColumnSpec, Row};
pub use conflicts::{CONFLICTS, is_settled, other, sheet_of, shown_now, what_became, what_happened, why_declined};
pub use controls::CONTROLS;
pub use documents::DOCUMENTS;
use frame::day_of;
pub use frame::{Frame, statuses};
pub use order::sort;
pub use payments::PAYMENTS;
pub use questions::{ANSWER, BOUND, COMMENT, OPTIONS, QUESTIONS};
pub use remarks::{REMARKS, RemarkLine};

use crate::lang::Lang;
use crate::model::layout::own_name;
use crate::model::money::Money;
use crate::model::row_id::RowKind;

/// The first row (from zero) of a sheet: its title.
pub const TITLE_ROW: u32 = 0;
/// The row that says the date of the figures and what was left out.
pub const AS_OF_ROW: u32 = 1;
/// The row of figures above the table; they follow the filter.
pub const FIGURES_ROW: u32 = 2;
/// The row that says whose the columns below it are.
pub const BAND_ROW: u32 = 3;
/// The table's header row.
pub const HEADER_ROW: u32 = 4;
/// The first row of data.
pub const DATA_ROW: u32 = 5;

/// Who may change the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Accounting: written by us, never read back.
    Accounting,
    /// The manager: drawn by us, filled in by a person.
    Manager,
}

impl Owner {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accounting => "accounting",
            Self::Manager => "manager",
        }
    }
}

/// What the cells of a column hold; it decides format and alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Our id of the row: narrow, gray, text.
    Id,
    /// Digits that are no number (tax numbers, accounts, phones): text cells, so that nothing eats a leading zero.
    Code,
    /// Words.
    Text,
    /// A short word in the middle of its cell: currency, direction.
    Word,
    /// A day.
    Date,
    /// An amount with the currency's decimals.
    Money,
    /// A whole number of days.
    Days,
    /// A number of anything.
    Number,
}

/// Which digits a column of codes holds: what a spreadsheet did to them can be undone where the rule is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digits {
    /// Any: only the value before says what is missing.
    Any,
    /// A tax number with check digits.
    TaxId,
    /// So many digits.
    Count(usize),
}

/// What one cell shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Blank,
    /// Text, always written as text, whatever it looks like.
    Text(Cow<'a, str>),
    /// A day.
    Date(Date),
    /// An amount; its currency gives the decimals.
    Money(Money),
    /// Days.
    Days(i32),
    /// A number of anything.
    Number(Decimal),
}

impl<'a> Value<'a> {
    /// Text, or a blank cell where it is empty.
    #[must_use]
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// A day, or a blank cell.
    #[must_use]
    pub fn date(date: Option<Date>) -> Self {
        date.map_or(Self::Blank, Self::Date)
    }
}

/// The word of a choice in a language; a number is its own.
#[must_use]
pub fn choice_word(lang: Lang, name: &str) -> String {
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.to_owned();
    }
    lang.text(&format!("book-choice-{name}"), &[])
}

/// The usual caption of a column id in a language; of one of their own the name.
#[must_use]
pub fn caption(lang: Lang, id: &str) -> String {
    if let Some(name) = own_name(id) {
        return name.to_owned();
    }
    lang.text(&format!("book-column-{}", id.replace('_', "-")), &[])
}

/// The column that says how a row stands between the book and the store.
pub const STATUS: &str = "sync";

/// What the status column says of a wish that the accountant declined: the end of a message's key, as
/// [`ClashKind::name`](crate::model::book::ClashKind::name) is for what waits.
pub const DECLINED: &str = "declined";
/// The same of one that was typed once more.
const DECLINED_AGAIN: &str = "declined-again";

/// One data sheet of rows `R`.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<R: 'static> {
    /// Stable id; the name's key is made of it.
    pub id: &'static str,
    /// Name of the Excel table, the same in every language: formulas refer to it.
    pub table: &'static str,
    /// What `sverka export` calls the rows.
    pub entity: &'static str,
    /// Columns that stay in sight when the sheet is scrolled sideways.
    pub frozen_columns: u16,
    /// Its columns, in order.
    pub columns: &'static [Column<R>],
    /// Columns that only settings show.
    pub extra: &'static [Column<R>],
}

impl<R> Sheet<R> {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> String {
        sheet_name(lang, self.id)
    }

    /// The columns of a manager's book or of the head's.
    #[must_use]
    pub fn columns_of(&self, head: bool) -> Vec<&'static Column<R>> {
        self.columns.iter().filter(|column| head || !column.spec.head_only).collect()
    }

    /// The place of a column, from zero.
    #[must_use]
    pub fn place(&self, head: bool, id: &str) -> Option<u16> {
        let at = self.columns_of(head).iter().position(|column| column.spec.id == id)?;
        u16::try_from(at).ok()
    }

    /// A reference to a column's data that formulas of any sheet may use; it grows with the table. Without settings.
    #[must_use]
    pub fn reference(&self, lang: Lang, id: &str) -> String {
        reference(self.table, &caption(lang, id))
    }
}

/// A sheet that is read back, whatever its rows are.
#[derive(Debug, Clone)]
pub struct Readable {
    /// Stable id.
    pub id: &'static str,
    /// Name of the Excel table.
    pub table: &'static str,
    /// What its rows are of.
    pub kind: RowKind,
    /// Its columns, in order.
    pub columns: Vec<ColumnSpec>,
    /// What tells rows apart when their ids are lost: sets of columns, the surest first.
    pub keys: &'static [&'static [&'static str]],
}

impl Readable {
    /// A column by id.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&ColumnSpec> {
        self.columns.iter().find(|column| column.id == id)
    }
}

/// The sheets that are read back, of a manager's book or of the head's, as they are without settings.
#[must_use]
pub fn readable(head: bool) -> Vec<Readable> {
    Layout::default().readable(head)
}

/// The sheet of comparisons of the head's book, which is looked at but never read back: its rows have no ids, so that its
/// kind is nobody's.
#[must_use]
pub fn comparisons() -> Readable {
    Layout::default().readable_of(&CONTROLS, RowKind::Conflict, true, &[])
}

/// A reference to a column of a table by its caption; one that is no plain words stands in brackets of its own.
fn reference(table: &str, caption: &str) -> String {
    if caption.chars().all(|letter| letter.is_alphanumeric() || letter == ' ') {
        format!("{table}[{caption}]")
    } else {
        format!("{table}[[{caption}]]")
    }
}

/// The name of a sheet id in a language.
#[must_use]
pub fn sheet_name(lang: Lang, id: &str) -> String {
    lang.text(&format!("book-sheet-{id}"), &[])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn specs() -> Vec<(&'static str, Vec<ColumnSpec>)> {
        vec![
            (CLIENTS.id, CLIENTS.columns.iter().map(|c| c.spec).collect()),
            (DOCUMENTS.id, DOCUMENTS.columns.iter().map(|c| c.spec).collect()),
            (PAYMENTS.id, PAYMENTS.columns.iter().map(|c| c.spec).collect()),
            (CONTROLS.id, CONTROLS.columns.iter().map(|c| c.spec).collect()),
            (CONFLICTS.id, CONFLICTS.columns.iter().map(|c| c.spec).collect()),
            (QUESTIONS.id, QUESTIONS.columns.iter().map(|c| c.spec).collect()),
            (REMARKS.id, REMARKS.columns.iter().map(|c| c.spec).collect()),
        ]
    }

    #[test]
    fn captions_exist_are_unique_and_need_no_escaping_in_formulas() {
        for lang in Lang::ALL {
            for (sheet, columns) in specs() {
                let name = sheet_name(lang, sheet);
                assert!(!name.starts_with("book-") && name.chars().count() <= 31, "{name}");
                let mut seen = HashSet::new();
                for column in columns {
                    let caption = column.caption(lang);
                    assert!(!caption.starts_with("book-"), "no caption of {} in {}", column.id, lang.code());
                    assert!(
                        caption.chars().all(|c| c.is_alphanumeric() || c == ' '),
                        "{caption:?} is unsafe in formulas"
                    );
                    assert!(seen.insert(caption.to_lowercase()), "{caption} twice on {sheet}");
                }
            }
        }
    }

    #[test]
    fn only_the_heads_book_has_a_column_of_managers() {
        assert_eq!(CLIENTS.place(false, "manager"), None);
        assert_eq!(CLIENTS.place(true, "manager"), Some(2));
        assert_eq!(DOCUMENTS.reference(Lang::Ru, "balance"), "sverka_documents[Остаток]");
    }

    #[test]
    fn what_settings_may_hide_is_there() {
        let specs = specs();
        for (sheet, columns) in crate::model::layout::HIDEABLE {
            let (_, known) = specs.iter().find(|(id, _)| *id == sheet).unwrap();
            for column in columns {
                assert!(known.iter().any(|spec| spec.id == *column && !spec.head_only), "{sheet}.{column}");
            }
        }
    }

    #[test]
    fn managers_columns_stand_right_of_accountings() {
        for (sheet, columns) in specs() {
            let first = columns.iter().position(|c| c.owner == Owner::Manager).unwrap_or(columns.len());
            assert!(columns.iter().skip(first).all(|c| c.owner == Owner::Manager), "{sheet}");
        }
    }
}
