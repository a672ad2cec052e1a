//! A book being replaced while the program is ended at any step, and while somebody saves at any step: nothing of the
//! manager's is lost, nothing is taken twice, and the book is whole.
//!
//! Ended hard: a second process of this very test aborts, so that nothing is cleaned up. It is told what to do by one
//! variable.

use std::env;
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Stdio};

use super::*;
use crate::output::steps;
use crate::workbook::patch::{Block, BookMark, CellPatch, CellValue, PatchLimits, SheetPatch, patch};
use crate::workbook::read::{BookFile, read};

const TOLD: &str = "SVERKA_TEST_REPLACED";
const BOOK: &str = "managers/anna.xlsx";
/// Far right of everything that is drawn.
const OWN_COLUMN: u16 = 30;

/// What happens during a replacement.
#[derive(Debug, Clone, Copy)]
struct Case {
    /// Files change places as on shares without an exchanging rename.
    links: bool,
    /// The program is ended at this step.
    end: u32,
    /// Somebody saves at this one; never, if it is 0.
    save: u32,
}

/// What lies there when the book is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lying {
    /// As it was drawn.
    Drawn,
    /// As it was written last, with what the manager had put into it.
    Patched,
    /// As the manager saved it.
    Saved,
}

/// What happens at the steps of one book's replacement.
fn hook(folder: &Path, case: Case) {
    let (mut step, second) = (0, fs::read(folder.join("second.xlsx")).unwrap());
    let temporary = folder.join("saving.xlsx");
    steps::with(case.links, move |file| {
        // Hers, or the one that is drawn beside hers.
        if !file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("anna")) {
            return;
        }
        step += 1;
        if step == case.save {
            // As programs save: a new file under the old name.
            fs::write(&temporary, &second).unwrap();
            fs::rename(&temporary, file).unwrap();
        }
        if step == case.end {
            std::process::abort();
        }
    });
}

fn desk_at(folder: TempDir) -> Desk {
    Desk { folder }
}

/// A workspace with a book, news of accounting that wait for it, and what the manager would save next.
fn prepared(lying: Lying) -> Desk {
    let desk = desk_at(tempfile::tempdir().unwrap());
    // Every client is hers.
    let settings = format!("{SETTINGS}\n[[owner_rule]]\nmanager = \"Анна\"\n");
    fs::write(desk.path("sverka.toml"), settings).unwrap();
    fs::create_dir_all(desk.path("exchange/accounting")).unwrap();
    desk.drop("all.jsonl", &cards("100.00"));
    desk.sync();
    let drawn = fs::read(desk.path(BOOK)).unwrap();
    let first = saved(&drawn, &[("Клиент 1", "stage", "счёт"), ("Клиент 1", "own", "моё")]);
    if lying != Lying::Drawn {
        fs::write(desk.path(BOOK), &first).unwrap();
    }
    if lying == Lying::Patched {
        desk.drop("some.jsonl", &cards("500.00"));
        desk.sync();
    }
    fs::write(desk.path("first.xlsx"), &first).unwrap();
    fs::write(desk.path("second.xlsx"), saved(&first, &[("Клиент 2", "comment", "ждём"), ("Клиент 2", "own", "тоже")]))
        .unwrap();
    desk.drop("more.jsonl", &cards("900.00"));
    desk
}

fn cards(total: &str) -> String {
    let card = |n: u32| {
        format!(
            r#"{{"record":"client","id":"c{n}","name":"Клиент {n}"}}
{{"record":"invoice","id":"i{n}","number":"{n}","date":"2026-10-05","client_id":"c{n}","currency":"RUB","total":"{total}"}}
"#
        )
    };
    (1..=2).map(card).collect()
}

fn opened(bytes: &[u8]) -> BookFile {
    read(Cursor::new(bytes)).unwrap()
}

/// A book as somebody saves it who wrote into cells of clients.
fn saved(book: &[u8], cells: &[(&str, &str, &str)]) -> Vec<u8> {
    let file = opened(book);
    let sheet = file.sheets.iter().find(|sheet| sheet.id == "clients").unwrap();
    let cells = cells.iter().map(|(client, column, value)| {
        let row = sheet.rows.iter().find(|row| row.value("client") == Some(client)).unwrap().row;
        let column = sheet.columns.get(column).map_or(OWN_COLUMN, |column| u16::try_from(*column).unwrap());
        CellPatch { row: row - 1, column, value: CellValue::Text((*value).to_owned()) }
    });
    let last = u16::try_from(*sheet.columns.values().max().unwrap()).unwrap();
    let block = Block { header: sheet.header_row - 1, data: sheet.header_row, first: 0, last, id: Some(0) };
    let sheet = SheetPatch { cells: cells.collect(), ..SheetPatch::of(&sheet.name, block) };
    let stamp = file.stamp.unwrap();
    let mark = BookMark { book: stamp.book, edition: stamp.edition };
    patch(book, &[sheet], &mark, PatchLimits::default()).unwrap().bytes
}

fn copy(from: &Desk) -> Desk {
    let to = desk_at(tempfile::tempdir().unwrap());
    for (name, bytes) in from.tree("") {
        let path = to.path(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    to
}

/// Runs in a process of its own; whether it came to its end.
fn survives(desk: &Desk, case: Case) -> bool {
    let told = format!("{}\n{}\n{}\n{}", case.links, case.end, case.save, desk.path("").display());
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "pipeline::tests::replaced::what_people_save_outlives_an_end_at_any_step"])
        .env(TOLD, told)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    status.success()
}

/// What the second process does.
fn as_told(told: &str) {
    let [links, end, save, folder] = told.splitn(4, '\n').collect::<Vec<_>>()[..] else { panic!("{told}") };
    let case = Case { links: links == "true", end: end.parse().unwrap(), save: save.parse().unwrap() };
    hook(Path::new(folder), case);
    let config = Config::load(&Path::new(folder).join("sverka.toml")).unwrap_or_else(|error| panic!("{error:?}"));
    run(&mut Workspace::open(config, Lang::En).unwrap(), "sync", false, "2026-11-02T09:00:00Z");
}

/// How often a field of any client was filled in.
fn fills(desk: &Desk, field: &str) -> i64 {
    let store = rusqlite::Connection::open(desk.path("store/sverka.db")).unwrap();
    store.query_row("SELECT count(*) FROM person_value_change WHERE field = ?1", [field], |row| row.get(0)).unwrap()
}

fn value(file: &BookFile, client: &str, column: &str) -> String {
    let sheet = file.sheets.iter().find(|sheet| sheet.id == "clients").unwrap();
    let row = sheet.rows.iter().find(|row| row.value("client") == Some(client)).unwrap();
    row.value(column).unwrap_or_default().to_owned()
}

fn own(bytes: &[u8], text: &str) -> bool {
    use calamine::{Data, Reader, Xlsx};
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let sheet = opened(bytes).sheets.into_iter().find(|sheet| sheet.id == "clients").unwrap().name;
    let range = file.worksheet_range(&sheet).unwrap();
    range.used_cells().any(|(_, _, cell)| *cell == Data::String(text.to_owned()))
}

/// Whether the newest version was drawn.
fn is_drawn(desk: &Desk) -> bool {
    let store = rusqlite::Connection::open(desk.path("store/sverka.db")).unwrap();
    let sql = "SELECT drawn FROM book_version WHERE book = 'anna.xlsx' ORDER BY version DESC LIMIT 1";
    store.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The next runs make everything good.
fn check(desk: &Desk, lying: Lying, case: Case) {
    desk.sync();
    desk.sync();
    let has_saved = case.save > 0;
    let bytes = fs::read(desk.path(BOOK)).unwrap_or_else(|error| panic!("{case:?}: {error}"));
    let file = opened(&bytes);
    let says = |client, column| value(&file, client, column);
    assert_eq!(says("Клиент 1", "invoiced"), "900.00", "{case:?}");
    let is_hers = lying != Lying::Drawn || has_saved;
    assert_eq!(says("Клиент 1", "stage"), if is_hers { "счёт" } else { "" }, "{case:?}");
    assert_eq!((own(&bytes, "моё"), fills(desk, "stage")), (is_hers, i64::from(is_hers)), "{case:?}");
    assert_eq!(is_drawn(desk), !is_hers, "what nobody has touched is drawn, and nothing else: {case:?}");
    if has_saved {
        assert_eq!(says("Клиент 2", "comment"), "ждём", "{case:?}");
        assert!(own(&bytes, "тоже"), "{case:?}");
        assert_eq!(fills(desk, "comment"), 1, "{case:?}");
    } else {
        let kept: Vec<Vec<u8>> = desk.tree("managers/previous").into_values().collect();
        let first = is_hers.then(|| fs::read(desk.path("first.xlsx")).unwrap());
        assert_eq!(kept, first.into_iter().collect::<Vec<_>>(), "once, however often it was tried: {case:?}");
    }
    let names = desk.names("managers");
    assert!(names.iter().all(|name| !name.contains(".sverka-")), "{case:?}: {names:?}");
    let waits = desk.open().store.jobs_waiting().unwrap();
    assert_eq!((desk.sync().workbooks.len(), waits), (0, 0), "{case:?}");
}

/// Ends the program at every step of a replacement, one after another; how many there are.
fn end_at_every_step(desk: &Desk, lying: Lying, links: bool) -> u32 {
    for end in 1.. {
        let (copy, case) = (copy(desk), Case { links, end, save: 0 });
        let survived = survives(&copy, case);
        check(&copy, lying, case);
        if survived {
            return end - 1;
        }
    }
    0
}

/// Saves at every step of a replacement, and ends the program at once, at the next step, when the save may have been
/// displaced, or never.
fn save_at_every_step(desk: &Desk, lying: Lying, links: bool, steps: u32) {
    for save in 1..=steps {
        for end in [save, save + 1, u32::MAX] {
            let (copy, case) = (copy(desk), Case { links, end, save });
            survives(&copy, case);
            check(&copy, lying, case);
        }
    }
}

/// Whether this is the process that is to be ended.
fn is_told() -> bool {
    let told = env::var(TOLD);
    told.iter().for_each(|told| as_told(told));
    told.is_ok()
}

#[test]
fn what_people_save_outlives_an_end_at_any_step() {
    if is_told() {
        return;
    }
    let desk = prepared(Lying::Saved);
    for links in [false, true] {
        let steps = end_at_every_step(&desk, Lying::Saved, links);
        assert!(steps >= if links { 7 } else { 5 }, "only {steps} steps");
        save_at_every_step(&desk, Lying::Saved, links, steps);
    }
}

#[test]
fn what_people_put_into_a_book_outlives_an_end_at_any_step() {
    let desk = prepared(Lying::Patched);
    for links in [false, true] {
        end_at_every_step(&desk, Lying::Patched, links);
    }
}

#[test]
fn a_book_that_nobody_touched_is_drawn_again_after_an_end_at_any_step() {
    let desk = prepared(Lying::Drawn);
    let steps = end_at_every_step(&desk, Lying::Drawn, true);
    save_at_every_step(&desk, Lying::Drawn, true, steps.min(3));
}

#[test]
fn a_save_where_no_book_was_is_not_written_over() {
    let desk = prepared(Lying::Saved);
    let first = fs::read(desk.path("first.xlsx")).unwrap();
    fs::remove_file(desk.path(BOOK)).unwrap();
    let mut saves = vec![first];
    steps::with(false, move |file| {
        if file.ends_with("anna.xlsx")
            && let Some(save) = saves.pop()
        {
            assert!(!file.exists());
            fs::write(file, save).unwrap();
        }
    });
    let report = desk.sync();
    steps::with(false, |_| {});
    assert!(books(&report).contains(&("managers/anna.xlsx", "written")), "{report:?}");
    let bytes = fs::read(desk.path(BOOK)).unwrap();
    assert!(own(&bytes, "моё"));
    assert_eq!(value(&opened(&bytes), "Клиент 1", "stage"), "счёт");
    assert_eq!(fills(&desk, "stage"), 1);
}

#[test]
fn the_book_drawn_beside_outlives_an_end_at_any_step_too() {
    const BESIDE: &str = "managers/anna — new.xlsx";
    let desk = prepared(Lying::Drawn);
    fs::write(desk.path(BOOK), "no book").unwrap();
    desk.sync();
    let second = saved(&fs::read(desk.path(BESIDE)).unwrap(), &[("Клиент 2", "stage", "отказ")]);
    fs::write(desk.path("second.xlsx"), &second).unwrap();
    desk.drop("last.jsonl", &cards("950.00"));
    for (end, save) in (1..=8).flat_map(|step| [(step, 0), (step, step), (u32::MAX, step)]) {
        let (copy, case) = (copy(&desk), Case { links: true, end, save });
        let survived = survives(&copy, case);
        copy.sync();
        let bytes = fs::read(copy.path(BESIDE)).unwrap_or_else(|error| panic!("{case:?}: {error}"));
        // After the last step nobody has saved.
        if save > 0 && (save < 8 || !survived) {
            assert!(bytes == second, "{case:?}");
        } else {
            assert_eq!(value(&opened(&bytes), "Клиент 1", "invoiced"), "950.00", "{case:?}");
        }
        assert_eq!(fs::read(copy.path(BOOK)).unwrap(), b"no book", "{case:?}");
        let names = copy.names("managers");
        assert_eq!(names.iter().filter(|name| name.contains(".sverka-")).count(), 0, "{case:?}: {names:?}");
    }
}
