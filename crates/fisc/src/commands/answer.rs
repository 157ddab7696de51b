//! Running a question: its events while it runs, its answer in the form that was asked for.

use std::{
    collections::HashMap,
    future::{self, Future},
    sync::Arc,
};

use agent::{Event, EventKind, Outcome, Run, RunError, RunOptions, Usage, Workflow};
use anyhow::Result;
use assistant::{
    Asked,
    answer::{
        Answer, html,
        json::{self, StepTiming, Timings},
    },
};
use futures::StreamExt as _;

use crate::{
    cli::{Format, Output},
    config::Config,
    failure::Refused,
    files, print,
    wiring::Parts,
};

/// Asks, and gives the answer where and as it was asked for.
pub(crate) fn run(parts: &Parts, asked: Asked, output: &Output, config: &Config) -> Result<()> {
    let live = live(output, config)?;
    parts.say_notes(config);
    let ran = run_to_end(parts, asked, live, Stop::Never)?;
    present(ran, output, Stop::Never, config).map(drop)
}

/// What is printed while the run goes on, for this output; refuses a file that cannot be written.
pub(crate) fn live(output: &Output, config: &Config) -> Result<Live> {
    let format = output.chosen(config)?;
    if let Some(path) = &output.file {
        files::check_writable(path)?;
    }
    Ok(match (format, &output.file) {
        (Format::Table, None) => Live::Table(config.columns),
        (Format::Md, None) => Live::Text,
        (Format::Ndjson, None) => Live::Events,
        (_, Some(_)) | (Format::Json | Format::Html, None) => Live::Nothing,
    })
}

/// Gives what is not printed yet of a finished run, and its notes.
pub(crate) fn present(ran: Ran, output: &Output, stop: Stop, config: &Config) -> Result<Answer> {
    let format = output.chosen(config)?;
    if output.asking.trace {
        print::error_line(&print::waterfall(&ran.timings, config.columns));
    }
    if let Some(line) = spent(&ran.usage) {
        print::error_line(&line);
    }
    if let Some(error) = ran.unwritten {
        return Err(error.into());
    }
    let answer = ran.outcome?;
    let text = match format {
        Format::Table | Format::Md | Format::Ndjson if output.file.is_none() => None,
        Format::Table => Some(
            anstream::adapter::strip_str(&print::render_markdown(&answer.text(), config.columns))
                .to_string(),
        ),
        Format::Md => Some(answer.text()),
        Format::Json => {
            let value = json::render(&answer, &ran.run_id, &ran.timings, &ran.usage);
            Some(format!("{value:#}\n"))
        }
        Format::Ndjson => Some(ran.events),
        Format::Html => Some(html::render(&answer)),
    };
    match (text, &output.file) {
        (Some(text), Some(path)) => {
            files::write(path, text.as_bytes())?;
            print::error_line(&format!("written: {}", path.display()));
        }
        (Some(text), None) => print::result(&text)?,
        (None, _) => {}
    }
    for warning in &answer.warnings {
        print::error_line(&print::wrap(&format!("note: {warning}"), config.columns, "  "));
    }
    if format == Format::Table && config.terminal && config.terminal_errors {
        follow_up(&answer, stop, config);
    }
    if output.asking.strict
        && let Some(gap) = answer.gaps.first()
    {
        return Err(Refused::partial(format!(
            "the answer is partial: {}: {}",
            gap.what, gap.reason
        )));
    }
    Ok(answer)
}

/// What models were paid, on one quiet line; none where none was asked.
fn spent(usage: &Usage) -> Option<String> {
    if usage.requests == 0 {
        return None;
    }
    let cost = match usage.microdollars {
        Some(micro) => format!("${}.{:04}", micro / 1_000_000, micro % 1_000_000 / 100),
        None => "at a price that is not known".to_owned(),
    };
    let Usage { requests, input_tokens, output_tokens, .. } = usage;
    let s = if *requests == 1 { "" } else { "s" };
    Some(format!(
        "model: {requests} request{s}, {input_tokens} tokens in, {output_tokens} out, {cost}"
    ))
}

/// Offers questions: as commands, and inside a conversation as they are typed there.
fn follow_up(answer: &Answer, stop: Stop, config: &Config) {
    for question in answer.follow_ups.iter().take(3) {
        let line = match stop {
            Stop::Never => format!("next: fisc \"{question}\""),
            Stop::Interrupt => format!("next: {question}"),
        };
        print::error_line(&print::wrap(&line, config.columns, "  "));
    }
}

/// What is printed while a run goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Live {
    Table(usize),
    Text,
    Events,
    Nothing,
}

/// What may stop a run before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nothing: an interrupt ends the program.
    Never,
    /// An interrupt (Ctrl-C) ends the run, and the program goes on.
    Interrupt,
}

/// A run that came to its end, well or not.
pub(crate) struct Ran {
    /// The answer, or why there is none.
    pub(crate) outcome: Result<Answer, RunError>,
    pub(crate) run_id: String,
    /// What was said until the end.
    pub(crate) said: String,
    /// Why it could not be printed, where it could not.
    unwritten: Option<std::io::Error>,
    timings: Timings,
    usage: Usage,
    events: String,
}

/// Runs to the end, printing as it goes.
pub(crate) fn run_to_end(parts: &Parts, asked: Asked, live: Live, stop: Stop) -> Result<Ran> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let options = RunOptions { budget: parts.budget, ..RunOptions::default() };
    runtime.block_on(follow(parts.ask.clone(), asked, options, live, async {
        match stop {
            Stop::Never => future::pending().await,
            // Where interrupts cannot be listened to, they end the program as ever.
            Stop::Interrupt => match tokio::signal::ctrl_c().await {
                Ok(()) => {}
                Err(_) => future::pending().await,
            },
        }
    }))
}

/// Follows a run to its end, or until it is stopped.
async fn follow<W>(
    workflow: W,
    asked: W::Input,
    options: RunOptions,
    live: Live,
    stop: impl Future<Output = ()>,
) -> Result<Ran>
where
    W: Workflow<Output = Answer>,
{
    let token = options.stop.clone();
    let mut run = Run::start(Arc::new(workflow), asked, options);
    let run_id = run.id().to_string();
    let (mut clock, mut events, mut said) = (Clock::default(), String::new(), String::new());
    let mut unwritten = None;
    let mut stop = std::pin::pin!(stop);
    let mut stopped = false;
    loop {
        let event = tokio::select! {
            biased;
            () = &mut stop, if !stopped => {
                stopped = true;
                token.cancel();
                continue;
            }
            event = run.next() => event,
        };
        let Some(event) = event else { break };
        clock.take(&event);
        if let Live::Events | Live::Nothing = live {
            let line = format!("{}\n", serde_json::to_string(&event)?);
            if let (Live::Events, None) = (live, &unwritten) {
                unwritten = print::result(&line).err();
            }
            events.push_str(&line);
        }
        if let EventKind::TextDelta { text } = &event.kind {
            said.push_str(text);
            // A reader that went away is no reason to lose the answer: it is kept all the same.
            let shown = match live {
                _ if unwritten.is_some() => Ok(()),
                Live::Table(columns) => print::result(&print::render_markdown(text, columns)),
                Live::Text => print::result(text),
                Live::Events | Live::Nothing => Ok(()),
            };
            unwritten = unwritten.or(shown.err());
        }
    }
    let outcome = run.outcome().await;
    let Clock { timings, usage, .. } = clock;
    Ok(Ran { outcome, run_id, said, unwritten, timings, usage, events })
}

/// Puts the steps' times together.
struct Clock {
    timings: Timings,
    usage: Usage,
    open: HashMap<String, usize>,
}

impl Default for Clock {
    fn default() -> Self {
        let (timings, open) = (Timings::default(), HashMap::new());
        Self { timings, usage: Usage::NOTHING, open }
    }
}

impl Clock {
    fn take(&mut self, event: &Event) {
        self.timings.wall_ms = event.at_ms;
        match &event.kind {
            EventKind::StepStarted { step } => {
                self.open.insert(step.clone(), self.timings.steps.len());
                self.timings.steps.push(StepTiming {
                    name: step.clone(),
                    start_ms: event.at_ms,
                    ms: 0,
                    outcome: "open".to_owned(),
                });
            }
            EventKind::StepFinished { step, ms, outcome, .. } => {
                let place = self.open.remove(step).and_then(|at| self.timings.steps.get_mut(at));
                if let Some(timing) = place {
                    timing.ms = *ms;
                    let ended = match outcome {
                        Outcome::Done => "done",
                        Outcome::Failed => "failed",
                        Outcome::Stopped => "stopped",
                    };
                    ended.clone_into(&mut timing.outcome);
                }
            }
            EventKind::UsageAdded { usage } => self.usage = self.usage.plus(*usage),
            EventKind::RunStarted { .. }
            | EventKind::TextDelta { .. }
            | EventKind::ToolCallStarted { .. }
            | EventKind::ToolCallFinished { .. }
            | EventKind::FactAdded { .. }
            | EventKind::FigureChecked { .. }
            | EventKind::RunFinished
            | EventKind::RunFailed { .. }
            | EventKind::RunCancelled => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use agent::RunContext;
    use async_trait::async_trait;
    use tokio::sync::Notify;

    use super::*;

    /// Says a sentence, tells that it did, and never comes to an end.
    struct Endless(Arc<Notify>);

    #[async_trait]
    impl Workflow for Endless {
        type Input = ();
        type Output = Answer;
        const NAME: &'static str = "endless";

        async fn run(&self, ctx: &RunContext, (): ()) -> Result<Answer, RunError> {
            ctx.say("Revenue was ");
            ctx.step("wait", async {
                self.0.notify_one();
                future::pending::<Result<(), RunError>>().await
            })
            .await?;
            future::pending().await
        }
    }

    #[tokio::test]
    async fn what_was_said_before_a_stop_is_kept() {
        let said = Arc::new(Notify::new());
        let stop = async { said.notified().await };
        let ran =
            follow(Endless(Arc::clone(&said)), (), RunOptions::default(), Live::Nothing, stop)
                .await
                .unwrap();
        assert!(matches!(ran.outcome, Err(RunError::Cancelled)));
        assert_eq!(ran.said, "Revenue was ");
        let ends = |line: &&str| line.contains("run_cancelled");
        assert_eq!(ran.events.lines().filter(ends).count(), 1, "{}", ran.events);
    }
}
