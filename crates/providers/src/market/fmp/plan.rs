//! What the user pays for, and what it was found to leave out.

use std::time::{Duration, SystemTime};

use agent::Kept;

use super::{question::Question, refusal::Refusal};
use crate::upstream::{Allowance, Outside};

/// For how long something is known to be outside the plan.
const REMEMBERED: Duration = Duration::from_hours(24);

/// What the user pays for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Plan {
    /// Nobody said: found out by what it refuses.
    #[default]
    Unknown,
    /// Basic: 250 requests a day.
    Free,
    /// 300 requests a minute.
    Starter,
    /// 750 requests a minute.
    Premium,
    /// 3,000 requests a minute.
    Ultimate,
}

impl Plan {
    /// Its name in messages.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Unknown => "your plan",
            Self::Free => "the free plan",
            Self::Starter => "the Starter plan",
            Self::Premium => "the Premium plan",
            Self::Ultimate => "the Ultimate plan",
        }
    }

    pub(super) fn allowance(self) -> Allowance {
        let (a_day, requests) = match self {
            Self::Free => (Some(250), 300),
            Self::Unknown | Self::Starter => (None, 300),
            Self::Premium => (None, 750),
            Self::Ultimate => (None, 3_000),
        };
        Allowance { a_day, requests, window: Duration::from_mins(1) }
    }
}

/// What the plan was found to leave out, kept beyond the process so that it is not asked again.
#[derive(Debug)]
pub(super) struct Learned {
    plan: Plan,
    account: String,
    outside: Outside,
    began: SystemTime,
}

impl Learned {
    /// Of this plan and account: whoever takes another one learns anew.
    pub(super) fn new(plan: Plan, account: String, outside: &Outside) -> Self {
        Self { plan, account, outside: outside.clone(), began: outside.clock.now() }
    }

    /// What was said when something of this kind was asked before, where it was refused.
    pub(super) fn refuses(&self, question: &Question<'_>) -> Option<String> {
        let symbol = || self.recall(&of_symbol(question)?);
        let endpoint = || self.recall(&of_endpoint(question));
        let period = || question.is_quarterly().then(|| self.recall("period"))?;
        symbol().or_else(endpoint).or_else(period)
    }

    /// No more rows than this.
    pub(super) fn rows(&self) -> Option<u32> {
        self.recall("rows")?.parse().ok()
    }

    /// Remembers a refusal, as far as it tells of others to come.
    pub(super) fn learn(&self, question: &Question<'_>, refusal: &Refusal) {
        match refusal {
            Refusal::Symbol(said) => {
                let what = of_symbol(question).unwrap_or_else(|| of_endpoint(question));
                self.remember(&what, said);
            }
            Refusal::Endpoint(said) => self.remember(&of_endpoint(question), said),
            Refusal::Period(said) => self.remember("period", said),
            Refusal::Rows { max, .. } => self.remember("rows", &max.to_string()),
            Refusal::Key(_)
            | Refusal::Other { .. }
            | Refusal::Shape(_)
            | Refusal::NoData(_)
            | Refusal::Host(_) => {}
        }
    }

    fn remember(&self, what: &str, said: &str) {
        let since = self.outside.clock.now();
        let kept = Kept { bytes: said.as_bytes().to_vec(), since, until: since + REMEMBERED };
        self.outside.cache.keep(&self.key(what), kept);
    }

    fn recall(&self, what: &str) -> Option<String> {
        let kept = self.outside.cache.find(&self.key(what), self.outside.clock.now())?;
        // Whoever wants fresh answers may have another plan by now.
        let counts = !self.outside.fresh || self.began <= kept.since;
        String::from_utf8(kept.bytes).ok().filter(|_| counts)
    }

    fn key(&self, what: &str) -> String {
        format!("{} plan {:?} {what}", self.account, self.plan)
    }
}

fn of_symbol(question: &Question<'_>) -> Option<String> {
    let symbol = question.symbol?;
    // Profiles are given of every symbol, whatever else of it is not.
    let kind = if question.endpoint == "profile" { "profile" } else { "symbol" };
    Some(format!("{kind} {symbol}"))
}

fn of_endpoint(question: &Question<'_>) -> String {
    format!("endpoint {}", question.endpoint)
}
