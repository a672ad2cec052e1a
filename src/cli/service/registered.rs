//! What Windows' service manager is told of the service of a workspace.

use sverka::config::Config;

use super::{Kind, MARK};

/// A service as it is registered.
pub(super) struct Registered {
    /// Name of the service.
    pub(super) name: String,
    /// What lists show.
    pub(super) shown: String,
    /// What it is for, with the mark of services that this command made.
    pub(super) description: String,
    /// The program with its arguments.
    pub(super) command: Vec<String>,
    /// The account it runs under; none is the system's own.
    pub(super) account: Option<String>,
}

impl Registered {
    pub(super) fn of(config: &Config, [program, option, settings, _]: &[String; 4], kind: &Kind) -> Self {
        let root = config.root.to_string_lossy();
        let words = [program, option, settings, "service", "run", "--name", &kind.name];
        Self {
            name: kind.name.clone(),
            shown: format!("sverka: {root}"),
            description: format!("{root} ({MARK})"),
            command: words.map(str::to_owned).to_vec(),
            account: kind.run_as.clone(),
        }
    }

    /// The same as commands of `sc.exe`, to be read or run by hand.
    pub(super) fn commands(&self) -> Vec<Vec<String>> {
        let Self { name, shown, description, command, account } = self;
        let line: Vec<String> = command.iter().map(|word| quoted(word)).collect();
        let mut create = vec!["sc.exe", "create", name, "binPath=", &line.join(" "), "start=", "delayed-auto"]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        create.extend(["DisplayName=".to_owned(), shown.clone()]);
        create.extend(account.iter().flat_map(|account| ["obj=".to_owned(), account.clone()]));
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        vec![
            create,
            words(&["sc.exe", "description", name, description]),
            words(&["sc.exe", "failure", name, "reset=", "86400", "actions=", "restart/60000"]),
            words(&["sc.exe", "failureflag", name, "1"]),
            words(&["sc.exe", "start", name]),
        ]
    }

    pub(super) fn text(&self) -> String {
        let shown = |word: &String| if word.contains([' ', '"']) { in_quotes(word) } else { word.clone() };
        let line = |words: &Vec<String>| words.iter().map(shown).collect::<Vec<_>>().join(" ");
        self.commands().iter().map(|words| format!("{}\n", line(words))).collect()
    }
}

/// No path of Windows has a quote in it, but one may end with a backslash.
fn quoted(word: &str) -> String {
    let end = if word.ends_with('\\') { "\\" } else { "" };
    if word.contains(' ') || word.is_empty() { format!("\"{word}{end}\"") } else { word.to_owned() }
}

fn in_quotes(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\\\""))
}
