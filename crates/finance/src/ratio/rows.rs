//! The ratios: a table of names, units and formulas.

use serde::{Deserialize, Serialize};

use super::Expr::{
    self, Add, Average, Cagr, Close, Div, FirstOf, LatestShares, Line, Mul, Ratio as Of, Sub,
    Whole, YearAgo,
};
use crate::LineItem::{
    AccountsPayable, CapitalExpenditure, Cash, CashFromOperations, CostOfRevenue, CurrentAssets,
    CurrentDebt, CurrentLiabilities, DepreciationAndAmortization, DividendsPaid, DividendsPerShare,
    EpsDiluted, Equity, GrossProfit, IncomeBeforeTax, IncomeTax, InterestExpense, Inventory,
    LongTermDebt, NetIncome, OperatingIncome, Receivables, ResearchAndDevelopment, Revenue,
    SellingGeneralAndAdministrative, ShareRepurchases, SharesDiluted, SharesOutstanding,
    ShortTermInvestments, StockBasedCompensation, TotalAssets, TotalLiabilities,
};

/// What a ratio counts, before a currency is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatioUnit {
    /// An amount.
    Money,
    /// An amount for one share.
    PerShare,
    /// A part of one, shown in per cent.
    Fraction,
    /// So many times.
    Times,
    /// Days.
    Days,
}

/// What a ratio tells about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// How much of revenue is kept.
    Margins,
    /// How fast it grows.
    Growth,
    /// What capital earns.
    Returns,
    /// How much is borrowed.
    Leverage,
    /// Whether short-term debts can be paid.
    Liquidity,
    /// Whether interest and debt can be served.
    Coverage,
    /// How profit turns into cash.
    Cash,
    /// For one share.
    PerShare,
    /// What the market pays.
    Valuation,
}

/// What is known of a ratio.
#[derive(Debug, Clone, Copy)]
pub struct RatioRow {
    /// The ratio.
    pub ratio: Ratio,
    /// Its name in commands and data.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What it tells about.
    pub group: Group,
    /// What it counts.
    pub unit: RatioUnit,
    /// Other words for it, separated by commas.
    pub words: &'static str,
    /// How it is computed.
    pub formula: Expr,
}

/// Declares the ratios once, as variants and as a table in the same order.
macro_rules! ratios {
    ($($ratio:ident $key:literal $label:literal $group:ident $unit:ident $words:literal = $formula:expr;)*) => {
        /// A number computed from statements, and from a price where it needs one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Ratio {
            $(#[doc = $label] $ratio,)*
        }

        impl Ratio {
            /// Every ratio, group by group.
            pub const ALL: &[RatioRow] = &[$(RatioRow {
                ratio: Ratio::$ratio,
                key: $key,
                label: $label,
                group: Group::$group,
                unit: RatioUnit::$unit,
                words: $words,
                formula: $formula,
            },)*];

            /// Whether it is a multiple, a yield or a value by the price of the shares.
            pub fn uses_price(self) -> bool {
                self.row().group == Group::Valuation
            }

            /// What is known of the ratio.
            pub fn row(self) -> &'static RatioRow {
                match self {
                    $(Self::$ratio => &const { RatioRow {
                        ratio: Ratio::$ratio,
                        key: $key,
                        label: $label,
                        group: Group::$group,
                        unit: RatioUnit::$unit,
                        words: $words,
                        formula: $formula,
                    } },)*
                }
            }
        }
    };
}

/// Growth over the same period of the year before.
macro_rules! growth {
    ($of:expr) => {
        Div(&Sub(&$of, &YearAgo(&$of)), &YearAgo(&$of))
    };
}

ratios! {
    GrossMargin "gross_margin" "Gross margin" Margins Fraction "gross profit margin" = Div(&Line(GrossProfit), &Line(Revenue));
    OperatingMargin "operating_margin" "Operating margin" Margins Fraction "operating profit margin" = Div(&Line(OperatingIncome), &Line(Revenue));
    PretaxMargin "pretax_margin" "Pre-tax margin" Margins Fraction "pretax profit margin" = Div(&Line(IncomeBeforeTax), &Line(Revenue));
    NetMargin "net_margin" "Net margin" Margins Fraction "net profit margin,profit margin,net income margin" = Div(&Line(NetIncome), &Line(Revenue));
    EbitdaMargin "ebitda_margin" "EBITDA margin" Margins Fraction "" = Div(&Of(Ratio::Ebitda), &Line(Revenue));
    FreeCashFlowMargin "free_cash_flow_margin" "Free cash flow margin" Margins Fraction "fcf margin" = Div(&Of(Ratio::FreeCashFlow), &Line(Revenue));
    ResearchIntensity "research_intensity" "R&D share of revenue" Margins Fraction "r&d to revenue,r&d intensity" = Div(&Line(ResearchAndDevelopment), &Line(Revenue));
    OverheadIntensity "overhead_intensity" "SG&A share of revenue" Margins Fraction "sg&a to revenue" = Div(&Line(SellingGeneralAndAdministrative), &Line(Revenue));
    EffectiveTaxRate "effective_tax_rate" "Effective tax rate" Margins Fraction "tax rate" = Div(&Line(IncomeTax), &Line(IncomeBeforeTax));
    RevenueGrowth "revenue_growth" "Revenue growth" Growth Fraction "sales growth,growth in revenue,top-line growth" = growth!(Line(Revenue));
    GrossProfitGrowth "gross_profit_growth" "Gross profit growth" Growth Fraction "" = growth!(Line(GrossProfit));
    OperatingIncomeGrowth "operating_income_growth" "Operating income growth" Growth Fraction "operating profit growth" = growth!(Line(OperatingIncome));
    NetIncomeGrowth "net_income_growth" "Net income growth" Growth Fraction "profit growth,earnings growth" = growth!(Line(NetIncome));
    EpsGrowth "eps_growth" "Diluted EPS growth" Growth Fraction "eps growth" = growth!(Line(EpsDiluted));
    CashFromOperationsGrowth "cash_from_operations_growth" "Growth of cash from operations" Growth Fraction "operating cash flow growth" = growth!(Line(CashFromOperations));
    RevenueCagr "revenue_cagr" "Revenue growth a year over five years" Growth Fraction "revenue cagr,five-year revenue growth,5-year revenue cagr" = Cagr(Revenue, 5);
    ReturnOnEquity "return_on_equity" "Return on equity" Returns Fraction "roe" = Div(&Line(NetIncome), &Average(Equity));
    ReturnOnAssets "return_on_assets" "Return on assets" Returns Fraction "roa" = Div(&Line(NetIncome), &Average(TotalAssets));
    ReturnOnInvestedCapital "return_on_invested_capital" "Return on invested capital" Returns Fraction "roic" = Div(&Sub(&Line(OperatingIncome), &Mul(&Line(OperatingIncome), &Of(Ratio::EffectiveTaxRate))), &Of(Ratio::InvestedCapital));
    ReturnOnCapitalEmployed "return_on_capital_employed" "Return on capital employed" Returns Fraction "roce" = Div(&Line(OperatingIncome), &Sub(&Line(TotalAssets), &Line(CurrentLiabilities)));
    InvestedCapital "invested_capital" "Invested capital" Returns Money "" = Sub(&Add(&Line(Equity), &Of(Ratio::TotalDebt)), &Line(Cash));
    AssetTurnover "asset_turnover" "Asset turnover" Returns Times "" = Div(&Line(Revenue), &Average(TotalAssets));
    EquityMultiplier "equity_multiplier" "Equity multiplier" Leverage Times "financial leverage" = Div(&Line(TotalAssets), &Line(Equity));
    TotalDebt "total_debt" "Long-term debt with its current portion" Leverage Money "total debt,debt" = Add(&Line(LongTermDebt), &Line(CurrentDebt));
    NetDebt "net_debt" "Net long-term debt" Leverage Money "net debt" = Sub(&Of(Ratio::TotalDebt), &Line(Cash));
    DebtToEquity "debt_to_equity" "Debt to equity" Leverage Times "d/e,debt equity ratio,debt-to-equity ratio,gearing,leverage" = Div(&Of(Ratio::TotalDebt), &Line(Equity));
    DebtToAssets "debt_to_assets" "Debt to assets" Leverage Fraction "debt ratio" = Div(&Of(Ratio::TotalDebt), &Line(TotalAssets));
    LiabilitiesToAssets "liabilities_to_assets" "Liabilities to assets" Leverage Fraction "" = Div(&Line(TotalLiabilities), &Line(TotalAssets));
    NetDebtToEbitda "net_debt_to_ebitda" "Net debt to EBITDA" Leverage Times "net debt/ebitda" = Div(&Of(Ratio::NetDebt), &Of(Ratio::Ebitda));
    CurrentRatio "current_ratio" "Current ratio" Liquidity Times "liquidity ratio,liquidity" = Div(&Line(CurrentAssets), &Line(CurrentLiabilities));
    QuickRatio "quick_ratio" "Quick ratio" Liquidity Times "acid test,acid-test ratio" = Div(&Sub(&Line(CurrentAssets), &Line(Inventory)), &Line(CurrentLiabilities));
    CashRatio "cash_ratio" "Cash ratio" Liquidity Times "" = Div(&Line(Cash), &Line(CurrentLiabilities));
    WorkingCapital "working_capital" "Working capital" Liquidity Money "" = Sub(&Line(CurrentAssets), &Line(CurrentLiabilities));
    CashAndInvestments "cash_and_investments" "Cash and short-term investments" Liquidity Money "cash and marketable securities" = Add(&Line(Cash), &Line(ShortTermInvestments));
    InterestCoverage "interest_coverage" "Interest coverage" Coverage Times "times interest earned" = Div(&Line(OperatingIncome), &Line(InterestExpense));
    CashFlowToDebt "cash_flow_to_debt" "Operating cash flow to debt" Coverage Fraction "" = Div(&Line(CashFromOperations), &Of(Ratio::TotalDebt));
    Ebitda "ebitda" "EBITDA" Cash Money "" = Add(&Line(OperatingIncome), &Line(DepreciationAndAmortization));
    FreeCashFlow "free_cash_flow" "Free cash flow" Cash Money "fcf,free cash,cash burn" = Sub(&Line(CashFromOperations), &Line(CapitalExpenditure));
    CashConversion "cash_conversion" "Cash conversion" Cash Times "income quality" = Div(&Line(CashFromOperations), &Line(NetIncome));
    CapexToRevenue "capex_to_revenue" "Capital expenditure share of revenue" Cash Fraction "capex intensity,capital intensity" = Div(&Line(CapitalExpenditure), &Line(Revenue));
    CapexToDepreciation "capex_to_depreciation" "Capital expenditure to depreciation" Cash Times "" = Div(&Line(CapitalExpenditure), &Line(DepreciationAndAmortization));
    StockCompensationToRevenue "stock_compensation_to_revenue" "Stock-based compensation share of revenue" Cash Fraction "sbc to revenue" = Div(&Line(StockBasedCompensation), &Line(Revenue));
    PayoutRatio "payout_ratio" "Payout ratio" Cash Fraction "dividend payout ratio" = Div(&Line(DividendsPaid), &Line(NetIncome));
    ShareholderReturn "shareholder_return" "Dividends and repurchases" Cash Money "capital returned,capital return" = Add(&Line(DividendsPaid), &Line(ShareRepurchases));
    DaysSalesOutstanding "days_sales_outstanding" "Days sales outstanding" Cash Days "dso,receivable days" = Div(&Mul(&Average(Receivables), &Whole(365)), &Line(Revenue));
    DaysInventory "days_inventory" "Days of inventory" Cash Days "dio,inventory days,days inventory outstanding" = Div(&Mul(&Average(Inventory), &Whole(365)), &Line(CostOfRevenue));
    DaysPayables "days_payables" "Days of payables" Cash Days "dpo,payable days" = Div(&Mul(&Average(AccountsPayable), &Whole(365)), &Line(CostOfRevenue));
    CashConversionCycle "cash_conversion_cycle" "Cash conversion cycle" Cash Days "" = Sub(&Add(&Of(Ratio::DaysSalesOutstanding), &Of(Ratio::DaysInventory)), &Of(Ratio::DaysPayables));
    BookValuePerShare "book_value_per_share" "Book value per share" PerShare PerShare "bvps" = Div(&Line(Equity), &FirstOf(&Line(SharesOutstanding), &Line(SharesDiluted)));
    RevenuePerShare "revenue_per_share" "Revenue per share" PerShare PerShare "sales per share" = Div(&Line(Revenue), &Line(SharesDiluted));
    FreeCashFlowPerShare "free_cash_flow_per_share" "Free cash flow per share" PerShare PerShare "fcf per share" = Div(&Of(Ratio::FreeCashFlow), &Line(SharesDiluted));
    MarketCapitalization "market_capitalization" "Market capitalisation" Valuation Money "market cap,market capitalization,market value,marketcap" = Mul(&Close, &FirstOf(&LatestShares, &FirstOf(&Line(SharesOutstanding), &Line(SharesDiluted))));
    EnterpriseValue "enterprise_value" "Enterprise value" Valuation Money "ev" = Add(&Of(Ratio::MarketCapitalization), &Of(Ratio::NetDebt));
    PriceToEarnings "price_to_earnings" "Price/earnings" Valuation Times "p/e,pe,pe ratio,p/e ratio,price to earnings ratio,earnings multiple" = FirstOf(&Div(&Close, &Line(EpsDiluted)), &Div(&Of(Ratio::MarketCapitalization), &Line(NetIncome)));
    PriceToSales "price_to_sales" "Price/sales" Valuation Times "p/s,ps ratio,price to sales ratio" = Div(&Of(Ratio::MarketCapitalization), &Line(Revenue));
    PriceToBook "price_to_book" "Price/book" Valuation Times "p/b,pb ratio,price to book ratio" = Div(&Of(Ratio::MarketCapitalization), &Line(Equity));
    PriceToFreeCashFlow "price_to_free_cash_flow" "Price/free cash flow" Valuation Times "p/fcf" = Div(&Of(Ratio::MarketCapitalization), &Of(Ratio::FreeCashFlow));
    EvToEbitda "ev_to_ebitda" "EV/EBITDA" Valuation Times "enterprise multiple" = Div(&Of(Ratio::EnterpriseValue), &Of(Ratio::Ebitda));
    EvToRevenue "ev_to_revenue" "EV/revenue" Valuation Times "ev/sales" = Div(&Of(Ratio::EnterpriseValue), &Line(Revenue));
    EarningsYield "earnings_yield" "Earnings yield" Valuation Fraction "" = Div(&Line(EpsDiluted), &Close);
    FreeCashFlowYield "free_cash_flow_yield" "Free cash flow yield" Valuation Fraction "fcf yield" = Div(&Of(Ratio::FreeCashFlow), &Of(Ratio::MarketCapitalization));
    DividendYield "dividend_yield" "Dividend yield" Valuation Fraction "yield" = Div(&Line(DividendsPerShare), &Close);
}
