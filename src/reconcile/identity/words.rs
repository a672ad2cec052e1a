//! Words that say little or something else than who it is: remarks, places, mail providers, abbreviations.
//!
//! One line of a table is one meaning; its first spelling stands for all. Russian, Ukrainian and Latin spellings stand
//! side by side; words are looked up by their skeleton (see `skeleton`), so that a transliteration needs no line of its own.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::skeleton::skeleton;

/// Abbreviations that people write instead of the words, and Ukrainian words beside the Russian: `short = in full`.
const EXPANSIONS: &str = "тд = торговый дом
т д = торговый дом
торговий дім = торговый дом
торговельний будинок = торговый дом
торгдом = торговый дом
тк = торговая компания
торгова компанія = торговая компания
ск = строительная компания
будівельна компанія = строительная компания
стройкомпания = строительная компания
гк = группа компаний
група компаній = группа компаний
тпк = торгово промышленная компания
тпк = торгово промышленная компания
пкф = производственно коммерческая фирма
ппф = производственно коммерческая фирма
виробничо комерційна фірма = производственно коммерческая фирма
вкф = производственно коммерческая фирма
нпп = научно производственное предприятие
нвп = научно производственное предприятие
нпо = научно производственное объединение
нпф = научно производственная фирма
нвф = научно производственная фирма
пкп = производственно коммерческое предприятие
чоп = частная охранная организация
чоо = частная охранная организация
охоронне агентство = охранное агентство
сош = средняя общеобразовательная школа
оош = основная общеобразовательная школа
к ия = компания
ук = управляющая компания
керуюча компанія = управляющая компания
зжби = завод железобетонных изделий
жби = железобетонные изделия
спк = сельскохозяйственный производственный кооператив
агрофірма = агрофирма
компанія = компания
група = группа
фірма = фирма
підприємство = предприятие
завод виробник = завод производитель
будівництво = строительство
trading house = торговый дом
trade house = торговый дом
company = компания
group = группа
group of companies = группа компаний";

/// Words that many companies carry and that tell none from another.
const GENERIC: &str =
    "торговый торговая торгово дом компания группа компаний фирма предприятие завод центр строительная
строительный строительство производственная производственно промышленная промышленный коммерческая коммерческая научно
производственное объединение сервис услуги плюс трейд трейдинг групп холдинг маркет магазин склад оптовая оптовый опт
торг продукт продукты управляющая охранная организация агентство бюро студия лаборатория мастерская база комбинат
логистика транспортная транспорт транс агро агрофирма ферма хозяйство строй монтаж ремонт инвест капитал консалтинг
медицинский клиника аптека школа учебный детский сад гимназия лицей больница отель ресторан кафе бар частная
технологии технология техно системы система решения проект инжиниринг инженерия снаб комплект поставка ресурс
и ко партнеры партнери сыновья сини братья брати the of for and trade service company group plus центр";

/// Remarks at the end of a name that say something of the card, not of the company; a number may follow.
const REMARKS: &str = "дубль|дубликат|дублікат|копия|копія|copy|duplicate|старый|старая|старое|старый договор|стара
стара картка|новый договор|не использовать|не використовувати|не исп|не актуально|неактивен
неактивный|закрыт|закрыта|закрыто|закрылись|закрито|ликвидирован|ликвидирована|ликвидация
ліквідовано|банкрот|банкрутство|должник|боржник|в суде|черный список|удален|удалить|видалити
основной|основная|осн|основний|покупатель|покупець|поставщик|постачальник|клиент|клієнт|client|new
old|безнал|нал|без ндс|с ндс|з пдв|без пдв|эдо|тест|test|вип|vip|филиал|филиал в|філія|філія в
обособленное подразделение|предоплата|по предоплате|только предоплата|только по предоплате
передоплата|по передоплаті|не отгружать|не відвантажувати|стоп отгрузка|в архив|в архиве|не работаем
не працюємо|оп|договор с|договор от|договор|договір з|договір від|договір";

/// Cities: one place a line, spellings parted by bars. A name's last word or an address's city is looked up here.
const CITIES: &str = "москва|мск|moscow
санкт петербург|спб|питер|петербург|saint petersburg|st petersburg
новосибирск|нск
екатеринбург|екб
казань
нижний новгород|н новгород|нновгород
челябинск
красноярск
самара
уфа
ростов на дону|ростов|ростов дон
омск
краснодар
воронеж
пермь
волгоград
саратов
тюмень
тольятти
барнаул
махачкала
ижевск
хабаровск
ульяновск
иркутск
владивосток
ярославль
севастополь
томск
ставрополь
кемерово
набережные челны
оренбург
новокузнецк
балашиха
рязань
чебоксары
пенза
липецк
калининград
киров
астрахань
тула
сочи
курск
улан удэ
сургут
тверь
магнитогорск
брянск
якутск
иваново
владимир
симферополь
белгород
нижний тагил
калуга
чита
грозный
волжский
смоленск
подольск
саранск
вологда
курган
череповец
орел
архангельск
владикавказ
нижневартовск
йошкар ола
стерлитамак
мурманск
кострома
новороссийск
тамбов
химки
таганрог
сыктывкар
нальчик
нижнекамск
комсомольск на амуре
братск
дзержинск
энгельс
благовещенск
королев
великий новгород
псков
бийск
мытищи
люберцы
южно сахалинск
армавир
рыбинск
абакан
петрозаводск
норильск
сызрань
волгодонск
каменск уральский
новочеркасск
златоуст
электросталь
альметьевск
салават
миасс
копейск
пятигорск
рубцовск
коломна
майкоп
березники
ковров
кисловодск
нефтекамск
нефтеюганск
новочебоксарск
серпухов
щелково
первоуральск
дербент
черкесск
орехово зуево
назрань
невинномысск
раменское
обнинск
находка
выборг
гатчина
элиста
киев|київ|kyiv|kiev
харьков|харків|kharkiv
одесса|одеса|odesa
днепр|дніпро|днепропетровск|дніпропетровськ|dnipro
львов|львів|lviv
запорожье|запоріжжя|zaporizhzhia
кривой рог|кривий ріг
николаев|миколаїв|mykolaiv
мариуполь|маріуполь
винница|вінниця|vinnytsia
херсон
полтава
чернигов|чернігів|chernihiv
черкассы|черкаси
житомир
сумы|суми
хмельницкий|хмельницький
черновцы|чернівці
ровно|рівне|rivne
каменское|камянське
кропивницкий|кропивницький|кировоград
ивано франковск|івано франківськ
кременчуг|кременчук
тернополь|тернопіль
луцк|луцьк
белая церковь|біла церква
краматорск|краматорськ
мелитополь|мелітополь
ужгород
никополь|нікополь
бровары|бровари
павлоград
мукачево|мукачеве
бердянск|бердянськ
донецк|донецьк
луганск|луганськ
минск|мінськ|minsk
гомель
могилев|могилів
витебск
гродно
брест
алматы|алма ата|almaty
астана|нур султан|astana
шымкент|чимкент
караганда
актобе
павлодар
ташкент
бишкек
ереван
тбилиси
баку
кишинев";

/// Short legal forms that normalization leaves inside a name, where they may be anything else: once a remark or a city
/// behind them is dropped they stand at the end.
const SHORT_FORMS: &[(&str, &str)] = &[
    ("ип", "ИП"),
    ("ао", "АО"),
    ("пп", "ПП"),
    ("ат", "АТ"),
    ("чп", "ЧП"),
    ("кп", "КП"),
    ("дп", "ДП"),
    ("фг", "ФГ"),
    ("пк", "ПК"),
];

/// The legal form that a word at the end of a name is, canonical.
pub(super) fn short_form(word: &str) -> Option<&'static str> {
    SHORT_FORMS.iter().find(|(spelled, _)| *spelled == word).map(|(_, form)| *form)
}

/// Whether with this lower-case word a name calls the card a branch.
pub(super) fn is_branch(word: &str) -> bool {
    const BEGINNINGS: [&str; 9] = [
        "филиал",
        "філія",
        "подразделен",
        "підрозділ",
        "представитель",
        "представництв",
        "обособл",
        "отделен",
        "відділен",
    ];
    const WORDS: [&str; 6] = ["оп", "фл", "фил", "склад", "магазин", "сп"];
    BEGINNINGS.iter().any(|begin| word.starts_with(begin)) || WORDS.contains(&word)
}

/// Words of an address that name no place.
const ADDRESS_WORDS: &str =
    "г гор город м місто мiсто city ул улица вул вулиця str street д дом б буд будинок будівля house кв
квартира оф офис офіс office стр строение корп корпус к лит литера пом помещение приміщення этаж поверх пр пр-т просп
проспект пер переулок провулок ш шоссе шосе наб набережная набережна пл площадь площа б-р бульвар бул мкр микрорайон
обл область край республика респ р-н район рн россия рф украина україна ua ru п пос поселок село с смт зд здание
тер территория индекс комн комната почтовый адрес юр факт фактический юридический";

/// Mail providers where anybody has a box: the domain is no evidence.
const PUBLIC_DOMAINS: &str = "mail.ru bk.ru list.ru inbox.ru internet.ru yandex.ru yandex.ua yandex.com yandex.by yandex.kz ya.ru
narod.ru rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru gmail.com googlemail.com outlook.com hotmail.com live.com live.ru msn.com
yahoo.com ymail.com icloud.com me.com mac.com proton.me protonmail.com aol.com gmx.de gmx.net web.de ukr.net i.ua meta.ua
bigmir.net online.ua email.ua ua.fm tut.by mail.ua inbox.lv mail.com zoho.com vk.com sibmail.com nm.ru pochta.ru
e1.ru ngs.ru qip.ru hotbox.ru fromru.com tatar.ru mail.by example.com";

/// Words, and what they stand for.
type Phrase = (Vec<String>, Vec<String>);

/// A table of phrases: words of the skeleton → what they stand for, looked up by the first word.
#[derive(Debug)]
pub(super) struct Phrases {
    by_first: FxHashMap<String, Vec<Phrase>>,
}

impl Phrases {
    fn of(lines: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        let mut by_first: FxHashMap<String, Vec<Phrase>> = FxHashMap::default();
        for (spelled, meant) in lines {
            let words: Vec<String> = spelled.split_whitespace().map(skeleton).collect();
            let meant = meant.split_whitespace().map(skeleton).collect();
            if let Some(first) = words.first() {
                by_first.entry(first.clone()).or_default().push((words, meant));
            }
        }
        by_first.values_mut().for_each(|group| group.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        Self { by_first }
    }

    /// The longest phrase that the words begin with: how many words it has and what it stands for.
    pub(super) fn at_start<'t>(&'t self, words: &[impl AsRef<str>]) -> Option<(usize, &'t [String])> {
        let group = self.by_first.get(words.first()?.as_ref())?;
        let fits = |phrase: &[String]| {
            phrase.len() <= words.len() && phrase.iter().zip(words).all(|(one, other)| one == other.as_ref())
        };
        group.iter().find(|(phrase, _)| fits(phrase)).map(|(phrase, meant)| (phrase.len(), meant.as_slice()))
    }
}

/// Abbreviations and translated words.
pub(super) fn expansions() -> &'static Phrases {
    static TABLE: OnceLock<Phrases> = OnceLock::new();
    TABLE.get_or_init(|| Phrases::of(EXPANSIONS.lines().filter_map(|line| line.split_once(" = "))))
}

/// Remarks about the card.
pub(super) fn remarks() -> &'static Phrases {
    static TABLE: OnceLock<Phrases> = OnceLock::new();
    TABLE.get_or_init(|| Phrases::of(REMARKS.split(['\n', '|']).map(|remark| (remark, ""))))
}

/// Cities, each standing for its first spelling.
pub(super) fn cities() -> &'static Phrases {
    static TABLE: OnceLock<Phrases> = OnceLock::new();
    TABLE.get_or_init(|| {
        let spellings = |line: &'static str| {
            let first = line.split('|').next().unwrap_or(line);
            line.split('|').map(move |spelled| (spelled, first))
        };
        Phrases::of(CITIES.lines().flat_map(spellings))
    })
}

fn set(words: &'static str, fold: fn(&str) -> String) -> FxHashMap<String, ()> {
    words.split_whitespace().map(|word| (fold(word), ())).collect()
}

/// Whether a word of a skeleton tells no company from another.
pub(super) fn is_generic(word: &str) -> bool {
    static TABLE: OnceLock<FxHashMap<String, ()>> = OnceLock::new();
    TABLE.get_or_init(|| set(GENERIC, skeleton)).contains_key(word)
}

/// Whether a lower-case word of an address names no place.
pub(super) fn is_address_word(word: &str) -> bool {
    static TABLE: OnceLock<FxHashMap<String, ()>> = OnceLock::new();
    TABLE.get_or_init(|| set(ADDRESS_WORDS, str::to_owned)).contains_key(word)
}

/// Whether anybody can have a mail box there.
pub(super) fn is_public_domain(domain: &str) -> bool {
    static TABLE: OnceLock<FxHashMap<String, ()>> = OnceLock::new();
    TABLE.get_or_init(|| set(PUBLIC_DOMAINS, str::to_owned)).contains_key(domain)
}
