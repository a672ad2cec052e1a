//! `sverka mapping try`: what mappings make of a file, before it is dropped anywhere.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::mapping::Verdict;
use sverka::mapping::recognise::{Check, Claim};
use sverka::model::run::Reason;
use sverka::output::words::{issue_text, kind_title, position_text, reason_advice, reason_text};
use sverka::parse::Document;
use sverka::pipeline::inspect::{Inspection, Sample, Trial, Unread};

use super::super::error::CliError;
use super::super::table::Table;
use super::super::{Context, terminal};
use super::{Desk, values};

/// How many lines each list has on a terminal.
const SHOWN: usize = 15;

/// How many mappings are shown where none fits.
const NEAREST: usize = 3;

/// Try a file: which mappings recognise it and why, the records it gives, what no rule reads.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Read it with this mapping (a name, or a mapping file) whatever is recognised.
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,

    /// Read it as a file of this source: with the mapping that its settings name.
    #[arg(long, value_name = "SOURCE", conflicts_with = "mapping")]
    source: Option<String>,

    /// How many records are shown.
    #[arg(long, value_name = "N", default_value_t = 3)]
    records: usize,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let desk = Desk::new(args.mapping.as_deref(), args.source.as_deref(), context)?;
    let opened = desk.open(&args.file)?;
    let inspector = desk.inspector(args.records)?;
    let mut is_good = true;
    let mut documents = Vec::new();
    let parts = opened.documents.iter().map(|document| inspector.parts(document)).collect::<Result<Vec<_>, _>>();
    for document in parts.map_err(CliError::file(&args.file))?.iter().flatten() {
        let inspection = inspector.inspect(document).map_err(CliError::file(&args.file))?;
        let refused = inspection.trial.as_ref().map_or(0, |trial| trial.tally.rows.refused);
        is_good &= refused == 0 && inspection.reason.is_none();
        if context.json {
            documents.push(to_json(document, &inspection, context.lang));
        } else {
            terminal::print(&render(document, &inspection, context))?;
        }
    }
    if context.json {
        terminal::print_json(&json!({ "documents": documents }))?;
    }
    Ok(ExitCode::from(if is_good { 0 } else { 3 }))
}

fn render(document: &Document, inspection: &Inspection<'_>, context: &Context) -> String {
    let lang = context.lang;
    let mut text = format!("{}\n\n", heading(document, inspection, lang));
    text.push_str(&claims(inspection, context));
    if let Some(reason) = &inspection.reason {
        text.push_str(&why_not(reason, lang));
    }
    let Some(trial) = &inspection.trial else { return text };
    text.push_str(&samples(trial, lang));
    text.push_str(&counts(trial, lang));
    text.push_str(&issues(trial, lang));
    text.push_str(&left_over(trial, lang));
    text
}

fn heading(document: &Document, inspection: &Inspection<'_>, lang: Lang) -> String {
    let format = inspection.format.unwrap_or("?");
    let sheets = document.sheets.iter().flat_map(|sheets| sheets.iter()).map(|sheet| format!(" «{sheet}»"));
    let file = sheets.fold(document.name.clone(), |name, sheet| name + &sheet);
    let args = [("file", Arg::Text(&file)), ("format", Arg::Text(format))];
    match inspection.mapping {
        Some(mapping) => {
            let title = mapping.title(lang.code());
            let args = [&args[..], &[("mapping", mapping.name().into()), ("title", title.into())]].concat();
            lang.text("try-read-by", &args)
        }
        None => lang.text("try-not-read", &args),
    }
}

pub(super) fn why_not(reason: &Reason, lang: Lang) -> String {
    let why = reason_text(reason, lang);
    let mut text = lang.text("try-why-not", &[("why", Arg::Text(&why))]);
    text.push('\n');
    let advice = match reason.key.as_str() {
        Reason::NO_MAPPING => lang.text("try-no-mapping-advice", &[]),
        Reason::MISSING_COLUMNS => lang.text("try-missing-columns-advice", &[]),
        Reason::MISSING_ELEMENTS => lang.text("try-missing-elements-advice", &[]),
        Reason::SEVERAL_MAPPINGS => lang.text("try-several-advice", &[]),
        _ => reason_advice(reason, lang),
    };
    if !advice.is_empty() {
        text.push_str(&format!("{advice}\n"));
    }
    text
}

/// What mappings say: those that fit with all their tests, of the others the tests that fail. Where one fits, those
/// that don't are only shown when more is asked for; where none does, those that come nearest.
fn claims(inspection: &Inspection<'_>, context: &Context) -> String {
    let lang = context.lang;
    let mut text = format!("{}\n", lang.text("try-recognition", &[]));
    let mut claims: Vec<&Claim<'_>> = inspection.claims.iter().collect();
    let share = |claim: &Claim<'_>| (claim.checks.iter().filter(|check| !check.holds).count(), claim.checks.len());
    claims.sort_by_key(|claim| share(claim));
    let fitting = claims.iter().filter(|claim| claim.holds()).count();
    let shown = match (context.verbose > 0, fitting) {
        (true, _) => claims.len(),
        (false, 0) => NEAREST,
        (false, fitting) => fitting,
    };
    let hidden = claims.len().saturating_sub(shown);
    for claim in claims.into_iter().take(shown) {
        let name = claim.mapping.name();
        let verdict = match (claim.holds(), claim.beaten_by) {
            (true, None) => lang.text("try-fits", &[]),
            (true, Some(other)) => lang.text("try-beaten", &[("other", other.into())]),
            (false, _) => lang.text("try-does-not-fit", &[]),
        };
        text.push_str(&format!("  {name}: {verdict}\n"));
        for check in claim.checks.iter().filter(|check| claim.holds() || !check.holds || context.verbose > 0) {
            let mark = if check.holds { "+" } else { "-" };
            text.push_str(&format!("    {mark} {}\n", check_text(check, context)));
        }
    }
    if hidden > 0 {
        text.push_str(&format!("  {}\n", lang.text("try-hidden", &[("count", hidden.into())])));
    }
    text.push('\n');
    text
}

pub(super) fn check_text(check: &Check, context: &Context) -> String {
    const MOST: usize = 4;
    let mut wanted: Vec<String> = check.wanted.iter().map(|text| format!("«{text}»")).collect();
    if wanted.len() > MOST && context.verbose == 0 {
        wanted.truncate(MOST);
        wanted.push("…".to_owned());
    }
    let wanted = wanted.join(", ");
    let args = [("wanted", Arg::Text(&wanted)), ("found", Arg::Text(&check.found))];
    let text = context.lang.text(&format!("recognition-{}", check.test.name()), &args);
    match check.found.is_empty() {
        true => text,
        false => {
            context.lang.text("recognition-found", &[("test", Arg::Text(&text)), ("found", Arg::Text(&check.found))])
        }
    }
}

fn samples(trial: &Trial, lang: Lang) -> String {
    let mut text = String::new();
    for (number, sample) in (1..).zip(&trial.samples) {
        text.push_str(&format!("{number}. {}\n", title(sample, lang)));
        let mut table = Table::of_texts();
        for (path, value) in values::lines(&sample.fields, lang) {
            table.row([format!("   {path}"), value]);
        }
        text.push_str(&table.render());
        for issue in &sample.issues {
            text.push_str(&format!("   ! {}\n", issue_text(issue, lang)));
        }
        text.push('\n');
    }
    text
}

/// What a record is, where it stands, by which rule, and its key.
pub(super) fn title(sample: &Sample, lang: Lang) -> String {
    let key = format!("record-kind-{}", sample.kind.name());
    let kind = Some(lang.text(&key, &[])).filter(|text| *text != key).unwrap_or_else(|| kind_title(sample.kind, lang));
    let place = position_text(&sample.position, lang);
    let id = sample.id.as_deref().unwrap_or("—");
    let args = [
        ("kind", Arg::Text(&kind)),
        ("place", Arg::Text(&place)),
        ("rule", Arg::Text(&sample.rule)),
        ("id", id.into()),
    ];
    lang.text(if sample.is_refused { "try-record-refused" } else { "try-record" }, &args)
}

fn counts(trial: &Trial, lang: Lang) -> String {
    let mut table = Table::default();
    table.row(["kind", "read", "good", "refused"].map(|column| lang.text(&format!("try-column-{column}"), &[])));
    table.rule();
    for (kind, counts) in &trial.tally.by_kind {
        let numbers = [counts.read, counts.applied, counts.refused].map(|count| lang.number(&count.to_string()));
        table.row(std::iter::once(kind_title(*kind, lang)).chain(numbers));
        for ((_, currency), sums) in trial.tally.money.iter().filter(|((of, _), _)| of == kind) {
            let shown = [sums.read, sums.applied, sums.refused];
            let shown = shown.map(|minor| lang.number(&currency.decimal_string(minor)));
            table.row(std::iter::once(format!("    {currency}")).chain(shown));
        }
    }
    let mut text = table.render();
    if trial.headings > 0 {
        text.push_str(&lang.text("try-headings", &[("count", trial.headings.into())]));
        text.push('\n');
    }
    for passed in &trial.passed_over {
        let place = position_text(&passed.first, lang);
        let args = [("count", passed.count.into()), ("path", Arg::Text(&passed.path)), ("place", Arg::Text(&place))];
        text.push_str(&lang.text("try-passed-over", &args));
        text.push('\n');
    }
    text.push('\n');
    text
}

fn issues(trial: &Trial, lang: Lang) -> String {
    let total: u64 = trial.issue_counts.values().sum();
    if total == 0 {
        return String::new();
    }
    let mut text = format!("{}\n", lang.text("try-issues", &[("count", total.into())]));
    for issue in trial.issues.iter().take(SHOWN) {
        text.push_str(&format!("  {}: {}\n", position_text(&issue.position, lang), issue_text(issue, lang)));
    }
    text.push_str(&more(usize::try_from(total).unwrap_or(usize::MAX), lang));
    text.push('\n');
    text
}

fn left_over(trial: &Trial, lang: Lang) -> String {
    let mut text = String::new();
    for (key, unread) in [("try-unread", &trial.unread), ("try-outside", &trial.outside)] {
        if unread.is_empty() {
            continue;
        }
        text.push_str(&format!("{}\n", lang.text(key, &[])));
        let mut table = Table::of_texts();
        for Unread { path, count, example } in unread.iter().take(SHOWN) {
            table.row([format!("  {path}"), format!("× {}", lang.number(&count.to_string())), example.clone()]);
        }
        text.push_str(&table.render());
        text.push_str(&more(unread.len(), lang));
        text.push('\n');
    }
    if trial.unread.is_empty() && trial.outside.is_empty() {
        text.push_str(&format!("{}\n", lang.text("try-nothing-unread", &[])));
    }
    text
}

fn more(total: usize, lang: Lang) -> String {
    match total.saturating_sub(SHOWN) {
        0 => String::new(),
        rest => format!("  {}\n", lang.text("receipt-more", &[("count", rest.into())])),
    }
}

fn to_json(document: &Document, inspection: &Inspection<'_>, lang: Lang) -> Value {
    let claims: Vec<Value> = inspection.claims.iter().map(claim_json).collect();
    let reason =
        inspection.reason.as_ref().map(|reason| json!({ "key": reason.key, "text": reason_text(reason, lang) }));
    let trial = inspection.trial.as_ref();
    let unread = |unread: &[Unread]| -> Vec<Value> {
        let each = |one: &Unread| json!({ "path": one.path, "count": one.count, "example": one.example });
        unread.iter().map(each).collect()
    };
    json!({
        "document": document.name,
        "format": inspection.format,
        "mapping": inspection.mapping.map(|mapping| mapping.name()),
        "is_read": inspection.mapping.is_some_and(|mapping| *mapping.verdict() == Verdict::Read),
        "reason": reason,
        "claims": claims,
        "records": trial.map(|trial| trial.samples.iter().map(sample_json).collect::<Vec<_>>()),
        "counts": trial.map(|trial| &trial.tally.by_kind),
        "money": trial.map(money_json),
        "headings": trial.map(|trial| trial.headings),
        "passed_over": trial.map(|trial| {
            let each = trial.passed_over.iter();
            each.map(|one| json!({ "path": one.path, "count": one.count, "first": one.first })).collect::<Vec<_>>()
        }),
        "issues": trial.map(|trial| &trial.issues),
        "unread": trial.map(|trial| unread(&trial.unread)),
        "outside": trial.map(|trial| unread(&trial.outside)),
    })
}

fn claim_json(claim: &Claim<'_>) -> Value {
    let check = |check: &Check| json!({ "test": check.test.name(), "wanted": check.wanted, "found": check.found, "holds": check.holds });
    json!({
        "mapping": claim.mapping.name(),
        "fits": claim.holds(),
        "beaten_by": claim.beaten_by,
        "checks": claim.checks.iter().map(check).collect::<Vec<_>>(),
    })
}

fn money_json(trial: &Trial) -> Vec<Value> {
    let each = trial.tally.money.iter().map(|((kind, currency), sums)| {
        let [read, good, refused] = [sums.read, sums.applied, sums.refused].map(|sum| currency.decimal_string(sum));
        json!({ "kind": kind.name(), "currency": currency.code(), "read": read, "good": good, "refused": refused })
    });
    each.collect()
}

/// A record for programs.
pub(super) fn sample_json(sample: &Sample) -> Value {
    json!({
        "kind": sample.kind.name(),
        "id": sample.id,
        "rule": &*sample.rule,
        "position": sample.position,
        "refused": sample.is_refused,
        "fields": values::to_json(&sample.fields),
        "issues": sample.issues,
    })
}
