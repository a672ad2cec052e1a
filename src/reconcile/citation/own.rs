//! Money of one's own, of an insurer or of a bank, and money that was withheld: it pays no bill by its sum alone. What such a
//! purpose names is read as ever.

use super::lexer::{Atom, Sort};
use super::words::List;

/// Beginnings of words for paying in.
static PAID_IN: List = List::of("взнос внес вклад вложен внеск внесок");
static CAPITAL: List = List::of("уставн статутн имуществ майн");
static CAPITAL_SHORT: List = List::of("ук");

/// «Между своими счетами», «между расчетными счетами».
static BETWEEN: List = List::of("между між");
static ACCOUNTS: List = List::of("счет рахун");

/// «Собственных денежных средств», «личные средства»; not «за счёт собственных средств».
static OF_ONESELF: List = List::of("собственн личн власн особист");
static MEANS: List = List::of("средств кошт");
static AT_COST: List = List::of("счет рахунок рамках межах");

/// «Пополнение расчётного счёта», «поповнення обігових коштів»; not of an account that a customer has with us.
static FILLED: List = List::of("пополнен поповнен");
static TURNOVER: List = List::of("счет рахун оборотн обіг оборот");
static IN_SHORT: List = List::of("р рс");
static OF_CUSTOMER: List = List::of("лицев особов абонент баланс");

/// «Взнос наличных», «сдача наличной выручки», «торговая выручка».
static CASH: List = List::of("наличн готівк выручк виручк");
static HANDED_IN: List =
    List::of("взнос внес внеск внесок сдач сдан здач здан торгов торгів зачисл зарахув инкас інкас");
static TAKINGS: List = List::of("выручк виручк");

/// «Возмещение от страховой по убытку», «страховой премии».
static COMPENSATED: List = List::of("возмещ відшкод компенсац выплат виплат");
static INSURED: List = List::of("страхов убытк збитк");
static INSURANCE: List = List::of("страхов");
static PREMIUM: List = List::of("преми премі");

/// «Эквайринг, возмещение по реестру».
static ACQUIRED: List = List::of("эквайр еквайр");
static BY_BANK: List = List::of("возмещ зачисл відшкод зарахув операц реестр реєстр комисс комісі");

/// «Проценты на остаток».
static INTEREST: List = List::of("процент відсотк");
static REST: List = List::of("остат залиш");
static ON: List = List::of("на");

/// Whole words: «Лада Гранта» is none.
static GRANT: List = List::of("грант гранта гранту грантом гранты гранти грантов грантів");
static CAR: List = List::of("лада");

/// «Членский взнос», «паевой взнос».
static OF_MEMBERS: List = List::of("членск членськ вступит вступн паев пайов");
static CONTRIBUTION: List = List::of("взнос внес внеск внесок");

/// «Гарантийное удержание».
static GUARANTEE: List = List::of("гаранти гаранті");
static WITHHELD: List = List::of("удерж утрим");

/// «За вычетом гарантийного удержания»: what is paid is a price.
static LESS: List = List::of("вычет минус мінус вирахув відрахув кроме крім");

/// Beginnings of words of a price.
static PRICES: List = List::of("товар задолжен заборгован услуг послуг");
static PAYING: List = List::of("оплат предоплат доплат сплат передоплат");

/// So many words may stand between two.
const BETWEEN_MAX: usize = 2;

/// Whether the atoms of a purpose speak of such money.
pub(super) fn tells_own(atoms: &[Atom]) -> bool {
    let said = Said { letters: atoms.iter().filter(|atom| atom.sort == Sort::Letters).collect() };
    said.is_paid_in() || said.is_moved() || said.is_cash() || said.is_of_bank() || tells_interest(atoms)
}

/// The words of a purpose.
struct Said<'a> {
    letters: Vec<&'a Atom>,
}

impl Said<'_> {
    /// Whether a word of one list stands before one of the other, with so many between at most.
    fn has(&self, first: &List, second: impl Fn(&Atom) -> bool, between: usize) -> bool {
        let mut places = self.letters.iter().enumerate().filter(|(_, atom)| first.begins(atom));
        places.any(|(at, _)| self.letters.iter().skip(at + 1).take(between + 1).any(|atom| second(atom)))
    }

    /// The same in either order.
    fn has_both(&self, one: &List, other: &List) -> bool {
        self.has(one, |atom| other.begins(atom), 1) || self.has(other, |atom| one.begins(atom), 1)
    }

    fn any(&self, list: &List) -> bool {
        self.letters.iter().any(|atom| list.begins(atom))
    }

    fn is_first(&self, list: &List) -> bool {
        self.letters.first().is_some_and(|atom| list.begins(atom))
    }

    fn is_price(&self) -> bool {
        self.any(&PRICES) || self.any(&PAYING)
    }

    /// What owners, members and donors pay in, and what was withheld.
    fn is_paid_in(&self) -> bool {
        let is_capital = |atom: &Atom| CAPITAL.begins(atom) || CAPITAL_SHORT.holds(atom);
        self.has(&PAID_IN, is_capital, BETWEEN_MAX)
            || self.has_both(&OF_MEMBERS, &CONTRIBUTION)
            || self.has_both(&GUARANTEE, &WITHHELD) && !self.any(&LESS)
            || self.is_grant()
    }

    /// «Грант по соглашению 5»; not «оплата за счёт средств гранта».
    fn is_grant(&self) -> bool {
        let Some(at) = self.letters.iter().position(|atom| GRANT.holds(atom)) else { return false };
        let mut before = self.letters.iter().take(at).rev().take(BETWEEN_MAX + 1);
        !self.any(&PAYING) && !before.any(|atom| CAR.holds(atom) || AT_COST.holds(atom))
    }

    /// What is moved from one account of one's own to another.
    fn is_moved(&self) -> bool {
        let is_of_oneself = || {
            let mut places = self.letters.iter().enumerate().filter(|(_, atom)| OF_ONESELF.begins(atom));
            places.any(|(at, _)| {
                let is_at_cost = self.letters.iter().take(at).next_back().is_some_and(|atom| AT_COST.holds(atom));
                !is_at_cost && self.letters.iter().skip(at + 1).take(BETWEEN_MAX).any(|atom| MEANS.begins(atom))
            })
        };
        let is_turnover = |atom: &Atom| TURNOVER.begins(atom) || IN_SHORT.holds(atom);
        self.has(&BETWEEN, |atom| ACCOUNTS.begins(atom), 1)
            || is_of_oneself() && !self.any(&PAYING)
            || self.has(&FILLED, is_turnover, 1) && !self.any(&OF_CUSTOMER)
    }

    fn is_cash(&self) -> bool {
        let is_handed_in = self.has(&HANDED_IN, |atom| CASH.begins(atom), 1) || self.is_first(&TAKINGS);
        is_handed_in && !self.is_price()
    }

    /// What an insurer or an acquiring bank pays.
    fn is_of_bank(&self) -> bool {
        self.has(&COMPENSATED, |atom| INSURED.begins(atom), BETWEEN_MAX)
            || self.has(&INSURANCE, |atom| PREMIUM.begins(atom), 0)
            || self.any(&ACQUIRED) && (self.is_first(&ACQUIRED) || self.any(&BY_BANK)) && !self.is_price()
    }
}

/// «Проценты на остаток», «начислен % на остаток»; not «доплата 50 % на остаток».
fn tells_interest(atoms: &[Atom]) -> bool {
    let is_rest = |at: usize| {
        let behind = atoms.iter().skip(at + 1).take(BETWEEN_MAX + 2).collect::<Vec<_>>();
        behind.windows(2).any(|pair| matches!(pair, [on, rest] if ON.holds(on) && REST.begins(rest)))
    };
    let is_rate = |at: usize| at.checked_sub(1).and_then(|before| atoms.get(before)).is_some_and(Atom::is_digits);
    let is_interest =
        |(at, atom): (usize, &Atom)| (INTEREST.begins(atom) || atom.is('%')) && !is_rate(at) && is_rest(at);
    atoms.iter().enumerate().any(is_interest)
}

#[cfg(test)]
mod tests {
    use super::super::lexer::atoms;
    use super::*;

    /// What an accountant saw, and the same in Ukrainian.
    const OWN: [&str; 48] = [
        "Взнос в УК по решению №1",
        "Внесок до статутного капіталу за рішенням №1",
        "Внесок в УК за рішенням №1",
        "Вклад (участника) в имущество",
        "Вклад в имущество общества",
        "Вклад учасника в майно товариства",
        "Перевод между своими счетами",
        "Перевод между расчетными счетами",
        "Переказ між власними рахунками",
        "Перевод собственных денежных средств",
        "Переказ власних коштів",
        "Переказ власних грошових коштів",
        "Личные средства ИП",
        "Особисті кошти ФОП",
        "Пополнение счета",
        "Пополнение расчетного счета",
        "Пополнение р/с",
        "Пополнение оборотных средств",
        "Поповнення рахунку",
        "Поповнення поточного рахунку",
        "Поповнення обігових коштів",
        "Взнос наличных",
        "Взнос наличных денежных средств",
        "Внесення готівки",
        "Сдача наличной выручки",
        "Сдача выручки",
        "Здача готівкової виручки",
        "Торговая выручка",
        "Торгова виручка",
        "Выручка за 05.10.2026",
        "Возмещение от страховой по убытку",
        "Возмещение по убытку 55",
        "Відшкодування від страхової за збитками",
        "Возврат части страховой премии",
        "Повернення страхової премії",
        "Эквайринг, возмещение по реестру",
        "Возмещение по операциям эквайринга",
        "Еквайринг, відшкодування",
        "Процент на остаток",
        "Проценты, начисленные на остаток по счету",
        "Відсотки на залишок",
        "Начислен % на остаток",
        "Грант",
        "Грант по соглашению № 5",
        "Членский взнос",
        "Членський внесок за 2026 рік",
        "Гарантийное удержание",
        "Гарантійне утримання за договором 5",
    ];

    #[test]
    fn money_of_one_s_own_is_told() {
        for purpose in OWN {
            assert!(tells_own(&atoms(purpose)), "{purpose}");
        }
        for purpose in [
            "Оплата за товар по договору 12",
            "Оплата за товар за счет собственных средств",
            "Оплата из личных средств за услуги",
            "Пополнение лицевого счета № 5 за связь",
            "Взнос наличными за услуги по договору 5",
            "Оплата наличными",
            "Вознаграждение 5% от выручки",
            "Эквайринговый терминал, оплата за товар",
            "Аванс 50 процентов, остаток после отгрузки",
            "Доплата 50% на остаток",
            "Оплата за оборудование за счет гранта",
            "Лада Гранта VIN 5",
            "Гарантийный ремонт",
            "Оплата за вычетом гарантийного удержания 5% по договору № 202",
            "Страховой взнос за груз",
            "Перевозка груза между складами",
            "Возмещение расходов по аренде",
            "",
        ] {
            assert!(!tells_own(&atoms(purpose)), "{purpose}");
        }
    }
}
