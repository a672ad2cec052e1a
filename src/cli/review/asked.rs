//! Which questions a decision closed and which it asks, in words and as JSON.

use serde_json::{Value, json};
use sverka::lang::{Arg, Lang};
use sverka::output::words;
use sverka::pipeline::decide::QuestionNews;
use sverka::store::decisions::questions::Question;

use super::list;

/// So many questions of a kind are listed one by one.
const LISTED_MAX: usize = 20;

/// Closed and opened questions, a line each; nothing where all wait as they did.
pub(super) fn render(news: &QuestionNews, lang: Lang) -> String {
    let QuestionNews { closed, opened, again } = news;
    [("closed", closed), ("opened", opened), ("again", again)]
        .into_iter()
        .map(|(key, questions)| group(key, questions, lang))
        .collect()
}

fn group(key: &str, questions: &[Question], lang: Lang) -> String {
    if questions.is_empty() {
        return String::new();
    }
    let mut text = format!("{}\n", lang.text(&format!("review-questions-{key}"), &[]));
    for question in questions.iter().take(LISTED_MAX) {
        let (id, label) = (question.id.to_string(), words::label(&question.asked.label, lang));
        text.push_str(&format!("  {id}  {}  {label}\n", question.subject));
        if key != "closed" {
            let why: Vec<String> =
                question.asked.reasons.iter().map(|reason| words::decision_text(reason, lang)).collect();
            let why = why.join("; ");
            let answers: Vec<&str> = question.asked.candidates.iter().map(|one| one.id.as_str()).collect();
            let args = [("why", Arg::Text(&why)), ("answers", Arg::Text(&answers.join(", ")))];
            text.push_str(&format!("    {}\n", lang.text("review-question-why", &args)));
        }
    }
    let more = questions.len().saturating_sub(LISTED_MAX);
    if more > 0 {
        text.push_str(&format!("  {}\n", lang.text("review-more", &[("count", more.into())])));
    }
    text
}

/// The same for machines.
pub(super) fn to_json(news: &QuestionNews) -> Value {
    let QuestionNews { closed, opened, again } = news;
    let all = |questions: &[Question]| questions.iter().map(list::to_json).collect::<Vec<_>>();
    json!({ "closed": all(closed), "opened": all(opened), "asked_again": all(again) })
}
