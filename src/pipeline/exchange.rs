//! Numbered messages: judged before they are read, counted with their commit, answered after it.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::SyncError;
use super::contents::Readable;
use crate::config::Source;
use crate::mapping::{AnswerFacts, FileValues, Mapping};
use crate::model::exchange::{AcceptedMessage, Envelope, ExchangeState, Fit, Judgement};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::model::run::{FileOutcome, Reason};
use crate::output::ack::Acknowledgement;
use crate::parse::{Document, Format, Preview};
use crate::reconcile::exchange::{judge, next_out};
use crate::store::Store;

/// A document that is a numbered message.
pub(super) struct Letter<'l> {
    document: Document,
    format: &'static dyn Format,
    mapping: &'l Mapping,
    preview: Preview,
    envelope: Envelope,
    position: Position,
}

/// What taking a message means for its exchange.
pub(super) struct Taking {
    /// The exchange afterwards.
    pub(super) state: ExchangeState,
    /// What is accepted under which number.
    pub(super) message: Option<(i64, AcceptedMessage)>,
    /// What is said about it.
    pub(super) issue: Option<Issue>,
    /// What the sender is answered.
    pub(super) answer: Option<Acknowledgement>,
    /// Added to the number that statements are compared by.
    pub(super) offset: i64,
}

/// What became of a message.
pub(super) enum Ruling {
    Take(Box<Taking>),
    /// Nothing is to be read.
    Leave(FileOutcome),
}

/// The message a delivery is, where it is one. A package of several can't be judged as one.
pub(super) fn letter<'l>(documents: &[Readable<'l>]) -> Result<Option<Letter<'l>>, Reason> {
    let mut letters = Vec::new();
    for (document, format, mapping) in documents.iter().filter(|(_, _, mapping)| mapping.has_envelope()) {
        let preview = format.preview(document).map_err(|error| error.reason())?;
        let Some(envelope) = mapping.file_values(&preview).envelope() else { continue };
        let position = Position { part: document.part.clone(), line: 1, path: String::new() };
        letters.push(Letter { document: document.clone(), format: *format, mapping, preview, envelope, position });
    }
    match letters.len() {
        0 | 1 => Ok(letters.pop()),
        _ => Err(Reason::new(Reason::SEVERAL_MESSAGES)),
    }
}

/// Judges a message. `dropped` is where it lies.
pub(super) fn rule(
    store: &Store,
    source: &Source,
    letter: &Letter<'_>,
    dropped: &Path,
    now: Timestamp,
) -> Result<Ruling, SyncError> {
    let known = store.exchange(&source.name)?;
    let Envelope { sender, recipient, .. } = &letter.envelope;
    // An exchange that was taken back to before its beginning is not known, and our messages of it may still go about.
    let is_unknown = known.is_none() && source.exchange.terms.node.is_none();
    if is_unknown && store.answered_as(&source.name, sender, recipient)? {
        return Ok(Ruling::Leave(FileOutcome::Skipped { reason: Reason::new(Reason::EXCHANGE_OWN) }));
    }
    let number = letter.envelope.counted();
    let accepted = match (&known, number) {
        (Some(known), Some(number)) => store.accepted_message(&source.name, known.era, number)?,
        _ => None,
    };
    // What is not counted is accepted under no number, and nothing later is compared with it.
    let content = match number.map(|_| letter.format.content(&letter.document)).transpose() {
        Ok(content) => content.unwrap_or_default(),
        Err(error) => return Ok(Ruling::Leave(FileOutcome::Refused { reason: error.reason() })),
    };
    let (fit, mut state) = match judge(&letter.envelope, content, &source.exchange.terms, known.as_ref(), accepted) {
        Judgement::Accept(fit, state) => (fit, *state),
        Judgement::Own => return Ok(Ruling::Leave(FileOutcome::Skipped { reason: Reason::new(Reason::EXCHANGE_OWN) })),
        Judgement::Refuse(reason) => return Ok(Ruling::Leave(FileOutcome::Refused { reason })),
    };
    let is_answered = source.exchange.terms.answers && letter.mapping.answer().is_some();
    if is_answered && number.is_some() {
        state.last_out = next_out(&state);
    }
    let answer = letter.answer(source, &mut state, dropped, now);
    let of_this_era = fit != Fit::Former;
    Ok(Ruling::Take(Box::new(Taking {
        message: number.filter(|_| of_this_era).map(|n| (n, letter.envelope.saying(content))),
        issue: letter.issue(fit, &state),
        answer,
        offset: if of_this_era { state.offset } else { 0 },
        state,
    })))
}

/// The answer to a message whose bytes were taken before: the sender has not read it yet, or it was lost.
pub(super) fn answered_again(
    store: &Store,
    source: &Source,
    letter: &Letter<'_>,
    dropped: &Path,
    now: Timestamp,
) -> Result<Option<Acknowledgement>, SyncError> {
    let state = store.exchange(&source.name)?.filter(|state| state.answer_name.is_some());
    Ok(state.and_then(|mut state| letter.answer(source, &mut state, dropped, now)))
}

impl Letter<'_> {
    fn answer(
        &self,
        source: &Source,
        state: &mut ExchangeState,
        dropped: &Path,
        now: Timestamp,
    ) -> Option<Acknowledgement> {
        let answer = self.mapping.answer().filter(|_| source.exchange.terms.answers)?;
        let time = now.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let file: &FileValues<'_> = &self.mapping.file_values(&self.preview);
        let facts = AnswerFacts {
            node: &state.node,
            peer: &state.peer,
            message: if self.envelope.counted().is_some() { state.last_out } else { 0 },
            received: state.last_in,
            time: &time,
            file,
        };
        let name = answer.file_name(&facts);
        let folder = source.exchange.folder.as_deref().or(dropped.parent()).unwrap_or(&source.folder);
        let answer = Acknowledgement { path: folder.join(&name), text: answer.text(&facts) };
        state.answer_name = Some(name);
        Some(answer)
    }

    fn issue(&self, fit: Fit, state: &ExchangeState) -> Option<Issue> {
        let number = self.envelope.counted().unwrap_or_default().to_string();
        let issue = |code, severity| Some(Issue::new(code, severity, self.position.clone()));
        match fit {
            Fit::Next => None,
            Fit::First => issue(IssueCode::ExchangeBegins, Severity::Notice)
                .map(|issue| issue.with("node", &state.node).with("peer", &state.peer).with("number", number)),
            Fit::Gap { from, to } => {
                let missing = if from == to { from.to_string() } else { format!("{from}–{to}") };
                issue(IssueCode::MessageGap, Severity::Warning)
                    .map(|issue| issue.with("number", number).with("missing", missing))
            }
            Fit::Late | Fit::Former => {
                issue(IssueCode::MessageLate, Severity::Notice).map(|issue| issue.with("number", number))
            }
            Fit::Repeated => {
                issue(IssueCode::MessageRepeated, Severity::Notice).map(|issue| issue.with("number", number))
            }
            Fit::Uncounted => {
                issue(IssueCode::ExchangeSettings, Severity::Notice).map(|issue| issue.with("peer", &state.peer))
            }
        }
    }
}
