//! `columns` of `[workbooks]`: columns that books have besides the usual ones, and what is otherwise of the usual ones.
//!
//! A line is the name of a column that the store knows and no book shows, or a table. A name that nobody knows is one of
//! their own where the line says what its cells hold.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use super::keys;
use super::people::unknown;
use super::read::{bad_value, count, duplicate};
use crate::model::lasting::lasting;
use crate::model::layout::{
    Captions, ColumnRule, HOLDS, Holder, Holds, MANAGERS_TOO, SHEETS, column_names, known_column, own_column,
    sheet_of_name,
};
use crate::model::ownership::Manager;
use crate::model::problem::{At, Item, Problems, Section, as_section, as_text, did_you_mean, wrong_type};

/// Sheets that can have columns of their own: of these records the store keeps what people fill in.
const WITH_OWN: [&str; 2] = ["clients", "documents"];
/// Usual columns that may have words to choose from.
const WITH_WORDS: [&str; 3] = ["segment", "stage", "region"];
/// The longest name of an own column and the longest caption, letters.
const LETTERS_MAX: usize = 60;
/// What formulas that name a column would need marks for.
const MARKS: [char; 4] = ['[', ']', '#', '\''];
/// The narrowest and the widest column, characters.
const WIDTHS: std::ops::RangeInclusive<u16> = 4..=120;

/// The keys that an own column says what it holds by.
const TELLING: [&str; 3] = ["type", "choices", "dictionary"];

/// One line, with what must be looked up when the rest of the file is read.
pub(super) struct Line {
    rule: ColumnRule,
    span: Range<usize>,
    after: Option<At<String>>,
    /// The dictionary it names.
    pub(super) dictionary: Option<At<String>>,
}

/// Reads the lines.
pub(super) fn lines(item: Option<Item<'_, '_>>, managers: &[Manager], problems: &mut Problems) -> Vec<Line> {
    let Some(item) = item else { return Vec::new() };
    let DeValue::Array(items) = item.get_ref() else {
        wrong_type::<()>("columns", "array", item, problems);
        return Vec::new();
    };
    items.iter().filter_map(|item| line(item, managers, problems)).collect()
}

fn line(item: Item<'_, '_>, managers: &[Manager], problems: &mut Problems) -> Option<Line> {
    if let DeValue::String(_) = item.get_ref() {
        let asked = as_text("columns", item, problems)?;
        let (sheet, column) = name(&asked, false, problems)?;
        return Some(Line { rule: ColumnRule::of(sheet, column), span: asked.span, after: None, dictionary: None });
    }
    let mut section = as_section("columns", item, problems)?;
    let line = described(&mut section, managers, problems);
    section.finish_as(&keys::COLUMN, problems);
    line
}

fn described(section: &mut Section<'_, '_>, managers: &[Manager], problems: &mut Problems) -> Option<Line> {
    let asked = section.required_text("column", problems);
    let is_told = TELLING.iter().any(|key| section.item(key).is_some());
    let named = asked.as_ref().and_then(|asked| name(asked, is_told, problems));
    let captions = captions(section, problems);
    let holds = section.text("type", problems);
    let owner = section.text("owner", problems);
    let words = section.item("choices").is_some().then(|| words(section, problems));
    let dictionary = section.text("dictionary", problems);
    let width = width(section, problems);
    let after = section.text("after", problems);
    let scope = scope(section, managers, problems);
    let head = section.boolean("head", problems).is_some_and(|head| head.value);
    let ((sheet, column), asked) = named.zip(asked)?;
    let mut rule = ColumnRule { captions, words, width, managers: scope, head, ..ColumnRule::of(sheet, column) };
    rule.holds = holds.and_then(|holds| kind(&holds, &rule, problems));
    rule.owner = owner.and_then(|owner| holder(&owner, &rule, problems));
    if (rule.words.is_some() || dictionary.is_some()) && !takes_words(&rule) {
        problems.push(bad_value("column", &asked, "column-of-words", None));
    }
    Some(Line { rule, span: asked.span, after, dictionary })
}

/// A column by `sheet.column`; one of their own where the line says what it holds.
fn name(asked: &At<String>, is_told: bool, problems: &mut Problems) -> Option<(&'static str, &'static str)> {
    let (sheet_name, column) = asked.value.split_once('.').unwrap_or((&asked.value, ""));
    let Some(sheet) = sheet_of_name(sheet_name) else {
        let near = did_you_mean(sheet_name, SHEETS).map(|sheet| format!("{sheet}.{column}"));
        problems.push(unknown_name(asked, near));
        return None;
    };
    let column = column.trim();
    if let Some(known) = known_column(sheet, column) {
        return Some((sheet, known));
    }
    if !is_told || !WITH_OWN.contains(&sheet) {
        let near = did_you_mean(column, column_names(sheet)).map(|column| format!("{sheet}.{column}"));
        problems.push(unknown_name(asked, near));
        return None;
    }
    if is_caption(column) && !column.contains('.') {
        return Some((sheet, own_column(column)));
    }
    problems.push(bad_value("column", asked, "caption", None));
    None
}

fn unknown_name(asked: &At<String>, near: Option<String>) -> crate::model::problem::Problem {
    let problem = unknown("column", asked, std::iter::empty());
    match near {
        Some(near) => problem.with("suggestion", near),
        None => problem,
    }
}

/// Words that may stand above a column: formulas name a column by them.
fn is_caption(text: &str) -> bool {
    let is_strange = |letter: char| letter.is_control() || MARKS.contains(&letter);
    !text.is_empty() && text.trim() == text && text.chars().count() <= LETTERS_MAX && !text.chars().any(is_strange)
}

/// One caption for every language, or one for each.
fn captions(section: &mut Section<'_, '_>, problems: &mut Problems) -> Captions {
    let Some(item) = section.item("caption") else { return Captions::default() };
    let checked = |asked: At<String>, problems: &mut Problems| {
        let is_fit = is_caption(&asked.value);
        if !is_fit {
            problems.push(bad_value("caption", &asked, "caption", None));
        }
        is_fit.then(|| lasting(&asked.value))
    };
    if let DeValue::String(_) = item.get_ref() {
        let asked = as_text("caption", item, problems);
        return asked.and_then(|asked| checked(asked, problems)).map_or(Captions::default(), Captions::all);
    }
    let Some(mut by_lang) = as_section("caption", item, problems) else { return Captions::default() };
    let mut one = |lang: &'static str| {
        let asked = by_lang.text(lang, problems)?;
        checked(asked, problems)
    };
    let captions = Captions { ru: one("ru"), uk: one("uk"), en: one("en") };
    by_lang.finish_as(&keys::CAPTION, problems);
    captions
}

fn kind(asked: &At<String>, rule: &ColumnRule, problems: &mut Problems) -> Option<Holds> {
    let Some(holds) = Holds::named(&asked.value) else {
        problems.push(bad_value("type", asked, &HOLDS.join(", "), did_you_mean(&asked.value, HOLDS)));
        return None;
    };
    if rule.attribute().is_none() {
        problems.push(bad_value("type", asked, "own-column", None));
        return None;
    }
    Some(holds)
}

fn holder(asked: &At<String>, rule: &ColumnRule, problems: &mut Problems) -> Option<Holder> {
    let names = Holder::ALL.map(Holder::name);
    let Some(holder) = Holder::ALL.into_iter().find(|holder| holder.name() == asked.value) else {
        problems.push(bad_value("owner", asked, &names.join(", "), did_you_mean(&asked.value, names)));
        return None;
    };
    let may_be = |(sheet, columns): &(&str, &[&str])| *sheet == rule.sheet && columns.contains(&rule.column);
    let is_theirs = rule.attribute().is_some() || MANAGERS_TOO.iter().any(may_be) || is_of_managers(rule);
    if holder == Holder::Manager && !is_theirs {
        let known =
            MANAGERS_TOO.iter().flat_map(|(sheet, columns)| columns.iter().map(move |c| format!("{sheet}.{c}")));
        let at = At { value: format!("{}.{} = {}", rule.sheet, rule.column, asked.value), span: asked.span.clone() };
        problems.push(bad_value("owner", &at, &known.collect::<Vec<_>>().join(", "), None));
        return None;
    }
    Some(holder)
}

/// Columns that are the managers' without settings.
fn is_of_managers(rule: &ColumnRule) -> bool {
    match rule.sheet {
        "clients" => ["phone", "segment", "stage", "next_contact", "comment"].contains(&rule.column),
        "documents" => ["planned_payment", "comment"].contains(&rule.column),
        _ => false,
    }
}

/// Whether words may stand in its cells.
fn takes_words(rule: &ColumnRule) -> bool {
    let is_text = matches!(rule.holds, None | Some(Holds::Text | Holds::Note | Holds::Code));
    if rule.attribute().is_some() { is_text } else { rule.sheet == "clients" && WITH_WORDS.contains(&rule.column) }
}

fn words(section: &mut Section<'_, '_>, problems: &mut Problems) -> Vec<String> {
    let asked = section.texts("choices", problems);
    super::dictionaries::words("choices", asked, problems)
}

fn width(section: &mut Section<'_, '_>, problems: &mut Problems) -> Option<u16> {
    let span = section.item("width")?.span();
    let width = count::<u16>(section, "width", 1, problems)?;
    if WIDTHS.contains(&width) {
        return Some(width);
    }
    let asked = At { value: width.to_string(), span };
    problems.push(bad_value("width", &asked, &format!("{}…{}", WIDTHS.start(), WIDTHS.end()), None));
    None
}

/// Managers that a line or a book names; they must exist.
pub(super) fn scope(section: &mut Section<'_, '_>, managers: &[Manager], problems: &mut Problems) -> Vec<String> {
    let mut named = Vec::new();
    for asked in section.texts("managers", problems) {
        match managers.iter().find(|known| known.name == asked.value) {
            Some(known) => named.push(known.name.clone()),
            None => problems.push(unknown("managers", &asked, managers.iter().map(|known| known.name.as_str()))),
        }
    }
    named
}

/// Looks up what the lines name: the column before, the dictionary; and sees to it that nothing is there twice.
pub(super) fn columns(
    lines: Vec<Line>,
    dictionaries: &BTreeMap<&'static str, Vec<String>>,
    problems: &mut Problems,
) -> Vec<ColumnRule> {
    let known: Vec<(&'static str, &'static str)> =
        lines.iter().map(|line| (line.rule.sheet, line.rule.column)).collect();
    let mut rules: Vec<ColumnRule> = Vec::new();
    for Line { mut rule, span, after, dictionary } in lines {
        if let Some(asked) = after {
            rule.after = before(&asked, &rule, &known, problems);
        }
        if let Some(asked) = dictionary {
            match dictionaries.get(asked.value.as_str()) {
                Some(words) => rule.words = Some(words.clone()),
                None => problems.push(unknown("dictionary", &asked, dictionaries.keys().copied())),
            }
        }
        if rules.iter().any(|other| (other.sheet, other.column) == (rule.sheet, rule.column)) {
            problems.push(duplicate("column", &format!("{}.{}", rule.sheet, shown(rule.column)), span));
        } else if let Some(twice) = rules.iter().find_map(|other| same_caption(other, &rule)) {
            problems.push(duplicate("caption", twice, span));
        }
        rules.push(rule);
    }
    rules
}

/// The name of a column as settings have it.
fn shown(column: &str) -> &str {
    crate::model::layout::own_name(column).unwrap_or(column)
}

/// The column behind which another stands.
fn before(
    asked: &At<String>,
    rule: &ColumnRule,
    known: &[(&'static str, &'static str)],
    problems: &mut Problems,
) -> Option<&'static str> {
    let name = asked.value.strip_prefix(rule.sheet).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&asked.value);
    let own = || known.iter().find(|(sheet, column)| *sheet == rule.sheet && shown(column) == name);
    let found = known_column(rule.sheet, name).or_else(|| own().map(|(_, column)| *column));
    if let Some(found) = found.filter(|found| *found != rule.column) {
        return Some(found);
    }
    let names = known.iter().filter(|(sheet, _)| *sheet == rule.sheet).map(|(_, column)| shown(column));
    problems.push(unknown("after", asked, column_names(rule.sheet).into_iter().chain(names)));
    None
}

/// A caption that two columns of a sheet would have in one language.
fn same_caption(one: &ColumnRule, other: &ColumnRule) -> Option<&'static str> {
    let caption = |rule: &ColumnRule, lang: &str| rule.captions.of(lang).or(rule.attribute());
    let same = |lang: &str| {
        let (one, other) = (caption(one, lang)?, caption(other, lang)?);
        (one.to_lowercase() == other.to_lowercase()).then_some(other)
    };
    (one.sheet == other.sheet).then(|| ["ru", "uk", "en"].into_iter().find_map(same)).flatten()
}
