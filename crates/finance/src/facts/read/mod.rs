//! The numbers in a finished text, with scale, unit and period hints.
//!
//! The reader knows nothing of how the text was written: it takes any Markdown or plain prose. What is not a
//! figure is left out: dates and years, names of periods and forms, list markers, durations in weeks or years.

mod context;
mod scan;
mod vague;
mod words;

pub(crate) use context::{is_row, segments};

use std::ops::Range;

use rust_decimal::Decimal;

use crate::FiscalPeriod;

/// What a number in a text counts, as far as the text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An amount; the currency as its sign or code tells.
    Money(Option<crate::Currency>),
    /// An amount for one share.
    PerShare(Option<crate::Currency>),
    /// `%`.
    Percent,
    /// Percentage points.
    Points,
    /// Hundredths of a percentage point.
    BasisPoints,
    /// `1.9x`.
    Times,
    /// Days.
    Days,
    /// Shares.
    Shares,
    /// A bare number.
    Plain,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As written, with sign and unit.
    pub text: String,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// The value in whole units (`$4.82bn` is 4,820,000,000; `24.0%` is 0.24).
    pub value: Decimal,
    /// Half a unit of the last digit written: how far the true value may lie away.
    pub slack: Decimal,
    /// What it counts.
    pub kind: Kind,
    /// The words that say what it is: a table's row label, or the sentence around it.
    pub words: Range<usize>,
    /// The head of its column and of its table, where it stands in one.
    pub heads: Option<(Range<usize>, Range<usize>)>,
    /// The periods that the words name, or the table's column.
    pub periods: Vec<FiscalPeriod>,
}

/// Finds the numbers of a text. Numbers inside `names` (`3M`, `Forum 8`) are parts of names.
pub fn numbers(text: &str, names: &[&str]) -> Vec<Number> {
    let named = occurrences(text, names);
    let mut found = scan::numbers(text);
    found.retain(|number| {
        !named.iter().any(|name| name.start < number.span.end && number.span.start < name.end)
    });
    for number in &mut found {
        unname(text, names, number);
    }
    context::add(text, &mut found);
    found
}

/// `AMD 5.87 billion dollars` of a company of that name are no drams.
fn unname(text: &str, names: &[&str], number: &mut Number) {
    let is_name = |name: &&&str| {
        number.text.strip_prefix(**name).is_some_and(|rest| rest.starts_with(char::is_whitespace))
    };
    let Some(name) = names.iter().find(is_name) else { return };
    let start = number.span.start + name.len();
    let first =
        text.get(start..).and_then(|rest| scan::numbers(rest.lines().next()?).into_iter().next());
    if let Some(first) = first {
        let span = start + first.span.start..start + first.span.end;
        *number = Number { span, ..first };
    }
}

fn occurrences(text: &str, names: &[&str]) -> Vec<Range<usize>> {
    let with_digits = names.iter().filter(|name| name.bytes().any(|byte| byte.is_ascii_digit()));
    let all = with_digits.flat_map(|name| text.match_indices(*name));
    all.map(|(at, name)| at..at + name.len()).collect()
}

#[cfg(test)]
mod tests;
