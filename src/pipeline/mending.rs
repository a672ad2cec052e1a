//! Refused records go back to whoever sent them as a file of her own beside the receipt. While nobody has mended it, it is
//! known by its content and left alone; mended, it is a delivery like any other, but for what only a whole export can say.
//!
//! The file is made before the commit and kept in the archive; what is committed is its content and the job that writes it
//! where she will find it, so that a crash leaves both or none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::drain::{Fate, Which, drain};
use super::take::Delivery;
use super::{SyncError, Workspace, filing};
use crate::intake::archive::hash_file;
use crate::intake::folder::free_name;
use crate::lang::Lang;
use crate::model::brake::BrakeLimits;
use crate::model::change::Job;
use crate::model::ids::ContentHash;
use crate::model::mending::{Mending, NoMending};
use crate::model::run::FileReport;
use crate::output::mending::{is_named, names_of};
use crate::output::opened::{Machine, Opened, opened};
use crate::output::receipt::{error_name, is_receipt};
use crate::output::replace::{Replacement, interrupted, replace};
use crate::output::whole::{remove_if_there, rename_new, write_new};
use crate::store::Store;

mod earlier;
mod fragment;
mod look;
mod make;
mod origin;

pub(super) use earlier::{Earlier, earlier};
pub(super) use fragment::{Fragment, fragment, still_refused};
pub(super) use make::{Made, Refused, Workshop, make};

/// The name of the jobs in the outbox.
const NAME: &str = "mending";

/// So long after it was written a file is told from another by its time: the coarsest clock of a file system has two
/// seconds.
const SETTLED: Duration = Duration::from_secs(4);

/// What is to lie beside the receipts of a name.
#[derive(Debug, Serialize, Deserialize)]
struct Task {
    path: PathBuf,
    /// The file that is to lie there; nothing where none is to.
    content: Option<String>,
    /// A receipt whose complaints are all answered.
    answered: Option<PathBuf>,
    /// A receipt whose complaints are open again: its copy, and where it lay.
    #[serde(default)]
    open_again: Option<(PathBuf, PathBuf)>,
    /// What lies there of another delivery, and is left alone.
    #[serde(default)]
    others: Option<Others>,
}

/// The file of another delivery's refused records that lies under the same name.
#[derive(Debug, Serialize, Deserialize)]
struct Others {
    content: String,
    /// It is written again where nothing lies there: what was dropped there lay in its place.
    is_displaced: bool,
}

impl Task {
    fn to_job(&self) -> Job {
        let payload = serde_json::to_string(self).unwrap_or_else(|error| panic!("BUG: a task is no JSON: {error}"));
        Job { output: NAME.to_owned(), key: self.path.to_string_lossy().into_owned(), payload }
    }
}

/// Whether a file is one of refused records that nobody has mended yet, or is mending now.
pub(super) fn lies(store: &Store, path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    if !is_named(&name) {
        return false;
    }
    let is_unmended = content_of(path).is_ok_and(|content| store.is_unmended(content).unwrap_or(true));
    let now = Timestamp::try_from(SystemTime::now()).unwrap_or_default();
    is_unmended || matches!(opened(path, now, &Machine::this()), Opened::Open(_))
}

/// The content of a file that lies there scan after scan: read again only where its length or its time is another. What was
/// written just now may be written again within the same tick of the clock, and is not remembered.
fn content_of(path: &Path) -> io::Result<ContentHash> {
    static SEEN: Mutex<BTreeMap<PathBuf, (u64, SystemTime, ContentHash)>> = Mutex::new(BTreeMap::new());
    let known = path.metadata()?;
    let (len, written) = (known.len(), known.modified()?);
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    match seen.get(path) {
        Some((seen_len, seen_at, content)) if (*seen_len, *seen_at) == (len, written) => Ok(*content),
        _ => {
            let content = hash_file(path)?;
            let is_settled = SystemTime::now().duration_since(written).is_ok_and(|age| age > SETTLED);
            if is_settled {
                seen.insert(path.to_owned(), (len, written, content));
            }
            Ok(content)
        }
    }
}

/// How much a delivery may change unasked: a part of an export passes no limit that is a share of a whole one.
pub(super) fn limits(delivery: &Delivery<'_>) -> BrakeLimits {
    let limits = delivery.source.brake.clone();
    if delivery.fragment.is_none() {
        return limits;
    }
    BrakeLimits {
        deleted_percent: 100,
        sums_percent: 100,
        emptied_percent: 100,
        shrunken_percent: 100,
        full_list: None,
        ..limits
    }
}

/// The job that writes the file of a delivery's refused records, or removes the one from before; none where there is
/// nothing to be done.
pub(super) fn job(
    dropped: &Path,
    report: &FileReport,
    (fragment, earlier): (Option<&Fragment>, &Earlier),
    made: Option<&Made>,
    lang: Lang,
) -> Vec<Job> {
    let folder = dropped.parent().unwrap_or(Path::new("."));
    let delivered = dropped.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_all_mended = report.mends.as_ref().is_some_and(|mends| mends.left(&report.tally.rows) == 0);
    // By now the receipt may be that of a later delivery.
    let of_first = report.mends.as_ref().filter(|_| is_all_mended && fragment.is_some_and(Fragment::is_of_newest));
    let answered = of_first.map(|mends| error_name(&folder.join(&mends.file)));
    let new = made.map(|made| (made.name.clone(), Some(made.content.to_hex())));
    // What comes back under another name leaves the file behind that was handed out.
    let handed_out = fragment.map(|fragment| fragment.name().to_owned());
    let told_again = earlier.told_again.iter().cloned();
    let names: BTreeSet<String> = names_of(&delivered, lang).into_iter().chain(handed_out).chain(told_again).collect();
    let old = names.into_iter().filter(|name| !earlier.has(name)).map(|name| (name, None));
    // Of two names, what lies under the other is from before.
    let taken: Option<String> = new.as_ref().map(|(name, _)| name.clone());
    let old = old.filter(|(name, _)| Some(name) != taken.as_ref());
    let old: Vec<_> = old.filter(|(name, _)| answered.is_some() || folder.join(name).exists()).collect();
    let others = |path: &Path| {
        let others = fragment.and_then(Fragment::others)?;
        let is_displaced = others.is_open && path == dropped && path.ends_with(&others.name);
        Some(Others { content: others.content.to_hex(), is_displaced })
    };
    let task = |(name, content): (String, Option<String>)| {
        let path = folder.join(name);
        let others = others(&path);
        Task { path, content, answered: answered.clone(), open_again: None, others }.to_job()
    };
    new.into_iter().chain(old).map(task).collect()
}

/// Jobs that remove files of refused records beside a delivery that is taken back, but for what is another's.
pub(super) fn removed(dropped: &Path, names: BTreeSet<String>, spared: Option<ContentHash>) -> Vec<Job> {
    let folder = dropped.parent().unwrap_or(Path::new("."));
    let paths = names.into_iter().map(|name| folder.join(name)).filter(|path| path.exists());
    let job = |path| {
        let others = spared.map(|content| Others { content: content.to_hex(), is_displaced: false });
        Task { path, content: None, answered: None, open_again: None, others }.to_job()
    };
    paths.map(job).collect()
}

/// The job that hands a file out once more, with the receipt that told of it: its copy, and where it lay.
pub(super) fn again(path: PathBuf, content: ContentHash, receipt: (PathBuf, PathBuf)) -> Job {
    Task { path, content: Some(content.to_hex()), answered: None, open_again: Some(receipt), others: None }.to_job()
}

/// Writes files of refused records, and removes those that are out of date.
pub(super) fn finish(workspace: &mut Workspace, which: Which) -> Result<(), SyncError> {
    drain(workspace, NAME, which, &mut |workspace, job| {
        let task: Task = match serde_json::from_str(&job.payload) {
            Ok(task) => task,
            Err(error) => {
                tracing::error!(%error, "a queued file of refused records can't be read and is dropped");
                return Ok(Fate::Done);
            }
        };
        let unmoved = filing::unmoved(workspace)?;
        if unmoved.contains(&task.path) {
            return Ok(Fate::Later("what was dropped there is not moved away yet".to_owned()));
        }
        let carried_out = carry_out(workspace, &task);
        Ok(match carried_out {
            Ok(()) => Fate::Done,
            Err(error) => {
                tracing::warn!(file = %task.path.display(), %error,
                    "a file of refused records can't be written; the next run tries again");
                Fate::Later(error.to_string())
            }
        })
    })
}

fn carry_out(workspace: &Workspace, task: &Task) -> io::Result<()> {
    let Task { path, content, answered, open_again, others } = task;
    if let Some(others) = others.as_ref().filter(|others| others.is_displaced && !path.exists()) {
        put_back(workspace, path, &others.content)?;
    }
    if let Some((copy, lay)) = open_again.as_ref().filter(|(copy, lay)| !lay.exists() && is_receipt(copy)) {
        write_new(lay, &fs::read(copy)?, &workspace.scratch())?;
    }
    if let Some(answered) = answered.as_ref().filter(|path| is_receipt(path)) {
        remove_if_there(answered)?;
    }
    let there = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let is_ours = |bytes: &[u8]| {
        let content = ContentHash(*blake3::hash(bytes).as_bytes());
        if others.as_ref().is_some_and(|others| others.content == content.to_hex()) {
            return Ok(false);
        }
        workspace.store.is_unmended(content).map_err(io::Error::other)
    };
    let Some(content) = content.as_deref().and_then(ContentHash::from_hex) else {
        // What somebody mended is a delivery.
        return match there {
            Some(bytes) if is_ours(&bytes)? => remove_if_there(path),
            _ => Ok(()),
        };
    };
    let bytes = match fs::read(workspace.archive.path_of(content)) {
        Ok(bytes) => bytes,
        // Restored from a backup: what was refused is told in the receipt.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for left in interrupted(path)? {
        settle(path, &left, |left| Ok(left == bytes || is_ours(left)?))?;
    }
    match there {
        Some(old) if old == bytes => Ok(()),
        Some(old) if is_ours(&old)? => match replace(path, &old, &bytes)? {
            Replacement::Replaced => Ok(()),
            Replacement::Displaced { .. } | Replacement::Gone => write_beside(workspace, path, &bytes),
        },
        _ => write_beside(workspace, path, &bytes),
    }
}

/// Writes a file as it was handed out where nothing lies, unless it lies beside under a number. Restored from a backup, it
/// may be in the archive no more.
fn put_back(workspace: &Workspace, path: &Path, content: &str) -> io::Result<()> {
    let Some(content) = ContentHash::from_hex(content) else { return Ok(()) };
    for beside in fs::read_dir(path.parent().unwrap_or(Path::new(".")))? {
        let beside = beside?;
        if is_named(&beside.file_name().to_string_lossy()) && hash_file(&beside.path())? == content {
            return Ok(());
        }
    }
    match fs::read(workspace.archive.path_of(content)) {
        Ok(bytes) => write_new(path, &bytes, &workspace.scratch()).map(drop),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// What a crash left beside the file: known bytes go, what somebody saved is given a name again.
fn settle(path: &Path, left: &Path, is_known: impl Fn(&[u8]) -> io::Result<bool>) -> io::Result<()> {
    if is_known(&fs::read(left)?)? {
        return remove_if_there(left);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    rename_new(left, &free_name(path.parent().unwrap_or(Path::new(".")), &name))
}

/// Writes the file where nothing lies: under its name, or with a number where somebody mends another of that name.
fn write_beside(workspace: &Workspace, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let place = free_name(path.parent().unwrap_or(Path::new(".")), &name);
    write_new(&place, bytes, &workspace.scratch()).and_then(|written| match written {
        true => Ok(()),
        false => Err(io::ErrorKind::AlreadyExists.into()),
    })
}

/// What is said of a delivery's refused records in its report.
pub(super) fn told(made: &Result<Made, NoMending>) -> Mending {
    match made {
        Ok(made) => Mending::File { name: made.name.clone(), records: made.records },
        Err(why) => Mending::Nothing { why: *why },
    }
}
