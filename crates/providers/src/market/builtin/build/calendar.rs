//! Fiscal years of companies of which only year-ends are known.

use finance::{
    Span, Symbol,
    period::{YearNaming, is_a_year_later},
};
use jiff::{ToSpan, civil::Date};

use super::{
    inputs::StatementRow,
    report::{BuildReport, Topic},
    same_end,
};
use crate::market::edgar::{Calendar, Year};

/// The calendar of a third party's annual rows, named like the filings' own where those are known.
///
/// Rows that do not end a year before the next one are no fiscal years: they are set aside and listed.
pub(super) fn calendar(
    symbol: &Symbol,
    rows: &[&StatementRow],
    reported: Option<&Calendar>,
    naming: YearNaming,
    report: &mut BuildReport,
) -> Calendar {
    let mut ends: Vec<Date> = Vec::new();
    for row in rows.iter().rev() {
        match ends.last() {
            Some(later) if !is_a_year_later(row.period_end, *later) => {
                report.say(
                    Topic::SetAside,
                    format!("{symbol}: row of {} is no year before {later}", row.period_end),
                );
            }
            Some(_) | None => ends.push(row.period_end),
        }
    }
    ends.reverse();
    let name = |end: Date| {
        let known = reported.and_then(|calendar| {
            calendar.years().iter().find(|year| same_end(year.span.end, end)).map(|year| year.name)
        });
        let offset = reported.and_then(|calendar| calendar.offset(naming)).unwrap_or(0);
        known.unwrap_or_else(|| naming.fiscal_year(end).saturating_add(offset))
    };
    let mut years: Vec<Year> = Vec::new();
    for end in ends {
        let before =
            years.last().map(|year| year.span.end).or_else(|| end.checked_sub(1.year()).ok());
        let start = before.and_then(|day| day.tomorrow().ok());
        let span = Span { start, end };
        years.push(Year { name: name(end), span });
    }
    Calendar::from_years(years)
}
