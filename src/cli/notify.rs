//! What a service manager is told (`sd_notify`, or that of Windows): ready, alive, stopping. Where none listens, nothing is done.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use sverka::serve::pulse::Pulse;

#[cfg(windows)]
use super::service::windows;

/// The work begins: the workspace is held and its store is open.
pub(crate) fn ready() {
    say(State::Ready);
}

/// The current delivery is finished, no other is begun.
pub(crate) fn stopping() {
    say(State::Stopping);
}

#[derive(Debug, Clone, Copy)]
enum State {
    Ready,
    Alive,
    Stopping,
}

#[cfg(unix)]
fn say(state: State) {
    use sd_notify::NotifyState::{Ready, Stopping, Watchdog};
    let said = sd_notify::notify(&[match state {
        State::Ready => Ready,
        State::Alive => Watchdog,
        State::Stopping => Stopping,
    }]);
    if let Err(error) = said {
        tracing::warn!(?state, %error, "the service manager can't be told");
    }
}

#[cfg(windows)]
fn say(state: State) {
    match state {
        State::Ready => windows::ready(),
        State::Stopping => windows::stopping(),
        State::Alive => {}
    }
}

#[cfg(unix)]
fn interval() -> Option<Duration> {
    sd_notify::watchdog_enabled()
}

#[cfg(windows)]
fn interval() -> Option<Duration> {
    None
}

/// Tells the service manager that the loop is alive, for as long as it is; ends with the value.
pub(crate) struct Watchdog {
    /// Dropped with the rest, which ends the thread.
    _stop: Option<Sender<()>>,
}

impl Watchdog {
    /// Begins where the service manager asks for it.
    pub(crate) fn start(pulse: Pulse, within: Duration) -> Self {
        let Some(interval) = interval() else { return Self { _stop: None } };
        let (stop, stopped) = channel();
        let beat = move || {
            // Twice as often as it must, so that one that comes late is not missed.
            while stopped.recv_timeout(interval / 2) == Err(RecvTimeoutError::Timeout) {
                if pulse.is_alive(Instant::now(), within) {
                    say(State::Alive);
                }
            }
        };
        if let Err(error) = thread::Builder::new().name("watchdog".to_owned()).spawn(beat) {
            tracing::error!(%error, "the watchdog can't be fed");
        }
        Self { _stop: Some(stop) }
    }
}
