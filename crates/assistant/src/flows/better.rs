//! Which of two companies' figures is the better one, where that can be said at all.

use finance::{Item, LineItem, Ratio, ratio::Group};

/// Which end of a row is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Better {
    /// The more the better.
    Higher,
    /// The less the better.
    Lower,
}

/// Which end is better; nobody can say of prices, amounts per share, taxes, payouts and the like.
pub(super) fn better(item: Item) -> Option<Better> {
    use Better::{Higher, Lower};
    match item {
        Item::Line(line) => {
            let earned = matches!(
                line,
                LineItem::Revenue
                    | LineItem::GrossProfit
                    | LineItem::OperatingIncome
                    | LineItem::NetIncome
                    | LineItem::CashFromOperations
            );
            earned.then_some(Higher)
        }
        Item::Ratio(ratio) => match (ratio, ratio.row().group) {
            (
                Ratio::EffectiveTaxRate
                | Ratio::ResearchIntensity
                | Ratio::InvestedCapital
                | Ratio::PayoutRatio
                | Ratio::ShareholderReturn
                | Ratio::CapexToRevenue
                | Ratio::CapexToDepreciation
                | Ratio::DaysPayables
                | Ratio::WorkingCapital
                | Ratio::CashAndInvestments,
                _,
            ) => None,
            (
                Ratio::OverheadIntensity
                | Ratio::StockCompensationToRevenue
                | Ratio::DaysSalesOutstanding
                | Ratio::DaysInventory
                | Ratio::CashConversionCycle,
                _,
            )
            | (_, Group::Leverage) => Some(Lower),
            (
                _,
                Group::Margins
                | Group::Growth
                | Group::Returns
                | Group::Liquidity
                | Group::Coverage
                | Group::Cash,
            ) => Some(Higher),
            (_, Group::PerShare | Group::Valuation) => None,
        },
        Item::Price(_) => None,
    }
}
