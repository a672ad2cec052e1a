//! `sverka undo` and what `sverka runs` says of it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::say;

const REGISTER: &str = "№ счета;Дата;Контрагент;ИНН;Сумма\n101;05.10.2026;ООО Берёзка;7702555038;300.00\n";
const MORE: &str = "№ счета;Дата;Контрагент;ИНН;Сумма\n102;06.10.2026;ООО Осинка;7809679290;50.00\n";

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(say(folder.path(), &["init", "--lang", "ru"]).code, 0);
    folder
}

fn dropped(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join("exchange/accounting").join(name), text).expect("written");
    let said = say(folder, &["sync"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
}

#[test]
fn a_run_is_listed_shown_taken_back_and_told_of() {
    let folder = workspace();
    let folder = folder.path();
    dropped(folder, "реестр.csv", REGISTER);
    dropped(folder, "ещё.csv", MORE);
    let listed = say(folder, &["runs"]).out;
    assert!(listed.contains("можно отменить, если ничто позднейшее на это не опирается: sverka undo 2"), "{listed}");
    let dry = say(folder, &["undo", "2", "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.err);
    insta::assert_snapshot!("undo_dry_ru", dry.out);
    let done = say(folder, &["undo", "2", "--who", "Ольга", "--reason", "не тот месяц"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let told = fs::read_to_string(folder.join("exchange/accounting/ещё.csv.отменено.txt")).expect("told");
    assert!(told.contains("отменил: Ольга") && told.contains("Причина: не тот месяц"), "{told}");
    insta::assert_snapshot!("undo_ru", done.out);
    let listed = say(folder, &["runs"]).out;
    assert!(listed.contains("отменён прогоном 3"), "{listed}");
    let rows = say(folder, &["export", "invoices", "--format", "jsonl"]).out;
    assert_eq!(rows.lines().count(), 1, "{rows}");
    let runs: serde_json::Value = serde_json::from_str(&say(folder, &["runs", "--json"]).out).expect("JSON");
    assert_eq!((&runs["runs"][1]["undo"], &runs["runs"][1]["by"]), (&"undone".into(), &3.into()), "{runs}");
}

#[test]
fn what_is_not_taken_back_says_why() {
    let folder = workspace();
    let folder = folder.path();
    dropped(folder, "реестр.csv", REGISTER);
    dropped(folder, "реестр 2.csv", &REGISTER.replace("300.00", "900.00"));
    let mut text = String::new();
    let mut refused = |args: &[&str]| {
        let said = say(folder, args);
        text.push_str(&format!("$ sverka {} -> {}\n{}", args.join(" "), said.code, said.err));
    };
    refused(&["undo", "7"]);
    refused(&["undo", "1"]);
    refused(&["undo", "1", "--lang", "en"]);
    refused(&["undo", "1", "--lang", "uk"]);
    assert_eq!(say(folder, &["undo", "2"]).code, 0);
    refused(&["undo", "2"]);
    refused(&["undo", "3"]);
    refused(&["undo", "0"]);
    insta::assert_snapshot!("undo_refused", text);
}

#[test]
fn what_a_later_file_says_too_stays_and_is_counted() {
    let folder = workspace();
    let folder = folder.path();
    dropped(folder, "реестр.csv", REGISTER);
    dropped(folder, "реестр 2.csv", &format!("{REGISTER}102;06.10.2026;ООО Осинка;7809679290;50.00\n"));
    let said = say(folder, &["undo", "1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("прогон 2, accounting: реестр 2.csv, записей: 1"), "{}", said.out);
    let rows = say(folder, &["export", "invoices", "--format", "jsonl"]).out;
    assert_eq!(rows.lines().count(), 2, "{rows}");
}
