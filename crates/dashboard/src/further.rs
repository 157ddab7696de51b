//! What people ask next: margins, what is burned, how long the money lasts, how long customers take to pay.

use books::{
    account::Kind,
    ledger::{Books, CashBasis, Scenario},
};
use rust_decimal::Decimal;

use crate::{
    compare::Comparison,
    figures::{Figures, fraction, per_cent},
    metric::Metric,
    monthly::Monthly,
    period::{Month, Period},
    series::divided,
};

/// What is burned and owed is taken over so many months.
const MONTHS: i32 = 3;

/// A figure that follows from the metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Further {
    /// Its name in a program.
    pub key: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// It, as people read it.
    pub shown: String,
    /// It, exactly: a fraction, money, months or days.
    pub value: Decimal,
    /// What it is counted in.
    pub unit: &'static str,
    /// What it was in the baseline.
    pub before: Option<String>,
    /// How it is computed.
    pub formula: &'static str,
}

/// All of them that the books allow.
pub fn figures(
    books: &Books,
    monthly: &Monthly,
    current: Period,
    comparison: Option<&Comparison>,
) -> Vec<Further> {
    let figures = Figures::of(books);
    let baseline = comparison.filter(|of| of.scenario == Scenario::Actual).map(|of| of.baseline);
    let value = |metric: Metric, period: Period| monthly.value(books, metric, period);
    let mut all = Vec::new();
    let mut margin = |key, name, of: Metric, formula| {
        let margin = |period: Period| {
            let revenue = value(Metric::Revenue, period).filter(|revenue| 0 < *revenue)?;
            fraction(value(of, period)?, revenue)
        };
        let Some(value) = margin(current) else { return };
        let before = baseline.and_then(margin).map(per_cent);
        all.push(Further {
            key,
            name,
            shown: per_cent(value),
            value,
            unit: "fraction",
            before,
            formula,
        });
    };
    if books.accounts.iter().any(|account| account.kind == Kind::CostOfSales) {
        margin("gross_margin", "Gross margin", Metric::GrossProfit, "gross profit / revenue");
    }
    margin("net_margin", "Net margin", Metric::NetIncome, "net income / revenue");
    if let Some(costs) = value(Metric::OperatingCosts, current).filter(|costs| *costs != 0) {
        all.push(Further {
            key: "operating_costs",
            name: "Operating costs",
            shown: figures.money(costs),
            value: figures.exact(costs),
            unit: "money",
            before: baseline
                .and_then(|period| value(Metric::OperatingCosts, period))
                .map(|costs| figures.money(costs)),
            formula: Metric::OperatingCosts.formula(books),
        });
    }
    all.extend(burn(books, monthly, &figures, current));
    all.extend(receivable_days(books, monthly, current));
    all
}

/// What a month costs more than it brings, over the last three, and how long the cash lasts at that.
fn burn(books: &Books, monthly: &Monthly, figures: &Figures, current: Period) -> Vec<Further> {
    let last = Month::of(current.end());
    let flow: Option<i128> =
        last_months(last).map(|month| monthly.value(books, Metric::CashFlow, month)).sum();
    let Some(flow) = flow.filter(|flow| *flow < 0) else { return Vec::new() };
    let burned = divided(-flow, i128::from(MONTHS));
    let mut all = vec![Further {
        key: "burn",
        name: "Burn a month",
        shown: figures.money(burned),
        value: figures.exact(burned),
        unit: "money",
        before: None,
        formula: "what went out beyond what came in, a month of the last three",
    }];
    let cash = balance(books, Kind::Cash, current)
        .filter(|_| matches!(books.cash, CashBasis::Entries | CashBasis::Accounts));
    if let Some(cash) = cash.filter(|cash| 0 < *cash)
        && let Some(months) = fraction(cash, burned)
    {
        all.push(Further {
            key: "runway",
            name: "Runway",
            shown: format!("{} months", months.round_dp(1)),
            value: months,
            unit: "months",
            before: None,
            formula: "cash at the end of the period / burn a month",
        });
    }
    all
}

/// How many days of sales customers owe.
fn receivable_days(books: &Books, monthly: &Monthly, current: Period) -> Option<Further> {
    let owed = balance(books, Kind::Receivable, current).filter(|owed| 0 < *owed)?;
    let last = Month::of(current.end());
    let months: Vec<Period> = last_months(last).collect();
    let days: i32 = months.iter().map(|month| month.days()).sum();
    let sold = months.iter().map(|month| monthly.value(books, Metric::Revenue, *month));
    let sold = sold.sum::<Option<i128>>().filter(|sold| 0 < *sold)?;
    let value = fraction(owed.checked_mul(i128::from(days))?, sold)?;
    Some(Further {
        key: "receivable_days",
        name: "Receivable days",
        shown: format!("{} days", value.round()),
        value,
        unit: "days",
        before: None,
        formula: "receivables at the end of the period / revenue a day of the last three months",
    })
}

fn last_months(last: Month) -> impl Iterator<Item = Period> {
    use crate::period::{Grain, YearStart};
    (0..MONTHS).map(move |back| Period::of(last.plus(-back), Grain::Month, YearStart::JANUARY))
}

/// What accounts of a kind hold at the end of a period, from all postings since the books began; debits less credits.
fn balance(books: &Books, kind: Kind, period: Period) -> Option<i128> {
    let (first, _) = books.span()?;
    let is_of_kind = |account: u32| {
        let account = usize::try_from(account).ok().and_then(|at| books.accounts.get(at));
        account.is_some_and(|account| account.kind == kind)
    };
    let postings = books.postings().get(books.between(first, period.end()))?;
    let mut of_kind = postings
        .iter()
        .filter(|posting| posting.scenario == Scenario::Actual && is_of_kind(posting.account))
        .peekable();
    of_kind.peek()?;
    Some(-of_kind.map(|posting| i128::from(posting.amount)).sum::<i128>())
}
