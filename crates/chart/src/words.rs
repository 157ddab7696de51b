//! A chart for those who do not see it: a sentence and a table.

use crate::{
    NO_DATA,
    spec::{ChartSpec, Series},
};
use rust_decimal::Decimal;

/// How many series the sentence tells before it only counts them.
const TOLD: usize = 3;

/// What there is to say about a series, each with its period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Summary {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) lowest: usize,
    pub(crate) highest: usize,
}

impl Summary {
    /// Nothing for a series of gaps. Of equal figures the earlier is named.
    pub(crate) fn of(series: &Series) -> Option<Self> {
        let first = series.present().next()?;
        let keep = |other: fn(&Decimal, &Decimal) -> bool| {
            move |best: (usize, Decimal), next: (usize, Decimal)| {
                if other(&next.1, &best.1) { next } else { best }
            }
        };
        Some(Self {
            first: first.0,
            last: series.present().next_back()?.0,
            lowest: series.present().fold(first, keep(|next, best| next < best)).0,
            highest: series.present().fold(first, keep(|next, best| best < next)).0,
        })
    }
}

/// The chart in a sentence: what it shows, from where to where, and its extremes.
pub fn alt_text(spec: &ChartSpec) -> String {
    let periods = match spec.periods() {
        1 => "1 period".to_owned(),
        count => format!("{count} periods"),
    };
    let head = [spec.title.as_str(), spec.unit.as_str(), &periods];
    let head = head.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if spec.is_blank() {
        return format!("{head}: {NO_DATA}.");
    }
    let told = spec.series.iter().take(TOLD).map(|series| {
        let name = if spec.series.len() == 1 { "" } else { &series.heading() };
        let gap = if name.is_empty() { "" } else { " " };
        format!("{name}{gap}{}", course(spec, series))
    });
    let told = told.collect::<Vec<_>>().join("; ");
    match spec.series.len().saturating_sub(TOLD) {
        0 => format!("{head}: {told}."),
        more => format!("{head}: {told}; and {more} more series."),
    }
}

/// A row of names and then a row for each period, every figure as people read it.
pub fn to_table(spec: &ChartSpec) -> Vec<Vec<String>> {
    // The corner states the unit, so that no cell has to.
    let corner = if spec.unit.is_empty() { "Period" } else { &spec.unit };
    let names = spec.series.iter().map(Series::heading);
    let header = std::iter::once(corner.to_owned()).chain(names).collect();
    let row = |period: usize| {
        let figures = spec.series.iter().map(|series| series.text(period));
        std::iter::once(spec.x_label(period).to_owned()).chain(figures).collect()
    };
    std::iter::once(header).chain((0..spec.periods()).map(row)).collect()
}

fn course(spec: &ChartSpec, series: &Series) -> String {
    let Some(summary) = Summary::of(series) else {
        return NO_DATA.to_owned();
    };
    let tell = |period: usize| match spec.x_label(period) {
        "" => series.text(period),
        label => format!("{} ({label})", series.text(period)),
    };
    let Summary { first, last, lowest, highest } = summary;
    if first == last {
        return tell(first);
    }
    let (low, high) = (tell(lowest), tell(highest));
    format!("{} → {}, lowest {low}, highest {high}", tell(first), tell(last))
}
