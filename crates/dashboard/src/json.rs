//! `fisc.books/1`: a dashboard as one JSON object. Amounts are decimals in text, fractions too; what is not known is null.

use books::{import::Import, report::ControlTotal};
use serde_json::{Map, Value, json};

use crate::{
    cause::Cause,
    figures::Figures,
    prose::{Piece, recommend::Advice},
    series::{HowFar, Point},
    workflow::{Dashboard, Told},
};

/// The dashboard of an import.
pub fn render(import: &Import, dashboard: &Dashboard) -> Value {
    let figures = Figures::of(&import.books);
    let actions = dashboard.actions();
    json!({
        "schema": "fisc.books/1",
        "currency": figures.currency,
        "import": report(import),
        "metrics": dashboard.metrics.iter().map(|told| metric(&figures, told)).collect::<Vec<_>>(),
        "further": dashboard.further.iter().map(|one| json!({
            "name": one.key,
            "value": one.value.normalize().to_string(),
            "unit": one.unit,
            "shown": one.shown,
            "previous": one.before,
            "formula": one.formula,
            "terms": one.terms.as_ref().map(|terms| json!({
                "of": terms.of,
                "parts": terms.parts.each_ref().map(|(name, value, _)| json!({
                    "name": name,
                    "value": value.normalize().to_string(),
                })),
            })),
        })).collect::<Vec<_>>(),
        "story": piece(&dashboard.story),
        "actions": actions.iter().map(|(advice, words)| action(&figures, advice, words)).collect::<Vec<_>>(),
    })
}

/// What became of every row.
pub fn report(import: &Import) -> Value {
    let report = &import.report;
    let total = |total: &ControlTotal| {
        json!({
            "column": total.column,
            "file": total.file.to_string(),
            "imported": total.imported.to_string(),
            "duplicates": total.duplicates.to_string(),
            "rejected": total.rejected.to_string(),
            "rounding": total.rounding.to_string(),
            "matches": total.matches(),
        })
    };
    json!({
        "rows": report.rows,
        "imported": report.imported,
        "blank": report.blank,
        "duplicates": report.duplicates.iter().map(|one| json!({"line": one.line, "of": one.of})).collect::<Vec<_>>(),
        "rejected": report.rejected.iter().map(|one| json!({"line": one.line, "reason": one.reason})).collect::<Vec<_>>(),
        "alike": report.alike.iter().map(|one| json!({"line": one.line, "of": one.of})).collect::<Vec<_>>(),
        "rounded": report.rounded,
        "control_totals": report.totals.iter().map(total).collect::<Vec<_>>(),
        "by_sign": report.by_sign,
        "notes": report.notes,
    })
}

/// A metric with its causes.
pub fn metric(figures: &Figures, told: &Told) -> Value {
    let standing = &told.standing;
    let exact = |amount: i128| figures.exact(amount).to_string();
    let mut value = Map::new();
    let mut put = |key: &str, part: Value| drop(value.insert(key.to_owned(), part));
    put("name", json!(standing.metric.key()));
    put("label", json!(standing.name));
    put("formula", json!(standing.formula));
    put("period", json!(standing.period.to_string()));
    put("current", json!(exact(standing.current)));
    put("previous", json!(standing.previous.map(exact)));
    put("change", json!(standing.change().map(exact)));
    put(
        "percent",
        json!(
            standing.growth().map(|growth| (growth * rust_decimal::Decimal::ONE_HUNDRED)
                .normalize()
                .to_string())
        ),
    );
    put(
        "so_far",
        standing.so_far.map_or(Value::Null, |so_far| {
            json!({ "until": so_far.until.to_string(), "previous": exact(so_far.previous) })
        }),
    );
    put("planned", json!(standing.planned.map(exact)));
    put(
        "baseline",
        standing.comparison.map_or(Value::Null, |of| {
            json!({
                "period": of.current.to_string(),
                "against": of.against,
                "baseline": of.words(),
                "told_until": of.until.map(|day| day.to_string()),
            })
        }),
    );
    let points = standing.series.points.iter().map(|one| point(figures, one));
    put("series", points.collect());
    put("trend", json!(told.course.trend.map(exact)));
    put(
        "expected",
        told.course.expected.map_or(Value::Null, |expected| {
            json!({
                "value": exact(expected.value),
                "usual_distance": exact(expected.usual),
                "unusual": expected.how_far == HowFar::Unusual,
                "from": expected.from,
            })
        }),
    );
    let explanation = told.explanation.as_ref();
    put("gross_movement", json!(explanation.map(|told| exact(told.gross))));
    put("dimension", json!(explanation.and_then(|told| told.dimension.clone())));
    put(
        "price_volume",
        explanation.and_then(|told| told.price_volume).map_or(Value::Null, |parts| {
            json!({
                "price": exact(parts.price),
                "volume": exact(parts.volume),
                "mix": exact(parts.mix),
                "new": exact(parts.new),
                "lost": exact(parts.lost),
            })
        }),
    );
    let causes = explanation.map_or(&[][..], |told| told.causes.as_slice());
    put("causes", causes.iter().map(|one| cause(figures, one)).collect());
    put("narrative", piece(&told.narrative));
    let recommendation = told.recommendation.as_ref();
    put(
        "recommendation",
        recommendation.map_or(Value::Null, |(advice, words)| action(figures, advice, words)),
    );
    Value::Object(value)
}

fn point(figures: &Figures, point: &Point) -> Value {
    let mut value = json!({
        "period": point.period.to_string(),
        "from": point.period.begin().to_string(),
        "value": figures.exact(point.value).to_string(),
    });
    if let (Some(map), true) = (value.as_object_mut(), point.cut_off.is_some()) {
        map.insert("partial".to_owned(), json!(true));
        map.insert(
            "scaled".to_owned(),
            json!(point.scaled.map(|scaled| figures.exact(scaled).to_string())),
        );
    }
    value
}

/// A cause, and what it is made of.
pub fn cause(figures: &Figures, of: &Cause) -> Value {
    let exact = |amount: i128| figures.exact(amount).to_string();
    json!({
        "label": of.label,
        "dimension": of.path.last().map(|step| step.dimension.clone()),
        "path": of.path,
        "kind": of.kind,
        "amount": exact(of.amount),
        "gross": exact(of.gross),
        "share": of.share.normalize().to_string(),
        "previous": exact(of.baseline),
        "current": exact(of.current),
        "rows": of.rows,
        "lines": of.lines,
        "parts": of.parts.iter().map(|part| cause(figures, part)).collect::<Vec<_>>(),
    })
}

fn piece(piece: &Piece) -> Value {
    json!({ "text": piece.text, "written": piece.written_by })
}

fn action(figures: &Figures, advice: &Advice, words: &Piece) -> Value {
    json!({
        "text": words.text,
        "written": words.written_by,
        "priority": advice.priority,
        "time_frame": advice.time_frame,
        "driver": advice.driver,
        "effect": advice.effect.as_ref().map(|effect| json!({
            "amount": figures.exact(effect.amount).to_string(),
            "arithmetic": effect.arithmetic,
        })),
        "lines": advice.lines,
    })
}
