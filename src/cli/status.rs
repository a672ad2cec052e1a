//! `sverka status`: how the workspace stands.

use std::process::ExitCode;

use jiff::civil::DateTime;
use sverka::lang::{Arg, Lang};
use sverka::model::control::ControlSummary;
use sverka::model::exchange::ExchangeStatus;
use sverka::model::record::RecordKind;
use sverka::model::status::{SourceStatus, Status};
use sverka::output::words;

use super::error::CliError;
use super::table::Table;
use super::{Context, summary, terminal, wire};

/// Say how the workspace stands: the last run, every source, what waits.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let status = wire::status(&config)?;
    if context.json {
        terminal::print_json(&status.to_json())?;
    } else {
        terminal::print(&render(&status, context.lang))?;
    }
    let lacks = status.sources.iter().any(|source| !source.reachable || source.late.is_some());
    Ok(ExitCode::from(if lacks { 6 } else { 0 }))
}

/// A date and time as people of the language write it, to the minute.
pub(crate) fn moment(at: DateTime, lang: Lang) -> String {
    format!("{} {:02}:{:02}", lang.date(at.date()), at.hour(), at.minute())
}

fn render(status: &Status, lang: Lang) -> String {
    let mut text = match &status.last_run {
        Some(run) => {
            let (number, when) = (run.run.to_string(), moment(run.started, lang));
            lang.text("status-last-run", &[("run", Arg::Text(&number)), ("when", Arg::Text(&when))])
        }
        None => lang.text("status-no-run", &[]),
    };
    text.push_str("\n\n");
    for (path, issues) in status.last_run.iter().flat_map(|run| &run.drift) {
        text.push_str(&lang.text("status-drift", &[("file", Arg::Text(path))]));
        text.push('\n');
        for line in summary::drift(issues, lang) {
            text.push_str(&format!("  {line}\n"));
        }
        text.push('\n');
    }
    text.push_str(&sources(status, lang));
    if !status.held.is_empty() {
        text.push('\n');
        text.push_str(&held(status, lang));
    }
    if let Some(found) = &status.control {
        text.push('\n');
        text.push_str(&control(found, lang));
        text.push('\n');
    }
    text.push_str(&summary::waiting(&status.review, lang));
    for (key, count) in [("status-jobs", status.jobs_waiting), ("status-quarantined", status.quarantined)] {
        if count > 0 {
            text.push_str(&lang.text(key, &[("count", count.into())]));
            text.push('\n');
        }
    }
    let lists = [
        ("status-books", &status.books_waiting),
        ("status-silent", &status.silent_folders),
        ("status-ignored", &status.ignored),
        ("strays", &status.strays),
    ];
    for (key, paths) in lists {
        if paths.is_empty() {
            continue;
        }
        text.push_str(&lang.text(key, &[]));
        text.push('\n');
        for path in paths {
            text.push_str("  ");
            text.push_str(path);
            text.push('\n');
        }
    }
    text
}

fn sources(status: &Status, lang: Lang) -> String {
    let mut table = Table::default();
    table.row(["source", "folder", "waiting", "last"].map(|name| lang.text(&format!("status-column-{name}"), &[])));
    table.rule();
    for source in &status.sources {
        let last = source.last_taken.map_or_else(|| "—".to_owned(), |at| moment(at, lang));
        table.row([source.name.clone(), source.folder.clone(), source.waiting.to_string(), last]);
        if !source.reachable {
            table.note(lang.text("status-unreachable", &[]));
        }
        times(source, lang).into_iter().for_each(|note| table.note(note));
        if let Some(exchange) = &source.exchange {
            table.note(self::exchange(exchange, lang));
        }
        if !source.drift_asked.is_empty() {
            table.note(lang.text("status-drift-asked", &[("source", Arg::Text(&source.name))]));
        }
    }
    table.render()
}

/// How late a source is, until when it is expected, when it is looked into.
fn times(source: &SourceStatus, lang: Lang) -> Vec<String> {
    let late = source.late.as_ref().map(|late| {
        let since = moment(late.since, lang);
        lang.text("status-late", &[("since", Arg::Text(&since)), ("missed", u64::from(late.missed).into())])
    });
    let at = |key: &str, when: Option<DateTime>| {
        when.map(|when| lang.text(key, &[("when", Arg::Text(&moment(when, lang)))]))
    };
    let next = [at("status-next-due", source.next_due), at("status-next-look", source.next_look)];
    late.into_iter().chain(next.into_iter().flatten()).collect()
}

/// How far an exchange got, and what never came.
fn exchange(exchange: &ExchangeStatus, lang: Lang) -> String {
    let ExchangeStatus { node, peer, last_in, last_out, confirmed, gaps } = exchange;
    let [last_in, last_out, confirmed] = [last_in, last_out, confirmed].map(i64::to_string);
    let args = [
        ("node", Arg::Text(node)),
        ("peer", Arg::Text(peer)),
        ("in", Arg::Text(&last_in)),
        ("out", Arg::Text(&last_out)),
        ("confirmed", Arg::Text(&confirmed)),
    ];
    let mut text = lang.text("status-exchange", &args);
    if !gaps.is_empty() {
        let range = |(from, to): &(i64, i64)| if from == to { from.to_string() } else { format!("{from}–{to}") };
        let missing = gaps.iter().map(range).collect::<Vec<_>>().join(", ");
        text.push_str("; ");
        text.push_str(&lang.text("status-exchange-gaps", &[("missing", Arg::Text(&missing))]));
    }
    text
}

/// How the books stand, in one line.
fn control(found: &ControlSummary, lang: Lang) -> String {
    let ControlSummary { agree, differ, not_comparable, apart, since_run, since_at } = found;
    let mut text = lang.text("status-control", &[("agree", (*agree).into()), ("differ", (*differ).into())]);
    let amounts = apart.iter().map(|(currency, amount)| format!("{} {currency}", lang.number(amount)));
    let amounts = amounts.collect::<Vec<_>>().join(", ");
    if let Some(run) = since_run.filter(|_| *differ > 0) {
        let run = run.to_string();
        let day = since_at.as_deref().and_then(|at| at.parse::<DateTime>().ok()).map(|at| lang.date(at.date()));
        let day = day.unwrap_or_else(|| "—".to_owned());
        let args = [("amounts", Arg::Text(&amounts)), ("run", Arg::Text(&run)), ("day", Arg::Text(&day))];
        text.push_str(&lang.text("status-control-apart", &args));
    }
    if *not_comparable > 0 {
        text.push_str(&lang.text("status-control-not-comparable", &[("count", (*not_comparable).into())]));
    }
    text
}

fn held(status: &Status, lang: Lang) -> String {
    let mut table = Table::default();
    for (kind, count) in &status.held {
        // Counted under the names of exports, which are plural.
        let known = kind.strip_suffix('s').and_then(RecordKind::from_name);
        let title =
            known.map_or_else(|| lang.text(&format!("status-held-{kind}"), &[]), |kind| words::kind_title(kind, lang));
        table.row([title, lang.number(&count.to_string())]);
    }
    table.render()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sverka::model::status::LateStatus;

    use super::*;

    #[test]
    fn how_the_books_stand_is_one_line() {
        let apart = [("RUB".to_owned(), "12345.00".to_owned())].into();
        let differs = ControlSummary {
            agree: 42,
            differ: 3,
            not_comparable: 2,
            apart,
            since_run: Some(17),
            since_at: Some("2026-10-12T09:15:00".into()),
        };
        let agrees = ControlSummary { agree: 1, ..ControlSummary::default() };
        let lines: Vec<String> = Lang::ALL
            .into_iter()
            .flat_map(|lang| [&differs, &agrees].map(|found| control(found, lang).replace('\u{a0}', "_")))
            .collect();
        insta::assert_snapshot!("status_control", lines.join("\n"));
        let status = Status { control: Some(differs), ..Status::default() };
        assert!(render(&status, Lang::Ru).contains("\nСверка: 42 "), "{}", render(&status, Lang::Ru));
        assert_eq!(status.to_json()["control"]["since_run"], 17);
    }

    #[test]
    fn a_folder_that_is_gone_is_said() {
        let source = SourceStatus {
            name: "bank".into(),
            folder: "exchange/bank".into(),
            reachable: false,
            waiting: 0,
            last_taken: Some(date(2025, 3, 1).at(9, 5, 0, 0)),
            late: Some(LateStatus { since: date(2025, 3, 3).at(10, 0, 0, 0), missed: 2 }),
            next_due: Some(date(2025, 3, 5).at(10, 0, 0, 0)),
            next_look: Some(date(2025, 3, 4).at(12, 15, 0, 0)),
            exchange: Some(ExchangeStatus {
                node: "CR".into(),
                peer: "BASE".into(),
                last_in: 9,
                last_out: 4,
                confirmed: 3,
                gaps: vec![(5, 5), (7, 8)],
            }),
            drift_asked: vec!["register-clients".into()],
        };
        let books_waiting = vec!["managers/Анна.xlsx".to_owned()];
        let silent_folders = vec!["exchange/bank".to_owned()];
        let status =
            Status { sources: vec![source], quarantined: 2, books_waiting, silent_folders, ..Status::default() };
        let text = render(&status, Lang::Ru);
        assert!(text.contains("  managers/Анна.xlsx\n") && !text.contains("не берутся"), "{text}");
        assert!(text.contains("01.03.2025 09:05") && text.contains("недоступна"), "{text}");
        let late = "выгрузка не пришла к сроку 03.03.2025 10:00 (пропущено сроков: 2)";
        assert!(
            text.contains(late) && text.contains("05.03.2025 10:00") && text.contains("04.03.2025 12:15"),
            "{text}"
        );
        let exchange =
            "обмен «CR» ↔ «BASE»: принято до № 9, отправлено до № 4 (подтверждено до № 3); не пришли № 5, 7–8";
        assert!(text.contains(exchange), "{text}");
        assert!(!text.contains("status-") && text.contains("осматриваются раз в промежуток"), "{text}");
        assert!(text.contains("sverka mapping accept-drift bank"), "{text}");
        let held = [("clients".to_owned(), 3), ("allocations".to_owned(), 2)].into();
        let text = render(&Status { held, ..Status::default() }, Lang::Ru);
        assert!(text.contains("Контрагенты") && text.contains("Разнесено"), "{text}");
    }
}
