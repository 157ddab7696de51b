//! Whether what is new was never there, and whether what is gone came every time.

use books::ledger::{Books, Scenario};

use crate::{
    cause::{Cause, Dimension, Kind, dimensions},
    compare::Comparison,
    metric::Metric,
    period::Period,
};

/// What came in so many of the six periods before came every time.
const EVERY_TIME: usize = 4;

/// So many periods before are looked at.
const PERIODS: i32 = 6;

/// Calls new what was never there before, and lost what came every time until then; the rest merely changed.
pub(super) fn look_back(
    books: &Books,
    metric: Metric,
    comparison: &Comparison,
    causes: &mut [Cause],
) {
    let all = dimensions(books);
    for cause in causes {
        if matches!(cause.kind, Kind::New | Kind::Lost) && !cause.path.is_empty() {
            let cell: Vec<(Dimension, &str)> = cause
                .path
                .iter()
                .filter_map(|step| {
                    let dimension = all.iter().find(|one| one.name(books) == step.dimension)?;
                    Some((*dimension, step.value.as_str()))
                })
                .collect();
            let is_there = |period: Period| is_there(books, metric, period, &cell);
            let current = comparison.current;
            let holds = if cause.kind == Kind::New {
                !(1..=PERIODS).map(|back| current.plus(-back)).any(is_there)
            } else {
                let before = (1..=PERIODS).map(|back| current.plus(-back));
                EVERY_TIME <= before.filter(|period| is_there(*period)).count()
            };
            if !holds {
                cause.kind = Kind::Changed;
            }
        }
        look_back(books, metric, comparison, &mut cause.parts);
    }
}

fn is_there(books: &Books, metric: Metric, period: Period, cell: &[(Dimension, &str)]) -> bool {
    books.between(period.begin(), period.end()).any(|at| {
        let counts = books.postings().get(at).is_some_and(|posting| {
            posting.scenario == Scenario::Actual && metric.of(books, posting) != 0
        });
        counts
            && cell.iter().all(|(dimension, value)| {
                dimension.value(books, dimension.key(books, at)) == *value
            })
    })
}
