//! All mappings: the built-in ones, and the workspace's own, which replace built-in ones of the same file name.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use std::{fs, io};

use include_dir::{Dir, include_dir};

use super::{Mapping, Recognition};
use crate::model::problem::Problem;
use crate::parse::Preview;

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/mappings");

/// Every mapping there is, by name.
#[derive(Debug)]
pub struct Library {
    mappings: Vec<Mapping>,
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
        static LIBRARY: LazyLock<Library> = LazyLock::new(|| match Library::compile(&builtin_texts()) {
            Ok(library) => library,
            Err(error) => panic!("BUG: {error}"),
        });
        &LIBRARY
    }

    /// The built-in mappings and those of a workspace's folder; a file there replaces the built-in one of its name.
    ///
    /// # Errors
    /// When the folder can't be read or a file has problems; all problems of all files are told at once.
    pub fn load(workspace: Option<&Path>) -> Result<Self, LibraryError> {
        let mut texts = builtin_texts();
        if let Some(folder) = workspace.filter(|folder| folder.is_dir()) {
            for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
                let path = entry.map_err(|source| unreadable(folder, source))?.path();
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                if name.starts_with(['.', '~']) || path.extension().is_none_or(|extension| extension != "toml") {
                    continue;
                }
                let text = fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
                texts.insert(name, text);
            }
        }
        Self::compile(&texts)
    }

    fn compile(texts: &BTreeMap<String, String>) -> Result<Self, LibraryError> {
        let mut mappings: Vec<Mapping> = Vec::new();
        let mut bad = Vec::new();
        for (file, text) in texts {
            match Mapping::compile(text) {
                Ok(mapping) => mappings.push(mapping),
                Err(problems) => bad.push(BadFile { file: file.clone(), text: text.clone(), problems }),
            }
        }
        if bad.is_empty() { Ok(Self { mappings }) } else { Err(LibraryError::Bad(bad)) }
    }

    /// Every mapping, in order of file names.
    pub fn iter(&self) -> impl Iterator<Item = &Mapping> {
        self.mappings.iter()
    }

    /// The mapping of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Mapping> {
        self.mappings.iter().find(|mapping| mapping.name == name)
    }

    /// Which mapping reads a document of a wire format.
    #[must_use]
    pub fn recognise(&self, format: &str, preview: &Preview) -> Recognition<'_> {
        let is_table = matches!(preview, Preview::Table { .. });
        let mut claims: Vec<&Mapping> = self
            .mappings
            .iter()
            .filter(|mapping| mapping.format == format || (is_table && mapping.format == "table"))
            .filter(|mapping| mapping.recognise.hold(preview))
            .collect();
        let beaten: Vec<&str> = claims.iter().flat_map(|mapping| mapping.beats.iter().map(String::as_str)).collect();
        claims.retain(|mapping| !beaten.contains(&mapping.name.as_str()));
        match claims.as_slice() {
            [] => Recognition::None,
            [one] => Recognition::One(one),
            several => Recognition::Several(several.iter().map(|mapping| mapping.name.as_str()).collect()),
        }
    }
}

fn builtin_texts() -> BTreeMap<String, String> {
    BUILTIN
        .files()
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"))
        .filter_map(|file| Some((file.path().to_string_lossy().into_owned(), file.contents_utf8()?.to_owned())))
        .collect()
}

fn unreadable(path: &Path, source: io::Error) -> LibraryError {
    LibraryError::Io { path: path.display().to_string(), source }
}
