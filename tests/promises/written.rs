//! What a payer writes beside each bill is paid as it is written, also when one of the bills comes later; what does not come to
//! the money is asked about, and the question says so in words.

use crate::decisions::{open_question, rows};
use crate::papers::sverka;
use crate::shares::{bills, desk, paid, sums};

#[test]
fn a_share_of_a_bill_that_comes_later_waits_for_it() {
    let mut desk = desk(&[(1761, 1, "10000.00")], &[(1, 10, "10000.00", "сч. 1761 - 6000, по сч. 1762 - 4000")]);
    assert_eq!(paid(&desk), sums(&[("1761", "6000.00")]));
    assert!(!rows(&desk.store(), "review").iter().any(|row| row["kind"] == "payment_match" && row["state"] == "open"));
    desk.drop("accounting", "реестр 2.csv", &bills(&[(1762, 2, "5000.00")]));
    desk.sync();
    assert_eq!(paid(&desk), sums(&[("1761", "6000.00"), ("1762", "4000.00")]));
    let why = sverka(&desk.path(""), &["explain", "payment", "P-1"]);
    let why = String::from_utf8_lossy(&why.stdout).into_owned();
    assert!(why.contains("столько по этому документу названо в назначении"), "{why}");
}

#[test]
fn sums_before_the_numbers_pay_the_bills_that_they_stand_before() {
    let purpose = "Оплата 3000-00 по сч.1601 от 01.10.26, 10000-00 по сч. 1602 от 02.10.26, в т.ч. НДС 22% 2344-26";
    let desk = desk(&[(1601, 1, "10000.00"), (1602, 2, "20000.00")], &[(1, 10, "13000.00", purpose)]);
    assert_eq!(paid(&desk), sums(&[("1601", "3000.00"), ("1602", "10000.00")]));
}

#[test]
fn what_does_not_come_to_the_money_is_asked_in_words() {
    let billed = [(1631, 1, "10000.00"), (1632, 2, "12000.00")];
    let purpose = "1631 - 4000-00 без НДС, 1632 - 5000-00 без НДС";
    let desk = desk(&billed, &[(1, 10, "10000.00", purpose)]);
    assert_eq!(paid(&desk), sums(&[("1631", "0.00"), ("1632", "0.00")]));
    let (question, _) = open_question(&desk, "payment_match");
    let shown = sverka(&desk.path(""), &["review", "show", &question.to_string()]);
    let shown = String::from_utf8_lossy(&shown.stdout).replace('\u{a0}', " ");
    for said in [
        "сказанное в назначении о каждом документе не сходится с суммой платежа",
        "названные документы вместе — 22 000,00, это больше суммы платежа на 12 000,00",
    ] {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
}
