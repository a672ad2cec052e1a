use super::*;
use crate::model::record::{Body, Booking};
use crate::model::sample;

/// A payment of so many roubles in a report, of an entry with references; a part where the entry's total is given.
fn booked(id: i64, report: &str, whole: i64, entry: &[&str], total: Option<i64>) -> BookedPayment {
    let record = sample::payment("", "", "2026-10-05", whole, ("", ""), "");
    let Body::Payment(mut payment) = record.body else { panic!("BUG: no payment") };
    payment.payee.account = "OUR".to_owned();
    payment.booking = Booking {
        reports: vec![report.to_owned()],
        entry: entry.iter().map(|one| (*one).to_owned()).collect(),
        entry_total: total.map(|whole| crate::model::money::Money { minor: whole * 100, ..payment.amount }),
        ..Booking::default()
    };
    BookedPayment { id: PaymentId(id), payment: *payment }
}

fn of(found: &BTreeMap<PaymentId, i64>) -> Vec<(i64, i64)> {
    found.iter().map(|(id, minor)| (id.0, minor / 100)).collect()
}

#[test]
fn references_differ_only_where_both_have_one_of_a_kind() {
    let refs = |texts: &[&str]| texts.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    assert!(!contradict(&refs(&["ref:1"]), &[]));
    assert!(!contradict(&refs(&["ref:1"]), &refs(&["batch:2"])));
    assert!(contradict(&refs(&["ref:1"]), &refs(&["ref:2"])));
    assert!(!contradict(&refs(&["ref:1", "batch:5"]), &refs(&["ref:2", "batch:5"])));
}

#[test]
fn parts_are_taken_from_the_entry_with_their_reference() {
    let entries = [booked(1, "day", 100, &["ref:A", "batch:P"], None), booked(2, "day", 100, &["ref:B"], None)];
    let parts = [booked(3, "detail", 60, &["ref:B"], Some(100)), booked(4, "detail", 30, &["ref:B"], Some(100))];
    assert_eq!(of(&detailed(&entries, &parts)), [(2, 90)], "what no part states remains");
    let other_key = [booked(5, "detail", 100, &["batch:P"], Some(100))];
    assert_eq!(of(&detailed(&entries, &other_key)), [(1, 100)]);
}

#[test]
fn without_a_common_reference_day_and_total_tell_but_never_within_one_report() {
    let entries = [booked(1, "day", 100, &["ref:A"], None)];
    let parts = |report: &str, entry: &[&str]| {
        [booked(2, report, 70, entry, Some(100)), booked(3, report, 30, entry, Some(100))]
    };
    assert_eq!(of(&detailed(&entries, &parts("detail", &[]))), [(1, 100)]);
    assert_eq!(of(&detailed(&entries, &parts("day", &[]))), [], "another entry of that day and total");
    assert_eq!(of(&detailed(&entries, &parts("detail", &["ref:Z"]))), [], "the bank calls it something else");
    let other_total = [booked(2, "detail", 70, &[], Some(99))];
    assert_eq!(of(&detailed(&entries, &other_total)), []);
}

#[test]
fn parts_never_take_more_than_there_is_and_two_equal_entries_share_them() {
    let entries = [booked(1, "day", 100, &["ref:A"], None)];
    let parts = [booked(2, "detail", 80, &["ref:A"], Some(100)), booked(3, "detail", 80, &["ref:A"], Some(100))];
    assert_eq!(of(&detailed(&entries, &parts)), [(1, 100)]);
    let twins = [booked(1, "day", 100, &[], None), booked(2, "day", 100, &[], None)];
    let parts: Vec<_> = (3..7).map(|id| booked(id, "detail", 50, &[], Some(100))).collect();
    assert_eq!(of(&detailed(&twins, &parts)), [(1, 100), (2, 100)]);
}

#[test]
fn what_is_not_booked_details_nothing() {
    let entries = [booked(1, "day", 100, &["ref:A"], None)];
    let mut pending = booked(2, "detail", 100, &["ref:A"], Some(100));
    pending.payment.posted = false;
    assert_eq!(of(&detailed(&entries, &[pending])), []);
}

#[test]
fn a_reversal_takes_back_the_latest_earlier_payment_of_its_amount() {
    let numbered = |id: i64, whole: i64, day: &str, reversal: bool| {
        let mut one = booked(id, "day", whole, &[], None);
        one.payment.number = "E2E-1".to_owned();
        one.payment.date = day.parse().unwrap();
        one.payment.booking.reversal = reversal;
        if reversal {
            one.payment.direction = crate::model::record::Direction::Out;
            std::mem::swap(&mut one.payment.payer, &mut one.payment.payee);
        }
        one
    };
    let originals = [
        numbered(1, 100, "2026-10-01", false),
        numbered(2, 100, "2026-10-02", false),
        numbered(3, 250, "2026-10-03", false),
        numbered(4, 100, "2026-10-09", false),
    ];
    let back = |whole| returned(&originals, &[numbered(9, whole, "2026-10-05", true)]);
    assert_eq!(of(&back(100)), [(2, 100)]);
    assert_eq!(of(&back(40)), [(3, 40)]);
    assert_eq!(of(&back(900)), []);
    let mut stranger = numbered(9, 100, "2026-10-05", true);
    stranger.payment.number = "E2E-2".to_owned();
    assert_eq!(of(&returned(&originals, &[stranger])), []);
}

#[test]
fn what_came_first_has_no_advantage() {
    let entry = |id: i64, number: &str| {
        let mut entry = booked(id, "day", 100, &[], None);
        number.clone_into(&mut entry.payment.number);
        entry
    };
    let shares = |ids: [i64; 6]| {
        let [first, second, parts @ ..] = ids;
        let entries = [entry(first, "1"), entry(second, "2")];
        let amounts = [70, 60, 40, 30];
        let parts: Vec<_> =
            parts.into_iter().zip(amounts).map(|(id, whole)| booked(id, "detail", whole, &[], Some(100))).collect();
        let taken = detailed(&entries, &parts);
        [first, second].map(|id| taken.get(&PaymentId(id)).copied().unwrap_or_default() / 100)
    };
    for ids in [[1, 2, 3, 4, 5, 6], [2, 1, 6, 5, 4, 3], [5, 6, 4, 1, 3, 2], [6, 3, 2, 5, 1, 4]] {
        assert_eq!(shares(ids), [100, 100], "{ids:?}");
    }
    let back = |ids: [i64; 3]| {
        let [first, second, reversal] = ids;
        let mut taken_back = booked(reversal, "day", 100, &[], None);
        taken_back.payment.booking.reversal = true;
        taken_back.payment.direction = crate::model::record::Direction::Out;
        std::mem::swap(&mut taken_back.payment.payer, &mut taken_back.payment.payee);
        "7".clone_into(&mut taken_back.payment.number);
        let mut originals = [entry(first, "7"), entry(second, "7")];
        originals[0].payment.purpose = "а".into();
        originals[1].payment.purpose = "б".into();
        let returned = returned(&originals, &[taken_back]);
        [first, second].map(|id| returned.contains_key(&PaymentId(id)))
    };
    assert_eq!(back([1, 2, 3]), [true, false]);
    assert_eq!(back([2, 1, 3]), [true, false], "the same one, whichever came first");
}
