//! `review accept` and `review reject`: the answer to a question.

use sverka::model::ids::ReviewId;
use sverka::pipeline::decide::Request;

use super::Signature;

/// Answer a question with yes: this is the client, this is the document, take the record as it is said.
#[derive(Debug, clap::Args)]
pub(crate) struct AcceptArgs {
    /// The question.
    #[arg(value_name = "QUESTION")]
    question: ReviewId,

    /// Which answer, as `review show` lists them (C-17, D-4; in or out for a direction); the only one where there is one.
    #[arg(value_name = "CANDIDATE")]
    candidate: Option<String>,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl AcceptArgs {
    pub(super) fn request(&self) -> Request {
        Request::Accept(self.question, self.candidate.clone())
    }
}

/// Answer a question with no: none of them. It is not asked again.
#[derive(Debug, clap::Args)]
pub(crate) struct RejectArgs {
    /// The question.
    #[arg(value_name = "QUESTION")]
    question: ReviewId,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl RejectArgs {
    pub(super) fn request(&self) -> Request {
        Request::Reject(self.question)
    }
}
