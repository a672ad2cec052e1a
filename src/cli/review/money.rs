//! `review link`, `unlink` and `assign`: what pays what, and whose it is.

use sverka::model::ids::{ClientId, DocumentId, PaymentId};
use sverka::model::row_id;
use sverka::pipeline::decide::Request;

use super::super::error::CliError;
use super::Signature;

/// Say that a payment pays a document. What is decided so is never changed by later matching.
#[derive(Debug, clap::Args)]
pub(crate) struct LinkArgs {
    /// The payment (P-5).
    #[arg(value_name = "PAYMENT")]
    payment: PaymentId,

    /// The document (D-7).
    #[arg(value_name = "DOCUMENT")]
    document: DocumentId,

    /// How much of the payment at most; without it, as much as both have.
    #[arg(long, value_name = "SUM")]
    amount: Option<String>,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl LinkArgs {
    pub(super) fn request(&self) -> Request {
        Request::Link(self.payment, self.document, self.amount.clone())
    }
}

/// Say that a payment does not pay a document.
#[derive(Debug, clap::Args)]
pub(crate) struct UnlinkArgs {
    /// The payment (P-5).
    #[arg(value_name = "PAYMENT")]
    payment: PaymentId,

    /// The document (D-7).
    #[arg(value_name = "DOCUMENT")]
    document: DocumentId,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl UnlinkArgs {
    pub(super) fn request(&self) -> Request {
        Request::Unlink(self.payment, self.document)
    }
}

/// Say whose a payment or document is, whoever sent or signed it.
#[derive(Debug, clap::Args)]
pub(crate) struct AssignArgs {
    /// The payment (P-5) or document (D-7).
    #[arg(value_name = "RECORD")]
    record: String,

    /// The client (C-17).
    #[arg(value_name = "CLIENT")]
    client: ClientId,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl AssignArgs {
    pub(super) fn request(&self) -> Result<Request, CliError> {
        let is = |prefix: &str| row_id::fold(&self.record).starts_with(&format!("{prefix}-"));
        let unknown = || CliError::Usage { key: "no-record", subject: self.record.clone() };
        if is(DocumentId::PREFIX) {
            let id = self.record.parse().map_err(|_not_a_document| unknown())?;
            return Ok(Request::AssignDocument(id, self.client));
        }
        let id = self.record.parse().map_err(|_not_a_payment| unknown())?;
        Ok(Request::AssignPayment(id, self.client))
    }
}
