//! Financial Modeling Prep's `stable` interface over the built-in data, field by field.

mod filings;
mod invented;
mod listed;
mod measures;
mod row;
mod statements;

use std::sync::Arc;

use finance::{FiscalPeriod, Quarter, StatementKind, Symbol};
use row::Row;

use crate::{
    Fault, Settings,
    cache::Cache,
    fault::{Refused, refusal},
    query::Query,
    wire::{JSON, Plan},
    world::{Known, World},
};

/// How many statements are sent where no limit is given.
const STATEMENTS: usize = 5;

/// A header that says that an answer's rows are made up.
const INVENTED: &str = "x-upstreams-invented";

/// A request to FMP.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FmpRequest<'a> {
    /// The path after `/fmp/`.
    pub(crate) path: &'a str,
    /// Its query.
    pub(crate) query: &'a Query,
    /// The key in its header or address.
    pub(crate) key: Option<&'a str>,
    /// What it would be refused as.
    pub(crate) refused: Refused<'a>,
}

/// The answer.
pub(crate) fn answer(request: FmpRequest<'_>, cache: &Cache) -> Plan {
    let settings = request.refused.settings;
    let Some(endpoint) = request.path.strip_prefix("stable/") else {
        return refusal(Fault::LegacyEndpoint, request.refused);
    };
    if request.key != Some(settings.fmp_key.as_str()) {
        return refusal(Fault::Status(401), request.refused);
    }
    let Some(rows) = rows_of(endpoint) else {
        return refusal(Fault::Status(404), request.refused);
    };
    // What is asked and what the rows depend on; the title is free text, so it comes last.
    let asked = format!(
        "{endpoint}?{}\n{} {} {}",
        request.query.without("apikey"),
        settings.seed,
        settings.zero_missing,
        settings.news_title.as_deref().unwrap_or_default(),
    );
    let body = cache.get(&asked, || {
        let asked = Asked { query: request.query, settings, world: World::get() };
        serde_json::to_string(&rows(asked)).unwrap_or_default()
    });
    let plan = Plan::whole(200, JSON, body);
    if invented::is_invented(endpoint) { plan.with(INVENTED, "yes") } else { plan }
}

/// What rows are made from.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    query: &'a Query,
    settings: &'a Settings,
    world: &'static World,
}

/// Makes an endpoint's rows.
type Rows = fn(Asked<'_>) -> Vec<Row>;

fn rows_of(endpoint: &str) -> Option<Rows> {
    Some(match endpoint {
        "search-symbol" => listed::search_symbol,
        "search-name" => listed::search_name,
        "profile" => listed::profile,
        "quote" => listed::quote,
        "quote-short" => listed::quote_short,
        "batch-quote" => listed::batch_quote,
        "stock-peers" => listed::peers,
        "historical-price-eod/full" => listed::prices,
        "historical-price-eod/light" => listed::prices_light,
        "income-statement" => |asked| statements::rows(asked, StatementKind::Income),
        "balance-sheet-statement" => |asked| statements::rows(asked, StatementKind::Balance),
        "cash-flow-statement" => |asked| statements::rows(asked, StatementKind::CashFlow),
        "key-metrics" => measures::key_metrics,
        "key-metrics-ttm" => measures::key_metrics_ttm,
        "ratios" => measures::ratios,
        "ratios-ttm" => measures::ratios_ttm,
        "news/stock" => invented::news,
        "analyst-estimates" => invented::estimates,
        "price-target-consensus" => invented::price_targets,
        "revenue-product-segmentation" => invented::product_segments,
        "revenue-geographic-segmentation" => invented::geographic_segments,
        "sec-filings-search/symbol" => filings::rows,
        _ => return None,
    })
}

impl Asked<'_> {
    /// The company that is asked about; without one there are no rows.
    fn company(&self) -> Option<Arc<Known>> {
        let symbol: Symbol = self.query.get("symbol")?.parse().ok()?;
        self.world.company(&symbol)
    }

    /// The companies of a list of symbols, those that exist.
    fn companies(&self) -> Vec<Arc<Known>> {
        let symbols = self.query.get("symbols").unwrap_or_default().split(',');
        let symbols = symbols.filter_map(|symbol| symbol.parse().ok());
        symbols.filter_map(|symbol| self.world.company(&symbol)).collect()
    }

    /// The periods that are asked for, latest first, of those that pass.
    fn periods(&self, known: &Known, passes: impl Fn(FiscalPeriod) -> bool) -> Vec<FiscalPeriod> {
        let wanted = self.query.get("period").unwrap_or("annual");
        let number = wanted.strip_prefix('Q').and_then(|number| number.parse().ok());
        let one = number.and_then(Quarter::from_number);
        let is_wanted = |period: &FiscalPeriod| match period {
            FiscalPeriod::Year(_) => matches!(wanted, "annual" | "FY"),
            FiscalPeriod::Quarter(_, quarter) => wanted == "quarter" || one == Some(*quarter),
            FiscalPeriod::Trailing(..) => false,
        };
        let periods = known.figures.periods().filter(is_wanted);
        let mut periods: Vec<_> = periods.filter(|period| passes(*period)).collect();
        periods.sort_by_key(|period| {
            std::cmp::Reverse(known.figures.span(*period).map(|span| span.end))
        });
        periods.truncate(self.query.number("limit").unwrap_or(STATEMENTS));
        periods
    }

    /// The rows of the page that is asked for.
    fn page(&self, rows: Vec<Row>, size: usize) -> Vec<Row> {
        let size = self.query.number("limit").unwrap_or(size);
        let page = self.query.number("page").unwrap_or(0);
        rows.into_iter().skip(page.saturating_mul(size)).take(size).collect()
    }
}
