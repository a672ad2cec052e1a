//! What a delivery states against what it says.

use proptest::prelude::*;

use super::*;
use crate::model::record::{NamedContract, RecordKind};
use crate::model::sample;

const OURS: &str = "40702810000000000001";
const OTHER: &str = "40702810000000000002";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A payment of whole roubles on an own account.
fn pays(id: &str, date: &str, whole: i64, direction: Direction) -> Record {
    let mut record = sample::payment(id, id, date, whole, ("", ""), "");
    let Body::Payment(payment) = &mut record.body else { unreachable!() };
    payment.direction = direction;
    let own = if direction == Direction::In { &mut payment.payee } else { &mut payment.payer };
    own.account = OURS.into();
    if direction == Direction::Internal {
        payment.payee.account = OTHER.into();
    }
    record
}

/// `[opening, debit, credit, closing]` of an account, whole roubles.
fn states(account: &str, from: &str, to: &str, amounts: [i64; 4]) -> Record {
    let mut record = sample::balance("", "", "", 0);
    let Body::Balance(balance) = &mut record.body else { unreachable!() };
    (balance.client, balance.account) = (None, account.into());
    (balance.period_start, balance.period_end) = (day(from), day(to));
    set(balance, amounts);
    record
}

fn set(balance: &mut Balance, amounts: [i64; 4]) {
    let [opening, debit, credit, closing] = amounts.map(|whole| Some(sample::rub(whole)));
    (balance.opening, balance.debit, balance.credit, balance.closing) = (opening, debit, credit, closing);
}

fn of_client(ledger: &str, client: &str, contract: &str, amounts: [i64; 4]) -> Record {
    let mut record = sample::balance(ledger, client, "", 0);
    let Body::Balance(balance) = &mut record.body else { unreachable!() };
    if client.is_empty() {
        balance.client = None;
    }
    balance.contract =
        (!contract.is_empty()).then(|| NamedContract { name: contract.into(), ..NamedContract::default() });
    set(balance, amounts);
    record
}

fn said(has_payments: bool, records: &[Record]) -> Vec<String> {
    let mut controls = Controls::new(has_payments);
    records.iter().for_each(|record| controls.see(record));
    let param = |issue: &Issue, name: &str| {
        issue.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let brief = |issue: &Issue| {
        let [stated, found] = ["stated", "found"].map(|name| param(issue, name));
        format!("{} {}{} {stated} {found}", issue.code.name(), param(issue, "period"), param(issue, "field"))
    };
    controls.finish().iter().map(brief).collect()
}

fn month() -> Vec<Record> {
    vec![
        states(OURS, "2026-10-01", "2026-10-01", [100, 50, 0, 150]),
        states(OURS, "2026-10-02", "2026-10-02", [150, 30, 20, 160]),
        states(OURS, "2026-10-05", "2026-10-05", [160, 0, 60, 100]),
        states(OTHER, "2026-10-05", "2026-10-05", [0, 60, 0, 60]),
        pays("1", "2026-10-01", 50, Direction::In),
        pays("2", "2026-10-02", 30, Direction::In),
        pays("3", "2026-10-02", 20, Direction::Out),
        pays("4", "2026-10-05", 60, Direction::Internal),
        pays("4", "2026-10-05", 60, Direction::Internal),
    ]
}

#[test]
fn a_statement_that_adds_up_says_nothing_whatever_the_order_of_its_sections() {
    assert_eq!(said(true, &month()), Vec::<String>::new());
    let mut backwards = month();
    backwards.reverse();
    assert_eq!(said(true, &backwards), Vec::<String>::new());
}

#[test]
fn a_missing_payment_day_or_kopeck_is_said_in_any_order() {
    let mut records = month();
    records.remove(5);
    records.remove(1);
    let expected = ["balance-gap 2026-10-05 160.00 150.00"];
    assert_eq!(said(true, &records), expected);
    records[0] = states(OURS, "2026-10-01", "2026-10-01", [100, 51, 0, 150]);
    let expected = [
        "balance-gap 2026-10-05 160.00 150.00",
        "balance-off 2026-10-01 150.00 151.00",
        "received-differs 2026-10-01 51.00 50.00",
    ];
    let sorted = |records: &[Record]| {
        let mut said = said(true, records);
        said.sort();
        said
    };
    assert_eq!(sorted(&records), expected);
    records.reverse();
    assert_eq!(sorted(&records), expected);
}

#[test]
fn what_is_no_money_of_the_day_is_not_counted() {
    let mut draft = pays("9", "2026-10-01", 7, Direction::In);
    let mut gone = pays("8", "2026-10-01", 7, Direction::In);
    let (Body::Payment(planned), Body::Payment(deleted)) = (&mut draft.body, &mut gone.body) else { unreachable!() };
    planned.posted = false;
    deleted.deleted = true;
    let mut records = month();
    records.extend([draft, gone, pays("7", "2026-11-01", 7, Direction::In)]);
    assert_eq!(said(true, &records), Vec::<String>::new());
}

#[test]
fn turnovers_are_compared_only_where_payments_are_read() {
    let only = [states(OURS, "2026-10-01", "2026-10-31", [100, 50, 20, 130])];
    assert_eq!(said(false, &only), Vec::<String>::new());
    assert_eq!(
        said(true, &only),
        ["received-differs 2026-10-01/2026-10-31 50.00 0.00", "spent-differs 2026-10-01/2026-10-31 20.00 0.00"]
    );
}

#[test]
fn the_number_of_entries_is_compared_where_it_is_stated() {
    let mut records = month();
    let Body::Balance(balance) = &mut records[1].body else { unreachable!() };
    (balance.debit_count, balance.credit_count) = (Some(1), Some(2));
    assert_eq!(said(true, &records), ["spent-count-differs 2026-10-02 2 1"]);
}

#[test]
fn parts_add_up_to_their_whole_level_by_level() {
    let mut sheet = vec![
        of_client("62", "", "", [10, 8, 5, 13]),
        of_client("62.01", "", "", [10, 8, 5, 13]),
        of_client("62.01", "Альфа", "", [7, 5, 5, 7]),
        of_client("62.01", "Альфа", "Договор 1", [7, 1, 5, 3]),
        of_client("62.01", "Альфа", "Договор 2", [0, 4, 0, 4]),
        of_client("62.01", "Бета", "", [3, 3, 0, 6]),
        of_client("62", "", "", [10, 8, 5, 13]),
    ];
    assert_eq!(said(false, &sheet), Vec::<String>::new(), "the account stands on top and in the totals row");
    sheet[5] = of_client("62.01", "Бета", "", [3, 2, 0, 5]);
    let period = "2026-01-01/2026-01-31";
    assert_eq!(
        said(false, &sheet),
        [format!("parts-differ {period}closing 13.00 12.00"), format!("parts-differ {period}debit 8.00 7.00")]
    );
    sheet.remove(3);
    assert!(
        said(false, &sheet).contains(&format!("parts-differ {period}credit 5.00 0.00")),
        "{:?}",
        said(false, &sheet)
    );
}

#[test]
fn two_clients_of_one_name_are_one_whole() {
    let sheet = [
        of_client("62", "Альфа", "", [1, 0, 0, 1]),
        of_client("62", "Альфа", "Договор 1", [1, 0, 0, 1]),
        of_client("62", "Альфа", "", [2, 0, 0, 2]),
        of_client("62", "Альфа", "Договор 2", [2, 0, 0, 2]),
    ];
    assert_eq!(said(false, &sheet), Vec::<String>::new());
}

#[test]
fn a_control_total_that_was_taken_back_states_nothing() {
    let mut record = states(OURS, "2026-10-01", "2026-10-01", [1, 1, 1, 5]);
    record.body.mark_deleted();
    assert_eq!(record.kind, RecordKind::Balance);
    assert_eq!(said(true, &[record]), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Lines and sections may stand in any order, and any of them may be missing: the verdicts are the same.
    #[test]
    fn the_order_of_lines_and_sections_decides_nothing(
        kept in proptest::collection::vec(any::<bool>(), 9),
        order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let records = month();
        let left = |order: &[usize]| -> Vec<Record> {
            order.iter().filter(|at| kept[**at]).map(|at| records[*at].clone()).collect()
        };
        let verdicts = |order: &[usize]| {
            let mut verdicts = said(true, &left(order));
            verdicts.sort();
            verdicts
        };
        prop_assert_eq!(verdicts(&order), verdicts(&(0..9).collect::<Vec<usize>>()));
    }
}
