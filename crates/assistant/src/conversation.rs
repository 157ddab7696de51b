//! What a conversation remembers: what was last spoken of, and whom.

use finance::{FiscalPeriod, Item, PeriodWanted, Symbol};
use serde::{Deserialize, Serialize};

use crate::{question::Over, router::Category};

/// At most so many companies are remembered.
const DISCUSSED_MAX: usize = 50;

/// What has been spoken of so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// What the last question that was not chat was about.
    pub topic: Option<Topic>,
    /// The companies of the last comparison, in their order, for `the former` and `the latter`.
    pub compared: Vec<Symbol>,
    /// The term that was explained last, where it is an item.
    pub explained: Option<Item>,
    /// What the last question could have meant, where it was asked back.
    pub asked_back: Vec<Meant>,
    /// Every company so far, the last one first.
    pub discussed: Vec<Symbol>,
    /// What was asked and answered last, oldest first.
    #[serde(default)]
    pub said: Vec<Exchange>,
    /// What was said before that, in short, where a model summed it up.
    #[serde(default)]
    pub summary: String,
}

/// A question and the beginning of its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What was asked.
    pub question: String,
    /// How the answer began.
    pub answer: String,
}

/// So many exchanges are remembered word by word.
const SAID_MAX: usize = 12;
/// From so many on the older half is summed up.
pub(crate) const SUMMED_UP_FROM: usize = 8;
/// So much of a question or an answer is remembered.
const SAID_CHARS_MAX: usize = 500;

/// What a question was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The kind of answer.
    pub category: Category,
    /// The companies, in the order of the question.
    pub companies: Vec<Symbol>,
    /// The items that were asked for.
    pub items: Vec<Item>,
    /// The period that was asked for, where one was.
    pub period: Option<PeriodWanted>,
    /// The periods, where several were asked for.
    pub over: Option<Over>,
    /// The period that the answer was about.
    pub answered: Option<FiscalPeriod>,
    /// The item whose meaning was explained.
    pub explained: Option<Item>,
    /// What the question could have meant, where it was asked back.
    pub asked_back: Vec<Meant>,
}

/// One of the companies that a question could have meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meant {
    /// The company.
    pub symbol: Symbol,
    /// Its name.
    pub name: String,
    /// The question, with this company in it.
    pub question: String,
}

impl Conversation {
    /// Remembers what was said, and the summary that took the older half of it in, where one did.
    pub fn heard(&mut self, question: &str, answer: &str, summary: Option<String>) {
        if let Some(summary) = summary {
            self.summary = summary;
            self.said.drain(..self.said.len() / 2);
        }
        let short = |text: &str| text.chars().take(SAID_CHARS_MAX).collect();
        self.said.push(Exchange { question: short(question), answer: short(answer) });
        let over = self.said.len().saturating_sub(SAID_MAX);
        self.said.drain(..over);
    }

    /// What was said so far, for a model.
    pub(crate) fn history(&self) -> String {
        let said = self.said.iter().rev().take(4).rev();
        let said = said.map(|one| format!("Asked: {} Answered: {}", one.question, one.answer));
        let all: Vec<String> = std::iter::once(self.summary.clone()).chain(said).collect();
        let all = all.join(" ");
        if all.trim().is_empty() { "nothing".to_owned() } else { all }
    }

    /// Remembers what a question was about. Chat and asking back change no subject, but for the term
    /// that was explained.
    pub fn remember(&mut self, topic: Topic) {
        self.asked_back.clone_from(&topic.asked_back);
        if topic.category == Category::Chat || !topic.asked_back.is_empty() {
            self.explained = topic.explained.or(self.explained);
            return;
        }
        self.explained = None;
        for symbol in topic.companies.iter().rev() {
            self.discussed.retain(|known| known != symbol);
            self.discussed.insert(0, symbol.clone());
        }
        self.discussed.truncate(DISCUSSED_MAX);
        if 1 < topic.companies.len() {
            self.compared.clone_from(&topic.companies);
        }
        self.topic = Some(topic);
    }
}
