//! The store's books against balances that sources state: what must be compared, and what came of it.
//!
//! | file | holds |
//! |---|---|
//! | `due` | which books a run touched |
//! | `held` | what is stated of a book, and what the store holds |
//! | `suspects` | documents and payments that may explain a difference |
//! | `shown` | what people see of it |

use std::collections::HashMap;
use std::path::PathBuf;

use rusqlite::{OptionalExtension, Transaction, params};

use super::lookup::to_json;
use super::outbox::insert_all;
use super::review::put_review;
use super::{Store, StoreError};
use crate::model::change::{Job, ReviewItem, ReviewKind, Subject};
use crate::model::control::{BookKey, Comparison, ControlState, Explained};
use crate::model::ids::{OrganizationId, RunId};

mod due;
mod held;
mod shown;
mod suspects;

#[cfg(test)]
pub(super) use held::{ACCOUNT_DAYS, CLIENT_DOCUMENT_DAYS, CLIENT_PAYMENT_DAYS};
pub(super) use shown::{all, of_client};

/// Everything a run compares, in one transaction. Dropping it changes nothing.
pub struct ControlRun<'s> {
    tx: Transaction<'s>,
    path: PathBuf,
    run: RunId,
    /// Whether the store holds shipments and payments at all, by company.
    bases: HashMap<Option<OrganizationId>, [bool; 2]>,
    /// What sources call clients, whatever their golden names are; nothing for a name of several.
    names: HashMap<i64, HashMap<String, Option<i64>>>,
    /// Whether anything came out otherwise than before.
    pub changed: bool,
}

/// What a comparison was before.
struct Known {
    state: String,
    since_run: Option<i64>,
    shown: String,
}

impl Store {
    /// Begins to compare.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn begin_control(&self, run: RunId) -> Result<ControlRun<'_>, StoreError> {
        let tx = self.connection.unchecked_transaction().map_err(|source| self.sql_error(source))?;
        Ok(ControlRun {
            tx,
            path: self.path.clone(),
            run,
            bases: HashMap::new(),
            names: HashMap::new(),
            changed: false,
        })
    }
}

impl ControlRun<'_> {
    /// Names the store in an error.
    pub fn named(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Sql { path: self.path.clone(), source }
    }

    /// Keeps what came of a comparison, and asks about a difference; a difference that is gone is asked about no more.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put(&mut self, key: &BookKey, found: &Comparison, explained: &Explained) -> rusqlite::Result<()> {
        let subject = to_json(key)?;
        let known = self.known(&subject)?;
        // The documents first: a cell of a workbook may cut the rest off.
        let reasons: Vec<_> = explained.reasons.iter().chain(&found.reasons).cloned().collect();
        let differs = found.state == ControlState::Differs;
        let since_run = self.since(known.as_ref(), found.state);
        let label = self.label(found.balance)?;
        let (reasons_json, candidates_json) = (to_json(&reasons)?, to_json(&explained.candidates)?);
        let shown = shown_key(found, &reasons_json, &candidates_json);
        let is_news = known.as_ref().is_none_or(|known| known.state != found.state.name() || known.shown != shown);
        self.put_balances(&subject, found)?;
        if !is_news {
            return Ok(());
        }
        self.changed = true;
        self.tx
            .prepare_cached(
                "INSERT INTO control (subject, source_id, organization_id, client_id, account, currency, label,
                    period_start, period_end, stated, held, difference, state, since_day, since_run, last_run,
                    balance_id, reasons, candidates)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
                 ON CONFLICT (subject) DO UPDATE SET label = excluded.label, period_start = excluded.period_start,
                    period_end = excluded.period_end, stated = excluded.stated, held = excluded.held,
                    difference = excluded.difference, state = excluded.state, since_day = excluded.since_day,
                    since_run = excluded.since_run, last_run = excluded.last_run, balance_id = excluded.balance_id,
                    reasons = excluded.reasons, candidates = excluded.candidates",
            )?
            .execute(params![
                subject,
                key.source.0,
                key.organization.map(|id| id.0),
                key.client.map(|id| id.0),
                key.account,
                key.currency.code(),
                label,
                found.start.to_string(),
                found.end.to_string(),
                found.stated,
                found.held,
                found.difference,
                found.state.name(),
                found.since.map(|day| day.to_string()),
                since_run,
                self.run.0,
                found.balance.0,
                reasons_json,
                candidates_json,
            ])?;
        if !differs {
            return self.resolve(key);
        }
        let amount = key.currency.decimal_string(found.difference.into());
        let item = ReviewItem {
            kind: ReviewKind::Control,
            subject: Subject::Book(key.clone()),
            label: format!("{label}, {}: {amount} {}", found.end, key.currency),
            candidates: explained.candidates.clone(),
            reasons,
        };
        put_review(&self.tx, self.run, &item, None).map(drop)
    }

    /// Forgets a book of which nothing is stated any more.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn forget(&mut self, key: &BookKey) -> rusqlite::Result<()> {
        let gone = self.tx.prepare_cached("DELETE FROM control WHERE subject = ?1")?.execute([to_json(key)?])?;
        self.changed |= gone > 0;
        self.resolve(key)
    }

    /// Makes it durable, with the work that follows; nothing is due then.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn commit(self, jobs: &[Job]) -> Result<(), StoreError> {
        let path = self.path.clone();
        let written = self.tx.execute("DELETE FROM control_due", []).and_then(|_| insert_all(&self.tx, jobs));
        written.and_then(|()| self.tx.commit()).map_err(|source| StoreError::Sql { path, source })
    }

    fn known(&self, subject: &str) -> rusqlite::Result<Option<Known>> {
        let sql = "SELECT state, since_run, stated || '|' || held || '|' || difference || '|' || period_end || '|'
                || coalesce(since_day, '') || '|' || balance_id || '|' || reasons || '|' || candidates
             FROM control WHERE subject = ?1";
        let known =
            |row: &rusqlite::Row<'_>| Ok(Known { state: row.get(0)?, since_run: row.get(1)?, shown: row.get(2)? });
        self.tx.prepare_cached(sql)?.query_row([subject], known).optional()
    }

    /// The run since which it differs: this one, unless it did before.
    fn since(&self, known: Option<&Known>, state: ControlState) -> Option<i64> {
        let before = known.filter(|known| known.state == ControlState::Differs.name());
        let since = before.map_or(Some(self.run.0), |known| known.since_run);
        since.filter(|_| state == ControlState::Differs)
    }

    fn put_balances(&self, subject: &str, found: &Comparison) -> rusqlite::Result<()> {
        let sql = "UPDATE control_balance SET held = NULL, difference = NULL WHERE subject = ?1 AND held IS NOT NULL";
        self.tx.prepare_cached(sql)?.execute([subject])?;
        if found.state == ControlState::NotComparable {
            return Ok(());
        }
        let sql = "UPDATE control_balance SET held = ?2, difference = ?3 WHERE balance_id = ?1";
        let mut put = self.tx.prepare_cached(sql)?;
        for one in &found.checked {
            put.execute(params![one.id.0, one.held, one.difference])?;
        }
        Ok(())
    }

    fn resolve(&self, key: &BookKey) -> rusqlite::Result<()> {
        let subject = to_json(&Subject::Book(key.clone()))?;
        // Also what a person has answered: a difference that comes again is another one.
        let sql = "UPDATE review SET state = 'resolved' WHERE kind = ?1 AND subject = ?2 AND state <> 'resolved'";
        self.tx.prepare_cached(sql)?.execute([ReviewKind::Control.name(), &subject]).map(drop)
    }
}

/// All that is shown of a comparison, as one text to compare; as the store's own query builds it.
fn shown_key(found: &Comparison, reasons: &str, candidates: &str) -> String {
    let since = found.since.map(|day| day.to_string()).unwrap_or_default();
    let Comparison { stated, held, difference, end, balance, .. } = found;
    format!("{stated}|{held}|{difference}|{end}|{since}|{}|{reasons}|{candidates}", balance.0)
}
