//! Says what came for clients that a person deleted: it is kept, and nobody sees it unless the client is brought back.

use std::collections::BTreeSet;

use crate::model::ids::ClientId;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::store::{Revision, SqlResult};

/// Remarks on what the revision in hand states anew of deleted clients among these.
pub(super) fn remarks(revision: &Revision<'_>, clients: &BTreeSet<ClientId>) -> SqlResult<Vec<Issue>> {
    let mut issues = Vec::new();
    for client in revision.deleted_by_people(clients)? {
        let name = revision.client(client)?.map(|party| party.name).unwrap_or_default();
        for record in revision.records_of_run(client)? {
            let Some(new) = revision.stated(record)?.filter(|stated| stated.is_new) else { continue };
            let mut issue = Issue::new(IssueCode::DeletedClient, Severity::Warning, new.position)
                .with("client", client.to_string())
                .with("name", &name)
                .with("number", if new.number.is_empty() { "—" } else { &new.number })
                .with("day", new.date.to_string())
                .with("total", new.amount.currency.decimal_string(new.amount.minor.into()))
                .with("currency", new.amount.currency.code());
            if !new.number.is_empty() {
                issue.name_record(&new.number);
            }
            issues.push(issue);
        }
    }
    Ok(issues)
}
