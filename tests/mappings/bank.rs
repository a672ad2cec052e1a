//! What the public samples of banks give, by figures counted by hand (with an XML or line counter, not by sverka).

use sverka::mapping::{Library, Recognition};
use sverka::parse::{Document, FORMATS, Head};

use crate::samples::{read, samples, summary};

/// Every sample with what it gives: counts and sums, counted by hand.
const EXPECTED: &[(&str, &str)] = &[
    ("camt/bsp_multicurrency.xml", "camt: balance 4 13150.26; payment in 1 1250.5; payment out 2 600.24"),
    ("camt/bsp_no_namespace.xml", "camt: balance 2 350; payment in 1 250"),
    ("camt/genkgo_camt052.v2.xml", "camt: payment out 1 200000"),
    ("camt/genkgo_camt052.v6.xml", "camt: payment out unposted 1 200000"),
    ("camt/genkgo_camt053.v2.minimal.xml", "camt: balance 2 -27; payment in 1 8.85; skipped 2"),
    ("camt/genkgo_camt053.v2.multi.statement.xml", "camt: balance 4 47; payment in 1 8.85; payment out 1 7"),
    ("camt/genkgo_camt053.v2.with-account-name.xml", "camt: payment in 1 8.85; skipped 1"),
    ("camt/genkgo_camt053.v2.with-party-ids.xml", "camt: balance 2 -27; payment in 1 8.85; skipped 2"),
    ("camt/genkgo_camt053.v4.xml", "camt: balance 2 -27; payment in 1 8.85; skipped 2"),
    ("camt/genkgo_camt053.v8.xml", "camt: balance 2 -27; payment in 1 8.85; skipped 2"),
    // Three transactions that say the other direction, in another currency than their entry: an invented example.
    ("camt/genkgo_camt054.v4.xml", "camt: payment in 3 9.5"),
    ("camt/genkgo_camt054.v8-with-UETR.xml", "camt: payment out 1 200000"),
    // Two accounts of one owner; the transfer between them stands in both statements. Interest and fees are told by code.
    (
        "camt/newinnov_example_a.xml",
        "camt: balance 4 2322.56; payment in 1 500; payment in not_settlement 3 301.74; payment out 4 518.15; payment out not_settlement 3 23.85",
    ),
    ("camt/oca_test-camt053-no-ntry.xml", "camt: balance 2 1520.76"),
    ("camt/subite_LT_2024-03-07.xml", "camt: balance 4 21908761.94; payment in 1 828531.98; payment out 2 5794.17"),
    ("camt/subite_LT_2024-03-08.xml", "camt: balance 4 27234200.51; payment in 2 5432191.43; payment out 2 106752.86"),
    ("camt/viafintech_052_valid_example.xml", "camt: payment in 2 5"),
    // The last entry holds two transactions: 3.50 and 2.50.
    ("camt/viafintech_053_valid_example.xml", "camt: balance 2 56.12; payment in 1 1; payment out 4 11"),
    (
        "camt/viafintech_053_valid_example_v8.xml",
        "camt: balance 2 84515.25; payment in 2 563.25; payment out 1 20.97; skipped 1",
    ),
    // The first entry is one of three transactions that the file does not list.
    (
        "camt/viafintech_053_valid_example_with_batch.xml",
        "camt: balance 4 30368; payment in 2 7688; payment out 1 4753.74; skipped 3",
    ),
    // One entry of 24.00 in two transactions, one of 56.56, two reversals.
    ("camt/viafintech_054_valid_example.xml", "camt: payment in 3 80.56; payment out 2 21.53"),
    // Sent to the bank, not carried out.
    ("directbank/PayDocRu.xml", "directbank: payment out unposted 1 15"),
    (
        "ua/synthetic_ibank2ua_cp1251.csv",
        "ua-ibank2: payment in 2 174515; payment out 1 2106; payment out not_settlement 1 12000; skipped 1",
    ),
    ("ua/synthetic_privat24_cp1251.csv", "ua-privat24: payment in 5 1878586.97; payment out not_settlement 1 70000"),
    ("directbank/Statement.xml", "directbank: balance 1 88970.02; payment out 1 14"),
];

/// Folders every sample of which stands in the table.
const FAMILIES: &[&str] = &["camt", "directbank", "ua"];

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

/// They are refused as files of an unknown kind: there is no mapping for them yet.
#[test]
fn nobody_claims_a_format_that_has_no_mapping_yet() {
    let Some(folder) = samples() else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join("bank/mt940")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let head = Head { name: &name, bytes: &bytes, len: bytes.len() as u64 };
        let document = Document { name: name.clone(), path: path.clone(), part: "".into() };
        let claimed = FORMATS.iter().filter(|format| format.recognises(&head)).any(|format| {
            let preview = format.preview(&document).unwrap_or_else(|error| panic!("{error}"));
            !matches!(Library::builtin().recognise(format.name(), &preview), Recognition::None)
        });
        assert!(!claimed, "{name}");
        count += 1;
    }
    assert_eq!(count, 5);
}
