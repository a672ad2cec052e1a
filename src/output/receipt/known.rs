//! Receipts among other files: by name and by what they say.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{ERRORS, OK};
use crate::lang::Lang;

/// So much of a file is read to see whether it is a receipt.
const HEAD_BYTES: u64 = 4096;

/// The end of a receipt's name where the file was taken and that was taken back.
pub(super) fn taken_back(lang: Lang) -> String {
    format!(".{}.txt", lang.text("receipt-taken-back-suffix", &[]))
}

/// Every end of a receipt's name, whatever language it was written in.
pub(super) fn endings() -> impl Iterator<Item = String> {
    [OK, ERRORS].map(str::to_owned).into_iter().chain(Lang::ALL.into_iter().map(taken_back))
}

/// Where the receipt of a file lies that could not be taken.
#[must_use]
pub fn error_name(original: &Path) -> PathBuf {
    let mut name = original.as_os_str().to_owned();
    name.push(ERRORS);
    PathBuf::from(name)
}

/// Whether a file is a receipt, which must never be read as input: by its name, and by what it says, since an export may
/// be called so. One that can't be read is taken for a receipt: it is not to be taken anyhow.
#[must_use]
pub fn is_receipt(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !endings().any(|ending| name.ends_with(&ending)) {
        return false;
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    read.is_err() || says_receipt(&String::from_utf8_lossy(&head))
}

/// Whether a text says when a file was taken and from which source, as receipts do in some language.
fn says_receipt(head: &str) -> bool {
    Lang::ALL.into_iter().any(|lang| {
        let [when, source] = ["receipt-when", "receipt-source"].map(|key| lang.text(key, &[]));
        let has = |label: &str| head.lines().any(|line| line.starts_with(label));
        has(&when) && has(&source)
    })
}
