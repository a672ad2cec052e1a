//! The task of Windows' Task Scheduler: for a user who may not register a service, begun when he logs on, begun again when it
//! ends, and never twice.

use sverka::config::Config;

use super::{Kind, MARK, Plan};

/// The task of a workspace: Task Scheduler schema 1.2.
pub(super) fn text(config: &Config, command: &[String; 4], user: bool, run_as: Option<&str>) -> String {
    let [program, rest @ ..] = command;
    let arguments: Vec<String> = rest.iter().map(|word| quoted(word)).collect();
    let (trigger, principal) = if user {
        ("LogonTrigger", "<LogonType>InteractiveToken</LogonType>".to_owned())
    } else {
        // The system's own account, or one that needs no password: a group managed service account.
        let account = run_as.unwrap_or("S-1-5-18");
        let logon = if run_as.is_some() { "<LogonType>Password</LogonType>" } else { "" };
        ("BootTrigger", format!("<UserId>{}</UserId>{logon}", escaped(account)))
    };
    format!(
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>sverka: {root} ({MARK})</Description></RegistrationInfo>
  <Triggers><{trigger}><Enabled>true</Enabled></{trigger}></Triggers>
  <Principals><Principal id="Author">{principal}<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>{program}</Command><Arguments>{arguments}</Arguments><WorkingDirectory>{root}</WorkingDirectory></Exec>
  </Actions>
</Task>
"#,
        root = escaped(&config.root.to_string_lossy()),
        program = escaped(program),
        arguments = escaped(&arguments.join(" ")),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// No path of Windows has a quote in it, but one may end with a backslash.
fn quoted(word: &str) -> String {
    let end = if word.ends_with('\\') { "\\" } else { "" };
    format!("\"{word}{end}\"")
}

pub(super) fn plan(config: &Config, kind: &Kind, text: &str) -> Plan {
    let file = config.paths.store.join(format!("{}.task.xml", kind.name));
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let name = kind.name.as_str();
    let path = file.to_string_lossy().into_owned();
    // What the scheduler reads must be what the declaration says.
    let utf_16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    Plan {
        start: vec![
            words(&["schtasks", "/Create", "/TN", name, "/XML", &path, "/F"]),
            words(&["schtasks", "/Run", "/TN", name]),
        ],
        stop: vec![words(&["schtasks", "/End", "/TN", name])],
        forget: vec![words(&["schtasks", "/Delete", "/TN", name, "/F"])],
        status: format!("schtasks /Query /TN {name}"),
        file,
        text: utf_16,
    }
}
