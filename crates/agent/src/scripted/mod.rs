//! A language model that says what it was told to: for tests, here and in the crates above.

mod reply;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

pub use self::reply::ScriptedReply;
use crate::message::Message;
use crate::model::{Model, ModelError, ModelRequest, Price, ReplyStream};

/// How much of the request is quoted by a model that has no reply for it.
const QUOTED_CHARS: usize = 80;

/// A language model for tests that answers from a script, and remembers what it was asked.
///
/// Each request takes the first reply that is left and meant for it. A request that the script has
/// nothing for is rejected, and the error says so.
#[derive(Debug)]
pub struct ScriptedModel {
    name: String,
    price: Option<Price>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    left: Vec<ScriptedReply>,
    requests: Vec<ModelRequest>,
}

impl ScriptedModel {
    /// A model called `scripted`, of unknown price, that gives these replies.
    pub fn new(replies: impl IntoIterator<Item = ScriptedReply>) -> Self {
        let state = State { left: replies.into_iter().collect(), requests: Vec::new() };
        Self { name: "scripted".to_owned(), price: None, state: Mutex::new(state) }
    }

    /// The same model under another name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The same model at a price.
    #[must_use]
    pub fn priced(self, price: Price) -> Self {
        Self { price: Some(price), ..self }
    }

    /// What it was asked, in the order of asking, whatever came of it.
    pub fn requests(&self) -> Vec<ModelRequest> {
        self.state().requests.clone()
    }

    /// How many replies nobody has asked for.
    pub fn replies_left(&self) -> usize {
        self.state().left.len()
    }

    /// Remembers the request and finds the reply to it.
    fn take_reply(&self, request: &ModelRequest) -> Result<ScriptedReply, ModelError> {
        let mut state = self.state();
        state.requests.push(request.clone());
        match state.left.iter().position(|reply| reply.is_meant_for(request)) {
            Some(place) => Ok(state.left.remove(place)),
            None => Err(ModelError::Rejected {
                model: self.name.clone(),
                source: nothing_for(request, state.requests.len(), state.left.len()).into(),
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Model for ScriptedModel {
    fn name(&self) -> &str {
        &self.name
    }

    fn price(&self) -> Option<Price> {
        self.price
    }

    async fn reply(&self, request: &ModelRequest) -> Result<ReplyStream, ModelError> {
        let reply = self.take_reply(request)?;
        reply.begin().await
    }
}

/// Why the script ends here.
fn nothing_for(request: &ModelRequest, number: usize, left: usize) -> String {
    let said = match request.messages.last() {
        Some(Message::User { text }) => text,
        Some(Message::Assistant(reply)) => &reply.text,
        Some(Message::Tool(result)) => &result.content,
        None => "",
    };
    let said: String = said.chars().take(QUOTED_CHARS).collect();
    format!("the script has no reply to request {number}, `{said}`; replies left: {left}")
}
