//! Names side by side.

use super::*;

fn name(core: &str) -> Name {
    named(core, Written::default()).unwrap().name
}

fn compared(a: &str, b: &str) -> NameLevel {
    let (a, b) = (name(a), name(b));
    assert_eq!(a.compare(&b), b.compare(&a), "either way round");
    a.compare(&b)
}

#[test]
fn names_compare_by_what_tells_them_apart() {
    for (a, b, level) in [
        ("ромашка", "ромашка", NameLevel::Equal),
        ("ромашка", "ромашка дубль 2", NameLevel::Equal),
        ("ромашка", "ромашка самара", NameLevel::Equal),
        ("ромашка", "ромашка ао г самара дубль", NameLevel::Equal),
        ("торговый дом вектор", "вектор торговый дом", NameLevel::Equal),
        ("строй комплект", "стройкомплект", NameLevel::Equal),
        ("тд вектор", "торговый дом вектор", NameLevel::Translit),
        ("торговий дім вектор", "торговый дом вектор", NameLevel::Translit),
        ("romashka", "ромашка", NameLevel::Translit),
        ("стройинвест юг", "stroyinvest yug", NameLevel::Translit),
        ("стройкомплект", "стройкопмлект", NameLevel::Typo),
        ("ромашка плюс", "рамашка плюс", NameLevel::Typo),
        ("полынин п п", "полынин петр петрович", NameLevel::Initials),
        ("тарасова юлия андреевна", "юлия тарасова", NameLevel::Initials),
        ("тарасова ю а", "юлия тарасова", NameLevel::Initials),
        ("ильинн д п", "ильин денис петрович", NameLevel::Initials),
        ("шевченко м і", "шевченко николай иванович", NameLevel::Initials),
        ("шевченко микола іванович", "шевченко николай иванович", NameLevel::Translit),
        ("тарасова ольга андреевна", "юлия тарасова", NameLevel::Different),
        ("тарасова ю а", "тарасова юлия олеговна", NameLevel::Different),
        ("тарасова юлия олеговна", "тарасова юлия андреевна", NameLevel::Similar),
        ("тара м", "тара маркет", NameLevel::Similar),
        ("престиж медиа", "престиж медиа м", NameLevel::Part),
        ("станунхан", "филиал станунхан в г майкоп", NameLevel::Equal),
        ("давыдовъ", "давыдовъ оп 1", NameLevel::Equal),
        ("элкрогор", "элкрогор договор с 2024", NameLevel::Equal),
        ("триволев антон юрьевич", "антон триволев уфа", NameLevel::Initials),
        ("мебліпроект", "меблипроект", NameLevel::Translit),
        ("ромашка", "ромашка трейд", NameLevel::Part),
        ("экопродукт", "экопродукт юг", NameLevel::Part),
        ("завод", "завод 21", NameLevel::Part),
        ("альфа строй", "альфа сервис", NameLevel::Similar),
        ("строй комплкт", "стройкомплект", NameLevel::Typo),
        ("петров н м", "петров н и", NameLevel::Similar),
        ("север", "юг", NameLevel::Different),
        ("торговый дом север", "торговый дом юг", NameLevel::Different),
    ] {
        assert_eq!(compared(a, b), level, "{a} / {b}");
    }
}

#[test]
fn what_is_written_tells_a_city_and_a_remark_from_the_name() {
    let read = |core: &str, text: &str| {
        let found = named(core, Written::of(text)).unwrap();
        (found.name.text.to_string(), found.city.is_some(), found.form)
    };
    let plain = |text: &str, city| (text.to_owned(), city, None);
    assert_eq!(read("горизонт спб", "ООО «Горизонт СПб»"), plain("горизонт спб", false));
    assert_eq!(read("горизонт спб", "Горизонт СПб"), plain("горизонт спб", false));
    assert_eq!(read("горизонт спб", "Горизонт (СПб)"), plain("горизонт", true));
    assert_eq!(read("горизонт самара", "ООО «Горизонт» Самара"), plain("горизонт", true));
    assert_eq!(read("горизонт самара", "ООО «Горизонт Самара»"), plain("горизонт самара", false));
    assert_eq!(read("топаз филиал в г самара", "ООО «Топаз» Филиал в г. Самара"), plain("топаз", true));
    assert_eq!(read("янтарьметал по предоплате", "Янтарьметал (по предоплате)"), plain("янтарьметал", false));
    assert_eq!(read("ооофдн", "ОООФДН"), ("фдн".to_owned(), false, Some("ООО")));
    assert_eq!(read("ипяшин дмитрий омск", "ИПЯшин Дмитрий Омск").2, Some("ИП"));
}

#[test]
fn a_slip_in_one_word_is_seen_where_a_number_vouches() {
    for (a, b, shares) in [
        ("иток", "исток", true),
        ("лотев н о", "лосев николай олегович", true),
        ("стмул", "стимул", true),
        ("русский хллеб", "лидер", false),
        ("торговый дом север", "торговый дом юг", false),
    ] {
        assert_eq!(name(a).shares_a_word(&name(b)), shares, "{a} / {b}");
    }
}

#[test]
fn words_of_their_own_tell_siblings() {
    for (a, b, siblings) in [
        ("вектор центр", "вектор плюс", true),
        ("дельта юг", "дельта север", true),
        ("тд вектор", "вектор логистик", true),
        ("вектор", "вектор логистик", false),
        ("вектор логистик", "вектор логистика", false),
        ("вектор строй", "вектор строительный", false),
    ] {
        let (a, b) = (name(a), name(b));
        assert_eq!((a.each_has_own_words(&b), b.each_has_own_words(&a)), (siblings, siblings), "{a:?} / {b:?}");
    }
}

#[test]
fn numbers_must_agree() {
    assert!(name("школа 21").numbers_differ(&name("школа 22")));
    assert!(!name("школа 021").numbers_differ(&name("школа 21")));
    assert!(!name("школа").numbers_differ(&name("школа 21")));
    assert!(name("давыдовъ оп 1").numbers_differ(&name("давыдовъ оп 2")), "branches");
    assert!(!name("давыдовъ оп 1").numbers_differ(&name("давыдовъ")));
    assert_ne!(compared("завод стройдеталь 21", "завод стройдеталь 22"), NameLevel::Typo);
}

#[test]
fn cities_and_remarks_never_leave_nothing() {
    let moscow = named("ромашка г москва", Written::default()).unwrap();
    assert_eq!((&*moscow.name.text, moscow.city.as_deref()), ("ромашка", Some("moskva")));
    assert_eq!(&*named("москва", Written::default()).unwrap().name.text, "москва");
    assert_eq!(&*named("дубль", Written::default()).unwrap().name.text, "дубль");
    assert_eq!(named("", Written::default()), None);
}
