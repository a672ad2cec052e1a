//! No sample is forgotten: every file of the folder stands in exactly one table, with what becomes of it.

use crate::samples::{below, samples};
use crate::{bank, einvoice, samples as tables};

/// Files that nobody drops, and why.
const NOT_INPUT: &[(&str, &str)] = &[
    ("bank/SOURCES.md", SOURCES),
    ("commerceml/SOURCES.md", SOURCES),
    ("einvoice/SOURCES.md", SOURCES),
    ("enterprisedata/SOURCES.md", SOURCES),
    ("commerceml/schema/commerceml-2.08.xsd", SCHEMA),
    ("commerceml/schema/commerceml-2.09.xsd", SCHEMA),
    ("commerceml/schema/commerceml-2.10.xsd", SCHEMA),
    ("enterprisedata/schema/EnterpriseData_1_0_1.xsd", SCHEMA),
    ("enterprisedata/schema/EnterpriseData_1_16_2.xdto.xml", SCHEMA),
    ("enterprisedata/schema/EnterpriseData_1_20_2.xdto.xml", SCHEMA),
    ("enterprisedata/schema/EnterpriseData_1_21_1.xdto.xml", SCHEMA),
    ("enterprisedata/schema/EnterpriseData_1_3_20.xdto.xml", SCHEMA),
    ("enterprisedata/schema/EnterpriseData_1_8_6.xdto.xml", SCHEMA),
    ("enterprisedata/schema/ExchangeMessage.xdto.xml", SCHEMA),
];

/// They say where the samples come from.
const SOURCES: &str = "a list of sources";
/// They describe formats and hold no data: should somebody drop one, no mapping claims it.
const SCHEMA: &str = "a schema";

#[test]
fn every_sample_stands_in_one_table() {
    let Some(folder) = samples() else { return };
    let tables = [tables::EXPECTED, bank::EXPECTED, einvoice::EXPECTED, NOT_INPUT];
    let listed: Vec<&str> = tables.into_iter().flatten().map(|(file, _)| *file).collect();
    let found = below(&folder);
    let mut wrong = Vec::new();
    for file in &found {
        match listed.iter().filter(|known| *known == file).count() {
            1 => {}
            0 => wrong.push(format!("{file} is in no table")),
            count => wrong.push(format!("{file} is in {count} tables")),
        }
    }
    wrong.extend(
        listed.iter().filter(|file| !found.iter().any(|known| known == *file)).map(|file| format!("{file} is gone")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_mapping_takes_a_schema_for_data() {
    let Some(folder) = samples() else { return };
    for (file, _) in NOT_INPUT.iter().filter(|(_, why)| *why == SCHEMA) {
        assert_eq!(tables::read(&folder.join(file), &[]).mapping, "None", "{file}");
    }
}
