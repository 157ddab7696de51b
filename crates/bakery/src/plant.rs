//! Causes planted into tables that somebody else wrote.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Writer};

use crate::stream;

/// A table of comma-separated values, and which of its columns are what.
#[derive(Debug, Clone)]
pub struct Table<'t> {
    /// The file.
    pub csv: &'t str,
    /// The column of the day, as `2024-03-31`.
    pub date: &'t str,
    /// The columns of amounts, which a change of a row changes alike; by the first it is measured what moved.
    pub amounts: &'t [&'t str],
    /// The columns in one of whose values a change is planted.
    pub by: &'t [&'t str],
    /// Columns and the values that rows must have to count.
    pub only: &'t [(&'t str, &'t str)],
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
    /// In no value would the change stand out.
    #[error("in no value would this change be {STANDS_OUT} times what else moved")]
    NoValue,
}

/// The periods that are held against each other, by what their days begin with: `2017`, `2013-05`.
#[derive(Debug, Clone, Copy)]
pub struct Periods<'t> {
    /// What came before.
    pub baseline: &'t str,
    /// Where the change is planted.
    pub current: &'t str,
}

/// A change stands out where it is so many times what any value of any column moved by itself.
const STANDS_OUT: f64 = 4.0;

/// Of what has a larger part of either period nobody can tell whether it changed or everything did.
const PART_MAX: f64 = 1.0 / 3.0;

/// Plants a change into a value of one of the table's columns, which chance picks from those where the change stands out.
/// Gives the table and the column and the value.
pub fn plant(
    table: &Table<'_>,
    periods: Periods<'_>,
    change: Change,
    seed: u64,
) -> Result<(String, [String; 2]), NotPlanted> {
    let fault = |error: csv::Error| NotPlanted::Table(error.to_string());
    let mut reader = ReaderBuilder::new().from_reader(table.csv.as_bytes());
    let head = reader.headers().map_err(fault)?.clone();
    let column = |name: &str| {
        let at = head.iter().position(|of| of == name);
        at.ok_or_else(|| NotPlanted::NoColumn(name.to_owned()))
    };
    let columns = |names: &[&str]| -> Result<Vec<usize>, NotPlanted> {
        names.iter().map(|name| column(name)).collect()
    };
    let date = column(table.date)?;
    let by = columns(table.by)?;
    let amounts = columns(table.amounts)?;
    let only = table.only.iter().map(|(name, value)| Ok((column(name)?, *value)));
    let only: Vec<(usize, &str)> = only.collect::<Result<_, _>>()?;
    let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(fault)?;
    let counts = |row: &StringRecord, period: &str| {
        row.get(date).unwrap_or_default().starts_with(period)
            && only.iter().all(|(at, value)| row.get(*at) == Some(value))
    };
    let size = |row: &StringRecord| {
        amounts.first().and_then(|at| row.get(*at)?.parse::<f64>().ok()).unwrap_or_default()
    };

    let mut sums: BTreeMap<(usize, &str), [f64; 2]> = BTreeMap::new();
    for row in &rows {
        let is_current = counts(row, periods.current);
        if is_current || counts(row, periods.baseline) {
            for at in &by {
                let value = row.get(*at).unwrap_or_default();
                let [baseline, current] = sums.entry((*at, value)).or_default();
                *(if is_current { current } else { baseline }) += size(row);
            }
        }
    }
    let moved = sums.values().map(|[baseline, current]| (current - baseline).abs());
    let needed = STANDS_OUT * moved.fold(0.0, f64::max);
    let all =
        |period: &str| -> f64 { rows.iter().filter(|row| counts(row, period)).map(size).sum() };
    let all = [all(periods.baseline), all(periods.current)];
    let is_part =
        |of: [f64; 2]| of.iter().zip(all).all(|(part, all)| part.abs() <= all.abs() * PART_MAX);
    let stands_out = |[baseline, current]: [f64; 2]| {
        let planted = match change {
            Change::Lost => -current,
            Change::Larger(per_cent) => current * (factor(per_cent) - 1.0),
        };
        needed <= planted.abs() && needed <= (current + planted - baseline).abs()
    };
    let fitting: Vec<(usize, &str)> = sums
        .iter()
        .filter(|(_, of)| is_part(**of) && stands_out(**of))
        .map(|(cell, _)| *cell)
        .collect();
    let last = i64::try_from(fitting.len()).unwrap_or_default() - 1;
    let picked = usize::try_from(stream(seed, 9).between(0, last.max(0))).unwrap_or_default();
    let (by, value) = *fitting.get(picked).ok_or(NotPlanted::NoValue)?;
    let told = [head.get(by).unwrap_or_default().to_owned(), value.to_owned()];

    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(&head).map_err(fault)?;
    for row in &rows {
        let is_meant = counts(row, periods.current) && row.get(by) == Some(value);
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
    Ok((text, told))
}

fn larger(amount: f64, per_cent: i64) -> String {
    format!("{:.2}", amount * factor(per_cent))
}

fn factor(per_cent: i64) -> f64 {
    f64::from(i32::try_from(100 + per_cent).unwrap_or(100)) / 100.0
}
