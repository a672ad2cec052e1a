//! A chunk of rows + what the store holds → what changes, what is withheld, and one outcome for every row.
//!
//! | file | decides |
//! |---|---|
//! | `parties` | who is who among what the store knows and what this chunk adds |
//! | `payers` | who pays: what bank lines name, also where a store knew payers by their tax number alone |
//! | `questions` | what a person is asked, and in which words |
//! | `version` | which of two statements is newer |

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::model::change::{
    BodyDigest, Confirmation, Links, NO_ENTITY, NewStatement, Plan, Reason, RecordKey, Restated,
};
use crate::model::ids::{ClientId, OrganizationId, SourceId, StatementId};
use crate::model::record::{Body, Direction, Party, Record, RecordKind, RecordVersion, Row, Standing};
use crate::model::record::{is_fingerprint, is_made_of_tax_id, is_made_up};
use crate::model::snapshot::{Former, Held, NextIds, Snapshot, ToldPayment, Wanted, tax_key};
use crate::model::tally::Outcome;

use super::debtor::cited_keys;
use super::decisions::{decided_client, may_flip, tell_direction};
use super::identity::{Identity, identify};
use super::memory::Memory;
use parties::Parties;
use payments::Payments;
use questions::Question;

mod parties;
mod payers;
mod payments;
mod questions;
mod version;

/// What the store must look up before a chunk can be planned.
#[must_use]
pub fn wanted(source: SourceId, rows: &[Row]) -> Wanted {
    let mut wanted = Wanted::default();
    let mentions = rows.iter().flat_map(|row| &row.mentions);
    for record in mentions.chain(rows.iter().map(|row| &row.record)) {
        let key = record.key(source);
        wanted.keys.push(key);
        wanted.keys.extend(payers::former_key(source, record));
        wanted.former.extend(record.former_key(source).map(|former| (key, former)));
        match &record.body {
            Body::Client(party) => {
                wanted.tax_keys.extend(party.tax_id.as_ref().map(tax_key));
                wanted.name_cores.extend(Some(&party.name_core).filter(|core| !core.is_empty()).cloned());
            }
            Body::Payment(payment) => {
                wanted.twins.extend(payment.twin_hash());
                wanted.booked.extend(payment.same_keys());
                wanted.booked.extend(payment.account_twin_hash());
                let has_no_id = payment.direction != Direction::Unknown && is_fingerprint(&record.id);
                wanted.undirected.extend(has_no_id.then(|| payment.undirected_hash()));
            }
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
    wanted.booked.sort_unstable();
    wanted.booked.dedup();
    wanted.undirected.sort_unstable();
    wanted.undirected.dedup();
    wanted
}

/// Plans a chunk. Numbers of statements and entities go on from where the snapshot says the store is; `memory` goes from
/// chunk to chunk of one delivery.
#[must_use]
pub fn plan(source: SourceId, snapshot: &Snapshot, memory: &mut Memory, rows: Vec<Row>) -> Plan {
    let mut planner = Planner {
        source,
        snapshot,
        memory,
        ids: snapshot.next_ids.clone(),
        next_statement: snapshot.next_statement,
        local: HashMap::default(),
        parties: Parties::new(source, snapshot),
        payments: Payments::new(source, snapshot),
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
    parties: Parties<'s>,
    payments: Payments<'s>,
    plan: Plan,
}

/// A record with its key and serialized body, and the statement it would replace.
struct Said {
    key: RecordKey,
    record: Record,
    body: String,
    digest: BodyDigest,
    previous: Option<StatementId>,
}

/// What became of one record.
enum Verdict {
    Applied,
    Unchanged,
    /// Not taken until a person answers.
    Withheld(Question),
    /// Not taken: a person said so.
    Refused,
    /// A mention that fits several clients: nothing is stored for it.
    Ambiguous(Question),
}

impl Planner<'_> {
    /// A row's outcome is about its own record; what it mentions is taken beside.
    fn row(&mut self, row: Row) -> Outcome {
        let Row { mut record, mentions } = row;
        tell_direction(&self.snapshot.decided, record.key(self.source), &mut record);
        let mut client_verdict = Verdict::Unchanged;
        for mention in mentions {
            if self.memory.knows(&mention) {
                continue;
            }
            let is_client = mention.kind == RecordKind::Client && record.body.client() == Some(&mention.id);
            let verdict = self.mention(mention);
            if is_client {
                client_verdict = verdict;
            }
        }
        if let Verdict::Withheld(question) = &client_verdict
            && !self.is_accepted(&record)
        {
            // Whose record it is, is in doubt: the record waits together with the mention.
            return self.withhold(record, question.clone());
        }
        if is_unknown_direction(&record.body) {
            return self.withhold(record, Question::why(Reason::new("unknown-direction")));
        }
        match (self.record(record), client_verdict) {
            (Verdict::Applied, Verdict::Ambiguous(question)) => {
                self.ask_whose(question);
                Outcome::Applied
            }
            (Verdict::Applied, _) => Outcome::Applied,
            (Verdict::Unchanged, _) => Outcome::Unchanged,
            // A person was asked already and said no.
            (Verdict::Refused, _) => Outcome::Unchanged,
            (Verdict::Withheld(_) | Verdict::Ambiguous(_), _) => Outcome::Queued,
        }
    }

    /// A mention that was taken once need not be looked at again; a question about it is asked every time.
    fn mention(&mut self, mention: Record) -> Verdict {
        let (kind, id, body) = (mention.kind, mention.id.clone(), mention.body.clone());
        let key = mention.key(self.source);
        let verdict = self.record(mention);
        if let (Verdict::Applied | Verdict::Unchanged, Some(held)) = (&verdict, self.held(key)) {
            self.memory.remember(kind, id, body, held.entity);
        }
        verdict
    }

    fn record(&mut self, record: Record) -> Verdict {
        let key = record.key(self.source);
        let body = serialized(&record.body);
        let digest = BodyDigest::of(&body);
        let said = Said { key, record, body, digest, previous: None };
        match self.held(key).or_else(|| self.adopted(key, &said.record)) {
            None => self.unseen(said),
            Some(held) if held.entity == NO_ENTITY => self.seen_gone(said, &held),
            Some(held) => self.seen(said, &held),
        }
    }

    fn is_accepted(&self, record: &Record) -> bool {
        self.snapshot.decided.accepted.contains(&record.key(self.source))
    }

    fn held(&self, key: RecordKey) -> Option<Held> {
        self.local.get(&key).or_else(|| self.snapshot.held.get(&key)).cloned()
    }

    /// What an older program knew by another key is the same record, if the same rule read it; a deletion names an id that
    /// no other document of the source has. From now on it is known by its key.
    ///
    /// So is a payment whose direction a person told while it was not known whose its accounts are.
    fn adopted(&mut self, key: RecordKey, record: &Record) -> Option<Held> {
        if let Some(ToldPayment { key: former, held, .. }) = self.payments.told(record) {
            self.plan.rekeyed.push((*former, key));
            self.local.insert(key, held.clone());
            return Some(held.clone());
        }
        let Former { key: former, held, rules } = self.snapshot.former.get(&key)?;
        let names_no_rule = matches!(record.body, Body::Deletion) || held.entity == NO_ENTITY;
        if !names_no_rule && !rules.iter().any(|rule| **rule == **record.rule()) {
            return None;
        }
        self.plan.rekeyed.push((*former, key));
        self.local.insert(key, held.clone());
        Some(held.clone())
    }

    fn seen(&mut self, mut said: Said, held: &Held) -> Verdict {
        if matches!(said.record.body, Body::Deletion) {
            // Whatever the record became, it is that which goes.
            said.record.kind = held.kind;
        }
        let Said { record, digest, .. } = &said;
        let age = version::compare(&record.version, held);
        // What is shipped and what is returned read alike but for the kind.
        let is_same =
            record.kind == held.kind && (*digest == held.digest || self.is_said_of_former_payer(record, held));
        let is_repeated = is_same && record.standing == held.standing;
        if is_repeated {
            self.confirm(said.key, &record.version, held);
            self.restate(held, true);
            return Verdict::Unchanged;
        }
        if matches!(record.body, Body::Deletion) && version::is_of_one_file(&record.version, held) {
            // What one message both sends and deletes was made anew in between: it is there.
            return Verdict::Unchanged;
        }
        let is_older = age.is_lt() && record.standing <= held.standing;
        if !is_older
            && !may_flip(&self.snapshot.decided, said.key, record)
            && let Some(question) = self.parties.identity_flip(record, held.entity)
        {
            return self.wait(said.record, question);
        }
        // Copies of key fields in two files that state no time: the digest decides, whichever file comes first.
        let is_lesser_copy = record.standing == Standing::Mention && age.is_eq() && *digest < held.digest;
        if is_older || is_lesser_copy || record.standing < held.standing {
            self.restate(held, false);
            return Verdict::Unchanged;
        }
        if !may_flip(&self.snapshot.decided, said.key, record)
            && let Some(question) = self.parties.renaming(record, held.entity)
        {
            return self.wait(said.record, question);
        }
        self.state(Said { previous: Some(held.statement), ..said }, held.entity, false);
        Verdict::Applied
    }

    fn wait(&mut self, record: Record, question: Question) -> Verdict {
        let is_mention = record.standing == Standing::Mention;
        let outcome = self.withhold(record, question.clone());
        // What mentions it waits all the same: whose it is, is not known.
        if outcome == Outcome::Unchanged && !is_mention { Verdict::Refused } else { Verdict::Withheld(question) }
    }

    /// The source reported it deleted before it told what it was. What comes later is taken as it would have been in the
    /// right order: something older, or a mention, was deleted afterwards; something newer brings it back.
    fn seen_gone(&mut self, mut said: Said, held: &Held) -> Verdict {
        let age = version::compare(&said.record.version, held);
        if matches!(said.record.body, Body::Deletion) {
            self.confirm(said.key, &said.record.version, held);
            self.restate(held, true);
            return Verdict::Unchanged;
        }
        if age.is_lt() || said.record.standing < held.standing {
            said.record.body.mark_deleted();
            said.body = serialized(&said.record.body);
            said.digest = held.digest;
            said.record.standing = held.standing;
            said.record.version =
                RecordVersion { message: held.message, file_time: held.file_time, ..RecordVersion::default() };
        }
        self.unseen(Said { previous: Some(held.statement), ..said })
    }

    fn unseen(&mut self, said: Said) -> Verdict {
        let record = &said.record;
        let (entity, is_new) = match &record.body {
            Body::Deletion => {
                self.state(said, NO_ENTITY, false);
                return Verdict::Unchanged;
            }
            Body::Client(party) => match self.who(party, record) {
                Identity::Same(id) => match self.misnamed_payer(record, id) {
                    Some(question) => return self.wait(said.record, question),
                    None => {
                        self.note_join(party, record, id);
                        (id, false)
                    }
                },
                Identity::New => (self.ids.take(RecordKind::Client), true),
                Identity::Doubtful(candidates, reasons) => {
                    let question = Question { candidates, reasons };
                    if is_made_of_tax_id(&record.id) && record.standing == Standing::Mention {
                        return Verdict::Ambiguous(question);
                    }
                    // Kept apart as a client of its own, so that its documents have a place, and asked about.
                    let entity = self.ids.take(RecordKind::Client);
                    self.ask_who(entity, &party.name, question);
                    (entity, true)
                }
            },
            Body::Organization(party) => self.whose_company(party),
            Body::Payment(payment) => {
                let mut take = || self.ids.take(RecordKind::Payment);
                self.plan.parted.extend(self.payments.part(payment, &mut take));
                self.payments.which(payment, record, take)
            }
            // A control total is its source's own: what another source states stands beside it.
            Body::Contact(_) | Body::Contract(_) | Body::Product(_) | Body::Document(_) | Body::Balance(_) => {
                (self.ids.take(record.kind), true)
            }
        };
        self.state(said, entity, is_new);
        Verdict::Applied
    }

    fn who(&mut self, party: &Party, record: &Record) -> Identity {
        let own_id = !is_made_up(&record.id);
        let (same_tax, same_name) = (self.parties.of_tax_id(party), self.parties.of_name(party));
        let alike = if party.tax_id.is_some() { &same_tax } else { &same_name };
        if let Some(id) = decided_client(&self.snapshot.decided, self.source, party, alike) {
            return Identity::Same(id);
        }
        let found = identify(party, self.source, own_id, &same_tax, &same_name);
        let found = self.as_known_before(found, party, record, &same_tax);
        match found {
            // One of these names without a tax number may be this client: the number came second.
            Identity::New => self.ask_about_namesakes(self.ids.peek(RecordKind::Client), party, &same_name),
            Identity::Same(id) => self.ask_about_namesakes(id, party, &same_name),
            Identity::Doubtful(..) => {}
        }
        found
    }

    fn whose_company(&mut self, party: &Party) -> (i64, bool) {
        match self.parties.organization(party) {
            Some(id) => (id, false),
            None => (self.ids.take(RecordKind::Organization), true),
        }
    }

    fn restate(&mut self, held: &Held, is_same: bool) {
        self.plan.restated.push(Restated { statement: held.statement, is_same });
    }

    fn confirm(&mut self, key: RecordKey, version: &RecordVersion, held: &Held) {
        if version::compare(version, held).is_le() {
            return;
        }
        let RecordVersion { message, file_time, token: _ } = *version;
        let before = (held.message, held.file_time);
        self.plan.confirmed.push(Confirmation { statement: held.statement, key, message, file_time, before });
        self.local.insert(key, Held { message, file_time, ..held.clone() });
    }

    fn state(&mut self, said: Said, entity: i64, new_entity: bool) {
        let Said { key, record, body, digest, previous } = said;
        let id = StatementId(self.next_statement);
        self.next_statement += 1;
        let held = Held {
            statement: id,
            kind: record.kind,
            entity,
            digest,
            standing: record.standing,
            message: record.version.message,
            file_time: record.version.file_time,
        };
        self.local.insert(key, held);
        self.parties.remember(&record, entity, new_entity);
        let links = self.links(&record.body);
        let cites = match &record.body {
            Body::Payment(payment) => cited_keys(payment),
            _ => Vec::new(),
        };
        let new = NewStatement { id, key, record, body, digest, entity, new_entity, previous, links, cites };
        self.plan.statements.push(new);
    }

    fn links(&self, body: &Body) -> Links {
        let entity = |kind: RecordKind, id: Option<&str>| {
            let id = id?;
            let held = || self.held(RecordKey::new(self.source, kind, id)).map(|held| held.entity);
            self.memory.entity(kind, id).or_else(held).filter(|entity| *entity != NO_ENTITY)
        };
        let (organization, contract) = match body {
            Body::Document(document) => (document.organization.as_deref(), document.contract.as_deref()),
            Body::Payment(payment) => (payment.organization.as_deref(), None),
            Body::Contract(contract) => (contract.organization.as_deref(), None),
            Body::Contact(_)
            | Body::Organization(_)
            | Body::Client(_)
            | Body::Product(_)
            | Body::Balance(_)
            | Body::Deletion => (None, None),
        };
        Links {
            client: entity(RecordKind::Client, body.client()).map(ClientId),
            organization: entity(RecordKind::Organization, organization).map(OrganizationId),
            contract: entity(RecordKind::Contract, contract),
        }
    }
}

fn is_unknown_direction(body: &Body) -> bool {
    matches!(body, Body::Payment(payment) if payment.direction == Direction::Unknown && !payment.not_settlement)
}

fn serialized(body: &Body) -> String {
    serde_json::to_string(body).unwrap_or_else(|error| panic!("BUG: a record body is no JSON: {error}"))
}

#[cfg(test)]
mod tests;
