//! What the README and the pages of documentation name must exist: links, paths, verbs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::{files_of, relative, report, root};

/// A page with its path inside the repository.
struct Page {
    path: String,
    text: String,
}

fn pages() -> Vec<Page> {
    let pages = files_of("docs").into_iter().filter(|path| path.extension().is_some_and(|e| e == "md"));
    let read = |path: &Path| Page { path: relative(path), text: fs::read_to_string(path).expect("UTF-8") };
    let mut pages: Vec<Page> = pages.map(|path| read(&path)).collect();
    pages.push(read(&root().join("README.md")));
    assert!(pages.len() >= 4, "the pages are gone");
    pages
}

/// Pieces of a text between a mark and the next end, on one line.
fn between<'a>(text: &'a str, start: &'a str, end: char) -> impl Iterator<Item = &'a str> {
    let lines = text.lines().flat_map(move |line| line.split(start).skip(1));
    lines.filter_map(move |rest| rest.split_once(end).map(|(piece, _)| piece))
}

/// What stands in backticks on one line.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// Whether a path exists, the last part of which may end with `*`.
fn exists(path: &str) -> bool {
    let Some(start) = path.strip_suffix('*') else { return root().join(path).exists() };
    let (folder, start) = start.rsplit_once('/').unwrap_or((".", start));
    let entries = fs::read_dir(root().join(folder)).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(start))
}

#[test]
fn links_lead_somewhere() {
    let mut problems = Vec::new();
    for page in pages() {
        let folder = root().join(&page.path);
        let folder = folder.parent().expect("a folder");
        for link in between(&page.text, "](", ')').filter(|link| !link.contains("://")) {
            let file = link.split('#').next().unwrap_or_default();
            if !folder.join(file).exists() {
                problems.push(format!("{}: the link {link} leads nowhere", page.path));
            }
        }
    }
    report(&problems);
}

#[test]
fn the_readme_names_paths_that_exist() {
    let text = fs::read_to_string(root().join("README.md")).expect("UTF-8");
    let tops = ["src/", "tests/", "docs/", "fixtures/", "benches/", ".ci/"];
    let named = code_spans(&text).filter(|span| tops.iter().any(|top| span.starts_with(top)));
    let named: BTreeSet<&str> = named.collect();
    assert!(named.len() > 10, "the layout is gone");
    let gone = named.iter().filter(|path| !exists(path));
    report(&gone.map(|path| format!("README.md: there is no {path}")).collect::<Vec<_>>());
    let stages = files_of("src").into_iter().map(|path| relative(&path));
    let stages: BTreeSet<String> = stages.filter(|path| path.matches('/').count() == 1).collect();
    let silent = stages.iter().filter(|path| !["src/lib.rs", "src/main.rs"].contains(&path.as_str())).filter(|path| {
        let glob = format!("{}*", path.trim_end_matches(".rs"));
        !named.contains(glob.as_str())
    });
    report(&silent.map(|path| format!("README.md: the layout does not name {path}")).collect::<Vec<_>>());
}

#[test]
fn pages_name_verbs_that_exist() {
    let help = Command::cargo_bin("sverka")
        .expect("the binary is built")
        .args(["--help", "--lang", "en"])
        .output()
        .expect("it runs");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let verbs = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list of verbs");
    let verbs: BTreeSet<&str> = verbs
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|verb| !verb.is_empty())
        .collect();
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase());
    let mut problems = Vec::new();
    let mut named = BTreeSet::new();
    for page in pages() {
        let blocks = page.text.split("```").skip(1).step_by(2).flat_map(str::lines);
        for line in blocks.chain(code_spans(&page.text)) {
            let Some(rest) = line.trim_start().strip_prefix("sverka ") else { continue };
            let Some(verb) = rest.split_whitespace().next().filter(is_word) else { continue };
            named.insert(verb.to_owned());
            if !verbs.contains(verb) {
                problems.push(format!("{}: «sverka {verb}»: no such verb", page.path));
            }
        }
    }
    let admin = fs::read_to_string(root().join("docs/admin.md")).expect("UTF-8");
    let told = |verb: &str| named.contains(verb) || code_spans(&admin).any(|span| span.split(' ').next() == Some(verb));
    problems.extend(
        verbs
            .iter()
            .filter(|verb| **verb != "help" && !told(verb))
            .map(|verb| format!("docs/admin.md: does not tell of «sverka {verb}»")),
    );
    report(&problems);
}
