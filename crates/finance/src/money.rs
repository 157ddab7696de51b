//! Currencies and amounts in them.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An ISO 4217 code: `USD`, `EUR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// What is written before an amount: `$`, `€`, or the code and a space where no sign is unambiguous.
    pub fn sign(&self) -> String {
        match &self.0 {
            b"USD" => "$".to_owned(),
            b"EUR" => "€".to_owned(),
            b"GBP" => "£".to_owned(),
            _ => format!("{} ", self.code()),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            [a, b, c] if text.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                Ok(Self([*a, *b, *c]))
            }
            _ => Err(MoneyError::NotACurrency(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// What can go wrong with money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Amounts in two currencies were combined.
    #[error("{0} and {1} cannot be added: they are different currencies")]
    Mismatch(Currency, Currency),
    /// The result is larger than a decimal can hold.
    #[error("the amount is too large to compute")]
    Overflow,
    /// The text is no currency code.
    #[error("`{0}` is not a currency code of three capital letters")]
    NotACurrency(String),
}

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// How much, in whole units of the currency.
    pub amount: Decimal,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// The sum of two amounts in one currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mismatch(self.currency, other.currency));
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::Overflow)?;
        Ok(Self { amount, currency: self.currency })
    }

    /// The difference of two amounts in one currency.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.checked_add(Self { amount: -other.amount, currency: other.currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: i64, currency: Currency) -> Money {
        Money { amount: amount.into(), currency }
    }

    #[test]
    fn amounts_in_one_currency_add_and_others_are_refused() {
        let sum = money(2, Currency::USD).checked_add(money(3, Currency::USD));
        assert_eq!(sum, Ok(money(5, Currency::USD)));
        let mixed = money(2, Currency::USD).checked_sub(money(3, Currency::EUR));
        assert_eq!(mixed, Err(MoneyError::Mismatch(Currency::USD, Currency::EUR)));
        let huge = Money { amount: Decimal::MAX, currency: Currency::USD };
        assert_eq!(huge.checked_add(huge), Err(MoneyError::Overflow));
    }

    #[test]
    fn money_is_kept_with_the_code_of_its_currency() {
        let json = serde_json::to_string(&money(5, Currency::EUR)).unwrap();
        assert_eq!(json, r#"{"amount":"5","currency":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money(5, Currency::EUR));
        assert!(serde_json::from_str::<Currency>("\"eur\"").is_err());
    }

    proptest::proptest! {
        #[test]
        fn what_is_added_can_be_taken_away(one: i64, other: i64) {
            let (one, other) = (money(one, Currency::USD), money(other, Currency::USD));
            let sum = one.checked_add(other).unwrap();
            proptest::prop_assert_eq!(other.checked_add(one), Ok(sum));
            proptest::prop_assert_eq!(sum.checked_sub(other), Ok(one));
        }
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!("CHF".parse::<Currency>().unwrap().sign(), "CHF ");
        assert!("usd".parse::<Currency>().is_err());
        assert!("US".parse::<Currency>().is_err());
        assert!("U$D".parse::<Currency>().is_err());
    }
}
