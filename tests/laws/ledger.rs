//! One ledger, delivered in any order, in any pieces, any number of times, is one store; what is not delivered is not
//! deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::desk::Desk;
use crate::dice::Dice;
use crate::settings::SETTINGS;
use crate::world::{DAYS, Dress, INVOICES, Parcel};

/// The day of the last state of accounting's ledger.
const LAST: u32 = 20;

fn rows<'s>(store: &'s Value, entity: &str) -> &'s [Value] {
    store[entity].as_array().map_or(&[], Vec::as_slice)
}

fn text(row: &Value, field: &str) -> String {
    row[field].as_str().unwrap_or_default().to_owned()
}

/// What the store says, by keys from outside.
pub(crate) fn state(desk: &Desk) -> BTreeMap<&'static str, Vec<String>> {
    let store = desk.store();
    let keys = |row: &Value| -> String {
        let sources = row["sources"].as_array().into_iter().flatten();
        let keys: BTreeSet<String> = sources.map(|one| format!("{}:{}", one["source"], one["external_id"])).collect();
        keys.into_iter().collect::<Vec<_>>().join(" ")
    };
    let of = |entity: &str, id: &Value| rows(&store, entity).iter().find(|row| row["id"] == *id);
    let clients = rows(&store, "clients").iter().map(keys).collect();
    let invoice = |row: &Value| {
        let client = of("clients", &row["client_id"]).map(keys);
        format!("{} {} {} {client:?}", keys(row), text(row, "total"), text(row, "paid"))
    };
    let payment = |row: &Value| {
        let fields = ["number", "date", "amount", "allocated"].map(|field| text(row, field));
        fields.join(" ")
    };
    let allocation = |row: &Value| {
        let (payment, document) = (of("payments", &row["payment_id"]), of("invoices", &row["document_id"]));
        let number = |row: Option<&Value>| row.map(|row| text(row, "number"));
        format!("{:?} {:?} {}", number(payment), number(document), text(row, "amount"))
    };
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    BTreeMap::from([
        ("clients", sorted(clients)),
        ("invoices", sorted(rows(&store, "invoices").iter().map(invoice).collect())),
        ("payments", sorted(rows(&store, "payments").iter().map(payment).collect())),
        ("allocations", sorted(rows(&store, "allocations").iter().map(allocation).collect())),
    ])
}

/// Numbers in pieces of any length, every number in one at least.
fn pieces(dice: &mut Dice, end: u32) -> Vec<Vec<u32>> {
    let mut numbers: Vec<u32> = (1..=end).collect();
    dice.shuffle(&mut numbers);
    let mut pieces = Vec::new();
    while !numbers.is_empty() {
        let len = 1 + dice.below(numbers.len());
        let mut piece: Vec<u32> = numbers.drain(..len).collect();
        // Pieces overlap.
        piece.extend((0..dice.below(3)).map(|_| 1 + u32::try_from(dice.below(end as usize)).unwrap_or_default()));
        piece.sort_unstable();
        piece.dedup();
        dice.shuffle(&mut piece);
        pieces.push(piece);
    }
    pieces
}

/// The ledger as files: pieces of its last state, some of earlier ones, some again.
fn files(dice: &mut Dice) -> Vec<(Parcel, Vec<u8>)> {
    let dresses = [Dress::Plain, Dress::Zip, Dress::OtherEncoding];
    let mut parcels: Vec<Parcel> = pieces(dice, DAYS).into_iter().map(Parcel::Days).collect();
    for numbers in pieces(dice, INVOICES) {
        if dice.one_in(2) {
            let day = 1 + u32::try_from(dice.below(19)).unwrap_or_default();
            parcels.push(Parcel::Invoices { day, numbers: numbers.clone() });
        }
        parcels.push(Parcel::Invoices { day: LAST, numbers });
    }
    let mut files: Vec<_> = parcels
        .into_iter()
        .flat_map(|parcel| {
            let dress = *dice.pick(&dresses);
            let times = 1 + usize::from(dice.one_in(3));
            std::iter::repeat_n((parcel.clone(), parcel.bytes(dress)), times)
        })
        .collect();
    dice.shuffle(&mut files);
    files
}

#[test]
fn any_order_any_split_and_any_repetition_of_a_ledger_are_one_store() {
    let mut whole = Desk::new(SETTINGS);
    let all = Parcel::Invoices { day: LAST, numbers: (1..=INVOICES).collect() };
    whole.drop("accounting", "all.xml", &all.bytes(Dress::Plain));
    whole.drop("bank", "all.txt", &Parcel::Days((1..=DAYS).collect()).bytes(Dress::Plain));
    whole.sync();
    let expected = state(&whole);
    assert_eq!(expected["invoices"].len(), INVOICES as usize);
    assert!(!expected["allocations"].is_empty());
    let count = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    for seed in 0..count {
        let mut dice = Dice::new(seed);
        let mut desk = Desk::new(SETTINGS);
        for (at, (parcel, bytes)) in files(&mut dice).into_iter().enumerate() {
            desk.drop(parcel.source(), &format!("{at}.dat"), &bytes);
            if dice.one_in(3) {
                desk.sync();
            }
        }
        desk.sync();
        assert_eq!(state(&desk), expected, "seed {seed}");
    }
}

/// A statement of one day with so many truly equal payments.
fn equal(count: usize) -> Vec<u8> {
    let line = "СекцияДокумент=Платежное поручение\r\nНомер=7\r\nДата=05.10.2026\r\nСумма=10.00\r\n\
                ПлательщикСчет=40702810500000000111\r\nПлательщик1=Клён\r\nПолучательСчет=40702810100000012345\r\n\
                ДатаПоступило=05.10.2026\r\nНазначениеПлатежа=за товар\r\nКонецДокумента\r\n";
    let head = "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n";
    let text = format!("{head}{}КонецФайла\r\n", line.repeat(count));
    encoding_rs::WINDOWS_1251.encode(&text).0.into_owned()
}

#[test]
fn equal_payments_of_one_day_stay_as_many_as_they_are() {
    let mut desk = Desk::new(SETTINGS);
    for (file, (count, expected)) in [(1, 1), (2, 2), (2, 2), (1, 2), (3, 3), (2, 3)].into_iter().enumerate() {
        desk.drop("bank", &format!("{file}.txt"), &equal(count));
        desk.sync();
        assert_eq!(rows(&desk.store(), "payments").len(), expected, "file {file} with {count}");
    }
}

#[test]
fn a_late_file_with_an_older_time_of_writing_is_taken() {
    let mut desk = Desk::new(SETTINGS);
    let days = |days: &[u32]| Parcel::Days(days.to_vec()).bytes(Dress::Plain);
    desk.drop("bank", "new.txt", &days(&[2]));
    desk.sync();
    let before = rows(&desk.store(), "payments").len();
    let late = desk.drop("bank", "late.txt", &days(&[1]));
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
    fs::File::options().write(true).open(&late).unwrap().set_modified(time).unwrap();
    let report = desk.sync();
    assert_eq!(report.files.len(), 1);
    assert!(rows(&desk.store(), "payments").len() > before);
}

#[test]
fn a_folder_that_is_empty_or_gone_deletes_nothing() {
    let mut desk = Desk::new(SETTINGS);
    let all = Parcel::Invoices { day: LAST, numbers: (1..=INVOICES).collect() };
    desk.drop("accounting", "all.xml", &all.bytes(Dress::Plain));
    desk.sync();
    let store = desk.store();
    // As after an unmount that leaves the folder: nothing lies there, not even the receipts.
    let folder = desk.path("exchange/accounting");
    fs::remove_dir_all(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    let report = desk.sync();
    assert!(report.files.is_empty() && report.workbooks.is_empty() && report.missing_sources.is_empty());
    assert_eq!(desk.store(), store);
    fs::remove_dir(&folder).unwrap();
    let report = desk.sync();
    assert_eq!((report.missing_sources.as_slice(), report.exit_code(false)), (&["accounting".to_owned()][..], 6));
    assert!(report.workbooks.is_empty());
    assert_eq!(desk.store(), store);
    // It is there again, and what came meanwhile is taken.
    desk.drop("accounting", "some.xml", &Parcel::Invoices { day: LAST, numbers: vec![1, 2] }.bytes(Dress::Plain));
    let report = desk.sync();
    assert_eq!((report.exit_code(false), report.totals.rows.unchanged), (0, 2));
    assert_eq!(desk.store(), store);
}
