//! What the public samples of e-documents give, and of formats that have no mapping yet: counts and sums read off the XML with a tree reader, not by sverka.

use crate::samples::{read, samples, summary};

const NO_UBL: &str = "ubl: mapping-refuse-ubl";
const NO_CII: &str = "cii: mapping-refuse-cii";
const NO_SAFT: &str = "saft: mapping-refuse-saft";

pub(crate) const EXPECTED: &[(&str, &str)] = &[
    ("einvoice/upd/diadoc_utd820_title0_resp.xml", "fns-upd: shipment 1 0"),
    ("einvoice/upd/diadoc_utd820_title1_buyer_resp.xml", "fns-upd: shipment 1 0"),
    // What it raises and what it lowers are both nothing.
    ("einvoice/upd/fairmark_ON_KORSCHFDOPPR_a4941fa7.xml", "fns-ukd: return 1 0"),
    ("einvoice/upd/fairmark_ON_NSCHFDOPPR_afb6cce6.xml", "fns-upd: shipment 1 40"),
    ("einvoice/upd/fairmark_edolite_sample_upd.xml", "fns-upd: shipment 1 16132.16"),
    ("einvoice/upd/kilylabs_upd501_good.xml", "fns-upd: shipment 1 11250"),
    ("einvoice/upd/scanflow_upd503_ul_win1251.xml", "fns-upd: shipment 1 7740.25"),
    (
        "einvoice/upd/synthetic_scenario_A/1/ON_NSCHFDOPPR_780199990326_7801999010_780101001_20250626_71ed6afd-0000-4000-a800-45fae004a114_0_0_0_0_0_00.xml",
        "fns-upd: shipment 1 12300",
    ),
    ("einvoice/upd/synthetic_scenario_A/1/card.xml", "edo-container: mapping-skip-container-card"),
    ("einvoice/upd/synthetic_scenario_A/Schet na oplatu 0000-000239 27.06.2025.xml", "commerceml: invoice 1 29535"),
    ("einvoice/upd/synthetic_scenario_A/Schet na oplatu 229 20.06.2025.xml", "commerceml: invoice 1 12300"),
    ("einvoice/upd/synthetic_scenario_A/meta.xml", "edo-container: mapping-skip-container-card"),
    // Known formats that have no mapping yet.
    ("einvoice/cii/cen_CII-BR-CO-10-RoundingIssue.xml", NO_CII),
    ("einvoice/cii/cen_CII_example3.xml", NO_CII),
    ("einvoice/cii/cen_CII_example4.xml", NO_CII),
    ("einvoice/cii/cen_CII_example6.xml", NO_CII),
    ("einvoice/cii/xrechnung_01.01a_cii.xml", NO_CII),
    ("einvoice/cii/xrechnung_01.05a_cii.xml", NO_CII),
    ("einvoice/cii/xrechnung_01.13a_cii.xml", NO_CII),
    ("einvoice/saft/no_ExampleFile_Financial_999999999.xml", NO_SAFT),
    ("einvoice/saft/pt_1.00_Exemplo_Facturacao.xml", NO_SAFT),
    ("einvoice/ua/edin_comdoc_006.xml", "comdoc: mapping-refuse-comdoc"),
    ("einvoice/ua/unicorn_J1201501_register.xml", "medoc: mapping-refuse-medoc"),
    ("einvoice/ubl/cen_BIS3_Invoice_positive.XML", NO_UBL),
    ("einvoice/ubl/cen_sample-discount-price.xml", NO_UBL),
    ("einvoice/ubl/cen_ubl-tc434-creditnote1.xml", NO_UBL),
    ("einvoice/ubl/cen_ubl-tc434-example1.xml", NO_UBL),
    ("einvoice/ubl/cen_ubl-tc434-example4.xml", NO_UBL),
    ("einvoice/ubl/cen_ubl-tc434-example9.xml", NO_UBL),
    ("einvoice/ubl/peppol_Allowance-example.xml", NO_UBL),
    ("einvoice/ubl/peppol_Vat-category-S.xml", NO_UBL),
    ("einvoice/ubl/peppol_base-creditnote-correction.xml", NO_UBL),
    ("einvoice/ubl/peppol_base-example.xml", NO_UBL),
    ("einvoice/ubl/peppol_base-negative-inv-correction.xml", NO_UBL),
    ("einvoice/ubl/xrechnung_01.01a_ubl.xml", NO_UBL),
    ("einvoice/ubl/xrechnung_01.05a_ubl.xml", NO_UBL),
    ("einvoice/ubl/xrechnung_01.13a_ubl.xml", NO_UBL),
];

#[test]
fn every_e_document_gives_the_figures_counted_by_hand_or_says_why_not() {
    let Some(folder) = samples() else { return };
    let mut wrong = Vec::new();
    for (name, expected) in EXPECTED {
        let outcome = read(&folder.join(name), &[]);
        let found = summary(&outcome);
        if found != *expected || !outcome.issues.is_empty() {
            wrong.push(format!("{name}:\n  expected {expected}\n  found    {found}\n  issues {:?}", outcome.issues));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
