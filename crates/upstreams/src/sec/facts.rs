//! Company facts: what filings said, under the SEC's own names for rows.

use std::collections::{BTreeMap, BTreeSet};

use finance::{Basis, Figure, Filing, FiscalPeriod, LineItem, Rule, Span, Statement, Unit};
use jiff::{ToSpan, civil::Date};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Map, Value, json};

use crate::world::Known;

/// The concept under which a row is reported.
fn concept(item: LineItem) -> &'static str {
    match item {
        LineItem::Revenue => "Revenues",
        LineItem::CostOfRevenue => "CostOfRevenue",
        LineItem::GrossProfit => "GrossProfit",
        LineItem::ResearchAndDevelopment => "ResearchAndDevelopmentExpense",
        LineItem::SellingGeneralAndAdministrative => "SellingGeneralAndAdministrativeExpense",
        LineItem::OperatingExpenses => "OperatingExpenses",
        LineItem::OperatingIncome => "OperatingIncomeLoss",
        LineItem::InterestExpense => "InterestExpense",
        LineItem::InterestIncome => "InvestmentIncomeInterest",
        LineItem::NetInterestIncome => "InterestIncomeExpenseNet",
        LineItem::OtherIncome => "NonoperatingIncomeExpense",
        LineItem::IncomeBeforeTax => {
            "IncomeLossFromContinuingOperationsBeforeIncomeTaxesExtraordinaryItemsNoncontrollingInterest"
        }
        LineItem::IncomeTax => "IncomeTaxExpenseBenefit",
        LineItem::ConsolidatedNetIncome => "ProfitLoss",
        LineItem::NetIncomeToMinorities => "NetIncomeLossAttributableToNoncontrollingInterest",
        LineItem::NetIncome => "NetIncomeLoss",
        LineItem::EpsBasic => "EarningsPerShareBasic",
        LineItem::EpsDiluted => "EarningsPerShareDiluted",
        LineItem::SharesBasic => "WeightedAverageNumberOfSharesOutstandingBasic",
        LineItem::SharesDiluted => "WeightedAverageNumberOfDilutedSharesOutstanding",
        LineItem::DividendsPerShare => "CommonStockDividendsPerShareDeclared",
        LineItem::Cash => "CashAndCashEquivalentsAtCarryingValue",
        LineItem::ShortTermInvestments => "MarketableSecuritiesCurrent",
        LineItem::Receivables => "AccountsReceivableNetCurrent",
        LineItem::Inventory => "InventoryNet",
        LineItem::OtherCurrentAssets => "OtherAssetsCurrent",
        LineItem::CurrentAssets => "AssetsCurrent",
        LineItem::PropertyPlantAndEquipment => "PropertyPlantAndEquipmentNet",
        LineItem::Goodwill => "Goodwill",
        LineItem::IntangibleAssets => "IntangibleAssetsNetExcludingGoodwill",
        LineItem::LongTermInvestments => "MarketableSecuritiesNoncurrent",
        LineItem::OtherAssets => "OtherAssetsNoncurrent",
        LineItem::TotalAssets => "Assets",
        LineItem::AccountsPayable => "AccountsPayableCurrent",
        LineItem::DeferredRevenue => "ContractWithCustomerLiabilityCurrent",
        LineItem::CurrentDebt => "LongTermDebtCurrent",
        LineItem::CurrentLiabilities => "LiabilitiesCurrent",
        LineItem::LongTermDebt => "LongTermDebtNoncurrent",
        LineItem::TotalLiabilities => "Liabilities",
        LineItem::CommonStock => "CommonStocksIncludingAdditionalPaidInCapital",
        LineItem::RetainedEarnings => "RetainedEarningsAccumulatedDeficit",
        LineItem::TreasuryStock => "TreasuryStockValue",
        LineItem::AccumulatedOtherIncome => "AccumulatedOtherComprehensiveIncomeLossNetOfTax",
        LineItem::Equity => "StockholdersEquity",
        LineItem::MinorityInterest => "MinorityInterest",
        LineItem::LiabilitiesAndEquity => "LiabilitiesAndStockholdersEquity",
        LineItem::SharesOutstanding => "CommonStockSharesOutstanding",
        LineItem::CashFromOperations => "NetCashProvidedByUsedInOperatingActivities",
        LineItem::DepreciationAndAmortization => "DepreciationDepletionAndAmortization",
        LineItem::StockBasedCompensation => "ShareBasedCompensation",
        LineItem::DeferredIncomeTax => "DeferredIncomeTaxExpenseBenefit",
        LineItem::CapitalExpenditure => "PaymentsToAcquirePropertyPlantAndEquipment",
        LineItem::Acquisitions => "PaymentsToAcquireBusinessesNetOfCashAcquired",
        LineItem::PurchasesOfInvestments => "PaymentsToAcquireInvestments",
        LineItem::SalesOfInvestments => "ProceedsFromSaleMaturityAndCollectionsOfInvestments",
        LineItem::CashFromInvesting => "NetCashProvidedByUsedInInvestingActivities",
        LineItem::DebtIssued => "ProceedsFromIssuanceOfLongTermDebt",
        LineItem::DebtRepaid => "RepaymentsOfLongTermDebt",
        LineItem::ShareRepurchases => "PaymentsForRepurchaseOfCommonStock",
        LineItem::DividendsPaid => "PaymentsOfDividends",
        LineItem::CashFromFinancing => "NetCashProvidedByUsedInFinancingActivities",
        LineItem::ExchangeRateEffect => {
            "EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents"
        }
        LineItem::NetChangeInCash => {
            "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecreaseIncludingExchangeRateEffect"
        }
        LineItem::CashAndRestrictedCash => {
            "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents"
        }
        LineItem::InterestPaid => "InterestPaidNet",
        LineItem::IncomeTaxPaid => "IncomeTaxesPaidNet",
    }
}

/// A unit as XBRL writes it.
fn unit(unit: Unit) -> String {
    match unit {
        Unit::Money(currency) => currency.to_string(),
        Unit::PerShare(currency) => format!("{currency}/shares"),
        Unit::Shares => "shares".to_owned(),
        Unit::Fraction | Unit::Points | Unit::Times | Unit::Days => "pure".to_owned(),
    }
}

/// The filing that a figure's row names: the real one, or for a figure that no filing was seen for one whose
/// number no real filing has.
pub(super) fn filing_of(known: &Known, period: FiscalPeriod, end: Date) -> (String, String, Date) {
    let cik = known.company.listing.cik.map_or(0, |cik| cik.number());
    let (quarter, form, days) = match period {
        FiscalPeriod::Year(_) => (0, "10-K", 60),
        FiscalPeriod::Quarter(_, quarter) | FiscalPeriod::Trailing(_, quarter) => {
            (quarter.number(), "10-Q", 40)
        }
    };
    let filed = end.checked_add(days.days()).unwrap_or(end);
    let year = period.year().rem_euclid(100);
    let accession = format!(
        "{cik:010}-{:02}-{:06}",
        filed.year().rem_euclid(100),
        900_000 + i32::from(year) * 10 + i32::from(quarter)
    );
    (accession, form.to_owned(), filed)
}

/// The figure that a filing carried: not one that was derived, and one from before a split as it was then.
fn reported(figure: &Figure) -> Option<&Figure> {
    match &figure.basis {
        Basis::Filed(_) | Basis::Normalised => Some(figure),
        Basis::Derived(derived) => match derived.rule {
            Rule::PerShareSplit { .. } | Rule::SharesSplit { .. } => {
                reported(&derived.inputs.first()?.figure)
            }
            Rule::Difference | Rule::Sum => None,
        },
    }
}

/// The first day of a flow; a third party's normalisation does not say it of every one.
fn start(item: LineItem, statement: &Statement) -> Option<Date> {
    if item.is_instant() {
        return None;
    }
    let Span { start, end } = statement.span;
    let back = match statement.period {
        FiscalPeriod::Year(_) => 12.months(),
        FiscalPeriod::Quarter(..) | FiscalPeriod::Trailing(..) => 3.months(),
    };
    let tomorrow = end.tomorrow().ok()?;
    start.or_else(|| tomorrow.checked_sub(back).ok())
}

/// The part of the fiscal year that a filing is about: a year's report has the last quarter in it.
fn part_of_year(period: FiscalPeriod, form: &str) -> String {
    match period {
        FiscalPeriod::Quarter(_, quarter) | FiscalPeriod::Trailing(_, quarter)
            if form.starts_with("10-Q") =>
        {
            format!("{quarter:?}")
        }
        FiscalPeriod::Year(_) | FiscalPeriod::Quarter(..) | FiscalPeriod::Trailing(..) => {
            "FY".to_owned()
        }
    }
}

fn cell(
    value: Decimal,
    (start, end): (Option<Date>, Date),
    period: FiscalPeriod,
    (accession, form, filed): (String, String, Date),
) -> Option<(Date, String)> {
    let value = value.normalize();
    let val = if value.scale() == 0 { value.to_i64().map(Value::from) } else { None };
    let val = val.or_else(|| value.to_string().parse::<f64>().ok().map(Value::from))?;
    let fp = part_of_year(period, &form);
    let mut row = json!({
        "end": end.to_string(),
        "val": val,
        "accn": accession,
        "fy": period.year(),
        "fp": fp,
        "form": form,
        "filed": filed.to_string(),
    });
    if let (Some(row), Some(start)) = (row.as_object_mut(), start) {
        row.insert("start".to_owned(), start.to_string().into());
    }
    Some((filed, row.to_string()))
}

fn named(filing: &Filing) -> (String, String, Date) {
    (filing.accession.to_string(), filing.form.to_string(), filing.filed)
}

/// The company's facts.
pub(super) fn facts(known: &Known) -> Value {
    // By concept and unit; a cell that two statements carry is one cell.
    let mut cells: BTreeMap<LineItem, BTreeMap<String, BTreeSet<(Date, String)>>> = BTreeMap::new();
    for statement in &known.statements {
        for (item, figure) in &statement.figures {
            let Some(figure) = reported(figure) else { continue };
            let days = (start(*item, statement), statement.span.end);
            let filing = match &figure.basis {
                Basis::Filed(filing) => named(filing),
                Basis::Normalised | Basis::Derived(_) => {
                    filing_of(known, statement.period, statement.span.end)
                }
            };
            let earlier = figure.restated.iter().map(|known| (known.value, named(&known.filing)));
            let said = earlier.chain([(figure.value, filing)]);
            let rows =
                said.filter_map(|(value, filing)| cell(value, days, statement.period, filing));
            let units = cells.entry(*item).or_default();
            units.entry(unit(figure.unit)).or_default().extend(rows);
        }
    }
    let mut concepts = Map::new();
    for (item, units) in cells {
        let units: Map<_, _> = units
            .into_iter()
            .map(|(unit, rows)| {
                let rows = rows.iter().filter_map(|(_, row)| serde_json::from_str(row).ok());
                (unit, Value::Array(rows.collect()))
            })
            .collect();
        let label = item.row().label;
        let fact = json!({"label": label, "description": label, "units": units});
        concepts.insert(concept(item).to_owned(), fact);
    }
    let listing = &known.company.listing;
    json!({
        "cik": listing.cik.map(|cik| cik.number()),
        "entityName": listing.name,
        "facts": {"dei": cover(known), "us-gaap": concepts},
    })
}

/// What the cover of the last report counts.
fn cover(known: &Known) -> Map<String, Value> {
    let mut cover = Map::new();
    if let (Some(shares), Some((filing, end))) = (known.company.shares, known.filings.first()) {
        let mut periods = known.figures.periods();
        let ends = |period: &FiscalPeriod| {
            known.figures.span(*period).is_some_and(|span| span.end == *end)
        };
        let period = periods.find(ends);
        let row = json!({
            "end": shares.date.to_string(),
            "val": shares.shares,
            "accn": filing.accession.to_string(),
            "fy": period.map(FiscalPeriod::year),
            "fp": period.map(|period| part_of_year(period, &filing.form.to_string())),
            "form": filing.form.to_string(),
            "filed": filing.filed.to_string(),
        });
        let label = "Entity Common Stock, Shares Outstanding";
        let fact = json!({"label": label, "description": label, "units": {"shares": [row]}});
        cover.insert("EntityCommonStockSharesOutstanding".to_owned(), fact);
    }
    cover
}
