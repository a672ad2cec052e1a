//! The JSON Schemas and the reference, which are made of the same tables that files are checked by. `UPDATE=1` rewrites
//! them.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sverka::mapping::Mapping;

use crate::invalid::{HEAD, MISTAKES};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Keeps a file as it is made, or rewrites it.
fn keep(path: &str, made: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, made).unwrap();
    }
    let held = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(held == made, "{path} is not what the tables make: UPDATE=1 cargo test --test mappings schemas");
}

fn pretty(schema: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(schema).unwrap())
}

#[test]
fn the_published_schemas_are_those_of_the_code() {
    keep("docs/schema/mapping.schema.json", &pretty(&sverka::mapping::schema()));
    keep("docs/schema/settings.schema.json", &pretty(&sverka::config::schema()));
}

#[test]
fn the_reference_is_that_of_the_code() {
    let page = std::fs::read_to_string(root().join("docs/mappings.md")).unwrap().replace("\r\n", "\n");
    let (before, rest) = page.split_once("<!-- reference -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of the reference -->").unwrap();
    let reference = sverka::mapping::reference();
    keep("docs/mappings.md", &format!("{before}<!-- reference -->\n{reference}<!-- end of the reference -->{after}"));
}

/// What an independent validator says of files: Python's `jsonschema`, as editors have theirs. Nothing where it is
/// absent, which is said; where `SVERKA_REQUIRE_PEERS` is 1 it must be there.
fn validated(schema: &Value, files: &[(String, String)]) -> Option<BTreeMap<String, Vec<String>>> {
    const SCRIPT: &str = "
import json, sys, tomllib
from jsonschema import Draft202012Validator
given = json.load(sys.stdin)
Draft202012Validator.check_schema(given['schema'])
validator = Draft202012Validator(given['schema'])
told = {}
for name, text in given['files']:
    found = validator.iter_errors(tomllib.loads(text))
    told[name] = ['/'.join(map(str, e.absolute_path)) + ': ' + e.message[:300] for e in found]
json.dump(told, sys.stdout)
";
    let knows = |python: &&str| {
        let script = ["-c", "import jsonschema, tomllib; jsonschema.Draft202012Validator"];
        Command::new(python).args(script).output().is_ok_and(|run| run.status.success())
    };
    let python = ["python3", "/usr/bin/python3", "python"].into_iter().find(knows);
    let required = std::env::var_os("SVERKA_REQUIRE_PEERS").is_some_and(|value| value == "1");
    assert!(python.is_some() || !required, "Python with jsonschema is required here and is not installed");
    let Some(python) = python else {
        writeln!(std::io::stderr(), "skipped: Python with jsonschema is not installed").expect("stderr");
        return None;
    };
    let mut child = Command::new(python)
        .args(["-c", SCRIPT])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let given = json!({ "schema": schema, "files": files }).to_string();
    child.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
    let run = child.wait_with_output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(serde_json::from_slice(&run.stdout).unwrap())
}

/// What is wrong with files that must be right.
fn wrong(schema: &Value, files: &[(String, String)]) -> Vec<(String, Vec<String>)> {
    let told = validated(schema, files).unwrap_or_default();
    told.into_iter().filter(|(_, errors)| !errors.is_empty()).collect()
}

fn mapping_files() -> Vec<(String, String)> {
    let files = std::fs::read_dir(root().join("mappings")).unwrap().map(|file| file.unwrap().path());
    files.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// A settings template with every setting that stands behind a `#` too.
fn whole(template: &str) -> String {
    let mut seen = false;
    let lines = template.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_alphabetic() || c == '[') => rest,
        _ => line,
    });
    // `accounts` is explained twice.
    let lines = lines.filter(|line| !line.starts_with("accounts") || !std::mem::replace(&mut seen, true));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_builtin_mapping_and_settings_template_fits_its_schema() {
    assert_eq!(wrong(&sverka::mapping::schema(), &mapping_files()), []);
    let templates = ["ru", "uk", "en"].map(|language| (language, sverka::config::template(language)));
    let plain = templates.map(|(language, text)| (language.to_owned(), text.to_owned()));
    let all = templates.map(|(language, text)| (format!("{language} whole"), whole(text)));
    let schema = sverka::config::schema();
    assert_eq!(wrong(&schema, &[plain, all].concat()), []);
    let bad = [
        ("a misspelled key", "langg = \"ru\"\n[[source]]\nname = \"a\"\n"),
        ("no source", "lang = \"ru\"\n"),
        ("a number as text", "payment_term_days = \"14\"\n[[source]]\nname = \"a\"\n"),
    ];
    let bad = bad.map(|(what, text)| (what.to_owned(), text.to_owned()));
    if let Some(told) = validated(&schema, &bad) {
        assert!(told.len() == 3 && told.values().all(|errors| !errors.is_empty()), "{told:#?}");
    }
}

#[test]
fn what_the_schema_can_see_is_wrong_for_it_too() {
    let sees = |told: &&str| {
        let shape = ["unknown-key", "bad-value key=kind", "wrong-type", "missing-key table=when", "key=convert"];
        shape.iter().any(|code| told.contains(code))
    };
    let seen = MISTAKES.iter().filter(|(_, _, expected)| expected.iter().any(&sees));
    let files: Vec<(String, String)> =
        seen.map(|(what, body, _)| ((*what).to_owned(), format!("{HEAD}{body}"))).collect();
    assert!(files.len() >= 5, "{files:#?}");
    let Some(told) = validated(&sverka::mapping::schema(), &files) else { return };
    let taken: Vec<&String> = told.iter().filter(|(_, errors)| errors.is_empty()).map(|(what, _)| what).collect();
    assert_eq!(taken, Vec::<&String>::new(), "mistakes the schema takes");
}

/// A mapping that uses every key there is.
const EVERYTHING: &str = include_str!("everything.toml");

#[test]
fn every_key_of_the_reference_is_read() {
    let problems = Mapping::compile(EVERYTHING).err().unwrap_or_default();
    assert!(problems.is_empty(), "{problems:#?}");
    let file = ("everything.toml".to_owned(), EVERYTHING.to_owned());
    assert_eq!(wrong(&sverka::mapping::schema(), &[file]), []);
    let reference = sverka::mapping::reference();
    let tables = reference.split("### Conversions").next().unwrap();
    let keys = tables.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    // These three say what the file is instead of having records; `extends` and `before` are tested in `extending`.
    let elsewhere = ["skip", "refuse", "abstract", "extends", "before"];
    let missing: Vec<&str> = keys
        .filter(|key| !elsewhere.contains(key))
        .filter(|key| !EVERYTHING.contains(&format!("{key} = ")) && !EVERYTHING.contains(&format!("[{key}")))
        .filter(|key| !EVERYTHING.contains(&format!("[[{key}]]")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
