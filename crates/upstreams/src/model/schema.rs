//! The smallest value that a JSON schema is satisfied by.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// How deep a schema is followed: one that contains itself would be followed forever.
const DEPTH_MAX: usize = 24;

/// How sure a model says it is.
const CONFIDENCE: f64 = 0.9;

/// Properties that name a company.
const NAMES: [&str; 10] = [
    "query",
    "name",
    "symbol",
    "ticker",
    "company",
    "queries",
    "names",
    "symbols",
    "tickers",
    "companies",
];

/// What stands where a schema leaves a choice.
#[derive(Debug)]
pub(super) struct Fill<'a> {
    /// By the name of the property.
    pub(super) answers: &'a BTreeMap<String, Value>,
    /// Where a company is asked for.
    pub(super) word: String,
    /// Where a ticker is.
    pub(super) symbol: String,
}

/// The smallest value.
pub(super) fn smallest(schema: &Value, fill: &Fill<'_>) -> Value {
    Smallest { root: schema, fill }.of(schema, "", 0)
}

struct Smallest<'a> {
    root: &'a Value,
    fill: &'a Fill<'a>,
}

impl Smallest<'_> {
    fn of(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if DEPTH_MAX < depth {
            return Value::Null;
        }
        let next = |schema: &Value| self.of(schema, name, depth + 1);
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(target.trim_start_matches('#'));
            return target.map_or(Value::Null, next);
        }
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        let answer = self.fill.answers.get(name);
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let answer = answer.filter(|answer| values.contains(answer));
            return answer.or_else(|| values.first()).cloned().unwrap_or_default();
        }
        if let Some(answer) = answer {
            return answer.clone();
        }
        for choice in ["anyOf", "oneOf"] {
            if let Some(choices) = schema.get(choice).and_then(Value::as_array) {
                let mut values = choices.iter().map(next);
                let first = values.next().unwrap_or_default();
                return if values.any(|value| value.is_null()) { Value::Null } else { first };
            }
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            return merged(parts.iter().map(next));
        }
        match kind(schema).as_str() {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, name, depth),
            "string" => self.string(schema, name),
            "number" | "integer" => number(schema, name),
            "boolean" => Value::Bool(false),
            _ => Value::Null,
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required =
            |name: &String| required.is_some_and(|names| names.iter().any(|known| known == name));
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        let wanted = properties
            .filter(|(name, _)| is_required(name) || self.fill.answers.contains_key(*name));
        let values = wanted.map(|(name, of)| (name.clone(), self.of(of, name, depth + 1)));
        Value::Object(values.collect())
    }

    fn array(&self, schema: &Value, name: &str, depth: usize) -> Value {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let least = if NAMES.contains(&name) { least.max(1) } else { least };
        let item = schema.get("items").map(|items| self.of(items, name, depth + 1));
        (0..least).map(|_| item.clone().unwrap_or_default()).collect()
    }

    fn string(&self, schema: &Value, name: &str) -> Value {
        let text = match name {
            "symbol" | "ticker" | "symbols" | "tickers" => self.fill.symbol.as_str(),
            name if NAMES.contains(&name) => self.fill.word.as_str(),
            _ => match schema.get("format").and_then(Value::as_str) {
                Some("date") => "2024-12-31",
                Some("date-time") => "2024-12-31T00:00:00Z",
                Some(_) | None => "short",
            },
        };
        let bound = |name| {
            let bound = schema.get(name).and_then(Value::as_u64)?;
            usize::try_from(bound).ok()
        };
        let mut text: String =
            text.chars().take(bound("maxLength").unwrap_or(usize::MAX)).collect();
        let missing = bound("minLength").unwrap_or(0).saturating_sub(text.chars().count());
        text.extend(std::iter::repeat_n('x', missing));
        text.into()
    }
}

/// The type that a schema asks for; where it may be null, null is smallest.
fn kind(schema: &Value) -> String {
    let of = |kind: &Value| kind.as_str().unwrap_or_default().to_lowercase();
    let kinds = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().map(of).collect(),
        Some(kind) => vec![of(kind)],
        None if schema.get("properties").is_some() => vec!["object".to_owned()],
        None => Vec::new(),
    };
    if kinds.iter().any(|kind| kind == "null") {
        return "null".to_owned();
    }
    kinds.into_iter().next().unwrap_or_default()
}

fn number(schema: &Value, name: &str) -> Value {
    let is_whole = kind(schema) == "integer";
    if name == "confidence" && !is_whole {
        return CONFIDENCE.into();
    }
    if let Some(least) = schema.get("minimum") {
        return least.clone();
    }
    let above = schema.get("exclusiveMinimum").and_then(Value::as_i64);
    above.map_or(0, |above| above.saturating_add(1)).into()
}

fn merged(values: impl Iterator<Item = Value>) -> Value {
    let mut all = Map::new();
    for value in values {
        if let Value::Object(fields) = value {
            all.extend(fields);
        }
    }
    Value::Object(all)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(schema: &Value, expected: &Value) {
        let answers = BTreeMap::from([("kind".to_owned(), json!("report"))]);
        let fill = Fill { answers: &answers, word: "Apple".to_owned(), symbol: "AAPL".to_owned() };
        assert_eq!(&smallest(schema, &fill), expected);
    }

    #[test]
    fn a_route_is_filled_from_the_answers_and_the_question() {
        check(
            &json!({"type": "object", "required": ["kind", "confidence", "symbols", "note", "why"],
                "properties": {
                    "kind": {"enum": ["chat", "report"]},
                    "confidence": {"type": "number"},
                    "symbols": {"type": "array", "items": {"type": "string"}},
                    "note": {"type": ["string", "null"]},
                    "why": {"$ref": "#/$defs/why"},
                    "left_out": {"type": "string"},
                },
                "$defs": {"why": {"type": "string", "minLength": 7}}}),
            &json!({"kind": "report", "confidence": 0.9, "symbols": ["AAPL"], "note": null,
                "why": "shortxx"}),
        );
    }

    #[test]
    fn choices_bounds_and_capital_type_names_are_kept() {
        check(&json!({"enum": ["a", "b"]}), &json!("a"));
        check(&json!({"anyOf": [{"type": "integer", "minimum": 3}, {"const": "x"}]}), &json!(3));
        check(&json!({"anyOf": [{"type": "string"}, {"type": "null"}]}), &Value::Null);
        check(
            &json!({"type": "OBJECT", "required": ["query"],
            "properties": {"query": {"type": "STRING"}}}),
            &json!({"query": "Apple"}),
        );
        check(
            &json!({"type": "array", "minItems": 2, "items": {"type": "boolean"}}),
            &json!([false, false]),
        );
        check(
            &json!({"allOf": [{"type": "object", "required": ["n"],
            "properties": {"n": {"type": "integer", "exclusiveMinimum": 0}}}]}),
            &json!({"n": 1}),
        );
    }

    #[test]
    fn a_schema_that_contains_itself_ends() {
        let schema = json!({"type": "object", "required": ["next"],
            "properties": {"next": {"$ref": "#"}}});
        let answers = BTreeMap::new();
        let fill = Fill { answers: &answers, word: String::new(), symbol: String::new() };
        assert!(smallest(&schema, &fill).is_object());
    }
}
