//! Whom of before a question means: by a choice, by place, by number.

use finance::Symbol;

use super::TAKEN_OVER_MAX;
use crate::{
    conversation::{Conversation, Meant, Topic},
    question::{Question, phrases::Saying},
    resolve::Index,
};

/// So many words beside a company may choose it: `the first one, please`.
const CHOICE_WORDS_MAX: usize = 4;

/// `of them` speaks of so many, where no number is said.
const THEM: usize = 3;

/// Which of the companies that were asked for the text chooses: by its name or ticker, a word that only its name has, or
/// its place.
pub(super) fn meant<'a>(text: &str, index: &Index, options: &'a [Meant]) -> Option<&'a Meant> {
    if options.is_empty() {
        return None;
    }
    let resolved = index.resolve(text);
    let spans: Vec<_> = resolved.companies.iter().map(|found| found.span.clone()).collect();
    let question = Question::read(text, &spans);
    if CHOICE_WORDS_MAX < question.other_words() {
        return None;
    }
    let named = match resolved.companies.as_slice() {
        [found] if found.rivals().next().is_none() => {
            options.iter().find(|option| option.symbol == found.symbol)
        }
        _ => None,
    };
    let placed = || options.get(placed(&question, options.len())?);
    let by_word = || {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| 2 < word.len());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        let has = |option: &&Meant| {
            let name = option.name.to_lowercase();
            let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
            !words.is_empty() && words.iter().all(|word| parts.contains(&word.as_str()))
        };
        let mut all = options.iter().filter(has);
        all.next().filter(|_| all.next().is_none())
    };
    named.or_else(placed).or_else(by_word)
}

/// The companies of before that the words mean.
pub(super) fn referred(
    question: &Question,
    topic: &Topic,
    conversation: &Conversation,
) -> Vec<Symbol> {
    let row = if topic.companies.len() < 2 { &conversation.compared } else { &topic.companies };
    if let Some(place) = placed(question, row.len()).filter(|_| !row.is_empty()) {
        return row.get(place).cloned().into_iter().collect();
    }
    let of_several = count_of(question).is_some()
        || question.says(Saying::Several)
        || question.says(Saying::Which) && starts_with_which(question)
        || only_compares(question);
    if topic.companies.len() == 1 && of_several && 1 < conversation.discussed.len() {
        let usual = if only_compares(question) { TAKEN_OVER_MAX } else { 2 };
        let count = count_of(question).unwrap_or(usual);
        let mut last: Vec<Symbol> = conversation.discussed.iter().take(count).cloned().collect();
        last.reverse();
        return last;
    }
    topic.companies.clone()
}

/// Which of a row of companies is meant by its place, the first being 0.
fn placed(question: &Question, row: usize) -> Option<usize> {
    let places = [
        (Saying::Former, 0),
        (Saying::Third, 2),
        (Saying::Second, 1),
        (Saying::Latter, row.saturating_sub(1)),
    ];
    places.into_iter().find(|(saying, _)| question.says(*saying)).map(|(_, place)| place)
}

/// How many companies are spoken of together, where it is said.
fn count_of(question: &Question) -> Option<usize> {
    let counts =
        [(Saying::Three, 3), (Saying::Four, 4), (Saying::Five, 5), (Saying::All, TAKEN_OVER_MAX)];
    let said = counts.into_iter().find(|(saying, _)| question.says(*saying));
    let of_them = || question.has("of them").then_some(THEM);
    said.map(|(_, count)| count).or_else(of_them)
}

/// Whether the question is `compare` and nothing else.
fn only_compares(question: &Question) -> bool {
    question.says(Saying::Compare) && question.tokens.len() <= 2
}

/// Whether the question asks which of several: `who is bigger?`, `so who spent more?`.
fn starts_with_which(question: &Question) -> bool {
    question.tokens.iter().take(3).any(|token| matches!(token.lower.as_str(), "who" | "which"))
}
