//! What is stated of a book, and what the store holds of it, day by day.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::{Date, DateTime};
use rusqlite::{Row, ToSql, params};

use super::super::ledger::column;
use super::super::lookup::{json, to_json};
use super::ControlRun;
use crate::model::control::{Basis, Book, BookKey, DayTurnover, StatedBalance};
use crate::model::ids::{BalanceId, ClientId, OrganizationId};
use crate::model::record::{Body, Party, Role};

/// Statements of a bank account are followed so far back from the newest, days: its books are not added up from the
/// beginning of time for every new day.
const ACCOUNT_DAYS_MAX: i64 = 400;

/// What a client's shipments and returns move, by day. A correction for the tax books alone counts as far as it is
/// applied.
pub(in super::super) const CLIENT_DOCUMENT_DAYS: &str = "SELECT date, sum(CASE WHEN kind = 8 THEN total ELSE 0 END),
        sum(CASE WHEN kind = 8 THEN 0 WHEN tax_only THEN adjusted ELSE total END), max(kind = 9)
     FROM document WHERE client_id = ?1 AND currency = ?2 AND kind IN (8, 9)
        AND posted AND NOT deleted AND NOT canceled AND (?3 IS NULL OR organization_id IS NULL OR organization_id = ?3)
     GROUP BY date ORDER BY date";

/// What a client's payments move, by day; `?4` says whether money paid out is a refund to him.
pub(in super::super) const CLIENT_PAYMENT_DAYS: &str =
    "SELECT date, sum(CASE WHEN direction = 2 THEN amount - detailed - returned ELSE 0 END),
        sum(CASE WHEN direction = 1 THEN amount - detailed - returned ELSE 0 END), max(direction = 2)
     FROM payment WHERE client_id = ?1 AND currency = ?2 AND (direction = 1 OR (?4 AND direction = 2))
        AND posted AND NOT deleted AND settlement AND (?3 IS NULL OR organization_id IS NULL OR organization_id = ?3)
     GROUP BY date ORDER BY date";

/// What came to a bank account and left it, by day. What a report says is added up by that report, with what stands in
/// none; without reports an entry counts apart from the parts that others state.
pub(in super::super) const ACCOUNT_DAYS: &str = "SELECT date, sum(debit), sum(credit), 0 FROM (
        SELECT date, CASE WHEN ?3 = '' THEN amount - detailed ELSE amount END AS debit, 0 AS credit FROM payment
            WHERE account_in = ?1 AND account_in <> '' AND date >= ?4 AND currency = ?2 AND posted AND NOT deleted
                AND (?3 = '' OR coalesce(instr(json_extract(body, '$.booking.reports'), ?3), 1) > 0)
        UNION ALL
        SELECT date, 0, CASE WHEN ?3 = '' THEN amount - detailed ELSE amount END FROM payment
            WHERE account_out = ?1 AND account_out <> '' AND date >= ?4 AND currency = ?2 AND posted AND NOT deleted
                AND (?3 = '' OR coalesce(instr(json_extract(body, '$.booking.reports'), ?3), 1) > 0)
     ) GROUP BY date ORDER BY date";

impl ControlRun<'_> {
    /// One book; nothing where nothing is stated of it, or where a contract is a part of what is stated of its client.
    /// A ledger account is only a part where it is none of `ledgers` itself.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book(&mut self, key: &BookKey, ledgers: &[String]) -> rusqlite::Result<Option<Book>> {
        if self.is_stated_as_a_whole(key)? {
            return Ok(None);
        }
        let mut basis = Basis::default();
        let mut stated = self.stated_balances(key, ledgers, &mut basis)?;
        let Some(newest) = stated.iter().map(|one| one.end).max() else { return Ok(None) };
        let held = match key.client {
            Some(client) => self.client_days(key, client)?,
            None if key.account.is_empty() => Vec::new(),
            None => {
                let span = Span::new().days(ACCOUNT_DAYS_MAX);
                let oldest = newest.checked_sub(span).unwrap_or(Date::MIN);
                stated.retain(|one| one.end >= oldest);
                let from = stated.iter().map(|one| one.start).min().unwrap_or(newest);
                let report = if key.report.is_empty() { String::new() } else { format!("\"{}\"", key.report) };
                self.days(ACCOUNT_DAYS, params![key.account, key.currency.code(), report, from.to_string()])?
            }
        };
        if key.account.is_empty() {
            self.judge(key, &mut basis)?;
        }
        Ok(Some(Book { key: key.clone(), stated, held, basis }))
    }

    /// The balance of all contracts together says more than those of single ones.
    fn is_stated_as_a_whole(&self, key: &BookKey) -> rusqlite::Result<bool> {
        if key.contract.is_empty() {
            return Ok(false);
        }
        let whole = to_json(&BookKey { contract: String::new(), ..key.clone() })?;
        let sql = "SELECT EXISTS (SELECT 1 FROM control_balance WHERE subject = ?1)";
        self.tx.prepare_cached(sql)?.query_row([whole], |row| row.get(0))
    }

    fn stated_balances(
        &self,
        key: &BookKey,
        ledgers: &[String],
        basis: &mut Basis,
    ) -> rusqlite::Result<Vec<StatedBalance>> {
        let mut find = self.tx.prepare_cached(
            "SELECT b.id, s.body, s.file_time FROM control_balance k JOIN balance b ON b.id = k.balance_id
             JOIN statement s ON s.id = b.statement_id WHERE k.subject = ?1 AND b.deleted = 0",
        )?;
        let mut rows = find.query([to_json(key)?])?;
        let mut stated = Vec::new();
        while let Some(row) = rows.next()? {
            let Body::Balance(body) = json(&row.get::<_, String>(1)?)? else { continue };
            basis.unknown_company |= body.organization.is_some() && key.organization.is_none();
            stated.push(StatedBalance {
                id: BalanceId(row.get(0)?),
                partial: !body.ledger.is_empty() && !ledgers.contains(&body.ledger),
                ledger: body.ledger,
                start: body.period_start,
                end: body.period_end,
                opening: body.opening.map(|money| money.minor),
                debit: body.debit.map(|money| money.minor),
                credit: body.credit.map(|money| money.minor),
                closing: body.closing.map(|money| money.minor),
                made: made(row, 2)?,
            });
        }
        Ok(stated)
    }

    fn client_days(&self, key: &BookKey, client: ClientId) -> rusqlite::Result<Vec<DayTurnover>> {
        let (currency, company) = (key.currency, key.organization.map(|id| id.0));
        let documents = self.days(CLIENT_DOCUMENT_DAYS, params![client.0, currency.code(), company])?;
        let refunds = !self.is_supplier(client)?;
        let payments = self.days(CLIENT_PAYMENT_DAYS, params![client.0, currency.code(), company, refunds])?;
        let mut days: BTreeMap<Date, DayTurnover> = BTreeMap::new();
        for held in documents.into_iter().chain(payments) {
            let none = DayTurnover { day: held.day, debit: 0, credit: 0, reversed: false };
            let day = days.entry(held.day).or_insert(none);
            day.debit = day.debit.saturating_add(held.debit);
            day.credit = day.credit.saturating_add(held.credit);
            day.reversed |= held.reversed;
        }
        Ok(days.into_values().collect())
    }

    /// Money paid to somebody who supplies us is seldom a refund.
    pub(super) fn is_supplier(&self, client: ClientId) -> rusqlite::Result<bool> {
        let sql = "SELECT body FROM client WHERE id = ?1";
        let mut find = self.tx.prepare_cached(sql)?;
        let mut rows = find.query([client.0])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let party: Party = json(&row.get::<_, String>(0)?)?;
        Ok(party.roles.contains(&Role::Supplier))
    }

    fn days(&self, sql: &str, values: &[&dyn ToSql]) -> rusqlite::Result<Vec<DayTurnover>> {
        let mut find = self.tx.prepare_cached(sql)?;
        let rows = find.query_map(values, |row| {
            Ok(DayTurnover { day: column(row, 0)?, debit: row.get(1)?, credit: row.get(2)?, reversed: row.get(3)? })
        })?;
        rows.collect()
    }

    fn judge(&mut self, key: &BookKey, basis: &mut Basis) -> rusqlite::Result<()> {
        if basis.unknown_company {
            let sql = "SELECT count(*) > 1 FROM organization";
            basis.unknown_company = self.tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        }
        [basis.shipments, basis.payments] = self.basis(key.organization)?;
        let Some(client) = key.client else { return Ok(()) };
        let sql = "SELECT EXISTS (SELECT 1 FROM document WHERE client_id = ?1 AND currency <> ?2 AND kind IN (8, 9)
                AND posted AND NOT deleted AND NOT canceled)
            OR EXISTS (SELECT 1 FROM payment WHERE client_id = ?1 AND currency <> ?2 AND posted AND NOT deleted
                AND settlement)";
        basis.other_currencies =
            self.tx.prepare_cached(sql)?.query_row(params![client.0, key.currency.code()], |row| row.get(0))?;
        let sql = "SELECT count(DISTINCT contract_id) FROM document
             WHERE client_id = ?1 AND kind IN (8, 9) AND posted AND NOT deleted AND NOT canceled";
        let contracts: i64 = self.tx.prepare_cached(sql)?.query_row([client.0], |row| row.get(0))?;
        basis.contracts = usize::try_from(contracts).unwrap_or(usize::MAX);
        Ok(())
    }

    /// Whether shipments and payments of a company are held at all; asked once a run.
    pub(super) fn basis(&mut self, company: Option<OrganizationId>) -> rusqlite::Result<[bool; 2]> {
        if let Some(known) = self.bases.get(&company) {
            return Ok(*known);
        }
        let tables = [
            "SELECT EXISTS (SELECT 1 FROM document WHERE kind IN (8, 9) AND posted AND NOT deleted
                AND (?1 IS NULL OR organization_id IS NULL OR organization_id = ?1))",
            "SELECT EXISTS (SELECT 1 FROM payment WHERE settlement AND posted AND NOT deleted AND client_id IS NOT NULL
                AND (?1 IS NULL OR organization_id IS NULL OR organization_id = ?1))",
        ];
        let id = company.map(|id| id.0);
        let [shipments, payments] = tables.map(|sql| self.tx.query_row(sql, [id], |row| row.get(0)));
        let found = [shipments?, payments?];
        self.bases.insert(company, found);
        Ok(found)
    }
}

/// A civil time that a column may hold.
pub(super) fn made(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<DateTime>> {
    Ok(row.get::<_, Option<String>>(at)?.and_then(|text| text.parse().ok()))
}
