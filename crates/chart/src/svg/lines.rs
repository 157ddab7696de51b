//! Lines and areas, broken where a figure is missing.

use crate::{
    scale::{self, Scale},
    spec::{ChartSpec, Kind, Series},
    svg::{
        canvas::{Canvas, Length},
        frame::{Footing, Frame},
        ink::inks,
        legend,
    },
    thin::thin,
};
use rust_decimal::Decimal;

/// How far apart two names at the ends of lines are kept, in pixels.
const NAME_HEIGHT: f64 = 15.0;

/// Places on a square of a thousand, without a gap among them.
type Run = Vec<(f64, f64)>;

/// The lines of a chart with axes.
pub(super) fn draw(canvas: &mut Canvas, frame: &Frame<'_>) {
    frame.open(canvas, Footing::Edge);
    Frame::stretched_to_plot(canvas);
    strokes(canvas, frame.spec, &frame.scale, &frame.inks);
    canvas.add(format_args!("</svg>"));
    if frame.named_directly {
        names(canvas, frame);
    }
    Frame::close(canvas);
}

/// The lines alone.
pub(super) fn bare(canvas: &mut Canvas, spec: &ChartSpec, scale: &Scale, height: f64) {
    let margin = 4.0;
    canvas.add(format_args!(r#"<g transform="translate(0 {margin})">"#));
    Frame::stretched(canvas, height - 2.0 * margin);
    strokes(canvas, spec, scale, &inks(spec));
    canvas.add(format_args!("</svg></g>"));
}

fn strokes(canvas: &mut Canvas, spec: &ChartSpec, scale: &Scale, inks: &[String]) {
    let filled = spec.drawn_as() == Kind::Area;
    let floor = (1.0 - scale.fraction(Decimal::ZERO)) * 1000.0;
    for (series, ink) in spec.series.iter().zip(inks) {
        let runs = runs(spec, series, scale);
        if filled {
            let fills: String = runs.iter().map(|run| fill(run, floor)).collect();
            canvas.add(format_args!(r#"<path class="chart-fill {ink}" d="{fills}"/>"#));
        }
        let lines: String = runs.iter().map(path).collect();
        canvas.add(format_args!(r#"<path class="chart-line {ink}" d="{lines}"/>"#));
        let dots: Vec<_> = dots(&runs).map(|place| format!("M{}h0", at(place))).collect();
        canvas.add(format_args!(r#"<path class="chart-dot {ink}" d="{}"/>"#, dots.concat()));
    }
}

/// The stretches of a series between its gaps.
fn runs(spec: &ChartSpec, series: &Series, scale: &Scale) -> Vec<Run> {
    let last = scale::length(spec.periods().saturating_sub(1));
    let place = |period: usize, value: Decimal| {
        let x = if 0.0 < last { scale::length(period) / last } else { 0.5 };
        (x * 1000.0, (1.0 - scale.fraction(value)) * 1000.0)
    };
    let values: Vec<_> = (0..spec.periods()).map(|period| series.value(period)).collect();
    let mut runs = vec![Run::new()];
    for (period, value) in thin(&values) {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push(place(period, value)),
            (Some(_) | None, _) => runs.push(Run::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// A dot for the last figure, and for each that stands between two gaps and would have no line.
fn dots(runs: &[Run]) -> impl Iterator<Item = (f64, f64)> {
    let alone = runs.iter().filter(|run| run.len() == 1).filter_map(|run| run.first().copied());
    let last = runs.last().filter(|run| run.len() != 1).and_then(|run| run.last().copied());
    alone.chain(last)
}

fn path(run: &Run) -> String {
    let places: Vec<_> = run.iter().map(|place| at(*place)).collect();
    format!("M{}", places.join("L"))
}

fn fill(run: &Run, floor: f64) -> String {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return String::new();
    };
    format!("{}L{}L{}Z", path(run), at((last.0, floor)), at((first.0, floor)))
}

fn at((x, y): (f64, f64)) -> String {
    format!("{} {}", Length(x), Length(y))
}

/// The name of each line beside its last figure, moved down where it would cover the one above.
fn names(canvas: &mut Canvas, frame: &Frame<'_>) {
    let ends = frame.spec.series.iter().zip(&frame.inks).filter_map(|(series, ink)| {
        let (_, value) = series.present().next_back()?;
        Some((frame.y(value), series, ink))
    });
    let mut ends: Vec<_> = ends.collect();
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = f64::MIN;
    for (y, series, ink) in ends {
        let y = y.max(free);
        free = y + NAME_HEIGHT;
        let y = Length(y);
        canvas.add(format_args!(r#"<text class="chart-name" x="100%" dx="8" y="{y}" dy="4">"#));
        canvas.add(format_args!(r#"<tspan class="chart-key {ink}">● </tspan>"#));
        canvas.text(&legend::name(series));
        canvas.add(format_args!("</text>"));
    }
}
