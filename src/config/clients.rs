//! `[clients]`: when it is judged which cards are one client.

use super::{JudgeAt, keys, read};
use crate::model::problem::{Problems, Section, did_you_mean};

/// Names of [`JudgeAt`], the default first.
pub(super) static JUDGE: [&str; 2] = ["delivery", "rematch"];

pub(super) fn judge_at(top: &mut Section<'_, '_>, problems: &mut Problems) -> JudgeAt {
    let mut judge_at = JudgeAt::default();
    let Some(mut section) = top.section("clients", problems) else { return judge_at };
    if let Some(asked) = section.text("judge", problems) {
        match asked.value.as_str() {
            "delivery" => judge_at = JudgeAt::Delivery,
            "rematch" => judge_at = JudgeAt::Rematch,
            _ => {
                let near = did_you_mean(&asked.value, JUDGE);
                problems.push(read::bad_value("judge", &asked, &JUDGE.join(", "), near));
            }
        }
    }
    section.finish_as(&keys::CLIENTS, problems);
    judge_at
}
