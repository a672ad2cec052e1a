//! What may be one business fact told twice, where nothing proves it: it is never joined, always said.
//!
//! Two equal payments of one list are two. The same day, amount and client in two lists (a bank's statement and a register
//! kept by hand) are one more often than not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::allocate::Allocated;
use crate::model::double::{Doubles, Stated};
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::ledger::{Ledger, LedgerDocument};
use crate::model::money::{Currency, Money};
use crate::model::record::RecordKind;

/// A bill follows its order, or is entered beside it: so many days they lie apart.
const DEAL_DAYS: i32 = 14;

/// What the figures of a client's ledger let be one.
#[must_use]
pub fn doubles(ledger: &Ledger, answer: &Allocated) -> Doubles {
    Doubles { payments: equal_payments(ledger), deals: deals(ledger, answer) }
}

fn equal_payments(ledger: &Ledger) -> Vec<Vec<PaymentId>> {
    let mut groups: BTreeMap<(Date, Money), Vec<PaymentId>> = BTreeMap::new();
    for payment in ledger.payments.iter().filter(|payment| payment.counts) {
        groups.entry((payment.date, payment.amount)).or_default().push(payment.id);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// Orders that no bill rests on beside bills that rest on nothing: each with the nearest by day.
fn deals(ledger: &Ledger, answer: &Allocated) -> Vec<(DocumentId, DocumentId)> {
    let mut open: BTreeMap<(i64, Currency), [Vec<&LedgerDocument>; 2]> = BTreeMap::new();
    for doc in ledger.documents.iter().filter(|doc| doc.counts() && doc.total.minor > 0 && doc.based_on.is_empty()) {
        let [orders, bills] = open.entry((doc.total.minor, doc.total.currency)).or_default();
        match doc.kind {
            RecordKind::Order if !answer.covered.contains(&doc.id) => orders.push(doc),
            RecordKind::Invoice if !answer.covered.contains(&doc.id) => bills.push(doc),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for [mut orders, mut bills] in open.into_values() {
        orders.sort_by_key(|doc| (doc.date, doc.id));
        bills.sort_by_key(|doc| (doc.date, doc.id));
        for order in orders {
            let apart = |bill: &LedgerDocument| (bill.date - order.date).get_days().abs();
            let fits = |bill: &LedgerDocument| apart(bill) <= DEAL_DAYS && one_company(order, bill);
            let nearest = bills.iter().enumerate().filter(|(_, bill)| fits(bill)).min_by_key(|(_, bill)| apart(bill));
            if let Some(at) = nearest.map(|(at, _)| at) {
                found.push((order.id, bills.remove(at).id));
            }
        }
    }
    found
}

fn one_company(one: &LedgerDocument, other: &LedgerDocument) -> bool {
    one.organization.is_none() || other.organization.is_none() || one.organization == other.organization
}

/// Of equal payments those that stand in different lists, each pair with the one that came now first: a payment that both
/// lists state is no double of another.
#[must_use]
pub fn told_twice(equal: &[Stated]) -> Vec<(&Stated, &Stated)> {
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    for (at, new) in equal.iter().enumerate().filter(|(_, one)| one.is_new) {
        let other = equal
            .iter()
            .enumerate()
            .filter(|(other, one)| *other != at && !taken.contains(other) && one.lists.is_disjoint(&new.lists))
            .min_by_key(|(_, one)| one.number != new.number);
        if let Some((other, one)) = other.filter(|_| !taken.contains(&at)) {
            taken.extend([at, other]);
            found.push((new, one));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{OrganizationId, RecordNo};
    use crate::model::ledger::{Idle, LedgerPayment, ResolvedRef};
    use crate::model::provenance::Position;
    use crate::reconcile::allocate;

    fn rub(whole: i64) -> Money {
        Money { minor: whole * 100, currency: Currency::RUB }
    }

    fn document(id: i64, kind: RecordKind, number: &str, date: &str, whole: i64) -> LedgerDocument {
        LedgerDocument {
            id: DocumentId(id),
            kind,
            source: "1c".into(),
            mapping: "commerceml".into(),
            number: number.into(),
            date: date.parse().unwrap(),
            total: rub(whole),
            organization: None,
            idle: None,
            tax_only: false,
            correction: false,
            based_on: Vec::new(),
            paid_by: Vec::new(),
            cited_as: Vec::new(),
            about: String::new(),
        }
    }

    fn deals_of(documents: Vec<LedgerDocument>) -> Vec<(i64, i64)> {
        let ledger = Ledger { documents, ..Ledger::default() };
        let found = doubles(&ledger, &allocate(&ledger));
        found.deals.into_iter().map(|(order, bill)| (order.0, bill.0)).collect()
    }

    #[test]
    fn an_order_and_a_bill_of_one_amount_without_a_link_are_named() {
        let order = || document(1, RecordKind::Order, "15", "2026-10-05", 300);
        let bill = || document(2, RecordKind::Invoice, "88", "2026-10-07", 300);
        assert_eq!(deals_of(vec![order(), bill()]), [(1, 2)]);
        let linked = ResolvedRef { document: Some(DocumentId(1)), ..ResolvedRef::default() };
        let others = [
            LedgerDocument { based_on: vec![linked], ..bill() },
            LedgerDocument { total: rub(301), ..bill() },
            LedgerDocument { date: "2026-10-20".parse().unwrap(), ..bill() },
            LedgerDocument { idle: Some(Idle::Draft), ..bill() },
        ];
        for other in others {
            assert_eq!(deals_of(vec![order(), other.clone()]), [], "{other:?}");
        }
        let ours = |id| Some(OrganizationId(id));
        let of_another = LedgerDocument { organization: ours(2), ..bill() };
        assert_eq!(deals_of(vec![LedgerDocument { organization: ours(1), ..order() }, of_another]), []);
        let second = LedgerDocument { id: DocumentId(3), date: "2026-10-06".parse().unwrap(), ..bill() };
        assert_eq!(deals_of(vec![order(), bill(), second]), [(1, 3)], "the nearest, and one bill for one order");
    }

    #[test]
    fn payments_of_one_day_and_amount_are_looked_at() {
        let payment = |id, date: &str, whole| LedgerPayment {
            id: PaymentId(id),
            number: String::new(),
            date: date.parse().unwrap(),
            value_date: None,
            amount: rub(whole),
            organization: None,
            counts: true,
            payer: (String::new(), String::new()),
            is_sent_by_another: false,
            whose: None,
            purpose: String::new(),
            pays: Vec::new(),
            rule: None,
        };
        let payments = vec![
            payment(1, "2026-10-05", 5),
            payment(2, "2026-10-05", 5),
            payment(3, "2026-10-06", 5),
            payment(4, "2026-10-05", 6),
            LedgerPayment { counts: false, ..payment(5, "2026-10-06", 5) },
        ];
        let ledger = Ledger { payments, ..Ledger::default() };
        assert_eq!(doubles(&ledger, &allocate(&ledger)).payments, [[PaymentId(1), PaymentId(2)]]);
    }

    fn stated(id: i64, number: &str, lists: &[&str], is_new: bool) -> Stated {
        Stated {
            record: RecordNo::Payment(PaymentId(id)),
            number: number.into(),
            date: "2026-10-05".parse().unwrap(),
            amount: rub(5),
            lists: lists.iter().map(|list| ("accounting".to_owned(), (*list).to_owned())).collect(),
            file: "a.txt".into(),
            position: Position::default(),
            is_new,
        }
    }

    fn twice(equal: &[Stated]) -> Vec<(RecordNo, RecordNo)> {
        told_twice(equal).into_iter().map(|(new, other)| (new.record, other.record)).collect()
    }

    #[test]
    fn equal_payments_of_two_lists_are_told_twice_and_those_of_one_list_never() {
        let no = |id| RecordNo::Payment(PaymentId(id));
        let bank = |id, number: &str| stated(id, number, &["client-bank"], false);
        assert_eq!(twice(&[bank(1, "7"), stated(2, "", &["client-bank"], true)]), []);
        assert_eq!(twice(&[bank(1, "7"), stated(2, "", &["register"], true)]), [(no(2), no(1))]);
        assert_eq!(twice(&[bank(1, "7"), stated(2, "", &["register"], false)]), [], "said when it came");
        assert_eq!(twice(&[bank(1, "7"), bank(3, "8"), stated(2, "8", &["register"], true)]), [(no(2), no(3))]);
        assert_eq!(
            twice(&[bank(1, "7"), stated(2, "", &["register"], true), stated(3, "", &["register"], true)]),
            [(no(2), no(1))],
            "one line of the bank for one row"
        );
        assert_eq!(
            twice(&[stated(1, "7", &["client-bank", "register"], false), stated(2, "", &["register"], true)]),
            []
        );
        let both = [stated(1, "7", &["client-bank"], true), stated(2, "", &["register"], true)];
        assert_eq!(twice(&both), [(no(1), no(2))], "once");
    }
}
