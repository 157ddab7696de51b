//! Whether a third party's revenue is the company's total or only a part of it.
//!
//! Since 2018 many companies tag their revenue from contracts apart; a normalisation that takes that line
//! shows a landlord's fees or a bank's commissions as its revenue. Such years give themselves away: profit
//! exceeds revenue, or revenue halves while the company earns on. They are set aside, and so are the years
//! beside them that follow the same line.

use std::collections::BTreeSet;

use finance::LineItem;
use rust_decimal::Decimal;

use super::inputs::StatementRow;

/// The indices of the rows, oldest first, whose revenue is taken for a part.
pub(super) fn partial(rows: &[&StatementRow]) -> BTreeSet<usize> {
    let value = |index: usize, item| rows.get(index).and_then(|row| row.values.get(&item)).copied();
    let revenue = |index: usize| value(index, LineItem::Revenue);
    let mut parts: BTreeSet<usize> = (0..rows.len())
        .filter(|index| {
            let Some(now) = revenue(*index) else { return false };
            let profit = value(*index, LineItem::NetIncome);
            let operating = value(*index, LineItem::OperatingIncome);
            let exceeded = [profit, operating].into_iter().flatten().any(|profit| now < profit);
            let before = index.checked_sub(1).and_then(revenue);
            let halved = before.is_some_and(|before| now < before * Decimal::new(45, 2));
            let earns = profit.is_some_and(|profit| Decimal::ZERO < profit);
            let overdrawn = value(*index, LineItem::CostOfRevenue).is_some_and(|cost| {
                value(*index, LineItem::GrossProfit)
                    .is_some_and(|gross| Decimal::ZERO < gross && now < cost)
            });
            exceeded || halved && earns || overdrawn || now <= Decimal::ZERO
        })
        .collect();
    let mut open: Vec<usize> = parts.iter().copied().collect();
    while let Some(index) = open.pop() {
        for beside in [index.checked_sub(1), Some(index + 1)].into_iter().flatten() {
            let alike = match (revenue(index), revenue(beside)) {
                (Some(one), Some(other)) => {
                    let two = Decimal::TWO;
                    Decimal::ZERO < one && one < other * two && other < one * two
                }
                _ => false,
            };
            if alike && parts.insert(beside) {
                open.push(beside);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Years of revenue, net income and operating income, oldest first; `None` is not reported.
    #[track_caller]
    fn check(years: &[[Option<i64>; 3]], expected: &[usize]) {
        let row = |(index, [revenue, profit, operating]): (usize, &[Option<i64>; 3])| {
            let items = [LineItem::Revenue, LineItem::NetIncome, LineItem::OperatingIncome];
            let values = items.into_iter().zip([revenue, profit, operating]);
            StatementRow {
                symbol: "ACME".parse().unwrap(),
                period_end: date(2015 + i16::try_from(index).unwrap(), 12, 31),
                values: values.filter_map(|(item, value)| Some((item, (*value)?.into()))).collect(),
            }
        };
        let rows: Vec<_> = years.iter().enumerate().map(row).collect();
        let found = partial(&rows.iter().collect::<Vec<_>>());
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    }

    fn year(revenue: i64, profit: i64) -> [Option<i64>; 3] {
        [Some(revenue), Some(profit), None]
    }

    #[test]
    fn an_ordinary_series_is_left_alone() {
        check(&[year(1000, 100), year(1100, -50), year(900, 90), year(1900, 200)], &[]);
        check(&[], &[]);
    }

    #[test]
    fn a_landlords_revenue_after_the_break_is_set_aside_and_the_years_before_stay() {
        let landlord =
            [year(1000, 300), year(1050, 310), year(420, 320), year(430, 330), year(415, 9)];
        check(&landlord, &[2, 3, 4]);
    }

    #[test]
    fn a_profit_above_revenue_gives_a_year_away_and_the_like_years_beside_it() {
        check(&[year(1000, 300), year(120, 90), year(130, 140), year(150, 100)], &[1, 2, 3]);
        check(&[[Some(100), None, Some(101)], year(1000, 10)], &[0]);
    }

    #[test]
    fn a_company_that_halves_with_a_loss_is_believed() {
        check(&[year(1000, 100), year(400, -200), year(410, -10)], &[]);
    }

    #[test]
    fn no_revenue_is_none_set_aside_and_zero_is_a_part() {
        check(&[[None, Some(5), None], year(0, -5), year(100, 5)], &[1]);
    }
}
