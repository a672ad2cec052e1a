//! Which fields each kind of record and each nested group may have.

use super::{Field, Group};
use crate::model::record::RecordKind;

impl Group {
    /// The fields a nested group of this sort may have.
    #[must_use]
    pub fn fields(self) -> &'static [Field] {
        use Field as F;
        match self {
            Self::Party => PARTY,
            Self::Contract => &[F::Id, F::Number, F::Date, F::Name, F::ValidUntil, F::Currency],
            Self::Account => &[F::Account, F::BankCode, F::BankName],
            Self::ContactPoint => &[F::Kind, F::Value],
            Self::Line => {
                &[F::Product, F::Name, F::Unit, F::Quantity, F::Price, F::Total, F::Increase, F::VatRate, F::Vat]
            }
            Self::Product => &[F::Id, F::Name, F::Article, F::Code, F::Unit],
            Self::Reference => &[F::Kind, F::Id, F::Number, F::Date, F::Amount],
            Self::Side => &[F::Name, F::TaxId, F::Kpp, F::Account],
            Self::Attribute => &[F::Name, F::Value],
        }
    }
}

const PARTY: &[Field] = &[
    Field::Id,
    Field::Name,
    Field::LegalName,
    Field::PartyKind,
    Field::Roles,
    Field::TaxId,
    Field::Kpp,
    Field::RegistrationNumber,
    Field::ContactPoints,
    Field::Phones,
    Field::Emails,
    Field::Addresses,
    Field::BankAccounts,
    Field::Manager,
    Field::Segment,
    Field::Region,
    Field::Comment,
    Field::Attributes,
    Field::Deleted,
    Field::VersionToken,
];

/// Returns and corrections: documents, and what only these have, last.
const RETURN: &[Field] = &[
    Field::Id,
    Field::Number,
    Field::Date,
    Field::DueDate,
    Field::Organization,
    Field::Client,
    Field::Seller,
    Field::Buyer,
    Field::Contract,
    Field::Currency,
    Field::Rate,
    Field::Multiplicity,
    Field::Total,
    Field::Vat,
    Field::Posted,
    Field::Deleted,
    Field::Canceled,
    Field::PaidHint,
    Field::Manager,
    Field::Comment,
    Field::BasedOn,
    Field::PaidBy,
    Field::CitedAs,
    Field::Lines,
    Field::FormatVersion,
    Field::Revision,
    Field::VersionToken,
    Field::Increase,
    Field::TaxOnly,
];

/// Fields that only returns and corrections have.
const OF_RETURNS: usize = 2;

const DOCUMENT: &[Field] = RETURN.split_at(RETURN.len() - OF_RETURNS).0;

const PAYMENT: &[Field] = &[
    Field::Id,
    Field::Number,
    Field::Date,
    Field::ValueDate,
    Field::Direction,
    Field::Method,
    Field::Currency,
    Field::Amount,
    Field::Payer,
    Field::Payee,
    Field::Organization,
    Field::Client,
    Field::Purpose,
    Field::Pays,
    Field::Posted,
    Field::Deleted,
    Field::NotSettlement,
    Field::Report,
    Field::References,
    Field::Entry,
    Field::EntryTotal,
    Field::Reversal,
    Field::VersionToken,
];

const BALANCE: &[Field] = &[
    Field::Id,
    Field::Account,
    Field::Ledger,
    Field::Organization,
    Field::Client,
    Field::Contract,
    Field::PeriodStart,
    Field::PeriodEnd,
    Field::Currency,
    Field::Opening,
    Field::OpeningDebit,
    Field::OpeningCredit,
    Field::Debit,
    Field::Credit,
    Field::Closing,
    Field::ClosingDebit,
    Field::ClosingCredit,
    Field::DebitCount,
    Field::CreditCount,
    Field::Report,
    Field::Deleted,
    Field::VersionToken,
];

impl RecordKind {
    /// The fields a record of this kind may have.
    #[must_use]
    pub fn fields(self) -> &'static [Field] {
        use Field as F;
        match self {
            Self::Organization | Self::Client => PARTY,
            Self::Contact => &[
                F::Id,
                F::Client,
                F::Name,
                F::JobTitle,
                F::ContactPoints,
                F::Phones,
                F::Emails,
                F::Deleted,
                F::VersionToken,
            ],
            Self::Contract => &[
                F::Id,
                F::Client,
                F::Organization,
                F::Number,
                F::Date,
                F::Name,
                F::ValidUntil,
                F::Currency,
                F::Deleted,
                F::VersionToken,
            ],
            Self::Product => &[F::Id, F::Name, F::Article, F::Code, F::Unit, F::Deleted, F::VersionToken],
            Self::Invoice | Self::Order | Self::Shipment => DOCUMENT,
            Self::Return => RETURN,
            Self::Payment => PAYMENT,
            Self::Balance => BALANCE,
        }
    }
}
