//! Money that pays nothing yet, and the documents that it names.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::codes::{direction_code, idle_of, kind_code};
use super::super::ledger::column;
use super::super::lookup::{json, to_json};
use super::super::review::ASKED;
use super::super::{Store, StoreError};
use crate::model::change::Subject;
use crate::model::explain::{NamedDocument, WaitingMoney};
use crate::model::ids::{ClientId, DecisionId, PaymentId, ReviewId};
use crate::model::money::Money;
use crate::model::record::{Direction, RecordKind};

/// What is open of a document.
const OPEN: &str = "CASE WHEN covered THEN 0 ELSE total + adjusted - paid END";

impl Store {
    /// A received payment of which something pays nothing yet; nothing for any other.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn waiting_money(&self, id: PaymentId) -> Result<Option<WaitingMoney>, StoreError> {
        self.run(|c| waiting_money(c, id))
    }

    /// The documents of a client with a number core, the oldest first, as a payment finds them: those that may be paid, and those
    /// that are not in force.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn documents_called(
        &self,
        payment: PaymentId,
        client: ClientId,
        core: &str,
    ) -> Result<Vec<NamedDocument>, StoreError> {
        let sql = format!(
            "SELECT id, date, currency, {OPEN}, CASE WHEN deleted THEN 3 WHEN canceled THEN 2 WHEN NOT posted THEN 1 END
             FROM document WHERE number_core = ?2 AND client_id = ?1 AND kind <> ?3 ORDER BY date, id"
        );
        self.run(|c| {
            let mut find = c.prepare(&sql)?;
            let mut rows = find.query(params![client.0, core, kind_code(RecordKind::Return)])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let open = Money { minor: row.get(3)?, currency: column(row, 2)? };
                let (document, date) = (row.get(0)?, column(row, 1)?);
                let (own, others): (Vec<_>, Vec<_>) = payers(c, document)?.into_iter().partition(|id| *id == payment);
                let payments = others.iter().map(ToString::to_string).collect();
                let kept_away = is_kept_away(c, payment, document)?;
                let (paid_by_it, idle) = (!own.is_empty(), idle_of(row.get(4)?));
                found.push(NamedDocument { date, open, payments, paid_by_it, kept_away, idle });
            }
            Ok(found)
        })
    }
}

fn payers(c: &Connection, document: i64) -> rusqlite::Result<Vec<PaymentId>> {
    let mut find = c.prepare_cached("SELECT payment_id FROM allocation WHERE document_id = ?1 ORDER BY payment_id")?;
    find.query_map([document], |row| row.get(0).map(PaymentId))?.collect()
}

fn is_kept_away(c: &Connection, payment: PaymentId, document: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM decision WHERE payment_id = ?1 AND document_id = ?2 AND undone_by IS NULL
         AND kind = 'unlink')";
    c.prepare_cached(sql)?.query_row([payment.0, document], |row| row.get(0))
}

fn waiting_money(c: &Connection, id: PaymentId) -> rusqlite::Result<Option<WaitingMoney>> {
    let sql = "SELECT body, amount - detailed - returned - refunded - allocated, currency, client_id,
            payer_client_id IS NOT client_id, debtor_why FROM payment
         WHERE id = ?1 AND posted AND NOT deleted AND settlement AND direction = ?2";
    let found = c
        .query_row(sql, params![id.0, direction_code(Direction::In)], |row| {
            let left = Money { minor: row.get(1)?, currency: column(row, 2)? };
            let client = row.get::<_, Option<i64>>(3)?.map(ClientId);
            let whose = row.get::<_, Option<String>>(5)?.map(|why| json(&why)).transpose()?;
            Ok((row.get::<_, String>(0)?, left, client, (row.get(4)?, whose)))
        })
        .optional()?;
    let Some((body, left, client, (is_anothers, whose))) = found.filter(|(_, left, ..)| left.minor > 0) else {
        return Ok(None);
    };
    let question = c.query_row(ASKED, [to_json(&Subject::Payment(id))?], |row| row.get(0).map(ReviewId)).optional()?;
    let said = "SELECT id, who FROM decision WHERE payment_id = ?1 AND undone_by IS NULL
         AND kind IN ('overpays', 'unlink') ORDER BY id DESC LIMIT 1";
    let refused = c.query_row(said, [id.0], |row| Ok((DecisionId(row.get(0)?), row.get(1)?))).optional()?;
    let sql = format!(
        "SELECT count(*) FROM document WHERE client_id = ?1 AND currency = ?2 AND posted AND NOT deleted AND NOT canceled
            AND kind <> ?3 AND {OPEN} > 0"
    );
    let of = params![client.map(|id| id.0), left.currency.code(), kind_code(RecordKind::Return)];
    let open: i64 = c.query_row(&sql, of, |row| row.get(0))?;
    let open = usize::try_from(open).unwrap_or_default();
    Ok(Some(WaitingMoney { payment: json(&body)?, left, client, is_anothers, whose, question, refused, open }))
}
