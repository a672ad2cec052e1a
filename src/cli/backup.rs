//! `sverka backup`, `restore`, `verify`: a whole workspace's data in one file, back again, and whether it is sound.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use sverka::lang::{Arg, Lang};
use sverka::model::backup::{Manifest, Verified};

use super::error::CliError;
use super::{Context, terminal, wire};

/// Write the store, the settings, the workspace's mappings and the list of archived deliveries into one file.
///
/// It can be made while `watch` runs. Without --deliveries keep a copy of `store/archive/` as well: its files never
/// change, so copying new ones is enough.
#[derive(Debug, clap::Args)]
pub(crate) struct BackupArgs {
    /// The file to write; it must not be there yet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Also the bytes of every delivery.
    #[arg(long)]
    deliveries: bool,
}

/// Make a workspace of a backup, in a folder that is empty or not there yet.
///
/// The backup is checked first. A workspace that is there is never overwritten.
#[derive(Debug, clap::Args)]
pub(crate) struct RestoreArgs {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder of the new workspace.
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
}

/// Check a backup, or the workspace itself: the store is sound, sums hold, every delivery's bytes are there.
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// The backup; without it, the workspace.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Also read every archived delivery and compare it with its hash.
    #[arg(long, conflicts_with = "file")]
    all: bool,
}

pub(crate) fn back_up(args: &BackupArgs, context: &Context) -> Result<ExitCode, CliError> {
    let manifest = wire::back_up(&context.config()?, &args.file, args.deliveries)?;
    let file = args.file.to_string_lossy();
    if context.json {
        terminal::print_json(&json!({ "file": file, "manifest": manifest }))?;
    } else {
        terminal::print(&backup_text(&manifest, &file, args.deliveries, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn backup_text(manifest: &Manifest, file: &str, deliveries: bool, lang: Lang) -> String {
    let bytes: u64 = manifest.files.iter().map(|part| part.len).sum();
    let args = [
        ("file", Arg::Text(file)),
        ("files", manifest.files.len().into()),
        ("megabytes", bytes.div_ceil(1 << 20).into()),
        ("deliveries", manifest.deliveries.len().into()),
    ];
    let rest = if deliveries { "backup-with-deliveries" } else { "backup-without-deliveries" };
    format!("{}\n{}", lang.text("backup-done", &args), lang.text(rest, &args))
}

pub(crate) fn restore(args: &RestoreArgs, context: &Context) -> Result<ExitCode, CliError> {
    let restored = wire::restore(&args.file, &args.into)?;
    let settings = restored.settings.to_string_lossy();
    if context.json {
        terminal::print_json(&json!({ "settings": settings, "missing_deliveries": restored.missing }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let said = [("settings", Arg::Text(&settings)), ("count", restored.missing.into())];
    terminal::print(&context.lang.text("restore-done", &said))?;
    if restored.missing > 0 {
        terminal::print(&context.lang.text("restore-missing", &said))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn verify(args: &VerifyArgs, context: &Context) -> Result<ExitCode, CliError> {
    let (manifest, found) = match &args.file {
        Some(file) => {
            let (manifest, found) = wire::verify_backup(file)?;
            (Some(manifest), found)
        }
        None => (None, wire::verify(&context.config()?, args.all)?),
    };
    if context.json {
        terminal::print_json(&to_json(manifest.as_ref(), &found))?;
    } else {
        terminal::print(&verify_text(manifest.as_ref(), &found, args.all, context.lang))?;
    }
    Ok(if found.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(8) })
}

fn to_json(manifest: Option<&Manifest>, found: &Verified) -> serde_json::Value {
    let faults: Vec<_> = found.faults.iter().map(|(code, about)| json!({ "code": code, "about": about })).collect();
    json!({
        "sound": found.is_sound(),
        "made_at": manifest.map(|manifest| &manifest.made_at),
        "schema": manifest.map(|manifest| manifest.schema),
        "deliveries": manifest.map_or(found.deliveries, |manifest| manifest.deliveries.len() as u64),
        "faults": faults,
        "missing": found.missing,
        "changed": found.changed,
    })
}

fn verify_text(manifest: Option<&Manifest>, found: &Verified, all: bool, lang: Lang) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (key, about) in &found.faults {
        lines.push(lang.text(&format!("verify-{key}"), &[("about", Arg::Text(about))]));
    }
    for (key, paths) in [("verify-missing", &found.missing), ("verify-changed", &found.changed)] {
        lines.extend(paths.iter().map(|path| lang.text(key, &[("path", Arg::Text(&path.to_string_lossy()))])));
    }
    if !found.is_sound() {
        lines.push(lang.text("verify-advice", &[]));
        return lines.join("\n");
    }
    let text = match manifest {
        Some(manifest) => {
            let made = [("made", Arg::Text(&manifest.made_at)), ("count", manifest.deliveries.len().into())];
            lang.text("verify-backup-sound", &made)
        }
        None if all => lang.text("verify-sound-all", &[("count", found.deliveries.into())]),
        None => lang.text("verify-sound", &[("count", found.deliveries.into())]),
    };
    lines.push(text);
    lines.join("\n")
}
