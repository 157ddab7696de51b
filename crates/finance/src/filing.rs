//! Documents sent to the SEC.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::Cik;

/// The kind of a filing: `10-K`, `10-Q`, `20-F`, with `/A` for an amendment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FormType(SmolStr);

impl FormType {
    /// The form as the SEC writes it.
    pub fn new(text: impl Into<SmolStr>) -> Self {
        Self(text.into())
    }

    /// Whether it reports a whole fiscal year (10-K, 20-F, 40-F, their amendments and transition forms).
    pub fn is_annual(&self) -> bool {
        ["10-K", "20-F", "40-F"].iter().any(|form| self.0.starts_with(form))
    }

    /// Whether it reports a quarter.
    pub fn is_quarterly(&self) -> bool {
        self.0.starts_with("10-Q")
    }
}

impl fmt::Display for FormType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A filing's number: `0000320193-24-000123`.
///
/// Text where people read it, a number where it is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessionNumber(u64);

impl Serialize for AccessionNumber {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { self.0.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for AccessionNumber {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
        } else {
            u64::deserialize(from).map(Self)
        }
    }
}

/// The text is no accession number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an accession number like `0000320193-24-000123`")]
pub struct InvalidAccessionNumber(String);

impl FromStr for AccessionNumber {
    type Err = InvalidAccessionNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shaped = text.len() == 20
            && text.bytes().enumerate().all(|(at, byte)| match at {
                10 | 13 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let digits = text.replace('-', "").parse().ok().filter(|_| shaped);
        digits.map(Self).ok_or_else(|| InvalidAccessionNumber(text.to_owned()))
    }
}

impl AccessionNumber {
    /// The eighteen digits without hyphens, as they stand in addresses.
    pub fn digits(&self) -> String {
        format!("{:018}", self.0)
    }
}

impl fmt::Display for AccessionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        let (filer, rest) = digits.split_at(10);
        let (year, number) = rest.split_at(2);
        write!(f, "{filer}-{year}-{number}")
    }
}

/// A document sent to the SEC.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Filing {
    /// Its number.
    pub accession: AccessionNumber,
    /// Its kind.
    pub form: FormType,
    /// The day it was sent.
    pub filed: Date,
}

impl Filing {
    /// Where the filing's index page stands.
    pub fn url(&self, cik: Cik) -> String {
        let (folder, digits) = (cik.number(), self.accession.digits());
        format!(
            "https://www.sec.gov/Archives/edgar/data/{folder}/{digits}/{}-index.htm",
            self.accession
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accession_number_survives_printing_and_reading() {
        let number = "0000320193-24-000123".parse::<AccessionNumber>().unwrap();
        assert_eq!(number.to_string(), "0000320193-24-000123");
        assert_eq!(number.digits(), "000032019324000123");
        assert!("0000320193-24-00012".parse::<AccessionNumber>().is_err());
        assert!("00003201932-4-000123".parse::<AccessionNumber>().is_err());
    }

    #[test]
    fn forms_say_what_they_report() {
        assert!(FormType::new("10-K/A").is_annual());
        assert!(FormType::new("20-F").is_annual());
        assert!(!FormType::new("10-Q").is_annual());
        assert!(FormType::new("10-Q/A").is_quarterly());
    }
}
