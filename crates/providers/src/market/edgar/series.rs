//! One concept over time: which value stands for each span, and what follows for quarters.

use std::{collections::BTreeMap, sync::Arc};

use finance::{
    Basis, Figure, Filing, FiscalPeriod, Input, Item, LineItem, Quarter, Restated, Rule, Span,
    Unit, figure::InputPeriod, period::days_between,
};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{calendar::Calendar, facts::RawFact};

/// How far the first days of two spans of one period may differ: some filings count from the day before.
const START_SLACK_DAYS: i32 = 6;

/// How long after one report the ones of the same season follow, in days: a year's report after its
/// nine months', and no further year's.
const SEASON_DAYS: i32 = 250;

/// A row's figures by period.
pub(super) type Row = BTreeMap<FiscalPeriod, (Span, Figure)>;

/// The row that one concept gives: years as reported, quarters as reported or derived.
pub(super) fn row(item: LineItem, facts: &[RawFact], unit: Unit, calendar: &Calendar) -> Row {
    let facts: Vec<_> = facts.iter().filter(|fact| fact.unit == unit).collect();
    let standing = standing(&facts);
    if item.is_instant() { instants(&standing, calendar) } else { flows(item, &standing, calendar) }
}

/// What was filed for one span.
struct Said {
    /// The value that stands: of the latest filing, cited by the first filing that carries it.
    standing: Figure,
    /// Every value with its filing, oldest first.
    told: Vec<(Arc<Filing>, Decimal)>,
}

impl Said {
    fn of(mut facts: Vec<&RawFact>) -> Option<Self> {
        facts.sort_by_key(|fact| (fact.filing.filed, fact.filing.accession));
        let last = facts.last()?;
        let first = facts.iter().find(|fact| fact.value == last.value)?;
        let mut restated: Vec<Restated> = Vec::new();
        for fact in facts.iter().filter(|fact| fact.value != last.value) {
            if restated.iter().all(|before| before.value != fact.value) {
                restated.push(Restated { value: fact.value, filing: Arc::clone(&fact.filing) });
            }
        }
        let basis = Basis::Filed(Arc::clone(&first.filing));
        let restated = restated.into();
        let standing = Figure { value: last.value, unit: last.unit, basis, restated };
        let told = facts.iter().map(|fact| (Arc::clone(&fact.filing), fact.value)).collect();
        Some(Self { standing, told })
    }

    /// The value as one filing told it.
    fn as_told(&self, (filing, value): &(Arc<Filing>, Decimal)) -> Figure {
        let basis = Basis::Filed(Arc::clone(filing));
        Figure { value: *value, unit: self.standing.unit, basis, restated: Box::default() }
    }

    /// The value as it was first told.
    fn original(&self) -> Option<Figure> {
        self.told.first().map(|told| self.as_told(told))
    }

    /// The last filing that told the value that stands.
    fn last_filed(&self) -> Option<Date> {
        self.told.last().map(|(filing, _)| filing.filed)
    }

    /// The value as it was told in the season after a day: by the next report or two.
    fn told_after(&self, day: Date) -> Option<Figure> {
        let in_season = |(filing, _): &&(Arc<Filing>, Decimal)| {
            (0..=SEASON_DAYS).contains(&days_between(day, filing.filed))
        };
        self.told.iter().find(in_season).map(|told| self.as_told(told))
    }
}

/// A whole and its part as one season's reports told them: a difference of a restated year and quarters
/// from before the restatement would be nobody's.
fn of_one_season(whole: &Said, part: &Said) -> Option<(Figure, Figure)> {
    let original = part.original()?;
    if original.value == part.standing.value {
        let day = part.told.first()?.0.filed;
        return Some((whole.told_after(day)?, original));
    }
    Some((whole.told_after(part.last_filed()?)?, part.standing.clone()))
}

fn standing(facts: &[&RawFact]) -> BTreeMap<Span, Said> {
    let mut spans: BTreeMap<Span, Vec<&RawFact>> = BTreeMap::new();
    for fact in facts {
        spans.entry(Span { start: fact.start, end: fact.end }).or_default().push(fact);
    }
    spans.into_iter().filter_map(|(span, facts)| Some((span, Said::of(facts)?))).collect()
}

fn instants(standing: &BTreeMap<Span, Said>, calendar: &Calendar) -> Row {
    let mut row = Row::new();
    for (span, said) in standing.iter().filter(|(span, _)| span.start.is_none()) {
        let figure = &said.standing;
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

fn flows(item: LineItem, standing: &BTreeMap<Span, Said>, calendar: &Calendar) -> Row {
    let mut row = Row::new();
    for year in calendar.years() {
        let whole = find(standing, year.span);
        if let Some((span, said)) = whole {
            row.insert(FiscalPeriod::Year(year.name), (span, said.standing.clone()));
        }
    }
    for (span, said) in standing.iter().filter(|(span, _)| span.is_quarter()) {
        // Some filers put the year's amount on the days of its last quarter.
        let is_years = whole_ending(standing, calendar, span.end)
            .is_some_and(|whole| whole.standing.value == said.standing.value);
        if let Some(period) = calendar.quarter_ending(span.end).filter(|_| !is_years) {
            row.entry(period).or_insert_with(|| (*span, said.standing.clone()));
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
    standing: &BTreeMap<Span, Said>,
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
        let mut sums: BTreeMap<u8, (Span, &Said)> = BTreeMap::new();
        for (span, said) in standing {
            let same_start =
                span.start.is_some_and(|from| days_between(from, start).abs() <= START_SLACK_DAYS);
            if let Some(FiscalPeriod::Quarter(name, quarter)) = calendar.quarter_ending(span.end)
                && same_start
                && name == year.name
            {
                sums.insert(quarter.number(), (*span, said));
            }
        }
        for quarter in [Quarter::Q2, Quarter::Q3, Quarter::Q4] {
            let period = FiscalPeriod::Quarter(year.name, quarter);
            let (whole, part) = (sums.get(&quarter.number()), sums.get(&(quarter.number() - 1)));
            let derived = match (whole, part) {
                (Some(whole), Some(part)) => difference(item, year.name, quarter, *whole, *part),
                (Some(whole), None) if quarter == Quarter::Q4 => {
                    rest_of_year(item, year.name, *whole, standing, row)
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
    whole: (Span, &Said),
    part: (Span, &Said),
) -> Option<(Span, Figure)> {
    let sum = |quarters: u8, span: Span, figure: Figure| Input {
        item: Item::Line(item),
        period: match quarters {
            1 => InputPeriod::Fiscal(FiscalPeriod::Quarter(year, Quarter::Q1)),
            4 => InputPeriod::Fiscal(FiscalPeriod::Year(year)),
            _ => InputPeriod::YearToDate(year, quarters),
        },
        span,
        figure,
    };
    let span = Span::over(part.0.end.tomorrow().ok()?, whole.0.end);
    span.is_quarter().then_some(())?;
    let (all, before) = of_one_season(whole.1, part.1)?;
    let number = quarter.number();
    let inputs = [sum(number, whole.0, all), sum(number - 1, part.0, before)].into();
    Some((span, Figure::derive(Rule::Difference, inputs)?))
}

/// The fourth quarter as the year less three reported quarters, all as they were first told.
fn rest_of_year(
    item: LineItem,
    year: i16,
    whole: (Span, &Said),
    standing: &BTreeMap<Span, Said>,
    row: &Row,
) -> Option<(Span, Figure)> {
    let input = |period: FiscalPeriod, span: Span, figure: Figure| Input {
        item: Item::Line(item),
        period: InputPeriod::Fiscal(period),
        span,
        figure,
    };
    let mut inputs = vec![input(FiscalPeriod::Year(year), whole.0, whole.1.original()?)];
    let mut end = None;
    for quarter in [Quarter::Q1, Quarter::Q2, Quarter::Q3] {
        let period = FiscalPeriod::Quarter(year, quarter);
        let (span, _) = row.get(&period)?;
        inputs.push(input(period, *span, standing.get(span)?.original()?));
        end = Some(span.end);
    }
    let span = Span::over(end?.tomorrow().ok()?, whole.0.end);
    span.is_quarter().then_some(())?;
    Some((span, Figure::derive(Rule::Difference, inputs.into())?))
}

/// What was filed for the fiscal year that ends on this day.
fn whole_ending<'a>(
    standing: &'a BTreeMap<Span, Said>,
    calendar: &Calendar,
    end: Date,
) -> Option<&'a Said> {
    let year = calendar.years().iter().find(|year| year.span.end == end)?;
    find(standing, year.span).map(|(_, said)| said)
}

/// The figure of this span, or of one that starts some days earlier or later.
fn find(standing: &BTreeMap<Span, Said>, wanted: Span) -> Option<(Span, &Said)> {
    if let Some(figure) = standing.get(&wanted) {
        return Some((wanted, figure));
    }
    let near = |span: &Span| span.end == wanted.end && span.is_year();
    standing.iter().find(|(span, _)| near(span)).map(|(span, figure)| (*span, figure))
}
