//! What a book consists of, as data: one description of sheets and columns for drawing, patching, reading and merging.
//!
//! Ids are stable and written into the book's hidden `_sync` sheet; captions come from the catalogue and may differ by
//! language, so that a column is known by its id and never by its place.

mod clients;
mod conflicts;
mod controls;
mod documents;
mod frame;
mod payments;
mod questions;

use std::borrow::Cow;

use jiff::civil::Date;

pub use clients::CLIENTS;
pub use conflicts::{CONFLICTS, other, sheet_of, what_happened};
pub use controls::CONTROLS;
pub use documents::DOCUMENTS;
pub use frame::{Frame, statuses};
pub use payments::PAYMENTS;
pub use questions::{ANSWER, BOUND, COMMENT, OPTIONS, QUESTIONS};

use crate::lang::Lang;
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

/// What is known of a column whatever the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Stable id, snake_case; the caption's key is made of it.
    pub id: &'static str,
    /// What its caption is called after, mostly its id.
    pub caption: &'static str,
    /// Who may change its cells.
    pub owner: Owner,
    /// What its cells hold.
    pub kind: Kind,
    /// Bounds of its width, in characters.
    pub width: (u16, u16),
    /// Only in the head's book.
    pub head_only: bool,
    /// Has a figure above the table.
    pub totaled: bool,
    /// The columns whose figures its own figure adds up; none: its own cells. Rows that are no money have an amount but
    /// neither a paid nor an open part, and so stay out of the figure.
    pub adds: &'static [&'static str],
    /// Which digits it holds, of a column of codes.
    pub digits: Digits,
    /// Stable names of the values to choose from; none: anything. Their words are `book-choice-<name>`.
    pub choices: &'static [&'static str],
    /// Computed by us of what accounting says: nobody can be asked for another value.
    pub computed: bool,
    /// Never changes in a row's life: values that changed places tell a table of which only a part was sorted.
    pub immutable: bool,
    /// Long text, on as many lines as it takes.
    pub wraps: bool,
}

impl ColumnSpec {
    /// Whether it is a figure of accounting's that formulas count.
    #[must_use]
    pub fn is_figure(&self) -> bool {
        self.owner == Owner::Accounting && matches!(self.kind, Kind::Money | Kind::Days)
    }

    /// Its caption in a language.
    #[must_use]
    pub fn caption(&self, lang: Lang) -> String {
        caption(lang, self.caption)
    }

    /// A canonical value as its cells show it: a choice in the words of a language.
    #[must_use]
    pub fn shown(&self, value: &str, lang: Lang) -> String {
        match self.choices.iter().find(|name| **name == value) {
            Some(name) => choice_word(lang, name),
            None => value.to_owned(),
        }
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

/// The caption of a column id in a language.
#[must_use]
pub fn caption(lang: Lang, id: &str) -> String {
    lang.text(&format!("book-column-{}", id.replace('_', "-")), &[])
}

/// One column of rows `R`: its description and what it shows of a row.
#[derive(Debug, Clone, Copy)]
pub struct Column<R: 'static> {
    /// Its description.
    pub spec: ColumnSpec,
    /// What it shows of a row.
    pub value: for<'a> fn(&'a R, &'a Frame<'a>) -> Value<'a>,
}

impl<R> Column<R> {
    /// A column of accounting.
    const fn new(
        id: &'static str,
        kind: Kind,
        width: (u16, u16),
        value: for<'a> fn(&'a R, &'a Frame<'a>) -> Value<'a>,
    ) -> Self {
        let spec = ColumnSpec {
            id,
            caption: id,
            owner: Owner::Accounting,
            kind,
            width,
            head_only: false,
            totaled: false,
            adds: &[],
            digits: Digits::Any,
            choices: &[],
            computed: false,
            immutable: false,
            wraps: false,
        };
        Self { spec, value }
    }

    /// The same column of codes, whose digits follow a rule.
    const fn of_digits(mut self, digits: Digits) -> Self {
        self.spec.digits = digits;
        self
    }

    /// The same column with a drop-down.
    const fn with_choices(mut self, choices: &'static [&'static str]) -> Self {
        self.spec.choices = choices;
        self
    }

    /// The same column, computed by us.
    const fn computed(mut self) -> Self {
        self.spec.computed = true;
        self
    }

    /// The same column under another caption.
    const fn captioned(mut self, caption: &'static str) -> Self {
        self.spec.caption = caption;
        self
    }

    /// The same column of long text.
    const fn that_wraps(mut self) -> Self {
        self.spec.wraps = true;
        self
    }

    /// The same column; its values never change.
    const fn that_stays(mut self) -> Self {
        self.spec.immutable = true;
        self
    }

    /// The same column, the manager's own.
    const fn owned_by_manager(mut self) -> Self {
        self.spec.owner = Owner::Manager;
        self
    }

    /// The same column, in the head's book only.
    const fn for_head(mut self) -> Self {
        self.spec.head_only = true;
        self
    }

    /// The same column with a figure above the table.
    const fn with_total(mut self) -> Self {
        self.spec.totaled = true;
        self
    }

    /// The same column with a figure above the table that adds up the figures of others.
    const fn with_total_of(mut self, columns: &'static [&'static str]) -> Self {
        self.spec.totaled = true;
        self.spec.adds = columns;
        self
    }
}

/// The column that says how a row stands between the book and the store.
pub const STATUS: &str = "sync";

/// What the status column says of a wish that the accountant declined: the end of a message's key, as
/// [`ClashKind::name`](crate::model::book::ClashKind::name) is for what waits.
pub const DECLINED: &str = "declined";

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

    /// A reference to a column's data that formulas of any sheet may use; it grows with the table.
    #[must_use]
    pub fn reference(&self, lang: Lang, id: &str) -> String {
        format!("{}[{}]", self.table, caption(lang, id))
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
    fn of<R>(sheet: &Sheet<R>, kind: RowKind, head: bool, keys: &'static [&'static [&'static str]]) -> Self {
        let columns = sheet.columns_of(head).into_iter().map(|column| column.spec).collect();
        Self { id: sheet.id, table: sheet.table, kind, columns, keys }
    }

    /// A column by id.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&ColumnSpec> {
        self.columns.iter().find(|column| column.id == id)
    }
}

/// The sheets that are read back, of a manager's book or of the head's. Comparisons have no ids: nothing in them is
/// anybody's to change.
#[must_use]
pub fn readable(head: bool) -> Vec<Readable> {
    vec![
        Readable::of(
            &CLIENTS,
            RowKind::Client,
            head,
            &[&["tax_id", "client"], &["tax_id", "phone"], &["client", "phone"], &["tax_id"], &["client"]],
        ),
        Readable::of(
            &DOCUMENTS,
            RowKind::Document,
            head,
            &[&["number", "date", "client"], &["number", "date", "total"]],
        ),
        Readable::of(&PAYMENTS, RowKind::Payment, head, &[&["date", "number", "client", "amount"]]),
        Readable::of(&CONFLICTS, RowKind::Conflict, head, &[]),
        Readable::of(&QUESTIONS, RowKind::Question, head, &[]),
    ]
}

/// The sheet of comparisons of the head's book, which is looked at but never read back: its rows have no ids, so that its
/// kind is nobody's.
#[must_use]
pub fn comparisons() -> Readable {
    Readable::of(&CONTROLS, RowKind::Conflict, true, &[])
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
