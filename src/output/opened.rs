//! Whether a book is open in a spreadsheet program, and by whom.
//!
//! Programs put an owner file beside a book they hold open: Excel `~$name`, WPS that or `.~name`, LibreOffice and its
//! kin `.~lock.name#`. One that a crash left behind would keep a book from its news for ever, so it is stale when
//!
//! - the system says that nobody holds it (Windows: Excel keeps its owner file open, without sharing it for writing),
//! - it was written on this machine by LibreOffice, and no such program runs here, or
//! - it is older than a long weekend ([`STALE_AFTER`]).
//!
//! To be wrong about the last costs little: a book that is written nevertheless is checked for what it displaces, and
//! what is saved over it is merged against the version it was read from.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

/// Older owner files are nobody's: a book stays open over a night or a weekend, hardly longer.
pub const STALE_AFTER: SignedDuration = SignedDuration::from_hours(96);
/// What is read of an owner file at most.
const OWNER_BYTES: usize = 4_096;
/// Processes that write LibreOffice's owner files, as the system names them.
const OFFICE_PROCESSES: &[&str] = &["soffice.bin", "soffice", "scalc", "oosplash"];
/// Windows: another process holds the file, or a part of it.
const SHARING_VIOLATION: i32 = 32;
const LOCK_VIOLATION: i32 = 33;

/// Whether a book is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// Nobody holds it.
    Free,
    /// Somebody does.
    Open(Owner),
    /// Owner files lie there that nobody stands behind any more.
    Stale(Vec<(Owner, StaleWhy)>),
}

/// Who holds a book, as far as the owner file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owner {
    /// The person's name.
    pub name: Option<String>,
    /// The machine's name.
    pub host: Option<String>,
    /// When the book was opened.
    pub since: Option<Timestamp>,
    /// The owner file; nothing where only the system knows that the book is held.
    pub file: Option<PathBuf>,
}

/// Why an owner file is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaleWhy {
    /// No process holds it open.
    NotHeld,
    /// It was written on this machine, and no such program runs.
    NotRunning,
    /// It is older than a book stays open.
    Old,
}

/// What is known of the machine that looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub host: String,
    /// Whether LibreOffice runs; nothing where that can't be found out.
    pub office_runs: Option<bool>,
}

impl Machine {
    /// This machine, now.
    #[must_use]
    pub fn this() -> Self {
        Self { host: gethostname::gethostname().to_string_lossy().into_owned(), office_runs: office_runs() }
    }
}

/// Finds out whether a book is open in a spreadsheet program.
#[must_use]
pub fn opened(book: &Path, now: Timestamp, machine: &Machine) -> Opened {
    let mut stale = Vec::new();
    for (file, kind) in owner_files(book) {
        let Some(owner) = read_owner(&file, kind) else { continue };
        match stale_why(&owner, kind, now, machine) {
            Some(why) => stale.push((owner, why)),
            None => return Opened::Open(owner),
        }
    }
    if cfg!(windows) && is_refused(book) {
        return Opened::Open(Owner::default());
    }
    if stale.is_empty() { Opened::Free } else { Opened::Stale(stale) }
}

/// Whether an error says that another program holds the file: a sharing violation, and on Windows also access denied,
/// which an open book's replacement ends with.
#[must_use]
pub fn is_held(error: &io::Error) -> bool {
    let held = matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION));
    cfg!(windows) && (held || error.kind() == io::ErrorKind::PermissionDenied)
}

/// Whose form an owner file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Excel,
    LibreOffice,
}

fn owner_files(book: &Path) -> Vec<(PathBuf, Kind)> {
    let (Some(folder), Some(name)) = (book.parent(), book.file_name()) else { return Vec::new() };
    let name = name.to_string_lossy();
    let names = [
        (format!("~${name}"), Kind::Excel),
        (format!(".~{name}"), Kind::Excel),
        (format!(".~lock.{name}#"), Kind::LibreOffice),
    ];
    names.map(|(name, kind)| (folder.join(name), kind)).into()
}

/// What an owner file says; nothing if there is none. One that can't be read still says that somebody is there.
fn read_owner(file: &Path, kind: Kind) -> Option<Owner> {
    let known = fs::metadata(file).ok()?;
    let since = known.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    let mut owner = Owner { since, file: Some(file.to_owned()), ..Owner::default() };
    let bytes = fs::File::open(file).and_then(|opened| {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::Read::take(opened, OWNER_BYTES as u64), &mut bytes).map(|_count| bytes)
    });
    match (kind, bytes.unwrap_or_default()) {
        (Kind::Excel, bytes) => owner.name = excel_name(&bytes),
        (Kind::LibreOffice, bytes) => (owner.name, owner.host) = office_names(&bytes),
    }
    Some(owner)
}

fn stale_why(owner: &Owner, kind: Kind, now: Timestamp, machine: &Machine) -> Option<StaleWhy> {
    let file = owner.file.as_deref()?;
    if cfg!(windows) && kind == Kind::Excel && !is_refused(file) {
        return Some(StaleWhy::NotHeld);
    }
    let is_here = owner.host.as_deref().is_some_and(|host| host.eq_ignore_ascii_case(&machine.host));
    if kind == Kind::LibreOffice && is_here && machine.office_runs == Some(false) {
        return Some(StaleWhy::NotRunning);
    }
    owner.since.is_some_and(|since| now.duration_since(since) > STALE_AFTER).then_some(StaleWhy::Old)
}

/// Whether the system refuses to open a file for writing because another process has it.
fn is_refused(file: &Path) -> bool {
    OpenOptions::new()
        .write(true)
        .open(file)
        .is_err_and(|error| matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION)))
}

/// The name in an owner file of Excel: 165 bytes, at 55 the count of UTF-16 units and then the name; before it stands the
/// name in the system's own encoding, which is not known here. Other programs put the count one byte earlier.
fn excel_name(bytes: &[u8]) -> Option<String> {
    let at = if bytes.len() == 165 { 55 } else { 54 };
    let unit = |at: usize| Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let count = usize::from(unit(at)?);
    if !(1..=52).contains(&count) {
        return None;
    }
    let units: Option<Vec<u16>> = (1..=count).map(|place| unit(at + 2 * place)).collect();
    let name = String::from_utf16(&units?).ok()?;
    let name = name.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    (!name.is_empty() && !name.chars().any(char::is_control)).then(|| name.to_owned())
}

/// The person and the machine in an owner file of LibreOffice: `name,account,machine,time,profile;`, commas in names
/// escaped by a backslash.
fn office_names(bytes: &[u8]) -> (Option<String>, Option<String>) {
    let text = String::from_utf8_lossy(bytes);
    let mut fields = vec![String::new()];
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => fields.last_mut().into_iter().for_each(|field| field.extend(letters.next())),
            ',' => fields.push(String::new()),
            ';' => break,
            letter => fields.last_mut().into_iter().for_each(|field| field.push(letter)),
        }
    }
    let field = |at: usize| fields.get(at).filter(|field| !field.is_empty()).cloned();
    (field(0).or_else(|| field(1)), field(2))
}

/// Whether one of LibreOffice's processes runs: as the system lists them.
fn office_runs() -> Option<bool> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let is_office = |entry: fs::DirEntry| {
        fs::read_to_string(entry.path().join("comm")).is_ok_and(|name| OFFICE_PROCESSES.contains(&name.trim()))
    };
    Some(fs::read_dir("/proc").ok()?.flatten().any(is_office))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(office_runs: Option<bool>) -> Machine {
        Machine { host: "buh-1".to_owned(), office_runs }
    }

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("Анна.xlsx");
        fs::write(&book, b"x").unwrap();
        (folder, book)
    }

    fn excel(name: &str) -> Vec<u8> {
        let mut bytes = vec![b' '; 165];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[0] = 4;
        bytes[55..57].copy_from_slice(&u16::try_from(units.len() / 2).unwrap().to_le_bytes());
        bytes[57..57 + units.len()].copy_from_slice(&units);
        bytes
    }

    #[test]
    fn a_book_beside_which_nothing_lies_is_free() {
        let (_folder, book) = folder();
        assert_eq!(opened(&book, Timestamp::now(), &machine(None)), Opened::Free);
    }

    #[cfg(not(windows))]
    #[test]
    fn owner_files_say_who_holds_the_book() {
        for (name, bytes, person, host) in [
            ("~$Анна.xlsx", excel("Анна Кольцова"), Some("Анна Кольцова"), None),
            (".~Анна.xlsx", excel("WPS"), Some("WPS"), None),
            ("~$Анна.xlsx", Vec::new(), None, None),
            (
                ".~lock.Анна.xlsx#",
                b"Anna\\, K,anna,pc-7,27.11.2026 10:00,file:///profile;".to_vec(),
                Some("Anna, K"),
                Some("pc-7"),
            ),
            (".~lock.Анна.xlsx#", b",anna,pc-7,,;".to_vec(), Some("anna"), Some("pc-7")),
        ] {
            let (folder, book) = folder();
            let file = folder.path().join(name);
            fs::write(&file, bytes).unwrap();
            let Opened::Open(owner) = opened(&book, Timestamp::now(), &machine(None)) else { panic!("{name} is open") };
            assert_eq!((owner.name.as_deref(), owner.host.as_deref()), (person, host));
            assert_eq!(owner.file, Some(file));
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn owner_files_that_nobody_stands_behind_are_stale() {
        let (folder, book) = folder();
        let now = Timestamp::now();
        fs::write(folder.path().join("~$Анна.xlsx"), excel("Анна")).unwrap();
        let why = |now, machine: &Machine| match opened(&book, now, machine) {
            Opened::Stale(stale) => stale.into_iter().map(|(_, why)| why).collect(),
            Opened::Free | Opened::Open(_) => Vec::new(),
        };
        let later = now.checked_add(STALE_AFTER).unwrap().checked_add(SignedDuration::from_mins(1)).unwrap();
        assert_eq!(why(now, &machine(Some(false))), []);
        assert_eq!(why(later, &machine(Some(true))), [StaleWhy::Old]);
        fs::write(folder.path().join(".~lock.Анна.xlsx#"), ",a,BUH-1,,;").unwrap();
        fs::remove_file(folder.path().join("~$Анна.xlsx")).unwrap();
        assert_eq!(why(now, &machine(Some(true))), [], "the program runs here");
        assert_eq!(why(now, &machine(None)), [], "nobody knows");
        assert_eq!(why(now, &machine(Some(false))), [StaleWhy::NotRunning]);
        fs::write(folder.path().join(".~lock.Анна.xlsx#"), ",a,pc-7,,;").unwrap();
        assert_eq!(why(now, &machine(Some(false))), [], "another machine's program");
    }

    #[test]
    fn damaged_owner_files_name_nobody() {
        for bytes in [vec![], vec![0; 54], vec![255; 165], excel(&"я".repeat(53))] {
            assert_eq!(excel_name(&bytes), None);
        }
        assert_eq!(office_names(b"\\"), (None, None));
    }
}
