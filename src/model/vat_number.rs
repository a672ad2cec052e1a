//! VAT numbers of the European Union, by the structure each member state publishes.
//!
//! The structure alone is checked: it tells a number from a slip, not whether somebody is registered under it.

use super::check_digits::Check;

/// Structures behind the prefix, as VIES lists them: `9` is a digit, `A` a letter, `*` either, anything else itself.
///
/// Greece writes `EL`, Northern Ireland `XI`.
const STRUCTURES: &[(&str, &[&str])] = &[
    ("AT", &["U99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["*9999999*"]),
    ("FI", &["99999999"]),
    ("FR", &["**999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9*99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999B99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    ("XI", &["999999999", "999999999999"]),
];

/// Brings a VAT number to the form it is compared in: without blanks, dots and dashes, letters upper case.
#[must_use]
pub fn bare(text: &str) -> String {
    let kept = text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '.' | '-'));
    kept.flat_map(char::to_uppercase).collect()
}

/// Checks a VAT number in its [`bare`] form against the structure of the member state its prefix names.
///
/// A text without the prefix of a member state, or with no digit behind it, is no VAT number.
#[must_use]
pub fn vat_number(bare: &str) -> Check {
    let Some((prefix, rest)) = bare.split_at_checked(2) else { return Check::Unknown };
    let Some((_, structures)) = STRUCTURES.iter().find(|(known, _)| *known == prefix) else { return Check::Unknown };
    if !rest.bytes().any(|byte| byte.is_ascii_digit()) {
        return Check::Unknown;
    }
    Check::from(structures.iter().any(|structure| suits(rest, structure)))
}

fn suits(text: &str, structure: &str) -> bool {
    text.len() == structure.len()
        && text.bytes().zip(structure.bytes()).all(|(byte, place)| match place {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_uppercase(),
            b'*' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            other => byte == other,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structures_of_member_states() {
        for number in [
            "PT501442600",
            "RO18547290",
            "DE 123 456 789",
            "ATU12345678",
            "NL123456789B01",
            "FR-XX-123456789",
            "ESB1234567A",
            "IE1234567FA",
            "lt100001738313",
            "EL123456789",
            "XI123456789",
        ] {
            assert_eq!(vat_number(&bare(number)), Check::Holds, "{number}");
        }
        for number in
            ["DE12345678", "DE1234567890", "AT12345678", "NL123456789001", "RO1", "PT50144260X", "DE12345678Ж"]
        {
            assert_eq!(vat_number(&bare(number)), Check::Fails, "{number}");
        }
        for other in ["", "D", "7707083893", "GR123456789", "GB123456789", "DE", "Детали 5", "DEPOT"] {
            assert_eq!(vat_number(&bare(other)), Check::Unknown, "{other}");
        }
    }
}
