//! Corrections that two documents state.

use super::*;

/// A correction of the shipment 88, or of the document it names so.
fn change(id: i64, number: &str, date: &str, whole: i64, base: &str) -> LedgerDocument {
    let mut change = doc(id, RecordKind::Return, number, date, whole);
    let reference = DocumentRef { number: base.into(), ..DocumentRef::default() };
    change.based_on = vec![ResolvedRef { reference, document: None }];
    change
}

fn tax(id: i64, number: &str, date: &str, whole: i64, base: &str) -> LedgerDocument {
    LedgerDocument { tax_only: true, ..change(id, number, date, whole, base) }
}

/// What is left to pay for the shipment of 300, and what is asked: the subject and its candidates.
fn left(changes: &[LedgerDocument]) -> (i64, Vec<(String, Vec<String>)>) {
    let mut documents = vec![doc(1, RecordKind::Shipment, "88", "2026-10-01", 300)];
    documents.extend(changes.iter().cloned());
    let mut backwards = documents.clone();
    backwards.reverse();
    let answer = allocate(&Ledger { documents, ..Ledger::default() });
    assert_eq!(answer, allocate(&Ledger { documents: backwards, ..Ledger::default() }), "the order decides nothing");
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
    draft.counts = false;
    assert_eq!(left(&[tax(3, "К-9", "2026-10-10", 90, "88")]).0, 210);
    assert_eq!(left(&[draft, tax(3, "К-9", "2026-10-10", 90, "88")]).1, vec![], "a draft states nothing");
}
