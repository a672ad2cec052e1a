//! A run can be taken back as a whole: the store is as before it, what pays what too, and the books say so; where a later
//! run needs what would go away, nothing changes and it is named.

use std::fs;

use serde_json::Value;
use sverka::model::ids::RunId;
use sverka::model::run::BookOutcome;
use sverka::model::undone::Undoable;
use sverka::pipeline::decide::Request;
use sverka::pipeline::undo::{NotUndone, UndoOrder, Undone, undo};

use crate::decisions::{made, open_question, register, rows};
use crate::desk::Desk;
use crate::edits;
use crate::papers::{SETTINGS, statement, sverka};

const NOW: &str = "2026-11-02T11:00:00Z";

pub(crate) fn tried(desk: &Desk, run: i64, dry_run: bool) -> Result<Undone, NotUndone> {
    undo(&mut desk.open(), &UndoOrder { run: RunId(run), who: "Ольга", reason: "", dry_run, now: NOW.parse().unwrap() })
        .unwrap_or_else(|error| panic!("{error:?}"))
}

pub(crate) fn undone(desk: &Desk, run: i64) -> Undone {
    tried(desk, run, false).unwrap_or_else(|refused| panic!("{refused:?}"))
}

pub(crate) fn invoices(desk: &mut Desk, name: &str, lines: &[(u32, u32, &str, &str, &str)]) -> i64 {
    desk.drop("accounting", name, &register(lines));
    desk.sync().run
}

pub(crate) fn paid(desk: &Desk) -> Vec<(String, String)> {
    let store = desk.store();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    rows(&store, "invoices").iter().map(|row| (text(row, "number"), text(row, "paid"))).collect()
}

/// Two clients with an invoice each.
pub(crate) fn begun() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    let lines = [(101, 5, "ООО Берёзка", "7702555038", "300.00"), (103, 7, "Клён", "7809679290", "70.00")];
    invoices(&mut desk, "реестр.csv", &lines);
    desk
}

#[test]
fn a_run_is_taken_back_with_what_it_paid_and_its_file_can_be_dropped_again() {
    let mut desk = begun();
    let before = desk.store();
    let bytes = statement(&[(1, 10, "300.00", "счет 101 от 05.10.2026"), (2, 11, "9.00", "ошибочно")]);
    desk.drop("bank", "kl.txt", &bytes);
    let run = desk.sync().run;
    let with = desk.store();
    assert_eq!(paid(&desk)[0], ("101".into(), "300.00".into()));
    let shown = tried(&desk, run, true).unwrap();
    assert_eq!((shown.run, desk.store() == with), (0, true), "a dry run changes nothing");
    let done = undone(&desk, run);
    assert_eq!((done.undone, &done.counted), (run, &shown.counted), "and shows what the real one does");
    assert_eq!(done.files, [("bank".to_owned(), "kl.txt".to_owned())]);
    assert_eq!(desk.store(), before);
    assert!(desk.open().store().faults().unwrap().is_empty());
    let told = fs::read_to_string(desk.path("exchange/bank/kl.txt.отменено.txt")).unwrap();
    assert!(!desk.path("exchange/bank/kl.txt.ok.txt").exists(), "nothing says by now that it was taken");
    let figures = sverka(&desk.path(""), &["metrics"]).stdout;
    let figures = String::from_utf8(figures).unwrap();
    for line in [
        "sverka_rows_total{source=\"bank\",outcome=\"applied\"} 2",
        "sverka_rows_undone_total{source=\"bank\",outcome=\"applied\"} 2",
        "sverka_rows_undone_total{source=\"accounting\",outcome=\"applied\"} 0",
        "sverka_money_undone{source=\"bank\",currency=\"RUB\",outcome=\"applied\"} 309.00",
    ] {
        assert!(figures.lines().any(|known| known == line), "{line}: {figures}");
    }
    for words in [
        "Приём файла «kl.txt» отменён.",
        &format!("прогон {run}, в котором файл был принят, отменён целиком (отменил: Ольга)."),
        "принят 02.11.2026 ",
        "отменён 02.11.2026 11:00",
        "done/2026-11-02/kl.txt",
        "Платежи: прочитано 2 = применено 2",
        "прочитано 309,00 = применено 309,00",
        "Из этого файла — ничего",
        "положите его сюда ещё раз",
    ] {
        assert!(told.replace('\u{a0}', " ").contains(words), "{words}: {told}");
    }
    assert!(matches!(tried(&desk, run, false), Err(NotUndone::Not(Undoable::Undone { by })) if by == done.run));
    assert!(matches!(tried(&desk, done.run, false), Err(NotUndone::Not(Undoable::IsUndo))));
    desk.drop("bank", "снова.txt", &bytes);
    let again = desk.sync();
    assert_eq!(again.totals.rows.applied, 2, "the same bytes are taken again");
    desk.drop("bank", "kl.txt", &bytes);
    desk.sync();
    assert!(!desk.path("exchange/bank/kl.txt.отменено.txt").exists(), "the newest receipt is the only one");
    assert_eq!(without_numbers(desk.store()), without_numbers(with.clone()));
    let numbers = |store: &Value| rows(store, "payments").iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    assert_eq!(
        (numbers(&with), numbers(&desk.store())),
        (ids(&["P-1", "P-2"]), ids(&["P-3", "P-4"])),
        "no number twice"
    );
}

#[test]
fn what_does_not_hang_together_stays_when_an_earlier_run_goes() {
    let first = statement(&[(7, 9, "1.00", "аванс")]);
    let mut desk = begun();
    desk.drop("bank", "первая.txt", &first);
    desk.sync();
    desk.drop("bank", "a.txt", &statement(&[(1, 10, "300.00", "счет 101 от 05.10.2026")]));
    let run = desk.sync().run;
    invoices(&mut desk, "ещё.csv", &[(104, 8, "Клён", "7809679290", "50.00")]);
    desk.drop("bank", "b.txt", &statement(&[(2, 12, "100.00", "счет 101 от 05.10.2026")]));
    desk.sync();
    undone(&desk, run);
    let now = paid(&desk);
    let expected = [("101", "100.00"), ("103", "0.00"), ("104", "0.00")];
    assert_eq!(now, expected.map(|(number, sum)| (number.to_owned(), sum.to_owned())), "the later money pays it");
    assert!(desk.open().store().faults().unwrap().is_empty());
    let mut other = begun();
    other.drop("bank", "первая.txt", &first);
    other.sync();
    invoices(&mut other, "ещё.csv", &[(104, 8, "Клён", "7809679290", "50.00")]);
    other.drop("bank", "b.txt", &statement(&[(2, 12, "100.00", "счет 101 от 05.10.2026")]));
    other.sync();
    assert_eq!(paid(&other), now, "as if it had never been");
}

#[test]
fn whom_a_later_file_names_too_stays_and_the_first_file_that_named_him_goes() {
    let (first, second) =
        (statement(&[(1, 10, "300.00", "счет 101 от 05.10.2026")]), statement(&[(2, 12, "100.00", "аванс")]));
    for has_register in [true, false] {
        let begun = || if has_register { begun() } else { Desk::new(SETTINGS) };
        let mut desk = begun();
        desk.drop("bank", "a.txt", &first);
        let run = desk.sync().run;
        desk.drop("bank", "b.txt", &second);
        desk.sync();
        undone(&desk, run);
        assert!(desk.open().store().faults().unwrap().is_empty());
        let mut other = begun();
        other.drop("bank", "b.txt", &second);
        other.sync();
        assert_eq!(outside(&desk), outside(&other), "as if it had never been");
        let second_run = run + 1;
        undone(&desk, second_run);
        assert_eq!(outside(&desk), outside(&begun()), "and then the other");
    }
}

fn ids(ids: &[&str]) -> Vec<Value> {
    ids.iter().map(|id| Value::from(*id)).collect()
}

/// The store without numbers of ours.
pub(crate) fn outside(desk: &Desk) -> String {
    without_numbers(desk.store())
}

pub(crate) fn without_numbers(mut store: Value) -> String {
    nameless(&mut store);
    let entities = store.as_object().unwrap();
    let lines = entities.iter().flat_map(|(name, rows)| {
        let mut rows: Vec<String> = rows.as_array().unwrap().iter().map(|row| format!("{name} {row}\n")).collect();
        rows.sort();
        rows
    });
    lines.collect()
}

fn nameless(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| {
                name != "id" && !name.ends_with("_id") || matches!(&**name, "tax_id" | "external_id")
            });
            fields.retain(|name, _| !name.ends_with("run") && name != "subject");
            fields.values_mut().for_each(nameless);
        }
        Value::Array(values) => values.iter_mut().for_each(nameless),
        _ => {}
    }
}

#[test]
fn what_later_runs_need_is_named_and_nothing_changes() {
    let mut desk = begun();
    let run = invoices(&mut desk, "ещё.csv", &[(104, 8, "ООО Осинка", "7707083893", "50.00")]);
    desk.drop("bank", "kl.txt", &statement(&[(1, 10, "50.00", "счет 104 от 08.10.2026")]));
    desk.sync();
    let store = desk.store();
    let payment = rows(&store, "payments")[0]["id"].as_str().unwrap().parse().unwrap();
    let client = rows(&store, "clients").iter().find(|row| row["name"] == "ООО Осинка").unwrap();
    made(&desk, &Request::AssignPayment(payment, client["id"].as_str().unwrap().parse().unwrap()));
    let before = desk.store();
    let Err(NotUndone::Needed(others)) = tried(&desk, run, false) else { panic!("taken back") };
    assert!(others.iter().any(|other| other.sort == "payment" && other.run > run), "{others:?}");
    assert_eq!(desk.store(), before);
    assert_eq!(tried(&desk, run, true).unwrap_err(), NotUndone::Needed(others), "a dry run says the same");
}

#[test]
fn a_decision_in_the_way_is_named_by_the_number_that_takes_it_back() {
    let mut desk = begun();
    desk.drop("bank", "kl.txt", &statement(&[(1, 10, "300.00", "аванс")]));
    desk.sync();
    let run = invoices(&mut desk, "ещё.csv", &[(104, 8, "ООО Берёзка", "7702555038", "50.00")]);
    let store = desk.store();
    let of = |entity: &str, number: &str| {
        let row = rows(&store, entity).iter().find(|row| row["number"] == number).unwrap();
        row["id"].as_str().unwrap().to_owned()
    };
    let (payment, invoice) = (of("payments", "1").parse().unwrap(), of("invoices", "104").parse().unwrap());
    let decision = made(&desk, &Request::Link(payment, invoice, None)).decision;
    let Err(NotUndone::Needed(others)) = tried(&desk, run, false) else { panic!("taken back") };
    let said = others.iter().find(|one| one.sort == "decision").map(|one| one.label.clone());
    assert_eq!(said, Some(decision.to_string()), "{others:?}");
}

#[test]
fn a_changed_document_is_as_it_was() {
    let mut desk = begun();
    let before = desk.store();
    let run = invoices(&mut desk, "реестр 2.csv", &[(101, 5, "ООО Берёзка", "7702555038", "900.00")]);
    undone(&desk, run);
    assert_eq!(desk.store(), before);
}

#[test]
fn a_question_and_a_decision_on_it_stand_as_before() {
    let mut desk = begun();
    let before = desk.store();
    let lines = [(102, 6, "ООО Берёзка", "", "500.00")];
    let run = invoices(&mut desk, "без ИНН.csv", &lines);
    let (question, _) = open_question(&desk, "client_match");
    made(&desk, &Request::Accept(question, None));
    assert!(matches!(tried(&desk, run, false), Err(NotUndone::Needed(_))), "a person answered it");
    let decision = run + 1;
    assert!(matches!(tried(&desk, decision, false), Err(NotUndone::Not(Undoable::Decision))));
    let mut desk = begun();
    let run = invoices(&mut desk, "без ИНН.csv", &lines);
    assert!(rows(&desk.store(), "review").iter().any(|row| row["kind"] == "client_match"));
    undone(&desk, run);
    assert_eq!(desk.store(), before);
}

#[test]
fn a_closed_period_is_not_opened_by_the_way() {
    let desk = begun();
    let settings = fs::read_to_string(desk.path("sverka.toml")).unwrap();
    fs::write(desk.path("sverka.toml"), format!("closed_until = 2026-10-05\n{settings}")).unwrap();
    let before = desk.store();
    let Err(NotUndone::Closed { day, names }) = tried(&desk, 1, false) else { panic!("taken back") };
    assert_eq!((day.to_string(), names), ("2026-10-05".into(), vec!["101 2026-10-05".into()]));
    assert_eq!(desk.store(), before);
}

#[test]
fn an_edit_taken_back_is_the_stores_value_in_her_book_and_does_not_come_again() {
    let mut desk = edits::desk(3);
    let row = edits::row_of(&desk, "Анна", "Клиент 02");
    let before = desk.store();
    edits::edit(&desk, "Анна", "clients", &[(row, "stage", "переговоры"), (row, "own", "моё")]);
    let more = r#"{"record":"invoice","id":"i2","number":"2","date":"2026-10-05","client_id":"c2","currency":"RUB","total":"700.00"}"#;
    desk.drop("accounting", "more.jsonl", more.as_bytes());
    let run = desk.sync().run;
    assert_eq!(edits::client(&desk, "Клиент 02")["stage"], "переговоры");
    let done = undone(&desk, run);
    assert!(
        done.workbooks.iter().any(|book| book.path == "managers/Анна.xlsx" && book.outcome == BookOutcome::Written)
    );
    assert_eq!(desk.store(), before);
    let says = |column: &str| edits::cell(&desk, "Анна", "clients", row, column);
    assert_eq!((says("stage"), says("invoiced")), (String::new(), "100.00".to_owned()));
    let told = format!("правка от {} («переговоры») отменена администратором вместе с прогоном", "02.11.2026");
    assert!(says("sync").ends_with(&told), "{}", says("sync"));
    assert!(desk.sync().workbooks.is_empty(), "nothing is left to do");
    assert_eq!(desk.store(), before);
    edits::edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    desk.sync();
    assert_eq!(edits::client(&desk, "Клиент 02")["stage"], "счёт", "and she may write there again");
    assert_eq!(edits::cell(&desk, "Анна", "clients", row, "sync"), "", "which is all that is to be said of it");
}

#[test]
fn clients_who_are_gone_are_gone_from_her_book() {
    let mut desk = edits::desk(2);
    let more = r#"{"record":"client","id":"c9","name":"Новый"}
{"record":"invoice","id":"i9","number":"9","date":"2026-10-06","client_id":"c9","currency":"RUB","total":"5.00"}
"#;
    let names = |desk: &Desk| {
        let file = edits::book(desk, "Анна");
        let rows = edits::sheet(&file, "clients").rows.iter();
        rows.filter_map(|row| row.value("client").map(str::to_owned))
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
    };
    let before = names(&desk);
    desk.drop("accounting", "more.jsonl", more.as_bytes());
    let run = desk.sync().run;
    assert_eq!(names(&desk).len(), 3);
    undone(&desk, run);
    assert_eq!(names(&desk), before);
}

#[test]
fn an_edit_saved_since_about_what_would_go_is_in_the_way() {
    let mut desk = edits::desk(2);
    let more = r#"{"record":"client","id":"c9","name":"Новый"}
{"record":"invoice","id":"i9","number":"9","date":"2026-10-06","client_id":"c9","currency":"RUB","total":"5.00"}
"#;
    desk.drop("accounting", "more.jsonl", more.as_bytes());
    let run = desk.sync().run;
    let row = edits::row_of(&desk, "Анна", "Новый");
    edits::edit(&desk, "Анна", "clients", &[(row, "stage", "переговоры")]);
    let Err(NotUndone::Needed(others)) = tried(&desk, run, false) else { panic!("taken back") };
    assert!(others.iter().any(|one| one.sort == "value" && one.label == "stage"), "{others:?}");
    assert_eq!(edits::client(&desk, "Новый")["stage"], "переговоры", "and it is in the store");
}

#[test]
fn a_typed_row_is_taken_back_with_its_run() {
    let desk = edits::desk(3);
    let before = desk.store();
    let below = crate::book::below(&edits::book(&desk, "Анна"), "clients");
    edits::edit(&desk, "Анна", "clients", &[(below, "client", "Новая Заря"), (below, "tax_id", "7702555038")]);
    let run = desk.sync().run;
    assert_eq!(edits::client(&desk, "Новая Заря")["name"], "Новая Заря");
    undone(&desk, run);
    assert_eq!(desk.store(), before);
    let stands = |desk: &Desk| {
        let file = edits::book(desk, "Анна");
        let rows = edits::sheet(&file, "clients").rows.iter().filter(|row| row.row == below);
        rows.map(|row| (row.value("client").map(str::to_owned), row.value("id").map(str::to_owned))).collect::<Vec<_>>()
    };
    assert_eq!(stands(&desk).len(), 1, "her row is hers: it stays in the file, under a number nobody has");
    desk.sync();
    assert_eq!(desk.store(), before, "and does not come again");
    let status = |desk: &Desk| edits::cell(desk, "Анна", "clients", below, "sync");
    assert!(status(&desk).contains("очистите код"), "{}", status(&desk));
    // What she writes there meanwhile is nobody's, is said so still, and stays hers.
    edits::edit(&desk, "Анна", "clients", &[(below, "stage", "переговоры")]);
    desk.sync();
    assert_eq!(desk.store(), before);
    assert!(status(&desk).contains("очистите код"), "{}", status(&desk));
    assert_eq!(edits::cell(&desk, "Анна", "clients", below, "stage"), "переговоры");
    edits::edit(&desk, "Анна", "clients", &[(below, "id", "")]);
    desk.sync();
    let again = edits::client(&desk, "Новая Заря");
    assert_eq!(
        (&again["tax_id"], &again["stage"]),
        (&"7702555038".into(), &"переговоры".into()),
        "her row as she typed it"
    );
    assert!(edits::cell(&desk, "Анна", "clients", below, "id").starts_with(again["id"].as_str().unwrap()));
    assert_eq!(status(&desk), "");
    let next = crate::book::below(&edits::book(&desk, "Анна"), "clients");
    edits::edit(&desk, "Анна", "clients", &[(next, "client", "Ещё одна")]);
    desk.sync();
    let numbers = |name: &str| edits::client(&desk, name)["id"].clone();
    assert_ne!(numbers("Ещё одна"), "C-4", "no number is given twice");
}
