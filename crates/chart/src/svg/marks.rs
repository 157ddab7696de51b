//! The one mark of all bar charts: a bar that says its figure when pointed at.

use crate::svg::canvas::{Canvas, Length};

/// A bar before it is drawn: across in percent, down in pixels.
#[derive(Debug)]
pub(super) struct Bar<'a> {
    pub(super) ink: &'a str,
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) from: f64,
    pub(super) to: f64,
    /// What pointing at it says.
    pub(super) says: String,
}

impl Bar<'_> {
    /// A bar, hatched if it is a forecast.
    pub(super) fn draw(&self, canvas: &mut Canvas) {
        let (x, width) = (Length(self.x), Length(self.width));
        let (y, tall) = (self.from.min(self.to), (self.to - self.from).abs());
        if tall == 0.0 {
            return;
        }
        // A figure too small for the page is still a figure.
        let (y, height) = if tall < 1.0 { (y - 0.5, 1.0) } else { (y, tall) };
        let (top, height, ink) = (Length(y), Length(height), self.ink);
        canvas.add(format_args!("<g>"));
        canvas.titled("title", &self.says);
        canvas.add(format_args!(
            r#"<rect class="chart-bar {ink}" x="{x}%" y="{top}" width="{width}%" height="{height}"/>"#
        ));
        if ink.contains("chart-forecast") {
            // A dashed line as thick as the bar and askew is a hatching that needs no name on the page.
            let middle = Length(tall / 2.0);
            canvas.add(format_args!(
                r#"<svg x="{x}%" y="{top}" width="{width}%" height="{height}"><line class="chart-hatch {ink}" x1="0" x2="1000%" y1="{middle}" y2="{middle}" stroke-width="{height}" transform="skewX(-45)"/></svg>"#
            ));
        }
        canvas.add(format_args!("</g>"));
    }
}

/// A figure on top of a bar, or under one that hangs.
pub(super) fn figure(canvas: &mut Canvas, x: f64, (from, to): (f64, f64), text: &str) {
    let y = if to <= from { to - 5.0 } else { to + 14.0 };
    let (x, y) = (Length(x), Length(y));
    canvas
        .add(format_args!(r#"<text class="chart-figure" x="{x}%" y="{y}" text-anchor="middle">"#));
    canvas.text(text);
    canvas.add(format_args!("</text>"));
}
