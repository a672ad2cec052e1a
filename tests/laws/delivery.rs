//! Laws of who is who through the whole program: whatever order cards come in, and whatever they said before, once all is
//! said the clients are the same.
#![expect(clippy::indexing_slicing, reason = "every field of an export is there, and indices are of these very cards")]

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;
use serde_json::Value;
use sverka::reconcile::identity::MODEL_VERSION;

use crate::desk::Desk;

const SETTINGS: &str = r#"
lang = "ru"
intake = { quiet_seconds = 0 }
source = [{ name = "accounting" }, { name = "bank" }, { name = "fair" }]
"#;

const SOURCES: &[&str] = &["accounting", "bank", "fair"];
const NAMES: &[&str] = &[
    "ООО «Стройкомплект-Юг»",
    "Стройкомплект Юг, ООО",
    "Stroykomplekt-Yug",
    "Стройкомлект-Юг",
    "АО «Стройкомплект-Юг»",
    "Завод 21",
    "Завод 22",
    "ООО «Вектор»",
    "Вектор (Казань)",
    "ИП Ковалёв Артём Олегович",
    "Ковалёв А. О.",
];
const PHONES: &[&str] = &["+7 916 000-00-01", "8 (916) 000-00-01", "+79160000002", ""];
const MAILS: &[&str] = &["office@stroykomplekt.example", "vektor@mail.example", ""];
const TAX_IDS: &[&str] = &["7702555038", "7733147896"];

/// What a source says of a client.
#[derive(Debug, Clone, PartialEq)]
struct Card {
    source: &'static str,
    id: String,
    name: &'static str,
    phone: &'static str,
    mail: &'static str,
    tax_id: &'static str,
}

impl Card {
    fn line(&self) -> String {
        let Card { id, name, phone, mail, tax_id, .. } = self;
        serde_json::json!({
            "record": "client", "id": id, "name": name, "phones": [phone], "emails": [mail], "tax_id": tax_id,
        })
        .to_string()
    }
}

fn card(at: usize) -> impl Strategy<Value = Card> {
    let of = |list: &'static [&'static str]| prop::sample::select(list.to_vec());
    let tax_id = prop::option::weighted(0.25, of(TAX_IDS));
    (of(SOURCES), of(NAMES), of(PHONES), of(MAILS), tax_id).prop_map(move |(source, name, phone, mail, tax_id)| Card {
        source,
        id: format!("c{at}"),
        name,
        phone,
        mail,
        tax_id: tax_id.unwrap_or_default(),
    })
}

/// Phone and mail that a card had before.
type Before = Option<(&'static str, &'static str)>;

/// Cards as they are in the end, and of some what they said of the contacts before.
fn world() -> impl Strategy<Value = (Vec<Card>, Vec<Before>)> {
    let before = || {
        let of = |list: &'static [&'static str]| prop::sample::select(list.to_vec());
        prop::option::weighted(0.3, (of(PHONES), of(MAILS)))
    };
    (2_usize..7).prop_flat_map(move |count| {
        ((0..count).map(card).collect::<Vec<_>>(), (0..count).map(|_| before()).collect::<Vec<_>>())
    })
}

/// Firms that have nothing to do with it: beside so many, a delivery is judged by what it touches.
fn strangers() -> String {
    let words = ["Гранит", "Полюс", "Ладога", "Кедр", "Вымпел", "Родник", "Маяк", "Сокол"];
    let ends = ["торг", "снаб", "мебель", "связь", "лес"];
    let mut lines = String::new();
    for (at, (word, end)) in words.iter().flat_map(|word| ends.map(|end| (word, end))).enumerate() {
        let (id, name, phone) = (format!("s{at}"), format!("ООО «{word}{end}»"), format!("+7926111{at:04}"));
        let line = serde_json::json!({ "record": "client", "id": id, "name": name, "phones": [phone] });
        writeln!(lines, "{line}").unwrap();
    }
    lines
}

fn desk(is_large: bool) -> Desk {
    let mut desk = Desk::new(SETTINGS);
    if is_large {
        desk.drop("accounting", "strangers.jsonl", strangers().as_bytes());
    }
    desk
}

fn deliver(desk: &mut Desk, cards: &[Card]) {
    for (at, card) in cards.iter().enumerate() {
        desk.drop(card.source, &format!("{at}-{}.jsonl", card.id), card.line().as_bytes());
    }
    desk.sync();
}

/// Who is one with whom, by sources and ids. Questions are left out: one that was asked stays until something answers it,
/// so that what is asked depends on what was said before.
fn state(desk: &Desk) -> BTreeSet<BTreeSet<String>> {
    let store = desk.store();
    let keys = |row: &Value| -> BTreeSet<String> {
        let sources = row["sources"].as_array().unwrap().iter();
        sources.map(|one| format!("{}:{}", one["source"], one["external_id"])).collect()
    };
    store["clients"].as_array().unwrap().iter().map(keys).collect()
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: super::config().cases / 80, max_shrink_iters: 40, ..super::config() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_order_of_deliveries_changes_nothing(
        (cards, before) in world(),
        shuffle in Just((0..7).collect::<Vec<usize>>()).prop_shuffle(),
        is_large in any::<bool>(),
    ) {
        let mut one = desk(is_large);
        deliver(&mut one, &cards);
        let expected = state(&one);

        let order = shuffle.into_iter().filter(|at| *at < cards.len());
        let moved: Vec<Card> = order.map(|at| cards[at].clone()).collect();
        let earlier = cards.iter().zip(before).filter_map(|(card, before)| {
            let (phone, mail) = before?;
            Some(Card { phone, mail, ..card.clone() })
        });
        let mut other = desk(is_large);
        deliver(&mut other, &earlier.filter(|card| !cards.contains(card)).collect::<Vec<_>>());
        deliver(&mut other, &moved);
        prop_assert_eq!(state(&other), expected, "by the model {}", MODEL_VERSION);
    }
}
