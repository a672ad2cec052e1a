//! Invents the deals: orders, invoices and shipments of both companies and of the regional office.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::money::{Currency, Money};
use crate::model::record::RecordKind;

use super::cast::Quirk;
use super::days_before;
use super::random::Random;
use super::world::{Channel, Client, Document, Flaw, Later, Line, Organization, Product};

/// Deals of the trade program.
const TRADE_DEALS: u16 = 88;
/// Deals of the accounting program.
const ACCOUNTING_DEALS: u16 = 55;
/// Invoices of the regional register.
const REGISTER_INVOICES: u16 = 14;

/// What is out of the ordinary about a trade deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Usual,
    /// An order from the shop, paid in cash or by card; no invoice.
    Shop,
    Draft,
    Deleted,
    Canceled,
    /// The order itself names a payment, without amount.
    PaidByName,
    Foreign,
    Flawed(Flaw),
    Later(Later),
}

fn turn(deal: u16) -> Turn {
    match deal {
        10 => Turn::Draft,
        20 => Turn::Deleted,
        28 => Turn::Canceled,
        40 => Turn::PaidByName,
        50 => Turn::Foreign,
        60 => Turn::Flawed(Flaw::Date),
        70 => Turn::Flawed(Flaw::Sum),
        74 => Turn::Later(Later::Again),
        76 => Turn::Later(Later::Posted),
        77 => Turn::Later(Later::Marked),
        deal if deal % 6 == 3 => Turn::Shop,
        _ => Turn::Usual,
    }
}

/// Who sells, to whom, what.
pub(crate) struct Market<'a> {
    pub(crate) organizations: &'a [Arc<Organization>],
    pub(crate) clients: &'a [Arc<Client>],
    pub(crate) products: &'a [Arc<Product>],
    pub(crate) register_prefix: &'a str,
    pub(crate) today: Date,
    pub(crate) random: &'a mut Random,
    pub(crate) numbers: Numbers,
}

/// Document numbers restart every year.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    last: BTreeMap<(String, i16), u32>,
}

impl Numbers {
    fn next(&mut self, series: &str, date: Date, first: u32) -> u32 {
        let last = self.last.entry((series.to_owned(), date.year())).or_insert(first - 1);
        *last += 1;
        *last
    }
}

impl Market<'_> {
    /// Every document of the story, oldest first within each program.
    pub(crate) fn documents(&mut self) -> Vec<Arc<Document>> {
        let mut documents = Vec::new();
        for deal in 0..REGISTER_INVOICES {
            documents.push(self.register_invoice(deal));
        }
        for deal in 0..TRADE_DEALS {
            self.trade_deal(deal, &mut documents);
        }
        for deal in 0..ACCOUNTING_DEALS {
            self.accounting_deal(deal, &mut documents);
        }
        documents
    }

    fn trade_deal(&mut self, deal: u16, documents: &mut Vec<Arc<Document>>) {
        let turn = turn(deal);
        let date = days_before(self.today, self.age(166, deal, TRADE_DEALS));
        let client = self.trade_client(turn);
        let currency = if turn == Turn::Foreign { usd() } else { Currency::RUB };
        let mut order = self.draft(RecordKind::Order, Channel::Orders, deal, &client, date, currency);
        order.canceled = turn == Turn::Canceled;
        order.paid_by = (turn == Turn::PaidByName).then(|| self.named_payment(date));
        order.later = later(turn, true);
        let order = Arc::new(order);
        documents.push(Arc::clone(&order));
        if matches!(turn, Turn::Shop | Turn::Canceled | Turn::PaidByName) {
            return;
        }
        let mut invoice = self.following(RecordKind::Invoice, &order, date);
        invoice.posted = turn != Turn::Draft;
        invoice.deleted = matches!(turn, Turn::Deleted | Turn::Later(Later::Marked));
        invoice.later = later(turn, false);
        if let Turn::Flawed(flaw) = turn {
            invoice.flaw = Some(flaw);
        }
        let dead = invoice.deleted || !invoice.posted || invoice.flaw.is_some();
        documents.push(Arc::new(invoice));
        let ships = self.random.chance(85);
        let shipped_on = date.saturating_add(i32::from(self.random.small(2, 8)).days());
        if ships && !dead && shipped_on < self.today {
            let mut shipment = self.following(RecordKind::Shipment, &order, shipped_on);
            shipment.later = later(turn, true);
            documents.push(Arc::new(shipment));
        }
    }

    fn accounting_deal(&mut self, deal: u16, documents: &mut Vec<Arc<Document>>) {
        let date = days_before(self.today, self.age(160, deal, ACCOUNTING_DEALS));
        let client = self.some_client(|client| client.accounting_id.is_some());
        let currency = if deal == 30 { eur() } else { Currency::RUB };
        let invoice = self.draft(RecordKind::Invoice, Channel::Message, deal, &client, date, currency);
        let invoice = Arc::new(invoice);
        documents.push(Arc::clone(&invoice));
        let shipped_on = date.saturating_add(i32::from(self.random.small(1, 9)).days());
        if self.random.chance(80) && shipped_on < self.today {
            documents.push(Arc::new(self.following(RecordKind::Shipment, &invoice, shipped_on)));
        }
    }

    fn register_invoice(&mut self, deal: u16) -> Arc<Document> {
        let date = days_before(self.today, self.age(222, deal, REGISTER_INVOICES * 4));
        let near = ["Казань", "Уфа", "Майкоп"];
        let client = self.some_client(|client| {
            client.trade_id.is_some() && client.tax_id.is_some() && near.contains(&client.city.as_str())
        });
        let mut invoice = self.draft(RecordKind::Invoice, Channel::Register, deal, &client, date, Currency::RUB);
        invoice.flaw = (deal == 8).then_some(Flaw::Sum);
        Arc::new(invoice)
    }

    /// Deals are spread evenly over the days and jitter a little; yesterday is the last.
    fn age(&mut self, oldest: u16, deal: u16, deals: u16) -> u16 {
        let step = oldest - u16::try_from(u32::from(oldest) * u32::from(deal) / u32::from(deals)).unwrap_or(0);
        step.saturating_sub(self.random.small(0, 1)).max(1)
    }

    fn trade_client(&mut self, turn: Turn) -> Arc<Client> {
        match turn {
            Turn::Foreign => self.some_client(|client| client.quirk == Quirk::Foreign),
            Turn::Shop => self.some_client(|client| client.trade_id.is_some() && client.kind != "company"),
            _ => self.some_client(|client| {
                client.trade_id.is_some() && client.kind != "person" && client.quirk != Quirk::Foreign
            }),
        }
    }

    fn some_client(&mut self, fits: impl Fn(&Client) -> bool) -> Arc<Client> {
        let fitting: Vec<_> = self.clients.iter().filter(|client| fits(client)).collect();
        let chosen: &&Arc<Client> = self.random.pick(&fitting);
        Arc::clone(chosen)
    }

    fn named_payment(&mut self, date: Date) -> (String, Date) {
        (self.random.between(10, 900).to_string(), date.saturating_add(3.days()))
    }

    /// A document with fresh lines.
    fn draft(
        &mut self,
        kind: RecordKind,
        channel: Channel,
        deal: u16,
        client: &Arc<Client>,
        date: Date,
        currency: Currency,
    ) -> Document {
        let lines = self.lines(currency);
        let minor = lines.iter().map(|line| line.total).sum();
        let (number, short) = self.number(kind, channel, date);
        Document {
            kind,
            channel,
            deal: deal.into(),
            organization: self.seller(channel),
            client: Arc::clone(client),
            id: self.random.guid(),
            number,
            short,
            date,
            due: self.due(kind, date),
            total: Money { minor, currency },
            lines,
            posted: true,
            deleted: false,
            canceled: false,
            manager: self.manager_as_written(client),
            based_on: None,
            paid_by: None,
            later: Later::Silent,
            flaw: None,
        }
    }

    /// A document of the same deal with the same lines.
    fn following(&mut self, kind: RecordKind, base: &Arc<Document>, date: Date) -> Document {
        let (number, short) = self.number(kind, base.channel, date);
        let copy = |line: &Line| Line { product: Arc::clone(&line.product), ..*line };
        Document {
            kind,
            channel: base.channel,
            deal: base.deal,
            organization: Arc::clone(&base.organization),
            client: Arc::clone(&base.client),
            id: self.random.guid(),
            number,
            short,
            date,
            due: self.due(kind, date),
            total: base.total,
            lines: base.lines.iter().map(copy).collect(),
            posted: true,
            deleted: false,
            canceled: false,
            manager: base.manager.clone(),
            based_on: Some(Arc::clone(base)),
            paid_by: None,
            later: Later::Silent,
            flaw: None,
        }
    }

    fn seller(&self, channel: Channel) -> Arc<Organization> {
        let at = usize::from(channel == Channel::Message);
        Arc::clone(self.organizations.get(at).expect("BUG: there are two own companies"))
    }

    fn number(&mut self, kind: RecordKind, channel: Channel, date: Date) -> (String, String) {
        if channel == Channel::Register {
            let short = self.numbers.next("register", date, 11).to_string();
            return (format!("{}{short}", self.register_prefix), short);
        }
        let organization = self.seller(channel);
        let first = if kind == RecordKind::Order { 2001 } else { 101 };
        let series = format!("{}{}", organization.prefix, kind.name());
        let number = self.numbers.next(&series, date, first);
        (format!("{}{number:06}", organization.prefix), number.to_string())
    }

    fn due(&mut self, kind: RecordKind, date: Date) -> Option<Date> {
        let terms: [i32; 5] = [5, 10, 14, 30, 3];
        (kind == RecordKind::Invoice && self.random.chance(90))
            .then(|| date.saturating_add((*self.random.pick(&terms)).days()))
    }

    fn manager_as_written(&mut self, client: &Client) -> Option<String> {
        let manager = client.manager.as_ref()?;
        Some(if self.random.chance(30) { manager.name.clone() } else { self.random.pick(&manager.aliases).clone() })
    }

    fn lines(&mut self, currency: Currency) -> Vec<Line> {
        let count = self.random.between(1, 4);
        (0..count).map(|_| self.line(currency)).collect()
    }

    fn line(&mut self, currency: Currency) -> Line {
        let product = Arc::clone(self.random.pick(self.products));
        let most = if product.price < 20_000 {
            400
        } else if product.price > 1_000_000 {
            3
        } else {
            24
        };
        let quantity = i64::from(self.random.small(1, most));
        let price = if currency == Currency::RUB { product.price } else { product.price / 90 };
        Line { total: price * quantity, product, quantity, price }
    }
}

/// What the later file says: about the whole deal, or about its invoice.
fn later(turn: Turn, whole_deal_only: bool) -> Later {
    match turn {
        Turn::Later(Later::Posted | Later::Marked) if whole_deal_only => Later::Silent,
        Turn::Later(later) => later,
        _ => Later::Silent,
    }
}

fn usd() -> Currency {
    "USD".parse().expect("BUG: USD is a currency")
}

fn eur() -> Currency {
    "EUR".parse().expect("BUG: EUR is a currency")
}
