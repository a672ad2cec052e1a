//! Which cell, element or key an issue is about: it is looked for only once something is wrong.

use super::Reader;
use crate::mapping::rule::{Choice, FieldRule, From, Source, ValueRule};
use crate::mapping::select::{Scene, Selector};
use crate::model::issue::{Issue, Severity};
use crate::parse::{NameId, Node, RawRecord, address};

/// The detail of an issue that names the place.
const AT: &str = "at";

impl Reader<'_> {
    /// Names the cell (`B7`), the element or the key that each issue of a raw record is about, where only one can be meant.
    pub fn name_places(&self, raw: &RawRecord<'_>, issues: &mut [Issue]) {
        let Some(root) = raw.tree.root() else { return };
        let is_doubtful = |issue: &&mut Issue| issue.severity > Severity::Notice && detail(issue, AT).is_none();
        for issue in issues.iter_mut().filter(is_doubtful) {
            if let Some(place) = self.place(raw, root, issue) {
                issue.params.push((AT.to_owned(), place));
            }
        }
    }

    fn place(&self, raw: &RawRecord<'_>, root: Node<'_>, issue: &Issue) -> Option<String> {
        let field = detail(issue, "field")?;
        let path: Vec<&str> = field.split('.').collect();
        let mut nodes = vec![root];
        let mut at = 0;
        while let Some(node) = nodes.get(at).copied() {
            nodes.extend(self.nested_in(node, raw));
            at += 1;
        }
        let mut found = Sought::default();
        for node in nodes {
            let scene =
                Scene { record: node, file: &[], file_texts: raw.file, shared: &[], indexes: None, trace: None };
            let rules = self.mapping.by_pattern.get(raw.pattern).map(Vec::as_slice).unwrap_or_default();
            for rule in rules.iter().filter_map(|at| self.mapping.records.get(*at)) {
                found.look(&rule.fields, &path, node, &scene);
            }
        }
        match detail(issue, "value").map(str::trim).filter(|value| !value.is_empty()) {
            Some(value) => self.place_of(raw, found.only(value)?),
            None => found.column(raw).map(|column| address(column, raw.position.line)),
        }
    }

    fn place_of(&self, raw: &RawRecord<'_>, node: Node<'_>) -> Option<String> {
        match node.column() {
            Some(column) => Some(address(column, raw.position.line)),
            None => self.mapping.shape.names.name(node.name()).map(str::to_owned),
        }
    }
}

fn detail<'i>(issue: &'i Issue, wanted: &str) -> Option<&'i str> {
    issue.params.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
}

/// Nodes that a field may be read from, and the names of those that are not there.
#[derive(Default)]
struct Sought<'a> {
    nodes: Vec<Node<'a>>,
    names: Vec<NameId>,
}

impl<'a> Sought<'a> {
    /// Looks for what the rules of a path read; a field may also be named without the groups around it.
    fn look(&mut self, rules: &'a [FieldRule], path: &[&str], node: Node<'a>, scene: &Scene<'a>) {
        let Some((name, rest)) = path.split_first() else { return };
        for rule in rules {
            let is_named = rule.field.name() == *name;
            match (is_named, rest) {
                (true, []) => self.choices(&rule.choices, &[], node, scene),
                (true, rest) => self.choices(&rule.choices, rest, node, scene),
                (false, []) => self.groups(&rule.choices, path, node, scene),
                (false, _) => {}
            }
        }
    }

    fn choices(&mut self, choices: &'a [Choice], rest: &[&str], node: Node<'a>, scene: &Scene<'a>) {
        for choice in choices {
            match &choice.source {
                Source::Value(rule) if rest.is_empty() => self.value(rule, node, scene),
                Source::All(parts) => self.choices(parts, rest, node, scene),
                _ if rest.is_empty() => {}
                _ => self.groups(std::slice::from_ref(choice), rest, node, scene),
            }
        }
    }

    fn groups(&mut self, choices: &'a [Choice], path: &[&str], node: Node<'a>, scene: &Scene<'a>) {
        for choice in choices {
            match &choice.source {
                Source::One(group) | Source::Many(group) if group.inner.is_none() => {
                    let mut nodes = Vec::new();
                    group.at.iter().for_each(|selector| selector.nodes(node, scene, |at| nodes.push(at)));
                    nodes.into_iter().for_each(|at| self.look(&group.fields, path, at, scene));
                }
                Source::All(parts) => self.groups(parts, path, node, scene),
                _ => {}
            }
        }
    }

    fn value(&mut self, rule: &'a ValueRule, node: Node<'a>, scene: &Scene<'a>) {
        let selectors: Vec<&'a Selector> = match &rule.from {
            From::First(selector) | From::Extreme(selector, _) | From::Joined(selector, _) => vec![selector],
            From::Sum(plus, minus) => plus.iter().chain(minus).collect(),
            From::Parts { whole, parts, .. } => [whole].into_iter().chain(parts).collect(),
            From::Template(_) => Vec::new(),
        };
        for selector in selectors {
            selector.nodes(node, scene, |at| self.nodes.push(at));
            self.names.extend(selector.names());
        }
    }

    /// The node that holds a value: the one that says just that, or more than that, or the only one that says anything.
    fn only(&self, value: &str) -> Option<Node<'a>> {
        let one = |fits: &dyn Fn(&str) -> bool| -> Result<Option<Node<'a>>, Several> {
            let mut fitting = self.nodes.iter().copied().filter(|node| fits(node.text().trim()));
            let Some(first) = fitting.next() else { return Ok(None) };
            let is_same = |other: Node<'_>| other.column() == first.column() && other.name() == first.name();
            if fitting.all(is_same) { Ok(Some(first)) } else { Err(Several) }
        };
        for fits in [&|text: &str| text == value, &|text: &str| text.contains(value), &|text: &str| !text.is_empty()]
            as [&dyn Fn(&str) -> bool; 3]
        {
            match one(fits) {
                Ok(Some(node)) => return Some(node),
                Ok(None) => {}
                Err(Several) => return None,
            }
        }
        None
    }

    /// The column of the head that holds nothing in this row, though the field would stand there.
    fn column(&self, raw: &RawRecord<'_>) -> Option<u32> {
        let mut columns: Vec<u32> = self.names.iter().flat_map(|name| raw.tree.columns_of(*name)).collect();
        columns.sort_unstable();
        columns.dedup();
        match columns.as_slice() {
            [column] => Some(*column),
            _ => None,
        }
    }
}

/// More than one place fits: nobody knows which is meant.
struct Several;
