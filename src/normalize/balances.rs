//! Balances and turnovers that sources state.

use crate::model::draft::{Fields, Value};
use crate::model::field::Field;
use crate::model::money::{Currency, Money};
use crate::model::record::{Balance, BalanceSides, Body, NamedContract, NamedParty, RecordKind};

use super::desk::{Desk, Refused};
use super::{contacts, identity, parties};

/// Makes a control total. It names its client and company but mentions neither: it must not make any.
pub(super) fn balance(
    id: Option<String>,
    mut fields: Fields,
    desk: &mut Desk<'_>,
) -> Result<(RecordKind, String, Body), Refused> {
    let currency = desk.currency(&mut fields)?;
    let (start, end) = (fields.take_date(Field::PeriodStart), fields.take_date(Field::PeriodEnd));
    let Some((period_start, period_end)) = start.or(end).zip(end.or(start)) else {
        return Err(desk.missing(Field::PeriodEnd));
    };
    if period_start > period_end {
        desk.malformed(Field::PeriodEnd, period_end.to_string(), "date");
        return Err(desk.refuse_for_last());
    }
    let opening = side(&mut fields, [Field::Opening, Field::OpeningDebit, Field::OpeningCredit], currency, desk);
    let closing = side(&mut fields, [Field::Closing, Field::ClosingDebit, Field::ClosingCredit], currency, desk);
    let debit = desk.take_money(&mut fields, Field::Debit, currency);
    let credit = desk.take_money(&mut fields, Field::Credit, currency);
    if [opening.net, closing.net, debit, credit].iter().all(Option::is_none) {
        return Err(desk.missing(Field::Closing));
    }
    let organization = party(&mut fields, Field::Organization, desk);
    let client = party(&mut fields, Field::Client, desk);
    let balance = Balance {
        account: contacts::account(&fields.take_text(Field::Account)).number,
        ledger: fields.take_text(Field::Ledger),
        organization,
        client,
        contract: fields.take_one(Field::Contract).and_then(contract),
        period_start,
        period_end,
        currency,
        opening: opening.net,
        opening_sides: opening.sides,
        debit,
        credit,
        closing: closing.net,
        closing_sides: closing.sides,
        debit_count: count(&mut fields, Field::DebitCount),
        credit_count: count(&mut fields, Field::CreditCount),
        report: fields.take_text(Field::Report),
        deleted: fields.take_bool(Field::Deleted).unwrap_or_default(),
    };
    let id = id.unwrap_or_else(|| identity::balance(&balance));
    Ok((RecordKind::Balance, id, Body::Balance(Box::new(balance))))
}

/// A balance as stated: netted, or its two sides.
struct Stated {
    net: Option<Money>,
    sides: Option<BalanceSides>,
}

/// Reads a balance: `[net, debit side, credit side]`. A side that is left empty is nothing owed on that side.
fn side(fields: &mut Fields, [net, debit, credit]: [Field; 3], currency: Currency, desk: &mut Desk<'_>) -> Stated {
    let given = desk.take_money(fields, net, currency);
    let (debit, credit) = (desk.take_money(fields, debit, currency), desk.take_money(fields, credit, currency));
    if debit.is_none() && credit.is_none() {
        return Stated { net: given, sides: None };
    }
    let none = Money { minor: 0, currency };
    let sides = BalanceSides { debit: debit.unwrap_or(none), credit: credit.unwrap_or(none) };
    Stated { net: given.or_else(|| sides.net()), sides: Some(sides) }
}

fn party(fields: &mut Fields, field: Field, desk: &mut Desk<'_>) -> Option<NamedParty> {
    let mut group = fields.take_one(field)?;
    let given = group.take_text(Field::Id);
    let party = parties::party(group, desk);
    let id = Some(given).filter(|id| !id.is_empty()).or_else(|| identity::party(&party))?;
    let tax_id = party.tax_id.map_or(party.tax_id_unverified, |tax_id| tax_id.digits);
    Some(NamedParty { id, name: party.name, name_core: party.name_core, tax_id })
}

fn contract(mut group: Fields) -> Option<NamedContract> {
    let contract = NamedContract {
        id: group.take_text(Field::Id),
        number: group.take_text(Field::Number),
        date: group.take_date(Field::Date),
        name: group.take_text(Field::Name),
    };
    (contract != NamedContract::default()).then_some(contract)
}

fn count(fields: &mut Fields, field: Field) -> Option<i64> {
    match fields.take(field) {
        Some(Value::Integer(count)) => Some(count),
        _ => None,
    }
}
