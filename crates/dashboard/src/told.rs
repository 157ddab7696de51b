//! A metric, told: where it stands, how it ran, why it moved.

use books::ledger::Books;
use rust_decimal::Decimal;

use crate::{
    cause::{self, Dimension, Explanation},
    compare::{Against, Chosen, Comparison, NoComparison, Wanted},
    figures,
    metric::Metric,
    monthly::Monthly,
    period::Period,
    series::{Expected, Season, Series},
};

/// A metric in the period that is told, and what it is held against.
#[derive(Debug, Clone)]
pub struct Standing {
    /// What is told.
    pub metric: Metric,
    /// What it is called in these books.
    pub name: &'static str,
    /// How it is computed in them.
    pub formula: &'static str,
    /// The metric over all periods.
    pub series: Series,
    /// The period that is told.
    pub period: Period,
    /// What it is held against; none where the books hold nothing to hold it against.
    pub comparison: Option<Comparison>,
    /// What it is now.
    pub current: i128,
    /// What it was in the baseline.
    pub previous: Option<i128>,
    /// What was planned for the period, where anything was.
    pub planned: Option<i128>,
}

/// How a metric ran.
#[derive(Debug, Clone, Copy, Default)]
pub struct Course {
    /// By how much it changes from one period to the next.
    pub trend: Option<i128>,
    /// How a year goes.
    pub season: Option<Season>,
    /// What was to be expected of the period.
    pub expected: Option<Expected>,
}

impl Standing {
    /// Where a metric stands.
    pub fn of(
        books: &Books,
        monthly: &Monthly,
        metric: Metric,
        wanted: &Wanted,
    ) -> Result<Self, NoComparison> {
        let series = Series::of(books, monthly, metric, wanted.grain(), wanted.starts());
        // The month in the middle is one month for all metrics: that of the revenue.
        let leading = match wanted.against {
            Some(Against::Trailing) if metric != Metric::Revenue => {
                Series::of(books, monthly, Metric::Revenue, wanted.grain(), wanted.starts())
            }
            _ => series.clone(),
        };
        let Chosen { period, comparison } = Comparison::choose(books, monthly, &leading, wanted)?;
        let value = |period| monthly.value(books, metric, period);
        let previous = comparison.and_then(|comparison| match comparison.scenario {
            books::ledger::Scenario::Budget => monthly.planned(books, metric, comparison.baseline),
            books::ledger::Scenario::Actual | books::ledger::Scenario::Other => {
                value(comparison.baseline)
            }
        });
        Ok(Self {
            metric,
            name: metric.name(books),
            formula: metric.formula(books),
            current: value(period).unwrap_or_default(),
            planned: monthly.planned(books, metric, period),
            period,
            previous,
            comparison,
            series,
        })
    }

    /// By how much it moved.
    pub fn change(&self) -> Option<i128> {
        Some(self.current - self.previous?)
    }

    /// By how much of what it was; none where that was nothing or less.
    pub fn growth(&self) -> Option<Decimal> {
        figures::growth(self.previous?, self.current)
    }

    /// Whether what moved is good for the business; none where nothing moved.
    pub fn is_better(&self) -> Option<bool> {
        let change = self.change().filter(|change| *change != 0)?;
        Some((0 < change) != self.metric.is_cost())
    }

    /// How it ran up to the period that is told.
    pub fn course(&self) -> Course {
        Course {
            trend: self.series.trend(self.period),
            season: self.series.season(),
            expected: self.series.expected(self.period),
        }
    }

    /// Why it moved.
    pub fn explained(&self, books: &Books, by: Option<&[Dimension]>) -> Option<Explanation> {
        Some(cause::explain(books, self.metric, self.comparison?, by))
    }
}
