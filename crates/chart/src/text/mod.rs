//! A chart on a terminal: characters only, never wider than it.

mod bars;
mod braille;

use crate::{
    NO_DATA, TickFormat,
    columns::{clip, wrap},
    scale::{Base, Scale},
    spark::sparkline,
    spec::{ChartSpec, Kind, Series},
    waterfall,
    words::Summary,
};
use rust_decimal::Decimal;

/// The chart in at most `columns` columns.
///
/// Bars take a row for each period, lines ten rows of braille dots. Each series has a block of its own, all on
/// one scale, and ends with its lowest, highest and last figure.
pub fn to_text(spec: &ChartSpec, columns: usize, ticks: TickFormat<'_>) -> String {
    let mut lines = vec![heading(&[&spec.title, &spec.unit])];
    if spec.is_blank() {
        lines.push(NO_DATA.to_owned());
    } else if spec.is_crowded() {
        lines.push(format!("too many steps to draw: {}", spec.periods()));
    } else {
        lines.extend(blocks(spec, columns, ticks));
    }
    let source = spec.as_of.as_ref().map(|as_of| format!("as of {as_of}")).unwrap_or_default();
    lines.push(heading(&[&spec.source, &source]));
    let shown = lines.iter().filter(|line| !line.is_empty()).map(|line| clip(line, columns));
    shown.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn heading(parts: &[&str]) -> String {
    let said = parts.iter().filter(|part| !part.is_empty()).copied();
    said.collect::<Vec<_>>().join(", ")
}

fn blocks(spec: &ChartSpec, columns: usize, ticks: TickFormat<'_>) -> Vec<String> {
    if spec.kind == Kind::Waterfall {
        let series = spec.series.iter().take(1);
        return series.flat_map(|series| bridge(spec, series, columns)).collect();
    }
    let kind = spec.drawn_as();
    let scale = match kind {
        Kind::Line | Kind::Spark => Scale::of(spec.values(), Base::Free),
        Kind::Area => Scale::of(spec.values(), Base::Zero),
        Kind::Bar | Kind::Stacked | Kind::Waterfall => Scale::tight(spec.values(), Base::Zero),
    };
    let block = |series: &Series| {
        let mut lines = Vec::new();
        if 1 < spec.series.len() {
            lines.push(series.heading());
        }
        lines.extend(match kind {
            Kind::Bar | Kind::Stacked | Kind::Waterfall => {
                bars::rows(&bars::of_series(spec, series), &scale, columns)
            }
            Kind::Line | Kind::Area => braille::rows(spec, series, &scale, columns, ticks),
            Kind::Spark => vec![sparkline(&values(spec, series), columns)],
        });
        lines.extend(extremes(series, columns));
        lines
    };
    spec.series.iter().flat_map(block).collect()
}

fn bridge(spec: &ChartSpec, series: &Series, columns: usize) -> Vec<String> {
    let steps = waterfall::steps(spec);
    let scale = Scale::tight(waterfall::ends(&steps), Base::Zero);
    let mut lines = bars::rows(&bars::of_steps(spec, series, &steps), &scale, columns);
    lines.extend(extremes(series, columns));
    lines
}

fn values(spec: &ChartSpec, series: &Series) -> Vec<Option<Decimal>> {
    (0..spec.periods()).map(|period| series.value(period)).collect()
}

fn extremes(series: &Series, columns: usize) -> Vec<String> {
    let Some(summary) = Summary::of(series) else {
        return vec![NO_DATA.to_owned()];
    };
    let told = [("min", summary.lowest), ("max", summary.highest), ("last", summary.last)];
    let told = told.map(|(name, period)| format!("{name} {}", series.text(period)));
    wrap(&told, " · ", columns)
}
