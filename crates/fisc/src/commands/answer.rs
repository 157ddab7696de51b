//! Running a question: its events while it runs, its answer in the form that was asked for.

use std::{collections::HashMap, sync::Arc};

use agent::{Event, EventKind, Outcome, Run, RunOptions};
use anyhow::Result;
use assistant::{
    Ask, Asked,
    answer::{
        Answer, html,
        json::{self, StepTiming, Timings},
    },
};
use futures::StreamExt as _;

use crate::{
    cli::{Format, Output},
    config::Config,
    files, print,
    wiring::Parts,
};

/// Asks, and gives the answer where and as it was asked for.
pub(crate) fn run(parts: Parts, asked: Asked, output: &Output, config: &Config) -> Result<()> {
    let format = output.chosen(config)?;
    if let Some(path) = &output.file {
        files::check_writable(path)?;
    }
    let live = match (format, &output.file) {
        (Format::Table, None) => Live::Table(config.columns),
        (Format::Md, None) => Live::Text,
        (Format::Ndjson, None) => Live::Events,
        (_, Some(_)) | (Format::Json | Format::Html, None) => Live::Nothing,
    };
    let ran = run_to_end(parts.ask, asked, live)?;
    let answer = &ran.answer;
    let text = match format {
        Format::Table | Format::Md | Format::Ndjson if output.file.is_none() => None,
        Format::Table => Some(
            anstream::adapter::strip_str(&print::render_markdown(&answer.text(), config.columns))
                .to_string(),
        ),
        Format::Md => Some(answer.text()),
        Format::Json => Some(format!("{:#}\n", json::render(answer, &ran.run_id, &ran.timings))),
        Format::Ndjson => Some(ran.events),
        Format::Html => Some(html::render(answer)),
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
        follow_up(answer, config);
    }
    Ok(())
}

fn follow_up(answer: &Answer, config: &Config) {
    for question in answer.follow_ups.iter().take(3) {
        print::error_line(&print::wrap(
            &format!("next: fisc \"{question}\""),
            config.columns,
            "  ",
        ));
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

/// A run that came to its end.
pub(crate) struct Ran {
    pub(crate) answer: Answer,
    pub(crate) run_id: String,
    timings: Timings,
    events: String,
}

/// Runs to the end, printing as it goes.
pub(crate) fn run_to_end(ask: Ask, asked: Asked, live: Live) -> Result<Ran> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async {
        let mut run = Run::start(Arc::new(ask), asked, RunOptions::default());
        let run_id = run.id().to_string();
        let mut clock = Clock::default();
        let mut events = String::new();
        while let Some(event) = run.next().await {
            clock.take(&event);
            if let Live::Events | Live::Nothing = live {
                let line = format!("{}\n", serde_json::to_string(&event)?);
                if let Live::Events = live {
                    print::result(&line)?;
                }
                events.push_str(&line);
            }
            if let EventKind::TextDelta { text } = &event.kind {
                match live {
                    Live::Table(columns) => print::result(&print::render_markdown(text, columns))?,
                    Live::Text => print::result(text)?,
                    Live::Events | Live::Nothing => {}
                }
            }
        }
        let answer = run.outcome().await?;
        Ok(Ran { answer, run_id, timings: clock.timings, events })
    })
}

/// Puts the steps' times together.
#[derive(Default)]
struct Clock {
    timings: Timings,
    open: HashMap<String, usize>,
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
            EventKind::RunStarted { .. }
            | EventKind::TextDelta { .. }
            | EventKind::ToolCallStarted { .. }
            | EventKind::ToolCallFinished { .. }
            | EventKind::FactAdded { .. }
            | EventKind::FigureChecked { .. }
            | EventKind::UsageAdded { .. }
            | EventKind::RunFinished
            | EventKind::RunFailed { .. }
            | EventKind::RunCancelled => {}
        }
    }
}
