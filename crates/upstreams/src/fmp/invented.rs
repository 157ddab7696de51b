//! Rows about which the built-in data know nothing: made up from a seed, the same every time, and saying so
//! wherever they have words.

use finance::{Closes, FiscalPeriod, LineItem, Symbol};
use jiff::ToSpan;
use rust_decimal::Decimal;

use super::{
    Asked,
    row::{self, Row},
    statements,
};
use crate::world::Known;

/// How many pieces of news are sent where no limit is given.
const NEWS: usize = 20;

/// How many pieces of news there are of a company.
const NEWS_MAX: u32 = 40;

/// How many years ahead analysts estimate.
const YEARS_AHEAD: i16 = 5;

/// Whether an endpoint's rows are made up.
pub(super) fn is_invented(endpoint: &str) -> bool {
    let name = endpoint.split('/').next().unwrap_or_default();
    matches!(
        name,
        "news"
            | "analyst-estimates"
            | "price-target-consensus"
            | "revenue-product-segmentation"
            | "revenue-geographic-segmentation"
    )
}

/// A number from 0 to 99 that a seed, a symbol and a place always give.
fn drawn(seed: u64, symbol: &Symbol, place: u32) -> u32 {
    let bytes = symbol.as_str().bytes().chain(place.to_le_bytes()).chain(seed.to_le_bytes());
    // FNV-1a, folded.
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    u32::try_from((hash ^ (hash >> 32)) % 100).unwrap_or_default()
}

/// A value that so many hundredths are of another.
fn percent(of: Option<Decimal>, percent: u32) -> Option<Decimal> {
    let product = of?.checked_mul(percent.into())?;
    product.checked_div(Decimal::ONE_HUNDRED).map(|part| part.round_dp(4))
}

pub(super) fn news(asked: Asked<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let companies = asked.companies();
    for number in 1..=NEWS_MAX {
        rows.extend(companies.iter().filter_map(|known| piece_of_news(asked, known, number)));
    }
    asked.page(rows, NEWS)
}

fn piece_of_news(asked: Asked<'_>, known: &Known, number: u32) -> Option<Row> {
    let listing = &known.company.listing;
    let last = known.closes.as_ref().and_then(Closes::last)?;
    let day = last.date.checked_sub(i64::from(number - 1).days()).ok()?;
    let title = asked.settings.news_title.clone();
    let title = title
        .unwrap_or_else(|| format!("Stand-in news {number}: nothing happened at {}", listing.name));
    let minute = drawn(asked.settings.seed, &listing.symbol, number) % 60;
    let slug = format!("{}-{number}", listing.symbol);
    Some(
        Row::default()
            .text("symbol", &listing.symbol)
            .text("publishedDate", format_args!("{day} 16:{minute:02}:00"))
            .text("publisher", "Stand-in Wire")
            .with("title", title)
            .text("image", format_args!("https://example.com/news/{slug}.jpg"))
            .text("site", "example.com")
            .text("text", "This piece of news is made up by the stand-in for the data provider.")
            .text("url", format_args!("https://example.com/news/{slug}")),
    )
}

pub(super) fn estimates(asked: Asked<'_>) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let figures = &known.figures;
    let Some(latest) = figures.latest_year() else { return Vec::new() };
    let Some(end) = figures.span(latest).map(|span| span.end) else { return Vec::new() };
    let symbol = &known.company.listing.symbol;
    let rows = (1..=YEARS_AHEAD).rev().filter_map(|ahead| {
        let year = u32::try_from(ahead).ok()?;
        let growth = 100 + year * (2 + drawn(asked.settings.seed, symbol, year) % 9);
        let base = |item| percent(statements::value(figures, item, latest), growth);
        let ebitda =
            base(LineItem::OperatingIncome).zip(base(LineItem::DepreciationAndAmortization));
        let date = end.checked_add(i64::from(ahead).years()).ok()?;
        let row = Row::default().text("symbol", symbol).text("date", date);
        let row = three(row, "revenue", base(LineItem::Revenue));
        let row = three(row, "ebitda", ebitda.and_then(|(income, d)| income.checked_add(d)));
        let row = three(row, "ebit", base(LineItem::OperatingIncome));
        let row = three(row, "netIncome", base(LineItem::NetIncome));
        let row = three(row, "sgaExpense", base(LineItem::SellingGeneralAndAdministrative));
        let eps = base(LineItem::EpsDiluted);
        let row = row
            .number("epsAvg", eps)
            .number("epsHigh", percent(eps, 106))
            .number("epsLow", percent(eps, 95))
            .with("numAnalystsRevenue", 3 + drawn(asked.settings.seed, symbol, 70) % 20)
            .with("numAnalystsEps", 3 + drawn(asked.settings.seed, symbol, 71) % 20);
        Some(row)
    });
    asked.page(rows.collect(), 10)
}

/// A lowest, a highest and an average estimate, as whole amounts.
fn three(row: Row, name: &str, average: Option<Decimal>) -> Row {
    let whole = |value: Option<Decimal>| value.map(|value| value.round());
    row.number(format!("{name}Low"), whole(percent(average, 97)))
        .number(format!("{name}High"), whole(percent(average, 104)))
        .number(format!("{name}Avg"), whole(average))
}

pub(super) fn price_targets(asked: Asked<'_>) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let symbol = &known.company.listing.symbol;
    let price = known.closes.as_ref().and_then(Closes::last).map(|close| close.price);
    let target = |place: u32, at: u32| {
        let at = at + drawn(asked.settings.seed, symbol, place) % 10;
        percent(price, at).map(|target| target.round_dp(2))
    };
    vec![
        Row::default()
            .text("symbol", symbol)
            .number("targetHigh", target(1, 120))
            .number("targetLow", target(2, 80))
            .number("targetConsensus", target(3, 100))
            .number("targetMedian", target(4, 100)),
    ]
}

pub(super) fn product_segments(asked: Asked<'_>) -> Vec<Row> {
    segments(asked, ["Stand-in product A", "Stand-in product B", "Stand-in product C"])
}

pub(super) fn geographic_segments(asked: Asked<'_>) -> Vec<Row> {
    segments(asked, ["Stand-in region A", "Stand-in region B", "Stand-in region C"])
}

/// Revenue in three made-up parts that add up to the real whole.
fn segments(asked: Asked<'_>, names: [&str; 3]) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let figures = &known.figures;
    let revenue = |period: FiscalPeriod| statements::value(figures, LineItem::Revenue, period);
    let periods = asked.periods(&known, |period| revenue(period).is_some());
    let symbol = &known.company.listing.symbol;
    let first = 40 + drawn(asked.settings.seed, symbol, 80) % 20;
    let rows = periods.into_iter().filter_map(|period| {
        let whole = revenue(period)?;
        let a = percent(Some(whole), first)?.round();
        let b = percent(Some(whole), (100 - first) / 2)?.round();
        let c = whole.checked_sub(a)?.checked_sub(b)?;
        let data = names.iter().zip([a, b, c]);
        let data = data.map(|(name, part)| ((*name).to_owned(), row::number(part))).collect();
        let (date, currency) = row::dated(figures, period);
        Some(
            Row::default()
                .text("symbol", symbol)
                .with("fiscalYear", period.year())
                .with("period", row::named(period).1)
                .with("reportedCurrency", currency)
                .with("date", date)
                .with("data", serde_json::Value::Object(data)),
        )
    });
    rows.collect()
}
