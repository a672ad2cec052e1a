//! The folders that settings name: where they are, which are missing, which lie in each other.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use super::read::duplicate;
use crate::model::problem::{At, Problem, ProblemCode, Problems};

/// Every folder that was named, in the order of reading.
pub(super) struct Places {
    root: PathBuf,
    folders: Vec<Place>,
}

struct Place {
    /// `done`, `store` …, or `folder` for a source's.
    key: &'static str,
    path: PathBuf,
    /// As written, or the default.
    shown: String,
    span: Option<Range<usize>>,
}

impl Place {
    fn is_source(&self) -> bool {
        self.key == "folder"
    }

    /// `exchange` itself only holds sources' folders, so these may lie in it or be it.
    fn may_overlap(&self, other: &Self) -> bool {
        (self.key == "exchange" && other.is_source()) || (other.key == "exchange" && self.is_source())
    }
}

impl Places {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), folders: Vec::new() }
    }

    /// The absolute path of a folder of `[paths]`: as asked, else the default.
    pub(super) fn folder(&mut self, key: &'static str, default: &str, asked: Option<&At<String>>) -> PathBuf {
        let shown = asked.map_or(default, |asked| asked.value.as_str());
        let path = resolve(&self.root, Path::new(shown));
        self.folders.push(Place {
            key,
            path: path.clone(),
            shown: shown.to_owned(),
            span: asked.map(|a| a.span.clone()),
        });
        path
    }

    /// The absolute path of a source's folder: as asked, else `exchange/<name>`.
    pub(super) fn source(&mut self, exchange: &Path, name: &At<String>, asked: Option<&At<String>>) -> PathBuf {
        let (path, shown, span) = match asked {
            Some(asked) => (resolve(&self.root, Path::new(&asked.value)), asked.value.clone(), asked.span.clone()),
            None => (exchange.join(&name.value), name.value.clone(), name.span.clone()),
        };
        self.folders.push(Place { key: "folder", path: path.clone(), shown, span: Some(span) });
        path
    }

    /// A folder that may be anybody's: only written to, never read.
    pub(super) fn resolved(&self, folder: &str) -> PathBuf {
        resolve(&self.root, Path::new(folder))
    }

    /// Reports folders that are one, and folders that lie in one another: files would be taken twice or eaten.
    pub(super) fn report_overlaps(&self, problems: &mut Problems) {
        for (at, place) in self.folders.iter().enumerate() {
            let earlier = self.folders.iter().take(at);
            let Some(other) = earlier.filter(|other| !place.may_overlap(other)).find(|other| overlap(place, other))
            else {
                continue;
            };
            let span = place.span.clone().or_else(|| other.span.clone()).unwrap_or(0..0);
            if folded(&place.path) == folded(&other.path) {
                problems.push(duplicate(place.key, &place.shown, span));
            } else {
                let problem = Problem::new(ProblemCode::BadValue, span)
                    .with("key", place.key)
                    .with("value", place.shown.clone())
                    .with("expected", "folder-apart")
                    .with("other", other.shown.clone());
                problems.push(problem);
            }
        }
    }

    /// The folders of sources that are not there: nobody could drop anything.
    pub(super) fn missing(&self) -> Vec<Problem> {
        let gone = self.folders.iter().filter(|place| place.is_source() && !place.path.is_dir());
        gone.map(|place| {
            let span = place.span.clone().unwrap_or(0..0);
            Problem::new(ProblemCode::MissingPath, span).with("path", place.path.to_string_lossy())
        })
        .collect()
    }
}

fn overlap(one: &Place, other: &Place) -> bool {
    let (one, other) = (folded(&one.path), folded(&other.path));
    one.starts_with(&other) || other.starts_with(&one)
}

/// Lower case: Windows and most shares tell no case apart.
fn folded(path: &Path) -> PathBuf {
    PathBuf::from(path.to_string_lossy().to_lowercase())
}

/// Joined to the workspace, `.` and `..` resolved by name.
fn resolve(root: &Path, path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in root.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}
