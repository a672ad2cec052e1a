//! The machine's view: one JSON object per record, stable snake_case names, money as decimal strings.

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::codes::kind_code;
use super::{Store, StoreError};
use crate::model::money::Money;
use crate::model::record::RecordKind;

mod balances;
mod clashes;
mod documents;
mod journal;
mod parties;

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// Our own companies.
    Organizations,
    /// Counterparties.
    Clients,
    /// Contact persons.
    Contacts,
    /// Contracts.
    Contracts,
    /// Products and services.
    Products,
    /// Invoices.
    Invoices,
    /// Orders.
    Orders,
    /// Shipments.
    Shipments,
    /// Returns.
    Returns,
    /// Payments.
    Payments,
    /// Balances and turnovers that sources state.
    Balances,
    /// What pays what.
    Allocations,
    /// Values of which only one can be right.
    Conflicts,
    /// Contact history; comes from people, none is kept yet.
    Interactions,
    /// Planned work; comes from people, none is kept yet.
    Tasks,
    /// Deals; come from people, none is kept yet.
    Deals,
    /// Campaigns; come from people, none is kept yet.
    Campaigns,
    /// Questions that wait for a person.
    Review,
    /// What people decided.
    Decisions,
    /// What is wrong with the data.
    Issues,
    /// Every change with its run and delivery.
    Journal,
}

impl Entity {
    /// Every entity with its name.
    pub const ALL: [(Self, &'static str); 21] = [
        (Self::Organizations, "organizations"),
        (Self::Clients, "clients"),
        (Self::Contacts, "contacts"),
        (Self::Contracts, "contracts"),
        (Self::Products, "products"),
        (Self::Invoices, "invoices"),
        (Self::Orders, "orders"),
        (Self::Shipments, "shipments"),
        (Self::Returns, "returns"),
        (Self::Payments, "payments"),
        (Self::Balances, "balances"),
        (Self::Allocations, "allocations"),
        (Self::Conflicts, "conflicts"),
        (Self::Interactions, "interactions"),
        (Self::Tasks, "tasks"),
        (Self::Deals, "deals"),
        (Self::Campaigns, "campaigns"),
        (Self::Review, "review"),
        (Self::Decisions, "decisions"),
        (Self::Issues, "issues"),
        (Self::Journal, "journal"),
    ];

    /// The entity of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(entity, _)| entity)
    }

    /// What a row is, where it is one of the records that sources give.
    #[must_use]
    pub fn record_kind(self) -> Option<RecordKind> {
        match self {
            Self::Organizations => Some(RecordKind::Organization),
            Self::Clients => Some(RecordKind::Client),
            Self::Contacts => Some(RecordKind::Contact),
            Self::Contracts => Some(RecordKind::Contract),
            Self::Products => Some(RecordKind::Product),
            Self::Invoices => Some(RecordKind::Invoice),
            Self::Orders => Some(RecordKind::Order),
            Self::Shipments => Some(RecordKind::Shipment),
            Self::Returns => Some(RecordKind::Return),
            Self::Payments => Some(RecordKind::Payment),
            _ => None,
        }
    }

    /// The fields of a row in order: the columns of a csv, also of one without rows.
    #[must_use]
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Organizations => parties::ORGANIZATION_FIELDS,
            Self::Clients => parties::CLIENT_FIELDS,
            Self::Contacts => parties::CONTACT_FIELDS,
            Self::Contracts => parties::CONTRACT_FIELDS,
            Self::Products => parties::PRODUCT_FIELDS,
            Self::Invoices | Self::Orders | Self::Shipments => documents::DOCUMENT_FIELDS,
            Self::Returns => documents::RETURN_FIELDS,
            Self::Payments => documents::PAYMENT_FIELDS,
            Self::Balances => balances::BALANCE_FIELDS,
            Self::Allocations => documents::ALLOCATION_FIELDS,
            Self::Conflicts => clashes::CONFLICT_FIELDS,
            Self::Review => journal::REVIEW_FIELDS,
            Self::Interactions | Self::Tasks | Self::Deals | Self::Campaigns => &["id"],
            Self::Decisions => journal::DECISION_FIELDS,
            Self::Issues => journal::ISSUE_FIELDS,
            Self::Journal => journal::JOURNAL_FIELDS,
        }
    }
}

/// Takes exported rows one by one; an error of its own ends the export.
pub type RowSink<'s> = dyn FnMut(Value) -> std::io::Result<()> + 's;

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rows can't be written.
    #[error("the export can't be written")]
    Write(#[from] std::io::Error),
}

impl From<rusqlite::Error> for ExportError {
    fn from(source: rusqlite::Error) -> Self {
        Self::Store(StoreError::Sql { path: std::path::PathBuf::new(), source })
    }
}

impl Store {
    /// Hands every row of an entity to the sink, ordered by id, streaming.
    ///
    /// # Errors
    /// When the store can't be read or the sink fails.
    pub fn export(&self, entity: Entity, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
        let c = &self.connection;
        match entity {
            Entity::Organizations => parties::organizations(c, sink),
            Entity::Clients => parties::clients(c, sink),
            Entity::Contacts => parties::contacts(c, sink),
            Entity::Contracts => parties::contracts(c, sink),
            Entity::Products => parties::products(c, sink),
            Entity::Invoices => documents::documents(c, RecordKind::Invoice, sink),
            Entity::Orders => documents::documents(c, RecordKind::Order, sink),
            Entity::Shipments => documents::documents(c, RecordKind::Shipment, sink),
            Entity::Returns => documents::documents(c, RecordKind::Return, sink),
            Entity::Payments => documents::payments(c, sink),
            Entity::Balances => balances::balances(c, sink),
            Entity::Allocations => documents::allocations(c, sink),
            Entity::Conflicts => journal::reviews(c, Some("conflict"), sink).and_then(|()| clashes::clashes(c, sink)),
            Entity::Review => journal::reviews(c, None, sink),
            // People's records have no way in yet: there is nothing to hand over.
            Entity::Interactions | Entity::Tasks | Entity::Deals | Entity::Campaigns => Ok(()),
            Entity::Decisions => journal::decisions(c, sink),
            Entity::Issues => journal::issues(c, sink),
            Entity::Journal => journal::journal(c, sink),
        }
        .map_err(|error| match error {
            ExportError::Store(StoreError::Sql { source, .. }) => ExportError::Store(self.sql_error(source)),
            other => other,
        })
    }
}

/// Where a record came from: one entry for every source that states it.
fn sources(c: &Connection, kinds: &[RecordKind], entity: i64) -> rusqlite::Result<Value> {
    let mut find = c.prepare_cached(
        "SELECT src.name, s.external_id FROM statement s JOIN source src ON src.id = s.source_id
         WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0 ORDER BY src.name, s.external_id",
    )?;
    let mut found = Vec::new();
    for kind in kinds {
        let mut rows = find.query(params![kind_code(*kind), entity])?;
        while let Some(row) = rows.next()? {
            let (source, id): (String, String) = (row.get(0)?, row.get(1)?);
            found.push(json!({ "source": source, "kind": kind.name(), "external_id": id }));
        }
    }
    Ok(Value::Array(found))
}

fn decimal(minor: i64, currency: &str) -> Value {
    match currency.parse() {
        Ok(currency) => json!(Money { minor, currency }.to_string()),
        Err(_) => Value::Null,
    }
}
