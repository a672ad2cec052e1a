//! What books consist of is said in settings: one line is a column, in every book, both ways.

use std::fs;
use std::io::{Cursor, Read as _};
use std::sync::atomic::AtomicBool;

use calamine::Reader as _;
use serde_json::Value;
use sverka::lang::Lang;
use sverka::model::run::BookOutcome;
use sverka::pipeline::{self, SyncOptions, Workspace};
use sverka::store::explain::Judge;
use sverka::workbook::layout::{Layout, doubled};
use sverka::workbook::read::BookFile;

use crate::book::{open_as, row_of, save_as, sheet};
use crate::desk::Desk;
use crate::edits::{client, outcome, path};

/// Accounting, the head's book, Anna's and nobody else's, and these columns.
pub(crate) fn settings(columns: &str, rest: &str) -> String {
    format!(
        "lang = \"ru\"\nintake = {{ quiet_seconds = 0 }}\nworkbooks = {{ head_book = \"Руководитель.xlsx\", \
         columns = [{columns}] }}\n\n[[source]]\nname = \"accounting\"\n\n[[manager]]\nname = \"Анна\"\n\
         book = \"Анна.xlsx\"\n\n[[owner_rule]]\nmanager = \"Анна\"\n{rest}"
    )
}

fn cards(count: usize) -> String {
    let card = |n: usize| {
        let tax_id = if n == 1 { r#","tax_id":"7702555038","kpp":"770201001","region":"Казань""# } else { "" };
        format!(
            r#"{{"record":"client","id":"c{n}","name":"Клиент {n:02}"{tax_id}}}
{{"record":"invoice","id":"i{n}","number":"{n}","date":"2026-10-05","client_id":"c{n}","currency":"RUB","total":"{n}00.00"}}
"#
        )
    };
    (1..=count).map(card).collect()
}

pub(crate) fn desk(columns: &str, rest: &str) -> Desk {
    let mut desk = Desk::new(&settings(columns, rest));
    desk.drop("accounting", "all.jsonl", cards(3).as_bytes());
    let report = desk.sync();
    assert!(report.workbooks.iter().all(|book| book.outcome == BookOutcome::Written), "{:?}", report.workbooks);
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    desk
}

pub(crate) fn layout(desk: &Desk, book: &str) -> Layout {
    let manager = (book == "Анна").then_some(book);
    let books = desk.config().workbooks;
    Layout::of(manager, &books.columns, books.rule(manager))
}

pub(crate) fn open(desk: &Desk, name: &str) -> BookFile {
    open_as(&path(desk, name), &layout(desk, name))
}

pub(crate) fn save(desk: &Desk, name: &str, cells: &[(u32, &str, &str)]) {
    save_as(&path(desk, name), &layout(desk, name), "clients", cells);
}

pub(crate) fn row(desk: &Desk, name: &str, client: &str) -> u32 {
    row_of(&open(desk, name), client)
}

pub(crate) fn says(desk: &Desk, name: &str, client: &str, column: &str) -> String {
    let file = open(desk, name);
    let row = row_of(&file, client);
    let found = sheet(&file, "clients").rows.iter().find(|found| found.row == row).unwrap();
    found.value(column).unwrap_or_default().to_owned()
}

/// The captions of the sheet of clients, from left to right, as its table has them.
fn captions(desk: &Desk, name: &str) -> Vec<String> {
    let bytes = fs::read(path(desk, name)).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    book.load_tables().unwrap();
    book.table_by_name("sverka_clients").unwrap().columns().to_vec()
}

fn part(desk: &Desk, name: &str, part: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(fs::read(path(desk, name)).unwrap())).unwrap();
    let mut text = String::new();
    package.by_name(part).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn explained(desk: &Desk, id: &Value) -> Vec<(String, String, Vec<String>)> {
    let workspace = desk.open();
    let judge: Judge<'_> = &|_| Default::default();
    let number = id.as_str().unwrap().trim_start_matches("C-").parse().unwrap();
    let told = workspace.store().explain(sverka::model::record::RecordKind::Client, number, judge).unwrap().unwrap();
    let who = |field: &sverka::model::explain::ExplainedField| field.statements.iter().map(|s| s.who.clone()).collect();
    told.fields.iter().map(|field| (field.field.clone(), field.value.clone(), who(field))).collect()
}

fn sync_in(desk: &Desk, lang: Lang) {
    let mut workspace = Workspace::open(desk.config(), lang).unwrap();
    let stop = AtomicBool::new(false);
    let now = "2026-11-02T09:00:00Z".parse().unwrap();
    pipeline::sync(
        &mut workspace,
        SyncOptions { verb: "sync", dry_run: false, now, stop: &stop, on_event: &mut |_| {} },
    )
    .unwrap();
}

const DISCOUNT: &str = "attributes.Скидка, %";

#[test]
fn one_line_is_a_column_that_a_manager_fills_in_and_everybody_sees() {
    let desk = desk(r#"{ column = "clients.Скидка, %", type = "number" }"#, "");
    assert_eq!(captions(&desk, "Анна").last().map(String::as_str), Some("Скидка, %"));
    let row = row(&desk, "Анна", "Клиент 02");
    save(&desk, "Анна", &[(row, DISCOUNT, "12,50"), (row, "stage", "счёт")]);
    let report = desk.sync();
    assert_eq!(outcome(&report, "Анна"), Some(BookOutcome::Unchanged), "{:?}", report.workbooks);
    let stored = client(&desk, "Клиент 02");
    assert_eq!((&stored["attributes"]["Скидка, %"], &stored["stage"]), (&"12.5".into(), &"счёт".into()));
    assert_eq!(says(&desk, "Руководитель", "Клиент 02", DISCOUNT), "12.5", "the head sees it");
    let told = explained(&desk, &stored["id"]);
    let discount = told.iter().find(|(field, ..)| field == DISCOUNT).expect("it is explained");
    assert_eq!((discount.1.as_str(), discount.2.as_slice()), ("12.5", &["Анна".to_owned()][..]));
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    // What is no number stays in her file, with a word.
    save(&desk, "Анна", &[(row, DISCOUNT, "много")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 02")["attributes"]["Скидка, %"], "12.5");
    assert!(says(&desk, "Анна", "Клиент 02", "sync").contains("Скидка, %:"), "her status names the column");
    // Cleared is cleared.
    save(&desk, "Анна", &[(row, DISCOUNT, "")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 02")["attributes"], serde_json::json!({}));
}

#[test]
fn both_changed_is_a_conflict_that_names_the_column_as_settings_do() {
    let desk = desk(r#"{ column = "clients.discount", caption = "Скидка", type = "number" }"#, "");
    let discount = "attributes.discount";
    let (anna, head) = (row(&desk, "Анна", "Клиент 01"), row(&desk, "Руководитель", "Клиент 01"));
    save(&desk, "Анна", &[(anna, discount, "10")]);
    save(&desk, "Руководитель", &[(head, discount, "15")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["attributes"]["discount"], "10", "whoever was read first");
    let file = open(&desk, "Руководитель");
    let conflicts = &sheet(&file, "conflicts").rows;
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    let said = ["conflict_column", "conflict_stored", "conflict_mine"].map(|id| conflicts[0].value(id).unwrap());
    assert_eq!(said, ["Скидка", "10", "15"]);
    assert!(says(&desk, "Руководитель", "Клиент 01", "sync").contains("Скидка:"));
    let choice = conflicts[0].row;
    save_as(&path(&desk, "Руководитель"), &layout(&desk, "Руководитель"), "conflicts", &[(choice, "choice", "моё")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["attributes"]["discount"], "15", "{:?}", open(&desk, "Руководитель"));
}

#[test]
fn columns_stand_where_settings_put_them_under_captions_of_the_books_language() {
    let columns = r#"
        "clients.region",
        { column = "clients.stage", caption = { ru = "Воронка, шаг", en = "Funnel" }, after = "client" },
        { column = "clients.discount", caption = { ru = "Скидка", uk = "Знижка", en = "Discount" }, type = "number", after = "stage" },
        { column = "clients.debt", caption = "Должны, руб" },
        { column = "documents.delivery", caption = "Доставка", type = "date" },
        { column = "clients.secret", type = "note", head = true },
    "#;
    for (lang, stage, discount, region) in [
        ("ru", "Воронка, шаг", "Скидка", "Регион"),
        ("uk", "Етап", "Знижка", "Регіон"),
        ("en", "Funnel", "Discount", "Region"),
    ] {
        let mut desk = Desk::new(&settings(columns, "").replace("lang = \"ru\"", &format!("lang = \"{lang}\"")));
        desk.drop("accounting", "all.jsonl", cards(3).as_bytes());
        sync_in(&desk, Lang::from_code(lang).unwrap());
        let anna = captions(&desk, "Анна");
        assert_eq!(anna.get(2..4).unwrap(), [stage, discount], "{lang}: {anna:?}");
        let place = |caption: &str| anna.iter().position(|known| known == caption).unwrap();
        assert!(place(region) < anna.len() - 5, "accounting's part: {anna:?}");
        assert!(anna.iter().any(|caption| caption == "Должны, руб") && !anna.contains(&"secret".to_owned()));
        assert!(captions(&desk, "Руководитель").contains(&"secret".to_owned()));
        assert_eq!(says(&desk, "Анна", "Клиент 01", "region"), "Казань");
        // Figures above the table follow the caption.
        let sheet = part(&desk, "Анна", "xl/worksheets/sheet2.xml");
        assert!(sheet.contains("sverka_clients[[Должны, руб]]"), "{lang}");
    }
}

#[test]
fn a_caption_that_settings_changed_is_found_in_a_book_that_has_the_old_one() {
    let desk = desk("", "");
    let row = row(&desk, "Анна", "Клиент 01");
    save(&desk, "Анна", &[(row, "comment", "правка")]);
    let renamed = r#"{ column = "clients.stage", caption = "Воронка" }, { column = "clients.kpp", caption = "Этап" }"#;
    fs::write(desk.path("sverka.toml"), settings(renamed, "")).unwrap();
    desk.sync();
    assert!(captions(&desk, "Анна").contains(&"Этап".to_owned()), "her book keeps the caption that it has");
    assert!(captions(&desk, "Руководитель").contains(&"Воронка".to_owned()), "nobody has touched that one");
    save(&desk, "Анна", &[(row, "stage", "счёт")]);
    desk.sync();
    let stored = client(&desk, "Клиент 01");
    assert_eq!((&stored["stage"], &stored["kpp"]), (&"счёт".into(), &"770201001".into()), "one caption, two columns");
}

#[test]
fn a_column_of_words_takes_these_words_and_no_others() {
    let rest = "\n[dictionaries]\ndelivery = [\"Самовывоз\", \"Курьер\"]\n";
    let columns = r#"{ column = "clients.delivery", caption = "Доставка", dictionary = "delivery" },
        { column = "clients.vip", choices = ["да", "нет"] }"#;
    let desk = desk(columns, rest);
    let drawn = part(&desk, "Анна", "xl/worksheets/sheet2.xml");
    assert_eq!(drawn.matches("type=\"list\"").count(), 3, "stage, delivery, vip: {drawn}");
    let row = row(&desk, "Анна", "Клиент 01");
    save(&desk, "Анна", &[(row, "attributes.delivery", "курьер"), (row, "attributes.vip", "может быть")]);
    desk.sync();
    let stored = client(&desk, "Клиент 01");
    assert_eq!(stored["attributes"], serde_json::json!({ "delivery": "Курьер" }), "as the list spells it");
    let status = says(&desk, "Анна", "Клиент 01", "sync");
    assert!(status.contains("vip:") && status.contains("может быть"), "{status}");
}

#[test]
fn a_field_that_settings_give_to_managers_is_theirs() {
    let columns = r#"{ column = "clients.kpp", owner = "manager" },
        { column = "clients.region", owner = "manager" },
        { column = "clients.segment", owner = "accounting" }"#;
    let mut desk = desk(columns, "");
    let row = row(&desk, "Анна", "Клиент 01");
    save(&desk, "Анна", &[(row, "kpp", "770201002"), (row, "region", "Пермь"), (row, "segment", "опт")]);
    desk.sync();
    let stored = client(&desk, "Клиент 01");
    assert_eq!((&stored["kpp"], &stored["region"]), (&"770201002".into(), &"Пермь".into()));
    assert_eq!(stored["segment"], "", "that one is accounting's now");
    assert!(says(&desk, "Анна", "Клиент 01", "sync").contains("Сегмент:"), "and she is told");
    // Accounting says another one meanwhile: hers stands before it, as everything that people fill in.
    let card =
        r#"{"record":"client","id":"c1","name":"Клиент 01","tax_id":"7702555038","kpp":"770201009","region":"Тула"}"#;
    desk.drop("accounting", "card.jsonl", card.as_bytes());
    desk.sync();
    assert_eq!(says(&desk, "Анна", "Клиент 01", "region"), "Пермь");
    assert_eq!(client(&desk, "Клиент 01")["kpp"], "770201002");
}

#[test]
fn settings_add_a_column_to_a_book_that_somebody_has_saved_and_take_it_away_again() {
    let mut desk = desk("", "");
    let row = row(&desk, "Анна", "Клиент 01");
    save(&desk, "Анна", &[(row, "own", "моё"), (row, "comment", "правка")]);
    desk.sync();
    let columns = r#""clients.region", { column = "clients.discount", caption = "Скидка", type = "number" },
        { column = "clients.delivery", choices = ["Самовывоз", "Курьер"] },
        { column = "documents.stamp", caption = "Штамп", type = "text" }"#;
    fs::write(desk.path("sverka.toml"), settings(columns, "")).unwrap();
    desk.drop("accounting", "more.jsonl", r#"{"record":"client","id":"c9","name":"Новый","region":"Тула"}"#.as_bytes());
    let report = desk.sync();
    assert_eq!(outcome(&report, "Анна"), Some(BookOutcome::Written), "{:?}", report.workbooks);
    let file = open(&desk, "Анна");
    let clients = sheet(&file, "clients");
    assert!(clients.new_columns.is_empty() && clients.missing_columns.is_empty(), "{clients:?}");
    assert_eq!(says(&desk, "Анна", "Клиент 01", "region"), "Казань");
    assert_eq!(says(&desk, "Анна", "Новый", "region"), "Тула", "in the new row too");
    assert!(sheet(&file, "documents").columns.contains_key("attributes.stamp"));
    let (own, new) = (30, clients.columns["attributes.discount"]);
    assert!(new > own, "right of everything of hers: {new}");
    let drawn = part(&desk, "Анна", "xl/worksheets/sheet2.xml");
    assert!(drawn.contains("<formula1>_sync!$W$2:$W$3</formula1>") && drawn.contains("моё"));
    save(&desk, "Анна", &[(row, "attributes.discount", "7"), (row, "attributes.delivery", "Курьер")]);
    desk.sync();
    let said = &client(&desk, "Клиент 01")["attributes"];
    assert_eq!(said, &serde_json::json!({ "discount": "7", "delivery": "Курьер" }));
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    // Taken away, it stays in her file as her own, and what was said of it stays known.
    fs::write(desk.path("sverka.toml"), settings("", "")).unwrap();
    desk.sync();
    let drawn = part(&desk, "Анна", "xl/worksheets/sheet2.xml");
    assert!(drawn.contains("Скидка"), "it is hers by now");
    save(&desk, "Анна", &[(row, "comment", "после")]);
    desk.sync();
    let stored = client(&desk, "Клиент 01");
    assert_eq!(
        (&stored["attributes"]["discount"], says(&desk, "Анна", "Клиент 01", "comment")),
        (&"7".into(), "после".into())
    );
}

#[test]
fn a_new_column_continues_the_table_where_nothing_of_hers_stands_beside_it() {
    let desk = desk("", "");
    let row = row(&desk, "Анна", "Клиент 01");
    save(&desk, "Анна", &[(row, "comment", "правка")]);
    desk.sync();
    let before = captions(&desk, "Анна").len();
    let columns = r#"{ column = "clients.discount", caption = "Скидка", type = "number" }, "clients.email""#;
    fs::write(desk.path("sverka.toml"), settings(columns, "")).unwrap();
    desk.sync();
    let captions = captions(&desk, "Анна");
    assert_eq!(captions.len(), before + 2, "{captions:?}");
    assert_eq!(captions.get(before..).unwrap(), ["Электронная почта", "Скидка"]);
    let printed = part(&desk, "Анна", "xl/workbook.xml");
    let last = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(captions.len() - 1).unwrap());
    assert!(printed.contains(&format!("Клиенты!$A$1:${last}$")), "it is printed too: {printed}");
    assert_eq!(says(&desk, "Анна", "Клиент 01", "comment"), "правка");
}

#[test]
fn a_column_that_she_had_before_settings_did_is_taken_with_what_stands_in_it() {
    let desk = desk("", "");
    let row = row(&desk, "Анна", "Клиент 01");
    let header = sheet(&open(&desk, "Анна"), "clients").header_row;
    save(&desk, "Анна", &[(header, "own", "Скидка"), (row, "own", "5")]);
    desk.sync();
    let columns = r#"{ column = "clients.discount", caption = "Скидка", type = "number" }"#;
    fs::write(desk.path("sverka.toml"), settings(columns, "")).unwrap();
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["attributes"]["discount"], "5");
    assert_eq!(sheet(&open(&desk, "Анна"), "clients").columns["attributes.discount"], 30);
    // It looks like ours as well, but where she gave a cell a look, and is known whatever she calls it from now on.
    let head = sheet(&open(&desk, "Анна"), "clients").columns["stage"];
    let stage = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(head).unwrap());
    for row in [header, row] {
        let [own, ours] = ["AE", &stage].map(|column| crate::looks::look(&desk, "Клиенты", &format!("{column}{row}")));
        assert_eq!((own[1].as_str(), own[2].as_str()), (ours[1].as_str(), ours[2].as_str()), "{row}");
    }
    let other = self::row(&desk, "Анна", "Клиент 02");
    save(&desk, "Анна", &[(header, "attributes.discount", "Моя скидка"), (other, "attributes.discount", "7")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 02")["attributes"]["discount"], "7");
}

#[test]
fn sheets_are_hidden_and_rows_sorted_as_settings_say() {
    let rest = "\n[[workbook]]\nmanagers = [\"Анна\"]\nsheets = [\"clients\"]\nsort = [\"clients.debt desc\"]\n";
    let desk = desk("", rest);
    let names: Vec<String> =
        sheet(&open(&desk, "Анна"), "clients").rows.iter().map(|row| row.value("client").unwrap().to_owned()).collect();
    assert_eq!(names, ["Клиент 03", "Клиент 02", "Клиент 01"]);
    let book = part(&desk, "Анна", "xl/workbook.xml");
    let sheets: Vec<&str> = book.split("<sheet ").skip(1).collect();
    let hidden: Vec<bool> =
        sheets.iter().map(|sheet| sheet.split("/>").next().unwrap().contains("state=\"hidden\"")).collect();
    assert_eq!(hidden.get(..6).unwrap(), [true, false, true, true, false, false], "{book}");
    assert!(!part(&desk, "Руководитель", "xl/workbook.xml").contains("state=\"hidden\""));
}

#[test]
fn a_caption_that_a_usual_column_has_is_told_apart_and_its_book_is_drawn() {
    let columns =
        r#"{ column = "clients.how", caption = "этап", type = "text" }, { column = "clients.paid", caption = "Долг" }"#;
    let desk = desk(columns, "");
    let captions = captions(&desk, "Анна");
    for caption in ["Этап", "этап (how)", "Долг", "Долг (Оплачено)"] {
        assert_eq!(captions.iter().filter(|known| *known == caption).count(), 1, "{captions:?}");
    }
    let drawn = part(&desk, "Анна", "xl/worksheets/sheet2.xml");
    assert!(drawn.contains("sverka_clients[[Долг (Оплачено)]]") && drawn.contains("sverka_clients[Долг]"));
    let found = doubled(&desk.config().workbooks.columns, Lang::Ru);
    let found: Vec<&str> = found.iter().map(|one| one.column).collect();
    assert_eq!(found, ["paid", "attributes.how"], "and «check» says so");
}
