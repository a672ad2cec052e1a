//! An invented trading company and its exports, messy as life is, for `sverka demo` and for tests.
//!
//! One seed and one date always give the same bytes. Everything a vendor's program would name lies in the embedded
//! templates (`demo/templates`) and lists (`demo/data`); here are only the story and its arithmetic.
//!
//! | file | holds |
//! |---|---|
//! | `random`, `digits` | the seeded generator; check digits of invented identifiers |
//! | `cast`, `world` | the embedded lists; the nouns of the story |
//! | `clients`, `documents`, `plans`, `payments`, `movements`, `words` | the story itself |
//! | `orders`, `message`, `statement`, `register`, `settings`, `render` | the files it is written to |
//! | `truth` | the right answer, told by the inventor |
//! | `write` | the whole workspace |

use std::io;

use jiff::ToSpan;
use jiff::civil::Date;

use clients::{clients, managers, organizations, products};
use documents::{Market, Numbers};
use payments::Cashier;
use random::Random;

mod cast;
mod clients;
mod digits;
mod documents;
mod message;
mod movements;
mod orders;
mod payments;
mod plans;
mod random;
mod register;
mod render;
mod settings;
mod statement;
pub mod truth;
mod words;
pub mod world;
mod write;

pub use cast::{Bank, Quirk, Systems};
pub use truth::Truth;
pub use world::Company;
pub use write::{Written, write};

/// The first company's statement covers so many days.
const SEVERNY_DAYS: u16 = 200;
/// The second company's statement covers so many days; older payments come with its accounting program's message.
const STATEMENT_DAYS: u16 = 60;

/// Invents the company whose story ends the day before `today`.
///
/// # Errors
/// When an embedded list or wording can't be read, which only a wrong build can cause.
pub fn company(seed: u64, today: Date) -> io::Result<Company> {
    let lists = cast::Lists::load()?;
    let (cast, mut people) = (&lists.cast, Random::new(seed, 1));
    let organizations = organizations(cast, &mut people);
    let managers = managers(cast);
    let products = products(cast, &mut people);
    let clients = clients(cast, &managers, &mut people, today)?;
    let mut trade = Random::new(seed, 2);
    let documents = Market {
        organizations: &organizations,
        clients: &clients,
        products: &products,
        register_prefix: &lists.register.prefix,
        today,
        random: &mut trade,
        numbers: Numbers::default(),
    }
    .documents();
    let mut money = Random::new(seed, 3);
    let planned = plans::plans(&documents, today, &mut money);
    let mut cashier =
        Cashier { purposes: &lists.purposes, today, random: &mut money, payments: Vec::new(), cash_numbers: 30 };
    cashier.pay(&planned)?;
    cashier.pay_orders(&documents);
    let mut payments = cashier.payments;
    for organization in &organizations {
        payments.extend(movements::movements(organization, &lists.purposes, today, &mut money)?);
    }
    payments.sort_by_key(|payment| payment.date);
    if let Some(accounting) = organizations.last() {
        movements::tell_twice(&mut payments, accounting);
    }
    Ok(Company { today, organizations, managers, clients, products, documents, payments })
}

/// The date so many days ago.
fn days_before(today: Date, days: u16) -> Date {
    today.saturating_sub(i32::from(days).days())
}
