//! `fisc report --reconcile`: where FMP and the SEC differ.

use std::sync::Arc;

use agent::{Run, RunOptions};
use anyhow::Result;
use assistant::reconcile::Reconcile;
use finance::Symbol;

use crate::{
    cli::{Format, Output},
    config::Config,
    failure::Refused,
    files, print,
    wiring::Parts,
};

/// Compares, and gives what differs where and as it was asked for.
pub(crate) fn run(parts: &Parts, symbol: Symbol, output: &Output, config: &Config) -> Result<()> {
    let format = output.chosen(config)?;
    if let Some(path) = &output.file {
        files::check_writable(path)?;
    }
    let reconcile = Reconcile { market: Arc::clone(&parts.ask.market) };
    let options = RunOptions { budget: parts.budget, ..RunOptions::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let run = async { Run::start(Arc::new(reconcile), symbol, options).outcome().await };
    let reconciled = runtime.block_on(run)?;
    let shown = match format {
        Format::Json | Format::Ndjson => format!("{:#}\n", reconciled.json()),
        Format::Md => reconciled.markdown(),
        Format::Table => print::render_markdown(&reconciled.markdown(), config.columns),
        Format::Html => {
            let hint = "choose --format md, table or json";
            return Err(Refused::usage("a comparison of sources is not written as HTML", hint));
        }
    };
    match &output.file {
        Some(path) => {
            files::write(path, anstream::adapter::strip_str(&shown).to_string().as_bytes())
        }
        None => Ok(print::result(&shown)?),
    }
}
