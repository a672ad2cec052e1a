//! Questions before and after a decision, and as a person is shown them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::commit::Revision;
use super::super::lookup::{json, to_json};
use super::super::{Store, StoreError};
use crate::model::change::{Candidate, Reason, ReviewKind, Subject};
use crate::model::decision::Asked;
use crate::model::ids::{ClientId, DecisionId, ReviewId};

/// A question as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its number.
    pub id: ReviewId,
    /// What kind.
    pub kind: ReviewKind,
    /// About what.
    pub subject: Subject,
    /// The run that asked.
    pub created_run: i64,
    /// The rest.
    pub asked: Asked,
    /// The statement that waits, where one does.
    pub statement: Option<i64>,
}

const COLUMNS: &str = "id, kind, subject, state, label, candidates, reasons, decision_id, created_run, statement_id";

impl Store {
    /// Every question, in the order they were asked.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn questions(&self) -> Result<Vec<Question>, StoreError> {
        self.run(|c| {
            let mut find = c.prepare(&format!("SELECT {COLUMNS} FROM review ORDER BY id"))?;
            find.query_map([], question)?.collect()
        })
    }

    /// One question.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn question(&self, id: ReviewId) -> Result<Option<Question>, StoreError> {
        self.run(|c| one(c, id))
    }
}

impl Revision<'_> {
    /// One question.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn question(&self, id: ReviewId) -> rusqlite::Result<Option<Question>> {
        one(&self.tx, id)
    }

    /// Every question, by number.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn questions(&self) -> rusqlite::Result<BTreeMap<i64, Question>> {
        let mut find = self.tx.prepare(&format!("SELECT {COLUMNS} FROM review"))?;
        find.query_map([], |row| question(row).map(|found| (found.id.0, found)))?.collect()
    }

    /// Keeps what a question says now.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_asked(&self, id: i64, asked: &Asked) -> rusqlite::Result<()> {
        let Asked { state, label, candidates, reasons, decision } = asked;
        self.tx
            .prepare_cached(
                "UPDATE review SET state = ?2, label = ?3, candidates = ?4, reasons = ?5, decision_id = ?6 WHERE id = ?1",
            )?
            .execute(params![id, state, label, to_json(candidates)?, to_json(reasons)?, decision.map(|id| id.0)])
            .map(drop)
    }

    /// Takes back a question that was asked because of a decision that no longer holds.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn drop_question(&self, id: i64) -> rusqlite::Result<()> {
        let sql = "DELETE FROM review WHERE id = ?1 AND state IN ('open', 'resolved')";
        self.tx.execute(sql, [id]).map(drop)
    }

    /// Answers a question.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn answer_question(&self, id: ReviewId, state: &str, decision: DecisionId) -> rusqlite::Result<()> {
        let sql = "UPDATE review SET state = ?2, decision_id = ?3 WHERE id = ?1";
        self.tx.execute(sql, params![id.0, state, decision.0]).map(drop)
    }

    /// Questions in which two clients stand against each other are answered; in others the one that is gone is the one
    /// that stays.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn merge_in_questions(&self, gone: ClientId, stays: ClientId, decision: DecisionId) -> rusqlite::Result<()> {
        let (old, new) = (gone.to_string(), stays.to_string());
        for (id, question) in self.questions()? {
            let mut asked = question.asked;
            if asked.state != "open" {
                continue;
            }
            let about = match question.subject {
                Subject::Client(client) => Some(client.to_string()),
                _ => None,
            };
            let is_of = |id: &str| about.as_deref() == Some(id);
            let names = |id: &str| asked.candidates.iter().any(|candidate| candidate.id == id);
            if is_of(&old) && names(&new) || is_of(&new) && names(&old) && asked.candidates.len() == 1 || is_of(&old) {
                asked.state = if names(&new) || names(&old) { "accepted" } else { "resolved" }.to_owned();
                asked.decision = (asked.state == "accepted").then_some(decision);
                self.put_asked(id, &asked)?;
                continue;
            }
            if !names(&old) {
                continue;
            }
            let mut seen = BTreeSet::new();
            let candidates = asked.candidates.into_iter().map(|candidate| {
                if candidate.id == old { Candidate { id: new.clone(), ..candidate } } else { candidate }
            });
            asked.candidates = candidates.filter(|one| !is_of(&one.id) && seen.insert(one.id.clone())).collect();
            asked.reasons = asked.reasons.into_iter().map(|reason| reason.handed_on(&old, &new)).collect();
            if asked.candidates.is_empty() {
                "resolved".clone_into(&mut asked.state);
            }
            self.put_asked(id, &asked)?;
        }
        Ok(())
    }

    /// Questions in which two clients stand against each other and nobody else are answered with no.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn part_in_questions(&self, one: ClientId, other: ClientId, decision: DecisionId) -> rusqlite::Result<()> {
        for (id, question) in self.questions()? {
            let mut asked = question.asked;
            let Subject::Client(about) = question.subject else { continue };
            let against = match about {
                about if about == one => other.to_string(),
                about if about == other => one.to_string(),
                _ => continue,
            };
            if asked.state != "open" || !asked.candidates.iter().any(|candidate| candidate.id == against) {
                continue;
            }
            if asked.candidates.len() == 1 {
                "rejected".clone_into(&mut asked.state);
                asked.decision = Some(decision);
            } else {
                asked.candidates.retain(|candidate| candidate.id != against);
                asked.reasons.retain(|reason| reason.answer() != Some(&against));
            }
            self.put_asked(id, &asked)?;
        }
        Ok(())
    }

    /// The question about a subject of a kind that is open, or that was answered by a decision.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn question_about(&self, kind: ReviewKind, subject: &Subject) -> rusqlite::Result<Option<Question>> {
        let sql = format!("SELECT {COLUMNS} FROM review WHERE kind = ?1 AND subject = ?2");
        self.tx.prepare_cached(&sql)?.query_row(params![kind.name(), to_json(subject)?], question).optional()
    }
}

/// Questions that wait, in the order they were asked, each with the moment when.
pub(in crate::store) fn open(c: &Connection) -> rusqlite::Result<Vec<(Question, String)>> {
    let since = "coalesce((SELECT started_at FROM run WHERE run.id = created_run), '')";
    let sql = format!("SELECT {COLUMNS}, {since} FROM review WHERE state = 'open' ORDER BY id");
    c.prepare_cached(&sql)?.query_map([], |row| Ok((question(row)?, row.get(10)?)))?.collect()
}

fn one(c: &Connection, id: ReviewId) -> rusqlite::Result<Option<Question>> {
    c.query_row(&format!("SELECT {COLUMNS} FROM review WHERE id = ?1"), [id.0], question).optional()
}

fn question(row: &Row<'_>) -> rusqlite::Result<Question> {
    let kind: String = row.get(1)?;
    let candidates: Vec<Candidate> = json(&row.get::<_, String>(5)?)?;
    let reasons: Vec<Reason> = json(&row.get::<_, String>(6)?)?;
    Ok(Question {
        id: ReviewId(row.get(0)?),
        kind: ReviewKind::ALL.into_iter().find(|known| known.name() == kind).unwrap_or(ReviewKind::Conflict),
        subject: json(&row.get::<_, String>(2)?)?,
        created_run: row.get(8)?,
        asked: Asked {
            state: row.get(3)?,
            label: row.get(4)?,
            candidates,
            reasons,
            decision: row.get::<_, Option<i64>>(7)?.map(DecisionId),
        },
        statement: row.get(9)?,
    })
}
