//! `fisc config`: what can be set, what is, and where.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::json;

use crate::{
    cli::ConfigArgs,
    config::Config,
    print,
    settings::{
        Layers,
        table::{Kind, ROWS},
    },
};

/// What is shown of a key.
const HIDDEN: &str = "(set, and never shown)";

/// Lists every setting.
pub(crate) fn run(args: &ConfigArgs, config: &Config) -> Result<()> {
    let layers = Layers::read(config, &[])?;
    let shown = |key: &str, kind: Kind| {
        let (value, origin) = layers.find(key)?;
        let address = key.ends_with("base_url") && value.contains(['?', '@']);
        let value = match kind {
            Kind::Secret => HIDDEN,
            _ if address => "(set, but no address that can be asked)",
            Kind::Plain | Kind::Personal => value,
        };
        Some((value.to_owned(), origin.to_string()))
    };
    if args.json {
        let settings = ROWS.iter().map(|row| {
            let (value, origin) = shown(row.key, row.kind).unzip();
            json!({
                "key": row.key,
                "variables": row.variables,
                "value": value,
                "from": origin,
                "project_may_set": row.kind == Kind::Plain,
                "what": row.what,
            })
        });
        let value = json!({
            "schema": "fisc.config/1",
            "file": config.config_file(),
            "settings": settings.collect::<Vec<_>>(),
        });
        print::result(&format!("{value:#}\n"))?;
        return Ok(());
    }
    let mut text = String::new();
    if let Some(path) = config.config_file() {
        let _ = writeln!(text, "The file of your own settings: {}\n", path.display());
    }
    for row in &ROWS {
        let set = match shown(row.key, row.kind) {
            Some((value, origin)) => format!("{value}, from {origin}"),
            None => "not set".to_owned(),
        };
        let line = format!("{} ({}): {set}; {}", row.key, row.variables.join(", "), row.what);
        text.push_str(&print::wrap(&line, config.columns, "    "));
        text.push('\n');
    }
    print::result(&text)?;
    Ok(())
}
