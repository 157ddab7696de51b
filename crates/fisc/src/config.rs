//! What the environment says: the only place that reads it.
#![expect(clippy::disallowed_methods, reason = "this is the door to the environment")]

use std::{env, io::IsTerminal as _};

/// The narrowest and the widest that text is set.
const COLUMNS: std::ops::RangeInclusive<usize> = 20..=160;

/// How and where output is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Config {
    /// How wide text is set.
    pub(crate) columns: usize,
    /// Whether standard output is a terminal.
    pub(crate) terminal: bool,
    /// Whether standard error is a terminal.
    pub(crate) terminal_errors: bool,
}

impl Config {
    /// Reads `COLUMNS`, and else asks the terminal.
    pub(crate) fn from_environment() -> Self {
        let named = env::var("COLUMNS").ok().and_then(|text| text.trim().parse::<usize>().ok());
        let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let columns = named.filter(|columns| 0 < *columns).or_else(measured).unwrap_or(80);
        Self {
            columns: columns.clamp(*COLUMNS.start(), *COLUMNS.end()),
            terminal: std::io::stdout().is_terminal(),
            terminal_errors: std::io::stderr().is_terminal(),
        }
    }
}
