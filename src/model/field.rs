//! The schema the mapping language writes into: which fields each kind of record has, and what they hold.
//!
//! A mapping file names these fields; the compiler of the language checks them against this table, so that a
//! misspelled field is an error with a suggestion and never a silently lost column.

mod kinds;

/// What a field holds, which decides its default conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// Text, trimmed.
    Text,
    /// A civil date; a time of day is cut off, never shifted.
    Date,
    /// A civil date and time.
    DateTime,
    /// A decimal number: money or quantity.
    Decimal,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// One nested group of fields.
    One(Group),
    /// Any number of nested groups.
    Many(Group),
    /// Any number of texts.
    Texts,
}

/// A nested group of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A company or person mentioned inside another record.
    Party,
    /// A contract mentioned inside another record.
    Contract,
    /// A bank account.
    Account,
    /// A phone, mail or address.
    ContactPoint,
    /// A document line.
    Line,
    /// A product mentioned by a line.
    Product,
    /// A reference to a document.
    Reference,
    /// One side of a payment.
    Side,
    /// A named extra value.
    Attribute,
}

/// Declares the fields with their names in mapping files.
macro_rules! fields {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal : $ty:expr,)*) => {
        /// One field of a record or of a nested group.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in mapping files, exports and `explain`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means, in a line.
            #[must_use]
            pub fn means(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii(),)* }
            }

            /// What it holds.
            #[must_use]
            pub fn value_type(self) -> ValueType {
                match self { $(Self::$variant => $ty,)* }
            }

            /// The field of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

fields! {
    /// The source's identifier, where it is a field of a nested group.
    Id = "id": ValueType::Text,
    /// Working name, product name or line text.
    Name = "name": ValueType::Text,
    /// Official name.
    LegalName = "legal_name": ValueType::Text,
    /// `company`, `sole_trader` or `person`.
    PartyKind = "party_kind": ValueType::Text,
    /// `buyer`, `supplier` or `partner`.
    Roles = "roles": ValueType::Texts,
    /// Tax number; «ИНН/КПП» in one value is split.
    TaxId = "tax_id": ValueType::Text,
    /// КПП.
    Kpp = "kpp": ValueType::Text,
    /// Registration number.
    RegistrationNumber = "registration_number": ValueType::Text,
    /// Phones, mails and addresses told apart by their type or shape.
    ContactPoints = "contact_points": ValueType::Many(Group::ContactPoint),
    /// Phones.
    Phones = "phones": ValueType::Texts,
    /// Mails.
    Emails = "emails": ValueType::Texts,
    /// Addresses.
    Addresses = "addresses": ValueType::Texts,
    /// Bank accounts.
    BankAccounts = "bank_accounts": ValueType::Many(Group::Account),
    /// The type of a contact point, or the kind a reference points at.
    Kind = "kind": ValueType::Text,
    /// The value of a contact point or an attribute.
    Value = "value": ValueType::Text,
    /// Account number.
    Account = "account": ValueType::Text,
    /// БИК, МФО, BIC.
    BankCode = "bank_code": ValueType::Text,
    /// Name of the bank.
    BankName = "bank_name": ValueType::Text,
    /// The responsible manager as the source names him.
    Manager = "manager": ValueType::Text,
    /// Segment.
    Segment = "segment": ValueType::Text,
    /// Region.
    Region = "region": ValueType::Text,
    /// Remark.
    Comment = "comment": ValueType::Text,
    /// Extra values by name.
    Attributes = "attributes": ValueType::Many(Group::Attribute),
    /// Marked deleted.
    Deleted = "deleted": ValueType::Bool,
    /// Position of a contact person.
    JobTitle = "job_title": ValueType::Text,
    /// Number.
    Number = "number": ValueType::Text,
    /// Date.
    Date = "date": ValueType::Date,
    /// Pay until.
    DueDate = "due_date": ValueType::Date,
    /// Value date or date of the payer's document.
    ValueDate = "value_date": ValueType::Date,
    /// Valid until.
    ValidUntil = "valid_until": ValueType::Date,
    /// Our own company.
    Organization = "organization": ValueType::One(Group::Party),
    /// The counterparty.
    Client = "client": ValueType::One(Group::Party),
    /// Who sells, of a document in which only the tax numbers tell which side is ours.
    Seller = "seller": ValueType::One(Group::Party),
    /// Who buys, of such a document.
    Buyer = "buyer": ValueType::One(Group::Party),
    /// The contract.
    Contract = "contract": ValueType::One(Group::Contract),
    /// Currency: a code, or a spelling the mapping's tables fold to one.
    Currency = "currency": ValueType::Text,
    /// The rate a document was made at: base currency for `multiplicity` units of its own.
    Rate = "rate": ValueType::Decimal,
    /// How many units of currency the rate is for; one unless stated.
    Multiplicity = "multiplicity": ValueType::Decimal,
    /// Total of a document.
    Total = "total": ValueType::Decimal,
    /// By how much a correction raises what is owed; its `total` lowers it.
    Increase = "increase": ValueType::Decimal,
    /// A correction that states for the tax books only what another document changes for the same one.
    TaxOnly = "tax_only": ValueType::Bool,
    /// VAT amount.
    Vat = "vat": ValueType::Decimal,
    /// VAT rate as written.
    VatRate = "vat_rate": ValueType::Text,
    /// Posted.
    Posted = "posted": ValueType::Bool,
    /// Cancelled.
    Canceled = "canceled": ValueType::Bool,
    /// A hint that it is paid, without an amount.
    PaidHint = "paid_hint": ValueType::Bool,
    /// What the document is based on.
    BasedOn = "based_on": ValueType::Many(Group::Reference),
    /// Payments the source says pay the document.
    PaidBy = "paid_by": ValueType::Many(Group::Reference),
    /// Texts a payer will cite it by, besides its number.
    CitedAs = "cited_as": ValueType::Texts,
    /// Lines.
    Lines = "lines": ValueType::Many(Group::Line),
    /// The product of a line.
    Product = "product": ValueType::One(Group::Product),
    /// Article.
    Article = "article": ValueType::Text,
    /// Code in the accounting program.
    Code = "code": ValueType::Text,
    /// Unit of measure.
    Unit = "unit": ValueType::Text,
    /// Quantity.
    Quantity = "quantity": ValueType::Decimal,
    /// Price of one.
    Price = "price": ValueType::Decimal,
    /// Amount of a payment or of a reference's share.
    Amount = "amount": ValueType::Decimal,
    /// `in`, `out` or `internal`.
    Direction = "direction": ValueType::Text,
    /// `bank`, `cash`, `card` or `offset`.
    Method = "method": ValueType::Text,
    /// Who paid.
    Payer = "payer": ValueType::One(Group::Side),
    /// Who was paid.
    Payee = "payee": ValueType::One(Group::Side),
    /// Purpose of the payment.
    Purpose = "purpose": ValueType::Text,
    /// Documents the source says a payment pays.
    Pays = "pays": ValueType::Many(Group::Reference),
    /// Not a settlement with a counterparty.
    NotSettlement = "not_settlement": ValueType::Bool,
    /// Ledger account a balance stands on (`62.01`, `361`).
    Ledger = "ledger": ValueType::Text,
    /// First day of a balance's period; the only day where no last one is stated.
    PeriodStart = "period_start": ValueType::Date,
    /// Last day of a balance's period, included.
    PeriodEnd = "period_end": ValueType::Date,
    /// Balance before the period: money in the account; what the client owes us.
    Opening = "opening": ValueType::Decimal,
    /// Debit side of the balance before the period.
    OpeningDebit = "opening_debit": ValueType::Decimal,
    /// Credit side of the balance before the period.
    OpeningCredit = "opening_credit": ValueType::Decimal,
    /// Turnover that raises the balance: received, delivered.
    Debit = "debit": ValueType::Decimal,
    /// Turnover that lowers the balance: paid out, paid by the client.
    Credit = "credit": ValueType::Decimal,
    /// Balance after the period.
    Closing = "closing": ValueType::Decimal,
    /// Debit side of the balance after the period.
    ClosingDebit = "closing_debit": ValueType::Decimal,
    /// Credit side of the balance after the period.
    ClosingCredit = "closing_credit": ValueType::Decimal,
    /// Number of entries behind the debit turnover.
    DebitCount = "debit_count": ValueType::Integer,
    /// Number of entries behind the credit turnover.
    CreditCount = "credit_count": ValueType::Integer,
    /// Which of the bank's reports states a payment or a balance, where several state the same.
    Report = "report": ValueType::Text,
    /// What the bank calls a payment, `kind:value`: two of one account that share one are one payment.
    References = "references": ValueType::Texts,
    /// What the bank calls the entry a payment is, or is a part of, `kind:value`.
    Entry = "entry": ValueType::Texts,
    /// The amount of the whole entry, where a payment is a part of one.
    EntryTotal = "entry_total": ValueType::Decimal,
    /// The payment takes back an earlier one.
    Reversal = "reversal": ValueType::Bool,
    /// Version of the file's format. Nothing keeps it: a mapping names it with a strict table, so that one it was not
    /// written for is said.
    FormatVersion = "format_version": ValueType::Text,
    /// Number of the correction that replaces what was stated before; 0 is the original.
    Revision = "revision": ValueType::Integer,
    /// The source's row version (an equality token).
    VersionToken = "version": ValueType::Text,
}
