//! Rows that people type, copy and choose in: what becomes of each is said in words.

use std::fs;

use sverka::model::run::BookOutcome;

use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, path, row_of, sheet};

/// The first row under the table, from 1.
fn below(desk: &Desk) -> u32 {
    crate::book::below(&book(desk, "Анна"), "clients")
}

fn names(desk: &Desk) -> Vec<String> {
    let store = desk.store();
    store["clients"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_other_value_is_taken_when_it_is_chosen() {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", "Клиент 01"), row_of(&desk, "Руководитель", "Клиент 01"));
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    let kept = sheet(&book(&desk, "Руководитель"), "conflicts").rows.first().unwrap().row;
    edit(&desk, "Руководитель", "conflicts", &[(kept, "choice", "из учёта")]);
    desk.sync();
    assert!(desk.open().store().open_clashes("Руководитель.xlsx").unwrap().is_empty());
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
    assert_eq!(cell(&desk, "Руководитель", "clients", his, "stage"), "счёт");
    assert_eq!(cell(&desk, "Руководитель", "clients", his, "sync"), "");
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_line_of_sums_and_a_note_under_the_table_are_no_clients() {
    let desk = desk(3);
    let end = below(&desk);
    edit(
        &desk,
        "Анна",
        "clients",
        &[
            (end, "client", "ИТОГО:"),
            (end, "comment", "сверить"),
            (end + 2, "client", "Позвонить всем до пятницы!"),
            (end + 6, "client", "Ромашка"),
            (end + 8, "id", "Примечание"),
            (end + 8, "sync", "хранить до весны"),
            (end + 10, "next_contact", "после праздников"),
            (end + 12, "client", "кого позвать на выставку весной"),
        ],
    );
    desk.sync();
    assert_eq!(names(&desk).len(), 3, "{:?}", names(&desk));
    let says = |row: u32| cell(&desk, "Анна", "clients", row, "sync");
    assert_eq!([says(end), says(end + 2)], ["", ""], "her sums and her notes are hers");
    assert!(says(end + 6).contains("это клиент?"), "words that may be a name are asked about");
    assert_eq!([says(end + 8), says(end + 10), says(end + 12)], ["хранить до весны", "", ""]);
    let before = fs::read(path(&desk, "Анна")).unwrap();
    desk.sync();
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), before, "and it comes to rest");
    edit(&desk, "Анна", "clients", &[(end + 2, "phone", "+79005556677"), (end + 3, "client", "Новая Заря")]);
    desk.sync();
    let now = names(&desk);
    assert!(now.contains(&"Позвонить всем до пятницы!".to_owned()), "with a phone it is somebody: {now:?}");
    assert!(now.contains(&"Новая Заря".to_owned()), "right below it another: {now:?}");
}

#[test]
fn names_of_many_words_a_little_below_the_table_are_asked_about_and_notes_well_below_are_not() {
    let desk = desk(3);
    let end = below(&desk);
    let name = ["Салон красоты на Мира", "сеть магазинов Уют", "Цех по пошиву штор Берег"];
    let typed = [
        (end + 1, "client", name[0]),
        (end + 2, "client", name[1]),
        (end + 4, "client", name[2]),
        (end + 5, "comment", "Уют — через Ольгу"),
        (end + 9, "client", "всех обзвонить до пятницы"),
    ];
    edit(&desk, "Анна", "clients", &typed);
    desk.sync();
    assert_eq!(names(&desk).len(), 3, "{:?}", names(&desk));
    let says = |row: u32| cell(&desk, "Анна", "clients", row, "sync");
    for row in [end + 1, end + 2, end + 4] {
        assert!(says(row).contains("это клиент?"), "{row}: {}", says(row));
    }
    assert_eq!([says(end + 5), says(end + 9)], ["", ""]);
    let told = crate::added::remarks(&desk);
    assert!(name.iter().all(|name| told.iter().any(|line| line[3] == *name)), "{told:?}");
    edit(&desk, "Анна", "clients", &[(end + 2, "tax_id", "7702555038")]);
    desk.sync();
    assert!(names(&desk).contains(&name[1].to_owned()), "{:?}", names(&desk));
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_sentence_right_under_the_table_is_a_note_until_its_row_says_more_and_names_are_clients() {
    let desk = desk(3);
    let end = below(&desk);
    let name = ["Салон красоты на Мира", "сеть магазинов Уют", "ООО Ромашка, г. Казань"];
    let note = "позвонить Петрову до пятницы, спросить про акт";
    let typed = [(end, name[0]), (end + 1, name[1]), (end + 2, name[2]), (end + 3, note)];
    edit(&desk, "Анна", "clients", &typed.map(|(row, words)| (row, "client", words)));
    desk.sync();
    let now = names(&desk);
    assert!(now.len() == 6 && name.iter().all(|name| now.contains(&(*name).to_owned())), "{now:?}");
    let said = cell(&desk, "Анна", "clients", end + 3, "sync");
    assert!(said.contains("принято за заметку") && said.contains("ещё одну ячейку"), "{said}");
    let told = crate::added::remarks(&desk);
    assert!(told.iter().any(|line| line[3] == note && line[4] == said), "{told:?}");
    assert!(desk.sync().workbooks.is_empty());
    edit(&desk, "Анна", "clients", &[(end + 3, "comment", "сам просил")]);
    desk.sync();
    assert!(names(&desk).contains(&note.to_owned()), "with one more cell it is whom she means");
    assert_ne!(cell(&desk, "Анна", "clients", end + 3, "id"), "");
}

#[test]
fn a_note_well_under_the_documents_is_left_alone() {
    let desk = desk(3);
    let end = crate::book::below(&book(&desk, "Анна"), "documents");
    let before = [
        (end + 1, "client", "уточнить у Ольги"),
        (end + 1, "sync", "и у Петра"),
        (end + 3, "number", "новые цены с декабря"),
        (end + 5, "id", "Примечание"),
    ];
    edit(&desk, "Анна", "documents", &before);
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    desk.sync();
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), saved, "nothing is to be said of notes");
    // What reads like a document is told where documents come from.
    let typed = [(end, "number", "77"), (end, "date", "2026-10-09"), (end, "total", "5")];
    edit(&desk, "Анна", "documents", &typed);
    desk.sync();
    assert!(cell(&desk, "Анна", "documents", end, "sync").contains("приходят из учёта"));
}

#[test]
fn a_client_whose_name_begins_like_a_total_is_a_client_with_a_tax_number_and_else_asked_about() {
    let desk = desk(3);
    let end = below(&desk);
    edit(
        &desk,
        "Анна",
        "clients",
        &[(end, "client", "Total Oil"), (end, "tax_id", "7702555038"), (end + 1, "client", "Разом, ТОВ")],
    );
    desk.sync();
    assert!(names(&desk).contains(&"Total Oil".to_owned()), "{:?}", names(&desk));
    assert_eq!(names(&desk).len(), 4);
    assert!(cell(&desk, "Анна", "clients", end + 1, "sync").contains("впишите рядом ИНН"));
    edit(&desk, "Анна", "clients", &[(end + 1, "phone", "+79005556677")]);
    desk.sync();
    assert!(names(&desk).contains(&"Разом, ТОВ".to_owned()), "{:?}", names(&desk));
    assert_eq!(cell(&desk, "Анна", "clients", end + 1, "sync"), "");
}

#[test]
fn a_copied_row_is_nobody_until_it_says_who() {
    let desk = desk(3);
    let (row, end) = (row_of(&desk, "Анна", "Клиент 01"), below(&desk));
    let id = cell(&desk, "Анна", "clients", row, "id");
    let copy =
        [(end, "id", id.as_str()), (end, "client", "Клиент 01"), (end, "debt", "100.00"), (end, "comment", "её")];
    edit(&desk, "Анна", "clients", &[&copy[..], &[(row, "comment", "её")]].concat());
    desk.sync();
    assert_eq!(names(&desk).len(), 3);
    assert!(desk.open().store().open_clashes("Анна.xlsx").unwrap().is_empty(), "nobody collides with herself");
    assert!(cell(&desk, "Анна", "clients", end, "sync").contains(&format!("копия строки {id}")));
    assert_eq!(cell(&desk, "Анна", "clients", end, "debt"), "", "its debt is counted once");
    let head = row_of(&desk, "Руководитель", "Клиент 01");
    assert_eq!(cell(&desk, "Руководитель", "clients", head, "comment"), "её");
    assert!(desk.sync().workbooks.is_empty());
    edit(&desk, "Анна", "clients", &[(end, "client", "Заречье"), (end, "tax_id", "7702555038")]);
    desk.sync();
    assert!(names(&desk).contains(&"Заречье".to_owned()));
    assert_ne!(cell(&desk, "Анна", "clients", end, "id"), id, "an id of its own");
}

#[test]
fn a_client_of_another_manager_who_is_typed_is_named() {
    let mut desk = desk(2);
    let settings = fs::read_to_string(desk.path("sverka.toml")).unwrap();
    let more = "\n[[manager]]\nname = \"Олег\"\nbook = \"Олег.xlsx\"\n";
    fs::write(desk.path("sverka.toml"), settings + more).unwrap();
    let his = r#"{"record":"client","id":"c9","name":"ООО «Фонарный двор»","tax_id":"7702555038","manager":"Олег"}"#;
    desk.drop("accounting", "his.jsonl", his.as_bytes());
    desk.sync();
    let end = below(&desk);
    let typed = [(end, "client", "Фонарный двор"), (end, "tax_id", "7702555038"), (end, "comment", "хочу себе")];
    edit(&desk, "Анна", "clients", &typed);
    desk.sync();
    assert!(cell(&desk, "Анна", "clients", end, "sync").contains("его ведёт Олег"));
    assert_eq!(cell(&desk, "Анна", "clients", end, "comment"), "хочу себе", "what she wrote stays");
    assert!(desk.open().store().open_clashes("Анна.xlsx").unwrap().is_empty(), "there is nothing to choose");
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_client_who_is_typed_once_more_is_said_to_be_there() {
    let desk = desk(2);
    let end = below(&desk);
    let typed = |row| [(row, "client", "Новая Заря"), (row, "tax_id", "7702555038")];
    edit(&desk, "Анна", "clients", &typed(end));
    desk.sync();
    let id = cell(&desk, "Анна", "clients", end, "id");
    edit(&desk, "Анна", "clients", &typed(end + 1));
    desk.sync();
    assert!(cell(&desk, "Анна", "clients", end + 1, "sync").contains(&format!("его код {id}")));
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn whoever_is_overruled_is_told_by_whom_and_may_answer() {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", "Клиент 01"), row_of(&desk, "Руководитель", "Клиент 01"));
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    assert!(cell(&desk, "Руководитель", "clients", his, "sync").contains("у другого (Анна)"));
    let kept = sheet(&book(&desk, "Руководитель"), "conflicts").rows.first().unwrap().row;
    edit(&desk, "Руководитель", "conflicts", &[(kept, "choice", "не знаю")]);
    desk.sync();
    let said = cell(&desk, "Руководитель", "conflicts", kept, "conflict_kind");
    assert!(said.contains("ответа «не знаю» нет"), "{said}");
    edit(&desk, "Руководитель", "conflicts", &[(kept, "choice", "Мое")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "отказ");
    assert_eq!(cell(&desk, "Анна", "clients", hers, "stage"), "отказ");
    assert_eq!(cell(&desk, "Руководитель", "conflicts", kept, "conflict_kind"), "решено: взято ваше «отказ»");
    let said = cell(&desk, "Анна", "clients", hers, "sync");
    assert!(said.contains("у другого (руководитель)"), "{said}");
    let line = sheet(&book(&desk, "Анна"), "conflicts").rows.first().unwrap().clone();
    assert_eq!((line.value("conflict_stored"), line.value("conflict_mine")), (Some("отказ"), Some("счёт")));
    edit(&desk, "Анна", "conflicts", &[(line.row, "choice", "из базы")]);
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", hers, "sync"), "");
    assert_eq!(client(&desk, "Клиент 01")["stage"], "отказ");
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_figure_is_not_offered_to_the_accountant() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "debt", "1")]);
    let report = desk.sync();
    assert_eq!(report.review.get("change_request"), None, "nobody can answer that");
    assert!(report.taken.is_empty(), "and nothing was asked of the accountant: {:?}", report.taken);
    let said = cell(&desk, "Анна", "clients", row, "sync");
    assert!(said.contains("считается само") && !said.contains("бухгалтер"), "{said}");
    let line = sheet(&book(&desk, "Анна"), "conflicts").rows.first().unwrap().row;
    assert!(cell(&desk, "Анна", "conflicts", line, "conflict_kind").contains("любой ответ уберёт строку"));
    edit(&desk, "Анна", "conflicts", &[(line, "choice", "моё")]);
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), "");
    assert_eq!(cell(&desk, "Анна", "clients", row, "debt"), "100.00");
    edit(&desk, "Анна", "clients", &[(row, "debt", "2"), (row, "kpp", "770201001")]);
    let report = desk.sync();
    assert_eq!(report.taken.iter().map(|book| book.counts.requests).collect::<Vec<_>>(), [1], "the other one was");
}

#[test]
fn names_and_extensions_beside_phones_are_said_to_stay_behind() {
    let desk = desk(2);
    let row = row_of(&desk, "Анна", "Клиент 01");
    let typed = "8 (812) 469-20-94 доб. 5, 8-921-111-22-33 Иван";
    edit(&desk, "Анна", "clients", &[(row, "phone", typed)]);
    desk.sync();
    let said = cell(&desk, "Анна", "clients", row, "sync");
    assert!(said.contains("взяты только номера (+78124692094, +79211112233)"), "{said}");
    assert!(desk.sync().workbooks.is_empty());
    edit(&desk, "Анна", "clients", &[(row, "phone", "8 (812) 469-20-94, 8-921-111-22-33")]);
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), "");
}

#[test]
fn edits_in_a_copy_of_a_book_are_said_to_go_nowhere() {
    let desk = desk(2);
    let copy = path(&desk, "Анна (копия)");
    fs::copy(path(&desk, "Анна"), &copy).unwrap();
    assert!(desk.sync().workbooks.is_empty(), "a copy as it was written has nothing to lose");
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна (копия)", "clients", &[(row, "stage", "счёт")]);
    let report = desk.sync();
    let said = report.workbooks.iter().find(|book| book.path == "managers/Анна (копия).xlsx").unwrap();
    let BookOutcome::EditsHeld { reason } = &said.outcome else { panic!("{said:?}") };
    assert!(reason.contains("копия книги Анна.xlsx"), "{reason}");
    assert_eq!(cell(&desk, "Анна (копия)", "clients", row, "stage"), "счёт");
}

#[test]
fn why_edits_are_held_lies_beside_the_book_until_they_are_taken() {
    let desk = desk(15);
    let rows: Vec<u32> = sheet(&book(&desk, "Анна"), "clients").rows.iter().map(|row| row.row).collect();
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    let cells: Vec<(u32, &str, &str)> = rows.iter().map(|row| (*row, "phone", "+79990000000")).collect();
    edit(&desk, "Анна", "clients", &cells);
    desk.sync();
    let beside = desk.path("managers/Анна — правки не взяты.txt");
    let said = fs::read_to_string(&beside).unwrap();
    assert!(said.contains("Телефон") && said.contains("скажите администратору"), "{said}");
    assert!(said.contains("на вопрос Q-1") && !said.contains("sverka "), "{said}");
    fs::write(path(&desk, "Анна"), saved).unwrap();
    edit(&desk, "Анна", "clients", &[(rows[0], "stage", "счёт")]);
    desk.sync();
    assert!(!beside.exists());
}

#[test]
fn clients_stand_in_the_order_of_their_names_whatever_stands_before_them() {
    let mut desk = desk(1);
    let names = ["ООО «Ветер»", "\"Арбат\" ООО", "ооо Берег"];
    let lines: Vec<String> = (0..)
        .zip(names)
        .map(|(n, name)| format!(r#"{{"record":"client","id":"n{n}","name":{}}}"#, serde_json::json!(name)))
        .collect();
    desk.drop("accounting", "names.jsonl", lines.join("\n").as_bytes());
    desk.sync();
    let file = book(&desk, "Анна");
    let shown: Vec<&str> = sheet(&file, "clients").rows.iter().filter_map(|row| row.value("client")).collect();
    assert_eq!(shown, ["\"Арбат\" ООО", "ооо Берег", "ООО «Ветер»", "Клиент 01"]);
}
