//! `fisc resolve` and `fisc route`: what a text names and wants.

use std::io::BufRead as _;

use anyhow::Result;
use assistant::{
    conversation::Conversation,
    resolve::{Index, Resolved},
    understand::understand,
};
use serde_json::{Value, json};

use crate::{cli::TextArgs, config::Config, failure::Refused, print, wiring};

/// No line of standard input is longer.
const LINE_BYTES_MAX: usize = 1 << 20;

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
    let parts = wiring::parts()?;
    let index: &Index = &parts.ask.names;
    if args.text == ["-"] {
        return each_line(|text| print::result(&format!("{}\n", answer(index, text).0)));
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

fn each_line(mut answer: impl FnMut(&str) -> std::io::Result<()>) -> Result<()> {
    let mut input = std::io::stdin().lock();
    let mut number = 0_usize;
    loop {
        number += 1;
        let mut line = Vec::new();
        let mut bounded = std::io::Read::take(&mut input, LINE_BYTES_MAX as u64 + 1);
        if bounded.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if LINE_BYTES_MAX < line.len() {
            let message =
                format!("line {number} of standard input is longer than {LINE_BYTES_MAX} bytes");
            return Err(Refused::input(message, "put one question on a line"));
        }
        let Ok(text) = std::str::from_utf8(&line) else {
            let message = format!("line {number} of standard input is not UTF-8 text");
            return Err(Refused::input(message, "save the text as UTF-8 and try again"));
        };
        answer(text.trim_end_matches(['\n', '\r']))?;
    }
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
