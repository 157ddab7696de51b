//! Spoiling an answer: a plan in, a worse plan out.

use std::time::Duration;

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::{
    Fault,
    bodies::{self, Refused},
};
use crate::wire::{EVENTS, HTML, JSON, LINES, Piece, Plan, TEXT};

/// How long the first half of an answer has before the connection is reset, so that it arrives.
const BEFORE_RESET: Duration = Duration::from_millis(20);

/// How much of an answer drips before the rest comes as it is.
const DRIPS: usize = 4_096;

/// How much an endless body sends at once.
const ENDLESS_BYTES: usize = 16 << 10;

/// What the answer becomes.
pub(crate) fn apply(fault: Fault, mut plan: Plan, refused: Refused<'_>) -> Plan {
    match fault {
        Fault::Status(_)
        | Fault::SymbolNotInPlan
        | Fault::EndpointNotInPlan
        | Fault::LimitNotInPlan
        | Fault::PeriodNotInPlan
        | Fault::LegacyEndpoint
        | Fault::ExclusiveEndpoint
        | Fault::LimitReached
        | Fault::Undeclared
        | Fault::RateThreshold
        | Fault::RetryAfter
        | Fault::Bandwidth
        | Fault::Quota => bodies::refusal(fault, refused),
        Fault::ErrorObject => Plan { status: 200, ..bodies::error_object(refused) },
        Fault::BareText => Plan::whole(200, TEXT, "Something went wrong. Please try again later."),
        Fault::Html => Plan::whole(200, HTML, bodies::PAGE),
        Fault::TruncatedJson => {
            let mut bytes = plan.bytes();
            bytes.truncate(bytes.len() / 2);
            Plan::whole(plan.status, plan.content_type, bytes)
        }
        Fault::WrongTypes => rewritten(&plan, &|value| without_numbers(value)),
        Fault::WrongShape => rewritten(&plan, &other_shape),
        Fault::EmptyArray => Plan::whole(200, JSON, "[]"),
        Fault::EmptyBody => Plan { pieces: Vec::new(), ..plan },
        Fault::SlowFirstByte => Plan { first: refused.settings.slow.0, ..plan },
        Fault::Stall => {
            let (mut first, _) = halves(plan.pieces);
            first.extend([Piece::Wait(Duration::ZERO), Piece::Stall]);
            Plan { pieces: first, ..plan }
        }
        Fault::Reset => {
            let (mut first, _) = halves(plan.pieces);
            first.extend([Piece::Wait(BEFORE_RESET), Piece::Reset]);
            Plan { pieces: first, ..plan }
        }
        Fault::Drip => Plan { pieces: dripped(plan.pieces), ..plan },
        Fault::StreamError => match plan.content_type {
            EVENTS | LINES => {
                let (mut first, _) = halves_of_frames(plan.pieces);
                first.push(bytes(bodies::stream_error(refused)));
                Plan { pieces: first, ..plan }
            }
            _ => Plan { status: 200, ..bodies::error_object(refused) },
        },
        Fault::MalformedSse => {
            let (mut pieces, rest) = halves_of_frames(plan.pieces);
            pieces.push(bytes("this is no event\n\ndata: {\"broken\": \n\n"));
            pieces.extend(rest);
            plan.pieces = pieces;
            plan
        }
        Fault::GarbageUtf8 => {
            let (mut pieces, rest) = halves(plan.pieces);
            pieces.push(bytes([0xff, 0xfe, 0xc3, 0x28, 0xf0, 0x9f].as_slice().to_vec()));
            pieces.extend(rest);
            plan.pieces = pieces;
            plan
        }
        Fault::Endless => {
            let (mut pieces, _) = halves(plan.pieces);
            pieces.push(Piece::Endless(Bytes::from(vec![b'x'; ENDLESS_BYTES])));
            plan.pieces = pieces;
            plan
        }
    }
}

fn bytes(bytes: impl Into<Bytes>) -> Piece {
    Piece::Bytes(bytes.into())
}

/// A body up to the middle of its bytes, and from there.
fn halves(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Piece>) {
    let length = |piece: &Piece| match piece {
        Piece::Bytes(bytes) => bytes.len(),
        Piece::Wait(_) | Piece::Stall | Piece::Reset | Piece::Endless(_) => 0,
    };
    let mut left = pieces.iter().map(length).sum::<usize>() / 2;
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for piece in pieces {
        if !second.is_empty() {
            second.push(piece);
            continue;
        }
        match piece {
            Piece::Bytes(mut bytes) if left <= bytes.len() => {
                let rest = bytes.split_off(left);
                first.push(Piece::Bytes(bytes));
                second.push(Piece::Bytes(rest));
            }
            piece @ (Piece::Bytes(_)
            | Piece::Wait(_)
            | Piece::Stall
            | Piece::Reset
            | Piece::Endless(_)) => {
                left -= length(&piece);
                first.push(piece);
            }
        }
    }
    (first, second)
}

/// A stream up to the middle of its frames, and from there.
fn halves_of_frames(mut pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Piece>) {
    if pieces.len() < 2 {
        return (Vec::new(), pieces);
    }
    let rest = pieces.split_off(pieces.len() / 2);
    (pieces, rest)
}

fn dripped(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut left = DRIPS;
    let mut drops = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Bytes(mut bytes) => {
                while 0 < left && 1 < bytes.len() {
                    drops.extend([Piece::Bytes(bytes.split_to(1)), Piece::Wait(Duration::ZERO)]);
                    left -= 1;
                }
                drops.push(Piece::Bytes(bytes));
            }
            piece @ (Piece::Wait(_) | Piece::Stall | Piece::Reset | Piece::Endless(_)) => {
                drops.push(piece);
            }
        }
    }
    drops
}

/// The answer with every JSON value in it changed: the body as a whole, or line by line in a stream.
fn rewritten(plan: &Plan, change: &dyn Fn(Value) -> Value) -> Plan {
    let body = plan.bytes();
    let changed = if let Ok(value) = serde_json::from_slice(&body) {
        change(value).to_string()
    } else {
        let text = String::from_utf8_lossy(&body);
        text.split_inclusive('\n').map(|line| rewritten_line(line, change)).collect()
    };
    Plan::whole(plan.status, plan.content_type, changed)
}

fn rewritten_line(line: &str, change: &dyn Fn(Value) -> Value) -> String {
    let (prefix, json) = line.strip_prefix("data: ").map_or(("", line), |json| ("data: ", json));
    match serde_json::from_str(json) {
        Ok(value) => format!("{prefix}{}\n", change(value)),
        Err(_) => line.to_owned(),
    }
}

/// The value with every number as text.
fn without_numbers(value: Value) -> Value {
    match value {
        Value::Number(_) => Value::from("n/a"),
        Value::Array(items) => items.into_iter().map(without_numbers).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, without_numbers(value)));
            Value::Object(fields.collect())
        }
        value @ (Value::Null | Value::Bool(_) | Value::String(_)) => value,
    }
}

/// An array in an object, anything else in an array.
fn other_shape(value: Value) -> Value {
    if value.is_array() {
        Value::Object(Map::from_iter([("data".to_owned(), value)]))
    } else {
        Value::Array(vec![value])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, Upstream};

    fn refused(settings: &Settings) -> Refused<'_> {
        Refused { upstream: Upstream::Fmp, path: "/fmp/stable/quote", model: "", settings }
    }

    fn spoilt(fault: Fault, plan: Plan) -> Plan {
        apply(fault, plan, refused(&Settings::default()))
    }

    #[test]
    fn halves_are_halves_of_the_bytes_wherever_they_are_split() {
        let pieces = ["ab", "cdef", "gh"].map(|text| bytes(text.to_owned()));
        let (first, second) = halves(pieces.to_vec());
        let text = |pieces| {
            let plan = Plan { pieces, ..Plan::whole(200, TEXT, "") };
            String::from_utf8(plan.bytes()).unwrap()
        };
        assert_eq!((text(first).as_str(), text(second).as_str()), ("abcd", "efgh"));
        assert_eq!(halves(Vec::new()), (Vec::new(), Vec::new()));
    }

    #[test]
    fn wrong_types_reach_into_arrays_objects_and_events() {
        let plan = Plan::whole(200, JSON, r#"[{"a":1,"b":["x",2.5]}]"#);
        let body = spoilt(Fault::WrongTypes, plan).bytes();
        assert_eq!(body, br#"[{"a":"n/a","b":["x","n/a"]}]"#);
        let plan = Plan::whole(200, EVENTS, "event: x\ndata: {\"a\":1}\n\ndata: [DONE]\n\n");
        let body = spoilt(Fault::WrongTypes, plan).bytes();
        assert_eq!(body, b"event: x\ndata: {\"a\":\"n/a\"}\n\ndata: [DONE]\n\n");
    }

    #[test]
    fn the_other_shape_of_an_array_is_an_object() {
        let shape = |body: &'static str| {
            let plan = spoilt(Fault::WrongShape, Plan::whole(200, JSON, body));
            String::from_utf8(plan.bytes()).unwrap()
        };
        assert_eq!(shape("[1]"), r#"{"data":[1]}"#);
        assert_eq!(shape(r#"{"a":1}"#), r#"[{"a":1}]"#);
    }

    #[test]
    fn every_upstream_has_words_for_every_refusal() {
        let settings = Settings::default();
        for upstream in Upstream::ALL {
            for fault in Fault::ALL {
                let plan = Plan::whole(200, JSON, r#"{"a":[1,2,3]}"#);
                let plan = apply(fault, plan, Refused { upstream, ..refused(&settings) });
                let refuses = 400 <= plan.status;
                let named = fault.to_string().starts_with(&plan.status.to_string());
                assert_eq!(refuses, named, "{upstream} {fault} {}", plan.status);
                assert!(!refuses || !plan.bytes().is_empty(), "{upstream} {fault}");
            }
        }
    }
}
