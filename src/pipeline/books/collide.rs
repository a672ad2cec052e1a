//! What both sides changed in one run, neither having seen the other's.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::edits::books_of;
use super::job;
use crate::config::Config;
use crate::lang::Lang;
use crate::model::book::{Clash, ClashKind, column_of_field};
use crate::model::ids::RunId;
use crate::model::record::RecordKind;
use crate::model::row_id::RowId;
use crate::pipeline::settle::{balance, compute_golden};
use crate::pipeline::{SyncError, Workspace};
use crate::reconcile::survivorship::golden_party;
use crate::store::clashes::NewClash;
use crate::store::filled::overtaken::{IN_CARD, Overtaken};
use crate::store::{Revision, SqlResult};
use crate::workbook::layout::{CLIENTS, ColumnSpec, Layout};
use crate::workbook::value::{Raw, Setting, of_file};

/// Values that somebody gave in a book of this run while a source came to another one: who was read first does not decide
/// which holds. The source's value stands, the other waits for a choice as it would had the book been read later.
pub(in crate::pipeline) fn collide(workspace: &mut Workspace, run: RunId, now: Timestamp) -> Result<(), SyncError> {
    let overtaken = workspace.store.overtaken()?;
    let books = books_of(workspace);
    let made_at = now.to_string();
    let (config, lang) = (workspace.config.clone(), workspace.lang);
    let sheets = Layout::of(None, &config.workbooks.columns, None).readable(true).into_iter();
    let columns: Vec<ColumnSpec> =
        sheets.filter(|sheet| sheet.id == CLIENTS.id).flat_map(|sheet| sheet.columns).collect();
    for Overtaken { client, name, field, base, stored, mine, who } in overtaken {
        // A value that no book gave was not given beside the source's.
        let Some(book) = books.get(&who) else { continue };
        let (row, column) = (RowId::from(client), column_of_field(&field).to_owned());
        // It was chosen over what a source said: what one says by now opens nothing anew.
        if workspace.store.is_decided_for(row, &column, &mine)? {
            continue;
        }
        let mut revision = workspace.store.begin_decision(run, now)?;
        let stored = if field == IN_CARD {
            let said = revision.party_statements(RecordKind::Client, client.0);
            golden_party(said.map_err(|error| revision.named(error))?, &config.authorities).kpp
        } else {
            canonical(&config, lang, columns.iter().find(|one| one.id == column_of_field(&field)), stored)
        };
        if stored == base || stored == mine {
            continue;
        }
        let owner = revision.owner_of(client).map_err(|error| revision.named(error))?.unwrap_or_default();
        let clash =
            Clash { kind: ClashKind::Conflict, row, field: column, base: Some(base), stored: Some(stored), mine };
        let new = NewClash { book, clash: &clash, subject: &name, who: &who, made_at: &made_at };
        let kept = revision.withdraw(client, &field).and_then(|()| revision.put_clash(&new).map(drop));
        let kept = kept.and_then(|()| revision.enqueue(&job(&owner))).and_then(|_| revision.enqueue(&job("")));
        kept.map_err(|error| revision.named(error))?;
        if field == IN_CARD {
            revision.touched.clients.insert(client);
            settle(&mut revision, &config).map_err(|error| revision.named(error))?;
        }
        revision.commit("")?;
    }
    Ok(())
}

/// What the client's card is without what was withdrawn.
fn settle(revision: &mut Revision<'_>, config: &Config) -> SqlResult<()> {
    compute_golden(revision, &config.authorities)?;
    let mut owners = BTreeSet::new();
    balance(revision, &config.ownership, &mut owners)?;
    owners.iter().try_for_each(|owner| revision.enqueue(&job(owner)).map(drop))
}

/// What a source says, as a book would hold it: `12,50` in a column of numbers is what `12.5` is.
fn canonical(config: &Config, lang: Lang, column: Option<&ColumnSpec>, said: String) -> String {
    let setting = Setting { lang, currency: config.base_currency, from_1904: false };
    let read = column.map(|column| of_file(column, &Raw::Text(said.clone()), false, setting));
    read.and_then(|cell| cell.value().map(str::to_owned)).unwrap_or(said)
}
