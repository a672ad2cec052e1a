//! Documents, payments and clients before and after a decision: what a person is told that it changed.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Row, params};

use super::super::codes::{direction_code, kind_code};
use super::super::commit::Revision;
use super::super::ledger::column;
use crate::model::decision::{ClientFigures, DocumentFigures, Figures, PaymentFigures};
use crate::model::ids::{ClientId, DocumentId, PaymentId};
use crate::model::money::Money;
use crate::model::record::{Direction, RecordKind};

/// A document that may be paid.
#[derive(Debug, Clone, Copy)]
pub struct Payable {
    /// Its total.
    pub total: Money,
    /// Whose it is.
    pub client: Option<ClientId>,
    /// Posted, not deleted, not canceled, no return.
    pub counts: bool,
}

const DOCUMENTS: &str = "SELECT id, number, date, currency, paid, client_id,
        CASE WHEN posted AND NOT deleted AND NOT canceled AND NOT covered AND kind <> 9 THEN total + adjusted - paid ELSE 0 END
     FROM document";

const PAYMENTS: &str = "SELECT id, number, date, currency, allocated, client_id,
        CASE WHEN posted AND NOT deleted AND settlement AND direction = ?2
            THEN amount - detailed - returned - refunded - allocated ELSE 0 END, amount
     FROM payment";

impl Revision<'_> {
    /// Documents and payments of clients, with those named one by one.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn figures(
        &self,
        clients: &BTreeSet<ClientId>,
        documents: &BTreeSet<DocumentId>,
        payments: &BTreeSet<PaymentId>,
    ) -> rusqlite::Result<Figures> {
        let mut figures = Figures::default();
        for client in clients {
            self.add_documents("client_id = ?1", client.0, &mut figures)?;
            self.add_payments("client_id = ?1", client.0, &mut figures)?;
        }
        for document in documents {
            self.add_documents("id = ?1", document.0, &mut figures)?;
        }
        for payment in payments {
            self.add_payments("id = ?1", payment.0, &mut figures)?;
        }
        for client in clients {
            if let Some(party) = self.client(*client)? {
                let owner = self.owner_of(*client)?.unwrap_or_default();
                figures.clients.insert(*client, ClientFigures { name: party.name, owner, ..ClientFigures::default() });
            }
        }
        sum_up(&mut figures);
        Ok(figures)
    }

    /// A payment's amount, and whether it is money received that can pay something.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn payment_money(&self, id: PaymentId) -> rusqlite::Result<Option<(Money, bool)>> {
        let sql =
            "SELECT amount - detailed - returned - refunded, number, posted AND NOT deleted AND settlement AND direction = ?2,
                currency FROM payment WHERE id = ?1";
        let mut find = self.tx.prepare_cached(sql)?;
        find.query_row(params![id.0, direction_code(Direction::In)], |row| Ok((money(row, 0)?, row.get(2)?))).optional()
    }

    /// What a person must know of a document to say that it is paid.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn document_money(&self, id: DocumentId) -> rusqlite::Result<Option<Payable>> {
        let sql = "SELECT total, client_id, posted AND NOT deleted AND NOT canceled AND kind <> ?2, currency
             FROM document WHERE id = ?1";
        let mut find = self.tx.prepare_cached(sql)?;
        find.query_row(params![id.0, kind_code(RecordKind::Return)], |row| {
            Ok(Payable {
                total: money(row, 0)?,
                client: row.get::<_, Option<i64>>(1)?.map(ClientId),
                counts: row.get(2)?,
            })
        })
        .optional()
    }

    fn add_documents(&self, condition: &str, id: i64, figures: &mut Figures) -> rusqlite::Result<()> {
        let mut find = self.tx.prepare_cached(&format!("{DOCUMENTS} WHERE {condition}"))?;
        let mut rows = find.query([id])?;
        while let Some(row) = rows.next()? {
            let document = DocumentFigures {
                number: row.get(1)?,
                date: column(row, 2)?,
                paid: money(row, 4)?,
                open: money(row, 6)?,
                client: row.get::<_, Option<i64>>(5)?.map(ClientId),
            };
            figures.documents.insert(DocumentId(row.get(0)?), document);
        }
        Ok(())
    }

    fn add_payments(&self, condition: &str, id: i64, figures: &mut Figures) -> rusqlite::Result<()> {
        let mut find = self.tx.prepare_cached(&format!("{PAYMENTS} WHERE {condition}"))?;
        let mut rows = find.query(params![id, direction_code(Direction::In)])?;
        while let Some(row) = rows.next()? {
            let payment = PaymentFigures {
                number: row.get(1)?,
                date: column(row, 2)?,
                amount: money(row, 7)?,
                allocated: money(row, 4)?,
                free: money(row, 6)?,
                client: row.get::<_, Option<i64>>(5)?.map(ClientId),
            };
            figures.payments.insert(PaymentId(row.get(0)?), payment);
        }
        Ok(())
    }
}

/// An amount in the row's currency, its fourth column.
fn money(row: &Row<'_>, at: usize) -> rusqlite::Result<Money> {
    Ok(Money { minor: row.get(at)?, currency: column(row, 3)? })
}

fn sum_up(figures: &mut Figures) {
    let Figures { documents, payments, clients } = figures;
    let mut add = |client: Option<ClientId>, open: Money, free: Money, documents: usize, payments: usize| {
        let Some(figures) = client.and_then(|client| clients.get_mut(&client)) else { return };
        figures.documents += documents;
        figures.payments += payments;
        for (sums, money) in [(&mut figures.open, open), (&mut figures.free, free)] {
            let sums: &mut BTreeMap<_, _> = sums;
            if money.minor != 0 {
                sums.entry(money.currency).or_insert_with(|| Money::zero(money.currency)).minor += money.minor;
            }
        }
    };
    for document in documents.values() {
        add(document.client, document.open, Money::zero(document.open.currency), 1, 0);
    }
    for payment in payments.values() {
        add(payment.client, Money::zero(payment.free.currency), payment.free, 0, 1);
    }
}
