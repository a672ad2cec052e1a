//! Documents and payments that may explain a difference: the client's own in whatever state, payments of nobody, and
//! what lies with clients who look alike.

use jiff::Span;
use jiff::civil::Date;
use rusqlite::{ToSql, params};

use super::super::ledger::column;
use super::ControlRun;
use super::held::made;
use crate::model::control::{BookKey, Gap, Stands, Suspect};
use crate::model::ids::{ClientId, DocumentId, PaymentId};
use crate::model::number::number_core;

/// Days before a difference arose in which its cause may lie, and days after the newest balance.
const DAYS_BEFORE: i64 = 31;
const DAYS_AFTER: i64 = 15;
/// Most suspects of one sort; the newest come first.
const SUSPECTS_MAX: i64 = 2_000;

/// Who a document or payment belongs to: id, what counts, whose, which company's, when its file was made.
type Judge<'a> = &'a dyn Fn(bool, bool, Option<i64>, i64) -> Stands;

impl ControlRun<'_> {
    /// What may explain a difference.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn suspects(&self, key: &BookKey, gap: &Gap) -> rusqlite::Result<Vec<Suspect>> {
        let window = window(gap);
        let [from, to] = window.map(|day| day.to_string());
        let Some(client) = key.client else {
            let sql = "SELECT p.id, p.number, p.date, CASE WHEN p.account_in = ?1 THEN p.amount ELSE -p.amount END,
                    p.posted, p.deleted, NULL, p.direction, NULL
                 FROM payment p WHERE ?1 <> '' AND (p.account_in = ?1 OR p.account_out = ?1) AND p.currency = ?2
                    AND p.date BETWEEN ?3 AND ?4 ORDER BY p.date DESC, p.id DESC LIMIT ?5";
            let values = params![key.account, key.currency.code(), from, to, SUSPECTS_MAX];
            return self.found(sql, values, Id::Payment, &|posted, gone, _, _| standing(posted, gone));
        };
        let mut suspects = self.of_client(key, client, [&from, &to], &|posted, gone, company, _| {
            let other = key.organization.zip(company).is_some_and(|(ours, theirs)| ours.0 != theirs);
            if other { Stands::OtherCompany } else { standing(posted, gone) }
        })?;
        if self.is_supplier(client)? {
            suspects.retain(|one| one.stands != Stands::Gone);
            self.mark_paid_out(&mut suspects)?;
        }
        suspects.extend(self.of_nobody(key, gap, [&from, &to])?);
        for other in self.lookalikes(client)? {
            let theirs = self.of_client(key, other, [&from, &to], &|posted, gone, _, _| standing(posted, gone))?;
            let counting = theirs.into_iter().filter(|one| one.stands == Stands::Counts);
            suspects.extend(counting.map(|one| Suspect { stands: Stands::Lookalike(other), ..one }));
        }
        Ok(suspects)
    }

    fn of_client(
        &self,
        key: &BookKey,
        client: ClientId,
        [from, to]: [&str; 2],
        judge: Judge<'_>,
    ) -> rusqlite::Result<Vec<Suspect>> {
        let documents = "SELECT d.id, d.number, d.date, CASE WHEN d.kind = 8 THEN d.total ELSE -d.total END, d.posted,
                d.deleted OR d.canceled, d.organization_id, 0, s.file_time
             FROM document d JOIN statement s ON s.id = d.statement_id
             WHERE d.client_id = ?1 AND d.currency = ?2 AND d.kind IN (8, 9) AND NOT d.tax_only
                AND d.date BETWEEN ?3 AND ?4 ORDER BY d.date DESC, d.id DESC LIMIT ?5";
        let payments = "SELECT p.id, p.number, p.date,
                CASE WHEN p.direction = 1 THEN p.detailed + p.returned - p.amount
                    ELSE p.amount - p.detailed - p.returned END,
                p.posted, p.deleted, p.organization_id, p.direction, NULL
             FROM payment p WHERE p.client_id = ?1 AND p.currency = ?2 AND p.direction IN (1, 2) AND p.settlement
                AND p.date BETWEEN ?3 AND ?4 ORDER BY p.date DESC, p.id DESC LIMIT ?5";
        let values = params![client.0, key.currency.code(), from, to, SUSPECTS_MAX];
        let mut found = self.found(documents, values, Id::Document, judge)?;
        found.extend(self.found(payments, values, Id::Payment, judge)?);
        Ok(found)
    }

    /// Money paid to a client who supplies us does not count.
    fn mark_paid_out(&self, suspects: &mut [Suspect]) -> rusqlite::Result<()> {
        let sql = "SELECT direction = 2 FROM payment WHERE id = ?1";
        let mut find = self.tx.prepare_cached(sql)?;
        for one in suspects.iter_mut().filter(|one| one.stands == Stands::Counts) {
            let Ok(PaymentId(id)) = one.id.parse() else { continue };
            if find.query_row([id], |row| row.get(0))? {
                one.stands = Stands::PaidOut;
            }
        }
        Ok(())
    }

    /// Payments without a client whose amount is the difference.
    fn of_nobody(&self, key: &BookKey, gap: &Gap, [from, to]: [&str; 2]) -> rusqlite::Result<Vec<Suspect>> {
        let sql = "SELECT p.id, p.number, p.date, CASE WHEN p.direction = 1 THEN -p.amount ELSE p.amount END, p.posted,
                p.deleted, p.organization_id, p.direction, NULL
             FROM payment p WHERE p.client_id IS NULL AND p.currency = ?1 AND p.date BETWEEN ?2 AND ?3 AND p.posted
                AND NOT p.deleted AND p.settlement AND p.amount IN (abs(?4), abs(?5))
                AND ((p.direction = 1 AND ?5 < 0) OR (p.direction = 2 AND ?5 > 0))
                AND (?6 IS NULL OR p.organization_id IS NULL OR p.organization_id = ?6)
             ORDER BY p.date DESC, p.id DESC LIMIT ?7";
        let company = key.organization.map(|id| id.0);
        let values = params![key.currency.code(), from, to, gap.first, gap.last, company, SUSPECTS_MAX];
        self.found(sql, values, Id::Payment, &|_, _, _, _| Stands::NoClient)
    }

    /// Clients of the same name or tax number.
    fn lookalikes(&self, client: ClientId) -> rusqlite::Result<Vec<ClientId>> {
        let sql = "SELECT DISTINCT other.client_id FROM (
                SELECT 1 AS type, tax_key AS key FROM client WHERE id = ?1
                UNION ALL SELECT 2, json_extract(body, '$.name_core') FROM client WHERE id = ?1
             ) own JOIN client_key other ON other.type = own.type AND other.key = own.key
             WHERE other.client_id <> ?1 LIMIT 10";
        let mut find = self.tx.prepare_cached(sql)?;
        find.query_map([client.0], |row| row.get(0).map(ClientId))?.collect()
    }

    fn found(&self, sql: &str, values: &[&dyn ToSql], id: Id, judge: Judge<'_>) -> rusqlite::Result<Vec<Suspect>> {
        let mut find = self.tx.prepare_cached(sql)?;
        let rows = find.query_map(values, |row| {
            let number: String = row.get(1)?;
            Ok(Suspect {
                id: id.of(row.get(0)?),
                core: number_core(&number),
                number,
                date: column(row, 2)?,
                amount: row.get(3)?,
                stands: judge(row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?),
                made: made(row, 8)?,
            })
        })?;
        rows.collect()
    }
}

#[derive(Debug, Clone, Copy)]
enum Id {
    Document,
    Payment,
}

impl Id {
    fn of(self, id: i64) -> String {
        match self {
            Self::Document => DocumentId(id).to_string(),
            Self::Payment => PaymentId(id).to_string(),
        }
    }
}

fn standing(posted: bool, gone: bool) -> Stands {
    match (posted, gone) {
        (_, true) => Stands::Gone,
        (false, false) => Stands::Draft,
        (true, false) => Stands::Counts,
    }
}

fn window(gap: &Gap) -> [Date; 2] {
    let before = Span::new().days(DAYS_BEFORE);
    let from = gap.from.and_then(|from| from.checked_sub(before).ok()).unwrap_or(Date::MIN);
    [from, gap.end.checked_add(Span::new().days(DAYS_AFTER)).unwrap_or(Date::MAX)]
}
