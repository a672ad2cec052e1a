//! What a receipt says of the file with the refused records, and of one that brings them back.

use super::Page;
use crate::lang::Arg;
use crate::model::mending::{Mending, Mends};
use crate::model::run::FileReport;

impl Page {
    /// Whose refused records these are.
    pub(super) fn mends(&mut self, file: &FileReport) {
        let Some(mends) = &file.mends else { return };
        let Mends { file: name, records, .. } = mends;
        let args = [
            ("file", Arg::Text(name)),
            ("before", (*records).into()),
            ("read", file.tally.rows.read.into()),
            ("left", mends.left(&file.tally.rows).into()),
        ];
        self.line("");
        self.say("receipt-mends", &args);
    }

    /// What to do about refused records: where they lie, or why they lie nowhere.
    pub(super) fn next_mend(&mut self, file: &FileReport) {
        self.title("receipt-next-title");
        match &file.mending {
            Some(Mending::File { name, .. }) => self.say("receipt-next-mend-file", &[("file", Arg::Text(name))]),
            Some(Mending::Nothing { why }) => {
                self.say(&format!("receipt-no-mending-{}", why.name()), &[]);
                self.say("receipt-next-mend", &[]);
            }
            None => self.say("receipt-next-mend", &[]),
        }
    }
}
