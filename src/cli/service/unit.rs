//! The systemd unit.

use std::path::{Path, PathBuf};

use sverka::config::Config;

use super::super::error::CliError;
use super::{Kind, MARK, Plan, written};

/// What a service can do without, where the system's manager sets it up. See systemd.exec(5).
const HARDENED: &str = "\
ProtectSystem=strict
ProtectHome=read-only
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
CapabilityBoundingSet=
RestrictNamespaces=yes
SystemCallFilter=@system-service
";

/// What a user's manager can set up as well.
const HARDENED_ALWAYS: &str = "\
NoNewPrivileges=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
";

/// Stopping waits for the current delivery, starting for the upgrade of a large store: one that is cut short begins anew
/// at every start. Settings that are wrong, another instance and a damaged store don't mend by
/// starting again.
const LIFE: &str = "\
Type=notify
NotifyAccess=main
Restart=on-failure
RestartSec=10
RestartPreventExitStatus=2 7 8
WatchdogSec=300
TimeoutStartSec=infinity
TimeoutStopSec=900
";

/// The unit of a workspace.
pub(super) fn text(config: &Config, command: &[String; 4], user: bool, run_as: Option<&str>) -> String {
    let root = config.root.to_string_lossy();
    let words: Vec<String> = command.iter().map(|word| quoted(&word.replace('$', "$$"))).collect();
    let mut service = format!("{LIFE}ExecStart={}\nWorkingDirectory={}\n", words.join(" "), escaped(&root));
    if let Some(account) = run_as {
        service.push_str(&format!("User={account}\n"));
    }
    service.push_str(HARDENED_ALWAYS);
    // Whoever is told of alarms may be written in a language that makes its code as it runs.
    if config.service.alarms.command.is_empty() {
        service.push_str("MemoryDenyWriteExecute=yes\n");
    }
    if !user {
        service.push_str(HARDENED);
        let folders = written(config);
        // Where the workspace lies there, a private one would hide it.
        if !folders.iter().any(|folder| ["/tmp", "/var/tmp"].iter().any(|shared| folder.starts_with(shared))) {
            service.push_str("PrivateTmp=yes\n");
        }
        // One that is not there, a share that is not mounted yet, does not keep the service from starting.
        let writable =
            folders.iter().map(|folder| format!("ReadWritePaths={}\n", quoted(&format!("-{}", folder.display()))));
        service.extend(writable);
    }
    let wanted = if user { "default.target" } else { "multi-user.target" };
    whole(&format!("sverka: {}", escaped(&root)), &service, wanted)
}

/// A unit for any workspace, `sverka@srv-sverka`: packages bring it.
pub(super) fn template() -> String {
    let service = format!(
        "{LIFE}ExecStart=/usr/bin/sverka --config %f/sverka.toml watch\nWorkingDirectory=%f\n\
         {HARDENED_ALWAYS}MemoryDenyWriteExecute=yes\n{HARDENED}PrivateTmp=yes\nReadWritePaths=%f\n"
    );
    whole("sverka: %f", &service, "multi-user.target")
}

fn whole(description: &str, service: &str, wanted_by: &str) -> String {
    format!(
        "# Written by: {MARK}\n[Unit]\nDescription={description}\nDocumentation=man:sverka(1)\n\
         Wants=network-online.target\nAfter=network-online.target remote-fs.target\n\n\
         [Service]\n{service}\n[Install]\nWantedBy={wanted_by}\n"
    )
}

/// Percent signs are systemd's own.
fn escaped(text: &str) -> String {
    text.replace('%', "%%")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text).replace('\\', "\\\\").replace('"', "\\\""))
}

pub(super) fn plan(kind: &Kind, text: String) -> Result<Plan, CliError> {
    let name = format!("{}.service", kind.name);
    let file = if kind.user { users_folder()?.join(&name) } else { Path::new("/etc/systemd/system").join(&name) };
    let ask = |words: &[&str]| {
        let mode: &[&str] = if kind.user { &["systemctl", "--user"] } else { &["systemctl"] };
        [mode, words].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    Ok(Plan {
        start: vec![ask(&["daemon-reload"]), ask(&["enable", &name]), ask(&["restart", &name])],
        stop: vec![ask(&["disable", "--now", &name])],
        forget: vec![ask(&["daemon-reload"])],
        status: ask(&["status", &name]).join(" "),
        file,
        text: text.into_bytes(),
    })
}

/// Where units of a user lie.
fn users_folder() -> Result<PathBuf, CliError> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")));
    let config = config.ok_or_else(|| CliError::Usage { key: "no-home", subject: "HOME".to_owned() })?;
    Ok(config.join("systemd/user"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_something_to_systemd_are_taken_as_they_are() {
        assert_eq!(quoted("/srv/100% \"Ромашка\" \\ 1"), "\"/srv/100%% \\\"Ромашка\\\" \\\\ 1\"");
    }
}
