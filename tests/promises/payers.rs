//! Who pays is known by tax number and name together: clients of one number that a person told apart receive their own money,
//! and nobody is told twice.

use serde_json::Value;
use sverka::pipeline::decide::Request;

use crate::decisions::{made, open_question, rows};
use crate::desk::Desk;
use crate::papers::{SETTINGS, cp1251};

/// A statement with one received payment for each `(number, day of October, sum, payer's name)`, all of one tax number.
fn paid_by(lines: &[(u32, u32, &str, &str)]) -> Vec<u8> {
    paid_for(lines, "оплата")
}

/// The same with what the payments say they are for.
fn paid_for(lines: &[(u32, u32, &str, &str)], purpose: &str) -> Vec<u8> {
    let mut text =
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n"
            .to_owned();
    for (number, day, sum, payer) in lines {
        text.push_str(&format!(
            "СекцияДокумент=Платежное поручение\r\nНомер={number}\r\nДата={day:02}.10.2026\r\nСумма={sum}\r\n\
             ПлательщикСчет=40702810500000000111\r\nПлательщикИНН=7702555038\r\nПлательщик1={payer}\r\n\
             ПолучательСчет=40702810100000012345\r\nПолучательИНН=7701555010\r\nДатаПоступило={day:02}.10.2026\r\n\
             НазначениеПлатежа={purpose}\r\nКонецДокумента\r\n"
        ));
    }
    cp1251(&format!("{text}КонецФайла\r\n"))
}

fn card(id: &str, name: &str) -> String {
    format!("{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"{name}\",\"tax_id\":\"7702555038\"}}\n")
}

/// Whose each payment is, by its number.
fn whose(desk: &Desk) -> Vec<(String, String)> {
    let store = desk.store();
    let text = |value: &Value| value.as_str().unwrap_or("—").to_owned();
    rows(&store, "payments").iter().map(|row| (text(&row["number"]), text(&row["client_id"]))).collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(number, client)| ((*number).to_owned(), (*client).to_owned())).collect()
}

#[test]
fn clients_of_one_tax_number_that_were_told_apart_receive_their_own_money() {
    let mut desk = Desk::new(SETTINGS);
    let cards = [card("c1", "ООО Берёзка"), card("c2", "ООО Клён")].concat();
    desk.drop("accounting", "cards.jsonl", cards.as_bytes());
    desk.sync();
    let (question, _) = open_question(&desk, "client_match");
    made(&desk, &Request::Reject(question));
    desk.drop("bank", "one.txt", &paid_by(&[(1, 10, "300.00", "ООО \"Берёзка\"")]));
    desk.sync();
    let lines = [
        (1, 10, "300.00", "ООО \"Берёзка\""),
        (2, 11, "500.00", "ООО \"Клён\""),
        (3, 12, "70.00", "Клен ООО"),
        (4, 13, "80.00", "БЕРЁЗКА, ООО"),
        (5, 14, "90.00", "ООО \"Осина\""),
    ];
    desk.drop("bank", "two.txt", &paid_by(&lines));
    desk.sync();
    let told = pairs(&[("1", "C-1"), ("2", "C-2"), ("3", "C-2"), ("4", "C-1"), ("5", "—")]);
    assert_eq!(whose(&desk), told, "the one that is neither is asked about");
    let (_, asked) = open_question(&desk, "payment_match");
    assert_eq!(asked["candidates"].as_array().map(Vec::len), Some(2), "{asked}");
    desk.drop("bank", "again.txt", &paid_by(&[lines[1], lines[3], lines[0]]));
    let again = desk.sync();
    assert_eq!(again.files[0].tally.rows.unchanged, 3);
    assert_eq!(whose(&desk), told);
    assert_eq!(rows(&desk.store(), "clients").len(), 2);
}

#[test]
fn one_client_in_many_spellings_of_the_bank_stays_one() {
    let mut desk = Desk::new(SETTINGS);
    let lines = [
        (1, 10, "300.00", "ООО \"Берёзка\""),
        (2, 11, "500.00", "Берёзка ООО"),
        (3, 12, "70.00", "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ \"БЕРЕЗКА\""),
    ];
    desk.drop("bank", "one.txt", &paid_by(&lines));
    desk.sync();
    let store = desk.store();
    let [client] = rows(&store, "clients") else { panic!("{store:#}") };
    let sources = client["sources"].as_array().unwrap();
    let ids: Vec<&str> = sources.iter().filter_map(|source| source["external_id"].as_str()).collect();
    assert_eq!(ids, ["tax:7702555038|березка"], "one name, however it is spelt");
    // Under another name it is the same client as long as nobody said that there are two.
    desk.drop("bank", "two.txt", &paid_by(&[lines[0], (4, 13, "80.00", "ООО \"Берёзка\" ОП СЕВЕР")]));
    desk.drop("accounting", "cards.jsonl", card("c1", "ООО Берёзка").as_bytes());
    desk.sync();
    let store = desk.store();
    assert_eq!(rows(&store, "clients").len(), 1, "{:#}", store["clients"]);
    assert_eq!(rows(&store, "payments").len(), 4);
    assert!(rows(&store, "review").iter().all(|row| row["state"] != "open"), "{:#}", store["review"]);
}

#[test]
fn the_number_that_both_have_moves_no_money_to_the_other_and_no_answer_is_of_two_clients() {
    let mut desk = Desk::new(SETTINGS);
    let bill = |id: &str, number: &str, client: &str, total: &str| {
        format!(
            "{{\"record\":\"invoice\",\"id\":\"{id}\",\"number\":\"{number}\",\"date\":\"2026-10-07\",\
             \"client_id\":\"{client}\",\"currency\":\"RUB\",\"total\":\"{total}\"}}\n"
        )
    };
    let all = [card("c1", "ООО Берёзка"), card("c2", "ООО Клён"), bill("i1", "777", "c1", "90.00")].concat();
    desk.drop("accounting", "all.jsonl", (all + &bill("i2", "888", "c2", "200.00")).as_bytes());
    desk.sync();
    let (question, _) = open_question(&desk, "client_match");
    made(&desk, &Request::Reject(question));
    let lines = [(1, 10, "250.00", "ООО \"Клён\""), (2, 11, "90.00", "ООО \"Клён\"")];
    desk.drop("bank", "one.txt", &paid_for(&lines[..1], "оплата"));
    desk.drop("bank", "two.txt", &paid_for(&lines[1..], "счет 777 от 07.10.2026, ИНН 7702555038"));
    desk.sync();
    assert_eq!(whose(&desk), pairs(&[("1", "C-2"), ("2", "C-2")]), "Клён's number is Берёзка's too");
    let store = desk.store();
    let asked = rows(&store, "review").iter().find(|row| row["subject"] == "P-2" && row["state"] == "open");
    let asked = asked.unwrap_or_else(|| panic!("{:#}", store["review"]));
    let named: Vec<String> =
        asked["candidates"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    assert!(named.len() > 1, "{asked:#}");
    let request = Request::AcceptSeveral(asked["id"].as_str().unwrap().parse().unwrap(), named);
    assert_eq!(crate::decisions::ask(&desk, &request, false).unwrap_err().key, "two-clients");
}

/// What pays what, as numbers of payments and documents.
fn pays(desk: &Desk) -> Vec<(String, String)> {
    let store = desk.store();
    let number = |entity: &str, id: &Value| {
        let found = rows(&store, entity).iter().find(|row| row["id"] == *id).map(|row| row["number"].clone());
        found.and_then(|number| number.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let allocations = store["allocations"].as_array().cloned().unwrap_or_default();
    allocations
        .iter()
        .map(|one| (number("payments", &one["payment_id"]), number("invoices", &one["document_id"])))
        .collect()
}

#[test]
fn money_that_was_paid_for_a_client_stays_his_when_he_is_renamed_or_becomes_another() {
    let mut desk = Desk::new(SETTINGS);
    let of = |id: &str, name: &str, tax: &str| {
        format!("{{\"record\":\"client\",\"id\":\"{id}\",\"name\":\"{name}\",\"tax_id\":\"{tax}\"}}\n")
    };
    let bill = "{\"record\":\"invoice\",\"id\":\"i1\",\"number\":\"701\",\"date\":\"2026-10-05\",\"client_id\":\"c1\",\
                \"currency\":\"RUB\",\"total\":\"8800.00\"}\n";
    let cards = [of("c1", "ООО Медведь", "7809679290"), of("c2", "ООО Зубр", "7707083893")].concat();
    desk.drop("accounting", "a.jsonl", format!("{cards}{bill}").as_bytes());
    desk.drop(
        "bank",
        "b.txt",
        &paid_for(&[(1, 10, "8800.00", "ООО \"Берёзка\"")], "Оплата за ООО \"Медведь\" по письму"),
    );
    desk.sync();
    let paid = pairs(&[("1", "701")]);
    assert_eq!(pays(&desk), paid);
    desk.drop("accounting", "c.jsonl", of("c1", "ООО Берлога", "7809679290").as_bytes());
    desk.sync();
    assert_eq!(pays(&desk), paid, "he was called so");
    let clients = rows(&desk.store(), "clients").to_vec();
    let id = |name: &str| {
        let found = clients.iter().find(|row| row["name"].as_str().is_some_and(|known| known.contains(name)));
        found.unwrap_or_else(|| panic!("{name} in {clients:?}"))["id"].as_str().unwrap().parse().unwrap()
    };
    let merge = Request::MergeDifferent(id("Зубр"), id("Берлога"));
    made(&desk, &merge);
    assert_eq!(pays(&desk), paid, "who he became is called so too");
}

const OF_MEDVED: &str = r#"{"record":"client","id":"c1","name":"ООО Медведь","tax_id":"7809679290"}
{"record":"invoice","id":"i1","number":"701","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"8800.00"}
"#;

fn of_payer(number: &str, day: &str) -> String {
    let card = r#"{"record":"client","id":"c2","name":"ООО Берёзка","tax_id":"7702555038"}"#;
    format!(
        "{card}\n{{\"record\":\"invoice\",\"id\":\"i2\",\"number\":\"{number}\",\"date\":\"{day}\",\
         \"client_id\":\"c2\",\"currency\":\"RUB\",\"total\":\"8800.00\"}}\n"
    )
}

#[test]
fn whose_the_money_is_does_not_depend_on_whether_the_payers_own_bill_came_before_it() {
    let statement = paid_for(&[(1, 10, "8800.00", "ООО \"Берёзка\"")], "по счету 701 от 05.10.2026");
    let own = of_payer("205", "2026-10-04");
    let seen = |files: &[(&str, &str, &[u8])]| {
        let mut desk = Desk::new(SETTINGS);
        for (folder, name, bytes) in files {
            desk.drop(folder, name, bytes);
            desk.sync();
        }
        pays(&desk)
    };
    let medved: (&str, &str, &[u8]) = ("accounting", "a.jsonl", OF_MEDVED.as_bytes());
    let mine: (&str, &str, &[u8]) = ("accounting", "c.jsonl", own.as_bytes());
    let money: (&str, &str, &[u8]) = ("bank", "b.txt", &statement);
    let known_before = seen(&[medved, mine, money]);
    assert_eq!(seen(&[medved, money, mine]), known_before);
    assert_eq!(seen(&[money, medved, mine]), known_before);
    assert_eq!(seen(&[medved, money]), pairs(&[("1", "701")]), "without it the number is believed");
}

#[test]
fn a_bill_made_out_anew_is_asked_about_where_another_client_has_what_is_named() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "a.jsonl", OF_MEDVED.as_bytes());
    desk.drop("accounting", "c.jsonl", of_payer("702", "2026-10-06").as_bytes());
    desk.drop("bank", "b.txt", &paid_for(&[(1, 10, "8800.00", "ООО \"Берёзка\"")], "по счету 701 от 05.10.2026"));
    desk.sync();
    assert_eq!(pays(&desk), pairs(&[]), "his own next bill, or the other's");
    let (_, asked) = open_question(&desk, "payment_match");
    assert_eq!(asked["candidates"].as_array().map(Vec::len), Some(2), "{asked}");
}

#[test]
fn whose_the_money_is_follows_when_the_payers_own_bill_is_taken_back() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "a.jsonl", OF_MEDVED.as_bytes());
    desk.sync();
    desk.drop("bank", "b.txt", &paid_for(&[(1, 10, "8800.00", "ООО \"Берёзка\"")], "по счету 701 от 05.10.2026"));
    desk.sync();
    desk.drop("accounting", "c.jsonl", of_payer("205", "2026-10-04").as_bytes());
    let own = desk.sync();
    assert_ne!(pays(&desk), pairs(&[("1", "701")]), "his own bill is as likely");
    crate::undo::undone(&desk, own.run);
    assert_eq!(pays(&desk), pairs(&[("1", "701")]));
}

#[test]
fn a_relative_pays_for_whom_he_names_whichever_comes_first() {
    let card = "{\"record\":\"client\",\"id\":\"c1\",\"name\":\"Тарасова Дарья Олеговна\"}\n\
         {\"record\":\"client\",\"id\":\"c2\",\"name\":\"Тарасова Елена Олеговна\"}\n";
    for purpose in [
        "оплата за дочь Тарасову Дарью обучение",
        "за маму, Тарасову Д.О.",
        "За Д.О. Тарасову",
        "за Тарасову Дарью Олеговну",
    ] {
        let paid = paid_for(&[(1, 10, "300.00", "Тарасов Олег Петрович")], purpose);
        let (mut first, mut last) = (Desk::new(SETTINGS), Desk::new(SETTINGS));
        first.drop("accounting", "cards.jsonl", card.as_bytes());
        first.sync();
        first.drop("bank", "one.txt", &paid);
        first.sync();
        last.drop("bank", "one.txt", &paid);
        last.sync();
        last.drop("accounting", "cards.jsonl", card.as_bytes());
        last.sync();
        for desk in [&first, &last] {
            let store = desk.store();
            let name = |id: &Value| {
                let found = rows(&store, "clients").iter().find(|row| row["id"] == *id);
                found.map_or(String::new(), |row| row["name"].as_str().unwrap_or_default().to_owned())
            };
            let names: Vec<String> = rows(&store, "payments").iter().map(|row| name(&row["client_id"])).collect();
            assert_eq!(names, ["Тарасова Дарья Олеговна"], "{purpose}");
        }
    }
}
