//! Whose a client is, and who gave the value that stands in a field.

use rusqlite::OptionalExtension;

use super::{Store, StoreError};
use crate::model::ids::ClientId;

impl Store {
    /// The manager of a client, empty for nobody's; nothing where there is no such client.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn manager_of(&self, id: ClientId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT coalesce(owner, '') FROM client WHERE id = ?1";
        self.run(|c| c.prepare_cached(sql)?.query_row([id.0], |row| row.get(0)).optional())
    }
}
