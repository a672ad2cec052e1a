//! `sverka mapping`: the descriptions of formats, for whoever writes them.
//!
//! | file | verb |
//! |---|---|
//! | `list`, `check`, `test` | what there is, what is wrong with it, whether its examples hold |
//! | `attempt` | `try`: what mappings make of a file |
//! | `show` | prints the file of a mapping |
//! | `new` | proposes a mapping for a file that nobody reads |
//! | `accept_drift` | `accept-drift`: a source sends something other than before, and that is right |
//! | `explain` | how a record came to its values |
//! | `values` | the values of a draft as texts and JSON |

use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;
use sverka::config::{Config, ConfigError};
use sverka::mapping::library::BadFile;
use sverka::mapping::{Library, LibraryError, Mapping};
use sverka::model::problem::did_you_mean;
use sverka::pipeline::inspect::{self, Inspector, Opened};

use super::Context;
use super::error::CliError;
use super::problems::Faulty;

mod accept_drift;
mod attempt;
mod check;
mod explain;
mod list;
mod new;
mod show;
mod test;
mod values;

/// Show, check, try and make mappings: the descriptions of what accounting programs and banks export.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// What to do with mappings.
#[derive(Debug, Subcommand)]
enum Verb {
    List(list::Args),
    Show(show::Args),
    Check(check::Args),
    Test(test::Args),
    Try(attempt::Args),
    New(new::Args),
    Explain(explain::Args),
    AcceptDrift(accept_drift::Args),
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    match &args.verb {
        Verb::List(args) => list::run(args, context),
        Verb::Show(args) => show::run(args, context),
        Verb::Check(args) => check::run(args, context),
        Verb::Test(args) => test::run(args, context),
        Verb::New(args) => new::run(args, context),
        Verb::Try(args) => attempt::run(args, context),
        Verb::Explain(args) => explain::run(args, context),
        Verb::AcceptDrift(args) => accept_drift::run(args, context),
    }
}

/// The settings, where there are any: mappings can be written before there is a workspace.
fn workspace(context: &Context) -> Result<Option<Config>, CliError> {
    match Config::load(&context.config_path) {
        Ok(config) => Ok(Some(config)),
        Err(ConfigError::NotFound { .. }) if context.config_path == Path::new(sverka::config::FILE_NAME) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The mappings of a workspace, or the built-in ones; with one more file where that is given.
fn library(config: Option<&Config>, more: Option<(&str, &str)>) -> Result<Library, CliError> {
    let folder = config.map(|config| config.paths.mappings.as_path());
    Library::load_with(folder, more).map_err(|error| match error {
        LibraryError::Bad(files) => CliError::Mappings(files),
        error @ LibraryError::Io { .. } => CliError::Failed(Box::new(error)),
    })
}

/// Mapping files that were named, each as the library would have it beside the workspace's and the others.
struct Named<'c> {
    config: Option<&'c Config>,
    /// How each was named, with its name and text.
    files: Vec<(String, (String, String))>,
}

impl<'c> Named<'c> {
    fn read<'p>(config: Option<&'c Config>, paths: impl Iterator<Item = &'p Path>) -> Result<Self, CliError> {
        let file = |path: &Path| {
            let text = std::fs::read_to_string(path).map_err(CliError::file(path))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Ok((path.display().to_string(), (name, text)))
        };
        Ok(Self { config, files: paths.map(file).collect::<Result<_, CliError>>()? })
    }

    /// The mapping of a file, or what is wrong with it and with those that it stands on.
    fn compile(&self, shown: &str) -> Result<Result<Mapping, Vec<Faulty>>, CliError> {
        let folder = self.config.map(|config| config.paths.mappings.as_path());
        let beside: Vec<(String, String)> = self.files.iter().map(|(_, file)| file.clone()).collect();
        let file = self.files.iter().find(|(path, _)| path == shown).map(|(_, file)| file);
        let (name, text) = file.map(|(name, text)| (name.as_str(), text.as_str())).unwrap_or_default();
        match Library::file(folder, &beside, (name, text)) {
            Ok(mapping) => Ok(Ok(mapping)),
            Err(LibraryError::Bad(files)) => Ok(Err(files.into_iter().map(|bad| self.faulty(bad)).collect())),
            Err(error) => Err(CliError::Failed(Box::new(error))),
        }
    }

    /// A file that was named is told by the path that it was named by.
    fn faulty(&self, bad: BadFile) -> Faulty {
        let mut faulty = Faulty::from(bad);
        let named = self.files.iter().find(|(_, (_, text))| *text == faulty.text);
        if let Some((path, _)) = named {
            faulty.file.clone_from(path);
        }
        faulty
    }
}

/// Settings and mappings, and which of them a file is to be read with.
struct Desk {
    config: Option<Config>,
    library: Library,
    /// The name of the mapping that was asked for.
    pinned: Option<String>,
}

impl Desk {
    /// `mapping` is a name or a file; `source` one of the settings.
    fn new(mapping: Option<&str>, source: Option<&str>, context: &Context) -> Result<Self, CliError> {
        let config = workspace(context)?;
        let file = mapping.map(Path::new).filter(|path| path.extension().is_some_and(|end| end == "toml"));
        let text = match file {
            Some(path) => Some(std::fs::read_to_string(path).map_err(CliError::file(path))?),
            None => None,
        };
        let name = file.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let more = name.as_deref().zip(text.as_deref());
        let library = library(config.as_ref(), more)?;
        let pinned = match (name, mapping, source) {
            (Some(name), ..) => {
                let found = library.iter_with_origins().find(|(_, origin)| origin.file == name);
                found.map(|(mapping, _)| mapping.name().to_owned())
            }
            (None, Some(mapping), _) => Some(mapping.to_owned()),
            (None, None, Some(source)) => {
                let known = config.as_ref().and_then(|config| config.source(source));
                let known = known.ok_or_else(|| CliError::Usage { key: "no-source", subject: source.to_owned() })?;
                known.mapping.clone()
            }
            (None, None, None) => None,
        };
        Ok(Self { config, library, pinned })
    }

    /// Opens a file, or says why it can't be read.
    fn open(&self, path: &Path) -> Result<Opened, CliError> {
        match inspect::open(path).map_err(CliError::file(path))? {
            Ok(opened) => Ok(opened),
            Err(reason) => Err(CliError::Refused(reason)),
        }
    }

    fn inspector(&self, samples: usize) -> Result<Inspector<'_>, CliError> {
        let mapping = match &self.pinned {
            Some(name) => Some(named(&self.library, name)?),
            None => None,
        };
        let rules = inspect::rules_of(self.config.as_ref());
        Ok(Inspector { library: &self.library, mapping, rules, samples })
    }
}

/// The mapping of a name; an unknown one is told with the nearest.
fn named<'l>(library: &'l Library, name: &str) -> Result<&'l Mapping, CliError> {
    library.get(name).ok_or_else(|| {
        let near = did_you_mean(name, library.iter().map(Mapping::name));
        let subject = near.map_or_else(|| name.to_owned(), |near| format!("{name} ({near}?)"));
        CliError::Usage { key: "no-mapping", subject }
    })
}
