//! One column: what is known of it whatever the rows are, and what it shows of a row.

use rust_decimal::Decimal;

use super::{Digits, Frame, Kind, Owner, Value, caption, choice_word};
use crate::lang::Lang;
use crate::model::layout::Captions;
use crate::model::money::{Currency, Money};

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
    /// Captions that settings give it.
    pub captions: Captions,
    /// The attribute of the record that it shows, of one of their own.
    pub attribute: Option<&'static str>,
    /// Only settings show it: books that somebody saved before may not have it.
    pub added: bool,
    /// Which list of words a drop-down offers, where there is one.
    pub list: Option<&'static str>,
}

impl ColumnSpec {
    /// Whether it is a figure of accounting's that formulas count.
    #[must_use]
    pub fn is_figure(&self) -> bool {
        self.owner == Owner::Accounting && matches!(self.kind, Kind::Money | Kind::Days | Kind::Number)
    }

    /// Whether its numbers are percent, as its caption says: `10%` is ten there.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        let says = |lang: &Lang| {
            let caption = self.caption(*lang).to_lowercase();
            caption.contains('%') || caption.contains(&lang.text("book-word-percent", &[]))
        };
        self.kind == Kind::Number && Lang::ALL.iter().any(says)
    }

    /// Its caption in a language.
    #[must_use]
    pub fn caption(&self, lang: Lang) -> String {
        self.captions.of(lang.code()).map_or_else(|| self.usual_caption(lang), str::to_owned)
    }

    /// Its caption in a language without settings: books that were drawn before have it.
    #[must_use]
    pub fn usual_caption(&self, lang: Lang) -> String {
        caption(lang, self.caption)
    }

    /// A canonical value as people of a language write it.
    #[must_use]
    pub fn in_words(&self, value: &str, lang: Lang) -> String {
        match self.kind {
            Kind::Date => value.parse().map_or_else(|_| value.to_owned(), |day| lang.date(day)),
            Kind::Money | Kind::Number if value.parse::<Decimal>().is_ok() => lang.number(value),
            _ => self.shown(value, lang),
        }
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

/// One column of rows `R`: its description and what it shows of a row.
#[derive(Debug)]
pub struct Column<R: 'static> {
    /// Its description.
    pub spec: ColumnSpec,
    /// What it shows of a row.
    pub value: for<'a> fn(&'a R, &'a Frame<'a>) -> Value<'a>,
}

// Derived, these would ask the same of the rows.
impl<R> Clone for Column<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Column<R> {}

/// A record that may have attributes of which the layout knows nothing.
pub trait Row {
    /// An attribute as the store has it, canonical.
    fn attribute(&self, _name: &str) -> Option<&str> {
        None
    }

    /// The currency of amounts that are attributes.
    fn currency(&self, base: Currency) -> Currency {
        base
    }
}

impl<R: Row> Column<R> {
    /// What it shows of a row.
    #[must_use]
    pub fn shows<'a>(&'a self, row: &'a R, frame: &'a Frame<'a>) -> Value<'a> {
        match self.spec.attribute {
            Some(name) => attribute(self.spec.kind, row.attribute(name).unwrap_or_default(), row.currency(frame.base)),
            None => (self.value)(row, frame),
        }
    }

    /// A column of their own, which shows an attribute.
    pub(super) fn of_attribute(id: &'static str, name: &'static str, kind: Kind) -> Self {
        let mut column = Self::new(id, kind, (14, 30), |_, _| Value::Blank).owned_by_manager().added();
        column.spec.attribute = Some(name);
        column
    }
}

/// An attribute as its cell shows it; what is none of its kind stays words.
fn attribute(kind: Kind, said: &str, currency: Currency) -> Value<'_> {
    let typed = match kind {
        Kind::Date => said.parse().ok().map(Value::Date),
        Kind::Number => said.parse().ok().map(Value::Number),
        Kind::Money => amount(said, currency).map(Value::Money),
        _ => None,
    };
    typed.unwrap_or_else(|| Value::text(said))
}

fn amount(said: &str, currency: Currency) -> Option<Money> {
    Money::from_decimal(said.parse().ok()?, currency).ok()
}

impl<R> Column<R> {
    /// A column of accounting.
    pub(super) const fn new(
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
            captions: Captions { ru: None, uk: None, en: None },
            attribute: None,
            added: false,
            list: None,
        };
        Self { spec, value }
    }

    /// The same column of codes, whose digits follow a rule.
    pub(super) const fn of_digits(mut self, digits: Digits) -> Self {
        self.spec.digits = digits;
        self
    }

    /// The same column with a drop-down.
    pub(super) const fn with_choices(mut self, choices: &'static [&'static str]) -> Self {
        self.spec.choices = choices;
        self
    }

    /// The same column, computed by us.
    pub(super) const fn computed(mut self) -> Self {
        self.spec.computed = true;
        self
    }

    /// The same column under another caption.
    pub(super) const fn captioned(mut self, caption: &'static str) -> Self {
        self.spec.caption = caption;
        self
    }

    /// The same column of long text.
    pub(super) const fn that_wraps(mut self) -> Self {
        self.spec.wraps = true;
        self
    }

    /// The same column, which only settings show.
    pub(super) const fn added(mut self) -> Self {
        self.spec.added = true;
        self
    }

    /// The same column with a list of words of that name.
    pub(super) const fn listed(mut self, list: &'static str) -> Self {
        self.spec.list = Some(list);
        self
    }

    /// The same column; its values never change.
    pub(super) const fn that_stays(mut self) -> Self {
        self.spec.immutable = true;
        self
    }

    /// The same column, the manager's own.
    pub(super) const fn owned_by_manager(mut self) -> Self {
        self.spec.owner = Owner::Manager;
        self
    }

    /// The same column, in the head's book only.
    pub(super) const fn for_head(mut self) -> Self {
        self.spec.head_only = true;
        self
    }

    /// The same column with a figure above the table.
    pub(super) const fn with_total(mut self) -> Self {
        self.spec.totaled = true;
        self
    }

    /// The same column with a figure above the table that adds up the figures of others.
    pub(super) const fn with_total_of(mut self, columns: &'static [&'static str]) -> Self {
        self.spec.totaled = true;
        self.spec.adds = columns;
        self
    }
}
