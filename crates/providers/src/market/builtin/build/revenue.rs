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
            exceeded || halved && earns || now <= Decimal::ZERO
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
