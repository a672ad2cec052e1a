use super::*;
use crate::model::issue::IssueCode;
use crate::parse::ReadErrorKind;
use crate::parse::trial::{document, read, shape};

const ORDERS: &str = r#"{
  "made": "2026-10-05",
  "data": {"orders": [
    {"number": "0001", "total": 10.50, "account": 40702810100000012345,
     "client": {"name": "A\u0026B", "inn": 0.00700}},
    {"number": 1E5, "rows": [{"sum": 1}, {"sum": -2.0}], "tags": ["x", ["y"]], "note": null, "paid": true}
  ]},
  "data2": [[{"orders": {"number": "3"}}]],
  "currency": "RUB"
}"#;

fn orders() -> RecordShape {
    let keys = ["number", "total", "account", "client", "name", "inn", "rows", "sum", "tags", "note", "paid"];
    shape(&["/data/orders", "data2/orders"], &["/made", "currency"], &keys)
}

#[test]
fn records_are_found_by_path_and_numbers_stay_as_written() {
    let (_folder, file) = document("orders.json", ORDERS.as_bytes());
    let outcome = read(&Json, &file, &orders());
    outcome.result.as_ref().unwrap();
    assert_eq!(
        outcome.records,
        [
            "orders{number=0001; total=10.50; account=40702810100000012345; client{name=A&B; inn=0.00700}}",
            "orders{number=1E5; rows{sum=1}; rows{sum=-2.0}; tags=x; tags{?=y}; note; paid=true}",
            "orders{number=3}",
        ]
    );
    let places: Vec<_> = outcome.positions.iter().map(|at| (at.line, at.path.as_str())).collect();
    assert_eq!(places, [(4, "/data/orders[1]"), (6, "/data/orders[2]"), (8, "/data2[1][1]/orders")]);
    assert_eq!(outcome.scopes[0], outcome.scopes[1]);
    assert_ne!(outcome.scopes[1], outcome.scopes[2]);
    // A key that stands behind the records is visible to all of them.
    assert_eq!(outcome.file, [(0, "2026-10-05".to_owned()), (1, "RUB".to_owned())]);
    assert!(outcome.notices.is_empty());
}

#[test]
fn a_document_is_complete_only_with_its_last_bracket() {
    for text in [ORDERS, "[{\"number\": \"a]}\\\"\"}, {}]", "[\n{\"number\": \"ж\"}\n]"] {
        for length in 0..text.len() {
            let (_folder, file) = document("orders.json", &text.as_bytes()[..length]);
            assert!(matches!(Json.is_complete(&file).unwrap(), Completeness::Incomplete { .. }), "{length} of {text}");
            assert!(read(&Json, &file, &orders()).result.is_err(), "{length} of {text}");
        }
        let (_folder, file) = document("orders.json", text.as_bytes());
        assert_eq!(Json.is_complete(&file).unwrap(), Completeness::Complete);
    }
}

#[test]
fn a_root_array_and_lines_stand_at_the_root() {
    let root = shape(&["/"], &[], &["a"]);
    let (_folder, file) = document("a.json", b"\xEF\xBB\xBF [ {\"a\": 1},\n null, {\"a\": 2}, 5 ]\n");
    let outcome = read(&Json, &file, &root);
    assert_eq!(outcome.records, ["?{a=1}", "?{a=2}", "?=5"]);
    let places: Vec<_> = outcome.positions.iter().map(|at| (at.line, at.path.as_str())).collect();
    assert_eq!(places, [(1, "/[1]"), (2, "/[3]"), (2, "/[4]")]);

    let (_folder, file) = document("a.jsonl", "\n{\"a\": 1}\r\n\n{\"a\": \"ж\", \"a2\": [1]}\n".as_bytes());
    let outcome = read(&Json, &file, &root);
    assert_eq!(outcome.records, ["?{a=1}", "?{a=ж; ?=1}"]);
    let places: Vec<_> = outcome.positions.iter().map(|at| (at.line, at.path.as_str())).collect();
    assert_eq!(places, [(2, "/"), (4, "/")]);
    assert_eq!(Json.is_complete(&file).unwrap(), Completeness::Complete);
}

#[test]
fn a_bad_line_costs_one_record_and_a_cut_last_line_is_refused() {
    let text = "{\"a\": 1}\n{\"a\": 1,}\n{\"a\": 2} {}\n{\"a\": 3, \"a\": 4}\n{\"a\": 5}\n{\"a\": 61";
    let (_folder, file) = document("a.jsonl", text.as_bytes());
    let outcome = read(&Json, &file, &shape(&["/"], &[], &["a"]));
    outcome.result.as_ref().unwrap();
    assert_eq!(
        outcome.records,
        [
            "?{a=1}",
            "unreadable-record [(\"detail\", \"trailing comma not enabled\")]",
            "unreadable-record [(\"detail\", \"has content after its end\")]",
            "duplicate-key [(\"key\", \"a\")]",
            "?{a=5}",
            "unterminated-line []",
        ]
    );
    assert_eq!(outcome.positions[5].line, 6);
}

#[test]
fn lines_cut_anywhere_give_no_wrong_record() {
    let text = "{\"a\": 12}\n{\"a\": 34, \"b\": {}}\n{\"a\": 56}";
    let whole = ["?{a=12}", "?{a=34; ?}", "?{a=56}"];
    for length in 0..=text.len() {
        let (_folder, file) = document("a.jsonl", &text.as_bytes()[..length]);
        let outcome = read(&Json, &file, &shape(&["/"], &[], &["a"]));
        for (record, expected) in outcome.records.iter().zip(whole) {
            assert!(record == expected || record.starts_with("unterminated-line"), "{length}: {record}");
        }
        assert!(outcome.records.len() <= 3);
    }
}

#[test]
fn encodings_are_found_and_said() {
    let root = shape(&["/"], &[], &["имя"]);
    let text = "[{\"имя\": \"ООО Ромашка\"}]";
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (_folder, file) = document("a.json", &wide);
    assert_eq!(read(&Json, &file, &root).records, ["?{имя=ООО Ромашка}"]);
    let (_folder, file) = document("a.json", &encoding_rs::WINDOWS_1251.encode(text).0);
    let outcome = read(&Json, &file, &root);
    assert_eq!(outcome.records, ["?{имя=ООО Ромашка}"]);
    assert_eq!(outcome.notices[0].code, IssueCode::EncodingMisdeclared);
}

#[test]
fn what_is_no_json_is_refused_in_words() {
    let deep = "[".repeat(100_000);
    for (text, expected) in [
        ("{\"a\": 1} {\"a\": 2}", "has content after its end"),
        ("{\"a\" 1}", "is malformed: missing colon"),
        ("{\"a\": 01}", "is malformed: malformed number"),
        ("[{\"a\": 1} {\"a\": 2}]", "is malformed: missing comma"),
        ("[", "ends before ]"),
        (&deep, "passes the limit of 128 (depth)"),
    ] {
        let (_folder, file) = document("a.json", text.as_bytes());
        assert_eq!(read(&Json, &file, &shape(&["/a"], &[], &[])).error().to_string(), expected);
    }
    let long = format!("[{{\"a\": \"{}\"}}]", "x".repeat(70 << 20));
    let (_folder, file) = document("a.json", long.as_bytes());
    assert!(matches!(read(&Json, &file, &shape(&["/"], &[], &["a"])).error(), ReadErrorKind::Limit { .. }));
}

#[test]
fn the_preview_has_paths_and_first_texts() {
    let (_folder, file) = document("orders.json", ORDERS.as_bytes());
    let Preview::Json { entries } = Json.preview(&file).unwrap() else { panic!() };
    let text = |path: &str| entries.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
    assert_eq!(text("/made"), Some("2026-10-05"));
    assert_eq!(text("/data/orders"), Some(""));
    assert_eq!(text("/data/orders/number"), Some("0001"));
    assert_eq!(text("/data/orders/rows/sum"), Some("1"));
    assert_eq!(text("/data2/orders/number"), Some("3"));
    let (_folder, file) = document("a.jsonl", b"{\"a\": null}\n{\"a\": 7, \"b\": 1}\n{\"c\"");
    let Preview::Json { entries } = Json.preview(&file).unwrap() else { panic!() };
    assert_eq!(
        entries,
        [("/a".to_owned(), "7".to_owned()), ("/b".to_owned(), "1".to_owned()), ("/c".to_owned(), String::new())]
    );
}

#[test]
fn json_is_recognised_by_its_bytes() {
    for text in ["{", "[{\"a\": 1}]", " \n{ \"a\"", "\u{feff}[]", "{}"] {
        assert!(recognises(text.as_bytes()), "{text}");
    }
    assert!(recognises(b"\xFF\xFE{\0\"\0"));
    for text in ["", "{1,2}", "[1;2]", "\"a\"", "<a/>", "a;b"] {
        assert!(!recognises(text.as_bytes()), "{text}");
    }
}
