//! What a manager wishes, deletes or has saved by mistake in a workbook waits for a person, who says what becomes of it.

use std::fs;

use sverka::model::change::ReviewKind;
use sverka::model::deed::Absence;
use sverka::model::ids::{ClientId, DecisionId};
use sverka::model::row_id::RowId;
use sverka::model::run::BookOutcome;
use sverka::pipeline::decide::{Answer, DecideError, Order, Request, decide};
use sverka::store::decisions::questions::Question;

use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, newcomers, outcome, path, row_of, sheet};

pub(crate) fn decided(desk: &Desk, request: &Request) -> Result<Answer, DecideError> {
    let now = "2026-11-02T10:00:00Z".parse().unwrap();
    decide(&mut desk.open(), Order { request, who: "Ольга", reason: "", dry_run: false, now })
}

fn refusal(desk: &Desk, request: &Request) -> &'static str {
    match decided(desk, request) {
        Err(DecideError::Refused(refusal)) => refusal.key,
        other => panic!("not refused: {other:?}"),
    }
}

fn open(desk: &Desk, kind: ReviewKind) -> Vec<Question> {
    let questions = desk.open().store().questions().unwrap();
    questions.into_iter().filter(|question| question.kind == kind && question.asked.state == "open").collect()
}

pub(crate) fn question(desk: &Desk, kind: ReviewKind) -> Question {
    let found = open(desk, kind);
    let [question] = &found[..] else { panic!("{found:?}") };
    question.clone()
}

/// The names of the clients whose rows a book has.
fn names(desk: &Desk, name: &str) -> Vec<String> {
    let file = book(desk, name);
    let rows = sheet(&file, "clients").rows.iter();
    let mut names: Vec<String> =
        rows.filter_map(|row| row.value("client")).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    names.sort();
    names
}

/// Empties whole rows of the sheet of clients, as with the key Delete.
fn delete_rows(desk: &Desk, name: &str, clients: &[&str], with_id: bool) {
    let file = book(desk, name);
    let columns: Vec<&'static str> = sheet(&file, "clients").columns.keys().copied().collect();
    for wanted in clients {
        let row = row_of(desk, name, wanted);
        let emptied = columns.iter().filter(|column| with_id || **column != "id");
        let cells: Vec<(u32, &str, &str)> = emptied.map(|column| (row, *column, "")).collect();
        edit(desk, name, "clients", &cells);
    }
}

#[test]
fn a_wish_for_accountings_field_is_asked_told_in_her_receipt_and_taken() {
    let mut desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 02");
    edit(&desk, "Анна", "clients", &[(row, "client", "ООО «Переименован»")]);
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "client"), "Клиент 02", "put back");
    let asked = question(&desk, ReviewKind::ChangeRequest);
    assert_eq!((asked.subject.to_string().as_str(), asked.asked.label.as_str()), ("C-2", "Клиент 02"));
    assert_eq!(asked.asked.candidates[0].label, "ООО «Переименован»");
    let more = r#"{"record":"client","id":"c9","name":"Новый"}"#;
    desk.drop("accounting", "more.jsonl", more.as_bytes());
    desk.sync();
    let receipt = fs::read_to_string(desk.path("exchange/accounting/more.jsonl.ok.txt")).unwrap();
    let told = "Клиент 02, Клиент: не «Клиент 02», а «ООО «Переименован»» (просит Анна, вопрос Q-1)";
    assert!(receipt.contains("Менеджеры просят поправить") && receipt.contains(told), "{receipt}");
    decided(&desk, &Request::Accept(asked.id, None)).unwrap();
    assert_eq!(client(&desk, "ООО «Переименован»")["id"], "C-2");
    assert_eq!(cell(&desk, "Анна", "clients", row, "client"), "ООО «Переименован»");
    assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), "");
    assert!(open(&desk, ReviewKind::ChangeRequest).is_empty());
    // What the source says later stands behind what was decided.
    let again = r#"{"record":"client","id":"c2","name":"Клиент 02 (изменён)","phones":["+79160000002"]}"#;
    desk.drop("accounting", "again.jsonl", again.as_bytes());
    desk.sync();
    assert_eq!(client(&desk, "ООО «Переименован»")["id"], "C-2");
    let receipt = fs::read_to_string(desk.path("exchange/accounting/again.jsonl.ok.txt")).unwrap();
    assert!(!receipt.contains("Менеджеры просят"), "{receipt}");
    decided(&desk, &Request::Undo(DecisionId(1))).unwrap();
    assert_eq!(client(&desk, "Клиент 02 (изменён)")["id"], "C-2");
    assert_eq!(open(&desk, ReviewKind::ChangeRequest).len(), 1, "asked again");
}

#[test]
fn a_declined_wish_is_said_to_the_manager_and_not_asked_again_at_once() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 02");
    edit(&desk, "Анна", "clients", &[(row, "client", "Другой")]);
    desk.sync();
    decided(&desk, &Request::Reject(question(&desk, ReviewKind::ChangeRequest).id)).unwrap();
    let status = cell(&desk, "Анна", "clients", row, "sync");
    assert_eq!(status, "Клиент: бухгалтер не принял ваше значение");
    edit(&desk, "Анна", "clients", &[(row, "client", "Другой")]);
    desk.sync();
    assert!(open(&desk, ReviewKind::ChangeRequest).is_empty());
    assert_eq!(cell(&desk, "Анна", "clients", row, "client"), "Клиент 02");
    let again = "Клиент: «Другой» уже отклонено (Ольга, 02.11.2026), бухгалтеру снова не передано";
    assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), again, "she is answered once more");
    assert!(desk.sync().workbooks.is_empty());
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), status, "of a save that does not ask again");
    edit(&desk, "Анна", "clients", &[(row, "client", "Третий")]);
    desk.sync();
    assert_eq!(question(&desk, ReviewKind::ChangeRequest).asked.candidates[0].label, "Третий");
}

#[test]
fn what_only_accounting_can_change_is_closed_by_its_next_export() {
    let mut desk = desk(2);
    let file = book(&desk, "Анна");
    let row = sheet(&file, "documents").rows[0].row;
    let number = cell(&desk, "Анна", "documents", row, "number");
    edit(&desk, "Анна", "documents", &[(row, "total", "250")]);
    desk.sync();
    let asked = question(&desk, ReviewKind::ChangeRequest);
    assert_eq!(refusal(&desk, &Request::Accept(asked.id, None)), "only-accounting");
    let mended = format!(
        r#"{{"record":"invoice","id":"i{number}","number":"{number}","date":"2026-10-05","client_id":"c{number}","currency":"RUB","total":"250.00"}}"#
    );
    desk.drop("accounting", "mended.jsonl", mended.as_bytes());
    desk.sync();
    assert!(open(&desk, ReviewKind::ChangeRequest).is_empty());
    assert_eq!(cell(&desk, "Анна", "documents", row, "sync"), "");
}

#[test]
fn days_that_are_wished_are_told_as_people_write_them() {
    let mut desk = desk(2);
    let row = sheet(&book(&desk, "Анна"), "documents").rows[0].row;
    edit(&desk, "Анна", "documents", &[(row, "date", "2026-10-09")]);
    desk.sync();
    let file = book(&desk, "Руководитель");
    let said = sheet(&file, "questions").rows[0].value("question").unwrap_or_default().to_owned();
    assert!(said.contains("не «05.10.2026», а «09.10.2026»"), "{said}");
    desk.drop("accounting", "more.jsonl", r#"{"record":"client","id":"c9","name":"Новый"}"#.as_bytes());
    desk.sync();
    let receipt = fs::read_to_string(desk.path("exchange/accounting/more.jsonl.ok.txt")).unwrap();
    assert!(receipt.contains("не «05.10.2026», а «09.10.2026»"), "{receipt}");
}

#[test]
fn wishes_of_two_books_for_one_cell_are_one_question() {
    let desk = desk(2);
    for (name, wish) in [("Анна", "Первый"), ("Руководитель", "Второй")] {
        let row = row_of(&desk, name, "Клиент 01");
        edit(&desk, name, "clients", &[(row, "client", wish)]);
    }
    desk.sync();
    let asked = question(&desk, ReviewKind::ChangeRequest);
    let offered: Vec<&str> = asked.asked.candidates.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(offered, ["Первый", "Второй"]);
    assert_eq!(refusal(&desk, &Request::Accept(asked.id, None)), "choose");
    let second = asked.asked.candidates[1].id.clone();
    decided(&desk, &Request::Accept(asked.id, Some(second))).unwrap();
    assert_eq!(names(&desk, "Анна"), ["Второй", "Клиент 02"]);
    let status = cell(&desk, "Анна", "clients", row_of(&desk, "Анна", "Второй"), "sync");
    assert!(status.contains("не принял"), "{status}");
}

#[test]
fn a_deleted_row_is_asked_about_and_returns_or_goes_as_was_decided() {
    let mut desk = desk(3);
    let paid = r#"{"record":"client","id":"c7","name":"Пустой"}"#;
    desk.drop("accounting", "more.jsonl", paid.as_bytes());
    desk.sync();
    delete_rows(&desk, "Анна", &["Клиент 02", "Пустой"], true);
    desk.sync();
    assert_eq!(names(&desk, "Анна"), ["Клиент 01", "Клиент 03"]);
    assert_eq!(client(&desk, "Клиент 02")["deleted"], false, "a proposal, not a deletion");
    let asked = open(&desk, ReviewKind::Deletion);
    let labels: Vec<&str> = asked.iter().map(|question| question.asked.label.as_str()).collect();
    assert_eq!(labels, ["Клиент 02", "Пустой"]);
    desk.sync();
    assert_eq!(open(&desk, ReviewKind::Deletion).len(), 2, "asked once");
    assert_eq!(refusal(&desk, &Request::Accept(asked[0].id, None)), "deletion-owes");
    decided(&desk, &Request::Reject(asked[0].id)).unwrap();
    assert_eq!(names(&desk, "Анна"), ["Клиент 01", "Клиент 02", "Клиент 03"]);
    decided(&desk, &Request::Accept(asked[1].id, None)).unwrap();
    assert_eq!(client(&desk, "Пустой")["deleted"], true);
    assert_eq!(names(&desk, "Анна"), ["Клиент 01", "Клиент 02", "Клиент 03"]);
    // Deleted again, it is asked again.
    delete_rows(&desk, "Анна", &["Клиент 02"], true);
    desk.sync();
    assert_eq!(question(&desk, ReviewKind::Deletion).asked.label, "Клиент 02");
    // What was let go comes back when the decision is taken back and the deletion declined.
    decided(&desk, &Request::Undo(DecisionId(2))).unwrap();
    assert_eq!(client(&desk, "Пустой")["deleted"], false);
    let absent = desk.open().store().absent_rows("Анна.xlsx").unwrap();
    assert!(absent.values().all(|absence| *absence == Absence::Proposed), "{absent:?}");
    for question in open(&desk, ReviewKind::Deletion) {
        decided(&desk, &Request::Reject(question.id)).unwrap();
    }
    assert_eq!(names(&desk, "Анна"), ["Клиент 01", "Клиент 02", "Клиент 03", "Пустой"]);
}

#[test]
fn a_row_whose_id_was_left_returns_where_it_stood() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 02");
    delete_rows(&desk, "Анна", &["Клиент 02"], false);
    desk.sync();
    decided(&desk, &Request::Reject(question(&desk, ReviewKind::Deletion).id)).unwrap();
    assert_eq!(row_of(&desk, "Анна", "Клиент 02"), row);
    assert_eq!(cell(&desk, "Анна", "clients", row, "invoiced"), "100.00");
    assert_eq!(names(&desk, "Анна").len(), 3);
}

#[test]
fn a_document_that_is_put_away_stays_in_the_store_and_comes_back() {
    let desk = desk(2);
    let file = book(&desk, "Анна");
    let found = sheet(&file, "documents");
    let row = found.rows.iter().find(|row| row.value("number") == Some("1")).unwrap().row;
    let cells: Vec<(u32, &str, &str)> = found.columns.keys().map(|column| (row, *column, "")).collect();
    edit(&desk, "Анна", "documents", &cells);
    desk.sync();
    decided(&desk, &Request::Accept(question(&desk, ReviewKind::Deletion).id, None)).unwrap();
    let numbers = |desk: &Desk| -> Vec<String> {
        let file = book(desk, "Анна");
        let rows = sheet(&file, "documents").rows.iter();
        rows.filter_map(|row| row.value("number")).filter(|number| !number.is_empty()).map(str::to_owned).collect()
    };
    assert_eq!(numbers(&desk), ["2"]);
    assert_eq!(desk.store()["invoices"].as_array().unwrap().len(), 2);
    decided(&desk, &Request::Undo(DecisionId(1))).unwrap();
    decided(&desk, &Request::Reject(question(&desk, ReviewKind::Deletion).id)).unwrap();
    let mut back = numbers(&desk);
    back.sort();
    assert_eq!(back, ["1", "2"]);
}

#[test]
fn settings_may_return_deleted_rows_at_once() {
    let desk = desk(3);
    let settings = fs::read_to_string(desk.path("sverka.toml")).unwrap();
    let settings = settings.replace("workbooks = { ", "workbooks = { deleted_rows = \"return\", ");
    fs::write(desk.path("sverka.toml"), settings).unwrap();
    delete_rows(&desk, "Анна", &["Клиент 02"], true);
    desk.sync();
    assert_eq!(names(&desk, "Анна"), ["Клиент 01", "Клиент 02", "Клиент 03"]);
    assert!(open(&desk, ReviewKind::Deletion).is_empty());
}

/// A workspace whose book is held: a column is another in every row.
fn held() -> Desk {
    let desk = desk(15);
    let file = book(&desk, "Анна");
    let rows: Vec<u32> = sheet(&file, "clients").rows.iter().map(|row| row.row).collect();
    let cells: Vec<(u32, &str, &str)> = rows.iter().map(|row| (*row, "phone", "+79990000000")).collect();
    edit(&desk, "Анна", "clients", &cells);
    edit(&desk, "Анна", "clients", &[(rows[0], "own", "моё")]);
    desk.sync();
    desk
}

#[test]
fn a_held_file_is_released_by_a_person_this_very_content_once() {
    let desk = held();
    let asked = question(&desk, ReviewKind::WorkbookHeld);
    assert_eq!(asked.asked.reasons[0].brief(), "held-column-changed sheet=clients column=phone changed=15 of=15");
    desk.sync();
    assert_eq!(open(&desk, ReviewKind::WorkbookHeld).len(), 1, "asked once");
    let answer = decided(&desk, &Request::Accept(asked.id, None)).unwrap();
    assert!(answer.workbooks.iter().any(|book| book.outcome != BookOutcome::Held), "{:?}", answer.workbooks);
    assert_eq!(client(&desk, "Клиент 01")["phones"][0], "+79990000000");
    assert!(open(&desk, ReviewKind::WorkbookHeld).is_empty());
    assert_eq!(refusal(&desk, &Request::Undo(DecisionId(1))), "not-undone");
    // Another file of the same sort is held again.
    let file = book(&desk, "Анна");
    let rows: Vec<u32> = sheet(&file, "clients").rows.iter().map(|row| row.row).collect();
    let cells: Vec<(u32, &str, &str)> = rows.iter().map(|row| (*row, "phone", "+79991111111")).collect();
    edit(&desk, "Анна", "clients", &cells);
    desk.sync();
    assert_eq!(open(&desk, ReviewKind::WorkbookHeld).len(), 1);
    assert_eq!(client(&desk, "Клиент 01")["phones"][0], "+79990000000");
}

#[test]
fn a_held_file_is_put_away_and_the_book_drawn_anew_by_a_person() {
    let desk = held();
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    decided(&desk, &Request::Reject(question(&desk, ReviewKind::WorkbookHeld).id)).unwrap();
    assert_eq!(client(&desk, "Клиент 01")["phones"][0], "+79160000001");
    let row = row_of(&desk, "Анна", "Клиент 01");
    assert_eq!(cell(&desk, "Анна", "clients", row, "phone"), "+79160000001");
    let kept: Vec<_> = fs::read_dir(desk.path("managers/previous")).unwrap().map(|one| one.unwrap().path()).collect();
    assert!(kept.iter().any(|path| fs::read(path).unwrap() == saved), "{kept:?}");
    assert!(outcome(&desk.sync(), "Анна").is_none_or(|outcome| outcome == BookOutcome::Unchanged));
}

#[test]
fn a_held_file_that_is_mended_asks_nothing_any_more() {
    let desk = desk(15);
    let before = fs::read(path(&desk, "Анна")).unwrap();
    let file = book(&desk, "Анна");
    let rows: Vec<u32> = sheet(&file, "clients").rows.iter().map(|row| row.row).collect();
    let cells: Vec<(u32, &str, &str)> = rows.iter().map(|row| (*row, "phone", "+79990000000")).collect();
    edit(&desk, "Анна", "clients", &cells);
    desk.sync();
    assert_eq!(open(&desk, ReviewKind::WorkbookHeld).len(), 1);
    fs::write(path(&desk, "Анна"), before).unwrap();
    edit(&desk, "Анна", "clients", &[(rows[0], "stage", "счёт")]);
    desk.sync();
    assert!(open(&desk, ReviewKind::WorkbookHeld).is_empty());
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
}

/// The style of every cell in a row of the sheet of documents, as the file says it.
fn styles(desk: &Desk, row: u32) -> Vec<String> {
    let mut package = zip::ZipArchive::new(fs::File::open(path(desk, "Анна")).unwrap()).unwrap();
    let sheet = std::io::read_to_string(package.by_name("xl/worksheets/sheet3.xml").unwrap()).unwrap();
    let (_, text) = sheet.split_once(&format!("<row r=\"{row}\"")).unwrap();
    let (text, _) = text.split_once("</row>").unwrap();
    text.split(" s=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn a_record_that_is_gone_is_grayed_and_one_that_returns_is_as_it_was() {
    let mut desk = desk(2);
    let file = book(&desk, "Анна");
    let found = sheet(&file, "documents");
    let row = found.rows.iter().find(|row| row.value("number") == Some("1")).unwrap().row;
    edit(&desk, "Анна", "documents", &[(row, "comment", "важно")]);
    desk.sync();
    let before = styles(&desk, row);
    let say = |desk: &mut Desk, name: &str, total: &str, deleted: bool| {
        let line = format!(
            r#"{{"record":"invoice","id":"i1","number":"1","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"{total}","deleted":{deleted}}}"#
        );
        desk.drop("accounting", name, line.as_bytes());
        desk.sync();
    };
    say(&mut desk, "gone.jsonl", "100.00", true);
    assert_eq!(cell(&desk, "Анна", "documents", row, "sync"), "записи больше нет в этой книге");
    assert_ne!(styles(&desk, row), before, "gray");
    say(&mut desk, "back.jsonl", "120.00", false);
    let says = |column: &str| cell(&desk, "Анна", "documents", row, column);
    assert_eq!((says("sync").as_str(), says("total").as_str(), says("comment").as_str()), ("", "120.00", "важно"));
    assert_eq!(styles(&desk, row), before);
}

#[test]
fn a_word_outside_the_list_stays_in_the_file_and_is_said() {
    let desk = desk(3);
    let settings = fs::read_to_string(desk.path("sverka.toml")).unwrap();
    fs::write(desk.path("sverka.toml"), format!("{settings}\n[dictionaries]\nstage = [\"Переговоры\", \"Счёт\"]\n"))
        .unwrap();
    desk.sync();
    let row = |client: &str| row_of(&desk, "Анна", client);
    edit(
        &desk,
        "Анна",
        "clients",
        &[
            (row("Клиент 01"), "stage", "думает"),
            (row("Клиент 01"), "comment", "звонить"),
            (row("Клиент 02"), "stage", "счёт"),
            (row("Клиент 03"), "segment", "любой"),
        ],
    );
    desk.sync();
    let says = |client: &str, column: &str| cell(&desk, "Анна", "clients", row_of(&desk, "Анна", client), column);
    assert_eq!(says("Клиент 01", "stage"), "думает");
    let status = says("Клиент 01", "sync");
    assert!(status.contains("Этап") && status.contains("нет в списке"), "{status}");
    let stored = client(&desk, "Клиент 01");
    assert_eq!(stored["stage"].as_str().unwrap_or_default(), "");
    let of_head = row_of(&desk, "Руководитель", "Клиент 01");
    assert_eq!(cell(&desk, "Руководитель", "clients", of_head, "comment"), "звонить", "the rest of the row is taken");
    assert_eq!(client(&desk, "Клиент 02")["stage"], "Счёт", "as the list spells it");
    assert_eq!(client(&desk, "Клиент 03")["segment"], "любой", "no list, no rule");
    let mut package = zip::ZipArchive::new(fs::File::open(path(&desk, "Анна")).unwrap()).unwrap();
    let sheet = std::io::read_to_string(package.by_name("xl/worksheets/sheet2.xml").unwrap()).unwrap();
    assert!(sheet.contains("_sync!$V$2:$V$3"), "the drop-down");
    desk.sync();
    assert_eq!(says("Клиент 01", "stage"), "думает");
}

#[test]
fn a_changed_list_of_words_reaches_a_book_that_was_edited() {
    let desk = desk(3);
    let settings = fs::read_to_string(desk.path("sverka.toml")).unwrap();
    let offer = |words: &str| {
        fs::write(desk.path("sverka.toml"), format!("{settings}\n[dictionaries]\nstage = [{words}]\n")).unwrap();
    };
    offer("\"Переговоры\", \"Счёт\"");
    desk.sync();
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "stage", "Отказ"), (row, "comment", "дорого")]);
    desk.sync();
    assert!(cell(&desk, "Анна", "clients", row, "sync").contains("нет в списке"));
    let part = |name: &str| {
        let mut package = zip::ZipArchive::new(fs::File::open(path(&desk, "Анна")).unwrap()).unwrap();
        std::io::read_to_string(package.by_name(&format!("xl/worksheets/{name}.xml")).unwrap()).unwrap()
    };
    assert!(part("sheet2").contains("_sync!$V$2:$V$3"));
    offer("\"Переговоры\", \"Отказ\", \"Договор\"");
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert!(part("sheet2").contains("<formula1>_sync!$V$2:$V$4</formula1>"), "the drop-down of the edited book");
    assert_eq!(client(&desk, "Клиент 01")["stage"], "Отказ", "what she typed before is in the list by now");
    assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), "");
    let words = offered(&desk, "Анна");
    assert_eq!(words, ["stage", "Переговоры", "Отказ", "Договор"]);
    assert!(desk.sync().workbooks.is_empty());
    // Without the list of settings anything may be typed: the program refuses nothing any more.
    fs::write(desk.path("sverka.toml"), &settings).unwrap();
    desk.sync();
    let validation = part("sheet2").split("<dataValidation ").find(|one| one.contains("_sync!$V")).unwrap().to_owned();
    assert!(validation.contains("showErrorMessage=\"0\""), "{validation}");
    assert!(offered(&desk, "Анна").contains(&"переговоры".to_owned()));
}

/// The words of stages on the hidden sheet, below their heading.
fn offered(desk: &Desk, name: &str) -> Vec<String> {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut file: Xlsx<_> = open_workbook(path(desk, name)).unwrap();
    let range = file.worksheet_range("_sync").unwrap();
    let said = |row: u32| range.get_value((row, 21)).map(ToString::to_string).filter(|said| !said.is_empty());
    (0..).map_while(said).collect()
}

#[test]
fn a_single_workbook_shows_what_settings_say() {
    let mut desk = desk(2);
    let cards = r#"{"record":"client","id":"c1","name":"Клиент 01","segment":"Опт"}
{"record":"client","id":"c2","name":"Клиент 02","segment":"Розница"}
"#;
    desk.drop("accounting", "segments.jsonl", cards.as_bytes());
    let settings = fs::read_to_string(desk.path("sverka.toml")).unwrap();
    let rule = "[[workbook]]\nmanagers = [\"Анна\"]\nsegments = [\"опт\"]\nhidden = [\"clients.kpp\"]\n";
    fs::write(desk.path("sverka.toml"), format!("{settings}\n{rule}")).unwrap();
    desk.sync();
    assert_eq!(names(&desk, "Анна"), ["Клиент 01"]);
    assert_eq!(names(&desk, "Руководитель"), ["Клиент 01", "Клиент 02"]);
    let file = book(&desk, "Анна");
    assert_eq!(sheet(&file, "documents").rows.len(), 1, "and their documents");
    let column = sheet(&file, "clients").columns["kpp"] + 1;
    let hidden = |name: &str| {
        let mut package = zip::ZipArchive::new(fs::File::open(path(&desk, name)).unwrap()).unwrap();
        let sheet = std::io::read_to_string(package.by_name("xl/worksheets/sheet2.xml").unwrap()).unwrap();
        let (_, columns) = sheet.split_once("<cols>").unwrap();
        let (columns, _) = columns.split_once("</cols>").unwrap();
        columns.split("<col ").any(|one| one.contains(&format!("min=\"{column}\"")) && one.contains("hidden=\"1\""))
    };
    assert!(hidden("Анна") && !hidden("Руководитель"));
}

#[test]
fn a_book_drawn_beside_does_not_forget_what_was_deleted_from_hers() {
    let mut desk = desk(3);
    let below = crate::book::below(&book(&desk, "Анна"), "clients");
    delete_rows(&desk, "Анна", &["Клиент 02"], true);
    edit(&desk, "Анна", "clients", &[(below + 3, "client", "Позвонить всем")]);
    desk.drop("accounting", "more.jsonl", newcomers(4).as_bytes());
    let said = outcome(&desk.sync(), "Анна");
    assert!(matches!(said, Some(BookOutcome::NewsHeld { .. })), "a note stands where the new row goes: {said:?}");
    let asked = question(&desk, ReviewKind::Deletion);
    desk.sync();
    assert_eq!(question(&desk, ReviewKind::Deletion).id, asked.id, "asked once");
    assert!(desk.open().store().absent_rows("Анна.xlsx").unwrap().contains_key(&RowId::from(ClientId(2))));
}

#[test]
fn a_row_whose_client_became_one_with_another_says_with_whom() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 03");
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить")]);
    desk.sync();
    decided(&desk, &Request::Merge(ClientId(3), ClientId(1))).unwrap();
    let into = RowId::from(ClientId(1)).encode();
    assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), format!("объединён с {into}"));
    assert_eq!(cell(&desk, "Анна", "clients", row, "invoiced"), "", "its sums are in the other row");
    assert!(desk.sync().workbooks.is_empty());
    decided(&desk, &Request::Undo(DecisionId(1))).unwrap();
    assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), "");
    assert_eq!(cell(&desk, "Анна", "clients", row, "invoiced"), "100.00");
}
