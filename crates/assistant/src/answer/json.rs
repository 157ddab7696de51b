//! An answer as JSON: `fisc.answer/1`. Decimals are strings, spans count bytes of `text`.

use agent::Usage;
use finance::facts::{Fact, FactId, FactTable, How, verify::Status};
use serde_json::{Map, Value, json};

use super::Answer;

/// How long the answer and its steps took.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Timings {
    /// From the question to the answer, in milliseconds.
    pub wall_ms: u64,
    /// The steps, in the order in which they began.
    pub steps: Vec<StepTiming>,
}

/// How long a step took.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StepTiming {
    /// Its name.
    pub name: String,
    /// When it began, in milliseconds since the run did.
    pub start_ms: u64,
    /// How long it took.
    pub ms: u64,
    /// How it ended: `done`, `failed`, `stopped`.
    pub outcome: String,
}

/// The whole answer.
pub fn render(answer: &Answer, run_id: &str, timings: &Timings, usage: &Usage) -> Value {
    let cell = |fact: &Fact| matches!(fact.how, How::Cell(..));
    let companies = answer.companies.iter().map(|one| {
        json!({"symbol": one.symbol, "name": one.name, "cik": one.cik.map(|cik| cik.to_string())})
    });
    let passed_over = answer.passed_over.iter();
    let passed_over =
        passed_over.map(|one| json!({"provider": one.provider, "reason": one.reason}));
    json!({
        "schema": "fisc.answer/1",
        "run_id": run_id,
        "category": answer.category,
        "companies": companies.collect::<Vec<_>>(),
        "text": answer.text(),
        "figures": figures(answer),
        "cells": answer.facts.iter().filter(|one| cell(one)).map(fact).collect::<Vec<_>>(),
        "derivations": answer.facts.iter().filter(|one| !cell(one)).map(fact).collect::<Vec<_>>(),
        "sources": answer.sources().iter().map(|source| json!(source)).collect::<Vec<_>>(),
        "gaps": answer.gaps,
        "follow_ups": answer.follow_ups,
        "model": answer.authorship.model,
        "doubts": answer.authorship.doubts,
        "passed_over": passed_over.collect::<Vec<_>>(),
        "guesses": answer.guesses,
        "usage": usage,
        "timings": timings,
        "warnings": answer.warnings,
    })
}

/// Every number of the text and what it was bound to.
pub fn figures(answer: &Answer) -> Vec<Value> {
    let figure = |checked: finance::facts::verify::Checked| {
        let span = [checked.number.span.start, checked.number.span.end];
        let text = checked.number.text;
        match checked.status {
            Status::Bound(id) => json!({"text": text, "span": span, "cell": id, "status": "bound"}),
            Status::Derived(id) => json!({
                "text": text, "span": span, "status": "derived",
                "derivation": derivation(&answer.facts, id),
            }),
            Status::Computed(computed) => json!({
                "text": text, "span": span, "status": "derived",
                "derivation": {
                    "value": computed.value.to_string(), "unit": computed.unit, "formula": computed.formula,
                    "inputs": computed.inputs.iter()
                        .map(|input| derivation(&answer.facts, *input))
                        .collect::<Vec<_>>(),
                },
            }),
            Status::Contradicted { fact, why } => json!({
                "text": text, "span": span, "status": "contradicted",
                "fact": fact, "truth": why.to_string(),
            }),
            Status::Unbound => json!({"text": text, "span": span, "status": "unbound"}),
        }
    };
    answer.figures().into_iter().map(figure).collect()
}

/// A fact: a cell with its source, or a derivation with its formula and inputs.
pub fn fact(fact: &Fact) -> Value {
    Value::Object(opened(fact, &|inputs| json!(inputs)))
}

/// A derivation, opened down to its cells.
pub fn derivation(facts: &FactTable, id: FactId) -> Value {
    let inputs = |inputs: &[FactId]| inputs.iter().map(|input| derivation(facts, *input)).collect();
    facts.fact(id).map_or(Value::Null, |fact| Value::Object(opened(fact, &inputs)))
}

/// A fact, with its inputs as they are wanted.
fn opened(fact: &Fact, show: &dyn Fn(&[FactId]) -> Value) -> Map<String, Value> {
    let mut value = Map::new();
    let mut add = |key: &str, part: Value| value.insert(key.to_owned(), part);
    add("id", json!(fact.id));
    add("entity", json!(fact.entity));
    add("line_item", json!(fact.what.item));
    add("label", json!(fact.what.to_string()));
    add("period", period(fact));
    add("unit", json!(fact.unit));
    add("value", json!(fact.value.to_string()));
    match &fact.how {
        How::Cell(source, restated) => {
            add("source", json!(source));
            if !restated.is_empty() {
                add("restated", json!(restated));
            }
        }
        How::Derived { formula, inputs } => {
            add("formula", json!(formula));
            add("inputs", show(inputs));
        }
    }
    value
}

/// A fact's period: its label, its first and its last day.
pub fn period(fact: &Fact) -> Value {
    let (start, end) = fact.period.days();
    json!({"label": fact.period.to_string(), "start": start, "end": end})
}
