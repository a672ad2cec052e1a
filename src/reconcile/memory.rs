//! What a delivery's earlier rows already said about parties and products, so that the thousandth copy of a client's
//! key fields costs a comparison instead of a statement.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::model::record::{Body, Record, RecordKind};

/// More mentions than this are not remembered; they are simply planned like any other record.
const MENTIONS_MAX: usize = 50_000;

/// The mentions of one delivery, by kind and external id, with the entity each was found to be.
#[derive(Debug, Default)]
pub struct Memory {
    by_kind: HashMap<RecordKind, HashMap<String, (Body, i64), FxBuildHasher>, FxBuildHasher>,
    len: usize,
}

impl Memory {
    /// Whether an earlier row of the delivery mentioned exactly the same.
    #[must_use]
    pub fn knows(&self, mention: &Record) -> bool {
        self.find(mention.kind, &mention.id).is_some_and(|(body, _)| *body == mention.body)
    }

    /// The entity that a remembered mention was found to be.
    #[must_use]
    pub fn entity(&self, kind: RecordKind, id: &str) -> Option<i64> {
        self.find(kind, id).map(|(_, entity)| *entity)
    }

    /// Remembers a mention that was planned or found unchanged.
    pub fn remember(&mut self, kind: RecordKind, id: String, body: Body, entity: i64) {
        let known = self.by_kind.entry(kind).or_default();
        // What is remembered must stay what was said last, also when there is no room for more.
        if self.len < MENTIONS_MAX || known.contains_key(&id) {
            let is_new = known.insert(id, (body, entity)).is_none();
            self.len += usize::from(is_new);
        }
    }

    fn find(&self, kind: RecordKind, id: &str) -> Option<&(Body, i64)> {
        self.by_kind.get(&kind)?.get(id)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::provenance::{Position, Provenance};
    use crate::model::record::{Product, RecordVersion, Standing};

    fn mention(name: &str) -> Record {
        Record {
            kind: RecordKind::Product,
            kept_as: RecordKind::Product,
            id: "g1".into(),
            provenance: Provenance { rule: Arc::from("a/b"), position: Position::default() },
            version: RecordVersion::default(),
            standing: Standing::Mention,
            body: Body::Product(Product { name: name.into(), ..Product::default() }),
        }
    }

    #[test]
    fn only_an_equal_mention_is_known() {
        let mut memory = Memory::default();
        assert!(!memory.knows(&mention("Кабель")));
        memory.remember(RecordKind::Product, "g1".into(), mention("Кабель").body, 7);
        assert!(memory.knows(&mention("Кабель")));
        assert!(!memory.knows(&mention("Кабель медный")));
        assert_eq!(memory.entity(RecordKind::Product, "g1"), Some(7));
        assert_eq!(memory.entity(RecordKind::Client, "g1"), None);
    }
}
