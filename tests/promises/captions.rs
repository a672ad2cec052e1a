//! Captions are hers to change: what she writes under them is taken, whatever else she does to the sheet, and what was
//! never ours is neither taken nor written over.

use std::fs;
use std::io::Cursor;

use calamine::Reader as _;
use sverka::workbook::patch::{Block, BookMark, CellPatch, CellValue, PatchLimits, SheetPatch, patch};

use crate::book::sheet;
use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, path, row_of};

/// The texts of a sheet by its name, row by row; none where there is no such sheet.
fn texts(desk: &Desk, name: &str) -> Vec<Vec<String>> {
    let bytes = fs::read(path(desk, "Анна")).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    if !book.sheet_names().iter().any(|known| known == name) {
        return Vec::new();
    }
    let range = book.worksheet_range(name).unwrap();
    let (bottom, right) = range.end().unwrap_or_default();
    let text = |row, column| range.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    (0..=bottom).map(|row| (0..=right).map(|column| text(row, column)).collect()).collect()
}

fn remarks(desk: &Desk) -> Vec<String> {
    texts(desk, "Замечания").into_iter().map(|row| row.join("|")).filter(|row| row.contains("колонк")).collect()
}

/// Texts of a row from a column on, as they are to be written.
fn moved(row: u32, texts: Vec<String>, from: usize) -> impl Iterator<Item = CellPatch> {
    texts.into_iter().enumerate().skip(from).map(move |(column, text)| CellPatch {
        row,
        column: u16::try_from(column).unwrap(),
        value: if text.is_empty() { CellValue::Blank } else { CellValue::Text(text) },
    })
}

/// Writes cells of her clients.
fn written(desk: &Desk, cells: Vec<CellPatch>) {
    let file = book(desk, "Анна");
    let (found, stamp) = (sheet(&file, "clients"), file.stamp.clone().unwrap());
    let last = u16::try_from(*found.columns.values().max().unwrap()).unwrap();
    let block = Block { header: found.header_row - 1, data: found.header_row, first: 0, last, id: Some(0) };
    let changed = SheetPatch { cells, ..SheetPatch::of(&found.name, block) };
    let mark = BookMark { book: stamp.book, edition: stamp.edition };
    let bytes = patch(&fs::read(path(desk, "Анна")).unwrap(), &[changed], &mark, PatchLimits::default()).unwrap().bytes;
    fs::write(path(desk, "Анна"), bytes).unwrap();
}

/// Puts a column of her own right of a column of ours, as a spreadsheet does: what stands there moves on.
fn insert_beside(desk: &Desk, column: &str, caption: &str) {
    let file = book(desk, "Анна");
    let found = sheet(&file, "clients");
    let place = usize::try_from(found.columns[column]).unwrap() + 1;
    let last = usize::try_from(*found.columns.values().max().unwrap()).unwrap();
    let mut cells = Vec::new();
    for (row, mut texts) in (0..).zip(texts(desk, &found.name)) {
        if row + 1 < found.header_row {
            continue;
        }
        texts.resize(last + 1, String::new());
        texts.insert(place, if row + 1 == found.header_row { caption.to_owned() } else { String::new() });
        cells.extend(moved(row, texts, place));
    }
    written(desk, cells);
}

/// What the head sees.
fn comment(desk: &Desk, client: &str) -> String {
    cell(desk, "Руководитель", "clients", row_of(desk, "Руководитель", client), "comment")
}

fn header(desk: &Desk) -> u32 {
    sheet(&book(desk, "Анна"), "clients").header_row
}

/// A desk whose clients all have a stage and a comment.
fn filled() -> (Desk, [u32; 4]) {
    let desk = desk(4);
    let rows = [1, 2, 3, 4].map(|n| row_of(&desk, "Анна", &format!("Клиент {n:02}")));
    let cells = rows.map(|row| [(row, "stage", "счёт"), (row, "comment", "звонить утром")]);
    edit(&desk, "Анна", "clients", cells.as_flattened());
    desk.sync();
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    (desk, rows)
}

#[test]
fn a_renamed_column_stays_known_when_a_column_is_put_beside_it() {
    let (desk, rows) = filled();
    edit(&desk, "Анна", "clients", &[(header(&desk), "stage", "Стадия"), (rows[0], "stage", "переговоры")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "переговоры");
    assert!(desk.sync().workbooks.is_empty(), "the caption is remembered once");
    insert_beside(&desk, "stage", "Личное");
    edit(&desk, "Анна", "clients", &[(rows[1], "stage", "договор"), (rows[2], "comment", "завтра")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 02")["stage"], "договор");
    assert_eq!(comment(&desk, "Клиент 03"), "завтра");
    assert_eq!(cell(&desk, "Анна", "clients", rows[0], "stage"), "переговоры");
    assert_eq!(remarks(&desk), Vec::<String>::new());
    // Named back, it is known as well.
    edit(&desk, "Анна", "clients", &[(header(&desk), "stage", "Этап"), (rows[3], "stage", "отгрузка")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 04")["stage"], "отгрузка");
}

#[test]
fn a_column_that_nothing_is_known_by_any_more_is_said() {
    let (desk, rows) = filled();
    insert_beside(&desk, "stage", "Личное");
    edit(&desk, "Анна", "clients", &[(header(&desk), "stage", "Стадия"), (rows[0], "stage", "переговоры")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
    let said = remarks(&desk);
    assert!(said.len() == 1 && said[0].contains("|Этап|") && said[0].contains("переименовали"), "{said:?}");
}

#[test]
fn a_column_of_hers_in_the_place_of_ours_is_neither_taken_nor_written_over() {
    let (desk, rows) = filled();
    let mut cells = vec![(header(&desk), "comment", "Личное"), (rows[3], "comment", "")];
    cells.extend(rows.iter().take(3).map(|row| (*row, "comment", "не показывать")));
    edit(&desk, "Анна", "clients", &cells);
    desk.sync();
    desk.sync();
    for client_name in ["Клиент 01", "Клиент 02", "Клиент 03", "Клиент 04"] {
        assert_eq!(comment(&desk, client_name), "звонить утром");
    }
    let own = texts(&desk, "Клиенты").into_iter().flatten().filter(|text| text == "не показывать").count();
    assert_eq!(own, 3, "it stands in her file as she wrote it");
    let said = remarks(&desk);
    assert!(said.len() == 1 && said[0].contains("|Комментарий|личное|"), "{said:?}");
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
}

#[test]
fn a_blank_column_of_managers_that_she_names_anew_and_fills_in_stays_ours() {
    let desk = desk(4);
    let rows = [1, 2, 3].map(|n| row_of(&desk, "Анна", &format!("Клиент {n:02}")));
    let mut cells = vec![(header(&desk), "comment", "Заметки")];
    cells.extend(rows.iter().map(|row| (*row, "comment", "звонить")));
    edit(&desk, "Анна", "clients", &cells);
    desk.sync();
    assert_eq!(comment(&desk, "Клиент 02"), "звонить");
    assert_eq!(remarks(&desk), Vec::<String>::new());
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
}

/// Takes a column of ours out, as a spreadsheet does: what stands right of it moves up to it.
fn delete_column(desk: &Desk, column: &str) {
    let file = book(desk, "Анна");
    let found = sheet(&file, "clients");
    let place = usize::try_from(found.columns[column]).unwrap();
    let last = usize::try_from(*found.columns.values().max().unwrap()).unwrap();
    let mut cells = Vec::new();
    let mut caption = String::new();
    for (row, mut texts) in (0..).zip(texts(desk, &found.name)).skip(usize::try_from(found.header_row - 1).unwrap()) {
        texts.resize(last + 1, String::new());
        let gone = texts.remove(place);
        if row + 1 == found.header_row {
            caption = gone;
        }
        texts.push(String::new());
        cells.extend(moved(row, texts, place));
    }
    written(desk, cells);
    crate::added::rewrite(desk, "Анна", &|part, text| {
        if !part.starts_with("xl/tables/") || !text.contains("sverka_clients") {
            return text;
        }
        let (before, behind) = text.split_once(&format!("name=\"{caption}\"")).unwrap();
        let (before, (_, behind)) = (before.rsplit_once('<').unwrap().0, behind.split_once("/>").unwrap());
        let text = format!("{before}{behind}");
        text.replace("count=\"19\"", "count=\"18\"").replace(":S", ":R")
    });
}

#[test]
fn the_column_of_the_status_comes_back_at_the_end_and_that_is_said_once() {
    let desk = desk(3);
    delete_column(&desk, "sync");
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "client", "Другое имя"), (row, "stage", "счёт")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
    let file = book(&desk, "Анна");
    let columns = &sheet(&file, "clients").columns;
    assert!(columns.values().all(|other| *other <= columns["sync"]), "{columns:?}");
    assert!(cell(&desk, "Анна", "clients", row, "sync").contains("передано бухгалтеру"));
    let said = remarks(&desk);
    assert!(said.len() == 1 && said[0].contains("|Синхронизация|") && said[0].contains("возвращена"), "{said:?}");
    edit(&desk, "Анна", "clients", &[(row, "stage", "договор")]);
    desk.sync();
    assert_eq!((remarks(&desk), client(&desk, "Клиент 01")["stage"].clone()), (Vec::new(), "договор".into()));
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
}

#[test]
fn the_last_column_that_is_gone_is_said_to_be_gone_and_not_to_be_another() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить")]);
    desk.sync();
    let file = book(&desk, "Анна");
    let found = sheet(&file, "clients");
    let place = found.columns["comment"];
    assert_eq!(found.columns.values().max(), Some(&place), "the last of the table");
    let column = u16::try_from(place).unwrap();
    let rows = found.header_row - 1..=found.rows.iter().map(|row| row.row).max().unwrap();
    written(&desk, rows.map(|row| CellPatch { row, column, value: CellValue::Blank }).collect());
    desk.sync();
    let told = remarks(&desk);
    assert!(told.iter().any(|line| line.contains("колонки в файле нет")), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("стоит другая")), "{told:?}");
    let head = row_of(&desk, "Руководитель", "Клиент 01");
    assert_eq!(cell(&desk, "Руководитель", "clients", head, "comment"), "звонить");
}
