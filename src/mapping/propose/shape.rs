//! What the values of a column look like: whether they can be what its caption says, and what they are where it says
//! nothing.

use super::Role;
use super::words::words;
use crate::mapping::convert::{date_time, decimal};
use crate::mapping::fold::fold;
use crate::model::tax_id::{Country, TaxId, TaxIdReading, is_kpp};

/// How well values fit what a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// They can't be that.
    No,
    /// Some of them can.
    Partly,
    /// Nothing speaks for or against it: there are no values, or anything would do.
    Open,
    /// They can.
    Yes,
    /// They can hardly be anything else: check digits hold.
    Surely,
}

/// How many of ten values must fit.
const MOST: usize = 9;
const MANY: usize = 6;

/// How well values fit a role.
pub(super) fn fit(role: &Role, values: &[String]) -> Fit {
    if values.is_empty() {
        return Fit::Open;
    }
    let by = |accepts: fn(&str) -> bool| graded(values, accepts, Fit::Yes);
    match role.word.as_str() {
        "date" | "due_date" | "value_date" => by(is_date),
        "total" | "vat" | "net" | "received" | "paid" | "quantity" | "price" => by(is_amount),
        "tax_id" => graded(values, is_valid_tax_id, Fit::Surely).max(by(is_tax_id)),
        "kpp" => by(is_kpp),
        "account" => graded(values, is_certain_account, Fit::Surely).max(by(is_account)),
        "bank_code" => by(is_bank_code),
        "emails" => by(is_email),
        "phones" => by(is_phone),
        "currency" => by(is_currency),
        "posted" | "deleted" | "canceled" => by(is_truth),
        "number" => by(is_number),
        "order" | "invoice" => by(|text| text.chars().count() <= 60),
        "id" => by(|text| !text.contains(char::is_whitespace) && text.chars().count() <= 80),
        "name" | "legal_name" | "bank_name" | "product" | "purpose" | "manager" | "addresses" => by(has_letters),
        "registration_number" => by(|text| text.chars().all(|c| c.is_ascii_digit()) && text.len() >= 8),
        _ => Fit::Open,
    }
}

/// What the values alone say; nothing where they could be many things.
pub(super) fn by_values(values: &[String]) -> Option<(Role, u32)> {
    let holds = |accepts: fn(&str) -> bool| graded(values, accepts, Fit::Yes) == Fit::Yes;
    if values.is_empty() {
        return None;
    }
    if holds(|text| direction_of(text).is_some()) {
        Some((Role::field("direction"), 60))
    } else if holds(is_valid_tax_id) {
        Some((Role::of("", "tax_id"), 60))
    } else if holds(is_email) {
        Some((Role::of("", "emails"), 60))
    } else if holds(is_certain_account) {
        Some((Role::of("", "account"), 50))
    } else if holds(is_date) {
        Some((Role::field("date"), 45))
    } else if holds(is_amount) && values.iter().any(|text| text.contains([',', '.'])) {
        Some((Role::field("total"), 40))
    } else if holds(|text| is_phone(text) && text.starts_with(['+', '8', '(', '0'])) {
        Some((Role::of("", "phones"), 45))
    } else {
        None
    }
}

fn graded(values: &[String], accepts: fn(&str) -> bool, full: Fit) -> Fit {
    let good = values.iter().filter(|text| accepts(text)).count();
    if good * 10 >= values.len() * MOST {
        full
    } else if good * 10 >= values.len() * MANY {
        Fit::Partly
    } else {
        Fit::No
    }
}

fn is_date(text: &str) -> bool {
    date_time(text).is_some_and(|at| (1990..2100).contains(&at.year()) || at.year() <= 1)
}

/// The direction that a mark of a bank means: `in` or `out`.
pub(super) fn direction_of(mark: &str) -> Option<&'static str> {
    let mark = fold(mark.trim());
    let is_among = |list: &str| words().list(list).iter().any(|word| fold(word) == mark);
    ["in", "out"].into_iter().find(|direction| is_among(direction))
}

fn is_amount(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    decimal(text).is_some() && digits <= 15
}

/// The part before a slash: «ИНН/КПП» in one value.
fn tax_digits(text: &str) -> &str {
    text.split(['/', '\\']).next().unwrap_or_default().trim()
}

fn is_tax_id(text: &str) -> bool {
    let digits = tax_digits(text);
    matches!(digits.len(), 8 | 9 | 10 | 12) && digits.chars().all(|c| c.is_ascii_digit())
}

fn is_valid_tax_id(text: &str) -> bool {
    let digits = tax_digits(text);
    let is_plain = matches!(digits.len(), 8 | 10 | 12) && digits.chars().all(|c| c.is_ascii_digit());
    is_plain
        && [Country::Russia, Country::Ukraine]
            .into_iter()
            .any(|home| matches!(TaxId::read(digits, None, home), TaxIdReading::Valid { .. }))
}

fn is_account(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    (5..=34).contains(&compact.len())
        && compact.chars().all(|c| c.is_ascii_alphanumeric())
        && compact.chars().filter(char::is_ascii_digit).count() >= 5
}

fn is_certain_account(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_long = compact.len() == 20 && compact.chars().all(|c| c.is_ascii_digit());
    let is_iban = (15..=34).contains(&compact.len())
        && compact.chars().take(2).all(|c| c.is_ascii_uppercase())
        && compact.chars().skip(2).take(2).all(|c| c.is_ascii_digit());
    is_long || (is_iban && is_account(&compact))
}

fn is_bank_code(text: &str) -> bool {
    let digits = text.chars().all(|c| c.is_ascii_digit());
    (digits && matches!(text.len(), 6 | 9))
        || (matches!(text.len(), 8 | 11) && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
}

fn is_email(text: &str) -> bool {
    text.split([',', ';', ' '])
        .next()
        .is_some_and(|first| first.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')))
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 6
        && text.chars().all(|c| c.is_ascii_digit() || " +()-,;./".contains(c) || c.is_alphabetic() && digits >= 10)
}

fn is_currency(text: &str) -> bool {
    let is_code = text.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase());
    is_code || words().currency_of(text).is_some()
}

fn is_truth(text: &str) -> bool {
    let folded = text.trim().to_lowercase();
    ["yes", "no"].into_iter().any(|list| words().list(list).contains(&folded))
        || matches!(folded.as_str(), "0" | "1" | "true" | "false")
}

fn is_number(text: &str) -> bool {
    let is_dated = is_date(text) && text.contains(['.', '/', '-']);
    text.chars().count() <= 40
        && !is_dated
        && text.chars().any(char::is_alphanumeric)
        && !is_email(text)
        && (text.chars().any(|c| c.is_ascii_digit()) || text.split_whitespace().count() <= 2)
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
