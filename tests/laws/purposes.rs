//! Money whose purpose names others, contracts, months, shares, rates, or nothing: whatever order cards, documents and payments come in,
//! what pays what and what is asked is the same; and of a run that is taken back nothing is left.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::desk::Desk;
use crate::dice::Dice;
use crate::settings::SETTINGS;
use crate::undoing::tried;

/// Clients with tax number and the name an earlier card may have had.
const CLIENTS: [(&str, &str, &str); 6] = [
    ("ООО «Берёзка»", "7702555038", "ООО «Берёзка»"),
    ("ООО «Вектор»", "7809679290", "ООО «Вектор-Север»"),
    ("АО «Осинка»", "7707083893", "АО «Осинка»"),
    ("ИП Полынин Пётр Петрович", "500100732259", "ИП Полынин П.П."),
    ("ООО «Горизонт»", "", "ООО «Горизонт Плюс»"),
    ("ООО «Клён»", "7733147896", "ООО «Кленовый лист»"),
];

/// What purposes say; the last of all, nothing.
const PURPOSES: [&str; 51] = [
    "Оплата по договору № 17/2026 от 03.02.2026",
    "по договору 17/2026",
    "дог. № 17 от 03.02.2026 за июль 2026",
    "договор № 18-А от 14.05.2026 за Волкову Марию",
    "по договору 18-А за ООО «Вектор»",
    "счет 102, договор 17/2026 от 03.02.2026",
    "За услуги, договор 19",
    "Оплата по счету 101 от 01.10.2026",
    "за ООО «Вектор» по счету 102 от 02.10.2026",
    "за ООО «Вектор»",
    "Оплата за АО «Осинка» ИНН 7707083893",
    "за ИП Полынина П.П. по письму",
    "по письму ИП Полынин П.П. за товар",
    "за ООО «Горизонт» согласно письму",
    "за ООО «Горизонт Плюс»",
    "за ООО «Кленовый лист» по счету 106",
    "Оплата за июль 2026",
    "за август, сентябрь 2026 года",
    "услуги за 3 квартал 2026",
    "аванс 50 % по счету 103",
    "предоплата 30% по счету 101",
    "по счету 104 по курсу 81,1761",
    "счета 101, 103",
    "сч. 105 106",
    "сч. 101 50-00, сч. 103 70-50",
    "100-00 по сч. 101, 141-00 по сч. 109",
    "сч. 101, 102 (50 и 50 руб. соответственно)",
    "частично по счету 101, полностью по счету 103",
    "50% сч. 102, 100% сч. 103",
    "счета 101-104 кроме 102",
    "счет 102",
    "УПД 107 от 09.10.2026",
    "акт № 108",
    "Пени по договору 5",
    "Оплата по счету 101 от 01.10.2026 - 100.00, пени - 20.50",
    "Погашение задолженности по акту сверки",
    "счет 102/26 от 02.10.2026",
    "оплата счета 103/26",
    "Возврат по счету 103",
    "проценты по ст. 395 по счету 104",
    "за апрель-июнь 2026, техподдержка 07.2026",
    "Погашение долга, III квартал 2026",
    "за ООО «Неведомое» по счету 109",
    "Частичная оплата за период с 01.08.2026 по 31.08.2026",
    "за 07.26 и 08.26, частично",
    "Оплата за июль-август 2026",
    "по счету 108 от 03.10.2026",
    "Пополнение расчетного счета",
    "Гарантийное удержание по счету 103",
    "оплата за товар",
    "",
];

/// Who pays and has no card.
const STRANGERS: [(&str, &str); 2] = [("Волкова Елена Викторовна", ""), ("ООО «Посредник»", "7703456784")];

const CONTRACTS: [(&str, &str); 4] =
    [("17/2026", "2026-02-03"), ("17/2026", "2026-05-14"), ("18-А", "2026-05-14"), ("Д-19", "2026-01-10")];

const SUMS: [u32; 6] = [10_000, 12_050, 20_000, 24_100, 30_333, 50_000];

/// One thing that comes in a file of its own; what belongs together comes in this order.
#[derive(Clone, Debug)]
struct Piece {
    source: &'static str,
    versions: Vec<String>,
}

fn card(at: usize, dice: &mut Dice) -> Piece {
    let (name, tax, earlier) = CLIENTS[at];
    let card = |name: &str, tax: &str| {
        let tax = if tax.is_empty() { String::new() } else { format!(r#","tax_id":"{tax}""#) };
        format!(r#"{{"record":"client","id":"c{at}","name":"{name}"{tax}}}"#)
    };
    let mut versions = vec![card(name, tax)];
    if dice.one_in(2) {
        versions.insert(0, card(earlier, if dice.one_in(2) { tax } else { "" }));
    }
    Piece { source: "accounting", versions }
}

fn document(at: usize, dice: &mut Dice) -> Piece {
    let number = 101 + dice.below(9);
    let kind = *dice.pick(&["invoice", "invoice", "shipment", "order"]);
    let (month, day) = if dice.one_in(2) { (10, 1 + dice.below(20)) } else { (7 + dice.below(3), 28 + dice.below(3)) };
    let (client, sum) = (dice.below(CLIENTS.len()), *dice.pick(&SUMS));
    let currency = if number == 104 { "USD" } else { "RUB" };
    let line = |sum: u32, deleted: bool| {
        format!(
            r#"{{"record":"{kind}","id":"d{at}","number":"{number}","date":"2026-{month:02}-{day:02}","client_id":"c{client}","currency":"{currency}","total":"{}.{:02}","deleted":{deleted}}}"#,
            sum / 100,
            sum % 100
        )
    };
    let mut versions = vec![line(sum, false)];
    if dice.one_in(4) {
        versions.insert(0, line(*dice.pick(&SUMS), false));
    }
    if dice.one_in(6) {
        versions.push(line(sum, true));
    }
    Piece { source: "accounting", versions }
}

/// A contract; clients may share its number, and it may get another one, or be deleted.
fn contract(at: usize, dice: &mut Dice) -> Piece {
    let client = dice.below(CLIENTS.len());
    let is_titled = dice.one_in(3);
    let line = |(number, day): (&str, &str), deleted: bool| {
        let said = match is_titled {
            true => format!(r#""name":"Договор № {number}""#),
            false => format!(r#""number":"{number}","date":"{day}""#),
        };
        format!(r#"{{"record":"contract","id":"k{at}",{said},"client_id":"c{client}","deleted":{deleted}}}"#)
    };
    let said = *dice.pick(&CONTRACTS);
    let mut versions = vec![line(said, false)];
    if dice.one_in(3) {
        versions.insert(0, line(*dice.pick(&CONTRACTS), false));
    }
    if dice.one_in(5) {
        versions.push(line(said, true));
    }
    Piece { source: "accounting", versions }
}

fn payment(at: usize, dice: &mut Dice) -> Piece {
    let payer = dice.below(CLIENTS.len() + STRANGERS.len());
    let (name, tax) =
        CLIENTS.iter().map(|(name, tax, _)| (*name, *tax)).chain(STRANGERS).nth(payer).expect("one of them");
    let (sum, purpose, day) = (*dice.pick(&SUMS), *dice.pick(&PURPOSES), 10 + dice.below(20));
    let tax = if tax.is_empty() { String::new() } else { format!("ПлательщикИНН={tax}\r\n") };
    let text = format!(
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n\
         СекцияДокумент=Платежное поручение\r\nНомер={}\r\nДата={day}.10.2026\r\nСумма={}.{:02}\r\n\
         ПлательщикСчет=40702810500000000{payer:03}\r\n{tax}Плательщик1={name}\r\n\
         ПолучательСчет=40702810100000012345\r\nПолучательИНН=7701555010\r\nДатаПоступило={day}.10.2026\r\n\
         НазначениеПлатежа={purpose}\r\nКонецДокумента\r\nКонецФайла\r\n",
        401 + at,
        sum / 100,
        sum % 100
    );
    Piece { source: "bank", versions: vec![text] }
}

fn world(dice: &mut Dice) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = (0..CLIENTS.len()).map(|at| card(at, dice)).collect();
    pieces.extend((0..4).map(|at| contract(at, dice)));
    pieces.extend((0..10).map(|at| document(at, dice)));
    pieces.extend((0..10).map(|at| payment(at, dice)));
    pieces
}

fn drop_one(desk: &mut Desk, name: &str, source: &str, text: &str) {
    match source {
        "bank" => desk.drop(source, &format!("{name}.txt"), &encoding_rs::WINDOWS_1251.encode(text).0),
        _ => desk.drop(source, &format!("{name}.jsonl"), text.as_bytes()),
    };
}

/// Everything in one run, what belongs together in its order.
fn whole(pieces: &[Piece]) -> Desk {
    let mut desk = Desk::new(SETTINGS);
    let longest = pieces.iter().map(|piece| piece.versions.len()).max().unwrap_or(0);
    for version in 0..longest {
        for (at, piece) in pieces.iter().enumerate() {
            if let Some(text) = piece.versions.get(version) {
                drop_one(&mut desk, &format!("{version}-{at}"), piece.source, text);
            }
        }
    }
    desk.sync();
    desk
}

/// What the store says of money, by keys from outside: of documents, payments, what pays what, and what is asked.
fn said(desk: &Desk) -> BTreeMap<&'static str, BTreeSet<String>> {
    let store = desk.store();
    let rows = |entity: &str| store[entity].as_array().cloned().unwrap_or_default();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or("—").to_owned();
    let sources = |row: &Value| -> String {
        let keys: BTreeSet<String> =
            row["sources"].as_array().into_iter().flatten().map(|one| text(one, "external_id")).collect();
        keys.into_iter().collect::<Vec<_>>().join("+")
    };
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for row in rows("clients") {
        names.insert(text(&row, "id"), sources(&row));
    }
    for row in ["invoices", "orders", "shipments"].iter().flat_map(|entity| rows(entity)) {
        names.insert(text(&row, "id"), sources(&row));
    }
    for row in rows("payments") {
        names.insert(text(&row, "id"), text(&row, "number"));
    }
    let named = |id: String| names.get(&id).cloned().unwrap_or(id);
    let documents = |entity: &str| -> Vec<String> {
        let one = |row: &Value| {
            format!("{} {} {} {}", sources(row), named(text(row, "client_id")), text(row, "total"), text(row, "paid"))
        };
        rows(entity).iter().map(one).collect()
    };
    let payment = |row: &Value| {
        let fields = ["number", "status", "allocated"].map(|field| text(row, field)).join(" ");
        format!("{fields} {}", named(text(row, "client_id")))
    };
    let allocation = |row: &Value| {
        format!("{} → {} {}", named(text(row, "payment_id")), named(text(row, "document_id")), text(row, "amount"))
    };
    let question = |row: &Value| {
        let all = |field: &str| row[field].as_array().cloned().unwrap_or_default();
        let candidates: BTreeSet<String> = all("candidates").iter().map(|one| named(text(one, "id"))).collect();
        let renamed = |value: &str| match value.split_once('=') {
            Some((field, id)) => format!("{field}={}", named(id.to_owned())),
            None => value.to_owned(),
        };
        let brief = |reason: &Value| -> String {
            reason.as_str().unwrap_or_default().split(' ').map(renamed).collect::<Vec<_>>().join(" ")
        };
        let reasons: BTreeSet<String> = all("reasons").iter().map(brief).collect();
        format!("{} {candidates:?} {reasons:?}", named(text(row, "subject")))
    };
    let open = rows("review").into_iter().filter(|row| row["state"] == "open" && row["kind"] == "payment_match");
    BTreeMap::from([
        ("documents", ["invoices", "orders", "shipments"].iter().flat_map(|entity| documents(entity)).collect()),
        ("payments", rows("payments").iter().map(payment).collect()),
        ("allocations", rows("allocations").iter().map(allocation).collect()),
        ("questions", open.map(|row| question(&row)).collect()),
    ])
}

fn differing(
    one: &BTreeMap<&'static str, BTreeSet<String>>,
    other: &BTreeMap<&'static str, BTreeSet<String>>,
) -> Vec<String> {
    let mut found = Vec::new();
    for (name, rows) in one {
        found.extend(rows.difference(&other[name]).map(|row| format!("- {name}: {row}")));
        found.extend(other[name].difference(rows).map(|row| format!("+ {name}: {row}")));
    }
    found
}

fn seeds() -> u64 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

#[test]
fn money_pays_and_asks_the_same_in_whatever_order_its_neighbours_come() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for seed in 0..seeds() {
        let mut dice = Dice::new(seed);
        let pieces = world(&mut dice);
        let expected = said(&whole(&pieces));
        seen.extend(expected.iter().filter(|(_, rows)| !rows.is_empty()).map(|(name, _)| *name));
        let mut desk = Desk::new(SETTINGS);
        let mut turns: Vec<usize> =
            pieces.iter().enumerate().flat_map(|(at, piece)| piece.versions.iter().map(move |_| at)).collect();
        dice.shuffle(&mut turns);
        let mut given = vec![0; pieces.len()];
        for (turn, at) in turns.into_iter().enumerate() {
            let (piece, version) = (&pieces[at], given[at]);
            given[at] += 1;
            drop_one(&mut desk, &turn.to_string(), piece.source, &piece.versions[version]);
            if dice.one_in(3) {
                desk.sync();
            }
        }
        desk.sync();
        let found = differing(&expected, &said(&desk));
        assert!(found.is_empty(), "seed {seed}:\n{}\n{pieces:#?}", found.join("\n"));
    }
    assert_eq!(seen.len(), 4, "the worlds have documents, payments, what pays what, and questions: {seen:?}");
}

#[test]
fn money_that_is_left_is_as_if_a_run_that_was_taken_back_had_never_been() {
    let mut taken_back = 0;
    for seed in 0..seeds() {
        let mut dice = Dice::new(seed);
        let pieces = world(&mut dice);
        let mut desk = Desk::new(SETTINGS);
        // Each piece comes once, all its versions in one run; one of the runs goes.
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        dice.shuffle(&mut order);
        let gone: BTreeSet<usize> = order.iter().copied().skip(dice.below(order.len() - 3)).take(3).collect();
        let mut run = None;
        let drop_all = |desk: &mut Desk, at: usize| {
            for (version, text) in pieces[at].versions.iter().enumerate() {
                drop_one(desk, &format!("{at}-{version}"), pieces[at].source, text);
            }
        };
        for part in order.chunk_by(|one, other| gone.contains(one) == gone.contains(other)) {
            part.iter().for_each(|at| drop_all(&mut desk, *at));
            let number = desk.sync().run;
            run = run.or_else(|| part.iter().any(|at| gone.contains(at)).then_some(number));
        }
        if tried(&desk, run.unwrap()).is_err() {
            continue;
        }
        taken_back += 1;
        let mut never = Desk::new(SETTINGS);
        for part in order.chunk_by(|one, other| gone.contains(one) == gone.contains(other)) {
            part.iter().filter(|at| !gone.contains(at)).for_each(|at| drop_all(&mut never, *at));
            never.sync();
        }
        let found = differing(&said(&never), &said(&desk));
        assert!(found.is_empty(), "seed {seed}:\n{}\n{gone:?} of {pieces:#?}", found.join("\n"));
    }
    assert!(taken_back > 0, "no run could be taken back");
}
