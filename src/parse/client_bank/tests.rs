use encoding_rs::{IBM866, WINDOWS_1251};

use super::*;
use crate::parse::trial::{Outcome, document, read, shape};

const STATEMENT: &str = "1CClientBankExchange\r\n\
ВерсияФормата=1.03\r\n\
Кодировка=Windows\r\n\
Отправитель=Банк\r\n\
РасчСчет=40702810000000000011\r\n\
РасчСчет=40702810000000000012\r\n\
\r\n\
СекцияРасчСчет\r\n\
РасчСчет=40702810000000000011\r\n\
НачальныйОстаток=10.00\r\n\
КонецРасчСчет\r\n\
СекцияДокумент=Платежное поручение\r\n\
Номер=1\r\n\
Сумма=100\r\n\
Плательщик= ООО \"Ива\"\r\n\
НазначениеПлатежа=Оплата по счёту № 5\r\n\
в т.ч. НДС = 16-67\r\n\
Код=1\r\n\
Код=\r\n\
Незнакомый=x\r\n\
КонецДокумента\r\n\
СекцияДокумент=Банковский ордер\r\n\
Номер=2\r\n\
Сумма=5\r\n\
НазначениеПлатежа=Комиссия=да\r\n\
КонецДокумента\r\n\
КонецФайла\r\n";

const KEYS: [&str; 6] = ["Номер", "Сумма", "Плательщик", "НазначениеПлатежа", "Код", "НачальныйОстаток"];

fn statement(bytes: &[u8]) -> Outcome {
    let (_folder, file) = document("kl_to_1c.txt", bytes);
    let shape = shape(&["СекцияДокумент"], &["/РасчСчет", "/СекцияРасчСчет/РасчСчет"], &KEYS);
    read(&ClientBank, &file, &shape)
}

fn cp1251(text: &str) -> Vec<u8> {
    WINDOWS_1251.encode(text).0.into_owned()
}

fn expected() -> [&'static str; 2] {
    [
        "СекцияДокумент=Платежное поручение{Номер=1; Сумма=100; Плательщик=ООО \"Ива\"; \
         НазначениеПлатежа=Оплата по счёту № 5 в т.ч. НДС = 16-67; Код=1; ?=x}",
        "СекцияДокумент=Банковский ордер{Номер=2; Сумма=5; НазначениеПлатежа=Комиссия=да}",
    ]
}

#[test]
fn documents_are_read_with_all_accounts_of_the_file() {
    let outcome = statement(&cp1251(STATEMENT));
    outcome.result.unwrap();
    assert_eq!(outcome.records, expected());
    let places: Vec<_> = outcome.positions.iter().map(|place| (place.line, place.path.as_str())).collect();
    assert_eq!(places, [(12, "СекцияДокумент[1]"), (22, "СекцияДокумент[2]")]);
    let accounts: Vec<_> = outcome.file.iter().map(|(index, text)| (*index, text.as_str())).collect();
    assert_eq!(accounts, [(0, "40702810000000000011"), (0, "40702810000000000012"), (1, "40702810000000000011")]);
    assert!(outcome.notices.is_empty());
}

#[test]
fn every_encoding_gives_the_same_records() {
    let utf16: Vec<u8> = format!("\u{feff}{STATEMENT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let dos = STATEMENT.replace("Windows", "DOS").replace('№', "N");
    for (bytes, notices) in [
        (STATEMENT.as_bytes().to_vec(), 1),
        (format!("\u{feff}{STATEMENT}").into_bytes(), 1),
        (utf16, 1),
        (IBM866.encode(&dos).0.into_owned(), 0),
    ] {
        let outcome = statement(&bytes);
        outcome.result.unwrap();
        let records: Vec<_> = outcome.records.iter().map(|record| record.replace("счёту N", "счёту №")).collect();
        assert_eq!(records, expected());
        assert_eq!(outcome.notices.len(), notices, "{:?}", outcome.notices);
        assert!(outcome.notices.iter().all(|notice| notice.code == IssueCode::EncodingMisdeclared));
    }
}

#[test]
fn a_last_line_in_another_encoding_is_read() {
    let (body, last) = STATEMENT.split_at(STATEMENT.find(END_OF_FILE).unwrap());
    let outcome = statement(&[&cp1251(body), last.as_bytes()].concat());
    outcome.result.unwrap();
    assert_eq!(outcome.records, expected());
    assert!(outcome.notices.is_empty());
}

#[test]
fn unclosed_sections_end_where_the_next_begins() {
    let text =
        STATEMENT.replace("КонецРасчСчет\r\n", "").replace("Код=1\r\nКод=\r\nНезнакомый=x\r\nКонецДокумента\r\n", "");
    let outcome = statement(&cp1251(&text));
    outcome.result.unwrap();
    assert_eq!(outcome.records.len(), 2);
    let sections: Vec<_> = outcome.notices.iter().map(|notice| notice.params[0].1.as_str()).collect();
    assert_eq!(sections, ["СекцияРасчСчет", "СекцияДокумент"]);
    assert!(outcome.notices.iter().all(|notice| notice.code == IssueCode::UnclosedSection));
}

#[test]
fn a_missing_end_mark_is_told_from_a_cut() {
    let bytes = cp1251(STATEMENT);
    let mark = bytes.len() - END_OF_FILE.chars().count() - 2;
    let mut whole = Vec::new();
    for length in 0..=bytes.len() {
        let (_folder, file) = document("kl_to_1c.txt", &bytes[..length]);
        let complete = ClientBank.is_complete(&file).unwrap() == Completeness::Complete;
        let outcome = read(&ClientBank, &file, &shape(&["СекцияДокумент"], &[], &KEYS));
        assert_eq!(outcome.result.is_ok(), complete, "{length}");
        if complete {
            let text = WINDOWS_1251.decode(&bytes[..length]).0;
            whole.push(text.lines().last().unwrap().trim().to_owned());
            let marked = length >= bytes.len() - 2;
            assert_eq!(outcome.notices.iter().any(|notice| notice.code == IssueCode::MissingEndMark), !marked);
        }
        if length == mark {
            assert!(complete);
            assert_eq!(outcome.records, expected());
        }
    }
    whole.dedup();
    // The mark of a document may lack its last letter: some banks write it so.
    let wholes = ["КонецДокумент", "КонецДокумента", END_OF_FILE];
    assert!(whole.iter().all(|last| wholes.contains(&last.as_str())), "{whole:?}");
}

#[test]
fn a_statement_without_movements_is_valid() {
    let head = STATEMENT.split_once("СекцияДокумент").unwrap().0;
    let outcome = statement(&cp1251(&format!("{head}{END_OF_FILE}\n\u{1a}")));
    outcome.result.unwrap();
    assert!(outcome.records.is_empty());
    assert!(matches!(statement(&cp1251(head)).error(), ReadErrorKind::Truncated { .. }));
}

#[test]
fn two_statements_in_one_file_are_refused() {
    let outcome = statement(&cp1251(&format!("{STATEMENT}{STATEMENT}")));
    assert!(matches!(outcome.error(), ReadErrorKind::TrailingContent));
}

#[test]
fn it_is_recognised_by_its_first_line() {
    let recognises = |bytes: &[u8]| ClientBank.recognises(&Head { name: "a", bytes, len: bytes.len() as u64 });
    assert!(recognises(&cp1251(STATEMENT)));
    assert!(recognises(format!("\u{feff}{STATEMENT}").as_bytes()));
    assert!(recognises(b"\xFF\xFE1\0C\0C\0l\0i\0e\0n\0t\0B\0a\0n\0k\0E\0x\0c\0h\0a\0n\0g\0e\0"));
    assert!(!recognises(b"<?xml 1CClientBankExchange"));
}

#[test]
fn the_preview_shows_sections_with_their_keys() {
    let (_folder, file) = document("kl_to_1c.txt", &cp1251(STATEMENT));
    let Preview::Sections { magic, entries } = ClientBank.preview(&file).unwrap() else { panic!() };
    assert_eq!(magic, MAGIC);
    let has = |section: &str, key: &str, value: &str| {
        entries.iter().any(|(s, k, v)| (s.as_str(), k.as_str(), v.as_str()) == (section, key, value))
    };
    assert!(has("", "ВерсияФормата", "1.03"));
    assert!(has("СекцияДокумент", "", "Платежное поручение"));
    assert!(has("СекцияДокумент", "Номер", "2"));
}
