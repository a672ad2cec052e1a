//! `sverka service`: the service that keeps `watch` running: a systemd unit, on Windows a service, or a task of a user.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::json;
use sverka::config::Config;
use sverka::lang::Arg;

use super::error::CliError;
#[cfg(windows)]
use super::wire;
use super::{Context, terminal};

mod registered;
#[cfg(any(windows, test))]
mod stopping;
mod task;
mod unit;
#[cfg(windows)]
pub(crate) mod windows;

use registered::Registered;

/// Install, remove or show the service that keeps `watch` running.
///
/// On Linux it is a systemd unit, on Windows a service; of a single user (--user) a task of the Task Scheduler.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Show what would be written, and change nothing.
    Print {
        #[command(flatten)]
        kind: Kind,

        /// For which system; without it, for this one.
        #[arg(long, value_enum)]
        platform: Option<Platform>,

        /// A service for any folder, `sverka@FOLDER`, for packages.
        #[arg(long, conflicts_with_all = ["user", "run_as", "platform"])]
        template: bool,
    },
    /// Write the service, enable and start it; it serves the workspace of these settings.
    Install {
        #[command(flatten)]
        kind: Kind,

        /// Say what would be done and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Stop and remove the service; the workspace stays as it is.
    Uninstall {
        #[command(flatten)]
        kind: Kind,

        /// Say what would be done and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// What the service manager of Windows starts.
    #[cfg(windows)]
    #[command(hide = true)]
    Run {
        /// Name of the service.
        #[arg(long, value_parser = name_of_service)]
        name: String,
    },
}

impl Args {
    /// Whether this is the service itself, which keeps a log.
    pub(crate) fn is_service(&self) -> bool {
        match self.what {
            #[cfg(windows)]
            What::Run { .. } => true,
            What::Print { .. } | What::Install { .. } | What::Uninstall { .. } => false,
        }
    }
}

#[derive(Debug, clap::Args)]
struct Kind {
    /// Name of the service.
    #[arg(long, default_value = "sverka", value_parser = name_of_service)]
    name: String,

    /// A service of this user, not of the whole system.
    #[arg(long)]
    user: bool,

    /// The account it runs under.
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "user")]
    run_as: Option<String>,
}

/// Which sort of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Platform {
    /// Linux.
    Systemd,
    /// Windows.
    Windows,
    /// Windows, for a single user.
    Task,
}

impl Platform {
    fn here(kind: &Kind) -> Self {
        match (cfg!(windows), kind.user) {
            (false, _) => Self::Systemd,
            (true, false) => Self::Windows,
            (true, true) => Self::Task,
        }
    }
}

/// A name that is a file name everywhere.
fn name_of_service(text: &str) -> Result<String, String> {
    let is_plain = text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    if is_plain && !text.is_empty() { Ok(text.to_owned()) } else { Err("a-z, 0-9, - and _".to_owned()) }
}

/// Why the service manager did not do it.
#[derive(Debug, thiserror::Error)]
enum ManagerError {
    /// It can't be started.
    #[error("{command} can't be run")]
    Start {
        /// What was run.
        command: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It said no.
    #[error("{command}: {said}")]
    Refused {
        /// What was run.
        command: String,
        /// What it said.
        said: String,
    },
    /// It was asked to stop and did not.
    #[cfg(any(windows, test))]
    #[error("the service {service} still runs {seconds} s after it was asked to stop; nothing was changed")]
    StillRunning {
        /// Its name.
        service: String,
        /// So long it was waited for.
        seconds: u64,
    },
}

/// A service as it is written and started.
struct Plan {
    file: PathBuf,
    text: Vec<u8>,
    /// To be run once the file is written.
    start: Vec<Vec<String>>,
    /// To be run before it is removed, whatever comes of it.
    stop: Vec<Vec<String>>,
    /// To be run once it is removed.
    forget: Vec<Vec<String>>,
    /// Shows how it is.
    status: String,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    match &args.what {
        What::Print { template: true, .. } => terminal::print(&unit::template())?,
        What::Print { kind, platform, template: false } => {
            let config = context.config()?;
            terminal::print(&text(&config, kind, platform.unwrap_or_else(|| Platform::here(kind)))?)?;
        }
        #[cfg(windows)]
        What::Run { name } => return windows::run(name, context),
        #[cfg(windows)]
        What::Install { kind, dry_run } if !kind.user => {
            let service = registered(&context.config()?, kind)?;
            if *dry_run {
                terminal::print(&service.text())?;
            } else {
                windows::install(&service)?;
                told("service-installed", &kind.name, &format!("sc.exe query {}", kind.name), context)?;
            }
        }
        #[cfg(windows)]
        What::Uninstall { kind, dry_run } if !kind.user => {
            if *dry_run {
                terminal::print(&format!("sc.exe stop {0}\nsc.exe delete {0}", kind.name))?;
            } else {
                windows::uninstall(kind)?;
                told("service-removed", &kind.name, "", context)?;
            }
        }
        What::Install { kind, dry_run } => {
            let plan = plan(&context.config()?, kind)?;
            if *dry_run { show(&plan, &plan.start, context)? } else { install(&plan, context)? }
        }
        What::Uninstall { kind, dry_run } => {
            let plan = plan(&context.config()?, kind)?;
            let commands = [plan.stop.as_slice(), plan.forget.as_slice()].concat();
            if *dry_run { show(&plan, &commands, context)? } else { uninstall(&plan, context)? }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What starts `watch` on these settings.
fn command_line(config: &Config) -> Result<[String; 4], CliError> {
    let program = std::env::current_exe().map_err(CliError::file(Path::new("sverka")))?;
    let [program, settings] = [&program, &config.file].map(|path| path.to_string_lossy().into_owned());
    Ok([program, "--config".to_owned(), settings, "watch".to_owned()])
}

fn text(config: &Config, kind: &Kind, platform: Platform) -> Result<String, CliError> {
    let command = command_line(config)?;
    Ok(match platform {
        Platform::Systemd => unit::text(config, &command, kind.user, kind.run_as.as_deref()),
        Platform::Windows => Registered::of(config, &command, kind).text(),
        Platform::Task => task::text(config, &command, kind.user, kind.run_as.as_deref()),
    })
}

#[cfg(windows)]
fn registered(config: &Config, kind: &Kind) -> Result<Registered, CliError> {
    Ok(Registered::of(config, &command_line(config)?, kind))
}

fn plan(config: &Config, kind: &Kind) -> Result<Plan, CliError> {
    let text = text(config, kind, Platform::here(kind))?;
    if cfg!(windows) {
        return Ok(task::plan(config, kind, &text));
    }
    unit::plan(kind, text)
}

fn show(plan: &Plan, commands: &[Vec<String>], context: &Context) -> Result<(), CliError> {
    let file = plan.file.to_string_lossy();
    let lines: Vec<String> = commands.iter().map(|command| command.join(" ")).collect();
    if context.json {
        return terminal::print_json(&json!({ "file": file, "commands": lines }));
    }
    let head = context.lang.text("service-dry-run", &[("file", Arg::Text(&file))]);
    terminal::print(&format!("{head}\n  {}", lines.join("\n  ")))
}

fn install(plan: &Plan, context: &Context) -> Result<(), CliError> {
    if plan.file.exists() && !is_ours(&plan.file) {
        return Err(foreign(&plan.file));
    }
    let folder = plan.file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(CliError::file(folder))?;
    sverka::output::whole::write_whole(&plan.file, &plan.text, folder).map_err(CliError::file(&plan.file))?;
    plan.start.iter().try_for_each(|command| ask(command))?;
    done("service-installed", plan, context)
}

fn uninstall(plan: &Plan, context: &Context) -> Result<(), CliError> {
    let subject = plan.file.to_string_lossy().into_owned();
    if !plan.file.exists() {
        return Err(CliError::Usage { key: "service-not-there", subject });
    }
    if !is_ours(&plan.file) {
        return Err(foreign(&plan.file));
    }
    for command in &plan.stop {
        // One that is not running can't be stopped; it is removed all the same.
        if let Err(error) = ask(command) {
            tracing::warn!(error = &error as &dyn std::error::Error, "the service can't be stopped");
        }
    }
    fs::remove_file(&plan.file).map_err(CliError::file(&plan.file))?;
    plan.forget.iter().try_for_each(|command| ask(command))?;
    done("service-removed", plan, context)
}

fn done(key: &str, plan: &Plan, context: &Context) -> Result<(), CliError> {
    told(key, &plan.file.to_string_lossy(), &plan.status, context)
}

fn told(key: &str, file: &str, status: &str, context: &Context) -> Result<(), CliError> {
    if context.json {
        return terminal::print_json(&json!({ "file": file }));
    }
    terminal::print(&context.lang.text(key, &[("file", Arg::Text(file)), ("status", Arg::Text(status))]))
}

fn foreign(file: &Path) -> CliError {
    CliError::Usage { key: "service-foreign", subject: file.to_string_lossy().into_owned() }
}

/// The mark of files that this command writes.
const MARK: &str = "sverka service install";

fn is_ours(file: &Path) -> bool {
    let bytes = fs::read(file).unwrap_or_default();
    let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
    text.contains(MARK)
}

/// Runs a command of the service manager.
fn ask(words: &[String]) -> Result<(), CliError> {
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let command = words.join(" ");
    let failed = |error: ManagerError| CliError::Failed(Box::new(error));
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|source| failed(ManagerError::Start { command: command.clone(), source }))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(failed(ManagerError::Refused { command, said }))
}

/// Every folder the service writes to.
fn written(config: &Config) -> Vec<PathBuf> {
    let paths = &config.paths;
    let mut found: Vec<PathBuf> =
        [&paths.exchange, &paths.done, &paths.quarantine, &paths.managers, &paths.store].map(Clone::clone).to_vec();
    found.extend(config.sources.iter().map(|source| source.folder.clone()));
    found.extend(config.sources.iter().filter_map(|source| source.exchange.folder.clone()));
    let service = &config.service;
    let files = [service.metrics.file.as_ref(), service.log.file.as_ref()];
    found.extend(files.into_iter().flatten().filter_map(|file| file.parent().map(Path::to_owned)));
    found.sort();
    // A folder inside another is written to already.
    found.dedup_by(|inner, outer| inner.starts_with(outer));
    found
}
