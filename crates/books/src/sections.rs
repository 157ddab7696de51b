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

/// No heading is longer, in bytes.
const HEADING_MAX: usize = 200;

/// What a row of such a ledger is.
enum Row {
    /// It names the account of the rows below it.
    Heading(String),
    /// It adds up those above it, of the account that it names.
    Total(String),
    /// It has a day.
    Dated,
    /// What the account held before, or holds at last.
    Balance,
    /// Anything else.
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
    fn take(&mut self, row: &Row) {
        match row {
            Row::Heading(name) => {
                // Under a heading that has rows another begins; under one that has none, a part of it.
                if self.has_rows {
                    self.open.pop();
                }
                self.open.push(name.clone());
                self.has_rows = false;
            }
            Row::Total(of) => {
                let of = total_of(of);
                if let Some(at) = self.open.iter().rposition(|name| words::plain(name) == of) {
                    self.open.truncate(at);
                    self.has_rows = false;
                }
            }
            Row::Dated | Row::Balance => self.has_rows = true,
            Row::Other => {}
        }
    }

    fn account(&self) -> &str {
        self.open.last().map_or("", String::as_str)
    }

    /// What the headings above the account say it is: `Income`, `Expenses`.
    fn sort(&self) -> &str {
        let above = self.open.iter().rev().skip(1);
        let is_of_income =
            |name: &&str| account::of_type(name).is_some_and(account::Kind::is_of_income);
        above.map(String::as_str).find(is_of_income).unwrap_or("")
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
    let balances: Vec<usize> = table
        .head
        .iter()
        .enumerate()
        .filter(|(_, name)| role::of(name) == Some(Role::Balance))
        .map(|(at, _)| at)
        .collect();
    let row = |record: &Record<'_>| row_of(record, date, &balances);
    let (headings, are_known) = headings(table, row)?;
    if headings == 0 {
        return Ok(None);
    }

    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    let head = ["line", "account type", "account"].into_iter();
    // Writing to memory does not fail.
    let mut written = writer.write_record(head.chain(table.head.iter().map(String::as_str)));
    let mut open = Headings::default();
    table.for_each(|record| {
        let row = row(&record);
        open.take(&row);
        let account = match &row {
            Row::Heading(_) => return,
            Row::Total(of) => of.as_str(),
            Row::Dated | Row::Balance | Row::Other => open.account(),
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
        accounts_are_words: !are_known,
    }))
}

/// How many headings name the accounts of rows, and whether most of them are accounts by their names: else they may be
/// customers. None where what stands alone in its line is something else, as the second
/// line of a text would be.
fn headings(table: &Table<'_>, row: impl Fn(&Record<'_>) -> Row) -> Result<(usize, bool), NoTable> {
    let (mut open, mut under, mut dated) = (Headings::default(), 0_usize, 0_usize);
    let (mut names, mut totals) = (HashSet::new(), HashSet::new());
    table.for_each(|record| {
        let row = row(&record);
        open.take(&row);
        match row {
            Row::Total(of) => drop(totals.insert(total_of(&of))),
            Row::Dated => {
                dated += 1;
                under += usize::from(!open.open.is_empty());
                if !names.contains(open.account()) {
                    names.insert(open.account().to_owned());
                }
            }
            Row::Heading(_) | Row::Balance | Row::Other => {}
        }
    })?;
    let is_account = |name: &&String| {
        account::of_name(name).is_some() || totals.contains(words::plain(name).as_str())
    };
    let known = names.iter().filter(is_account).count();
    let are_headings = names.len() <= known * 2 && dated <= under + under / 4 && 0 < known;
    let by_name = names.iter().filter(|name| account::of_name(name).is_some()).count();
    Ok(if are_headings { (names.len(), names.len() <= by_name * 2) } else { (0, false) })
}

fn row_of(record: &Record<'_>, date: usize, balances: &[usize]) -> Row {
    let is_day = |cell: &str| DateOrder::ALL.iter().any(|order| date::read(cell, *order).is_some());
    if is_day(record.cell(date)) {
        return Row::Dated;
    }
    let mut cells = (0..record.len()).filter(|at| !record.cell(*at).is_empty());
    let Some(first) = cells.next().map(|at| record.cell(at)) else { return Row::Other };
    if HEADING_MAX < first.len() || !first.contains(char::is_alphabetic) {
        return Row::Other;
    }
    if kinds::is_total(first) {
        return Row::Total(first.to_owned());
    }
    if kinds::is_balance(first) {
        return Row::Balance;
    }
    // An amount beside it is one that has no day: it is no heading, and is not passed over.
    if cells.all(|at| balances.contains(&at)) { Row::Heading(first.to_owned()) } else { Row::Other }
}

/// The account that a sum is of: `Total for Sales` is of `sales`.
fn total_of(text: &str) -> String {
    let plain = words::plain(text);
    let of = plain.strip_prefix("total ").or_else(|| plain.strip_suffix(" total"));
    let of = of.unwrap_or(&plain);
    of.strip_prefix("for ").unwrap_or(of).to_owned()
}
