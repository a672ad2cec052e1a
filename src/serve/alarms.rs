//! Who is told of an alarm: a program, an address, or both. Telling never stops the service: it has a time limit, and
//! happens on a thread of its own.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::config::AlarmLimits;
use crate::lang::{Arg, Lang};
use crate::model::alarm::{Message, News};

/// How often it is looked whether a program has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a program that failed left running may still be saying why, so long.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// So many messages wait to be told; more are told at a later wake.
const QUEUE: usize = 64;

/// Of what a program says on stderr so much is kept, bytes.
const SAID_MAX: u64 = 4_096;

/// A message as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is about.
    pub message: Message,
    /// Its words.
    pub text: String,
    /// The workspace that tells.
    pub workspace: String,
}

impl Told {
    /// The words of a message in a language.
    #[must_use]
    pub fn new(message: Message, workspace: &str, lang: Lang) -> Self {
        let alarm = &message.alarm;
        let mut args: Vec<(&str, Arg<'_>)> =
            alarm.params.iter().map(|(name, value)| (name.as_str(), Arg::Text(value))).collect();
        args.push(("subject", Arg::Text(&alarm.subject)));
        let what = lang.text(&format!("alarm-{}", alarm.kind.name()), &args);
        let text = lang.text(&format!("alarm-{}-news", message.news.name()), &[("what", Arg::Text(&what))]);
        Self { message, text, workspace: workspace.to_owned() }
    }

    /// The object that a program reads and an address is sent.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let Message { alarm, news, since } = &self.message;
        json!({
            "alarm": alarm.kind,
            "state": news,
            "subject": alarm.subject,
            "since": since,
            "text": self.text,
            "params": alarm.params,
            "workspace": self.workspace,
        })
    }
}

/// Why nobody was told.
#[derive(Debug, thiserror::Error)]
pub enum TellError {
    /// The program can't be started, or not be waited for.
    #[error("the program {program}")]
    Program {
        /// Which.
        program: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The program ended with an error.
    #[error("the program {program} ended with {code}: {said}")]
    Ended {
        /// Which.
        program: String,
        /// How it ended.
        code: String,
        /// What it said on stderr, as far as that is kept.
        said: String,
    },
    /// The program took too long and was ended.
    #[error("the program {program} took longer than {seconds} s and was ended")]
    TookLong {
        /// Which.
        program: String,
        /// The limit.
        seconds: u32,
    },
    /// The address did not take it.
    #[error("the address")]
    Address(#[source] Box<ureq::Error>),
}

/// Tells everybody whom settings name; the first that could not be told is the error.
///
/// # Errors
/// When a program or an address did not take it in time.
pub fn tell(told: &Told, limits: &AlarmLimits) -> Result<(), TellError> {
    tell_unless(&AtomicBool::new(false), told, limits)
}

/// Tells everybody, until it is `over`: a program that runs then is ended, and an address is not asked any more.
fn tell_unless(over: &AtomicBool, told: &Told, limits: &AlarmLimits) -> Result<(), TellError> {
    let by_program = run(over, told, limits);
    let address = limits.webhook.as_deref().filter(|_| !over.load(Ordering::Relaxed));
    let by_address = address.map_or(Ok(()), |address| post(told, address, limits));
    by_program.and(by_address)
}

fn post(told: &Told, address: &str, limits: &AlarmLimits) -> Result<(), TellError> {
    let within = Duration::from_secs(u64::from(limits.timeout_s));
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(within)).build().into();
    let body = told.to_json().to_string();
    let sent = agent.post(address).header("Content-Type", "application/json; charset=utf-8").send(body);
    sent.map(drop).map_err(|error| TellError::Address(Box::new(error)))
}

fn run(over: &AtomicBool, told: &Told, limits: &AlarmLimits) -> Result<(), TellError> {
    let Some((program, arguments)) = limits.command.split_first() else { return Ok(()) };
    let failed = |source| TellError::Program { program: program.clone(), source };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    for (name, value) in environment(told) {
        command.env(name, value);
    }
    // What it starts in turn is ended with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // Shorter than any pipe; a program that does not read it closes its end.
        let _unread: io::Result<()> = writeln!(stdin, "{}", told.to_json());
    }
    let said = child.stderr.take().map(listen);
    let until = Instant::now() + Duration::from_secs(u64::from(limits.timeout_s));
    while !has_ended(&mut child).map_err(failed)? {
        if Instant::now() >= until || over.load(Ordering::Relaxed) {
            end(&mut child).map_err(failed)?;
            return Err(TellError::TookLong { program: program.clone(), seconds: limits.timeout_s });
        }
        thread::sleep(LOOK_EVERY);
    }
    if has_succeeded(&mut child).map_err(failed)? {
        return Ok(());
    }
    let left = || until.saturating_duration_since(Instant::now()).min(LAST_WORDS);
    let said = said.and_then(|said| {
        said.recv_timeout(left()).ok().or_else(|| {
            // What it left running has its stderr still: ended, it says no more.
            end_group(&child).ok()?;
            said.recv_timeout(left().max(LOOK_EVERY)).ok()
        })
    });
    // Of what failed nothing goes on, whether it holds stderr or not; mostly there is nothing.
    let _nothing_left: io::Result<()> = end_group(&child);
    let status = child.wait().map_err(failed)?;
    let said = said.unwrap_or_default();
    Err(TellError::Ended { program: program.clone(), code: status.to_string(), said })
}

fn environment(told: &Told) -> [(&'static str, String); 6] {
    let Message { alarm, news, since } = &told.message;
    [
        ("SVERKA_ALARM", alarm.kind.name().to_owned()),
        ("SVERKA_STATE", news.name().to_owned()),
        ("SVERKA_SUBJECT", alarm.subject.clone()),
        ("SVERKA_SINCE", since.to_string()),
        ("SVERKA_TEXT", told.text.clone()),
        ("SVERKA_WORKSPACE", told.workspace.clone()),
    ]
}

/// Reads what a program says on a thread of its own: whatever it started may hold the other end for as long as it likes.
fn listen(stderr: impl Read + Send + 'static) -> Receiver<String> {
    let (heard, said) = sync_channel(1);
    thread::spawn(move || {
        // Nobody waits for it where the program succeeded.
        let _waits = heard.send(text_of(stderr));
    });
    said
}

/// The beginning of what a program says; the rest is read, so that it does not wait, and left.
fn text_of(mut stderr: impl Read) -> String {
    let mut bytes = Vec::new();
    // What can't be read was not said.
    let _read: io::Result<usize> = stderr.by_ref().take(SAID_MAX).read_to_end(&mut bytes);
    let _rest: io::Result<u64> = io::copy(&mut stderr, &mut io::sink());
    String::from_utf8_lossy(&bytes).trim().to_owned()
}

/// Ends a program and what it started.
fn end(child: &mut Child) -> io::Result<()> {
    end_group(child)?;
    child.kill()?;
    child.wait().map(drop)
}

/// Whether a program has ended. It is not taken leave of: until that is done its number is nobody else's, and what it
/// started can be ended by that number without hitting a stranger.
#[cfg(target_os = "linux")]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    use rustix::process::WaitIdOptions;
    Ok(rustix::process::waitid(pid(child)?, WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT)?
        .is_some())
}

#[cfg(not(target_os = "linux"))]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    child.try_wait().map(|status| status.is_some())
}

/// Whether a program that has ended did so without an error. One that failed is not taken leave of yet.
#[cfg(target_os = "linux")]
fn has_succeeded(child: &mut Child) -> io::Result<bool> {
    use rustix::process::WaitIdOptions;
    let status = rustix::process::waitid(pid(child)?, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)?;
    let is_success = status.is_some_and(|status| status.exit_status() == Some(0));
    if is_success {
        child.wait()?;
    }
    Ok(is_success)
}

#[cfg(not(target_os = "linux"))]
fn has_succeeded(child: &mut Child) -> io::Result<bool> {
    child.wait().map(|status| status.success())
}

#[cfg(target_os = "linux")]
fn pid(child: &Child) -> io::Result<rustix::process::WaitId<'static>> {
    let pid = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    pid.map(rustix::process::WaitId::Pid).ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// Ends what a program started, and the program. Called only while nobody has taken leave of the program: afterwards its
/// number may be another's.
#[cfg(target_os = "linux")]
fn end_group(child: &Child) -> io::Result<()> {
    let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) else { return Ok(()) };
    Ok(rustix::process::kill_process_group(group, rustix::process::Signal::KILL)?)
}

/// Elsewhere what a program started is left.
#[cfg(not(target_os = "linux"))]
fn end_group(_child: &Child) -> io::Result<()> {
    Ok(())
}

/// Tells on a thread of its own; what came of it is asked for later.
pub struct Teller {
    queue: Option<SyncSender<Told>>,
    done: Receiver<(Message, bool)>,
    over: Arc<AtomicBool>,
}

impl Teller {
    /// Begins; it ends with the sender.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(limits: AlarmLimits) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(QUEUE);
        let (tell_done, done) = channel();
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        thread::Builder::new()
            .name("alarms".to_owned())
            .spawn(move || work(&waiting, &tell_done, &is_over, &limits))?;
        Ok(Self { queue: Some(queue), done, over })
    }

    /// Queues a message. Where too many wait it is told at a later wake.
    pub fn queue(&self, told: Told) {
        let Some(queue) = &self.queue else { return };
        if let Err(error) = queue.try_send(told) {
            tracing::warn!(%error, "an alarm waits to be told");
        }
    }

    /// Messages that were told since it was asked last.
    pub fn told(&self) -> Vec<Message> {
        self.done.try_iter().filter(|(_, arrived)| *arrived).map(|(message, _)| message).collect()
    }

    /// Waits until everything queued was told or failed, at most so long in all; what was told. What is left then is told
    /// next time.
    #[must_use]
    pub fn finish(mut self, within: Duration) -> Vec<Message> {
        drop(self.queue.take());
        let mut told = self.heard_until(Instant::now() + within);
        // Nothing that it started outlives it: it is given a moment to end that.
        self.over.store(true, Ordering::Relaxed);
        told.extend(self.heard_until(Instant::now() + LOOK_EVERY * 10));
        told
    }

    fn heard_until(&self, until: Instant) -> Vec<Message> {
        let next = || self.done.recv_timeout(until.saturating_duration_since(Instant::now())).ok();
        std::iter::from_fn(next).filter(|(_, arrived)| *arrived).map(|(message, _)| message).collect()
    }
}

fn work(waiting: &Receiver<Told>, done: &Sender<(Message, bool)>, over: &AtomicBool, limits: &AlarmLimits) {
    for told in waiting {
        if over.load(Ordering::Relaxed) {
            tracing::warn!(code = told.message.alarm.kind.name(), "an alarm waits to be told");
            continue;
        }
        let outcome = tell_unless(over, &told, limits);
        match &outcome {
            Ok(()) => {
                tracing::info!(code = told.message.alarm.kind.name(), state = told.message.news.name(), "alarm told")
            }
            Err(error) => {
                let error = error as &dyn std::error::Error;
                tracing::warn!(code = told.message.alarm.kind.name(), error, "nobody could be told of an alarm");
            }
        }
        // Nobody asks any more once the service ends.
        let _asked = done.send((told.message, outcome.is_ok()));
    }
}

/// Whether settings name anybody to be told.
#[must_use]
pub fn has_ears(limits: &AlarmLimits) -> bool {
    !limits.command.is_empty() || limits.webhook.is_some()
}

/// Writes an alarm into the log, whoever else is told.
pub fn log(told: &Told) {
    let Message { alarm, news, .. } = &told.message;
    let (code, subject, state) = (alarm.kind.name(), alarm.subject.as_str(), news.name());
    match news {
        News::Cleared => tracing::info!(code, subject, state, "alarm"),
        News::Raised | News::Reminder => tracing::warn!(code, subject, state, "alarm"),
    }
}

#[cfg(test)]
mod tests;
