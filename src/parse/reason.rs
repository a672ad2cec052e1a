//! Why a document can't be read, as the accountant is told.

use super::{ReadError, ReadErrorKind};
use crate::model::run::Reason;

impl ReadError {
    /// The reason for a receipt.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match &self.kind {
            ReadErrorKind::Io(source) => Reason::new(Reason::UNREADABLE).with("detail", source.to_string()),
            ReadErrorKind::Malformed { detail } => {
                let place = self.position.to_string();
                let detail = if place.is_empty() { detail.clone() } else { format!("{detail} ({place})") };
                Reason::new(Reason::MALFORMED).with("detail", detail).with("line", self.position.line.to_string())
            }
            ReadErrorKind::Encoding { encoding, offset } => {
                Reason::new(Reason::ENCODING).with("encoding", encoding.as_str()).with("offset", offset.to_string())
            }
            ReadErrorKind::Truncated { expected } => Reason::new(Reason::TRUNCATED).with("expected", expected.as_str()),
            ReadErrorKind::TrailingContent => Reason::new(Reason::TRAILING_CONTENT),
            ReadErrorKind::Limit { name, limit } => {
                Reason::new(Reason::LIMIT).with("name", *name).with("limit", limit.to_string())
            }
            ReadErrorKind::DocumentType => Reason::new(Reason::DOCUMENT_TYPE),
            ReadErrorKind::Encrypted => Reason::new(Reason::ENCRYPTED),
        }
    }
}
