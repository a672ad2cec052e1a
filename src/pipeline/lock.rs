//! One instance works in a workspace at a time. The system's file lock decides, so a dead holder's lock is free.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::SyncError;
use crate::model::steps::{Step, before};

const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// The lock of a workspace, held until dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Who holds a workspace, as it wrote about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder(Option<String>);

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(process) => write!(f, "process {process}"),
            None => f.write_str("another instance"),
        }
    }
}

impl Lock {
    /// Takes the lock of a store's folder.
    pub(super) fn take(folder: &Path) -> Result<Self, SyncError> {
        let path = folder.join("sverka.lock");
        let failed = |source| SyncError::Folder { path: path.clone(), source };
        before(Step::Write, &path).map_err(failed)?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        // On Windows a locked file can't be read by others: the holder is named beside it.
        let holder = folder.join("sverka.holder");
        match try_lock(&file) {
            Ok(()) => {
                before(Step::Write, &holder)
                    .and_then(|()| fs::write(&holder, std::process::id().to_string()))
                    .map_err(failed)?;
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => {
                let said = fs::read_to_string(&holder).ok().map(|text| text.trim().to_owned());
                Err(SyncError::Locked { holder: Holder(said.filter(|text| !text.is_empty())) })
            }
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// A holder that is just ending, or has just started another program, lets go within moments.
fn try_lock(file: &File) -> Result<(), TryLockError> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            decided => return decided,
        }
    }
    file.try_lock()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_refused_and_told_who_holds() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path()).unwrap();
        let Err(SyncError::Locked { holder }) = Lock::take(folder.path()) else { panic!("not locked") };
        assert_eq!(holder.to_string(), format!("process {}", std::process::id()));
        drop(first);
        assert!(Lock::take(folder.path()).is_ok());
    }
}
