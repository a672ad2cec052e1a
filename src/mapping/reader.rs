//! Raw records → drafts.

use std::ops::ControlFlow;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Mapping;
use super::amount::Written;
use super::control::Running;
use super::convert::date_time;
use super::direction::OwnAccounts;
use super::index::{BYTES_MAX, Indexes};
use super::rule::{RecordRule, Share};
use super::select::Scene;
use super::trace::Trace;
use super::value::Evaluation;
use crate::model::draft::{Draft, Fields, Value};
use crate::model::field::Field;
use crate::model::issue::{Issue, Severity};
use crate::model::provenance::{Position, Provenance};
use crate::model::record::{RecordKind, RecordVersion};
use crate::parse::shape::{NOT_A_RECORD, ROW};
use crate::parse::{Document, Format, Node, RawRecord, ReadError, ReadErrorKind};

mod keys;
mod places;
mod points;

use points::Whole;

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

impl Reading {
    /// The rule that read it (`mapping/record`), where one did.
    #[must_use]
    pub fn rule(&self) -> Option<&Arc<str>> {
        match self {
            Self::Draft(draft, _) => Some(&draft.provenance.rule),
            Self::Refused(refusal) => Some(&refusal.rule),
            Self::Skipped => None,
        }
    }
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
    indexes: Indexes,
    trace: Option<Trace>,
    /// The document and what reads it, once it was looked at.
    whole: Option<Whole>,
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
            indexes: Indexes::new(mapping.indexes.len()),
            trace: None,
            whole: None,
        }
    }

    /// Goes through the document beforehand where the mapping refers to records that come later in the file.
    ///
    /// # Errors
    /// When the document can't be read.
    pub fn look_ahead(&mut self, format: &'static dyn Format, document: &Document) -> Result<(), ReadError> {
        self.whole = Some(Whole::new(format, document));
        if !self.mapping.looks_ahead {
            return Ok(());
        }
        format.read(document, &self.mapping.shape, &mut Vec::new(), &mut |raw| {
            if let Ok(raw) = raw {
                self.take_index_values(&raw);
            }
            if self.indexes.is_full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    }

    /// Why reading can't go on, where it can't: what the mapping keeps for later records has passed its limit.
    #[must_use]
    pub fn passed_limit(&self) -> Option<ReadErrorKind> {
        let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX);
        self.indexes.is_full().then_some(ReadErrorKind::Limit { name: "index bytes", limit })
    }

    /// The same reader, which also notes what it looks at: see [`Reader::trace`].
    #[must_use]
    pub fn traced(mut self) -> Self {
        self.trace = Some(Trace::default());
        self
    }

    /// What was looked at since the last raw record began; nothing where the reader is not [`Reader::traced`].
    #[must_use]
    pub fn trace(&self) -> Option<&Trace> {
        self.trace.as_ref()
    }

    /// Reads one raw record and those nested in it (subordinate documents, transactions of an entry), the outer one first.
    pub fn read_each(&mut self, raw: &RawRecord<'_>, each: &mut dyn FnMut(Reading)) {
        if let Some(trace) = &self.trace {
            trace.begin_record();
        }
        self.take_index_values(raw);
        if self.mapping.only_indexes(raw.pattern) {
            return;
        }
        let (Some(root), mapping) = (raw.tree.root(), self.mapping) else {
            each(Reading::Skipped);
            return;
        };
        self.take_file_values(raw.file);
        self.enter_scope(raw.scope);
        let may_hold = !mapping.nested.is_empty() && raw.pattern != NOT_A_RECORD;
        let mut waiting = if may_hold { self.nested_in(root, raw) } else { Vec::new() };
        // What only holds records is no row of its own.
        let holds = !waiting.is_empty();
        self.read_node(raw, root, &mut |reading| {
            if !(holds && reading == Reading::Skipped) {
                each(reading);
            }
        });
        self.control(raw, root);
        self.take_notes(raw, root);
        while let Some(node) = waiting.pop() {
            self.read_node(raw, node, each);
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
        let indexes = (!self.mapping.indexes.is_empty()).then_some(&self.indexes);
        let (file, shared, trace) = (&self.latest, &self.shared, self.trace.as_ref());
        let scene = Scene { record: root, file, file_texts: raw.file, shared, indexes, trace };
        Evaluation {
            scene,
            truths: self.mapping.truths.as_deref(),
            own: &self.own,
            names: &self.mapping.shape.names,
            position: raw.position,
            issues: Vec::new(),
            around: Vec::new(),
            written: Written::default(),
        }
    }

    /// Nested records of a node, the last first.
    fn nested_in<'a>(&self, node: Node<'a>, raw: &RawRecord<'a>) -> Vec<Node<'a>>
    where
        'm: 'a,
    {
        let mapping: &'m Mapping = self.mapping;
        let mut found = Vec::new();
        let scene = Scene { record: node, file: &[], file_texts: raw.file, shared: &[], indexes: None, trace: None };
        for selector in &*mapping.nested {
            selector.nodes(node, &scene, |at| found.push(at));
        }
        found.reverse();
        found
    }

    /// Reads one raw record, without those nested in it and without what further rules read of it.
    pub fn read(&mut self, raw: &RawRecord<'_>) -> Reading {
        let Some(root) = raw.tree.root() else { return Reading::Skipped };
        self.take_file_values(raw.file);
        self.enter_scope(raw.scope);
        let mut first = None;
        self.read_node(raw, root, &mut |reading| {
            first.get_or_insert(reading);
        });
        first.unwrap_or(Reading::Skipped)
    }

    /// What the first rule reads whose conditions hold, and every rule that reads `also`.
    fn read_node(&mut self, raw: &RawRecord<'_>, root: Node<'_>, each: &mut dyn FnMut(Reading)) {
        let mapping: &'m Mapping = self.mapping;
        let candidates = mapping.by_pattern.get(raw.pattern).map(Vec::as_slice).unwrap_or_default();
        let (mut found, mut any) = (false, false);
        for rule in candidates.iter().filter_map(|at| mapping.records.get(*at)) {
            if found && !rule.also {
                continue;
            }
            let Some(reading) = self.read_by(rule, raw, root) else { continue };
            found |= !rule.also;
            any = true;
            each(reading);
        }
        if !any {
            if let Some(trace) = &self.trace {
                trace.begin_reading();
            }
            each(Reading::Skipped);
        }
    }

    /// What a rule reads; nothing where its conditions don't hold.
    fn read_by(&mut self, rule: &'m RecordRule, raw: &RawRecord<'_>, root: Node<'_>) -> Option<Reading> {
        let mut evaluation = self.evaluation(raw, root);
        let scene = evaluation.scene;
        if !evaluation.hold(&rule.when, root, &Fields::default()) {
            return None;
        }
        if let Some(trace) = &self.trace {
            trace.begin_reading();
        }
        if rule.skip {
            return Some(Reading::Skipped);
        }
        let (mut fields, _) = evaluation.fields(&rule.fields, root);
        if self.mapping.is_table() {
            let doubt = evaluation.written.settle(&mut fields, || self.points(), raw.position);
            evaluation.issues.extend(doubt);
        }
        evaluation.issues.extend(evaluation.written.name_currency(&mut fields, raw.position));
        let id = rule.key.iter().find_map(|rung| rung.key(root, &scene, &fields));
        let mut issues = evaluation.issues;
        if let Some(label) = fields.label().filter(|_| !issues.is_empty()) {
            issues.iter_mut().for_each(|issue| issue.name_record(&label));
        }
        let shares = Self::shares(&rule.share, raw, root, &scene);
        self.keep_shares(shares);
        let refused = issues.iter().any(|issue| issue.severity == Severity::Error);
        Some(if refused {
            self.refusal(rule, id, raw, &fields, issues)
        } else {
            self.draft(rule, id, raw, fields, issues)
        })
    }

    /// Keeps what the record says for those that refer to it.
    fn take_index_values(&mut self, raw: &RawRecord<'_>) {
        let mapping: &'m Mapping = self.mapping;
        let Some(root) = raw.tree.root().filter(|_| !mapping.indexes.is_empty()) else { return };
        for (at, rule) in mapping.indexes.iter().enumerate() {
            if !rule.patterns.contains(&raw.pattern) {
                continue;
            }
            let mut kept = Vec::new();
            let evaluation = self.evaluation(raw, root);
            let scene = evaluation.scene;
            let mut found = Vec::new();
            rule.each.iter().for_each(|each| each.nodes(root, &scene, |node| found.push(node)));
            for node in found {
                let Some(key) = rule.key.text(node, &scene) else { continue };
                if evaluation.hold(&rule.when, node, &Fields::default()) {
                    let values = rule.values.iter().map(|value| value.text(node, &scene).map(str::to_owned));
                    kept.push((key.to_owned(), values.collect::<Vec<_>>()));
                }
            }
            for (key, values) in kept {
                let values: Vec<_> = values.iter().map(Option::as_deref).collect();
                self.indexes.keep(at, &key, &values);
            }
        }
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
