//! The charts that the tests draw.

use chart::{ChartSpec, Kind, Point, Role, Series};
use rust_decimal::Decimal;

pub(crate) fn ticks(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A chart of one actual series, its gaps written as nothing.
pub(crate) fn chart(kind: Kind, points: &[(&str, &str)]) -> ChartSpec {
    let figures: Vec<_> = points.iter().map(|(_, figure)| *figure).collect();
    ChartSpec {
        kind,
        title: "Revenue".to_owned(),
        unit: "USD bn".to_owned(),
        x: points.iter().map(|(name, _)| (*name).to_owned()).collect(),
        series: vec![series("Revenue", Role::Actual, &figures)],
        source: String::new(),
        as_of: None,
    }
}

pub(crate) fn series(name: &str, role: Role, figures: &[&str]) -> Series {
    let points = figures.iter().map(|figure| point(figure)).collect();
    Series { name: name.to_owned(), role, points }
}

fn point(figure: &str) -> Point {
    let value = (!figure.is_empty()).then(|| figure.parse().unwrap());
    Point { value, label: figure.replace('-', "−") }
}

/// A chart of a long row of figures.
pub(crate) fn long(kind: Kind, figures: impl IntoIterator<Item = i64>) -> ChartSpec {
    let figures: Vec<_> = figures.into_iter().map(|figure| figure.to_string()).collect();
    let names: Vec<_> = (0..figures.len()).map(|period| format!("D{period}")).collect();
    let points: Vec<_> =
        names.iter().map(String::as_str).zip(figures.iter().map(String::as_str)).collect();
    chart(kind, &points)
}

pub(crate) const YEARS: [(&str, &str); 5] = [
    ("FY2021", "365.8"),
    ("FY2022", "394.3"),
    ("FY2023", "383.3"),
    ("FY2024", ""),
    ("FY2025", "416.2"),
];

pub(crate) const BRIDGE: [(&str, &str); 5] =
    [("FY2024", "496"), ("Payroll", "-118"), ("Price", "43"), ("Rent", "-9"), ("FY2025", "412")];
