//! Every drop gets an answer in the folder it was dropped into, and a bad file costs itself alone.

use std::fs;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use sverka::model::run::FileOutcome;
use zip::CompressionMethod;

use crate::desk::{Desk, files_below};
use crate::papers::{SETTINGS, cp1251, exit_code, orders, statement, sverka, zip};

const TIME: &str = "2026-10-01T12:00:00";

fn names(desk: &Desk, folder: &str) -> Vec<String> {
    let files = files_below(&desk.path(folder));
    files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn what_was_taken_lies_in_done_with_a_copy_of_its_receipt() {
    let mut desk = Desk::new(SETTINGS);
    let bad_sum = orders(2, TIME).replacen("100.00", "сто", 1);
    desk.drop("accounting", "good.xml", orders(2, TIME).replace("i-", "g-").as_bytes());
    desk.drop("accounting", "bad.xml", bad_sum.as_bytes());
    desk.sync();
    assert_eq!(names(&desk, "exchange"), ["bad.xml.errors.txt", "bad.на-исправление.xml", "good.xml.ok.txt"]);
    assert_eq!(names(&desk, "done"), ["bad.xml", "bad.xml.errors.txt", "good.xml", "good.xml.ok.txt"]);
    assert!(names(&desk, "quarantine").is_empty());
    let receipt = fs::read_to_string(desk.path("exchange/accounting/bad.xml.errors.txt")).unwrap();
    assert!(receipt.contains("«сто»") && receipt.contains("строка 3"), "{receipt}");
    let copy = fs::read_to_string(files_below(&desk.path("done"))[1].as_path()).unwrap();
    assert_eq!(receipt, copy);
    // Receipts and what is still to be mended are never read: nothing is found, nothing changes.
    let report = desk.sync();
    assert_eq!((report.files.len(), report.ignored.len()), (0, 0));
    assert_eq!(names(&desk, "exchange").len(), 3);
}

#[test]
fn a_file_mended_and_dropped_again_takes_its_old_complaint_away() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "a.xml", orders(2, TIME).replacen("100.00", "сто", 1).as_bytes());
    desk.sync();
    desk.drop("accounting", "a.xml", orders(2, TIME).as_bytes());
    desk.sync();
    assert_eq!(names(&desk, "exchange"), ["a.xml.ok.txt"]);
}

#[test]
fn the_exit_code_says_whether_something_was_refused() {
    let mut desk = Desk::new(SETTINGS);
    assert_eq!(exit_code(&desk.path(""), &["sync"]), 0);
    desk.drop("accounting", "good.xml", orders(2, TIME).as_bytes());
    assert_eq!(exit_code(&desk.path(""), &["sync"]), 0);
    desk.drop("accounting", "good.xml", orders(2, TIME).as_bytes());
    assert_eq!(exit_code(&desk.path(""), &["sync"]), 0, "the same again refuses nothing");
    desk.drop("accounting", "bad.xml", b"<a/>");
    assert_eq!(exit_code(&desk.path(""), &["sync"]), 3);
    assert_eq!(exit_code(&desk.path(""), &["sync"]), 0);
}

/// A workspace mapping that fits whatever the built-in one of bank statements fits.
const RIVAL: &str = r#"
name = "rival-bank"
format = "client_bank"

[title]
ru = "Соперник"
uk = "Суперник"
en = "Rival"

[recognise]
magic = "1CClientBankExchange"

[[record]]
name = "payment"
kind = "payment"
at = "СекцияДокумент"

[record.fields]
number = "Номер"
date = { from = "Дата", required = true }
amount = { from = "Сумма", required = true }
"#;

/// Files nobody can take, each with the reason that is said.
fn gallery() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let text = orders(5, TIME);
    let cut: String = text.chars().take(text.chars().count() * 7 / 10).collect();
    let mut half_statement = statement(&[(1, 1, "10.00", "a"), (2, 2, "20.00", "b")]);
    half_statement.truncate(half_statement.len() * 8 / 10);
    let laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n\
                  <КоммерческаяИнформация ВерсияСхемы=\"2.09\"><Документ>&b;</Документ></КоммерческаяИнформация>";
    let book = book();
    let mut both = text.clone().into_bytes();
    let middle = both.len() / 2;
    both.splice(middle..middle, [0xFF, 0xFE, 0x98, 0xC3, 0x28]);
    vec![
        ("truncated.xml", cut.into_bytes(), "truncated"),
        ("no-root-end.xml", text.replace("</КоммерческаяИнформация>", "").into_bytes(), "truncated"),
        ("two-encodings.xml", both, "encoding"),
        ("garbage.xml", format!("{text}и ещё немного").into_bytes(), "trailing-content"),
        ("two-roots.xml", format!("{text}<a/>").into_bytes(), "trailing-content"),
        ("crossed.xml", text.replacen("</Номер>", "</Дата>", 1).into_bytes(), "malformed"),
        ("stranger.xml", b"<?xml version=\"1.0\"?><prices><p/></prices>".to_vec(), "no-mapping"),
        ("photo.jpg", b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x02\x03\x00\x00".to_vec(), "unknown-format"),
        ("letter.txt", "Добрый день! Счета пришлю завтра.".as_bytes().to_vec(), "unknown-format"),
        ("blank.xml", b" \r\n\t \n".to_vec(), "unknown-format"),
        ("end-only.txt", cp1251("КонецФайла\r\n"), "unknown-format"),
        ("half-statement.txt", half_statement, "truncated"),
        ("matryoshka.zip", matryoshka(10), "zip-nested"),
        ("laughs.xml", laughs.as_bytes().to_vec(), "document-type"),
        ("text.xlsx", b"this is no workbook at all".to_vec(), "unknown-format"),
        ("cut.xlsx", book[..book.len() / 2].to_vec(), "truncated"),
        ("broken.zip", zip(&[("a.xml", text.as_bytes())], CompressionMethod::Deflated)[..200].to_vec(), "zip-broken"),
        ("secret.zip", locked(&zip(&[("a.xml", text.as_bytes())], CompressionMethod::Stored)), "encrypted"),
        ("zero.xml", Vec::new(), "empty-file"),
        ("nothing.zip", zip(&[], CompressionMethod::Stored), "empty-file"),
        ("bomb.zip", zip(&[("a.xml", &vec![b' '; 40 << 20])], CompressionMethod::Deflated), "zip-ratio"),
    ]
}

fn book() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in
        [["№ счета", "Дата", "Контрагент", "Сумма"], ["1", "01.10.2026", "ООО «Ива»", "5"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn matryoshka(levels: usize) -> Vec<u8> {
    let mut inner = orders(1, TIME).into_bytes();
    let mut name = "orders.xml".to_owned();
    for level in 0..levels {
        inner = zip(&[(&name, &inner)], CompressionMethod::Stored);
        name = format!("level{level}.zip");
    }
    inner
}

/// Marks the entries of a package as protected, as the format does: bit 0 of the flags in both headers.
fn locked(package: &[u8]) -> Vec<u8> {
    let mut bytes = package.to_vec();
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = bytes.windows(4).position(|window| window == magic).unwrap();
        bytes[at + flags] |= 1;
    }
    bytes
}

#[test]
fn each_bad_file_costs_itself_alone() {
    let mut alone = Desk::new(SETTINGS);
    alone.drop("accounting", "good.xml", orders(4, TIME).as_bytes());
    alone.sync();
    let expected = alone.store();
    let mut desk = Desk::new(SETTINGS);
    let gallery = gallery();
    for (name, bytes, _) in gallery.iter().take(gallery.len() / 2) {
        desk.drop("accounting", name, bytes);
    }
    desk.drop("accounting", "good.xml", orders(4, TIME).as_bytes());
    for (name, bytes, _) in gallery.iter().skip(gallery.len() / 2) {
        desk.drop("accounting", name, bytes);
    }
    desk.drop("accounting", "~zero.xml", b"");
    let report = desk.sync();
    assert_eq!(report.exit_code(false), 3);
    let mut wrong = Vec::new();
    for (name, bytes, key) in &gallery {
        let file = report.files.iter().find(|file| file.file_name() == *name).unwrap();
        let found = match &file.outcome {
            FileOutcome::Refused { reason } => reason.key.clone(),
            other => format!("{other:?}"),
        };
        if found != *key {
            wrong.push(format!("{name}: expected {key}, found {found}"));
        }
        let receipt = desk.path(&format!("exchange/accounting/{name}.errors.txt"));
        assert!(fs::read_to_string(&receipt).is_ok_and(|text| text.contains(name)), "{name} got no answer");
        assert!(!desk.path(&format!("exchange/accounting/{name}")).exists(), "{name} still lies there");
        let kept = files_below(&desk.path("quarantine")).into_iter().find(|file| file.ends_with(name)).unwrap();
        assert_eq!(&fs::read(&kept).unwrap(), bytes, "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(report.ignored, ["exchange/accounting/~zero.xml"]);
    assert_eq!(desk.store(), expected, "something of a bad file was kept");
    let status = sverka(&desk.path(""), &["status", "--json"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert!(status.to_string().contains("~zero.xml"), "{status}");
}

#[test]
fn two_mappings_that_both_fit_are_not_chosen_between() {
    let mut desk = Desk::new(SETTINGS);
    fs::create_dir_all(desk.path("mappings")).unwrap();
    fs::write(desk.path("mappings/rival-bank.toml"), RIVAL).unwrap();
    desk.drop("bank", "kl_to_1c.txt", &statement(&[(1, 1, "10.00", "a")]));
    desk.drop("accounting", "good.xml", orders(2, TIME).as_bytes());
    let report = desk.sync();
    let bank = report.files.iter().find(|file| file.source == "bank").unwrap();
    let reason = bank.outcome.reason().unwrap();
    assert_eq!(reason.key, "several-mappings");
    assert!(reason.params[0].1.contains("client-bank") && reason.params[0].1.contains("rival-bank"), "{reason:?}");
    assert_eq!(report.totals.rows.applied, 2);
}

#[test]
fn a_misdeclared_encoding_is_read_and_said() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "utf8.xml", orders(2, TIME).as_bytes());
    desk.sync();
    let store = desk.store();
    desk.drop("accounting", "says-utf8.xml", &cp1251(&orders(2, TIME)));
    desk.drop("accounting", "says-1251.xml", orders(2, TIME).replace("UTF-8", "windows-1251").as_bytes());
    let report = desk.sync();
    for file in &report.files {
        assert_eq!(file.outcome, FileOutcome::Taken, "{}", file.path);
        assert_eq!(file.tally.rows.unchanged, 2, "{}", file.path);
        assert_eq!(file.issues[0].code.name(), "encoding-misdeclared", "{}", file.path);
    }
    assert_eq!(desk.store(), store);
}

#[test]
fn many_good_records_before_a_broken_end_are_not_half_applied() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "first.xml", orders(3, TIME).as_bytes());
    desk.sync();
    let store = desk.store();
    let mut broken = orders(20_000, TIME).replace("100.00", "200.00");
    broken.truncate(broken.rfind("</Контрагенты>").unwrap());
    // The end tag is there, so that the file looks complete; the last document is not.
    broken.push_str("</КоммерческаяИнформация>\n");
    desk.drop("accounting", "broken.xml", broken.as_bytes());
    let report = desk.sync();
    assert_eq!(report.files[0].outcome.reason().map(|reason| reason.key.as_str()), Some("malformed"));
    assert_eq!(report.totals.rows.read, 0, "rows of a file that is not taken are not counted");
    assert_eq!(desk.store(), store);
}

#[test]
fn a_dry_run_shows_everything_and_changes_nothing() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "first.xml", orders(3, TIME).as_bytes());
    desk.sync();
    let (store, files) = (desk.store(), files_below(&desk.path("")));
    desk.drop("accounting", "second.xml", orders(9, TIME).as_bytes());
    desk.drop("accounting", "bad.xml", b"<a/>");
    let report = desk.run(true);
    let rows = report.totals.rows;
    assert_eq!((rows.read, rows.applied, rows.unchanged), (9, 6, 3));
    assert_eq!(report.exit_code(false), 3);
    assert_eq!(desk.store(), store);
    let left: Vec<_> = files_below(&desk.path("")).into_iter().filter(|file| !files.contains(file)).collect();
    let is_no_cache = |file: &&std::path::PathBuf| !file.to_string_lossy().contains("archive");
    let names: Vec<_> = left.iter().filter(is_no_cache).map(|file| file.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["bad.xml", "second.xml"], "a dry run left something behind");
    assert_eq!(desk.sync().totals.rows.applied, 6, "what was shown is then done");
}

#[test]
fn a_file_that_still_grows_is_left_alone() {
    let mut desk = Desk::new(&SETTINGS.replace("quiet_seconds = 0", "quiet_seconds = 1"));
    let path = desk.path("exchange/accounting/slow.xml");
    let text = orders(6, TIME);
    let cut = text.char_indices().skip(900).find(|(_, letter)| *letter == '>').unwrap().0 + 1;
    let (head, tail) = text.split_at(cut);
    fs::write(&path, head).unwrap();
    let (late, is_read) = (path.clone(), Arc::new(AtomicBool::new(false)));
    let until = Arc::clone(&is_read);
    // It grows for as long as it is looked at, however slow the machine is.
    let writer = std::thread::spawn(move || {
        let mut file = fs::File::options().append(true).open(late).unwrap();
        while !until.load(Ordering::Relaxed) {
            file.write_all(b"\n").unwrap();
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    });
    let report = desk.sync();
    is_read.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    fs::File::options().append(true).open(&path).unwrap().write_all(tail.as_bytes()).unwrap();
    assert!(matches!(report.files[0].outcome, FileOutcome::Held { .. }), "{:?}", report.files[0].outcome);
    assert!(path.exists());
    desk.drop("bank", "other.txt", &statement(&[(1, 1, "10.00", "a")]));
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!(desk.sync().totals.rows.applied, 7);
}

#[test]
fn a_file_that_lies_in_no_source_s_folder_is_named() {
    let mut desk = Desk::new(SETTINGS);
    fs::write(desk.path("exchange/выписка.txt"), statement(&[(1, 1, "10.00", "a")])).unwrap();
    fs::create_dir_all(desk.path("exchange/bnak")).unwrap();
    fs::write(desk.path("exchange/bnak/b.txt"), statement(&[(2, 1, "10.00", "a")])).unwrap();
    desk.drop("bank", "kl.txt", &statement(&[(3, 1, "10.00", "a")]));
    let report = desk.sync();
    assert_eq!((report.files.len(), report.totals.rows.applied), (1, 1));
    let mut strays = report.strays.clone();
    strays.sort();
    assert_eq!(strays, ["exchange/bnak/b.txt", "exchange/выписка.txt"]);
    for args in [&["status"][..], &["sync"]] {
        let text = String::from_utf8(sverka(&desk.path(""), args).stdout).unwrap();
        assert!(text.contains("мимо папок источников") && text.contains("  exchange/bnak/b.txt\n"), "{text}");
    }
}

#[test]
fn an_export_that_is_called_like_a_receipt_is_taken() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("bank", "выписка.ok.txt", &statement(&[(1, 1, "10.00", "a")]));
    let report = desk.sync();
    assert_eq!((report.files.len(), report.totals.rows.applied), (1, 1));
    assert_eq!(names(&desk, "exchange"), ["выписка.ok.txt.ok.txt"]);
    assert_eq!(desk.sync().files.len(), 0, "its receipt is one");
}

#[test]
fn an_export_of_headings_alone_is_one_without_rows() {
    const HEAD: [&str; 5] = ["№ счета", "Дата", "Контрагент", "ИНН", "Сумма"];
    let mut desk = Desk::new(SETTINGS);
    let head = HEAD.join(";");
    desk.drop("accounting", "а.csv", &cp1251(&format!("{head}\r\n")));
    desk.drop("accounting", "б.csv", &cp1251(&format!("Реестр счетов\r\n\r\n{head}\r\n")));
    desk.drop(
        "accounting",
        "в.csv",
        format!("ООО «Гранит», Москва\nРеестр счетов за октябрь, без НДС\n{head}").as_bytes(),
    );
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Реестр счетов").unwrap().write_row(0, 0, HEAD).unwrap();
    desk.drop("accounting", "г.xlsx", &book.save_to_buffer().unwrap());
    let report = desk.sync();
    assert_eq!((report.files.len(), report.totals.rows.read), (4, 0));
    for file in &report.files {
        assert_eq!(file.outcome, FileOutcome::Taken, "{}", file.path);
        let receipt = fs::read_to_string(desk.path(&format!("{}.ok.txt", file.path))).unwrap();
        assert!(receipt.contains("записей в нём нет"), "{receipt}");
    }
    // Some words with commas are no list.
    desk.drop("accounting", "д.csv", "Привет!\nСчета, платежи, акты и накладные, как договорились.\n".as_bytes());
    assert_eq!(desk.sync().files[0].outcome.name(), "refused");
}

/// A book of these sheets: bills and payments have rows of theirs, the others nothing that is kept.
fn book_of(names: &[&str], date: &str) -> Vec<u8> {
    const HEAD: [&str; 5] = ["Номер", "Дата", "Контрагент", "ИНН", "Сумма"];
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in names {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        if name.starts_with("Реестр") {
            sheet.write_row(0, 0, HEAD).unwrap();
            sheet.write_row(1, 0, ["1", "01.10.2026", "Ива", "7702555038", "5"]).unwrap();
            sheet.write_row(2, 0, ["2", date, "Ива", "7702555038", "7"]).unwrap();
        } else {
            sheet.write_string(0, 0, "позвонить").unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_book_of_bills_and_payments_is_read_sheet_by_sheet_and_answered_once() {
    let sheets = ["Реестр счетов", "Реестр платежей", "Заметки"];
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "a.xlsx", &book_of(&sheets, "вчера"));
    let report = desk.sync();
    let rows = report.totals.rows;
    assert_eq!((report.files.len(), rows.read, rows.applied, rows.refused), (1, 4, 2, 2), "{:?}", report.files);
    let receipt = fs::read_to_string(desk.path("exchange/accounting/a.xlsx.errors.txt")).unwrap();
    for words in ["«Реестр счетов»: Реестр счетов", "«Реестр платежей»: Реестр платежей", "a.xlsx!Заметки", "B3"]
    {
        assert!(receipt.contains(words), "{words}: {receipt}");
    }
    let store = desk.store();
    let count = |entity: &str| store[entity].as_array().unwrap().len();
    assert_eq!((count("invoices"), count("payments")), (1, 1));
    // The whole book, mended; and once more, renamed.
    let mended = book_of(&sheets, "02.10.2026");
    desk.drop("accounting", "a.xlsx", &mended);
    let rows = desk.sync().totals.rows;
    assert_eq!((rows.read, rows.applied, rows.unchanged, rows.refused), (4, 2, 2, 0));
    let before = desk.store();
    desk.drop("accounting", "b.xlsx", &mended);
    assert_eq!((desk.sync().files[0].outcome.name(), desk.store() == before), ("known", true));
    // Each sheet by itself says the same.
    let mut other = Desk::new(SETTINGS);
    for sheet in &sheets[..2] {
        other.drop("accounting", &format!("{sheet}.xlsx"), &book_of(&[sheet], "02.10.2026"));
    }
    other.sync();
    let numbers = |desk: &Desk, entity: &str| {
        let store = desk.store();
        let rows = store[entity].as_array().unwrap().iter();
        rows.map(|row| (row["number"].clone(), row["total"].clone(), row["amount"].clone())).collect::<Vec<_>>()
    };
    for entity in ["invoices", "payments"] {
        assert_eq!(numbers(&desk, entity), numbers(&other, entity), "{entity}");
    }
    let tried = sverka(&desk.path(""), &["mapping", "try", "done/2026-11-02/b.xlsx"]);
    let said = String::from_utf8(tried.stdout).unwrap();
    assert!(said.contains("b.xlsx «Реестр счетов»") && said.contains("b.xlsx «Реестр платежей»"), "{said}");
}

#[test]
fn refused_rows_of_one_sheet_of_such_a_book_come_back_and_are_known() {
    let mut desk = Desk::new(SETTINGS);
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, date) in [("Реестр счетов", "01.10.2026"), ("Реестр платежей", "вчера")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["Номер", "Дата", "Контрагент", "ИНН", "Сумма"]).unwrap();
        sheet.write_row(1, 0, ["1", date, "Ива", "7702555038", "5"]).unwrap();
    }
    desk.drop("accounting", "a.xlsx", &book.save_to_buffer().unwrap());
    let rows = desk.sync().totals.rows;
    assert_eq!((rows.read, rows.applied, rows.refused), (2, 1, 1));
    let path = desk.path("exchange/accounting/a.на-исправление.xlsx");
    let mut cut: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let (name, cells) = calamine::Reader::worksheets(&mut cut).remove(0);
    assert_eq!(name, "Реестр платежей");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name(&name).unwrap();
    for (row, cells) in (0_u32..).zip(cells.rows()) {
        for (column, cell) in (0_u16..).zip(cells) {
            let text = cell.to_string();
            sheet.write_string(row, column, if text == "вчера" { "02.10.2026" } else { &text }).unwrap();
        }
    }
    fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    let report = desk.sync();
    let rows = report.totals.rows;
    assert_eq!((rows.read, rows.applied, report.files[0].mends.is_some()), (1, 1, true), "{:?}", report.files);
    assert!(!desk.path("exchange/accounting/a.xlsx.errors.txt").exists(), "nothing is left to be mended");
}

#[test]
fn a_book_of_more_sheets_than_are_looked_at_is_told_to_be_saved_in_parts() {
    let names: Vec<String> = (1..=9).map(|at| format!("Заметки {at}")).collect();
    let mut sheets: Vec<&str> = names.iter().map(String::as_str).take(8).collect();
    sheets.extend(["Реестр счетов", "Реестр платежей"]);
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "десять.xlsx", &book_of(&sheets, "02.10.2026"));
    let report = desk.sync();
    assert_eq!((report.files[0].outcome.name(), report.totals.rows.read), ("taken", 4), "all ten are looked at");
    sheets.insert(0, &names[8]);
    desk.drop("accounting", "a.xlsx", &book_of(&sheets, "02.10.2026"));
    let report = desk.sync();
    assert_eq!((report.files[0].outcome.name(), report.totals.rows.read), ("refused", 0));
    let receipt = fs::read_to_string(desk.path("exchange/accounting/a.xlsx.errors.txt")).unwrap();
    assert!(receipt.contains("листы разных видов: «Реестр счетов», «Реестр платежей»."), "{receipt}");
    assert!(receipt.contains("отдельными книгами") && !receipt.contains("администратору"), "{receipt}");
}

#[test]
fn a_bill_in_which_the_day_was_forgotten_is_refused_and_given_back() {
    let mut desk = Desk::new(SETTINGS);
    let rows = "№ счета;Дата;Контрагент;ИНН;Сумма\r\n801;01.10.2026;ООО «Ива»;7702555038;100,00\r\n\
                806;;ООО «Янтарь»;7809679290;250000,50\r\n902;;ООО «Ель»;;5000\r\n";
    desk.drop("accounting", "счета.csv", &cp1251(rows));
    let report = desk.sync();
    let tally = report.totals.rows;
    assert_eq!((tally.read, tally.applied, tally.refused), (3, 1, 2), "{report:#?}");
    let receipt = fs::read_to_string(desk.path("exchange/accounting/счета.csv.errors.txt")).unwrap();
    assert!(receipt.contains("«дата»") && receipt.contains("строка 3"), "{receipt}");
    assert!(desk.path("exchange/accounting/счета.на-исправление.csv").exists());
}
