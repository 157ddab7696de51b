//! Failures: what is said and with which code the program ends.

use std::{io, process::ExitCode};

use agent::RunError;
use assistant::NoAnswer;
use finance::MarketError;

use crate::{config::Config, files::NotWritten, print};

/// The work failed.
const FAILED: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;
/// Nobody and nothing of that name, or no figure.
const NOT_FOUND: u8 = 3;
/// A key or a contact is missing, or is refused.
const NO_KEY: u8 = 4;
/// A source cannot be read.
const UNAVAILABLE: u8 = 5;
/// Something is missing, and nothing was to be.
const PARTIAL: u8 = 6;
/// The facts contradict a text.
const CONTRADICTED: u8 = 7;
/// The reader of a pipe went away.
const READER_GONE: u8 = 141;

/// What went wrong on the command line, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Refused {
    message: String,
    /// What to do.
    pub(crate) hint: String,
    code: u8,
}

impl Refused {
    /// A value that means nothing.
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
        Self { message: message.into(), hint: hint.into(), code: USAGE }.into()
    }

    /// A text that the facts contradict, where none was to be.
    pub(crate) fn contradicted(message: impl Into<String>) -> anyhow::Error {
        let hint = "what the facts say stands above".to_owned();
        Self { message: message.into(), hint, code: CONTRADICTED }.into()
    }

    /// An answer with a gap, where none was to be.
    pub(crate) fn partial(message: impl Into<String>) -> anyhow::Error {
        let hint = "the answer stands above; without --strict it is no failure".to_owned();
        Self { message: message.into(), hint, code: PARTIAL }.into()
    }

    /// Input that cannot be read.
    pub(crate) fn input(message: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
        Self { message: message.into(), hint: hint.into(), code: FAILED }.into()
    }

    /// A name that nobody has.
    pub(crate) fn not_found(message: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
        Self { message: message.into(), hint: hint.into(), code: NOT_FOUND }.into()
    }
}

/// A failure that was told when it happened: only its code is left to end with.
#[derive(Debug, thiserror::Error)]
#[error("it was told already")]
struct Told(u8);

/// Says what failed, and gives what is left of it.
pub(crate) fn told(error: &anyhow::Error, config: &Config) -> anyhow::Error {
    Told(tell(error, config)).into()
}

/// Shows help, a version or what is wrong with the command line.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    match (error.print(), error.use_stderr()) {
        (Ok(()), false) => ExitCode::SUCCESS,
        (Err(error), false) if !is_reader_gone(&error) => ExitCode::from(FAILED),
        (Err(_), false) => ExitCode::from(READER_GONE),
        (_, true) => ExitCode::from(USAGE),
    }
}

/// Says what failed on standard error, and gives the code to end with.
pub(crate) fn report(error: &anyhow::Error, config: &Config) -> ExitCode {
    ExitCode::from(tell(error, config))
}

fn tell(error: &anyhow::Error, config: &Config) -> u8 {
    if let Some(Told(code)) = error.downcast_ref() {
        return *code;
    }
    if error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(is_reader_gone) {
        return READER_GONE;
    }
    let (code, message, hint) = understood(error);
    let mut text = print::wrap(&format!("error: {message}"), config.columns, "  ");
    if let Some(hint) = hint {
        text.push('\n');
        text.push_str(&print::wrap(&format!("hint: {hint}"), config.columns, "  "));
    }
    print::error_line(&text);
    code
}

/// Whether nothing more can be said: the reader is gone, or nothing can be written.
pub(crate) fn is_fatal(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some())
}

fn is_reader_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

fn understood(error: &anyhow::Error) -> (u8, String, Option<String>) {
    if let Some(refused) = error.downcast_ref::<Refused>() {
        return (refused.code, refused.message.clone(), Some(refused.hint.clone()));
    }
    if let Some(run) = error.downcast_ref::<RunError>() {
        return understood_run(run);
    }
    let hint = error
        .downcast_ref::<NotWritten>()
        .map(|_| "choose another file with -o, in a folder that exists and has room".to_owned());
    (FAILED, format!("{error:#}"), hint)
}

fn understood_run(error: &RunError) -> (u8, String, Option<String>) {
    let cause: &(dyn std::error::Error + Send + Sync + 'static) = match error {
        RunError::Failed { source } => &**source,
        RunError::Step(step) => &*step.source,
        RunError::Several(failures) => match failures.first() {
            Some(first) => return understood_run(first),
            None => return (FAILED, error.in_full(), None),
        },
        RunError::Cancelled | RunError::OutOfBudget(_) => return (FAILED, error.in_full(), None),
    };
    if let Some(no_answer) = cause.downcast_ref::<NoAnswer>() {
        return (NOT_FOUND, no_answer.message.clone(), Some(no_answer.hint.clone()));
    }
    match cause.downcast_ref::<MarketError>() {
        Some(market @ (MarketError::UnknownSymbol(_) | MarketError::NotCovered { .. })) => {
            let hint = "`fisc data info` says which companies the data have; with SEC_CONTACT set to your e-mail address the SEC is asked".to_owned();
            (NOT_FOUND, market.to_string(), Some(hint))
        }
        Some(market @ MarketError::Unauthorized { .. }) => (NO_KEY, market.to_string(), None),
        Some(market @ MarketError::OutsidePlan { .. }) => {
            let hint =
                "another plan or another source has it: `fisc doctor` says who is asked".to_owned();
            (NOT_FOUND, market.to_string(), Some(hint))
        }
        Some(market @ MarketError::Nobody { later, .. }) => {
            let code = if *later { UNAVAILABLE } else { NOT_FOUND };
            (code, market.to_string(), None)
        }
        Some(MarketError::Unavailable { .. }) => (UNAVAILABLE, error.in_full(), None),
        None => (FAILED, error.in_full(), None),
    }
}
