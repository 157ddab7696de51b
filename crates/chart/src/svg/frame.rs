//! What surrounds the figures: the unit, the legend, the grid and the names along the axes.

use crate::{
    TickFormat,
    scale::{self, Scale},
    spec::ChartSpec,
    svg::{
        canvas::{Canvas, Length},
        ink::inks,
        legend, open,
    },
};
use rust_decimal::Decimal;
use unicode_width::UnicodeWidthStr;

/// How tall the part with the figures is.
const PLOT_HEIGHT: f64 = 168.0;

/// Room for the unit above the plot, and for a figure on top of the highest bar.
const HEAD: f64 = 28.0;

/// Room for the names of the periods below the plot.
const FOOT: f64 = 24.0;

/// About how wide a character of an axis is.
const CHARACTER: f64 = 6.8;

/// The plot on a telephone and the plot on a wide page, in pixels: names are thinned to fit either.
const NARROW: f64 = 300.0;
const WIDE: f64 = 560.0;

/// The gutters there are rules for, by name and width.
const GUTTERS: [(&str, f64); 4] = [("0", 6.0), ("s", 30.0), ("m", 48.0), ("l", 72.0)];

/// The gutter for whatever fits no other.
const WIDEST_GUTTER: (&str, f64) = ("xl", 108.0);

/// A chart's measures.
pub(super) struct Frame<'a> {
    pub(super) spec: &'a ChartSpec,
    pub(super) scale: Scale,
    /// The classes of each series.
    pub(super) inks: Vec<String>,
    /// The series that are named at the end of their line, rather than in a legend.
    pub(super) named_directly: bool,
    marks: Vec<(Decimal, String)>,
}

/// Where along the plot a period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Footing {
    /// In the middle of a stretch of its own.
    Stretch,
    /// On a point; the first and the last stand on the edges.
    Edge,
}

impl<'a> Frame<'a> {
    pub(super) fn new(spec: &'a ChartSpec, scale: Scale, ticks: TickFormat<'_>) -> Self {
        let marks = scale.ticks.iter().map(|tick| (*tick, ticks(*tick))).collect();
        let named_directly = legend::fits_beside_lines(spec);
        Self { spec, scale, inks: inks(spec), named_directly, marks }
    }

    /// The outer element, the axes, and the plot, which is left open.
    pub(super) fn open(&self, canvas: &mut Canvas, footing: Footing) {
        let keys = if self.named_directly { 0 } else { legend::rows(self.spec) };
        let top = HEAD + scale::length(keys) * legend::ROW;
        open(canvas, self.spec, top + PLOT_HEIGHT + FOOT);
        self.unit(canvas);
        if 0 < keys {
            legend::draw(canvas, self.spec, &self.inks, HEAD - 8.0);
        }
        self.plot(canvas, top);
        self.grid(canvas);
        self.names(canvas, footing);
    }

    /// Ends what [`Frame::open`] began.
    pub(super) fn close(canvas: &mut Canvas) {
        canvas.add(format_args!("</svg></svg>"));
    }

    /// Where a figure stands, in pixels from the top of the plot.
    pub(super) fn y(&self, value: Decimal) -> f64 {
        (1.0 - self.scale.fraction(value)) * PLOT_HEIGHT
    }

    /// Where a period stands, in percent of the width of the plot.
    pub(super) fn x(&self, period: usize, footing: Footing) -> f64 {
        let (period, periods) = (scale::length(period), scale::length(self.spec.periods()));
        match footing {
            Footing::Stretch => (period + 0.5) / periods * 100.0,
            Footing::Edge if periods < 2.0 => 50.0,
            Footing::Edge => period / (periods - 1.0) * 100.0,
        }
    }

    /// Stretched to the plot, for paths on a square of a thousand.
    pub(super) fn stretched(canvas: &mut Canvas, height: f64) {
        canvas.add(format_args!(
            r#"<svg width="100%" height="{height}" viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible">"#
        ));
    }

    /// [`Frame::stretched`] to the plot of a chart with axes.
    pub(super) fn stretched_to_plot(canvas: &mut Canvas) {
        Self::stretched(canvas, PLOT_HEIGHT);
    }

    /// Whether a text stands above every bar without touching the next.
    pub(super) fn has_room_above(&self, texts: &[String]) -> bool {
        let widest = texts.iter().map(|text| width(text)).fold(0.0, f64::max);
        (widest + 6.0) * scale::length(self.spec.periods()) <= NARROW
    }

    fn unit(&self, canvas: &mut Canvas) {
        if !self.spec.unit.is_empty() {
            canvas.add(format_args!(r#"<text class="chart-axis" x="0" y="12">"#));
            canvas.text(&self.spec.unit);
            canvas.add(format_args!("</text>"));
        }
    }

    fn plot(&self, canvas: &mut Canvas, top: f64) {
        let widest = self.marks.iter().map(|(_, text)| width(text)).fold(0.0, f64::max);
        let (left, left_width) = gutter(widest + 8.0);
        let beside = if self.named_directly { legend::widest(self.spec) + 14.0 } else { 0.0 };
        let (right, right_width) = gutter(beside);
        // What a page without our rules shows: the same, for a chart 600 pixels wide.
        let (x, rest) = (left_width / 6.0, 100.0 - (left_width + right_width) / 6.0);
        canvas.add(format_args!(
            r#"<svg class="chart-plot chart-left-{left} chart-right-{right}" x="{}%" y="{top}" width="{}%" height="{PLOT_HEIGHT}" overflow="visible">"#,
            Length(x),
            Length(rest),
        ));
    }

    fn grid(&self, canvas: &mut Canvas) {
        for (tick, text) in &self.marks {
            let class = if tick.is_zero() { "chart-zero" } else { "chart-grid" };
            let y = Length(self.y(*tick).round());
            canvas.add(format_args!(
                r#"<line class="{class}" x1="0" x2="100%" y1="{y}" y2="{y}"/><text class="chart-axis" x="-6" y="{y}" dy="4" text-anchor="end">"#
            ));
            canvas.text(text);
            canvas.add(format_args!("</text>"));
        }
    }

    /// The names below the plot: all that fit a wide page, of which a narrow one hides some.
    fn names(&self, canvas: &mut Canvas, footing: Footing) {
        let periods = self.spec.periods();
        let widest = self.spec.x.iter().map(|name| width(name)).fold(0.0, f64::max);
        let (few, many) = (stride(periods, widest, NARROW), stride(periods, widest, WIDE));
        // On a multiple of the other, the names of a narrow page are among those of a wide one.
        let few = few.div_ceil(many) * many;
        for period in 0..periods {
            let from_last = periods - 1 - period;
            if !from_last.is_multiple_of(many) || self.spec.x_label(period).is_empty() {
                continue;
            }
            let class =
                if from_last.is_multiple_of(few) { "chart-axis" } else { "chart-axis chart-wide" };
            let x = self.x(period, footing);
            let anchor = anchor(x);
            let y = PLOT_HEIGHT + 17.0;
            canvas.add(format_args!(
                r#"<text class="{class}" x="{}%" y="{y}" text-anchor="{anchor}">"#,
                Length(x)
            ));
            canvas.text(self.spec.x_label(period));
            canvas.add(format_args!("</text>"));
        }
    }
}

/// About how wide a text of an axis is, in pixels.
pub(super) fn width(text: &str) -> f64 {
    scale::length(text.width()) * CHARACTER
}

/// A name at the edge of the plot turns inwards.
fn anchor(percent: f64) -> &'static str {
    match percent {
        percent if percent < 3.0 => "start",
        percent if 97.0 < percent => "end",
        _ => "middle",
    }
}

/// The narrowest gutter that holds a text; the widest for a text that none holds.
fn gutter(wanted: f64) -> (&'static str, f64) {
    GUTTERS.into_iter().find(|(_, width)| wanted <= *width).unwrap_or(WIDEST_GUTTER)
}

/// Every how many names one is written, so that they do not touch.
fn stride(names: usize, widest: f64, room: f64) -> usize {
    scale::count((scale::length(names) * (widest + 12.0) / room).ceil()).max(1)
}
