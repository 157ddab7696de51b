//! A waterfall: each change hangs where the one before it ended.

use crate::{
    spec::Series,
    svg::{
        bars::{figures, group_width, says},
        canvas::{Canvas, Length},
        frame::{Footing, Frame},
        marks::{self, Bar},
    },
    waterfall::{Move, Step},
};

/// The steps as bars, with a thread from each to the next.
pub(super) fn draw(canvas: &mut Canvas, frame: &Frame<'_>, steps: &[Step]) {
    let Some(series) = frame.spec.series.first() else {
        return;
    };
    frame.open(canvas, Footing::Stretch);
    let width = group_width(frame.spec.periods());
    threads(canvas, frame, steps, width);
    let texts: Vec<_> = figures(frame.spec).iter().map(|text| format!("▲ {text}")).collect();
    let labelled = frame.has_room_above(&texts);
    for step in steps {
        bar(canvas, frame, series, step, width);
        if labelled {
            let middle = frame.x(step.period, Footing::Stretch);
            let text = format!("{}{}", mark(step.is), series.text(step.period));
            marks::figure(canvas, middle, (frame.y(step.from), frame.y(step.to)), &text);
        }
    }
    Frame::close(canvas);
}

fn bar(canvas: &mut Canvas, frame: &Frame<'_>, series: &Series, step: &Step, width: f64) {
    let ink = match step.is {
        Move::Level => "chart-s1",
        Move::Up => "chart-up",
        Move::Down => "chart-down",
    };
    let x = frame.x(step.period, Footing::Stretch) - width / 2.0;
    let (from, to) = (frame.y(step.from), frame.y(step.to));
    Bar { ink, x, width, from, to, says: says(frame.spec, series, step.period) }.draw(canvas);
}

/// Between neighbours only: across a missing step nobody knows the level.
fn threads(canvas: &mut Canvas, frame: &Frame<'_>, steps: &[Step], width: f64) {
    for (before, after) in steps.iter().zip(steps.iter().skip(1)) {
        if before.period + 1 == after.period {
            let from = Length(frame.x(before.period, Footing::Stretch) + width / 2.0);
            let to = Length(frame.x(after.period, Footing::Stretch) - width / 2.0);
            let y = Length(frame.y(before.to));
            canvas.add(format_args!(
                r#"<line class="chart-thread" x1="{from}%" x2="{to}%" y1="{y}" y2="{y}"/>"#
            ));
        }
    }
}

/// Colour never says a direction alone.
fn mark(is: Move) -> &'static str {
    match is {
        Move::Level => "",
        Move::Up => "▲ ",
        Move::Down => "▼ ",
    }
}
