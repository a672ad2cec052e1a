//! What one rule yields: values and nested groups. The only allocations are the resulting values.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::amount::{Written, is_own_amount};
use super::convert::{Converted, convert_written};
use super::direction::{OwnAccounts, direction};
use super::index::Indexes;
use super::rule::{Choice, FieldRule, From, GroupRule, Source, ValueRule, ValueTable};
use super::select::{Scene, Selector};
use super::template::longer_form;
use super::trace::StepKind;
use crate::model::draft::{Fields, Value};
use crate::model::field::{Field, ValueType};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::parse::{Names, Node, Tree};

/// What reading a field came to.
enum Outcome {
    /// A value; `real` where it comes from the document rather than from a constant.
    Found {
        value: Value,
        real: bool,
    },
    Nothing,
    Malformed,
}

/// Reads one record.
pub(super) struct Evaluation<'a> {
    pub(super) scene: Scene<'a>,
    pub(super) truths: Option<&'a ValueTable>,
    pub(super) own: &'a OwnAccounts,
    pub(super) names: &'a Names,
    pub(super) position: &'a Position,
    pub(super) issues: Vec<Issue>,
    /// Fields of the groups around the one being read, for issues.
    pub(super) around: Vec<Field>,
    /// What the texts of the record's own amounts show.
    pub(super) written: Written,
}

impl<'a> Evaluation<'a> {
    /// Reads the fields of a record or group; says whether any value comes from the document.
    pub(super) fn fields(&mut self, rules: &'a [FieldRule], node: Node<'a>) -> (Fields, bool) {
        let mut fields = Fields(Vec::with_capacity(rules.len()));
        let mut any_real = false;
        for rule in rules {
            let severity = rule.severity.unwrap_or(if rule.required { Severity::Error } else { Severity::Warning });
            let outcome = self.choices(rule.field, &rule.choices, severity, node, &fields);
            self.tell_missed(rule, matches!(outcome, Outcome::Found { real: true, .. }));
            match outcome {
                Outcome::Found { value, real } => {
                    any_real |= real;
                    if let Some(trace) = self.scene.trace {
                        trace.found(rule.field, &rule.text, &value);
                    }
                    fields.0.push((rule.field, value));
                }
                Outcome::Nothing if rule.required => {
                    let issue = Issue::new(IssueCode::MissingField, severity, self.position.clone());
                    self.issues.push(issue.with("field", self.path(rule.field)));
                }
                Outcome::Nothing | Outcome::Malformed => {}
            }
        }
        (fields, any_real)
    }

    /// Says that a field is empty because it refers to a record that the file doesn't have, or has only later.
    fn tell_missed(&mut self, rule: &FieldRule, found: bool) {
        let Some(key) = self.scene.indexes.and_then(Indexes::take_missed).filter(|_| !found) else { return };
        let severity = rule.severity.unwrap_or(Severity::Notice);
        let issue = Issue::new(IssueCode::UnknownReference, severity, self.position.clone());
        self.issues.push(issue.with("field", self.path(rule.field)).with("value", key));
    }

    fn choices(
        &mut self,
        field: Field,
        choices: &'a [Choice],
        severity: Severity,
        node: Node<'a>,
        earlier: &Fields,
    ) -> Outcome {
        for choice in choices {
            if !self.hold(&choice.when, node, earlier) {
                continue;
            }
            if let Some(trace) = self.scene.trace {
                trace.begin_field();
            }
            match self.source(field, &choice.source, severity, node, earlier) {
                Outcome::Nothing => {}
                outcome => return outcome,
            }
        }
        Outcome::Nothing
    }

    fn source(
        &mut self,
        field: Field,
        source: &'a Source,
        severity: Severity,
        node: Node<'a>,
        earlier: &Fields,
    ) -> Outcome {
        let found = |value, real| Outcome::Found { value, real };
        match source {
            Source::Constant(value) => found(value.clone(), false),
            Source::Test(conditions) => found(Value::Bool(self.hold(conditions, node, earlier)), false),
            Source::Value(rule) => self.value(field, rule, severity, node),
            Source::Direction(rule) => match direction(rule, self.own, node, &self.scene) {
                Some(name) => found(Value::Text(name.to_owned()), true),
                None => Outcome::Nothing,
            },
            Source::One(group) => match self.groups(field, group, true, node).pop() {
                Some(fields) => found(Value::One(Box::new(fields)), true),
                None => Outcome::Nothing,
            },
            Source::Many(group) => match self.groups(field, group, false, node) {
                groups if groups.is_empty() => Outcome::Nothing,
                groups => found(Value::Many(groups), true),
            },
            Source::All(choices) => self.all(field, choices, severity, node, earlier),
        }
    }

    /// The groups of a rule, in order; only that of the first node where `first` is asked for.
    fn groups(&mut self, field: Field, rule: &'a GroupRule, first: bool, node: Node<'a>) -> Vec<Fields> {
        let scene = self.scene;
        let mut nodes = Vec::new();
        for selector in &*rule.at {
            if first {
                nodes.extend(selector.node(node, &scene));
                break;
            }
            selector.nodes(node, &scene, |at| nodes.push(at));
        }
        self.around.push(field);
        let mut groups = Vec::new();
        for at in nodes {
            match &rule.inner {
                Some(inner) => self.inner_groups(rule, inner, first, at, &mut groups),
                None => {
                    let before = self.scene.trace.map(|trace| trace.enter(field));
                    let (fields, real) = self.fields(&rule.fields, at);
                    if let (Some(trace), Some(before)) = (self.scene.trace, before) {
                        trace.leave(before, real);
                    }
                    groups.extend(real.then_some(fields));
                }
            }
        }
        self.around.pop();
        groups
    }

    /// The groups inside a text that is XML or JSON itself: it is read once for all their fields.
    fn inner_groups(
        &mut self,
        rule: &'a GroupRule,
        inner: &'a Selector,
        first: bool,
        at: Node<'a>,
        groups: &mut Vec<Fields>,
    ) {
        let mut tree = Tree::default();
        if crate::parse::inner::read(at.text().trim(), self.names, &mut tree).is_err() {
            return;
        }
        let Some(root) = tree.root() else { return };
        if let Some(trace) = self.scene.trace {
            trace.saw(at);
        }
        // Nodes of the inner tree are none of the record's: what is read of them is not traced.
        let scene = Scene { record: root, trace: None, ..self.scene };
        let mut evaluation = Evaluation {
            scene,
            truths: self.truths,
            own: self.own,
            names: self.names,
            position: self.position,
            issues: std::mem::take(&mut self.issues),
            around: std::mem::take(&mut self.around),
            written: Written::default(),
        };
        let mut nodes = Vec::new();
        if first {
            nodes.extend(inner.node(root, &scene));
        } else {
            inner.nodes(root, &scene, |node| nodes.push(node));
        }
        for node in nodes {
            let (fields, real) = evaluation.fields(&rule.fields, node);
            groups.extend(real.then_some(fields));
        }
        (self.issues, self.around) = (evaluation.issues, evaluation.around);
    }

    /// Several sources of one list, one after the other.
    fn all(
        &mut self,
        field: Field,
        choices: &'a [Choice],
        severity: Severity,
        node: Node<'a>,
        earlier: &Fields,
    ) -> Outcome {
        let (mut groups, mut texts, mut any_real) = (Vec::new(), Vec::new(), false);
        for choice in choices {
            if !self.hold(&choice.when, node, earlier) {
                continue;
            }
            if let Outcome::Found { value, real } = self.source(field, &choice.source, severity, node, earlier) {
                any_real |= real;
                match value {
                    Value::Many(many) => groups.extend(many),
                    Value::One(one) => groups.push(*one),
                    Value::Texts(many) => texts.extend(many),
                    Value::Text(text) => texts.push(text),
                    _ => {}
                }
            }
        }
        let value = match (groups.is_empty(), texts.is_empty()) {
            (true, true) => return Outcome::Nothing,
            (false, _) => Value::Many(groups),
            (true, false) if field.value_type() == ValueType::Texts => Value::Texts(texts),
            (true, false) => Value::Text(texts.join(" ")),
        };
        Outcome::Found { value, real: any_real }
    }

    fn value(&mut self, field: Field, rule: &'a ValueRule, severity: Severity, node: Node<'a>) -> Outcome {
        let outcome = self.stated(field, rule, severity, node);
        match (outcome, &rule.default) {
            (Outcome::Nothing, Some(default)) => {
                self.step(StepKind::Default, "");
                Outcome::Found { value: default.clone(), real: false }
            }
            (outcome, _) => outcome,
        }
    }

    fn stated(&mut self, field: Field, rule: &'a ValueRule, severity: Severity, node: Node<'a>) -> Outcome {
        let scene = self.scene;
        match &rule.from {
            From::First(selector) if field.value_type() == ValueType::Texts => {
                let mut values = Vec::new();
                selector.texts(node, &scene, |text| {
                    for text in entries(rule, text) {
                        let outcome = self.finish(field, rule, severity, text.into());
                        if let Outcome::Found { value: Value::Texts(texts), .. } = outcome {
                            values.extend(texts);
                        }
                    }
                });
                if values.is_empty() {
                    return Outcome::Nothing;
                }
                Outcome::Found { value: Value::Texts(values), real: true }
            }
            From::First(selector) => match selector.text(node, &scene) {
                Some(text) => self.finish(field, rule, severity, text.into()),
                None => Outcome::Nothing,
            },
            From::Template(template) => match template.fill(node, &scene) {
                Some(text) => self.finish(field, rule, severity, text.into()),
                None => Outcome::Nothing,
            },
            From::Joined(selector, between) => {
                let mut joined = String::new();
                selector.texts(node, &scene, |text| {
                    if !joined.is_empty() {
                        joined.push_str(between);
                    }
                    joined.push_str(text);
                });
                if joined.is_empty() { Outcome::Nothing } else { self.finish(field, rule, severity, joined.into()) }
            }
            From::Parts { whole, parts, cut } => match longer_form(whole, parts, cut, node, &scene) {
                Some(text) => self.finish(field, rule, severity, text),
                None => Outcome::Nothing,
            },
            From::Extreme(selector, wanted) => {
                let mut best = Outcome::Nothing;
                selector.texts(node, &scene, |text| {
                    let next = self.finish(field, rule, severity, text.into());
                    if better(&next, &best, *wanted) {
                        best = next;
                    }
                });
                best
            }
            From::Sum(plus, minus) => self.sum(field, rule, [plus, minus], severity, node),
        }
    }

    fn sum(
        &mut self,
        field: Field,
        rule: &'a ValueRule,
        [plus, minus]: [&'a [Selector]; 2],
        severity: Severity,
        node: Node<'a>,
    ) -> Outcome {
        let scene = self.scene;
        let mut total: Option<Decimal> = None;
        let mut malformed = false;
        let signed = plus.iter().map(|selector| (selector, false)).chain(minus.iter().map(|selector| (selector, true)));
        for (selector, is_less) in signed {
            selector.texts(node, &scene, |text| match self.finish(field, rule, severity, text.into()) {
                Outcome::Found { value: Value::Decimal(number), .. } => {
                    let sum = total.unwrap_or_default().checked_add(if is_less { -number } else { number });
                    malformed |= sum.is_none();
                    total = sum;
                }
                Outcome::Malformed => malformed = true,
                _ => {}
            });
        }
        match total {
            _ if malformed => Outcome::Malformed,
            Some(sum) => Outcome::Found { value: Value::Decimal(sum), real: true },
            None => Outcome::Nothing,
        }
    }

    /// Conversions, table and type of one text.
    fn finish(&mut self, field: Field, rule: &ValueRule, severity: Severity, text: Cow<'_, str>) -> Outcome {
        let inner = match &rule.inner {
            Some(selector) => match self.inside(&text, selector) {
                Some(inner) => {
                    self.step(StepKind::Inner, &inner);
                    Cow::Owned(inner)
                }
                None => return Outcome::Nothing,
            },
            None => text,
        };
        let mut text: Cow<'_, str> = inner;
        for (pattern, with) in rule.written.iter().flat_map(|written| &written.replace) {
            text = Cow::Owned(pattern.replace_all(&text, with.as_str()).trim().to_owned());
        }
        for converter in &rule.converters {
            let converted = (converter.apply)(&text).trim().to_owned();
            self.step(StepKind::Convert(converter.name), &converted);
            text = Cow::Owned(converted);
        }
        if let Some(capture) = &rule.capture {
            let Some(found) = capture.captures(&text) else { return Outcome::Nothing };
            let wanted = found.name("value").or_else(|| found.get(1)).or_else(|| found.get(0));
            text = Cow::Owned(wanted.map(|m| m.as_str().trim().to_owned()).unwrap_or_default());
            self.step(StepKind::Capture, &text);
        }
        if text.is_empty() {
            return Outcome::Nothing;
        }
        if let Some((table, strict)) = &rule.table {
            match table.get(&text) {
                Some("") => return Outcome::Nothing,
                Some(value) => {
                    self.step(StepKind::Table, value);
                    text = Cow::Owned(value.to_owned());
                }
                None if *strict => {
                    let issue = Issue::new(IssueCode::UnknownValue, severity, self.position.clone());
                    self.issues.push(issue.with("field", self.path(field)).with("value", text));
                    return Outcome::Malformed;
                }
                None => {}
            }
        }
        if is_own_amount(field, &self.around) {
            let stated = rule.written.as_ref().is_some_and(|written| written.number.says_how());
            self.written.see(field, &text, stated);
        }
        match convert_written(field, &text, rule.written.as_deref(), self.truths) {
            Converted::Value(value) => Outcome::Found { value, real: true },
            Converted::Nothing => Outcome::Nothing,
            Converted::Malformed { expected } => {
                let issue = Issue::new(IssueCode::MalformedValue, severity, self.position.clone())
                    .with("field", self.path(field))
                    .with("value", text)
                    .with("expected", expected);
                self.issues.push(issue);
                Outcome::Malformed
            }
        }
    }

    /// Selects inside a text that is XML or JSON itself; a text that is neither stands for itself.
    fn inside(&self, text: &str, selector: &Selector) -> Option<String> {
        let mut tree = Tree::default();
        if crate::parse::inner::read(text, self.names, &mut tree).is_err() {
            return Some(text.to_owned());
        }
        let root = tree.root()?;
        let scene = Scene { record: root, file: &[], file_texts: &[], shared: &[], indexes: None, trace: None };
        selector.text(root, &scene).map(str::to_owned)
    }

    fn step(&self, kind: StepKind, text: &str) {
        if let Some(trace) = self.scene.trace {
            trace.step(kind, text);
        }
    }

    /// The field's name with those of the groups around it: `lines.total`.
    fn path(&self, field: Field) -> String {
        let names: Vec<&str> = self.around.iter().chain([&field]).map(|field| field.name()).collect();
        names.join(".")
    }
}

/// The entries of a list that stands in one text, else the text.
fn entries<'t>(rule: &ValueRule, text: &'t str) -> Vec<&'t str> {
    let mut entries = vec![text];
    for between in rule.written.iter().flat_map(|written| &written.split) {
        entries = entries.into_iter().flat_map(|entry| entry.split(between.as_str())).collect();
    }
    entries.into_iter().map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

fn better(next: &Outcome, best: &Outcome, wanted: std::cmp::Ordering) -> bool {
    let (Outcome::Found { value: next, .. }, best) = (next, best) else { return false };
    let Outcome::Found { value: best, .. } = best else { return true };
    let order = match (next, best) {
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _ => return false,
    };
    order == wanted
}
