//! Newtypes of identifiers, so that one can't be taken for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::row_id;

/// Declares a newtype over the store's integer keys, shown to people as `PREFIX-number`.
macro_rules! store_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The letters in front of the number where a person reads the id.
            pub const PREFIX: &'static str = $prefix;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            /// Reads `PREFIX-number` (any case), the same with a check letter as workbooks show it, or the bare number.
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                number_of($prefix, text).map($name).ok_or_else(|| InvalidId { text: text.to_owned() })
            }
        }
    };
}

/// The number of an identifier as a person writes it; a check letter that does not hold is a slip of the pen.
fn number_of(prefix: &str, text: &str) -> Option<i64> {
    let bare = row_id::fold(text);
    match bare.split_once('-') {
        Some((found, rest)) if found == prefix => {
            if rest.ends_with(|last: char| last.is_ascii_digit()) {
                rest.parse().ok()
            } else {
                row_id::checked(prefix, rest)
            }
        }
        Some(_) => None,
        None => bare.parse().ok(),
    }
}

/// A text that is no identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an identifier here")]
pub struct InvalidId {
    /// What was given.
    pub text: String,
}

store_id!(
    /// A configured place and system that deliveries come from, as the store numbers it.
    SourceId, "S"
);
store_id!(
    /// One sync, or one wake of `watch`.
    RunId, "R"
);
store_id!(
    /// One committed delivery or decision.
    RevisionId, "V"
);
store_id!(
    /// One delivery as the store numbers it (its lasting identity is its content hash).
    DeliveryNo, "L"
);
store_id!(
    /// What one source says about one of its records: one row of the statement table.
    StatementId, "T"
);
store_id!(
    /// One of our own companies.
    OrganizationId, "O"
);
store_id!(
    /// A counterparty (контрагент): buyer, supplier, partner.
    ClientId, "C"
);
store_id!(
    /// A contact person of a client.
    ContactId, "K"
);
store_id!(
    /// A contract with a client.
    ContractId, "A"
);
store_id!(
    /// A product or service.
    ProductId, "G"
);
store_id!(
    /// An invoice, order, shipment or return.
    DocumentId, "D"
);
store_id!(
    /// A payment, in or out.
    PaymentId, "P"
);
store_id!(
    /// What a source states about a balance.
    BalanceId, "B"
);
store_id!(
    /// A question that waits for a person.
    ReviewId, "Q"
);
store_id!(
    /// What a person decided.
    DecisionId, "J"
);
store_id!(
    /// Two values of one cell of a workbook, between which the manager chooses.
    ConflictId, "N"
);

/// A payment or a document: what is some client's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordNo {
    /// A payment.
    Payment(PaymentId),
    /// A document.
    Document(DocumentId),
}

/// The lasting identity of a delivery: the BLAKE3 hash of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// Reads what [`to_hex`](Self::to_hex) wrote.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        blake3::Hash::from_hex(text).ok().map(|hash| Self(*hash.as_bytes()))
    }

    /// Lower-case hexadecimal, 64 characters.
    #[must_use]
    pub fn to_hex(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({})", self.to_hex())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_what_it_shows() {
        assert_eq!(ClientId(17).to_string(), "C-17");
        assert_eq!("c-17".parse(), Ok(ClientId(17)));
        assert_eq!("17".parse(), Ok(ClientId(17)));
        assert!("P-17".parse::<ClientId>().is_err());
        assert_eq!("С-17".parse(), Ok(ClientId(17)), "a Cyrillic letter that looks the same");
    }

    #[test]
    fn an_id_copied_from_a_workbook_is_read_too() {
        let shown = row_id::RowId::from(ClientId(17)).encode();
        assert_eq!(shown.parse(), Ok(ClientId(17)));
        assert!(shown.replace("17", "18").parse::<ClientId>().is_err(), "its letter is another row's");
        assert!(shown.parse::<PaymentId>().is_err());
    }
}
