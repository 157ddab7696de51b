//! Stretches of days that are compared: months, quarters and years, a year beginning where the business says.

use std::{fmt, str::FromStr};

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use serde::Serialize;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A month of the calendar.
    Month,
    /// Three months of the fiscal year.
    Quarter,
    /// A fiscal year.
    Year,
}

impl Grain {
    /// How many months it has.
    pub fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        })
    }
}

/// The month that a business's year begins in, from 1; a fiscal year is named by the year it ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct YearStart(i8);

impl YearStart {
    /// A year of the calendar.
    pub const JANUARY: Self = Self(1);
}

/// The text names no month from 1 to 12.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no month: 1 is January, 12 is December")]
pub struct NoMonth(String);

impl FromStr for YearStart {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let month = text.trim().parse().ok().filter(|month| (1..=12).contains(month));
        month.map(Self).ok_or_else(|| NoMonth(text.to_owned()))
    }
}

/// A month of the calendar, counted from the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    /// The month so many later.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// How many months lie between another and this one.
    pub fn since(self, other: Self) -> i32 {
        self.0 - other.0
    }

    /// Its place in the year, from 1.
    pub fn of_year(self) -> i8 {
        i8::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1)
    }

    fn year(self) -> i16 {
        i16::try_from(self.0.div_euclid(12)).unwrap_or(0)
    }

    /// Its first day.
    pub fn first(self) -> Date {
        date(self.year().clamp(-9999, 9999), self.of_year(), 1)
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.first().last_of_month()
    }

    /// `Jan`.
    pub fn short_name(self) -> &'static str {
        const NAMES: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        usize::try_from(self.0.rem_euclid(12)).ok().and_then(|at| NAMES.get(at)).unwrap_or(&"")
    }
}

impl fmt::Display for Month {
    /// `Jan 2024`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.short_name(), self.year())
    }
}

/// A period: whole months, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Its first month.
    pub first: Month,
    /// How long it is.
    pub grain: Grain,
    starts: i8,
}

impl Period {
    /// The period of this length that a month lies in.
    pub fn of(month: Month, grain: Grain, starts: YearStart) -> Self {
        let into_year = (i32::from(month.of_year()) - i32::from(starts.0)).rem_euclid(12);
        let first = month.plus(-(into_year % grain.months()));
        Self { first, grain, starts: starts.0 }
    }

    /// The period so many later.
    #[must_use]
    pub fn plus(self, periods: i32) -> Self {
        Self { first: self.first.plus(periods * self.grain.months()), ..self }
    }

    /// The same period a year before.
    #[must_use]
    pub fn a_year_before(self) -> Self {
        Self { first: self.first.plus(-12), ..self }
    }

    /// Its months.
    pub fn months(self) -> impl DoubleEndedIterator<Item = Month> {
        (0..self.grain.months()).map(move |at| self.first.plus(at))
    }

    /// Its first day.
    pub fn begin(self) -> Date {
        self.first.first()
    }

    /// Its last day.
    pub fn end(self) -> Date {
        self.first.plus(self.grain.months() - 1).last()
    }

    /// How many days it has.
    pub fn days(self) -> i32 {
        days_between(self.begin(), self.end()) + 1
    }

    /// The day that lies as far into this period as another lies into its own.
    pub fn same_day(self, of: Self, day: Date) -> Date {
        let months = Month::of(day).since(of.first);
        let month = self.first.plus(months);
        // The end of a month is the end of another, however long it is.
        let is_last = day == Month::of(day).last();
        let wanted = if is_last { month.last().day() } else { day.day().min(month.last().day()) };
        month.first().checked_add((i32::from(wanted) - 1).days()).unwrap_or(month.last())
    }
}

/// How many days lie between two.
pub(crate) fn days_between(first: Date, last: Date) -> i32 {
    first.until(last).map_or(0, |span| span.get_days())
}

impl fmt::Display for Period {
    /// `Jan 2024`, `Q1 2024`, `2024`; a fiscal year and its quarters are named by the year that it ends in: `FY2024`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let into_year = (i32::from(self.first.of_year()) - i32::from(self.starts)).rem_euclid(12);
        let year = self.first.plus(11 - into_year).year();
        let fiscal = if self.starts == 1 { "" } else { "FY" };
        match self.grain {
            Grain::Month => write!(f, "{}", self.first),
            Grain::Quarter => write!(f, "Q{} {fiscal}{year}", into_year / 3 + 1),
            Grain::Year => write!(f, "{fiscal}{year}"),
        }
    }
}

/// A period as a person writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    month: Month,
    grain: Grain,
    quarter: Option<i32>,
}

/// The text names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no period: 2024-03 is a month, 2024-Q1 a quarter, 2024 a year")]
pub struct NoPeriod(String);

impl FromStr for Named {
    type Err = NoPeriod;

    /// `2024-03`, `2024-Q1`, `2024`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no = || NoPeriod(text.to_owned());
        let (year, rest) = text.trim().split_once('-').unwrap_or((text.trim(), ""));
        let year: i32 = year.trim_start_matches(['F', 'Y', 'f', 'y']).parse().map_err(|_| no())?;
        if !(1900..2200).contains(&year) {
            return Err(no());
        }
        let named =
            |month: i32, grain, quarter| Self { month: Month(year * 12 + month), grain, quarter };
        if rest.is_empty() {
            return Ok(named(0, Grain::Year, None));
        }
        if let Some(quarter) = rest.strip_prefix(['Q', 'q']) {
            let quarter: i32 = quarter.parse().map_err(|_| no())?;
            return (1..=4)
                .contains(&quarter)
                .then(|| named((quarter - 1) * 3, Grain::Quarter, Some(quarter)))
                .ok_or_else(no);
        }
        let month: i32 = rest.parse().map_err(|_| no())?;
        (1..=12).contains(&month).then(|| named(month - 1, Grain::Month, None)).ok_or_else(no)
    }
}

impl Named {
    /// How long it is.
    pub fn grain(self) -> Grain {
        self.grain
    }

    /// The period in a business whose year begins so: a fiscal year is the one that ends in the year that was named.
    pub fn period(self, starts: YearStart) -> Period {
        let year = self.month.year();
        let back = i32::from(starts.0 != 1);
        let begin = Month((i32::from(year) - back) * 12 + i32::from(starts.0) - 1);
        let first = match (self.grain, self.quarter) {
            (Grain::Month, _) => self.month,
            (Grain::Quarter, Some(quarter)) => begin.plus((quarter - 1) * 3),
            (Grain::Quarter | Grain::Year, _) => begin,
        };
        Period { first, grain: self.grain, starts: starts.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str, starts: &str) -> Period {
        text.parse::<Named>().unwrap().period(starts.parse().unwrap())
    }

    #[test]
    fn periods_are_named_as_the_business_counts_them() {
        for (text, starts, shown, days) in [
            ("2024-02", "1", "Feb 2024", "2024-02-01 2024-02-29"),
            ("2024-Q1", "1", "Q1 2024", "2024-01-01 2024-03-31"),
            ("2024", "1", "2024", "2024-01-01 2024-12-31"),
            ("2024", "7", "FY2024", "2023-07-01 2024-06-30"),
            ("FY2024-Q4", "7", "Q4 FY2024", "2024-04-01 2024-06-30"),
        ] {
            let period = period(text, starts);
            assert_eq!(period.to_string(), shown);
            assert_eq!(format!("{} {}", period.begin(), period.end()), days);
            let again = Period::of(
                period.first.plus(period.grain.months() - 1),
                period.grain,
                starts.parse().unwrap(),
            );
            assert_eq!(again, period);
        }
        for text in ["", "2024-13", "2024-Q5", "march", "1824", "2024-03-04"] {
            assert!(text.parse::<Named>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_has_its_like_in_another_period() {
        let (this, last) = (period("2024-02", "1"), period("2023-02", "1"));
        assert_eq!(last.same_day(this, date(2024, 2, 14)), date(2023, 2, 14));
        assert_eq!(last.same_day(this, date(2024, 2, 29)), date(2023, 2, 28));
        let (quarter, before) = (period("2024-Q2", "1"), period("2024-Q1", "1"));
        assert_eq!(before.same_day(quarter, date(2024, 5, 31)), date(2024, 2, 29));
    }
}
