//! Laws of golden values, under any rules of authority.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use sverka::model::authority::{Authorities, Authority, Keep, PartyField};
use sverka::model::record::{Party, Role, Standing};
use sverka::model::snapshot::PartyStatement;
use sverka::model::tax_id::{TaxId, TaxIdKind};
use sverka::reconcile::survivorship::{golden_party, orders};

const SOURCES: &[&str] = &["accounting", "crm", "shop"];

fn some(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(values.to_vec()).prop_map(str::to_owned)
}

fn day() -> impl Strategy<Value = Date> {
    (1_i8..=12).prop_map(|month| date(2026, month, 15))
}

fn party() -> impl Strategy<Value = Party> {
    let list = |values| prop::collection::vec(some(values), 0..3);
    (
        some(&["", "Альфа", "ООО Альфа", "Alfa"]),
        some(&["", "Казань", "Пермь"]),
        list(&["+74950000001", "+74950000002", "+74950000003"]),
        prop::option::of(some(&["7733147896", "7707083893"])),
        some(&["", "7733147897"]),
        some(&["", "1027700132195", "1027700132194"]),
        prop::collection::vec(prop::sample::select(vec![Role::Buyer, Role::Supplier]), 0..2),
        prop::collection::vec((some(&["цвет", "сорт"]), some(&["1", "2"])), 0..3),
        any::<bool>(),
    )
        .prop_map(
            |(name, region, phones, tax_id, tax_id_unverified, registration_number, roles, attributes, deleted)| {
                Party {
                    name,
                    region,
                    phones,
                    tax_id: tax_id.map(|digits| TaxId { kind: TaxIdKind::InnCompany, digits }),
                    tax_id_unverified,
                    registration_number,
                    roles,
                    attributes,
                    deleted,
                    ..Party::default()
                }
            },
        )
}

/// Statements in the order in which they came; a source says one thing under an id.
fn statements() -> impl Strategy<Value = Vec<PartyStatement>> {
    let statement = (some(SOURCES), any::<bool>(), prop::option::of(day()), day(), party());
    prop::collection::vec(statement, 1..6).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(at, (source, full, file_day, arrived, party))| PartyStatement {
                source,
                standing: if full { Standing::Full } else { Standing::Mention },
                file_time: file_day.map(|day| day.at(9, 0, 0, 0)),
                arrived: arrived
                    .at(9, 0, 0, 0)
                    .to_zoned(jiff::tz::TimeZone::UTC)
                    .map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp()),
                external_id: format!("id-{at}"),
                joined: at % 2 == 1,
                party,
            })
            .collect()
    })
}

fn rules() -> impl Strategy<Value = Authorities> {
    let fields = prop::collection::vec(prop::sample::select(PartyField::ALL.to_vec()), 0..4);
    let sources = prop::sample::subsequence(SOURCES.to_vec(), 1..=3).prop_shuffle();
    let role = prop::option::of(prop::sample::select(vec![Role::Buyer, Role::Supplier]));
    let rule = (fields, sources, role, prop::option::of(day()), prop::option::of(day()), any::<bool>());
    let rule = rule.prop_map(|(fields, sources, role, from, until, first)| Authority {
        fields,
        sources: sources.into_iter().map(str::to_owned).collect(),
        role,
        from,
        until,
        keep: if first { Keep::First } else { Keep::All },
    });
    prop::collection::vec(rule, 0..4).prop_map(|rules| Authorities { rules, ..Authorities::default() })
}

fn cases() -> impl Strategy<Value = (Vec<PartyStatement>, Vec<PartyStatement>, Authorities)> {
    let both = statements().prop_flat_map(|came| (Just(came.clone()), Just(came).prop_shuffle()));
    (both, rules()).prop_map(|((came, otherwise), rules)| (came, otherwise, rules))
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn the_order_of_arrival_decides_nothing((came, otherwise, rules) in cases()) {
        prop_assert_eq!(golden_party(came, &rules), golden_party(otherwise, &rules));
    }

    #[test]
    fn a_golden_value_was_said_by_somebody_and_is_there_where_anybody_said_one((came, _, rules) in cases()) {
        let golden = golden_party(came.clone(), &rules);
        let told = |of: &dyn Fn(&Party) -> String, value: &str| {
            let mut all = came.iter().map(|one| of(&one.party));
            if value.is_empty() { all.all(|said| said.is_empty()) } else { all.any(|said| said == value) }
        };
        prop_assert!(told(&|party| party.name.clone(), &golden.name));
        prop_assert!(told(&|party| party.region.clone(), &golden.region));
        prop_assert!(told(&|party| party.registration_number.clone(), &golden.registration_number));
        let digits = |party: &Party| party.tax_id.as_ref().map(|tax| tax.digits.clone()).unwrap_or_default();
        prop_assert!(told(&digits, &digits(&golden)));
        for phone in &golden.phones {
            prop_assert!(came.iter().any(|one| one.party.phones.contains(phone)));
        }
        prop_assert_eq!(golden.phones.is_empty(), came.iter().all(|one| one.party.phones.is_empty()));
    }

    #[test]
    fn a_rule_about_one_field_leaves_the_others_alone((came, _, rules) in cases()) {
        let of_phones = Authorities {
            rules: rules.rules.into_iter().map(|rule| Authority { fields: vec![PartyField::Phones], ..rule }).collect(),
            ..Authorities::default()
        };
        let (ruled, plain) = (golden_party(came.clone(), &of_phones), golden_party(came, &Authorities::default()));
        prop_assert_eq!(Party { phones: Vec::new(), ..ruled }, Party { phones: Vec::new(), ..plain });
    }

    #[test]
    fn what_explain_puts_first_is_the_golden_value((came, _, rules) in cases()) {
        let golden = golden_party(came.clone(), &rules);
        for order in orders(&came, &rules) {
            prop_assert_eq!(order.steps.len(), order.order.len().saturating_sub(1));
            let first = order.order.first().and_then(|index| came.get(*index));
            match order.field {
                "name" => prop_assert_eq!(first.map(|one| one.party.name.as_str()).unwrap_or_default(), golden.name.as_str()),
                "region" => {
                    prop_assert_eq!(first.map(|one| one.party.region.as_str()).unwrap_or_default(), golden.region.as_str());
                }
                "phones" => {
                    let strongest = first.and_then(|one| one.party.phones.first());
                    prop_assert_eq!(strongest, golden.phones.first());
                }
                _ => {}
            }
        }
    }
}
