//! Blocking keys of clients' records: records that share one are compared, however large the store is.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Row, params};

use super::super::codes::kind_code;
use super::super::commit::Revision;
use super::super::lookup::json;
use super::super::{CACHE_KIB, Store, StoreError};
use super::clients::record_ref;
use crate::model::change::RecordKey;
use crate::model::decision::RecordRef;
use crate::model::ids::{ClientId, SourceId, StatementId};
use crate::model::membership::ClientRecord;
use crate::model::record::{Body, Party, RecordKind, is_made_up};

/// Records behind a key.
pub(in crate::store) const BLOCK: &str = "SELECT record FROM block_key WHERE key = ?1 LIMIT ?2";

/// How many records are behind a key, by the holder they speak for.
pub(in crate::store) const HOLDERS: &str = "SELECT holder, count(*) FROM block_key WHERE key = ?1 GROUP BY holder";

/// The keys of a record, with the holders it speaks for.
pub(in crate::store) const KEYS_OF_RECORD: &str = "SELECT key, holder FROM block_key WHERE record = ?1";

/// What a source says now of a client's record.
pub(in crate::store) const CLIENT_RECORD: &str =
    "SELECT s.entity_id, s.source_id, src.name, s.external_id, s.body, s.id
     FROM source_key k JOIN statement s ON s.id = k.statement_id JOIN source src ON src.id = s.source_id
     WHERE k.key = ?2 AND s.kind = ?1 AND s.entity_id <> 0 AND NOT EXISTS
        (SELECT 1 FROM person_value v WHERE v.kind = ?1 AND v.entity_id = s.entity_id AND v.field = 'deleted')";

/// What every source says now of a client.
pub(in crate::store) const RECORDS_OF_CLIENT: &str =
    "SELECT s.entity_id, s.source_id, src.name, s.external_id, s.body, s.id
     FROM statement s JOIN source src ON src.id = s.source_id
     WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0";

const ALL_RECORDS: &str = "SELECT s.entity_id, s.source_id, src.name, s.external_id, s.body, s.id
     FROM statement s JOIN source src ON src.id = s.source_id
     WHERE s.kind = ?1 AND s.replaced = 0 AND s.entity_id <> 0 AND NOT EXISTS
        (SELECT 1 FROM person_value v WHERE v.kind = ?1 AND v.entity_id = s.entity_id AND v.field = 'deleted')";

/// A key under which a client's record is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyed {
    /// The key, hashed.
    pub key: i64,
    /// The holder whom the record speaks for under it, hashed.
    pub holder: Option<i64>,
    /// Whether it counts how many share the value.
    pub counts: bool,
}

impl Store {
    /// Whether records were left to judge.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn has_unjudged(&self) -> Result<bool, StoreError> {
        self.run(|c| c.prepare_cached("SELECT EXISTS (SELECT 1 FROM unjudged)")?.query_row([], |row| row.get(0)))
    }

    /// Gives back the memory of pages that were read, and keeps few from here to the next run: after all cards were
    /// compared, the books need it more.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn release_memory(&self) -> Result<(), StoreError> {
        self.run(|c| c.execute_batch(&format!("PRAGMA shrink_memory; PRAGMA cache_size = {}", -CACHE_KIB / 8)))
    }
}

impl Revision<'_> {
    /// Tells of what every source says now of every client; nothing with those that the source reported deleted. Clients
    /// that a person deleted are left out: they stay as they are.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn each_client_record(&self, tell: &mut dyn FnMut(ClientRecord, Option<Party>)) -> rusqlite::Result<()> {
        let mut find = self.tx.prepare_cached(ALL_RECORDS)?;
        let mut rows = find.query([kind_code(RecordKind::Client)])?;
        while let Some(row) = rows.next()? {
            let (record, party) = client_record(row)?;
            tell(record, party);
        }
        Ok(())
    }

    /// What a source says now of a client's record; nothing where there is none, or a person deleted the client.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client_record(&self, key: RecordKey) -> rusqlite::Result<Option<(ClientRecord, Option<Party>)>> {
        let mut find = self.tx.prepare_cached(CLIENT_RECORD)?;
        find.query_row(params![kind_code(RecordKind::Client), key.0.as_slice()], client_record).optional()
    }

    /// How decisions name a client's record; nothing where there is none.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client_record_ref(&self, key: RecordKey) -> rusqlite::Result<Option<RecordRef>> {
        let mut find = self.tx.prepare_cached(CLIENT_RECORD)?;
        let read = |row: &Row<'_>| {
            let body: Body = json(&row.get::<_, String>(4)?)?;
            Ok(record_ref(row.get(2)?, RecordKind::Client, row.get(3)?, &body))
        };
        find.query_row(params![kind_code(RecordKind::Client), key.0.as_slice()], read).optional()
    }

    /// The records that sources have now of a client.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn records_of_client(&self, client: ClientId) -> rusqlite::Result<Vec<ClientRecord>> {
        let mut find = self.tx.prepare_cached(RECORDS_OF_CLIENT)?;
        let record = |row: &Row<'_>| client_record(row).map(|(record, _)| record);
        find.query_map([kind_code(RecordKind::Client), client.0], record)?.collect()
    }

    /// The highest number of a client: about how many there are.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn clients_at_most(&self) -> rusqlite::Result<usize> {
        let most: Option<i64> = self.tx.query_row("SELECT max(id) FROM client", [], |row| row.get(0))?;
        Ok(most.and_then(|most| usize::try_from(most).ok()).unwrap_or_default())
    }

    /// Whether records are found by keys of this version; not in a store of an earlier program.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn has_block_keys(&self, version: u32) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'block_keys' AND value = ?1)";
        self.tx.prepare_cached(sql)?.query_row([version.to_string()], |row| row.get(0))
    }

    /// Keeps these keys, of this version, in place of all that were there; they are written fastest in the order of the keys.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_all_block_keys(
        &self,
        version: u32,
        keys: &mut dyn Iterator<Item = (RecordKey, Keyed)>,
    ) -> rusqlite::Result<()> {
        // With the second index made afterwards, it is several times faster.
        self.tx.execute_batch("DELETE FROM block_key; DROP INDEX block_key_record;")?;
        let mut put = self.tx.prepare(
            "INSERT INTO block_key (key, record, holder) VALUES (?1, ?2, ?3) ON CONFLICT (key, record) DO NOTHING",
        )?;
        for (record, Keyed { key, holder, .. }) in keys {
            put.execute(params![key, record.0.as_slice(), holder])?;
        }
        // Sorting takes as much memory as the cache may.
        self.tx.pragma_update(None, "cache_size", -CACHE_KIB / 8)?;
        let made = self.tx.execute_batch("CREATE INDEX block_key_record ON block_key (record);");
        self.tx.pragma_update(None, "cache_size", -CACHE_KIB)?;
        made?;
        let sql = "INSERT INTO meta (key, value) VALUES ('block_keys', ?1)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.tx.execute(sql, [version.to_string()]).map(drop)
    }

    /// The keys are not kept up to date from here on: whoever wants them begins anew.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn forget_block_keys(&self) -> rusqlite::Result<()> {
        self.tx.execute("DELETE FROM meta WHERE key = 'block_keys'", []).map(drop)
    }

    /// Keeps the keys under which a record is found. Those that it was not found under before, or for another holder, and
    /// those that it is found under no more.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_block_keys(&self, record: RecordKey, keys: &[Keyed]) -> rusqlite::Result<(Vec<i64>, Vec<i64>)> {
        let mut find = self.tx.prepare_cached(KEYS_OF_RECORD)?;
        let rows = find.query_map([record.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let known: BTreeMap<i64, Option<i64>> = rows.collect::<rusqlite::Result<_>>()?;
        let gone: Vec<i64> = known.keys().filter(|key| !keys.iter().any(|stays| stays.key == **key)).copied().collect();
        for key in &gone {
            let sql = "DELETE FROM block_key WHERE key = ?1 AND record = ?2";
            self.tx.prepare_cached(sql)?.execute(params![key, record.0.as_slice()])?;
        }
        let mut put = self.tx.prepare_cached(
            "INSERT INTO block_key (key, record, holder) VALUES (?1, ?2, ?3)
             ON CONFLICT (key, record) DO UPDATE SET holder = excluded.holder",
        )?;
        let mut fresh = Vec::new();
        for Keyed { key, holder, .. } in keys.iter().filter(|keyed| known.get(&keyed.key) != Some(&keyed.holder)) {
            put.execute(params![key, record.0.as_slice(), holder])?;
            fresh.push(*key);
        }
        Ok((fresh, gone))
    }

    /// The records behind a key; nothing where they are more than so many.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn block(&self, key: i64, most: usize) -> rusqlite::Result<Option<Vec<RecordKey>>> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut find = self.tx.prepare_cached(BLOCK)?;
        let rows = find.query_map([key, limit], |row| row.get(0).map(RecordKey))?;
        let records: Vec<RecordKey> = rows.collect::<rusqlite::Result<_>>()?;
        Ok((records.len() <= most).then_some(records))
    }

    /// Keeps the records that say something else by now for when it is judged next who is who.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn leave_to_judge(&mut self) -> rusqlite::Result<()> {
        let mut put = self.tx.prepare_cached("INSERT INTO unjudged (record) VALUES (?1) ON CONFLICT DO NOTHING")?;
        std::mem::take(&mut self.restated).iter().try_for_each(|key| put.execute([key.0.as_slice()]).map(drop))
    }

    /// The records that were left to judge; from here on they are judged, or nobody asks.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn take_unjudged(&self) -> rusqlite::Result<BTreeSet<RecordKey>> {
        let mut find = self.tx.prepare_cached("SELECT record FROM unjudged")?;
        let records = find.query_map([], |row| row.get(0).map(RecordKey))?.collect::<rusqlite::Result<_>>()?;
        self.tx.execute("DELETE FROM unjudged", [])?;
        Ok(records)
    }

    /// How many records are behind a key, by the holder they speak for; those that speak for nobody under nothing.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn holders(&self, key: i64) -> rusqlite::Result<Vec<(Option<i64>, u32)>> {
        let mut find = self.tx.prepare_cached(HOLDERS)?;
        find.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }
}

fn client_record(row: &Row<'_>) -> rusqlite::Result<(ClientRecord, Option<Party>)> {
    let (source, id): (SourceId, String) = (SourceId(row.get(1)?), row.get(3)?);
    let body: Body = json(&row.get::<_, String>(4)?)?;
    let key = RecordKey::new(source, RecordKind::Client, &id);
    let by_name = RecordKey::by_name(&row.get::<_, String>(2)?, RecordKind::Client, &id);
    let made_up = is_made_up(&id);
    let (client, statement) = (ClientId(row.get(0)?), StatementId(row.get(5)?));
    let party = if let Body::Client(party) = body { Some(party) } else { None };
    Ok((ClientRecord { key, source, client, statement, by_name, made_up }, party))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn what_an_older_program_may_have_left_is_judged_after_the_upgrade() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join("sverka.db")).unwrap();
        old.execute_batch(include_str!("../schema/001.sql")).unwrap();
        for (kind, key) in [(RecordKind::Client, [7_u8; 16]), (RecordKind::Invoice, [8; 16])] {
            old.execute(
                "INSERT INTO statement (source_id, kind, entity_id, revision_id, external_id, standing, digest, rule_id,
                    part, line, path, body) VALUES (1, ?1, 1, 1, 'x', 1, x'00', 1, '', 1, '', '{}')",
                [kind_code(kind)],
            )
            .unwrap();
            let sql = "INSERT INTO source_key (key, statement_id) VALUES (?1, last_insert_rowid())";
            old.execute(sql, [key.as_slice()]).unwrap();
        }
        old.execute_batch("PRAGMA user_version = 1").unwrap();
        drop(old);
        let mut store = Store::open(folder.path()).unwrap();
        assert!(store.has_unjudged().unwrap());
        let run = store.begin_run("sync", jiff::Timestamp::UNIX_EPOCH).unwrap();
        let revision = store.begin_decision(run, jiff::Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(revision.take_unjudged().unwrap(), BTreeSet::from([RecordKey([7; 16])]), "clients, nothing else");
    }
}
