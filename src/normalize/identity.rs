//! Ids for records whose source gives none. Each carries a prefix that says what it was made of.

use jiff::civil::Date;

use crate::model::record::{Balance, Direction, NamedParty, PAYER_MARK, Party, Payment};

/// A party without an id: its tax number (with КПП, which tells branches apart), else its folded name.
pub(super) fn party(party: &Party) -> Option<String> {
    match &party.tax_id {
        Some(tax_id) if party.kpp.is_empty() => Some(format!("tax:{}", tax_id.digits)),
        Some(tax_id) => Some(format!("tax:{}/{}", tax_id.digits, party.kpp)),
        None if party.name_core.is_empty() => None,
        None => Some(format!("name:{}", party.name_core)),
    }
}

/// Who pays or is paid by a bank line: tax number and folded name. Branches and shops of one number are told apart by what
/// the bank calls them; a name in another spelling is the same.
pub(super) fn payer(party: &Party) -> Option<String> {
    let id = self::party(party)?;
    let has_both = party.tax_id.is_some() && !party.name_core.is_empty();
    Some(if has_both { format!("{id}{PAYER_MARK}{}", party.name_core) } else { id })
}

/// A document without an id: number, date and our company.
pub(super) fn document(number: &str, date: Date, organization: Option<&str>) -> String {
    format!("doc:{number}|{date}|{}", organization.unwrap_or_default())
}

/// A contract without an id: number, date and the client.
pub(super) fn contract(number: &str, date: Option<Date>, name: &str, client: Option<&str>) -> Option<String> {
    let client = client.unwrap_or_default();
    match (number, name) {
        ("", "") => None,
        ("", name) => Some(format!("name:{name}|{client}")),
        (number, _) => Some(format!("doc:{number}|{}|{client}", date.map(|date| date.to_string()).unwrap_or_default())),
    }
}

/// The fingerprint of a payment without an id.
///
/// The purpose is left out: banks wrap it anew in every export. A transfer between our own accounts stands in the
/// statements of both, so both must yield the same. What a bank calls a payment says more than its day, which may still
/// change until it is booked.
pub(super) fn payment(payment: &Payment) -> String {
    let Payment { number, date, amount, direction, payer, payee, booking, .. } = payment;
    let (own, counterparty) = match direction {
        Direction::In => (payee, payer),
        Direction::Out | Direction::Internal | Direction::Unknown => (payer, payee),
    };
    let (minor, currency, toward) = (amount.minor, amount.currency, direction.name());
    let mut text = match booking.references.first() {
        Some(reference) => format!("v1|{}|{reference}|{minor}{currency}|{toward}", own.account),
        None => format!(
            "v1|{}|{date}|{number}|{minor}{currency}|{toward}|{}|{}",
            own.account, counterparty.account, counterparty.tax_id,
        ),
    };
    for report in &booking.reports {
        text.push('|');
        text.push_str(report);
    }
    if let Some(total) = booking.entry_total {
        text.push_str(&format!("|of {}", total.minor));
        text.extend(booking.entry.first().map(String::as_str));
    }
    let hash = blake3::hash(text.as_bytes()).to_hex();
    format!("line:{}", hash.chars().take(32).collect::<String>())
}

/// A control total without an id: what it is about and over which period, so that what is stated anew replaces it.
pub(super) fn balance(balance: &Balance) -> String {
    let party = |party: &Option<NamedParty>| party.as_ref().map(|party| party.id.clone()).unwrap_or_default();
    let contract = balance.contract.as_ref().map(|contract| {
        let date = contract.date.map(|date| date.to_string()).unwrap_or_default();
        format!("{}/{}/{date}/{}", contract.id, contract.number, contract.name)
    });
    let about = [&balance.account, &balance.ledger, &party(&balance.organization), &party(&balance.client)]
        .map(String::as_str)
        .join("|");
    format!(
        "balance:{about}|{}|{}|{}|{}",
        contract.unwrap_or_default(),
        balance.currency,
        balance.period_start,
        balance.period_end,
    )
}
