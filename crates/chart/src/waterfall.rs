//! From one level to another, step by step.

use crate::spec::ChartSpec;
use rust_decimal::Decimal;

/// One bar of a waterfall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) period: usize,
    pub(crate) from: Decimal,
    pub(crate) to: Decimal,
    pub(crate) is: Move,
}

/// What a step does to the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// States it, from zero.
    Level,
    /// Raises it, or leaves it.
    Up,
    /// Lowers it.
    Down,
}

/// The steps that are there. A missing change leaves the level where it was, so that the closing level,
/// which is drawn as stated, shows what is unexplained.
pub(crate) fn steps(spec: &ChartSpec) -> Vec<Step> {
    let Some(series) = spec.series.first() else {
        return Vec::new();
    };
    let closing = spec.periods().saturating_sub(1);
    let mut level = Decimal::ZERO;
    let step = |(period, value): (usize, Decimal)| {
        let states = period == 0 || period == closing;
        let from = if states { Decimal::ZERO } else { level };
        level = from.saturating_add(value);
        let is = match (states, value.is_sign_negative() && !value.is_zero()) {
            (true, _) => Move::Level,
            (false, true) => Move::Down,
            (false, false) => Move::Up,
        };
        Step { period, from, to: level, is }
    };
    series.present().map(step).collect()
}

/// Every level that a step starts from or arrives at.
pub(crate) fn ends(steps: &[Step]) -> impl Iterator<Item = Decimal> {
    steps.iter().flat_map(|step| [step.from, step.to])
}
