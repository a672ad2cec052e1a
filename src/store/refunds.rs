//! What of a client's payments was given back.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;

use super::commit::Revision;
use super::lookup::{json, to_json};
use crate::model::change::Refund;
use crate::model::decision::{DecidedRefund, Fact};
use crate::model::ids::{ClientId, DecisionId, PaymentId, RecordNo};

/// What a person said last of a payment of ours and those that it may give back.
pub(in crate::store) const OF_REFUND: &str = "SELECT id, what, who FROM decision
     WHERE payment_id = ?1 AND undone_by IS NULL AND kind IN ('gives_back', 'gives_not_back') ORDER BY id";

type Pair = (PaymentId, PaymentId);

impl Revision<'_> {
    /// Keeps what of a client's payments was given back: only what differs is written. What payments gave back or got back
    /// before they changed their client goes.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_refunds(&self, client: ClientId, refunds: &[Refund]) -> rusqlite::Result<()> {
        let known = self.refunds_of(client)?;
        let mut wanted: BTreeMap<Pair, (i64, String)> = BTreeMap::new();
        for Refund { payment, refund, amount, reasons } in refunds {
            wanted.insert((*payment, *refund), (amount.minor, to_json(reasons)?));
        }
        let mut changed = BTreeSet::new();
        for (pair, _) in known.iter().filter(|(pair, _)| !wanted.contains_key(pair)) {
            changed.insert(*pair);
            self.tx
                .prepare_cached("DELETE FROM refund WHERE payment_id = ?1 AND refund_id = ?2")?
                .execute([pair.0.0, pair.1.0])?;
        }
        for (pair, (minor, reasons)) in wanted.iter().filter(|(pair, said)| known.get(pair) != Some(said)) {
            changed.insert(*pair);
            self.tx
                .prepare_cached(
                    "INSERT INTO refund (payment_id, refund_id, amount, reasons) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (payment_id, refund_id) DO UPDATE SET amount = excluded.amount, reasons = excluded.reasons",
                )?
                .execute(params![pair.0.0, pair.1.0, minor, reasons])?;
        }
        let touched: BTreeSet<PaymentId> = changed.into_iter().map(|(payment, _)| payment).collect();
        for payment in touched {
            self.tx
                .prepare_cached(
                    "UPDATE payment SET refunded = (SELECT coalesce(sum(amount), 0) FROM refund WHERE payment_id = ?1)
                     WHERE id = ?1",
                )?
                .execute([payment.0])?;
        }
        Ok(())
    }

    fn refunds_of(&self, client: ClientId) -> rusqlite::Result<BTreeMap<Pair, (i64, String)>> {
        let sql = "SELECT r.payment_id, r.refund_id, r.amount, r.reasons FROM payment p
                JOIN refund r ON r.payment_id = p.id WHERE p.client_id = ?1
             UNION
             SELECT r.payment_id, r.refund_id, r.amount, r.reasons FROM payment p
                JOIN refund r ON r.refund_id = p.id WHERE p.client_id = ?1";
        let mut find = self.tx.prepare_cached(sql)?;
        let rows = find.query_map([client.0], |row| {
            Ok(((PaymentId(row.get(0)?), PaymentId(row.get(1)?)), (row.get(2)?, row.get(3)?)))
        })?;
        rows.collect()
    }

    /// Which payments a payment of ours gives back or does not, as a person said, the last word for each.
    pub(in crate::store) fn decided_refunds(&self, refund: PaymentId) -> rusqlite::Result<Vec<DecidedRefund>> {
        if !self.has_decisions || !self.standing()?.about.contains(&RecordNo::Payment(refund)) {
            return Ok(Vec::new());
        }
        let mut find = self.tx.prepare_cached(OF_REFUND)?;
        let mut rows = find.query([refund.0])?;
        let mut said: Vec<DecidedRefund> = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, who): (i64, String) = (row.get(0)?, row.get(2)?);
            let (records, is_of) = match json::<Fact>(&row.get::<_, String>(1)?)? {
                Fact::GivesBack { payment, .. } => (payment, true),
                Fact::GivesNotBack { payments, .. } => (payments, false),
                _ => continue,
            };
            for payment in self.entities_of(&records)?.into_iter().map(PaymentId) {
                said.retain(|known| known.payment != payment);
                said.push(DecidedRefund { refund, payment, is_of, decision: DecisionId(id), who: who.clone() });
            }
        }
        Ok(said)
    }
}
