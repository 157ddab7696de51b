//! Plants a change into a table that somebody else wrote: the table comes from standard input and goes to standard output,
//! the value that the change was planted in to standard error.

use std::io::{self, Read as _, Write as _};

use bakery::{Change, Table};
use clap::Parser;

/// Plant a change into one value of a column.
#[derive(Debug, Parser)]
struct Args {
    /// The column of days, as 2024-03-31
    #[arg(long)]
    date: String,
    /// The columns of amounts, separated by commas; the first is what a part is measured by
    #[arg(long, value_delimiter = ',', required = true)]
    amounts: Vec<String>,
    /// The column in one of whose values the change is planted
    #[arg(long)]
    by: String,
    /// Only rows that have this value in this column
    #[arg(long, value_name = "COLUMN=VALUE")]
    only: Option<String>,
    /// What the days of the period begin with: 2017, 2013-05
    #[arg(long)]
    period: String,
    /// Amounts are so many of a hundred larger; without it the rows are gone
    #[arg(long, value_name = "PERCENT")]
    larger: Option<i64>,
    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let mut csv = String::new();
    io::stdin().read_to_string(&mut csv)?;
    let amounts: Vec<&str> = args.amounts.iter().map(String::as_str).collect();
    let only = args.only.as_ref().map(|only| only.split_once('=').ok_or("--only COLUMN=VALUE"));
    let table = Table {
        csv: &csv,
        date: &args.date,
        amounts: &amounts,
        by: &args.by,
        only: only.transpose()?,
    };
    let change = args.larger.map_or(Change::Lost, Change::Larger);
    let (planted, value) = bakery::plant(&table, &args.period, change, args.seed)?;
    io::stdout().lock().write_all(planted.as_bytes())?;
    io::stderr().lock().write_all(format!("{value}\n").as_bytes())?;
    Ok(())
}
