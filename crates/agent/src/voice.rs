//! Where an agent's text goes while it is being written.

use crate::run::error::RunError;

/// Where an agent's text goes while it is being written.
///
/// What it is given, in a row, is the answer. It may hold text back, until a sentence is whole and
/// checked, and let it go when it likes. A closure is a voice that holds nothing back.
pub trait Voice: Send {
    /// More of the text. An error stops the agent in the middle of its reply.
    fn say(&mut self, delta: &str) -> Result<(), RunError>;

    /// A reply has ended well: tools may be called now, or nothing more comes. What was held back for
    /// the rest of a sentence can go, since this is all that there is of it. After a reply that was
    /// cut nothing is asked for: what was held back of it is never heard.
    fn pause(&mut self) -> Result<(), RunError> {
        Ok(())
    }
}

impl<F: FnMut(&str) + Send> Voice for F {
    fn say(&mut self, delta: &str) -> Result<(), RunError> {
        self(delta);
        Ok(())
    }
}

/// What is said to a voice: the texts of all replies, each a paragraph of its own.
pub(crate) struct Speech<'a> {
    voice: &'a mut dyn Voice,
    said: String,
    /// Whether a reply has ended since something was said.
    paused: bool,
}

impl<'a> Speech<'a> {
    pub(crate) fn new(voice: &'a mut dyn Voice) -> Self {
        Self { voice, said: String::new(), paused: false }
    }

    pub(crate) fn say(&mut self, delta: &str) -> Result<(), RunError> {
        if delta.is_empty() {
            return Ok(());
        }
        if self.paused && !self.said.is_empty() {
            let end = self.said.trim_end_matches(' ');
            let breaks = if end.ends_with('\n') { "\n" } else { "\n\n" };
            self.append(breaks)?;
        }
        self.paused = false;
        self.append(delta)
    }

    pub(crate) fn pause(&mut self) -> Result<(), RunError> {
        self.paused = true;
        self.voice.pause()
    }

    /// All that was said.
    pub(crate) fn into_text(self) -> String {
        self.said
    }

    fn append(&mut self, delta: &str) -> Result<(), RunError> {
        self.said.push_str(delta);
        self.voice.say(delta)
    }
}
