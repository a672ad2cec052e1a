//! Values written in ways that a mapping states, and several records in one element.

use sverka::mapping::Mapping;

use crate::references::read;
use crate::samples::text;

const LINES: &str = r#"
name = "lines"
format = "xml"
[[record]]
name = "in"
kind = "payment"
at = "Line"
when = { value = "Credit", greater = 0 }
fields.amount = { from = "Credit", scale = 2 }
fields.direction = { const = "in" }
[[record]]
name = "out"
kind = "payment"
at = "Line"
also = true
when = { value = "Debit", greater = 0 }
fields.amount = { from = "Debit", scale = 2 }
fields.direction = { const = "out" }
"#;

#[test]
fn one_element_may_give_several_records() {
    let line = |credit: &str, debit: &str| format!("<Line><Credit>{credit}</Credit><Debit>{debit}</Debit></Line>");
    let xml = format!("<R>{}{}{}{}</R>", line("123456", "5"), line("100", ""), line("0", "700"), line("0", "0"));
    let (drafts, told) = read(LINES, &xml);
    let shown: Vec<String> = drafts
        .iter()
        .map(|draft| format!("{} {}", text(&draft.fields, "direction"), text(&draft.fields, "amount")))
        .collect();
    assert_eq!(shown, ["in 1234.56", "out 0.05", "in 1.00", "out 7.00"]);
    assert_eq!(told, ["skipped"], "a line without either");
}

const WRITTEN: &str = r#"
name = "written"
format = "xml"
[[record]]
name = "payment"
kind = "payment"
at = "P"
[record.fields]
date = { from = "Date", layout = ["yymmdd", "d month yyyy"] }
value_date = { from = "Serial", layout = "excel" }
amount = { from = "Sum", point = ".", abs = true }
direction = [
  { const = "out", when = { value = "Sum", less = 0 } },
  { const = "in" },
]
number = { from = "Number", replace = [{ pattern = '^(№|No)\\s*' }, { pattern = '(\\d)/(\\d)', with = '$1-$2' }] }
client = { at = "Card", inner = ".", fields = { name = "title", tax_id = { from = "ids/inn", convert = ["tax_id"] }, phones = { from = "phones", split = [";", ","], convert = ["phone"] }, bank_accounts = { each = "accounts", fields = { account = "no" } } } }
comment_is_no_field = "x"
"#;

#[test]
fn values_are_read_as_the_mapping_says_they_are_written() {
    let mapping = WRITTEN.replace("comment_is_no_field = \"x\"\n", "").replace("\\\\", "\\");
    let card = r#"{"title":"Альфа","ids":{"inn":"ИНН 7701234567"},"phones":"+7 (495) 123-45-67; 8 800 100","accounts":[{"no":"1"},{"no":"2"}]}"#;
    let one = |date: &str, sum: &str| {
        format!(
            "<P><Date>{date}</Date><Serial>46293</Serial><Sum>{sum}</Sum><Number>№ 12/7</Number><Card>{card}</Card></P>"
        )
    };
    let (drafts, told) =
        read(&mapping, &format!("<R>{}{}</R>", one("260928", "-1,234.50"), one("8 жовтня 2026", "10")));
    assert_eq!(told, Vec::<String>::new());
    let field = |at: usize, path: &str| text(&drafts[at].fields, path);
    assert_eq!(
        ["date", "value_date", "amount", "direction", "number"].map(|path| field(0, path)),
        ["2026-09-28", "2026-09-28", "1234.50", "out", "12-7"]
    );
    assert_eq!(["date", "amount", "direction"].map(|path| field(1, path)), ["2026-10-08", "10", "in"]);
    assert_eq!(field(0, "client.name"), "Альфа");
    assert_eq!(field(0, "client.tax_id"), "7701234567");
    let shown = format!("{:?}", drafts[0].fields);
    assert!(shown.contains(r#"["+74951234567", "8800100"]"#), "{shown}");
    assert!(shown.contains(r#"[(Account, Text("1"))]"#) && shown.contains(r#"[(Account, Text("2"))]"#), "{shown}");
}

#[test]
fn what_a_field_cannot_be_written_as_is_told() {
    let rule = |rule: &str| {
        let text = format!(
            "name = \"x\"\nformat = \"xml\"\n[[record]]\nname = \"p\"\nkind = \"payment\"\nat = \"P\"\n[record.fields]\n{rule}\n"
        );
        let problems = Mapping::compile(&text).err().unwrap_or_default();
        problems.iter().map(|problem| problem.brief()).collect::<Vec<_>>()
    };
    let expected = [
        ("number = { from = \"A\", scale = 2 }", "key: scale, value: number, expected: field of numbers"),
        ("amount = { from = \"A\", layout = \"yymmdd\" }", "key: layout, value: amount, expected: field of dates"),
        ("purpose = { from = \"A\", split = \";\" }", "key: split, value: purpose, expected: field of several texts"),
        ("date = { from = \"A\", layout = \"yyyy\" }", "key: layout, value: yyyy, expected: layout"),
        ("amount = { from = \"A\", scale = 40 }", "key: scale, value: 40"),
        ("amount = { from = \"A\", point = \";\" }", "key: point, value: ;"),
        ("number = { from = \"A\", replace = { pattern = \"(\" } }", "bad-expression"),
        ("number = { from = \"A\", replace = { with = \"\" } }", "missing-key (key: pattern"),
        ("amount = { from = \"A\", when = { value = \"B\", less = \"x\" } }", "key: less, value: x"),
    ];
    for (text, wanted) in expected {
        let told = rule(text);
        assert!(told.iter().any(|problem| problem.contains(wanted)), "{text}: {told:?}");
    }
}
