//! Whoever sorts the table alone leaves columns of ours beyond her own where they are: their values are nobody else's for
//! that.

use std::fs;

use sverka::model::run::BookOutcome;

use crate::added::remarks;
use crate::book::{save_as, sheet};
use crate::columns::{desk, layout, open, row, save, says, settings};
use crate::desk::Desk;
use crate::edits::{client, outcome, path};

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
    assert!(reason.contains("отсортирована не вся таблица: колонки «Скидка»"), "{reason}");
    assert!(reason.contains("Ctrl+Z") && reason.contains("previous"), "{reason}");
    assert_eq!(stored(&desk), ["5", "7", ""]);
    // Where she sorts all of it and edits, it is an edit.
    let desk = beyond();
    sort(&desk, true);
    save(&desk, "Анна", &[(row(&desk, "Анна", NAMES[0]), DISCOUNT, "9")]);
    desk.sync();
    assert_eq!(stored(&desk), ["9", "7", ""]);
}
