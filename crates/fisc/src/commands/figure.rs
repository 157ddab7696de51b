//! `fisc figure`: one number, with everything it stands on.

use anyhow::Result;
use assistant::{
    Asked,
    answer::{Answer, Headline, document::Block, json},
};
use finance::{
    Item, PeriodWanted,
    facts::{Fact, FactId, FactTable, How, Source},
};
use serde_json::{Map, Value, json};

use super::answer::{self, Live, Stop};
use crate::{
    cli::{FigureArgs, Format},
    config::Config,
    failure::Refused,
    print, wiring,
};

/// Answers with one figure.
pub(crate) fn run(args: &FigureArgs, config: &Config) -> Result<()> {
    let item = item(&args.item.join(" "))?;
    let period = period(args.period.as_deref())?;
    let parts = wiring::parts(&args.output.how(), config)?;
    let symbol = parts.company(&args.symbol)?;
    let asked = Asked::Figure { symbol, items: vec![item], period };
    let plain = args.output.file.is_none() && !config.terminal && args.output.format.is_none();
    match (args.output.chosen(config)?, &args.output.file) {
        (Format::Json, None) => {
            let answer = answered(&parts, asked, config)?;
            let shown = answer.headline.map(|headline| figure(&answer, headline));
            print::result(&format!("{:#}\n", shown.unwrap_or(Value::Null)))?;
            Ok(())
        }
        (Format::Json, Some(path)) => {
            crate::files::check_writable(path)?;
            let answer = answered(&parts, asked, config)?;
            let shown = answer.headline.map(|headline| figure(&answer, headline));
            crate::files::write(path, format!("{:#}\n", shown.unwrap_or(Value::Null)).as_bytes())
        }
        (Format::Md, None) if plain => {
            // In a pipe: the figure on one line.
            let answer = answered(&parts, asked, config)?;
            let first = answer.blocks.iter().find_map(|block| match block {
                Block::Paragraph(text) => text.lines().next(),
                Block::Heading(..) | Block::List(_) | Block::Table(_) | Block::Chart(_) => None,
            });
            print::result(&format!("{}\n", first.unwrap_or_default().replace("**", "")))?;
            Ok(())
        }
        _ => answer::run(&parts, asked, &args.output, config),
    }
}

/// The answer, when it has ended; who was passed over is said on standard error.
fn answered(parts: &wiring::Parts, asked: Asked, config: &Config) -> Result<Answer> {
    let answer = answer::run_to_end(parts, asked, Live::Nothing, Stop::Never)?.outcome?;
    for one in &answer.passed_over {
        let line = format!("note: not from {}: {}", one.provider, one.reason);
        print::error_line(&print::wrap(&line, config.columns, "  "));
    }
    Ok(answer)
}

/// The period that was named; the latest fiscal year where none was.
pub(super) fn period(named: Option<&str>) -> Result<PeriodWanted> {
    named.map_or(Ok(PeriodWanted::Latest), |text| {
        text.parse().map_err(|error: finance::period::InvalidPeriod| {
            let hint = "FY2024 is the fiscal year that the company calls 2024";
            Refused::usage(error.to_string(), hint)
        })
    })
}

/// The item that the words name.
pub(super) fn item(text: &str) -> Result<Item> {
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
        let hint = if near.is_empty() {
            "`fisc data info` lists the figures: revenue, net_income, net_margin …".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        Refused::usage(format!("`{shown}` is no figure that is known"), hint)
    })
}

/// `fisc.figure/1`.
fn figure(answer: &Answer, headline: Headline) -> Value {
    let facts = &answer.facts;
    let Some(fact) = facts.fact(headline.fact) else { return Value::Null };
    let mut value = stated(facts, fact);
    value.insert("schema".to_owned(), json!("fisc.figure/1"));
    value.insert("symbol".to_owned(), json!(fact.entity));
    value.insert("line_item".to_owned(), json!(fact.what.item));
    match &fact.how {
        How::Cell(_, restated) if !restated.is_empty() => {
            value.insert("restated".to_owned(), json!(restated));
        }
        How::Cell(..) => {}
        How::Derived { .. } => {
            value.insert("derivation".to_owned(), json::derivation(facts, headline.fact));
        }
    }
    if !answer.passed_over.is_empty() {
        let passed_over = answer.passed_over.iter();
        let passed_over =
            passed_over.map(|one| json!({"provider": one.provider, "reason": one.reason}));
        value.insert("passed_over".to_owned(), passed_over.collect());
    }
    if let Some(before) = headline.previous.and_then(|id| facts.fact(id)) {
        value.insert("previous".to_owned(), Value::Object(stated(facts, before)));
    }
    Value::Object(value)
}

/// A figure's period, value, unit and source.
fn stated(facts: &FactTable, fact: &Fact) -> Map<String, Value> {
    let parts = [
        ("period", json::period(fact)),
        ("value", json!(fact.value.to_string())),
        ("unit", json!(fact.unit)),
        ("source", source(facts, fact.id)),
    ];
    parts.into_iter().map(|(key, part)| (key.to_owned(), part)).collect()
}

/// Where the figure stands. A derived figure stands in no filing of its own: who gave its inputs, and whether
/// each was seen in a filing; the filings stand with the inputs of its derivation.
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
    let checked = cells.iter().all(|source| source.checked);
    let derived = facts.fact(id).is_some_and(|fact| matches!(fact.how, How::Derived { .. }));
    let source = Source { checked, ..Source::clone(first) };
    json!(if derived { Source { filing: None, note: Some(DERIVED), ..source } } else { source })
}

/// What the source of a derived figure says of itself.
const DERIVED: &str = "derived; the sources stand with its inputs";
