//! A file of refused records is known by what stands in it, whatever it is called; what is wrong is said with its place; and
//! what was left out of the file is said to be missing.

use std::fs;
use std::path::Path;

use sverka::model::issue::IssueCode;
use sverka::model::run::{FileReport, Reason, RunReport};

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

fn stored(desk: &Desk, entity: &str) -> usize {
    desk.store()[entity].as_array().map_or(0, Vec::len)
}

fn receipt(desk: &Desk, name: &str) -> String {
    fs::read_to_string(desk.path(&format!("exchange/accounting/{name}")))
        .unwrap_or_else(|_| panic!("{:?}", names(desk)))
}

/// What a file says, whatever single-byte encoding it is in.
fn text_1251(path: &Path) -> String {
    encoding_rs::WINDOWS_1251.decode(&fs::read(path).unwrap()).0.into_owned()
}

fn reason(report: &RunReport) -> Option<&str> {
    report.files[0].outcome.reason().map(|reason| reason.key.as_str())
}

#[test]
fn mended_records_saved_under_another_name_are_known_by_their_reasons() {
    let mut desk = Desk::new(SETTINGS);
    // Two equal payments without numbers, one of them refused: only as a mended record it is the second.
    let bytes = statement(&[(7, 7, "10.00", "за воду"), (7, 7, "1o.00", "за воду"), (8, 8, "x", "за газ")]);
    let bytes = cp1251(&encoding_rs::WINDOWS_1251.decode(&bytes).0.replace("Номер=7\r\n", ""));
    desk.drop("accounting", "k.txt", &bytes);
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(3, 1, 2)], 1));
    let handed_out = desk.path("exchange/accounting/k.на-исправление.txt");
    let mended = text_1251(&handed_out).replace("Сумма=1o.00", "Сумма=10.00");
    desk.drop("accounting", "исправила.txt", &cp1251(&mended));
    let report = desk.sync();
    assert_eq!((counts(&report), stored(&desk, "payments")), (vec![(2, 1, 1)], 2), "{report:?}");
    assert_eq!(report.files[0].mends.as_ref().map(|mends| mends.file.as_str()), Some("k.txt"));
    // What is refused again lies under the first name, in the place of what was handed out before.
    let left = text_1251(&handed_out);
    assert!(left.matches("СекцияДокумент").count() == 1 && left.contains("Сумма=x"), "{left}");
    assert!(receipt(&desk, "исправила.txt.errors.txt").contains("исправленные записи файла «k.txt»"));
    assert_eq!(names(&desk).iter().filter(|name| name.contains("на-исправление")).count(), 1, "{:?}", names(&desk));

    // The last one, as a copy that lies beside: nothing is left to be mended.
    desk.drop("accounting", "k (2).txt", &cp1251(&left.replace("Сумма=x", "Сумма=20.00")));
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(1, 1, 0)], 3));
    let names = names(&desk);
    assert!(!names.iter().any(|name| name.contains("на-исправление") || name == "k.txt.errors.txt"), "{names:?}");
}

#[test]
fn every_sort_of_file_is_known_under_another_name() {
    let line = |number: u32, date: &str| {
        format!(
            "{{\"record\":\"invoice\",\"id\":\"i{number}\",\"number\":\"{number}\",\"date\":\"{date}\",\
             \"client\":{{\"id\":\"c\",\"name\":\"Ива\"}},\"currency\":\"RUB\",\"total\":\"5.00\"}}\n"
        )
    };
    let lines = line(1, "2026-10-01") + &line(2, "вчера");
    let rows = cp1251("№ счета;Дата;Контрагент;Сумма\r\n1;01.10.2026;Ива;5\r\n2;вчера;Ива;6\r\n");
    let list = orders(2, TIME).replacen("<Номер>2</Номер><Дата>2026-10-01", "<Номер>2</Номер><Дата>вчера", 1);
    for (name, bytes) in [("a.jsonl", lines.as_bytes()), ("a.csv", &rows), ("a.xml", list.as_bytes())] {
        let mut desk = Desk::new(SETTINGS);
        desk.drop("accounting", name, bytes);
        assert_eq!(counts(&desk.sync()), [(2, 1, 1)], "{name}");
        let (stem, end) = name.split_once('.').unwrap();
        let path = desk.path(&format!("exchange/accounting/{stem}.на-исправление.{end}"));
        let bytes = fs::read(&path).unwrap();
        let mended = match end {
            "csv" => cp1251(&text_1251(&path).replace("вчера;", "02.10.2026;")),
            _ => String::from_utf8(bytes)
                .unwrap()
                .replace("вчера<", "2026-10-02<")
                .replace("\"вчера\",\"cl", "\"2026-10-02\",\"cl")
                .into(),
        };
        desk.drop("accounting", &format!("другое.{end}"), &mended);
        let report = desk.sync();
        assert_eq!((counts(&report), report.files[0].mends.is_some()), (vec![(1, 1, 0)], true), "{name} {report:?}");
        assert_eq!(names(&desk), [format!("другое.{end}.ok.txt")], "{name}");
    }
}

#[test]
fn refused_records_of_which_nobody_knows_whose_they_are_are_not_taken_for_an_export() {
    let mut desk = Desk::new(SETTINGS);
    let rows = cp1251("№ счета;Дата;Контрагент;Сумма\r\n1;01.10.2026;Ива;5\r\n2;вчера;Ива;6\r\n");
    desk.drop("accounting", "счета.csv", &rows);
    desk.sync();
    let handed_out = text_1251(&desk.path("exchange/accounting/счета.на-исправление.csv"));
    let mended = handed_out.replace("вчера;", "02.10.2026;");
    // Into another folder: it is no part of anything there.
    desk.drop("bank", "счета.на-исправление.csv", &cp1251(&mended));
    let report = desk.sync();
    assert_eq!((reason(&report), stored(&desk, "invoices")), (Some(Reason::MENDS_UNKNOWN), 1), "{report:?}");
    let said = files_below(&desk.path("quarantine")).into_iter().chain(files_below(&desk.path("exchange/bank")));
    let said: String = said
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert!(said.contains("из какого файла эти записи отказаны, узнать не удалось"), "{said}");
    // A list of her own that has some of them among others is an export like any other.
    let own = format!("{mended}3;03.10.2026;Ива;7;\r\n4;04.10.2026;Ива;8;\r\n");
    desk.drop("accounting", "мой.csv", &cp1251(&own));
    assert_eq!((counts(&desk.sync()), stored(&desk, "invoices")), (vec![(3, 3, 0)], 4));
}

#[test]
fn what_is_wrong_is_said_with_its_cell_or_its_item() {
    let mut desk = Desk::new(SETTINGS);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Реестр счетов").unwrap();
    let rows = [
        ["№ счета", "Дата", "Контрагент", "ИНН", "Сумма"],
        ["1", "01.10.2026", "ООО «Ива»", "", "100"],
        ["2", "вчера", "ООО «Клён»", "", "200"],
        ["3-а", "", "ООО «Дуб»", "", "300"],
        ["4", "04.10.2026", "ООО «Липа»", "7702555030", "5"],
    ];
    for (row, cells) in (0_u32..).zip(rows) {
        sheet.write_row(row, 0, cells).unwrap();
    }
    desk.drop("accounting", "a.xlsx", &book.save_to_buffer().unwrap());
    desk.drop("accounting", "k.txt", &statement(&[(1, 1, "десять", "a")]));
    let bad = orders(2, TIME).replacen("<Дата>2026-10-01", "<Дата>вчера", 1);
    desk.drop("accounting", "o.xml", bad.as_bytes());
    desk.sync();
    let told = receipt(&desk, "a.xlsx.errors.txt");
    for place in ["строка 3, ячейка B3: ", "строка 4, ячейка B4: ", "строка 5, ячейка D5: "]
    {
        assert!(told.contains(place), "{place}: {told}");
    }
    let told = receipt(&desk, "k.txt.errors.txt");
    assert!(told.contains(", реквизит «Сумма»: "), "{told}");
    assert!(receipt(&desk, "o.xml.errors.txt").contains(", реквизит «Дата»: "));
    // In the file to be mended the row lies before her: its number is another there, the column is the same.
    let cut = calamine_texts(&desk.path("exchange/accounting/a.на-исправление.xlsx"));
    assert!(cut.iter().filter(|text| text.starts_with("столбец B: ")).count() == 2, "{cut:?}");
    assert!(text_1251(&desk.path("exchange/accounting/k.на-исправление.txt")).contains("=реквизит «Сумма»: "));
    let cut = fs::read_to_string(desk.path("exchange/accounting/o.на-исправление.xml")).unwrap();
    assert!(cut.contains("sverka-mend: реквизит «Дата»: "), "{cut}");
}

fn calamine_texts(path: &Path) -> Vec<String> {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let (_, sheet) = book.worksheets().remove(0);
    sheet.used_cells().map(|(_, _, cell)| cell.to_string()).collect()
}

#[test]
fn what_is_left_out_of_the_mended_file_is_said_to_be_missing_and_what_stands_there_for_others_does_not_count() {
    let mut desk = Desk::new(SETTINGS);
    let bad = |number: usize, text: &str| {
        text.replacen(
            &format!("<Номер>{number}</Номер><Дата>2026-10-01"),
            &format!("<Номер>{number}</Номер><Дата>{number}-го"),
            1,
        )
    };
    desk.drop("accounting", "a.xml", bad(2, &bad(1, &orders(3, TIME))).as_bytes());
    desk.sync();
    let path = desk.path("exchange/accounting/a.на-исправление.xml");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<Документ><Ид>i-2<").unwrap();
    let (_, after) = rest.split_once("</Документ>").unwrap();
    fs::write(&path, format!("{before}{after}").replace("1-го", "2026-10-01")).unwrap();
    assert_eq!(counts(&desk.sync()), [(1, 1, 0)]);
    let told = receipt(&desk, "a.на-исправление.xml.ok.txt");
    assert!(
        told.contains("записей, которых в этом файле нет: 1.") && told.contains("«a.xml.errors.txt» можно удалить"),
        "{told}"
    );
    assert!(names(&desk).contains(&"a.xml.errors.txt".to_owned()));
}

#[test]
fn an_earlier_record_that_stands_beside_its_contradiction_does_not_pass_for_a_mended_one() {
    let mut desk = Desk::new(SETTINGS);
    let rows = "№ счета;Дата;Контрагент;Сумма\r\n1;01.10.2026;Ива;5\r\n1;01.10.2026;Ива;6\r\n2;02.10.2026;Ива;7\r\n";
    desk.drop("accounting", "счета.csv", &cp1251(rows));
    let report = desk.sync();
    assert_eq!(counts(&report), [(3, 2, 1)], "{report:?}");
    assert!(report.files[0].issues.iter().any(|issue| issue.code == IssueCode::ContradictsEarlier));
    let path = desk.path("exchange/accounting/счета.на-исправление.csv");
    let text = text_1251(&path);
    assert_eq!(text.lines().count(), 3, "{text}");
    // She deletes the refused one and keeps the other: nothing was mended.
    let kept: Vec<&str> = text.lines().take(2).collect();
    fs::write(&path, cp1251(&(kept.join("\r\n") + "\r\n"))).unwrap();
    desk.sync();
    let told = receipt(&desk, "счета.на-исправление.csv.ok.txt");
    assert!(told.contains("осталось непринятых 1") && told.contains("которых в этом файле нет: 1"), "{told}");
    assert!(names(&desk).contains(&"счета.csv.errors.txt".to_owned()), "{:?}", names(&desk));
}

#[test]
fn a_list_of_one_row_with_commas_is_taken_and_handed_back_to_be_mended() {
    const HEAD: &str = "№ счета;Дата;Контрагент;ИНН;Сумма\r\n";
    for client in ["ООО Три, два, раз, пять", "\"ООО «Кабель, провод, лампы, ещё»\""]
    {
        let mut desk = Desk::new(SETTINGS);
        let bill = |date: &str| cp1251(&format!("{HEAD}1;{date};{client};7702555038;100,50\r\n"));
        desk.drop("accounting", "счета.csv", &bill("01.10.2026"));
        assert_eq!((counts(&desk.sync()), stored(&desk, "invoices")), (vec![(1, 1, 0)], 1), "{client}");

        let mut desk = Desk::new(SETTINGS);
        desk.drop("accounting", "счета.csv", &bill("32.10.2026"));
        assert_eq!(counts(&desk.sync()), [(1, 0, 1)], "{client}");
        let path = desk.path("exchange/accounting/счета.на-исправление.csv");
        assert!(path.exists(), "{}", receipt(&desk, "счета.csv.errors.txt"));
        let text = text_1251(&path);
        fs::write(&path, cp1251(&text.replace(";32.10", ";02.10"))).unwrap();
        assert_eq!((counts(&desk.sync()), stored(&desk, "invoices")), (vec![(1, 1, 0)], 1), "{client}");
    }
}

#[test]
fn a_file_dropped_again_says_what_of_it_is_refused_still() {
    let mut desk = Desk::new(SETTINGS);
    let bad = orders(4, TIME).replacen("<Номер>2</Номер><Дата>2026-10-01", "<Номер>2</Номер><Дата>вчера", 1).replacen(
        "<Номер>4</Номер><Дата>2026-10-01",
        "<Номер>4</Номер><Дата>завтра",
        1,
    );
    desk.drop("accounting", "a.xml", bad.as_bytes());
    desk.sync();
    let first = receipt(&desk, "a.xml.errors.txt");
    let listed = |text: &str| {
        let lines: Vec<String> = text.lines().filter(|line| line.starts_with("* ")).map(str::to_owned).collect();
        lines
    };
    assert_eq!(listed(&first).len(), 2, "{first}");

    // As it was: the same list, and where the records lie.
    let again = |desk: &mut Desk| {
        desk.drop("accounting", "a.xml", bad.as_bytes());
        let report = desk.sync();
        assert_eq!((report.files[0].outcome.name(), stored(desk, "invoices") >= 2), ("known", true));
        report.exit_code(false)
    };
    assert_eq!(again(&mut desk), 3);
    let told = receipt(&desk, "a.xml.errors.txt");
    assert_eq!(listed(&told), listed(&first), "{told}");
    assert!(told.contains("уже был принят") && told.contains("2 записи из него не приняты"), "{told}");
    assert!(told.contains("«a.на-исправление.xml»") && !told.contains("Ничего делать не нужно"), "{told}");

    // One came back: the file beside says which is left.
    let path = desk.path("exchange/accounting/a.на-исправление.xml");
    let mend = |word: &str| {
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(&format!("<Дата>{word}"), "<Дата>2026-10-01")).unwrap();
    };
    mend("вчера");
    assert_eq!(counts(&desk.sync()), [(2, 1, 1)]);
    assert_eq!(again(&mut desk), 3);
    let told = receipt(&desk, "a.xml.errors.txt");
    assert!(told.contains("1 запись из него не принята") && told.contains("«a.на-исправление.xml»"), "{told}");
    assert!(listed(&told).is_empty(), "{told}");

    // All did: nothing is left to be done.
    mend("завтра");
    assert_eq!((counts(&desk.sync()), stored(&desk, "invoices")), (vec![(1, 1, 0)], 4));
    assert_eq!(again(&mut desk), 0);
    assert!(receipt(&desk, "a.xml.ok.txt").contains("Ничего делать не нужно"));
    assert!(!names(&desk).contains(&"a.xml.errors.txt".to_owned()), "{:?}", names(&desk));
}
