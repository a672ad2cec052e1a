//! What a document that no mapping reads comes nearest to, and what it lacks to be that.

use std::collections::{BTreeMap, BTreeSet};

use super::inspect::unread::{Unread, outside};
use crate::mapping::recognise::{Check, Claim, Test};
use crate::mapping::{Mapping, Verdict};
use crate::model::run::Reason;
use crate::parse::shape::PathPattern;
use crate::parse::{NameId, Names, Preview};

/// A mapping must know one in so many of the names near the document's beginning, and so many of them at least.
const KNOWN_SHARE: usize = 3;
const KNOWN_NAMES: usize = 4;
/// A shorter name is found in too many others.
const NAME_LETTERS: usize = 5;

/// Why no mapping reads a document: one that is nearly what some mapping reads is told what it lacks.
pub(super) fn nothing_fits(claims: &[Claim<'_>], preview: &Preview) -> Reason {
    let near = claims.iter().filter_map(|claim| Some((missing_columns(claim)?, claim.mapping.name())));
    if let Some(((lacking, _), name)) =
        near.min_by_key(|((lacking, held), _)| (lacking.len(), std::cmp::Reverse(*held)))
    {
        return Reason::new(Reason::MISSING_COLUMNS).with("mapping", name).with("columns", lacking.join(", "));
    }
    let outline = Outline::of(preview);
    let near = claims.iter().filter_map(|claim| Some((outline.missing(claim)?, claim.mapping.name())));
    match near.max_by_key(|((_, known), _)| *known) {
        Some(((lacking, _), name)) => {
            Reason::new(Reason::MISSING_ELEMENTS).with("mapping", name).with("elements", lacking.join(", "))
        }
        None => Reason::new(Reason::NO_MAPPING),
    }
}

/// Why a document that a mapping recognises gave not one record: somewhere stands what a record would hold, under
/// another name. Nothing where it is merely empty.
pub(super) fn nothing_read(mapping: &Mapping, preview: &Preview) -> Option<Reason> {
    let names = &mapping.shape().names;
    // What stands right below the root or in the header is said of the whole document.
    let root = if let Preview::Xml(xml) = preview { format!("/{}", xml.root) } else { String::new() };
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Unread { path, .. } in outside(preview, mapping) {
        let mut inside = path.as_str();
        let name = path.rsplit('/').next().unwrap_or_default().trim_start_matches('@');
        if names.lookup(name) == Names::OTHER {
            continue;
        }
        while let Some((above, _)) = inside.rsplit_once('/').filter(|(above, _)| above.len() > root.len()) {
            places.entry(above.to_owned()).or_default().insert(name.to_owned());
            inside = above;
        }
    }
    let renamed = places.iter().filter(|(_, known)| known.len() >= KNOWN_NAMES);
    // Something else may well have a number and a name (whoever keeps a classifier): it must be called like a record
    // that could stand there.
    let mut wanted = renamed.filter_map(|(place, _)| {
        let (above, given) = place.rsplit_once('/')?;
        let above: Vec<NameId> = above.split('/').skip(1).map(|step| names.lookup(step)).collect();
        let could_stand = |pattern: &&PathPattern| {
            pattern.steps.last().is_some_and(|last| pattern.matches(&[above.as_slice(), &[*last]].concat()))
        };
        let ends = mapping.shape().records.iter().filter(could_stand);
        let ends = ends.filter_map(|pattern| names.name(*pattern.steps.last()?)).collect();
        // Where many sorts stand side by side, a longer name is another sort.
        if mapping.shape().containers.is_empty() { like(given, &ends) } else { misspelt(given, &ends) }
    });
    let wanted = wanted.next()?;
    let reason = Reason::new(Reason::MISSING_ELEMENTS).with("mapping", mapping.name());
    Some(reason.with("elements", format!("«{wanted}»")))
}

/// The name that another is a misspelling, a beginning or an extension of.
fn like<'n>(given: &str, names: &BTreeSet<&'n str>) -> Option<&'n str> {
    let letters = given.chars().count();
    let extended = |name: &str| {
        let (shorter, longer) = (letters.min(name.chars().count()), letters.max(name.chars().count()));
        let begins = given.starts_with(name) || name.starts_with(given);
        begins && shorter >= NAME_LETTERS && shorter * 2 >= longer
    };
    misspelt(given, names).or_else(|| names.iter().copied().find(|name| extended(name)))
}

/// The name that another is a misspelling of. Names of exchanges are long and have the same beginnings: few letters may
/// differ, and in each part of a name by itself.
fn misspelt<'n>(given: &str, names: &BTreeSet<&'n str>) -> Option<&'n str> {
    let is_near =
        |(given, name): (&str, &str)| strsim::damerau_levenshtein(given, name) <= 1 + given.chars().count() / 8;
    let is_like = |name: &&str| {
        given.split('.').count() == name.split('.').count() && given.split('.').zip(name.split('.')).all(is_near)
    };
    names.iter().copied().find(is_like)
}

/// The required columns that are missing, where nothing else is, and how many are there; those must be more.
fn missing_columns(claim: &Claim<'_>) -> Option<(Vec<String>, usize)> {
    let is_of_columns = |check: &&Check| matches!(check.test, Test::Column | Test::Head);
    if !claim.checks.iter().filter(|check| !check.holds).all(|check| is_of_columns(&check)) {
        return None;
    }
    let (held, lacking): (Vec<&Check>, Vec<&Check>) =
        claim.checks.iter().filter(|check| check.test == Test::Column).partition(|check| check.holds);
    let caption = |check: &&Check| check.wanted.first().map(|caption| format!("«{caption}»"));
    let captions: Vec<String> = lacking.iter().filter_map(caption).collect();
    (!captions.is_empty() && held.len() > captions.len()).then_some((captions, held.len()))
}

/// The names of elements, attributes and keys near the beginning of a document.
struct Outline<'p>(BTreeSet<&'p str>);

impl<'p> Outline<'p> {
    fn of(preview: &'p Preview) -> Self {
        let (entries, above) = match preview {
            Preview::Xml(xml) => (&xml.entries[..], 1),
            Preview::Json { entries } => (&entries[..], 0),
            _ => (&[][..], 0),
        };
        let steps = |path: &'p String| path.split('/').skip(1 + above);
        let names = entries.iter().flat_map(|(path, _)| steps(path)).map(|name| name.trim_start_matches('@'));
        Self(names.filter(|name| !name.is_empty()).collect())
    }

    /// The root or the paths that are missing, where nothing else is, and how many of the names the mapping knows.
    fn missing(&self, claim: &Claim<'_>) -> Option<(Vec<String>, usize)> {
        let lacking: Vec<&Check> = claim.checks.iter().filter(|check| !check.holds).collect();
        let is_of_elements = lacking.iter().all(|check| matches!(check.test, Test::Root | Test::Has | Test::HasAny));
        if lacking.is_empty() || !is_of_elements || *claim.mapping.verdict() != Verdict::Read {
            return None;
        }
        let names = &claim.mapping.shape().names;
        let known = self.0.iter().filter(|name| names.lookup(name) != Names::OTHER).count();
        let root = lacking.iter().find(|check| check.test == Test::Root);
        let is_near = known >= KNOWN_NAMES && known * KNOWN_SHARE >= self.0.len();
        // Another root says nothing as long as the records are not there.
        if !is_near || root.is_some() && !self.has_records(claim) {
            return None;
        }
        // Below another root no path is met.
        let told = root.map_or_else(|| lacking.iter().collect(), |root| vec![root]);
        let wanted = |check: &&&Check| check.wanted.first().map(|wanted| format!("«{wanted}»"));
        Some((told.iter().filter_map(wanted).collect(), known))
    }

    fn has_records(&self, claim: &Claim<'_>) -> bool {
        let shape = claim.mapping.shape();
        let ends: Vec<_> = shape.records.iter().filter_map(|pattern| pattern.steps.last()).collect();
        self.0.iter().any(|name| ends.contains(&&shape.names.lookup(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{Library, Recognition};
    use crate::parse::trial::document;
    use crate::parse::{FORMATS, Format, Head};

    fn why(name: &str, text: &str) -> Reason {
        let (_folder, document) = document(name, text.as_bytes());
        let head = Head { name, bytes: text.as_bytes(), len: text.len() as u64 };
        let format = FORMATS.iter().find(|format| format.recognises(&head)).unwrap();
        let preview = format.preview(&document).unwrap();
        let library = Library::builtin();
        assert!(matches!(library.recognise(format.name(), &preview), Recognition::None));
        nothing_fits(&library.claims(format.name(), &preview), &preview)
    }

    fn lacks(mapping: &str, elements: &str) -> Reason {
        Reason::new(Reason::MISSING_ELEMENTS).with("mapping", mapping).with("elements", elements)
    }

    const ORDERS: &str = "<КоммерческаяИнформация ВерсияСхемы=\"2.10\"><Документ><Ид>1</Ид><Номер>7</Номер>\
        <Дата>2026-10-01</Дата><ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Сумма>10</Сумма></Документ>\
        </КоммерческаяИнформация>";
    const MESSAGE: &str = "<msg:Message xmlns:msg=\"m\"><msg:Header><msg:Format>http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8</msg:Format>\
        </msg:Header><Body><Документ.СчетПокупателю><КлючевыеСвойства><Ссылка>1</Ссылка><Дата>2026-10-01</Дата>\
        <Номер>7</Номер></КлючевыеСвойства><Сумма>10</Сумма></Документ.СчетПокупателю></Body></msg:Message>";

    #[test]
    fn a_document_under_another_root_is_told_the_root_it_should_have() {
        let renamed = ORDERS.replace("КоммерческаяИнформация", "КоммИнформация");
        assert_eq!(why("a.xml", &renamed), lacks("commerceml", "«КоммерческаяИнформация»"));
        let renamed = MESSAGE.replace("msg:Message", "msg:Envelope");
        assert_eq!(why("a.xml", &renamed), lacks("enterprisedata", "«Message»"));
    }

    #[test]
    fn a_document_without_what_it_is_recognised_by_is_told_the_path() {
        let renamed = MESSAGE.replace("msg:Header", "msg:Head");
        assert_eq!(why("a.xml", &renamed), lacks("enterprisedata", "«/Message/Header/Format»"));
        let json = r#"{"entity": "invoice", "id": "1", "number": "7", "date": "2026-10-01", "total": "10.00"}"#;
        assert_eq!(why("a.json", json), lacks("json-records", "«/record»"));
    }

    #[test]
    fn a_document_whose_records_are_called_otherwise_is_not_taken_for_an_empty_one() {
        let why = |text: &str| {
            let (_folder, document) = document("a.xml", text.as_bytes());
            let preview = crate::parse::xml::Xml.preview(&document).unwrap();
            let library = Library::builtin();
            let Recognition::One(mapping) = library.recognise("xml", &preview) else { panic!("{text}") };
            nothing_read(mapping, &preview)
        };
        for name in ["ДокументЗаказ>", "Докум>"] {
            assert_eq!(why(&ORDERS.replace("Документ>", name)), Some(lacks("commerceml", "«Документ»")));
        }
        let renamed = MESSAGE.replace("Документ.СчетПокупателю", "Документ.СчётПокупателю");
        assert_eq!(why(&renamed), Some(lacks("enterprisedata", "«Документ.СчетПокупателю»")));
        let owner = "<Классификатор><Владелец><Ид>1</Ид><Наименование>ООО</Наименование><ИНН>7702555038</ИНН>\
            <КПП>770201001</КПП><ОфициальноеНаименование>ООО</ОфициальноеНаименование></Владелец></Классификатор>";
        assert_eq!(why(&format!("<КоммерческаяИнформация>{owner}</КоммерческаяИнформация>")), None);
        // Lines of a document that nobody wants are called as those of one that is wanted.
        let lines = "<Товары><Строка><Номенклатура>1</Номенклатура><Количество>1</Количество><Цена>1</Цена><Сумма>1</Сумма>\
            <СтавкаНДС>20</СтавкаНДС></Строка></Товары>";
        let other = MESSAGE
            .replace("Документ.СчетПокупателю", "Документ.ЗаказПоставщику")
            .replace("</КлючевыеСвойства>", &format!("</КлючевыеСвойства>{lines}"));
        assert_eq!(why(&other), None);
        let other = MESSAGE.replace("Документ.СчетПокупателю", "Документ.СчетПоставщика");
        assert_eq!(why(&other), None);
        assert_eq!(why("<КоммерческаяИнформация ВерсияСхемы=\"2.05\"/>"), None);
        assert_eq!(
            why("<КоммерческаяИнформация><Пакет><Номер>1</Номер><Дата>2</Дата></Пакет></КоммерческаяИнформация>"),
            None
        );
    }

    #[test]
    fn no_sort_of_record_that_the_format_has_is_taken_for_a_renamed_one() {
        let library = Library::builtin();
        let why = |sort: &str| {
            let text = MESSAGE.replace("Документ.СчетПокупателю", sort);
            let (_folder, document) = document("a.xml", text.as_bytes());
            let preview = crate::parse::xml::Xml.preview(&document).unwrap();
            let Recognition::One(mapping) = library.recognise("xml", &preview) else { panic!("{text}") };
            nothing_read(mapping, &preview)
        };
        for sort in ["Справочник.НоменклатураГруппа", "Справочник.КонтрагентыГруппа", "Справочник.НоменклатураСегмента"]
        {
            assert_eq!(why(sort), None, "{sort}");
        }
        let Some(samples) = std::env::var_os("SVERKA_SAMPLES") else { return };
        let files = std::fs::read_dir(std::path::Path::new(&samples).join("enterprisedata/schema")).unwrap();
        let texts: Vec<String> =
            files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap_or_default()).collect();
        let named =
            regex::Regex::new("(?:objectType|complexType) name=\"((?:Справочник|Документ)\\.[^.\"]+)\"").unwrap();
        let sorts: BTreeSet<&str> = texts
            .iter()
            .flat_map(|text| named.captures_iter(text))
            .filter_map(|found| Some(found.get(1)?.as_str()))
            .collect();
        assert!(sorts.len() > 130, "{}", sorts.len());
        for sort in sorts {
            assert_eq!(why(sort), None, "{sort}");
        }
    }

    #[test]
    fn a_document_of_another_sort_is_like_nothing() {
        for (name, text) in [
            ("a.xml", "<Прочее><Сумма>1</Сумма><Дата>2</Дата></Прочее>"),
            (
                "a.xml",
                "<catalog><book><title>a</title><author>b</author><price>1</price><year>2</year></book></catalog>",
            ),
            ("a.xml", "<Message><Text>a</Text><Author>b</Author></Message>"),
            ("a.json", r#"{"title": "a", "pages": 7, "price": "1", "id": 3}"#),
        ] {
            assert_eq!(why(name, text), Reason::new(Reason::NO_MAPPING), "{text}");
        }
    }
}
