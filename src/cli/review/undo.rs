//! `review undo`: a decision no longer holds.

use sverka::model::ids::DecisionId;
use sverka::pipeline::decide::Request;

use super::Signature;

/// Take a decision back: everything is as it was before, and what was asked is asked again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The decision (J-3), as `review decisions` lists it.
    #[arg(value_name = "DECISION")]
    decision: DecisionId,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl Args {
    pub(super) fn request(&self) -> Request {
        Request::Undo(self.decision)
    }
}
