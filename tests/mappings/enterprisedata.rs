//! EnterpriseData: the mapping against the format's own packages, and what its documents come to.

use std::collections::BTreeSet;
use std::path::Path;

use crate::samples::samples;

fn mapping() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/enterprisedata.toml")).unwrap()
}

/// Paths that a section reads, and whether it only counts them.
fn records(text: &str) -> Vec<(BTreeSet<String>, bool)> {
    let sections = text.split("\n[[record]]\n").skip(1);
    sections
        .map(|section| {
            let section = section.split("\n[").next().unwrap();
            let at = section.split_once("\nat = ").unwrap().1;
            let at = if at.starts_with('[') { at.split(']').next().unwrap() } else { at.lines().next().unwrap() };
            let paths = at.split('"').skip(1).step_by(2).map(str::to_owned).collect();
            (paths, section.contains("\nskip = true"))
        })
        .collect()
}

/// What is declared as received counts for the sender as delivered: it must be kept, and what is kept be declared.
#[test]
fn the_answer_declares_just_what_the_mapping_keeps() {
    let text = mapping();
    let declared: BTreeSet<String> =
        text.split("<msg:Name>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    let kept: BTreeSet<String> = records(&text)
        .into_iter()
        .filter(|(_, is_skipped)| !is_skipped)
        .flat_map(|(paths, _)| paths)
        .map(|path| path.split('/').next().unwrap().to_owned())
        .filter(|path| path.contains('.'))
        .collect();
    assert_eq!(declared, kept);
    assert!(kept.len() >= 19, "{kept:?}");
}

/// Words of the mapping that no package has: words of our own, and rates that only newer programs write.
const OWN_WORDS: &[&str] = &[
    "ИП",
    "ФОП",
    "Индивидуальный",
    "предприниматель",
    "без",
    "налоговый",
    "агент",
    "остаток",
    "руб",
    "грн",
    "тнг",
    "НДС22",
    "НДС22_122",
    "НДС7",
    "НДС7_107",
    "НДС5",
    "НДС5_105",
];

/// A misspelled element is no error anywhere: it is simply never found.
#[test]
fn every_element_the_mapping_names_is_in_the_format_s_packages() {
    let Some(folder) = samples() else { return };
    let words = |text: &str| -> BTreeSet<String> {
        let letters = |c: char| !(c.is_alphanumeric() || c == '_');
        text.split(letters).filter(|word| !word.is_ascii()).map(str::to_owned).collect()
    };
    let mut known = BTreeSet::new();
    for entry in std::fs::read_dir(folder.join("enterprisedata/schema")).unwrap() {
        known.extend(words(&std::fs::read_to_string(entry.unwrap().path()).unwrap()));
    }
    assert!(known.len() > 1_000, "the packages are there");
    let text = mapping();
    let named = text.lines().skip_while(|line| !line.starts_with("[recognise]")).filter(|line| !line.starts_with('#'));
    let named: BTreeSet<String> = named.flat_map(words).filter(|word| !OWN_WORDS.contains(&word.as_str())).collect();
    let unknown: Vec<&String> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
