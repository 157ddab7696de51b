//! What a model says that has no script: enough for every part of a conversation to take place.

use serde_json::{Value, json};

use super::{
    question::{Choice, Format, Offer, Question},
    reply::{Reply, ToolCall},
    schema::{self, Fill},
};
use crate::{Settings, world::World};

/// How many facts are told in one answer.
const FACTS_TOLD: usize = 4;

/// How much of a question is repeated.
const ECHO_CHARS: usize = 200;

/// Words that begin questions and name no company.
const NO_NAMES: [&str; 34] = [
    "a", "an", "and", "are", "at", "be", "can", "compare", "could", "did", "do", "does", "explain",
    "give", "had", "has", "have", "hello", "how", "i", "in", "is", "of", "on", "please", "show",
    "tell", "the", "was", "were", "what", "which", "who", "why",
];

/// The reply by rule.
pub(super) fn reply(question: &Question, settings: &Settings) -> Reply {
    let word = company_word(question.asked());
    let fill = Fill { answers: &settings.answers, symbol: symbol(&word), word };
    if let Some(tool) = tool_to_call(question, settings) {
        let arguments = schema::smallest(&tool.schema, &fill);
        let arguments = if arguments.is_object() { arguments } else { json!({}) };
        return Reply::Tools(vec![ToolCall { name: tool.name.clone(), arguments }]);
    }
    match &question.format {
        Format::Schema(schema) => Reply::Json(schema::smallest(schema, &fill)),
        Format::Json => {
            let answers = settings.answers.clone();
            Reply::Json(Value::Object(answers.into_iter().collect()))
        }
        Format::Text => Reply::Text(text(question)),
    }
}

fn tool_to_call<'a>(question: &'a Question, settings: &Settings) -> Option<&'a Offer> {
    let first = question.tools.first();
    match &question.choice {
        Choice::Never => None,
        Choice::Any => first,
        Choice::Named(name) => question.tools.iter().find(|tool| tool.name == *name),
        Choice::Free => first.filter(|_| settings.call_tools && !question.has_called()),
    }
}

/// One sentence for each of the first facts that the question lists, or the question again.
fn text(question: &Question) -> String {
    let facts = question.texts().flat_map(str::lines).filter_map(sentence);
    let mut sentences: Vec<String> = Vec::new();
    for fact in facts {
        if sentences.len() < FACTS_TOLD && !sentences.contains(&fact) {
            sentences.push(fact);
        }
    }
    if !sentences.is_empty() {
        return sentences.join("\n");
    }
    let asked: String = question.asked().chars().take(ECHO_CHARS).collect();
    format!("The stand-in was asked: {}", asked.trim())
}

/// The sentence about a fact: `{f12} Revenue of AAPL, FY2024` becomes `Revenue of AAPL, FY2024 was {f12}.`
fn sentence(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("{f")?;
    let (digits, label) = rest.split_once('}')?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // What follows the label is the value, which a model must not write itself.
    let label = label.split([':', '=', '|', ';']).next()?.trim().trim_end_matches('.');
    (!label.is_empty()).then(|| format!("{label} was {{f{digits}}}."))
}

/// The word of a message that most looks like a company: a capitalised one that does not begin a question.
fn company_word(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '&' && c != '-');
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let is_name = |word: &&&str| {
        word.starts_with(char::is_uppercase) && !NO_NAMES.contains(&word.to_lowercase().as_str())
    };
    let name = words.iter().find(is_name).or_else(|| words.last());
    name.map_or_else(|| "Apple".to_owned(), |name| (*name).to_owned())
}

/// The ticker of a company's word: the largest listing whose name begins with it, or the word itself.
fn symbol(word: &str) -> String {
    let upper = word.to_uppercase();
    if upper == word {
        return upper;
    }
    let listings = World::get().listings().iter();
    let mut named = listings.filter(|listing| listing.name.to_uppercase().starts_with(&upper));
    named.next().map_or(upper, |listing| listing.symbol.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_a_capitalised_word() {
        assert_eq!(company_word("How is Apple doing?"), "Apple");
        assert_eq!(company_word("what about MSFT"), "MSFT");
        assert_eq!(company_word("compare them"), "them");
        assert_eq!(company_word(""), "Apple");
        assert_eq!(symbol("Microsoft"), "MSFT");
        assert_eq!(symbol("KO"), "KO");
    }

    #[test]
    fn a_fact_becomes_a_sentence_without_its_value() {
        let check = |line, expected: Option<&str>| assert_eq!(sentence(line).as_deref(), expected);
        check("{f12} Revenue of AAPL, FY2024", Some("Revenue of AAPL, FY2024 was {f12}."));
        check("- {f3} Net income of KO: $10.6B", Some("Net income of KO was {f3}."));
        check("{f12}", None);
        check("{figure} Revenue", None);
        check("No handle here", None);
    }
}
