//! The index: every name and ticker by how it is compared.

use std::collections::HashMap;

use finance::{Listing, Symbol};
use rust_decimal::Decimal;

use super::{Alternative, plain};

/// How many near names are offered.
const NEAR_MAX: usize = 3;

/// A name of the past or a spoken one.
#[derive(Debug, Clone)]
pub(super) struct Other {
    pub(super) symbol: Option<Symbol>,
    pub(super) note: Option<String>,
}

/// Names and tickers, ready to be looked up.
#[derive(Debug)]
pub struct Index {
    listings: Vec<Listing>,
    tickers: HashMap<String, usize>,
    names: HashMap<String, Vec<usize>>,
    others: HashMap<String, Other>,
}

impl Index {
    /// An index over listings (largest market value first) and other names: the name, whom it means today,
    /// and what happened.
    pub fn new(
        listings: Vec<Listing>,
        others: impl IntoIterator<Item = (String, Option<Symbol>, Option<String>)>,
    ) -> Self {
        let mut tickers = HashMap::with_capacity(listings.len());
        let mut names: HashMap<String, Vec<usize>> = HashMap::with_capacity(listings.len() * 2);
        for (at, listing) in listings.iter().enumerate() {
            tickers.insert(listing.symbol.as_str().to_lowercase(), at);
            for name in std::iter::once(&listing.name).chain(&listing.also) {
                let places = names.entry(plain::name(name)).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        let other =
            |(name, symbol, note): (String, _, _)| (plain::name(&name), Other { symbol, note });
        Self { listings, tickers, names, others: others.into_iter().map(other).collect() }
    }

    /// The listing with that ticker.
    pub fn listing(&self, symbol: &Symbol) -> Option<&Listing> {
        self.ticker(&symbol.as_str().to_lowercase())
    }

    pub(super) fn ticker(&self, lower: &str) -> Option<&Listing> {
        self.listings.get(*self.tickers.get(lower)?)
    }

    pub(super) fn other(&self, plain: &str) -> Option<&Other> {
        self.others.get(plain)
    }

    /// The listings with that name, largest first, one a registrant.
    pub(super) fn named(&self, plain: &str) -> Vec<&Listing> {
        let mut found: Vec<&Listing> = Vec::new();
        for at in self.names.get(plain).map_or(&[][..], Vec::as_slice) {
            if let Some(listing) = self.listings.get(*at) {
                found.push(listing);
            }
        }
        found.sort_by_key(|listing| listing.rank);
        found
    }

    /// The names nearest to some words, by their letters.
    pub fn near(&self, text: &str) -> Vec<Alternative> {
        let wanted = plain::name(text);
        let mut scored: Vec<(f64, &Listing)> = Vec::new();
        for (name, places) in &self.names {
            let score = strsim::jaro_winkler(&wanted, name);
            if let Some(listing) = places.first().and_then(|at| self.listings.get(*at))
                && 0.84 <= score
            {
                scored.push((score, listing));
            }
        }
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.rank.cmp(&other.1.rank)));
        let mut near: Vec<Alternative> = Vec::new();
        for (score, listing) in scored {
            if near.iter().all(|known| known.name != listing.name) && near.len() < NEAR_MAX {
                near.push(alternative(listing, decimal(score)));
            }
        }
        near
    }

    /// The one name that a misspelled word must mean, if any: close, and closer than every other.
    pub(super) fn misspelled(&self, word: &str) -> Option<(&Listing, Decimal)> {
        let mut best: Option<(f64, &Listing)> = None;
        for (name, places) in &self.names {
            if name.len().abs_diff(word.len()) <= 2
                && name.as_bytes().first() == word.as_bytes().first()
            {
                let score = strsim::normalized_damerau_levenshtein(word, name);
                let listing = places.first().and_then(|at| self.listings.get(*at));
                if let Some(listing) = listing.filter(|listing| 0.79 < score && listing.rank < 1500)
                {
                    let better = best.is_none_or(|(known, other)| {
                        known < score
                            || known.total_cmp(&score).is_eq() && listing.rank < other.rank
                    });
                    best = if better { Some((score, listing)) } else { best };
                }
            }
        }
        best.map(|(score, listing)| (listing, decimal(score)))
    }
}

pub(super) fn alternative(listing: &Listing, score: Decimal) -> Alternative {
    Alternative { symbol: listing.symbol.clone(), name: listing.name.clone(), score }
}

fn decimal(score: f64) -> Decimal {
    Decimal::try_from(score).unwrap_or_default().round_dp(2)
}
