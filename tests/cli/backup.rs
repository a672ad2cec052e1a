//! `sverka backup`, `restore`, `verify`: what an admin relies on when the server is gone.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::say;

const ROWS: &str = r#"{"record":"client","id":"c1","name":"ООО «Берёзка»","tax_id":"7702555038","kpp":"770201001"}
{"record":"invoice","id":"i1","number":"101","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"300.00"}
{"record":"payment","id":"p1","number":"7","date":"2026-10-12","direction":"in","method":"bank","currency":"RUB","amount":"300.00","payer":{"name":"ООО «Берёзка»","tax_id":"7702555038"},"purpose":"оплата счёта 101 от 05.10.2026","client_id":"c1"}
"#;

const MAPPING: &str = "name = \"own\"\nextends = \"enterprisedata\"\n";

fn said_well(folder: &Path, args: &[&str]) -> String {
    let said = say(folder, args);
    assert_eq!(said.code, 0, "{args:?}: {}{}", said.out, said.err);
    said.out
}

/// A workspace that took one file and has a mapping of its own.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    said_well(folder.path(), &["init", "--lang", "ru"]);
    fs::write(folder.path().join("mappings/own.toml"), MAPPING).expect("written");
    fs::write(folder.path().join("exchange/accounting/all.jsonl"), ROWS).expect("written");
    said_well(folder.path(), &["sync"]);
    folder
}

fn everything(folder: &Path) -> String {
    ["clients", "invoices", "payments", "allocations", "journal"]
        .map(|entity| said_well(folder, &["export", entity]))
        .concat()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_restored_backup_is_the_same_workspace() {
    let folder = workspace();
    let at = folder.path();
    let done = said_well(at, &["backup", "копии/вчера.zip", "--deliveries"]);
    assert!(done.contains("копии/вчера.zip") && done.contains("Исходные файлы в копии: 1"), "{done}");
    assert!(said_well(at, &["verify", "копии/вчера.zip"]).starts_with("Копия в порядке"));
    said_well(at, &["restore", "копии/вчера.zip", "--into", "новая"]);
    let restored = at.join("новая");
    assert_eq!(everything(&restored), everything(at));
    assert_eq!(fs::read_to_string(restored.join("mappings/own.toml")).expect("restored"), MAPPING);
    assert!(said_well(&restored, &["verify", "--all"]).contains("не изменились: 1"));
    // It goes on where the other stood: the same file brings nothing new.
    fs::create_dir_all(restored.join("exchange/accounting")).expect("made");
    fs::write(restored.join("exchange/accounting/again.jsonl"), ROWS).expect("written");
    let again: serde_json::Value =
        serde_json::from_str(&said_well(&restored, &["sync", "--json"])).expect("one JSON object");
    assert_eq!(again["totals"]["applied"], 0, "{again}");
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let folder = workspace();
    let at = folder.path();
    said_well(at, &["backup", "b.zip"]);
    let before = fs::read(at.join("b.zip")).expect("the backup");
    let twice = say(at, &["backup", "b.zip"]);
    assert_eq!((twice.code, fs::read(at.join("b.zip")).expect("the backup")), (2, before), "{}", twice.err);
    let over = say(at, &["restore", "b.zip", "--into", "."]);
    assert_eq!(over.code, 2, "{}", over.err);
    // Settings that put the store elsewhere: into a workspace that lives.
    let elsewhere = at.join("store").to_string_lossy().replace('\\', "/");
    let text = fs::read_to_string(at.join("sverka.toml")).expect("settings");
    let text = text.replace("\n[paths]\n", &format!("\n[paths]\nstore = \"{elsewhere}\"\n"));
    fs::write(at.join("sverka.toml"), text).expect("written");
    said_well(at, &["backup", "c.zip"]);
    let kept = everything(at);
    let over = say(at, &["restore", "c.zip", "--into", "новая"]);
    assert_eq!(over.code, 2, "{}", over.err);
    assert_eq!((everything(at), at.join("новая/sverka.toml").exists()), (kept, false));
}

#[test]
fn a_backup_without_deliveries_says_what_is_missing() {
    let folder = workspace();
    let at = folder.path();
    said_well(at, &["backup", "b.zip"]);
    let said = said_well(at, &["restore", "b.zip", "--into", "новая"]);
    assert!(said.contains("Исходных файлов нет в архиве: 1"), "{said}");
    let missing = say(&at.join("новая"), &["verify"]);
    assert_eq!(missing.code, 8, "{}", missing.out);
    assert!(missing.out.starts_with("Нет исходного файла: "), "{}", missing.out);
}

#[test]
fn damage_is_told_wherever_it_is() {
    let folder = workspace();
    let at = folder.path();
    said_well(at, &["backup", "b.zip", "--deliveries"]);
    let whole = fs::read(at.join("b.zip")).expect("the backup");
    // One byte anywhere, or the end cut off: told, never restored.
    for place in (0..whole.len()).step_by(whole.len() / 40) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x20;
        fs::write(at.join("bad.zip"), &bytes).expect("written");
        let said = say(at, &["verify", "bad.zip"]);
        // A byte of the zip's own book-keeping that nothing depends on (a time, a flag) changes no part.
        assert!(said.code == 8 || said.out.starts_with("Копия в порядке"), "{place}: {}{}", said.out, said.err);
    }
    fs::write(at.join("bad.zip"), &whole[..whole.len() / 2]).expect("written");
    let torn = say(at, &["restore", "bad.zip", "--into", "новая"]);
    assert_eq!((torn.code, files_below(&at.join("новая")).len()), (8, 0), "{}", torn.err);
    let archived = files_below(&at.join("store/archive")).remove(0);
    let mut bytes = fs::read(&archived).expect("archived");
    bytes[0] ^= 1;
    fs::write(&archived, bytes).expect("written");
    assert_eq!(say(at, &["verify"]).code, 0, "it is there");
    let changed = say(at, &["verify", "--all"]);
    assert!(changed.code == 8 && changed.out.starts_with("Исходный файл изменён: "), "{}", changed.out);
}

/// The same backup with another list of parts, and each part that is listed under a new name under that name.
fn forged(from: &Path, to: &Path, change: &dyn Fn(&mut serde_json::Value)) {
    let mut whole = zip::ZipArchive::new(fs::File::open(from).expect("the backup")).expect("a zip");
    let mut parts = Vec::new();
    for at in 0..whole.len() {
        let mut part = whole.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its bytes");
        let name = part.name().expect("a name").into_owned();
        parts.push((name, bytes));
    }
    drop(whole);
    let (_, list) = parts.pop().expect("the list is last");
    let mut list: serde_json::Value = serde_json::from_slice(&list).expect("the list");
    change(&mut list);
    let names = list["files"].as_array().expect("parts").iter().map(|part| part["path"].as_str().expect("a path"));
    let mut made = zip::ZipWriter::new(fs::File::create(to).expect("made"));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, (_, bytes)) in names.zip(&parts) {
        made.start_file(name, plain).and_then(|()| Ok(made.write_all(bytes)?)).expect("written");
    }
    made.start_file("manifest.json", plain).expect("written");
    made.write_all(list.to_string().as_bytes()).expect("written");
    made.finish().expect("written");
}

#[test]
fn a_forged_backup_writes_nothing_outside_its_folder() {
    let folder = workspace();
    let at = folder.path();
    said_well(at, &["backup", "b.zip"]);
    forged(&at.join("b.zip"), &at.join("same.zip"), &|_| {});
    assert!(said_well(at, &["verify", "same.zip"]).starts_with("Копия в порядке"), "the forger's own way is sound");
    let outside = at.join("outside.toml").to_string_lossy().into_owned();
    let mut names = vec![outside.as_str()];
    names.extend([
        "../evil.toml",
        "..",
        "",
        "C:evil.toml",
        "..\\evil.toml",
        "C:\\evil.toml",
        "NUL",
        "con.toml",
        "a:b",
        "a. ",
    ]);
    for name in names {
        for (what, path) in [("settings", format!("settings/{name}")), ("mapping", format!("mappings/{name}"))] {
            forged(&at.join("b.zip"), &at.join("bad.zip"), &|list| {
                let start = if what == "settings" { "settings/" } else { "mappings/" };
                let parts = list["files"].as_array_mut().expect("parts");
                let part =
                    parts.iter_mut().find(|part| part["path"].as_str().is_some_and(|old| old.starts_with(start)));
                part.expect("such a part")["path"] = path.clone().into();
                if what == "settings" {
                    list["settings"] = name.into();
                }
            });
            let before = files_below(at).len();
            let said = say(at, &["restore", "bad.zip", "--into", "новая"]);
            assert_eq!((said.code, files_below(at).len()), (8, before), "{what} {name:?}: {}{}", said.out, said.err);
            assert_eq!(say(at, &["verify", "bad.zip"]).code, 8, "{what} {name:?}");
        }
    }
}

#[test]
fn a_backup_is_verified_where_it_lies_and_nothing_is_left() {
    let folder = workspace();
    let at = folder.path();
    said_well(at, &["backup", "b.zip", "--deliveries"]);
    let before = files_below(at);
    said_well(at, &["verify", "b.zip"]);
    assert_eq!(files_below(at), before);
}
