//! Drafts in, records and issues out.

use std::sync::Arc;

use jiff::civil::{Date, date};

use super::*;
use crate::model::draft::Value;
use crate::model::field::Field as F;
use crate::model::provenance::Provenance;
use crate::model::record::{Direction, Document, Party, PartyKind, Payment, PaymentMethod, RecordVersion};

mod documents;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn number(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

fn one(fields: Vec<(F, Value)>) -> Value {
    Value::One(Box::new(Fields(fields)))
}

fn draft(kind: RecordKind, id: Option<&str>, fields: Vec<(F, Value)>) -> Draft {
    let position = Position { part: Arc::from(""), line: 0, path: "/d[1]".to_owned() };
    Draft {
        kind,
        id: id.map(str::to_owned),
        removal: false,
        provenance: Provenance { rule: Arc::from("test/rule"), position },
        version: RecordVersion::default(),
        fields: Fields(fields),
    }
}

fn rules() -> Rules {
    let mut rules = Rules::of_currency(Currency::RUB);
    rules.own_tax_ids.insert(OWN.to_owned());
    rules.own_accounts.insert(OWN_ACCOUNT.to_owned(), Party::default());
    rules
}

const OWN: &str = "7700000016";
const OWN_ACCOUNT: &str = "40702810000000000001";
const CLIENT: &str = "7800000010";
const CLIENT_ACCOUNT: &str = "40702810000000000099";

/// What a draft becomes, and what is said of it besides that it names nobody.
fn run(draft: Draft) -> (Result<Row, Refusal>, Vec<(IssueCode, Severity)>) {
    let (row, mut issues) = run_whole(draft);
    issues.retain(|(code, _)| *code != IssueCode::NoClient);
    (row, issues)
}

fn run_whole(draft: Draft) -> (Result<Row, Refusal>, Vec<(IssueCode, Severity)>) {
    let mut issues = Vec::new();
    let row = normalize(draft, &rules(), &mut issues);
    (row, issues.into_iter().map(|issue| (issue.code, issue.severity)).collect())
}

fn invoice(extra: Vec<(F, Value)>) -> Draft {
    let mut fields =
        vec![(F::Number, text("ТДЦУ-000142")), (F::Date, Value::Date(day())), (F::Total, number("100.00"))];
    fields.extend(extra);
    draft(RecordKind::Invoice, Some("i1"), fields)
}

fn day() -> Date {
    date(2026, 10, 5)
}

fn document(row: &Row) -> &Document {
    match &row.record.body {
        Body::Document(document) => document,
        other => panic!("{other:?}"),
    }
}

fn payment_of(row: &Row) -> &Payment {
    match &row.record.body {
        Body::Payment(payment) => payment,
        other => panic!("{other:?}"),
    }
}

fn party_of(record: &Record) -> &Party {
    match &record.body {
        Body::Client(party) | Body::Organization(party) => party,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_tax_numbers_of_these_tests_hold() {
    use crate::model::tax_id::TaxIdKind;
    assert!(TaxIdKind::InnCompany.holds(OWN) && TaxIdKind::InnCompany.holds(CLIENT));
}

#[test]
fn a_document_mentions_its_parties_contract_and_products_once_each() {
    let product = || one(vec![(F::Id, text("g1")), (F::Name, text("Труба"))]);
    let line =
        |total: &str| Fields(vec![(F::Product, product()), (F::Quantity, number("2")), (F::Total, number(total))]);
    let (row, issues) = run(invoice(vec![
        (F::Organization, one(vec![(F::Id, text("o1")), (F::Name, text("ООО Мы"))])),
        (F::Client, one(vec![(F::Name, text("ООО «Ромашка»")), (F::TaxId, text(&format!("{CLIENT}/780001001")))])),
        (F::Contract, one(vec![(F::Number, text("12")), (F::Date, Value::Date(date(2026, 1, 10)))])),
        (F::Lines, Value::Many(vec![line("60.00"), line("40.00")])),
    ]));
    let row = row.unwrap();
    assert_eq!(issues, []);
    let client = format!("tax:{CLIENT}/780001001");
    let document = document(&row);
    assert_eq!(document.client.as_deref(), Some(client.as_str()));
    assert_eq!(document.organization.as_deref(), Some("o1"));
    let mentioned: Vec<_> =
        row.mentions.iter().map(|m| (m.kind, m.id.as_str(), m.provenance.position.path.as_str())).collect();
    let contract = format!("doc:12|2026-01-10|{client}");
    assert_eq!(
        mentioned,
        [
            (RecordKind::Product, "g1", "/d[1]/lines[1]/product"),
            (RecordKind::Organization, "o1", "/d[1]/organization"),
            (RecordKind::Client, client.as_str(), "/d[1]/client"),
            (RecordKind::Contract, contract.as_str(), "/d[1]/contract"),
        ]
    );
    assert!(row.mentions.iter().all(|mention| mention.standing == Standing::Mention));
    let Body::Contract(contract) = &row.mentions[3].body else { panic!() };
    assert_eq!((contract.client.as_deref(), contract.organization.as_deref()), (Some(client.as_str()), Some("o1")));
    assert_eq!(document.lines[0].name, "Труба");
}

#[test]
fn everything_missing_is_said_at_once_and_the_stated_amount_is_counted() {
    let (row, issues) = run(draft(RecordKind::Invoice, Some("x"), vec![(F::Total, number("7.50"))]));
    let refusal = row.unwrap_err();
    assert_eq!(refusal.money, Some(Money { minor: 750, currency: Currency::RUB }));
    assert_eq!(refusal.kind, RecordKind::Invoice);
    assert_eq!(issues, [(IssueCode::MissingField, Severity::Error), (IssueCode::MissingField, Severity::Error)]);
    let (row, _) =
        run(draft(RecordKind::Invoice, Some("x"), vec![(F::Number, text("1")), (F::Date, Value::Date(day()))]));
    assert_eq!(row.unwrap_err().money, None);
}

#[test]
fn a_party_is_read_with_its_doubts_said() {
    let (row, issues) = run(draft(
        RecordKind::Client,
        Some("c1"),
        vec![
            (F::Name, text("Полынин П.П. ИП")),
            (F::TaxId, text("7800000017")),
            (F::Kpp, text("0")),
            (F::Phones, Value::Texts(vec!["8 (900) 123-45-67, доб. 5".to_owned(), "позвонить 5".to_owned()])),
            (
                F::ContactPoints,
                Value::Many(vec![
                    Fields(vec![(F::Kind, text("email")), (F::Value, text("P@Example.Org"))]),
                    Fields(vec![(F::Value, text("+7 900 123 45 67"))]),
                    Fields(vec![(F::Kind, text("skype")), (F::Value, text("polynin"))]),
                    Fields(vec![(F::Kind, text("address")), (F::Value, text(" Тверь,  Лесная, 1 "))]),
                ]),
            ),
            (F::Roles, Value::Texts(vec!["supplier".to_owned(), "buyer".to_owned(), "buyer".to_owned()])),
        ],
    ));
    let row = row.unwrap();
    let party = party_of(&row.record);
    assert_eq!(
        (party.name_core.as_str(), party.legal_form.as_str(), party.kind),
        ("полынин п п", "ИП", Some(PartyKind::SoleTrader))
    );
    assert_eq!((party.tax_id.clone(), party.tax_id_unverified.as_str(), party.kpp.as_str()), (None, "7800000017", ""));
    assert_eq!(party.phones, ["+79001234567"]);
    assert_eq!(party.emails, ["p@example.org"]);
    assert_eq!(party.addresses, ["Тверь, Лесная, 1"]);
    assert_eq!(party.attributes, [("skype".to_owned(), "polynin".to_owned())]);
    assert_eq!(party.roles.len(), 2);
    assert_eq!(
        issues,
        [(IssueCode::BadCheckDigits, Severity::Warning), (IssueCode::MalformedValue, Severity::Warning)]
    );
}

#[test]
fn numbers_whose_check_digits_fail_are_said_and_kept() {
    let numbers = |registration: &str, account: &str, tax_id: &str| {
        let group = Fields(vec![(F::Account, text(account)), (F::BankCode, text("044525974"))]);
        let fields = vec![
            (F::Name, text("ООО «Ромашка»")),
            (F::RegistrationNumber, text(registration)),
            (F::BankAccounts, Value::Many(vec![group])),
            (F::TaxId, text(tax_id)),
        ];
        let (row, issues) = run(draft(RecordKind::Client, Some("c"), fields));
        let party = party_of(&row.unwrap().record).clone();
        assert_eq!(
            (party.registration_number.as_str(), party.bank_accounts[0].number.as_str()),
            (registration, account)
        );
        (party.tax_id_unverified, issues)
    };
    let said = |code| (code, Severity::Warning);
    let holds = numbers("1027700132195", "40802810400000012345", "PT 501442600");
    assert_eq!(holds, ("PT501442600".to_owned(), vec![]));
    let fails = numbers("1027700132196", "40802810500000012345", "PT 50144260");
    let codes = [IssueCode::MalformedValue, IssueCode::BadCheckDigits, IssueCode::BadCheckDigits];
    assert_eq!(fails, ("PT 50144260".to_owned(), codes.map(said).to_vec()));
    let iban = numbers("HRB 12345", "UA213223130000026007233566002", "");
    assert_eq!(iban.1, [said(IssueCode::MalformedValue)]);
}

#[test]
fn a_party_without_an_id_is_known_by_tax_number_then_by_name() {
    let id = |fields| run(draft(RecordKind::Client, None, fields)).0.map(|row| row.record.id);
    assert_eq!(id(vec![(F::Name, text("А")), (F::TaxId, text(CLIENT))]), Ok(format!("tax:{CLIENT}")));
    assert_eq!(
        id(vec![(F::Name, text("ООО «Ромашка»")), (F::TaxId, text("0000000000"))]),
        Ok("name:ромашка".to_owned())
    );
    let (row, issues) = run(draft(RecordKind::Client, None, vec![(F::Comment, text("?"))]));
    assert!(row.is_err());
    assert_eq!(issues, [(IssueCode::NoKey, Severity::Error)]);
}

#[test]
fn a_party_with_our_tax_number_is_our_company() {
    let row =
        run(draft(RecordKind::Client, Some("c"), vec![(F::Name, text("ООО Мы")), (F::TaxId, text(OWN))])).0.unwrap();
    assert_eq!(row.record.kind, RecordKind::Organization);
    assert!(matches!(row.record.body, Body::Organization(_)));
    let row = run(invoice(vec![(F::Client, one(vec![(F::TaxId, text(OWN)), (F::Name, text("Мы"))]))])).0.unwrap();
    assert_eq!(
        (document(&row).client.clone(), document(&row).organization.clone()),
        (None, Some(format!("tax:{OWN}")))
    );
}

fn payment(extra: Vec<(F, Value)>, direction: &str) -> Draft {
    let side = |name: &str, tax: &str, account: &str| {
        one(vec![(F::Name, text(name)), (F::TaxId, text(tax)), (F::Account, text(account))])
    };
    let mut fields = vec![
        (F::Number, text("64")),
        (F::Date, Value::Date(day())),
        (F::Amount, number("1500.50")),
        (F::Payer, side("ООО \"Ромашка\"", CLIENT, "40702810 0 0000 0000099")),
        (F::Payee, side("ООО Мы", OWN, OWN_ACCOUNT)),
    ];
    if !direction.is_empty() {
        fields.push((F::Direction, text(direction)));
    }
    fields.extend(extra);
    draft(RecordKind::Payment, None, fields)
}

#[test]
fn the_counterparty_of_a_payment_becomes_its_client() {
    let row = run(payment(vec![], "in")).0.unwrap();
    let payment = payment_of(&row);
    assert_eq!(payment.client.as_deref(), Some(format!("tax:{CLIENT}|ромашка").as_str()));
    assert_eq!((payment.direction, payment.method), (Direction::In, PaymentMethod::Bank));
    assert_eq!(payment.payer.account, CLIENT_ACCOUNT);
    assert_eq!(party_of(&row.mentions[0]).bank_accounts[0].number, CLIENT_ACCOUNT);
    let tax = run(self::payment(vec![(F::NotSettlement, Value::Bool(true))], "in")).0.unwrap();
    assert_eq!((payment_of(&tax).client.clone(), tax.mentions.len()), (None, 0));
    // Banks name the receiver of their own fee as fully as any other.
    let bank = one(vec![(F::Name, text("АО «Пробный банк»")), (F::TaxId, text(CLIENT))]);
    let fee = vec![(F::NotSettlement, Value::Bool(true)), (F::Client, bank)];
    let fee = run(self::payment(fee, "out")).0.unwrap();
    assert_eq!((payment_of(&fee).client.clone(), fee.mentions.len()), (None, 0));
}

#[test]
fn the_direction_follows_our_accounts_and_is_never_guessed() {
    assert_eq!(payment_of(&run(payment(vec![], "")).0.unwrap()).direction, Direction::In);
    let strangers = vec![(F::Number, text("1")), (F::Date, Value::Date(day())), (F::Amount, number("1"))];
    let (row, issues) = run(draft(RecordKind::Payment, None, strangers));
    assert_eq!(payment_of(&row.unwrap()).direction, Direction::Unknown);
    assert_eq!(issues, [(IssueCode::UnknownDirection, Severity::Warning)]);
    let own = || one(vec![(F::Account, text(OWN_ACCOUNT))]);
    let both = vec![
        (F::Date, Value::Date(day())),
        (F::Amount, number("1")),
        (F::Direction, text("in")),
        (F::Payer, own()),
        (F::Payee, own()),
    ];
    assert_eq!(payment_of(&run(draft(RecordKind::Payment, None, both)).0.unwrap()).direction, Direction::Internal);
}

#[test]
fn the_fingerprint_ignores_the_purpose_and_nothing_else() {
    let id = |extra: Vec<(F, Value)>, direction: &str| run(payment(extra, direction)).0.unwrap().record.id;
    let plain = id(vec![], "in");
    assert!(plain.starts_with("line:") && plain.len() == 5 + 32, "{plain}");
    assert_eq!(plain, id(vec![(F::Purpose, text("по сч. 101"))], "in"));
    assert_ne!(plain, id(vec![], "out"));
    let mut other = payment(vec![], "in");
    other.fields.take(F::Number);
    assert_ne!(plain, run(other).0.unwrap().record.id);
}

#[test]
fn a_payment_of_nothing_is_refused() {
    for amount in ["0", "-5", "0.001", "99999999999999999999"] {
        let mut draft = payment(vec![(F::Amount, number(amount))], "in");
        draft.fields.0.remove(2);
        let (row, issues) = run(draft);
        assert!(row.is_err() && issues.iter().any(|(_, severity)| *severity == Severity::Error), "{amount}");
    }
}

#[test]
fn a_removal_needs_an_id() {
    let mut gone = invoice(vec![]);
    gone.removal = true;
    assert_eq!(run(gone.clone()).0.unwrap().record.body, Body::Deletion);
    gone.id = None;
    assert_eq!(run(gone).1, [(IssueCode::NoKey, Severity::Error)]);
}

#[test]
fn a_control_total_names_its_client_and_makes_none() {
    let party = one(vec![(F::Name, text("ООО «Вектор»")), (F::TaxId, text(CLIENT))]);
    let fields = vec![
        (F::Ledger, text("62")),
        (F::Client, party),
        (F::PeriodStart, Value::Date(date(2026, 1, 1))),
        (F::PeriodEnd, Value::Date(date(2026, 1, 31))),
        (F::OpeningDebit, number("10.00")),
        (F::OpeningCredit, number("3.00")),
        (F::Debit, number("5")),
        (F::ClosingCredit, number("2.50")),
    ];
    let (row, issues) = run(draft(RecordKind::Balance, None, fields));
    let row = row.unwrap();
    assert_eq!((row.mentions.len(), issues.len(), row.record.money()), (0, 0, None));
    assert_eq!(row.record.id, format!("balance:|62||tax:{CLIENT}||RUB|2026-01-01|2026-01-31"));
    let Body::Balance(balance) = row.record.body else { panic!() };
    let said = [balance.opening, balance.debit, balance.credit, balance.closing].map(|money| money.map(|m| m.minor));
    assert_eq!(said, [Some(700), Some(500), None, Some(-250)], "an empty side is nothing, an empty turnover unsaid");
    assert_eq!(balance.opening_sides.map(|sides| sides.credit.minor), Some(300));
    assert_eq!(balance.client.map(|client| client.name_core).as_deref(), Some("вектор"));
}

#[test]
fn a_control_total_needs_a_period_and_an_amount() {
    let day = || (F::PeriodEnd, Value::Date(day()));
    let of = |fields: Vec<(F, Value)>| run(draft(RecordKind::Balance, None, fields));
    assert!(of(vec![day(), (F::Closing, number("1"))]).0.is_ok(), "one day is a period");
    assert_eq!(of(vec![(F::Closing, number("1"))]).1, [(IssueCode::MissingField, Severity::Error)]);
    assert_eq!(of(vec![day()]).1, [(IssueCode::MissingField, Severity::Error)]);
    let backwards = vec![day(), (F::PeriodStart, Value::Date(date(2026, 12, 1))), (F::Closing, number("1"))];
    assert_eq!(of(backwards).1, [(IssueCode::MalformedValue, Severity::Error)]);
}

#[test]
fn whose_tax_number_is_ours_tells_a_sale_from_a_purchase() {
    let party = |name: &str, tax_id: &str| one(vec![(F::Name, text(name)), (F::TaxId, text(tax_id))]);
    let between = |seller, buyer| {
        let sides = vec![(F::Seller, party("ООО Продавец", seller)), (F::Buyer, party("ООО Покупатель", buyer))];
        run(invoice(sides))
    };
    let (sale, issues) = between(OWN, CLIENT);
    assert_eq!(issues, []);
    let sale = sale.unwrap();
    assert_eq!(document(&sale).organization.as_deref(), Some(format!("tax:{OWN}").as_str()));
    assert_eq!(document(&sale).client.as_deref(), Some(format!("tax:{CLIENT}").as_str()));
    let (purchase, issues) = between(CLIENT, OWN);
    assert!(purchase.unwrap_err().left_out);
    assert_eq!(issues, [(IssueCode::Purchase, Severity::Notice)]);
    let (inner, issues) = between(OWN, OWN);
    assert!(inner.unwrap_err().left_out);
    assert_eq!(issues, [(IssueCode::BetweenOwn, Severity::Notice)]);
    let (strangers, issues) = between("7809000015", CLIENT);
    let refusal = strangers.unwrap_err();
    assert!(!refusal.left_out && refusal.money.is_some(), "refused with its money");
    assert_eq!(issues.last(), Some(&(IssueCode::NeitherOurs, Severity::Error)));
}

#[test]
fn a_number_of_correction_orders_the_document_and_not_its_parties() {
    let client = one(vec![(F::Name, text("ООО Ромашка")), (F::TaxId, text(CLIENT))]);
    let (row, _) = run(invoice(vec![(F::Client, client), (F::Revision, Value::Integer(2))]));
    let row = row.unwrap();
    assert_eq!((row.record.version.message, row.mentions[0].version.message), (Some(2), None));
}
