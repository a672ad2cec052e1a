//! A service of Windows: registered with the service manager, started by it, ended at its request once the current
//! delivery is finished.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use windows_service::service::{
    Service, ServiceAccess, ServiceAction, ServiceActionType, ServiceControl, ServiceControlAccept,
    ServiceErrorControl, ServiceExitCode, ServiceFailureActions, ServiceFailureResetPeriod, ServiceInfo,
    ServiceStartType, ServiceState, ServiceStatus, ServiceType,
};
use windows_service::service_control_handler::{self, ServiceControlHandlerResult, ServiceStatusHandle};
use windows_service::service_manager::{ServiceManager, ServiceManagerAccess};
use windows_service::{Error, service_dispatcher};

use super::registered::Registered;
use super::{CliError, Context, Kind, stopping, wire};

/// So long the manager may wait for the current delivery to be finished.
const STOP_WITHIN: Duration = Duration::from_secs(180);

/// So long after it failed it is started again.
const RESTART_AFTER: Duration = Duration::from_secs(60);

/// After a day without failures the count of them begins anew.
const FORGET_AFTER: Duration = Duration::from_secs(86_400);

/// What the manager calls a service that it does not know.
const NO_SUCH_SERVICE: i32 = 1060;

/// What it says to a program that it did not start itself.
const NOT_STARTED_BY_MANAGER: i32 = 1063;

/// The service's name, and what the command line asked for: the manager calls back with nothing.
static SERVED: OnceLock<(String, Context)> = OnceLock::new();

/// How the manager is told.
static MANAGER: OnceLock<ServiceStatusHandle> = OnceLock::new();

windows_service::define_windows_service!(called_by_manager, serve);

/// Runs the service of this name until the manager ends it.
pub(super) fn run(name: &str, context: &Context) -> Result<ExitCode, CliError> {
    let served = SERVED.get_or_init(|| (name.to_owned(), context.clone()));
    match service_dispatcher::start(&served.0, called_by_manager) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if os_error(&error) == Some(NOT_STARTED_BY_MANAGER) => {
            Err(CliError::Usage { key: "service-by-hand", subject: served.0.clone() })
        }
        Err(error) => Err(failed(error)),
    }
}

/// What the manager starts, on a thread of its own.
fn serve(_arguments: Vec<OsString>) {
    let Some((name, context)) = SERVED.get() else { return };
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    let asked = move |control| match control {
        ServiceControl::Stop | ServiceControl::Preshutdown => {
            stopping();
            raised.store(true, Ordering::SeqCst);
            ServiceControlHandlerResult::NoError
        }
        ServiceControl::Interrogate => ServiceControlHandlerResult::NoError,
        _ => ServiceControlHandlerResult::NotImplemented,
    };
    match service_control_handler::register(name, asked) {
        Ok(handle) => drop(MANAGER.set(handle)),
        Err(error) => return tracing::error!(%error, "the service manager does not take this for a service"),
    }
    say(ServiceState::StartPending, ServiceExitCode::NO_ERROR);
    let served = context.config().and_then(|config| wire::watch(&config, context.lang, &stop, &mut |_| Ok(())));
    let code = match served {
        Ok(()) => ServiceExitCode::NO_ERROR,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the service ends");
            ServiceExitCode::ServiceSpecific(1)
        }
    };
    say(ServiceState::Stopped, code);
}

/// Tells the manager that the work begins, where it started this program.
pub(crate) fn ready() {
    say(ServiceState::Running, ServiceExitCode::NO_ERROR);
}

/// Tells the manager that the work ends.
pub(crate) fn stopping() {
    say(ServiceState::StopPending, ServiceExitCode::NO_ERROR);
}

fn say(current_state: ServiceState, exit_code: ServiceExitCode) {
    let Some(handle) = MANAGER.get() else { return };
    let is_pending = matches!(current_state, ServiceState::StartPending | ServiceState::StopPending);
    let accepted = ServiceControlAccept::STOP | ServiceControlAccept::PRESHUTDOWN;
    let said = handle.set_service_status(ServiceStatus {
        service_type: ServiceType::OWN_PROCESS,
        current_state,
        controls_accepted: if current_state == ServiceState::Running {
            accepted
        } else {
            ServiceControlAccept::empty()
        },
        exit_code,
        checkpoint: u32::from(is_pending),
        wait_hint: if is_pending { STOP_WITHIN } else { Duration::ZERO },
        process_id: None,
    });
    if let Err(error) = said {
        tracing::warn!(?current_state, %error, "the service manager can't be told");
    }
}

/// Registers the service, or brings it up to date, and starts it.
pub(super) fn install(service: &Registered) -> Result<(), CliError> {
    let access = ServiceManagerAccess::CONNECT | ServiceManagerAccess::CREATE_SERVICE;
    let manager = ServiceManager::local_computer(None::<&str>, access).map_err(failed)?;
    let info = info(service);
    let registered = match found(&manager, &service.name)? {
        Some(known) => {
            ours(&known, &service.name)?;
            stop(&known, &service.name)?;
            known.change_config(&info).map_err(failed)?;
            known
        }
        None => manager.create_service(&info, ServiceAccess::ALL_ACCESS).map_err(failed)?,
    };
    described(&registered, service).map_err(failed)?;
    registered.start::<&str>(&[]).map_err(failed)
}

/// Stops the service and has it forgotten.
pub(super) fn uninstall(kind: &Kind) -> Result<(), CliError> {
    let manager = ServiceManager::local_computer(None::<&str>, ServiceManagerAccess::CONNECT).map_err(failed)?;
    let Some(service) = found(&manager, &kind.name)? else {
        return Err(CliError::Usage { key: "service-not-there", subject: kind.name.clone() });
    };
    ours(&service, &kind.name)?;
    stop(&service, &kind.name)?;
    service.delete().map_err(failed)
}

fn info(service: &Registered) -> ServiceInfo {
    let Registered { name, shown, description: _, command, account } = service;
    let (program, arguments) = command.split_first().map_or(("", &[][..]), |(program, rest)| (program.as_str(), rest));
    ServiceInfo {
        name: name.into(),
        display_name: shown.into(),
        service_type: ServiceType::OWN_PROCESS,
        start_type: ServiceStartType::AutoStart,
        error_control: ServiceErrorControl::Normal,
        executable_path: program.into(),
        launch_arguments: arguments.iter().map(OsString::from).collect(),
        dependencies: Vec::new(),
        account_name: account.as_ref().map(OsString::from),
        account_password: None,
    }
}

/// What is told beside: a share may come up later than the machine, and whatever fails is tried again.
fn described(registered: &Service, service: &Registered) -> windows_service::Result<()> {
    registered.set_description(&service.description)?;
    let again = registered.update_failure_actions(ServiceFailureActions {
        reset_period: ServiceFailureResetPeriod::After(FORGET_AFTER),
        reboot_msg: None,
        command: None,
        actions: Some(vec![ServiceAction { action_type: ServiceActionType::Restart, delay: RESTART_AFTER }]),
    });
    // None is needed for it to run, and not every manager knows them.
    let asked = [
        again,
        registered.set_failure_actions_on_non_crash_failures(true),
        registered.set_delayed_auto_start(true),
        registered.set_preshutdown_timeout(STOP_WITHIN),
    ];
    for error in asked.into_iter().filter_map(Result::err) {
        tracing::warn!(%error, "the service manager does not take a setting");
    }
    Ok(())
}

fn found(manager: &ServiceManager, name: &str) -> Result<Option<Service>, CliError> {
    match manager.open_service(name, ServiceAccess::ALL_ACCESS) {
        Ok(service) => Ok(Some(service)),
        Err(error) if os_error(&error) == Some(NO_SUCH_SERVICE) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// Only what this command registered is changed.
fn ours(service: &Service, name: &str) -> Result<(), CliError> {
    let command = service.query_config().map_err(failed)?.executable_path;
    if command.to_string_lossy().contains(" service run --name ") {
        return Ok(());
    }
    Err(CliError::Usage { key: "service-foreign", subject: name.to_owned() })
}

/// Stops a service and waits until it has finished its delivery.
fn stop(service: &Service, name: &str) -> Result<(), CliError> {
    if state(service)? == ServiceState::Stopped {
        return Ok(());
    }
    // One that ends by itself at this moment can't be stopped, and need not be.
    if let Err(error) = service.stop() {
        tracing::warn!(%error, "the service can't be stopped");
    }
    stopping::wait(name, STOP_WITHIN, || Ok(state(service)? == ServiceState::Stopped))
}

fn state(service: &Service) -> Result<ServiceState, CliError> {
    Ok(service.query_status().map_err(failed)?.current_state)
}

fn os_error(error: &Error) -> Option<i32> {
    match error {
        Error::Winapi(error) => error.raw_os_error(),
        _ => None,
    }
}

fn failed(error: Error) -> CliError {
    CliError::Failed(Box::new(error))
}
