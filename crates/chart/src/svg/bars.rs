//! Bars that stand: beside each other or on top of each other.

use crate::{
    scale,
    spec::{ChartSpec, Role, Series},
    svg::{
        canvas::Canvas,
        frame::{Footing, Frame},
        marks::{self, Bar},
    },
};
use rust_decimal::Decimal;

/// A bar for each series and period, from zero.
pub(super) fn side_by_side(canvas: &mut Canvas, frame: &Frame<'_>) {
    let spec = frame.spec;
    frame.open(canvas, Footing::Stretch);
    let (slots, count) = slots(spec);
    let texts = figures(spec);
    let labelled = count == 1 && frame.has_room_above(&texts);
    let width = group_width(spec.periods()) / scale::length(count.max(1));
    for ((series, ink), slot) in spec.series.iter().zip(&frame.inks).zip(slots) {
        let offset = (scale::length(slot) - scale::length(count) / 2.0) * width;
        for (period, value) in series.present() {
            let middle = frame.x(period, Footing::Stretch);
            let (from, to) = (frame.y(Decimal::ZERO), frame.y(value));
            let says = says(spec, series, period);
            // A hair between neighbours, so that two of one height stay two.
            let x = middle + offset + width * 0.03;
            Bar { ink, x, width: width * 0.94, from, to, says }.draw(canvas);
            if labelled {
                marks::figure(canvas, middle, (from, to), &series.text(period));
            }
        }
    }
    Frame::close(canvas);
}

/// The series on top of each other; what is negative hangs below zero.
pub(super) fn stacked(canvas: &mut Canvas, frame: &Frame<'_>) {
    let spec = frame.spec;
    frame.open(canvas, Footing::Stretch);
    let width = group_width(spec.periods());
    for period in 0..spec.periods() {
        let x = frame.x(period, Footing::Stretch) - width / 2.0;
        for (at, from, to) in stack(spec, period) {
            if let (Some(series), Some(ink)) = (spec.series.get(at), frame.inks.get(at)) {
                let (from, to) = (frame.y(from), frame.y(to));
                let says = says(spec, series, period);
                Bar { ink, x, width, from, to, says }.draw(canvas);
            }
        }
    }
    Frame::close(canvas);
}

/// Where the stacks end, above and below zero.
pub(super) fn stack_ends(spec: &ChartSpec) -> Vec<Decimal> {
    let periods = 0..spec.periods();
    periods.flat_map(|period| stack(spec, period)).map(|(_, _, to)| to).collect()
}

/// How much of the plot the bars of a period take, in percent: few bars are not made fat.
pub(super) fn group_width(periods: usize) -> f64 {
    let periods = scale::length(periods);
    (0.16 * periods).clamp(0.28, 0.72) * 100.0 / periods
}

/// What pointing at a bar says.
pub(super) fn says(spec: &ChartSpec, series: &Series, period: usize) -> String {
    let (name, figure) = (series.heading(), series.text(period));
    let parts = [spec.x_label(period), if spec.series.len() == 1 { "" } else { &name }];
    let named = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if named.is_empty() { figure } else { format!("{named}: {figure}") }
}

/// Every label of every figure that is there.
pub(super) fn figures(spec: &ChartSpec) -> Vec<String> {
    let labels = |series: &Series| {
        series.present().map(|(period, _)| series.text(period)).collect::<Vec<_>>()
    };
    spec.series.iter().flat_map(labels).collect()
}

/// The parts of a period's stack, from zero outwards: which series, from where to where.
fn stack(spec: &ChartSpec, period: usize) -> Vec<(usize, Decimal, Decimal)> {
    let (mut above, mut below) = (Decimal::ZERO, Decimal::ZERO);
    let part = |(at, series): (usize, &Series)| {
        let value = series.value(period)?;
        let end = if value < Decimal::ZERO { &mut below } else { &mut above };
        let from = *end;
        *end = end.saturating_add(value);
        Some((at, from, *end))
    };
    spec.series.iter().enumerate().filter_map(part).collect()
}

/// The place of each series within a period, and how many places there are.
///
/// A forecast takes the place of the actual figures it goes on from, unless they are ever both there.
fn slots(spec: &ChartSpec) -> (Vec<usize>, usize) {
    let mut count: usize = 0;
    let mut actual: Option<(usize, &Series)> = None;
    let mut slots = Vec::new();
    for series in &spec.series {
        let meets =
            |other: &Series| series.present().any(|(period, _)| other.value(period).is_some());
        let shared = actual.filter(|(_, other)| series.role == Role::Forecast && !meets(other));
        let slot = shared.map_or(count, |(slot, _)| slot);
        count = count.max(slot + 1);
        if series.role == Role::Actual {
            actual = Some((slot, series));
        }
        slots.push(slot);
    }
    (slots, count)
}
