//! `review list`: the questions that wait.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::model::card::MoneyCard;
use sverka::model::change::{Reason, ReviewKind};
use sverka::model::decision::Decision;
use sverka::model::ids::{DocumentId, PaymentId, ReviewId};
use sverka::output::words;
use sverka::store::decisions::questions::Question;

use super::super::error::CliError;
use super::super::{Context, terminal, wire};
use super::joins;

/// List the questions that wait for a person, with their possible answers and why each is asked.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only questions of this kind.
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(ReviewKind::ALL.map(ReviewKind::name)))]
    kind: Option<String>,

    /// Also those that were answered.
    #[arg(long)]
    all: bool,

    /// Instead of questions, what was made one client, by the program or by people: when, why, and how to take it back.
    #[arg(long, conflicts_with_all = ["kind", "all"])]
    joined: bool,

    /// Only what was joined in this run.
    #[arg(long, value_name = "RUN", requires = "joined")]
    run: Option<i64>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    if args.joined {
        return joins::run(args.run, &config, context);
    }
    let mut questions = wire::questions(&config)?;
    questions.retain(|question| {
        (args.all || question.asked.state == "open")
            && args.kind.as_ref().is_none_or(|kind| question.kind.name() == kind)
    });
    if context.json {
        let questions: Vec<Value> = questions.iter().map(to_json).collect();
        terminal::print_json(&json!({ "questions": questions }))?;
    } else {
        let cards = Cards {
            payments: wire::payments_asked(&config, &questions)?,
            answers: wire::answers(&config, &questions)?,
        };
        terminal::print(&render(&questions, &cards, args.all, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A question for machines, as `export review` has it.
pub(super) fn to_json(question: &Question) -> Value {
    let asked = &question.asked;
    json!({
        "id": question.id.to_string(),
        "kind": question.kind.name(),
        "state": asked.state,
        "subject": question.subject.to_string(),
        "label": asked.label,
        "candidates": asked.candidates,
        "reasons": asked.reasons.iter().map(Reason::brief).collect::<Vec<_>>(),
        "created_run": question.created_run,
        "decision": asked.decision.map(|id| id.to_string()),
    })
}

/// Why a question is asked, in words; with an answer, what speaks for and against that.
pub(super) fn why(question: &Question, answer: Option<&str>, lang: Lang) -> Option<String> {
    let why = words::reasons_for(&question.asked.reasons, answer, lang);
    let key = if answer.is_some() { "review-speaks" } else { "review-why" };
    (!why.is_empty()).then(|| lang.text(key, &[("reasons", Arg::Text(&why))]))
}

/// The name of a state.
pub(super) fn state(question: &Question, lang: Lang) -> String {
    let state = question.asked.state.as_str();
    let is_wish = question.kind == ReviewKind::ChangeRequest && matches!(state, "accepted" | "rejected");
    lang.text(&format!("review-state-{}{state}", if is_wish { "wish-" } else { "" }), &[])
}

/// What is shown beside questions.
struct Cards {
    /// The payments that some of them are about.
    payments: BTreeMap<ReviewId, MoneyCard>,
    /// The decisions that answered some of them.
    answers: BTreeMap<ReviewId, Decision>,
}

/// Who answered a question, when and why.
pub(super) fn answered(decision: &Decision, lang: Lang) -> String {
    let day = words::label(decision.made_at.get(..10).unwrap_or_default(), lang);
    let args = [("who", Arg::Text(&decision.who)), ("date", Arg::Text(&day)), ("reason", Arg::Text(&decision.reason))];
    lang.text(if decision.reason.trim().is_empty() { "review-answered" } else { "review-answered-why" }, &args)
}

fn render(questions: &[Question], cards: &Cards, all: bool, lang: Lang) -> String {
    let Some(first) = questions.first() else { return lang.text("review-list-none", &[]) };
    let key = if all { "review-list-all" } else { "review-list-open" };
    let mut text = format!("{}\n", lang.text(key, &[("count", questions.len().into())]));
    for question in questions {
        text.push_str(&paragraph(question, cards, all, lang));
    }
    let id = questions.iter().find(|question| question.asked.state == "open").unwrap_or(first).id.to_string();
    text.push_str(&format!("\n{}\n", lang.text("review-list-how", &[("question", Arg::Text(&id))])));
    text
}

fn paragraph(question: &Question, cards: &Cards, all: bool, lang: Lang) -> String {
    let payment = cards.payments.get(&question.id);
    let (id, kind) = (question.id.to_string(), lang.text(&format!("review-kind-{}", question.kind.name()), &[]));
    let mut text = format!("\n{id}  {kind}");
    if all {
        text.push_str(&format!(" ({})", state(question, lang)));
    }
    text.push_str(&format!("\n  {}  {}\n", question.subject, words::label(&question.asked.label, lang)));
    for (key, value) in payment.into_iter().flat_map(|card| [("payer", &card.payer), ("client", &card.client)]) {
        if !value.is_empty() {
            let said = lang.text(&format!("review-card-{key}"), &[("value", Arg::Text(value))]);
            text.push_str(&format!("    {said}\n"));
        }
    }
    for (place, candidate) in (1..).zip(&question.asked.candidates) {
        let shown = words::label(&candidate.label, lang);
        let args = [("id", Arg::Text(&candidate.id)), ("label", Arg::Text(&shown))];
        let key = match candidate.id.split_once('-') {
            _ if question.kind == ReviewKind::ChangeRequest && candidate.label.is_empty() => {
                "review-candidate-wish-clear"
            }
            _ if question.kind == ReviewKind::ChangeRequest => "review-candidate-wish",
            _ if question.kind == ReviewKind::WorkbookHeld => "review-candidate-file",
            Some((DocumentId::PREFIX, _)) => "review-candidate-document",
            Some((PaymentId::PREFIX, _)) => "review-candidate-payment",
            _ => "review-candidate",
        };
        text.push_str(&format!("    {place}. {}\n", lang.text(key, &args)));
        text.extend(why(question, Some(&candidate.id), lang).map(|why| format!("       {why}\n")));
    }
    text.extend(why(question, None, lang).map(|why| format!("  {why}\n")));
    text.extend(cards.answers.get(&question.id).map(|decision| format!("  {}\n", answered(decision, lang))));
    text
}
