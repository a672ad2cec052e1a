//! Ctrl-C: asks the work to end after the current delivery.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::error::CliError;
use super::{Context, terminal};

/// A flag that Ctrl-C (or the system's request to end) raises.
pub(crate) fn on_ctrl_c(context: &Context) -> Result<Arc<AtomicBool>, CliError> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    let (quiet, text) = (context.quiet, context.lang.text("run-stopping", &[]));
    ctrlc::set_handler(move || {
        if !raised.swap(true, Ordering::SeqCst) && !quiet {
            terminal::complain(&text);
        }
    })
    .map_err(|source| CliError::Failed(Box::new(source)))?;
    Ok(stop)
}
