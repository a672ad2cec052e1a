//! Runs in a folder of their own: what a crash, an obstinate folder or a person's hand leaves for the next run.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use tempfile::TempDir;

use super::*;
use crate::model::change::Job;
use crate::model::run::BookReport;

const SETTINGS: &str = r#"
lang = "en"
time_zone = "UTC"
intake = { quiet_seconds = 0 }

[[source]]
name = "accounting"

[[manager]]
name = "Анна"
book = "anna.xlsx"

[[organization]]
name = "ООО «Север»"
tax_id = "7701555010"
accounts = [{ number = "40702810100000012345" }]
"#;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("sverka.toml"), SETTINGS).unwrap();
        fs::create_dir_all(folder.path().join("exchange/accounting")).unwrap();
        Self { folder }
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    fn drop(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path("exchange/accounting").join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn open(&self) -> Workspace {
        let config = Config::load(&self.path("sverka.toml")).unwrap_or_else(|error| panic!("{error:?}"));
        Workspace::open(config, Lang::En).unwrap()
    }

    fn sync(&self) -> RunReport {
        self.run("sync", false, "2026-11-02T09:00:00Z")
    }

    fn run(&self, verb: &'static str, dry_run: bool, now: &str) -> RunReport {
        run(&mut self.open(), verb, dry_run, now)
    }

    /// Every file below a folder, relative to it, with its bytes.
    fn tree(&self, inside: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(inside);
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                    files.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    fn names(&self, inside: &str) -> Vec<String> {
        self.tree(inside).into_keys().collect()
    }
}

fn run(workspace: &mut Workspace, verb: &'static str, dry_run: bool, now: &str) -> RunReport {
    let stop = AtomicBool::new(false);
    let options = SyncOptions { verb, dry_run, now: now.parse().unwrap(), stop: &stop, on_event: &mut |_| {} };
    sync(workspace, options).unwrap_or_else(|error| panic!("{error:?}"))
}

/// A bank statement with one received payment.
fn statement(number: u32) -> String {
    [
        "1CClientBankExchange",
        "ВерсияФормата=1.03",
        "Кодировка=UTF-8",
        "РасчСчет=40702810100000012345",
        "СекцияДокумент=Платежное поручение",
        &format!("Номер={number}"),
        "Дата=05.10.2026",
        "Сумма=100.00",
        "ПлательщикСчет=40702810500000000111",
        "ПлательщикИНН=7702555038",
        "Плательщик1=ООО \"Берёзка\"",
        "ПолучательСчет=40702810100000012345",
        "ПолучательИНН=7701555010",
        "НазначениеПлатежа=за товар",
        "КонецДокумента",
        "КонецФайла",
        "",
    ]
    .join("\r\n")
}

fn outcomes(report: &RunReport) -> Vec<&'static str> {
    report.files.iter().map(|file| file.outcome.name()).collect()
}

fn books(report: &RunReport) -> Vec<(&str, &str)> {
    report.workbooks.iter().map(|BookReport { path, outcome }| (path.as_str(), outcome.name())).collect()
}

#[test]
fn a_dry_run_shows_what_would_happen_and_leaves_no_trace() {
    let desk = Desk::new();
    drop(desk.open());
    let store = || {
        let connection = rusqlite::Connection::open(desk.path("store/sverka.db")).unwrap();
        let rows = |table: &str| connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
        ["run", "source", "delivery", "revision", "statement", "rule", "outbox", "meta", "issue"]
            .map(|table| rows(table).unwrap_or_else(|error| panic!("{table}: {error}")))
    };
    let (rows, files): ([i64; 9], _) = (store(), desk.names(""));
    desk.drop("kl_to_1c.txt", &statement(1));
    desk.drop("bad.xml", "<a/>");
    let shown = desk.run("sync", true, "2026-11-02T09:00:00Z");
    assert_eq!((shown.run, shown.totals.rows.applied), (0, 1));
    assert_eq!(store(), rows);
    let dropped = ["exchange/accounting/bad.xml", "exchange/accounting/kl_to_1c.txt"].map(str::to_owned);
    let mut expected: Vec<String> = files.into_iter().chain(dropped).collect();
    expected.sort();
    assert_eq!(desk.names(""), expected, "not even the archive holds more");
    assert_eq!(desk.sync().totals.rows, shown.totals.rows, "and it told the truth");
}

#[test]
fn an_original_that_can_not_be_moved_is_answered_at_once_and_moved_later() {
    let desk = Desk::new();
    fs::write(desk.path("done"), "stands in the way").unwrap();
    let file = desk.drop("kl_to_1c.txt", &statement(1));
    assert_eq!(outcomes(&desk.sync()), ["taken"]);
    assert!(file.exists());
    assert_eq!(desk.names("exchange/accounting"), ["kl_to_1c.txt", "kl_to_1c.txt.ok.txt"]);
    let again = desk.run("watch", false, "2026-11-02T10:00:00Z");
    assert!(again.files.is_empty(), "it is no new delivery: {again:?}");
    fs::remove_file(desk.path("done")).unwrap();
    desk.run("watch", false, "2026-11-05T09:00:00Z");
    assert!(!file.exists());
    assert_eq!(
        desk.names("done"),
        ["2026-11-02/kl_to_1c.txt", "2026-11-02/kl_to_1c.txt.ok.txt"],
        "the day it was taken"
    );
    assert_eq!(desk.open().store.jobs_waiting().unwrap(), 0);
}

#[test]
fn an_export_written_over_an_unmoved_original_is_a_new_delivery() {
    let desk = Desk::new();
    fs::write(desk.path("done"), "stands in the way").unwrap();
    desk.drop("kl_to_1c.txt", &statement(1));
    desk.sync();
    fs::remove_file(desk.path("done")).unwrap();
    desk.drop("kl_to_1c.txt", &statement(2));
    let report = desk.sync();
    assert_eq!((outcomes(&report), report.totals.rows.applied), (vec!["taken"], 1));
    let done = desk.tree("done/2026-11-02");
    let kept = |name: &str| String::from_utf8(done[name].clone()).unwrap();
    assert!(
        kept("kl_to_1c.txt").contains("Номер=1") && kept("kl_to_1c (2).txt").contains("Номер=2"),
        "{:?}",
        done.keys()
    );
    assert_eq!(desk.names("exchange/accounting"), ["kl_to_1c.txt.ok.txt"]);
}

#[test]
fn a_crash_right_after_the_commit_is_made_good_by_the_next_run() {
    let desk = Desk::new();
    let file = desk.drop("kl_to_1c.txt", &statement(1));
    let bytes = fs::read(&file).unwrap();
    desk.sync();
    // What the commit left behind, with nothing done of it.
    let workspace = desk.open();
    let mut report: FileReport =
        serde_json::from_str::<RunReport>(&workspace.store.runs(1).unwrap()[0].report.clone().unwrap())
            .unwrap()
            .files
            .remove(0);
    report.path = "exchange/accounting/kl_to_1c.txt".into();
    let content = crate::intake::archive::hash_file(&desk.path("done/2026-11-02/kl_to_1c.txt")).unwrap();
    fs::remove_dir_all(desk.path("done")).unwrap();
    fs::remove_file(desk.path("exchange/accounting/kl_to_1c.txt.ok.txt")).unwrap();
    fs::write(&file, bytes).unwrap();
    let title = Some("Bank statement");
    let now = "2026-11-02T09:00:00Z".parse().unwrap();
    let jobs = filing::jobs(&workspace.config, &report, title, &file, Some(content), now, None);
    workspace.store.enqueue(&jobs).unwrap();
    drop(workspace);
    let next = desk.run("sync", false, "2026-11-03T09:00:00Z");
    assert!(next.files.is_empty());
    assert_eq!(desk.names("done"), ["2026-11-02/kl_to_1c.txt", "2026-11-02/kl_to_1c.txt.ok.txt"]);
    let told = desk.tree("exchange/accounting")["kl_to_1c.txt.ok.txt"].clone();
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("Bank statement") && !told.contains("already"), "what was taken, not a second drop:\n{told}");
}

#[test]
fn the_same_drop_again_is_answered_again() {
    let desk = Desk::new();
    desk.drop("kl_to_1c.txt", &statement(1));
    desk.sync();
    fs::remove_file(desk.path("exchange/accounting/kl_to_1c.txt.ok.txt")).unwrap();
    desk.drop("kl_to_1c.txt", &statement(1));
    let report = desk.sync();
    assert_eq!((outcomes(&report), report.totals.rows.unchanged), (vec!["known"], 1));
    assert_eq!(desk.names("exchange/accounting"), ["kl_to_1c.txt.ok.txt"]);
    assert_eq!(desk.names("done").len(), 4, "both originals, both answers");
}

#[test]
fn what_a_killed_run_left_half_written_is_swept_away() {
    let desk = Desk::new();
    desk.sync();
    fs::create_dir_all(desk.path("store/tmp/unpacking")).unwrap();
    fs::write(desk.path("store/tmp/unpacking/orders.xml"), "half").unwrap();
    desk.sync();
    assert!(desk.names("store/tmp").is_empty());
}

#[test]
fn a_run_in_which_nothing_was_done_is_not_listed_by_watch() {
    let desk = Desk::new();
    desk.sync();
    desk.run("watch", false, "2026-11-02T09:00:05Z");
    assert_eq!(desk.open().store.runs(9).unwrap().len(), 1);
    fs::write(desk.path("managers/~$anna.xlsx"), "open").unwrap();
    desk.drop("kl_to_1c.txt", &statement(1));
    desk.run("watch", false, "2026-11-02T09:00:10Z");
    desk.run("watch", false, "2026-11-03T09:00:15Z");
    let before = desk.open().store.runs(9).unwrap().len();
    desk.run("watch", false, "2026-11-03T09:00:20Z");
    assert_eq!(desk.open().store.runs(9).unwrap().len(), before, "a book that stays open is no news");
}

#[test]
fn a_book_that_is_open_waits_and_one_that_was_deleted_comes_back() {
    let desk = Desk::new();
    assert_eq!(books(&desk.sync()), [("managers/Руководитель.xlsx", "written"), ("managers/anna.xlsx", "written")]);
    assert!(desk.sync().workbooks.is_empty(), "nothing is due");
    fs::remove_file(desk.path("managers/anna.xlsx")).unwrap();
    fs::write(desk.path("managers/.~lock.anna.xlsx#"), "open").unwrap();
    assert!(books(&desk.sync()).contains(&("managers/anna.xlsx", "held")));
    fs::remove_file(desk.path("managers/.~lock.anna.xlsx#")).unwrap();
    assert!(books(&desk.sync()).contains(&("managers/anna.xlsx", "written")));
    assert!(desk.path("managers/anna.xlsx").exists());
}

#[test]
fn what_is_no_book_any_more_is_left_and_a_new_one_is_drawn_beside_it() {
    let desk = Desk::new();
    desk.sync();
    let mine = b"anna was here".to_vec();
    fs::write(desk.path("managers/anna.xlsx"), &mine).unwrap();
    for day in ["2026-11-03T09:00:00Z", "2026-11-04T09:00:00Z"] {
        assert!(books(&desk.run("sync", false, day)).contains(&("managers/anna.xlsx", "edits_held")));
        assert_eq!(fs::read(desk.path("managers/anna.xlsx")).unwrap(), mine);
        assert!(desk.names("managers").contains(&"anna — new.xlsx".to_owned()), "{:?}", desk.names("managers"));
    }
}

#[test]
fn a_book_written_just_before_a_crash_does_not_pass_for_a_person_s() {
    let desk = Desk::new();
    desk.sync();
    let workspace = desk.open();
    let nobody = crate::model::ids::ContentHash([0; 32]);
    workspace.store.book_written("anna.xlsx", nobody, "").unwrap();
    workspace.store.enqueue(&[Job { output: "workbook".into(), key: "Анна".into(), payload: String::new() }]).unwrap();
    drop(workspace);
    assert!(books(&desk.sync()).contains(&("managers/anna.xlsx", "unchanged")));
    desk.run("sync", false, "2026-11-03T09:00:00Z");
    assert!(desk.names("managers/previous").is_empty());
}

#[test]
fn a_stop_ends_the_run_after_the_delivery_at_hand() {
    let desk = Desk::new();
    desk.drop("a.txt", &statement(1));
    desk.drop("b.txt", &statement(2));
    let stop = AtomicBool::new(false);
    let mut on_event = |event: RunEvent<'_>| {
        if matches!(event, RunEvent::Started { .. }) {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let now = "2026-11-02T09:00:00Z".parse().unwrap();
    let options = SyncOptions { verb: "sync", dry_run: false, now, stop: &stop, on_event: &mut on_event };
    let report = sync(&mut desk.open(), options).unwrap();
    assert_eq!((outcomes(&report), report.interrupted), (vec!["taken"], true));
    assert_eq!(outcomes(&desk.sync()), ["taken"]);
}

#[test]
fn a_clock_that_runs_ahead_holds_a_file_up_once() {
    let desk = Desk::new();
    let file = desk.drop("kl_to_1c.txt", &statement(1));
    let ahead = SystemTime::now() + Duration::from_secs(3600);
    fs::File::options().write(true).open(&file).unwrap().set_modified(ahead).unwrap();
    assert_eq!(outcomes(&desk.sync()), ["taken"]);
}

#[test]
fn two_sources_with_one_file_each_take_it() {
    let desk = Desk::new();
    let settings = format!("{SETTINGS}\n[[source]]\nname = \"bank\"\n");
    fs::write(desk.path("sverka.toml"), settings).unwrap();
    fs::create_dir_all(desk.path("exchange/bank")).unwrap();
    desk.drop("kl_to_1c.txt", &statement(1));
    fs::write(desk.path("exchange/bank/kl_to_1c.txt"), statement(1)).unwrap();
    let report = desk.sync();
    assert_eq!(outcomes(&report), ["taken", "taken"]);
    let held: BTreeMap<_, _> = desk.open().store.counts().unwrap().into_iter().collect();
    assert_eq!((held["payments"], held["clients"]), (1, 1), "one payment, told twice");
}

#[test]
fn paths_are_shown_relative_to_the_workspace() {
    let desk = Desk::new();
    let workspace = desk.open();
    assert_eq!(workspace.shown(&desk.path("done/a.xml")), "done/a.xml");
    assert_eq!(workspace.shown(Path::new("/elsewhere/a.xml")), "/elsewhere/a.xml");
    let morning: DateTime = workspace.local("2026-11-02T09:00:00Z".parse().unwrap());
    assert_eq!(morning.to_string(), "2026-11-02T09:00:00");
}

#[test]
fn a_statement_dropped_again_after_our_account_was_added_is_read_again() {
    let desk = Desk::new();
    fs::write(
        desk.path("sverka.toml"),
        SETTINGS.replace("40702810100000012345", "40702810100000099999").replace("7701555010", "7702555038"),
    )
    .unwrap();
    desk.drop("kl_to_1c.txt", &statement(1));
    let before = desk.sync();
    fs::write(desk.path("sverka.toml"), SETTINGS).unwrap();
    desk.drop("kl_to_1c.txt", &statement(1));
    let after = desk.sync();
    assert_eq!((outcomes(&before), outcomes(&after)), (vec!["taken"], vec!["taken"]));
    desk.drop("kl_to_1c.txt", &statement(1));
    assert_eq!(outcomes(&desk.sync()), ["known"]);
}

fn codes(report: &RunReport) -> Vec<(&str, u64)> {
    report.files.iter().flat_map(|file| &file.issues).map(|issue| (issue.code.name(), issue.position.line)).collect()
}

#[test]
fn a_row_that_contradicts_an_earlier_one_of_its_number_is_refused_and_an_equal_one_is_not() {
    let desk = Desk::new();
    let rows = |rows: &str| format!("Реестр счетов\nНомер;Дата;Контрагент;ИНН;Сумма\n{rows}");
    let first = "Я-1;01.10.2026;ООО «Клён»;7702555038;100,00\n";
    let other = "Я-1;01.10.2026;АО «Ручей»;5402555040;250,00\n";
    desk.drop("a.csv", &rows(&format!("{first}{other}{first}")));
    let report = desk.sync();
    let counts = &report.totals.rows;
    assert_eq!((counts.read, counts.applied, counts.unchanged, counts.refused), (3, 1, 1, 1));
    assert_eq!(codes(&report), [("contradicts-earlier", 4)]);
    let told = output::words::issue_text(&report.files[0].issues[0], Lang::Ru);
    assert!(told.contains("повторяет номер строки 3 с другим клиентом и другой суммой"), "{told}");
    desk.drop("b.csv", &rows(other));
    assert_eq!(desk.sync().totals.rows.refused, 0, "another file may correct it");
}

#[test]
fn a_document_of_another_century_is_refused_and_one_of_years_to_come_is_said() {
    let desk = Desk::new();
    let rows = ["1;05.10.0026;А;10", "2;11.10.2062;А;10", "3;05.10.1989;А;10", "4;02.11.2027;А;10"].join("\n");
    desk.drop("a.csv", &format!("Реестр счетов\nНомер;Дата;Контрагент;Сумма\n{rows}\n"));
    let report = desk.sync();
    assert_eq!((report.totals.rows.applied, report.totals.rows.refused), (3, 1));
    assert_eq!(codes(&report), [("unlikely-date", 3), ("unlikely-date", 4), ("unlikely-date", 5)]);
}

#[test]
fn a_new_column_that_is_read_is_not_called_unread_and_one_file_is_no_always() {
    let desk = Desk::new();
    desk.drop("a.csv", "Реестр счетов\nНомер;Дата;Контрагент;Сумма;Склад\nА-1;01.10.2026;ООО «Клён»;1 000,00;Юг\n");
    desk.sync();
    let second = "Реестр счетов\nНомер;Дата;Контрагент;Сумма;Срок оплаты\nА-2;02.10.2026;ООО «Клён»;5,00;20.10.2026\n";
    desk.drop("b.csv", second);
    let report = desk.sync();
    let mut said: Vec<String> =
        report.files[0].drift.iter().map(|issue| output::words::issue_text(issue, Lang::Ru)).collect();
    said.sort();
    assert_eq!(
        said,
        ["нет столбца «Склад», в прошлом файле он был", "появился новый столбец «Срок оплаты», программа его читает",]
    );
}

mod replaced;
mod unread;
