//! Blocking keys: records that share one are compared, nothing else is. They are what the store indexes.

use rustc_hash::FxHashMap;

use super::features::Features;
use super::skeleton::consonants;

/// Version of what the keys are made of: a store that keeps those of another is indexed anew.
pub const KEYS_VERSION: u32 = 3;

/// What a blocking key was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// Tax number, valid, or what a failing one may have been meant for.
    TaxId,
    /// ОГРН or another registration number.
    Registration,
    /// Bank account.
    Account,
    /// Last ten digits of a phone.
    Phone,
    /// Mail.
    Mail,
    /// Domain that is no public provider's.
    Domain,
    /// Street and house.
    Place,
    /// The words of the name, sorted, as skeletons.
    Name,
    /// The consonants of the name: slips in vowels, blanks and transliterations meet.
    Consonants,
    /// The two longest telling words, or the only one.
    Words,
    /// The longest telling word and the city.
    WordCity,
    /// How the name begins: slips further behind meet.
    Head,
    /// How the name ends: slips further in front meet.
    Tail,
    /// The name and the city: narrows a common name.
    NameCity,
    /// A contact and how the name begins: narrows what an accountant's forty firms share.
    ContactName,
}

impl BlockKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::TaxId,
        Self::Registration,
        Self::Account,
        Self::Phone,
        Self::Mail,
        Self::Domain,
        Self::Place,
        Self::Name,
        Self::Consonants,
        Self::Words,
        Self::WordCity,
        Self::Head,
        Self::Tail,
        Self::NameCity,
        Self::ContactName,
    ];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TaxId => "tax_id",
            Self::Registration => "registration",
            Self::Account => "account",
            Self::Phone => "phone",
            Self::Mail => "mail",
            Self::Domain => "domain",
            Self::Place => "place",
            Self::Name => "name",
            Self::Consonants => "consonants",
            Self::Words => "words",
            Self::WordCity => "word_city",
            Self::Head => "head",
            Self::Tail => "tail",
            Self::NameCity => "name_city",
            Self::ContactName => "contact_name",
        }
    }

    /// Whether how often a value of the kind occurs weighs in a comparison: only of these are counts kept.
    #[must_use]
    pub fn is_counted(self) -> bool {
        matches!(
            self,
            Self::Registration | Self::Account | Self::Phone | Self::Mail | Self::Domain | Self::Place | Self::Name
        )
    }
}

/// A blocking key: its kind, and 56 bits of a hash of the value. Stable across versions, so that a store can keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockKey(u64);

impl BlockKey {
    /// The key of a value.
    #[must_use]
    pub fn new(kind: BlockKind, value: &str) -> Self {
        let hash = blake3::hash(value.as_bytes());
        let bits = hash.as_bytes().first_chunk().copied().map(u64::from_le_bytes).unwrap_or_default();
        let tag = BlockKind::ALL.iter().zip(1_u64..).find(|(one, _)| **one == kind).map_or(0, |(_, tag)| tag);
        Self((bits >> 8) | (tag << 56))
    }

    /// The bits as the store's signed integers; the sign never shows, as fewer than 128 kinds are used.
    #[must_use]
    pub fn bits(self) -> i64 {
        i64::try_from(self.0).unwrap_or_default()
    }

    /// The kind.
    #[must_use]
    pub fn kind(self) -> BlockKind {
        let tag = usize::try_from(self.0 >> 56).unwrap_or_default();
        tag.checked_sub(1).and_then(|at| BlockKind::ALL.get(at)).copied().unwrap_or(BlockKind::TaxId)
    }
}

/// The keys under which a record is found, each once.
#[must_use]
pub fn block_keys(features: &Features) -> Vec<BlockKey> {
    let mut keys = Vec::with_capacity(12);
    match &features.tax_id {
        Some(tax_id) => keys.push(BlockKey::new(BlockKind::TaxId, &tax_id.digits)),
        None => {
            if !features.unverified.is_empty() {
                keys.push(BlockKey::new(BlockKind::TaxId, &features.unverified));
            }
            keys.extend(features.repairs().iter().map(|digits| BlockKey::new(BlockKind::TaxId, digits)));
        }
    }
    if !features.registration.is_empty() {
        keys.push(registration(features));
    }
    let values = [&features.accounts, &features.phones, &features.mails, &features.domains];
    keys.extend(values.into_iter().flatten().map(|value| value.key));
    let place = features.addresses.iter().find_map(super::address::Address::place);
    keys.extend(place.as_deref().map(place_key));
    for (at, known) in features.names.iter().enumerate() {
        keys.push(known.key);
        name_keys(&known.name, features.city.as_deref(), &mut keys);
        if at == 0 {
            let head = name_head(&known.name);
            let contacts = [&features.phones, &features.mails, &features.domains].into_iter().flatten();
            let narrow = |value: &super::features::Value| {
                BlockKey::new(BlockKind::ContactName, &format!("{:x}|{head}", value.key.0))
            };
            keys.extend(contacts.map(narrow));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The key of a registration number.
pub(super) fn registration(features: &Features) -> BlockKey {
    BlockKey::new(BlockKind::Registration, &features.registration)
}

/// The key of street and house.
pub(super) fn place_key(place: &str) -> BlockKey {
    BlockKey::new(BlockKind::Place, place)
}

fn name_keys(name: &super::naming::Name, city: Option<&str>, keys: &mut Vec<BlockKey>) {
    keys.push(BlockKey::new(BlockKind::Consonants, &consonants(&name.joined)));
    let mut telling: Vec<&str> = name.telling().collect();
    telling.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
    telling.truncate(2);
    if let Some(longest) = telling.first().filter(|word| word.len() >= 3) {
        keys.push(BlockKey::new(BlockKind::Words, longest));
        if telling.len() == 2 {
            keys.push(BlockKey::new(BlockKind::Words, &telling.join(" ")));
        }
        if let Some(city) = city {
            keys.push(BlockKey::new(BlockKind::WordCity, &format!("{longest}|{city}")));
            keys.push(BlockKey::new(BlockKind::NameCity, &format!("{}|{city}", name.skeleton)));
        }
    }
    // Six letters: one slip in a name of twelve leaves either its beginning or its end whole.
    let letters: Vec<char> = name.joined.chars().collect();
    if letters.len() >= 9 {
        let head: String = letters.iter().take(6).collect();
        let tail: String = letters.iter().rev().take(6).collect();
        keys.push(BlockKey::new(BlockKind::Head, &format!("{head}{}", letters.len() / 4)));
        keys.push(BlockKey::new(BlockKind::Tail, &format!("{tail}{}", letters.len() / 4)));
    }
}

/// How the longest telling word begins, of a person the surname: what tells the firms behind one phone apart, slips mostly aside.
pub(super) fn name_head(name: &super::naming::Name) -> String {
    let longest = || name.telling().max_by_key(|word| (word.len(), std::cmp::Reverse(*word)));
    let surname = name.person.then(|| super::persons::surname(name.skeleton.split(' '))).flatten();
    let longest = surname.or_else(longest).unwrap_or_default();
    longest.chars().take(4).collect()
}

/// How often a value occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Records that carry it.
    pub records: u32,
    /// Of a name: different valid tax numbers among them. Of anything else: different beginnings of names.
    pub holders: u32,
    /// Records that say which holder they are of: those with a valid tax number, or with a name.
    pub telling: u32,
    /// Those of them that are not of the most frequent holder.
    pub rest: u32,
}

impl Count {
    /// A value that one record carries.
    pub const ONCE: Self = Self { records: 1, holders: 1, telling: 1, rest: 0 };

    /// The count of a value that so many records carry without saying whose they are, and so many of each holder.
    #[must_use]
    pub fn of(silent: u32, held: &[u32]) -> Self {
        let telling: u32 = held.iter().sum();
        let most = held.iter().max().copied().unwrap_or_default();
        let holders = u32::try_from(held.len()).unwrap_or(u32::MAX);
        Self { records: silent + telling, holders, telling, rest: telling - most }
    }

    /// The count as if one of a pair of records did not say whose it is; `same` says whether the two are of one holder.
    /// Of two holders the one that a single record speaks for is gone with it.
    pub(super) fn without_one(self, same: bool) -> Self {
        let alone = !same && self.rest == 1;
        let [holders, rest] = [self.holders, self.rest].map(|count| count.saturating_sub(u32::from(alone)));
        Self { holders, rest, telling: self.telling.saturating_sub(1), ..self }
    }

    /// How many of all records may be of another holder: the holders seen, scaled up to the records that don't say.
    pub(super) fn strangers(self) -> u32 {
        if self.telling == 0 { self.records } else { (self.holders * self.records).div_ceil(self.telling).max(1) }
    }
}

/// How often the counted values occur; what occurs once need not be listed.
#[derive(Debug, Clone, Default)]
pub struct Frequencies(pub FxHashMap<BlockKey, Count>);

impl Frequencies {
    /// The count of a value.
    #[must_use]
    pub fn of(&self, key: BlockKey) -> Count {
        self.0.get(&key).copied().unwrap_or(Count::ONCE)
    }

    /// Keeps the count of a value.
    pub fn put(&mut self, key: BlockKey, count: Count) {
        if count.records > 1 {
            self.0.insert(key, count);
        }
    }

    /// Counts one block: the features of all its records.
    pub fn count<'f>(&mut self, key: BlockKey, members: impl IntoIterator<Item = &'f Features>) {
        let (mut silent, mut holders) = (0, Vec::new());
        for features in members {
            match holder(key, features) {
                Some(one) => holders.push(one),
                None => silent += 1,
            }
        }
        holders.sort_unstable();
        let groups = holders.chunk_by(|one, other| one == other);
        let counts: Vec<u32> = groups.map(|group| u32::try_from(group.len()).unwrap_or(u32::MAX)).collect();
        self.put(key, Count::of(silent, &counts));
    }
}

/// The holder of a value that a record speaks for: of a name the tax number, of anything else how the name begins.
#[must_use]
pub fn holder(key: BlockKey, features: &Features) -> Option<String> {
    if key.kind() == BlockKind::Name {
        features.tax_id.as_ref().map(|tax_id| tax_id.digits.clone())
    } else {
        features.names.first().map(|known| name_head(&known.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::SourceId;
    use crate::model::record::Party;

    #[test]
    fn keys_tell_their_kind_and_never_change() {
        for kind in BlockKind::ALL {
            assert_eq!(BlockKey::new(kind, "ромашка").kind(), kind);
            assert!(BlockKey::new(kind, "ромашка").bits() > 0);
        }
        // A store keeps these: a change here means that every store must be indexed anew.
        assert_eq!(BlockKey::new(BlockKind::TaxId, "7733147896").bits(), 72_583_837_646_974_408);
    }

    #[test]
    fn spellings_of_one_company_meet() {
        let keys = |core: &str| {
            let party = Party { name_core: core.into(), ..Party::default() };
            block_keys(&Features::of(&party, "", SourceId(1), false))
        };
        for (a, b) in [
            ("строй комплект", "стройкомплект"),
            ("ромашка плюс", "romashka plus"),
            ("стройкомплектация", "стройкомплектацыя"),
            ("промтехэнергосервис", "промтхеэнергосервис"),
        ] {
            assert!(keys(a).iter().any(|key| keys(b).contains(key)), "{a} / {b}");
        }
    }
}
