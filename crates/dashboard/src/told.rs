//! A metric, told: where it stands, how it ran, why it moved.

use books::ledger::{Books, Posting, Scenario};
use jiff::civil::Date;
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
    /// Where the period is not over: what it was in the baseline up to the same day, and the last day that is told.
    pub so_far: Option<SoFar>,
    /// What was planned for the period, where anything was.
    pub planned: Option<i128>,
}

/// A period that is not over, held against as many days of its baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoFar {
    /// The last day that the books tell of.
    pub until: Date,
    /// What the metric was in the baseline up to the same day.
    pub previous: i128,
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
            Scenario::Budget => monthly.planned(books, metric, comparison.baseline),
            Scenario::Actual | Scenario::Other => value(comparison.baseline),
        });
        let so_far = comparison.and_then(|comparison| {
            let until = comparison.until.filter(|_| comparison.scenario == Scenario::Actual)?;
            let first = comparison.baseline.begin();
            let days = books.between(first, comparison.baseline_until());
            let postings = books.postings().get(days).unwrap_or_default();
            let actual = postings.iter().filter(|one| one.scenario == Scenario::Actual);
            let worth = |one: &Posting| i128::from(metric.of(books, one)) * i128::from(one.amount);
            Some(SoFar { until, previous: actual.map(worth).sum() })
        });
        Ok(Self {
            metric,
            so_far,
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

    /// How it moved up to the day that is told, against the same days of the baseline: the amount, and of what was there; none
    /// where the period is over.
    pub fn moved_so_far(&self) -> Option<(i128, Option<Decimal>)> {
        let SoFar { previous, .. } = self.so_far?;
        Some((self.current - previous, figures::growth(previous, self.current)))
    }

    /// How it moved by a fair measure: against the same days of the baseline where the period is not over, else against all of
    /// it.
    pub fn fair_move(&self) -> Option<(i128, Option<Decimal>)> {
        self.moved_so_far().or_else(|| Some((self.change()?, self.growth())))
    }

    /// By how much of what it was; none where that was nothing or less.
    pub fn growth(&self) -> Option<Decimal> {
        figures::growth(self.previous?, self.current)
    }

    /// Whether what moved by a fair measure is good for the business; none where nothing moved.
    pub fn is_better(&self) -> Option<bool> {
        let (change, _) = self.fair_move().filter(|(change, _)| *change != 0)?;
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
