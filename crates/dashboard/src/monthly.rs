//! Sums of every kind of account by month, from which every metric of every period follows.

use books::{
    account::Kind,
    ledger::{Books, Scenario},
};
use jiff::civil::Date;

use crate::{
    metric::Metric,
    period::{Grain, Month, Period, days_between},
};

/// A last month may end so many days earlier than others before it is called unfinished.
const DAYS_GRACE: i32 = 2;

/// A first month may begin so many days later than the second.
const DAYS_LATE: i8 = 6;

/// A month in which less than this part of the usual number of postings stands has hardly begun.
const HARDLY: usize = 4;

/// Of so many months before it is taken how early a month of these books may end.
const MONTHS_KNOWN: i32 = 12;

/// Sums by month, in the books' last decimal.
#[derive(Debug)]
pub struct Monthly {
    first: Month,
    /// For each kind of account: its months, each with all postings and with those that cash moved with.
    actual: Vec<Vec<[i128; 2]>>,
    budget: Vec<Vec<[i128; 2]>>,
    /// How many postings happened in each month.
    counts: Vec<usize>,
    /// The first day on which anything happened and the last, in each month.
    days: Vec<Option<(Date, Date)>>,
    first_day: Date,
}

impl Monthly {
    /// The sums of books; none where nothing happened in them.
    pub fn of(books: &Books) -> Option<Self> {
        let (first_day, last_day) = books.span()?;
        let planned =
            books.postings().iter().filter(|posting| posting.scenario == Scenario::Budget);
        let last_planned = planned.map(|posting| posting.day).max();
        let first = Month::of(books.postings().first()?.day.min(first_day));
        let last = Month::of(last_planned.map_or(last_day, |day| day.max(last_day)));
        let months = usize::try_from(last.since(first) + 1).ok()?;
        let empty = || vec![vec![[0_i128; 2]; months]; Kind::ALL.len()];
        let mut all = Self {
            first,
            actual: empty(),
            budget: empty(),

            counts: vec![0; months],
            days: vec![None; months],
            first_day,
        };
        for posting in books.postings() {
            let table = match posting.scenario {
                Scenario::Actual => &mut all.actual,
                Scenario::Budget => &mut all.budget,
                Scenario::Other => continue,
            };
            let kind = books.account(posting).and_then(|account| place(account.kind));
            let at = usize::try_from(Month::of(posting.day).since(first)).ok();
            let (Some(kind), Some(at)) = (kind, at) else { continue };
            let slot = table.get_mut(kind).and_then(|months| months.get_mut(at));
            if let Some([whole, settled]) = slot {
                *whole += i128::from(posting.amount);
                *settled += if posting.settled { i128::from(posting.amount) } else { 0 };
            }
            match posting.scenario {
                Scenario::Actual => {
                    if let Some(count) = all.counts.get_mut(at) {
                        *count += 1;
                    }
                    if let Some(days) = all.days.get_mut(at) {
                        let first = days.map_or(posting.day, |(first, _)| first);
                        *days = Some((first, posting.day));
                    }
                }
                Scenario::Budget | Scenario::Other => {}
            }
        }
        Some(all)
    }

    /// The first month in which anything happened, and the last.
    pub fn span(&self) -> (Month, Month) {
        let last = self.days.iter().rposition(Option::is_some).unwrap_or_default();
        let last = self.first.plus(i32::try_from(last).unwrap_or_default());
        (Month::of(self.first_day), last)
    }

    /// The last day on which anything happened.
    pub fn last_day(&self) -> Date {
        self.days.iter().rev().find_map(|days| *days).map_or(self.first_day, |(_, last)| last)
    }

    /// A metric in a period, in the books' last decimal; none where the books do not reach into it.
    pub fn value(&self, books: &Books, metric: Metric, period: Period) -> Option<i128> {
        let (first, last) = self.span();
        let reaches = period.months().any(|month| first <= month && month <= last);
        reaches.then(|| self.sum(books, &self.actual, metric, period))
    }

    /// What was planned for a metric in a period; none where nothing was planned in it.
    pub fn planned(&self, books: &Books, metric: Metric, period: Period) -> Option<i128> {
        let counts = |kind: Kind| {
            metric.weight(kind, true, books.cash) != 0
                || metric.weight(kind, false, books.cash) != 0
        };
        let of_metric = Kind::ALL.into_iter().zip(&self.budget).filter(|(kind, _)| counts(*kind));
        let is_planned = of_metric.map(|(_, months)| months).any(|months| {
            period.months().any(|month| self.at(months, month).is_some_and(|[whole, _]| whole != 0))
        });
        is_planned.then(|| self.sum(books, &self.budget, metric, period))
    }

    fn sum(&self, books: &Books, table: &[Vec<[i128; 2]>], metric: Metric, period: Period) -> i128 {
        let mut sum = 0;
        for (kind, months) in Kind::ALL.into_iter().zip(table) {
            let settled = metric.weight(kind, true, books.cash);
            let open = metric.weight(kind, false, books.cash);
            if settled == 0 && open == 0 {
                continue;
            }
            for [whole, paid] in period.months().filter_map(|month| self.at(months, month)) {
                sum += i128::from(settled) * paid + i128::from(open) * (whole - paid);
            }
        }
        sum
    }

    fn at(&self, months: &[[i128; 2]], month: Month) -> Option<[i128; 2]> {
        usize::try_from(month.since(self.first)).ok().and_then(|at| months.get(at)).copied()
    }

    /// Whether the books tell of all of a period, and of more than a stray posting in it.
    pub fn is_whole(&self, period: Period) -> bool {
        let mut counts: Vec<usize> =
            self.counts.iter().copied().filter(|count| 0 < *count).collect();
        counts.sort_unstable();
        let usual = counts.get(counts.len() / 2).copied().unwrap_or_default();
        let posted: usize = period
            .months()
            .filter_map(|month| usize::try_from(month.since(self.first)).ok())
            .filter_map(|at| self.counts.get(at))
            .sum();
        self.cut_off(period).is_none() && usual <= posted * HARDLY
    }

    /// How long the periods are that the books are told by: months, unless all stands on the first day of each quarter, or
    /// of each year.
    pub fn usual_grain(&self) -> Grain {
        let days: Vec<(Date, Date)> = self.days.iter().copied().flatten().collect();
        let by = |months: i32| {
            1 < days.len()
                && days.iter().all(|(first, last)| {
                    let month = Month::of(*first);
                    first == last && first.day() == 1 && month.since(self.first) % months == 0
                })
        };
        match (by(12), by(3)) {
            (true, _) => Grain::Year,
            (false, true) => Grain::Quarter,
            (false, false) => Grain::Month,
        }
    }

    /// The last day of a period that the books tell of, where they stop before its end or begin after its first day.
    pub fn cut_off(&self, period: Period) -> Option<CutOff> {
        let (first, last) = self.span();
        if last < period.first || period.end() < self.first_day {
            return None;
        }
        let ends = Month::of(period.end());
        // A sum of a quarter or a year stands on its first day.
        let more = self.usual_grain().months() - 1;
        if 0 < more {
            let until = last.plus(more);
            return (until < ends).then(|| CutOff::Until(until.last()));
        }
        if last <= ends {
            let day = self.last_day();
            let is_whole = last == ends && !self.ends_early(last);
            if !is_whole {
                let until = if self.ends_early(last) { day } else { last.last() };
                return Some(CutOff::Until(until));
            }
        }
        (period.first < first || period.first == first && self.begins_late())
            .then_some(CutOff::From(self.first_day))
    }

    /// Whether the books stop in the midst of their last month: earlier in it than in the months before, or with hardly
    /// anything posted in it.
    fn ends_early(&self, last: Month) -> bool {
        let count = |month: Month| {
            let at = usize::try_from(month.since(self.first)).ok()?;
            self.counts.get(at).copied()
        };
        let before = usize::try_from(last.since(self.first)).unwrap_or_default();
        let mut counts: Vec<usize> =
            self.counts.iter().take(before).copied().filter(|count| 0 < *count).collect();
        counts.sort_unstable();
        let usual = counts.get(counts.len() / 2).copied().unwrap_or_default();
        if count(last).is_some_and(|count| count * HARDLY < usual) {
            return true;
        }
        let missing =
            |month: Month| self.days_of(month).map(|(_, day)| days_between(day, month.last()));
        let before = (1..=MONTHS_KNOWN).filter_map(|back| missing(last.plus(-back)));
        let usual = before.max().unwrap_or(DAYS_GRACE);
        missing(last).is_some_and(|days| usual + DAYS_GRACE < days)
    }

    /// Whether the books begin in the midst of their first month: later in it than in the month after.
    fn begins_late(&self) -> bool {
        let next = self.days_of(Month::of(self.first_day).plus(1));
        next.is_some_and(|(day, _)| day.day().saturating_add(DAYS_LATE) < self.first_day.day())
    }

    fn days_of(&self, month: Month) -> Option<(Date, Date)> {
        let at = usize::try_from(month.since(self.first)).ok()?;
        self.days.get(at).copied().flatten()
    }
}

/// The place of a kind among all of them.
fn place(kind: Kind) -> Option<usize> {
    Kind::ALL.iter().position(|of| *of == kind)
}

/// Where the books tell of a part of a period alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutOff {
    /// They stop after this day.
    Until(Date),
    /// They begin on this day.
    From(Date),
}
