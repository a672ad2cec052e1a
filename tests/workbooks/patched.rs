//! Books of ours, patched.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Xlsx};
use proptest::prelude::*;
use sverka::lang::Lang;
use sverka::workbook::layout::{CLIENTS, DATA_ROW, DOCUMENTS, HEADER_ROW, Sheet};
use sverka::workbook::patch::{Block, CellPatch, CellValue, SheetPatch};
use sverka::workbook::render;

use crate::craft::{Craft, Parts, checked, mark, seen, set, text};
use crate::sample;

fn book(clients: usize, documents: usize) -> Vec<u8> {
    let data = sample::book(Some("Анна Кольцова"), clients, documents);
    let mut to = Cursor::new(Vec::new());
    render(&data, &sample::options(Lang::Ru), &mut to).expect("the book is drawn");
    to.into_inner()
}

fn block<R>(layout: &Sheet<R>) -> Block {
    let last = u16::try_from(layout.columns_of(false).len() - 1).expect("few columns");
    Block { header: HEADER_ROW, data: DATA_ROW, first: 0, last, id: Some(0) }
}

#[test]
fn a_book_of_ours_carries_the_new_version_in_all_three_places() {
    let before = book(5, 20);
    let name = CLIENTS.name(Lang::Ru);
    let patch = SheetPatch {
        cells: vec![CellPatch { row: DATA_ROW + 1, column: 2, value: text("тихо") }],
        appended: vec![vec![(0, text("К-77-Ж")), (1, text("Новый"))]],
        removed: vec![DATA_ROW + 2],
        ..SheetPatch::of(&name, block(&CLIENTS))
    };
    let patched = checked(&before, &[patch]);
    assert_eq!(patched.appended, [[DATA_ROW + 5]]);
    let parts = Parts::of(&patched.bytes);
    let stamp = format!("{}:{}", mark().book, mark().edition);
    parts.has("docProps/custom.xml", &format!("<vt:lpwstr>{stamp}</vt:lpwstr>"));
    parts.has("xl/workbook.xml", &format!("&quot;{stamp}&quot;</definedName>"));
    assert_eq!(seen(&patched.bytes, "_sync", 2, 1), Data::String("2".to_owned()));
    assert_eq!(seen(&patched.bytes, &name, DATA_ROW + 5, 1), Data::String("Новый".to_owned()));
    let mut read: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(patched.bytes)).expect("opens");
    read.load_tables().expect("tables");
    assert_eq!(read.table_by_name(CLIENTS.table).expect("the table").data().height(), 6);
}

#[test]
fn nothing_to_change_gives_the_same_parts() {
    let before = book(3, 5);
    let once = checked(&before, &[SheetPatch::of(&DOCUMENTS.name(Lang::Ru), block(&DOCUMENTS))]);
    let twice = checked(&once.bytes, &[SheetPatch::of(&DOCUMENTS.name(Lang::Ru), block(&DOCUMENTS))]);
    assert_eq!(twice.parts, Vec::<String>::new());
    assert_eq!(Parts::of(&twice.bytes).0, Parts::of(&once.bytes).0);
}

/// A random sheet: cells by address, some rows left out, addresses written or not.
fn sheets() -> impl Strategy<Value = (String, BTreeMap<(u32, u32), String>)> {
    let cell = prop_oneof![Just(String::new()), "[a-zа-я<&\"' ]{1,6}", "[0-9]{1,5}"];
    let rows = proptest::collection::btree_map(1_u32..30, proptest::collection::btree_map(0_u32..6, cell, 0..6), 0..15);
    (rows, any::<bool>()).prop_map(|(rows, addressed)| {
        let (mut text, mut cells) = (String::new(), BTreeMap::new());
        for (row, columns) in rows {
            text.push_str(&format!("<row r=\"{}\" spans=\"1:6\">", row + 1));
            let dense = !addressed && columns.keys().copied().eq(0..u32::try_from(columns.len()).expect("few"));
            for (column, value) in columns {
                let at = if dense {
                    String::new()
                } else {
                    format!(" r=\"{}{}\"", char::from(b'A' + u8::try_from(column).expect("few")), row + 1)
                };
                if value.is_empty() {
                    text.push_str(&format!("<c{at} s=\"1\"/>"));
                    continue;
                }
                let escaped = value.replace('&', "&amp;").replace('<', "&lt;");
                if value.bytes().all(|byte| byte.is_ascii_digit()) {
                    text.push_str(&format!("<c{at}><v>{value}</v></c>"));
                } else {
                    text.push_str(&format!("<c{at} s=\"2\" t=\"str\"><v>{escaped}</v></c>"));
                }
                cells.insert((row, column), value);
            }
            text.push_str("</row>");
        }
        (text, cells)
    })
}

fn read(bytes: &[u8]) -> BTreeMap<(u32, u32), String> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("opens");
    let mut cells = book.worksheet_cells_reader("Счета").expect("the sheet");
    let mut found = BTreeMap::new();
    while let Some(cell) = cells.next_cell().expect("a readable cell") {
        let value = Data::from(cell.get_value().clone()).to_string();
        if !value.is_empty() {
            assert!(found.insert(cell.get_position(), value).is_none(), "{:?} stands twice", cell.get_position());
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn only_the_touched_cells_differ(
        (rows, _) in sheets(),
        cells in proptest::collection::btree_map((1_u32..32, 0_u16..8), prop_oneof![Just(String::new()), "[a-zа-я0-9=+<>&_ ]{1,8}"], 0..12),
        removed in proptest::collection::btree_set(1_u32..32, 0..4),
    ) {
        let craft = Craft::new(&rows, "<pageMargins left=\"1\"/>").with("xl/media/image1.png", "\u{7f}PNG");
        let before = craft.zip();
        let mut patch = set(&[]);
        patch.cells = cells.iter().map(|((row, column), value)| CellPatch {
            row: *row,
            column: *column,
            value: if value.is_empty() { CellValue::Blank } else { text(value) },
        }).collect();
        patch.removed = removed.into_iter().collect();
        let patched = checked(&before, &[patch]);
        let mut expected = read(&before);
        for ((row, column), value) in &cells {
            expected.remove(&(*row, u32::from(*column)));
            if !value.is_empty() {
                expected.insert((*row, u32::from(*column)), value.clone());
            }
        }
        let found = read(&patched.bytes);
        prop_assert_eq!(&found, &expected);
        let (old, new) = (Parts::of(&before), Parts::of(&patched.bytes));
        let differ: BTreeSet<&String> = old.0.keys().filter(|name| old.0[*name] != new.0[*name]).collect();
        let may: BTreeSet<&str> = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"].into();
        prop_assert!(differ.iter().all(|name| may.contains(name.as_str())), "{:?}", differ);
        prop_assert!(new.sheet().ends_with("</sheetData><pageMargins left=\"1\"/></worksheet>"));
    }

    #[test]
    fn appended_rows_stand_under_the_data_in_their_order(
        (rows, _) in sheets(),
        values in proptest::collection::vec("[a-z]{1,4}", 1..5),
    ) {
        let craft = Craft::new(&rows, "");
        let before = craft.zip();
        let mut patch = set(&[]);
        patch.block.last = 7;
        patch.appended = values.iter().map(|value| vec![(1, text(value))]).collect();
        let Ok(patched) = crate::craft::sverka_patch(&before, std::slice::from_ref(&patch)) else {
            return Ok(());
        };
        sverka::workbook::patch::verify(&before, &patched, &[patch], &mark(), Default::default()).expect("only new rows differ");
        let (old, new) = (read(&before), read(&patched.bytes));
        prop_assert_eq!(new.len(), old.len() + values.len());
        for (row, value) in patched.appended[0].iter().zip(&values) {
            prop_assert_eq!(new.get(&(*row, 1)), Some(value));
            prop_assert!(old.keys().all(|(known, _)| *known < patched.appended[0][0] || known > row));
        }
    }
}
