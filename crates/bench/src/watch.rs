//! A run watched from its first event to its last.

use std::time::{Duration, Instant};

use agent::{Budget, Event, EventKind, Run, RunError, RunOptions};
use assistant::{Asked, answer::Answer};
use futures::StreamExt as _;
use tokio::time;
use upstreams::{StandIn, Upstream};

use crate::parts::Parts;

/// A run that has ended.
#[derive(Debug)]
pub struct Watched {
    /// Its events.
    pub events: Vec<Event>,
    /// What came of it.
    pub outcome: Result<Answer, RunError>,
    /// From its start to its last event.
    pub wall: Duration,
}

/// Asks, and watches to the end.
pub async fn ask(parts: &Parts, asked: Asked, budget: Budget) -> Watched {
    let began = Instant::now();
    let options = RunOptions { budget, ..RunOptions::default() };
    let mut run = Run::start(parts.ask.clone(), asked, options);
    let mut events = Vec::new();
    while let Some(event) = run.next().await {
        events.push(event);
    }
    let wall = began.elapsed();
    let none = || Err(RunError::failed("the run ended without an outcome"));
    let outcome = run.take_outcome().unwrap_or_else(none);
    Watched { events, outcome, wall }
}

impl Watched {
    /// What is wrong with the order and the end of its events, or with when it ended.
    pub fn broken_rules(&self, deadline: Duration, margin: Duration) -> Vec<String> {
        let mut broken = Vec::new();
        let last = self.events.len().checked_sub(1);
        for (place, event) in self.events.iter().enumerate() {
            if usize::try_from(event.seq) != Ok(place) {
                broken.push(format!("event {place} is numbered {}", event.seq));
            }
            if event.kind.is_terminal() != (Some(place) == last) {
                broken.push(format!("event {place} of {} is {:?}", self.events.len(), event.kind));
            }
        }
        if !matches!(
            self.events.first().map(|first| &first.kind),
            Some(EventKind::RunStarted { .. })
        ) {
            broken.push("it does not begin with its start".to_owned());
        }
        if deadline + margin < self.wall {
            broken.push(format!("it took {:?} and had {deadline:?}", self.wall));
        }
        broken.extend(self.open_steps().map(|step| format!("the step `{step}` has no end")));
        broken
    }

    /// Steps that began and did not end.
    fn open_steps(&self) -> impl Iterator<Item = &str> {
        let mut open: Vec<&str> = Vec::new();
        for event in &self.events {
            if let EventKind::StepStarted { step } = &event.kind {
                open.push(step);
            }
            if let EventKind::StepFinished { step, .. } = &event.kind {
                open.retain(|one| one != step);
            }
        }
        open.into_iter()
    }
}

/// How many requests a stand-in has open.
pub fn open_requests(stand_in: &StandIn) -> u64 {
    Upstream::ALL.into_iter().map(|upstream| stand_in.count(upstream).open).sum()
}

/// Waits until a stand-in has no open request, at most so long; says whether it has none.
pub async fn all_closed(stand_in: &StandIn, at_most: Duration) -> bool {
    let until = time::Instant::now() + at_most;
    while 0 < open_requests(stand_in) {
        if until < time::Instant::now() {
            return false;
        }
        time::sleep(Duration::from_millis(1)).await;
    }
    true
}
