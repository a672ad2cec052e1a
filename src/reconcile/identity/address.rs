//! Addresses as bags of words: no gazetteer is asked, only the largest cities are known by name.

use super::skeleton::skeleton;
use super::words;

/// An address as the comparison sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Skeletons of the words and the numbers that name a place, sorted, each once.
    tokens: Vec<Box<str>>,
    /// City, by the skeleton of its first spelling.
    pub(super) city: Option<Box<str>>,
    /// First number behind the street: the house.
    house: Option<Box<str>>,
    /// The longest word besides the city: the street, as a rule.
    street: Option<Box<str>>,
}

/// How alike two addresses are, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum AddressLevel {
    /// The same street, house and, where both name it, office.
    Equal,
    /// The same house.
    House,
    /// The same city.
    City,
    /// Nothing can be said.
    Unclear,
    /// Different cities.
    OtherCity,
}

/// Reads an address; nothing where it names no place.
pub(super) fn address(text: &str) -> Option<Address> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_index = |word: &str| (5..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let kept: Vec<String> = words
        .iter()
        .filter(|word| !words::is_address_word(word) && !is_index(word))
        .map(|word| skeleton(word))
        .collect();
    if kept.is_empty() {
        return None;
    }
    let mut address = Address::default();
    let mut at = 0;
    while let Some(word) = kept.get(at) {
        let rest = kept.get(at..).unwrap_or_default();
        at += match words::cities().at_start(rest).filter(|_| address.city.is_none()) {
            Some((length, city)) => {
                address.city = Some(city.concat().into());
                length
            }
            None => {
                address.take(word);
                1
            }
        };
    }
    if address.city.is_none() {
        address.city = stated_city(&words).map(Into::into);
    }
    address.tokens.sort_unstable();
    address.tokens.dedup();
    Some(address)
}

/// A city no table knows, by the word in front: «г. Глубоководск».
fn stated_city(words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| matches!(*word, "г" | "гор" | "город" | "м" | "місто"))?;
    words.get(at + 1).filter(|word| word.chars().all(char::is_alphabetic)).map(|word| skeleton(word))
}

impl Address {
    fn take(&mut self, word: &str) {
        let is_number = word.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
        if is_number && self.house.is_none() && !self.tokens.is_empty() {
            self.house = Some(word.into());
        }
        if !is_number && self.street.as_ref().is_none_or(|street| street.len() < word.len()) {
            self.street = Some(word.into());
        }
        self.tokens.push(word.into());
    }

    /// Street and house (with the city, where known): what two spellings of an address share.
    pub(super) fn place(&self) -> Option<String> {
        let (street, house) = (self.street.as_ref()?, self.house.as_ref()?);
        Some(format!("{}|{street}|{house}", self.city.as_deref().unwrap_or_default()))
    }

    pub(super) fn compare(&self, other: &Self) -> AddressLevel {
        let cities = self.city.as_ref().zip(other.city.as_ref());
        if cities.is_some_and(|(one, two)| one != two) {
            return AddressLevel::OtherCity;
        }
        let house =
            self.house.is_some() && self.house == other.house && self.street.is_some() && self.street == other.street;
        let common = self.tokens.iter().filter(|token| other.tokens.binary_search(token).is_ok()).count();
        let (few, many) = (self.tokens.len().min(other.tokens.len()), self.tokens.len().max(other.tokens.len()));
        if house && common == few {
            // An office named by one side only is no contradiction.
            return AddressLevel::Equal;
        }
        if house {
            return AddressLevel::House;
        }
        if common >= 3 && common * 4 >= many * 3 {
            return AddressLevel::House;
        }
        if cities.is_some() { AddressLevel::City } else { AddressLevel::Unclear }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(a: &str, b: &str) -> AddressLevel {
        let (a, b) = (address(a).unwrap(), address(b).unwrap());
        assert_eq!(a.compare(&b), b.compare(&a), "either way round");
        a.compare(&b)
    }

    #[test]
    fn addresses_compare_by_what_they_name() {
        let full = "443001, г. Самара, ул. Полевая, д. 12, оф. 5";
        assert_eq!(compared(full, "Самара, Полевая ул., 12"), AddressLevel::Equal);
        assert_eq!(compared(full, "Самара, Полевая, д.12, оф.7"), AddressLevel::House);
        assert_eq!(compared(full, "г Самара, ул Садовая, 3"), AddressLevel::City);
        assert_eq!(compared(full, "г. Казань, ул. Полевая, д. 12"), AddressLevel::OtherCity);
        assert_eq!(compared("м. Київ, вул. Лісова, 7", "Киев, ул. Лисова, д. 7"), AddressLevel::Equal);
        assert_eq!(compared("Полевая 12", "Садовая 3"), AddressLevel::Unclear);
        assert_eq!(address("ул., д."), None);
    }
}
