//! What the sources say of the market: raw strings, as exports hold them, through the program's own normalization.

use std::collections::{BTreeMap, HashSet};

use sverka::model::change::RecordKey;
use sverka::model::draft::{Draft, Fields, Value};
use sverka::model::field::Field;
use sverka::model::ids::SourceId;
use sverka::model::money::Currency;
use sverka::model::provenance::{Position, Provenance};
use sverka::model::record::{Body, RecordKind, RecordVersion, is_made_up};
use sverka::normalize::{Rules, names, normalize};
use sverka::reconcile::identity::Features;

use super::market::{Entity, Sort};
use super::mess::{self, Done};
use super::random::Random;

/// One record with its truth.
pub(crate) struct Known {
    pub(crate) key: RecordKey,
    pub(crate) entity: usize,
    pub(crate) done: Done,
    /// As written, for a look at what went wrong.
    pub(crate) shown: String,
}

/// How full a source's cards are, per mille, and whether people type them.
struct Habit {
    id: i64,
    typed: bool,
    own_ids: bool,
    tax_id: usize,
    phone: usize,
    mail: usize,
    address: usize,
    account: usize,
    /// How often a record comes from it.
    share: usize,
}

const HABITS: &[Habit] = &[
    Habit {
        id: 1,
        typed: false,
        own_ids: true,
        tax_id: 940,
        phone: 520,
        mail: 420,
        address: 480,
        account: 420,
        share: 27,
    },
    Habit {
        id: 2,
        typed: false,
        own_ids: true,
        tax_id: 910,
        phone: 480,
        mail: 380,
        address: 420,
        account: 400,
        share: 18,
    },
    Habit { id: 3, typed: false, own_ids: false, tax_id: 970, phone: 0, mail: 0, address: 0, account: 950, share: 10 },
    Habit {
        id: 4,
        typed: true,
        own_ids: true,
        tax_id: 590,
        phone: 700,
        mail: 600,
        address: 430,
        account: 90,
        share: 23,
    },
    Habit { id: 5, typed: true, own_ids: true, tax_id: 60, phone: 680, mail: 600, address: 450, account: 0, share: 11 },
    Habit {
        id: 6,
        typed: true,
        own_ids: true,
        tax_id: 450,
        phone: 800,
        mail: 740,
        address: 400,
        account: 0,
        share: 11,
    },
];

fn count_of_records(random: &mut Random) -> usize {
    match random.below(100) {
        0..43 => 1,
        43..67 => 2,
        67..81 => 3,
        81..89 => 4,
        89..94 => 5,
        94..97 => 6,
        _ => 7 + random.below(6),
    }
}

/// Everything the sources hold: the features and, beside them, the truth.
pub(crate) fn write(random: &mut Random, market: &[Entity]) -> (Vec<Features>, Vec<Known>) {
    let (mut features, mut known) = (Vec::new(), Vec::new());
    let rules: BTreeMap<bool, Rules> = [(false, "RUB"), (true, "UAH")]
        .into_iter()
        .filter_map(|(ukrainian, code)| Some((ukrainian, Rules::of_currency(code.parse::<Currency>().ok()?))))
        .collect();
    let mut taken = HashSet::new();
    each(random, market, &mut |written: Written| {
        let Written { entity, source, draft, done, shown } = written;
        let rules = &rules[&market[entity].ukrainian];
        let Ok(row) = normalize(draft, rules, &mut Vec::new()) else { return false };
        let key = RecordKey::new(source, RecordKind::Client, &row.record.id);
        let Body::Client(party) = &row.record.body else { return false };
        let is_new = taken.insert(key);
        if is_new {
            let legal = names::name_core(&party.legal_name);
            features.push(Features::of(party, &legal, source, is_made_up(&row.record.id)));
            known.push(Known { key, entity, done, shown });
        }
        is_new
    });
    (features, known)
}

/// A record as its source writes it.
pub(crate) struct Written {
    /// Of which entity of the market.
    pub(crate) entity: usize,
    pub(crate) source: SourceId,
    pub(crate) draft: Draft,
    pub(crate) done: Done,
    pub(crate) shown: String,
}

/// Writes record after record; the taker says whether it is a new one.
pub(crate) fn each(random: &mut Random, market: &[Entity], take: &mut dyn FnMut(Written) -> bool) {
    let mut serial = 0;
    for (at, entity) in market.iter().enumerate() {
        for _ in 0..count_of_records(random) {
            let mut lot = random.below(100);
            let habit = HABITS.iter().find(|habit| {
                let hit = lot < habit.share;
                lot = lot.saturating_sub(habit.share);
                hit
            });
            let habit = habit.unwrap_or(&HABITS[0]);
            let stranger = random.below(market.len());
            let (draft, done, shown) = draft(random, entity, &market[stranger], habit, serial);
            let source = SourceId(habit.id + if entity.ukrainian { 10 } else { 0 });
            serial += usize::from(take(Written { entity: at, source, draft, done, shown }));
        }
    }
}

fn draft(
    random: &mut Random,
    entity: &Entity,
    stranger: &Entity,
    habit: &Habit,
    serial: usize,
) -> (Draft, Done, String) {
    let mut done = Done::new();
    let mut fields = Vec::new();
    let core = match &entity.former {
        Some(former) if random.chance(400) => (former, done.push("former name")).0,
        _ => &entity.core,
    };
    let kpp = random.pick(&entity.kpps.iter().map(String::as_str).collect::<Vec<_>>()).to_owned();
    let name = mess::name(random, entity.form, core, entity.city.0, entity.trader, habit.typed, &mut done);
    let mut shown = name.clone();
    fields.push((Field::Name, Value::Text(name)));
    if !habit.typed && random.chance(300) {
        let legal = mess::name(random, entity.form, core, entity.city.0, entity.trader, false, &mut Done::new());
        fields.push((Field::LegalName, Value::Text(legal)));
    }
    if random.chance(habit.tax_id) {
        let pasted = random.chance(4) && stranger.ukrainian == entity.ukrainian;
        if pasted {
            done.push("foreign tax number");
        }
        let digits = if pasted { &stranger.tax_id } else { &entity.tax_id };
        let text = mess::tax_id(random, digits, &kpp, habit.typed, &mut done);
        shown.push_str(&format!(" | {text}"));
        fields.push((Field::TaxId, Value::Text(text)));
        if !habit.typed && !kpp.is_empty() && random.chance(700) {
            shown.push_str(&format!("/{kpp}"));
            fields.push((Field::Kpp, Value::Text(kpp)));
        }
    } else {
        done.push("no tax number");
    }
    reach(random, entity, habit, &mut fields, &mut shown);
    if fields.len() == 1 {
        done.push("nothing but a name");
    }
    if entity.sort == Sort::Branches {
        done.push("of a firm with branches");
    }
    let draft = Draft {
        kind: RecordKind::Client,
        id: habit.own_ids.then(|| format!("id-{serial}")),
        removal: false,
        provenance: Provenance { rule: "bench/identity".into(), position: Position::default() },
        version: RecordVersion::default(),
        fields: Fields(fields),
    };
    (draft, done, shown)
}

/// Phone, mail, address and account, as far as the source has them.
fn reach(random: &mut Random, entity: &Entity, habit: &Habit, fields: &mut Vec<(Field, Value)>, shown: &mut String) {
    let pick = |random: &mut Random, list: &[String], chance: usize| {
        let item = list[if random.chance(620) { 0 } else { random.below(list.len()) }].clone();
        random.chance(chance).then_some(item)
    };
    if let Some(digits) = pick(random, &entity.phones, habit.phone) {
        let text = mess::phone(random, &digits, entity.ukrainian);
        shown.push_str(&format!(" | {text}"));
        fields.push((Field::Phones, Value::Texts(vec![text])));
    }
    if let Some(mail) = pick(random, &entity.mails, habit.mail) {
        let mail = if random.chance(100) { mail.to_uppercase() } else { mail };
        shown.push_str(&format!(" | {mail}"));
        fields.push((Field::Emails, Value::Texts(vec![mail])));
    }
    if random.chance(habit.address) {
        // Firms move, and have warehouses.
        let moved = random.chance(120).then(|| format!("Новая|{}|1", 1 + random.below(300)));
        let text = mess::address(random, entity.city.0, moved.as_ref().unwrap_or(&entity.address), entity.ukrainian);
        shown.push_str(&format!(" | {text}"));
        fields.push((Field::Addresses, Value::Texts(vec![text])));
    }
    if let Some(account) = pick(random, &entity.accounts, habit.account) {
        shown.push_str(&format!(" | {account}"));
        fields.push((Field::BankAccounts, Value::Many(vec![Fields(vec![(Field::Account, Value::Text(account))])])));
    }
}
