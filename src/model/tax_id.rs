//! Tax numbers of companies and persons, verified by their check digits.
//!
//! A number whose digits fail stays visible as written and never becomes a key (hand-typed and anonymized data fail).

use serde::{Deserialize, Serialize};

use super::check_digits::Check;
use super::money::Currency;
use super::number::to_cyrillic;
use super::record::PartyKind;
use super::vat_number;

/// Which register a tax number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxIdKind {
    /// ИНН of a Russian company, 10 digits.
    InnCompany,
    /// ИНН of a Russian person or sole trader, 12 digits.
    InnPerson,
    /// ЄДРПОУ of a Ukrainian company, 8 digits.
    Edrpou,
    /// РНОКПП of a Ukrainian person, 10 digits.
    Rnokpp,
    /// БИН/ИИН of Kazakhstan, 12 digits.
    BinIin,
    /// УНП of a Belarusian company or sole trader, 9 digits.
    Unp,
}

impl TaxIdKind {
    /// Every register.
    pub const ALL: [Self; 6] = [Self::InnCompany, Self::InnPerson, Self::Edrpou, Self::Rnokpp, Self::BinIin, Self::Unp];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InnCompany => "inn_company",
            Self::InnPerson => "inn_person",
            Self::Edrpou => "edrpou",
            Self::Rnokpp => "rnokpp",
            Self::BinIin => "bin_iin",
            Self::Unp => "unp",
        }
    }

    /// The country that keeps the register.
    #[must_use]
    pub fn country(self) -> Country {
        match self {
            Self::InnCompany | Self::InnPerson => Country::Russia,
            Self::Edrpou | Self::Rnokpp => Country::Ukraine,
            Self::BinIin => Country::Kazakhstan,
            Self::Unp => Country::Belarus,
        }
    }

    /// How many digits a number of the register has.
    #[must_use]
    pub fn digits(self) -> usize {
        match self {
            Self::Edrpou => 8,
            Self::Unp => 9,
            Self::InnCompany | Self::Rnokpp => 10,
            Self::InnPerson | Self::BinIin => 12,
        }
    }

    /// Whether the check digits of a number of this register hold.
    #[must_use]
    pub fn holds(self, digits: &str) -> bool {
        let Some(digits) = values(digits).filter(|digits| digits.len() == self.digits()) else { return false };
        match self {
            Self::InnCompany => ends_with(&digits, mod_11_10(&digits, &[2, 4, 10, 3, 5, 9, 4, 6, 8])),
            Self::InnPerson => {
                let (head, _last) = digits.split_at(11);
                ends_with(head, mod_11_10(head, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]))
                    && ends_with(&digits, mod_11_10(&digits, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]))
            }
            Self::Edrpou => ends_with(&digits, edrpou_check(&digits)),
            Self::Rnokpp => {
                has_birthday(&digits) && ends_with(&digits, mod_11_10(&digits, &[-1, 5, 7, 9, 4, 6, 10, 5, 7]))
            }
            Self::BinIin => has_month(&digits) && bin_check(&digits).is_some_and(|check| ends_with(&digits, check)),
            // A remainder of ten is no digit: such numbers are not given out.
            Self::Unp => ends_with(&digits, weighed(&digits, &[29, 23, 19, 17, 13, 7, 5, 3]) % 11),
        }
    }

    /// Whether a number of a foreign register is believed.
    ///
    /// One check digit passes every eleventh slip of the pen, so a number that fails at home must also suit what is
    /// known of the party.
    fn is_credible_abroad(self, hint: Option<PartyKind>, digits: &str) -> bool {
        match self {
            Self::BinIin => hint == Some(PartyKind::Company) || tells_a_kazakh(digits),
            Self::InnCompany | Self::Unp => hint == Some(PartyKind::Company),
            Self::Rnokpp => matches!(hint, Some(PartyKind::Person | PartyKind::SoleTrader)),
            // Two check digits; and no other register has eight digits.
            Self::InnPerson | Self::Edrpou => true,
        }
    }
}

/// A country whose tax numbers are known; it settles what the digits alone leave open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Country {
    /// Russia.
    #[default]
    Russia,
    /// Ukraine.
    Ukraine,
    /// Kazakhstan.
    Kazakhstan,
    /// Belarus.
    Belarus,
}

impl Country {
    /// The country whose books are kept in a currency; Russia for any other.
    #[must_use]
    pub fn of_currency(currency: Currency) -> Self {
        match currency.code() {
            "UAH" => Self::Ukraine,
            "KZT" => Self::Kazakhstan,
            "BYN" => Self::Belarus,
            _ => Self::Russia,
        }
    }

    /// The country whose law alone knows a legal form, by its canonical short form.
    #[must_use]
    pub fn of_legal_form(form: &str) -> Option<Self> {
        FORMS_OF.iter().find(|(forms, _)| forms.split(' ').any(|one| one == form)).map(|(_, country)| *country)
    }

    /// The ISO 3166 two-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Russia => "RU",
            Self::Ukraine => "UA",
            Self::Kazakhstan => "KZ",
            Self::Belarus => "BY",
        }
    }
}

/// Legal forms of one country only.
const FORMS_OF: &[(&str, Country)] = &[
    (
        "ООО ЗАО ОАО ПАО НАО ИП ПБОЮЛ ГУП ФГУП МУП ГБУ ФГБУ МБУ МКУ ФГБОУ МБОУ МБДОУ МАОУ ГБОУ ГБУЗ ТСЖ СНТ",
        Country::Russia,
    ),
    ("ТОВ ТДВ ПРАТ ПАТ ВАТ ЗАТ ПП ДП ФОП СПД ФГ ОСББ", Country::Ukraine),
];

/// A tax number whose check digits hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaxId {
    /// The register.
    #[serde(rename = "k")]
    pub kind: TaxIdKind,
    /// The digits, leading zeros kept.
    #[serde(rename = "d")]
    pub digits: String,
}

/// What a text turned out to be where a tax number is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaxIdReading {
    /// The check digits hold.
    Valid {
        /// The number.
        tax_id: TaxId,
        /// КПП written behind it («ИНН/КПП»).
        kpp: Option<String>,
    },
    /// Leading zeros were lost (a cell held a number); with them back the check digits hold.
    Restored {
        /// The number, zeros put back.
        tax_id: TaxId,
        /// КПП written behind it.
        kpp: Option<String>,
    },
    /// As long as a tax number, but the check digits fail.
    BadCheckDigits {
        /// The digits as written.
        digits: String,
        /// КПП written behind it.
        kpp: Option<String>,
    },
    /// Something typed only to fill the field: `0000000000`, `1234567890`.
    Placeholder(String),
    /// A VAT number of the European Union whose structure holds, with its prefix; it is kept, not verified.
    VatNumber(String),
    /// Not a number of any register known here.
    NotATaxId(String),
    /// Nothing: empty, `0` or a dash.
    Absent,
}

impl TaxId {
    /// Reads what stands where a tax number is expected.
    ///
    /// Ten digits may be an ИНН or a РНОКПП, twelve an ИНН or a БИН: check digits decide, then the home country. A
    /// foreign number is believed only where it suits the kind of the party (`hint`).
    #[must_use]
    pub fn read(text: &str, hint: Option<PartyKind>, home: Country) -> TaxIdReading {
        let (number, kpp) = split_kpp(text);
        if number.chars().all(|letter| letter == '-' || letter == '—' || letter == '–') || number == "0" {
            return TaxIdReading::Absent;
        }
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            let bare = vat_number::bare(text);
            return match vat_number::vat_number(&bare) {
                Check::Holds => TaxIdReading::VatNumber(bare),
                Check::Fails | Check::Unknown => TaxIdReading::NotATaxId(text.trim().to_owned()),
            };
        }
        if is_placeholder(&number) {
            return TaxIdReading::Placeholder(number);
        }
        // Nine digits may be an ИНН without its zero as well as a foreign УНП: the home country comes first.
        match (register_of(&number, hint, home), restore(&number, home)) {
            (None | Some(TaxIdKind::Unp), Some(tax_id)) => TaxIdReading::Restored { tax_id, kpp },
            (Some(kind), _) => TaxIdReading::Valid { tax_id: Self { kind, digits: number }, kpp },
            (None, None) if (7..=12).contains(&number.len()) => TaxIdReading::BadCheckDigits { digits: number, kpp },
            (None, None) => TaxIdReading::NotATaxId(text.trim().to_owned()),
        }
    }

    /// What the register and the digits say about the holder.
    #[must_use]
    pub fn party_kind(&self) -> PartyKind {
        match self.kind {
            TaxIdKind::InnCompany | TaxIdKind::Edrpou => PartyKind::Company,
            TaxIdKind::InnPerson | TaxIdKind::Rnokpp => PartyKind::Person,
            // The fifth digit of a БИН is 4, 5 or 6; in an ИИН it belongs to a day of birth.
            TaxIdKind::BinIin if matches!(self.digits.as_bytes().get(4), Some(b'4'..=b'6')) => PartyKind::Company,
            TaxIdKind::BinIin => PartyKind::Person,
            // Sole traders have such numbers too, but they say so in their names.
            TaxIdKind::Unp => PartyKind::Company,
        }
    }
}

/// Whether a text has the shape of a КПП: nine characters, `NNNNPPXXX`; it has no check digit.
#[must_use]
pub fn is_kpp(text: &str) -> bool {
    text.len() == 9
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| byte.is_ascii_digit() || (at == 4 || at == 5) && byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte != b'0')
}

/// Words that people write before a tax number into its cell, look-alikes Cyrillic.
const LABELS: &[&str] = &[
    "ИНН",
    "ІНН",
    "ІПН",
    "ЄДРПОУ",
    "ЕДРПОУ",
    "ЕГРПОУ",
    "РНОКПП",
    "ДРФО",
    "УНП",
    "УНН",
    "БИН",
    "БІН",
    "ИИН",
    "ІІН",
    "INN",
    "TIN",
    "КОДЄДРПОУ",
    "КОДЕДРПОУ",
    "КОДЗАЄДРПОУ",
    "КОДПОЄДРПОУ",
    "КОДПОЕГРПОУ",
    "ИННКПП",
    "ИНН/КПП",
    "ЄДРПОУ/ІПН",
    "ІПН/ЄДРПОУ",
];

/// Drops the word for a tax number from before it: «ИНН 77…», «ЄДРПОУ: 3…», «ИНН/КПП 77…/77…».
fn without_label(bare: &str) -> &str {
    let Some(at) = bare.find(|letter: char| letter.is_ascii_digit()) else { return bare };
    let (label, number) = bare.split_at(at);
    let word: String = label.trim_end_matches([':', '№', '-', '.']).to_uppercase();
    let cyrillic: String = word.chars().map(to_cyrillic).collect();
    let is_label = |known: &&str| known.chars().map(to_cyrillic).eq(cyrillic.chars());
    if LABELS.iter().any(is_label) { number } else { bare }
}

/// Splits «ИНН/КПП», blanks, quotes and the words for them dropped.
fn split_kpp(text: &str) -> (String, Option<String>) {
    let bare: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '\'' | '"' | '\u{200b}' | '\u{feff}'))
        .collect();
    let bare = without_label(&bare);
    let parts = bare.split_once(['/', '\\', '|']).or_else(|| bare.split_once(',')).or_else(|| bare.split_once("КПП"));
    match parts {
        Some((number, kpp)) => {
            let kpp = kpp.trim_start_matches("КПП").trim_start_matches([':', ',']);
            (number.to_owned(), Some(kpp.to_owned()).filter(|kpp| is_kpp(kpp)))
        }
        None => (bare.to_owned(), None),
    }
}

/// All digits equal, or counting up by one (`1234567890`, `0123456789`).
fn is_placeholder(number: &str) -> bool {
    let digits = number.as_bytes();
    digits.len() >= 5
        && (digits.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
            || digits.windows(2).all(|pair| matches!(pair, [a, b] if (a - b'0' + 1) % 10 == b - b'0')))
}

/// The register whose check digits hold; the home country's first, then the one that suits the kind of the party.
fn register_of(number: &str, hint: Option<PartyKind>, home: Country) -> Option<TaxIdKind> {
    let candidates: &[TaxIdKind] = match number.len() {
        8 => &[TaxIdKind::Edrpou],
        9 => &[TaxIdKind::Unp],
        10 => &[TaxIdKind::InnCompany, TaxIdKind::Rnokpp],
        12 => &[TaxIdKind::InnPerson, TaxIdKind::BinIin],
        _ => &[],
    };
    let holding = || candidates.iter().copied().filter(|kind| kind.holds(number));
    holding()
        .find(|kind| kind.country() == home)
        .or_else(|| holding().find(|kind| kind.is_credible_abroad(hint, number)))
}

/// Puts lost leading zeros back, only for the registers of the home country: the check digit alone is weak evidence.
fn restore(number: &str, home: Country) -> Option<TaxId> {
    let kind = match (home, number.len()) {
        // The first two digits of an ИНН are a region, so no more than one zero leads.
        (Country::Russia, 9) => TaxIdKind::InnCompany,
        (Country::Russia, 11) => TaxIdKind::InnPerson,
        (Country::Ukraine, 5..=7) => TaxIdKind::Edrpou,
        // A БИН begins with year and month: `0003…`.
        (Country::Kazakhstan, 9..=11) => TaxIdKind::BinIin,
        _ => return None,
    };
    let digits = format!("{number:0>width$}", width = kind.digits());
    kind.holds(&digits).then_some(TaxId { kind, digits })
}

fn values(digits: &str) -> Option<Vec<i32>> {
    digits.bytes().map(|byte| byte.is_ascii_digit().then(|| i32::from(byte - b'0'))).collect()
}

fn ends_with(digits: &[i32], check: i32) -> bool {
    digits.last() == Some(&check)
}

fn weighed(digits: &[i32], weights: &[i32]) -> i32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn mod_11_10(digits: &[i32], weights: &[i32]) -> i32 {
    weighed(digits, weights).rem_euclid(11) % 10
}

/// Two sets of weights by the range of the code; a remainder of ten is tried again with every weight two greater.
fn edrpou_check(digits: &[i32]) -> i32 {
    let code = digits.iter().fold(0, |sum, digit| sum * 10 + digit);
    let weights = if (30_000_000..=60_000_000).contains(&code) { [7, 1, 2, 3, 4, 5, 6] } else { [1, 2, 3, 4, 5, 6, 7] };
    match weighed(digits, &weights).rem_euclid(11) {
        10 => mod_11_10(digits, &weights.map(|weight| weight + 2)),
        check => check,
    }
}

fn bin_check(digits: &[i32]) -> Option<i32> {
    let first = weighed(digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let check = if first == 10 { weighed(digits, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11 } else { first };
    (check < 10).then_some(check)
}

/// The first five digits of a РНОКПП count days of birth from 1899-12-31; from 1913 to 2023 here.
fn has_birthday(digits: &[i32]) -> bool {
    (5_000..=45_000).contains(&digits.iter().take(5).fold(0, |days, digit| days * 10 + digit))
}

/// Whether what stands before the check digit is that of a БИН (year, month, sort of holder 4 to 6, branch 0 to 3) or of
/// an ИИН (a day of birth, sex and century 1 to 6): with it the check digit hides one slip of the pen in hundreds.
fn tells_a_kazakh(digits: &str) -> bool {
    let Some(values) = values(digits) else { return false };
    match values[..] {
        [_, _, _, _, 4..=6, 0..=3, ..] => has_month(&values),
        [_, _, _, _, tens, ones, 1..=6, ..] => has_month(&values) && (1..=31).contains(&(tens * 10 + ones)),
        _ => false,
    }
}

/// The third and fourth digits of a БИН/ИИН are a month.
fn has_month(digits: &[i32]) -> bool {
    matches!(digits, [_, _, tens, ones, ..] if (1..=12).contains(&(tens * 10 + ones)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, home: Country) -> TaxIdReading {
        TaxId::read(text, None, home)
    }

    fn kind(text: &str, home: Country) -> Option<TaxIdKind> {
        match read(text, home) {
            TaxIdReading::Valid { tax_id, .. } => Some(tax_id.kind),
            _ => None,
        }
    }

    #[test]
    fn check_digits_of_every_register() {
        assert_eq!(kind("7707083893", Country::Russia), Some(TaxIdKind::InnCompany));
        assert_eq!(kind("500100732259", Country::Russia), Some(TaxIdKind::InnPerson));
        assert_eq!(kind("32855961", Country::Ukraine), Some(TaxIdKind::Edrpou));
        assert_eq!(kind("31595602", Country::Ukraine), Some(TaxIdKind::Edrpou), "second set of weights");
        assert_eq!(kind("00032129", Country::Ukraine), Some(TaxIdKind::Edrpou));
        assert_eq!(kind("1759013776", Country::Ukraine), Some(TaxIdKind::Rnokpp));
        assert_eq!(kind("971240001315", Country::Kazakhstan), Some(TaxIdKind::BinIin));
        assert_eq!(kind("500100732259", Country::Ukraine), Some(TaxIdKind::InnPerson));

        for wrong in ["7707083894", "500100732258", "32855962", "1759013777", "971240001316"] {
            assert!(matches!(read(wrong, Country::Russia), TaxIdReading::BadCheckDigits { .. }), "{wrong}");
        }
    }

    #[test]
    fn a_kazakh_number_is_no_misspelt_one_whatever_is_known_of_its_holder() {
        // A company's, and that of a person born on 12 May 1980.
        for number in ["971240001315", "800512300131"] {
            assert_eq!(kind(number, Country::Russia), Some(TaxIdKind::BinIin), "{number}");
        }
        // Its check digit holds too, but nobody was born on 99 May.
        assert!(TaxIdKind::BinIin.holds("800599300134") && kind("800599300134", Country::Russia).is_none());
    }

    #[test]
    fn one_changed_digit_is_always_noticed_in_a_company_number() {
        let good = "7707083893";
        for at in 0..10 {
            for digit in '0'..='9' {
                let changed: String = good.chars().enumerate().map(|(i, c)| if i == at { digit } else { c }).collect();
                // Remainder 10 is written as 0, so a change may hide only where the check digit is 0.
                assert_eq!(TaxIdKind::InnCompany.holds(&changed), changed == good, "{changed}");
            }
        }
    }

    #[test]
    fn kpp_written_behind_the_number_is_split_off() {
        for text in ["7707083893/770701001", " 7707083893 \\ 770701001", "7707083893 / 770701001"] {
            let TaxIdReading::Valid { tax_id, kpp } = read(text, Country::Russia) else { panic!("{text}") };
            assert_eq!((tax_id.digits.as_str(), kpp.as_deref()), ("7707083893", Some("770701001")));
        }
        let TaxIdReading::Valid { kpp, .. } = read("500100732259/0", Country::Russia) else { panic!() };
        assert_eq!(kpp, None);
        assert!(is_kpp("7707AB001") && !is_kpp("770701") && !is_kpp("000000000") && !is_kpp("77070100А"));
    }

    #[test]
    fn a_word_for_the_number_in_its_cell_is_left_out() {
        let labelled = [
            "ИНН 7707083893",
            "инн:7707083893",
            "ИНН/КПП 7707083893/770701001",
            "ИНН 7707083893 КПП 770701001",
            "INN 7707083893",
            "ИНН: 7707083893, КПП: 770701001",
            "ІПН 7707083893",
        ];
        for text in labelled {
            let TaxIdReading::Valid { tax_id, kpp } = read(text, Country::Russia) else { panic!("{text}") };
            let given = text.contains("770701001").then_some("770701001");
            assert_eq!((tax_id.digits.as_str(), kpp.as_deref()), ("7707083893", given), "{text}");
        }
        assert_eq!(kind("ЄДРПОУ 32855961", Country::Ukraine), Some(TaxIdKind::Edrpou));
        assert_eq!(kind("код ЄДРПОУ: 32855961", Country::Russia), Some(TaxIdKind::Edrpou));
        assert!(matches!(read("ИНН", Country::Russia), TaxIdReading::NotATaxId(_)));
        assert!(matches!(read("ИНН 7707083894", Country::Russia), TaxIdReading::BadCheckDigits { .. }));
        assert!(matches!(read("паспорт 7707083893", Country::Russia), TaxIdReading::NotATaxId(_)));
    }

    #[test]
    fn lost_zeros_come_back_only_where_the_digits_then_hold() {
        let TaxIdReading::Restored { tax_id, .. } = read("32129", Country::Ukraine) else { panic!() };
        assert_eq!(tax_id.digits, "00032129");
        assert!(matches!(read("32128", Country::Ukraine), TaxIdReading::NotATaxId(_)));
        let whole = (500_000_000..500_000_100)
            .map(|n| format!("0{n}"))
            .find(|digits| TaxIdKind::InnCompany.holds(digits))
            .unwrap();
        let short = whole.trim_start_matches('0');
        let TaxIdReading::Restored { tax_id, .. } = read(short, Country::Russia) else { panic!() };
        assert_eq!(tax_id.digits, whole);
    }

    #[test]
    fn placeholders_and_nothing() {
        for text in ["0000000000", "1111111111", "1234567890", "123456789012", "00000000"] {
            assert_eq!(read(text, Country::Russia), TaxIdReading::Placeholder(text.to_owned()));
        }
        for text in ["", " ", "0", "-", "—"] {
            assert_eq!(read(text, Country::Russia), TaxIdReading::Absent);
        }
        assert_eq!(read("DE136695976", Country::Russia), TaxIdReading::VatNumber("DE136695976".into()));
        assert!(matches!(read("1027700132195", Country::Russia), TaxIdReading::NotATaxId(_)));
    }

    #[test]
    fn belarusian_numbers() {
        let unp = |reading| matches!(reading, TaxIdReading::Valid { tax_id, .. } if tax_id.kind == TaxIdKind::Unp);
        assert!(unp(read("200988541", Country::Belarus)));
        assert!(matches!(read("200988542", Country::Belarus), TaxIdReading::BadCheckDigits { .. }));
        // Abroad it must be a company's, and no ИНН that lost its zero.
        assert!(!unp(read("200988541", Country::Russia)));
        assert!(unp(TaxId::read("200988541", Some(PartyKind::Company), Country::Russia)));
        let both = (100_000_000_u32..)
            .map(|number| number.to_string())
            .find(|digits| TaxIdKind::Unp.holds(digits) && TaxIdKind::InnCompany.holds(&format!("0{digits}")));
        let reading = TaxId::read(&both.unwrap(), Some(PartyKind::Company), Country::Russia);
        assert!(matches!(reading, TaxIdReading::Restored { .. }));
    }

    #[test]
    fn european_vat_numbers_are_kept_with_their_prefix() {
        assert_eq!(read("PT 501.442.600", Country::Russia), TaxIdReading::VatNumber("PT501442600".into()));
        assert_eq!(read("PT 501.442.60", Country::Russia), TaxIdReading::NotATaxId("PT 501.442.60".into()));
    }

    #[test]
    fn a_foreign_number_with_one_check_digit_needs_a_witness() {
        let foreign = (2_000_000_000_i64..)
            .map(|n| n.to_string())
            .find(|digits| !TaxIdKind::InnCompany.holds(digits) && TaxIdKind::Rnokpp.holds(digits))
            .unwrap();
        assert!(matches!(read(&foreign, Country::Russia), TaxIdReading::BadCheckDigits { .. }));
        let trader = TaxId::read(&foreign, Some(PartyKind::SoleTrader), Country::Russia);
        assert!(matches!(trader, TaxIdReading::Valid { tax_id, .. } if tax_id.kind == TaxIdKind::Rnokpp));
    }

    #[test]
    fn a_number_that_fits_two_registers_goes_to_the_home_country() {
        let both = (2_000_000_000_i64..)
            .map(|n| n.to_string())
            .find(|digits| TaxIdKind::InnCompany.holds(digits) && TaxIdKind::Rnokpp.holds(digits))
            .unwrap();
        assert_eq!(kind(&both, Country::Russia), Some(TaxIdKind::InnCompany));
        assert_eq!(kind(&both, Country::Ukraine), Some(TaxIdKind::Rnokpp));
        let person = TaxId::read(&both, Some(PartyKind::Person), Country::Kazakhstan);
        assert!(matches!(person, TaxIdReading::Valid { tax_id, .. } if tax_id.kind == TaxIdKind::Rnokpp));
    }
}
