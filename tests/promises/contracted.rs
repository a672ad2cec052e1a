//! Money that names a contract is its client's, where exactly one has it and the payer has no business of his own; else it
//! is asked, or waits until the contract comes.

use serde_json::{Value, json};
use sverka::pipeline::decide::Request;

use crate::decisions::{made, open_question, rows};
use crate::desk::Desk;
use crate::joined::said;
use crate::papers::{SETTINGS, cp1251};
use crate::undo::undone;

const ROMASHKA: (&str, &str, &str) = ("c1", "ООО Ромашка", "7809679290");
const LUTIK: (&str, &str, &str) = ("c2", "ООО Лютик", "7707083893");
const BEREZKA: (&str, &str, &str) = ("c3", "ООО Берёзка", "7702555038");

/// Who sends money: his name and tax number.
const STRANGER: (&str, &str) = ("Волкова Елена Викторовна", "");
const OF_BEREZKA: (&str, &str) = ("ООО \"Берёзка\"", "7702555038");

const NAMED: &str = "Оплата по договору № 17/2026 от 03.02.2026";

fn card((id, name, tax): (&str, &str, &str)) -> String {
    format!("{}\n", json!({ "record": "client", "id": id, "name": name, "tax_id": tax }))
}

fn contract(client: &str, number: &str, date: &str) -> Value {
    let id = format!("k-{client}");
    json!({ "record": "contract", "id": id, "number": number, "date": date, "client_id": client })
}

fn bill(client: &str, number: &str, total: &str) -> String {
    let id = format!("i-{number}");
    let bill = json!({ "record": "invoice", "id": id, "number": number, "date": "2026-10-05", "client_id": client,
        "currency": "RUB", "total": total });
    format!("{bill}\n")
}

/// A statement with one payment of 9000.00 of the tenth of October.
fn money(payer: (&str, &str), purpose: &str) -> Vec<u8> {
    let tax = if payer.1.is_empty() { String::new() } else { format!("ПлательщикИНН={}\r\n", payer.1) };
    cp1251(&format!(
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n\
         СекцияДокумент=Платежное поручение\r\nНомер=1\r\nДата=10.10.2026\r\nСумма=9000.00\r\n\
         ПлательщикСчет=40702810500000000111\r\n{tax}Плательщик1={}\r\n\
         ПолучательСчет=40702810100000012345\r\nПолучательИНН=7701555010\r\nДатаПоступило=10.10.2026\r\n\
         НазначениеПлатежа={purpose}\r\nКонецДокумента\r\nКонецФайла\r\n",
        payer.0
    ))
}

/// A desk where these records came, in a run of their own.
fn desk_of(records: &[String]) -> Desk {
    let mut desk = Desk::new(SETTINGS);
    come(&mut desk, "accounting.jsonl", &records.concat());
    desk
}

fn come(desk: &mut Desk, name: &str, records: &str) -> i64 {
    desk.drop("accounting", name, records.as_bytes());
    desk.sync().run
}

fn paid_by(desk: &mut Desk, payer: (&str, &str), purpose: &str) {
    desk.drop("bank", "bank.txt", &money(payer, purpose));
    desk.sync();
}

/// The name of the client whose the payment is.
fn whose(desk: &Desk) -> String {
    let store = desk.store();
    let client = rows(&store, "payments")[0]["client_id"].clone();
    let found = rows(&store, "clients").iter().find(|row| row["id"] == client);
    found.and_then(|row| row["name"].as_str()).unwrap_or("—").to_owned()
}

/// The numbers of the bills that are paid.
fn paid(desk: &Desk) -> Vec<String> {
    let store = desk.store();
    let is_paid = |row: &&Value| row["paid"] != "0.00";
    rows(&store, "invoices").iter().filter(is_paid).map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

/// The names and numbers offered with the one open question about a payment, and its reasons.
fn asked(desk: &Desk) -> (Vec<String>, String) {
    let (_, question) = open_question(desk, "payment_match");
    let label = |one: &Value| one["label"].as_str().unwrap().split(' ').take(2).collect::<Vec<_>>().join(" ");
    let offered = question["candidates"].as_array().unwrap().iter().map(label).collect();
    (offered, question["reasons"].to_string())
}

fn is_asked(desk: &Desk) -> bool {
    rows(&desk.store(), "review").iter().any(|row| row["kind"] == "payment_match" && row["state"] == "open")
}

#[test]
fn who_names_nothing_but_a_contract_pays_for_its_client() {
    let all = [card(ROMASHKA), card(LUTIK), contract("c1", "17/2026", "2026-02-03").to_string() + "\n"];
    for (payer, purpose) in [
        (STRANGER, NAMED),
        (STRANGER, "дог 17/2026"),
        (STRANGER, "За услуги, договор N17/2026 от 03.02.2026г."),
        (OF_BEREZKA, NAMED),
        (OF_BEREZKA, "по договору поставки №17/2026 от 03.02.2026 за ООО Ромашка"),
    ] {
        let mut desk = desk_of(&all);
        paid_by(&mut desk, payer, purpose);
        assert_eq!(whose(&desk), "ООО Ромашка", "{payer:?}: {purpose}");
        assert!(!is_asked(&desk), "{payer:?}: {purpose}");
        let why = said(&desk, &["explain", "payment", "P-1"]);
        assert!(why.contains("по договору № 17/2026 от 03.02.2026 клиента C-1"), "{why}");
        come(&mut desk, "bill.jsonl", &bill("c1", "301", "9000.00"));
        assert_eq!(paid(&desk), ["301"], "{payer:?}: {purpose}");
        let store = desk.store();
        let reasons = rows(&store, "allocations")[0]["reasons"].to_string();
        assert!(reasons.contains("by-contract number=17/2026 client=C-1 date=2026-02-03"), "{reasons}");
    }
}

#[test]
fn a_number_beside_the_contract_means_a_bill_of_its_client() {
    let known = contract("c1", "17/2026", "2026-02-03").to_string() + "\n";
    let all = [card(ROMASHKA), card(BEREZKA), known, bill("c1", "301", "9500.00"), bill("c3", "777", "9000.00")];
    for (purpose, client, bills) in [
        // Without the contract the number of another's bill and a part of its sum move nothing.
        ("счет 301 по договору № 17/2026", ROMASHKA.1, &["301"][..]),
        ("счет 301", BEREZKA.1, &[]),
        ("счет 777 по договору № 17/2026", BEREZKA.1, &["777"]),
    ] {
        let mut desk = desk_of(&all);
        paid_by(&mut desk, OF_BEREZKA, purpose);
        assert_eq!(
            (whose(&desk).as_str(), &paid(&desk)[..]),
            (client, &bills.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>()[..]),
            "{purpose}"
        );
    }
    // A bill of that number that another client has contradicts.
    let mut desk = desk_of(&[&all[..], &[card(LUTIK), bill("c2", "303", "9000.00")]].concat());
    paid_by(&mut desk, STRANGER, &format!("счет 303, {NAMED}"));
    assert_eq!(whose(&desk), STRANGER.0);
    assert!(asked(&desk).1.contains("contract-of-another-document numbers=303"), "{:?}", asked(&desk));
}

#[test]
fn another_day_another_series_or_money_that_is_no_price_moves_nothing() {
    let all = [card(ROMASHKA), contract("c1", "17/2026", "2026-02-03").to_string() + "\n"];
    for purpose in [
        "Оплата по договору № 17/2026 от 04.02.2026",
        "Оплата по договору № 18/2026 от 03.02.2026",
        "Оплата по договору № ЛЗ-17/2026",
        "Предоставление займа по договору № 17/2026 от 03.02.2026",
        "Возврат предоплаты по договору № 17/2026 от 03.02.2026",
        "Оплата по договору цессии № 17/2026 от 03.02.2026",
        "Оплата по счету 17/2026",
    ] {
        let mut desk = desk_of(&all);
        paid_by(&mut desk, STRANGER, purpose);
        assert_eq!(whose(&desk), STRANGER.0, "{purpose}");
        assert!(!is_asked(&desk), "{purpose}");
    }
}

#[test]
fn a_contract_that_comes_late_finds_its_money_and_one_that_goes_lets_it_go() {
    let mut desk = desk_of(&[card(ROMASHKA), bill("c1", "301", "9000.00")]);
    paid_by(&mut desk, STRANGER, NAMED);
    assert_eq!((whose(&desk).as_str(), is_asked(&desk)), (STRANGER.0, false), "it waits");
    let known = contract("c1", "17/2026", "2026-02-03");
    let run = come(&mut desk, "contract.jsonl", &known.to_string());
    assert_eq!((whose(&desk).as_str(), paid(&desk).len()), ("ООО Ромашка", 1));
    undone(&desk, run);
    assert_eq!((whose(&desk).as_str(), paid(&desk).len()), (STRANGER.0, 0), "the run is taken back");
    come(&mut desk, "again.jsonl", &known.to_string());
    assert_eq!(whose(&desk), "ООО Ромашка");
    let mut renumbered = known.clone();
    renumbered["number"] = "71/2026".into();
    let run = come(&mut desk, "other.jsonl", &renumbered.to_string());
    assert_eq!((whose(&desk).as_str(), paid(&desk).len()), (STRANGER.0, 0), "it has another number");
    undone(&desk, run);
    assert_eq!((whose(&desk).as_str(), paid(&desk).len()), ("ООО Ромашка", 1), "it has its number again");
    let mut deleted = known;
    deleted["deleted"] = true.into();
    come(&mut desk, "deleted.jsonl", &deleted.to_string());
    assert_eq!((whose(&desk).as_str(), paid(&desk).len()), (STRANGER.0, 0), "it is deleted");
}

#[test]
fn a_contract_that_has_its_number_and_day_in_its_title_only_is_known_by_them() {
    let titled =
        json!({ "record": "contract", "id": "k1", "name": "Договор № 17/2026 от 03.02.2026", "client_id": "c1" });
    for (purpose, client) in
        [(NAMED, ROMASHKA.1), ("по договору 17/2026", ROMASHKA.1), ("по договору 17/2026 от 04.02.2026", STRANGER.0)]
    {
        let mut desk = desk_of(&[card(ROMASHKA), format!("{titled}\n")]);
        paid_by(&mut desk, STRANGER, purpose);
        assert_eq!((whose(&desk).as_str(), is_asked(&desk)), (client, false), "{purpose}");
    }
}

#[test]
fn a_number_that_several_have_is_asked_about_and_the_day_tells_them_apart() {
    let both = contract("c1", "17/2026", "2026-02-03").to_string()
        + "\n"
        + &contract("c2", "17/2026", "2026-05-14").to_string()
        + "\n";
    let all = [card(ROMASHKA), card(LUTIK), both];
    let mut desk = desk_of(&all);
    paid_by(&mut desk, STRANGER, "оплата по договору 17/2026");
    assert_eq!(whose(&desk), STRANGER.0);
    let (offered, why) = asked(&desk);
    assert_eq!(offered, ["ООО Лютик", "ООО Ромашка"]);
    assert!(why.contains("contract-of-several"), "{why}");
    assert!(why.contains("contract-of-client number=17/2026 client=C-2 date=2026-05-14"), "{why}");
    let (question, _) = open_question(&desk, "payment_match");
    made(&desk, &Request::Accept(question, Some("1".to_owned())));
    assert_eq!(whose(&desk), "ООО Лютик");
    come(&mut desk, "gone.jsonl", &contract("c2", "99", "2026-05-14").to_string());
    assert_eq!(whose(&desk), "ООО Лютик", "a person said so");

    let mut refused = desk_of(&all);
    paid_by(&mut refused, STRANGER, "оплата по договору 17/2026");
    let (question, _) = open_question(&refused, "payment_match");
    made(&refused, &Request::Reject(question));
    come(&mut refused, "again.jsonl", &contract("c2", "17/2026", "2026-05-15").to_string());
    assert_eq!((whose(&refused).as_str(), is_asked(&refused)), (STRANGER.0, false), "it is not asked again");

    let mut dated = desk_of(&all);
    paid_by(&mut dated, STRANGER, "оплата по договору 17/2026 от 14.05.2026");
    assert_eq!((whose(&dated).as_str(), is_asked(&dated)), ("ООО Лютик", false));
}

#[test]
fn a_name_that_contradicts_the_contract_is_asked_about() {
    let all = [card(ROMASHKA), card(LUTIK), contract("c1", "17/2026", "2026-02-03").to_string() + "\n"];
    for (name, offered) in [("ООО Лютик", &["ООО Ромашка", "лютик"][..]), ("ООО Неведомое", &["ООО Ромашка"][..])]
    {
        let mut desk = desk_of(&all);
        paid_by(&mut desk, STRANGER, &format!("{NAMED} за {name}"));
        assert_eq!(whose(&desk), STRANGER.0, "{name}");
        let (found, why) = asked(&desk);
        assert_eq!(found, offered, "{name}");
        assert!(why.contains("contract-not-of-named"), "{why}");
    }
}

#[test]
fn a_parent_who_names_a_child_pays_by_the_contract_and_a_stranger_to_the_family_is_asked_about() {
    let parent = ("c1", "Волков Андрей Сергеевич", "");
    let mut of_family = contract("c1", "48-К", "2026-02-03");
    of_family["name"] = "Договор № 48-К от 03.02.2026 (Петров Иван)".into();
    let all = [card(parent), of_family.to_string() + "\n"];
    for purpose in ["за обучение, договор 48-К за Волкову Марию", "договор 48-К, за Петров Иван"]
    {
        let mut desk = desk_of(&all);
        paid_by(&mut desk, ("Зайцева Ольга Ивановна", ""), purpose);
        assert_eq!((whose(&desk).as_str(), is_asked(&desk)), (parent.1, false), "{purpose}");
    }
    let mut desk = desk_of(&all);
    paid_by(&mut desk, ("Зайцева Ольга Ивановна", ""), "договор 48-К за ИП Сидоров П.П.");
    assert_eq!((whose(&desk).as_str(), is_asked(&desk)), ("Зайцева Ольга Ивановна", true));
}

#[test]
fn who_has_such_a_contract_himself_is_himself() {
    let both = contract("c1", "17/2026", "2026-02-03").to_string()
        + "\n"
        + &contract("c3", "17/2026", "2026-02-03").to_string()
        + "\n";
    let mut desk = desk_of(&[card(ROMASHKA), card(BEREZKA), both]);
    paid_by(&mut desk, OF_BEREZKA, NAMED);
    assert_eq!((whose(&desk).as_str(), is_asked(&desk)), (BEREZKA.1, false));
}

#[test]
fn a_client_with_documents_of_his_own_who_names_anothers_contract_is_asked_about() {
    let known = contract("c1", "17/2026", "2026-02-03").to_string() + "\n";
    let all = |own: &str| [card(ROMASHKA), card(BEREZKA), known.clone(), bill("c3", "501", own)];
    for own in ["20000.00", "9000.00"] {
        let mut desk = desk_of(&all(own));
        paid_by(&mut desk, OF_BEREZKA, NAMED);
        assert_eq!(
            (whose(&desk).as_str(), paid(&desk).len()),
            (BEREZKA.1, 0),
            "nothing is moved, nothing guessed: {own}"
        );
        let (offered, why) = asked(&desk);
        assert!(
            offered.contains(&"ООО Ромашка".to_owned()) && offered.contains(&"501 2026-10-05".to_owned()),
            "{offered:?}"
        );
        assert!(why.contains("contract-of-another"), "{why}");
        let (question, _) = open_question(&desk, "payment_match");
        made(&desk, &Request::Accept(question, Some("C-1".to_owned())));
        assert_eq!(whose(&desk), ROMASHKA.1, "{own}");
    }
    // Said to be the contract's client's, it pays his bill of this sum, and is not asked about again.
    let mut desk = desk_of(&[all("20000.00").as_slice(), &[bill("c1", "301", "9000.00")]].concat());
    paid_by(&mut desk, OF_BEREZKA, NAMED);
    let (question, _) = open_question(&desk, "payment_match");
    made(&desk, &Request::Accept(question, Some("C-1".to_owned())));
    assert_eq!((whose(&desk).as_str(), paid(&desk), is_asked(&desk)), (ROMASHKA.1, vec!["301".to_owned()], false));
    // The number alone is not against what the sum says.
    let mut desk = desk_of(&all("9000.00"));
    paid_by(&mut desk, OF_BEREZKA, "Оплата по договору № 17/2026");
    assert_eq!((paid(&desk), is_asked(&desk)), (vec!["501".to_owned()], false));
}

#[test]
fn whose_the_money_is_follows_the_payers_own_documents_as_they_come_and_go() {
    let known = contract("c1", "17/2026", "2026-02-03").to_string() + "\n";
    let mut desk = desk_of(&[card(ROMASHKA), card(BEREZKA), known]);
    paid_by(&mut desk, OF_BEREZKA, NAMED);
    assert_eq!((whose(&desk).as_str(), is_asked(&desk)), (ROMASHKA.1, false));
    let run = come(&mut desk, "own.jsonl", &bill("c3", "501", "20000.00"));
    assert_eq!((whose(&desk).as_str(), is_asked(&desk)), (BEREZKA.1, true));
    undone(&desk, run);
    assert_eq!((whose(&desk).as_str(), is_asked(&desk)), (ROMASHKA.1, false));
}

#[test]
fn the_client_of_the_contract_may_become_another_and_go() {
    let known = contract("c1", "17/2026", "2026-02-03").to_string() + "\n";
    let mut desk = desk_of(&[card(ROMASHKA), card(LUTIK), known]);
    paid_by(&mut desk, STRANGER, NAMED);
    assert_eq!(whose(&desk), ROMASHKA.1);
    let clients = rows(&desk.store(), "clients").to_vec();
    let id =
        |name: &str| clients.iter().find(|row| row["name"] == name).unwrap()["id"].as_str().unwrap().parse().unwrap();
    made(&desk, &Request::MergeDifferent(id(LUTIK.1), id(ROMASHKA.1)));
    let one = whose(&desk);
    assert!([ROMASHKA.1, LUTIK.1].contains(&one.as_str()), "{one}");
    assert_eq!(rows(&desk.store(), "clients").len(), 2, "the payer and the one who is both");
}
