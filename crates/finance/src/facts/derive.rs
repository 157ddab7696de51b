//! What follows from facts: differences, growth, shares, multiples, sums, averages, yearly growth.

use rust_decimal::{Decimal, MathematicalOps};

use super::table::{Aspect, Conflict, Fact, FactId, FactPeriod, FactTable, How, What};
use crate::Unit;

/// Why nothing follows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Underivable {
    /// A rate from this base says nothing.
    #[error("{0} is zero or negative, so a rate from it means nothing")]
    Base(String),
    /// The facts do not belong together.
    #[error("{0} and {1} are not comparable")]
    Mismatch(String, String),
    /// The result leaves what a decimal can hold.
    #[error("the result is too large to compute")]
    Overflow,
    /// There is no fact at that place.
    #[error("a fact is missing")]
    Missing,
    /// The table says otherwise.
    #[error(transparent)]
    Conflict(#[from] Conflict),
}

/// Derives one fact from others and enters it.
///
/// What the aspect asks for decides how `inputs` are read: growth, change and yearly growth take the later fact
/// first and the earlier one second; shares and multiples take the part and the whole; sums and averages any
/// number of facts.
pub fn derive(
    table: &mut FactTable,
    aspect: Aspect,
    inputs: &[FactId],
) -> Result<FactId, Underivable> {
    let facts = inputs.iter().map(|id| table.fact(*id)).collect::<Option<Vec<_>>>();
    let facts = facts.ok_or(Underivable::Missing)?;
    let first = *facts.first().ok_or(Underivable::Missing)?;
    let last = *facts.last().ok_or(Underivable::Missing)?;
    for fact in &facts {
        let comparable = fact.unit == first.unit && fact.entity == first.entity;
        if !comparable {
            return Err(Underivable::Mismatch(name(first), name(fact)));
        }
    }
    let (value, unit, formula) = compute(aspect, first, last, &facts)?;
    let period = match aspect {
        Aspect::Growth | Aspect::Change | Aspect::Average | Aspect::Sum | Aspect::Cagr(_) => {
            between(last, first)
        }
        Aspect::Level
        | Aspect::AtLastClose
        | Aspect::AsReported
        | Aspect::Threshold
        | Aspect::Expected
        | Aspect::ShareOf(_)
        | Aspect::MultipleOf(_) => first.period,
    };
    let (entity, what) = (first.entity.clone(), What { item: first.what.item, aspect });
    let how = How::Derived { formula, inputs: inputs.to_vec() };
    Ok(table.enter(&entity, (what, period), (value.normalize(), unit), how)?)
}

fn compute(
    aspect: Aspect,
    first: &Fact,
    last: &Fact,
    facts: &[&Fact],
) -> Result<(Decimal, Unit, String), Underivable> {
    let (now, before) = (first.value, last.value);
    let rate_base = || match before {
        base if Decimal::ZERO < base => Ok(base),
        _ => Err(Underivable::Base(name(last))),
    };
    let (new, old) = (name(first), name(last));
    let result = match aspect {
        Aspect::Growth => {
            let value =
                now.checked_sub(before).and_then(|change| change.checked_div(rate_base().ok()?));
            rate_base()?;
            (value, Unit::Fraction, format!("({new} − {old}) ÷ {old}"))
        }
        Aspect::Change => {
            let unit = if first.unit == Unit::Fraction { Unit::Points } else { first.unit };
            (now.checked_sub(before), unit, format!("{new} − {old}"))
        }
        Aspect::ShareOf(_) => {
            (now.checked_div(rate_base()?), Unit::Fraction, format!("{new} ÷ {old}"))
        }
        Aspect::MultipleOf(_) => {
            (now.checked_div(rate_base()?), Unit::Times, format!("{new} ÷ {old}"))
        }
        Aspect::Average | Aspect::Sum => {
            let sum = facts.iter().try_fold(Decimal::ZERO, |sum, fact| sum.checked_add(fact.value));
            let words = facts.iter().map(|fact| name(fact)).collect::<Vec<_>>().join(" + ");
            if aspect == Aspect::Sum {
                (sum, first.unit, words)
            } else {
                let count = Decimal::from(facts.len());
                let mean = sum.and_then(|sum| sum.checked_div(count));
                (mean, first.unit, format!("({words}) ÷ {count}"))
            }
        }
        Aspect::Cagr(years) => {
            let value = yearly_growth(now, rate_base()?, years);
            (value, Unit::Fraction, format!("({new} ÷ {old})^(1/{years}) − 1"))
        }
        Aspect::Level
        | Aspect::AtLastClose
        | Aspect::AsReported
        | Aspect::Threshold
        | Aspect::Expected => {
            return Err(Underivable::Mismatch(new, old));
        }
    };
    let (value, unit, formula) = result;
    Ok((value.ok_or(Underivable::Overflow)?, unit, formula))
}

/// The rate that, compounded over so many years, leads from `before` to `now`, to twelve decimals.
pub(crate) fn yearly_growth(now: Decimal, before: Decimal, years: u8) -> Option<Decimal> {
    if now <= Decimal::ZERO || before <= Decimal::ZERO || years == 0 {
        return None;
    }
    let exponent = Decimal::ONE.checked_div(Decimal::from(years))?;
    let factor = now.checked_div(before)?.checked_powd(exponent)?;
    Some((factor - Decimal::ONE).round_dp(12))
}

fn name(fact: &Fact) -> String {
    format!("{} {}", fact.what, fact.period)
}

/// The span from one fact to the other; sums and averages may be given in any order.
fn between(one: &Fact, other: &Fact) -> FactPeriod {
    let in_order = one.period.days().1 <= other.period.days().1;
    let (earlier, later) = if in_order { (one, other) } else { (other, one) };
    match (earlier.period, later.period) {
        (FactPeriod::Fiscal(from, _), FactPeriod::Fiscal(to, _)) => FactPeriod::FromTo(from, to),
        (FactPeriod::Day(from), FactPeriod::Day(to)) => FactPeriod::Days(from, to),
        (_, period) => period,
    }
}
