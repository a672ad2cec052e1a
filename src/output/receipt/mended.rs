//! What a receipt says of the file with the refused records, and of one that brings them back.

use std::path::Path;

use jiff::civil::Date;

use super::{PLACES_MAX, Page, error_name};
use crate::lang::Arg;
use crate::model::issue::Severity;
use crate::model::mending::{Mending, Mends, Unmended};
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
        if mends.added > 0 {
            self.say("receipt-mends-added", &[("count", mends.added.into())]);
        }
        let left_out = mends.left_out(&file.tally.rows);
        if left_out > 0 {
            let receipt = error_name(Path::new(name)).to_string_lossy().into_owned();
            self.say("receipt-mends-left-out", &[("count", left_out.into()), ("receipt", Arg::Text(&receipt))]);
        }
    }

    /// What still lies beside it of earlier files of its name.
    pub(super) fn unmended(&mut self, file: &FileReport) {
        for Unmended { name, records, taken } in &file.unmended {
            let date = taken.map(|date| self.lang.date(date)).unwrap_or_default();
            let args = [("file", Arg::Text(name)), ("count", (*records).into()), ("date", Arg::Text(&date))];
            self.line("");
            self.say("receipt-unmended", &args);
        }
    }

    /// That the same was taken before, and what of it was not.
    pub(super) fn known(&mut self, file: (&str, Arg<'_>), taken: Option<Date>, refused: u64) {
        match taken {
            Some(date) => {
                let date = self.lang.date(date);
                self.say("receipt-known", &[file, ("date", Arg::Text(&date))]);
            }
            None => self.say("receipt-known-undated", &[file]),
        }
        if refused > 0 {
            self.say("receipt-known-partly", &[("count", refused.into())]);
        }
    }

    /// What was refused when the same was taken, and what to do about it.
    pub(super) fn refused_still(&mut self, file: &FileReport) {
        self.groups(file, "receipt-refused-title", |severity| severity == Severity::Error, &mut { PLACES_MAX });
        self.unlisted(file);
        self.next_mend(file);
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::lang::Lang;
    use crate::model::mending::NoMending;

    #[test]
    fn every_reason_why_nothing_can_be_handed_back_has_words_of_its_own() {
        for lang in Lang::ALL {
            let texts = NoMending::ALL.map(|why| lang.text(&format!("receipt-no-mending-{}", why.name()), &[]));
            assert!(texts.iter().all(|text| !text.starts_with("receipt-")), "{lang:?} {texts:?}");
            assert_eq!(BTreeSet::from(texts).len(), NoMending::ALL.len(), "{lang:?}");
        }
    }
}
