//! The table of samples with their figures.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sverka::model::run::FileReport;

use crate::desk::{Desk, files_below};

const SETTINGS: &str = r#"
intake = { quiet_seconds = 0 }

[[source]]
name = "accounting"
"#;

/// A sample: file, what becomes of it by kind with read rows and money, settings it needs.
struct Sample {
    file: &'static str,
    gives: &'static str,
    base_currency: &'static str,
}

const fn sample(file: &'static str, gives: &'static str) -> Sample {
    Sample { file, gives, base_currency: "RUB" }
}

const CATALOG: &str = "skipped mapping-skip-catalog";
const NO_MT940: &str = "refused mapping-refuse-mt940";

const SAMPLES: &[Sample] = &[
    sample("commerceml/catalog-import-2.04.xml", "taken: product 4"),
    sample("commerceml/catalog-import-2.08-bom.xml", "taken: product 2"),
    sample("commerceml/catalog-offers-2.04.xml", CATALOG),
    sample("commerceml/catalog-offers-2.08-bom.xml", CATALOG),
    sample("commerceml/cml3.1-import___5335d080-66b0-4355-887c-d54bba6f1f08.xml", "taken: product 1"),
    sample("commerceml/cml3.1-offers___13955e2c-c7d0-4189-8db7-9bc863cde645.xml", CATALOG),
    sample("commerceml/cml3.1-prices___478f43af-4dba-47c9-b3fa-d9737c14a30f.xml", CATALOG),
    sample("commerceml/cml3.1-rests___9ebdccc5-f70a-43db-8c03-0103301aad32.xml", CATALOG),
    sample("commerceml/contractors-2.09-delta.xml", "taken: client 4"),
    sample("commerceml/invoice-edi-2.08-cp1251-239.sanitised.xml", "taken: invoice 1 29535.00 RUB"),
    sample("commerceml/orders-2.03-cp1251.xml", "taken: order 1 9683.42 RUB"),
    // Two of the three documents carry nothing but a status of the site: neither sum nor lines.
    sample("commerceml/orders-2.03-site-and-1c-status.xml", "taken: order 3 6734.47 RUB, refused 2"),
    sample("commerceml/orders-2.05-cp1251-empty.xml", "taken:"),
    sample("commerceml/orders-3.1-container.xml", "taken: order 2 200.00 RUB"),
    sample("commerceml/synthetic/orders-2.03-cp1251-payment-in-requisites.xml", "taken: order 1 30000.50 RUB"),
    sample(
        "commerceml/synthetic/orders-2.09-container-payments.xml",
        "taken: invoice 1 30000.50 RUB; order 3 92400.50 RUB; shipment 1 30000.50 RUB; payment 3 58000.50 RUB",
    ),
    sample(
        "commerceml/synthetic/orders-2.09-container-payments-delta.xml",
        "taken: order 3 92400.50 RUB; payment 4 60000.00 RUB",
    ),
    // Settings of the exchange alone; an order to a supplier, of whom nothing is due.
    sample("enterprisedata/ed-handshake-settings-1.22.xml", "taken:"),
    sample("enterprisedata/ed1.6-invoice-in.xml", "taken:"),
    sample("enterprisedata/ed1.6-invoice-out-service.xml", "taken: order 1 228000.00 RUB"),
    sample("enterprisedata/ed1.6-invoice-out.xml", "taken: order 1 2010.00 RUB"),
    sample("bank/1c/condo_tochka_v103_cp1251.txt", "taken: payment 4 16919.96 RUB; balance 1"),
    sample("bank/1c/derived_two_documents_cp866_dos.txt", "taken: payment 2 1100.00 RUB; balance 1"),
    // The file's own totals: received 40000.00, paid 41184.00.
    sample("bank/1c/kilylabs_vtb_one_day_cp1251.txt", "taken: payment 13 81184.00 RUB; balance 1"),
    sample("bank/1c/odin_no_documents.txt", "taken: balance 1"),
    sample("bank/1c/odin_no_end_of_account.txt", "taken: payment 1 1000.00 RUB; balance 1"),
    sample("bank/1c/odin_no_end_of_file.txt", "taken: payment 1 1000.00 RUB; balance 1"),
    sample("bank/1c/odin_one_document_cp1251.txt", "taken: payment 1 1000.00 RUB; balance 1"),
    sample("bank/1c/odin_one_document_utf8.txt", "taken: payment 1 1000.00 RUB; balance 1"),
    sample("bank/1c/odin_sber_v103_multisection.txt", "taken: payment 2 298654.52 RUB; balance 46"),
    sample("bank/1c/odin_two_documents.txt", "taken: payment 2 1100.00 RUB; balance 1"),
    Sample {
        file: "bank/1c/synthetic_kz_dialect_cp1251.txt",
        gives: "taken: payment 2 46531.32 KZT; balance 1",
        base_currency: "KZT",
    },
    sample("bank/1c/synthetic_scenario_A_kl_to_1c_cp1251.txt", "taken: payment 4 42185.00 RUB; balance 1"),
    // Two papers about the same money from an own account to itself: one transfer, listed once for each section.
    sample("bank/1c/xini1_all_keys_utf8.txt", "taken: payment 2 20.20 RUB, unchanged 1; balance 2"),
    sample("bank/1c/xini1_oebs_v101.txt", "taken: payment 1 0.01 RUB"),
    sample("bank/mt940/cmxl_mt940.sta", NO_MT940),
    sample("bank/mt940/jejik_abnamro.sta", NO_MT940),
    sample("bank/mt940/jejik_generic.sta", NO_MT940),
    sample("bank/mt940/jejik_ing.sta", NO_MT940),
    sample("bank/mt940/jejik_rabobank-iban.sta", NO_MT940),
];

pub(crate) fn samples() -> Option<PathBuf> {
    let folder = std::env::var_os("SVERKA_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        // Past the test runner, which shows what it captured only where a test fails.
        writeln!(std::io::stderr(), "skipped: SVERKA_SAMPLES names no folder of sample files").expect("stderr");
    }
    folder
}

fn settings(base_currency: &str) -> String {
    format!("base_currency = \"{base_currency}\"\n{SETTINGS}")
}

/// `taken: order 3 6734.47 RUB, refused 2`: rows read and their money, kind by kind.
fn gives(file: &FileReport) -> String {
    if let Some(reason) = file.outcome.reason() {
        return format!("{} {}", file.outcome.name(), reason.key);
    }
    let kinds = file.tally.by_kind.iter().map(|(kind, counts)| {
        let mut text = format!(" {} {}", kind.name(), counts.read);
        for ((_, currency), sums) in file.tally.money.iter().filter(|((of, _), _)| of == kind) {
            text.push_str(&format!(" {} {currency}", currency.decimal_string(sums.read)));
        }
        let others = [("refused", counts.refused), ("queued", counts.queued), ("unchanged", counts.unchanged)];
        for (name, count) in others.into_iter().filter(|(_, count)| *count > 0) {
            text.push_str(&format!(", {name} {count}"));
        }
        text
    });
    format!("{}:{}", file.outcome.name(), kinds.collect::<Vec<_>>().join(";"))
}

fn drop_sample(desk: &mut Desk, folder: &Path, file: &str) {
    let name = file.rsplit('/').next().unwrap();
    desk.drop("accounting", name, &fs::read(folder.join(file)).unwrap());
}

#[test]
fn every_sample_is_taken_with_the_figures_counted_by_hand() {
    let Some(folder) = samples() else { return };
    let mut wrong = Vec::new();
    for Sample { file, gives: expected, base_currency } in SAMPLES {
        let mut desk = Desk::new(&settings(base_currency));
        drop_sample(&mut desk, &folder, file);
        let report = desk.sync();
        let found = gives(&report.files[0]);
        if found != *expected {
            wrong.push(format!("{file}\n  expected {expected}\n  found    {found}"));
        }
        drop_sample(&mut desk, &folder, file);
        assert_eq!(desk.sync().totals.rows.applied, 0, "{file} again");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_sample_is_left_out() {
    let Some(folder) = samples() else { return };
    for family in ["commerceml", "bank/1c", "bank/mt940"] {
        for path in files_below(&folder.join(family)) {
            let file = path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
            let is_sample =
                [".xml", ".txt", ".sta"].iter().any(|ending| file.ends_with(ending)) && !file.contains("/schema/");
            assert!(!is_sample || SAMPLES.iter().any(|sample| sample.file == file), "{file} is in no table");
        }
    }
}

fn rows<'a>(store: &'a serde_json::Value, entity: &str) -> Vec<&'a serde_json::Value> {
    store[entity].as_array().into_iter().flatten().collect()
}

/// Order 142 is paid through its invoice; of order 143 two parts are paid; 144 is deleted. The delta takes one part
/// back, brings another and a refund, and 144 returns.
#[test]
fn a_delta_after_its_full_export_changes_what_it_says() {
    let Some(folder) = samples() else { return };
    let mut desk = Desk::new(&settings("RUB"));
    let brief = |desk: &Desk| -> Vec<String> {
        let store = desk.store();
        let documents = ["orders", "invoices"].into_iter().flat_map(|entity| rows(&store, entity));
        let told = documents.map(|row| {
            let field = |name: &str| row[name].as_str().unwrap().to_owned();
            format!("{} {} of {}: {}", field("number"), field("paid"), field("total"), field("status"))
        });
        told.collect()
    };
    drop_sample(&mut desk, &folder, "commerceml/synthetic/orders-2.09-container-payments.xml");
    desk.sync();
    assert_eq!(
        brief(&desk),
        [
            "ТДЦУ-000142 0.00 of 30000.50: open",
            "ТДЦУ-000143 28000.00 of 48000.00: partly_paid",
            "144 0.00 of 14400.00: deleted",
            "ТДЦУ-000098 30000.50 of 30000.50: paid",
        ]
    );
    drop_sample(&mut desk, &folder, "commerceml/synthetic/orders-2.09-container-payments-delta.xml");
    desk.sync();
    assert_eq!(
        brief(&desk),
        [
            "ТДЦУ-000142 0.00 of 30000.50: open",
            "ТДЦУ-000143 48000.00 of 48000.00: paid",
            "144 0.00 of 14400.00: open",
            "ТДЦУ-000098 30000.50 of 30000.50: paid",
        ]
    );
}
