//! An office of several runs, some of which are taken back in any order: exports that say a record again in another
//! version, money that is given back, stated balances, what a manager fills in, types and decides in her book. What is left
//! is the store that never had those runs, or nothing changed and what needs them is named.

use std::fmt;
use std::fs;

use rusqlite::Connection;
use serde_json::Value;
use sverka::pipeline::undo::NotUndone;

use crate::book;
use crate::desk::Desk;
use crate::dice::Dice;
use crate::settings::SETTINGS;
use crate::undoing::tried;

/// Something that happens before a run.
#[derive(Clone)]
enum Event {
    File {
        source: &'static str,
        name: String,
        bytes: Vec<u8>,
    },
    /// A client's stage, filled in.
    Edit {
        client: String,
        stage: String,
    },
    /// A row under hers.
    Typed {
        client: String,
    },
    /// The first choice of the first question of her book.
    Decision,
}

impl fmt::Debug for Event {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { name, bytes, .. } => {
                let text = match std::str::from_utf8(bytes) {
                    Ok(text) => text.to_owned(),
                    Err(_) => encoding_rs::WINDOWS_1251.decode(bytes).0.into_owned(),
                };
                write!(to, "{name}:\n{text}")
            }
            Self::Edit { client, stage } => write!(to, "{client} at {stage}"),
            Self::Typed { client } => write!(to, "typed {client}"),
            Self::Decision => to.write_str("a decision"),
        }
    }
}

const CLIENTS: [(&str, &str); 4] =
    [("ООО «Берёзка»", "7702555038"), ("Клён", "7809679290"), ("ООО «Осинка»", "7707083893"), ("Берёзка", "")];

fn client(number: usize) -> String {
    let (name, tax) = CLIENTS[number];
    let tax = if tax.is_empty() { String::new() } else { format!(r#","tax_id":"{tax}""#) };
    format!(r#"{{"record":"client","id":"c{number}","name":"{name}"{tax}}}"#)
}

fn document(dice: &mut Dice, step: usize) -> String {
    let number = dice.below(6);
    document_of(number, [0, 0, step][dice.below(3)])
}

fn document_of(number: usize, more: usize) -> String {
    let (kind, total) = (["invoice", "shipment"][number % 2], 100 + 50 * number + more);
    format!(
        r#"{{"record":"{kind}","id":"d{number}","number":"10{number}","date":"2026-10-0{}","client_id":"c{}","currency":"RUB","total":"{total}.00"}}"#,
        number + 1,
        number % CLIENTS.len()
    )
}

fn export(dice: &mut Dice, step: usize) -> Event {
    let documents: Vec<String> = if dice.one_in(3) {
        // A register that is exported whole every day, with something new in it or nothing.
        let (news, of) = ([0, step][dice.below(2)], dice.below(6));
        (0..6 - dice.below(2)).map(|number| document_of(number, if number == of { news } else { 0 })).collect()
    } else {
        (0..1 + dice.below(3)).map(|_| document(dice, step)).collect()
    };
    let is_of = |line: &String, number: usize| line.contains(&format!(r#""client_id":"c{number}""#));
    let clients = (0..CLIENTS.len()).filter(|number| documents.iter().any(|line| is_of(line, *number)));
    let mut lines: Vec<String> = clients.map(client).collect();
    lines.extend(documents);
    lines.dedup();
    Event::File {
        source: "accounting", name: format!("выгрузка {step}.jsonl"), bytes: lines.join("\n").into_bytes()
    }
}

/// Money of the first clients, and ours that goes back to them.
fn bank(dice: &mut Dice, step: usize) -> Event {
    let mut text =
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n"
            .to_owned();
    for _ in 0..1 + dice.below(3) {
        let (number, day, who) = (401 + dice.below(5), 10 + dice.below(4), dice.below(2));
        let (name, tax) = CLIENTS[who];
        let theirs = format!("40702810500000000{who:03}");
        let (sum, purpose) =
            ([100, 150, 300][dice.below(3)], ["аванс", "счет 100 от 01.10.2026", "оплата"][dice.below(3)]);
        let is_back = dice.one_in(3);
        let back = format!("Возврат ошибочно перечисленных средств по п/п {number} от {day}.10.2026");
        let ((from, from_tax, to, to_tax, to_name), told, purpose) = if is_back {
            (("40702810100000012345", "7701555010", theirs.as_str(), tax, name), "ДатаСписано", back.as_str())
        } else {
            (
                (theirs.as_str(), tax, "40702810100000012345", "7701555010", "ООО Гранит-Сервис"),
                "ДатаПоступило",
                purpose,
            )
        };
        let number = if is_back { number - 300 } else { number };
        let from_name = if is_back { "ООО Гранит-Сервис" } else { name };
        text.push_str(&format!(
            "СекцияДокумент=Платежное поручение\r\nНомер={number}\r\nДата={day}.10.2026\r\nСумма={sum}.00\r\n\
             ПлательщикСчет={from}\r\nПлательщикИНН={from_tax}\r\nПлательщик1={from_name}\r\nПолучательСчет={to}\r\n\
             ПолучательИНН={to_tax}\r\nПолучатель1={to_name}\r\n{told}={day}.10.2026\r\n\
             НазначениеПлатежа={purpose}\r\nКонецДокумента\r\n"
        ));
    }
    text.push_str("КонецФайла\r\n");
    let bytes = encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
    Event::File { source: "bank", name: format!("выписка {step}.txt"), bytes }
}

/// Money that both the register of the accounts and the bank's statement tell, some of it twice: number, day of October,
/// whose, sum, purpose.
const MONEY: [(u32, u32, usize, &str, &str); 6] = [
    (401, 10, 0, "100.00", "счет 100 от 01.10.2026"),
    (402, 10, 1, "150.00", "аванс"),
    (403, 11, 0, "300.00", "оплата"),
    (403, 11, 0, "300.00", "оплата"),
    (404, 12, 2, "150.00", "счет 102 от 03.10.2026"),
    (405, 13, 1, "100.00", "оплата"),
];

fn picked(dice: &mut Dice) -> Vec<(u32, u32, usize, &'static str, &'static str)> {
    let mut at: Vec<usize> = (0..1 + dice.below(4)).map(|_| dice.below(MONEY.len())).collect();
    at.sort_unstable();
    at.dedup();
    at.into_iter().map(|at| MONEY[at]).collect()
}

/// A register of payments of the accounts.
fn register(dice: &mut Dice, step: usize) -> Event {
    let heading = "Номер;Дата платежа;Плательщик;ИНН;Сумма платежа;Назначение платежа";
    let mut text = format!("Реестр платежей № {step};;;;;\n{heading}\n");
    for (number, day, who, sum, purpose) in picked(dice) {
        let (name, tax) = CLIENTS[who];
        text.push_str(&format!("{number};{day}.10.2026;{name};{tax};{sum};{purpose}\n"));
    }
    Event::File { source: "accounting", name: format!("платежи {step}.csv"), bytes: text.into_bytes() }
}

/// The bank's statement of the same.
fn statement(dice: &mut Dice, step: usize) -> Event {
    // Bytes that were taken before are known, and nothing of them is taken: each file is one of its own.
    let mut text = format!(
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nВремяСоздания=10:00:{step:02}\r\n\
         РасчСчет=40702810100000012345\r\n"
    );
    for (number, day, who, sum, purpose) in picked(dice) {
        let (name, tax) = CLIENTS[who];
        text.push_str(&format!(
            "СекцияДокумент=Платежное поручение\r\nНомер={number}\r\nДата={day}.10.2026\r\nСумма={sum}\r\n\
             ПлательщикСчет=40702810500000000{who:03}\r\nПлательщикИНН={tax}\r\nПлательщик1={name}\r\n\
             ПолучательСчет=40702810100000012345\r\nПолучательИНН=7701555010\r\nПолучатель1=ООО Гранит-Сервис\r\n\
             ДатаПоступило={day}.10.2026\r\nНазначениеПлатежа={purpose}\r\nКонецДокумента\r\n"
        ));
    }
    text.push_str("КонецФайла\r\n");
    let bytes = encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
    Event::File { source: "bank", name: format!("выписка {step}.txt"), bytes }
}

/// What happens before each run in an office whose accounts and bank tell the same money.
fn office_of_two_lists(dice: &mut Dice) -> Vec<Vec<Event>> {
    let event = |dice: &mut Dice, step: usize| match dice.below(5) {
        0 => export(dice, step),
        1 | 2 => register(dice, step),
        _ => statement(dice, step),
    };
    (0..5).map(|step| (0..1 + dice.below(2)).map(|at| event(dice, step * 10 + at)).collect()).collect()
}

/// A turnover sheet of October.
fn balances(dice: &mut Dice, step: usize) -> Event {
    let debit = 100 + 50 * dice.below(4);
    let text = format!(
        "ООО «Гранит-Сервис»;;;;;;\nОборотно-сальдовая ведомость по счету 62 за Октябрь 2026 г.;;;;;;\n\
         Контрагенты;Сальдо на начало периода;;Обороты за период;;Сальдо на конец периода;\n\
         ;Дебет;Кредит;Дебет;Кредит;Дебет;Кредит\n{};;;{debit};50;{};\n",
        CLIENTS[dice.below(2)].0,
        debit - 50
    );
    Event::File { source: "accounting", name: format!("осв {step}.csv"), bytes: text.into_bytes() }
}

fn event(dice: &mut Dice, step: usize) -> Event {
    match dice.below(9) {
        0..=2 => export(dice, step),
        3..=5 => bank(dice, step),
        6 => balances(dice, step),
        7 => Event::Edit { client: CLIENTS[dice.below(3)].0.to_owned(), stage: format!("этап {step}") },
        _ if dice.one_in(2) => Event::Typed { client: format!("Набранный {step}") },
        _ => Event::Decision,
    }
}

/// What happens before each run.
fn office(dice: &mut Dice) -> Vec<Vec<Event>> {
    let mut runs = vec![vec![export(dice, 0), bank(dice, 0)]];
    runs.extend((1..=4).map(|step| (0..1 + dice.below(2)).map(|at| event(dice, step * 10 + at)).collect()));
    runs
}

fn happens(desk: &mut Desk, event: &Event) {
    let path = desk.path("managers/Анна.xlsx");
    match event {
        Event::File { source, name, bytes } => drop(desk.drop(source, name, bytes)),
        Event::Edit { client, stage } => {
            let file = book::open(&path);
            let row = book::sheet(&file, "clients").rows.iter().find(|row| row.value("client") == Some(client));
            if let Some(row) = row {
                book::save(&path, "clients", &[(row.row, "stage", stage)]);
            }
        }
        Event::Typed { client } => {
            let below = book::below(&book::open(&path), "clients");
            book::save(&path, "clients", &[(below, "client", client)]);
        }
        Event::Decision => {
            let file = book::open(&path);
            let Some(questions) = file.sheets.iter().find(|sheet| sheet.id == "questions") else { return };
            let row = questions.rows.iter().find(|row| row.value("id").is_some_and(|id| !id.is_empty()));
            if let Some(row) = row {
                book::save(&path, "questions", &[(row.row, "answer", "1")]);
            }
        }
    }
}

fn run(desk: &mut Desk, events: &[Event]) -> i64 {
    events.iter().for_each(|event| happens(desk, event));
    desk.sync().run
}

/// The store without numbers of ours, sorted. A question that answered itself is history: nobody is asked.
fn outside(desk: &Desk) -> Vec<String> {
    let mut store = desk.store();
    nameless(&mut store);
    let mut lines = Vec::new();
    for (name, rows) in store.as_object().unwrap() {
        let rows = rows.as_array().unwrap().iter().filter(|row| name != "review" || row["state"] != "resolved");
        lines.extend(rows.map(|row| format!("{name} {row}")));
    }
    lines.sort();
    lines
}

fn nameless(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| {
                name != "id" && !name.ends_with("_id") || matches!(&**name, "tax_id" | "external_id")
            });
            fields.retain(|name, _| !name.ends_with("run") && name != "subject");
            fields.values_mut().for_each(nameless);
        }
        Value::Array(values) => {
            values.iter_mut().for_each(nameless);
            values.sort_by_key(ToString::to_string);
        }
        Value::String(text) => {
            let is_number = |word: &str| {
                word.split_once('-').is_some_and(|(kind, number)| kind.len() == 1 && number.parse::<u64>().is_ok())
            };
            let words = text.split_inclusive([' ', '=', ',']).map(|word| {
                let bare = word.trim_end_matches([' ', '=', ',']);
                if is_number(bare) { word.replace(bare, "#") } else { word.to_owned() }
            });
            *text = words.collect();
        }
        _ => {}
    }
}

/// Rows that break what holds in every store: nothing without a statement behind it, no money twice.
pub(crate) fn broken(desk: &Desk) -> Vec<String> {
    let store = Connection::open(desk.path("store/sverka.db")).unwrap();
    let said = |entity: &str, kinds: &str| {
        format!(
            "SELECT '{entity} ' || e.id FROM {entity} e WHERE NOT EXISTS (SELECT 1 FROM statement s
             WHERE s.entity_id = e.id AND s.kind IN ({kinds}) AND s.replaced = 0)"
        )
    };
    let laws = [
        said("document", "6, 7, 8, 9"),
        said("payment", "10"),
        said("balance", "11"),
        said("contract", "4"),
        "SELECT 'refunded ' || p.id FROM payment p WHERE p.refunded <>
            (SELECT coalesce(sum(r.amount), 0) FROM refund r WHERE r.payment_id = p.id)"
            .to_owned(),
        "SELECT 'refund of none ' || payment_id FROM refund WHERE payment_id NOT IN (SELECT id FROM payment)
            OR refund_id NOT IN (SELECT id FROM payment)"
            .to_owned(),
        "SELECT 'payment ' || p.id FROM payment p WHERE p.amount < p.refunded +
            (SELECT coalesce(sum(a.amount), 0) FROM allocation a WHERE a.payment_id = p.id)"
            .to_owned(),
        "SELECT 'document ' || d.id FROM document d WHERE d.total <
            (SELECT coalesce(sum(a.settled), 0) FROM allocation a WHERE a.document_id = d.id)"
            .to_owned(),
        "SELECT 'key ' || hex(key) FROM source_key WHERE statement_id NOT IN (SELECT id FROM statement WHERE replaced = 0)"
            .to_owned(),
        "SELECT 'previous of ' || id FROM statement WHERE previous_id NOT IN (SELECT id FROM statement)".to_owned(),
        "SELECT 'two of ' || external_id FROM statement WHERE replaced = 0 AND entity_id <> 0
            GROUP BY source_id, kind, external_id HAVING count(*) > 1"
            .to_owned(),
    ];
    let mut found: Vec<String> = desk.open().store().faults().unwrap().iter().map(|one| format!("{one:?}")).collect();
    for sql in laws {
        let mut find = store.prepare(&sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
        found.extend(find.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    found
}

fn differing(one: &[String], other: &[String]) -> String {
    let less = one.iter().filter(|line| !other.contains(line)).map(|line| format!("\n- {line}"));
    let more = other.iter().filter(|line| !one.contains(line)).map(|line| format!("\n+ {line}"));
    less.chain(more).collect()
}

fn same(seed: u64, when: &str, desk: &Desk, other: &Desk, runs: &[(i64, Vec<Event>)]) {
    let (now, expected) = (outside(desk), outside(other));
    let what: Vec<_> = runs.iter().map(|(run, events)| format!("{run}: {events:?}")).collect();
    assert!(now == expected, "seed {seed}, {when}: {}\nleft: {}", differing(&expected, &now), what.join("\n"));
}

/// An office with its empty books.
fn opened() -> Desk {
    let desk = Desk::new(SETTINGS);
    desk.sync();
    desk
}

fn never_had(runs: &[(i64, Vec<Event>)]) -> Desk {
    let mut other = opened();
    for (_, events) in runs {
        run(&mut other, events);
    }
    other
}

fn seeds() -> u64 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(6)
}

/// Plays offices of seeds from `base` on; how many runs were taken back, and how many were not.
fn played(base: u64, office: fn(&mut Dice) -> Vec<Vec<Event>>) -> (usize, usize) {
    let (mut undone, mut refused) = (0, 0);
    // One that was found is looked at by itself.
    let only: Option<u64> = std::env::var("SVERKA_SEED").ok().and_then(|text| text.parse().ok());
    for seed in only.map_or(0..seeds(), |seed| seed..seed + 1) {
        let mut dice = Dice::new(base + seed);
        let mut desk = opened();
        let mut left: Vec<(i64, Vec<Event>)> = Vec::new();
        for events in office(&mut dice) {
            left.push((run(&mut desk, &events), events));
        }
        let mut gone = Vec::new();
        for _ in 0..4 {
            let at = dice.below(left.len());
            let number = left[at].0;
            let before = desk.store();
            match tried(&desk, number) {
                Ok(()) => {
                    undone += 1;
                    gone.push(left.remove(at).1);
                    assert_eq!(broken(&desk), Vec::<String>::new(), "seed {seed}, run {number}");
                    same(seed, &format!("run {number}"), &desk, &never_had(&left), &left);
                }
                Err(NotUndone::Needed(others)) => {
                    refused += 1;
                    assert!(
                        others.iter().all(|other| other.run > number),
                        "seed {seed}, run {number} of {left:?}: {others:?}"
                    );
                    assert_eq!(desk.store(), before, "seed {seed}");
                }
                Err(NotUndone::Not(_)) => {}
                Err(other) => panic!("seed {seed}: {other:?}"),
            }
        }
        for events in gone {
            let files: Vec<Event> = events.into_iter().filter(|one| matches!(one, Event::File { .. })).collect();
            left.push((run(&mut desk, &files), files));
        }
        same(seed, "files again", &desk, &never_had(&left), &left);
        assert_eq!(broken(&desk), Vec::<String>::new(), "seed {seed}, files again");
        assert!(fs::read_dir(desk.path("managers")).is_ok());
    }
    assert!(
        only.is_some() || undone > 0 && refused > 0,
        "{undone} taken back, {refused} refused: neither is put to the test"
    );
    (undone, refused)
}

#[test]
fn runs_taken_back_in_any_order_have_never_been_and_their_files_can_come_again() {
    let (undone, refused) = played(7_000, office);
    println!("{} offices of several runs: {undone} runs were taken back, {refused} were refused", seeds());
}

#[test]
fn of_money_that_two_lists_tell_either_list_can_be_taken_back() {
    let (undone, refused) = played(9_000, office_of_two_lists);
    println!("{} offices of two lists: {undone} runs were taken back, {refused} were refused", seeds());
}
