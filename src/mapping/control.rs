//! Totals rows of a table against the rows above them.
//!
//! A totals row may state the sum of the sheet so far, or of the rows since any totals row before it: subtotals of every
//! depth and the grand total are told apart by which sum they are. What is none of these is said.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::convert::decimal;
use super::rule::Condition;
use super::select::{Scene, Selector};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::parse::Node;

/// Subtotals of one sheet beyond which no further one is remembered.
const SUBTOTALS_MAX: usize = 100_000;

/// What is stated by some rows and added up over the others.
#[derive(Debug)]
pub(crate) struct ControlRule {
    /// Sorts of rows that state the sums.
    pub(crate) rows: Vec<usize>,
    /// Which of these rows do.
    pub(crate) when: Box<[Condition]>,
    /// What is added up, with its name in mapping files.
    pub(crate) sums: Box<[(String, Selector)]>,
    /// The first words of the row.
    pub(crate) label: Selector,
}

/// The sums of one control rule on one sheet.
#[derive(Debug, Clone)]
pub(super) struct Running {
    columns: Vec<Column>,
}

/// One column added up.
#[derive(Debug, Clone)]
struct Column {
    /// The sum of all rows so far; nothing once it is out of range.
    all: Option<Decimal>,
    /// What `all` was at the beginning and at every totals row.
    before: HashSet<Decimal>,
    last: Decimal,
}

impl Running {
    pub(super) fn new(rule: &ControlRule) -> Self {
        let column = Column { all: Some(Decimal::ZERO), before: HashSet::from([Decimal::ZERO]), last: Decimal::ZERO };
        Self { columns: vec![column; rule.sums.len()] }
    }

    /// Adds an ordinary row.
    pub(super) fn add(&mut self, rule: &ControlRule, node: Node<'_>, scene: &Scene<'_>) {
        for ((_, selector), column) in rule.sums.iter().zip(&mut self.columns) {
            let Some(number) = selector.text(node, scene).and_then(decimal) else { continue };
            column.all = column.all.and_then(|all| all.checked_add(number));
        }
    }

    /// Compares a row that states sums; says which of them it can't be.
    pub(super) fn compare(
        &mut self,
        rule: &ControlRule,
        node: Node<'_>,
        scene: &Scene<'_>,
        position: &Position,
    ) -> Vec<Issue> {
        let mut issues = Vec::new();
        for ((name, selector), column) in rule.sums.iter().zip(&mut self.columns) {
            let stated = selector.text(node, scene).and_then(decimal);
            let Some(found) = stated.and_then(|stated| column.differs(stated)) else { continue };
            let text = |number: Decimal| number.normalize().to_string();
            let issue = Issue::new(IssueCode::ControlDiffers, Severity::Warning, position.clone())
                .with("name", rule.label.text(node, scene).unwrap_or(name))
                .with("field", name.as_str())
                .with("stated", text(stated.unwrap_or_default()))
                .with("found", text(found));
            issues.push(issue);
        }
        self.columns.iter_mut().for_each(Column::mark);
        issues
    }
}

impl Column {
    /// The sum that was meant, where the stated one is neither that of all rows nor of those since a totals row.
    fn differs(&self, stated: Decimal) -> Option<Decimal> {
        let all = self.all?;
        let is_known = all.checked_sub(stated).is_none_or(|rest| self.before.contains(&rest));
        if is_known {
            return None;
        }
        let since = all.checked_sub(self.last).filter(|since| !since.is_zero());
        Some(since.unwrap_or(all))
    }

    fn mark(&mut self) {
        let Some(all) = self.all else { return };
        self.last = all;
        if self.before.len() < SUBTOTALS_MAX {
            self.before.insert(all);
        } else {
            // Too many to judge any further.
            self.all = None;
        }
    }
}
