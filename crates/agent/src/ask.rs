//! One request to a model, within the budget, and its reply as it comes.

use std::error::Error;
use std::io::{self, Write};

use futures::StreamExt;
use tokio::task;

use crate::message::Reply;
use crate::model::{FinishReason, Model, ModelError, ModelRequest, ReplyPart};
use crate::run::context::RunContext;
use crate::run::event::Usage;
use crate::voice::Speech;

/// How few bytes of a request make a token: of prose it takes three or four, of rows of digits less.
const BYTES_PER_TOKEN: u64 = 2;

/// A whole reply.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) reply: Reply,
    pub(crate) reason: FinishReason,
    pub(crate) usage: Usage,
}

/// Asks, and lets the reply be heard as it comes.
///
/// Nothing is asked again here, and what was heard of a reply that broke off is no reply.
pub(crate) async fn ask(
    ctx: &RunContext,
    model: &dyn Model,
    request: &ModelRequest,
    speech: &mut Speech<'_>,
) -> Result<Heard, Box<dyn Error + Send + Sync>> {
    let reserved = ctx.budget().reserve(&most(model, request))?;
    let mut parts = match model.reply(request).await {
        Ok(parts) => parts,
        Err(error) => {
            // A refusal is not billed, but it was a request.
            reserved.settle(&Usage { requests: 1, ..Usage::NOTHING });
            return Err(error.into());
        }
    };
    let mut reply = Reply::default();
    while let Some(part) = parts.next().await {
        match part.map_err(|error| cut_off(model, error))? {
            ReplyPart::Text { delta } => {
                reply.text.push_str(&delta);
                speech.say(&delta)?;
            }
            ReplyPart::ToolCall(call) => reply.tool_calls.push(call),
            ReplyPart::Finished { usage, reason } => {
                let usage = billed(usage, model);
                reserved.settle(&usage);
                ctx.add_usage(usage);
                // What is held back of a sentence that was cut stays so: half a figure is another.
                if reason == FinishReason::Done {
                    speech.pause()?;
                }
                return Ok(Heard { reply, reason, usage });
            }
        }
        // Parts that came together are still heard one by one, and can be stopped between.
        task::yield_now().await;
    }
    Err(cut_off(model, "it ended before it was finished").into())
}

/// The most that a request is going to use, by a high guess of how many tokens its text is.
fn most(model: &dyn Model, request: &ModelRequest) -> Usage {
    let input_tokens = bytes(request).div_ceil(BYTES_PER_TOKEN);
    let output_tokens = u64::from(request.output_tokens_max);
    let microdollars = model.price().map(|price| price.of(input_tokens, output_tokens));
    Usage { requests: 1, input_tokens, output_tokens, microdollars }
}

/// What was used, with what it cost where the model did not say but its price is known.
fn billed(usage: Usage, model: &dyn Model) -> Usage {
    let at_price = || Some(model.price()?.of(usage.input_tokens, usage.output_tokens));
    Usage {
        requests: if usage == Usage::NOTHING { 0 } else { usage.requests.max(1) },
        microdollars: usage.microdollars.or_else(at_price),
        ..usage
    }
}

fn cut_off(model: &dyn Model, error: impl Into<Box<dyn Error + Send + Sync>>) -> ModelError {
    let source = error.into();
    match source.downcast::<ModelError>() {
        Ok(error) if matches!(*error, ModelError::CutOff { .. }) => *error,
        Ok(error) => ModelError::CutOff { model: model.name().to_owned(), source: error },
        Err(source) => ModelError::CutOff { model: model.name().to_owned(), source },
    }
}

/// How long the request is as JSON, which is about what is sent.
fn bytes(request: &ModelRequest) -> u64 {
    let mut count = Count(0);
    match serde_json::to_writer(&mut count, request) {
        Ok(()) => count.0,
        // What can not be counted is more than anyone has.
        Err(_) => u64::MAX,
    }
}

/// Counts what is written.
struct Count(u64);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
