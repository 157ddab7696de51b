//! Tickers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The longest ticker there is, with room for a class and a suffix.
const LENGTH_LIMIT: usize = 12;

/// A listing's ticker as the SEC prints it: `AAPL`, `BRK-B`.
///
/// `BRK.B` and `BRK/B` are read as the same: always upper case, never empty, one spelling of one listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Symbol(SmolStr);

/// The text is no ticker.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a ticker symbol")]
pub struct InvalidSymbol(String);

impl Symbol {
    /// The ticker.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Symbol {
    type Err = InvalidSymbol;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ticker = text.trim();
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/');
        let starts_well = ticker.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !starts_well || LENGTH_LIMIT < ticker.len() || !ticker.chars().all(allowed) {
            return Err(InvalidSymbol(text.chars().take(40).collect()));
        }
        let one_way = |c: char| if matches!(c, '.' | '/') { '-' } else { c.to_ascii_uppercase() };
        Ok(Self(ticker.chars().map(one_way).collect()))
    }
}

impl TryFrom<String> for Symbol {
    type Error = InvalidSymbol;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Symbol> for String {
    fn from(symbol: Symbol) -> Self {
        symbol.0.into()
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(text.parse::<Symbol>().ok().as_ref().map(Symbol::as_str), expected);
    }

    #[test]
    fn spellings_of_one_listing_are_one_symbol() {
        check(" aapl", Some("AAPL"));
        check("BRK.B", Some("BRK-B"));
        check("brk/b", Some("BRK-B"));
        check("", None);
        check("-B", None);
        check("Apple Inc", None);
        check("ABCDEFGHIJKLM", None);
        check("ÄÖ", None);
    }
}
