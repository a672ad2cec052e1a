//! `review list`: the questions that wait.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::model::card::MoneyCard;
use sverka::model::change::{Reason, ReviewKind};
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
        let payments = wire::payments_asked(&config, &questions)?;
        terminal::print(&render(&questions, &payments, args.all, context.lang))?;
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
    lang.text(&format!("review-state-{}", question.asked.state), &[])
}

fn render(questions: &[Question], payments: &BTreeMap<ReviewId, MoneyCard>, all: bool, lang: Lang) -> String {
    let Some(first) = questions.first() else { return lang.text("review-list-none", &[]) };
    let key = if all { "review-list-all" } else { "review-list-open" };
    let mut text = format!("{}\n", lang.text(key, &[("count", questions.len().into())]));
    for question in questions {
        text.push_str(&paragraph(question, payments.get(&question.id), all, lang));
    }
    let id = questions.iter().find(|question| question.asked.state == "open").unwrap_or(first).id.to_string();
    text.push_str(&format!("\n{}\n", lang.text("review-list-how", &[("question", Arg::Text(&id))])));
    text
}

fn paragraph(question: &Question, payment: Option<&MoneyCard>, all: bool, lang: Lang) -> String {
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
            Some((DocumentId::PREFIX, _)) => "review-candidate-document",
            Some((PaymentId::PREFIX, _)) => "review-candidate-payment",
            _ => "review-candidate",
        };
        text.push_str(&format!("    {place}. {}\n", lang.text(key, &args)));
        text.extend(why(question, Some(&candidate.id), lang).map(|why| format!("       {why}\n")));
    }
    text.extend(why(question, None, lang).map(|why| format!("  {why}\n")));
    text
}
