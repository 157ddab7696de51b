//! Where a figure stands between the ends of its axis, and which round figures mark the way.

use rust_decimal::{Decimal, prelude::ToPrimitive};

/// How many intervals an axis is cut into, about.
const INTERVALS: i64 = 4;

/// An axis from `low` to `high`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scale {
    pub(crate) low: Decimal,
    pub(crate) high: Decimal,
    /// The marks, rising, both ends included.
    pub(crate) ticks: Vec<Decimal>,
}

/// Where an axis begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// At zero, because lengths are compared.
    Zero,
    /// Near the lowest figure, because only the shape counts.
    Free,
}

impl Scale {
    /// The axis on which all `values` fit, ending on round figures.
    pub(crate) fn of(values: impl IntoIterator<Item = Decimal>, base: Base) -> Self {
        let (low, high) = reach(values, base);
        Self::round(low, high).unwrap_or_else(|| Self { low, high, ticks: vec![low, high] })
    }

    /// The axis that ends where the values do, for figures that need no marks.
    pub(crate) fn tight(values: impl IntoIterator<Item = Decimal>, base: Base) -> Self {
        let (low, high) = reach(values, base);
        Self { low, high, ticks: Vec::new() }
    }

    /// How far up the axis `value` stands, from 0 to 1.
    pub(crate) fn fraction(&self, value: Decimal) -> f64 {
        fraction(value, self.low, self.high)
    }

    /// Nothing where the figures are too large or too small for a round step to be held.
    fn round(low: Decimal, high: Decimal) -> Option<Self> {
        let step = round_step(high.checked_sub(low)?)?;
        let first = low.checked_div(step)?.floor();
        let last = high.checked_div(step)?.ceil();
        let count = last.checked_sub(first)?.to_u32().filter(|count| (1..20).contains(count))?;
        let mark = |n: u32| Some(first.checked_add(n.into())?.checked_mul(step)?.normalize());
        let ticks = (0..=count).map(mark).collect::<Option<Vec<_>>>()?;
        let (low, high) = (*ticks.first()?, *ticks.last()?);
        Some(Self { low, high, ticks })
    }
}

/// How far `value` stands from `low` to `high`; the middle where the two are one.
pub(crate) fn fraction(value: Decimal, low: Decimal, high: Decimal) -> f64 {
    let share = apart(low, value) / apart(low, high);
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 }
}

/// A count as a length.
pub(crate) fn length(count: usize) -> f64 {
    count.to_f64().unwrap_or_default()
}

/// A length as the nearest count.
pub(crate) fn count(length: f64) -> usize {
    length.round().to_usize().unwrap_or_default()
}

/// Exact before it becomes a length: two large figures a cent apart stay apart.
fn apart(from: Decimal, to: Decimal) -> f64 {
    let float = |value: Decimal| value.to_f64().unwrap_or_default();
    to.checked_sub(from).map_or_else(|| float(to) - float(from), float)
}

/// The ends of the axis before they are rounded, never equal.
fn reach(values: impl IntoIterator<Item = Decimal>, base: Base) -> (Decimal, Decimal) {
    let ends = values.into_iter().fold(None, |ends: Option<(Decimal, Decimal)>, value| {
        let (low, high) = ends.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    });
    let (low, high) = ends.unwrap_or_default();
    let level = low == high || base == Base::Zero;
    let (low, high) =
        if level { (low.min(Decimal::ZERO), high.max(Decimal::ZERO)) } else { (low, high) };
    if low == high { (low, Decimal::ONE) } else { (low, high) }
}

/// The smallest of 1, 2 and 5 times a power of ten that crosses `span` in about [`INTERVALS`] steps.
fn round_step(span: Decimal) -> Option<Decimal> {
    let least = span.checked_div(INTERVALS.into())?;
    let power = power_of_ten_below(least)?;
    let steps = [1, 2, 5, 10].into_iter().filter_map(|times: i64| power.checked_mul(times.into()));
    steps.into_iter().find(|step| least <= *step)
}

fn power_of_ten_below(value: Decimal) -> Option<Decimal> {
    if value <= Decimal::ZERO {
        return None;
    }
    let mut power = Decimal::ONE;
    while let Some(next) = power.checked_mul(Decimal::TEN).filter(|next| *next <= value) {
        power = next;
    }
    while value < power {
        power = power.checked_div(Decimal::TEN).filter(|next| !next.is_zero())?;
    }
    Some(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[&str], base: Base, ticks: &[&str]) {
        let values = values.iter().map(|text| text.parse::<Decimal>().unwrap());
        let scale = Scale::of(values, base);
        let written = scale.ticks.iter().map(Decimal::to_string).collect::<Vec<_>>();
        assert_eq!(written, ticks);
    }

    #[test]
    fn ticks_are_round_figures_that_hold_every_value() {
        check(&["365.8", "394.3"], Base::Free, &["360", "370", "380", "390", "400"]);
        check(&["0.013", "0.047"], Base::Free, &["0.01", "0.02", "0.03", "0.04", "0.05"]);
    }

    #[test]
    fn bars_start_at_zero_on_either_side() {
        check(&["365.8", "394.3"], Base::Zero, &["0", "100", "200", "300", "400"]);
        check(&["-7", "12"], Base::Zero, &["-10", "-5", "0", "5", "10", "15"]);
        check(&["-7", "-3"], Base::Zero, &["-8", "-6", "-4", "-2", "0"]);
    }

    #[test]
    fn one_figure_is_measured_from_zero() {
        check(&["8"], Base::Free, &["0", "2", "4", "6", "8"]);
        check(&["0"], Base::Free, &["0", "0.5", "1"]);
        check(&[], Base::Free, &["0", "0.5", "1"]);
    }

    #[test]
    fn figures_beyond_any_round_step_mark_their_own_ends() {
        let (low, high) = (Decimal::MIN, Decimal::MAX);
        assert_eq!(Scale::of([low, high], Base::Free).ticks, [low, high]);
        let least = Decimal::new(1, 28);
        assert_eq!(Scale::of([least], Base::Zero).ticks, [Decimal::ZERO, least]);
    }

    #[test]
    fn two_large_figures_a_cent_apart_stay_apart() {
        let low: Decimal = "1000000000000000000.00".parse().unwrap();
        let high: Decimal = "1000000000000000000.02".parse().unwrap();
        let middle: Decimal = "1000000000000000000.01".parse().unwrap();
        assert!((fraction(middle, low, high) - 0.5).abs() < 1e-9);
    }
}
