//! What a payment pays, in a person's words: several documents at once, what is left asked about, nothing taken from another
//! payment unawares, and every question that an answer closed or opened said.

use serde_json::Value;
use sverka::model::ids::{PaymentId, ReviewId};
use sverka::pipeline::decide::{Answer, Request};

use crate::decisions::{made, open_question, register, rows};
use crate::desk::Desk;
use crate::papers::{SETTINGS, statement, sverka};

/// Bills of one client: number, day of October, sum.
pub(crate) fn bills(lines: &[(u32, u32, &str)]) -> Vec<u8> {
    let all: Vec<_> =
        lines.iter().map(|(number, day, sum)| (*number, *day, "ООО Берёзка", "7702555038", *sum)).collect();
    register(&all)
}

pub(crate) fn desk(billed: &[(u32, u32, &str)], paid: &[(u32, u32, &str, &str)]) -> Desk {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "реестр.csv", &bills(billed));
    desk.drop("bank", "kl.txt", &statement(paid));
    desk.sync();
    desk
}

/// What is paid of each bill, by number.
pub(crate) fn paid(desk: &Desk) -> Vec<(String, String)> {
    let store = desk.store();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut paid: Vec<_> =
        rows(&store, "invoices").iter().map(|row| (text(&row["number"]), text(&row["paid"]))).collect();
    paid.sort();
    paid
}

pub(crate) fn sums(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(number, sum)| ((*number).to_owned(), (*sum).to_owned())).collect()
}

fn candidates(question: &Value) -> Vec<String> {
    let all = question["candidates"].as_array().unwrap();
    all.iter().map(|one| one["label"].as_str().unwrap().split(' ').next().unwrap().to_owned()).collect()
}

fn is_open(desk: &Desk, id: ReviewId) -> bool {
    rows(&desk.store(), "review").iter().any(|row| row["id"] == id.to_string() && row["state"] == "open")
}

fn ids(questions: &[sverka::store::decisions::questions::Question]) -> Vec<ReviewId> {
    questions.iter().map(|question| question.id).collect()
}

const BILLED: [(u32, u32, &str); 3] = [(101, 5, "300.00"), (102, 6, "500.00"), (103, 7, "70.00")];

#[test]
fn a_payment_pays_the_documents_that_are_named_and_what_is_left_is_asked() {
    let desk = desk(&BILLED, &[(1, 10, "900.00", "оплата")]);
    let (question, asked) = open_question(&desk, "payment_match");
    assert_eq!(candidates(&asked), ["101", "102", "103"]);
    let id = question.to_string();
    let output = sverka(&desk.path(""), &["review", "accept", &id, "2", "1", "--who", "Ольга", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let shares = answer["fact"]["pays"]["shares"].as_array().unwrap();
    assert_eq!(shares.len(), 2);
    assert_eq!(answer["questions"]["asked_again"][0]["id"], id, "{answer:#}");
    assert_eq!(paid(&desk), sums(&[("101", "300.00"), ("102", "500.00"), ("103", "0.00")]));
    let (again, asked) = open_question(&desk, "payment_match");
    assert_eq!((again, candidates(&asked)), (question, vec!["103".to_owned()]), "a hundred is left");
    assert!(asked["reasons"].to_string().contains("rest-of-payment"), "{asked}");
    // Nothing else comes of another run.
    desk.sync();
    assert_eq!(open_question(&desk, "payment_match").1, asked);
    let rest = made(&desk, &Request::Accept(question, None));
    assert_eq!(paid(&desk), sums(&[("101", "300.00"), ("102", "500.00"), ("103", "70.00")]));
    assert_eq!(ids(&rest.questions.closed), [question]);
    assert!(!is_open(&desk, question), "thirty are left, and nothing to choose from");
    made(&desk, &Request::Undo(rest.decision));
    assert_eq!(open_question(&desk, "payment_match").1, asked);
    made(&desk, &Request::Undo(answer["decision"].as_str().unwrap().parse().unwrap()));
    assert_eq!(paid(&desk), sums(&[("101", "0.00"), ("102", "0.00"), ("103", "0.00")]));
    assert_eq!(candidates(&open_question(&desk, "payment_match").1), ["101", "102", "103"]);
}

#[test]
fn money_that_does_not_reach_pays_the_oldest_first() {
    let desk = desk(&BILLED, &[(1, 10, "400.00", "оплата")]);
    let (question, _) = open_question(&desk, "payment_match");
    let answer = sverka(&desk.path(""), &["review", "accept", &question.to_string(), "2", "1"]);
    let answer = String::from_utf8_lossy(&answer.stdout).into_owned();
    let shares = "D-1 (№ 101 от 05.10.2026) — 300,00 RUB; D-2 (№ 102 от 06.10.2026) — 100,00 RUB";
    assert!(answer.replace('\u{a0}', " ").contains(shares), "{answer}");
    assert_eq!(paid(&desk), sums(&[("101", "300.00"), ("102", "100.00"), ("103", "0.00")]));
    assert!(!is_open(&desk, question));
    let text = sverka(&desk.path(""), &["review", "decisions"]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("платёж P-1 оплачивает D-1 (№ 101 от 05.10.2026) — 300,00 RUB; D-2"), "{text}");
}

/// A bill, the payment that pays it, and money that names it again.
fn twice() -> (Desk, ReviewId, Value) {
    let desk =
        desk(&BILLED, &[(1, 10, "300.00", "счет 101 от 05.10.2026"), (2, 20, "300.00", "счет 101 от 05.10.2026")]);
    let (question, asked) = open_question(&desk, "payment_match");
    (desk, question, asked)
}

fn allocated(desk: &Desk) -> Vec<String> {
    let store = desk.store();
    rows(&store, "payments").iter().map(|row| row["allocated"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_second_payment_of_a_bill_moves_nothing_unless_a_person_says_so() {
    let (mut desk, question, asked) = twice();
    assert!(asked["reasons"].to_string().contains("paid-already"), "{asked}");
    let shown = sverka(&desk.path(""), &["review", "show", &question.to_string()]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    let id = asked["candidates"][0]["id"].as_str().unwrap().to_owned();
    for said in [
        "документ № 101 уже оплачен: P-1 от 10.10.2026; это вторая оплата?",
        &format!(
            "review accept {question} {id}\n    это вторая оплата документа: деньги остаются авансом клиента, P-1 не меняется"
        ),
        &format!("review link P-2 {id}\n    оплатить документ этим платежом вместо прежнего: у P-1 деньги освободятся"),
    ] {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
    let yes: Answer = made(&desk, &Request::Accept(question, Some(id.clone())));
    assert_eq!(allocated(&desk), ["300.00", "0.00"]);
    assert_eq!(ids(&yes.questions.closed), [question]);
    // Nothing that comes later asks about that money without speaking for itself.
    desk.drop("accounting", "реестр 2.csv", &bills(&[(104, 21, "999.00")]));
    desk.sync();
    assert!(!is_open(&desk, question));
    assert_eq!(allocated(&desk), ["300.00", "0.00"]);
    made(&desk, &Request::Undo(yes.decision));
    assert!(is_open(&desk, question));
    let link = Request::Link("P-2".parse().unwrap(), id.parse().unwrap(), None);
    let moved = made(&desk, &link);
    assert_eq!(allocated(&desk), ["0.00", "300.00"]);
    let before_and_after = |payment: &str| {
        let payment: PaymentId = payment.parse().unwrap();
        let of = |figures: &sverka::model::decision::Figures| figures.payments[&payment].allocated.to_string();
        (of(&moved.before), of(&moved.after))
    };
    assert_eq!(before_and_after("P-1"), ("300.00".to_owned(), "0.00".to_owned()), "it is said what moved");
}

#[test]
fn accepting_a_bill_that_is_paid_in_part_leaves_the_other_payment_alone() {
    let desk = desk(
        &[(101, 5, "300.00")],
        &[(1, 10, "200.00", "аванс по счету 101 от 05.10.2026"), (2, 20, "150.00", "оплата")],
    );
    let (question, _) = open_question(&desk, "payment_match");
    made(&desk, &Request::Accept(question, None));
    assert_eq!(allocated(&desk), ["200.00", "100.00"]);
}

#[test]
fn what_a_person_refused_is_proposed_no_more_nor_what_nothing_speaks_for() {
    let mut desk = desk(&[(101, 5, "300.00")], &[(1, 10, "250.00", "оплата")]);
    let (question, _) = open_question(&desk, "payment_match");
    made(&desk, &Request::Reject(question));
    desk.drop("accounting", "реестр 2.csv", &bills(&[(104, 7, "999.00")]));
    desk.sync();
    assert!(!is_open(&desk, question), "an unrelated bill");
    desk.drop("accounting", "реестр 3.csv", &bills(&[(105, 8, "250.00"), (106, 9, "250.00")]));
    desk.sync();
    let (again, asked) = open_question(&desk, "payment_match");
    assert_eq!((again, candidates(&asked)), (question, vec!["105".to_owned(), "106".to_owned()]));
    let no = made(&desk, &Request::Reject(question));
    assert_eq!(ids(&no.questions.closed), [question]);
    assert!(no.questions.opened.is_empty() && no.questions.again.is_empty());
}
