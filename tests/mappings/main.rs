//! Every built-in mapping compiles; every sort of mistake in a mapping file is told with its line.

#[cfg(test)]
mod bank;
#[cfg(test)]
mod einvoice;
#[cfg(test)]
mod enterprisedata;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod extending;
#[cfg(test)]
mod invalid;
#[cfg(test)]
mod propose;
#[cfg(test)]
mod references;
#[cfg(test)]
mod registers;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod tutorial;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod writing;

use std::collections::BTreeSet;

use sverka::mapping::{Library, LibraryError};
use sverka::model::problem::line_column;

/// Built-in files that are only there to be extended.
const ABSTRACT: [&str; 1] = ["registers"];

#[test]
fn every_builtin_mapping_compiles_under_its_file_name() {
    let library = Library::load(None).unwrap_or_else(|error| {
        let LibraryError::Bad(files) = error else { panic!("{error}") };
        let told = files.iter().flat_map(|file| {
            file.problems.iter().map(|problem| {
                let (line, column) = line_column(&file.text, problem.span.start);
                format!("{}:{line}:{column} {}", file.file, problem.brief())
            })
        });
        panic!("{}", told.collect::<Vec<_>>().join("\n"))
    });
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let stems: BTreeSet<String> = files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let names = library.iter().map(|mapping| mapping.name().to_owned());
    assert_eq!(names.chain(ABSTRACT.map(str::to_owned)).collect::<BTreeSet<_>>(), stems);
}
