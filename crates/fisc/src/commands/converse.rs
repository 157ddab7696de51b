//! Questions that belong together: one alone, a row of them in a pipe, a conversation on a terminal.

use agent::RunError;
use anyhow::Result;
use assistant::{Asked, conversation::Topic, understand::understand};
use rustyline::{Config as LineConfig, DefaultEditor, error::ReadlineError};

use super::{
    answer::{self, Ran, Stop},
    empty,
};
use crate::{
    cli::AskArgs,
    config::Config,
    failure::{self, Refused},
    files, print,
    sessions::{Ended, Session, Turn, Which},
    wiring::{self, Parts},
};

/// So many questions of before can be called back.
const HISTORY_MAX: usize = 1_000;

/// What stands before a question.
const PROMPT: &str = "› ";

const HELP: &str = "\
Ask in your own words; a question may go on from the one before:
  How is Apple doing?   and its net margin?   in 2022?   compare it with Microsoft
  What is free cash flow?   what about Tesla?   the year before?
/companies  the companies of this conversation    /new   begin a new one
/session    under which name it is kept           /help  this text
/quit       leave (or Ctrl-D)                     Ctrl-C stops an answer";

/// Answers one question, and keeps it so that it can be gone on with.
pub(crate) fn once(text: &str, args: &AskArgs, config: &Config) -> Result<()> {
    let mut talk = Talk::open(args, config)?;
    let single = args.which() == Which::New;
    talk.turn(text, Stop::Never, single)
}

/// Answers each line of standard input as a question of one conversation. A question that fails is told at once, and
/// the program ends with the code of the last that did.
pub(crate) fn line_by_line(args: &AskArgs, config: &Config) -> Result<()> {
    if args.output.file.is_some() {
        let hint = "ask one question with it, or send the answers on with >";
        return Err(Refused::usage("-o takes the answer of one question", hint));
    }
    let mut talk = None;
    let mut failed = None;
    files::each_line(|line| {
        let text = line.trim();
        if text.is_empty() {
            return Ok(());
        }
        let talk = match &mut talk {
            Some(talk) => talk,
            None => talk.insert(Talk::open(args, config)?),
        };
        if talk.shows_questions() {
            print::result(&format!("{PROMPT}{}\n\n", print::clean(text)))?;
        }
        match talk.turn(text, Stop::Never, false) {
            Err(error) if failure::is_fatal(&error) => return Err(error),
            Err(error) => failed = Some(failure::told(&error, config)),
            Ok(()) => {}
        }
        Ok(())
    })?;
    match (talk, failed) {
        (None, _) => Err(empty()),
        (Some(_), Some(error)) => Err(error),
        (Some(_), None) => Ok(()),
    }
}

/// Opens a conversation on the terminal.
pub(crate) fn on_a_terminal(args: &AskArgs, config: &Config) -> Result<()> {
    let mut talk = Talk::open(args, config)?;
    let lines = LineConfig::builder().max_history_size(HISTORY_MAX)?.auto_add_history(true).build();
    let mut editor = DefaultEditor::with_config(lines)?;
    let history = config.data_folder.as_ref().map(|folder| folder.join("history"));
    if let Some(path) = &history {
        // Nothing was asked before where there is no history.
        let _ = editor.load_history(path);
    }
    talk.greet();
    loop {
        match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) if line.trim().starts_with('/') => {
                if talk.command(line.trim()) == Next::Leave {
                    break;
                }
            }
            Ok(line) => {
                if let Err(error) = talk.turn(line.trim(), Stop::Interrupt, false) {
                    if failure::is_fatal(&error) {
                        return Err(error);
                    }
                    failure::report(&error, config);
                }
            }
            Err(ReadlineError::Interrupted) => talk.say("Ctrl-D or /quit leaves."),
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error.into()),
        }
        if let Some(path) = &history
            && let Some(folder) = path.parent()
            && files::make_own_folder(folder).is_ok()
        {
            // A history that cannot be kept is no reason to end a conversation.
            let _ = editor.save_history(path);
        }
    }
    talk.farewell();
    Ok(())
}

/// Whether a conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Ask,
    Leave,
}

/// A conversation going on.
struct Talk<'a> {
    parts: Parts,
    session: Session,
    args: &'a AskArgs,
    config: &'a Config,
}

impl<'a> Talk<'a> {
    fn open(args: &'a AskArgs, config: &'a Config) -> Result<Self> {
        let session = Session::open(&args.which(), config)?;
        let parts = wiring::parts(&args.output.how(), config)?;
        parts.say_notes(config);
        Ok(Self { parts, session, args, config })
    }

    /// Asks one question; its turn is kept whatever comes of it.
    fn turn(&mut self, text: &str, stop: Stop, single: bool) -> Result<()> {
        let live = answer::live(&self.args.output, self.config)?;
        let conversation = self.session.conversation.clone();
        let asked = Asked::Question { text: text.to_owned(), conversation: Box::new(conversation) };
        let ran = answer::run_to_end(&self.parts, asked, live, stop)?;
        let kept = self.keep(text, &ran, single);
        let stopped = matches!(ran.outcome, Err(RunError::Cancelled));
        let presented = if stopped {
            Ok(())
        } else {
            answer::present(ran, &self.args.output, stop, self.config).map(drop)
        };
        match kept {
            Ok(()) if stopped => self.say("Stopped; what was said is kept."),
            Ok(()) => {}
            // The answer is there; that it is not kept must be known all the same.
            Err(error) => self.say(&format!("this turn is not kept: {error:#}")),
        }
        presented
    }

    fn keep(&mut self, text: &str, ran: &Ran, single: bool) -> Result<()> {
        let (ended, topic) = match &ran.outcome {
            Ok(answer) => (Ended::Answered, answer.topic.clone()),
            Err(RunError::Cancelled) => (Ended::Stopped, None),
            Err(_) => (Ended::Failed, self.asked_about(text)),
        };
        let said = ran.said.clone();
        let summary =
            ran.outcome.as_ref().ok().and_then(|answer| answer.authorship.summary.clone());
        let mut turn = Turn::new(ran.run_id.clone(), text, ended, said, topic);
        turn.summary = summary;
        if single { self.session.keep_single(&turn) } else { self.session.add(&turn) }
    }

    /// What a question was about that has no answer: the next one may lean on it all the same.
    fn asked_about(&self, text: &str) -> Option<Topic> {
        let understood = understand(text, &self.parts.ask.names, &self.session.conversation);
        (!understood.companies.is_empty()).then(|| understood.topic(None))
    }

    /// Does what a line that begins with `/` says.
    fn command(&mut self, line: &str) -> Next {
        match line {
            "/quit" | "/exit" | "/q" => return Next::Leave,
            "/help" | "/h" | "/?" => self.say(HELP),
            "/new" => match Session::open(&Which::New, self.config) {
                Ok(session) => {
                    self.session = session;
                    self.say("A new conversation begins.");
                }
                Err(error) => self.say(&format!("{error:#}")),
            },
            "/session" => match self.session.name() {
                Some(name) => {
                    self.say(&format!("This conversation is kept as {name}: fisc -s {name}"));
                }
                None => self.say("This conversation is kept from its first question on."),
            },
            "/companies" => {
                let all = &self.session.conversation.discussed;
                let names: Vec<&str> = all.iter().map(finance::Symbol::as_str).collect();
                self.say(&match names.as_slice() {
                    [] => "No company has been spoken of yet.".to_owned(),
                    names => format!("Spoken of, the last one first: {}", names.join(", ")),
                });
            }
            other => {
                let shown: String = other.chars().take(40).collect();
                self.say(&format!("{shown} is no command; /help lists them."));
            }
        }
        Next::Ask
    }

    fn greet(&self) {
        match (self.session.turns, self.session.name()) {
            (0, _) => self
                .say("Ask about a company, or what a term means. /help says more, Ctrl-D leaves."),
            (turns, name) => {
                let s = if turns == 1 { "" } else { "s" };
                let name = name.unwrap_or_default();
                self.say(&format!("Going on with {name}: {turns} turn{s} so far."));
            }
        }
    }

    fn farewell(&self) {
        if 0 < self.session.turns && self.session.name().is_some() {
            self.say("Kept; `fisc -c` goes on with it.");
        }
    }

    fn say(&self, text: &str) {
        print::error_line(&print::wrap(text, self.config.columns, "  "));
    }

    /// Whether questions are shown between answers: in texts, not in data.
    fn shows_questions(&self) -> bool {
        use crate::cli::Format::{Md, Table};
        let format = self.args.output.chosen(self.config);
        format.is_ok_and(|format| matches!(format, Md | Table)) && self.args.output.file.is_none()
    }
}
