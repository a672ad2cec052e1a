//! A comparison in words: codes of the catalogue with the values that agree or contradict, strongest first.

use super::compare::{Comparison, Verdict, Veto};
use super::features::{Features, Value};
use super::keys::Frequencies;
use super::model::{Field, discount};
use super::partition::Why;
use crate::model::change::Reason;

/// Why two records are one client, or are asked about.
#[must_use]
pub fn reasons(
    a: &Features,
    b: &Features,
    comparison: &Comparison,
    why: Why,
    frequencies: &Frequencies,
) -> Vec<Reason> {
    let mut found = Vec::new();
    match why {
        Why::Doubt => {}
        Why::FitsSeveral => found.push(Reason::new("fits-several-clients")),
        Why::DecisionsContradict => found.push(Reason::new("decisions-contradict")),
    }
    found.extend(tax_id(a, b, comparison));
    if comparison.levels.of(Field::Registration) == 1 {
        found.push(Reason::new("equal-registration").with("number", &*a.registration));
    }
    found.extend(shared("equal-account", &a.accounts, &b.accounts, frequencies));
    found.extend(name(a, b, comparison));
    found.extend(shared("equal-phone", &a.phones, &b.phones, frequencies));
    match comparison.levels.of(Field::Mail) {
        1 => found.extend(shared("equal-mail", &a.mails, &b.mails, frequencies)),
        2 => found.extend(shared("equal-mail-domain", &a.domains, &b.domains, frequencies)),
        _ => {}
    }
    found.extend(address(a, b, comparison));
    if comparison.levels.of(Field::Form) == 2 {
        found.push(Reason::new("legal-forms-differ").with("given", a.form).with("known", b.form));
    }
    found.extend(veto(a, b, comparison.verdict));
    found
}

fn tax_id(a: &Features, b: &Features, comparison: &Comparison) -> Option<Reason> {
    let digits = |features: &Features| match &features.tax_id {
        Some(tax_id) => tax_id.digits.clone(),
        None => features.unverified.to_string(),
    };
    match comparison.levels.of(Field::TaxId) {
        1 => Some(Reason::new("equal-tax-id").with("tax_id", digits(a))),
        2 => Some(Reason::new("equal-unverified-tax-id").with("tax_id", digits(a))),
        3 => Some(Reason::new("tax-ids-nearly-equal").with("given", digits(a)).with("known", digits(b))),
        4 => Some(Reason::new("tax-ids-differ").with("given", digits(a)).with("known", digits(b))),
        _ => None,
    }
}

fn name(a: &Features, b: &Features, comparison: &Comparison) -> Option<Reason> {
    let code = match comparison.levels.of(Field::Name) {
        1 => {
            let is_all = comparison.verdict == Verdict::Ask && comparison.levels.of(Field::TaxId) == 0;
            let code = if is_all { "equal-name-no-tax-id" } else { "equal-name" };
            return Some(Reason::new(code).with("name", &*b.label));
        }
        2 => "name-spelled-otherwise",
        3 => "name-with-typo",
        4 => "name-with-initials",
        5 => "name-with-more-words",
        6 => "names-similar",
        7 => "names-differ",
        _ => return None,
    };
    Some(Reason::new(code).with("given", &*a.label).with("known", &*b.label))
}

/// The first value in common, or that it belongs to many firms and so says nothing.
fn shared(code: &str, a: &[Value], b: &[Value], frequencies: &Frequencies) -> Option<Reason> {
    let common = a.iter().filter(|value| b.iter().any(|other| other.key == value.key));
    let (value, count) =
        common.map(|value| (value, frequencies.of(value.key))).min_by_key(|(_, count)| count.holders)?;
    let code = if discount(1, count) > 0 { code } else { "value-of-many-firms" };
    let reason = Reason::new(code).with("value", &*value.text);
    Some(if code == "value-of-many-firms" { reason.with("firms", count.holders.to_string()) } else { reason })
}

fn address(a: &Features, b: &Features, comparison: &Comparison) -> Option<Reason> {
    let code = match comparison.levels.of(Field::Address) {
        1 => "equal-address",
        2 => "equal-house",
        5 => "cities-differ",
        _ => return None,
    };
    let city = |features: &Features| features.city.as_deref().unwrap_or_default().to_owned();
    let reason = Reason::new(code);
    Some(if code == "cities-differ" { reason.with("given", city(a)).with("known", city(b)) } else { reason })
}

fn veto(a: &Features, b: &Features, verdict: Verdict) -> Option<Reason> {
    let Verdict::Never(veto) = verdict else { return None };
    Some(match veto {
        // Said already by the tax numbers themselves.
        Veto::TaxIds | Veto::TaxSlip => return None,
        Veto::Kinds => Reason::new("company-and-person"),
        Veto::Numbers => Reason::new("numbers-in-names-differ").with("given", &*a.label).with("known", &*b.label),
        Veto::Registrations => {
            Reason::new("registrations-differ").with("given", &*a.registration).with("known", &*b.registration)
        }
        Veto::Branches => Reason::new("branch-kpp").with("given", &*a.kpp).with("known", &*b.kpp),
    })
}
