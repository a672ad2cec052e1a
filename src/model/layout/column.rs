//! One column as settings describe it: one line adds a column, or says what is otherwise of a usual one.

use super::super::lasting::lasting;

/// What the ids of own columns begin with: what such a column shows is an attribute of the record, by the name behind it.
pub const OWN: &str = "attributes.";

/// The id of the own column that shows an attribute; the store keeps what people fill in under it too.
#[must_use]
pub fn own_column(name: &str) -> &'static str {
    lasting(&format!("{OWN}{name}"))
}

/// The attribute that a column shows, of an own one.
#[must_use]
pub fn own_name(column: &str) -> Option<&str> {
    column.strip_prefix(OWN)
}

/// Who may change the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Accounting.
    Accounting,
    /// The manager.
    Manager,
}

impl Holder {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Accounting, Self::Manager];

    /// The name in settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accounting => "accounting",
            Self::Manager => "manager",
        }
    }
}

/// What the cells of an own column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words.
    Text,
    /// Long words, on as many lines as they take.
    Note,
    /// Digits that are no number.
    Code,
    /// A number.
    Number,
    /// An amount in the row's currency.
    Money,
    /// A day.
    Date,
}

/// The names of what cells may hold, as settings have them.
pub const HOLDS: [&str; 6] = ["text", "note", "code", "number", "money", "date"];

impl Holds {
    /// Every kind, in the order of the names.
    const ALL: [Self; 6] = [Self::Text, Self::Note, Self::Code, Self::Number, Self::Money, Self::Date];

    /// What a name in settings means.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        HOLDS.into_iter().zip(Self::ALL).find(|(known, _)| *known == name).map(|(_, holds)| holds)
    }
}

/// The captions of a column; where a language has none, the usual one or the column's name stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Captions {
    /// Russian.
    pub ru: Option<&'static str>,
    /// Ukrainian.
    pub uk: Option<&'static str>,
    /// English.
    pub en: Option<&'static str>,
}

impl Captions {
    /// The same caption in every language.
    #[must_use]
    pub fn all(caption: &'static str) -> Self {
        Self { ru: Some(caption), uk: Some(caption), en: Some(caption) }
    }

    /// Each caption with the code of its language.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let pairs = [("ru", self.ru), ("uk", self.uk), ("en", self.en)];
        pairs.into_iter().filter_map(|(lang, caption)| Some((lang, caption?)))
    }

    /// Gives it another caption in a language.
    pub fn set(&mut self, lang: &str, caption: &'static str) {
        match lang {
            "ru" => self.ru = Some(caption),
            "uk" => self.uk = Some(caption),
            _ => self.en = Some(caption),
        }
    }

    /// The caption in a language by its code.
    #[must_use]
    pub fn of(&self, lang: &str) -> Option<&'static str> {
        self.each().find(|(known, _)| *known == lang).map(|(_, caption)| caption)
    }
}

/// What settings say of one column of the workbooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnRule {
    /// The sheet.
    pub sheet: &'static str,
    /// The column's id; see [`own_column`] for one of their own.
    pub column: &'static str,
    /// Its captions, where they are others.
    pub captions: Captions,
    /// What its cells hold; only of an own column.
    pub holds: Option<Holds>,
    /// Who may change them, where it is another than usual.
    pub owner: Option<Holder>,
    /// The words that may stand there; nothing where anything may.
    pub words: Option<Vec<String>>,
    /// Its width, in characters.
    pub width: Option<u16>,
    /// The column behind which it stands.
    pub after: Option<&'static str>,
    /// Managers in whose books it is; with `head` as for single workbooks.
    pub managers: Vec<String>,
    /// Whether it is in the head's book.
    pub head: bool,
}

impl ColumnRule {
    /// A column of which nothing is otherwise.
    #[must_use]
    pub fn of(sheet: &'static str, column: &'static str) -> Self {
        Self {
            sheet,
            column,
            captions: Captions::default(),
            holds: None,
            owner: None,
            words: None,
            width: None,
            after: None,
            managers: Vec::new(),
            head: false,
        }
    }

    /// Whether it is about a book: a manager's, or the head's.
    #[must_use]
    pub fn is_of(&self, manager: Option<&str>) -> bool {
        super::is_of(&self.managers, self.head, manager)
    }

    /// The attribute that it shows, of an own column.
    #[must_use]
    pub fn attribute(&self) -> Option<&'static str> {
        self.column.strip_prefix(OWN)
    }
}
