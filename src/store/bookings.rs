//! Payments of banks' reports: the keys by which an entry and its parts, a payment and its reversal find each other, and
//! what came of it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

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

/// The schema since which payments are found by the account of the other side.
pub(super) const SCHEMA: i64 = 8;

/// Payments whose keys are filled together when an older store is upgraded.
const FILLED_TOGETHER: i64 = 10_000;

/// Gives the payments of an older store the keys by which they are found now.
pub(super) fn fill_keys(c: &Connection) -> rusqlite::Result<()> {
    let mut last = i64::MIN;
    loop {
        let mut find = c.prepare_cached("SELECT id, body FROM payment WHERE id > ?1 ORDER BY id LIMIT ?2")?;
        let rows = find.query_map(params![last, FILLED_TOGETHER], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let payments: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
        let Some((end, _)) = payments.last() else { return Ok(()) };
        last = *end;
        let sql = "INSERT INTO payment_key (type, key, payment_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        for (id, body) in &payments {
            for (sort, key) in keys(&json(body)?) {
                c.prepare_cached(sql)?.execute(params![sort, key, id])?;
            }
        }
    }
}

impl Revision<'_> {
    /// Keeps the keys of a golden payment. Keys that it had before are met again too: what hung on them may be free.
    pub(super) fn put_booking(&mut self, id: PaymentId, payment: &Payment) -> rusqlite::Result<()> {
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
        self.booked.extend(before.into_iter().chain(now).filter(|(sort, _)| *sort != KEY_SAME));
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

    /// The payments of two types that hang together by keys, from the keys given onward. A key that only payments of the
    /// first type have takes nothing from them and is not followed: a payer's number may be that of half the store. Where
    /// one of the second type had it until now, what it took is free.
    fn connected(&self, met: &BTreeSet<(i64, i64)>, sorts: [i64; 2]) -> rusqlite::Result<[Vec<BookedPayment>; 2]> {
        let [_, taker] = sorts;
        let mut found: [BTreeMap<PaymentId, Payment>; 2] = Default::default();
        let mut seen: BTreeSet<i64> =
            met.iter().filter(|(sort, _)| sorts.contains(sort)).map(|(_, key)| *key).collect();
        let mut waiting: Vec<i64> = seen.iter().copied().collect();
        while let Some(key) = waiting.pop() {
            if !met.contains(&(taker, key)) && !self.is_key_of(taker, key)? {
                continue;
            }
            for (sort, found) in sorts.into_iter().zip(&mut found) {
                for id in self.keyed(sort, key)? {
                    if found.contains_key(&id) {
                        continue;
                    }
                    let Some(payment) = self.golden_payment(id)? else { continue };
                    let further = keys(&payment).into_iter().filter(|(known, _)| *known == sort).map(|(_, key)| key);
                    waiting.extend(further.filter(|key| seen.insert(*key)));
                    found.insert(id, payment);
                }
            }
        }
        Ok(found.map(|payments| payments.into_iter().map(|(id, payment)| BookedPayment { id, payment }).collect()))
    }

    fn is_key_of(&self, sort: i64, key: i64) -> rusqlite::Result<bool> {
        self.tx.prepare_cached(KEYED)?.exists([sort, key])
    }

    fn keyed(&self, sort: i64, key: i64) -> rusqlite::Result<Vec<PaymentId>> {
        let mut find = self.tx.prepare_cached(KEYED)?;
        find.query_map([sort, key], |row| row.get(0).map(PaymentId))?.collect()
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
        .chain(of(KEY_SAME, payment.account_twin_hash().into_iter().collect()))
        .chain(of(entry_sort, payment.entry_keys()))
        .chain(of(entry_sort, payment.entry_day_key().into_iter().collect()))
        .chain(of(reversal_sort, payment.reversal_keys()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::Links;
    use crate::model::record::{Body, Direction};
    use crate::model::sample;
    use crate::store::Store;
    use crate::store::commit::DeliveryEntry;

    /// A payment that the payer called number 1, as most payers call some.
    fn numbered(day: &str, whole: i64) -> Payment {
        let record = sample::payment("", "1", day, whole, ("", ""), "");
        let Body::Payment(mut payment) = record.body else { panic!("BUG: no payment") };
        payment.payee.account = "OUR".to_owned();
        payment.booking.reports = vec!["day".to_owned()];
        *payment
    }

    fn reversal(day: &str, whole: i64) -> Payment {
        let mut payment = numbered(day, whole);
        payment.direction = Direction::Out;
        std::mem::swap(&mut payment.payer, &mut payment.payee);
        payment.booking.reversal = true;
        payment
    }

    /// Takes payments in a revision of their own; how many payments were looked at again.
    fn looked_at(store: &mut Store, content: u8, payments: &[(i64, Payment)]) -> [usize; 4] {
        let run = store.begin_run("sync", jiff::Timestamp::UNIX_EPOCH).unwrap();
        let entry = DeliveryEntry {
            content: [content; 32],
            file_name: "a.xml".into(),
            byte_len: 1,
            mapping: "m".into(),
            mapping_digest: [0; 32],
            received_at: "2026-10-17T06:00:00Z".into(),
        };
        let mut revision = store.begin(run, "a", &entry).unwrap();
        for (id, payment) in payments {
            revision.put_payment(PaymentId(*id), payment, &Links::default(), &[]).unwrap();
        }
        let Bookings { entries, parts, originals, reversals } = revision.bookings().unwrap();
        revision.commit("{}").unwrap();
        [entries.len(), parts.len(), originals.len(), reversals.len()]
    }

    #[test]
    fn payments_of_a_common_number_are_looked_at_only_where_one_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let many: Vec<_> = (1..=20).map(|id| (id, numbered("2026-10-05", id))).collect();
        assert_eq!(looked_at(&mut store, 1, &many), [0; 4]);
        assert_eq!(looked_at(&mut store, 2, &[(21, numbered("2026-10-06", 7))]), [0; 4], "nothing of the store");
        assert_eq!(looked_at(&mut store, 3, &[(22, reversal("2026-10-06", 7))]), [0, 0, 21, 1]);
        let mut plain = reversal("2026-10-06", 7);
        plain.booking = crate::model::record::Booking::default();
        assert_eq!(looked_at(&mut store, 4, &[(22, plain)]), [0, 0, 21, 0], "what it took is free again");
        assert_eq!(looked_at(&mut store, 5, &[(23, numbered("2026-10-07", 8))]), [0; 4]);
    }
}
