//! The companies of a comparison, each with the period that it is compared by.

use std::{collections::BTreeSet, fmt::Write as _};

use agent::RunError;
use finance::{
    FiscalPeriod, PassedOver, PeriodWanted, Symbol,
    facts::FactTable,
    format::{self, in_sentence},
    period::days_between,
    ratio::PriceAt,
    statement::CompanyFigures,
};
use futures::future;

use super::{CHART_YEARS, NoAnswer, Wanted, list, markdown, periods, short_name};
use crate::{answer::Gap, desk::Desk, fetch, narrate::Writer, question::Over};

/// At most so many companies are compared.
const COMPANIES_MAX: usize = 6;

/// Fiscal years that end further apart than this, in days, are not of the same time.
const SAME_TIME_DAYS: i32 = 45;

/// A company in a comparison, and the period that it is compared by.
pub(super) struct Column {
    pub(super) known: CompanyFigures,
    pub(super) period: FiscalPeriod,
}

impl Column {
    pub(super) fn name(&self) -> String {
        markdown::plain(short_name(&self.known.company.listing.name))
    }

    pub(super) fn symbol(&self) -> &Symbol {
        &self.known.company.listing.symbol
    }

    /// Its period so many before the one that is wanted.
    fn back(&self, wanted: PeriodWanted, back: usize) -> Option<FiscalPeriod> {
        periods::candidates(&self.known, wanted).into_iter().nth(back)
    }
}

/// Everything of every company, at once.
pub(super) async fn fetched(
    desk: &Desk<'_>,
    symbols: &[Symbol],
    needs: fetch::Needs,
) -> Result<(Vec<CompanyFigures>, Vec<Gap>, Vec<PassedOver>), RunError> {
    let jobs = symbols.iter().take(COMPANIES_MAX).map(|symbol| fetch::fetch(desk, symbol, needs));
    let results = future::join_all(jobs).await;
    let (mut all, mut gaps, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    let mut passed_over = Vec::new();
    for (symbol, result) in symbols.iter().zip(results) {
        match result {
            Ok(fetched) => {
                gaps.extend(fetched.gaps);
                passed_over.extend(fetched.passed_over);
                all.push(fetched.known);
            }
            Err(error) => {
                gaps.push(Gap::new(symbol.to_string(), "", error.in_full()));
                failures.push(error);
            }
        }
    }
    let more: Vec<&str> = symbols.iter().skip(COMPANIES_MAX).map(Symbol::as_str).collect();
    if !more.is_empty() {
        let shown = more.iter().take(COMPANIES_MAX).copied().collect::<Vec<_>>().join(", ");
        let rest = if COMPANIES_MAX < more.len() { " and others" } else { "" };
        let reason = format!("at most {COMPANIES_MAX} companies are compared at once");
        gaps.push(Gap::new(format!("{shown}{rest}"), "", reason));
    }
    match failures.into_iter().next() {
        Some(error) if all.is_empty() => Err(error),
        Some(_) | None => {
            passed_over.sort();
            passed_over.dedup();
            Ok((all, gaps, passed_over))
        }
    }
}

/// Each company with its period; years and trailing years are never mixed.
pub(super) fn columns(
    all: Vec<CompanyFigures>,
    wanted: PeriodWanted,
    gaps: &mut Vec<Gap>,
) -> Result<Vec<Column>, RunError> {
    let has = |known: &CompanyFigures, wanted| {
        let periods = periods::candidates(known, wanted);
        periods.into_iter().find(|period| {
            known.periods().any(|one| one == *period)
                || matches!(period, FiscalPeriod::Trailing(..))
        })
    };
    let none_trailing = all.iter().any(|known| known.trailing().is_empty());
    let asked = if wanted == PeriodWanted::LatestTrailing && none_trailing {
        let reason = "not known of every company, so fiscal years are compared";
        gaps.push(Gap::new("the last four quarters", "", reason));
        PeriodWanted::Latest
    } else {
        wanted
    };
    let mut columns = Vec::new();
    let mut without = Vec::new();
    for known in all {
        match has(&known, asked) {
            Some(period) => columns.push(Column { known, period }),
            None => without.push(known.company.listing.symbol.clone()),
        }
    }
    for symbol in &without {
        gaps.push(Gap::new(symbol.to_string(), "", format!("there are no statements for {asked}")));
    }
    if columns.is_empty() {
        let names = without.iter().map(Symbol::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("there are no statements of {names} for {asked}");
        let hint = if asked == PeriodWanted::Latest {
            "`fisc data info` says which companies the data have"
        } else {
            "leave the period out to compare the latest fiscal years"
        };
        let hint = hint.to_owned();
        return Err(NoAnswer { message, hint }.into_error());
    }
    Ok(columns)
}

/// The periods of the charts where none are asked for: the latest years, or those up to the period that is.
pub(super) fn over_of(columns: &[Column], wanted: PeriodWanted) -> Over {
    match (wanted, columns.first()) {
        (PeriodWanted::Latest | PeriodWanted::LatestTrailing, _) | (_, None) => {
            Over::Years(CHART_YEARS)
        }
        (_, Some(column)) => {
            let back = std::iter::successors(Some(column.period), |period| Some(period.year_ago()));
            Over::Each(back.take(CHART_YEARS.into()).collect())
        }
    }
}

/// Moves all companies to the latest periods of which the figures are known of most, and says so; an error where they
/// are known of none.
pub(super) fn look_back(
    columns: &mut [Column],
    wanted: &Wanted,
) -> Result<Option<String>, RunError> {
    let mut reason = None;
    let mut best = (0, 0);
    for back in 0..periods::LOOK_BACK {
        let price_at =
            if back == 0 { periods::price_at(wanted.period) } else { PriceAt::PeriodEnd };
        let mut known = 0;
        for column in columns.iter() {
            let Some(period) = column.back(wanted.period, back) else { continue };
            let facts = &mut FactTable::default();
            let mut writer = Writer { known: &column.known, facts, price_at };
            for item in &wanted.items {
                match writer.item(*item, period) {
                    Ok(_) => known += 1,
                    Err(undefined) => reason = reason.or(Some(undefined)),
                }
            }
        }
        if best.0 < known {
            best = (known, back);
        }
    }
    let labels: Vec<String> = wanted.items.iter().map(|item| in_sentence(item.label())).collect();
    let labels = list(&labels);
    match best {
        (0, _) => {
            let symbols: Vec<String> = columns.iter().map(|one| one.symbol().to_string()).collect();
            let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
            let message = format!("there is no {labels} of {}{reason}", list(&symbols));
            let hint = "`fisc data info` says which figures the data have".to_owned();
            Err(NoAnswer { message, hint }.into_error())
        }
        (_, 0) => Ok(None),
        (_, back) => {
            for column in columns.iter_mut() {
                column.period = column.back(wanted.period, back).unwrap_or(column.period);
            }
            let message = format!(
                "{labels} is not known of the latest periods, so earlier ones are compared"
            );
            Ok(Some(message))
        }
    }
}

/// By which years and in which currencies the companies are compared.
pub(super) fn basis(columns: &[Column], at_last_close: bool) -> String {
    let mut ends = Vec::new();
    let mut each = Vec::new();
    let mut currencies = BTreeSet::new();
    let mut own = Vec::new();
    for column in columns {
        let end = column.known.span(column.period).map(|span| span.end);
        ends.extend(end);
        let to = end.map_or(String::new(), |end| format!(" to {}", format::day(end)));
        each.push(format!("{} {}{to}", column.name(), column.period));
        if let Some(currency) = column.known.currency() {
            currencies.insert(currency);
            own.push(format!("{} in {currency}", column.name()));
        }
    }
    let mut text = format!("Each by its own fiscal calendar: {}.", each.join(", "));
    let (first, last) = (ends.iter().min(), ends.iter().max());
    if let (Some(first), Some(last)) = (first, last)
        && SAME_TIME_DAYS < days_between(*first, *last)
    {
        text.push_str(" These periods do not end at the same time, so part of a difference may be one of time.");
    }
    let last = columns.iter().filter(|_| at_last_close);
    let last = last.filter_map(|column| column.known.priced.as_ref()?.closes.last());
    if let Some(close) = last.max_by_key(|close| close.date) {
        let day = format::day(close.date);
        let _ = write!(text, " What depends on the price is at the last close, {day}.");
    }
    let mut names = currencies.iter();
    match (names.next(), names.next()) {
        (Some(only), None) => {
            let _ = write!(text, " Amounts in {only}.");
        }
        (Some(_), Some(_)) => {
            let _ = write!(
                text,
                " Amounts are in each company's own currency ({}) and are not set against each other; ratios are.",
                own.join(", ")
            );
        }
        (None, _) => {}
    }
    text
}
