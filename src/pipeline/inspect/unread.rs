//! What of a document no rule reads: the values an admin may have forgotten.

use std::collections::HashMap;

use super::{Context, Sample, Trial};
use crate::mapping::Mapping;
use crate::model::provenance::Position;
use crate::parse::shape::{NOT_A_RECORD, ROW, XmlPreview};
use crate::parse::{NameId, Names, Node, Preview, RawRecord};

/// More places than that are not told apart.
const PLACES_LIMIT: usize = 1_000;
/// How long an example may be, in characters.
const EXAMPLE_LIMIT: usize = 60;

/// A place with values that no rule reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The element path without numbers, or the column's caption.
    pub path: String,
    /// How many values stand there.
    pub count: u64,
    /// One of them.
    pub example: String,
}

/// Records that no rule took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The element path without numbers; empty for rows.
    pub path: String,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Position,
}

type Key = Vec<(NameId, bool)>;

/// Collects what is left of each record.
pub(super) struct Leftovers {
    is_table: bool,
    /// By path of names, the record's own path being the first step.
    unread: HashMap<String, HashMap<Key, (u64, String)>>,
    places: usize,
    passed_over: Vec<PassedOver>,
    headings: u64,
    /// The names of the document, filled while it is read.
    names: Option<Names>,
}

impl Leftovers {
    pub(super) fn new(mapping: &Mapping) -> Self {
        Self {
            is_table: mapping.shape().table.is_some(),
            unread: HashMap::new(),
            places: 0,
            passed_over: Vec::new(),
            headings: 0,
            names: None,
        }
    }

    /// Notes what no rule looked at in a record.
    pub(super) fn take(&mut self, raw: &RawRecord<'_>, samples: &[Option<Sample>], context: &Context<'_>) {
        let is_no_row = self.is_table && raw.pattern != ROW && samples.iter().all(Option::is_none);
        if raw.pattern == NOT_A_RECORD || is_no_row {
            self.headings += 1;
            return;
        }
        let path = if self.is_table { String::new() } else { bare(&raw.position.path) };
        // An element that is only there to be referred to gives no reading at all.
        if !samples.is_empty() && samples.iter().all(Option::is_none) {
            match self.passed_over.iter_mut().find(|known| known.path == path) {
                Some(known) => known.count += 1,
                None => self.passed_over.push(PassedOver { path, count: 1, first: raw.position.clone() }),
            }
            return;
        }
        if let Some(root) = raw.tree.root() {
            self.names.get_or_insert_with(|| context.shape.names.clone());
            self.walk(&path, root, &mut Key::new(), raw, context);
        }
    }

    fn walk(&mut self, path: &str, node: Node<'_>, key: &mut Key, raw: &RawRecord<'_>, context: &Context<'_>) {
        let text = node.text().trim();
        if !text.is_empty() && !context.trace.has_seen(node) {
            self.note(path, key, text);
        }
        // A cell that no column reads stands there twice: under its caption, and as a stranger for the drift watch.
        let is_stranger = |child: &Node<'_>| self.is_table && raw.tree.strangers().name(child.name()).is_some();
        let children: Vec<Node<'_>> = node.children().filter(|child| !is_stranger(child)).collect();
        for child in children {
            key.push((child.name(), child.is_attribute()));
            self.walk(path, child, key, raw, context);
            key.pop();
        }
    }

    fn note(&mut self, path: &str, key: &[(NameId, bool)], text: &str) {
        if let Some((count, _)) = self.unread.get_mut(path).and_then(|places| places.get_mut(key)) {
            *count += 1;
        } else if self.places < PLACES_LIMIT {
            self.places += 1;
            self.unread.entry(path.to_owned()).or_default().insert(key.to_vec(), (1, example(text)));
        }
    }

    /// Gives the trial what was left, what there is most of first.
    pub(super) fn finish(self, trial: &mut Trial) {
        let names = self.names.map(|names| names.all()).unwrap_or_default();
        let mut unread = Vec::new();
        for (path, places) in self.unread {
            for (key, (count, example)) in places {
                let steps: Vec<String> = key
                    .iter()
                    .map(|(id, is_attribute)| {
                        let name = names.get(id).map_or("?", String::as_str);
                        format!("{}{name}", if *is_attribute { "@" } else { "" })
                    })
                    .collect();
                let steps = steps.join("/");
                let path = match (path.is_empty(), steps.is_empty()) {
                    (true, _) => steps,
                    (false, true) => path.clone(),
                    (false, false) => format!("{path}/{steps}"),
                };
                unread.push(Unread { path, count, example });
            }
        }
        unread.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.path.cmp(&b.path)));
        trial.unread = unread;
        trial.passed_over = self.passed_over;
        trial.headings = self.headings;
        trial.tally.skipped = self.headings + trial.passed_over.iter().map(|passed| passed.count).sum::<u64>();
    }
}

/// Values outside records that are no value of the file either, as the beginning of the document has them.
pub(in crate::pipeline) fn outside(preview: &Preview, mapping: &Mapping) -> Vec<Unread> {
    let shape = mapping.shape();
    let covered = |elements: &[NameId], attribute: Option<NameId>| {
        let inside = |length: usize| {
            let path = elements.get(..length).unwrap_or_default();
            shape.records.iter().any(|pattern| pattern.matches(path))
        };
        (1..=elements.len()).any(inside)
            || shape.file_values.iter().any(|pattern| pattern.attribute == attribute && pattern.matches(elements))
    };
    let unread = |path: String, text: &str| Unread { path, count: 1, example: example(text) };
    match preview {
        Preview::Xml(XmlPreview { entries, .. }) | Preview::Json { entries } => entries
            .iter()
            .filter(|(path, text)| {
                let (elements, attribute) = ids(path, &shape.names);
                !text.is_empty() && !covered(&elements, attribute)
            })
            .map(|(path, text)| unread(path.clone(), text))
            .collect(),
        Preview::Sections { entries, .. } => {
            let mut left: Vec<Unread> = Vec::new();
            for (section, key, value) in entries.iter().filter(|(_, key, value)| !key.is_empty() && !value.is_empty()) {
                let path = if section.is_empty() { format!("/{key}") } else { format!("/{section}/{key}") };
                let (elements, _) = ids(&path, &shape.names);
                match left.iter_mut().find(|known| known.path == path) {
                    Some(known) => known.count += 1,
                    None if covered(&elements, None) => {}
                    None => left.push(unread(path, value)),
                }
            }
            left
        }
        Preview::Table { .. } | Preview::Lines { .. } => Vec::new(),
    }
}

/// The names of a path from the root; an attribute stands last.
fn ids(path: &str, names: &Names) -> (Vec<NameId>, Option<NameId>) {
    let (elements, attribute) = path.split_once("/@").map_or((path, None), |(path, name)| (path, Some(name)));
    let elements = elements.split('/').filter(|step| !step.is_empty()).map(|step| names.lookup(step)).collect();
    (elements, attribute.map(|name| names.lookup(name)))
}

/// A path without the numbers of its elements.
pub(in crate::pipeline) fn bare(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut inside = false;
    for letter in path.chars() {
        match letter {
            '[' => inside = true,
            ']' => inside = false,
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    text
}

fn example(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXAMPLE_LIMIT {
        return line;
    }
    let cut: String = line.chars().take(EXAMPLE_LIMIT).collect();
    format!("{cut}…")
}
