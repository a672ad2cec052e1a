//! Carries the plans out: payments with their texts, and the bank's other movements.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::model::money::{Currency, Money};
use crate::model::record::RecordKind;

use super::cast::{Purposes, Wording};
use super::movements::Movement;
use super::plans::{Plan, Planned};
use super::random::Random;
use super::truth::Citation;
use super::words::{Subject, wording};
use super::world::{Channel, Client, Counterparty, Document, Method, Payment, Purpose, Route, Share};
use super::{STATEMENT_DAYS, days_before};

/// What a payment's text is made from.
#[derive(Clone, Copy)]
enum Words<'a> {
    /// One invoice.
    One,
    /// The first part of one.
    Part,
    /// The last part of one.
    Last,
    /// This template.
    Fixed(&'a str, Citation),
}

/// A payment by bank about to be written down.
struct Transfer<'a> {
    invoice: &'a Arc<Document>,
    number: String,
    date: Date,
    amount: Money,
    text: String,
    citation: Citation,
    shares: Vec<Share>,
}

/// Who writes payments down.
pub(crate) struct Cashier<'a> {
    pub(crate) purposes: &'a Purposes,
    pub(crate) today: Date,
    pub(crate) random: &'a mut Random,
    pub(crate) payments: Vec<Payment>,
    pub(crate) cash_numbers: u32,
}

impl<'a> Cashier<'a> {
    /// Every payment of clients.
    pub(crate) fn pay(&mut self, planned: &[Planned]) -> io::Result<()> {
        for entry in planned {
            self.carry_out(&entry.invoice, entry.plan)?;
        }
        self.pay_together(planned)
    }

    /// Orders of the shop are paid in cash or by card; their program says which order.
    pub(crate) fn pay_orders(&mut self, documents: &[Arc<Document>]) {
        let invoiced: Vec<usize> = documents
            .iter()
            .filter(|d| d.kind == RecordKind::Invoice && d.channel == Channel::Orders)
            .map(|d| d.deal)
            .collect();
        let open = documents.iter().filter(|d| {
            d.kind == RecordKind::Order && !d.canceled && d.paid_by.is_none() && !invoiced.contains(&d.deal)
        });
        for order in open {
            let method = if self.random.chance(55) { Method::Card } else { Method::Cash };
            let amount = if self.random.chance(80) { order.total.minor } else { order.total.minor / 2 };
            self.take_cash(order, method, amount, (String::new(), Citation::Reference));
        }
    }

    fn carry_out(&mut self, invoice: &Arc<Document>, plan: Plan) -> io::Result<()> {
        let total = invoice.total.minor;
        let fixed = &self.purposes.fixed;
        match plan {
            Plan::Unpaid | Plan::Pooled => Ok(()),
            Plan::Full => self.by_bank(invoice, total, total, Words::One),
            Plan::Part => {
                let part = total * i64::from(self.random.small(3, 7)) / 10;
                self.by_bank(invoice, part, part, Words::Part)
            }
            Plan::Twice => {
                let half = total / 2;
                self.by_bank(invoice, half, half, Words::Part)?;
                self.by_bank(invoice, total - half, total - half, Words::Last)
            }
            Plan::Wrong => self.by_bank(invoice, total, total, Words::Fixed(&fixed.wrong, Citation::Wrong)),
            Plan::Advance => self.by_bank(invoice, total, total, Words::Fixed(&fixed.advance, Citation::Nothing)),
            Plan::ThirdParty => {
                self.by_bank(invoice, total, total, Words::Fixed(&fixed.third_party, Citation::NumberDate))?;
                self.swap_payer();
                Ok(())
            }
            Plan::Over => self.by_bank(invoice, total + 150_000, total, Words::One),
            Plan::Refunded => {
                self.by_bank(invoice, total + 250_000, total, Words::One)?;
                self.refund(250_000)
            }
            Plan::Twin => self.twins(invoice, total / 2),
            Plan::Cash => self.cash_for_invoice(invoice),
        }
    }

    fn by_bank(&mut self, invoice: &Arc<Document>, amount: i64, share: i64, words: Words<'a>) -> io::Result<()> {
        let Some(date) = self.pay_day(invoice.date) else {
            return Ok(());
        };
        let amount = Money { minor: amount, currency: invoice.total.currency };
        let subject = self.subject(&invoice.client, amount, date);
        let (text, citation) = match words {
            Words::Fixed(template, citation) => (subject.one(template, invoice)?, citation),
            Words::One => self.worded(subject, &self.purposes.one, invoice)?,
            Words::Part => self.worded(subject, &self.purposes.part, invoice)?,
            Words::Last => self.worded(subject, &self.purposes.last, invoice)?,
        };
        let number = self.random.between(1, 980).to_string();
        let shares = vec![Share { document: Arc::clone(invoice), amount: share }];
        self.push_bank(Transfer { invoice, number, date, amount, text, citation, shares });
        Ok(())
    }

    fn worded(&mut self, subject: Subject<'_>, list: &[Wording], invoice: &Document) -> io::Result<(String, Citation)> {
        let chosen = wording(self.random, list);
        Ok((subject.one(&chosen.text, invoice)?, chosen.cites))
    }

    /// Two payments that agree in everything stay two.
    fn twins(&mut self, invoice: &Arc<Document>, half: i64) -> io::Result<()> {
        let Some(date) = self.pay_day(invoice.date) else {
            return Ok(());
        };
        let amount = Money { minor: half, currency: invoice.total.currency };
        let subject = self.subject(&invoice.client, amount, date);
        let text = subject.with(&self.purposes.fixed.twin, &[])?;
        for _ in 0..2 {
            let shares = vec![Share { document: Arc::clone(invoice), amount: half }];
            let (number, text) = ("1".to_owned(), text.clone());
            self.push_bank(Transfer { invoice, number, date, amount, text, citation: Citation::Nothing, shares });
        }
        Ok(())
    }

    fn pay_together(&mut self, planned: &[Planned]) -> io::Result<()> {
        let mut groups: BTreeMap<(String, String), Vec<&Arc<Document>>> = BTreeMap::new();
        for entry in planned.iter().filter(|entry| entry.plan == Plan::Pooled) {
            let key =
                (entry.invoice.organization.tax_id.clone(), entry.invoice.client.tax_id.clone().unwrap_or_default());
            groups.entry(key).or_default().push(&entry.invoice);
        }
        for invoices in groups.into_values() {
            self.pay_group(&invoices)?;
        }
        Ok(())
    }

    fn pay_group(&mut self, invoices: &[&Arc<Document>]) -> io::Result<()> {
        let Some(latest) = invoices.iter().max_by_key(|invoice| invoice.date) else {
            return Ok(());
        };
        let Some(date) = self.pay_day(latest.date) else {
            return Ok(());
        };
        let amount = Money { minor: invoices.iter().map(|i| i.total.minor).sum(), currency: Currency::RUB };
        let chosen = wording(self.random, &self.purposes.many);
        let cited: Vec<&Document> = invoices.iter().map(|invoice| invoice.as_ref()).collect();
        let text = self.subject(&latest.client, amount, date).many(chosen, &cited)?;
        let share = |invoice: &&Arc<Document>| Share { document: Arc::clone(invoice), amount: invoice.total.minor };
        let shares = invoices.iter().map(share).collect();
        let number = self.random.between(1, 980).to_string();
        self.push_bank(Transfer { invoice: latest, number, date, amount, text, citation: chosen.cites, shares });
        Ok(())
    }

    fn cash_for_invoice(&mut self, invoice: &Arc<Document>) -> io::Result<()> {
        let subject = self.subject(&invoice.client, invoice.total, invoice.date);
        let text = subject.one(&self.purposes.fixed.cash, invoice)?;
        self.take_cash(invoice, Method::Cash, invoice.total.minor, (text, Citation::Number));
        Ok(())
    }

    fn take_cash(&mut self, document: &Arc<Document>, method: Method, minor: i64, told: (String, Citation)) {
        let Some(date) = self.pay_day(document.date) else {
            return;
        };
        self.cash_numbers += 1;
        let (text, citation) = told;
        let in_trade = document.channel == Channel::Orders;
        self.payments.push(Payment {
            id: self.random.guid(),
            organization: Arc::clone(&document.organization),
            client: Some(Arc::clone(&document.client)),
            other: counterparty(&document.client),
            purpose: Purpose::Income,
            method,
            number: format!("{}{:06}", document.organization.prefix, self.cash_numbers),
            date,
            amount: Money { minor, currency: document.total.currency },
            text,
            routes: vec![if in_trade { Route::Orders } else { Route::Message }],
            shares: vec![Share { document: Arc::clone(document), amount: minor }],
            citation,
            deal: in_trade.then_some(document.deal),
        });
    }

    fn push_bank(&mut self, transfer: Transfer<'_>) {
        let Transfer { invoice, number, date, amount, text, citation, shares } = transfer;
        let first_day = days_before(self.today, STATEMENT_DAYS);
        let by_message = invoice.channel == Channel::Message && (date < first_day || amount.currency != Currency::RUB);
        self.payments.push(Payment {
            id: self.random.guid(),
            organization: Arc::clone(&invoice.organization),
            client: Some(Arc::clone(&invoice.client)),
            other: counterparty(&invoice.client),
            purpose: Purpose::Income,
            method: Method::Bank,
            number,
            date,
            amount,
            text,
            routes: vec![if by_message { Route::Message } else { Route::Statement }],
            shares,
            citation,
            deal: None,
        });
    }

    /// The last payment came from somebody who is no client of ours.
    fn swap_payer(&mut self) {
        let Some(payment) = self.payments.last_mut() else {
            return;
        };
        payment.other.name.clone_from(&self.purposes.others.third_party_payer);
        payment.other.tax_id = super::digits::company_tax_id(self.random, "77");
        payment.other.reason_code = super::digits::reason_code("77", 0);
        if let Some(bank) = &payment.other.bank {
            payment.other.account = super::digits::account(self.random, "40702810", &bank.bik);
        }
    }

    /// Gives back what the last payment brought too much.
    fn refund(&mut self, minor: i64) -> io::Result<()> {
        let Some(paid) = self.payments.last() else {
            return Ok(());
        };
        let Some(client) = paid.client.clone() else {
            return Ok(());
        };
        let amount = Money { minor, currency: paid.amount.currency };
        let (number, day) = (paid.number.clone(), super::words::dotted(paid.date));
        let cited = [("n", number), ("d", day)];
        let text = self.subject(&client, amount, paid.date).with(&self.purposes.fixed.refund, &cited)?;
        let date = work_day(paid.date.saturating_add(2.days()));
        let organization = Arc::clone(&paid.organization);
        let movement = Movement { purpose: Purpose::Refund, number: "301".to_owned(), date, amount, text };
        let payment = movement.by(&organization, counterparty(&client), self.random);
        self.payments.push(Payment { client: Some(client), ..payment });
        Ok(())
    }

    /// A working day some days after the document, if it has come already.
    fn pay_day(&mut self, document: Date) -> Option<Date> {
        let first = days_before(self.today, super::SEVERNY_DAYS);
        let day = work_day(document.saturating_add(i32::from(self.random.small(1, 20)).days()).max(first));
        (day < self.today).then_some(day)
    }

    fn subject<'s>(&self, client: &'s Client, amount: Money, paid_on: Date) -> Subject<'s>
    where
        'a: 's,
    {
        let purposes: &'a Purposes = self.purposes;
        Subject { months: &purposes.months.genitive, client, amount, paid_on }
    }
}

/// A client as its bank shows it.
fn counterparty(client: &Client) -> Counterparty {
    Counterparty {
        name: client.bank_name.clone(),
        tax_id: client.tax_id.clone().unwrap_or_default(),
        reason_code: client.reason_code.clone().unwrap_or_default(),
        account: client.account.clone(),
        bank: Some(client.bank.clone()),
    }
}

/// The day itself or the Monday after: banks rest at weekends.
pub(crate) fn work_day(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.day()),
        _ => day,
    }
}
