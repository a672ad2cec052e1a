use dbase::{FieldName, TableWriterBuilder};
use encoding_rs::{IBM866, WINDOWS_1251};

use super::*;
use crate::parse::shape::{Column, TableShape};
use crate::parse::table::Dbf;
use crate::parse::trial::{Outcome, document, read, shape};
use crate::parse::{Format, RecordShape};

#[path = "../../../../tests/desk/dbf.rs"]
mod draw;

use draw::{Head as DrawnHead, draw};

const PAYMENTS: &str = "NUMBER C 10;AMOUNT N 15.2;ORDERDATE D 8;CINN C 12;CNAME C 40;ACCOUNT N 20;DONE L 1;NOTE M 10\n\
    000145;30000.50;20261005;0740134113;ООО \"Ромашка\";40702810100000012345;T;1\n\
    *000146;1.00;20261005;;удалено;;F;\n\
    147;-5.00;;;Берёзка;;?;\n";

fn cp866(text: &str) -> Vec<u8> {
    IBM866.encode(text).0.into_owned()
}

fn cp1251(text: &str) -> Vec<u8> {
    WINDOWS_1251.encode(text).0.into_owned()
}

fn payments(columns: &[&str]) -> RecordShape {
    let mut shape = shape(&["row"], &[], &[]);
    let columns = columns.iter().map(|name| Column {
        key: shape.names.intern(name),
        captions: vec![(*name).to_owned()],
        required: false,
        rest: false,
        unit: None,
    });
    let columns: Vec<Column> = columns.collect();
    shape.table = Some(TableShape { columns, ..TableShape::default() });
    shape
}

fn read_bytes(bytes: &[u8], columns: &[&str]) -> Outcome {
    let (_folder, file) = document("a.dbf", bytes);
    assert!(Dbf.recognises(&Head { name: "a.dbf", bytes, len: bytes.len() as u64 }));
    read(&Dbf, &file, &payments(columns))
}

const COLUMNS: [&str; 8] = ["NUMBER", "AMOUNT", "ORDERDATE", "CINN", "CNAME", "ACCOUNT", "DONE", "NOTE"];

#[test]
fn records_are_rows_with_numbers_as_text() {
    let outcome = read_bytes(&draw(PAYMENTS, DrawnHead { language: 0x65, day: 1 }, cp866), &COLUMNS);
    outcome.result.as_ref().unwrap();
    assert_eq!(
        outcome.records,
        [
            "row{NUMBER=000145; AMOUNT=30000.50; ORDERDATE=2026-10-05; CINN=0740134113; CNAME=ООО \"Ромашка\"; \
             ACCOUNT=40702810100000012345; DONE=true}",
            "row{NUMBER=147; AMOUNT=-5.00; CNAME=Берёзка}",
        ]
    );
    assert_eq!(outcome.positions.iter().map(|at| at.line).collect::<Vec<_>>(), [1, 3]);
    let notices: Vec<_> = outcome.notices.iter().map(|issue| issue.code).collect();
    assert_eq!(notices, [IssueCode::ValueElsewhere]);
}

#[test]
fn the_encoding_is_that_of_the_texts() {
    for (language, encode, notice) in [
        (0x65, cp866 as fn(&str) -> Vec<u8>, None),
        (0xC9, cp1251, None),
        (0x00, cp866, Some(IssueCode::EncodingAssumed)),
        (0x57, cp1251, Some(IssueCode::EncodingAssumed)),
        (0x65, cp1251, Some(IssueCode::EncodingMisdeclared)),
        (0xC9, cp866, Some(IssueCode::EncodingMisdeclared)),
        (0xC9, |text| text.as_bytes().to_vec(), Some(IssueCode::EncodingMisdeclared)),
    ] {
        let outcome = read_bytes(&draw(PAYMENTS, DrawnHead { language, day: 1 }, encode), &["NUMBER", "CNAME"]);
        assert!(outcome.records[0].contains("CNAME=ООО \"Ромашка\""), "{language:x} {}", outcome.records[0]);
        assert_eq!(outcome.notices.first().map(|issue| issue.code), notice.or(Some(IssueCode::ValueElsewhere)));
    }
}

#[test]
fn a_table_cut_anywhere_is_not_taken_for_whole() {
    let whole = draw(PAYMENTS, DrawnHead::default(), cp866);
    for length in 0..whole.len() - 1 {
        let (_folder, file) = document("a.dbf", &whole[..length]);
        assert!(matches!(Dbf.is_complete(&file).unwrap(), Completeness::Incomplete { .. }), "{length}");
        assert!(read(&Dbf, &file, &payments(&COLUMNS)).result.is_err(), "{length}");
    }
    // The end mark itself is often left out.
    let (_folder, file) = document("a.dbf", &whole[..whole.len() - 1]);
    assert_eq!(Dbf.is_complete(&file).unwrap(), Completeness::Complete);
    assert_eq!(read(&Dbf, &file, &payments(&COLUMNS)).records.len(), 2);
}

#[test]
fn a_lost_count_of_records_is_said() {
    for count in [0, 1] {
        let mut bytes = draw(PAYMENTS, DrawnHead { language: 0x65, day: 1 }, cp866);
        bytes[4] = count;
        let outcome = read_bytes(&bytes, &["NUMBER", "AMOUNT"]);
        assert_eq!(outcome.records.len(), 2);
        let issue = outcome.notices.last().unwrap();
        assert_eq!(issue.code, IssueCode::RecordCountDiffers);
        let cut = &bytes[..bytes.len() - 20];
        let outcome = read_bytes(cut, &["NUMBER", "AMOUNT"]);
        assert_eq!(outcome.result.is_err(), count == 0);
    }
}

#[test]
fn a_number_that_did_not_fit_its_field_is_an_error_of_its_record() {
    let text = "NUMBER C 3;AMOUNT N 5.2\n1;*****\n2;1.00\n";
    let outcome = read_bytes(&draw(text, DrawnHead::default(), cp866), &["NUMBER", "AMOUNT"]);
    assert_eq!(outcome.records.len(), 2);
    assert!(outcome.records[0].starts_with("cell-error"), "{}", outcome.records[0]);
}

/// FoxPro's specification: an integer of ten-thousandths (the crate that writes tables here puts a float there).
#[test]
fn currency_is_an_integer_of_ten_thousandths() {
    for (value, expected) in [(12_500_i64, "1.2500"), (-5, "-0.0005"), (0, "0.0000")] {
        let mut text = String::new();
        let place = layout::FieldPlace { name: "PRICE".to_owned(), kind: b'Y', start: 1, length: 8, decimals: 4 };
        field::write(&place, &value.to_le_bytes(), Charset::CP866, &mut text);
        assert_eq!(text, expected);
    }
}

#[test]
fn what_another_program_writes_is_read() {
    let name = |text: &str| FieldName::try_from(text).unwrap();
    let mut bytes = io::Cursor::new(Vec::new());
    let mut writer = TableWriterBuilder::new()
        .add_character_field(name("NUMBER"), 10)
        .add_numeric_field(name("AMOUNT"), 12, 2)
        .add_date_field(name("ORDERDATE"))
        .add_logical_field(name("DONE"))
        .add_integer_field(name("COUNT"))
        .add_datetime_field(name("MOMENT"))
        .add_double_field(name("RATE"))
        .build_with_dest(&mut bytes);
    let date = dbase::Date::new(5, 10, 2026).unwrap();
    let mut record = dbase::Record::default();
    record.insert("NUMBER".to_owned(), dbase::FieldValue::Character(Some("7".to_owned())));
    record.insert("AMOUNT".to_owned(), dbase::FieldValue::Numeric(Some(12.5)));
    record.insert("ORDERDATE".to_owned(), dbase::FieldValue::Date(Some(date)));
    record.insert("DONE".to_owned(), dbase::FieldValue::Logical(Some(true)));
    record.insert("COUNT".to_owned(), dbase::FieldValue::Integer(-3));
    let time = dbase::Time::new(10, 15, 0).unwrap();
    record.insert("MOMENT".to_owned(), dbase::FieldValue::DateTime(dbase::DateTime::new(date, time)));
    record.insert("RATE".to_owned(), dbase::FieldValue::Double(0.1 + 0.2));
    writer.write_record(&record).unwrap();
    writer.finalize().unwrap();
    drop(writer);
    let columns = ["NUMBER", "AMOUNT", "ORDERDATE", "DONE", "COUNT", "MOMENT", "RATE"];
    let outcome = read_bytes(&bytes.into_inner(), &columns);
    outcome.result.unwrap();
    let expected = "row{NUMBER=7; AMOUNT=12.50; ORDERDATE=2026-10-05; DONE=true; COUNT=-3; \
        MOMENT=2026-10-05T10:15:00; RATE=0.3}";
    assert_eq!(outcome.records, [expected]);
}

#[test]
fn other_files_are_not_taken_for_tables() {
    for bytes in [
        &b""[..],
        b"\x03",
        b"\x03\x00text that begins with an odd byte and goes on for long enough to be a head",
        b"a;b",
    ] {
        assert!(!Dbf.recognises(&Head { name: "a", bytes, len: bytes.len() as u64 }));
    }
}
