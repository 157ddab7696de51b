//! Ledgers whose accounts are headings: `Sales` in a line of its own, its rows below it, and `Total for Sales` below those.
//! Each row is given its account.

use hashbrown::HashSet;

use crate::{
    account,
    date::{self, DateOrder},
    kinds,
    pivot::Upright,
    profile::{self, Column},
    role::{self, Role},
    table::{NoTable, Record, Table},
    words,
};

/// What stands below headings and names none.
const BALANCES: [&str; 6] = [
    "beginning balance",
    "opening balance",
    "ending balance",
    "closing balance",
    "balance forward",
    "brought forward",
];

/// What a row of such a ledger is.
enum Row<'r> {
    /// It names the account of the rows below it.
    Heading(&'r str),
    /// It adds up those above it, of the account that it names.
    Total(&'r str),
    /// It has a day.
    Dated,
    /// Anything else: blank, or a balance.
    Other,
}

/// The headings that rows stand under, the outermost first.
#[derive(Default)]
struct Headings {
    open: Vec<String>,
    /// Whether a row has stood under the innermost.
    has_rows: bool,
}

impl Headings {
    fn take(&mut self, row: &Row<'_>) {
        match row {
            Row::Heading(name) => {
                // Under a heading that has rows another begins; under one that has none, a part of it.
                if self.has_rows {
                    self.open.pop();
                }
                self.open.push((*name).to_owned());
                self.has_rows = false;
            }
            Row::Total(of) => {
                let of = total_of(of);
                if let Some(at) = self.open.iter().rposition(|name| words::plain(name) == of) {
                    self.open.truncate(at);
                    self.has_rows = false;
                }
            }
            Row::Dated => self.has_rows = true,
            Row::Other => {}
        }
    }

    fn account(&self) -> &str {
        self.open.last().map_or("", String::as_str)
    }

    /// What the headings above the account say it is: `Income`, `Expenses`.
    fn sort(&self) -> &str {
        let above = self.open.iter().rev().skip(1);
        above.map(String::as_str).find(|name| account::of_type_alone(name).is_some()).unwrap_or("")
    }
}

/// The table with the account of each row beside it; none where no headings name them.
pub(crate) fn upright(table: &Table<'_>, profile: &[Column]) -> Result<Option<Upright>, NoTable> {
    let names_accounts = |(name, column): (&String, &Column)| {
        let is_account = matches!(role::of(name), Some(Role::Account | Role::AccountCode));
        is_account && !words::plain(name).contains("split") && 0 < column.filled
    };
    let mut columns = table.head.iter().zip(profile);
    let Some(date) = profile::most_dates(profile).filter(|_| !columns.any(names_accounts)) else {
        return Ok(None);
    };
    let headings = headings(table, date)?;
    if headings == 0 {
        return Ok(None);
    }

    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    let head = ["line", "account type", "account"].into_iter();
    // Writing to memory does not fail.
    let mut written = writer.write_record(head.chain(table.head.iter().map(String::as_str)));
    let mut open = Headings::default();
    table.for_each(|record| {
        let row = row(&record, date);
        open.take(&row);
        let account = match row {
            Row::Heading(_) => return,
            Row::Total(of) => of,
            Row::Dated | Row::Other => open.account(),
        };
        if written.is_ok() && !record.is_empty() {
            let line = record.line.to_string();
            let own = [line.as_str(), open.sort(), account].into_iter();
            // A heading and a sum stand where days do, in some ledgers.
            let is_words = |at: usize| at == date && !matches!(row, Row::Dated);
            let cells =
                (0..table.head.len()).map(|at| if is_words(at) { "" } else { record.cell(at) });
            written = writer.write_record(own.chain(cells));
        }
    })?;
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    Ok(Some(Upright {
        text: String::from_utf8(bytes).unwrap_or_default(),
        head_line: table.head_line,
        evidence: format!("{headings} headings name the accounts of the rows below them"),
        notes: Vec::new(),
    }))
}

/// How many headings name the accounts of rows; none where what stands alone in its line is something else, as the second
/// line of a text would be.
fn headings(table: &Table<'_>, date: usize) -> Result<usize, NoTable> {
    let (mut open, mut under, mut dated) = (Headings::default(), 0_usize, 0_usize);
    let (mut names, mut totals) = (HashSet::new(), HashSet::new());
    table.for_each(|record| {
        let row = row(&record, date);
        open.take(&row);
        match row {
            Row::Total(of) => drop(totals.insert(total_of(of))),
            Row::Dated => {
                dated += 1;
                under += usize::from(!open.open.is_empty());
                if !names.contains(open.account()) {
                    names.insert(open.account().to_owned());
                }
            }
            Row::Heading(_) | Row::Other => {}
        }
    })?;
    let is_account = |name: &&String| {
        account::of_name(name).is_some() || totals.contains(words::plain(name).as_str())
    };
    let known = names.iter().filter(is_account).count();
    let are_headings = names.len() <= known * 2 && dated <= under + under / 4 && 0 < known;
    Ok(if are_headings { names.len() } else { 0 })
}

fn row<'r>(record: &'r Record<'_>, date: usize) -> Row<'r> {
    let is_day = |cell: &str| DateOrder::ALL.iter().any(|order| date::read(cell, *order).is_some());
    if is_day(record.cell(date)) {
        return Row::Dated;
    }
    let mut cells = (0..record.len()).map(|at| record.cell(at)).filter(|cell| !cell.is_empty());
    let Some(first) = cells.next() else { return Row::Other };
    let is_number = |cell: &str| cell.contains(|c: char| c.is_ascii_digit());
    if !first.contains(char::is_alphabetic) || !cells.all(is_number) {
        return Row::Other;
    }
    match words::plain(first) {
        plain if BALANCES.contains(&plain.as_str()) => Row::Other,
        _ if kinds::is_total(first) => Row::Total(first),
        _ => Row::Heading(first),
    }
}

/// The account that a sum is of: `Total for Sales` is of `sales`.
fn total_of(text: &str) -> String {
    let plain = words::plain(text);
    let of = plain.strip_prefix("total ").or_else(|| plain.strip_suffix(" total"));
    let of = of.unwrap_or(&plain);
    of.strip_prefix("for ").unwrap_or(of).to_owned()
}
