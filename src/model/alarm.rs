//! Alarms: what stands, who was told, and what is to be told next. Pure: the clock and what is wrong are given.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Telling that failed is tried again after so long.
const RETRY: SignedDuration = SignedDuration::from_mins(10);

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlarmKind {
    /// A source missed its deadline.
    Late,
    /// A source's folder is not there.
    Missing,
    /// Runs fail, one after another.
    Failed,
    /// A file waits for long.
    File,
    /// A workbook waits for long to be written.
    Book,
    /// The disk is nearly full.
    Disk,
    /// The last backup is old, or there is none.
    Backup,
}

impl AlarmKind {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Missing => "missing",
            Self::Failed => "failed",
            Self::File => "file",
            Self::Book => "book",
            Self::Disk => "disk",
            Self::Backup => "backup",
        }
    }
}

/// One thing that is wrong now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// What sort.
    pub kind: AlarmKind,
    /// A source or a workbook; empty where it concerns all.
    pub subject: String,
    /// What the text names: `alarm-<kind>` of the catalogue.
    pub params: BTreeMap<String, String>,
}

impl Alarm {
    /// An alarm about something.
    #[must_use]
    pub fn new(kind: AlarmKind, subject: impl Into<String>) -> Self {
        Self { kind, subject: subject.into(), params: BTreeMap::new() }
    }

    /// With a detail for its text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display + Copy) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    fn key(&self) -> String {
        format!("{} {}", self.kind.name(), self.subject)
    }
}

/// What is told of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum News {
    /// It is new.
    Raised,
    /// It still stands.
    Reminder,
    /// It is over.
    Cleared,
}

impl News {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Reminder => "reminder",
            Self::Cleared => "cleared",
        }
    }
}

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// About which alarm.
    pub alarm: Alarm,
    /// What about it.
    pub news: News,
    /// Since when it stands.
    pub since: Timestamp,
}

/// One alarm as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Standing {
    alarm: Alarm,
    since: Timestamp,
    /// When somebody was told last; nothing: nobody knows yet.
    told: Option<Timestamp>,
    /// When telling was tried last.
    tried: Option<Timestamp>,
    /// It is over, and whoever was told of it must be told that too.
    over: bool,
}

/// Every alarm that stands or of which somebody must still be told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Alarms {
    standing: BTreeMap<String, Standing>,
}

impl Alarms {
    /// Takes in what is wrong now, and says what is to be told: each alarm once, again after `remind`, and once when it
    /// is over.
    pub fn round(&mut self, wrong: Vec<Alarm>, now: Timestamp, remind: Option<SignedDuration>) -> Vec<Message> {
        for standing in self.standing.values_mut() {
            standing.over = true;
        }
        for alarm in wrong {
            let standing = self.standing.entry(alarm.key()).or_insert_with(|| Standing {
                alarm: alarm.clone(),
                since: now,
                told: None,
                tried: None,
                over: false,
            });
            (standing.alarm, standing.over) = (alarm, false);
        }
        // What nobody was told of is over without a word.
        self.standing.retain(|_, standing| !standing.over || standing.told.is_some());
        self.standing.values_mut().filter_map(|standing| standing.next(now, remind)).collect()
    }

    /// Notes that somebody was told; what could not be told is tried again.
    pub fn told(&mut self, message: &Message, now: Timestamp) {
        let key = message.alarm.key();
        if message.news == News::Cleared {
            // It may stand again by now: then that is new.
            if self.standing.get(&key).is_some_and(|standing| standing.over) {
                self.standing.remove(&key);
            } else if let Some(standing) = self.standing.get_mut(&key) {
                (standing.told, standing.tried, standing.since) = (None, None, now);
            }
        } else if let Some(standing) = self.standing.get_mut(&key) {
            standing.told = Some(now);
        }
    }
}

impl Standing {
    /// What is to be told of it now; that it is tried is noted.
    fn next(&mut self, now: Timestamp, remind: Option<SignedDuration>) -> Option<Message> {
        let passed = |since: Timestamp, time: SignedDuration| now.duration_since(since) >= time || now < since;
        let news = match self.told {
            _ if self.over => News::Cleared,
            None => News::Raised,
            Some(told) if remind.is_some_and(|remind| passed(told, remind)) => News::Reminder,
            Some(_) => return None,
        };
        // A try that led to nothing, or that is still going on.
        let is_recent = self.tried.is_some_and(|tried| self.told < Some(tried) && !passed(tried, RETRY));
        if is_recent {
            return None;
        }
        self.tried = Some(now);
        Some(Message { alarm: self.alarm.clone(), news, since: self.since })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REMIND: Option<SignedDuration> = Some(SignedDuration::from_hours(24));

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn late() -> Vec<Alarm> {
        vec![Alarm::new(AlarmKind::Late, "bank").with("missed", 1)]
    }

    /// One round whose messages arrive or not; what was told.
    fn round(alarms: &mut Alarms, wrong: Vec<Alarm>, minute: i64, arrives: bool) -> Vec<&'static str> {
        let messages = alarms.round(wrong, at(minute), REMIND);
        if arrives {
            messages.iter().for_each(|message| alarms.told(message, at(minute)));
        }
        messages.iter().map(|message| message.news.name()).collect()
    }

    #[test]
    fn an_alarm_is_told_once_with_reminders_and_once_when_it_is_over() {
        let mut alarms = Alarms::default();
        let day = 24 * 60;
        let told: Vec<_> = [0, 1, day - 1, day, day + 1, 2 * day, 2 * day + 1]
            .into_iter()
            .map(|minute| round(&mut alarms, late(), minute, true))
            .collect();
        assert_eq!(told, [vec!["raised"], vec![], vec![], vec!["reminder"], vec![], vec!["reminder"], vec![]]);
        assert_eq!(round(&mut alarms, vec![], 3 * day, true), ["cleared"]);
        assert_eq!(round(&mut alarms, vec![], 3 * day + 1, true), [""; 0]);
        assert_eq!(alarms, Alarms::default());
        assert_eq!(round(&mut alarms, late(), 4 * day, true), ["raised"], "a new one is new");
    }

    #[test]
    fn what_nobody_heard_is_told_again_and_over_without_a_word() {
        let mut alarms = Alarms::default();
        assert_eq!(round(&mut alarms, late(), 0, false), ["raised"]);
        assert_eq!(round(&mut alarms, late(), 9, false), [""; 0], "not at every wake");
        assert_eq!(round(&mut alarms, late(), 10, false), ["raised"]);
        assert_eq!(round(&mut alarms, vec![], 11, false), [""; 0]);
        assert_eq!(alarms, Alarms::default());
        assert_eq!(round(&mut alarms, late(), 12, true), ["raised"]);
        assert_eq!(round(&mut alarms, vec![], 13, false), ["cleared"]);
        assert_eq!(round(&mut alarms, vec![], 23, true), ["cleared"], "who was told is told of the end");
        assert_eq!(alarms, Alarms::default());
    }

    #[test]
    fn an_alarm_that_comes_back_before_its_end_was_heard_goes_on() {
        let mut alarms = Alarms::default();
        assert_eq!(round(&mut alarms, late(), 0, true), ["raised"]);
        assert_eq!(round(&mut alarms, vec![], 20, false), ["cleared"]);
        assert_eq!(round(&mut alarms, late(), 21, true), [""; 0], "nobody heard of an end");
        let cleared = alarms.round(vec![], at(40), REMIND);
        assert_eq!(alarms.round(late(), at(41), REMIND), []);
        alarms.told(&cleared[0], at(41));
        assert_eq!(round(&mut alarms, late(), 42, true), ["raised"], "the end was heard late: it is new");
    }

    #[test]
    fn without_reminders_it_is_told_once() {
        let mut alarms = Alarms::default();
        let message = alarms.round(late(), at(0), None).remove(0);
        alarms.told(&message, at(0));
        assert_eq!(alarms.round(late(), at(1_000_000), None), []);
        let kept: Alarms = serde_json::from_str(&serde_json::to_string(&alarms).unwrap()).unwrap();
        assert_eq!(kept, alarms);
    }
}
