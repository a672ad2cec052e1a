//! What people chose on the sheet of questions → decisions, each made once and only about what they were shown.
//!
//! A choice that comes to nothing is kept with the reason, which the row then says: none is dropped unseen.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Book;
use super::asked::Worded;
use super::base::base_rows;
use super::edits::Read;
use crate::lang::{Arg, Lang};
use crate::model::asked::{Bound, KeptAnswer, Outcome, Verdict};
use crate::model::book::Cells;
use crate::model::ids::{DecisionId, ReviewId, RunId};
use crate::model::row_id::{RowId, RowKind};
use crate::pipeline::decide::{DecideError, Order, Refusal, Request, make};
use crate::pipeline::{SyncError, Workspace};
use crate::store::taken::Taken;
use crate::workbook::layout::{ANSWER, BOUND, COMMENT, OPTIONS, QUESTIONS};
use crate::workbook::read::FileRow;

/// What tells that a row is the one that was written: with these a choice was made.
const TOLD: [&str; 2] = ["question", OPTIONS];

/// What a row of a file says that was not taken yet.
struct Said<'r> {
    row: &'r FileRow,
    choice: Option<&'r str>,
    comment: Option<&'r str>,
}

/// Takes the answers of a merged file; how many there were.
pub(super) fn take(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    read: &Read,
    now: Timestamp,
) -> Result<usize, SyncError> {
    let rows = said(read);
    let count = rows.len();
    if rows.is_empty() {
        return Ok(0);
    }
    let who = book.manager.clone().unwrap_or_else(|| workspace.lang.text("book-head", &[]));
    let base = base_rows(workspace, book, read.version())?.unwrap_or_default();
    let base: BTreeMap<RowId, Cells> = base.into_iter().map(|row| (row.id, row.cells)).collect();
    let known = workspace.store.answers(book.shown_in())?;
    for (id, said) in rows {
        let is_copy = read.is_copy;
        let answering = Answering { book, run, who: &who, version: read.version(), row: id, now, is_copy };
        let known = known.get(&ReviewId(id.number)).cloned();
        answering.answer(workspace, &said, base.get(&id), known)?;
    }
    Ok(count)
}

/// How many answers of a file were not taken yet.
pub(super) fn count(read: &Read) -> usize {
    said(read).len()
}

/// Rows of questions in which somebody changed a choice or a comment.
fn said(read: &Read) -> BTreeMap<RowId, Said<'_>> {
    let merged = &read.merged;
    let edits = merged.edits.iter().map(|edit| (edit.place, edit.id, edit.value.as_str()));
    // What was taken from a file before is its base, and not what the store has: no reason to ask which of them holds.
    let others = merged.conflicts.iter().map(|one| (one.place, one.clash.row, one.clash.mine.as_str()));
    let sheet = read.file.sheets.iter().find(|sheet| sheet.id == QUESTIONS.id);
    let of_file: BTreeMap<u32, &FileRow> =
        sheet.into_iter().flat_map(|sheet| &sheet.rows).map(|row| (row.row, row)).collect();
    let mut rows = BTreeMap::new();
    for (place, id, value) in edits.chain(others).filter(|(_, id, _)| id.kind == RowKind::Question) {
        let Some(row) = of_file.get(&place.row).copied() else { continue };
        let said = rows.entry(id).or_insert(Said { row, choice: None, comment: None });
        match place.column {
            ANSWER => said.choice = Some(value),
            COMMENT => said.comment = Some(value),
            _ => {}
        }
    }
    rows
}

/// One question that is answered.
struct Answering<'a> {
    book: &'a Book,
    run: RunId,
    who: &'a str,
    version: u32,
    row: RowId,
    now: Timestamp,
    is_copy: bool,
}

impl Answering<'_> {
    fn answer(
        &self,
        workspace: &mut Workspace,
        said: &Said<'_>,
        base: Option<&Cells>,
        known: Option<KeptAnswer>,
    ) -> Result<(), SyncError> {
        let id = ReviewId(self.row.number);
        let mut answer = known.clone().unwrap_or_else(|| KeptAnswer::none(id));
        if let Some(comment) = said.comment {
            comment.clone_into(&mut answer.comment);
        }
        let taken = self.taken(said);
        let Some(choice) = said.choice.filter(|choice| !choice.is_empty()) else {
            return Ok(workspace.store.note_answer(self.book.shown_in(), &answer, &taken)?);
        };
        let question = workspace.store.question(id)?;
        let is_its_own = known.is_some_and(|known| {
            let decision = question.as_ref().and_then(|question| question.asked.decision);
            known.outcome == Outcome::Applied && known.choice == choice && known.decision == decision
        });
        choice.clone_into(&mut answer.choice);
        answer.outcome = match question.filter(|question| question.asked.state == "open") {
            Some(question) => return self.judge(workspace, &Worded::of(workspace, question)?, said, base, answer),
            None if is_its_own => Outcome::Applied,
            None => Outcome::Late,
        };
        tracing::info!(book = %self.book.name, question = %id, outcome = answer.outcome.name(), "a choice came late");
        Ok(workspace.store.note_answer(self.book.shown_in(), &answer, &taken)?)
    }

    /// Answers a question that waits, with what the person was shown.
    fn judge(
        &self,
        workspace: &mut Workspace,
        worded: &Worded,
        said: &Said<'_>,
        base: Option<&Cells>,
        mut answer: KeptAnswer,
    ) -> Result<(), SyncError> {
        let (asked, lang, id) = (worded.asked(), workspace.lang, answer.question);
        let shown = base.and_then(|base| Bound::parse(base.get(BOUND)?));
        let verdict = shown.map_or(Verdict::Changed, |shown| shown.judge(&answer.choice, &asked.bound()));
        let is_whole = TOLD.iter().all(|column| {
            let was = base.and_then(|base| base.get(*column));
            was.zip(said.row.cells.get(column)).is_some_and(|(was, cell)| cell.says(was))
        });
        let request = match verdict {
            Verdict::Outside => Err(Outcome::Outside),
            Verdict::Changed => Err(Outcome::Changed),
            Verdict::Accept(_) | Verdict::Reject if !is_whole => Err(Outcome::Torn),
            Verdict::Accept(candidate) => {
                let offer = asked.offers(lang).into_iter().find(|offer| offer.answer == candidate);
                answer.words = offer.map(|offer| offer.title).unwrap_or_default();
                Ok(Request::Accept(id, Some(candidate).filter(|candidate| !candidate.is_empty())))
            }
            Verdict::Reject => {
                answer.words = asked.none_text(lang);
                Ok(Request::Reject(id))
            }
        };
        let failed = match request {
            Ok(request) => match self.decide(workspace, &request, said, &mut answer)? {
                None => return Ok(()),
                Some(refusal) => {
                    answer.words = refusal_text(&refusal, lang);
                    Outcome::Refused
                }
            },
            Err(outcome) => outcome,
        };
        answer.outcome = failed;
        answer.decision = None;
        tracing::info!(book = %self.book.name, question = %id, outcome = failed.name(), "a choice is not taken");
        Ok(workspace.store.note_answer(self.book.shown_in(), &answer, &self.taken(said))?)
    }

    /// Makes the decision, and keeps with it in one revision that this choice was taken; why not, where it can't be made.
    fn decide(
        &self,
        workspace: &mut Workspace,
        request: &Request,
        said: &Said<'_>,
        answer: &mut KeptAnswer,
    ) -> Result<Option<Refusal>, SyncError> {
        let reason = answer.comment.clone();
        let order = Order { request, who: self.who, reason: &reason, dry_run: false, now: self.now };
        let taken = self.taken(said);
        let mut keep = |revision: &mut crate::store::Revision<'_>, decision: DecisionId| {
            answer.outcome = Outcome::Applied;
            answer.decision = Some(decision);
            revision.put_answer(self.book.shown_in(), answer, &taken)
        };
        match make(workspace, self.run, order, &mut keep) {
            Ok(_answer) => Ok(None),
            Err(DecideError::Refused(refusal)) => Ok(Some(refusal)),
            Err(DecideError::Sync(error)) => Err(error),
        }
    }

    /// The cells that are taken herewith: read again, they say nothing new.
    fn taken<'s>(&'s self, said: &'s Said<'_>) -> Vec<Taken<'s>> {
        let cells = [(ANSWER, said.choice), (COMMENT, said.comment)];
        let said = cells.into_iter().filter_map(|(field, value)| Some((field, value?))).filter(|_| !self.is_copy);
        let (book, version, row) = (self.book.name.as_str(), self.version, self.row);
        said.map(|(field, value)| Taken { book, version, row, field, value }).collect()
    }
}

/// Refusals that name a command: whoever reads them in a book has no command line, and is told who can help.
const WITH_COMMANDS: [&str; 10] = [
    "different-numbers",
    "joined-by-rule",
    "nobodys-document",
    "rule-exists",
    "answered",
    "other-verb",
    "others-depend",
    "only-accounting",
    "deletion-owes",
    "not-released",
];

fn refusal_text(refusal: &Refusal, lang: Lang) -> String {
    let args: Vec<(&str, Arg<'_>)> = refusal.params.iter().map(|(name, value)| (*name, Arg::from(value))).collect();
    let told = if WITH_COMMANDS.contains(&refusal.key) { "asked-refused" } else { "refusal" };
    lang.text(&format!("{told}-{}", refusal.key), &args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_refusal_in_a_book_names_a_command() {
        let texts = [include_str!("../../lang/ru/review.ftl"), include_str!("../../lang/ru/desk.ftl")];
        let lines = texts.iter().flat_map(|text| text.lines()).filter_map(|line| line.strip_prefix("refusal-"));
        let mut found = 0;
        for (key, text) in lines.filter_map(|line| line.split_once(" = ")) {
            let names_a_command = text.contains("sverka ") || text.contains("--");
            assert_eq!(names_a_command, WITH_COMMANDS.contains(&key), "{key}");
            found += usize::from(names_a_command);
        }
        assert_eq!(found, WITH_COMMANDS.len());
        let names = "one other ours theirs client records document tax_id rule question decision others book";
        let args: Vec<(&str, Arg<'_>)> = names.split(' ').map(|name| (name, Arg::Number(7))).collect();
        for lang in Lang::ALL {
            for key in WITH_COMMANDS {
                let text = lang.text(&format!("asked-refused-{key}"), &args);
                assert!(!text.starts_with("asked-") && !text.contains("sverka "), "{text}");
            }
        }
    }
}
