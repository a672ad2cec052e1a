//! Whether two folded names (see `normalize::names`) can belong to one company or person.

/// How alike two names must be (Jaro–Winkler) to count as one with a slip of the pen.
const ALIKE: f64 = 0.93;

/// How alike each pair of their words must be; stops «петрович» from passing for «павлович».
const WORDS_ALIKE: f64 = 0.88;

/// Whether two folded names can be one company's or person's: equal, with words in another order, with a slip of the
/// pen (but equal numbers), or with initials for given names.
///
/// It is a witness beside a stronger key, never a proof by itself.
#[must_use]
pub fn names_agree(a_core: &str, b_core: &str) -> bool {
    if a_core.is_empty() || b_core.is_empty() {
        return false;
    }
    if a_core == b_core {
        return true;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (a_core.split(' ').collect(), b_core.split(' ').collect());
    let (mut a_sorted, mut b_sorted) = (a.clone(), b.clone());
    a_sorted.sort_unstable();
    b_sorted.sort_unstable();
    a_sorted == b_sorted || a.concat() == b.concat() || initials_agree(&a, &b) || slip_of_the_pen(a_core, b_core)
}

/// Whether a name is a person's surname and given name, and the other one is the same person's with the patronymic.
#[must_use]
pub fn lacks_patronymic(name: &str, core: &str) -> bool {
    const ENDS: [&str; 7] = ["вич", "вна", "ична", "ьич", "ьмич", "омич", "укич"];
    let Some(patronymic) = core.strip_prefix(name).and_then(|rest| rest.strip_prefix(' ')) else { return false };
    name.split(' ').count() == 2 && !patronymic.contains(' ') && ENDS.iter().any(|end| patronymic.ends_with(end))
}

fn slip_of_the_pen(a_core: &str, b_core: &str) -> bool {
    let words_agree = a_core.split(' ').count() == b_core.split(' ').count()
        && a_core.split(' ').zip(b_core.split(' ')).all(|(x, y)| x == y || strsim::jaro_winkler(x, y) >= WORDS_ALIKE);
    words_agree && numbers(a_core) == numbers(b_core) && strsim::jaro_winkler(a_core, b_core) >= ALIKE
}

/// «иванов и и», «иванов иван иванович» and «иванов» may be one person.
fn initials_agree(a: &[&str], b: &[&str]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is_initial = |word: &str| word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let is_surname = |word: &str| word.chars().count() >= 3;
    let stands_for = |one: &str, other: &str| is_initial(one) && other.starts_with(one);
    let pairs_agree = short.iter().zip(long).all(|(x, y)| x == y || stands_for(x, y) || stands_for(y, x));
    let surnames_agree = short.first().zip(long.first()).is_some_and(|(x, y)| x == y && is_surname(x));
    surnames_agree && pairs_agree && long.iter().skip(short.len()).all(|word| is_initial(word))
}

fn numbers(core: &str) -> Vec<&str> {
    core.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_may_be_called_without_the_patronymic() {
        assert!(lacks_patronymic("тарасова дарья", "тарасова дарья олеговна"));
        assert!(lacks_patronymic("рогов тарас", "рогов тарас ильич"));
        assert!(!lacks_patronymic("тарасова дарья", "тарасова дарья"));
        assert!(!lacks_patronymic("тарасова", "тарасова дарья олеговна"));
        assert!(!lacks_patronymic("строй сервис", "строй сервис плюс"));
    }

    #[test]
    fn names_agree_within_a_slip_of_the_pen() {
        assert!(names_agree("ромашка", "ромашка"));
        assert!(names_agree("дом торговый ромашка", "торговый дом ромашка"));
        assert!(names_agree("стройкомплект", "строикомплект"));
        assert!(names_agree("строй комплект", "стройкомплект"));
        assert!(names_agree("полынин п п", "полынин петр петрович"));
        assert!(names_agree("полынин", "полынин п п"));
    }

    #[test]
    fn different_names_do_not_agree() {
        assert!(!names_agree("завод 21", "завод 22"));
        assert!(!names_agree("полынин петр петрович", "полынин петр павлович"));
        assert!(!names_agree("ромашка", "ромашка юг"));
        assert!(!names_agree("альфа строй", "альфа сервис"));
        assert!(!names_agree("", ""));
    }
}
