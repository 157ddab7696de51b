//! The settings as they are in force, with what has been counted under them.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use crate::{
    Fault, Settings,
    model::{Question, Reply},
    settings::Asked,
};

/// Settings in force.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) settings: Settings,
    /// How many requests each fault's rule has covered.
    covered: Arc<[AtomicU64]>,
    /// How many of the script's replies that come in order have been given.
    said: Arc<AtomicUsize>,
}

impl Live {
    fn new(settings: Settings) -> Self {
        let covered = settings.faults.iter().map(|_| AtomicU64::new(0)).collect();
        Self { settings, covered, said: Arc::default() }
    }

    /// The fault that befalls a request by rule; every rule that covers the request counts it.
    pub(crate) fn fault(&self, asked: Asked<'_>) -> Option<Fault> {
        let mut befalls = None;
        for (rule, covered) in self.settings.faults.iter().zip(&*self.covered) {
            if rule.covers(asked) {
                let number = covered.fetch_add(1, Ordering::Relaxed) + 1;
                if rule.value.turns.hold(number) {
                    befalls = Some(rule.value.fault);
                }
            }
        }
        befalls
    }

    /// The script's reply to a question: one that is for such a question, or the next in order.
    ///
    /// An answer that will be spoilt leaves the next one where it is, for whoever asks again.
    pub(crate) fn scripted(&self, question: &Question, spoilt: bool) -> Option<Reply> {
        let script = &self.settings.script;
        let is_for = |when: &String| question.contains(when);
        let matched = script.iter().find(|reply| reply.when.as_ref().is_some_and(is_for));
        if let Some(matched) = matched {
            return Some(matched.reply.clone());
        }
        let mut in_order = script.iter().filter(|reply| reply.when.is_none());
        let at = self.said.fetch_add(usize::from(!spoilt), Ordering::Relaxed);
        in_order.nth(at).map(|next| next.reply.clone())
    }
}

/// Where the settings in force are kept.
#[derive(Debug)]
pub(crate) struct Board(RwLock<Arc<Live>>);

impl Board {
    /// These are in force.
    pub(crate) fn new(settings: Settings) -> Self {
        Self(RwLock::new(Arc::new(Live::new(settings))))
    }

    /// The settings in force.
    pub(crate) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the settings. What was counted under an unchanged list stays counted.
    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut live = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut settings = live.settings.clone();
        change(&mut settings);
        let mut next = Live::new(settings);
        if next.settings.faults == live.settings.faults {
            next.covered = Arc::clone(&live.covered);
        }
        if next.settings.script == live.settings.script {
            next.said = Arc::clone(&live.said);
        }
        *live = Arc::new(next);
    }

    /// Begins counting anew.
    pub(crate) fn restart(&self) {
        let mut live = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *live = Arc::new(Live::new(live.settings.clone()));
    }
}
