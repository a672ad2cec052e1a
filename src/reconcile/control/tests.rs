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
    said_of(has_payments, &[records])
}

/// What is said about a delivery of several documents.
fn said_of(has_payments: bool, documents: &[&[Record]]) -> Vec<String> {
    let mut controls = Controls::new(has_payments);
    for records in documents {
        controls.next_document();
        records.iter().for_each(|record| controls.see(record));
    }
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

/// The same payment in one of the bank's reports.
fn told(report: &str, mut record: Record) -> Record {
    let Body::Payment(payment) = &mut record.body else { unreachable!() };
    payment.booking.reports = vec![report.into()];
    record
}

/// Two balances of a day, or one of them.
fn holds(report: &str, date: &str, opening: Option<i64>, closing: Option<i64>) -> Record {
    let mut record = states(OURS, date, date, [0; 4]);
    let Body::Balance(balance) = &mut record.body else { unreachable!() };
    (balance.debit, balance.credit, balance.report) = (None, None, report.into());
    (balance.opening, balance.closing) = (opening.map(sample::rub), closing.map(sample::rub));
    record
}

#[test]
fn a_payment_that_several_reports_tell_is_counted_in_the_report_that_states_the_total() {
    let paid = |report| told(report, pays("1", "2026-10-01", 50, Direction::In));
    let mut total = states(OURS, "2026-10-01", "2026-10-01", [100, 50, 0, 150]);
    let Body::Balance(balance) = &mut total.body else { unreachable!() };
    balance.debit_count = Some(1);
    balance.report = "end".into();
    let records = [paid("day"), paid("end"), paid("detail"), total.clone()];
    assert_eq!(said(true, &records), Vec::<String>::new());
    assert_eq!(said(true, &[paid("day"), total.clone()]).len(), 2, "another report is none of its own");
    let Body::Balance(balance) = &mut total.body else { unreachable!() };
    balance.report.clear();
    assert_eq!(said(true, &[paid("end"), total.clone()]), Vec::<String>::new());
    assert_eq!(said(true, &[paid("day"), paid("end"), total]), Vec::<String>::new(), "nothing says which is meant");
}

/// The same record inside a statement of the file.
fn inside(statement: u32, mut record: Record) -> Record {
    record.provenance.position.path = format!("/D/S[{statement}]/N[1]");
    record
}

#[test]
fn a_statement_is_compared_with_its_own_entries_whatever_days_they_bear() {
    let entry = |statement, id, date, whole| inside(statement, told("end", pays(id, date, whole, Direction::In)));
    let total = |statement, date, whole| {
        let mut total = inside(statement, states(OURS, date, date, [0, whole, 0, whole]));
        let Body::Balance(balance) = &mut total.body else { unreachable!() };
        (balance.opening, balance.closing, balance.debit_count) = (None, None, Some(1));
        balance.report = "end".into();
        total
    };
    let held = |statement, date, opening, closing| inside(statement, holds("end", date, opening, closing));
    // Booked on Sunday, told on Monday.
    let monday = [
        held(1, "2026-10-05", Some(100), None),
        held(1, "2026-10-05", None, Some(150)),
        total(1, "2026-10-05", 50),
        entry(1, "1", "2026-10-04", 50),
    ];
    assert_eq!(said(true, &monday), Vec::<String>::new());
    let both = [&monday[..], &[total(2, "2026-10-06", 30), entry(2, "2", "2026-10-07", 30)]].concat();
    assert_eq!(said(true, &both), Vec::<String>::new());
    let lacking = [total(1, "2026-10-05", 50), entry(1, "1", "2026-10-04", 40), entry(2, "2", "2026-10-06", 10)];
    assert_eq!(said(true, &lacking), ["received-differs 2026-10-05 50.00 40.00"]);
}

#[test]
fn a_transfer_stands_in_the_statements_of_both_accounts() {
    let transfer = |statement| inside(statement, pays("t", "2026-10-04", 50, Direction::Internal));
    let total = |statement, account: &str, [debit, credit]: [i64; 2]| {
        let mut total = inside(statement, states(account, "2026-10-05", "2026-10-05", [0, debit, credit, 0]));
        let Body::Balance(balance) = &mut total.body else { unreachable!() };
        (balance.opening, balance.closing, balance.report) = (None, None, "end".into());
        total
    };
    let records = [transfer(1), total(1, OURS, [0, 50]), transfer(2), total(2, OTHER, [50, 0])];
    assert_eq!(said(true, &records), Vec::<String>::new());
}

#[test]
fn files_of_a_package_may_overlap_or_be_parts() {
    let day = |total: i64| states(OURS, "2026-10-01", "2026-10-01", [0, total, 0, total]);
    let first = [pays("1", "2026-10-01", 50, Direction::In), pays("2", "2026-10-01", 30, Direction::In)];
    let again = [first[0].clone(), first[1].clone(), day(80)];
    assert_eq!(said_of(true, &[&first, &again]), Vec::<String>::new(), "the second file repeats the first");
    let other = [pays("3", "2026-10-01", 20, Direction::In), day(100)];
    assert_eq!(said_of(true, &[&first, &other]), Vec::<String>::new(), "the second file goes on");
    let wrong = [pays("3", "2026-10-01", 20, Direction::In), day(90)];
    assert_eq!(said_of(true, &[&first, &wrong]), ["received-differs 2026-10-01 90.00 80.00"]);
}

#[test]
fn the_parts_of_an_entry_are_one_entry() {
    let part = |id: &str, whole: i64, line: u64| {
        let mut part = told("end", pays(id, "2026-10-01", whole, Direction::In));
        part.provenance.position.line = line;
        let Body::Payment(payment) = &mut part.body else { unreachable!() };
        payment.booking.entry_total = Some(sample::rub(50));
        part
    };
    let mut total = states(OURS, "2026-10-01", "2026-10-01", [0, 100, 0, 100]);
    let Body::Balance(balance) = &mut total.body else { unreachable!() };
    (balance.debit_count, balance.report) = (Some(2), "end".into());
    let parts = [part("1", 20, 7), part("2", 30, 7), part("3", 10, 9), part("4", 40, 9)];
    let with = |parts: &[Record]| [parts, &[total.clone()]].concat();
    assert_eq!(said(true, &with(&parts)), Vec::<String>::new());
    let mut planned = told("end", pays("5", "2026-10-01", 5, Direction::In));
    let Body::Payment(payment) = &mut planned.body else { unreachable!() };
    payment.posted = false;
    let pending = [&parts[..2], &[planned]].concat();
    assert_eq!(said(true, &with(&pending)), Vec::<String>::new(), "the report may sum up what is still pending");
}

#[test]
fn parts_that_do_not_add_up_to_their_entry_are_said() {
    let part = |id: &str, whole: i64, direction, entry: u32| {
        let mut part = inside(entry, told("end", pays(id, "2026-10-01", whole, direction)));
        let Body::Payment(payment) = &mut part.body else { unreachable!() };
        payment.booking.entry_total = (direction != Direction::Internal).then(|| sample::rub(60));
        part
    };
    let issues = |records: &[Record]| {
        let mut controls = Controls::new(true);
        records.iter().for_each(|record| controls.see(record));
        let issues = controls.finish();
        let shown =
            |issue: &Issue| (issue.code, issue.params.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>());
        issues.iter().map(shown).collect::<Vec<_>>()
    };
    let lacking = [part("1", 35, Direction::In, 1), part("2", 15, Direction::In, 1), part("3", 60, Direction::In, 2)];
    let said = ["60.00", "50.00", "10.00", "RUB"].map(str::to_owned).to_vec();
    assert_eq!(issues(&lacking), [(IssueCode::EntryDiffers, said)]);
    let back = [part("1", 75, Direction::Out, 1), part("2", 15, Direction::In, 1)];
    assert_eq!(issues(&back), []);
    let transfer = [part("1", 20, Direction::Internal, 1), part("2", 40, Direction::Out, 1)];
    assert_eq!(issues(&transfer), []);
}

#[test]
fn balances_without_turnovers_are_compared_with_the_payments_between_them() {
    let payments = [
        told("end", pays("1", "2026-10-01", 50, Direction::In)),
        told("end", pays("2", "2026-10-02", 20, Direction::Out)),
    ];
    let with = |balances: &[Record]| said(true, &[balances, &payments[..]].concat());
    let nothing = Vec::<String>::new();
    assert_eq!(with(&[holds("end", "2026-10-02", Some(150), Some(130))]), nothing);
    assert_eq!(
        with(&[holds("end", "2026-10-02", Some(150), Some(131))]),
        ["balance-off 2026-10-02 131.00 130.00"],
        "opening and closing of one statement"
    );
    let closings = |last| [holds("end", "2026-09-30", None, Some(100)), holds("end", "2026-10-02", None, Some(last))];
    assert_eq!(with(&closings(130)), nothing);
    assert_eq!(with(&closings(150)), ["balance-off 2026-10-02 150.00 130.00"], "one closing after another");
    for date in ["2026-09-30", "2026-10-01"] {
        let opening = |first| [holds("end", date, Some(first), None), holds("end", "2026-10-02", None, Some(130))];
        assert_eq!(with(&opening(100)), nothing, "an opening balance is dated by its day or by the one before");
        assert_eq!(with(&opening(90)), [format!("balance-off {date} 130.00 120.00")]);
    }
    let same_day = [holds("end", "2026-10-02", Some(150), None), holds("end", "2026-10-02", None, Some(130))];
    assert_eq!(with(&same_day), nothing);
    let two = [holds("end", "2026-10-02", None, Some(130)), holds("end", "2026-10-02", None, Some(99))];
    let begun = [&two[..], &[holds("end", "2026-10-01", Some(7), None)]].concat();
    assert_eq!(with(&begun), nothing, "two statements of a day can't be told apart");
    assert_eq!(said(false, &closings(150)), nothing, "no payments are read");
}

#[test]
fn what_is_too_much_to_compare_is_said() {
    let mut controls = Controls::new(true);
    let mut record = pays("1", "2026-10-01", 1, Direction::In);
    for at in 0..=GATHERED_MAX {
        let Body::Payment(payment) = &mut record.body else { unreachable!() };
        payment.payee.account = at.to_string();
        record.provenance.position.line = at as u64;
        controls.see(&record);
    }
    let issues = controls.finish();
    let [issue] = &issues[..] else { panic!("{issues:?}") };
    assert_eq!((issue.code, issue.position.line), (IssueCode::ControlSkipped, GATHERED_MAX as u64));
    let mut many = Controls::new(true);
    (0..=GATHERED_MAX).for_each(|_| many.see(&pays("1", "2026-10-01", 1, Direction::In)));
    many.see(&states(OURS, "2026-10-01", "2026-10-01", [0, 200_001, 0, 200_001]));
    assert_eq!(many.finish(), [], "payments of one day are no more than one sum");
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
