//! Legal forms in Russian, Ukrainian and English-speaking names: how they are written, in full and in short.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::model::record::PartyKind;

use super::names::{Word, key};

/// One legal form.
#[derive(Debug)]
pub(super) struct Form {
    /// The canonical short form.
    pub(super) short: &'static str,
    /// What its holder is.
    pub(super) kind: PartyKind,
    /// Other spellings, in full and in short, lower case, without signs.
    spellings: &'static [&'static str],
}

const fn company(short: &'static str, spellings: &'static [&'static str]) -> Form {
    Form { short, kind: PartyKind::Company, spellings }
}

const fn trader(short: &'static str, spellings: &'static [&'static str]) -> Form {
    Form { short, kind: PartyKind::SoleTrader, spellings }
}

static FORMS: &[Form] = &[
    company(
        "ООО",
        &[
            "ооо",
            "общество с ограниченной ответственностью",
            "общество с огр ответственностью",
            "общ с огр отв",
            "о о о",
        ],
    ),
    company("ОДО", &["одо", "общество с дополнительной ответственностью"]),
    company("ПАО", &["пао", "публичное акционерное общество", "п а о"]),
    company("ОАО", &["оао", "открытое акционерное общество", "о а о"]),
    company("ЗАО", &["зао", "закрытое акционерное общество", "з а о"]),
    company("НАО", &["нао", "непубличное акционерное общество"]),
    company("АО", &["ао", "акционерное общество", "акціонерне товариство"]),
    company("ТОО", &["тоо", "товарищество с ограниченной ответственностью"]),
    company("ЧП", &["чп", "частное предприятие"]),
    company("ГУП", &["гуп", "государственное унитарное предприятие"]),
    company("ФГУП", &["фгуп", "федеральное государственное унитарное предприятие"]),
    company("МУП", &["муп", "муниципальное унитарное предприятие"]),
    company("ГБУ", &["гбу", "государственное бюджетное учреждение"]),
    company("ФГБУ", &["фгбу", "федеральное государственное бюджетное учреждение"]),
    company("МБУ", &["мбу", "муниципальное бюджетное учреждение"]),
    company("МКУ", &["мку", "муниципальное казенное учреждение"]),
    company(
        "ФГБОУ",
        &["фгбоу во", "фгбоу", "федеральное государственное бюджетное образовательное учреждение высшего образования"],
    ),
    company("МБОУ", &["мбоу", "муниципальное бюджетное общеобразовательное учреждение"]),
    company("МБДОУ", &["мбдоу", "муниципальное бюджетное дошкольное образовательное учреждение"]),
    company("МАОУ", &["маоу", "муниципальное автономное общеобразовательное учреждение"]),
    company("ГБОУ", &["гбоу", "государственное бюджетное общеобразовательное учреждение"]),
    company("ГБУЗ", &["гбуз", "государственное бюджетное учреждение здравоохранения"]),
    company("АНО", &["ано", "автономная некоммерческая организация"]),
    company("ТСЖ", &["тсж", "товарищество собственников жилья"]),
    company("СНТ", &["снт", "садоводческое некоммерческое товарищество"]),
    company("КФХ", &["кфх", "крестьянское фермерское хозяйство", "крестьянское хозяйство"]),
    company("ПК", &["производственный кооператив"]),
    company("ТОВ", &["тов", "товариство з обмеженою відповідальністю", "т о в"]),
    company("ТДВ", &["тдв", "товариство з додатковою відповідальністю"]),
    company("ПРАТ", &["прат", "приватне акціонерне товариство", "чао", "частное акционерное общество"]),
    company("ПАТ", &["пат", "публічне акціонерне товариство"]),
    company("ВАТ", &["ват", "відкрите акціонерне товариство"]),
    company("ЗАТ", &["зат", "закрите акціонерне товариство"]),
    company("АТ", &["ат"]),
    company("ПП", &["пп", "приватне підприємство"]),
    company("ДП", &["дп", "державне підприємство", "дочірнє підприємство"]),
    company("КП", &["кп", "комунальне підприємство"]),
    company("ФГ", &["фг", "фермерське господарство", "фх", "фермерское хозяйство"]),
    company("ОСББ", &["осбб", "обєднання співвласників багатоквартирного будинку"]),
    trader(
        "ИП",
        &["ип", "индивидуальный предприниматель", "инд предприниматель", "предприниматель", "частный предприниматель"],
    ),
    trader("ПБОЮЛ", &["пбоюл"]),
    trader(
        "ФОП",
        &[
            "фоп",
            "фізична особа підприємець",
            "фізична особа - підприємець",
            "флп",
            "физическое лицо предприниматель",
            "фізособа підприємець",
            "физлицо предприниматель",
        ],
    ),
    trader(
        "СПД",
        &[
            "спд",
            "суб єкт підприємницької діяльності",
            "субєкт підприємницької діяльності",
            "спд фл",
            "спд фо",
            "приватний підприємець",
        ],
    ),
    company("LLC", &["llc", "limited liability company", "l l c"]),
    company("LTD", &["ltd", "limited", "co ltd", "company limited"]),
    company("LLP", &["llp", "limited liability partnership"]),
    company("PLC", &["plc", "public limited company"]),
    company("INC", &["inc", "incorporated"]),
    company("CORP", &["corp", "corporation"]),
    company("JSC", &["jsc", "joint stock company"]),
    company("PJSC", &["pjsc", "public joint stock company"]),
    company("CJSC", &["cjsc", "closed joint stock company"]),
    company("OJSC", &["ojsc", "open joint stock company"]),
    company("GMBH", &["gmbh", "gesellschaft mit beschränkter haftung"]),
    company("GMBH & CO KG", &["gmbh co kg"]),
    company("AG", &["ag", "aktiengesellschaft"]),
    company("SARL", &["sarl"]),
    company("SRL", &["srl"]),
    company("SPA", &["s p a"]),
    company("BV", &["bv", "b v"]),
    company("NV", &["nv", "n v"]),
    company("OY", &["oy"]),
    company("OU", &["oü"]),
    company("SIA", &["sia"]),
    company("UAB", &["uab"]),
    company("SP Z O O", &["sp z o o", "sp zoo", "spółka z ograniczoną odpowiedzialnością"]),
    company("SRO", &["s r o", "sro"]),
];

/// Spellings of two letters and common words count only at the ends of a name.
fn only_at_ends(spelling: &str) -> bool {
    spelling.chars().count() <= 2
        || matches!(spelling, "предприниматель" | "sia" | "inc" | "тов" | "пат" | "ват" | "зат" | "чао")
}

/// One spelling, split into words.
struct Spelling {
    words: Vec<String>,
    form: &'static Form,
    only_at_ends: bool,
}

/// First word → spellings that begin with it, longest first.
fn spellings() -> &'static FxHashMap<String, Vec<Spelling>> {
    static SPELLINGS: OnceLock<FxHashMap<String, Vec<Spelling>>> = OnceLock::new();
    SPELLINGS.get_or_init(|| {
        let mut table: FxHashMap<String, Vec<Spelling>> = FxHashMap::default();
        for form in FORMS {
            for spelling in form.spellings {
                let words: Vec<String> = spelling.split([' ', '-']).filter(|word| !word.is_empty()).map(key).collect();
                let Some(first) = words.first().cloned() else { continue };
                table.entry(first).or_default().push(Spelling { words, form, only_at_ends: only_at_ends(spelling) });
            }
        }
        for group in table.values_mut() {
            group.sort_by_key(|spelling| std::cmp::Reverse(spelling.words.len()));
        }
        table
    })
}

/// Finds a legal form among the words of a name, the longest spelling first: where it begins and how many words it has.
pub(super) fn find(words: &[Word]) -> Option<(usize, usize, &'static Form)> {
    let table = spellings();
    let mut best: Option<(usize, usize, &'static Form)> = None;
    for (at, word) in words.iter().enumerate() {
        let Some(group) = table.get(&word.key) else { continue };
        let hit = group.iter().find(|spelling| {
            let length = spelling.words.len();
            let fits = words.iter().skip(at).take(length).map(|word| &word.key).eq(spelling.words.iter());
            fits && (!spelling.only_at_ends || at == 0 || at + length == words.len())
        });
        if let Some(spelling) = hit.filter(|spelling| best.is_none_or(|(_, length, _)| spelling.words.len() > length)) {
            best = Some((at, spelling.words.len(), spelling.form));
        }
    }
    best
}
