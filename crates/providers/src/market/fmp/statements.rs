//! Rows of the three statements as FMP sends them, and the statements that follow.
//!
//! FMP sends `0` for what it does not have as well as for what is nought, so a zero says nothing here and is left
//! out.

use std::collections::BTreeMap;

use finance::{
    Basis, Currency, Figure, FiscalPeriod, LineItem, Quarter, Span, Statement, StatementKind,
    amount::{self, AMOUNT_LIMIT},
};
use jiff::{ToSpan as _, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, de::Error as _};
use serde_json::value::RawValue;

use LineItem as L;

/// Whether an amount has the sign that it has here.
#[derive(Clone, Copy)]
enum Sign {
    Same,
    /// What flows out is negative there and positive here.
    Turned,
}
use Sign::{Same, Turned};

/// Which field is which row.
const FIELDS: &[(L, &str, Sign)] = &[
    (L::Revenue, "revenue", Same),
    (L::CostOfRevenue, "costOfRevenue", Same),
    (L::GrossProfit, "grossProfit", Same),
    (L::ResearchAndDevelopment, "researchAndDevelopmentExpenses", Same),
    (L::SellingGeneralAndAdministrative, "sellingGeneralAndAdministrativeExpenses", Same),
    (L::OperatingExpenses, "operatingExpenses", Same),
    (L::OperatingIncome, "operatingIncome", Same),
    (L::InterestExpense, "interestExpense", Same),
    (L::InterestIncome, "interestIncome", Same),
    (L::NetInterestIncome, "netInterestIncome", Same),
    (L::OtherIncome, "totalOtherIncomeExpensesNet", Same),
    (L::IncomeBeforeTax, "incomeBeforeTax", Same),
    (L::IncomeTax, "incomeTaxExpense", Same),
    (L::NetIncome, "netIncome", Same),
    (L::EpsBasic, "eps", Same),
    (L::EpsDiluted, "epsDiluted", Same),
    (L::SharesBasic, "weightedAverageShsOut", Same),
    (L::SharesDiluted, "weightedAverageShsOutDil", Same),
    (L::Cash, "cashAndCashEquivalents", Same),
    (L::ShortTermInvestments, "shortTermInvestments", Same),
    (L::Receivables, "accountsReceivables", Same),
    (L::Inventory, "inventory", Same),
    (L::OtherCurrentAssets, "otherCurrentAssets", Same),
    (L::CurrentAssets, "totalCurrentAssets", Same),
    (L::PropertyPlantAndEquipment, "propertyPlantEquipmentNet", Same),
    (L::Goodwill, "goodwill", Same),
    (L::IntangibleAssets, "intangibleAssets", Same),
    (L::LongTermInvestments, "longTermInvestments", Same),
    (L::OtherAssets, "otherNonCurrentAssets", Same),
    (L::TotalAssets, "totalAssets", Same),
    (L::AccountsPayable, "accountPayables", Same),
    (L::DeferredRevenue, "deferredRevenue", Same),
    (L::CurrentDebt, "shortTermDebt", Same),
    (L::CurrentLiabilities, "totalCurrentLiabilities", Same),
    (L::LongTermDebt, "longTermDebt", Same),
    (L::TotalLiabilities, "totalLiabilities", Same),
    (L::RetainedEarnings, "retainedEarnings", Same),
    (L::AccumulatedOtherIncome, "accumulatedOtherComprehensiveIncomeLoss", Same),
    (L::Equity, "totalStockholdersEquity", Same),
    (L::MinorityInterest, "minorityInterest", Same),
    (L::LiabilitiesAndEquity, "totalLiabilitiesAndTotalEquity", Same),
    (L::CashFromOperations, "netCashProvidedByOperatingActivities", Same),
    (L::DepreciationAndAmortization, "depreciationAndAmortization", Same),
    (L::StockBasedCompensation, "stockBasedCompensation", Same),
    (L::DeferredIncomeTax, "deferredIncomeTax", Same),
    (L::CapitalExpenditure, "capitalExpenditure", Turned),
    (L::Acquisitions, "acquisitionsNet", Turned),
    (L::PurchasesOfInvestments, "purchasesOfInvestments", Turned),
    (L::SalesOfInvestments, "salesMaturitiesOfInvestments", Same),
    (L::CashFromInvesting, "netCashProvidedByInvestingActivities", Same),
    (L::ShareRepurchases, "commonStockRepurchased", Turned),
    (L::DividendsPaid, "netDividendsPaid", Turned),
    (L::CashFromFinancing, "netCashProvidedByFinancingActivities", Same),
    (L::ExchangeRateEffect, "effectOfForexChangesOnCash", Same),
    (L::NetChangeInCash, "netChangeInCash", Same),
    (L::CashAndRestrictedCash, "cashAtEndOfPeriod", Same),
    (L::InterestPaid, "interestPaid", Same),
    (L::IncomeTaxPaid, "incomeTaxesPaid", Same),
];

/// What is to be known of a balance sheet from here.
const DEBT_NOTE: &str =
    "fmp counts all short-term debt where filings count the current portion of long-term debt";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    date: Date,
    reported_currency: String,
    fiscal_year: Year,
    period: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Year {
    Text(String),
    Number(i16),
}

/// The statements of one kind, oldest first.
pub(super) fn read(kind: StatementKind, body: &[u8]) -> Result<Vec<Statement>, serde_json::Error> {
    let rows: Vec<&RawValue> = serde_json::from_slice(body)?;
    let mut statements: Vec<Statement> = Vec::new();
    for row in rows.into_iter().rev() {
        let before = statements.last().map(|statement| statement.span.end);
        if let Some(statement) = statement(kind, row, before)? {
            statements.push(statement);
        }
    }
    Ok(statements)
}

/// One row; none where its period has no name.
fn statement(
    kind: StatementKind,
    row: &RawValue,
    before: Option<Date>,
) -> Result<Option<Statement>, serde_json::Error> {
    let head: Head = serde_json::from_str(row.get())?;
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(row.get())?;
    let currency: Currency = head.reported_currency.parse().map_err(|_| {
        serde_json::Error::custom(format!("`{}` is not a currency", head.reported_currency))
    })?;
    let Some(period) = period(&head) else { return Ok(None) };
    let mut figures = BTreeMap::new();
    for (item, field, sign) in FIELDS {
        // Depreciation stands on two statements; ours has it on one.
        let Some(raw) = fields.get(*field).filter(|_| item.row().statement == kind) else {
            continue;
        };
        let Some(value) = number(raw)? else { continue };
        if value.is_zero() || Decimal::from(AMOUNT_LIMIT) <= value.abs() {
            continue;
        }
        let value = match sign {
            Same => value,
            Turned => -value,
        };
        let unit = item.unit(currency);
        let figure = Figure { value, unit, basis: Basis::Normalised, restated: Box::default() };
        figures.insert(*item, figure);
    }
    if figures.is_empty() {
        return Ok(None);
    }
    let notes =
        if figures.contains_key(&L::CurrentDebt) { vec![DEBT_NOTE.to_owned()] } else { Vec::new() };
    let span = match kind {
        StatementKind::Income | StatementKind::CashFlow => span(period, head.date, before),
        StatementKind::Balance => Span { start: None, end: head.date },
    };
    Ok(Some(Statement { kind, period, span, currency, figures, notes }))
}

fn period(head: &Head) -> Option<FiscalPeriod> {
    let year = match &head.fiscal_year {
        Year::Text(text) => text.parse().ok()?,
        Year::Number(year) => *year,
    };
    if head.period == "FY" {
        return Some(FiscalPeriod::Year(year));
    }
    let quarter = head.period.strip_prefix('Q')?.parse().ok().and_then(Quarter::from_number)?;
    Some(FiscalPeriod::Quarter(year, quarter))
}

/// The days of a period that is named by its last one: from the day after the period before, where that fits.
fn span(period: FiscalPeriod, end: Date, before: Option<Date>) -> Span {
    let is_year = matches!(period, FiscalPeriod::Year(_));
    let follows = before.and_then(|before| before.tomorrow().ok()).map(|day| Span::over(day, end));
    let fits = |span: &Span| if is_year { span.is_year() } else { span.is_quarter() };
    let months = if is_year { 12 } else { 3 };
    let usual = || end.checked_sub(months.months()).and_then(Date::tomorrow);
    let start = follows.filter(fits).and_then(|span| span.start).or_else(|| usual().ok());
    Span { start, end }
}

/// A number as it was written, `null` as none.
pub(super) fn number(raw: &RawValue) -> Result<Option<Decimal>, serde_json::Error> {
    match raw.get() {
        "null" => Ok(None),
        text if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            let value = amount::read(text).map_err(serde_json::Error::custom)?;
            Ok(Some(value.normalize()))
        }
        other => {
            let shown: String = other.chars().take(40).collect();
            Err(serde_json::Error::custom(format!("{shown} is no number")))
        }
    }
}
