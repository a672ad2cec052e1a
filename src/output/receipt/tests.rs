use jiff::civil::date;

use super::*;
use crate::model::money::{Currency, Money};
use crate::model::provenance::Position;
use crate::model::record::RecordKind;
use crate::model::tally::Outcome;

fn row(file: &mut FileReport, kind: RecordKind, minor: i64, outcome: Outcome) {
    let money = (minor != 0).then_some(Money { minor, currency: Currency::RUB });
    file.tally.read(kind, money);
    file.tally.decide(kind, money, outcome);
}

fn facts(file: &FileReport) -> ReceiptFacts<'_> {
    ReceiptFacts {
        file,
        title: Some("Счета и отгрузки"),
        when: date(2025, 3, 20).at(9, 5, 0, 0),
        taken_at: None,
        original: Some("done/2025-03-20/март.xml"),
    }
}

fn messy() -> FileReport {
    let mut file = FileReport::new("exchange/accounting/март.xml", "accounting", FileOutcome::Taken);
    row(&mut file, RecordKind::Client, 0, Outcome::Applied);
    row(&mut file, RecordKind::Invoice, 123_456_750, Outcome::Applied);
    row(&mut file, RecordKind::Invoice, 100, Outcome::Unchanged);
    row(&mut file, RecordKind::Invoice, 200, Outcome::Queued);
    row(&mut file, RecordKind::Invoice, 300, Outcome::Refused);
    file.tally.skipped = 2;
    let at = |line| Position { line, ..Position::default() };
    file.push_issue(Issue::new(IssueCode::MissingField, Severity::Error, at(40)).with("field", "date"));
    file.push_issue(
        Issue::new(IssueCode::LinesDiffer, Severity::Warning, at(12)).with("total", "100.00").with("lines", "99.00"),
    );
    file
}

#[test]
fn a_receipt_says_rows_money_what_is_refused_and_what_to_do() {
    let file = messy();
    let receipt = receipt(&facts(&file), Lang::Ru).unwrap();
    assert_eq!(receipt.ending, ERRORS);
    assert_eq!(receipt.file_name("март.xml"), "март.xml.errors.txt");
    insta::assert_snapshot!("taken_partly_ru", receipt.text.replace('\u{a0}', "_"));
}

#[test]
fn a_refused_file_is_told_why_and_where_it_lies() {
    let reason = Reason::new(Reason::TRUNCATED).with("expected", "</a>");
    let file = FileReport::new("exchange/accounting/a.xml", "accounting", FileOutcome::Refused { reason });
    let facts = ReceiptFacts { title: None, original: Some("quarantine/a.xml"), ..facts(&file) };
    let receipt = receipt(&facts, Lang::En).unwrap();
    insta::assert_snapshot!("refused_en", receipt.text);
}

#[test]
fn a_known_file_changed_nothing() {
    let outcome = FileOutcome::Known { taken: Some(date(2025, 3, 1)), refused: 0 };
    let file = FileReport::new("exchange/accounting/a.xml", "accounting", outcome);
    let receipt = receipt(&facts(&file), Lang::Uk).unwrap();
    assert!(receipt.ending == OK && receipt.text.contains("уже було прийнято 01.03.2025"), "{}", receipt.text);
}

#[test]
fn a_growing_file_gets_none_until_it_waits_too_long() {
    let held = |overdue| {
        let outcome = FileOutcome::Held { reason: Reason::new(Reason::GROWING), overdue };
        let file = FileReport::new("exchange/accounting/a.xml", "accounting", outcome);
        receipt(&facts(&file), Lang::Ru)
    };
    assert_eq!(held(false), None);
    assert_eq!(held(true).unwrap().ending, ERRORS);
}

#[test]
fn long_lists_are_cut_and_counted() {
    let mut file = FileReport::new("exchange/accounting/a.xml", "accounting", FileOutcome::Taken);
    for line in 1..=1_500 {
        row(&mut file, RecordKind::Payment, 1, Outcome::Refused);
        let at = Position { line, ..Position::default() };
        file.push_issue(Issue::new(IssueCode::NoKey, Severity::Error, at));
    }
    let text = receipt(&facts(&file), Lang::Ru).unwrap().text;
    assert_eq!(text.matches("\n* ").count(), PLACES_MAX);
    assert!(text.contains("… и ещё 800") && text.contains("… и ещё 500"), "{text}");
}

#[test]
fn every_outcome_has_words_in_every_language() {
    let reason = || Reason::new(Reason::CATALOG_ONLY);
    let outcomes = [
        FileOutcome::Taken,
        FileOutcome::Known { taken: None, refused: 0 },
        FileOutcome::Known { taken: None, refused: 2 },
        FileOutcome::Refused { reason: reason() },
        FileOutcome::Held { reason: reason(), overdue: true },
        FileOutcome::Skipped { reason: reason() },
    ];
    for lang in Lang::ALL {
        for outcome in &outcomes {
            let file = FileReport { outcome: outcome.clone(), ..messy() };
            let text = receipt(&facts(&file), lang).unwrap().text;
            assert!(!text.contains("receipt-") && !text.contains("reason-"), "{text}");
        }
    }
}

#[test]
fn notepad_can_read_it_and_intake_does_not() {
    let text = ReceiptText { ending: OK.into(), text: "раз\nдва\n".into() };
    assert!(text.bytes().starts_with(&[0xef, 0xbb, 0xbf]));
    assert!(String::from_utf8(text.bytes()).unwrap().ends_with("раз\r\nдва\r\n"));
    let folder = tempfile::tempdir().unwrap();
    let file = FileReport::new("exchange/bank/a.txt", "bank", FileOutcome::Taken);
    for lang in Lang::ALL {
        let receipt = receipt(&facts(&file), lang).unwrap();
        for (name, is) in [
            ("a.xml.OK.TXT", true),
            ("a.errors.txt", true),
            ("a.xml.отменено.txt", true),
            ("a.xml.taken-back.txt", true),
            ("kl_to_1c.txt", false),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, receipt.bytes()).unwrap();
            assert_eq!(is_receipt(&path), is, "{name} {lang:?}");
        }
    }
    let drop = folder.path().join("март.ok.txt");
    std::fs::write(&drop, "1CClientBankExchange\r\n").unwrap();
    assert!(!is_receipt(&drop), "an export that is called so");
}

#[test]
fn the_same_remark_is_said_once_and_no_path_is_shown() {
    let mut file = FileReport::new("exchange/bank/a.txt", "bank", FileOutcome::Taken);
    row(&mut file, RecordKind::Payment, 1, Outcome::Applied);
    let at = |line| Position { line, path: format!("Section[{line}]"), ..Position::default() };
    let wrong = |line, severity| {
        let issue = Issue::new(IssueCode::BadCheckDigits, severity, at(line));
        issue.with("field", "tax_id").with("value", "7700000001").with("record", format!("{line}, Ромашка"))
    };
    for line in [20, 20, 51, 82] {
        file.push_issue(wrong(line, Severity::Warning));
    }
    let differ = |code| {
        let issue = Issue::new(code, Severity::Warning, at(11)).with("subject", "40702");
        issue.with("stated", "5.00").with("found", "7.50").with("difference", "-2.50")
    };
    file.push_issue(differ(IssueCode::ReceivedDiffers));
    file.push_issue(differ(IssueCode::SpentDiffers));
    let text = receipt(&facts(&file), Lang::Ru).unwrap().text;
    assert_eq!(text.matches("7700000001").count(), 1, "{text}");
    assert!(
        text.contains("* строка 20: запись «20, Ромашка»") && text.contains("\n  То же: строка 51, строка 82\n"),
        "{text}"
    );
    assert_eq!(text.matches("в файле не все документы").count(), 1, "{text}");
    assert!(text.contains("(разница 2,50)") && !text.contains("Section["), "{text}");
    // Each refused record must be found and mended.
    file.issues.clear();
    for line in [20, 51] {
        file.push_issue(wrong(line, Severity::Error));
    }
    let text = receipt(&facts(&file), Lang::Ru).unwrap().text;
    assert_eq!(text.matches("7700000001").count(), 2, "{text}");
}

#[test]
fn a_file_of_which_nothing_was_taken_says_so() {
    let mut file = FileReport::new("exchange/accounting/март.xml", "accounting", FileOutcome::Taken);
    row(&mut file, RecordKind::Invoice, 300, Outcome::Refused);
    let text = receipt(&facts(&file), Lang::Ru).unwrap().text;
    assert!(text.starts_with("Файл «март.xml» прочитан, но из него ничего не принято: 1 запись отклонена."), "{text}");
}
