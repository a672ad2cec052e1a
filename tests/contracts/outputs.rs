//! What every output must keep: a job is carried out as often as one likes, and one that fails can be tried again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sverka::lang::Lang;
use sverka::model::change::Job;
use sverka::model::run::{FileOutcome, FileReport, Reason};
use sverka::output::ack::Acknowledgement;
use sverka::output::{OUTPUTS, Outcome, Output, View};

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tree(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// The jobs that an output plans for a file of each outcome.
fn jobs(output: &dyn Output, root: &Path) -> Vec<Job> {
    let reason = || Reason::new(Reason::NO_MAPPING);
    let outcomes = [
        FileOutcome::Taken,
        FileOutcome::Known { taken: None, refused: 0 },
        FileOutcome::Refused { reason: reason() },
        FileOutcome::Skipped { reason: reason() },
    ];
    let planned = outcomes.into_iter().enumerate().flat_map(|(at, outcome)| {
        let file = FileReport::new(format!("exchange/{at}.xml"), "a", outcome);
        let (dropped, place) = (root.join(format!("exchange/{at}.xml")), root.join(format!("done/{at}.xml")));
        let answer = Acknowledgement { path: root.join("exchange/Answer.xml"), text: format!("<Answer no='{at}'/>") };
        let outcome = Outcome {
            file: &file,
            title: None,
            at: Timestamp::UNIX_EPOCH,
            dropped: &dropped,
            place: &place,
            answer: Some(&answer),
        };
        output.plan(&outcome)
    });
    planned.collect()
}

#[test]
fn names_are_unique_and_jobs_carry_them() {
    let names: Vec<&str> = OUTPUTS.iter().map(|output| output.name()).collect();
    let mut unique = names.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), names.len());
    for output in OUTPUTS {
        assert!(jobs(*output, Path::new("w")).iter().all(|job| job.output == output.name()));
    }
}

#[test]
fn delivering_twice_equals_once() {
    for output in OUTPUTS {
        let (folder, scratch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let view = View { root: folder.path(), scratch: scratch.path(), time_zone: &TimeZone::UTC, lang: Lang::Ru };
        for job in jobs(*output, folder.path()) {
            output.deliver(&job, &view).unwrap();
            let once = tree(folder.path());
            output.deliver(&job, &view).unwrap();
            assert_eq!(tree(folder.path()), once, "{}: {}", output.name(), job.key);
        }
    }
}

#[test]
fn what_fails_can_be_tried_again() {
    for output in OUTPUTS {
        let [folder, other, scratch] = [(); 3].map(|()| tempfile::tempdir().unwrap());
        let view = View { root: folder.path(), scratch: scratch.path(), time_zone: &TimeZone::UTC, lang: Lang::Ru };
        for name in ["exchange", "done"] {
            fs::write(folder.path().join(name), "stands in the way").unwrap();
        }
        let jobs = jobs(*output, folder.path());
        assert!(jobs.iter().all(|job| output.deliver(job, &view).is_err()), "{} needs no folder", output.name());
        for name in ["exchange", "done"] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        let undisturbed = View { root: other.path(), ..view };
        for (job, twin) in jobs.iter().zip(self::jobs(*output, other.path())) {
            output.deliver(job, &view).unwrap();
            output.deliver(&twin, &undisturbed).unwrap();
        }
        let bytes = |folder: &Path| tree(folder).into_values().collect::<Vec<_>>();
        assert_eq!(bytes(folder.path()), bytes(other.path()));
        assert!(tree(scratch.path()).is_empty(), "{} leaves temporary files", output.name());
    }
}
