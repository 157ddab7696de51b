//! A metric, told: where it stands, how it ran, why it moved.

use books::ledger::Books;
use rust_decimal::Decimal;

use crate::{
    cause::{self, Dimension, Explanation},
    compare::{Comparison, NoComparison, Wanted},
    figures,
    metric::Metric,
    monthly::Monthly,
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
    /// The periods that are compared; none where the books hold one period alone.
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
        let comparison = Comparison::choose(books, monthly, &series, wanted)?;
        let period = comparison.map(|comparison| comparison.current);
        let period = period.or_else(|| series.points.last().map(|point| point.period));
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
            current: period.and_then(value).unwrap_or_default(),
            planned: period.and_then(|period| monthly.planned(books, metric, period)),
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
        let period = self.comparison.map(|comparison| comparison.current);
        let period = period.or_else(|| self.series.points.last().map(|point| point.period));
        Course {
            trend: period.and_then(|period| self.series.trend(period)),
            season: self.series.season(),
            expected: period.and_then(|period| self.series.expected(period)),
        }
    }

    /// Why it moved.
    pub fn explained(&self, books: &Books, by: Option<&[Dimension]>) -> Option<Explanation> {
        Some(cause::explain(books, self.metric, self.comparison?, by))
    }
}
