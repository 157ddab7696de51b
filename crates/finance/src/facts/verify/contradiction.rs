//! What a text gets wrong about a fact.

use std::fmt;

use rust_decimal::Decimal;

use super::reading::{Reading, Rule};
use crate::{
    FiscalPeriod, Unit,
    facts::table::{Aspect, FactPeriod},
    format::{Style, in_sentence},
};

/// In what a text and the facts that it names differ. Each says what the facts say instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// The figure is another.
    Value(Truth),
    /// The figure is another by a factor of thousands.
    Scale(Truth),
    /// It went, or differs, the other way.
    Direction(Truth),
    /// It is a loss and was called a profit, or the other way round.
    Polarity(Truth),
    /// The figure is that of another period.
    Period(Truth),
    /// The figure is that of another company.
    Company(Truth),
    /// The figure is that of another item.
    Item(Truth),
    /// The text denies what is so.
    Denial(Truth),
    /// An earlier filing said so, and a later one said otherwise.
    Restated(Truth),
}

impl Contradiction {
    /// What the facts say.
    pub fn truth(&self) -> &Truth {
        match self {
            Self::Value(truth)
            | Self::Scale(truth)
            | Self::Direction(truth)
            | Self::Polarity(truth)
            | Self::Period(truth)
            | Self::Company(truth)
            | Self::Item(truth)
            | Self::Denial(truth)
            | Self::Restated(truth) => truth,
        }
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.truth().fmt(f)?;
        match self {
            Self::Restated(_) => f.write_str(", restated since an earlier filing said this"),
            Self::Value(_)
            | Self::Scale(_)
            | Self::Direction(_)
            | Self::Polarity(_)
            | Self::Period(_)
            | Self::Company(_)
            | Self::Item(_)
            | Self::Denial(_) => Ok(()),
        }
    }
}

/// What the facts say, as a short sentence: `revenue fell 2.8% in FY2023`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth(String);

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Truth {
    pub(super) fn of(reading: &Reading<'_>, with_company: bool) -> Self {
        let Some(fact) = reading.subject() else { return Self(String::new()) };
        let owner = if with_company { format!("{} ", fact.entity) } else { String::new() };
        let item = in_sentence(fact.what.item.label());
        let (value, unit) = (reading.value, reading.unit);
        let said = |value: Decimal| Style::default().prose(value, unit);
        let (period, base) = match fact.period {
            FactPeriod::FromTo(from, to) => (format!("{to}"), Some(from)),
            FactPeriod::Fiscal(..)
            | FactPeriod::YearToDate(..)
            | FactPeriod::Day(_)
            | FactPeriod::Days(..) => (
                fact.period.to_string(),
                reading.inputs.last().and_then(|last| last.period.fiscal()),
            ),
        };
        let rival = reading.inputs.last().filter(|last| last.entity != fact.entity);
        let when = match fact.period {
            FactPeriod::Day(_) => "on",
            FactPeriod::Fiscal(..)
            | FactPeriod::YearToDate(..)
            | FactPeriod::FromTo(..)
            | FactPeriod::Days(..) => "in",
        };
        let entered = matches!(fact.what.aspect, Aspect::Growth | Aspect::Change);
        let changes = matches!(reading.rule, Rule::Growth | Rule::Difference)
            || reading.rule == Rule::Fact && entered;
        let sentence = match (changes, rival, reading.rule) {
            (true, Some(rival), _) => {
                let word = if value.is_sign_negative() { "below" } else { "above" };
                format!(
                    "{owner}{item} was {} {word} that of {} {when} {period}",
                    said(value.abs()),
                    rival.entity
                )
            }
            (true, None, _) => {
                let verb = if value.is_sign_negative() { "fell" } else { "rose" };
                let by = if unit == Unit::Fraction { "" } else { "by " };
                let since = base.filter(|base| !is_year_before(*base, fact.period));
                let since = since.map(|base| format!(" from {base}")).unwrap_or_default();
                format!("{owner}{item} {verb} {by}{} {when} {period}{since}", said(value.abs()))
            }
            (false, Some(rival), Rule::Quotient) => {
                format!(
                    "{owner}{item} was {} that of {} {when} {period}",
                    said(value),
                    rival.entity
                )
            }
            (false, _, Rule::Quotient) => {
                let whole = reading
                    .inputs
                    .last()
                    .map(|last| format!("{} {}", in_sentence(last.what.item.label()), last.period));
                format!(
                    "{owner}{item} was {} of {} {when} {period}",
                    said(value),
                    whole.unwrap_or_default()
                )
            }
            (false, _, Rule::Mean) => format!("{owner}{item} averaged {}", said(value)),
            (false, _, Rule::Sum) => format!("{owner}{item} added up to {}", said(value)),
            (false, _, Rule::Cagr(years)) => {
                format!("{owner}{item} grew {} a year over {years} years to {period}", said(value))
            }
            (false, _, Rule::Fact | Rule::Growth | Rule::Difference) => {
                format!("{owner}{item} was {} {when} {period}", said(value))
            }
        };
        Self(sentence)
    }
}

fn is_year_before(base: FiscalPeriod, period: FactPeriod) -> bool {
    period.fiscal().is_some_and(|period| period.year_ago() == base || period == base)
}
