//! Bank lines with the right answer of each: who pays what, as life has it.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::market::{Invoice, Market, Party};
use super::purposes::{cited_number, many, nothing, one, tax_clause, written};
use super::random::{Random, account, company_tax_id};

/// What a reader must make of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    /// It pays these invoices, by index.
    Pays(Vec<usize>),
    /// Nobody can know: it must be asked, with these among the candidates.
    Ask(Vec<usize>),
    /// It pays nothing there is.
    Nothing,
}

#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) scenario: &'static str,
    pub(crate) number: String,
    pub(crate) date: Date,
    /// Our company whose statement holds it.
    pub(crate) company: usize,
    pub(crate) incoming: bool,
    pub(crate) amount: i64,
    pub(crate) other: Party,
    pub(crate) purpose: String,
    pub(crate) truth: Truth,
}

/// Payers round value added tax by as much, in kopecks.
const ROUNDING: i64 = 5;

/// How often each kind of payment happens, of a thousand.
const SCENARIOS: &[(&str, i64)] = &[
    ("number and date", 330),
    ("number", 120),
    ("partial", 90),
    ("combined", 90),
    ("range", 15),
    ("third party", 35),
    ("fee withheld", 30),
    ("kopecks", 30),
    ("overpaid", 25),
    ("shipment cited", 40),
    ("date only", 25),
    ("nothing cited, exact", 60),
    ("nothing cited, sum", 15),
    ("wrong company's account", 15),
    ("no tax number", 30),
    ("misspelt number, exact", 10),
    ("twins", 10),
    ("ambiguous", 15),
    ("wrong number", 15),
];

pub(crate) struct Cashier<'m> {
    pub(crate) market: &'m Market,
    pub(crate) random: Random,
    pub(crate) lines: Vec<Line>,
    serial: u32,
    /// Invoices nobody paid yet, by client.
    unpaid: BTreeMap<usize, Vec<usize>>,
}

impl<'m> Cashier<'m> {
    pub(crate) fn new(market: &'m Market, seed: u64) -> Self {
        let mut unpaid: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, invoice) in market.invoices.iter().enumerate() {
            unpaid.entry(invoice.client).or_default().push(at);
        }
        Self {
            market,
            random: Random::new(seed ^ 0xca54).with_serials_from(50_000),
            lines: Vec::new(),
            serial: 0,
            unpaid,
        }
    }

    /// Pays about nine invoices of ten, and adds what else moves on an account.
    pub(crate) fn work(mut self) -> Vec<Line> {
        let clients: Vec<usize> = self.unpaid.keys().copied().collect();
        for client in clients {
            while let Some(at) = self.next_of(client) {
                if self.random.chance(91) {
                    self.pay(at);
                }
            }
        }
        self.settle_doubts();
        let noise = self.lines.len() / 9;
        for _ in 0..noise {
            self.noise();
        }
        self.lines.sort_by(|a, b| (a.company, a.date, &a.number).cmp(&(b.company, b.date, &b.number)));
        self.lines
    }

    /// What could have been meant just as well, but is paid by others beyond doubt or not open for so much, leaves one
    /// answer.
    fn settle_doubts(&mut self) {
        let market = self.market;
        let mut open: BTreeMap<usize, i64> = BTreeMap::new();
        for line in &self.lines {
            let Truth::Pays(all) = &line.truth else { continue };
            for at in all {
                let left = open.entry(*at).or_insert(market.invoices[*at].total);
                *left -= if all.len() == 1 { line.amount } else { *left };
            }
        }
        let open = |at: usize| open.get(&at).copied().unwrap_or(market.invoices[at].total);
        for line in &mut self.lines {
            let Truth::Ask(all) = &line.truth else { continue };
            let own = &market.invoices[all[0]];
            let alike = |at: usize, other: &Invoice| {
                at != all[0]
                    && other.client == own.client
                    && other.currency == own.currency
                    && other.date <= line.date.saturating_add(10.days())
                    && (open(at) - line.amount).abs() <= ROUNDING
            };
            if !market.invoices.iter().enumerate().any(|(at, other)| alike(at, other)) {
                line.truth = Truth::Pays(all.clone());
            }
        }
    }

    /// Takes the client's oldest unpaid invoice.
    fn next_of(&mut self, client: usize) -> Option<usize> {
        let open = self.unpaid.get_mut(&client)?;
        (!open.is_empty()).then(|| open.remove(0))
    }

    pub(crate) fn invoice(&self, at: usize) -> &'m Invoice {
        &self.market.invoices[at]
    }

    fn scenario(&mut self) -> &'static str {
        let total: i64 = SCENARIOS.iter().map(|(_, weight)| weight).sum();
        let mut left = self.random.between(1, total);
        SCENARIOS
            .iter()
            .find(|(_, weight)| {
                left -= weight;
                left <= 0
            })
            .map_or("number", |(name, _)| name)
    }

    fn pay(&mut self, at: usize) {
        let invoice = self.invoice(at);
        if invoice.rate != 100 {
            return self.pay_in_roubles(at);
        }
        let scenario = self.scenario();
        match scenario {
            "number" => self.cite(scenario, at, invoice.total, false),
            "partial" => self.pay_in_parts(at),
            "combined" | "range" => self.pay_together(scenario, at),
            "third party" => self.pay_for_another(at),
            "fee withheld" => {
                let fee = (invoice.total * self.random.between(5, 25) / 1000).max(3_000);
                self.cite(scenario, at, invoice.total - fee, true);
            }
            "kopecks" => {
                let off = *self.random.pick(&[-5, -3, -1, 1, 2, 4]);
                self.cite(scenario, at, invoice.total + off, true);
            }
            "overpaid" => {
                let more = self.random.between(1, 50) * 10_000;
                self.cite(scenario, at, invoice.total + more, true);
            }
            "shipment cited" => self.cite_shipment(at),
            "date only" => self.cite_date(at),
            "nothing cited, exact" => self.cite_nothing(at),
            "nothing cited, sum" => self.pay_sum(at),
            "wrong company's account" => self.pay_elsewhere(at),
            "no tax number" => {
                self.cite(scenario, at, invoice.total, true);
                self.last().other.tax_id.clear();
            }
            "misspelt number, exact" => self.misspell(at),
            "twins" => self.pay_twice_alike(at),
            "ambiguous" => self.pay_ambiguously(at),
            "wrong number" => self.cite_wrong(at),
            _ => self.cite("number and date", at, invoice.total, true),
        }
    }

    pub(crate) fn last(&mut self) -> &mut Line {
        self.lines.last_mut().expect("BUG: a line was pushed before")
    }

    fn pay_day(&mut self, invoice: &Invoice) -> Date {
        invoice.date.saturating_add(self.random.between(0, 35).days())
    }

    pub(crate) fn push(&mut self, scenario: &'static str, at: usize, amount: i64, purpose: &str, truth: Truth) {
        let invoice = self.invoice(at);
        let date = self.pay_day(invoice);
        self.serial += 1;
        let ukrainian = self.market.companies[invoice.company].ukrainian;
        let purpose = format!("{purpose}{}", tax_clause(&mut self.random, amount, ukrainian));
        self.lines.push(Line {
            scenario,
            number: self.serial.to_string(),
            date,
            company: invoice.company,
            incoming: true,
            amount,
            other: self.market.clients[invoice.client].party.clone(),
            purpose,
            truth,
        });
    }

    fn text(&mut self, at: usize, dated: bool) -> String {
        let invoice = self.invoice(at);
        let (company, client) = (&self.market.companies[invoice.company], &self.market.clients[invoice.client]);
        one(&mut self.random, invoice, company, client, dated)
    }

    fn cite(&mut self, scenario: &'static str, at: usize, amount: i64, dated: bool) {
        let text = self.text(at, dated);
        self.push(scenario, at, amount, &text, Truth::Pays(vec![at]));
    }

    fn pay_in_roubles(&mut self, at: usize) {
        let invoice = self.invoice(at);
        let amount = invoice.total * (invoice.rate + self.random.between(-60, 60)) / 100;
        self.cite("roubles for a foreign invoice", at, amount, true);
    }

    fn pay_in_parts(&mut self, at: usize) {
        let total = self.invoice(at).total;
        let first = total * *self.random.pick(&[30, 50, 50, 70]) / 100;
        self.cite("partial", at, first, true);
        let when = self.last().date;
        if self.random.chance(75) {
            self.cite("partial", at, total - first, true);
            let later = self.last().date.max(when.saturating_add(3.days()));
            self.last().date = later;
        }
    }

    /// Further unpaid invoices of the same client and currency, within two months.
    fn more_of(&mut self, at: usize, wanted: usize) -> Vec<usize> {
        let first = self.invoice(at);
        let market = self.market;
        let Some(open) = self.unpaid.get_mut(&first.client) else { return vec![at] };
        let near = |other: &usize| {
            let other = &market.invoices[*other];
            other.rate == 100 && (other.date - first.date).get_days() < 60
        };
        let mut taken = vec![at];
        while taken.len() < wanted {
            let Some(found) = open.iter().position(near) else { break };
            taken.push(open.remove(found));
        }
        taken
    }

    fn pay_together(&mut self, scenario: &'static str, at: usize) {
        let wanted = self.random.below(4) + 2;
        let all = self.more_of(at, wanted);
        if all.len() < 2 {
            return self.cite("number and date", at, self.invoice(at).total, true);
        }
        let invoices: Vec<&Invoice> = all.iter().map(|at| self.invoice(*at)).collect();
        let amount = invoices.iter().map(|invoice| invoice.total).sum();
        let latest = *all.last().unwrap_or(&at);
        let ukrainian = self.market.companies[invoices[0].company].ukrainian;
        let serial = |invoice: &Invoice| {
            invoice.number.rsplit('-').next().and_then(|tail| tail.parse::<u32>().ok()).unwrap_or(0)
        };
        let ends = (serial(invoices[0]), serial(invoices[invoices.len() - 1]));
        // A range only covers what was sent to this client: the numbers between are other people's.
        let text = if scenario == "range" && ends.0 < ends.1 && ends.1 - ends.0 < 90 {
            format!("Оплата по счетам {}-{}", ends.0, ends.1)
        } else {
            many(&mut self.random, &invoices, ukrainian)
        };
        self.push(scenario, latest, amount, &text, Truth::Pays(all));
    }

    fn pay_for_another(&mut self, at: usize) {
        let invoice = self.invoice(at);
        let debtor = self.market.clients[invoice.client].party.name.clone();
        let number = cited_number(&mut self.random, &invoice.number);
        let ukrainian = self.market.companies[invoice.company].ukrainian;
        let day = written(&mut self.random, invoice.date, ukrainian);
        let text = if ukrainian {
            format!("Оплата за {debtor} зг. рахунку № {number} від {day}")
        } else {
            match self.random.below(3) {
                0 => format!("Оплата за {debtor} по счету № {number} от {day}"),
                1 => format!(
                    "За {debtor} (ИНН {}) по сч. {number} от {day} в счет взаиморасчетов",
                    self.market.clients[invoice.client].party.tax_id
                ),
                _ => format!("Оплата по счету {number} от {day} за третье лицо {debtor}"),
            }
        };
        self.push("third party", at, invoice.total, &text, Truth::Pays(vec![at]));
        let other = if self.random.chance(40) {
            let somebody = self.random.below(self.market.clients.len());
            self.market.clients[somebody].party.clone()
        } else {
            Party {
                id: String::new(),
                core: "Попутный Ветер".into(),
                name: "ООО \"Попутный Ветер\"".into(),
                tax_id: company_tax_id(&mut self.random),
                account: account(&mut self.random, "40702810"),
            }
        };
        self.last().other = other;
    }

    fn cite_shipment(&mut self, at: usize) {
        let invoice = self.invoice(at);
        let Some((number, date)) = &invoice.shipment else {
            return self.cite("number and date", at, invoice.total, true);
        };
        let ukrainian = self.market.companies[invoice.company].ukrainian;
        let (number, day) = (cited_number(&mut self.random, number), written(&mut self.random, *date, ukrainian));
        let text = if ukrainian {
            format!("Оплата зг. видаткової накладної № {number} від {day}")
        } else {
            let word = *self.random.pick(&["УПД", "накладной", "с/ф", "акту", "счет-фактуре", "тов. накл."]);
            format!("Оплата по {word} № {number} от {day}")
        };
        self.push("shipment cited", at, invoice.total, &text, Truth::Pays(vec![at]));
    }

    /// Whether another open invoice of the client could be meant just as well.
    fn is_unique(&self, at: usize, alike: impl Fn(&Invoice, &Invoice) -> bool) -> bool {
        let invoice = self.invoice(at);
        !self.market.invoices.iter().enumerate().any(|(other, candidate)| {
            other != at
                && candidate.client == invoice.client
                && candidate.company == invoice.company
                && alike(candidate, invoice)
        })
    }

    fn cite_date(&mut self, at: usize) {
        let invoice = self.invoice(at);
        let ukrainian = self.market.companies[invoice.company].ukrainian;
        let day = written(&mut self.random, invoice.date, ukrainian);
        let text = if ukrainian {
            format!("Оплата зг. рахунку від {day}")
        } else {
            format!("Оплата по счету от {day} за товар")
        };
        let unique = self.is_unique(at, |other, own| other.date == own.date);
        let truth = if unique { Truth::Pays(vec![at]) } else { Truth::Ask(vec![at]) };
        self.push("date only", at, invoice.total, &text, truth);
    }

    fn cite_nothing(&mut self, at: usize) {
        let invoice = self.invoice(at);
        let client = &self.market.clients[invoice.client];
        let text = nothing(&mut self.random, client, self.market.companies[invoice.company].ukrainian);
        let unique = self.is_unique(at, |other, own| other.total == own.total);
        let truth = if unique { Truth::Pays(vec![at]) } else { Truth::Ask(vec![at]) };
        self.push("nothing cited, exact", at, invoice.total, &text, truth);
    }

    fn pay_sum(&mut self, at: usize) {
        let all = self.more_of(at, 2);
        if all.len() < 2 {
            return self.cite_nothing(at);
        }
        let invoice = self.invoice(at);
        let client = &self.market.clients[invoice.client];
        let amount = all.iter().map(|at| self.invoice(*at).total).sum();
        let text = nothing(&mut self.random, client, self.market.companies[invoice.company].ukrainian);
        let latest = all[1];
        self.push("nothing cited, sum", latest, amount, &text, Truth::Pays(all));
    }

    fn pay_elsewhere(&mut self, at: usize) {
        let invoice = self.invoice(at);
        self.cite("wrong company's account", at, invoice.total, true);
        if !self.market.companies[invoice.company].ukrainian {
            self.last().company = 1 - invoice.company;
        }
    }

    /// Two digits change places; the money is exact and nothing else is so near.
    fn misspell(&mut self, at: usize) {
        let invoice = self.invoice(at);
        let mut digits: Vec<char> =
            invoice.number.rsplit('-').next().unwrap_or_default().trim_start_matches('0').chars().collect();
        let end = digits.len();
        if end < 3 || digits[end - 1] == digits[end - 2] {
            return self.cite("number and date", at, invoice.total, true);
        }
        digits.swap(end - 1, end - 2);
        let wrong: String = digits.into_iter().collect();
        let day = invoice.date.strftime("%d.%m.%Y");
        let text = format!("Оплата по счету № {wrong} от {day}");
        let unique = self.is_unique(at, |other, own| other.total == own.total || other.date == own.date);
        let truth = if unique { Truth::Pays(vec![at]) } else { Truth::Ask(vec![at]) };
        self.push("misspelt number, exact", at, invoice.total, &text, truth);
    }

    /// Two payments of one day that agree in everything.
    fn pay_twice_alike(&mut self, at: usize) {
        let half = self.invoice(at).total / 2;
        self.cite("twins", at, half, true);
        let twin = self.last().clone();
        self.lines.push(twin);
    }

    /// Two open invoices of one sum and a text that names neither.
    fn pay_ambiguously(&mut self, at: usize) {
        let invoice = self.invoice(at);
        let market = self.market;
        let open = self.unpaid.get(&invoice.client).map(Vec::as_slice).unwrap_or_default();
        let alike: Vec<usize> = open
            .iter()
            .copied()
            .filter(|other| {
                let other = &market.invoices[*other];
                other.total == invoice.total
                    && other.currency == invoice.currency
                    && other.date <= invoice.date.saturating_add(30.days())
            })
            .collect();
        if alike.is_empty() {
            return self.cite("number and date", at, invoice.total, true);
        }
        let client = &self.market.clients[invoice.client];
        let text = nothing(&mut self.random, client, self.market.companies[invoice.company].ukrainian);
        let latest = *alike.first().unwrap_or(&at);
        self.push("ambiguous", latest, invoice.total, &text, Truth::Ask(vec![at]));
    }
}
