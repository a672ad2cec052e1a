//! A source that sends something other than before is heard: it is said in the receipt and in the report, and where
//! settings want it, the file waits or is refused.

use std::fs;

use jiff::Timestamp;
use sverka::model::issue::{Issue, IssueCode, Severity};
use sverka::model::run::{FileOutcome, FileReport, Reason};
use sverka::pipeline;

use crate::desk::Desk;
use crate::papers::{SETTINGS, demo_desk, exit_code, orders, statement, sverka};

/// Settings with a policy for the source `accounting`.
fn settings(policy: &str) -> String {
    SETTINGS.replacen("name = \"accounting\"", &format!("name = \"accounting\"\ndrift = \"{policy}\""), 1)
}

/// A list of clients: numbers, so that no two files are equal, below these captions.
fn clients(captions: &str, first: u32, last: u32) -> String {
    let has_tax_id = captions.contains("ИНН");
    let rows = (first..=last).map(|number| {
        let tax_id = if has_tax_id { format!("{};", 7_702_555_000_u64 + u64::from(number)) } else { String::new() };
        format!("Покупатель {number};{tax_id}8 (495) 000-{:02}-{:02}\n", number / 100, number % 100)
    });
    format!("{captions}\n{}", rows.collect::<String>())
}

const PLAIN: &str = "Контрагент;ИНН;Телефон";
const RENAMED: &str = "Контрагент;ИНН организации;Телефон";
const WITHOUT: &str = "Контрагент;Телефон";

/// What is said of the only file of a run.
fn said(file: &FileReport) -> Vec<String> {
    let value = |issue: &Issue, wanted: &str| {
        issue.params.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let line = |issue: &Issue| {
        let mark = if issue.severity == Severity::Warning { "!" } else { "" };
        let (name, more) = (value(issue, "name"), [value(issue, "renamed"), value(issue, "now")].concat());
        format!("{mark}{} {name} {more}", issue.code.name()).trim_end().to_owned()
    };
    file.drift.iter().map(line).collect()
}

fn take(desk: &mut Desk, source: &str, name: &str, bytes: &[u8]) -> FileReport {
    desk.drop(source, name, bytes);
    let mut report = desk.sync();
    assert_eq!(report.files.len(), 1, "{report:#?}");
    report.files.remove(0)
}

fn receipt(desk: &Desk, name: &str) -> String {
    fs::read_to_string(desk.path(&format!("exchange/accounting/{name}"))).unwrap()
}

#[test]
fn a_renamed_column_is_taken_and_said_once_with_the_mapping_that_reads_it() {
    let mut desk = Desk::new(SETTINGS);
    assert!(said(&take(&mut desk, "accounting", "1.csv", clients(PLAIN, 1, 30).as_bytes())).is_empty());
    assert!(said(&take(&mut desk, "accounting", "2.csv", clients(PLAIN, 20, 40).as_bytes())).is_empty());
    let third = take(&mut desk, "accounting", "3.csv", clients(RENAMED, 30, 50).as_bytes());
    assert_eq!(said(&third), ["!shape-renamed ИНН ИНН организации"]);
    assert_eq!(third.outcome, FileOutcome::Taken);
    let receipt = receipt(&desk, "3.csv.ok.txt");
    assert!(
        receipt.contains(
            "пропал столбец «ИНН», раньше он был всегда; появился «ИНН организации» — похоже, его переименовали"
        ),
        "{receipt}"
    );
    for line in ["extends = \"register-clients\"", "[columns]", "tax_id = { captions_add = [\"ИНН организации\"] }"]
    {
        assert!(receipt.contains(line), "{receipt}");
    }
    assert!(said(&take(&mut desk, "accounting", "4.csv", clients(RENAMED, 40, 60).as_bytes())).is_empty());
}

#[test]
fn a_workbook_without_a_column_and_with_a_new_one_says_both() {
    let mut desk = Desk::new(SETTINGS);
    let book = |text: &str| crate::draw::book(text, false);
    take(&mut desk, "accounting", "1.xlsx", &book(&clients("Контрагент;ИНН;Телефон", 1, 30)));
    let text = clients(WITHOUT, 20, 40).replace(WITHOUT, "Контрагент;Телефон;Скидка").replace("000-", "001-");
    let file = take(&mut desk, "accounting", "2.xlsx", &book(&text));
    assert_eq!(said(&file), ["!shape-vanished ИНН", "shape-new Скидка"]);
    let json = serde_json::to_value(&file).unwrap();
    assert_eq!(json["drift"][0]["severity"], "warning");
}

#[test]
fn a_column_that_holds_something_else_is_said() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "accounting", "1.csv", clients(PLAIN, 1, 30).as_bytes());
    let swapped = clients(PLAIN, 20, 40).replace("ИНН;Телефон", "Телефон;ИНН");
    let file = take(&mut desk, "accounting", "2.csv", swapped.as_bytes());
    assert_eq!(said(&file), ["!shape-retyped ИНН text", "!shape-retyped Телефон tax-id"]);
}

#[test]
fn elements_are_followed_over_the_whole_document() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "accounting", "1.xml", orders(30, "2026-10-01T12:00:00").as_bytes());
    // Far behind what recognition looks at: the first four hundred documents are as ever.
    let mut number = 0;
    let text: String = orders(1_000, "2026-10-02T12:00:00")
        .lines()
        .map(|line| {
            number += i32::from(line.contains("<Документ>"));
            let store =
                if number > 400 { "<Склад>Главный</Склад><Номер>" } else { "<Номер>" };
            line.replace("<Номер>", store) + "\n"
        })
        .collect();
    assert_eq!(said(&take(&mut desk, "accounting", "2.xml", text.as_bytes())), ["shape-new Склад"]);
}

#[test]
fn an_element_that_was_renamed_in_an_export_is_recognised() {
    let with = |name: &str, count, time: &str| {
        let inside = format!("<{name}>7702555038</{name}><Роль>Покупатель</Роль>");
        orders(count, time).replace("<Роль>Покупатель</Роль>", &inside)
    };
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "accounting", "1.xml", with("ИНН", 30, "2026-10-01T12:00:00").as_bytes());
    let text = with("ИННПокупателя", 5, "2026-10-04T12:00:00");
    let file = take(&mut desk, "accounting", "2.xml", text.as_bytes());
    let prefix = "Контрагенты/Контрагент";
    assert_eq!(said(&file), [format!("!shape-renamed {prefix}/ИНН {prefix}/ИННПокупателя")]);
}

#[test]
fn a_key_of_bank_texts_that_was_always_there_is_missed() {
    let lines: Vec<(u32, u32, &str, &str)> = (1..=25).map(|n| (n, n, "10.00", "Оплата")).collect();
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "bank", "1.txt", &statement(&lines));
    let later: Vec<(u32, u32, &str, &str)> = (26..=30).map(|n| (n, n, "10.00", "Оплата")).collect();
    let bytes = statement(&later);
    let (text, ..) = encoding_rs::WINDOWS_1251.decode(&bytes);
    let without = crate::papers::cp1251(&text.replace("ПлательщикИНН=7702555038\r\n", ""));
    let file = take(&mut desk, "bank", "2.txt", &without);
    assert_eq!(said(&file), ["!shape-vanished ПлательщикИНН"]);
}

/// Invoices as a script writes them, one a line.
fn lines_of_json(first: u32, last: u32) -> String {
    let line = |number: u32| {
        let client = r#""client": {"name": "ООО «Ива»", "tax_id": "7702555038"}"#;
        let own = format!(r#""number": "{number}", "date": "2026-10-01", "total": "100.00", "currency": "RUB""#);
        format!("{{\"record\": \"invoice\", \"id\": \"i-{number}\", {own}, {client}, \"comment\": \"опт\"}}\n")
    };
    (first..=last).map(line).collect()
}

#[test]
fn keys_of_json_are_followed_whether_the_mapping_reads_them_or_not() {
    let mut desk = Desk::new(SETTINGS);
    assert!(said(&take(&mut desk, "accounting", "1.jsonl", lines_of_json(1, 30).as_bytes())).is_empty());
    let more = lines_of_json(31, 60).replace("\"comment\"", "\"warehouse\": \"Главный\", \"comment\"");
    assert_eq!(said(&take(&mut desk, "accounting", "2.jsonl", more.as_bytes())), ["shape-new warehouse"]);
    assert!(said(&take(&mut desk, "accounting", "3.jsonl", more.replace("i-", "k-").as_bytes())).is_empty());
    let renamed = lines_of_json(61, 90).replace("\"tax_id\"", "\"taxId\"").replace("\"comment\"", "\"warehouse\"");
    assert_eq!(
        said(&take(&mut desk, "accounting", "4.jsonl", renamed.as_bytes())),
        ["!shape-renamed client/tax_id client/taxId", "!shape-vanished comment"]
    );
}

#[test]
fn fields_of_a_dbf_are_followed_whether_the_mapping_reads_them_or_not() {
    let table = |fields: &str, first: u32| {
        let extra = if fields.contains("DEPART") { ";7" } else { "" };
        let record = |number: u32| format!("{number};10.00;05.10.2026;7702555038;IVA;C{extra}\n");
        let head = format!("NUMBER C 6;AMOUNT N 12.2;ORDERDATE C 10;{fields}\n");
        let records: String = (first..first + 30).map(record).collect();
        crate::dbf::draw(&(head + &records), crate::dbf::Head::default(), |text| text.as_bytes().to_vec())
    };
    let mut desk = Desk::new(SETTINGS);
    let plain = "CINN C 12;CNAME C 20;DC C 1";
    assert!(said(&take(&mut desk, "bank", "1.dbf", &table(plain, 1))).is_empty());
    let wider = table("CINN C 12;CNAME C 20;DC C 1;DEPART C 3", 31);
    assert_eq!(said(&take(&mut desk, "bank", "2.dbf", &wider)), ["shape-new DEPART"]);
    let renamed = table("CINNNEW C 12;CNAME C 20;DC C 1;DEPART C 3", 61);
    assert_eq!(said(&take(&mut desk, "bank", "3.dbf", &renamed)), ["!shape-renamed CINN CINNNEW"]);
}

#[test]
fn where_settings_ask_the_file_waits_until_a_person_accepts() {
    let mut desk = Desk::new(&settings("ask"));
    take(&mut desk, "accounting", "1.csv", clients(PLAIN, 1, 30).as_bytes());
    let before = desk.store();
    let file = take(&mut desk, "accounting", "2.csv", clients(WITHOUT, 31, 50).as_bytes());
    assert_eq!(file.outcome.reason().map(|reason| reason.key.as_str()), Some(Reason::DRIFT_ASKED));
    assert_eq!((file.outcome.name(), file.tally.rows.read), ("held", 0));
    assert_eq!(said(&file), ["!shape-vanished ИНН"]);
    let receipt = receipt(&desk, "2.csv.errors.txt");
    assert!(
        receipt.contains("пропал столбец «ИНН»") && receipt.contains("Как только администратор решит"),
        "{receipt}"
    );
    // It stays where it is, is not read again, and is asked about once.
    let again = desk.sync();
    assert_eq!((again.files[0].outcome.name(), again.files[0].drift.len()), ("held", 0));
    assert_eq!(again.review.get("mapping"), Some(&1));
    let with_reviews = desk.store();
    assert_eq!(with_reviews["clients"], before["clients"], "nothing of it is taken");
    assert!(with_reviews["review"][0]["reasons"][0].as_str().unwrap().starts_with("shape-vanished"));
    // A file as before does not wait for it.
    desk.drop("accounting", "3.csv", clients(PLAIN, 60, 70).as_bytes());
    let third = desk.sync();
    assert_eq!(third.files.iter().map(|file| file.outcome.name()).collect::<Vec<_>>(), ["held", "taken"]);
}

#[test]
fn what_was_accepted_is_taken_by_the_next_run() {
    let mut desk = Desk::new(&settings("ask"));
    take(&mut desk, "accounting", "1.csv", clients(PLAIN, 1, 30).as_bytes());
    take(&mut desk, "accounting", "2.csv", clients(WITHOUT, 31, 50).as_bytes());
    let now: Timestamp = "2026-11-02T10:00:00Z".parse().unwrap();
    assert_eq!(pipeline::accept_drift(&mut desk.open(), "accounting", now).unwrap(), ["register-clients"]);
    assert!(pipeline::accept_drift(&mut desk.open(), "accounting", now).unwrap().is_empty());
    let report = desk.sync();
    assert_eq!((report.files[0].outcome.name(), said(&report.files[0]).len()), ("taken", 0));
    assert_eq!(report.files[0].tally.rows.read, 20);
    assert_eq!(report.review.get("mapping"), None);
    assert!(desk.path("exchange/accounting/2.csv.ok.txt").exists());
    assert!(!desk.path("exchange/accounting/2.csv.errors.txt").exists());
}

#[test]
fn the_verb_accepts_and_the_policy_may_be_changed_instead() {
    let mut desk = Desk::new(&settings("ask"));
    take(&mut desk, "accounting", "1.csv", clients(PLAIN, 1, 30).as_bytes());
    take(&mut desk, "accounting", "2.csv", clients(WITHOUT, 31, 50).as_bytes());
    let root = desk.path("");
    let status = String::from_utf8(sverka(&root, &["status"]).stdout).unwrap();
    assert!(status.contains("sverka mapping accept-drift accounting"), "{status}");
    assert!(status.contains("пропал столбец «ИНН»"), "{status}");
    assert_eq!(exit_code(&root, &["mapping", "accept-drift", "acounting"]), 2);
    let accepted = String::from_utf8(sverka(&root, &["mapping", "accept-drift", "accounting"]).stdout).unwrap();
    assert!(accepted.contains("register-clients"), "{accepted}");
    assert_eq!(desk.sync().files[0].outcome.name(), "taken");
    take(&mut desk, "accounting", "3.csv", clients("Контрагент;E-mail", 60, 70).as_bytes());
    fs::write(desk.path("sverka.toml"), settings("accept")).unwrap();
    let report = desk.sync();
    assert_eq!((report.files[0].outcome.name(), report.review.get("mapping")), ("taken", None));
}

#[test]
fn where_settings_stop_the_file_is_refused_and_kept() {
    let mut desk = Desk::new(&settings("stop"));
    take(&mut desk, "accounting", "1.csv", clients(PLAIN, 1, 30).as_bytes());
    let before = desk.store();
    let file = take(&mut desk, "accounting", "2.csv", clients(RENAMED, 31, 50).as_bytes());
    assert_eq!(file.outcome, FileOutcome::Refused { reason: Reason::new(Reason::DRIFT_STOPPED) });
    assert_eq!(desk.store(), before);
    let receipt = receipt(&desk, "2.csv.errors.txt");
    assert!(receipt.contains("похоже, его переименовали") && receipt.contains("quarantine"), "{receipt}");
    // What does not matter is no reason to refuse.
    let more = clients("Контрагент;ИНН;Телефон;Скидка", 60, 70);
    let file = take(&mut desk, "accounting", "3.csv", more.as_bytes());
    assert_eq!((file.outcome.name(), said(&file)), ("taken", vec!["shape-new Скидка".to_owned()]));
}

#[test]
fn a_dry_run_says_it_and_learns_nothing() {
    let mut desk = Desk::new(&settings("ask"));
    take(&mut desk, "accounting", "1.csv", clients(PLAIN, 1, 30).as_bytes());
    desk.drop("accounting", "2.csv", clients(WITHOUT, 31, 50).as_bytes());
    for _ in 0..2 {
        let shown = desk.run(true);
        assert_eq!((shown.files[0].outcome.name(), said(&shown.files[0]).len()), ("held", 1));
        assert_eq!(shown.review.get("mapping"), None);
    }
}

#[test]
fn a_refused_file_teaches_nothing() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "accounting", "1.xml", orders(30, "2026-10-01T12:00:00").as_bytes());
    let cut =
        orders(5, "2026-10-02T12:00:00").replace("<Валюта>RUB</Валюта>", "").replace("</Документ>\n</К", "<x></К");
    assert_eq!(take(&mut desk, "accounting", "2.xml", cut.as_bytes()).outcome.name(), "refused");
    let whole = orders(5, "2026-10-02T12:00:00").replace("<Валюта>RUB</Валюта>", "");
    assert_eq!(said(&take(&mut desk, "accounting", "3.xml", whole.as_bytes())), ["!shape-vanished Валюта"]);
}

#[test]
fn a_file_with_names_without_end_is_said_to_be_too_wide() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "accounting", "1.xml", orders(30, "2026-10-01T12:00:00").as_bytes());
    let many: String = (0..6_000).map(|number| format!("<n{number}/>")).collect();
    let wide = orders(5, "2026-10-02T12:00:00").replacen("<Номер>", &format!("{many}<Номер>"), 1);
    let file = take(&mut desk, "accounting", "2.xml", wide.as_bytes());
    assert_eq!(file.drift.iter().map(|issue| issue.code).collect::<Vec<_>>(), [IssueCode::ShapeTooWide]);
    let file = take(&mut desk, "accounting", "3.xml", orders(5, "2026-10-03T12:00:00").as_bytes());
    assert!(said(&file).is_empty(), "and is forgotten: {:?}", said(&file));
}

#[test]
fn the_demo_sends_what_it_always_sends() {
    let (desk, _) = demo_desk(7);
    let report = desk.sync();
    assert!(report.files.len() > 3);
    for file in &report.files {
        assert!(file.drift.is_empty(), "{}: {:?}", file.path, said(file));
    }
}

/// Invoices below these captions, with a due date that is one, or a word instead.
fn bills(due: impl Fn(u32) -> String, first: u32, last: u32) -> String {
    let row = |number| format!("{number};05.10.2026;Покупатель {number};100,00;{}\n", due(number));
    let rows: String = (first..=last).map(row).collect();
    format!("№ счета;Дата;Контрагент;Сумма;Срок оплаты\n{rows}")
}

#[test]
fn once_accepted_both_forms_of_a_source_are_known() {
    let date = |number: u32| format!("{:02}.11.2026", number % 28 + 1);
    let days = |number: u32| format!("{}", number % 28 + 1);
    let cases = [
        (clients(PLAIN, 1, 30), clients(WITHOUT, 31, 60), clients(PLAIN, 61, 90)),
        (clients(PLAIN, 1, 30), clients(RENAMED, 31, 60), clients(PLAIN, 61, 90)),
        (bills(date, 1, 30), bills(days, 31, 60), bills(date, 61, 90)),
    ];
    for (at, (first, second, third)) in cases.into_iter().enumerate() {
        let mut desk = Desk::new(&settings("ask"));
        take(&mut desk, "accounting", "1.csv", first.as_bytes());
        let held = take(&mut desk, "accounting", "2.csv", second.as_bytes());
        assert_eq!(held.outcome.name(), "held", "{at}: {:?}", said(&held));
        let now: Timestamp = "2026-11-02T10:00:00Z".parse().unwrap();
        assert_eq!(pipeline::accept_drift(&mut desk.open(), "accounting", now).unwrap().len(), 1, "{at}");
        assert_eq!(desk.sync().files[0].outcome.name(), "taken", "{at}");
        let third = take(&mut desk, "accounting", "3.csv", third.as_bytes());
        assert_eq!((third.outcome.name(), said(&third)), ("taken", Vec::new()), "{at}");
        assert_eq!(desk.sync().review.get("mapping"), None, "{at}");
        // And the second again, in a file of its own.
        desk.drop("accounting", "4.csv", second.replacen('\n', "\r\n", 1).as_bytes());
        let fourth = desk.sync();
        assert_eq!((fourth.files[0].outcome.name(), said(&fourth.files[0])), ("taken", Vec::new()), "{at}");
    }
}
