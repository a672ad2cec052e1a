//! Columns → roles, by words and values; then what kind of record it is.

use std::collections::BTreeMap;

use super::shape::{Fit, by_values, fit};
use super::words::{EXACT, words};
use super::{Column, Confidence, Outline, Role};
use crate::model::record::RecordKind;

/// From here on a guess is sure, or likely.
const SURE: u32 = 95;
const LIKELY: u32 = 70;

/// What a column is taken for.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    /// Number of the column.
    pub(super) column: usize,
    pub(super) role: Role,
    pub(super) confidence: Confidence,
    /// Neither caption nor values contradict, but only the values speak for it.
    pub(super) by_values: bool,
}

/// A kind of record with what speaks for it.
#[derive(Debug, Clone)]
pub(super) struct KindGuess {
    pub(super) kind: RecordKind,
    pub(super) score: u32,
    /// Words of titles and captions that speak for it.
    pub(super) reasons: Vec<String>,
}

/// What a caption may mean, the best first.
pub(super) fn by_words(caption: &str) -> Vec<(Role, u32)> {
    words().roles(caption)
}

/// The best role of every column; no role is given twice.
pub(super) fn columns(columns: &[Column]) -> Vec<Guess> {
    let mut possible: Vec<(u32, Guess)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let mut roles: BTreeMap<Role, u32> = BTreeMap::new();
        for (rank, caption) in (0_u32..).zip(&column.captions) {
            for (role, score) in by_words(caption) {
                let known = roles.entry(role).or_default();
                *known = (*known).max(score.saturating_sub(rank * 2));
            }
        }
        for (role, score) in roles {
            let fit = fit(&role, &column.values);
            let total = match fit {
                Fit::No => continue,
                Fit::Partly => score.saturating_sub(20),
                Fit::Open => score.saturating_sub(2),
                Fit::Yes => score,
                Fit::Surely => score + 10,
            };
            let confidence = confidence(total, fit);
            possible.push((total, Guess { column: at, role, confidence, by_values: false }));
        }
        if let Some((role, score)) = by_values(&column.values) {
            possible.push((score, Guess { column: at, role, confidence: Confidence::Doubtful, by_values: true }));
        }
    }
    possible.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.column.cmp(&other.column)));
    let mut taken: Vec<Guess> = Vec::new();
    for (_, guess) in possible {
        let is_free = taken.iter().all(|known| known.column != guess.column && known.role != guess.role);
        if is_free {
            taken.push(guess);
        }
    }
    taken.sort_by_key(|guess| guess.column);
    taken
}

fn confidence(total: u32, fit: Fit) -> Confidence {
    match total {
        SURE.. if fit > Fit::Partly => Confidence::Sure,
        LIKELY.. => Confidence::Likely,
        _ => Confidence::Doubtful,
    }
}

/// Kinds that the columns and titles speak for, the strongest first.
pub(super) fn kinds(outline: &Outline, guesses: &[Guess]) -> Vec<KindGuess> {
    let mut scores: BTreeMap<RecordKind, (u32, Vec<String>)> = BTreeMap::new();
    let mut add = |kind: RecordKind, score: u32, reason: &str| {
        let known = scores.entry(kind).or_default();
        known.0 += score;
        if !reason.is_empty() && !known.1.iter().any(|text| text == reason) {
            known.1.push(reason.to_owned());
        }
    };
    for (rank, text) in (0_u32..).zip(&outline.context) {
        for (kind, letters) in words().kinds(text) {
            if let Some(kind) = RecordKind::from_name(kind) {
                add(kind, (20 + letters).saturating_sub(rank * 3), text);
            }
        }
    }
    let place =
        |guess: &Guess| outline.columns.get(guess.column).map(|column| column.place.clone()).unwrap_or_default();
    let has = |party: Option<&str>, word: &str| guesses.iter().find(|guess| guess.role.is(party, word)).map(place);
    let speaks: [(RecordKind, u32, Option<String>); 12] = [
        (RecordKind::Payment, 45, has(None, "purpose")),
        (RecordKind::Payment, 30, has(None, "received")),
        (RecordKind::Payment, 30, has(None, "paid")),
        (RecordKind::Payment, 25, has(Some("payer"), "name").or_else(|| has(Some("payer"), "tax_id"))),
        (RecordKind::Payment, 20, has(Some("payee"), "name").or_else(|| has(Some("payee"), "tax_id"))),
        (RecordKind::Invoice, 25, has(None, "due_date")),
        (RecordKind::Invoice, 10, has(None, "total")),
        (RecordKind::Client, 15, has(Some(""), "phones").or_else(|| has(Some("client"), "phones"))),
        (RecordKind::Client, 15, has(Some(""), "emails").or_else(|| has(Some("client"), "emails"))),
        (RecordKind::Client, 10, has(Some(""), "tax_id").or_else(|| has(Some("client"), "tax_id"))),
        (RecordKind::Product, 20, has(None, "article")),
        (RecordKind::Product, 15, has(None, "price")),
    ];
    for (kind, score, reason) in speaks {
        if let Some(reason) = reason {
            add(kind, score, &reason);
        }
    }
    let has_date = has(None, "date").is_some();
    let has_amount = ["total", "received", "paid"].into_iter().any(|word| has(None, word).is_some());
    let mut kinds: Vec<KindGuess> = scores
        .into_iter()
        .filter(|(kind, _)| suits(*kind, has_date, has_amount))
        .map(|(kind, (score, reasons))| KindGuess { kind, score, reasons })
        .collect();
    kinds.sort_by_key(|guess| std::cmp::Reverse(guess.score));
    if kinds.is_empty() {
        let kind = if has_amount && has_date { RecordKind::Invoice } else { RecordKind::Client };
        kinds.push(KindGuess { kind, score: 0, reasons: Vec::new() });
    }
    kinds
}

/// Documents have a date and an amount; cards have no amount.
fn suits(kind: RecordKind, has_date: bool, has_amount: bool) -> bool {
    match kind {
        RecordKind::Client | RecordKind::Contact | RecordKind::Organization => !has_amount,
        RecordKind::Contract => has_date && !has_amount,
        RecordKind::Product => !has_date,
        _ => has_amount,
    }
}

impl KindGuess {
    /// Whether nothing else speaks nearly as loud.
    pub(super) fn is_sure(&self, other: Option<&Self>) -> bool {
        self.score >= 30 && other.is_none_or(|other| other.score + 15 <= self.score)
    }
}

/// Whether a caption says all there is to say.
pub(super) fn is_exact(column: &Column) -> bool {
    column
        .captions
        .first()
        .is_some_and(|caption| by_words(caption).first().is_some_and(|(_, score)| *score >= EXACT - 3))
}
