//! `/metrics`, `/healthz` and `/readyz`, for whoever watches the service from outside.
//!
//! axum and tokio, because the console and the exchange with accounting programs will live here too, and a server of our
//! own would have to learn what these know of slow and hostile clients. One thread serves; what asks the disk is done on
//! another with a time limit, so that a dead share stops neither the server nor the service.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, oneshot};

use super::exposition;
use super::pulse::Pulse;

/// How long figures may take to gather.
const FIGURES_WITHIN: Duration = Duration::from_secs(10);

/// So many may gather figures at once; others are sent away.
const GATHERERS: usize = 2;

/// A question that may ask the disk.
type Question<T> = Arc<dyn Fn() -> T + Send + Sync>;

/// What is asked for an answer.
#[derive(Clone)]
pub struct Asked {
    /// The text of the metrics; nothing when the store can't be read.
    pub figures: Question<Option<String>>,
    /// Whether the store opens: asked every few seconds, so it gathers nothing.
    pub ready: Question<bool>,
}

/// What the answers are made of.
#[derive(Clone)]
struct Served {
    pulse: Pulse,
    /// How long the loop may show no sign of life while it waits.
    within: Duration,
    asked: Asked,
    gatherers: Arc<Semaphore>,
}

/// A server that answers until it is dropped.
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Begins to answer at an address.
    ///
    /// # Errors
    /// When the address can't be had: it is taken, or not this machine's.
    pub fn start(address: SocketAddr, pulse: Pulse, within: Duration, asked: Asked) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let served = Served { pulse, within, asked, gatherers: Arc::new(Semaphore::new(GATHERERS)) };
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("http".to_owned()).spawn(move || {
            if let Err(error) = run(&runtime, listener, served, stopped) {
                tracing::error!(%error, "metrics are not served any more");
            }
            // Whoever still waits for a dead share is left behind.
            runtime.shutdown_background();
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        // One that panicked has said so already.
        self.thread.take().map(thread::JoinHandle::join);
    }
}

/// Serves until the other end of `stopped` is gone.
fn run(runtime: &Runtime, listener: TcpListener, served: Served, stopped: oneshot::Receiver<()>) -> io::Result<()> {
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .with_state(served);
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let serving = axum::serve(listener, router);
        tokio::select! {
            ended = async { serving.await } => ended,
            _gone = stopped => Ok(()),
        }
    })
}

async fn metrics(State(served): State<Served>) -> Response {
    match answered(&served, &served.asked.figures).await.flatten() {
        Some(text) => ([(header::CONTENT_TYPE, exposition::CONTENT_TYPE)], text).into_response(),
        None => refused("the figures can't be gathered\n"),
    }
}

/// The process does its work: restart it where this fails.
async fn healthz(State(served): State<Served>) -> Response {
    if served.pulse.is_alive(Instant::now(), served.within) {
        return "ok\n".into_response();
    }
    refused("the loop shows no sign of life\n")
}

/// The service does its work: the store opens, and the last run came to its end.
async fn readyz(State(served): State<Served>) -> Response {
    if !served.pulse.is_well() {
        return refused("the last run failed, or there was none yet\n");
    }
    match answered(&served, &served.asked.ready).await {
        Some(true) => "ok\n".into_response(),
        Some(false) | None => refused("the store can't be read\n"),
    }
}

fn refused(why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

/// The answer to a question that asks the disk; nothing where it takes too long, or too many ask.
async fn answered<T: Send + 'static>(served: &Served, question: &Question<T>) -> Option<T> {
    let permit = Arc::clone(&served.gatherers).try_acquire_owned().ok()?;
    let question = Arc::clone(question);
    let answering = tokio::task::spawn_blocking(move || {
        let answer = question();
        // Held for as long as it takes, also by one that nobody waits for any more.
        drop(permit);
        answer
    });
    tokio::time::timeout(FIGURES_WITHIN, answering).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A store that opens.
    fn answers(figures: impl Fn() -> Option<String> + Send + Sync + 'static) -> Asked {
        Asked { figures: Arc::new(figures), ready: Arc::new(|| true) }
    }

    fn ask(server: &Server, path: &str) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.get(format!("http://{}{path}", server.address())).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    #[test]
    fn health_follows_the_pulse_and_readiness_the_last_run() {
        let pulse = Pulse::new(Instant::now());
        let within = Duration::from_millis(400);
        let asked = answers(|| Some("sverka_x 1\n".to_owned()));
        let local: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let server = Server::start(local, pulse.clone(), within, asked).unwrap();
        assert_eq!((ask(&server, "/healthz").0, ask(&server, "/readyz").0), (200, 503), "no run yet");
        pulse.ran(Instant::now(), true);
        assert_eq!(ask(&server, "/readyz"), (200, "ok\n".to_owned()));
        assert_eq!(ask(&server, "/metrics"), (200, "sverka_x 1\n".to_owned()));
        pulse.ran(Instant::now(), false);
        assert_eq!((ask(&server, "/healthz").0, ask(&server, "/readyz").0), (200, 503));
        pulse.waits(Instant::now());
        thread::sleep(within * 2);
        assert_eq!(ask(&server, "/healthz").0, 503, "the loop is silent");
        assert_eq!(ask(&server, "/other").0, 404);
        let shut = Asked { figures: Arc::new(|| panic!("readiness gathers nothing")), ready: Arc::new(|| false) };
        let (pulse_well, local): (_, SocketAddr) = (Pulse::new(Instant::now()), "127.0.0.1:0".parse().unwrap());
        pulse_well.ran(Instant::now(), true);
        let closed = Server::start(local, pulse_well, within, shut).unwrap();
        assert_eq!(ask(&closed, "/readyz").0, 503, "the store does not open");
        assert!(Server::start(server.address(), pulse, within, answers(|| None)).is_err(), "taken");
    }

    #[test]
    fn a_dead_share_stops_neither_the_server_nor_its_end() {
        let (asleep, awake) = std::sync::mpsc::channel::<()>();
        let awake = std::sync::Mutex::new(awake);
        // Gathering hangs until the test is over.
        let asked = answers(move || awake.lock().ok()?.recv().ok().map(|()| String::new()));
        let local: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let pulse = Pulse::new(Instant::now());
        let server = Server::start(local, pulse, Duration::from_secs(60), asked).unwrap();
        let address = server.address();
        let hanging: Vec<_> = (0..GATHERERS)
            .map(|_| thread::spawn(move || ureq::get(format!("http://{address}/metrics")).call().is_ok()))
            .collect();
        thread::sleep(Duration::from_millis(300));
        assert_eq!(ask(&server, "/metrics").0, 503, "two hang already: the third is sent away at once");
        assert_eq!(ask(&server, "/healthz").0, 200);
        let begun = Instant::now();
        drop(server);
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert!(hanging.into_iter().all(|one| !one.join().unwrap()));
        drop(asleep);
    }
}
