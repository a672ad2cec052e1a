//! One payment or deal in two lists: joined where numbers prove it, else both are named to the accountant.

use sverka::model::run::{FileReport, RunReport};

use crate::decisions::rows;
use crate::desk::Desk;
use crate::joined::said;
use crate::papers::{SETTINGS, statement};

fn remarks<'r>(report: &'r RunReport, code: &str) -> Vec<(&'r str, Vec<(&'r str, &'r str)>)> {
    let of_file = |file: &'r FileReport| {
        let found = file.issues.iter().filter(|issue| issue.code.name() == code);
        found.map(|issue| {
            let params = issue.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            (file.path.as_str(), params)
        })
    };
    report.files.iter().flat_map(of_file).collect()
}

fn value<'p>(params: &[(&str, &'p str)], name: &str) -> &'p str {
    params.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no {name} in {params:?}")).1
}

/// A register of payments as an accountant keeps it, in full or without what proves a payment.
fn payments(lines: &[&str]) -> Vec<u8> {
    let head = "Дата платежа;№ платежа;Плательщик;ИНН;Сумма платежа;Назначение платежа";
    format!("{head}\n{}\n", lines.join("\n")).into_bytes()
}

/// A card of the payer, so that both lists know the client.
const CARD: &str = "{\"record\":\"client\",\"id\":\"c1\",\"name\":\"ООО Берёзка\",\"tax_id\":\"7702555038\"}\n";

#[test]
fn a_payment_of_a_statement_and_of_a_register_is_one_where_number_and_payer_prove_it() {
    for order in [["a.txt", "b.csv"], ["b.csv", "a.txt"]] {
        for source in ["accounting", "bank"] {
            let mut desk = Desk::new(SETTINGS);
            // Two that are equal to the last letter stay two in either list.
            let line = (7, 10, "300.00", "оплата");
            let row = "10.10.2026;7;ООО Берёзка;7702555038;300,00;по счёту";
            for name in order {
                match name {
                    "a.txt" => desk.drop("accounting", name, &statement(&[line, line])),
                    _ => desk.drop(source, name, &payments(&[row, row])),
                };
            }
            let report = desk.sync();
            assert_eq!(report.totals.rows.read, 4);
            assert_eq!(rows(&desk.store(), "payments").len(), 2, "{order:?} {source}");
            assert!(remarks(&report, "perhaps-same-payment").is_empty());
        }
    }
}

#[test]
fn a_payment_that_two_lists_state_without_proof_is_named_to_the_accountant() {
    for source in ["accounting", "bank"] {
        let mut desk = Desk::new(SETTINGS);
        desk.drop("accounting", "card.jsonl", CARD.as_bytes());
        desk.drop("accounting", "kl.txt", &statement(&[(7, 10, "300.00", "оплата"), (8, 11, "300.00", "оплата")]));
        assert!(remarks(&desk.sync(), "perhaps-same-payment").is_empty());
        // No number: the row may be the bank's line, or another payment.
        desk.drop(source, "register.csv", &payments(&["10.10.2026;;ООО Берёзка;7702555038;300,00;по счёту"]));
        let report = desk.sync();
        assert_eq!(rows(&desk.store(), "payments").len(), 3, "nothing is lost");
        let said = remarks(&report, "perhaps-same-payment");
        assert_eq!(said.len(), 1, "{said:?}");
        let (path, params) = &said[0];
        assert!(path.ends_with("register.csv"));
        assert_eq!(
            [value(params, "number"), value(params, "day"), value(params, "file")],
            ["7", "2026-10-10", "kl.txt"]
        );
        let receipt = std::fs::read_to_string(desk.path(&format!("exchange/{source}/register.csv.ok.txt"))).unwrap();
        assert!(receipt.contains("№ 7 от 10.10.2026 на 300,00 RUB из файла «kl.txt»"), "{receipt}");
        // A longer register says nothing new of it.
        let rows =
            ["10.10.2026;;ООО Берёзка;7702555038;300,00;по счёту", "12.10.2026;;ООО Берёзка;7702555038;5,00;ещё"];
        desk.drop(source, "longer.csv", &payments(&rows));
        assert!(remarks(&desk.sync(), "perhaps-same-payment").is_empty());
    }
}

fn invoice_register() -> Vec<u8> {
    "№ счета;Дата;Контрагент;ИНН;Сумма\n101;05.10.2026;ООО Берёзка;7702555038;300,00\n".as_bytes().to_vec()
}

fn document(kind: &str, id: &str, number: &str, day: u32, total: &str) -> String {
    format!(
        "{{\"record\":\"{kind}\",\"id\":\"{id}\",\"number\":\"{number}\",\"date\":\"2026-10-{day:02}\",\
         \"client_id\":\"c1\",\"currency\":\"RUB\",\"total\":\"{total}\"}}\n"
    )
}

#[test]
fn a_bill_of_an_export_and_of_a_register_in_one_source_is_one_debt() {
    let export = [CARD.to_owned(), document("invoice", "i1", "0000-000101", 5, "300.00")].concat();
    for register_first in [false, true] {
        let mut desk = Desk::new(SETTINGS);
        if register_first {
            desk.drop("accounting", "a.csv", &invoice_register());
        }
        desk.drop("accounting", "b.jsonl", export.as_bytes());
        if !register_first {
            desk.drop("accounting", "c.csv", &invoice_register());
        }
        desk.sync();
        let store = desk.store();
        let bills = rows(&store, "invoices");
        assert_eq!(bills.len(), 2, "both are kept");
        let owed = bills.iter().filter(|bill| bill["balance"] == "300.00").count();
        assert_eq!(owed, 1, "one of them is owed: {bills:#?}");
    }
}

#[test]
fn an_order_and_a_bill_of_one_deal_without_a_link_are_named_to_the_accountant() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop(
        "accounting",
        "a.jsonl",
        [CARD.to_owned(), document("order", "o1", "55", 5, "300.00")].concat().as_bytes(),
    );
    assert!(remarks(&desk.sync(), "order-beside-invoice").is_empty());
    let bills = [document("invoice", "i1", "101", 7, "300.00"), document("invoice", "i2", "102", 7, "70.00")].concat();
    desk.drop("accounting", "b.jsonl", bills.as_bytes());
    let report = desk.sync();
    let said = remarks(&report, "order-beside-invoice");
    assert_eq!(said.len(), 1, "{said:?}");
    let params = &said[0].1;
    assert_eq!(["record", "number", "file", "what"].map(|name| value(params, name)), ["101", "55", "a.jsonl", "order"]);
    let receipt = std::fs::read_to_string(desk.path("exchange/accounting/b.jsonl.ok.txt")).unwrap();
    assert!(receipt.contains("у клиента есть заказ № 55 от 05.10.2026 на ту же сумму 300,00 RUB"), "{receipt}");
}

#[test]
fn a_client_with_our_own_tax_number_is_said_to_be_nobody_s_debt() {
    let mut desk = Desk::new(SETTINGS);
    let register = "№ счета;Дата;Контрагент;ИНН;Сумма\n1;05.10.2026;Гранит, филиал в Твери;7701555010;300,00\n";
    desk.drop("accounting", "a.csv", register.as_bytes());
    let report = desk.sync();
    assert_eq!((report.totals.rows.applied, remarks(&report, "client-is-ours").len()), (1, 1));
    let receipt = std::fs::read_to_string(desk.path("exchange/accounting/a.csv.ok.txt")).unwrap();
    assert!(receipt.contains("у контрагента «Гранит, филиал в Твери (7701555010)» наш собственный ИНН"), "{receipt}");
    assert!(rows(&desk.store(), "clients").is_empty());
}

#[test]
fn a_bill_of_the_accounting_and_a_shipment_of_another_source_are_owed_once_and_explained() {
    for bill_first in [true, false] {
        let mut desk = Desk::new(SETTINGS);
        desk.drop("accounting", "card.jsonl", CARD.as_bytes());
        let bill = document("invoice", "i1", "101", 5, "300.00");
        let card = CARD.replace("\"c1\"", "\"e1\"");
        let shipment = document("shipment", "s1", "55", 20, "300.00").replace("\"c1\"", "\"e1\"");
        let deliveries = [("accounting", "bill.jsonl", bill), ("bank", "edo.jsonl", [card, shipment].concat())];
        let order = if bill_first { [0, 1] } else { [1, 0] };
        for at in order {
            let (source, name, bytes) = &deliveries[at];
            desk.drop(source, name, bytes.as_bytes());
            desk.sync();
        }
        let store = desk.store();
        let balances = |kind: &str| rows(&store, kind).iter().map(|row| row["balance"].clone()).collect::<Vec<_>>();
        assert_eq!((balances("invoices"), balances("shipments")), (vec!["300.00".into()], vec!["0.00".into()]));
        let why = said(&desk, &["explain", "shipment", rows(&store, "shipments")[0]["id"].as_str().unwrap()]);
        assert!(why.contains("№ 101 от 05.10.2026 из источника «accounting»"), "{why}");
    }
}
