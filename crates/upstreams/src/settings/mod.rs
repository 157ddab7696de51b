//! Everything that can be set, before the start and while it runs.

mod rule;
mod values;

pub(crate) use rule::Asked;
pub use rule::{InvalidRule, Rule, Target};
pub use values::{Dose, Pace, Turns, Wait};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::ScriptedReply;

/// How the stand-in answers.
///
/// Rules are read from text (`"fmp:profile=350ms".parse()`); of several that cover a request the last holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The port, or 0 for a free one; it cannot be changed while it runs.
    pub port: u16,
    /// The key that FMP accepts.
    pub fmp_key: String,
    /// The key that the language models accept; without one they ask for none.
    pub model_key: Option<String>,
    /// Whether EDGAR wants a contact address in the user agent.
    pub sec_contact: bool,
    /// How many requests a second EDGAR bears.
    pub sec_rate: Option<u32>,
    /// How long EDGAR refuses whoever asked more often.
    pub sec_block: Wait,
    /// Whether FMP sends 0 for what it does not know, as the real one does; otherwise it sends null.
    pub zero_missing: bool,
    /// What every piece of news is titled.
    pub news_title: Option<String>,
    /// What made-up rows are made from.
    pub seed: u64,
    /// How long until an answer's first byte.
    pub delays: Vec<Rule<Wait>>,
    /// How fast models speak; without one, all at once.
    pub paces: Vec<Rule<Pace>>,
    /// What goes wrong: the last whose turn it is. Counts start anew whenever this list changes.
    pub faults: Vec<Rule<Dose>>,
    /// How long a slow first byte takes.
    pub slow: Wait,
    /// What `Retry-After` says, in whole seconds.
    pub retry_after: Wait,
    /// What models say, before any rule is asked.
    pub script: Vec<ScriptedReply>,
    /// Whether a model that is offered tools calls the first before it answers.
    pub call_tools: bool,
    /// What stands in a model's JSON answers, by the name of the property.
    pub answers: BTreeMap<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            fmp_key: "stand-in-key".to_owned(),
            model_key: None,
            sec_contact: true,
            sec_rate: Some(10),
            sec_block: Wait::millis(600_000),
            zero_missing: false,
            news_title: None,
            seed: 1,
            delays: Vec::new(),
            paces: Vec::new(),
            faults: Vec::new(),
            slow: Wait::millis(30_000),
            retry_after: Wait::millis(1_000),
            script: Vec::new(),
            call_tools: true,
            answers: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// These settings with some of them replaced, by name, as JSON has them.
    pub fn patched(&self, patch: Value) -> Result<Self, serde_json::Error> {
        let mut all = serde_json::to_value(self)?;
        if let (Some(all), Value::Object(patch)) = (all.as_object_mut(), patch) {
            all.extend(patch);
        }
        serde_json::from_value(all)
    }

    /// The last rule's value for a request.
    pub(crate) fn last<'a, T>(rules: &'a [Rule<T>], asked: Asked<'_>) -> Option<&'a T> {
        rules.iter().rev().find(|rule| rule.covers(asked)).map(|rule| &rule.value)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{Fault, Upstream};

    #[test]
    fn a_rule_survives_printing_and_reading() {
        for text in ["fmp=200ms", "all=1000ms", "models:You write=300ms", "sec:CIK0000320193=7ms"] {
            assert_eq!(text.parse::<Rule<Wait>>().unwrap().to_string(), text);
        }
        for fault in Fault::ALL {
            for turns in ["", "x2", "/3", ">250"] {
                let text = format!("fmp:limit=10={fault}{turns}");
                assert_eq!(text.parse::<Rule<Dose>>().unwrap().to_string(), text);
            }
        }
        assert_eq!("50/s".parse::<Rule<Pace>>().unwrap().target, Target::All);
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for text in ["fmp", "nobody=1s", "fmp=1h", "fmp=-1s", "fmp="] {
            assert!(text.parse::<Rule<Wait>>().is_err(), "{text}");
        }
        for text in ["fmp=0/s", "fmp=fast"] {
            assert!(text.parse::<Rule<Pace>>().is_err(), "{text}");
        }
        for text in ["fmp=nothing", "fmp=429x", "fmp=429xtwo", "fmp=200"] {
            assert!(text.parse::<Rule<Dose>>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_rule_that_covers_a_request_holds() {
        let rules = ["fmp=200ms", "fmp:profile=350ms", "models:You route=400ms"];
        let rules: Vec<Rule<Wait>> = rules.iter().map(|text| text.parse().unwrap()).collect();
        let wait = |upstream, path, instructions| {
            let wait = Settings::last(&rules, Asked { upstream, path, instructions });
            wait.map(|wait| wait.0)
        };
        let millis = |millis| Some(Duration::from_millis(millis));
        assert_eq!(wait(Upstream::Fmp, "/fmp/stable/quote?symbol=KO", ""), millis(200));
        assert_eq!(wait(Upstream::Fmp, "/fmp/stable/profile?symbol=KO", ""), millis(350));
        assert_eq!(
            wait(Upstream::OpenAi, "/openai/v1/chat/completions", "You route."),
            millis(400)
        );
        assert_eq!(wait(Upstream::OpenAi, "/openai/v1/chat/completions", "You write."), None);
    }

    #[test]
    fn turns_count_from_one() {
        let held = |turns: Turns| (1..=6).filter(|n| turns.hold(*n)).collect::<Vec<_>>();
        assert_eq!(held(Turns::First(2)), [1, 2]);
        assert_eq!(held(Turns::Every(3)), [3, 6]);
        assert_eq!(held(Turns::After(4)), [5, 6]);
        assert_eq!(held(Turns::All).len(), 6);
    }

    #[test]
    fn settings_are_changed_by_name() {
        let settings = Settings::default();
        let patch = serde_json::json!({"delays": ["fmp=200ms"], "zero_missing": true});
        let patched = settings.patched(patch).unwrap();
        assert_eq!(patched.delays, [Rule::of(Upstream::Fmp, Wait::millis(200))]);
        assert!(patched.zero_missing && patched.fmp_key == settings.fmp_key);
        assert!(settings.patched(serde_json::json!({"speed": 1})).is_err());
    }
}
