//! Figures seen in filings against ten years of six companies as another provider has them.

use std::collections::BTreeMap;

use finance::{LineItem, Symbol, amount};
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{companies::BuiltCompany, inputs::Sources, report::BuildReport, same_end};

/// Fields of the other provider, and whether its sign is the opposite of ours.
const FIELDS: &[(&str, LineItem, bool)] = &[
    ("revenue", LineItem::Revenue, false),
    ("costOfRevenue", LineItem::CostOfRevenue, false),
    ("grossProfit", LineItem::GrossProfit, false),
    ("operatingIncome", LineItem::OperatingIncome, false),
    ("incomeBeforeTax", LineItem::IncomeBeforeTax, false),
    ("incomeTaxExpense", LineItem::IncomeTax, false),
    ("netIncome", LineItem::NetIncome, false),
    ("epsDiluted", LineItem::EpsDiluted, false),
    ("totalAssets", LineItem::TotalAssets, false),
    ("totalLiabilities", LineItem::TotalLiabilities, false),
    ("totalStockholdersEquity", LineItem::Equity, false),
    ("cashAndCashEquivalents", LineItem::Cash, false),
    ("operatingCashFlow", LineItem::CashFromOperations, false),
    ("capitalExpenditure", LineItem::CapitalExpenditure, true),
];

/// Compares every year that both know.
pub(super) fn with_history(
    sources: &Sources,
    companies: &BTreeMap<Symbol, BuiltCompany>,
    report: &mut BuildReport,
) {
    for file in &sources.history {
        let Some(company) =
            file.ticker.parse().ok().and_then(|symbol: Symbol| companies.get(&symbol))
        else {
            continue;
        };
        let rows = [&file.income_statement, &file.balance_sheet, &file.cash_flow];
        for row in rows.into_iter().flatten() {
            compare_row(&file.ticker, row, company, report);
        }
    }
}

fn compare_row(
    ticker: &str,
    row: &Map<String, Value>,
    company: &BuiltCompany,
    report: &mut BuildReport,
) {
    let end = row.get("date").and_then(Value::as_str).and_then(|text| text.parse::<Date>().ok());
    let Some(end) = end else { return };
    for (field, item, opposite) in FIELDS {
        let Some(theirs) = row.get(*field).filter(|value| value.is_number()) else { continue };
        let Ok(theirs) = amount::read(&theirs.to_string()) else { continue };
        let statement = company.statements.iter().find(|one| {
            one.kind == item.row().statement
                && same_end(one.span.end, end)
                && matches!(one.period, finance::FiscalPeriod::Year(_))
        });
        let Some(statement) = statement else { continue };
        let Some(ours) = statement.figures.get(item).filter(|figure| figure.is_checked()) else {
            continue;
        };
        // The cash flow statement repeats net income; one comparison of a row is enough.
        if *item == LineItem::NetIncome && row.contains_key("operatingCashFlow") {
            continue;
        }
        let theirs = if *opposite { -theirs } else { theirs };
        let earlier: Vec<_> = ours.restated.iter().map(|before| before.value).collect();
        let comparison = report.file_against_history.entry(*item).or_default();
        comparison.add(&format!("{ticker} {}", statement.period), ours.value, theirs, &earlier);
    }
}
