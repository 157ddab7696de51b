//! Where elements are written, so that no text of a caller becomes markup.

use std::fmt::{self, Write};

/// The elements written so far.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    markup: String,
}

impl Canvas {
    /// Markup of ours, with nothing in it that a caller wrote.
    pub(super) fn add(&mut self, markup: fmt::Arguments<'_>) {
        // A string takes whatever is written to it.
        let _ = self.markup.write_fmt(markup);
    }

    /// A caller's text.
    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.markup.push_str("&amp;"),
                '<' => self.markup.push_str("&lt;"),
                '>' => self.markup.push_str("&gt;"),
                '"' => self.markup.push_str("&quot;"),
                '\'' => self.markup.push_str("&#39;"),
                // XML has no way to write these.
                '\u{fffe}' | '\u{ffff}' => self.markup.push(' '),
                character if character.is_control() => self.markup.push(' '),
                character => self.markup.push(character),
            }
        }
    }

    /// An element that holds nothing but a caller's text.
    pub(super) fn titled(&mut self, element: &str, text: &str) {
        self.add(format_args!("<{element}>"));
        self.text(text);
        self.add(format_args!("</{element}>"));
    }

    /// All that was written.
    pub(super) fn into_text(self) -> String {
        self.markup
    }
}

/// A length in markup, to the hundredth.
pub(super) struct Length(pub(super) f64);

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Adding zero takes the sign off a negative zero.
        write!(f, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}
