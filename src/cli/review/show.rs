//! `review show`: one question with everything that tells its sides apart.

use std::process::ExitCode;

use serde_json::json;
use sverka::lang::{Arg, Lang};
use sverka::model::card::{Card, ClientCard, MoneyCard, Origin, Sum, WaitingCard};
use sverka::model::change::{Reason, ReviewKind, Subject};
use sverka::model::decision::Decision;
use sverka::model::ids::{DocumentId, PaymentId, ReviewId};
use sverka::output::words;
use sverka::store::decisions::questions::Question;

use super::super::error::CliError;
use super::super::{Context, terminal, wire};
use super::{desk, list};

/// Show one question: both sides with their numbers, managers, sums and sources, why it is asked, how to answer.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The question, as `review list` names it.
    #[arg(value_name = "QUESTION")]
    question: ReviewId,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let shown = wire::question(&config, args.question)?;
    if context.json {
        let mut value = list::to_json(&shown.question);
        if let Some(object) = value.as_object_mut() {
            object.insert("about".to_owned(), json!(shown.about));
            object.insert("sides".to_owned(), json!(shown.candidates));
        }
        terminal::print_json(&value)?;
    } else {
        terminal::print(&render(&shown, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A question with what a person must know to answer it.
#[derive(Debug)]
pub(crate) struct Shown {
    /// The question.
    pub(crate) question: Question,
    /// What it is about; nothing where that is gone.
    pub(crate) about: Option<Card>,
    /// Its possible answers.
    pub(crate) candidates: Vec<Card>,
    /// What answered it.
    pub(crate) answer: Option<Decision>,
}

fn render(shown: &Shown, lang: Lang) -> String {
    let Shown { question, about, candidates, answer } = shown;
    let say = |key: &str, args: &[(&str, Arg<'_>)]| format!("{}\n", lang.text(key, args));
    let (id, kind) = (question.id.to_string(), lang.text(&format!("review-kind-{}", question.kind.name()), &[]));
    let (state, run) = (list::state(question, lang), question.created_run.to_string());
    let mut text = say("review-show-title", &[("question", Arg::Text(&id)), ("kind", Arg::Text(&kind))]);
    text.push_str(&say("review-show-state", &[("state", Arg::Text(&state)), ("run", Arg::Text(&run))]));
    text.push_str(&format!("\n{}", say("review-about", &[])));
    match about {
        Some(card) => text.push_str(&self::card(card, lang)),
        None => text.push_str(&format!("  {}  {}\n", question.subject, words::label(&question.asked.label, lang))),
    }
    if matches!(about, Some(Card::Waiting(_))) {
        text.push_str(&format!("    {}\n", words::label(&question.asked.label, lang)));
    }
    if !question.asked.candidates.is_empty() {
        text.push_str(&format!("\n{}", say("review-answers", &[])));
    }
    for (place, candidate) in (1..).zip(&question.asked.candidates) {
        let is_it = |card: &&Card| match card {
            Card::Client(client) => client.id == candidate.id,
            Card::Money(money) => money.id == candidate.id,
            Card::Waiting(_) => false,
        };
        let told = match candidates.iter().find(is_it) {
            Some(card) => self::card(card, lang),
            None => format!("  {}  {}\n", candidate.id, words::label(&candidate.label, lang)),
        };
        text.push_str(&format!("  {place}. {}", told.trim_start()));
        text.extend(list::why(question, Some(&candidate.id), lang).map(|why| format!("     {why}\n")));
    }
    text.extend(list::why(question, None, lang).map(|why| format!("\n{why}\n")));
    text.extend(answer.as_ref().map(|decision| format!("\n{}\n", list::answered(decision, lang))));
    text.push_str(&how(question, about.as_ref(), lang));
    text
}

/// How to answer, where it waits for an answer.
fn how(question: &Question, about: Option<&Card>, lang: Lang) -> String {
    if question.asked.state != "open" {
        return match question.asked.decision {
            Some(decision) => {
                let id = decision.to_string();
                format!("\n{}\n", lang.text("review-how-undo", &[("decision", Arg::Text(&id))]))
            }
            None => String::new(),
        };
    }
    let mut text = format!("\n{}\n", lang.text("review-how", &[]));
    let mut line = |command: String, key: &str| {
        text.push_str(&format!("  sverka review {command}\n    {}\n", lang.text(&format!("review-how-{key}"), &[])));
    };
    let id = question.id;
    let candidates = &question.asked.candidates;
    match &question.subject {
        Subject::Client(_) => {
            candidates.iter().for_each(|one| line(format!("accept {id} {}", one.id), "same"));
            line(format!("reject {id}"), "different");
        }
        Subject::Document(_) if question.kind == ReviewKind::Conflict => {
            let is_twin = question.asked.reasons.iter().any(|reason| reason.code == "perhaps-one-document");
            let (one, two) = if is_twin { ("one-document", "two-documents") } else { ("one-change", "two-changes") };
            candidates.iter().for_each(|candidate| line(format!("accept {id} {}", candidate.id), one));
            line(format!("reject {id}"), two);
        }
        Subject::Document(_) => {
            candidates.iter().for_each(|one| line(format!("accept {id} {}", one.id), "whose-document"));
            line(format!("reject {id}"), "nobody");
        }
        Subject::Payment(payment) => return format!("{text}{}", how_paid(question, *payment, lang)),
        Subject::Withheld(..) => {
            let is_payment = question.kind == ReviewKind::PaymentMatch
                && matches!(about, Some(Card::Waiting(card)) if card.kind == "payment");
            let asks_direction = question.asked.reasons.iter().any(|reason| reason.code == "unknown-direction");
            if is_payment && asks_direction {
                for direction in ["in", "out", "internal"] {
                    line(format!("accept {id} {direction}"), &format!("direction-{direction}"));
                }
            } else {
                line(format!("accept {id}"), "take");
            }
            line(format!("reject {id}"), "leave");
        }
        Subject::Delivery(..) => {
            line(format!("accept {id}"), "delivery");
            line(format!("reject {id}"), "no-delivery");
        }
        Subject::Shape(..) => return format!("\n{}\n", lang.text("review-how-shape", &[])),
        Subject::Book(_) => return format!("\n{}\n", lang.text("review-how-book", &[])),
        Subject::Cell(..) | Subject::Row(..) | Subject::Workbook(_) => desk::how(question, &mut line),
    }
    text
}

/// How to say what a payment pays: nothing is taken from another payment unawares.
fn how_paid(question: &Question, payment: PaymentId, lang: Lang) -> String {
    let (id, candidates) = (question.id, &question.asked.candidates);
    let line = |command: String, key: &str, payments: &str| {
        let args = [("payments", Arg::Text(payments))];
        format!("  sverka review {command}\n    {}\n", lang.text(&format!("review-how-{key}"), &args))
    };
    let mut text = String::new();
    let mut open = 0;
    for one in candidates {
        let says = |reason: &&Reason, name: &str| {
            reason.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let paid = question
            .asked
            .reasons
            .iter()
            .find(|reason| reason.code == "paid-already" && says(reason, "document") == one.id);
        if let Some(paid) = paid {
            let payments = says(&paid, "payments");
            text.push_str(&line(format!("accept {id} {}", one.id), "overpays", &payments));
            text.push_str(&line(format!("link {payment} {}", one.id), "instead", &payments));
            continue;
        }
        let key = match one.id.split_once('-') {
            Some((DocumentId::PREFIX, _)) => "pays",
            Some((PaymentId::PREFIX, _)) => "gives-back",
            _ => "whose-payment",
        };
        open += usize::from(key == "pays");
        text.push_str(&line(format!("accept {id} {}", one.id), key, ""));
    }
    if open > 1 {
        text.push_str(&line(format!("accept {id} D-… D-…"), "pays-several", ""));
    }
    let is_refund = candidates.iter().any(|one| one.id.starts_with(PaymentId::PREFIX));
    text.push_str(&line(format!("reject {id}"), if is_refund { "gives-none" } else { "pays-none" }, ""));
    text
}

fn card(card: &Card, lang: Lang) -> String {
    match card {
        Card::Client(card) => client(card, lang),
        Card::Money(card) => money(card, lang),
        Card::Waiting(card) => waiting(card, lang),
    }
}

/// Lines under a heading; those with nothing to say are left out.
fn lines(heading: &str, rest: &[(&str, String)], lang: Lang) -> String {
    let mut text = format!("  {heading}\n");
    for (key, value) in rest.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("    {}\n", lang.text(&format!("review-card-{key}"), &[("value", Arg::Text(value))])));
    }
    text
}

fn client(card: &ClientCard, lang: Lang) -> String {
    let deleted = if card.deleted { format!(" ({})", lang.text("review-card-deleted", &[])) } else { String::new() };
    let tax_id = if card.tax_id.is_empty() { lang.text("review-card-none", &[]) } else { card.tax_id.clone() };
    let contacts = [card.phones.join(", "), card.emails.join(", ")];
    let contacts: Vec<String> = contacts.into_iter().filter(|text| !text.is_empty()).collect();
    let rest = [
        ("tax", tax_id),
        ("kpp", card.kpp.clone()),
        ("contacts", contacts.join("; ")),
        ("manager", card.manager.clone()),
        ("documents", card.documents.to_string()),
        ("open", sums(&card.open, lang)),
        ("free", sums(&card.free, lang)),
        ("sources", origins(&card.sources)),
    ];
    lines(&format!("{}  {}{deleted}", card.id, card.name), &rest, lang)
}

fn money(card: &MoneyCard, lang: Lang) -> String {
    let (id, number, date) = (&card.id, &card.number, lang.date(card.date));
    let kind = lang.text(&format!("review-record-{}", card.kind), &[]);
    let amount = sum(&card.amount, lang);
    let args = [
        ("id", Arg::Text(id)),
        ("kind", Arg::Text(&kind)),
        ("number", Arg::Text(number)),
        ("date", Arg::Text(&date)),
        ("amount", Arg::Text(&amount)),
    ];
    let open = if card.kind == "payment" { "unallocated" } else { "unpaid" };
    let rest = [
        (open, sum(&card.open, lang)),
        ("payer", card.payer.clone()),
        ("purpose", card.purpose.clone()),
        ("client", card.client.clone()),
        ("sources", origins(&card.sources)),
    ];
    lines(&lang.text("review-card-record", &args), &rest, lang)
}

fn waiting(card: &WaitingCard, lang: Lang) -> String {
    let place = words::position_text(&card.position, lang);
    let kind = lang.text(&format!("review-record-{}", card.kind), &[]);
    let rest =
        [("file", format!("«{}», {place}", card.file)), ("sources", origins(std::slice::from_ref(&card.origin)))];
    lines(&kind, &rest, lang)
}

fn sum(sum: &Sum, lang: Lang) -> String {
    format!("{} {}", lang.number(&sum.amount), sum.currency)
}

fn sums(all: &[Sum], lang: Lang) -> String {
    all.iter().map(|one| sum(one, lang)).collect::<Vec<_>>().join(" + ")
}

fn origins(all: &[Origin]) -> String {
    all.iter().map(|one| format!("{}:{}", one.source, one.id)).collect::<Vec<_>>().join(", ")
}
