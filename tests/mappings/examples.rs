//! The examples that mapping files carry come out as they say, and a wrong one is told where it is wrong.

use std::path::Path;

use sverka::mapping::example::{Difference, Mismatch};
use sverka::mapping::{Library, Mapping, Verdict};
use sverka::model::problem::line_column;

#[test]
fn every_example_of_the_builtin_mappings_comes_out() {
    let mut wrong = Vec::new();
    for mapping in Library::builtin().iter() {
        for example in mapping.examples() {
            for Mismatch { what, span, field, expected, found, position } in example.run(mapping, Path::new("")) {
                let line = mapping.place(&span).line;
                let name = mapping.name();
                wrong.push(format!("{name}:{line} {what:?} {field}: {expected} is {found} at {position}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let reads = |mapping: &&Mapping| *mapping.verdict() == Verdict::Read;
    let bare = |mapping: &&Mapping| mapping.examples().iter().all(|example| example.expected() == 0);
    let bare: Vec<&str> = Library::builtin().iter().filter(reads).filter(bare).map(Mapping::name).collect();
    assert!(bare.is_empty(), "mappings without an example that gives a record: {bare:?}");
}

const MAPPING: &str = r#"name = "acme"
format = "xml"
[recognise]
root = "Invoices"
[[record]]
name = "invoice"
kind = "invoice"
at = "Invoice"
key = ["{Number}"]
[record.fields]
number = { from = "Number", required = true }
date = "Date"
total = { from = "Sum", required = true }
client = { at = "Buyer", fields = { name = "Name" } }
lines = { each = "Row", fields = { name = "Text", total = "Sum" } }
"#;

const INPUT: &str = r"
[[example]]
input = '''
<Invoices>
<Invoice><Number>5</Number><Date>2026-01-02</Date><Sum>100,00</Sum><Buyer><Name>Альфа</Name></Buyer>
<Row><Text>x</Text><Sum>1</Sum></Row><Row><Text>y</Text><Sum>2</Sum></Row></Invoice>
<Invoice><Sum>7</Sum></Invoice>
</Invoices>
'''
";

/// What comes of an example: `line what field expected → found`.
fn told(expectations: &str) -> Vec<String> {
    let text = format!("{MAPPING}{INPUT}{expectations}");
    let mapping = Mapping::compile(&text).unwrap();
    let [example] = mapping.examples() else { panic!("one example") };
    let first = MAPPING.lines().count() + INPUT.lines().count();
    let each = example.run(&mapping, Path::new("")).into_iter().map(|mismatch| {
        let line = line_column(&text, mismatch.span.start).0;
        let Mismatch { what, field, expected, found, position, .. } = mismatch;
        let line = line.saturating_sub(first);
        format!("{line} {} {field} {expected} → {found} @{}", what.name(), position.line)
    });
    each.collect()
}

#[test]
fn an_example_that_holds_says_nothing() {
    let good = r#"[[example.expect]]
kind = "invoice"
id = "5"
date = 2026-01-02
total = 100
client = { name = "Альфа", tax_id = "" }
lines = [{ total = 1 }, { name = "y" }]
[[example.expect]]
kind = "invoice"
refused = ["missing-field"]
"#;
    assert_eq!(told(good), [""; 0]);
}

#[test]
fn every_difference_is_told_with_its_line_and_position() {
    let bad = r#"[[example.expect]]
kind = "invoice"
number = "6"
client = { name = "Бета" }
lines = [{ total = "1.5" }]
due_date = 2026-02-01
[[example.expect]]
kind = "payment"
[[example.expect]]
kind = "invoice"
"#;
    let expected = [
        "3 field number 6 → 5 @2",
        "4 field client.name Бета → Альфа @2",
        "5 field lines[1].total 1.5 → 1 @2",
        "5 field lines × 1 → × 2 @2",
        "6 field due_date 2026-02-01 →  @2",
        "7 kind  payment → invoice @4",
        "9 missing-record  invoice →  @0",
    ];
    let mut found = told(bad);
    found.sort_by_key(|line| line.split(' ').next().and_then(|line| line.parse::<usize>().ok()));
    assert_eq!(found, expected);
    let one = told("[[example.expect]]\nkind = \"invoice\"\n");
    assert_eq!(one, ["0 extra-record   → invoice @4"]);
}

#[test]
fn a_mapping_must_recognise_its_own_example() {
    let text = format!("{MAPPING}[[example]]\ninput = '''<Other/>'''\n");
    let mapping = Mapping::compile(&text).unwrap();
    let found = mapping.examples()[0].run(&mapping, Path::new(""));
    assert!(
        matches!(found.as_slice(), [Mismatch { what: Difference::NotRecognised(checks), .. }] if checks.len() == 1)
    );
    let text = text.replace("[[example]]", "[[example]]\npinned = true");
    let mapping = Mapping::compile(&text).unwrap();
    assert_eq!(mapping.examples()[0].run(&mapping, Path::new("")), []);
}

#[test]
fn an_example_may_stand_in_a_file_of_its_own_and_in_another_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let body = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><Invoices><Invoice><Number>Ж</Number><Sum>1</Sum></Invoice></Invoices>";
    std::fs::write(folder.path().join("a.xml"), sverka::parse::text::Charset::WINDOWS_1251.encode(body)).unwrap();
    let expect = "[[example.expect]]\nkind = \"invoice\"\nnumber = \"Ж\"\n";
    for source in ["file = \"a.xml\"".to_owned(), format!("encoding = \"windows-1251\"\ninput = '''{body}'''")] {
        let mapping = Mapping::compile(&format!("{MAPPING}[[example]]\n{source}\n{expect}")).unwrap();
        assert_eq!(mapping.examples()[0].run(&mapping, folder.path()), []);
    }
}
