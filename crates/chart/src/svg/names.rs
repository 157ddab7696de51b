//! The names of the periods along the foot of a chart: as many as there is room for.

use crate::{
    columns::clip,
    scale,
    spec::{ChartSpec, Kind},
    svg::{
        canvas::{Canvas, Length},
        frame::{Footing, Frame, widest},
    },
};

/// The plot from which more names are shown, in pixels; the rules for `chart-wide` say the same.
const WIDE: f64 = 560.0;

/// From here on the outermost bars stand so near the edges that their names turn inwards.
const MANY_BARS: usize = 17;

/// The longest name that is written whole, in characters; the table has the rest.
const LONGEST: usize = 18;

/// The height of a row of names.
const ROW: f64 = 14.0;

/// Which names are written, and in how many rows.
#[derive(Debug)]
pub(super) struct Names {
    labels: Vec<String>,
    footing: Footing,
    /// Every how many periods one is named on a wide page, and on a narrow one.
    strides: (usize, usize),
    rows: usize,
}

impl Names {
    /// The names of a plot that is `narrow` pixels wide on a telephone.
    pub(super) fn new(spec: &ChartSpec, footing: Footing, narrow: f64) -> Self {
        let periods = spec.periods();
        let labels: Vec<_> = spec.x.iter().map(|label| clip(label, LONGEST)).collect();
        // The last name turns inwards at an edge, and comes half its width closer to the one before.
        let turns = footing == Footing::Edge || MANY_BARS <= periods;
        let room = widest(&labels) * if turns { 1.5 } else { 1.0 } + 8.0;
        let (many, few) = (stride(periods, room, WIDE), stride(periods, room, narrow));
        // Periods can be counted on from their neighbours; the steps of a waterfall need their names.
        let rows = if spec.kind == Kind::Waterfall { few.min(3) } else { 1 };
        let (many, few) = (many.div_ceil(rows), few.div_ceil(rows));
        // On a multiple of the other, the names of a narrow page are among those of a wide one.
        Self { labels, footing, strides: (many, few.div_ceil(many) * many), rows }
    }

    /// How much of the chart they take, in pixels.
    pub(super) fn height(&self) -> f64 {
        10.0 + scale::length(self.rows) * ROW
    }

    /// The names, below `top`. The last is always written.
    pub(super) fn draw(&self, canvas: &mut Canvas, frame: &Frame<'_>, top: f64) {
        let (many, few) = self.strides;
        let last = frame.spec.periods().saturating_sub(1);
        for (period, label) in self.labels.iter().enumerate() {
            let before_last = last - period;
            if label.is_empty() || !before_last.is_multiple_of(many) {
                continue;
            }
            let wide = if before_last.is_multiple_of(few) { "" } else { " chart-wide" };
            let x = frame.x(period, self.footing);
            let y = Length(top + 17.0 + scale::length(period % self.rows) * ROW);
            canvas.add(format_args!(
                r#"<text class="chart-axis{wide}" x="{}%" y="{y}" text-anchor="{}">"#,
                Length(x),
                anchor(x),
            ));
            canvas.text(label);
            canvas.add(format_args!("</text>"));
        }
    }
}

/// A name at the edge of the plot turns inwards.
fn anchor(percent: f64) -> &'static str {
    match percent {
        percent if percent < 3.0 => "start",
        percent if 97.0 < percent => "end",
        _ => "middle",
    }
}

/// Every how many names one is written, so that each has as much room as it needs.
fn stride(names: usize, wide: f64, room: f64) -> usize {
    scale::count((scale::length(names) * wide / room).ceil()).max(1)
}
