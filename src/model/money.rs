//! Exact money: integer minor units and a currency. Never a float.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ISO 4217 alphabetic currency code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The Russian rouble.
    pub const RUB: Self = Self(*b"RUB");
    /// The Ukrainian hryvnia.
    pub const UAH: Self = Self(*b"UAH");

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the point in the currency's minor unit (ISO 4217).
    #[must_use]
    pub fn minor_digits(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"ISK" | b"CLP" => 0,
            b"BHD" | b"KWD" | b"OMR" | b"TND" | b"JOD" | b"IQD" => 3,
            _ => 2,
        }
    }

    /// Minor units of this currency as a decimal string (`-1234.50`); for sums that outgrow [`Money`].
    #[must_use]
    pub fn decimal_string(self, minor: i128) -> String {
        let digits = self.minor_digits();
        if digits == 0 {
            return minor.to_string();
        }
        let unit = 10_u128.pow(digits);
        let sign = if minor < 0 { "-" } else { "" };
        let (whole, fraction) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
        let width = usize::try_from(digits).unwrap_or_default();
        format!("{sign}{whole}.{fraction:0width$}")
    }
}

/// The currency whose sign a character is, where it is one currency's alone.
#[must_use]
pub fn currency_of_sign(sign: char) -> Option<Currency> {
    Some(match sign {
        '₽' => Currency::RUB,
        '₴' => Currency::UAH,
        '$' => Currency(*b"USD"),
        '€' => Currency(*b"EUR"),
        '£' => Currency(*b"GBP"),
        '₸' => Currency(*b"KZT"),
        _ => return None,
    })
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    /// Reads a three-letter code; other spellings («руб.», `643`) belong to the mapping's tables.
    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        match text.trim().as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|l| l.is_ascii_alphabetic()) => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase(), c.to_ascii_uppercase()]))
            }
            _ => Err(UnknownCurrency { text: text.to_owned() }),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A text that is no currency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a currency code")]
pub struct UnknownCurrency {
    /// What was given.
    pub text: String,
}

/// An exact amount in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Whole minor units (kopecks, cents).
    #[serde(rename = "m")]
    pub minor: i64,
    /// What the units are of.
    #[serde(rename = "c")]
    pub currency: Currency,
}

/// Why a decimal can't be an amount of a currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// More decimals than the currency has, and they are not zeros.
    #[error("{amount} has a fraction smaller than the smallest coin of {currency}")]
    TooPrecise {
        /// What was given.
        amount: Decimal,
        /// The currency asked for.
        currency: Currency,
    },
    /// Outside ±92 quadrillion.
    #[error("{amount} is too large for money")]
    TooLarge {
        /// What was given.
        amount: Decimal,
    },
}

impl Money {
    /// Nothing, in a currency.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Converts exactly; trailing zeros beyond the minor unit are fine (`231.7400`).
    ///
    /// # Errors
    /// When a non-zero fraction of the minor unit would be lost, or the amount is out of range.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scaled = Decimal::from(10_i64.pow(currency.minor_digits()))
            .checked_mul(amount)
            .ok_or(MoneyError::TooLarge { amount })?;
        if !scaled.fract().is_zero() {
            return Err(MoneyError::TooPrecise { amount, currency });
        }
        let minor = i64::try_from(scaled.trunc()).map_err(|_range| MoneyError::TooLarge { amount })?;
        Ok(Self { minor, currency })
    }

    /// The amount as a decimal number with the currency's number of decimals.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.minor_digits())
    }
}

impl fmt::Display for Money {
    /// The machine form: `1234.50`, without the currency.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_are_exact_or_refused() {
        let rub = |text| Money::from_decimal(decimal(text), Currency::RUB);
        assert_eq!(rub("231.7400").unwrap().minor, 23174);
        assert_eq!(rub("-0.01").unwrap().to_string(), "-0.01");
        assert_eq!(rub("4922.5").unwrap().to_string(), "4922.50");
        assert!(matches!(rub("0.005"), Err(MoneyError::TooPrecise { .. })));
        assert!(matches!(rub("999999999999999999999"), Err(MoneyError::TooLarge { .. })));
    }

    #[test]
    fn sums_of_minor_units_are_written_with_the_point() {
        assert_eq!(Currency::RUB.decimal_string(-5), "-0.05");
        assert_eq!(Currency::RUB.decimal_string(123_450), "1234.50");
        assert_eq!("JPY".parse::<Currency>().unwrap().decimal_string(7), "7");
    }

    #[test]
    fn currencies_keep_their_own_number_of_decimals() {
        assert_eq!(Money::from_decimal(decimal("100"), "jpy".parse().unwrap()).unwrap().to_string(), "100");
        assert!("руб".parse::<Currency>().is_err());
    }
}
