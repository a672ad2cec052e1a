//! Exported control totals.

use rusqlite::{Connection, Row};
use serde_json::{Value, json};

use super::super::balances::named_party;
use super::super::lookup::json as body_of;
use super::{ExportError, RowSink, sources};
use crate::model::ids::{BalanceId, ClientId, OrganizationId};
use crate::model::money::Money;
use crate::model::record::{Balance, BalanceSides, Body, NamedContract, NamedParty, RecordKind};

pub(super) const BALANCE_FIELDS: &[&str] = &[
    "id",
    "account",
    "ledger",
    "organization_id",
    "organization",
    "client_id",
    "client",
    "contract",
    "period_start",
    "period_end",
    "currency",
    "opening",
    "debit",
    "credit",
    "closing",
    "opening_debit",
    "opening_credit",
    "closing_debit",
    "closing_credit",
    "debit_count",
    "credit_count",
    "deleted",
    "held_closing",
    "difference",
    "since_run",
    "sources",
];

pub(super) fn balances(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    // A balance differs since a run only while its book does, and from the first one on that does.
    let sql = "SELECT b.id, b.source_id, b.deleted, s.body, k.held, k.difference,
            CASE WHEN n.state = 'differs' AND b.period_end >= n.since_day THEN n.since_run END
         FROM balance b JOIN statement s ON s.id = b.statement_id
         LEFT JOIN control_balance k ON k.balance_id = b.id LEFT JOIN control n ON n.subject = k.subject
         ORDER BY b.id";
    let mut find = c.prepare(sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let Body::Balance(body) = body_of(&row.get::<_, String>(3)?)? else { continue };
        sink(balance(c, row, *body)?)?;
    }
    Ok(())
}

fn balance(c: &Connection, row: &Row<'_>, body: Balance) -> rusqlite::Result<Value> {
    let (id, source): (i64, i64) = (row.get(0)?, row.get(1)?);
    let Balance {
        account,
        ledger,
        organization,
        client,
        contract,
        period_start,
        period_end,
        currency,
        opening,
        opening_sides,
        debit,
        credit,
        closing,
        closing_sides,
        debit_count,
        credit_count,
        report: _,
        deleted: _,
    } = body;
    let entity = |kind, party: &Option<NamedParty>| match party {
        Some(party) => named_party(c, source, kind, party),
        None => Ok(None),
    };
    let side = |sides: Option<BalanceSides>| sides.map(|BalanceSides { debit, credit }| (debit, credit)).unzip();
    let (opening_debit, opening_credit) = side(opening_sides);
    let (closing_debit, closing_credit) = side(closing_sides);
    Ok(json!({
        "id": BalanceId(id).to_string(),
        "account": account,
        "ledger": ledger,
        "organization_id": entity(RecordKind::Organization, &organization)?.map(|id| OrganizationId(id).to_string()),
        "organization": organization.map(party),
        "client_id": entity(RecordKind::Client, &client)?.map(|id| ClientId(id).to_string()),
        "client": client.map(party),
        "contract": contract.map(named_contract),
        "period_start": period_start,
        "period_end": period_end,
        "currency": currency,
        "opening": decimal(opening),
        "debit": decimal(debit),
        "credit": decimal(credit),
        "closing": decimal(closing),
        "opening_debit": decimal(opening_debit),
        "opening_credit": decimal(opening_credit),
        "closing_debit": decimal(closing_debit),
        "closing_credit": decimal(closing_credit),
        "debit_count": debit_count,
        "credit_count": credit_count,
        "deleted": row.get::<_, bool>(2)?,
        "held_closing": row.get::<_, Option<i64>>(4)?.map(|minor| Money { minor, currency }.to_string()),
        "difference": row.get::<_, Option<i64>>(5)?.map(|minor| Money { minor, currency }.to_string()),
        "since_run": row.get::<_, Option<i64>>(6)?,
        "sources": sources(c, &[RecordKind::Balance], id)?,
    }))
}

fn decimal(money: Option<Money>) -> Option<String> {
    money.map(|money| money.to_string())
}

fn party(party: NamedParty) -> Value {
    let NamedParty { id: _, name, name_core: _, tax_id } = party;
    json!({ "name": name, "tax_id": tax_id })
}

fn named_contract(contract: NamedContract) -> Value {
    let NamedContract { id: _, number, date, name } = contract;
    json!({ "number": number, "date": date, "name": name })
}
