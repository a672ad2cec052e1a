//! What one book consists of, by the usual description and by what settings say: the columns of each sheet in order, with
//! their captions, owners, words to choose from. Drawing, patching, reading and merging all ask here.

use super::{
    CLIENTS, CONFLICTS, Column, ColumnSpec, DOCUMENTS, Kind, Owner, PAYMENTS, QUESTIONS, Readable, Row, STATUS, Sheet,
    caption, reference, sheet_of,
};
use crate::lang::{Arg, Lang};
use crate::model::lasting::lasting;
use crate::model::layout::{BookRule, ColumnRule, Holder, Holds, SHOWABLE};
use crate::model::row_id::RowKind;

/// What settings say of the layout of one book; without any, nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    columns: Vec<ColumnRule>,
    hidden: Vec<(&'static str, &'static str)>,
    sheets: Vec<&'static str>,
}

/// Words that may stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words<'a> {
    /// The sheet.
    pub sheet: &'static str,
    /// The column.
    pub column: &'static str,
    /// The name of the list.
    pub list: &'static str,
    /// The words, in order.
    pub words: &'a [String],
}

impl Layout {
    /// The layout of a manager's book, or of the head's, of what settings say of columns and of the book.
    #[must_use]
    pub fn of(manager: Option<&str>, columns: &[ColumnRule], rule: Option<&BookRule>) -> Self {
        let mut layout = Self {
            columns: columns.iter().filter(|column| column.is_of(manager)).cloned().collect(),
            hidden: rule.map(|rule| rule.hidden.clone()).unwrap_or_default(),
            sheets: rule.map(|rule| rule.sheets.clone()).unwrap_or_default(),
        };
        for lang in Lang::ALL {
            for doubled in doubled(&layout.columns, lang) {
                let others = layout.columns.iter_mut().filter(|rule| rule.sheet == doubled.sheet);
                for rule in others.filter(|rule| rule.column == doubled.column) {
                    rule.captions.set(lang.code(), lasting(&told_apart(&doubled, lang)));
                }
            }
        }
        layout
    }

    /// The columns of a sheet, in order.
    #[must_use]
    pub fn columns<R: Row>(&self, sheet: &Sheet<R>, head: bool) -> Vec<Column<R>> {
        let mut columns: Vec<Column<R>> = sheet.columns_of(head).into_iter().copied().collect();
        let rules = || self.columns.iter().filter(|rule| rule.sheet == sheet.id);
        for rule in rules() {
            if let Some(known) = columns.iter_mut().find(|column| column.spec.id == rule.column) {
                apply(&mut known.spec, rule);
            } else if let Some(mut new) = added(sheet, rule) {
                apply(&mut new.spec, rule);
                let place = usual_place(&columns, new.spec.owner);
                columns.insert(place, new);
            }
        }
        for rule in rules() {
            let place = |columns: &[Column<R>], id: &str| columns.iter().position(|column| column.spec.id == id);
            let Some(after) = rule.after.filter(|after| place(&columns, after).is_some()) else { continue };
            let Some(from) = place(&columns, rule.column) else { continue };
            let moved = columns.remove(from);
            let to = place(&columns, after).map_or(columns.len(), |at| at + 1);
            columns.insert(to, moved);
        }
        columns
    }

    /// The place of a column, from zero.
    #[must_use]
    pub fn place<R: Row>(&self, sheet: &Sheet<R>, head: bool, id: &str) -> Option<u16> {
        let at = self.columns(sheet, head).iter().position(|column| column.spec.id == id)?;
        u16::try_from(at).ok()
    }

    /// A reference to a column's data that formulas of any sheet may use.
    #[must_use]
    pub fn reference<R>(&self, sheet: &Sheet<R>, lang: Lang, id: &str) -> String {
        reference(sheet.table, &self.caption(sheet.id, id, lang))
    }

    /// The caption of a column of a sheet, also of one that the book does not have.
    #[must_use]
    pub fn caption(&self, sheet: &str, id: &str, lang: Lang) -> String {
        let rule = self.columns.iter().find(|rule| rule.sheet == sheet && rule.column == id);
        let own = rule.and_then(|rule| rule.captions.of(lang.code()));
        own.map_or_else(|| caption(lang, id), str::to_owned)
    }

    /// The caption of a column of rows of a kind.
    #[must_use]
    pub fn caption_of(&self, kind: RowKind, id: &str, lang: Lang) -> String {
        self.caption(sheet_of(kind), id, lang)
    }

    /// Whether a column is drawn hidden.
    #[must_use]
    pub fn hides(&self, sheet: &str, column: &str) -> bool {
        self.hidden.iter().any(|(known, hidden)| *known == sheet && *hidden == column)
    }

    /// Whether a sheet is shown; those of values that collide and of questions always are.
    #[must_use]
    pub fn shows(&self, sheet: &str) -> bool {
        self.sheets.is_empty() || self.sheets.contains(&sheet) || !SHOWABLE.contains(&sheet)
    }

    /// The words that settings give to single columns.
    pub fn words(&self) -> impl Iterator<Item = Words<'_>> {
        self.columns.iter().filter_map(|rule| {
            let words = rule.words.as_deref()?;
            Some(Words { sheet: rule.sheet, column: rule.column, list: list_of(rule), words })
        })
    }

    /// The sheets that are read back, of a manager's book or of the head's. Comparisons have no ids: nothing in them is
    /// anybody's to change.
    #[must_use]
    pub fn readable(&self, head: bool) -> Vec<Readable> {
        vec![
            self.readable_of(
                &CLIENTS,
                RowKind::Client,
                head,
                &[&["tax_id", "client"], &["tax_id", "phone"], &["client", "phone"], &["tax_id"], &["client"]],
            ),
            self.readable_of(
                &DOCUMENTS,
                RowKind::Document,
                head,
                &[&["number", "date", "client"], &["number", "date", "total"]],
            ),
            self.readable_of(&PAYMENTS, RowKind::Payment, head, &[&["date", "number", "client", "amount"]]),
            self.readable_of(&CONFLICTS, RowKind::Conflict, head, &[]),
            self.readable_of(&QUESTIONS, RowKind::Question, head, &[]),
        ]
    }

    pub(super) fn readable_of<R: Row>(
        &self,
        sheet: &Sheet<R>,
        kind: RowKind,
        head: bool,
        keys: &'static [&'static [&'static str]],
    ) -> Readable {
        let columns = self.columns(sheet, head).into_iter().map(|column| column.spec).collect();
        Readable { id: sheet.id, table: sheet.table, kind, columns, keys }
    }
}

/// A caption that another column has, with what the column is called otherwise behind it.
fn told_apart(doubled: &Doubled, lang: Lang) -> String {
    let usual = caption(lang, doubled.column);
    if usual.to_lowercase() == doubled.caption.to_lowercase() {
        return lang.text("book-caption-ours", &[("caption", Arg::from(&doubled.caption))]);
    }
    format!("{} ({usual})", doubled.caption)
}

/// A caption of settings that another column of the sheet has already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubled {
    /// The sheet.
    pub sheet: &'static str,
    /// The column that has no caption of its own so.
    pub column: &'static str,
    /// The caption.
    pub caption: String,
}

/// The captions that settings give to columns and that usual columns of their sheets have in a language. No table has two
/// columns of one name: such a one is drawn with its usual name behind it.
#[must_use]
pub fn doubled(columns: &[ColumnRule], lang: Lang) -> Vec<Doubled> {
    if columns.is_empty() {
        return Vec::new();
    }
    let layout = Layout { columns: columns.to_vec(), ..Layout::default() };
    let mut found = Vec::new();
    for sheet in layout.readable(true) {
        let captions: Vec<String> = sheet.columns.iter().map(|column| column.caption(lang)).collect();
        let folded: Vec<String> = captions.iter().map(|caption| caption.to_lowercase()).collect();
        for (at, column) in sheet.columns.iter().enumerate() {
            let is_said = columns.iter().any(|rule| (rule.sheet, rule.column) == (sheet.id, column.id));
            let is_twice =
                folded.iter().enumerate().any(|(other, caption)| other != at && folded.get(at) == Some(caption));
            if let Some(caption) = captions.get(at).filter(|_| is_said && is_twice) {
                found.push(Doubled { sheet: sheet.id, column: column.id, caption: caption.clone() });
            }
        }
    }
    found
}

/// A column that only settings show: one that the store knows, or one of their own.
fn added<R: Row>(sheet: &Sheet<R>, rule: &ColumnRule) -> Option<Column<R>> {
    let Some(name) = rule.attribute() else {
        return sheet.extra.iter().find(|column| column.spec.id == rule.column).copied();
    };
    let (kind, wraps) = match rule.holds.unwrap_or(Holds::Text) {
        Holds::Text => (Kind::Text, false),
        Holds::Note => (Kind::Text, true),
        Holds::Code => (Kind::Code, false),
        Holds::Number => (Kind::Number, false),
        Holds::Money => (Kind::Money, false),
        Holds::Date => (Kind::Date, false),
    };
    let mut column = Column::of_attribute(rule.column, name, kind);
    if wraps {
        (column.spec.wraps, column.spec.width) = (true, (32, 32));
    }
    Some(column)
}

fn apply(spec: &mut ColumnSpec, rule: &ColumnRule) {
    spec.captions = rule.captions;
    match rule.owner {
        Some(Holder::Manager) => {
            (spec.owner, spec.computed, spec.immutable) = (Owner::Manager, false, false);
        }
        Some(Holder::Accounting) => spec.owner = Owner::Accounting,
        None => {}
    }
    if let Some(width) = rule.width {
        spec.width = (width, width);
    }
    if rule.words.is_some() {
        spec.list = Some(list_of(rule));
    }
}

/// The name of a column's list of words.
fn list_of(rule: &ColumnRule) -> &'static str {
    match (rule.sheet, rule.column) {
        ("clients", "segment" | "stage") => rule.column,
        (sheet, column) => lasting(&format!("{sheet}.{column}")),
    }
}

/// Where a column stands of which nothing is said: among those of its owner.
fn usual_place<R>(columns: &[Column<R>], owner: Owner) -> usize {
    let status = columns.iter().position(|column| column.spec.id == STATUS);
    match owner {
        Owner::Accounting => status.unwrap_or(columns.len()),
        Owner::Manager => columns.len(),
    }
}
