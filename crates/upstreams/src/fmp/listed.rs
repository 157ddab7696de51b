//! What is known of listings: names, profiles, quotes, closes, peers.

use finance::{Close, Closes, Listing};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    Asked,
    row::{self, Row},
};
use crate::world::Known;

/// How many listings a search gives where no limit is given.
const FOUND: usize = 50;

/// How many peers a company has.
const PEERS: usize = 9;

/// An exchange as FMP writes it, in full and in short.
fn exchange(listing: &Listing) -> (String, String) {
    match listing.exchange.to_uppercase().as_str() {
        "NASDAQ" => ("NASDAQ Global Select".to_owned(), "NASDAQ".to_owned()),
        "NYSE" => ("New York Stock Exchange".to_owned(), "NYSE".to_owned()),
        other => (listing.exchange.clone(), other.to_owned()),
    }
}

fn found(listing: &Listing) -> Row {
    let (in_full, in_short) = exchange(listing);
    Row::default()
        .text("symbol", &listing.symbol)
        .text("name", &listing.name)
        .text("currency", "USD")
        .with("exchangeFullName", in_full)
        .with("exchange", in_short)
}

/// The listings that fit best, then those that fit.
fn search(asked: Asked<'_>, fits: impl Fn(&Listing, &str) -> Option<u8>) -> Vec<Row> {
    let query = asked.query.get("query").unwrap_or_default().to_uppercase();
    let exchange = asked.query.get("exchange").map(str::to_uppercase);
    let listed = |listing: &&Listing| {
        exchange.as_deref().is_none_or(|wanted| listing.exchange.to_uppercase() == wanted)
    };
    let listings = asked.world.listings().iter().filter(listed);
    let fitting = listings.filter_map(|listing| Some((fits(listing, &query)?, listing)));
    let mut fitting: Vec<_> = fitting.filter(|_| !query.is_empty()).collect();
    fitting.sort_by_key(|(fit, _)| *fit);
    let limit = asked.query.number("limit").unwrap_or(FOUND);
    fitting.into_iter().take(limit).map(|(_, listing)| found(listing)).collect()
}

fn fit(text: &str, query: &str) -> Option<u8> {
    match text.find(query)? {
        0 if text.len() == query.len() => Some(0),
        0 => Some(1),
        _ => Some(2),
    }
}

pub(super) fn search_symbol(asked: Asked<'_>) -> Vec<Row> {
    search(asked, |listing, query| fit(listing.symbol.as_str(), query))
}

pub(super) fn search_name(asked: Asked<'_>) -> Vec<Row> {
    search(asked, |listing, query| fit(&listing.name.to_uppercase(), query))
}

/// A price and how it moved.
struct Move {
    last: Close,
    before: Option<Decimal>,
    change: Option<Decimal>,
    percent: Option<Decimal>,
}

impl Move {
    fn of(closes: &Closes) -> Option<Self> {
        let last = closes.last()?;
        let before = closes.previous().map(|close| close.price);
        let change = before.and_then(|before| last.price.checked_sub(before));
        Some(Self { last, before, change, percent: percent(change, before) })
    }
}

fn percent(change: Option<Decimal>, of: Option<Decimal>) -> Option<Decimal> {
    let share = change?.checked_div(of?)?;
    share.checked_mul(Decimal::ONE_HUNDRED).map(|percent| percent.round_dp(5))
}

fn market_cap(known: &Known) -> Option<Decimal> {
    let shares = known.company.shares?.shares;
    let price = known.closes.as_ref()?.last()?.price;
    price.checked_mul(shares.into()).map(|cap| cap.round())
}

/// The average of the last so many closes.
fn average(closes: &Closes, of: usize) -> Option<Decimal> {
    let last = closes.days.iter().rev().take(of).map(|close| close.price);
    let days = last.clone().count();
    let sum: Decimal = last.sum();
    sum.checked_div(days.into()).map(|average| average.round_dp(5))
}

pub(super) fn profile(asked: Asked<'_>) -> Vec<Row> {
    asked.company().iter().map(|known| profile_of(known)).collect()
}

fn profile_of(known: &Known) -> Row {
    let company = &known.company;
    let listing = &company.listing;
    let moved = known.closes.as_ref().and_then(Move::of);
    let moved = moved.as_ref();
    let range = known.closes.as_ref().and_then(Closes::range_of_a_year);
    let range = range.map(|(high, low)| format!("{}-{}", low.price, high.price));
    let (in_full, in_short) = exchange(listing);
    let (city, state) = match company.headquarters.as_deref() {
        Some(place) => match place.split_once(", ") {
            Some((city, state)) => (Some(city), Some(state)),
            None => (Some(place), None),
        },
        None => (None, None),
    };
    Row::default()
        .text("symbol", &listing.symbol)
        .number("price", moved.map(|moved| moved.last.price))
        .number("marketCap", market_cap(known))
        .unknown(&["beta", "lastDividend"])
        .with("range", range)
        .number("change", moved.and_then(|moved| moved.change))
        .number("changePercentage", moved.and_then(|moved| moved.percent))
        .unknown(&["volume", "averageVolume"])
        .text("companyName", &listing.name)
        .text("currency", "USD")
        .with("cik", listing.cik.map(|cik| cik.to_string()))
        .unknown(&["isin", "cusip"])
        .with("exchangeFullName", in_full)
        .with("exchange", in_short)
        .with("industry", company.industry.clone())
        .unknown(&["website"])
        .text("description", format_args!("Made up by the stand-in, of {}", listing.name))
        .unknown(&["ceo"])
        .with("sector", company.sector.clone())
        .unknown(&["country", "fullTimeEmployees", "phone", "address"])
        .with("city", city)
        .with("state", state)
        .unknown(&["zip"])
        .text("image", format_args!("https://example.com/{}.png", listing.symbol))
        .unknown(&["ipoDate"])
        .with("defaultImage", true)
        .with("isEtf", false)
        .with("isActivelyTrading", true)
        .with("isAdr", false)
        .with("isFund", false)
}

fn quote_of(known: &Known) -> Option<Row> {
    let closes = known.closes.as_ref()?;
    let moved = Move::of(closes)?;
    let (high, low) = closes.range_of_a_year()?;
    let listing = &known.company.listing;
    let price = Some(moved.last.price);
    // Trading ends at four in the afternoon, which in summer is eight in the evening of UTC.
    let close = moved.last.date.at(20, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?;
    Some(
        Row::default()
            .text("symbol", &listing.symbol)
            .text("name", &listing.name)
            .number("price", price)
            .number("changePercentage", moved.percent)
            .number("change", moved.change)
            .unknown(&["volume"])
            .number("dayLow", price)
            .number("dayHigh", price)
            .number("yearHigh", Some(high.price))
            .number("yearLow", Some(low.price))
            .number("marketCap", market_cap(known))
            .number("priceAvg50", average(closes, 50))
            .number("priceAvg200", average(closes, 200))
            .with("exchange", exchange(listing).1)
            .number("open", price)
            .number("previousClose", moved.before)
            .with("timestamp", close.timestamp().as_second()),
    )
}

pub(super) fn quote(asked: Asked<'_>) -> Vec<Row> {
    asked.company().iter().filter_map(|known| quote_of(known)).collect()
}

pub(super) fn batch_quote(asked: Asked<'_>) -> Vec<Row> {
    asked.companies().iter().filter_map(|known| quote_of(known)).collect()
}

pub(super) fn quote_short(asked: Asked<'_>) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let moved = known.closes.as_ref().and_then(Move::of);
    let row = moved.map(|moved| {
        Row::default()
            .text("symbol", &known.company.listing.symbol)
            .number("price", Some(moved.last.price))
            .number("change", moved.change)
            .unknown(&["volume"])
    });
    row.into_iter().collect()
}

/// The closes from one day to another, latest first.
fn days(asked: Asked<'_>, row: impl Fn(&Known, Close) -> Row) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let Some(closes) = &known.closes else { return Vec::new() };
    let (from, to) = (asked.query.day("from"), asked.query.day("to"));
    let is_wanted = |close: &Close| {
        from.is_none_or(|from| from <= close.date) && to.is_none_or(|to| close.date <= to)
    };
    let days = closes.days.iter().rev().filter(|close| is_wanted(close));
    days.map(|close| row(&known, *close)).collect()
}

pub(super) fn prices(asked: Asked<'_>) -> Vec<Row> {
    // The change is the day's own, from its open: with one price a day there is none.
    days(asked, |known, close| {
        let price = Some(close.price);
        let volume = if asked.settings.zero_missing { Value::from(0) } else { Value::Null };
        Row::default()
            .text("symbol", &known.company.listing.symbol)
            .text("date", close.date)
            .number("open", price)
            .number("high", price)
            .number("low", price)
            .number("close", price)
            .with("volume", volume)
            .with("change", 0)
            .with("changePercent", 0)
            .number("vwap", price)
    })
}

pub(super) fn prices_light(asked: Asked<'_>) -> Vec<Row> {
    days(asked, |known, close| {
        let volume = if asked.settings.zero_missing { Value::from(0) } else { Value::Null };
        Row::default()
            .text("symbol", &known.company.listing.symbol)
            .text("date", close.date)
            .with("price", row::number(close.price))
            .with("volume", volume)
    })
}

/// The largest companies of the same industry; the company itself is not among them.
pub(super) fn peers(asked: Asked<'_>) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let own = &known.company.listing;
    let is_peer = |listing: &&Listing| {
        listing.cik != own.cik && !own.industry.is_empty() && listing.industry == own.industry
    };
    let peers = asked.world.listings().iter().filter(is_peer);
    let peers = peers.filter_map(|listing| asked.world.company(&listing.symbol));
    let peers = peers.filter(|peer| peer.closes.is_some());
    let rows = peers.take(PEERS).map(|peer| {
        let price = peer.closes.as_ref().and_then(Closes::last).map(|close| close.price);
        Row::default()
            .text("symbol", &peer.company.listing.symbol)
            .text("companyName", &peer.company.listing.name)
            .number("price", price)
            .number("mktCap", market_cap(&peer))
    });
    rows.collect()
}
