//! All mappings: the built-in ones, and the workspace's own, which replace or extend built-in ones.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::{fs, io};

use include_dir::{Dir, include_dir};

use super::recognise::Claim;
use super::shelf::{Book, Shelf};
use super::{Mapping, Recognition, compile};
use crate::model::problem::Problem;
use crate::parse::Preview;

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/mappings");

/// Every mapping there is, by name.
#[derive(Debug)]
pub struct Library {
    mappings: Vec<Mapping>,
    /// Where each of them comes from.
    origins: Vec<Origin>,
    /// Their files.
    texts: Vec<String>,
    /// Names and files of those that are only there to be extended.
    bases: Vec<(String, String)>,
}

/// Where a mapping comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name of its file.
    pub file: String,
    /// It stands in the workspace's own folder.
    pub is_own: bool,
    /// A built-in mapping has a file of the same name, which this one replaces.
    pub replaces: bool,
}

/// One mapping file that can't be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// The file's name or path.
    pub file: String,
    /// Its text, for excerpts.
    pub text: String,
    /// Everything wrong with it.
    pub problems: Vec<Problem>,
}

/// Why the mappings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The folder or one of its files can't be read.
    #[error("mapping {path} can't be read")]
    Io {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Files have problems.
    #[error("mapping {} is wrong: {}", .0.first().map_or("", |f| f.file.as_str()), brief(.0))]
    Bad(Vec<BadFile>),
}

fn brief(files: &[BadFile]) -> String {
    let first = files.first().and_then(|file| file.problems.first());
    first.map(Problem::brief).unwrap_or_default()
}

impl Library {
    /// The built-in mappings.
    ///
    /// # Panics
    /// When a built-in mapping doesn't compile; a test keeps them compiling.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static LIBRARY: LazyLock<Library> = LazyLock::new(|| match Library::compile(&Shelf::builtin()) {
            Ok(library) => library,
            Err(error) => panic!("BUG: {error}"),
        });
        &LIBRARY
    }

    /// The built-in mappings and those of a workspace's folder; a file there replaces the built-in one of its name,
    /// or extends it.
    ///
    /// # Errors
    /// When the folder can't be read or a file has problems; all problems of all files are told at once.
    pub fn load(workspace: Option<&Path>) -> Result<Self, LibraryError> {
        Self::load_with(workspace, None)
    }

    /// The same, compiled anew only where a file is another than when this program loaded them last.
    ///
    /// # Errors
    /// As [`Library::load`].
    pub fn shared(workspace: Option<&Path>) -> Result<Arc<Self>, LibraryError> {
        static LAST: Mutex<Option<(Shelf, Arc<Library>)>> = Mutex::new(None);
        let shelf = Shelf::load(workspace)?;
        let last = || LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, library)) = last().as_ref().filter(|(known, _)| *known == shelf) {
            return Ok(Arc::clone(library));
        }
        let library = Arc::new(Self::compile(&shelf)?);
        *last() = Some((shelf, Arc::clone(&library)));
        Ok(library)
    }

    /// The same with one more file, given as name and text, which stands in for the workspace's own of its name.
    ///
    /// # Errors
    /// As [`Library::load`].
    pub fn load_with(workspace: Option<&Path>, more: Option<(&str, &str)>) -> Result<Self, LibraryError> {
        let mut shelf = Shelf::load(workspace)?;
        if let Some((name, text)) = more {
            shelf.put(name, text);
        }
        Self::compile(&shelf)
    }

    /// The mapping of one more file, given as name and text, as the library would have it: what it extends may stand
    /// in the workspace or among `beside`, and what extends it must still compile. Other files don't matter.
    ///
    /// # Errors
    /// As [`Library::load`], of the files that have to do with it.
    pub fn file(
        workspace: Option<&Path>,
        beside: &[(String, String)],
        (name, text): (&str, &str),
    ) -> Result<Mapping, LibraryError> {
        let mut shelf = Shelf::load(workspace)?;
        beside.iter().for_each(|(name, text)| shelf.put(name, text));
        shelf.put(name, text);
        let (mut mapping, mut bad) = (None, Vec::new());
        for book in shelf.books() {
            let is_it = book.is_named(name);
            let stands_on_it = || shelf.chain(book).is_ok_and(|chain| chain.holds(name));
            if is_it || stands_on_it() {
                match compile_book(&shelf, book) {
                    Ok(compiled) if is_it => mapping = Some(compiled),
                    Ok(_) => {}
                    Err(problems) => bad.extend(problems),
                }
            }
        }
        mapping.filter(|_| bad.is_empty()).ok_or_else(|| LibraryError::Bad(by_file(bad)))
    }

    fn compile(shelf: &Shelf) -> Result<Self, LibraryError> {
        let mut mappings: Vec<Mapping> = Vec::new();
        let (mut origins, mut texts, mut bases) = (Vec::new(), Vec::new(), Vec::new());
        let mut bad = Vec::new();
        for book in shelf.books() {
            match compile_book(shelf, book) {
                Ok(mapping) if mapping.is_abstract => bases.push((mapping.name, book.text.to_owned())),
                Ok(mapping) => {
                    let replaces = !book.builtin && shelf.builtin.contains_key(book.stem);
                    origins.push(Origin { file: book.file(), is_own: !book.builtin, replaces });
                    texts.push(book.text.to_owned());
                    mappings.push(mapping);
                }
                Err(problems) => bad.extend(problems),
            }
        }
        if bad.is_empty() { Ok(Self { mappings, origins, texts, bases }) } else { Err(LibraryError::Bad(by_file(bad))) }
    }

    /// Every mapping, in order of file names.
    pub fn iter(&self) -> impl Iterator<Item = &Mapping> {
        self.mappings.iter()
    }

    /// Every mapping with where it comes from, in order of file names.
    pub fn iter_with_origins(&self) -> impl Iterator<Item = (&Mapping, &Origin)> {
        self.mappings.iter().zip(&self.origins)
    }

    /// The mapping of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Mapping> {
        self.mappings.iter().find(|mapping| mapping.name == name)
    }

    /// The file of the mapping of a name, or of what mappings extend; empty where there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        let at = self.mappings.iter().position(|mapping| mapping.name == name);
        let base = || self.bases.iter().find(|(base, _)| base == name).map(|(_, text)| text);
        at.and_then(|at| self.texts.get(at)).or_else(base).map(String::as_str).unwrap_or_default()
    }

    /// Which mapping reads a document of a wire format.
    #[must_use]
    pub fn recognise(&self, format: &str, preview: &Preview) -> Recognition<'_> {
        let mut claims = self.claims(format, preview);
        claims.retain(|claim| claim.beaten_by.is_none() && claim.holds());
        match claims.as_slice() {
            [] => Recognition::None,
            [one] => Recognition::One(one.mapping),
            several => Recognition::Several(several.iter().map(|claim| claim.mapping.name.as_str()).collect()),
        }
    }

    /// What every mapping of the wire format says to a document.
    #[must_use]
    pub fn claims(&self, format: &str, preview: &Preview) -> Vec<Claim<'_>> {
        let is_table = matches!(preview, Preview::Table { .. });
        let mut claims: Vec<Claim<'_>> = self
            .mappings
            .iter()
            .filter(|mapping| mapping.format == format || (is_table && mapping.format == "table"))
            .map(|mapping| Claim { mapping, checks: mapping.recognise.explain(preview), beaten_by: None })
            .collect();
        let holding: Vec<&Mapping> = claims.iter().filter(|claim| claim.holds()).map(|claim| claim.mapping).collect();
        for claim in claims.iter_mut().filter(|claim| claim.holds()) {
            let beats = |other: &&&Mapping| other.beats.contains(&claim.mapping.name);
            claim.beaten_by = holding.iter().find(beats).map(|other| other.name.as_str());
        }
        claims
    }
}

impl Shelf {
    fn builtin() -> Self {
        let files = BUILTIN.files().filter_map(|file| {
            let stem = file.path().to_str()?.strip_suffix(".toml")?;
            Some((stem.to_owned(), file.contents_utf8()?.to_owned()))
        });
        Self { builtin: files.collect(), own: BTreeMap::new() }
    }

    /// The built-in files and those of a workspace's folder.
    fn load(workspace: Option<&Path>) -> Result<Self, LibraryError> {
        let mut shelf = Self::builtin();
        let Some(folder) = workspace.filter(|folder| folder.is_dir()) else { return Ok(shelf) };
        for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
            let path = entry.map_err(|source| unreadable(folder, source))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if name.ends_with(".toml") && !name.starts_with(['.', '~']) {
                let text = fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
                shelf.put(&name, &text);
            }
        }
        Ok(shelf)
    }
}

/// Compiles a file of no name, over the built-in mappings.
pub(super) fn compile_alone(text: &str) -> Result<Mapping, Vec<Problem>> {
    let shelf = Shelf::builtin();
    let problems = |found: Vec<(Book<'_>, Problem)>| found.into_iter().map(|(_, problem)| problem).collect();
    compile_book(&shelf, Book { stem: "", text, builtin: false }).map_err(problems)
}

/// Compiles a file of the shelf; a problem is told as that of the file where the text stands.
fn compile_book<'b>(shelf: &'b Shelf, book: Book<'b>) -> Result<Mapping, Vec<(Book<'b>, Problem)>> {
    let chain = shelf.chain(book).map_err(|problem| vec![problem])?;
    compile::compile(&chain).map_err(|problems| {
        let located = problems.into_iter().map(|problem| {
            let (place, problem) = chain.locate(problem);
            if place == book { (place, problem) } else { (place, problem.with("extension", book.file())) }
        });
        located.collect()
    })
}

/// What is wrong, file by file. A base's own problem is met again in everything that extends it: it is told once.
fn by_file(found: Vec<(Book<'_>, Problem)>) -> Vec<BadFile> {
    let mut files: Vec<BadFile> = Vec::new();
    for (book, problem) in found {
        let file = book.file();
        let at = files.iter().position(|known| known.file == file && known.text == book.text);
        let at = at.unwrap_or_else(|| {
            files.push(BadFile { file, text: book.text.to_owned(), problems: Vec::new() });
            files.len() - 1
        });
        let Some(bad) = files.get_mut(at) else { continue };
        let same = |known: &&mut Problem| known.code == problem.code && known.span == problem.span;
        match bad.problems.iter_mut().find(same) {
            Some(known) if problem.params.iter().all(|(name, _)| *name != "extension") => *known = problem,
            Some(_) => {}
            None => bad.problems.push(problem),
        }
    }
    files.sort_by(|a, b| a.file.cmp(&b.file));
    files.iter_mut().for_each(|file| file.problems.sort_by_key(|problem| problem.span.start));
    files
}

fn unreadable(path: &Path, source: io::Error) -> LibraryError {
    LibraryError::Io { path: path.display().to_string(), source }
}
