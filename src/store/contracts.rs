//! Contracts by their numbers: whose a payment is that names one.

use rusqlite::{Connection, OptionalExtension, params};

use super::commit::Revision;
use super::debtors::PAYMENTS_CITING;
use super::lookup::json;
use crate::model::change::Links;
use crate::model::debtor::{CitedContract, CitingPayment, contract_key, contract_of_key};
use crate::model::ids::{ClientId, OrganizationId, PaymentId};
use crate::model::number::number_core;
use crate::model::person::is_person_name;
use crate::model::record::{Body, Contract, Party, PartyKind, RecordKind};

/// The schema that added the cores of contracts' numbers.
pub(super) const SCHEMA: i64 = 31;

/// A number that so many contracts share says nothing.
const NAMESAKES_MAX: usize = 50;

/// Contracts of a number core that clients have.
pub(super) const CONTRACTS_OF_CORE: &str = "SELECT k.id, k.client_id, k.organization_id, k.body, c.body
     FROM contract k JOIN client c ON c.id = k.client_id
     WHERE k.number_core = ?1 AND k.number_core <> '' ORDER BY k.id LIMIT 50";

/// Number cores of the contracts that a client has.
pub(super) const CORES_OF_CLIENT: &str =
    "SELECT DISTINCT number_core FROM contract WHERE client_id = ?1 AND number_core <> ''";

/// Payments of a payer that cite a contract: those that are another's money, or all.
pub(super) const MOVED_BY_CONTRACT: &str = "SELECT p.id FROM payment p
     WHERE p.payer_client_id = ?1 AND p.payer_client_id IS NOT p.client_id AND p.debtor_why IS NOT NULL";
pub(super) const OWN_BY_CONTRACT: &str = "SELECT p.id FROM payment p
     WHERE p.client_id = ?1 AND p.payer_client_id = ?1 AND EXISTS (SELECT 1 FROM payment_citation c
        WHERE c.payment_id = p.id AND c.core >= '#' AND c.core < '$')";

/// Whether a client has a document that counts.
pub(super) const HAS_DEALINGS: &str = "SELECT EXISTS (SELECT 1 FROM document
     WHERE client_id = ?1 AND posted AND NOT deleted AND NOT canceled)";

/// Gives the contracts of an older store the cores of their numbers.
pub(super) fn fill_cores(c: &Connection) -> rusqlite::Result<()> {
    let mut find = c.prepare("SELECT id, body FROM contract")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let core = core_of(&json(&row.get::<_, String>(1)?)?);
        let sql = "UPDATE contract SET number_core = ?2 WHERE id = ?1";
        c.prepare_cached(sql)?.execute(params![row.get::<_, i64>(0)?, core])?;
    }
    Ok(())
}

/// The core of a contract's number: nothing for one that is deleted or has none.
fn core_of(body: &Body) -> String {
    match body {
        Body::Contract(contract) if !contract.deleted => number_core(contract.said_number()),
        _ => String::new(),
    }
}

impl Revision<'_> {
    /// Writes a contract; payments that name it, as it was or as it is, are judged anew.
    pub(super) fn put_contract(
        &mut self,
        id: i64,
        links: &Links,
        contract: &Contract,
        body: &str,
    ) -> rusqlite::Result<()> {
        let (client, organization) = (links.client.map(|id| id.0), links.organization.map(|id| id.0));
        let core = if contract.deleted { String::new() } else { number_core(contract.said_number()) };
        self.wake_contract(id)?;
        let sql = "INSERT INTO contract (id, body, client_id, organization_id, number_core) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, client_id = excluded.client_id,
                organization_id = excluded.organization_id, number_core = excluded.number_core";
        self.tx.prepare_cached(sql)?.execute(params![id, body, client, organization, core])?;
        self.wake_citing_contract(&core)
    }

    /// A contract changes, comes or goes: payments that name it as it stands are judged anew.
    pub(super) fn wake_contract(&mut self, id: i64) -> rusqlite::Result<()> {
        let mut find = self.tx.prepare_cached("SELECT number_core FROM contract WHERE id = ?1")?;
        let core: Option<String> = find.query_row([id], |row| row.get(0)).optional()?;
        drop(find);
        self.wake_citing_contract(&core.unwrap_or_default())
    }

    /// Payments that name a contract of a client are judged anew.
    pub(super) fn wake_citing_contracts_of(&mut self, client: ClientId) -> rusqlite::Result<()> {
        let cores: Vec<String> = {
            let mut find = self.tx.prepare_cached(CORES_OF_CLIENT)?;
            find.query_map([client.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
        };
        cores.iter().try_for_each(|core| self.wake_citing_contract(core))
    }

    fn wake_citing_contract(&mut self, core: &str) -> rusqlite::Result<()> {
        if core.is_empty() {
            return Ok(());
        }
        let mut find = self.tx.prepare_cached(PAYMENTS_CITING)?;
        let payments = find.query_map([contract_key(core)], |row| row.get(0).map(PaymentId))?;
        self.citing.extend(payments.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(())
    }

    /// Documents of a payer came or went: whose money his is that names contracts of others depends on whether he has any.
    pub(super) fn wake_by_dealings(&mut self, payer: ClientId) -> rusqlite::Result<()> {
        let sql = if self.has_dealings(payer)? { MOVED_BY_CONTRACT } else { OWN_BY_CONTRACT };
        let mut find = self.tx.prepare_cached(sql)?;
        let payments = find.query_map([payer.0], |row| row.get(0).map(PaymentId))?;
        self.citing.extend(payments.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(())
    }

    /// Whether a client has documents that count.
    fn has_dealings(&self, client: ClientId) -> rusqlite::Result<bool> {
        self.tx.prepare_cached(HAS_DEALINGS)?.query_row([client.0], |row| row.get(0))
    }

    /// Finds the contracts that a payment names by these keys, whoever's.
    pub(super) fn find_contracts(&self, payment: &mut CitingPayment, keys: &[String]) -> rusqlite::Result<()> {
        for core in keys.iter().filter_map(|key| contract_of_key(key)) {
            payment.contracts.extend(self.contracts_of_core(core)?);
        }
        if let Some(payer) = payment.payer.filter(|_| !payment.contracts.is_empty()) {
            payment.has_dealings = self.has_dealings(payer)?;
        }
        Ok(())
    }

    /// Contracts of a number core that clients have; none where too many share it.
    fn contracts_of_core(&self, core: &str) -> rusqlite::Result<Vec<CitedContract>> {
        let mut find = self.tx.prepare_cached(CONTRACTS_OF_CORE)?;
        let mut rows = find.query([core])?;
        let (mut found, mut count) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            count += 1;
            let Body::Contract(contract) = json(&row.get::<_, String>(3)?)? else { continue };
            let number = contract.said_number().to_owned();
            let party: Party = json(&row.get::<_, String>(4)?)?;
            if party.deleted {
                continue;
            }
            found.push(CitedContract {
                client: ClientId(row.get(1)?),
                client_tax: party.tax_id.as_ref().map(|tax_id| tax_id.digits.clone()).unwrap_or_default(),
                is_person: is_person(&party),
                client_name: party.name,
                client_core: party.name_core,
                title: contract.name.clone(),
                core: number_core(&number),
                number,
                date: contract.said_date(),
                organization: row.get::<_, Option<i64>>(2)?.map(OrganizationId),
            });
        }
        Ok(if count < NAMESAKES_MAX { found } else { Vec::new() })
    }

    /// A contract is deleted: nobody's money is known by its number any more.
    pub(super) fn delete_contract(&mut self, id: i64, statement: i64) -> rusqlite::Result<()> {
        self.wake_contract(id)?;
        let sql =
            "UPDATE contract SET body = (SELECT body FROM statement WHERE id = ?2), number_core = '' WHERE id = ?1";
        self.tx.prepare_cached(sql)?.execute([id, statement]).map(drop)
    }

    /// Gives a contract to whom its source means now.
    pub(super) fn rehome_contract(&mut self, id: i64) -> rusqlite::Result<()> {
        self.wake_contract(id)?;
        self.rehome_beside(RecordKind::Contract, "contract", id)
    }
}

/// Whether a client is a private person.
fn is_person(party: &Party) -> bool {
    match party.kind {
        Some(kind) => kind == PartyKind::Person,
        None => party.legal_form.is_empty() && is_person_name(&party.name_core),
    }
}
