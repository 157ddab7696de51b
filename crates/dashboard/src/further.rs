//! What people ask next: margins, what is burned, how long the money lasts, how long customers take to pay.

use books::{
    account::Kind,
    ledger::{Books, CashBasis, Scenario},
};
use finance::format::Style;
use hashbrown::HashSet;
use rust_decimal::Decimal;

use crate::{
    cause::formula::{self, Factor},
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
    /// What each term of the formula made of a change.
    pub terms: Option<Terms>,
}

/// What each term of a formula made of a change, every order of changing them weighed alike. They add up to the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Of whose change: `net margin`.
    pub of: &'static str,
    /// Each term with its part, exactly, and as people read it.
    pub parts: [(&'static str, Decimal, String); 2],
}

impl Terms {
    /// It in words: `Of the change of net margin, net income made +2.4 points and revenue −1.6 points.`
    pub(crate) fn sentence(&self) -> String {
        let [(first, _, made), (second, _, rest)] = &self.parts;
        format!("Of the change of {}, {first} made {made} and {second} {rest}.", self.of)
    }
}

/// All of them that the books allow.
pub fn figures(
    books: &Books,
    monthly: &Monthly,
    current: Period,
    comparison: Option<&Comparison>,
) -> Vec<Further> {
    let figures = Figures::of(books);
    let fair = comparison.filter(|of| of.scenario == Scenario::Actual && of.until.is_none());
    let baseline = fair.map(|of| of.baseline);
    let value = |metric: Metric, period: Period| monthly.value(books, metric, period);
    let mut all = Vec::new();
    let mut margin = |key, name, of: Metric, words: [&'static str; 2], formula| {
        let terms = |period: Period| {
            let revenue = value(Metric::Revenue, period).filter(|revenue| 0 < *revenue)?;
            Some((value(of, period)?, revenue))
        };
        let margin = |(of, revenue): (i128, i128)| fraction(of, revenue);
        let Some((now, value)) = terms(current).and_then(|now| Some((now, margin(now)?))) else {
            return;
        };
        let before = baseline.and_then(terms);
        all.push(Further {
            key,
            name,
            shown: per_cent(value),
            value,
            unit: "fraction",
            before: before.and_then(margin).map(per_cent),
            formula,
            terms: before.and_then(|before| of_margin(&figures, words, before, now)),
        });
    };
    if books.accounts.iter().any(|account| account.kind == Kind::CostOfSales) {
        let words = ["gross margin", "gross profit"];
        margin(
            "gross_margin",
            "Gross margin",
            Metric::GrossProfit,
            words,
            "gross profit / revenue",
        );
    }
    let words = ["net margin", "net income"];
    margin("net_margin", "Net margin", Metric::NetIncome, words, "net income / revenue");
    all.extend(orders(books, monthly, &figures, current, baseline));
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
            terms: None,
        });
    }
    // What a month costs is told of whole ones.
    if monthly.cut_off(current).is_none() {
        all.extend(burn(books, monthly, &figures, current));
        all.extend(receivable_days(books, monthly, current));
    }
    all
}

/// What profit and revenue made of a margin's change.
fn of_margin(
    figures: &Figures,
    [of, profit]: [&'static str; 2],
    before: (i128, i128),
    now: (i128, i128),
) -> Option<Terms> {
    let factor = |before, now| Factor { before: figures.exact(before), now: figures.exact(now) };
    let (profits, revenue) = (factor(before.0, now.0), factor(before.1, now.1));
    let [made, by_revenue] = formula::ratio(profits, revenue)?;
    let points = |part: Decimal| {
        let points = per_cent(part).replace('%', " points");
        if part.is_sign_positive() && !part.is_zero() { format!("+{points}") } else { points }
    };
    let part = |name, part: Decimal| (name, part.round_dp(8), points(part));
    Some(Terms { of, parts: [part(profit, made), part("revenue", by_revenue)] })
}

/// How many orders, invoices or entries brought the revenue, and what they and their size made of its change; nothing where
/// some revenue is of none.
fn orders(
    books: &Books,
    monthly: &Monthly,
    figures: &Figures,
    current: Period,
    baseline: Option<Period>,
) -> Option<Further> {
    let count = |period: Period| {
        let mut entries = HashSet::new();
        for at in books.between(period.begin(), period.end()) {
            let posting = books.postings().get(at)?;
            let counts = Metric::Revenue.of(books, posting) != 0;
            if counts && posting.scenario == Scenario::Actual && posting.amount != 0 {
                entries.insert(books.entry(at)?);
            }
        }
        i128::try_from(entries.len()).ok().filter(|count| 0 < *count)
    };
    let revenue = |period: Period| monthly.value(books, Metric::Revenue, period);
    let now = count(current)?;
    let before = baseline.and_then(count);
    let terms = baseline.zip(before).and_then(|(period, before)| {
        let (was, is) = (revenue(period)?, revenue(current)?);
        let factor = |before, now| Some(Factor { before, now });
        let whole = |count| Decimal::try_from_i128_with_scale(count, 0).ok();
        let each = |revenue: i128, orders| figures.exact(revenue).checked_div(orders);
        let (many, few) = (whole(now)?, whole(before)?);
        let [by_count, _] =
            formula::product(factor(few, many)?, factor(each(was, few)?, each(is, many)?)?)?;
        // The second part is what is left: the two add up to the last decimal.
        let by_count = by_count.round_dp(figures.decimals());
        let by_size = figures.exact(is - was) - by_count;
        let part = |name, part: Decimal| (name, part, figures.change_of(part));
        Some(Terms {
            of: "revenue",
            parts: [part("orders", by_count), part("their size", by_size)],
        })
    });
    let shown = |count: i128| Style::default().number(Decimal::from(count), 0);
    Some(Further {
        key: "orders",
        name: "Orders",
        shown: shown(now),
        value: Decimal::try_from_i128_with_scale(now, 0).ok()?,
        unit: "count",
        before: before.map(shown),
        formula: "revenue = orders x revenue an order",
        terms,
    })
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
        terms: None,
    }];
    let cash = balance(books, Kind::Cash, current).filter(|_| books.cash == CashBasis::Entries);
    // Where nothing says what there was when the books began, what there is is not known.
    let is_opening = |name: &str| name.to_lowercase().contains("opening");
    let has_opening = books
        .accounts
        .iter()
        .any(|account| account.kind == Kind::Equity || is_opening(&account.name));
    if let Some(cash) = cash.filter(|cash| 0 < *cash && has_opening)
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
            terms: None,
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
        terms: None,
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
