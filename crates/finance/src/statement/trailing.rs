//! A trailing year: four quarters added up, or the last one's balance.

use super::{CompanyFigures, Dated, LineItem};
use rust_decimal::Decimal;

use crate::{
    Figure, FiscalPeriod, Input, Item, Quarter, Rule, Span, figure::InputPeriod,
    statement::Quantity,
};

/// The row over the four quarters that end with this one.
///
/// A flow missing from any quarter is left out: three quarters' sum would pass for a year's. Amounts per
/// share are not added: their quarters are divided by different numbers of shares.
pub(super) fn figure(
    known: &CompanyFigures,
    item: LineItem,
    year: i16,
    ending: Quarter,
) -> Option<Dated> {
    if ending == Quarter::Q4
        && let Some(whole) = known.reported(item, FiscalPeriod::Year(year))
    {
        return Some(whole);
    }
    let last = FiscalPeriod::Quarter(year, ending);
    match item.row().quantity {
        Quantity::Balance | Quantity::Shares => known.reported(item, last),
        Quantity::PerShare => None,
        Quantity::Flow => {
            let quarters = FiscalPeriod::four_quarters(year, ending).map(|period| {
                let Dated { span, figure } = known.reported(item, period)?;
                Some(Input {
                    item: Item::Line(item),
                    period: InputPeriod::Fiscal(period),
                    span,
                    figure,
                })
            });
            let inputs = quarters.into_iter().collect::<Option<_>>()?;
            let years = FiscalPeriod::four_quarters(year, ending).map(FiscalPeriod::year);
            if years.into_iter().any(|year| contradicts_its_quarters(known, item, year)) {
                return None;
            }
            let span = span(known, year, ending)?;
            span.is_year().then_some(())?;
            Some(Dated { span, figure: Figure::derive(Rule::Sum, inputs)? })
        }
    }
}

/// Whether a year and its four quarters are known and differ by more than a fiftieth: then some of them were
/// restated and others not, and no sum over both means anything.
fn contradicts_its_quarters(known: &CompanyFigures, item: LineItem, year: i16) -> bool {
    let value = |period| known.reported(item, period).map(|dated| dated.figure.value);
    let quarters = Quarter::ALL.map(|quarter| value(FiscalPeriod::Quarter(year, quarter)));
    let sum: Option<Decimal> = quarters.into_iter().sum();
    sum.zip(value(FiscalPeriod::Year(year)))
        .is_some_and(|(sum, whole)| whole.abs() < (sum - whole).abs() * Decimal::from(50))
}

/// The days from the first of the four quarters to the last.
pub(super) fn span(known: &CompanyFigures, year: i16, ending: Quarter) -> Option<Span> {
    let [first, .., last] = FiscalPeriod::four_quarters(year, ending);
    let start = known.periods.get(&first)?.span.start?;
    Some(Span::over(start, known.periods.get(&last)?.span.end))
}
