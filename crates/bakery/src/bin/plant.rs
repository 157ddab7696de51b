//! Plants a change into a table that somebody else wrote: the table comes from standard input and goes to standard output,
//! the column and the value that the change was planted in to standard error.

use std::io::{self, Read as _, Write as _};

use bakery::{Change, Periods, Table};
use clap::Parser;

/// Plant a change that stands out into one value of a column.
#[derive(Debug, Parser)]
struct Args {
    /// The column of days, as 2024-03-31
    #[arg(long)]
    date: String,
    /// The columns of amounts, separated by commas; by the first it is measured what moved
    #[arg(long, value_delimiter = ',', required = true)]
    amounts: Vec<String>,
    /// The columns in one of whose values the change is planted
    #[arg(long, value_delimiter = ',', required = true)]
    by: Vec<String>,
    /// Only rows that have these values in these columns
    #[arg(long, value_delimiter = ',', value_name = "COLUMN=VALUE")]
    only: Vec<String>,
    /// What the days begin with that the period is held against: 2016, 2012-05
    #[arg(long)]
    baseline: String,
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
    let by: Vec<&str> = args.by.iter().map(String::as_str).collect();
    let only = args.only.iter().map(|only| only.split_once('=').ok_or("--only COLUMN=VALUE"));
    let only: Vec<(&str, &str)> = only.collect::<Result<_, _>>()?;
    let table = Table { csv: &csv, date: &args.date, amounts: &amounts, by: &by, only: &only };
    let periods = Periods { baseline: &args.baseline, current: &args.period };
    let change = args.larger.map_or(Change::Lost, Change::Larger);
    let (planted, value) = bakery::plant(&table, periods, change, args.seed)?;
    io::stdout().lock().write_all(planted.as_bytes())?;
    io::stderr().lock().write_all(format!("{}\n", value.join(": ")).as_bytes())?;
    Ok(())
}
