//! What the public samples of banks give, by figures counted by hand (with an XML or line counter, not by sverka).

use crate::samples::{read, samples, summary};

const NO_MT940: &str = "mt940: mapping-refuse-mt940";

/// Every sample with what it gives: counts and sums, counted by hand.
pub(crate) const EXPECTED: &[(&str, &str)] = &[
    ("bank/camt/bsp_multicurrency.xml", "camt: balance 4 13150.26; payment in 1 1250.5; payment out 2 600.24"),
    ("bank/camt/bsp_no_namespace.xml", "camt: balance 2 350; payment in 1 250"),
    ("bank/camt/genkgo_camt052.v2.xml", "camt: payment out 1 200000"),
    ("bank/camt/genkgo_camt052.v6.xml", "camt: payment out unposted 1 200000"),
    ("bank/camt/genkgo_camt053.v2.minimal.xml", "camt: balance 2 -27; payment in 1 8.85; skipped 2"),
    ("bank/camt/genkgo_camt053.v2.multi.statement.xml", "camt: balance 4 47; payment in 1 8.85; payment out 1 7"),
    ("bank/camt/genkgo_camt053.v2.with-account-name.xml", "camt: payment in 1 8.85; skipped 1"),
    ("bank/camt/genkgo_camt053.v2.with-party-ids.xml", "camt: balance 2 -27; payment in 1 8.85; skipped 2"),
    ("bank/camt/genkgo_camt053.v4.xml", "camt: balance 2 -27; payment in 1 8.85; skipped 2"),
    ("bank/camt/genkgo_camt053.v8.xml", "camt: balance 2 -27; payment in 1 8.85; skipped 2"),
    // Three transactions that say the other direction, in another currency than their entry: an invented example.
    ("bank/camt/genkgo_camt054.v4.xml", "camt: payment out 1 200000"),
    ("bank/camt/genkgo_camt054.v8-with-UETR.xml", "camt: payment out 1 200000"),
    // Two accounts of one owner; the transfer between them stands in both statements. Interest and fees are told by code.
    (
        "bank/camt/newinnov_example_a.xml",
        "camt: balance 4 2322.56; payment in 1 500; payment in not_settlement 3 301.74; payment out 4 518.15; payment out not_settlement 3 23.85",
    ),
    ("bank/camt/oca_test-camt053-no-ntry.xml", "camt: balance 2 1520.76"),
    (
        "bank/camt/subite_LT_2024-03-07.xml",
        "camt: balance 4 21908761.94; payment in 1 828531.98; payment out 2 5794.17",
    ),
    (
        "bank/camt/subite_LT_2024-03-08.xml",
        "camt: balance 4 27234200.51; payment in 2 5432191.43; payment out 2 106752.86",
    ),
    ("bank/camt/viafintech_052_valid_example.xml", "camt: payment in 2 5"),
    // The last entry holds two transactions: 3.50 and 2.50.
    ("bank/camt/viafintech_053_valid_example.xml", "camt: balance 2 56.12; payment in 1 1; payment out 4 11"),
    (
        "bank/camt/viafintech_053_valid_example_v8.xml",
        "camt: balance 2 84515.25; payment in 2 563.25; payment out 1 20.97; skipped 1",
    ),
    // The first entry is one of three transactions that the file does not list.
    (
        "bank/camt/viafintech_053_valid_example_with_batch.xml",
        "camt: balance 4 30368; payment in 2 7688; payment out 1 4753.74; skipped 3",
    ),
    // One entry of 24.00 in two transactions, one of 56.56, two reversals.
    ("bank/camt/viafintech_054_valid_example.xml", "camt: payment in 3 80.56; payment out 2 21.53"),
    // Sent to the bank, not carried out.
    ("bank/directbank/PayDocRu.xml", "directbank: payment out unposted 1 15"),
    (
        "bank/ua/synthetic_ibank2ua_cp1251.csv",
        "ua-ibank2: payment in 2 174515; payment out 1 2106; payment out not_settlement 1 12000; skipped 1",
    ),
    (
        "bank/ua/synthetic_privat24_cp1251.csv",
        "ua-privat24: payment in 5 1878586.97; payment out not_settlement 1 70000",
    ),
    ("bank/directbank/Statement.xml", "directbank: balance 1 88970.02; payment out 1 14"),
    // A known format that has no mapping yet.
    ("bank/mt940/cmxl_mt940.sta", NO_MT940),
    ("bank/mt940/jejik_abnamro.sta", NO_MT940),
    ("bank/mt940/jejik_generic.sta", NO_MT940),
    ("bank/mt940/jejik_ing.sta", NO_MT940),
    ("bank/mt940/jejik_rabobank-iban.sta", NO_MT940),
];

#[test]
fn every_bank_sample_gives_the_figures_counted_by_hand() {
    let Some(folder) = samples() else { return };
    let mut wrong = Vec::new();
    for (file, expected) in EXPECTED {
        let outcome = read(&folder.join(file), &[]);
        let found = summary(&outcome);
        if found != *expected {
            wrong.push(format!("{file}:\n  expected {expected}\n  found    {found}\n  issues {:?}", outcome.issues));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
