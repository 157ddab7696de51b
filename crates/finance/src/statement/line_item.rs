//! The standard rows of the three statements: a closed set, whoever reports.

use serde::{Deserialize, Serialize};

use crate::{Currency, Unit};

/// One of the three statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StatementKind {
    /// What was earned and spent over a period.
    Income,
    /// What was owned and owed at the end of one.
    Balance,
    /// Where cash came from and went.
    CashFlow,
}

impl StatementKind {
    /// All three, in the order in which companies print them.
    pub const ALL: [Self; 3] = [Self::Income, Self::Balance, Self::CashFlow];

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Income => "Income statement",
            Self::Balance => "Balance sheet",
            Self::CashFlow => "Cash flow statement",
        }
    }
}

/// What a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// An amount over the period.
    Flow,
    /// An amount at its end.
    Balance,
    /// An amount for each share.
    PerShare,
    /// An average number of shares over the period, or their number at its end.
    Shares,
}

/// What is known of a row besides its name.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The row.
    pub item: LineItem,
    /// Its name in commands and data.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// The statement it stands on.
    pub statement: StatementKind,
    /// What it counts.
    pub quantity: Quantity,
    /// Other words for it, separated by commas.
    pub words: &'static str,
}

/// Declares the rows once, as variants and as a table in the same order.
macro_rules! rows {
    ($($item:ident $key:literal $label:literal $statement:ident $quantity:ident $words:literal)*) => {
        /// A standard row. Costs, capital expenditure, dividends and repurchases are positive amounts, as
        /// companies report them; the sign of a balance or a net flow is the reported one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum LineItem {
            $(#[doc = $label] $item,)*
        }

        impl LineItem {
            /// Every row, in the order of the statements.
            pub const ALL: &[Row] = &[$(Row {
                item: LineItem::$item,
                key: $key,
                label: $label,
                statement: StatementKind::$statement,
                quantity: Quantity::$quantity,
                words: $words,
            },)*];

            /// What is known of the row.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Self::$item => &const { Row {
                        item: LineItem::$item,
                        key: $key,
                        label: $label,
                        statement: StatementKind::$statement,
                        quantity: Quantity::$quantity,
                        words: $words,
                    } },)*
                }
            }
        }
    };
}

rows! {
    Revenue "revenue" "Revenue" Income Flow "total revenue,revenues,sales,net sales,turnover,top line"
    CostOfRevenue "cost_of_revenue" "Cost of revenue" Income Flow "cost of sales,cost of goods sold,cogs"
    GrossProfit "gross_profit" "Gross profit" Income Flow "gross income"
    ResearchAndDevelopment "research_and_development" "Research and development" Income Flow "r&d,rnd,research"
    SellingGeneralAndAdministrative "selling_general_and_administrative" "Selling, general and administrative" Income Flow "sg&a,sga,overhead"
    OperatingExpenses "operating_expenses" "Operating expenses" Income Flow "opex"
    OperatingIncome "operating_income" "Operating income" Income Flow "operating profit,income from operations,operating loss,op income"
    InterestExpense "interest_expense" "Interest expense" Income Flow "interest paid on debt"
    InterestIncome "interest_income" "Interest income" Income Flow ""
    NetInterestIncome "net_interest_income" "Net interest income" Income Flow "nii"
    OtherIncome "other_income" "Other income, net" Income Flow "other income,non-operating income"
    IncomeBeforeTax "income_before_tax" "Income before tax" Income Flow "pretax income,pre-tax income,profit before tax,earnings before tax"
    IncomeTax "income_tax" "Income tax" Income Flow "taxes,tax expense,income tax expense"
    ConsolidatedNetIncome "consolidated_net_income" "Net income including minority interests" Income Flow ""
    NetIncomeToMinorities "net_income_to_minorities" "Net income of minority interests" Income Flow ""
    NetIncome "net_income" "Net income" Income Flow "profit,earnings,net profit,net earnings,bottom line,net loss,profits"
    EpsBasic "eps_basic" "Basic EPS" Income PerShare "basic earnings per share"
    EpsDiluted "eps_diluted" "Diluted EPS" Income PerShare "eps,earnings per share,diluted earnings per share"
    SharesBasic "shares_basic" "Basic shares" Income Shares "weighted average shares"
    SharesDiluted "shares_diluted" "Diluted shares" Income Shares "diluted share count,share count"
    DividendsPerShare "dividends_per_share" "Dividends per share" Income PerShare "dividend per share,dps,dividend"

    Cash "cash" "Cash and cash equivalents" Balance Balance "cash and equivalents,cash position,cash balance"
    ShortTermInvestments "short_term_investments" "Short-term investments" Balance Balance "marketable securities"
    Receivables "receivables" "Receivables" Balance Balance "accounts receivable,trade receivables"
    Inventory "inventory" "Inventory" Balance Balance "inventories,stock on hand"
    OtherCurrentAssets "other_current_assets" "Other current assets" Balance Balance ""
    CurrentAssets "current_assets" "Current assets" Balance Balance "total current assets"
    PropertyPlantAndEquipment "property_plant_and_equipment" "Property, plant and equipment" Balance Balance "ppe,pp&e,fixed assets"
    Goodwill "goodwill" "Goodwill" Balance Balance ""
    IntangibleAssets "intangible_assets" "Intangible assets" Balance Balance "intangibles"
    LongTermInvestments "long_term_investments" "Long-term investments" Balance Balance ""
    OtherAssets "other_assets" "Other non-current assets" Balance Balance ""
    TotalAssets "total_assets" "Total assets" Balance Balance "assets"
    AccountsPayable "accounts_payable" "Accounts payable" Balance Balance "payables,trade payables"
    DeferredRevenue "deferred_revenue" "Deferred revenue" Balance Balance "contract liabilities"
    CurrentDebt "current_debt" "Current portion of long-term debt" Balance Balance "current debt"
    CurrentLiabilities "current_liabilities" "Current liabilities" Balance Balance "total current liabilities"
    LongTermDebt "long_term_debt" "Long-term debt" Balance Balance "non-current debt"
    TotalLiabilities "total_liabilities" "Total liabilities" Balance Balance "liabilities"
    CommonStock "common_stock" "Common stock and paid-in capital" Balance Balance "paid-in capital,share capital"
    RetainedEarnings "retained_earnings" "Retained earnings" Balance Balance "accumulated deficit"
    TreasuryStock "treasury_stock" "Treasury stock" Balance Balance ""
    AccumulatedOtherIncome "accumulated_other_income" "Accumulated other comprehensive income" Balance Balance "aoci"
    Equity "equity" "Shareholders' equity" Balance Balance "shareholder equity,stockholders equity,book value,shareholders equity"
    MinorityInterest "minority_interest" "Minority interests" Balance Balance "noncontrolling interest,non-controlling interests"
    LiabilitiesAndEquity "liabilities_and_equity" "Liabilities and equity" Balance Balance ""
    SharesOutstanding "shares_outstanding" "Shares outstanding" Balance Shares "outstanding shares"

    CashFromOperations "cash_from_operations" "Cash from operations" CashFlow Flow "operating cash flow,cash flow from operations,ocf,cfo,cash flow"
    DepreciationAndAmortization "depreciation_and_amortization" "Depreciation and amortization" CashFlow Flow "depreciation,d&a,amortization"
    StockBasedCompensation "stock_based_compensation" "Stock-based compensation" CashFlow Flow "share-based compensation,sbc,stock compensation"
    DeferredIncomeTax "deferred_income_tax" "Deferred income tax" CashFlow Flow ""
    CapitalExpenditure "capital_expenditure" "Capital expenditure" CashFlow Flow "capex,capital expenditures,capital spending"
    Acquisitions "acquisitions" "Acquisitions" CashFlow Flow "acquisitions of businesses"
    PurchasesOfInvestments "purchases_of_investments" "Purchases of investments" CashFlow Flow ""
    SalesOfInvestments "sales_of_investments" "Sales and maturities of investments" CashFlow Flow ""
    CashFromInvesting "cash_from_investing" "Cash from investing" CashFlow Flow "investing cash flow,cash flow from investing"
    DebtIssued "debt_issued" "Debt issued" CashFlow Flow "borrowings"
    DebtRepaid "debt_repaid" "Debt repaid" CashFlow Flow "repayments of debt"
    ShareRepurchases "share_repurchases" "Share repurchases" CashFlow Flow "buybacks,buyback,share buybacks,repurchases,stock buybacks,bought back"
    DividendsPaid "dividends_paid" "Dividends paid" CashFlow Flow "dividends"
    CashFromFinancing "cash_from_financing" "Cash from financing" CashFlow Flow "financing cash flow,cash flow from financing"
    ExchangeRateEffect "exchange_rate_effect" "Exchange-rate effect on cash" CashFlow Flow ""
    NetChangeInCash "net_change_in_cash" "Net change in cash" CashFlow Flow "change in cash"
    CashAndRestrictedCash "cash_and_restricted_cash" "Cash including restricted cash" CashFlow Balance "restricted cash"
    InterestPaid "interest_paid" "Interest paid" CashFlow Flow ""
    IncomeTaxPaid "income_tax_paid" "Income tax paid" CashFlow Flow "taxes paid"
}

impl LineItem {
    /// What the row counts where its company reports in this currency.
    pub fn unit(self, currency: Currency) -> Unit {
        match self.row().quantity {
            Quantity::Flow | Quantity::Balance => Unit::Money(currency),
            Quantity::PerShare => Unit::PerShare(currency),
            Quantity::Shares => Unit::Shares,
        }
    }

    /// Whether the row is a flow over a period; otherwise it stands at the period's end, or is an average.
    pub fn is_flow(self) -> bool {
        match self.row().quantity {
            Quantity::Flow => true,
            Quantity::Balance | Quantity::PerShare | Quantity::Shares => false,
        }
    }

    /// Whether the row is an amount for each share.
    pub fn is_per_share(self) -> bool {
        match self.row().quantity {
            Quantity::PerShare => true,
            Quantity::Flow | Quantity::Balance | Quantity::Shares => false,
        }
    }

    /// Whether the row is a balance at an instant.
    pub fn is_instant(self) -> bool {
        matches!(self, Self::SharesOutstanding)
            || match self.row().quantity {
                Quantity::Balance => true,
                Quantity::Flow | Quantity::PerShare | Quantity::Shares => false,
            }
    }
}
