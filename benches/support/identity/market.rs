//! The invented market: companies and traders with everything that identifies them, their relations, and their look-alikes.

use std::collections::BTreeSet;

use sverka::model::tax_id::TaxIdKind;

use super::pool::{
    CITIES, FATHERS, FIRST, GIVEN, POPULAR, PUBLIC, SECOND, STREETS, SUFFIXES, SURNAMES, SYLLABLES, UKRAINIAN_CITIES,
};
use super::random::Random;

/// What an entity is, for the table by scenario.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Sort {
    Plain,
    Popular,
    Sibling,
    Accountant,
    TraderAndCompany,
    Trader,
    Branches,
    Renamed,
    Numbered,
}

/// One true company or trader.
#[derive(Clone)]
pub(crate) struct Entity {
    pub(crate) sort: Sort,
    pub(crate) ukrainian: bool,
    pub(crate) trader: bool,
    pub(crate) form: &'static str,
    /// The name without its form.
    pub(crate) core: String,
    /// The name it had before.
    pub(crate) former: Option<String>,
    pub(crate) tax_id: String,
    /// КПП of the head office and of branches.
    pub(crate) kpps: Vec<String>,
    pub(crate) city: (&'static str, &'static str),
    pub(crate) address: String,
    /// Ten digits each.
    pub(crate) phones: Vec<String>,
    pub(crate) mails: Vec<String>,
    pub(crate) accounts: Vec<String>,
}

fn coined(random: &mut Random) -> String {
    let count = 2 + random.below(3);
    capital(&(0..count).map(|_| random.pick(SYLLABLES)).collect::<String>())
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn core(random: &mut Random) -> (Sort, String) {
    match random.below(100) {
        0..20 => (Sort::Popular, random.pick_popular(POPULAR).to_owned()),
        20..28 => (Sort::Popular, format!("{} {}", random.pick_popular(POPULAR), random.pick(SUFFIXES))),
        28..31 => {
            let thing = random.pick(&["Школа №", "Детский сад №", "Завод ЖБИ-", "Поликлиника №", "Автобаза "]);
            (Sort::Numbered, format!("{thing}{}", 1 + random.below(120)))
        }
        31..48 => (Sort::Plain, format!("{}{}", random.pick(FIRST), random.pick(SECOND).to_lowercase())),
        48..58 => {
            let (a, b, c) = (random.pick(FIRST), random.pick(FIRST), random.pick(SECOND));
            (Sort::Plain, format!("{a}{}{}", b.to_lowercase(), c.to_lowercase()))
        }
        58..63 => (Sort::Plain, format!("Торговый дом {}", coined(random))),
        63..67 => (Sort::Plain, format!("{} {}", random.pick(&["ТД", "СК", "ПКФ", "НПП", "ГК"]), coined(random))),
        67..85 => (Sort::Plain, coined(random)),
        _ => (Sort::Plain, format!("{} {}", coined(random), random.pick(SUFFIXES))),
    }
}

pub(crate) fn latin(text: &str) -> String {
    super::mess::transliterated(&text.to_lowercase(), 0).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn place(random: &mut Random, ukrainian: bool) -> ((&'static str, &'static str), String) {
    let cities = if ukrainian { UKRAINIAN_CITIES } else { CITIES };
    let end = 1 + random.below(cities.len());
    let city = cities[random.below(end)];
    (city, format!("{}|{}|{}", random.pick(STREETS), 1 + random.below(150), 1 + random.below(90)))
}

fn phone(random: &mut Random, code: &str, ukrainian: bool) -> String {
    let code = if random.chance(450) {
        random.pick(if ukrainian { &["067", "050", "093"] } else { &["903", "916", "927", "912"] })
    } else {
        code
    };
    let rest = random.digits(7);
    format!("{code}{rest}")
}

fn account(random: &mut Random, ukrainian: bool) -> String {
    if ukrainian {
        let body = format!("305299000002600{}", random.digits(10));
        let rest =
            format!("{body}301000").bytes().fold(0_u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
        format!("UA{:02}{body}", 98 - rest)
    } else {
        format!("40702810{}", random.digits(12))
    }
}

fn entity(random: &mut Random, taken: &mut BTreeSet<String>) -> Entity {
    let (ukrainian, trader) = (random.chance(280), random.chance(180));
    let kind = match (ukrainian, trader) {
        (false, false) => TaxIdKind::InnCompany,
        (false, true) => TaxIdKind::InnPerson,
        (true, false) => TaxIdKind::Edrpou,
        (true, true) => TaxIdKind::Rnokpp,
    };
    let tax_id = loop {
        let found = random.tax_id(kind);
        if taken.insert(found.clone()) {
            break found;
        }
    };
    let (sort, core) = if trader {
        let surname = random.pick_popular(SURNAMES);
        (Sort::Trader, format!("{surname} {} {}", random.pick(GIVEN), random.pick(FATHERS)))
    } else {
        core(random)
    };
    let form = match (ukrainian, trader) {
        (false, true) => "ИП",
        (true, true) => "ФОП",
        (false, false) => random.pick(&["ООО", "ООО", "ООО", "ООО", "ООО", "ООО", "АО", "ЗАО", "ПАО"]),
        (true, false) => random.pick(&["ТОВ", "ТОВ", "ТОВ", "ТОВ", "ПП", "ПрАТ"]),
    };
    let (city, address) = place(random, ukrainian);
    let own = random
        .chance(450)
        .then(|| format!("{}{}.{}", latin(&core), random.digits(4), if ukrainian { "com.ua" } else { "ru" }));
    let (phones, mails, accounts) = (1 + random.below(3), 1 + random.below(2), 1 + random.below(2));
    let mail = |random: &mut Random| match &own {
        Some(domain) => format!("{}@{domain}", random.pick(&["info", "office", "buh", "sales", "zakaz"])),
        None => {
            format!("{}{}@{}", latin(&core).chars().take(9).collect::<String>(), random.digits(3), random.pick(PUBLIC))
        }
    };
    let kpp = if ukrainian || trader { String::new() } else { format!("{}01001", &tax_id[..4]) };
    Entity {
        sort,
        ukrainian,
        trader,
        form,
        former: None,
        kpps: vec![kpp],
        phones: (0..phones).map(|_| phone(random, city.1, ukrainian)).collect(),
        mails: (0..mails).map(|_| mail(random)).collect(),
        accounts: (0..accounts).map(|_| account(random, ukrainian)).collect(),
        core,
        tax_id,
        city,
        address,
    }
}

/// So many entities, related as in life.
pub(crate) fn invent(random: &mut Random, count: usize) -> Vec<Entity> {
    let mut taken = BTreeSet::new();
    let mut market: Vec<Entity> = Vec::with_capacity(count);
    while market.len() < count {
        let first = entity(random, &mut taken);
        let relations = random.below(1000);
        match relations {
            0..25 if !first.trader => market.extend(siblings(random, &first, &mut taken)),
            25..35 if first.trader => market.push(company_of(random, &first, &mut taken)),
            35..55 if !first.trader && !first.ukrainian => {
                let mut first = first.clone();
                first.sort = Sort::Branches;
                for _ in 0..1 + random.below(2) {
                    first.kpps.push(format!("{:02}{:02}43001", 1 + random.below(89), 1 + random.below(40)));
                }
                market.push(first);
                continue;
            }
            55..75 if !first.trader => {
                let mut first = first.clone();
                (first.sort, first.former) = (Sort::Renamed, Some(core(random).1));
                market.push(first);
                continue;
            }
            _ => {}
        }
        market.push(first);
    }
    accountants(random, &mut market);
    market
}

/// Companies of one owner: one word in common, one office, one phone, one domain.
fn siblings(random: &mut Random, first: &Entity, taken: &mut BTreeSet<String>) -> Vec<Entity> {
    let word = first.core.split(' ').max_by_key(|word| word.len()).unwrap_or_default().to_owned();
    let count = 1 + random.below(3);
    (0..count)
        .map(|at| {
            let mut next = loop {
                let next = entity(random, taken);
                if !next.trader && next.ukrainian == first.ukrainian {
                    break next;
                }
            };
            next.core = match at {
                0 if !first.core.contains("ТД") && !first.core.contains("Торговый дом") && random.chance(250) =>
                {
                    format!("ТД {word}")
                }
                0 => format!("{word} {}", SUFFIXES[random.below(4)]),
                1 => format!("{word}-{}", SUFFIXES[4 + random.below(4)]),
                _ => format!("{word} {}", SUFFIXES[8 + random.below(4)]),
            };
            next.sort = Sort::Sibling;
            next.city = first.city;
            if random.chance(700) {
                next.address.clone_from(&first.address);
            }
            next.phones = vec![first.phones[0].clone()];
            next.mails.clone_from(&first.mails);
            next
        })
        .collect()
}

/// The company of a trader, with his phone and often his surname.
fn company_of(random: &mut Random, trader: &Entity, taken: &mut BTreeSet<String>) -> Entity {
    let mut next = loop {
        let next = entity(random, taken);
        if !next.trader && next.ukrainian == trader.ukrainian {
            break next;
        }
    };
    if random.chance(500) {
        next.core = trader.core.split(' ').next().unwrap_or_default().to_owned();
    }
    (next.sort, next.city) = (Sort::TraderAndCompany, trader.city);
    next.phones.clone_from(&trader.phones);
    next.mails.clone_from(&trader.mails);
    next.address.clone_from(&trader.address);
    next
}

/// Bookkeepers whose phone and mail stand in the cards of forty firms.
fn accountants(random: &mut Random, market: &mut [Entity]) {
    for _ in 0..market.len() / 600 {
        let ukrainian = random.chance(280);
        let (phone, mail) =
            (phone(random, "495", ukrainian), format!("buh{}@{}", random.digits(4), random.pick(PUBLIC)));
        for _ in 0..10 + random.below(50) {
            let at = random.below(market.len());
            let entity = &mut market[at];
            if entity.ukrainian == ukrainian {
                if entity.sort == Sort::Plain {
                    entity.sort = Sort::Accountant;
                }
                entity.phones.insert(0, phone.clone());
                entity.mails.insert(0, mail.clone());
            }
        }
    }
}
