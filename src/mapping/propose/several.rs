//! Several sorts of records in one document, and which of them name others by their codes.

use std::collections::HashSet;

use super::guess::by_words;
use super::write::{Line, Note, code, quoted};
use super::{Column, Outline, Proposal, Role, guess};
use crate::model::record::RecordKind;

/// A further element must be known by its words for what it is, not just be left over.
const LEAST: u32 = 10;

/// Where a record has the code of its client, who stands elsewhere in the document.
#[derive(Debug)]
pub(super) struct Reference {
    /// The selector of the code below the record.
    place: String,
    /// The client has a tax number.
    has_tax_id: bool,
}

impl Proposal {
    pub(super) fn of(mut outline: Outline) -> Self {
        let guesses = guess::columns(&outline.columns);
        let kinds = guess::kinds(&outline, &guesses);
        let mut more = Vec::new();
        for other in std::mem::take(&mut outline.more) {
            let at = other.at.clone();
            let other = Self::of(other);
            if other.is_whole() { more.push(other) } else { outline.others.push(at) }
        }
        let mut proposal = Self { outline, guesses, kinds, more, client: None };
        proposal.refer();
        proposal
    }

    /// All sorts of records, the surest first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.more)
    }

    /// Whether it is known what it is, and everything is there that such a record can't be without.
    fn is_whole(&self) -> bool {
        let has = |roles: &[Role]| roles.iter().any(|role| self.guess(role).is_some());
        let has_amount = || has(&["total", "received", "paid"].map(Role::field));
        let is_known = self.kinds.first().is_some_and(|guess| guess.score >= LEAST);
        is_known
            && match self.kind() {
                RecordKind::Client => has(&[Role::of("", "name"), Role::of("client", "name")]),
                RecordKind::Payment => has(&[Role::field("date")]) && has_amount(),
                kind if kind.is_document() => {
                    has(&[Role::field("number")]) && has(&[Role::field("date")]) && has_amount()
                }
                _ => false,
            }
    }

    /// The clients of the document, if they have codes.
    fn clients(&self) -> Option<&Self> {
        self.all().find(|one| one.kind() == RecordKind::Client && one.place(&Role::of("", "id")).is_some())
    }

    fn column_of(&self, role: &Role) -> Option<&Column> {
        self.guess(role).and_then(|guess| self.outline.columns.get(guess.column))
    }

    /// Finds in every sort of record the code of its client.
    fn refer(&mut self) {
        let Some(clients) = self.clients() else { return };
        let known = clients.column_of(&Role::of("", "id")).map(|column| column.values.clone()).unwrap_or_default();
        let known: HashSet<String> = known.into_iter().collect();
        let has_tax_id = clients.place(&Role::of("", "tax_id")).is_some();
        let find = |one: &Self| one.code_of_client(&known).map(|place| Reference { place, has_tax_id });
        let own = find(self);
        let others: Vec<_> = self.more.iter().map(find).collect();
        self.client = own;
        for (one, reference) in self.more.iter_mut().zip(others) {
            one.client = reference;
        }
    }

    /// The place whose values are codes of clients; where its name says so, one that is known is enough.
    fn code_of_client(&self, known: &HashSet<String>) -> Option<String> {
        if self.kind() == RecordKind::Client {
            return None;
        }
        let is_free = |at: usize| {
            let guess = self.guesses.iter().find(|guess| guess.column == at);
            guess.is_none_or(|guess| guess.role.is(Some("client"), "id") || guess.by_values)
        };
        let refers = |column: &Column| {
            let says_so = column.captions.iter().any(|caption| {
                by_words(caption).first().is_some_and(|(role, _)| role.party.as_deref() == Some("client"))
            });
            let found = column.values.iter().filter(|value| known.contains(*value)).count();
            found > 0 && (says_so || (found > 1 && found == column.values.len()))
        };
        let mut columns = self.outline.columns.iter().enumerate();
        columns.find(|(at, column)| is_free(*at) && refers(column)).map(|(_, column)| column.place.clone())
    }

    /// `[index.client]`, where records name clients by their codes.
    pub(super) fn index(&self) -> Vec<Line> {
        let referring = self.all().find(|one| one.client.is_some());
        let (Some(clients), Some(referring)) = (self.clients(), referring) else { return Vec::new() };
        let pair = |field: &str| {
            let place = clients.place(&Role::of("", field)).or_else(|| clients.place(&Role::of("client", field)))?;
            Some(format!("{field} = {}", quoted(&place)))
        };
        let values: Vec<String> = ["name", "tax_id"].into_iter().filter_map(pair).collect();
        let key = clients.place(&Role::of("", "id")).unwrap_or_default();
        let mut lines = vec![Line::Blank, Line::Remark(Note::new("new-index")), code("[index.client]")];
        lines.push(code(format!("at = {}", quoted(clients.outline.path()))));
        lines.push(code(format!("key = {}", quoted(&key))));
        lines.push(code(format!("values = {{ {} }}", values.join(", "))));
        if clients.outline.first > referring.outline.first {
            lines.push(Line::Code("ahead = true".to_owned(), Some(Note::new("new-index-ahead"))));
        }
        lines
    }
}

impl Reference {
    /// `name = "…", tax_id = "…"` of the client whose code it is.
    pub(super) fn fields(&self) -> String {
        let value = |field: &str| format!("{field} = {}", quoted(&format!("$client[{}]/{field}", self.place)));
        let fields = ["name", "tax_id"].into_iter().take(if self.has_tax_id { 2 } else { 1 });
        fields.map(value).collect::<Vec<_>>().join(", ")
    }

    /// The same with the code.
    pub(super) fn fields_with_id(&self) -> String {
        format!("id = {}, {}", quoted(&self.place), self.fields())
    }
}
