//! From a cell to its rows.

use std::collections::BTreeSet;

use books::ledger::{Books, Scenario};

use crate::{cause::Dimension, metric::Metric, period::Period};

/// The lines of the file whose postings count for a metric, in a period, with these values in these dimensions; what is not
/// named is not looked at.
pub fn lines(
    books: &Books,
    metric: Option<Metric>,
    period: Option<Period>,
    cells: &[(Dimension, String)],
) -> BTreeSet<u32> {
    let range = match period {
        Some(period) => books.between(period.begin(), period.end()),
        None => 0..books.postings().len(),
    };
    let mut lines = BTreeSet::new();
    for at in range {
        let Some(posting) = books.postings().get(at) else { continue };
        let counts = metric.is_none_or(|metric| metric.of(books, posting) != 0);
        let is_cell = |(dimension, value): &(Dimension, String)| {
            dimension.value(books, dimension.key(books, at)).eq_ignore_ascii_case(value)
        };
        if counts && posting.scenario != Scenario::Other && cells.iter().all(is_cell) {
            lines.insert(posting.line);
        }
    }
    lines
}
