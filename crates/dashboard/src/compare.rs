//! Which period is told, and what it is fair to hold it against.

use std::fmt;

use books::ledger::{Books, Scenario};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    monthly::{CutOff, Monthly},
    period::{Grain, Named, Period, YearStart},
    series::Series,
};

/// What a period is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The one before it.
    Previous,
    /// The same one a year before.
    LastYear,
    /// The one in the middle of the twelve before it.
    Trailing,
    /// What was planned.
    Budget,
    /// One that a person chose.
    Chosen,
}

/// A period and what it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The period that is told.
    pub current: Period,
    /// The last day that the books tell of, where it is not over.
    pub until: Option<Date>,
    /// The period that it is held against.
    pub baseline: Period,
    /// Whether that is what happened then or what was planned.
    pub scenario: Scenario,
    /// Why this one.
    pub against: Against,
}

/// What a person asks to have compared; what is absent is chosen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// The period that is told.
    pub current: Option<Named>,
    /// The period that it is held against.
    pub baseline: Option<Named>,
    /// How long periods are.
    pub grain: Option<Grain>,
    /// What they are held against.
    pub against: Option<Against>,
    /// When the year begins.
    pub starts: Option<YearStart>,
}

/// Why nothing can be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoComparison {
    /// The books do not reach into a period.
    #[error("the books do not reach into {wanted}: they run from {first} to {last}")]
    OutOfBooks {
        /// What was asked for.
        wanted: String,
        /// Their first day.
        first: Date,
        /// Their last.
        last: Date,
    },
    /// Nothing was planned.
    #[error("nothing is planned in the books for {0}")]
    NoBudget(String),
    /// Two periods are not of one length.
    #[error("{0} and {1} are not equally long")]
    Unequal(String, String),
    /// There is too little to find a middle in.
    #[error("the books hold too few whole periods before {0} to find a usual one")]
    NoMiddle(String),
}

impl Wanted {
    /// How long periods are: as was asked, or else months.
    pub fn grain(&self) -> Grain {
        let named = self.current.or(self.baseline).map(Named::grain);
        named.or(self.grain).unwrap_or(Grain::Month)
    }

    /// When the year begins.
    pub fn starts(&self) -> YearStart {
        self.starts.unwrap_or(YearStart::JANUARY)
    }
}

/// The period that is told, and what it is held against; none where the books hold nothing to hold it against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// The period that is told.
    pub period: Period,
    /// What it is held against.
    pub comparison: Option<Comparison>,
}

impl Comparison {
    /// What is compared: where nothing else was asked, the last whole period with the same one of last year, or with the
    /// one before it where the books do not reach so far.
    pub fn choose(
        books: &Books,
        monthly: &Monthly,
        leading: &Series,
        wanted: &Wanted,
    ) -> Result<Chosen, NoComparison> {
        let period = Self::told(books, monthly, wanted)?;
        let comparison = Self::against(books, monthly, leading, wanted, period)?;
        Ok(Chosen { period, comparison })
    }

    fn told(books: &Books, monthly: &Monthly, wanted: &Wanted) -> Result<Period, NoComparison> {
        let period = match wanted.current {
            Some(named) => named.period(wanted.starts()),
            None => latest(monthly, wanted.grain(), wanted.starts()),
        };
        reaches(books, monthly, period).map(|()| period)
    }

    fn against(
        books: &Books,
        monthly: &Monthly,
        leading: &Series,
        wanted: &Wanted,
        current: Period,
    ) -> Result<Option<Self>, NoComparison> {
        let starts = wanted.starts();
        let until = match monthly.cut_off(current) {
            Some(CutOff::Until(day)) => Some(day),
            Some(CutOff::From(_)) | None => None,
        };
        let with =
            |baseline, scenario, against| Self { current, until, baseline, scenario, against };
        if let Some(named) = wanted.baseline {
            let baseline = named.period(starts);
            if baseline.grain != current.grain {
                return Err(NoComparison::Unequal(current.to_string(), baseline.to_string()));
            }
            reaches(books, monthly, baseline)?;
            return Ok(Some(with(baseline, Scenario::Actual, Against::Chosen)));
        }
        let is_whole = |period: Period| {
            monthly.value(books, leading.metric, period).is_some()
                && !matches!(monthly.cut_off(period), Some(CutOff::From(_)))
                && period < current
        };
        let (before, last_year) = (current.plus(-1), current.a_year_before());
        match wanted.against {
            Some(Against::Previous) => {
                reaches(books, monthly, before)?;
                Ok(Some(with(before, Scenario::Actual, Against::Previous)))
            }
            Some(Against::LastYear) => {
                reaches(books, monthly, last_year)?;
                Ok(Some(with(last_year, Scenario::Actual, Against::LastYear)))
            }
            Some(Against::Trailing) => {
                let middle = leading.middle(current);
                let middle = middle.ok_or_else(|| NoComparison::NoMiddle(current.to_string()))?;
                Ok(Some(with(middle, Scenario::Actual, Against::Trailing)))
            }
            Some(Against::Budget) => {
                let planned = monthly.planned(books, leading.metric, current);
                planned.ok_or_else(|| NoComparison::NoBudget(current.to_string()))?;
                Ok(Some(with(current, Scenario::Budget, Against::Budget)))
            }
            Some(Against::Chosen) | None if is_whole(last_year) => {
                Ok(Some(with(last_year, Scenario::Actual, Against::LastYear)))
            }
            Some(Against::Chosen) | None => {
                Ok(is_whole(before).then(|| with(before, Scenario::Actual, Against::Previous)))
            }
        }
    }

    /// The days of the baseline that are compared: all, or those up to the day on which the current period stops.
    pub fn baseline_until(&self) -> Date {
        self.until.map_or(self.baseline.end(), |day| self.baseline.same_day(self.current, day))
    }

    /// What the current period is held against, in words.
    pub fn words(&self) -> String {
        match self.against {
            Against::Budget => "the budget".to_owned(),
            Against::Trailing => format!("{}, the middle of the twelve before", self.baseline),
            Against::Previous | Against::LastYear | Against::Chosen => self.baseline.to_string(),
        }
    }
}

/// The last whole period; the last at all where none is whole.
fn latest(monthly: &Monthly, grain: Grain, starts: YearStart) -> Period {
    let (first, last) = monthly.span();
    let newest = Period::of(last, grain, starts);
    let oldest = Period::of(first, grain, starts);
    let back = std::iter::successors(Some(newest), |period| Some(period.plus(-1)));
    let mut whole =
        back.take_while(|period| oldest <= *period).filter(|period| monthly.is_whole(*period));
    whole.next().unwrap_or(newest)
}

fn reaches(books: &Books, monthly: &Monthly, period: Period) -> Result<(), NoComparison> {
    let (first, last) = monthly.span();
    if period.months().any(|month| first <= month && month <= last) {
        return Ok(());
    }
    let (first, last) = books.span().unwrap_or((first.first(), last.last()));
    Err(NoComparison::OutOfBooks { wanted: period.to_string(), first, last })
}

impl fmt::Display for Against {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Previous => "the period before",
            Self::LastYear => "the same period of last year",
            Self::Trailing => "the middle of the twelve periods before",
            Self::Budget => "the budget",
            Self::Chosen => "a period that was chosen",
        })
    }
}
