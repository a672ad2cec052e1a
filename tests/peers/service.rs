//! systemd itself reads the unit; an XML reader and the system's own `man` read what is made for others.

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;

use crate::is_present;

fn sverka(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(cargo_bin("sverka")).current_dir(folder).args(args).output().expect("it runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What systemd says against a unit.
fn complaints(folder: &Path, name: &str, unit: &str, user: bool) -> String {
    let file = folder.join(name);
    fs::write(&file, unit).expect("written");
    let mode = if user { "--user" } else { "--system" };
    let mut command = Command::new("systemd-analyze");
    // The manual page is installed with the package, not here.
    let output = command.args(["verify", "--man=no", mode]).arg(&file).output().expect("it runs");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let about_us = |line: &&str| line.contains(name) || line.contains("sverka");
    said.lines().filter(about_us).collect::<Vec<_>>().join("\n")
}

#[test]
fn systemd_takes_the_unit_whatever_the_folder_is_called() {
    if !is_present("systemd-analyze", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = folder.path().join("100% «Ромашка» $HOME \"a\"");
    fs::create_dir(&workspace).expect("a folder");
    sverka(&workspace, &["init"]);
    for (args, user) in [
        (&["service", "print", "--platform", "systemd"][..], false),
        (&["service", "print", "--platform", "systemd", "--run-as", "daemon"], false),
        (&["service", "print", "--platform", "systemd", "--user"], true),
    ] {
        let unit = sverka(&workspace, args);
        let said = complaints(folder.path(), "sverka-test.service", &unit, user);
        assert!(said.is_empty(), "{args:?}\n{unit}\n{said}");
    }
    let broken = "[Service]\nType=notify\nExecStart=relative/path\nProtectSystem=very\n";
    assert!(!complaints(folder.path(), "sverka-test.service", broken, false).is_empty(), "it complains at all");
}

#[test]
fn man_shows_the_page() {
    if !is_present("man", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    sverka(folder.path(), &["man", "--lang", "en", "--into", "pages"]);
    let page = folder.path().join("pages/sverka-sync.1");
    let shown =
        Command::new("man").args(["-l", "--warnings"]).arg(&page).env("MANPAGER", "cat").output().expect("it runs");
    let text = String::from_utf8_lossy(&shown.stdout);
    assert!(text.contains("dry") && shown.stderr.is_empty(), "{}", String::from_utf8_lossy(&shown.stderr));
}
