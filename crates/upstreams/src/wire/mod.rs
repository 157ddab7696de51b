//! An answer on its way: planned without IO, then sent piece by piece.

mod body;
mod connection;

pub(crate) use body::Body;
pub(crate) use connection::{Connection, Port};

use std::time::Duration;

use axum::body::Bytes;

/// What JSON is sent as.
pub(crate) const JSON: &str = "application/json; charset=utf-8";
/// What streams of events are sent as.
pub(crate) const EVENTS: &str = "text/event-stream; charset=utf-8";
/// What streams of lines of JSON are sent as.
pub(crate) const LINES: &str = "application/x-ndjson";
/// What pages are sent as.
pub(crate) const HTML: &str = "text/html; charset=utf-8";
/// What bare text is sent as.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";
/// What XML is sent as.
pub(crate) const XML: &str = "application/xml";

/// A part of an answer's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// These bytes.
    Bytes(Bytes),
    /// What came before goes out, and then nothing for a while.
    Wait(Duration),
    /// Nothing more, until the client goes away.
    Stall,
    /// The connection is reset.
    Reset,
    /// These bytes, over and over.
    Endless(Bytes),
}

/// An answer, before any of it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The status.
    pub(crate) status: u16,
    /// The content type.
    pub(crate) content_type: &'static str,
    /// Further headers.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// How long until the first byte.
    pub(crate) first: Duration,
    /// The body.
    pub(crate) pieces: Vec<Piece>,
}

impl Plan {
    /// An answer whose body is known as a whole.
    pub(crate) fn whole(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let pieces = vec![Piece::Bytes(body.into())];
        Self { status, content_type, headers: Vec::new(), first: Duration::ZERO, pieces }
    }

    /// A value as JSON.
    pub(crate) fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::whole(status, JSON, value.to_string())
    }

    /// With one header more.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// All bytes of the body, without the times between them.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Bytes(bytes) => all.extend_from_slice(bytes),
                Piece::Wait(_) | Piece::Stall | Piece::Reset | Piece::Endless(_) => {}
            }
        }
        all
    }
}
