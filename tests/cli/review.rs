//! `sverka review`, as an accountant uses it: what is asked, how it is answered, and what that changed.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{Said, say};

const SETTINGS: &str = r#"
lang = "ru"
intake = { quiet_seconds = 0 }

[[source]]
name = "accounting"

[[source]]
name = "shop"

[[manager]]
name = "Анна"
book = "anna.xlsx"

[[owner_rule]]
manager = "Анна"
"#;

const CLIENTS: &str = r#"{"record":"client","id":"c1","name":"ООО «Берёзка»","tax_id":"7702555038","kpp":"770201001","phones":["+79160000001"]}
{"record":"client","id":"c2","name":"Берёзка, ООО"}
{"record":"invoice","id":"i1","number":"101","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"300.00"}
{"record":"invoice","id":"i2","number":"102","date":"2026-10-06","client_id":"c2","currency":"RUB","total":"500.00"}
{"record":"invoice","id":"i3","number":"103","date":"2026-10-07","client_id":"c2","currency":"RUB","total":"500.00"}
{"record":"payment","id":"p1","number":"7","date":"2026-10-12","direction":"in","method":"bank","currency":"RUB","amount":"500.00","payer":{"name":"ООО «Берёзка»"},"purpose":"оплата","client_id":"c2"}
"#;

/// A workspace where one client has two cards and a payment fits two invoices.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |inside: &str| folder.path().join(inside);
    fs::create_dir_all(at("exchange/accounting")).expect("made");
    fs::create_dir_all(at("exchange/shop")).expect("made");
    fs::write(at("sverka.toml"), SETTINGS).expect("written");
    fs::write(at("exchange/accounting/all.jsonl"), CLIENTS).expect("written");
    let said = say(folder.path(), &["sync"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    folder
}

fn review(folder: &Path, args: &[&str]) -> Said {
    let all: Vec<&str> = ["review"].into_iter().chain(args.iter().copied()).collect();
    say(folder, &all)
}

/// What is decided, by Olga.
fn decided(folder: &Path, args: &[&str]) -> String {
    let said = review(folder, &[args, &["--who", "Ольга"]].concat());
    assert_eq!(said.code, 0, "{args:?}: {}", said.err);
    shown(&said.out)
}

/// Unbreakable blanks and moments of today, made visible.
fn shown(text: &str) -> String {
    let day = regex::Regex::new(r"\d\d\.\d\d\.\d{4} \d\d:\d\d").expect("a pattern");
    day.replace_all(&text.replace('\u{a0}', "_"), "[WHEN]").into_owned()
}

#[test]
fn questions_are_listed_shown_and_answered() {
    let folder = workspace();
    let at = folder.path();
    insta::assert_snapshot!("list_ru", shown(&review(at, &["list"]).out));
    insta::assert_snapshot!("show_client_ru", shown(&review(at, &["show", "Q-1"]).out));
    insta::assert_snapshot!("show_client_en", shown(&review(at, &["show", "Q-1", "--lang", "en"]).out));
    insta::assert_snapshot!("show_payment_uk", shown(&review(at, &["show", "Q-2", "--lang", "uk"]).out));
    let dry = decided(at, &["accept", "Q-1", "--dry-run"]);
    assert!(dry.starts_with("Пробный прогон"), "{dry}");
    assert_eq!(review(at, &["decisions"]).out.trim(), "Решений ещё не было.");
    insta::assert_snapshot!("accept_client_ru", decided(at, &["accept", "Q-1", "--reason", "сверено по телефону"]));
    insta::assert_snapshot!("accept_payment_ru", decided(at, &["accept", "Q-2", "D-3"]));
    insta::assert_snapshot!("unmerge_ru", decided(at, &["unmerge", "C-2"]));
    insta::assert_snapshot!("decisions_ru", shown(&review(at, &["decisions"]).out));
    insta::assert_snapshot!("undo_ru", decided(at, &["undo", "J-2"]));
    let open = review(at, &["list"]).out;
    assert!(open.contains("Q-1") && open.contains("Q-2"), "both are asked again: {open}");
    let explained = say(at, &["explain", "client", "C-2"]).out;
    assert!(explained.contains("Решения людей:") && explained.contains("J-1, Ольга"), "{explained}");
    let runs = say(at, &["runs"]).out;
    assert!(runs.contains("решение человека: J-4"), "{runs}");
}

#[test]
fn a_client_that_was_merged_is_still_found_by_its_number() {
    let folder = workspace();
    let at = folder.path();
    decided(at, &["merge", "C-2", "C-1"]);
    let explained = say(at, &["explain", "client", "C-2"]);
    assert!(explained.out.starts_with("C-1  "), "{}", explained.out);
    decided(at, &["split", "C-2", "--record", "accounting:c2"]);
    let clients = say(at, &["export", "clients"]).out;
    assert!(clients.contains("\"id\":\"C-3\""), "the number of a merged client is not given to another: {clients}");
}

#[test]
fn who_is_who_is_judged_anew_and_said() {
    let folder = workspace();
    let at = folder.path();
    // Else the delivery itself is judged, and nothing is left to be found.
    fs::write(at.join("sverka.toml"), format!("{SETTINGS}\n[clients]\njudge = \"rematch\"\n")).expect("written");
    let card = r#"{"record":"client","id":"s1","name":"Берёзка","phones":["+79160000001"]}"#;
    fs::write(at.join("exchange/shop/cards.jsonl"), format!("{card}\n")).expect("written");
    assert_eq!(say(at, &["sync"]).code, 0);
    let dry = review(at, &["rematch", "--dry-run", "--lang", "en"]).out;
    insta::assert_snapshot!("rematch_dry_en", shown(&dry));
    let told: serde_json::Value =
        serde_json::from_str(&review(at, &["rematch", "--dry-run", "--json"]).out).expect("JSON");
    assert_eq!((&told["dry_run"], &told["result"]["joined"][0]["to"]), (&true.into(), &"C-1".into()));
    insta::assert_snapshot!("rematch_ru", shown(&review(at, &["rematch"]).out));
    insta::assert_snapshot!("rematch_again_uk", shown(&review(at, &["rematch", "--lang", "uk"]).out));
    let explained = say(at, &["explain", "client", "C-3"]).out;
    assert!(explained.contains("Что программа решила сама:") && explained.contains("C-3 «Берёзка»"), "{explained}");
    let parted = decided(at, &["unmerge", "C-3"]);
    assert!(parted.contains("C-3 Берёзка: снова отдельная карточка"), "{parted}");
    // The other card may be either of them now: it is asked about, and nothing is joined again.
    let again = review(at, &["rematch"]).out;
    assert!(again.contains("стало: 3.") && !again.contains("Стали одним клиентом"), "{again}");
    let once_more = review(at, &["rematch"]).out;
    assert!(once_more.contains("Всё осталось как было."), "{once_more}");
}

#[test]
fn links_rules_and_deletions_are_said_and_taken_back() {
    let folder = workspace();
    let at = folder.path();
    insta::assert_snapshot!("link_ru", decided(at, &["link", "P-1", "D-2", "--amount", "400,00"]));
    insta::assert_snapshot!("unlink_ru", decided(at, &["unlink", "P-1", "D-2"]));
    insta::assert_snapshot!("assign_ru", decided(at, &["assign", "P-1", "C-1"]));
    decided(at, &["rule", "add", "--tax-id", "7733147896", "--client", "C-1"]);
    insta::assert_snapshot!("rules_ru", shown(&review(at, &["rule", "list"]).out));
    decided(at, &["rule", "remove", "J-4"]);
    assert!(review(at, &["rule", "list"]).out.starts_with("Правил нет."));
    decided(at, &["delete", "C-2"]);
    assert!(decided(at, &["restore", "C-2"]).contains("Больше не действует: клиент C-2"));
    let told: serde_json::Value =
        serde_json::from_str(&review(at, &["undo", "J-3", "--who", "Ольга", "--json"]).out).expect("JSON");
    assert_eq!(
        (&told["decision"], &told["changed"]["payments"][0]["after"]["client_id"]),
        (&"J-8".into(), &"C-2".into())
    );
}

#[test]
fn what_can_t_be_decided_is_said_with_the_way_out() {
    let folder = workspace();
    let at = folder.path();
    decided(at, &["accept", "Q-1"]);
    let wrong: &[&[&str]] = &[
        &["show", "Q-99"],
        &["accept", "Q-1"],
        &["accept", "Q-2", "D-77"],
        &["merge", "C-1", "C-99"],
        &["merge", "C-1", "C-2"],
        &["link", "P-1", "D-1", "--amount", "9999"],
        &["split", "C-1", "--record", "shop:x"],
        &["undo", "J-7"],
        &["restore", "C-1"],
        &["rule", "add", "--tax-id", "ИНН", "--client", "C-1"],
    ];
    let mut told = String::new();
    for args in wrong {
        let said = review(at, args);
        assert_eq!(said.code, 2, "{args:?}: {}{}", said.out, said.err);
        told.push_str(&format!("{}\n{}", args.join(" "), shown(&said.err)));
    }
    insta::assert_snapshot!("refusals_ru", told);
}

#[test]
fn a_workspace_that_is_in_use_is_left_alone() {
    let folder = workspace();
    let lock = fs::File::options().write(true).open(folder.path().join("store/sverka.lock")).expect("opened");
    lock.lock().expect("locked");
    assert_eq!(review(folder.path(), &["merge", "C-1", "C-2"]).code, 7);
    assert_eq!(review(folder.path(), &["list"]).code, 0, "looking is always possible");
}

#[test]
fn clients_of_two_tax_numbers_are_not_joined_without_a_word() {
    let folder = workspace();
    let at = folder.path();
    let card = r#"{"record":"client","id":"s9","name":"АО «Вектор»","tax_id":"7733147896"}"#;
    fs::write(at.join("exchange/shop/cards.jsonl"), format!("{card}\n")).expect("written");
    assert_eq!(say(at, &["sync"]).code, 0);
    let same = decided(at, &["merge", "C-2", "C-1", "--dry-run"]);
    assert!(!same.contains("разные ИНН"), "one of them has none: {same}");
    let refused = review(at, &["merge", "C-1", "C-3"]);
    assert_eq!(refused.code, 2, "{}", refused.out);
    assert!(refused.err.contains("7702555038") && refused.err.contains("--different-numbers"), "{}", refused.err);
    let joined = decided(at, &["merge", "C-1", "C-3", "--different-numbers"]);
    assert!(joined.contains("разные ИНН — 7702555038 и 7733147896"), "{joined}");
}
