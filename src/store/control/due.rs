//! Which books a run touched: those of balances that came, and of clients and accounts that moved.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, params};

use super::super::balances::named_party;
use super::super::codes::kind_code;
use super::super::commit::Revision;
use super::super::lookup::{json, to_json};
use super::super::{Store, StoreError};
use super::ControlRun;
use crate::model::control::BookKey;
use crate::model::ids::{BalanceId, ClientId, OrganizationId, SourceId};
use crate::model::record::{Balance, Body, NamedParty, RecordKind};

impl Revision<'_> {
    /// Notes that clients moved, and the bank accounts of payments that were written: their books are compared at the
    /// end of the run. Only those of whom a source states a balance.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn control_due(&mut self, clients: &BTreeSet<ClientId>) -> rusqlite::Result<()> {
        let accounts = std::mem::take(&mut self.accounts);
        let any: bool = self.tx.query_row("SELECT EXISTS (SELECT 1 FROM control)", [], |row| row.get(0))?;
        if !any {
            return Ok(());
        }
        let mut client = self.tx.prepare_cached(
            "INSERT INTO control_due (kind, key) SELECT 'client', ?1 WHERE EXISTS
                (SELECT 1 FROM control WHERE client_id = ?2) ON CONFLICT DO NOTHING",
        )?;
        for id in clients {
            client.execute(params![id.0.to_string(), id.0])?;
        }
        let mut account = self.tx.prepare_cached(
            "INSERT INTO control_due (kind, key) SELECT 'account', ?1 WHERE EXISTS
                (SELECT 1 FROM control WHERE account = ?1 AND account <> '') ON CONFLICT DO NOTHING",
        )?;
        for number in accounts {
            account.execute([number])?;
        }
        Ok(())
    }

    /// Notes that a balance came, or was taken back.
    pub(in super::super) fn balance_due(&self, id: i64) -> rusqlite::Result<()> {
        let sql = "INSERT INTO control_due (kind, key) VALUES ('balance', ?1) ON CONFLICT DO NOTHING";
        self.tx.prepare_cached(sql)?.execute([id.to_string()]).map(drop)
    }
}

impl Store {
    /// Whether anything must be compared anew.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn control_waits(&self) -> Result<bool, StoreError> {
        self.run(|c| c.query_row("SELECT EXISTS (SELECT 1 FROM control_due)", [], |row| row.get(0)))
    }
}

impl ControlRun<'_> {
    /// The books to compare, each once: those that are due, and where anything came (`is_news`) also those that could not
    /// be compared for want of something that is there now. `ledgers` are the ledger accounts of settlements with clients,
    /// with all beneath them; balances of others are none of a client's debt.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn due(&mut self, ledgers: &[String], is_news: bool) -> rusqlite::Result<Vec<BookKey>> {
        let mut books = BTreeSet::new();
        let mut due = self.due_balances()?;
        if is_news {
            due.extend(self.open_balances(ledgers)?);
        }
        for balance in due {
            let now = self.key_of(balance, ledgers)?;
            if let Some(before) = self.subject_of(balance)? {
                books.insert(json::<BookKey>(&before)?);
            }
            self.put_subject(balance, now.as_ref())?;
            books.extend(now);
        }
        Ok(books.into_iter().collect())
    }

    fn due_balances(&self) -> rusqlite::Result<BTreeSet<i64>> {
        let mut find = self.tx.prepare(
            "SELECT CAST(key AS INTEGER) FROM control_due WHERE kind = 'balance'
             UNION SELECT b.balance_id FROM control_due u JOIN control n ON n.client_id = CAST(u.key AS INTEGER)
                JOIN control_balance b ON b.subject = n.subject WHERE u.kind = 'client'
             UNION SELECT b.balance_id FROM control_due u JOIN control n ON n.account = u.key AND n.account <> ''
                JOIN control_balance b ON b.subject = n.subject WHERE u.kind = 'account'",
        )?;
        find.query_map([], |row| row.get(0))?.collect()
    }

    /// Balances of clients or companies that nobody knew and somebody knows now, and those that could not be compared
    /// without shipments or payments, if there are any now.
    fn open_balances(&mut self, ledgers: &[String]) -> rusqlite::Result<Vec<i64>> {
        let open: Vec<(i64, String, String)> = self
            .tx
            .prepare_cached(
                "SELECT b.balance_id, n.subject, n.reasons FROM control n JOIN control_balance b ON b.subject = n.subject
                 WHERE n.account = '' AND (n.state = 'not_comparable' OR n.client_id IS NULL)",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut found = Vec::new();
        for (balance, subject, reasons) in open {
            let key: BookKey = json(&subject)?;
            let wants = |code: &str| reasons.contains(code);
            let is_unknown = key.client.is_none() || wants("control-unknown-company");
            let [shipments, payments] = self.basis(key.organization)?;
            let is_there = (wants("control-no-shipments") && shipments) || (wants("control-no-payments") && payments);
            if is_there || (is_unknown && self.key_of(balance, ledgers)? != Some(key)) {
                found.push(balance);
            }
        }
        Ok(found)
    }

    fn subject_of(&self, balance: i64) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT subject FROM control_balance WHERE balance_id = ?1";
        self.tx.prepare_cached(sql)?.query_row([balance], |row| row.get(0)).optional()
    }

    fn put_subject(&self, balance: i64, key: Option<&BookKey>) -> rusqlite::Result<()> {
        let Some(key) = key else {
            let sql = "DELETE FROM control_balance WHERE balance_id = ?1";
            return self.tx.prepare_cached(sql)?.execute([balance]).map(drop);
        };
        let sql = "INSERT INTO control_balance (balance_id, subject) VALUES (?1, ?2)
             ON CONFLICT (balance_id) DO UPDATE SET subject = excluded.subject WHERE subject <> excluded.subject";
        self.tx.prepare_cached(sql)?.execute(params![balance, to_json(key)?]).map(drop)
    }

    /// What a balance is one of; nothing for one that was taken back, or that is neither a client's nor an account's.
    fn key_of(&mut self, balance: i64, ledgers: &[String]) -> rusqlite::Result<Option<BookKey>> {
        let Some((source, body)) = self.stated(balance)? else { return Ok(None) };
        let mut key = BookKey {
            source: SourceId(source),
            organization: None,
            account: body.account.clone(),
            report: String::new(),
            client: None,
            stranger: String::new(),
            contract: String::new(),
            currency: body.currency,
        };
        if !body.account.is_empty() {
            key.report = body.report;
            return Ok(Some(key));
        }
        let is_meant = body.ledger.is_empty() || ledgers.iter().any(|ledger| body.ledger.starts_with(ledger));
        let Some(client) = body.client.filter(|_| is_meant) else { return Ok(None) };
        if let Some(company) = &body.organization {
            key.organization = named_party(&self.tx, source, RecordKind::Organization, company)?.map(OrganizationId);
        }
        key.client = match named_party(&self.tx, source, RecordKind::Client, &client)? {
            Some(known) => Some(ClientId(known)),
            None => self.called_so(source, &client)?.map(ClientId),
        };
        if key.client.is_none() {
            key.stranger = client.id;
        }
        key.contract = body.contract.map(|contract| contract.label()).unwrap_or_default();
        Ok(Some(key))
    }

    /// The only client that the source itself calls so, whatever name is the golden one.
    fn called_so(&mut self, source: i64, client: &NamedParty) -> rusqlite::Result<Option<i64>> {
        if client.name_core.is_empty() || !client.tax_id.is_empty() {
            return Ok(None);
        }
        let names = match self.names.entry(source) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(names_of(&self.tx, source)?),
        };
        Ok(names.get(&client.name_core).copied().flatten())
    }

    /// A control total with its source, unless it was taken back.
    pub(super) fn stated(&self, balance: i64) -> rusqlite::Result<Option<(i64, Balance)>> {
        let sql = "SELECT b.source_id, s.body FROM balance b JOIN statement s ON s.id = b.statement_id
             WHERE b.id = ?1 AND b.deleted = 0";
        let mut find = self.tx.prepare_cached(sql)?;
        let found: Option<(i64, String)> =
            find.query_row([balance], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((source, body)) = found else { return Ok(None) };
        let Body::Balance(body) = json(&body)? else { return Ok(None) };
        Ok(Some((source, *body)))
    }

    /// How people find what a control total is about.
    pub(super) fn label(&self, balance: BalanceId) -> rusqlite::Result<String> {
        let stated = self.stated(balance.0)?;
        Ok(stated.map(|(_, body)| body.client.map_or(body.account, |client| client.name)).unwrap_or_default())
    }
}

/// What a source calls its clients, folded.
fn names_of(c: &Connection, source: i64) -> rusqlite::Result<HashMap<String, Option<i64>>> {
    let sql = "SELECT json_extract(body, '$.client.name_core'), entity_id FROM statement
         WHERE kind = ?1 AND source_id = ?2 AND replaced = 0 AND entity_id <> 0";
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query(params![kind_code(RecordKind::Client), source])?;
    let mut names = HashMap::new();
    while let Some(row) = rows.next()? {
        let (Some(name), client) = (row.get::<_, Option<String>>(0)?, row.get::<_, i64>(1)?) else { continue };
        let known = names.entry(name).or_insert(Some(client));
        *known = known.filter(|known| *known == client);
    }
    Ok(names)
}
