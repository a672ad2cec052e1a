//! Acknowledgements: the message that tells the other side which of its own was taken last. It is composed with the
//! commit and written after it, so that nothing is ever confirmed that was not kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::whole::write_if_changed;
use super::{DeliverError, Outcome, Output, View};
use crate::model::change::Job;

/// One answer per file name; a newer one replaces it, read or not.
#[derive(Debug)]
pub struct Acknowledgements;

/// The name of the jobs in the outbox.
pub const NAME: &str = "ack";

/// An answer as it is to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Where.
    pub path: PathBuf,
    /// What, without a byte order mark.
    pub text: String,
}

impl Output for Acknowledgements {
    fn name(&self) -> &'static str {
        NAME
    }

    fn plan(&self, outcome: &Outcome<'_>) -> Vec<Job> {
        let Some(answer) = outcome.answer else { return Vec::new() };
        let payload =
            serde_json::to_string(answer).unwrap_or_else(|error| panic!("BUG: an answer is no JSON: {error}"));
        vec![Job { output: NAME.to_owned(), key: answer.path.to_string_lossy().into_owned(), payload }]
    }

    fn deliver(&self, job: &Job, view: &View<'_>) -> Result<(), DeliverError> {
        let Acknowledgement { path, text } = serde_json::from_str(&job.payload)?;
        // The other side reads a file without the mark in its own one-byte encoding.
        let bytes = format!("\u{feff}{text}").into_bytes();
        write_if_changed(&path, &bytes, view.scratch).map_err(|source| DeliverError::Io { path, source })
    }
}
