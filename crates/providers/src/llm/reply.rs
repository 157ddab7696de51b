//! A reply under way, from the library's events to our pieces.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use agent::{FinishReason, Kept, ModelError, ReplyPart, Usage};
use futures::stream::{BoxStream, Stream, StreamExt as _};
use genai::chat::ChatStreamEvent;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{self, Instant, Sleep};

use super::names::Dialect;
use super::wire::{self, NoReply};
use crate::upstream::Outside;

/// How few bytes make a token where a provider does not count them: a budget has to hold.
const TOKEN_BYTES: usize = 3;

/// How long a reply holds for the very same request.
const REPLY: Duration = Duration::from_hours(24);

/// Events as the library reads them from the wire.
pub(super) type Events = BoxStream<'static, genai::Result<ChatStreamEvent>>;

/// A reply of which the first piece was seen.
pub(super) struct Begun {
    pub(super) dialect: Dialect,
    pub(super) first: Vec<ReplyPart>,
    pub(super) rest: Events,
    pub(super) room: Room,
}

/// How much a reply may still say. A provider may pass over how many tokens it was allowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    bytes: usize,
    left: usize,
}

impl Room {
    /// More bytes than a token has in any language, and some for the form.
    const TOKEN: usize = 64;
    const FORM: usize = 4_096;

    pub(super) fn of(tokens_max: u32) -> Self {
        let tokens = usize::try_from(tokens_max).unwrap_or(usize::MAX);
        let bytes = tokens.saturating_mul(Self::TOKEN).saturating_add(Self::FORM);
        Self { bytes, left: bytes }
    }

    /// Takes what an event says from it; whether there was enough.
    pub(super) fn take(&mut self, event: &ChatStreamEvent) -> bool {
        let said = match event {
            ChatStreamEvent::Chunk(chunk)
            | ChatStreamEvent::ReasoningChunk(chunk)
            | ChatStreamEvent::ThoughtSignatureChunk(chunk) => chunk.content.len(),
            // Each holds all that was said of the call before.
            ChatStreamEvent::ToolCallChunk(chunk) => {
                let arguments = &chunk.tool_call.fn_arguments;
                let said = arguments.as_str().map_or(0, str::len);
                return said <= self.bytes;
            }
            ChatStreamEvent::Start | ChatStreamEvent::Heartbeat | ChatStreamEvent::End(_) => 0,
        };
        let left = self.left.checked_sub(said);
        self.left = left.unwrap_or(0);
        left.is_some()
    }
}

/// Whether an event shows that the model is at work.
pub(super) fn is_lively(event: &ChatStreamEvent) -> bool {
    match event {
        ChatStreamEvent::Chunk(_)
        | ChatStreamEvent::ReasoningChunk(_)
        | ChatStreamEvent::ThoughtSignatureChunk(_)
        | ChatStreamEvent::ToolCallChunk(_)
        | ChatStreamEvent::End(_) => true,
        ChatStreamEvent::Start | ChatStreamEvent::Heartbeat => false,
    }
}

/// Whether a reply has ended, as it should, with nothing said.
pub(super) fn is_nothing(first: &[ReplyPart]) -> bool {
    matches!(first, [ReplyPart::Finished { reason: FinishReason::Done, .. }])
}

/// A reply that was kept costs nothing.
pub(super) fn at_no_cost(part: ReplyPart) -> ReplyPart {
    match part {
        ReplyPart::Finished { reason, .. } => {
            let usage = Usage { microdollars: Some(0), ..Usage::default() };
            ReplyPart::Finished { usage, reason }
        }
        ReplyPart::Text { .. } | ReplyPart::ToolCall(_) => part,
    }
}

/// A reply under way: kept once it has ended as it should.
pub(super) struct Replying {
    model: String,
    dialect: Dialect,
    /// Pieces that wait, last first.
    next: Vec<ReplyPart>,
    rest: Option<Events>,
    room: Room,
    /// How long it may be silent, and when it has been.
    quiet: Duration,
    silent: Pin<Box<Sleep>>,
    /// How many bytes were asked.
    asked_bytes: usize,
    said: Vec<ReplyPart>,
    keep: Option<(String, Outside)>,
    /// Its place among those that are under way at once.
    place: Option<OwnedSemaphorePermit>,
}

impl Replying {
    pub(super) fn new(model: &str, begun: Begun, quiet: Duration, asked_bytes: usize) -> Self {
        Self {
            model: model.to_owned(),
            dialect: begun.dialect,
            asked_bytes,
            next: begun.first.into_iter().rev().collect(),
            rest: Some(begun.rest),
            room: begun.room,
            quiet,
            silent: Box::pin(time::sleep(quiet)),
            said: Vec::new(),
            keep: None,
            place: None,
        }
    }

    /// Kept under this key once it has ended as it should.
    pub(super) fn kept(self, key: Option<String>, outside: &Outside) -> Self {
        Self { keep: key.map(|key| (key, outside.clone())), ..self }
    }

    /// Under way in this place until it has ended.
    pub(super) fn at(self, place: Option<OwnedSemaphorePermit>) -> Self {
        Self { place, ..self }
    }

    /// Nothing comes any more, and the connection is let go.
    fn end(&mut self) {
        self.rest = None;
        self.place = None;
    }

    fn cut_off(&mut self, reason: String) -> ModelError {
        self.end();
        ModelError::CutOff { model: self.model.clone(), source: reason.into() }
    }

    /// What was used, by a high guess where nobody counted.
    fn counted(&self, usage: Usage) -> Usage {
        if usage.input_tokens != 0 || usage.output_tokens != 0 {
            return usage;
        }
        let said = |part: &ReplyPart| match part {
            ReplyPart::Text { delta } => delta.len(),
            ReplyPart::ToolCall(call) => call.tool.len() + call.arguments.to_string().len(),
            ReplyPart::Finished { .. } => 0,
        };
        let tokens = |bytes: usize| u64::try_from(bytes.div_ceil(TOKEN_BYTES)).unwrap_or(u64::MAX);
        let said_bytes = self.said.iter().map(said).sum();
        let (input_tokens, output_tokens) = (tokens(self.asked_bytes), tokens(said_bytes));
        Usage { input_tokens, output_tokens, ..usage }
    }

    fn hand_out(&mut self, part: ReplyPart) -> ReplyPart {
        let part = match part {
            ReplyPart::Finished { usage, reason } => {
                ReplyPart::Finished { usage: self.counted(usage), reason }
            }
            ReplyPart::Text { .. } | ReplyPart::ToolCall(_) => part,
        };
        if let ReplyPart::Finished { reason, .. } = &part {
            self.end();
            // Who said nothing may say something when asked again.
            let is_whole = *reason == FinishReason::Done && !self.said.is_empty();
            self.said.push(part.clone());
            if let Some((key, outside)) = self.keep.take().filter(|_| is_whole)
                && let Ok(bytes) = serde_json::to_vec(&self.said)
            {
                let since = outside.clock.now();
                outside.cache.keep(&key, Kept { bytes, since, until: since + REPLY });
            }
        } else {
            self.said.push(part.clone());
        }
        part
    }

    /// The pieces that an event holds, or why it is the last.
    fn read(&mut self, event: ChatStreamEvent) -> Result<Vec<ReplyPart>, String> {
        if !self.room.take(&event) {
            return Err("its reply is longer than it was allowed".to_owned());
        }
        if is_lively(&event) {
            self.silent.as_mut().reset(Instant::now() + self.quiet);
        }
        wire::parts(event, self.dialect)
    }
}

impl Stream for Replying {
    type Item = Result<ReplyPart, ModelError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(part) = self.next.pop() {
                return Poll::Ready(Some(Ok(self.hand_out(part))));
            }
            let Some(rest) = &mut self.rest else { return Poll::Ready(None) };
            let read = match rest.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(event))) => self.read(event),
                Poll::Ready(Some(Err(error))) => Err(match wire::no_reply(&error) {
                    NoReply::Failure(failure) => failure.to_string(),
                    NoReply::Refused { said, .. } => said,
                }),
                Poll::Ready(None) => Err("the stream stopped".to_owned()),
                Poll::Pending => {
                    futures::ready!(self.silent.as_mut().poll(cx));
                    Err(format!("it said nothing for {} ms", self.quiet.as_millis()))
                }
            };
            match read {
                Ok(parts) => self.next = parts.into_iter().rev().collect(),
                Err(reason) => return Poll::Ready(Some(Err(self.cut_off(reason)))),
            }
        }
    }
}
