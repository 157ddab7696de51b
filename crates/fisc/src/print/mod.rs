//! What is printed and how: results on standard output, talk on standard error.

mod markdown;
mod waterfall;

pub(crate) use markdown::render as render_markdown;
pub(crate) use waterfall::waterfall;

use std::io::{self, Write as _};

use assistant::answer::markdown::printable;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Writes a result to standard output.
pub(crate) fn result(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Says something on standard error; nobody listening there is no failure.
pub(crate) fn error_line(text: &str) {
    let mut err = anstream::stderr().lock();
    for line in text.lines() {
        let _ = writeln!(err, "{}", clean(line));
    }
}

/// The same without ending the line, where an answer is to stand behind it.
pub(crate) fn error_part(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = write!(err, "{}", clean(text));
    let _ = err.flush();
}

/// A line from outside without what could move a terminal's cursor or turn what is written.
pub(crate) fn clean(line: &str) -> String {
    line.chars().filter_map(printable).collect()
}

/// Breaks a text into lines of at most so many columns; lines after the first begin with `indent`.
///
/// A word longer than a line is broken where the line ends.
pub(crate) fn wrap(text: &str, columns: usize, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut started = false;
        for word in paragraph.split(' ') {
            let blank = usize::from(started);
            if columns < line.width() + blank + word.width() && started {
                lines.push(std::mem::replace(&mut line, indent.to_owned()));
                started = false;
            }
            if started {
                line.push(' ');
            }
            for c in word.chars() {
                if columns < line.width() + c.width().unwrap_or(0) {
                    lines.push(std::mem::replace(&mut line, indent.to_owned()));
                }
                line.push(c);
            }
            started = true;
        }
        lines.push(line);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_moves_the_cursor() {
        assert_eq!(clean("a\u{1b}]0;b\u{7}c\u{9b}2J\u{202e}d\te"), "a ]0;b c 2Jd e");
    }

    #[test]
    fn no_line_is_wider_than_the_columns() {
        let text = "one two three https://example.org/a/very/long/address/without/blanks end";
        for columns in 20..50 {
            assert!(wrap(text, columns, "  ").lines().all(|line| line.width() <= columns));
        }
        assert_eq!(wrap("aaa bbb ccc", 7, "  "), "aaa bbb\n  ccc");
    }
}
