//! Questions and decisions about managers' workbooks, in words.

use sverka::lang::{Arg, Lang};
use sverka::model::change::Subject;
use sverka::model::deed::{Act, Deed};
use sverka::model::layout::own_name;
use sverka::output::words;
use sverka::store::decisions::questions::Question;

use super::verdict;

/// How to answer a question about a workbook: commands with the key of what they mean.
pub(super) fn how(question: &Question, line: &mut dyn FnMut(String, &str)) {
    let (id, is_said) = (question.id, |code: &str| question.asked.reasons.iter().any(|reason| reason.code == code));
    let (yes, no) = match question.subject {
        Subject::Cell(..) => ("fill", "decline"),
        Subject::Row(..) => ("archive", "return"),
        _ => ("release", "discard"),
    };
    if is_said("change-request-of-accounting") {
        line(format!("show {id}"), "only-accounting");
    } else if !is_said("held-missing-header") {
        match &question.asked.candidates[..] {
            [] | [_] => line(format!("accept {id}"), yes),
            several => several.iter().for_each(|one| line(format!("accept {id} {}", one.id), yes)),
        }
    }
    line(format!("reject {id}"), no);
}

/// What was decided about a workbook, in a sentence without its period.
pub(super) fn verdict(deed: &Deed, about: &[String], lang: Lang) -> String {
    let Deed { act, book, record, field, value } = deed;
    let name = record.first().map_or_else(String::new, |record| verdict::title(&record.name, lang));
    let id = about.first().map_or("", String::as_str);
    let subject = format!("{id} {name}");
    let column = column(field, lang);
    let value = match act {
        Act::Release | Act::Discard => value.chars().take(12).collect(),
        _ => words::label(value, lang),
    };
    let args = [
        ("subject", Arg::Text(subject.trim())),
        ("book", Arg::Text(book)),
        ("column", Arg::Text(&column)),
        ("value", Arg::Text(&value)),
    ];
    lang.text(&format!("verdict-{}", act.name()), &args)
}

/// The caption of the column that shows a field.
fn column(field: &str, lang: Lang) -> String {
    if let Some(name) = own_name(field) {
        return name.to_owned();
    }
    let column = if field == "name" { "client" } else { field };
    lang.text(&format!("book-column-{}", column.replace('_', "-")), &[])
}
