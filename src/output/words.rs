//! Issues, reasons and positions in a person's language.

use rust_decimal::Decimal;

use jiff::civil::Date;

use crate::lang::{Arg, Lang};
use crate::model::change::Reason as Decision;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::layout::own_name;
use crate::model::money::Currency;
use crate::model::provenance::Position;
use crate::model::record::RecordKind;
use crate::model::run::Reason;

/// Stands where a text names a detail that was not given.
const UNKNOWN: &str = "—";

/// Every detail that the texts of issues name.
const ISSUE_PARAMS: [&str; 46] = [
    "field",
    "value",
    "expected",
    "total",
    "lines",
    "client",
    "payer",
    "payee",
    "detail",
    "mark",
    "section",
    "declared",
    "found",
    "id",
    "held",
    "given",
    "name",
    "stated",
    "cell",
    "subject",
    "period",
    "opening",
    "debit",
    "credit",
    "difference",
    "day",
    "node",
    "peer",
    "number",
    "missing",
    "what",
    "renamed",
    "was",
    "now",
    "key",
    "seller",
    "buyer",
    "most",
    "kinds",
    "names",
    "line",
    "file",
    "currency",
    "who",
    "reason",
    "limit",
];

/// Every detail that the texts of reasons name.
const REASON_PARAMS: [&str; 22] = [
    "run",
    "by",
    "names",
    "mapping",
    "columns",
    "elements",
    "expected",
    "detail",
    "encoding",
    "offset",
    "limit",
    "name",
    "key",
    "node",
    "recipient",
    "peer",
    "sender",
    "number",
    "last",
    "created",
    "received",
    "sent",
];

/// What is wrong: one sentence, small first letter, no position.
#[must_use]
pub fn issue_text(issue: &Issue, lang: Lang) -> String {
    let shown: Vec<(&str, String)> =
        issue.params.iter().map(|(name, value)| (name.as_str(), shown_param(name, value, lang))).collect();
    let text = filled(lang, &format!("issue-{}", issue.code.name()), &shown, &ISSUE_PARAMS);
    match issue.params.iter().find(|(name, _)| name == "record") {
        Some((_, record)) => lang.text("issue-in-record", &[("record", Arg::Text(record)), ("text", Arg::Text(&text))]),
        None => text,
    }
}

/// What to do about issues of a code; of one that refused nothing, which may ask for less.
#[must_use]
pub fn issue_advice(code: IssueCode, severity: Severity, lang: Lang) -> String {
    let remark = format!("issue-{}-remark", code.name());
    let text = lang.text(&remark, &[]);
    if severity < Severity::Error && text != remark {
        return text;
    }
    lang.text(&format!("issue-{}-advice", code.name()), &[])
}

/// A line that names a record, with days and sums with their currencies as the language writes them; what a payment says it
/// is for stays as it was written.
#[must_use]
pub fn label(line: &str, lang: Lang) -> String {
    let (said, purpose) = line.split_once(": ").map_or((line, None), |(said, purpose)| (said, Some(purpose)));
    let words: Vec<&str> = said.split(' ').collect();
    let shown = words.iter().enumerate().map(|(at, word)| {
        let is_sum = words.get(at + 1).is_some_and(|next| next.parse::<Currency>().is_ok()) && is_decimal(word);
        match word.parse::<Date>() {
            // A document's number may be eight digits, which read as a day too.
            Ok(date) if is_day(word) => lang.date(date),
            _ if is_sum => lang.number(word),
            _ => (*word).to_owned(),
        }
    });
    let shown = shown.collect::<Vec<_>>().join(" ");
    match purpose {
        Some(purpose) => format!("{shown}: {purpose}"),
        None => shown,
    }
}

/// Whether a word is a day as machines write it.
fn is_day(word: &str) -> bool {
    word.len() == "2026-10-05".len() && word.parse::<Date>().is_ok()
}

fn is_decimal(word: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    word.trim_start_matches('-').split_once('.').is_some_and(|(whole, part)| is_number(whole) && is_number(part))
}

/// Of a question's reasons those that speak of one answer, or those that speak of none.
#[must_use]
pub fn reasons_for(reasons: &[Decision], answer: Option<&str>, lang: Lang) -> String {
    let speaking = reasons.iter().filter(|reason| reason.answer() == answer);
    speaking.map(|reason| decision_text(reason, lang)).collect::<Vec<_>>().join("; ")
}

/// Why something was decided, or is asked: a clause without its period. Dates are written as the language does.
#[must_use]
pub fn decision_text(reason: &Decision, lang: Lang) -> String {
    let params: Vec<(&str, String)> = reason
        .params
        .iter()
        .map(|(name, value)| {
            let shown = match name.as_str() {
                "date" | "from" | "to" if let Ok(date) = value.parse::<Date>() => lang.date(date),
                // Of a workbook: its own names are ids.
                "column" => column_text(lang, value),
                "sheet" => known_text(lang, "book-sheet", value),
                _ => shown_param(name, value, lang),
            };
            (name.as_str(), shown)
        })
        .collect();
    let args: Vec<(&str, Arg<'_>)> = params.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    // A question about a file's form is asked in the words in which the file's receipt says it.
    let plain = ["decision", "issue"].map(|prefix| format!("{prefix}-{}", reason.code));
    let is_blank = |name: &str| reason.params.iter().any(|(known, value)| known == name && value.is_empty());
    let sides = [("known", "blank"), ("given", "cleared")].into_iter().filter(|(name, _)| is_blank(name));
    let of_blanks = sides.map(|(_, side)| format!("decision-{}-{side}", reason.code));
    let texts: Vec<String> = of_blanks.chain(plain).collect();
    let known = texts.iter().map(|key| (lang.text(key, &args), key)).find(|(text, key)| text != *key);
    known.map_or_else(|| reason.brief(), |(text, _)| text)
}

/// Why a file was not taken: one sentence without its period.
///
/// The key names a message `reason-<key>`, or is a message of its own, as mappings have them.
#[must_use]
pub fn reason_text(reason: &Reason, lang: Lang) -> String {
    let mut params: Vec<(&str, String)> =
        reason.params.iter().map(|(name, value)| (name.as_str(), reason_param(reason, name, value, lang))).collect();
    params.push(("key", reason.key.clone()));
    let own = format!("reason-{}", reason.key);
    let text = [own.as_str(), reason.key.as_str()]
        .into_iter()
        .find_map(|key| Some(filled(lang, key, &params, &REASON_PARAMS)).filter(|text| text != key))
        .unwrap_or_else(|| filled(lang, "reason-other", &params, &REASON_PARAMS));
    let text = text.trim_end_matches('.');
    match reason.params.iter().find(|(name, _)| name == "part") {
        Some((_, part)) => lang.text("reason-in-part", &[("part", Arg::Text(part)), ("why", Arg::Text(text))]),
        None => text.to_owned(),
    }
}

/// What to do about a file that was not taken; empty where the reason's own message says it.
#[must_use]
pub fn reason_advice(reason: &Reason, lang: Lang) -> String {
    let key = format!("reason-{}-advice", reason.key);
    let text = lang.text(&key, &[]);
    if text != key {
        text
    } else if lang.text(&reason.key, &[]) == reason.key {
        lang.text("reason-other-advice", &[])
    } else {
        String::new()
    }
}

/// Where: «строка 12», «Реестр», ячейка B7.
#[must_use]
pub fn position_text(position: &Position, lang: Lang) -> String {
    let mut parts = Vec::new();
    if !position.part.is_empty() {
        parts.push(lang.text("position-part", &[("part", Arg::Text(&position.part))]));
    }
    // A record of a sheet is its row; the cell only says where the row begins.
    if position.line > 0 {
        parts.push(lang.text("position-line", &[("line", Arg::Text(&position.line.to_string()))]));
    }
    if is_cell(&position.path) {
        if position.line == 0 {
            parts.push(lang.text("position-cell", &[("cell", Arg::Text(&position.path))]));
        }
    } else if !position.path.is_empty() {
        parts.push(position.path.clone());
    }
    if parts.is_empty() { lang.text("position-unknown", &[]) } else { parts.join(", ") }
}

/// Where, for somebody who wants no paths of elements: the line is enough, and only where there is none the path.
#[must_use]
pub fn place_text(position: &Position, lang: Lang) -> String {
    if position.line == 0 || is_cell(&position.path) {
        return position_text(position, lang);
    }
    position_text(&Position { path: String::new(), ..position.clone() }, lang)
}

/// Where what an issue is about stands: its place, and the cell, element or key where that is known.
#[must_use]
pub fn issue_place(issue: &Issue, lang: Lang) -> String {
    let place = place_text(&issue.position, lang);
    let Some(at) = at(issue) else { return place };
    let key = if is_cell(&issue.position.path) { "position-cell" } else { "position-item" };
    format!("{place}, {}", lang.text(key, &[("cell", Arg::Text(at)), ("item", Arg::Text(at))]))
}

/// The same within a record that lies before the reader: a column or an item of it; nothing where that is not known.
#[must_use]
pub fn issue_place_within(issue: &Issue, lang: Lang) -> Option<String> {
    let at = at(issue)?;
    let is_column = is_cell(&issue.position.path);
    let (key, name) = match is_column {
        true => ("position-column", at.trim_end_matches(|letter: char| letter.is_ascii_digit())),
        false => ("position-item", at),
    };
    Some(lang.text(key, &[("column", Arg::Text(name)), ("item", Arg::Text(name))]))
}

fn at(issue: &Issue) -> Option<&str> {
    issue.params.iter().find(|(name, _)| name == "at").map(|(_, value)| value.as_str())
}

/// The name of a field; of a nested one (`lines.price`) every part.
#[must_use]
pub fn field_name(field: &str, lang: Lang) -> String {
    let parts: Vec<String> = field.split('.').map(|part| known_text(lang, "field", part)).collect();
    parts.join(" → ")
}

/// The name of many records of a kind.
#[must_use]
pub fn kind_title(kind: RecordKind, lang: Lang) -> String {
    lang.text(&format!("record-kinds-{}", kind.name()), &[])
}

/// What was expected: a text of the catalogue where it has one, else what was given.
#[must_use]
pub fn expected_text(expected: &str, lang: Lang) -> String {
    let key = expected.replace([' ', '_'], "-");
    let text = known_text(lang, "expected", &key);
    if text == key { expected.to_owned() } else { text }
}

fn shown_param(name: &str, value: &str, lang: Lang) -> String {
    match name {
        "field" => field_name(value, lang),
        "expected" => expected_text(value, lang),
        "was" | "now" => known_text(lang, "value-sort", value),
        // Both figures stand beside it: which is the larger one can be seen.
        "difference" if value.parse::<Decimal>().is_ok() => lang.number(value.trim_start_matches('-')),
        "total" | "lines" | "stated" | "found" | "opening" | "debit" | "credit" | "left"
            if value.parse::<Decimal>().is_ok() =>
        {
            lang.number(value)
        }
        // Of a workbook's column of days.
        "known" | "given" if is_day(value) => label(value, lang),
        // Records that stand for others, with their days.
        "names" => value.split("; ").map(|name| label(name, lang)).collect::<Vec<_>>().join("; "),
        "day" | "period" => {
            let day = |text: &str| text.parse::<Date>().map_or_else(|_no_date| text.to_owned(), |date| lang.date(date));
            value.split('/').map(day).collect::<Vec<_>>().join(" – ")
        }
        _ => value.to_owned(),
    }
}

/// Limits of size are given in bytes and said in megabytes.
fn reason_param(reason: &Reason, name: &str, value: &str, lang: Lang) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    let is_size = name == "limit" && [Reason::TOO_LARGE, Reason::ZIP_SIZE].contains(&reason.key.as_str());
    match value.parse::<u64>() {
        Ok(bytes) if is_size => {
            let count = lang.number(&bytes.div_ceil(MEGABYTE).to_string());
            lang.text("size-megabytes", &[("count", Arg::Text(&count))])
        }
        _ => value.to_owned(),
    }
}

/// The message `prefix-word`, or the bare word where there is none.
/// The caption of a workbook's column; one of their own is called by its name.
fn column_text(lang: Lang, column: &str) -> String {
    own_name(column).map_or_else(|| known_text(lang, "book-column", &column.replace('_', "-")), str::to_owned)
}

fn known_text(lang: Lang, prefix: &str, word: &str) -> String {
    let key = format!("{prefix}-{word}");
    let text = lang.text(&key, &[]);
    if text == key { word.to_owned() } else { text }
}

/// The message with its details; a detail that was not given is a dash, not a hole.
fn filled(lang: Lang, key: &str, given: &[(&str, String)], known: &[&str]) -> String {
    let mut args: Vec<(&str, Arg<'_>)> = given.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    for name in known {
        if !given.iter().any(|(present, _)| present == name) {
            args.push((name, Arg::Text(UNKNOWN)));
        }
    }
    lang.text(key, &args)
}

/// `B7`: up to three letters, then digits.
fn is_cell(path: &str) -> bool {
    let digits = path.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    let letters = path.len() - digits.len();
    (1..=3).contains(&letters) && !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Field;

    #[test]
    fn every_issue_reason_field_and_kind_has_words_in_every_language() {
        for lang in Lang::ALL {
            for code in IssueCode::ALL {
                let issue = Issue::new(*code, Severity::Error, Position::default());
                let text = issue_text(&issue, lang);
                assert!(!text.starts_with("issue-") && !text.contains("{$"), "{lang:?} {text}");
                assert!(!issue_advice(*code, Severity::Error, lang).starts_with("issue-"), "{lang:?} {}", code.name());
            }
            for key in Reason::KEYS {
                let reason = Reason::new(*key);
                assert_ne!(reason_text(&reason, lang), *key, "{lang:?}");
                let fallback = lang.text("reason-other-advice", &[]);
                assert!(
                    *key == "limit" || *key == "unknown" || reason_advice(&reason, lang) != fallback,
                    "{lang:?} {key}"
                );
            }
            for field in Field::ALL {
                assert!(lang.text(&format!("field-{}", field.name()), &[]) != format!("field-{}", field.name()));
            }
            for kind in RecordKind::ALL {
                assert!(!kind_title(kind, lang).starts_with("record-kinds-"));
            }
        }
    }

    #[test]
    fn fields_and_expectations_are_named_in_the_language() {
        let issue = Issue::new(IssueCode::MalformedValue, Severity::Error, Position::default())
            .with("field", "due_date")
            .with("value", "32.13.2025")
            .with("expected", "date");
        assert_eq!(issue_text(&issue, Lang::Ru), "в поле «срок оплаты» стоит «32.13.2025», а ожидается дата");
        let issue = issue.with("record", "С-17, ООО «Ромашка»");
        assert!(issue_text(&issue, Lang::Ru).starts_with("запись «С-17, ООО «Ромашка»»: в поле «срок оплаты»"));
        assert_eq!(field_name("lines.price", Lang::En), "lines → price");
        assert_eq!(expected_text("one of: a, b", Lang::Ru), "one of: a, b");
    }

    #[test]
    fn a_question_about_the_form_of_a_file_is_asked_in_words() {
        let retyped = Decision::new("shape-retyped").with("what", "column").with("name", "Дата");
        let retyped = retyped.with("was", "date").with("now", "text");
        assert_eq!(decision_text(&retyped, Lang::Ru), "в столбце «Дата» раньше были даты, теперь тексты");
    }

    #[test]
    fn a_position_is_said_as_a_person_would() {
        let at = |part: &str, line, path: &str| Position { part: part.into(), line, path: path.into() };
        assert_eq!(position_text(&at("Реестр", 7, "A7"), Lang::Ru), "«Реестр», строка 7");
        assert_eq!(position_text(&at("Реестр", 0, "B7"), Lang::Ru), "«Реестр», ячейка B7");
        assert_eq!(position_text(&at("", 12, ""), Lang::Uk), "рядок 12");
        assert_eq!(position_text(&at("a.xml", 3, "/a/b[2]"), Lang::En), "\"a.xml\", line 3, /a/b[2]");
        assert_eq!(position_text(&Position::default(), Lang::Ru), "место неизвестно");
        assert_eq!(place_text(&at("a.xml", 3, "/a/b[2]"), Lang::Ru), "«a.xml», строка 3");
        assert_eq!(place_text(&at("", 0, "/a/b[2]"), Lang::Ru), "/a/b[2]");
        assert_eq!(place_text(&at("Реестр", 7, "A7"), Lang::Ru), "«Реестр», строка 7");
    }

    #[test]
    fn a_place_is_said_with_its_cell_or_its_item() {
        let at = |path: &str, at: &str| {
            let position = Position { part: "".into(), line: 7, path: path.to_owned() };
            Issue::new(IssueCode::MalformedValue, Severity::Error, position).with("at", at)
        };
        let (cell, item) = (at("A7", "B7"), at("/a/b[2]", "Дата"));
        assert_eq!(issue_place(&cell, Lang::Ru), "строка 7, ячейка B7");
        assert_eq!(issue_place(&item, Lang::Ru), "строка 7, реквизит «Дата»");
        assert_eq!(issue_place_within(&cell, Lang::En).as_deref(), Some("column B"));
        assert_eq!(issue_place_within(&item, Lang::Uk).as_deref(), Some("реквізит «Дата»"));
        let silent = Issue { params: Vec::new(), ..cell };
        assert_eq!(
            (issue_place(&silent, Lang::Ru).as_str(), issue_place_within(&silent, Lang::Ru)),
            ("строка 7", None)
        );
    }

    #[test]
    fn a_limit_of_size_is_said_in_megabytes() {
        let reason = Reason::new(Reason::TOO_LARGE).with("limit", (5_u64 << 20).to_string());
        assert!(reason_text(&reason, Lang::Ru).contains("5 МБ"));
    }

    #[test]
    fn a_reason_that_only_a_mapping_knows_is_shown_by_its_key() {
        assert_eq!(reason_text(&Reason::new("old-exchange"), Lang::Ru), "old-exchange");
        assert!(!reason_advice(&Reason::new("old-exchange"), Lang::Ru).starts_with("reason-"));
        // A message of its own, which says what to do.
        let own = Reason::new("problem-missing-key-remedy");
        assert_eq!((reason_text(&own, Lang::Ru).as_str(), reason_advice(&own, Lang::Ru).as_str()), ("допишите её", ""));
    }
}
