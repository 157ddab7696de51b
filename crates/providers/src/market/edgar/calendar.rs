//! A company's fiscal years and quarters, from the periods of its own reports.

use std::collections::BTreeMap;

use finance::{
    FiscalPeriod, Quarter, Span,
    period::{YearNaming, days_between, is_a_year_later},
};
use jiff::{ToSpan, civil::Date};

use super::facts::{CompanyFacts, RawFact};

/// How many days a quarter of an ordinary year has, rounded down.
const QUARTER_DAYS: i32 = 91;

/// A fiscal year: its name and its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Year {
    pub(crate) name: i16,
    pub(crate) span: Span,
}

/// The fiscal years, oldest first, each ending a year after the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calendar {
    years: Vec<Year>,
}

impl Calendar {
    /// The calendar that the annual reports show.
    ///
    /// Years are named as most of the reports name the year that is their own; where none is seen, by
    /// `naming`. Trailing years that some companies print in quarterly reports are not fiscal years.
    pub(crate) fn of(facts: &CompanyFacts, naming: YearNaming) -> Self {
        let annual = |fact: &&RawFact| {
            fact.filing.form.is_annual()
                && fact.start.is_some_and(|start| Span::over(start, fact.end).is_year())
        };
        let mut starts: BTreeMap<Date, Date> = BTreeMap::new();
        let mut reports = BTreeMap::new();
        for fact in facts.concepts.values().flatten().filter(annual) {
            starts.insert(fact.end, fact.start.unwrap_or(fact.end));
            let own = reports
                .entry((fact.filing.filed, fact.filing.accession))
                .or_insert((fact.end, fact.filing_year));
            *own = (*own).max((fact.end, fact.filing_year));
        }
        let ends = chain(&starts.keys().copied().collect::<Vec<_>>());
        // The earliest report of each year names it: later ones were overwritten by going backwards.
        let own: BTreeMap<Date, i16> =
            reports.values().rev().filter_map(|(end, year)| Some((*end, (*year)?))).collect();
        let offset = usual_offset(&own, naming);
        let name = |end: Date| naming.fiscal_year(end).saturating_add(offset);
        let year = |end: &Date| {
            let start = starts.get(end).copied()?;
            Some(Year { name: name(*end), span: Span::over(start, *end) })
        };
        Self { years: ends.iter().filter_map(year).collect() }
    }

    /// The calendar of these years, oldest first.
    pub(crate) fn from_years(years: Vec<Year>) -> Self {
        Self { years }
    }

    /// By how many years the names differ from the rule, where any year is known.
    pub(crate) fn offset(&self, naming: YearNaming) -> Option<i16> {
        let last = self.years.last()?;
        Some(last.name.saturating_sub(naming.fiscal_year(last.span.end)))
    }

    /// The years, oldest first.
    pub(crate) fn years(&self) -> &[Year] {
        &self.years
    }

    /// The fiscal year that a day lies in; the one after the last reported year where it lies behind it.
    pub(crate) fn year_of(&self, day: Date) -> Option<Year> {
        let holds = |year: &&Year| {
            year.span.start.is_some_and(|start| start <= day) && day <= year.span.end
        };
        if let Some(year) = self.years.iter().find(holds) {
            return Some(*year);
        }
        let last = self.years.last().filter(|last| last.span.end < day)?;
        let start = last.span.end.tomorrow().ok()?;
        let end = last.span.end.checked_add(1.year()).ok()?;
        (day <= end)
            .then_some(Year { name: last.name.saturating_add(1), span: Span::over(start, end) })
    }

    /// The quarter that ends on this day.
    pub(crate) fn quarter_ending(&self, end: Date) -> Option<FiscalPeriod> {
        let year = self.year_of(end)?;
        let days = days_between(year.span.start?, end).saturating_add(1);
        // Rounded to the nearest quarter: quarters have 12 to 17 weeks.
        let number = (days + QUARTER_DAYS / 2) / QUARTER_DAYS;
        let quarter = Quarter::from_number(u8::try_from(number).ok()?.min(4))?;
        Some(FiscalPeriod::Quarter(year.name, quarter))
    }
}

/// The year-ends that lie a year apart, counted back from the latest.
fn chain(ends: &[Date]) -> Vec<Date> {
    let mut chained: Vec<Date> = Vec::new();
    for end in ends.iter().rev() {
        if chained.last().is_none_or(|later| is_a_year_later(*end, *later)) {
            chained.push(*end);
        }
    }
    chained.reverse();
    chained
}

/// By how many years the reports' own names differ from the rule: what most of them say, so that a slip in
/// one filing's cover data does not rename a year.
fn usual_offset(own: &BTreeMap<Date, i16>, naming: YearNaming) -> i16 {
    let mut votes: BTreeMap<i16, usize> = BTreeMap::new();
    for (end, year) in own {
        let offset = year.saturating_sub(naming.fiscal_year(*end));
        if (-1..=1).contains(&offset) {
            *votes.entry(offset).or_default() += 1;
        }
    }
    // Of equal counts the rule itself wins.
    let most = votes.into_iter().max_by_key(|(offset, count)| (*count, *offset == 0));
    most.map_or(0, |(offset, _)| offset)
}
