//! What people choose on the sheet «Решения» of their books is decided once, about what they were shown and nothing else,
//! and no choice is dropped unseen.

use std::fs;
use std::io::{Cursor, Read, Write};

use serde_json::Value;
use sverka::model::ids::{DecisionId, ReviewId};
use sverka::model::row_id::{RowId, RowKind};
use sverka::model::run::BookOutcome;
use sverka::pipeline::decide::{Order, Request, decide};
use sverka::workbook::read::FileRow;

use crate::crash::start;
use crate::decisions::{open_question, rows};
use crate::desk::Desk;
use crate::edits::{book, cell, edit, outcome, path, row_of, settings, sheet};

/// A client of Анна's and one of the same name of Игорь's; money of Анна's that may pay either of two invoices.
const ALL: &str = r#"{"record":"client","id":"c1","name":"ООО Берёзка","tax_id":"7702555038","manager":"Анна"}
{"record":"client","id":"c2","name":"ООО Берёзка","manager":"Игорь"}
{"record":"client","id":"c3","name":"Клён","manager":"Анна"}
{"record":"invoice","id":"i1","number":"201","date":"2026-10-05","client_id":"c3","currency":"RUB","total":"700.00"}
{"record":"invoice","id":"i2","number":"202","date":"2026-10-06","client_id":"c3","currency":"RUB","total":"500.00"}
{"record":"payment","id":"p1","number":"7","date":"2026-10-10","client_id":"c3","currency":"RUB","amount":"400.00","direction":"in","purpose":"оплата"}
"#;

/// One more invoice that the money may pay.
const ONE_MORE: &str = r#"{"record":"invoice","id":"i3","number":"203","date":"2026-10-07","client_id":"c3","currency":"RUB","total":"900.00"}
"#;

pub(crate) fn world() -> Desk {
    let mut desk = Desk::new(&settings(&["Анна", "Игорь"]));
    desk.drop("accounting", "all.jsonl", ALL.as_bytes());
    desk.sync();
    assert!(desk.sync().workbooks.is_empty(), "nobody touched the books");
    desk
}

/// The two questions: who is who, and what is paid.
pub(crate) fn questions(desk: &Desk) -> [ReviewId; 2] {
    ["client_match", "payment_match"].map(|kind| open_question(desk, kind).0)
}

/// The row of a question in a book, where it has one.
fn asked(desk: &Desk, name: &str, question: ReviewId) -> Option<FileRow> {
    let id = RowId { kind: RowKind::Question, number: question.0 }.encode();
    sheet(&book(desk, name), "questions").rows.iter().find(|row| row.value("id") == Some(&id)).cloned()
}

fn says(desk: &Desk, name: &str, question: ReviewId, column: &str) -> String {
    let row = asked(desk, name, question).unwrap_or_else(|| panic!("no {question} in {name}"));
    row.value(column).unwrap_or_default().to_owned()
}

pub(crate) fn choose(desk: &Desk, name: &str, question: ReviewId, choice: &str, comment: &str) {
    let row = asked(desk, name, question).unwrap_or_else(|| panic!("no {question} in {name}")).row;
    let cells = [(row, "answer", choice), (row, "comment", comment)];
    let said = cells.iter().filter(|(_, column, value)| *column == "answer" || !value.is_empty()).copied();
    edit(desk, name, "questions", &said.collect::<Vec<_>>());
}

pub(crate) fn state(desk: &Desk, question: ReviewId) -> String {
    let store = desk.store();
    let row = rows(&store, "review").iter().find(|row| row["id"] == question.to_string()).cloned().unwrap();
    row["state"].as_str().unwrap().to_owned()
}

/// What people decided: what, who and why.
fn decisions(desk: &Desk) -> Vec<(DecisionId, String, String, String)> {
    let made = desk.open().store().decisions().unwrap().into_iter();
    made.map(|one| (one.id, one.fact.name().to_owned(), one.who, one.reason)).collect()
}

fn on_the_command_line(desk: &Desk, request: &Request, who: &str, reason: &str) -> DecisionId {
    let now = "2026-11-02T09:00:00Z".parse().unwrap();
    decide(&mut desk.open(), Order { request, who, reason, dry_run: false, now }).unwrap().decision
}

/// Opens a book in a spreadsheet program, as far as that is seen from outside.
fn open_in_excel(desk: &Desk, name: &str) -> std::path::PathBuf {
    let owner = desk.path(&format!("managers/~${name}.xlsx"));
    fs::write(&owner, "open").unwrap();
    owner
}

#[test]
fn a_question_stands_in_the_books_of_those_whom_it_concerns_in_words() {
    let desk = world();
    let [client, payment] = questions(&desk);
    let has = |name: &str| [client, payment].map(|question| asked(&desk, name, question).is_some());
    assert_eq!([has("Анна"), has("Игорь"), has("Руководитель")], [[true, true], [true, false], [true, true]]);
    let question = says(&desk, "Анна", payment, "question");
    assert!(
        question.starts_with("Платёж № 7 от 10.10.2026 на 400,00 RUB (P-1): что этими деньгами оплачено?"),
        "{question}"
    );
    assert!(question.contains("Почему спрашиваем:"), "{question}");
    let options = says(&desk, "Анна", payment, "options");
    let lines: Vec<&str> = options.lines().collect();
    assert!(lines[0].starts_with("1 — счёт № 20") && lines[2].starts_with("нет — "), "{options}");
    assert_eq!(says(&desk, "Анна", payment, "asked_since"), "2026-11-02");
    assert_eq!(says(&desk, "Анна", payment, "sync"), "ждёт ответа");
}

#[test]
fn a_choice_is_the_decision_that_it_would_be_on_the_command_line_and_is_made_once() {
    let (desk, twin) = (world(), world());
    let [client, payment] = questions(&desk);
    choose(&desk, "Анна", client, "1", "созвонились с бухгалтером");
    choose(&desk, "Анна", payment, "НЕТ", "");
    let report = desk.sync();
    assert!(report.review.is_empty(), "{:?}", report.review);
    on_the_command_line(&twin, &Request::Accept(client, None), "Анна", "созвонились с бухгалтером");
    on_the_command_line(&twin, &Request::Reject(payment), "Анна", "");
    assert_eq!(desk.store(), twin.store());
    let made = decisions(&desk);
    assert_eq!(made.len(), 2, "{made:?}");
    assert_eq!(
        (made[1].1.as_str(), made[1].2.as_str(), made[1].3.as_str()),
        ("same", "Анна", "созвонились с бухгалтером")
    );
    // The books follow in the same run, hers row by row, the others drawn anew.
    let row = row_of(&desk, "Руководитель", "ООО Берёзка");
    let head = book(&desk, "Руководитель");
    let alike = sheet(&head, "clients").rows.iter().filter(|row| row.value("client") == Some("ООО Берёзка")).count();
    assert_eq!(alike, 1, "row {row} is the one client");
    let said = says(&desk, "Анна", client, "sync");
    assert!(said.starts_with("решено: ООО Берёзка (C-") && said.contains("Анна, 02.11.2026 (решение J-1)"), "{said}");
    assert_eq!(says(&desk, "Анна", client, "answer"), "1", "what she chose stands there");
    assert_eq!(says(&desk, "Анна", payment, "answer"), "none");
    assert!(asked(&desk, "Игорь", client).is_none() && asked(&desk, "Руководитель", client).is_none());
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    assert_eq!(decisions(&desk), made);
}

#[test]
fn a_decision_of_a_book_is_undone_like_any_other_and_its_choice_is_not_made_again() {
    let desk = world();
    let [client, _] = questions(&desk);
    let before = desk.store();
    choose(&desk, "Анна", client, "1", "");
    let held = open_in_excel(&desk, "Анна");
    desk.sync();
    let made = decisions(&desk);
    assert_eq!(made.len(), 1, "read although the book is open");
    on_the_command_line(&desk, &Request::Undo(made[0].0), "Ольга", "");
    // She goes on in the book as she has it, with the choice still in it.
    let row = row_of(&desk, "Анна", "Клён");
    edit(&desk, "Анна", "clients", &[(row, "comment", "перезвонить")]);
    desk.sync();
    fs::remove_file(held).unwrap();
    desk.sync();
    assert_eq!((decisions(&desk).len(), state(&desk, client).as_str()), (2, "open"), "the undo and what it undid");
    let facts = |mut store: Value| {
        store.as_object_mut().unwrap().remove("decisions");
        store["clients"].as_array_mut().unwrap().iter_mut().for_each(|row| row["comment"] = Value::Null);
        store
    };
    assert_eq!(facts(desk.store())["clients"], facts(before)["clients"]);
    assert_eq!(says(&desk, "Анна", client, "sync"), "решение J-1 отменено, вопрос снова открыт");
    assert_eq!(says(&desk, "Анна", client, "answer"), "");
    assert!(asked(&desk, "Игорь", client).is_some(), "it waits for everybody again");
    choose(&desk, "Анна", client, "нет", "");
    desk.sync();
    assert_eq!(state(&desk, client), "rejected");
}

#[test]
fn a_choice_among_answers_that_have_changed_is_not_taken_and_is_asked_for_again() {
    let mut desk = world();
    let [_, payment] = questions(&desk);
    // She has the book open while another invoice comes that the money may pay.
    let held = open_in_excel(&desk, "Анна");
    let before = says(&desk, "Анна", payment, "options");
    desk.drop("accounting", "more.jsonl", ONE_MORE.as_bytes());
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Held));
    choose(&desk, "Анна", payment, "2", "клиент так сказал");
    fs::remove_file(held).unwrap();
    desk.sync();
    assert!(decisions(&desk).is_empty());
    let said = says(&desk, "Анна", payment, "sync");
    assert!(said.contains("«2» не взят: варианты с тех пор изменились"), "{said}");
    let now = says(&desk, "Анна", payment, "options");
    assert!(now != before && now.contains("203"), "{now}");
    assert_eq!(says(&desk, "Анна", payment, "answer"), "");
    assert_eq!(says(&desk, "Анна", payment, "comment"), "клиент так сказал", "her words stay");
    assert!(desk.sync().workbooks.is_empty());
    assert!(says(&desk, "Анна", payment, "sync").contains("выберите ещё раз"), "it is said until she chooses");
    let line = now.lines().find(|line| line.contains("№ 202")).unwrap();
    choose(&desk, "Анна", payment, line.split_once(' ').unwrap().0, "");
    desk.sync();
    let made = decisions(&desk);
    assert_eq!((made[0].1.as_str(), made[0].3.as_str()), ("link", "клиент так сказал"));
    let store = desk.store();
    let paid = rows(&store, "allocations")[0]["document_id"].clone();
    let invoice = rows(&store, "invoices").iter().find(|row| row["id"] == paid).unwrap();
    assert_eq!(invoice["number"], "202", "what she chose by its words");
}

#[test]
fn what_is_no_choice_stays_in_its_cell_and_a_number_too_high_is_asked_for_again() {
    let desk = world();
    let [client, payment] = questions(&desk);
    choose(&desk, "Анна", client, "первый", "");
    choose(&desk, "Анна", payment, "7", "");
    let row = row_of(&desk, "Анна", "Клён");
    edit(&desk, "Анна", "clients", &[(row, "stage", "переговоры")]);
    desk.sync();
    assert!(decisions(&desk).is_empty());
    assert_eq!(cell(&desk, "Анна", "clients", row, "stage"), "переговоры", "the rest of the book goes through");
    let said = says(&desk, "Анна", client, "sync");
    assert!(said.contains("Выбор: такого значения нет в списке («первый»)"), "{said}");
    let said = says(&desk, "Анна", payment, "sync");
    assert_eq!(said, "ваш выбор «7» не взят: такого варианта нет; выберите ещё раз");
    assert_eq!(says(&desk, "Анна", payment, "answer"), "");
    assert!(desk.sync().workbooks.is_empty());
    choose(&desk, "Анна", client, "1", "");
    choose(&desk, "Анна", payment, "1", "");
    desk.sync();
    assert_eq!([client, payment].map(|question| state(&desk, question)), ["accepted", "accepted"]);
    assert!(!says(&desk, "Анна", client, "sync").contains("такого значения"));
}

#[test]
fn of_two_people_the_first_decides_and_the_other_is_told() {
    let desk = world();
    let [client, _] = questions(&desk);
    choose(&desk, "Анна", client, "1", "");
    choose(&desk, "Игорь", client, "нет", "это разные");
    desk.sync();
    assert_eq!((state(&desk, client).as_str(), decisions(&desk).len()), ("accepted", 1));
    let said = says(&desk, "Игорь", client, "sync");
    assert!(said.starts_with("решено: ООО Берёзка (C-") && said.contains("— Анна, 02.11.2026"), "{said}");
    assert!(said.ends_with("ваш выбор «нет» пришёл позже и не взят"), "{said}");
    assert_eq!(says(&desk, "Игорь", client, "answer"), "");
    assert!(desk.sync().workbooks.is_empty());
    // Nor does she change what is decided by choosing otherwise.
    choose(&desk, "Анна", client, "нет", "");
    desk.sync();
    assert_eq!(decisions(&desk).len(), 1);
    let said = says(&desk, "Анна", client, "sync");
    assert!(said.starts_with("решено: ООО Берёзка (C-") && said.ends_with("«нет» пришёл позже и не взят"), "{said}");
}

#[test]
fn a_question_that_is_answered_elsewhere_is_settled_in_a_book_that_is_gone_on_with() {
    let desk = world();
    let [client, payment] = questions(&desk);
    let row = row_of(&desk, "Анна", "Клён");
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    desk.sync();
    on_the_command_line(&desk, &Request::Reject(client), "Ольга", "");
    desk.sync();
    let said = says(&desk, "Анна", client, "sync");
    assert_eq!(said, "решено: нет — Ольга, 02.11.2026 (решение J-1)");
    assert!(says(&desk, "Анна", client, "question").contains("ООО Берёзка"), "what was asked stays readable");
    assert_eq!(says(&desk, "Анна", payment, "sync"), "ждёт ответа");
}

#[test]
fn a_row_whose_answers_are_not_those_that_were_written_decides_nothing() {
    let desk = world();
    let [client, payment] = questions(&desk);
    let rows = [client, payment].map(|question| asked(&desk, "Анна", question).unwrap());
    // A part of the table is sorted: questions and answers change places, codes do not.
    let mut cells = Vec::new();
    for (to, from) in [(0, 1), (1, 0)] {
        for column in ["question", "options"] {
            cells.push((rows[to].row, column, rows[from].value(column).unwrap()));
        }
        cells.push((rows[to].row, "answer", "1"));
    }
    edit(&desk, "Анна", "questions", &cells);
    desk.sync();
    assert!(decisions(&desk).is_empty());
    for (question, was) in [client, payment].iter().zip(&rows) {
        assert!(says(&desk, "Анна", *question, "sync").contains("варианты в строке не те"));
        assert_eq!(Some(says(&desk, "Анна", *question, "options").as_str()), was.value("options"), "put back");
        assert_eq!(says(&desk, "Анна", *question, "answer"), "");
    }
}

#[test]
fn a_comment_waits_for_its_choice() {
    let desk = world();
    let [client, _] = questions(&desk);
    let row = asked(&desk, "Игорь", client).unwrap().row;
    edit(&desk, "Игорь", "questions", &[(row, "comment", "спрошу у директора")]);
    desk.sync();
    assert_eq!((decisions(&desk).len(), says(&desk, "Игорь", client, "sync").as_str()), (0, "ждёт ответа"));
    assert_eq!(says(&desk, "Игорь", client, "comment"), "спрошу у директора");
    fs::remove_file(path(&desk, "Игорь")).unwrap();
    desk.sync();
    assert_eq!(says(&desk, "Игорь", client, "comment"), "спрошу у директора", "also in a new book");
    choose(&desk, "Игорь", client, "нет", "");
    desk.sync();
    let made = decisions(&desk);
    assert_eq!((made[0].2.as_str(), made[0].3.as_str()), ("Игорь", "спрошу у директора"));
}

#[test]
fn a_file_that_comes_back_decides_nothing_twice() {
    let desk = world();
    let [client, payment] = questions(&desk);
    choose(&desk, "Анна", client, "1", "");
    choose(&desk, "Анна", payment, "2", "");
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    desk.sync();
    let (store, made) = (desk.store(), decisions(&desk));
    assert_eq!(made.len(), 2);
    // As after a crash between the decision and the writing of the book.
    fs::write(path(&desk, "Анна"), &saved).unwrap();
    desk.sync();
    let row = row_of(&desk, "Анна", "Клён");
    fs::write(path(&desk, "Анна"), &saved).unwrap();
    edit(&desk, "Анна", "clients", &[(row, "comment", "ещё раз")]);
    desk.sync();
    assert_eq!(decisions(&desk), made);
    assert_eq!(desk.store()["allocations"], store["allocations"]);
    assert!(!says(&desk, "Анна", client, "sync").contains("позже"), "it is her own");
}

#[test]
fn a_kill_while_a_choice_is_taken_neither_loses_nor_doubles_it() {
    for round in 1..=6 {
        let desk = world();
        let [client, payment] = questions(&desk);
        choose(&desk, "Анна", client, "1", "");
        choose(&desk, "Анна", payment, "1", "");
        let mut child = start(&desk.path(""), &["sync"]);
        std::thread::sleep(std::time::Duration::from_millis(round * 40));
        child.kill().ok();
        child.wait().unwrap();
        desk.sync();
        assert_eq!([client, payment].map(|question| state(&desk, question)), ["accepted", "accepted"]);
        assert_eq!(decisions(&desk).len(), 2, "{:?}", decisions(&desk));
        assert_eq!(["answer", "answer"].map(|column| says(&desk, "Анна", client, column)), ["1", "1"]);
        assert!(desk.sync().workbooks.is_empty());
    }
}

#[test]
fn every_choice_is_decided_or_answered_in_its_row() {
    let choices = ["1", "нет", "9", "да", "1.5", "01.02.2026"];
    let desk = world();
    let [client, payment] = questions(&desk);
    for (at, choice) in choices.iter().enumerate() {
        let name = if at % 2 == 0 { "Анна" } else { "Игорь" };
        for question in [client, payment].into_iter().filter(|question| asked(&desk, name, *question).is_some()) {
            let before = decisions(&desk).len();
            choose(&desk, name, question, choice, "");
            desk.sync();
            let said = says(&desk, name, question, "sync");
            let is_decided = decisions(&desk).len() == before + 1 && said.starts_with("решено: ");
            let word = if *choice == "none" { "нет" } else { choice };
            let is_told = decisions(&desk).len() == before && said.contains(&format!("«{word}»"));
            assert!(is_decided != is_told, "{name} {question} {choice}: {said}");
            if is_decided {
                let decision = decisions(&desk)[0].0;
                on_the_command_line(&desk, &Request::Undo(decision), "Ольга", "");
                desk.sync();
            }
        }
    }
}

#[test]
fn a_choice_that_leaves_money_over_is_said_to_be_taken_while_the_rest_is_asked_about() {
    let mut desk = Desk::new(&settings(&["Анна", "Игорь"]));
    desk.drop("accounting", "all.jsonl", ALL.replace("700.00", "300.00").as_bytes());
    desk.sync();
    let [_, payment] = questions(&desk);
    let options = says(&desk, "Анна", payment, "options");
    let line = options.lines().find(|line| line.contains("№ 201")).unwrap();
    choose(&desk, "Анна", payment, line.split_once(' ').unwrap().0, "");
    desk.sync();
    assert_eq!((decisions(&desk).len(), state(&desk, payment).as_str()), (1, "open"));
    let said = says(&desk, "Анна", payment, "sync");
    assert!(said.contains("взят (решение J-1), но вопрос ещё открыт"), "{said}");
    assert_eq!(says(&desk, "Анна", payment, "answer"), "");
    assert!(desk.sync().workbooks.is_empty());
    assert_eq!(decisions(&desk).len(), 1);
}

#[test]
fn what_a_manager_wishes_is_answered_in_the_head_s_book_and_not_in_her_own() {
    let desk = world();
    let row = row_of(&desk, "Анна", "Клён");
    edit(&desk, "Анна", "clients", &[(row, "client", "Клён и сыновья")]);
    desk.sync();
    let (wish, _) = open_question(&desk, "change_request");
    assert!(asked(&desk, "Анна", wish).is_none());
    let options = says(&desk, "Руководитель", wish, "options");
    assert!(options.starts_with("1 — поставить «Клён и сыновья»\nнет — не брать"), "{options}");
    choose(&desk, "Руководитель", wish, "1", "");
    desk.sync();
    assert_eq!(state(&desk, wish), "accepted");
    assert_eq!(cell(&desk, "Анна", "clients", row, "client"), "Клён и сыновья");
}

/// Takes the sheet out of a book, as one that was drawn before there was any.
fn without_the_sheet(bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let (name, mut content) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut content).unwrap();
        if name == "xl/workbook.xml" {
            let text = String::from_utf8(content).unwrap();
            let (before, rest) = text.split_once("<sheet name=\"Решения\"").unwrap();
            content = format!("{before}{}", rest.split_once("/>").unwrap().1).into_bytes();
        }
        out.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_book_without_the_sheet_is_gone_on_with_and_gets_it() {
    let mut desk = world();
    let [_, payment] = questions(&desk);
    let bytes = fs::read(path(&desk, "Анна")).unwrap();
    fs::write(path(&desk, "Анна"), without_the_sheet(&bytes)).unwrap();
    let row = row_of(&desk, "Анна", "Клён");
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    desk.drop("accounting", "more.jsonl", ONE_MORE.as_bytes());
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert_eq!(cell(&desk, "Анна", "clients", row, "stage"), "счёт");
    assert!(book(&desk, "Анна").sheets.iter().any(|sheet| sheet.id == "questions"));
    choose(&desk, "Руководитель", payment, "2", "");
    desk.sync();
    assert_eq!(decisions(&desk)[0].2, "руководитель", "the head's book asks all the same");
}
