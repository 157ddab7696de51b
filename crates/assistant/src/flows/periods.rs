//! From the periods that a person asks about to those that a company reports.

use finance::{FiscalPeriod, PeriodWanted, ratio::PriceAt, statement::CompanyFigures};

use super::{NoAnswer, Wanted};
use crate::{question::Over, router::Category};

/// How far back the latest period is looked for where a figure of it is missing.
pub(super) const LOOK_BACK: usize = 3;

/// How many periods one answer shows.
const ROW_MAX: usize = 30;

/// How many periods a statement shows where it is not asked for more: a quarter stands beside the same one a year before.
const COLUMNS: usize = 5;

/// The periods that the wanted one can be, the best first.
pub(crate) fn candidates(known: &CompanyFigures, wanted: PeriodWanted) -> Vec<FiscalPeriod> {
    let latest = |periods: Vec<FiscalPeriod>| periods.into_iter().take(LOOK_BACK).collect();
    match wanted {
        PeriodWanted::Of(period) => vec![period],
        PeriodWanted::Latest => latest(known.years().into_iter().rev().collect()),
        PeriodWanted::LatestTrailing => latest(known.trailing()),
        PeriodWanted::LatestQuarter => latest(quarters(known)),
        PeriodWanted::LatestOf(wanted) => {
            let is = |period: &FiscalPeriod| matches!(period, FiscalPeriod::Quarter(_, quarter) if *quarter == wanted);
            latest(quarters(known).into_iter().filter(is).collect())
        }
        PeriodWanted::YearsAgo(years) => {
            let last = known.years().last().copied();
            let back =
                |last: FiscalPeriod| FiscalPeriod::Year(last.year().saturating_sub(years.into()));
            last.map(back).into_iter().collect()
        }
    }
}

/// The quarters that are known, the latest first.
fn quarters(known: &CompanyFigures) -> Vec<FiscalPeriod> {
    let mut quarters: Vec<FiscalPeriod> =
        known.periods().filter(|period| matches!(period, FiscalPeriod::Quarter(..))).collect();
    quarters.sort_unstable();
    quarters.dedup();
    quarters.reverse();
    quarters
}

/// At which price a ratio is computed: a named period has the price at its end.
pub(crate) fn price_at(wanted: PeriodWanted) -> PriceAt {
    match wanted {
        PeriodWanted::Of(_) | PeriodWanted::YearsAgo(_) => PriceAt::PeriodEnd,
        PeriodWanted::Latest
        | PeriodWanted::LatestTrailing
        | PeriodWanted::LatestQuarter
        | PeriodWanted::LatestOf(_) => PriceAt::Last,
    }
}

/// The periods of a row, oldest first.
pub(super) fn row(known: &CompanyFigures, over: &Over) -> Vec<FiscalPeriod> {
    let years = known.years();
    let mut row: Vec<FiscalPeriod> = match over {
        Over::Years(count) => {
            let skip = years.len().saturating_sub(usize::from(*count));
            years.into_iter().skip(skip).collect()
        }
        Over::Between(from, to) => {
            years.into_iter().filter(|year| (*from..=*to).contains(&year.year())).collect()
        }
        Over::Quarters(count) => {
            let mut last: Vec<FiscalPeriod> =
                quarters(known).into_iter().take(usize::from(*count)).collect();
            last.reverse();
            last
        }
        Over::Since(from) => years.into_iter().filter(|year| *from <= year.year()).collect(),
        Over::Each(periods) => {
            let mut periods = periods.clone();
            periods.sort_unstable();
            periods
        }
    };
    let skip = row.len().saturating_sub(ROW_MAX);
    row.drain(..skip);
    row
}

/// The fiscal year of which a report is wanted; none for the latest.
pub(super) fn year_of_report(known: &CompanyFigures, wanted: &Wanted) -> Option<FiscalPeriod> {
    let last_of = |over: &Over| row(known, over).last().copied();
    match (&wanted.over, wanted.period) {
        (Some(over), _) => last_of(over),
        (None, PeriodWanted::Of(period)) => Some(period),
        (None, PeriodWanted::YearsAgo(_)) => candidates(known, wanted.period).into_iter().next(),
        (
            None,
            PeriodWanted::Latest
            | PeriodWanted::LatestTrailing
            | PeriodWanted::LatestQuarter
            | PeriodWanted::LatestOf(_),
        ) => None,
    }
    .map(|period| FiscalPeriod::Year(period.year()))
}

/// The columns of a statement, oldest first: the period that is wanted and those before it of the same length.
pub(super) fn columns(known: &CompanyFigures, wanted: &Wanted) -> Vec<FiscalPeriod> {
    if let Some(over) = &wanted.over {
        return row(known, over);
    }
    let years = || known.years();
    let until = |mut all: Vec<FiscalPeriod>, last: FiscalPeriod| {
        all.retain(|period| *period <= last);
        if all.last() == Some(&last) { all } else { Vec::new() }
    };
    let all = match candidates(known, wanted.period).first() {
        Some(last @ FiscalPeriod::Year(_)) => until(years(), *last),
        Some(last @ FiscalPeriod::Quarter(..)) => {
            let mut all = quarters(known);
            all.reverse();
            until(all, *last)
        }
        Some(FiscalPeriod::Trailing(..)) | None => years(),
    };
    let skip = all.len().saturating_sub(COLUMNS);
    all.into_iter().skip(skip).collect()
}

/// The error where the period that is wanted is not among those that are known.
pub(super) fn not_known(known: &CompanyFigures, what: &str, wanted: PeriodWanted) -> NoAnswer {
    let listing = &known.company.listing;
    let years = known.years();
    let message = format!("there is no {what} of {} for {wanted}", listing.symbol);
    let hint = match (years.first(), years.last()) {
        (Some(first), Some(last)) => format!("fiscal years are known from {first} to {last}"),
        _ => "no statements of it are known; its price may be".to_owned(),
    };
    NoAnswer { message, hint }
}

/// What a reader should know of the period that was asked for, where the answer is on another.
pub(super) fn remark(category: Category, wanted: &Wanted, unread: Option<&str>) -> Option<String> {
    let quarter = match wanted.period {
        PeriodWanted::Of(period @ (FiscalPeriod::Quarter(..) | FiscalPeriod::Trailing(..))) => {
            Some(period.to_string())
        }
        PeriodWanted::LatestQuarter => Some("a quarter".to_owned()),
        PeriodWanted::LatestOf(_) => Some(wanted.period.to_string()),
        PeriodWanted::Latest
        | PeriodWanted::LatestTrailing
        | PeriodWanted::YearsAgo(_)
        | PeriodWanted::Of(FiscalPeriod::Year(_)) => None,
    };
    match (quarter, unread) {
        (Some(quarter), _) if category == Category::Report => Some(format!(
            "a report is on whole fiscal years, not on {quarter}; ask for the income statement of {quarter}"
        )),
        (_, Some(word)) => Some(format!(
            "the period was not understood from `{word}`; write FY2024, Q3 FY2024 or TTM"
        )),
        (Some(_) | None, None) => None,
    }
}
