//! Registrants and their listings.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Symbol;

/// A registrant's ten-digit number at the SEC: `0000320193`.
///
/// Text where people read it, a number where it is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cik(u32);

impl Serialize for Cik {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { self.0.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Cik {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
        } else {
            u32::deserialize(from).map(Self)
        }
    }
}

/// The text is no registrant number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a registrant number of the SEC (one to ten digits)")]
pub struct InvalidCik(String);

impl FromStr for Cik {
    type Err = InvalidCik;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().parse() {
            Ok(number) if 0 < number => Ok(Self(number)),
            Ok(_) | Err(_) => Err(InvalidCik(text.to_owned())),
        }
    }
}

impl Cik {
    /// The registrant of that number; 0 is none's.
    pub fn from_number(number: u32) -> Option<Self> {
        (0 < number).then_some(Self(number))
    }

    /// Where the registrant's annual reports are listed.
    pub fn filings_url(&self) -> String {
        format!("https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK={self}&type=10-K")
    }

    /// The number without its leading zeros, as it stands in addresses of documents.
    pub fn number(&self) -> u32 {
        self.0
    }
}

impl fmt::Display for Cik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

/// A listing: what can be asked about by name or ticker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The ticker.
    pub symbol: Symbol,
    /// The registrant's name, as people write it.
    pub name: String,
    /// The registrant, where the source names it.
    pub cik: Option<Cik>,
    /// Where it trades: `Nasdaq`, `NYSE`.
    pub exchange: String,
    /// Other names of the registrant and the listing, as their sources print them.
    pub also: Vec<String>,
    /// Its industry, as its exchange words it, or empty: only to tell like names apart.
    pub industry: String,
    /// A rank by market value at the time of the data, 0 for the largest: only to break ties between names.
    pub rank: u32,
}

/// A number of shares outstanding on a day, in today's shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedShares {
    /// How many.
    pub shares: u64,
    /// When.
    pub date: Date,
}

/// What is known of a registrant besides its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its listing.
    pub listing: Listing,
    /// Its sector by SIC code, in plain words.
    pub sector: Option<String>,
    /// Its industry, as SIC describes it.
    pub industry: Option<String>,
    /// Where its head office is.
    pub headquarters: Option<String>,
    /// When it was founded, as its source words it (`2013 (1888)`).
    pub founded: Option<String>,
    /// Its shares outstanding, as the cover of a later report counts them.
    pub shares: Option<DatedShares>,
}
