//! The index: every name and ticker by how it is compared.

use std::collections::HashMap;

use finance::{Listing, Symbol};
use rust_decimal::Decimal;

use super::{Alternative, plain};

/// Only of companies this large is the first word of the name enough.
const HEADS_RANK: u32 = 1200;
/// A first word of fewer letters says too little.
const HEAD_LETTERS_MIN: usize = 4;

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
    /// The companies that a name's first word alone means, where it means one.
    heads: HashMap<String, Option<usize>>,
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
        let mut heads: HashMap<String, Option<usize>> = HashMap::new();
        for (at, listing) in listings.iter().enumerate() {
            tickers.insert(listing.symbol.as_str().to_lowercase(), at);
            if listing.rank < HEADS_RANK
                && let Some((head, _)) = plain::name(&listing.name).split_once(' ')
                && HEAD_LETTERS_MIN <= head.len()
            {
                let same =
                    |other: &usize| listings.get(*other).is_some_and(|one| one.cik == listing.cik);
                let known = heads.entry(head.to_owned()).or_insert(Some(at));
                *known = known.filter(same);
            }
            for name in std::iter::once(&listing.name).chain(&listing.also) {
                let places = names.entry(plain::name(name)).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        let other =
            |(name, symbol, note): (String, _, _)| (plain::name(&name), Other { symbol, note });
        let others = others.into_iter().map(other).collect();
        Self { listings, tickers, names, others, heads }
    }

    /// The listing with that ticker.
    pub fn listing(&self, symbol: &Symbol) -> Option<&Listing> {
        self.ticker(&symbol.as_str().to_lowercase())
    }

    pub(super) fn ticker(&self, lower: &str) -> Option<&Listing> {
        self.listings.get(*self.tickers.get(lower)?)
    }

    /// The company that the first word of its name means: `ford` for the Ford Motor Company.
    pub(super) fn headed(&self, word: &str) -> Option<&Listing> {
        self.listings.get((*self.heads.get(word)?)?)
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
