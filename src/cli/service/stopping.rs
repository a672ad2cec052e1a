//! Waiting until a service has stopped: it finishes its delivery first.

use std::thread;
use std::time::{Duration, Instant};

use super::{CliError, ManagerError};

/// How often it is looked whether a service has stopped.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Waits until a service has stopped; one that still runs after so long is an error: nothing may be changed under it.
pub(super) fn wait(
    service: &str,
    within: Duration,
    mut has_stopped: impl FnMut() -> Result<bool, CliError>,
) -> Result<(), CliError> {
    let asked = Instant::now();
    while !has_stopped()? {
        if asked.elapsed() >= within {
            let running = ManagerError::StillRunning { service: service.to_owned(), seconds: within.as_secs() };
            return Err(CliError::Failed(Box::new(running)));
        }
        thread::sleep(LOOK_EVERY.min(within));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_does_not_stop_is_an_error_and_one_that_does_is_waited_for() {
        let mut looked = 0;
        let stops = wait("sverka", Duration::from_secs(60), || {
            looked += 1;
            Ok(looked == 2)
        });
        assert!(stops.is_ok() && looked == 2);
        let error = wait("sverka", Duration::from_millis(1), || Ok(false)).expect_err("it runs");
        assert!(
            matches!(&error, CliError::Failed(cause) if cause.to_string().contains("sverka still runs")),
            "{error:?}"
        );
        assert!(wait("sverka", Duration::ZERO, || Ok(true)).is_ok(), "one that has stopped is not waited for");
    }
}
