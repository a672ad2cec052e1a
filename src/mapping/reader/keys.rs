//! Under which keys others refer to a record.

use super::Reader;
use crate::parse::RawRecord;

impl Reader<'_> {
    /// The keys under which other records of the document may refer to this one.
    #[must_use]
    pub fn keys_of(&self, raw: &RawRecord<'_>) -> Vec<String> {
        let Some(root) = raw.tree.root() else { return Vec::new() };
        let evaluation = self.evaluation(raw, root);
        let mut keys = Vec::new();
        for rule in self.mapping.indexes.iter().filter(|rule| rule.patterns.contains(&raw.pattern)) {
            let mut found = Vec::new();
            rule.each.iter().for_each(|each| each.nodes(root, &evaluation.scene, |node| found.push(node)));
            keys.extend(found.into_iter().filter_map(|node| rule.key.text(node, &evaluation.scene).map(str::to_owned)));
        }
        keys
    }
}
