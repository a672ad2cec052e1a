//! What else a bank account sees: fees, taxes, rent, own transfers; and which payments two programs tell.

use std::io;
use std::sync::Arc;

use jiff::civil::Date;

use crate::model::money::{Currency, Money};

use super::cast::{Bank, Purposes};
use super::payments::work_day;
use super::random::Random;
use super::truth::Citation;
use super::words::{dotted, render};
use super::world::{Counterparty, Method, Organization, Payment, Purpose, Route};
use super::{days_before, digits};

/// Payments that two programs tell.
const TOLD_TWICE: usize = 4;

/// Money that leaves an account.
pub(crate) struct Movement {
    pub(crate) purpose: Purpose,
    pub(crate) number: String,
    pub(crate) date: Date,
    pub(crate) amount: Money,
    pub(crate) text: String,
}

impl Movement {
    /// The payment of an organization to somebody.
    pub(crate) fn by(self, organization: &Arc<Organization>, to: Counterparty, random: &mut Random) -> Payment {
        let Self { purpose, number, date, amount, text } = self;
        Payment {
            id: random.guid(),
            organization: Arc::clone(organization),
            client: None,
            other: to,
            purpose,
            method: Method::Bank,
            number,
            date,
            amount,
            text,
            routes: vec![Route::Statement],
            shares: Vec::new(),
            citation: Citation::Nothing,
            deal: None,
        }
    }
}

/// The outgoing payments of an organization that are no settlements with clients.
pub(crate) fn movements(
    organization: &Arc<Organization>,
    purposes: &Purposes,
    today: Date,
    random: &mut Random,
) -> io::Result<Vec<Payment>> {
    let mut made = Vec::new();
    for (at, age) in [50_u16, 36, 22, 8].into_iter().enumerate() {
        let date = work_day(days_before(today, age));
        let number = (500 + at * 7).to_string();
        let fixed = &purposes.fixed;
        let bill = [("n", (at + 31).to_string()), ("d", dotted(date))];
        let bill: Vec<(&str, &str)> = bill.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (purpose, minor, text, to) = match at {
            0 => (Purpose::Tax, 31_250_000, fixed.tax.clone(), tax_office(purposes)),
            1 => (Purpose::Supplier, rent(organization), render(&fixed.rent, &bill)?, landlord(purposes, organization)),
            2 => (Purpose::Fee, 199_000, fixed.fee.clone(), the_bank(purposes, organization)),
            _ => match &organization.savings {
                Some(savings) => (Purpose::Transfer, 25_000_000, fixed.transfer.clone(), itself(organization, savings)),
                None => (Purpose::Fee, 45_000, fixed.fee.clone(), the_bank(purposes, organization)),
            },
        };
        let movement = Movement { purpose, number, date, amount: Money { minor, currency: Currency::RUB }, text };
        made.push(movement.by(organization, to, random));
    }
    Ok(made)
}

/// The first payments of the later statement stand in the accounting program's message as well.
pub(crate) fn tell_twice(payments: &mut [Payment], accounting: &Organization) {
    let shared = payments.iter_mut().filter(|payment| {
        payment.organization.id == accounting.id
            && payment.purpose == Purpose::Income
            && payment.routes == [Route::Statement]
            && !payment.other.tax_id.is_empty()
    });
    for payment in shared.take(TOLD_TWICE) {
        payment.routes.push(Route::Message);
    }
}

/// Every organization rents as much as it is large.
fn rent(organization: &Organization) -> i64 {
    if organization.savings.is_some() { 9_600_000 } else { 7_240_000 }
}

/// A generator that tells the same of one company whoever pays it: its tax number is one.
fn of_company(name: &str) -> Random {
    let part = name.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    Random::new(0, part)
}

fn tax_office(purposes: &Purposes) -> Counterparty {
    let random = &mut of_company(&purposes.others.tax_office);
    Counterparty {
        name: purposes.others.tax_office.clone(),
        tax_id: digits::company_tax_id(random, "71"),
        reason_code: digits::reason_code("71", 0),
        account: format!("03100643{}", random.digits(12)),
        bank: Some(Bank {
            name: purposes.others.tax_office.clone(),
            city: String::new(),
            bik: "017003983".to_owned(),
            correspondent: "40102810400000000059".to_owned(),
        }),
    }
}

fn landlord(purposes: &Purposes, organization: &Organization) -> Counterparty {
    let random = &mut of_company(&purposes.others.landlord);
    let bank = organization.bank.clone();
    Counterparty {
        name: purposes.others.landlord.clone(),
        tax_id: digits::company_tax_id(random, "78"),
        reason_code: digits::reason_code("78", 0),
        account: digits::account(random, "40702810", &bank.bik),
        bank: Some(bank),
    }
}

fn the_bank(purposes: &Purposes, organization: &Organization) -> Counterparty {
    let random = &mut of_company(&organization.bank.name);
    let bank = organization.bank.clone();
    Counterparty {
        name: bank.name.clone(),
        tax_id: digits::company_tax_id(random, "78"),
        reason_code: String::new(),
        account: digits::account(random, &purposes.others.bank_bik_account_prefix, &bank.bik),
        bank: Some(bank),
    }
}

fn itself(organization: &Organization, savings: &(String, Bank)) -> Counterparty {
    Counterparty {
        name: organization.bank_name.clone(),
        tax_id: organization.tax_id.clone(),
        reason_code: organization.reason_code.clone(),
        account: savings.0.clone(),
        bank: Some(savings.1.clone()),
    }
}
