//! `sverka books`: what waits in the managers' workbooks, and what a person says of it.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{Said, book, say};

const SETTINGS: &str = r#"
lang = "ru"
intake = { quiet_seconds = 0 }

[[source]]
name = "accounting"

[[manager]]
name = "Анна"
book = "anna.xlsx"

[[owner_rule]]
manager = "Анна"
"#;

fn books(folder: &Path, args: &[&str]) -> Said {
    say(folder, &[&["books"], args].concat())
}

/// A workspace with a client that is drawn in two books.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |inside: &str| folder.path().join(inside);
    fs::create_dir_all(at("exchange/accounting")).expect("made");
    fs::write(at("sverka.toml"), SETTINGS).expect("written");
    let card = |n: u32| {
        format!("{{\"record\":\"client\",\"id\":\"c{n}\",\"name\":\"Клиент {n}\",\"phones\":[\"+79160000{n:03}\"]}}\n")
    };
    fs::write(at("exchange/accounting/all.jsonl"), (1..=15).map(card).collect::<String>()).expect("written");
    let said = say(folder.path(), &["sync"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    folder
}

#[test]
fn books_are_listed_and_what_is_not_there_is_said() {
    let folder = workspace();
    let at = folder.path();
    let listed = books(at, &["list"]);
    assert_eq!(listed.out, "managers/anna.xlsx  записана\nmanagers/Руководитель.xlsx  записана\n");
    let told: Value = serde_json::from_str(&books(at, &["list", "--json"]).out).expect("JSON");
    assert_eq!((&told["books"][0]["manager"], &told["books"][0]["state"]), (&"Анна".into(), &"written".into()));
    for name in ["anna.xlsx", "managers/anna.xlsx", "anna", "анна"] {
        assert_eq!(books(at, &["show", name]).code, 0, "{name}");
    }
    for (args, word) in [
        (&["show", "petr.xlsx"][..], "petr.xlsx"),
        (&["release", "anna"], "решать нечего"),
        (&["restore", "anna", "C-1"], "C-1"),
    ] {
        let said = books(at, args);
        assert_eq!(said.code, 2, "{args:?}");
        assert!(said.err.contains(word), "{args:?}: {}", said.err);
    }
    assert_eq!(books(at, &["archive", "anna"]).out.trim(), "Решать нечего.");
}

#[test]
fn a_book_in_which_a_column_is_overwritten_is_held_taken_or_drawn_anew() {
    let folder = workspace();
    let at = folder.path();
    overwrite_phones(&at.join("managers/anna.xlsx"), "+7999");
    let said = say(at, &["sync"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let shown = books(at, &["show", "anna"]).out;
    assert!(shown.starts_with("managers/anna.xlsx  задержана: ждёт решения"), "{shown}");
    assert!(
        shown.contains("колонка «Телефон» изменилась почти во всей таблице: 15 из 15")
            && shown.contains("sverka books discard \"anna.xlsx\""),
        "{shown}"
    );
    let dry = books(at, &["discard", "anna", "--dry-run", "--who", "Ольга"]).out;
    assert!(dry.starts_with("Пробный прогон"), "{dry}");
    assert!(books(at, &["list"]).out.contains("задержана"));
    let done = books(at, &["discard", "anna", "--who", "Ольга"]).out;
    assert!(done.contains("убран, книга нарисована заново"), "{done}");
    assert_eq!(books(at, &["list"]).out.lines().next(), Some("managers/anna.xlsx  записана"));
    assert_eq!(fs::read_dir(at.join("managers/previous")).expect("a folder").count(), 1);
    let clients = || say(at, &["export", "clients"]).out;
    assert!(clients().contains("+79160000001") && !clients().contains("+79990000001"));
    overwrite_phones(&at.join("managers/anna.xlsx"), "+7888");
    say(at, &["sync"]);
    let taken: Value =
        serde_json::from_str(&books(at, &["release", "anna", "--who", "Ольга", "--json"]).out).expect("JSON");
    assert_eq!((&taken["refused"], &taken["decisions"][0]["fact"]["workbook"]["act"]), (&0.into(), &"release".into()));
    assert!(clients().contains("+78880000001") && !clients().contains("+79160000001"), "{}", clients());
}

/// Gives every phone of a book another beginning, as dragging a cell down a column may.
fn overwrite_phones(path: &Path, beginning: &str) {
    use std::io::{Cursor, Read, Write};
    let mut old = zip::ZipArchive::new(Cursor::new(fs::read(path).expect("read"))).expect("a zip");
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..old.len() {
        let mut part = old.by_index(place).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("read");
        if let Ok(text) = String::from_utf8(content.clone()) {
            content = text.replace("+7916", beginning).into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        new.write_all(&content).expect("written");
    }
    fs::write(path, new.finish().expect("finished").into_inner()).expect("written");
}

#[test]
fn a_wish_is_listed_as_what_is_asked_by_whom_and_then_who_declined_it_and_why() {
    let folder = workspace();
    let at = folder.path();
    let path = at.join("managers/anna.xlsx");
    let row = book::row_of(&book::open(&path), "Клиент 7");
    book::save(&path, "clients", &[(row, "kpp", "770201001"), (row, "client", "Фирма 7")]);
    assert_eq!(say(at, &["sync"]).code, 0);
    let listed = say(at, &["review", "list"]).out;
    let blank = "Анна в книге «anna.xlsx» просит вписать: КПП — «770201001» (сейчас пусто)";
    let named = "Анна в книге «anna.xlsx» просит: Клиент — не «Клиент 7», а «Фирма 7»";
    assert!(listed.contains(blank) && listed.contains(named), "{listed}");
    assert!(listed.contains("1. вписать «770201001» (N-2)") && !listed.contains("это он?"), "{listed}");
    let why = "в ЕГРЮЛ другой";
    assert_eq!(say(at, &["review", "reject", "Q-1", "--who", "Ольга", "--reason", why]).code, 0);
    let open = say(at, &["review", "list"]).out;
    assert!(!open.contains("Q-1"), "{open}");
    for said in [say(at, &["review", "list", "--all"]).out, say(at, &["review", "show", "Q-1"]).out] {
        assert!(said.contains("просьба отклонена"), "{said}");
        assert!(said.contains("Ответ: Ольга, ") && said.contains(". Причина: в ЕГРЮЛ другой"), "{said}");
    }
}

#[test]
fn the_answer_to_a_deletion_is_told_in_words_that_say_so() {
    let folder = workspace();
    let at = folder.path();
    let path = at.join("managers/anna.xlsx");
    let file = book::open(&path);
    let row = book::row_of(&file, "Клиент 7");
    let columns: Vec<&str> = book::sheet(&file, "clients").columns.keys().copied().collect();
    book::save(&path, "clients", &columns.into_iter().map(|column| (row, column, "")).collect::<Vec<_>>());
    say(at, &["sync"]);
    for (lang, gone, back, nothing) in [
        ("ru", "C-7 Клиент 7: удалён, в книгах его больше нет", "строка вернётся в книгу", "не изменились"),
        ("uk", "C-7 Клиент 7: вилучено, у книгах його більше немає", "рядок повернеться до книги", "не змінилися"),
        (
            "en",
            "C-7 Клиент 7: deleted, no longer in the workbooks",
            "the row returns to the workbook",
            "changed by that",
        ),
    ] {
        let answered = |verb: &str| {
            let said = say(at, &["--lang", lang, "review", verb, "Q-1", "--who", "Ольга", "--dry-run"]);
            assert_eq!(said.code, 0, "{}", said.err);
            said.out
        };
        let (yes, no) = (answered("accept"), answered("reject"));
        assert!(yes.contains(gone) && !yes.contains(nothing) && !yes.contains(back), "{yes}");
        assert!(no.contains(back) && !no.contains(gone), "{no}");
    }
    say(at, &["review", "accept", "Q-1", "--who", "Ольга"]);
    let again = say(at, &["review", "undo", "J-1", "--who", "Ольга"]).out;
    assert!(
        again.contains("C-7 Клиент 7: снова есть, в книги вернётся") && !again.contains("не изменились"),
        "{again}"
    );
}
