//! What surrounds the figures: the unit, the legend, the grid and the names along the axes.

use crate::{
    TickFormat,
    columns::clip,
    scale::{self, Scale},
    spec::ChartSpec,
    svg::{
        canvas::{Canvas, Length},
        ink::inks,
        legend,
        names::Names,
        open,
    },
};
use rust_decimal::Decimal;
use unicode_width::UnicodeWidthStr;

/// How tall the part with the figures is.
const PLOT_HEIGHT: f64 = 168.0;

/// Room for the unit above the plot, and for a figure on top of the highest bar.
const HEAD: f64 = 28.0;

/// The longest figure of an axis that is written whole, in characters; no gutter holds more.
const LONGEST_MARK: usize = 14;

/// About how wide a character of an axis is.
const CHARACTER: f64 = 6.8;

/// A chart on a telephone, in pixels, with its gutters: names are thinned to fit it.
const NARROW: f64 = 330.0;

/// The gutters there are rules for, by name and width.
const GUTTERS: [Gutter; 4] = [NO_GUTTER, ("s", 30.0), ("m", 48.0), ("l", 72.0)];

/// The gutter for whatever fits no other.
const WIDEST_GUTTER: Gutter = ("xl", 108.0);

/// A chart's measures.
pub(super) struct Frame<'a> {
    pub(super) spec: &'a ChartSpec,
    pub(super) scale: Scale,
    /// The classes of each series.
    pub(super) inks: Vec<String>,
    /// The series that are named at the end of their line, rather than in a legend.
    pub(super) named_directly: bool,
    marks: Vec<(Decimal, String)>,
    gutters: (Gutter, Gutter),
}

/// A margin beside the plot: the end of the name of its class, and its width.
pub(super) type Gutter = (&'static str, f64);

/// For a side where nothing stands.
pub(super) const NO_GUTTER: Gutter = ("0", 6.0);

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
        let marks: Vec<_> =
            scale.ticks.iter().map(|tick| (*tick, clip(&ticks(*tick), LONGEST_MARK))).collect();
        let named_directly = legend::fits_beside_lines(spec);
        let beside = if named_directly { legend::widest(spec) + 20.0 } else { 0.0 };
        let gutters = (gutter(widest(marks.iter().map(|(_, text)| text)) + 8.0), gutter(beside));
        Self { spec, scale, inks: inks(spec), named_directly, marks, gutters }
    }

    /// The outer element, the axes, and the plot, which is left open.
    pub(super) fn open(&self, canvas: &mut Canvas, footing: Footing) {
        let keys = if self.named_directly { 0 } else { legend::rows(self.spec) };
        let top = HEAD + scale::length(keys) * legend::ROW;
        let names = Names::new(self.spec, footing, self.narrow());
        open(canvas, self.spec, self.gutters, top + PLOT_HEIGHT + names.height());
        self.unit(canvas);
        if 0 < keys {
            legend::draw(canvas, self.spec, &self.inks, (-self.gutters.0.1, HEAD - 8.0));
        }
        canvas.add(format_args!(r#"<g transform="translate(0 {top})">"#));
        self.grid(canvas);
        names.draw(canvas, self, PLOT_HEIGHT);
    }

    /// Ends what [`Frame::open`] began.
    pub(super) fn close(canvas: &mut Canvas) {
        canvas.add(format_args!("</g></svg>"));
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
        (widest(texts) + 6.0) * scale::length(self.spec.periods()) <= self.narrow()
    }

    /// The width of the plot on a telephone.
    fn narrow(&self) -> f64 {
        NARROW - self.gutters.0.1 - self.gutters.1.1
    }

    fn unit(&self, canvas: &mut Canvas) {
        if !self.spec.unit.is_empty() {
            let x = Length(-self.gutters.0.1);
            canvas.add(format_args!(r#"<text class="chart-axis" x="{x}" y="12">"#));
            canvas.text(&self.spec.unit);
            canvas.add(format_args!("</text>"));
        }
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
}

/// About how wide a text of an axis is, in pixels.
pub(super) fn width(text: &str) -> f64 {
    scale::length(text.width()) * CHARACTER
}

/// The width of the widest.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a String>) -> f64 {
    texts.into_iter().map(|text| width(text)).fold(0.0, f64::max)
}

/// The narrowest gutter that holds a text; the widest for a text that none holds.
fn gutter(wanted: f64) -> Gutter {
    GUTTERS.into_iter().find(|(_, width)| wanted <= *width).unwrap_or(WIDEST_GUTTER)
}
