//! Figures in words: the little grammar that the flows share.

use finance::{
    FiscalPeriod, Item, LineItem, Ratio,
    facts::{Aspect, FactId, FactPeriod, FactTable, derive},
    format::{self, MEANINGLESS, MISSING, Scale, Style},
    ratio::{Computer, PriceAt, Undefined},
    statement::CompanyFigures,
};
use rust_decimal::Decimal;

use crate::answer::document::{Cell, Row};

/// A company's figures on their way into an answer.
pub(crate) struct Writer<'a> {
    pub(crate) known: &'a CompanyFigures,
    pub(crate) facts: &'a mut FactTable,
    pub(crate) price_at: PriceAt,
}

impl Writer<'_> {
    /// An item of a period as a fact, or why there is none.
    pub(crate) fn item(&mut self, item: Item, period: FiscalPeriod) -> Result<FactId, Undefined> {
        Computer::new(self.known, self.facts, self.price_at).item(item, period)
    }

    pub(crate) fn line(&mut self, item: LineItem, period: FiscalPeriod) -> Option<FactId> {
        self.item(Item::Line(item), period).ok()
    }

    pub(crate) fn ratio(&mut self, ratio: Ratio, period: FiscalPeriod) -> Option<FactId> {
        self.item(Item::Ratio(ratio), period).ok()
    }

    pub(crate) fn growth(&mut self, now: FactId, before: FactId) -> Option<FactId> {
        derive(self.facts, Aspect::Growth, &[now, before]).ok()
    }

    pub(crate) fn change(&mut self, now: FactId, before: FactId) -> Option<FactId> {
        derive(self.facts, Aspect::Change, &[now, before]).ok()
    }

    pub(crate) fn value(&self, id: FactId) -> Decimal {
        self.facts.fact(id).map(|fact| fact.value).unwrap_or_default()
    }

    /// The figure as it stands in a sentence.
    pub(crate) fn say(&self, id: FactId) -> String {
        let fact = self.facts.fact(id);
        fact.map_or(MISSING.to_owned(), |fact| Style::default().prose(fact.value, fact.unit))
    }

    /// The figure without its minus sign, for sentences whose words say the direction.
    pub(crate) fn say_size(&self, id: FactId) -> String {
        let fact = self.facts.fact(id);
        fact.map_or(MISSING.to_owned(), |fact| Style::default().prose(fact.value.abs(), fact.unit))
    }

    /// A row of a table in one scale and with one number of decimals.
    pub(crate) fn row(&mut self, item: Item, periods: &[FiscalPeriod], scale: Scale) -> Row {
        let cells = periods.iter().map(|period| match self.item(item, *period) {
            Ok(id) => {
                let text = Style::default().cell(self.value(id), scale, 0);
                Cell { text, fact: Some(id) }
            }
            Err(reason) => Cell::plain(absent(&reason)),
        });
        Row { label: item.label().to_owned(), cells: cells.collect() }
    }

    /// A row of a table whose figures carry their units.
    pub(crate) fn row_with_units(&mut self, item: Item, periods: &[FiscalPeriod]) -> Row {
        let cells = periods.iter().map(|period| self.cell(item, *period));
        Row { label: item.label().to_owned(), cells: cells.collect() }
    }

    /// A cell whose figure carries its unit.
    pub(crate) fn cell(&mut self, item: Item, period: FiscalPeriod) -> Cell {
        match self.item(item, period) {
            Ok(id) => self.cell_of(id),
            Err(reason) => Cell::plain(absent(&reason)),
        }
    }

    pub(crate) fn cell_of(&self, id: FactId) -> Cell {
        let fact = self.facts.fact(id);
        let text = fact.map(|fact| Style::default().cell_of(fact.value, fact.unit));
        Cell { text: text.unwrap_or_else(|| MISSING.to_owned()), fact: Some(id) }
    }

    /// The values of an item over periods, for a chart or a sparkline.
    pub(crate) fn series(&mut self, item: Item, periods: &[FiscalPeriod]) -> Vec<Option<FactId>> {
        periods.iter().map(|period| self.item(item, *period).ok()).collect()
    }

    /// When a figure stands: its period, the day of a price, or both for a multiple at the last close.
    pub(crate) fn standing(&self, item: Item, period: FiscalPeriod, id: FactId) -> String {
        let fact = self.facts.fact(id);
        match (item, fact) {
            (Item::Price(_), Some(fact)) => when(fact.period),
            (_, Some(fact)) if fact.what.aspect == Aspect::AtLastClose => {
                let close = self.known.priced.as_ref().and_then(|priced| priced.closes.last());
                let day = close.map(|close| format!("at {}, on ", format::day(close.date)));
                format!("{}{}", day.unwrap_or_default(), self.period_name(period))
            }
            _ => self.period_name(period),
        }
    }

    /// The period's name, with the month its year ends in where that is not December.
    pub(crate) fn period_name(&self, period: FiscalPeriod) -> String {
        let end = self.known.span(period).map(|span| span.end);
        match (period, end) {
            (FiscalPeriod::Year(_), Some(end))
                if end.month() != 12 && !(end.month() == 1 && end.day() <= 7) =>
            {
                format!("{period} ({})", end.strftime("%b"))
            }
            _ => period.to_string(),
        }
    }
}

/// What a table shows where there is no figure.
pub(crate) fn absent(reason: &Undefined) -> &'static str {
    match reason {
        Undefined::Missing(_) => MISSING,
        Undefined::Meaningless(_) => MEANINGLESS,
    }
}

/// `rose` or `fell`, by the sign of a change.
pub(crate) fn moved(change: Decimal) -> &'static str {
    if change.is_sign_negative() { "fell" } else { "rose" }
}

/// How a fact's period is written in a sentence: a day as people write it.
pub(crate) fn when(period: FactPeriod) -> String {
    match period {
        FactPeriod::Day(day) => format::day(day),
        FactPeriod::Fiscal(period, _) => period.to_string(),
        FactPeriod::YearToDate(..) | FactPeriod::FromTo(..) | FactPeriod::Days(..) => {
            period.to_string()
        }
    }
}
