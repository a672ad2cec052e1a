//! The accountant's receipt: what became of the file she dropped, and what to do.

use jiff::civil::DateTime;

use self::said::said_once;
use super::words;
use crate::lang::{Arg, Lang};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::run::{FileOutcome, FileReport, Reason};
use crate::model::tally::{Counts, Sums, Tally};

mod known;
mod mended;
mod said;
mod undone;
mod wishes;

use known::{endings, taken_back};
pub use known::{error_name, is_receipt};

/// At most so many places are listed, over all groups; the rest is counted.
const PLACES_MAX: usize = 200;

/// So many other places of the same remark are named; the rest is counted.
const OTHERS_MAX: usize = 10;

/// Files that are not mended but shown to somebody or put elsewhere; their advice says so.
const MENDED_ELSEWHERE: [&str; 15] = [
    Reason::MENDS_UNDONE,
    Reason::MENDS_UNKNOWN,
    Reason::MENDS_SEVERAL,
    Reason::NO_MAPPING,
    Reason::MISSING_ELEMENTS,
    Reason::UNKNOWN_FORMAT,
    Reason::SEVERAL_MAPPINGS,
    Reason::SEVERAL_SHEETS,
    Reason::EXCHANGE_NAME,
    Reason::EXCHANGE_RECIPIENT,
    Reason::EXCHANGE_SENDER,
    Reason::MESSAGE_REPLACED,
    Reason::MESSAGE_WENT_BACK,
    Reason::MESSAGE_CONFIRMS_UNSENT,
    Reason::LIMIT,
];

/// What is said beside the number of rows that were passed over.
const UNREAD: [IssueCode; 2] = [IssueCode::UnreadKinds, IssueCode::UnreadParts];

/// The end of a receipt's name where nothing was refused.
const OK: &str = ".ok.txt";

/// The end of a receipt's name where something was refused.
const ERRORS: &str = ".errors.txt";

/// What a receipt says besides the report.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptFacts<'a> {
    /// The file.
    pub file: &'a FileReport,
    /// What the file is, in words: the mapping's title.
    pub title: Option<&'a str>,
    /// When it was taken, or taken back, in the zone of settings.
    pub when: DateTime,
    /// When it had been taken, where that was taken back.
    pub taken_at: Option<DateTime>,
    /// Where the original lies now, relative to the workspace; nothing where it stays.
    pub original: Option<&'a str>,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptText {
    /// What stands behind the original's name in its own.
    ending: String,
    /// What it says, lines ended by `\n`.
    pub text: String,
}

impl ReceiptText {
    /// The name beside the original: `NAME.ok.txt`, `NAME.errors.txt`, or one that says that it was taken back.
    #[must_use]
    pub fn file_name(&self, original: &str) -> String {
        format!("{original}{}", self.ending)
    }

    /// The names that an older receipt of the same file may have and that must go.
    #[must_use]
    pub fn stale_names(&self, original: &str) -> Vec<String> {
        endings().filter(|ending| *ending != self.ending).map(|ending| format!("{original}{ending}")).collect()
    }

    /// The bytes of the file: a byte order mark and CRLF, since Notepad of old Windows reads nothing else.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        format!("\u{feff}{}", self.text.replace('\n', "\r\n")).into_bytes()
    }
}

/// The receipt of a file; nothing for a file that is still being written.
#[must_use]
pub fn receipt(facts: &ReceiptFacts<'_>, lang: Lang) -> Option<ReceiptText> {
    if let FileOutcome::Held { overdue: false, .. } = facts.file.outcome {
        return None;
    }
    let mut page = Page { lang, text: String::new() };
    page.heading(facts);
    page.facts(facts);
    match &facts.file.outcome {
        FileOutcome::Taken => page.taken(facts.file),
        FileOutcome::Known { refused: 0, .. } => page.next(&["receipt-next-nothing"]),
        FileOutcome::Known { .. } => page.refused_still(facts.file),
        FileOutcome::Refused { reason } => {
            let next = (!MENDED_ELSEWHERE.contains(&reason.key.as_str())).then_some("receipt-next-drop-again");
            page.not_taken(facts.file, reason, next);
        }
        FileOutcome::Held { reason, .. } => page.not_taken(facts.file, reason, Some(next_of_held(reason))),
        FileOutcome::Skipped { reason } if reason.key == Reason::UNDONE => page.taken_back(facts.file, reason),
        FileOutcome::Skipped { reason } => page.not_taken(facts.file, reason, None),
    }
    Some(ReceiptText { ending: ending(facts.file, lang), text: page.text })
}

fn ending(file: &FileReport, lang: Lang) -> String {
    match &file.outcome {
        FileOutcome::Skipped { reason } if reason.key == Reason::UNDONE => taken_back(lang),
        FileOutcome::Held { .. } => ERRORS.to_owned(),
        _ if file.refused_something() => ERRORS.to_owned(),
        _ => OK.to_owned(),
    }
}

/// What comes of a file that waits.
fn next_of_held(reason: &Reason) -> &'static str {
    match reason.key.as_str() {
        Reason::DRIFT_ASKED => "receipt-next-decide",
        Reason::BRAKED => "receipt-next-brake",
        Reason::BEHIND_BRAKE => "receipt-next-behind",
        _ => "receipt-next-wait",
    }
}

/// Issues of one code, in order.
struct Group<'a> {
    advice: String,
    issues: Vec<&'a Issue>,
}

/// A receipt being written.
struct Page {
    lang: Lang,
    text: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn say(&mut self, key: &str, args: &[(&str, Arg<'_>)]) {
        let text = self.lang.text(key, args);
        self.line(&text);
    }

    /// A day and a time of day.
    fn moment(&self, at: DateTime) -> String {
        format!("{} {:02}:{:02}", self.lang.date(at.date()), at.time().hour(), at.time().minute())
    }

    fn title(&mut self, key: &str) {
        self.line("");
        let title = self.lang.text(key, &[]);
        self.line(&title);
        self.line(&"-".repeat(title.chars().count()));
    }

    fn heading(&mut self, facts: &ReceiptFacts<'_>) {
        let file = ("file", Arg::Text(facts.file.file_name()));
        match &facts.file.outcome {
            FileOutcome::Taken => match facts.file.tally.rows {
                Counts { refused: 0, .. } => self.say("receipt-taken", &[file]),
                Counts { read, refused, .. } if read == refused => {
                    self.say("receipt-taken-nothing", &[file, ("count", refused.into())]);
                }
                Counts { refused: count, .. } => self.say("receipt-taken-partly", &[file, ("count", count.into())]),
            },
            FileOutcome::Known { taken, refused } => self.known(file, *taken, *refused),
            FileOutcome::Refused { .. } => self.say("receipt-refused", &[file]),
            FileOutcome::Held { .. } => self.say("receipt-held", &[file]),
            FileOutcome::Skipped { reason } if reason.key == Reason::UNDONE => {
                self.say("receipt-taken-back", &[file]);
            }
            FileOutcome::Skipped { .. } => self.say("receipt-skipped", &[file]),
        }
        self.line("");
    }

    fn facts(&mut self, facts: &ReceiptFacts<'_>) {
        let when = match facts.taken_at {
            Some(taken) => self.taken_and_undone(taken, facts.when),
            None => self.moment(facts.when),
        };
        let rows = [
            ("receipt-what", facts.title),
            ("receipt-when", Some(when.as_str())),
            ("receipt-source", Some(facts.file.source.as_str())),
            ("receipt-original", facts.original),
        ];
        let named: Vec<(String, &str)> =
            rows.into_iter().filter_map(|(key, value)| Some((self.lang.text(key, &[]), value?))).collect();
        let width = named.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, value) in named {
            let blanks = " ".repeat(width - name.chars().count());
            self.line(&format!("{name}{blanks} {value}"));
        }
    }

    fn taken(&mut self, file: &FileReport) {
        self.mends(file);
        self.title("receipt-rows-title");
        self.rows(&file.tally);
        for issue in file.issues.iter().filter(|issue| UNREAD.contains(&issue.code)) {
            let text = words::issue_text(issue, self.lang);
            self.line(&format!("* {text}"));
        }
        self.money(&file.tally, "receipt-money-title");
        if file.tally.rows.queued > 0 {
            self.line("");
            self.say("receipt-queued", &[("count", file.tally.rows.queued.into())]);
        }
        let mut room = PLACES_MAX;
        let refused = self.groups(file, "receipt-refused-title", |severity| severity == Severity::Error, &mut room);
        let remarks = self.groups(file, "receipt-warnings-title", |severity| severity == Severity::Warning, &mut room);
        self.unlisted(file);
        let changed = self.drift(file, &mut room);
        self.wishes(file);
        if refused || file.tally.rows.refused > 0 {
            self.next_mend(file);
        } else if file.tally.rows.read == 0 && file.issues.iter().any(|issue| issue.code == IssueCode::UnreadKinds) {
            self.next(&["receipt-only-unread"]);
        } else if file.tally.rows.read == 0 {
            self.next(&["receipt-no-rows"]);
        } else if remarks || changed {
            self.next(&["receipt-next-remarks"]);
        } else if file.tally.rows.applied == 0 && file.tally.rows.queued == 0 {
            self.say_next(file, &["receipt-nothing-changed"]);
        } else {
            self.say_next(file, &[]);
        }
        self.unmended(file);
    }

    /// What is next where nothing of this file is to be done.
    fn say_next(&mut self, file: &FileReport, also: &[&str]) {
        let nothing = file.unmended.is_empty().then_some("receipt-next-nothing");
        self.next(&also.iter().copied().chain(nothing).collect::<Vec<_>>());
    }

    /// How many issues the report has no room for.
    fn unlisted(&mut self, file: &FileReport) {
        let cut = usize::try_from(file.issue_count).unwrap_or(usize::MAX).saturating_sub(file.issues.len());
        if cut > 0 {
            self.line("");
            self.say("receipt-more", &[("count", cut.into())]);
        }
    }

    fn rows(&mut self, tally: &Tally) {
        if tally.by_kind.len() > 1 || tally.by_kind.is_empty() {
            let all = self.lang.text("receipt-all-kinds", &[]);
            self.balance(&all, &counts_shown(&tally.rows, self.lang));
        }
        for (kind, counts) in &tally.by_kind {
            let title = words::kind_title(*kind, self.lang);
            self.balance(&title, &counts_shown(counts, self.lang));
        }
        if tally.skipped > 0 {
            self.say("receipt-passed-over", &[("count", tally.skipped.into())]);
        }
    }

    fn money(&mut self, tally: &Tally, title: &str) {
        if tally.money.is_empty() {
            return;
        }
        self.title(title);
        for ((kind, currency), sums) in &tally.money {
            let Sums { read, applied, unchanged, queued, refused } = *sums;
            let title = format!("{}, {currency}", words::kind_title(*kind, self.lang));
            let shown = [read, applied, unchanged, queued, refused];
            self.balance(&title, &shown.map(|minor| self.lang.number(&currency.decimal_string(minor))));
        }
    }

    fn balance(&mut self, title: &str, [read, applied, unchanged, queued, refused]: &[String; 5]) {
        let args = [
            ("read", Arg::Text(read)),
            ("applied", Arg::Text(applied)),
            ("unchanged", Arg::Text(unchanged)),
            ("queued", Arg::Text(queued)),
            ("refused", Arg::Text(refused)),
        ];
        let text = self.lang.text("receipt-balance", &args);
        self.line(&format!("{title}: {text}"));
    }

    /// Lists issues by what to do about them: what is wrong and where, once what to do. Returns whether there were any.
    fn groups(&mut self, file: &FileReport, title: &str, wanted: impl Fn(Severity) -> bool, room: &mut usize) -> bool {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for issue in file.issues.iter().filter(|issue| wanted(issue.severity)) {
            let advice = words::issue_advice(issue.code, issue.severity, self.lang);
            match groups.iter_mut().find(|group| group.advice == advice) {
                Some(group) => group.issues.push(issue),
                None => groups.push(Group { advice, issues: vec![issue] }),
            }
        }
        if groups.is_empty() {
            return false;
        }
        self.title(title);
        for (at, group) in groups.iter().enumerate() {
            if at > 0 {
                self.line("");
            }
            self.group(group, room);
        }
        true
    }

    fn group(&mut self, group: &Group<'_>, room: &mut usize) {
        let said = said_once(&group.issues);
        let shown = said.len().min(*room);
        *room -= shown;
        for (issue, others) in said.iter().take(shown) {
            let place = words::issue_place(issue, self.lang);
            let wrong = words::issue_text(issue, self.lang);
            self.line(&format!("* {place}: {wrong}"));
            self.others(others);
        }
        let rest: usize = said.iter().skip(shown).map(|(_, others)| others.len() + 1).sum();
        if rest > 0 {
            let more = self.lang.text("receipt-more", &[("count", rest.into())]);
            self.line(&format!("  {more}"));
        }
        self.advise(&group.advice);
    }

    /// The other places where the same is wrong.
    fn others(&mut self, issues: &[&Issue]) {
        if issues.is_empty() {
            return;
        }
        let mut places: Vec<String> =
            issues.iter().take(OTHERS_MAX).map(|issue| words::place_text(&issue.position, self.lang)).collect();
        let rest = issues.len() - places.len();
        if rest > 0 {
            places.push(self.lang.text("receipt-more", &[("count", rest.into())]));
        }
        let text = self.lang.text("receipt-same", &[("places", Arg::Text(&places.join(", ")))]);
        self.line(&format!("  {text}"));
    }

    fn advise(&mut self, advice: &str) {
        let to_do = self.lang.text("receipt-to-do", &[("advice", Arg::Text(advice))]);
        self.line(&format!("  {to_do}"));
    }

    /// Says how the file differs from what its source sent before; whether something that matters changed.
    fn drift(&mut self, file: &FileReport, room: &mut usize) -> bool {
        if file.drift.is_empty() {
            return false;
        }
        self.title("receipt-drift-title");
        let shown = file.drift.len().min(*room);
        *room -= shown;
        let mut advised: Option<String> = None;
        for issue in file.drift.iter().take(shown) {
            let advice = words::issue_advice(issue.code, issue.severity, self.lang);
            if let Some(before) = advised.filter(|before| *before != advice) {
                self.advise(&before);
            }
            advised = Some(advice);
            let text = words::issue_text(issue, self.lang);
            self.line(&format!("* {text}"));
            self.mapping(issue);
        }
        if let Some(advice) = advised {
            self.advise(&advice);
        }
        let rest = file.drift.len() - shown;
        if rest > 0 {
            let more = self.lang.text("receipt-more", &[("count", rest.into())]);
            self.line(&format!("  {more}"));
        }
        file.drift.iter().any(|issue| issue.severity > Severity::Notice)
    }

    /// The lines of a mapping that accept a change.
    fn mapping(&mut self, issue: &Issue) {
        let value = |wanted: &str| issue.params.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        let (Some(lines), Some(file)) = (value("mapping"), value("file")) else { return };
        let title = self.lang.text("receipt-drift-mapping", &[("file", Arg::Text(file))]);
        self.line(&format!("  {title}"));
        for line in lines.lines() {
            self.line(&format!("    {line}"));
        }
    }

    fn not_taken(&mut self, file: &FileReport, reason: &Reason, next: Option<&str>) {
        self.line("");
        let why = self.lang.text("receipt-why", &[]);
        let text = words::reason_text(reason, self.lang);
        self.line(&format!("{why} {text}."));
        self.drift(file, &mut { PLACES_MAX });
        let advice = words::reason_advice(reason, self.lang);
        if advice.is_empty() {
            self.next(&[next.unwrap_or("receipt-next-nothing")]);
            return;
        }
        self.title("receipt-next-title");
        self.line(&advice);
        if let Some(key) = next {
            self.say(key, &[]);
        }
    }

    fn next(&mut self, keys: &[&str]) {
        self.title("receipt-next-title");
        for key in keys {
            self.say(key, &[]);
        }
    }
}

fn counts_shown(counts: &Counts, lang: Lang) -> [String; 5] {
    let Counts { read, applied, unchanged, queued, refused } = *counts;
    [read, applied, unchanged, queued, refused].map(|count| lang.number(&count.to_string()))
}

#[cfg(test)]
mod tests;
