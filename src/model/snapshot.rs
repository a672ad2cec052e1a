//! What the store knows about a chunk of rows: indexed, so that reconciliation stays pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use rustc_hash::FxBuildHasher;

use super::change::{BodyDigest, RecordKey};
use super::decision::Decided;
use super::ids::{ClientId, OrganizationId, PaymentId, SourceId, StatementId};
use super::record::{Party, Payment, RecordKind, Standing};
use super::tax_id::TaxId;

/// The statement the store holds for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its row.
    pub statement: StatementId,
    /// What the record is.
    pub kind: RecordKind,
    /// The entity it belongs to, numbered within its kind; [`NO_ENTITY`] for one that was gone before it was known.
    ///
    /// [`NO_ENTITY`]: super::change::NO_ENTITY
    pub entity: i64,
    /// What it says.
    pub digest: BodyDigest,
    /// Full or a mention.
    pub standing: Standing,
    /// Number of the message that brought it.
    pub message: Option<i64>,
    /// File time of the delivery that brought it.
    pub file_time: Option<DateTime>,
}

/// What an older program held of a document under the kind it was, not under the kind its source keeps it as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The key it was held by.
    pub key: RecordKey,
    /// What was held.
    pub held: Held,
    /// The rules that ever read it: another rule's record of the same id is another document.
    pub rules: Vec<String>,
}

/// A payment whose direction a person told, held by the key it had while nobody knew it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldPayment {
    /// The key.
    pub key: RecordKey,
    /// What is held.
    pub held: Held,
    /// The reports of the bank that its line stood in.
    pub reports: Vec<String>,
}

/// A client or one of our companies as identity matching sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartyProfile {
    /// Its number within its kind.
    pub id: i64,
    /// Working name.
    pub name: String,
    /// Name without legal form, folded.
    pub name_core: String,
    /// Further folded names that sources give it; known for our own companies only.
    pub aliases: Vec<String>,
    /// Valid tax number, as [`tax_key`] writes it.
    pub tax_key: Option<String>,
    /// Legal form, as a short name.
    pub legal_form: String,
    /// КПП.
    pub kpp: String,
    /// Accounts, phones and mails: witnesses.
    pub witnesses: Vec<String>,
    /// Sources that know it under an id of their own.
    pub sources: Vec<SourceId>,
}

/// A payment that could be the same business fact as one from another source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentTwin {
    /// The payment.
    pub payment: PaymentId,
    /// Sources that state it already, each with the list it stands in: the bank's report, or, where there are no reports,
    /// the mapping that reads it.
    pub origins: Vec<(SourceId, String)>,
    /// What banks call it.
    pub references: Vec<String>,
    /// Tax numbers that sources give the other side.
    pub tax_ids: Vec<String>,
    /// Statements that give none: only the account says that they are this payment.
    pub untaxed: Vec<StatementId>,
}

/// The first free numbers of each kind of entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NextIds(pub BTreeMap<RecordKind, i64>);

impl NextIds {
    /// The next number of a kind, without taking it.
    #[must_use]
    pub fn peek(&self, kind: RecordKind) -> i64 {
        self.0.get(&id_space(kind)).copied().unwrap_or(1)
    }

    /// Takes the next number of a kind.
    pub fn take(&mut self, kind: RecordKind) -> i64 {
        let space = id_space(kind);
        let next = self.0.entry(space).or_insert(1);
        let id = *next;
        *next += 1;
        id
    }
}

/// Documents of all kinds are numbered together.
#[must_use]
pub fn id_space(kind: RecordKind) -> RecordKind {
    if kind.is_document() { RecordKind::Invoice } else { kind }
}

/// What reconciliation asks the store about a chunk.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Keys of the chunk's records, mentions included.
    pub keys: Vec<RecordKey>,
    /// Keys of its shipments and returns, each with the one that an older program may have given it.
    pub former: Vec<(RecordKey, RecordKey)>,
    /// Valid tax numbers of its parties.
    pub tax_keys: Vec<String>,
    /// Name cores of its clients.
    pub name_cores: Vec<String>,
    /// Twin hashes of its payments.
    pub twins: Vec<i64>,
    /// Hashes of its payments in banks' reports, see [`Payment::same_keys`], and by accounts, see
    /// [`Payment::account_twin_hash`].
    pub booked: Vec<i64>,
    /// Hashes of its payments of known direction that have no id of their own, see [`Payment::undirected_hash`].
    pub undirected: Vec<i64>,
}

/// What the store holds about a chunk.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Statements by key.
    pub held: HashMap<RecordKey, Held, FxBuildHasher>,
    /// Statements that an older program held by another key, by the key of today.
    pub former: HashMap<RecordKey, Former, FxBuildHasher>,
    /// Valid tax numbers of the clients among the held entities.
    pub client_tax: HashMap<i64, String, FxBuildHasher>,
    /// Clients by tax number.
    pub by_tax: HashMap<String, Vec<PartyProfile>, FxBuildHasher>,
    /// Clients by name core.
    pub by_name: HashMap<String, Vec<PartyProfile>, FxBuildHasher>,
    /// Our own companies, all of them.
    pub organizations: Vec<PartyProfile>,
    /// Payments by twin hash, and those of banks' reports by theirs.
    pub twins: HashMap<i64, Vec<PaymentTwin>, FxBuildHasher>,
    /// Payments of this source whose direction a person told, by what they say without it.
    pub told: HashMap<i64, Vec<ToldPayment>, FxBuildHasher>,
    /// What people decided and still holds.
    pub decided: Arc<Decided>,
    /// Marks of withheld records that a person refused.
    pub refused: BTreeSet<String>,
    /// The first free statement number.
    pub next_statement: i64,
    /// The first free number of each kind of entity.
    pub next_ids: NextIds,
}

/// What one source says about a party.
#[derive(Debug, Clone)]
pub struct PartyStatement {
    /// The source's name.
    pub source: String,
    /// Full or a mention.
    pub standing: Standing,
    /// When the sender made the file.
    pub file_time: Option<DateTime>,
    /// When it came.
    pub arrived: Timestamp,
    /// External id, the last tie-breaker.
    pub external_id: String,
    /// A person joined its card to another one, whose number stayed.
    pub joined: bool,
    /// What it says.
    pub party: Party,
}

/// What one source says about a payment.
#[derive(Debug, Clone)]
pub struct PaymentStatement {
    /// The source's name.
    pub source: String,
    /// External id, the last tie-breaker.
    pub external_id: String,
    /// What it says.
    pub payment: Payment,
    /// The client it names, where that is known.
    pub client: Option<ClientId>,
    /// The company of ours it names, where that is known.
    pub organization: Option<OrganizationId>,
}

/// A valid tax number as one text: register and digits.
#[must_use]
pub fn tax_key(tax_id: &TaxId) -> String {
    format!("{}:{}", tax_id.kind.name(), tax_id.digits)
}

impl PartyProfile {
    /// The profile of a party.
    #[must_use]
    pub fn of(id: i64, party: &Party, sources: Vec<SourceId>) -> Self {
        let accounts = party.bank_accounts.iter().map(|account| account.number.clone());
        Self {
            id,
            name: party.name.clone(),
            name_core: party.name_core.clone(),
            aliases: Vec::new(),
            tax_key: party.tax_id.as_ref().map(tax_key),
            legal_form: party.legal_form.clone(),
            kpp: party.kpp.clone(),
            witnesses: accounts.chain(party.phones.iter().cloned()).chain(party.emails.iter().cloned()).collect(),
            sources,
        }
    }
}
