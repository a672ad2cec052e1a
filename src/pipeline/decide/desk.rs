//! What managers wish, delete or have saved in their workbooks: a person says what becomes of it.

use super::answer::chosen;
use super::{About, Made, Making, Refusal, clients};
use crate::model::book::{Filled, FilledValue, KeptClash};
use crate::model::decision::{Decision, RecordRef};
use crate::model::deed::{Absence, Act, Deed, HeldFile, Verdict, field_to_fill};
use crate::model::ids::{ClientId, DocumentId, PaymentId};
use crate::model::record::RecordKind;
use crate::model::row_id::{RowId, RowKind};
use crate::model::tax_id::is_kpp;
use crate::normalize::said::tax_id;
use crate::store::decisions::questions::Question;

/// What holds a file that can't be taken as it is: without its ids no row is known.
const NOT_RELEASED: &str = "held-missing-header";

/// What a row is of.
fn about(making: &Making<'_, '_>, row: RowId) -> Made<(About, Vec<RecordRef>)> {
    let (about, kind, number) = match row.kind {
        RowKind::Client => {
            let id = making.client(ClientId(row.number))?;
            (About { clients: vec![id], ..About::default() }, RecordKind::Client, id.0)
        }
        RowKind::Document => {
            let about = About { document: Some(DocumentId(row.number)), ..About::default() };
            (about, RecordKind::Invoice, row.number)
        }
        RowKind::Payment => {
            let about = About { payment: Some(PaymentId(row.number)), ..About::default() };
            (about, RecordKind::Payment, row.number)
        }
        RowKind::Conflict | RowKind::Question => return Err(Refusal::unknown(&row).into()),
    };
    Ok((about, making.revision.records_of(kind, number)?))
}

/// The wishes for a cell. They wait in the store as long as their question does.
fn wishes(making: &Making<'_, '_>, row: RowId, column: &str) -> Made<Vec<KeptClash>> {
    let wishes = making.revision.open_requests(row, column)?;
    if wishes.is_empty() { Err(Refusal::unknown(&row.bare()).into()) } else { Ok(wishes) }
}

/// A manager's value counts: what sources say of the field stands behind it from now on.
pub(super) fn take_wish(
    making: &mut Making<'_, '_>,
    question: &Question,
    row: RowId,
    column: &str,
    candidate: Option<&str>,
) -> Made<()> {
    let wishes = wishes(making, row, column)?;
    let chosen = chosen(question, candidate)?;
    let wish = wishes.iter().find(|wish| wish.id.to_string() == chosen).ok_or_else(|| Refusal::unknown(&chosen))?;
    let Some(field) = field_to_fill(row.kind, column) else {
        return Err(Refusal::new("only-accounting").with("question", &question.id).into());
    };
    let value = checked(making, field, &wish.clash.mine)?;
    let (about, record) = about(making, row)?;
    let base = wish.clash.stored.clone().unwrap_or_default();
    let book = wish.book.clone();
    let deed = Deed { act: Act::Fill, book, record, field: field.to_owned(), value: value.clone() };
    let client = ClientId(row.number);
    making.decide(deed.into(), about)?;
    let filled = FilledValue { of: Filled::Client(client), field: field.to_owned(), value };
    let who = making.order.who;
    making.revision.fill(&filled, &base, who)?;
    touch(making, client)?;
    for one in &wishes {
        making.revision.settle_request(one.id, one.id == wish.id)?;
        making.books.insert(one.book.clone());
    }
    Ok(())
}

fn touch(making: &mut Making<'_, '_>, client: ClientId) -> Made<()> {
    if let Some(now) = making.revision.client_now(client)? {
        making.revision.touched.clients.insert(now);
        making.revision.ledgers.insert(now);
    }
    Ok(())
}

/// A value that the field can hold.
fn checked(making: &Making<'_, '_>, field: &str, value: &str) -> Made<String> {
    let refused = || Refusal::new("bad-wish").with("value", value);
    let value = value.trim();
    let fits = match field {
        "name" => !value.is_empty(),
        "kpp" => value.is_empty() || is_kpp(value),
        "tax_id" => value.is_empty() || tax_id(value, None).is_some(),
        "manager" => {
            let known = making.ownership.manager_named(value).ok_or_else(refused)?;
            return Ok(known.name.clone());
        }
        _ => false,
    };
    if fits { Ok(value.to_owned()) } else { Err(refused().into()) }
}

/// A manager's value is not taken, and the manager is told.
pub(super) fn decline_wish(making: &mut Making<'_, '_>, row: RowId, column: &str) -> Made<()> {
    let wishes = wishes(making, row, column)?;
    let (about, record) = about(making, row)?;
    let last = wishes.last().ok_or_else(|| Refusal::unknown(&row.bare()))?;
    let (book, value) = (last.book.clone(), last.clash.mine.clone());
    making.decide(Deed { act: Act::Decline, book, record, field: column.to_owned(), value }.into(), about)?;
    for one in &wishes {
        making.revision.settle_request(one.id, false)?;
        making.books.insert(one.book.clone());
    }
    Ok(())
}

/// A row that is gone may go: a client is deleted, a document or payment is no longer shown in that book.
pub(super) fn let_row_go(making: &mut Making<'_, '_>, question: &Question, book: &str, row: RowId) -> Made<()> {
    let client = ClientId(row.number);
    // A client that became another one meanwhile is no more: only the row goes, never the other client.
    if row.kind == RowKind::Client && making.client(client)? == client {
        let figures = making.revision.figures(&[client].into(), &Default::default(), &Default::default())?;
        let owes = |known: &crate::model::decision::ClientFigures| {
            known.open.values().chain(known.free.values()).any(|money| money.minor != 0)
        };
        if figures.clients.get(&client).is_some_and(owes) {
            let refusal = Refusal::new("deletion-owes").with("question", &question.id).with("client", &client);
            return Err(refusal.into());
        }
        clients::delete(making, client)?;
    } else {
        let (about, record) = about(making, row)?;
        let deed = Deed { act: Act::Archive, book: book.to_owned(), record, field: String::new(), value: row.bare() };
        making.decide(deed.into(), about)?;
    }
    making.books.insert(book.to_owned());
    Ok(making.revision.put_absence(book, row, Absence::Away)?)
}

/// A row that is gone stands in the book again at its next writing.
pub(super) fn bring_row_back(making: &mut Making<'_, '_>, book: &str, row: RowId) -> Made<()> {
    let (about, record) = about(making, row)?;
    let deed = Deed { act: Act::Return, book: book.to_owned(), record, field: String::new(), value: row.bare() };
    making.decide(deed.into(), about)?;
    making.books.insert(book.to_owned());
    Ok(making.revision.put_absence(book, row, Absence::Returning)?)
}

/// A file that is held is taken as it is, and no other file than this one.
pub(super) fn release(making: &mut Making<'_, '_>, question: &Question, book: &str) -> Made<()> {
    if question.asked.reasons.iter().any(|reason| reason.code == NOT_RELEASED) {
        return Err(Refusal::new("not-released").with("book", book).into());
    }
    judge(making, question, book, Act::Release, Verdict::Released)
}

/// A file that is held is put away, and the book drawn anew.
pub(super) fn discard(making: &mut Making<'_, '_>, question: &Question, book: &str) -> Made<()> {
    judge(making, question, book, Act::Discard, Verdict::Discarded)
}

fn judge(making: &mut Making<'_, '_>, question: &Question, book: &str, act: Act, verdict: Verdict) -> Made<()> {
    let held = making.revision.held_file(book)?;
    let HeldFile { content, .. } = held.ok_or_else(|| Refusal::new("resolved").with("question", &question.id))?;
    let (field, value) = (String::new(), content.to_hex());
    making.decide(Deed { act, book: book.to_owned(), record: Vec::new(), field, value }.into(), About::default())?;
    making.books.insert(book.to_owned());
    Ok(making.revision.put_verdict(book, content, verdict)?)
}

/// A decision about workbooks no longer holds. What a file said is in the store by then: that is taken back by hand.
pub(super) fn undo(making: &mut Making<'_, '_>, decision: &Decision, deed: &Deed) -> Made<()> {
    let revision = making.revision.revision_of(decision.id)?;
    making.books.insert(deed.book.clone());
    match deed.act {
        Act::Fill => {
            making.revision.take_back_filled(revision)?;
            making.revision.reopen_requests(revision)?;
            if let Some(client) = making.revision.client_of(&deed.record)? {
                touch(making, client)?;
            }
        }
        Act::Decline => making.revision.reopen_requests(revision)?,
        Act::Archive | Act::Return => {
            let row = row_of(&deed.value).ok_or_else(|| Refusal::unknown(&deed.value))?;
            making.revision.put_absence(&deed.book, row, Absence::Proposed)?;
        }
        Act::Release | Act::Discard => {
            return Err(Refusal::new("not-undone").with("decision", &decision.id).with("book", &deed.book).into());
        }
    }
    Ok(())
}

fn row_of(bare: &str) -> Option<RowId> {
    let client = || bare.parse::<ClientId>().map(RowId::from);
    let document = || bare.parse::<DocumentId>().map(RowId::from);
    client().or_else(|_| document()).or_else(|_| bare.parse::<PaymentId>().map(RowId::from)).ok()
}
