//! The questions that a book shows: those that wait, and those it has rows of that wait no more.

use std::collections::{BTreeMap, BTreeSet};

use super::{Book, job};
use crate::lang::{Arg, Lang};
use crate::model::asked::{KeptAnswer, Outcome, QuestionView};
use crate::model::card::Card;
use crate::model::ids::{DecisionId, ReviewId, StatementId};
use crate::model::row_id::{RowId, RowKind};
use crate::output::asked::Asked;
use crate::pipeline::{SyncError, Workspace};
use crate::store::decisions::questions::Question;
use crate::workbook::layout::choice_word;

/// So many questions a book shows, the oldest: nobody answers more of them at a time.
const QUESTIONS_MAX: usize = 500;

/// What a book asks, and how many questions more there are.
pub(super) struct Shown {
    pub(super) questions: Vec<QuestionView>,
    /// Those of them that wait and are shown whether the file has rows of them or not.
    pub(super) waiting: BTreeSet<RowId>,
    pub(super) left: usize,
}

/// What a book asks: of a manager what concerns her clients, else everything. With those questions that its file has rows
/// of and that wait no more.
pub(super) fn shown(
    workspace: &Workspace,
    book: &Book,
    manager: Option<&str>,
    in_file: &BTreeSet<RowId>,
) -> Result<Shown, SyncError> {
    let answers = workspace.store.answers(book.shown_in())?;
    let waiting = workspace.store.questions_for(manager)?;
    let mut desk = Desk { workspace, cards: BTreeMap::new() };
    let (mut questions, mut left) = (Vec::new(), 0);
    let shown = waiting.iter().take(QUESTIONS_MAX).map(|(question, _)| question.id.into()).collect();
    for (at, (question, since)) in waiting.iter().enumerate() {
        if at < QUESTIONS_MAX || in_file.contains(&question.id.into()) {
            questions.push(desk.waiting(question, since, answers.get(&question.id))?);
        } else {
            left += 1;
        }
    }
    for row in in_file.iter().filter(|row| row.kind == RowKind::Question) {
        let question = workspace.store.question(ReviewId(row.number))?;
        if let Some(question) = question.filter(|question| question.asked.state != "open") {
            questions.push(desk.settled(&question, answers.get(&question.id))?);
        }
    }
    Ok(Shown { questions, waiting: shown, left })
}

/// The store remembers under this name which questions a book showed.
fn shown_key(owner: &str) -> String {
    format!("book_questions:{owner}")
}

/// Queues the books whose questions are others than when they were queued last: a question may concern clients of
/// managers that nothing else touched.
pub(super) fn plan(workspace: &mut Workspace) -> Result<(), SyncError> {
    let asked = workspace.store.question_digests()?;
    let managers = workspace.config.ownership.managers.iter().map(|manager| manager.name.clone());
    for owner in managers.chain([String::new()]).collect::<Vec<_>>() {
        let now = asked.get(&owner).map_or("", String::as_str);
        if workspace.store.meta(&shown_key(&owner))?.as_deref().unwrap_or_default() == now {
            continue;
        }
        workspace.store.enqueue(&[job(&owner)])?;
        workspace.store.set_meta(&shown_key(&owner), now)?;
    }
    Ok(())
}

/// A question with what a person must know to answer it now.
pub(super) struct Worded {
    pub(super) question: Question,
    about: Option<Card>,
    candidates: Vec<Card>,
}

impl Worded {
    pub(super) fn of(workspace: &Workspace, question: Question) -> Result<Self, SyncError> {
        Desk { workspace, cards: BTreeMap::new() }.worded(question)
    }

    pub(super) fn asked(&self) -> Asked<'_> {
        Asked { question: &self.question, about: self.about.as_ref(), candidates: &self.candidates }
    }
}

/// Questions put into words; a client or document that several are about is looked up once.
struct Desk<'w> {
    workspace: &'w Workspace,
    cards: BTreeMap<String, Option<Card>>,
}

impl Desk<'_> {
    fn card(&mut self, id: &str) -> Result<Option<Card>, SyncError> {
        if let Some(known) = self.cards.get(id) {
            return Ok(known.clone());
        }
        let card = self.workspace.store.card(id)?;
        self.cards.insert(id.to_owned(), card.clone());
        Ok(card)
    }

    fn worded(&mut self, question: Question) -> Result<Worded, SyncError> {
        let about = match question.statement {
            Some(statement) => self.workspace.store.waiting_card(StatementId(statement))?,
            None => self.card(&question.subject.to_string())?,
        };
        let mut candidates = Vec::new();
        for candidate in &question.asked.candidates {
            candidates.extend(self.card(&candidate.id)?);
        }
        Ok(Worded { question, about, candidates })
    }

    fn waiting(
        &mut self,
        question: &Question,
        since: &str,
        answer: Option<&KeptAnswer>,
    ) -> Result<QuestionView, SyncError> {
        let lang = self.workspace.lang;
        let worded = self.worded(question.clone())?;
        let asked = worded.asked();
        Ok(QuestionView {
            id: question.id,
            since: since.parse().ok().map(|moment| self.workspace.local(moment).date()),
            question: asked.question_text(lang),
            options: asked.options_text(lang),
            bound: Some(asked.bound()),
            state: match answer {
                Some(answer) => self.came_to_nothing(answer)?,
                None => lang.text("asked-state-open", &[]),
            },
            answer: String::new(),
            comment: answer.map_or_else(String::new, |answer| answer.comment.clone()),
        })
    }

    fn settled(&self, question: &Question, answer: Option<&KeptAnswer>) -> Result<QuestionView, SyncError> {
        let lang = self.workspace.lang;
        let mut state = match question.asked.decision {
            Some(decision) => self.decided(question, decision)?,
            None => lang.text("asked-state-resolved", &[]),
        };
        if let Some(answer) = answer.filter(|answer| answer.outcome == Outcome::Late) {
            state = format!("{state}; {}", said("late", answer, lang));
        }
        let own = answer.filter(|answer| {
            answer.outcome == Outcome::Applied
                && answer.decision.is_some()
                && answer.decision == question.asked.decision
        });
        Ok(QuestionView {
            id: question.id,
            since: None,
            question: String::new(),
            options: String::new(),
            bound: None,
            state,
            answer: own.map_or_else(String::new, |answer| answer.choice.clone()),
            comment: answer.map_or_else(String::new, |answer| answer.comment.clone()),
        })
    }

    fn decided(&self, question: &Question, decision: DecisionId) -> Result<String, SyncError> {
        let (store, lang) = (&self.workspace.store, self.workspace.lang);
        let made = store.decider(decision)?;
        let (who, day) = made.map_or_else(Default::default, |made| {
            let day = made.made_at.parse().ok().map(|moment| lang.date(self.workspace.local(moment).date()));
            (made.who, day.unwrap_or_default())
        });
        let answer = match store.answer_of(decision)? {
            Some(answer) => answer.words,
            None => lang.text(if question.asked.state == "rejected" { "asked-no" } else { "asked-yes" }, &[]),
        };
        let decision = decision.to_string();
        let args = [
            ("answer", Arg::from(&answer)),
            ("who", Arg::from(&who)),
            ("day", Arg::from(&day)),
            ("decision", Arg::from(&decision)),
        ];
        Ok(lang.text("asked-state-decided", &args))
    }

    /// What became of an answer although the question waits.
    fn came_to_nothing(&self, answer: &KeptAnswer) -> Result<String, SyncError> {
        let lang = self.workspace.lang;
        let key = match answer.outcome {
            Outcome::Changed => "changed",
            Outcome::Outside => "outside",
            Outcome::Torn => "torn",
            Outcome::Refused => "refused",
            Outcome::None | Outcome::Applied | Outcome::Late => {
                let made = match answer.decision {
                    Some(decision) => self.workspace.store.decider(decision)?,
                    None => None,
                };
                match made {
                    Some(made) if made.is_undone => "undone",
                    Some(_) if answer.outcome == Outcome::Applied => "again",
                    // The decision went with the run in which the choice was taken.
                    None if answer.outcome == Outcome::Applied => "taken-back",
                    _ => "open",
                }
            }
        };
        Ok(said(key, answer, lang))
    }
}

fn said(key: &str, answer: &KeptAnswer, lang: Lang) -> String {
    let choice = choice_word(lang, &answer.choice);
    let decision = answer.decision.map(|id| id.to_string()).unwrap_or_default();
    let args = [("choice", Arg::from(&choice)), ("why", Arg::from(&answer.words)), ("decision", Arg::from(&decision))];
    lang.text(&format!("asked-state-{key}"), &args)
}
