//! Amounts per share and numbers of shares from before a split, restated to today's shares.
//!
//! A filing's figure is in the shares of the day it was filed. A third party's rows do not say which filing
//! they come from: for them the split shows as a jump in the number of shares that net income and EPS imply,
//! up to three years before its date, because later reports restate the years that they repeat.

use finance::{
    Basis, Figure, FiscalPeriod, Input, Item, LineItem, Rule, Span, Statement, StatementKind,
    figure::InputPeriod, period::days_between, statement::Quantity,
};
use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::tables::Split;

/// How long before a split its jump may stand: three repeated years and the time to print them.
const JUMP_DAYS_BEFORE: i32 = 1300;
/// How long after it: the year during which it happened, where that was not restated.
const JUMP_DAYS_AFTER: i32 = 480;

/// How long after a year's end its report is sent at the latest, in days.
const ANNUAL_REPORT_DAYS: i32 = 75;
/// The same for a quarter.
const QUARTERLY_REPORT_DAYS: i32 = 45;

/// EPS below this is too coarse to imply a number of shares.
const EPS_MIN: Decimal = Decimal::from_parts(10, 0, 0, false, 2);

/// How far a jump may be from the split's ratio, as a power of it: 4-for-1 between 2.5 and 6.5.
const RATIO_POWER: f64 = 0.35;

/// Restates every figure for each split that came after it was reported.
pub(super) fn restate(statements: &mut [Statement], splits: &[Split]) {
    let mut splits: Vec<&Split> = splits.iter().collect();
    splits.sort_by_key(|split| split.date);
    for (index, split) in splits.iter().copied().enumerate() {
        let from = splits.get(index..).unwrap_or_default();
        let is_year = |period| matches!(period, FiscalPeriod::Year(_));
        let is_quarter = |period| matches!(period, FiscalPeriod::Quarter(..));
        let years =
            boundary(&series(statements, is_year, implied_shares), from, ANNUAL_REPORT_DAYS);
        let quarters =
            boundary(&series(statements, is_quarter, implied_shares), from, QUARTERLY_REPORT_DAYS);
        // Dividends per share may come from later reports than the rest of their year.
        let dividends =
            boundary(&series(statements, is_year, dividend_inverse), from, ANNUAL_REPORT_DAYS);
        for statement in statements.iter_mut() {
            let last_old =
                if matches!(statement.period, FiscalPeriod::Year(_)) { years } else { quarters };
            let (period, span) = (statement.period, statement.span);
            for (item, figure) in &mut statement.figures {
                let last_old =
                    if *item == LineItem::DividendsPerShare { dividends } else { last_old };
                let is_old = match source(figure) {
                    Basis::Filed(filing) => filing.filed < split.date,
                    Basis::Normalised | Basis::Derived(_) => {
                        last_old.is_some_and(|last| span.end <= last)
                    }
                };
                if let Some(restated) =
                    is_old.then(|| restated(*item, figure, split, period, span)).flatten()
                {
                    *figure = restated;
                }
            }
        }
    }
}

/// What a figure was reported in, before any restatement of ours.
fn source(figure: &Figure) -> &Basis {
    match &figure.basis {
        Basis::Derived(derived) => match (derived.rule, derived.inputs.first()) {
            (Rule::PerShareSplit { .. } | Rule::SharesSplit { .. }, Some(input)) => {
                &input.figure.basis
            }
            _ => &figure.basis,
        },
        Basis::Filed(_) | Basis::Normalised => &figure.basis,
    }
}

/// The end of the last period that a third party gives in the shares from before the first of `splits`.
///
/// Where the split shows no jump of its own, it and those that follow may show as one: reports that came
/// after all of them restate a year for all at once.
fn boundary(series: &[(Date, Option<f64>)], splits: &[&Split], report_days: i32) -> Option<Date> {
    let last = series.last()?.0;
    let first = splits.first()?;
    // Every report that is known was sent before the split.
    if report_days < days_between(last, first.date) {
        return Some(last);
    }
    let known: Vec<(Date, f64)> =
        series.iter().filter_map(|(end, number)| Some((*end, (*number)?))).collect();
    let mut runs = (1..=splits.len()).filter_map(|count| splits.get(..count));
    let after_all = || (last < first.date).then_some(last);
    runs.find_map(|run| jump(&known, run)).or_else(after_all)
}

/// A number of every such period, where it is known, that grows with the number of shares, oldest first.
fn series(
    statements: &[Statement],
    wanted: impl Fn(FiscalPeriod) -> bool,
    number: impl Fn(&Statement) -> Option<f64>,
) -> Vec<(Date, Option<f64>)> {
    let income =
        statements.iter().filter(|one| one.kind == StatementKind::Income && wanted(one.period));
    let mut series: Vec<_> = income.map(|one| (one.span.end, number(one))).collect();
    series.sort_by_key(|(end, _)| *end);
    series
}

/// A third party's dividend per share, turned over: it shrinks as shares are split.
fn dividend_inverse(statement: &Statement) -> Option<f64> {
    let figure = statement.figures.get(&LineItem::DividendsPerShare)?;
    let value = (*source(figure) == Basis::Normalised).then_some(figure.value)?.to_f64()?;
    (0.0 < value).then(|| value.recip())
}

/// The end of the last period before the jump that these splits make together, and none of them alone.
fn jump(shares: &[(Date, f64)], splits: &[&Split]) -> Option<Date> {
    let ratio = |split: &&Split| f64::from(split.new_shares) / f64::from(split.old_shares);
    let together: f64 = splits.iter().map(ratio).product();
    let pairs = shares.iter().zip(shares.iter().skip(1)).filter(|((end, _), (next, _))| {
        splits.iter().all(|split| {
            days_between(*end, split.date) <= JUMP_DAYS_BEFORE
                && days_between(split.date, *next) <= JUMP_DAYS_AFTER
        })
    });
    let distances = pairs.filter_map(|((end, before), (_, after))| {
        let distance = |ratio: f64| ((after / before).ln() - ratio.ln()).abs();
        let nearest = splits.iter().map(ratio).map(distance).fold(f64::INFINITY, f64::min);
        let distance = distance(together);
        let fits = distance < RATIO_POWER * together.ln().abs() && distance <= nearest;
        fits.then_some((*end, distance))
    });
    distances.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(end, _)| end)
}

/// The shares by which a third party's net income was divided.
fn implied_shares(statement: &Statement) -> Option<f64> {
    let third_party = |item| {
        let figure: &Figure = statement.figures.get(&item)?;
        (*source(figure) == Basis::Normalised).then_some(figure.value)
    };
    let eps = third_party(LineItem::EpsDiluted).filter(|eps| EPS_MIN <= eps.abs());
    let profit = statement.figures.get(&LineItem::NetIncome).map(|figure| figure.value);
    let implied = eps.zip(profit).and_then(|(eps, profit)| profit.checked_div(eps));
    let shares = implied.or_else(|| third_party(LineItem::SharesDiluted))?;
    shares.to_f64().filter(|shares| 0.0 < *shares)
}

fn restated(
    item: LineItem,
    figure: &Figure,
    split: &Split,
    period: FiscalPeriod,
    span: Span,
) -> Option<Figure> {
    let (new, old, date) = (split.new_shares, split.old_shares, split.date);
    let rule = match item.row().quantity {
        Quantity::PerShare => Rule::PerShareSplit { new, old, date },
        Quantity::Shares => Rule::SharesSplit { new, old, date },
        Quantity::Flow | Quantity::Balance => return None,
    };
    // A second split is applied to the figure as it was reported, with both ratios in one rule.
    if let Basis::Derived(derived) = &figure.basis {
        let merged = merge(derived.rule, rule)?;
        return Figure::derive(merged, derived.inputs.clone());
    }
    let period = InputPeriod::Fiscal(period);
    Figure::derive(
        rule,
        [Input { item: Item::Line(item), period, span, figure: figure.clone() }].into(),
    )
}

fn merge(before: Rule, after: Rule) -> Option<Rule> {
    match (before, after) {
        (Rule::PerShareSplit { new: a, old: b, .. }, Rule::PerShareSplit { new, old, date }) => {
            Some(Rule::PerShareSplit { new: a.checked_mul(new)?, old: b.checked_mul(old)?, date })
        }
        (Rule::SharesSplit { new: a, old: b, .. }, Rule::SharesSplit { new, old, date }) => {
            Some(Rule::SharesSplit { new: a.checked_mul(new)?, old: b.checked_mul(old)?, date })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
