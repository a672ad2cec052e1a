//! Whether the service is alive and well, as its loop shows it: asked by `/healthz`, `/readyz` and the watchdog.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A run that shows no sign of life for so long hangs: on a share that does not answer, in a dead lock.
const RUN_MAX: Duration = Duration::from_secs(30 * 60);

/// Shared between the loop and whoever asks.
#[derive(Debug, Clone)]
pub struct Pulse {
    beat: Arc<Mutex<Beat>>,
}

#[derive(Debug)]
struct Beat {
    last: Instant,
    /// Inside a run: then signs of life are rarer.
    at_work: bool,
    /// How the last run ended; nothing before the first.
    succeeded: Option<bool>,
}

impl Pulse {
    /// A pulse that begins now.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { beat: Arc::new(Mutex::new(Beat { last: now, at_work: true, succeeded: None })) }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Beat) -> T) -> T {
        // Whoever panicked while it held the lock left a beat that is still one.
        work(&mut self.beat.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The loop waits, and is alive.
    pub fn waits(&self, now: Instant) {
        self.with(|beat| (beat.last, beat.at_work) = (now, false));
    }

    /// A run goes on.
    pub fn works(&self, now: Instant) {
        self.with(|beat| (beat.last, beat.at_work) = (now, true));
    }

    /// A run ended.
    pub fn ran(&self, now: Instant, succeeded: bool) {
        self.with(|beat| (beat.last, beat.at_work, beat.succeeded) = (now, true, Some(succeeded)));
    }

    /// Whether there was a sign of life within the time, or within what a run may take.
    #[must_use]
    pub fn is_alive(&self, now: Instant, within: Duration) -> bool {
        self.with(|beat| now.saturating_duration_since(beat.last) <= if beat.at_work { RUN_MAX } else { within })
    }

    /// Whether the last run came to its end.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.with(|beat| beat.succeeded == Some(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_while_waiting_is_death_and_while_working_is_work() {
        let start = Instant::now();
        let pulse = Pulse::new(start);
        let within = Duration::from_secs(10);
        let after = |seconds| start + Duration::from_secs(seconds);
        assert!(pulse.is_alive(after(60), within) && !pulse.is_well(), "the first run may take its time");
        pulse.ran(after(100), true);
        pulse.waits(after(100));
        assert!(pulse.is_alive(after(110), within) && !pulse.is_alive(after(111), within) && pulse.is_well());
        pulse.works(after(120));
        assert!(pulse.is_alive(after(120 + 30 * 60), within) && !pulse.is_alive(after(121 + 30 * 60), within));
        pulse.ran(after(200), false);
        assert!(!pulse.is_well());
    }
}
