//! The help of every verb in the language of the person: what is written beside the verbs' arguments is the English of it,
//! the catalogue holds the others under `help-<verb>` and `help-<verb>--<argument>`.
//!
//! The first paragraph of a message is what lists show, all of it what `--help` shows.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use clap::{Arg, Command, CommandFactory};
use sverka::config;
use sverka::lang::Lang;

use super::Cli;

/// The command line with its help in a language.
pub(crate) fn command(lang: Lang) -> Command {
    let mut command = Cli::command();
    if lang == Lang::En {
        return command;
    }
    // Only what is built has the flags and verbs that clap adds.
    command.build();
    localized(command, &Words::of(lang), &[])
}

/// What help says besides its texts. Clap keeps headings for as long as the program runs.
struct Words {
    lang: Lang,
    commands: &'static str,
    arguments: &'static str,
    options: &'static str,
}

impl Words {
    fn of(lang: Lang) -> Self {
        let heading = |key: &str| &*lang.text(key, &[]).leak();
        Self {
            lang,
            commands: heading("help-heading-commands"),
            arguments: heading("help-heading-arguments"),
            options: heading("help-heading-options"),
        }
    }
}

/// The language that help is asked in: as said on the command line, else of the settings, else the default.
pub(crate) fn language(words: &[OsString]) -> Lang {
    let value_of = |option: &str| {
        let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
        let apart = words.iter().position(|word| *word == option).and_then(|at| words.get(at + 1)).copied();
        let together = || words.iter().find_map(|word| word.strip_prefix(option)?.strip_prefix('='));
        apart.or_else(together).map(str::to_owned)
    };
    if let Some(lang) = value_of("--lang").as_deref().and_then(Lang::from_code) {
        return lang;
    }
    let settings = value_of("--config").map_or_else(|| PathBuf::from(config::FILE_NAME), PathBuf::from);
    of_settings(&settings).unwrap_or_default()
}

/// The language that a settings file names, whatever else is wrong with it.
pub(crate) fn of_settings(settings: &std::path::Path) -> Option<Lang> {
    let text = fs::read_to_string(settings).ok()?;
    config::language_of(text.trim_start_matches('\u{feff}')).and_then(Lang::from_code)
}

fn localized(command: Command, words: &Words, path: &[String]) -> Command {
    let lang = words.lang;
    let key = key(path, None);
    let mut command = match said(lang, &key) {
        Some((short, long)) => command.about(short).long_about(long),
        None => command,
    };
    let usage = lang.text("help-heading-usage", &[]);
    command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading(words.commands);
    command = command.mut_args(|arg| argument(arg, words, path));
    command.mut_subcommands(|verb| {
        let mut path = path.to_vec();
        // `help sync` shows the verbs once more.
        if verb.get_name() != "help" || path.is_empty() {
            path.push(verb.get_name().to_owned());
        }
        if path.first().is_some_and(|first| first == "help") && path.len() > 1 {
            path.remove(0);
        }
        localized(verb, words, &path)
    })
}

fn argument(arg: Arg, words: &Words, path: &[String]) -> Arg {
    let lang = words.lang;
    let heading = if arg.is_positional() { words.arguments } else { words.options };
    // Under a heading of their own clap sorts them by letters.
    let arg = match arg.get_index() {
        Some(place) => arg.display_order(place),
        None => arg,
    };
    let arg = arg.help_heading(heading);
    let Some((short, long)) = keys_of(&arg, path).iter().find_map(|key| said(lang, key)) else { return arg };
    let notes = notes(&arg, lang);
    let arg = arg.hide_default_value(true).hide_possible_values(true);
    arg.help(format!("{short}{notes}")).long_help(format!("{long}{notes}"))
}

/// Where the catalogue may tell of an argument: at its verb, or at one above for all below it.
fn keys_of(arg: &Arg, path: &[String]) -> Vec<String> {
    let above = (0..=path.len()).rev().map(|depth| path.iter().take(depth).cloned().collect::<Vec<_>>());
    above.map(|path| key(&path, Some(arg.get_id().as_str()))).collect()
}

/// What clap would say in English of an argument's values.
fn notes(arg: &Arg, lang: Lang) -> String {
    let mut notes = String::new();
    let mut note = |key: &str, values: Vec<String>| {
        if !values.is_empty() {
            notes.push_str(&format!(" [{}: {}]", lang.text(key, &[]), values.join(", ")));
        }
    };
    if arg.get_action().takes_values() {
        let defaults = arg.get_default_values().iter().filter(|value| !value.is_empty());
        note("help-default", defaults.map(|value| value.to_string_lossy().into_owned()).collect());
        let possible = arg.get_possible_values();
        note("help-possible", possible.iter().filter(|v| !v.is_hide_set()).map(|v| v.get_name().to_owned()).collect());
    }
    notes
}

fn key(path: &[String], argument: Option<&str>) -> String {
    let mut key = String::from("help");
    for part in path {
        key.push('-');
        key.push_str(part);
    }
    if let Some(argument) = argument {
        key.push_str("--");
        key.push_str(&argument.replace('_', "-"));
    }
    key
}

/// The first paragraph of a message and all of it.
fn said(lang: Lang, key: &str) -> Option<(String, String)> {
    let text = lang.text(key, &[]);
    let short = text.split("\n\n").next().unwrap_or_default();
    (text != key).then(|| (short.trim_end_matches('.').to_owned(), text.clone()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Where a text may stand in the catalogue, and the English of it.
    struct Told {
        keys: Vec<String>,
        english: String,
    }

    /// Everything that is told of a command and of those below it.
    fn told(command: &Command, path: &[String], found: &mut Vec<Told>) {
        let english = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
        found.push(Told { keys: vec![key(path, None)], english });
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let english = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
            found.push(Told { keys: keys_of(arg, path), english });
        }
        for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help" && !verb.is_hide_set()) {
            let mut path = path.to_vec();
            path.push(verb.get_name().to_owned());
            told(verb, &path, found);
        }
    }

    fn all() -> Vec<Told> {
        let mut command = Cli::command();
        command.build();
        let mut found = Vec::new();
        told(&command, &[], &mut found);
        let help = Told { keys: vec!["help-help".to_owned()], english: "Print the help of a verb".to_owned() };
        found.push(help);
        found
    }

    #[test]
    fn every_verb_and_argument_is_told_in_every_language() {
        for lang in [Lang::Ru, Lang::Uk] {
            let missing: Vec<String> = all()
                .iter()
                .filter(|told| !told.keys.iter().any(|key| said(lang, key).is_some()))
                .filter_map(|told| Some(format!("{} = {}", told.keys.first()?, told.english)))
                .collect();
            assert!(missing.is_empty(), "{}/help.ftl lacks:\n{}", lang.code(), missing.join("\n"));
        }
    }

    #[test]
    fn no_help_is_kept_for_what_is_gone() {
        let known: BTreeSet<String> = all().into_iter().flat_map(|told| told.keys).collect();
        let own = ["help-heading-usage", "help-heading-commands", "help-heading-arguments", "help-heading-options"];
        let is_own = |key: &str| own.contains(&key) || ["help-default", "help-possible"].contains(&key);
        for lang in ["ru", "uk"] {
            let path = format!("{}/src/lang/{lang}/help.ftl", env!("CARGO_MANIFEST_DIR"));
            let text = fs::read_to_string(path).unwrap();
            let keys = text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
            let gone: Vec<&str> =
                keys.filter(|key| key.starts_with("help") && !is_own(key) && !known.contains(*key)).collect();
            assert!(gone.is_empty(), "{lang}/help.ftl tells of what is gone: {gone:?}");
        }
    }

    #[test]
    fn the_language_is_what_the_command_line_says() {
        let of = |words: &[&str]| language(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of(&["sverka", "--lang", "uk", "--help", "--config", "gone.toml"]), Lang::Uk);
        assert_eq!(of(&["sverka", "--lang=en", "--help", "--config=gone.toml"]), Lang::En);
        assert_eq!(of(&["sverka", "--help", "--config", "gone.toml"]), Lang::Ru);
    }
}
