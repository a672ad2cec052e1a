//! What a mapping file that extends another comes to: one tree of both, whose places still tell the files apart.
//!
//! The texts of a chain are laid end to end, so that every place in the merged tree is a place of that one text.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use crate::model::problem::{Problem, ProblemCode, did_you_mean};

/// Ends a key that adds to the base's list instead of replacing it: `captions_add = ["…"]`.
const ADD: &str = "_add";
/// The key of the top level that says something of one file only.
const OWN_KEY: &str = "extends";
/// Keys of the top level that a file of another name doesn't take over: a dialect reads other files than its base.
const NAMED_KEYS: [&str; 3] = ["name", "abstract", EXAMPLE];
const EXAMPLE: &str = "example";

/// The tree of one file with its places moved on by a number of bytes.
pub(super) fn moved<'s>(table: &DeTable<'s>, by: usize) -> DeTable<'s> {
    table.iter().map(|(key, value)| (place(key.get_ref().clone(), &key.span(), by), moved_value(value, by))).collect()
}

fn moved_value<'s>(value: &Spanned<DeValue<'s>>, by: usize) -> Spanned<DeValue<'s>> {
    let inner = match value.get_ref() {
        DeValue::Table(table) => DeValue::Table(moved(table, by)),
        DeValue::Array(items) => DeValue::Array(items.iter().map(|item| moved_value(item, by)).collect()),
        plain => plain.clone(),
    };
    place(inner, &value.span(), by)
}

fn place<T>(value: T, span: &Range<usize>, by: usize) -> Spanned<T> {
    Spanned::new(span.start + by..span.end + by, value)
}

/// Lays an extension over its base, which it replaces where it is `in_place`.
pub(super) fn lay_over<'s>(base: &mut DeTable<'s>, own: DeTable<'s>, in_place: bool, problems: &mut Vec<Problem>) {
    let named = NAMED_KEYS.into_iter().filter(|_| !in_place);
    for key in named.chain([OWN_KEY]) {
        base.remove(key);
    }
    for (key, value) in own {
        match (key.get_ref().as_ref(), base.get_mut(key.get_ref().as_ref()).map(Spanned::get_mut)) {
            ("record", Some(DeValue::Array(known))) => match value.into_inner() {
                DeValue::Array(records) => lay_records(known, records, problems),
                other => drop(base.insert(key, Spanned::new(0..0, other))),
            },
            // What the base reads right, a file that changes it in place must read right too; an empty list says no.
            (EXAMPLE, Some(DeValue::Array(known))) => match value.into_inner() {
                DeValue::Array(more) if !more.is_empty() => {
                    *known = known.iter().cloned().chain(more).collect();
                }
                other => drop(base.insert(key, Spanned::new(0..0, other))),
            },
            ("part", Some(DeValue::Table(known))) => lay_parts(known, value),
            ("columns", Some(DeValue::Table(known))) => lay_columns(known, value),
            _ => lay_key(base, key, value),
        }
    }
}

/// A key of a plain table: tables merge, anything else replaces, `KEY_add` adds to a list.
fn lay_key<'s>(base: &mut DeTable<'s>, key: Spanned<DeString<'s>>, value: Spanned<DeValue<'s>>) {
    if let Some(list) = key.get_ref().strip_suffix(ADD).filter(|list| adds(base, list, &value)) {
        let list: DeString<'s> = list.to_owned().into();
        let known = base.get(list.as_ref()).map(items).unwrap_or_default();
        let all = known.into_iter().chain(items(&value)).collect();
        base.insert(Spanned::new(key.span(), list), Spanned::new(value.span(), DeValue::Array(all)));
        return;
    }
    let known = base.get_mut(key.get_ref().as_ref()).map(Spanned::get_mut);
    match (known, value) {
        (Some(DeValue::Table(known)), value) if matches!(value.get_ref(), DeValue::Table(_)) => {
            for (key, value) in entries(value) {
                lay_key(known, key, value);
            }
        }
        (_, value) => drop(base.insert(key, value)),
    }
}

/// Whether `KEY_add` means a list: what is added is one, or the base has one.
fn adds(base: &DeTable<'_>, list: &str, value: &Spanned<DeValue<'_>>) -> bool {
    let known = base.get(list).is_some_and(|known| matches!(known.get_ref(), DeValue::Array(_)));
    match value.get_ref() {
        DeValue::Array(_) => true,
        DeValue::String(_) => known,
        _ => false,
    }
}

/// A list's items; anything else is a list of one.
fn items<'s>(value: &Spanned<DeValue<'s>>) -> Vec<Spanned<DeValue<'s>>> {
    match value.get_ref() {
        DeValue::Array(items) => items.iter().cloned().collect(),
        _ => vec![value.clone()],
    }
}

fn entries<'s>(value: Spanned<DeValue<'s>>) -> Vec<(Spanned<DeString<'s>>, Spanned<DeValue<'s>>)> {
    match value.into_inner() {
        DeValue::Table(table) => table.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Columns: a list of captions is short for a column that has only them, so it leaves `required` as it was.
fn lay_columns<'s>(base: &mut DeTable<'s>, own: Spanned<DeValue<'s>>) {
    for (key, value) in entries(own) {
        let Some(known) = base.get_mut(key.get_ref().as_ref()) else {
            lay_key(base, key, value);
            continue;
        };
        let span = known.span();
        if !matches!(known.get_ref(), DeValue::Table(_)) {
            let captions = std::mem::replace(known.get_mut(), DeValue::Table(DeTable::new()));
            captions_of(known.get_mut(), Spanned::new(span, captions));
        }
        let (DeValue::Table(column), span) = (known.get_mut(), value.span()) else { continue };
        match value.into_inner() {
            DeValue::Table(own) => own.into_iter().for_each(|(key, value)| lay_key(column, key, value)),
            captions => captions_of(known.get_mut(), Spanned::new(span, captions)),
        }
    }
}

fn captions_of<'s>(column: &mut DeValue<'s>, captions: Spanned<DeValue<'s>>) {
    if let DeValue::Table(column) = column {
        column.insert(Spanned::new(captions.span(), "captions".into()), captions);
    }
}

fn lay_parts<'s>(base: &mut DeTable<'s>, own: Spanned<DeValue<'s>>) {
    for (key, value) in entries(own) {
        match base.get_mut(key.get_ref().as_ref()).map(Spanned::get_mut) {
            Some(DeValue::Table(known)) => lay_fields(known, entries(value)),
            _ => drop(base.insert(key, value)),
        }
    }
}

/// Records: one of a known name is laid over it, a new one comes last, or first before the one `before` names.
fn lay_records<'s>(base: &mut DeArray<'s>, own: DeArray<'s>, problems: &mut Vec<Problem>) {
    let mut seen = Vec::new();
    for record in own {
        let name = text_of(&record, "name");
        // A name that the extension itself gives twice is left to the compiler, which tells it.
        let known = name
            .filter(|name| !seen.iter().any(|seen| seen == name))
            .and_then(|name| base.iter_mut().find(|known| text_of(known, "name") == Some(name)));
        seen.extend(name.map(str::to_owned));
        match known.map(Spanned::get_mut) {
            Some(DeValue::Table(known)) => lay_record(known, record),
            _ => add_record(base, record, problems),
        }
    }
}

fn lay_record<'s>(base: &mut DeTable<'s>, own: Spanned<DeValue<'s>>) {
    for (key, value) in entries(own) {
        match base.get_mut(key.get_ref().as_ref()).map(Spanned::get_mut) {
            Some(DeValue::Table(fields)) if key.get_ref() == "fields" => lay_fields(fields, entries(value)),
            _ => lay_key(base, key, value),
        }
    }
}

fn add_record<'s>(base: &mut DeArray<'s>, mut record: Spanned<DeValue<'s>>, problems: &mut Vec<Problem>) {
    let before = match record.get_mut() {
        DeValue::Table(table) => table.remove("before"),
        _ => None,
    };
    let mut records: Vec<_> = std::mem::replace(base, DeArray::new()).into_iter().collect();
    let mut at = records.len();
    if let Some(before) = before {
        let wanted = before.get_ref().as_str().unwrap_or_default();
        match records.iter().position(|known| text_of(known, "name") == Some(wanted)) {
            Some(found) => at = found,
            None => {
                let known: Vec<&str> = records.iter().filter_map(|known| text_of(known, "name")).collect();
                let mut problem = Problem::new(ProblemCode::UnknownReference, before.span())
                    .with("key", "before")
                    .with("value", wanted)
                    .with("known", known.join(", "));
                if let Some(near) = did_you_mean(wanted, known) {
                    problem = problem.with("suggestion", near);
                }
                problems.push(problem);
            }
        }
    }
    records.insert(at, record);
    *base = records.into_iter().collect();
}

fn text_of<'v>(value: &'v Spanned<DeValue<'_>>, key: &str) -> Option<&'v str> {
    value.get_ref().as_table()?.get(key)?.get_ref().as_str()
}

/// Fields: a rule replaces the base's, except that a table of nothing but `fields` adds to the base's nested groups,
/// and `FIELD_add` reads more entries of a list.
fn lay_fields<'s>(base: &mut DeTable<'s>, own: Vec<(Spanned<DeString<'s>>, Spanned<DeValue<'s>>)>) {
    for (key, value) in own {
        let list = key.get_ref().strip_suffix(ADD);
        if let Some((list, known)) = list.and_then(|list| Some((list.to_owned(), base.get(list)?))) {
            let more = DeValue::Array(all_of(known).into_iter().chain(items(&value)).collect());
            let span = value.span();
            let all = (Spanned::new(key.span(), "all".into()), Spanned::new(span.clone(), more));
            let rule = DeValue::Table([all].into_iter().collect());
            base.insert(Spanned::new(key.span(), list.into()), Spanned::new(span, rule));
            continue;
        }
        match base.get_mut(key.get_ref().as_ref()) {
            Some(known) if only_fields(&value) => lay_group(known, &value),
            _ => drop(base.insert(key, value)),
        }
    }
}

/// The sources of a list: those of `all`, else the rule itself.
fn all_of<'s>(rule: &Spanned<DeValue<'s>>) -> Vec<Spanned<DeValue<'s>>> {
    match rule.get_ref().as_table().filter(|table| table.len() == 1).and_then(|table| table.get("all")) {
        Some(all) => items(all),
        None => vec![rule.clone()],
    }
}

fn only_fields(value: &Spanned<DeValue<'_>>) -> bool {
    value.get_ref().as_table().is_some_and(|table| table.len() == 1 && table.contains_key("fields"))
}

/// Adds fields to every group a rule may read: several choices, several sources of a list.
fn lay_group<'s>(rule: &mut Spanned<DeValue<'s>>, own: &Spanned<DeValue<'s>>) {
    match rule.get_mut() {
        DeValue::Array(choices) => choices.iter_mut().for_each(|choice| lay_group(choice, own)),
        DeValue::Table(group) => {
            if let Some(all) = group.get_mut("all") {
                lay_group(all, own);
                return;
            }
            for (key, value) in entries(own.clone()) {
                match group.get_mut("fields").map(Spanned::get_mut) {
                    Some(DeValue::Table(fields)) => lay_fields(fields, entries(value)),
                    _ => drop(group.insert(key, value)),
                }
            }
        }
        _ => *rule = own.clone(),
    }
}
