//! The invented market: our companies, their clients and the invoices clients were sent.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::random::{Random, account, company_tax_id, iban, person_tax_id, ukrainian_tax_id};

/// Anybody with a name and an account.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) id: String,
    /// The name without its legal form.
    pub(crate) core: String,
    /// The full name as registers have it.
    pub(crate) name: String,
    pub(crate) tax_id: String,
    pub(crate) account: String,
}

/// One of our own companies.
pub(crate) struct Company {
    pub(crate) party: Party,
    pub(crate) series: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) ukrainian: bool,
}

pub(crate) struct Client {
    pub(crate) party: Party,
    pub(crate) company: usize,
    pub(crate) contract: (String, Date),
}

pub(crate) struct Invoice {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) date: Date,
    pub(crate) company: usize,
    pub(crate) client: usize,
    /// Minor units.
    pub(crate) total: i64,
    pub(crate) currency: &'static str,
    /// Roubles for one unit, in hundredths, where the invoice is in foreign currency.
    pub(crate) rate: i64,
    /// The shipment that followed, by number and date; its number differs from the invoice's.
    pub(crate) shipment: Option<(String, Date)>,
}

pub(crate) struct Market {
    pub(crate) companies: Vec<Company>,
    pub(crate) clients: Vec<Client>,
    pub(crate) invoices: Vec<Invoice>,
}

const SYLLABLES: &[&str] = &[
    "ве", "ло", "мар", "тин", "со", "рус", "гра", "нит", "све", "тлый", "бор", "каль", "ди", "рем", "фор", "пла",
    "зен", "ора", "кви", "лад", "меж", "но", "при", "стан", "ту", "ман", "эль", "юна", "вир", "до", "нор", "пик",
    "рай", "сим", "том", "ура", "фло", "хва", "цен", "шан", "яр", "бри", "глу", "жем", "зор", "ири", "кар", "лун",
];
const UKRAINIAN_SYLLABLES: &[&str] = &[
    "ві", "жи", "ло", "рів", "сті", "пер", "дні", "про", "кві", "тка", "мрі", "лан", "хви", "поль", "зір", "гай",
    "щед", "рик", "лі", "сок", "ярі", "не", "бо", "май", "буд", "їж", "ак", "вер", "бич", "руд",
];

fn word(random: &mut Random, syllables: &[&str]) -> String {
    let count = random.between(2, 4);
    let text: String = (0..count).map(|_| *random.pick(syllables)).collect();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl Market {
    /// So many clients and invoices of the two years up to the autumn of 2026.
    pub(crate) fn invent(random: &mut Random, clients: usize, invoices: usize) -> Self {
        let companies = companies(random);
        let clients: Vec<Client> = (0..clients).map(|at| client(random, at, &companies)).collect();
        let mut market = Self { companies, clients, invoices: Vec::new() };
        market.invoice_everybody(random, invoices);
        market
    }

    fn invoice_everybody(&mut self, random: &mut Random, count: usize) {
        let first = date(2025, 9, 1);
        let mut days: Vec<i64> = (0..count).map(|_| random.between(0, 420)).collect();
        days.sort_unstable();
        // Numbers restart each year and run on in each company.
        let mut serial = vec![(0_i16, 0_u32); self.companies.len()];
        for (at, day) in days.into_iter().enumerate() {
            let when = first.saturating_add(day.days());
            // Some clients buy every week, most now and then.
            let spread = if random.chance(30) { self.clients.len() / 12 + 1 } else { self.clients.len() };
            let client = random.below(spread);
            let company = self.clients[client].company;
            let (year, number) = &mut serial[company];
            if *year != when.year() {
                (*year, *number) = (when.year(), 0);
            }
            *number += 1 + u32::try_from(random.below(2)).unwrap_or_default();
            let foreign = !self.companies[company].ukrainian && random.chance(3);
            let (currency, rate) = if foreign {
                *random.pick(&[("EUR", 9_850), ("USD", 9_120)])
            } else {
                (self.companies[company].currency, 100)
            };
            let rate = if foreign { rate + random.between(-150, 150) } else { rate };
            // Subscriptions and standard packages: the same sum again and again.
            let before =
                self.invoices.iter().rev().take(400).find(|earlier| earlier.client == client && earlier.rate == 100);
            let total = if let Some(before) = before.filter(|_| !foreign && random.chance(12)) {
                before.total
            } else if random.chance(20) {
                random.between(5, 400) * 100_000
            } else {
                random.between(150_000, 90_000_000)
            };
            let shipment = random.chance(35).then(|| {
                (format!("{}{:06}", self.companies[company].series, 40_001 + at), when.saturating_add(4.days()))
            });
            self.invoices.push(Invoice {
                id: format!("1ac0ce00-0000-4000-8000-{at:012}"),
                number: format!("{}{:06}", self.companies[company].series, number),
                date: when,
                company,
                client,
                total: if foreign { total / 100 } else { total },
                currency,
                rate,
                shipment,
            });
        }
    }
}

fn companies(random: &mut Random) -> Vec<Company> {
    let mut make = |at: usize, core: &str, series: &'static str, ukrainian: bool| {
        let tax_id = if ukrainian { ukrainian_tax_id(random) } else { company_tax_id(random) };
        let account = if ukrainian { iban(random) } else { account(random, "40702810") };
        let name = if ukrainian { format!("ТОВ \"{core}\"") } else { format!("ООО \"{core}\"") };
        let party = Party { id: format!("0a000000-0000-4000-8000-{at:012}"), core: core.into(), name, tax_id, account };
        Company { party, series, currency: if ukrainian { "UAH" } else { "RUB" }, ukrainian }
    };
    vec![
        make(1, "Полярная Сова Трейд", "0000-", false),
        make(2, "Медный Ключ", "МК00-", false),
        make(3, "Синя Гора", "РФ-0", true),
    ]
}

fn client(random: &mut Random, at: usize, companies: &[Company]) -> Client {
    let company = if random.chance(20) { 2 } else { random.below(2) };
    let ukrainian = companies[company].ukrainian;
    let syllables = if ukrainian { UKRAINIAN_SYLLABLES } else { SYLLABLES };
    let mut core = word(random, syllables);
    if random.chance(45) {
        core = format!("{core} {}", word(random, syllables));
    }
    let trader = random.chance(12);
    let (name, tax_id) = match (ukrainian, trader) {
        (false, true) => {
            core = format!(
                "{core}ов {} {}ович",
                random.pick(&["Иван", "Пётр", "Семён", "Артём"]),
                random.pick(&["Петр", "Марк", "Иван"])
            );
            (format!("ИП {core}"), person_tax_id(random))
        }
        (false, false) => {
            let form = *random.pick(&["ООО", "ООО", "ООО", "АО", "ПАО"]);
            (format!("{form} \"{core}\""), company_tax_id(random))
        }
        (true, _) => {
            let form = *random.pick(&["ТОВ", "ТОВ", "ПП", "ПрАТ"]);
            (format!("{form} \"{core}\""), ukrainian_tax_id(random))
        }
    };
    let account = if ukrainian { iban(random) } else { account(random, "40702810") };
    let contract = (
        format!("{}-{}", random.between(1, 999), random.pick(&["П", "К/25", "2025", "ДС"])),
        date(2025, 1, 15).saturating_add(random.between(0, 200).days()),
    );
    let party = Party { id: format!("c1000000-0000-4000-8000-{at:012}"), core, name, tax_id, account };
    Client { party, company, contract }
}
