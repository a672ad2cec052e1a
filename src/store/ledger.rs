//! A client's documents and payments for allocation, and what came of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::{Row, params};
use rust_decimal::Decimal;

use super::codes::{direction_code, idle_of, kind_code, kind_of};
use super::commit::Revision;
use super::lookup::{json, to_json};
use crate::model::change::{Allocation, DecidedBy, Reason};
use crate::model::decision::DecidedChange;
use crate::model::ids::{ClientId, DocumentId, OrganizationId, PaymentId, RecordNo};
use crate::model::ledger::{Ledger, LedgerDocument, LedgerPayment, ResolvedRef};
use crate::model::money::{Currency, Money};
use crate::model::record::{Body, Direction, Document, DocumentRef, Payment, RecordKind};

type Pair = (PaymentId, DocumentId);

/// A client's documents.
pub(super) const LEDGER_DOCUMENTS: &str = "SELECT id, kind, number, date, currency, total, organization_id,
                CASE WHEN deleted THEN 3 WHEN canceled THEN 2 WHEN NOT posted THEN 1 END, based_on, source_id, paid_by, cited_as, tax_only, correction,
                (SELECT name FROM source WHERE source.id = source_id),
                (SELECT r.name FROM statement s JOIN rule r ON r.id = s.rule_id WHERE s.id = statement_id)
             FROM document WHERE client_id = ?1 ORDER BY id";

/// A client's payments.
pub(super) const LEDGER_PAYMENTS: &str =
    "SELECT id, number, date, currency, amount - detailed - returned, organization_id,
                posted AND NOT deleted AND settlement AND direction IN (?2, ?3) AND amount > detailed + returned, body,
                payer_client_id IS NOT client_id, direction = ?3, debtor_why
             FROM payment WHERE client_id = ?1 ORDER BY id";

/// What a client's payments pay, and what pays its documents.
pub(super) const ALLOCATIONS_OF: &str =
    "SELECT a.payment_id, a.document_id, a.amount, a.currency, a.decided_by, a.confidence, a.reasons, a.settled,
        (SELECT currency FROM document WHERE id = a.document_id)
     FROM payment p JOIN allocation a ON a.payment_id = p.id WHERE p.client_id = ?1
     UNION
     SELECT a.payment_id, a.document_id, a.amount, a.currency, a.decided_by, a.confidence, a.reasons, a.settled, d.currency
     FROM document d JOIN allocation a ON a.document_id = d.id WHERE d.client_id = ?1";

/// What documents are to one another.
#[derive(Debug, Clone, Copy)]
pub struct Stands<'a> {
    /// Those that are no receivable and no credit of their own.
    pub covered: &'a BTreeSet<DocumentId>,
    /// Why returns and corrections are covered.
    pub why: &'a BTreeMap<DocumentId, Vec<Reason>>,
    /// Those that another source has too, each with the one that counts.
    pub twins: &'a BTreeMap<DocumentId, DocumentId>,
    /// What returns and corrections change, in minor units.
    pub adjusted: &'a BTreeMap<DocumentId, i64>,
}

impl Revision<'_> {
    /// Whether a client ever paid, or has documents that rest on others, or may be the same told twice: else there is nothing to balance.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn has_links(&self, client: ClientId) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM payment WHERE client_id = ?1)
            OR EXISTS (SELECT 1 FROM document WHERE client_id = ?1 AND based_on IS NOT NULL)
            OR EXISTS (SELECT 1 FROM document WHERE client_id = ?1
                AND source_id <> (SELECT source_id FROM document WHERE client_id = ?1 LIMIT 1))
            OR (EXISTS (SELECT 1 FROM document WHERE client_id = ?1 AND kind = ?2)
                AND EXISTS (SELECT 1 FROM document WHERE client_id = ?1 AND kind = ?3))
            OR (?4 AND EXISTS (SELECT 1 FROM document d JOIN statement s ON s.id = d.statement_id
                WHERE d.client_id = ?1 AND s.rule_id <> (SELECT s.rule_id FROM document d
                    JOIN statement s ON s.id = d.statement_id WHERE d.client_id = ?1 LIMIT 1)))";
        let kinds = [RecordKind::Order, RecordKind::Invoice].map(kind_code);
        let several = self.has_several_mappings()?;
        self.tx.prepare_cached(sql)?.query_row(params![client.0, kinds[0], kinds[1], several], |row| row.get(0))
    }

    /// Whether more than one mapping ever read anything: only then a source may tell a document in two lists.
    fn has_several_mappings(&self) -> rusqlite::Result<bool> {
        let sql = "SELECT count(DISTINCT substr(name, 1, instr(name, '/'))) > 1 FROM rule";
        self.tx.prepare_cached(sql)?.query_row([], |row| row.get(0))
    }

    /// Everything allocation needs to know about a client.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn ledger(&self, client: ClientId) -> rusqlite::Result<Ledger> {
        let documents = self.ledger_documents(client)?;
        let (payments, refunds) = self.ledger_payments(client)?;
        let paid_in: BTreeSet<Currency> = payments.iter().map(|payment| payment.amount.currency).collect();
        let foreign: BTreeSet<(Option<OrganizationId>, Currency)> = documents
            .iter()
            .filter(|doc| !paid_in.is_empty() && (paid_in.len() > 1 || !paid_in.contains(&doc.total.currency)))
            .map(|doc| (doc.organization, doc.total.currency))
            .collect();
        let rates = foreign.into_iter().map(|key| Ok((key, self.rates(key)?))).collect::<rusqlite::Result<_>>()?;
        let mut decided = Vec::new();
        for payment in &payments {
            decided.extend(self.decided_links(payment.id)?);
        }
        let mut decided_refunds = Vec::new();
        for refund in &refunds {
            decided_refunds.extend(self.decided_refunds(refund.id)?);
        }
        let mut changes = Vec::new();
        for document in &documents {
            changes.extend(self.decided_changes(document.id)?);
        }
        let changes = last_words(changes);
        Ok(Ledger { documents, payments, refunds, rates, decided, decided_refunds, changes })
    }

    fn rates(
        &self,
        (company, currency): (Option<OrganizationId>, Currency),
    ) -> rusqlite::Result<BTreeMap<Date, Decimal>> {
        let sql = "SELECT date, rate FROM rate WHERE organization_id = ?1 AND currency = ?2 ORDER BY date";
        let mut find = self.tx.prepare_cached(sql)?;
        let company = company.map_or(0, |id| id.0);
        let rows = find.query_map(params![company, currency.code()], |row| Ok((column(row, 0)?, column(row, 1)?)))?;
        rows.collect()
    }

    fn ledger_documents(&self, client: ClientId) -> rusqlite::Result<Vec<LedgerDocument>> {
        let mut find = self.tx.prepare_cached(LEDGER_DOCUMENTS)?;
        let mut rows = find.query([client.0])?;
        let mut documents = Vec::new();
        while let Some(row) = rows.next()? {
            documents.push(LedgerDocument {
                id: DocumentId(row.get(0)?),
                kind: kind_of(row.get(1)?).unwrap_or(RecordKind::Invoice),
                source: row.get(14)?,
                mapping: mapping(row.get(15)?),
                number: row.get(2)?,
                date: column(row, 3)?,
                total: Money { minor: row.get(5)?, currency: column(row, 4)? },
                organization: row.get::<_, Option<i64>>(6)?.map(OrganizationId),
                idle: idle_of(row.get(7)?),
                tax_only: row.get(12)?,
                correction: row.get(13)?,
                based_on: self.resolved(list(row, 8)?, &[row.get(9)?])?,
                paid_by: list(row, 10)?,
                cited_as: list(row, 11)?,
                about: String::new(),
            });
        }
        Ok(documents)
    }

    /// Reads what the documents of a ledger are for, as their comments and lines say.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn describe(&self, client: ClientId, ledger: &mut Ledger) -> rusqlite::Result<()> {
        let sql =
            "SELECT d.id, s.body FROM document d JOIN statement s ON s.id = d.statement_id WHERE d.client_id = ?1";
        let mut find = self.tx.prepare_cached(sql)?;
        let rows = find.query_map([client.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut about: BTreeMap<i64, String> = BTreeMap::new();
        for row in rows {
            let (id, body): (i64, String) = row?;
            if let Body::Document(document) = json(&body)? {
                about.insert(id, what_for(&document));
            }
        }
        for document in &mut ledger.documents {
            document.about = about.remove(&document.id.0).unwrap_or_default();
        }
        Ok(())
    }

    /// Payments of a client, and those to it that count: they pay nothing, and may give back.
    fn ledger_payments(&self, client: ClientId) -> rusqlite::Result<(Vec<LedgerPayment>, Vec<LedgerPayment>)> {
        let mut find = self.tx.prepare_cached(LEDGER_PAYMENTS)?;
        let [received, given] = [Direction::In, Direction::Out].map(direction_code);
        let mut rows = find.query(params![client.0, received, given])?;
        let (mut payments, mut refunds) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let payment: Payment = json(&row.get::<_, String>(7)?)?;
            let id = PaymentId(row.get(0)?);
            let sources = if payment.pays.is_empty() { Vec::new() } else { self.sources_of(id)? };
            let mut read = LedgerPayment {
                id,
                number: row.get(1)?,
                date: column(row, 2)?,
                amount: Money { minor: row.get(4)?, currency: column(row, 3)? },
                value_date: payment.value_date,
                organization: row.get::<_, Option<i64>>(5)?.map(OrganizationId),
                counts: row.get(6)?,
                payer: (payment.payer.name, payment.payer.tax_id),
                is_sent_by_another: row.get(8)?,
                whose: row.get::<_, Option<String>>(10)?.map(|why| json(&why)).transpose()?,
                purpose: payment.purpose,
                pays: self.resolved(payment.pays, &sources)?,
                rule: self.decided_client(RecordNo::Payment(id))?.and_then(|(_, rule)| rule),
            };
            if read.counts && row.get(9)? {
                refunds.push(read.clone());
                read.counts = false;
            }
            payments.push(read);
        }
        Ok((payments, refunds))
    }

    fn resolved(&self, references: Vec<DocumentRef>, sources: &[i64]) -> rusqlite::Result<Vec<ResolvedRef>> {
        let mut resolved = Vec::with_capacity(references.len());
        for reference in references {
            let mut document = None;
            for source in sources {
                document = document.or(self.referred(&reference, *source)?);
            }
            resolved.push(ResolvedRef { reference, document });
        }
        Ok(resolved)
    }

    fn sources_of(&self, payment: PaymentId) -> rusqlite::Result<Vec<i64>> {
        let sql = "SELECT DISTINCT source_id FROM statement WHERE kind = ?1 AND entity_id = ?2 AND replaced = 0";
        let mut find = self.tx.prepare_cached(sql)?;
        let rows = find.query_map(params![kind_code(RecordKind::Payment), payment.0], |row| row.get(0))?;
        rows.collect()
    }

    fn referred(&self, reference: &DocumentRef, source: i64) -> rusqlite::Result<Option<DocumentId>> {
        let kinds = match reference.kind {
            Some(kind) => vec![kind],
            None => vec![RecordKind::Order, RecordKind::Invoice, RecordKind::Shipment],
        };
        for kind in kinds {
            if let Some(id) = self.entity_of(source, kind, Some(&reference.id))? {
                return Ok(Some(DocumentId(id)));
            }
        }
        Ok(None)
    }

    /// Keeps what pays what for a client: only what differs is written.
    ///
    /// What a payment of the client pays elsewhere, or what pays its documents from elsewhere, is left from before the
    /// payment or the document changed its client, and goes.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_allocations(&self, client: ClientId, allocations: &[Allocation]) -> rusqlite::Result<()> {
        let mut wanted: BTreeMap<Pair, &Allocation> =
            allocations.iter().map(|a| ((a.payment, a.document), a)).collect();
        let mut changed = BTreeSet::new();
        for known in self.allocations_of(client)? {
            let pair = (known.payment, known.document);
            if wanted.get(&pair).is_some_and(|wanted| **wanted == known) {
                wanted.remove(&pair);
                continue;
            }
            changed.insert(pair);
            if !wanted.contains_key(&pair) {
                self.tx
                    .prepare_cached("DELETE FROM allocation WHERE payment_id = ?1 AND document_id = ?2")?
                    .execute([known.payment.0, known.document.0])?;
            }
        }
        for (pair, allocation) in wanted {
            changed.insert(pair);
            self.insert_allocation(allocation)?;
        }
        self.sum_up(&changed)
    }

    /// What the client's payments pay and what pays its documents.
    fn allocations_of(&self, client: ClientId) -> rusqlite::Result<Vec<Allocation>> {
        let mut find = self.tx.prepare_cached(ALLOCATIONS_OF)?;
        let mut rows = find.query([client.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let decided_by: String = row.get(4)?;
            found.push(Allocation {
                payment: PaymentId(row.get(0)?),
                document: DocumentId(row.get(1)?),
                amount: Money { minor: row.get(2)?, currency: column(row, 3)? },
                settled: Money { minor: row.get(7)?, currency: column(row, 8)? },
                decided_by: DecidedBy::from_name(&decided_by),
                confidence: row.get(5)?,
                reasons: json(&row.get::<_, String>(6)?)?,
            });
        }
        Ok(found)
    }

    fn insert_allocation(&self, allocation: &Allocation) -> rusqlite::Result<()> {
        let Allocation { payment, document, amount, settled, decided_by, confidence, reasons } = allocation;
        self.tx
            .prepare_cached(
                "INSERT INTO allocation (payment_id, document_id, amount, currency, decided_by, confidence, reasons,
                    revision_id, settled) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (payment_id, document_id) DO UPDATE SET amount = excluded.amount,
                    currency = excluded.currency, decided_by = excluded.decided_by,
                    confidence = excluded.confidence, reasons = excluded.reasons,
                    revision_id = excluded.revision_id, settled = excluded.settled",
            )?
            .execute(params![
                payment.0,
                document.0,
                amount.minor,
                amount.currency.code(),
                decided_by.name(),
                confidence,
                to_json(reasons)?,
                self.id.0,
                settled.minor
            ])
            .map(drop)
    }

    fn sum_up(&self, changed: &BTreeSet<Pair>) -> rusqlite::Result<()> {
        let payments: BTreeSet<PaymentId> = changed.iter().map(|(payment, _)| *payment).collect();
        let documents: BTreeSet<DocumentId> = changed.iter().map(|(_, document)| *document).collect();
        for payment in payments {
            self.tx
                .prepare_cached(
                    "UPDATE payment SET allocated = (SELECT coalesce(sum(amount), 0) FROM allocation
                        WHERE payment_id = ?1) WHERE id = ?1",
                )?
                .execute([payment.0])?;
        }
        for document in documents {
            self.tx
                .prepare_cached(
                    "UPDATE document SET paid = (SELECT coalesce(sum(settled), 0) FROM allocation
                        WHERE document_id = ?1) WHERE id = ?1",
                )?
                .execute([document.0])?;
        }
        Ok(())
    }

    /// Marks the documents that others stand for and those that are one, and keeps what returns and corrections change.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_covered(&self, ledger: &Ledger, stands: &Stands<'_>) -> rusqlite::Result<()> {
        let Stands { covered, why, twins, adjusted } = stands;
        let mut put = self.tx.prepare_cached(
            "UPDATE document SET covered = ?2, adjusted = ?3, covered_why = ?4, twin_of = ?5
             WHERE id = ?1 AND (covered <> ?2 OR adjusted <> ?3 OR covered_why IS NOT ?4 OR twin_of IS NOT ?5)",
        )?;
        for LedgerDocument { id, .. } in &ledger.documents {
            let adjusted = adjusted.get(id).copied().unwrap_or_default();
            let why = why.get(id).map(to_json).transpose()?;
            let twin = twins.get(id).map(|twin| twin.0);
            put.execute(params![id.0, covered.contains(id), adjusted, why, twin])?;
        }
        Ok(())
    }
}

/// A list the store wrote as JSON; an empty one where the column holds nothing.
/// The mapping of a rule, which is called `mapping/record`.
pub(super) fn mapping(rule: Option<String>) -> String {
    let rule = rule.unwrap_or_default();
    rule.split_once('/').map_or(rule.as_str(), |(mapping, _)| mapping).to_owned()
}

/// Of what was said about two documents the latest, whichever of them was asked about.
fn last_words(mut changes: Vec<DecidedChange>) -> Vec<DecidedChange> {
    changes.sort_by_key(|said| std::cmp::Reverse(said.decision));
    let mut seen = BTreeSet::new();
    changes.retain(|said| seen.insert((said.asked.min(said.other), said.asked.max(said.other))));
    changes.reverse();
    changes
}

fn list<T: serde::de::DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<T>> {
    let text: Option<String> = row.get(at)?;
    Ok(text.map(|text| json(&text)).transpose()?.unwrap_or_default())
}

/// A column the store wrote as text and that is read back as a date or a currency.
pub(super) fn column<T: std::str::FromStr>(row: &Row<'_>, at: usize) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.get(at)?;
    text.parse().map_err(|error: T::Err| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// What a document is for: its comment, and what its first lines are called.
fn what_for(document: &Document) -> String {
    const LINES: usize = 20;
    let lines = document.lines.iter().take(LINES).map(|line| line.name.as_str());
    std::iter::once(document.comment.as_str())
        .chain(lines)
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}
