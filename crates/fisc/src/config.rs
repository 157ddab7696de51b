//! What the environment says: the only place that reads it.
#![expect(clippy::disallowed_methods, reason = "this is the door to the environment")]

use std::{env, io::IsTerminal as _, path::PathBuf};

use etcetera::BaseStrategy as _;

/// The narrowest and the widest that text is set.
const COLUMNS: std::ops::RangeInclusive<usize> = 20..=160;

/// How and where output is shown, and where conversations are kept.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// How wide text is set.
    pub(crate) columns: usize,
    /// Whether standard output is a terminal.
    pub(crate) terminal: bool,
    /// Whether standard error is a terminal.
    pub(crate) terminal_errors: bool,
    /// Whether standard input is a terminal.
    pub(crate) terminal_input: bool,
    /// Where conversations are kept; none without a home.
    pub(crate) data_folder: Option<PathBuf>,
}

impl Config {
    /// Reads `COLUMNS`, and else asks the terminal; reads `FISC_DATA_DIR`, and else takes the user's data folder.
    pub(crate) fn from_environment() -> Self {
        let named = env::var("COLUMNS").ok().and_then(|text| text.trim().parse::<usize>().ok());
        let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let columns = named.filter(|columns| 0 < *columns).or_else(measured).unwrap_or(80);
        Self {
            columns: columns.clamp(*COLUMNS.start(), *COLUMNS.end()),
            terminal: std::io::stdout().is_terminal(),
            terminal_errors: std::io::stderr().is_terminal(),
            terminal_input: std::io::stdin().is_terminal(),
            data_folder: data_folder(),
        }
    }
}

/// `FISC_DATA_DIR`, or `fisc` in the folder for data of programs.
fn data_folder() -> Option<PathBuf> {
    let named = env::var_os("FISC_DATA_DIR").filter(|name| !name.is_empty()).map(PathBuf::from);
    let usual = || {
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        // Without a home of one's own there is no place that is surely the user's.
        (is_set("HOME") || is_set("XDG_DATA_HOME") || cfg!(windows)).then_some(())?;
        Some(etcetera::choose_base_strategy().ok()?.data_dir().join("fisc"))
    };
    named.or_else(usual)
}
