//! Payment purposes as people and their programs write them.

use jiff::civil::Date;

use super::market::{Client, Company, Invoice};
use super::random::Random;

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const UKRAINIAN_MONTHS: [&str; 12] = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
];

/// A date in one of the layouts in use.
pub(crate) fn written(random: &mut Random, date: Date, ukrainian: bool) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let months = if ukrainian { UKRAINIAN_MONTHS } else { MONTHS };
    let name = months[usize::try_from(month - 1).unwrap_or_default()];
    match random.below(9) {
        0 => format!("{day:02}.{month:02}.{:02}", year % 100),
        1 => format!("{day:02}/{month:02}/{year}"),
        2 => format!("{day} {name} {year} {}", if ukrainian { "р." } else { "г." }),
        3 => format!("{day:02}.{month:02}.{year}{}", if ukrainian { "р." } else { "г." }),
        4 => format!("{year}-{month:02}-{day:02}"),
        _ => format!("{day:02}.{month:02}.{year}"),
    }
}

/// The number as payers write it: whole, without zeros, without its series, with letters of the other alphabet.
pub(crate) fn cited_number(random: &mut Random, number: &str) -> String {
    let digits = number.trim_start_matches(|c: char| !c.is_ascii_digit());
    let tail = number.rsplit('-').next().unwrap_or(number).trim_start_matches('0');
    match random.below(10) {
        0..=4 => tail.to_owned(),
        5 | 6 => number.to_owned(),
        7 => number.replace("МК", "MK").replace("РФ", "PФ"),
        8 if number.starts_with(|c: char| c.is_alphabetic()) => {
            format!("{}{tail}", number.split(['0', '-']).next().unwrap_or_default())
        }
        _ if digits == number => number.rsplit('-').next().unwrap_or(number).to_owned(),
        _ => tail.to_owned(),
    }
}

fn money(minor: i64, random: &mut Random) -> String {
    let (whole, coins) = (minor / 100, minor % 100);
    match random.below(4) {
        0 => format!("{whole}-{coins:02}"),
        1 => format!("{whole},{coins:02}"),
        2 => {
            let text = whole.to_string();
            let mut grouped = String::new();
            for (at, digit) in text.chars().enumerate() {
                if at > 0 && (text.len() - at).is_multiple_of(3) {
                    grouped.push(' ');
                }
                grouped.push(digit);
            }
            format!("{grouped},{coins:02}")
        }
        _ => format!("{whole}.{coins:02}"),
    }
}

/// The tail about value added tax, with sums that are no numbers of anything.
pub(crate) fn tax_clause(random: &mut Random, minor: i64, ukrainian: bool) -> String {
    let vat = minor / 6;
    if ukrainian {
        return match random.below(4) {
            0 => format!(" у т.ч. ПДВ 20% - {} грн.", money(vat, random)),
            1 => " без ПДВ".to_owned(),
            2 => ", ПДВ не передбачено.".to_owned(),
            _ => format!(", в т.ч. ПДВ {}", money(vat, random)),
        };
    }
    match random.below(9) {
        0 => format!(", в т.ч. НДС 20% {}", money(vat, random)),
        1 => format!(" В том числе НДС (20%) {}", money(vat, random)),
        2 => format!(" Сумма {} В т.ч. НДС (20%) {}", money(minor, random), money(vat, random)),
        3 => ". НДС не облагается".to_owned(),
        4 => " Без налога (НДС)".to_owned(),
        5 => format!(" в тч НДС 22% {}", money(minor * 22 / 122, random)),
        6 => format!("; сумма {} руб., НДС 20% - {} руб.", money(minor, random), money(vat, random)),
        7 => String::new(),
        _ => ", без НДС".to_owned(),
    }
}

const GOODS: &[&str] = &[
    "за товар",
    "за оборудование",
    "за стройматериалы",
    "за услуги",
    "за светильники",
    "за запчасти 2 шт",
    "за период 07.2026",
    "за 3 квартал",
];
const UKRAINIAN_GOODS: &[&str] = &["за товар", "за послуги", "за обладнання", "за матеріали"];

/// One invoice, cited by number, mostly with its date.
pub(crate) fn one(random: &mut Random, invoice: &Invoice, company: &Company, client: &Client, dated: bool) -> String {
    let number = cited_number(random, &invoice.number);
    if company.ukrainian {
        return one_ukrainian(random, invoice, &number, dated);
    }
    let day = written(random, invoice.date, false);
    let from = if dated { format!(" от {day}") } else { String::new() };
    let goods = *random.pick(GOODS);
    match random.below(16) {
        0 => format!("Оплата по счету № {number}{from}"),
        1 => format!("Оплата по счету №{number}{from} {goods}"),
        2 => format!("по сч.{number}{from}"),
        3 => format!("Оплата {goods} по счёту N {number}{from}"),
        4 => format!("Опл. сч. N{number}{from} {goods}"),
        5 => format!("Оплата счета {number}{from}"),
        6 => format!(
            "ОПЛАТА ПО СЧЕТУ НА ОПЛАТУ {number}{} {}",
            if dated { format!(" ОТ {day}") } else { String::new() },
            goods.to_uppercase()
        ),
        7 => format!(
            "Оплата по договору № {} от {}, счет № {number}{from}",
            client.contract.0,
            client.contract.1.strftime("%d.%m.%Y")
        ),
        8 => format!("счет-договор №{number}{from}, {goods}"),
        9 if dated => format!("Сч {number}\\{}", invoice.date.strftime("%d.%m.%y")),
        10 => format!("Cчет {number}{from} {goods}"),
        11 => format!(
            "сч№{number}{}",
            if dated { format!("от{}", invoice.date.strftime("%d.%m.%Y")) } else { String::new() }
        ),
        12 => format!("Оплата по счту № {number}{from} {goods}"),
        13 => format!("Согласно счета № {number}{from} {goods}"),
        14 => format!("{{VO10100}} Оплата по инвойсу {number}{from}"),
        _ => format!("за {} по счету {number}{from}", client.party.name),
    }
}

fn one_ukrainian(random: &mut Random, invoice: &Invoice, number: &str, dated: bool) -> String {
    let from = if dated { format!(" від {}", written(random, invoice.date, true)) } else { String::new() };
    let goods = *random.pick(UKRAINIAN_GOODS);
    match random.below(7) {
        0 => format!("Оплата {goods} зг. рах. № {number}{from}"),
        1 => format!("Сплата {goods} згідно рахунку №{number}{from}"),
        2 => format!("зг.рах.№{number}{from}"),
        3 => format!("Оплата рахунка {number}{from} {goods}"),
        4 => format!("ОПЛАТА {} РАХУНОК N {number}{}", goods.to_uppercase(), from.to_uppercase()),
        5 => format!("за товар зг р/ф {number}{from}"),
        _ => format!("Згідно рахунку-фактури № {number}{from} {goods}"),
    }
}

/// Several invoices in one text.
pub(crate) fn many(random: &mut Random, invoices: &[&Invoice], ukrainian: bool) -> String {
    let word = if ukrainian { "рахунках" } else { "счетам" };
    let sign = if ukrainian { "від" } else { "от" };
    let dated = |random: &mut Random, invoice: &Invoice| {
        format!("{} {sign} {}", cited_number(random, &invoice.number), written(random, invoice.date, ukrainian))
    };
    let style = random.below(5);
    let parts: Vec<String> = invoices
        .iter()
        .map(|invoice| match style {
            0 => format!("№ {}", dated(random, invoice)),
            1 | 2 => dated(random, invoice),
            _ => invoice.number.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned(),
        })
        .collect();
    let list = parts.join(if style == 2 { "; " } else { ", " });
    let list = match list.rsplit_once(", ") {
        Some((head, last)) if random.chance(30) => format!("{head} {} {last}", if ukrainian { "та" } else { "и" }),
        _ => list,
    };
    if ukrainian {
        format!("Оплата по {word} {list}")
    } else {
        format!("Оплата по {word} {list} за товар")
    }
}

/// Nothing that names a document.
pub(crate) fn nothing(random: &mut Random, client: &Client, ukrainian: bool) -> String {
    let (number, day) = &client.contract;
    let day = day.strftime("%d.%m.%Y");
    if ukrainian {
        return (*random.pick(&["Оплата за товар", "Сплата за послуги", "За матеріали згідно договору"])).to_owned();
    }
    match random.below(5) {
        0 => "Оплата за товар".to_owned(),
        1 => format!("Оплата по договору № {number} от {day}"),
        2 => format!("За поставку по дог. {number} от {day}, спецификация 3"),
        3 => "Оплата по акту сверки на 30.06.2026".to_owned(),
        _ => "Оплата за услуги за 2 месяца".to_owned(),
    }
}
