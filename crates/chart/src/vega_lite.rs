//! The chart as a Vega-Lite specification, for those who draw it themselves.

use crate::{
    spec::{ChartSpec, Kind, Role, Series},
    waterfall, words,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Value, json};

const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v5.json";

/// The chart with its data inline.
///
/// A JSON number here holds at most a double, so each row also carries the figure as text in `exact`.
pub fn to_vega_lite(spec: &ChartSpec) -> Value {
    let kind = spec.drawn_as();
    let rows = if kind == Kind::Waterfall { steps(spec) } else { figures(spec) };
    json!({
        "$schema": SCHEMA,
        "title": spec.title,
        "description": words::alt_text(spec),
        "usermeta": { "unit": spec.unit, "source": spec.source, "as_of": spec.as_of },
        "width": "container",
        "data": { "values": rows },
        "mark": mark(kind),
        "encoding": encoding(spec, kind),
    })
}

fn figures(spec: &ChartSpec) -> Vec<Value> {
    let periods = 0..spec.periods();
    let row = |series: &Series, period: usize| {
        let value = series.value(period);
        json!({
            "x": spec.x_label(period),
            "series": series.name,
            "role": series.role,
            "value": value.map(number),
            "exact": value.map(|value| value.to_string()),
            "label": series.text(period),
        })
    };
    let rows = spec.series.iter().map(|series| periods.clone().map(move |period| (series, period)));
    rows.flatten().map(|(series, period)| row(series, period)).collect()
}

fn steps(spec: &ChartSpec) -> Vec<Value> {
    let Some(series) = spec.series.first() else {
        return Vec::new();
    };
    let row = |step: waterfall::Step| {
        let move_ = match step.is {
            waterfall::Move::Level => "level",
            waterfall::Move::Up => "up",
            waterfall::Move::Down => "down",
        };
        json!({
            "x": spec.x_label(step.period),
            "move": move_,
            "from": number(step.from),
            "to": number(step.to),
            "exact": series.value(step.period).map(|value| value.to_string()),
            "label": series.text(step.period),
        })
    };
    waterfall::steps(spec).into_iter().map(row).collect()
}

fn mark(kind: Kind) -> Value {
    let name = match kind {
        Kind::Line | Kind::Spark => "line",
        Kind::Area => "area",
        Kind::Bar | Kind::Stacked | Kind::Waterfall => "bar",
    };
    json!({ "type": name, "tooltip": true })
}

fn encoding(spec: &ChartSpec, kind: Kind) -> Value {
    let zero = !matches!(kind, Kind::Line | Kind::Spark);
    let stack = if kind == Kind::Stacked { json!("zero") } else { Value::Null };
    let field = if kind == Kind::Waterfall { "from" } else { "value" };
    let y = json!({
        "field": field,
        "type": "quantitative",
        "title": spec.unit,
        "stack": stack,
        "scale": { "zero": zero },
    });
    let x = json!({ "field": "x", "type": "ordinal", "sort": null, "title": null });
    let colour = |field: &str| json!({ "field": field, "type": "nominal", "title": null });
    let label = json!({ "field": "label", "type": "nominal" });
    match kind {
        Kind::Waterfall => {
            json!({ "x": x, "y": y, "y2": { "field": "to" }, "color": colour("move"), "tooltip": label })
        }
        Kind::Bar if 1 < spec.series.len() => {
            let offset = json!({ "field": "series", "sort": null });
            json!({ "x": x, "xOffset": offset, "y": y, "color": colour("series"), "tooltip": label })
        }
        Kind::Line if spec.series.iter().any(|series| series.role != Role::Actual) => {
            let dash = json!({ "field": "role", "type": "nominal", "title": null });
            json!({ "x": x, "y": y, "color": colour("series"), "strokeDash": dash, "tooltip": label })
        }
        Kind::Line | Kind::Area | Kind::Bar | Kind::Stacked | Kind::Spark => {
            json!({ "x": x, "y": y, "color": colour("series"), "tooltip": label })
        }
    }
}

/// Whole figures stay whole; others become the double whose text is the shortest that reads back as it.
fn number(value: Decimal) -> Value {
    let whole = value.is_integer().then(|| value.to_i64()).flatten();
    whole.map_or_else(|| value.to_f64().map_or(Value::Null, Value::from), Value::from)
}
