//! One reply of a script.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt};
use serde_json::Value;
use tokio::time;

use crate::message::{Message, ToolCall};
use crate::model::{FinishReason, ModelError, ModelRequest, ReplyPart, ReplyStream};
use crate::run::event::Usage;

/// One reply of a script: what happens, one after the other.
///
/// It ends as a good reply does, having used one request and nothing else, unless it is told to end
/// otherwise. Until its first part it is not begun: an error before that refuses the request.
#[derive(Clone, Default)]
pub struct ScriptedReply {
    conditions: Vec<Condition>,
    beats: Vec<Beat>,
    ended: bool,
}

type Condition = Arc<dyn Fn(&ModelRequest) -> bool + Send + Sync>;

#[derive(Clone)]
enum Beat {
    Wait(Duration),
    Part(ReplyPart),
    Fail(Arc<dyn Fn() -> ModelError + Send + Sync>),
}

impl ScriptedReply {
    /// Nothing yet: as it is, a reply that says nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says this in one piece.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new().say(text)
    }

    /// Is only for requests in which this is said: in the instructions, by someone, or by a tool.
    #[must_use]
    pub fn to(self, words: impl Into<String>) -> Self {
        let words = words.into();
        self.when(move |request| says(request, &words))
    }

    /// Is only for such requests.
    #[must_use]
    pub fn when(
        mut self,
        is_meant: impl Fn(&ModelRequest) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.conditions.push(Arc::new(is_meant));
        self
    }

    /// Takes this long before it goes on.
    #[must_use]
    pub fn wait(self, time: Duration) -> Self {
        self.then(Beat::Wait(time))
    }

    /// Says a piece of text.
    #[must_use]
    pub fn say(self, delta: impl Into<String>) -> Self {
        self.then(Beat::Part(ReplyPart::Text { delta: delta.into() }))
    }

    /// Calls a tool.
    #[must_use]
    pub fn call(self, call_id: &str, tool: &str, arguments: Value) -> Self {
        self.then(Beat::Part(ReplyPart::ToolCall(ToolCall {
            call_id: call_id.to_owned(),
            tool: tool.to_owned(),
            arguments,
            signatures: Vec::new(),
        })))
    }

    /// Ends well, having used this.
    #[must_use]
    pub fn using(self, usage: Usage) -> Self {
        self.finish(usage, FinishReason::Done)
    }

    /// Ends for this reason, having used this.
    #[must_use]
    pub fn finish(self, usage: Usage, reason: FinishReason) -> Self {
        self.then(Beat::Part(ReplyPart::Finished { usage, reason })).end()
    }

    /// Fails: before its first part the request is refused, after it the reply is cut off.
    #[must_use]
    pub fn fail(self, error: impl Fn() -> ModelError + Send + Sync + 'static) -> Self {
        self.then(Beat::Fail(Arc::new(error))).end()
    }

    /// Ends without a word, as a connection does that was lost.
    #[must_use]
    pub fn break_off(self) -> Self {
        self.end()
    }

    pub(super) fn is_meant_for(&self, request: &ModelRequest) -> bool {
        self.conditions.iter().all(|is_meant| is_meant(request))
    }

    /// Plays the reply up to its first part, and the rest when it is listened to.
    pub(super) async fn begin(self) -> Result<ReplyStream, ModelError> {
        let Self { mut beats, ended, .. } = self;
        if !ended {
            let usage = Usage { requests: 1, ..Usage::default() };
            beats.push(Beat::Part(ReplyPart::Finished { usage, reason: FinishReason::Done }));
        }
        let mut beats = beats.into_iter().peekable();
        while let Some(before) = beats.next_if(|beat| !matches!(beat, Beat::Part(_))) {
            if let Some(Err(error)) = before.play().await {
                return Err(error);
            }
        }
        Ok(stream::iter(beats).filter_map(Beat::play).boxed())
    }

    fn then(mut self, beat: Beat) -> Self {
        if !self.ended {
            self.beats.push(beat);
        }
        self
    }

    fn end(self) -> Self {
        Self { ended: true, ..self }
    }
}

impl Beat {
    async fn play(self) -> Option<Result<ReplyPart, ModelError>> {
        match self {
            Self::Wait(duration) => {
                time::sleep(duration).await;
                None
            }
            Self::Part(part) => Some(Ok(part)),
            Self::Fail(error) => Some(Err(error())),
        }
    }
}

fn says(request: &ModelRequest, words: &str) -> bool {
    let said = request.messages.iter().map(|message| match message {
        Message::User { text } => text,
        Message::Assistant(reply) => &reply.text,
        Message::Tool(result) => &result.content,
    });
    said.chain([&request.instructions]).any(|text| text.contains(words))
}

impl fmt::Debug for ScriptedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.beats.iter().filter_map(|beat| match beat {
            Beat::Part(part) => Some(part),
            Beat::Wait(_) | Beat::Fail(_) => None,
        });
        f.debug_list().entries(parts).finish()
    }
}
