//! One delivery's changes in one transaction: statements, golden rows, journal and outgoing jobs together, or nothing.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::journal::source_id;
use super::lookup::next_ids;
use super::{Store, StoreError};
use crate::model::change::{Plan, RecordKey, Subject};
use crate::model::decision::Decided;
use crate::model::ids::{ClientId, DeliveryNo, OrganizationId, PaymentId, RevisionId, RunId, SourceId};
use crate::model::issue::Issue;
use crate::model::record::RecordKind;
use crate::model::snapshot::NextIds;

/// What a chunk touched and must be computed anew before the next one.
#[derive(Debug, Default)]
pub struct Touched {
    /// Clients whose statements changed.
    pub clients: BTreeSet<ClientId>,
    /// Our companies whose statements changed.
    pub organizations: BTreeSet<OrganizationId>,
    /// Payments that were known before.
    pub payments: BTreeSet<PaymentId>,
    /// Payments about which the plan itself asks.
    pub(super) asked: BTreeSet<PaymentId>,
}

/// An open revision: everything a delivery changes, in one transaction. Dropping it changes nothing.
pub struct Revision<'s> {
    pub(super) tx: Transaction<'s>,
    path: PathBuf,
    /// Its number.
    pub id: RevisionId,
    /// Its run.
    pub run: RunId,
    /// Its delivery; none where a person decided.
    pub delivery: Option<DeliveryNo>,
    /// The delivery's source; of a decision, the source of the record that is taken.
    pub source: SourceId,
    /// Whether anybody ever decided anything.
    pub(super) has_decisions: bool,
    /// Decisions that hold, once they were looked for.
    pub(super) standing: OnceCell<Arc<Decided>>,
    pub(super) first_statement: i64,
    pub(super) next_statement: i64,
    pub(super) next_ids: NextIds,
    pub(super) rules: HashMap<Arc<str>, i64>,
    /// What the last chunk touched.
    pub touched: Touched,
    /// Clients' records that say something else by now, or something at all.
    pub restated: BTreeSet<RecordKey>,
    /// Clients whose ledger must be balanced before the commit.
    pub ledgers: BTreeSet<ClientId>,
    /// Those of them that have, or had, more than documents of their own kind: references, allocations.
    pub linked: BTreeSet<ClientId>,
    /// Payments of which it must be judged before the commit whose money they are.
    pub citing: BTreeSet<PaymentId>,
    /// Sums of documents that came to clients or went from them: whose money a payment of such a sum is may change.
    pub(super) sums: BTreeMap<ClientId, BTreeSet<i64>>,
    /// Clients whose owner must be decided before the commit.
    pub unowned: BTreeSet<ClientId>,
    /// Managers whose clients are gone: their books must be written.
    pub left_owners: BTreeSet<String>,
    /// Keys of payments in banks' reports that were written, with their types.
    pub(super) booked: BTreeSet<(i64, i64)>,
    /// Bank accounts of ours that payments came to or left.
    pub(super) accounts: BTreeSet<String>,
}

/// What identifies a delivery in the journal.
#[derive(Debug, Clone)]
pub struct DeliveryEntry {
    /// Hash of its bytes.
    pub content: [u8; 32],
    /// File name as delivered.
    pub file_name: String,
    /// Size, bytes.
    pub byte_len: u64,
    /// The mapping that read it.
    pub mapping: String,
    /// Digest of the mapping.
    pub mapping_digest: [u8; 32],
    /// When it was taken, RFC 3339.
    pub received_at: String,
}

impl Store {
    /// Opens a revision for a delivery.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn begin(&mut self, run: RunId, source: &str, entry: &DeliveryEntry) -> Result<Revision<'_>, StoreError> {
        let path = self.path.clone();
        let named = |source| StoreError::Sql { path: path.clone(), source };
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(named)?;
        let source = source_id(&tx, source).map_err(named)?;
        let delivery = insert_delivery(&tx, run, source, entry, "taken").map_err(named)?;
        let opened = open_revision(tx, path.clone(), run, Some((DeliveryNo(delivery), source)), &entry.received_at);
        opened.map_err(named)
    }
}

/// Opens the revision of a delivery, or of a decision.
pub(super) fn open_revision<'s>(
    tx: Transaction<'s>,
    path: PathBuf,
    run: RunId,
    delivery: Option<(DeliveryNo, SourceId)>,
    made_at: &str,
) -> rusqlite::Result<Revision<'s>> {
    let next_statement = super::undo::first_free(&tx, "statement")?;
    let (delivery, source) = delivery.unzip();
    tx.execute(
        "INSERT INTO revision (run_id, delivery_id, made_at, first_statement, last_statement)
         VALUES (?1, ?2, ?3, ?4, ?4)",
        params![run.0, delivery.map(|id| id.0), made_at, next_statement],
    )?;
    let id = RevisionId(tx.last_insert_rowid());
    let next_ids = next_ids(&tx)?;
    let has_decisions = tx.query_row("SELECT EXISTS (SELECT 1 FROM decision)", [], |row| row.get(0))?;
    Ok(Revision {
        tx,
        path,
        id,
        run,
        delivery,
        source: source.unwrap_or(SourceId(0)),
        has_decisions,
        standing: OnceCell::new(),
        first_statement: next_statement,
        next_statement,
        next_ids,
        rules: HashMap::new(),
        touched: Touched::default(),
        restated: BTreeSet::new(),
        ledgers: BTreeSet::new(),
        linked: BTreeSet::new(),
        citing: BTreeSet::new(),
        sums: BTreeMap::new(),
        unowned: BTreeSet::new(),
        left_owners: BTreeSet::new(),
        booked: BTreeSet::new(),
        accounts: BTreeSet::new(),
    })
}

/// Writes a delivery's row.
pub(super) fn insert_delivery(
    c: &Connection,
    run: RunId,
    source: SourceId,
    entry: &DeliveryEntry,
    state: &str,
) -> rusqlite::Result<i64> {
    let DeliveryEntry { content, file_name, byte_len, mapping, mapping_digest, received_at } = entry;
    c.execute(
        "INSERT INTO delivery (source_id, content_hash, mapping, mapping_digest, file_name, byte_len, run_id,
            received_at, state, tally) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '{}')",
        params![
            source.0,
            content,
            mapping,
            mapping_digest,
            file_name,
            i64::try_from(*byte_len).unwrap_or(i64::MAX),
            run.0,
            received_at,
            state
        ],
    )?;
    Ok(c.last_insert_rowid())
}

impl Revision<'_> {
    /// Names the store in an error.
    pub fn named(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Sql { path: self.path.clone(), source }
    }

    /// Writes a chunk's plan.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn apply(&mut self, plan: &Plan) -> rusqlite::Result<()> {
        self.part_payments(&plan.parted)?;
        for statement in &plan.statements {
            if statement.record.kind == RecordKind::Client {
                self.restated.insert(statement.key);
            }
            self.put_statement(statement)?;
            self.put_entity(statement)?;
        }
        self.put_rule_joins(plan)?;
        self.give_way(&plan.rekeyed)?;
        self.point_keys(&plan.statements)?;
        self.answer_withheld(plan)?;
        self.confirm_all(&plan.confirmed)?;
        let mut restated = plan.restated.clone();
        for withheld in &plan.withheld {
            restated.extend(self.withhold(withheld)?);
        }
        self.put_restated(&restated)?;
        for item in &plan.reviews {
            self.put_review(item, None)?;
            if let Subject::Payment(id) = item.subject {
                self.touched.asked.insert(id);
            }
        }
        Ok(())
    }

    /// Keeps what is wrong with the data.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_issues(&self, issues: &[Issue]) -> rusqlite::Result<()> {
        let Some(delivery) = self.delivery else {
            assert!(issues.is_empty(), "BUG: a decision has no file whose data could be wrong");
            return Ok(());
        };
        super::journal::insert_issues(&self.tx, self.run, delivery, issues)
    }

    /// Makes everything durable, with the count of the delivery and the work for after.
    ///
    /// # Errors
    /// When the store can't be written; nothing is changed then.
    pub fn commit(self, tally: &str) -> Result<(), StoreError> {
        let path = self.path.clone();
        let named = |source| StoreError::Sql { path: path.clone(), source };
        if let Some(delivery) = self.delivery {
            self.tx
                .execute("UPDATE delivery SET tally = ?2 WHERE id = ?1", params![delivery.0, tally])
                .map_err(named)?;
        }
        self.tx
            .execute(
                "UPDATE revision SET first_statement = ?2, last_statement = ?3 WHERE id = ?1",
                params![self.id.0, self.first_statement, self.next_statement - 1],
            )
            .map_err(named)?;
        self.tx.commit().map_err(named)
    }
}
