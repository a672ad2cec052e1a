//! Scenario A: two bills, the УПД of one in an operator's package, and the statement that pays both.

use std::io::{Cursor, Write};

use crate::desk::{Desk, files_below};
use crate::table::samples;

const SETTINGS: &str = r#"
intake = { quiet_seconds = 0 }

[[source]]
name = "accounting"

[[organization]]
name = "ООО «Северный Профиль»"
tax_id = "7801999010"
accounts = [{ number = "40702810600000012345" }]
"#;

/// The operator's package as it is downloaded, with a signature and a printed form beside the documents.
fn package(folder: &std::path::Path) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    };
    for file in files_below(folder) {
        let name = file.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        put(&name, &std::fs::read(&file).unwrap());
    }
    put("1/signature.sgn", b"\x30\x82 no xml at all");
    put("1/print.pdf", b"%PDF-1.4 no xml at all");
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_operators_package_and_the_statement_settle_each_other() {
    let Some(folder) = samples() else { return };
    let package = package(&folder.join("einvoice/upd/synthetic_scenario_A"));
    let statement = std::fs::read(folder.join("bank/1c/synthetic_scenario_A_kl_to_1c_cp1251.txt")).unwrap();
    // Whichever comes first, the end is the same.
    for order in [[0, 1], [1, 0]] {
        let mut desk = Desk::new(SETTINGS);
        for which in order {
            match which {
                0 => desk.drop("accounting", "container.zip", &package),
                _ => desk.drop("accounting", "statement.txt", &statement),
            };
            let report = desk.sync();
            assert_eq!((report.files[0].outcome.name(), report.totals.rows.refused), ("taken", 0));
        }
        let store = desk.store();
        let rows = |entity: &str| store[entity].as_array().unwrap().clone();
        let mut invoices: Vec<String> = rows("invoices")
            .iter()
            .map(|row| format!("{} {} of {} {}", row["number"], row["paid"], row["total"], row["status"]))
            .collect();
        invoices.sort();
        assert_eq!(
            invoices,
            [r#""0000-000239" "29535.00" of "29535.00" "paid""#, r#""229" "12300.00" of "12300.00" "paid""#]
        );
        let [shipment] = &rows("shipments")[..] else { panic!("{order:?}") };
        assert_eq!((shipment["covered"].as_bool(), shipment["balance"].as_str()), (Some(true), Some("0.00")));
        assert_eq!(rows("clients").len(), 2, "the sole trader and the company, once each");
    }
}
