//! Check digits of the identifiers the demo invents, so that they look valid to whoever verifies them.

use super::random::Random;

/// Weights of a 10-digit tax number (ИНН of a company).
const TAX_COMPANY: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
/// Weights of the first check digit of a 12-digit tax number.
const TAX_PERSON_FIRST: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
/// Weights of the second check digit of a 12-digit tax number.
const TAX_PERSON_SECOND: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
/// Weights of a Kazakh 12-digit number, first and second try.
const KAZAKH: [[u32; 11]; 2] = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]];

/// A tax number of a company. No tax office has the number 99, so no real company has it.
pub(crate) fn company_tax_id(random: &mut Random, region: &str) -> String {
    let mut id = format!("{region}99{}", random.digits(5));
    push_digit(&mut id, &TAX_COMPANY);
    id
}

/// A tax number of a person, of the same impossible office.
pub(crate) fn person_tax_id(random: &mut Random, region: &str) -> String {
    let mut id = format!("{region}99{}", random.digits(6));
    push_digit(&mut id, &TAX_PERSON_FIRST);
    push_digit(&mut id, &TAX_PERSON_SECOND);
    id
}

/// A Kazakh business number (БИН) of a company registered in a month 1–12; the fifth digit 4 says «company».
pub(crate) fn kazakh_tax_id(random: &mut Random) -> String {
    loop {
        let mut id = format!("{:02}{:02}40{}", random.between(10, 23), random.between(1, 12), random.digits(5));
        let [first, second] = KAZAKH.map(|weights| weighted(&id, &weights) % 11);
        let check = if first < 10 { first } else { second };
        if let Some(digit) = char::from_digit(check, 10) {
            id.push(digit);
            return id;
        }
    }
}

/// A reason code (КПП): `01001` is the head office, other endings are branches.
pub(crate) fn reason_code(region: &str, branch: u64) -> String {
    if branch == 0 { format!("{region}9901001") } else { format!("{region}9943{branch:03}") }
}

/// An account in a bank: the ninth digit is the key over the bank code's last three digits.
pub(crate) fn account(random: &mut Random, prefix: &str, bik: &str) -> String {
    let tail = random.digits(11);
    (0..10)
        .map(|key| format!("{prefix}{key}{tail}"))
        .find(|account| account_key_holds(account, bik))
        .expect("BUG: one of ten keys always fits")
}

/// Whether the key of an account fits its bank.
pub(crate) fn account_key_holds(account: &str, bik: &str) -> bool {
    let bank = bik.chars().skip(6);
    let sum: u32 = bank
        .chain(account.chars())
        .filter_map(|c| c.to_digit(10))
        .zip([7, 1, 3].into_iter().cycle())
        .map(|(digit, weight)| digit * weight % 10)
        .sum();
    sum.is_multiple_of(10)
}

fn push_digit(id: &mut String, weights: &[u32]) {
    let check = weighted(id, weights) % 11 % 10;
    id.extend(char::from_digit(check, 10));
}

fn weighted(id: &str, weights: &[u32]) -> u32 {
    id.chars().filter_map(|c| c.to_digit(10)).zip(weights).map(|(digit, weight)| digit * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_have_the_digits_these_weights_give() {
        let mut company = "770708389".to_owned();
        push_digit(&mut company, &TAX_COMPANY);
        assert_eq!(company, "7707083893");
        let mut person = "5001007322".to_owned();
        push_digit(&mut person, &TAX_PERSON_FIRST);
        push_digit(&mut person, &TAX_PERSON_SECOND);
        assert_eq!(person, "500100732259");
    }

    #[test]
    fn an_account_fits_its_own_bank_only() {
        let mut random = Random::new(3, 3);
        let account = account(&mut random, "40702810", "044030991");
        assert_eq!(account.len(), 20);
        assert!(account_key_holds(&account, "044030991"));
        assert!(!account_key_holds(&account, "044030992"));
    }

    #[test]
    fn lengths_are_right() {
        let mut random = Random::new(4, 4);
        assert_eq!(company_tax_id(&mut random, "02").len(), 10);
        assert_eq!(person_tax_id(&mut random, "77").len(), 12);
        assert_eq!(kazakh_tax_id(&mut random).len(), 12);
        assert_eq!(reason_code("77", 0), "779901001");
    }
}
