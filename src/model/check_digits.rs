//! Check digits of registration numbers and bank accounts. A number that fails is doubtful, never refused: people type
//! numbers by hand and anonymized data fail.

use iban::{Iban, ParseIbanError};

/// What check digits say of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// They hold.
    Holds,
    /// They don't.
    Fails,
    /// The number is of no kind that has check digits known here.
    Unknown,
}

impl From<bool> for Check {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// Checks an ОГРН (13 digits) or ОГРНИП (15 digits): all digits but the last as one number, modulo 11 or 13, modulo 10.
///
/// 1027700132195: 102770013219 mod 11 = 5. 304500116000157: 30450011600015 mod 13 = 7.
#[must_use]
pub fn registration_number(digits: &str) -> Check {
    let modulus = match digits.len() {
        13 => 11,
        15 => 13,
        _ => return Check::Unknown,
    };
    let Some(number) = digits.parse::<u64>().ok().filter(|_| is_digits(digits)) else { return Check::Unknown };
    Check::from(number / 10 % modulus % 10 == number % 10)
}

/// Checks the key of a Russian bank account (20 digits) against the БИК of its bank (9 digits).
///
/// The last three digits of the БИК stand before the account, for accounts at the central bank `0` and its fifth and
/// sixth digits; every digit times 7, 1, 3 in turn, the last digits of the products must add up to a multiple of ten.
/// 974 + 40802810400000012345 gives 70; 025 + 30101810200000000593 of the БИК 044525593 gives 40. Accounts of the
/// treasury (`03…`, a БИК of `01…`) don't follow the rule.
#[must_use]
pub fn account_key(account: &str, bic: &str) -> Check {
    let is_shaped = account.len() == 20 && bic.len() == 9 && is_digits(account) && is_digits(bic);
    if !is_shaped || account.starts_with('0') || !bic.starts_with("04") {
        return Check::Unknown;
    }
    let last_three = bic.get(6..).unwrap_or_default();
    let central = format!("0{}", bic.get(4..6).unwrap_or_default());
    let is_central = account.starts_with("30101") || matches!(last_three, "000" | "001" | "002");
    Check::from(key_holds(if is_central { &central } else { last_three }, account))
}

/// Checks an IBAN, blanks removed and letters upper case: length and layout of its country, remainder 97 (ISO 13616).
///
/// 3223130000026007233566001 + 301021 mod 97 = 1, so UA213223130000026007233566001 holds. Of a country that publishes no
/// layout only the remainder is checked. What doesn't begin with two letters and two digits is no IBAN.
#[must_use]
pub fn iban(account: &str) -> Check {
    let is_shaped = (15..=34).contains(&account.len())
        && account.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && account.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit())
        && account.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_shaped {
        return Check::Unknown;
    }
    Check::from(matches!(account.parse::<Iban>(), Ok(_) | Err(ParseIbanError::UnknownCountry(_))))
}

fn key_holds(prefix: &str, account: &str) -> bool {
    let digits = prefix.bytes().chain(account.bytes()).map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits.zip([7, 1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight % 10).sum();
    sum.is_multiple_of(10)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number with its last digit changed.
    fn slipped(number: &str) -> String {
        let last = number.bytes().last().unwrap();
        let next = char::from(if last == b'9' { b'0' } else { last + 1 });
        let kept: String = number.chars().take(number.len() - 1).collect();
        format!("{kept}{next}")
    }

    #[test]
    fn registration_numbers_of_companies_and_traders() {
        for number in ["1027700132195", "304500116000157"] {
            assert_eq!(registration_number(number), Check::Holds, "{number}");
            assert_eq!(registration_number(&slipped(number)), Check::Fails, "{number}");
        }
        for other in ["", "123", "10277001321ab", "HRB 12345"] {
            assert_eq!(registration_number(other), Check::Unknown, "{other}");
        }
    }

    #[test]
    fn ibans_by_remainder_and_layout() {
        for iban_text in ["UA213223130000026007233566001", "DE89370400440532013000", "KZ86125KZT5004100100"] {
            assert_eq!(iban(iban_text), Check::Holds, "{iban_text}");
            assert_eq!(iban(&slipped(iban_text)), Check::Fails, "{iban_text}");
        }
        // The remainder is 1, but Germany has 18 digits behind the check digits, not 16.
        assert_eq!(iban("DE863704004405320130"), Check::Fails);
        for other in
            ["", "40802810400000012345", "DE89", "ua213223130000026007233566001", "UA21-3223130000026007233566001"]
        {
            assert_eq!(iban(other), Check::Unknown, "{other}");
        }
    }

    #[test]
    fn keys_of_client_and_correspondent_accounts() {
        for (account, bic) in [("40802810400000012345", "044525974"), ("30101810200000000593", "044525593")] {
            assert_eq!(account_key(account, bic), Check::Holds, "{account}");
            assert_eq!(account_key(&slipped(account), bic), Check::Fails, "{account}");
            assert_eq!(account_key(account, &slipped(bic)) == Check::Fails, account.starts_with('4'), "{bic}");
        }
        for (account, bic) in [
            ("03100643000000017300", "017003983"),
            ("UA213223130000026007233566001", "322313"),
            ("40802810400000012345", ""),
            ("4080281040000001234", "044525974"),
        ] {
            assert_eq!(account_key(account, bic), Check::Unknown, "{account}");
        }
    }
}
