//! Conversations, kept in files of the data folder: a line a turn, added when the turn is over.
//!
//! A line that was cut off by a crash is passed over; everything before it is there.

use std::path::PathBuf;

use anyhow::Result;
use assistant::conversation::{Conversation, Topic};
use serde::{Deserialize, Serialize};

use crate::{config::Config, failure::Refused, files};

/// So much of a name is shown that cannot be one.
const SHOWN_MAX: usize = 60;

/// What every line says of itself.
const SCHEMA: &str = "fisc.turn/1";

/// The session of a single question, until it is gone on with; nobody can give this name.
const SINGLE: &str = ".single";

/// A name for a session may have so many bytes: with its ending it must fit a file's name.
const NAME_MAX: usize = 200;

/// A turn, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Turn {
    schema: String,
    /// The run that answered; its id tells when.
    pub(crate) run_id: String,
    /// What was asked.
    pub(crate) question: String,
    /// How it ended.
    pub(crate) ended: Ended,
    /// What was said.
    pub(crate) text: String,
    /// What it was about.
    topic: Option<Topic>,
    /// What was said before it, in short, where a model summed it up beside the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) summary: Option<String>,
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ended {
    /// With an answer.
    Answered,
    /// Stopped by the person; what had been said until then is kept.
    Stopped,
    /// Without an answer.
    Failed,
}

impl Turn {
    pub(crate) fn new(
        run_id: String,
        question: &str,
        ended: Ended,
        text: String,
        topic: Option<Topic>,
    ) -> Self {
        let (schema, question) = (SCHEMA.to_owned(), question.to_owned());
        Self { schema, run_id, question, ended, text, topic, summary: None }
    }
}

/// Which conversation a question belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Which {
    /// A new one.
    New,
    /// The last one.
    Last,
    /// The one of this name, new where there is none.
    Named(String),
}

/// A conversation and where it is kept.
#[derive(Debug)]
pub(crate) struct Session {
    /// Where conversations are kept; nowhere where there is no data folder.
    folder: Option<PathBuf>,
    name: Option<String>,
    /// The turns of the single question that is gone on with, which others may replace meanwhile.
    single: Vec<Turn>,
    /// How many turns it has.
    pub(crate) turns: usize,
    /// What it remembers.
    pub(crate) conversation: Conversation,
}

impl Session {
    /// Opens a conversation.
    pub(crate) fn open(which: &Which, config: &Config) -> Result<Self> {
        let folder = config.data_folder.as_ref().map(|folder| folder.join("sessions"));
        let name = match which {
            Which::New => None,
            Which::Named(name) => Some(checked(name)?),
            Which::Last => {
                let missing = || {
                    let hint = "ask a question first, or name a conversation with -s NAME";
                    Refused::not_found("there is no conversation to continue", hint)
                };
                let pointer = folder.as_ref().ok_or_else(missing)?.join("last");
                let name = files::read_if_there(&pointer)?.ok_or_else(missing)?;
                let name = String::from_utf8(name).ok().map(|name| name.trim().to_owned());
                let known = |name: &String| name == SINGLE || checked(name).is_ok();
                Some(name.filter(known).ok_or_else(missing)?)
            }
        };
        if matches!(which, Which::Named(_)) && folder.is_none() {
            let hint = "set FISC_DATA_DIR to a folder that can be written";
            return Err(Refused::usage("there is no folder to keep a conversation in", hint));
        }
        let file = folder.as_ref().zip(name.as_ref()).map(|(folder, name)| path(folder, name));
        let all = file.as_deref().map(turns).transpose()?.unwrap_or_default();
        let single = if name.as_deref() == Some(SINGLE) { all.clone() } else { Vec::new() };
        let conversation = Conversation::default();
        let mut session = Self { folder, name, single, turns: 0, conversation };
        for turn in all {
            session.remember(&turn);
        }
        Ok(session)
    }

    /// Its name, once it is kept under one.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref().filter(|name| *name != SINGLE)
    }

    fn remember(&mut self, turn: &Turn) {
        self.turns += 1;
        self.conversation.heard(&turn.question, &turn.text, turn.summary.clone());
        match turn.topic.clone() {
            Some(topic) => self.conversation.remember(topic),
            // What was asked back was asked before this turn.
            None => self.conversation.asked_back.clear(),
        }
    }

    /// Adds a turn to what is remembered and to the file.
    pub(crate) fn add(&mut self, turn: &Turn) -> Result<()> {
        self.remember(turn);
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        files::make_own_folder(&folder)?;
        let own = self.name.clone().filter(|name| name != SINGLE);
        let name = own.unwrap_or_else(|| turn.run_id.clone());
        // The single question is gone on with: from now on it is a conversation of its own.
        let lines = self.single.iter().chain([turn]).map(line).collect::<Result<String>>()?;
        files::append(&path(&folder, &name), lines.as_bytes())?;
        self.single.clear();
        files::write(&folder.join("last"), name.as_bytes())?;
        self.name = Some(name);
        Ok(())
    }

    /// Keeps a single question, in the place of the single one before it.
    pub(crate) fn keep_single(&mut self, turn: &Turn) -> Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        files::make_own_folder(folder)?;
        files::write(&path(folder, SINGLE), line(turn)?.as_bytes())?;
        files::write(&folder.join("last"), SINGLE.as_bytes())
    }
}

fn line(turn: &Turn) -> Result<String> {
    Ok(format!("{}\n", serde_json::to_string(turn)?))
}

fn path(folder: &std::path::Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.jsonl"))
}

/// A name that is safe as a file's.
fn checked(name: &str) -> Result<String> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let sound = !name.is_empty()
        && name.len() <= NAME_MAX
        && name.chars().all(plain)
        && !name.starts_with('.');
    if sound {
        return Ok(name.to_owned());
    }
    let shown: String = name.chars().take(SHOWN_MAX).collect();
    let hint = format!("use letters, digits, - _ and . inside, at most {NAME_MAX} bytes of them");
    Err(Refused::usage(format!("`{shown}` cannot be the name of a conversation"), hint))
}

/// The turns of a file, oldest first. A line that was cut off or is no turn is passed over: what stands before and behind
/// it is all the same a conversation. Only a file of another version is left alone.
fn turns(file: &std::path::Path) -> Result<Vec<Turn>> {
    let Some(bytes) = files::read_if_there(file)? else { return Ok(Vec::new()) };
    let text = String::from_utf8_lossy(&bytes);
    let mut turns = Vec::new();
    for line in text.lines() {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let schema = value.get("schema").and_then(serde_json::Value::as_str).unwrap_or(SCHEMA);
        if schema != SCHEMA {
            let message = format!("`{}` holds a turn of another version, {schema}", file.display());
            let hint = "use the program that wrote it, or another name with -s";
            return Err(Refused::input(message, hint));
        }
        turns.extend(serde_json::from_value::<Turn>(value));
    }
    Ok(turns)
}
