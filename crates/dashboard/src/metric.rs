//! What is asked of books: each metric adds postings up, each with a weight of one, minus one or nothing.

use std::fmt;

use books::{
    account::Kind,
    ledger::{Books, CashBasis, Posting},
};
use serde::{Deserialize, Serialize};

/// A number over books. All are sums of postings, so that a change of one is the sum of the changes of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// What was sold, returns and discounts taken off.
    Revenue,
    /// What was spent to earn it, with depreciation, interest and tax on income.
    Expenses,
    /// What is left of all that was earned.
    NetIncome,
    /// The money that came in less the money that went out, loans and owners' capital apart.
    CashFlow,
    /// Revenue less what the sold goods cost.
    GrossProfit,
    /// What running the business costs, the cost of goods, interest and tax apart.
    OperatingCosts,
}

impl Metric {
    /// The four that a dashboard shows.
    pub const FOUR: [Self; 4] = [Self::Revenue, Self::Expenses, Self::NetIncome, Self::CashFlow];

    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Revenue,
        Self::Expenses,
        Self::NetIncome,
        Self::CashFlow,
        Self::GrossProfit,
        Self::OperatingCosts,
    ];

    /// Its name in a program.
    pub fn key(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Expenses => "expenses",
            Self::NetIncome => "net_income",
            Self::CashFlow => "cash_flow",
            Self::GrossProfit => "gross_profit",
            Self::OperatingCosts => "operating_costs",
        }
    }

    /// Whether more of it is worse.
    pub fn is_cost(self) -> bool {
        matches!(self, Self::Expenses | Self::OperatingCosts)
    }

    /// What a posting of this kind counts for.
    pub fn weight(self, kind: Kind, settled: bool, cash: CashBasis) -> i64 {
        if self == Self::CashFlow && cash == CashBasis::Accounts {
            // An account of cash is debited with what comes in.
            return if kind == Kind::Cash { -1 } else { 0 };
        }
        let counts = match self {
            Self::Revenue => matches!(kind, Kind::Revenue | Kind::ContraRevenue),
            Self::Expenses => is_spent(kind),
            Self::NetIncome => kind.is_of_income(),
            Self::GrossProfit => {
                matches!(kind, Kind::Revenue | Kind::ContraRevenue | Kind::CostOfSales)
            }
            Self::OperatingCosts => matches!(kind, Kind::Expense | Kind::Depreciation),
            Self::CashFlow => match cash {
                CashBasis::Rows | CashBasis::Entries => {
                    settled
                        && !matches!(kind, Kind::Loan | Kind::Equity | Kind::Cash | Kind::Transfer)
                }
                CashBasis::Derived => kind.is_of_income() && kind != Kind::Depreciation,
                CashBasis::Accounts => false,
            },
        };
        match (counts, self.is_cost()) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => -1,
        }
    }

    /// What a posting of books counts for.
    pub(crate) fn of(self, books: &Books, posting: &Posting) -> i64 {
        let kind = books.account(posting).map(|account| account.kind);
        kind.map_or(0, |kind| self.weight(kind, posting.settled, books.cash))
    }

    /// What it is called in these books.
    pub fn name(self, books: &Books) -> &'static str {
        match self {
            Self::Revenue => "Revenue",
            Self::Expenses => "Expenses",
            Self::NetIncome => "Net income",
            Self::GrossProfit => "Gross profit",
            Self::OperatingCosts => "Operating costs",
            Self::CashFlow if buys_assets(books) => "Free cash flow",
            Self::CashFlow => "Cash flow",
        }
    }

    /// How it is computed in these books.
    pub fn formula(self, books: &Books) -> &'static str {
        match (self, books.cash) {
            (Self::Revenue, _) => "sales less returns and discounts",
            (Self::Expenses, _) => {
                "cost of sales, operating costs, depreciation, interest and income tax"
            }
            (Self::NetIncome, _) => "revenue and other income less expenses",
            (Self::GrossProfit, _) => "revenue less cost of sales",
            (Self::OperatingCosts, _) => "expenses without cost of sales, interest and income tax",
            (Self::CashFlow, CashBasis::Rows) => {
                "money in less money out; loans, owners' capital and transfers left out"
            }
            (Self::CashFlow, CashBasis::Entries) => {
                "what moved the accounts of cash; loans, owners' capital and transfers left out"
            }
            (Self::CashFlow, CashBasis::Accounts) => {
                "what came into the accounts of cash less what left them, loans and owners' capital too"
            }
            (Self::CashFlow, CashBasis::Derived) => {
                "net income with depreciation put back: the books hold no account of cash"
            }
        }
    }
}

fn is_spent(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CostOfSales
            | Kind::Expense
            | Kind::Depreciation
            | Kind::OtherExpense
            | Kind::IncomeTax
    )
}

/// Whether money went into machines and the like, so that what is left is free cash flow.
fn buys_assets(books: &Books) -> bool {
    matches!(books.cash, CashBasis::Rows | CashBasis::Entries)
        && books.accounts.iter().any(|account| account.kind == Kind::FixedAsset)
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}
