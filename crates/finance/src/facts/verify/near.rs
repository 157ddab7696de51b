//! Whether a figure is what a written number says, within its rounding and its words.

use rust_decimal::Decimal;

use super::cues::Side;
use crate::{Currency, Unit, facts::read::Kind};

/// Whether `figure` is the written `value`, given to `slack`, as `side` means it.
pub(super) fn is_near(figure: Decimal, value: Decimal, slack: Decimal, side: Side) -> bool {
    if value.is_sign_negative() && side != Side::Exact {
        return is_near(-figure, -value, slack, side);
    }
    let Some(gap) = figure.checked_sub(value) else { return false };
    let round = roundness(value, slack);
    // However round a number is, what differs by more than a twentieth is not near.
    let most = value / Decimal::from(20);
    match side {
        Side::Exact => gap.abs() <= slack,
        Side::About => gap.abs() <= slack.max((round / Decimal::TWO).min(most)),
        Side::Close => gap.abs() <= slack.max(round.min(most)),
        Side::Nearly => -slack.max(round.min(most)) <= gap && gap <= slack,
        Side::JustOver => {
            Decimal::ZERO <= gap && gap <= slack.saturating_mul(Decimal::TWO).max(round.min(most))
        }
        // What is far more than a bound is another figure, or of another scale.
        Side::Over => Decimal::ZERO <= gap && gap < value.max(slack),
        Side::Under => gap <= Decimal::ZERO && -(value / Decimal::TWO).max(slack) <= gap,
    }
}

/// How round a number is: the unit of its last digit that is not zero.
fn roundness(value: Decimal, slack: Decimal) -> Decimal {
    let mut unit = slack.saturating_mul(Decimal::TWO);
    if unit.is_zero() {
        return unit;
    }
    let whole = |unit: Decimal| value.checked_rem(unit).is_some_and(|rest| rest.is_zero());
    while let Some(next) =
        unit.checked_mul(Decimal::TEN).filter(|next| *next <= value && whole(*next))
    {
        unit = next;
    }
    let fives = unit.checked_mul(Decimal::from(5)).filter(|fives| whole(*fives));
    fives.unwrap_or(unit)
}

pub(super) fn unit_fits(kind: Kind, unit: Unit) -> bool {
    let same =
        |written: Option<Currency>, currency| written.is_none_or(|written| written == currency);
    match (kind, unit) {
        // An amount whose currency is not known stands behind `¥`, the sign of two.
        (Kind::Money(None), Unit::Money(currency) | Unit::PerShare(currency)) => {
            matches!(currency.code(), "CNY" | "JPY")
        }
        (Kind::Money(written), Unit::Money(currency) | Unit::PerShare(currency))
        | (Kind::PerShare(written), Unit::PerShare(currency)) => same(written, currency),
        (Kind::Percent, Unit::Fraction)
        | (Kind::Points, Unit::Points)
        | (Kind::BasisPoints, Unit::Points | Unit::Fraction)
        | (Kind::Times, Unit::Times)
        | (Kind::Days, Unit::Days)
        | (Kind::Shares, Unit::Shares)
        | (Kind::Plain, _) => true,
        (
            Kind::Money(_)
            | Kind::PerShare(_)
            | Kind::Percent
            | Kind::Points
            | Kind::BasisPoints
            | Kind::Times
            | Kind::Days
            | Kind::Shares,
            _,
        ) => false,
    }
}
