//! Clients and our own companies as the store knows them, kept up to date by what the chunk itself says: where a chunk
//! ends must not decide who is who.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxBuildHasher;

use super::super::identity::{candidate, contradiction, equal_tax};
use super::questions::Question;
use crate::model::change::{Candidate, Reason};
use crate::model::ids::{ClientId, SourceId};
use crate::model::record::{Body, Party, Record, Standing, is_made_of_tax_id, is_made_up};
use crate::model::snapshot::{PartyProfile, Snapshot, tax_key};

pub(super) struct Parties<'s> {
    source: SourceId,
    snapshot: &'s Snapshot,
    /// What the snapshot holds, by number.
    stored: HashMap<i64, &'s PartyProfile, FxBuildHasher>,
    /// Clients this chunk made or changed.
    changed: HashMap<i64, PartyProfile, FxBuildHasher>,
    /// Numbers of changed clients by tax key and by name core.
    by_tax: HashMap<String, Vec<i64>, FxBuildHasher>,
    by_name: HashMap<String, Vec<i64>, FxBuildHasher>,
    organizations: BTreeMap<i64, PartyProfile>,
}

impl<'s> Parties<'s> {
    pub(super) fn new(source: SourceId, snapshot: &'s Snapshot) -> Self {
        let stored = snapshot.by_tax.values().chain(snapshot.by_name.values()).flatten();
        Self {
            source,
            snapshot,
            stored: stored.map(|profile| (profile.id, profile)).collect(),
            changed: HashMap::default(),
            by_tax: HashMap::default(),
            by_name: HashMap::default(),
            organizations: snapshot.organizations.iter().map(|known| (known.id, known.clone())).collect(),
        }
    }

    /// Clients with the party's tax number.
    pub(super) fn of_tax_id(&self, party: &Party) -> Vec<PartyProfile> {
        let Some(key) = party.tax_id.as_ref().map(tax_key) else { return Vec::new() };
        self.matching(self.snapshot.by_tax.get(&key), self.by_tax.get(&key), |profile| {
            profile.tax_key.as_ref() == Some(&key)
        })
    }

    /// Clients with the party's name.
    pub(super) fn of_name(&self, party: &Party) -> Vec<PartyProfile> {
        let core = &party.name_core;
        if core.is_empty() {
            return Vec::new();
        }
        self.matching(self.snapshot.by_name.get(core), self.by_name.get(core), |profile| profile.name_core == *core)
    }

    fn matching(
        &self,
        stored: Option<&Vec<PartyProfile>>,
        changed: Option<&Vec<i64>>,
        fits: impl Fn(&PartyProfile) -> bool,
    ) -> Vec<PartyProfile> {
        let stored = stored.into_iter().flatten().map(|known| self.changed.get(&known.id).unwrap_or(known));
        let changed = changed.into_iter().flatten().filter_map(|id| self.changed.get(id));
        let found: BTreeMap<i64, &PartyProfile> =
            stored.chain(changed).filter(|profile| fits(profile)).map(|profile| (profile.id, profile)).collect();
        found.into_values().cloned().collect()
    }

    /// Our own companies are few and named by settings: an equal tax number, else a name that fits one only.
    pub(super) fn organization(&self, party: &Party) -> Option<i64> {
        let key = party.tax_id.as_ref().map(tax_key);
        let known = self.organizations.values();
        if let Some(same) = known.clone().find(|profile| key.is_some() && profile.tax_key == key) {
            return Some(same.id);
        }
        let is_named_so =
            |profile: &PartyProfile| profile.name_core == party.name_core || profile.aliases.contains(&party.name_core);
        let mut namesakes = known.filter(|profile| {
            !party.name_core.is_empty() && (key.is_none() || profile.tax_key.is_none()) && is_named_so(profile)
        });
        let first = namesakes.next()?;
        namesakes.next().is_none().then_some(first.id)
    }

    /// One external id that names another company than before: a shared guest id, or a card overwritten by hand.
    pub(super) fn identity_flip(&self, record: &Record, entity: i64) -> Option<Question> {
        let Body::Client(party) = &record.body else { return None };
        let given = party.tax_id.as_ref().map(tax_key)?;
        let changed = self.changed.get(&entity).and_then(|profile| profile.tax_key.as_ref());
        let known = changed.or_else(|| self.snapshot.client_tax.get(&entity)).filter(|known| **known != given)?;
        let reason = Reason::new("identity-flip")
            .with("id", &record.id)
            .with("held", digits(known))
            .with("given", digits(&given));
        let candidate = Candidate { id: ClientId(entity).to_string(), label: digits(known).to_owned() };
        Some(Question { candidates: vec![candidate], reasons: vec![reason] })
    }

    /// A record that is known by a tax number alone, which now names another company: the number may be mistyped, and
    /// nothing else tells. A new name beside something that stays the same is a new name.
    pub(super) fn renaming(&self, record: &Record, entity: i64) -> Option<Question> {
        let Body::Client(party) = &record.body else { return None };
        if !is_made_of_tax_id(&record.id) || party.legal_form.is_empty() {
            return None;
        }
        let known = self.of_tax_id(party).into_iter().find(|known| known.id == entity)?;
        if record.standing == Standing::Mention && !known.sources.is_empty() {
            // A copy of key fields gives a client that has a card no name.
            return None;
        }
        let is_other_form = !known.legal_form.is_empty() && known.legal_form != party.legal_form;
        let differs =
            contradiction(party, self.source, &known).filter(|_| is_other_form && !known.name_core.is_empty())?;
        let forms = Reason::new("legal-forms-differ").with("given", &party.legal_form).with("known", &known.legal_form);
        Some(Question { candidates: vec![candidate(&known)], reasons: vec![equal_tax(party), differs, forms] })
    }

    /// Takes note of a statement that is being planned.
    pub(super) fn remember(&mut self, record: &Record, entity: i64, is_new: bool) {
        match &record.body {
            Body::Client(party) => self.remember_client(party, record, entity, is_new),
            Body::Organization(party) => {
                let profile = self.organizations.entry(entity).or_default();
                profile.id = entity;
                profile.aliases.push(party.name_core.clone());
                profile.tax_key = party.tax_id.as_ref().map(tax_key).or(profile.tax_key.take());
            }
            _ => {}
        }
    }

    fn remember_client(&mut self, party: &Party, record: &Record, entity: i64, is_new: bool) {
        let stored = self.stored.get(&entity).map(|profile| (*profile).clone());
        let is_known = stored.is_some() || is_new || self.changed.contains_key(&entity);
        let tax_known = self.snapshot.client_tax.get(&entity).cloned();
        let profile = self.changed.entry(entity).or_insert_with(|| {
            stored.unwrap_or_else(|| PartyProfile { id: entity, tax_key: tax_known, ..PartyProfile::default() })
        });
        let said = PartyProfile::of(entity, party, Vec::new());
        let leads = record.standing == Standing::Full;
        // The name of a client that is not in the snapshot is unknown: a mention must not pass for it.
        if !said.name_core.is_empty() && (leads || (is_known && profile.name_core.is_empty())) {
            profile.name = said.name;
            profile.name_core = said.name_core;
            profile.legal_form = said.legal_form;
        }
        if said.tax_key.is_some() && (leads || profile.tax_key.is_none()) {
            profile.tax_key = said.tax_key;
        }
        if !said.kpp.is_empty() && (leads || profile.kpp.is_empty()) {
            profile.kpp = said.kpp;
        }
        profile.witnesses.extend(said.witnesses);
        if !is_made_up(&record.id) && !profile.sources.contains(&self.source) {
            profile.sources.push(self.source);
        }
        if let Some(key) = profile.tax_key.clone() {
            self.by_tax.entry(key).or_default().push(entity);
        }
        if !profile.name_core.is_empty() {
            self.by_name.entry(profile.name_core.clone()).or_default().push(entity);
        }
    }
}

/// The digits of a tax key.
fn digits(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, digits)| digits)
}
