//! What people see of the comparisons.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};

use super::super::ledger::column;
use super::super::lookup::json;
use super::super::{Store, StoreError};
use crate::model::control::{ControlState, ControlSummary, ControlView};
use crate::model::ids::ClientId;
use crate::model::money::{Currency, Money};

const COLUMNS: &str = "SELECT coalesce(o.name, ''), coalesce(c.name, n.label), n.client_id, n.period_start, n.period_end,
        src.name, d.file_name, n.currency, n.stated, n.held, n.difference, n.state, n.since_run, r.started_at, n.reasons,
        n.candidates
     FROM control n JOIN source src ON src.id = n.source_id
     LEFT JOIN organization o ON o.id = n.organization_id LEFT JOIN client c ON c.id = n.client_id
     LEFT JOIN run r ON r.id = n.since_run LEFT JOIN balance b ON b.id = n.balance_id
     LEFT JOIN statement s ON s.id = b.statement_id LEFT JOIN revision v ON v.id = s.revision_id
     LEFT JOIN delivery d ON d.id = v.delivery_id";

impl Store {
    /// How the books stand as a whole; nothing where no balance was ever compared.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn control_summary(&self) -> Result<Option<ControlSummary>, StoreError> {
        self.run(|c| {
            let mut summary = ControlSummary::default();
            let mut find = c.prepare("SELECT state, count(*) FROM control GROUP BY state")?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                let count = row.get::<_, i64>(1)?.unsigned_abs();
                match ControlState::from_name(&row.get::<_, String>(0)?) {
                    Some(ControlState::Agrees) => summary.agree = count,
                    Some(ControlState::Differs) => summary.differ = count,
                    Some(ControlState::NotComparable) => summary.not_comparable = count,
                    None => {}
                }
            }
            summary.apart = apart(c)?;
            let sql = "SELECT n.since_run, r.started_at FROM control n LEFT JOIN run r ON r.id = n.since_run
                 WHERE n.state = 'differs' ORDER BY n.since_run LIMIT 1";
            let mut find = c.prepare(sql)?;
            if let Some(row) = find.query([])?.next()? {
                (summary.since_run, summary.since_at) = (row.get(0)?, row.get(1)?);
            }
            let any = summary.agree + summary.differ + summary.not_comparable > 0;
            Ok(any.then_some(summary))
        })
    }
}

fn apart(c: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let sql = "SELECT currency, sum(abs(difference)) FROM control WHERE state = 'differs' GROUP BY currency";
    let mut find = c.prepare(sql)?;
    let rows = find.query_map([], |row| {
        let currency: Currency = column(row, 0)?;
        Ok((currency.code().to_owned(), currency.decimal_string(row.get::<_, i64>(1)?.into())))
    })?;
    rows.collect()
}

/// Comparisons for a workbook: what differs first, the largest first, as many as a sheet holds, and how many more there
/// are.
pub(in super::super) fn all(c: &Connection, most: usize) -> rusqlite::Result<(Vec<ControlView>, usize)> {
    let sql = format!(
        "{COLUMNS} ORDER BY CASE n.state WHEN 'differs' THEN 0 WHEN 'not_comparable' THEN 1 ELSE 2 END,
            abs(n.difference) DESC, coalesce(c.name, n.label), n.subject LIMIT ?1"
    );
    let mut find = c.prepare_cached(&sql)?;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let views: Vec<ControlView> = find.query_map([limit], view)?.collect::<rusqlite::Result<_>>()?;
    let held: i64 = c.query_row("SELECT count(*) FROM control", [], |row| row.get(0))?;
    let left = usize::try_from(held).unwrap_or(0).saturating_sub(views.len());
    Ok((views, left))
}

/// Comparisons of a client.
pub(in super::super) fn of_client(c: &Connection, client: i64) -> rusqlite::Result<Vec<ControlView>> {
    let sql = format!("{COLUMNS} WHERE n.client_id = ?1 ORDER BY n.period_end, n.subject");
    let mut find = c.prepare_cached(&sql)?;
    find.query_map(params![client], view)?.collect()
}

fn view(row: &Row<'_>) -> rusqlite::Result<ControlView> {
    let currency: Currency = column(row, 7)?;
    let money = |minor: i64| Money { minor, currency };
    Ok(ControlView {
        organization: row.get(0)?,
        subject: row.get(1)?,
        client: row.get::<_, Option<i64>>(2)?.map(|id| ClientId(id).to_string()),
        start: column(row, 3)?,
        end: column(row, 4)?,
        source: row.get(5)?,
        file: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
        stated: money(row.get(8)?),
        held: money(row.get(9)?),
        difference: money(row.get(10)?),
        state: ControlState::from_name(&row.get::<_, String>(11)?).unwrap_or(ControlState::NotComparable),
        since_run: row.get(12)?,
        since_at: row.get(13)?,
        reasons: json(&row.get::<_, String>(14)?)?,
        candidates: json(&row.get::<_, String>(15)?)?,
        explanation: String::new(),
    })
}
