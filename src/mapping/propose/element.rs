//! Finds the record element of a document, and what stands in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use super::{Column, Outline, guess};
use crate::parse::shape::{PathPattern, RecordShape};
use crate::parse::{Document, Format, NameId, Names, Node, Preview};

/// How many elements may be records.
const CANDIDATES: usize = 12;
/// How many sorts of records are described besides the first.
const MORE: usize = 4;
/// How many records of each are looked at.
const RECORDS: usize = 300;
/// How many values of a place are looked at.
const VALUES: usize = 200;
/// How many places of a record are told apart.
const PLACES: usize = 400;

/// What stands in the elements of one path.
#[derive(Default)]
struct Content {
    records: usize,
    /// Selector below the record → values, in order of the document.
    places: Vec<(String, Vec<String>)>,
    /// Selectors of elements that stand several times in their parent.
    repeated: BTreeSet<String>,
}

/// The element that most of is understood; nothing where there is none.
pub(super) fn outline(document: &Document, format: &dyn Format, preview: &Preview) -> Option<Outline> {
    let entries = match preview {
        Preview::Xml(xml) => &xml.entries,
        Preview::Json { entries } => entries,
        _ => return None,
    };
    let mut found: Vec<(u32, String, Content)> = candidates(entries, matches!(preview, Preview::Json { .. }))
        .into_iter()
        .filter_map(|path| {
            let content = content(document, format, &path)?;
            let (columns, _) = content.columns();
            let score = score(&columns) * if content.records > 1 { 3 } else { 2 };
            (score > 0).then_some((score, path, content))
        })
        .collect();
    found.sort_by(|(a, one, _), (b, other, _)| b.cmp(a).then_with(|| one.len().cmp(&other.len())));
    let mut found = found.into_iter();
    let (_, at, content) = found.next()?;
    let first = |path: &str| entries.iter().position(|(known, _)| known.starts_with(path)).unwrap_or_default();
    let mut apart = vec![at.clone()];
    let mut more = Vec::new();
    for (_, path, content) in found.filter(|(.., content)| content.records > 1) {
        let is_apart =
            |known: &String| !path.starts_with(&format!("{known}/")) && !known.starts_with(&format!("{path}/"));
        if apart.iter().all(is_apart) && more.len() < MORE {
            apart.push(path.clone());
            more.push(content.outline(format, path.clone(), first(&path)));
        }
    }
    let own = first(&at);
    Some(Outline { more, ..content.outline(format, at, own) })
}

/// Paths of elements with several texts in them, those whose names say most first.
fn candidates(entries: &[(String, String)], is_json: bool) -> Vec<String> {
    // In JSON the root itself may be the record, or a list of them; the place of a record is told in plain names.
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '-' | '.');
    let is_record = |path: &str| if is_json { path.chars().all(is_plain) } else { !path.is_empty() };
    let mut inside: HashMap<&str, Vec<Column>> = HashMap::new();
    for (path, text) in entries.iter().filter(|(_, text)| !text.is_empty()) {
        let mut around = path.as_str();
        // An element counts what stands in it and in its groups, two levels down.
        for _ in 0..3 {
            let Some((parent, _)) = around.rsplit_once('/').filter(|(parent, _)| is_record(parent)) else { break };
            let place = path.get(parent.len() + 1..).unwrap_or_default();
            inside.entry(parent).or_default().push(column(place, vec![text.clone()]));
            around = parent;
        }
    }
    let mut scored: Vec<(u32, &str)> =
        inside.iter().filter(|(_, columns)| columns.len() > 1).map(|(path, columns)| (score(columns), *path)).collect();
    scored.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.cmp(other)));
    scored.into_iter().take(CANDIDATES).map(|(_, path)| path.to_owned()).collect()
}

/// How much of a record is understood; what tells a record from its lines counts most.
fn score(columns: &[Column]) -> u32 {
    let guesses = guess::columns(columns);
    let weight = |guess: &guess::Guess| match (guess.role.party.as_deref(), guess.role.word.as_str()) {
        (None, "number" | "date" | "due_date" | "purpose") | (Some("client" | "payer" | "payee"), _) => 6,
        (Some(_), "tax_id" | "account") => 6,
        (None, "total" | "received" | "paid") => 3,
        (None, "quantity" | "price" | "unit" | "product" | "vat_rate") => 0,
        _ => 1,
    };
    guesses.iter().map(weight).sum()
}

/// Reads the elements of a path with all their names.
fn content(document: &Document, format: &dyn Format, path: &str) -> Option<Content> {
    let mut names = Names::default();
    let steps = path.split('/').filter(|step| !step.is_empty()).map(|step| names.intern(step)).collect();
    let pattern = PathPattern { anchored: true, steps, attribute: None };
    let shape = RecordShape { records: vec![pattern], names: names.learning(), ..RecordShape::default() };
    let mut content = Content::default();
    let mut known: HashMap<String, usize> = HashMap::new();
    let read = format.read(document, &shape, &mut Vec::new(), &mut |raw| {
        if let Some(root) = raw.ok().and_then(|raw| raw.tree.root()) {
            content.records += 1;
            let names = shape.names.all();
            content.walk(root, "", &names, &mut known);
        }
        if content.records < RECORDS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    // What was read before a fault still shows what the records are.
    (read.is_ok() || content.records > 0).then_some(content)
}

impl Content {
    fn outline(&self, format: &dyn Format, at: String, first: usize) -> Outline {
        let (columns, groups) = self.columns();
        let mut steps = at.trim_start_matches('/').split('/');
        let root = steps.next().unwrap_or_default().to_owned();
        let mut context: Vec<String> = steps.rev().map(str::to_owned).collect();
        context.push(root.clone());
        Outline {
            format: format.name().to_owned(),
            root,
            records: self.records,
            context,
            columns,
            groups,
            first,
            at,
            ..Outline::default()
        }
    }

    fn walk(
        &mut self,
        node: Node<'_>,
        path: &str,
        names: &HashMap<NameId, String>,
        known: &mut HashMap<String, usize>,
    ) {
        let mut counts: BTreeMap<NameId, usize> = BTreeMap::new();
        for child in node.children() {
            let name = names.get(&child.name()).map(String::as_str).unwrap_or_default();
            let mark = if child.is_attribute() { "@" } else { "" };
            let quote =
                if name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) { "" } else { "'" };
            let step = format!("{mark}{quote}{name}{quote}");
            let place = if path.is_empty() { step } else { format!("{path}/{step}") };
            if !child.is_attribute() {
                let count = counts.entry(child.name()).or_default();
                *count += 1;
                if *count > 1 {
                    self.repeated.insert(place.clone());
                }
            }
            let text = child.text().trim();
            if !text.is_empty() {
                self.note(&place, text, known);
            }
            self.walk(child, &place, names, known);
        }
    }

    fn note(&mut self, place: &str, text: &str, known: &mut HashMap<String, usize>) {
        let at = match known.get(place) {
            Some(at) => *at,
            None if self.places.len() < PLACES => {
                known.insert(place.to_owned(), self.places.len());
                self.places.push((place.to_owned(), Vec::new()));
                self.places.len() - 1
            }
            None => return,
        };
        if let Some((_, values)) = self.places.get_mut(at).filter(|(_, values)| values.len() < VALUES) {
            values.push(text.to_owned());
        }
    }

    /// Elements with a quantity or price beside something else: lines of a document, though each has only one here.
    fn lines(&self) -> Vec<String> {
        let mut inside: BTreeMap<&str, Vec<Column>> = BTreeMap::new();
        for (place, values) in &self.places {
            if let Some((parent, own)) = place.rsplit_once('/') {
                inside.entry(parent).or_default().push(column(own, values.clone()));
            }
        }
        let is_line = |columns: &[Column]| {
            let guesses = guess::columns(columns);
            let has = |word: &str| guesses.iter().any(|guess| guess.role.is(None, word));
            guesses.len() > 1 && has("quantity") && (has("price") || has("total") || has("product"))
        };
        let lines = inside.into_iter().filter(|(_, columns)| is_line(columns));
        lines.map(|(parent, _)| parent.to_owned()).collect()
    }

    /// What stands once in a record, and the groups that stand several times.
    fn columns(&self) -> (Vec<Column>, Vec<(String, Vec<Column>)>) {
        let mut repeated = self.repeated.clone();
        repeated.extend(self.lines());
        let mut columns = Vec::new();
        let mut groups: Vec<(String, Vec<Column>)> = Vec::new();
        for (place, values) in &self.places {
            let inside = |each: &&String| place == *each || place.starts_with(&format!("{each}/"));
            match repeated.iter().filter(inside).max_by_key(|each| each.len()) {
                None => columns.push(column(place, values.clone())),
                Some(each) => {
                    let below = place.get(each.len()..).unwrap_or_default().trim_start_matches('/');
                    let below = if below.is_empty() { "." } else { below };
                    let inner = column(below, values.clone());
                    match groups.iter_mut().find(|(known, _)| known == each) {
                        Some((_, columns)) => columns.push(inner),
                        None => groups.push((each.clone(), vec![inner])),
                    }
                }
            }
        }
        (columns, groups)
    }
}

/// A place with the texts that tell what it is: its path as words, its own name.
fn column(place: &str, values: Vec<String>) -> Column {
    let words = place.replace(['/', '@'], " ").trim().to_owned();
    let own = place.rsplit(['/', '@']).next().unwrap_or(place).to_owned();
    let captions = if words == own { vec![own] } else { vec![words, own] };
    Column { place: place.to_owned(), captions, values }
}
