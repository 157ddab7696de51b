//! `fisc resolve` and `fisc route`: what a text names and wants.

use anyhow::Result;
use assistant::{
    conversation::Conversation,
    resolve::{Index, Resolved},
    understand::understand,
};
use serde_json::{Value, json};

use crate::{cli::TextArgs, config::Config, files, print, wiring};

/// Which companies a text names.
pub(crate) fn resolve(args: &TextArgs, config: &Config) -> Result<()> {
    each(args, config, |index, text| {
        let resolved = index.resolve(text);
        let mut value = json!({"schema": "fisc.resolve/1", "text": text});
        merge(&mut value, json!(resolved));
        (value, describe(&resolved))
    })
}

/// What kind of answer a question wants.
pub(crate) fn route(args: &TextArgs, config: &Config) -> Result<()> {
    each(args, config, |index, text| {
        let route = understand(text, index, &Conversation::default()).route;
        let mut value = json!({"schema": "fisc.route/1"});
        let line = format!("{} ({}): {}", route.category.key(), route.confidence, route.reason);
        merge(&mut value, json!(route));
        (value, vec![line])
    })
}

/// Answers one text, or each line of standard input.
fn each(
    args: &TextArgs,
    config: &Config,
    answer: impl Fn(&Index, &str) -> (Value, Vec<String>),
) -> Result<()> {
    let parts = wiring::carried()?;
    let index: &Index = &parts.names;
    if args.text == ["-"] {
        return files::each_line(|text| {
            Ok(print::result(&format!("{}\n", answer(index, text).0))?)
        });
    }
    let text = args.text.join(" ");
    let (value, lines) = answer(index, &text);
    if args.json {
        print::result(&format!("{value:#}\n"))?;
    } else {
        for line in lines {
            print::result(&format!("{}\n", print::wrap(&line, config.columns, "  ")))?;
        }
    }
    Ok(())
}

fn describe(resolved: &Resolved) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for found in &resolved.companies {
        let note = found.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        lines.push(format!("{}  {}  {}{note}", found.symbol, found.name, found.score));
    }
    for name in &resolved.unresolved {
        let near: Vec<_> =
            name.near.iter().map(|near| format!("{} ({})", near.name, near.symbol)).collect();
        let note =
            name.note.clone().unwrap_or_else(|| format!("nobody is listed as `{}`", name.text));
        lines.push(if near.is_empty() {
            note
        } else {
            format!("{note}; near: {}", near.join(", "))
        });
    }
    lines.extend(resolved.ask.clone());
    if lines.is_empty() {
        lines.push("no company is named".to_owned());
    }
    lines
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
