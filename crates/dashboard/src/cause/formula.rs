//! Identities: how much of a change each factor of a formula makes, both orders of changing them weighed alike (Shapley).

use rust_decimal::Decimal;

/// A factor of a formula, before and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Factor {
    /// What it was.
    pub(crate) before: Decimal,
    /// What it is.
    pub(crate) now: Decimal,
}

/// How much of the change of a product each factor makes; none where it is too large.
pub(crate) fn product(one: Factor, other: Factor) -> Option<[Decimal; 2]> {
    shapley(one, other, Decimal::checked_mul)
}

/// How much of the change of a quotient its numerator makes, and its denominator; none where a denominator is zero.
pub(crate) fn ratio(numerator: Factor, denominator: Factor) -> Option<[Decimal; 2]> {
    shapley(numerator, denominator, Decimal::checked_div)
}

/// The mean, over both orders in which the factors can change, of what each changes when its turn comes. The two add up to
/// the change but for the last digit of a decimal.
fn shapley(
    one: Factor,
    other: Factor,
    formula: impl Fn(Decimal, Decimal) -> Option<Decimal>,
) -> Option<[Decimal; 2]> {
    let before = formula(one.before, other.before)?;
    let first = formula(one.now, other.before)?;
    let second = formula(one.before, other.now)?;
    let now = formula(one.now, other.now)?;
    let mean =
        |first: Decimal, second: Decimal| first.checked_add(second)?.checked_div(Decimal::TWO);
    Some([
        mean(first.checked_sub(before)?, now.checked_sub(second)?)?,
        mean(now.checked_sub(first)?, second.checked_sub(before)?)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(before: i64, now: i64) -> Factor {
        Factor { before: before.into(), now: now.into() }
    }

    #[test]
    fn the_parts_of_a_product_add_up_to_its_change() {
        // 10 orders of 50 became 12 of 40: 500 became 480.
        let [orders, size] = product(factor(10, 12), factor(50, 40)).unwrap();
        assert_eq!((orders, size), (90.into(), (-110).into()));
        // A factor that stayed explains nothing.
        assert_eq!(product(factor(4, 4), factor(5, 7)).unwrap(), [0.into(), 8.into()]);
    }

    #[test]
    fn a_quotient_has_two_parts() {
        let [of, by] = ratio(factor(20, 30), factor(100, 120)).unwrap();
        assert_eq!((of + by).round_dp(12), Decimal::new(5, 2));
        assert!(Decimal::ZERO < of && by < Decimal::ZERO);
        assert_eq!(ratio(factor(1, 1), factor(0, 1)), None);
    }
}
