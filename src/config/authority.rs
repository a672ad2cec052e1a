//! `[[authority]]`: whose word on a client's field counts.

use jiff::civil::Date;
use toml::de::DeValue;

use super::people::unknown;
use super::read::{bad_value, duplicate};
use super::{Source, keys};
use crate::model::authority::{Authority, Keep, PartyField};
use crate::model::problem::{At, Problems, Section, did_you_mean, wrong_type};
use crate::model::record::Role;

/// Names of [`Role`].
pub(super) static ROLES: [&str; 3] = [Role::Buyer.name(), Role::Supplier.name(), Role::Partner.name()];

/// Reads the rules: what they name must exist, and no two may decide the same.
pub(super) fn authorities(top: &mut Section<'_, '_>, sources: &[Source], problems: &mut Problems) -> Vec<Authority> {
    let mut rules: Vec<Authority> = Vec::new();
    for mut section in top.sections("authority", problems) {
        let span = section.span.clone();
        let fields = fields(&mut section, problems);
        let from = day(&mut section, "from", problems).map(|day| day.value);
        let rule = Authority {
            fields: fields.iter().map(|field| field.value).collect(),
            sources: believed(&mut section, sources, problems),
            role: one_of(&mut section, "role", &ROLES, [Role::Buyer, Role::Supplier, Role::Partner], problems),
            from,
            until: until(&mut section, from, problems),
            keep: one_of(&mut section, "keep", &Keep::NAMES, Keep::ALL, problems).unwrap_or_default(),
        };
        section.finish_as(&keys::AUTHORITY, problems);
        for known in rules.iter().filter(|known| known.meets(&rule)) {
            if fields.is_empty() && known.fields.is_empty() {
                problems.push(duplicate("authority", "fields", span.clone()));
            }
            for field in fields.iter().filter(|field| known.fields.contains(&field.value)) {
                problems.push(duplicate("fields", field.value.name(), field.span.clone()));
            }
        }
        rules.push(rule);
    }
    rules
}

fn fields(section: &mut Section<'_, '_>, problems: &mut Problems) -> Vec<At<PartyField>> {
    let names = PartyField::ALL.map(PartyField::name);
    let mut fields: Vec<At<PartyField>> = Vec::new();
    for asked in section.texts("fields", problems) {
        match PartyField::ALL.into_iter().find(|field| field.name() == asked.value) {
            None => problems.push(bad_value("fields", &asked, &names.join(", "), did_you_mean(&asked.value, names))),
            Some(value) if fields.iter().any(|known| known.value == value) => {
                problems.push(duplicate("fields", &asked.value, asked.span));
            }
            Some(value) => fields.push(At { value, span: asked.span }),
        }
    }
    fields
}

fn believed(section: &mut Section<'_, '_>, sources: &[Source], problems: &mut Problems) -> Vec<String> {
    let mut believed: Vec<String> = Vec::new();
    let is_named = section.item("sources").is_some_and(|item| item.get_ref().as_array().is_none_or(|a| !a.is_empty()));
    for asked in section.texts("sources", problems) {
        if !sources.iter().any(|known| known.name == asked.value) {
            problems.push(unknown("sources", &asked, sources.iter().map(|source| source.name.as_str())));
        } else if believed.contains(&asked.value) {
            problems.push(duplicate("sources", &asked.value, asked.span));
        } else {
            believed.push(asked.value);
        }
    }
    if !is_named {
        section.missing("sources", problems);
    }
    believed
}

fn one_of<T, const N: usize>(
    section: &mut Section<'_, '_>,
    key: &'static str,
    names: &'static [&'static str; N],
    values: [T; N],
    problems: &mut Problems,
) -> Option<T> {
    let asked = section.text(key, problems)?;
    let found = names.iter().zip(values).find(|(name, _)| **name == asked.value).map(|(_, value)| value);
    if found.is_none() {
        problems.push(bad_value(key, &asked, &names.join(", "), did_you_mean(&asked.value, *names)));
    }
    found
}

/// A day, with or without quotes.
pub(super) fn day(section: &mut Section<'_, '_>, key: &'static str, problems: &mut Problems) -> Option<At<Date>> {
    let item = section.item(key)?;
    let text = match item.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        _ => return wrong_type(key, "date", item, problems),
    };
    // A moment is cut to its day nowhere: what was meant by it can't be known.
    let is_day = text.len() == "2026-01-01".len();
    match text.parse().ok().filter(|_| is_day) {
        Some(value) => Some(At { value, span: item.span() }),
        None => {
            problems.push(bad_value(key, &At { value: text, span: item.span() }, "day", None));
            None
        }
    }
}

/// The last day; it can't lie before the first.
fn until(section: &mut Section<'_, '_>, from: Option<Date>, problems: &mut Problems) -> Option<Date> {
    let until = day(section, "until", problems)?;
    if let Some(from) = from.filter(|from| until.value < *from) {
        let asked = At { value: until.value.to_string(), span: until.span };
        problems.push(bad_value("until", &asked, &format!("≥ {from}"), None));
        return None;
    }
    Some(until.value)
}
