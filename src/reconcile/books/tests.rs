#![expect(clippy::inconsistent_digit_grouping, reason = "the last two digits of an amount are kopecks")]

use jiff::civil::{Date, date};

use super::*;
use crate::model::control::{BookKey, Explained, Stands, Suspect};
use crate::model::ids::{BalanceId, ClientId, OrganizationId, SourceId};
use crate::model::money::Currency;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A month of 2026 on account 62: opening, debit, credit, closing.
fn month(month: i8, [opening, debit, credit, closing]: [i64; 4]) -> StatedBalance {
    let start = date(2026, month, 1);
    StatedBalance {
        id: BalanceId(month.into()),
        ledger: "62".into(),
        partial: false,
        start,
        end: start.last_of_month(),
        opening: Some(opening),
        debit: Some(debit),
        credit: Some(credit),
        closing: Some(closing),
        made: None,
    }
}

fn moved(text: &str, debit: i64, credit: i64) -> DayTurnover {
    DayTurnover { day: day(text), debit, credit, reversed: false }
}

fn key() -> BookKey {
    BookKey {
        source: SourceId(1),
        organization: Some(OrganizationId(1)),
        account: String::new(),
        report: String::new(),
        client: Some(ClientId(7)),
        stranger: String::new(),
        contract: String::new(),
        currency: Currency::RUB,
    }
}

fn book(stated: &[StatedBalance], held: &[DayTurnover]) -> Book {
    let basis = Basis { shipments: true, payments: true, contracts: 1, ..Basis::default() };
    Book { key: key(), stated: stated.to_vec(), held: held.to_vec(), basis }
}

fn account(stated: &[StatedBalance], held: &[DayTurnover]) -> Book {
    let mut book = book(stated, held);
    (book.key.client, book.key.account) = (None, "40702810100000012345".into());
    book.basis = Basis::default();
    for one in &mut book.stated {
        one.ledger.clear();
    }
    book
}

fn codes(comparison: &Comparison) -> Vec<String> {
    comparison.reasons.iter().map(Reason::brief).collect()
}

/// State, held balance, difference, day since which it differs.
fn verdict(book: &Book) -> (ControlState, i64, i64, Option<Date>) {
    let found = compare(book, 100).unwrap();
    (found.state, found.held, found.difference, found.since)
}

#[test]
fn books_that_are_equal_agree() {
    let held = [moved("2026-01-12", 500_00, 0), moved("2026-01-20", 0, 300_00), moved("2026-02-03", 0, 200_00)];
    let stated = [month(1, [0, 500_00, 300_00, 200_00]), month(2, [200_00, 0, 200_00, 0])];
    assert_eq!(verdict(&book(&stated, &held)), (ControlState::Agrees, 0, 0, None));
    assert!(compare(&book(&[], &held), 100).is_none());
}

#[test]
fn what_was_owed_before_the_history_begins_is_the_sources_word() {
    let stated = [month(1, [1_000_00, 500_00, 300_00, 1_200_00])];
    let held = [moved("2026-01-12", 500_00, 0), moved("2026-01-20", 0, 300_00)];
    let found = compare(&book(&stated, &held), 100).unwrap();
    assert_eq!((found.state, found.held), (ControlState::Agrees, 1_200_00));
    assert_eq!(codes(&found), ["control-base day=2026-01-01 stated=1000.00"]);
    let older = [&[moved("2025-12-30", 400_00, 0)], &held[..]].concat();
    let found = compare(&book(&stated, &older), 100).unwrap();
    assert_eq!((found.state, found.held, found.difference), (ControlState::Differs, 600_00, 600_00));
    assert_eq!(codes(&found), ["control-opening day=2026-01-01 stated=1000.00 found=400.00 period=2025-12-30"]);
    assert_eq!(found.gap.unwrap().from, None);
}

#[test]
fn a_missing_payment_is_a_difference_since_its_month_until_it_comes() {
    let stated = [
        month(1, [0, 500_00, 0, 500_00]),
        month(2, [500_00, 0, 300_00, 200_00]),
        month(3, [200_00, 100_00, 0, 300_00]),
    ];
    let mut held = vec![moved("2026-01-12", 500_00, 0), moved("2026-03-05", 100_00, 0)];
    let found = compare(&book(&stated, &held), 100).unwrap();
    assert_eq!((found.state, found.held, found.difference), (ControlState::Differs, 600_00, -300_00));
    assert_eq!(found.since, Some(day("2026-02-28")));
    assert_eq!(codes(&found), ["control-client-credit-less difference=300.00 period=2026-02-01/2026-02-28"]);
    let gap = found.gap.unwrap();
    assert_eq!((gap.from, gap.to, gap.first, gap.last), (Some(day("2026-02-01")), day("2026-02-28"), -300_00, -300_00));
    assert_eq!(gap.side, Some(Side::Credit), "the payments are off, the shipments are not");
    let differences: Vec<i64> = found.checked.iter().map(|one| one.difference).collect();
    assert_eq!(differences, [0, -300_00, -300_00]);
    held.insert(1, moved("2026-02-10", 0, 300_00));
    assert_eq!(verdict(&book(&stated, &held)).0, ControlState::Agrees);
}

#[test]
fn a_difference_that_went_away_and_came_again_is_dated_anew() {
    let stated = [month(1, [0, 500_00, 0, 500_00]), month(2, [600_00, 0, 0, 600_00]), month(3, [600_00, 0, 0, 600_00])];
    let held = [moved("2026-01-12", 400_00, 0), moved("2026-02-01", 200_00, 0), moved("2026-03-09", 7_00, 0)];
    let found = compare(&book(&stated, &held), 100).unwrap();
    assert_eq!((found.difference, found.since), (-7_00, Some(day("2026-03-31"))));
}

#[test]
fn a_few_kopecks_are_no_difference() {
    let stated = [month(1, [0, 500_50, 0, 500_50])];
    let held = [moved("2026-01-12", 500_00, 0)];
    assert_eq!(verdict(&book(&stated, &held)).0, ControlState::Agrees);
    assert_eq!(compare(&book(&stated, &held), 0).unwrap().state, ControlState::Differs);
}

#[test]
fn turnovers_that_are_both_off_differ_though_the_balance_agrees() {
    let stated = [month(1, [0, 500_00, 300_00, 200_00])];
    let held = [moved("2026-01-12", 400_00, 0), moved("2026-01-20", 0, 200_00)];
    let found = compare(&book(&stated, &held), 100).unwrap();
    assert_eq!((found.state, found.difference), (ControlState::Differs, 100_00));
    assert_eq!(codes(&found), ["control-turnovers period=2026-01-01/2026-01-31 difference=100.00"]);
    let advance = [moved("2026-01-02", 0, 200_00), moved("2026-01-12", 400_00, 0)];
    assert_eq!(verdict(&book(&stated, &advance)).0, ControlState::Agrees, "an advance set off moves both sides");
    let mut returned = held.to_vec();
    returned[1].reversed = true;
    assert_eq!(verdict(&book(&stated, &returned)).0, ControlState::Agrees, "a return stands on either side");
    let mut turnovers = month(1, [0, 500_00, 300_00, 0]);
    (turnovers.opening, turnovers.closing) = (None, None);
    assert_eq!(verdict(&book(&[turnovers], &held)).0, ControlState::Differs, "each is off by itself");
}

#[test]
fn without_a_basis_nothing_is_said_to_differ() {
    let stated = [month(1, [0, 500_00, 0, 500_00])];
    let with = |change: &dyn Fn(&mut Book)| {
        let mut book = book(&stated, &[]);
        change(&mut book);
        let found = compare(&book, 100).unwrap();
        (found.state, codes(&found).concat())
    };
    assert_eq!(with(&|_| ()).0, ControlState::Differs);
    let not = |why: &str| (ControlState::NotComparable, why.to_owned());
    assert_eq!(with(&|book| book.basis.shipments = false), not("control-no-shipments"));
    assert_eq!(with(&|book| book.basis.payments = false), not("control-no-payments"));
    assert_eq!(with(&|book| book.basis.other_currencies = true), not("control-other-currencies"));
    assert_eq!(with(&|book| book.basis.unknown_company = true), not("control-unknown-company"));
    let several = |book: &mut Book| (book.basis.contracts, book.key.contract) = (2, "15".into());
    assert_eq!(with(&several), not("control-contracts name=15"));
    let mut fine = book(&stated, &[moved("2026-01-12", 500_00, 0)]);
    fine.basis = Basis { shipments: true, other_currencies: true, ..Basis::default() };
    assert_eq!(verdict(&fine).0, ControlState::Agrees, "what agrees needs no excuse");
    fine.basis.shipments = false;
    assert_eq!(verdict(&fine).0, ControlState::NotComparable, "but where no debt can arise, agreeing means nothing");
}

#[test]
fn sub_accounts_are_added_up_or_are_what_their_account_says() {
    let sub = |ledger: &str, figures: [i64; 4]| {
        let id = BalanceId(ledger.bytes().map(i64::from).sum());
        StatedBalance { ledger: ledger.into(), partial: true, id, ..month(1, figures) }
    };
    let held = [moved("2026-01-12", 500_00, 0), moved("2026-01-20", 0, 300_00)];
    let debts = sub("62.01", [0, 500_00, 250_00, 250_00]);
    let advances = sub("62.02", [0, 0, 50_00, -50_00]);
    assert_eq!(verdict(&book(&[debts.clone(), advances.clone()], &held)), (ControlState::Agrees, 200_00, 0, None));
    let account = month(1, [0, 500_00, 300_00, 200_00]);
    assert_eq!(verdict(&book(&[debts.clone(), account, advances], &held)).0, ControlState::Agrees);
    assert_eq!(verdict(&book(std::slice::from_ref(&debts), &held)).0, ControlState::Differs, "no advance was there");
    let prepaid = [moved("2026-01-02", 0, 300_00), moved("2026-01-12", 500_00, 0)];
    let found = compare(&book(&[debts], &prepaid), 100).unwrap();
    assert_eq!((found.state, codes(&found).concat()), (ControlState::NotComparable, "control-part id=62.01".into()));
}

#[test]
fn a_bank_account_is_followed_from_its_first_balance() {
    let stated = [month(1, [900_00, 50_00, 20_00, 930_00]), month(3, [930_00, 0, 30_00, 900_00])];
    let held = [moved("2025-12-31", 7_00, 0), moved("2026-01-10", 50_00, 20_00), moved("2026-03-10", 0, 30_00)];
    assert_eq!(verdict(&account(&stated, &held)), (ControlState::Agrees, 900_00, 0, None));
    let jumped = [stated[0].clone(), month(3, [990_00, 0, 30_00, 960_00])];
    let found = compare(&account(&jumped, &held), 100).unwrap();
    assert_eq!((found.difference, found.since), (60_00, Some(day("2026-03-31"))));
    assert_eq!(codes(&found), ["control-no-statement period=2026-02-01/2026-02-28"]);
}

#[test]
fn a_bank_account_with_closing_balances_alone_begins_with_the_first() {
    let only = |at: i8, closing: i64| {
        let mut one = month(at, [0, 0, 0, closing]);
        (one.opening, one.debit, one.credit) = (None, None, None);
        one
    };
    let held = [moved("2026-01-10", 50_00, 0), moved("2026-02-10", 0, 20_00)];
    let stated = [only(1, 700_00), only(2, 680_00)];
    assert_eq!(verdict(&account(&stated, &held)).0, ControlState::Agrees);
    assert_eq!(verdict(&account(&[only(1, 700_00), only(2, 600_00)], &held)).2, -80_00);
    let passing = [only(1, 700_00), only(2, 690_00), only(2, 680_00), only(3, 680_00)];
    assert_eq!(verdict(&account(&passing, &held)).0, ControlState::Agrees, "reports of the day pass by");
}

#[test]
fn what_a_bank_states_of_a_day_in_several_records_is_one_balance() {
    let mut parts = [month(1, [0; 4]), month(1, [0; 4]), month(1, [0; 4])];
    for (at, part) in (1..).zip(&mut parts) {
        (part.opening, part.debit, part.credit, part.closing) = (None, None, None, None);
        part.id = BalanceId(at);
    }
    parts[0].opening = Some(900_00);
    let held = [moved("2026-01-10", 50_00, 20_00)];
    assert!(compare(&account(&parts[..1], &held), 100).is_none(), "an opening balance alone is only a beginning");
    (parts[1].debit, parts[1].credit, parts[2].closing) = (Some(50_00), Some(20_00), Some(930_00));
    let found = compare(&account(&parts, &held), 100).unwrap();
    assert_eq!((found.state, found.held, found.balance), (ControlState::Agrees, 930_00, BalanceId(3)));
    parts[2].closing = Some(940_00);
    assert_eq!(verdict(&account(&parts, &held)).2, 10_00);
}

fn suspect(id: &str, at: &str, amount: i64) -> Suspect {
    let number = format!("УТ-{}", id.trim_start_matches(|letter: char| !letter.is_ascii_digit()));
    let core = number.trim_start_matches("УТ-").to_owned();
    Suspect { id: id.into(), number, core, date: day(at), amount, stands: Stands::Counts, made: None }
}

fn explained(difference: i64, suspects: &[Suspect]) -> Vec<String> {
    explained_on(None, difference, suspects)
}

fn explained_on(side: Option<Side>, difference: i64, suspects: &[Suspect]) -> Vec<String> {
    let gap = Gap {
        from: Some(day("2026-01-01")),
        to: day("2026-01-31"),
        first: difference,
        last: difference,
        end: day("2026-01-31"),
        made: Some(day("2026-02-01").at(9, 0, 0, 0)),
        side,
    };
    let Explained { reasons, candidates } = explain(&gap, suspects, Currency::RUB);
    let named = candidates.iter().map(|one| one.id.clone());
    reasons.iter().map(|reason| reason.code.clone()).chain(named).collect()
}

#[test]
fn a_shipment_that_stands_twice_is_named() {
    let mut again = suspect("D-9", "2026-01-13", 500_00);
    again.core = "4".into();
    let suspects = [suspect("D-4", "2026-01-12", 500_00), again, suspect("D-5", "2026-01-15", 200_00)];
    assert_eq!(explained(-500_00, &suspects), ["control-twice", "D-9"]);
}

#[test]
fn what_moves_the_side_that_agrees_explains_nothing() {
    let suspects = [suspect("D-4", "2026-01-12", 300_00)];
    assert!(explained_on(Some(Side::Credit), -300_00, &suspects).is_empty());
    assert_eq!(explained_on(Some(Side::Debit), -300_00, &suspects), ["control-only-held", "D-4"]);
}

#[test]
fn a_draft_that_the_other_side_counts_is_named() {
    let mut draft = suspect("D-5", "2026-01-15", 200_00);
    draft.stands = Stands::Draft;
    let suspects = [suspect("D-4", "2026-01-12", 500_00), draft.clone()];
    assert_eq!(explained(200_00, &suspects), ["control-draft", "D-5"]);
    assert!(explained(-200_00, &suspects).is_empty(), "it adds nothing that could be too much");
    draft.stands = Stands::Gone;
    assert_eq!(explained(200_00, &[draft]), ["control-gone", "D-5"]);
}

#[test]
fn money_of_nobody_of_a_lookalike_or_of_another_day_is_named() {
    for (stands, code) in [
        (Stands::NoClient, "control-no-client"),
        (Stands::Lookalike(ClientId(9)), "control-lookalike"),
        (Stands::OtherCompany, "control-other-company"),
        (Stands::PaidOut, "control-paid-out"),
    ] {
        let payment = Suspect { stands, ..suspect("P-3", "2026-01-20", -300_00) };
        assert_eq!(explained(-300_00, &[payment]), [code, "P-3"]);
    }
    let later = suspect("P-3", "2026-02-02", -300_00);
    assert_eq!(explained(-300_00, std::slice::from_ref(&later)), ["control-later-day", "P-3"]);
    assert!(explained(300_00, &[later]).is_empty());
    let mut came_later = suspect("D-4", "2026-01-12", 500_00);
    came_later.made = Some(day("2026-02-03").at(9, 0, 0, 0));
    assert_eq!(explained(-500_00, &[came_later]), ["control-came-later", "D-4"]);
    assert_eq!(explained(-500_00, &[suspect("D-4", "2026-01-12", 500_00)]), ["control-only-held", "D-4"]);
}

#[test]
fn the_only_set_explains_and_one_of_many_does_not() {
    let three = [
        suspect("D-1", "2026-01-12", 500_00),
        suspect("D-2", "2026-01-13", 130_00),
        suspect("D-3", "2026-01-14", 70_00),
    ];
    let together = ["control-together", "control-only-held", "control-only-held", "D-3", "D-2"];
    assert_eq!(explained(-200_00, &three), together);
    let four = [&three[..], &[suspect("D-4", "2026-01-15", 130_00)]].concat();
    assert!(explained(-200_00, &four).is_empty(), "two sets fit");
    let equal = [suspect("D-1", "2026-01-12", 500_00), suspect("D-2", "2026-01-13", 500_00)];
    assert_eq!(explained(-500_00, &equal), ["control-one-of", "control-only-held", "control-only-held", "D-1", "D-2"]);
}

#[test]
fn the_search_stays_small_however_many_documents_there_are() {
    let many: Vec<Suspect> = (1..=5_000).map(|at| suspect(&format!("D-{at}"), "2026-01-12", 1_000_00 + at)).collect();
    assert_eq!(explained(-(1_000_00 + 4_000), &many), ["control-only-held", "D-4000"]);
    assert!(explained(-7, &many).is_empty());
}
