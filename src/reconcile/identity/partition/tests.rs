//! Cards side by side, judged with all others.

use super::super::blocks::{Blocks, edges, partition_all};
use super::super::{Features, Model, Node, Partition};
use super::*;
use crate::model::ids::SourceId;
use crate::model::record::{Party, PartyKind, RecordKind};
use crate::model::tax_id::{TaxId, TaxIdKind};

/// Source, folded name, kind, tax number, КПП, phone, region.
type Card<'c> = (i64, &'c str, Option<PartyKind>, &'c str, &'c str, &'c str, &'c str);

fn features((source, core, kind, tax_id, kpp, phone, region): &Card<'_>) -> Features {
    let party = Party {
        name: (*core).to_owned(),
        name_core: (*core).to_owned(),
        kind: *kind,
        tax_id: (!tax_id.is_empty()).then(|| TaxId { kind: TaxIdKind::InnCompany, digits: (*tax_id).to_owned() }),
        kpp: (*kpp).to_owned(),
        phones: Some((*phone).to_owned()).into_iter().filter(|phone| !phone.is_empty()).collect(),
        region: (*region).to_owned(),
        ..Party::default()
    };
    Features::of(&party, "", SourceId(*source), false)
}

fn judged(cards: &[Card<'_>], decisions: &[Decision]) -> Partition {
    let features: Vec<Features> = cards.iter().map(features).collect();
    let node =
        |(at, features)| Node { key: RecordKey::new(SourceId(1), RecordKind::Client, &format!("{at}")), features };
    let nodes: Vec<Node<'_>> = features.iter().enumerate().map(node).collect();
    let blocks = Blocks::of(&features);
    let (model, frequencies) = (Model::default(), blocks.frequencies(&features));
    partition_all(&nodes, &edges(&features, &blocks, &model, &frequencies), decisions, &model, &frequencies)
}

fn clients(cards: &[Card<'_>]) -> usize {
    judged(cards, &[]).clusters.len()
}

const PHONE: &str = "+79001234567";
const OTHER: &str = "+79001234568";

fn by_phone<'c>(source: i64, core: &'c str, kind: Option<PartyKind>) -> Card<'c> {
    (source, core, kind, "", "", PHONE, "")
}

#[test]
fn a_person_written_shorter_is_one_with_an_equal_phone() {
    let trader = Some(PartyKind::SoleTrader);
    for (one, other) in [
        ("ильин денис петрович", "ильин д п"),
        ("тарасова юлия андреевна", "юлия тарасова"),
        ("шевченко микола іванович", "шевченко николай иванович"),
        ("ильин денис", "ильин д п"),
    ] {
        assert_eq!(clients(&[by_phone(1, one, trader), by_phone(2, other, None)]), 1, "{one} / {other}");
    }
    for (one, other) in [("ильин денис петрович", "ильина ольга петровна"), ("ильин денис петрович", "ильин о п")]
    {
        assert_eq!(clients(&[by_phone(1, one, trader), by_phone(2, other, None)]), 2, "{one} / {other}");
    }
}

#[test]
fn a_letter_of_a_company_is_no_initial_however_equal_the_phones_are() {
    assert_eq!(clients(&[by_phone(1, "тара м", None), by_phone(2, "тара маркет", None)]), 2);
}

#[test]
fn siblings_with_two_valid_tax_numbers_never_become_one() {
    let card = |source, tax_id| (source, "вектор", None, tax_id, "", PHONE, "Тула");
    let cards =
        [card(1, "7733147896"), card(2, "7707083893"), card(3, "7733147896"), card(4, "7707083893"), card(5, "")];
    let partition = judged(&cards, &[]);
    let of = |at: usize| partition.clusters.iter().position(|cluster| cluster.contains(&at)).unwrap();
    assert_eq!((of(0), of(1)), (of(2), of(3)));
    assert_ne!(of(0), of(1));
}

fn branch(kpp: &str) -> Card<'_> {
    (1, "вектор", Some(PartyKind::Company), "7733147896", kpp, "", "")
}

#[test]
fn branches_of_one_number_are_one_question_that_is_answered_once() {
    let cards = [branch("773301001"), branch("540243001"), branch("630043001"), branch("780143001")];
    let unsaid = judged(&cards, &[]);
    assert_eq!((unsaid.clusters.len(), unsaid.questions.len()), (4, 1));
    assert_eq!(unsaid.questions[0].suspects.len(), 1);
    let one = judged(&cards, &[Decision { a: 0, b: 1, same: true }]);
    assert_eq!((one.clusters.len(), one.questions.len()), (1, 0));
    let apart = judged(&cards, &[Decision { a: 0, b: 1, same: false }]);
    assert_eq!((apart.clusters.len(), apart.questions.len()), (4, 0));
}

#[test]
fn the_city_that_a_card_names_as_its_region_tells_namesakes_apart() {
    let card = |source, region| (source, "вектор", None, "", "", "", region);
    let pair = |a, b| {
        let (a, b) = (features(&card(1, a)), features(&card(2, b)));
        (a.city.is_some(), a.city == b.city)
    };
    assert_eq!(pair("Тула", "г. Тула"), (true, true));
    assert_eq!(pair("Дніпро", "Днепр"), (true, true));
    assert_eq!(pair("Ростов-на-Дону", "Самара"), (true, false));
    assert_eq!(pair("Приволжский округ", "Самара"), (false, false));
}

#[test]
fn the_trader_behind_a_shop_is_known_by_his_own_name_too() {
    let party = Party {
        name: "Салон «Партнёр» (ФОП Сидорчук Наталія Іванівна)".into(),
        name_core: "салон партнер сидорчук наталія іванівна".into(),
        kind: Some(PartyKind::SoleTrader),
        phones: vec![OTHER.into()],
        ..Party::default()
    };
    let shop = Features::of(&party, "", SourceId(1), false);
    let trader = features(&(2, "сидорчук наталья ивановна", None, "", "", OTHER, ""));
    let compared = super::super::compare(&shop, &trader, &Model::default(), &super::super::Frequencies::default());
    assert_eq!(compared.verdict, Verdict::Same);
    let company = Features::of(&Party { kind: Some(PartyKind::Company), ..party }, "", SourceId(1), false);
    assert_eq!(company.names.len(), 1, "who stands behind a company's name is its contact");
}
