//! Invoices, orders, shipments and returns.

use rust_decimal::Decimal;

use crate::model::draft::Fields;
use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::{Currency, Money};
use crate::model::record::{Body, Document, Line, RecordKind};

use super::catalog::{mention_contract, mention_product};
use super::desk::{Desk, Refused};
use super::identity;
use super::parties::sides_of_document;

/// Makes a document.
pub(super) fn document(
    kind: RecordKind,
    id: Option<String>,
    mut fields: Fields,
    desk: &mut Desk<'_>,
) -> Result<(RecordKind, String, Body), Refused> {
    let currency = desk.currency(&mut fields)?;
    // Only what states a difference has them.
    let correction = [Field::Increase, Field::TaxOnly].into_iter().any(|field| fields.get(field).is_some());
    let groups = fields.take_many(Field::Lines);
    let lines: Vec<Line> =
        groups.into_iter().enumerate().map(|(at, group)| line(group, at + 1, currency, desk)).collect();
    // Everything that is missing is said at once: she mends the file once.
    let stated = total(kind, &mut fields, &lines, currency, desk);
    let (given, (kind, total, lines)) = (kind, as_return(kind, stated, lines));
    let is_turned = kind != given;
    desk.stated = total.ok().or(desk.stated);
    let date = desk.require_date(&mut fields, Field::Date);
    let number = fields.take_text(Field::Number);
    let named = if number.is_empty() { Err(desk.missing(Field::Number)) } else { Ok(()) };
    let (total, date) = (total?, date?);
    named?;
    let sides = sides_of_document(&mut fields, desk)?;
    let contract = mention_contract(&mut fields, &sides, desk);
    let names_nobody = sides.names_nobody();
    let document = Document {
        date,
        due_date: fields.take_date(Field::DueDate),
        contract,
        total,
        rate: rate(&mut fields),
        vat: desk.take_money(&mut fields, Field::Vat, currency).map(|vat| if is_turned { negated(vat) } else { vat }),
        posted: fields.take_bool(Field::Posted).unwrap_or(true),
        deleted: fields.take_bool(Field::Deleted).unwrap_or_default(),
        canceled: fields.take_bool(Field::Canceled).unwrap_or_default(),
        tax_only: fields.take_bool(Field::TaxOnly).unwrap_or_default(),
        correction,
        paid_hint: fields.take_bool(Field::PaidHint),
        manager: fields.take_text(Field::Manager),
        comment: fields.take_text(Field::Comment),
        based_on: desk.references(&mut fields, Field::BasedOn, currency),
        paid_by: desk.references(&mut fields, Field::PaidBy, currency),
        cited_as: fields.take_texts(Field::CitedAs),
        lines,
        organization: sides.organization,
        client: sides.client,
        number,
    };
    if names_nobody && !document.deleted && !document.canceled && document.total.minor != 0 {
        desk.issues.push(Issue::new(IssueCode::NoClient, Severity::Warning, desk.position()));
    }
    let id = id.unwrap_or_else(|| identity::document(&document.number, date, document.organization.as_deref()));
    Ok((kind, id, Body::Document(Box::new(document))))
}

/// A shipment of less than nothing is a return: what a correction takes away, or a reversal.
fn as_return(
    kind: RecordKind,
    total: Result<Money, Refused>,
    mut lines: Vec<Line>,
) -> (RecordKind, Result<Money, Refused>, Vec<Line>) {
    match total {
        Ok(total) if kind == RecordKind::Shipment && total.minor < 0 => {
            for line in &mut lines {
                line.quantity = line.quantity.map(|quantity| -quantity);
                line.total = line.total.map(negated);
                line.vat = line.vat.map(negated);
            }
            (RecordKind::Return, Ok(negated(total)), lines)
        }
        total => (kind, total, lines),
    }
}

fn negated(money: Money) -> Money {
    Money { minor: money.minor.saturating_neg(), ..money }
}

/// The rate of one unit; a rate of one says nothing.
fn rate(fields: &mut Fields) -> Option<Decimal> {
    let (rate, units) = (fields.take_decimal(Field::Rate)?, fields.take_decimal(Field::Multiplicity));
    let units = units.filter(|units| *units > Decimal::ZERO).unwrap_or(Decimal::ONE);
    rate.checked_div(units).map(|rate| rate.normalize()).filter(|rate| *rate > Decimal::ZERO && *rate != Decimal::ONE)
}

/// The total of the header; an order may leave it to its lines.
fn total(
    kind: RecordKind,
    fields: &mut Fields,
    lines: &[Line],
    currency: Currency,
    desk: &mut Desk<'_>,
) -> Result<Money, Refused> {
    let of_lines = sum(lines.iter().map(|line| line.total), currency);
    let increase = fields.take_decimal(Field::Increase);
    let Some(stated) = fields.take_decimal(Field::Total).or(increase.map(|_| Decimal::ZERO)) else {
        let summed = of_lines.filter(|_| kind == RecordKind::Order && !lines.is_empty());
        return summed.ok_or_else(|| desk.missing(Field::Total));
    };
    let Some(mut total) = desk.money(Field::Total, stated, currency) else { return Err(desk.refuse_for_last()) };
    if total.minor < 0 && kind != RecordKind::Shipment {
        desk.stated = Some(total);
        return Err(desk.refuse_value(IssueCode::NegativeAmount, Field::Total, total.to_string()));
    }
    if let Some(increase) = increase {
        total = less(total, Field::Increase, increase, desk)?;
    }
    if let Some(summed) = of_lines.filter(|summed| !lines.is_empty() && *summed != total) {
        let vat = sum(lines.iter().map(|line| line.vat), currency);
        let is_on_top = vat.is_some_and(|vat| summed.minor.checked_add(vat.minor) == Some(total.minor));
        if !is_on_top {
            // Every line may be rounded for itself.
            let rounding = u64::try_from(lines.len()).unwrap_or(u64::MAX);
            let is_rounding = summed.minor.abs_diff(total.minor) <= rounding;
            let severity = if is_rounding { Severity::Notice } else { Severity::Warning };
            let issue = Issue::new(IssueCode::LinesDiffer, severity, desk.position())
                .with("total", total.to_string())
                .with("lines", summed.to_string());
            desk.issues.push(issue);
        }
    }
    Ok(total)
}

/// What remains of an amount that a correction also raises.
fn less(amount: Money, field: Field, increase: Decimal, desk: &mut Desk<'_>) -> Result<Money, Refused> {
    let Some(increase) = desk.money(field, increase, amount.currency) else { return Err(desk.refuse_for_last()) };
    if increase.minor < 0 {
        desk.stated = Some(increase);
        return Err(desk.refuse_value(IssueCode::NegativeAmount, field, increase.to_string()));
    }
    Ok(Money { minor: amount.minor.saturating_sub(increase.minor), ..amount })
}

/// The sum, where every amount is known and it is in range.
fn sum(amounts: impl Iterator<Item = Option<Money>>, currency: Currency) -> Option<Money> {
    let mut minor = 0_i64;
    for amount in amounts {
        minor = minor.checked_add(amount?.minor)?;
    }
    Some(Money { minor, currency })
}

fn line(mut group: Fields, at: usize, currency: Currency, desk: &mut Desk<'_>) -> Line {
    let product = group.take_one(Field::Product);
    let increase = desk.take_money(&mut group, Field::Increase, currency);
    let total = desk.take_money(&mut group, Field::Total, currency);
    let total = match increase {
        Some(Money { minor, .. }) => total
            .or(Some(Money::zero(currency)))
            .map(|total| Money { minor: total.minor.saturating_sub(minor), currency }),
        None => total,
    };
    let mut line = Line {
        product: String::new(),
        name: group.take_text(Field::Name),
        unit: group.take_text(Field::Unit),
        quantity: group.take_decimal(Field::Quantity),
        price: group.take_decimal(Field::Price),
        total,
        vat_rate: group.take_text(Field::VatRate),
        vat: desk.take_money(&mut group, Field::Vat, currency),
    };
    if let Some(product) = product {
        mention_product(product, &mut line, at, desk);
    }
    line
}
