//! The command line: one file per verb. Data goes to stdout, everything else to stderr.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{FromArgMatches, Parser, Subcommand};
use sverka::config::{self, Config, LogFormat};
use sverka::lang::Lang;

mod backup;
mod books;
mod check;
mod completions;
mod demo;
mod doctor;
mod error;
mod explain;
mod export;
mod help;
mod init;
mod logging;
mod man;
mod mapping;
mod metrics;
mod notify;
mod problems;
mod progress;
mod quarantine;
mod review;
mod runs;
mod service;
mod status;
mod stop;
mod summary;
mod sync;
mod table;
mod terminal;
mod undo;
mod watch;
mod wire;

use error::CliError;

/// Reconciles accounting exports, one CRM store and the managers' Excel workbooks.
///
/// Accountants drop exports into folders, managers keep working in their own workbooks; sverka keeps everyone in
/// agreement through one central store.
///
/// Exit codes: 0 done; 1 failed; 2 usage or settings; 3 done, but rows were refused; 4 decisions are waiting (with
/// --strict); 5 the brake holds a mass change; 6 a source is missing or late; 7 another instance is running; 8 the
/// store is damaged or newer than the program; 130 interrupted cleanly.
#[derive(Debug, Parser)]
#[command(name = "sverka", version, max_term_width = 110)]
pub(crate) struct Cli {
    /// The settings file; the workspace is its folder.
    #[arg(long, global = true, value_name = "PATH", default_value = config::FILE_NAME)]
    config: PathBuf,

    /// Language of what is printed; without it, the language of the settings.
    #[arg(long, global = true, value_parser = language_parser())]
    lang: Option<Lang>,

    /// Print one JSON object instead of text.
    #[arg(long, global = true)]
    json: bool,

    /// Say more on stderr; twice for still more.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,

    /// Say nothing on stderr but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Form of the log: lines for people, or one JSON object per line; without it, as the settings say.
    #[arg(long, global = true, value_parser = log_format_parser())]
    log_format: Option<LogFormat>,

    #[command(subcommand)]
    verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Verb {
    Init(init::Args),
    Demo(demo::Args),
    Check(check::Args),
    Doctor(doctor::Args),
    Sync(sync::Args),
    Watch(watch::Args),
    Status(status::Args),
    Runs(runs::Args),
    Undo(undo::Args),
    Review(review::Args),
    Books(books::Args),
    Quarantine(quarantine::Args),
    Export(export::Args),
    Explain(explain::Args),
    Mapping(mapping::Args),
    Backup(backup::BackupArgs),
    Restore(backup::RestoreArgs),
    Verify(backup::VerifyArgs),
    Metrics(metrics::Args),
    Service(service::Args),
    Completions(completions::Args),
    Man(man::Args),
}

fn language_parser() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(Lang::ALL.map(Lang::code)).map(|code| Lang::from_code(&code).unwrap_or_default())
}

fn log_format_parser() -> impl TypedValueParser<Value = LogFormat> {
    PossibleValuesParser::new(LogFormat::NAMES).map(|name| LogFormat::from_name(&name).unwrap_or_default())
}

/// What every verb is given.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The settings file as asked.
    pub(crate) config_path: PathBuf,
    /// Language of what is printed.
    pub(crate) lang: Lang,
    /// One JSON object instead of text.
    pub(crate) json: bool,
    /// Nothing but errors on stderr.
    pub(crate) quiet: bool,
    /// How much more is said on stderr.
    pub(crate) verbose: u8,
    /// The form of the log, where it was asked for.
    pub(crate) log_format: Option<LogFormat>,
}

impl Context {
    fn new(cli: &Cli) -> Self {
        Self {
            config_path: cli.config.clone(),
            lang: cli.lang.or_else(|| help::of_settings(&cli.config)).unwrap_or_default(),
            json: cli.json,
            quiet: cli.quiet,
            verbose: cli.verbose,
            log_format: cli.log_format,
        }
    }

    /// The settings of the workspace.
    pub(crate) fn config(&self) -> Result<Config, CliError> {
        Ok(Config::load(&self.config_path)?)
    }
}

/// Parses, runs, prints the error; what `main` does.
pub(crate) fn main() -> ExitCode {
    let words: Vec<_> = env::args_os().collect();
    let mut command = help::command(help::language(&words));
    let parsed = command.try_get_matches_from_mut(words).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed.map_err(|error| error.format(&mut command)) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell when the terminal itself is gone.
            let _printed: Result<(), std::io::Error> = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let context = Context::new(&cli);
    // Only what goes on by itself keeps a log; wrong settings are told by the verb.
    let keeps_log = match &cli.verb {
        Verb::Sync(_) | Verb::Watch(_) => true,
        Verb::Service(args) => args.is_service(),
        _ => false,
    };
    let settings = keeps_log.then(|| context.config().ok()).flatten();
    logging::start(&context, settings.as_ref().map(|config| &config.service.log));
    match run(cli.verb, &context) {
        Ok(code) => code,
        Err(error) => error.report(&context),
    }
}

fn run(verb: Verb, context: &Context) -> Result<ExitCode, CliError> {
    match verb {
        Verb::Init(args) => init::run(&args, context),
        Verb::Demo(args) => demo::run(&args, context),
        Verb::Check(args) => check::run(&args, context),
        Verb::Doctor(args) => doctor::run(&args, context),
        Verb::Sync(args) => sync::run(&args, context),
        Verb::Watch(args) => watch::run(&args, context),
        Verb::Status(args) => status::run(&args, context),
        Verb::Runs(args) => runs::run(&args, context),
        Verb::Undo(args) => undo::run(&args, context),
        Verb::Review(args) => review::run(&args, context),
        Verb::Books(args) => books::run(&args, context),
        Verb::Quarantine(args) => quarantine::run(&args, context),
        Verb::Export(args) => export::run(&args, context),
        Verb::Explain(args) => explain::run(&args, context),
        Verb::Mapping(args) => mapping::run(&args, context),
        Verb::Backup(args) => backup::back_up(&args, context),
        Verb::Restore(args) => backup::restore(&args, context),
        Verb::Verify(args) => backup::verify(&args, context),
        Verb::Metrics(args) => metrics::run(&args, context),
        Verb::Service(args) => service::run(&args, context),
        Verb::Completions(args) => completions::run(&args, context),
        Verb::Man(args) => man::run(&args, context),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
