//! A mass change waits for a person: it is planned and not applied, asked about once, and what is accepted is this content
//! with this plan.

use sverka::model::issue::IssueCode;
use sverka::model::run::{FileOutcome, FileReport, Reason, RunReport};

use crate::desk::Desk;
use crate::papers::{SETTINGS, exit_code, orders, sverka};

/// Settings with lines of the source `accounting`.
fn settings(lines: &str) -> String {
    SETTINGS.replacen("name = \"accounting\"", &format!("name = \"accounting\"\n{lines}"), 1)
}

fn codes(file: &FileReport) -> Vec<IssueCode> {
    file.drift.iter().map(|issue| issue.code).collect()
}

fn said(file: &FileReport, wanted: &str) -> String {
    let all = file.drift.iter().flat_map(|issue| &issue.params);
    all.filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
}

fn why(file: &FileReport) -> &str {
    file.outcome.reason().map_or("", |reason| reason.key.as_str())
}

fn take(desk: &mut Desk, name: &str, text: &str) -> RunReport {
    desk.drop("accounting", name, text.as_bytes());
    desk.sync()
}

/// An order of invoices in which those numbered up to `gone` are deleted.
fn deleted(count: usize, gone: usize, time: &str) -> String {
    let mark = "<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>ПометкаУдаления</Наименование>\
                <Значение>true</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Документ>";
    let mut number = 0;
    let mark_one = |line: &str| {
        number += usize::from(line.contains("<Документ>"));
        let is_gone = line.contains("<Документ>") && number <= gone;
        (if is_gone { line.replace("</Документ>", mark) } else { line.to_owned() }) + "\n"
    };
    orders(count, time).lines().map(mark_one).collect()
}

#[test]
fn many_deletions_wait_are_asked_once_and_come_when_they_are_accepted() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "1.xml", &orders(60, "2026-10-01T12:00:00"));
    let before = desk.store();
    let run = take(&mut desk, "2.xml", &deleted(60, 30, "2026-10-02T12:00:00"));
    let file = &run.files[0];
    assert_eq!((file.outcome.name(), why(file), codes(file)), ("held", Reason::BRAKED, vec![IssueCode::BrakeDeleted]));
    assert_eq!(
        (said(file, "found"), said(file, "total"), said(file, "limit")),
        ("30".into(), "60".into(), "30".into())
    );
    assert!(said(file, "names").starts_with("1 2026-10-01; 2 2026-10-01; 3"), "{}", said(file, "names"));
    assert_eq!((run.exit_code(false), run.review["brake"]), (5, 1));
    let receipt = std::fs::read_to_string(desk.path("exchange/accounting/2.xml.errors.txt")).unwrap();
    for words in ["удалено или отменено 30 из 60", "меняет больше, чем разрешено без вопроса"]
    {
        assert!(receipt.contains(words), "{receipt}");
    }
    let invoices = |store: &serde_json::Value| store["invoices"].clone();
    assert_eq!(invoices(&desk.store()), invoices(&before), "nothing is applied");

    // What comes after it waits, and nothing is asked twice.
    let again = take(&mut desk, "3.xml", &orders(61, "2026-10-03T12:00:00"));
    assert_eq!(again.files.iter().map(why).collect::<Vec<_>>(), [Reason::BRAKED, Reason::BEHIND_BRAKE]);
    assert_eq!(again.review["brake"], 1);
    assert!(codes(&again.files[0]).is_empty(), "said already");
    let behind = std::fs::read_to_string(desk.path("exchange/accounting/3.xml.errors.txt")).unwrap();
    assert!(behind.contains("ждёт решения файл «2.xml»"), "{behind}");

    let folder = desk.path("");
    let list = String::from_utf8(sverka(&folder, &["review", "list"]).stdout).unwrap();
    assert!(list.contains("accounting: 2.xml") && list.contains("удалено или отменено 30 из 60"), "{list}");
    assert_eq!(exit_code(&folder, &["sync"]), 5);
    assert_eq!(exit_code(&folder, &["review", "accept", "Q-1", "--who", "admin"]), 0);
    let run = desk.sync();
    assert_eq!(run.files.iter().map(|file| file.outcome.name()).collect::<Vec<_>>(), ["taken", "taken"]);
    assert_eq!((run.files[0].tally.rows.applied, run.exit_code(false)), (30, 0));
    assert!(!desk.path("exchange/accounting/3.xml.errors.txt").exists());
}

#[test]
fn a_rejected_file_goes_to_quarantine_and_stays_in_the_archive() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "1.xml", &orders(40, "2026-10-01T12:00:00"));
    let before = desk.store();
    let text = deleted(40, 40, "2026-10-02T12:00:00");
    take(&mut desk, "2.xml", &text);
    assert_eq!(exit_code(&desk.path(""), &["review", "reject", "Q-1"]), 0);
    let run = desk.sync();
    let refused = FileOutcome::Refused { reason: Reason::new(Reason::BRAKE_REFUSED) };
    assert_eq!((&run.files[0].outcome, run.exit_code(false)), (&refused, 3));
    assert!(desk.path("quarantine/2026-11-02/2.xml").exists());
    assert_eq!(desk.store()["invoices"], before["invoices"]);
    // The same again is the same answer; taken back, it is asked again.
    assert_eq!(take(&mut desk, "2.xml", &text).files[0].outcome, refused);
    assert_eq!(exit_code(&desk.path(""), &["review", "undo", "J-1"]), 0);
    assert_eq!(why(&take(&mut desk, "2.xml", &text).files[0]), Reason::BRAKED);
}

#[test]
fn a_file_that_is_taken_out_or_written_over_is_asked_about_no_more() {
    let mut desk = Desk::new(SETTINGS);
    let open = |run: &RunReport| run.review.get("brake").copied().unwrap_or_default();
    take(&mut desk, "1.xml", &orders(40, "2026-10-01T12:00:00"));
    let text = deleted(40, 40, "2026-10-02T12:00:00");
    assert_eq!(open(&take(&mut desk, "2.xml", &text)), 1);
    // Renamed it waits all the same, and so it does while its folder can't be reached.
    let (dropped, renamed) = (desk.path("exchange/accounting/2.xml"), desk.path("exchange/accounting/2-a.xml"));
    std::fs::rename(&dropped, &renamed).unwrap();
    let run = desk.sync();
    assert_eq!((open(&run), why(&run.files[0]), run.exit_code(false)), (1, Reason::BRAKED, 5));
    std::fs::rename(desk.path("exchange/accounting"), desk.path("away")).unwrap();
    assert_eq!(open(&desk.sync()), 1);
    std::fs::rename(desk.path("away"), desk.path("exchange/accounting")).unwrap();
    std::fs::remove_file(&renamed).unwrap();
    let run = desk.run(true);
    assert_eq!(open(&run), 1, "a dry run changes nothing");
    assert_eq!(exit_code(&desk.path(""), &["sync"]), 0);
    assert!(desk.sync().review.is_empty());
    // The same bytes again are asked about again; versions of one name are one question, about the last.
    assert_eq!(open(&take(&mut desk, "2.xml", &text)), 1);
    for version in 3..6 {
        let run = take(&mut desk, "2.xml", &deleted(40, 30 + version, "2026-10-02T12:00:00"));
        assert_eq!((open(&run), why(&run.files[0])), (1, Reason::BRAKED));
    }
    let run = take(&mut desk, "2.xml", &orders(41, "2026-10-03T12:00:00"));
    assert_eq!((&run.files[0].outcome, open(&run), run.exit_code(false)), (&FileOutcome::Taken, 0, 0), "mended");
}

#[test]
fn what_was_accepted_is_asked_again_when_the_store_has_changed() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "1.xml", &orders(40, "2026-10-01T12:00:00"));
    take(&mut desk, "2.xml", &deleted(40, 40, "2026-10-05T12:00:00"));
    assert_eq!(exit_code(&desk.path(""), &["review", "accept", "Q-1"]), 0);
    // Meanwhile an older file deletes some of them: what the accepted one would do is not what was shown.
    let old = desk.drop("accounting", "0.xml", deleted(40, 10, "2026-10-03T12:00:00").as_bytes());
    let earlier = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000);
    std::fs::File::options().write(true).open(old).unwrap().set_modified(earlier).unwrap();
    let run = desk.sync();
    assert_eq!(run.files[0].outcome, FileOutcome::Taken, "ten are few");
    assert_eq!(why(&run.files[1]), Reason::BRAKED);
    assert_eq!(codes(&run.files[1]), [IssueCode::BrakeChanged, IssueCode::BrakeDeleted]);
    assert_eq!(exit_code(&desk.path(""), &["review", "accept", "Q-1"]), 0);
    assert_eq!(desk.sync().files[0].outcome, FileOutcome::Taken);
}

#[test]
fn changed_sums_emptied_fields_and_somebody_elses_company_wait() {
    let cases =
        [("100.00", "10000.00", IssueCode::BrakeSums), ("<Комментарий>опт</Комментарий>", "", IssueCode::BrakeEmptied)];
    for (was, now, code) in cases {
        let mut desk = Desk::new(SETTINGS);
        let with = |time: &str| orders(25, time).replace("</Документ>", "<Комментарий>опт</Комментарий></Документ>");
        take(&mut desk, "1.xml", &with("2026-10-01T12:00:00"));
        let run = take(&mut desk, "2.xml", &with("2026-10-02T12:00:00").replace(was, now));
        assert!(codes(&run.files[0]).contains(&code), "{code:?}: {:#?}", run.files[0]);
    }
    let line = |number: u32, tax_id: &str| {
        format!(
            "{{\"record\": \"invoice\", \"id\": \"i-{number}\", \"number\": \"{number}\", \"date\": \"2026-10-01\", \
             \"total\": \"100.00\", \"currency\": \"RUB\", \"client\": {{\"name\": \"ООО «Ива»\", \"tax_id\": \
             \"7702555038\"}}, \"organization\": {{\"name\": \"ООО «Чужая»\", \"tax_id\": \"{tax_id}\"}}}}\n"
        )
    };
    let mut desk = Desk::new(SETTINGS);
    let list = |numbers: std::ops::RangeInclusive<u32>| -> String {
        numbers.map(|number| line(number, "7806123459")).collect()
    };
    assert_eq!(take(&mut desk, "0.jsonl", &list(100..=118)).files[0].outcome, FileOutcome::Taken, "few");
    let mut desk = Desk::new(SETTINGS);
    let run = take(&mut desk, "1.jsonl", &list(1..=20));
    assert_eq!(codes(&run.files[0]), [IssueCode::BrakeOrganization], "{run:#?}");
    assert_eq!(said(&run.files[0], "names"), "ООО «Чужая», 7806123459");
    let mut desk = Desk::new(SETTINGS);
    let both = list(1..=20) + &line(21, "7701555010");
    assert_eq!(take(&mut desk, "1.jsonl", &both).files[0].outcome, FileOutcome::Taken, "one of ours is among them");
}

#[test]
fn a_full_list_that_shrank_waits_and_a_short_report_of_news_does_not() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "1.xml", &orders(60, "2026-10-01T12:00:00"));
    take(&mut desk, "2.xml", &orders(61, "2026-10-02T12:00:00"));
    let run = take(&mut desk, "3.xml", &orders(3, "2026-10-03T12:00:00"));
    assert_eq!(codes(&run.files[0]), [IssueCode::BrakeShrunken]);
    assert_eq!((said(&run.files[0], "found"), said(&run.files[0], "was")), ("3".into(), "61".into()));

    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "1.xml", &orders(60, "2026-10-01T12:00:00"));
    take(&mut desk, "2.xml", &orders(61, "2026-10-02T12:00:00"));
    let news = orders(2, "2026-10-03T12:00:00").replace("i-", "k-");
    assert_eq!(take(&mut desk, "3.xml", &news).files[0].outcome, FileOutcome::Taken);
}

#[test]
fn small_numbers_other_limits_and_no_brake_at_all_let_it_through() {
    let held = |lines: &str, count: usize| {
        let mut desk = Desk::new(&settings(lines));
        take(&mut desk, "1.xml", &orders(count, "2026-10-01T12:00:00"));
        let run = take(&mut desk, "2.xml", &deleted(count, count, "2026-10-02T12:00:00"));
        why(&run.files[0]) == Reason::BRAKED
    };
    assert!(!held("", 19), "nineteen are few");
    assert!(held("", 20));
    assert!(held("brake = { rows_min = 5 }", 6));
    assert!(!held("brake = { deleted_percent = 100 }", 40));
    assert!(!held("brake = false", 40));
}

#[test]
fn what_is_dated_in_a_closed_period_waits_whether_new_or_changed() {
    let mut desk = Desk::new(&settings("closed_until = 2026-09-30\nbrake = false"));
    assert_eq!(take(&mut desk, "1.xml", &orders(5, "2026-10-01T12:00:00")).files[0].outcome, FileOutcome::Taken);
    let late = orders(1, "2026-10-02T12:00:00").replace("i-1<", "late<").replace("2026-10-01<", "2026-09-30<");
    let run = take(&mut desk, "2.xml", &late);
    assert_eq!((why(&run.files[0]), codes(&run.files[0])), (Reason::BRAKED, vec![IssueCode::BrakeClosed]));
    assert_eq!((said(&run.files[0], "found"), said(&run.files[0], "day")), ("1".into(), "2026-09-30".into()));
    assert_eq!(exit_code(&desk.path(""), &["review", "accept", "Q-1"]), 0);
    assert_eq!(desk.sync().files[0].outcome, FileOutcome::Taken);
    // The same once more changes nothing, so nobody is asked.
    let same = late.replace("2026-10-02T12", "2026-10-03T12");
    assert_eq!(take(&mut desk, "3.xml", &same).files[0].outcome, FileOutcome::Taken);
    let moved = late.replace("2026-09-30<", "2026-10-20<").replace("2026-10-02T12", "2026-10-04T12");
    assert_eq!(why(&take(&mut desk, "4.xml", &moved).files[0]), Reason::BRAKED, "it was dated there");
}

#[test]
fn a_dry_run_shows_the_brake_and_asks_nobody() {
    let mut desk = Desk::new(SETTINGS);
    take(&mut desk, "1.xml", &orders(40, "2026-10-01T12:00:00"));
    desk.drop("accounting", "2.xml", deleted(40, 40, "2026-10-02T12:00:00").as_bytes());
    let run = desk.run(true);
    assert_eq!((why(&run.files[0]), run.exit_code(false)), (Reason::BRAKED, 5));
    assert!(run.review.is_empty());
}

#[test]
fn a_plan_that_was_shown_is_applied_only_while_it_is_the_same() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "1.xml", orders(5, "2026-10-01T12:00:00").as_bytes());
    let folder = desk.path("");
    let plan = |folder: &std::path::Path| {
        let json: serde_json::Value =
            serde_json::from_slice(&sverka(folder, &["sync", "--dry-run", "--json"]).stdout).unwrap();
        json["plan"].as_str().unwrap().to_owned()
    };
    let shown = plan(&folder);
    assert_eq!(plan(&folder), shown, "planning changes nothing");
    desk.drop("accounting", "2.xml", orders(7, "2026-10-02T12:00:00").as_bytes());
    let refused = sverka(&folder, &["sync", "--apply", &shown]);
    assert_eq!(refused.status.code(), Some(2));
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("не было таких файлов: exchange/accounting/2.xml"), "{words}");
    assert!(desk.path("exchange/accounting/1.xml").exists());

    let both = plan(&folder);
    assert_eq!(exit_code(&folder, &["sync", "--apply", &both]), 0);
    assert!(!desk.path("exchange/accounting/1.xml").exists() && !desk.path("exchange/accounting/2.xml").exists());

    // The same file, but the store has changed: it would do something else.
    desk.drop("accounting", "3.xml", orders(8, "2026-10-03T12:00:00").as_bytes());
    let third = plan(&folder);
    desk.drop("accounting", "0.xml", orders(8, "2026-10-02T18:00:00").replace("100.00", "7.00").as_bytes());
    std::fs::rename(desk.path("exchange/accounting/3.xml"), desk.path("kept")).unwrap();
    desk.sync();
    std::fs::rename(desk.path("kept"), desk.path("exchange/accounting/3.xml")).unwrap();
    let refused = sverka(&folder, &["sync", "--apply", &third]);
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("файлы те же, но изменят другое"), "{words}");
    assert_eq!(exit_code(&folder, &["sync", "--apply", "x"]), 2);
}
