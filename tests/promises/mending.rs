//! Refused records come back as her own file: she mends it where it lies, and only those records run.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use sverka::model::issue::IssueCode;
use sverka::model::mending::Mending;
use sverka::model::run::{FileReport, RunReport};

use crate::desk::{Desk, files_below};
use crate::papers::{SETTINGS, cp1251, orders, statement};

const TIME: &str = "2026-10-01T12:00:00";

fn names(desk: &Desk) -> Vec<String> {
    let files = files_below(&desk.path("exchange"));
    files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

fn counts(report: &RunReport) -> Vec<(u64, u64, u64)> {
    let of = |file: &FileReport| (file.tally.rows.read, file.tally.rows.applied, file.tally.rows.refused);
    report.files.iter().map(of).collect()
}

/// How many rows of an entity the store has.
fn stored(desk: &Desk, entity: &str) -> usize {
    desk.store()[entity].as_array().map_or(0, Vec::len)
}

fn receipt(desk: &Desk, name: &str) -> String {
    fs::read_to_string(desk.path(&format!("exchange/accounting/{name}")))
        .unwrap_or_else(|_| panic!("{:?}", names(desk)))
}

/// Mends a file where it lies.
fn mend(path: &Path, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    let mended = change(&text);
    assert_ne!(text, mended);
    fs::write(path, mended).unwrap();
}

#[test]
fn refused_documents_come_back_and_only_they_run() {
    let mut desk = Desk::new(SETTINGS);
    let text = orders(5, TIME);
    let bad = text.replacen("<Номер>2</Номер><Дата>2026-10-01", "<Номер>2</Номер><Дата>2026-13-01", 1);
    let bad = bad.replacen("<Номер>4</Номер><Дата>2026-10-01", "<Номер>4</Номер><Дата>вчера", 1);
    desk.drop("accounting", "март.xml", bad.as_bytes());
    let report = desk.sync();
    assert_eq!((counts(&report), report.exit_code(false)), (vec![(5, 3, 2)], 3));
    let name = "март.на-исправление.xml";
    assert_eq!(report.files[0].mending, Some(Mending::File { name: name.to_owned(), records: 2 }));
    assert_eq!(names(&desk), ["март.xml.errors.txt", name]);
    assert!(receipt(&desk, "март.xml.errors.txt").contains("рядом в файле «март.на-исправление.xml»"));
    let path = desk.path(&format!("exchange/accounting/{name}"));
    let cut = fs::read_to_string(&path).unwrap();
    assert_eq!(cut.matches("<Документ>").count(), 2, "{cut}");
    for words in ["ДатаФормирования=\"2026-10-01T12:00:00\"", "i-2<", "i-4<", "«2026-13-01»", "«вчера»", "sverka-mend"]
    {
        assert!(cut.contains(words), "{words}: {cut}");
    }

    // While nobody mends it, it is nothing to take, also as a copy.
    assert_eq!((desk.sync().files.len(), names(&desk).len()), (0, 2));
    fs::copy(&path, desk.path("exchange/accounting/копия.xml")).unwrap();
    let report = desk.sync();
    assert_eq!((report.files.len(), report.files[0].outcome.name()), (1, "skipped"));
    assert_eq!(stored(&desk, "invoices"), 3);

    // One of two is mended: a new file has the other.
    mend(&path, |text| text.replace("2026-13-01", "2026-10-01"));
    let report = desk.sync();
    assert_eq!((counts(&report), stored(&desk, "invoices")), (vec![(2, 1, 1)], 4));
    assert!(report.files[0].drift.is_empty());
    let cut = fs::read_to_string(&path).unwrap();
    assert!(
        cut.matches("<Документ>").count() == 1 && cut.contains("i-4<") && cut.matches("sverka-mend").count() == 2,
        "{cut}"
    );
    let told = receipt(&desk, &format!("{name}.errors.txt"));
    assert!(
        told.contains(
            "исправленные записи файла «март.xml»: было отказано 2, сейчас прочитано 2, осталось непринятых 1"
        ),
        "{told}"
    );

    // The last one: nothing is left to be told.
    mend(&path, |text| text.replace("вчера", "2026-10-01"));
    let report = desk.sync();
    assert_eq!((counts(&report), stored(&desk, "invoices")), (vec![(1, 1, 0)], 5));
    assert_eq!(
        names(&desk).into_iter().filter(|name| !name.starts_with("копия")).collect::<Vec<_>>(),
        [format!("{name}.ok.txt")]
    );
    let store = desk.store();
    let mut whole = Desk::new(SETTINGS);
    whole.drop("accounting", "март.xml", text.as_bytes());
    whole.sync();
    assert_eq!(totals(&store), totals(&whole.store()));
}

/// Numbers and sums of invoices, whatever order they came in.
fn totals(store: &Value) -> Vec<(String, String)> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let mut found: Vec<_> =
        store["invoices"].as_array().unwrap().iter().map(|row| (text(row, "number"), text(row, "total"))).collect();
    found.sort();
    found
}

#[test]
fn a_new_export_without_refused_records_takes_the_file_away() {
    let mut desk = Desk::new(SETTINGS);
    let bad = orders(3, TIME).replacen("<Дата>2026-10-01", "<Дата>вчера", 1);
    desk.drop("accounting", "a.xml", bad.as_bytes());
    desk.sync();
    assert_eq!(names(&desk), ["a.xml.errors.txt", "a.на-исправление.xml"]);
    // Other refused records: another file.
    let other = orders(3, "2026-10-02T12:00:00").replacen(
        "<Номер>3</Номер><Дата>2026-10-01",
        "<Номер>3</Номер><Дата>завтра",
        1,
    );
    desk.drop("accounting", "a.xml", other.as_bytes());
    desk.sync();
    let cut = fs::read_to_string(desk.path("exchange/accounting/a.на-исправление.xml")).unwrap();
    assert!(cut.contains("завтра") && !cut.contains("вчера"), "{cut}");
    desk.drop("accounting", "a.xml", orders(3, "2026-10-03T12:00:00").as_bytes());
    desk.sync();
    assert_eq!(names(&desk), ["a.xml.ok.txt"]);
}

#[test]
fn what_somebody_mends_is_not_written_over() {
    let mut desk = Desk::new(SETTINGS);
    let bad = orders(3, TIME).replacen("<Номер>1</Номер><Дата>2026-10-01", "<Номер>1</Номер><Дата>вчера", 1);
    desk.drop("accounting", "a.xml", bad.as_bytes());
    desk.sync();
    let path = desk.path("exchange/accounting/a.на-исправление.xml");
    mend(&path, |text| text.replace("вчера", "2026-10-05"));
    let other = orders(3, "2026-10-02T12:00:00").replacen(
        "<Номер>2</Номер><Дата>2026-10-01",
        "<Номер>2</Номер><Дата>завтра",
        1,
    );
    // Older than the mended one: it is taken first.
    desk.drop("accounting", "a.xml", other.as_bytes());
    let report = desk.sync();
    let mended = report.files.iter().find(|file| file.path.contains("на-исправление")).unwrap();
    assert_eq!((mended.tally.rows.read, mended.tally.rows.refused), (1, 0));
    assert_eq!(report.files.len(), 2);
    let left: Vec<PathBuf> = files_below(&desk.path("exchange"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "xml"))
        .collect();
    let cut: Vec<String> = left.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    assert!(cut.len() == 1 && cut[0].contains("завтра"), "{left:?}");
}

/// Payments that are told as a bank does, two of five with sums that are none.
#[test]
fn payments_come_back_as_a_statement() {
    let mut desk = Desk::new(SETTINGS);
    let lines = [
        (1, 1, "10.00", "a"),
        (2, 2, "двадцать", "b"),
        (3, 3, "30.00", "c"),
        (4, 4, "4o.00", "d"),
        (5, 5, "50.00", "e"),
    ];
    desk.drop("accounting", "kl_to_1c.txt", &statement(&lines));
    assert_eq!(counts(&desk.sync()), [(5, 3, 2)]);
    let path = desk.path("exchange/accounting/kl_to_1c.на-исправление.txt");
    let bytes = fs::read(&path).unwrap();
    let (text, _, lost) = encoding_rs::WINDOWS_1251.decode(&bytes);
    assert!(!lost && text.matches("СекцияДокумент=").count() == 2 && text.ends_with("КонецФайла\r\n"), "{text}");
    assert!(
        text.starts_with("1CClientBankExchange\r\nsverka-mend: ") && text.contains("РасчСчет=40702810100000012345\r\n")
    );
    let after = text.split("СекцияДокумент=Платежное поручение\r\n").nth(1).unwrap();
    assert!(after.starts_with("ПричинаОтказа=") && after.contains("«двадцать»"), "{text}");
    assert_eq!(desk.sync().files.len(), 0);
    fs::write(&path, cp1251(&text.replace("двадцать", "20.00").replace("4o.00", "40.00"))).unwrap();
    let report = desk.sync();
    assert_eq!((counts(&report), stored(&desk, "payments")), (vec![(2, 2, 0)], 5));
    assert!(report.files[0].issues.is_empty(), "{:?}", report.files[0].issues);
    assert_eq!(names(&desk), ["kl_to_1c.на-исправление.txt.ok.txt"]);
}

const REGISTER: [[&str; 5]; 6] = [
    ["№ счета", "Дата", "Контрагент", "ИНН", "Сумма"],
    ["1", "01.10.2026", "ООО «Ива»", "7702555038", "100"],
    ["2", "32.10.2026", "ООО «Клён»", "", "200,50"],
    ["3", "03.10.2026", "ООО «Ива»; \"центр\"", "7702555038", "300"],
    ["4", "04.10.2026", "=1+1", "", "четыреста"],
    ["5", "05.10.2026", "ООО «Дуб»", "", "500"],
];

fn csv() -> String {
    let line = |cells: [&str; 5]| {
        let quote = |cell: &str| {
            if cell.contains(['"', ';']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
        };
        cells.map(quote).join(";") + "\r\n"
    };
    format!("Реестр счетов;;;;\r\n{}", REGISTER.map(line).concat())
}

#[test]
fn rows_come_back_as_separated_text() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "счета.csv", &cp1251(&csv()));
    let report = desk.sync();
    assert_eq!(counts(&report), [(5, 3, 2)], "{:?}", report.files[0]);
    let path = desk.path("exchange/accounting/счета.на-исправление.csv");
    let bytes = fs::read(&path).unwrap();
    let text = encoding_rs::WINDOWS_1251.decode(&bytes).0.into_owned();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[..2], ["Реестр счетов;;;;", "№ счета;Дата;Контрагент;ИНН;Сумма;\"Причина отказа\""]);
    assert!(lines[2].starts_with("2;32.10.2026;ООО «Клён»;;200,50;\"") && lines[2].contains("32.10.2026»"), "{text}");
    assert!(lines[3].starts_with("4;04.10.2026;=1+1;;четыреста;\"") && lines.len() == 5, "{text}");
    assert_eq!(desk.sync().files.len(), 0);
    fs::write(&path, cp1251(&text.replace(";32.10", ";02.10"))).unwrap();
    assert_eq!((counts(&desk.sync()), stored(&desk, "invoices")), (vec![(2, 1, 1)], 4));
    let text = encoding_rs::WINDOWS_1251.decode(&fs::read(&path).unwrap()).0.into_owned();
    assert!(text.lines().count() == 3 && text.matches("Причина отказа").count() == 1, "{text}");
    fs::write(&path, cp1251(&text.replace(";четыреста;", ";400;"))).unwrap();
    assert_eq!((counts(&desk.sync()), stored(&desk, "invoices")), (vec![(1, 1, 0)], 5));
}

fn book(rows: &[[&str; 5]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Реестр счетов").unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell.strip_suffix(".10.2026").map(|day| day.parse::<u8>().unwrap()) {
                Some(date) if date < 32 => {
                    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 10, date).unwrap();
                    sheet.write_with_format(row, column, &date, &day).unwrap();
                }
                _ => drop(sheet.write_string(row, column, *cell).unwrap()),
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The cells of the only sheet as texts, row by row.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let (name, sheet) = book.worksheets().remove(0);
    assert_eq!(name, "Реестр счетов");
    let formulas = book.worksheet_formula(&name).unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{formulas:?}");
    let text = |cell: &Data| match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        cell => cell.to_string(),
    };
    sheet.rows().map(|row| row.iter().map(text).collect()).collect()
}

#[test]
fn rows_of_a_book_come_back_as_a_book() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "счета.xlsx", &book(&REGISTER));
    assert_eq!(counts(&desk.sync()), [(5, 3, 2)]);
    let path = desk.path("exchange/accounting/счета.на-исправление.xlsx");
    let found = cells(&path);
    assert_eq!(found[0], ["№ счета", "Дата", "Контрагент", "ИНН", "Сумма", "Причина отказа"]);
    assert_eq!(found[1][..5], ["2", "32.10.2026", "ООО «Клён»", "", "200,50"]);
    assert_eq!(found[2][..5], ["4", "2026-10-04", "=1+1", "", "четыреста"]);
    assert!(found.len() == 3 && found[1][5].contains("32.10.2026") && found[2][5].contains("четыреста"), "{found:?}");
    assert_eq!(desk.sync().files.len(), 0);

    // Open in Excel it is left alone, also when something is saved on the way.
    let owner = desk.path("exchange/accounting/~$счета.на-исправление.xlsx");
    let mut rows = REGISTER;
    (rows[2][1], rows[4][4]) = ("02.10.2026", "400");
    let mended = book(&[rows[0], rows[2], rows[4]]);
    fs::write(&owner, "somebody").unwrap();
    fs::write(&path, &mended).unwrap();
    assert_eq!(desk.sync().files.len(), 0);
    fs::remove_file(&owner).unwrap();
    let report = desk.sync();
    assert_eq!((counts(&report), stored(&desk, "invoices")), (vec![(2, 2, 0)], 5));
    assert!(report.files[0].drift.is_empty() && report.files[0].mends.is_some());
    assert_eq!(names(&desk), ["счета.на-исправление.xlsx.ok.txt"]);
}

#[test]
fn a_part_of_a_list_is_no_shorter_list_and_none_to_compare_with() {
    let mut desk = Desk::new(SETTINGS);
    let bad = |count: usize, time: &str| {
        orders(count, time).replacen("<Номер>7</Номер><Дата>2026-10-01", "<Номер>7</Номер><Дата>вчера", 1)
    };
    for day in ["01", "02"] {
        desk.drop("accounting", "все.xml", bad(60, &format!("2026-10-{day}T12:00:00")).as_bytes());
        desk.sync();
    }
    let path = desk.path("exchange/accounting/все.на-исправление.xml");
    mend(&path, |text| text.replace("вчера", "2026-10-01"));
    let report = desk.sync();
    assert_eq!((counts(&report), report.exit_code(false)), (vec![(1, 1, 0)], 0));
    // A list that is really shorter is still one.
    desk.drop("accounting", "все.xml", orders(20, "2026-10-03T12:00:00").as_bytes());
    assert_eq!(desk.sync().exit_code(false), 5);
}

#[test]
fn where_none_can_be_made_the_receipt_says_why() {
    let mut desk = Desk::new(SETTINGS);
    let one = orders(2, TIME).replacen("<Дата>2026-10-01", "<Дата>вчера", 1);
    let other = one.replace("i-", "j-");
    let package =
        crate::papers::zip(&[("a.xml", one.as_bytes()), ("b.xml", other.as_bytes())], zip::CompressionMethod::Stored);
    desk.drop("accounting", "два.zip", &package);
    desk.drop(
        "accounting",
        "один.zip",
        &crate::papers::zip(&[("c.xml", one.replace("i-", "k-").as_bytes())], zip::CompressionMethod::Stored),
    );
    desk.sync();
    assert!(receipt(&desk, "два.zip.errors.txt").contains("они в нескольких файлах архива"));
    assert!(receipt(&desk, "один.zip.errors.txt").contains("«один.zip.на-исправление.xml»"));
    let found = names(&desk);
    assert!(found.contains(&"один.zip.на-исправление.xml".to_owned()) && found.len() == 3, "{found:?}");
}

#[test]
fn lines_of_json_come_back_with_the_reason_as_a_key() {
    let mut desk = Desk::new(SETTINGS);
    let line = |number: u32, date: &str| {
        format!(
            "{{\"record\":\"invoice\",\"id\":\"i{number}\",\"number\":\"{number}\",\"date\":\"{date}\",\
             \"client\":{{\"id\":\"c\",\"name\":\"Ива\"}},\"currency\":\"RUB\",\"total\":\"5.00\"}}\n"
        )
    };
    let lines = [line(1, "2026-10-01"), line(2, "вчера"), line(3, "2026-10-03"), line(4, "завтра")];
    desk.drop("accounting", "a.jsonl", lines.concat().as_bytes());
    assert_eq!(counts(&desk.sync()), [(4, 2, 2)]);
    let path = desk.path("exchange/accounting/a.на-исправление.jsonl");
    let cut = fs::read_to_string(&path).unwrap();
    assert!(cut.lines().count() == 2 && cut.lines().all(|line| line.starts_with("{\"sverka-mend\":\"")), "{cut}");
    assert_eq!(desk.sync().files.len(), 0);
    mend(&path, |text| text.replace("\"вчера\"", "\"2026-10-02\""));
    assert_eq!(counts(&desk.sync()), [(2, 1, 1)]);
    let cut = fs::read_to_string(&path).unwrap();
    assert!(cut.lines().count() == 1 && cut.matches("sverka-mend").count() == 1, "{cut}");
    mend(&path, |text| text.replace("\"завтра\"", "\"2026-10-04\""));
    assert_eq!((counts(&desk.sync()), stored(&desk, "invoices")), (vec![(1, 1, 0)], 4));
}

#[test]
fn a_part_of_a_numbered_message_is_no_message_and_has_what_its_records_refer_to() {
    let mut desk = Desk::new(SETTINGS);
    let fixture = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/enterprisedata/input/accounting");
        fs::read_to_string(folder.join(name)).unwrap()
    };
    let (first, second) = (fixture("Message_БП_CR.1.xml"), fixture("Message_БП_CR.2.xml"));
    let bad = first.replacen("<Дата>2026-10-02T12:00:00</Дата>", "<Дата>2-го</Дата>", 1);
    assert_ne!(first, bad);
    desk.drop("accounting", "Message_БП_CR.xml", bad.as_bytes());
    let report = desk.sync();
    assert_eq!(report.totals.rows.refused, 1, "{:?}", report.files[0].issues);
    let path = desk.path("exchange/accounting/Message_БП_CR.на-исправление.xml");
    let cut = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{:?}: {:?}", names(&desk), report.files[0].mending));
    assert!(cut.starts_with("\u{feff}<?xml") && cut.contains("MessageNo>1<") && cut.len() < bad.len() / 2, "{cut}");
    let answer = desk.path("exchange/accounting/Message_CR_БП.xml");
    fs::remove_file(&answer).unwrap();
    mend(&path, |text| text.replace("2-го", "2026-10-02T12:00:00"));
    let report = desk.sync();
    // What is said of it is what was to be said of the whole message.
    let codes: Vec<IssueCode> = report.files[0].issues.iter().map(|issue| issue.code).collect();
    assert_eq!((report.totals.rows.refused, codes, answer.exists()), (0, vec![IssueCode::OrderBesideInvoice], false));
    // The message after it is the next one.
    desk.drop("accounting", "Message_БП_CR.xml", second.as_bytes());
    let report = desk.sync();
    assert!(report.files[0].issues.iter().all(|issue| !issue.code.name().starts_with("message")), "{report:?}");
    let mut whole = Desk::new(SETTINGS);
    for message in [first, second] {
        whole.drop("accounting", "Message_БП_CR.xml", message.as_bytes());
        whole.sync();
    }
    assert_eq!(totals(&desk.store()), totals(&whole.store()));
}

/// Rows of a register for one client, with a sum of each and cells that are none of ours behind it.
fn register(head: &str, sum: u32, end: &str) -> Vec<u8> {
    let rows: String =
        (1..=60).map(|number| format!("{number};01.10.2026;ООО «Ива»;7702555038;{sum}{end}\r\n")).collect();
    cp1251(&format!("№ счета;Дата;Контрагент;ИНН;Сумма{head}\r\n{rows}"))
}

#[test]
fn a_whole_list_that_only_looks_like_refused_records_is_held_like_any_other() {
    let caption = ";Причина отказа";
    for (name, head, end) in [
        ("счета.csv", "", ""),
        ("счета.csv", caption, ";"),
        ("счета.на-исправление.csv", caption, ";"),
        ("счета.на-исправление.csv", ";sverka-mend", ";"),
    ] {
        let mut desk = Desk::new(SETTINGS);
        let bad = register("", 100, "");
        let bad = encoding_rs::WINDOWS_1251.decode(&bad).0.replacen("\r\n7;01.10", "\r\n7;32.10", 1);
        desk.drop("accounting", "счета.csv", &cp1251(&bad));
        assert_eq!(counts(&desk.sync()), [(60, 59, 1)]);
        desk.drop("accounting", name, &register(head, 900, end));
        let report = desk.sync();
        assert_eq!((report.files[0].outcome.name(), report.exit_code(false)), ("held", 5), "{name} {head}");
    }
}

#[test]
fn a_record_left_out_of_the_mended_file_is_missing_until_it_comes() {
    let mut desk = Desk::new(SETTINGS);
    let bad = |text: String, number: usize| {
        text.replacen(
            &format!("<Номер>{number}</Номер><Дата>2026-10-01"),
            &format!("<Номер>{number}</Номер><Дата>{number}-го"),
            1,
        )
    };
    desk.drop("accounting", "a.xml", bad(bad(bad(orders(5, TIME), 1), 2), 3).as_bytes());
    assert_eq!(counts(&desk.sync()), [(5, 2, 3)]);
    let path = desk.path("exchange/accounting/a.на-исправление.xml");
    let whole = fs::read_to_string(&path).unwrap();
    let without = |text: &str, number: usize| {
        let (before, rest) = text.split_once(&format!("<Документ><Ид>i-{number}<")).unwrap();
        let (_, after) = rest.split_once("</Документ>").unwrap();
        format!("{before}{after}")
    };
    mend(&path, |text| without(text, 3).replace("1-го", "2026-10-01"));
    assert_eq!(counts(&desk.sync()), [(2, 1, 1)]);
    let told = receipt(&desk, "a.на-исправление.xml.errors.txt");
    assert!(told.contains("было отказано 3, сейчас прочитано 2, осталось непринятых 2"), "{told}");
    mend(&path, |text| text.replace("2-го", "2026-10-01"));
    assert_eq!(counts(&desk.sync()), [(1, 1, 0)]);
    assert!(receipt(&desk, "a.на-исправление.xml.ok.txt").contains("осталось непринятых 1"));
    assert!(names(&desk).contains(&"a.xml.errors.txt".to_owned()), "one was never taken");
    fs::write(&path, without(&without(&whole, 1), 2).replace("3-го", "2026-10-01")).unwrap();
    assert_eq!((counts(&desk.sync()), stored(&desk, "invoices")), (vec![(1, 1, 0)], 5));
    assert_eq!(names(&desk), ["a.на-исправление.xml.ok.txt"]);
}

#[test]
fn the_receipt_of_a_later_delivery_of_the_name_stays() {
    let mut desk = Desk::new(SETTINGS);
    let bad = |time: &str| orders(2, time).replacen("<Дата>2026-10-01", "<Дата>вчера", 1);
    desk.drop("accounting", "a.xml", bad(TIME).as_bytes());
    desk.sync();
    let path = desk.path("exchange/accounting/a.на-исправление.xml");
    let mended = fs::read_to_string(&path).unwrap().replace("вчера", "2026-10-01");
    // The later one can't be read at all.
    desk.drop("accounting", "a.xml", b"<?xml version=\"1.0\"?><x>");
    desk.sync();
    assert!(names(&desk).contains(&"a.xml.errors.txt".to_owned()));
    fs::write(&path, mended).unwrap();
    assert_eq!(counts(&desk.sync()), [(1, 1, 0)]);
    assert!(names(&desk).contains(&"a.xml.errors.txt".to_owned()), "{:?}", names(&desk));
}

/// A bank's file of equal payments without numbers; those of which `is_bad` have a sum that is none.
fn equal_payments(bad: [Option<&str>; 3]) -> Vec<u8> {
    let lines = bad.map(|bad| (7, 7, bad.unwrap_or("10.00"), "за воду"));
    let bytes = statement(&lines);
    let text = encoding_rs::WINDOWS_1251.decode(&bytes).0.replace("Номер=7\r\n", "");
    cp1251(&text)
}

fn mend_1251(path: &Path, change: impl Fn(String) -> String) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    let mended = cp1251(&change(encoding_rs::WINDOWS_1251.decode(&bytes).0.into_owned()));
    assert_ne!(bytes, mended);
    fs::write(path, &mended).unwrap();
    mended
}

#[test]
fn a_mended_payment_equal_to_two_that_were_taken_is_the_third_and_never_a_fourth() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "k.txt", &equal_payments([None, Some("1o.00"), None]));
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(3, 2, 1)], 2));
    let path = desk.path("exchange/accounting/k.на-исправление.txt");
    let mended = mend_1251(&path, |text| text.replace("1o.00", "10.00"));
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(1, 1, 0)], 3));
    // The same bytes are known; saved anew, nobody can tell whether it is one more.
    fs::write(&path, &mended).unwrap();
    assert_eq!((desk.sync().files[0].outcome.name(), stored(&desk, "payments")), ("known", 3));
    fs::write(&path, [&mended[..], b"\r\n"].concat()).unwrap();
    let report = desk.sync();
    assert_eq!((counts(&report), stored(&desk, "payments")), (vec![(1, 0, 1)], 3));
    assert!(report.files[0].issues.iter().any(|issue| issue.code == IssueCode::MendedTwice));
    // The whole export is what it asks for.
    desk.drop("accounting", "k.txt", &equal_payments([None; 3]));
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(3, 0, 0)], 3));
}

#[test]
fn of_equal_payments_mended_one_after_another_none_is_lost_unsaid() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "k.txt", &equal_payments([Some("1o.00"), None, Some("x")]));
    desk.sync();
    let path = desk.path("exchange/accounting/k.на-исправление.txt");
    mend_1251(&path, |text| text.replace("1o.00", "10.00"));
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(2, 1, 1)], 2));
    mend_1251(&path, |text| text.replace("Сумма=x", "Сумма=10.00"));
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(1, 0, 1)], 2));
    assert!(receipt(&desk, "k.на-исправление.txt.errors.txt").contains("положите выгрузку целиком"));
    desk.drop("accounting", "k.txt", &equal_payments([None; 3]));
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(3, 1, 0)], 3));
}

#[test]
fn what_came_since_is_not_replaced_by_what_was_mended() {
    let mut desk = Desk::new(SETTINGS);
    let rows = |date: &str, sum: &str| {
        cp1251(&format!(
            "№ счета;Дата;Контрагент;ИНН;Сумма\r\n1;01.10.2026;ООО «Ива»;7702555038;100\r\n\
             2;{date};ООО «Ива»;7702555038;{sum}\r\n"
        ))
    };
    desk.drop("accounting", "счета.csv", &rows("32.10.2026", "200"));
    desk.sync();
    let path = desk.path("exchange/accounting/счета.на-исправление.csv");
    let text = encoding_rs::WINDOWS_1251.decode(&fs::read(&path).unwrap()).0.replace("32.10.2026\"", "32.10\"");
    // Under another name, so that the file stays.
    desk.drop("accounting", "новые.csv", &rows("02.10.2026", "250"));
    desk.sync();
    let before = totals(&desk.store());
    fs::write(&path, cp1251(&text.replace("2;32.10.2026", "2;02.10.2026"))).unwrap();
    let report = desk.sync();
    assert_eq!(counts(&report), [(1, 0, 1)]);
    assert!(report.files[0].issues.iter().any(|issue| issue.code == IssueCode::MendedLate));
    assert_eq!(totals(&desk.store()), before);
}
