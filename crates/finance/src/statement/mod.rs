//! Statements, and everything that is known of one company's.

mod identity;
mod line_item;
mod trailing;

pub use identity::{Identity, Verdict};
pub use line_item::{LineItem, Quantity, Row, StatementKind};

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{Closes, Company, Currency, Figure, FiscalPeriod, Span, market::Quote};

/// What one statement says of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Which of the three.
    pub kind: StatementKind,
    /// The period.
    pub period: FiscalPeriod,
    /// Its days.
    pub span: Span,
    /// What the company reports in.
    pub currency: Currency,
    /// The rows that were reported. A row that was not is absent, never zero.
    pub figures: BTreeMap<LineItem, Figure>,
    /// What a reader should know of these rows: an identity that fails, a figure that was set aside.
    pub notes: Vec<String>,
}

/// A figure and the days it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The days.
    pub span: Span,
    /// The figure.
    pub figure: Figure,
}

/// A listing's closes, and who gave them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// The closes.
    pub closes: Closes,
    /// Who gave them.
    pub provider: &'static str,
    /// Where they can be read about.
    pub url: String,
    /// The price of a moment after the last close, where someone was asked live.
    pub quote: Option<Quote>,
}

/// All that was fetched of one company, by row and period: what ratios and flows are computed from.
///
/// Every statement in it comes from one provider, so that no ratio mixes two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyFigures {
    /// The company.
    pub company: Company,
    /// Who gave the statements.
    pub provider: &'static str,
    /// When the provider held them true.
    pub as_of: Date,
    /// Its closing prices, where they are known.
    pub priced: Option<Priced>,
    periods: BTreeMap<FiscalPeriod, Period>,
}

/// What is known of one period, whichever statement says it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Period {
    span: Span,
    currency: Currency,
    /// By row, in order: a company has some hundreds, and many companies are known at once.
    figures: Vec<(LineItem, Figure)>,
    notes: BTreeSet<String>,
}

impl Period {
    fn figure(&self, item: LineItem) -> Option<&Figure> {
        let place = self.figures.binary_search_by_key(&item, |(row, _)| *row).ok()?;
        self.figures.get(place).map(|(_, figure)| figure)
    }
}

impl CompanyFigures {
    /// Nothing is known yet of `company`'s figures.
    pub fn new(company: Company, provider: &'static str, as_of: Date) -> Self {
        Self { company, provider, as_of, priced: None, periods: BTreeMap::new() }
    }

    /// Takes a statement in.
    pub fn add(&mut self, statement: Statement) {
        let Statement { kind: _, period, span, currency, figures, notes } = statement;
        let known = self.periods.entry(period).or_insert_with(|| Period {
            span,
            currency,
            figures: Vec::new(),
            notes: BTreeSet::new(),
        });
        // A flow's span has a start; a balance sheet that came first had only an end.
        known.span.start = known.span.start.or(span.start);
        known.figures.retain(|(item, _)| !figures.contains_key(item));
        known.figures.reserve_exact(figures.len());
        known.figures.extend(figures);
        known.figures.sort_unstable_by_key(|(item, _)| *item);
        known.notes.extend(notes);
    }

    /// What was known of the time up to a day: periods that had ended, and closes.
    #[must_use]
    pub fn until(mut self, day: Date) -> Self {
        self.periods.retain(|_, known| known.span.end <= day);
        self.priced = self
            .priced
            .map(|priced| Priced { closes: priced.closes.until(day), quote: None, ..priced })
            .filter(|priced| priced.closes.last().is_some());
        self
    }

    /// The row of that period, with a trailing year added up from its quarters.
    pub fn figure(&self, item: LineItem, period: FiscalPeriod) -> Option<Dated> {
        match period {
            FiscalPeriod::Year(_) | FiscalPeriod::Quarter(..) => self.reported(item, period),
            FiscalPeriod::Trailing(year, quarter) => trailing::figure(self, item, year, quarter),
        }
    }

    fn reported(&self, item: LineItem, period: FiscalPeriod) -> Option<Dated> {
        let known = self.periods.get(&period)?;
        let figure = known.figure(item)?.clone();
        let span = if item.is_instant() { Span::at(known.span.end) } else { known.span };
        Some(Dated { span, figure })
    }

    /// The days of a period of which anything is known.
    pub fn span(&self, period: FiscalPeriod) -> Option<Span> {
        match period {
            FiscalPeriod::Year(_) | FiscalPeriod::Quarter(..) => {
                self.periods.get(&period).map(|known| known.span)
            }
            FiscalPeriod::Trailing(year, quarter) => trailing::span(self, year, quarter),
        }
    }

    /// What the company reports in.
    pub fn currency(&self) -> Option<Currency> {
        self.periods.values().next_back().map(|known| known.currency)
    }

    /// The fiscal years of which anything is known, oldest first.
    pub fn years(&self) -> Vec<FiscalPeriod> {
        let is_year = |period: &&FiscalPeriod| matches!(period, FiscalPeriod::Year(_));
        self.periods.keys().filter(is_year).copied().collect()
    }

    /// The latest fiscal year.
    pub fn latest_year(&self) -> Option<FiscalPeriod> {
        self.years().last().copied()
    }

    /// The trailing years that end with each known quarter, latest first.
    pub fn trailing(&self) -> Vec<FiscalPeriod> {
        let quarter = |(period, known): (&FiscalPeriod, &Period)| match period {
            FiscalPeriod::Quarter(year, quarter) => {
                Some((known.span.end, FiscalPeriod::Trailing(*year, *quarter)))
            }
            FiscalPeriod::Year(_) | FiscalPeriod::Trailing(..) => None,
        };
        let mut quarters: Vec<_> = self.periods.iter().filter_map(quarter).collect();
        quarters.sort_by_key(|(end, _)| std::cmp::Reverse(*end));
        quarters.into_iter().map(|(_, period)| period).collect()
    }

    /// The periods in which this row is known, oldest first, years before quarters.
    pub fn periods_of(&self, item: LineItem) -> Vec<FiscalPeriod> {
        let knows = |known: &Period| known.figure(item).is_some();
        self.periods.iter().filter(|(_, known)| knows(known)).map(|(period, _)| *period).collect()
    }

    /// Every period of which anything is known.
    pub fn periods(&self) -> impl Iterator<Item = FiscalPeriod> + '_ {
        self.periods.keys().copied()
    }

    /// What a reader should know of that period's rows.
    pub fn notes(&self, period: FiscalPeriod) -> impl Iterator<Item = &str> {
        self.periods
            .get(&period)
            .into_iter()
            .flat_map(|known| known.notes.iter().map(String::as_str))
    }
}
