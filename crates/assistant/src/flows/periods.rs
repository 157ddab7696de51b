//! From the periods that a person asks about to those that a company reports.

use finance::{FiscalPeriod, PeriodWanted, ratio::PriceAt, statement::CompanyFigures};

use super::Wanted;
use crate::{question::Over, router::Category};

/// How far back the latest period is looked for where a figure of it is missing.
const LOOK_BACK: usize = 3;

/// How many periods one answer shows.
const ROW_MAX: usize = 12;

/// The periods that the wanted one can be, the best first.
pub(super) fn candidates(known: &CompanyFigures, wanted: PeriodWanted) -> Vec<FiscalPeriod> {
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
pub(super) fn price_at(wanted: PeriodWanted) -> PriceAt {
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

/// What a reader should know of the period that was asked for, where the answer is on another.
pub(super) fn remark(category: Category, wanted: &Wanted, unread: Option<&str>) -> Option<String> {
    let takes_a_period =
        matches!(category, Category::Figure | Category::Compare | Category::StockPrice);
    match (wanted.period, unread) {
        (PeriodWanted::Of(period), _) if !takes_a_period => Some(format!(
            "the answer is on the latest periods, not on {period}; name a figure to see {period}"
        )),
        (_, Some(word)) => Some(format!(
            "the period was not understood from `{word}`; write FY2024, Q3 FY2024 or TTM"
        )),
        _ => None,
    }
}
