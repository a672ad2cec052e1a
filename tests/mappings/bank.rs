//! What the public samples of banks give, by figures counted by hand (with an XML or line counter, not by sverka).

use crate::samples::{read, samples, summary};

/// Every sample with what it gives: counts and sums, counted by hand.
const EXPECTED: &[(&str, &str)] = &[
    // Sent to the bank, not carried out.
    ("directbank/PayDocRu.xml", "directbank: payment out unposted 1 15"),
    ("directbank/Statement.xml", "directbank: payment out 1 14"),
];

/// Folders every sample of which stands in the table.
const FAMILIES: &[&str] = &["directbank"];

#[test]
fn every_bank_sample_gives_the_figures_counted_by_hand() {
    let Some(folder) = samples() else { return };
    let mut wrong = Vec::new();
    for (file, expected) in EXPECTED {
        let outcome = read(&folder.join("bank").join(file), &[]);
        let found = summary(&outcome);
        if found != *expected {
            wrong.push(format!("{file}:\n  expected {expected}\n  found    {found}\n  issues {:?}", outcome.issues));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_bank_sample_is_left_out_of_the_table() {
    let Some(folder) = samples() else { return };
    for family in FAMILIES {
        for entry in std::fs::read_dir(folder.join("bank").join(family)).unwrap() {
            let file = format!("{family}/{}", entry.unwrap().file_name().to_string_lossy());
            assert!(EXPECTED.iter().any(|(known, _)| *known == file), "{file}");
        }
    }
}
