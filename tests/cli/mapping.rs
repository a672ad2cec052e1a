//! `sverka mapping …`: what whoever writes mappings is told.

use std::fs;

use crate::{say, workspace};

const OWN: &str = r#"name = "acme-invoices"
format = "xml"
[title]
ru = "Счета АКМЕ"
[recognise]
root = "Invoices"
[[record]]
name = "invoice"
kind = "invoice"
at = "Invoice"
[record.fields]
number = "Number"
date = "Date"
total = "Sum"
"#;

#[test]
fn list_says_where_each_mapping_comes_from_and_who_pins_it() {
    let folder = workspace();
    let mappings = folder.path().join("mappings");
    fs::write(mappings.join("acme-invoices.toml"), OWN).expect("written");
    let replaced = "name = \"client-bank\"\nformat = \"client_bank\"\nskip = \"catalog\"\n";
    fs::write(mappings.join("client-bank.toml"), replaced).expect("written");
    let settings =
        "lang = \"ru\"\n[[source]]\nname = \"acme\"\nfolder = \"exchange/accounting\"\nmapping = \"acme-invoices\"\n";
    fs::write(folder.path().join("sverka.toml"), settings).expect("written");
    let said = say(folder.path(), &["mapping", "list"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let block = |name: &str| {
        let mut lines = said.out.lines().skip_while(|line| !line.starts_with(name));
        // The width of columns depends on the built-in names.
        let first = lines.next().expect("listed").split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        let notes = lines.take_while(|line| line.starts_with(' ')).map(str::to_owned);
        std::iter::once(first.collect::<Vec<_>>().join(" | ")).chain(notes).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("list_own", format!("{}\n…\n{}", block("acme-invoices"), block("client-bank")));
    let json: serde_json::Value =
        serde_json::from_str(&say(folder.path(), &["mapping", "list", "--json"]).out).expect("JSON");
    let of = |name: &str| {
        let all = json["mappings"].as_array().expect("an array");
        all.iter().find(|mapping| mapping["name"] == name).expect("listed").clone()
    };
    assert_eq!(of("acme-invoices")["pinned_by"], serde_json::json!(["acme"]));
    assert_eq!(of("acme-invoices")["kinds"], serde_json::json!(["invoice"]));
    assert_eq!((&of("client-bank")["replaces"], &of("client-bank")["verdict"]), (&true.into(), &"skip".into()));
    assert_eq!(of("commerceml")["own"], false);
}

#[test]
fn list_works_without_a_workspace() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = say(folder.path(), &["mapping", "list", "--lang", "en"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("client-bank") && said.out.contains("built-in"), "{}", said.out);
    let said = say(folder.path(), &["mapping", "list", "--config", "elsewhere.toml"]);
    assert_eq!(said.code, 2);
}

#[test]
fn show_prints_the_file_of_a_mapping() {
    let folder = workspace();
    fs::write(folder.path().join("mappings/acme-invoices.toml"), OWN).expect("written");
    assert_eq!(say(folder.path(), &["mapping", "show", "acme-invoices"]).out.trim_end(), OWN.trim_end());
    let own = "extends = \"client-bank\"\n";
    fs::write(folder.path().join("mappings/client-bank.toml"), own).expect("written");
    assert_eq!(say(folder.path(), &["mapping", "show", "client-bank"]).out.trim_end(), own.trim_end());
    let builtin = say(folder.path(), &["mapping", "show", "client-bank", "--builtin"]);
    assert!(builtin.out.contains("name = \"client-bank\""), "{}", builtin.out);
    let base = say(folder.path(), &["mapping", "show", "registers"]);
    assert!(base.out.contains("abstract = true") && base.out.contains("[tables.units]"), "{}", base.out);
    let unknown = say(folder.path(), &["mapping", "show", "client-bnk"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("client-bank?"), "{}", unknown.err);
}

#[test]
fn a_renamed_column_is_named_with_the_mapping_that_wants_it() {
    let folder = workspace();
    let text = "Реестр счетов\nНомер счета;Дата;Контрагент;Стоимость по смете\n1;05.10.2026;ООО «Берёзка»;10,00\n";
    fs::write(folder.path().join("register.csv"), text).expect("written");
    let said = say(folder.path(), &["mapping", "try", "register.csv"]);
    assert_eq!(said.code, 3);
    assert!(said.out.contains("описание register-invoices, но в нём нет столбцов: «Сумма»"), "{}", said.out);
    assert!(said.out.contains("captions_add"), "{}", said.out);
}

#[test]
fn check_tells_every_problem_of_the_files_named_or_of_all() {
    let folder = workspace();
    fs::write(folder.path().join("mappings/acme-invoices.toml"), OWN).expect("written");
    let said = say(folder.path(), &["mapping", "check"]);
    assert_eq!((said.code, said.out.as_str()), (0, "Ошибок нет: проверено 1 описание.\n"));
    let broken = OWN.replace("total =", "totl =").replace("\"Number\"", "\"Number[\"");
    fs::write(folder.path().join("broken.toml"), broken).expect("written");
    let said = say(folder.path(), &["mapping", "check", "broken.toml", "--lang", "en"]);
    assert_eq!((said.code, said.err.as_str()), (2, ""));
    insta::assert_snapshot!("check_mapping_en", said.out);
    let said = say(folder.path(), &["mapping", "check", "broken.toml", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let problems = json["problems"].as_array().expect("an array");
    let lines: Vec<_> = problems.iter().map(|problem| problem["line"].as_u64()).collect();
    assert_eq!((said.code, lines), (2, vec![Some(12), Some(14)]));
    assert_eq!(say(folder.path(), &["mapping", "check", "absent.toml"]).code, 1);
}

#[test]
fn why_an_expression_is_wrong_is_told_in_each_language() {
    let folder = workspace();
    for (wrong, lang, told) in [
        ("\"Number[\"", "ru", "выражение «Number[» не разобрать: оно пустое"),
        ("\"Number[a='b]\"", "ru", "на месте 13 ожидается закрывающая кавычка"),
        ("\"Number[a='b'\"", "uk", "на місці 13 очікується «]»"),
        ("\"A B\"", "uk", "на місці 3 очікується «|» або кінець виразу"),
        ("\"{A\"", "ru", "открытая { не закрыта"),
        ("{ from = \"A\", capture = \"(\" }", "uk", "це не регулярний вираз"),
        ("\"A B\"", "en", "expected | or the end at character 3"),
    ] {
        fs::write(folder.path().join("broken.toml"), OWN.replace("\"Number\"", wrong)).expect("written");
        let said = say(folder.path(), &["mapping", "check", "broken.toml", "--lang", lang]);
        assert!(said.code == 2 && said.out.contains(told), "{}", said.out);
    }
}

const INVOICES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Invoices made="2026-10-06">
  <Invoice>
    <Number>17</Number><Date>2026-10-05</Date><Sum>1 250,50</Sum>
    <Buyer region="77"><Name>ООО «Берёзка»</Name></Buyer>
  </Invoice>
  <Invoice>
    <Number/><Date>2026-10-06</Date><Sum>7</Sum>
  </Invoice>
  <Draft><Number>18</Number></Draft>
</Invoices>
"#;

const EXAMPLE: &str = r#"key = ["{Number}"]
[record.fields]
number = { from = "Number", required = true, convert = ["upper"] }
date = "Date"
total = { from = "Sum", required = true }
[[record]]
name = "draft"
kind = "order"
at = "Draft"
when = { value = "Posted", bool = true }
[[example]]
title = "one"
input = "<Invoices><Invoice><Number>a-5</Number><Sum>7,00</Sum></Invoice></Invoices>"
[[example.expect]]
kind = "invoice"
number = "A-5"
total = "7.01"
"#;

fn with_example() -> String {
    OWN.split("[record.fields]").next().expect("a head").to_owned() + EXAMPLE
}

#[test]
fn try_shows_what_a_mapping_makes_of_a_file_and_what_it_leaves() {
    let folder = workspace();
    fs::write(folder.path().join("mappings/acme-invoices.toml"), with_example()).expect("written");
    fs::write(folder.path().join("счета.xml"), INVOICES).expect("written");
    for lang in ["ru", "uk", "en"] {
        let said = say(folder.path(), &["mapping", "try", "счета.xml", "--lang", lang, "--records", "2"]);
        assert_eq!((said.code, said.err.as_str()), (3, ""), "a record is refused");
        // What the built-in mappings say is their own affair.
        let (head, rest) = said.out.split_once("\n\n").expect("a heading");
        let own: Vec<&str> = rest.lines().take(2).collect();
        let (_, result) = rest.split_once("\n\n").expect("records");
        let shown = format!("{head}\n\n{}\n…\n\n{result}", own.join("\n")).replace('\u{a0}', "_");
        insta::assert_snapshot!(format!("try_{lang}"), shown);
    }
    let said = say(folder.path(), &["mapping", "try", "счета.xml", "--json", "--records", "1"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let document = &json["documents"][0];
    assert_eq!(document["mapping"], "acme-invoices");
    assert_eq!(document["records"][0]["fields"]["total"], "1250.50");
    assert_eq!(document["money"][0]["read"], "1257.50");
    assert_eq!(document["unread"][0]["path"], "/Invoices/Invoice/Buyer/@region");
}

#[test]
fn try_of_a_file_that_nobody_reads_says_why_not_and_what_to_do() {
    let folder = workspace();
    fs::write(folder.path().join("счета.xml"), INVOICES).expect("written");
    let said = say(folder.path(), &["mapping", "try", "счета.xml"]);
    assert_eq!(said.code, 3);
    assert!(said.out.contains("sverka mapping new") && said.out.contains("«Invoices»"), "{}", said.out);
    let own = folder.path().join("own.toml");
    fs::write(&own, with_example()).expect("written");
    let said = say(folder.path(), &["mapping", "try", "счета.xml", "--mapping", "own.toml"]);
    assert!(said.out.contains("acme-invoices") && said.out.contains("250,50"), "{}", said.out);
    let said = say(folder.path(), &["mapping", "try", "счета.xml", "--mapping", "comerceml", "--lang", "en"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("commerceml?"), "{}", said.err);
    fs::write(folder.path().join("cut.xml"), INVOICES.split("<Draft>").next().expect("a beginning")).expect("written");
    let said = say(folder.path(), &["mapping", "try", "cut.xml", "--lang", "en"]);
    assert!(said.code == 3 && said.out.contains("cut off"), "{}", said.out);
    assert_eq!(say(folder.path(), &["mapping", "try", "absent.xml"]).code, 1);
    assert_eq!(say(folder.path(), &["mapping", "try", "cut.xml", "--source", "nobody"]).code, 2);
}

#[test]
fn explain_says_text_rule_and_conversion_of_each_value() {
    let folder = workspace();
    fs::write(folder.path().join("mappings/acme-invoices.toml"), with_example()).expect("written");
    fs::write(folder.path().join("счета.xml"), INVOICES.replace(">17<", ">a-17<")).expect("written");
    for lang in ["ru", "uk", "en"] {
        let said = say(folder.path(), &["mapping", "explain", "счета.xml", "5", "--lang", lang]);
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        insta::assert_snapshot!(format!("explain_{lang}"), said.out.replace('\u{a0}', "_"));
    }
    let said = say(folder.path(), &["mapping", "explain", "счета.xml", "/Invoices/Invoice[2]/Sum", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let explained = json["records"][0]["explained"].as_array().expect("fields");
    assert_eq!(explained.len(), 1);
    assert_eq!((&explained[0]["field"], &explained[0]["read"][0]["place"]), (&"total".into(), &"Sum".into()));
    let said = say(folder.path(), &["mapping", "explain", "счета.xml", "/Invoices/Draft", "--lang", "en"]);
    assert!(said.out.contains("no rule takes it"), "{}", said.out);
    assert_eq!(say(folder.path(), &["mapping", "explain", "счета.xml", "/Invoices/Invoice[9]"]).code, 2);
    assert_eq!(say(folder.path(), &["mapping", "explain", "счета.xml", "somewhere"]).code, 2);
    fs::write(
        folder.path().join("реестр.csv"),
        "№ счета;Дата;Клиент;Сумма\n5;01.10.2026;Альфа;7\n6;02.10.2026;Бета;8\n",
    )
    .expect("written");
    let said = say(folder.path(), &["mapping", "explain", "реестр.csv", "D3"]);
    assert!(said.out.contains("Бета") && !said.out.contains("Альфа"), "{}", said.out);
}

#[test]
fn test_shows_where_an_example_comes_out_otherwise() {
    let folder = workspace();
    fs::write(folder.path().join("own.toml"), with_example()).expect("written");
    for lang in ["ru", "uk", "en"] {
        let said = say(folder.path(), &["mapping", "test", "own.toml", "--lang", lang]);
        assert_eq!((said.code, said.err.as_str()), (1, ""));
        insta::assert_snapshot!(format!("test_{lang}"), said.out);
    }
    let said = say(folder.path(), &["mapping", "test", "own.toml", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(json["mappings"][0]["examples"][0]["mismatches"][0]["found"], "7.00");
    assert_eq!(say(folder.path(), &["mapping", "test"]).code, 0);
}

const RENAMED: &str = r#"# Ours calls it otherwise.
extends = "register-payments"
[columns]
amount = { captions_add = ["Поступило денег"] }
[[example]]
title = "ours"
input = """
Дата;Номер;Плательщик;Поступило денег
05.10.2026;7;ООО «Берёзка»;1 250,50
"""
[[example.expect]]
kind = "payment"
amount = "7.01"
"#;

#[test]
fn a_named_file_is_laid_over_what_it_extends() {
    let folder = workspace();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    // In place: what the built-in mapping reads, it must still read. A mismatch is told by the line of its own file.
    write("register-payments.toml", RENAMED);
    let said = say(folder.path(), &["mapping", "check", "register-payments.toml"]);
    assert_eq!(said.code, 0, "{}", said.out);
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&say(folder.path(), &[args, &["--json"]].concat()).out).expect("JSON")
    };
    let tested = json(&["mapping", "test", "register-payments.toml"]);
    let examples = tested["mappings"][0]["examples"].as_array().expect("examples");
    assert!(examples.len() >= 2, "{tested}");
    let (ours, builtin) = examples.split_last().expect("ours comes last");
    assert!(builtin.iter().all(|example| example["good"] == true), "{tested}");
    let told = &ours["mismatches"][0];
    assert_eq!(
        (&told["file"], &told["line"], &told["found"]),
        (&"register-payments.toml".into(), &13.into(), &"1250.50".into()),
        "{tested}"
    );
    let said = say(folder.path(), &["mapping", "test", "register-payments.toml"]);
    assert!(said.code == 1 && said.out.contains("  register-payments.toml:13:10: "), "{}", said.out);
    // A change that breaks them is told in the file that has the example.
    write("register-payments.toml", "extends = \"register-payments\"\n[columns]\nnumber = [\"№ пп\"]\n");
    let tested = json(&["mapping", "test", "register-payments.toml"]);
    let broken = &tested["mappings"][0]["examples"][0];
    assert_eq!((&broken["good"], &broken["mismatches"][0]["builtin"]), (&false.into(), &true.into()), "{tested}");
    let said = say(folder.path(), &["mapping", "test", "register-payments.toml", "--lang", "en"]);
    assert!(said.out.contains("  register-payments.toml (built-in):"), "{}", said.out);
    // Unless it says that they don't hold for it.
    let none = "extends = \"register-payments\"\nexample = []\n[columns]\nnumber = [\"№ пп\"]\n";
    write("register-payments.toml", none);
    assert_eq!(json(&["mapping", "test", "register-payments.toml"])["mappings"][0]["examples"], serde_json::json!([]));
    // Of another name: a dialect, which reads other files. A base stands in the workspace.
    write("mappings/acme-base.toml", OWN);
    write("acme-new.toml", "extends = \"acme-base\"\n[[record]]\nname = \"invoice\"\nfields.due_date = \"Due\"\n");
    assert_eq!(say(folder.path(), &["mapping", "check", "acme-new.toml"]).code, 0);
    let tested = json(&["mapping", "test", "acme-new.toml"]);
    assert_eq!(
        (&tested["mappings"][0]["mapping"], &tested["mappings"][0]["examples"]),
        (&"acme-new".into(), &serde_json::json!([]))
    );
    // Another file of the workspace that is wrong is no matter; one that this one stands on is.
    write("mappings/other.toml", "name = \"other\"\nformat = \"xlm\"\n");
    assert_eq!(say(folder.path(), &["mapping", "check", "acme-new.toml"]).code, 0);
    assert_eq!(say(folder.path(), &["mapping", "test", "acme-new.toml"]).code, 0);
    write("mappings/acme-base.toml", &OWN.replace("total =", "totl ="));
    write("acme-new.toml", "extends = \"acme-base\"\n[[record]]\nname = \"invoice\"\nfields.due = \"Due\"\n");
    let checked = json(&["mapping", "check", "acme-new.toml"]);
    let problems = checked["problems"].as_array().expect("an array").iter();
    let told: Vec<_> = problems.map(|problem| format!("{}:{}", problem["file"], problem["line"])).collect();
    assert_eq!(told, ["\"acme-base.toml\":14", "\"acme-new.toml\":4"]);
    // A base checked by itself is checked with what extends it; two files that are named see each other.
    write("second.toml", "extends = \"acme-new\"\n");
    write("mappings/acme-base.toml", OWN);
    write("acme-new.toml", "extends = \"acme-base\"\nabstract = true\n");
    assert_eq!(say(folder.path(), &["mapping", "check", "second.toml", "acme-new.toml"]).code, 0);
    assert_eq!(say(folder.path(), &["mapping", "check", "second.toml"]).code, 2);
    fs::rename(folder.path().join("second.toml"), folder.path().join("mappings/second.toml")).expect("moved");
    write("acme-new.toml", "extends = \"acme-base\"\n[[record]]\nname = \"invoice\"\nkind = \"client\"\n");
    let said = say(folder.path(), &["mapping", "check", "acme-new.toml", "--lang", "en"]);
    assert!(said.code == 2 && said.out.contains("acme-base.toml:12"), "{}", said.out);
}

#[test]
fn new_proposes_a_mapping_that_sync_then_reads_with() {
    let folder = workspace();
    let register = "Реестр\n№ док.;Дата;Контрагент;ИНН;Сумма, руб.;Ячейка\n\
        17;05.10.2026;ООО «Берёзка»;7702555038;1 250,50;А-1\n18;06.10.2026;АО «Полюс-М»;5402555040;7,00;А-2\n";
    fs::write(folder.path().join("склад.csv"), register).expect("written");
    for lang in ["ru", "uk", "en"] {
        let said = say(folder.path(), &["mapping", "new", "склад.csv", "--lang", lang]);
        assert_eq!(said.code, 0, "{}", said.err);
        insta::assert_snapshot!(format!("new_{lang}"), format!("{}\n---\n{}", said.out, said.err));
    }
    let said = say(folder.path(), &["mapping", "new", "склад.csv", "-o", "mappings/склад.toml"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    let said = say(folder.path(), &["mapping", "new", "склад.csv", "-o", "mappings/склад.toml", "--lang", "en"]);
    assert!(said.code == 2 && said.err.contains("already there"), "{}", said.err);
    assert_eq!(say(folder.path(), &["mapping", "check"]).code, 0);
    assert_eq!(say(folder.path(), &["mapping", "try", "склад.csv"]).code, 0);
    fs::copy(folder.path().join("склад.csv"), folder.path().join("exchange/accounting/склад.csv")).expect("copied");
    let said = say(folder.path(), &["sync", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(
        (&json["files"][0]["mapping"], &json["totals"]["applied"]),
        (&"склад".into(), &2.into()),
        "{}",
        said.out
    );
    fs::write(folder.path().join("пусто.xml"), "<a/>").expect("written");
    let said = say(folder.path(), &["mapping", "new", "пусто.xml", "--lang", "en"]);
    assert_eq!(said.code, 2, "{}", said.out);
}
