//! How a company's figures are packed: numbers as integers, filings named once.

use std::{collections::BTreeMap, sync::Arc};

use finance::{
    Basis, Close, Closes, Company, Currency, Derived, Figure, Filing, FiscalPeriod, Input, Item,
    LineItem, Quarter, Restated, Rule, Span, Statement, StatementKind, figure::InputPeriod,
    period::days_between,
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// All that is carried of one company.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CompanyRecord {
    pub(super) company: Company,
    currency: Currency,
    filings: Vec<(Arc<Filing>,)>,
    statements: Vec<StatementRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StatementRow {
    kind: StatementKind,
    period: (u8, i16),
    span: (Option<i32>, i32),
    cells: Vec<(LineItem, FigureRow)>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct FigureRow {
    value: Number,
    basis: BasisRow,
    restated: Vec<(Number, u16)>,
}

#[derive(Debug, Serialize, Deserialize)]
enum BasisRow {
    Filed(u16),
    Normalised,
    Derived(Rule, Vec<InputRow>),
}

#[derive(Debug, Serialize, Deserialize)]
struct InputRow {
    item: LineItem,
    period: (u8, i16),
    span: (Option<i32>, i32),
    figure: FigureRow,
}

/// A decimal as its digits and the place of its point.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Number(i64, u8);

impl Number {
    /// `None` where the value has more digits than sixty-four bits hold; such a figure is left out.
    fn of(value: Decimal) -> Option<Self> {
        let value = value.normalize();
        let rounded = if 12 < value.scale() { value.round_dp(12).normalize() } else { value };
        let digits = i64::try_from(rounded.mantissa()).ok()?;
        Some(Self(digits, u8::try_from(rounded.scale()).ok()?))
    }

    fn value(self) -> Decimal {
        Decimal::new(self.0, u32::from(self.1))
    }
}

impl CompanyRecord {
    /// Packs a company's statements.
    pub(super) fn pack(company: Company, currency: Currency, statements: &[Statement]) -> Self {
        let mut packer = Packer::default();
        let statements = statements.iter().map(|statement| StatementRow {
            kind: statement.kind,
            period: code(InputPeriod::Fiscal(statement.period)),
            span: days(statement.span),
            cells: statement
                .figures
                .iter()
                .filter_map(|(item, figure)| Some((*item, packer.figure(figure)?)))
                .collect(),
            notes: statement.notes.clone(),
        });
        let statements = statements.collect();
        let mut filings: Vec<_> = packer.filings.into_iter().collect();
        filings.sort_by_key(|(_, index)| *index);
        let filings = filings.into_iter().map(|(filing, _)| (filing,)).collect();
        Self { company, currency, filings, statements }
    }

    /// The statements of one kind.
    pub(super) fn unpack(
        &self,
        wanted: impl Fn(StatementKind, FiscalPeriod) -> bool,
    ) -> Vec<Statement> {
        self.statements
            .iter()
            .filter_map(|row| {
                let InputPeriod::Fiscal(period) = decode(row.period)? else { return None };
                if !wanted(row.kind, period) {
                    return None;
                }
                let cell = |(item, figure): &(LineItem, FigureRow)| {
                    Some((*item, self.figure(*item, figure)?))
                };
                Some(Statement {
                    kind: row.kind,
                    period,
                    span: span(row.span)?,
                    currency: self.currency,
                    figures: row.cells.iter().filter_map(cell).collect(),
                    notes: row.notes.clone(),
                })
            })
            .collect()
    }

    fn figure(&self, item: LineItem, row: &FigureRow) -> Option<Figure> {
        let filing = |index: &u16| Some(Arc::clone(&self.filings.get(usize::from(*index))?.0));
        let basis = match &row.basis {
            BasisRow::Filed(index) => Basis::Filed(filing(index)?),
            BasisRow::Normalised => Basis::Normalised,
            BasisRow::Derived(rule, inputs) => {
                let input = |row: &InputRow| {
                    Some(Input {
                        item: Item::Line(row.item),
                        period: decode(row.period)?,
                        span: span(row.span)?,
                        figure: self.figure(row.item, &row.figure)?,
                    })
                };
                let inputs = inputs.iter().map(input).collect::<Option<_>>()?;
                Basis::Derived(Box::new(Derived { rule: *rule, inputs }))
            }
        };
        let restated = row.restated.iter();
        let restated = restated
            .map(|(value, index)| Some(Restated { value: value.value(), filing: filing(index)? }));
        Some(Figure {
            value: row.value.value(),
            unit: item.unit(self.currency),
            basis,
            restated: restated.collect::<Option<_>>()?,
        })
    }
}

#[derive(Default)]
struct Packer {
    filings: BTreeMap<Arc<Filing>, u16>,
}

impl Packer {
    fn filing(&mut self, filing: &Arc<Filing>) -> u16 {
        let next = u16::try_from(self.filings.len()).unwrap_or(u16::MAX);
        *self.filings.entry(Arc::clone(filing)).or_insert(next)
    }

    fn figure(&mut self, figure: &Figure) -> Option<FigureRow> {
        let basis = match &figure.basis {
            Basis::Filed(filing) => BasisRow::Filed(self.filing(filing)),
            Basis::Normalised => BasisRow::Normalised,
            Basis::Derived(derived) => {
                let mut inputs = Vec::new();
                for input in &derived.inputs {
                    let Item::Line(item) = input.item else { return None };
                    let figure = self.figure(&input.figure)?;
                    inputs.push(InputRow {
                        item,
                        period: code(input.period),
                        span: days(input.span),
                        figure,
                    });
                }
                BasisRow::Derived(derived.rule, inputs)
            }
        };
        let restated = figure.restated.iter().filter_map(|restated| {
            Some((Number::of(restated.value)?, self.filing(&restated.filing)))
        });
        let restated = restated.collect();
        Some(FigureRow { value: Number::of(figure.value)?, basis, restated })
    }
}

/// 0 for a year, 1 to 4 for a quarter, 5 to 7 for the first two to four quarters together.
fn code(period: InputPeriod) -> (u8, i16) {
    match period {
        InputPeriod::Fiscal(FiscalPeriod::Year(year)) => (0, year),
        InputPeriod::Fiscal(FiscalPeriod::Quarter(year, quarter)) => (quarter.number(), year),
        InputPeriod::Fiscal(FiscalPeriod::Trailing(year, quarter)) => (quarter.number() + 8, year),
        InputPeriod::YearToDate(year, quarters) => (quarters + 3, year),
    }
}

fn decode((code, year): (u8, i16)) -> Option<InputPeriod> {
    Some(match code {
        0 => InputPeriod::Fiscal(FiscalPeriod::Year(year)),
        1..=4 => InputPeriod::Fiscal(FiscalPeriod::Quarter(year, Quarter::from_number(code)?)),
        5..=7 => InputPeriod::YearToDate(year, code - 3),
        9..=12 => {
            InputPeriod::Fiscal(FiscalPeriod::Trailing(year, Quarter::from_number(code - 8)?))
        }
        _ => return None,
    })
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

fn days(span: Span) -> (Option<i32>, i32) {
    (span.start.map(|start| days_between(EPOCH, start)), days_between(EPOCH, span.end))
}

fn span((start, end): (Option<i32>, i32)) -> Option<Span> {
    let start = match start {
        Some(start) => Some(date(start)?),
        None => None,
    };
    Some(Span { start, end: date(end)? })
}

/// The day so many days after 1 January 1970.
fn date(days: i32) -> Option<Date> {
    EPOCH.checked_add(days.days()).ok()
}

/// A listing's closes: runs of trading days, and the price's steps in cents.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PriceRecord {
    runs: Vec<(u32, u32)>,
    steps: Vec<i32>,
    jumps: Vec<i32>,
}

impl PriceRecord {
    /// Packs closes; `calendar` holds every trading day.
    pub(super) fn pack(calendar: &[Date], closes: &[(Date, i64)], jumps: &[Date]) -> Self {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        let mut steps = Vec::new();
        let mut before = 0;
        for (day, cents) in closes {
            let Ok(index) = calendar.binary_search(day) else { continue };
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            match runs.last_mut() {
                Some((start, length)) if *start + *length == index => *length += 1,
                _ => runs.push((index, 1)),
            }
            steps.push(i32::try_from(cents - before).unwrap_or_default());
            before = *cents;
        }
        let jumps = jumps.iter().map(|day| days_between(EPOCH, *day)).collect();
        Self { runs, steps, jumps }
    }

    /// The closes on their days.
    pub(super) fn unpack(&self, calendar: &[i32]) -> Closes {
        let indices = self.runs.iter().flat_map(|(start, length)| *start..start + length);
        let mut cents = 0_i64;
        let days = indices.zip(&self.steps).filter_map(|(index, step)| {
            cents += i64::from(*step);
            let day = *calendar.get(usize::try_from(index).ok()?)?;
            Some(Close { date: date(day)?, price: Decimal::new(cents, 2).normalize() })
        });
        let days = days.collect();
        let jumps = self.jumps.iter().filter_map(|day| date(*day)).collect();
        Closes { currency: Currency::USD, days, jumps }
    }
}

/// The trading days as they are kept.
pub(super) fn day_numbers(calendar: &[Date]) -> Vec<i32> {
    calendar.iter().map(|day| days_between(EPOCH, *day)).collect()
}
