//! A metric over periods: where it runs, how its year goes, and whether a figure is unusual.

use books::ledger::Books;
use rust_decimal::Decimal;

use crate::{
    metric::Metric,
    monthly::{CutOff, Monthly},
    period::{Grain, Month, Period, YearStart, days_between},
};

/// No series has more points; older ones are left out.
const POINTS_MAX: usize = 240;

/// What a trend and an expectation are taken from: so many periods.
const TRAILING: usize = 12;

/// A figure is unusual beyond so many ten-thousandths of the usual distance from what was expected: 3.5 times 1.4826, the
/// factor that makes a median distance comparable with a standard deviation (Iglewicz and Hoaglin, 1993).
const UNUSUAL: i128 = 51_891;

/// Beyond so many ten-thousandths it is further than most: two thirds lie nearer.
const FURTHER: i128 = 14_826;

/// So few distances tell nothing of what is usual.
const DISTANCES_MIN: usize = 6;

/// A figure of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Its period.
    pub period: Period,
    /// The sum, in the books' last decimal.
    pub value: i128,
    /// Where the books tell of a part of the period alone.
    pub cut_off: Option<CutOff>,
    /// What the whole period would be at the pace of the part: an estimate.
    pub scaled: Option<i128>,
}

/// How a figure is foretold, and in words.
type Rule<'r> = (&'r dyn Fn(Period) -> Option<i128>, &'static str);

/// A metric over periods.
#[derive(Debug, Clone)]
pub struct Series {
    /// What is added up.
    pub metric: Metric,
    /// A figure for each period that the books reach into, in their order.
    pub points: Vec<Point>,
}

/// How far a figure lies from what was to be expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowFar {
    /// Not much further than figures do.
    Usual,
    /// Further than most.
    Further,
    /// Beyond what chance explains.
    Unusual,
}

/// What a figure was expected to be, from those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The figure that was to be expected.
    pub value: i128,
    /// How far from it figures lie in the middle: half of them lie nearer.
    pub usual: i128,
    /// How far the figure lies from it, against that.
    pub how_far: HowFar,
    /// What the expectation is taken from.
    pub from: &'static str,
}

/// How a year usually goes: the months that are highest and lowest, against a month of their years, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Season {
    /// The month that is highest, and its part of an average one.
    pub high: (Month, Decimal),
    /// The month that is lowest, and its part of an average one.
    pub low: (Month, Decimal),
}

impl Series {
    /// A metric over all periods that the books reach into.
    pub fn of(
        books: &Books,
        monthly: &Monthly,
        metric: Metric,
        grain: Grain,
        starts: YearStart,
    ) -> Self {
        let (first, last) = monthly.span();
        let mut period = Period::of(first, grain, starts);
        let mut points = Vec::new();
        while period.first <= last {
            if let Some(value) = monthly.value(books, metric, period) {
                let cut_off = monthly.cut_off(period);
                points.push(Point {
                    period,
                    value,
                    cut_off,
                    scaled: scaled(period, value, cut_off),
                });
            }
            period = period.plus(1);
        }
        let spare = points.len().saturating_sub(POINTS_MAX);
        Self { metric, points: points.split_off(spare) }
    }

    /// The figure of a period.
    pub fn point(&self, period: Period) -> Option<&Point> {
        self.points.iter().find(|point| point.period == period)
    }

    /// The whole periods before another, latest last.
    fn before(&self, period: Period) -> Vec<&Point> {
        self.points
            .iter()
            .filter(|point| point.period < period && point.cut_off.is_none())
            .collect()
    }

    /// By how much it changes from one period to the next over the twelve up to this one: the median of all pairs' slopes
    /// (Theil and Sen), which a single outlier does not move.
    pub fn trend(&self, until: Period) -> Option<i128> {
        let mut whole = self.before(until.plus(1));
        let whole = whole.split_off(whole.len().saturating_sub(TRAILING));
        if whole.len() < DISTANCES_MIN {
            return None;
        }
        let mut slopes = Vec::new();
        for (at, one) in whole.iter().enumerate() {
            for (apart, other) in (1_i128..).zip(whole.iter().skip(at + 1)) {
                slopes.push((other.value - one.value) / apart);
            }
        }
        median(slopes)
    }

    /// The period whose figure is in the middle of the twelve before this one.
    pub fn middle(&self, period: Period) -> Option<Period> {
        let mut before = self.before(period);
        let mut last = before.split_off(before.len().saturating_sub(TRAILING));
        if last.len() < DISTANCES_MIN {
            return None;
        }
        last.sort_by_key(|point| (point.value, point.period));
        last.get((last.len() - 1) / 2).map(|point| point.period)
    }

    /// What was to be expected of a period: the same one a year before, grown as the year before it grew; where the books
    /// do not reach so far, the middle of those before.
    pub fn expected(&self, period: Period) -> Option<Expected> {
        let point = self.point(period)?;
        let by_year = |period: Period| -> Option<i128> {
            let value = |period: Period| {
                self.point(period).filter(|point| point.cut_off.is_none()).map(|point| point.value)
            };
            let per_year = 12 / period.grain.months();
            let year = |from: i32| {
                (from..from + per_year).map(|back| value(period.plus(-back))).sum::<Option<i128>>()
            };
            let (latest, earlier) = (year(1)?, year(1 + per_year)?);
            let same = value(period.a_year_before())?;
            // A year around zero, or one that turned its sign, tells no growth.
            let grows = 0 < earlier.signum() * latest.signum();
            if grows { Some(same.checked_mul(latest)? / earlier) } else { Some(same) }
        };
        let by_middle = |period: Period| -> Option<i128> {
            let middle = self.middle(period)?;
            self.point(middle).map(|point| point.value)
        };
        let rules: [Rule<'_>; 2] = [
            (&by_year, "the same period of last year, grown as the last twelve months grew"),
            (&by_middle, "the middle of the periods before"),
        ];
        for (rule, from) in rules {
            let Some(value) = rule(period) else { continue };
            let before = self.before(period).into_iter().rev().take(TRAILING);
            let distances =
                before.filter_map(|point| Some((point.value - rule(point.period)?).abs()));
            let distances: Vec<i128> = distances.collect();
            if distances.len() < DISTANCES_MIN {
                continue;
            }
            let usual = median(distances)?;
            let distance = (point.scaled.unwrap_or(point.value) - value).abs();
            // Where every figure was as expected, any other would be infinitely unusual.
            if usual == 0 {
                return None;
            }
            let beyond = |parts: i128| {
                usual
                    .checked_mul(parts)
                    .zip(distance.checked_mul(10_000))
                    .is_none_or(|(of, far)| of < far)
            };
            let how_far = if beyond(UNUSUAL) {
                HowFar::Unusual
            } else if beyond(FURTHER) {
                HowFar::Further
            } else {
                HowFar::Usual
            };
            return Some(Expected { value, usual, how_far, from });
        }
        None
    }

    /// How a year goes, over all whole years of months that the books have; none with fewer than two.
    pub fn season(&self) -> Option<Season> {
        let months: Vec<&Point> = self
            .points
            .iter()
            .filter(|point| point.cut_off.is_none() && point.period.grain == Grain::Month)
            .collect();
        let years = months.len() / 12;
        if years < 2 {
            return None;
        }
        let whole = months.get(months.len() - years * 12..)?;
        let mut parts = vec![(Decimal::ZERO, None::<Month>); 12];
        for year in whole.chunks(12) {
            let sum: i128 = year.iter().map(|point| point.value).sum();
            if sum <= 0 {
                return None;
            }
            for point in year {
                let at = usize::try_from(point.period.first.of_year() - 1).ok()?;
                let part = Decimal::try_from_i128_with_scale(point.value.checked_mul(12)?, 0)
                    .ok()?
                    / Decimal::try_from_i128_with_scale(sum, 0).ok()?;
                let (total, month) = parts.get_mut(at)?;
                *total += part;
                *month = Some(point.period.first);
            }
        }
        let years = Decimal::from(years);
        let parts = parts.into_iter().filter_map(|(part, month)| Some((month?, part / years)));
        let parts: Vec<(Month, Decimal)> = parts.collect();
        let high = parts.iter().max_by_key(|(month, part)| (*part, -month.of_year()))?;
        let low = parts.iter().min_by_key(|(month, part)| (*part, month.of_year()))?;
        Some(Season { high: *high, low: *low })
    }
}

/// What a period would be at the pace of the part that the books tell of.
fn scaled(period: Period, value: i128, cut_off: Option<CutOff>) -> Option<i128> {
    let days = match cut_off? {
        CutOff::Until(day) => days_between(period.begin(), day) + 1,
        CutOff::From(day) => days_between(day, period.end()) + 1,
    };
    let whole = value.checked_mul(i128::from(period.days()))?;
    (0 < days).then(|| divided(whole, i128::from(days)))
}

/// A quotient, rounded half away from zero.
pub(crate) fn divided(of: i128, by: i128) -> i128 {
    let half = by.abs() / 2;
    (of + of.signum() * half) / by.max(1)
}

/// The one in the middle; of two the lower.
fn median(mut values: Vec<i128>) -> Option<i128> {
    let at = values.len().checked_sub(1)? / 2;
    let (_, middle, _) = values.select_nth_unstable(at);
    Some(*middle)
}
