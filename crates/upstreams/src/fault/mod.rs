//! What can go wrong with an answer: one closed set, whoever answers.

mod apply;
mod bodies;

pub(crate) use apply::apply;
pub(crate) use bodies::{Refused, gemini_wrong_key, refusal};

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

/// Something that goes wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// This status, with the body that the upstream sends with it.
    Status(u16),
    /// FMP's 402: the symbol is outside the plan.
    SymbolNotInPlan,
    /// FMP's 402: the endpoint is outside the plan.
    EndpointNotInPlan,
    /// FMP's 402: `limit` is above what the plan allows.
    LimitNotInPlan,
    /// FMP's 402: this `period` is outside the plan.
    PeriodNotInPlan,
    /// FMP's 403 on an endpoint of an older generation.
    LegacyEndpoint,
    /// FMP's older 403 for an endpoint outside the plan.
    ExclusiveEndpoint,
    /// FMP's 403 that is a quota.
    LimitReached,
    /// EDGAR's 403 for a client that does not say who it is.
    Undeclared,
    /// EDGAR's 403 for a client that asks too often.
    RateThreshold,
    /// 429 with `Retry-After`.
    RetryAfter,
    /// 429: the bandwidth is used up.
    Bandwidth,
    /// 429: the quota is used up and will not be back soon.
    Quota,
    /// 200 with an error object inside.
    ErrorObject,
    /// 200 with a bare sentence.
    BareText,
    /// 200 with a web page.
    Html,
    /// 200 with JSON that breaks off.
    TruncatedJson,
    /// 200 with every number as the text `n/a`.
    WrongTypes,
    /// 200 with an object where an array is due, or the reverse.
    WrongShape,
    /// 200 with `[]`.
    EmptyArray,
    /// 200 with nothing.
    EmptyBody,
    /// The right answer, late.
    SlowFirstByte,
    /// Half of the answer, and then nothing until the client goes away.
    Stall,
    /// Half of the answer, and then the connection is reset.
    Reset,
    /// The right answer, byte by byte.
    Drip,
    /// An error event in the middle of a stream.
    StreamError,
    /// A stream with lines that are no events and events that are no JSON.
    MalformedSse,
    /// Bytes that are no UTF-8 in the middle of the answer.
    GarbageUtf8,
    /// Bytes without end.
    Endless,
}

/// The name of each fault that is not just a status.
const NAMES: [(Fault, &str); 28] = [
    (Fault::SymbolNotInPlan, "402-symbol"),
    (Fault::EndpointNotInPlan, "402-endpoint"),
    (Fault::LimitNotInPlan, "402-limit"),
    (Fault::PeriodNotInPlan, "402-period"),
    (Fault::LegacyEndpoint, "403-legacy"),
    (Fault::ExclusiveEndpoint, "403-exclusive"),
    (Fault::LimitReached, "403-limit"),
    (Fault::Undeclared, "403-undeclared"),
    (Fault::RateThreshold, "403-rate"),
    (Fault::RetryAfter, "429-retry-after"),
    (Fault::Bandwidth, "429-bandwidth"),
    (Fault::Quota, "429-quota"),
    (Fault::ErrorObject, "error-object"),
    (Fault::BareText, "bare-text"),
    (Fault::Html, "html"),
    (Fault::TruncatedJson, "truncated-json"),
    (Fault::WrongTypes, "wrong-types"),
    (Fault::WrongShape, "wrong-shape"),
    (Fault::EmptyArray, "empty-array"),
    (Fault::EmptyBody, "empty-body"),
    (Fault::SlowFirstByte, "slow-first-byte"),
    (Fault::Stall, "stall"),
    (Fault::Reset, "reset"),
    (Fault::Drip, "drip"),
    (Fault::StreamError, "stream-error"),
    (Fault::MalformedSse, "malformed-sse"),
    (Fault::GarbageUtf8, "garbage-utf8"),
    (Fault::Endless, "endless"),
];

impl Fault {
    /// Every fault, with the statuses that upstreams really send; any other from 400 to 599 can be asked for.
    pub const ALL: [Self; 38] = [
        Self::Status(400),
        Self::Status(401),
        Self::Status(402),
        Self::Status(403),
        Self::Status(404),
        Self::Status(429),
        Self::Status(500),
        Self::Status(502),
        Self::Status(503),
        Self::Status(529),
        Self::SymbolNotInPlan,
        Self::EndpointNotInPlan,
        Self::LimitNotInPlan,
        Self::PeriodNotInPlan,
        Self::LegacyEndpoint,
        Self::ExclusiveEndpoint,
        Self::LimitReached,
        Self::Undeclared,
        Self::RateThreshold,
        Self::RetryAfter,
        Self::Bandwidth,
        Self::Quota,
        Self::ErrorObject,
        Self::BareText,
        Self::Html,
        Self::TruncatedJson,
        Self::WrongTypes,
        Self::WrongShape,
        Self::EmptyArray,
        Self::EmptyBody,
        Self::SlowFirstByte,
        Self::Stall,
        Self::Reset,
        Self::Drip,
        Self::StreamError,
        Self::MalformedSse,
        Self::GarbageUtf8,
        Self::Endless,
    ];

    /// Whether the client gets no answer that it can use, so that it will ask again.
    pub(crate) fn spoils(self) -> bool {
        !matches!(self, Self::SlowFirstByte | Self::Drip)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Status(status) = self {
            return write!(f, "{status}");
        }
        let name = NAMES.iter().find(|(fault, _)| fault == self).map_or("", |(_, name)| name);
        f.write_str(name)
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// The text names no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no fault")]
pub struct UnknownFault(String);

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((fault, _)) = NAMES.iter().find(|(_, name)| *name == text) {
            return Ok(*fault);
        }
        let status = text.parse().ok().filter(|status| (400..600).contains(status));
        status.map(Self::Status).ok_or_else(|| UnknownFault(text.chars().take(40).collect()))
    }
}
