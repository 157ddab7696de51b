//! A thousand reports at once: prints what they take, fails where one fails or memory is above its limit.

use std::io::{self, Write as _};

use bench::{
    Outcome,
    thousand::{self, Elsewhere, Load},
};
use clap::Parser;

/// Runs many reports at once against a stand-in in another process.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many reports
    #[arg(long, default_value_t = 1_000)]
    runs: usize,
    /// On how many companies; more than 250 would ask FMP more often than its largest plan allows in a minute
    #[arg(long, default_value_t = 240)]
    companies: usize,
    /// How much memory they may take, in MiB
    #[arg(long, default_value_t = 256)]
    memory: u64,
    /// Take figures from the built-in data alone
    #[arg(long)]
    builtin: bool,
    /// Be the stand-in, with the data of so many companies at hand
    #[arg(long, value_name = "COMPANIES", hide = true)]
    stand_in: Option<usize>,
}

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    if let Some(companies) = arguments.stand_in {
        return thousand::stand_in(companies);
    }
    let Arguments { runs, companies, memory, builtin, stand_in: _ } = arguments;
    let elsewhere = Elsewhere::start(&std::env::current_exe()?, companies)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let load = Load { runs, companies, live: !builtin };
    let taken = runtime.block_on(thousand::measure(load, &elsewhere))?;
    writeln!(io::stdout().lock(), "{taken}")?;
    if !taken.failures.is_empty() {
        return Err(format!("{} kinds of failure", taken.failures.len()).into());
    }
    if memory < taken.most_kib / 1_024 {
        return Err(format!("more than {memory} MiB").into());
    }
    Ok(())
}
