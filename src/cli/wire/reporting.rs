//! What is told after every run or wake: figures into the textfile, alarms to whom settings name. Nothing of it fails the
//! run: what can't be told is logged.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::alarm::{Alarms, Message};
use sverka::model::vitals::{RunMemory, Vitals};
use sverka::output::whole::write_whole;
use sverka::pipeline::vitals::QuarantineCount;
use sverka::pipeline::{alarms, vitals};
use sverka::serve::alarms::{Teller, Told, has_ears, log};
use sverka::serve::metrics;
use sverka::store::Store;

/// What is remembered from wake to wake.
pub(crate) struct Reporting<'c> {
    config: &'c Config,
    lang: Lang,
    memory: RunMemory,
    quarantine: QuarantineCount,
    alarms: Alarms,
    teller: Option<Teller>,
}

/// A run that is over.
pub(crate) struct Over {
    /// When it began.
    pub(crate) began: Timestamp,
    /// How long it took.
    pub(crate) took: Duration,
    /// Whether it came to its end.
    pub(crate) succeeded: bool,
}

impl<'c> Reporting<'c> {
    /// Goes on with what the store remembers.
    pub(crate) fn start(config: &'c Config, store: &Store, lang: Lang) -> Self {
        let limits = &config.service.alarms;
        let teller = has_ears(limits).then(|| Teller::start(limits.clone())).and_then(|teller| told(teller, "alarms"));
        let memory = told(vitals::run_memory(store), "the memory of runs").unwrap_or_default();
        let alarms = told(alarms::standing(store), "the memory of alarms").unwrap_or_default();
        Self { config, lang, memory, quarantine: QuarantineCount::default(), alarms, teller }
    }

    /// Tells how the service stands after a run.
    pub(crate) fn after(&mut self, store: &Store, over: &Over, now: Timestamp) {
        let Over { began, took, succeeded } = *over;
        let noted = vitals::note_run(store, self.config, &mut self.memory, began, took, succeeded);
        told(noted, "a run can't be remembered");
        let quarantined = self.quarantine.about(self.config);
        let found = vitals::vitals(store, self.config, self.memory.clone(), quarantined, now);
        let Some(found) = told(found, "the figures") else { return };
        if let Some(file) = &self.config.service.metrics.file {
            let folder = file.parent().unwrap_or(Path::new("."));
            told(write_whole(file, metrics::text(&found).as_bytes(), folder), "the textfile can't be written");
        }
        self.raise(store, &found);
    }

    fn raise(&mut self, store: &Store, found: &Vitals) {
        let heard = self.teller.as_ref().map(Teller::told).unwrap_or_default();
        self.hear(&heard, found.now);
        let hours = self.config.service.alarms.remind_hours;
        let remind = (hours > 0).then(|| SignedDuration::from_hours(i64::from(hours)));
        let wrong = alarms::wrong(self.config, found);
        for message in self.alarms.round(wrong, found.now, remind) {
            let told = Told::new(message, &self.config.root.to_string_lossy(), self.lang);
            log(&told);
            match &self.teller {
                Some(teller) => teller.queue(told),
                // The log is all there is, and it has it.
                None => self.alarms.told(&told.message, found.now),
            }
        }
        told(alarms::keep(store, &self.alarms), "alarms can't be remembered");
    }

    fn hear(&mut self, messages: &[Message], now: Timestamp) {
        messages.iter().for_each(|message| self.alarms.told(message, now));
    }

    /// Waits until every alarm was told, at most as long as telling one may take, and remembers which were.
    pub(crate) fn finish(mut self, store: &Store, now: Timestamp) {
        let Some(teller) = self.teller.take() else { return };
        let heard = teller.finish(Duration::from_secs(u64::from(self.config.service.alarms.timeout_s)));
        self.hear(&heard, now);
        told(alarms::keep(store, &self.alarms), "alarms can't be remembered");
    }
}

/// What came of it; an error is logged.
fn told<T, E: Error + 'static>(outcome: Result<T, E>, what: &'static str) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::warn!(error = &error as &dyn Error, what, "not told");
            None
        }
    }
}
