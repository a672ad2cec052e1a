//! A chunk of rows + what the store holds → what changes, what is withheld, and one outcome for every row.

use std::collections::{HashMap, HashSet};

use jiff::civil::DateTime;
use rustc_hash::FxBuildHasher;

use super::identity::{Identity, identify};
use super::memory::Memory;
use crate::model::change::{
    BodyDigest, Candidate, Links, NewStatement, Plan, Reason, RecordKey, ReviewItem, ReviewKind, Subject,
};
use crate::model::ids::{ClientId, OrganizationId, PaymentId, SourceId, StatementId};
use crate::model::record::{Body, Direction, Party, Payment, Record, RecordKind, RecordVersion, Row, Standing};
use crate::model::snapshot::{Held, NextIds, PartyProfile, Snapshot, Wanted, tax_key};
use crate::model::tally::Outcome;

/// What the store must look up before a chunk can be planned.
#[must_use]
pub fn wanted(source: SourceId, rows: &[Row]) -> Wanted {
    let mut wanted = Wanted::default();
    let mentions = rows.iter().flat_map(|row| &row.mentions);
    for record in mentions.chain(rows.iter().map(|row| &row.record)) {
        wanted.keys.push(RecordKey::new(source, record.kind, &record.id));
        match &record.body {
            Body::Client(party) => match &party.tax_id {
                Some(tax_id) => wanted.tax_keys.push(tax_key(tax_id)),
                None => wanted.name_cores.push(party.name_core.clone()),
            },
            Body::Payment(payment) => wanted.twins.extend(payment.twin_hash()),
            _ => {}
        }
    }
    wanted.keys.sort_unstable();
    wanted.keys.dedup();
    wanted.tax_keys.sort_unstable();
    wanted.tax_keys.dedup();
    wanted.name_cores.sort_unstable();
    wanted.name_cores.dedup();
    wanted.twins.sort_unstable();
    wanted.twins.dedup();
    wanted
}

/// Plans a chunk. `memory` goes from chunk to chunk of one delivery.
#[must_use]
pub fn plan(source: SourceId, snapshot: &Snapshot, memory: &mut Memory, rows: Vec<Row>) -> Plan {
    let mut planner = Planner {
        source,
        snapshot,
        memory,
        ids: snapshot.next_ids.clone(),
        next_statement: snapshot.next_statement,
        local: HashMap::default(),
        local_tax: HashMap::default(),
        local_profiles: HashMap::default(),
        joined_payments: HashSet::default(),
        plan: Plan::default(),
    };
    for row in rows {
        let outcome = planner.row(row);
        planner.plan.outcomes.push(outcome);
    }
    planner.plan
}

struct Planner<'s> {
    source: SourceId,
    snapshot: &'s Snapshot,
    memory: &'s mut Memory,
    ids: NextIds,
    next_statement: i64,
    /// What this chunk already planned, by key.
    local: HashMap<RecordKey, Held, FxBuildHasher>,
    /// Tax numbers of clients this chunk made or changed.
    local_tax: HashMap<i64, String, FxBuildHasher>,
    /// Clients this chunk made, by tax number or `name:` and name core.
    local_profiles: HashMap<String, Vec<PartyProfile>, FxBuildHasher>,
    /// Payments of other sources this chunk already joined.
    joined_payments: HashSet<i64, FxBuildHasher>,
    plan: Plan,
}

/// What became of one record.
enum Verdict {
    Applied,
    Unchanged,
    Withheld(ReviewItem),
    /// A mention that fits several clients: nothing is stored for it.
    Ambiguous(Vec<Candidate>, Vec<Reason>),
}

impl Planner<'_> {
    fn row(&mut self, row: Row) -> Outcome {
        let mut question = None;
        let mut ambiguous = None;
        for mention in row.mentions {
            if self.memory.knows(&mention) {
                continue;
            }
            let is_client = mention.kind == RecordKind::Client && client_of(&row.record.body) == Some(&mention.id);
            match self.mention(mention) {
                Verdict::Withheld(item) if is_client => question = Some(item),
                Verdict::Ambiguous(candidates, reasons) if is_client => ambiguous = Some((candidates, reasons)),
                _ => {}
            }
        }
        if let Some(item) = question {
            self.withhold(row.record, item.reasons, item.candidates);
            return Outcome::Queued;
        }
        if is_unknown_direction(&row.record.body) {
            self.withhold(row.record, vec![Reason::new("unknown-direction")], Vec::new());
            return Outcome::Queued;
        }
        let held_before = self.plan.statements.len();
        let outcome = match self.record(row.record) {
            Verdict::Applied => Outcome::Applied,
            Verdict::Unchanged => Outcome::Unchanged,
            Verdict::Withheld(_) | Verdict::Ambiguous(..) => Outcome::Queued,
        };
        if let (Some((candidates, reasons)), Outcome::Applied) = (ambiguous, outcome) {
            self.ask_whose_payment(held_before, candidates, reasons);
        }
        outcome
    }

    /// A mention that was taken once need not be looked at again; a question about it is asked every time.
    fn mention(&mut self, mention: Record) -> Verdict {
        let (kind, id, body) = (mention.kind, mention.id.clone(), mention.body.clone());
        let key = RecordKey::new(self.source, kind, &id);
        let verdict = self.record(mention);
        if let (Verdict::Applied | Verdict::Unchanged, Some(held)) = (&verdict, self.held(key)) {
            self.memory.remember(kind, id, body, held.entity);
        }
        verdict
    }

    fn record(&mut self, record: Record) -> Verdict {
        let key = RecordKey::new(self.source, record.kind, &record.id);
        let body = serialized(&record.body);
        let digest = BodyDigest::of(&body);
        let Some(held) = self.held(key) else { return self.unseen(key, record, body, digest) };
        if record.standing < held.standing {
            return Verdict::Unchanged;
        }
        let same_standing = record.standing == held.standing;
        if digest == held.digest && same_standing {
            if is_newer(&record.version, &held) {
                self.confirm(key, &record.version, &held);
            }
            return Verdict::Unchanged;
        }
        if same_standing && is_older(&record.version, &held) {
            return Verdict::Unchanged;
        }
        if let Some(item) = self.identity_flip(&record, &held) {
            let copy = item.clone();
            self.withhold(record, item.reasons, item.candidates);
            return Verdict::Withheld(copy);
        }
        self.state(key, record, body, digest, held.entity, false, Some(held.statement));
        Verdict::Applied
    }

    fn held(&self, key: RecordKey) -> Option<Held> {
        self.local.get(&key).or_else(|| self.snapshot.held.get(&key)).cloned()
    }

    fn confirm(&mut self, key: RecordKey, version: &RecordVersion, held: &Held) {
        self.plan.confirmed.push((held.statement, version.message, version.file_time));
        let confirmed = Held { message: version.message, file_time: version.file_time, ..held.clone() };
        self.local.insert(key, confirmed);
    }

    /// One external id that names another company than before: a shared guest id, or a card overwritten by hand.
    fn identity_flip(&self, record: &Record, held: &Held) -> Option<ReviewItem> {
        let Body::Client(party) = &record.body else { return None };
        let given = party.tax_id.as_ref().map(tax_key)?;
        let known = self.local_tax.get(&held.entity).or_else(|| self.snapshot.client_tax.get(&held.entity))?;
        if *known == given {
            return None;
        }
        let digits = |key: &str| key.split_once(':').map_or(key, |(_, digits)| digits).to_owned();
        let reason = Reason::new("identity-flip")
            .with("id", &record.id)
            .with("held", digits(known))
            .with("given", digits(&given));
        Some(ReviewItem {
            kind: ReviewKind::Conflict,
            subject: Subject::Client(ClientId(held.entity)),
            label: party.name.clone(),
            candidates: vec![Candidate { id: ClientId(held.entity).to_string(), label: digits(known) }],
            reasons: vec![reason],
        })
    }

    fn unseen(&mut self, key: RecordKey, record: Record, body: String, digest: BodyDigest) -> Verdict {
        if matches!(record.body, Body::Deletion) {
            return Verdict::Unchanged;
        }
        let (entity, new_entity) = match &record.body {
            Body::Client(party) => {
                let own_id = !record.id.starts_with("tax:") && !record.id.starts_with("name:");
                match self.identify_client(party, own_id) {
                    Identity::Same(id) => (id, false),
                    Identity::New => (self.ids.take(RecordKind::Client), true),
                    Identity::Doubtful(candidates, reasons) if !own_id && record.standing == Standing::Mention => {
                        return Verdict::Ambiguous(candidates, reasons);
                    }
                    Identity::Doubtful(candidates, reasons) => {
                        return self.doubtful_client(key, record, body, digest, candidates, reasons);
                    }
                }
            }
            Body::Organization(party) => self.identify_organization(party),
            Body::Payment(payment) => self.identify_payment(payment),
            _ => (self.ids.take(record.kind), true),
        };
        self.state(key, record, body, digest, entity, new_entity, None);
        Verdict::Applied
    }

    /// Kept apart as a client of its own, so that its documents have a place, and asked about.
    fn doubtful_client(
        &mut self,
        key: RecordKey,
        record: Record,
        body: String,
        digest: BodyDigest,
        candidates: Vec<Candidate>,
        reasons: Vec<Reason>,
    ) -> Verdict {
        let entity = self.ids.take(RecordKind::Client);
        let label = match &record.body {
            Body::Client(party) => party.name.clone(),
            _ => record.id.clone(),
        };
        let item = ReviewItem {
            kind: ReviewKind::ClientMatch,
            subject: Subject::Client(ClientId(entity)),
            label,
            candidates,
            reasons,
        };
        self.plan.reviews.push(item);
        self.state(key, record, body, digest, entity, true, None);
        Verdict::Applied
    }

    fn identify_client(&self, party: &Party, own_id: bool) -> Identity {
        let found = |index: &HashMap<String, Vec<PartyProfile>, FxBuildHasher>, key: &str| {
            index.get(key).cloned().unwrap_or_default()
        };
        let mut same_tax = Vec::new();
        let mut same_name = Vec::new();
        if let Some(tax_id) = &party.tax_id {
            let key = tax_key(tax_id);
            same_tax = found(&self.snapshot.by_tax, &key);
            same_tax.extend(found(&self.local_profiles, &key));
        } else if !party.name_core.is_empty() {
            same_name = found(&self.snapshot.by_name, &party.name_core);
            same_name.extend(found(&self.local_profiles, &format!("name:{}", party.name_core)));
        }
        let (same_tax, same_name): (Vec<_>, Vec<_>) = (same_tax.iter().collect(), same_name.iter().collect());
        identify(party, self.source, own_id, &same_tax, &same_name)
    }

    /// Our own companies are few and named by settings: an equal tax number, else an equal name.
    fn identify_organization(&mut self, party: &Party) -> (i64, bool) {
        let key = party.tax_id.as_ref().map(tax_key);
        let local = self.local_profiles.get("organization:").into_iter().flatten();
        let known: Vec<&PartyProfile> = self.snapshot.organizations.iter().chain(local).collect();
        let by_tax = known.iter().find(|profile| key.is_some() && profile.tax_key == key);
        let by_name = || {
            let fits = |profile: &&&PartyProfile| {
                (key.is_none() || profile.tax_key.is_none()) && profile.name_core == party.name_core
            };
            known.iter().find(fits)
        };
        if let Some(profile) = by_tax.or_else(by_name) {
            return (profile.id, false);
        }
        (self.ids.take(RecordKind::Organization), true)
    }

    /// The same payment from another source: the n-th equal one of this source is the n-th equal one of the other.
    fn identify_payment(&mut self, payment: &Payment) -> (i64, bool) {
        let twins = payment.twin_hash().and_then(|hash| self.snapshot.twins.get(&hash));
        let twin = twins
            .into_iter()
            .flatten()
            .find(|twin| !twin.sources.contains(&self.source) && !self.joined_payments.contains(&twin.payment.0));
        match twin {
            Some(twin) => {
                self.joined_payments.insert(twin.payment.0);
                (twin.payment.0, false)
            }
            None => (self.ids.take(RecordKind::Payment), true),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call site per way a record becomes a statement")]
    fn state(
        &mut self,
        key: RecordKey,
        record: Record,
        body: String,
        digest: BodyDigest,
        entity: i64,
        new_entity: bool,
        previous: Option<StatementId>,
    ) {
        let statement = StatementId(self.next_statement);
        self.next_statement += 1;
        let held = Held {
            statement,
            entity,
            digest,
            standing: record.standing,
            message: record.version.message,
            file_time: record.version.file_time,
        };
        self.local.insert(key, held);
        self.remember_party(&record, entity, new_entity);
        let links = self.links(&record.body);
        self.plan.statements.push(NewStatement { key, record, body, digest, entity, new_entity, previous, links });
    }

    fn remember_party(&mut self, record: &Record, entity: i64, new_entity: bool) {
        match &record.body {
            Body::Client(party) => {
                if let Some(tax_id) = &party.tax_id {
                    self.local_tax.insert(entity, tax_key(tax_id));
                }
                if new_entity {
                    let key = match &party.tax_id {
                        Some(tax_id) => tax_key(tax_id),
                        None => format!("name:{}", party.name_core),
                    };
                    let profile = PartyProfile::of(entity, party, vec![self.source]);
                    self.local_profiles.entry(key).or_default().push(profile);
                }
            }
            Body::Organization(party) if new_entity => {
                let profile = PartyProfile::of(entity, party, vec![self.source]);
                self.local_profiles.entry("organization:".to_owned()).or_default().push(profile);
            }
            _ => {}
        }
    }

    fn links(&self, body: &Body) -> Links {
        let entity = |kind: RecordKind, id: &Option<String>| {
            let id = id.as_deref()?;
            let held = || self.held(RecordKey::new(self.source, kind, id)).map(|held| held.entity);
            self.memory.entity(kind, id).or_else(held)
        };
        let party = |client: &Option<String>, organization: &Option<String>| Links {
            client: entity(RecordKind::Client, client).map(ClientId),
            organization: entity(RecordKind::Organization, organization).map(OrganizationId),
            contract: None,
        };
        match body {
            Body::Document(document) => Links {
                contract: entity(RecordKind::Contract, &document.contract),
                ..party(&document.client, &document.organization)
            },
            Body::Payment(payment) => party(&payment.client, &payment.organization),
            Body::Contract(contract) => party(&contract.client, &contract.organization),
            Body::Contact(contact) => party(&contact.client, &None),
            Body::Organization(_) | Body::Client(_) | Body::Product(_) | Body::Deletion => Links::default(),
        }
    }

    fn withhold(&mut self, record: Record, reasons: Vec<Reason>, candidates: Vec<Candidate>) {
        let body = serialized(&record.body);
        let digest = BodyDigest::of(&body);
        let kind = match record.body {
            Body::Payment(_) => ReviewKind::PaymentMatch,
            _ => ReviewKind::Conflict,
        };
        let hex: String = digest.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let item = ReviewItem {
            kind,
            subject: Subject::Withheld(record.kind, record.id.clone(), hex),
            label: label(&record.body),
            candidates,
            reasons,
        };
        self.plan.withheld.push((record, body, digest, item));
    }

    fn ask_whose_payment(&mut self, from: usize, candidates: Vec<Candidate>, reasons: Vec<Reason>) {
        let payment = self
            .plan
            .statements
            .get(from..)
            .into_iter()
            .flatten()
            .find_map(|statement| payment_entity(statement).map(|id| (id, label(&statement.record.body))));
        let Some((id, label)) = payment else { return };
        self.plan.reviews.push(ReviewItem {
            kind: ReviewKind::PaymentMatch,
            subject: Subject::Payment(PaymentId(id)),
            label,
            candidates,
            reasons,
        });
    }
}

fn payment_entity(statement: &NewStatement) -> Option<i64> {
    matches!(statement.record.body, Body::Payment(_)).then_some(statement.entity)
}

fn client_of(body: &Body) -> Option<&String> {
    match body {
        Body::Document(document) => document.client.as_ref(),
        Body::Payment(payment) => payment.client.as_ref(),
        Body::Contract(contract) => contract.client.as_ref(),
        Body::Contact(contact) => contact.client.as_ref(),
        Body::Organization(_) | Body::Client(_) | Body::Product(_) | Body::Deletion => None,
    }
}

fn is_unknown_direction(body: &Body) -> bool {
    matches!(body, Body::Payment(payment) if payment.direction == Direction::Unknown && !payment.not_settlement)
}

/// How a record reads to a person in a question.
fn label(body: &Body) -> String {
    match body {
        Body::Organization(party) | Body::Client(party) => party.name.clone(),
        Body::Contact(contact) => contact.name.clone(),
        Body::Contract(contract) => contract.number.clone(),
        Body::Product(product) => product.name.clone(),
        Body::Document(document) => {
            format!("{} {} {} {}", document.number, document.date, document.total, document.total.currency)
        }
        Body::Payment(payment) => format!(
            "{} {} {} {} {}",
            payment.number, payment.date, payment.amount, payment.amount.currency, payment.payer.name
        ),
        Body::Deletion => String::new(),
    }
}

fn serialized(body: &Body) -> String {
    serde_json::to_string(body).unwrap_or_else(|error| panic!("BUG: a record body is no JSON: {error}"))
}

fn is_older(given: &RecordVersion, held: &Held) -> bool {
    compare(given, held.message, held.file_time) == std::cmp::Ordering::Less
}

fn is_newer(given: &RecordVersion, held: &Held) -> bool {
    compare(given, held.message, held.file_time) == std::cmp::Ordering::Greater
}

/// Message number, then file time; where neither is stated on both sides, arrival decides.
fn compare(given: &RecordVersion, message: Option<i64>, file_time: Option<DateTime>) -> std::cmp::Ordering {
    let by_message = given.message.zip(message).map(|(given, held)| given.cmp(&held));
    let by_time = given.file_time.zip(file_time).map(|(given, held)| given.cmp(&held));
    by_message.filter(|order| order.is_ne()).or(by_time).unwrap_or(std::cmp::Ordering::Equal)
}

#[cfg(test)]
mod tests;
