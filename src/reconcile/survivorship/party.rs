//! The golden party, field by field.

use super::ranking::Court;
use super::spelling::repaired;
use super::unite;
use crate::model::authority::{Authorities, PartyField};
use crate::model::explain::FieldOrder;
use crate::model::record::Party;
use crate::model::snapshot::PartyStatement;

/// The golden party: field by field what the strongest source says; lists are put together unless settings keep one.
/// Deleted only when every full statement says so.
///
/// A tax number whose check digits hold is never given up for one that fails: it tells who the client is.
#[must_use]
pub fn golden_party(mut statements: Vec<PartyStatement>, authorities: &Authorities) -> Party {
    if statements.len() < 2 {
        return statements.pop().map(|only| shown(only.party)).unwrap_or_default();
    }
    let court = Court::new(&statements, authorities);
    let name = court.rank(PartyField::Name);
    let tax_id = court.rank(PartyField::TaxId);
    let named = name.parties().next();
    // Every field by name: a new one does not compile until someone says how it merges.
    Party {
        name: named.map(|party| repaired(&party.name)).unwrap_or_default(),
        name_core: named.map(|party| party.name_core.clone()).unwrap_or_default(),
        legal_form: name
            .parties()
            .map(|party| party.legal_form.clone())
            .find(|form| !form.is_empty())
            .unwrap_or_default(),
        legal_name: court.text(PartyField::LegalName, |party| &party.legal_name),
        kind: court.rank(PartyField::Kind).parties().find_map(|party| party.kind),
        roles: court.list(PartyField::Roles, |party| &party.roles),
        tax_id: tax_id.parties().find_map(|party| party.tax_id.clone()),
        tax_id_unverified: court.text(PartyField::TaxId, |party| &party.tax_id_unverified),
        kpp: court.text(PartyField::Kpp, |party| &party.kpp),
        registration_number: court.text(PartyField::RegistrationNumber, |party| &party.registration_number),
        phones: court.list(PartyField::Phones, |party| &party.phones),
        emails: court.list(PartyField::Emails, |party| &party.emails),
        addresses: court.list(PartyField::Addresses, |party| &party.addresses),
        bank_accounts: court.list(PartyField::BankAccounts, |party| &party.bank_accounts),
        manager: court.text(PartyField::Manager, |party| &party.manager),
        segment: court.text(PartyField::Segment, |party| &party.segment),
        region: court.text(PartyField::Region, |party| &party.region),
        comment: court.text(PartyField::Comment, |party| &party.comment),
        attributes: attributes(court.list(PartyField::Attributes, |party| &party.attributes)),
        deleted: is_deleted(&statements),
    }
}

/// The party with its name as it is shown: what looks like a letter is that letter.
fn shown(mut party: Party) -> Party {
    party.name = repaired(&party.name);
    party
}

/// For each field who is believed, and why: what `explain` shows.
#[must_use]
pub fn orders(statements: &[PartyStatement], authorities: &Authorities) -> Vec<FieldOrder> {
    let court = Court::new(statements, authorities);
    PartyField::ALL.into_iter().map(|field| court.rank(field).order(field)).collect()
}

fn is_deleted(statements: &[PartyStatement]) -> bool {
    let strongest = statements.iter().map(|statement| statement.standing).max();
    statements.iter().filter(|statement| Some(statement.standing) == strongest).all(|s| s.party.deleted)
}

/// The first value of each name.
fn attributes(all: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for (name, value) in all {
        if !kept.iter().any(|(known, _)| *known == name) {
            kept.push((name, value));
        }
    }
    kept
}

impl Court<'_> {
    /// What the strongest says that says anything.
    fn text(&self, field: PartyField, of: impl Fn(&Party) -> &String) -> String {
        self.rank(field).parties().map(of).find(|text| !text.is_empty()).cloned().unwrap_or_default()
    }

    /// What they say together, or the strongest alone where settings keep one list.
    fn list<T: Clone + PartialEq>(&self, field: PartyField, of: impl Fn(&Party) -> &Vec<T>) -> Vec<T> {
        let mut list = Vec::new();
        for party in self.rank(field).kept(field) {
            unite(&mut list, of(party).clone());
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::model::authority::{Authority, Keep};
    use crate::model::explain::Because;
    use crate::model::record::{Role, Standing};
    use crate::model::tax_id::{TaxId, TaxIdKind};

    fn golden(statements: Vec<PartyStatement>) -> Party {
        golden_party(statements, &Authorities::default())
    }

    fn says(source: &str, standing: Standing, name: &str, phone: &str) -> PartyStatement {
        PartyStatement {
            source: source.into(),
            standing,
            file_time: None,
            arrived: Timestamp::UNIX_EPOCH,
            external_id: source.into(),
            joined: false,
            party: Party { name: name.into(), phones: vec![phone.into()], ..Party::default() },
        }
    }

    #[test]
    fn a_full_statement_leads_and_lists_are_united_in_any_order_of_arrival() {
        let full = says("b", Standing::Full, "ООО Альфа", "+74950000001");
        let mention = says("a", Standing::Mention, "Альфа", "+74950000002");
        let one = golden(vec![full.clone(), mention.clone()]);
        let other = golden(vec![mention, full]);
        assert_eq!(one, other);
        assert_eq!((one.name.as_str(), one.phones.len()), ("ООО Альфа", 2));
    }

    #[test]
    fn a_client_is_deleted_only_when_every_full_source_says_so() {
        let mut one = says("a", Standing::Full, "А", "1");
        one.party.deleted = true;
        let two = says("b", Standing::Full, "А", "1");
        assert!(!golden(vec![one.clone(), two]).deleted);
        assert!(golden(vec![one, says("c", Standing::Mention, "А", "1")]).deleted);
    }

    #[test]
    fn among_full_statements_the_newest_file_leads_and_gaps_are_filled() {
        let dated = |source: &str, time: &str, name: &str, region: &str| PartyStatement {
            file_time: Some(time.parse().unwrap()),
            party: Party { name: name.into(), region: region.into(), ..Party::default() },
            ..says(source, Standing::Full, "", "1")
        };
        let (old, new) =
            (dated("a", "2026-10-01T10:00:00", "Старое", "Казань"), dated("b", "2026-10-02T10:00:00", "Новое", ""));
        for statements in [vec![old.clone(), new.clone()], vec![new, old]] {
            let golden = golden(statements);
            assert_eq!((golden.name.as_str(), golden.region.as_str()), ("Новое", "Казань"));
        }
    }

    #[test]
    fn of_equals_the_card_that_stays_is_believed_and_a_newer_file_before_it() {
        let mut joined = says("a", Standing::Full, "Ёлочка", "1");
        joined.joined = true;
        let mut stays = says("b", Standing::Full, "Белая Ладья", "2");
        let all = |stays: &PartyStatement| vec![joined.clone(), stays.clone()];
        assert_eq!(golden(all(&stays)).name, "Белая Ладья");
        assert_eq!(orders(&all(&stays), &Authorities::default())[0].steps, [Because::Stays]);
        stays.party.name = String::new();
        assert_eq!(golden(all(&stays)).name, "Ёлочка", "what it does not say");
        let newer = PartyStatement { file_time: Some(date(2026, 5, 5).at(9, 0, 0, 0)), ..joined.clone() };
        assert_eq!(golden(vec![newer, says("b", Standing::Full, "Белая Ладья", "2")]).name, "Ёлочка");
    }

    #[test]
    fn a_name_with_a_remark_or_look_alikes_is_not_shown_where_another_spells_it_well() {
        let clean = says("z", Standing::Mention, "ООО Восток-Сервис", "1");
        for bad in ["ООО Восток-Сервис (не использовать)", "ООО Вocтoк-Сервиc", "ооо восток-сервис"]
        {
            let bad = says("a", Standing::Full, bad, "2");
            let rules = by(vec![authority(&[PartyField::Name], &["a"])]);
            assert_eq!(golden_party(vec![bad.clone(), clean.clone()], &rules).name, "ООО Восток-Сервис");
            assert_eq!(orders(&[bad, clean.clone()], &rules)[0].steps, [Because::Spelling]);
        }
        let alone = golden(vec![says("a", Standing::Full, "ООО Вocтoк-Сервиc", "2")]);
        assert_eq!(alone.name, "ООО Восток-Сервис", "repaired");
    }

    fn authority(fields: &[PartyField], sources: &[&str]) -> Authority {
        let sources = sources.iter().map(|&source| source.to_owned()).collect();
        Authority { fields: fields.to_vec(), sources, ..Authority::default() }
    }

    fn by(rules: Vec<Authority>) -> Authorities {
        Authorities { rules, ..Authorities::default() }
    }

    #[test]
    fn what_settings_say_counts_before_standing_and_only_for_its_fields() {
        let full = says("b", Standing::Full, "ООО Альфа", "+74950000001");
        let mention = says("crm", Standing::Mention, "Альфа", "+74950000002");
        let rules = by(vec![authority(&[PartyField::Phones], &["crm"])]);
        for statements in [vec![full.clone(), mention.clone()], vec![mention, full]] {
            let golden = golden_party(statements, &rules);
            assert_eq!((golden.name.as_str(), golden.phones[0].as_str()), ("ООО Альфа", "+74950000002"));
            assert_eq!(golden.phones.len(), 2);
        }
    }

    #[test]
    fn one_list_is_kept_where_settings_ask_for_it() {
        let (a, b) = (says("a", Standing::Full, "А", "1"), says("b", Standing::Full, "А", "2"));
        let first = Authority { keep: Keep::First, ..authority(&[], &["b"]) };
        assert_eq!(golden_party(vec![a.clone(), b], &by(vec![first.clone()])).phones, ["2"]);
        let silent = PartyStatement { party: Party::default(), ..says("b", Standing::Full, "", "") };
        assert_eq!(
            golden_party(vec![a, silent], &by(vec![first])).phones,
            ["1"],
            "a source that says nothing has no say"
        );
    }

    #[test]
    fn a_rule_is_for_a_role_and_a_period_and_the_next_one_for_the_rest() {
        let says = |source: &str, region: &str, day: jiff::civil::Date| PartyStatement {
            file_time: Some(day.at(9, 0, 0, 0)),
            party: Party { region: region.into(), roles: vec![Role::Buyer], ..Party::default() },
            ..says(source, Standing::Full, "", "")
        };
        let of = |role, rule: Authority| Authority { role: Some(role), ..rule };
        let (old, new) = (says("crm", "Казань", date(2025, 5, 5)), says("shop", "Пермь", date(2026, 5, 5)));
        let region = |rules: Vec<Authority>| golden_party(vec![old.clone(), new.clone()], &by(rules)).region;
        assert_eq!(region(vec![]), "Пермь");
        assert_eq!(region(vec![of(Role::Buyer, authority(&[], &["crm"]))]), "Казань");
        assert_eq!(region(vec![of(Role::Supplier, authority(&[], &["crm"]))]), "Пермь");
        let since = |source, from| Authority { from: Some(from), ..authority(&[], &[source]) };
        assert_eq!(region(vec![since("crm", date(2026, 1, 1))]), "Пермь", "the file is older than the rule");
        assert_eq!(region(vec![since("crm", date(2026, 1, 1)), authority(&[], &["crm"])]), "Казань");
    }

    #[test]
    fn a_number_that_holds_is_never_given_up_for_one_that_fails() {
        let wrong = PartyStatement {
            party: Party { tax_id_unverified: "7733147897".into(), ..Party::default() },
            ..says("crm", Standing::Full, "", "")
        };
        let mut right = says("shop", Standing::Mention, "", "");
        right.party.tax_id = Some(TaxId { kind: TaxIdKind::InnCompany, digits: "7733147896".into() });
        let golden = golden_party(vec![wrong, right.clone()], &by(vec![authority(&[], &["crm"])]));
        assert_eq!((golden.tax_id, golden.tax_id_unverified.as_str()), (right.party.tax_id, "7733147897"));
        let numbered = |source: &str, number: &str| PartyStatement {
            party: Party { registration_number: number.into(), ..Party::default() },
            ..says(source, Standing::Full, "", "")
        };
        let statements = vec![numbered("a", "1027700132194"), numbered("b", "1027700132195")];
        let order = &orders(&statements, &Authorities::default())[6];
        assert_eq!(
            (order.field, &order.order[..], &order.steps[..]),
            ("registration_number", &[1, 0][..], &[Because::Valid][..])
        );
        assert_eq!(golden_party(statements, &Authorities::default()).registration_number, "1027700132195");
    }
}
