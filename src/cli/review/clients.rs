//! `review merge`, `unmerge`, `split`, `delete` and `restore`: one client or two, deleted or not.

use sverka::model::ids::ClientId;
use sverka::pipeline::decide::Request;

use super::Signature;

/// Make one client of two: the younger card goes into the older, with all its documents and payments.
#[derive(Debug, clap::Args)]
pub(crate) struct MergeArgs {
    /// One client (C-17).
    #[arg(value_name = "CLIENT")]
    one: ClientId,

    /// The other (C-36).
    #[arg(value_name = "CLIENT")]
    other: ClientId,

    /// Also where the two have different valid tax numbers: they are one company all the same.
    #[arg(long)]
    different_numbers: bool,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl MergeArgs {
    pub(super) fn request(&self) -> Request {
        let merge = if self.different_numbers { Request::MergeDifferent } else { Request::Merge };
        merge(self.one, self.other)
    }
}

/// Make two clients again of one that was merged: everything goes back to whom it came from.
#[derive(Debug, clap::Args)]
pub(crate) struct UnmergeArgs {
    /// The client that was merged away (C-36), or the one it went into.
    #[arg(value_name = "CLIENT")]
    client: ClientId,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl UnmergeArgs {
    pub(super) fn request(&self) -> Request {
        Request::Unmerge(self.client)
    }
}

/// Make a client of its own of some records of a client; what came with them goes along.
#[derive(Debug, clap::Args)]
pub(crate) struct SplitArgs {
    /// The client (C-17).
    #[arg(value_name = "CLIENT")]
    client: ClientId,

    /// A record that leaves, as `review show` and `export clients` name it; may be given several times.
    #[arg(long = "record", value_name = "SOURCE:ID", required = true, value_parser = record)]
    records: Vec<(String, String)>,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl SplitArgs {
    pub(super) fn request(&self) -> Request {
        Request::Split(self.client, self.records.clone())
    }
}

/// `SOURCE:ID`; the id may have colons of its own.
fn record(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((source, id)) if !source.is_empty() && !id.is_empty() => Ok((source.to_owned(), id.to_owned())),
        _ => Err("SOURCE:ID".to_owned()),
    }
}

/// Delete a client, whatever sources send; `restore` brings it back.
#[derive(Debug, clap::Args)]
pub(crate) struct DeleteArgs {
    /// The client (C-17).
    #[arg(value_name = "CLIENT")]
    client: ClientId,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl DeleteArgs {
    pub(super) fn request(&self) -> Request {
        Request::Delete(self.client)
    }
}

/// Bring back a client that a person deleted.
#[derive(Debug, clap::Args)]
pub(crate) struct RestoreArgs {
    /// The client (C-17).
    #[arg(value_name = "CLIENT")]
    client: ClientId,

    #[command(flatten)]
    pub(super) signature: Signature,
}

impl RestoreArgs {
    pub(super) fn request(&self) -> Request {
        Request::Restore(self.client)
    }
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn an_id_may_hold_colons() {
        assert_eq!(record("bank:tax:7707083893"), Ok(("bank".into(), "tax:7707083893".into())));
        assert!(record("bank").is_err() && record("bank:").is_err());
    }
}
