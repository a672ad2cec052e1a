//! A mapping for a document that nobody reads: proposed, and tried before it is shown.

use std::io;

use super::inspect::{Inspection, Inspector, rules_of};
use super::recognise::format_of;
use crate::config::Config;
use crate::mapping::propose::{Proposal, Say, propose as look};
use crate::mapping::{Library, LibraryError};
use crate::model::problem::Problem;
use crate::model::run::Reason;
use crate::parse::Document;

/// A proposed mapping with what it makes of the document.
#[derive(Debug)]
pub struct Proposed {
    /// The mapping file.
    pub text: String,
    /// Why the document would still not be taken by it alone.
    pub reason: Option<Reason>,
    /// Mappings that know the document already.
    pub known: Vec<String>,
    /// Records read, those refused among them.
    pub read: u64,
    /// Records refused.
    pub refused: u64,
}

/// What came of looking at a document.
#[derive(Debug)]
pub enum Outcome {
    /// A mapping.
    Proposed(Box<Proposed>),
    /// The document can't be read, or no records can be made out.
    Nothing(Reason),
    /// The proposal does not compile: a fault of the program, with the text it made.
    Faulty {
        /// The file.
        text: String,
        /// What is wrong with it.
        problems: Vec<Problem>,
    },
}

/// Proposes a mapping for a document, under a name, beside the mappings there are.
///
/// # Errors
/// When the disk says no, or the workspace's own mappings can't be used.
pub fn propose(
    config: Option<&Config>,
    document: &Document,
    name: &str,
    say: Say<'_>,
) -> io::Result<Result<Outcome, LibraryError>> {
    let Some(format) = format_of(document)? else {
        return Ok(Ok(Outcome::Nothing(Reason::new(Reason::UNKNOWN_FORMAT))));
    };
    let preview = match format.preview(document) {
        Ok(preview) => preview,
        Err(error) => return Ok(Ok(Outcome::Nothing(error.reason()))),
    };
    let Some(proposal) = look(document, format, &preview) else {
        return Ok(Ok(Outcome::Nothing(Reason::new(Reason::NO_ROWS))));
    };
    let folder = config.map(|config| config.paths.mappings.as_path());
    let known = match Library::load(folder) {
        Ok(known) => known,
        Err(error) => return Ok(Err(error)),
    };
    let claims = known.claims(format.name(), &preview);
    let beats: Vec<&str> = claims
        .iter()
        .filter(|claim| claim.holds() && claim.beaten_by.is_none())
        .map(|claim| claim.mapping.name())
        .collect();
    finish(config, document, &proposal, name, &beats, say)
}

/// Writes the proposal and reads the document with it.
fn finish(
    config: Option<&Config>,
    document: &Document,
    proposal: &Proposal,
    name: &str,
    beats: &[&str],
    say: Say<'_>,
) -> io::Result<Result<Outcome, LibraryError>> {
    let text = proposal.write(name, beats, say);
    let file = format!("{name}.toml");
    let folder = config.map(|config| config.paths.mappings.as_path());
    let library = match Library::load_with(folder, Some((&file, &text))) {
        Ok(library) => library,
        Err(LibraryError::Bad(files)) => {
            let problems = files.into_iter().find(|bad| bad.file == file).map(|bad| bad.problems).unwrap_or_default();
            return Ok(Ok(Outcome::Faulty { text, problems }));
        }
        Err(error) => return Ok(Err(error)),
    };
    let inspector = Inspector { library: &library, mapping: None, rules: rules_of(config), samples: 0 };
    let Inspection { mut reason, trial, mapping, .. } = inspector.inspect(document)?;
    if mapping.is_none_or(|mapping| mapping.name() != name) {
        reason = reason.or_else(|| Some(Reason::new(Reason::NO_MAPPING)));
    }
    let rows = trial.map(|trial| trial.tally.rows).unwrap_or_default();
    let known = beats.iter().map(|name| (*name).to_owned()).collect();
    let proposed = Proposed { text, reason, known, read: rows.read, refused: rows.refused };
    Ok(Ok(Outcome::Proposed(Box::new(proposed))))
}
