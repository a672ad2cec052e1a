//! Contacts, contracts, products.

use crate::model::draft::Fields;
use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::record::{Body, Contact, Contract, Line, Product, RecordKind};

use super::desk::{Desk, Refused};
use super::parties::{Sides, reach, sides};
use super::{identity, names};

fn no_key(desk: &mut Desk<'_>) -> Refused {
    desk.refuse(Issue::new(IssueCode::NoKey, Severity::Error, desk.position()))
}

/// Makes a contact person.
pub(super) fn contact(
    id: Option<String>,
    mut fields: Fields,
    desk: &mut Desk<'_>,
) -> Result<(RecordKind, String, Body), Refused> {
    let client = sides(&mut fields, desk).client;
    let reach = reach(&mut fields, desk.rules.home, desk);
    // A contact person has no place for what is neither phone nor mail.
    for (kind, value) in reach.others {
        desk.say(IssueCode::UnknownValue, Severity::Notice, Field::ContactPoints, format!("{kind}: {value}"));
    }
    for value in reach.addresses {
        desk.say(IssueCode::UnknownValue, Severity::Notice, Field::ContactPoints, value);
    }
    let contact = Contact {
        client,
        name: fields.take_text(Field::Name),
        position: fields.take_text(Field::JobTitle),
        phones: reach.phones,
        emails: reach.emails,
        deleted: fields.take_bool(Field::Deleted).unwrap_or_default(),
    };
    let core = names::name_core(&contact.name);
    let made = (!core.is_empty()).then(|| format!("name:{core}|{}", contact.client.as_deref().unwrap_or_default()));
    let id = id.or(made).ok_or_else(|| no_key(desk))?;
    Ok((RecordKind::Contact, id, Body::Contact(contact)))
}

/// Makes a contract.
pub(super) fn contract(
    id: Option<String>,
    mut fields: Fields,
    desk: &mut Desk<'_>,
) -> Result<(RecordKind, String, Body), Refused> {
    let sides = sides(&mut fields, desk);
    let contract = contract_body(fields, &sides, desk);
    let id = id.or_else(|| contract_id(&contract)).ok_or_else(|| no_key(desk))?;
    Ok((RecordKind::Contract, id, Body::Contract(contract)))
}

fn contract_id(contract: &Contract) -> Option<String> {
    identity::contract(&contract.number, contract.date, &names::name_core(&contract.name), contract.client.as_deref())
}

fn contract_body(mut fields: Fields, sides: &Sides, desk: &mut Desk<'_>) -> Contract {
    let text = fields.take_text(Field::Currency);
    let currency = text.parse().ok();
    if currency.is_none() && !text.is_empty() {
        desk.warn(IssueCode::UnknownValue, Field::Currency, text);
    }
    Contract {
        client: sides.client.clone(),
        organization: sides.organization.clone(),
        number: fields.take_text(Field::Number),
        date: fields.take_date(Field::Date),
        name: fields.take_text(Field::Name),
        valid_until: fields.take_date(Field::ValidUntil),
        currency,
        deleted: fields.take_bool(Field::Deleted).unwrap_or_default(),
    }
}

/// Takes the contract out of a record and mentions it; returns its id.
pub(super) fn mention_contract(fields: &mut Fields, sides: &Sides, desk: &mut Desk<'_>) -> Option<String> {
    let mut group = fields.take_one(Field::Contract)?;
    let given = group.take_text(Field::Id);
    let contract = contract_body(group, sides, desk);
    let id = Some(given).filter(|id| !id.is_empty()).or_else(|| contract_id(&contract))?;
    desk.mention(RecordKind::Contract, &id, Body::Contract(contract), String::new(), "contract");
    Some(id)
}

fn product_body(mut fields: Fields) -> Product {
    Product {
        name: fields.take_text(Field::Name),
        article: fields.take_text(Field::Article),
        code: fields.take_text(Field::Code),
        unit: fields.take_text(Field::Unit),
        deleted: fields.take_bool(Field::Deleted).unwrap_or_default(),
    }
}

fn product_id(product: &Product) -> Option<String> {
    if !product.article.is_empty() {
        return Some(format!("article:{}", product.article));
    }
    let core = names::name_core(&product.name);
    (!core.is_empty()).then(|| format!("name:{core}"))
}

/// Makes a product.
pub(super) fn product(
    id: Option<String>,
    fields: Fields,
    desk: &mut Desk<'_>,
) -> Result<(RecordKind, String, Body), Refused> {
    let product = product_body(fields);
    let id = id.or_else(|| product_id(&product)).ok_or_else(|| no_key(desk))?;
    Ok((RecordKind::Product, id, Body::Product(product)))
}

/// Mentions the product of a line, named and measured as the line is where nothing else is said; returns its id.
pub(super) fn mention_product(group: Fields, line: &mut Line, at: usize, desk: &mut Desk<'_>) {
    let mut group = group;
    let given = group.take_text(Field::Id);
    let mut product = product_body(group);
    share(&mut product.name, &mut line.name);
    share(&mut product.unit, &mut line.unit);
    let Some(id) = Some(given).filter(|id| !id.is_empty()).or_else(|| product_id(&product)) else { return };
    desk.mention(RecordKind::Product, &id, Body::Product(product), String::new(), &format!("lines[{at}]/product"));
    line.product = id;
}

/// Either says what only the other says.
fn share(one: &mut String, other: &mut String) {
    if one.is_empty() {
        one.clone_from(other);
    } else if other.is_empty() {
        other.clone_from(one);
    }
}
