//! What a decision changed, in words and as JSON.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::model::decision::{ClientFigures, Fact, different_tax_ids};
use sverka::model::deed::Act;
use sverka::model::ids::ClientId;
use sverka::model::money::Money;
use sverka::model::run::{BookOutcome, BookReport};
use sverka::output::words;
use sverka::pipeline::decide::Answer;

use super::super::summary;
use super::{asked, verdict};

/// So many documents and payments are listed one by one.
const LISTED_MAX: usize = 20;

/// The numbers a decision is about, clients first.
fn about(answer: &Answer) -> Vec<String> {
    let records = [answer.payment.map(|id| id.to_string()), answer.document.map(|id| id.to_string())];
    let documents = answer.documents.iter().map(ToString::to_string);
    answer.clients.iter().map(ClientId::to_string).chain(records.into_iter().flatten()).chain(documents).collect()
}

/// What was decided and what that changed, for a person.
pub(in super::super) fn render(answer: &Answer, dry_run: bool, lang: Lang) -> String {
    let mut text = String::new();
    if dry_run {
        text.push_str(&format!("{}\n", lang.text("run-dry", &[])));
    }
    let decision = answer.decision.to_string();
    let about = about(answer);
    let what = verdict::text(&answer.fact, &about, lang);
    let heading = [("decision", Arg::Text(&decision)), ("what", Arg::Text(&what))];
    text.push_str(&format!("{}\n", lang.text("review-decided", &heading)));
    if let (Fact::Same { .. }, Some(gone)) = (&answer.fact, about.get(1)) {
        text.push_str(&format!("{}\n", lang.text("review-old-number", &[("client", Arg::Text(gone))])));
    }
    if let Fact::Same { one, other } = &answer.fact
        && let Some((one, other)) = different_tax_ids(one, other)
    {
        let args = [("one", Arg::Text(&one)), ("other", Arg::Text(&other))];
        text.push_str(&format!("{}\n", lang.text("review-different-tax-ids", &args)));
    }
    if let Some(fact) = &answer.undone {
        let what = verdict::text(fact, &about, lang);
        text.push_str(&format!("{}\n", lang.text("review-taken-back", &[("what", Arg::Text(&what))])));
    }
    if let Some(question) = &answer.question {
        let id = question.id.to_string();
        let args = [("question", Arg::Text(&id)), ("label", Arg::Text(&words::label(&question.asked.label, lang)))];
        text.push_str(&format!("{}\n", lang.text("review-answers-question", &args)));
    }
    let lines =
        [deleted(answer, lang), clients(answer, lang), documents(answer, lang), payments(answer, lang)].concat();
    let is_of_file = is_of_file(&answer.fact);
    // What stands in a file of a workbook is told with the workbooks.
    if lines.is_empty() && !is_of_file {
        text.push_str(&format!("{}\n", lang.text("review-nothing-changed", &[])));
    } else if !lines.is_empty() {
        text.push_str(&format!("{}\n", lang.text("review-changed", &[])));
        for line in lines {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text.push_str(&asked::render(&answer.questions, lang));
    let changed: Vec<BookReport> =
        answer.workbooks.iter().filter(|book| book.outcome != BookOutcome::Unchanged).cloned().collect();
    text.push_str(&summary::books(&changed, lang));
    if !dry_run && answer.undone.is_none() && !is_of_file {
        text.push_str(&format!("{}\n", lang.text("review-how-undo", &[("decision", Arg::Text(&decision))])));
    }
    text
}

/// Whether a file of a workbook was taken as it is, or put away: that is done at once, and not taken back.
fn is_of_file(fact: &Fact) -> bool {
    matches!(fact, Fact::Workbook(deed) if matches!(deed.act, Act::Release | Act::Discard))
}

/// «was → is», or what it is where that did not change.
fn change(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { format!("{before} → {after}") }
}

fn sums<'m>(money: impl Iterator<Item = &'m Money>, lang: Lang) -> String {
    let sums: Vec<String> =
        money.map(|money| format!("{} {}", lang.number(&money.to_string()), money.currency)).collect();
    if sums.is_empty() { "0".to_owned() } else { sums.join(" + ") }
}

/// The client that is deleted, or there again: its figures are what they were.
fn deleted(answer: &Answer, lang: Lang) -> Vec<String> {
    let key = match (&answer.fact, &answer.undone) {
        (Fact::Delete { .. }, _) => "review-client-deleted",
        (_, Some(Fact::Delete { .. })) => "review-client-restored",
        _ => return Vec::new(),
    };
    let line = |id: &ClientId| {
        let known = answer.before.clients.get(id).or(answer.after.clients.get(id));
        let name = format!("{id} {}", known.map_or("", |known| known.name.as_str()));
        lang.text(key, &[("client", Arg::Text(name.trim()))])
    };
    answer.clients.iter().take(1).map(line).collect()
}

fn clients(answer: &Answer, lang: Lang) -> Vec<String> {
    let ids: BTreeSet<&ClientId> = answer.before.clients.keys().chain(answer.after.clients.keys()).collect();
    let nobody = ClientFigures::default();
    let mut lines = Vec::new();
    for id in ids {
        let (before, after) = (answer.before.clients.get(id), answer.after.clients.get(id));
        let Some(shown) = after.or(before) else { continue };
        if before == after {
            continue;
        }
        let (known, now) = (before.unwrap_or(&nobody), after.unwrap_or(&nobody));
        let documents = change(&known.documents.to_string(), &now.documents.to_string());
        let payments = change(&known.payments.to_string(), &now.payments.to_string());
        let open = change(&sums(known.open.values(), lang), &sums(now.open.values(), lang));
        let free = change(&sums(known.free.values(), lang), &sums(now.free.values(), lang));
        let name = format!("{id} {}", shown.name);
        let args = [
            ("client", Arg::Text(&name)),
            ("documents", Arg::Text(&documents)),
            ("payments", Arg::Text(&payments)),
            ("open", Arg::Text(&open)),
            ("free", Arg::Text(&free)),
        ];
        let key = match (before, after) {
            (Some(_), None) => "review-client-gone",
            (None, Some(_)) => "review-client-back",
            _ => "review-client-changed",
        };
        lines.push(lang.text(key, &args));
        if before.is_some() && after.is_some() && known.owner != now.owner {
            let owner = change(&known.owner, &now.owner);
            lines
                .push(lang.text("review-owner-changed", &[("client", Arg::Text(&name)), ("owner", Arg::Text(&owner))]));
        }
    }
    lines
}

fn owner(id: Option<ClientId>) -> String {
    id.map_or_else(|| "—".to_owned(), |id| id.to_string())
}

fn documents(answer: &Answer, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, after) in &answer.after.documents {
        let before = answer.before.documents.get(id).unwrap_or(after);
        if (before.paid, before.open, before.client) == (after.paid, after.open, after.client)
            && answer.before.documents.contains_key(id)
        {
            continue;
        }
        let (id, date) = (id.to_string(), lang.date(after.date));
        let paid = change(&sums([before.paid].iter(), lang), &sums([after.paid].iter(), lang));
        let client = change(&owner(before.client), &owner(after.client));
        let args = [
            ("id", Arg::Text(&id)),
            ("number", Arg::Text(&after.number)),
            ("date", Arg::Text(&date)),
            ("paid", Arg::Text(&paid)),
            ("client", Arg::Text(&client)),
        ];
        lines.push(lang.text("review-document-changed", &args));
    }
    shortened(lines, lang)
}

fn payments(answer: &Answer, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, after) in &answer.after.payments {
        let before = answer.before.payments.get(id).unwrap_or(after);
        if (before.allocated, before.client) == (after.allocated, after.client)
            && answer.before.payments.contains_key(id)
        {
            continue;
        }
        let (id, date) = (id.to_string(), lang.date(after.date));
        let amount = sums([after.amount].iter(), lang);
        let allocated = change(&sums([before.allocated].iter(), lang), &sums([after.allocated].iter(), lang));
        let client = change(&owner(before.client), &owner(after.client));
        let args = [
            ("id", Arg::Text(&id)),
            ("number", Arg::Text(&after.number)),
            ("date", Arg::Text(&date)),
            ("amount", Arg::Text(&amount)),
            ("allocated", Arg::Text(&allocated)),
            ("client", Arg::Text(&client)),
        ];
        lines.push(lang.text("review-payment-changed", &args));
    }
    shortened(lines, lang)
}

fn shortened(mut lines: Vec<String>, lang: Lang) -> Vec<String> {
    let more = lines.len().saturating_sub(LISTED_MAX);
    if more > 0 {
        lines.truncate(LISTED_MAX);
        lines.push(lang.text("review-more", &[("count", more.into())]));
    }
    lines
}

/// The object that `--json` shows.
pub(in super::super) fn to_json(answer: &Answer, dry_run: bool) -> Value {
    let money = |money: Money| json!({ "amount": money.to_string(), "currency": money.currency.code() });
    let list = |sums: &std::collections::BTreeMap<_, Money>| sums.values().map(|sum| money(*sum)).collect::<Vec<_>>();
    let client = |figures: Option<&ClientFigures>| {
        figures.map(|known| {
            json!({
                "name": known.name, "manager": known.owner, "documents": known.documents,
                "payments": known.payments, "open": list(&known.open), "unallocated": list(&known.free),
            })
        })
    };
    let ids: BTreeSet<&ClientId> = answer.before.clients.keys().chain(answer.after.clients.keys()).collect();
    let clients: Vec<Value> = ids
        .into_iter()
        .map(|id| (id, answer.before.clients.get(id), answer.after.clients.get(id)))
        .filter(|(_, before, after)| before != after)
        .map(|(id, before, after)| json!({ "id": id.to_string(), "before": client(before), "after": client(after) }))
        .collect();
    let documents: Vec<Value> = answer
        .after
        .documents
        .iter()
        .filter(|(id, after)| answer.before.documents.get(id) != Some(after))
        .map(|(id, after)| {
            let shown = |one: &sverka::model::decision::DocumentFigures| {
                json!({ "paid": money(one.paid), "open": money(one.open), "client_id": one.client.map(|id| id.to_string()) })
            };
            json!({ "id": id.to_string(), "before": answer.before.documents.get(id).map(shown), "after": shown(after) })
        })
        .collect();
    let payments: Vec<Value> = answer
        .after
        .payments
        .iter()
        .filter(|(id, after)| answer.before.payments.get(id) != Some(after))
        .map(|(id, after)| {
            let shown = |one: &sverka::model::decision::PaymentFigures| {
                json!({ "allocated": money(one.allocated), "client_id": one.client.map(|id| id.to_string()) })
            };
            json!({ "id": id.to_string(), "before": answer.before.payments.get(id).map(shown), "after": shown(after) })
        })
        .collect();
    json!({
        "decision": answer.decision.to_string(),
        "dry_run": dry_run,
        "fact": answer.fact,
        "about": about(answer),
        "undone": answer.undone,
        "question": answer.question.as_ref().map(|question| question.id.to_string()),
        "questions": asked::to_json(&answer.questions),
        "changed": { "clients": clients, "documents": documents, "payments": payments },
        "workbooks": answer
            .workbooks
            .iter()
            .map(|book| json!({ "path": book.path, "outcome": book.outcome.name() }))
            .collect::<Vec<_>>(),
    })
}
