//! Written books, reopened by us (calamine). Outside programs reopen them in `tests/peers`.

mod craft;
mod patched;
mod sample;
mod traps;

use std::io::{Cursor, Read};

use calamine::{Data, DataType, Reader, SheetVisible, Xlsx};
use sverka::lang::Lang;
use sverka::model::book::{Answer, Clash, ClashKind, KeptClash};
use sverka::model::ids::ConflictId;
use sverka::model::money::Money;
use sverka::model::row_id::RowId;
use sverka::model::view::{BookData, DocumentStatus};
use sverka::workbook::layout::{
    self, CLIENTS, CONFLICTS, CONTROLS, DATA_ROW, DOCUMENTS, HEADER_ROW, PAYMENTS, Sheet, Value,
};
use sverka::workbook::{BookOptions, render};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn bytes_of(data: &BookData, options: &BookOptions) -> Vec<u8> {
    let mut to = Cursor::new(Vec::new());
    let summary = render(data, options, &mut to).expect("the book is drawn");
    assert_eq!(summary.clients, data.clients.len());
    assert_eq!(summary.documents, data.documents.len());
    assert_eq!(summary.payments, data.payments.len());
    to.into_inner()
}

fn open(bytes: Vec<u8>) -> Book {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("the book opens")
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).expect("the part exists").read_to_string(&mut text).expect("text");
    text
}

fn cells<R>(book: &mut Book, sheet: &Sheet<R>, lang: Lang) -> calamine::Range<Data> {
    book.worksheet_range(&sheet.name(lang)).expect("the sheet exists")
}

/// Every cell of a data sheet says what the layout says of its row.
fn assert_same<R>(range: &calamine::Range<Data>, sheet: &Sheet<R>, rows: &[R], frame: &layout::Frame<'_>, head: bool) {
    for (row, at) in rows.iter().zip(DATA_ROW..) {
        for (column, place) in sheet.columns_of(head).into_iter().zip(0_u32..) {
            let cell = range.get_value((at, place)).unwrap_or(&Data::Empty);
            match (column.value)(row, frame) {
                Value::Blank => assert!(cell.is_empty(), "{}: {cell:?} should be blank", column.spec.id),
                Value::Text(text) => assert_eq!(cell.get_string(), Some(&*text), "{}", column.spec.id),
                Value::Date(date) => {
                    let Data::DateTime(read) = cell else { panic!("{}: {cell:?} is no date", column.spec.id) };
                    let (year, month, day, ..) = read.to_ymd_hms_milli();
                    assert_eq!(format!("{year:04}-{month:02}-{day:02}"), date.to_string(), "{}", column.spec.id);
                }
                Value::Money(money) => {
                    let read = cell.get_float().expect("a number");
                    let digits = usize::try_from(money.currency.minor_digits()).expect("small");
                    assert_eq!(format!("{read:.digits$}"), money.to_string(), "{}", column.spec.id);
                }
                Value::Number(number) => {
                    assert_eq!(cell.get_float().expect("a number").to_string(), number.to_string())
                }
                Value::Days(days) => assert_eq!(cell.get_float(), Some(f64::from(days))),
            }
        }
    }
}

#[test]
fn every_cell_reads_back_as_it_was_meant() {
    for (data, lang) in [
        (sample::book(Some("Анна Кольцова"), 24, 150), Lang::Ru),
        (sample::book(None, 40, 300), Lang::Uk),
        (sample::book(Some("Anna"), 5, 20), Lang::En),
    ] {
        let options = sample::options(lang);
        let head = data.manager.is_none();
        let frame = layout::Frame::new(&data, lang, options.base_currency);
        let mut book = open(bytes_of(&data, &options));
        assert_same(&cells(&mut book, &CLIENTS, lang), &CLIENTS, &data.clients, &frame, head);
        assert_same(&cells(&mut book, &DOCUMENTS, lang), &DOCUMENTS, &data.documents, &frame, head);
        assert_same(&cells(&mut book, &PAYMENTS, lang), &PAYMENTS, &data.payments, &frame, head);
        if head {
            assert_same(&cells(&mut book, &CONTROLS, lang), &CONTROLS, &data.controls, &frame, head);
        }
        assert_eq!(book.sheet_names().contains(&CONTROLS.name(lang)), head, "only the head compares books");
    }
}

#[test]
fn sheets_stand_in_order_and_the_identity_is_very_hidden() {
    let data = sample::book(None, 3, 9);
    let book = open(bytes_of(&data, &sample::options(Lang::Ru)));
    assert_eq!(
        book.sheet_names(),
        ["Сводка", "Клиенты", "Счета", "Платежи", "Сверка", "Конфликты", "Решения", "_sync"]
    );
    let hidden: Vec<_> = book.sheets_metadata().iter().map(|sheet| sheet.visible).collect();
    assert_eq!(hidden[6], SheetVisible::Visible);
    assert_eq!(hidden[7], SheetVisible::VeryHidden);
    let names = book.defined_names().to_vec();
    assert!(
        names.iter().any(|(name, value)| name == "sverka_book" && value.contains("manager:koltsova:1")),
        "{names:?}"
    );
}

#[test]
fn tables_span_exactly_the_rows_and_carry_their_captions() {
    let data = sample::book(Some("Анна Кольцова"), 12, 40);
    let mut book = open(bytes_of(&data, &sample::options(Lang::Ru)));
    book.load_tables().expect("tables");
    for (table, rows, columns) in [
        (CLIENTS.table, data.clients.len(), CLIENTS.columns_of(false).len()),
        (DOCUMENTS.table, data.documents.len(), DOCUMENTS.columns_of(false).len()),
        (PAYMENTS.table, data.payments.len(), PAYMENTS.columns_of(false).len()),
    ] {
        let table = book.table_by_name(table).expect("the table");
        assert_eq!(table.columns().len(), columns);
        assert_eq!(table.data().height(), rows);
        assert_eq!(table.data().start().map(|(row, _)| row), Some(HEADER_ROW + 1));
    }
}

#[test]
fn figures_above_the_tables_are_subtotals_with_their_values() {
    let data = sample::book(Some("Анна Кольцова"), 12, 60);
    let bytes = bytes_of(&data, &sample::options(Lang::Ru));
    let clients = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(clients.contains("SUBTOTAL(109,sverka_clients[Долг])"), "no plain subtotal");
    assert!(!clients.contains("totalsRow"));
    let expected: i64 = data
        .clients
        .iter()
        .flat_map(|c| &c.balances)
        .filter(|b| b.open.currency.code() == "RUB")
        .map(|b| b.open.minor)
        .sum();
    let mut book = open(bytes);
    let range = cells(&mut book, &CLIENTS, Lang::Ru);
    let place = u32::from(CLIENTS.place(false, "debt").expect("the column"));
    let shown = range.get_value((layout::FIGURES_ROW, place)).and_then(Data::get_float).expect("a value");
    assert_eq!(
        format!("{shown:.2}"),
        Money { minor: expected, currency: sample::options(Lang::Ru).base_currency }.to_string()
    );
}

#[test]
fn the_figure_over_amounts_leaves_out_what_is_no_money() {
    let mut data = sample::book(None, 6, 30);
    let worth = |data: &BookData| -> i64 {
        data.documents
            .iter()
            .filter(|d| d.total.currency.code() == "RUB")
            .map(|d| d.reduced.minor + d.paid.minor + d.balance.minor)
            .sum()
    };
    let before = worth(&data);
    let mut draft = data.documents[0].clone();
    let zero = Money { minor: 0, ..draft.total };
    (draft.status, draft.reduced, draft.paid, draft.balance) = (DocumentStatus::Draft, zero, zero, zero);
    draft.total.minor = 1_000_000_000;
    data.documents.push(draft);
    let mut book = open(bytes_of(&data, &sample::options(Lang::Ru)));
    let range = cells(&mut book, &DOCUMENTS, Lang::Ru);
    let place = u32::from(DOCUMENTS.place(true, "total").expect("the column"));
    let shown = range.get_value((layout::FIGURES_ROW, place)).and_then(Data::get_float).expect("a value");
    let base = sample::options(Lang::Ru).base_currency;
    assert_eq!(format!("{shown:.2}"), Money { minor: before, currency: base }.to_string());
}

#[test]
fn the_day_in_the_page_header_is_no_part_of_the_font_size() {
    let data = sample::book(None, 2, 2);
    for lang in Lang::ALL {
        let sheet = part(&bytes_of(&data, &sample::options(lang)), "xl/worksheets/sheet1.xml");
        let day = lang.date(data.today);
        assert!(sheet.contains(&format!("&amp;R&amp;8 {day}")), "{day} is not set apart in {}", lang.code());
    }
}

#[test]
fn a_balance_that_differs_says_since_which_run_and_why() {
    let data = sample::book(None, 3, 9);
    let mut book = open(bytes_of(&data, &sample::options(Lang::Ru)));
    let range = cells(&mut book, &CONTROLS, Lang::Ru);
    let row: Vec<String> =
        range.rows().nth(DATA_ROW as usize).expect("a row").iter().map(ToString::to_string).collect();
    assert_eq!(row[1], "Ромашка, ООО");
    assert_eq!(row[4..9], ["150000", "200000", "-50000", "расходится", "прогон 17 (12.11.2026)"]);
    assert!(row[10].contains("повторяет D-4"), "{row:?}");
}

#[test]
fn equal_data_give_equal_bytes() {
    let data = sample::book(None, 20, 80);
    let options = sample::options(Lang::Ru);
    let first = bytes_of(&data, &options);
    assert_eq!(first, bytes_of(&data, &options));
    let later = BookOptions { created: options.created.tomorrow().expect("a day"), ..options };
    assert_ne!(first, bytes_of(&data, &later));
}

#[test]
fn a_book_of_nothing_is_still_a_book() {
    for lang in Lang::ALL {
        let data = sample::book(Some("Никто"), 0, 0);
        let mut book = open(bytes_of(&data, &sample::options(lang)));
        book.load_tables().expect("tables");
        assert_eq!(book.table_names().len(), 5);
    }
}

#[test]
fn hostile_text_stays_text() {
    let mut data = sample::book(Some("=HYPERLINK(\"http://x\")&[1]"), 4, 4);
    let hostile = ["=cmd|' /C calc'!A0", "+7 (900) 000-00-00", "@SUM(1)", "_x0041_<b>&\u{1}"];
    for (client, text) in data.clients.iter_mut().zip(hostile) {
        client.name = text.to_owned();
    }
    data.clients[0].segment = "щ".repeat(40_000);
    let bytes = bytes_of(&data, &sample::options(Lang::Ru));
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(!sheet.contains("<f>cmd"), "text became a formula");
    let mut book = open(bytes);
    let range = cells(&mut book, &CLIENTS, Lang::Ru);
    let name = |at: u32| range.get_value((DATA_ROW + at, 1)).and_then(Data::get_string).expect("text").to_owned();
    assert_eq!(name(0), hostile[0]);
    assert_eq!(name(1), hostile[1]);
    assert_eq!(name(2), hostile[2]);
    assert_eq!(name(3), "_x0041_<b>& ");
    let segment = u32::from(CLIENTS.place(false, "segment").expect("the column"));
    let long = range.get_value((DATA_ROW, segment)).and_then(Data::get_string).expect("text");
    assert_eq!(long.chars().count(), 32_767);
}

#[test]
fn what_is_left_out_is_said() {
    let mut data = sample::book(Some("Анна Кольцова"), 3, 5);
    data.left_out = [0, 1_234, 21, 0];
    let mut book = open(bytes_of(&data, &sample::options(Lang::Ru)));
    let text = |range: &calamine::Range<Data>, row| {
        range.get_value((row, 0)).and_then(Data::get_string).unwrap_or_default().to_owned()
    };
    let documents = text(&cells(&mut book, &DOCUMENTS, Lang::Ru), layout::AS_OF_ROW);
    assert!(
        documents.contains("ещё 1\u{a0}234 строки не вошли. Полный список попросите у администратора."),
        "{documents}"
    );
    let payments = text(&cells(&mut book, &PAYMENTS, Lang::Ru), layout::AS_OF_ROW);
    assert!(payments.contains("ещё 21 строка не вошла"), "{payments}");
    let clients = text(&cells(&mut book, &CLIENTS, Lang::Ru), layout::AS_OF_ROW);
    assert!(!clients.contains("export"), "{clients}");
}

#[test]
fn days_overdue_are_counted_to_the_day_of_the_figures() {
    let mut data = sample::book(Some("Анна Кольцова"), 1, 2);
    let [late, settled] = &mut data.documents[..] else { panic!("two documents") };
    for document in [&mut *late, &mut *settled] {
        document.due_date = Some(sample::TODAY.yesterday().expect("a day"));
        document.balance = document.total;
        document.status = DocumentStatus::Open;
    }
    settled.balance.minor = 0;
    let mut book = open(bytes_of(&data, &sample::options(Lang::Ru)));
    let range = cells(&mut book, &DOCUMENTS, Lang::Ru);
    let place = u32::from(DOCUMENTS.place(false, "overdue_days").expect("the column"));
    assert_eq!(range.get_value((DATA_ROW, place)).and_then(Data::get_float), Some(1.0));
    assert_eq!(range.get_value((DATA_ROW + 1, place)).and_then(Data::get_float), Some(0.0));
}

#[test]
fn a_value_that_collides_stands_on_its_sheet_with_a_choice_and_in_the_row_s_status() {
    let mut data = sample::book(Some("Анна Кольцова"), 3, 9);
    let row = RowId::from(data.clients[0].id);
    data.conflicts.push(KeptClash {
        id: ConflictId(4),
        book: "Анна Кольцова.xlsx".to_owned(),
        clash: Clash {
            kind: ClashKind::Conflict,
            row,
            field: "next_contact".to_owned(),
            base: Some(String::new()),
            stored: Some("2026-12-01".to_owned()),
            mine: "2026-12-05".to_owned(),
        },
        subject: data.clients[0].name.clone(),
        who: "Анна Кольцова".to_owned(),
        made_at: "2026-11-22T07:00:00Z".to_owned(),
        other: None,
        undone: None,
        answer: Answer::default(),
    });
    let bytes = bytes_of(&data, &sample::options(Lang::Ru));
    let sheet = part(&bytes, "xl/worksheets/sheet5.xml");
    assert!(sheet.contains("<formula1>\"моё,из базы\"</formula1>"), "no drop-down");
    let mut book = open(bytes);
    let range = cells(&mut book, &CONFLICTS, Lang::Ru);
    let shown: Vec<String> =
        range.rows().nth(DATA_ROW as usize).expect("a row").iter().map(ToString::to_string).collect();
    assert_eq!(shown[..3], [RowId::from(ConflictId(4)).encode(), "Клиенты".to_owned(), row.encode()]);
    assert_eq!(shown[4..9], ["Следующий контакт", "01.12.2026", "05.12.2026", "Анна Кольцова", "22.11.2026"]);
    let clients = cells(&mut book, &CLIENTS, Lang::Ru);
    let place = u32::from(CLIENTS.place(false, layout::STATUS).expect("the column"));
    let status = clients.get_value((DATA_ROW, place)).and_then(Data::get_string).expect("a status");
    assert!(status.starts_with("Следующий контакт: изменено и у вас, и в учёте"), "{status}");
}

#[test]
fn codes_typed_below_the_table_stay_text() {
    let data = sample::book(Some("Анна Кольцова"), 3, 9);
    let bytes = bytes_of(&data, &sample::options(Lang::Ru));
    let (sheet, styles) = (part(&bytes, "xl/worksheets/sheet2.xml"), part(&bytes, "xl/styles.xml"));
    let formats: Vec<&str> = styles.split("<cellXfs").nth(1).expect("formats").split("<xf ").skip(1).collect();
    let number = |column: &str, name: &str| -> usize {
        let value = column.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        value.expect("the attribute").parse().expect("a number")
    };
    for id in ["id", "tax_id", "kpp", "phone"] {
        let place = usize::from(CLIENTS.place(false, id).expect("the column")) + 1;
        let columns = sheet.split("<col ").skip(1);
        let own =
            columns.into_iter().find(|c| (number(c, "min")..=number(c, "max")).contains(&place)).expect("a width");
        // 49 is the format of text.
        assert!(formats[number(own, "style")].starts_with("numFmtId=\"49\""), "{id}");
    }
}

#[test]
fn fifty_thousand_rows_fit() {
    let data = sample::book(None, 50, 50_000);
    let bytes = bytes_of(&data, &sample::options(Lang::Ru));
    let mut book = open(bytes);
    book.load_tables().expect("tables");
    assert_eq!(book.table_by_name(DOCUMENTS.table).expect("the table").data().height(), 50_000);
}
