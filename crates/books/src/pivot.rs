//! Tables that lie across: months as columns beside accounts, or accounts as columns beside months. Each of their amounts
//! becomes a row of its own.

use crate::{
    account,
    date::{self, DateOrder},
    kinds,
    profile::Column,
    role::{self, Role},
    table::{NoTable, Table},
    words,
};

/// What is set upright is no longer than this, in bytes.
const BYTES_MAX: usize = 400 << 20;

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
    /// Whether nothing says that what stands for accounts names any: they may be customers.
    pub(crate) accounts_are_words: bool,
}

/// What the columns of a table are, where it lies across.
enum Across {
    /// The account's column, and each month's with its first day.
    Months(usize, Vec<(usize, String)>),
    /// The date's column, and each account's with its name.
    Accounts(usize, Vec<(usize, String)>),
}

/// A table set upright; none where it is.
pub(crate) fn upright(table: &Table<'_>, profile: &[Column]) -> Result<Option<Upright>, NoTable> {
    let Some((across, unread)) = lies(table, profile) else { return Ok(None) };
    // Columns of words stand beside each amount of their row.
    let beside: Vec<usize> = match &across {
        Across::Months(account, _) => table
            .head
            .iter()
            .zip(profile)
            .enumerate()
            .filter(|(at, (_, column))| at != account && is_words(column))
            .map(|(at, _)| at)
            .collect(),
        Across::Accounts(..) => Vec::new(),
    };
    let name = |at: &usize| table.head.get(*at).map_or("", String::as_str);
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    let head = ["line", "date", "account type", "account", "amount"];
    // Writing to memory does not fail.
    let mut written = writer.write_record(head.into_iter().chain(beside.iter().map(name)));
    let (mut section, mut names, mut known, mut bytes) = (String::new(), 0_usize, 0_usize, 0_usize);
    table.for_each(|record| {
        let line = record.line.to_string();
        let mut write = |date: &str, sort: &str, account: &str, amount: &str| {
            if written.is_ok() && !amount.is_empty() && bytes <= BYTES_MAX {
                let own = [line.as_str(), date, sort, account, amount].into_iter();
                let cells: Vec<&str> =
                    own.chain(beside.iter().map(|at| record.cell(*at))).collect();
                bytes += cells.iter().map(|cell| cell.len()).sum::<usize>();
                written = writer.write_record(cells);
            }
        };
        match &across {
            Across::Months(account, months) => {
                let name = record.cell(*account);
                let is_heading = months.iter().all(|(at, _)| record.cell(*at).is_empty());
                if is_heading {
                    // `Income` above its accounts says what they are; what says nothing ends what stood above it.
                    let heading = words::plain(name);
                    let heading = heading
                        .strip_prefix("less ")
                        .or_else(|| heading.strip_prefix("plus "))
                        .unwrap_or(&heading);
                    let is_told = account::of_type(heading).is_some();
                    section = if is_told { heading.to_owned() } else { String::new() };
                    return;
                }
                names += 1;
                known += usize::from(account::of_name(name).is_some() || kinds::is_total(name));
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
    if BYTES_MAX < bytes {
        return Err(NoTable::Large);
    }
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    let (evidence, accounts_are_words) = match &across {
        Across::Months(account, months) => {
            let says_accounts = matches!(
                role::of(name(account)),
                Some(Role::Account | Role::AccountCode | Role::Category)
            );
            let told = format!(
                "{} of its columns are months: each amount of a row is read as a row",
                months.len()
            );
            (told, !says_accounts && (known * 2 < names || role::of(name(account)).is_some()))
        }
        Across::Accounts(_, accounts) => {
            let told = format!(
                "{} of its columns are accounts: each amount of a row is read as a row",
                accounts.len()
            );
            (told, false)
        }
    };
    let note = || {
        format!(
            "columns that are sums of others, or no months, were not read: {}",
            unread.join(", ")
        )
    };
    let notes = if unread.is_empty() { Vec::new() } else { vec![note()] };
    let text = String::from_utf8(bytes).unwrap_or_default();
    Ok(Some(Upright { text, head_line: table.head_line, evidence, notes, accounts_are_words }))
}

fn is_words(column: &Column) -> bool {
    !column.holds_numbers() && !column.holds_dates() && 0 < column.filled
}

/// How a table lies across, and which of its columns are sums of others.
fn lies(table: &Table<'_>, profile: &[Column]) -> Option<(Across, Vec<String>)> {
    let columns = || table.head.iter().zip(profile).enumerate();
    let months: Vec<(usize, String)> = columns()
        .filter(|(_, (_, column))| column.holds_numbers() || column.filled == 0)
        .filter_map(|(at, (name, _))| Some((at, month(name)?)))
        .collect();
    // Quarters beside their months are sums of them.
    let is_quarter = |at: &usize| table.head.get(*at).is_some_and(|name| names_quarter(name));
    let has_months = months.iter().any(|(at, _)| !is_quarter(at));
    let months: Vec<(usize, String)> =
        months.into_iter().filter(|(at, _)| !has_months || !is_quarter(at)).collect();
    if COLUMNS_MIN <= months.len() {
        let mut words = columns().filter(|(_, (_, column))| is_words(column)).map(|(at, _)| at);
        let says =
            |at: &usize| table.head.get(*at).and_then(|name| role::of(name)) == Some(Role::Account);
        let first = words.clone().next()?;
        let account = words.find(says).unwrap_or(first);
        let is_month = |at: usize| months.iter().any(|(month, _)| *month == at);
        let unread = columns()
            .filter(|(at, (_, column))| !is_month(*at) && column.holds_numbers())
            .map(|(_, (name, _))| format!("`{name}`"))
            .collect();
        return Some((Across::Months(account, months), unread));
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
    // What was sold, before and after what was taken off, is of one sale each row.
    let says = |wanted: &str| accounts.iter().any(|(_, (name, _))| words::plain(name) == wanted);
    if says("gross sales") && says("net sales") {
        return None;
    }
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

fn names_quarter(name: &str) -> bool {
    let plain = words::plain(name);
    plain.split(' ').any(|word| word.len() == 2 && word.starts_with('q'))
        || plain.contains("quarter")
}

/// The first day of the month that a column is named by: `Jan 2024`, `2024-01`, `31.01.2024`.
fn month(name: &str) -> Option<String> {
    let has_year = name.chars().filter(char::is_ascii_digit).count() >= 2;
    let day =
        DateOrder::ALL.iter().find_map(|order| date::read(name, *order)).filter(|_| has_year)?;
    Some(day.first_of_month().to_string())
}
