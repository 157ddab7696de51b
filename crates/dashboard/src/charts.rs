//! A dashboard's pictures: where a metric ran, and what its change is made of.

use chart::{ChartSpec, Kind, Point, Role, Series};
use rust_decimal::Decimal;

use crate::{cause::Explanation, figures::Figures, told::Standing};

/// A series shows so many periods at most, the latest.
const PERIODS: usize = 36;

/// The metric over the latest periods, each beside the one a year before where the books reach so far.
pub fn series(figures: &Figures, standing: &Standing) -> ChartSpec {
    let points = &standing.series.points;
    let latest = points.get(points.len().saturating_sub(PERIODS)..).unwrap_or_default();
    let point =
        |value: i128| Point { value: Some(figures.exact(value)), label: figures.money(value) };
    let none = || Point { value: None, label: String::new() };
    let actual = latest.iter().map(|one| Point {
        label: match one.cut_off {
            Some(_) => format!("{} so far", figures.money(one.value)),
            None => figures.money(one.value),
        },
        ..point(one.value)
    });
    let before = latest.iter().map(|one| {
        let year_ago = standing.series.point(one.period.a_year_before());
        year_ago.filter(|one| one.cut_off.is_none()).map_or_else(none, |one| point(one.value))
    });
    let before: Vec<Point> = before.collect();
    let has_before = before.iter().any(|point| point.value.is_some());
    let row = |name: &str, role, points| Series { name: name.to_owned(), role, points };
    let mut all = vec![row(standing.name, Role::Actual, actual.collect())];
    if has_before {
        all.push(row("A year before", Role::Prior, before));
    }
    ChartSpec {
        kind: Kind::Line,
        title: standing.name.to_owned(),
        unit: figures.currency.clone().unwrap_or_default(),
        x: latest.iter().map(|one| one.period.to_string()).collect(),
        series: all,
        source: "the books".to_owned(),
        as_of: None,
    }
}

/// From the baseline to the period, cause by cause.
pub fn bridge(figures: &Figures, standing: &Standing, explanation: &Explanation) -> ChartSpec {
    let comparison = &explanation.comparison;
    let level =
        |value: i128| Point { value: Some(figures.exact(value)), label: figures.money(value) };
    let change =
        |value: i128| Point { value: Some(figures.exact(value)), label: figures.change(value) };
    let mut x = vec![comparison.words()];
    let mut points = vec![level(explanation.baseline)];
    for cause in &explanation.causes {
        x.push(shortened(&cause.label));
        points.push(change(cause.amount));
    }
    x.push(comparison.current.to_string());
    points.push(level(explanation.current));
    ChartSpec {
        kind: Kind::Waterfall,
        title: format!("{}, {} to {}", standing.name, comparison.words(), comparison.current),
        unit: figures.currency.clone().unwrap_or_default(),
        x,
        series: vec![Series { name: standing.name.to_owned(), role: Role::Actual, points }],
        source: "the books".to_owned(),
        as_of: None,
    }
}

/// The last whole periods in a row of characters.
pub fn spark(figures: &Figures, standing: &Standing, columns: usize) -> String {
    // A part of a period stands beside whole ones like a fall that was none.
    let whole = standing.series.points.iter().filter(|one| one.cut_off.is_none());
    let whole: Vec<i128> = whole.map(|one| one.value).collect();
    let latest = whole.get(whole.len().saturating_sub(columns)..).unwrap_or_default();
    let values: Vec<Option<Decimal>> =
        latest.iter().map(|value| Some(figures.exact(*value))).collect();
    chart::sparkline(&values, columns)
}

/// A label that leaves a chart room for bars.
fn shortened(label: &str) -> String {
    const LETTERS: usize = 34;
    let mut letters = label.chars();
    let shown: String = letters.by_ref().take(LETTERS).collect();
    if letters.next().is_some() { format!("{}…", shown.trim_end()) } else { shown }
}
