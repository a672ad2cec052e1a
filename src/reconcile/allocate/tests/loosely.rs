//! Documents that a purpose names inexactly.

use super::*;

fn bills() -> Vec<LedgerDocument> {
    vec![
        invoice(1, "153", "2026-10-05", 400),
        invoice(2, "154", "2026-10-05", 343),
        invoice(3, "155", "2026-10-06", 538),
        invoice(4, "156", "2026-10-06", 70),
    ]
}

fn answer(whole: i64, purpose: &str) -> (Vec<(i64, i64)>, Vec<String>) {
    let payments = vec![payment(9, "2026-10-12", whole, purpose)];
    let found = allocate(&Ledger { documents: bills(), payments, ..Ledger::default() });
    let paid = found.allocations.iter().map(|one| (one.document.0, one.amount.minor / 100)).collect();
    let asked = found.reviews.into_iter().flat_map(|item| item.candidates).map(|candidate| candidate.id).collect();
    (paid, asked)
}

#[test]
fn one_date_behind_a_list_need_not_be_every_document_s_where_the_sum_is_exact() {
    let all = vec![(1, 400), (2, 343), (3, 538)];
    assert_eq!(answer(1281, "Оплата по счетам 153, 154, 155 от 05.10.2026"), (all, Vec::new()));
}

#[test]
fn what_is_left_of_money_that_names_more_is_asked_about() {
    let (paid, asked) = answer(1000, "Оплата по счетам 153, 154, 155 от 05.10.2026");
    assert_eq!(paid, [(1, 400), (2, 343)]);
    assert_eq!(asked.first().map(String::as_str), Some("D-3"), "the rest is most likely for it: {asked:?}");
}

#[test]
fn a_hyphen_or_slash_behind_one_word_is_a_range_or_list_where_the_sum_is_exact() {
    for purpose in ["по сч. 153-155", "по счету 153-155", "по счетам 153/154/155", "по сч. 153-155 от 05.10.2026"]
    {
        assert_eq!(answer(1281, purpose).0, [(1, 400), (2, 343), (3, 538)], "{purpose}");
        let (paid, asked) = answer(1200, purpose);
        assert!(paid.is_empty() || asked.first().is_some_and(|first| first == "D-3"), "{purpose}: {paid:?} {asked:?}");
        assert!(["D-1", "D-2", "D-3"].iter().any(|id| asked.first().is_some_and(|first| first == id)), "{purpose}");
    }
    assert!(answer(1281, "по сч. 153-159").0.is_empty(), "some of these are no bills of ours");
}
