//! Every built-in mapping compiles; every sort of mistake in a mapping file is told with its line.

#[cfg(test)]
mod bank;
#[cfg(test)]
mod invalid;
#[cfg(test)]
mod registers;
#[cfg(test)]
mod samples;

use sverka::mapping::Mapping;

#[test]
fn every_builtin_mapping_compiles_under_its_file_name() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let mapping = Mapping::compile(&text).unwrap_or_else(|problems| {
            let told: Vec<String> = problems
                .iter()
                .map(|p| {
                    let (line, column) = sverka::model::problem::line_column(&text, p.span.start);
                    format!("{}:{line}:{column} {}", path.display(), p.brief())
                })
                .collect();
            panic!("{}", told.join("\n"))
        });
        assert_eq!(path.file_stem().unwrap().to_str(), Some(mapping.name()));
        count += 1;
    }
    assert!(count >= 8);
}
