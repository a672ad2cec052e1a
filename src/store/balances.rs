//! Control totals that sources state.

use rusqlite::{Connection, OptionalExtension, params};

use super::codes::{KEY_NAME, KEY_TAX};
use super::commit::Revision;
use crate::model::change::{NewStatement, RecordKey};
use crate::model::ids::SourceId;
use crate::model::record::{Balance, NamedParty, RecordKind};
use crate::model::tax_id::TaxIdKind;

impl Revision<'_> {
    pub(super) fn put_balance(&self, balance: &Balance, new: &NewStatement) -> rusqlite::Result<()> {
        self.balance_due(new.entity)?;
        let minor = |money: Option<crate::model::money::Money>| money.map(|money| money.minor);
        self.tx
            .prepare_cached(
                "INSERT INTO balance (id, account, ledger, client_key, period_start, period_end, currency, opening,
                    debit, credit, closing, deleted, source_id, statement_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                 ON CONFLICT (id) DO UPDATE SET account = excluded.account, ledger = excluded.ledger,
                    client_key = excluded.client_key, period_start = excluded.period_start,
                    period_end = excluded.period_end, currency = excluded.currency, opening = excluded.opening,
                    debit = excluded.debit, credit = excluded.credit, closing = excluded.closing,
                    deleted = excluded.deleted, source_id = excluded.source_id,
                    statement_id = excluded.statement_id",
            )?
            .execute(params![
                new.entity,
                balance.account,
                balance.ledger,
                balance.client.as_ref().map_or("", |client| client.id.as_str()),
                balance.period_start.to_string(),
                balance.period_end.to_string(),
                balance.currency.code(),
                minor(balance.opening),
                minor(balance.debit),
                minor(balance.credit),
                minor(balance.closing),
                balance.deleted,
                self.source.0,
                new.id.0,
            ])
            .map(drop)
    }
}

/// The client or company of ours that a control total means, as the store knows it now: by the source's own id, else
/// by a tax number or a name that only one has.
pub(super) fn named_party(
    c: &Connection,
    source: i64,
    kind: RecordKind,
    party: &NamedParty,
) -> rusqlite::Result<Option<i64>> {
    let key = RecordKey::new(SourceId(source), kind, &party.id);
    let own: Option<i64> = c
        .prepare_cached(
            "SELECT s.entity_id FROM source_key k JOIN statement s ON s.id = k.statement_id
             WHERE k.key = ?1 AND s.entity_id <> 0",
        )?
        .query_row([key.0.as_slice()], |row| row.get(0))
        .optional()?;
    match (own, kind) {
        (Some(own), _) => Ok(Some(own)),
        (None, RecordKind::Client) => only_client(c, party),
        (None, _) => only_organization(c, party),
    }
}

fn only_client(c: &Connection, party: &NamedParty) -> rusqlite::Result<Option<i64>> {
    let mut find = c.prepare_cached("SELECT client_id FROM client_key WHERE type = ?1 AND key = ?2 LIMIT 2")?;
    let mut clients = |key_type: i64, key: &str| -> rusqlite::Result<Vec<i64>> {
        find.query_map(params![key_type, key], |row| row.get(0))?.collect()
    };
    let mut found = Vec::new();
    if !party.tax_id.is_empty() {
        for kind in TaxIdKind::ALL {
            found.extend(clients(KEY_TAX, &format!("{}:{}", kind.name(), party.tax_id))?);
        }
    } else if !party.name_core.is_empty() {
        found = clients(KEY_NAME, &party.name_core)?;
    }
    Ok(only(&found))
}

/// Our own companies are few: all of them are looked at.
fn only_organization(c: &Connection, party: &NamedParty) -> rusqlite::Result<Option<i64>> {
    let mut find = c.prepare_cached(
        "SELECT id FROM organization WHERE (?1 <> '' AND json_extract(body, '$.tax_id.d') = ?1)
            OR (?1 = '' AND json_extract(body, '$.name_core') = ?2) LIMIT 2",
    )?;
    let found: Vec<i64> =
        find.query_map([&party.tax_id, &party.name_core], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(only(&found))
}

fn only(found: &[i64]) -> Option<i64> {
    match found {
        [one] => Some(*one),
        _ => None,
    }
}
