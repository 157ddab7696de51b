//! What became of every row of a file.

use std::fmt;

/// What became of every row: imported, a duplicate, or rejected, each with its reason; and sums that prove it.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many rows stand below the head, blank ones apart.
    pub rows: u64,
    /// How many of them the books hold.
    pub imported: u64,
    /// Rows that stand there twice.
    pub duplicates: Vec<Duplicate>,
    /// Rows that could not be read, or are of another currency.
    pub rejected: Vec<Rejected>,
    /// How many rows are blank.
    pub blank: u64,
    /// Rows that are alike in every cell, though nothing says that they are the same: the first of each such pair.
    pub alike: Vec<Duplicate>,
    /// How many amounts had more decimals than books keep, and were rounded.
    pub rounded: u64,
    /// The sums of its columns of amounts.
    pub totals: Vec<ControlTotal>,
    /// Accounts that nothing knows, taken by the sign of their amounts.
    pub by_sign: Vec<String>,
    /// What else its reader should know.
    pub notes: Vec<String>,
}

/// A row that stands there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// Its line.
    pub line: u32,
    /// The line of the first.
    pub of: u32,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its line.
    pub line: u32,
    /// Why.
    pub reason: String,
}

/// The sum of a column, and where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlTotal {
    /// The column.
    pub column: String,
    /// What all its cells add up to, as they are written.
    pub file: Total,
    /// What of it stands in rows that the books hold, rounded as they are.
    pub imported: Total,
    /// What of it stands in rows that stand there twice.
    pub duplicates: Total,
    /// What of it stands in rows that were rejected.
    pub rejected: Total,
    /// What rounding took off.
    pub rounding: Total,
}

impl ControlTotal {
    pub(crate) fn of(column: String) -> Self {
        let none = Total::default();
        Self {
            column,
            file: none,
            imported: none,
            duplicates: none,
            rejected: none,
            rounding: none,
        }
    }

    /// Whether nothing was lost and nothing added.
    pub fn matches(&self) -> bool {
        let parts = [self.imported, self.duplicates, self.rejected, self.rounding];
        self.file.0 == parts.iter().map(|total| total.0).sum::<i128>()
    }
}

/// A sum, in units of its last decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total(pub(crate) i128);

/// How many decimals a sum is kept with: no amount has more that are told apart.
pub(crate) const TOTAL_DECIMALS: u8 = 12;

impl Total {
    /// An amount of so many decimals; none of a file's has more than a total.
    pub(crate) fn add(&mut self, digits: i64, decimals: u8) {
        let more = u32::from(TOTAL_DECIMALS.saturating_sub(decimals));
        let less = u32::from(decimals.saturating_sub(TOTAL_DECIMALS));
        self.0 += i128::from(digits) * 10_i128.pow(more) / 10_i128.pow(less);
    }
}

impl fmt::Display for Total {
    /// With as many decimals as it needs, two at least: `22080.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u128.pow(u32::from(TOTAL_DECIMALS));
        let size = self.0.unsigned_abs();
        let fraction = format!("{:0width$}", size % unit, width = usize::from(TOTAL_DECIMALS));
        let needed = fraction.trim_end_matches('0').len().max(2);
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", size / unit, fraction.get(..needed).unwrap_or("00"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_exact() {
        let mut total = Total::default();
        total.add(-12_345, 2);
        total.add(5, 3);
        assert_eq!(total.to_string(), "-123.445");
        total.add(123_445, 3);
        assert_eq!(total.to_string(), "0.00");
    }
}
