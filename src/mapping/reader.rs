//! Raw records → drafts.

use rust_decimal::Decimal;
use std::sync::Arc;

use super::Mapping;
use super::control::Running;
use super::convert::date_time;
use super::direction::OwnAccounts;
use super::rule::{RecordRule, Share};
use super::select::Scene;
use super::value::Evaluation;
use crate::model::draft::{Draft, Fields, Value};
use crate::model::field::Field;
use crate::model::issue::{Issue, Severity};
use crate::model::provenance::{Position, Provenance};
use crate::model::record::{RecordKind, RecordVersion};
use crate::parse::shape::{NOT_A_RECORD, ROW};
use crate::parse::{Node, RawRecord};

/// What a raw record came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A draft, and what is doubtful about it.
    Draft(Box<Draft>, Vec<Issue>),
    /// The record can't be taken: one of the issues is an error.
    Refused(Box<Refusal>),
    /// No record: no rule's conditions held, or the row is a heading or a total.
    Skipped,
}

/// A record that can't be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What it would be.
    pub kind: RecordKind,
    /// Key of the ladder that held, where one did.
    pub id: Option<String>,
    /// `mapping/record`.
    pub rule: Arc<str>,
    /// Where it stands.
    pub position: Position,
    /// Its amount, where that could be read, with the currency as written.
    pub amount: Option<(Decimal, Option<String>)>,
    /// Why.
    pub issues: Vec<Issue>,
}

/// Reads the records of one document, in document order.
#[derive(Debug)]
pub struct Reader<'m> {
    mapping: &'m Mapping,
    own: OwnAccounts,
    /// How many of the document's file values were taken in.
    seen: usize,
    /// Latest value of each slot, as an index into the file values.
    latest: Vec<Option<usize>>,
    scope: Option<u64>,
    shared: Vec<Option<String>>,
    /// Slots that two records of the container filled differently: they say nothing any more.
    ambiguous: Vec<bool>,
    file_time: Option<jiff::civil::DateTime>,
    message: Option<i64>,
    /// Sums of the rows of the sheet, by control rule.
    running: Vec<Running>,
    /// What the controls found.
    differences: Vec<Issue>,
}

impl<'m> Reader<'m> {
    pub(super) fn new(mapping: &'m Mapping, own_accounts: &[String]) -> Self {
        let mut own = OwnAccounts::default();
        own_accounts.iter().for_each(|account| own.add(account));
        Self {
            mapping,
            own,
            seen: 0,
            latest: vec![None; mapping.file.slots],
            scope: None,
            shared: vec![None; mapping.shared],
            ambiguous: vec![false; mapping.shared],
            file_time: None,
            message: None,
            running: mapping.controls.iter().map(Running::new).collect(),
            differences: Vec::new(),
        }
    }

    /// Reads one raw record and those nested in it (subordinate documents), the outer one first.
    pub fn read_each(&mut self, raw: &RawRecord<'_>, each: &mut dyn FnMut(Reading)) {
        each(self.read(raw));
        let (Some(root), mapping) = (raw.tree.root(), self.mapping) else { return };
        self.control(raw, root);
        self.take_notes(raw, root);
        if mapping.nested.is_empty() || raw.pattern == NOT_A_RECORD {
            return;
        }
        let mut waiting = self.nested_in(root, raw);
        while let Some(node) = waiting.pop() {
            each(self.read_node(raw, node));
            waiting.extend(self.nested_in(node, raw));
        }
    }

    /// What totals rows state that the rows above them do not say; each is given once.
    pub fn take_differences(&mut self) -> Vec<Issue> {
        std::mem::take(&mut self.differences)
    }

    fn control(&mut self, raw: &RawRecord<'_>, root: Node<'_>) {
        let mapping: &'m Mapping = self.mapping;
        let mut running = std::mem::take(&mut self.running);
        for (rule, sums) in mapping.controls.iter().zip(&mut running) {
            let evaluation = self.evaluation(raw, root);
            if raw.pattern == ROW {
                sums.add(rule, root, &evaluation.scene);
            } else if rule.rows.contains(&raw.pattern) && evaluation.hold(&rule.when, root, &Fields::default()) {
                let differences = sums.compare(rule, root, &evaluation.scene, raw.position);
                self.differences.extend(differences);
            }
        }
        self.running = running;
    }

    fn take_notes(&mut self, raw: &RawRecord<'_>, root: Node<'_>) {
        let mapping: &'m Mapping = self.mapping;
        for note in mapping.notes.iter().filter(|note| note.patterns.contains(&raw.pattern)) {
            let evaluation = self.evaluation(raw, root);
            if evaluation.hold(&note.when, root, &Fields::default()) {
                let shares = Self::shares(&note.share, raw, root, &evaluation.scene);
                self.keep_shares(shares);
            }
        }
    }

    fn evaluation<'a>(&'a self, raw: &'a RawRecord<'a>, root: Node<'a>) -> Evaluation<'a> {
        let scene = Scene { record: root, file: &self.latest, file_texts: raw.file, shared: &self.shared };
        Evaluation {
            scene,
            truths: self.mapping.truths.as_deref(),
            own: &self.own,
            names: &self.mapping.shape.names,
            position: raw.position,
            issues: Vec::new(),
            around: Vec::new(),
        }
    }

    /// Nested records of a node, the last first.
    fn nested_in<'a>(&self, node: Node<'a>, raw: &RawRecord<'a>) -> Vec<Node<'a>>
    where
        'm: 'a,
    {
        let mapping: &'m Mapping = self.mapping;
        let mut found = Vec::new();
        let scene = Scene { record: node, file: &[], file_texts: raw.file, shared: &[] };
        for selector in &*mapping.nested {
            selector.nodes(node, &scene, |at| found.push(at));
        }
        found.reverse();
        found
    }

    /// Reads one raw record, without those nested in it.
    pub fn read(&mut self, raw: &RawRecord<'_>) -> Reading {
        let Some(root) = raw.tree.root() else { return Reading::Skipped };
        self.take_file_values(raw.file);
        self.enter_scope(raw.scope);
        self.read_node(raw, root)
    }

    fn read_node(&mut self, raw: &RawRecord<'_>, root: Node<'_>) -> Reading {
        let Some(candidates) = self.mapping.by_pattern.get(raw.pattern) else { return Reading::Skipped };
        let mut evaluation = self.evaluation(raw, root);
        let scene = evaluation.scene;
        let none = Fields::default();
        let mut rules = candidates.iter().filter_map(|at| self.mapping.records.get(*at));
        let Some(rule) = rules.find(|rule| evaluation.hold(&rule.when, root, &none)) else { return Reading::Skipped };
        let (fields, _) = evaluation.fields(&rule.fields, root);
        let id = rule.key.iter().find_map(|rung| rung.key(root, &scene, &fields));
        let mut issues = evaluation.issues;
        if let Some(label) = fields.label().filter(|_| !issues.is_empty()) {
            issues.iter_mut().for_each(|issue| issue.name_record(&label));
        }
        let shares = Self::shares(&rule.share, raw, root, &scene);
        self.keep_shares(shares);
        let refused = issues.iter().any(|issue| issue.severity == Severity::Error);
        if refused { self.refusal(rule, id, raw, &fields, issues) } else { self.draft(rule, id, raw, fields, issues) }
    }

    fn draft(
        &self,
        rule: &RecordRule,
        id: Option<String>,
        raw: &RawRecord<'_>,
        mut fields: Fields,
        issues: Vec<Issue>,
    ) -> Reading {
        let token = match fields.take(Field::VersionToken) {
            Some(Value::Text(token)) => Some(token),
            _ => None,
        };
        let draft = Draft {
            kind: rule.kind,
            id,
            removal: rule.removal,
            provenance: Provenance { rule: Arc::clone(&rule.provenance), position: raw.position.clone() },
            version: RecordVersion { message: self.message, file_time: self.file_time, token },
            fields,
        };
        Reading::Draft(Box::new(draft), issues)
    }

    fn refusal(
        &self,
        rule: &RecordRule,
        id: Option<String>,
        raw: &RawRecord<'_>,
        fields: &Fields,
        issues: Vec<Issue>,
    ) -> Reading {
        let amount = match fields.get(Field::Total).or_else(|| fields.get(Field::Amount)) {
            Some(Value::Decimal(number)) => Some(*number),
            _ => None,
        };
        let currency = match fields.get(Field::Currency) {
            Some(Value::Text(currency)) => Some(currency.clone()),
            _ => None,
        };
        Reading::Refused(Box::new(Refusal {
            kind: rule.kind,
            id,
            rule: Arc::clone(&rule.provenance),
            position: raw.position.clone(),
            amount: amount.map(|amount| (amount, currency)),
            issues,
        }))
    }

    /// Takes in the file values met since the last record.
    fn take_file_values(&mut self, values: &[(usize, String)]) {
        let rules = &self.mapping.file;
        for (at, (pattern, text)) in values.iter().enumerate().skip(self.seen) {
            let Some(slot) = rules.slot_of_pattern.get(*pattern).copied() else { continue };
            if text.trim().is_empty() {
                continue;
            }
            if let Some(latest) = self.latest.get_mut(slot) {
                *latest = Some(at);
            }
            if rules.own_accounts == Some(slot) {
                self.own.add(text);
            } else if rules.time == Some(slot) {
                self.file_time = date_time(text);
            } else if rules.message == Some(slot) {
                self.message = text.trim().parse().ok();
            }
        }
        self.seen = values.len();
    }

    fn enter_scope(&mut self, scope: u64) {
        if self.scope != Some(scope) {
            self.scope = Some(scope);
            self.shared.fill(None);
            self.ambiguous.fill(false);
            self.running = self.mapping.controls.iter().map(Running::new).collect();
        }
    }

    fn shares<'a>(shares: &'a [Share], raw: &RawRecord<'a>, root: Node<'a>, scene: &Scene<'a>) -> Vec<(usize, String)> {
        shares
            .iter()
            .filter(|share| share.patterns.is_empty() || share.patterns.contains(&raw.pattern))
            .filter_map(|share| Some((share.slot, share.from.text(root, scene)?.to_owned())))
            .collect()
    }

    fn keep_shares(&mut self, shares: Vec<(usize, String)>) {
        for (slot, text) in shares {
            let (Some(held), Some(ambiguous)) = (self.shared.get_mut(slot), self.ambiguous.get_mut(slot)) else {
                continue;
            };
            *ambiguous |= held.as_ref().is_some_and(|held| *held != text);
            *held = if *ambiguous { None } else { Some(text) };
        }
    }
}
