//! Corrections that two documents state.

use super::*;
use crate::model::decision::DecidedChange;
use crate::model::ids::{DecisionId, OrganizationId};

/// A correction of the shipment 88, or of the document it names so.
fn change(id: i64, number: &str, date: &str, whole: i64, base: &str) -> LedgerDocument {
    let mut change = doc(id, RecordKind::Return, number, date, whole);
    let reference = DocumentRef { number: base.into(), ..DocumentRef::default() };
    change.based_on = vec![ResolvedRef { reference, document: None }];
    change.correction = true;
    change
}

fn tax(id: i64, number: &str, date: &str, whole: i64, base: &str) -> LedgerDocument {
    LedgerDocument { tax_only: true, ..change(id, number, date, whole, base) }
}

/// Goods that came back from it.
fn goods(id: i64, date: &str, whole: i64) -> LedgerDocument {
    LedgerDocument { correction: false, ..change(id, "В-1", date, whole, "88") }
}

fn said(decision: i64, tax: i64, document: i64, is_one: bool) -> DecidedChange {
    DecidedChange {
        asked: DocumentId(tax),
        other: DocumentId(document),
        is_one,
        decision: DecisionId(decision),
        who: "Ольга".into(),
    }
}

/// What is left to pay for the shipment of 300, and what is asked: the subject and its candidates.
fn left(changes: &[LedgerDocument]) -> (i64, Vec<(String, Vec<String>)>) {
    left_as_decided(changes, &[])
}

fn left_as_decided(changes: &[LedgerDocument], decided: &[DecidedChange]) -> (i64, Vec<(String, Vec<String>)>) {
    let mut documents = vec![doc(1, RecordKind::Shipment, "88", "2026-10-01", 300)];
    documents.extend(changes.iter().cloned());
    let mut backwards = documents.clone();
    backwards.reverse();
    let of = |documents| allocate(&Ledger { documents, changes: decided.to_vec(), ..Ledger::default() });
    let answer = of(documents);
    assert_eq!(answer, of(backwards), "the order decides nothing");
    for change in changes {
        let is_covered = answer.covered.contains(&change.id);
        assert_eq!(is_covered, answer.why_covered.contains_key(&change.id), "why {} does not count", change.id);
    }
    let credit: i64 = changes
        .iter()
        .filter(|change| !answer.covered.contains(&change.id))
        .map(|change| change.total.minor - answer.adjusted.get(&change.id).copied().unwrap_or_default())
        .sum();
    let adjusted = answer.adjusted.get(&DocumentId(1)).copied().unwrap_or_default();
    let asked = answer.reviews.iter().map(|item| {
        assert_eq!(item.kind, crate::model::change::ReviewKind::Conflict);
        (item.subject.to_string(), item.candidates.iter().map(|candidate| candidate.id.clone()).collect())
    });
    (300 + (adjusted - credit) / 100, asked.collect())
}

#[test]
fn one_change_that_is_sent_as_tax_invoice_and_as_document_counts_once() {
    let down = change(2, "И-5", "2026-10-10", 100, "88");
    assert_eq!(left(std::slice::from_ref(&down)), (200, vec![]));
    assert_eq!(left(&[down.clone(), tax(3, "К-9", "2026-10-14", 100, "88")]), (200, vec![]));
    let up = change(2, "И-5", "2026-10-10", -40, "88");
    assert_eq!(left(&[tax(3, "К-9", "2026-10-10", -40, "88"), up]), (340, vec![]));
}

#[test]
fn tax_invoices_and_documents_are_paired_one_by_one() {
    let changes = [
        change(2, "И-5", "2026-10-10", 50, "88"),
        change(3, "И-6", "2026-10-12", 50, "88"),
        tax(4, "К-1", "2026-10-10", 50, "88"),
        tax(5, "К-2", "2026-10-12", 50, "88"),
    ];
    assert_eq!(left(&changes), (200, vec![]), "two changes of one amount stay two");
    assert_eq!(left(&changes[1..]), (200, vec![]), "the document of one of them has not come yet");
}

#[test]
fn a_tax_invoice_whose_document_never_came_changes_the_debt_itself() {
    assert_eq!(left(&[tax(3, "К-9", "2026-10-14", 100, "88")]), (200, vec![]));
    let of_another = change(2, "И-5", "2026-10-14", 100, "77");
    assert_eq!(left(&[of_another, tax(3, "К-9", "2026-10-14", 100, "88")]), (100, vec![]), "100 of it is a credit");
}

#[test]
fn where_amounts_or_days_differ_a_person_is_asked_and_nothing_counts_twice() {
    let asked = vec![("D-3".to_owned(), vec!["D-2".to_owned()])];
    let down = || change(2, "И-5", "2026-10-10", 100, "88");
    assert_eq!(left(&[down(), tax(3, "К-9", "2026-10-10", 90, "88")]), (200, asked.clone()));
    assert_eq!(left(&[down(), tax(3, "К-9", "2026-11-10", 100, "88")]), (200, asked.clone()));
    let unknown = |mut doc: LedgerDocument| {
        doc.based_on[0].reference.number = "55".into();
        doc
    };
    assert_eq!(left(&[unknown(down()), unknown(tax(3, "К-9", "2026-10-10", 90, "88"))]), (200, asked));
    let mut draft = down();
    draft.idle = Some(Idle::Draft);
    assert_eq!(left(&[tax(3, "К-9", "2026-10-10", 90, "88")]).0, 210);
    assert_eq!(left(&[draft, tax(3, "К-9", "2026-10-10", 90, "88")]).1, vec![], "a draft states nothing");
}

#[test]
fn goods_that_came_back_are_no_correction_of_the_same_amount() {
    let asked = vec![("D-3".to_owned(), vec!["D-2".to_owned()])];
    for whole in [100, 30] {
        let changes = [goods(2, "2026-10-10", 100), tax(3, "К-9", "2026-10-11", whole, "88")];
        assert_eq!(left(&changes), (200, asked.clone()), "asked, not taken for one");
        assert_eq!(left_as_decided(&changes, &[said(1, 3, 2, true)]), (200, vec![]));
        assert_eq!(left_as_decided(&changes, &[said(1, 3, 2, false)]), (200 - whole, vec![]));
    }
    let three = [
        goods(2, "2026-10-10", 100),
        tax(3, "К-9", "2026-10-11", 100, "88"),
        change(4, "И-5", "2026-10-11", 100, "88"),
    ];
    assert_eq!(left(&three), (100, vec![]), "the tax invoice repeats the correction");
}

#[test]
fn what_a_person_says_of_two_changes_is_heard_before_amounts_and_days() {
    let equal = [change(2, "И-5", "2026-10-10", 100, "88"), tax(3, "К-9", "2026-10-11", 100, "88")];
    assert_eq!(left_as_decided(&equal, &[said(1, 3, 2, false)]), (100, vec![]), "both count");
    let two = [equal[0].clone(), equal[1].clone(), tax(4, "К-8", "2026-10-30", 70, "88")];
    assert_eq!(left_as_decided(&two, &[said(1, 4, 2, true)]), (100, vec![]), "the other one has no document then");
    let answer =
        allocate(&Ledger { documents: equal.to_vec(), changes: vec![said(7, 3, 2, true)], ..Ledger::default() });
    let why: Vec<String> = answer.why_covered[&DocumentId(3)].iter().map(Reason::brief).collect();
    assert_eq!(why, ["tax-correction-repeats number=И-5 date=2026-10-10", "person-said who=Ольга decision=J-7"]);
}

#[test]
fn documents_of_two_companies_of_ours_may_have_one_number() {
    let of = |mut doc: LedgerDocument, company: i64| {
        doc.organization = Some(OrganizationId(company));
        doc
    };
    let down = of(change(2, "И-5", "2026-10-10", 100, "55"), 1);
    let repeat = |company| of(tax(3, "К-9", "2026-10-10", 100, "55"), company);
    assert_eq!(left(&[down.clone(), repeat(1)]), (200, vec![]));
    assert_eq!(left(&[down, repeat(2)]), (100, vec![]), "two changes of two companies");
}

#[test]
fn no_more_is_shown_than_can_be_chosen_from() {
    let mut changes: Vec<LedgerDocument> =
        (10..40).map(|id| change(id, &id.to_string(), "2026-10-10", 1, "88")).collect();
    changes.push(tax(3, "К-9", "2026-10-10", 90, "88"));
    let (_, asked) = left(&changes);
    assert_eq!(asked[0].1.len(), 7);
}
