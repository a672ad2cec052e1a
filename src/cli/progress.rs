//! The progress bar: on a terminal, and nowhere else.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sverka::model::run::RunEvent;

use super::Context;

/// Shows how far a run is.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    judging: String,
}

impl Progress {
    /// A bar on stderr if a person looks at it, else an invisible one.
    pub(crate) fn new(context: &Context) -> Self {
        let seen = io::stderr().is_terminal() && !context.quiet && !context.json;
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Self { bar, judging: context.lang.text("run-judging", &[]) }
    }

    /// Follows the run.
    pub(crate) fn event(&self, event: RunEvent<'_>) {
        match event {
            RunEvent::Found { files } => self.bar.set_length(files),
            RunEvent::Started { path, .. } => self.bar.set_message(path.to_owned()),
            RunEvent::Rows { rows } => {
                let message = self.bar.message();
                let path = message.split(" · ").next().unwrap_or_default();
                self.bar.set_message(format!("{path} · {rows}"));
            }
            RunEvent::Finished { .. } => self.bar.inc(1),
            RunEvent::Judging => self.bar.set_message(self.judging.clone()),
            RunEvent::Judged { .. } => {}
            RunEvent::Book { book } => self.bar.set_message(book.path.clone()),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
