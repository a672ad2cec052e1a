//! Who is believed first: what settings say about whose word on a field of a client counts.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::record::Role;

/// A field of a client that sources can differ on, by its name in exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyField {
    /// Working name, with the legal form that stands in it.
    Name,
    /// Official name.
    LegalName,
    /// Company, sole trader or person.
    Kind,
    /// What it is to us.
    Roles,
    /// Tax number.
    TaxId,
    /// КПП.
    Kpp,
    /// ОГРН and its like.
    RegistrationNumber,
    /// Phones.
    Phones,
    /// Mails.
    Emails,
    /// Addresses.
    Addresses,
    /// Bank accounts.
    BankAccounts,
    /// The responsible manager.
    Manager,
    /// Segment.
    Segment,
    /// Region.
    Region,
    /// Remark.
    Comment,
    /// Anything else a mapping names, each by itself.
    Attributes,
}

impl PartyField {
    /// Every field, in the order of exports.
    pub const ALL: [Self; 16] = [
        Self::Name,
        Self::LegalName,
        Self::Kind,
        Self::Roles,
        Self::TaxId,
        Self::Kpp,
        Self::RegistrationNumber,
        Self::Phones,
        Self::Emails,
        Self::Addresses,
        Self::BankAccounts,
        Self::Manager,
        Self::Segment,
        Self::Region,
        Self::Comment,
        Self::Attributes,
    ];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::LegalName => "legal_name",
            Self::Kind => "kind",
            Self::Roles => "roles",
            Self::TaxId => "tax_id",
            Self::Kpp => "kpp",
            Self::RegistrationNumber => "registration_number",
            Self::Phones => "phones",
            Self::Emails => "emails",
            Self::Addresses => "addresses",
            Self::BankAccounts => "bank_accounts",
            Self::Manager => "manager",
            Self::Segment => "segment",
            Self::Region => "region",
            Self::Comment => "comment",
            Self::Attributes => "attributes",
        }
    }

    /// Whether what several sources say is put together, unless a rule keeps the first list only.
    #[must_use]
    pub fn is_list(self) -> bool {
        use PartyField::{Addresses, Attributes, BankAccounts, Emails, Phones, Roles};
        matches!(self, Roles | Phones | Emails | Addresses | BankAccounts | Attributes)
    }
}

/// What becomes of lists that several sources have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keep {
    /// They are put together.
    #[default]
    All,
    /// The list of the strongest source stays alone.
    First,
}

impl Keep {
    /// The names, in the order of [`Keep::ALL`].
    pub const NAMES: [&str; 2] = ["all", "first"];

    /// Every way.
    pub const ALL: [Self; 2] = [Self::All, Self::First];
}

/// «On these fields these sources are believed first.»
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authority {
    /// The fields; none: every field.
    pub fields: Vec<PartyField>,
    /// Names of sources, strongest first; others come after them.
    pub sources: Vec<String>,
    /// Only of clients that are this to us.
    pub role: Option<Role>,
    /// Only statements of this day or later.
    pub from: Option<Date>,
    /// Only statements of this day or earlier.
    pub until: Option<Date>,
    /// What becomes of lists.
    pub keep: Keep,
}

impl Authority {
    /// Whether it is about a field of a client that is `roles` to us.
    #[must_use]
    pub fn concerns(&self, field: PartyField, roles: &[Role]) -> bool {
        (self.fields.is_empty() || self.fields.contains(&field)) && self.role.is_none_or(|role| roles.contains(&role))
    }

    /// The place it gives a source's statement of a day; nothing where it says nothing about it.
    #[must_use]
    pub fn place(&self, source: &str, day: Date) -> Option<usize> {
        let is_in_period = self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until);
        self.sources.iter().position(|known| known == source).filter(|_| is_in_period)
    }

    /// Whether the two have the same role and a common day: then no field may stand in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let ends_before = |a: &Self, b: &Self| a.until.zip(b.from).is_some_and(|(until, from)| until < from);
        self.role == other.role && !ends_before(self, other) && !ends_before(other, self)
    }
}

/// The rules of the settings file in its order: the first that says something decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorities {
    /// The rules.
    pub rules: Vec<Authority>,
    /// The zone in which the day of an arrival is told.
    pub zone: TimeZone,
}

impl Default for Authorities {
    fn default() -> Self {
        Self { rules: Vec::new(), zone: TimeZone::UTC }
    }
}

impl Authorities {
    /// The day of a statement: of its file, else of its arrival.
    #[must_use]
    pub fn day(&self, file_time: Option<DateTime>, arrived: Timestamp) -> Date {
        file_time.map_or_else(|| arrived.to_zoned(self.zone.clone()).date(), DateTime::date)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn rule(fields: &[PartyField], from: Option<Date>, until: Option<Date>) -> Authority {
        Authority { fields: fields.to_vec(), sources: vec!["crm".into()], from, until, ..Authority::default() }
    }

    #[test]
    fn a_rule_speaks_of_its_sources_in_its_period() {
        let rule = rule(&[], Some(date(2026, 1, 1)), Some(date(2026, 12, 31)));
        assert_eq!(rule.place("crm", date(2026, 12, 31)), Some(0));
        assert_eq!(rule.place("crm", date(2027, 1, 1)), None);
        assert_eq!(rule.place("shop", date(2026, 5, 5)), None);
    }

    #[test]
    fn rules_meet_in_role_and_period() {
        let old = rule(&[], None, Some(date(2026, 1, 1)));
        assert!(!old.meets(&rule(&[], Some(date(2026, 1, 2)), None)));
        assert!(old.meets(&rule(&[], Some(date(2026, 1, 1)), None)));
        let of = |role| Authority { role: Some(role), ..rule(&[], None, None) };
        assert!(!of(Role::Buyer).meets(&of(Role::Supplier)));
        assert!(!of(Role::Buyer).meets(&old), "the one for buyers is the exception");
    }

    #[test]
    fn the_day_of_an_arrival_is_told_in_the_zone_of_settings() {
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        let authorities = Authorities { zone, ..Authorities::default() };
        let late = "2026-01-01T22:00:00Z".parse().unwrap();
        assert_eq!(authorities.day(None, late), date(2026, 1, 2));
        assert_eq!(authorities.day(Some(date(2025, 12, 31).at(9, 0, 0, 0)), late), date(2025, 12, 31));
    }
}
