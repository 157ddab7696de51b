//! What the environment says: the only place that reads it.
#![expect(clippy::disallowed_methods, reason = "this is the door to the environment")]

use std::{collections::BTreeMap, env, ffi::OsString, fmt, io::IsTerminal as _, path::PathBuf};

use etcetera::{BaseStrategy as _, base_strategy::Xdg};

/// The narrowest and the widest that text is set.
const COLUMNS: std::ops::RangeInclusive<usize> = 20..=160;

/// How and where output is shown, where things are kept, and what the environment sets.
#[derive(Clone)]
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
    /// Where answers of others are kept; none without a home.
    pub(crate) cache_folder: Option<PathBuf>,
    /// Where the program was started.
    pub(crate) work_folder: Option<PathBuf>,
    settings_folder: Option<PathBuf>,
    variables: BTreeMap<String, String>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Variables may hold keys.
        f.debug_struct("Config").field("data_folder", &self.data_folder).finish_non_exhaustive()
    }
}

impl Config {
    /// Reads `COLUMNS`, and else asks the terminal; reads where folders are, and the variables of settings.
    pub(crate) fn from_environment() -> Self {
        let named = env::var("COLUMNS").ok().and_then(|text| text.trim().parse::<usize>().ok());
        let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let columns = named.filter(|columns| 0 < *columns).or_else(measured).unwrap_or(80);
        Self {
            columns: columns.clamp(*COLUMNS.start(), *COLUMNS.end()),
            terminal: std::io::stdout().is_terminal(),
            terminal_errors: std::io::stderr().is_terminal(),
            terminal_input: std::io::stdin().is_terminal(),
            data_folder: folder("FISC_DATA_DIR", "data", "XDG_DATA_HOME", Xdg::data_dir),
            cache_folder: folder("FISC_CACHE_DIR", "cache", "XDG_CACHE_HOME", Xdg::cache_dir),
            work_folder: env::current_dir().ok(),
            settings_folder: folder(
                "FISC_CONFIG_DIR",
                "config",
                "XDG_CONFIG_HOME",
                Xdg::config_dir,
            ),
            variables: env::vars_os().filter_map(text).filter(|(name, _)| is_ours(name)).collect(),
        }
    }

    /// What a variable is set to, where it is set to something.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// The variables that begin as ours do and are set to something.
    pub(crate) fn own_variables(&self) -> impl Iterator<Item = &str> {
        let set = self.variables.iter().filter(|(_, value)| !value.is_empty());
        set.map(|(name, _)| name.as_str()).filter(|name| name.starts_with("FISC_"))
    }

    /// The file of the user's own settings.
    pub(crate) fn config_file(&self) -> Option<PathBuf> {
        Some(self.settings_folder.as_ref()?.join("config.toml"))
    }
}

/// A variable and its value, where both are text.
fn text((name, value): (OsString, OsString)) -> Option<(String, String)> {
    Some((name.into_string().ok()?, value.into_string().ok()?))
}

/// Whether a variable can be one of a setting: ours, a key of a provider, the SEC's contact.
fn is_ours(name: &str) -> bool {
    let name = name.strip_suffix("_FILE").unwrap_or(name);
    name.starts_with("FISC_") || name.ends_with("_API_KEY") || name == "SEC_CONTACT"
}

/// The folder that a variable names; or one in `FISC_HOME`; or `fisc` in the user's folder for such things.
fn folder(
    variable: &str,
    inside: &str,
    usual_variable: &str,
    usual: impl Fn(&Xdg) -> PathBuf,
) -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || Some(set("FISC_HOME")?.join(inside));
    let usual = || {
        // Without a home of one's own there is no place that is surely the user's.
        (set("HOME").is_some() || set(usual_variable).is_some() || cfg!(windows)).then_some(())?;
        Some(usual(&Xdg::new().ok()?).join("fisc"))
    };
    set(variable).or_else(home).or_else(usual)
}
