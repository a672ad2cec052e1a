//! Exports as programs write them, made up for these tests, and the settings that go with them.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use jiff::civil::date;
use sverka::demo::{self, Truth};

use crate::desk::Desk;

/// Two sources, our company with its account, nothing to wait for.
pub(crate) const SETTINGS: &str = r#"
lang = "ru"
intake = { quiet_seconds = 0 }

[[source]]
name = "accounting"

[[source]]
name = "bank"

[[organization]]
name = "ООО «Гранит-Сервис»"
tax_id = "7701555010"
accounts = [{ number = "40702810100000012345" }]
"#;

/// An order of `count` invoices, each of 100.00 roubles for one of ten clients.
pub(crate) fn orders(count: usize, time: &str) -> String {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<КоммерческаяИнформация ВерсияСхемы=\"2.09\"";
    let documents: String = (1..=count).map(invoice).collect();
    format!("{head} ДатаФормирования=\"{time}\">\n{documents}</КоммерческаяИнформация>\n")
}

fn invoice(number: usize) -> String {
    let client = number % 10;
    format!(
        "<Документ><Ид>i-{number}</Ид><Номер>{number}</Номер><Дата>2026-10-01</Дата>\
         <ХозОперация>Счет на оплату</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта><Сумма>100.00</Сумма>\
         <Контрагенты><Контрагент><Ид>c-{client}</Ид><Наименование>Покупатель № {client} «Ёлка»</Наименование>\
         <Роль>Покупатель</Роль></Контрагент></Контрагенты></Документ>\n"
    )
}

/// A statement with one received payment for each `(number, day of October, sum, purpose)`.
pub(crate) fn statement(lines: &[(u32, u32, &str, &str)]) -> Vec<u8> {
    let head = "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n";
    let documents = lines.iter().map(|(number, day, sum, purpose)| {
        [
            "СекцияДокумент=Платежное поручение".to_owned(),
            format!("Номер={number}"),
            format!("Дата={day:02}.10.2026"),
            format!("Сумма={sum}"),
            "ПлательщикСчет=40702810500000000111".to_owned(),
            "ПлательщикИНН=7702555038".to_owned(),
            "Плательщик1=ООО \"Берёзка\"".to_owned(),
            "ПолучательСчет=40702810100000012345".to_owned(),
            "ПолучательИНН=7701555010".to_owned(),
            format!("ДатаПоступило={day:02}.10.2026"),
            format!("НазначениеПлатежа={purpose}"),
            "КонецДокумента\r\n".to_owned(),
        ]
        .join("\r\n")
    });
    cp1251(&format!("{head}{}КонецФайла\r\n", documents.collect::<String>()))
}

/// Text in windows-1251; every character must have a place there.
pub(crate) fn cp1251(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding_rs::WINDOWS_1251.encode(text);
    assert!(!lost, "a character without a place in windows-1251");
    bytes.into_owned()
}

/// A package of files.
pub(crate) fn zip(entries: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The demo's workspace, not yet synced, and the right answer about it.
pub(crate) fn demo_desk(seed: u64) -> (Desk, Truth) {
    let desk = Desk::new(SETTINGS);
    let truth = demo::write(&desk.path(""), seed, date(2026, 11, 1)).unwrap().truth;
    (desk, truth)
}

/// The binary, told to work in a folder.
pub(crate) fn sverka(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::cargo_bin("sverka").unwrap();
    command.current_dir(folder).env_remove("SVERKA_LOG").args(args).output().unwrap()
}

/// How the binary ended.
pub(crate) fn exit_code(folder: &Path, args: &[&str]) -> i32 {
    sverka(folder, args).status.code().unwrap()
}
