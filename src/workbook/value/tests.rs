use jiff::ToSpan as _;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::model::money::Money;
use crate::workbook::layout::{CLIENTS, CONFLICTS, DOCUMENTS, readable};

const RU: Setting = Setting { lang: Lang::Ru, currency: Currency::RUB, from_1904: false };

fn spec(sheet: &str, id: &str) -> ColumnSpec {
    let found = readable(true).into_iter().find(|known| known.id == sheet).unwrap();
    *found.column(id).unwrap_or_else(|| panic!("no column {id}"))
}

fn client(id: &str, raw: &Raw) -> FileCell {
    of_file(&spec(CLIENTS.id, id), raw, false, RU)
}

fn said(text: &str) -> Raw {
    Raw::Text(text.to_owned())
}

fn value(text: &str) -> FileCell {
    FileCell::Value(text.to_owned())
}

fn trouble(cell: &FileCell) -> Option<Trouble> {
    match cell {
        FileCell::Unreadable { trouble, .. } => Some(*trouble),
        _ => None,
    }
}

#[test]
fn a_tax_number_typed_as_a_number_gets_its_zero_back_only_where_the_check_digits_hold() {
    assert_eq!(client("tax_id", &Raw::Number(740_134_119.0)), value("0740134119"));
    assert_eq!(client("tax_id", &said("740134119")), value("0740134119"));
    assert_eq!(client("tax_id", &Raw::Number(740_134_118.0)), FileCell::Digits("740134118".to_owned()));
    assert_eq!(client("kpp", &Raw::Number(74_501_001.0)), value("074501001"));
}

#[test]
fn long_numbers_in_columns_of_codes_are_rejected_because_their_digits_are_gone() {
    let account = client("tax_id", &Raw::Number(4.070_281e19));
    assert_eq!(trouble(&account), Some(Trouble::DigitsLost));
    assert_eq!(trouble(&client("phone", &Raw::Number(1.234_567_890_123_456_8e17))), Some(Trouble::DigitsLost));
    assert_eq!(trouble(&client("phone", &Raw::Date { year: 2026, month: 10, day: 5 })), Some(Trouble::DigitsLost));
    assert_eq!(trouble(&client("phone", &Raw::Number(1.5))), Some(Trouble::DigitsLost));
}

#[test]
fn digits_of_a_number_cell_say_what_the_code_before_says() {
    let phone = client("phone", &Raw::Number(79_001_234_567.0));
    assert!(phone.says("+79001234567") && !phone.says("+79001234568") && !phone.says(""));
    let number = of_file(&spec(DOCUMENTS.id, "number"), &Raw::Number(101.0), false, RU);
    assert!(number.says("000101") && number.says("101") && !number.says("1010"));
    assert!(FileCell::Digits("0".to_owned()).says("000"));
}

#[test]
fn amounts_are_compared_at_the_scale_of_their_currency() {
    let debt = |raw| client("debt", &raw);
    assert_eq!(debt(Raw::Number(0.1 + 0.2)), value("0.30"));
    assert_eq!(debt(Raw::Number(1.15)), value("1.15"));
    assert_eq!(debt(Raw::Number(-0.001)), value("0.00"));
    assert_eq!(debt(Raw::Number(46_054.0)), value("46054.00"));
    let yen = Setting { currency: "JPY".parse().unwrap(), ..RU };
    assert_eq!(of_file(&spec(CLIENTS.id, "debt"), &Raw::Number(12.5), false, yen), value("13"));
    for (text, expected) in [
        ("1,5", "1.50"),
        ("1.5", "1.50"),
        ("1\u{a0}234\u{202f}567,89", "1234567.89"),
        ("1.234.567,5", "1234567.50"),
        ("1,234,567.5", "1234567.50"),
        ("−12 ₽", "-12.00"),
    ] {
        assert_eq!(debt(said(text)), value(expected), "{text}");
    }
    for wrong in ["12О0", "abc", "1-2", "—", "12.02.2026"] {
        let cell = debt(said(wrong));
        assert!(trouble(&cell) == Some(Trouble::NotANumber) || wrong == "12.02.2026", "{wrong}: {cell:?}");
    }
    let english = Setting { lang: Lang::En, ..RU };
    assert_eq!(of_file(&spec(CLIENTS.id, "debt"), &said("1,234"), false, english), value("1234.00"));
}

#[test]
fn days_are_read_from_numbers_iso_and_words() {
    let next = |raw: &Raw| client("next_contact", raw);
    assert_eq!(next(&Raw::Date { year: 2026, month: 2, day: 1 }), value("2026-02-01"));
    assert_eq!(next(&Raw::Number(46_054.0)), value("2026-02-01"));
    assert_eq!(next(&Raw::Iso("2026-02-01T00:00:00".to_owned())), value("2026-02-01"));
    for text in ["01.02.2026", "1.2.2026", "1/2/26", "2026-02-01", "01.02.2026 г.", " 01.02.2026 10:15"] {
        assert_eq!(next(&said(text)), value("2026-02-01"), "{text}");
    }
    let since_1904 = Setting { from_1904: true, ..RU };
    assert_eq!(
        of_file(&spec(CLIENTS.id, "next_contact"), &Raw::Number(44_592.0), false, since_1904),
        value("2026-02-01")
    );
    for wrong in ["31.02.2026", "завтра", "1.2", "01.02.20266"] {
        assert_eq!(trouble(&next(&said(wrong))), Some(Trouble::NotADate), "{wrong}");
    }
    for early in
        [Raw::Number(60.0), Raw::Date { year: 1900, month: 2, day: 28 }, Raw::Date { year: 1899, month: 1, day: 1 }]
    {
        assert_eq!(trouble(&next(&early)), Some(Trouble::DateOutOfRange), "{early:?}");
    }
    let english = Setting { lang: Lang::En, ..RU };
    let en = |text| of_file(&spec(CLIENTS.id, "next_contact"), &said(text), false, english);
    assert_eq!(trouble(&en("01/02/2026")), Some(Trouble::NotADate), "either month");
    assert_eq!(en("02/13/2026"), value("2026-02-13"));
}

#[test]
fn a_formula_without_a_value_is_not_cleared() {
    let phone = spec(CLIENTS.id, "phone");
    assert_eq!(trouble(&of_file(&phone, &Raw::Empty, true, RU)), Some(Trouble::NoValue));
    assert_eq!(of_file(&phone, &Raw::Empty, false, RU), value(""));
    assert_eq!(trouble(&of_file(&phone, &Raw::Error("#SPILL!".to_owned()), true, RU)), Some(Trouble::ErrorValue));
}

#[test]
fn words_are_compared_without_what_nobody_sees() {
    assert_eq!(text(" a\u{a0}b "), "a b");
    assert_eq!(text("и\u{306}"), "й");
    assert_eq!(text("one\r\ntwo\rthree"), "one\ntwo\nthree");
    assert_eq!(text("one_x000D_\ntwo"), "one\ntwo");
    assert_eq!(client("comment", &said("\u{a0} \n")), value(""));
    assert_eq!(client("comment", &Raw::Number(12.0)), value("12"));
    assert_eq!(client("comment", &Raw::Date { year: 2026, month: 2, day: 1 }), value("01.02.2026"));
}

#[test]
fn a_choice_is_known_in_every_language_and_nothing_else_is_one() {
    let choice = spec(CONFLICTS.id, "choice");
    for lang in Lang::ALL {
        let word = lang.text("book-choice-mine", &[]).to_uppercase();
        assert_eq!(of_file(&choice, &said(&word), false, RU), value("mine"), "{word}");
    }
    assert_eq!(trouble(&of_file(&choice, &said("оба"), false, RU)), Some(Trouble::NotAChoice));
}

proptest! {
    /// What is written into a cell and comes back untouched says the same.
    #[test]
    fn what_comes_back_untouched_is_no_edit(minor in -1_000_000_000_000_i64..1_000_000_000_000, day in 0_i64..70_000, words in "\\PC{0,40}") {
        let debt = spec(CLIENTS.id, "debt");
        let money = Money { minor, currency: Currency::RUB };
        let shown: f64 = money.to_string().parse().unwrap();
        prop_assert!(of_file(&debt, &Raw::Number(shown), false, RU).says(&of_drawn(&debt, &Value::Money(money))));
        let day = date(1901, 1, 1).checked_add(day.days()).unwrap();
        let next = spec(CLIENTS.id, "next_contact");
        let raw = Raw::Text(Lang::Ru.date(day));
        prop_assert!(of_file(&next, &raw, false, RU).says(&of_drawn(&next, &Value::Date(day))));
        let comment = spec(CLIENTS.id, "comment");
        prop_assert!(of_file(&comment, &Raw::Text(words.clone()), false, RU).says(&of_drawn(&comment, &Value::text(words))));
    }
}
