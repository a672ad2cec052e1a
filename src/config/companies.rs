//! `[[organization]]`: our own companies and their accounts.

use toml::de::DeValue;

use super::read::{bad_value, duplicate};
use super::{OwnCompany, keys};
use crate::model::problem::{At, Item, Problems, Section, as_section, as_text, wrong_type};
use crate::model::record::BankAccount;

/// Reads our own companies; tax numbers and accounts tell them apart.
pub(super) fn organizations(top: &mut Section<'_, '_>, problems: &mut Problems) -> Vec<OwnCompany> {
    let mut companies: Vec<OwnCompany> = Vec::new();
    for mut section in top.sections("organization", problems) {
        let name = section.required_text("name", problems);
        let tax_id = section.required_text("tax_id", problems);
        let accounts = accounts(&mut section, problems);
        section.finish_as(&keys::ORGANIZATION, problems);
        let tax_id = tax_id.map(|tax_id| {
            if !tax_id_holds(&tax_id.value) {
                problems.push(bad_value("tax_id", &tax_id, "tax-id", None));
            } else if companies.iter().any(|known| known.tax_id == tax_id.value) {
                problems.push(duplicate("tax_id", &tax_id.value, tax_id.span));
            }
            tax_id.value
        });
        let mut kept = Vec::new();
        for account in accounts {
            let ours = companies.iter().flat_map(|company| &company.accounts).chain(&kept);
            if ours.into_iter().any(|known: &BankAccount| known.number == account.value.number) {
                problems.push(duplicate("accounts", &account.value.number, account.span));
            } else {
                kept.push(account.value);
            }
        }
        let (name, tax_id) = (name.map(|name| name.value).unwrap_or_default(), tax_id.unwrap_or_default());
        companies.push(OwnCompany { name, tax_id, accounts: kept });
    }
    companies
}

fn accounts(section: &mut Section<'_, '_>, problems: &mut Problems) -> Vec<At<BankAccount>> {
    let Some(item) = section.item("accounts") else { return Vec::new() };
    match item.get_ref() {
        DeValue::Array(items) => items.iter().filter_map(|item| account(item, problems)).collect(),
        _ => {
            wrong_type::<()>("accounts", "array", item, problems);
            Vec::new()
        }
    }
}

/// A bare number, or a table with the bank.
fn account(item: Item<'_, '_>, problems: &mut Problems) -> Option<At<BankAccount>> {
    let (number, bank_code, bank_name) = if let DeValue::Table(_) = item.get_ref() {
        let mut section = as_section("accounts", item, problems)?;
        let number = section.required_text("number", problems);
        let bank_code = section.text("bank_code", problems).map(|code| code.value).unwrap_or_default();
        let bank_name = section.text("bank_name", problems).map(|name| name.value).unwrap_or_default();
        section.finish_as(&keys::ACCOUNT, problems);
        (number?, bank_code, bank_name)
    } else {
        (as_text("accounts", item, problems)?, String::new(), String::new())
    };
    let plain: String = number.value.chars().filter(|letter| !letter.is_whitespace()).collect();
    let well_formed = (5..=34).contains(&plain.len()) && plain.chars().all(|letter| letter.is_ascii_alphanumeric());
    if !well_formed {
        problems.push(bad_value("accounts", &number, "account", None));
        return None;
    }
    let value = BankAccount { number: plain.to_ascii_uppercase(), bank_code, bank_name };
    Some(At { value, span: number.span })
}

/// Whether the number is a tax number of some register by its length and check digits.
///
/// ИНН: order of the Federal Tax Service ММВ-7-6/435@; ЄДРПОУ and РНОКПП: the registers' own control sums.
fn tax_id_holds(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|letter| letter.to_digit(10)).collect();
    let Some(digits) = digits else { return false };
    if digits.iter().all(|digit| *digit == 0) {
        return false;
    }
    let ends_with = |check: u32, at: usize| digits.get(at) == Some(&check);
    match digits.len() {
        8 => ends_with(edrpou_check(&digits), 7),
        10 => ends_with(inn_check(&digits, &INN_10), 9) || ends_with(rnokpp_check(&digits), 9),
        12 => {
            let inn = ends_with(inn_check(&digits, &INN_11), 10) && ends_with(inn_check(&digits, &INN_12), 11);
            inn || ends_with(bin_check(&digits), 11)
        }
        _ => false,
    }
}

const INN_10: [i64; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const INN_11: [i64; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const INN_12: [i64; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

fn weighted(digits: &[u32], weights: impl IntoIterator<Item = i64>) -> i64 {
    digits.iter().zip(weights).map(|(digit, weight)| i64::from(*digit) * weight).sum()
}

fn inn_check(digits: &[u32], weights: &[i64]) -> u32 {
    remainder(weighted(digits, weights.iter().copied()), 11) % 10
}

fn rnokpp_check(digits: &[u32]) -> u32 {
    remainder(weighted(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7]), 11) % 10
}

fn edrpou_check(digits: &[u32]) -> u32 {
    let number = digits.iter().fold(0, |number, digit| number * 10 + digit);
    let from = if (30_000_000..=60_000_000).contains(&number) { [7, 1, 2, 3, 4, 5, 6] } else { [1, 2, 3, 4, 5, 6, 7] };
    let first = remainder(weighted(digits, from), 11);
    if first < 10 { first } else { remainder(weighted(digits, from.map(|weight| weight + 2)), 11) % 10 }
}

fn bin_check(digits: &[u32]) -> u32 {
    let first = remainder(weighted(digits, 1..=11), 11);
    let second = || remainder(weighted(digits, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]), 11);
    if first < 10 { first } else { second() }
}

fn remainder(sum: i64, divisor: i64) -> u32 {
    u32::try_from(sum.rem_euclid(divisor)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::tax_id_holds;

    #[test]
    fn tax_numbers_of_every_register_are_checked() {
        // Numbers of public registers and of the specifications' examples.
        for good in ["7707083893", "500100732259", "14360570", "00032129", "3184710691"] {
            assert!(tax_id_holds(good), "{good}");
        }
        for bad in ["7707083894", "500100732258", "14360571", "0000000000", "77070839", "77o7083893", ""] {
            assert!(!tax_id_holds(bad), "{bad}");
        }
    }
}
