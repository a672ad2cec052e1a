//! The tutorial's file and mapping: what the page promises is what they give.

use std::path::Path;

use sverka::mapping::Mapping;

use crate::references::read;
use crate::samples::text;

/// The code block behind a marker of the page.
fn block(marker: &str) -> String {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mappings.md")).unwrap();
    let page = page.replace("\r\n", "\n");
    let (_, rest) = page.split_once(&format!("<!-- tutorial: {marker} -->\n```")).unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    rest.split_once("\n```").unwrap().0.to_owned()
}

#[test]
fn the_tutorial_ends_with_a_working_mapping() {
    let (drafts, told) = read(&block("mapping"), &block("file"));
    assert_eq!(told, Vec::<String>::new());
    let shown: Vec<String> = drafts
        .iter()
        .map(|draft| {
            let field = |path| text(&draft.fields, path);
            let id = draft.id.clone().unwrap_or_default();
            match draft.kind.name() {
                "client" => format!("{id} {} {} {:?}", field("name"), field("tax_id"), draft.version.message),
                _ => format!(
                    "{id} {} {} {} {} {} {}",
                    field("number"),
                    field("date"),
                    field("due_date"),
                    field("total"),
                    field("client.name"),
                    field("canceled")
                ),
            }
        })
        .collect();
    assert_eq!(
        shown,
        [
            "501 Ромашка ООО 7701234567 Some(17)",
            "502 Ivanov I.P.  Some(17)",
            "9001 СЧ-0042 2026-10-05 2026-10-15 1234.50 Ромашка ООО false",
            "9002 СЧ-0043 2026-10-06  5000.00 Ivanov I.P. true",
        ]
    );
}

#[test]
fn the_example_of_the_page_holds() {
    let mapping = Mapping::compile(&format!("{}\n{}", block("mapping"), block("example"))).unwrap();
    let [example] = mapping.examples() else { panic!("one example") };
    assert_eq!((example.expected(), example.run(&mapping, Path::new(""))), (2, Vec::new()));
}
