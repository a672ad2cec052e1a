//! A payment's direction: by whose accounts the money moves between, else by dates only one side fills.

use rustc_hash::FxHashSet;

use super::rule::DirectionRule;
use super::select::{Scene, Selector};
use crate::model::record::Direction;
use crate::parse::Node;

/// Our own accounts: those of the settings and those the file says it is about.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnAccounts(FxHashSet<String>);

impl OwnAccounts {
    pub(super) fn add(&mut self, account: &str) {
        let account = compact(account);
        if !account.is_empty() {
            self.0.insert(account);
        }
    }

    fn holds(&self, account: &str) -> bool {
        self.0.contains(account) || self.0.contains(&compact(account))
    }
}

fn compact(account: &str) -> String {
    account.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// The direction's name, or nothing where neither side is ours and no date tells.
pub(super) fn direction<'a>(
    rule: &'a DirectionRule,
    own: &OwnAccounts,
    node: Node<'a>,
    scene: &Scene<'a>,
) -> Option<&'static str> {
    let ours = |side: &'a [Selector]| {
        side.iter().any(|selector| selector.text(node, scene).is_some_and(|account| own.holds(account)))
    };
    let direction = match (ours(&rule.payer), ours(&rule.payee)) {
        (true, true) => Direction::Internal,
        (true, false) => Direction::Out,
        (false, true) => Direction::In,
        (false, false) => {
            let filled =
                |hint: &'a Option<Selector>| hint.as_ref().is_some_and(|selector| selector.text(node, scene).is_some());
            match (filled(&rule.received), filled(&rule.paid)) {
                (true, false) => Direction::In,
                (false, true) => Direction::Out,
                // Some banks fill both dates on every document: then they tell nothing.
                _ => return None,
            }
        }
    };
    Some(direction.name())
}
