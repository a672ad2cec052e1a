//! Whoever sorts the table alone leaves columns of ours beyond her own where they are: their values are nobody else's for
//! that.

use std::fs;

use sverka::model::change::ReviewKind;
use sverka::model::run::BookOutcome;
use sverka::pipeline::decide::Request;

use crate::added::remarks;
use crate::book::{save_as, sheet};
use crate::columns::{desk, layout, open, row, save, says, settings};
use crate::desk::Desk;
use crate::edits::{self, client, outcome, path};
use crate::requests::{decided, question};

const NAMES: [&str; 3] = ["Клиент 01", "Клиент 02", "Клиент 03"];
const DISCOUNT: &str = "attributes.discount";

/// A book with a column of her own, and columns of ours beyond it that settings added since.
fn beyond() -> Desk {
    let desk = desk("", "");
    save(&desk, "Анна", &[(row(&desk, "Анна", NAMES[0]), "own", "моё")]);
    desk.sync();
    let columns = r#"{ column = "clients.discount", caption = "Скидка", type = "number" }, "clients.region""#;
    fs::write(desk.path("sverka.toml"), settings(columns, "")).unwrap();
    desk.sync();
    assert!(!sheet(&open(&desk, "Анна"), "clients").apart().is_empty());
    save(
        &desk,
        "Анна",
        &[(row(&desk, "Анна", NAMES[0]), DISCOUNT, "5"), (row(&desk, "Анна", NAMES[1]), DISCOUNT, "7")],
    );
    desk.sync();
    assert_eq!(stored(&desk), ["5", "7", ""]);
    desk
}

fn stored(desk: &Desk) -> [String; 3] {
    NAMES.map(|name| client(desk, name)["attributes"]["discount"].as_str().unwrap_or_default().to_owned())
}

fn shown(desk: &Desk, column: &str) -> [String; 3] {
    NAMES.map(|name| says(desk, "Анна", name, column))
}

/// Turns the rows of the table about and saves; of columns beyond hers only with `whole`.
fn sort(desk: &Desk, whole: bool) {
    let file = open(desk, "Анна");
    let found = sheet(&file, "clients");
    let apart = found.apart();
    let rows = &found.rows;
    let turned = rows.iter().zip(rows.iter().rev());
    let mut cells = Vec::new();
    for (to, from) in turned {
        let moved = from.cells.iter().filter(|(column, _)| whole || !apart.contains(column));
        cells.extend(moved.map(|(column, cell)| (to.row, *column, cell.value().unwrap().to_owned())));
    }
    let cells: Vec<(u32, &str, &str)> =
        cells.iter().map(|(row, column, said)| (*row, *column, said.as_str())).collect();
    save_as(&path(desk, "Анна"), &layout(desk, "Анна"), "clients", &cells);
}

#[test]
fn columns_beyond_hers_that_stayed_in_place_are_back_in_their_rows_and_it_is_said() {
    let desk = beyond();
    sort(&desk, false);
    assert_eq!(shown(&desk, DISCOUNT), ["", "7", "5"], "they stayed in place");
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert_eq!(stored(&desk), ["5", "7", ""]);
    assert_eq!(shown(&desk, DISCOUNT), ["5", "7", ""]);
    assert_eq!(shown(&desk, "region"), ["Казань", "", ""]);
    let told = remarks(&desk);
    assert!(
        told.iter().any(|line| line[2] == "Скидка" && line[4].contains("отсортирована только таблица")),
        "{told:?}"
    );
    assert!(desk.open().store().open_clashes("Анна.xlsx").unwrap().is_empty());
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    // Sorted as a whole, and then the table alone again.
    sort(&desk, true);
    desk.sync();
    assert_eq!(stored(&desk), ["5", "7", ""]);
    sort(&desk, false);
    desk.sync();
    assert_eq!(
        (stored(&desk), shown(&desk, DISCOUNT)),
        (["5", "7", ""].map(String::from), ["5", "7", ""].map(String::from))
    );
}

#[test]
fn while_the_book_is_open_nothing_that_stayed_in_place_is_taken_however_often_it_is_read() {
    let desk = beyond();
    let owner = desk.path("managers/~$Анна.xlsx");
    fs::write(&owner, "open").unwrap();
    sort(&desk, false);
    desk.sync();
    // She writes on in the sorted table.
    save(&desk, "Анна", &[(row(&desk, "Анна", NAMES[0]), "stage", "счёт")]);
    desk.sync();
    assert_eq!(stored(&desk), ["5", "7", ""]);
    fs::remove_file(owner).unwrap();
    desk.sync();
    assert_eq!(
        (stored(&desk), shown(&desk, DISCOUNT)),
        (["5", "7", ""].map(String::from), ["5", "7", ""].map(String::from))
    );
    assert_eq!(client(&desk, NAMES[0])["stage"], "счёт");
}

#[test]
fn what_was_sorted_and_then_edited_is_held_with_what_happened_and_what_to_do() {
    let desk = beyond();
    sort(&desk, false);
    save(&desk, "Анна", &[(row(&desk, "Анна", NAMES[0]), DISCOUNT, "9")]);
    let Some(BookOutcome::EditsHeld { reason }) = outcome(&desk.sync(), "Анна") else { panic!("not held") };
    assert!(reason.contains("отсортирована не вся таблица: колонка «Скидка»"), "{reason}");
    assert!(reason.contains("Ctrl+Z") && reason.contains("видно в папке managers/previous"), "{reason}");
    assert_eq!(stored(&desk), ["5", "7", ""]);
    // Where she sorts all of it and edits, it is an edit.
    let desk = beyond();
    sort(&desk, true);
    save(&desk, "Анна", &[(row(&desk, "Анна", NAMES[0]), DISCOUNT, "9")]);
    desk.sync();
    assert_eq!(stored(&desk), ["9", "7", ""]);
}

/// A book of 46 clients with these comments from the first on, all of them taken, and the row of the first.
fn commented(comments: &[String]) -> (Desk, u32) {
    let desk = edits::desk(46);
    let first = edits::row_of(&desk, "Анна", "Клиент 01");
    write(&desk, first, comments);
    desk.sync();
    assert_eq!(of_clients(&desk, comments.len()), comments);
    (desk, first)
}

/// Writes comments into the rows from the first on.
fn write(desk: &Desk, first: u32, comments: &[String]) {
    let cells: Vec<_> = (first..).zip(comments).map(|(row, comment)| (row, "comment", comment.as_str())).collect();
    edits::edit(desk, "Анна", "clients", &cells);
}

/// The comments of the first clients as the head sees them: what the store has.
fn of_clients(desk: &Desk, count: usize) -> Vec<String> {
    let file = edits::book(desk, "Руководитель");
    let rows = &sheet(&file, "clients").rows;
    let of = |n: usize| rows.iter().find(|row| row.value("client") == Some(&format!("Клиент {n:02}"))).unwrap();
    (1..=count).map(|n| of(n).value("comment").unwrap_or_default().to_owned()).collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Every other client has a comment, that of its number.
fn sparse(count: usize) -> Vec<String> {
    (0..count * 2).map(|at| if at % 2 == 0 { format!("о клиенте {at}") } else { String::new() }).collect()
}

/// The comments sorted by themselves, as spreadsheets do: blank cells last.
fn sorted_alone(comments: &[String]) -> Vec<String> {
    let mut said: Vec<String> = comments.iter().filter(|comment| !comment.is_empty()).cloned().collect();
    said.sort_by(|one, other| other.cmp(one));
    said.resize(comments.len(), String::new());
    said
}

fn why_held(desk: &Desk) -> String {
    match outcome(&desk.sync(), "Анна") {
        Some(BookOutcome::EditsHeld { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn comments_that_were_sorted_by_themselves_go_to_nobody_else_however_few_they_are() {
    let long = texts(&["перезвонить после отпуска директора", "", "просил счёт на весь заказ сразу", ""]);
    for comments in [long, sparse(3), sparse(5), sparse(20)] {
        let (desk, first) = commented(&comments);
        write(&desk, first, &sorted_alone(&comments));
        let reason = why_held(&desk);
        assert!(reason.contains("отсортирована не вся таблица: колонка «Комментарий» осталась"), "{reason}");
        assert!(reason.contains(&format!("в чужих строках ({first}, ")) && reason.contains("вопрос"), "{reason}");
        assert_eq!(of_clients(&desk, comments.len()), comments, "nothing is taken");
        // She undoes it, and works on.
        let mut undone = comments.clone();
        undone[1] = "новое".to_owned();
        write(&desk, first, &undone);
        desk.sync();
        assert_eq!(of_clients(&desk, comments.len()), undone);
    }
}

#[test]
fn short_comments_that_several_rows_have_are_held_though_another_was_typed_in_the_same_save() {
    let comments = texts(&["думает", "жду", "", "звонить", "думает", "жду", "", "занято", "", "думает"]);
    let (desk, first) = commented(&comments);
    let mut sorted = sorted_alone(&comments);
    sorted[9] = "новый".to_owned();
    write(&desk, first, &sorted);
    let reason = why_held(&desk);
    assert!(reason.contains("отсортирована не вся таблица"), "{reason}");
    assert_eq!(of_clients(&desk, comments.len()), comments);
}

#[test]
fn cells_that_moved_up_or_down_without_their_rows_are_held_and_taken_where_somebody_says_so() {
    let comments = texts(&["первый", "второй", "", "третий", "четвёртый", ""]);
    let (desk, first) = commented(&comments);
    let mut up = comments.clone();
    up.remove(0);
    up.push(String::new());
    write(&desk, first, &up);
    let reason = why_held(&desk);
    assert!(reason.contains("сдвинулись ячейки колонки «Комментарий»"), "{reason}");
    let rows = format!("({}, {}, {})", first, first + 2, first + 3);
    assert!(reason.contains(&rows), "{rows}: {reason}");
    assert_eq!(of_clients(&desk, comments.len()), comments);
    let mut down = comments.clone();
    down.insert(0, String::new());
    down.pop();
    write(&desk, first, &down);
    assert!(why_held(&desk).contains("сдвинулись ячейки"));
    assert_eq!(of_clients(&desk, comments.len()), comments);
    let asked = question(&desk, ReviewKind::WorkbookHeld);
    decided(&desk, &Request::Accept(asked.id, None)).unwrap();
    assert_eq!(of_clients(&desk, comments.len()), down, "she meant it");
}

#[test]
fn what_a_person_does_with_a_few_comments_and_stages_is_taken() {
    let before = texts(&["первый", "второй", "третий", "перезвонить после отпуска директора", "", ""]);
    let (desk, first) = commented(&before);
    for after in [
        ["второй", "первый", "третий", "перезвонить после отпуска директора", "", ""],
        ["второй", "первый", "третий", "", "", "перезвонить после отпуска директора"],
        ["второй", "второй", "второй", "второй", "второй", "второй"],
    ] {
        let after = texts(&after);
        write(&desk, first, &after);
        desk.sync();
        assert_eq!(of_clients(&desk, after.len()), after);
    }
    edits::edit(&desk, "Анна", "clients", &[(first, "stage", "счёт"), (first + 1, "stage", "договор")]);
    desk.sync();
    edits::edit(&desk, "Анна", "clients", &[(first, "stage", "договор"), (first + 1, "stage", "счёт")]);
    desk.sync();
    assert_eq!(["Клиент 01", "Клиент 02"].map(|name| client(&desk, name)["stage"].clone()), ["договор", "счёт"]);
}

#[test]
fn of_comments_that_several_rows_have_it_is_said_how_many_moved_at_least() {
    let comments = texts(&["жду", "акт", "", "договор", "жду", "счёт", "жду", "", "жду", "занято"]);
    let (desk, first) = commented(&comments);
    write(&desk, first, &sorted_alone(&comments));
    let reason = why_held(&desk);
    assert!(reason.contains("в чужих строках (не меньше 4: "), "{reason}");
    assert_eq!(of_clients(&desk, comments.len()), comments);
}

#[test]
fn comments_that_changed_places_and_are_taken_are_said_to_have_until_the_next_save() {
    let before = texts(&["первый", "третий", "второй", "", "перезвонить после отпуска директора", ""]);
    let (desk, first) = commented(&before);
    let says = |at: u32| edits::cell(&desk, "Анна", "clients", first + at, "sync");
    let mut exchanged = before.clone();
    exchanged.swap(0, 1);
    write(&desk, first, &exchanged);
    desk.sync();
    assert_eq!(of_clients(&desk, before.len()), exchanged);
    let said = format!("Комментарий: значения строк {} и {first} поменялись местами — проверьте", first + 1);
    assert_eq!(says(1), said);
    assert!(says(0).contains("поменялись местами") && says(2).is_empty());
    let told = remarks(&desk);
    assert!(told.iter().any(|line| line[1] == (first + 1).to_string() && line[4] == said), "{told:?}");
    let mut moved = exchanged.clone();
    moved.swap(4, 5);
    write(&desk, first, &moved);
    desk.sync();
    assert_eq!(of_clients(&desk, before.len()), moved);
    assert_eq!([says(0), says(1)], ["", ""], "what was said of the save before is gone");
    assert!(says(5).contains(&format!("стояло в строке {}", first + 4)), "{}", says(5));
    assert!(desk.sync().workbooks.is_empty(), "and it comes to rest");
}

#[test]
fn of_comments_that_changed_places_while_the_book_is_open_it_is_said_as_they_stand_once_it_is_closed() {
    let before = texts(&["первый", "третий", "второй", "", "перезвонить после отпуска директора", ""]);
    let (desk, first) = commented(&before);
    let owner = desk.path("managers/~$Анна.xlsx");
    fs::write(&owner, "open").unwrap();
    let mut now = before.clone();
    let saves: [fn(&mut Vec<String>); 3] =
        [|now| now.swap(0, 1), |now| now.swap(4, 5), |now| now[1] = "первый, и не только".to_owned()];
    for save in saves {
        save(&mut now);
        write(&desk, first, &now);
        desk.sync();
        assert_eq!(of_clients(&desk, before.len()), now);
    }
    fs::remove_file(owner).unwrap();
    desk.sync();
    let says = |at: u32| edits::cell(&desk, "Анна", "clients", first + at, "sync");
    assert!(says(5).contains("стояло в строке") && says(0).contains("поменялись местами"), "{} {}", says(5), says(0));
    assert_eq!(says(1), "", "what stands there by now is hers");
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn two_comments_go_to_nobody_else_where_cells_moved_or_a_column_was_sorted() {
    let before = texts(&["", "б", "а", "", "", "в", ""]);
    let (desk, first) = commented(&before);
    let up = texts(&["б", "а", "", "", "в", "", ""]);
    let swapped = texts(&["", "просил счёт на заказ", "перезвонить в пятницу", "", "", "в", ""]);
    write(&desk, first, &up);
    assert!(why_held(&desk).contains("сдвинулись ячейки"));
    write(&desk, first, &swapped);
    desk.sync();
    assert_eq!(of_clients(&desk, before.len()), swapped);
    let mut exchanged = swapped.clone();
    exchanged.swap(1, 2);
    write(&desk, first, &exchanged);
    let reason = why_held(&desk);
    assert!(reason.contains(&format!("в чужих строках ({}, {})", first + 1, first + 2)), "{reason}");
    assert_eq!(of_clients(&desk, before.len()), swapped);
}
