//! Two records side by side: levels, weight and verdict.

use super::address::AddressLevel;
use super::features::{Features, KeyedName, Value, one_slip_apart};
use super::keys::{Frequencies, place_key, registration};
use super::model::{BIT, Field, Levels, Model, ONE, Pattern, discount, probability};
use super::naming::NameLevel;
use crate::model::record::PartyKind;

/// Why two records can't be one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Veto {
    /// Two valid, different tax numbers.
    TaxIds,
    /// Two valid tax numbers one slip of the pen apart: a typo can pass the check, so a person is asked.
    TaxSlip,
    /// A company and a person.
    Kinds,
    /// Numbers in the names differ.
    Numbers,
    /// Two registration numbers.
    Registrations,
    /// One source keeps two cards of one tax number with different КПП: branches, on purpose.
    Branches,
}

/// What follows from a comparison by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// One client.
    Same,
    /// A person must say.
    Ask,
    /// Two clients, as far as can be seen.
    Apart,
    /// Never one client without a person's word.
    Never(Veto),
}

/// How two records compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// Logarithm of the odds that they are one client, in thousandths of a bit.
    pub weight: i32,
    /// What follows.
    pub verdict: Verdict,
    /// Level of each field.
    pub levels: Levels,
    /// What corrections are learned for.
    pub pattern: Pattern,
}

impl Comparison {
    /// How sure it is that they are one client, percent; nothing but a person's word is a hundred.
    #[must_use]
    pub fn confidence(&self) -> u8 {
        u8::try_from(probability(self.weight) * 100 / ONE).unwrap_or(99).min(99)
    }

    /// Whether what is known besides the name speaks against one client: other cities, countries or contacts.
    #[must_use]
    pub fn is_contradicted(&self, model: &Model) -> bool {
        let is_apart = matches!(self.verdict, Verdict::Apart | Verdict::Never(_)) && self.pattern.support == 0;
        let is_elsewhere = self.pattern.city == 2;
        let has_others = self.levels.of(Field::Phone) == 2 || self.levels.of(Field::Mail) == 3;
        is_apart && (is_elsewhere || has_others) && self.weight < model.bars.ask - CONTRADICTED
    }

    /// Whether a person is to be asked if nothing else decides.
    #[must_use]
    pub fn is_doubtful(&self, model: &Model) -> bool {
        match self.verdict {
            Verdict::Same | Verdict::Ask | Verdict::Never(Veto::Branches) => true,
            Verdict::Never(Veto::TaxSlip) => self.weight >= model.bars.ask,
            Verdict::Apart | Verdict::Never(_) => false,
        }
    }
}

/// So far below the bar of asking what other cities or contacts contradict is no question.
const CONTRADICTED: i32 = 2 * BIT;

/// What a certain rule adds, so that what is certain is joined before what is probable.
const CERTAIN: i32 = 10 * BIT;

/// An agreement of a contact counts as support from here.
const TELLING: i32 = 7 * BIT;

/// Compares two records.
#[must_use]
pub fn compare(a: &Features, b: &Features, model: &Model, frequencies: &Frequencies) -> Comparison {
    let scale = Scale::weigh(a, b, model, frequencies, None);
    let veto = veto(a, b, &scale);
    let equal_tax = scale.levels.of(Field::TaxId) == TAX_EQUAL;
    let mut weight = scale.total(model, true);
    let verdict = match veto {
        Some(veto) => Verdict::Never(veto),
        None if equal_tax && scale.has_witness(a, b) => {
            weight = weight.max(model.bars.join) + CERTAIN;
            Verdict::Same
        }
        // Equal tax number and nothing else agreeing: renamed, or a foreign number pasted.
        None if equal_tax => {
            weight = weight.clamp(model.bars.ask, model.bars.join - 1);
            Verdict::Ask
        }
        None => scale.verdict(weight, model),
    };
    Comparison { weight, verdict, levels: scale.levels, pattern: scale.pattern }
}

/// The weight without the tax numbers: what training compares with what the tax numbers say, which `same` tells. The
/// frequencies are taken as if one of the two had none, or they would know the answer.
#[must_use]
pub(super) fn weight_without_tax(
    a: &Features,
    b: &Features,
    model: &Model,
    frequencies: &Frequencies,
    same: bool,
) -> (i32, Pattern) {
    let scale = Scale::weigh(a, b, model, frequencies, Some(same));
    (scale.total(model, false), scale.pattern)
}

const TAX_EQUAL: u8 = 1;

/// Levels and weights of one comparison.
struct Scale {
    levels: Levels,
    name: Option<NameLevel>,
    /// One of them is a company.
    company: bool,
    /// Names with a word in common, and words of their own besides.
    siblings: bool,
    /// Longest telling part of the shorter name, in letters: a slip in a short name is another name.
    name_length: usize,
    weights: [i32; 6],
    tax: i32,
    contacts: [i32; 3],
    pattern: Pattern,
}

impl Scale {
    fn weigh(a: &Features, b: &Features, model: &Model, frequencies: &Frequencies, known: Option<bool>) -> Self {
        let mut levels = Levels::default();
        let (name, name_weight, common, name_length) = names(a, b, model, frequencies, known, &mut levels);
        let form = plain(Field::Form, pair(a.form, b.form).map(|(x, y)| x == y), model, &mut levels);
        let tax = tax(a, b, model, &mut levels);
        let kpp = plain(Field::Kpp, pair(&a.kpp, &b.kpp).map(|(x, y)| x == y), model, &mut levels);
        let registration = match pair(&a.registration, &b.registration) {
            Some((x, y)) if x == y => {
                levels.set(Field::Registration, 1);
                model.weight_of_value(Field::Registration, 1, frequencies.of(registration(a)).records)
            }
            other => plain(Field::Registration, other.map(|_| false), model, &mut levels),
        };
        let account = contact(Field::Account, &a.accounts, &b.accounts, model, frequencies, &mut levels);
        let phone = contact(Field::Phone, &a.phones, &b.phones, model, frequencies, &mut levels);
        let mail = mails(a, b, model, frequencies, &mut levels);
        let address = addresses(a, b, model, frequencies, &mut levels);
        let contacts = [phone, mail, address];
        let hard = levels.of(Field::Account) == 1 && account > 0 || levels.of(Field::Registration) == 1;
        let telling = contacts.iter().filter(|weight| **weight >= TELLING).count();
        let cities = a.city.as_ref().zip(b.city.as_ref());
        let pattern = Pattern {
            name: levels.of(Field::Name),
            support: if hard { 3 } else { u8::try_from(telling.min(2)).unwrap_or(2) },
            common,
            city: if abroad(a, b) { 2 } else { cities.map_or(0, |(x, y)| if x == y { 1 } else { 2 }) },
            person: [a.kind, b.kind].into_iter().flatten().any(|kind| kind != PartyKind::Company),
        };
        let weights = [name_weight, form, kpp, registration, account, 0];
        let siblings = name == Some(NameLevel::Similar) && are_siblings(a, b);
        let company = [a.kind, b.kind].contains(&Some(PartyKind::Company));
        Self { levels, name, company, siblings, name_length, weights, tax, contacts, pattern }
    }

    /// Phone, mail and address of one office go together: the strongest counts in full, the others half.
    fn total(&self, model: &Model, with_tax: bool) -> i32 {
        let strongest = self.contacts.iter().copied().max().unwrap_or_default().max(0);
        let gained: i32 = self.contacts.iter().filter(|weight| **weight > 0).sum();
        let lost: i32 = self.contacts.iter().filter(|weight| **weight < 0).sum();
        let contacts = strongest + (gained - strongest) / 2 + lost;
        let tax = if with_tax { self.tax } else { 0 };
        model.prior + self.weights.iter().sum::<i32>() + contacts + tax + model.shift(self.pattern)
    }

    fn has_strong_name(&self) -> bool {
        match self.name {
            Some(NameLevel::Equal | NameLevel::Translit) => true,
            Some(NameLevel::Typo) => self.name_length >= 6,
            _ => false,
        }
    }

    /// Something besides the tax number agrees, or one side says nothing that could.
    fn has_witness(&self, a: &Features, b: &Features) -> bool {
        let named = self.name.is_some_and(|level| level < NameLevel::Similar) && !numbers_differ(a, b);
        let misspelt = || names_meet(a, b) && !numbers_differ(a, b);
        let without_name = a.names.is_empty() || b.names.is_empty();
        named
            || misspelt()
            || without_name
            || a.made_up
            || b.made_up
            || self.pattern.support > 0
            || self.contacts.iter().any(|weight| *weight >= TELLING)
    }

    fn verdict(&self, weight: i32, model: &Model) -> Verdict {
        let support = self.pattern.support;
        let may_join = match self.name {
            _ if self.has_strong_name() => true,
            // «Вектор М» is another company than «Вектор Мастер»: a company's letters are no initials.
            Some(NameLevel::Initials) => support >= 1 && (!self.company || support == 3),
            Some(NameLevel::Typo | NameLevel::Part | NameLevel::Similar) => support == 3,
            _ => false,
        };
        let near_tax = matches!(self.levels.of(Field::TaxId), 2 | 3);
        let may_ask = may_join
            || match self.name {
                Some(NameLevel::Different) => support == 3 || near_tax && support > 0,
                Some(NameLevel::Similar) if self.siblings => support == 3 || near_tax && support > 0,
                None => support > 0 || near_tax,
                Some(_) => true,
            };
        let bar = match self.name {
            // An account or a registration number is one company's, however common its name.
            Some(level) if support == 3 && level <= NameLevel::Initials => 0,
            _ if support > 0 && self.has_strong_name() => model.bars.join_vouched,
            // A person's initials or a name left out, and a contact of nobody else.
            Some(NameLevel::Initials) if support > 0 && !self.company => model.bars.join_vouched,
            _ => model.bars.join,
        };
        if may_join && weight >= bar {
            Verdict::Same
        } else if may_ask && weight >= model.bars.ask {
            Verdict::Ask
        } else {
            Verdict::Apart
        }
    }
}

fn veto(a: &Features, b: &Features, scale: &Scale) -> Option<Veto> {
    let taxes = a.tax_id.as_ref().zip(b.tax_id.as_ref());
    if let Some((x, y)) = taxes {
        if x == y {
            let branches = a.source == b.source && pair(&a.kpp, &b.kpp).is_some_and(|(x, y)| x != y);
            return branches.then_some(Veto::Branches);
        }
        if x.kind == y.kind || x.kind.country() == y.kind.country() {
            let slip = one_slip_apart(&x.digits, &y.digits) && scale.has_strong_name();
            return Some(if slip { Veto::TaxSlip } else { Veto::TaxIds });
        }
    }
    let is_company = |kind: PartyKind| kind == PartyKind::Company;
    if a.kind.zip(b.kind).is_some_and(|(x, y)| is_company(x) != is_company(y)) {
        return Some(Veto::Kinds);
    }
    if scale.levels.of(Field::Registration) == 2 {
        return Some(Veto::Registrations);
    }
    numbers_differ(a, b).then_some(Veto::Numbers)
}

/// Whether every name of one has other numbers than every name of the other.
pub(super) fn numbers_differ(a: &Features, b: &Features) -> bool {
    let differ = |x: &KeyedName, y: &KeyedName| x.name.numbers_differ(&y.name);
    !a.names.is_empty() && !b.names.is_empty() && a.names.iter().all(|x| b.names.iter().all(|y| differ(x, y)))
}

/// Whether a name of one shares a word with a name of the other, slips of the pen aside. Not of persons: they share given
/// names.
pub(super) fn names_meet(a: &Features, b: &Features) -> bool {
    let is_person = |kind: Option<PartyKind>| kind.is_some_and(|kind| kind != PartyKind::Company);
    if is_person(a.kind) || is_person(b.kind) {
        return false;
    }
    let meet = |x: &KeyedName, y: &KeyedName| x.name.shares_a_word(&y.name) && !x.name.each_has_own_words(&y.name);
    a.names.iter().any(|x| b.names.iter().any(|y| meet(x, y)))
}

/// Whether every name of one has words of its own beside every name of the other.
fn are_siblings(a: &Features, b: &Features) -> bool {
    a.names.iter().all(|x| b.names.iter().all(|y| x.name.each_has_own_words(&y.name)))
}

fn pair<'t>(a: &'t str, b: &'t str) -> Option<(&'t str, &'t str)> {
    (!a.is_empty() && !b.is_empty()).then_some((a, b))
}

fn plain(field: Field, agrees: Option<bool>, model: &Model, levels: &mut Levels) -> i32 {
    let Some(agrees) = agrees else { return 0 };
    let level = if agrees { 1 } else { 2 };
    levels.set(field, level);
    model.weight(field, level)
}

/// The best comparison of their names: level, weight, how common the name is, length of the shorter.
fn names(
    a: &Features,
    b: &Features,
    model: &Model,
    frequencies: &Frequencies,
    known: Option<bool>,
    levels: &mut Levels,
) -> (Option<NameLevel>, i32, u8, usize) {
    let pairs = a.names.iter().flat_map(|x| b.names.iter().map(move |y| (x, y)));
    let Some((level, x, y)) = pairs.map(|(x, y)| (x.name.compare(&y.name), x, y)).min_by_key(|(level, ..)| *level)
    else {
        return (None, 0, 0, 0);
    };
    let number = match level {
        NameLevel::Equal => 1,
        NameLevel::Translit => 2,
        NameLevel::Typo => 3,
        NameLevel::Initials => 4,
        NameLevel::Part => 5,
        NameLevel::Similar => 6,
        NameLevel::Different => 7,
    };
    levels.set(Field::Name, number);
    let count = |name: &KeyedName| known.iter().fold(frequencies.of(name.key), |count, same| count.without_one(*same));
    let (x_count, y_count) = (count(x), count(y));
    let strangers = x_count.strangers().max(y_count.strangers());
    let settled = [x_count, y_count].iter().any(|count| count.telling >= 2 && count.holders == 1);
    let common = match strangers {
        0..=2 if settled => 0,
        0..=2 => 1,
        3..=8 => 2,
        _ => 3,
    };
    let weight = match level {
        NameLevel::Equal | NameLevel::Translit => model.weight_of_value(Field::Name, number, strangers.max(2)),
        // A common name has common neighbors.
        NameLevel::Typo | NameLevel::Initials => {
            model.weight(Field::Name, number).min(model.weight_of_value(Field::Name, number, strangers * 2))
        }
        _ => model.weight(Field::Name, number),
    };
    (Some(level), weight, common, x.name.joined.len().min(y.name.joined.len()))
}

fn tax(a: &Features, b: &Features, model: &Model, levels: &mut Levels) -> i32 {
    let digits = |features: &Features| match &features.tax_id {
        Some(tax_id) => tax_id.digits.clone(),
        None => features.unverified.to_string(),
    };
    let (x, y) = (digits(a), digits(b));
    let Some((x, y)) = pair(&x, &y) else { return 0 };
    let both_valid = a.tax_id.is_some() && b.tax_id.is_some();
    let level = match x == y {
        true if both_valid => TAX_EQUAL,
        true => 2,
        false if one_slip_apart(x, y) => 3,
        false => 4,
    };
    levels.set(Field::TaxId, level);
    model.weight(Field::TaxId, level)
}

/// The rarest value in common weighs; having none in common counts against.
fn contact(
    field: Field,
    a: &[Value],
    b: &[Value],
    model: &Model,
    frequencies: &Frequencies,
    levels: &mut Levels,
) -> i32 {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let common = a.iter().filter(|value| b.iter().any(|other| other.key == value.key));
    let counts = common.map(|value| frequencies.of(value.key));
    let best = counts.map(|count| discount(model.weight_of_value(field, 1, count.records), count)).max();
    levels.set(field, if best.is_some() { 1 } else { 2 });
    best.unwrap_or_else(|| model.weight(field, 2))
}

fn mails(a: &Features, b: &Features, model: &Model, frequencies: &Frequencies, levels: &mut Levels) -> i32 {
    if a.mails.is_empty() || b.mails.is_empty() {
        return 0;
    }
    let weight = contact(Field::Mail, &a.mails, &b.mails, model, frequencies, levels);
    if levels.of(Field::Mail) == 1 {
        return weight;
    }
    let shared = a.domains.iter().find(|domain| b.domains.iter().any(|other| other.key == domain.key));
    levels.set(Field::Mail, if shared.is_some() { 2 } else { 3 });
    match shared.map(|domain| frequencies.of(domain.key)) {
        Some(count) => discount(model.weight_of_value(Field::Mail, 2, count.records), count),
        None => model.weight(Field::Mail, 3),
    }
}

/// Two countries: as far apart as two cities.
fn abroad(a: &Features, b: &Features) -> bool {
    a.country.zip(b.country).is_some_and(|(x, y)| x != y)
}

fn addresses(a: &Features, b: &Features, model: &Model, frequencies: &Frequencies, levels: &mut Levels) -> i32 {
    let pairs = a.addresses.iter().flat_map(|x| b.addresses.iter().map(move |y| (x, y)));
    let best = pairs.map(|(x, y)| (x.compare(y), x)).min_by_key(|(level, _)| *level);
    let (level, place) = match best {
        Some((level, address)) => (level, address.place()),
        None if abroad(a, b) => (AddressLevel::OtherCity, None),
        // A city glued to a name against one in an address.
        None => match a.city.as_ref().zip(b.city.as_ref()) {
            Some((x, y)) => (if x == y { AddressLevel::City } else { AddressLevel::OtherCity }, None),
            None => return 0,
        },
    };
    let number = match level {
        AddressLevel::Equal => 1,
        AddressLevel::House => 2,
        AddressLevel::City => 3,
        AddressLevel::Unclear => 4,
        AddressLevel::OtherCity => 5,
    };
    levels.set(Field::Address, number);
    match (level, place.map(|place| frequencies.of(place_key(&place)))) {
        (AddressLevel::Equal | AddressLevel::House, Some(count)) => {
            discount(model.weight_of_value(Field::Address, number, count.records), count)
        }
        _ => model.weight(Field::Address, number),
    }
}
