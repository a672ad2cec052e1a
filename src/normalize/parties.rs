//! Clients and our own companies, as records and as mentions.

use crate::model::check_digits::{self, Check};
use crate::model::draft::Fields;
use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::person;
use crate::model::record::{BankAccount, Body, Party, PartyKind, RecordKind, Role};
use crate::model::tax_id::{Country, TaxId, TaxIdReading, is_kpp};
use crate::model::vat_number;

use super::contacts::{self, Reading};
use super::desk::{Desk, Refused};
use super::{identity, names};

/// Makes a full record of a client or of one of our own companies.
pub(super) fn record(
    kind: RecordKind,
    id: Option<String>,
    fields: Fields,
    desk: &mut Desk<'_>,
) -> Result<(RecordKind, String, Body), Refused> {
    let party = party(fields, desk);
    let kind = if is_ours(&party, desk) { RecordKind::Organization } else { kind };
    let Some(id) = id.or_else(|| identity::party(&party)) else {
        return Err(desk.refuse(Issue::new(IssueCode::NoKey, Severity::Error, desk.position())));
    };
    if party.name.is_empty() {
        let issue =
            Issue::new(IssueCode::MissingField, Severity::Warning, desk.position()).with("field", Field::Name.name());
        desk.issues.push(issue);
    }
    Ok((kind, id, body_of(kind, party)))
}

fn body_of(kind: RecordKind, party: Party) -> Body {
    if kind == RecordKind::Organization { Body::Organization(party) } else { Body::Client(party) }
}

/// Whether the tax number is one of our own companies'.
pub(super) fn is_ours(party: &Party, desk: &Desk<'_>) -> bool {
    party.tax_id.as_ref().is_some_and(|tax_id| desk.rules.own_tax_ids.contains(&tax_id.digits))
}

/// The external ids of the parties a record mentions.
#[derive(Debug, Default)]
pub(super) struct Sides {
    /// Our own company.
    pub(super) organization: Option<String>,
    /// The counterparty.
    pub(super) client: Option<String>,
    /// A counterparty that has our tax number, as a person looks it up.
    own: Option<String>,
}

impl Sides {
    /// Whether nobody is named whose debt it may be.
    pub(super) fn names_nobody(&self) -> bool {
        self.client.is_none() && self.own.is_none()
    }
}

/// Takes organization and client out of a record; a counterparty with one of our tax numbers is our own company.
pub(super) fn sides(fields: &mut Fields, desk: &mut Desk<'_>) -> Sides {
    sides_by(identity::party, fields, desk)
}

/// The same of a payment: its client is known by tax number and name.
pub(super) fn sides_of_payment(fields: &mut Fields, desk: &mut Desk<'_>) -> Sides {
    sides_by(identity::payer, fields, desk)
}

fn sides_by(id_of: IdOf, fields: &mut Fields, desk: &mut Desk<'_>) -> Sides {
    let mut sides = Sides {
        organization: fields
            .take_one(Field::Organization)
            .and_then(|group| mention(RecordKind::Organization, group, "organization", desk))
            .map(|(_, id)| id),
        ..Sides::default()
    };
    let Some(named) = fields.take_one(Field::Client).map(|group| Named::read(group, desk)) else { return sides };
    if is_ours(&named.party, desk) {
        sides.own = Some(named.shown());
        let id = named.mention(RecordKind::Organization, "client", desk);
        sides.organization = sides.organization.or(id);
    } else {
        sides.client = named.mention_by(id_of, RecordKind::Client, "client", desk);
    }
    sides
}

/// Takes organization and client out of a document. Where it names seller and buyer instead, our tax numbers decide:
/// what we sell is a receivable, what we buy or sell to ourselves is left out and said. Where the settings name no
/// company of ours, the seller is taken for it.
pub(super) fn sides_of_document(fields: &mut Fields, desk: &mut Desk<'_>) -> Result<Sides, Refused> {
    let (seller, buyer) = (fields.take_one(Field::Seller), fields.take_one(Field::Buyer));
    if seller.is_none() && buyer.is_none() {
        let sides = sides(fields, desk);
        if let Some(own) = &sides.own {
            // A branch of ours, or our number pasted into a client's card: no debt is anybody's.
            let issue = Issue::new(IssueCode::ClientIsOurs, Severity::Warning, desk.position());
            desk.issues.push(issue.with("buyer", own));
        }
        return Ok(sides);
    }
    let seller = seller.map(|group| Named::read(group, desk));
    let buyer = buyer.map(|group| Named::read(group, desk));
    let ours = |side: &Option<Named>, desk: &Desk<'_>| side.as_ref().is_some_and(|side| is_ours(&side.party, desk));
    let left_out = match (ours(&seller, desk), ours(&buyer, desk)) {
        (true, false) => None,
        (false, false) if desk.rules.own_tax_ids.is_empty() => None,
        (false, true) => Some((IssueCode::Purchase, Severity::Notice)),
        (true, true) => Some((IssueCode::BetweenOwn, Severity::Notice)),
        (false, false) => Some((IssueCode::NeitherOurs, Severity::Error)),
    };
    if let Some((code, severity)) = left_out {
        let name = |side: &Option<Named>| side.as_ref().map(Named::shown).unwrap_or_default();
        let issue = Issue::new(code, severity, desk.position());
        let issue = issue.with("seller", name(&seller)).with("buyer", name(&buyer));
        desk.left_out = severity < Severity::Error;
        return Err(desk.refuse(issue));
    }
    let organization = seller.and_then(|side| side.mention(RecordKind::Organization, "seller", desk));
    let client = buyer.and_then(|side| side.mention(RecordKind::Client, "buyer", desk));
    Ok(Sides { organization, client, own: None })
}

/// What a party is known by where its source gives no id.
type IdOf = fn(&Party) -> Option<String>;

/// A party of a record, with what the record knows it by.
struct Named {
    given: String,
    token: String,
    party: Party,
}

impl Named {
    fn read(mut fields: Fields, desk: &mut Desk<'_>) -> Self {
        let (given, token) = (fields.take_text(Field::Id), fields.take_text(Field::VersionToken));
        Self { given, token, party: party(fields, desk) }
    }

    /// Adds it to the mentions; returns its id, nothing where it can't be identified.
    fn mention(self, kind: RecordKind, place: &str, desk: &mut Desk<'_>) -> Option<String> {
        self.mention_by(identity::party, kind, place, desk)
    }

    /// The same; where its source gives no id, by this one.
    fn mention_by(self, id_of: IdOf, kind: RecordKind, place: &str, desk: &mut Desk<'_>) -> Option<String> {
        let Self { given, token, party } = self;
        let id = Some(given).filter(|id| !id.is_empty()).or_else(|| id_of(&party))?;
        desk.mention(kind, &id, body_of(kind, party), token, place);
        Some(id)
    }

    /// Name and tax number, as a person looks it up.
    fn shown(&self) -> String {
        let Party { name, tax_id, tax_id_unverified, .. } = &self.party;
        let digits = tax_id.as_ref().map_or(tax_id_unverified, |tax_id| &tax_id.digits);
        if digits.is_empty() { name.clone() } else { format!("{name} ({digits})") }
    }
}

/// Adds a mentioned party; returns what it turned out to be and its id. Nothing where it can't be identified.
fn mention(kind: RecordKind, fields: Fields, place: &str, desk: &mut Desk<'_>) -> Option<(RecordKind, String)> {
    let named = Named::read(fields, desk);
    let kind = if is_ours(&named.party, desk) { RecordKind::Organization } else { kind };
    named.mention(kind, place, desk).map(|id| (kind, id))
}

/// Adds a party that only a payment names; see `payments`.
pub(super) fn mention_party(party: Party, place: &str, desk: &mut Desk<'_>) -> Option<String> {
    let id = identity::payer(&party)?;
    desk.mention(RecordKind::Client, &id, Body::Client(party), String::new(), place);
    Some(id)
}

/// One of our companies as settings name it.
pub(super) fn own_company(name: &str, tax_id: &str, home: Country) -> Party {
    let mut party = Party { name: name.to_owned(), ..Party::default() };
    set_names(&mut party, None);
    if let TaxIdReading::Valid { tax_id, .. } = TaxId::read(tax_id, party.kind, home) {
        party.tax_id = Some(tax_id);
    }
    party
}

/// Adds a company of ours that only its account names.
pub(super) fn mention_own(party: Party, desk: &mut Desk<'_>) -> Option<String> {
    let id = identity::party(&party)?;
    desk.mention(RecordKind::Organization, &id, Body::Organization(party), String::new(), "organization");
    Some(id)
}

/// Reads a party's fields.
pub(super) fn party(mut fields: Fields, desk: &mut Desk<'_>) -> Party {
    let mut party = Party {
        name: fields.take_text(Field::Name),
        legal_name: fields.take_text(Field::LegalName),
        registration_number: fields.take_text(Field::RegistrationNumber),
        manager: fields.take_text(Field::Manager),
        segment: fields.take_text(Field::Segment),
        region: fields.take_text(Field::Region),
        comment: fields.take_text(Field::Comment),
        deleted: fields.take_bool(Field::Deleted).unwrap_or_default(),
        ..Party::default()
    };
    let stated = party_kind(&mut fields, desk);
    set_names(&mut party, stated);
    let (number, kpp) = (fields.take_text(Field::TaxId), fields.take_text(Field::Kpp));
    set_tax_id(&mut party, &number, &kpp, desk);
    if check_digits::registration_number(&party.registration_number) == Check::Fails {
        desk.warn(IssueCode::BadCheckDigits, Field::RegistrationNumber, party.registration_number.clone());
    }
    party.roles = roles(&mut fields, desk);
    set_contacts(&mut party, &mut fields, desk);
    party.bank_accounts =
        fields.take_many(Field::BankAccounts).into_iter().filter_map(|group| bank_account(group, desk)).collect();
    for mut group in fields.take_many(Field::Attributes) {
        let (name, value) = (group.take_text(Field::Name), group.take_text(Field::Value));
        if !value.is_empty() {
            party.attributes.push((name, value));
        }
    }
    party
}

fn party_kind(fields: &mut Fields, desk: &mut Desk<'_>) -> Option<PartyKind> {
    let text = fields.take_text(Field::PartyKind);
    let known =
        [PartyKind::Company, PartyKind::SoleTrader, PartyKind::Person].into_iter().find(|kind| kind.name() == text);
    if known.is_none() && !text.is_empty() {
        desk.warn(IssueCode::UnknownValue, Field::PartyKind, text);
    }
    known
}

/// Sets name, legal form, folded name and what is known of the kind.
pub(super) fn set_names(party: &mut Party, stated: Option<PartyKind>) {
    if party.name.is_empty() {
        party.name.clone_from(&party.legal_name);
    }
    let parts = names::parts(&party.name);
    let (mut form, mut by_form) = (parts.legal_form, parts.kind);
    if form.is_empty() && !party.legal_name.is_empty() && party.legal_name != party.name {
        let legal = names::parts(&party.legal_name);
        (form, by_form) = (legal.legal_form, legal.kind);
    }
    let is_trader = person::is_sole_trader(&form, &party.name, &parts.core);
    party.name_core = parts.core;
    party.legal_form = form;
    party.kind = stated.or(if is_trader { Some(PartyKind::SoleTrader) } else { by_form });
}

/// Sets the tax number and КПП; a doubtful number is kept as written and said.
fn set_tax_id(party: &mut Party, number: &str, kpp: &str, desk: &mut Desk<'_>) {
    let mut behind = None;
    let hint = party.kind.or_else(|| person::is_person_name(&party.name_core).then_some(PartyKind::Person));
    match TaxId::read(number, hint, desk.rules.home) {
        TaxIdReading::Valid { tax_id, kpp } => {
            party.tax_id = Some(tax_id);
            behind = kpp;
        }
        TaxIdReading::Restored { tax_id, kpp } => {
            desk.say(IssueCode::DigitsLost, Severity::Notice, Field::TaxId, number);
            party.tax_id = Some(tax_id);
            behind = kpp;
        }
        TaxIdReading::BadCheckDigits { digits, kpp } => {
            desk.warn(IssueCode::BadCheckDigits, Field::TaxId, digits.clone());
            party.tax_id_unverified = digits;
            behind = kpp;
        }
        TaxIdReading::Placeholder(digits) => desk.warn(IssueCode::PlaceholderValue, Field::TaxId, digits),
        TaxIdReading::VatNumber(number) => party.tax_id_unverified = number,
        TaxIdReading::NotATaxId(text) => {
            let is_vat = vat_number::vat_number(&vat_number::bare(&text)) == Check::Fails;
            desk.malformed(Field::TaxId, text.clone(), if is_vat { "vat_number" } else { "tax_id" });
            party.tax_id_unverified = text;
        }
        TaxIdReading::Absent => {}
    }
    let bare: String = kpp.chars().filter(|letter| !letter.is_whitespace()).collect();
    let bare = bare.trim_start_matches("КПП").trim_start_matches(':').to_owned();
    if is_kpp(&bare) {
        party.kpp = bare;
    } else {
        // «0» and a dash stand for none.
        if bare.chars().any(|letter| letter.is_alphanumeric() && letter != '0') {
            desk.malformed(Field::Kpp, kpp, "kpp");
        }
        party.kpp = behind.unwrap_or_default();
    }
    party.kind = party.kind.or_else(|| party.tax_id.as_ref().map(TaxId::party_kind));
}

fn roles(fields: &mut Fields, desk: &mut Desk<'_>) -> Vec<Role> {
    let mut roles = Vec::new();
    for text in fields.take_texts(Field::Roles) {
        match [Role::Buyer, Role::Supplier, Role::Partner].into_iter().find(|role| role.name() == text) {
            Some(role) if roles.contains(&role) => {}
            Some(role) => roles.push(role),
            None => desk.say(IssueCode::UnknownValue, Severity::Notice, Field::Roles, text),
        }
    }
    roles.sort_unstable();
    roles
}

fn bank_account(mut group: Fields, desk: &mut Desk<'_>) -> Option<BankAccount> {
    let text = group.take_text(Field::Account);
    let reading = contacts::account(&text);
    if reading.doubtful {
        desk.malformed(Field::Account, text, "iban");
    }
    let bank_code = group.take_text(Field::BankCode);
    if check_digits::account_key(&reading.number, &bank_code) == Check::Fails {
        desk.warn(IssueCode::BadCheckDigits, Field::Account, reading.number.clone());
    }
    (!reading.number.is_empty()).then(|| BankAccount {
        number: reading.number,
        bank_code,
        bank_name: group.take_text(Field::BankName),
    })
}

/// Phones, mails and what else a record says about how to reach somebody.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Phones in E.164.
    pub(super) phones: Vec<String>,
    /// Mails, lower case.
    pub(super) emails: Vec<String>,
    /// Addresses as text.
    pub(super) addresses: Vec<String>,
    /// Anything of another or an unknown kind.
    pub(super) others: Vec<(String, String)>,
}

fn set_contacts(party: &mut Party, fields: &mut Fields, desk: &mut Desk<'_>) {
    let reach = reach(fields, country(party).unwrap_or(desk.rules.home), desk);
    party.phones = reach.phones;
    party.emails = reach.emails;
    party.addresses = reach.addresses;
    party.attributes = reach.others;
}

/// The country that the tax number or the legal form tells.
fn country(party: &Party) -> Option<Country> {
    let of_number = party.tax_id.as_ref().map(|tax_id| tax_id.kind.country());
    of_number.or_else(|| Country::of_legal_form(&party.legal_form))
}

/// Reads phones, mails, addresses and contact points; those without a kind are told apart by their shape. Phones are those
/// of a country, if they can be.
pub(super) fn reach(fields: &mut Fields, country: Country, desk: &mut Desk<'_>) -> Reach {
    let home = desk.rules.home;
    let phones = |text: &str| contacts::phones_of(text, country, home);
    let mut reach = Reach::default();
    for text in fields.take_texts(Field::Phones) {
        add(&mut reach.phones, phones(&text), Field::Phones, "phone", desk);
    }
    for text in fields.take_texts(Field::Emails) {
        add(&mut reach.emails, contacts::emails(&text), Field::Emails, "email", desk);
    }
    for text in fields.take_texts(Field::Addresses) {
        add_address(&mut reach.addresses, &text);
    }
    for mut group in fields.take_many(Field::ContactPoints) {
        let (kind, value) = (group.take_text(Field::Kind), group.take_text(Field::Value));
        match (kind.as_str(), value.trim()) {
            (_, "") => {}
            ("phone", text) => add(&mut reach.phones, phones(text), Field::Phones, "phone", desk),
            ("email", text) => add(&mut reach.emails, contacts::emails(text), Field::Emails, "email", desk),
            ("address", text) => add_address(&mut reach.addresses, text),
            ("", text) if text.contains('@') => {
                add(&mut reach.emails, contacts::emails(text), Field::Emails, "email", desk)
            }
            ("", text) if contacts::looks_like_phone(text) => {
                add(&mut reach.phones, phones(text), Field::Phones, "phone", desk);
            }
            ("", text) => reach.others.push(("other".to_owned(), text.to_owned())),
            (other, text) => reach.others.push((other.to_owned(), text.to_owned())),
        }
    }
    reach
}

fn add(held: &mut Vec<String>, reading: Reading, field: Field, expected: &str, desk: &mut Desk<'_>) {
    for value in reading.found {
        if !held.contains(&value) {
            held.push(value);
        }
    }
    for text in reading.unreadable {
        desk.malformed(field, text, expected);
    }
}

fn add_address(held: &mut Vec<String>, text: &str) {
    let address = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !address.is_empty() && !held.contains(&address) {
        held.push(address);
    }
}
