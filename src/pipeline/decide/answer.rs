//! The answer to a question.

use super::{About, Made, Making, Refusal, clients, desk, money, refunds, shares};
use crate::model::change::{ReviewKind, Subject};
use crate::model::decision::Fact;
use crate::model::ids::{ClientId, DocumentId, PaymentId, ReviewId, SourceId};
use crate::model::record::{Body, Direction, Row};
use crate::model::row_id;
use crate::reconcile::{self, Memory};
use crate::store::decisions::questions::Question;
use crate::store::decisions::withheld::Waiting;

/// The directions that a payment can be given, as a person names them.
const DIRECTIONS: [Direction; 3] = [Direction::In, Direction::Out, Direction::Internal];

/// Yes: this candidate, or the record as its source has it; of documents that a payment pays, any number.
pub(super) fn accept(making: &mut Making<'_, '_>, id: ReviewId, candidates: &[String]) -> Made<()> {
    let question = open_question(making, id)?;
    if let ([_, _, ..], false) = (candidates, matches!(question.subject, Subject::Payment(_))) {
        return Err(Refusal::new("one-answer").with("question", &id).into());
    }
    let candidate = candidates.first().map(String::as_str);
    match &question.subject {
        Subject::Client(client) => {
            let chosen = chosen(&question, candidate)?;
            clients::merge(making, *client, read(&chosen)?)?;
        }
        Subject::Document(asked) if question.kind == ReviewKind::Conflict => {
            let chosen = chosen(&question, candidate)?;
            money::one_document(making, *asked, read(&chosen)?)?;
        }
        Subject::Document(document) => {
            let chosen = chosen(&question, candidate)?;
            money::assign_document(making, *document, read(&chosen)?)?;
        }
        Subject::Payment(payment) => paid(making, &question, *payment, candidates)?,
        Subject::Withheld(..) => take(making, &question, candidate)?,
        Subject::Delivery(source, content) => deliver(making, &question, (*source, content), true)?,
        Subject::Shape(..) => return Err(Refusal::new("other-verb").with("question", &id).into()),
        // What the books say is changed by documents, not by an answer.
        Subject::Book(_) => return Err(Refusal::new("only-data").with("question", &id).into()),
        Subject::Cell(row, column) => desk::take_wish(making, &question, *row, column, candidate)?,
        Subject::Row(book, row) => desk::let_row_go(making, &question, book, *row)?,
        Subject::Workbook(book) => desk::release(making, &question, book)?,
    }
    answered(making, question, "accepted")
}

/// What a payment pays, or whose it is.
fn paid(making: &mut Making<'_, '_>, question: &Question, payment: PaymentId, candidates: &[String]) -> Made<()> {
    let mut named: Vec<String> = Vec::new();
    for candidate in candidates {
        let one = chosen(question, Some(candidate))?;
        if !named.contains(&one) {
            named.push(one);
        }
    }
    if named.is_empty() {
        named.push(chosen(question, None)?);
    }
    let documents: Vec<DocumentId> = named.iter().filter_map(|one| one.parse().ok()).collect();
    let payments: Vec<PaymentId> = named.iter().filter_map(|one| one.parse().ok()).collect();
    if let ([_], [given_back]) = (&named[..], &payments[..]) {
        return refunds::give_back(making, payment, *given_back);
    }
    match &named[..] {
        [one] if documents.is_empty() => money::assign_payment(making, payment, read(one)?),
        _ if documents.len() == named.len() => shares::pay(making, payment, &documents),
        _ => Err(Refusal::new("one-answer").with("question", &question.id).into()),
    }
}

/// No: none of the candidates, or not as the source has it.
pub(super) fn reject(making: &mut Making<'_, '_>, id: ReviewId) -> Made<()> {
    let question = open_question(making, id)?;
    let ids = |prefix: &'static str| question.asked.candidates.iter().filter(move |one| one.id.starts_with(prefix));
    match &question.subject {
        Subject::Client(client) => {
            let mut others = Vec::new();
            for candidate in ids(ClientId::PREFIX) {
                // One that was merged away meanwhile is the one it was merged into.
                others.extend(making.revision.client_now(read(&candidate.id)?)?.filter(|other| other != client));
            }
            clients::part(making, *client, &others)?;
        }
        Subject::Payment(payment) => {
            let payments: Vec<PaymentId> = ids(PaymentId::PREFIX).filter_map(|one| one.id.parse().ok()).collect();
            let documents: Vec<DocumentId> = ids(DocumentId::PREFIX).filter_map(|one| one.id.parse().ok()).collect();
            if payments.is_empty() {
                money::unlink(making, *payment, &documents)?;
            } else {
                refunds::keep(making, *payment, payments)?;
            }
        }
        Subject::Document(asked) if question.kind == ReviewKind::Conflict => {
            let mut documents = Vec::new();
            for candidate in ids(DocumentId::PREFIX) {
                documents.push(read(&candidate.id)?);
            }
            money::two_documents(making, *asked, &documents)?;
        }
        Subject::Document(document) => {
            let records = making.revision.records_of(crate::model::record::RecordKind::Invoice, document.0)?;
            let record = records.into_iter().next().ok_or_else(|| Refusal::unknown(&document))?;
            making.decide(Fact::Refuse { record }, About { document: Some(*document), ..About::default() })?;
        }
        Subject::Withheld(..) => {
            let waiting = waiting(making, &question)?;
            making.decide(Fact::Refuse { record: waiting.named }, About::default())?;
        }
        Subject::Delivery(source, content) => deliver(making, &question, (*source, content), false)?,
        Subject::Shape(..) => return Err(Refusal::new("other-verb").with("question", &id).into()),
        Subject::Book(_) => return Err(Refusal::new("only-data").with("question", &id).into()),
        Subject::Cell(row, column) => desk::decline_wish(making, *row, column)?,
        Subject::Row(book, row) => desk::bring_row_back(making, book, *row)?,
        Subject::Workbook(book) => desk::discard(making, &question, book)?,
    }
    answered(making, question, "rejected")
}

/// A delivery that changes more than is taken unasked: the next run takes it, or refuses it.
fn deliver(
    making: &mut Making<'_, '_>,
    question: &Question,
    (source, content): (SourceId, &str),
    applies: bool,
) -> Made<()> {
    let source = making.revision.source_name(source)?;
    let label = &question.asked.label;
    let file = label.strip_prefix(&format!("{source}: ")).unwrap_or(label).to_owned();
    making.decide(Fact::Delivery { source, content: content.to_owned(), file, applies }, About::default())?;
    Ok(())
}

fn open_question(making: &Making<'_, '_>, id: ReviewId) -> Made<Question> {
    let question = making.revision.question(id)?.ok_or_else(|| Refusal::unknown(&id))?;
    match (question.asked.state.as_str(), question.asked.decision) {
        ("open", _) => Ok(question),
        (_, Some(decision)) => Err(Refusal::new("answered").with("question", &id).with("decision", &decision).into()),
        _ => Err(Refusal::new("resolved").with("question", &id).into()),
    }
}

fn answered(making: &mut Making<'_, '_>, question: Question, state: &str) -> Made<()> {
    if let Some((decision, _)) = &making.decision {
        making.revision.answer_question(question.id, state, *decision)?;
    }
    making.question = Some(question);
    Ok(())
}

/// The candidate a person names by its number or by its place among them, or the only one.
pub(super) fn chosen(question: &Question, candidate: Option<&str>) -> Made<String> {
    let ids: Vec<&str> = question.asked.candidates.iter().map(|one| one.id.as_str()).collect();
    let refusal = |key| Refusal::new(key).with("question", &question.id).with("candidates", &ids.join(", "));
    let Some(candidate) = candidate else {
        return match ids[..] {
            [only] => Ok(only.to_owned()),
            [] => Err(refusal("no-candidates").into()),
            [..] => Err(refusal("choose").into()),
        };
    };
    let plain = row_id::plain(candidate);
    let place = candidate.trim().parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    let by_place = place.and_then(|place| ids.get(place));
    let named = ids.iter().find(|id| id.eq_ignore_ascii_case(candidate.trim()) || **id == plain).or(by_place);
    match named {
        Some(id) => Ok((*id).to_owned()),
        None => Err(refusal("no-candidate").with("candidate", &candidate).into()),
    }
}

fn read<T: std::str::FromStr>(id: &str) -> Made<T> {
    Ok(id.parse().map_err(|_not_an_id| Refusal::unknown(&id))?)
}

fn waiting(making: &Making<'_, '_>, question: &Question) -> Made<Waiting> {
    Ok(making.revision.waiting(question.id)?.ok_or_else(|| Refusal::new("resolved").with("question", &question.id))?)
}

/// Takes a record that waits, as if its file came now, and what waits in the same file because of it.
fn take(making: &mut Making<'_, '_>, question: &Question, candidate: Option<&str>) -> Made<()> {
    let waiting = waiting(making, question)?;
    let direction = match &waiting.record.body {
        Body::Payment(payment) if payment.direction == Direction::Unknown => Some(told(question, candidate)?),
        _ => None,
    };
    let mut taken = vec![waiting.clone()];
    if matches!(waiting.record.body, Body::Client(_)) {
        taken.extend(making.revision.waiting_for(waiting.statement, &waiting.record.id)?);
    }
    let clients = question.asked.candidates.iter().filter_map(|one| one.id.parse::<ClientId>().ok()).collect();
    let fact = Fact::Take { record: waiting.named.clone(), direction };
    let decision = making.decide(fact, About { clients, ..About::default() })?;
    making.revision.take_from(waiting.statement)?;
    for one in taken.iter().filter(|one| one.question != question.id) {
        making.revision.answer_question(one.question, "accepted", decision)?;
    }
    let rows: Vec<Row> = taken.into_iter().map(|one| Row { record: one.record, mentions: Vec::new() }).collect();
    let source = making.revision.source;
    let snapshot = making.revision.snapshot_for(&reconcile::wanted(source, &rows))?;
    let plan = reconcile::plan(source, &snapshot, &mut Memory::default(), rows);
    making.revision.apply(&plan)?;
    making.before.taken = making.revision.statements_written()?;
    making.about.payment =
        plan.statements.iter().find(|new| matches!(new.record.body, Body::Payment(_))).map(|new| PaymentId(new.entity));
    Ok(())
}

fn told(question: &Question, candidate: Option<&str>) -> Made<Direction> {
    let named = candidate
        .and_then(|text| DIRECTIONS.into_iter().find(|direction| direction.name().eq_ignore_ascii_case(text.trim())));
    let refusal = || {
        let names = DIRECTIONS.map(Direction::name).join(", ");
        Refusal::new("choose-direction").with("question", &question.id).with("candidates", &names)
    };
    Ok(named.ok_or_else(refusal)?)
}
