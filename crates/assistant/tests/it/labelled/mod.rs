//! Questions with the answer that a sensible reader would give: how often the rules agree.
//!
//! Each set prints its precision, recall and every case that is wrong. Where a case is wrong the rule is mended, not
//! the label.

#![allow(clippy::print_stdout, reason = "the figures are what these tests are read for")]

mod resolving;
mod routing;

/// The lines of a set, cut at tabs.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}
