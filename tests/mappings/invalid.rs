//! A gallery of mistakes in mapping files: each with the code, the line and the detail it must be told with.

use sverka::mapping::{Library, LibraryError, Mapping};
use sverka::model::problem::line_column;

/// `(what is wrong, body after the head, line: code param=value)`. The head is three lines long.
pub(crate) const MISTAKES: &[(&str, &str, &[&str])] = &[
    (
        "a misspelled field",
        "[[record]]\nname = \"i\"\nkind = \"invoice\"\nat = \"Doc\"\n[record.fields]\nnumbr = \"No\"\n",
        &["9 unknown-key key=numbr suggestion=number"],
    ),
    (
        "a field of another kind of record",
        "[[record]]\nname = \"p\"\nkind = \"payment\"\nat = \"Doc\"\n[record.fields]\ndue_date = \"Due\"\n",
        &["9 unknown-key key=due_date"],
    ),
    (
        "an unknown kind and no path",
        "[[record]]\nname = \"i\"\nkind = \"invoise\"\n",
        &["4 missing-key key=at", "6 bad-value key=kind suggestion=invoice"],
    ),
    (
        "selectors that can't be read",
        "[[record]]\nname = \"i\"\nkind = \"invoice\"\nat = \"Doc\"\n[record.fields]\nnumber = \"A[B='x\"\ndate = \"A B\"\ntotal = \"A |\"\n",
        &["9 bad-expression value=A[B='x", "10 bad-expression value=A B", "11 bad-expression detail=is empty"],
    ),
    (
        "names that refer to nothing",
        "[file]\ntime = \"/R/@t\"\n[tables.currency]\na = \"b\"\n[[record]]\nname = \"i\"\nkind = \"invoice\"\nat = \"Doc\"\nuse = [\"sale\"]\n[record.fields]\nnumber = \"$file/tme\"\ncurrency = { from = \"C\", table = \"curency\", convert = [\"lowr\"] }\n",
        &[
            "12 unknown-reference key=use value=sale",
            "14 unknown-reference suggestion=time",
            "15 unknown-reference key=table suggestion=currency",
            "15 unknown-reference key=convert suggestion=lower",
        ],
    ),
    (
        "a condition on a field that is read later",
        "[[record]]\nname = \"p\"\nkind = \"payment\"\nat = \"Doc\"\n[record.fields]\ndate = { from = \"D\", when = { field = \"direction\", is = [\"in\"] } }\ndirection = { const = \"in\" }\n",
        &["9 unknown-reference key=field value=direction"],
    ),
    (
        "a condition without a test and an unknown key",
        "[[record]]\nname = \"p\"\nkind = \"payment\"\nat = \"Doc\"\nwhen = { value = \"A\" }\nkeys = [\"A\"]\n",
        &["8 missing-key table=when", "9 unknown-key key=keys suggestion=key"],
    ),
    (
        "a nested group written as a text, a constant of another type",
        "[[record]]\nname = \"p\"\nkind = \"payment\"\nat = \"Doc\"\n[record.fields]\nclient = \"Client\"\namount = { const = \"much\" }\n",
        &["9 bad-value key=client", "10 bad-value key=const expected=number"],
    ),
    (
        "an attribute written as a text",
        "[[record]]\nname = \"c\"\nkind = \"client\"\nat = \"Doc\"\n[record.fields]\nattributes = \"Channel\"\n",
        &["9 bad-value key=attributes expected=a table of nested fields: name, value"],
    ),
    (
        "a bad pattern and a template that is not closed",
        "[[record]]\nname = \"p\"\nkind = \"payment\"\nat = \"Doc\"\nkey = [\"{A\"]\n[record.fields]\nnumber = { from = \"N\", capture = \"(\" }\n",
        &["8 bad-expression value={A", "10 bad-expression value=("],
    ),
    (
        "two rules of one name and a bad path",
        "[[record]]\nname = \"p\"\nkind = \"payment\"\nat = \"Doc\"\n[[record]]\nname = \"p\"\nkind = \"payment\"\nat = \"Doc[1]\"\n",
        &["9 duplicate key=record.name value=p", "11 bad-expression value=Doc[1]"],
    ),
    (
        "titles, headings, notes and controls of a table",
        "[columns]\na = [\"A\"]\n[file]\nperiod = \"/x\"\n[[level]]\nname = \"l\"\ncolumn = \"b\"\nmatches = \"(\"\n[[control]]\n[[note]]\nrows = [\"totals\"]\n[[record]]\nname = \"p\"\nkind = \"balance\"\n",
        &[
            "7 wrong-type key=period",
            "10 bad-value key=column value=b",
            "11 bad-expression value=(",
            "12 missing-key key=sums",
            "13 missing-key key=share",
            "14 bad-value key=rows suggestion=total",
        ],
    ),
    (
        "an example of unknown fields, codes and kinds",
        "skip = \"none\"\n[[example]]\ninput = \"x\"\nencoding = \"klingon\"\n[[example.expect]]\nkind = \"invoise\"\n[[example.expect]]\nkind = \"invoice\"\nnumbr = \"5\"\nclient = { nam = \"x\" }\nlines = \"5\"\nrefused = [\"missing-feild\"]\n[[example]]\ntitel = \"x\"\n",
        &[
            "7 bad-value key=encoding value=klingon",
            "9 bad-value key=kind suggestion=invoice",
            "12 unknown-key key=numbr suggestion=number",
            "13 unknown-key key=nam suggestion=name",
            "14 wrong-type key=lines",
            "15 unknown-reference key=issues suggestion=missing-field",
            "16 missing-key key=input",
            "17 unknown-key key=titel suggestion=title",
        ],
    ),
    ("no TOML at all", "[[record\n", &["4 syntax"]),
];

pub(crate) const HEAD: &str = "name = \"x\"\nformat = \"xml\"\n\n";

fn told(text: &str) -> Vec<(usize, String, Vec<String>)> {
    let problems = Mapping::compile(text).err().unwrap_or_default();
    problems
        .iter()
        .map(|problem| {
            let line = line_column(text, problem.span.start).0;
            let params = problem.params.iter().map(|(name, value)| format!("{name}={value}")).collect();
            (line, problem.code.name().to_owned(), params)
        })
        .collect()
}

#[test]
fn every_mistake_is_told_with_its_line_and_remedy() {
    for (what, body, expected) in MISTAKES {
        let found = told(&format!("{HEAD}{body}"));
        let shown = format!("{what}: {found:#?}");
        assert_eq!(found.len(), expected.len(), "{shown}");
        for wanted in *expected {
            let mut parts = wanted.splitn(3, ' ');
            let (line, code, params) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap_or(""));
            let there = found.iter().any(|(l, c, p)| {
                let known = p.join("\n");
                let params_hold = if params.contains("value=") || params.contains("detail=") {
                    split_params(params).iter().all(|param| known.contains(param.as_str()))
                } else {
                    params.split(' ').all(|param| known.contains(param))
                };
                l.to_string() == line && c == code && params_hold
            });
            assert!(there, "{wanted}\nin {shown}");
        }
    }
}

/// `key=… value=…` where the last value may hold blanks.
fn split_params(params: &str) -> Vec<String> {
    let mut split: Vec<String> = Vec::new();
    for word in params.split(' ') {
        match split.last_mut() {
            Some(last) if !word.contains('=') || last.starts_with("value=") => {
                last.push(' ');
                last.push_str(word);
            }
            _ => split.push(word.to_owned()),
        }
    }
    split
}

#[test]
fn what_nothing_reads_can_only_be_refused() {
    let found = told("name = \"x\"\nformat = \"text\"\n[recognise]\nlines = [\":20:\"]\n");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].1.as_str(), found[0].2[0].as_str()), ("missing-key", "key=refuse"));
    assert!(told("name = \"x\"\nformat = \"text\"\nrefuse = \"ubl\"\n[recognise]\nlines = \":20:\"\n").is_empty());
}

#[test]
fn a_workspace_overrides_by_file_name_and_all_bad_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("client-bank.toml", "name = \"client-bank\"\nformat = \"client_bank\"\nskip = \"none\"\n");
    write("notes.txt", "not a mapping");
    let library = Library::load(Some(folder.path())).unwrap();
    assert!(library.get("client-bank").unwrap().skips());
    assert!(!Library::builtin().get("client-bank").unwrap().skips());
    assert!(library.get("commerceml").is_some());
    let own = library.get("client-bank").unwrap().digest();
    assert_ne!(own, Library::builtin().get("client-bank").unwrap().digest());
    write("a.toml", "nam = 1\n");
    write("b.toml", "[[record\n");
    let Err(LibraryError::Bad(files)) = Library::load(Some(folder.path())) else { panic!("bad files passed") };
    assert_eq!(files.iter().map(|file| file.file.as_str()).collect::<Vec<_>>(), ["a.toml", "b.toml"]);
}
