//! `fisc compare`: companies side by side.

use anyhow::Result;
use assistant::Asked;

use super::{answer, figure};
use crate::{cli::CompareArgs, config::Config, failure::Refused, wiring};

/// Compares the companies that were named.
pub(crate) fn run(args: &CompareArgs, config: &Config) -> Result<()> {
    if args.items.iter().any(|item| item.trim().is_empty()) {
        return Err(Refused::usage(
            "a figure is empty",
            "fisc compare KO PEP -i revenue,net_margin",
        ));
    }
    let items = args.items.iter().filter(|item| !item.trim().is_empty());
    let items = items.map(|item| figure::item(item.trim())).collect::<Result<Vec<_>>>()?;
    let period = figure::period(args.period.as_deref())?;
    let parts = wiring::parts(&args.output.how(), config)?;
    let mut symbols = Vec::new();
    for name in &args.companies {
        let symbol = parts.company(name)?;
        if !symbols.contains(&symbol) {
            symbols.push(symbol);
        }
    }
    if symbols.len() < 2 {
        let hint = "name two different companies: fisc compare KO PEP";
        return Err(Refused::usage("a comparison wants at least two companies", hint));
    }
    answer::run(&parts, Asked::Compare { symbols, items, period }, &args.output, config)
}
