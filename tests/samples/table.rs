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
const NO_UBL: &str = "refused mapping-refuse-ubl";
const NO_CII: &str = "refused mapping-refuse-cii";

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
    sample("enterprisedata/synthetic/Message_CR_БП.ack-of-no2.xml", "taken:"),
    sample(
        "enterprisedata/synthetic/Message_БП_CR.no2-delta.xml",
        "taken: client 1; invoice 1, unchanged 1; payment 2 20500.00 RUB, unchanged 1",
    ),
    sample(
        "enterprisedata/synthetic/Message_БП_CR.no1.xml",
        "taken: organization 1; client 3; contract 2; invoice 2 41535.10 RUB; order 1 29535.00 RUB; shipment 1 29535.00 RUB; payment 3 43035.10 RUB",
    ),
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
    sample("bank/camt/bsp_multicurrency.xml", "taken: payment 3 1750.75 EUR 99.99 USD; balance 4"),
    sample("bank/camt/bsp_no_namespace.xml", "taken: payment 1 250.00 GBP; balance 2"),
    sample("bank/camt/genkgo_camt052.v2.xml", "taken: payment 1 200000.00 SEK"),
    sample("bank/camt/genkgo_camt052.v6.xml", "taken: payment 1 200000.00 SEK"),
    sample("bank/camt/genkgo_camt053.v2.minimal.xml", "taken: payment 1 8.85 EUR; balance 2"),
    sample("bank/camt/genkgo_camt053.v2.multi.statement.xml", "taken: payment 2 15.85 EUR; balance 4"),
    sample("bank/camt/genkgo_camt053.v2.with-account-name.xml", "taken: payment 1 8.85 EUR"),
    sample("bank/camt/genkgo_camt053.v2.with-party-ids.xml", "taken: payment 1 8.85 EUR; balance 2"),
    sample("bank/camt/genkgo_camt053.v4.xml", "taken: payment 1 8.85 EUR; balance 2"),
    sample("bank/camt/genkgo_camt053.v8.xml", "taken: payment 1 8.85 EUR; balance 2"),
    sample("bank/camt/genkgo_camt054.v4.xml", "taken: payment 1 200000.00 SEK"),
    sample("bank/camt/genkgo_camt054.v8-with-UETR.xml", "taken: payment 1 200000.00 SEK"),
    sample("bank/camt/newinnov_example_a.xml", "taken: payment 11 1343.74 EUR; balance 4"),
    sample("bank/camt/oca_test-camt053-no-ntry.xml", "taken: balance 2"),
    sample("bank/camt/subite_LT_2024-03-07.xml", "taken: payment 3 834326.15 EUR; balance 4"),
    sample("bank/camt/subite_LT_2024-03-08.xml", "taken: payment 4 5538944.29 EUR; balance 4"),
    sample("bank/camt/viafintech_052_valid_example.xml", "taken: payment 2 5.00 EUR"),
    sample("bank/camt/viafintech_053_valid_example.xml", "taken: payment 5 12.00 EUR; balance 2"),
    sample("bank/camt/viafintech_053_valid_example_v8.xml", "taken: payment 3 563.25 CHF 20.97 EUR; balance 2"),
    sample("bank/camt/viafintech_053_valid_example_with_batch.xml", "taken: payment 3 12441.74 EUR; balance 4"),
    sample("bank/camt/viafintech_054_valid_example.xml", "taken: payment 5 102.09 CHF"),
    sample("bank/directbank/PayDocRu.xml", "taken: payment 1 15.00 RUB"),
    sample("bank/directbank/Statement.xml", "taken: payment 1 14.00 RUB; balance 1"),
    sample("bank/ua/synthetic_ibank2ua_cp1251.csv", "taken: payment 4 188621.00 UAH"),
    sample("bank/ua/synthetic_privat24_cp1251.csv", "taken: payment 6 1948586.97 UAH"),
    sample("einvoice/cii/cen_CII-BR-CO-10-RoundingIssue.xml", NO_CII),
    sample("einvoice/cii/cen_CII_example3.xml", NO_CII),
    sample("einvoice/cii/cen_CII_example4.xml", NO_CII),
    sample("einvoice/cii/cen_CII_example6.xml", NO_CII),
    sample("einvoice/cii/xrechnung_01.01a_cii.xml", NO_CII),
    sample("einvoice/cii/xrechnung_01.05a_cii.xml", NO_CII),
    sample("einvoice/cii/xrechnung_01.13a_cii.xml", NO_CII),
    sample("einvoice/saft/no_ExampleFile_Financial_999999999.xml", "refused mapping-refuse-saft"),
    sample("einvoice/saft/pt_1.00_Exemplo_Facturacao.xml", "refused mapping-refuse-saft"),
    sample("einvoice/ua/edin_comdoc_006.xml", "refused mapping-refuse-comdoc"),
    sample("einvoice/ua/unicorn_J1201501_register.xml", "refused mapping-refuse-medoc"),
    sample("einvoice/ubl/cen_BIS3_Invoice_positive.XML", NO_UBL),
    sample("einvoice/ubl/cen_sample-discount-price.xml", NO_UBL),
    sample("einvoice/ubl/cen_ubl-tc434-creditnote1.xml", NO_UBL),
    sample("einvoice/ubl/cen_ubl-tc434-example1.xml", NO_UBL),
    sample("einvoice/ubl/cen_ubl-tc434-example4.xml", NO_UBL),
    sample("einvoice/ubl/cen_ubl-tc434-example9.xml", NO_UBL),
    sample("einvoice/ubl/peppol_Allowance-example.xml", NO_UBL),
    sample("einvoice/ubl/peppol_Vat-category-S.xml", NO_UBL),
    sample("einvoice/ubl/peppol_base-creditnote-correction.xml", NO_UBL),
    sample("einvoice/ubl/peppol_base-example.xml", NO_UBL),
    sample("einvoice/ubl/peppol_base-negative-inv-correction.xml", NO_UBL),
    sample("einvoice/ubl/xrechnung_01.01a_ubl.xml", NO_UBL),
    sample("einvoice/ubl/xrechnung_01.05a_ubl.xml", NO_UBL),
    sample("einvoice/ubl/xrechnung_01.13a_ubl.xml", NO_UBL),
    sample("einvoice/upd/diadoc_utd820_title0_resp.xml", "taken: shipment 1 0.00 RUB"),
    sample("einvoice/upd/diadoc_utd820_title1_buyer_resp.xml", "taken: shipment 1 0.00 RUB"),
    sample("einvoice/upd/fairmark_ON_KORSCHFDOPPR_a4941fa7.xml", "taken: return 1 0.00 RUB"),
    sample("einvoice/upd/fairmark_ON_NSCHFDOPPR_afb6cce6.xml", "taken: shipment 1 40.00 RUB"),
    sample("einvoice/upd/fairmark_edolite_sample_upd.xml", "taken: shipment 1 16132.16 RUB"),
    sample("einvoice/upd/kilylabs_upd501_good.xml", "taken: shipment 1 11250.00 RUB"),
    sample("einvoice/upd/scanflow_upd503_ul_win1251.xml", "taken: shipment 1 7740.25 RUB"),
    sample(
        "einvoice/upd/synthetic_scenario_A/Schet na oplatu 0000-000239 27.06.2025.xml",
        "taken: invoice 1 29535.00 RUB",
    ),
    sample("einvoice/upd/synthetic_scenario_A/Schet na oplatu 229 20.06.2025.xml", "taken: invoice 1 12300.00 RUB"),
    sample("einvoice/upd/synthetic_scenario_A/meta.xml", "skipped mapping-skip-container-card"),
    sample(
        "einvoice/upd/synthetic_scenario_A/1/ON_NSCHFDOPPR_780199990326_7801999010_780101001_20250626_71ed6afd-0000-4000-a800-45fae004a114_0_0_0_0_0_00.xml",
        "taken: shipment 1 12300.00 RUB",
    ),
    sample("einvoice/upd/synthetic_scenario_A/1/card.xml", "skipped mapping-skip-container-card"),
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

/// What is wrong with what the program makes of a sample; the second time it takes nothing.
fn check(folder: &Path, sample: &Sample) -> Option<String> {
    let Sample { file, gives: expected, base_currency } = sample;
    let mut desk = Desk::new(&settings(base_currency));
    drop_sample(&mut desk, folder, file);
    let found = gives(&desk.sync().files[0]);
    drop_sample(&mut desk, folder, file);
    assert_eq!(desk.sync().totals.rows.applied, 0, "{file} again");
    (found != *expected).then(|| format!("{file}\n  expected {expected}\n  found    {found}"))
}

#[test]
fn every_sample_is_taken_with_the_figures_counted_by_hand() {
    let Some(folder) = samples() else { return };
    // Each in a workspace of its own, side by side.
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts = SAMPLES.chunks(SAMPLES.len().div_ceil(4));
        let folder = &folder;
        let running: Vec<_> = parts
            .map(|part| scope.spawn(|| part.iter().filter_map(|sample| check(folder, sample)).collect()))
            .collect();
        running.into_iter().flat_map(|part| -> Vec<String> { part.join().unwrap() }).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_sample_is_left_out() {
    let Some(folder) = samples() else { return };
    for path in files_below(&folder) {
        let file = path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
        let is_sample = !file.ends_with(".md") && !file.contains("/schema/");
        assert!(!is_sample || SAMPLES.iter().any(|sample| sample.file == file), "{file} is in no table");
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
