//! One concept over time: which value stands for each span, and what follows for quarters.

use std::collections::BTreeMap;

use finance::{
    Basis, Figure, FiscalPeriod, Input, Item, LineItem, Quarter, Restated, Rule, Span, Unit,
    figure::InputPeriod, period::days_between,
};
use jiff::civil::Date;

use super::{calendar::Calendar, facts::RawFact};

/// How far the first days of two spans of one period may differ: some filings count from the day before.
const START_SLACK_DAYS: i32 = 6;

/// A row's figures by period.
pub(super) type Row = BTreeMap<FiscalPeriod, (Span, Figure)>;

/// The row that one concept gives: years as reported, quarters as reported or derived.
pub(super) fn row(item: LineItem, facts: &[RawFact], unit: Unit, calendar: &Calendar) -> Row {
    let facts: Vec<_> = facts.iter().filter(|fact| fact.unit == unit).collect();
    let standing = standing(&facts);
    if item.is_instant() { instants(&standing, calendar) } else { flows(item, &standing, calendar) }
}

/// Of all that was filed for each span, the value of the latest filing stands and the first filing that
/// carries it is cited; other values stay visible.
fn standing(facts: &[&RawFact]) -> BTreeMap<Span, Figure> {
    let mut spans: BTreeMap<Span, Vec<&RawFact>> = BTreeMap::new();
    for fact in facts {
        spans.entry(Span { start: fact.start, end: fact.end }).or_default().push(fact);
    }
    let figure = |mut said: Vec<&RawFact>| {
        said.sort_by_key(|fact| (fact.filing.filed, fact.filing.accession));
        let last = said.last()?;
        let first = said.iter().find(|fact| fact.value == last.value)?;
        let mut restated: Vec<Restated> = Vec::new();
        for fact in said.iter().filter(|fact| fact.value != last.value) {
            if restated.iter().all(|before| before.value != fact.value) {
                restated.push(Restated { value: fact.value, filing: fact.filing.clone() });
            }
        }
        let basis = Basis::Filed(first.filing.clone());
        Some(Figure { value: last.value, unit: last.unit, basis, restated })
    };
    spans.into_iter().filter_map(|(span, said)| Some((span, figure(said)?))).collect()
}

fn instants(standing: &BTreeMap<Span, Figure>, calendar: &Calendar) -> Row {
    let mut row = Row::new();
    for (span, figure) in standing.iter().filter(|(span, _)| span.start.is_none()) {
        if let Some(year) = calendar.years().iter().find(|year| year.span.end == span.end) {
            row.insert(FiscalPeriod::Year(year.name), (*span, figure.clone()));
            row.insert(FiscalPeriod::Quarter(year.name, Quarter::Q4), (*span, figure.clone()));
        } else if let Some(period) = calendar.quarter_ending(span.end) {
            let taken =
                row.get(&period).is_some_and(|(known, _)| is_better(known.end, span.end, calendar));
            if !taken {
                row.insert(period, (*span, figure.clone()));
            }
        }
    }
    row
}

/// Whether the known day is at least as near to where its quarter should end.
fn is_better(known: Date, new: Date, calendar: &Calendar) -> bool {
    let off = |day: Date| {
        let start = calendar.year_of(day).and_then(|year| year.span.start);
        start.map_or(i32::MAX, |start| {
            let days = days_between(start, day) + 1;
            (days - (days + 45) / 91 * 91).abs()
        })
    };
    off(known) <= off(new)
}

fn flows(item: LineItem, standing: &BTreeMap<Span, Figure>, calendar: &Calendar) -> Row {
    let mut row = Row::new();
    for year in calendar.years() {
        let whole = find(standing, year.span);
        if let Some((span, figure)) = whole {
            row.insert(FiscalPeriod::Year(year.name), (span, figure.clone()));
        }
    }
    for (span, figure) in standing.iter().filter(|(span, _)| span.is_quarter()) {
        if let Some(period) = calendar.quarter_ending(span.end) {
            row.entry(period).or_insert_with(|| (*span, figure.clone()));
        }
    }
    if item.is_flow() {
        add_differences(item, standing, calendar, &mut row);
    }
    row
}

/// Second, third and fourth quarters where only sums since the start of the year were reported.
fn add_differences(
    item: LineItem,
    standing: &BTreeMap<Span, Figure>,
    calendar: &Calendar,
    row: &mut Row,
) {
    let open_year = calendar.years().last().and_then(|last| {
        let next = last.span.end.tomorrow().ok()?;
        calendar.year_of(next)
    });
    for year in calendar.years().iter().copied().chain(open_year) {
        let Some(start) = year.span.start else { continue };
        // Sums since the start of the year, by the number of quarters in them.
        let mut sums: BTreeMap<u8, (Span, &Figure)> = BTreeMap::new();
        for (span, figure) in standing {
            let same_start =
                span.start.is_some_and(|from| days_between(from, start).abs() <= START_SLACK_DAYS);
            if let Some(FiscalPeriod::Quarter(name, quarter)) = calendar.quarter_ending(span.end)
                && same_start
                && name == year.name
            {
                sums.insert(quarter.number(), (*span, figure));
            }
        }
        for quarter in [Quarter::Q2, Quarter::Q3, Quarter::Q4] {
            let period = FiscalPeriod::Quarter(year.name, quarter);
            let (whole, part) = (sums.get(&quarter.number()), sums.get(&(quarter.number() - 1)));
            let derived = match (whole, part) {
                (Some(whole), Some(part)) => difference(item, year.name, quarter, *whole, *part),
                (Some(whole), None) if quarter == Quarter::Q4 => {
                    rest_of_year(item, year.name, *whole, row)
                }
                _ => None,
            };
            if let Some(derived) = derived {
                row.entry(period).or_insert(derived);
            }
        }
    }
}

/// A quarter as the sum up to its end less the sum up to its start.
fn difference(
    item: LineItem,
    year: i16,
    quarter: Quarter,
    whole: (Span, &Figure),
    part: (Span, &Figure),
) -> Option<(Span, Figure)> {
    let sum = |quarters: u8, (span, figure): (Span, &Figure)| Input {
        item: Item::Line(item),
        period: match quarters {
            1 => InputPeriod::Fiscal(FiscalPeriod::Quarter(year, Quarter::Q1)),
            4 => InputPeriod::Fiscal(FiscalPeriod::Year(year)),
            _ => InputPeriod::YearToDate(year, quarters),
        },
        span,
        figure: figure.clone(),
    };
    let span = Span::over(part.0.end.tomorrow().ok()?, whole.0.end);
    let inputs = vec![sum(quarter.number(), whole), sum(quarter.number() - 1, part)];
    span.is_quarter().then_some(())?;
    Some((span, Figure::derive(Rule::Difference, inputs)?))
}

/// The fourth quarter as the year less three reported quarters.
fn rest_of_year(
    item: LineItem,
    year: i16,
    whole: (Span, &Figure),
    row: &Row,
) -> Option<(Span, Figure)> {
    let input = |period: FiscalPeriod, span: Span, figure: &Figure| Input {
        item: Item::Line(item),
        period: InputPeriod::Fiscal(period),
        span,
        figure: figure.clone(),
    };
    let mut inputs = vec![input(FiscalPeriod::Year(year), whole.0, whole.1)];
    let mut end = None;
    for quarter in [Quarter::Q1, Quarter::Q2, Quarter::Q3] {
        let period = FiscalPeriod::Quarter(year, quarter);
        let (span, figure) = row.get(&period)?;
        inputs.push(input(period, *span, figure));
        end = Some(span.end);
    }
    let span = Span::over(end?.tomorrow().ok()?, whole.0.end);
    span.is_quarter().then_some(())?;
    Some((span, Figure::derive(Rule::Difference, inputs)?))
}

/// The figure of this span, or of one that starts some days earlier or later.
fn find(standing: &BTreeMap<Span, Figure>, wanted: Span) -> Option<(Span, &Figure)> {
    if let Some(figure) = standing.get(&wanted) {
        return Some((wanted, figure));
    }
    let near = |span: &Span| span.end == wanted.end && span.is_year();
    standing.iter().find(|(span, _)| near(span)).map(|(span, figure)| (*span, figure))
}
