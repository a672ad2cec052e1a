//! What a receipt says of a file whose run was taken back: what it had brought, who took that back and when, what of it
//! stays, and what to do.

use jiff::civil::DateTime;

use super::Page;
use crate::lang::Arg;
use crate::model::run::{FileReport, Reason};
use crate::model::undone::{Repeat, UndoneFile};
use crate::output::words;

impl Page {
    /// When it was taken, and when that was taken back.
    pub(super) fn taken_and_undone(&self, taken: DateTime, undone: DateTime) -> String {
        let [taken, undone] = [taken, undone].map(|at| self.moment(at));
        self.lang.text("receipt-when-undone", &[("taken", Arg::Text(&taken)), ("undone", Arg::Text(&undone))])
    }

    /// What had been taken, why it is not any more, and what to do.
    pub(super) fn taken_back(&mut self, file: &FileReport, reason: &Reason) {
        let nothing = UndoneFile::default();
        let UndoneFile { taken_at: _, tally, who, reason: why, stays, dropped_again } =
            file.undone.as_deref().unwrap_or(&nothing);
        self.line("");
        let label = self.lang.text("receipt-why", &[]);
        let text = words::reason_text(reason, self.lang);
        let text = if who.is_empty() {
            text
        } else {
            self.lang.text("receipt-undone-by", &[("why", Arg::Text(&text)), ("who", Arg::Text(who))])
        };
        self.line(&format!("{label} {text}."));
        if !why.is_empty() {
            self.say("receipt-undone-reason", &[("reason", Arg::Text(why))]);
        }
        if tally.rows.read > 0 {
            self.title("receipt-undone-rows-title");
            self.rows(tally);
            self.money(tally, "receipt-undone-money-title");
        }
        self.left(stays);
        if let Some(day) = dropped_again {
            let day = self.lang.date(*day);
            self.say("receipt-undone-dropped-again", &[("date", Arg::Text(&day))]);
        }
        self.title("receipt-next-title");
        let advice = words::reason_advice(reason, self.lang);
        self.line(&advice);
    }

    /// What of it counts still.
    fn left(&mut self, stays: &[Repeat]) {
        self.title("receipt-undone-left-title");
        if stays.is_empty() {
            self.say("receipt-undone-left-nothing", &[]);
            return;
        }
        self.say("receipt-undone-left", &[]);
        for Repeat { run, source, file, records } in stays {
            let run = run.to_string();
            let (run, file) = (Arg::Text(&run), Arg::Text(file));
            let line = [("run", run), ("source", Arg::Text(source)), ("file", file), ("records", (*records).into())];
            let text = self.lang.text("undo-stays-in", &line);
            self.line(&format!("* {text}"));
        }
    }
}
