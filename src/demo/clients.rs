//! Invents the companies and people: names, numbers, phones, and what life did to their records.

use std::io;
use std::sync::Arc;

use jiff::civil::Date;

use super::cast::{Bank, Cast, City, ClientGroup, Form, Quirk, Systems};
use super::days_before;
use super::digits;
use super::random::Random;
use super::words::render;
use super::world::{Client, Contract, Manager, Organization, Product};

/// Own companies.
pub(crate) fn organizations(cast: &Cast, random: &mut Random) -> Vec<Arc<Organization>> {
    let made = cast.organizations.iter().enumerate().map(|(at, entry)| {
        let region = region_of(cast, &entry.city);
        let bank = cast.banks.get(at).expect("BUG: each own company has its bank").clone();
        let account = digits::account(random, "40702810", &bank.bik);
        let savings = (at == 0).then(|| {
            let other = cast.banks.last().expect("BUG: the cast has banks").clone();
            (digits::account(random, "40702810", &other.bik), other)
        });
        Arc::new(Organization {
            id: random.guid(),
            name: entry.name.clone(),
            short: entry.short.clone(),
            full: entry.full.clone(),
            bank_name: entry.bank_name.clone(),
            tax_id: digits::company_tax_id(random, &region),
            reason_code: digits::reason_code(&region, 0),
            account,
            bank,
            savings,
            prefix: entry.prefix.clone(),
            statement: entry.statement.clone(),
        })
    });
    made.collect()
}

/// Managers.
pub(crate) fn managers(cast: &Cast) -> Vec<Arc<Manager>> {
    let manager = |m: &super::cast::ManagerEntry| {
        Arc::new(Manager { name: m.name.clone(), book: m.book.clone(), aliases: m.aliases.clone() })
    };
    cast.managers.iter().map(manager).collect()
}

/// Products.
pub(crate) fn products(cast: &Cast, random: &mut Random) -> Vec<Arc<Product>> {
    let made = cast.products.iter().enumerate().map(|(at, entry)| {
        Arc::new(Product {
            trade_id: random.guid(),
            accounting_id: random.guid(),
            code: format!("00-{:08}", at + 1),
            name: entry.name.clone(),
            article: entry.article.clone(),
            unit: [entry.unit.clone(), entry.unit_code.clone(), entry.unit_full.clone()],
            price: entry.price,
        })
    });
    made.collect()
}

/// Clients, in the order of the cast.
pub(crate) fn clients(
    cast: &Cast,
    managers: &[Arc<Manager>],
    random: &mut Random,
    today: Date,
) -> io::Result<Vec<Arc<Client>>> {
    let mut clients: Vec<Arc<Client>> = Vec::new();
    for group in &cast.clients {
        let form = cast.forms.iter().find(|f| f.key == group.form).expect("BUG: the cast names an unknown form");
        for name in &group.names {
            let mut maker = Maker { cast, group, form, managers, random, today };
            let first = maker.client(name, clients.len())?;
            if group.quirk == Quirk::Branches {
                let branches: Vec<_> = (1..=2).map(|no| maker.branch(&first, no)).collect();
                clients.extend(branches.into_iter().map(Arc::new));
            }
            clients.push(Arc::new(first));
        }
    }
    share_a_phone(&mut clients);
    Ok(clients)
}

/// A sole trader and a company of the same person have one phone.
fn share_a_phone(clients: &mut [Arc<Client>]) {
    let mut phone: Option<Vec<String>> = None;
    for client in clients.iter_mut().filter(|c| c.quirk == Quirk::SamePerson) {
        match &phone {
            None => phone = Some(client.phones.clone()),
            Some(first) => Arc::get_mut(client).expect("BUG: a client is shared early").phones.clone_from(first),
        }
    }
}

struct Maker<'a> {
    cast: &'a Cast,
    group: &'a ClientGroup,
    form: &'a Form,
    managers: &'a [Arc<Manager>],
    random: &'a mut Random,
    today: Date,
}

impl<'a> Maker<'a> {
    fn client(&mut self, name: &str, ordinal: usize) -> io::Result<Client> {
        let city = self.city();
        let (form, group) = (self.form, self.group);
        let official = spelled(&form.official, name)?;
        let former = group.former.as_deref().map(|old| spelled(&form.official, old)).transpose()?;
        let tax_id = self.tax_id(city);
        let trade_name = self.trade_name(name)?;
        let spelling: &String = self.random.pick(&form.spellings);
        let accounting_name = former.clone().unwrap_or(spelled(spelling, name)?);
        let bank_name = if form.kind == "sole_trader" { format!("{} {name}", form.full) } else { official.clone() };
        let bank = self.random.pick(&self.cast.banks).clone();
        let account = self.account(&bank);
        let manager = self.random.chance(85).then(|| Arc::clone(self.random.pick(self.managers)));
        Ok(Client {
            trade_id: (group.systems != Systems::Accounting).then(|| self.random.guid()),
            accounting_id: (group.systems != Systems::Trade).then(|| self.random.guid()),
            kind: form.kind.clone(),
            name: name.to_owned(),
            official,
            trade_name,
            accounting_name,
            bank_name,
            former,
            written_tax_id: self.written(tax_id.as_deref()),
            reason_code: (form.kind == "company" && group.quirk != Quirk::Foreign)
                .then(|| digits::reason_code(&city.code, 0)),
            tax_id,
            account,
            bank,
            phones: self.phones(city),
            email: format!("office@client{:02}.example", ordinal + 1),
            address: self.address(city),
            city: city.name.clone(),
            manager,
            contract: self.contract(ordinal),
            quirk: group.quirk,
        })
    }

    /// Another branch of the same company: own record and reason code, same tax number.
    fn branch(&mut self, head: &Client, number: u64) -> Client {
        let city = self.city();
        Client {
            trade_id: Some(self.random.guid()),
            accounting_id: None,
            kind: head.kind.clone(),
            name: head.name.clone(),
            official: head.official.clone(),
            trade_name: format!("{} ({}-{number})", head.trade_name, city.name),
            accounting_name: head.accounting_name.clone(),
            bank_name: head.bank_name.clone(),
            former: None,
            tax_id: head.tax_id.clone(),
            written_tax_id: head.tax_id.clone(),
            reason_code: Some(digits::reason_code(&city.code, number)),
            account: digits::account(self.random, "40702810", &head.bank.bik),
            bank: head.bank.clone(),
            phones: self.phones(city),
            email: head.email.clone(),
            address: self.address(city),
            city: city.name.clone(),
            manager: head.manager.clone(),
            contract: self.contract(usize::try_from(number).unwrap_or(0) + 90),
            quirk: head.quirk,
        }
    }

    fn city(&mut self) -> &'a City {
        let name = self.random.pick(&self.group.cities);
        city_named(self.cast, name)
    }

    fn tax_id(&mut self, city: &City) -> Option<String> {
        match (self.group.quirk, self.form.kind.as_str()) {
            (Quirk::NoTaxId, _) | (_, "person") => None,
            (Quirk::Foreign, _) => Some(digits::kazakh_tax_id(self.random)),
            (_, "sole_trader") => Some(digits::person_tax_id(self.random, &city.code)),
            _ => Some(digits::company_tax_id(self.random, &city.code)),
        }
    }

    fn written(&self, tax_id: Option<&str>) -> Option<String> {
        let tax_id = tax_id?;
        let lost = self.group.quirk == Quirk::LostZero;
        Some(if lost { tax_id.trim_start_matches('0').to_owned() } else { tax_id.to_owned() })
    }

    fn trade_name(&mut self, name: &str) -> io::Result<String> {
        let spelling = self.random.pick(&self.form.spellings);
        let name = match self.group.quirk {
            // The Latin letters look like the Cyrillic ones they replace.
            Quirk::LookAlike => name.replace('\u{441}', "c").replace('\u{43e}', "o"),
            _ => name.to_owned(),
        };
        spelled(spelling, &name)
    }

    fn account(&mut self, bank: &Bank) -> String {
        let prefix = match self.form.kind.as_str() {
            "sole_trader" => "40802810",
            "person" => "40817810",
            _ => "40702810",
        };
        digits::account(self.random, prefix, &bank.bik)
    }

    fn phones(&mut self, city: &City) -> Vec<String> {
        let count = if self.random.chance(25) { 2 } else { 1 };
        (0..count).map(|_| self.phone(city)).collect()
    }

    /// One number in one of the many ways people write it.
    fn phone(&mut self, city: &City) -> String {
        let mobile = self.random.chance(40);
        let code = if mobile { format!("9{}", self.random.between(10, 89)) } else { city.phone.clone() };
        let head = if code.len() == 3 { self.random.between(201, 999) } else { self.random.between(20, 99) };
        let (mid, tail) = (self.random.between(10, 99), self.random.between(10, 99));
        match self.random.between(0, 6) {
            0 => format!("+7 ({code}) {head}-{mid}-{tail}"),
            1 => format!("8 {code} {head}{mid}{tail}"),
            2 => format!("8({code}){head}-{mid}-{tail}"),
            3 => format!("+7{code}{head}{mid}{tail}"),
            4 => format!("8-{code}-{head}-{mid}-{tail} доб. 12"),
            5 => format!("({code}) {head}-{mid}-{tail}"),
            _ => format!("7 {code} {head} {mid} {tail}"),
        }
    }

    fn address(&mut self, city: &City) -> String {
        let index = format!("{}{}", 1 + self.random.between(0, 5), self.random.digits(5));
        let street = self.random.pick(&city.streets);
        format!("{index}, г. {}, {street}, д. {}", city.name, self.random.between(1, 120))
    }

    fn contract(&mut self, ordinal: usize) -> Contract {
        let age = self.random.small(200, 700);
        Contract {
            id: self.random.guid(),
            number: format!("{}/{}", ordinal + 11, days_before(self.today, age).year()),
            date: days_before(self.today, age),
        }
    }
}

fn spelled(template: &str, name: &str) -> io::Result<String> {
    render(template, &[("n", name)])
}

fn city_named<'a>(cast: &'a Cast, name: &str) -> &'a City {
    cast.cities.iter().find(|city| city.name == name).expect("BUG: the cast names an unknown city")
}

fn region_of(cast: &Cast, city: &str) -> String {
    city_named(cast, city).code.clone()
}
