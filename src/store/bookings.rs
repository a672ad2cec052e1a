//! Payments of banks' reports: the keys by which an entry and its parts, a payment and its reversal find each other, and
//! what came of it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};

use super::codes::{KEY_ENTRY, KEY_ORIGINAL, KEY_PART, KEY_REVERSAL, KEY_SAME};
use super::commit::Revision;
use super::lookup::json;
use crate::model::ids::{ClientId, PaymentId};
use crate::model::ledger::{BookedPayment, Bookings};
use crate::model::record::Payment;

/// Payments that have a key of a type.
pub(super) const KEYED: &str = "SELECT payment_id FROM payment_key WHERE type = ?1 AND key = ?2";

/// The keys a payment has.
pub(super) const KEYS_OF: &str = "SELECT type, key FROM payment_key WHERE payment_id = ?1";

impl Revision<'_> {
    /// Keeps the keys of a golden payment. Keys that it had before are met again too: what hung on them may be free.
    pub(super) fn put_booking(&mut self, id: PaymentId, payment: &Payment) -> rusqlite::Result<()> {
        if payment.booking.reports.is_empty() {
            return Ok(());
        }
        let mut find = self.tx.prepare_cached(KEYS_OF)?;
        let rows = find.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let before: BTreeSet<(i64, i64)> = rows.collect::<rusqlite::Result<_>>()?;
        let now: BTreeSet<(i64, i64)> = keys(payment).into_iter().collect();
        for (sort, key) in before.difference(&now) {
            self.tx
                .prepare_cached("DELETE FROM payment_key WHERE type = ?1 AND key = ?2 AND payment_id = ?3")?
                .execute(params![sort, key, id.0])?;
        }
        for (sort, key) in now.difference(&before) {
            self.tx
                .prepare_cached("INSERT INTO payment_key (type, key, payment_id) VALUES (?1, ?2, ?3)")?
                .execute(params![sort, key, id.0])?;
        }
        self.booked.extend(before.iter().chain(&now).filter(|(sort, _)| *sort != KEY_SAME).map(|(_, key)| *key));
        Ok(())
    }

    /// Entries with all their parts, and payments with all their reversals, as far as this revision met any of them.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn bookings(&mut self) -> rusqlite::Result<Bookings> {
        let met = std::mem::take(&mut self.booked);
        let [entries, parts] = self.connected(&met, [KEY_ENTRY, KEY_PART])?;
        let [originals, reversals] = self.connected(&met, [KEY_ORIGINAL, KEY_REVERSAL])?;
        Ok(Bookings { entries, parts, originals, reversals })
    }

    /// The payments of two types that hang together by keys, from the keys given onward.
    fn connected(&self, met: &BTreeSet<i64>, sorts: [i64; 2]) -> rusqlite::Result<[Vec<BookedPayment>; 2]> {
        let mut found: [BTreeMap<PaymentId, Payment>; 2] = Default::default();
        let (mut waiting, mut seen): (Vec<i64>, BTreeSet<i64>) = (met.iter().copied().collect(), met.clone());
        let mut find = self.tx.prepare_cached(KEYED)?;
        while let Some(key) = waiting.pop() {
            for (sort, found) in sorts.iter().zip(&mut found) {
                let ids: Vec<i64> =
                    find.query_map(params![sort, key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
                for id in ids.into_iter().map(PaymentId) {
                    if found.contains_key(&id) {
                        continue;
                    }
                    let Some(payment) = self.golden_payment(id)? else { continue };
                    let further = keys(&payment).into_iter().filter(|(known, _)| known == sort).map(|(_, key)| key);
                    waiting.extend(further.filter(|key| seen.insert(*key)));
                    found.insert(id, payment);
                }
            }
        }
        Ok(found.map(|payments| payments.into_iter().map(|(id, payment)| BookedPayment { id, payment }).collect()))
    }

    fn golden_payment(&self, id: PaymentId) -> rusqlite::Result<Option<Payment>> {
        let body: Option<String> = self
            .tx
            .prepare_cached("SELECT body FROM payment WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        body.map(|body| json(&body)).transpose()
    }

    /// Keeps how much of the entries their parts state and how much of the payments was taken back; ledgers of which
    /// anything changes are balanced anew.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_bookings(
        &mut self,
        bookings: &Bookings,
        detailed: &BTreeMap<PaymentId, i64>,
        returned: &BTreeMap<PaymentId, i64>,
    ) -> rusqlite::Result<()> {
        let sql = "UPDATE payment SET detailed = ?2 WHERE id = ?1 AND detailed <> ?2 RETURNING client_id";
        self.put_shares(sql, &bookings.entries, detailed)?;
        let sql = "UPDATE payment SET returned = ?2 WHERE id = ?1 AND returned <> ?2 RETURNING client_id";
        self.put_shares(sql, &bookings.originals, returned)
    }

    fn put_shares(
        &mut self,
        sql: &str,
        payments: &[BookedPayment],
        shares: &BTreeMap<PaymentId, i64>,
    ) -> rusqlite::Result<()> {
        let mut update = self.tx.prepare_cached(sql)?;
        for BookedPayment { id, .. } in payments {
            let share = shares.get(id).copied().unwrap_or_default();
            let changed: Option<Option<i64>> = update.query_row(params![id.0, share], |row| row.get(0)).optional()?;
            if let Some(Some(client)) = changed {
                self.ledgers.insert(ClientId(client));
                self.linked.insert(ClientId(client));
            }
        }
        Ok(())
    }
}

/// All keys of a payment, with their types.
fn keys(payment: &Payment) -> Vec<(i64, i64)> {
    let entry_sort = if payment.booking.entry_total.is_some() { KEY_PART } else { KEY_ENTRY };
    let reversal_sort = if payment.booking.reversal { KEY_REVERSAL } else { KEY_ORIGINAL };
    let of = |sort: i64, keys: Vec<i64>| keys.into_iter().map(move |key| (sort, key));
    of(KEY_SAME, payment.same_keys())
        .chain(of(entry_sort, payment.entry_keys()))
        .chain(of(entry_sort, payment.entry_day_key().into_iter().collect()))
        .chain(of(reversal_sort, payment.reversal_keys()))
        .collect()
}
