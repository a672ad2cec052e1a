//! What a run that is taken back had answered is taken back too: in whatever folder it lies, written or not, and nobody
//! takes our own message for one of the other side's.

use std::fs;

use sverka::model::ids::RunId;
use sverka::pipeline::undo::{UndoOrder, undo};

use crate::desk::{Desk, files_below};
use crate::exchange::{message, outcome};
use crate::papers::SETTINGS;

const NAME: &str = "Message_CR_БП.xml";

fn taken_back(desk: &Desk, run: i64) {
    let now = "2026-11-02T10:00:00Z".parse().unwrap();
    undo(&mut desk.open(), &UndoOrder { run: RunId(run), who: "Ольга", reason: "", dry_run: false, now })
        .unwrap()
        .unwrap_or_else(|refused| panic!("{refused:?}"));
}

/// Where our answers lie, and what they confirm.
fn answers(desk: &Desk) -> Vec<(String, String)> {
    let done = desk.path("done");
    let lies = files_below(&desk.path("")).into_iter().filter(|path| path.ends_with(NAME) && !path.starts_with(&done));
    let said = |text: &str, tag: &str| {
        let rest = text.split_once(&format!("<msg:{tag}>")).or_else(|| text.split_once(&format!("<{tag}>")));
        rest.and_then(|(_, rest)| rest.split_once('<')).map(|(value, _)| value.to_owned()).unwrap_or_default()
    };
    lies.map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let folder = path.parent().unwrap().strip_prefix(desk.path("")).unwrap().to_string_lossy().replace('\\', "/");
        (folder, format!("{} {}", said(&text, "MessageNo"), said(&text, "ReceivedNo")))
    })
    .collect()
}

fn at(folder: &str, numbers: &str) -> Vec<(String, String)> {
    vec![(folder.to_owned(), numbers.to_owned())]
}

/// Drops a message into a folder below the source's.
fn send(desk: &mut Desk, folder: &str, text: &str) -> (i64, String) {
    desk.drop("accounting", &format!("{folder}Message_БП_CR.xml"), text.as_bytes());
    let report = desk.sync();
    (report.run, outcome(&report))
}

#[test]
fn an_answer_is_taken_back_wherever_settings_or_folders_put_it() {
    let with = |exchange: &str| {
        SETTINGS.replace("name = \"accounting\"", &format!("name = \"accounting\"\nexchange = {exchange}"))
    };
    for (settings, folder, lies) in [
        (with("{ ack = \"answers\" }"), "", "answers"),
        (SETTINGS.to_owned(), "обмен/УТ/", "exchange/accounting/обмен/УТ"),
        (SETTINGS.to_owned(), "", "exchange/accounting"),
    ] {
        let mut desk = Desk::new(&settings);
        send(&mut desk, folder, &message(1, 0, 1, &["Альфа"]));
        assert_eq!(answers(&desk), at(lies, "1 1"));
        let second = message(2, 1, 2, &["Бета"]);
        let (run, _) = send(&mut desk, folder, &second);
        assert_eq!(answers(&desk), at(lies, "2 2"));
        // Meanwhile the folder of answers became another; what was written lies where it lies.
        if lies == "answers" {
            fs::write(desk.path("sverka.toml"), with("{ ack = \"elsewhere\" }")).unwrap();
        }
        taken_back(&desk, run);
        assert_eq!(answers(&desk), [], "{lies}");
        // 1C has read our number 2, which confirmed what is taken back: a lower one it would not take.
        let (_, said) = send(&mut desk, folder, &message(3, 2, 3, &["Гамма"]));
        assert_eq!(said, "taken message-gap 1", "{lies}");
        let lies = if lies == "answers" { "elsewhere" } else { lies };
        assert_eq!(answers(&desk), at(lies, "3 3"));
        assert_eq!(send(&mut desk, folder, &second).1, "taken message-late 1");
    }
}

#[test]
fn the_same_message_dropped_into_another_folder_is_answered_there_and_both_answers_go() {
    let mut desk = Desk::new(SETTINGS);
    let text = message(1, 0, 1, &["Альфа"]);
    let (run, _) = send(&mut desk, "a/", &text);
    assert_eq!(send(&mut desk, "b/", &text).1, "known  0");
    assert_eq!(answers(&desk).len(), 2);
    taken_back(&desk, run);
    assert_eq!(answers(&desk), []);
}

#[test]
fn an_answer_that_is_not_written_yet_is_never_written() {
    let settings =
        SETTINGS.replace("name = \"accounting\"", "name = \"accounting\"\nexchange = { ack = \"share/out\" }");
    let mut desk = Desk::new(&settings);
    fs::write(desk.path("share"), "not mounted").unwrap();
    let (run, said) = send(&mut desk, "", &message(1, 0, 1, &["Альфа"]));
    assert_eq!(said, "taken exchange-begins 1");
    taken_back(&desk, run);
    fs::remove_file(desk.path("share")).unwrap();
    desk.sync();
    assert_eq!(answers(&desk), [], "the share is there again");
}

#[test]
fn after_the_first_message_was_taken_back_ours_is_still_ours_and_theirs_begins_anew() {
    let mut desk = Desk::new(SETTINGS);
    let empty = desk.store();
    let first = message(1, 0, 1, &["Альфа"]);
    let (run, _) = send(&mut desk, "", &first);
    let own = fs::read(desk.path(&format!("exchange/accounting/{NAME}"))).unwrap();
    taken_back(&desk, run);
    assert_eq!((desk.store(), answers(&desk)), (empty.clone(), vec![]));
    // The other side's share brings our answer back, under its name and another.
    for name in [NAME, "copy.xml"] {
        desk.drop("accounting", name, &own);
        assert_eq!(outcome(&desk.sync()), "skipped exchange-own 0", "{name}");
        assert_eq!((desk.store(), answers(&desk)), (empty.clone(), vec![]), "{name}");
    }
    // It has read our number 1: ours go on behind it.
    assert_eq!(send(&mut desk, "", &message(2, 1, 2, &["Бета"])).1, "taken exchange-begins 1");
    assert_eq!(answers(&desk), at("exchange/accounting", "2 2"));
}
