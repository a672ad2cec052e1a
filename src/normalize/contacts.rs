//! Phones to E.164, e-mail addresses to lower case, accounts without blanks.

use phonenumber::country::Id as Region;

use crate::model::check_digits::{self, Check};
use crate::model::tax_id::Country;

/// What a text with phones or mails yielded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What was read, in order, each once.
    pub found: Vec<String>,
    /// What could not be read, as written.
    pub unreadable: Vec<String>,
}

impl Reading {
    fn add(&mut self, value: String) {
        if !self.found.contains(&value) {
            self.found.push(value);
        }
    }
}

/// Reads the phones of a text, several parted by commas, semicolons, slashes or line ends; extensions are left out.
#[must_use]
pub fn phones(text: &str, home: Country) -> Reading {
    phones_of(text, home, home)
}

/// The same of a party of a country; a number that is none there is read as one of the home country.
#[must_use]
pub fn phones_of(text: &str, country: Country, home: Country) -> Reading {
    let mut reading = Reading::default();
    for piece in text.split([',', ';', '/', '\n', '|']).map(str::trim) {
        let abroad = phone(piece, country);
        match abroad.or_else(|| phone(piece, home).filter(|_| country != home)) {
            Some(phone) => reading.add(phone),
            None if piece.chars().any(|letter| letter.is_ascii_digit())
                && (reading.found.is_empty() || !is_extension(piece)) =>
            {
                reading.unreadable.push(piece.to_owned());
            }
            None => {}
        }
    }
    reading
}

/// Reads one phone to E.164.
#[must_use]
pub fn phone(text: &str, home: Country) -> Option<String> {
    let (digits, international) = digits_of(text);
    let number = match (home, digits.len()) {
        _ if international => format!("+{digits}"),
        // A national number that begins with its trunk prefix 0: in Russia and Kazakhstan none does.
        (Country::Russia | Country::Kazakhstan, 10) if digits.starts_with('0') => format!("+38{digits}"),
        (Country::Belarus, 10) if digits.starts_with('0') => {
            format!("+375{}", digits.chars().skip(1).collect::<String>())
        }
        // The trunk prefix 8 of Russia and Kazakhstan, and their numbers written without the plus.
        (Country::Russia | Country::Kazakhstan, 11) if digits.starts_with(['7', '8']) => {
            format!("+7{}", digits.chars().skip(1).collect::<String>())
        }
        (Country::Ukraine, 11) if digits.starts_with("80") => format!("+3{digits}"),
        (Country::Ukraine, 12) if digits.starts_with("380") => format!("+{digits}"),
        (Country::Ukraine, 11) if digits.starts_with(['7', '8']) => {
            format!("+7{}", digits.chars().skip(1).collect::<String>())
        }
        (Country::Russia | Country::Kazakhstan | Country::Belarus, 12)
            if digits.starts_with("380") || digits.starts_with("375") =>
        {
            format!("+{digits}")
        }
        (Country::Belarus, 11) if digits.starts_with('7') => format!("+{digits}"),
        // The trunk prefix 80.
        (Country::Belarus, 11) if digits.starts_with("80") => {
            format!("+375{}", digits.chars().skip(2).collect::<String>())
        }
        _ => digits,
    };
    if number.len() < 7 {
        return None;
    }
    let region = match home {
        Country::Russia => Region::RU,
        Country::Ukraine => Region::UA,
        Country::Kazakhstan => Region::KZ,
        Country::Belarus => Region::BY,
    };
    let parsed = phonenumber::parse(Some(region), &number).ok().filter(phonenumber::is_valid);
    match parsed {
        Some(parsed) => Some(parsed.format().mode(phonenumber::Mode::E164).to_string()),
        None => full_length(&number, home),
    }
}

/// Numbering plans change faster than lists of them: a number as long as the numbers of its country is kept.
fn full_length(number: &str, home: Country) -> Option<String> {
    let (code, length) = if home == Country::Ukraine { ("380", 9) } else { ("7", 10) };
    let (code, national) = match number.strip_prefix('+') {
        None => (code, number),
        Some(digits) => [("380", 9), ("7", 10)]
            .iter()
            .find(|(code, length)| digits.starts_with(code) && digits.len() == code.len() + length)
            .and_then(|(code, _)| Some((*code, digits.strip_prefix(code)?)))?,
    };
    let is_whole = number.starts_with('+') || national.len() == length;
    (is_whole && national.starts_with(['3', '4', '5', '6', '7', '8', '9'])).then(|| format!("+{code}{national}"))
}

/// The digits of the number itself: words in front are skipped, an extension or a name behind ends it.
fn digits_of(text: &str) -> (String, bool) {
    let mut digits = String::new();
    let mut international = false;
    for letter in text.chars() {
        match letter {
            '+' if digits.is_empty() => international = true,
            digit if digit.is_ascii_digit() => digits.push(digit),
            '#' | '*' => break,
            word if word.is_alphabetic() && digits.len() >= 7 => break,
            _ => {}
        }
    }
    if !international && digits.starts_with("00") && digits.len() > 11 {
        digits.drain(..2);
        international = true;
    }
    (digits, international)
}

/// «доб. 123» parted from its number by a comma.
fn is_extension(piece: &str) -> bool {
    piece.chars().next().is_some_and(char::is_alphabetic) && piece.chars().filter(char::is_ascii_digit).count() <= 5
}

/// Reads the e-mail addresses of a text, lower case.
#[must_use]
pub fn emails(text: &str) -> Reading {
    let mut reading = Reading::default();
    for piece in
        text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '|' | '<' | '>' | '(' | ')'))
    {
        let lower = piece.trim_matches(['.', '"', '\'', ':']).to_lowercase();
        let address = lower.strip_prefix("mailto:").unwrap_or(&lower);
        if is_email(address) {
            reading.add(address.to_owned());
        } else if address.contains('@') {
            reading.unreadable.push(piece.to_owned());
        }
    }
    if reading == Reading::default() && !text.trim().is_empty() {
        reading.unreadable.push(text.trim().to_owned());
    }
    reading
}

/// Whether a text has the shape of an address; no more can be known without writing to it.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_local = |letter: char| letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    !local.is_empty()
        && local.chars().all(is_local)
        && domain.contains('.')
        && domain.split('.').all(is_label)
        && domain.rsplit('.').next().is_some_and(|top| top.chars().count() >= 2)
}

/// Whether a text looks like a phone: enough digits and hardly anything else.
#[must_use]
pub fn looks_like_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    (7..=40).contains(&digits) && letters * 2 < digits
}

/// An account number as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountReading {
    /// The number, blanks removed.
    pub number: String,
    /// It looks like an IBAN whose check digits or length fail.
    pub doubtful: bool,
}

/// Reads an account number: blanks dropped, letters upper case, an IBAN checked.
#[must_use]
pub fn account(text: &str) -> AccountReading {
    let number: String = text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect();
    AccountReading { doubtful: check_digits::iban(&number) == Check::Fails, number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_phones_in_all_their_spellings() {
        for text in [
            "8 (900) 123-45-67",
            "+7 900 123 45 67",
            "79001234567",
            "9001234567",
            "тел. 8-900-123-45-67 доб. 12",
            "8(900)1234567 Пётр",
            "+7(900)123-45-67#5",
        ] {
            assert_eq!(phone(text, Country::Russia).as_deref(), Some("+79001234567"), "{text}");
        }
        assert_eq!(phone("067 123 45 67", Country::Ukraine).as_deref(), Some("+380671234567"));
        assert_eq!(phone("8 067 123 45 67", Country::Ukraine).as_deref(), Some("+380671234567"));
        assert_eq!(phone("380671234567", Country::Russia).as_deref(), Some("+380671234567"));
        for text in ["0563655666", "0 (56) 365-56-66", "(056) 365-56-66", "т. 0 56 365-56-66", "056 365 5666 доб. 12"]
        {
            assert_eq!(
                phone(text, Country::Russia).as_deref(),
                Some("+380563655666"),
                "{text}: no Russian one begins so"
            );
        }
        for text in ["8 029 123-45-67", "029 123-45-67", "375 29 123 45 67", "+375 (29) 123-45-67"] {
            assert_eq!(phone(text, Country::Belarus).as_deref(), Some("+375291234567"), "{text}");
        }
        assert_eq!(phone("8 701 123 45 67", Country::Kazakhstan).as_deref(), Some("+77011234567"));
        // Codes that are in no list yet, with and without the extension.
        assert_eq!(phone("8-812-057-83-34 доб. 12", Country::Russia).as_deref(), Some("+78120578334"));
        assert_eq!(phone("(843) 091-84-62", Country::Russia).as_deref(), Some("+78430918462"));
        for text in ["123-45", "0000000", "812 333 44", "+7 812 333 44 5566", "нет", ""] {
            assert_eq!(phone(text, Country::Russia), None, "{text}");
        }
    }

    #[test]
    fn several_phones_in_one_value() {
        let reading = phones("8 900 123-45-67, доб. 3; +7 (495) 123-45-67 / 12-34", Country::Russia);
        assert_eq!(reading.found, ["+79001234567", "+74951234567"]);
        assert_eq!(reading.unreadable, ["12-34"]);
    }

    #[test]
    fn a_phone_is_first_one_of_its_partys_country() {
        let read = |text: &str| phones_of(text, Country::Ukraine, Country::Russia).found;
        assert_eq!(read("67 123 45 67"), ["+380671234567"], "nine digits are none at home");
        assert_eq!(read("8 067 123-45-67"), ["+380671234567"]);
        assert_eq!(read("8 (495) 123-45-67, (916) 123-45-67"), ["+74951234567", "+79161234567"]);
        assert_eq!(phones_of("123-45", Country::Ukraine, Country::Russia).unreadable, ["123-45"]);
    }

    #[test]
    fn mails() {
        let reading = emails("Info@Romashka.Example; <sales@romashka.example>, плохой@");
        assert_eq!(reading.found, ["info@romashka.example", "sales@romashka.example"]);
        assert_eq!(reading.unreadable, ["плохой@"]);
        assert_eq!(emails("нет").unreadable, ["нет"]);
        assert_eq!(emails("mailto:info@ромашка.рф").found, ["info@ромашка.рф"]);
    }

    #[test]
    fn accounts() {
        assert_eq!(account("40702 810 9 0000 0000001").number, "40702810900000000001");
        assert!(!account("GB82 WEST 1234 5698 7654 32").doubtful);
        assert!(account("GB82 WEST 1234 5698 7654 33").doubtful);
        assert!(!account("40702810900000000001").doubtful);
    }
}
