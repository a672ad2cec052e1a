//! The house rules a compiler can't keep: module arrows, file length, orphans, words that must not stand in Rust.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

mod pages;
mod proofs;

/// Longest source file, in lines before its tests.
const LINES_MAX: usize = 450;

/// Who may use whom: the table of the architecture. `*` is everything of the library.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("lang", &[]),
    ("config", &["model"]),
    ("demo", &["model"]),
    ("intake", &["config", "model", "parse"]),
    ("parse", &["model"]),
    ("mapping", &["parse", "model"]),
    ("normalize", &["mapping", "model"]),
    ("reconcile", &["model"]),
    ("store", &["model"]),
    ("report", &["lang", "model", "store"]),
    ("workbook", &["lang", "model", "report", "store"]),
    ("output", &["lang", "model", "store"]),
    (
        "pipeline",
        &[
            "config",
            "intake",
            "lang",
            "mapping",
            "model",
            "normalize",
            "output",
            "parse",
            "reconcile",
            "report",
            "store",
            "workbook",
        ],
    ),
    ("serve", &["config", "lang", "model", "store", "report", "pipeline"]),
];

/// Words of vendors' programs: they live in mappings and templates.
const VENDOR_WORDS: &[&str] = &[
    "Контрагент",
    "ХозОперация",
    "Номенклатура",
    "СчетПокупателю",
    "КлючевыеСвойства",
    "ПлательщикИНН",
    "ПолучательИНН",
    "НазначениеПлатежа",
    "ЗначениеРеквизита",
    "СекцияДокумент",
    "РеализацияТоваровУслуг",
    "РасчетыСКонтрагентами",
    "КоммерческаяИнформация",
];

/// Module names that say nothing.
const BANNED_MODULES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "misc", "imp", "mod"];

/// A source file with its path inside the repository.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The top-level module a library file belongs to.
    fn stage(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let first = inside.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }

    /// The text before the tests, without comments.
    fn code(&self) -> String {
        let before_tests = self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let uncommented = before_tests.lines().map(|line| match line.trim_start() {
            comment if comment.starts_with("//") => "",
            _ => line,
        });
        uncommented.collect::<Vec<_>>().join("\n")
    }

    fn lines_before_tests(&self) -> usize {
        self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().lines().count()
    }

    /// Whole files of tests: `tests.rs` beside a module, or everything under `tests/`.
    fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

fn files_of(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).expect("a path of the repository").to_string_lossy().replace('\\', "/")
}

fn sources(folder: &str) -> Vec<Source> {
    let rust = files_of(folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.map(|path| Source { path: relative(&path), text: fs::read_to_string(&path).expect("UTF-8") }).collect()
}

fn report(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// Names of top-level modules that a piece of code reaches by `crate::`, also in `use crate::{a::…, b::…}`.
fn reached(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            names.extend(top_of_group(group));
        } else {
            names.extend(identifier(rest));
        }
    }
    names
}

fn top_of_group(group: &str) -> Vec<String> {
    let (mut depth, mut at_start, mut names) = (0, true, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            letter if depth == 0 && at_start && !letter.is_whitespace() => {
                names.extend(group.get(at..).and_then(identifier));
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

#[test]
fn modules_use_only_what_the_architecture_lets_them() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut problems = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        let Some(stage) = source.stage() else { continue };
        if ["main", "lib", "cli"].contains(&stage) {
            continue;
        }
        let Some(allowed) = arrows.get(stage) else {
            problems.push(format!("{}: the architecture's table does not know the module {stage}", source.path));
            continue;
        };
        for used in reached(&source.code()) {
            if arrows.contains_key(used.as_str()) && used != stage && !allowed.contains(&used.as_str()) {
                problems.push(format!("{}: {stage} may not use {used}", source.path));
            }
        }
    }
    report(&problems);
}

#[test]
fn files_are_short_enough_to_be_read() {
    let long = sources("src").into_iter().chain(sources("benches")).filter(|s| s.lines_before_tests() > LINES_MAX);
    let problems: Vec<String> =
        long.map(|s| format!("{}: {} lines, at most {LINES_MAX}", s.path, s.lines_before_tests())).collect();
    report(&problems);
}

#[test]
fn every_file_is_declared_by_its_parent() {
    let sources = sources("src");
    let texts: BTreeMap<&str, &str> = sources.iter().map(|s| (s.path.as_str(), s.text.as_str())).collect();
    let mut problems = Vec::new();
    for source in &sources {
        let path = Path::new(&source.path);
        let name = path.file_stem().unwrap().to_string_lossy();
        let folder = path.parent().unwrap().to_string_lossy();
        if ["src/main.rs", "src/lib.rs"].contains(&source.path.as_str()) {
            continue;
        }
        let parents = if folder == "src" {
            vec!["src/lib.rs".to_owned(), "src/main.rs".to_owned()]
        } else {
            vec![format!("{folder}.rs")]
        };
        let declared = |parent: &String| {
            texts
                .get(parent.as_str())
                .is_some_and(|text| text.lines().any(|line| line.trim().ends_with(&format!("mod {name};"))))
        };
        if !parents.iter().any(declared) {
            problems.push(format!("{}: no `mod {name};` in {}", source.path, parents.join(" or ")));
        }
    }
    report(&problems);
}

#[test]
fn module_names_say_something() {
    let named = sources("src").into_iter().filter(|source| {
        let stem = Path::new(&source.path).file_stem().unwrap().to_string_lossy().into_owned();
        BANNED_MODULES.contains(&stem.as_str())
    });
    report(&named.map(|source| format!("{}: a module of that name says nothing", source.path)).collect::<Vec<_>>());
}

#[test]
fn vendors_words_stay_out_of_rust() {
    let framing = |path: &str| path.starts_with("src/parse") || path.starts_with("src/output/ack");
    let mut problems = Vec::new();
    for source in sources("src").iter().filter(|source| !framing(&source.path) && !source.is_test()) {
        let code = source.code();
        for word in VENDOR_WORDS.iter().filter(|word| code.contains(**word)) {
            problems.push(format!("{}: «{word}» belongs to a mapping or a template", source.path));
        }
    }
    report(&problems);
}

#[test]
fn nothing_of_the_builder_s_machine_is_in_the_repository() {
    // Put together here, so that this file does not contain what it looks for.
    let marks: Vec<String> = [
        ("/ro", "ot/"),
        ("/home", "/"),
        ("/work/", "wt"),
        ("/work/", "main"),
        ("/work/", "shared"),
        ("C:\\", "Users"),
        ("index.cra", "tes.io"),
    ]
    .iter()
    .map(|(a, b)| format!("{a}{b}"))
    .collect();
    let mut problems = Vec::new();
    let folders = ["src", "tests", "benches", "mappings", "fixtures", "docs", ".ci"];
    let alone = ["Cargo.toml", "README.md", "rustfmt.toml"].map(|name| root().join(name));
    for path in folders.into_iter().flat_map(files_of).chain(alone) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (line, mark) in text.lines().enumerate().flat_map(|(at, line)| {
            marks.iter().filter(move |mark| line.contains(mark.as_str())).map(move |mark| (at + 1, mark))
        }) {
            problems.push(format!("{}:{line}: mentions {mark}", relative(&path)));
        }
    }
    report(&problems);
}

#[test]
fn every_built_in_mapping_has_a_fixture() {
    let mappings = files_of("mappings").into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let names: Vec<String> = mappings.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let fixtures: Vec<String> = files_of("fixtures").iter().map(|path| relative(path)).collect();
    let cases: BTreeSet<&str> = fixtures
        .iter()
        .filter_map(|path| path.strip_prefix("fixtures/")?.split_once('/'))
        .map(|(case, _)| case)
        .collect();
    // A folder belongs to the mapping with the longest name it begins with: `commerceml-1-…` is no case of `commerceml`.
    let owner = |case: &str| names.iter().filter(|name| case.starts_with(*name)).max_by_key(|name| name.len());
    let mut problems = Vec::new();
    let mut covered = BTreeSet::new();
    for case in cases {
        let Some(name) = owner(case) else {
            problems.push(format!("fixtures/{case}: begins with the name of no mapping"));
            continue;
        };
        if !fixtures.iter().any(|path| path.starts_with(&format!("fixtures/{case}/input/"))) {
            problems.push(format!("fixtures/{case}: no file in input/"));
        }
        let expected = fs::read_to_string(root().join("fixtures").join(case).join("expected.json")).unwrap_or_default();
        let mapping = fs::read_to_string(root().join("mappings").join(format!("{name}.toml"))).expect("UTF-8");
        // A mapping without records only skips or refuses, and its files are reported as nobody's.
        if expected.contains(&format!("\"mapping\": \"{name}\""))
            || mapping.contains("\nskip = ")
            || mapping.contains("\nrefuse = ")
        {
            covered.insert(name);
        }
    }
    // What is only there to be extended reads nothing by itself.
    let reads = |name: &str| {
        let text = fs::read_to_string(root().join("mappings").join(format!("{name}.toml"))).expect("UTF-8");
        !text.contains("\nabstract = true")
    };
    let bare = names.iter().filter(|name| !covered.contains(name) && reads(name));
    problems.extend(bare.map(|name| format!("mappings/{name}.toml: no folder fixtures/{name}… whose files it reads")));
    report(&problems);
}

#[test]
fn the_reader_of_arrows_sees_groups_and_paths() {
    let code = "use crate::{model::{a, b}, store, lang::Lang};\nfn f() { crate::parse::read() }";
    let expected = ["lang", "model", "parse", "store"].map(str::to_owned);
    assert_eq!(reached(code), BTreeSet::from(expected));
}
