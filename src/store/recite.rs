//! What payments name and pay, read and balanced anew: a later version of the program reads purposes better.

use std::collections::BTreeMap;

use rusqlite::params;

use super::commit::Revision;
use super::lookup::json;
use crate::model::ids::{ClientId, PaymentId};
use crate::model::record::Payment;

/// So many payments are held at once.
const TOGETHER: i64 = 1_000;

impl Revision<'_> {
    /// Reads anew what every payment names, by `keys`, and has every ledger balanced.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn recite(&mut self, keys: &mut dyn FnMut(&Payment) -> Vec<String>) -> rusqlite::Result<()> {
        let mut last = i64::MIN;
        loop {
            let sql = "SELECT id, body FROM payment WHERE id > ?1 ORDER BY id LIMIT ?2";
            let mut find = self.tx.prepare_cached(sql)?;
            let rows = find.query_map(params![last, TOGETHER], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let payments: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
            drop(find);
            let Some((end, _)) = payments.last() else { break };
            last = *end;
            for (id, body) in &payments {
                self.put_citations(PaymentId(*id), &keys(&json(body)?))?;
            }
        }
        let sql = "SELECT DISTINCT client_id FROM payment WHERE client_id IS NOT NULL
            UNION SELECT DISTINCT client_id FROM document WHERE client_id IS NOT NULL";
        let mut find = self.tx.prepare_cached(sql)?;
        let rows = find.query_map([], |row| row.get(0).map(ClientId))?;
        self.ledgers.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(())
    }

    /// What each payment pays: documents and minor units.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn paid_documents(&self) -> rusqlite::Result<BTreeMap<i64, Vec<(i64, i64)>>> {
        let sql = "SELECT payment_id, document_id, amount FROM allocation ORDER BY payment_id, document_id";
        let mut find = self.tx.prepare_cached(sql)?;
        let mut found: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
        let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for row in rows {
            let (payment, document, amount): (i64, i64, i64) = row?;
            found.entry(payment).or_default().push((document, amount));
        }
        Ok(found)
    }
}
