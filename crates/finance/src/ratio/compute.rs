//! Computing ratios into a fact table.

use jiff::{civil::Date, tz::TimeZone};
use rust_decimal::Decimal;

use super::{Expr, Ratio, RatioUnit};
use crate::{
    Currency, FiscalPeriod, Item, LineItem, PriceItem, Symbol, Unit,
    facts::{
        Aspect, Conflict, FactId, FactPeriod, FactTable, How, Source, SourceOf, Underivable, What,
        derive,
    },
    format::in_sentence,
    period::days_between,
    statement::CompanyFigures,
};

/// How many days before a date a close may lie and still be that date's price: a long weekend.
const PRICE_GAP_DAYS: i32 = 7;

/// How old a number of shares may be at a price's day: a year's report and its delay.
const SHARES_AGE_DAYS: i32 = 400;

/// Why a ratio has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// An input was not reported.
    #[error("{0} is missing")]
    Missing(String),
    /// The inputs are there, but the result says nothing.
    #[error("{0}")]
    Meaningless(String),
}

/// Which price a multiple takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceAt {
    /// The last close that is known.
    Last,
    /// The close at the period's end.
    PeriodEnd,
}

/// Computes rows and ratios of one company into a fact table.
#[derive(Debug)]
pub struct Computer<'a> {
    known: &'a CompanyFigures,
    table: &'a mut FactTable,
    price_at: PriceAt,
}

/// A part of a formula, computed.
struct Part {
    value: Decimal,
    currency: Option<Currency>,
    words: String,
    inputs: Vec<FactId>,
    /// Whether the words need parentheses inside a product or quotient.
    is_sum: bool,
}

impl<'a> Computer<'a> {
    /// A computer over what is known of a company.
    pub fn new(known: &'a CompanyFigures, table: &'a mut FactTable, price_at: PriceAt) -> Self {
        Self { known, table, price_at }
    }

    /// The company's listing.
    pub fn symbol(&self) -> &Symbol {
        &self.known.company.listing.symbol
    }

    /// An item of that period as a fact.
    pub fn item(&mut self, item: Item, period: FiscalPeriod) -> Result<FactId, Undefined> {
        match item {
            Item::Line(line) => self.line(line, period),
            Item::Ratio(ratio) => self.ratio(ratio, period),
            Item::Price(PriceItem::Close) => self.close(period),
            Item::Price(PriceItem::High | PriceItem::Low) => self.extreme(item),
            Item::Price(PriceItem::Quote) => self.quote(),
        }
    }

    /// A row of that period as a fact.
    pub fn line(&mut self, item: LineItem, period: FiscalPeriod) -> Result<FactId, Undefined> {
        let missing = || Undefined::Missing(format!("{} {period}", item.row().label));
        let dated = self.known.figure(item, period).ok_or_else(missing)?;
        let place = (Item::Line(item), FactPeriod::Fiscal(period, dated.span));
        let source = SourceOf {
            provider: self.known.provider,
            cik: self.known.company.listing.cik,
            as_of: self.known.as_of,
        };
        let symbol = self.symbol().clone();
        Ok(self.table.enter_figure(&symbol, place, &dated, &source)?)
    }

    /// A ratio of that period as a fact.
    pub fn ratio(&mut self, ratio: Ratio, period: FiscalPeriod) -> Result<FactId, Undefined> {
        let row = ratio.row();
        if matches!(period, FiscalPeriod::Quarter(..)) && row.formula.needs_a_year() {
            let label = in_sentence(row.label);
            return Err(Undefined::Meaningless(format!(
                "{label} of a single quarter says nothing: ask for a year or for TTM"
            )));
        }
        if ratio.uses_price() {
            self.refuse_two_sources()?;
        }
        let part = self.part(row.formula, period)?;
        let currency = part.currency.or_else(|| self.known.currency());
        let unit = match (row.unit, currency) {
            (RatioUnit::Fraction, _) => Unit::Fraction,
            (RatioUnit::Times, _) => Unit::Times,
            (RatioUnit::Days, _) => Unit::Days,
            (RatioUnit::Money, Some(currency)) => Unit::Money(currency),
            (RatioUnit::PerShare, Some(currency)) => Unit::PerShare(currency),
            (RatioUnit::Money | RatioUnit::PerShare, None) => {
                return Err(Undefined::Missing("the currency".to_owned()));
            }
        };
        let span = self.known.span(period).ok_or_else(|| Undefined::Missing(period.to_string()))?;
        let at_last_close = ratio.uses_price() && self.price_at == PriceAt::Last;
        let aspect = if at_last_close { Aspect::AtLastClose } else { Aspect::Level };
        let what = What { item: Item::Ratio(ratio), aspect };
        let place = (what, FactPeriod::Fiscal(period, span));
        let how = How::Derived { formula: part.words, inputs: part.inputs };
        let value = part.value.round_dp(12).normalize();
        let symbol = self.symbol().clone();
        Ok(self.table.enter(&symbol, place, (value, unit), how)?)
    }

    /// The close that goes with that period, as a fact.
    pub fn close(&mut self, period: FiscalPeriod) -> Result<FactId, Undefined> {
        let symbol = self.symbol().clone();
        let missing = || Undefined::Missing(format!("a price of {symbol}"));
        let closes = &self.known.priced.as_ref().ok_or_else(missing)?.closes;
        let end = self.known.span(period).ok_or_else(missing)?.end;
        let close = match self.price_at {
            PriceAt::Last => closes.last(),
            PriceAt::PeriodEnd => closes.days.iter().rev().find(|close| close.date <= end).copied(),
        };
        let close = close.ok_or_else(missing)?;
        if self.price_at == PriceAt::PeriodEnd && PRICE_GAP_DAYS < days_between(close.date, end) {
            return Err(Undefined::Missing(format!("a price of {symbol} at {end}")));
        }
        self.enter_price(PriceItem::Close, FactPeriod::Day(close.date), close.price)
    }

    /// Refuses a multiple of one provider's price and another's statements: no ratio mixes two sources.
    fn refuse_two_sources(&self) -> Result<(), Undefined> {
        let Some(priced) = &self.known.priced else { return Ok(()) };
        if priced.provider == self.known.provider {
            return Ok(());
        }
        Err(Undefined::Meaningless(format!(
            "the price is from {} and the statements are from {}, and no ratio mixes two sources",
            priced.provider, self.known.provider
        )))
    }

    /// Refuses a multiple where the price jumped, unexplained, between the period and the price: a split or
    /// a spin-off that nobody told of may lie between the two.
    fn refuse_jumps(&self, period: FiscalPeriod) -> Result<(), Undefined> {
        let span = self.known.span(period);
        let closes = self.known.priced.as_ref().map(|priced| &priced.closes);
        let (Some(span), Some(closes)) = (span, closes) else { return Ok(()) };
        let last = match self.price_at {
            PriceAt::Last => closes.last().map(|close| close.date),
            PriceAt::PeriodEnd => Some(span.end),
        };
        let from = span.start.unwrap_or(span.end);
        let between = |jump: &&Date| from < **jump && last.is_some_and(|last| **jump <= last);
        match closes.jumps.iter().find(between) {
            Some(jump) => Err(Undefined::Meaningless(format!(
                "an unexplained jump of the price on {jump} lies between the statements and the price"
            ))),
            None => Ok(()),
        }
    }

    /// The shares outstanding near the last close, as a fact.
    fn latest_shares(&mut self, period: FiscalPeriod) -> Result<FactId, Undefined> {
        let missing = || Undefined::Missing(format!("shares outstanding after {period}"));
        let dated = self.known.company.shares.filter(|_| self.price_at == PriceAt::Last);
        let dated = dated.ok_or_else(missing)?;
        let close = self
            .known
            .priced
            .as_ref()
            .and_then(|priced| priced.closes.last())
            .ok_or_else(missing)?;
        let end = self.known.span(period).ok_or_else(missing)?.end;
        if dated.date < end || SHARES_AGE_DAYS < days_between(dated.date, close.date) {
            return Err(missing());
        }
        let source = SourceOf {
            provider: self.known.provider,
            cik: self.known.company.listing.cik,
            as_of: self.known.as_of,
        };
        let place = (Item::Line(LineItem::SharesOutstanding).into(), FactPeriod::Day(dated.date));
        let how = How::from(source.unchecked());
        let symbol = self.symbol().clone();
        Ok(self.table.enter(&symbol, place, (dated.shares.into(), Unit::Shares), how)?)
    }

    /// The highest or lowest close of 52 weeks, as a fact.
    fn extreme(&mut self, item: Item) -> Result<FactId, Undefined> {
        let missing = || Undefined::Missing("a price".to_owned());
        let closes = &self.known.priced.as_ref().ok_or_else(missing)?.closes;
        let (high, low) = closes.range_of_a_year().ok_or_else(missing)?;
        match item {
            Item::Price(PriceItem::High) => {
                self.enter_price(PriceItem::High, FactPeriod::Day(high.date), high.price)
            }
            Item::Price(PriceItem::Low | PriceItem::Close | PriceItem::Quote)
            | Item::Line(_)
            | Item::Ratio(_) => {
                self.enter_price(PriceItem::Low, FactPeriod::Day(low.date), low.price)
            }
        }
    }

    /// The price of a moment, where someone was asked live, as a fact of its day in UTC.
    pub fn quote(&mut self) -> Result<FactId, Undefined> {
        let missing = || Undefined::Missing("a live price".to_owned());
        let quote = self.known.priced.as_ref().and_then(|priced| priced.quote.as_ref());
        let quote = quote.ok_or_else(missing)?;
        let day = quote.at.to_zoned(TimeZone::UTC).date();
        self.enter_price(PriceItem::Quote, FactPeriod::Day(day), quote.price)
    }

    /// A price of a day as a fact.
    pub fn price_on(&mut self, date: Date, price: Decimal) -> Result<FactId, Undefined> {
        self.enter_price(PriceItem::Close, FactPeriod::Day(date), price)
    }

    fn enter_price(
        &mut self,
        item: PriceItem,
        period: FactPeriod,
        price: Decimal,
    ) -> Result<FactId, Undefined> {
        let priced = self.known.priced.as_ref();
        let priced = priced.ok_or_else(|| Undefined::Missing("a price".to_owned()))?;
        let source = Source {
            provider: priced.provider,
            filing: None,
            url: priced.url.clone(),
            as_of: priced.closes.last().map_or(self.known.as_of, |close| close.date),
            checked: false,
            note: Some(match item {
                PriceItem::Close | PriceItem::High | PriceItem::Low => {
                    "closing price, adjusted for splits, not for dividends"
                }
                PriceItem::Quote => "price of a moment",
            }),
        };
        let unit = Unit::PerShare(priced.closes.currency);
        let place = (Item::Price(item).into(), period);
        let symbol = self.known.company.listing.symbol.clone();
        Ok(self.table.enter(&symbol, place, (price, unit), source.into())?)
    }

    fn part(&mut self, expr: Expr, period: FiscalPeriod) -> Result<Part, Undefined> {
        match expr {
            Expr::Line(item) => self.line(item, period).map(|id| self.leaf(id)),
            Expr::Ratio(ratio) => self.ratio(ratio, period).map(|id| self.leaf(id)),
            Expr::Close => {
                self.refuse_jumps(period)?;
                self.close(period).map(|id| self.leaf(id))
            }
            Expr::LatestShares => self.latest_shares(period).map(|id| self.leaf(id)),
            Expr::Average(item) => {
                let pair = [self.line(item, period)?, self.line(item, period.year_ago())?];
                let value = |id: &FactId| self.table.fact(*id).map(|fact| fact.value);
                if pair.iter().filter_map(value).any(|value| value.is_sign_negative()) {
                    // The mean of a deficit and a surplus is small, and what is divided by it says nothing.
                    let label = in_sentence(Item::Line(item).label());
                    return Err(Undefined::Meaningless(format!("{label} was negative")));
                }
                Ok(self.derived(Aspect::Average, &pair)?)
            }
            Expr::Cagr(item, years) => {
                let mut before = period;
                for _ in 0..years {
                    before = before.year_ago();
                }
                let pair = [self.line(item, period)?, self.line(item, before)?];
                Ok(self.derived(Aspect::Cagr(years), &pair)?)
            }
            Expr::Whole(number) => Ok(Part {
                value: number.into(),
                currency: None,
                words: number.to_string(),
                inputs: Vec::new(),
                is_sum: false,
            }),
            Expr::YearAgo(inner) => self.part(*inner, period.year_ago()),
            Expr::FirstOf(first, second) => match self.part(*first, period) {
                Err(Undefined::Missing(_)) => self.part(*second, period),
                done @ (Ok(_) | Err(Undefined::Meaningless(_))) => done,
            },
            Expr::Add(a, b) => self.combine(*a, '+', *b, period),
            Expr::Sub(a, b) => self.combine(*a, '−', *b, period),
            Expr::Mul(a, b) => self.combine(*a, '×', *b, period),
            Expr::Div(a, b) => self.combine(*a, '÷', *b, period),
        }
    }

    fn leaf(&self, id: FactId) -> Part {
        let fact = self.table.fact(id);
        Part {
            value: fact.map(|fact| fact.value).unwrap_or_default(),
            currency: fact.and_then(|fact| fact.unit.currency()),
            words: fact.map(|fact| format!("{} {}", fact.what, fact.period)).unwrap_or_default(),
            inputs: vec![id],
            is_sum: false,
        }
    }

    fn derived(&mut self, aspect: Aspect, inputs: &[FactId]) -> Result<Part, Undefined> {
        Ok(derive(self.table, aspect, inputs).map(|id| self.leaf(id))?)
    }

    fn combine(
        &mut self,
        a: Expr,
        sign: char,
        b: Expr,
        period: FiscalPeriod,
    ) -> Result<Part, Undefined> {
        let (a, b) = (self.part(a, period)?, self.part(b, period)?);
        if let (Some(one), Some(other)) = (a.currency, b.currency)
            && one != other
        {
            return Err(Undefined::Meaningless(format!(
                "{} is in {one}, {} in {other}",
                a.words, b.words
            )));
        }
        let is_sum = matches!(sign, '+' | '−');
        let value = match sign {
            '+' => a.value.checked_add(b.value),
            '−' => a.value.checked_sub(b.value),
            '×' => a.value.checked_mul(b.value),
            _ if b.value <= Decimal::ZERO => {
                return Err(Undefined::Meaningless(format!("{} is zero or negative", b.words)));
            }
            _ => a.value.checked_div(b.value),
        };
        let value =
            value.ok_or_else(|| Undefined::Meaningless("the result is too large".to_owned()))?;
        let left = if a.is_sum && !is_sum { format!("({})", a.words) } else { a.words };
        let needs =
            |part: &Part| part.is_sum && sign != '+' || sign == '÷' && part.inputs.len() > 1;
        let right = if needs(&b) { format!("({})", b.words) } else { b.words.clone() };
        let mut inputs = a.inputs;
        inputs.extend(b.inputs.into_iter().filter(|id| !inputs.contains(id)).collect::<Vec<_>>());
        let currency = a.currency.or(b.currency);
        Ok(Part { value, currency, words: format!("{left} {sign} {right}"), inputs, is_sum })
    }
}

impl From<Conflict> for Undefined {
    fn from(conflict: Conflict) -> Self {
        Self::Meaningless(conflict.to_string())
    }
}

impl From<Underivable> for Undefined {
    fn from(reason: Underivable) -> Self {
        Self::Meaningless(reason.to_string())
    }
}
