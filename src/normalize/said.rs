//! What a person said of a client, put before what sources say.

use std::collections::BTreeMap;

use super::parties::set_names;
use crate::model::record::Party;
use crate::model::tax_id::{Country, TaxId, TaxIdReading};

/// Puts a person's name, tax number and КПП in the place of the sources'. A tax number whose check digits do not hold is
/// nobody's word any more: it changes nothing.
pub fn put_said(party: &mut Party, said: &BTreeMap<String, String>) {
    if let Some(name) = said.get("name").filter(|name| !name.is_empty()) {
        party.name.clone_from(name);
        let kind = party.kind;
        set_names(party, None);
        party.kind = party.kind.or(kind);
    }
    if let Some(kpp) = said.get("kpp") {
        party.kpp.clone_from(kpp);
    }
    if let Some(number) = said.get("tax_id") {
        let home = party.tax_id.as_ref().map(|known| known.kind.country());
        match tax_id(number, home) {
            Some(tax_id) => (party.tax_id, party.tax_id_unverified) = (Some(tax_id), String::new()),
            None if number.is_empty() => (party.tax_id, party.tax_id_unverified) = (None, String::new()),
            None => {}
        }
    }
}

/// A tax number whose check digits hold, of the home country rather than of another.
#[must_use]
pub fn tax_id(number: &str, home: Option<Country>) -> Option<TaxId> {
    let others = [Country::Russia, Country::Ukraine, Country::Kazakhstan, Country::Belarus];
    home.into_iter().chain(others).find_map(|country| match TaxId::read(number, None, country) {
        TaxIdReading::Valid { tax_id, .. } | TaxIdReading::Restored { tax_id, .. } => Some(tax_id),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(values: &[(&str, &str)]) -> BTreeMap<String, String> {
        values.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_persons_word_stands_before_the_sources() {
        let mut party = Party { name: "Заря".into(), kpp: "770201001".into(), ..Party::default() };
        put_said(&mut party, &said(&[("name", "ООО «Заря-2»"), ("tax_id", "7702555038"), ("kpp", "")]));
        assert_eq!((party.name.as_str(), party.name_core.as_str()), ("ООО «Заря-2»", names_core("Заря-2").as_str()));
        assert_eq!(party.tax_id.as_ref().map(|known| known.digits.as_str()), Some("7702555038"));
        assert_eq!(party.kpp, "");
        put_said(&mut party, &said(&[("tax_id", "7702555039")]));
        assert_eq!(party.tax_id.as_ref().map(|known| known.digits.as_str()), Some("7702555038"), "its digits fail");
        put_said(&mut party, &said(&[("tax_id", "")]));
        assert_eq!(party.tax_id, None);
    }

    fn names_core(name: &str) -> String {
        crate::normalize::names::name_core(name)
    }
}
