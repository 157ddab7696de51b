//! One figure: a value, its unit, and what it stands on.

use std::{fmt, sync::Arc};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Currency, Filing, FiscalPeriod, Item, Span};

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub enum Unit {
    /// Whole units of a currency.
    Money(Currency),
    /// Whole units of a currency for one share.
    PerShare(Currency),
    /// Shares.
    Shares,
    /// A part of one, shown as a percentage: 0.24 is 24.0%.
    Fraction,
    /// A difference of two fractions, shown in percentage points: 0.01 is 1.0 pp.
    Points,
    /// So many times: 1.9 is 1.9x.
    Times,
    /// Days.
    Days,
}

impl Unit {
    /// The currency it is counted in, if any.
    pub fn currency(self) -> Option<Currency> {
        match self {
            Self::Money(currency) | Self::PerShare(currency) => Some(currency),
            Self::Shares | Self::Fraction | Self::Points | Self::Times | Self::Days => None,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(currency) => write!(f, "{currency}"),
            Self::PerShare(currency) => write!(f, "{currency}/share"),
            Self::Shares => f.write_str("shares"),
            Self::Fraction => f.write_str("fraction"),
            Self::Points => f.write_str("points"),
            Self::Times => f.write_str("times"),
            Self::Days => f.write_str("days"),
        }
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.to_string()
    }
}

/// A value and what it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The value, in `unit`.
    pub value: Decimal,
    /// What it counts.
    pub unit: Unit,
    /// Where it stands.
    pub basis: Basis,
    /// What earlier filings said of the same line and period, oldest first.
    pub restated: Box<[Restated]>,
}

/// Where a figure stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// In this filing: the first that carries the value.
    Filed(Arc<Filing>),
    /// In a third party's normalisation of SEC facts, not checked against a filing.
    Normalised,
    /// In other figures, by a rule.
    Derived(Box<Derived>),
}

/// What is said of a figure that no filing was seen for.
pub const UNCHECKED: &str =
    "normalised by a third party from SEC facts, not checked against a filing";

/// An earlier value that a later filing replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restated {
    /// What was said.
    pub value: Decimal,
    /// In which filing.
    pub filing: Arc<Filing>,
}

/// How a figure follows from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The rule.
    pub rule: Rule,
    /// What the rule was given, in its order.
    pub inputs: Box<[Input]>,
}

/// The rules by which a statement's figure follows from reported ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// The first input less the others: a fourth quarter from a year, a gross profit from revenue and cost.
    Difference,
    /// All inputs added: a trailing year from quarters, total liabilities from their parts.
    Sum,
    /// An amount per share from before a split, divided by the shares that one share became.
    PerShareSplit {
        /// How many shares one became, times `old` (3-for-2: 3).
        new: u32,
        /// The other side of the ratio (3-for-2: 2).
        old: u32,
        /// The first day at the new price.
        date: Date,
    },
    /// A number of shares from before a split, multiplied by the shares that one share became.
    SharesSplit {
        /// How many shares one became, times `old`.
        new: u32,
        /// The other side of the ratio.
        old: u32,
        /// The first day at the new price.
        date: Date,
    },
}

/// A figure that another is derived from, with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The row.
    pub item: Item,
    /// The period, by a label of its own where it is no fiscal period (`nine months to 30 Sep 2024`).
    pub period: InputPeriod,
    /// The days.
    pub span: Span,
    /// The figure.
    pub figure: Figure,
}

/// The period of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InputPeriod {
    /// A fiscal period.
    Fiscal(FiscalPeriod),
    /// The first so many quarters of a fiscal year together.
    YearToDate(i16, u8),
}

impl fmt::Display for InputPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fiscal(period) => write!(f, "{period}"),
            Self::YearToDate(year, 2) => write!(f, "H1 FY{year}"),
            Self::YearToDate(year, quarters) => write!(f, "Q1–Q{quarters} FY{year}"),
        }
    }
}

impl Figure {
    /// Whether every value it stands on was seen in a filing.
    pub fn is_checked(&self) -> bool {
        match &self.basis {
            Basis::Filed(_) => true,
            Basis::Normalised => false,
            Basis::Derived(derived) => derived.inputs.iter().all(|input| input.figure.is_checked()),
        }
    }

    /// The figure that a rule gives, or `None` where the arithmetic leaves what a decimal can hold.
    pub fn derive(rule: Rule, inputs: Box<[Input]>) -> Option<Self> {
        let first = inputs.first()?;
        let unit = first.figure.unit;
        let head = first.figure.value;
        let mut rest = inputs.iter().skip(1).map(|input| input.figure.value);
        let value = match rule {
            Rule::Difference => rest.try_fold(head, Decimal::checked_sub),
            Rule::Sum => rest.try_fold(head, Decimal::checked_add),
            Rule::PerShareSplit { new, old, .. } => {
                let product = head.checked_mul(old.into());
                product
                    .and_then(|product| product.checked_div(new.into()))
                    .map(|value| value.round_dp(6))
            }
            Rule::SharesSplit { new, old, .. } => {
                let product = head.checked_mul(new.into());
                product
                    .and_then(|product| product.checked_div(old.into()))
                    .map(|value| value.round_dp(0))
            }
        }?;
        let basis = Basis::Derived(Box::new(Derived { rule, inputs }));
        Some(Self { value: value.normalize(), unit, basis, restated: Box::default() })
    }
}
