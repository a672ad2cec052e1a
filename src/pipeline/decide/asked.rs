//! Which questions a decision closed, and which it asks.

use std::collections::BTreeMap;

use crate::model::ids::ReviewId;
use crate::store::decisions::questions::Question;

/// Questions that a decision changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionNews {
    /// Those that wait for nobody any more, as they were asked.
    pub closed: Vec<Question>,
    /// Those that wait now and did not before.
    pub opened: Vec<Question>,
    /// Those that were asked before and are asked again: with other possible answers, or because an answer is taken back.
    pub again: Vec<Question>,
}

impl QuestionNews {
    /// Compares the questions before and after a decision, which answers one of them or none.
    pub(super) fn between(
        before: &BTreeMap<i64, Question>,
        after: &BTreeMap<i64, Question>,
        answered: Option<ReviewId>,
    ) -> Self {
        let is_open = |question: &&Question| question.asked.state == "open";
        let mut news = Self::default();
        for (id, known) in before.iter().filter(|(_, question)| is_open(question)) {
            let now = after.get(id).filter(is_open);
            match now {
                None => news.closed.push(known.clone()),
                Some(now) if answered == Some(known.id) => news.again.push(now.clone()),
                Some(_) => {}
            }
        }
        for (id, now) in after.iter().filter(|(_, question)| is_open(question)) {
            match before.get(id) {
                None => news.opened.push(now.clone()),
                Some(known) if known.asked.state != "open" => news.again.push(now.clone()),
                Some(_) => {}
            }
        }
        news
    }
}
