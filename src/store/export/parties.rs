//! Exported companies, clients, contacts, contracts and products.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::super::filled;
use super::super::lookup::json as body_of;
use super::{ExportError, RowSink, sources};
use crate::model::ids::{ClientId, ContactId, ContractId, OrganizationId, ProductId};
use crate::model::record::{Body, Party, RecordKind, Role};

pub(super) const ORGANIZATION_FIELDS: &[&str] =
    &["id", "name", "legal_name", "tax_id", "tax_id_kind", "kpp", "bank_accounts", "deleted", "sources"];
pub(super) const CLIENT_FIELDS: &[&str] = &[
    "id",
    "name",
    "legal_name",
    "kind",
    "roles",
    "tax_id",
    "tax_id_kind",
    "kpp",
    "registration_number",
    "phones",
    "emails",
    "addresses",
    "bank_accounts",
    "segment",
    "region",
    "lead_source",
    "rating",
    "stage",
    "manager",
    "attributes",
    "deleted",
    "sources",
];
pub(super) const CONTACT_FIELDS: &[&str] =
    &["id", "client_id", "name", "position", "phones", "emails", "deleted", "sources"];
pub(super) const CONTRACT_FIELDS: &[&str] =
    &["id", "client_id", "organization_id", "number", "date", "name", "valid_until", "currency", "deleted", "sources"];
pub(super) const PRODUCT_FIELDS: &[&str] = &["id", "name", "article", "code", "unit", "deleted", "sources"];

pub(super) fn organizations(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let mut find = c.prepare("SELECT id, body FROM organization ORDER BY id")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let party: Party = body_of(&row.get::<_, String>(1)?)?;
        sink(json!({
            "id": OrganizationId(id).to_string(),
            "name": party.name,
            "legal_name": party.legal_name,
            "tax_id": party.tax_id.as_ref().map(|tax| &tax.digits),
            "tax_id_kind": party.tax_id.as_ref().map(|tax| tax.kind.name()),
            "kpp": party.kpp,
            "bank_accounts": party.bank_accounts,
            "deleted": party.deleted,
            "sources": sources(c, &[RecordKind::Organization], id)?,
        }))?;
    }
    Ok(())
}

pub(super) fn clients(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let mut find = c.prepare("SELECT id, owner, body FROM client ORDER BY id")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let owner: String = row.get(1)?;
        let party: Party = body_of(&row.get::<_, String>(2)?)?;
        let (party, stage) = filled::fill_party(party, filled::of_client(c, id)?);
        sink(client(id, &owner, party, stage.as_deref(), &sources(c, &[RecordKind::Client], id)?))?;
    }
    Ok(())
}

/// Destructures everything: a new field does not compile until someone says whether it shows.
fn client(id: i64, owner: &str, party: Party, stage: Option<&str>, sources: &Value) -> Value {
    let Party {
        name,
        legal_name,
        name_core: _,
        legal_form: _,
        kind,
        roles,
        tax_id,
        tax_id_unverified,
        kpp,
        registration_number,
        phones,
        emails,
        addresses,
        bank_accounts,
        manager: _,
        segment,
        region,
        comment: _,
        attributes,
        deleted,
    } = party;
    let kind_of_number = tax_id.as_ref().map(|tax| tax.kind.name());
    let attributes: Map<String, Value> =
        attributes.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
    json!({
        "id": ClientId(id).to_string(),
        "name": name,
        "legal_name": legal_name,
        "kind": kind.map(crate::model::record::PartyKind::name),
        "roles": roles.into_iter().map(Role::name).collect::<Vec<_>>(),
        "tax_id": tax_id.map_or(tax_id_unverified, |tax| tax.digits),
        "tax_id_kind": kind_of_number,
        "kpp": kpp,
        "registration_number": registration_number,
        "phones": phones,
        "emails": emails,
        "addresses": addresses,
        "bank_accounts": bank_accounts,
        "segment": segment,
        "region": region,
        "lead_source": Value::Null,
        "rating": Value::Null,
        "stage": stage,
        "manager": owner,
        "attributes": attributes,
        "deleted": deleted,
        "sources": sources,
    })
}

pub(super) fn contacts(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let mut find = c.prepare("SELECT id, body, client_id FROM contact ORDER BY id")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let Body::Contact(contact) = body_of(&row.get::<_, String>(1)?)? else { continue };
        sink(json!({
            "id": ContactId(id).to_string(),
            "client_id": row.get::<_, Option<i64>>(2)?.map(|id| ClientId(id).to_string()),
            "name": contact.name,
            "position": contact.position,
            "phones": contact.phones,
            "emails": contact.emails,
            "deleted": contact.deleted,
            "sources": sources(c, &[RecordKind::Contact], id)?,
        }))?;
    }
    Ok(())
}

pub(super) fn contracts(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let mut find = c.prepare("SELECT id, body, client_id, organization_id FROM contract ORDER BY id")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let Body::Contract(contract) = body_of(&row.get::<_, String>(1)?)? else { continue };
        sink(json!({
            "id": ContractId(id).to_string(),
            "client_id": row.get::<_, Option<i64>>(2)?.map(|id| ClientId(id).to_string()),
            "organization_id": row.get::<_, Option<i64>>(3)?.map(|id| OrganizationId(id).to_string()),
            "number": contract.number,
            "date": contract.date,
            "name": contract.name,
            "valid_until": contract.valid_until,
            "currency": contract.currency,
            "deleted": contract.deleted,
            "sources": sources(c, &[RecordKind::Contract], id)?,
        }))?;
    }
    Ok(())
}

pub(super) fn products(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let mut find = c.prepare("SELECT id, body FROM product ORDER BY id")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let Body::Product(product) = body_of(&row.get::<_, String>(1)?)? else { continue };
        sink(json!({
            "id": ProductId(id).to_string(),
            "name": product.name,
            "article": product.article,
            "code": product.code,
            "unit": product.unit,
            "deleted": product.deleted,
            "sources": sources(c, &[RecordKind::Product], id)?,
        }))?;
    }
    Ok(())
}
