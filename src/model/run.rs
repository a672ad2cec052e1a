//! What one run did, as data: every file with its outcome and count, the totals, what waits, the workbooks.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::issue::Issue;
use super::mending::{Mending, Mends, Unmended};
use super::tally::Tally;
use super::undone::UndoneFile;

mod book;
mod plan;
mod reason;
mod shown;
mod taken;

pub use book::{BookOutcome, BookReport};
pub use plan::{NoPlan, PlanDifference, PlanMark};
pub use reason::Reason;
pub use shown::{drift_json, tally_json};
pub use taken::{BookTaken, TakenCounts};

/// At most so many issues of a file are kept in its report; the rest is counted.
pub const ISSUES_MAX: usize = 1000;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum FileOutcome {
    /// Read and committed, whatever became of its rows.
    Taken,
    /// The same bytes were taken before; nothing changed.
    Known {
        /// The day they were taken first.
        taken: Option<Date>,
        /// How many of their rows were refused then and did not come back mended.
        #[serde(default)]
        refused: u64,
    },
    /// It can't be taken as a whole; it lies in quarantine.
    Refused {
        /// Why.
        reason: Reason,
    },
    /// Left where it is: still being written, or its end is missing.
    Held {
        /// Why.
        reason: Reason,
        /// It waits so long that the accountant must be told.
        overdue: bool,
    },
    /// Recognised, but it holds no business data.
    Skipped {
        /// Which sort of file it is.
        reason: Reason,
    },
}

impl FileOutcome {
    /// The stable name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Known { .. } => "known",
            Self::Refused { .. } => "refused",
            Self::Held { .. } => "held",
            Self::Skipped { .. } => "skipped",
        }
    }

    /// Why it was not taken.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Taken | Self::Known { .. } => None,
            Self::Refused { reason } | Self::Held { reason, .. } | Self::Skipped { reason } => Some(reason),
        }
    }
}

/// One file of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Where it was dropped: relative to the workspace, forward slashes.
    pub path: String,
    /// The source's name.
    pub source: String,
    /// Content hash in hexadecimal, once it was archived.
    pub delivery: Option<String>,
    /// Name of the mapping that read it.
    pub mapping: Option<String>,
    /// What became of it.
    pub outcome: FileOutcome,
    /// Its conservation count.
    pub tally: Tally,
    /// Hash of what it changes, or would change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// What is wrong with its data, in order; at most [`ISSUES_MAX`].
    pub issues: Vec<Issue>,
    /// How many issues there were.
    pub issue_count: u64,
    /// How the file differs from what its source sent before, what matters first.
    #[serde(default)]
    pub drift: Vec<Issue>,
    /// What managers want otherwise in records that the source knows, and wait for the accountant to say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<super::change::Reason>,
    /// What is left beside the receipt for its refused records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mending: Option<Mending>,
    /// What lies beside it to be mended of earlier files of its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmended: Vec<Unmended>,
    /// The delivery whose refused records it brings back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mends: Option<Mends>,
    /// What it had brought, where its run was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Box<UndoneFile>>,
}

impl FileReport {
    /// A report without rows and issues.
    #[must_use]
    pub fn new(path: impl Into<String>, source: impl Into<String>, outcome: FileOutcome) -> Self {
        Self {
            path: path.into(),
            source: source.into(),
            delivery: None,
            mapping: None,
            outcome,
            tally: Tally::default(),
            plan: None,
            issues: Vec::new(),
            issue_count: 0,
            drift: Vec::new(),
            wishes: Vec::new(),
            mending: None,
            unmended: Vec::new(),
            mends: None,
            undone: None,
        }
    }

    /// Adds an issue, kept while there is room and always counted.
    pub fn push_issue(&mut self, issue: Issue) {
        self.issue_count += 1;
        if self.issues.len() < ISSUES_MAX {
            self.issues.push(issue);
        }
    }

    /// The file name without its folders.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether the file or one of its rows was refused, and was not mended since.
    #[must_use]
    pub fn refused_something(&self) -> bool {
        match self.outcome {
            FileOutcome::Refused { .. } => true,
            FileOutcome::Known { refused, .. } => refused > 0,
            FileOutcome::Taken | FileOutcome::Held { .. } | FileOutcome::Skipped { .. } => self.tally.rows.refused > 0,
        }
    }

    fn to_json(&self) -> Value {
        let mut object = tally_json(&self.tally);
        object.insert("path".into(), json!(self.path));
        object.insert("source".into(), json!(self.source));
        object.insert("delivery".into(), json!(self.delivery));
        object.insert("mapping".into(), json!(self.mapping));
        object.insert("outcome".into(), json!(self.outcome.name()));
        object.insert("reason".into(), json!(self.outcome.reason().map(|reason| &reason.key)));
        object.insert("issues".into(), json!(self.issue_count));
        if let Some(Mending::File { name, .. }) = &self.mending {
            object.insert("to_mend".into(), json!(name));
        }
        if !self.unmended.is_empty() {
            let listed = self.unmended.iter().map(|one| json!({ "file": one.name, "records": one.records }));
            object.insert("unmended".into(), listed.collect());
        }
        if let Some(mends) = &self.mends {
            let Mends { file, records, .. } = mends;
            let left = mends.left(&self.tally.rows);
            object.insert("mends".into(), json!({ "file": file, "records": records, "left": left }));
        }
        if !self.drift.is_empty() {
            object.insert("drift".into(), drift_json(&self.drift));
        }
        Value::Object(object)
    }
}

/// What judging who is who changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientsJudged {
    /// Cards that a certain rule gave to a known client when they came.
    #[serde(default)]
    pub by_rule: usize,
    /// Clients that became one with another.
    pub joined: usize,
    /// Clients that were taken out of another.
    pub parted: usize,
    /// Questions that were not asked before.
    pub asked: usize,
    /// Questions that need no answer any more.
    pub answered: usize,
}

impl AddAssign for ClientsJudged {
    fn add_assign(&mut self, more: Self) {
        self.by_rule += more.by_rule;
        self.joined += more.joined;
        self.parted += more.parted;
        self.asked += more.asked;
        self.answered += more.answered;
    }
}

/// What one run did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// Number of the run; 0 for a dry run.
    pub run: i64,
    /// Nothing was committed: this is what would happen.
    pub dry_run: bool,
    /// A person stopped it after the current delivery.
    pub interrupted: bool,
    /// Files, in the order they were met.
    pub files: Vec<FileReport>,
    /// The sum of the files' counts.
    pub totals: Tally,
    /// What was found out about who is who among the clients.
    #[serde(default)]
    pub clients: ClientsJudged,
    /// Open review items of the store by kind.
    pub review: BTreeMap<String, u64>,
    /// Workbooks.
    pub workbooks: Vec<BookReport>,
    /// What was taken of workbooks that somebody saved, or would be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<BookTaken>,
    /// Files passed over: temporary and lock files.
    pub ignored: Vec<String>,
    /// Files in the exchange folder that lie in no source's folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strays: Vec<String>,
    /// Sources whose folder was not there.
    pub missing_sources: Vec<String>,
    /// Sources whose delivery is overdue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late_sources: Vec<String>,
}

impl RunReport {
    /// Adds a file and counts it into the totals.
    pub fn push(&mut self, file: FileReport) {
        self.totals.merge(&file.tally);
        self.files.push(file);
    }

    /// Counts what was taken of a workbook.
    pub fn took(&mut self, path: &str, counts: TakenCounts) {
        if counts.is_empty() {
            return;
        }
        match self.taken.iter_mut().find(|book| book.path == path) {
            Some(book) => book.counts += counts,
            None => self.taken.push(BookTaken { path: path.to_owned(), counts }),
        }
    }

    /// Whether the store is as it was before.
    #[must_use]
    pub fn changed_nothing(&self) -> bool {
        self.totals.rows.applied == 0 && self.totals.rows.queued == 0
    }

    /// How the process ends; of several reasons the gravest: failed, interrupted, brake, a missing or
    /// late source, refused, waiting.
    ///
    /// Waiting decisions count only with `strict`.
    #[must_use]
    pub fn exit_code(&self, strict: bool) -> u8 {
        let book_failed = self.workbooks.iter().any(|book| matches!(book.outcome, BookOutcome::Failed { .. }));
        if book_failed {
            1
        } else if self.interrupted {
            130
        } else if self.is_braked() {
            5
        } else if !(self.missing_sources.is_empty() && self.late_sources.is_empty()) {
            6
        } else if self.files.iter().any(FileReport::refused_something) {
            3
        } else if strict && self.review.values().any(|count| *count > 0) {
            4
        } else {
            0
        }
    }

    /// Whether the brake holds something, or would.
    fn is_braked(&self) -> bool {
        let is_held = |file: &FileReport| file.outcome.reason().is_some_and(|reason| reason.key == Reason::BRAKED);
        self.review.get("brake").is_some_and(|count| *count > 0) || self.files.iter().any(is_held)
    }

    /// The object that `sverka sync --json` prints.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let books: Vec<Value> = self
            .workbooks
            .iter()
            .map(|book| match &book.outcome {
                BookOutcome::EditsHeld { reason }
                | BookOutcome::NewsHeld { reason }
                | BookOutcome::CopyTaken { reason }
                | BookOutcome::Failed { reason } => {
                    json!({ "path": book.path, "outcome": book.outcome.name(), "reason": reason })
                }
                outcome => json!({ "path": book.path, "outcome": outcome.name() }),
            })
            .collect();
        json!({
            "run": self.run,
            "dry_run": self.dry_run,
            "plan": self.dry_run.then(|| PlanMark::of(self).to_string()),
            "interrupted": self.interrupted,
            "files": self.files.iter().map(FileReport::to_json).collect::<Vec<_>>(),
            "totals": tally_json(&self.totals),
            "clients": self.clients,
            "review": self.review,
            "workbooks": books,
            "taken": self.taken,
            "ignored": self.ignored,
            "strays": self.strays,
            "missing_sources": self.missing_sources,
            "late_sources": self.late_sources,
        })
    }
}

/// What a run tells while it works; progress bars and logs live on it.
#[derive(Debug, Clone, Copy)]
pub enum RunEvent<'a> {
    /// So many files were found.
    Found {
        /// How many.
        files: u64,
    },
    /// A file is being read.
    Started {
        /// Relative to the workspace.
        path: &'a str,
        /// Its length.
        bytes: u64,
    },
    /// Rows of the current file read so far.
    Rows {
        /// How many.
        rows: u64,
    },
    /// A file is done.
    Finished {
        /// Its report.
        file: &'a FileReport,
    },
    /// It is being judged who is who among the clients that came.
    Judging,
    /// It was judged.
    Judged {
        /// What it changed.
        clients: &'a ClientsJudged,
    },
    /// A workbook is done.
    Book {
        /// Its report.
        book: &'a BookReport,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::{Currency, Money};
    use crate::model::record::RecordKind;
    use crate::model::tally::Outcome;

    fn taken(outcome: Outcome) -> FileReport {
        let mut file = FileReport::new("exchange/accounting/a.xml", "accounting", FileOutcome::Taken);
        let money = Some(Money { minor: 123_450, currency: Currency::RUB });
        file.tally.read(RecordKind::Invoice, money);
        file.tally.decide(RecordKind::Invoice, money, outcome);
        file
    }

    #[test]
    fn json_holds_rows_and_money_as_decimal_strings() {
        let mut report = RunReport { run: 4, ..RunReport::default() };
        report.push(taken(Outcome::Applied));
        report.push(taken(Outcome::Refused));
        let json = report.to_json();
        assert_eq!(json["files"][0]["money"]["RUB"]["applied"], "1234.50");
        assert_eq!(json["totals"]["read"], 2);
        assert_eq!(json["totals"]["money"]["RUB"]["refused"], "1234.50");
        assert_eq!(json["files"][0]["outcome"], "taken");
    }

    #[test]
    fn the_gravest_reason_decides_the_exit_code() {
        let mut report = RunReport::default();
        assert_eq!(report.exit_code(true), 0);
        report.review.insert("payment_match".into(), 2);
        assert_eq!((report.exit_code(false), report.exit_code(true)), (0, 4));
        report.push(taken(Outcome::Refused));
        assert_eq!(report.exit_code(true), 3);
        report.late_sources.push("bank".into());
        assert_eq!(report.exit_code(true), 6);
        report.missing_sources.append(&mut report.late_sources);
        assert_eq!(report.exit_code(true), 6);
        report.review.insert("brake".into(), 1);
        assert_eq!(report.exit_code(false), 5);
        report.interrupted = true;
        assert_eq!(report.exit_code(false), 130);
        let outcome = BookOutcome::Failed { reason: "disk full".into() };
        report.workbooks.push(BookReport { path: "managers/a.xlsx".into(), outcome });
        assert_eq!(report.exit_code(false), 1);
    }

    #[test]
    fn a_report_survives_json_so_that_a_job_can_carry_it() {
        let mut file = taken(Outcome::Applied);
        let reason = Reason::new(Reason::TRUNCATED).with("expected", "</a>");
        file.outcome = FileOutcome::Held { reason, overdue: true };
        let text = serde_json::to_string(&file).unwrap();
        assert_eq!(serde_json::from_str::<FileReport>(&text).unwrap(), file);
    }
}
