//! Numbered messages: what is confirmed was committed; what is doubtful is refused in words and not confirmed.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::Value;
use sverka::lang::Lang;
use sverka::model::run::{FileOutcome, RunReport};
use sverka::output::words;
use sverka::parse::{Document, Format, Preview, xml};
use sverka::pipeline::undo::NotUndone;

use crate::desk::Desk;
use crate::papers::{SETTINGS, exit_code, sverka};
use crate::undo::without_numbers;
use crate::undoing::tried;

const PLAN: &str = "СинхронизацияДанныхЧерезУниверсальныйФормат";
const FORMAT: &str = "http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8";
const ANSWER: &str = "exchange/accounting/Message_CR_БП.xml";

/// A message of the base «БП» to «CR» made on a day of October, with one client for each name.
pub(crate) fn message(number: i64, received: i64, day: u32, clients: &[&str]) -> String {
    let head = format!(
        "<msg:Header><msg:Format>{FORMAT}</msg:Format><msg:CreationDate>2026-10-{day:02}T06:00:00</msg:CreationDate>\
         <msg:Confirmation><msg:ExchangePlan>{PLAN}</msg:ExchangePlan><msg:To>CR</msg:To><msg:From>БП</msg:From>\
         <msg:MessageNo>{number}</msg:MessageNo><msg:ReceivedNo>{received}</msg:ReceivedNo></msg:Confirmation>\
         <msg:AvailableVersion>1.8</msg:AvailableVersion></msg:Header>"
    );
    let clients: String = clients
        .iter()
        .map(|name| {
            format!(
                "<Справочник.Контрагенты><КлючевыеСвойства><Ссылка>{name}</Ссылка><Наименование>{name}</Наименование>\
                 </КлючевыеСвойства></Справочник.Контрагенты>\n"
            )
        })
        .collect();
    format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Message xmlns:msg=\"http://www.1c.ru/SSL/Exchange/Message\">{head}<Body xmlns=\"{FORMAT}\">\n{clients}</Body></Message>"
    )
}

fn send(desk: &mut Desk, text: &str) -> RunReport {
    desk.drop("accounting", "Message_БП_CR.xml", text.as_bytes());
    desk.sync()
}

/// The outcome of the only file, with the key of the reason or the codes of the issues.
pub(crate) fn outcome(report: &RunReport) -> String {
    let [file] = report.files.as_slice() else { panic!("{:?}", report.files) };
    let codes: Vec<&str> = file.issues.iter().map(|issue| issue.code.name()).collect();
    let why = file.outcome.reason().map_or_else(|| codes.join(","), |reason| reason.key.clone());
    format!("{} {why} {}", file.outcome.name(), file.tally.rows.applied)
}

/// Paths of the answer's elements in their order, with the texts of the few that matter.
fn answer(desk: &Desk) -> Vec<(String, String)> {
    let path = desk.path(ANSWER);
    assert!(fs::read(&path).unwrap().starts_with("\u{feff}<?xml".as_bytes()), "a byte order mark, then the prolog");
    let document = Document { name: "answer.xml".into(), path, part: "".into(), sheets: None };
    let Ok(Preview::Xml(preview)) = xml::Xml.preview(&document) else { panic!("the answer is no XML") };
    preview.entries
}

fn text(desk: &Desk, name: &str) -> String {
    let path = format!("/Message/Header/Confirmation/{name}");
    answer(desk).into_iter().find(|(known, _)| *known == path).unwrap_or_default().1
}

/// Our number and the one we confirm.
fn numbers(desk: &Desk) -> (String, String) {
    (text(desk, "MessageNo"), text(desk, "ReceivedNo"))
}

fn pair(message: i64, received: i64) -> (String, String) {
    (message.to_string(), received.to_string())
}

#[test]
fn a_conversation_is_counted_and_every_accepted_message_is_answered() {
    let mut desk = Desk::new(SETTINGS);
    assert_eq!(outcome(&send(&mut desk, &message(1, 0, 1, &["Альфа"]))), "taken exchange-begins 1");
    assert_eq!(numbers(&desk), pair(1, 1));
    // Not read by the other side yet: our message keeps its number and confirms more.
    assert_eq!(outcome(&send(&mut desk, &message(2, 0, 2, &["Альфа", "Бета"]))), "taken  1");
    assert_eq!(numbers(&desk), pair(1, 2));
    assert_eq!(outcome(&send(&mut desk, &message(3, 1, 3, &["Бета", "Гамма"]))), "taken  1");
    assert_eq!(numbers(&desk), pair(2, 3));
    // The same bytes again, and the same message in other bytes: nothing is done twice, both are answered.
    fs::remove_file(desk.path(ANSWER)).unwrap();
    assert_eq!(outcome(&send(&mut desk, &message(3, 1, 3, &["Бета", "Гамма"]))), "known  0");
    assert_eq!(numbers(&desk), pair(2, 3));
    let resent = message(3, 1, 3, &["Бета", "Гамма"]) + "\n";
    assert_eq!(outcome(&send(&mut desk, &resent)), "taken message-repeated 0");
    assert_eq!(numbers(&desk), pair(2, 3));
    assert_eq!(outcome(&send(&mut desk, &message(6, 2, 6, &["Дельта"]))), "taken message-gap 1");
    assert_eq!(numbers(&desk), pair(3, 6));
    assert_eq!(outcome(&send(&mut desk, &message(4, 2, 4, &["Эпсилон"]))), "taken message-late 1");
    assert_eq!(numbers(&desk), pair(3, 6));
    let status: Value = serde_json::from_slice(&sverka(&desk.path(""), &["status", "--json"]).stdout).unwrap();
    let exchange = &status["sources"][0]["exchange"];
    let expected = serde_json::json!({
        "node": "CR", "peer": "БП", "last_in": 6, "last_out": 3, "confirmed": 2, "gaps": [[5, 5]]
    });
    assert_eq!(*exchange, expected);
    assert_eq!(status["sources"][0]["waiting"], 0, "our answer is no file that waits");
    assert!(desk.sync().files.is_empty(), "our answer is not read as input");
}

#[test]
fn a_message_taken_back_is_confirmed_no_more_and_comes_again_under_its_number() {
    let mut desk = Desk::new(SETTINGS);
    send(&mut desk, &message(1, 0, 1, &["Альфа"]));
    let (before, second) = (desk.store(), message(2, 0, 2, &["Альфа", "Бета"]));
    let run = send(&mut desk, &second).run;
    let with = desk.store();
    assert_eq!(numbers(&desk), pair(1, 2));
    let later = send(&mut desk, &message(3, 0, 3, &["Гамма"])).run;
    let Err(NotUndone::Needed(others)) = tried(&desk, run) else { panic!("a message after it was accepted") };
    assert!(others.iter().any(|other| other.run == later && other.sort == "message"), "{others:?}");
    tried(&desk, later).unwrap();
    assert_eq!(desk.store(), with);
    tried(&desk, run).unwrap();
    assert_eq!(desk.store(), before);
    assert!(!desk.path(ANSWER).exists(), "nobody reads by now that it was taken");
    assert_eq!(outcome(&send(&mut desk, &second)), "taken  1", "neither known nor repeated");
    assert_eq!(numbers(&desk), pair(1, 2));
    assert_eq!(without_numbers(desk.store()), without_numbers(with));
}

#[test]
fn what_is_doubtful_is_refused_in_words_and_never_confirmed() {
    let mut desk = Desk::new(SETTINGS);
    send(&mut desk, &message(1, 0, 1, &["Альфа"]));
    send(&mut desk, &message(5, 0, 5, &["Бета"]));
    let store = desk.store();
    let foreign = message(6, 0, 6, &["Чужой"]).replace(">CR<", ">САЙТ<");
    let stranger = message(6, 0, 6, &["Чужой"]).replace(">БП<", ">УТ<");
    for (text, why, said) in [
        (foreign, "exchange-recipient", ["САЙТ", "CR"]),
        (stranger, "exchange-sender", ["УТ", "БП"]),
        (message(5, 0, 7, &["Другой"]), "message-replaced", ["№ 5", "2026-10-07"]),
        (message(5, 0, 5, &["Другой"]), "message-replaced", ["№ 5", "2026-10-05"]),
        (message(3, 0, 7, &["Другой"]), "message-went-back", ["№ 3", "№ 5"]),
        (message(6, 9, 6, &["Другой"]), "message-confirms-unsent", ["№ 9", "1"]),
        (
            message(6, 0, 6, &["Другой"]).replace("<msg:From>БП", "<msg:From>../БП"),
            "exchange-name",
            ["../БП", "назвать"],
        ),
    ] {
        let report = send(&mut desk, &text);
        assert_eq!(outcome(&report), format!("refused {why} 0"));
        let words = words::reason_text(report.files[0].outcome.reason().unwrap(), Lang::Ru);
        assert!(said.iter().all(|part| words.contains(part)), "{words}");
        assert_eq!(numbers(&desk), pair(1, 5), "{why}");
        assert_eq!(desk.store(), store, "{why}");
    }
    // A copy of our own answer, under another name.
    let own = fs::read(desk.path(ANSWER)).unwrap();
    desk.drop("accounting", "copy.xml", &own);
    assert_eq!(outcome(&desk.sync()), "skipped exchange-own 0");
    assert_eq!(outcome(&send(&mut desk, &message(6, 1, 8, &["Гамма"]))), "taken  1", "the exchange goes on");
}

#[test]
fn after_a_restored_backup_a_person_says_since_when_and_the_newer_news_wins() {
    let mut desk = Desk::new(SETTINGS);
    let named =
        |name: &str, number, day| message(number, 0, day, &["Альфа"]).replace("ние>Альфа", &format!("ние>{name}"));
    send(&mut desk, &named("Альфа", 40, 1));
    let restored = named("Альфа новая", 12, 5);
    assert_eq!(outcome(&send(&mut desk, &restored)), "refused message-went-back 0");
    let settings = SETTINGS
        .replace("name = \"accounting\"", "name = \"accounting\"\nexchange = { restarted = 2026-10-05T06:00:00 }");
    fs::write(desk.path("sverka.toml"), settings).unwrap();
    assert_eq!(outcome(&send(&mut desk, &restored)), "taken exchange-begins 1");
    assert_eq!(text(&desk, "ReceivedNo"), "12");
    assert_eq!(desk.store()["clients"][0]["name"], "Альфа новая", "number 12 of now is newer than 40 of then");
    assert_eq!(outcome(&send(&mut desk, &named("Альфа", 39, 1))), "taken message-late 0");
    assert_eq!(outcome(&send(&mut desk, &named("Альфа 2", 13, 6))), "taken  1");
}

#[test]
fn settings_say_who_we_are_where_answers_go_and_whether_there_are_any() {
    let with = |exchange: &str| {
        SETTINGS.replace("name = \"accounting\"", &format!("name = \"accounting\"\nexchange = {exchange}"))
    };
    let mut desk = Desk::new(&with("{ node = \"CR\", peer = \"БП\", ack = \"answers\" }"));
    assert_eq!(outcome(&send(&mut desk, &message(1, 0, 1, &["Альфа"]))), "taken exchange-begins 1");
    assert!(desk.path("answers/Message_CR_БП.xml").exists() && !desk.path(ANSWER).exists());
    let mut desk = Desk::new(&with("{ ack = false }"));
    send(&mut desk, &message(1, 0, 1, &["Альфа"]));
    assert!(!desk.path(ANSWER).exists());
    let mut desk = Desk::new(&with("{ node = \"WE\" }"));
    assert_eq!(outcome(&send(&mut desk, &message(1, 0, 1, &[]))), "refused exchange-recipient 0");
}

#[test]
fn an_export_made_by_hand_is_taken_and_not_answered() {
    let mut desk = Desk::new(SETTINGS);
    let text = message(1, 0, 1, &["Альфа"]);
    let (before, rest) = text.split_once("<msg:Confirmation>").unwrap();
    let by_hand = format!("{before}{}", rest.split_once("</msg:Confirmation>").unwrap().1);
    assert_eq!(outcome(&send(&mut desk, &by_hand)), "taken  1");
    assert!(!desk.path(ANSWER).exists());
}

#[test]
fn the_handshake_is_answered_with_our_versions_and_types() {
    let mut desk = Desk::new(SETTINGS);
    let hello = message(0, 0, 1, &[]).replace("/1.8</msg:Format>", "</msg:Format>");
    let hello = hello.replace(&format!("<Body xmlns=\"{FORMAT}\">\n</Body>"), "");
    assert_eq!(outcome(&send(&mut desk, &hello)), "taken exchange-settings 0");
    assert_eq!(numbers(&desk), pair(0, 0));
    let entries = answer(&desk);
    let format = &entries.iter().find(|(path, _)| path == "/Message/Header/Format").unwrap().1;
    assert_eq!(format, FORMAT.strip_suffix("/1.8").unwrap());
    assert!(!entries.iter().any(|(path, _)| path == "/Message/Body"), "settings only");
    assert!(entries.iter().any(|(path, _)| path == "/Message/Header/AvailableObjectTypes/ObjectType/Receiving"));
    assert_eq!(outcome(&send(&mut desk, &message(1, 0, 2, &["Альфа"]))), "taken exchange-begins 1");
    assert_eq!(numbers(&desk), pair(1, 1));
}

/// The order of elements in the package `ExchangeMessage` of 1C's library of standard subsystems.
#[test]
fn the_answer_has_the_elements_of_the_exchange_package_in_their_order() {
    let mut desk = Desk::new(SETTINGS);
    send(&mut desk, &message(1, 0, 1, &["Альфа"]));
    let expected = [
        "/Message",
        "/Message/Header",
        "/Message/Header/Format",
        "/Message/Header/CreationDate",
        "/Message/Header/Confirmation",
        "/Message/Header/Confirmation/ExchangePlan",
        "/Message/Header/Confirmation/To",
        "/Message/Header/Confirmation/From",
        "/Message/Header/Confirmation/MessageNo",
        "/Message/Header/Confirmation/ReceivedNo",
        "/Message/Header/AvailableVersion",
        "/Message/Header/AvailableObjectTypes",
        "/Message/Header/AvailableObjectTypes/ObjectType",
        "/Message/Header/AvailableObjectTypes/ObjectType/Name",
        "/Message/Header/AvailableObjectTypes/ObjectType/Sending",
        "/Message/Header/AvailableObjectTypes/ObjectType/Receiving",
        "/Message/Body",
    ];
    let entries = answer(&desk);
    assert_eq!(entries.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), expected);
    assert_eq!(
        (text(&desk, "To"), text(&desk, "From"), text(&desk, "ExchangePlan")),
        ("БП".into(), "CR".into(), PLAN.into())
    );
    let created = &entries.iter().find(|(path, _)| path.ends_with("CreationDate")).unwrap().1;
    assert_eq!(created, "2026-11-02T09:00:00", "UTC without a letter");
}

#[test]
fn between_commit_and_answer_nothing_is_lost_and_before_the_commit_nothing_is_confirmed() {
    let mut desk = Desk::new(SETTINGS);
    // What can't be read to its end is rolled back with its first thousand clients, and not confirmed.
    let names: Vec<String> = (0..3_000).map(|n| format!("К{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let whole = message(1, 0, 1, &names);
    let broken = whole.replace("К2900</Ссылка>", "К2900</Снова>");
    assert!(matches!(send(&mut desk, &broken).files[0].outcome, FileOutcome::Refused { .. }));
    assert!(!desk.path(ANSWER).exists());
    assert!(desk.store().as_object().unwrap().is_empty());
    // Committed, and the answer can't be written: it is on the next run.
    fs::create_dir_all(desk.path(ANSWER).join("in-the-way")).unwrap();
    assert_eq!(outcome(&send(&mut desk, &whole)), "taken exchange-begins 3000");
    fs::remove_dir_all(desk.path(ANSWER)).unwrap();
    assert!(desk.sync().files.is_empty());
    assert_eq!(numbers(&desk), pair(1, 1));
}

#[test]
fn a_kill_at_any_moment_leaves_no_answer_without_its_commit() {
    let names: Vec<String> = (0..600).map(|n| format!("К{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = message(1, 0, 1, &names);
    let mut calm = Desk::new(SETTINGS);
    calm.drop("accounting", "Message_БП_CR.xml", text.as_bytes());
    let begun = Instant::now();
    assert_eq!(exit_code(&calm.path(""), &["sync"]), 0);
    let whole = begun.elapsed();
    for round in 1..5 {
        let mut desk = Desk::new(SETTINGS);
        desk.drop("accounting", "Message_БП_CR.xml", text.as_bytes());
        let binary = assert_cmd::cargo::cargo_bin("sverka");
        let mut command = std::process::Command::new(binary);
        let mut child = command.current_dir(desk.path("")).arg("-q").arg("sync").spawn().unwrap();
        sleep(whole.mul_f64(f64::from(round) / 5.0).max(Duration::from_millis(5)));
        child.kill().ok();
        child.wait().unwrap();
        if desk.path(ANSWER).exists() {
            let store = Connection::open(desk.path("store/sverka.db")).unwrap();
            let count = |sql: &str| store.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
            assert_eq!(count("SELECT last_in FROM exchange"), 1);
            assert_eq!(count("SELECT count(*) FROM client"), 600);
        }
        assert_eq!(exit_code(&desk.path(""), &["sync"]), 0);
        assert_eq!(numbers(&desk), pair(1, 1));
        assert_eq!(desk.store(), calm.store());
    }
}

#[test]
fn an_object_that_a_message_holds_twice_is_as_it_was_said_last() {
    let mut desk = Desk::new(SETTINGS);
    let twice = message(1, 0, 1, &["Альфа", "Альфа"]);
    let (before, after) = twice.rsplit_once("ние>Альфа").unwrap();
    send(&mut desk, &format!("{before}ние>Альфа новая{after}"));
    assert_eq!(desk.store()["clients"][0]["name"], "Альфа новая");
}
