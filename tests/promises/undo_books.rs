//! What people chose, wished and answered in their books in a run that is taken back: it is said, not taken once more, and
//! they can choose, wish and answer again.

use std::fs;

use sverka::model::change::ReviewKind;

use crate::chosen::{choose as answer, questions, state, world};
use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, row_of, sheet};
use crate::undo::undone;

const NAME: &str = "Клиент 01";
const HEAD: &str = "Руководитель";

/// The values that wait in the head's book.
fn waiting(desk: &Desk) -> Vec<(String, String)> {
    let open = desk.open().store().open_clashes("Руководитель.xlsx").unwrap();
    open.into_iter().map(|kept| (kept.clash.stored.unwrap_or_default(), kept.clash.mine)).collect()
}

/// Анна and the head gave different stages; the row of the conflict in the head's book.
fn collided() -> (Desk, u32) {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", NAME), row_of(&desk, HEAD, NAME));
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    edit(&desk, HEAD, "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    let row = sheet(&book(&desk, HEAD), "conflicts").rows.first().unwrap().row;
    (desk, row)
}

#[test]
fn a_choice_that_is_taken_back_is_cleared_and_said_and_not_taken_again_by_itself() {
    let (desk, row) = collided();
    edit(&desk, HEAD, "conflicts", &[(row, "choice", "моё")]);
    let run = desk.sync().run;
    assert_eq!(client(&desk, NAME)["stage"], "отказ");
    undone(&desk, run);
    let expected = [("счёт".to_owned(), "отказ".to_owned())];
    let stands = |desk: &Desk| {
        assert_eq!((client(desk, NAME)["stage"].clone(), waiting(desk)), ("счёт".into(), expected.to_vec()));
        assert_eq!(cell(desk, HEAD, "conflicts", row, "choice"), "");
        let said = cell(desk, HEAD, "conflicts", row, "conflict_kind");
        assert!(said.contains("ваш выбор «моё» от 02.11.2026 отменён администратором"), "{said}");
    };
    stands(&desk);
    desk.sync();
    stands(&desk);
    edit(&desk, HEAD, "conflicts", &[(row, "choice", "моё")]);
    desk.sync();
    assert_eq!((client(&desk, NAME)["stage"].clone(), waiting(&desk)), ("отказ".into(), vec![]));
    assert_eq!(cell(&desk, HEAD, "conflicts", row, "conflict_kind"), "решено: взято ваше «отказ»");
}

#[test]
fn a_choice_in_a_book_that_is_open_meanwhile_is_not_taken_again_either_but_another_is() {
    let (desk, row) = collided();
    edit(&desk, HEAD, "conflicts", &[(row, "choice", "моё")]);
    let owner = desk.path("managers/~$Руководитель.xlsx");
    fs::write(&owner, "open").unwrap();
    let run = desk.sync().run;
    assert_eq!(client(&desk, NAME)["stage"], "отказ");
    undone(&desk, run);
    desk.sync();
    assert_eq!((client(&desk, NAME)["stage"].clone(), waiting(&desk).len()), ("счёт".into(), 1));
    edit(&desk, HEAD, "conflicts", &[(row, "choice", "из базы")]);
    desk.sync();
    assert_eq!((client(&desk, NAME)["stage"].clone(), waiting(&desk)), ("счёт".into(), vec![]));
    fs::remove_file(owner).unwrap();
    desk.sync();
    assert_eq!(cell(&desk, HEAD, "conflicts", row, "conflict_kind"), "решено: оставлено «счёт»");
}

#[test]
fn what_collided_in_a_run_that_is_taken_back_waits_no_more_and_her_value_is_still_to_be_seen() {
    let (desk, row) = collided();
    let run = waiting_run(&desk);
    undone(&desk, run);
    assert_eq!((client(&desk, NAME)["stage"].clone(), waiting(&desk)), (serde_json::Value::Null, vec![]));
    let said = cell(&desk, HEAD, "conflicts", row, "conflict_kind");
    assert!(said.contains("отменён") && said.contains("«отказ» не взято"), "{said}");
    let shown = ["conflict_stored", "conflict_mine"].map(|column| cell(&desk, HEAD, "conflicts", row, column));
    assert_eq!(shown, ["", "отказ"]);
    assert!(desk.sync().workbooks.is_empty());
    let his = row_of(&desk, HEAD, NAME);
    edit(&desk, HEAD, "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    assert_eq!((client(&desk, NAME)["stage"].clone(), waiting(&desk)), ("отказ".into(), vec![]));
}

#[test]
fn a_choice_that_is_made_after_its_conflict_was_taken_back_is_a_word_of_its_own() {
    for (choice, stage, said) in [
        ("моё", serde_json::json!("отказ"), "решено: взято ваше «отказ»"),
        ("из базы", serde_json::Value::Null, "решено: оставлено «"),
    ] {
        let (desk, row) = collided();
        let run = waiting_run(&desk);
        let owner = desk.path("managers/~$Руководитель.xlsx");
        fs::write(&owner, "open").unwrap();
        undone(&desk, run);
        // His book is open: it still shows the row, and he chooses there.
        edit(&desk, HEAD, "conflicts", &[(row, "choice", choice)]);
        desk.sync();
        assert_eq!((client(&desk, NAME)["stage"].clone(), waiting(&desk)), (stage.clone(), vec![]));
        fs::remove_file(owner).unwrap();
        desk.sync();
        let shown = cell(&desk, HEAD, "conflicts", row, "conflict_kind");
        assert!(shown.starts_with(said), "{shown}");
        assert_eq!(client(&desk, NAME)["stage"], stage);
        let hers = row_of(&desk, "Анна", NAME);
        assert_eq!(cell(&desk, "Анна", "clients", hers, "stage"), stage.as_str().unwrap_or_default());
        assert!(desk.sync().workbooks.is_empty(), "and it comes to rest");
    }
}

#[test]
fn a_conflict_whose_choice_came_in_a_later_run_is_open_again_and_its_other_choice_is_taken() {
    let (desk, row) = collided();
    edit(&desk, HEAD, "conflicts", &[(row, "choice", "из базы")]);
    let run = desk.sync().run;
    assert_eq!((client(&desk, NAME)["stage"].clone(), waiting(&desk)), ("счёт".into(), vec![]));
    undone(&desk, run);
    assert_eq!(waiting(&desk), [("счёт".to_owned(), "отказ".to_owned())]);
    edit(&desk, HEAD, "conflicts", &[(row, "choice", "моё")]);
    desk.sync();
    assert_eq!((client(&desk, NAME)["stage"].clone(), waiting(&desk)), ("отказ".into(), vec![]));
    let hers = row_of(&desk, "Анна", NAME);
    assert_eq!(cell(&desk, "Анна", "clients", hers, "stage"), "отказ", "and she sees what was chosen");
    assert!(cell(&desk, "Анна", "clients", hers, "sync").contains("у другого (руководитель)"));
}

/// The run in which the only conflict was made.
fn waiting_run(desk: &Desk) -> i64 {
    desk.store()["conflicts"][0]["created_run"].as_i64().unwrap()
}

#[test]
fn a_conflict_that_was_decided_says_for_what_and_what_the_store_has_now() {
    let (desk, row) = collided();
    edit(&desk, HEAD, "conflicts", &[(row, "choice", "моё")]);
    desk.sync();
    let says = |column: &str| cell(&desk, HEAD, "conflicts", row, column);
    assert_eq!((says("conflict_kind"), says("conflict_stored")), ("решено: взято ваше «отказ»".into(), "отказ".into()));
    edit(&desk, "Анна", "clients", &[(row_of(&desk, "Анна", NAME), "stage", "договор")]);
    desk.sync();
    assert_eq!(
        (says("conflict_kind"), says("conflict_stored")),
        ("решено: взято ваше «отказ»".into(), "договор".into())
    );
    assert!(desk.sync().workbooks.is_empty(), "and it comes to rest");
}

#[test]
fn why_a_wish_was_declined_is_said_in_her_book() {
    let desk = desk(3);
    let hers = row_of(&desk, "Анна", NAME);
    edit(&desk, "Анна", "clients", &[(hers, "client", "ООО «Переименован»")]);
    desk.sync();
    let conflict = sheet(&book(&desk, "Анна"), "conflicts").rows.first().unwrap().row;
    let asked = sheet(&book(&desk, HEAD), "questions").rows.first().unwrap().row;
    let answer = [(asked, "answer", "нет"), (asked, "comment", "в ЕГРЮЛ прежнее имя")];
    edit(&desk, HEAD, "questions", &answer);
    desk.sync();
    assert!(wishes(&desk).is_empty());
    let said = cell(&desk, "Анна", "clients", hers, "sync");
    assert!(said.contains("бухгалтер не принял ваше значение. Причина: в ЕГРЮЛ прежнее имя"), "{said}");
    let said = cell(&desk, "Анна", "conflicts", conflict, "conflict_kind");
    assert!(said.contains("оставлено «Клиент 01». Причина: в ЕГРЮЛ прежнее имя"), "{said}");
    assert!(desk.sync().workbooks.is_empty(), "and it comes to rest");
}

fn wishes(desk: &Desk) -> Vec<String> {
    let questions = desk.open().store().questions().unwrap();
    let open = questions.iter().filter(|one| one.kind == ReviewKind::ChangeRequest && one.asked.state == "open");
    open.flat_map(|one| one.asked.candidates.iter().map(|candidate| candidate.label.clone())).collect()
}

#[test]
fn a_wish_of_a_run_that_is_taken_back_is_asked_once_more() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", NAME);
    edit(&desk, "Анна", "clients", &[(row, "client", "ООО «Переименован»")]);
    let run = desk.sync().run;
    assert_eq!(wishes(&desk), ["ООО «Переименован»"]);
    undone(&desk, run);
    assert_eq!(wishes(&desk), ["ООО «Переименован»"]);
    assert!(cell(&desk, "Анна", "clients", row, "sync").contains("передано бухгалтеру"));
    edit(&desk, "Анна", "clients", &[(row, "client", "ООО «Переименован»")]);
    desk.sync();
    assert_eq!(wishes(&desk), ["ООО «Переименован»"], "asked once");
    edit(&desk, "Анна", "clients", &[(row, "client", "Другой")]);
    desk.sync();
    assert_eq!(wishes(&desk), ["Другой"]);
}

#[test]
fn a_wish_whose_answer_went_with_the_run_waits_again() {
    let desk = desk(3);
    edit(&desk, "Анна", "clients", &[(row_of(&desk, "Анна", NAME), "client", "ООО «Переименован»")]);
    desk.sync();
    let file = book(&desk, HEAD);
    let row = sheet(&file, "questions").rows.first().unwrap().row;
    edit(&desk, HEAD, "questions", &[(row, "answer", "1")]);
    let run = desk.sync().run;
    assert!(wishes(&desk).is_empty());
    assert_eq!(client(&desk, "ООО «Переименован»")["id"], "C-1");
    undone(&desk, run);
    assert_eq!(client(&desk, NAME)["id"], "C-1");
    assert_eq!(wishes(&desk), ["ООО «Переименован»"]);
    edit(&desk, HEAD, "questions", &[(row, "answer", "1")]);
    desk.sync();
    assert_eq!(client(&desk, "ООО «Переименован»")["id"], "C-1", "and it can be answered again");
}

#[test]
fn an_answer_that_is_taken_back_is_said_and_can_be_given_again() {
    let desk = world();
    let [client, _] = questions(&desk);
    answer(&desk, "Анна", client, "1", "");
    let run = desk.sync().run;
    assert_eq!(state(&desk, client), "accepted");
    undone(&desk, run);
    assert_eq!(state(&desk, client), "open");
    let id = sverka::model::row_id::RowId::from(client).encode();
    let says = |column: &str| {
        let file = book(&desk, "Анна");
        let row = sheet(&file, "questions").rows.iter().find(|row| row.value("id") == Some(&id)).unwrap().clone();
        row.value(column).unwrap_or_default().to_owned()
    };
    assert_eq!(says("answer"), "");
    assert!(says("sync").contains("ваш выбор «1» отменён администратором вместе с прогоном"), "{}", says("sync"));
    desk.sync();
    assert_eq!(state(&desk, client), "open", "and it is not taken again by itself");
    answer(&desk, "Анна", client, "1", "");
    desk.sync();
    assert_eq!(state(&desk, client), "accepted");
}

#[test]
fn a_day_that_is_taken_back_is_said_as_people_write_it() {
    let desk = desk(2);
    let row = row_of(&desk, "Анна", NAME);
    edit(&desk, "Анна", "clients", &[(row, "next_contact", "2026-12-05")]);
    let run = desk.sync().run;
    undone(&desk, run);
    let said = cell(&desk, "Анна", "clients", row, "sync");
    assert!(said.contains("(«05.12.2026») отменена"), "{said}");
}
