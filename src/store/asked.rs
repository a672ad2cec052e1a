//! Questions as workbooks ask them: those that wait, by whose they are, and the answers that were read of each book.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::commit::Revision;
use super::decisions::questions::{Question, open};
use super::lookup::to_json;
use super::taken::{Taken, put_taken};
use super::{Store, StoreError};
use crate::model::asked::{KeptAnswer, Outcome};
use crate::model::change::Subject;
use crate::model::ids::{ClientId, DecisionId, DocumentId, PaymentId, ReviewId};

/// Who decided, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decider {
    /// The name.
    pub who: String,
    /// When, RFC 3339.
    pub made_at: String,
    /// Whether it was taken back since.
    pub is_undone: bool,
}

const ANSWER: &str = "review_id, choice, comment, outcome, words, decision_id";

impl Store {
    /// Questions that wait and that a person can answer by choosing, the oldest first, with the moment each was asked, RFC
    /// 3339. Of a manager: where any client, document or payment of the manager's is asked about or is a possible answer.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn questions_for(&self, manager: Option<&str>) -> Result<Vec<(Question, String)>, StoreError> {
        self.run(|c| {
            let mut asked = open(c)?;
            asked.retain(|(question, _)| is_answered_by_choosing(question));
            let Some(manager) = manager else { return Ok(asked) };
            let mut owners = Owners { c, known: BTreeMap::new() };
            let mut own = Vec::new();
            for (question, since) in asked {
                if owners.of(&question)?.contains(manager) {
                    own.push((question, since));
                }
            }
            Ok(own)
        })
    }

    /// What waits for each manager's answer, and under no name for anybody's, as a digest: equal ones ask the same.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn question_digests(&self) -> Result<BTreeMap<String, String>, StoreError> {
        self.run(|c| {
            let mut asked: BTreeMap<String, blake3::Hasher> = BTreeMap::new();
            let mut owners = Owners { c, known: BTreeMap::new() };
            for (question, _) in open(c)?.into_iter().filter(|(question, _)| is_answered_by_choosing(question)) {
                let said = to_json(&question.asked)?;
                let mut whose = owners.of(&question)?;
                whose.insert(String::new());
                for owner in whose {
                    let hasher = asked.entry(owner).or_default();
                    hasher.update(&question.id.0.to_le_bytes());
                    hasher.update(&(said.len() as u64).to_le_bytes());
                    hasher.update(said.as_bytes());
                }
            }
            Ok(asked.into_iter().map(|(owner, hasher)| (owner, hasher.finalize().to_hex().to_string())).collect())
        })
    }

    /// Who made a decision.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decider(&self, id: DecisionId) -> Result<Option<Decider>, StoreError> {
        let sql = "SELECT who, made_at, undone_by IS NOT NULL FROM decision WHERE id = ?1";
        let decider = |row: &Row<'_>| Ok(Decider { who: row.get(0)?, made_at: row.get(1)?, is_undone: row.get(2)? });
        self.run(|c| c.prepare_cached(sql)?.query_row([id.0], decider).optional())
    }

    /// What was read last of a book's questions.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn answers(&self, book: &str) -> Result<BTreeMap<ReviewId, KeptAnswer>, StoreError> {
        let sql = format!("SELECT {ANSWER} FROM book_answer WHERE book = ?1");
        self.run(|c| {
            let mut find = c.prepare_cached(&sql)?;
            find.query_map([book], |row| answer(row).map(|answer| (answer.question, answer)))?.collect()
        })
    }

    /// The answer that became a decision, whatever book it was read of.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn answer_of(&self, decision: DecisionId) -> Result<Option<KeptAnswer>, StoreError> {
        let sql = format!("SELECT {ANSWER} FROM book_answer WHERE decision_id = ?1 ORDER BY book");
        self.run(|c| c.prepare_cached(&sql)?.query_row([decision.0], answer).optional())
    }

    /// Keeps an answer that decides nothing, with the cells it was read of: they are not read again.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn note_answer(&self, book: &str, answer: &KeptAnswer, taken: &[Taken<'_>]) -> Result<(), StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            put_answer(&tx, book, answer)?;
            taken.iter().try_for_each(|one| put_taken(&tx, one))?;
            tx.commit()
        })
    }
}

impl Revision<'_> {
    /// Keeps an answer with the decision that it became, and the cells it was read of.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_answer(&mut self, book: &str, answer: &KeptAnswer, taken: &[Taken<'_>]) -> rusqlite::Result<()> {
        put_answer(&self.tx, book, answer)?;
        taken.iter().try_for_each(|one| put_taken(&self.tx, one))
    }
}

fn put_answer(c: &Connection, book: &str, answer: &KeptAnswer) -> rusqlite::Result<()> {
    let KeptAnswer { question, choice, comment, outcome, words, decision } = answer;
    let sql = format!(
        "INSERT INTO book_answer (book, {ANSWER}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (book, review_id) DO UPDATE SET choice = excluded.choice, comment = excluded.comment,
            outcome = excluded.outcome, words = excluded.words, decision_id = excluded.decision_id"
    );
    let decision = decision.map(|id| id.0);
    c.prepare_cached(&sql)?
        .execute(params![book, question.0, choice, comment, outcome.name(), words, decision])
        .map(drop)
}

fn answer(row: &Row<'_>) -> rusqlite::Result<KeptAnswer> {
    Ok(KeptAnswer {
        question: ReviewId(row.get(0)?),
        choice: row.get(1)?,
        comment: row.get(2)?,
        outcome: Outcome::from_name(&row.get::<_, String>(3)?).unwrap_or(Outcome::None),
        words: row.get(4)?,
        decision: row.get::<_, Option<i64>>(5)?.map(DecisionId),
    })
}

/// Whether choosing among possible answers answers a question: what a source sends, in another form or more of it than is
/// taken unasked, is looked at by whoever set it up, and balances come to agree by documents.
fn is_answered_by_choosing(question: &Question) -> bool {
    !matches!(question.subject, Subject::Shape(..) | Subject::Delivery(..) | Subject::Book(_))
}

/// Whose clients, documents and payments are, each asked for once.
struct Owners<'c> {
    c: &'c Connection,
    known: BTreeMap<String, Option<String>>,
}

impl Owners<'_> {
    /// Whose clients, documents or payments a question is about or may come to. What somebody wishes, deletes or saves in a
    /// book of her own is for others to judge.
    fn of(&mut self, question: &Question) -> rusqlite::Result<BTreeSet<String>> {
        if matches!(question.subject, Subject::Cell(..) | Subject::Row(..) | Subject::Workbook(_)) {
            return Ok(BTreeSet::new());
        }
        let candidates = question.asked.candidates.iter().map(|candidate| candidate.id.clone());
        let mut whose = BTreeSet::new();
        for id in std::iter::once(question.subject.to_string()).chain(candidates) {
            whose.extend(self.owner(&id)?.filter(|owner| !owner.is_empty()));
        }
        Ok(whose)
    }

    fn owner(&mut self, id: &str) -> rusqlite::Result<Option<String>> {
        if let Some(known) = self.known.get(id) {
            return Ok(known.clone());
        }
        let of =
            |table: &str| format!("SELECT c.owner FROM {table} t JOIN client c ON c.id = t.client_id WHERE t.id = ?1");
        let (sql, number) = match id.split_once('-') {
            Some((ClientId::PREFIX, number)) => ("SELECT owner FROM client WHERE id = ?1".to_owned(), number),
            Some((DocumentId::PREFIX, number)) => (of("document"), number),
            Some((PaymentId::PREFIX, number)) => (of("payment"), number),
            _ => return Ok(None),
        };
        let Ok(number) = number.parse::<i64>() else { return Ok(None) };
        let owner: Option<String> = self.c.prepare_cached(&sql)?.query_row([number], |row| row.get(0)).optional()?;
        self.known.insert(id.to_owned(), owner.clone());
        Ok(owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::row_id::{RowId, RowKind};

    #[test]
    fn of_a_question_the_last_answer_of_each_book_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let answer = |choice: &str, outcome| KeptAnswer {
            choice: choice.to_owned(),
            outcome,
            comment: "звонила".to_owned(),
            ..KeptAnswer::none(ReviewId(7))
        };
        let row = RowId { kind: RowKind::Question, number: 7 };
        let taken = Taken { book: "Анна.xlsx", version: 3, row, field: "answer", value: "2" };
        store.note_answer("Анна.xlsx", &answer("1", Outcome::Changed), &[taken]).unwrap();
        store.note_answer("Анна.xlsx", &answer("2", Outcome::Outside), &[taken]).unwrap();
        store.note_answer("Игорь.xlsx", &answer("none", Outcome::Late), &[]).unwrap();
        let read = |book| store.answers(book).unwrap().remove(&ReviewId(7));
        assert_eq!(read("Анна.xlsx"), Some(answer("2", Outcome::Outside)));
        assert_eq!(read("Игорь.xlsx"), Some(answer("none", Outcome::Late)));
        assert_eq!(read("Олег.xlsx"), None);
        let mut rows = [crate::model::book::BookRow { id: row, cells: Default::default() }];
        store.put_taken_into("Анна.xlsx", 3, &mut rows).unwrap();
        assert_eq!(rows[0].cells["answer"], "2");
    }

    #[test]
    fn every_outcome_is_read_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_name(outcome.name()), Some(outcome));
        }
    }
}
