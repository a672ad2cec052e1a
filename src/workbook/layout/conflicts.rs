//! The sheet of values that collide: what the store has, what the manager wrote, and which of them is taken.

use super::frame::canonical_text;
use super::{Column, Frame, Kind, Layout, Row, Sheet, Value, choice_word, day_of, sheet_name};
use crate::lang::{Arg, Lang};
use crate::model::book::{ClashKind, KeptClash, Settled, UndoneChoice};
use crate::model::row_id::{RowId, RowKind};

/// The sheet of values that collide.
pub const CONFLICTS: Sheet<KeptClash> = Sheet {
    id: "conflicts",
    table: "sverka_conflicts",
    entity: "conflicts",
    frozen_columns: 1,
    columns: COLUMNS,
    extra: &[],
};

impl Row for KeptClash {}

type Col = Column<KeptClash>;

const COLUMNS: &[Col] = &[
    Col::new("id", Kind::Id, (9, 13), |kept, _| Value::text(RowId::from(kept.id).encode())),
    Col::new("conflict_sheet", Kind::Text, (12, 20), |kept, frame| {
        Value::text(sheet_name(frame.lang, sheet_of(kept.clash.row.kind)))
    }),
    Col::new("conflict_row", Kind::Code, (11, 14), |kept, _| Value::text(kept.clash.row.encode())).that_stays(),
    Col::new("conflict_subject", Kind::Text, (24, 46), |kept, _| Value::text(&*kept.subject)),
    Col::new("conflict_column", Kind::Text, (14, 24), |kept, frame| {
        Value::text(frame.caption(kept.clash.row.kind, &kept.clash.field))
    }),
    Col::new("conflict_stored", Kind::Code, (20, 40), |kept, frame| shown(kept, kept.clash.stored.as_deref(), frame))
        .that_wraps(),
    Col::new("conflict_mine", Kind::Code, (20, 40), |kept, frame| shown(kept, Some(&kept.clash.mine), frame))
        .that_wraps(),
    Col::new("conflict_who", Kind::Text, (14, 28), |kept, _| Value::text(&*kept.who)),
    Col::new("conflict_when", Kind::Word, (14, 24), |kept, frame| Value::text(frame.day_of(&kept.made_at))),
    Col::new("conflict_kind", Kind::Text, (40, 50), |kept, frame| Value::text(what_happened(kept, frame.lang)))
        .that_wraps(),
    Col::new("choice", Kind::Text, (16, 20), |_, _| Value::Blank).owned_by_manager().with_choices(&["mine", "stored"]),
];

/// The sheet that rows of a kind stand on.
#[must_use]
pub fn sheet_of(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Client => super::CLIENTS.id,
        RowKind::Document => super::DOCUMENTS.id,
        RowKind::Payment => super::PAYMENTS.id,
        RowKind::Conflict => CONFLICTS.id,
        RowKind::Question => super::QUESTIONS.id,
    }
}

/// What happened to a value, in words: who gave the other one, and what can be chosen.
#[must_use]
pub fn what_happened(kept: &KeptClash, lang: Lang) -> String {
    let other = other(kept, lang);
    let said = lang.text(&format!("book-clash-{}", kept.clash.kind.name()), &[("other", Arg::from(&other))]);
    let Some(UndoneChoice { choice, made_at }) = &kept.undone else { return said };
    let (choice, date) = (choice_word(lang, choice.name()), day_of(made_at, lang));
    let args = [("choice", Arg::from(&choice)), ("date", Arg::from(&date)), ("said", Arg::from(&said))];
    lang.text("book-clash-undone", &args)
}

/// What a message says where a value is to be put into it.
const VALUE: char = '\u{1}';

/// The key of what is said of a clash that was settled.
fn key_of(kind: ClashKind, settled: Settled) -> &'static str {
    match (kind, settled) {
        (ClashKind::Request, Settled::Mine) => "book-clash-settled-taken",
        (_, Settled::Mine) => "book-clash-settled-mine",
        (_, Settled::Stored) => "book-clash-settled-stored",
        (_, Settled::Declined) => "book-clash-settled-declined",
        (_, Settled::Agreed) => "book-clash-settled-agreed",
        (_, Settled::Undone) => "book-clash-settled-undone",
    }
}

/// What became of a clash, in words: which value was taken, and why where somebody said so.
#[must_use]
pub fn what_became(kept: &KeptClash, settled: Settled, layout: &Layout, lang: Lang) -> String {
    let value = match settled {
        Settled::Mine | Settled::Agreed => Some(kept.clash.mine.as_str()),
        Settled::Stored | Settled::Declined => kept.clash.stored.as_deref(),
        Settled::Undone => Some(kept.clash.mine.as_str()),
    };
    let value = shown_now(kept, value, layout, lang);
    let value = if value.is_empty() { lang.text("book-value-blank", &[]) } else { value };
    lang.text(key_of(kept.clash.kind, settled), &[("value", Arg::from(&value))]) + &why_declined(kept, lang)
}

/// Whether this is what was said of a clash that was settled, in whatever language.
#[must_use]
pub fn is_settled(said: &str) -> bool {
    let kinds = [ClashKind::Conflict, ClashKind::Request];
    let keys = kinds.into_iter().flat_map(|kind| Settled::ALL.map(|settled| key_of(kind, settled)));
    let keys: Vec<&str> = keys.collect();
    Lang::ALL.into_iter().any(|lang| {
        let begins = |key: &&str| {
            let text = lang.text(key, &[("value", Arg::Text(VALUE.encode_utf8(&mut [0; 4])))]);
            text.split(VALUE).next().is_some_and(|before| said.starts_with(before))
        };
        lang.text("book-clash-settled", &[]) == said || keys.iter().any(begins)
    })
}

/// Why a wish was declined, behind that it was.
#[must_use]
pub fn why_declined(kept: &KeptClash, lang: Lang) -> String {
    match kept.answer.reason.trim() {
        "" => String::new(),
        reason => lang.text("book-why-declined", &[("reason", Arg::Text(reason))]),
    }
}

/// What the store has in the cell of a clash, as its sheet shows that.
#[must_use]
pub fn shown_now(kept: &KeptClash, value: Option<&str>, layout: &Layout, lang: Lang) -> String {
    match value {
        Some(value) => canonical_text(layout, (kept.clash.row.kind, &kept.clash.field), value, lang),
        None => lang.text("book-row-gone", &[]),
    }
}

/// Whose the other value is.
#[must_use]
pub fn other(kept: &KeptClash, lang: Lang) -> String {
    match &kept.other {
        Some(who) => lang.text("book-other-person", &[("who", Arg::from(who))]),
        None => lang.text("book-other-accounting", &[]),
    }
}

/// A canonical value as people of the language write it; as text, so that both stand side by side whatever they are.
fn shown<'a>(kept: &KeptClash, value: Option<&str>, frame: &Frame<'_>) -> Value<'a> {
    let gone = || frame.lang.text("book-row-gone", &[]);
    let said = |value: &str| frame.canonical_text(kept.clash.row.kind, &kept.clash.field, value);
    Value::text(value.map_or_else(gone, said))
}
