//! Decisions in words.

use sverka::lang::{Arg, Lang};
use sverka::model::decision::{Fact, RecordRef, Share};
use sverka::model::record::is_made_up;
use sverka::output::words;

use super::desk;

/// What was decided, in a sentence without its period; `about` are the numbers it is about, clients first.
pub(crate) fn text(fact: &Fact, about: &[String], lang: Lang) -> String {
    let clients: Vec<&str> = of_kind(about, "C-");
    let (payments, documents) = (of_kind(about, "P-"), of_kind(about, "D-"));
    let payment = first(&payments);
    let client = |at: usize, records: &[RecordRef]| {
        let id = clients.get(at).copied().unwrap_or_default();
        // A card's own name says more than what a bank's line calls the payer.
        let card = records.iter().find(|record| !is_made_up(&record.id)).or(records.first());
        let name = card.map_or("", |record| record.name.as_str());
        format!("{id} {name}").trim().to_owned()
    };
    let say = |key: &str, args: &[(&str, &str)]| {
        let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
        lang.text(&format!("verdict-{key}"), &args)
    };
    match fact {
        Fact::Same { one, other } => say("same", &[("one", &client(0, one)), ("other", &client(1, other))]),
        Fact::Different { one, other } => say("different", &[("one", &client(0, one)), ("other", &client(1, other))]),
        Fact::Link { document, amount, .. } => {
            let document = titled(&documents, document, lang);
            let sum = format!("{} {}", lang.number(&amount.to_string()), amount.currency);
            say("link", &[("payment", payment), ("document", &document), ("amount", &sum)])
        }
        Fact::Pays { shares, .. } => {
            let said = |(at, share): (usize, &Share)| {
                let sum = format!("{} {}", lang.number(&share.amount.to_string()), share.amount.currency);
                format!("{} — {sum}", of(&documents, at, &share.document, lang))
            };
            let shares: Vec<String> = shares.iter().enumerate().map(said).collect();
            say("pays", &[("payment", payment), ("shares", &shares.join("; "))])
        }
        Fact::Overpays { document, .. } => {
            say("overpays", &[("payment", payment), ("document", &titled(&documents, document, lang))])
        }
        Fact::Unlink { document, .. } => {
            say("unlink", &[("payment", payment), ("document", &titled(&documents, document, lang))])
        }
        Fact::GivesBack { .. } | Fact::GivesNotBack { .. } => of_refund(fact, &payments, lang),
        Fact::OneChange { asked, other } => {
            let (asked, other) = (of(&documents, 0, asked, lang), of(&documents, 1, other, lang));
            say("one-change", &[("document", &asked), ("other", &other)])
        }
        Fact::TwoChanges { asked, .. } => {
            let others: Vec<&str> = documents.iter().skip(1).copied().collect();
            say("two-changes", &[("document", &of(&documents, 0, asked, lang)), ("others", &others.join(", "))])
        }
        Fact::Whose { client: records, .. } => {
            let record = if payment.is_empty() { first(&documents) } else { payment };
            say("whose", &[("record", record), ("client", &client(0, records))])
        }
        Fact::Take { record, direction: Some(direction) } => {
            let direction = lang.text(&format!("direction-{}", direction.name()), &[]);
            say("direction", &[("record", &named(record, lang)), ("direction", &direction)])
        }
        Fact::Take { record, direction: None } => say("take", &[("record", &named(record, lang))]),
        Fact::Refuse { record } => say("refuse", &[("record", &named(record, lang))]),
        Fact::Delete { client: records } => say("delete", &[("client", &client(0, records))]),
        Fact::Rule { tax_id, client: records } => say("rule", &[("tax_id", tax_id), ("client", &client(0, records))]),
        Fact::Delivery { file, applies, .. } => say(delivery(*applies), &[("file", file)]),
        Fact::Workbook(deed) => desk::verdict(deed, about, lang),
        Fact::Undo { decision } => say("undo", &[("decision", &decision.to_string())]),
    }
}

/// What our money gives back: the first payment, and those that it is or is not of.
fn of_refund(fact: &Fact, payments: &[&str], lang: Lang) -> String {
    let refund = Arg::Text(first(payments));
    if let Fact::GivesBack { payment, .. } = fact {
        let payment = of(payments, 1, payment, lang);
        return lang.text("verdict-gives-back", &[("refund", refund), ("payment", Arg::Text(&payment))]);
    }
    let others: Vec<&str> = payments.iter().skip(1).copied().collect();
    lang.text("verdict-gives-not-back", &[("refund", refund), ("payments", Arg::Text(&others.join(", ")))])
}

fn of_kind<'a>(about: &'a [String], prefix: &str) -> Vec<&'a str> {
    about.iter().map(String::as_str).filter(|id| id.starts_with(prefix)).collect()
}

fn first<'a>(ids: &[&'a str]) -> &'a str {
    ids.first().copied().unwrap_or_default()
}

/// One of the documents with what it is called.
fn of(ids: &[&str], at: usize, records: &[RecordRef], lang: Lang) -> String {
    ids.get(at).map_or_else(|| titled(&[], records, lang), |id| titled(&[id], records, lang))
}

/// Numbers of documents with what they are called.
fn titled(ids: &[&str], records: &[RecordRef], lang: Lang) -> String {
    match (ids, records) {
        ([id], [record, ..]) => format!("{id} ({})", title(&record.name, lang)),
        // What several were called is all there is to say where none is named by number.
        ([], records) => {
            let mut titles: Vec<String> = records.iter().map(|record| title(&record.name, lang)).collect();
            titles.dedup();
            titles.join(", ")
        }
        _ => ids.join(", "),
    }
}

/// A document's number and date as people write them.
pub(super) fn title(name: &str, lang: Lang) -> String {
    let parts = name.rsplit_once(' ').and_then(|(number, date)| Some((number, date.parse().ok()?)));
    let Some((number, date)) = parts else { return name.to_owned() };
    let date = lang.date(date);
    lang.text("verdict-title", &[("number", Arg::Text(number)), ("date", Arg::Text(&date))])
}

/// A record as its source has it.
fn named(record: &RecordRef, lang: Lang) -> String {
    let kind = words::kind_title(record.kind, lang);
    format!("{} ({}, {}:{})", record.name, kind, record.source, record.id)
}

fn delivery(applies: bool) -> &'static str {
    if applies { "delivery-taken" } else { "delivery-refused" }
}
