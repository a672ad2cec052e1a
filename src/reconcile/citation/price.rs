//! Money that its purpose says is no price of goods or services: loans, penalties, securities.

use super::lexer::{Atom, Sort, atoms};
use super::words::List;

/// Beginnings of words of money that is lent or distributed: whatever else stands there, it is no price.
static LENT: List = List::of("займ заем кредит депозит дивиденд позик дивіденд loan dividend");

/// The same beginnings, of what is owed for goods: «кредиторская задолженность».
static OWED: List = List::of("кредиторс");

/// «Взнос в уставный капитал», «финансовая помощь учредителя», «возврат подотчётных», «инкассация», «страховое возмещение»:
/// beginnings of words of money of one's own, or of an insurer's.
static OWN: List = List::of("учредител засновник подотч підзвіт инкассац інкасац");
static CAPITAL: List = List::of("уставн статутн");
static CAPITAL_OF: List = List::of("капитал капітал фонд");
static INSURED: List = List::of("страхов");
static COMPENSATED: List = List::of("возмещ відшкод выплат виплат");
static OWN_MEANS: List = List::of("собственн власн");
static MEANS: List = List::of("средств кошт");

/// Words before which a fine is what is not paid: «во избежание пени», «кроме пени».
static ASIDE: List = List::of("избежан уникнен кроме крім без исключ");

/// Beginnings of words that say so unless a word for a price stands beside; and whole words that do.
static FINES: List = List::of(
    "неустой штраф претенз задат інфляційн инфляционн обеспечительн госпошлин алимент зарплат заработн пожертв
    благотворит субсид ущерб забезпечувальн благодійн відшкод penalt",
);
static FINE: List = List::of("пеня пени пеню пеней пені");

/// Beginnings of words beside which it is a price: «задолженность за товар по претензии», «1С:Зарплата».
static PRICES: List = List::of("товар задолжен заборгован услуг послуг программ програм");

/// «Гарантийный взнос», «гарантійний платіж»; a guarantee by itself may be a service.
static GUARANTEES: List = List::of("гаранти гаранті");
static DEPOSITED: List = List::of("плат взнос внеск внес депозит");

/// «Возвратная финансовая помощь», «поворотна фінансова допомога».
static RETURNABLE: List = List::of("возвратн поворотн");
static HELP: List = List::of("финанс фінанс помощ допомог");

/// «Обеспечение заявки на участие»; «обеспечение исполнения контракта», «обеспечение участия в закупке», with so many words
/// between at most. «Обеспечение участия в выставке» is a service.
static SECURING: List = List::of("обеспечен забезпечен");
static BID: List = List::of("заявк");
static TAKING_PART: List = List::of("участ исполнен виконан");
static TENDER: List = List::of("контракт договор закупк тендер торгах торгов аукцион конкурс аукціон");
const WORDS_TO_TENDER: usize = 3;

/// «Проценты по ст. 395 ГК за просрочку», «відсотки за розстрочку», «3 % річних».
static INTEREST: List = List::of("процент відсотк");
static DELAY: List = List::of("просроч простроч рассроч розстроч отсроч відстроч пользован користуван чуж");
static YEARLY: List = List::of("річних річні годовых");
const CIVIL_CODE: [&str; 2] = ["395", "625"];

/// Whether a purpose says that the money is no price of goods or services: a loan, a penalty, a security. Whatever bill it
/// equals, it pays none by its amount alone.
#[must_use]
pub fn is_no_price(purpose: &str) -> bool {
    tells_no_price(&atoms(purpose))
}

/// Whether the atoms of a purpose say so.
pub(super) fn tells_no_price(atoms: &[Atom]) -> bool {
    let letters: Vec<&Atom> = atoms.iter().filter(|atom| atom.sort == Sort::Letters).collect();
    let any = |test: &dyn Fn(&Atom) -> bool| letters.iter().any(|atom| test(atom));
    let is_lent = || any(&|atom| LENT.begins(atom) && !OWED.begins(atom));
    let is_fine = || {
        let mut fines = letters.iter().enumerate().filter(|(_, atom)| FINES.begins(atom) || FINE.holds(atom));
        fines.any(|(at, _)| !letters.iter().take(at).rev().take(2).any(|atom| ASIDE.begins(atom)))
    };
    let is_price = || any(&|atom| PRICES.begins(atom));
    is_lent()
        || is_own(&letters)
        || is_pledged(&letters)
        || tells_interest(atoms)
        || (is_fine() || is_secured(&letters)) && !is_price()
}

/// Whether the atoms of a purpose speak of a delay.
pub(super) fn tells_delay(atoms: &[Atom]) -> bool {
    atoms.iter().any(|atom| DELAY.begins(atom) || YEARLY.holds(atom))
}

/// Whether the atoms of a purpose speak of interest for a delay.
fn tells_interest(atoms: &[Atom]) -> bool {
    let is_law = |atom: &Atom| CIVIL_CODE.contains(&atom.text.as_str());
    let is_yearly = |pair: &[Atom]| matches!(pair, [sign, word] if sign.is('%') && YEARLY.holds(word));
    let is_interest = atoms.iter().any(|atom| INTEREST.begins(atom));
    atoms.windows(2).any(is_yearly) || is_interest && (tells_delay(atoms) || atoms.iter().any(is_law))
}

/// Whether it is money of one's own, or an insurer's.
fn is_own(letters: &[&Atom]) -> bool {
    letters.iter().any(|atom| OWN.begins(atom))
        || letters.windows(2).any(|pair| match pair {
            [first, second] => {
                CAPITAL.begins(first) && CAPITAL_OF.begins(second)
                    || INSURED.begins(first) && COMPENSATED.begins(second)
                    || OWN_MEANS.begins(first) && MEANS.begins(second)
            }
            _ => false,
        })
}

/// Whether it is a deposit, or help that goes back.
fn is_pledged(letters: &[&Atom]) -> bool {
    letters.windows(2).any(|pair| match pair {
        [first, second] => {
            GUARANTEES.begins(first) && DEPOSITED.begins(second) || RETURNABLE.begins(first) && HELP.begins(second)
        }
        _ => false,
    })
}

/// Whether it secures a bid or a contract.
fn is_secured(letters: &[&Atom]) -> bool {
    letters.windows(2).enumerate().any(|(at, pair)| match pair {
        [first, second] if SECURING.begins(first) => {
            let mut behind = letters.iter().skip(at + 2).take(WORDS_TO_TENDER);
            BID.begins(second) || TAKING_PART.begins(second) && behind.any(|atom| TENDER.begins(atom))
        }
        _ => false,
    })
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
            "Взнос в уставный капитал согласно протоколу",
            "Финансовая помощь учредителя по договору 3",
            "Возврат подотчетных средств",
            "Страховое возмещение по полису 55",
            "Инкассация торговой выручки",
            "Перевод собственных средств",
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
            "Частичная оплата по сч. 8141 во избежание начисления пени",
            "Погашение долга, кроме пени, по сч. 8141",
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
