//! Cards as the store holds them now, with what identifies them, and the keys under which they are found.

use std::collections::BTreeSet;

use crate::config::JudgeAt;
use crate::model::change::RecordKey;
use crate::model::membership::ClientRecord;
use crate::model::record::Party;
use crate::normalize::names::name_core;
use crate::reconcile::identity::{BlockKey, BlockKind, Features, KEYS_VERSION, block_keys, holder};
use crate::store::decisions::Keyed;
use crate::store::{Revision, SqlResult};

/// Keys that a card has, as a rule.
const KEYS_OF_CARD: usize = 12;

/// Cards side by side.
pub(super) struct Cards {
    /// Those that say something, in the order of their keys.
    pub(super) records: Vec<ClientRecord>,
    /// What identifies each of them.
    pub(super) features: Vec<Features>,
    /// Those that say nothing by now: they stay with the rest of their client.
    pub(super) silent: Vec<ClientRecord>,
}

impl Cards {
    /// Every card of the store.
    pub(super) fn all(revision: &Revision<'_>) -> SqlResult<Self> {
        let mut cards = Self { records: Vec::new(), features: Vec::new(), silent: Vec::new() };
        revision.each_client_record(&mut |record, party| match party {
            Some(party) => {
                cards.features.push(features(&record, &party));
                cards.records.push(record);
            }
            None => cards.silent.push(record),
        })?;
        cards.sort();
        Ok(cards)
    }

    /// Brings the cards into the order of their keys where they are: of many cards a second copy is large.
    fn sort(&mut self) {
        let Self { records, features, silent } = self;
        silent.sort_unstable_by_key(|record| record.key);
        let mut order: Vec<usize> = (0..records.len()).collect();
        order.sort_unstable_by_key(|at| records.get(*at).map(|record| record.key));
        for place in 0..order.len() {
            let from = |at: usize| order.get(at).copied().unwrap_or(at);
            let mut at = from(place);
            // What stood there was swapped away already: to where the order says.
            while at < place {
                at = from(at);
            }
            records.swap(place, at);
            features.swap(place, at);
        }
    }

    /// Writes the keys of all of them in place of what was there: faster than one by one where many are new.
    pub(super) fn index(&self, revision: &Revision<'_>) -> SqlResult<()> {
        // A place takes a tenth of what is written for it.
        let mut entries: Vec<(BlockKey, u32)> = Vec::with_capacity(self.features.len() * KEYS_OF_CARD);
        for (features, place) in self.features.iter().zip(0_u32..) {
            entries.extend(block_keys(features).into_iter().map(|key| (key, place)));
        }
        entries.sort_unstable();
        let of_place = |(key, place): (BlockKey, u32)| {
            let place = usize::try_from(place).ok()?;
            let (record, features) = self.records.get(place).zip(self.features.get(place))?;
            Some((record.key, keyed(key, features)))
        };
        revision.put_all_block_keys(KEYS_VERSION, &mut entries.into_iter().filter_map(of_place))
    }
}

/// What of a card identifies it.
pub(super) fn features(record: &ClientRecord, party: &Party) -> Features {
    let legal = if party.legal_name.is_empty() { String::new() } else { name_core(&party.legal_name) };
    Features::of(party, &legal, record.source, record.made_up)
}

/// Leaves what says something else by now to be judged next; where only a person asks for that, the keys are not kept up to
/// date until then.
pub(in crate::pipeline) fn leave(revision: &mut Revision<'_>, at: JudgeAt) -> SqlResult<()> {
    if at == JudgeAt::Rematch && !revision.restated.is_empty() {
        revision.forget_block_keys()?;
    }
    revision.leave_to_judge()
}

/// Keeps the keys of what was stated up to date; of everything, in a store of an earlier program. The keys whose records
/// must be judged anew: their value counts for more or less by now, or someone they were compared with left them.
pub(super) fn index(revision: &Revision<'_>, touched: &BTreeSet<RecordKey>) -> SqlResult<BTreeSet<i64>> {
    let mut shifted = BTreeSet::new();
    if !revision.has_block_keys(KEYS_VERSION)? {
        Cards::all(revision)?.index(revision)?;
        return Ok(shifted);
    }
    for key in touched {
        let found = match revision.client_record(*key)? {
            Some((record, Some(party))) => keys(&features(&record, &party)),
            _ => Vec::new(),
        };
        let (fresh, gone) = revision.put_block_keys(*key, &found)?;
        let counted: BTreeSet<i64> = found.iter().filter(|key| key.counts).map(|key| key.key).collect();
        shifted.extend(fresh.into_iter().filter(|key| counted.contains(key)).chain(gone));
    }
    Ok(shifted)
}

/// The keys of a card, as the store keeps them.
fn keys(features: &Features) -> Vec<Keyed> {
    block_keys(features).into_iter().map(|key| keyed(key, features)).collect()
}

fn keyed(key: BlockKey, features: &Features) -> Keyed {
    let counts = key.kind().is_counted();
    let holder = counts.then(|| holder(key, features)).flatten();
    let holder = holder.map(|holder| BlockKey::new(BlockKind::Name, &holder).bits());
    Keyed { key: key.bits(), holder, counts }
}
