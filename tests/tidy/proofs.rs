//! Every test that the page of reliability names is there, and every promise names one.

use std::collections::BTreeSet;
use std::fs;

use crate::{files_of, relative, report, root};

/// The promises that the product makes.
const PROMISES: usize = 12;

fn page() -> String {
    fs::read_to_string(root().join("docs/reliability.md")).expect("UTF-8")
}

/// Names in backticks that are paths of tests.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let spans = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    spans.filter(|span| span.matches("::").count() >= 2)
}

/// The functions of a file that are tests.
fn tests_of(text: &str) -> BTreeSet<&str> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let marked = lines.iter().enumerate().filter(|(_, line)| **line == "#[test]");
    marked
        .filter_map(|(at, _)| {
            let behind = lines.iter().skip(at + 1).find(|line| line.starts_with("fn "))?;
            behind.strip_prefix("fn ")?.split('(').next()
        })
        .collect()
}

#[test]
fn the_tests_that_prove_a_promise_are_there() {
    let files: Vec<(String, String)> = ["tests", "src"]
        .into_iter()
        .flat_map(files_of)
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| (relative(&path), fs::read_to_string(&path).expect("UTF-8")))
        .collect();
    let text = page();
    let mut problems = Vec::new();
    for name in named(&text) {
        let (place, test) = name.rsplit_once("::").expect("it has two at least");
        let place = place.replace("::", "/");
        let place = if place.starts_with("src/") { place } else { format!("tests/{place}") };
        let wanted = [format!("{place}.rs"), format!("{place}/tests.rs")];
        if !files.iter().any(|(path, text)| wanted.contains(path) && tests_of(text).contains(test)) {
            problems.push(format!("docs/reliability.md: there is no test {name}"));
        }
    }
    report(&problems);
}

#[test]
fn every_promise_names_a_test() {
    let text = page();
    let rows = text.lines().filter(|line| line.starts_with("| ") && named(line).next().is_some());
    let numbers: Vec<usize> = rows.filter_map(|line| line.split('|').nth(1)?.trim().parse().ok()).collect();
    assert_eq!(numbers, (1..=PROMISES).collect::<Vec<_>>());
}
