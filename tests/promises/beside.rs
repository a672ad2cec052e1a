//! What lies beside a manager's book under another name, and what a book says that it can't hold.

use std::fs;

use sverka::model::run::BookOutcome;

use crate::desk::Desk;
use crate::edits::{desk, edit, outcome, path, row_of, settings};

/// The line of the day of the figures, of a sheet by its name.
fn as_of(desk: &Desk, sheet: &str) -> String {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut file: Xlsx<_> = open_workbook(path(desk, "Анна")).unwrap();
    file.worksheet_range(sheet).unwrap().get_value((1, 0)).unwrap().to_string()
}

#[test]
fn a_copy_under_another_name_is_said_and_read_once_a_save() {
    let desk = desk(3);
    let copy = path(&desk, "Анна (копия)");
    fs::copy(path(&desk, "Анна"), &copy).unwrap();
    assert!(desk.sync().workbooks.is_empty(), "as it was written, nothing is lost with it");
    crate::book::save(&copy, "clients", &[(row_of(&desk, "Анна", "Клиент 01"), "comment", "звонить")]);
    let said = |desk: &Desk| match outcome(&desk.sync(), "Анна (копия)") {
        Some(BookOutcome::EditsHeld { reason }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(said(&desk).contains("это копия книги Анна.xlsx"));
    // Were it read again, it would be nobody's.
    let (len, saved) = (fs::metadata(&copy).unwrap().len(), fs::metadata(&copy).unwrap().modified().unwrap());
    fs::write(&copy, vec![b'x'; usize::try_from(len).unwrap()]).unwrap();
    fs::File::options().write(true).open(&copy).unwrap().set_modified(saved).unwrap();
    assert!(said(&desk).contains("это копия книги Анна.xlsx"));
    fs::write(&copy, "x").unwrap();
    assert!(desk.sync().workbooks.is_empty(), "saved since, it is read");
}

#[test]
fn a_book_that_was_edited_says_what_it_leaves_out_as_a_drawn_one_does() {
    let line = "head_book = \"Руководитель.xlsx\"";
    let settings = settings(&["Анна"]).replace(line, &format!("{line}, rows_max = 2"));
    let mut desk = Desk::new(&(settings + "\n[[owner_rule]]\nmanager = \"Анна\"\n"));
    let cards: String = (1..=4)
        .map(|n| {
            format!(
                r#"{{"record":"client","id":"c{n}","name":"Клиент {n:02}"}}
{{"record":"invoice","id":"i{n}","number":"{n}","date":"2026-10-0{n}","client_id":"c{n}","currency":"RUB","total":"100.00"}}
"#
            )
        })
        .collect();
    desk.drop("accounting", "all.jsonl", cards.as_bytes());
    desk.sync();
    let drawn = ["Клиенты", "Счета"].map(|sheet| as_of(&desk, sheet));
    assert!(drawn.iter().all(|said| said.contains("ещё 2 строки не вошли")), "{drawn:?}");
    let row = crate::edits::sheet(&crate::edits::book(&desk, "Анна"), "clients").rows[0].row;
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить"), (row, "sync", "х")]);
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert_eq!(["Клиенты", "Счета"].map(|sheet| as_of(&desk, sheet)), drawn);
}

#[test]
fn a_run_counts_what_it_takes_of_a_book_and_a_dry_one_what_it_would() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    let below = crate::book::below(&crate::edits::book(&desk, "Анна"), "clients");
    let cells = [
        (row, "stage", "счёт"),
        (row, "comment", "звонить"),
        (row, "client", "ООО «Переименован»"),
        (below, "client", "Новая Заря"),
        (below, "tax_id", "7702555038"),
    ];
    edit(&desk, "Анна", "clients", &cells);
    let before = (desk.store(), fs::read(path(&desk, "Анна")).unwrap());
    let shown = desk.run(true);
    assert_eq!((desk.store(), fs::read(path(&desk, "Анна")).unwrap()), before, "nothing is changed");
    let counts = |report: &sverka::model::run::RunReport| {
        let taken: Vec<_> = report.taken.iter().map(|book| (book.path.clone(), book.counts.named())).collect();
        taken
    };
    let expected = [("edits", 2), ("new-rows", 1), ("conflicts", 0), ("requests", 1), ("choices", 0)];
    assert_eq!(counts(&shown), [("managers/Анна.xlsx".to_owned(), expected)]);
    let done = desk.sync();
    assert_eq!(counts(&done), counts(&shown), "each counted once, however often the book was read");
    assert_eq!(done.to_json()["taken"][0]["new_rows"], 1);
    assert!(desk.run(true).taken.is_empty() && desk.sync().taken.is_empty());
}

/// A bill over this sum came: every book that shows it is written.
fn bill(desk: &mut Desk, sum: u32) {
    let bill = format!(
        r#"{{"record":"invoice","id":"i1","number":"1","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"{sum}.00"}}"#
    );
    desk.drop("accounting", &format!("{sum}.jsonl"), bill.as_bytes());
    desk.sync();
}

/// What her book says of the first client now: sum, stage, comment.
fn said_of_first(desk: &Desk) -> [String; 3] {
    let row = row_of(desk, "Анна", "Клиент 01");
    ["invoiced", "stage", "comment"].map(|column| crate::edits::cell(desk, "Анна", "clients", row, column))
}

#[test]
fn an_earlier_copy_that_is_put_back_as_the_book_is_brought_up_to_date_and_takes_nothing_back() {
    let mut desk = desk(3);
    let hers = path(&desk, "Анна");
    let row = row_of(&desk, "Анна", "Клиент 01");
    let drawn = fs::read(&hers).unwrap();
    bill(&mut desk, 200);
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить"), (row, "own", "моё")]);
    let saved = fs::read(&hers).unwrap();
    desk.sync();
    assert_eq!(fs::read(&hers).unwrap(), saved, "nothing was to be written into it");
    bill(&mut desk, 300);
    let written = fs::read(&hers).unwrap();
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт"), (row, "comment", "ждём оплату")]);
    desk.sync();
    bill(&mut desk, 400);
    let expected = ["400.00", "счёт", "ждём оплату"].map(String::from);
    assert_eq!(said_of_first(&desk), expected);
    for (copy, is_hers) in [(&drawn, false), (&saved, true), (&written, true), (&saved, true), (&saved, true)] {
        fs::write(&hers, copy).unwrap();
        assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
        assert_eq!(said_of_first(&desk), expected);
        let is_there = fs::read(&hers).is_ok_and(|bytes| own(&bytes));
        assert_eq!(is_there, is_hers, "what is not ours is as it was in the copy");
        assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    }
    assert_eq!(crate::edits::client(&desk, "Клиент 01")["stage"], "счёт");
    // She writes on in a copy of yesterday.
    fs::write(&hers, &written).unwrap();
    edit(&desk, "Анна", "clients", &[(row + 1, "comment", "новое")]);
    desk.sync();
    assert_eq!(said_of_first(&desk), expected);
    assert_eq!(crate::edits::cell(&desk, "Анна", "clients", row + 1, "comment"), "новое");
}

/// Whether a book has what she wrote into a column of her own.
fn own(bytes: &[u8]) -> bool {
    use calamine::{Reader, Xlsx};
    let mut file: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let cells = file.worksheet_range("Клиенты").unwrap();
    cells.used_cells().any(|(_, _, cell)| matches!(cell, calamine::Data::String(text) if text == "моё"))
}

#[test]
fn the_version_that_was_drawn_last_put_back_over_her_own_gets_her_edits() {
    let desk = desk(3);
    let hers = path(&desk, "Анна");
    let row = row_of(&desk, "Анна", "Клиент 01");
    let drawn = fs::read(&hers).unwrap();
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить"), (row, "stage", "счёт")]);
    desk.sync();
    fs::write(&hers, &drawn).unwrap();
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert_eq!(said_of_first(&desk)[1..], ["счёт", "звонить"]);
    assert!(desk.sync().workbooks.is_empty());
}

/// Her book became something that can't be read, and a new one lies beside it; the new one, and her book as it was.
fn broken() -> (Desk, std::path::PathBuf, Vec<u8>) {
    let desk = desk(3);
    let hers = path(&desk, "Анна");
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить"), (row, "own", "моё")]);
    desk.sync();
    let whole = fs::read(&hers).unwrap();
    fs::write(&hers, "это больше не книга").unwrap();
    assert!(matches!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::EditsHeld { .. })));
    let beside = path(&desk, "Анна — новая");
    assert!(beside.is_file());
    (desk, beside, whole)
}

#[test]
fn a_new_book_beside_hers_goes_once_hers_can_be_gone_on_with() {
    let (mut desk, beside, whole) = broken();
    desk.sync();
    assert!(beside.is_file(), "while the cause lasts");
    fs::write(path(&desk, "Анна"), &whole).unwrap();
    // Somebody looks into it.
    let owner = path(&desk, "~$Анна — новая");
    fs::write(&owner, "open").unwrap();
    desk.sync();
    assert!(beside.is_file());
    fs::remove_file(owner).unwrap();
    desk.sync();
    assert!(!beside.is_file());
    assert!(desk.sync().workbooks.is_empty());
    bill(&mut desk, 200);
    assert_eq!(said_of_first(&desk), ["200.00", "", "звонить"]);
}

#[test]
fn a_new_book_beside_hers_in_which_she_wrote_stays_and_it_is_said_that_it_is_not_read() {
    let (desk, beside, whole) = broken();
    let row = row_of(&desk, "Анна — новая", "Клиент 02");
    crate::book::save(&beside, "clients", &[(row, "comment", "вписано рядом")]);
    let saved = fs::read(&beside).unwrap();
    let Some(BookOutcome::EditsHeld { reason }) = outcome(&desk.sync(), "Анна") else { panic!("not held") };
    assert!(reason.contains("уже пишут"), "{reason}");
    fs::write(path(&desk, "Анна"), &whole).unwrap();
    desk.sync();
    assert_eq!(fs::read(&beside).unwrap(), saved);
    let word = desk.path("managers/Анна — новая — правки не взяты.txt");
    assert!(fs::read_to_string(&word).unwrap().contains("Перенесите их в Анна.xlsx"));
    for _ in 0..2 {
        let Some(BookOutcome::EditsHeld { reason }) = outcome(&desk.sync(), "Анна — новая") else {
            panic!("not said")
        };
        assert!(reason.contains("это копия книги Анна.xlsx"), "{reason}");
        let remarks = crate::added::remarks(&desk);
        assert!(remarks.iter().any(|line| line.concat().contains("Анна — новая.xlsx")), "{remarks:?}");
    }
    fs::remove_file(&beside).unwrap();
    desk.sync();
    assert!(!word.is_file());
    assert!(desk.sync().workbooks.is_empty());
}

/// The same book as another program saves it in OpenDocument: sheets, cells, nothing else.
fn as_ods(book: &std::path::Path) -> Vec<u8> {
    use std::io::{Cursor, Write};

    use calamine::{Data, Reader, Xlsx, open_workbook};
    let mut file: Xlsx<_> = open_workbook(book).unwrap();
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let mut sheets = String::new();
    for name in file.sheet_names() {
        let range = file.worksheet_range(&name).unwrap();
        sheets.push_str(&format!("<table:table table:name=\"{}\">", escape(&name)));
        let (last, right) = range.end().unwrap_or_default();
        for row in 0..=last {
            sheets.push_str("<table:table-row>");
            for column in 0..=right {
                sheets.push_str(&match range.get_value((row, column)).unwrap_or(&Data::Empty) {
                    Data::Float(number) => {
                        format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"/>")
                    }
                    Data::DateTime(day) => {
                        let (year, month, day, ..) = day.to_ymd_hms_milli();
                        let day = format!("{year:04}-{month:02}-{day:02}");
                        format!("<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"/>")
                    }
                    Data::String(text) => format!(
                        "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                        escape(text)
                    ),
                    _ => "<table:table-cell/>".to_owned(),
                });
            }
            sheets.push_str("</table:table-row>");
        }
        sheets.push_str("</table:table>");
    }
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>{sheets}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("mimetype", plain).unwrap();
    writer.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    writer.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(content.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_she_writes_in_an_ods_copy_is_taken_and_the_book_goes_on() {
    let mut desk = desk(3);
    // The book is hers by now: it is patched, never drawn anew.
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить"), (row, "own", "моё")]);
    let more = r#"{"record":"invoice","id":"i1","number":"1","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"150.00"}"#;
    desk.drop("accounting", "more.jsonl", more.as_bytes());
    desk.sync();
    let scratch = desk.path("copy.xlsx");
    fs::copy(path(&desk, "Анна"), &scratch).unwrap();
    let below = crate::book::below(&crate::edits::book(&desk, "Анна"), "clients");
    let cells = [
        (row, "stage", "счёт"),
        (row, "next_contact", "05.12.2026"),
        (row + 1, "client", "ООО «Переименован»"),
        (below, "client", "Новая Заря"),
        (below, "tax_id", "7702555038"),
        (below, "comment", "из выставки"),
    ];
    crate::book::save(&scratch, "clients", &cells);
    let copy = path(&desk, "Анна").with_extension("ods");
    let saved = as_ods(&scratch);
    fs::write(&copy, &saved).unwrap();
    let report = desk.sync();
    assert!(outcome(&report, "Анна").is_some_and(|outcome| outcome == BookOutcome::Written), "{:?}", report.workbooks);
    let taken = report.taken.iter().find(|book| book.path == "managers/Анна.xlsx").unwrap().counts;
    assert_eq!((taken.new_rows, taken.requests), (1, 1), "{taken:?}");
    let stored = crate::edits::client(&desk, "Клиент 01");
    assert_eq!(stored["stage"], "счёт");
    let says = |client: &str, column: &str| {
        crate::edits::cell(&desk, "Анна", "clients", row_of(&desk, "Анна", client), column)
    };
    assert_eq!((says("Клиент 01", "stage"), says("Клиент 01", "next_contact")), ("счёт".into(), "2026-12-05".into()));
    assert_eq!((says("Клиент 01", "comment"), says("Новая Заря", "comment")), ("звонить".into(), "из выставки".into()));
    assert_eq!(fs::read(&copy).unwrap(), saved, "the copy is left as it is");
    assert!(desk.sync().workbooks.is_empty(), "read once, and nothing more is said of it");
    // What she writes in the book afterwards holds: the copy is no news.
    edit(&desk, "Анна", "clients", &[(row, "stage", "отказ")]);
    desk.sync();
    assert_eq!(crate::edits::client(&desk, "Клиент 01")["stage"], "отказ");
    assert!(desk.sync().workbooks.is_empty());
}

fn said_of_the_copy(desk: &Desk) -> Vec<BookOutcome> {
    let report = desk.sync();
    let of_copies = report.workbooks.into_iter().filter(|book| book.path.ends_with(".ods"));
    of_copies.map(|book| book.outcome).collect()
}

/// A copy of her book with cells written in it, as ods.
fn ods_of(desk: &Desk, cells: &[(u32, &str, &str)]) -> Vec<u8> {
    let scratch = desk.path("copy.xlsx");
    fs::copy(path(desk, "Анна"), &scratch).unwrap();
    crate::book::save(&scratch, "clients", cells);
    as_ods(&scratch)
}

#[test]
fn the_same_content_of_a_copy_is_never_taken_twice_and_what_it_alone_has_is_said() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    let copy = path(&desk, "Анна").with_extension("ods");
    let header = crate::edits::sheet(&crate::edits::book(&desk, "Анна"), "clients").header_row;
    let mut cells = vec![(row, "stage", "счёт"), (header, "own", "Моё"), (row, "own", "важно")];
    let file = crate::edits::book(&desk, "Анна");
    let last = row_of(&desk, "Анна", "Клиент 03");
    cells.extend(crate::edits::sheet(&file, "clients").columns.keys().map(|column| (last, *column, "")));
    let saved = ods_of(&desk, &cells);
    fs::write(&copy, &saved).unwrap();
    let said = said_of_the_copy(&desk);
    let [BookOutcome::CopyTaken { reason }] = said.as_slice() else { panic!("{said:?}") };
    assert!(reason.contains("взято: 1.") && reason.contains("«Моё»") && reason.contains("можно убрать"), "{reason}");
    assert!(reason.contains("Строк, которых в ней нет: 1; в Анна.xlsx"), "{reason}");
    edit(&desk, "Анна", "clients", &[(row, "stage", "отказ")]);
    desk.sync();
    // Touched, gone and put back, saved otherwise in between: it is the same content.
    let touch = |nanos: u64| {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_nanos(nanos);
        fs::File::options().write(true).open(&copy).unwrap().set_modified(time).unwrap();
    };
    touch(1_000_000_000);
    let report = desk.sync();
    assert!(report.taken.is_empty() && report.workbooks.is_empty(), "{report:?}");
    fs::write(&copy, ods_of(&desk, &[(row, "comment", "позже")])).unwrap();
    assert_eq!(desk.sync().taken.len(), 1);
    fs::write(&copy, &saved).unwrap();
    touch(2_000_000_000);
    assert!(desk.sync().taken.is_empty());
    let stored = crate::edits::client(&desk, "Клиент 01");
    assert_eq!(stored["stage"], "отказ");
    assert_eq!(crate::edits::cell(&desk, "Анна", "clients", row, "comment"), "позже");
}

#[test]
fn a_held_copy_is_said_each_time_and_names_no_question_of_the_book() {
    let desk = desk(12);
    let hers = path(&desk, "Анна");
    let file = crate::edits::book(&desk, "Анна");
    let clients = crate::edits::sheet(&file, "clients");
    let columns: Vec<&str> = clients.columns.keys().copied().collect();
    let gone = clients.rows.iter().skip(1).flat_map(|row| columns.iter().map(|column| (row.row, *column, "")));
    let blank: Vec<(u32, &str, &str)> = gone.collect();
    let saved = ods_of(&desk, &blank);
    edit(&desk, "Анна", "clients", &blank);
    let question = match outcome(&desk.sync(), "Анна") {
        Some(BookOutcome::EditsHeld { reason }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(question.contains("Q-"), "{question}");
    fs::write(hers.with_extension("ods"), saved).unwrap();
    let said = said_of_the_copy(&desk);
    let [BookOutcome::EditsHeld { reason }] = said.as_slice() else { panic!("{said:?}") };
    assert!(!reason.contains("Q-") && reason.contains("Перенесите их в Анна.xlsx"), "{reason}");
    assert_eq!(said_of_the_copy(&desk), said);
    fs::write(hers.with_extension("ods"), "не книга").unwrap();
    let said = said_of_the_copy(&desk);
    assert!(matches!(said.as_slice(), [BookOutcome::EditsHeld { .. }]), "{said:?}");
    assert_eq!(said_of_the_copy(&desk), said);
}

#[test]
fn a_copy_that_does_not_tell_its_percent_changes_no_discount_and_in_the_book_a_tenth_is_one() {
    use crate::columns;
    let name = "Клиент 01";
    let desk = columns::desk(r#"{ column = "clients.discount", caption = "Скидка, %", type = "number" }"#, "");
    let row = columns::row(&desk, "Анна", name);
    let tenth = [(row, "attributes.discount", "0.1"), (row, "stage", "оплата")];
    let stored = |desk: &Desk| {
        let client = crate::edits::client(desk, name);
        (client["attributes"]["discount"].clone(), client["stage"].clone())
    };
    columns::save(&desk, "Анна", &[(row, "attributes.discount", "10")]);
    desk.sync();
    let book = fs::read(path(&desk, "Анна")).unwrap();
    columns::save(&desk, "Анна", &tenth);
    let copy = as_ods(&path(&desk, "Анна"));
    fs::write(path(&desk, "Анна"), book).unwrap();
    fs::write(path(&desk, "Анна").with_extension("ods"), copy).unwrap();
    desk.sync();
    assert_eq!(stored(&desk), ("10".into(), "оплата".into()), "10 % that the copy tells as a tenth");
    columns::save(&desk, "Анна", &tenth);
    desk.sync();
    assert_eq!(stored(&desk).0, "0.1", "a tenth of a percent");
}
