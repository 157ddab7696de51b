//! Amounts as text: read exactly, refused when out of bounds.

use rust_decimal::Decimal;

/// Amounts of this size and more are refused: no company's books reach them, so they are a mistake of scale,
/// and below it no sum or product of two figures leaves what a decimal can hold unnoticed.
pub const AMOUNT_LIMIT: i64 = 1_000_000_000_000_000_000;

/// The text is no amount that Fisc works with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The text is not a decimal number.
    #[error("`{0}` is not a number")]
    NotANumber(String),
    /// The number is too large to be a real amount.
    #[error("`{0}` is 10^18 or more, larger than any amount that is read")]
    TooLarge(String),
}

/// Reads a decimal as written (`391035000000`, `-1.23`, `1.2e9`), keeping every digit.
pub fn read(text: &str) -> Result<Decimal, AmountError> {
    let trimmed = text.trim();
    let number = trimmed.parse::<Decimal>().or_else(|_| Decimal::from_scientific(trimmed));
    let number = number.map_err(|_| AmountError::NotANumber(text.to_owned()))?;
    if Decimal::from(AMOUNT_LIMIT) <= number.abs() {
        return Err(AmountError::TooLarge(text.to_owned()));
    }
    Ok(number.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_kept_and_the_limit_is_refused() {
        assert_eq!(read(" 391035000000 ").unwrap().to_string(), "391035000000");
        assert_eq!(read("1.20").unwrap().to_string(), "1.2");
        assert_eq!(read("1.5e9").unwrap().to_string(), "1500000000");
        assert!(read("999999999999999999").is_ok());
        assert_eq!(read("1e18"), Err(AmountError::TooLarge("1e18".into())));
        assert_eq!(
            read("-1000000000000000000").unwrap_err().to_string(),
            "`-1000000000000000000` is 10^18 or more, larger than any amount that is read"
        );
        assert_eq!(read("n/a"), Err(AmountError::NotANumber("n/a".into())));
        assert!(read("").is_err());
    }

    proptest::proptest! {
        #[test]
        fn an_amount_survives_printing_and_reading(mantissa: i64, scale in 0_u32..19) {
            let amount = Decimal::new(mantissa, scale);
            let within = amount.abs() < Decimal::from(AMOUNT_LIMIT);
            proptest::prop_assert_eq!(read(&amount.to_string()).ok(), within.then_some(amount.normalize()));
        }

        #[test]
        fn any_text_is_an_amount_below_the_limit_or_an_error(text in "\\PC{0,40}|[-+]?[0-9]{0,40}[.]?[0-9]{0,40}[eE]?[-+]?[0-9]{0,6}") {
            if let Ok(amount) = read(&text) {
                proptest::prop_assert!(amount.abs() < Decimal::from(AMOUNT_LIMIT), "{}", amount);
            }
        }
    }
}
