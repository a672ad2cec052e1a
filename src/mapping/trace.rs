//! What reading a record looked at: which nodes, and how each field came to its value. Nothing of it is noted unless
//! somebody asks ([`super::Reader::traced`]): `sverka mapping try` and `explain` do.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use crate::model::draft::Value;
use crate::model::field::{Field, ValueType};
use crate::parse::Node;

/// One thing that was done to a text on its way to a value; the message catalogue is keyed by [`StepKind::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Something inside the text was taken.
    Inner,
    /// A named conversion.
    Convert(&'static str),
    /// What a regular expression captured.
    Capture,
    /// The value table's entry.
    Table,
    /// Nothing was found: the default.
    Default,
}

impl StepKind {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inner => "inner",
            Self::Convert(name) => name,
            Self::Capture => "capture",
            Self::Table => "table",
            Self::Default => "default",
        }
    }
}

/// One step with the text it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub kind: StepKind,
    /// What came of it.
    pub text: String,
}

/// A text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The node's number in the record's tree; nothing where the text is a value of the file or of the container.
    pub node: Option<usize>,
    /// The text.
    pub text: String,
}

/// How one field came to its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced {
    /// The field with the groups around it: `lines[2].total`.
    pub path: String,
    /// The rule as the mapping file has it.
    pub rule: String,
    /// Texts it was made of.
    pub reads: Vec<Read>,
    /// What was done to them.
    pub steps: Vec<Step>,
    /// The value.
    pub value: Value,
}

/// What was looked at since a raw record began.
#[derive(Debug, Default)]
pub struct Trace {
    /// By number of the node in the record's tree.
    seen: RefCell<Vec<bool>>,
    last: Cell<Option<usize>>,
    reads: RefCell<Vec<Read>>,
    steps: RefCell<Vec<Step>>,
    around: RefCell<Vec<String>>,
    /// How many groups of a path there were.
    groups: RefCell<HashMap<String, usize>>,
    /// One list for every reading of the raw record: itself, and those nested in it.
    fields: RefCell<Vec<Vec<Traced>>>,
}

impl Trace {
    /// Whether a node was looked at, be it for a value, a condition or a key.
    #[must_use]
    pub fn has_seen(&self, node: Node<'_>) -> bool {
        self.seen.borrow().get(node.index()).copied().unwrap_or_default()
    }

    /// Takes what was noted of the fields since it was last asked for: a list for every reading, in order.
    #[must_use]
    pub fn take_fields(&self) -> Vec<Vec<Traced>> {
        self.fields.take()
    }

    pub(super) fn begin_record(&self) {
        self.seen.borrow_mut().clear();
        self.fields.borrow_mut().clear();
    }

    /// A reading of the raw record begins: of itself, or of a record nested in it.
    pub(super) fn begin_reading(&self) {
        self.groups.borrow_mut().clear();
        self.fields.borrow_mut().push(Vec::new());
    }

    pub(super) fn begin_field(&self) {
        self.reads.borrow_mut().clear();
        self.steps.borrow_mut().clear();
    }

    pub(super) fn saw(&self, node: Node<'_>) {
        let mut seen = self.seen.borrow_mut();
        if seen.len() <= node.index() {
            seen.resize(node.index() + 1, false);
        }
        if let Some(flag) = seen.get_mut(node.index()) {
            *flag = true;
        }
        self.last.set(Some(node.index()));
    }

    /// The next text is none of the record's.
    pub(super) fn left_the_record(&self) {
        self.last.set(None);
    }

    pub(super) fn read(&self, text: &str) {
        self.reads.borrow_mut().push(Read { node: self.last.get(), text: text.to_owned() });
    }

    pub(super) fn step(&self, kind: StepKind, text: &str) {
        self.steps.borrow_mut().push(Step { kind, text: text.to_owned() });
    }

    pub(super) fn found(&self, field: Field, rule: &str, value: &Value) {
        if matches!(field.value_type(), ValueType::One(_) | ValueType::Many(_)) {
            return;
        }
        let path = self.path(field.name());
        let (reads, steps) = (self.reads.take(), self.steps.take());
        if let Some(fields) = self.fields.borrow_mut().last_mut() {
            fields.push(Traced { path, rule: rule.to_owned(), reads, steps, value: value.clone() });
        }
    }

    /// Enters a group; gives what [`Trace::leave`] wants back.
    pub(super) fn enter(&self, field: Field) -> usize {
        let name = match field.value_type() {
            ValueType::Many(_) => {
                let path = self.path(field.name());
                let mut groups = self.groups.borrow_mut();
                let count = groups.entry(path).or_default();
                *count += 1;
                format!("{}[{count}]", field.name())
            }
            _ => field.name().to_owned(),
        };
        self.around.borrow_mut().push(name);
        self.fields.borrow().last().map_or(0, Vec::len)
    }

    /// Leaves a group; one without a value of the document is none.
    pub(super) fn leave(&self, before: usize, is_kept: bool) {
        let left = self.around.borrow_mut().pop();
        if !is_kept {
            if let Some(fields) = self.fields.borrow_mut().last_mut() {
                fields.truncate(before);
            }
            let Some((bare, _)) = left.as_deref().and_then(|name| name.rsplit_once('[')) else { return };
            if let Some(count) = self.groups.borrow_mut().get_mut(&self.path(bare)) {
                *count -= 1;
            }
        }
    }

    fn path(&self, name: &str) -> String {
        let around = self.around.borrow();
        around.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(".")
    }
}
