//! Mapping files that extend others: what a few lines change, what they leave, and what is told when they are wrong.

use std::path::Path;

use sverka::mapping::{Library, LibraryError, Mapping, Reading, Recognition};
use sverka::model::draft::{Fields, Value};
use sverka::model::field::Field;
use sverka::model::problem::line_column;
use sverka::model::provenance::Position;
use sverka::parse::{Names, Preview, RawRecord, Tree};

struct Workspace(tempfile::TempDir);

impl Workspace {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn library(&self) -> Library {
        Library::load(Some(self.path())).unwrap_or_else(|error| panic!("{error}"))
    }

    /// `FILE:LINE: code` of every problem.
    fn problems(&self) -> Vec<String> {
        let Err(LibraryError::Bad(files)) = Library::load(Some(self.path())) else { panic!("bad files passed") };
        let told = files.iter().flat_map(|file| {
            file.problems.iter().map(|problem| {
                let line = line_column(&file.text, problem.span.start).0;
                format!("{}:{line}: {}", file.file, problem.brief())
            })
        });
        told.collect()
    }
}

fn table(rows: &[&[&str]]) -> Preview {
    let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    Preview::Table { sheets: vec![("Лист1".to_owned(), rows)] }
}

fn claim(library: &Library, rows: &[&[&str]]) -> String {
    match library.recognise("table", &table(rows)) {
        Recognition::One(mapping) => mapping.name().to_owned(),
        Recognition::None => "none".to_owned(),
        Recognition::Several(names) => names.join("+"),
    }
}

/// The fields of a row, each cell under its column's key.
fn read(mapping: &Mapping, cells: &[(&str, &str)]) -> (Fields, String) {
    let mut tree = Tree::default();
    tree.open(Names::OTHER);
    for (column, value) in cells {
        tree.leaf(mapping.shape().names.lookup(column), value);
    }
    tree.close();
    let position = Position::default();
    let raw = RawRecord { tree: &tree, position: &position, pattern: 0, file: &[], scope: 1 };
    match mapping.reader(&[]).read(&raw) {
        Reading::Draft(draft, issues) if issues.is_empty() => (draft.fields, draft.provenance.rule.to_string()),
        other => panic!("{other:?}"),
    }
}

const INVOICE: [(&str, &str); 4] =
    [("number", "7"), ("date", "05.10.2026"), ("client", "ООО «Альфа»"), ("total", "10,00")];
const HEAD: [&str; 4] = ["Наш №", "Дата", "Покупатель", "Сумма счета"];

#[test]
fn three_lines_rename_a_column_in_place() {
    let workspace = Workspace::new(&[(
        "register-invoices.toml",
        "extends = \"register-invoices\"\n[columns]\nnumber = { captions_add = [\"Наш №\"] }\n",
    )]);
    let library = workspace.library();
    let rows: &[&[&str]] = &[&["Реестр счетов"], &HEAD];
    assert_eq!(claim(Library::builtin(), rows), "none");
    assert_eq!(claim(&library, rows), "register-invoices");
    let standard: &[&[&str]] = &[&["Реестр счетов"], &["Номер", "Дата", "Покупатель", "Сумма"]];
    assert_eq!(claim(&library, standard), "register-invoices");
    let mapping = library.get("register-invoices").unwrap();
    assert_eq!(mapping.bases(), ["registers", "register-invoices"]);
    assert_eq!(read(mapping, &INVOICE).1, "register-invoices/invoice");
    assert_eq!(library.iter().count(), Library::builtin().iter().count());
}

#[test]
fn a_list_of_captions_replaces_them_and_leaves_the_column_required() {
    let workspace = Workspace::new(&[(
        "register-invoices.toml",
        "extends = \"register-invoices\"\n[columns]\nnumber = [\"Наш №\"]\n",
    )]);
    let library = workspace.library();
    assert_eq!(claim(&library, &[&["Реестр счетов"], &HEAD]), "register-invoices");
    assert_eq!(claim(&library, &[&["Реестр счетов"], &["Номер", "Дата", "Покупатель", "Сумма"]]), "none");
}

#[test]
fn five_lines_add_an_attribute_of_the_client_as_the_manual_says() {
    let page = include_str!("../../docs/mappings.md").replace("\r\n", "\n");
    let example = page.split("```toml\n").find(|block| block.contains("columns.channel")).unwrap();
    let (example, _) = example.split_once("```").unwrap();
    assert_eq!(example.lines().count(), 5);
    let workspace = Workspace::new(&[("register-invoices.toml", example)]);
    let library = workspace.library();
    let cells: Vec<(&str, &str)> = INVOICE.into_iter().chain([("channel", "Выставка")]).collect();
    let (fields, _) = read(library.get("register-invoices").unwrap(), &cells);
    let Some(Value::One(client)) = fields.get(Field::Client) else { panic!("{fields:?}") };
    assert_eq!(client.get(Field::Name), Some(&Value::Text("ООО «Альфа»".into())));
    let Some(Value::Many(attributes)) = client.get(Field::Attributes) else { panic!("{client:?}") };
    assert_eq!(attributes[0].get(Field::Value), Some(&Value::Text("Выставка".into())));
}

#[test]
fn a_dialect_of_another_name_beats_its_base() {
    let dialect = "extends = \"register-invoices\"\n[columns]\nnumber.captions_add = [\"Наш №\"]\n\
                   [recognise]\nhas_columns_add = [\"Канал\"]\n";
    let workspace = Workspace::new(&[
        ("acme.toml", dialect),
        ("acme-2.toml", "extends = \"acme\"\n[recognise]\nhas_columns = [\"Вторая\"]\ntitles = []\n"),
    ]);
    let library = workspace.library();
    assert_eq!(claim(&library, &[&["Номер", "Дата", "Покупатель", "Сумма", "Канал"]]), "acme");
    assert_eq!(claim(&library, &[&["Номер", "Дата", "Покупатель", "Сумма", "Канал", "Вторая"]]), "acme-2");
    assert_eq!(read(library.get("acme").unwrap(), &INVOICE).1, "acme/invoice");
    let digests = ["acme", "acme-2", "register-invoices"].map(|name| library.get(name).unwrap().digest().to_owned());
    assert!(digests[0] != digests[1] && digests[0] != digests[2], "{digests:?}");
}

#[test]
fn the_digest_covers_the_base() {
    let extension = ("acme.toml", "extends = \"base\"\nname = \"acme\"\n");
    let base = |kind: &str| {
        format!("name = \"base\"\nformat = \"xml\"\n[[record]]\nname = \"r\"\nkind = \"{kind}\"\nat = \"R\"\n")
    };
    let digest = |kind: &str| {
        let workspace = Workspace::new(&[extension, ("base.toml", &base(kind))]);
        workspace.library().get("acme").unwrap().digest().to_owned()
    };
    assert_eq!(digest("invoice"), digest("invoice"));
    assert_ne!(digest("invoice"), digest("order"));
}

#[test]
fn rules_are_replaced_and_lists_are_added_to() {
    let base = "name = \"base\"\nformat = \"table\"\n[columns]\na = [\"A\"]\nb = [\"B\"]\nc = [\"C\"]\n\
                [let]\nwho = \"a\"\n[tables.t]\nx = \"1\"\ny = \"2\"\n\
                [part.p]\nname = \"$who\"\nphones = { from = \"a\", table = \"t\" }\n\
                [[record]]\nname = \"two\"\nkind = \"client\"\nwhen = { value = \"c\", is = [\"two\"] }\nuse = [\"p\"]\n\
                [[record]]\nname = \"one\"\nkind = \"client\"\nuse = [\"p\"]\n";
    let own = "extends = \"base\"\nlet.who = \"b\"\ntables.t.x = \"7\"\npart.p.phones_add = [\"b\"]\n\
               [[record]]\nname = \"third\"\nkind = \"client\"\nbefore = \"one\"\nwhen = { value = \"c\", is = [\"three\"] }\nfields.name = \"c\"\n\
               [[record]]\nname = \"last\"\nkind = \"client\"\nfields.name = \"a\"\n";
    let workspace = Workspace::new(&[("base.toml", base), ("own.toml", own)]);
    let library = workspace.library();
    let mapping = library.get("own").unwrap();
    assert_eq!(mapping.rules().collect::<Vec<_>>(), ["two", "third", "one", "last"]);
    let (fields, rule) = read(mapping, &[("a", "x"), ("b", "y"), ("c", "one")]);
    assert_eq!(rule, "own/one");
    assert_eq!(fields.get(Field::Name), Some(&Value::Text("y".into())));
    assert_eq!(fields.get(Field::Phones), Some(&Value::Texts(vec!["7".into(), "y".into()])));
    assert_eq!(read(mapping, &[("c", "three")]).1, "own/third");
    let (fields, _) = read(library.get("base").unwrap(), &[("a", "x"), ("b", "y")]);
    assert_eq!(fields.get(Field::Phones), Some(&Value::Texts(vec!["1".into()])));
}

#[test]
fn a_builtin_base_that_is_extended_in_place_counts_for_its_dialects() {
    let extension = "extends = \"registers\"\ntables.currency.\"у.е.\" = \"USD\"\n";
    let workspace = Workspace::new(&[("registers.toml", extension)]);
    let library = workspace.library();
    let cells: Vec<(&str, &str)> = INVOICE.into_iter().chain([("currency", "у.е.")]).collect();
    let (fields, _) = read(library.get("register-invoices").unwrap(), &cells);
    assert_eq!(fields.get(Field::Currency), Some(&Value::Text("USD".into())));
    // A workspace's file of that name that stands alone can't break what is built in.
    let alone = "name = \"registers\"\nformat = \"xml\"\nskip = \"none\"\n";
    let library = Workspace::new(&[("registers.toml", alone)]).library();
    assert!(library.get("registers").unwrap().skips());
    assert_eq!(read(library.get("register-invoices").unwrap(), &INVOICE).1, "register-invoices/invoice");
}

#[test]
fn wrong_extensions_are_told_where_they_stand() {
    let told = |files: &[(&str, &str)]| Workspace::new(files).problems();
    let unknown = told(&[("a.toml", "# mine\nextends = \"comerceml\"\n")]);
    assert!(unknown[0].starts_with("a.toml:2: unknown-reference (key: extends, value: comerceml"), "{unknown:?}");
    assert!(unknown[0].contains("suggestion: commerceml"), "{unknown:?}");
    let circle = told(&[("a.toml", "extends = \"b\"\n"), ("b.toml", "\nextends = \"a\"\n")]);
    assert_eq!(
        circle,
        ["a.toml:1: circle (key: extends, value: b → a → b)", "b.toml:2: circle (key: extends, value: a → b → a)"]
    );
    assert!(told(&[("a.toml", "extends = \"a\"\n")])[0].contains("circle (key: extends, value: a → a)"));
    let typo = told(&[("a.toml", "extends = \"register-invoices\"\n[columns]\nnumber = { captons_add = [\"№\"] }\n")]);
    assert!(typo[0].starts_with("a.toml:3: unknown-key (key: captons"), "{typo:?}");
    let before = told(&[(
        "a.toml",
        "extends = \"register-invoices\"\n[[record]]\nname = \"x\"\nkind = \"invoice\"\nbefore = \"invoce\"\n",
    )]);
    assert!(before[0].starts_with("a.toml:5: unknown-reference (key: before, value: invoce"), "{before:?}");
    let number = told(&[("a.toml", "extends = 5\n")]);
    assert!(number.iter().any(|problem| problem.starts_with("a.toml:1: wrong-type (key: extends")), "{number:?}");
    let twice = "extends = \"register-invoices\"\n[[record]]\nname = \"invoice\"\n[[record]]\nname = \"invoice\"\n";
    assert!(told(&[("a.toml", twice)]).iter().any(|problem| problem.contains("a.toml:5: duplicate")));
}

#[test]
fn a_problem_of_the_base_is_told_once_and_as_the_bases() {
    let base = "name = \"base\"\nformat = \"xml\"\n[[record]]\nname = \"r\"\nkind = \"invoice\"\nat = \"R\"\nfields.numbr = \"N\"\n";
    let own = "extends = \"base\"\n[[record]]\nname = \"r\"\nfields.dat = \"D\"\n";
    let told = Workspace::new(&[("base.toml", base), ("own.toml", own)]).problems();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("base.toml:7: unknown-key (key: numbr") && !told[0].contains("extension"), "{told:?}");
    assert!(told[1].starts_with("own.toml:4: unknown-key (key: dat,"), "{told:?}");
    // The base is right by itself; together with the extension it isn't.
    let base = "name = \"base\"\nformat = \"xml\"\n[[record]]\nname = \"r\"\nkind = \"invoice\"\nat = \"R\"\nfields.due_date = \"N\"\n";
    let own = "extends = \"base\"\n[[record]]\nname = \"r\"\nkind = \"payment\"\n";
    let told = Workspace::new(&[("base.toml", base), ("own.toml", own)]).problems();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("base.toml:7: unknown-key") && told[0].contains("extension: own.toml"), "{told:?}");
}

#[test]
fn mappings_are_loaded_anew_where_a_file_of_theirs_is_another() {
    let own = |title: &str| format!("extends = \"register-invoices\"\nname = \"own\"\n[title]\nru = \"{title}\"\n");
    let workspace = Workspace::new(&[("own.toml", &own("Первый"))]);
    let shared = || Library::shared(Some(workspace.path()));
    let title = |library: &Library| library.get("own").map(|mapping| mapping.title("ru").to_owned());
    assert_eq!(title(&shared().unwrap()).as_deref(), Some("Первый"));
    std::fs::write(workspace.path().join("own.toml"), own("Второй")).unwrap();
    assert_eq!(title(&shared().unwrap()).as_deref(), Some("Второй"));
    std::fs::write(workspace.path().join("own.toml"), own("Третий").replace("ru", "xx")).unwrap();
    assert!(matches!(shared(), Err(LibraryError::Bad(_))), "what is wrong now is said, whatever was right before");
    std::fs::remove_file(workspace.path().join("own.toml")).unwrap();
    assert_eq!(title(&shared().unwrap()), None);
}
