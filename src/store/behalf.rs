//! Clients for whom somebody else says that he pays: found by name or tax number, now or when they come.

use std::collections::BTreeSet;

use rusqlite::params;

use super::codes::{KEY_CALLED, KEY_NAME, kind_code};
use super::commit::Revision;
use super::debtors::PAYMENTS_CITING;
use super::lookup::json;
use crate::model::debtor::{ClientKey, client_of_key, name_key, payer_key, tax_number_key};
use crate::model::ids::{ClientId, PaymentId};
use crate::model::name::{lacks_patronymic, names_agree};
use crate::model::number::to_cyrillic;
use crate::model::record::{Body, Party, RecordKind};
use crate::model::tax_id::TaxIdKind;

/// A name that more clients share tells nobody.
const NAMESAKES_MAX: usize = 5;

/// Of so many who share a surname the initials are compared.
const SURNAMES_MAX: i64 = 200;
const SURNAMES_FULL: usize = 200;

/// Whether any purpose names a client: no key of a document's number stands between these signs.
const ANY_NAMED: &str = "SELECT EXISTS (SELECT 1 FROM payment_citation WHERE core >= '=' AND core < 'A')";

/// Clients of exactly this name.
pub(super) const CALLED_JUST_SO: &str = "SELECT client_id FROM client_key WHERE type = ?1 AND key = ?2 LIMIT 20";

/// Whether a client has documents.
const HAS_DOCUMENTS: &str = "SELECT EXISTS (SELECT 1 FROM document WHERE client_id = ?1)";

/// Whether any purpose names anything.
const ANY_CITED: &str = "SELECT EXISTS (SELECT 1 FROM payment_citation)";

/// Payments that cite a number that a document of a client has.
pub(super) const PAYMENTS_CITING_DOCUMENTS: &str = "SELECT DISTINCT c.payment_id FROM document d
     CROSS JOIN payment_citation c ON c.core = d.number_core WHERE d.client_id = ?1 AND d.number_core <> ''";

/// Names of a client's records besides the one that is shown; the index is of this type alone.
pub(super) const CALLED: &str = "SELECT key FROM client_key WHERE type = 3 AND client_id = ?1";

/// Versions of a party's records that others replaced, the latest.
pub(super) const REPLACED: &str = "SELECT body FROM statement WHERE kind = ?1 AND entity_id = ?2 AND replaced <> 0
     ORDER BY id DESC LIMIT 100";

/// Names that begin with a word.
pub(super) const BY_SURNAME: &str =
    "SELECT key, client_id FROM client_key WHERE type = ?1 AND key >= ?2 AND key < ?3 LIMIT ?4";

/// Names in purposes that begin with a word.
pub(super) const NAMED_BY_SURNAME: &str =
    "SELECT DISTINCT core FROM payment_citation WHERE core >= ?1 AND core < ?2 LIMIT ?3";

impl Revision<'_> {
    /// The clients that keys of a purpose name: of the tax number where one is said, else of the name, in its legal form.
    /// Companies of ours are none.
    pub(super) fn clients_named(&self, keys: &[String]) -> rusqlite::Result<Vec<ClientId>> {
        let (mut by_tax, mut named, mut form) = (BTreeSet::new(), BTreeSet::new(), "");
        let mut has_tax = false;
        for key in keys {
            match client_of_key(key) {
                Some(ClientKey::TaxNumber(digits)) => {
                    has_tax = true;
                    for kind in TaxIdKind::ALL {
                        by_tax.extend(self.clients_with_tax_key(&format!("{}:{digits}", kind.name()))?);
                    }
                }
                Some(ClientKey::Name(name)) => named.extend(self.clients_called(name)?),
                Some(ClientKey::Form(said)) => form = said,
                Some(ClientKey::Payer(_)) | None => {}
            }
        }
        // A number that nobody has tells that the name is another's.
        let found = if has_tax { by_tax } else { named };
        let mut kept = Vec::new();
        for client in found {
            let Some(party) = self.client(client)? else { continue };
            let is_other_form = !has_tax && !form.is_empty() && !is_of_form(&party, form);
            if !party.deleted && !is_other_form && !self.is_ours(&party)? {
                kept.push(client);
            }
        }
        Ok(if kept.len() > NAMESAKES_MAX { Vec::new() } else { kept })
    }

    /// The one client who is called as a payer of these keys is, whom the bank gives no tax number and who has no documents
    /// of his own.
    pub(super) fn namesake(&self, keys: &[String], payer: ClientId) -> rusqlite::Result<Option<ClientId>> {
        let name = keys.iter().find_map(|key| match client_of_key(key) {
            Some(ClientKey::Payer(name)) => Some(name),
            _ => None,
        });
        let Some(name) = name else { return Ok(None) };
        let mut found = self.tx.prepare_cached(CALLED_JUST_SO)?;
        let rows = found.query_map(params![KEY_NAME, name], |row| row.get(0).map(ClientId))?;
        let mut others: BTreeSet<ClientId> = rows.collect::<rusqlite::Result<_>>()?;
        others.remove(&payer);
        let mut kept = Vec::new();
        for client in others {
            let Some(party) = self.client(client)? else { continue };
            if !party.deleted && !self.is_ours(&party)? && self.has_documents(client)? {
                kept.push(client);
            }
        }
        let is_he = kept.len() == 1 && !self.has_documents(payer)?;
        Ok(kept.first().copied().filter(|_| is_he))
    }

    fn has_documents(&self, client: ClientId) -> rusqlite::Result<bool> {
        self.tx.prepare_cached(HAS_DOCUMENTS)?.query_row([client.0], |row| row.get(0))
    }

    /// Whether a client is a company of ours as well.
    fn is_ours(&self, party: &Party) -> rusqlite::Result<bool> {
        let mut find = self.tx.prepare_cached("SELECT body FROM organization")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let ours: Party = json(&row.get::<_, String>(0)?)?;
            let is_same = match (&ours.tax_id, &party.tax_id) {
                (Some(ours), Some(theirs)) => ours == theirs,
                _ => !ours.name_core.is_empty() && ours.name_core == party.name_core,
            };
            if is_same {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Clients of a name; where one of both has initials, those whose given names begin so.
    fn clients_called(&self, name: &str) -> rusqlite::Result<BTreeSet<ClientId>> {
        let mut find = self.tx.prepare_cached("SELECT client_id FROM client_key WHERE type = ?1 AND key = ?2")?;
        let mut by = |key_type: i64| -> rusqlite::Result<BTreeSet<ClientId>> {
            find.query_map(params![key_type, name], |row| row.get(0).map(ClientId))?.collect()
        };
        let mut found = by(KEY_NAME)?;
        // Who was called so, where nobody is.
        if found.is_empty() {
            found = by(KEY_CALLED)?;
        }
        let Some((surname, _)) = name.split_once(' ') else { return Ok(found) };
        let mut find = self.tx.prepare_cached(BY_SURNAME)?;
        let (from, to) = (format!("{surname} "), format!("{surname}!"));
        let rows = find.query_map(params![KEY_NAME, from, to, SURNAMES_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(String, i64)> = rows.collect::<rusqlite::Result<_>>()?;
        // Of more than are compared one that fits may not be the only one.
        if rows.len() >= SURNAMES_FULL && has_initials(name) {
            return Ok(BTreeSet::new());
        }
        for (key, id) in rows {
            let may_be = (has_initials(name) || has_initials(&key)) && names_agree(&key, name);
            if may_be || lacks_patronymic(name, &key) {
                found.insert(ClientId(id));
            }
        }
        Ok(found)
    }

    /// Clients that came or changed, or whose documents did: payments that name them are judged anew.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn wake_naming(&mut self) -> rusqlite::Result<()> {
        if !self.tx.prepare_cached(ANY_NAMED)?.query_row([], |row| row.get::<_, bool>(0))? {
            return Ok(());
        }
        let clients: BTreeSet<ClientId> = self.unowned.union(&self.ledgers).copied().collect();
        for client in clients {
            if let Some(party) = self.client(client)? {
                self.wake_calling(&party)?;
            }
            for name in self.called(client)? {
                self.wake_by_key(&name_key(&name))?;
            }
        }
        Ok(())
    }

    /// A client, or a company of ours, is called otherwise now, or is gone: payments that name it as it was, or cite its
    /// documents or contracts, are judged anew. What it is called now wakes those that name it so, before the commit.
    pub(super) fn wake_called_otherwise(&mut self, id: ClientId, was: &Party) -> rusqlite::Result<()> {
        if !self.tx.prepare_cached(ANY_CITED)?.query_row([], |row| row.get::<_, bool>(0))? {
            return Ok(());
        }
        self.wake_calling(was)?;
        self.wake_citing_documents_of(id)?;
        self.wake_citing_contracts_of(id)
    }

    /// Keeps the names that a client's records have, or had, besides the one that is shown: whoever pays for it may know no
    /// other. Payments that name it so are judged anew.
    pub(super) fn put_called(
        &mut self,
        id: ClientId,
        party: &Party,
        called: &BTreeSet<String>,
        is_new: bool,
    ) -> rusqlite::Result<()> {
        let mut now = called.clone();
        now.extend(self.called_before(id)?);
        now.retain(|name| !name.is_empty() && *name != party.name_core);
        let before = if is_new { BTreeSet::new() } else { self.called(id)? };
        for gone in before.difference(&now) {
            let sql = "DELETE FROM client_key WHERE type = ?1 AND key = ?2 AND client_id = ?3";
            self.tx.prepare_cached(sql)?.execute(params![KEY_CALLED, gone, id.0])?;
        }
        for new in now.difference(&before) {
            let sql = "INSERT INTO client_key (type, key, client_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            self.tx.prepare_cached(sql)?.execute(params![KEY_CALLED, new, id.0])?;
        }
        for name in before.symmetric_difference(&now) {
            self.wake_by_key(&name_key(name))?;
        }
        Ok(())
    }

    /// Names that a client's records have besides the one that is shown.
    fn called(&self, id: ClientId) -> rusqlite::Result<BTreeSet<String>> {
        let mut find = self.tx.prepare_cached(CALLED)?;
        find.query_map([id.0], |row| row.get(0))?.collect()
    }

    /// Names of versions of its records that others replaced.
    fn called_before(&self, id: ClientId) -> rusqlite::Result<BTreeSet<String>> {
        let mut find = self.tx.prepare_cached(REPLACED)?;
        let rows = find.query_map(params![kind_code(RecordKind::Client), id.0], |row| row.get::<_, String>(0))?;
        let mut names = BTreeSet::new();
        for body in rows {
            if let Body::Client(party) = json(&body?)? {
                names.insert(party.name_core);
            }
        }
        Ok(names)
    }

    fn wake_by_key(&mut self, key: &str) -> rusqlite::Result<()> {
        let mut find = self.tx.prepare_cached(PAYMENTS_CITING)?;
        let rows = find.query_map([key], |row| row.get(0).map(PaymentId))?;
        self.citing.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(())
    }

    /// Payments that cite a document of a client are judged anew.
    pub(super) fn wake_citing_documents_of(&mut self, id: ClientId) -> rusqlite::Result<()> {
        let mut find = self.tx.prepare_cached(PAYMENTS_CITING_DOCUMENTS)?;
        let rows = find.query_map([id.0], |row| row.get(0).map(PaymentId))?;
        self.citing.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(())
    }

    /// Payments whose purposes name a party, by tax number or name, are judged anew.
    pub(super) fn wake_calling(&mut self, party: &Party) -> rusqlite::Result<()> {
        let mut keys: Vec<String> = party.tax_id.iter().map(|tax_id| tax_number_key(&tax_id.digits)).collect();
        if !party.name_core.is_empty() {
            keys.push(name_key(&party.name_core));
            keys.push(payer_key(&party.name_core));
            keys.extend(self.named_with_initials(&party.name_core)?);
        }
        keys.iter().try_for_each(|key| self.wake_by_key(key))
    }

    /// Keys in purposes that name a person by initials.
    fn named_with_initials(&self, core: &str) -> rusqlite::Result<Vec<String>> {
        let Some((surname, _)) = core.split_once(' ') else { return Ok(Vec::new()) };
        let (from, to) = (name_key(&format!("{surname} ")), name_key(&format!("{surname}!")));
        let mut find = self.tx.prepare_cached(NAMED_BY_SURNAME)?;
        let rows = find.query_map(params![from, to, SURNAMES_MAX], |row| row.get::<_, String>(0))?;
        let mut keys = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        keys.retain(|key| match client_of_key(key) {
            Some(ClientKey::Name(name)) => {
                (has_initials(core) || has_initials(name)) && names_agree(core, name) || lacks_patronymic(name, core)
            }
            _ => false,
        });
        Ok(keys)
    }
}

/// What a purpose can name a party by, and whether it counts.
pub(super) fn is_called_otherwise(was: &Party, now: &Party) -> bool {
    was.name_core != now.name_core
        || was.tax_id != now.tax_id
        || was.legal_form != now.legal_form
        || was.deleted != now.deleted
}

/// Whether a client may have a legal form: his own is the same, or none is known.
fn is_of_form(party: &Party, form: &str) -> bool {
    let own: String = party.legal_form.chars().flat_map(char::to_lowercase).map(to_cyrillic).collect();
    own.is_empty() || own == form
}

/// Whether a name has initials for given names.
fn has_initials(name: &str) -> bool {
    name.split_once(' ').is_some_and(|(_, given)| given.split(' ').all(|word| word.chars().count() == 1))
}
