//! Payments and the documents they cite, whoever's those are: found by the core of the number.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::codes::kind_of;
use super::commit::Revision;
use super::ledger::column;
use super::lookup::{json, to_json};
use crate::model::change::Reason;
use crate::model::debtor::{CitedDocument, CitingPayment, contract_of_key, is_of_client};
use crate::model::ids::{ClientId, DocumentId, OrganizationId, PaymentId};
use crate::model::money::Money;
use crate::model::number::number_core;
use crate::model::record::{Party, Payment, RecordKind};
use crate::model::snapshot::tax_key;

/// The schema that added the cores of document numbers.
pub(super) const SCHEMA: i64 = 7;

/// Documents whose cores are filled together when an older store is upgraded.
const FILLED_TOGETHER: i64 = 10_000;

/// A number that so many documents share says nothing.
const NAMESAKES_MAX: usize = 200;

/// Documents of a number core that count. Of one client, the payer, the name is not needed.
pub(super) const DOCUMENTS_OF_CORE: &str =
    "SELECT d.client_id, iif(d.client_id IS ?2, NULL, c.body), d.kind, d.number, d.date, d.currency, d.total,
        d.organization_id, d.id
     FROM document d JOIN client c ON c.id = d.client_id
     WHERE d.number_core = ?1 AND d.number_core <> '' AND d.posted AND NOT d.deleted AND NOT d.canceled
     ORDER BY d.id LIMIT 200";

/// Documents of a client that count and amount to exactly so much.
pub(super) const DOCUMENTS_OF_SUM: &str = "SELECT d.client_id, c.body, d.kind, d.number, d.date, d.currency, d.total,
        d.organization_id, d.id
     FROM document d JOIN client c ON c.id = d.client_id
     WHERE d.client_id = ?1 AND d.currency = ?2 AND d.total = ?3 AND d.posted AND NOT d.deleted AND NOT d.canceled
     ORDER BY d.date, d.id LIMIT 20";

/// Whether a client has such a document.
pub(super) const HAS_OF_SUM: &str = "SELECT 1 FROM document
     WHERE client_id = ?1 AND currency = ?2 AND total = ?3 AND posted AND NOT deleted AND NOT canceled";

/// Payments that cite a number core, or name a client.
pub(super) const PAYMENTS_CITING: &str = "SELECT payment_id FROM payment_citation WHERE core = ?1";

/// Payments of a payer that stayed his and name anything, with their sums.
pub(super) const OWN_CITING: &str = "SELECT p.id, p.amount FROM payment p
     WHERE p.client_id = ?1 AND EXISTS (SELECT 1 FROM payment_citation c WHERE c.payment_id = p.id)";

/// Payments of a payer that are another's money, with their sums.
pub(super) const MOVED: &str = "SELECT id, amount FROM payment
     WHERE payer_client_id = ?1 AND payer_client_id IS NOT client_id";

/// Gives the documents of an older store the cores of their numbers.
pub(super) fn fill_cores(c: &Connection) -> rusqlite::Result<()> {
    let mut last = i64::MIN;
    loop {
        let mut find = c.prepare_cached("SELECT id, number FROM document WHERE id > ?1 ORDER BY id LIMIT ?2")?;
        let rows = find.query_map(params![last, FILLED_TOGETHER], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let documents: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
        let Some((end, _)) = documents.last() else { return Ok(()) };
        last = *end;
        for (id, number) in &documents {
            c.prepare_cached("UPDATE document SET number_core = ?2 WHERE id = ?1")?
                .execute(params![id, number_core(number)])?;
        }
    }
}

impl Revision<'_> {
    /// Keeps which number cores a payment cites; one that cites any must be judged before the commit.
    pub(super) fn put_citations(&mut self, id: PaymentId, cores: &[String]) -> rusqlite::Result<()> {
        let known = self.keys_of(id)?;
        for gone in known.iter().filter(|core| !cores.contains(core)) {
            self.tx
                .prepare_cached("DELETE FROM payment_citation WHERE core = ?1 AND payment_id = ?2")?
                .execute(params![gone, id.0])?;
        }
        for new in cores.iter().filter(|core| !known.contains(*core)) {
            self.tx
                .prepare_cached("INSERT INTO payment_citation (core, payment_id) VALUES (?1, ?2)")?
                .execute(params![new, id.0])?;
        }
        if !cores.is_empty() || !known.is_empty() {
            self.citing.insert(id);
        }
        Ok(())
    }

    /// A document of a number came, changed or went: payments that cite it must be judged anew.
    pub(super) fn wake_citing(&mut self, number: &str) -> rusqlite::Result<()> {
        let core = number_core(number);
        let mut find = self.tx.prepare_cached(PAYMENTS_CITING)?;
        let payments = find.query_map([core], |row| row.get(0).map(PaymentId))?;
        self.citing.extend(payments.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(())
    }

    /// Documents of clients came or went: payments of exactly their sums that name documents of others are judged anew, since
    /// what a payer owes himself is as likely.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn wake_owing(&mut self) -> rusqlite::Result<()> {
        let sums = std::mem::take(&mut self.sums);
        let mut found = BTreeSet::new();
        {
            let mut own = self.tx.prepare_cached(OWN_CITING)?;
            let mut moved = self.tx.prepare_cached(MOVED)?;
            for (client, sums) in &sums {
                for find in [&mut own, &mut moved] {
                    let mut rows = find.query([client.0])?;
                    while let Some(row) = rows.next()? {
                        if sums.contains(&row.get(1)?) {
                            found.insert(PaymentId(row.get(0)?));
                        }
                    }
                }
            }
        }
        self.citing.extend(found);
        sums.keys().try_for_each(|client| self.wake_by_dealings(*client))
    }

    /// A payment as its debtor is judged by, with the documents of every client that its citations could mean.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn citing_payment(&self, id: PaymentId) -> rusqlite::Result<Option<(CitingPayment, Vec<CitedDocument>)>> {
        let sql = "SELECT payer_client_id, date, currency, amount, organization_id, body FROM payment WHERE id = ?1";
        let found = self
            .tx
            .prepare_cached(sql)?
            .query_row([id.0], |row| {
                let payment: Payment = json(&row.get::<_, String>(5)?)?;
                Ok(CitingPayment {
                    id,
                    payer: row.get::<_, Option<i64>>(0)?.map(ClientId),
                    payer_name: payment.payer.name,
                    payer_tax: payment.payer.tax_id,
                    date: column(row, 1)?,
                    amount: Money { minor: row.get(3)?, currency: column(row, 2)? },
                    organization: row.get::<_, Option<i64>>(4)?.map(OrganizationId),
                    purpose: payment.purpose,
                    told_apart: BTreeSet::new(),
                    on_behalf: Vec::new(),
                    namesake: None,
                    own_of_sum: false,
                    contracts: Vec::new(),
                    has_dealings: false,
                })
            })
            .optional()?;
        let Some(mut payment) = found else { return Ok(None) };
        payment.told_apart = payment.payer.map_or_else(|| Ok(BTreeSet::new()), |payer| self.told_apart_from(payer))?;
        let keys = self.keys_of(id)?;
        let (named, cores): (Vec<String>, Vec<String>) = keys.into_iter().partition(|key| is_of_client(key));
        let (contracts, cores): (Vec<String>, Vec<String>) =
            cores.into_iter().partition(|key| contract_of_key(key).is_some());
        self.find_contracts(&mut payment, &contracts)?;
        let mut documents = Vec::new();
        for core in &cores {
            documents.extend(self.documents_of_core(core, payment.payer)?);
        }
        if let Some(payer) = payment.payer
            && documents.iter().any(|document| document.client != payer)
        {
            let currency = payment.amount.currency.code();
            let mut find = self.tx.prepare_cached(HAS_OF_SUM)?;
            payment.own_of_sum = find.exists(params![payer.0, currency, payment.amount.minor])?;
        }
        payment.on_behalf = self.clients_named(&named)?;
        // Who is called as the payer is, or has his number, is he: a branch or a namesake of his is a guess.
        if payment.payer.is_some_and(|payer| payment.on_behalf.contains(&payer)) {
            payment.on_behalf.clear();
        }
        if let Some(payer) = payment.payer {
            payment.namesake = self.namesake(&named, payer)?;
        }
        if payment.on_behalf.len() > 1 || payment.namesake.is_some() {
            let mut of_sum = self.documents_of_sum(&payment)?;
            of_sum.retain(|one| documents.iter().all(|known| known.id != one.id));
            documents.extend(of_sum);
        }
        Ok(Some((payment, documents)))
    }

    /// Whom and what a payment names.
    fn keys_of(&self, id: PaymentId) -> rusqlite::Result<BTreeSet<String>> {
        let mut find = self.tx.prepare_cached("SELECT core FROM payment_citation WHERE payment_id = ?1")?;
        find.query_map([id.0], |row| row.get(0))?.collect()
    }

    /// Clients that a person told apart from one.
    fn told_apart_from(&self, client: ClientId) -> rusqlite::Result<BTreeSet<ClientId>> {
        Ok(self.standing()?.apart_from.get(&client.0).cloned().unwrap_or_default())
    }

    fn documents_of_core(&self, core: &str, payer: Option<ClientId>) -> rusqlite::Result<Vec<CitedDocument>> {
        let mut find = self.tx.prepare_cached(DOCUMENTS_OF_CORE)?;
        let found: Vec<CitedDocument> = cited(find.query(params![core, payer.map(|payer| payer.0)])?)?;
        Ok(if found.len() < NAMESAKES_MAX { found } else { Vec::new() })
    }

    /// Documents of exactly the payment's sum that clients have for whom it may be paid.
    fn documents_of_sum(&self, payment: &CitingPayment) -> rusqlite::Result<Vec<CitedDocument>> {
        let mut find = self.tx.prepare_cached(DOCUMENTS_OF_SUM)?;
        let mut found = Vec::new();
        for client in payment.on_behalf.iter().chain(&payment.namesake) {
            let currency = payment.amount.currency.code();
            found.extend(cited(find.query(params![client.0, currency, payment.amount.minor])?)?);
        }
        Ok(found)
    }

    /// Keeps whose money a payment is: the debtor's, else the payer's; and why, where a contract says so. What changes hands
    /// is balanced anew on both sides.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn put_debtor(
        &mut self,
        id: PaymentId,
        debtor: Option<ClientId>,
        why: Option<&Reason>,
    ) -> rusqlite::Result<()> {
        let (before, payer, why_before): (Option<i64>, Option<i64>, Option<String>) = self
            .tx
            .prepare_cached("SELECT client_id, payer_client_id, debtor_why FROM payment WHERE id = ?1")?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let after = debtor.map(|id| id.0).or(payer);
        let why = why.map(to_json).transpose()?;
        if before == after && why_before == why {
            return Ok(());
        }
        let sql = "UPDATE payment SET client_id = ?2, debtor_why = ?3 WHERE id = ?1";
        self.tx.prepare_cached(sql)?.execute(params![id.0, after, why])?;
        for client in [before, after].into_iter().flatten().map(ClientId) {
            self.ledgers.insert(client);
            self.linked.insert(client);
        }
        Ok(())
    }
}

fn cited(mut rows: rusqlite::Rows<'_>) -> rusqlite::Result<Vec<CitedDocument>> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let body: Option<String> = row.get(1)?;
        let party: Party = body.map_or_else(|| Ok(Party::default()), |body| json(&body))?;
        let client_tax = party.tax_id.as_ref().map(tax_key).unwrap_or_default();
        let number: String = row.get(3)?;
        found.push(CitedDocument {
            id: DocumentId(row.get(8)?),
            client: ClientId(row.get(0)?),
            client_core: party.name_core,
            client_tax: client_tax.split_once(':').map_or_else(String::new, |(_, digits)| digits.to_owned()),
            kind: kind_of(row.get(2)?).unwrap_or(RecordKind::Invoice),
            core: number_core(&number),
            number,
            date: column(row, 4)?,
            total: Money { minor: row.get(6)?, currency: column(row, 5)? },
            organization: row.get::<_, Option<i64>>(7)?.map(OrganizationId),
        });
    }
    Ok(found)
}
