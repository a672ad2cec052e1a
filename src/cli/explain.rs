//! `sverka explain`: where a value came from.

use std::process::ExitCode;

use clap::ValueEnum;
use sverka::lang::{Arg, Lang};
use sverka::model::change::Reason;
use sverka::model::control::ControlView;
use sverka::model::explain::{
    ExplainedAllocation, ExplainedDecision, ExplainedField, ExplainedQuestion, ExplainedTwin, Explanation, Statement,
};
use sverka::model::money::Money;
use sverka::model::record::RecordKind;
use sverka::output::words;

use super::error::CliError;
use super::{Context, review, terminal, wire};

mod values;

/// Say where the values of a record came from: file, line or path, mapping rule, run, person.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What sort of record.
    #[arg(value_name = "KIND")]
    kind: Kind,

    /// Its id as workbooks and exports show it (C-17, D-4, P-9, B-2), or its number; for a client also the tax id or
    /// name, for a balance the account.
    #[arg(value_name = "ID")]
    id: String,

    /// Only this field.
    #[arg(value_name = "FIELD")]
    field: Option<String>,
}

/// A record that can be explained.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Client,
    Invoice,
    Order,
    Shipment,
    Return,
    Payment,
    Balance,
}

impl Kind {
    fn record_kind(self) -> RecordKind {
        match self {
            Self::Client => RecordKind::Client,
            Self::Invoice => RecordKind::Invoice,
            Self::Order => RecordKind::Order,
            Self::Shipment => RecordKind::Shipment,
            Self::Return => RecordKind::Return,
            Self::Payment => RecordKind::Payment,
            Self::Balance => RecordKind::Balance,
        }
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let mut found = wire::explain(&config, args.kind.record_kind(), &args.id)?;
    if found.is_empty() {
        let subject = format!("{} {}", args.kind.record_kind().name(), args.id);
        return Err(CliError::Usage { key: "no-record", subject });
    }
    if let Some(field) = &args.field {
        for explanation in &mut found {
            explanation.fields.retain(|known| known.field == *field);
            if explanation.fields.is_empty() {
                return Err(CliError::Usage { key: "no-field", subject: field.clone() });
            }
        }
    }
    for explanation in &found {
        if context.json {
            let value = serde_json::to_value(explanation).map_err(|error| CliError::Failed(Box::new(error)))?;
            terminal::print_json(&value)?;
        } else {
            terminal::print(&render(explanation, context.lang))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn render(explanation: &Explanation, lang: Lang) -> String {
    let mut text = format!("{}  {}\n", explanation.id, words::label(&explanation.title, lang));
    for field in &explanation.fields {
        text.push_str(&render_field(field, lang));
    }
    if !explanation.twins.is_empty() {
        text.push('\n');
        text.push_str(&lang.text("explain-twins", &[]));
        text.push('\n');
        for twin in &explanation.twins {
            text.push_str(&render_twin(twin, lang));
        }
    }
    if !explanation.allocations.is_empty() {
        text.push('\n');
        text.push_str(&lang.text("explain-allocations", &[]));
        text.push('\n');
        for allocation in &explanation.allocations {
            text.push_str(&render_allocation(allocation, lang));
        }
    }
    text.push_str(&because("explain-refunds", &explanation.refunds, lang));
    text.push_str(&because("explain-waits", &explanation.waits, lang));
    text.push_str(&because("explain-covered", &explanation.covered, lang));
    if !explanation.decisions.is_empty() {
        text.push('\n');
        text.push_str(&lang.text("explain-decisions", &[]));
        text.push('\n');
        for decision in &explanation.decisions {
            text.push_str(&render_decision(decision, lang));
        }
    }
    if !explanation.controls.is_empty() {
        text.push('\n');
        text.push_str(&lang.text("explain-controls", &[]));
        text.push('\n');
        for control in &explanation.controls {
            text.push_str(&render_control(control, lang));
        }
    }
    if !explanation.memberships.is_empty() {
        text.push('\n');
        text.push_str(&lang.text("explain-memberships", &[]));
        text.push('\n');
        for membership in &explanation.memberships {
            text.push_str(&format!("  {}\n", review::membership(membership, lang)));
        }
    }
    if !explanation.questions.is_empty() {
        text.push('\n');
        text.push_str(&lang.text("explain-questions", &[]));
        text.push('\n');
        for question in &explanation.questions {
            text.push_str(&render_question(question, lang));
        }
    }
    text
}

/// Reasons under a heading; nothing where there are none.
fn because(heading: &str, reasons: &[Reason], lang: Lang) -> String {
    let lines: String = reasons.iter().map(|reason| format!("  {}\n", reason_name(reason, lang))).collect();
    if lines.is_empty() { lines } else { format!("\n{}\n{lines}", lang.text(heading, &[])) }
}

fn render_field(field: &ExplainedField, lang: Lang) -> String {
    let known = words::field_name(&field.field, lang);
    let title = if known == field.field { known } else { format!("{known} ({})", field.field) };
    let mut text = format!("\n{title}: {}\n", values::shown(&field.field, &field.value, lang));
    let (counting, other): (Vec<&Statement>, Vec<&Statement>) =
        field.statements.iter().partition(|statement| statement.counts);
    for statement in counting {
        text.push_str(&format!("  {}\n", render_statement(&field.field, statement, lang)));
    }
    let is_repaired = counting_name(field).is_some_and(|name| name != field.value);
    if is_repaired {
        text.push_str(&format!("  {}\n", lang.text("explain-repaired", &[])));
    }
    if let Some(because) = field.because {
        let number = field.authority.map(|number| number.to_string()).unwrap_or_default();
        let key = format!("explain-because-{}", because.name());
        text.push_str(&format!("  {}\n", lang.text(&key, &[("number", Arg::Text(&number))])));
    }
    for statement in other {
        let said = render_statement(&field.field, statement, lang);
        text.push_str(&format!("  {}\n", lang.text("explain-not-counted", &[("said", Arg::Text(&said))])));
    }
    if field.conflict {
        let key = format!("explain-conflict-{}", field.field.replace('_', "-"));
        text.push_str(&format!("  {}\n", lang.text(&key, &[])));
    }
    text
}

/// The spelling that a client's name rests on.
fn counting_name(field: &ExplainedField) -> Option<&str> {
    let counting = field.statements.iter().find(|statement| statement.counts && field.field == "name")?;
    Some(counting.value.as_str())
}

fn render_statement(field: &str, statement: &Statement, lang: Lang) -> String {
    let value = values::shown(field, &statement.value, lang);
    let run = statement.run.to_string();
    let place = words::position_text(&statement.position, lang);
    let args = [
        ("value", Arg::Text(&value)),
        ("who", Arg::Text(&statement.who)),
        ("source", Arg::Text(&statement.source)),
        ("file", Arg::Text(&statement.file)),
        ("place", Arg::Text(&place)),
        ("rule", Arg::Text(&statement.rule)),
        ("run", Arg::Text(&run)),
    ];
    let key = if statement.who.is_empty() { "explain-by-source" } else { "explain-by-person" };
    lang.text(key, &args)
}

fn render_twin(twin: &ExplainedTwin, lang: Lang) -> String {
    let ExplainedTwin { document, title, source, file, position, counts } = twin;
    let place = words::position_text(position, lang);
    let title = words::label(title, lang);
    let args = [
        ("document", Arg::Text(document)),
        ("title", Arg::Text(&title)),
        ("source", Arg::Text(source)),
        ("file", Arg::Text(file)),
        ("place", Arg::Text(&place)),
    ];
    let key = if *counts { "explain-twin-counts" } else { "explain-twin" };
    format!("  {}\n", lang.text(key, &args))
}

fn render_allocation(allocation: &ExplainedAllocation, lang: Lang) -> String {
    let reasons: Vec<String> = allocation.reasons.iter().map(|reason| reason_name(reason, lang)).collect();
    let (amount, title) = (lang.number(&allocation.amount), words::label(&allocation.title, lang));
    let decided_by = lang.text(&format!("decided-by-{}", allocation.decided_by), &[]);
    let args = [
        ("payment", Arg::Text(&allocation.payment)),
        ("document", Arg::Text(&allocation.document)),
        ("title", Arg::Text(&title)),
        ("amount", Arg::Text(&amount)),
        ("currency", Arg::Text(&allocation.currency)),
        ("who", Arg::Text(&decided_by)),
    ];
    let because = reasons.join("; ");
    let tail = if because.is_empty() { String::new() } else { format!(": {because}") };
    format!("  {}{tail}\n", lang.text("explain-allocation", &args))
}

fn render_decision(decision: &ExplainedDecision, lang: Lang) -> String {
    let ExplainedDecision { id, fact, about, who, at, reason, undone_by } = decision;
    let day = at.get(..10).and_then(|day| day.parse().ok()).map_or_else(String::new, |day| lang.date(day));
    let mut text = format!("  {id}, {who}, {day}: {}", review::verdict::text(fact, about, lang));
    if !reason.is_empty() {
        text.push_str(&format!("; {}", lang.text("review-reason", &[("reason", Arg::Text(reason))])));
    }
    if let Some(by) = undone_by {
        text.push_str(&format!("; {}", lang.text("review-undone", &[("decision", Arg::Text(by))])));
    }
    text.push('\n');
    text
}

/// A balance that a source states, against ours.
fn render_control(control: &ControlView, lang: Lang) -> String {
    let day = lang.date(control.end);
    let shown = |money: Money| lang.number(&money.to_string());
    let (stated, held) = (shown(control.stated), shown(control.held));
    // Both figures stand beside it: which is the larger one can be seen.
    let difference = shown(control.difference).trim_start_matches('-').to_owned();
    let run = control.since_run.map(|run| run.to_string()).unwrap_or_default();
    let args = [
        ("day", Arg::Text(&day)),
        ("source", Arg::Text(&control.source)),
        ("file", Arg::Text(&control.file)),
        ("stated", Arg::Text(&stated)),
        ("held", Arg::Text(&held)),
        ("difference", Arg::Text(&difference)),
        ("currency", Arg::Text(control.stated.currency.code())),
        ("run", Arg::Text(&run)),
    ];
    let key = format!("explain-control-{}", control.state.name().replace('_', "-"));
    let mut text = format!("  {}\n", lang.text(&key, &args));
    for reason in &control.reasons {
        text.push_str(&format!("    {}\n", reason_name(reason, lang)));
    }
    text
}

/// What is asked, why, and what it may be.
fn render_question(question: &ExplainedQuestion, lang: Lang) -> String {
    let ExplainedQuestion { id, kind, label, candidates, reasons } = question;
    let label = words::label(label, lang);
    let args = [("id", Arg::Text(id)), ("label", Arg::Text(&label))];
    let mut text = format!("  {}\n", lang.text(&format!("explain-question-{kind}"), &args));
    for reason in reasons {
        text.push_str(&format!("    {}\n", reason_name(reason, lang)));
    }
    for candidate in candidates {
        let label = words::label(&candidate.label, lang);
        let args = [("id", Arg::Text(&candidate.id)), ("label", Arg::Text(&label))];
        text.push_str(&format!("    {}\n", lang.text("explain-candidate", &args)));
    }
    text
}

fn reason_name(reason: &Reason, lang: Lang) -> String {
    words::decision_text(reason, lang)
}

#[cfg(test)]
mod tests {
    use sverka::model::change::{Candidate, ReviewKind};
    use sverka::model::control::ControlState;
    use sverka::model::explain::Because;
    use sverka::model::membership::ExplainedMembership;
    use sverka::model::money::Currency;
    use sverka::model::provenance::Position;

    use super::*;

    fn question(kind: ReviewKind) -> ExplainedQuestion {
        let candidate = Candidate { id: "D-4".into(), label: "102 2025-03-02 70.00 RUB".into() };
        ExplainedQuestion {
            id: "Q-3".into(),
            kind: kind.name().into(),
            label: "15 2025-03-05 70.00 RUB: за товар".into(),
            candidates: vec![candidate],
            reasons: vec![Reason::new("cites-nothing-known")],
        }
    }

    fn control(state: ControlState) -> ControlView {
        let money = |minor| Money { minor, currency: Currency::RUB };
        let differs = state == ControlState::Differs;
        let twice = Reason::new("control-twice").with("id", "D-9").with("number", "101").with("date", "2025-03-12");
        let twice = twice.with("what", "D-4");
        ControlView {
            organization: "ООО «Север»".into(),
            subject: "Ромашка".into(),
            client: Some("C-17".into()),
            start: jiff::civil::date(2025, 3, 1),
            end: jiff::civil::date(2025, 3, 31),
            source: "accounting".into(),
            file: "осв 62.xlsx".into(),
            stated: money(70_000),
            held: money(if differs { 120_000 } else { 70_000 }),
            difference: money(if differs { -50_000 } else { 0 }),
            state,
            since_run: differs.then_some(3),
            since_at: None,
            reasons: match state {
                ControlState::Agrees => Vec::new(),
                ControlState::Differs => vec![twice],
                ControlState::NotComparable => vec![Reason::new("control-no-shipments")],
            },
            candidates: Vec::new(),
            explanation: String::new(),
        }
    }

    fn twin(counts: bool) -> ExplainedTwin {
        ExplainedTwin {
            document: "D-3".into(),
            title: "0000-000142 2025-03-01".into(),
            source: "accounting".into(),
            file: "март.xml".into(),
            position: Position { line: 40, ..Position::default() },
            counts,
        }
    }

    fn allocation() -> ExplainedAllocation {
        ExplainedAllocation {
            payment: "P-1".into(),
            document: "D-2".into(),
            title: "№ 5 от 01.03.2025".into(),
            amount: "1000.00".into(),
            currency: "RUB".into(),
            decided_by: "auto".into(),
            reasons: vec![Reason::new("cited").with("number", "5")],
        }
    }

    fn joined() -> ExplainedMembership {
        ExplainedMembership {
            from: "C-36".into(),
            to: "C-17".into(),
            joined: true,
            names: vec!["Romashka".into()],
            records: vec!["shop:r1".into()],
            confidence: 99,
            reasons: vec![Reason::new("equal-phone").with("value", "+79160000001")],
        }
    }

    #[test]
    fn a_value_is_explained_by_file_place_rule_and_run() {
        let statement = Statement {
            value: "7707083893".into(),
            source: "accounting".into(),
            who: String::new(),
            file: "март.xml".into(),
            delivery: "ab".into(),
            position: Position { line: 12, ..Position::default() },
            rule: "commerceml/client.tax_id".into(),
            run: 3,
            counts: true,
        };
        let weaker =
            Statement { value: "7733147896".into(), source: "shop".into(), counts: false, ..statement.clone() };
        let field = |because| ExplainedField {
            field: "tax_id".into(),
            value: "7707083893".into(),
            statements: vec![statement.clone(), weaker.clone()],
            because: Some(because),
            authority: Some(2),
            conflict: because == Because::Authority,
        };
        let reasons = [
            Because::Authority,
            Because::Person,
            Because::Standing,
            Because::Valid,
            Because::Newer,
            Because::Spelling,
            Because::Stays,
            Because::Source,
            Because::United,
        ];
        let plain = ExplainedField { because: None, statements: vec![statement.clone()], ..field(Because::Newer) };
        let official = ExplainedField { field: "legal_name".into(), ..field(Because::Authority) };
        let explanation = Explanation {
            id: "C-17".into(),
            kind: "client".into(),
            title: "Ромашка".into(),
            fields: [plain, official].into_iter().chain(reasons.map(field)).collect(),
            twins: [true, false].map(twin).into(),
            allocations: vec![allocation()],
            refunds: Vec::new(),
            covered: Vec::new(),
            waits: Vec::new(),
            decisions: Vec::new(),
            memberships: vec![joined()],
            questions: ReviewKind::ALL.into_iter().map(question).collect(),
            controls: ControlState::ALL.into_iter().map(control).collect(),
        };
        for lang in Lang::ALL {
            let text = render(&explanation, lang);
            assert!(!text.contains("explain-") && !text.contains("decided-"), "{text}");
        }
        insta::assert_snapshot!("explain_ru", render(&explanation, Lang::Ru).replace('\u{a0}', "_"));
    }
}
