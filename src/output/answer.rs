//! Receipts as an output: the accountant's answer lies where she dropped the file, a copy with the original.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::receipt::{ReceiptFacts, ReceiptText, receipt};
use super::whole::{remove_if_there, write_if_changed};
use super::{DeliverError, Outcome, Output, View, shown};
use crate::model::change::Job;
use crate::model::run::FileReport;

/// One receipt per dropped file; a newer one of the same name replaces it.
#[derive(Debug)]
pub struct Receipts;

const NAME: &str = "receipt";

/// What the outbox keeps: enough to write the receipt in whatever language is set by then.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    file: FileReport,
    title: Option<String>,
    at: Timestamp,
    dropped: PathBuf,
    place: PathBuf,
}

impl Output for Receipts {
    fn name(&self) -> &'static str {
        NAME
    }

    fn plan(&self, outcome: &Outcome<'_>) -> Vec<Job> {
        let Outcome { file, title, at, dropped, place, answer: _ } = *outcome;
        let payload = Payload {
            file: file.clone(),
            title: title.map(str::to_owned),
            at,
            dropped: dropped.to_owned(),
            place: place.to_owned(),
        };
        let payload =
            serde_json::to_string(&payload).unwrap_or_else(|error| panic!("BUG: a receipt is no JSON: {error}"));
        vec![Job { output: NAME.to_owned(), key: dropped.to_string_lossy().into_owned(), payload }]
    }

    fn deliver(&self, job: &Job, view: &View<'_>) -> Result<(), DeliverError> {
        let Payload { file, title, at, dropped, place } = serde_json::from_str(&job.payload)?;
        let original = shown(&place, view.root);
        let facts = ReceiptFacts {
            file: &file,
            title: title.as_deref(),
            when: local(at, view),
            taken_at: file.undone.as_ref().and_then(|undone| undone.taken_at).map(|at| local(at, view)),
            original: Some(&original),
        };
        let Some(text) = receipt(&facts, view.lang) else { return Ok(()) };
        // The copy is worth having where she forbids writing into her folder, and the other way round.
        let beside_original = write_beside(&text, &place, view.scratch);
        write_beside(&text, &dropped, view.scratch).and(beside_original)
    }
}

fn local(at: Timestamp, view: &View<'_>) -> DateTime {
    at.to_zoned(view.time_zone.clone()).datetime()
}

fn write_beside(text: &ReceiptText, original: &Path, scratch: &Path) -> Result<(), DeliverError> {
    let name = original.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = original.parent().unwrap_or(Path::new("."));
    let path = folder.join(text.file_name(&name));
    write_if_changed(&path, &text.bytes(), scratch).map_err(|source| DeliverError::Io { path, source })?;
    text.stale_names(&name)
        .into_iter()
        .map(|name| folder.join(name))
        .try_for_each(|stale| remove_if_there(&stale).map_err(|source| DeliverError::Io { path: stale, source }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::lang::Lang;
    use crate::model::run::{FileOutcome, Reason};

    fn planned(root: &Path, outcome: FileOutcome) -> Job {
        let file = FileReport::new("exchange/a/март.xml", "a", outcome);
        let outcome = Outcome {
            file: &file,
            title: None,
            at: Timestamp::UNIX_EPOCH,
            dropped: &root.join("exchange/a/март.xml"),
            place: &root.join("done/1970-01-01/март (2).xml"),
            answer: None,
        };
        let jobs = Receipts.plan(&outcome);
        assert_eq!(jobs.len(), 1);
        jobs.into_iter().next().unwrap()
    }

    static UTC: TimeZone = TimeZone::UTC;

    fn view<'a>(root: &'a Path, scratch: &'a Path) -> View<'a> {
        View { root, scratch, time_zone: &UTC, lang: Lang::En }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_receipt_lies_beside_the_drop_and_beside_the_original_and_a_newer_one_replaces_it() {
        let (folder, scratch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let view = view(folder.path(), scratch.path());
        let refused = FileOutcome::Refused { reason: Reason::new(Reason::UNKNOWN_FORMAT) };
        Receipts.deliver(&planned(folder.path(), refused), &view).unwrap();
        assert_eq!(names(&folder.path().join("exchange/a")), ["март.xml.errors.txt"]);
        let taken = planned(folder.path(), FileOutcome::Taken);
        Receipts.deliver(&taken, &view).unwrap();
        assert_eq!(names(&folder.path().join("exchange/a")), ["март.xml.ok.txt"]);
        assert_eq!(names(&folder.path().join("done/1970-01-01")), ["март (2).xml.ok.txt"]);
        let text = fs::read_to_string(folder.path().join("exchange/a/март.xml.ok.txt")).unwrap();
        assert!(text.contains("done/1970-01-01/март (2).xml"), "{text}");
    }

    #[test]
    fn one_forbidden_folder_does_not_cost_the_other_copy() {
        let (folder, scratch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let view = view(folder.path(), scratch.path());
        fs::write(folder.path().join("exchange"), "no folder").unwrap();
        let job = planned(folder.path(), FileOutcome::Taken);
        assert!(matches!(Receipts.deliver(&job, &view), Err(DeliverError::Io { .. })));
        assert_eq!(names(&folder.path().join("done/1970-01-01")), ["март (2).xml.ok.txt"]);
    }

    #[test]
    fn a_job_that_is_no_job_is_told_from_one_to_try_again() {
        let view = view(Path::new(""), Path::new(""));
        let job = Job { output: NAME.into(), key: String::new(), payload: "{}".into() };
        assert!(matches!(Receipts.deliver(&job, &view), Err(DeliverError::Malformed(_))));
    }
}
