//! Tables that lie across: months as columns beside accounts, or accounts as columns beside months. Each of their amounts
//! becomes a row of its own.

use crate::{
    account,
    date::{self, DateOrder},
    kinds,
    profile::Column,
    role::{self, Role},
    table::{NoTable, Table},
};

/// So many columns of one sort make a table lie across.
const COLUMNS_MIN: usize = 2;

/// A table that lay across, set upright.
#[derive(Debug)]
pub(crate) struct Upright {
    /// A row for each amount, its cells parted by tabs.
    pub(crate) text: String,
    /// The line of its head in the file.
    pub(crate) head_line: u64,
    /// How it lay.
    pub(crate) evidence: String,
    pub(crate) notes: Vec<String>,
}

/// The columns of an upright table.
const HEAD: [&str; 5] = ["line", "date", "account type", "account", "amount"];

/// What the columns of a table are, where it lies across.
enum Across {
    /// The account's column, and each month's with its first day.
    Months(usize, Vec<(usize, String)>),
    /// The date's column, and each account's with its name.
    Accounts(usize, Vec<(usize, String)>),
}

/// A table set upright; none where it is.
pub(crate) fn upright(table: &Table<'_>, profile: &[Column]) -> Result<Option<Upright>, NoTable> {
    let Some((across, sums)) = lies(table, profile) else { return Ok(None) };
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    // Writing to memory does not fail.
    let mut written = writer.write_record(HEAD);
    let mut section = String::new();
    table.for_each(|record| {
        let line = record.line.to_string();
        let mut write = |date: &str, sort: &str, account: &str, amount: &str| {
            if written.is_ok() && !amount.is_empty() {
                written = writer.write_record([line.as_str(), date, sort, account, amount]);
            }
        };
        match &across {
            Across::Months(account, months) => {
                let name = record.cell(*account);
                let is_heading = months.iter().all(|(at, _)| record.cell(*at).is_empty());
                if is_heading {
                    // `Income` above its accounts says what they are.
                    if account::of_type_alone(name).is_some() {
                        name.clone_into(&mut section);
                    }
                    return;
                }
                for (at, month) in months {
                    write(month, &section, name, record.cell(*at));
                }
            }
            Across::Accounts(date, accounts) => {
                for (at, name) in accounts {
                    write(record.cell(*date), "", name, record.cell(*at));
                }
            }
        }
    })?;
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    let evidence = match &across {
        Across::Months(_, months) => format!(
            "{} of its columns are months: each amount of a row is read as a row",
            months.len()
        ),
        Across::Accounts(_, accounts) => format!(
            "{} of its columns are accounts: each amount of a row is read as a row",
            accounts.len()
        ),
    };
    let note = || format!("columns that are sums of others were not read: {}", sums.join(", "));
    let notes = if sums.is_empty() { Vec::new() } else { vec![note()] };
    let text = String::from_utf8(bytes).unwrap_or_default();
    Ok(Some(Upright { text, head_line: table.head_line, evidence, notes }))
}

/// How a table lies across, and which of its columns are sums of others.
fn lies(table: &Table<'_>, profile: &[Column]) -> Option<(Across, Vec<String>)> {
    let columns = || table.head.iter().zip(profile).enumerate();
    let months: Vec<(usize, String)> = columns()
        .filter(|(_, (_, column))| column.holds_numbers() || column.filled == 0)
        .filter_map(|(at, (name, _))| Some((at, month(name)?)))
        .collect();
    if COLUMNS_MIN <= months.len() {
        let is_words =
            |column: &Column| !column.holds_numbers() && !column.holds_dates() && 0 < column.filled;
        let account = columns().find(|(at, (_, column))| {
            is_words(column) && !months.iter().any(|(month, _)| month == at)
        });
        let (account, _) = account?;
        let sums = columns().filter(|(_, (name, _))| kinds::is_total(name));
        let sums = sums.map(|(_, (name, _))| format!("`{name}`")).collect();
        return Some((Across::Months(account, months), sums));
    }
    let tells_amounts = |name: &str| {
        role::of(name).is_some_and(|role| {
            // `Income` beside `Expenses` are two ways that money runs; beside others they are accounts.
            let is_way = matches!(role, Role::Debit | Role::Credit);
            is_way && account::of_name(name).is_none()
                || matches!(
                    role,
                    Role::Account
                        | Role::AccountCode
                        | Role::Amount
                        | Role::Net
                        | Role::Quantity
                        | Role::Product
                )
        })
    };
    let (date, _) = columns().find(|(_, (_, column))| column.holds_dates())?;
    if table.head.iter().any(|name| tells_amounts(name)) {
        return None;
    }
    let numbers = || {
        let numbers = columns().filter(|(at, (_, column))| {
            *at != date && column.holds_numbers() && !column.holds_dates()
        });
        let is_other =
            |name: &str| matches!(role::of(name), Some(Role::Balance | Role::Year | Role::Ignored));
        numbers.filter(move |(_, (name, _))| !is_other(name))
    };
    let (sums, accounts): (Vec<_>, Vec<_>) =
        numbers().partition(|(_, (name, _))| kinds::is_total(name));
    let known = accounts.iter().filter(|(_, (name, _))| account::of_name(name).is_some()).count();
    // Sales beside their cost are orders; three accounts beside each other are a statement.
    let is_statement = COLUMNS_MIN < accounts.len()
        || !sums.is_empty()
        || accounts.iter().any(|(_, (name, _))| role::of(name).is_none());
    if known < COLUMNS_MIN || known * 2 < accounts.len() || !is_statement {
        return None;
    }
    let accounts = accounts.into_iter().map(|(at, (name, _))| (at, name.clone())).collect();
    let sums = sums.into_iter().map(|(_, (name, _))| format!("`{name}`")).collect();
    Some((Across::Accounts(date, accounts), sums))
}

/// The first day of the month that a column is named by: `Jan 2024`, `2024-01`, `31.01.2024`.
fn month(name: &str) -> Option<String> {
    let has_year = name.chars().filter(char::is_ascii_digit).count() >= 2;
    let day =
        DateOrder::ALL.iter().find_map(|order| date::read(name, *order)).filter(|_| has_year)?;
    Some(day.first_of_month().to_string())
}
