//! Payments: direction, sides, the counterparty.

use rust_decimal::Decimal;

use crate::model::draft::{Fields, Value};
use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::Currency;
use crate::model::record::{
    BankAccount, Body, Booking, Direction, Party, Payment, PaymentMethod, PaymentSide, RecordKind,
};
use crate::model::tax_id::{TaxId, TaxIdReading, is_kpp};

use super::desk::{Desk, Refused};
use super::parties::{self, mention_party, set_names, sides_of_payment};
use super::{contacts, identity, names};

/// Makes a payment. One whose direction is unknown is made too, as [`Direction::Unknown`]: it waits for a person.
pub(super) fn payment(
    id: Option<String>,
    mut fields: Fields,
    desk: &mut Desk<'_>,
) -> Result<(RecordKind, String, Body), Refused> {
    let currency = desk.currency(&mut fields)?;
    let Some(stated) = fields.take_decimal(Field::Amount) else { return Err(desk.missing(Field::Amount)) };
    let Some(amount) = desk.money(Field::Amount, stated, currency) else { return Err(desk.refuse_for_last()) };
    desk.stated = Some(amount);
    if stated < Decimal::ZERO || amount.minor <= 0 {
        let code = if stated.is_zero() { IssueCode::ZeroAmount } else { IssueCode::NegativeAmount };
        return Err(desk.refuse_value(code, Field::Amount, stated.to_string()));
    }
    let date = desk.require_date(&mut fields, Field::Date)?;
    let (mut payer, mut payee) = (side(&mut fields, Field::Payer, desk), side(&mut fields, Field::Payee, desk));
    let not_settlement = fields.take_bool(Field::NotSettlement).unwrap_or_default();
    let direction = direction(&fields.take_text(Field::Direction), &payer.written, &payee.written, desk);
    let method = method(&fields.take_text(Field::Method), desk);
    let is_ours = not_settlement || direction == Direction::Internal;
    if is_ours || client_holds_our_account(&fields, direction, (&payer.written, &payee.written), desk) {
        // A bank that takes its fee, the treasury, our own people and we ourselves are nobody's clients.
        fields.take(Field::Client);
    }
    let sides = sides_of_payment(&mut fields, desk);
    let counterparty = match direction {
        Direction::In => Some((&payer, "payer")),
        Direction::Out => Some((&payee, "payee")),
        Direction::Internal | Direction::Unknown => None,
    };
    let client = match (sides.client, counterparty) {
        (Some(client), _) => Some(client),
        (None, Some((side, place))) if !not_settlement => client_of(side, place, desk),
        (None, _) => None,
    };
    let booking = booking(&mut fields, direction, currency, (&mut payer, &mut payee), desk);
    let organization = sides.organization.or_else(|| owner_of(direction, &payer.written, &payee.written, desk));
    let payment = Payment {
        number: fields.take_text(Field::Number),
        date,
        value_date: fields.take_date(Field::ValueDate),
        direction,
        method,
        amount,
        payer: payer.written,
        payee: payee.written,
        organization,
        client,
        purpose: fields.take_text(Field::Purpose),
        pays: desk.references(&mut fields, Field::Pays, currency),
        posted: fields.take_bool(Field::Posted).unwrap_or(true),
        deleted: fields.take_bool(Field::Deleted).unwrap_or_default(),
        not_settlement,
        booking,
    };
    let id = id.unwrap_or_else(|| identity::payment(&payment));
    Ok((RecordKind::Payment, id, Body::Payment(Box::new(payment))))
}

/// Whether the client's account is our own one, as where a report names nobody but the account's owner.
fn client_holds_our_account(
    fields: &Fields,
    direction: Direction,
    (payer, payee): (&PaymentSide, &PaymentSide),
    desk: &Desk<'_>,
) -> bool {
    let own = match direction {
        Direction::In => &payee.account,
        Direction::Out => &payer.account,
        Direction::Internal | Direction::Unknown => "",
    };
    let Some(Value::One(client)) = fields.get(Field::Client) else { return false };
    let groups = match client.get(Field::BankAccounts) {
        Some(Value::Many(groups)) => groups.as_slice(),
        Some(Value::One(group)) => std::slice::from_ref(&**group),
        _ => return false,
    };
    let numbers = groups.iter().filter_map(|group| match group.get(Field::Account) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    });
    numbers
        .map(|text| contacts::account(text).number)
        .any(|number| !number.is_empty() && (number == own || desk.rules.own_accounts.contains_key(&number)))
}

/// How the bank booked it. A transfer between our own accounts stands in the reports of both, each with its own
/// references: it is known by what it says.
fn booking(
    fields: &mut Fields,
    direction: Direction,
    currency: Currency,
    (payer, payee): (&mut Side, &mut Side),
    desk: &mut Desk<'_>,
) -> Booking {
    let booking = Booking {
        reports: Some(fields.take_text(Field::Report)).filter(|report| !report.is_empty()).into_iter().collect(),
        references: fields.take_texts(Field::References),
        entry: fields.take_texts(Field::Entry),
        entry_total: desk.take_money(fields, Field::EntryTotal, currency),
        reversal: fields.take_bool(Field::Reversal).unwrap_or_default(),
    };
    if direction == Direction::Internal && !booking.is_empty() {
        if payer.written.name.is_empty() || payee.written.name.is_empty() {
            // Each report names the other side only.
            payer.written.name.clear();
            payee.written.name.clear();
        }
        return Booking::default();
    }
    booking
}

/// Our company whose account it is, where the settings name it.
fn owner_of(direction: Direction, payer: &PaymentSide, payee: &PaymentSide, desk: &mut Desk<'_>) -> Option<String> {
    let own = match direction {
        Direction::In => payee,
        Direction::Out | Direction::Internal => payer,
        Direction::Unknown => return None,
    };
    let owner = desk.rules.own_accounts.get(&own.account)?.clone();
    parties::mention_own(owner, desk)
}

/// One side as written, and what its tax number is worth.
struct Side {
    written: PaymentSide,
    tax_id: Option<TaxId>,
    kpp: String,
}

/// Reads one side; a doubtful tax number is no news here (banks state what the payer typed), so no issue is made of it.
fn side(fields: &mut Fields, field: Field, desk: &Desk<'_>) -> Side {
    let mut group = fields.take_one(field).unwrap_or_default();
    let (name, text) = (group.take_text(Field::Name), group.take_text(Field::TaxId));
    let (tax_id, written, behind) = match TaxId::read(&text, names::parts(&name).kind, desk.rules.home) {
        TaxIdReading::Valid { tax_id, kpp } | TaxIdReading::Restored { tax_id, kpp } => {
            let digits = tax_id.digits.clone();
            (Some(tax_id), digits, kpp)
        }
        TaxIdReading::BadCheckDigits { digits, kpp } => (None, digits, kpp),
        TaxIdReading::Placeholder(digits) => (None, digits, None),
        TaxIdReading::VatNumber(text) | TaxIdReading::NotATaxId(text) => (None, text, None),
        TaxIdReading::Absent => (None, String::new(), None),
    };
    let kpp = group.take_text(Field::Kpp);
    Side {
        written: PaymentSide {
            name,
            tax_id: written,
            account: contacts::account(&group.take_text(Field::Account)).number,
        },
        tax_id,
        kpp: Some(kpp).filter(|kpp| is_kpp(kpp)).or(behind).unwrap_or_default(),
    }
}

/// In, out or internal: as the mapping says, corrected where both sides are ours; else by whose accounts and tax
/// numbers they are; else unknown and said.
fn direction(text: &str, payer: &PaymentSide, payee: &PaymentSide, desk: &mut Desk<'_>) -> Direction {
    let is_own = |side: &PaymentSide| {
        !side.account.is_empty() && desk.rules.own_accounts.contains_key(&side.account)
            || desk.rules.own_tax_ids.contains(&side.tax_id)
    };
    let (from_us, to_us) = (is_own(payer), is_own(payee));
    let one_holder = !payer.tax_id.is_empty() && payer.tax_id == payee.tax_id;
    match (text, from_us, to_us) {
        ("internal", ..) | (_, true, true) => Direction::Internal,
        ("in" | "out", ..) if one_holder => Direction::Internal,
        ("in", ..) => Direction::In,
        ("out", ..) => Direction::Out,
        (_, true, false) => Direction::Out,
        (_, false, true) => Direction::In,
        (_, false, false) => {
            let issue = Issue::new(IssueCode::UnknownDirection, Severity::Warning, desk.position())
                .with("payer", named(payer))
                .with("payee", named(payee));
            desk.issues.push(issue);
            Direction::Unknown
        }
    }
}

fn named(side: &PaymentSide) -> &str {
    if side.account.is_empty() { &side.name } else { &side.account }
}

fn method(text: &str, desk: &mut Desk<'_>) -> PaymentMethod {
    match text {
        "" | "bank" => PaymentMethod::Bank,
        "cash" => PaymentMethod::Cash,
        "card" => PaymentMethod::Card,
        "offset" => PaymentMethod::Offset,
        other => {
            desk.warn(IssueCode::UnknownValue, Field::Method, other);
            PaymentMethod::Bank
        }
    }
}

/// The client a side is, where its tax number holds and is not ours.
fn client_of(side: &Side, place: &str, desk: &mut Desk<'_>) -> Option<String> {
    let tax_id = side.tax_id.clone()?;
    let mut party = Party { name: side.written.name.clone(), kpp: side.kpp.clone(), ..Party::default() };
    set_names(&mut party, None);
    party.kind = party.kind.or_else(|| Some(tax_id.party_kind()));
    party.tax_id = Some(tax_id);
    if parties::is_ours(&party, desk) {
        return None;
    }
    if !side.written.account.is_empty() {
        party.bank_accounts.push(BankAccount {
            number: side.written.account.clone(),
            bank_code: String::new(),
            bank_name: String::new(),
        });
    }
    mention_party(party, place, desk)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::draft::Draft;
    use crate::model::provenance::{Position, Provenance};
    use crate::model::record::RecordVersion;
    use crate::normalize::{Rules, normalize};

    const OURS: &str = "40702810000000000001";
    const THEIRS: &str = "40702810000000000099";

    /// Whether a payment received on `own` has a client, who is said to have the account.
    fn has_client(own: &str, account: &str, rules: &Rules) -> bool {
        let text = |text: &str| Value::Text(text.to_owned());
        let group = |fields| Value::One(Box::new(Fields(fields)));
        let accounts = Value::Many(vec![Fields(vec![(Field::Account, text(account))])]);
        let client = group(vec![(Field::Name, text("ООО «Альфа»")), (Field::BankAccounts, accounts)]);
        let draft = Draft {
            kind: RecordKind::Payment,
            id: None,
            removal: false,
            provenance: Provenance { rule: "test/rule".into(), position: Position::default() },
            version: RecordVersion::default(),
            fields: Fields(vec![
                (Field::Date, Value::Date(date(2026, 10, 5))),
                (Field::Amount, Value::Decimal(Decimal::from(5))),
                (Field::Direction, text("in")),
                (Field::Payee, group(vec![(Field::Account, text(own))])),
                (Field::Client, client),
            ]),
        };
        let row = normalize(draft, rules, &mut Vec::new()).unwrap();
        let Body::Payment(payment) = row.record.body else { panic!() };
        assert_eq!(payment.client.is_some(), !row.mentions.is_empty());
        payment.client.is_some()
    }

    #[test]
    fn whoever_holds_our_account_is_nobody_s_client() {
        let mut rules = Rules::of_currency(Currency::RUB);
        assert!(has_client(OURS, THEIRS, &rules));
        assert!(!has_client(OURS, "4070 2810 0000 0000 0001", &rules), "the statement's own account");
        rules.own_accounts.insert(THEIRS.to_owned(), Party::default());
        assert!(!has_client(OURS, THEIRS, &rules), "another account of ours");
    }
}
