//! What the cells of a whole book share: the language's words, the base currency, the day.

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::{DECLINED, DECLINED_AGAIN, Kind, Layout, Value};
use crate::lang::{Arg, Lang};
use crate::model::book::KeptClash;
use crate::model::control::{ControlState, ControlView};
use crate::model::ids::{ClientId, ConflictId};
use crate::model::money::{Currency, Money};
use crate::model::record::{Direction, PaymentMethod, RecordKind};
use crate::model::row_id::{RowId, RowKind};
use crate::model::view::{BookData, ClientBalance, ClientView, DocumentStatus, UndoneEdit};

/// What the cells of a whole book share. Words are looked up once: a book has a million cells.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The book's language.
    pub lang: Lang,
    /// The currency of the figures.
    pub base: Currency,
    /// The business date.
    pub today: Date,
    no_manager: String,
    words: FxHashMap<&'static str, String>,
    clients: FxHashMap<ClientId, &'a ClientView>,
    statuses: FxHashMap<RowId, String>,
    layout: Layout,
}

impl<'a> Frame<'a> {
    /// Looks the words up and indexes the clients; of a book of which settings say nothing.
    #[must_use]
    pub fn new(data: &'a BookData, lang: Lang, base: Currency) -> Self {
        Self::of(data, lang, base, &Layout::default())
    }

    /// The same of a book of this layout.
    #[must_use]
    pub fn of(data: &'a BookData, lang: Lang, base: Currency, layout: &Layout) -> Self {
        let mut words = FxHashMap::default();
        let mut learn = |group: &str, name: &'static str| {
            words.insert(name, lang.text(&format!("book-{group}-{}", name.replace('_', "-")), &[]));
        };
        for kind in RecordKind::ALL.into_iter().filter(|kind| kind.is_document()) {
            learn("kind", kind.name());
        }
        for status in STATUSES {
            learn("status", status.name());
        }
        for direction in [Direction::In, Direction::Out, Direction::Internal] {
            learn("direction", direction.name());
        }
        for state in ControlState::ALL {
            learn("control", state.name());
        }
        for method in PaymentMethod::ALL {
            learn("method", method.name());
        }
        Self {
            lang,
            base,
            today: data.today,
            no_manager: lang.text("book-no-manager", &[]),
            words,
            clients: data.clients.iter().map(|client| (client.id, client)).collect(),
            statuses: statuses(data, &[], lang, layout),
            layout: layout.clone(),
        }
    }

    /// How a row stands between the book and the store; blank where there is nothing to say.
    #[must_use]
    pub fn status<'b>(&'b self, row: RowId) -> Value<'b> {
        self.statuses.get(&row).map_or(Value::Blank, |text| Value::text(text.as_str()))
    }

    /// The day of a moment, as people of the language write it.
    #[must_use]
    pub fn day_of(&self, moment: &str) -> String {
        day_of(moment, self.lang)
    }

    /// The caption of a column of rows of a kind.
    #[must_use]
    pub fn caption(&self, kind: RowKind, column: &str) -> String {
        self.layout.caption_of(kind, column, self.lang)
    }

    /// A canonical value as people of the language write it.
    #[must_use]
    pub fn canonical_text(&self, kind: RowKind, column: &str, value: &str) -> String {
        canonical_text(&self.layout, (kind, column), value, self.lang)
    }

    /// The word of a stable name.
    #[must_use]
    pub fn word(&self, name: &'static str) -> &str {
        self.words.get(name).map_or(name, String::as_str)
    }

    /// The manager as the book names it: nobody has a name too, so that a filter can find the rows.
    #[must_use]
    pub fn manager<'b>(&'b self, name: &'b str) -> &'b str {
        if name.is_empty() { &self.no_manager } else { name }
    }

    /// The run since which a balance differs, with its day.
    #[must_use]
    pub fn since(&self, control: &ControlView) -> String {
        let Some(run) = control.since_run.map(|run| run.to_string()) else { return String::new() };
        let began = control.since_at.as_deref().and_then(|at| at.parse::<DateTime>().ok());
        let day = began.map_or_else(|| "—".to_owned(), |at| self.lang.date(at.date()));
        self.lang.text("book-since", &[("run", Arg::from(&run)), ("day", Arg::from(&day))])
    }

    /// A client of the book.
    #[must_use]
    pub fn client(&self, id: Option<ClientId>) -> Option<&'a ClientView> {
        self.clients.get(&id?).copied()
    }

    /// A client's standing in the base currency.
    #[must_use]
    pub fn balance<'b>(&self, client: &'b ClientView) -> Option<&'b ClientBalance> {
        client.balances.iter().find(|balance| balance.open.currency == self.base)
    }

    /// A client's standing in every other currency, as one line.
    #[must_use]
    pub fn other_currencies(&self, client: &ClientView) -> String {
        let parts: Vec<String> = client
            .balances
            .iter()
            .filter(|balance| balance.open.currency != self.base && !is_settled(balance))
            .map(|balance| self.other_currency(balance))
            .collect();
        parts.join("; ")
    }

    fn other_currency(&self, balance: &ClientBalance) -> String {
        let amount = |money: Money| self.lang.number(&money.to_string());
        let key = match (balance.overdue.minor, balance.unallocated.minor) {
            (0, 0) => "book-other-currency",
            (_, 0) => "book-other-currency-overdue",
            (0, _) => "book-other-currency-advance",
            _ => "book-other-currency-both",
        };
        let (open, overdue, advance) = (amount(balance.open), amount(balance.overdue), amount(balance.unallocated));
        self.lang.text(
            key,
            &[
                ("currency", Arg::Text(balance.open.currency.code())),
                ("open", Arg::from(&open)),
                ("overdue", Arg::from(&overdue)),
                ("advance", Arg::from(&advance)),
            ],
        )
    }
}

/// A canonical value as people of a language write it.
pub(super) fn canonical_text(layout: &Layout, (kind, column): (RowKind, &str), value: &str, lang: Lang) -> String {
    let known = layout.readable(true).into_iter().find(|sheet| sheet.kind == kind);
    match known.and_then(|sheet| sheet.column(column).map(|column| column.kind)) {
        Some(Kind::Date) => day_of(value, lang),
        // What is none was written where one belongs.
        Some(Kind::Money | Kind::Number) if value.parse::<Decimal>().is_ok() => lang.number(value),
        _ => value.to_owned(),
    }
}

/// The day of a moment, as people of a language write it.
pub(super) fn day_of(moment: &str, lang: Lang) -> String {
    let day = moment.get(..10).and_then(|day| day.parse().ok());
    day.map_or_else(|| moment.to_owned(), |day| lang.date(day))
}

/// What the status column says of rows whose values collide, or were declined; of a declined one that stands there once more
/// (`again`) when and by whom it was.
#[must_use]
pub fn statuses(data: &BookData, again: &[ConflictId], lang: Lang, layout: &Layout) -> FxHashMap<RowId, String> {
    let mut statuses: FxHashMap<RowId, String> = FxHashMap::default();
    let waits = data.conflicts.iter().map(|kept| (kept, kept.clash.kind.name()));
    let declined = |kept: &KeptClash| if again.contains(&kept.id) { DECLINED_AGAIN } else { DECLINED };
    for (kept, what) in waits.chain(data.declined.iter().map(|kept| (kept, declined(kept)))) {
        let column = layout.caption_of(kept.clash.row.kind, &kept.clash.field, lang);
        let (other, day) = (super::other(kept, lang), day_of(&kept.answer.made_at, lang));
        let value = canonical_text(layout, (kept.clash.row.kind, &kept.clash.field), &kept.clash.mine, lang);
        let args = [
            ("column", Arg::from(&column)),
            ("other", Arg::from(&other)),
            ("value", Arg::from(&value)),
            ("who", Arg::from(&kept.answer.who)),
            ("date", Arg::from(&day)),
        ];
        let said = lang.text(&format!("book-status-{what}"), &args) + &super::why_declined(kept, lang);
        let status = statuses.entry(kept.clash.row).or_default();
        if !status.is_empty() {
            status.push_str("; ");
        }
        status.push_str(&said);
    }
    for UndoneEdit { row, column, value, day } in &data.undone {
        let value = canonical_text(layout, (row.kind, column), value, lang);
        let (column, day) = (layout.caption_of(row.kind, column, lang), lang.date(*day));
        let args = [("column", Arg::from(&column)), ("value", Arg::from(&value)), ("date", Arg::from(&day))];
        let key = if value.is_empty() { "book-status-undone-blank" } else { "book-status-undone" };
        let status = statuses.entry(*row).or_default();
        if !status.is_empty() {
            status.push_str("; ");
        }
        status.push_str(&lang.text(key, &args));
    }
    statuses
}

/// Whether nothing is owed either way.
fn is_settled(balance: &ClientBalance) -> bool {
    balance.open.minor == 0 && balance.overdue.minor == 0 && balance.unallocated.minor == 0
}

const STATUSES: [DocumentStatus; 6] = [
    DocumentStatus::Deleted,
    DocumentStatus::Canceled,
    DocumentStatus::Draft,
    DocumentStatus::Paid,
    DocumentStatus::PartlyPaid,
    DocumentStatus::Open,
];
