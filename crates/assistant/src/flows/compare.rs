//! Several companies side by side, each by its own latest fiscal year.

use std::sync::Arc;

use agent::{RunContext, RunError};
use finance::{Item, LineItem, MarketData, Ratio, Symbol};
use futures::future;

use super::{Wanted, periods};
use crate::{
    answer::{
        Answer, Gap,
        document::{Cell, Row},
        short_name,
    },
    compose::Composer,
    fetch,
    narrate::Writer,
    router::Category,
};

/// At most so many companies are compared.
const COMPANIES_MAX: usize = 6;

/// The rows of the comparison.
const ROWS: [Item; 10] = [
    Item::Line(LineItem::Revenue),
    Item::Ratio(Ratio::RevenueGrowth),
    Item::Ratio(Ratio::GrossMargin),
    Item::Ratio(Ratio::OperatingMargin),
    Item::Line(LineItem::NetIncome),
    Item::Ratio(Ratio::NetMargin),
    Item::Ratio(Ratio::ReturnOnEquity),
    Item::Ratio(Ratio::FreeCashFlow),
    Item::Ratio(Ratio::MarketCapitalization),
    Item::Ratio(Ratio::PriceToEarnings),
];

/// One table, a column a company. A company that fails leaves a gap, not the answer.
pub(super) async fn answer(
    ctx: &RunContext,
    market: &Arc<dyn MarketData>,
    symbols: &[Symbol],
    wanted: &Wanted,
) -> Result<Answer, RunError> {
    let jobs = symbols
        .iter()
        .take(COMPANIES_MAX)
        .map(|symbol| fetch::fetch(ctx, market, symbol, fetch::ALL));
    let results = future::join_all(jobs).await;
    let mut gaps = Vec::new();
    let mut all = Vec::new();
    let mut failures = Vec::new();
    for (symbol, result) in symbols.iter().zip(results) {
        match result {
            Ok(fetched) => {
                gaps.extend(fetched.gaps);
                all.push(fetched.known);
            }
            Err(error) => {
                gaps.push(Gap::new(symbol.to_string(), "", error.in_full()));
                failures.push(error);
            }
        }
    }
    if all.is_empty()
        && let Some(error) = failures.into_iter().next()
    {
        return Err(error);
    }
    for symbol in symbols.iter().skip(COMPANIES_MAX) {
        gaps.push(Gap::new(symbol.to_string(), "", "too many companies in one comparison"));
    }
    let mut composer = Composer::new(ctx, gaps);
    let names: Vec<&str> =
        all.iter().map(|known| short_name(&known.company.listing.name)).collect();
    composer.heading(1, names.join(" and "));
    composer.paragraph("Each company by its own fiscal calendar and in its own currency.");
    let asked: Vec<Item> =
        wanted.items.iter().copied().filter(|item| !matches!(item, Item::Price(_))).collect();
    let items = if asked.is_empty() { ROWS.to_vec() } else { asked };
    let mut rows: Vec<Row> = items
        .iter()
        .map(|item| Row { label: item.label().to_owned(), cells: Vec::new() })
        .collect();
    let mut head = vec!["Figure".to_owned()];
    for known in &all {
        let latest = known.latest_year();
        let year = periods::candidates(known, wanted.period).first().copied();
        let price_at = periods::price_at(wanted.period);
        let Some(year) = year.or(latest) else { continue };
        let mut writer = Writer { known, facts: &mut composer.facts, price_at };
        head.push(format!("{} {}", known.company.listing.symbol, writer.period_name(year)));
        for (item, row) in items.iter().zip(&mut rows) {
            let cell: Cell = writer.cell(*item, year);
            row.cells.push(cell);
        }
    }
    composer.table(head, rows);
    composer.missing(&[]);
    composer.sources();
    let listings = all.into_iter().map(|known| known.company.listing).collect();
    Ok(composer.finish(Category::Compare, listings))
}
