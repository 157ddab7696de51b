//! tmp
use std::path::PathBuf;
mod files;
fn main() {
    let from = PathBuf::from(std::env::args().nth(1).unwrap());
    let out = PathBuf::from(std::env::args().nth(2).unwrap());
    let r = |p: &str| files::read(&from.join(p)).unwrap();
    let dir = |p: &str| {
        files::list(&from.join(p))
            .unwrap()
            .into_iter()
            .map(|f| (f.display().to_string(), files::read(&f).unwrap()))
            .collect()
    };
    let inputs = providers::market::builtin::build::Inputs {
        profiles: r("companies/profiles.csv.gz"),
        annual: r("companies/statements_annual.csv.gz"),
        quarterly: r("companies/statements_quarterly.csv.gz"),
        facts_subset: r("edgar/facts_subset.tar.gz"),
        company_facts: dir("edgar/companyfacts"),
        closes: r("prices/us_closes_daily_2021-2026.delta.csv.gz"),
        listings: r("symbols/us_symbols_merged.csv.gz"),
        history: dir("fmp/full_history"),
    };
    let built = providers::market::builtin::build::build(&inputs).unwrap();
    files::write(&out, &built.file).unwrap();
    println!("{}", serde_json::to_string_pretty(&built.report).unwrap());
}
