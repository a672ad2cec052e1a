//! Rows that a book no longer shows and its file still has: found one by one, so that their cost follows their number.

use rusqlite::{Connection, params};

use super::super::{Store, StoreError, filled};
use super::{BookScope, DOCUMENT, PAYMENT, RECEIVABLE, SETTLEMENT, document, payment};
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::view::{BookData, DocumentView, PaymentView};

impl Store {
    /// Adds documents and payments of a book that it is too old or too full to show; of a number that is none of the
    /// book's nothing.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn add_to_book(
        &self,
        scope: &BookScope,
        data: &mut BookData,
        also: &[DocumentId],
        payments: &[PaymentId],
    ) -> Result<(), StoreError> {
        self.run(|c| {
            let filled = filled::of_some_documents(c, also)?;
            for id in also {
                for mut found in one_document(c, scope, *id)? {
                    if let Some(filled) = filled.get(&id.0) {
                        filled::fill_document(&mut found, filled);
                    }
                    data.documents.push(found);
                }
            }
            for id in payments {
                data.payments.extend(one_payment(c, scope, *id)?);
            }
            Ok(())
        })
    }
}

/// One document, where it is a receivable of the book.
fn one_document(c: &Connection, scope: &BookScope, id: DocumentId) -> rusqlite::Result<Vec<DocumentView>> {
    let sql = format!(
        "{DOCUMENT} FROM document d LEFT JOIN client c ON c.id = d.client_id
         LEFT JOIN organization o ON o.id = d.organization_id
         WHERE d.id = ?2 AND (?1 IS NULL OR c.owner = ?1) AND {RECEIVABLE}"
    );
    let mut find = c.prepare_cached(&sql)?;
    let mut rows = find.query(params![scope.manager, id.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(document(row, scope)?);
    }
    Ok(found)
}

/// One payment, where it is a settlement of the book.
fn one_payment(c: &Connection, scope: &BookScope, id: PaymentId) -> rusqlite::Result<Vec<PaymentView>> {
    let sql = format!(
        "{PAYMENT} FROM payment p LEFT JOIN client c ON c.id = p.client_id
         WHERE p.id = ?2 AND (?1 IS NULL OR c.owner = ?1) AND {SETTLEMENT}"
    );
    let mut find = c.prepare_cached(&sql)?;
    let mut rows = find.query(params![scope.manager, id.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(payment(c, row)?);
    }
    Ok(found)
}
