//! A stream of frames, with time between the tokens.

use std::time::Duration;

use axum::body::Bytes;

use crate::wire::{Piece, Plan};

/// How many bytes of a call's arguments come at once.
const ARGUMENT_BYTES: usize = 9;

/// A stream being written.
#[derive(Debug)]
pub(super) struct Stream {
    pieces: Vec<Piece>,
    per_token: Option<Duration>,
    has_spoken: bool,
}

impl Stream {
    pub(super) fn new(per_token: Option<Duration>) -> Self {
        Self { pieces: Vec::new(), per_token, has_spoken: false }
    }

    /// A frame that says nothing.
    pub(super) fn frame(&mut self, frame: impl Into<Bytes>) {
        self.pieces.push(Piece::Bytes(frame.into()));
    }

    /// A frame with a token in it: the first comes at once, each other takes its time.
    pub(super) fn token(&mut self, frame: impl Into<Bytes>) {
        if let Some(per_token) = self.per_token
            && self.has_spoken
        {
            self.pieces.push(Piece::Wait(per_token));
        }
        self.has_spoken = true;
        self.frame(frame);
    }

    /// The answer that streams it.
    pub(super) fn plan(self, content_type: &'static str) -> Plan {
        let pieces = self.pieces;
        Plan { pieces, ..Plan::whole(200, content_type, Bytes::new()) }
            .with("cache-control", "no-cache")
    }
}

/// A text in pieces that are tokens: words with the space behind them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace)
}

/// A call's arguments in pieces that end anywhere between two characters.
pub(super) fn fragments(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for c in text.chars() {
        match all.last_mut() {
            Some(last) if last.len() < ARGUMENT_BYTES => last.push(c),
            Some(_) | None => all.push(c.to_string()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_whole() {
        for text in ["", "one", "Two words.", " led by a space", "Zürich—日本語 is wide\nand long"]
        {
            assert_eq!(words(text).collect::<String>(), text);
            assert_eq!(fragments(text).concat(), text);
        }
        assert!(2 < fragments(r#"{"query":"Apple and Microsoft"}"#).len());
    }
}
