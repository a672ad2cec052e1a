//! `[[source]]`, `[[manager]]` and `[[owner_rule]]`.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::places::Places;
use super::read::{bad_value, duplicate};
use super::{Paths, Source, keys, names, times};
use crate::model::ownership::{Manager, OwnerRule, Ownership};
use crate::model::problem::{At, Problem, ProblemCode, Problems, Section, did_you_mean};
use crate::model::shape::DriftPolicy;

/// Reads the sources; there must be one.
pub(super) fn sources(
    top: &mut Section<'_, '_>,
    paths: &Paths,
    closed_until: Option<Date>,
    places: &mut Places,
    zone: &TimeZone,
    problems: &mut Problems,
) -> Vec<Source> {
    let present = top.item("source").is_some();
    let sections = top.sections("source", problems);
    if !present {
        top.missing("[[source]]", problems);
    }
    let mut sources: Vec<Source> = Vec::new();
    for mut section in sections {
        let name = section.required_text("name", problems);
        let folder = section.text("folder", problems);
        let mapping = section.text("mapping", problems).map(|mapping| mapping.value);
        let exchange = super::exchange::exchange(&mut section, places, problems);
        let drift = drift(&mut section, problems);
        let schedule = times::schedule(&mut section, zone, problems);
        let expected = times::expected(&mut section, zone, problems);
        let brake = super::brake::brake(&mut section, closed_until, problems);
        section.finish_as(&keys::SOURCE, problems);
        let Some(name) = name else { continue };
        if !names::is_source_name(&name.value) {
            problems.push(bad_value("name", &name, "source-name", None));
            continue;
        }
        let folded = name.value.to_lowercase();
        if sources.iter().any(|known| known.name.to_lowercase() == folded) {
            problems.push(duplicate("name", &name.value, name.span));
            continue;
        }
        let folder = places.source(&paths.exchange, &name, folder.as_ref());
        let source = Source { name: name.value, folder, mapping, exchange, drift, schedule, expected, brake };
        sources.push(source);
    }
    sources
}

/// Names of [`DriftPolicy`], in its order.
pub(super) static DRIFT: [&str; 3] = ["accept", "ask", "stop"];

fn drift(section: &mut Section<'_, '_>, problems: &mut Problems) -> DriftPolicy {
    let Some(asked) = section.text("drift", problems) else { return DriftPolicy::default() };
    let known = DRIFT.iter().zip(DriftPolicy::ALL).find(|(name, _)| **name == asked.value);
    known.map_or_else(
        || {
            problems.push(bad_value("drift", &asked, &DRIFT.join(", "), did_you_mean(&asked.value, DRIFT)));
            DriftPolicy::default()
        },
        |(_, policy)| policy,
    )
}

/// Reads the managers: names and aliases tell them apart, no two share a book.
pub(super) fn managers(top: &mut Section<'_, '_>, head_book: &str, problems: &mut Problems) -> Vec<Manager> {
    let mut known = Ownership::default();
    let mut books = vec![head_book.to_lowercase()];
    for mut section in top.sections("manager", problems) {
        let name = section.required_text("name", problems);
        let book = section.text("book", problems);
        let aliases = section.texts("aliases", problems);
        section.finish_as(&keys::MANAGER, problems);
        let Some(name) = name else { continue };
        if name.value.trim().is_empty() {
            problems.push(bad_value("name", &name, "not-empty", None));
            continue;
        }
        for (key, spelling) in std::iter::once(("name", &name)).chain(aliases.iter().map(|alias| ("aliases", alias))) {
            if known.manager_named(&spelling.value).is_some() {
                problems.push(duplicate(key, &spelling.value, spelling.span.clone()));
            }
        }
        let book = self::book(&name, book, &mut books, problems);
        let aliases = aliases.into_iter().map(|alias| alias.value).collect();
        known.managers.push(Manager { name: name.value, book, aliases });
    }
    known.managers
}

fn book(name: &At<String>, asked: Option<At<String>>, taken: &mut Vec<String>, problems: &mut Problems) -> String {
    let (book, span, key) = match asked {
        Some(asked) => {
            if !names::is_book_name(&asked.value) {
                problems.push(bad_value("book", &asked, "book-name", None));
                return asked.value;
            }
            (asked.value, asked.span, "book")
        }
        None => (names::book_of(&name.value), name.span.clone(), "book"),
    };
    if taken.contains(&book.to_lowercase()) {
        problems.push(duplicate(key, &book, span));
    }
    taken.push(book.to_lowercase());
    book
}

/// Reads the rules: managers and sources they name must exist.
pub(super) fn rules(
    top: &mut Section<'_, '_>,
    managers: &[Manager],
    sources: &[Source],
    problems: &mut Problems,
) -> Vec<OwnerRule> {
    let known = Ownership { managers: managers.to_vec(), rules: Vec::new() };
    let mut rules = Vec::new();
    for mut section in top.sections("owner_rule", problems) {
        let manager = section.required_text("manager", problems);
        let source = section.text("source", problems);
        let segment = section.text("segment", problems).map(|segment| segment.value);
        let region = section.text("region", problems).map(|region| region.value);
        section.finish_as(&keys::OWNER_RULE, problems);
        if let Some(source) = &source
            && !sources.iter().any(|known| known.name == source.value)
        {
            problems.push(unknown("source", source, sources.iter().map(|source| source.name.as_str())));
        }
        let Some(manager) = manager else { continue };
        match known.manager_named(&manager.value) {
            Some(owner) => {
                let source = source.map(|source| source.value);
                rules.push(OwnerRule { manager: owner.name.clone(), source, segment, region });
            }
            None => problems.push(unknown("manager", &manager, managers.iter().map(|m| m.name.as_str()))),
        }
    }
    rules
}

/// A name that refers to nothing.
pub(super) fn unknown<'a>(key: &str, asked: &At<String>, known: impl Iterator<Item = &'a str>) -> Problem {
    let problem = Problem::new(ProblemCode::UnknownReference, asked.span.clone())
        .with("key", key)
        .with("value", asked.value.clone());
    match did_you_mean(&asked.value, known) {
        Some(near) => problem.with("suggestion", near),
        None => problem,
    }
}
