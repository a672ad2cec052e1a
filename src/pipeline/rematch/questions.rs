//! What is asked, in place of what was asked before: a question that judging anew answered is taken back, one that it asks
//! too says its reasons, any other stays as it is: namesakes of whom one has no tax number are asked about however common
//! the name is.

use std::collections::{BTreeMap, BTreeSet};

use super::AskedAbout;
use super::matching::Matched;
use super::moves::{Applied, members};
use crate::model::change::{Candidate, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::decision::Asked;
use crate::model::ids::ClientId;
use crate::model::membership::ClientRecord;
use crate::reconcile::identity::{Comparison, Verdict, Veto};
use crate::store::decisions::questions::Question;
use crate::store::{Revision, SqlResult};

const LIKELIHOOD: &str = "likelihood";

/// Possible answers and why, by the client that is asked about.
type Doubts = BTreeMap<ClientId, (Vec<ClientId>, Vec<Reason>)>;

/// Puts the questions; those that were not asked before, and how many were answered.
pub(super) fn put(
    revision: &Revision<'_>,
    matched: &Matched,
    records: &[ClientRecord],
    moved: &Applied,
) -> SqlResult<(Vec<AskedAbout>, usize)> {
    let client_of = &moved.client_of;
    let mut doubts = doubts(matched, client_of);
    let members = members(client_of);
    let clients: BTreeSet<ClientId> =
        records.iter().map(|record| record.client).chain(client_of.iter().copied()).collect();
    let mut answered = 0;
    let mut of_survivors = Vec::new();
    let mut open: BTreeMap<ClientId, Question> = BTreeMap::new();
    let mut before: BTreeMap<ClientId, BTreeSet<ClientId>> = BTreeMap::new();
    for about in clients {
        let Some(question) = revision.question_about(ReviewKind::ClientMatch, &Subject::Client(about))? else {
            continue;
        };
        if question.asked.state != "open" {
            continue;
        }
        let candidates = still_doubtful(revision, matched, &members, about, &question)?;
        let is_answered = candidates.is_empty();
        let left: Vec<Candidate> = candidates
            .into_iter()
            // One question about two clients, not two.
            .filter(|candidate| !asks(&doubts, candidate, about) && !asks_of(&doubts, about, candidate))
            .collect();
        let now = revision.client_now(about)?;
        if let Some(stays) = now.filter(|stays| *stays != about) {
            of_survivors.push((stays, left, question.asked.reasons.clone()));
            answered += usize::from(is_answered && was_seen(revision, &question));
            take_back(revision, &question)?;
        } else if left.is_empty() && !doubts.contains_key(&about) {
            answered += usize::from(is_answered && was_seen(revision, &question));
            take_back(revision, &question)?;
        } else {
            let asked = Asked { candidates: left, ..question.asked.clone() };
            if asked != question.asked {
                revision.put_asked(question.id.0, &asked)?;
            }
            before.insert(about, question.asked.candidates.iter().filter_map(id).collect());
            open.insert(about, Question { asked, ..question });
        }
    }
    for (stays, left, reasons) in of_survivors {
        let is_asked = |candidate: &Candidate| {
            asks(&doubts, candidate, stays)
                || id(candidate).and_then(|about| before.get(&about)).is_some_and(|known| known.contains(&stays))
        };
        let left: Vec<Candidate> = left.into_iter().filter(|candidate| !is_asked(candidate)).collect();
        ask_of_the_survivor(&mut doubts, stays, &left, &reasons);
    }
    let mut asked = Vec::new();
    for (client, (suspects, reasons)) in doubts {
        let found = ask(revision, client, &suspects, reasons, open.get(&client))?;
        let is_new = |found: &AskedAbout| {
            found
                .candidates
                .iter()
                .filter_map(id)
                .any(|one| !before.get(&client).is_some_and(|known| known.contains(&one)))
        };
        asked.extend(found.filter(is_new));
    }
    Ok((asked, answered))
}

/// Takes out of open questions about these records' clients what was judged of them; the clients whose question had nothing
/// else.
pub(super) fn forget_judged(revision: &Revision<'_>, records: &[ClientRecord]) -> SqlResult<Vec<ClientId>> {
    let clients: BTreeSet<ClientId> = records.iter().map(|record| record.client).collect();
    let mut unfounded = Vec::new();
    for client in clients {
        let Some(question) = revision.question_about(ReviewKind::ClientMatch, &Subject::Client(client))? else {
            continue;
        };
        if question.asked.state != "open" {
            continue;
        }
        let mut reasons: Vec<Reason> = Vec::new();
        for reason in question.asked.reasons.iter().filter_map(of_arrival) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        unfounded.extend(reasons.is_empty().then_some(client));
        if reasons != question.asked.reasons {
            revision.put_asked(question.id.0, &Asked { reasons, ..question.asked.clone() })?;
        }
    }
    Ok(unfounded)
}

/// A reason as it is given when a record arrives; nothing where only judging gives it.
fn of_arrival(reason: &Reason) -> Option<Reason> {
    let code = reason.code.as_str();
    let params = reason.params.iter().filter(|(name, _)| name != Reason::ANSWER);
    match code {
        "equal-name-no-tax-id" => Some(Reason::new(code)),
        "equal-tax-id" | "several-with-tax-id" | "names-differ" | "branch-kpp" => {
            Some(params.fold(Reason::new(code), |reason, (name, value)| reason.with(name, value)))
        }
        _ => None,
    }
}

/// Takes back questions that have no reason any more.
pub(super) fn drop_unfounded(revision: &Revision<'_>, clients: Vec<ClientId>) -> SqlResult<()> {
    for client in clients {
        let question = revision.question_about(ReviewKind::ClientMatch, &Subject::Client(client))?;
        if let Some(question) = question.filter(|question| question.asked.reasons.is_empty()) {
            revision.drop_question(question.id.0)?;
        }
    }
    Ok(())
}

/// What the partition asks, by clients.
fn doubts(matched: &Matched, client_of: &[ClientId]) -> Doubts {
    let client = |cluster: usize| {
        let first = matched.partition.clusters.get(cluster).and_then(|cluster| cluster.first());
        first.and_then(|record| client_of.get(*record)).copied()
    };
    let mut doubts = Doubts::new();
    for question in &matched.partition.questions {
        let Some(subject) = client(question.subject) else { continue };
        let (suspects, reasons) = doubts.entry(subject).or_default();
        for suspect in &question.suspects {
            let Some(suspected) = client(suspect.cluster) else { continue };
            suspects.push(suspected);
            let why = matched.reasons(&suspect.edge, suspect.why);
            let speaking = likelihood(suspected, &suspect.edge.comparison).into_iter().chain(why);
            for reason in speaking.map(|reason| reason.speaking_of(&suspected.to_string())) {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
    }
    doubts
}

/// How likely it is that they are one client; nothing where something speaks against it that no likelihood outweighs.
fn likelihood(suspect: ClientId, comparison: &Comparison) -> Option<Reason> {
    let is_open = !matches!(comparison.verdict, Verdict::Never(_));
    let percent = comparison.confidence().to_string();
    is_open.then(|| Reason::new(LIKELIHOOD).with("client", suspect.to_string()).with("percent", percent))
}

fn id(candidate: &Candidate) -> Option<ClientId> {
    candidate.id.parse().ok()
}

fn asks(doubts: &Doubts, about: &Candidate, suspect: ClientId) -> bool {
    id(about).and_then(|about| doubts.get(&about)).is_some_and(|(suspects, _)| suspects.contains(&suspect))
}

fn asks_of(doubts: &Doubts, about: ClientId, suspect: &Candidate) -> bool {
    doubts.get(&about).zip(id(suspect)).is_some_and(|((suspects, _), suspect)| suspects.contains(&suspect))
}

/// The possible answers that are still possible: neither joined by now nor told apart by what can't be one client's.
fn still_doubtful(
    revision: &Revision<'_>,
    matched: &Matched,
    members: &BTreeMap<ClientId, Vec<usize>>,
    about: ClientId,
    question: &Question,
) -> SqlResult<Vec<Candidate>> {
    let about = revision.client_now(about)?;
    let mut seen = BTreeSet::new();
    let mut left = Vec::new();
    for candidate in &question.asked.candidates {
        let Some(known) = id(candidate) else {
            left.push(candidate.clone());
            continue;
        };
        let Some(now) = revision.client_now(known)? else { continue };
        let is_apart = about.is_some_and(|about| is_apart(matched, members, about, now));
        if Some(now) != about && !is_apart && seen.insert(now) {
            left.push(Candidate { id: now.to_string(), label: candidate.label.clone() });
        }
    }
    Ok(left)
}

/// Whether two clients have records that can't be one client's, or people told them apart.
fn is_apart(matched: &Matched, members: &BTreeMap<ClientId, Vec<usize>>, one: ClientId, other: ClientId) -> bool {
    let of = |client: ClientId| members.get(&client).map(Vec::as_slice).unwrap_or_default();
    let is_said = |a: usize, b: usize| {
        let is_pair = |x: usize, y: usize| of(one).contains(&x) && of(other).contains(&y);
        is_pair(a, b) || is_pair(b, a)
    };
    let is_grave = |a: usize, b: usize| match matched.compare(a, b).map(|comparison| comparison.verdict) {
        Some(Verdict::Never(veto)) => !matches!(veto, Veto::TaxSlip | Veto::Branches),
        _ => false,
    };
    matched.decisions.iter().any(|decision| !decision.same && is_said(decision.a, decision.b))
        || is_contradicted(matched, of(one), of(other))
        || of(one).iter().any(|a| of(other).iter().any(|b| is_grave(*a, *b)))
}

/// Whether all that is known of two clients but the name speaks against their being one: no pair of their cards is in
/// doubt or has a contact in common, and some pair is of two cities or countries or has other contacts.
fn is_contradicted(matched: &Matched, one: &[usize], other: &[usize]) -> bool {
    let compared = || one.iter().flat_map(|a| other.iter().filter_map(|b| matched.compare(*a, *b)));
    let is_open = |comparison: Comparison| comparison.is_doubtful(&matched.model) || comparison.pattern.support > 0;
    !compared().any(is_open) && compared().any(|comparison| comparison.is_contradicted(&matched.model))
}

/// What was asked about a client that is one with another is asked about that one.
fn ask_of_the_survivor(doubts: &mut Doubts, stays: ClientId, left: &[Candidate], why: &[Reason]) {
    let left: Vec<ClientId> = left.iter().filter_map(id).filter(|known| *known != stays).collect();
    if left.is_empty() {
        return;
    }
    let (suspects, reasons) = doubts.entry(stays).or_default();
    suspects.extend(left.into_iter().filter(|known| !suspects.contains(known)).collect::<Vec<_>>());
    reasons.extend(why.iter().filter(|reason| !reasons.contains(reason)).cloned().collect::<Vec<_>>());
}

/// What was asked earlier in the same run nobody has seen yet.
fn was_seen(revision: &Revision<'_>, question: &Question) -> bool {
    question.created_run != revision.run.0
}

fn take_back(revision: &Revision<'_>, question: &Question) -> SqlResult<()> {
    if !was_seen(revision, question) {
        return revision.drop_question(question.id.0);
    }
    let asked = Asked { state: "resolved".to_owned(), ..question.asked.clone() };
    revision.put_asked(question.id.0, &asked)
}

/// Asks about one client; what was asked about it before and is still in doubt comes after.
fn ask(
    revision: &Revision<'_>,
    client: ClientId,
    suspects: &[ClientId],
    mut reasons: Vec<Reason>,
    open: Option<&Question>,
) -> SqlResult<Option<AskedAbout>> {
    let mut candidates = Vec::new();
    for suspect in suspects {
        candidates.extend(label(revision, *suspect)?.map(|label| Candidate { id: suspect.to_string(), label }));
    }
    let subject = Subject::Client(client);
    let name = revision.client(client)?.map(|party| party.name).unwrap_or_default();
    if let Some(question) = open {
        if !question.asked.candidates.is_empty() {
            candidates.extend(question.asked.candidates.iter().cloned());
            let is_news =
                |reason: &&Reason| reason.code != LIKELIHOOD && !reasons.iter().any(|known| known.says_as(reason));
            let more = question.asked.reasons.iter().filter(is_news).cloned();
            reasons.extend(more.collect::<Vec<_>>());
        }
        let asked = Asked { label: name, candidates, reasons, ..question.asked.clone() };
        revision.put_asked(question.id.0, &asked)?;
    } else {
        revision.ask(&ReviewItem {
            kind: ReviewKind::ClientMatch,
            subject: subject.clone(),
            label: name,
            candidates,
            reasons,
        })?;
    }
    let asked = revision.question_about(ReviewKind::ClientMatch, &subject)?;
    Ok(asked.filter(|question| question.asked.state == "open").map(|Question { id, asked, .. }| AskedAbout {
        question: id.to_string(),
        client: client.to_string(),
        label: asked.label,
        candidates: asked.candidates,
        reasons: asked.reasons,
    }))
}

/// How a client reads as a possible answer.
fn label(revision: &Revision<'_>, client: ClientId) -> SqlResult<Option<String>> {
    let party = revision.client(client)?;
    Ok(party.map(|party| match party.tax_id {
        Some(tax_id) => format!("{}, {}", party.name, tax_id.digits),
        None => party.name,
    }))
}
