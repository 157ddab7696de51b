//! Sparklines, which arrive as characters, drawn so that they look alike in every font.

use maud::{Markup, html};

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A sparkline of more columns takes the width of its place.
const SHORT: usize = 20;

/// The bars of a sparkline, or nothing where the text is none.
pub(super) fn draw(text: &str) -> Option<Markup> {
    let level = |c: char| BLOCKS.iter().position(|block| *block == c).map(|level| level + 1);
    let known = |c: char| c == ' ' || level(c).is_some();
    if !text.chars().all(known) || text.trim().is_empty() {
        return None;
    }
    let columns = text.chars().count();
    let class = if columns <= SHORT { "spark" } else { "spark wide" };
    Some(html! {
        svg class=(class) role="img" aria-label="Trend"
            width=(columns * 8) height="24" viewBox={ "0 0 " (columns * 8) " 24" }
            preserveAspectRatio="none" {
            @for (at, level) in text.chars().map(level).enumerate() {
                @if let Some(level) = level {
                    rect x=(at * 8 + 1) y=(24 - level * 3) width="6" height=(level * 3) {}
                }
            }
        }
    })
}
