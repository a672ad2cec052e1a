//! `sverka service`, `metrics`, `man` and what a package is made of.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{say, sverka, workspace};

#[test]
fn a_unit_names_every_folder_that_is_written_and_no_other() {
    let folder = workspace();
    let settings = folder.path().join("sverka.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let share = elsewhere.path().join("обмен 100%");
    let own = format!("name = \"accounting\"\nfolder = '{}'", share.display());
    let text = text.replace("name = \"accounting\"", &own).replace("#listen", "#").replace("#file = \"m", "file = \"m");
    fs::write(&settings, text).expect("written");
    let said = say(folder.path(), &["service", "print", "--platform", "systemd", "--run-as", "sverka"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let root = folder.path().canonicalize().expect("a path").display().to_string();
    let paths: BTreeSet<String> =
        said.out.lines().filter_map(|line| line.strip_prefix("ReadWritePaths=")).map(str::to_owned).collect();
    let of_workspace = ["exchange", "done", "quarantine", "managers", "store", "metrics"];
    let mut expected: BTreeSet<String> = of_workspace.iter().map(|name| format!("\"-{root}/{name}\"")).collect();
    expected.insert(format!("\"-{}\"", share.display().to_string().replace('%', "%%")));
    let canonical = |path: &String| path.replace(&folder.path().display().to_string(), &root);
    assert_eq!(paths.iter().map(canonical).collect::<BTreeSet<_>>(), expected);
    for line in
        ["Type=notify", "User=sverka", "ProtectSystem=strict", "NoNewPrivileges=yes", "WantedBy=multi-user.target"]
    {
        assert!(said.out.lines().any(|known| known == line), "{line}\n{}", said.out);
    }
    let user = say(folder.path(), &["service", "print", "--platform", "systemd", "--user"]).out;
    assert!(user.contains("WantedBy=default.target") && !user.contains("ProtectSystem"), "{user}");
}

#[test]
fn a_task_of_windows_is_whole_xml() {
    let folder = workspace();
    let task = say(folder.path(), &["service", "print", "--platform", "task"]).out;
    let mut reader = quick_xml::Reader::from_str(task.split_once("?>\n").expect("a declaration").1);
    let mut open = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            quick_xml::events::Event::Start(tag) => open.push(tag.name().as_ref().to_owned()),
            quick_xml::events::Event::End(_) => drop(open.pop()),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(
        task.contains("<MultipleInstancesPolicy>IgnoreNew<") && task.contains("&quot;watch&quot;</Arguments>"),
        "{task}"
    );
}

#[test]
fn a_service_of_windows_is_registered_with_the_settings_and_started_again_when_it_fails() {
    let folder = workspace();
    let said =
        say(folder.path(), &["service", "print", "--platform", "windows", "--name", "crm", "--run-as", "DOM\\crm$"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(
        lines[0].starts_with("sc.exe create crm binPath= ") && lines[0].contains("start= delayed-auto"),
        "{lines:?}"
    );
    assert!(
        lines[0].contains("sverka.toml service run --name crm") && lines[0].ends_with("obj= DOM\\crm$"),
        "{lines:?}"
    );
    assert!(lines.contains(&"sc.exe failure crm reset= 86400 actions= restart/60000"), "{lines:?}");
    assert_eq!(lines.last(), Some(&"sc.exe start crm"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_service_is_installed_and_removed_by_what_the_manager_is_asked() {
    let folder = workspace();
    let at = folder.path();
    // A manager that writes down what it is asked.
    fs::create_dir(at.join("bin")).expect("a folder");
    let manager = at.join("bin/systemctl");
    fs::write(&manager, format!("#!/bin/sh\necho \"$@\" >> '{}'\n", at.join("asked").display())).expect("written");
    fs::set_permissions(&manager, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("set");
    let ask = |args: &[&str]| {
        let path = format!("{}:{}", at.join("bin").display(), std::env::var("PATH").unwrap_or_default());
        let output =
            sverka(at, args).env("PATH", path).env("XDG_CONFIG_HOME", at.join("config")).output().expect("it runs");
        output.status.code()
    };
    let unit = at.join("config/systemd/user/sverka.service");
    assert_eq!((ask(&["service", "install", "--user", "--dry-run"]), unit.exists()), (Some(0), false));
    assert_eq!((ask(&["service", "install", "--user"]), unit.exists()), (Some(0), true));
    assert_eq!(ask(&["service", "install", "--user"]), Some(0), "again");
    assert_eq!((ask(&["service", "uninstall", "--user"]), unit.exists()), (Some(0), false));
    assert_eq!(ask(&["service", "uninstall", "--user"]), Some(2), "there is none");
    let once = "--user daemon-reload\n--user enable sverka.service\n--user restart sverka.service\n";
    let gone = "--user disable --now sverka.service\n--user daemon-reload\n";
    assert_eq!(fs::read_to_string(at.join("asked")).expect("asked"), format!("{once}{once}{gone}"));
    fs::write(&unit, "[Service]\nExecStart=/usr/bin/other\n").expect("written");
    assert_eq!((ask(&["service", "install", "--user"]), ask(&["service", "uninstall", "--user"])), (Some(2), Some(2)));
    assert!(fs::read_to_string(&unit).expect("there").contains("other"), "another's unit is left alone");
}

#[test]
fn a_manual_page_tells_of_every_verb() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = say(folder.path(), &["man", "--lang", "en"]).out;
    assert!(page.contains(".TH sverka 1") && page.contains("sverka\\-service(1)"), "{page}");
    assert_eq!(say(folder.path(), &["man", "--into", "pages"]).code, 0);
    for verb in ["", "-sync", "-watch", "-service", "-service-install", "-metrics"] {
        assert!(folder.path().join(format!("pages/sverka{verb}.1")).is_file(), "{verb}");
    }
}

#[cfg(unix)]
#[test]
fn what_a_package_holds_is_there_or_made() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml")).expect("UTF-8").parse().expect("TOML");
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().expect("assets");
    let folder = tempfile::tempdir().expect("a folder");
    let made = std::process::Command::new(root.join(".ci/package"))
        .arg(folder.path())
        .env("PROGRAM", assert_cmd::cargo::cargo_bin("sverka"))
        .status();
    assert!(made.expect("it runs").success());
    for asset in assets {
        let path = asset[0].as_str().expect("a path");
        let place = match path.strip_prefix("target/package/") {
            Some(inside) => folder.path().join(inside),
            None if path == "target/release/sverka" => continue,
            None => root.join(path),
        };
        let (inside, name) = (place.parent().expect("a folder"), place.file_name().expect("a name").to_string_lossy());
        let end = name.strip_prefix('*').unwrap_or(&name).to_owned();
        let fits = |entry: fs::DirEntry| entry.file_name().to_string_lossy().ends_with(&end);
        assert!(fs::read_dir(inside).expect("a folder").flatten().any(fits), "{path} is not there");
    }
}
