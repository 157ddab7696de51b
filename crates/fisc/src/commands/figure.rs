//! `fisc figure`: one number, with everything it stands on.

use anyhow::Result;
use assistant::{
    Asked,
    answer::{Answer, Headline, document::Block, json},
};
use finance::{
    Item, PeriodWanted,
    facts::{Fact, FactId, FactTable, How},
};
use serde_json::{Value, json};

use super::answer::{self, Live};
use crate::{
    cli::{FigureArgs, Format},
    config::Config,
    failure::Refused,
    print, wiring,
};

/// Answers with one figure.
pub(crate) fn run(args: &FigureArgs, config: &Config) -> Result<()> {
    let item = item(&args.item.join(" "))?;
    let period = match &args.period {
        None => PeriodWanted::Latest,
        Some(text) => text.parse().map_err(|error: finance::period::InvalidPeriod| {
            Refused::usage(
                error.to_string(),
                "FY2024 is the fiscal year that the company calls 2024",
            )
        })?,
    };
    let parts = wiring::parts()?;
    let symbol = parts.company(&args.symbol)?;
    let asked = Asked::Figure { symbol, items: vec![item], period };
    let plain = args.output.output.is_none() && !config.terminal && args.output.format.is_none();
    match (args.output.chosen(config), &args.output.output) {
        (Format::Json, None) => {
            let ran = answer::run_to_end(parts.ask, asked, Live::Nothing)?;
            let shown = ran.answer.headline.map(|headline| figure(&ran.answer, headline));
            print::result(&format!("{:#}\n", shown.unwrap_or(Value::Null)))?;
            Ok(())
        }
        (Format::Json, Some(path)) => {
            crate::files::check_writable(path)?;
            let ran = answer::run_to_end(parts.ask, asked, Live::Nothing)?;
            let shown = ran.answer.headline.map(|headline| figure(&ran.answer, headline));
            crate::files::write(path, format!("{:#}\n", shown.unwrap_or(Value::Null)).as_bytes())
        }
        (Format::Md, None) if plain => {
            // In a pipe: the figure on one line.
            let ran = answer::run_to_end(parts.ask, asked, Live::Nothing)?;
            let first = ran.answer.blocks.iter().find_map(|block| match block {
                Block::Paragraph(text) => text.lines().next(),
                Block::Heading(..) | Block::List(_) | Block::Table(_) | Block::Chart(_) => None,
            });
            print::result(&format!("{}\n", first.unwrap_or_default().replace("**", "")))?;
            Ok(())
        }
        _ => answer::run(parts, asked, &args.output, config),
    }
}

/// The item that the words name.
fn item(text: &str) -> Result<Item> {
    let shown: String = text.chars().take(60).collect();
    Item::find(text).ok_or_else(|| {
        let wanted = shown.to_lowercase();
        let near = |item: &Item| {
            let key = item.key();
            let shares = key.split('_').any(|word| 3 < word.len() && wanted.contains(word));
            let starts = wanted.len() > 2 && key.starts_with(wanted.get(..3).unwrap_or("\0"));
            shares || starts
        };
        let near: Vec<_> = Item::all().filter(near).map(Item::key).take(4).collect();
        let hint = match near.is_empty() {
            true => {
                "`fisc data info` lists the figures: revenue, net_income, net_margin …".to_owned()
            }
            false => format!("did you mean {}?", near.join(", ")),
        };
        Refused::usage(format!("`{shown}` is no figure that is known"), hint)
    })
}

/// `fisc.figure/1`.
fn figure(answer: &Answer, headline: Headline) -> Value {
    let facts = &answer.facts;
    let Some(fact) = facts.fact(headline.fact) else { return Value::Null };
    let mut value = json!({
        "schema": "fisc.figure/1",
        "symbol": fact.entity,
        "line_item": fact.what.item,
        "period": period(fact),
        "value": fact.value.to_string(),
        "unit": fact.unit,
        "source": source(facts, headline.fact),
    });
    if let How::Cell(_, restated) = &fact.how
        && !restated.is_empty()
    {
        value["restated"] = json!(restated);
    }
    if let Some(before) = headline.previous.and_then(|id| facts.fact(id)) {
        value["previous"] = json!({
            "period": period(before), "value": before.value.to_string(), "unit": before.unit,
            "source": source(facts, before.id),
        });
    }
    if let How::Derived { .. } = fact.how {
        value["derivation"] = json::derivation(facts, headline.fact);
    }
    value
}

fn period(fact: &Fact) -> Value {
    let (start, end) = fact.period.days();
    json!({"label": fact.period.to_string(), "start": start, "end": end})
}

/// Where the figure stands. Of a derived one: where its first input stands, and `checked` only if all are.
fn source(facts: &FactTable, id: FactId) -> Value {
    let mut cells = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        match facts.fact(id).map(|fact| &fact.how) {
            Some(How::Cell(source, _)) => cells.push(source),
            Some(How::Derived { inputs, .. }) => open.extend(inputs.iter().rev()),
            None => {}
        }
    }
    let Some(first) = cells.first() else { return Value::Null };
    let mut value = json!(first);
    value["checked"] = json!(cells.iter().all(|source| source.checked));
    value
}
