//! Understanding a question: whom it names, what it says, and what it leaves to the conversation.

mod follow;
mod referred;
mod without;

use finance::{FiscalPeriod, Item, PeriodWanted, Symbol};

use follow::{explained, follow_up, other_company};
use referred::meant;
use without::{left_out, without};

use crate::{
    conversation::{Conversation, Topic},
    question::{Over, Question, phrases::Saying},
    resolve::{Index, Resolved},
    router::{self, Category, Route},
};

/// At most so many companies are taken over from a conversation.
const TAKEN_OVER_MAX: usize = 6;

/// A question as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The text: what was asked, or what was chosen of what was asked back.
    pub text: String,
    /// Whom the text names.
    pub resolved: Resolved,
    /// Whom the question is about: those that it names, and those of before that it means.
    pub companies: Vec<Symbol>,
    /// The items that are asked for.
    pub items: Vec<Item>,
    /// The period, where one is asked for.
    pub period: Option<PeriodWanted>,
    /// Several periods, where several are.
    pub over: Option<Over>,
    /// What was said of a period and not understood.
    pub unread: Option<String>,
    /// Where the question goes.
    pub route: Route,
    /// Whether a reason is asked for, which no data hold.
    pub asks_why: bool,
    /// The company that was spoken of before, where one was.
    pub spoken_of: Option<Symbol>,
    /// The question's words.
    pub question: Question,
}

impl Understood {
    /// The item whose meaning is asked, where the question is one of meaning.
    pub fn explained(&self) -> Option<Item> {
        let chat = self.route.category == Category::Chat && self.companies.is_empty();
        self.items.first().copied().filter(|_| chat)
    }

    /// The topic that a conversation remembers of the question once it was answered for `answered`.
    pub fn topic(&self, answered: Option<FiscalPeriod>) -> Topic {
        Topic {
            category: self.route.category,
            companies: self.companies.clone(),
            items: self.items.clone(),
            period: self.period,
            over: self.over.clone(),
            answered,
            explained: self.explained(),
            asked_back: Vec::new(),
        }
    }
}

/// Understands a question by itself and by what was said before it.
pub fn understand(text: &str, index: &Index, conversation: &Conversation) -> Understood {
    let meant = meant(text, index, &conversation.asked_back);
    let text = meant.map_or(text, |meant| meant.question.as_str());
    let topic = conversation.topic.as_ref();
    let spoken_of = topic.map_or(&[][..], |topic| &topic.companies);
    let resolved = index.resolve_among(text, spoken_of);
    let spans: Vec<_> = resolved
        .companies
        .iter()
        .map(|found| found.span.clone())
        .chain(resolved.unresolved.iter().map(|name| name.span.clone()))
        .collect();
    let question = Question::read(text, &spans);
    let named: Vec<Symbol> = resolved.companies.iter().map(|found| found.symbol.clone()).collect();
    let understood = Understood {
        text: text.to_owned(),
        companies: named.clone(),
        items: question.items.clone(),
        period: question.periods.one,
        over: question.periods.over.clone(),
        unread: question.periods.unread.clone(),
        route: router::route(&question, named.len()),
        asks_why: question.says(Saying::Why),
        spoken_of: topic.and_then(|topic| topic.companies.last().cloned()),
        resolved,
        question,
    };
    let left_out = left_out(&understood);
    let mut understood = match (&conversation.topic, understood.companies.as_slice()) {
        _ if !left_out.is_empty() => without(understood, &left_out, conversation),
        (_, []) if !understood.resolved.unresolved.is_empty() => understood,
        (Some(topic), []) => follow_up(understood, topic, conversation),
        (Some(topic), _) => other_company(understood, topic, conversation),
        (None, [_, ..]) => explained(understood, conversation),
        (None, []) => understood,
    };
    if understood.period.is_none() && understood.over.is_none() {
        understood.period = alone(&understood.question);
        if understood.period.is_none() && understood.question.periods.relative.is_some() {
            understood.unread = understood.unread.or_else(|| step_word(&understood.question));
        }
    }
    understood.companies.truncate(TAKEN_OVER_MAX.max(understood.resolved.companies.len()));
    understood
}

/// The word of a step that leads nowhere: `next year` where no year was spoken of.
fn step_word(question: &Question) -> Option<String> {
    const STEPS: [&str; 11] = [
        "next",
        "later",
        "after",
        "following",
        "earlier",
        "before",
        "previous",
        "prior",
        "full",
        "whole",
        "entire",
    ];
    let words = question.tokens.iter().map(|token| token.lower.as_str());
    words.into_iter().find(|word| STEPS.contains(word)).map(str::to_owned)
}

/// A step with no conversation to step from: `the year before` is the one before the latest.
fn alone(question: &Question) -> Option<PeriodWanted> {
    use crate::question::Relative;
    match question.periods.relative? {
        Relative::Years(by) | Relative::Steps(by) if by < 0 => {
            u8::try_from(-by).ok().map(PeriodWanted::YearsAgo)
        }
        Relative::Years(_) | Relative::Steps(_) | Relative::Quarters(_) | Relative::WholeYear => {
            None
        }
    }
}

/// Takes over the period of before, or the one that lies a step from it.
fn carry_period(asked: &mut Understood, topic: &Topic) {
    if let Some(step) = asked.question.periods.relative {
        let from = match (topic.period, topic.answered) {
            (Some(PeriodWanted::Of(period)), _) | (_, Some(period)) => Some(period),
            (Some(_) | None, None) => None,
        };
        asked.period = from.map(|from| PeriodWanted::Of(step.from(from))).or(asked.period);
        return;
    }
    // `Q3?` behind a question on 2023 is the third quarter of that year.
    let year = match (topic.period, topic.answered) {
        (Some(PeriodWanted::Of(period)), _) => Some(period.year()),
        (Some(PeriodWanted::LatestQuarter | PeriodWanted::LatestOf(_)), Some(period)) => {
            Some(period.year())
        }
        _ => None,
    };
    if let (Some(PeriodWanted::LatestOf(quarter)), Some(year)) = (asked.period, year) {
        asked.period = Some(PeriodWanted::Of(FiscalPeriod::Quarter(year, quarter)));
        return;
    }
    if asked.period.is_none() && asked.over.is_none() {
        asked.period = topic.period;
        if topic.category == Category::Figure || topic.category == Category::Compare {
            asked.over.clone_from(&topic.over);
        }
    }
}

/// Why, in a line.
fn carried(asked: &Understood, how: &str) -> String {
    format!("{how} {}", list(&asked.companies))
}

fn list(symbols: &[Symbol]) -> String {
    symbols.iter().map(Symbol::as_str).collect::<Vec<_>>().join(", ")
}
