//! Where a value comes from: a flag, the environment, the project's file, the user's file, in this order.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Result;
use toml::{Table, Value};

use super::table::{self, Kind, ROWS, Row};
use crate::{config::Config, failure::Refused, files};

/// The file that a project keeps.
const PROJECT_FILE: &str = "fisc.toml";
/// How far upwards it is looked for.
const FOLDERS_UP_MAX: usize = 32;
/// The tables of a user's file besides settings.
const OTHER_TABLES: [&str; 1] = ["prices"];

/// Where a value was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// On the command line.
    Flag(&'static str),
    /// In this variable.
    Variable(String),
    /// In this file.
    File(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::Variable(name) => f.write_str(name),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// All values that were found, the first of each setting.
#[derive(Debug)]
pub(crate) struct Layers {
    values: BTreeMap<&'static str, (String, Origin)>,
    /// The user's file.
    pub(crate) own: Table,
}

impl Layers {
    /// Reads all layers; `flags` come before everything else.
    pub(crate) fn read(
        config: &Config,
        flags: &[(&'static str, &'static str, Option<String>)],
    ) -> Result<Self> {
        let mut values: BTreeMap<&'static str, (String, Origin)> = BTreeMap::new();
        for (key, flag, value) in flags {
            if let Some(value) = value {
                values.insert(key, (value.clone(), Origin::Flag(flag)));
            }
        }
        for row in &ROWS {
            if let Some((name, value)) = variable(config, row.variables)? {
                values.entry(row.key).or_insert((value, Origin::Variable(name)));
            }
        }
        if let Some((path, table)) = project_file(config)? {
            add(&mut values, &path, &table, Owner::Project)?;
        }
        let mut own = Table::new();
        if let Some(path) = config.config_file()
            && let Some(table) = parse(&path)?
        {
            add(&mut values, &path, &table, Owner::User)?;
            own = table;
        }
        Ok(Self { values, own })
    }

    /// The value of a setting, and where it was found.
    pub(crate) fn find(&self, key: &str) -> Option<(&str, &Origin)> {
        self.values.get(key).map(|(value, origin)| (value.as_str(), origin))
    }
}

/// The first variable that is set, or a file that one ending in `_FILE` names.
pub(crate) fn variable(config: &Config, names: &[&str]) -> Result<Option<(String, String)>> {
    for name in names {
        if let Some(value) = config.variable(name) {
            return Ok(Some(((*name).to_owned(), value)));
        }
        let file = format!("{name}_FILE");
        if let Some(path) = config.variable(&file) {
            let text = files::read_text(Path::new(&path))?;
            return Ok(Some((file, text.trim().to_owned())));
        }
    }
    Ok(None)
}

/// The variables that look like ours and that nobody reads, each with the one that may have been meant.
pub(crate) fn unread(config: &Config) -> Vec<String> {
    let known: Vec<String> = table::variables().collect();
    let is_known = |name: &str| {
        let name = name.strip_suffix("_FILE").unwrap_or(name);
        known.iter().any(|known| known == name)
    };
    let unread = config.own_variables().filter(|name| !is_known(name));
    unread
        .map(|name| {
            let near = nearest(name, known.iter().map(String::as_str));
            let meant = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            format!("`{name}` is set, and nobody reads it{meant}")
        })
        .collect()
}

/// The name that is most like another.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names.max_by(|one, other| strsim::jaro(one, name).total_cmp(&strsim::jaro(other, name)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Project,
    User,
}

/// The nearest `fisc.toml` in the folder of work and those above it.
fn project_file(config: &Config) -> Result<Option<(PathBuf, Table)>> {
    let Some(folder) = &config.work_folder else { return Ok(None) };
    for folder in folder.ancestors().take(FOLDERS_UP_MAX) {
        let path = folder.join(PROJECT_FILE);
        if let Some(table) = parse(&path)? {
            return Ok(Some((path, table)));
        }
    }
    Ok(None)
}

fn parse(path: &Path) -> Result<Option<Table>> {
    let Some(bytes) = files::read_if_there(path)? else { return Ok(None) };
    let refused = |reason: String| {
        let message = format!("`{}` could not be read: {reason}", path.display());
        Refused::usage(message, "mend it, or move it away; `fisc config` lists what can be set")
    };
    let text = String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8 text".to_owned()))?;
    let table = text.parse::<Table>().map_err(|error| {
        let place = error
            .span()
            .map_or(0, |span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
        // The line itself is not shown: it may hold a key.
        refused(format!("line {place}: {}", error.message()))
    })?;
    Ok(Some(table))
}

/// Takes over what a file sets; refuses what it may not set and what nobody knows.
fn add(
    values: &mut BTreeMap<&'static str, (String, Origin)>,
    path: &Path,
    table: &Table,
    owner: Owner,
) -> Result<()> {
    for (key, value) in flat(table) {
        let section = key.split('.').next().unwrap_or_default();
        if owner == Owner::User && OTHER_TABLES.contains(&section) {
            continue;
        }
        let row = known(path, &key)?;
        if owner == Owner::Project && row.kind != Kind::Plain {
            let message = format!(
                "`{}` sets `{key}`, which a project may not set: where your questions, your keys and your money go is yours to say",
                path.display()
            );
            return Err(Refused::usage(
                message,
                format!("set {} instead", row.variables.join(" or ")),
            ));
        }
        let text = text(value).ok_or_else(|| {
            let message = format!("`{key}` in `{}` is no single value", path.display());
            Refused::usage(message, row.what)
        })?;
        values.entry(row.key).or_insert((text, Origin::File(path.to_owned())));
    }
    Ok(())
}

fn known(path: &Path, key: &str) -> Result<&'static Row> {
    table::find(key).ok_or_else(|| {
        let shown: String = key.chars().filter(|c| !c.is_control()).take(60).collect();
        let near = nearest(key, ROWS.iter().map(|row| row.key));
        let hint = near.map_or(String::new(), |near| format!("did you mean `{near}`?"));
        Refused::usage(format!("`{}` sets `{shown}`, which nobody knows", path.display()), hint)
    })
}

/// `plan` under `[fmp]` as `fmp.plan`.
fn flat(table: &Table) -> Vec<(String, &Value)> {
    let mut all = Vec::new();
    for (key, value) in table {
        match value {
            Value::Table(inner) => {
                all.extend(inner.iter().map(|(name, value)| (format!("{key}.{name}"), value)));
            }
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => all.push((key.clone(), value)),
        }
    }
    all
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(truth) => Some(truth.to_string()),
        Value::Array(parts) => {
            let parts: Option<Vec<String>> = parts.iter().map(text).collect();
            parts.map(|parts| parts.join(","))
        }
        Value::Datetime(_) | Value::Table(_) => None,
    }
}
