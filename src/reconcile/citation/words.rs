//! The words of the language: what a document, a number sign, a connective, a month, a currency is called.
//!
//! Everything is written as people write it; tables are folded once, the way the lexer folds what it reads.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::CitedKind;
use super::lexer::{Atom, fold};

/// Words, or beginnings of words, that are folded once.
pub(super) struct List {
    words: &'static str,
    folded: OnceLock<Vec<String>>,
}

impl List {
    /// Words with blanks between.
    pub(super) const fn of(words: &'static str) -> Self {
        Self { words, folded: OnceLock::new() }
    }

    fn folded(&self) -> &[String] {
        self.folded.get_or_init(|| self.words.split_whitespace().map(fold).collect())
    }

    /// Whether the atom is one of the words.
    pub(super) fn holds(&self, atom: &Atom) -> bool {
        self.folded().contains(&atom.word)
    }

    /// Whether the atom begins as one of them.
    pub(super) fn begins(&self, atom: &Atom) -> bool {
        self.folded().iter().any(|word| atom.word.starts_with(word.as_str()))
    }
}

/// What a word means to the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It names a document; `many` where the form is (or may be) a plural.
    Document {
        /// Which.
        kind: CitedKind,
        /// Several may follow.
        many: bool,
    },
    /// `N`, `No`, «номер».
    NumberSign,
    /// «от», «від», `dated`: a date follows.
    DateSign,
    /// «г.», «года», «року»: belongs to the date before it.
    YearSign,
    /// «и», «та», `and`: a list goes on.
    And,
    /// May stand between the word for a document and its number: «оплату», «клиента».
    Filler,
    /// May stand there too, but a bare number right behind it is none: «счет на 5000».
    Preposition,
    /// May stand behind a number that continues a list: anything else makes the number a quantity («2 этап»).
    Tail,
    /// Leads to what is paid of one item: «на сумму».
    Share,
    /// Of money: «руб», `EUR`, «коп».
    Currency,
    /// Tells a bank account from a bill: «расчетный», «лицевой».
    OfAccount,
    /// A purpose may begin with it, and a bare «№ 5 от 05.10.2026» behind it is a citation: «оплата», «согласно».
    Payment,
    /// Behind «акт»: of balances, not of what was delivered.
    OfBalances,
    /// A unit: what stands before it is a quantity.
    Unit,
    /// Nothing of interest, but one letter away from a word for a document: «смета», «света».
    Other,
    /// The number of a month.
    Month(i8),
}

const INVOICE: &str = "счет счету счетом счете счт сч щет счёт инвойс инвойсу рахунок рахунку рахунком рахункок рахунка рах рахун \
    рхн invoice inv bill proforma проформа проформе schet schetu schetom scheta schyot schetu sch rakhunok rakhunku rakhunkom \
    rahunok rahunku rahunkom rechnung";
const INVOICES: &str =
    "счета счетов счетам счетами счетах инвойсы инвойсам рахунки рахунків рахункам рахунками рахунках invoices";
const ORDER: &str =
    "заказ заказу заказом заказе зак заявка заявке заявки заявку замовлення замовленню замовленням зам order po";
const ORDERS: &str = "заказы заказов заказам заказа замовлень замовленнях заявкам orders";
const SHIPMENT: &str = "упд укд накладная накладной накладную накл накладна накладної накладній накладну акт акту актом акте тн ттн \
    торг нак реал авр вн сф фактура фактуре фактуры фактуру реализация реализации видаткова видаткової видатковій delivery \
    waybill nakladnaya nakladnoy nakladnoi nakladnaia nakladna nakladnoi nakladnu akt aktu upd realizatsiya";
const SHIPMENTS: &str = "накладные накладным накладных накладні накладним накладних акты актам актов акти актами";
const CONTRACT: &str = "договор договору договора договором договоре дог контракт контракту контракта контрактом контракте договір \
    договорі угода угоди угодою угоді dogovor dogovoru dogovora kontrakt kontraktu госконтракт госконтракту contract agreement";
const CONTRACTS: &str = "договоры договорам договоров договори договорів контракты контрактам contracts";

const DOCUMENTS: [(CitedKind, bool, &str); 8] = [
    (CitedKind::Invoice, false, INVOICE),
    (CitedKind::Invoice, true, INVOICES),
    (CitedKind::Order, false, ORDER),
    (CitedKind::Order, true, ORDERS),
    (CitedKind::Shipment, false, SHIPMENT),
    (CitedKind::Shipment, true, SHIPMENTS),
    (CitedKind::Contract, false, CONTRACT),
    (CitedKind::Contract, true, CONTRACTS),
];

const SIMPLE: &[(Meaning, &str)] = &[
    (Meaning::NumberSign, "n no nr nn num number номер номером номеру ном"),
    (Meaning::DateSign, "от від вiд from dated dd dtd of ot vid vom"),
    (Meaning::YearSign, "г гг года год р року рік"),
    (Meaning::And, "и та й і and а также"),
    (
        Meaning::Filler,
        "оплату оплате предоплату аванс клиента покупателя покупателю поставщика поставщику оферта оферте \
         покупця клієнта сплату передоплату постачальника",
    ),
    (Meaning::Preposition, "на по к до з із об о про for"),
    (
        Meaning::Tail,
        "в на за по к с з із ндс пдв vat без у сумма суму сума не включая том согласно зг згідно для incl for через \
         до соответственно відповідно",
    ),
    (Meaning::Share, "на сумму сумма сумме в суму сума сумі"),
    (
        Meaning::Currency,
        "руб р рублей рубля рубль рублях коп копеек копейки копейка rub rur usd eur kzt тенге тг грн гривень \
         гривні гривня uah byn cny долл евро",
    ),
    (
        Meaning::OfAccount,
        "расчетный расчетного расчетному расчетном расч расчетн лицевой лицевого лицевому лиц л р к \
         корреспондентский корр кор банковский банковского банковскому текущий текущего текущему депозитный \
         карточный карточного валютный ссудный транзитный специальный поточний поточного особовий особового \
         особовому розрахунковий розрахункового ведение ведения обслуживание обслуживания открытие пополнение \
         пополнения поповнення обслуговування ведення account",
    ),
    (
        Meaning::Payment,
        "оплата оплату предоплата доплата аванс платеж оплачено перечисление окончательный частичная полная \
         согласно согл по за товар товары услуги материалы продукцию сплата передоплата згідно зг payment for \
         pay",
    ),
    (
        Meaning::Other,
        "заява заяви заяві заяву заявою смета смете смету сметы света свету свете сети сеть сайт накладка накладки актив активы актива активов актер \
         contact contacts",
    ),
    (
        Meaning::OfBalances,
        "сверки сверке сверок взаиморасчетов взаимозачета взаимозачету взаимозачетов зачета зачету взаимных звірки звірці \
         звірок взаєморозрахунків взаємозаліку заліку reconciliation",
    ),
    (Meaning::Unit, "шт кг т м мес месяц месяца дн дней день кв квартал кварталы л чел ед чн полугодие"),
    (Meaning::Month(1), "января январь янв січня січень january jan"),
    (Meaning::Month(2), "февраля февраль фев лютого лютий february feb"),
    (Meaning::Month(3), "марта март мар березня березень march mar"),
    (Meaning::Month(4), "апреля апрель апр квітня квітень april apr"),
    (Meaning::Month(5), "мая май травня травень may"),
    (Meaning::Month(6), "июня июнь июн червня червень june jun"),
    (Meaning::Month(7), "июля июль июл липня липень july jul"),
    (Meaning::Month(8), "августа август авг серпня серпень august aug"),
    (Meaning::Month(9), "сентября сентябрь сент сен вересня вересень september sept sep"),
    (Meaning::Month(10), "октября октябрь окт жовтня жовтень october oct"),
    (Meaning::Month(11), "ноября ноябрь нояб ноя листопада листопад november nov"),
    (Meaning::Month(12), "декабря декабрь дек грудня грудень december dec"),
];

/// Word → its meanings; a word may have several (`р` is a year sign, a currency mark and a kind of account).
type Table = FxHashMap<String, Vec<Meaning>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        let mut add = |meaning: Meaning, words: &str| {
            for word in words.split_whitespace() {
                let meanings = table.entry(fold(word)).or_default();
                if !meanings.contains(&meaning) {
                    meanings.push(meaning);
                }
            }
        };
        for (kind, many, words) in DOCUMENTS {
            add(Meaning::Document { kind, many }, words);
        }
        for (meaning, words) in SIMPLE {
            add(*meaning, words);
        }
        table
    })
}

/// The meanings of a folded word.
pub(super) fn meanings(word: &str) -> &'static [Meaning] {
    table().get(word).map_or(&[], Vec::as_slice)
}

/// Whether a folded word has a meaning.
pub(super) fn means(word: &str, meaning: Meaning) -> bool {
    meanings(word).contains(&meaning)
}

/// The document that a folded word names, also with one letter wrong, missing, too much or two changed about.
pub(super) fn document(word: &str) -> Option<(CitedKind, bool)> {
    let known = meanings(word);
    if known.is_empty() {
        return misspelt(word);
    }
    known.iter().find_map(|meaning| match meaning {
        Meaning::Document { kind, many } => Some((*kind, *many)),
        _ => None,
    })
}

/// Shorter words are one letter away from too much else.
const SHORTEST_MISSPELT: usize = 4;

/// The document whose name a word nearly is: «счту», «рахуноку». Words that name different documents and are equally
/// near name none.
fn misspelt(word: &str) -> Option<(CitedKind, bool)> {
    let letters = word.chars().count();
    let first = word.chars().next()?;
    if letters < SHORTEST_MISSPELT {
        return None;
    }
    let mut found: Option<(CitedKind, bool)> = None;
    for (kind, many, known) in long_documents() {
        let near = known.starts_with(first)
            && known.chars().count().abs_diff(letters) <= 1
            && strsim::osa_distance(word, known) == 1;
        match found {
            _ if !near => {}
            Some((other, _)) if other != *kind => return None,
            Some((_, also_many)) => found = Some((*kind, also_many && *many)),
            None => found = Some((*kind, *many)),
        }
    }
    found
}

/// Words for documents that are long enough to be recognized misspelt.
fn long_documents() -> &'static [(CitedKind, bool, String)] {
    static WORDS: OnceLock<Vec<(CitedKind, bool, String)>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Vec::new();
        for (kind, many, list) in DOCUMENTS {
            let long = list.split_whitespace().map(fold).filter(|word| word.chars().count() >= SHORTEST_MISSPELT);
            words.extend(long.map(|word| (kind, many, word)));
        }
        words
    })
}

/// The month that a folded word names.
pub(super) fn month(word: &str) -> Option<i8> {
    meanings(word).iter().find_map(|meaning| match meaning {
        Meaning::Month(month) => Some(*month),
        _ => None,
    })
}
