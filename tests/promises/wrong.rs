//! What nobody can have meant is neither taken nor silently lost: it is said in the row, and on the sheet of remarks.

use std::fs;

use crate::added::{remarks, rewrite};
use crate::columns;
use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, path, row_of, sheet};

const NAME: &str = "Клиент 01";

/// Puts a formula with what it comes to into a cell of the sheet of clients.
pub(crate) fn formula(desk: &Desk, row: u32, column: &str, formula: &str, comes_to: &str) {
    let place = sheet(&columns::open(desk, "Анна"), "clients").columns[column];
    put(desk, row, place, &format!(" t=\"str\"><f>{formula}</f><v>{comes_to}</v></c>"));
}

/// Rewrites a cell of the sheet of clients: what follows its address and style.
fn put(desk: &Desk, row: u32, place: u32, content: &str) {
    let letters = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(place).unwrap());
    let at = format!("<c r=\"{letters}{row}\"");
    rewrite(desk, "Анна", &|part, text| {
        if part != "xl/worksheets/sheet2.xml" {
            return text;
        }
        let (before, rest) = text.split_once(&at).unwrap_or_else(|| panic!("no {at}"));
        let (tag, behind) = rest.split_once('>').unwrap();
        let style = tag.split(" s=\"").nth(1).map(|style| style.split('"').next().unwrap()).unwrap_or("0");
        let behind = if tag.ends_with('/') { behind } else { behind.split_once("</c>").unwrap().1 };
        format!("{before}{at} s=\"{style}\"{content}{behind}")
    });
}

fn status(desk: &Desk, row: u32) -> String {
    cell(desk, "Анна", "clients", row, "sync")
}

#[test]
fn beside_her_formula_it_is_said_what_the_store_has_and_the_formula_overwrites_nobody() {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", NAME), row_of(&desk, "Руководитель", NAME));
    formula(&desk, hers, "segment", "\"роз\"&amp;\"ница\"", "розница");
    desk.sync();
    assert_eq!(client(&desk, NAME)["segment"], "розница", "what it comes to is what she says");
    edit(&desk, "Руководитель", "clients", &[(his, "segment", "опт")]);
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", hers, "segment"), "розница", "the formula stays");
    assert!(status(&desk, hers).contains("Сегмент: в ячейке ваша формула, она не тронута; в базе сейчас «опт»"));
    // She saves something else: the formula says what it said.
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    desk.sync();
    assert_eq!(client(&desk, NAME)["segment"], "опт");
    assert!(status(&desk, hers).contains("в базе сейчас «опт»"));
    assert!(desk.sync().workbooks.is_empty());
    // It comes to something else: both have changed it.
    formula(&desk, hers, "segment", "\"дилер\"", "дилер");
    desk.sync();
    let open = desk.open().store().open_clashes("Анна.xlsx").unwrap();
    assert_eq!(open.iter().map(|kept| kept.clash.mine.as_str()).collect::<Vec<_>>(), ["дилер"]);
    assert_eq!(client(&desk, NAME)["segment"], "опт");
}

#[test]
fn a_letter_in_a_computed_column_is_put_back_and_said() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", NAME);
    edit(&desk, "Анна", "clients", &[(row, "debt", "много"), (row, "last_document", "вчера")]);
    desk.sync();
    let says = |column: &str| cell(&desk, "Анна", "clients", row, column);
    assert_eq!((says("debt").as_str(), says("last_document").as_str()), ("100.00", "2026-10-05"));
    assert!(status(&desk, row).contains("Долг: считается само, ваше значение не взято"), "{}", status(&desk, row));
    let file = book(&desk, "Анна");
    let line = sheet(&file, "conflicts").rows.iter().find(|row| row.value("conflict_mine") == Some("много")).unwrap();
    assert!(line.value("conflict_kind").unwrap().contains("считает сама"));
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn percent_and_amounts_with_too_many_decimals_are_no_amounts() {
    let columns = r#"{ column = "clients.limit", caption = "Лимит", type = "money" },
        { column = "clients.discount", caption = "Скидка, %", type = "number" },
        { column = "clients.points", caption = "Баллы", type = "number" }"#;
    let desk = columns::desk(columns, "");
    let row = columns::row(&desk, "Анна", NAME);
    let save = |column: &str, said: &str| {
        columns::save(&desk, "Анна", &[(row, column, said)]);
        desk.sync();
        (client(&desk, NAME)["attributes"].clone(), columns::says(&desk, "Анна", NAME, "sync"))
    };
    let none = serde_json::json!({});
    for (said, word) in [("10%", "это проценты"), ("100.555", "знаков после запятой больше"), ("12О", "это не число")]
    {
        let (stored, status) = save("attributes.limit", said);
        assert_eq!(stored, none, "{said}");
        assert!(status.contains("Лимит:") && status.contains(word), "{said}: {status}");
    }
    assert!(save("attributes.points", "10%").1.contains("Баллы: это проценты"));
    columns::save(&desk, "Анна", &[(row, "attributes.points", "")]);
    assert_eq!(save("attributes.limit", "1 234,5").0, serde_json::json!({"limit": "1234.50"}));
    assert_eq!(save("attributes.discount", "10%").0["discount"], "10");
    assert_eq!(columns::says(&desk, "Анна", NAME, "sync"), "");
}

#[test]
fn a_cell_of_percent_says_ten_in_a_column_of_percent_and_nothing_in_one_of_money() {
    let columns = r#"{ column = "clients.limit", caption = "Лимит", type = "money" },
        { column = "clients.discount", caption = "Скидка, %", type = "number" }"#;
    let desk = columns::desk(columns, "");
    let row = columns::row(&desk, "Анна", NAME);
    columns::save(&desk, "Анна", &[(row, "stage", "счёт")]);
    // What a spreadsheet makes of a typed 10%: another style of the cell, and a tenth.
    let styles = std::cell::Cell::new(0);
    rewrite(&desk, "Анна", &|part, text| {
        if part != "xl/styles.xml" {
            return text;
        }
        let (before, rest) = text.split_once("<cellXfs count=\"").unwrap();
        let (count, behind) = rest.split_once('"').unwrap();
        let count: u32 = count.parse().unwrap();
        styles.set(count);
        let behind = behind.replacen("</cellXfs>", "<xf numFmtId=\"9\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>", 1);
        format!("{before}<cellXfs count=\"{}\"{behind}", count + 1)
    });
    let found = sheet(&columns::open(&desk, "Анна"), "clients").columns.clone();
    let percent = |column: &str, value: &str| {
        let letters = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(found[column]).unwrap());
        let at = format!("<c r=\"{letters}{row}\"");
        rewrite(&desk, "Анна", &|part, text| {
            if part != "xl/worksheets/sheet2.xml" {
                return text;
            }
            let (before, rest) = text.split_once(&at).unwrap_or_else(|| panic!("no {at}"));
            let (tag, behind) = rest.split_once('>').unwrap();
            let behind = if tag.ends_with('/') { behind } else { behind.split_once("</c>").unwrap().1 };
            format!("{before}{at} s=\"{}\"><v>{value}</v></c>{behind}", styles.get())
        });
    };
    percent("attributes.discount", "0.1");
    percent("attributes.limit", "0.1");
    desk.sync();
    assert_eq!(client(&desk, NAME)["attributes"], serde_json::json!({"discount": "10"}));
    assert!(columns::says(&desk, "Анна", NAME, "sync").contains("Лимит: это проценты, а здесь сумма"));
    assert!(columns::says(&desk, "Анна", NAME, "sync").contains("«10%»"));
    assert_eq!(remarks(&desk).len(), 1);
    // The head's value comes into her cell as it shows percent.
    let his = columns::row(&desk, "Руководитель", NAME);
    columns::save(&desk, "Руководитель", &[(his, "attributes.discount", "15")]);
    desk.sync();
    let text = String::from_utf8(
        crate::added::parts(&fs::read(path(&desk, "Анна")).unwrap())
            .into_iter()
            .find(|(name, _)| name == "xl/worksheets/sheet2.xml")
            .unwrap()
            .1,
    )
    .unwrap();
    assert!(text.contains("<v>0.15</v>"));
    columns::save(&desk, "Анна", &[(row, "stage", "оплата")]);
    desk.sync();
    assert_eq!(client(&desk, NAME)["attributes"]["discount"], "15");
}

#[test]
fn codes_that_are_none_are_remarks_whoever_owns_their_column() {
    let desk = columns::desk(r#"{ column = "clients.kpp", owner = "manager" }"#, "");
    let row = columns::row(&desk, "Анна", NAME);
    columns::save(&desk, "Анна", &[(row, "kpp", "77020100"), (row, "tax_id", "770255503О"), (row, "stage", "счёт")]);
    desk.sync();
    let stored = client(&desk, NAME);
    assert_eq!([&stored["kpp"], &stored["tax_id"], &stored["stage"]], ["770201001", "7702555038", "счёт"]);
    let lines = remarks(&desk);
    let said: Vec<(&str, bool)> = lines.iter().map(|line| (line[2].as_str(), line[4].starts_with("это не "))).collect();
    assert_eq!(said, [("ИНН", true), ("КПП", true)], "{lines:?}");
    columns::save(&desk, "Анна", &[(row, "kpp", "770201002")]);
    desk.sync();
    assert_eq!(client(&desk, NAME)["kpp"], "770201002");
    // Where accounting owns it, a wrong one is no wish either; a right one is.
    let desk = crate::edits::desk(3);
    let row = row_of(&desk, "Анна", NAME);
    edit(&desk, "Анна", "clients", &[(row, "tax_id", "770255503О")]);
    let report = desk.sync();
    assert_eq!(report.review.get("change_request"), None);
    assert!(status(&desk, row).contains("ИНН: это не ИНН"), "{}", status(&desk, row));
    assert_eq!(remarks(&desk).len(), 1);
    // A number of another country is one where its form is known; where it is not, she is told where it belongs.
    edit(&desk, "Анна", "clients", &[(row, "tax_id", "US 12-3456789")]);
    desk.sync();
    assert!(status(&desk, row).contains("другой иностранный — в «Комментарий»"), "{}", status(&desk, row));
    edit(&desk, "Анна", "clients", &[(row, "tax_id", "DE136695976")]);
    assert_eq!(desk.sync().review.get("change_request"), Some(&1));
    assert_eq!(remarks(&desk), Vec::<Vec<String>>::new());
    edit(&desk, "Анна", "clients", &[(row, "tax_id", "7702555038")]);
    assert_eq!(desk.sync().review.get("change_request"), Some(&1));
    assert_eq!(remarks(&desk), Vec::<Vec<String>>::new());
}

#[test]
fn what_is_wrong_in_a_typed_row_is_said_in_the_run_that_takes_it() {
    let desk = desk(3);
    let below = crate::book::below(&book(&desk, "Анна"), "clients");
    let typed = [(below, "client", "Новая Заря"), (below, "next_contact", "завтра"), (below, "tax_id", "770255503")];
    edit(&desk, "Анна", "clients", &typed);
    desk.sync();
    assert!(cell(&desk, "Анна", "clients", below, "id").starts_with("C-"));
    let said = status(&desk, below);
    assert!(said.contains("это не дата") && said.contains("это не ИНН"), "{said}");
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
}

#[test]
fn edits_in_a_copy_under_another_name_are_told_where_she_looks_and_a_dry_run_sees_them() {
    let desk = desk(2);
    let row = row_of(&desk, "Анна", NAME);
    fs::copy(path(&desk, "Анна"), path(&desk, "Анна (копия)")).unwrap();
    edit(&desk, "Анна (копия)", "clients", &[(row, "stage", "счёт")]);
    let beside = desk.path("managers/Анна (копия) — правки не взяты.txt");
    let said = desk.run(true).workbooks;
    assert!(said.iter().any(|book| book.path == "managers/Анна (копия).xlsx"), "{said:?}");
    assert!(!beside.exists(), "nothing is written");
    desk.sync();
    assert!(fs::read_to_string(&beside).unwrap().contains("Анна (копия).xlsx — копия книги Анна.xlsx"));
    let of_book = desk.path("managers/Анна — правки не взяты.txt");
    assert!(!of_book.exists(), "her own book has nothing that is not taken");
    // In a book that she has edited it is a remark too.
    edit(&desk, "Анна", "clients", &[(row, "comment", "правка")]);
    desk.sync();
    let lines = remarks(&desk);
    assert!(
        lines.iter().any(|line| line[0] == "Анна (копия).xlsx" && line[4].contains("копия вашей книги")),
        "{lines:?}"
    );
    assert!(beside.exists() && !of_book.exists());
    fs::remove_file(path(&desk, "Анна (копия)")).unwrap();
    desk.sync();
    assert!(!beside.exists() && remarks(&desk).is_empty(), "{:?}", remarks(&desk));
}
