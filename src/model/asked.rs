//! Questions as a workbook asks them: possible answers by number, what an answer is bound to, and what became of one.

use std::fmt;

use jiff::civil::Date;

use super::ids::{DecisionId, ReviewId};

/// So many possible answers a question has in a workbook; more are for the command line.
pub const OFFERS_MAX: usize = 9;

/// What stands in a cell for none of the possible answers, by its stable name.
pub const NONE: &str = "none";

/// A question as a workbook shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionView {
    /// Its number.
    pub id: ReviewId,
    /// Since when it waits.
    pub since: Option<Date>,
    /// What is asked, and why, in words.
    pub question: String,
    /// The possible answers, a line each, with their numbers.
    pub options: String,
    /// What an answer to these is bound to; nothing for a question that waits no more.
    pub bound: Option<Bound>,
    /// How it stands, and what became of an answer from this book, in words.
    pub state: String,
    /// What was chosen in this book and holds; nothing else.
    pub answer: String,
    /// What was written beside it in this book.
    pub comment: String,
}

/// The possible answers that a person was shown, in the order of their numbers: a choice holds for these and no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// What is asked about, where it may be another under the same question: a withheld statement, a held file.
    pub about: String,
    /// What accepting each means, as the review takes it; empty where there is nothing to name.
    pub answers: Vec<String>,
}

/// What a choice comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// This one, as the review takes it.
    Accept(String),
    /// None of them.
    Reject,
    /// There is no such number.
    Outside,
    /// There are answers now that the person has not seen, or the chosen one is gone.
    Changed,
}

impl Bound {
    /// Reads what [`Display`](fmt::Display) wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('|').map(str::to_owned);
        Some(Self { about: parts.next()?, answers: parts.collect() })
    }

    /// What a choice made among these means while the question is as `now` says. Answers that are gone meanwhile take
    /// nothing from one that is still there; one that is new may be the right one, and makes any choice void.
    #[must_use]
    pub fn judge(&self, choice: &str, now: &Self) -> Verdict {
        let place = choice.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let chosen = match place {
            Some(place) => match self.answers.get(place) {
                Some(answer) => Some(answer),
                None => return Verdict::Outside,
            },
            None if choice == NONE => None,
            None => return Verdict::Outside,
        };
        let is_seen = self.about == now.about && now.answers.iter().all(|answer| self.answers.contains(answer));
        match chosen {
            _ if !is_seen => Verdict::Changed,
            None => Verdict::Reject,
            Some(answer) if now.answers.contains(answer) => Verdict::Accept(answer.clone()),
            Some(_) => Verdict::Changed,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.about)?;
        self.answers.iter().try_for_each(|answer| write!(out, "|{answer}"))
    }
}

/// What became of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was chosen yet; there is only a comment.
    None,
    /// It is a decision.
    Applied,
    /// The possible answers had changed.
    Changed,
    /// There was no such number.
    Outside,
    /// The row was not as it was written: nobody knows which answers were meant.
    Torn,
    /// The question had been answered, or no longer waited.
    Late,
    /// It could not be decided so.
    Refused,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 7] =
        [Self::None, Self::Applied, Self::Changed, Self::Outside, Self::Torn, Self::Late, Self::Refused];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Applied => "applied",
            Self::Changed => "changed",
            Self::Outside => "outside",
            Self::Torn => "torn",
            Self::Late => "late",
            Self::Refused => "refused",
        }
    }

    /// The outcome of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// The last answer that was read of a question in a workbook, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The question.
    pub question: ReviewId,
    /// What was chosen: a number or [`NONE`]; empty where nothing was.
    pub choice: String,
    /// What was written beside it.
    pub comment: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The chosen answer in words, or why it could not be taken.
    pub words: String,
    /// The decision that it became.
    pub decision: Option<DecisionId>,
}

impl KeptAnswer {
    /// An answer that nobody has given.
    #[must_use]
    pub fn none(question: ReviewId) -> Self {
        let (choice, comment, words) = Default::default();
        Self { question, choice, comment, outcome: Outcome::None, words, decision: None }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bound(answers: &[&str]) -> Bound {
        Bound { about: String::new(), answers: answers.iter().map(|answer| (*answer).to_owned()).collect() }
    }

    #[test]
    fn a_choice_holds_for_the_answers_that_were_shown() {
        let shown = bound(&["C-1", "C-2", "C-3"]);
        let accept = |id: &str| Verdict::Accept(id.to_owned());
        assert_eq!(shown.judge("2", &shown), accept("C-2"));
        assert_eq!(shown.judge("2", &bound(&["C-2", "C-1", "C-3"])), accept("C-2"), "in another order");
        assert_eq!(shown.judge("2", &bound(&["C-2"])), accept("C-2"), "others are gone");
        assert_eq!(shown.judge("2", &bound(&["C-1", "C-3"])), Verdict::Changed, "it is gone itself");
        assert_eq!(shown.judge("2", &bound(&["C-1", "C-2", "C-3", "C-4"])), Verdict::Changed, "one is new");
        assert_eq!(shown.judge(NONE, &shown), Verdict::Reject);
        assert_eq!(shown.judge(NONE, &bound(&["C-9"])), Verdict::Changed, "nobody said no to that one");
        for outside in ["0", "4", "10", "-1", "", "первый"] {
            assert_eq!(shown.judge(outside, &shown), Verdict::Outside, "{outside}");
        }
        let said_otherwise = Bound { about: "7".to_owned(), ..shown.clone() };
        assert_eq!(shown.judge("1", &said_otherwise), Verdict::Changed);
    }

    proptest! {
        #[test]
        fn nothing_is_decided_about_an_answer_that_was_not_shown(
            then in proptest::collection::vec(0_u8..6, 0..6),
            now in proptest::collection::vec(0_u8..6, 0..6),
            choice in 0_usize..8,
        ) {
            let named = |all: &[u8]| Bound { about: String::new(), answers: all.iter().map(|id| format!("D-{id}")).collect() };
            let (then, now) = (named(&then), named(&now));
            let choice = if choice == 7 { NONE.to_owned() } else { choice.to_string() };
            match then.judge(&choice, &now) {
                Verdict::Accept(answer) => {
                    prop_assert_eq!(then.answers.get(choice.parse::<usize>().unwrap() - 1), Some(&answer));
                    prop_assert!(now.answers.contains(&answer));
                }
                Verdict::Reject => prop_assert!(now.answers.iter().all(|answer| then.answers.contains(answer))),
                Verdict::Outside | Verdict::Changed => {}
            }
            prop_assert_eq!(Bound::parse(&then.to_string()), Some(then));
        }
    }

    #[test]
    fn what_an_answer_is_bound_to_is_read_back() {
        for known in
            [bound(&[]), bound(&["C-1"]), bound(&[""]), Bound { about: "12".to_owned(), ..bound(&["in", "out"]) }]
        {
            assert_eq!(Bound::parse(&known.to_string()), Some(known));
        }
    }
}
