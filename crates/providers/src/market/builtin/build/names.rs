//! The names by which companies are found.

use std::collections::BTreeMap;

use finance::{Listing, Symbol};

use super::{
    inputs::{ListingRow, Sources},
    report::{BuildReport, Topic},
    tables::Tables,
};
use crate::market::builtin::Names;

/// What listings append to a company's name.
const SHARE_WORDS: [&str; 16] = [
    "Common Stock",
    "Common Shares",
    "Ordinary Shares",
    "Ordinary Share",
    "American Depositary Shares",
    "American Depositary Receipts",
    "Class A",
    "Class B",
    "Class C",
    "Capital Stock",
    "Depositary Shares",
    "New York Registry Shares",
    "Sponsored ADR",
    "Subordinate Voting Shares",
    "Common Units",
    "(The)",
];

/// The listings, by market value, and the reviewed aliases.
pub(super) fn names(sources: &Sources, tables: &Tables, report: &mut BuildReport) -> Names {
    let profiles: BTreeMap<&Symbol, &str> =
        sources.profiles.iter().map(|row| (&row.symbol, row.name.as_str())).collect();
    let mut listings = Vec::new();
    for row in &sources.listings {
        match row.symbol.parse::<Symbol>() {
            Ok(symbol) => {
                let rank = u32::try_from(listings.len()).unwrap_or(u32::MAX);
                listings.push(listing(row, symbol, rank, &profiles));
            }
            Err(error) => report.say(Topic::Refused, format!("listing: {error}")),
        }
    }
    for alias in &tables.aliases {
        let unknown = |symbol: &&Symbol| !listings.iter().any(|listing| listing.symbol == **symbol);
        if let Some(symbol) = alias.symbol.as_ref().filter(unknown) {
            report.say(Topic::Refused, format!("alias `{}`: `{symbol}` is not listed", alias.name));
        }
    }
    Names { listings, aliases: tables.aliases.clone() }
}

fn listing(
    row: &ListingRow,
    symbol: Symbol,
    rank: u32,
    profiles: &BTreeMap<&Symbol, &str>,
) -> Listing {
    let listed = without_share_words(&row.listed_name);
    let profiled = profiles.get(&symbol).map(|name| without_share_words(name));
    let name = match &profiled {
        Some(name) => name.clone(),
        None if is_shouted(&row.name) && !listed.is_empty() => listed.clone(),
        None => without_share_words(&row.name),
    };
    let mut also: Vec<String> = Vec::new();
    for other in
        [row.name.trim().to_owned(), listed].into_iter().chain(with_class(&row.listed_name))
    {
        let known = other.is_empty() || other == name || also.contains(&other);
        if !known {
            also.push(other);
        }
    }
    let exchange = match row.exchange.as_str() {
        "NASDAQ" => "Nasdaq",
        other => other,
    };
    Listing {
        symbol,
        name,
        cik: row.cik.parse().ok(),
        exchange: exchange.to_owned(),
        also,
        industry: row.industry.trim().to_owned(),
        rank,
    }
}

/// `Alphabet Inc. Class A Common Stock` → `Alphabet Inc.`
fn without_share_words(name: &str) -> String {
    let name = name.trim_end_matches(['|', ' ']);
    let mut short = name.split(" - ").next().unwrap_or(name).trim().to_owned();
    if let Some((head, _)) = short.split_once(" (Class ") {
        short = head.to_owned();
    }
    while let Some(word) = SHARE_WORDS.iter().find(|word| short.ends_with(**word)) {
        short.truncate(short.len() - word.len());
        let end = short.trim_end_matches([' ', ',', '-']).len();
        short.truncate(end);
    }
    let words = short.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { name.trim().to_owned() } else { words }
}

/// `Alphabet Inc. Class C Capital Stock` → `Alphabet Inc. Class C`
fn with_class(name: &str) -> Option<String> {
    let (head, rest) = name.split_once(" Class ")?;
    let class = rest.split([' ', ')', ',']).next().filter(|class| class.len() == 1)?;
    Some(format!("{} Class {class}", head.trim_end_matches([' ', '(', ',', '-'])))
}

/// Whether a name is printed in capitals only.
fn is_shouted(name: &str) -> bool {
    4 < name.len() && !name.chars().any(char::is_lowercase)
}
