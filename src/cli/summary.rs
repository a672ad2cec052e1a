//! What a run did, as a person reads it on the terminal.

use std::collections::BTreeMap;

use sverka::lang::{Arg, Lang};
use sverka::model::issue::Issue;
use sverka::model::run::{BookOutcome, BookReport, ClientsJudged, FileOutcome, FileReport, PlanMark, RunReport};
use sverka::model::tally::{Counts, Sums, Tally};
use sverka::output::words;

use super::table::Table;

/// Files, totals, what waits, workbooks.
pub(crate) fn render(report: &RunReport, lang: Lang) -> String {
    let mut text = String::new();
    let heading = if report.dry_run { "run-dry" } else { "run-title" };
    line(&mut text, &lang.text(heading, &[("run", Arg::Text(&report.run.to_string()))]));
    if report.files.is_empty() {
        let key = if did_something(report) { "run-no-files-but" } else { "run-no-files" };
        line(&mut text, &lang.text(key, &[]));
    } else {
        text.push('\n');
        text.push_str(&files(report, lang));
        if report.changed_nothing() && report.files.iter().all(was_known) {
            line(&mut text, &lang.text("run-nothing-changed", &[]));
        }
    }
    if report.dry_run && !report.files.is_empty() {
        let plan = PlanMark::of(report).to_string();
        line(&mut text, &lang.text("run-plan", &[("plan", Arg::Text(&plan))]));
    }
    text.push_str(&clients(&report.clients, lang));
    text.push_str(&waiting(&report.review, lang));
    text.push_str(&taken(report, lang));
    text.push_str(&books(&report.workbooks, lang));
    for source in &report.missing_sources {
        line(&mut text, &lang.text("run-missing-source", &[("source", Arg::Text(source))]));
    }
    for source in &report.late_sources {
        line(&mut text, &lang.text("run-late-source", &[("source", Arg::Text(source))]));
    }
    if !report.ignored.is_empty() {
        line(&mut text, &lang.text("run-ignored", &[("count", report.ignored.len().into())]));
    }
    if !report.strays.is_empty() {
        line(&mut text, &lang.text("strays", &[]));
        report.strays.iter().for_each(|path| line(&mut text, &format!("  {path}")));
    }
    text
}

/// Whether a run without files did something all the same: it took edits of books, or judged what an earlier one left.
fn did_something(report: &RunReport) -> bool {
    let is_written = |book: &BookReport| book.outcome == BookOutcome::Written;
    !report.taken.is_empty() || report.clients != ClientsJudged::default() || report.workbooks.iter().any(is_written)
}

/// What was not taken at all, or waits, is not «known already» either.
fn was_known(file: &FileReport) -> bool {
    matches!(file.outcome, FileOutcome::Taken | FileOutcome::Known { .. }) && !file.refused_something()
}

fn line(text: &mut String, words: &str) {
    text.push_str(words);
    text.push('\n');
}

fn files(report: &RunReport, lang: Lang) -> String {
    let mut table = Table::default();
    table.row(columns(lang.text("run-column-file", &[]), lang));
    table.rule();
    for file in &report.files {
        tally_rows(&mut table, &file.path, &file.tally, lang);
        if let Some(note) = file_note(file, lang) {
            table.note(note);
        }
        drift(&file.drift, lang).into_iter().for_each(|note| table.note(note));
    }
    table.rule();
    tally_rows(&mut table, &lang.text("run-total", &[]), &report.totals, lang);
    table.render()
}

/// The headings of a table of counts.
pub(crate) fn columns(first: String, lang: Lang) -> Vec<String> {
    let rest = ["read", "applied", "unchanged", "queued", "refused"];
    std::iter::once(first).chain(rest.map(|name| lang.text(&format!("run-column-{name}"), &[]))).collect()
}

/// One row of counts, and one of money for every currency.
pub(crate) fn tally_rows(table: &mut Table, name: &str, tally: &Tally, lang: Lang) {
    let Counts { read, applied, unchanged, queued, refused } = tally.rows;
    let counts = [read, applied, unchanged, queued, refused].map(|count| lang.number(&count.to_string()));
    table.row(std::iter::once(name.to_owned()).chain(counts));
    for (currency, sums) in tally.money_by_currency() {
        let Sums { read, applied, unchanged, queued, refused } = sums;
        let shown =
            [read, applied, unchanged, queued, refused].map(|minor| lang.number(&currency.decimal_string(minor)));
        table.row(std::iter::once(format!("    {currency}")).chain(shown));
    }
}

fn file_note(file: &FileReport, lang: Lang) -> Option<String> {
    match &file.outcome {
        FileOutcome::Taken => None,
        FileOutcome::Known { taken, refused } => {
            let known = match taken.map(|date| lang.date(date)) {
                Some(date) => lang.text("run-file-known", &[("date", Arg::Text(&date))]),
                None => lang.text("run-file-known-undated", &[]),
            };
            let args = [("known", Arg::Text(&known)), ("count", (*refused).into())];
            Some(if *refused > 0 { lang.text("run-file-known-partly", &args) } else { known })
        }
        FileOutcome::Refused { reason } | FileOutcome::Held { reason, .. } | FileOutcome::Skipped { reason } => {
            let why = words::reason_text(reason, lang);
            let key = format!("run-file-{}", file.outcome.name());
            Some(lang.text(&key, &[("why", Arg::Text(&why))]))
        }
    }
}

/// How a file differs from what its source sent before, a line each; many are cut.
pub(crate) fn drift(issues: &[Issue], lang: Lang) -> Vec<String> {
    const LINES_MAX: usize = 10;
    let mut lines: Vec<String> = issues.iter().take(LINES_MAX).map(|issue| words::issue_text(issue, lang)).collect();
    if issues.len() > LINES_MAX {
        lines.push(lang.text("receipt-more", &[("count", (issues.len() - LINES_MAX).into())]));
    }
    lines
}

/// What was found out about who is who; nothing where nothing was.
fn clients(judged: &ClientsJudged, lang: Lang) -> String {
    let ClientsJudged { by_rule, joined, parted, asked, answered } = *judged;
    let counts =
        [("by-rule", by_rule), ("joined", joined), ("parted", parted), ("asked", asked), ("answered", answered)];
    let found = counts.into_iter().filter(|(_, count)| *count > 0);
    let what: Vec<String> =
        found.map(|(name, count)| lang.text(&format!("run-clients-{name}"), &[("count", count.into())])).collect();
    let mut text = String::new();
    if !what.is_empty() {
        line(&mut text, &lang.text("run-clients", &[("what", Arg::Text(&what.join(", ")))]));
    }
    text
}

/// What waits for a person, by kind.
pub(crate) fn waiting(review: &BTreeMap<String, u64>, lang: Lang) -> String {
    let mut text = String::new();
    if review.values().all(|count| *count == 0) {
        return text;
    }
    text.push('\n');
    line(&mut text, &lang.text("run-waiting", &[]));
    for (kind, count) in review.iter().filter(|(_, count)| **count > 0) {
        let key = format!("review-kind-{kind}");
        let title = lang.text(&key, &[]);
        let title = if title == key { kind } else { &title };
        line(&mut text, &format!("  {title}: {count}"));
    }
    line(&mut text, &lang.text("run-waiting-how", &[]));
    text
}

/// What was taken of workbooks, or would be: a line each.
fn taken(report: &RunReport, lang: Lang) -> String {
    let mut text = String::new();
    if report.taken.is_empty() {
        return text;
    }
    text.push('\n');
    line(&mut text, &lang.text(if report.dry_run { "run-taken-dry" } else { "run-taken" }, &[]));
    for book in &report.taken {
        let counts = book.counts.named().into_iter().filter(|(_, count)| *count > 0);
        let what: Vec<String> =
            counts.map(|(name, count)| lang.text(&format!("run-taken-{name}"), &[("count", count.into())])).collect();
        line(&mut text, &format!("  {} — {}", book.path, what.join(", ")));
    }
    text
}

/// What became of workbooks.
pub(crate) fn books(workbooks: &[BookReport], lang: Lang) -> String {
    let mut text = String::new();
    if workbooks.is_empty() {
        return text;
    }
    text.push('\n');
    line(&mut text, &lang.text("run-books", &[]));
    for book in workbooks {
        let reason = match &book.outcome {
            BookOutcome::EditsHeld { reason }
            | BookOutcome::NewsHeld { reason }
            | BookOutcome::CopyTaken { reason }
            | BookOutcome::Failed { reason } => reason.as_str(),
            _ => "",
        };
        let outcome =
            lang.text(&format!("book-{}", book.outcome.name().replace('_', "-")), &[("reason", Arg::Text(reason))]);
        line(&mut text, &format!("  {} — {outcome}", book.path));
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sverka::model::money::{Currency, Money};
    use sverka::model::record::RecordKind;
    use sverka::model::run::{Reason, TakenCounts};
    use sverka::model::tally::Outcome;

    use super::*;

    fn report() -> RunReport {
        let mut taken = FileReport::new("exchange/accounting/заказы.xml", "accounting", FileOutcome::Taken);
        for (minor, outcome) in [(123_456_700, Outcome::Applied), (50, Outcome::Refused), (1_000, Outcome::Queued)] {
            let money = Some(Money { minor, currency: Currency::RUB });
            taken.tally.read(RecordKind::Invoice, money);
            taken.tally.decide(RecordKind::Invoice, money, outcome);
        }
        let reason = Reason::new(Reason::TRUNCATED).with("expected", "</a>");
        let mut report = RunReport { run: 3, ..RunReport::default() };
        report.push(taken);
        report.push(FileReport::new("exchange/bank/a.txt", "bank", FileOutcome::Refused { reason }));
        let known = FileOutcome::Known { taken: Some(date(2025, 3, 1)), refused: 0 };
        report.push(FileReport::new("exchange/bank/b.txt", "bank", known));
        report.review.insert("payment_match".into(), 2);
        report.workbooks.push(BookReport { path: "managers/Анна.xlsx".into(), outcome: BookOutcome::Written });
        let failed = BookOutcome::Failed { reason: "no space".into() };
        report.workbooks.push(BookReport { path: "managers/Олег.xlsx".into(), outcome: failed });
        report.missing_sources.push("shop".into());
        report.ignored.push("exchange/bank/~$a.xlsx".into());
        report
    }

    #[test]
    fn a_run_is_shown_with_rows_money_and_what_waits() {
        insta::assert_snapshot!("run_ru", render(&report(), Lang::Ru).replace('\u{a0}', "_"));
        insta::assert_snapshot!("run_en", render(&report(), Lang::En));
    }

    #[test]
    fn what_waits_or_was_passed_over_was_not_taken_before() {
        let outcomes = |outcome| {
            let mut report = RunReport::default();
            report.push(FileReport::new("exchange/bank/a.txt", "bank", outcome));
            render(&report, Lang::Ru).contains("всё это уже принято")
        };
        let reason = || Reason::new(Reason::UNKNOWN_FORMAT);
        assert!(outcomes(FileOutcome::Known { taken: None, refused: 0 }));
        assert!(!outcomes(FileOutcome::Skipped { reason: reason() }));
        assert!(!outcomes(FileOutcome::Held { reason: reason(), overdue: true }));
    }

    #[test]
    fn a_run_without_files_says_so() {
        let text = render(&RunReport::default(), Lang::Ru);
        assert!(text.contains("Новых файлов нет, ничего не изменилось."), "{text}");
        let clients = ClientsJudged { joined: 2, asked: 1, ..ClientsJudged::default() };
        let mut book = RunReport { dry_run: true, ..RunReport::default() };
        book.took("managers/Анна.xlsx", TakenCounts { edits: 2, requests: 1, ..TakenCounts::default() });
        book.took("managers/Анна.xlsx", TakenCounts { edits: 1, ..TakenCounts::default() });
        let text = render(&book, Lang::Ru);
        assert!(!text.contains("ничего не изменилось"), "{text}");
        assert!(
            text.contains("Будет взято из книг:\n  managers/Анна.xlsx — правок 3, просьб к бухгалтеру 1"),
            "{text}"
        );
        let text = render(&RunReport { clients, ..RunReport::default() }, Lang::Ru);
        assert!(!text.contains("ничего не изменилось"), "{text}");
        assert!(text.contains("Кто есть кто среди клиентов: объединено 2, новых вопросов 1"), "{text}");
    }

    #[test]
    fn every_kind_of_review_has_words() {
        for kind in [
            "client_match",
            "payment_match",
            "conflict",
            "brake",
            "mapping",
            "change_request",
            "deletion",
            "workbook_held",
            "drift",
            "control",
        ] {
            for lang in Lang::ALL {
                let key = format!("review-kind-{kind}");
                assert_ne!(lang.text(&key, &[]), key);
            }
        }
    }
}
