//! A person decides: one decision, one revision, the same way as a delivery goes (statements → golden values → owners →
//! debtors → ledgers → books), with what taking it back needs.
//!
//! | file | decides |
//! |---|---|
//! | `clients` | one client or two, deleted or not |
//! | `money` | what pays what, whose it is, and rules |
//! | `refunds` | which payment our money gives back |
//! | `shares` | what a payment pays of the documents that a question about it names |
//! | `answer` | a question |
//! | `desk` | what managers wish, delete or have saved in their workbooks |
//! | `undo` | that an earlier decision no longer holds |
//!
//! `asked` tells which questions that closed, and which it asks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;

use super::{SyncError, SyncOptions, Workspace, books, kept, rematch, settle};
use crate::config::Config;
use crate::model::decision::{Before, Fact, Figures};
use crate::model::ids::{ClientId, DecisionId, DocumentId, PaymentId, ReviewId, RunId};
use crate::model::ownership::Ownership;
use crate::model::run::{BookReport, RunReport};
use crate::store::decisions::questions::Question;
use crate::store::{NewDecision, Revision, SqlError, SqlResult, Subjects};

mod answer;
mod asked;
mod clients;
mod desk;
mod money;
mod refunds;
mod shares;
mod undo;

pub use asked::QuestionNews;

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The answer to a question is this candidate; the only one where none is named.
    Accept(ReviewId, Option<String>),
    /// The answer to a question about money is all of these candidates.
    AcceptSeveral(ReviewId, Vec<String>),
    /// The answer to a question is no.
    Reject(ReviewId),
    /// Two clients are one; not where both have valid tax numbers, and none in common.
    Merge(ClientId, ClientId),
    /// Two clients are one, whatever their tax numbers.
    MergeDifferent(ClientId, ClientId),
    /// A client is to be what it was before it was merged.
    Unmerge(ClientId),
    /// Records of a client, by source and id, are another client.
    Split(ClientId, Vec<(String, String)>),
    /// A payment pays a document; so much of it, as a decimal string, or as much as fits.
    Link(PaymentId, DocumentId, Option<String>),
    /// A payment does not pay a document.
    Unlink(PaymentId, DocumentId),
    /// A payment is a client's.
    AssignPayment(PaymentId, ClientId),
    /// A document is a client's.
    AssignDocument(DocumentId, ClientId),
    /// Money from a payer's tax number is a client's.
    AddRule(String, ClientId),
    /// A rule no longer holds.
    RemoveRule(DecisionId),
    /// A client is deleted.
    Delete(ClientId),
    /// A client that a person deleted is there again.
    Restore(ClientId),
    /// A decision no longer holds.
    Undo(DecisionId),
}

/// A request with who makes it.
#[derive(Debug, Clone, Copy)]
pub struct Order<'o> {
    /// What is asked for.
    pub request: &'o Request,
    /// Who decides.
    pub who: &'o str,
    /// Why, in the person's words.
    pub reason: &'o str,
    /// Show what would change, change nothing.
    pub dry_run: bool,
    /// The clock.
    pub now: Timestamp,
}

/// Why a decision can't be made: a message of the catalogue, `refusal-<key>`, with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The key.
    pub key: &'static str,
    /// Named values.
    pub params: Vec<(&'static str, String)>,
    /// A number that nobody has, where it is one.
    pub unknown: Option<String>,
}

impl Refusal {
    fn new(key: &'static str) -> Self {
        Self { key, params: Vec::new(), unknown: None }
    }

    fn with(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// There is nothing of that number.
    #[must_use]
    pub fn unknown(id: &(impl ToString + ?Sized)) -> Self {
        Self { unknown: Some(id.to_string()), ..Self::new("unknown").with("id", id) }
    }
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The workspace or the store can't be used.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// It can't be decided so.
    #[error("{}", .0.key)]
    Refused(Refusal),
}

/// What was decided, and what that changed.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The decision; a number that is not taken yet in a dry run.
    pub decision: DecisionId,
    /// What was decided.
    pub fact: Fact,
    /// The decision that was taken back, where one was.
    pub undone: Option<Fact>,
    /// The question it answers.
    pub question: Option<Question>,
    /// Clients it is about, as they were called: the one that stays first.
    pub clients: Vec<ClientId>,
    /// The payment it is about.
    pub payment: Option<PaymentId>,
    /// The document it is about.
    pub document: Option<DocumentId>,
    /// Documents it is about, where they are several.
    pub documents: Vec<DocumentId>,
    /// Questions that it closed, and those that it asks.
    pub questions: QuestionNews,
    /// Everything it could change, before.
    pub before: Figures,
    /// The same, after.
    pub after: Figures,
    /// Books that were written.
    pub workbooks: Vec<BookReport>,
}

/// Why a decision stops half-way: nothing of it stays.
enum Stop {
    Sql(SqlError),
    Refused(Refusal),
}

impl From<SqlError> for Stop {
    fn from(error: SqlError) -> Self {
        Self::Sql(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

type Made<T> = Result<T, Stop>;

/// What a decision is about, for the figures before and after.
#[derive(Debug, Clone, Default)]
struct About {
    clients: Vec<ClientId>,
    payment: Option<PaymentId>,
    document: Option<DocumentId>,
    /// The documents, where they are several.
    documents: Vec<DocumentId>,
    /// More payments that may change.
    payments: BTreeSet<PaymentId>,
}

/// A decision that is being made.
struct Making<'s, 'o> {
    revision: Revision<'s>,
    order: Order<'o>,
    about: About,
    figures: Figures,
    questions: BTreeMap<i64, Question>,
    news: QuestionNews,
    before: Before,
    decision: Option<(DecisionId, Fact)>,
    question: Option<Question>,
    undone: Option<Fact>,
    /// Questions to be put back as they were, once everything else is computed.
    put_back: Vec<i64>,
    /// Managers and whose clients are theirs.
    ownership: Ownership,
    /// Workbooks that must be written for it.
    books: BTreeSet<String>,
}

impl Making<'_, '_> {
    /// Writes down what is decided; what follows from it comes after.
    fn decide(&mut self, fact: Fact, about: About) -> SqlResult<DecisionId> {
        let clients: BTreeSet<ClientId> = self.touched_clients(&about)?;
        let documents = about.document.into_iter().chain(about.documents.iter().copied()).collect();
        let payments = about.payment.into_iter().chain(about.payments.iter().copied()).collect();
        self.figures = self.revision.figures(&clients, &documents, &payments)?;
        self.questions = self.revision.questions()?;
        let subjects = Subjects { payment: about.payment, document: about.document };
        let Order { who, reason, now, .. } = self.order;
        let new = NewDecision { fact: &fact, who, reason, subjects };
        let id = self.revision.put_decision(&new, now)?;
        self.decision = Some((id, fact));
        self.about = about;
        Ok(id)
    }

    fn touched_clients(&self, about: &About) -> SqlResult<BTreeSet<ClientId>> {
        use crate::model::ids::RecordNo;
        let mut clients: BTreeSet<ClientId> = about.clients.iter().copied().collect();
        let payments = about.payment.iter().chain(&about.payments);
        for record in payments.map(|id| RecordNo::Payment(*id)).chain(about.document.map(RecordNo::Document)) {
            clients.extend(self.revision.client_of_record(record)?);
        }
        Ok(clients)
    }

    /// A client by number, also by that of a client that was merged into it.
    fn client(&self, id: ClientId) -> Made<ClientId> {
        Ok(self.revision.client_now(id)?.ok_or_else(|| Refusal::unknown(&id))?)
    }

    /// Everything that follows, and what it comes to.
    fn settle(&mut self, config: &Config) -> SqlResult<(BTreeSet<String>, Figures)> {
        let mut owners = BTreeSet::new();
        rematch::leave(&mut self.revision, config.judge_at)?;
        settle::compute_golden(&mut self.revision, &config.authorities)?;
        settle::balance(&mut self.revision, &config.ownership, &mut owners)?;
        undo::put_questions_back(self)?;
        let after = self.revision.questions()?;
        for (id, question) in &after {
            match self.questions.get(id) {
                None => drop(self.before.asked.insert(*id)),
                Some(known) if known.asked != question.asked => {
                    self.before.questions.insert(*id, (known.asked.clone(), question.asked.clone()));
                }
                Some(_) => {}
            }
        }
        self.news = QuestionNews::between(&self.questions, &after, self.question.as_ref().map(|question| question.id));
        if let Some((id, _)) = &self.decision {
            self.revision.finish_decision(*id, &self.before)?;
        }
        let mut clients: BTreeSet<ClientId> = self.figures.clients.keys().copied().collect();
        clients.extend(self.touched_clients(&self.about)?);
        let documents = self.figures.documents.keys().copied().collect();
        let payments = self.figures.payments.keys().copied().collect();
        let figures = self.revision.figures(&clients, &documents, &payments)?;
        owners.insert(String::new());
        let managers = self.ownership.managers.iter().filter(|manager| self.books.contains(&manager.book));
        owners.extend(managers.map(|manager| manager.name.clone()));
        Ok((owners, figures))
    }
}

/// Makes a decision, with everything that follows from it; books that change are written, or wait in the outbox.
///
/// # Errors
/// When it can't be decided so, or the store fails; nothing is changed then.
pub fn decide(workspace: &mut Workspace, order: Order<'_>) -> Result<Answer, DecideError> {
    let mut answers = decide_all(workspace, &[order])?;
    answers.pop().unwrap_or_else(|| panic!("BUG: an order without an answer"))
}

/// Makes several decisions, each by itself; books are written once, after the last. One that can't be made stands in
/// nobody's way.
///
/// # Errors
/// When the store fails; decisions before hold then.
pub fn decide_all(
    workspace: &mut Workspace,
    orders: &[Order<'_>],
) -> Result<Vec<Result<Answer, DecideError>>, SyncError> {
    let Some(Order { dry_run, now, .. }) = orders.first().copied() else { return Ok(Vec::new()) };
    let run = if dry_run { RunId(0) } else { workspace.store.begin_run("review", now)? };
    let mut answers: Vec<_> =
        orders.iter().map(|order| make(workspace, run, *order, &mut |_revision, _decision| Ok(()))).collect();
    if dry_run {
        return Ok(answers);
    }
    if answers.iter().all(Result::is_err) {
        workspace.store.forget_run(run)?;
        return Ok(answers);
    }
    let mut report = RunReport { run: run.0, ..RunReport::default() };
    let stop = AtomicBool::new(false);
    let mut options = SyncOptions { verb: "review", dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
    books::write(workspace, &mut options, &mut report)?;
    if let Some(last) = answers.iter_mut().rev().flatten().next() {
        last.workbooks.clone_from(&report.workbooks);
    }
    workspace.store.finish_run(run, now, &kept(&report))?;
    Ok(answers)
}

/// Makes a decision within a run, and with it in one revision whatever else belongs to it; the books wait in the outbox.
pub(super) fn make(
    workspace: &mut Workspace,
    run: RunId,
    order: Order<'_>,
    also: &mut dyn FnMut(&mut Revision<'_>, DecisionId) -> SqlResult<()>,
) -> Result<Answer, DecideError> {
    let config = workspace.config.clone();
    let revision = workspace.store.begin_decision(run, order.now).map_err(SyncError::from)?;
    let mut making = Making {
        revision,
        order,
        about: About::default(),
        figures: Figures::default(),
        questions: BTreeMap::new(),
        news: QuestionNews::default(),
        before: Before::default(),
        decision: None,
        question: None,
        undone: None,
        put_back: Vec::new(),
        ownership: config.ownership.clone(),
        books: BTreeSet::new(),
    };
    let settled = perform(&mut making).and_then(|()| Ok(making.settle(&config)?));
    let (owners, after) = match settled {
        Ok(settled) => settled,
        Err(Stop::Refused(refusal)) => return Err(DecideError::Refused(refusal)),
        Err(Stop::Sql(error)) => return Err(SyncError::from(making.revision.named(error)).into()),
    };
    let Making { mut revision, about, figures, decision, question, undone, news, .. } = making;
    let Some((decision, fact)) = decision else { panic!("BUG: a request without a decision") };
    let answer = Answer {
        decision,
        fact,
        undone,
        question,
        clients: about.clients,
        payment: about.payment,
        document: about.document,
        documents: about.documents,
        questions: news,
        before: figures,
        after,
        workbooks: Vec::new(),
    };
    if !order.dry_run {
        for owner in &owners {
            revision.enqueue(&books::job(owner)).map_err(|error| SyncError::from(revision.named(error)))?;
        }
        also(&mut revision, decision).map_err(|error| SyncError::from(revision.named(error)))?;
        revision.commit("").map_err(SyncError::from)?;
        tracing::info!(decision = %decision, who = order.who, kind = answer.fact.name(), "decided");
    }
    Ok(answer)
}

fn perform(making: &mut Making<'_, '_>) -> Made<()> {
    match making.order.request {
        Request::Accept(question, candidate) => answer::accept(making, *question, candidate.as_slice()),
        Request::AcceptSeveral(question, candidates) => answer::accept(making, *question, candidates),
        Request::Reject(question) => answer::reject(making, *question),
        Request::Merge(one, other) => clients::merge_alike(making, *one, *other),
        Request::MergeDifferent(one, other) => clients::merge(making, *one, *other),
        Request::Unmerge(client) => clients::unmerge(making, *client),
        Request::Split(client, records) => clients::split(making, *client, records),
        Request::Link(payment, document, amount) => money::link(making, *payment, *document, amount.as_deref()),
        Request::Unlink(payment, document) => money::unlink(making, *payment, &[*document]),
        Request::AssignPayment(payment, client) => money::assign_payment(making, *payment, *client),
        Request::AssignDocument(document, client) => money::assign_document(making, *document, *client),
        Request::AddRule(tax_id, client) => money::add_rule(making, tax_id, *client),
        Request::RemoveRule(decision) => money::remove_rule(making, *decision),
        Request::Delete(client) => clients::delete(making, *client),
        Request::Restore(client) => clients::restore(making, *client),
        Request::Undo(decision) => undo::undo(making, *decision),
    }
}
