//! Money that its purpose says is no price of goods or services: loans, penalties, securities.

use std::sync::OnceLock;

use super::lexer::{Atom, Sort, atoms, fold};

/// Beginnings of words of money that is lent or distributed: whatever else stands there, it is no price.
const LENT: &str = "займ заем кредит депозит дивиденд позик дивіденд loan dividend";

/// The same beginnings, of what is owed for goods: «кредиторская задолженность».
const OWED: &str = "кредиторс";

/// Beginnings of words that say so unless a word for a price stands beside.
const NO_PRICE: &str =
    "неустой штраф претенз задат інфляційн инфляционн обеспечительн госпошлин алимент зарплат заработн пожертв благотворит субсид ущерб
    забезпечувальн благодійн відшкод penalt";

/// «Гарантийный взнос», «гарантійний платіж»; a guarantee by itself may be a service.
const GUARANTEE: &str = "гаранти гаранті";
const DEPOSITED: &str = "плат взнос внеск внес депозит";

/// «Обеспечение заявки на участие», «поворотна фінансова допомога», «проценты по решению суда».
const SECURING: &str = "обеспечен забезпечен";
const SECURED: &str = "заявк";
const SECURED_OF: &str = "участ исполнен виконан";
const TENDER: &str = "контракт договор закупк тендер торгах торгов аукцион конкурс аукціон";
const WORDS_OF_TENDER: usize = 3;
const BORROWED: &str = "возвратн поворотн";
const HELP: &str = "финанс фінанс помощ допомог";

/// «Проценты по ст. 395 ГК за просрочку», «відсотки за розстрочку», «3 % річних».
const INTEREST: &str = "процент відсотк";
const DELAY: &str = "просроч простроч рассроч розстроч отсроч відстроч пользован користуван чуж";
const YEARLY: &str = "річних річні годовых";
const CIVIL_CODE: [&str; 2] = ["395", "625"];

/// Whole words that do.
const NO_PRICE_WORDS: &str = "пеня пени пеню пеней пені";

/// Beginnings of words beside which it is a price: «задолженность за товар по претензии», «1С:Зарплата».
const A_PRICE: &str = "товар задолжен заборгован услуг послуг программ програм";

/// Whether a purpose says that the money is no price of goods or services: a loan, a penalty, a security. Whatever bill it
/// equals, it pays none by its amount alone.
#[must_use]
pub fn is_no_price(purpose: &str) -> bool {
    tells_no_price(&atoms(purpose))
}

fn folded(words: &str) -> Vec<String> {
    words.split_whitespace().map(fold).collect()
}

/// Whether the atoms of a purpose speak of a delay.
pub(super) fn tells_delay(atoms: &[Atom]) -> bool {
    static WORDS: OnceLock<[Vec<String>; 2]> = OnceLock::new();
    let [delay, yearly] = WORDS.get_or_init(|| [DELAY, YEARLY].map(folded));
    atoms.iter().any(|atom| delay.iter().any(|word| atom.word.starts_with(word)) || yearly.contains(&atom.word))
}

/// Whether the atoms of a purpose speak of interest for a delay.
fn tells_interest(atoms: &[Atom]) -> bool {
    static WORDS: OnceLock<[Vec<String>; 2]> = OnceLock::new();
    let [interest, yearly] = WORDS.get_or_init(|| [INTEREST, YEARLY].map(folded));
    let is_interest = |atom: &Atom| interest.iter().any(|word| atom.word.starts_with(word));
    let is_law = |atom: &Atom| CIVIL_CODE.contains(&atom.text.as_str());
    let is_yearly = |pair: &[Atom]| matches!(pair, [sign, word] if sign.is('%') && yearly.contains(&word.word));
    atoms.windows(2).any(is_yearly) || atoms.iter().any(is_interest) && (tells_delay(atoms) || atoms.iter().any(is_law))
}

/// Whether the atoms of a purpose say so.
pub(super) fn tells_no_price(atoms: &[Atom]) -> bool {
    static WORDS: OnceLock<[Vec<String>; 13]> = OnceLock::new();
    let [lent, owed, none, whole, price, guarantee, deposited, securing, secured, secured_of, tender, borrowed, help] =
        WORDS.get_or_init(|| {
            let money = [LENT, OWED, NO_PRICE, NO_PRICE_WORDS, A_PRICE, GUARANTEE, DEPOSITED];
            let pairs = [SECURING, SECURED, SECURED_OF, TENDER, BORROWED, HELP];
            let mut lists = money.into_iter().chain(pairs).map(folded);
            std::array::from_fn(|_| lists.next().unwrap_or_default())
        });
    let letters: Vec<&Atom> = atoms.iter().filter(|atom| atom.sort == Sort::Letters).collect();
    let begins = |atom: &Atom, words: &[String]| words.iter().any(|word| atom.word.starts_with(word));
    let is_pair = |pair: &[&Atom], one: &[String], other: &[String]| matches!(pair, [first, second] if begins(first, one) && begins(second, other));
    // «Обеспечение исполнения контракта», «обеспечение участия в закупке»; «обеспечение участия в выставке» is a service.
    let is_security = |at: usize, pair: &[&Atom]| {
        is_pair(pair, securing, secured_of)
            && letters.iter().skip(at + 2).take(WORDS_OF_TENDER).any(|atom| begins(atom, tender))
    };
    let is_secured =
        letters.windows(2).enumerate().any(|(at, pair)| is_security(at, pair) || is_pair(pair, securing, secured));
    let is_pledged =
        letters.windows(2).any(|pair| is_pair(pair, guarantee, deposited) || is_pair(pair, borrowed, help));
    let is_fine = letters.iter().any(|atom| begins(atom, none) || whole.contains(&atom.word));
    is_pledged
        || tells_interest(atoms)
        || letters.iter().any(|atom| begins(atom, lent) && !begins(atom, owed))
        || (is_fine || is_secured) && !letters.iter().any(|atom| begins(atom, price))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_that_is_no_price_is_told() {
        for purpose in [
            "Предоставление процентного займа по договору №8375",
            "Погашение основного долга и задолженности по договору займа",
            "Оплата неустойки (пени) по претензии 1793",
            "Обеспечительный платеж по дог. 952",
            "Надання поворотної фінансової позики",
            "Гарантійний платіж зг. договору оренди № 87",
            "Гарантийный взнос по договору 5",
            "Проценты по ст. 395 ГК за просрочку оплаты УПД № 90",
            "Проценты за рассрочку по счету 46",
            "3% рiчних та iнфляцiйнi за рах. 63",
            "Задаток для участия в торгах по лоту 49",
            "Обеспечение заявки на участие в закупке № 0123",
            "Обеспечение исполнения обязательств по контракту № 0123",
            "Обеспечение исполнения контракта",
            "Повернення поворотної фінансової допомоги зг. дог. 5",
        ] {
            assert!(is_no_price(purpose), "{purpose}");
        }
        for purpose in [
            "Оплата за товар по договору 12",
            "Оплата за гарантийный ремонт",
            "Оплата за программное обеспечение торговой точки",
            "Оплата по счету 913 от 05.09.2026 за обеспечение участия в выставке",
            "Услуги по обеспечению закупок за период",
            "Обеспечение контрактных поставок, аванс по счету 65 от 05.09.2026",
            "Аванс 50 процентов по договору 5",
            "Річна підписка 100%",
            "за программное обеспечение",
            "за пенициллин и пенопласт",
            "Погашение кредиторской задолженности по договору 12",
            "Погашення кредиторської заборгованості",
            "Оплата задолженности за товар по претензии",
            "За программу 1С:Зарплата",
        ] {
            assert!(!is_no_price(purpose), "{purpose}");
        }
    }
}
