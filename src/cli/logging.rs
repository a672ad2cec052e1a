//! The log: to stderr, as loud as asked.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use super::Context;

/// Starts the log. `SVERKA_LOG` (`debug`, `sverka::intake=trace` …) beats the command line.
pub(crate) fn start(context: &Context) {
    let level = match (context.quiet, context.verbose) {
        (true, _) => "error",
        (false, 0) => "warn",
        (false, 1) => "info",
        (false, 2) => "debug",
        (false, _) => "trace",
    };
    let filter = EnvFilter::try_from_env("SVERKA_LOG").unwrap_or_else(|_absent| EnvFilter::new(level));
    let colored = io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colored).init();
}
