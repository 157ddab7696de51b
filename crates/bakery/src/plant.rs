//! Causes planted into tables that somebody else wrote.

use csv::{ReaderBuilder, StringRecord, Writer};

use crate::stream;

/// A table of comma-separated values, and which of its columns are what.
#[derive(Debug, Clone)]
pub struct Table<'t> {
    /// The file.
    pub csv: &'t str,
    /// The column of the day, as `2024-03-31`.
    pub date: &'t str,
    /// The columns of amounts, which a change of a row changes alike; the first is what a part is measured by.
    pub amounts: &'t [&'t str],
    /// The column whose values a change is planted in.
    pub by: &'t str,
    /// A column and the value that rows must have to count.
    pub only: Option<(&'t str, &'t str)>,
}

/// What is planted in one value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Its rows are gone.
    Lost,
    /// Its amounts are so many of a hundred larger.
    Larger(i64),
}

/// Nothing could be planted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPlanted {
    /// The table cannot be read.
    #[error("the table cannot be read: {0}")]
    Table(String),
    /// It has no such column.
    #[error("the table has no column `{0}`")]
    NoColumn(String),
    /// No value is large enough to show and small enough not to be everything.
    #[error("no value of `{0}` has a fitting part of the period")]
    NoValue(String),
}

/// Plants a change into the rows whose day begins with this text (`2017`, `2013-05`), in a value that chance picks from
/// those that have between four and thirty of a hundred of the amounts there. Gives the table and the value.
pub fn plant(
    table: &Table<'_>,
    period: &str,
    change: Change,
    seed: u64,
) -> Result<(String, String), NotPlanted> {
    let fault = |error: csv::Error| NotPlanted::Table(error.to_string());
    let mut reader = ReaderBuilder::new().from_reader(table.csv.as_bytes());
    let head = reader.headers().map_err(fault)?.clone();
    let column = |name: &str| {
        let at = head.iter().position(|of| of == name);
        at.ok_or_else(|| NotPlanted::NoColumn(name.to_owned()))
    };
    let (date, by) = (column(table.date)?, column(table.by)?);
    let amounts = table.amounts.iter().map(|name| column(name)).collect::<Result<Vec<_>, _>>()?;
    let only = table.only.map(|(name, value)| Ok((column(name)?, value))).transpose()?;
    let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(fault)?;
    let cell = |row: &StringRecord, at: usize| row.get(at).unwrap_or_default().to_owned();
    let counts = |row: &StringRecord| {
        cell(row, date).starts_with(period)
            && only.is_none_or(|(at, value)| row.get(at) == Some(value))
    };

    let mut sizes: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
    let size = |row: &StringRecord| {
        amounts.first().and_then(|at| row.get(*at)?.parse::<f64>().ok()).unwrap_or_default().abs()
    };
    for row in rows.iter().filter(|row| counts(row)) {
        *sizes.entry(cell(row, by)).or_default() += size(row);
    }
    let all: f64 = sizes.values().sum();
    let fits = |part: f64| (all * 0.04..=all * 0.30).contains(&part);
    let fitting: Vec<&String> =
        sizes.iter().filter(|(_, part)| fits(**part)).map(|(value, _)| value).collect();
    let last = i64::try_from(fitting.len()).unwrap_or_default() - 1;
    let none = || NotPlanted::NoValue(table.by.to_owned());
    let picked = usize::try_from(stream(seed, 9).between(0, last.max(0))).unwrap_or_default();
    let value = (*fitting.get(picked).ok_or_else(none)?).clone();

    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(&head).map_err(fault)?;
    for row in &rows {
        let is_meant = counts(row) && row.get(by) == Some(value.as_str());
        match change {
            Change::Lost if is_meant => {}
            Change::Larger(per_cent) if is_meant => {
                let cells = row.iter().enumerate().map(|(at, cell)| match cell.parse::<f64>() {
                    Ok(amount) if amounts.contains(&at) => larger(amount, per_cent),
                    _ => cell.to_owned(),
                });
                writer.write_record(cells).map_err(fault)?;
            }
            Change::Lost | Change::Larger(_) => writer.write_record(row).map_err(fault)?,
        }
    }
    let bytes = writer.into_inner().map_err(|error| NotPlanted::Table(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| NotPlanted::Table(error.to_string()))?;
    Ok((text, value))
}

fn larger(amount: f64, per_cent: i64) -> String {
    let factor = f64::from(i32::try_from(100 + per_cent).unwrap_or(100)) / 100.0;
    format!("{:.2}", amount * factor)
}
