//! A small workspace with everything in it that a run has to do with.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;

use crate::book::{below, open, row_of, save};
use crate::desk::{Desk, files_below};
use crate::settings::SETTINGS;

/// A folder in memory, where the system has one with room and `TMPDIR` names no other: a program that ends leaves there what
/// it leaves on a disk, and nobody waits for the disk after every write.
fn memory() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let is_chosen = std::env::var_os("TMPDIR").is_some();
    if !is_chosen && has_room(memory) { memory.to_owned() } else { std::env::temp_dir() }
}

#[cfg(target_os = "linux")]
fn has_room(folder: &Path) -> bool {
    const ENOUGH: u64 = 512 << 20;
    let is_ours = tempfile::tempdir_in(folder).is_ok();
    is_ours && rustix::fs::statvfs(folder).is_ok_and(|known| known.f_bavail.saturating_mul(known.f_frsize) > ENOUGH)
}

#[cfg(not(target_os = "linux"))]
fn has_room(_folder: &Path) -> bool {
    false
}

/// Cards of clients, each with an invoice of this sum.
pub(crate) fn cards(clients: std::ops::RangeInclusive<u32>, total: &str) -> Vec<u8> {
    let card = |n: u32| {
        format!(
            "{{\"record\":\"client\",\"id\":\"c{n}\",\"name\":\"Клиент {n:02}\",\"phones\":[\"+7916000{n:04}\"]}}\n\
             {{\"record\":\"invoice\",\"id\":\"i{n}\",\"number\":\"{n}\",\"date\":\"2026-10-05\",\"client_id\":\"c{n}\",\
             \"currency\":\"RUB\",\"total\":\"{total}\"}}\n"
        )
    };
    clients.map(card).collect::<String>().into_bytes()
}

/// A bank's list: number, sum, purpose.
fn statement(lines: &[(u32, &str, &str)]) -> Vec<u8> {
    let documents: String = lines
        .iter()
        .map(|(number, sum, purpose)| {
            format!(
                "СекцияДокумент=Платежное поручение\r\nНомер={number}\r\nДата=10.10.2026\r\nСумма={sum}\r\n\
                 ПлательщикСчет=40702810500000000111\r\nПлательщик1=Клиент 01\r\nПолучательСчет=40702810100000012345\r\n\
                 ПолучательИНН=7701555010\r\nДатаПоступило=10.10.2026\r\nНазначениеПлатежа={purpose}\r\nКонецДокумента\r\n"
            )
        })
        .collect();
    let text = format!(
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n{documents}\
         КонецФайла\r\n"
    );
    encoding_rs::WINDOWS_1251.encode(&text).0.into_owned()
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, SimpleFileOptions::default()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// A workspace that waits for its first run: a package, a bank's list, a file that was taken before under another name, one
/// that is no file of ours, one of whose rows one is refused.
pub(crate) fn first() -> Desk {
    let mut desk = Desk::new_in(&memory(), SETTINGS);
    desk.drop("accounting", "all.zip", &zip("cards.jsonl", &cards(1..=3, "100.00")));
    desk.drop("accounting", "all (2).zip", &zip("cards.jsonl", &cards(1..=3, "100.00")));
    desk.drop("accounting", "torn.xml", b"<a><b>");
    desk.drop("accounting", "refused.jsonl", b"{\"record\":\"invoice\",\"id\":\"bad\",\"number\":\"9\"}\n");
    desk.drop("bank", "kl_to_1c.txt", &statement(&[(1, "40.00", "Оплата по счету 1"), (2, "7.00", "за что-то")]));
    desk
}

/// The same workspace with news, and with what people wrote into their books: values, a new client, two values for one
/// field, a cell of her own.
pub(crate) fn second() -> Desk {
    let mut desk = first();
    desk.sync();
    let (anna, head) = (desk.path("managers/Анна.xlsx"), desk.path("managers/Руководитель.xlsx"));
    let book = open(&anna);
    let (row, free) = (row_of(&book, "Клиент 01"), below(&book, "clients"));
    save(
        &anna,
        "clients",
        &[
            (row, "stage", "переговоры"),
            (row, "own", "моё"),
            (free, "client", "Новая Заря"),
            (free, "phone", "+7 912 345-67-89"),
            (free, "comment", "с выставки"),
        ],
    );
    save(&head, "clients", &[(row_of(&open(&head), "Клиент 01"), "stage", "отказ")]);
    desk.drop("accounting", "more.jsonl", &cards(2..=4, "120.00"));
    desk.drop("bank", "kl_to_1c.txt", &statement(&[(1, "40.00", "Оплата по счету 1"), (3, "60.00", "Оплата счет 1")]));
    desk
}

/// The same workspace somewhere else, times of files and all.
pub(crate) fn copy(desk: &Desk) -> Desk {
    let other = Desk::new_in(&memory(), SETTINGS);
    let root = desk.path("");
    for file in files_below(&root) {
        let to = other.path(file.strip_prefix(&root).unwrap().to_str().unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&file, &to).unwrap();
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        fs::File::options().write(true).open(&to).unwrap().set_modified(modified).unwrap();
    }
    other
}
