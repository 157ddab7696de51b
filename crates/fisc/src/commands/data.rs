//! `fisc data`: what the built-in data hold, and building them.

use std::path::Path;

use anyhow::{Context as _, Result};
use finance::Item;
use providers::market::builtin::build::{self, Inputs};
use serde_json::json;

use super::data_report;
use crate::{config::Config, failure::Refused, files, print, wiring};

/// What the data hold, from when, and what they lack.
pub(crate) fn info(json: bool, config: &Config) -> Result<()> {
    let parts = wiring::carried()?;
    let archive = parts.builtin.archive();
    let report = archive.report()?;
    if json {
        let items: Vec<_> =
            Item::all().map(|item| json!({"key": item.key(), "label": item.label()})).collect();
        let value = json!({
            "schema": "fisc.data/1",
            "as_of": archive.as_of(),
            "companies": archive.companies().collect::<Vec<_>>(),
            "priced": archive.priced().collect::<Vec<_>>(),
            "items": items,
            "report": report,
        });
        print::result(&format!("{value:#}\n"))?;
        return Ok(());
    }
    let mut text = data_report::markdown(&report, &archive.as_of().to_string());
    text.push_str("## Figures that can be asked for\n\n");
    let keys: Vec<_> =
        Item::all().map(|item| format!("- {}: {}\n", item.key(), item.label())).collect();
    text.push_str(&keys.concat());
    print::result(&print::render_markdown(&text, config.columns))?;
    Ok(())
}

/// Fetches what companies filed and keeps it.
pub(crate) fn update(companies: &[String], config: &Config) -> Result<()> {
    let how = wiring::How { fresh: true, ..wiring::How::default() };
    let parts = wiring::parts(&how, config)?;
    if config.data_folder.is_none() {
        let hint = "set FISC_DATA_DIR to a folder of yours";
        return Err(Refused::usage("there is no folder to keep data in", hint));
    }
    let symbols = companies.iter().map(|name| parts.company(name));
    let symbols = symbols.collect::<Result<Vec<_>>>()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut failure = None;
    for symbol in &symbols {
        // What one company is refused is no reason to leave the others out.
        match runtime.block_on(parts.edgar.update(symbol)) {
            Ok(kept) => {
                let line =
                    format!("kept: {symbol}, {} statements, as of {}", kept.value, kept.as_of);
                print::result(&format!("{line}\n"))?;
            }
            Err(error) => {
                let line = format!("not kept: {symbol}: {}", error.in_full());
                print::error_line(&print::wrap(&line, config.columns, "  "));
                failure = failure.or(Some(error));
            }
        }
    }
    failure.map_or(Ok(()), |error| Err(agent::RunError::failed(error).into()))
}

/// Builds a data file, and says what went in.
pub(crate) fn build(from: &Path, to: &Path, report: Option<&Path>, config: &Config) -> Result<()> {
    files::check_writable(to)?;
    let read = |name: &str| files::read(&from.join(name));
    let folder = |name: &str| -> Result<Vec<(String, Vec<u8>)>> {
        let mut all = Vec::new();
        for path in files::list(&from.join(name))? {
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
            all.push((file.unwrap_or_default(), files::read(&path)?));
        }
        Ok(all)
    };
    let closes = files::list(&from.join("prices"))?;
    let closes = closes.iter().find(|path| path.to_string_lossy().ends_with(".delta.csv.gz"));
    let closes = closes.context("`prices` holds no file ending in `.delta.csv.gz`")?;
    let inputs = Inputs {
        profiles: read("companies/profiles.csv.gz")?,
        annual: read("companies/statements_annual.csv.gz")?,
        quarterly: read("companies/statements_quarterly.csv.gz")?,
        facts_subset: read("edgar/facts_subset.tar.gz")?,
        company_facts: folder("edgar/companyfacts")?,
        closes: files::read(closes)?,
        listings: read("symbols/us_symbols_merged.csv.gz")?,
        history: folder("fmp/full_history")?,
    };
    let built = build::build(&inputs, |names| Ok(wiring::index(names.clone()).pack()?))?;
    files::write(to, &built.file)?;
    if let Some(path) = report {
        let text = data_report::markdown(&built.report, &built.as_of.to_string());
        files::write(path, text.as_bytes())?;
    }
    let said = format!(
        "written: {} ({} bytes), {} companies, {} listings",
        to.display(),
        built.file.len(),
        built.report.companies,
        built.report.listings
    );
    print::error_line(&print::wrap(&said, config.columns, "  "));
    Ok(())
}
