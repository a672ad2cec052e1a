//! What there is in accounting and at the bank, and how it is written down.
//!
//! Accounting states invoices as they are on a day: what an invoice comes to grows from day to day, and a file says which
//! day it is of. The bank states days, each whole; two payments of one day may be truly equal.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::dice::Dice;

pub(crate) const BOOKS: [&str; 2] = ["Анна.xlsx", "Руководитель.xlsx"];
pub(crate) const INVOICES: u32 = 14;
pub(crate) const DAYS: u32 = 12;

/// Some names are nearly the same: who is who is not always plain.
const NAMES: [&str; 6] =
    ["ООО «Берёзка»", "Берёзка", "АО «Клён-Юг»", "ООО «Вектор»", "Вектор (Казань)", "ООО «Ковалёв и сын»"];

/// The client of an invoice, from 1.
pub(crate) fn client_of(invoice: u32) -> u32 {
    invoice % 6 + 1
}

/// The tax number of a client, where accounting and the bank know it; its last digit follows from the others.
fn tax_id(client: u32) -> Option<String> {
    let digits = [7, 7, 3, 0, 5, 5, 5, 0, client];
    let sum: u32 = digits.iter().zip([2, 4, 10, 3, 5, 9, 4, 6, 8]).map(|(digit, weight)| digit * weight).sum();
    let written: String = digits.iter().chain(&[sum % 11 % 10]).map(u32::to_string).collect();
    (client % 3 != 2).then_some(written)
}

/// What an invoice comes to on a day, kopecks.
pub(crate) fn total(invoice: u32, day: u32) -> i64 {
    i64::from(invoice) * 10_000 + i64::from(day / (2 + invoice % 3)) * 1_050
}

/// A payment as the bank states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    pub(crate) number: u32,
    pub(crate) day: u32,
    pub(crate) kopecks: i64,
    payer: u32,
    purpose: String,
}

/// The payments of a day.
pub(crate) fn lines(day: u32) -> Vec<Line> {
    let mut dice = Dice::new(u64::from(day) * 7_919);
    let mut lines = Vec::new();
    for number in 1..=1 + dice.below(3) {
        let invoice = 1 + u32::try_from(dice.below(INVOICES as usize)).unwrap();
        let purpose = match dice.below(4) {
            0 => "за товар по договору".to_owned(),
            1 => format!("Оплата по счетам {invoice} и {}", invoice % INVOICES + 1),
            _ => format!("Оплата по счету {invoice} от 01.10.2026"),
        };
        let kopecks = [total(invoice, 1), 5_000, 123_456][dice.below(3)];
        let number = day * 10 + u32::try_from(number).unwrap();
        let line = Line { number, day, kopecks, payer: client_of(invoice), purpose };
        // Two truly equal payments.
        let twice = dice.one_in(4);
        lines.extend(std::iter::repeat_n(line, 1 + usize::from(twice)));
    }
    lines
}

fn roubles(kopecks: i64) -> String {
    format!("{}.{:02}", kopecks / 100, kopecks % 100)
}

/// What a file states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Parcel {
    /// Invoices as they are on a day.
    Invoices { day: u32, numbers: Vec<u32> },
    /// Days of the bank.
    Days(Vec<u32>),
}

/// How a file is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dress {
    Plain,
    Zip,
    OtherEncoding,
    Wide,
    Crlf,
}

impl Parcel {
    pub(crate) fn source(&self) -> &'static str {
        match self {
            Self::Invoices { .. } => "accounting",
            Self::Days(_) => "bank",
        }
    }

    /// Rows that a reader must count.
    pub(crate) fn rows(&self) -> u64 {
        match self {
            Self::Invoices { numbers, .. } => numbers.len() as u64,
            Self::Days(days) => days.iter().map(|day| lines(*day).len() as u64).sum(),
        }
    }

    /// The file.
    pub(crate) fn bytes(&self, dress: Dress) -> Vec<u8> {
        let text = match self {
            Self::Invoices { day, numbers } => orders(*day, numbers),
            Self::Days(days) => statement(days, if dress == Dress::OtherEncoding { "DOS" } else { "Windows" }),
        };
        let is_bank = matches!(self, Self::Days(_));
        let cp1251 = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
        let bytes = match dress {
            Dress::OtherEncoding if is_bank => encoding_rs::IBM866.encode(&text).0.into_owned(),
            _ if is_bank => cp1251(&text),
            Dress::OtherEncoding => cp1251(&text.replace("UTF-8", "windows-1251")),
            Dress::Wide => {
                let text = format!("\u{feff}{}", text.replace("UTF-8", "UTF-16"));
                text.encode_utf16().flat_map(u16::to_le_bytes).collect()
            }
            Dress::Crlf => text.replace('\n', "\r\n").into_bytes(),
            Dress::Plain | Dress::Zip => text.into_bytes(),
        };
        if dress == Dress::Zip { zip(if is_bank { "kl_to_1c.txt" } else { "orders.xml" }, &bytes) } else { bytes }
    }
}

fn orders(day: u32, numbers: &[u32]) -> String {
    let documents: String = numbers
        .iter()
        .map(|number| {
            let client = client_of(*number);
            let name = NAMES[client as usize - 1];
            let tax_id = tax_id(client).map(|digits| format!("<ИНН>{digits}</ИНН>")).unwrap_or_default();
            format!(
                "<Документ><Ид>i-{number}</Ид><Номер>{number}</Номер><Дата>2026-10-01</Дата>\
                 <ХозОперация>Счет на оплату</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта><Сумма>{}</Сумма>\
                 <Контрагенты><Контрагент><Ид>c-{client}</Ид><Наименование>{name}</Наименование>{tax_id}\
                 <Роль>Покупатель</Роль></Контрагент></Контрагенты></Документ>\n",
                roubles(total(*number, day))
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<КоммерческаяИнформация ВерсияСхемы=\"2.09\" \
         ДатаФормирования=\"2026-10-{day:02}T12:00:00\">\n{documents}</КоммерческаяИнформация>\n"
    )
}

fn statement(days: &[u32], encoding: &str) -> String {
    let lines: String = days
        .iter()
        .flat_map(|day| lines(*day))
        .map(|line| {
            let Line { number, day, kopecks, payer, purpose } = line;
            let tax_id = tax_id(payer).map(|digits| format!("ПлательщикИНН={digits}\r\n")).unwrap_or_default();
            format!(
                "СекцияДокумент=Платежное поручение\r\nНомер={number}\r\nДата={day:02}.10.2026\r\nСумма={}\r\n\
                 ПлательщикСчет=4070281050000000{payer:04}\r\n{tax_id}Плательщик1=Покупатель {payer}\r\n\
                 ПолучательСчет=40702810100000012345\r\nПолучательИНН=7701555010\r\nДатаПоступило={day:02}.10.2026\r\n\
                 НазначениеПлатежа={purpose}\r\nКонецДокумента\r\n",
                roubles(kopecks)
            )
        })
        .collect();
    format!(
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка={encoding}\r\nРасчСчет=40702810100000012345\r\n{lines}\
         КонецФайла\r\n"
    )
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, SimpleFileOptions::default()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}
