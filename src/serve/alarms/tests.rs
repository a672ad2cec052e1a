use std::fs;
use std::net::TcpListener;

use jiff::Timestamp;

use super::*;
use crate::model::alarm::{Alarm, AlarmKind};

fn told() -> Told {
    let alarm = Alarm::new(AlarmKind::Late, "банк").with("since", "2026-11-27 10:00").with("missed", 2);
    let message = Message { alarm, news: News::Raised, since: Timestamp::UNIX_EPOCH };
    Told::new(message, "/srv/sverka", Lang::Ru)
}

#[test]
fn every_alarm_has_its_words_in_every_language() {
    let kinds = ["late", "missing", "failed", "file", "book", "disk", "backup"];
    let params = ["since", "missed", "count", "hours", "free", "needed", "minutes", "days"];
    for (lang, kind) in Lang::ALL.into_iter().flat_map(|lang| kinds.map(|kind| (lang, kind))) {
        let kind = serde_json::from_value(json!(kind)).unwrap();
        let alarm = params.iter().fold(Alarm::new(kind, "subject"), |alarm, name| alarm.with(name, 7));
        for news in [News::Raised, News::Reminder, News::Cleared] {
            let message = Message { alarm: alarm.clone(), news, since: Timestamp::UNIX_EPOCH };
            let text = Told::new(message, "", lang).text;
            assert!(!text.contains("alarm-") && !text.contains('{') && text.len() > 20, "{lang:?}: {text}");
        }
    }
    assert!(told().text.contains("«банк»") && told().text.contains("2026-11-27 10:00"), "{}", told().text);
}

#[cfg(unix)]
fn limits(folder: &std::path::Path, script: &str, timeout_s: u32) -> AlarmLimits {
    let script = format!("cd '{}'\n{script}", folder.display());
    let command = ["sh", "-c", &script].map(str::to_owned).to_vec();
    AlarmLimits { command, timeout_s, ..AlarmLimits::default() }
}

#[cfg(unix)]
#[test]
fn a_program_is_given_the_text_and_an_object() {
    let folder = tempfile::tempdir().unwrap();
    let limits =
        limits(folder.path(), "cat > object; printf %s \"$SVERKA_ALARM $SVERKA_STATE $SVERKA_TEXT\" > text", 10);
    tell(&told(), &limits).unwrap();
    let object: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("object")).unwrap()).unwrap();
    assert_eq!((object["alarm"].as_str(), object["state"].as_str()), (Some("late"), Some("raised")));
    assert_eq!((object["subject"].as_str(), &object["params"]["missed"]), (Some("банк"), &json!("2")));
    let text = fs::read_to_string(folder.path().join("text")).unwrap();
    assert_eq!(text, format!("late raised {}", told().text));
}

#[cfg(unix)]
#[test]
fn a_program_that_hangs_is_ended_with_what_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let limits = limits(folder.path(), "(sleep 3; touch late) & sleep 60", 1);
    let begun = Instant::now();
    let error = tell(&told(), &limits).expect_err("it hangs");
    assert!(matches!(error, TellError::TookLong { seconds: 1, .. }), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    thread::sleep(Duration::from_millis(3_200));
    let grandchild = folder.path().join("late").exists();
    assert!(!grandchild || cfg!(not(target_os = "linux")), "what it started goes on");
}

#[cfg(unix)]
#[test]
fn what_a_program_says_when_it_fails_is_kept_in_part() {
    let folder = tempfile::tempdir().unwrap();
    let limits = limits(folder.path(), "echo no route >&2; head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 3", 20);
    let Err(TellError::Ended { said, code, .. }) = tell(&told(), &limits) else { panic!("no failure") };
    assert!(said.starts_with("no route") && said.len() <= 4_096 && code.contains('3'), "{code}");
    let none = AlarmLimits { command: vec!["/nowhere/at/all".into()], ..AlarmLimits::default() };
    assert!(matches!(tell(&told(), &none), Err(TellError::Program { .. })));
}

#[cfg(unix)]
#[test]
fn what_a_program_that_failed_left_running_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    // Another reads stderr slowly: it has it for as long as it lives.
    let limits = limits(folder.path(), "echo no route >&2; (sleep 4; touch late) & sleep 60 & exit 1", 20);
    let begun = Instant::now();
    let Err(TellError::Ended { said, .. }) = tell(&told(), &limits) else { panic!("no failure") };
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    if cfg!(target_os = "linux") {
        assert_eq!(said, "no route");
        thread::sleep(Duration::from_secs(5).saturating_sub(begun.elapsed()));
        assert!(!folder.path().join("late").exists(), "what it started goes on");
    }
}

#[cfg(unix)]
#[test]
fn many_alarms_that_nobody_takes_cost_one_time_limit_in_all() {
    let folder = tempfile::tempdir().unwrap();
    let teller = Teller::start(limits(folder.path(), "(sleep 4; touch late) & sleep 60", 30)).unwrap();
    (0..5).for_each(|_| teller.queue(told()));
    let begun = Instant::now();
    assert_eq!(teller.finish(Duration::from_secs(1)), []);
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    thread::sleep(Duration::from_secs(5).saturating_sub(begun.elapsed()));
    assert!(!folder.path().join("late").exists() || cfg!(not(target_os = "linux")), "a program goes on");
}

/// Answers one request with a status line; what was sent.
fn answer_once(listener: TcpListener, status: &'static str) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut part = [0; 4_096];
        while !got.ends_with(b"}") {
            let read = stream.read(&mut part).unwrap();
            got.extend_from_slice(&part[..read]);
        }
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        String::from_utf8(got).unwrap()
    })
}

#[test]
fn an_address_is_sent_the_object_and_must_take_it() {
    for (status, is_taken) in [("204 No Content", true), ("500 Internal Server Error", false)] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let webhook = Some(format!("http://{}/hook", listener.local_addr().unwrap()));
        let server = answer_once(listener, status);
        let limits = AlarmLimits { webhook, timeout_s: 10, ..AlarmLimits::default() };
        assert_eq!(tell(&told(), &limits).is_ok(), is_taken, "{status}");
        let got = server.join().unwrap();
        let body: Value = serde_json::from_str(got.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert!(got.starts_with("POST /hook ") && body["text"] == told().text, "{got}");
    }
    // One that takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let webhook = Some(format!("http://{}/", silent.local_addr().unwrap()));
    let limits = AlarmLimits { webhook, timeout_s: 1, ..AlarmLimits::default() };
    let begun = Instant::now();
    assert!(tell(&told(), &limits).is_err() && begun.elapsed() < Duration::from_secs(5));
}

#[cfg(unix)]
#[test]
fn a_teller_says_what_arrived_and_what_did_not() {
    let folder = tempfile::tempdir().unwrap();
    let teller = Teller::start(limits(folder.path(), "[ \"$SVERKA_STATE\" = raised ]", 10)).unwrap();
    let mut second = told();
    second.message.news = News::Reminder;
    teller.queue(told());
    teller.queue(second);
    assert_eq!(teller.finish(Duration::from_secs(20)), [told().message]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_number_of_a_program_that_failed_is_nobody_elses_until_what_it_started_is_ended() {
    let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    while !has_ended(&mut child).unwrap() {
        thread::sleep(LOOK_EVERY);
    }
    assert!(!has_succeeded(&mut child).unwrap());
    let state = fs::read_to_string(format!("/proc/{}/stat", child.id())).expect("its number was given up");
    assert!(state.contains(") Z "), "{state}");
    assert_eq!(child.wait().unwrap().code(), Some(3));
}
