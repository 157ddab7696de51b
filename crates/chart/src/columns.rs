//! How wide a terminal shows a text, and how to keep within that.

use unicode_width::UnicodeWidthStr;

/// What fits of `text`; an ellipsis where some of it does not.
pub(crate) fn clip(text: &str, columns: usize) -> String {
    let text = on_one_line(text);
    if text.width() <= columns {
        return text;
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if columns < kept.width() + 1 {
            kept.pop();
            break;
        }
    }
    // A character joined to the one before it can widen what is already there.
    while columns < kept.width() + 1 && kept.pop().is_some() {}
    if columns == 0 { String::new() } else { kept + "…" }
}

/// `text` in exactly `columns` columns, against the left edge.
pub(crate) fn left(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let space = " ".repeat(columns.saturating_sub(text.width()));
    text + &space
}

/// `text` in exactly `columns` columns, against the right edge.
pub(crate) fn right(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    " ".repeat(columns.saturating_sub(text.width())) + &text
}

/// The width of the widest, but no more than `most`.
pub(crate) fn widest<'a>(texts: impl Iterator<Item = &'a str>, most: usize) -> usize {
    texts.map(|text| on_one_line(text).width()).max().unwrap_or_default().min(most)
}

/// The parts on as few lines as hold them whole.
pub(crate) fn wrap(parts: &[String], joint: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.width() + joint.width() + part.width() <= columns => {
                line.push_str(joint);
                line.push_str(part);
            }
            Some(_) | None => lines.push(part.clone()),
        }
    }
    lines
}

/// A line break or an escape inside a label would tear the chart.
fn on_one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
