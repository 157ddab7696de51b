//! What agents may have done: look companies up, and fetch figures, which come as facts with handles.

use std::sync::{Arc, Mutex, PoisonError};

use agent::{RunContext, Tool, ToolError, ToolSpec};
use async_trait::async_trait;
use finance::{
    Item, MarketData, MarketError, PeriodWanted, Symbol,
    facts::{FactId, FactTable},
    ratio::PriceAt,
};
use serde_json::{Value, json};

use super::{prompt, sheet};
use crate::{
    answer::short_name,
    desk::Desk,
    fetch,
    flows::{Names, periods},
    narrate::Writer,
};

/// At most so many listings are returned.
const FOUND_MAX: usize = 8;
/// At most so many figures are fetched in one call.
const ITEMS_MAX: usize = 12;

/// Looks companies up by name or ticker.
pub(super) struct SearchCompanies {
    pub(super) market: Arc<dyn MarketData>,
    pub(super) names: Arc<Names>,
    /// What was returned so far.
    pub(super) returned: Arc<Mutex<Vec<Symbol>>>,
}

impl std::fmt::Debug for SearchCompanies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchCompanies").finish_non_exhaustive()
    }
}

#[async_trait]
impl Tool for SearchCompanies {
    fn spec(&self) -> ToolSpec {
        ToolSpec {
            name: "search_companies".to_owned(),
            description: "Looks listed companies up by name or ticker; returns tickers and names."
                .to_owned(),
            parameters: json!({
                "type": "object",
                "additionalProperties": false,
                "required": ["query"],
                "properties": {"query": {"type": "string", "description": "a name or a ticker"}},
            }),
        }
    }

    async fn call(&self, _ctx: &RunContext, arguments: &Value) -> Result<String, ToolError> {
        let query = text(arguments, "query")?;
        let own = self.names.near(&query).into_iter().take(FOUND_MAX);
        let mut found: Vec<(Symbol, String)> = self
            .names
            .resolve(&query)
            .companies
            .into_iter()
            .map(|one| (one.symbol, one.name))
            .chain(own.map(|near| (near.symbol, near.name)))
            .collect();
        // Names that are carried come first; who is asked live adds what is new.
        match self.market.search(&query).await {
            Ok(live) => {
                found.extend(live.value.into_iter().map(|one| (one.symbol, one.name)));
            }
            Err(MarketError::NotCovered { .. } | MarketError::UnknownSymbol(_)) => {}
            Err(error) if found.is_empty() => return Err(ToolError::Failed(error.into())),
            Err(_) => {}
        }
        let mut lines: Vec<String> = Vec::new();
        let mut returned = self.returned.lock().unwrap_or_else(PoisonError::into_inner);
        for (symbol, name) in found {
            let line = format!("{symbol}: {}", prompt::quoted(&name));
            if lines.len() < FOUND_MAX && !lines.contains(&line) {
                returned.push(symbol);
                lines.push(line);
            }
        }
        if lines.is_empty() {
            return Ok("no listed company was found".to_owned());
        }
        Ok(lines.join("\n"))
    }
}

/// Fetches figures of a company and enters them into the facts of the answer.
pub(super) struct CompanyFiguresTool {
    pub(super) market: Arc<dyn MarketData>,
    /// The facts of the answer.
    pub(super) known: Arc<Mutex<Known>>,
}

/// What a chat has learned.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) facts: FactTable,
    pub(super) companies: Vec<finance::Listing>,
    pub(super) passed_over: Vec<finance::PassedOver>,
}

impl std::fmt::Debug for CompanyFiguresTool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CompanyFiguresTool").finish_non_exhaustive()
    }
}

#[async_trait]
impl Tool for CompanyFiguresTool {
    fn spec(&self) -> ToolSpec {
        ToolSpec {
            name: "company_figures".to_owned(),
            description: "Fetches figures of a listed company: rows of its statements, ratios, prices. Returns facts with handles, with the year before and the change.".to_owned(),
            parameters: json!({
                "type": "object",
                "additionalProperties": false,
                "required": ["symbol", "figures"],
                "properties": {
                    "symbol": {"type": "string", "description": "a ticker"},
                    "figures": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "names like revenue, net_income, net_margin, eps_diluted, free_cash_flow, debt_to_equity, price_to_earnings, close",
                    },
                    "period": {"type": "string", "description": "FY2024, Q3-FY2024 or TTM; the latest fiscal year where it is left out"},
                },
            }),
        }
    }

    async fn call(&self, ctx: &RunContext, arguments: &Value) -> Result<String, ToolError> {
        let wrong = |said: String| ToolError::Correctable(said);
        let symbol: Symbol =
            text(arguments, "symbol")?.parse().map_err(|error| wrong(format!("{error}")))?;
        let period: PeriodWanted = match arguments.get("period").and_then(Value::as_str) {
            Some(period) if !period.trim().is_empty() => {
                period.parse().map_err(|error| wrong(format!("{error}")))?
            }
            Some(_) | None => PeriodWanted::Latest,
        };
        let named = arguments.get("figures").and_then(Value::as_array);
        let named = named.into_iter().flatten().filter_map(Value::as_str).take(ITEMS_MAX);
        let mut items = Vec::new();
        for name in named {
            let item = Item::find(name);
            items.push(
                item.ok_or_else(|| wrong(format!("`{}` is no figure", prompt::quoted(name))))?,
            );
        }
        if items.is_empty() {
            return Err(wrong("name at least one figure".to_owned()));
        }
        let desk = Desk::new(ctx, &self.market, None);
        let fetched = fetch::fetch(&desk, &symbol, fetch::MULTIPLES).await;
        let fetched = fetched.map_err(|error| wrong(error.in_full()))?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { facts, companies, passed_over } = &mut *known;
        passed_over.extend(fetched.passed_over);
        let listing = fetched.known.company.listing.clone();
        let name = prompt::quoted(short_name(&listing.name));
        if !companies.contains(&listing) {
            companies.push(listing);
        }
        let mut ids: Vec<FactId> = Vec::new();
        let mut missing = Vec::new();
        for item in items {
            let price_at = periods::price_at(period);
            let mut writer = Writer { known: &fetched.known, facts: &mut *facts, price_at };
            let candidates = periods::candidates(&fetched.known, period);
            let found = candidates.into_iter().enumerate().find_map(|(back, period)| {
                writer.price_at = if back == 0 { price_at } else { PriceAt::PeriodEnd };
                Some((period, writer.item(item, period).ok()?))
            });
            let Some((period, now)) = found else {
                missing.push(item.label());
                continue;
            };
            ids.push(now);
            let before = writer.item(item, period.year_ago()).ok();
            let change = before.and_then(|before| {
                writer.growth(now, before).or_else(|| writer.change(now, before))
            });
            ids.extend(before.into_iter().chain(change));
        }
        let mut said = format!("Facts of {name} ({symbol}):\n{}", sheet::sheet(facts, &ids));
        if !missing.is_empty() {
            said.push_str("\nNot known: ");
            said.push_str(&missing.join(", "));
        }
        Ok(said)
    }
}

/// A text among the arguments.
fn text(arguments: &Value, name: &str) -> Result<String, ToolError> {
    let text = arguments.get(name).and_then(Value::as_str).map(prompt::quoted);
    text.filter(|text| !text.is_empty())
        .ok_or_else(|| ToolError::Correctable(format!("`{name}` must be a text that is not empty")))
}
