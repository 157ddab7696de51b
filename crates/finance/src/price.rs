//! Closing prices.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{Currency, period::days_between};

/// How many days 52 weeks have.
const YEAR_DAYS: i32 = 364;

/// The last price of a trading day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    /// The day.
    pub date: Date,
    /// The price of one share, adjusted for splits, not for dividends.
    pub price: Decimal,
}

/// A listing's closes, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closes {
    /// What a share is priced in.
    pub currency: Currency,
    /// Day by day; days without trading are left out.
    pub days: Arc<[Close]>,
    /// Days on which the price jumped by about the ratio of a split that nobody told of: no multiple may
    /// cross one.
    pub jumps: Vec<Date>,
}

impl Closes {
    /// The last close.
    pub fn last(&self) -> Option<Close> {
        self.days.last().copied()
    }

    /// The close of the trading day before the last one.
    pub fn previous(&self) -> Option<Close> {
        self.days.iter().rev().nth(1).copied()
    }

    /// The close on a day, or the last one before it.
    pub fn on(&self, day: Date) -> Option<Close> {
        let behind = self.days.partition_point(|close| close.date <= day);
        self.days.get(behind.checked_sub(1)?).copied()
    }

    /// The closes up to a day.
    #[must_use]
    pub fn until(mut self, day: Date) -> Self {
        if self.last().is_none_or(|last| last.date <= day) {
            return self;
        }
        self.days = self.days.iter().filter(|close| close.date <= day).copied().collect();
        self
    }

    /// Whether an unexplained jump lies between two days.
    pub fn jumps_between(&self, from: Date, to: Date) -> bool {
        self.jumps.iter().any(|day| from < *day && *day <= to)
    }

    /// The closes of the 52 weeks up to the last one.
    pub fn last_year(&self) -> &[Close] {
        let Some(last) = self.last() else { return &[] };
        let recent = |close: &Close| days_between(close.date, last.date) <= YEAR_DAYS;
        let from = self.days.iter().position(recent).unwrap_or(self.days.len());
        self.days.get(from..).unwrap_or(&[])
    }

    /// The highest and the lowest close of the last 52 weeks; of equal ones the latest.
    pub fn range_of_a_year(&self) -> Option<(Close, Close)> {
        let days = self.last_year();
        let low = days.iter().rev().min_by_key(|close| close.price)?;
        let high = days.iter().max_by_key(|close| close.price)?;
        Some((*high, *low))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_range_covers_52_weeks_and_no_more() {
        let days = [(date(2024, 1, 2), 900), (date(2024, 9, 2), 100), (date(2025, 3, 3), 300)];
        let days = days.map(|(date, price)| Close { date, price: Decimal::from(price) });
        let closes = Closes { currency: Currency::USD, days: days.into(), jumps: Vec::new() };
        let (high, low) = closes.range_of_a_year().unwrap();
        assert_eq!((high.price, low.price), (300.into(), 100.into()));
        assert_eq!(closes.previous().unwrap().price, 100.into());
        assert_eq!(closes.on(date(2024, 12, 31)).unwrap().date, date(2024, 9, 2));
        assert_eq!(closes.on(date(2024, 9, 2)).unwrap().date, date(2024, 9, 2));
        assert_eq!(closes.on(date(2024, 1, 1)), None);
    }
}
