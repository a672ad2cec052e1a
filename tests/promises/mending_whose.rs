//! Whose refused records come back: of several files of one name, of a book with several sheets, among rows that she added,
//! beside reasons that she wiped out.

use std::fs;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};
use sverka::lang::Lang;
use sverka::model::issue::{IssueCode, Severity};
use sverka::model::mending::Mending;
use sverka::model::run::{FileReport, Reason, RunReport};
use sverka::output::words;

use crate::desk::{Desk, files_below};
use crate::papers::{SETTINGS, cp1251, orders, statement};
use crate::undoing::tried;

const HEAD: &str = "№ счета;Дата;Контрагент;Сумма\r\n";
const OUT: &str = "реестр.на-исправление.csv";
const SECOND: &str = "реестр.на-исправление (2).csv";

fn counts(report: &RunReport) -> Vec<(u64, u64, u64)> {
    let of = |file: &FileReport| (file.tally.rows.read, file.tally.rows.applied, file.tally.rows.refused);
    report.files.iter().map(of).collect()
}

fn invoices(desk: &Desk) -> Vec<String> {
    let store = desk.store();
    let numbers =
        store["invoices"].as_array().into_iter().flatten().map(|one| one["number"].as_str().unwrap().to_owned());
    let mut numbers: Vec<String> = numbers.collect();
    numbers.sort();
    numbers
}

fn names(desk: &Desk) -> Vec<String> {
    let files = files_below(&desk.path("exchange"));
    files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

fn text_1251(path: &Path) -> String {
    encoding_rs::WINDOWS_1251.decode(&fs::read(path).unwrap()).0.into_owned()
}

fn folder(desk: &Desk, name: &str) -> std::path::PathBuf {
    desk.path(&format!("exchange/accounting/{name}"))
}

/// Drops a register and reads what of it was handed out.
fn refused(desk: &mut Desk, rows: &str) -> String {
    desk.drop("accounting", "реестр.csv", &cp1251(&format!("{HEAD}{rows}")));
    let report = desk.sync();
    let Some(Mending::File { name, .. }) = &report.files[0].mending else { panic!("{report:?}") };
    text_1251(&folder(desk, name))
}

/// October's and November's registers have one name, and three refused bills each; October's are the first.
fn two_months() -> (Desk, String, String) {
    let mut desk = Desk::new(SETTINGS);
    let october = refused(
        &mut desk,
        "1;01.10.2026;Ива;5\r\n2;32.10.2026;Клён;60\r\n3;33.10.2026;Дуб;70\r\n4;34.10.2026;Ива;80\r\n",
    );
    let november = refused(
        &mut desk,
        "5;01.11.2026;Ива;5\r\n6;32.11.2026;Клён;61\r\n7;33.11.2026;Дуб;71\r\n8;34.11.2026;Ива;81\r\n",
    );
    assert!(october.lines().count() == 4 && november.lines().count() == 4, "{october} {november}");
    (desk, october, november)
}

/// The days of a month that it has not.
fn mended(text: &str) -> String {
    [("32.1", "02.1"), ("33.1", "03.1"), ("34.1", "04.1")].iter().fold(text.to_owned(), |text, (bad, good)| {
        let lines = text.split("\r\n").map(|line| line.replacen(&format!(";{bad}"), &format!(";{good}"), 1));
        lines.collect::<Vec<_>>().join("\r\n")
    })
}

#[test]
fn of_two_files_of_one_name_it_is_the_one_whose_records_come_back() {
    let without_reasons = |text: &str| {
        let rows = text.lines().map(|line| line.splitn(5, ';').take(4).collect::<Vec<_>>().join(";") + ";\r\n");
        rows.collect::<String>()
    };
    for name in [OUT, "исправлено.csv"] {
        let (mut desk, october, november) = two_months();
        // Where the reasons are wiped out, the records tell it, if the name says that it is such a file.
        let back = if name == OUT { without_reasons(&mended(&october)) } else { mended(&october) };
        desk.drop("accounting", name, &cp1251(&back));
        let report = desk.sync();
        assert_eq!(
            (counts(&report), invoices(&desk)),
            (vec![(3, 3, 0)], "12345".split_terminator("").skip(1).map(str::to_owned).collect()),
            "{report:?}"
        );
        let there = names(&desk);
        assert!(there.contains(&"реестр.csv.errors.txt".to_owned()), "November's is not answered: {there:?}");
        assert_eq!(text_1251(&folder(&desk, SECOND)), november, "{name}");
        assert!(!there.contains(&OUT.to_owned()), "{name}: {there:?}");

        // Taken back, October's lies there again, and November's still does.
        tried(&desk, report.run).unwrap();
        let [first, second] = [OUT, SECOND].map(|name| text_1251(&folder(&desk, name)));
        assert_eq!((invoices(&desk).len(), first, second), (2, october.clone(), november.clone()));
        desk.drop("accounting", name, &cp1251(&back));
        assert_eq!(counts(&desk.sync()), [(3, 3, 0)]);

        fs::write(folder(&desk, SECOND), cp1251(&mended(&november))).unwrap();
        assert_eq!((counts(&desk.sync()), invoices(&desk).len()), (vec![(3, 3, 0)], 8));
        let there = names(&desk);
        assert!(!there.iter().any(|name| [OUT, SECOND, "реестр.csv.errors.txt"].contains(&name.as_str())), "{there:?}");
    }
}

#[test]
fn what_of_the_older_file_is_refused_again_lies_beside_the_newer_ones() {
    for name in [OUT, "опять.csv"] {
        let (mut desk, october, november) = two_months();
        let back = mended(&october).replacen(";03.1", ";33.1", 1);
        desk.drop("accounting", OUT, &cp1251(&back));
        assert_eq!(counts(&desk.sync()), [(3, 2, 1)]);
        assert_eq!(text_1251(&folder(&desk, SECOND)), november);
        let told = fs::read_to_string(folder(&desk, &format!("{OUT}.errors.txt"))).unwrap();
        assert!(told.contains("«реестр.на-исправление.csv»"), "{told}");
        let left = folder(&desk, OUT);
        let text = text_1251(&left);
        assert!(text.lines().count() == 2 && text.contains("\r\n3;33.10.2026;"), "{text} {:?}", names(&desk));
        // The older export dropped again says what of it is left, not what of the newer one is.
        let whole = "1;01.10.2026;Ива;5\r\n2;32.10.2026;Клён;60\r\n3;33.10.2026;Дуб;70\r\n4;34.10.2026;Ива;80\r\n";
        desk.drop("accounting", "реестр.csv", &cp1251(&format!("{HEAD}{whole}")));
        let report = desk.sync();
        let told = fs::read_to_string(folder(&desk, "реестр.csv.errors.txt")).unwrap();
        let is_told = told.contains("1 запись из него не принята") && told.contains("«реестр.на-исправление.csv»");
        assert!(is_told, "{told} {report:?}");
        // Once more the wrong way, then the right one.
        desk.drop("accounting", name, &cp1251(&text.replacen(";33.1", ";35.1", 1)));
        assert_eq!(counts(&desk.sync()), [(1, 0, 1)]);
        let text = text_1251(&left);
        assert!(text.contains(";35.10.2026;"), "{text}");
        desk.drop("accounting", name, &cp1251(&text.replacen(";35.1", ";05.1", 1)));
        assert_eq!((counts(&desk.sync()), invoices(&desk).len()), (vec![(1, 1, 0)], 5));
        assert!(!left.exists() && text_1251(&folder(&desk, SECOND)) == november, "{name} {:?}", names(&desk));
    }
}

#[test]
fn records_that_fit_two_files_equally_are_taken_for_neither() {
    let mut desk = Desk::new(SETTINGS);
    refused(&mut desk, "1;вчера;Ива;5\r\n");
    let out = refused(&mut desk, "2;вчера;Ива;5\r\n");
    let head = out.lines().next().unwrap();
    let back = format!("{head}\r\n3;03.10.2026;Ива;5;\r\n");
    // A copy of either.
    let copy = "реестр.на-исправление — копия.csv";
    desk.drop("accounting", copy, &cp1251(&back));
    let report = desk.sync();
    let reason = report.files[0].outcome.reason().unwrap();
    assert_eq!((reason.key.as_str(), invoices(&desk).len()), (Reason::MENDS_SEVERAL, 0), "{report:?}");
    let said = words::reason_text(reason, Lang::Ru) + &words::reason_advice(reason, Lang::Ru);
    assert!(said.matches("«реестр.csv» (02.11.2026 ").count() == 2 && said.contains("Положите целиком"), "{said}");
    // The number tells it.
    desk.drop("accounting", copy, &cp1251(&back.replacen("\r\n3;", "\r\n2;", 1)));
    assert_eq!((counts(&desk.sync()), invoices(&desk)), (vec![(1, 1, 0)], vec!["2".to_owned()]));
}

#[test]
fn what_every_days_register_repeats_is_the_newest_ones() {
    for added in ["", "4;04.10.2026;Ель;8;\r\n"] {
        let mut desk = Desk::new(SETTINGS);
        let out = refused(&mut desk, "1;вчера;Ива;5\r\n");
        refused(&mut desk, "1;вчера;Ива;5\r\n2;02.10.2026;Ива;6\r\n3;завтра;Дуб;7\r\n");
        refused(&mut desk, "1;вчера;Ива;5\r\n2;02.10.2026;Ива;6\r\n3;завтра;Дуб;7\r\n5;05.10.2026;Ива;6\r\n");
        desk.drop("accounting", OUT, &cp1251(&(out.replacen("1;вчера;", "1;01.10.2026;", 1) + added)));
        let report = desk.sync();
        let taken = 1 + u64::from(!added.is_empty());
        assert_eq!(counts(&report), [(taken, taken, 0)], "{report:?}");
        let mends = report.files[0].mends.clone().unwrap();
        // Whether the second row is the other one, mended, or one that she added, nobody knows.
        assert_eq!((mends.records, mends.left(&report.files[0].tally.rows)), (2, 2 - taken), "{mends:?}");
    }
}

#[test]
fn refused_rows_among_as_many_that_she_added_are_known_under_another_name() {
    let mut desk = Desk::new(SETTINGS);
    let out = refused(&mut desk, "1;01.10.2026;Ива;5\r\n2;вчера;Ива;6\r\n3;завтра;Клён;7\r\n");
    let back = out.replacen("2;вчера;", "2;02.10.2026;", 1) + "4;04.10.2026;Дуб;8;\r\n5;05.10.2026;Дуб;9;\r\n";
    // The reason of the one that she mended is gone.
    let rows = back.split("\r\n").map(|line| match line.starts_with("2;") {
        true => "2;02.10.2026;Ива;6;".to_owned(),
        false => line.to_owned(),
    });
    let back = rows.collect::<Vec<_>>().join("\r\n");
    desk.drop("accounting", "исправленное Маша.csv", &cp1251(&back));
    let report = desk.sync();
    assert_eq!((counts(&report), invoices(&desk).len()), (vec![(4, 3, 1)], 4), "{report:?}");
    let mends = report.files[0].mends.clone().unwrap_or_else(|| panic!("{report:?}"));
    assert_eq!((mends.file.as_str(), mends.added), ("реестр.csv", 2));
    let left = text_1251(&folder(&desk, OUT));
    assert!(left.lines().count() == 2 && left.contains("3;завтра;"), "{left}");
}

/// A book of sheets with rows of texts.
fn book(sheets: &[(String, Vec<Vec<String>>)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0_u32..).zip(rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn sheets(path: &Path) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let texts = |sheet: calamine::Range<calamine::Data>| {
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    book.worksheets().into_iter().map(|(name, sheet)| (name, texts(sheet))).collect()
}

#[test]
fn refused_rows_of_several_sheets_come_back_as_one_book() {
    let rows = |last: &str| {
        let rows = [
            ["Номер", "Дата", "Контрагент", "ИНН", "Сумма"],
            ["1", "01.10.2026", "Ива", "7702555038", "5"],
            ["2", last, "Ива", "7702555038", "7"],
            ["3", "завтра", "Ива", "7702555038", "8"],
        ];
        rows.map(|row| row.map(str::to_owned).to_vec()).to_vec()
    };
    let names_of = |text: &str| text.to_owned();
    for name in ["a.на-исправление.xlsx", "исправлено.xlsx"] {
        let mut desk = Desk::new(SETTINGS);
        let whole = [
            (names_of("Реестр счетов"), rows("вчера")),
            (names_of("Заметки"), vec![vec![names_of("позвонить")]]),
            (names_of("Реестр платежей"), rows("давно")),
        ];
        desk.drop("accounting", "a.xlsx", &book(&whole));
        assert_eq!(counts(&desk.sync()), [(6, 2, 4)]);
        let path = folder(&desk, "a.на-исправление.xlsx");
        assert!(path.exists(), "{}", fs::read_to_string(folder(&desk, "a.xlsx.errors.txt")).unwrap());
        let mut out = sheets(&path);
        let told: Vec<(&str, usize)> = out.iter().map(|(name, rows)| (name.as_str(), rows.len())).collect();
        assert_eq!(told, [("Реестр счетов", 3), ("Реестр платежей", 3)]);
        assert!(desk.sync().files.is_empty(), "nobody has mended it yet");
        let mend = |out: &mut Vec<(String, Vec<Vec<String>>)>, words: &[&str]| {
            for cell in out.iter_mut().flat_map(|(_, rows)| rows).flatten().filter(|cell| words.contains(&&***cell)) {
                *cell = "02.10.2026".to_owned();
            }
        };
        mend(&mut out, &["вчера", "давно"]);
        desk.drop("accounting", name, &book(&out));
        let report = desk.sync();
        assert_eq!((counts(&report), report.files[0].mends.is_some()), (vec![(4, 2, 2)], true), "{name} {report:?}");
        let mut left = sheets(&path);
        assert_eq!(left.iter().map(|(_, rows)| rows.len()).collect::<Vec<_>>(), [2, 2]);
        mend(&mut left, &["завтра"]);
        desk.drop("accounting", name, &book(&left));
        assert_eq!(counts(&desk.sync()), [(2, 2, 0)]);
        let store = desk.store();
        assert_eq!((invoices(&desk).len(), store["payments"].as_array().unwrap().len()), (3, 3));
        let there = names(&desk);
        assert!(!there.iter().any(|name| name == "a.xlsx.errors.txt" || name == "a.на-исправление.xlsx"), "{there:?}");
    }
}

#[test]
fn a_reason_that_she_wiped_out_is_in_nobodys_way() {
    let rows = cp1251(&format!("{HEAD}1;01.10.2026;Ива;5\r\n2;вчера;Ива;6\r\n3;завтра;Ива;7\r\n"));
    let list = [1, 2].iter().fold(orders(3, "2026-10-01T12:00:00"), |text, number| {
        text.replacen(
            &format!("<Номер>{number}</Номер><Дата>2026-10-01"),
            &format!("<Номер>{number}</Номер><Дата>{number}-го"),
            1,
        )
    });
    let bank = statement(&[(7, 7, "10.00", "за воду"), (8, 8, "вчера", "за воду"), (9, 9, "завтра", "за газ")]);
    let line = |number: u32, date: &str| {
        format!(
            "{{\"record\":\"invoice\",\"id\":\"i{number}\",\"number\":\"{number}\",\"date\":\"{date}\",\"client\":{{\"id\":\"c\",\"name\":\"Ива\"}},\"currency\":\"RUB\",\"total\":\"5.00\"}}\n"
        )
    };
    let lines = (line(1, "2026-10-01") + &line(2, "2-e") + &line(3, "3-e")).into_bytes();
    let given = [("a.csv", rows), ("a.xml", list.into_bytes()), ("a.txt", bank), ("a.jsonl", lines)];
    for ((name, bytes), (is_all, back)) in given.iter().flat_map(|one| {
        [(true, "a.на-исправление"), (false, "a.на-исправление"), (false, "другое")].map(|how| (one, how))
    }) {
        let mut desk = Desk::new(SETTINGS);
        desk.drop("accounting", name, bytes);
        assert_eq!(counts(&desk.sync()), [(3, 1, 2)], "{name}");
        let end = name.split_once('.').unwrap().1;
        let is_utf8 = ["xml", "jsonl"].contains(&end);
        let path = folder(&desk, &format!("a.на-исправление.{end}"));
        let text = if is_utf8 { fs::read_to_string(&path).unwrap() } else { text_1251(&path) };
        let wiped = wiped(&text, end, is_all);
        assert_ne!(wiped, text, "{name}");
        let bytes = if is_utf8 { wiped.into_bytes() } else { cp1251(&wiped) };
        desk.drop("accounting", &format!("{back}.{end}"), &bytes);
        let report = desk.sync();
        let file = &report.files[0];
        assert_eq!((counts(&report), file.mends.is_some()), (vec![(2, 0, 2)], true), "{name} {back} {report:?}");
        let told = file.issues.iter().filter(|issue| issue.code != IssueCode::EncodingAssumed);
        let told: Vec<_> = told.map(|issue| issue.severity).collect();
        assert_eq!((told, file.drift.len()), (vec![Severity::Error; 2], 0), "{name} {:?}", file.issues);
    }
}

/// A file with its first reason, or all of them, wiped out; what they stood in is left.
fn wiped(text: &str, end: &str, is_all: bool) -> String {
    let (before, after): (&str, &str) = match end {
        "csv" => (";\"", "\"\r\n"),
        "xml" => ("<!-- sverka-mend: ", " -->"),
        "txt" => ("\r\nПричинаОтказа=", "\r\n"),
        _ => ("{\"sverka-mend\":\"", "\","),
    };
    let skipped = usize::from(["xml", "csv"].contains(&end));
    let mut parts = text.split(before);
    let mut made = parts.next().unwrap().to_owned();
    for (at, part) in parts.enumerate() {
        let (reason, rest) = part.split_once(after).unwrap();
        let is_wiped = at >= skipped && (is_all || at == skipped);
        made += &format!("{before}{}{after}{rest}", if is_wiped { "" } else { reason });
    }
    made
}
