//! Key metrics and ratios, computed from the statements and the close on the period's last day.

use finance::{
    FiscalPeriod,
    LineItem::{
        self, AccountsPayable, CapitalExpenditure, Cash, CashFromOperations, CostOfRevenue,
        CurrentAssets, CurrentDebt, CurrentLiabilities, DepreciationAndAmortization, DividendsPaid,
        DividendsPerShare, Equity, Goodwill, GrossProfit, IncomeBeforeTax, IncomeTax,
        IntangibleAssets, InterestExpense, Inventory, LongTermDebt, NetIncome, OperatingIncome,
        PropertyPlantAndEquipment, Receivables, ResearchAndDevelopment, Revenue,
        SellingGeneralAndAdministrative, SharesBasic, SharesDiluted, ShortTermInvestments,
        StockBasedCompensation, TotalAssets, TotalLiabilities,
    },
};
use rust_decimal::Decimal;

use super::{
    Asked,
    row::{self, Row},
    statements,
};
use crate::world::Known;

/// How many digits a computed number keeps.
const DIGITS: u32 = 12;

/// The days of a year, for days outstanding.
const YEAR_DAYS: i64 = 365;

/// What a measure is computed from.
struct Scope<'a> {
    known: &'a Known,
    period: FiscalPeriod,
}

type Measure = fn(&Scope<'_>) -> Option<Decimal>;

const UNKNOWN: Measure = |_| None;

const KEY_METRICS: &[(&str, Measure)] = &[
    ("enterpriseValue", |s| s.enterprise_value()),
    ("evToSales", |s| over(s.enterprise_value(), s.of(Revenue))),
    ("evToOperatingCashFlow", |s| over(s.enterprise_value(), s.of(CashFromOperations))),
    ("evToFreeCashFlow", |s| over(s.enterprise_value(), s.free_cash_flow())),
    ("evToEBITDA", |s| over(s.enterprise_value(), s.ebitda())),
    ("netDebtToEBITDA", |s| over(less(s.debt(), s.of(Cash)), s.ebitda())),
    ("currentRatio", |s| s.current_ratio()),
    ("incomeQuality", |s| over(s.of(CashFromOperations), s.of(NetIncome))),
    ("grahamNumber", UNKNOWN),
    ("grahamNetNet", UNKNOWN),
    ("taxBurden", |s| over(s.of(NetIncome), s.of(IncomeBeforeTax))),
    ("interestBurden", |s| over(s.of(IncomeBeforeTax), s.ebit())),
    ("workingCapital", |s| less(s.of(CurrentAssets), s.of(CurrentLiabilities))),
    ("investedCapital", UNKNOWN),
    ("returnOnAssets", |s| over(s.of(NetIncome), s.of(TotalAssets))),
    ("operatingReturnOnAssets", |s| over(s.ebit(), s.of(TotalAssets))),
    ("returnOnTangibleAssets", |s| over(s.of(NetIncome), less(s.of(TotalAssets), s.intangibles()))),
    ("returnOnEquity", |s| over(s.of(NetIncome), s.of(Equity))),
    ("returnOnInvestedCapital", UNKNOWN),
    ("returnOnCapitalEmployed", |s| {
        over(s.of(OperatingIncome), less(s.of(TotalAssets), s.of(CurrentLiabilities)))
    }),
    ("earningsYield", |s| over(s.of(NetIncome), s.market_cap())),
    ("freeCashFlowYield", |s| over(s.free_cash_flow(), s.market_cap())),
    ("capexToOperatingCashFlow", |s| over(s.of(CapitalExpenditure), s.of(CashFromOperations))),
    ("capexToDepreciation", |s| over(s.of(CapitalExpenditure), s.of(DepreciationAndAmortization))),
    ("capexToRevenue", |s| over(s.of(CapitalExpenditure), s.of(Revenue))),
    ("salesGeneralAndAdministrativeToRevenue", |s| {
        over(s.of(SellingGeneralAndAdministrative), s.of(Revenue))
    }),
    // The field is spelled so.
    ("researchAndDevelopementToRevenue", |s| over(s.of(ResearchAndDevelopment), s.of(Revenue))),
    ("stockBasedCompensationToRevenue", |s| over(s.of(StockBasedCompensation), s.of(Revenue))),
    ("intangiblesToTotalAssets", |s| over(s.intangibles(), s.of(TotalAssets))),
    ("averageReceivables", UNKNOWN),
    ("averagePayables", UNKNOWN),
    ("averageInventory", UNKNOWN),
    ("daysOfSalesOutstanding", |s| days(s.of(Receivables), s.of(Revenue))),
    ("daysOfPayablesOutstanding", |s| days(s.of(AccountsPayable), s.of(CostOfRevenue))),
    ("daysOfInventoryOutstanding", |s| days(s.of(Inventory), s.of(CostOfRevenue))),
    ("operatingCycle", UNKNOWN),
    ("cashConversionCycle", UNKNOWN),
    ("freeCashFlowToEquity", UNKNOWN),
    ("freeCashFlowToFirm", UNKNOWN),
    ("tangibleAssetValue", |s| less(s.of(Equity), s.intangibles())),
    ("netCurrentAssetValue", |s| less(s.of(CurrentAssets), s.of(TotalLiabilities))),
];

const RATIOS: &[(&str, Measure)] = &[
    ("grossProfitMargin", |s| over(s.of(GrossProfit), s.of(Revenue))),
    ("ebitMargin", |s| over(s.ebit(), s.of(Revenue))),
    ("ebitdaMargin", |s| over(s.ebitda(), s.of(Revenue))),
    ("operatingProfitMargin", |s| over(s.of(OperatingIncome), s.of(Revenue))),
    ("pretaxProfitMargin", |s| over(s.of(IncomeBeforeTax), s.of(Revenue))),
    ("continuousOperationsProfitMargin", |s| over(s.of(NetIncome), s.of(Revenue))),
    ("netProfitMargin", |s| over(s.of(NetIncome), s.of(Revenue))),
    ("bottomLineProfitMargin", |s| over(s.of(NetIncome), s.of(Revenue))),
    ("receivablesTurnover", |s| over(s.of(Revenue), s.of(Receivables))),
    ("payablesTurnover", |s| over(s.of(CostOfRevenue), s.of(AccountsPayable))),
    ("inventoryTurnover", |s| over(s.of(CostOfRevenue), s.of(Inventory))),
    ("fixedAssetTurnover", |s| over(s.of(Revenue), s.of(PropertyPlantAndEquipment))),
    ("assetTurnover", |s| over(s.of(Revenue), s.of(TotalAssets))),
    ("currentRatio", |s| s.current_ratio()),
    ("quickRatio", |s| over(less(s.of(CurrentAssets), s.of(Inventory)), s.of(CurrentLiabilities))),
    ("solvencyRatio", UNKNOWN),
    ("cashRatio", |s| over(s.of(Cash), s.of(CurrentLiabilities))),
    ("priceToEarningsRatio", |s| over(s.market_cap(), s.of(NetIncome))),
    ("priceToEarningsGrowthRatio", UNKNOWN),
    ("forwardPriceToEarningsGrowthRatio", UNKNOWN),
    ("priceToBookRatio", |s| over(s.market_cap(), s.of(Equity))),
    ("priceToSalesRatio", |s| over(s.market_cap(), s.of(Revenue))),
    ("priceToFreeCashFlowRatio", |s| over(s.market_cap(), s.free_cash_flow())),
    ("priceToOperatingCashFlowRatio", |s| over(s.market_cap(), s.of(CashFromOperations))),
    ("debtToAssetsRatio", |s| over(s.debt(), s.of(TotalAssets))),
    ("debtToEquityRatio", |s| over(s.debt(), s.of(Equity))),
    ("debtToCapitalRatio", |s| over(s.debt(), plus(s.debt(), s.of(Equity)))),
    ("longTermDebtToCapitalRatio", |s| {
        over(s.of(LongTermDebt), plus(s.of(LongTermDebt), s.of(Equity)))
    }),
    ("financialLeverageRatio", |s| over(s.of(TotalAssets), s.of(Equity))),
    ("workingCapitalTurnoverRatio", UNKNOWN),
    ("operatingCashFlowRatio", |s| over(s.of(CashFromOperations), s.of(CurrentLiabilities))),
    ("operatingCashFlowSalesRatio", |s| over(s.of(CashFromOperations), s.of(Revenue))),
    ("freeCashFlowOperatingCashFlowRatio", |s| over(s.free_cash_flow(), s.of(CashFromOperations))),
    ("debtServiceCoverageRatio", UNKNOWN),
    ("interestCoverageRatio", |s| over(s.of(OperatingIncome), s.of(InterestExpense))),
    ("shortTermOperatingCashFlowCoverageRatio", |s| {
        over(s.of(CashFromOperations), s.of(CurrentDebt))
    }),
    ("operatingCashFlowCoverageRatio", |s| over(s.of(CashFromOperations), s.debt())),
    ("capitalExpenditureCoverageRatio", |s| {
        over(s.of(CashFromOperations), s.of(CapitalExpenditure))
    }),
    ("dividendPaidAndCapexCoverageRatio", |s| {
        over(s.of(CashFromOperations), plus(s.of(CapitalExpenditure), s.of(DividendsPaid)))
    }),
    ("dividendPayoutRatio", |s| over(s.of(DividendsPaid), s.of(NetIncome))),
    ("dividendYield", |s| over(s.of(DividendsPaid), s.market_cap())),
    ("dividendYieldPercentage", |s| {
        over(s.of(DividendsPaid), s.market_cap())?.checked_mul(Decimal::ONE_HUNDRED)
    }),
    ("revenuePerShare", |s| s.per_share(s.of(Revenue))),
    ("netIncomePerShare", |s| s.per_share(s.of(NetIncome))),
    ("interestDebtPerShare", UNKNOWN),
    ("cashPerShare", |s| s.per_share(plus(s.of(Cash), s.of(ShortTermInvestments)))),
    ("bookValuePerShare", |s| s.per_share(s.of(Equity))),
    ("tangibleBookValuePerShare", |s| s.per_share(less(s.of(Equity), s.intangibles()))),
    ("shareholdersEquityPerShare", |s| s.per_share(s.of(Equity))),
    ("operatingCashFlowPerShare", |s| s.per_share(s.of(CashFromOperations))),
    ("capexPerShare", |s| s.per_share(s.of(CapitalExpenditure))),
    ("freeCashFlowPerShare", |s| s.per_share(s.free_cash_flow())),
    ("netIncomePerEBT", |s| over(s.of(NetIncome), s.of(IncomeBeforeTax))),
    ("ebtPerEbit", |s| over(s.of(IncomeBeforeTax), s.ebit())),
    ("priceToFairValue", UNKNOWN),
    ("debtToMarketCap", |s| over(s.debt(), s.market_cap())),
    ("effectiveTaxRate", |s| over(s.of(IncomeTax), s.of(IncomeBeforeTax))),
    ("enterpriseValueMultiple", |s| over(s.enterprise_value(), s.ebitda())),
    ("dividendPerShare", |s| s.of(DividendsPerShare)),
];

fn rounded(value: Decimal) -> Decimal {
    value.round_dp(DIGITS)
}

fn over(of: Option<Decimal>, over: Option<Decimal>) -> Option<Decimal> {
    of?.checked_div(over?).map(rounded)
}

fn less(of: Option<Decimal>, less: Option<Decimal>) -> Option<Decimal> {
    of?.checked_sub(less?)
}

fn plus(of: Option<Decimal>, plus: Option<Decimal>) -> Option<Decimal> {
    of?.checked_add(plus?)
}

fn days(of: Option<Decimal>, flow: Option<Decimal>) -> Option<Decimal> {
    over(of, flow)?.checked_mul(YEAR_DAYS.into())
}

impl Scope<'_> {
    fn of(&self, item: LineItem) -> Option<Decimal> {
        statements::value(&self.known.figures, item, self.period)
    }

    fn debt(&self) -> Option<Decimal> {
        plus(self.of(CurrentDebt), self.of(LongTermDebt))
    }

    fn ebit(&self) -> Option<Decimal> {
        let interest = self.of(InterestExpense).unwrap_or_default();
        self.of(IncomeBeforeTax)?.checked_add(interest)
    }

    fn ebitda(&self) -> Option<Decimal> {
        plus(self.ebit(), self.of(DepreciationAndAmortization))
    }

    fn free_cash_flow(&self) -> Option<Decimal> {
        less(self.of(CashFromOperations), self.of(CapitalExpenditure))
    }

    fn current_ratio(&self) -> Option<Decimal> {
        over(self.of(CurrentAssets), self.of(CurrentLiabilities))
    }

    fn intangibles(&self) -> Option<Decimal> {
        plus(self.of(Goodwill), self.of(IntangibleAssets))
    }

    fn shares(&self) -> Option<Decimal> {
        self.of(SharesBasic).or_else(|| self.of(SharesDiluted))
    }

    fn per_share(&self, of: Option<Decimal>) -> Option<Decimal> {
        over(of, self.shares())
    }

    fn market_cap(&self) -> Option<Decimal> {
        let closes = self.known.closes.as_ref()?;
        // A price in dollars is not multiplied into statements in euros.
        if self.known.figures.currency() != Some(closes.currency) {
            return None;
        }
        let end = self.known.figures.span(self.period)?.end;
        closes.on(end)?.price.checked_mul(self.shares()?)
    }

    fn enterprise_value(&self) -> Option<Decimal> {
        less(plus(self.market_cap(), self.debt()), self.of(Cash))
    }

    fn measures(&self, row: Row, table: &[(&str, Measure)], suffix: &str) -> Row {
        table
            .iter()
            .fold(row, |row, (name, measure)| row.number(format!("{name}{suffix}"), measure(self)))
    }
}

fn periodic(asked: Asked<'_>, table: &[(&str, Measure)], with_cap: Cap) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let periods = asked.periods(&known, |_| true);
    let rows = periods.into_iter().map(|period| {
        let scope = Scope { known: &known, period };
        let (date, currency) = row::dated(&known.figures, period);
        let (year, name) = row::named(period);
        let row = Row::default()
            .text("symbol", &known.company.listing.symbol)
            .with("date", date)
            .with("fiscalYear", year)
            .with("period", name)
            .with("reportedCurrency", currency);
        let row = match with_cap {
            Cap::Told => row.number("marketCap", scope.market_cap()),
            Cap::Untold => row,
        };
        let row = scope.measures(row, table, "");
        if asked.settings.zero_missing { row.with_zeros() } else { row }
    });
    rows.collect()
}

fn trailing(asked: Asked<'_>, table: &[(&str, Measure)], with_cap: Cap) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let figures = &known.figures;
    let has_revenue = |period: &FiscalPeriod| figures.figure(Revenue, *period).is_some();
    let period = figures.trailing().into_iter().find(has_revenue);
    let Some(period) = period.or_else(|| figures.latest_year()) else { return Vec::new() };
    let scope = Scope { known: &known, period };
    let row = Row::default().text("symbol", &known.company.listing.symbol);
    let row = match with_cap {
        Cap::Told => row.number("marketCap", scope.market_cap()),
        Cap::Untold => row,
    };
    let row = scope.measures(row, table, "TTM");
    vec![if asked.settings.zero_missing { row.with_zeros() } else { row }]
}

/// Whether a row tells the market value.
#[derive(Clone, Copy)]
enum Cap {
    Told,
    Untold,
}

pub(super) fn key_metrics(asked: Asked<'_>) -> Vec<Row> {
    periodic(asked, KEY_METRICS, Cap::Told)
}

pub(super) fn key_metrics_ttm(asked: Asked<'_>) -> Vec<Row> {
    trailing(asked, KEY_METRICS, Cap::Told)
}

pub(super) fn ratios(asked: Asked<'_>) -> Vec<Row> {
    periodic(asked, RATIOS, Cap::Untold)
}

pub(super) fn ratios_ttm(asked: Asked<'_>) -> Vec<Row> {
    trailing(asked, RATIOS, Cap::Untold)
}
