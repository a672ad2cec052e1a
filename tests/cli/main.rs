//! The binary's wording and exit codes, by snapshot, with fixed paths.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

#[cfg(test)]
mod backup;
#[cfg(test)]
#[path = "../desk/book.rs"]
#[expect(dead_code, reason = "these tests do not type below tables")]
mod book;
#[cfg(test)]
mod books;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod explain;
mod mapping;
#[cfg(test)]
mod quarantine;
#[cfg(test)]
mod review;
#[cfg(test)]
mod service;
#[cfg(test)]
mod undo;

/// The binary, working in a folder, in English unless the settings say otherwise.
fn sverka(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("sverka").expect("the binary is built");
    command.current_dir(folder).env_remove("SVERKA_LOG").env("COLUMNS", "100").args(args);
    command
}

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn say(folder: &Path, args: &[&str]) -> Said {
    let output = sverka(folder, args).output().expect("the binary runs");
    Said {
        code: output.status.code().expect("no signal"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = say(folder.path(), &["init", "--lang", "ru"]);
    assert_eq!(said.code, 0, "{}", said.err);
    folder
}

const BROKEN: &str = r#"lang = "ru"
time_zone = "Europe/Moskow"
pathes = { done = "готово" }
base_currency = 643

[intake]
quiet_seconds = "две"

[[source]]
name = "accounting"

[[source]]
name = "Accounting"
folder = "exchange/bank"

[[organization]]
tax_id = "7707083894"

[[manager]]
name = "Анна Петрова"
book = "Анна/Петрова.xlsx"

[[owner_rule]]
manager = "Ана Петрова"

[[authority]]
fields = ["phone", "name"]
sources = ["acounting"]
role = "buyr"

[[authority]]
fields = ["name", "name"]
sources = ["accounting"]
role = "buyer"
from = "вчера"

[[authority]]
fields = ["name"]
sources = ["accounting"]
role = "buyer"
"#;

#[test]
fn help_names_every_verb() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (lang, snapshot) in [("en", "help"), ("ru", "help_ru")] {
        let said = say(folder.path(), &["--help", "--lang", lang]);
        assert_eq!(said.code, 0);
        insta::assert_snapshot!(snapshot, said.out);
    }
    let said = say(folder.path(), &["help", "review", "accept"]);
    assert_eq!(said.code, 0);
    insta::assert_snapshot!("help_accept_ru", said.out);
    for verb in [
        "init",
        "demo",
        "check",
        "sync",
        "watch",
        "status",
        "runs",
        "review",
        "export",
        "explain",
        "mapping",
        "completions",
    ] {
        let said = say(folder.path(), &[verb, "--help"]);
        assert_eq!(said.code, 0, "{verb}");
        assert!(said.out.contains("--config"), "{verb}");
    }
}

#[test]
fn a_wrong_command_line_is_usage() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(say(folder.path(), &["synk"]).code, 2);
    assert_eq!(say(folder.path(), &["export", "nothing"]).code, 2);
    assert_eq!(say(folder.path(), &["sync", "--lang", "fr"]).code, 2);
    assert_eq!(say(folder.path(), &["sync", "-v", "-q"]).code, 2);
}

#[test]
fn init_makes_a_workspace_that_check_finds_fine() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for lang in ["ru", "uk", "en"] {
        let said = say(folder.path(), &["init", lang, "--lang", lang]);
        assert_eq!(said.code, 0, "{}", said.err);
        insta::assert_snapshot!(format!("init_{lang}"), said.out);
        let inside = folder.path().join(lang);
        for made in ["exchange/accounting", "done", "quarantine", "managers", "mappings", "store"] {
            assert!(inside.join(made).is_dir(), "{made}");
        }
        let said = say(&inside, &["check"]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        insta::assert_snapshot!(format!("check_fine_{lang}"), said.out);
    }
}

#[test]
fn init_leaves_settings_alone_that_are_there() {
    let folder = workspace();
    fs::write(folder.path().join("sverka.toml"), "lang = \"en\"\n").expect("written");
    let said = say(folder.path(), &["init"]);
    assert_eq!(said.code, 2);
    insta::assert_snapshot!("init_again", said.err.replace('\\', "/"));
    let kept = fs::read_to_string(folder.path().join("sverka.toml")).expect("read");
    assert_eq!(kept, "lang = \"en\"\n");
}

#[test]
fn check_says_every_problem_at_once() {
    let folder = workspace();
    fs::write(folder.path().join("sverka.toml"), BROKEN).expect("written");
    let said = say(folder.path(), &["check"]);
    assert_eq!(said.code, 2);
    assert_eq!(said.err, "");
    insta::assert_snapshot!("check_broken_ru", said.out);
    insta::assert_snapshot!("check_broken_en", say(folder.path(), &["check", "--lang", "en"]).out);
    insta::assert_snapshot!("check_broken_json", say(folder.path(), &["check", "--json"]).out);
}

#[test]
fn check_says_which_caption_a_book_has_already() {
    let folder = workspace();
    let path = folder.path().join("sverka.toml");
    let columns =
        "\n[workbooks]\ncolumns = [\n  { column = \"clients.how\", caption = \"Stage\", type = \"text\" },\n]\n";
    let text = format!("lang = \"en\"\n{}{columns}", "[[source]]\nname = \"accounting\"\n");
    fs::write(&path, &text).expect("written");
    let said = say(folder.path(), &["check", "--lang", "en"]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    let line = text.lines().position(|line| line.contains("clients.how")).expect("the line") + 1;
    assert!(said.out.starts_with(&format!("sverka.toml:{line}:")), "{}", said.out);
    assert!(said.out.contains("Stage") && said.out.contains("duplicate"), "{}", said.out);
}

#[test]
fn check_says_where_a_missing_folder_is_named() {
    let folder = workspace();
    fs::remove_dir(folder.path().join("exchange/accounting")).expect("removed");
    let said = say(folder.path(), &["check", "--lang", "en"]);
    assert_eq!(said.code, 2);
    assert!(said.out.starts_with("sverka.toml:"), "{}", said.out);
    assert!(said.out.contains("missing-path") && said.out.contains("name = \"accounting\""), "{}", said.out);
}

#[test]
fn every_verb_refuses_broken_settings_with_a_hint() {
    let folder = workspace();
    fs::write(folder.path().join("sverka.toml"), "lang = \"en\"\nsurce = 1\n").expect("written");
    for verb in [&["sync"][..], &["status"], &["runs"], &["export", "clients"], &["explain", "client", "C-1"]] {
        let said = say(folder.path(), verb);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{verb:?}");
        assert!(said.err.contains("did you mean \"source\"?") && said.err.contains("sverka check"), "{}", said.err);
    }
}

#[test]
fn without_settings_the_way_out_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = say(folder.path(), &["sync"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!("no_settings", said.err);
}

#[test]
fn completions_are_written_for_every_shell() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = say(folder.path(), &["completions", shell]);
        assert_eq!(said.code, 0);
        assert!(said.out.contains("sverka") && said.out.contains("explain"), "{shell}");
    }
}
