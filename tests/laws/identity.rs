//! Laws of who is who, on small worlds of records that contradict each other as often as they agree.
#![expect(clippy::indexing_slicing, reason = "indices come from the partition of these very records")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use sverka::model::change::RecordKey;
use sverka::model::ids::SourceId;
use sverka::model::record::{Party, PartyKind, RecordKind};
use sverka::model::tax_id::{TaxId, TaxIdKind};
use sverka::normalize::names;
use sverka::reconcile::identity::blocks::{self, Blocks};
use sverka::reconcile::identity::{Decision, Features, Model, Node, Partition};

const NAMES: &[&str] =
    &["Ромашка", "Ромашка Плюс", "Romashka", "Рамашка", "Завод 21", "Завод 22", "Вектор", "Иванов И.И.", ""];
const TAX_IDS: &[&str] = &["7733147896", "7707083893", "5003052454"];
const PHONES: &[&str] = &["+74951234567", "+79001234567"];

#[derive(Debug, Clone)]
struct Known {
    key: RecordKey,
    features: Features,
}

fn record(at: usize) -> impl Strategy<Value = Known> {
    let name = prop::sample::select(NAMES.to_vec());
    let form = prop::sample::select(vec!["ООО", "ИП", "АО", ""]);
    let tax_id = prop::option::weighted(0.6, prop::sample::select(TAX_IDS.to_vec()));
    let phone = prop::option::weighted(0.6, prop::sample::select(PHONES.to_vec()));
    let kpp = prop::option::weighted(0.3, prop::sample::select(vec!["773301001", "540243001"]));
    (name, form, tax_id, phone, kpp, 1_i64..4).prop_map(move |(name, form, tax_id, phone, kpp, source)| {
        let party = Party {
            name: format!("{form} {name}").trim().to_owned(),
            name_core: names::name_core(name),
            legal_form: form.to_owned(),
            kind: (form == "ИП").then_some(PartyKind::SoleTrader),
            tax_id: tax_id.map(|digits| TaxId { kind: TaxIdKind::InnCompany, digits: digits.to_owned() }),
            phones: phone.into_iter().map(str::to_owned).collect(),
            kpp: kpp.unwrap_or_default().to_owned(),
            ..Party::default()
        };
        known(&party, source, &format!("id-{at}"))
    })
}

fn known(party: &Party, source: i64, id: &str) -> Known {
    let source = SourceId(source);
    Known { key: RecordKey::new(source, RecordKind::Client, id), features: Features::of(party, "", source, false) }
}

fn world() -> impl Strategy<Value = Vec<Known>> {
    (1_usize..12).prop_flat_map(|count| (0..count).map(record).collect::<Vec<_>>())
}

/// Pairs of records with what a person said of them.
fn decisions() -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
    prop::collection::vec((0_usize..12, 0_usize..12, any::<bool>()), 0..5)
}

fn decided(records: &[Known], said: &[(usize, usize, bool)]) -> Vec<Decision> {
    let inside = said.iter().filter(|(a, b, _)| a != b && *a < records.len() && *b < records.len());
    inside.map(|(a, b, same)| Decision { a: *a, b: *b, same: *same }).collect()
}

fn matched(records: &[Known], decisions: &[Decision]) -> Partition {
    let features: Vec<Features> = records.iter().map(|known| known.features.clone()).collect();
    let nodes: Vec<Node<'_>> =
        records.iter().zip(&features).map(|(known, features)| Node { key: known.key, features }).collect();
    let blocks = Blocks::of(&features);
    let (model, frequencies) = (Model::default(), blocks.frequencies(&features));
    let edges = blocks::edges(&features, &blocks, &model, &frequencies);
    blocks::partition_all(&nodes, &edges, decisions, &model, &frequencies)
}

type Sets = BTreeSet<BTreeSet<RecordKey>>;

fn sets(partition: &Partition, records: &[Known]) -> Sets {
    let keys = |cluster: &Vec<usize>| cluster.iter().map(|record| records[*record].key).collect();
    partition.clusters.iter().map(keys).collect()
}

/// Questions by the keys of the clusters they are about.
fn asked(partition: &Partition, records: &[Known]) -> BTreeSet<(BTreeSet<RecordKey>, Vec<BTreeSet<RecordKey>>)> {
    let keys = |cluster: usize| partition.clusters[cluster].iter().map(|record| records[*record].key).collect();
    let of = |question: &sverka::reconcile::identity::Question| {
        (keys(question.subject), question.suspects.iter().map(|suspect| keys(suspect.cluster)).collect())
    };
    partition.questions.iter().map(of).collect()
}

fn together(partition: &Partition, a: usize, b: usize) -> bool {
    partition.clusters.iter().any(|cluster| cluster.contains(&a) && cluster.contains(&b))
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn the_order_of_records_changes_nothing(
        records in world(),
        said in decisions(),
        shuffle in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let order: Vec<usize> = shuffle.into_iter().filter(|at| *at < records.len()).collect();
        let moved: Vec<Known> = order.iter().map(|at| records[*at].clone()).collect();
        let place = |at: usize| order.iter().position(|from| *from == at).unwrap();
        let decisions = decided(&records, &said);
        let again: Vec<Decision> =
            decisions.iter().rev().map(|one| Decision { a: place(one.b), b: place(one.a), ..*one }).collect();
        let (one, other) = (matched(&records, &decisions), matched(&moved, &again));
        prop_assert_eq!(sets(&one, &records), sets(&other, &moved));
        prop_assert_eq!(asked(&one, &records), asked(&other, &moved));
    }

    #[test]
    fn no_cluster_holds_two_valid_tax_numbers(records in world()) {
        for cluster in matched(&records, &[]).clusters {
            let held: BTreeSet<&TaxId> = cluster.iter().filter_map(|at| records[*at].features.tax_id.as_ref()).collect();
            prop_assert!(held.len() <= 1, "{:?}", held);
        }
    }

    #[test]
    fn what_people_decided_holds(records in world(), said in decisions()) {
        let decisions = decided(&records, &said);
        let partition = matched(&records, &decisions);
        for decision in decisions.iter().filter(|decision| !decision.same) {
            prop_assert!(!together(&partition, decision.a, decision.b), "{:?}", decision);
        }
        if decisions.iter().all(|decision| decision.same) {
            for decision in &decisions {
                prop_assert!(together(&partition, decision.a, decision.b), "{:?}", decision);
            }
        }
        let lost = decisions.iter().filter(|one| one.same && !together(&partition, one.a, one.b));
        prop_assert!(lost.count() == 0 || !partition.questions.is_empty(), "a contradiction is asked about");
    }

    #[test]
    fn a_record_that_shares_nothing_changes_nothing(records in world()) {
        let before = matched(&records, &[]);
        let stranger = Party { name: "Кипарис".into(), name_core: "кипарис".into(), ..Party::default() };
        let mut more = records.clone();
        more.push(known(&stranger, 9, "alone"));
        let after = matched(&more, &[]);
        let mut expected = sets(&before, &records);
        expected.insert(BTreeSet::from([more[records.len()].key]));
        prop_assert_eq!(sets(&after, &more), expected);
        prop_assert_eq!(asked(&after, &more), asked(&before, &records));
    }
}
