//! Questions that leave companies out.

use finance::Symbol;

use super::{Understood, carry_period, list};
use crate::{
    conversation::Conversation,
    router::{Category, Route},
};

/// Words before a company that leave it out.
const EXCLUDING: [&str; 10] = [
    "without",
    "excluding",
    "except",
    "minus",
    "drop",
    "remove",
    "not",
    "exclude",
    "skip",
    "ignore",
];

/// The companies that the question names to be left out: `drop Amazon`, `without Costco`, `not Boeing`.
pub(super) fn left_out(asked: &Understood) -> Vec<Symbol> {
    let tokens = &asked.question.tokens;
    let word = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)).map_or("", |token| token.lower.as_str())
    };
    let mut spans: Vec<_> =
        asked.resolved.companies.iter().map(|found| (&found.span, &found.symbol)).collect();
    spans.sort_by_key(|(span, _)| span.start);
    let mut left: Vec<Symbol> = Vec::new();
    for (span, symbol) in spans {
        let Some(at) = tokens.iter().position(|token| token.span == *span) else { continue };
        let before = |back: usize| word(at.checked_sub(back));
        let refused = EXCLUDING.contains(&before(1))
            || before(1) == "for" && before(2) == "except"
            || before(1) == "of" && before(2) == "instead"
            || before(1) == "out" && before(2) == "leave"
            || before(1) == "but" && matches!(before(2), "everything" | "everyone" | "all");
        let joined =
            matches!(before(1), "and" | "or") && before(2) == crate::question::tokens::COMPANY;
        let last_left = asked
            .resolved
            .companies
            .iter()
            .any(|found| left.last() == Some(&found.symbol) && found.span.end <= span.start);
        if refused || joined && last_left {
            left.push(symbol.clone());
        }
    }
    left
}

/// A question that leaves companies out: of those that it names, and of those that are spoken of where it names no other
/// or asks for no other.
pub(super) fn without(
    mut asked: Understood,
    left: &[Symbol],
    conversation: &Conversation,
) -> Understood {
    let named = asked.companies.clone();
    asked.companies.retain(|symbol| !left.contains(symbol));
    let topic = conversation.topic.as_ref();
    let spoken_of = topic.map_or(&[][..], |topic| &topic.companies);
    let replaces = asked.question.has("instead of @");
    let few = asked.question.other_words() <= 4;
    if let Some(topic) =
        topic.filter(|topic| few && topic.companies.iter().any(|one| left.contains(one)))
    {
        let kept = spoken_of.iter().filter(|symbol| !left.contains(symbol)).cloned();
        let new = std::mem::take(&mut asked.companies);
        // `not Boeing, Airbus` corrects; `Conoco instead of BP` replaces one of several.
        let corrects = !new.is_empty() && spoken_of.len() == 1;
        asked.companies = if corrects { Vec::new() } else { kept.collect() };
        asked
            .companies
            .extend(new.into_iter().filter(|symbol| !spoken_of.contains(symbol) || replaces));
        if asked.items.is_empty() {
            asked.items.clone_from(&topic.items);
        }
        carry_period(&mut asked, topic);
        let category = match (asked.companies.len(), topic.category) {
            (0, _) => Category::Chat,
            (1, Category::Compare) if asked.items.is_empty() => Category::Report,
            (1, Category::Compare) => Category::Figure,
            (1, category) => category,
            (_, _) => Category::Compare,
        };
        let reason = format!("it leaves out {}", list(left));
        asked.route = Route::new(category, 85, reason);
    } else if asked.companies.is_empty() {
        // Nobody is left, so nobody was meant to be left out.
        asked.companies = named;
    } else if asked.companies.len() == 1 && asked.route.category == Category::Compare {
        let category = if asked.items.is_empty() { Category::Report } else { Category::Figure };
        asked.route = Route::new(category, 70, format!("it leaves out {}", list(left)));
    }
    asked
}
