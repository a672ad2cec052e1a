//! What managers ask the accountant to mend, at the end of a receipt of the source that knows the record.

use super::Page;
use crate::model::run::FileReport;
use crate::output::words;

/// So many are told one by one; of the rest only how many there are.
const WISHES_MAX: usize = 10;

impl Page {
    /// The wishes that wait; without any, no section.
    pub(super) fn wishes(&mut self, file: &FileReport) {
        if file.wishes.is_empty() {
            return;
        }
        self.title("receipt-wishes-title");
        for wish in file.wishes.iter().take(WISHES_MAX) {
            let text = words::decision_text(wish, self.lang);
            self.line(&format!("* {text}"));
        }
        let rest = file.wishes.len().saturating_sub(WISHES_MAX);
        if rest > 0 {
            self.say("receipt-more", &[("count", rest.into())]);
        }
        self.say("receipt-wishes-how", &[]);
    }
}
