//! Real outside programs. They may be absent on a newcomer's machine: then it is said and skipped. Where
//! `SVERKA_REQUIRE_PEERS=1` is set (CI), absence is a failure.

#[cfg(test)]
#[path = "../desk/book.rs"]
mod book;
#[cfg(test)]
mod copies;
#[cfg(test)]
#[path = "../desk/desk.rs"]
mod desk;
#[cfg(test)]
mod manager;
#[path = "../workbooks/sample.rs"]
mod sample;
#[cfg(test)]
mod service;
#[cfg(test)]
#[path = "../desk/xlsb.rs"]
mod xlsb;

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, DataType, Reader, Xlsx};
use sverka::lang::Lang;
use sverka::model::money::Money;
use sverka::model::view::BookData;
use sverka::workbook::layout::{CLIENTS, DATA_ROW, DOCUMENTS, FIGURES_ROW, HEADER_ROW, sheet_name};
use sverka::workbook::patch::{Block, BookMark, CellPatch, CellValue, PatchLimits, SheetPatch, patch, verify};
use sverka::workbook::render;

/// Settings of a fresh profile: Russian, and every formula computed anew when a book is opened.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>ru-RU</value></prop></item>
</oor:items>"#;

/// Says that a program is absent, or fails where it must not be.
fn checked(name: &str, present: bool) -> bool {
    let required = std::env::var_os("SVERKA_REQUIRE_PEERS").is_some_and(|value| value == "1");
    assert!(present || !required, "{name} is required here and is not installed");
    if !present {
        writeln!(std::io::stderr(), "skipped: {name} is not installed").expect("stderr");
    }
    present
}

fn is_present(program: &str, flag: &str) -> bool {
    checked(program, Command::new(program).arg(flag).output().is_ok())
}

/// The interpreter that has openpyxl: the first `python3` may be another than the one the system installs packages for.
fn python() -> Option<&'static str> {
    let knows = |python: &str| {
        Command::new(python).args(["-c", "import openpyxl"]).output().is_ok_and(|run| run.status.success())
    };
    let found = ["python3", "/usr/bin/python3", "python"].into_iter().find(|python| knows(python));
    checked("Python with openpyxl", found.is_some());
    found
}

fn write_book(dir: &Path, name: &str, data: &BookData, lang: Lang) -> PathBuf {
    let mut bytes = Cursor::new(Vec::new());
    render(data, &sample::options(lang), &mut bytes).expect("the book is drawn");
    let path = dir.join(name);
    fs::write(&path, bytes.into_inner()).expect("written");
    path
}

/// Has LibreOffice open books and save them anew in another form, every formula computed anew.
fn convert(dir: &Path, to: &str, books: &[PathBuf]) -> PathBuf {
    let profile = dir.join("profile");
    fs::create_dir_all(profile.join("user")).expect("a directory");
    fs::write(profile.join("user/registrymodifications.xcu"), PROFILE).expect("written");
    convert_as_it_is(dir, to, books)
}

/// The same with the settings that are there: without any, LibreOffice believes the values that a book holds.
fn convert_as_it_is(dir: &Path, to: &str, books: &[PathBuf]) -> PathBuf {
    let profile = dir.join("profile");
    let out = dir.join(format!("out-{to}"));
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(&out)
        .args(books)
        .output()
        .expect("soffice runs");
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && !said.contains("Error"), "{said}");
    out
}

fn ranges(path: &Path, lang: Lang) -> Vec<(String, calamine::Range<Data>)> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).expect("the book opens");
    ["summary", "clients", "documents", "payments"]
        .map(|id| sheet_name(lang, id))
        .map(|name| (name.clone(), book.worksheet_range(&name).expect("the sheet exists")))
        .to_vec()
}

/// Numbers of the cells that formulas fill: the whole summary, and the figures above the tables.
fn numbers(path: &Path, lang: Lang) -> Vec<(String, (usize, usize), String)> {
    let mut found = Vec::new();
    for (sheet, range) in ranges(path, lang) {
        let (top, left) = range.start().unwrap_or_default();
        let whole = sheet == sheet_name(lang, "summary");
        for (row, column, cell) in range.used_cells() {
            let (row, column) =
                (row + usize::try_from(top).expect("small"), column + usize::try_from(left).expect("small"));
            let counts = whole || row == usize::try_from(FIGURES_ROW).expect("small");
            match cell {
                Data::Float(number) if counts => found.push((sheet.clone(), (row, column), format!("{number:.2}"))),
                Data::Int(number) if counts => found.push((sheet.clone(), (row, column), format!("{number}.00"))),
                Data::Error(error) => panic!("{sheet} row {row} column {column}: {error:?}"),
                _ => {}
            }
        }
    }
    found
}

/// Rewrites every sheet of a book.
fn rewrite_sheets(path: &Path, to: &Path, change: impl Fn(&str, String) -> String) {
    let mut from = zip::ZipArchive::new(Cursor::new(fs::read(path).expect("read"))).expect("a zip");
    let mut into = zip::ZipWriter::new(fs::File::create(to).expect("created"));
    for at in 0..from.len() {
        let mut entry = from.by_index(at).expect("an entry");
        let (name, mut bytes) = (entry.name().expect("a name").into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).expect("read");
        if name.starts_with("xl/worksheets/sheet") {
            bytes = change(&name, String::from_utf8(bytes).expect("text")).into_bytes();
        }
        into.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        into.write_all(&bytes).expect("written");
    }
    into.finish().expect("finished");
}

/// A sheet whose formulas all claim to have come to a value that none of them can.
fn spoil_values(sheet: &str) -> String {
    let mut parts = sheet.split("</f><v>");
    let mut spoiled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.split_once("</v>").map_or("", |(_value, rest)| rest);
        spoiled.push_str("</f><v>-987654</v>");
        spoiled.push_str(rest);
    }
    spoiled
}

#[test]
fn libreoffice_computes_the_figures_we_wrote() {
    if !is_present("soffice", "--version") {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let books = [
        ("manager.xlsx", sample::book(Some("Анна Кольцова"), 24, 150), Lang::Ru),
        ("head.xlsx", sample::book(None, 60, 400), Lang::Ru),
        ("ukrainian.xlsx", sample::book(None, 12, 90), Lang::Uk),
        ("english.xlsx", sample::book(Some("Anna"), 12, 90), Lang::En),
        ("empty.xlsx", sample::book(None, 0, 0), Lang::Ru),
    ];
    let paths: Vec<PathBuf> =
        books.iter().map(|(name, data, lang)| write_book(dir.path(), name, data, *lang)).collect();
    // The values we wrote are spoiled first, so that only computed ones can agree with them.
    let spoiled_dir = dir.path().join("spoiled");
    fs::create_dir_all(&spoiled_dir).expect("a directory");
    let spoiled: Vec<PathBuf> = books.iter().map(|(name, ..)| spoiled_dir.join(name)).collect();
    for (path, to) in paths.iter().zip(&spoiled) {
        rewrite_sheets(path, to, |_name, sheet| spoil_values(&sheet));
    }
    let out = convert(dir.path(), "xlsx", &spoiled);
    for (path, (name, _, lang)) in paths.iter().zip(&books) {
        let ours = numbers(path, *lang);
        assert!(ours.len() > 20, "{name}: the summary has figures");
        assert_eq!(numbers(&out.join(name), *lang), ours, "{name}");
    }
}

#[test]
fn sums_above_a_table_follow_the_filter() {
    if !is_present("soffice", "--version") {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let data = sample::book(Some("Анна Кольцова"), 10, 60);
    let lang = Lang::Ru;
    let path = write_book(dir.path(), "whole.xlsx", &data, lang);
    let filtered = dir.path().join("filtered.xlsx");
    let hidden = format!("<row r=\"{}\"", DATA_ROW + 1);
    rewrite_sheets(&path, &filtered, |name, sheet| {
        let sheet = if name.ends_with("sheet3.xml") {
            sheet.replace(&hidden, &format!("{hidden} hidden=\"1\""))
        } else {
            sheet
        };
        spoil_values(&sheet)
    });
    let out = convert(dir.path(), "xlsx", &[filtered]);
    let saved = ranges(&out.join("filtered.xlsx"), lang);
    let place = u32::from(DOCUMENTS.place(false, "total").expect("the column"));
    let shown = saved[2].1.get_value((FIGURES_ROW, place)).and_then(Data::get_float).expect("a figure");
    let base = sample::options(lang).base_currency;
    assert!(data.documents.iter().any(|document| document.total.currency != base), "the sheet mixes currencies");
    assert_eq!(data.documents[0].total.currency, base, "the hidden row would count");
    let visible = data.documents.iter().skip(1).filter(|document| document.total.currency == base);
    // Drafts and canceled documents have an amount but neither a paid nor an open part: they are no money.
    let minor = visible.map(|document| document.reduced.minor + document.paid.minor + document.balance.minor).sum();
    assert_eq!(format!("{shown:.2}"), Money { minor, currency: base }.to_string());
}

#[test]
fn libreoffice_keeps_text_as_text() {
    if !is_present("soffice", "--version") {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let mut data = sample::book(Some("Анна Кольцова"), 3, 6);
    data.clients[0].name = "=1+1".to_owned();
    data.clients[0].tax_id = "0012345678".to_owned();
    let path = write_book(dir.path(), "text.xlsx", &data, Lang::Ru);
    let out = convert(dir.path(), "xlsx", std::slice::from_ref(&path));
    let saved = ranges(&out.join("text.xlsx"), Lang::Ru);
    let clients = &saved[1].1;
    assert_eq!(clients.get_value((DATA_ROW, 1)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(clients.get_value((DATA_ROW, 2)), Some(&Data::String("0012345678".to_owned())));
}

#[test]
fn libreoffice_prints_every_book() {
    if !is_present("soffice", "--version") {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let data = sample::book(Some("Анна Кольцова"), 24, 120);
    let path = write_book(dir.path(), "manager.xlsx", &data, Lang::Ru);
    let out = convert(dir.path(), "pdf", std::slice::from_ref(&path));
    assert!(fs::metadata(out.join("manager.pdf")).expect("a pdf").len() > 10_000);
    // Where a person wants to look at the pages: SVERKA_PICTURES=DIR keeps them as pictures.
    let Some(pictures) = std::env::var_os("SVERKA_PICTURES") else { return };
    if is_present("pdftoppm", "-v") {
        let run = Command::new("pdftoppm")
            .args(["-r", "150", "-png"])
            .arg(out.join("manager.pdf"))
            .arg(Path::new(&pictures).join("manager"))
            .status()
            .expect("pdftoppm runs");
        assert!(run.success());
    }
}

#[test]
fn openpyxl_reads_the_same_book() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().expect("a directory");
    let path = write_book(dir.path(), "book.xlsx", &sample::book(Some("Анна Кольцова"), 6, 20), Lang::Ru);
    let script = "import sys, openpyxl; b = openpyxl.load_workbook(sys.argv[1]); s = b['Счета']; \
                  print(list(s.tables), s.freeze_panes, s['C6'].data_type, s['C6'].number_format)";
    let run = Command::new(python).args(["-c", script]).arg(&path).output().expect("python runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(String::from_utf8_lossy(&run.stdout).trim(), "['sverka_documents'] D6 s @");
}

#[test]
fn libreoffice_reads_the_binary_books_that_the_tests_draw() {
    if !is_present("soffice", "--version") {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("register.xlsb");
    let text = "Реестр;;\n№ счёта;Дата;Сумма\nБК-1;05.10.2026;12,50\n0012;06.10.2026;700\n";
    fs::write(&path, xlsb::draw(text, false)).expect("written");
    let out = convert(dir.path(), "csv:Text - txt - csv (StarCalc):59,34,76", &[path]);
    let read = fs::read_dir(&out).expect("a directory").next().expect("a file").expect("readable").path();
    assert_eq!(fs::read_to_string(read).expect("UTF-8").replace("12,5\n", "12,50\n"), text);
}

/// A book of ours, patched: a name, a new client under the others, one that is gone.
fn patched_book(dir: &Path) -> (PathBuf, u32) {
    let data = sample::book(Some("Анна Кольцова"), 6, 20);
    let before = fs::read(write_book(dir, "before.xlsx", &data, Lang::Ru)).expect("read");
    let last = u16::try_from(CLIENTS.columns_of(false).len() - 1).expect("few columns");
    let text = |text: &str| CellValue::Text(text.to_owned());
    let sheets = [SheetPatch {
        cells: vec![CellPatch { row: DATA_ROW, column: 1, value: text("=1+1 <b> ") }],
        appended: vec![vec![(0, text("К-000777-Ж")), (1, text("Новый клиент")), (2, text("0012345678"))]],
        removed: vec![DATA_ROW + 2],
        ..SheetPatch::of(
            &CLIENTS.name(Lang::Ru),
            Block { header: HEADER_ROW, data: DATA_ROW, first: 0, last, id: Some(0) },
        )
    }];
    let mark = BookMark { book: "manager:koltsova".to_owned(), edition: 2.into() };
    let patched = patch(&before, &sheets, &mark, PatchLimits::default()).expect("patched");
    verify(&before, &patched, &sheets, &mark, PatchLimits::default()).expect("only the touched cells differ");
    let path = dir.join("patched.xlsx");
    fs::write(&path, &patched.bytes).expect("written");
    (path, *patched.appended.concat().first().expect("a new row"))
}

#[test]
fn libreoffice_opens_a_patched_book() {
    if !is_present("soffice", "--version") {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let (path, row) = patched_book(dir.path());
    let out = convert(dir.path(), "xlsx", &[path]);
    let saved = ranges(&out.join("patched.xlsx"), Lang::Ru);
    let clients = &saved[1].1;
    let text = |row, column| clients.get_value((row, column)).and_then(Data::get_string).unwrap_or_default().to_owned();
    assert_eq!(text(DATA_ROW, 1), "=1+1 <b> ");
    assert_eq!((text(row, 1), text(row, 2)), ("Новый клиент".to_owned(), "0012345678".to_owned()));
    let mut book: Xlsx<_> = calamine::open_workbook(out.join("patched.xlsx")).expect("the book opens");
    book.load_tables().expect("tables");
    let table = book.table_by_name(CLIENTS.table).expect("the table");
    assert_eq!(table.data().end().map(|(last, _)| last), Some(row), "the table reaches the new row");
    assert!(book.defined_names().iter().any(|(_, value)| value.contains("manager:koltsova:2")));
}

#[test]
fn libreoffice_computes_what_a_patch_made_another() {
    if !is_present("soffice", "--version") {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let data = sample::book(Some("Анна Кольцова"), 6, 20);
    let before = fs::read(write_book(dir.path(), "before.xlsx", &data, Lang::Ru)).expect("read");
    let place = |id: &str| CLIENTS.place(false, id).expect("a column");
    let debt = place("debt");
    let sheets = [SheetPatch {
        cells: vec![CellPatch { row: DATA_ROW, column: debt, value: CellValue::Number(1_000_000_000.into()) }],
        ..SheetPatch::of(
            &CLIENTS.name(Lang::Ru),
            Block { header: HEADER_ROW, data: DATA_ROW, first: 0, last: place("comment"), id: Some(0) },
        )
    }];
    let mark = BookMark { book: "manager:koltsova".to_owned(), edition: 2.into() };
    let patched = patch(&before, &sheets, &mark, PatchLimits::default()).expect("patched");
    let path = dir.path().join("patched.xlsx");
    fs::write(&path, &patched.bytes).expect("written");
    let saved = ranges(&convert_as_it_is(dir.path(), "xlsx", &[path]).join("patched.xlsx"), Lang::Ru);
    let clients = &saved[1].1;
    let number = |row| clients.get_value((row, u32::from(debt))).and_then(Data::as_f64).unwrap_or_default();
    let sum: f64 = (DATA_ROW..DATA_ROW + 6).map(number).sum();
    assert!(sum > 1_000_000_000.0 - 1.0, "{sum}");
    assert!((number(FIGURES_ROW) - sum).abs() < 0.01, "{} and not {sum}", number(FIGURES_ROW));
}

#[test]
fn openpyxl_reads_a_patched_book() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().expect("a directory");
    let (path, row) = patched_book(dir.path());
    let script = "import sys, openpyxl; b = openpyxl.load_workbook(sys.argv[1]); s = b['Клиенты']; r = int(sys.argv[2]); \
                  f = int(sys.argv[3]); print(s.cell(r, 2).value, s.cell(r, 3).data_type, s.cell(f, 2).value.strip(), \
                  s.cell(f + 2, 2).font.color.rgb, s.tables['sverka_clients'].ref.endswith(str(r)), b['_sync']['B3'].value)";
    let run = Command::new(python)
        .args(["-c", script])
        .arg(&path)
        .args([(row + 1).to_string(), (DATA_ROW + 1).to_string()])
        .output()
        .expect("python runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let said = String::from_utf8_lossy(&run.stdout);
    assert_eq!(said.trim(), "Новый клиент s =1+1 <b> FF808080 True 2");
}
