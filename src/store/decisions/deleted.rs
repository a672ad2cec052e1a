//! Clients that a person deleted, and what came for them since.

use std::collections::BTreeSet;

use super::super::codes::kind_code;
use super::super::commit::Revision;
use crate::model::ids::{ClientId, DocumentId, PaymentId, RecordNo};
use crate::model::record::RecordKind;

/// Documents of a client that the open revision states.
const NEW_DOCUMENTS: &str = "SELECT d.id FROM document d JOIN statement s ON s.id = d.statement_id
     WHERE d.client_id = ?1 AND s.id >= ?2 ORDER BY d.id";

/// Payments of a client that the open revision states.
const NEW_PAYMENTS: &str = "SELECT p.id FROM payment p WHERE p.client_id = ?1 AND EXISTS
        (SELECT 1 FROM statement s WHERE s.kind = ?3 AND s.entity_id = p.id AND s.id >= ?2) ORDER BY p.id";

impl Revision<'_> {
    /// Those of some clients that a person deleted.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn deleted_by_people(&self, among: &BTreeSet<ClientId>) -> rusqlite::Result<Vec<ClientId>> {
        if !self.has_decisions {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for client in among {
            found.extend(self.is_deleted_by_person(*client)?.then_some(*client));
        }
        Ok(found)
    }

    /// Documents and payments of a client of which the open revision says something.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn records_of_run(&self, client: ClientId) -> rusqlite::Result<Vec<RecordNo>> {
        let first = self.first_statement;
        let mut find = self.tx.prepare_cached(NEW_DOCUMENTS)?;
        let documents = find.query_map([client.0, first], |row| row.get(0).map(DocumentId))?;
        let mut found: Vec<RecordNo> =
            documents.map(|id| id.map(RecordNo::Document)).collect::<rusqlite::Result<_>>()?;
        let mut find = self.tx.prepare_cached(NEW_PAYMENTS)?;
        let kind = kind_code(RecordKind::Payment);
        let payments = find.query_map([client.0, first, kind], |row| row.get(0).map(PaymentId))?;
        found.extend(payments.map(|id| id.map(RecordNo::Payment)).collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(found)
    }
}
