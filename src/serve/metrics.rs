//! The figures by their names. They are stable: dashboards and alerts are built on them.

use jiff::Timestamp;

use super::exposition::Kind::{Counter, Gauge};
use super::exposition::{Family, render};
use crate::model::tally::{Counts, Sums, Tally};
use crate::model::vitals::{SourceVitals, Vitals};

/// The text for Prometheus.
#[must_use]
pub fn text(vitals: &Vitals) -> String {
    let families = [runs(vitals), sources(vitals), counts(vitals), waiting(vitals), machine(vitals)];
    render(&families.concat())
}

fn runs(vitals: &Vitals) -> Vec<Family> {
    let runs = &vitals.runs;
    let took = format!("{}.{:03}", runs.took_ms / 1_000, runs.took_ms % 1_000);
    vec![
        Family::new(Gauge, "sverka_build_info", "The program.").with(&[("version", env!("CARGO_PKG_VERSION"))], 1),
        Family::new(Gauge, "sverka_last_success_timestamp_seconds", "When a run began last that came to its end.")
            .with_some(&[], runs.last_success.map(Timestamp::as_second)),
        Family::new(Gauge, "sverka_last_run_timestamp_seconds", "When a run began last.")
            .with_some(&[], runs.last.map(Timestamp::as_second)),
        Family::new(Gauge, "sverka_last_run_duration_seconds", "How long the last run took.")
            .with_some(&[], runs.last.map(|_| &took)),
        Family::new(Gauge, "sverka_runs_failed_in_a_row", "Runs that failed since one came to its end.")
            .with(&[], runs.failed),
    ]
}

/// How many seconds ago.
fn age(since: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(since).as_secs().max(0)
}

fn sources(vitals: &Vitals) -> Vec<Family> {
    let each = |name, help, figure: &dyn Fn(&SourceVitals) -> Option<i64>| {
        vitals.sources.iter().fold(Family::new(Gauge, name, help), |family, source| {
            family.with_some(&[("source", &source.name)], figure(source))
        })
    };
    let now = vitals.now;
    vec![
        each("sverka_source_reachable", "Whether the source's folder is there.", &|s| Some(i64::from(s.reachable))),
        each("sverka_source_late", "Whether the source missed its deadline and has not delivered since.", &|s| {
            Some(i64::from(s.late.is_some()))
        }),
        each("sverka_source_deadlines_missed", "Deadlines missed since the last delivery.", &|s| {
            Some(s.late.map_or(0, |late| i64::from(late.missed)))
        }),
        each("sverka_source_last_delivery_timestamp_seconds", "When the source delivered last.", &|s| {
            s.delivered.map(Timestamp::as_second)
        }),
        each("sverka_source_files_waiting", "Files that wait in the source's folder.", &|s| {
            i64::try_from(s.waiting).ok()
        }),
        each("sverka_source_oldest_file_age_seconds", "How long the oldest of them has waited.", &|s| {
            Some(s.oldest_file.map_or(0, |since| age(since, now)))
        }),
    ]
}

fn counts(vitals: &Vitals) -> Vec<Family> {
    let rows = Family::new(Counter, "sverka_rows_total", "Rows of deliveries by outcome; read is their sum.");
    // Returns are negative: it can fall.
    let money = Family::new(Gauge, "sverka_money", "Money of these rows by outcome, in units of the currency.");
    // A counter never falls: what was taken back is counted there and here.
    let rows_undone = Family::new(
        Counter,
        "sverka_rows_undone_total",
        "Rows among these whose run was taken back, by what their outcome was.",
    );
    let money_undone = Family::new(Gauge, "sverka_money_undone", "Money of the rows that were taken back.");
    [
        of_tallies(vitals, &|source| &source.tally, rows, money),
        of_tallies(vitals, &|source| &source.undone, rows_undone, money_undone),
    ]
    .concat()
}

fn of_tallies(
    vitals: &Vitals,
    of: &dyn Fn(&SourceVitals) -> &Tally,
    mut rows: Family,
    mut money: Family,
) -> Vec<Family> {
    for source in &vitals.sources {
        let (name, tally) = (source.name.as_str(), of(source));
        let Counts { read, applied, unchanged, queued, refused } = tally.rows;
        let counted =
            [("read", read), ("applied", applied), ("unchanged", unchanged), ("queued", queued), ("refused", refused)];
        rows = counted
            .into_iter()
            .fold(rows, |rows, (outcome, count)| rows.with(&[("source", name), ("outcome", outcome)], count));
        for (currency, Sums { read, applied, unchanged, queued, refused }) in tally.money_by_currency() {
            let sums = [
                ("read", read),
                ("applied", applied),
                ("unchanged", unchanged),
                ("queued", queued),
                ("refused", refused),
            ];
            money = sums.into_iter().fold(money, |money, (outcome, minor)| {
                let labels = [("source", name), ("currency", currency.code()), ("outcome", outcome)];
                money.with(&labels, &currency.decimal_string(minor))
            });
        }
    }
    vec![rows, money]
}

fn waiting(vitals: &Vitals) -> Vec<Family> {
    let mut open = Family::new(Gauge, "sverka_review_open", "Questions that wait for a person; brake: what is held.");
    let mut oldest = Family::new(Gauge, "sverka_review_oldest_age_seconds", "How long the oldest of them has waited.");
    for question in &vitals.questions {
        let labels = [("kind", question.kind.as_str())];
        open = open.with(&labels, question.open);
        oldest = oldest.with(&labels, question.oldest.map_or(0, |since| age(since, vitals.now)));
    }
    let books = &vitals.runs.books_since;
    let book = books.values().min().map_or(0, |since| age(*since, vitals.now));
    vec![
        open,
        oldest,
        Family::new(Gauge, "sverka_quarantine_files", "Files that could not be taken.").with(&[], vitals.quarantined),
        Family::new(Gauge, "sverka_outbox_jobs", "Answers and books not written yet.").with(&[], vitals.jobs),
        Family::new(Gauge, "sverka_workbooks_pending", "Workbooks that wait to be written.").with(&[], books.len()),
        Family::new(Gauge, "sverka_workbook_oldest_age_seconds", "How long the first of them has waited.")
            .with(&[], book),
    ]
}

fn machine(vitals: &Vitals) -> Vec<Family> {
    vec![
        Family::new(Gauge, "sverka_store_bytes", "Size of the database.").with(&[], vitals.store_bytes),
        Family::new(Gauge, "sverka_disk_free_bytes", "Free space where the store lies.")
            .with_some(&[], vitals.free_bytes),
        Family::new(Gauge, "sverka_last_backup_timestamp_seconds", "When the last backup was made.")
            .with_some(&[], vitals.backed_up.map(Timestamp::as_second)),
    ]
}
