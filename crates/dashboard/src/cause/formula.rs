//! Identities: how much of a change each factor of a formula makes, every order of changing them weighed alike (Shapley).

use rust_decimal::Decimal;

/// No formula here has more factors.
const FACTORS_MAX: usize = 6;

/// A factor of a formula, before and now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// What it is.
    pub name: String,
    /// What it was.
    pub before: Decimal,
    /// What it is.
    pub now: Decimal,
}

/// How much of the change of a product each factor makes; the parts add up to the change but for the last digit of a decimal.
/// None where there are too many factors or a product is too large.
pub fn product(factors: &[Factor]) -> Option<Vec<Decimal>> {
    shapley(factors, &|values| {
        values.iter().try_fold(Decimal::ONE, |product, value| product.checked_mul(*value))
    })
}

/// How much of the change of a quotient its numerator makes, and its denominator. None where a denominator is zero.
pub fn ratio(numerator: &Factor, denominator: &Factor) -> Option<[Decimal; 2]> {
    let quotient = |values: &[Decimal]| match values {
        [of, by] => of.checked_div(*by),
        _ => None,
    };
    let parts = shapley(&[numerator.clone(), denominator.clone()], &quotient)?;
    parts.try_into().ok()
}

/// The mean, over all orders in which the factors can change, of what each changes when its turn comes.
fn shapley(
    factors: &[Factor],
    formula: &dyn Fn(&[Decimal]) -> Option<Decimal>,
) -> Option<Vec<Decimal>> {
    let count = factors.len();
    if count == 0 || FACTORS_MAX < count {
        return None;
    }
    let value = |changed: usize| {
        let values: Vec<Decimal> = factors
            .iter()
            .enumerate()
            .map(|(at, factor)| if changed >> at & 1 == 1 { factor.now } else { factor.before })
            .collect();
        formula(&values)
    };
    let factorial = |of: usize| (1..=of).map(Decimal::from).product::<Decimal>();
    let orders = factorial(count);
    let mut parts = vec![Decimal::ZERO; count];
    for (at, part) in parts.iter_mut().enumerate() {
        for before in 0..1_usize << count {
            if before >> at & 1 == 1 {
                continue;
            }
            let size = usize::try_from(before.count_ones()).ok()?;
            let weight = factorial(size) * factorial(count - size - 1);
            let change = value(before | 1 << at)?.checked_sub(value(before)?)?;
            *part = part.checked_add(change.checked_mul(weight)?)?;
        }
        *part = part.checked_div(orders)?;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(name: &str, before: i64, now: i64) -> Factor {
        Factor { name: name.to_owned(), before: before.into(), now: now.into() }
    }

    #[test]
    fn the_parts_of_a_product_add_up_to_its_change() {
        let factors =
            [factor("customers", 10, 12), factor("orders", 3, 2), factor("value", 50, 60)];
        let parts = product(&factors).unwrap();
        // 1,500 became 1,440.
        assert_eq!(parts.iter().sum::<Decimal>().round_dp(12), Decimal::from(-60));
        assert!(Decimal::ZERO < parts[0] && parts[1] < Decimal::ZERO && Decimal::ZERO < parts[2]);
        // A factor that stayed explains nothing.
        assert_eq!(product(&[factor("a", 4, 4), factor("b", 5, 7)]).unwrap(), [0.into(), 8.into()]);
    }

    #[test]
    fn a_quotient_has_two_parts() {
        let [of, by] = ratio(&factor("profit", 20, 30), &factor("revenue", 100, 120)).unwrap();
        assert_eq!((of + by).round_dp(12), Decimal::new(5, 2));
        assert_eq!(ratio(&factor("profit", 1, 1), &factor("revenue", 0, 1)), None);
    }
}
