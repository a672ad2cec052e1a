//! `sverka runs`: what earlier runs did.

use std::process::ExitCode;

use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::model::status::RunSummary;
use sverka::model::undone::Undoable;

use super::error::CliError;
use super::table::Table;
use super::{Context, review, status, summary, terminal, wire};

/// List earlier runs, newest first.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let runs = wire::runs(&config, args.limit)?;
    if context.json {
        let runs: Vec<Value> = runs.iter().map(RunSummary::to_json).collect();
        terminal::print_json(&json!({ "runs": runs }))?;
    } else {
        terminal::print(&render(&runs, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn render(runs: &[RunSummary], lang: Lang) -> String {
    if runs.is_empty() {
        return lang.text("status-no-run", &[]);
    }
    let mut table = Table::default();
    table.row(summary::columns(lang.text("runs-column-run", &[]), lang));
    table.rule();
    for run in runs {
        let name = format!("{}  {}", run.run, status::moment(run.started, lang));
        summary::tally_rows(&mut table, &name, &run.totals, lang);
        if run.ended.is_none() {
            table.note(lang.text("runs-cut-off", &[]));
        }
        if let Some(decision) = &run.decision {
            let what = review::verdict::text(&decision.fact, &decision.about, lang);
            let what = format!("{} {what}", decision.id);
            table.note(lang.text("runs-decision", &[("what", Arg::Text(&what))]));
        }
        match run.undo {
            Undoable::Undone { by } => {
                table.note(lang.text("runs-undone", &[("by", Arg::Text(&by.to_string()))]));
            }
            Undoable::Possible => {
                let number = run.run.to_string();
                table.note(lang.text("runs-undo-possible", &[("run", Arg::Text(&number))]));
            }
            _ => {}
        }
        if run.files_refused > 0 {
            table.note(lang.text("runs-files-refused", &[("count", run.files_refused.into())]));
        }
    }
    table.render()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sverka::model::tally::Tally;

    use super::*;

    #[test]
    fn a_run_that_was_cut_off_is_said() {
        let run = RunSummary {
            run: 7,
            started: date(2025, 3, 1).at(9, 5, 0, 0),
            ended: None,
            files: 2,
            files_refused: 1,
            drift: Vec::new(),
            totals: Tally::default(),
            decision: None,
            undo: Undoable::Undone { by: 9 },
        };
        let text = render(&[run], Lang::En);
        assert!(text.contains("7  2025-03-01 09:05") && text.contains("cut off"), "{text}");
        assert!(text.contains("taken back by run 9"), "{text}");
    }
}
