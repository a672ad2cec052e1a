//! A book that is gone on with looks as one that is drawn: sheets that are put into it, rows of long texts, drop-downs.

use std::fs;

use crate::added::{delete_sheet, parts, remarks, rewrite};
use crate::columns;
use crate::desk::Desk;
use crate::edits::{desk, edit, path, row_of, settings};

const NAME: &str = "Клиент 02";

fn part(desk: &Desk, name: &str) -> String {
    let found = parts(&fs::read(path(desk, "Анна")).unwrap()).into_iter().find(|(part, _)| part == name);
    String::from_utf8(found.unwrap_or_else(|| panic!("no {name}")).1).unwrap()
}

/// The part of a sheet by its name.
fn sheet_part(desk: &Desk, title: &str) -> (String, String) {
    let book = part(desk, "xl/workbook.xml");
    let entry = book.split("<sheet ").find(|entry| entry.contains(&format!("name=\"{title}\""))).unwrap();
    let id = entry.split_once("r:id=\"").unwrap().1.split_once('"').unwrap().0;
    let ties = part(desk, "xl/_rels/workbook.xml.rels");
    let tie = ties.split("<Relationship ").find(|tie| tie.contains(&format!("Id=\"{id}\""))).unwrap();
    let target = tie.split_once("Target=\"").unwrap().1.split_once('"').unwrap().0.trim_start_matches("/xl/");
    let name = format!("xl/{target}");
    (name.clone(), part(desk, &name))
}

/// What a style of a cell is made of, without the numbers of its parts.
pub(crate) fn look(desk: &Desk, sheet: &str, cell: &str) -> Vec<String> {
    let (_, text) = sheet_part(desk, sheet);
    let tag = text.split("<c ").find(|tag| tag.starts_with(&format!("r=\"{cell}\""))).unwrap().to_owned();
    let style: usize = tag.split_once(" s=\"").unwrap().1.split_once('"').unwrap().0.parse().unwrap();
    let styles = part(desk, "xl/styles.xml");
    let list = |name: &str, item: &str, at: usize| {
        let (_, rest) = styles.split_once(&format!("<{name} ")).unwrap();
        let (list, _) = rest.split_once(&format!("</{name}>")).unwrap();
        list.split(&format!("<{item}")).filter(|one| one.starts_with([' ', '>', '/'])).nth(at).unwrap().to_owned()
    };
    let xf = list("cellXfs", "xf", style);
    let number = |name: &str| {
        xf.split_once(&format!("{name}=\"")).map_or(0, |(_, rest)| rest.split_once('"').unwrap().0.parse().unwrap())
    };
    let alignment = xf.split_once("<alignment").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    vec![
        list("fonts", "font", number("fontId")),
        list("fills", "fill", number("fillId")),
        list("borders", "border", number("borderId")),
        alignment,
    ]
}

fn collide(desk: &mut Desk) {
    edit(desk, "Анна", "clients", &[(row_of(desk, "Анна", NAME), "phone", "+79995550000")]);
    let card = r#"{"record":"client","id":"c2","name":"Клиент 02","phones":["+79164440000"]}"#;
    desk.drop("accounting", "phones.jsonl", card.as_bytes());
    desk.sync();
}

#[test]
fn a_sheet_that_is_put_into_her_file_is_the_one_that_is_drawn() {
    let drawn = desk(3);
    let mut desk = desk(3);
    delete_sheet(&desk, "Анна", "Конфликты");
    collide(&mut desk);
    let ((_, was), (name, is)) = (sheet_part(&drawn, "Конфликты"), sheet_part(&desk, "Конфликты"));
    let pieces = |text: &str| {
        let piece = |from: &str, to: &str| text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).unwrap().0;
        [piece("<sheetPr>", "<dimension"), piece("<pane ", "/>"), piece("<pageMargins", "<ignored")].map(str::to_owned)
    };
    assert_eq!(pieces(&is), pieces(&was), "print setup and panes");
    for cell in ["A1", "A2", "A4", "K4", "A5", "K5", "B6", "J6", "K6"] {
        assert_eq!(look(&desk, "Конфликты", cell), look(&drawn, "Конфликты", cell), "{cell}");
    }
    assert!([&was, &is].iter().all(|text| text.contains("<t>Ваше</t>")), "words that fit above one column");
    let names = part(&desk, "xl/workbook.xml");
    for expected in ["Конфликты!$A:$A,Конфликты!$4:$5", "Конфликты!$A$1:$K$6"] {
        assert!(names.contains(expected), "{names}");
    }
    let ties = part(&desk, &name.replace("worksheets/", "worksheets/_rels/").replace(".xml", ".xml.rels"));
    let table = ties.split_once("Target=\"/").unwrap().1.split_once('"').unwrap().0.to_owned();
    let table = part(&desk, &table);
    assert!(table.contains("displayName=\"sverka_conflicts") && table.contains("ref=\"A5:K6\""), "{table}");
}

#[test]
fn a_sheet_is_put_into_a_book_whose_entries_say_themselves_what_ties_them() {
    let desk = desk(3);
    // As openpyxl writes it.
    let tie = " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    rewrite(&desk, "Анна", &|part, text| match part {
        "xl/workbook.xml" => text.replacen(tie, "", 1).replace("<sheet ", &format!("<sheet{tie} ")),
        _ => text,
    });
    edit(&desk, "Анна", "clients", &[(row_of(&desk, "Анна", NAME), "next_contact", "завтра")]);
    desk.sync();
    assert_eq!(remarks(&desk).len(), 1);
    let book = part(&desk, "xl/workbook.xml");
    let entries: Vec<&str> = book.split("<sheet ").skip(1).collect();
    assert!(entries.iter().all(|entry| entry.starts_with("xmlns:r=")), "{book}");
}

/// The tag of a row of clients.
fn row_tag(desk: &Desk, row: u32) -> String {
    let (_, text) = sheet_part(desk, "Клиенты");
    let (_, rest) = text.split_once(&format!("<row r=\"{row}\"")).unwrap();
    rest.split_once('>').unwrap().0.trim().to_owned()
}

#[test]
fn a_row_is_as_high_as_what_is_said_in_it_unless_she_gave_it_a_height() {
    let desk = desk(4);
    let rows = ["Клиент 01", "Клиент 02", "Клиент 03", "Клиент 04"].map(|name| row_of(&desk, "Анна", name));
    // Computed by her program, hers, and none.
    let heights = [" ht=\"12.75\"", " ht=\"60\" customHeight=\"1\"", ""];
    rewrite(&desk, "Анна", &|part, mut text| {
        if part == "xl/worksheets/sheet2.xml" {
            for (row, height) in rows.iter().zip(heights) {
                text = text.replacen(&format!("<row r=\"{row}\""), &format!("<row r=\"{row}\"{height}"), 1);
            }
        }
        text
    });
    let wrong: Vec<(u32, &str, &str)> = rows[..3]
        .iter()
        .flat_map(|row| [(*row, "next_contact", "завтра"), (*row, "phone", "позвонить днём"), (*row, "tax_id", "12")])
        .collect();
    edit(&desk, "Анна", "clients", &wrong);
    desk.sync();
    let said = crate::edits::cell(&desk, "Анна", "clients", rows[0], "sync");
    assert!(said.chars().count() > 100, "{said}");
    let [computed, hers, none, other] = rows.map(|row| row_tag(&desk, row));
    assert_eq!((hers.as_str(), other.as_str()), ("ht=\"60\" customHeight=\"1\"", ""));
    assert_eq!(computed, none);
    let height: f64 = computed.strip_prefix("ht=\"").unwrap().trim_end_matches('"').parse().unwrap();
    assert!(height > 40.0, "{computed}");
    let mended: Vec<(u32, &str, &str)> = rows[..3]
        .iter()
        .flat_map(|row| [(*row, "next_contact", ""), (*row, "phone", "+79161112233"), (*row, "tax_id", "")])
        .collect();
    edit(&desk, "Анна", "clients", &mended);
    desk.sync();
    assert_eq!(rows.map(|row| row_tag(&desk, row)), ["", "ht=\"60\" customHeight=\"1\"", "", ""]);
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_list_of_settings_gets_its_drop_down_in_a_book_that_was_drawn_without() {
    let desk = desk(3);
    let rule = |desk: &Desk| {
        let (_, text) = sheet_part(desk, "Клиенты");
        let rules = text.split("<dataValidation ").skip(1).map(str::to_owned).collect::<Vec<_>>();
        rules.into_iter().find(|rule| rule.contains("sqref=\"P6:"))
    };
    assert_eq!(rule(&desk), None, "nothing to choose from yet");
    edit(&desk, "Анна", "clients", &[(row_of(&desk, "Анна", NAME), "comment", "звонить")]);
    desk.sync();
    let settings = settings(&["Анна"])
        + "\n[[owner_rule]]\nmanager = \"Анна\"\n[dictionaries]\nsegment = [\"Опт\", \"Розница\"]\n";
    fs::write(desk.path("sverka.toml"), settings).unwrap();
    desk.sync();
    let found = rule(&desk).expect("a drop-down");
    assert!(
        found.contains("showErrorMessage=\"1\"") && found.contains("<formula1>_sync!$U$2:$U$3</formula1>"),
        "{found}"
    );
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_new_column_offers_its_words_however_many_there_are() {
    let desk = columns::desk("", "");
    columns::save(&desk, "Анна", &[(columns::row(&desk, "Анна", NAME), "comment", "звонить")]);
    desk.sync();
    let words: Vec<String> = (1..=60).map(|number| format!("\"способ, {number}\"")).collect();
    let column =
        format!("{{ column = \"clients.delivery\", caption = \"Доставка\", choices = [{}] }}", words.join(", "));
    fs::write(desk.path("sverka.toml"), columns::settings(&column, "")).unwrap();
    desk.sync();
    let (_, text) = sheet_part(&desk, "Клиенты");
    assert!(text.contains("<formula1>_sync!$W$2:$W$61</formula1>"), "{}", text.split_once("<dataValid").unwrap().1);
    let row = columns::row(&desk, "Анна", NAME);
    columns::save(&desk, "Анна", &[(row, "attributes.delivery", "способ, 60")]);
    desk.sync();
    assert_eq!(crate::edits::client(&desk, NAME)["attributes"]["delivery"], "способ, 60");
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_row_typed_under_the_table_looks_like_the_others_and_is_printed() {
    for is_longer in [false, true] {
        let desk = desk(3);
        let end = crate::book::below(&crate::edits::book(&desk, "Анна"), "clients");
        edit(&desk, "Анна", "clients", &[(end, "client", "Новая Заря"), (end, "tax_id", "7702555038")]);
        if is_longer {
            // A program that makes the table longer as somebody types.
            let longer = |part: &str, text: String| match part.starts_with("xl/tables/") {
                true => text.replace(&format!("A5:S{}", end - 1), &format!("A5:S{end}")),
                false => text,
            };
            rewrite(&desk, "Анна", &longer);
        }
        desk.sync();
        for column in 'A'..='S' {
            let of = |row: u32| look(&desk, "Клиенты", &format!("{column}{row}"));
            assert_eq!(of(end), of(end - 1), "{column}{end}");
        }
        let names = part(&desk, "xl/workbook.xml");
        assert!(names.contains(&format!("Клиенты!$A$1:$S${end}")), "{names}");
        assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    }
}
