//! The fields of every entity, in the order they are written.

use super::Entity;

const PARTY: &[&str] = &[
    "id", "name", "legal_name", "kind", "roles", "tax_id", "tax_id_kind", "kpp", "registration_number", "phones",
    "emails", "addresses", "bank_accounts", "segment", "region", "lead_source", "rating", "stage", "manager",
    "attributes", "deleted", "sources",
];

const DOCUMENT: &[&str] = &[
    "id", "number", "date", "due_date", "client_id", "organization_id", "contract_id", "currency", "total", "paid",
    "balance", "status", "posted", "deleted", "lines", "sources",
];

impl Entity {
    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Clients => "clients",
            Self::Contacts => "contacts",
            Self::Contracts => "contracts",
            Self::Products => "products",
            Self::Invoices => "invoices",
            Self::Orders => "orders",
            Self::Shipments => "shipments",
            Self::Returns => "returns",
            Self::Payments => "payments",
            Self::Allocations => "allocations",
            Self::Conflicts => "conflicts",
            Self::Review => "review",
            Self::Issues => "issues",
            Self::Journal => "journal",
        }
    }

    /// The fields, in order; names are stable.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Clients => PARTY,
            Self::Organizations => &[
                "id", "name", "legal_name", "tax_id", "tax_id_kind", "kpp", "registration_number", "phones", "emails",
                "addresses", "bank_accounts", "deleted", "sources",
            ],
            Self::Contacts => {
                &["id", "client_id", "name", "job_title", "phones", "emails", "deleted", "sources"]
            }
            Self::Contracts => &[
                "id", "client_id", "organization_id", "number", "date", "name", "valid_until", "currency", "deleted",
                "sources",
            ],
            Self::Products => &["id", "name", "article", "code", "unit", "deleted", "sources"],
            Self::Invoices | Self::Orders | Self::Shipments | Self::Returns => DOCUMENT,
            Self::Payments => &[
                "id", "number", "date", "value_date", "direction", "method", "currency", "amount", "payer", "payee",
                "purpose", "client_id", "allocated", "unallocated", "status", "sources",
            ],
            Self::Allocations => &[
                "id", "payment_id", "document_kind", "document_id", "amount", "currency", "decided_by", "confidence",
                "reasons",
            ],
            Self::Conflicts => &["id", "entity_id", "field", "base", "ours", "theirs", "state", "created_run"],
            Self::Review => &["id", "kind", "state", "subject", "candidates", "reasons", "created_run"],
            Self::Issues => &["id", "run", "delivery", "code", "severity", "position", "message", "params"],
            Self::Journal => &["id", "run", "revision", "kind", "entity_id", "before", "after", "position"],
        }
    }
}
