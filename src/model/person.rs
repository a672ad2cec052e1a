//! Names of persons: patronymics, given names in Russian and Ukrainian, and whether a folded name is a person's.

/// Given names that Ukrainian and Russian spell otherwise: `Ukrainian = Russian`. What one letter for another makes of the
/// other («Сергій», «Андрій») needs no line.
const GIVEN_PAIRS: &str = "микола = николай|олена = елена|михайло = михаил|олександр = александр|олександра = александра
ганна = анна|олексій = алексей|дмитро = дмитрий|петро = петр|павло = павел|володимир = владимир|володимира = владимира
евген = евгений|євген = евгений|євгенія = евгения|катерина = екатерина|тетяна = татьяна|наталя = наталья|наталія = наталья
світлана = светлана|надія = надежда|данило = даниил|кирило = кирилл|ілля = илья|василь = василий|ігор = игорь
олег = олег|федір = федор|степан = степан|семен = семен|пилип = филипп|микита = никита|матвій = матвей|тимофій = тимофей
йосип = иосиф|костянтин = константин|геннадій = геннадий|анатолій = анатолий|юрій = юрий|вячеслав = вячеслав
григорій = григорий|віталій = виталий|валерій = валерий|аркадій = аркадий|лідія = лидия|любов = любовь
зінаїда = зинаида|софія = софья|едуард = эдуард|яків = яков|гнат = игнат|панас = афанасий|опанас = афанасий
віктор = виктор|вікторія = виктория|ірина = ирина|марія = мария|юлія = юлия|галина = галина|валентин = валентин";

/// Given names that both languages spell alike, letters aside that stand for one another.
const GIVEN: &str = "сергей сергій андрей андрій иван іван олег игорь максим роман антон денис виктор віктор алексей
евгений борис вадим виталий віталій валентин валентина виталина георгий глеб григорий даниил данил данила егор захар кирилл
константин лев леонид леонід лука марк мирослав назар никита остап петр павел платон ростислав руслан святослав семен станислав
станіслав степан тарас тимур федор эдуард юрий юрій яков ярослав богдан артем артур арсений вячеслав геннадий дмитрий
александр владимир николай михаил василий филипп илья анатолий
елена ольга наталья анна ирина ірина татьяна мария марія светлана екатерина юлия юлія марина людмила галина лариса оксана
вера віра надежда любовь нина ніна алла алина аліна алиса анастасия анастасія ангелина валерия вероника виктория вікторія
дарья диана жанна зинаида инна інна карина кристина ксения лидия лилия маргарита олеся полина раиса римма софия софья тамара
яна ярослава евгения александра";

/// Ends of surnames.
const SURNAME_ENDS: &[&str] = &[
    "ов",
    "ев",
    "ин",
    "ын",
    "ова",
    "ева",
    "ина",
    "ына",
    "ский",
    "ская",
    "цкий",
    "цкая",
    "ський",
    "ська",
    "цький",
    "цька",
    "ко",
    "чук",
    "щук",
    "юк",
    "ук",
    "як",
    "ак",
    "ик",
    "ік",
    "ник",
    "ец",
    "ець",
    "ич",
    "ой",
    "ий",
    "ая",
    "ун",
    "ій",
    "ло",
    "их",
    "ых",
    "ів",
    "їв",
    "їн",
    "іна",
];

/// Ends of patronymics.
const PATRONYMIC_ENDS: &[&str] = &["ович", "евич", "йович", "ьович", "овна", "евна", "ична", "инична", "івна", "ївна"];

/// Whether a folded word is a patronymic by its end.
#[must_use]
pub fn is_patronymic(word: &str) -> bool {
    let long = word.chars().count() >= 7;
    long && PATRONYMIC_ENDS.iter().any(|end| word.ends_with(end))
        || matches!(word, "ильич" | "ілліч" | "кузьмич" | "лукич")
}

/// Pairs of one given name: Ukrainian, Russian.
pub fn given_pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    GIVEN_PAIRS.split(['|', '\n']).filter_map(|pair| pair.split_once(" = "))
}

/// Given names, each spelling once or more.
pub fn given_names() -> impl Iterator<Item = &'static str> {
    GIVEN.split_whitespace().chain(given_pairs().flat_map(|(one, other)| [one, other]))
}

/// Whether a folded word is a given name.
#[must_use]
pub fn is_given_name(word: &str) -> bool {
    given_names().any(|name| name == word)
}

/// Whether a folded name, legal form aside, is that of a person: «иванов иван иванович», «иванов и и», «юлия тарасова».
#[must_use]
pub fn is_person_name(core: &str) -> bool {
    let words: Vec<&str> = core.split(' ').filter(|word| !word.is_empty()).collect();
    let is_initial = |word: &&&str| word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let initials = words.iter().filter(is_initial).count();
    let others: Vec<&str> = words.iter().filter(|word| !is_initial(word)).copied().collect();
    let is_word = |word: &str| word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let is_surname = |word: &str| is_word(word) && SURNAME_ENDS.iter().any(|end| word.ends_with(end));
    if !others.iter().all(|word| is_word(word)) {
        return false;
    }
    match (others.as_slice(), initials) {
        ([_], 2) => true,
        ([surname], 1) => is_surname(surname),
        ([one, other], 0) => {
            is_given_name(one) && (is_surname(other) || is_patronymic(other)) || is_given_name(other) && is_surname(one)
        }
        ([_, _], 1) => others.iter().any(|word| is_given_name(word)) || others.iter().all(|word| is_surname(word)),
        ([_, _, _] | [_, _, _, _], 0) => others.iter().any(|word| is_patronymic(word)),
        _ => false,
    }
}

/// Whether «ЧП» or «ПП» before a name means a sole trader («частный предприниматель Иванов И.И.») rather than a company that
/// the quotes name.
#[must_use]
pub fn is_sole_trader(form: &str, name: &str, core: &str) -> bool {
    matches!(form, "ЧП" | "ПП") && !name.contains(['«', '"', '„', '“']) && !has_partners(name) && is_person_name(core)
}

/// Whether a name as written says «и К°»: partners, no initials.
#[must_use]
pub fn has_partners(name: &str) -> bool {
    name.contains(" и К") || name.contains(" и к") || name.contains(" та К") || name.contains(" і К")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_persons_are_told_from_those_of_companies() {
        for core in [
            "иванов иван иванович",
            "шевченко тарас григорович",
            "иванов и и",
            "и и иванов",
            "иванов и",
            "юлия тарасова",
            "тарасова юлия",
            "коваленко олена",
            "иван петрович",
            "оглы мамедов али рашидович",
        ] {
            assert!(is_person_name(core), "{core}");
        }
        for core in [
            "",
            "иванов",
            "вектор",
            "вектор м",
            "вектор плюс",
            "светлана",
            "юлия плюс",
            "школа 21 и м",
            "рабинович трейд",
        ] {
            assert!(!is_person_name(core), "{core}");
        }
    }

    #[test]
    fn a_private_entrepreneur_is_told_from_a_private_enterprise() {
        for (form, name, core) in [
            ("ЧП", "ЧП Ильин Д.П.", "ильин д п"),
            ("ЧП", "ЧП Юлия Тарасова", "юлия тарасова"),
            ("ПП", "ПП Шевченко Тарас Григорович", "шевченко тарас григорович"),
        ] {
            assert!(is_sole_trader(form, name, core), "{name}");
        }
        for (form, name, core) in [
            ("ЧП", "ЧП «Ильин Д.П.»", "ильин д п"),
            ("ПП", "ПП Альянс", "альянс"),
            ("ЧП", "ЧП Иванов и К", "иванов и к"),
            ("ПП", "ПП Світлана Плюс", "світлана плюс"),
            ("ООО", "ООО Ильин Д.П.", "ильин д п"),
        ] {
            assert!(!is_sole_trader(form, name, core), "{name}");
        }
    }
}
